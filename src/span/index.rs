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
    line_starts: Vec<u32>,
    /// Scalar offset of each line start.
    line_offsets: Vec<u32>,
    /// Of each block, where its characters begin, a bit for each byte; nothing for plain ASCII.
    starts: Vec<u64>,
    /// Of each block, the scalar values before it.
    before: Vec<u32>,
}

impl TextIndex {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        /// Of a line, roughly: room to begin with.
        const LINE: usize = 40;
        let mut line_starts = Vec::with_capacity(bytes.len() / LINE + 1);
        line_starts.push(0);
        let mut at = 0;
        while let Some(i) = memchr::memchr3(b'\n', b'\r', 0x0c, &bytes[at..]) {
            at += i + 1;
            if bytes[at - 1] == b'\r' && bytes.get(at) == Some(&b'\n') {
                at += 1;
            }
            line_starts.push(at as u32);
        }
        let mut index = Self { length: bytes.len() as u32, line_starts, line_offsets: Vec::new(), starts: Vec::new(), before: Vec::new() };
        if !text.is_ascii() {
            let blocks = bytes.len().div_ceil(BLOCK);
            index.starts.reserve_exact(blocks);
            index.before.reserve_exact(blocks);
            let mut before = 0;
            for block in bytes.chunks(BLOCK) {
                let starts = character_starts(block);
                index.starts.push(starts);
                index.before.push(before);
                before += starts.count_ones();
            }
        }
        index.line_offsets = index.line_starts.iter().map(|&start| index.scalar_offset(start)).collect();
        index
    }

    /// Number of lines (a text without any line end has one).
    pub fn lines(&self) -> usize {
        self.line_starts.len()
    }

    /// Offset in scalar values of a byte offset; what lies behind the text is taken for its end.
    pub fn scalar_offset(&self, byte: u32) -> u32 {
        let byte = byte.min(self.length);
        let block = (byte as usize / BLOCK).min(self.starts.len().saturating_sub(1));
        let (Some(&starts), Some(&before)) = (self.starts.get(block), self.before.get(block)) else { return byte };
        // The end of the text may be that of a whole block.
        let inside = byte as usize - block * BLOCK;
        let earlier = if inside < BLOCK { starts & !(u64::MAX << inside) } else { starts };
        before + earlier.count_ones()
    }

    /// Line (from 1) that holds a byte offset.
    pub fn line_of(&self, byte: u32) -> u32 {
        self.line_starts.partition_point(|&s| s <= byte) as u32
    }

    /// Byte offset where a line (from 1) starts; the last line's start for a larger number.
    pub fn line_start(&self, line: u32) -> u32 {
        let last = self.line_starts.len() - 1;
        self.line_starts[(line.max(1) as usize - 1).min(last)]
    }

    /// Offset, line and column of a byte offset.
    pub fn position(&self, byte: u32) -> Position {
        self.position_in(self.line_of(byte), byte)
    }

    /// The position of a byte offset whose line is known.
    fn position_in(&self, line: u32, byte: u32) -> Position {
        let offset = self.scalar_offset(byte);
        Position { offset, line, column: offset - self.line_offsets[line as usize - 1] + 1 }
    }

    /// The line that holds a byte offset, which is looked for at `near` and behind it first.
    fn line_near(&self, byte: u32, near: u32) -> u32 {
        let starts_by = |line: u32| self.line_starts.get(line as usize - 1).is_some_and(|&start| start <= byte);
        match near {
            0 => self.line_of(byte),
            near if !starts_by(near) => self.line_of(byte),
            near if !starts_by(near + 1) => near,
            near if !starts_by(near + 2) => near + 1,
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
        let next = self.line_starts.get(from.line as usize).copied().unwrap_or(u32::MAX);
        let line = if range.end > next { self.line_of(range.end - 1) } else { from.line };
        (from, self.position_in(line, range.end))
    }
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
