//! One date, and two of them joined: the grammar behind the public functions.

use super::super::scan::{Cursor, DAY, MONTH, YEAR, closing, is_closing};
use crate::text;

/// Years that a four-digit number may be. Outside stand lot numbers, amounts and road numbers.
const YEARS: std::ops::RangeInclusive<u64> = 1900..=2100;

/// Two-digit years that cannot be a month: what `21.09.` needs to be read without an apostrophe.
const BARE_SHORT_YEARS: std::ops::RangeInclusive<u64> = 13..=49;

/// Two-digit years from here on are 19xx.
const CENTURY_PIVOT: u64 = 70;

/// How exact a date is, and its parts below the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    Day { month: u32, day: u32 },
    Month { month: u32 },
    Quarter(u32),
    Half(u32),
    Year,
}

/// How the year is written; it decides what a year alone is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum YearForm {
    /// `2022년`, `‘22년`.
    Word,
    /// `22년`.
    ShortWord,
    /// `2022년도`.
    Fiscal,
    /// `2022.`
    Dot,
    /// `2022`, `‘22`.
    Bare,
}

/// One date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) year: i32,
    pub(super) grain: Grain,
    form: YearForm,
    /// `2022-09`: a month only in a cell of its own. `2022/09` is one anywhere.
    weak: bool,
}

/// The end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// One date, no period.
    Same,
    At(Point),
    /// 계속.
    Open,
    /// 미정.
    Unknown,
}

/// A date or a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: Point,
    pub(super) end: End,
    /// `~ 2025. 12.`: `start` is the end, and the start is open.
    open_start: bool,
}

/// How sure the form alone makes it that this is a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    /// Month, day, quarter or half of a year.
    Full,
    /// Two ends.
    Range,
    /// `2022년`.
    YearWord,
    /// `2022.`
    YearDot,
    /// `2022`, `’22`.
    Bare,
    /// `25년`, `2022-09`: only in a cell of its own.
    Weak,
}

impl Point {
    fn is_valid(&self) -> bool {
        match self.grain {
            Grain::Day { month, day } => (1..=12).contains(&month) && day >= 1 && day <= days(self.year, month),
            Grain::Month { month } => (1..=12).contains(&month),
            Grain::Quarter(q) => (1..=4).contains(&q),
            Grain::Half(_) | Grain::Year => true,
        }
    }

    /// First month, last month.
    fn months(&self) -> (u32, u32) {
        match self.grain {
            Grain::Day { month, .. } | Grain::Month { month } => (month, month),
            Grain::Quarter(q) => (q * 3 - 2, q * 3),
            Grain::Half(h) => (h * 6 - 5, h * 6),
            Grain::Year => (1, 12),
        }
    }

    fn first_day(&self) -> String {
        let day = match self.grain {
            Grain::Day { day, .. } => day,
            _ => 1,
        };
        iso(self.year, &[self.months().0, day])
    }

    fn last_day(&self) -> String {
        let month = self.months().1;
        let day = match self.grain {
            Grain::Day { day, .. } => day,
            _ => days(self.year, month),
        };
        iso(self.year, &[month, day])
    }

    fn edtf(&self) -> String {
        let year = self.year;
        match self.grain {
            Grain::Day { month, day } => iso(year, &[month, day]),
            Grain::Month { month } => iso(year, &[month]),
            Grain::Quarter(q) => iso(year, &[32 + q]),
            Grain::Half(h) => iso(year, &[39 + h]),
            Grain::Year => iso(year, &[]),
        }
    }
}

/// A year of four digits and further fields of two, by hyphens: `format!` takes longer than all the rest of reading a date.
pub(super) fn iso(year: i32, fields: &[u32]) -> String {
    /// Bytes of a year and of the fields of a day.
    const LONGEST: usize = 10;
    if !(0..=9999).contains(&year) || fields.len() > 2 || fields.iter().any(|&field| field > 99) {
        return fields.iter().fold(format!("{year:04}"), |text, field| format!("{text}-{field:02}"));
    }
    let digit = |number: u32| b'0' + (number % 10) as u8;
    let mut out = [b'-'; LONGEST];
    let year = year as u32;
    out[..4].copy_from_slice(&[digit(year / 1000), digit(year / 100), digit(year / 10), digit(year)]);
    let (places, _) = out[4..].as_chunks_mut();
    for (place, &field) in places.iter_mut().zip(fields) {
        *place = [b'-', digit(field / 10), digit(field)];
    }
    str::from_utf8(&out[..4 + 3 * fields.len()]).unwrap_or_default().to_owned()
}

impl Stretch {
    fn one(start: Point) -> Self {
        Self { start, end: End::Same, open_start: false }
    }

    /// The same date as the end of a period without a start.
    pub(super) fn up_to(self) -> Self {
        Self { open_start: true, ..self }
    }

    /// `2022-09`, `2022/9`
    pub(super) fn is_month_by_sign(&self) -> bool {
        (self.start.weak || matches!(self.start.form, YearForm::Bare))
            && matches!(self.start.grain, Grain::Month { .. })
            && self.start.is_valid()
    }

    pub(super) fn strength(&self) -> Strength {
        if self.open_start || !matches!(self.end, End::Same) {
            return Strength::Range;
        }
        match (self.start.grain, self.start.form) {
            _ if self.start.weak => Strength::Weak,
            (Grain::Year, YearForm::Word) => Strength::YearWord,
            (Grain::Year, YearForm::Dot) => Strength::YearDot,
            (Grain::Year, YearForm::Fiscal | YearForm::Bare) => Strength::Bare,
            (Grain::Year, YearForm::ShortWord) => Strength::Weak,
            _ => Strength::Full,
        }
    }

    fn points(&self) -> impl Iterator<Item = Point> {
        let end = match self.end {
            End::At(p) => Some(p),
            _ => None,
        };
        std::iter::once(self.start).chain(end)
    }

    pub(super) fn is_invalid(&self) -> bool {
        self.points().any(|p| !p.is_valid())
    }

    pub(super) fn has_invalid_day(&self) -> bool {
        self.points().any(|p| matches!(p.grain, Grain::Day { .. }) && !p.is_valid())
    }

    pub(super) fn from(&self) -> Option<String> {
        (!self.open_start).then(|| self.start.first_day())
    }

    pub(super) fn to(&self) -> Option<String> {
        match self.end {
            End::Same => Some(self.start.last_day()),
            End::At(p) => Some(p.last_day()),
            End::Open | End::Unknown => None,
        }
    }

    pub(super) fn edtf(&self) -> String {
        let start = self.start.edtf();
        match self.end {
            _ if self.open_start => format!("../{start}"),
            End::Same => start,
            End::At(p) => start + "/" + &p.edtf(),
            End::Open => start + "/..",
            End::Unknown => start + "/",
        }
    }
}

/// Days of a month in the proleptic Gregorian calendar; 0 for a month that does not exist.
fn days(year: i32, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

fn full_year(short: u64) -> i32 {
    (if short >= CENTURY_PIVOT { 1900 + short } else { 2000 + short }) as i32
}

/// One or two digits as a number.
fn small(cur: &mut Cursor) -> Option<u32> {
    let mut next = *cur;
    let digits = next.digits().filter(|d| d.len <= 2)?;
    *cur = next;
    Some(digits.value as u32)
}

/// One date with its own year, or a period, at the cursor.
pub(super) fn stretch(cur: &mut Cursor) -> Option<Stretch> {
    let mut next = *cur;
    let start = point(&mut next)?;
    remark(&mut next);
    let found = period_from(&mut next, start);
    *cur = next;
    Some(found)
}

/// Like [`stretch`] for text that leaves the year out.
pub(super) fn stretch_in_year(cur: &mut Cursor, year: i32) -> Option<Stretch> {
    let mut next = *cur;
    let stem = Point { year, grain: Grain::Month { month: 1 }, form: YearForm::Word, weak: false };
    let start = inherit(&mut next, stem)?;
    remark(&mut next);
    let found = period_from(&mut next, start);
    *cur = next;
    Some(found)
}

/// `22.7.~26.6.`: a period of two dates with bare two-digit years, which only a cell of its own makes sure.
pub(super) fn short_period(cur: &mut Cursor) -> Option<Stretch> {
    let mut next = *cur;
    let start = short_point(&mut next)?;
    let found = period_from(&mut next, start);
    if !matches!(found.end, End::At(_) | End::Open) || found.is_invalid() {
        return None;
    }
    *cur = next;
    Some(found)
}

/// `26.6.`, without the doubts of [`after_short_year`].
fn short_point(cur: &mut Cursor) -> Option<Point> {
    let mut next = *cur;
    let digits = next.digits().filter(|d| d.len == 2 && BARE_SHORT_YEARS.contains(&d.value))?;
    next.eat(|c| c == '.')?;
    let found = Point { year: full_year(digits.value), grain: below_year(&mut next, false)?, form: YearForm::Dot, weak: false };
    if !found.is_valid() {
        return None;
    }
    *cur = next;
    Some(found)
}

/// `~ 2025. 12.`
pub(super) fn until(cur: &mut Cursor) -> Option<Stretch> {
    let mut next = *cur;
    next.eat(text::is_tilde)?;
    next.blanks();
    let end = point(&mut next)?;
    *cur = next;
    Some(Stretch::one(end).up_to())
}

/// `20220907`, `202209`: only a cell of its own can hold these.
pub(super) fn compact(s: &str) -> Option<Stretch> {
    if !s.bytes().all(|b| b.is_ascii_digit()) || !matches!(s.len(), 6 | 8) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| s.get(range)?.parse::<u32>().ok();
    let (year, month) = (number(0..4)?, number(4..6)?);
    let grain = match s.len() {
        8 => Grain::Day { month, day: number(6..8)? },
        _ => Grain::Month { month },
    };
    let point = Point { year: year as i32, grain, form: YearForm::Bare, weak: false };
    (YEARS.contains(&u64::from(year)) && point.is_valid()).then(|| Stretch::one(point))
}

/// What follows a start: an end, or nothing.
fn period_from(cur: &mut Cursor, start: Point) -> Stretch {
    let alone = Stretch::one(start);
    let mut next = *cur;
    let gap = next.blanks();
    let Some(separator) = next.eat(|c| text::is_tilde(c) || text::is_dash(c)) else {
        if next.eat_str("부터") {
            next.blanks();
            let end = point(&mut next).or_else(|| inherit(&mut next, start));
            if let Some(end) = end {
                let mut tail = next;
                tail.blanks();
                if tail.eat_str("까지") {
                    next = tail;
                }
                *cur = next;
                return Stretch { end: End::At(end), ..alone };
            }
        }
        return alone;
    };
    next.blanks();
    if matches!(separator, '-' | '－' | '−') {
        // `2022-2026`, `2022. 9. 7. - 2022. 9. 9.`; `2023. 5. - 3` is a date and an item.
        if let Some(end) = point(&mut next)
            && std::mem::discriminant(&end.grain) == std::mem::discriminant(&start.grain)
            && (end.year, end.months()) >= (start.year, start.months())
        {
            remark(&mut next);
            *cur = next;
            return Stretch { end: End::At(end), ..alone };
        }
        return alone;
    }
    if let Some(end) = open_end(&mut next) {
        *cur = next;
        return Stretch { end, ..alone };
    }
    let before = next;
    let end = point(&mut next)
        .or_else(|| inherit(&mut next, start).filter(Point::is_valid))
        .or_else(|| {
            // `2022.7.~26.6.`: 26 is no month.
            next = before;
            short_point(&mut next)
        })
        .or_else(|| {
            next = before;
            inherit(&mut next, start)
        });
    if let Some(end) = end {
        remark(&mut next);
        *cur = next;
        return Stretch { end: End::At(end), ..alone };
    }
    // `2023. 3. ~`: open, where nothing else follows.
    if text::is_tilde(separator) && next.peek().is_none_or(|c| is_closing(c) || text::is_colon(c)) {
        let mut tight = *cur;
        for _ in 0..gap {
            tight.eat(|_| true);
        }
        tight.eat(|_| true);
        *cur = tight;
        return Stretch { end: End::Open, ..alone };
    }
    alone
}

/// 계속, 현재, 미정.
fn open_end(cur: &mut Cursor) -> Option<End> {
    const OPEN: [&str; 14] = [
        "계속사업",
        "계속추진",
        "계속",
        "지속추진",
        "지속",
        "현재까지",
        "현재",
        "상시",
        "진행중",
        "추진중",
        "계 속",
        "現在",
        "매년",
        "향후",
    ];
    const UNKNOWN: [&str; 3] = ["미정", "미확정", "협의중"];
    if !cur.peek().is_some_and(|c| text::is_hangul(c) || c == '現') {
        return None;
    }
    let mut next = *cur;
    let end = if OPEN.iter().any(|w| next.eat_str(w)) {
        End::Open
    } else if UNKNOWN.iter().any(|w| next.eat_str(w)) {
        End::Unknown
    } else {
        return None;
    };
    if next.peek().is_some_and(text::is_hangul) {
        return None;
    }
    *cur = next;
    Some(end)
}

/// `(화)`, `(월요일)`, `(현재)`: belongs to the date before it.
fn remark(cur: &mut Cursor) {
    let mut next = *cur;
    if next.eat(|c| matches!(c, '(' | '（')).is_none() {
        return;
    }
    if !next.eat_str("현재") {
        if next.eat(|c| "월화수목금토일".contains(c)).is_none() {
            return;
        }
        let _ = next.eat_str("요일");
    }
    if next.eat(|c| matches!(c, ')' | '）')).is_some() {
        *cur = next;
    }
}

/// One date with its own year.
pub(super) fn point(cur: &mut Cursor) -> Option<Point> {
    let mut next = *cur;
    let apostrophe = next.eat(text::is_apostrophe).is_some();
    let digits = next.digits()?;
    let short = !apostrophe && digits.len == 2;
    let year = match (apostrophe, digits.len) {
        (true, 2) => full_year(digits.value),
        (false, 4) if YEARS.contains(&digits.value) => digits.value as i32,
        (false, 2) if BARE_SHORT_YEARS.contains(&digits.value) => full_year(digits.value),
        _ => return None,
    };
    let found = if short { after_short_year(&mut next, year)? } else { after_year(&mut next, year) };
    *cur = next;
    Some(found)
}

fn after_year(cur: &mut Cursor, year: i32) -> Point {
    let year_alone = |form| Point { year, grain: Grain::Year, form, weak: false };
    let mut next = *cur;
    if next.eat_unit(YEAR) || (next.blanks() == 1 && next.eat_unit(YEAR)) {
        let form = if next.eat_str("도") { YearForm::Fiscal } else { YearForm::Word };
        let grain = below_year(&mut next, true);
        *cur = next;
        return Point { grain: grain.unwrap_or(Grain::Year), ..year_alone(form) };
    }
    next = *cur;
    if next.eat(|c| matches!(c, '.' | '．')).is_some() {
        let grain = below_year(&mut next, false);
        *cur = next;
        return Point { grain: grain.unwrap_or(Grain::Year), ..year_alone(YearForm::Dot) };
    }
    // `2023 상반기`, `2023 4분기`.
    next = *cur;
    if next.blanks() <= 1
        && let Some(grain) = quarter_or_half(&mut next)
    {
        *cur = next;
        return Point { grain, ..year_alone(YearForm::Bare) };
    }
    next = *cur;
    if let Some(separator) = next.eat(|c| matches!(c, '-' | '/' | '‐' | '－'))
        && let Some(month) = small(&mut next)
    {
        let mut third = next;
        if third.eat(|c| c == separator).is_some()
            && let Some(day) = small(&mut third)
            && !third.peek().is_some_and(|c| text::digit(c).is_some() || c == separator)
        {
            *cur = third;
            return Point { grain: Grain::Day { month, day }, ..year_alone(YearForm::Bare) };
        }
        let padded = (next.at - cur.at == 3 || separator == '/') && (1..=12).contains(&month);
        if padded && next.peek().is_none_or(|c| text::is_blank(c) || text::is_tilde(c) || is_closing(c)) {
            *cur = next;
            // A slash stands between the year and the month of a date; a hyphen in many numbers.
            return Point { grain: Grain::Month { month }, weak: separator != '/', ..year_alone(YearForm::Bare) };
        }
    }
    year_alone(YearForm::Bare)
}

/// `25년 2분기`, `21.09.`, `22.11.05`: no apostrophe, so the rest has to leave no doubt.
fn after_short_year(cur: &mut Cursor, year: i32) -> Option<Point> {
    let point = |grain, form| Point { year, grain, form, weak: false };
    let mut next = *cur;
    if next.eat_unit(YEAR) {
        let grain = below_year(&mut next, true);
        if grain.is_none() && next.peek().is_some_and(text::is_hangul) {
            return None;
        }
        *cur = next;
        return Some(point(grain.unwrap_or(Grain::Year), YearForm::ShortWord));
    }
    next.eat(|c| c == '.')?;
    let start = next.at;
    let grain = below_year(&mut next, false)?;
    let tail = &cur.text[start..next.at];
    let sure = match grain {
        Grain::Day { .. } => tail.ends_with('.') || !tail.contains(text::is_blank),
        Grain::Month { .. } => tail.ends_with('.') && (tail.len() == 3 || stands_as_date(cur, &next)) || tail.ends_with(MONTH),
        Grain::Quarter(_) | Grain::Half(_) => true,
        Grain::Year => false,
    };
    let found = point(grain, YearForm::Dot);
    if !sure || !found.is_valid() {
        return None;
    }
    *cur = next;
    Some(found)
}

/// Whether `24.5.`, a number at the end of a sentence as it is, stands where only a date does: at the start or behind what opens
/// a date, and before what ends one. `year` is the cursor behind the year, `end` the one behind the month.
fn stands_as_date(year: &Cursor, end: &Cursor) -> bool {
    let read = &year.text[..year.at];
    let short_year = read.char_indices().nth_back(1).map_or(0, |(at, _)| at);
    let before = read[..short_year].trim_end_matches(text::is_blank).chars().next_back();
    let mut after = *end;
    let blanks = after.blanks();
    let ends = after.peek().is_none_or(|c| is_closing(c) || text::is_colon(c) || text::is_tilde(c));
    match before {
        None => ends || blanks > 0 && after.peek().is_some_and(text::is_hangul),
        Some(c) => ends && (closing(c).is_some() || text::is_colon(c) || text::is_tilde(c)),
    }
}

/// What stands below a year: ` 9. 7.`, ` 11월`, ` 상반기`, ` 4분기`. The cursor stays put where there is nothing.
fn below_year(cur: &mut Cursor, after_word: bool) -> Option<Grain> {
    let mut next = *cur;
    let gap = next.blanks();
    if let Some(grain) = quarter_or_half(&mut next) {
        *cur = next;
        return Some(grain);
    }
    let Some(month) = small(&mut next) else {
        // `2022년 말`, `2022년말`.
        part_of(cur);
        return None;
    };
    if next.eat_unit(MONTH) || (after_word && next.blanks() == 1 && next.eat_unit(MONTH)) {
        let mut day_at = next;
        day_at.blanks();
        if let Some(day) = small(&mut day_at)
            && (day_at.eat_unit(DAY) && !day_at.rest().starts_with("간"))
        {
            *cur = day_at;
            return Some(Grain::Day { month, day });
        }
        next.eat(|c| c == '.');
        part_of(&mut next);
        *cur = next;
        return Some(Grain::Month { month });
    }
    if next.eat(|c| matches!(c, '.' | '．')).is_some() {
        let mut day_at = next;
        let inner = day_at.blanks();
        if day_at.peek_digit() {
            if let Some(day) = small(&mut day_at)
                && day_ends(&mut day_at, inner > 0)
            {
                *cur = day_at;
                return Some(Grain::Day { month, day });
            }
            // `2023. 5.3km`: the point is a decimal point.
            if inner == 0 {
                return None;
            }
        }
        part_of(&mut next);
        *cur = next;
        return Some(Grain::Month { month });
    }
    // `2023. 11~ 2024. 6.`, `2014.    9 ~ 2015. 10`, `2023.11 준공`; `2022. 5개사` and `2022. 5 개사` are not.
    if after_word {
        return None;
    }
    let mut end = next;
    let blank = end.blanks() > 0;
    let cut = end.peek().is_none_or(|c| text::is_tilde(c) || is_closing(c) || text::is_colon(c) || c == ',');
    if cut || (gap == 0 && blank) {
        *cur = next;
        return Some(Grain::Month { month });
    }
    None
}

/// The end of a day: `.`, `일`, or a character that cannot continue a number or a count.
fn day_ends(cur: &mut Cursor, spaced: bool) -> bool {
    let mut next = *cur;
    if next.eat(|c| matches!(c, '.' | '．')).is_some() {
        if next.peek_digit() && spaced {
            return false;
        }
        *cur = next;
        return true;
    }
    if next.eat_unit(DAY) {
        if next.peek().is_some_and(|c| "간차째".contains(c)) {
            return false;
        }
        *cur = next;
        return true;
    }
    let counts = |c: char| c.is_alphanumeric() || matches!(c, '%' | '％' | '㎡' | '㎞');
    if next.peek().is_some_and(counts) {
        return false;
    }
    let grouped = next.eat(|c| c == ',').is_some() && next.peek_digit();
    !grouped
}

/// `상반기`, `4분기`, `1/4분기`, `4/4 분기`.
fn quarter_or_half(cur: &mut Cursor) -> Option<Grain> {
    let mut next = *cur;
    let grain = if next.eat_str("상반기") {
        Grain::Half(1)
    } else if next.eat_str("하반기") {
        Grain::Half(2)
    } else {
        let _ = next.eat_str("제");
        let quarter = small(&mut next)?;
        let _ = next.eat_str("/4");
        next.blanks();
        if !next.eat_str("분기") {
            return None;
        }
        Grain::Quarter(quarter)
    };
    *cur = next;
    Some(grain)
}

/// `말`, `초`, `중순`: a part of the month or year before it, which the value leaves out.
fn part_of(cur: &mut Cursor) {
    const PARTS: [&str; 9] = ["상순", "중순", "하순", "초순", "말경", "말", "초", "중", "경"];
    const AFTER: [&str; 8] = ["까지", "부터", "기준", "현재", "준공", "예정", "완료", "착공"];
    let mut next = *cur;
    let gap = next.blanks();
    if gap > 1 || !next.peek().is_some_and(text::is_hangul) || !PARTS.iter().any(|w| next.eat_str(w)) {
        return;
    }
    let free = !next.peek().is_some_and(text::is_hangul) || AFTER.iter().any(|w| next.rest().starts_with(w));
    if free {
        *cur = next;
    }
}

/// An end that leaves out what the start has said.
fn inherit(cur: &mut Cursor, start: Point) -> Option<Point> {
    let mut next = *cur;
    let made = |grain| Point { grain, ..start };
    if let Some(grain) = quarter_or_half(&mut next) {
        *cur = next;
        return Some(made(grain));
    }
    let digits = next.digits().filter(|d| d.len <= 2)?;
    let number = digits.value as u32;
    if next.eat_unit(MONTH) {
        let mut day_at = next;
        day_at.blanks();
        let grain = match small(&mut day_at) {
            Some(day) if day_at.eat_unit(DAY) => {
                next = day_at;
                Grain::Day { month: number, day }
            }
            _ => {
                next.eat(|c| c == '.');
                part_of(&mut next);
                Grain::Month { month: number }
            }
        };
        *cur = next;
        return Some(made(grain));
    }
    if next.eat_unit(YEAR) {
        if start.grain != Grain::Year || digits.len != 2 || next.peek().is_some_and(text::is_hangul) {
            return None;
        }
        *cur = next;
        return Some(Point { year: full_year(digits.value), ..start });
    }
    if next.eat(|c| matches!(c, '.' | '．')).is_some() {
        let mut day_at = next;
        let spaced = day_at.blanks() > 0;
        if let Some(day) = small(&mut day_at)
            && day_ends(&mut day_at, spaced)
        {
            *cur = day_at;
            return Some(made(Grain::Day { month: number, day }));
        }
        if next.peek_digit() {
            return None;
        }
    } else if next.eat_unit(DAY) {
        if !matches!(start.grain, Grain::Day { .. }) {
            return None;
        }
    } else if next.peek().is_some_and(|c| c.is_alphanumeric() || matches!(c, '%' | '％' | ',')) {
        return None;
    }
    let grain = match start.grain {
        Grain::Day { month, .. } => Grain::Day { month, day: number },
        Grain::Month { .. } => Grain::Month { month: number },
        Grain::Year if digits.len == 2 && full_year(digits.value) >= start.year && start.form != YearForm::Dot => {
            *cur = next;
            return Some(Point { year: full_year(digits.value), ..start });
        }
        _ => return None,
    };
    *cur = next;
    Some(made(grain))
}
