//! Lines → cards → sections: where each pledge begins, which lines are headings, and what each section is about.
//!
//! In: a [`Layout`]. Out: [`Structure`]: cards with their header lines and their sections in reading
//! order, and the parts of the file that are no card (cover, contents, dividers). It promises that every body line belongs to
//! exactly one of these. What headings are called is data: see [`profile`] and [`vocabulary`].

mod cards;
mod chapters;
mod form;
mod form_title;
mod headings;
mod near_names;
mod pairs;
pub mod profile;
pub mod vocabulary;
mod wording;

pub use chapters::chapter_name;
pub(crate) use form_title::{is_composed as is_form_name, is_place_alone};
pub use headings::{Heading, HeadingClass, Headings, find as find_headings, unfold};
pub(crate) use pairs::ARROWS;
pub use pairs::{Pair, pairs_of_line};
pub use profile::{Profile, Profiles};
pub use vocabulary::{LabelKey, Likeness, Role, Vocabulary, is_table_head};

use crate::layout::{Layer, Layout};
use crate::span::Range;

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
    /// The field of work that the chapter above it names.
    pub chapter: Option<Range>,
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

/// The lines of a file, cut into cards.
#[derive(Clone, Debug, Default)]
pub struct Cut {
    /// The lines of each card, and whether its borders are in doubt.
    pub cards: Vec<(std::ops::Range<usize>, bool)>,
    /// The rest.
    pub fronts: Vec<Front>,
}

impl Cut {
    /// Lets a card begin at a line; false where that line is not inside a card.
    pub fn split(&mut self, line: usize) -> bool {
        let Some(k) = self.cards.iter().position(|(lines, _)| lines.contains(&line)) else { return false };
        let lines = self.cards[k].0.clone();
        if lines.start < line {
            self.cards[k].0.end = line;
            self.cards.insert(k + 1, (line..lines.end, false));
        } else {
            self.cards[k].1 = false;
        }
        true
    }

    /// Joins the card that begins at a line to the one before it; what lies between them becomes part of the card. False where
    /// no card is before it.
    pub fn merge(&mut self, line: usize) -> bool {
        let Some(k) = self.cards.iter().position(|(lines, _)| lines.start == line).filter(|&k| k > 0) else { return false };
        let (lines, _) = self.cards.remove(k);
        let before = &mut self.cards[k - 1].0;
        let between = before.end..lines.start;
        before.end = lines.end;
        self.fronts.retain(|f| !(between.start <= f.lines.start && f.lines.end <= between.end));
        true
    }
}

/// Finds the cards and sections of a layout.
pub fn structure(names: &Vocabulary, text: &str, layout: &Layout, headings: &Headings, max_cards: usize) -> Structure {
    sections_of(text, layout, headings, cut(names, text, layout, headings, max_cards))
}

/// Cuts the lines into cards.
pub fn cut(names: &Vocabulary, text: &str, layout: &Layout, headings: &Headings, max_cards: usize) -> Cut {
    let (cards, fronts) = cards::split(names, text, layout, headings, max_cards);
    Cut { cards, fronts }
}

/// Finds the sections of cards.
pub fn sections_of(text: &str, layout: &Layout, headings: &Headings, cut: Cut) -> Structure {
    let Cut { cards: ranges, fronts } = cut;
    let mut cards = Vec::with_capacity(ranges.len());
    let mut next = 0;
    // Chapters stand between cards.
    let (mut chapter, mut behind) = (None, 0);
    for (lines, doubtful) in ranges {
        layout.deadline.check();
        let named = (behind..lines.start).rev().find_map(|i| chapter_name(text, layout, i));
        let numbered = || {
            // `Ⅰ. 나래 경제⏎총 2개 공약`, and behind it the pledge 1-1; or the pledges of the chapter, a line each.
            let mut above = body_lines(layout, behind..lines.start).rev();
            let content = |i: usize| &text[layout.lines[i].range.to_usize()];
            let at = above.find(|&i| !cards::is_divider(content(i)) && !cards::lists_a_pledge(content(i)))?;
            let (line, title) = (&layout.lines[at], layout.lines.get(lines.start)?);
            cards::heads_number(text, line, title).then_some(line.range)
        };
        chapter = named.or_else(numbered).or(chapter);
        behind = lines.end;
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
        cards.push(Card { header: lines.start..first, lines, sections, doubtful, chapter });
    }
    Structure { cards, fronts }
}

/// 공약내용 is what was promised where another section says what the project is, and the project itself where none does. 추진방향
/// is how it is done where another section says what for.
fn told_by_the_others(text: &str, sections: &mut [Section]) {
    let direction = |s: &Section| {
        s.role == Role::Goal && matches!(vocabulary::heading_key(&text[s.heading.title.to_usize()]).as_str(), "추진방향" | "정책방향")
    };
    if sections.iter().any(|s| s.role == Role::Goal && !direction(s)) && !sections.iter().any(|s| s.role == Role::Plans) {
        sections.iter_mut().filter(|s| direction(s)).for_each(|s| s.role = Role::Plans);
    }
    let promised = |s: &Section| {
        let key = || vocabulary::heading_key(&text[s.heading.title.to_usize()]);
        s.role == Role::Overview && matches!(key().as_str(), "공약내용" | "공약의내용" | "공약의주요내용" | "공약주요내용")
    };
    let others = sections.iter().any(|s| s.role == Role::Overview && !s.heading.inner && !promised(s));
    if others {
        sections.iter_mut().filter(|s| promised(s)).for_each(|s| s.role = Role::Promises);
    }
}

/// Body lines of a range.
pub fn body_lines(layout: &Layout, range: std::ops::Range<usize>) -> impl DoubleEndedIterator<Item = usize> + Clone + '_ {
    range.filter(move |&i| layout.lines[i].layer == Layer::Body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(cards: &[std::ops::Range<usize>], front: std::ops::Range<usize>) -> Cut {
        let fronts = vec![Front { kind: "divider", lines: front }];
        Cut { cards: cards.iter().map(|c| (c.clone(), true)).collect(), fronts }
    }

    fn lines(cut: &Cut) -> Vec<std::ops::Range<usize>> {
        cut.cards.iter().map(|(lines, _)| lines.clone()).collect()
    }

    #[test]
    fn a_card_is_split_at_a_line() {
        let mut cut = cut(&[0..10, 12..20], 10..12);
        assert!(cut.split(4));
        assert_eq!(lines(&cut), [0..4, 4..10, 12..20]);
        assert!(!cut.cards[1].1, "a person has said so");
        // One begins there already; what is in no card is not split.
        assert!(cut.split(12) && !cut.split(11) && !cut.split(99));
        assert_eq!(lines(&cut), [0..4, 4..10, 12..20]);
    }

    #[test]
    fn a_card_takes_what_is_between_it_and_the_next() {
        let mut cut = cut(&[0..10, 12..20], 10..12);
        assert!(!cut.merge(0) && !cut.merge(13));
        assert!(cut.merge(12));
        assert!(cut.fronts.is_empty() && cut.cards.len() == 1);
        assert_eq!(lines(&cut)[0], 0..20);
    }
}
