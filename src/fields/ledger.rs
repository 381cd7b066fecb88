//! Which of a card's source text ended up somewhere.

use std::cell::OnceCell;

use crate::span::Range;
use crate::text::count_bytes;

/// A bit for each byte of a card.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    range: Range,
    bits: Vec<u64>,
    /// What it amounts to, once it has been asked.
    settled: OnceCell<Settled>,
}

/// What became of a card's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Non-blank characters.
    pub characters: usize,
    /// Those that were assigned.
    pub assigned: usize,
    /// Runs that were not; blanks inside a run belong to it.
    pub open: Vec<Range>,
}

impl Ledger {
    /// Nothing assigned yet.
    pub fn new(range: Range) -> Self {
        Self { range, bits: vec![0; range.len().div_ceil(64)], settled: OnceCell::new() }
    }

    /// The card.
    pub fn range(&self) -> Range {
        self.range
    }

    /// Counts a range as assigned; what lies outside the card is ignored.
    pub fn claim(&mut self, range: Range) {
        let from = range.start.max(self.range.start);
        let to = range.end.min(self.range.end);
        if from >= to {
            return;
        }
        if self.settled.get().is_some() {
            self.settled.take();
        }
        let (from, to) = ((from - self.range.start) as usize, (to - self.range.start) as usize);
        let (first, last) = (from / 64, (to - 1) / 64);
        for word in first..=last {
            let low = if word == first { from % 64 } else { 0 };
            let high = if word == last { (to - 1) % 64 } else { 63 };
            self.bits[word] |= (u64::MAX >> (63 - high)) & (u64::MAX << low);
        }
    }

    /// Counts several ranges.
    pub fn claim_all(&mut self, ranges: &[Range]) {
        for &range in ranges {
            self.claim(range);
        }
    }

    /// Counts the delimiters and rulings of a table's line as assigned, not its cells.
    pub fn claim_layout(&mut self, text: &str, range: Range) {
        let slice = &text[range.to_usize()];
        // The first bytes of the delimiters; few tables have any.
        if memchr::memchr3(b'|', 0xE2, 0xEF, slice.as_bytes()).is_none() {
            return;
        }
        for (i, c) in slice.char_indices() {
            if matches!(c, '|' | '│' | '┃' | '｜') {
                let at = range.start + i as u32;
                self.claim(Range { start: at, end: at + c.len_utf8() as u32 });
            }
        }
    }

    /// The same for a row of a sheet: its commas, where they part cells, and the quotes around cells.
    pub fn claim_separators(&mut self, text: &str, range: Range, commas: bool) {
        let bytes = &text.as_bytes()[range.to_usize()];
        if commas {
            crate::text::commas(&text[range.to_usize()]).for_each(|i| self.claim_byte(range, i));
        } else if memchr::memchr(b'"', bytes).is_none() {
            return;
        }
        let parts = |b: u8| b == b'\t' || commas && b == b',';
        let edge = |i: usize| i == 0 || parts(bytes[i - 1]) || bytes.get(i + 1).is_none_or(|&b| parts(b));
        memchr::memchr_iter(b'"', bytes).filter(|&i| edge(i)).for_each(|i| self.claim_byte(range, i));
    }

    fn claim_byte(&mut self, range: Range, at: usize) {
        let at = range.start + at as u32;
        self.claim(Range { start: at, end: at + 1 });
    }

    /// What became of the card's text; reckoned once, until something else is claimed. `text` is the document's.
    pub fn settle(&self, text: &str) -> &Settled {
        self.settled.get_or_init(|| self.reckon(text))
    }

    fn reckon(&self, text: &str) -> Settled {
        let text = &text[self.range.to_usize()];
        let characters = count_characters(text);
        let mut open: Vec<Range> = Vec::new();
        let mut missing = 0;
        // Nearly all of a card is claimed: only what is not is looked at by character.
        let mut next = 0;
        while let Some(at) = self.next_open(next).filter(|&at| at < text.len()) {
            if matches!(text.as_bytes()[at], b'\t'..=b'\r' | b' ') {
                next = at + 1;
                continue;
            }
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                // Inside of a character whose start is claimed.
                next = at + 1;
                continue;
            };
            next = at + c.len_utf8();
            if c.is_whitespace() {
                continue;
            }
            missing += 1;
            let found = Range { start: self.range.start + at as u32, end: self.range.start + next as u32 };
            match open.last_mut() {
                Some(last) if is_gap(&text[(last.end - self.range.start) as usize..at]) => last.end = found.end,
                _ => open.push(found),
            }
        }
        Settled { characters, assigned: characters - missing, open }
    }

    /// The first byte from `at` on that is not claimed.
    fn next_open(&self, at: usize) -> Option<usize> {
        let first = at / 64;
        let rest = !self.bits.get(first)? & (u64::MAX << (at % 64));
        if rest != 0 {
            return Some(first * 64 + rest.trailing_zeros() as usize);
        }
        let word = first + 1 + self.bits[first + 1..].iter().position(|&bits| bits != u64::MAX)?;
        Some(word * 64 + self.bits[word].trailing_ones() as usize)
    }
}

/// Characters that are no white space.
fn count_characters(text: &str) -> usize {
    let bytes = text.as_bytes();
    let all = count_bytes(bytes, |b| b & 0xC0 != 0x80 && !matches!(b, b'\t'..=b'\r' | b' '));
    // The first bytes of white space beyond ASCII: U+0085, U+00A0; U+1680; U+2000 to U+205F; U+3000.
    let is_blank = |at: usize| text[at..].chars().next().is_some_and(char::is_whitespace);
    let odd = memchr::memchr3_iter(0xC2, 0xE2, 0xE3, bytes).chain(memchr::memchr_iter(0xE1, bytes));
    all - odd.filter(|&at| is_blank(at)).count()
}

/// Whether nothing but blanks of one line stands between two characters.
fn is_gap(between: &str) -> bool {
    between.chars().all(|c| c.is_whitespace() && !matches!(c, '\n' | '\r' | '\u{c}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_claimed_is_reported() {
        let text = "가나 다라\n마바 x";
        let mut ledger = Ledger::new(Range::new(0, text.len()));
        ledger.claim(Range::new(0, "가나".len()));
        let settled = ledger.settle(text);
        assert_eq!((settled.characters, settled.assigned), (7, 2));
        let open: Vec<_> = settled.open.iter().map(|r| &text[r.to_usize()]).collect();
        assert_eq!(open, ["다라", "마바 x"]);
    }

    #[test]
    fn what_is_claimed_is_counted_as_character_by_character() {
        let piece = "가나 ab\t○ 다\u{3000}·\u{a0}라\u{c}\r\n마\u{1d}바";
        let text = piece.repeat(20);
        let expected = text.chars().filter(|c| !c.is_whitespace()).count();
        for gap in [0, 1, 7, 63, 64, 65, 150] {
            let mut ledger = Ledger::new(Range::new(0, text.len()));
            ledger.claim(Range::new(0, 100));
            ledger.claim(Range::new(100 + gap, text.len()));
            let open = text.char_indices().filter(|&(i, c)| (100..100 + gap).contains(&i) && !c.is_whitespace()).count();
            let settled = ledger.settle(&text);
            assert_eq!((settled.characters, settled.assigned), (expected, expected - open), "{gap}");
        }
    }

    #[test]
    fn claims_cross_words() {
        let text = "a".repeat(300);
        let mut ledger = Ledger::new(Range::new(0, 300));
        ledger.claim(Range::new(10, 250));
        assert_eq!(ledger.settle(&text).assigned, 240);
    }
}
