//! Positions in a decoded document, and nothing else.
//!
//! Inside the program every position is a **byte range of the decoded text** ([`Range`]); on the wire it is a span in Unicode
//! scalar values with lines and columns. [`TextIndex`] turns one into the other. Bytes and indices count from 0, lines and
//! columns from 1.

mod index;
pub use index::{Position, TextIndex};

/// A half-open byte range of the decoded text (offsets from 0).
///
/// 32 bits are enough: `limits` keeps a decoded text under 4 GiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Range {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Range {
    /// The range `start..end`; an `end` before `start` gives the empty range at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        let start = start as u32;
        Self { start, end: (end as u32).max(start) }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the range holds no byte.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// As an index into a `str`.
    pub fn to_usize(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest range that covers both.
    pub fn cover(self, other: Range) -> Range {
        Range { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Range) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Where a cell stands in its table: indices from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CellRef {
    /// Ordinal of the table in its section.
    pub table: u16,
    /// Row, header rows included.
    pub row: u16,
    /// Column.
    pub col: u16,
}
