//! Lines of a document whose paragraphs and tables are known.
//!
//! A paragraph gives a line (one more for each forced line break in it). A row of a table gives one line over all its cells;
//! but a table that only frames text, and a row that holds tables or a whole section in a cell, give the lines of what is in
//! their cells instead. Which rows do is told by structure alone, not by wording.

use super::line::{Layer, Layout, Line, Shape, line};
use super::marker::{Marker, MarkerKind};
use crate::decode::{Kind, Native, NativeBlock, NativeCell, NativeTable};
use crate::span::Range;

/// A row of a native table that a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NativeRow {
    /// Index of the table.
    pub table: u32,
    /// Row, from 0.
    pub row: u32,
}

/// Indentation of one display column, in 1/100 mm: half of the em of text at 10 points.
const COLUMN_WIDTH: u32 = 176;

/// A cell with so many paragraphs beside a short label, over most of the table, is text that a form frames.
const FRAMED_PARAGRAPHS: usize = 2;

impl Layout {
    /// Reads a text whose structure is known.
    pub fn of_native(text: &str, native: &Native) -> Self {
        let mut layout = Self { logical: true, ..Self::default() };
        let mut builder = Builder { text, native, blanks: 0, page_break: false, lines: Vec::new() };
        builder.blocks(&native.blocks);
        layout.lines = builder.lines;
        layout.finish(text);
        layout
    }

    /// Lines of the cell of row `row` that holds byte `at`, and of the cells behind it.
    pub(super) fn lines_of_cells(text: &str, native: &Native, row: NativeRow, at: usize) -> Vec<Line> {
        let mut builder = Builder { text, native, blanks: 0, page_break: false, lines: Vec::new() };
        let Some(table) = native.tables.get(row.table as usize) else { return Vec::new() };
        for cell in table.row(row.row as usize).iter().filter(|c| c.range.end as usize > at) {
            builder.blocks(&cell.blocks);
        }
        builder.lines
    }
}

struct Builder<'a> {
    text: &'a str,
    native: &'a Native,
    blanks: u8,
    page_break: bool,
    lines: Vec<Line>,
}

impl Builder<'_> {
    fn blocks(&mut self, blocks: &[NativeBlock]) {
        for block in blocks {
            match *block {
                NativeBlock::Paragraph(i) => self.paragraph(i),
                NativeBlock::Table(i) => self.table(i),
            }
        }
    }

    fn paragraph(&mut self, index: usize) {
        let Some(paragraph) = self.native.paragraphs.get(index) else { return };
        self.page_break |= paragraph.page_break;
        let slice = &self.text[paragraph.range.to_usize()];
        if is_blank(slice) {
            self.blanks = self.blanks.saturating_add(1);
            return;
        }
        let start = paragraph.range.start as usize;
        let mut first = true;
        let mut from = 0;
        while from <= slice.len() {
            let end = slice[from..].find(['\n', '\r', '\u{c}']).map_or(slice.len(), |i| from + i);
            for piece in super::line::pieces(self.text, start + from, start + end) {
                let mut line = line(self.text, piece.start, piece.end, self.blanks, self.page_break, false);
                line.indent = line.indent.saturating_add((paragraph.indent / COLUMN_WIDTH).min(1 << 10) as u16);
                line.continues = !first;
                line.bold |= paragraph.bold;
                line.layer = layer(paragraph.kind);
                if paragraph.kind == Kind::Note && first {
                    line.marker = Some(note_marker(&line));
                }
                if paragraph.kind != Kind::Body && line.shape == Shape::Tabs {
                    line.shape = Shape::Plain;
                }
                self.lines.push(line);
                self.blanks = 0;
                self.page_break = false;
                first = false;
            }
            from = end + 1;
        }
    }

    fn table(&mut self, index: usize) {
        let Some(table) = self.native.tables.get(index) else { return };
        self.page_break |= table.page_break;
        // A table of one column frames text or lists it; either way its cells are lines.
        let framed = table.columns <= 1;
        let mut from = 0;
        while from < table.cells.len() {
            let row = table.cells[from].row;
            let to = from + table.cells[from..].iter().take_while(|c| c.row == row).count();
            let cells = &table.cells[from..to];
            if framed || self.holds_text(table, cells) {
                for cell in cells {
                    self.blocks(&cell.blocks);
                }
            } else {
                self.row(index, cells);
            }
            from = to;
        }
    }

    /// Whether the cells of a row hold tables or sections, so that they are text rather than cells of a table.
    fn holds_text(&self, table: &NativeTable, cells: &[NativeCell]) -> bool {
        let wide = |c: &NativeCell| c.column_span * 2 >= table.columns;
        cells.iter().any(|c| self.holds_table(c))
            || cells.len() == 1 && wide(&cells[0]) && (self.filled(&cells[0]) >= FRAMED_PARAGRAPHS || self.is_headed(&cells[0]))
    }

    fn holds_table(&self, cell: &NativeCell) -> bool {
        cell.blocks.iter().any(|b| match b {
            NativeBlock::Table(i) => self.native.tables.get(*i).is_some_and(|t| t.cells.len() > 1),
            NativeBlock::Paragraph(_) => false,
        })
    }

    /// Paragraphs with text.
    fn filled(&self, cell: &NativeCell) -> usize {
        let text = |b: &&NativeBlock| match b {
            NativeBlock::Paragraph(i) => !is_blank(&self.text[self.native.paragraphs[*i].range.to_usize()]),
            NativeBlock::Table(_) => true,
        };
        cell.blocks.iter().filter(text).count()
    }

    /// Whether a cell begins with the mark of a heading.
    fn is_headed(&self, cell: &NativeCell) -> bool {
        let Some(NativeBlock::Paragraph(i)) = cell.blocks.first() else { return false };
        let range = self.native.paragraphs[*i].range;
        super::marker::parse_marker(self.text[range.to_usize()].trim_start(), range.start as usize)
            .is_some_and(|(m, _)| m.kind.is_heading_class())
    }

    /// A row of cells: one line.
    fn row(&mut self, index: usize, cells: &[NativeCell]) {
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else { return };
        let (start, end) = (first.range.start as usize, last.range.end as usize);
        if is_blank(&self.text[start..end]) {
            return;
        }
        let mut line = line(self.text, start, end, self.blanks, self.page_break, true);
        // A first cell that is merged from the rows above leaves the line without it: a mark in another cell marks no line.
        if first.column > 0 {
            line.marker = None;
            line.body = line.range;
        }
        line.shape = Shape::Tabs;
        line.native = Some(NativeRow { table: index as u32, row: first.row as u32 });
        self.lines.push(line);
        self.blanks = 0;
        self.page_break = false;
    }
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{0}'))
}

fn layer(kind: Kind) -> Layer {
    match kind {
        Kind::Body | Kind::Note => Layer::Body,
        Kind::Header | Kind::Footer => Layer::RunningHead,
        Kind::Comment => Layer::Comment,
        Kind::Portal => Layer::Portal,
    }
}

/// A footnote is a note whatever its number looks like.
fn note_marker(line: &Line) -> Marker {
    Marker { kind: MarkerKind::Note, ordinal: 0, range: Range { start: line.range.start, end: line.body.start } }
}
