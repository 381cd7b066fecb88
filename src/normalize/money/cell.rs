//! Numbers in table cells.
//!
//! | example | value | rule |
//! |---|---|---|
//! | `14,300` `1740` `77.7` `１,７４０` | number | commas only where they separate thousands |
//! | `△1,920` `▲1,920` `-1,920` `(1,920)` | negative | |
//! | `1,735,200천원` | number with a unit | |
//! | empty, `-` `–` `―` `ㅡ` | blank | |
//! | `1 740` `1O,l0` `3?0` `###` `1,74` | unreadable | |

use super::super::scan::{Cursor, closing};
use super::amount::{Decimal, decimal};
use super::unit::Unit;
use crate::text;

/// A table cell that should be a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NumberCell {
    /// Empty, or a dash.
    Blank,
    /// A number: `mantissa` / 10^`decimals`.
    Number {
        /// The number.
        value: f64,
        /// Its digits.
        mantissa: i64,
        /// How many of them are decimals.
        decimals: u8,
        /// A unit printed after it.
        unit: Option<Unit>,
    },
    /// Anything else.
    Unreadable,
}

/// Decimals that a printed amount may have; more is damage.
const MOST_DECIMALS: u32 = 9;

/// Reads a table cell that should be a number.
pub fn number_cell(s: &str) -> NumberCell {
    if let Some(number) = plain(s.as_bytes()) {
        return number;
    }
    // Neither a number nor a dash begins with the byte of a syllable.
    if matches!(s.as_bytes().first(), Some(0xEA..=0xED)) {
        return NumberCell::Unreadable;
    }
    let body = text::trim(s);
    if body.chars().all(|c| text::is_dash(c) || text::is_blank(c) || c == 'ㅡ') {
        return NumberCell::Blank;
    }
    read(body).unwrap_or(NumberCell::Unreadable)
}

/// `14,300`, `1740`: digits, parted by commas or not, and nothing else, as most cells of a money table are.
fn plain(bytes: &[u8]) -> Option<NumberCell> {
    /// Digits that fit 64 bits.
    const FIT: usize = 18;
    let (mut mantissa, mut digits, mut group, mut grouped) = (0i64, 0, 0, false);
    for &b in bytes {
        match b {
            b'0'..=b'9' => {
                (digits, group) = (digits + 1, group + 1);
                if digits > FIT {
                    return None;
                }
                mantissa = mantissa * 10 + i64::from(b - b'0');
            }
            b',' if if grouped { group == 3 } else { (1..=3).contains(&group) } => (grouped, group) = (true, 0),
            _ => return None,
        }
    }
    let whole = if grouped { group == 3 } else { group > 0 };
    whole.then_some(NumberCell::Number { value: mantissa as f64, mantissa, decimals: 0, unit: None })
}

fn read(body: &str) -> Option<NumberCell> {
    let mut negative = false;
    let mut body = body;
    if let Some(open) = body.chars().next().filter(|c| matches!(c, '(' | '（')) {
        body = text::trim(body.strip_prefix(open)?.strip_suffix(closing(open)?)?);
        negative = true;
    }
    let mut cur = Cursor::new(body);
    if let Some(sign) = cur.eat(|c| matches!(c, '△' | '▲' | '▽' | '▼' | '+') || text::is_dash(c)) {
        negative |= sign != '+';
        cur.blanks();
    }
    let Decimal { mantissa, decimals, .. } = decimal(&mut cur)?;
    let tail = text::trim(cur.rest());
    let unit = if tail.is_empty() { None } else { Some(Unit::parse(tail)?) };
    let magnitude = i64::try_from(mantissa).ok()?;
    if decimals > MOST_DECIMALS {
        return None;
    }
    let mantissa = if negative { -magnitude } else { magnitude };
    Some(NumberCell::Number { value: mantissa as f64 / 10f64.powi(decimals as i32), mantissa, decimals: decimals as u8, unit })
}

/// KRW of a number in a unit, exactly; None on overflow or where it is no whole number of won.
pub fn krw(mantissa: i64, decimals: u8, unit: Unit) -> Option<i64> {
    let number = Decimal { mantissa: i128::from(mantissa), decimals: u32::from(decimals), grouped: false };
    number.times(i128::from(unit.factor())).and_then(|k| i64::try_from(k).ok())
}
