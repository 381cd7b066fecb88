//! People: contacts, phone numbers, personal data.
use super::Found;
use std::ops::Range;
/// Kind of phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phone {
    /// `2100`.
    Extension,
    /// `481-3520`.
    Local,
    /// `031-123-4567`.
    Full,
    /// `010-1234-5678`.
    Mobile,
}
/// The parts of a contact, as byte ranges of the input.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ContactParts {
    /// 과장, 팀장, 담당자 …, as printed.
    pub role: Option<Range<usize>>,
    /// Name.
    pub name: Option<Range<usize>>,
    /// Phone number without ☎.
    pub phone: Option<Range<usize>>,
}
/// The phone numbers of a line.
pub fn phones(_s: &str) -> Vec<Found<Phone>> {
    Vec::new()
}
/// The contacts of a line.
pub fn contacts(_s: &str) -> Vec<Found<ContactParts>> {
    Vec::new()
}
/// Whether the text is a role (기업경제과장, 과  장, 담당자).
pub fn is_role(_s: &str) -> bool {
    false
}
/// Resident registration numbers and private mobile numbers.
pub fn personal_data(_s: &str) -> impl Iterator<Item = Range<usize>> {
    Vec::new().into_iter()
}
