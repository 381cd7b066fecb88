//! Pure `&str → value` parsers for the kinds of value that Korean government reports print.
//!
//! In: one logical line of text (NFC, otherwise as the source has it). Out: values of [`crate::model`], each with the byte
//! range of its raw text in the input ([`Found`]). The parsers promise never to panic, to be linear in their input, not to
//! allocate where nothing is found, and to say nothing (`None`) rather than to guess. They know no section, no table and no
//! other line: what a value belongs to is for `fields` to say, whether it is plausible for `validate`.
//!
//! | module | reads |
//! |---|---|
//! | [`dates`] | dates, periods, 기준일, period labels of table headers |
//! | [`money`] | amounts, units, sources of funding, number cells |
//! | [`percent`] | rates |
//! | [`people`] | phone numbers, contacts, personal data |
//! | [`status`] | states, classes, 신규·계속, 임기내·후, 사업주체, 도움 필요성 |
//! | [`jurisdiction`] | 시도, 시군구 and their codes, 민선 n기 |
//!
//! The house rule for ranges: `&s[found.range]` is the raw text that evidence shows; `found.outer` adds the brackets, the
//! colon and the blanks that belong to it, so that a caller can cut `outer` out of the text and be left with the rest.

use std::ops::Range;

pub mod dates;
pub mod jurisdiction;
pub mod money;
pub mod numbering;
pub mod people;
pub mod percent;
pub mod status;

mod scan;

pub use numbering::{PledgeNumber, pledge_number};

/// A value and where it stands in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// The value's raw text: byte offsets into the input.
    pub range: Range<usize>,
    /// The raw text and the brackets, the colon and the blanks that belong to it.
    pub outer: Range<usize>,
}

impl<T> Found<T> {
    /// A value whose surroundings do not belong to it.
    pub fn plain(value: T, range: Range<usize>) -> Self {
        Self { value, outer: range.clone(), range }
    }

    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Found<U> {
        Found { value: f(self.value), range: self.range, outer: self.outer }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Long enough that anything quadratic would not come back.
    const REPEATS: usize = 60_000;

    #[test]
    fn long_hostile_lines_come_back() {
        let patterns = [
            "9",
            "9,",
            "1.",
            "’",
            "2023. ",
            "2023.",
            "2023~",
            "2023년 1분기",
            " ",
            "(",
            ")",
            "((9",
            "단위",
            "단위:",
            "(단위",
            "국비 ",
            "국비(",
            "국비 1,",
            "1억 ",
            "1~",
            "매년 ",
            "△",
            "민선",
            "민선8기 ",
            "가시",
            "서울 ",
            "김 ",
            "과장 ",
            "☎ ",
            "☎1",
            "010-",
            "1-",
            "·",
            ",",
            ": ",
            "기준",
            "2023. 1. 1. 기준금리 ",
        ];
        for pattern in patterns {
            let line = pattern.repeat(REPEATS);
            let _ = (
                dates::leading(&line),
                dates::trailing(&line),
                dates::whole(&line),
                dates::first(&line),
                dates::as_of(&line),
                dates::scan_invalid(&line).count(),
                dates::period_label(&line),
            );
            let _ = (
                money::amount_at(&line),
                money::first(&line),
                money::funding(&line, None),
                money::unit_note(&line),
                money::number_cell(&line),
                percent::percent(&line),
                percent::first_percent(&line),
            );
            let _ = (
                people::phones(&line),
                people::contacts(&line),
                people::personal_data(&line).count(),
                people::is_role(&line),
                status::state(&line),
                status::authorities(&line),
                status::support(&line),
                jurisdiction::find(&line),
                jurisdiction::administration(&line),
            );
        }
    }
}
