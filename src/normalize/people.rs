//! People in charge: roles, names, phone numbers; and personal data that should not be in a report.
//!
//! In: one line, or one cell. Out: byte ranges of its parts, so that the caller keeps text and position together. Promises: a
//! name is 2–4 syllables that start with a Korean family name, beside a role or a phone number; a text that runs on behind
//! what looks like a name is no contact. Does not: tell people apart, complete an extension to a full number.
//!
//! | example | role · name · phone | rule |
//! |---|---|---|
//! | `기업경제과장 이주빈 ☎2100` | 기업경제과장 · 이주빈 · 2100 | cells and blanks separate alike |
//! | `과  장 이억배 ☎ 481-3520` | `과  장` · 이억배 · 481-3520 | padded roles and names |
//! | `시설과장 김하늘(☎ 033-517-5147), 담당 이바다(☎ …)` | two contacts | commas and slashes separate |
//! | `담당자 최정진` | 담당자 · 최정진 · none | |
//! | `오은 단장(3800)` | 단장 · 오은 · 3800 | name first; an extension in brackets |
//! | `담당자 환경과장 노을 (☎ 2100)` | 환경과장 · 노을 · 2100 | of two roles the nearer |
//! | `담당자(정) 최정진` | `담당자(정)` · 최정진 · none | the first or the second in charge |
//! | `담당자 회의 참석` | none | |
//!
//! Phone numbers stand behind ☎, Tel, 전화, 내선, or have a form of their own (`031-123-4567`, `481-3520`).

use std::ops::Range;

use super::Found;
use super::scan::{Cursor, closing, is_closing, next_digit};
use crate::text;

/// Kind of phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phone {
    /// `2100`.
    Extension,
    /// `481-3520`.
    Local,
    /// `031-123-4567`.
    Full,
    /// `010-1234-5678`.
    Mobile,
}

/// The parts of a contact, as byte ranges of the input.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ContactParts {
    /// 과장, 팀장, 담당자 …, as printed (`과  장`).
    pub role: Option<Range<usize>>,
    /// Name.
    pub name: Option<Range<usize>>,
    /// Phone number without ☎.
    pub phone: Option<Range<usize>>,
}

/// Marks and words that announce a phone number.
const ANNOUNCERS: [&str; 13] = ["☎", "☏", "✆", "📞", "Tel", "TEL", "tel", "전화번호", "전화", "연락처", "내선번호", "내선", "문의"];

/// The phone numbers of a line. `range` is the number, `outer` adds ☎ and the brackets.
pub fn phones(s: &str) -> Vec<Found<Phone>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next_digit(s, at) {
        let announced = announced(s, at, start);
        // `02)325-6386` may print its area code in brackets.
        let open = s[..start].chars().next_back().filter(|&c| c == '(' || c == '（');
        let mut cur = Cursor::at(s, start);
        let free = !s[..start].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ','));
        match number(&mut cur, announced.is_some()).filter(|_| free) {
            Some(kind) => {
                let mut range = start..cur.at;
                if let Some(c) = open.filter(|_| s[range.clone()].contains([')', '）'])) {
                    range.start -= c.len_utf8();
                }
                found.push(Found { value: kind, outer: surround(s, announced.unwrap_or(range.start), range.end), range });
                at = cur.at;
            }
            None => {
                cur.at = start;
                cur.digits();
                at = cur.at;
            }
        }
    }
    found
}

/// Where the announcer starts that stands before the digits at `at`, not before `limit`.
fn announced(s: &str, limit: usize, at: usize) -> Option<usize> {
    let head =
        s[limit..at].trim_end_matches(|c: char| text::is_blank(c) || text::is_colon(c) || matches!(c, '.' | ')' | '(' | '）' | '（' | '-'));
    ANNOUNCERS.iter().find_map(|w| head.strip_suffix(w)).map(|rest| limit + rest.len())
}

/// The range with the brackets right around it.
fn surround(s: &str, start: usize, end: usize) -> Range<usize> {
    let head = s[..start].trim_end_matches(text::is_blank);
    let mut tail = Cursor::at(s, end);
    tail.blanks();
    let open = head.chars().next_back().filter(|&c| closing(c).is_some());
    match open {
        Some(open) if tail.peek() == closing(open) => {
            tail.eat(|_| true);
            head.len() - open.len_utf8()..tail.at
        }
        _ => start..end,
    }
}

/// A phone number at the cursor: groups of digits joined by `-`, `.`, `)` or one blank.
fn number(cur: &mut Cursor, announced: bool) -> Option<Phone> {
    /// Area code, exchange, number.
    const MOST_GROUPS: usize = 3;
    let mut next = *cur;
    let first = next.digits()?;
    let leading_zero = cur.peek() == Some('0') || cur.peek() == Some('０');
    let mut groups = vec![first];
    let mut end = next;
    while groups.len() < MOST_GROUPS {
        let mut at = end;
        let closed = groups.len() == 1 && leading_zero && at.eat(|c| matches!(c, ')' | '）')).is_some();
        at.blanks();
        let joined = at.eat(|c| text::is_dash(c) || (matches!(c, '.' | '．') && leading_zero)).is_some();
        at.blanks();
        // A blank joins only what is announced and starts with an area code.
        let spaced = announced && leading_zero && at.at > end.at;
        if !(closed || joined || spaced) {
            break;
        }
        let Some(group) = at.digits().filter(|d| (3..=4).contains(&d.len)) else {
            break;
        };
        groups.push(group);
        end = at;
    }
    if end.peek_digit() || end.peek().is_some_and(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let lengths: Vec<usize> = groups.iter().map(|g| g.len).collect();
    let kind = match lengths[..] {
        [3, 3 | 4, 4] if leading_zero && matches!(first.value, 10 | 11 | 16..=19) => Phone::Mobile,
        [2 | 3, 3 | 4, 4] if leading_zero => Phone::Full,
        [3 | 4, 3 | 4, 4] if announced => Phone::Full,
        [3 | 4, 4] if announced || !(is_year(first.value) && is_year(groups[1].value)) => Phone::Local,
        [3..=5] if announced => Phone::Extension,
        [7 | 8] if announced => Phone::Local,
        [9..=11] if announced && leading_zero => Phone::Full,
        _ => return None,
    };
    *cur = end;
    Some(kind)
}

fn is_year(value: u64) -> bool {
    (1900..2100).contains(&value)
}

/// Endings of roles. 시장 and 공장 are not among them: they are markets and factories.
const ROLE_ENDS: [&str; 60] = [
    "과장",
    "부서장",
    "팀장",
    "국장",
    "실장",
    "단장",
    "소장",
    "본부장",
    "센터장",
    "원장",
    "관장",
    "부장",
    "처장",
    "청장",
    "계장",
    "반장",
    "면장",
    "동장",
    "읍장",
    "차장",
    "파트장",
    "지소장",
    "사업소장",
    "담당관",
    "정책관",
    "기획관",
    "심의관",
    "보좌관",
    "책임관",
    "감사관",
    "조정관",
    "주무관",
    "사무관",
    "서기관",
    "이사관",
    "주사보",
    "주사",
    "서기보",
    "서기",
    "담당자",
    "담당",
    "실무관",
    "실무자",
    "팀원",
    "직원",
    "연구사",
    "연구관",
    "지도사",
    "지도관",
    "장학사",
    "장학관",
    "대리",
    "책임자",
    "부시장",
    "부군수",
    "부구청장",
    "구청장",
    "군수",
    "코디네이터",
    "매니저",
];

/// Whether a syllable ends one of these.
fn ends_roles(c: char) -> bool {
    matches!(c, '장' | '관' | '사' | '보' | '기' | '자' | '당' | '원' | '리' | '수' | '터' | '저')
}

/// Endings that contain one of a role and are none.
const NO_ROLE_ENDS: [&str; 6] = ["운동장", "공원장", "동원장", "조선소장", "전담당", "보고서기"];

/// The first and the second in charge: `담당자(정)`, `담당자(부)`. The bracket tells two people of one role apart, so it is of the role.
const RANKS: [&str; 2] = ["(정)", "(부)"];

/// Whether a text ends with one of some words, which are told apart by their last syllables.
fn ends_with_any(text: &str, words: &[&str]) -> bool {
    /// Bytes of a syllable.
    const SYLLABLE: usize = 3;
    let last = text.as_bytes().last_chunk::<SYLLABLE>();
    words.iter().any(|word| word.as_bytes().last_chunk() == last && text.ends_with(word))
}

/// Whether the text is a role (`기업경제과장`, `과  장`, `담당자`, `담당자(정)`).
pub fn is_role(s: &str) -> bool {
    /// Longest role with its department, in characters.
    const LONGEST: usize = 24;
    if !s.trim_end_matches(text::is_blank).ends_with(|c| c == ')' || ends_roles(c)) {
        return false;
    }
    let role = text::squashed(s);
    let role = RANKS.iter().find_map(|rank| role.strip_suffix(rank)).unwrap_or(&role);
    role.chars().count() <= LONGEST
        && ends_with_any(role, &ROLE_ENDS)
        && !NO_ROLE_ENDS.iter().any(|w| role.ends_with(w))
        && role.chars().all(|c| text::is_hangul(c) || c.is_ascii_alphanumeric() || text::is_middle_dot(c) || matches!(c, '&' | '+' | '-'))
}

/// Family names of one syllable (the list of the 2015 census, down to some thousand bearers).
const FAMILY_NAMES: &str = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예경봉사부가복태목형피두감음빈동온호범좌팽승간상시갈단견";

/// Family names of two syllables.
const LONG_FAMILY_NAMES: [&str; 8] = ["남궁", "황보", "제갈", "선우", "사공", "독고", "서문", "동방"];

/// Words of contact blocks that could be names by their form.
const NO_NAMES: [&str; 49] = [
    "담당업무",
    "전화",
    "전화번호",
    "연락처",
    "부서",
    "성명",
    "직위",
    "직급",
    "담당",
    "내선",
    "문의",
    "주민",
    "시민",
    "구민",
    "군민",
    "도민",
    "사업",
    "공무원",
    "전담",
    "추진",
    "협조",
    "주관",
    "소관",
    "관련",
    "총괄",
    "기획",
    "예산",
    "정책",
    "홍보",
    "시설",
    "지원",
    "공약",
    "현황",
    "실적",
    "계획",
    "공사",
    "설계",
    "기관",
    "기업",
    "단체",
    "위원",
    "위원회",
    "전문가",
    "부재",
    "공석",
    "미정",
    "회의",
    "교육",
    "정부",
];

/// Whether the word can be a person's name.
fn is_name(word: &str) -> bool {
    let squashed = text::squashed(word);
    let count = squashed.chars().count();
    let first = squashed.chars().next();
    squashed.chars().all(|c| ('가'..='힣').contains(&c))
        && match count {
            2 | 3 => first.is_some_and(|c| FAMILY_NAMES.contains(c)),
            4 => LONG_FAMILY_NAMES.iter().any(|f| squashed.starts_with(f)),
            _ => false,
        }
        && !NO_NAMES.contains(&&*squashed)
        && !is_role(&squashed)
        && !is_office(&squashed)
}

/// 환경과, 도로팀: names of offices, which may precede a role or a name.
fn is_office(word: &str) -> bool {
    word.chars().count() >= 3
        && ends_with_any(word, &["과", "팀", "국", "실", "소", "센터", "단", "담당관", "본부", "계", "과장실"])
        && !ends_as_given_name(word)
}

/// 김종국, 이은실: given names end as offices do. What the offices of three syllables are about is a short list.
fn ends_as_given_name(word: &str) -> bool {
    const OFFICES: [&str; 44] = [
        "안전", "주민", "문화", "경제", "복지", "도시", "건설", "환경", "행정", "교통", "기획", "자치", "산업", "농정", "미래", "전략",
        "민원", "감사", "홍보", "공보", "예산", "조사", "전산", "상황", "정보", "비서", "소통", "사무", "총무", "지원", "정책", "관리",
        "보건", "재난", "방재", "도로", "주택", "노동", "민생", "균형", "인권", "여성", "청년", "체육",
    ];
    let Some(stem) = word.strip_suffix(['국', '실']) else { return false };
    word.chars().count() == 3 && word.starts_with(|c| FAMILY_NAMES.contains(c)) && !OFFICES.contains(&stem)
}

/// What a line of contacts is made of.
#[derive(Debug)]
enum Item {
    Word(Range<usize>),
    Phone(Found<Phone>),
    Break,
}

/// The contacts of a line; `range` covers the parts, `outer` a bracket that closes behind them.
pub fn contacts(s: &str) -> Vec<Found<ContactParts>> {
    /// Longer lines are prose.
    const LONGEST: usize = 4_000;
    // A contact has a role, which ends a word, or a phone.
    let may_be = || {
        let mut chars = s.chars().peekable();
        while let Some(c) = chars.next() {
            if text::digit(c).is_some() || ends_roles(c) && chars.peek().is_none_or(|&next| !is_word(next)) {
                return true;
            }
        }
        false
    };
    if s.len() > LONGEST || !may_be() || !s.contains(text::is_hangul) {
        return Vec::new();
    }
    let items = merge_syllables(s, items(s));
    let mut found = Vec::new();
    let mut parts = ContactParts::default();
    let mut closed = 0;
    for (i, item) in items.iter().enumerate() {
        match item {
            Item::Word(range) => {
                let word = &s[range.clone()];
                let rank = parts.role.as_ref().filter(|_| parts.name.is_none()).and_then(|role| rank_behind(s, role.end, range));
                if let (Some(end), Some(role)) = (rank, &mut parts.role) {
                    role.end = end;
                } else if is_role(word) {
                    if parts.role.is_some() && parts.name.is_some() {
                        flush(s, &mut parts, closed, &mut found);
                    }
                    parts.role = Some(range.clone());
                } else if is_name(word) && name_ends(&items, i) {
                    if parts.name.is_some() {
                        flush(s, &mut parts, closed, &mut found);
                    }
                    parts.name = Some(range.clone());
                } else if parts.name.is_some() {
                    flush(s, &mut parts, closed, &mut found);
                } else if !is_office(&text::squashed(word)) {
                    parts = ContactParts::default();
                }
            }
            Item::Phone(phone) => {
                if parts.role.is_some() || parts.name.is_some() {
                    parts.phone = Some(phone.range.clone());
                    closed = phone.outer.end;
                    flush(s, &mut parts, closed, &mut found);
                }
            }
            Item::Break => {
                let phone_follows = matches!(items.get(i + 1), Some(Item::Phone(_)));
                if !phone_follows {
                    flush(s, &mut parts, closed, &mut found);
                }
            }
        }
    }
    flush(s, &mut parts, closed, &mut found);
    found
}

/// `(정)` right behind a role that ends at `role`: where the bracket ends around the word.
fn rank_behind(s: &str, role: usize, word: &Range<usize>) -> Option<usize> {
    let rank = RANKS.iter().find(|rank| s[role..].starts_with(**rank))?;
    (word.start == role + 1).then(|| role + rank.len())
}

/// A name is followed by a role, a phone number, or nothing; otherwise it is the start of a text.
fn name_ends(items: &[Item], at: usize) -> bool {
    match items.get(at + 1) {
        None | Some(Item::Phone(_) | Item::Break) => true,
        // Two names or a role follow: cells of a table set side by side.
        Some(Item::Word(_)) => matches!(items.get(at + 2), None | Some(Item::Word(_) | Item::Phone(_) | Item::Break)),
    }
}

/// Adopts a contact that has enough parts.
fn flush(s: &str, parts: &mut ContactParts, closed: usize, found: &mut Vec<Found<ContactParts>>) {
    let done = std::mem::take(parts);
    let enough = match (&done.role, &done.name, &done.phone) {
        (Some(role), None, Some(phone)) => phone.start - role.end <= 16,
        (role, name, phone) => name.is_some() && (role.is_some() || phone.is_some()),
    };
    if !enough {
        return;
    }
    let ranges = || [&done.role, &done.name, &done.phone].into_iter().flatten();
    let (Some(start), Some(end)) = (ranges().map(|r| r.start).min(), ranges().map(|r| r.end).max()) else {
        return;
    };
    let outer_end = if done.phone.is_some() { closed.max(end) } else { end };
    debug_assert!(s.is_char_boundary(outer_end));
    found.push(Found { range: start..end, outer: start..outer_end, value: done });
}

fn items(s: &str) -> Vec<Item> {
    let mut found = Vec::new();
    let mut phones = phones(s).into_iter().peekable();
    let mut at = 0;
    while at < s.len() {
        if let Some(phone) = phones.next_if(|p| p.outer.start <= at) {
            at = phone.outer.end.max(phone.range.end);
            found.push(Item::Phone(phone));
            continue;
        }
        let limit = phones.peek().map_or(s.len(), |p| p.outer.start);
        let Some(c) = s[at..].chars().next() else {
            break;
        };
        if is_word(c) {
            let len = s[at..limit].find(|c| !is_word(c)).unwrap_or(limit - at);
            found.push(Item::Word(at..at + len));
            at += len;
            continue;
        }
        if matches!(c, '(' | '（')
            && let Some(phone) = bracketed_extension(s, at)
        {
            at = phone.outer.end;
            found.push(Item::Phone(phone));
            continue;
        }
        if matches!(c, ',' | ';' | '/' | '，' | '、' | '|' | '\n') {
            found.push(Item::Break);
        }
        at += c.len_utf8();
    }
    found
}

fn is_word(c: char) -> bool {
    text::is_hangul(c) || c.is_ascii_alphanumeric() || text::is_middle_dot(c) || matches!(c, '&' | '+')
}

/// `(3800)` behind a name or a role.
fn bracketed_extension(s: &str, at: usize) -> Option<Found<Phone>> {
    let mut cur = Cursor::at(s, at);
    cur.eat(|_| true)?;
    let start = cur.at;
    cur.digits().filter(|d| (3..=5).contains(&d.len))?;
    let range = cur.since(start);
    cur.eat(is_closing)?;
    Some(Found { value: Phone::Extension, range, outer: cur.since(at) })
}

/// Joins `과  장`, `홍 길 동`, `김 철수`, `남궁 민`: words that padding has torn apart.
fn merge_syllables(s: &str, items: Vec<Item>) -> Vec<Item> {
    let syllables = |r: &Range<usize>| s[r.clone()].chars().all(|c| ('가'..='힣').contains(&c)).then(|| s[r.clone()].chars().count());
    let adjacent = |a: &Range<usize>, b: &Range<usize>| {
        let gap = &s[a.end..b.start];
        gap.chars().all(text::is_blank) && !gap.contains('\t') && gap.chars().count() <= super::scan::MAX_GAP
    };
    let mut merged: Vec<Item> = Vec::with_capacity(items.len());
    let mut i = 0;
    while i < items.len() {
        // What is joined begins with a word of two syllables at most.
        let short = matches!(&items[i], Item::Word(word) if word.len() <= 2 * '가'.len_utf8());
        let run: Vec<&Range<usize>> = items[i..]
            .iter()
            .map_while(|item| match item {
                Item::Word(r) => Some(r),
                _ => None,
            })
            .take(if short { 4 } else { 0 })
            .scan(None::<&Range<usize>>, |last, r| {
                let ok = last.is_none_or(|l| adjacent(l, r));
                *last = Some(r);
                ok.then_some(r)
            })
            .collect();
        let joined = (2..=run.len()).rev().find_map(|n| {
            let whole = run[0].start..run[n - 1].end;
            let counts: Option<Vec<usize>> = run[..n].iter().map(|r| syllables(r)).collect();
            let counts = counts?;
            let all_single = counts.iter().all(|&c| c == 1);
            let word = &s[whole.clone()];
            let fits = (all_single && (is_role(word) || is_name(word)))
                || (counts == [1, 2] && is_name(word))
                || (matches!(counts[..], [2, 1 | 2])
                    && LONG_FAMILY_NAMES.contains(&&s[run[0].clone()])
                    && !is_role(&s[run[1].clone()])
                    && text::squashed(word).chars().count() <= 4);
            fits.then_some((n, whole))
        });
        match joined {
            Some((n, whole)) => {
                merged.push(Item::Word(whole));
                i += n;
            }
            None => {
                match &items[i] {
                    Item::Word(r) => merged.push(Item::Word(r.clone())),
                    Item::Phone(p) => merged.push(Item::Phone(p.clone())),
                    Item::Break => merged.push(Item::Break),
                }
                i += 1;
            }
        }
    }
    merged
}

/// Resident registration numbers (with a birth date that the calendar has) and private mobile numbers.
pub fn personal_data(s: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let wide = memchr::memchr_iter(0xef, s.as_bytes()).any(|i| s[i..].chars().next().and_then(text::digit).is_some());
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < s.len() {
            // Full-width digits begin with the byte EF; all others are passed over by their bytes. Few texts have any.
            let any_digit = |rest: &[u8]| rest.iter().position(|&b| b.is_ascii_digit() || b == 0xef);
            let start = if wide { at + any_digit(&s.as_bytes()[at..])? } else { next_number(s.as_bytes(), at)? };
            if s[start..].chars().next().and_then(text::digit).is_none() {
                at = start + 3;
                continue;
            }
            let run = s.as_bytes()[start..].iter().take_while(|b| b.is_ascii_digit()).count();
            if run > 0 && s.as_bytes().get(start + run) != Some(&0xef) && !may_be_personal(&s.as_bytes()[start..start + run]) {
                at = start + run;
                continue;
            }
            let mut cur = Cursor::at(s, start);
            let joined = s[..start].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric() || text::is_dash(c));
            if !joined && (resident_number(&mut cur) || mobile(&mut cur)) {
                at = cur.at;
                return Some(start..cur.at);
            }
            cur.at = start;
            cur.digits();
            at = cur.at;
        }
        None
    })
}

/// Where the first number of digits of ASCII starts that may begin one of those by its length, from a place on.
fn next_number(bytes: &[u8], mut from: usize) -> Option<usize> {
    // Shorter ones begin none, so that every third byte shows those that may.
    const LENGTH: usize = 3;
    loop {
        let mut hit = from + LENGTH - 1;
        while !bytes.get(hit)?.is_ascii_digit() {
            hit += LENGTH;
        }
        let start = hit - bytes[from..hit].iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let end = hit + bytes[hit..].iter().take_while(|b| b.is_ascii_digit()).count();
        if may_be_personal(&bytes[start..end]) {
            return Some(start);
        }
        from = end;
    }
}

/// Whether a number may begin one of those, by its length: years and amounts, which are nearly all numbers, do not. Numbers of
/// mobile phones begin with 01.
fn may_be_personal(digits: &[u8]) -> bool {
    match digits.len() {
        3 | 10 | 11 => digits.starts_with(b"01"),
        6 | 13 => true,
        _ => false,
    }
}

/// `850101-1234567`; without the hyphen only where the check digit is right, since other numbers have 13 digits too.
fn resident_number(cur: &mut Cursor) -> bool {
    let mut next = *cur;
    let Some(first) = next.digits() else {
        return false;
    };
    let whole = if first.len == 13 {
        first.value
    } else if first.len == 6 {
        next.blanks();
        if next.eat(text::is_dash).is_none() {
            return false;
        }
        next.blanks();
        match next.digits() {
            Some(second) if second.len == 7 => first.value * 10_000_000 + second.value,
            _ => return false,
        }
    } else {
        return false;
    };
    let digit = |i: u32| whole / 10u64.pow(12 - i) % 10;
    let month = digit(2) * 10 + digit(3);
    let day = digit(4) * 10 + digit(5);
    let plausible = (1..=12).contains(&month) && (1..=31).contains(&day) && (1..=8).contains(&digit(6));
    let checked = || {
        let sum: u64 = (0..12).map(|i| digit(i) * u64::from(2 + i % 8)).sum();
        (11 - sum % 11) % 10 == digit(12)
    };
    let found = plausible && (first.len == 6 || checked());
    if found {
        *cur = next;
    }
    found
}

/// `010-1234-5678`, `01012345678`.
fn mobile(cur: &mut Cursor) -> bool {
    let mut next = *cur;
    let starts = ["010", "011", "016", "017", "018", "019"].iter().any(|w| next.rest().starts_with(w));
    if !starts {
        return false;
    }
    let found = match next.digits() {
        Some(d) if d.len == 3 => {
            let mut group = |lengths: std::ops::RangeInclusive<usize>| {
                next.eat(|c| c == ')');
                next.blanks();
                next.eat(|c| text::is_dash(c) || c == '.');
                next.blanks();
                next.digits().is_some_and(|d| lengths.contains(&d.len))
            };
            group(3..=4) && group(4..=4)
        }
        Some(d) => (10..=11).contains(&d.len),
        None => false,
    };
    if found {
        *cur = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn phone_numbers() {
        for (text, kind, raw, outer) in [
            ("☎2100", Phone::Extension, "2100", "☎2100"),
            ("☎ 481-3520", Phone::Local, "481-3520", "☎ 481-3520"),
            ("(☎ 02-325-6386)", Phone::Full, "02-325-6386", "(☎ 02-325-6386)"),
            ("☎2133-6613", Phone::Local, "2133-6613", "☎2133-6613"),
            ("031-123-4567", Phone::Full, "031-123-4567", "031-123-4567"),
            ("전화 : 02)325-6386", Phone::Full, "02)325-6386", "전화 : 02)325-6386"),
            ("Tel. 031-123-4567", Phone::Full, "031-123-4567", "Tel. 031-123-4567"),
            ("(내선 3800)", Phone::Extension, "3800", "(내선 3800)"),
            ("010-1234-5678", Phone::Mobile, "010-1234-5678", "010-1234-5678"),
            ("☎ 063 650 1234", Phone::Full, "063 650 1234", "☎ 063 650 1234"),
        ] {
            let found = phones(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].value, kind, "{text}");
            assert_eq!(&text[found[0].range.clone()], raw, "{text}");
            assert_eq!(&text[found[0].outer.clone()], outer, "{text}");
        }
        for text in ["", "2100", "2022-2026", "2022. 9. 7.", "1,735,200천원", "1639-21", "2022-09-07", "(3800)"] {
            assert_eq!(phones(text), [], "{text}");
        }
    }

    type Parts<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>);

    fn read(text: &str) -> Vec<Parts<'_>> {
        contacts(text)
            .into_iter()
            .map(|f| {
                let part = |r: &Option<Range<usize>>| r.clone().map(|r| &text[r]);
                assert!(f.outer.end >= f.range.end);
                (part(&f.value.role), part(&f.value.name), part(&f.value.phone))
            })
            .collect()
    }

    #[test]
    fn contact_lines() {
        let one = |r, n, p| vec![(Some(r), Some(n), Some(p))];
        for (text, expected) in [
            ("기업지원과장 이하늘 ☎2100", one("기업지원과장", "이하늘", "2100")),
            ("기업지원과장\t\t이하늘\t☎2100", one("기업지원과장", "이하늘", "2100")),
            ("과  장 이바다 ☎ 481-3520", one("과  장", "이바다", "481-3520")),
            ("과  장 이 바 다 ☎ 481-3520", one("과  장", "이 바 다", "481-3520")),
            ("미래TF팀장 윤나루 ☎ 481-3471", one("미래TF팀장", "윤나루", "481-3471")),
            ("기업SOS팀장 최누리 ☎2809", one("기업SOS팀장", "최누리", "2809")),
            ("환경과장 노을 (☎ 043-525-7377)", one("환경과장", "노을", "043-525-7377")),
            ("담당자\t환경과장 노을빛 (☎ 043-525-7377)", one("환경과장", "노을빛", "043-525-7377")),
            ("담당사무관 김설아 ☎2133-6613", one("담당사무관", "김설아", "2133-6613")),
            ("오은 단장(3800)", one("단장", "오은", "3800")),
            ("팀장 남궁솔잎 ☎ 2100", one("팀장", "남궁솔잎", "2100")),
            ("담 당 자 : 김 온 ☎ 2100", one("담 당 자", "김 온", "2100")),
            ("담당자 최가온", vec![(Some("담당자"), Some("최가온"), None)]),
            ("담당 : 최가온", vec![(Some("담당"), Some("최가온"), None)]),
            ("담당자(정) : 최가온 ☎ 2100", one("담당자(정)", "최가온", "2100")),
            (
                "담당자(정) 최가온, 담당자(부) 김나래",
                vec![(Some("담당자(정)"), Some("최가온"), None), (Some("담당자(부)"), Some("김나래"), None)],
            ),
            ("주무관 ☎ 2100", vec![(Some("주무관"), None, Some("2100"))]),
            (
                "시설과장 곽하루(☎ 033-517-5147), 시설팀장 이아라(☎ 033-517-5158), 담당 노나루(☎ 033-517-5159)",
                vec![
                    (Some("시설과장"), Some("곽하루"), Some("033-517-5147")),
                    (Some("시설팀장"), Some("이아라"), Some("033-517-5158")),
                    (Some("담당"), Some("노나루"), Some("033-517-5159")),
                ],
            ),
            (
                "도로과장 김하나 도로팀장 이두리 주무관 박세나",
                vec![
                    (Some("도로과장"), Some("김하나"), None),
                    (Some("도로팀장"), Some("이두리"), None),
                    (Some("주무관"), Some("박세나"), None),
                ],
            ),
            ("김하나 과장 / 이두리 팀장", vec![(Some("과장"), Some("김하나"), None), (Some("팀장"), Some("이두리"), None)]),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in ["", "道 주관 담당자 회의 참석(2023. 12. 9.)", "산업진흥과", "사업비 100억원", "추진부서 산업진흥과", "시민과의 소통"]
        {
            assert_eq!(read(text), vec![], "{text}");
        }
    }

    #[test]
    fn endings_of_roles() {
        for role in ROLE_ENDS {
            assert!(role.ends_with(ends_roles), "{role}");
        }
    }

    #[test]
    fn roles() {
        for role in
            ["과장", "과  장", "기업경제과장", "강소특구TF팀장", "담당자", "주무관", "담당사무관", "단장", "농업기술센터소장", "담당자(부)"]
        {
            assert!(is_role(role), "{role}");
        }
        for word in ["", "시장", "전통시장", "공장", "현장", "환경과", "이하늘", "성장", "운동장", "(정)", "과장(안)"]
        {
            assert!(!is_role(word), "{word}");
        }
    }

    #[test]
    fn private_numbers() {
        let text = "주민번호 850101-1234567, 휴대전화 010-1234-5678, 01098765432, 사무실 031-123-4567";
        let found: Vec<_> = personal_data(text).map(|r| &text[r]).collect();
        assert_eq!(found, ["850101-1234567", "010-1234-5678", "01098765432"]);
        for text in ["", "851301-1234567", "850101-9234567", "1234567890123", "2100", "202301-1234567890", "850101-*******"] {
            assert_eq!(personal_data(text).count(), 0, "{text}");
        }
    }

    proptest! {
        #[test]
        fn contacts_read_back(role in "(도로|환경|교통)(과장|팀장)", name in "[김이박최정][가나다라마바사][가나다라마바사]", a in 200u32..999, b in 1000u32..9999) {
            let text = format!("{role} {name} ☎ {a}-{b}");
            let phone = format!("{a}-{b}");
            prop_assume!(is_name(&name));
            prop_assert_eq!(read(&text), vec![(Some(role.as_str()), Some(name.as_str()), Some(phone.as_str()))]);
        }

        #[test]
        fn never_panics(s in "[가-힣김이과팀장담당자☎0-9 ,()\\-\t:/]{0,40}") {
            for found in contacts(&s) {
                prop_assert!(s.get(found.outer).is_some() && s.get(found.range).is_some());
            }
            for found in phones(&s) {
                prop_assert!(s.get(found.outer).is_some() && s.get(found.range).is_some());
            }
            for range in personal_data(&s) {
                prop_assert!(s.get(range).is_some());
            }
            let _ = is_role(&s);
        }

        #[test]
        fn never_panics_on_anything(s in "\\PC{0,40}") {
            let _ = (contacts(&s), phones(&s), personal_data(&s).count(), is_role(&s));
        }
    }
}
