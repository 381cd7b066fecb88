//! Rows with typed cells: what the formats other than CSV are made of.
//!
//! Comes in: the cells of rows, and the marks of the record that they belong to. Goes out: bytes, a length before each row,
//! that [`Reader`] turns into [`TypedRow`]s again; they lie on the disk between the conversion and the end of the run. An
//! empty text is an absent value, as in CSV.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};

use super::Table;
use super::cells::Cells;

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Cell<'a> {
    /// No value.
    Empty,
    /// Text, or a code.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Day(Day),
}

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// 0 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Day {
    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
        let form = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
        if !form || !digits(0..4) || !digits(5..7) || !digits(8..10) {
            return None;
        }
        let day = Self { year: text[..4].parse().ok()?, month: text[5..7].parse().ok()?, day: text[8..].parse().ok()? };
        ((1..=12).contains(&day.month) && (1..=day.last_of_month()).contains(&day.day)).then_some(day)
    }

    fn last_of_month(self) -> u8 {
        let leap = self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// Days since 1970-01-01, counted in years that begin in March so that leap days come last.
    pub fn since_1970(self) -> i32 {
        let (year, month, day) = (i32::from(self.year), i32::from(self.month), i32::from(self.day));
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Something to look at in a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The cell's column.
    pub column: u16,
    /// Whether it is an error; a warning or a doubt otherwise.
    pub error: bool,
    /// JSON Pointer of the value; empty where the record as a whole is meant.
    pub pointer: String,
    /// What is the matter, in Korean.
    pub message: String,
}

/// A row read back.
#[derive(Debug, PartialEq)]
pub struct TypedRow<'a> {
    /// As many as the table has columns.
    pub cells: Vec<Cell<'a>>,
    /// Marked cells.
    pub marks: Vec<Mark>,
}

/// Bytes of the number before each row.
const LENGTH: usize = 4;

/// Rows under construction.
#[derive(Default)]
pub(super) struct TypedRows {
    bytes: Vec<u8>,
    start: usize,
    /// For each cell of the row whether it is empty.
    empty: Vec<bool>,
}

impl TypedRows {
    fn cell(&mut self, cell: Cell<'_>) {
        if self.empty.is_empty() {
            self.start = self.bytes.len();
            self.bytes.extend([0; LENGTH]);
        }
        self.empty.push(cell == Cell::Empty);
        append(&mut self.bytes, &cell);
    }

    /// Ends the row with its marks.
    pub(super) fn end_row(&mut self, marks: &[Mark]) {
        append(&mut self.bytes, marks);
        let length = (self.bytes.len() - self.start - LENGTH) as u32;
        self.bytes[self.start..self.start + LENGTH].copy_from_slice(&length.to_le_bytes());
        self.empty.clear();
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

fn append<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    let bytes = std::mem::take(out);
    *out = postcard::to_extend(value, bytes).expect("memory takes every byte");
}

impl Cells for TypedRows {
    fn text<'a>(&mut self, value: impl Into<Option<&'a str>>) {
        self.cell(value.into().filter(|v| !v.is_empty()).map_or(Cell::Empty, Cell::Text));
    }

    fn value<'a>(&mut self, value: impl Into<Option<&'a str>>) {
        self.text(value);
    }

    fn code<'a>(&mut self, value: impl Into<Option<&'a str>>) {
        self.text(value);
    }

    fn date<'a>(&mut self, value: impl Into<Option<&'a str>>) {
        let value = value.into();
        match value.and_then(Day::parse) {
            Some(day) => self.cell(Cell::Day(day)),
            // The contract knows no such date; a text still says what it was.
            None => self.text(value),
        }
    }

    fn integer(&mut self, value: impl Into<Option<i64>>) {
        self.cell(value.into().map_or(Cell::Empty, Cell::Integer));
    }

    fn number(&mut self, value: impl Into<Option<f64>>) {
        self.cell(value.into().filter(|v| v.is_finite()).map_or(Cell::Empty, Cell::Number));
    }

    fn boolean(&mut self, value: impl Into<Option<bool>>) {
        self.cell(value.into().map_or(Cell::Empty, Cell::Boolean));
    }
}

/// The marks of a record, by the pointer of the value.
#[derive(Debug, Default)]
pub struct Marks {
    /// In order of pointers; the column is not known yet.
    marks: Vec<Mark>,
    /// For each whether a row has taken it.
    taken: Vec<bool>,
}

/// Column of the table of pledges that takes marks of no row's value.
const STATUS: &str = "status";

impl Marks {
    /// From pointer (empty for the record as a whole), whether it is an error, and message.
    pub(crate) fn new(mut marks: Vec<Mark>) -> Self {
        // Stable: errors of one value stay before its warnings.
        marks.sort_by(|a, b| a.pointer.cmp(&b.pointer));
        Self { taken: vec![false; marks.len()], marks }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The marks of the row that is under construction in `row`. The row of the pledge itself, the last one of a record,
    /// takes all that no row has taken.
    pub(super) fn of_row(&mut self, table: &Table, place: Option<String>, row: &TypedRows) -> Vec<Mark> {
        let Some(place) = place else {
            return Vec::new();
        };
        let whole = place.is_empty();
        let mut out = Vec::new();
        let first = self.marks.partition_point(|m| m.pointer < place);
        for (mark, taken) in self.marks.iter().zip(&mut self.taken).skip(first) {
            let Some(rest) = mark.pointer.strip_prefix(place.as_str()) else {
                break;
            };
            let shown = || table.columns.iter().enumerate().filter(|(_, c)| c.shows(rest)).map(|(i, _)| i);
            let column = shown().find(|&i| !row.empty[i]).or_else(|| shown().next());
            let column = match column {
                None if whole && !*taken => table.columns.iter().position(|c| c.name == STATUS),
                column => column,
            };
            if let Some(column) = column {
                *taken = true;
                out.push(Mark { column: column as u16, ..mark.clone() });
            }
        }
        out
    }
}

/// Reads typed rows.
pub struct Reader<R> {
    source: R,
    buffer: Vec<u8>,
    columns: usize,
}

impl<R: Read> Reader<R> {
    /// Rows of this table.
    pub fn new(source: R, table: &Table) -> Self {
        Self { source, buffer: Vec::new(), columns: table.columns.len() }
    }

    /// The next row; none at the end.
    ///
    /// # Errors
    /// The source cannot be read, or holds something else.
    pub fn next_row(&mut self) -> io::Result<Option<TypedRow<'_>>> {
        let mut length = [0; LENGTH];
        match self.source.read(&mut length[..1])? {
            0 => return Ok(None),
            _ => self.source.read_exact(&mut length[1..])?,
        }
        self.buffer.clear();
        let length = u64::from(u32::from_le_bytes(length));
        self.source.by_ref().take(length).read_to_end(&mut self.buffer)?;
        let mut rest = self.buffer.as_slice();
        let mut cells = Vec::with_capacity(self.columns);
        for _ in 0..self.columns {
            let (cell, after) = postcard::take_from_bytes(rest).map_err(damaged)?;
            cells.push(cell);
            rest = after;
        }
        let marks = postcard::from_bytes(rest).map_err(damaged)?;
        Ok(Some(TypedRow { cells, marks }))
    }
}

fn damaged(error: postcard::Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

/// A row with this in its column `text`, where it has one, and `r1` for its record; the other cells are empty.
#[cfg(test)]
pub(crate) fn test_row(table: &Table, text: &str) -> Vec<u8> {
    let mut out = TypedRows::default();
    for column in table.columns {
        match column.name {
            "record_id" => out.code("r1"),
            "text" => out.text(text),
            _ => out.code(None),
        }
    }
    out.end_row(&[]);
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::super::{INVESTMENT, PLEDGES, TEXTS};
    use super::*;

    #[test]
    fn days_are_days_of_the_calendar() {
        for (text, since) in
            [("1970-01-01", 0), ("2000-02-29", 11_016), ("2024-12-31", 20_088), ("1899-12-30", -25_569), ("0001-01-01", -719_162)]
        {
            let day = Day::parse(text).unwrap();
            assert_eq!((day.to_string().as_str(), day.since_1970()), (text, since));
        }
        for wrong in ["2023-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024-4-01", "24-04-01", "2024-04", "2024-04-0１", ""] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn rows_come_back_with_their_marks() {
        let mut out = TypedRows::default();
        let mark = Mark { column: 3, error: true, pointer: "/a".to_owned(), message: "합계".to_owned() };
        for marks in [&[][..], std::slice::from_ref(&mark)] {
            out.text("7-1");
            out.text("");
            out.number(f64::NAN);
            out.integer(-5);
            out.boolean(false);
            out.date("2024-02-29");
            for _ in 6..INVESTMENT.columns.len() {
                out.code(None);
            }
            out.end_row(marks);
        }
        let bytes = out.into_bytes();
        let mut reader = Reader::new(bytes.as_slice(), &INVESTMENT);
        let row = reader.next_row().unwrap().unwrap();
        let day = Day { year: 2024, month: 2, day: 29 };
        let expected = [Cell::Text("7-1"), Cell::Empty, Cell::Empty, Cell::Integer(-5), Cell::Boolean(false), Cell::Day(day)];
        assert_eq!(row.cells[..6], expected);
        assert_eq!(row.cells.len(), INVESTMENT.columns.len());
        assert!(row.marks.is_empty());
        assert_eq!(reader.next_row().unwrap().unwrap().marks, [mark]);
        assert_eq!(reader.next_row().unwrap(), None);
        assert!(Reader::new(&bytes[..bytes.len() - 1], &INVESTMENT).next_row().is_ok());
        assert!(Reader::new(&bytes[..9], &INVESTMENT).next_row().is_err());
    }

    fn mark(pointer: &str) -> Mark {
        Mark { column: 0, error: false, pointer: pointer.to_owned(), message: String::new() }
    }

    fn filled(table: &Table) -> TypedRows {
        let mut row = TypedRows::default();
        for _ in table.columns {
            row.text("x");
        }
        row
    }

    #[test]
    fn a_mark_goes_to_the_column_of_its_value() {
        let pointers =
            ["/overview/projects/0/items/1/text", "/overview/projects/0/items/10/text", "/pledge/state", "", "/investment/cells/3"];
        let mut marks = Marks::new(pointers.map(mark).to_vec());
        let columns = |table: &Table, marks: Vec<Mark>| -> Vec<&'static str> {
            marks.iter().map(|m| table.columns[usize::from(m.column)].name).collect()
        };
        let found = marks.of_row(&TEXTS, Some("/overview/projects/0/items/1".to_owned()), &filled(&TEXTS));
        assert_eq!(columns(&TEXTS, found), ["text"]);
        let found = marks.of_row(&INVESTMENT, Some("/investment/cells/3".to_owned()), &filled(&INVESTMENT));
        assert_eq!(columns(&INVESTMENT, found), ["krw"]);
        // The record as a whole, the item 10 that no row has shown, and the state.
        let found = marks.of_row(&PLEDGES, Some(String::new()), &filled(&PLEDGES));
        assert_eq!(columns(&PLEDGES, found), ["status", "status", "state"]);
    }
}
