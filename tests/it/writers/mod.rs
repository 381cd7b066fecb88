//! One content in every format: small writers of HWP 5, HWPX, DOCX, HTML and text, as plain as the formats allow.
//!
//! They write what a reader needs and no more (no fonts, no page), so that a test can say what stands in a document without a
//! binary file in the project. What they have in common with the readers is the specification alone.

pub mod docx;
pub mod html;
pub mod hwp5;
pub mod hwpx;
pub mod pdf;
pub mod text;

use std::io::{Cursor, Write as _};

/// A piece of a document.
pub enum Piece {
    /// A paragraph.
    Line(&'static str),
    /// A table: rows of the cells that begin in them.
    Table(Vec<Vec<Cell>>),
}

/// A cell of a table.
#[derive(Clone, Default)]
pub struct Cell {
    /// Its paragraphs.
    pub lines: Vec<&'static str>,
    /// Columns that it covers.
    pub columns: u16,
    /// Rows that it covers.
    pub rows: u16,
    /// Whether it is shaded.
    pub shaded: bool,
}

/// A cell of one paragraph.
pub fn cell(line: &'static str) -> Cell {
    Cell { lines: vec![line], columns: 1, rows: 1, shaded: false }
}

impl Cell {
    pub fn over(mut self, columns: u16) -> Self {
        self.columns = columns;
        self
    }

    pub fn down(mut self, rows: u16) -> Self {
        self.rows = rows;
        self
    }

    pub fn shaded(mut self) -> Self {
        self.shaded = true;
        self
    }

    pub fn and(mut self, line: &'static str) -> Self {
        self.lines.push(line);
        self
    }
}

/// A table's cells with the column that each begins in, row by row.
pub fn placed(rows: &[Vec<Cell>]) -> Vec<Vec<(u16, &Cell)>> {
    let mut taken: Vec<(u16, u16, u16)> = Vec::new();
    let mut out = Vec::new();
    for (r, row) in rows.iter().enumerate() {
        let r = r as u16;
        let mut line = Vec::new();
        let mut at = 0;
        for cell in row {
            while let Some(&(_, end, _)) = taken.iter().find(|&&(from, end, until)| from <= at && at < end && until > r) {
                at = end;
            }
            line.push((at, cell));
            taken.push((at, at + cell.columns, r + cell.rows));
            at += cell.columns;
        }
        out.push(line);
    }
    out
}

/// Columns of a table.
pub fn columns(rows: &[Vec<Cell>]) -> u16 {
    placed(rows).iter().flatten().map(|(at, cell)| at + cell.columns).max().unwrap_or(0)
}

/// The text with the signs of markup escaped.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A ZIP of these parts.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
