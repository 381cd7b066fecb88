//! Amounts of money in running text.

use super::super::Found;
use super::super::scan::{Cursor, Digits, next_digit};
use super::unit::Unit;
use crate::model::{Money, Recurrence};
use crate::text;

/// Digits that a number may have before it is nonsense as an amount (i64 won has 19).
const MOST_DIGITS: usize = 24;

/// A decimal number: `mantissa` / 10^`decimals`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) mantissa: i128,
    pub(super) decimals: u32,
    /// Thousands were separated.
    pub(super) grouped: bool,
}

impl Decimal {
    /// The number times `factor`, where it is a whole number.
    pub(super) fn times(self, factor: i128) -> Option<i128> {
        let product = self.mantissa.checked_mul(factor)?;
        let scale = 10i128.checked_pow(self.decimals)?;
        (product % scale == 0).then(|| product / scale)
    }
}

/// `1,735,200`, `26.5`, `１００`. Commas have to separate thousands; otherwise the number ends before them. A number that is
/// too long is consumed and gives nothing.
pub(super) fn decimal(cur: &mut Cursor) -> Option<Decimal> {
    let mut mantissa = 0i128;
    let mut count = 0;
    let mut grouped = false;
    let mut decimals = 0u32;
    let first = {
        let from = cur.at;
        let digits = cur.digits()?;
        push(&mut mantissa, digits, &cur.text[from..cur.at]);
        count += digits.len;
        digits.len
    };
    // A group of three follows a first run of one to three digits.
    loop {
        let mut next = *cur;
        let comma = next.eat(|c| matches!(c, ',' | '，')).is_some();
        let from = next.at;
        let Some(digits) = next.digits().filter(|d| first <= 3 && comma && d.len == 3) else { break };
        push(&mut mantissa, digits, &next.text[from..next.at]);
        count += 3;
        grouped = true;
        *cur = next;
    }
    let mut next = *cur;
    if next.eat(|c| matches!(c, '.' | '．')).is_some() {
        let from = next.at;
        if let Some(digits) = next.digits() {
            push(&mut mantissa, digits, &next.text[from..next.at]);
            count += digits.len;
            decimals = digits.len as u32;
            *cur = next;
        }
    }
    (count <= MOST_DIGITS).then_some(Decimal { mantissa, decimals, grouped })
}

/// Appends digits to a number; those of a run that fits 64 bits in one step.
fn push(mantissa: &mut i128, run: Digits, text: &str) {
    const FIT: usize = 18;
    if run.len <= FIT {
        let power = i128::from(10u64.pow(run.len as u32));
        *mantissa = mantissa.saturating_mul(power).saturating_add(i128::from(run.value));
        return;
    }
    for d in text.chars().filter_map(text::digit) {
        *mantissa = mantissa.saturating_mul(10).saturating_add(i128::from(d));
    }
}

/// A sum of money without its modifiers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sum {
    /// None on overflow, or where it is no whole number of won.
    pub(super) krw: Option<i64>,
    /// What the last number was multiplied by.
    pub(super) unit: Option<Unit>,
    /// `20억여원`.
    pub(super) approximate: bool,
}

impl Sum {
    fn new(total: Option<i128>, factor: i128, approximate: bool) -> Self {
        Self { krw: total.and_then(|k| i64::try_from(k).ok()), unit: i64::try_from(factor).ok().and_then(Unit::of_factor), approximate }
    }
}

fn small_factor(c: char) -> Option<i128> {
    Some(match c {
        '십' | '十' => 10,
        '백' | '百' => 100,
        '천' | '千' => 1_000,
        _ => return None,
    })
}

fn large_factor(c: char) -> Option<i128> {
    Some(match c {
        '만' | '萬' => 10_000,
        '억' | '億' => 100_000_000,
        '조' | '兆' => 1_000_000_000_000,
        _ => return None,
    })
}

/// What is read of a number and the unit words right after it.
enum Reading {
    /// A sum of money.
    Sum(Sum),
    /// A number that nothing makes money: the left end of a range, or something else.
    Plain(Decimal),
}

/// `2조 9,334억 원`, `3억5천만원`, `86,360백만원`, or a plain number.
fn reading(cur: &mut Cursor) -> Option<Reading> {
    let number = decimal(cur)?;
    let mut next = *cur;
    match sum_from(&mut next, number) {
        Some(sum) => {
            *cur = next;
            Some(Reading::Sum(sum))
        }
        None => Some(Reading::Plain(number)),
    }
}

/// The terms of a sum as they are read. A *section* is what stands before 만, 억 or 조: `9,334`, `3천5백`.
struct Terms {
    /// What the finished sections add up to; `None` after an overflow or a fraction of a won.
    total: Option<i128>,
    /// The finished terms of the open section.
    section: Option<i128>,
    /// A number that no unit word has followed yet.
    number: Option<Decimal>,
    /// A fraction with the factor it has got in its section; nothing may be added to it.
    fraction: Option<(Decimal, i128)>,
    /// Factors only fall.
    small_limit: i128,
    large_limit: i128,
    /// What the last number was multiplied by.
    factor: i128,
}

fn add(a: Option<i128>, b: Option<i128>) -> Option<i128> {
    a.zip(b).and_then(|(a, b)| a.checked_add(b))
}

impl Terms {
    fn new(first: Decimal) -> Self {
        Self {
            total: Some(0),
            section: Some(0),
            number: Some(first),
            fraction: None,
            small_limit: i128::MAX,
            large_limit: i128::MAX,
            factor: 1,
        }
    }

    /// Whether the open section holds anything.
    fn is_open(&self) -> bool {
        self.number.is_some() || self.fraction.is_some() || self.section != Some(0)
    }

    /// 십, 백, 천 after the number.
    fn small(&mut self, factor: i128) -> bool {
        if factor >= self.small_limit || self.fraction.is_some() {
            return false;
        }
        let Some(n) = self.number.take() else {
            return false;
        };
        if n.decimals > 0 {
            self.fraction = Some((n, factor));
        } else {
            self.section = add(self.section, n.mantissa.checked_mul(factor));
        }
        self.small_limit = factor;
        self.factor = factor;
        true
    }

    /// 만, 억, 조 after the section.
    fn large(&mut self, factor: i128) -> bool {
        if factor >= self.large_limit || !self.is_open() {
            return false;
        }
        let within = if self.small_limit == i128::MAX || self.number.is_some() { 1 } else { self.small_limit };
        let section = self.close();
        let part = match section {
            Section::Whole(n) => n.and_then(|n| n.checked_mul(factor)),
            Section::Fraction(f, by) => by.checked_mul(factor).and_then(|by| f.times(by)),
        };
        self.total = add(self.total, part);
        self.factor = within.saturating_mul(factor);
        self.large_limit = factor;
        self.small_limit = i128::MAX;
        true
    }

    /// The open section's value; the section is empty afterwards.
    fn close(&mut self) -> Section {
        let section = self.section.replace(0);
        match (self.fraction.take(), self.number.take()) {
            (Some((f, by)), _) => Section::Fraction(f, by),
            (None, Some(n)) if n.decimals > 0 && section == Some(0) => Section::Fraction(n, 1),
            (None, Some(n)) => Section::Whole(add(section, n.times(1))),
            (None, None) => Section::Whole(section),
        }
    }
}

enum Section {
    Whole(Option<i128>),
    Fraction(Decimal, i128),
}

/// The unit words, and further terms, behind the first number; the cursor only moves when they make money.
fn sum_from(cur: &mut Cursor, first: Decimal) -> Option<Sum> {
    let mut terms = Terms::new(first);
    let mut approximate = false;
    // Behind the last 억 or 조: as far as the sum is money without 원.
    let mut money_end: Option<(Cursor, Option<i128>, i128)> = None;
    let mut end = *cur;
    let mut words = 0;
    loop {
        let mut next = end;
        let gap = next.blanks();
        let mut word = next;
        if word.eat(|c| matches!(c, '여' | '餘')).is_some() {
            word.blanks();
            let unit_follows = word.peek().is_some_and(|c| c == '원' || small_factor(c).is_some() || large_factor(c).is_some());
            if unit_follows {
                approximate = true;
                next = word;
            }
        }
        let Some(c) = next.peek() else { break };
        if matches!(c, '원' | '圓') {
            next.eat(|_| true);
            // `10억 원도심`: a word of its own.
            let own_word = gap > 0 && !is_word_end(&next);
            let sure = words > 0 || first.grouped || is_word_end(&next);
            if own_word || !sure {
                break;
            }
            if terms.is_open() || words == 0 {
                terms.factor = if terms.number.is_some() { 1 } else { terms.factor };
                let rest = match terms.close() {
                    Section::Whole(n) => n,
                    Section::Fraction(f, by) => f.times(by),
                };
                terms.total = add(terms.total, rest);
            }
            *cur = next;
            return Some(Sum::new(terms.total, terms.factor, approximate));
        }
        if small_factor(c).is_some_and(|f| terms.small(f)) {
            next.eat(|_| true);
        } else if let Some(factor) = large_factor(c).filter(|&f| terms.large(f)) {
            next.eat(|_| true);
            if factor >= LEAST_BARE {
                money_end = Some((next, terms.total, terms.factor));
            }
        } else if words > 0 && terms.number.is_none() && text::digit(c).is_some() {
            // A further term: `2조 9,334억`, `3천5백`.
            let Some(n) = decimal(&mut next) else { break };
            terms.number = Some(n);
            end = next;
            continue;
        } else {
            break;
        }
        words += 1;
        end = next;
    }
    let (mut end, total, factor) = money_end?;
    if !free_of_counter(&end) || (factor == TRILLION && first.decimals == 0 && !first.grouped && runs_on(&end)) {
        return None;
    }
    let mut tail = end;
    if tail.eat(|c| c == '여').is_some() && is_word_end(&tail) {
        approximate = true;
        end = tail;
    }
    *cur = end;
    Some(Sum::new(total, factor, approximate))
}

/// From 억 on, 원 may be left out.
const LEAST_BARE: i128 = 100_000_000;
const TRILLION: i128 = 1_000_000_000_000;

/// Whether a word or a number follows: `3조 2교대`.
fn runs_on(cur: &Cursor) -> bool {
    let mut next = *cur;
    next.blanks();
    next.peek().is_some_and(|c| text::is_hangul(c) || text::digit(c).is_some())
}

/// `5원` ends here, `5원칙` does not.
fn is_word_end(cur: &Cursor) -> bool {
    cur.peek().is_none_or(|c| !text::is_hangul(c) || "을이의은과으로씩까정한에짜".contains(c))
}

/// What follows 억 or 조 is not a counter of something else.
fn free_of_counter(cur: &Cursor) -> bool {
    const COUNTERS: [&str; 17] =
        ["명", "개", "건", "톤", "인", "회", "불", "달러", "엔", "유로", "위안", "뷰", "㎥", "각", "례", "항", "제"];
    !COUNTERS.iter().any(|w| cur.rest().starts_with(w))
}

/// An amount at the start: `205.6억원(국 158.6, …)`, `매년 400 ~ 500백만원`, `약 30억`.
pub fn amount_at(s: &str) -> Option<Found<Money>> {
    let mut cur = Cursor::new(s);
    cur.blanks();
    let start = cur.at;
    let prefix = prefix(&mut cur);
    let found = amount(s, prefix.start.unwrap_or(cur.at), &mut cur, prefix)?;
    Some(Found { outer: start..found.outer.end, ..found })
}

/// The first amount anywhere in the line.
pub fn first(s: &str) -> Option<Found<Money>> {
    amounts(s).next().map(|(found, _)| found)
}

/// All amounts of a line, with the unit of each.
pub(super) fn amounts(s: &str) -> impl Iterator<Item = (Found<Money>, Option<Unit>)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < s.len() {
            let digit = next_digit(s, at)?;
            let mut cur = Cursor::at(s, digit);
            let (start, prefix) = prefix_before(s, at, digit);
            let named = s[..digit].ends_with('제') || s[..digit].chars().next_back().is_some_and(|c| c.is_ascii_alphabetic());
            if !named && let Some((found, unit)) = amount_and_unit(s, start, &mut cur, prefix) {
                at = found.outer.end.max(cur.at);
                return Some((found, unit));
            }
            cur.at = digit;
            let _ = decimal(&mut cur);
            at = cur.at.max(digit + 1);
            while !s.is_char_boundary(at) {
                at += 1;
            }
        }
        None
    })
}

/// Modifiers before the digits.
#[derive(Clone, Copy, Debug, Default)]
struct Prefix {
    /// Where the first modifier that belongs to the raw text starts.
    start: Option<usize>,
    approximate: bool,
    recurrence: Option<Recurrence>,
    negative: bool,
}

const YEARLY: [&str; 5] = ["매년", "연간", "매 년", "연", "年"];
const APPROXIMATE: [&str; 3] = ["약", "대략", "約"];
const SUMMED: [&str; 3] = ["총액", "총", "합계"];

/// Modifiers at the cursor.
fn prefix(cur: &mut Cursor) -> Prefix {
    let mut found = Prefix::default();
    loop {
        let mut next = *cur;
        let at = next.at;
        if YEARLY.iter().any(|w| next.eat_str(w)) {
            found.recurrence = Some(Recurrence::Yearly);
            found.start.get_or_insert(at);
        } else if APPROXIMATE.iter().any(|w| next.eat_str(w)) {
            found.approximate = true;
            found.start.get_or_insert(at);
        } else if SUMMED.iter().any(|w| next.eat_str(w)) || next.eat(|c| matches!(c, '₩' | '￦')).is_some() {
            // 총 says nothing about the amount.
        } else if !found.negative && next.eat(|c| matches!(c, '△' | '▲' | '-' | '−')).is_some() {
            if !next.peek_digit() {
                return found;
            }
            found.negative = true;
            found.start.get_or_insert(at);
            *cur = next;
            return found;
        } else {
            return found;
        }
        next.blanks();
        *cur = next;
    }
}

/// The modifiers that stand right before the digits at `digit`, not before `limit`; and where the raw text starts.
fn prefix_before(s: &str, limit: usize, digit: usize) -> (usize, Prefix) {
    let mut found = Prefix::default();
    let mut start = digit;
    let mut at = digit;
    // A minus needs a blank or an opening before it, or else it is a hyphen: `3-5억원`.
    let sign = s[limit..at].chars().next_back();
    if let Some(c) = sign.filter(|c| matches!(c, '△' | '▲' | '-' | '−')) {
        let before = s[..at - c.len_utf8()].chars().next_back();
        let hyphen = matches!(c, '-' | '−');
        let free = before.is_none_or(|b| b == '(' || text::is_colon(b) || (!hyphen && !b.is_ascii_alphanumeric()));
        if free {
            at -= c.len_utf8();
            start = at;
            found.negative = true;
        }
    }
    for _ in 0..3 {
        let head = s[limit..at].trim_end_matches(text::is_blank);
        if at - limit - head.len() > super::super::scan::MAX_GAP {
            break;
        }
        let ends = |words: &[&str]| {
            words.iter().find_map(|w| {
                let rest = head.strip_suffix(w)?;
                let before = s[..limit + rest.len()].chars().next_back();
                let free = !before.is_some_and(char::is_alphanumeric);
                free.then_some(limit + rest.len())
            })
        };
        if let Some(p) = ends(&YEARLY) {
            found.recurrence = Some(Recurrence::Yearly);
            (at, start) = (p, p);
        } else if let Some(p) = ends(&APPROXIMATE) {
            found.approximate = true;
            (at, start) = (p, p);
        } else if let Some(p) = ends(&SUMMED) {
            at = p;
        } else {
            break;
        }
    }
    found.start = Some(start);
    (start, found)
}

fn amount(s: &str, start: usize, cur: &mut Cursor, prefix: Prefix) -> Option<Found<Money>> {
    amount_and_unit(s, start, cur, prefix).map(|(found, _)| found)
}

/// The cursor stands on the digits; the raw text starts at `start`.
fn amount_and_unit(s: &str, start: usize, cur: &mut Cursor, mut prefix: Prefix) -> Option<(Found<Money>, Option<Unit>)> {
    let low = reading(cur)?;
    let high = range_end(cur);
    let sign = |k: i64| if prefix.negative { -k } else { k };
    let (krw, min, max, unit) = match (low, high) {
        (Reading::Sum(sum), None) => {
            prefix.approximate |= sum.approximate;
            (sum.krw.map(sign), None, None, sum.unit)
        }
        (Reading::Sum(low), Some(high)) => {
            prefix.approximate |= low.approximate || high.approximate;
            (None, low.krw, high.krw, high.unit)
        }
        (Reading::Plain(low), Some(high)) => {
            prefix.approximate |= high.approximate;
            let factor = i128::from(high.unit?.factor());
            (None, low.times(factor).and_then(|k| i64::try_from(k).ok()), high.krw, high.unit)
        }
        (Reading::Plain(_), None) => return None,
    };
    let mut end = *cur;
    suffix(&mut end, &mut prefix);
    *cur = end;
    let range = start..cur.at;
    let money = Money {
        krw,
        krw_min: min,
        krw_max: max,
        recurrence: prefix.recurrence,
        approximate: prefix.approximate,
        raw: s[range.clone()].to_owned(),
    };
    Some((Found::plain(money, range), unit))
}

/// ` ~ 500백만원`.
fn range_end(cur: &mut Cursor) -> Option<Sum> {
    let mut next = *cur;
    next.blanks();
    let separator = next.eat(|c| text::is_tilde(c) || matches!(c, '-' | '–'))?;
    if separator == '-' && next.peek().is_none_or(|c| text::digit(c).is_none()) {
        return None;
    }
    next.blanks();
    let number = decimal(&mut next)?;
    let sum = sum_from(&mut next, number)?;
    *cur = next;
    Some(sum)
}

/// `내외`, `정도`, `/년`.
fn suffix(cur: &mut Cursor, prefix: &mut Prefix) {
    let mut next = *cur;
    next.blanks();
    if ["내외", "정도", "가량", "안팎"].iter().any(|w| next.eat_str(w)) {
        prefix.approximate = true;
        *cur = next;
    }
    let mut next = *cur;
    if next.eat_str("/년") || next.eat_str("/연") || next.eat_str("(매년)") {
        prefix.recurrence = Some(Recurrence::Yearly);
        *cur = next;
    }
}

/// A number with an optional unit at the cursor, as a part of funding prints it.
pub(super) enum Part {
    /// With a unit of its own.
    Sum(Sum),
    /// Without.
    Plain(Decimal),
}

pub(super) fn part(cur: &mut Cursor) -> Option<Part> {
    Some(match reading(cur)? {
        Reading::Sum(sum) => Part::Sum(sum),
        Reading::Plain(number) => Part::Plain(number),
    })
}
