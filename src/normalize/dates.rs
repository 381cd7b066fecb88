//! Dates and periods.
use super::Found;
use crate::model::{DateSpan, Period};
use std::ops::Range;

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

/// A column or row label that names a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodLabel {
    /// Kind of period.
    pub period: Period,
    /// The year, or the first of a range.
    pub year: Option<i32>,
    /// The last year of a range.
    pub year_to: Option<i32>,
}

/// A date or period at the very start.
pub fn leading(_s: &str) -> Option<Found<DateRead>> {
    None
}
/// A date or period at the very end.
pub fn trailing(_s: &str) -> Option<(Found<DateRead>, Trailing)> {
    None
}
/// The entire string is a date or period.
pub fn whole(_s: &str) -> Option<DateRead> {
    None
}
/// Like [`whole`], for a cell such as `3분기` or `5월` whose year stands elsewhere.
pub fn whole_in_year(_s: &str, _year: i32) -> Option<DateRead> {
    None
}
/// The first date, period or recurrence word.
pub fn first(_s: &str) -> Option<Found<DateRead>> {
    None
}
/// Full dates that no calendar has.
pub fn scan_invalid(_s: &str) -> impl Iterator<Item = Range<usize>> {
    Vec::new().into_iter()
}
/// 기준일.
pub fn as_of(_s: &str) -> Option<Found<DateSpan>> {
    None
}
/// The period that a header cell names.
pub fn period_label(_s: &str) -> Option<PeriodLabel> {
    None
}
