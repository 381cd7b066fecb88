//! Byte offset → (scalar offset, line, column) in logarithmic time, whatever the length of a line.

use super::Range;

/// Bytes between two checkpoints of the scalar count: a lookup scans at most this many bytes.
const STRIDE: usize = 256;

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
    line_starts: Vec<u32>,
    /// Scalar offset of each line start.
    line_offsets: Vec<u32>,
    checkpoints: Vec<u32>,
    ascii: bool,
}

impl TextIndex {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut line_starts = vec![0];
        let mut at = 0;
        while let Some(i) = memchr::memchr3(b'\n', b'\r', 0x0c, &bytes[at..]) {
            at += i + 1;
            if bytes[at - 1] == b'\r' && bytes.get(at) == Some(&b'\n') {
                at += 1;
            }
            line_starts.push(at as u32);
        }
        let mut checkpoints = Vec::with_capacity(bytes.len() / STRIDE + 1);
        let mut count = 0u32;
        for chunk in bytes.chunks(STRIDE) {
            checkpoints.push(count);
            count += scalars(chunk);
        }
        let mut index = Self { line_starts, line_offsets: Vec::new(), checkpoints, ascii: count as usize == bytes.len() };
        let mut offsets = Vec::with_capacity(index.line_starts.len());
        let (mut at, mut offset) = (0, 0);
        for &start in &index.line_starts {
            offset = index.offset_from(text, (at, offset), start);
            at = start;
            offsets.push(offset);
        }
        index.line_offsets = offsets;
        index
    }

    /// Scalar offset of a byte, from a place at or before it whose offset is known.
    fn offset_from(&self, text: &str, (at, offset): (u32, u32), byte: u32) -> u32 {
        if (byte - at) as usize > STRIDE {
            return self.scalar_offset(text, byte);
        }
        let end = (byte as usize).min(text.len());
        offset + scalars(&text.as_bytes()[(at as usize).min(end)..end])
    }

    /// Number of lines (a text without any line end has one).
    pub fn lines(&self) -> usize {
        self.line_starts.len()
    }

    /// Offset in scalar values of a byte offset.
    pub fn scalar_offset(&self, text: &str, byte: u32) -> u32 {
        if self.ascii {
            return byte;
        }
        let at = (byte as usize).min(text.len());
        let chunk = (at / STRIDE).min(self.checkpoints.len().saturating_sub(1));
        let base = self.checkpoints.get(chunk).copied().unwrap_or(0);
        base + scalars(&text.as_bytes()[(chunk * STRIDE).min(at)..at])
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
    pub fn position(&self, text: &str, byte: u32) -> Position {
        self.position_in(text, self.line_of(byte), byte)
    }

    /// The position of a byte offset whose line is known.
    fn position_in(&self, text: &str, line: u32, byte: u32) -> Position {
        let k = line as usize - 1;
        let start = self.line_offsets[k];
        let offset = self.offset_from(text, (self.line_starts[k], start), byte);
        Position { offset, line, column: offset - start + 1 }
    }

    /// Both ends of a range. The end keeps to the line of the range's last character, so a range that ends with its line
    /// does not seem to reach into the next.
    pub fn ends(&self, text: &str, range: Range) -> (Position, Position) {
        let from = self.position(text, range.start);
        if range.is_empty() {
            return (from, from);
        }
        // Nearly all ranges lie in one line.
        let next = self.line_starts.get(from.line as usize).copied().unwrap_or(u32::MAX);
        if range.end > next {
            return (from, self.position_in(text, self.line_of(range.end - 1), range.end));
        }
        let offset = self.offset_from(text, (range.start, from.offset), range.end);
        (from, Position { offset, line: from.line, column: from.column + (offset - from.offset) })
    }
}

/// Scalar values that start in a piece of UTF-8.
fn scalars(bytes: &[u8]) -> u32 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let words = bytes.chunks_exact(8);
    let rest = words.remainder().iter().filter(|&&b| (b as i8) >= -0x40).count() as u32;
    // A byte begins no character where its high bit is set and the next one is not; the product adds up the eight.
    let starts = |word: u64| ((!(word >> 7) | word >> 6) & ONES).wrapping_mul(ONES) >> 56;
    words.filter_map(|bytes| bytes.first_chunk()).map(|bytes| starts(u64::from_ne_bytes(*bytes)) as u32).sum::<u32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_lines_and_columns() {
        let text = "가나\r\n다\rx\u{c}라";
        let index = TextIndex::new(text);
        assert_eq!(index.lines(), 4);
        let at = |s: &str| index.position(text, text.find(s).expect("in text") as u32);
        assert_eq!(at("나"), Position { offset: 1, line: 1, column: 2 });
        assert_eq!(at("다"), Position { offset: 4, line: 2, column: 1 });
        assert_eq!(at("x"), Position { offset: 6, line: 3, column: 1 });
        assert_eq!(at("라"), Position { offset: 8, line: 4, column: 1 });
    }

    #[test]
    fn long_lines_use_checkpoints() {
        let text = "가".repeat(10_000);
        let index = TextIndex::new(&text);
        assert_eq!(index.position(&text, 3 * 7_777).offset, 7_777);
    }
}
