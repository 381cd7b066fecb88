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
        Self {
            value,
            outer: range.clone(),
            range,
        }
    }

    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Found<U> {
        Found {
            value: f(self.value),
            range: self.range,
            outer: self.outer,
        }
    }
}
