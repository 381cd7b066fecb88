//! CSV text in memory: one typed method for each kind of cell, and the guard against formulas.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::cells::Cells;

/// UTF-8 byte order mark: without it Excel reads the file as CP949.
pub const BOM: &[u8] = b"\xef\xbb\xbf";

/// Initial room of a table's buffer; most tables of a chunk of records stay under it.
const BUFFER: usize = 4 << 10;

/// Characters that make a spreadsheet take a cell for a formula (OWASP, "CSV Injection"), with the full-width forms that
/// Korean and Japanese input methods type and that spreadsheets treat alike.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The text as a spreadsheet may see it: with a leading `'` where it would be run as a formula.
pub fn guard(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA_STARTS) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Rows under construction.
pub(super) struct CsvText {
    writer: csv::Writer<Vec<u8>>,
    cells: usize,
    number: String,
}

impl CsvText {
    pub(super) fn new() -> Self {
        Self {
            writer: csv::WriterBuilder::new()
                .terminator(csv::Terminator::CRLF)
                .buffer_capacity(BUFFER)
                .flexible(true)
                .from_writer(Vec::new()),
            cells: 0,
            number: String::new(),
        }
    }

    fn cell(&mut self, bytes: &[u8]) {
        self.writer.write_field(bytes).expect("memory takes every byte");
        self.cells += 1;
    }

    fn formatted(&mut self, value: impl std::fmt::Display) {
        let mut number = std::mem::take(&mut self.number);
        number.clear();
        let _ = write!(number, "{value}");
        self.cell(number.as_bytes());
        self.number = number;
    }

    /// Ends the row; gives the number of its cells.
    pub(super) fn end_row(&mut self) -> usize {
        self.writer.write_record(None::<&[u8]>).expect("memory takes every byte");
        std::mem::take(&mut self.cells)
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.writer.into_inner().expect("memory takes every byte")
    }
}

/// An absent value is an empty cell. Text is guarded; a value of any kind is, where it is not a negative number.
impl Cells for CsvText {
    fn text<'a>(&mut self, value: impl Into<Option<&'a str>>) {
        self.cell(guard(value.into().unwrap_or_default()).as_bytes());
    }

    fn value<'a>(&mut self, value: impl Into<Option<&'a str>>) {
        let value = value.into().unwrap_or_default();
        let digits = value.strip_prefix('-').unwrap_or_default();
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            self.code(value);
        } else {
            self.text(value);
        }
    }

    fn code<'a>(&mut self, value: impl Into<Option<&'a str>>) {
        self.cell(value.into().unwrap_or_default().as_bytes());
    }

    fn date<'a>(&mut self, value: impl Into<Option<&'a str>>) {
        self.code(value);
    }

    fn integer(&mut self, value: impl Into<Option<i64>>) {
        match value.into() {
            Some(value) => self.formatted(value),
            None => self.cell(b""),
        }
    }

    fn number(&mut self, value: impl Into<Option<f64>>) {
        match value.into() {
            Some(value) => self.formatted(value),
            None => self.cell(b""),
        }
    }

    fn boolean(&mut self, value: impl Into<Option<bool>>) {
        self.code(value.into().map(|v| if v { "true" } else { "false" }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_other_text_is_not() {
        for (text, expected) in [
            ("=SUM(A1)", "'=SUM(A1)"),
            ("- 추진", "'- 추진"),
            ("+82", "'+82"),
            ("@cmd", "'@cmd"),
            ("\tx", "'\tx"),
            ("＝1", "'＝1"),
            ("공약 = 약속", "공약 = 약속"),
            ("'24년", "'24년"),
            ("", ""),
        ] {
            assert_eq!(guard(text), expected);
        }
    }

    #[test]
    fn numbers_are_not_guarded_and_lines_end_in_crlf() {
        let mut out = CsvText::new();
        out.integer(-5);
        out.number(0.1 + 0.2);
        out.number(None);
        out.boolean(true);
        out.text("a,\"b\"\n");
        out.end_row();
        let text = String::from_utf8(out.into_bytes()).unwrap();
        assert_eq!(text, "-5,0.30000000000000004,,true,\"a,\"\"b\"\"\n\"\r\n");
    }
}
