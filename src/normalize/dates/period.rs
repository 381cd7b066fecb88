//! Labels of periods in the header of a money or target table.
//!
//! | example | value | rule |
//! |---|---|---|
//! | `계` `총 계` `합계` `총사업비` | total | |
//! | `임기내 계` `임기 내 소계` | in_term | |
//! | `기투자` `기투자액` `2021년 이전` `~2021` `’21년까지` | prior | |
//! | `2022` `2022년` `’22` `2026.6월` `2022년 하반기` | year | a month stays in the label |
//! | `2028년~2030년` `2023~2026` | range | |
//! | `임기후` `임기 후` `2026.7월 이후` | after_term | terms change on 1 July |
//! | `향후` `2027년 이후` `2027~` | beyond | |

use super::super::scan::{Cursor, MONTH, YEAR};
use crate::model::Period;
use crate::text;

/// A column or row label that names a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodLabel {
    /// Kind of period.
    pub period: Period,
    /// The year, or the first of a range.
    pub year: Option<i32>,
    /// The last year of a range.
    pub year_to: Option<i32>,
}

impl PeriodLabel {
    fn of(period: Period) -> Self {
        Self { period, year: None, year_to: None }
    }
}

/// Month in which the terms of local governments change (지방자치법: 1 July).
const TERM_MONTH: u64 = 7;

const TOTAL: &[&str] = &[
    "계",
    "총계",
    "합계",
    "총사업비",
    "총액",
    "총합계",
    "소계",
    "전체",
    "총투자액",
    "총투자",
    "총소요액",
    "누계",
    "총예산",
    "총소요예산",
    "모두",
    "모두더해",
    "모두합쳐",
    "총합",
    "전부",
];
const IN_TERM: &[&str] =
    &["임기내계", "임기내소계", "임기내합계", "임기내", "임기중", "임기중계", "임기내총계", "임기내투자", "임기내투자계"];
const PRIOR: &[&str] = &[
    "기투자",
    "기투자액",
    "기집행",
    "기집행액",
    "기지원",
    "기확보",
    "기확보액",
    "기투입",
    "전년도까지",
    "이전",
    "기투자계",
    "기투자비",
    "취임이전",
    "임기전",
    "임기이전",
    "기존투자",
    "지난투자",
    "앞선투자",
    "이미투자",
    "이미투자한돈",
    "이미쓴돈",
    "이미집행",
    "기정",
];
/// Amounts that are paid already, after the words for a time.
const PAID: &[&str] = &["투자", "투자액", "집행", "집행액", "확보", "확보액", "투입", "투입액", "계", "소계"];
const AFTER_TERM: &[&str] = &["임기후", "임기이후", "임기외", "임기후투자", "퇴임후", "임기종료후", "임기뒤"];
const BEYOND: &[&str] =
    &["향후", "이후", "추후", "차기", "향후투자", "향후계획", "향후투자액", "잔여", "잔여사업비", "향후소요", "그이후", "장기"];

/// The period that a header cell names; blanks inside it do not count.
pub fn period_label(s: &str) -> Option<PeriodLabel> {
    /// Longest label looked at, in bytes: anything longer is a text.
    const LONGEST: usize = 64;
    if let Some(said) = number(s.as_bytes()) {
        return said;
    }
    let trimmed = text::trim(s);
    if trimmed.is_empty() || trimmed.len() > LONGEST {
        return None;
    }
    let key = text::keyed(trimmed);
    let bare = key.strip_prefix('(').and_then(|k| k.strip_suffix(')')).unwrap_or(&key);
    // `총계(A)`, `기투자(~2021)`: the bracket only says more of the same.
    let stem = memchr::memchr(b'(', bare.as_bytes()).map_or(bare, |open| &bare[..open]);
    // All words begin with a syllable, and no year does.
    if bare.starts_with(text::is_hangul) {
        return word(stem);
    }
    years(bare).or_else(|| {
        let inside = bare[stem.len()..].strip_prefix('(')?.strip_suffix(')');
        // `1차년도(2022)`: the year that the number counts.
        let counted = inside.filter(|_| counts_years(stem)).and_then(years);
        counted.or_else(|| years(stem))
    })
}

/// `1차년도`, `2년차`: which year of the term.
fn counts_years(stem: &str) -> bool {
    let words = stem.trim_start_matches(|c: char| c.is_ascii_digit());
    words.len() < stem.len() && matches!(words, "차년도" | "년차" | "차연도" | "차")
}

/// What digits at the start say that a comma or the end follows: `2022` is a year, `350` and `1,735,200` are none. `None` where other
/// characters follow, or none are digits.
fn number(bytes: &[u8]) -> Option<Option<PeriodLabel>> {
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    match bytes.get(digits) {
        Some(b',') if digits > 0 => Some(None),
        None if digits > 0 => {
            let year = bytes.iter().take(5).fold(0, |value, b| value * 10 + i32::from(b - b'0'));
            let is_year = digits == 4 && (1900..=2100).contains(&year);
            Some(is_year.then_some(PeriodLabel { period: Period::Year, year: Some(year), year_to: None }))
        }
        _ => None,
    }
}

/// The period that words without a year name.
fn word(stem: &str) -> Option<PeriodLabel> {
    let words = [
        (TOTAL, Period::Total),
        (IN_TERM, Period::InTerm),
        (PRIOR, Period::Prior),
        (AFTER_TERM, Period::AfterTerm),
        (BEYOND, Period::Beyond),
    ];
    if stem.starts_with(begins_words)
        && let Some((_, period)) = words.iter().find(|(list, _)| list.contains(&stem))
    {
        return Some(PeriodLabel::of(*period));
    }
    is_term(stem).then(|| PeriodLabel::of(Period::InTerm))
}

/// Whether a syllable begins one of the words.
fn begins_words(c: char) -> bool {
    matches!(
        c,
        '계' | '총'
            | '합'
            | '소'
            | '전'
            | '누'
            | '모'
            | '임'
            | '기'
            | '이'
            | '취'
            | '퇴'
            | '향'
            | '추'
            | '차'
            | '잔'
            | '그'
            | '장'
            | '지'
            | '앞'
    )
}

/// `민선8기`, `민선 8기 계`: the term that is told of.
fn is_term(key: &str) -> bool {
    if !key.ends_with(['기', '계']) {
        return false;
    }
    key.find('기')
        .map(|at| key.split_at(at + '기'.len_utf8()))
        .is_some_and(|(term, rest)| super::is_term_of_office(term) && matches!(rest, "" | "계" | "소계" | "합계"))
}

fn years(key: &str) -> Option<PeriodLabel> {
    let mut cur = Cursor::new(key);
    if cur.eat(|c| c == '~').is_some() {
        let (_, _) = year_month(&mut cur)?;
        let _ = cur.eat_str("까지");
        return cur.is_end().then(|| PeriodLabel::of(Period::Prior));
    }
    let (year, month) = year_month(&mut cur)?;
    let label = |period, year_to| Some(PeriodLabel { period, year: Some(year), year_to });
    let after = || PeriodLabel::of(if month == Some(TERM_MONTH) { Period::AfterTerm } else { Period::Beyond });
    if cur.is_end() {
        return label(Period::Year, None);
    }
    match cur.rest() {
        "이후" | "부터" | "~" | "이후~" | "년이후" => return Some(after()),
        "이전" | "이전까지" | "까지" | "말까지" if month.is_none() => {
            return Some(PeriodLabel::of(Period::Prior));
        }
        "까지" | "말" | "말까지" | "월말" | "현재" | "기준" => {
            return label(Period::Year, None);
        }
        // `'21년이전기투자`, `2021년까지집행액`: the words after the limit only say more of the same.
        rest if month.is_none() && until(rest).is_some_and(|more| PRIOR.contains(&more) || PAID.contains(&more)) => {
            return Some(PeriodLabel::of(Period::Prior));
        }
        _ => {}
    }
    cur.eat(|c| c == '~' || c == '-')?;
    if cur.rest() == "계속" || cur.rest() == "향후" {
        return Some(after());
    }
    let to = match year_month(&mut cur) {
        Some((to, _)) => to,
        None => {
            // `2028~30`, `2022.7~12월`.
            let digits = cur.digits().filter(|d| d.len <= 2)?;
            if month.is_some() || cur.eat_unit(MONTH) {
                let _ = cur.eat_unit(MONTH) || cur.eat(|c| c == '.').is_some();
                year
            } else {
                let _ = cur.eat_unit(YEAR);
                year - year % 100 + digits.value as i32
            }
        }
    };
    if !cur.is_end() || to < year {
        return None;
    }
    if to == year {
        return label(Period::Year, None);
    }
    label(Period::Range, Some(to))
}

/// What follows the words for all the time up to a year.
fn until(rest: &str) -> Option<&str> {
    ["이전까지", "이전", "말까지", "까지"].iter().find_map(|word| rest.strip_prefix(word))
}

/// `2022`, `'22년도`, `2026.6월`, `2026년6월`, `2022년하반기`.
fn year_month(cur: &mut Cursor) -> Option<(i32, Option<u64>)> {
    let mut next = *cur;
    let apostrophe = next.eat(|c| c == '\'').is_some();
    let digits = next.digits()?;
    let word = next.eat_unit(YEAR);
    let _ = word && next.eat_str("도");
    let year = match (apostrophe, digits.len) {
        (false, 4) if (1900..=2100).contains(&digits.value) => digits.value,
        (true, 2) => 2000 + digits.value,
        (false, 2) if word && (13..=49).contains(&digits.value) => 2000 + digits.value,
        _ => return None,
    };
    *cur = next;
    let dot = next.eat(|c| c == '.').is_some();
    if dot {
        *cur = next;
    }
    let mut month = None;
    if ["상반기", "하반기"].iter().any(|w| next.eat_str(w)) {
        *cur = next;
    } else if dot || word {
        let mut at = next;
        if let Some(m) = at.digits().filter(|d| d.len <= 2 && (1..=12).contains(&d.value)) {
            let marked = at.eat_unit(MONTH) || at.eat(|c| c == '.').is_some() || at.eat_str("분기");
            if marked || dot {
                month = Some(m.value);
                *cur = at;
            }
        }
    }
    Some((year as i32, month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_of_words() {
        for word in [TOTAL, IN_TERM, PRIOR, AFTER_TERM, BEYOND].concat() {
            assert!(word.starts_with(begins_words), "{word}");
        }
    }
}
