//! Dates and periods: `2022. 9. 7.`, `’23. 5. 8.∼5. 13.`, `2023년 상반기`, `2019. ~ 계속`, `연중`.
//!
//! In: one line or cell. Out: [`DateRead`], a [`DateSpan`] (first and last day, EDTF of ISO 8601-2, recurrence, the exact raw
//! text) and what is wrong with it. Promises: proleptic Gregorian, days that do not exist are never moved to ones that do;
//! an end without a year takes the start's; nothing is taken for a date whose next word turns it into something else (`2025년
//! 이후`, `2022년 대비`). Does not: know today, complete a month that no year stands beside (see [`whole_in_year`]), judge
//! whether a date is plausible.
//!
//! | example | EDTF | rule |
//! |---|---|---|
//! | `2022. 9. 7.` `2023.10. 6.` `2022.08.18` `2022년 9월 7일` `2022-09-07` | `2022-09-07` | year, month, day |
//! | `’23. 2. 8.` `‘23.2.8.` `'23.2.8.` | `2023-02-08` | any apostrophe and two digits: 20xx |
//! | `21.09.` `22.11.05.` | `2021-09` | bare two digits only where no other reading is left |
//! | `2023년 11월` `2026.3.` `‘25.6월` `2026. 8.(현재)` `2024. 12월말` | `2023-11` | month |
//! | `2024년 4분기` `25년 2분기` `‘23년 1/4분기` | `2024-36` | quarters are 33–36 |
//! | `2023년 상반기` | `2023-40` | halves are 40 and 41 |
//! | `2022년` `‘26년` | `2022` | year; without 년 only in ranges, brackets and whole cells |
//! | `2022. 6. ~ 9.` `’23.7월∼11월` | `2022-06/2022-09` | the end inherits the year |
//! | `2022.11.5. ~ 11.8.` `2023. 3. 22. ~ 24.` | `2022-11-05/2022-11-08` | … and the month |
//! | `2020~2031` `’19∼’24년` `2023~2026년` | `2020/2031` | years |
//! | `2019. ~ 계속` `2023. 3. ~` | `2019/..` | open end; recurrence stays null |
//! | `22.7.~26.6.` (as a whole cell) | `2022-07/2026-06` | bare two digits on both sides |
//! | `2027년 이후` (as a whole cell) | `2027/..` | open end |
//! | `연중` `매년` `상시` `계속` `수시` | none | recurrence alone |
//! | `2023. 13. 45.` `2024. 6. 31.` | none, [`DateFault::Invalid`] | raw alone |
//! | `2025.3.∼2023.3.` | `2025-03/2023-03`, [`DateFault::Order`] | as printed |
//! | `2022보령축제` `5개사` `3·4·6공구` `2단계` `2025년 이후` `1639-21` | not a date | |
//!
//! The separators are all tildes and dashes; an ASCII hyphen only between two dates that both print their year.

mod period;
mod point;

use std::ops::Range;

pub use period::{PeriodLabel, period_label};

use super::Found;
use super::scan::{Cursor, DAY, MONTH, closing, is_closing, may_have_digit, trimmed};
use crate::model::{DateSpan, Recurrence};
use crate::text;
use point::{End, Grain, Strength, Stretch, stretch};

/// What is wrong with a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFault {
    /// No calendar has it.
    Invalid,
    /// The end is before the start.
    Order,
}

/// A date or period as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateRead {
    /// The span; where the date is invalid only `raw` is set.
    pub span: DateSpan,
    /// What is wrong with it.
    pub fault: Option<DateFault>,
}

/// How a date ends a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trailing {
    /// ` : 2022년`: the date leaves the text.
    Colon,
    /// `(2022. 12. 3.)`: the date stays in the text.
    Bracket,
}

/// Words after a date that make it something else than the date of what follows.
const NOT_A_DATE: &[&str] = &["이후", "이내", "부터", "까지", "기준", "현재", "대비", "회계연도", "당시", "말까지", "중으로"];

/// Words that may stand after a date in a cell of its own without changing it.
const CELL_WORDS: &[&str] = &[
    "까지",
    "예정",
    "준공",
    "완료",
    "완공",
    "착공",
    "개통",
    "개소",
    "목표",
    "현재",
    "기준",
    "계획",
    "시행",
    "운영",
    "이내",
    "말",
    "초",
    "중",
    "임기말",
    "임기내",
    "임기 내",
];

/// A date or period at the very start, also in brackets, with the colon or dash that follows it.
///
/// `outer.end` is where the remaining text starts. Recurrence words are no date here: `(매년)` belongs to the text.
pub fn leading(s: &str) -> Option<Found<DateRead>> {
    let mut cur = Cursor::new(s);
    cur.blanks();
    let (read, range) = if let Some(close) = cur.peek().and_then(closing) {
        let (read, range, end) = bracketed(&cur, close)?;
        cur.at = end;
        (read, range)
    } else {
        let start = cur.at;
        let stretch = stretch(&mut cur)?;
        let range = cur.since(start);
        let mut next = cur;
        next.blanks();
        let colon = next.peek().is_some_and(parts_from_words);
        let alone = next.is_end();
        let enough = match stretch.strength() {
            Strength::Full | Strength::Range => true,
            // `2023년에는 공모 신청`
            Strength::YearWord | Strength::YearDot => colon || alone || next.at > cur.at || particle(&cur) > 0,
            // `2022-09 현장 실사`: at the start of a line before words.
            Strength::Weak | Strength::Bare if stretch.is_month_by_sign() => colon || next.at > cur.at && begins_words(next),
            Strength::Bare | Strength::Weak => colon,
        };
        if !enough || continues(&cur, &stretch) {
            return None;
        }
        (read(s, &stretch, range.clone()), range)
    };
    behind(cur).map(|end| Found { value: read, range, outer: 0..end })
}

/// Like [`leading`], for text under a year that it leaves out: `2.19. 연계 완료`, `11월 착수`, `3분기 : 공모`.
pub fn leading_in_year(s: &str, year: i32) -> Option<Found<DateRead>> {
    if let Some(found) = leading(s) {
        return Some(found);
    }
    let mut cur = Cursor::new(s);
    cur.blanks();
    // `(9월) 기본계획 수립`
    if let Some(close) = cur.peek().and_then(closing) {
        cur.eat(|_| true);
        let inner = cur.at..cur.at + cur.rest().find(close)?;
        let sure = s[inner.clone()].contains(['월', '月', '분', '반']);
        let value = sure.then(|| whole_in_year(&s[inner.clone()], year)).flatten()?;
        cur.at = inner.end + close.len_utf8();
        return behind(cur).map(|end| Found { value, range: inner, outer: 0..end });
    }
    let start = cur.at;
    let stretch = point::stretch_in_year(&mut cur, year)?;
    let range = cur.since(start);
    let printed = &s[range.clone()];
    // A single number may count anything.
    let sure = printed.contains(['월', '月', '분', '반']) || printed.matches('.').count() >= 2 || printed.contains('/');
    if !sure || continues(&cur, &stretch) {
        return None;
    }
    let value = read(s, &stretch, range.clone());
    behind(cur).map(|end| Found { value, range, outer: 0..end })
}

/// Particles of time, longest first: `2023. 5. 2.에 착공` says when, and what is `착공`.
const PARTICLES: [&str; 2] = ["에는", "에"];

/// Whether words stand at the cursor, or a number that counts one (`2호 도서관`) and is no further part of a date.
fn begins_words(mut cur: Cursor) -> bool {
    let counted = cur.digits().is_some();
    cur.peek()
        .is_some_and(|c| (text::is_hangul(c) || c.is_ascii_uppercase()) && !(counted && matches!(c, '년' | '월' | '일' | '시' | '분')))
}

/// How many bytes of a particle of time, before a blank, stand right behind a date.
fn particle(cur: &Cursor) -> usize {
    let rest = cur.rest();
    let stands = |p: &&&str| rest.strip_prefix(**p).is_some_and(|words| words.starts_with(text::is_blank));
    PARTICLES.iter().find(stands).map_or(0, |p| p.len())
}

/// Where the text starts after a leading date and its particle, colon or dash.
fn behind(mut cur: Cursor) -> Option<usize> {
    cur.at += particle(&cur);
    let mut after = cur;
    after.blanks();
    if after.eat(parts_from_words).is_some() || parts_before_word(&mut after) {
        after.all_blanks();
        cur = after;
    } else if let Some(dash) = after.eat(|c| text::is_dash(c) || text::is_tilde(c)) {
        let spaced = after.peek().is_some_and(text::is_blank);
        if text::is_dash(dash) && spaced {
            after.all_blanks();
            cur = after;
        } else {
            return None;
        }
    } else {
        cur.all_blanks();
    }
    Some(cur.at)
}

/// What parts a date from the words behind it: a colon, or the bar of pages of a portal (`2022-09 | 현장 실사`).
fn parts_from_words(c: char) -> bool {
    text::is_colon(c) || c == '|'
}

/// `24.10월 / 안내문 발송`, `'26년 6월, 공유회 개최`: a slash or a comma before a blank and a word; a number there goes on with the date.
fn parts_before_word(cur: &mut Cursor) -> bool {
    let mut next = *cur;
    let parts = next.eat(|c| matches!(c, '/' | ',' | '，')).is_some() && next.blanks() > 0 && next.peek().is_some_and(text::is_hangul);
    if parts {
        *cur = next;
    }
    parts
}

/// Whether what follows the stretch makes it no date, or only the first of several.
fn continues(cur: &Cursor, stretch: &Stretch) -> bool {
    let Some(next) = cur.peek() else { return false };
    let ends_with_dot = cur.before() == Some('.') || cur.before().is_some_and(is_closing);
    if (text::is_hangul(next) && !ends_with_dot && particle(cur) == 0) || next.is_ascii_alphanumeric() || next == '%' {
        return true;
    }
    let mut after = *cur;
    after.blanks();
    // 이전 after a full stop is a removal (`2022. 6. 이전 지원`), after a word it is `before`.
    let other = |rest: &str| NOT_A_DATE.iter().any(|w| rest.starts_with(w)) || !ends_with_dot && rest.starts_with("이전");
    if after.peek().is_some_and(text::is_hangul) && other(after.rest()) {
        return true;
    }
    // A list of dates has no single date.
    let listed = after.eat(|c| matches!(c, ',' | '/' | '，' | '、') || text::is_middle_dot(c)).is_some();
    after.blanks();
    listed && after.peek().is_some_and(|c| text::digit(c).is_some() || text::is_apostrophe(c)) && !matches!(stretch.end, End::Open)
}

/// The date that fills the bracket at the cursor: the reading, its range, and where the bracket ends.
fn bracketed(cur: &Cursor, close: char) -> Option<(DateRead, Range<usize>, usize)> {
    /// Longest bracket looked into, in bytes; no period is longer.
    const LONGEST: usize = 160;
    let mut inner = *cur;
    inner.eat(|_| true);
    let mut depth = 0usize;
    let (found, _) = brackets(inner.rest()).take_while(|&(i, _)| i < LONGEST).find(|&(_, c)| {
        if depth == 0 && c == close {
            return true;
        }
        if closing(c).is_some() {
            depth += 1;
        } else if is_closing(c) {
            depth = depth.saturating_sub(1);
        }
        false
    })?;
    let end = inner.at + found;
    let body = &cur.text[inner.at..end];
    if !may_have_digit(body) {
        return None;
    }
    let (stretch, used) = cell(body, false)?;
    // `[2023-04]`: a bracket that holds nothing else says that it is a month.
    if stretch.strength() == Strength::Weak && !stretch.is_month_by_sign() {
        return None;
    }
    let range = inner.at + used.start..inner.at + used.end;
    Some((read(cur.text, &stretch, range.clone()), range, end + close.len_utf8()))
}

/// A date or period at the very end: after a colon, or in brackets.
pub fn trailing(s: &str) -> Option<(Found<DateRead>, Trailing)> {
    let end = s.trim_end_matches(|c: char| text::is_blank(c) || matches!(c, '.' | ';')).len();
    let body = &s[..end];
    if body.chars().next_back().is_some_and(is_closing) {
        let open = matching_open(body).filter(|&open| may_have_digit(&body[open..]))?;
        let close = body.chars().next_back()?;
        let (date, range) = match bracketed(&Cursor::at(s, open), close) {
            Some((date, range, _)) => (date, range),
            None => dated_remark(s, open, end - close.len_utf8())?,
        };
        // The bracket may follow a colon: ` : (2022년)`.
        let before = s[..open].trim_end_matches(text::is_blank);
        let colon = before.chars().next_back().filter(|&c| text::is_colon(c));
        if let Some(c) = colon {
            let head = before[..before.len() - c.len_utf8()].trim_end_matches(text::is_blank).len();
            return Some((Found { value: date, range, outer: head..s.len() }, Trailing::Colon));
        }
        if open == 0 {
            return None;
        }
        return Some((Found { value: date, range, outer: open..s.len() }, Trailing::Bracket));
    }
    // The first bytes of all colons.
    let may_be = |b: u8| matches!(b, b':' | 0xE2 | 0xEF);
    let (at, colon) = chars_at(s, may_be).rfind(|&(_, c)| text::is_colon(c))?;
    let tail = at + colon.len_utf8();
    let range = trimmed(&s[tail..], tail);
    if range.is_empty() {
        return None;
    }
    let value = whole(&s[range.clone()])?;
    let head = s[..at].trim_end_matches(text::is_blank).len();
    if head == 0 {
        return None;
    }
    Some((Found { value, range, outer: head..s.len() }, Trailing::Colon))
}

/// `(2022. 12. 3., 시청)`: a day or month at the start of a remark.
fn dated_remark(s: &str, open: usize, close: usize) -> Option<(DateRead, Range<usize>)> {
    let mut cur = Cursor::at(s, open);
    cur.eat(|_| true);
    cur.blanks();
    let start = cur.at;
    let stretch = stretch(&mut cur)?;
    let dated = matches!(stretch.start.grain, Grain::Day { .. } | Grain::Month { .. });
    let range = cur.since(start);
    if !dated || range.end > close || continues(&cur, &stretch) {
        return None;
    }
    cur.blanks();
    cur.eat(|c| matches!(c, ',' | '/' | ';' | '，'))?;
    Some((read(s, &stretch, range.clone()), range))
}

/// The characters that begin with bytes of a kind, and where they stand; none of the kind is inside of a character.
fn chars_at(s: &str, may_be: impl Fn(u8) -> bool) -> impl DoubleEndedIterator<Item = (usize, char)> {
    let places = s.bytes().enumerate().filter(move |&(_, b)| may_be(b));
    places.filter_map(|(at, _)| Some((at, s[at..].chars().next()?)))
}

/// Characters among which are all brackets.
fn brackets(s: &str) -> impl DoubleEndedIterator<Item = (usize, char)> {
    chars_at(s, |b| matches!(b, b'(' | b')' | b'[' | b']' | b'<' | b'>' | b'{' | b'}' | 0xE3 | 0xEF))
}

/// Where the bracket that closes at the end of `s` opens.
fn matching_open(s: &str) -> Option<usize> {
    /// Longest bracket looked into, in bytes.
    const LONGEST: usize = 400;
    let mut depth = 0usize;
    for (i, c) in brackets(s).rev() {
        if s.len() - i > LONGEST {
            return None;
        }
        if is_closing(c) {
            depth += 1;
        } else if closing(c).is_some() {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some(i);
            }
        }
    }
    None
}

/// The entire string is a date, a period or a recurrence word, as in a cell (`2025년 12월`, `연중`, `2026년 상반기 준공`).
pub fn whole(s: &str) -> Option<DateRead> {
    let range = trimmed(s, 0);
    let body = &s[range];
    if body.is_empty() {
        return None;
    }
    if let Some((stretch, _)) = cell(body, true) {
        return Some(read(body, &stretch, 0..body.len()));
    }
    let unbracketed = body.chars().next().and_then(|open| {
        let close = closing(open)?;
        body.strip_prefix(open)?.strip_suffix(close)
    });
    if let Some((stretch, _)) = unbracketed.and_then(|inner| cell(inner, true)) {
        return Some(read(body, &stretch, 0..body.len()));
    }
    recurrence(body).map(|r| DateRead { span: DateSpan { recurrence: Some(r), ..raw_only(body) }, fault: None })
}

/// Like [`whole`], for a cell such as `3분기`, `5월`, `상반기` or `3월~5월` whose year stands elsewhere.
pub fn whole_in_year(s: &str, year: i32) -> Option<DateRead> {
    if let Some(read) = whole(s) {
        return Some(read);
    }
    let range = trimmed(s, 0);
    let body = &s[range];
    let mut cur = Cursor::new(body);
    let stretch = point::stretch_in_year(&mut cur, year)?;
    rest_is_words(&mut cur).then(|| read(body, &stretch, 0..body.len()))
}

/// The first date, period or recurrence word of a value.
pub fn first(s: &str) -> Option<Found<DateRead>> {
    let date = candidates(s).find(|(stretch, range)| stands_alone(s, stretch, range));
    let until = date.as_ref().map_or(s.len(), |(_, r)| r.start);
    if let Some((r, range)) = recurrence_word(&s[..until]) {
        let span = DateSpan { recurrence: Some(r), ..raw_only(&s[range.clone()]) };
        return Some(Found::plain(DateRead { span, fault: None }, range));
    }
    let (stretch, range) = date?;
    Some(Found::plain(read(s, &stretch, range.clone()), range))
}

/// The year that a span lies in from its first day to its last.
pub fn only_year(span: &DateSpan) -> Option<i32> {
    /// Digits of a year in a date of ISO 8601.
    const YEAR: usize = 4;
    let year = span.from.as_deref()?.get(..YEAR)?;
    span.to.as_deref()?.starts_with(year).then(|| year.parse().ok())?
}

/// Full dates (year, month, day) in running text that no calendar has.
pub fn scan_invalid(s: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    candidates(s).filter_map(|(stretch, range)| stretch.has_invalid_day().then_some(range))
}

/// The day that a document describes: `2021. 12. 31. 기준`, `(2024. 12월말 현재)`, `기준일 : 2024. 6. 30.`, or the quarter or half
/// year of a title (`공약이행 보고서(2024년 4분기)`). The range includes 기준.
pub fn as_of(s: &str) -> Option<Found<DateSpan>> {
    const DAY_OF: [&str; 8] = ["점검", "평가", "기준", "점검일", "평가일", "점검한 날", "살펴본 날", "평가한 날"];
    const TITLE_WORDS: [&str; 8] = ["공약", "보고", "현황", "상황", "이행", "실적", "점검", "평가"];
    for (stretch, range) in candidates(s) {
        let date = read(s, &stretch, range.clone());
        if date.span.edtf.is_none() {
            continue;
        }
        let mut cur = Cursor::at(s, range.end);
        cur.blanks();
        if cur.eat_str("말") {
            cur.blanks();
        }
        let marked = (cur.eat_str("기준일") || cur.eat_str("기준") || cur.eat_str("현재") || cur.eat_str("現在"))
            && !cur.peek().is_some_and(|c| text::is_hangul(c) && c != '으');
        if marked {
            let range = range.start..cur.at;
            let outer = with_brackets(s, &range);
            let span = DateSpan { raw: s[range.clone()].to_owned(), ..date.span };
            return Some(Found { value: span, range, outer });
        }
        let before = text::trim(&s[..range.start]);
        let labelled = before
            .strip_suffix(text::is_colon)
            .map(text::trim)
            .is_some_and(|b| ["기준일", "기준일자", "기준시점", "기준", "점검일", "평가일", "점검한 날", "살펴본 날"].iter().any(|w| b.ends_with(w)))
            // `평가 기준일 2024. 12. 31.`
            || ["기준일", "기준일자"].iter().any(|w| before.ends_with(w))
            // `점검 2024. 12. 31.` and nothing else on the line.
            || matches!(stretch.start.grain, Grain::Day { .. }) && DAY_OF.contains(&before) && text::trim(&s[range.end..]).is_empty()
            // `보고기준 2025.09.30.`: the date and what it is of, alone on a line.
            || alone_with(["보고", "점검", "평가", "작성", "조사", "실적", "집계"], "기준", s, &range);
        let quarterly = matches!(stretch.start.grain, Grain::Quarter(_) | Grain::Half(_)) && matches!(stretch.end, End::Same);
        let outer = with_brackets(s, &range);
        let alone = text::trim(&s[..outer.start]).is_empty() && text::trim(&s[outer.end..]).is_empty() || alone_behind_term(s, &range);
        let titled = || {
            let edge = text::trim(&s[..outer.start]).is_empty() || text::trim(&s[outer.end..]).is_empty();
            edge && TITLE_WORDS.iter().filter(|w| s.contains(**w)).count() >= 2
        };
        if labelled || (quarterly && (alone || titled())) {
            return Some(Found { value: date.span, range, outer });
        }
    }
    None
}

/// Whether nothing stands before a range but one of some words and what each goes on with, and nothing behind it.
fn alone_with<const N: usize>(words: [&str; N], then: &str, s: &str, range: &Range<usize>) -> bool {
    let before = s[..range.start].trim_start_matches(|c: char| text::is_blank(c) || closing(c).is_some());
    let label = text::trim(before).strip_suffix(then).map(text::trim);
    let nothing = |rest: &str| rest.chars().all(|c| text::is_blank(c) || is_closing(c));
    label.is_some_and(|label| words.contains(&label)) && nothing(&s[range.end..])
}

/// `(민선 8기 2024년 상반기)`: nothing but a term of office before a range, and nothing behind it.
fn alone_behind_term(s: &str, range: &Range<usize>) -> bool {
    let before = s[..range.start].trim_matches(|c: char| text::is_blank(c) || closing(c).is_some());
    is_term_of_office(before) && s[range.end..].chars().all(|c| text::is_blank(c) || is_closing(c))
}

/// `민선 8기`, `민선8기`.
pub(crate) fn is_term_of_office(words: &str) -> bool {
    let number = words.strip_prefix("민선").and_then(|rest| rest.strip_suffix('기')).map(text::trim);
    number.is_some_and(|n| (1..=2).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
}

/// The range with the brackets right around it.
fn with_brackets(s: &str, range: &Range<usize>) -> Range<usize> {
    let before = s[..range.start].trim_end_matches(text::is_blank);
    let after = s[range.end..].trim_start_matches(text::is_blank);
    match (before.chars().next_back(), after.chars().next()) {
        (Some(open), Some(close)) if closing(open) == Some(close) => {
            before.len() - open.len_utf8()..s.len() - after.len() + close.len_utf8()
        }
        _ => range.clone(),
    }
}

/// A stretch that fills `s`, but for words that do not change it; with its range. `loose` also takes what only a cell of
/// its own makes a date (open starts, 이후, 부터, compact digits).
fn cell(s: &str, loose: bool) -> Option<(Stretch, Range<usize>)> {
    let mut cur = Cursor::new(s);
    cur.blanks();
    if loose && let Some(stretch) = point::compact(text::trim(s)) {
        return Some((stretch, trimmed(s, 0)));
    }
    let start = cur.at;
    let mut stretch = if cur.peek().is_some_and(text::is_tilde) {
        point::until(&mut cur)?
    } else {
        stretch(&mut cur).or_else(|| loose.then(|| point::short_period(&mut cur)).flatten())?
    };
    if stretch.strength() == Strength::Weak && !loose && !stretch.is_month_by_sign() {
        return None;
    }
    let range = cur.since(start);
    let mut next = cur;
    next.blanks();
    if matches!(stretch.end, End::Same) && loose && (next.eat_str("이후") || next.eat_str("부터")) {
        stretch.end = End::Open;
        next.blanks();
        next.eat(text::is_tilde);
        cur = next;
    } else if matches!(stretch.end, End::Same) && loose && (next.eat_str("이전")) {
        stretch = stretch.up_to();
        cur = next;
    }
    rest_is_words(&mut cur).then_some((stretch, range))
}

/// Whether nothing but [`CELL_WORDS`], brackets and punctuation is left.
fn rest_is_words(cur: &mut Cursor) -> bool {
    /// No cell needs more: `말까지 준공 예정`.
    const MOST: usize = 4;
    for _ in 0..MOST {
        cur.all_blanks();
        while cur.eat(|c| matches!(c, '(' | ')' | '.' | ',' | '（' | '）')).is_some() {}
        cur.all_blanks();
        if cur.is_end() {
            return true;
        }
        if !CELL_WORDS.iter().any(|w| cur.eat_str(w)) && !duration(cur) {
            return false;
        }
    }
    cur.all_blanks();
    cur.is_end()
}

/// `5년간`, `36개월`: how long a period lasts, beside it.
fn duration(cur: &mut Cursor) -> bool {
    let mut next = *cur;
    next.eat_str("총");
    next.blanks();
    let read = next.digits().is_some_and(|d| d.len <= 3) && ["개년", "개월", "년", "일", "주"].iter().any(|w| next.eat_str(w));
    if read {
        next.eat_str("간");
        *cur = next;
    }
    read
}

/// All stretches of a line, in order, without overlap.
fn candidates(s: &str) -> impl Iterator<Item = (Stretch, Range<usize>)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < s.len() {
            let start = next_start(s, at)?;
            let mut cur = Cursor::at(s, start);
            let free = cur.before().is_none_or(|c| !c.is_ascii_alphanumeric() && text::digit(c).is_none()) && !after_decimal_mark(s, start);
            if free && let Some(found) = stretch(&mut cur) {
                at = cur.at;
                return Some((found, cur.since(start)));
            }
            // Step over the whole run of digits, so that no attempt starts inside a number.
            cur.at = start;
            cur.eat(|_| true);
            cur.digits();
            at = cur.at;
        }
        None
    })
}

/// Where the first digit or apostrophe from a place on stands.
fn next_start(s: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        // The first bytes of all of them.
        at += s.as_bytes()[at..].iter().position(|b| matches!(b, b'0'..=b'9' | b'\'' | b'`' | 0xC2 | 0xCA | 0xE2 | 0xEF))?;
        let c = s[at..].chars().next()?;
        if text::digit(c).is_some() || text::is_apostrophe(c) {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// `3.25`, `1,2023`: the digits at `at` belong to a number that starts before them.
fn after_decimal_mark(s: &str, at: usize) -> bool {
    let mut back = s[..at].chars().rev();
    matches!(back.next(), Some('.' | ',' | '-' | '/')) && back.next().is_some_and(|c| text::digit(c).is_some())
}

/// Whether the stretch is a date wherever it stands.
fn stands_alone(s: &str, stretch: &Stretch, range: &Range<usize>) -> bool {
    let next = s[range.end..].chars().next();
    let cut = next.is_none_or(|c| !text::is_hangul(c) && !c.is_ascii_alphanumeric());
    match stretch.strength() {
        Strength::Full | Strength::Range => true,
        Strength::YearWord | Strength::YearDot => cut,
        Strength::Bare | Strength::Weak => false,
    }
}

/// A date of ISO 8601: a year, and a month and a day, or a season, in two digits each.
pub(crate) fn iso(year: i32, fields: &[u32]) -> String {
    point::iso(year, fields)
}

fn raw_only(raw: &str) -> DateSpan {
    DateSpan { from: None, to: None, edtf: None, recurrence: None, raw: raw.to_owned() }
}

/// The value of a stretch whose raw text is `s[range]`.
fn read(s: &str, stretch: &Stretch, range: Range<usize>) -> DateRead {
    let mut span = raw_only(&s[range]);
    let fault = if stretch.is_invalid() {
        Some(DateFault::Invalid)
    } else {
        span.from = stretch.from();
        span.to = stretch.to();
        span.edtf = Some(stretch.edtf());
        matches!((&span.from, &span.to), (Some(from), Some(to)) if to < from).then_some(DateFault::Order)
    };
    DateRead { span, fault }
}

/// Recurrence words; the first one of a compound decides.
const RECURRENCES: [(&str, Recurrence); 7] = [
    ("연중", Recurrence::YearRound),
    ("매년", Recurrence::Yearly),
    ("매해", Recurrence::Yearly),
    ("상시", Recurrence::Always),
    ("계속", Recurrence::Always),
    ("지속", Recurrence::Always),
    ("수시", Recurrence::AsNeeded),
];

/// Words that may follow a recurrence word in a cell of its own.
const RECURRENCE_TAILS: [&str; 13] =
    ["추진", "운영", "시행", "사업", "실시", "반복", "계속", "상시", "수시", "지속", "접수", "모집", "지원"];

/// A cell that is a recurrence word: `연중`, `매년 시행`, `계속사업`, `연중(상시)`, `매년 10월`.
fn recurrence(s: &str) -> Option<Recurrence> {
    /// Longest cell of this kind, in bytes; anything longer is a sentence.
    const LONGEST: usize = 80;
    if s.len() > LONGEST {
        return None;
    }
    let squashed = text::squashed(s);
    let body = squashed.trim_matches(|c: char| closing(c).is_some() || is_closing(c));
    let &(word, value) = RECURRENCES.iter().find(|(w, _)| body.starts_with(w))?;
    let mut rest = &body[word.len()..];
    while !rest.is_empty() {
        rest = RECURRENCE_TAILS
            .iter()
            .find_map(|w| rest.strip_prefix(w))
            .or_else(|| rest.strip_prefix(|c: char| c.is_ascii_punctuation() || text::is_middle_dot(c) || text::is_tilde(c)))
            .or_else(|| (value == Recurrence::Yearly).then(|| month_of_year(rest)).flatten())?;
    }
    Some(value)
}

/// Strips `10월`, `1분기`, `상반기` of `매년 10월`.
fn month_of_year(s: &str) -> Option<&str> {
    if let Some(rest) = s.strip_prefix("상반기").or_else(|| s.strip_prefix("하반기")) {
        return Some(rest);
    }
    let mut cur = Cursor::new(s);
    cur.digits().filter(|d| d.len <= 2)?;
    let _ = cur.eat_str("/4");
    (cur.eat_unit(MONTH) || cur.eat_str("분기") || cur.eat_unit(DAY)).then(|| &s[cur.at..])
}

/// The first recurrence word that stands as a word of its own.
fn recurrence_word(s: &str) -> Option<(Recurrence, Range<usize>)> {
    // All begin with one of these.
    let begins = |c: char| matches!(c, '연' | '매' | '상' | '계' | '지' | '수');
    chars_at(s, |b| matches!(b, 0xEA..=0xEC)).filter(|&(_, c)| begins(c)).find_map(|(at, _)| {
        let &(word, value) = RECURRENCES.iter().find(|(word, _)| s[at..].starts_with(word))?;
        let end = at + word.len();
        let before = s[..at].chars().next_back();
        let after = s[end..].chars().next();
        let free = !before.is_some_and(|c| c.is_alphanumeric()) && !after.is_some_and(|c| c.is_alphanumeric());
        free.then_some((value, at..end))
    })
}

#[cfg(test)]
mod tests;
