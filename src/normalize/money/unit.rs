//! Units of money, and the notes that print them.

use std::ops::Range;

use super::super::scan::{Cursor, closing, is_closing};
use crate::text;

/// A unit of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// 원.
    Won,
    /// 천원.
    ThousandWon,
    /// 만원.
    TenThousandWon,
    /// 백만원.
    MillionWon,
    /// 억원.
    HundredMillionWon,
    /// 십억원.
    BillionWon,
    /// 조원.
    TrillionWon,
}

impl Unit {
    /// All units, smallest first.
    pub const ALL: [Unit; 7] = [
        Unit::Won,
        Unit::ThousandWon,
        Unit::TenThousandWon,
        Unit::MillionWon,
        Unit::HundredMillionWon,
        Unit::BillionWon,
        Unit::TrillionWon,
    ];

    /// Reads `백만원`, `백만 원`, `억`, `억원`; nothing else may stand in the string.
    pub fn parse(s: &str) -> Option<Unit> {
        /// Longest spelling, in bytes, with padding.
        const LONGEST: usize = 48;
        if s.len() > LONGEST {
            return None;
        }
        let key = text::keyed(s);
        let stem = key.strip_suffix(['원', '圓']).unwrap_or(&key);
        let has_won = stem.len() < key.len();
        Some(match stem {
            "" if has_won => Unit::Won,
            "천" if has_won => Unit::ThousandWon,
            "만" if has_won => Unit::TenThousandWon,
            "백만" => Unit::MillionWon,
            "억" | "億" => Unit::HundredMillionWon,
            "십억" => Unit::BillionWon,
            "조" if has_won => Unit::TrillionWon,
            _ => return None,
        })
    }

    /// KRW in one of it.
    pub fn factor(self) -> i64 {
        match self {
            Unit::Won => 1,
            Unit::ThousandWon => 1_000,
            Unit::TenThousandWon => 10_000,
            Unit::MillionWon => 1_000_000,
            Unit::HundredMillionWon => 100_000_000,
            Unit::BillionWon => 1_000_000_000,
            Unit::TrillionWon => 1_000_000_000_000,
        }
    }

    /// The unit that is worth so many KRW.
    pub(super) fn of_factor(factor: i64) -> Option<Unit> {
        Unit::ALL.into_iter().find(|u| u.factor() == factor)
    }

    /// The usual spelling, `백만원`.
    pub fn label(self) -> &'static str {
        match self {
            Unit::Won => "원",
            Unit::ThousandWon => "천원",
            Unit::TenThousandWon => "만원",
            Unit::MillionWon => "백만원",
            Unit::HundredMillionWon => "억원",
            Unit::BillionWon => "십억원",
            Unit::TrillionWon => "조원",
        }
    }
}

/// `(단위 : 백만원)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitNote {
    /// The unit without blanks: `백만원`, `회`, `건`; the money unit where several are printed (`%, 억원`).
    pub label: String,
    /// None when it is not money.
    pub unit: Option<Unit>,
    /// The note, brackets included.
    pub range: Range<usize>,
}

/// Longest unit after the colon, in characters; anything longer is a sentence.
const LONGEST_UNIT: usize = 16;

/// The unit note of a line: `(단위 : 백만 원)`, `[단위：%, 억원]`, `※ 단위 : 천원`, `(백만원)` alone or beside 구분.
///
/// | example | label, unit | rule |
/// |---|---|---|
/// | `(단위:백만원)` `[단위 : 백만 원]` `단위: 천원 )` | 백만원, money | brackets may be damaged |
/// | `(단위：%, 억원)` | 억원, money | money wins |
/// | `(단위:회)` `(단위 : 건)` | 회, none | |
/// | `단위 백만원` | 백만원, money | nothing else in the line |
/// | `(백만원)` `구분 (백만원)` | 백만원, money | nothing else in the line |
/// | `단위사업` `읍면동 단위 행사` | not a note | no colon, no unit |
pub fn unit_note(s: &str) -> Option<UnitNote> {
    let labelled = s.match_indices('단').find_map(|(at, _)| labelled(s, at));
    // The first bytes of opening brackets.
    let has_brackets = || s.bytes().any(|b| matches!(b, b'(' | b'[' | b'<' | b'{' | 0xE3 | 0xEF));
    labelled.or_else(|| has_brackets().then(|| bare(s).or_else(|| of_amounts(s))).flatten())
}

/// A note whose `단위` starts at `at`.
fn labelled(s: &str, at: usize) -> Option<UnitNote> {
    let mut cur = Cursor::at(s, at);
    cur.eat(|_| true);
    cur.blanks();
    cur.eat(|c| c == '위')?;
    cur.blanks();
    let colon = cur.eat(|c| text::is_colon(c) || matches!(c, ';' | '=' | '→' | '-')).is_some();
    cur.blanks();
    let head = s[..at].trim_end_matches(|c: char| text::is_blank(c) || "금액예산".contains(c));
    let open = head.chars().next_back().filter(|&c| closing(c).is_some());
    let from = cur.at;
    let mut nested = 0usize;
    // A little more than the longest unit is all that has to be looked at.
    let window = cur.rest().char_indices().nth(2 * LONGEST_UNIT).map_or(cur.rest().len(), |(i, _)| i);
    let body_len = cur.rest()[..window]
        .char_indices()
        .find(|&(_, c)| {
            if closing(c).is_some() {
                nested += 1;
            } else if is_closing(c) && nested > 0 {
                nested -= 1;
                return false;
            }
            matches!(c, '\t' | '|' | '※') || (is_closing(c) && nested == 0)
        })
        .map_or(window, |(i, _)| i);
    let body = text::trim(&s[from..from + body_len]).trim_end_matches(['.', ',']);
    if body.is_empty() || body.chars().count() > LONGEST_UNIT {
        return None;
    }
    let (label, unit) = choose(body);
    // Without a colon only a known unit in brackets is a note: 단위사업 is not.
    let known = unit.is_some() || is_counter(&label);
    // `단위 백만원` is one where the line says nothing else.
    let alone = || unit.is_some() && head.is_empty() && text::trim(&s[from + body_len..]).is_empty();
    let marked = colon || known && open.is_some() || alone();
    if !marked {
        return None;
    }
    if open.is_none() && !known {
        return None;
    }
    let mut start = at;
    let mut end = from + (s[from..].find(body).unwrap_or(0)) + body.len();
    if let Some(c) = open {
        start = head.len() - c.len_utf8();
    } else {
        let lead = text::trim(&s[..at]);
        if lead.ends_with('※') {
            start = s[..at].rfind('※').unwrap_or(at);
        }
    }
    let mut tail = Cursor::at(s, end);
    tail.blanks();
    if tail.eat(is_closing).is_some() {
        end = tail.at;
    }
    Some(UnitNote { label, unit, range: start..end })
}

/// Heads of a table's first column that take its unit in brackets.
const HEADS_WITH_UNIT: [&str; 17] = [
    "",
    "※",
    "구분",
    "재원",
    "재원별",
    "재원구분",
    "연도",
    "연도별",
    "년도",
    "년도별",
    "연차별",
    "항목",
    "구분별",
    "사업비",
    "예산",
    "예산액",
    "금액",
];

/// `(백만원)` alone in a line, or beside the head of a column: `재원(백만원)`.
fn bare(s: &str) -> Option<UnitNote> {
    let (open_at, open) = s.char_indices().find(|&(_, c)| closing(c).is_some())?;
    let rest = &s[open_at + open.len_utf8()..];
    let close = closing(open)?;
    let len = rest.find(close)?;
    let unit = Unit::parse(&rest[..len])?;
    let end = open_at + open.len_utf8() + len + close.len_utf8();
    let others = text::squash(&s[..open_at]) + &text::squash(&s[end..]);
    HEADS_WITH_UNIT.contains(&others.as_str()).then(|| UnitNote { label: unit.label().to_owned(), unit: Some(unit), range: open_at..end })
}

/// `(금액 : 천원)`, `(사업비: 백만원)`: a note that says what is counted instead of 단위.
fn of_amounts(s: &str) -> Option<UnitNote> {
    let (open_at, open) = s.char_indices().find(|&(_, c)| closing(c).is_some())?;
    let inner = &s[open_at + open.len_utf8()..];
    let inner = &inner[..inner.find(closing(open)?)?];
    let (what, unit) = inner.split_once(text::is_colon)?;
    let unit = Unit::parse(text::trim(unit))?;
    let end = open_at + open.len_utf8() + inner.len() + closing(open)?.len_utf8();
    let alone = text::trim(&s[..open_at]).is_empty() && text::trim(&s[end..]).is_empty();
    let of_money = matches!(&*text::squashed(what), "금액" | "사업비" | "예산" | "예산액" | "금액단위");
    (alone && of_money).then(|| UnitNote { label: unit.label().to_owned(), unit: Some(unit), range: open_at..end })
}

/// The label and unit of `%, 억원`.
fn choose(body: &str) -> (String, Option<Unit>) {
    let items =
        || body.split(|c: char| matches!(c, ',' | '/' | '，' | '、') || text::is_middle_dot(c)).map(text::squash).filter(|i| !i.is_empty());
    for item in items() {
        if let Some(unit) = Unit::parse(&item) {
            return (unit.label().to_owned(), Some(unit));
        }
    }
    (items().next().unwrap_or_else(|| text::squash(body)), None)
}

/// Units of other things that are printed without a colon or brackets too.
fn is_counter(label: &str) -> bool {
    const COUNTERS: [&str; 28] = [
        "회", "건", "명", "개", "개소", "개사", "%", "％", "㎡", "㎞", "km", "m", "ha", "톤", "대", "호", "가구", "세대", "농가", "두",
        "점", "개월", "년", "일", "시간", "kW", "천명", "만명",
    ];
    COUNTERS.contains(&label)
}
