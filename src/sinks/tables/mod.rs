//! The flat tables of `tables/*.csv`, for spreadsheets and data frames.
//!
//! Comes in: records and the entries of the manifest. Goes out: rows of CSV, appended to one buffer a table. One declaration
//! (`columns.rs`) gives each table its header, its lines in `columns.csv` and its values, so the three cannot disagree.
//!
//! - Every row starts with `record_id`, `path` and `confidence`: the record's own in `pledges`, in the other tables the lowest
//!   confidence of the values in the row.
//! - Absent values are empty cells. Lists of codes are joined with `; `, lists of texts with ` | `.
//! - UTF-8 with BOM and CRLF, so that Excel opens Hangul right; RFC 4180 quoting otherwise.
//! - A text that a spreadsheet would run as a formula gets a leading `'` ([`guard`]). Numbers never do.
//!
//! The same rows with typed cells ([`typed`]) are what the other formats are made of.

mod cells;
mod columns;
mod csv_text;
mod rows;
pub mod typed;

pub use columns::{
    ACHIEVEMENTS, ANNUAL_TARGETS, CHANGES, COLUMNS, CONTACTS, ENGAGEMENT, ERRORS, FILES, INDICATORS, INVESTMENT, OBSTACLES, PLANS, PLEDGES,
    PROJECTS, REVIEW, SCHEDULE, SUPPORT_REQUESTS, TEXTS,
};
pub use csv_text::{BOM, guard};

use crate::record::{EvidenceLine, Issue, Record};
use crate::sinks::manifest::FileEntry;
use crate::sinks::review;
use cells::Cells;
use csv_text::CsvText;
use typed::{Marks, TypedRows};

/// What kind of value a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Korean text as the source has it, NFC.
    Text,
    /// A word of the contract's enumerations, or several joined with `; `.
    Code,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `YYYY-MM-DD`.
    Date,
}

impl Kind {
    /// The word in `columns.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Code => "code",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::Date => "date",
        }
    }
}

/// One column of a table.
#[derive(Debug)]
pub struct Column {
    /// Name in the header.
    pub name: &'static str,
    /// In Korean.
    pub title: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// `KRW`, `%` …, or empty.
    pub unit: &'static str,
    /// What of the row's place in the record the column shows: JSON Pointers relative to it.
    shows: &'static [&'static str],
}

impl Column {
    /// Whether the column shows the value at `pointer`, relative to the place of its row: the pointer is one of those that
    /// it shows, or lies under one. The place itself (``) has only its own elements under it, not its fields.
    fn shows(&self, pointer: &str) -> bool {
        self.shows.iter().any(|&part| match pointer.strip_prefix(part) {
            Some("") => true,
            Some(rest) if part.is_empty() => rest.strip_prefix('/').is_some_and(|index| index.bytes().all(|b| b.is_ascii_digit())),
            Some(rest) => rest.starts_with('/'),
            None => false,
        })
    }
}

/// One table.
#[derive(Debug)]
pub struct Table {
    /// Name; the file is `tables/<name>.csv`.
    pub name: &'static str,
    /// In Korean.
    pub title: &'static str,
    /// What a row is, in Korean.
    pub about: &'static str,
    /// The columns, in order.
    pub columns: &'static [Column],
    /// Its place in [`TABLES`].
    ordinal: usize,
}

/// The tables of `tables/`, in the order of the contract. `columns.csv` is the last.
pub static TABLES: &[&Table] = &[
    &PLEDGES,
    &PROJECTS,
    &ANNUAL_TARGETS,
    &INDICATORS,
    &PLANS,
    &ACHIEVEMENTS,
    &SCHEDULE,
    &INVESTMENT,
    &OBSTACLES,
    &CHANGES,
    &ENGAGEMENT,
    &SUPPORT_REQUESTS,
    &CONTACTS,
    &TEXTS,
    &ERRORS,
    &FILES,
    &COLUMNS,
];

/// A row that knows its table.
trait Row {
    /// The table.
    fn table() -> &'static Table;
    /// Writes the cells, in the order of the table's columns.
    fn write(&self, out: &mut impl Cells);
    /// JSON Pointer of what the row shows.
    fn place(&self) -> Option<String>;
}

/// Rows of all tables: as CSV without header, as typed rows, or both.
pub struct TableRows {
    csv: Option<Vec<CsvText>>,
    typed: Option<Vec<TypedRows>>,
    marks: Marks,
}

/// What rows are written as.
#[derive(Clone, Copy, Debug)]
pub struct Forms {
    /// Lines of CSV.
    pub csv: bool,
    /// Typed rows.
    pub typed: bool,
}

/// The bytes of [`TableRows`], a buffer for each of [`TABLES`]; none of what was not asked for.
#[derive(Debug, Default)]
pub struct RowBytes {
    /// Lines of CSV.
    pub csv: Vec<Vec<u8>>,
    /// Typed rows.
    pub typed: Vec<Vec<u8>>,
}

impl TableRows {
    /// No rows.
    pub fn new(forms: Forms) -> Self {
        Self {
            csv: forms.csv.then(|| TABLES.iter().map(|_| CsvText::new()).collect()),
            typed: forms.typed.then(|| TABLES.iter().map(|_| TypedRows::default()).collect()),
            marks: Marks::default(),
        }
    }

    /// Adds the rows of a record to every table that it has values for. In the typed rows, values that an issue points at,
    /// and key values whose confidence is under the threshold, are marked.
    pub fn add_record(&mut self, record: &Record, evidence: &EvidenceLine, review_below: f64) {
        if self.typed.is_some() {
            self.marks = review::marks(record, evidence, review_below);
        }
        rows::add_record(self, record, evidence);
        self.marks = Marks::default();
    }

    /// Adds a file of the manifest, and the issues of the file as a whole.
    pub fn add_file(&mut self, entry: &FileEntry) {
        rows::add_file(self, entry);
    }

    /// The rows of each table.
    pub fn into_bytes(self) -> RowBytes {
        RowBytes {
            csv: self.csv.into_iter().flatten().map(CsvText::into_bytes).collect(),
            typed: self.typed.into_iter().flatten().map(TypedRows::into_bytes).collect(),
        }
    }

    fn add<R: Row>(&mut self, row: &R) {
        let table = R::table();
        if let Some(csv) = &mut self.csv {
            let out = &mut csv[table.ordinal];
            row.write(out);
            let cells = out.end_row();
            debug_assert_eq!(cells, table.columns.len(), "{}", table.name);
        }
        if let Some(typed) = &mut self.typed {
            let out = &mut typed[table.ordinal];
            row.write(out);
            let marks = if self.marks.is_empty() { Vec::new() } else { self.marks.of_row(table, row.place(), out) };
            out.end_row(&marks);
        }
    }
}

/// What a table's file starts with: BOM and header.
pub fn header(table: &Table) -> Vec<u8> {
    let mut out = CsvText::new();
    for column in table.columns {
        out.code(column.name);
    }
    out.end_row();
    prefixed(out)
}

/// The whole of `columns.csv`.
pub fn columns_csv() -> Vec<u8> {
    let mut bytes = header(&COLUMNS);
    let mut out = CsvText::new();
    for row in column_rows() {
        row.write(&mut out);
        out.end_row();
    }
    bytes.extend(out.into_bytes());
    bytes
}

/// What `review.csv` starts with: names a script can rely on, each with its Korean title for the reader.
pub fn review_header() -> Vec<u8> {
    let mut out = CsvText::new();
    for column in REVIEW.columns {
        out.code(format!("{} ({})", column.name, column.title).as_str());
    }
    out.end_row();
    prefixed(out)
}

/// One line of `review.csv`.
pub fn review_row(row: &ReviewRow<'_>) -> Vec<u8> {
    let mut out = CsvText::new();
    row.write(&mut out);
    out.end_row();
    out.into_bytes()
}

/// The same line as a typed row.
pub fn review_row_typed(row: &ReviewRow<'_>) -> Vec<u8> {
    let mut out = TypedRows::default();
    row.write(&mut out);
    out.end_row(&[]);
    out.into_bytes()
}

/// The rows of `columns`, typed.
pub fn columns_typed() -> Vec<u8> {
    let mut out = TypedRows::default();
    for row in column_rows() {
        row.write(&mut out);
        out.end_row(&[]);
    }
    out.into_bytes()
}

fn column_rows() -> impl Iterator<Item = columns::ColumnRow> {
    let tables = TABLES.iter().copied().chain([&REVIEW]);
    tables.flat_map(|table| table.columns.iter().map(move |column| columns::ColumnRow { table, column }))
}

pub use columns::ReviewRow;

fn prefixed(out: CsvText) -> Vec<u8> {
    let mut bytes = BOM.to_vec();
    bytes.extend(out.into_bytes());
    bytes
}

/// An issue of a record or a file, with what a row needs to know of them.
struct IssueRow<'a> {
    record_id: &'a str,
    path: &'a str,
    confidence: Option<f64>,
    record_index: Option<usize>,
    number: Option<&'a str>,
    title: Option<&'a str>,
    issue: &'a Issue,
}

#[cfg(test)]
mod tests;
