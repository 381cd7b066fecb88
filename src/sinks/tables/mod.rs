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

mod columns;
mod csv_text;
mod rows;

pub use columns::{
    ACHIEVEMENTS, ANNUAL_TARGETS, CHANGES, COLUMNS, CONTACTS, ENGAGEMENT, ERRORS, FILES, INDICATORS, INVESTMENT, OBSTACLES, PLANS, PLEDGES,
    PROJECTS, REVIEW, SCHEDULE, SUPPORT_REQUESTS, TEXTS,
};
pub use csv_text::{BOM, guard};

use crate::record::{EvidenceLine, Issue, Record};
use crate::sinks::manifest::FileEntry;
use csv_text::CsvText;

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
}

/// One table.
#[derive(Debug)]
pub struct Table {
    /// Name; the file is `tables/<name>.csv`.
    pub name: &'static str,
    /// In Korean.
    pub title: &'static str,
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
    fn write(&self, out: &mut CsvText);
}

/// Rows of all tables, as CSV without header.
pub struct TableRows {
    tables: Vec<CsvText>,
}

impl Default for TableRows {
    fn default() -> Self {
        Self::new()
    }
}

impl TableRows {
    /// No rows.
    pub fn new() -> Self {
        Self { tables: TABLES.iter().map(|_| CsvText::new()).collect() }
    }

    /// Adds the rows of a record to every table that it has values for.
    pub fn add_record(&mut self, record: &Record, evidence: &EvidenceLine) {
        rows::add_record(self, record, evidence);
    }

    /// Adds a file of the manifest, and the issues of the file as a whole.
    pub fn add_file(&mut self, entry: &FileEntry) {
        rows::add_file(self, entry);
    }

    /// The rows of each table, in the order of [`TABLES`].
    pub fn into_bytes(self) -> Vec<Vec<u8>> {
        self.tables.into_iter().map(CsvText::into_bytes).collect()
    }

    fn add<R: Row>(&mut self, row: &R) {
        row.write(&mut self.tables[R::table().ordinal]);
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
    for table in TABLES.iter().copied().chain([&REVIEW]) {
        for column in table.columns {
            columns::ColumnRow { table, column }.write(&mut out);
        }
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
    out.into_bytes()
}

pub use columns::ReviewRow;

fn prefixed(out: CsvText) -> Vec<u8> {
    let mut bytes = BOM.to_vec();
    bytes.extend(out.into_bytes());
    bytes
}

/// The issues of a record or a file, with what a row needs to know of them.
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
