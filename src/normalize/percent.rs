//! Rates: `100%`, `77.7`, `28 %`.
//!
//! In: a cell or a line. Out: the number before the sign, as printed, also outside 0–100 (`validate` judges that). Does not
//! scale, and does not take a fraction for a rate.
//!
//! | example | value | rule |
//! |---|---|---|
//! | `100%` `100 %` `１００％` `100퍼센트` | 100 | [`percent`] and [`first_percent`] |
//! | `88` `77.7` | 88, 77.7 | [`percent`] alone: a cell under a rate's label |
//! | `(85%)` `약 85%` | 85 | |
//! | `-` `완료` `1,2` | none | |

use super::Found;
use super::scan::{Cursor, closing};
use crate::text;

/// The entire string is a rate, with or without `%`.
pub fn percent(s: &str) -> Option<f64> {
    let mut body = text::trim(s);
    if let Some(close) = body.chars().next().and_then(closing) {
        body = text::trim(body.strip_suffix(close)?.get(body.chars().next()?.len_utf8()..)?);
    }
    let mut cur = Cursor::new(body);
    for word in ["약", "총"] {
        if cur.eat_str(word) {
            cur.blanks();
        }
    }
    let value = number(&mut cur)?;
    cur.blanks();
    sign(&mut cur);
    cur.is_end().then_some(value)
}

/// The first rate with `%`.
pub fn first_percent(s: &str) -> Option<Found<f64>> {
    let mut cur = Cursor::new(s);
    while let Some(at) = s[cur.at..].find(|c| text::digit(c).is_some()) {
        cur.at += at;
        let mut start = cur.at;
        if matches!(cur.before(), Some('-' | '−' | '△' | '▲')) && !s[..start].chars().rev().nth(1).is_some_and(char::is_alphanumeric)
        {
            start -= cur.before().map_or(0, char::len_utf8);
        }
        let mut next = Cursor::at(s, start);
        match number(&mut next) {
            Some(value) => {
                let mut after = next;
                after.blanks();
                if sign(&mut after) {
                    return Some(Found::plain(value, start..after.at));
                }
                cur = next;
            }
            None => {
                cur.digits();
            }
        }
    }
    None
}

fn sign(cur: &mut Cursor) -> bool {
    cur.eat(|c| matches!(c, '%' | '％' | '﹪')).is_some() || cur.eat_str("퍼센트") || cur.eat_str("프로")
}

/// `77.7`, `1,234.5`, `-3`.
fn number(cur: &mut Cursor) -> Option<f64> {
    /// More digits than this are no rate.
    const MOST_DIGITS: usize = 12;
    let mut next = *cur;
    let negative = next.eat(|c| matches!(c, '-' | '−' | '△' | '▲')).is_some();
    let digits = next.digits()?;
    let mut mantissa = digits.value;
    let mut decimals = 0;
    let mut count = digits.len;
    loop {
        let mut group = next;
        if group.eat(|c| c == ',').is_some()
            && let Some(more) = group.digits().filter(|d| d.len == 3)
        {
            mantissa = mantissa.saturating_mul(1_000).saturating_add(more.value);
            count += 3;
            next = group;
        } else {
            break;
        }
    }
    let mut fraction = next;
    if fraction.eat(|c| matches!(c, '.' | '．')).is_some()
        && let Some(more) = fraction.digits()
    {
        let power = u32::try_from(more.len).ok().and_then(|n| 10u64.checked_pow(n)).unwrap_or(u64::MAX);
        mantissa = mantissa.saturating_mul(power).saturating_add(more.value);
        decimals = more.len;
        count += more.len;
        next = fraction;
    }
    if count > MOST_DIGITS {
        return None;
    }
    // Both are exact, so that the quotient is what the digits would be parsed as.
    let value = mantissa as f64 / 10f64.powi(decimals as i32);
    *cur = next;
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells() {
        for (text, value) in [
            ("100%", 100.0),
            ("88", 88.0),
            ("77.7", 77.7),
            ("28 %", 28.0),
            ("１００％", 100.0),
            ("(85%)", 85.0),
            ("약 85%", 85.0),
            ("120%", 120.0),
            ("-5%", -5.0),
            (" 0 ", 0.0),
            ("1,234%", 1234.0),
            ("100퍼센트", 100.0),
        ] {
            assert_eq!(percent(text), Some(value), "{text}");
        }
        for text in ["", "-", "완료", "1,2", "100% 완료", "8O%", "12/15", "1 2", "%"] {
            assert_eq!(percent(text), None, "{text}");
        }
    }

    #[test]
    fn in_a_line() {
        for (text, value, raw) in [
            ("이행후계속추진(이행률 100%)", 100.0, "100%"),
            ("공정률 28.5 % (2024년)", 28.5, "28.5 %"),
            ("2023년 대비 △3.2% 감소", -3.2, "△3.2%"),
            ("30-40%", 40.0, "40%"),
        ] {
            let found = first_percent(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(found.value, value, "{text}");
            assert_eq!(&text[found.range], raw, "{text}");
        }
        assert_eq!(first_percent("100억원, 3개소"), None);
    }

    proptest! {
        #[test]
        fn reads_what_it_prints(n in -1_000_000i64..1_000_000, d in 0usize..3) {
            let value = n as f64 / 10f64.powi(d as i32);
            prop_assert_eq!(percent(&format!("{value:.d$}%")), Some(format!("{value:.d$}").parse::<f64>().unwrap()));
        }

        #[test]
        fn never_panics(s in "[0-9０-９.,%％ △\\-(약 가]{0,30}") {
            let _ = percent(&s);
            if let Some(found) = first_percent(&s) {
                prop_assert_eq!(percent(&s[found.range]), Some(found.value));
            }
        }
    }
}
