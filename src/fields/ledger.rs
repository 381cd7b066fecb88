//! Which of a card's source text ended up somewhere.

use std::cell::OnceCell;

use crate::span::Range;
use crate::text::is_hangul;

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
        self.settled.take();
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
        for (i, c) in text[range.to_usize()].char_indices() {
            if matches!(c, '|' | '│' | '┃' | '｜') {
                let at = range.start + i as u32;
                self.claim(Range { start: at, end: at + c.len_utf8() as u32 });
            }
        }
    }

    fn is_claimed(&self, byte: u32) -> bool {
        let at = (byte - self.range.start) as usize;
        self.bits[at / 64] & (1 << (at % 64)) != 0
    }

    /// What became of the card's text; reckoned once, until something else is claimed. `text` is the document's.
    pub fn settle(&self, text: &str) -> &Settled {
        self.settled.get_or_init(|| self.reckon(text))
    }

    fn reckon(&self, text: &str) -> Settled {
        let (mut total, mut assigned) = (0, 0);
        let mut open: Vec<Range> = Vec::new();
        let mut joined = false;
        for (i, c) in text[self.range.to_usize()].char_indices() {
            if c <= ' ' && c.is_whitespace() || c > '~' && !is_hangul(c) && c.is_whitespace() {
                joined &= !matches!(c, '\n' | '\r' | '\u{c}');
                continue;
            }
            total += 1;
            let at = self.range.start + i as u32;
            if self.is_claimed(at) {
                assigned += 1;
                joined = false;
                continue;
            }
            let end = at + c.len_utf8() as u32;
            match open.last_mut() {
                Some(last) if joined => last.end = end,
                _ => open.push(Range { start: at, end }),
            }
            joined = true;
        }
        Settled { characters: total, assigned, open }
    }
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
    fn claims_cross_words() {
        let text = "a".repeat(300);
        let mut ledger = Ledger::new(Range::new(0, 300));
        ledger.claim(Range::new(10, 250));
        assert_eq!(ledger.settle(&text).assigned, 240);
    }
}
