//! 시도 and 시군구.
use super::Found;
use crate::model::{Administration, JurisdictionLevel};
/// A municipality or province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Short name, as in `안양시`.
    pub name: String,
    /// Five digits.
    pub code: Option<&'static str>,
    /// Province or municipality.
    pub level: JurisdictionLevel,
}
/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// One place.
    Unique {
        /// Short name.
        name: &'static str,
        /// Five digits.
        code: &'static str,
        /// Province or municipality.
        level: JurisdictionLevel,
    },
    /// Several places have the name.
    Ambiguous,
    /// No place of the code table has it.
    Unknown,
}
/// Looks a name up, `중구` with its 시도.
pub fn resolve(_name: &str, _province_hint: Option<&str>) -> Resolution {
    Resolution::Unknown
}
/// Looks a code up.
pub fn by_code(_code: &str) -> Option<Place> {
    None
}
/// Places named in a title, a cover or a running head.
pub fn find(_s: &str) -> Vec<Found<Place>> {
    Vec::new()
}
/// 민선8기.
pub fn administration(_s: &str) -> Option<Found<Administration>> {
    None
}
