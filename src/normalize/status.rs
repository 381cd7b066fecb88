//! States and classes.
use super::Found;
use crate::model::{
    Authority, Budget, CentralSupport, Continuity, Horizon, Manifesto, State, Term,
};
/// The state that a word names.
pub fn state(_s: &str) -> Option<State> {
    None
}
/// The class of the Manifesto evaluation.
pub fn manifesto(_state: State, _label: &str) -> Option<Manifesto> {
    None
}
/// 신규·계속.
pub fn continuity(_s: &str) -> Option<Continuity> {
    None
}
/// 임기내·임기후.
pub fn term(_s: &str) -> Option<Term> {
    None
}
/// 단기·중기·장기.
pub fn horizon(_s: &str) -> Option<Horizon> {
    None
}
/// 예산·비예산.
pub fn budget(_s: &str) -> Option<Budget> {
    None
}
/// 사업주체·사업권한.
pub fn authorities(_s: &str) -> Vec<Found<Authority>> {
    Vec::new()
}
/// 중앙정부 도움 필요성.
pub fn support(_s: &str) -> Option<CentralSupport> {
    None
}
