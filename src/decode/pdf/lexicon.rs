//! What a document itself says about where its words end.
//!
//! In: the printed lines of a document. Out: whether two pieces of Korean text, one at the end of a line and one at the start of
//! the next, stand together or apart elsewhere in it. Only what stands within a line counts; of lines that end or begin in
//! between, nothing is known. It knows no Korean: a document repeats its own words.

use rustc_hash::{FxHashMap, FxHashSet};

use super::lines::Line;
use super::sheets::{Piece, Sheet};
use crate::text::is_hangul;

/// Letters of a piece of a word that is looked for: of the end of the line, and of the start of the next.
const BEFORE: usize = 4;
const BEHIND: usize = 2;
/// Fewer letters are in too many words.
const LEAST: usize = 3;
/// Pieces that are kept, at most: those of some two hundred pages.
const MOST: usize = 400_000;
/// Two letters meet within words when they do so this many times as often as between words, and more; and the reverse.
const WITHIN: (u32, u32) = (3, 2);
const BETWEEN: (u32, u32) = (2, 1);

/// The words of a document.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// Pieces of words.
    pieces: FxHashSet<Box<str>>,
    /// How often two letters meet within a word, and at a blank.
    meetings: FxHashMap<(char, char), (u32, u32)>,
}

impl Lexicon {
    /// Of all lines of a document.
    pub fn of(sheets: &[Sheet]) -> Self {
        let mut lexicon = Self::default();
        sheets.iter().for_each(|s| lexicon.take(&s.pieces));
        lexicon
    }

    fn take(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Line(line, _) => self.take_line(line),
                // Tables in tables are bounded where the sheet was made.
                Piece::Table(table) => table.cells.iter().for_each(|c| self.take(&c.pieces)),
            }
        }
    }

    fn take_line(&mut self, line: &Line) {
        let letters: Vec<char> = line.text.chars().collect();
        for pair in letters.windows(2).filter(|p| is_hangul(p[0]) && is_hangul(p[1])) {
            self.meetings.entry((pair[0], pair[1])).or_default().0 += 1;
        }
        for three in letters.windows(3).filter(|p| is_hangul(p[0]) && p[1] == ' ' && is_hangul(p[2])) {
            self.meetings.entry((three[0], three[2])).or_default().1 += 1;
        }
        for word in letters.split(|c| !is_hangul(*c)) {
            for from in 0..word.len() {
                for length in LEAST..=(BEFORE + BEHIND).min(word.len() - from) {
                    if self.pieces.len() < MOST {
                        self.pieces.insert(word[from..from + length].iter().collect());
                    }
                }
            }
        }
    }

    /// Whether the end of a line and the start of the next stand elsewhere as one piece of a word.
    pub fn joins(&self, before: &str, behind: &str) -> bool {
        let (last, first) = ends(before, behind);
        let joined: String = last.iter().rev().chain(&first).collect();
        !last.is_empty() && !first.is_empty() && last.len() + first.len() >= LEAST && self.pieces.contains(joined.as_str())
    }

    /// Whether the last letter of a line and the first of the next are apart where they meet; `None` where the document does
    /// not say.
    pub fn apart(&self, before: &str, behind: &str) -> Option<bool> {
        let (last, first) = ends(before, behind);
        let &(within, between) = self.meetings.get(&(*last.first()?, *first.first()?))?;
        if between >= BETWEEN.0 * within + BETWEEN.1 { Some(true) } else { (within >= WITHIN.0 * between + WITHIN.1).then_some(false) }
    }
}

/// The last letters of a line from the end, and the first ones of the next.
fn ends(before: &str, behind: &str) -> (Vec<char>, Vec<char>) {
    let last = before.chars().rev().take_while(|c| is_hangul(*c)).take(BEFORE).collect();
    (last, behind.chars().take_while(|c| is_hangul(*c)).take(BEHIND).collect())
}

#[cfg(test)]
mod tests {
    use super::super::geometry::Area;
    use super::*;
    use crate::decode::structure::Kind;

    fn lexicon(rows: &[&str]) -> Lexicon {
        let pieces = rows.iter().map(|t| Piece::Line(Line { text: (*t).to_owned(), ..Line::default() }, Kind::Body)).collect();
        Lexicon::of(&[Sheet { number: 1, area: Area::default(), pieces, bars: Vec::new() }])
    }

    #[test]
    fn a_word_that_stands_elsewhere_is_put_together() {
        let lexicon = lexicon(&["누리동 빗물정원을 조성", "정원 조성 공사"]);
        assert!(lexicon.joins("누리동 빗물", "정원에 나무"));
        assert!(!lexicon.joins("나래동", "도서관") && lexicon.apart("나래동", "도서관").is_none());
    }

    #[test]
    fn letters_that_meet_at_blanks_are_apart() {
        let lexicon = lexicon(&["정원 조성", "공원 조성", "지원 조례", "조정 원안"]);
        assert_eq!(lexicon.apart("동물원", "조사"), Some(true));
        assert_eq!(lexicon.apart("", "조사"), None);
    }
}
