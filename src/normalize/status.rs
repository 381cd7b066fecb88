//! States and classes of a pledge: words of closed vocabularies.
//!
//! In: the text of a cell or a value. Out: the class it names, or `None`: free text such as `실시설계 추진 중` is no class and is
//! left to the caller to keep as printed. Words are compared without blanks and punctuation, so `완료(지속추진)`, `완료 · 지속추진`
//! and `완료(지속 추진)` are one. Does not: read a status matrix (that is `fields`), contradict the rate (that is `validate`).
//!
//! | function | example | value |
//! |---|---|---|
//! | [`state`] | `완료` `이행 완료` `완료(종료)` | completed |
//! | | `이행후계속추진` `완료(지속추진)` `지속추진` | completed_continuing |
//! | | `정상 추진` `추진중` `추진중(정상)` | on_track |
//! | | `일부추진` `일부추진(지연)` | partial |
//! | | `부진` `지연` `추진중(부진)` | delayed |
//! | | `검토중` · `기타(시기미도래)` · `추진전` · `보류` · `통폐합` | under_review · not_due · not_started · on_hold · discarded |
//! | [`manifesto`] | `부진` | partial; none for 지연, 검토중, 시기미도래 |
//! | [`continuity`] | `신규` `계속사업` `계속/신규` | new, continuing, none |
//! | [`term`] | `임기 내(착공)` `임기후` `임기내/후` | within, beyond, none |
//! | [`authorities`] | `국가·시·자체` | national, provincial, own |
//! | | `경기도(철도건설과), LH(신도시계획처)` | provincial, other |
//! | [`support`] | `필요(재정·제도)` `재정, 권한` `해당없음` | needed with kinds, needed with kinds, not needed |

use std::borrow::Cow;
use std::ops::Range;

use super::Found;
use super::jurisdiction;
use super::scan::{closing, is_closing, trimmed};
use crate::model::{Authority, Budget, CentralSupport, Continuity, Horizon, Manifesto, State, SupportKind, Term};
use crate::text;

/// Longest text that can be a word of a vocabulary, in bytes.
const LONGEST_WORD: usize = 80;

/// The text without blanks and punctuation: what the vocabularies are compared by.
fn word(s: &str) -> Option<Cow<'_, str>> {
    let body = text::trim(s);
    if body.is_empty() || body.len() > LONGEST_WORD {
        return None;
    }
    let is_syllables = |b: u8| matches!(b, 0x80..=0xBF | 0xEB | 0xEC) || b.is_ascii_alphanumeric();
    let bytes = body.as_bytes();
    let is_edge = |at: usize| matches!((bytes[at], bytes.get(at + 1)), (0xEA, Some(0xB0..)) | (0xED, Some(..0x9E)));
    if (0..bytes.len()).all(|at| is_syllables(bytes[at]) || is_edge(at)) {
        return Some(body.into());
    }
    let mut word = String::with_capacity(body.len());
    word.extend(body.chars().filter(|&c| matches!(c, '가'..='힣') || c.is_alphanumeric()));
    Some(word.into())
}

/// The text without a bracket at its end: `임기 내(착공)` → `임기 내`.
fn stem(s: &str) -> &str {
    let body = text::trim(s);
    match body.char_indices().find(|&(_, c)| closing(c).is_some()) {
        Some((at, _)) if at > 0 && body.chars().next_back().is_some_and(is_closing) => text::trim(&body[..at]),
        _ => body,
    }
}

/// The state that a word names.
pub fn state(s: &str) -> Option<State> {
    Some(match &*word(s)? {
        "완료" | "이행완료" | "추진완료" | "종료" | "완료종료" | "사업완료" | "사업종료" | "공약완료" | "이행완료종료" | "완료이행완료"
        | "완료됨" | "추진완료종료" | "완료사업완료" | "完了" | "완" | "完" => State::Completed,
        "이행후계속추진"
        | "이행후계속"
        | "이행후지속추진"
        | "완료후계속추진"
        | "완료후지속추진"
        | "완료지속추진"
        | "완료계속추진"
        | "완료지속"
        | "완료계속"
        | "지속추진"
        | "계속추진"
        | "완료및지속추진"
        | "완료및계속추진"
        | "완료이행후계속추진"
        | "이행완료후계속추진"
        | "이행완료후지속추진"
        | "이행완료계속추진"
        | "이행완료지속추진"
        | "완료후계속"
        | "이행후계속추진완료"
        | "이행후계속추진중"
        | "지속추진중"
        | "계속추진중"
        | "추진완료계속"
        | "추진완료지속추진"
        | "추진완료계속추진"
        | "추진완료후계속추진" => State::CompletedContinuing,
        "정상추진"
        | "정상"
        | "추진중"
        | "정상추진중"
        | "추진중정상"
        | "추진중정상추진"
        | "진행중"
        | "정상진행"
        | "정상진행중"
        | "정상이행"
        | "이행중"
        | "추진정상"
        | "정상추진사업"
        | "정상추진추진중" => State::OnTrack,
        "일부추진"
        | "일부"
        | "일부추진중"
        | "일부추진지연"
        | "일부추진부진"
        | "추진중일부추진"
        | "추진중일부"
        | "일부이행"
        | "일부완료"
        | "부분추진"
        | "일부지연" => State::Partial,
        "부진" | "지연" | "지연우려" | "추진중부진" | "추진중지연" | "추진지연" | "추진부진" | "부진지연" | "지연부진" | "일정초과"
        | "지연중" | "사업지연" | "부진사업" => State::Delayed,
        "검토중" | "검토" | "미착수검토중" | "추진검토" | "추진검토중" | "검토중미착수" | "재검토" | "재검토중" | "기타검토중" => {
            State::UnderReview
        }
        "시기미도래" | "미도래" | "기타시기미도래" | "미착수시기미도래" | "추진시기미도래" | "착수시기미도래" | "시기미도래미착수" => {
            State::NotDue
        }
        "추진전" | "미착수" | "미추진" | "착수전" | "추진예정" | "미이행" | "추진전미착수" | "미착수추진전" => {
            State::NotStarted
        }
        "보류" | "추진보류" | "사업보류" | "이행보류" | "잠정보류" => State::OnHold,
        "폐기" | "제외" | "통폐합" | "공약제외" | "공약폐기" | "추진불가" | "이행불가" | "폐지" | "철회" | "취소" | "폐기제외"
        | "통합폐지" | "공약통폐합" | "폐기통폐합" | "사업폐기" | "불가" => State::Discarded,
        _ => return None,
    })
}

/// The class of the Manifesto evaluation that a state has a sure counterpart in. The evaluation's 일부추진 means behind the
/// goal, and so takes 부진; for 지연, 검토중, 시기미도래 and 추진전 there is none.
pub fn manifesto(state: State, label: &str) -> Option<Manifesto> {
    Some(match state {
        State::Completed => Manifesto::Completed,
        State::CompletedContinuing => Manifesto::CompletedContinuing,
        State::OnTrack => Manifesto::OnTrack,
        State::Partial => Manifesto::Partial,
        State::Delayed if text::squash(label).contains("부진") => Manifesto::Partial,
        State::OnHold => Manifesto::OnHold,
        State::Discarded => Manifesto::Discarded,
        State::Delayed | State::UnderReview | State::NotDue | State::NotStarted => return None,
    })
}

/// 신규·계속.
pub fn continuity(s: &str) -> Option<Continuity> {
    Some(match &*word(s)? {
        "신규" | "신규사업" | "신규공약" | "新規" | "신규추진" | "폐지후신규" => Continuity::New,
        "계속" | "계속사업" | "기존" | "기존사업" | "계속공약" | "계속추진" | "계속확대" => Continuity::Continuing,
        _ => return None,
    })
}

/// 임기내·임기후; a bracket after it (`임기 내(착공)`) does not change it.
pub fn term(s: &str) -> Option<Term> {
    Some(match &*word(stem(s))? {
        "임기내" | "임기중" | "임기내완료" | "임기내사업" | "임기내추진" | "임기내이행" | "임기내착공" | "임기내착수" | "任期內" => {
            Term::Within
        }
        "임기후" | "임기이후" | "임기외" | "임기후완료" | "임기후사업" | "임기후추진" | "임기이후완료" => {
            Term::Beyond
        }
        _ => return None,
    })
}

/// 단기·중기·장기.
pub fn horizon(s: &str) -> Option<Horizon> {
    Some(match &*word(stem(s))? {
        "단기" | "단기사업" | "단기과제" | "단기추진" => Horizon::Short,
        "중기" | "중기사업" | "중기과제" | "중기추진" => Horizon::Medium,
        "장기" | "장기사업" | "장기과제" | "장기추진" => Horizon::Long,
        _ => return None,
    })
}

/// 예산·비예산; 민자 is neither.
pub fn budget(s: &str) -> Option<Budget> {
    Some(match &*word(stem(s))? {
        "예산" | "예산사업" | "재정" | "재정사업" | "예산수반" => Budget::Budget,
        "비예산" | "비예산사업" | "비재정" | "비재정사업" | "예산비수반" => Budget::NonBudget,
        _ => return None,
    })
}

/// The items of a list that commas, dots and slashes outside brackets separate, as trimmed ranges.
fn items(s: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    let mut done = false;
    std::iter::from_fn(move || {
        while !done {
            let mut depth = 0usize;
            let cut = s[start..].char_indices().find(|&(_, c)| {
                if closing(c).is_some() {
                    depth += 1;
                } else if is_closing(c) {
                    depth = depth.saturating_sub(1);
                }
                let separates = matches!(c, ',' | '/' | '，' | '、' | '+' | ';' | '\t' | '|' | '&') || text::is_middle_dot(c);
                depth == 0 && separates
            });
            let (end, next) = match cut {
                Some((at, c)) => (start + at, start + at + c.len_utf8()),
                None => {
                    done = true;
                    (s.len(), s.len())
                }
            };
            let range = trimmed(&s[start..end], start);
            start = next;
            if !range.is_empty() {
                return Some(range);
            }
        }
        None
    })
}

/// 사업주체, 사업권한: one entry for each item that names a body; items that name none are left out.
///
/// 시 beside 자체, 군 or 구 is the metropolitan government; elsewhere it is the publisher's own.
pub fn authorities(s: &str) -> Vec<Found<Authority>> {
    let ranges: Vec<_> = items(s).collect();
    let keys: Vec<_> = ranges.iter().map(|r| text::key(stem(&s[r.clone()]))).collect();
    let below = keys.iter().any(|k| matches!(k.as_str(), "자체" | "군" | "구" | "시군" | "시군구"));
    ranges.into_iter().zip(&keys).filter_map(|(range, key)| Some(Found::plain(authority(key, below)?, range))).collect()
}

fn authority(key: &str, below: bool) -> Option<Authority> {
    const MINISTRY_ENDS: [&str; 8] = ["부", "처", "청", "위원회", "국회", "정부", "부처", "조달청"];
    const BODY_ENDS: [&str; 22] = [
        "공사",
        "공단",
        "대학",
        "대학교",
        "재단",
        "은행",
        "연구원",
        "진흥원",
        "협회",
        "조합",
        "센터",
        "공공기관",
        "유관기관",
        "법인",
        "단체",
        "학교",
        "교육청",
        "교육지원청",
        "의회",
        "테크노파크",
        "농협",
        "복지관",
    ];
    Some(match key {
        "국가" | "국" | "중앙" | "중앙정부" | "중앙부처" | "정부" | "국가사무" | "國" => Authority::National,
        "도" | "광역" | "시도" | "광역시" | "특별시" | "광역자치단체" | "道" => Authority::Provincial,
        "자체" | "군" | "구" | "시군" | "시군구" | "기초" | "자체사업" | "기초자치단체" | "자치구" | "우리시" | "우리군" | "우리구"
        | "본청" | "시청" | "군청" | "구청" => Authority::Own,
        "시" | "市" if below => Authority::Provincial,
        "시" | "市" => Authority::Own,
        "민간" | "민자" | "민간사업자" | "민간투자" | "기업" | "민간기업" | "사업시행자" | "민간업체" | "주민" | "민간자본" => {
            Authority::Private
        }
        "LH" | "SH" | "GH" | "TP" | "공공" | "기타" | "코레일" | "유관기관" | "타기관" | "LX" | "KDI" => Authority::Other,
        _ if BODY_ENDS.iter().any(|w| key.ends_with(w)) => Authority::Other,
        _ if jurisdiction::is_province(key) => Authority::Provincial,
        _ if key.ends_with("(주)") || key.starts_with("(주)") || key.starts_with('㈜') || key.ends_with('㈜') => Authority::Private,
        _ if key.chars().count() >= 3 && key.ends_with(['시', '군', '구']) => Authority::Own,
        _ if key.chars().count() >= 3 && ["시청", "군청", "구청"].iter().any(|w| key.ends_with(w)) => Authority::Own,
        _ if key.chars().count() >= 3 && key.ends_with('도') => Authority::Provincial,
        _ if key.chars().count() >= 3 && MINISTRY_ENDS.iter().any(|w| key.ends_with(w)) => Authority::National,
        _ if key.starts_with(|c: char| c.is_ascii_uppercase()) && key.chars().all(|c| c.is_ascii_alphanumeric()) => Authority::Other,
        _ => return None,
    })
}

/// 중앙정부 도움 필요성: `필요(재정·제도)`, `재정, 권한`, `불필요`. `None` where a kind is unknown.
pub fn support(s: &str) -> Option<CentralSupport> {
    let body = text::trim(s);
    if body.is_empty() || body.len() > LONGEST_WORD {
        return None;
    }
    let none = CentralSupport { needed: false, kinds: Vec::new() };
    if body.chars().all(text::is_dash) {
        return Some(none);
    }
    let key = text::key(body);
    if matches!(stem(&key), "불필요" | "해당없음" | "없음" | "미필요" | "해당사항없음" | "필요없음" | "비해당" | "해당안됨" | "무" | "X")
    {
        return Some(none);
    }
    let mut rest = key.strip_prefix("도움").unwrap_or(&key);
    if let Some(tail) = rest.strip_prefix("필요") {
        rest = tail.trim_matches(|c: char| closing(c).is_some() || is_closing(c) || matches!(c, ':' | '-' | ','));
        if rest.is_empty() {
            return Some(CentralSupport { needed: true, kinds: Vec::new() });
        }
    }
    let mut kinds = Vec::new();
    for range in items(rest) {
        let kind = match stem(&rest[range]) {
            "재정" | "예산" | "재원" | "국비" | "재정지원" | "예산지원" | "국비지원" => SupportKind::Fiscal,
            "제도" | "법령" | "법률" | "법" | "조례" | "규제" | "제도개선" | "법령개정" | "입법" | "규제완화" | "법제도" | "법령제도" => {
                SupportKind::Legal
            }
            "행정" | "행정지원" | "인허가" | "행정절차" | "행정협조" | "협조" => SupportKind::Administrative,
            "권한" | "권한이양" | "권한위임" => SupportKind::Authority,
            _ => return None,
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    (!kinds.is_empty()).then_some(CentralSupport { needed: true, kinds })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn states() {
        for (text, expected) in [
            ("완료", State::Completed),
            ("이행 완료", State::Completed),
            ("완료(종료)", State::Completed),
            ("종료", State::Completed),
            ("이행후계속추진", State::CompletedContinuing),
            ("이행 후 계속 추진", State::CompletedContinuing),
            ("완료(지속추진)", State::CompletedContinuing),
            ("지속추진", State::CompletedContinuing),
            ("완료 및 지속추진", State::CompletedContinuing),
            ("정상 추진", State::OnTrack),
            ("추진중", State::OnTrack),
            ("추진중(정상)", State::OnTrack),
            ("일부추진", State::Partial),
            ("일부추진(지연)", State::Partial),
            ("부진", State::Delayed),
            ("지연", State::Delayed),
            ("지연우려", State::Delayed),
            ("검토중", State::UnderReview),
            ("시기미도래", State::NotDue),
            ("기타(시기미도래)", State::NotDue),
            ("추진전", State::NotStarted),
            ("미착수", State::NotStarted),
            ("보류", State::OnHold),
            ("통폐합", State::Discarded),
            ("공약 제외", State::Discarded),
        ] {
            assert_eq!(state(text), Some(expected), "{text}");
        }
        for text in
            ["", "예비타당성조사 대상 사업 선정(完)", "사업자 선정 및 실시설계 추진 중", "○", "계속", "완료 예정", "정상궤도", "100%"]
        {
            assert_eq!(state(text), None, "{text}");
        }
    }

    #[test]
    fn manifesto_classes() {
        assert_eq!(manifesto(State::CompletedContinuing, "지속추진"), Some(Manifesto::CompletedContinuing));
        assert_eq!(manifesto(State::Delayed, "부진"), Some(Manifesto::Partial));
        assert_eq!(manifesto(State::Delayed, "지연"), None);
        assert_eq!(manifesto(State::UnderReview, "검토중"), None);
        assert_eq!(manifesto(State::NotDue, "시기미도래"), None);
    }

    #[test]
    fn classes() {
        assert_eq!(continuity("신규"), Some(Continuity::New));
        assert_eq!(continuity("계속사업"), Some(Continuity::Continuing));
        assert_eq!(continuity("계속/신규"), None);
        for text in ["임기내", "임기 내", "임기 내(착공)", "임기 내 착수"] {
            assert_eq!(term(text), Some(Term::Within), "{text}");
        }
        for text in ["임기후", "임기 후", "임기이후"] {
            assert_eq!(term(text), Some(Term::Beyond), "{text}");
        }
        for text in ["임기내/후", "임기내,임기후", "2025년", "올해", ""] {
            assert_eq!(term(text), None, "{text}");
        }
        assert_eq!(horizon("중기"), Some(Horizon::Medium));
        assert_eq!(horizon("중·장기"), None);
        assert_eq!(budget("비예산"), Some(Budget::NonBudget));
        assert_eq!(budget("예산"), Some(Budget::Budget));
        assert_eq!(budget("민자"), None);
    }

    #[test]
    fn bodies() {
        use Authority::*;
        for (text, expected) in [
            ("국가·자체", vec![National, Own]),
            ("국가, 도, 자체", vec![National, Provincial, Own]),
            ("국가·시·자체", vec![National, Provincial, Own]),
            ("시·자체", vec![Provincial, Own]),
            ("국가·도·시", vec![National, Provincial, Own]),
            ("시·구", vec![Provincial, Own]),
            ("자체·민간", vec![Own, Private]),
            ("경기도(철도건설과), LH(신도시계획처)", vec![Provincial, Other]),
            ("국토교통부(대광위), 경기도(철도정책과)", vec![National, Provincial]),
            ("서울특별시, 솔빛구", vec![Provincial, Own]),
            ("부산시, 한국철도공사", vec![Provincial, Other]),
            ("안양시", vec![Own]),
            ("국가철도공단", vec![Other]),
            ("솔빛대학교", vec![Other]),
            ("경기도교육청", vec![Other]),
            ("산림청", vec![National]),
            ("", vec![]),
            ("미정", vec![]),
        ] {
            let found: Vec<_> = authorities(text).into_iter().map(|f| f.value).collect();
            assert_eq!(found, expected, "{text}");
        }
        let text = "국토교통부(대광위, 철도국), 경기도";
        let raws: Vec<_> = authorities(text).into_iter().map(|f| &text[f.range]).collect();
        assert_eq!(raws, ["국토교통부(대광위, 철도국)", "경기도"]);
    }

    #[test]
    fn help() {
        use SupportKind::*;
        for (text, needed, kinds) in [
            ("필요(재정)", true, vec![Fiscal]),
            ("필요(재정·제도)", true, vec![Fiscal, Legal]),
            ("필요(제도/법령)", true, vec![Legal]),
            ("필요 (행정)", true, vec![Administrative]),
            ("재정, 권한", true, vec![Fiscal, Authority]),
            ("필요", true, vec![]),
            ("불필요", false, vec![]),
            ("해당없음", false, vec![]),
            ("해당 없음", false, vec![]),
            ("-", false, vec![]),
        ] {
            let found = support(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.needed, found.kinds), (needed, kinds), "{text}");
        }
        for text in ["", "국가·자체", "필요성 검토", "재정, 무엇"] {
            assert_eq!(support(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(s in "[가-힣()·,/ 완료추진중임기내후재정국도시자체]{0,30}") {
            let _ = (state(&s), term(&s), continuity(&s), horizon(&s), budget(&s), support(&s));
            for found in authorities(&s) {
                prop_assert!(!s[found.range].is_empty());
            }
        }

        #[test]
        fn blanks_do_not_matter(i in 0usize..4) {
            let words = ["이행후계속추진", "정상추진", "시기미도래", "일부추진"];
            let spaced: String = words[i].chars().flat_map(|c| [c, ' ']).collect();
            prop_assert_eq!(state(&spaced), state(words[i]));
        }
    }
}
