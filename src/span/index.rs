//! Byte offset → (scalar offset, line, column): the line by a binary search, the rest at once, whatever the length of a line.

use super::Range;

/// Bytes of a block: a bit of a word for each.
const BLOCK: usize = u64::BITS as usize;

/// A position as the wire has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Offset in Unicode scalar values, from 0.
    pub offset: u32,
    /// Line, from 1. A line ends at CRLF, LF, CR or FF.
    pub line: u32,
    /// Column in scalar values, from 1.
    pub column: u32,
}

/// Line starts and scalar counts of one text.
#[derive(Debug, Clone)]
pub struct TextIndex {
    length: u32,
    lines: Vec<Line>,
    /// One more than the text fills; none for plain ASCII.
    blocks: Vec<Block>,
}

/// Where a line starts.
#[derive(Debug, Clone, Copy)]
struct Line {
    byte: u32,
    scalar: u32,
}

#[derive(Debug, Clone, Copy)]
struct Block {
    /// Where characters begin, a bit for each byte.
    starts: u64,
    /// The scalar values before it.
    before: u32,
}

impl TextIndex {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut blocks = Vec::new();
        if !text.is_ascii() {
            blocks.reserve_exact(bytes.len() / BLOCK + 1);
            let mut before = 0;
            for block in bytes.chunks(BLOCK) {
                let starts = character_starts(block);
                blocks.push(Block { starts, before });
                before += starts.count_ones();
            }
            if bytes.len().is_multiple_of(BLOCK) {
                blocks.push(Block { starts: 0, before });
            }
        }
        let mut index = Self { length: bytes.len() as u32, lines: line_starts(bytes), blocks };
        for at in 0..index.lines.len() {
            index.lines[at].scalar = index.scalar_offset(index.lines[at].byte);
        }
        index
    }

    /// Number of lines (a text without any line end has one).
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// Offset in scalar values of a byte offset; what lies behind the text is taken for its end.
    pub fn scalar_offset(&self, byte: u32) -> u32 {
        let byte = byte.min(self.length);
        let Some(block) = self.blocks.get(byte as usize / BLOCK) else { return byte };
        let inside = !(u64::MAX << (byte as usize % BLOCK));
        block.before + (block.starts & inside).count_ones()
    }

    /// Line (from 1) that holds a byte offset.
    pub fn line_of(&self, byte: u32) -> u32 {
        self.lines.partition_point(|l| l.byte <= byte) as u32
    }

    /// Byte offset where a line (from 1) starts; the last line's start for a larger number.
    pub fn line_start(&self, line: u32) -> u32 {
        let last = self.lines.len() - 1;
        self.lines[(line.max(1) as usize - 1).min(last)].byte
    }

    /// Offset, line and column of a byte offset.
    pub fn position(&self, byte: u32) -> Position {
        self.position_in(self.line_of(byte), byte)
    }

    /// The position of a byte offset whose line is known.
    fn position_in(&self, line: u32, byte: u32) -> Position {
        let offset = self.scalar_offset(byte);
        Position { offset, line, column: offset - self.lines[line as usize - 1].scalar + 1 }
    }

    /// The line that holds a byte offset, which is looked for at `near` and behind it first.
    fn line_near(&self, byte: u32, near: u32) -> u32 {
        let from = self.lines.get((near as usize).wrapping_sub(1)..).unwrap_or_default();
        match from {
            [line, ..] if line.byte > byte => self.line_of(byte),
            [_] => near,
            [_, next, ..] if next.byte > byte => near,
            [_, _] => near + 1,
            [_, _, after, ..] if after.byte > byte => near + 1,
            _ => self.line_of(byte),
        }
    }

    /// Both ends of a range. The end keeps to the line of the range's last character, so a range that ends with its line
    /// does not seem to reach into the next. `near` is the line of a range that stands shortly before, as most do of which both
    /// ends are asked; 0 where none is known.
    pub fn ends(&self, range: Range, near: u32) -> (Position, Position) {
        let from = self.position_in(self.line_near(range.start, near), range.start);
        if range.is_empty() {
            return (from, from);
        }
        // Nearly all ranges lie in one line.
        let next = self.lines.get(from.line as usize).map_or(u32::MAX, |l| l.byte);
        let line = if range.end > next { self.line_of(range.end - 1) } else { from.line };
        (from, self.position_in(line, range.end))
    }
}

/// Where the lines of a text start, in bytes alone.
fn line_starts(bytes: &[u8]) -> Vec<Line> {
    /// Bytes of a line, roughly: room to begin with.
    const LINE: usize = 40;
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let mut lines = Vec::with_capacity(bytes.len() / LINE + 1);
    lines.push(Line { byte: 0, scalar: 0 });
    let mut look = |from: usize, piece: &[u8]| {
        for (at, b) in (from..).zip(piece) {
            // CRLF ends with its LF.
            if matches!(b, b'\n' | 0x0c) || *b == b'\r' && bytes.get(at + 1) != Some(&b'\n') {
                lines.push(Line { byte: at as u32 + 1, scalar: 0 });
            }
        }
    };
    let (words, rest) = bytes.as_chunks::<8>();
    for (k, piece) in words.iter().enumerate() {
        // Whether a byte may be under 0x10, as most of eight are not.
        let word = u64::from_ne_bytes(*piece);
        if word.wrapping_sub(ONES * 0x10) & !word & (ONES << 7) != 0 {
            look(8 * k, piece);
        }
    }
    look(8 * words.len(), rest);
    lines
}

/// Which bytes of a block of UTF-8 begin a character.
fn character_starts(block: &[u8]) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    // The product brings the lowest bits of the eight bytes together.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    // A byte begins no character where its high bit is set and the next one is not.
    let starts = |word: u64| ((!(word >> 7) | word >> 6) & ONES).wrapping_mul(GATHER) >> 56;
    let (words, rest) = block.as_chunks();
    let mut bits = 0;
    for (k, word) in words.iter().enumerate() {
        bits |= starts(u64::from_le_bytes(*word)) << (8 * k);
    }
    for (i, byte) in rest.iter().enumerate() {
        bits |= u64::from(byte & 0xC0 != 0x80) << (8 * words.len() + i);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_lines_and_columns() {
        let text = "가나\r\n다\rx\u{c}라";
        let index = TextIndex::new(text);
        assert_eq!(index.lines(), 4);
        let at = |s: &str| index.position(text.find(s).expect("in text") as u32);
        assert_eq!(at("나"), Position { offset: 1, line: 1, column: 2 });
        assert_eq!(at("다"), Position { offset: 4, line: 2, column: 1 });
        assert_eq!(at("x"), Position { offset: 6, line: 3, column: 1 });
        assert_eq!(at("라"), Position { offset: 8, line: 4, column: 1 });
    }

    #[test]
    fn lines_are_the_same_wherever_they_are_looked_for() {
        let text = "가\n\n나다\r\n라\n";
        let index = TextIndex::new(text);
        for byte in 0..=text.len() as u32 {
            for near in 0..=index.lines() as u32 {
                assert_eq!(index.line_near(byte, near), index.line_of(byte), "{byte} near {near}");
            }
        }
    }

    #[test]
    fn offsets_are_those_of_a_scan() {
        let piece = "가a·b나\n다 ㎡ 라\r\n😀 x";
        for (text, length) in [piece.repeat(30), "ascii".repeat(40), "가".repeat(64), String::new()]
            .iter()
            .flat_map(|t| (0..140).filter(|&cut| t.is_char_boundary(cut) && cut <= t.len()).map(move |cut| (&t[cut..], t.len() - cut)))
        {
            let index = TextIndex::new(text);
            for byte in 0..=length + 3 {
                let scanned = text.char_indices().take_while(|(at, _)| *at < byte).count();
                assert_eq!(index.scalar_offset(byte as u32) as usize, scanned, "{byte} of {length}");
            }
        }
    }
}
