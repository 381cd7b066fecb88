//! The records that streams of HWP 5 are made of: a head of 32 bits (tag, level, size) and the bytes after it.
//!
//! Known lies: a size may reach past the stream's end. The record is then cut there, and [`Records::is_cut`] tells.

/// Record tags (HWPTAG_…) that are read.
pub mod tag {
    /// Key of a distribution document.
    pub const DISTRIBUTE_DOC_DATA: u16 = 28;
    /// Properties of the document, the first record of its definitions.
    pub const DOCUMENT_PROPERTIES: u16 = 16;
    /// Border and fill of a cell.
    pub const BORDER_FILL: u16 = 20;
    /// Character shape.
    pub const CHAR_SHAPE: u16 = 21;
    /// Numbering of paragraphs.
    pub const NUMBERING: u16 = 23;
    /// Bullet of paragraphs.
    pub const BULLET: u16 = 24;
    /// Paragraph shape.
    pub const PARA_SHAPE: u16 = 25;
    /// Head of a paragraph.
    pub const PARA_HEADER: u16 = 66;
    /// Text of a paragraph.
    pub const PARA_TEXT: u16 = 67;
    /// Which character shape begins where in a paragraph.
    pub const PARA_CHAR_SHAPE: u16 = 68;
    /// Lines of a paragraph as they were laid out.
    pub const PARA_LINE_SEG: u16 = 69;
    /// Marked ranges of a paragraph.
    pub const PARA_RANGE_TAG: u16 = 70;
    /// Head of a control: a table, a note, a drawing.
    pub const CTRL_HEADER: u16 = 71;
    /// Head of a list of paragraphs: a cell, a caption, a text box.
    pub const LIST_HEADER: u16 = 72;
    /// Properties of a table.
    pub const TABLE: u16 = 77;
    /// Script of an equation.
    pub const EQEDIT: u16 = 88;
    /// Text of a text art.
    pub const SHAPE_TEXT_ART: u16 = 90;
}

/// Size in the head that says: the size is in the next 32 bits.
const LONG_SIZE: u32 = 0xfff;

/// A record.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// What it is, see [`tag`].
    pub tag: u16,
    /// Its depth: a record belongs to the last one before it with a lower level.
    pub level: u16,
    /// Its content.
    pub data: &'a [u8],
}

impl<'a> Record<'a> {
    /// The byte at a place.
    pub fn u8(&self, at: usize) -> Option<u8> {
        self.data.get(at).copied()
    }

    /// The 16 bits at a place.
    pub fn u16(&self, at: usize) -> Option<u16> {
        u16_at(self.data, at)
    }

    /// The 32 bits at a place.
    pub fn u32(&self, at: usize) -> Option<u32> {
        u32_at(self.data, at)
    }

    /// A string behind its length in characters of 16 bits, and the place behind it; none where it does not fit.
    pub fn string(&self, at: usize) -> Option<(String, usize)> {
        let end = at.checked_add(2)?.checked_add(2 * usize::from(self.u16(at)?))?;
        let bytes = self.data.get(at + 2..end)?;
        Some((utf16(bytes), end))
    }
}

/// The 16 bits at a place, low byte first.
pub fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([bytes[0], bytes[1]]))
}

/// The 32 bits at a place, low byte first.
pub fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// Text of UTF-16 with the low byte first, without NUL; what is no character becomes U+FFFD.
pub fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).filter(|&c| c != '\0').collect()
}

/// The records of a stream, one after the other; nothing is kept of them.
#[derive(Clone, Debug)]
pub struct Records<'a> {
    data: &'a [u8],
    at: usize,
    next: Option<(Record<'a>, usize)>,
    cut: bool,
}

impl<'a> Records<'a> {
    /// From the bytes of a stream.
    pub fn new(data: &'a [u8]) -> Self {
        let mut records = Self { data, at: 0, next: None, cut: false };
        records.next = records.decode();
        records
    }

    /// The record that comes next.
    pub fn peek(&self) -> Option<Record<'a>> {
        self.next.map(|(record, _)| record)
    }

    /// Where the next record begins.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Whether a record reached past the end.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    fn decode(&mut self) -> Option<(Record<'a>, usize)> {
        let head = u32_at(self.data, self.at)?;
        let (size, start) = match head >> 20 {
            LONG_SIZE => (u32_at(self.data, self.at + 4)?, self.at + 8),
            size => (size, self.at + 4),
        };
        let declared = start.saturating_add(size as usize);
        let end = declared.min(self.data.len());
        self.cut |= declared > end;
        let record = Record { tag: (head & 0x3ff) as u16, level: (head >> 10 & 0x3ff) as u16, data: &self.data[start..end] };
        Some((record, end))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (record, end) = self.next?;
        self.at = end;
        self.next = self.decode();
        Some(record)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// The bytes of a record.
    pub fn record(tag: u16, level: u16, data: &[u8]) -> Vec<u8> {
        let size = data.len() as u32;
        let head = u32::from(tag) | u32::from(level) << 10 | size.min(LONG_SIZE) << 20;
        let mut out = head.to_le_bytes().to_vec();
        if size >= LONG_SIZE {
            out.extend(size.to_le_bytes());
        }
        out.extend(data);
        out
    }

    #[test]
    fn records_come_in_order_with_long_sizes() {
        let long = vec![7; 5_000];
        let bytes = [record(66, 0, &[1, 2]), record(67, 1, &long), record(68, 1, &[])].concat();
        let records: Vec<_> = Records::new(&bytes).map(|r| (r.tag, r.level, r.data.len())).collect();
        assert_eq!(records, [(66, 0, 2), (67, 1, 5_000), (68, 1, 0)]);
    }

    #[test]
    fn a_record_that_reaches_past_the_end_is_cut() {
        let mut bytes = record(67, 1, &[1; 100]);
        bytes.truncate(50);
        let mut records = Records::new(&bytes);
        assert_eq!(records.next().map(|r| r.data.len()), Some(46));
        assert!(records.is_cut() && records.next().is_none());
        assert!(Records::new(&[0xff; 7]).next().is_none());
    }

    #[test]
    fn fields_behind_the_end_are_none() {
        let record = Record { tag: 0, level: 0, data: &[3, 0, 0x00, 0xac] };
        assert_eq!((record.u16(2), record.u16(3), record.u32(1), record.u8(4)), (Some(0xac00), None, None, None));
        assert!(record.string(0).is_none());
    }
}
