//! Rules over the fields of a card: sums, contradictions, what is missing, what should not be there.
//!
//! In: [`Extracted`]. Out: [`Findings`]: diagnostics, each with its proof where it is arithmetic, and which money cells the
//! sums confirm or break. Nothing here changes a value.

mod amounts;
mod book;
mod cells;
mod completeness;
mod content;
mod progress;
mod summary;
mod sums;

pub use book::{contents_against_records, duplicate_pledges, list_totals};
pub use completeness::missing_in_book;
pub use summary::{summaries_against_records, summary_tables};

use crate::diag::Diagnostic;
use crate::fields::Extracted;
use crate::sections::{Profile, Role};

/// A money cell: its section and its index in `cells`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CellId {
    /// Investment or execution.
    pub role: Role,
    /// Index.
    pub index: usize,
}

/// What the rules found.
#[derive(Debug, Default)]
pub struct Findings {
    /// Complaints.
    pub diagnostics: Vec<Diagnostic>,
    /// Cells in a printed sum that adds up.
    pub confirmed: Vec<CellId>,
    /// Cells in a printed sum that does not.
    pub broken: Vec<CellId>,
    /// Cells that state different amounts for the same thing.
    pub twice: Vec<CellId>,
    /// Values of indicators of which another says something else, as indices.
    pub indicators_twice: Vec<usize>,
}

/// Applies all rules to a card.
pub fn check(text: &str, extracted: &Extracted, profile: Option<&Profile>) -> Findings {
    let mut findings = Findings::default();
    sums::check(extracted, &mut findings);
    cells::check(extracted, &mut findings);
    cells::check_indicators(extracted, &mut findings);
    amounts::check(extracted, &mut findings);
    progress::check(extracted, &mut findings);
    completeness::check(extracted, profile, &mut findings);
    content::check(text, extracted, &mut findings);
    findings
}
