//! Which class heads the sections of a report: what the lines of each class name.

use super::candidates::Candidate;
use super::{HeadingClass, has_colon, leads_on};
use crate::layout::{Line, MarkerKind};

/// What a section that is named exactly weighs in the choice of the heading class; one that is named nearly weighs 1.
const EXACT_WEIGHT: usize = 4;
/// Sections that a heading mark must name nearly where it names none exactly.
const NEAR_NAMES: u32 = 2;
/// The same for marks that points have as well.
const NEAR_NAMES_OF_POINTS: u32 = 4;
/// Sections that a mark must name before all its lines are headings; half of the lines must name one.
const HEADS_ONLY_NAMES: u32 = 3;
/// Words that must come again below a mark before all its lines are headings, as a book prints them on each card; and of how
/// many lines of five.
const RECURRING: usize = 3;
const RECURRING_OF_FIVE: usize = 4;

/// What the headings of a class name.
pub(super) struct Vote {
    pub(super) class: HeadingClass,
    /// Roles named exactly, as bits.
    pub(super) exact: u32,
    /// Roles named nearly, as bits.
    pub(super) near: u32,
    /// Its lines, and those of them that name something.
    pub(super) lines: usize,
    pub(super) named: usize,
    /// Its first line.
    pub(super) first: usize,
    /// The same words stand below its mark card after card.
    pub(super) recurs: bool,
}

impl Vote {
    pub(super) fn new(class: HeadingClass, first: usize) -> Self {
        Self { class, exact: 0, near: 0, lines: 0, named: 0, first, recurs: false }
    }

    /// Whether the marks of the class stand before headings and hardly before anything else, so that one of them that names
    /// nothing is a heading too.
    pub(super) fn heads_only(&self) -> bool {
        let names = (self.exact | self.near).count_ones();
        names >= HEADS_ONLY_NAMES && self.named * 2 >= self.lines || self.recurs && names >= NEAR_NAMES
    }

    /// Whether the class may head the sections of a report.
    pub(super) fn qualifies(&self) -> bool {
        let (exact, near) = (self.exact.count_ones(), (self.near & !self.exact).count_ones());
        match self.class {
            HeadingClass::Marked(kind) if kind.is_heading_class() || kind == MarkerKind::Decimal => exact >= 1 || near >= NEAR_NAMES,
            HeadingClass::Marked(_) if self.recurs && exact + near >= NEAR_NAMES => true,
            HeadingClass::Marked(kind) if kind.is_numbered() => exact >= 2 || exact + near > NEAR_NAMES,
            HeadingClass::Marked(_) => exact >= 2 || exact + near >= NEAR_NAMES_OF_POINTS,
            HeadingClass::Bare => exact >= 2 || exact + near >= NEAR_NAMES_OF_POINTS,
            HeadingClass::FirstCell => exact >= 2,
        }
    }

    /// The class with the highest rank heads the sections.
    pub(super) fn rank(&self) -> (usize, usize) {
        let strong = matches!(self.class, HeadingClass::Marked(kind) if kind.is_heading_class());
        // Brackets head parts of sections as a rule: they are the class only where nothing else names sections.
        let bracket = matches!(self.class, HeadingClass::Marked(MarkerKind::Bracketed(_)));
        let names = self.exact.count_ones() as usize * EXACT_WEIGHT + (self.near & !self.exact).count_ones() as usize;
        (names + usize::from(strong) * 2 - usize::from(bracket).min(names), usize::MAX - self.first)
    }
}

/// Whether the lines of a mark say the same few things again and again, none of them with a value: the headings of a book of
/// cards, whatever they are called.
pub(super) fn recurs(text: &str, lines: &[Line], candidates: &[Candidate], class: HeadingClass) -> bool {
    let plain = matches!(class, HeadingClass::Marked(kind) if !kind.is_numbered() && !matches!(kind, MarkerKind::Bracketed(_)));
    if !plain {
        return false;
    }
    let mut times: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for c in candidates.iter().filter(|c| c.class == class) {
        let body = &text[c.title.to_usize()];
        // A point with a value is no heading, and a class that has them is none of headings.
        if has_colon(body) || !leads_on(text, lines, c.line) && c.role.is_none() && c.near.is_none() {
            return false;
        }
        *times.entry(body).or_default() += 1;
    }
    let (all, again) = times.values().fold((0, 0), |(all, again), &n| (all + n, again + if n > 1 { n } else { 0 }));
    times.values().filter(|&&n| n > 1).count() >= RECURRING && again * 5 >= all * RECURRING_OF_FIVE
}
