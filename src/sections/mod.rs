//! Lines → cards → sections: where each pledge begins, which lines are headings, and what each section is about.
//!
//! In: a [`Layout`]. Out: [`Structure`]: cards with their header lines and their sections in reading
//! order, and the parts of the file that are no card (cover, contents, dividers). It promises that every body line belongs to
//! exactly one of these. What headings are called is data: see [`profile`] and [`vocabulary`].

mod cards;
mod headings;
mod near_names;
mod pairs;
pub mod profile;
pub mod vocabulary;
mod wording;

pub use headings::{Heading, HeadingClass, Headings, find as find_headings, unfold};
pub use pairs::{Pair, pairs_of_line};
pub use profile::{Profile, Profiles};
pub use vocabulary::{LabelKey, Likeness, Role, Vocabulary, is_table_head};

use crate::layout::{Layer, Layout};

/// A section of a card.
#[derive(Clone, Debug)]
pub struct Section {
    /// What it is about.
    pub role: Role,
    /// Its heading.
    pub heading: Heading,
    /// Its lines after the heading: a range of line indices (furniture included).
    pub lines: std::ops::Range<usize>,
}

/// One pledge's lines.
#[derive(Clone, Debug)]
pub struct Card {
    /// All its lines.
    pub lines: std::ops::Range<usize>,
    /// The lines before its first section: title and header.
    pub header: std::ops::Range<usize>,
    /// Its sections.
    pub sections: Vec<Section>,
    /// Its borders are not certain.
    pub doubtful: bool,
}

/// A part of the file that belongs to no card.
#[derive(Clone, Debug)]
pub struct Front {
    /// `cover`, `contents`, `divider`, `preface`.
    pub kind: &'static str,
    /// Its lines.
    pub lines: std::ops::Range<usize>,
}

/// The structure of a file.
#[derive(Clone, Debug, Default)]
pub struct Structure {
    /// Its cards; one at least where the file has any body line.
    pub cards: Vec<Card>,
    /// The rest.
    pub fronts: Vec<Front>,
}

/// Finds the cards and sections of a layout.
pub fn structure(names: &Vocabulary, text: &str, layout: &Layout, headings: &Headings, max_cards: usize) -> Structure {
    let (ranges, fronts) = cards::split(names, text, layout, headings, max_cards);
    let mut cards = Vec::with_capacity(ranges.len());
    let mut next = 0;
    for (lines, doubtful) in ranges {
        while headings.list.get(next).is_some_and(|h| h.line < lines.start) {
            next += 1;
        }
        let mut sections: Vec<Section> = Vec::new();
        let first = headings.list.get(next).filter(|h| h.line < lines.end).map_or(lines.end, |h| h.line);
        while let Some(heading) = headings.list.get(next).filter(|h| h.line < lines.end) {
            let end = headings.list.get(next + 1).map_or(lines.end, |h| h.line).min(lines.end);
            sections.push(Section { role: heading.role.unwrap_or(Role::Other), heading: heading.clone(), lines: heading.line + 1..end });
            next += 1;
        }
        told_by_the_others(text, &mut sections);
        cards.push(Card { header: lines.start..first, lines, sections, doubtful });
    }
    Structure { cards, fronts }
}

/// 공약내용 is what was promised where another section says what the project is, and the project itself where none does.
fn told_by_the_others(text: &str, sections: &mut [Section]) {
    let promised = |s: &Section| {
        s.role == Role::Overview && matches!(vocabulary::heading_key(&text[s.heading.title.to_usize()]).as_str(), "공약내용" | "공약의내용")
    };
    let others = sections.iter().any(|s| s.role == Role::Overview && !s.heading.inner && !promised(s));
    if others {
        sections.iter_mut().filter(|s| promised(s)).for_each(|s| s.role = Role::Promises);
    }
}

/// Body lines of a range.
pub fn body_lines(layout: &Layout, range: std::ops::Range<usize>) -> impl Iterator<Item = usize> + Clone + '_ {
    range.filter(move |&i| layout.lines[i].layer == Layer::Body)
}
