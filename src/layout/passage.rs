//! Text joined out of pieces of the source, each piece still knowing where it came from.

use smallvec::SmallVec;

use crate::model::{Doubt, Method, Prov, Sourced, Text};
use crate::span::Range;
use crate::text::{any_byte, begins_blank, has_damage, has_double_space};

/// A run of a passage that is a run of the source, byte for byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Offset in the passage.
    pub at: u32,
    /// The same bytes in the document.
    pub range: Range,
}

/// Text with lines joined and white space collapsed, and the way back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Passage {
    /// The text.
    pub text: String,
    /// Its pieces, in order. White space that was put in between two pieces belongs to none.
    pub pieces: SmallVec<[Piece; 1]>,
    /// How many source lines it was joined from.
    pub lines: u16,
}

fn blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{AD}' | '\u{200B}' | '\u{FEFF}' | '\u{0}'..='\u{1f}')
}

/// Whether the bytes alone show a text without blanks at its ends and without any but single spaces inside, as most cells and
/// lines are.
fn is_clean(slice: &str) -> bool {
    let bytes = slice.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    let odd = |b: u8| begins_blank(b) & (b != b' ');
    *first != b' ' && *last != b' ' && !any_byte(bytes, odd) && !has_double_space(slice)
}

/// Whether a trimmed text holds no blanks but single spaces.
fn is_simple(trimmed: &str) -> bool {
    let mut last = false;
    !trimmed.chars().any(|c| {
        let odd = blank(c) && (c != ' ' || last);
        last = c == ' ';
        odd
    })
}

impl Passage {
    /// The passage of one range of the document.
    pub fn of(text: &str, range: Range) -> Self {
        let mut passage = Self::default();
        passage.push(text, range, false);
        passage
    }

    /// The passage that a text leaf was made of; none where its text is not its source but for blanks.
    ///
    /// Whoever cuts a leaf into parts asks this once instead of searching its source for each part: a line may have ten thousand.
    pub fn of_leaf(document: &str, leaf: &Text) -> Option<Self> {
        let mut pieces: SmallVec<[Piece; 1]> = SmallVec::new();
        let ranges = &leaf.prov.ranges;
        let mut source = ranges.iter().flat_map(|r| document[r.to_usize()].char_indices().map(|(i, c)| (r.start as usize + i, c)));
        for (at, c) in leaf.value.char_indices().filter(|&(_, c)| !blank(c)) {
            let from = source.find(|&(_, s)| !blank(s)).filter(|&(_, s)| s == c)?.0;
            let to = from + c.len_utf8();
            match pieces.last_mut() {
                // One run in both.
                Some(last) if last.at as usize + last.range.len() == at && last.range.end as usize == from => last.range.end = to as u32,
                _ => pieces.push(Piece { at: at as u32, range: Range::new(from, to) }),
            }
        }
        Some(Self { text: leaf.value.clone(), pieces, lines: u16::try_from(ranges.len()).unwrap_or(u16::MAX) })
    }

    /// The source of a leaf that is its source byte for byte, with single spaces, as most are: then a part of the one is the same part
    /// of the other.
    pub fn verbatim(document: &str, leaf: &Text) -> Option<Range> {
        let &[only] = leaf.prov.ranges.as_slice() else { return None };
        (document[only.to_usize()] == leaf.value && is_clean(&leaf.value)).then_some(only)
    }

    /// Appends a range of the document, after a blank if `space` (and the passage is not empty). Runs of white space become
    /// one blank; white space at the ends is dropped.
    pub fn push(&mut self, text: &str, range: Range, space: bool) {
        let slice = &text[range.to_usize()];
        let mut pending = space && !self.text.is_empty();
        if is_clean(slice) {
            return self.push_clean(slice, range.start as usize, pending);
        }
        let mut start: Option<usize> = None;
        let mut any = false;
        let mut previous_space = false;
        let trimmed_start = slice.len() - slice.trim_start_matches(blank).len();
        let trimmed = slice[trimmed_start..].trim_end_matches(blank);
        if trimmed.is_empty() {
            return;
        }
        let base = range.start as usize + trimmed_start;
        if is_simple(trimmed) {
            return self.push_clean(trimmed, base, pending);
        }
        for (i, c) in trimmed.char_indices() {
            if blank(c) {
                if let Some(s) = start.take() {
                    self.flush(trimmed, base, s, i);
                }
                if matches!(c, '\u{AD}' | '\u{200B}' | '\u{FEFF}') {
                    // zero width: joins without a blank
                } else {
                    previous_space = true;
                }
            } else if start.is_none() {
                if (previous_space && any) || pending {
                    self.text.push(' ');
                }
                pending = false;
                previous_space = false;
                any = true;
                start = Some(i);
            }
        }
        if let Some(s) = start {
            self.flush(trimmed, base, s, trimmed.len());
        }
        self.lines = self.lines.saturating_add(1);
    }

    /// Appends text that is one piece as it stands.
    fn push_clean(&mut self, slice: &str, base: usize, space: bool) {
        if self.text.is_empty() {
            self.pieces.push(Piece { at: 0, range: Range::new(base, base + slice.len()) });
            self.text = slice.to_owned();
        } else {
            if space {
                self.text.push(' ');
            }
            self.flush(slice, base, 0, slice.len());
        }
        self.lines = self.lines.saturating_add(1);
    }

    fn flush(&mut self, slice: &str, base: usize, from: usize, to: usize) {
        self.pieces.push(Piece { at: self.text.len() as u32, range: Range::new(base + from, base + to) });
        self.text.push_str(&slice[from..to]);
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The pieces that may reach into a byte range of the passage.
    fn pieces_in(&self, range: &std::ops::Range<usize>) -> impl Iterator<Item = &Piece> {
        let first = self.pieces.partition_point(|p| p.at as usize + p.range.len() <= range.start);
        let end = range.end;
        self.pieces[first..].iter().take_while(move |p| (p.at as usize) < end)
    }

    /// The source of a byte range of the passage: pieces of one line that only blanks part are one range.
    pub fn source(&self, document: &str, range: std::ops::Range<usize>) -> SmallVec<[Range; 1]> {
        let mut out: SmallVec<[Range; 1]> = SmallVec::new();
        // All of most passages is one piece.
        if let [only] = self.pieces.as_slice()
            && only.at == 0
        {
            let (from, to) = (range.start, range.end.min(only.range.len()));
            if from < to {
                let start = only.range.start as usize;
                out.push(Range::new(start + from, start + to));
            }
            return out;
        }
        for piece in self.pieces_in(&range) {
            let at = piece.at as usize;
            let from = range.start.max(at);
            let to = range.end.min(at + piece.range.len());
            if from >= to {
                continue;
            }
            let start = piece.range.start as usize + from - at;
            let next = Range::new(start, start + to - from);
            match out.last_mut() {
                Some(last) if last.end <= next.start && only_blanks(&document[last.end as usize..next.start as usize]) => {
                    last.end = next.end
                }
                _ => out.push(next),
            }
        }
        out
    }

    /// The whole source.
    pub fn all(&self, document: &str) -> SmallVec<[Range; 1]> {
        self.source(document, 0..self.text.len())
    }

    /// A part of the passage, without blanks at its ends.
    pub fn slice(&self, range: std::ops::Range<usize>) -> Passage {
        let part = &self.text[range.clone()];
        let start = range.start + part.len() - part.trim_start().len();
        let end = (range.start + part.trim_end().len()).max(start);
        let mut pieces = SmallVec::new();
        for piece in self.pieces_in(&(start..end)) {
            let at = piece.at as usize;
            let from = start.max(at);
            let to = end.min(at + piece.range.len());
            if from < to {
                let s = piece.range.start as usize + from - at;
                pieces.push(Piece { at: (from - start) as u32, range: Range::new(s, s + to - from) });
            }
        }
        Passage { text: self.text[start..end].to_owned(), pieces, lines: self.lines }
    }

    /// Provenance of the whole passage.
    pub fn prov(&self, document: &str, rule: &'static str, method: Method) -> Prov {
        self.prov_of(document, 0..self.text.len(), rule, method)
    }

    /// Provenance of a part.
    pub fn prov_of(&self, document: &str, range: std::ops::Range<usize>, rule: &'static str, method: Method) -> Prov {
        let mut prov = Prov { ranges: self.source(document, range.clone()), rule, method, ..Prov::default() };
        if self.lines > 1 && prov.ranges.len() > 1 {
            prov.doubts.add(Doubt::Joined);
        }
        if has_damage(&self.text[range]) {
            prov.doubts.add(Doubt::Damaged);
        }
        prov
    }

    /// The passage as a text leaf.
    pub fn to_text(&self, document: &str, rule: &'static str, method: Method) -> Text {
        Sourced::new(self.text.clone(), self.prov(document, rule, method))
    }

    /// The passage as a text leaf, itself used up.
    pub fn into_text(self, document: &str, rule: &'static str, method: Method) -> Text {
        let prov = self.prov(document, rule, method);
        Sourced::new(self.text, prov)
    }

    /// First byte in the document.
    pub fn start(&self) -> u32 {
        self.pieces.first().map_or(0, |p| p.range.start)
    }
}

fn only_blanks(gap: &str) -> bool {
    gap.chars().all(|c| blank(c) && !matches!(c, '\n' | '\r' | '\u{c}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_bytes_show_as_clean_is_one_piece() {
        let blanks = (0..0x1_0000).filter_map(char::from_u32).filter(|&c| blank(c) && c != ' ');
        for c in blanks {
            assert!(!is_clean(&format!("가{c}나")), "{c:?}");
        }
        for (text, clean) in [("가 나", true), ("2022. 9. 7.", true), ("", false), (" 가", false), ("가 ", false), ("가  나", false)]
        {
            assert_eq!(is_clean(text), clean, "{text:?}");
        }
        let mut passage = Passage::of("가 나", Range::new(0, 7));
        passage.push("다", Range::new(0, 3), true);
        assert_eq!((passage.text.as_str(), passage.pieces.len(), passage.lines), ("가 나 다", 2, 2));
    }

    #[test]
    fn white_space_collapses_and_the_way_back_is_kept() {
        let text = "위    치 : 가온동\n일원";
        let mut passage = Passage::of(text, Range::new(0, text.find('\n').unwrap()));
        passage.push(text, Range::new(text.find("일원").unwrap(), text.len()), true);
        assert_eq!(passage.text, "위 치 : 가온동 일원");
        let all = passage.all(text);
        assert_eq!(all.iter().map(|r| &text[r.to_usize()]).collect::<Vec<_>>(), ["위    치 : 가온동", "일원"]);
        let label = passage.source(text, 0.."위 치".len());
        assert_eq!(&text[label[0].to_usize()], "위    치");
        assert_eq!(passage.slice("위 치 :".len()..passage.text.len()).text, "가온동 일원");
    }

    #[test]
    fn a_leaf_finds_its_way_back() {
        let document = "국비  1억원,\n  시비 2억원";
        let mut passage = Passage::of(document, Range::new(0, document.find('\n').unwrap()));
        passage.push(document, Range::new(document.find('\n').unwrap(), document.len()), true);
        let leaf = passage.to_text(document, "", Method::Heading);
        let again = Passage::of_leaf(document, &leaf).unwrap();
        for part in ["국비 1억원", "1억원, 시비", "시비 2억원", "2억원"] {
            let at = passage.text.find(part).unwrap();
            assert_eq!(again.source(document, at..at + part.len()), passage.source(document, at..at + part.len()), "{part}");
        }
        let other = Sourced::new("국비 3억원".to_owned(), leaf.prov.clone());
        assert!(Passage::of_leaf(document, &other).is_none());
    }
}
