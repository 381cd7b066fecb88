//! Amounts, units, sources of funding, number cells.
use super::Found;
use crate::model::{Funding, FundingSource, Money};
use std::ops::Range;

/// A unit of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// Reads `백만원`, `백만 원`, `억`.
    pub fn parse(_s: &str) -> Option<Unit> {
        None
    }
    /// KRW in one.
    pub fn factor(self) -> i64 {
        1
    }
    /// `백만원`.
    pub fn label(self) -> &'static str {
        ""
    }
}
/// `(단위 : 백만원)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitNote {
    /// `백만원`, `회`, `건`.
    pub label: String,
    /// None when it is not money.
    pub unit: Option<Unit>,
    /// The note, brackets included.
    pub range: Range<usize>,
}
/// The unit note of a line.
pub fn unit_note(_s: &str) -> Option<UnitNote> {
    None
}
/// An amount at the start.
pub fn amount_at(_s: &str) -> Option<Found<Money>> {
    None
}
/// The first amount.
pub fn first(_s: &str) -> Option<Found<Money>> {
    None
}
/// The parts by source.
pub fn funding(_s: &str, _default_unit: Option<Unit>) -> Vec<Found<Funding>> {
    Vec::new()
}
/// What a label of a source of funding says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FundingLabel {
    /// The source.
    Known(FundingSource),
    /// 시비, 시: provincial or municipal, which depends on what stands beside it.
    City,
}
/// The source that a label names.
pub fn funding_label(_s: &str) -> Option<FundingLabel> {
    None
}
/// The sources that labels standing beside each other name; a label that is none is `Other`.
pub fn resolve(labels: &[&str], _metropolitan: Option<bool>) -> Vec<FundingSource> {
    labels.iter().map(|_| FundingSource::Other).collect()
}
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
/// Reads a table cell that should be a number.
pub fn number_cell(_s: &str) -> NumberCell {
    NumberCell::Unreadable
}
/// KRW of a number in a unit, exactly; None on overflow or where it is no whole number of won.
pub fn krw(_mantissa: i64, _decimals: u8, _unit: Unit) -> Option<i64> {
    None
}
