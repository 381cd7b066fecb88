//! Rates.
use super::Found;
/// The entire string is a rate, with or without `%`.
pub fn percent(_s: &str) -> Option<f64> {
    None
}
/// The first rate with `%`.
pub fn first_percent(_s: &str) -> Option<Found<f64>> {
    None
}
