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
    /// Column of its first cell: not 0 under a merged cell.
    pub column: u32,
}

/// Indentation of one display column, in 1/100 mm: half of the em of text at 10 points.
const COLUMN_WIDTH: u32 = 176;

/// Longest label of a form, in bytes: fifteen syllables.
const LABEL_BYTES: usize = 48;

/// A cell with so many paragraphs beside a short label, over most of the table, is text that a form frames.
const FRAMED_PARAGRAPHS: usize = 2;
/// A form has labels and values side by side in other rows: a table of two columns lists things.
const FORM_COLUMNS: usize = 3;

impl Layout {
    /// Reads a text whose structure is known.
    pub fn of_native(text: &str, native: &Native) -> Self {
        let mut layout = Self { logical: true, ..Self::default() };
        let mut builder = Builder::new(text, native);
        builder.blocks(&native.blocks);
        layout.lines = builder.lines;
        layout.finish(text);
        layout
    }

    /// Lines of the cell of row `row` that holds byte `at`, and of the cells behind it.
    pub(super) fn lines_of_cells(text: &str, native: &Native, row: NativeRow, at: usize) -> Vec<Line> {
        let mut builder = Builder::new(text, native);
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

impl<'a> Builder<'a> {
    fn new(text: &'a str, native: &'a Native) -> Self {
        Self { text, native, blanks: 0, page_break: false, lines: Vec::new() }
    }

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
                // A paragraph stands apart, as a line after a blank one does.
                let mut line = line(self.text, piece.start, piece.end, self.blanks.max(u8::from(first)), self.page_break, false);
                line.blanks_before = self.blanks;
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
        let lists = lists_things(table);
        let mut from = 0;
        while from < table.cells.len() {
            let row = table.cells[from].row;
            let to = from + table.cells[from..].iter().take_while(|c| c.row == row).count();
            let cells = &table.cells[from..to];
            if framed || self.holds_text(table, cells, lists) {
                for cell in cells {
                    if framed || !self.is_label(table, cell) {
                        self.blocks(&cell.blocks);
                    } else {
                        self.label(cell);
                    }
                }
            } else {
                self.row(index, cells);
            }
            from = to;
        }
    }

    /// Whether the cells of a row hold tables or sections, so that they are text rather than cells of a table.
    fn holds_text(&self, table: &NativeTable, cells: &[NativeCell], lists: bool) -> bool {
        let wide = |c: &NativeCell| c.column_span * 2 >= table.columns;
        cells.iter().any(|c| self.holds_table(c))
            || cells.len() == 1 && wide(&cells[0]) && (self.filled(&cells[0]) >= FRAMED_PARAGRAPHS || self.is_headed(&cells[0]) && !lists)
            || cells.len() == 2
                && table.columns >= FORM_COLUMNS
                && self.is_label(table, &cells[0])
                && wide(&cells[1])
                && self.filled(&cells[1]) >= FRAMED_PARAGRAPHS
                && self.mark(&cells[1]).is_some()
    }

    /// Whether a cell beside others holds a few words: the label of what stands beside it, however it is broken.
    fn is_label(&self, table: &NativeTable, cell: &NativeCell) -> bool {
        let text = &self.text[cell.range.to_usize()];
        cell.column_span * 2 < table.columns + 1 && text.len() <= LABEL_BYTES && !self.holds_table(cell)
    }

    /// A label as one line.
    fn label(&mut self, cell: &NativeCell) {
        if is_blank(&self.text[cell.range.to_usize()]) {
            return;
        }
        let mut line = line(self.text, cell.range.start as usize, cell.range.end as usize, self.blanks, self.page_break, false);
        line.shape = Shape::Plain;
        // The number of a label counts rows of the form.
        line.marker = None;
        line.body = line.range;
        line.layer = self.layer_of(cell);
        self.lines.push(line);
        self.blanks = 0;
        self.page_break = false;
    }

    /// The layer of a cell: that of its first paragraph.
    fn layer_of(&self, cell: &NativeCell) -> Layer {
        let kind = cell.blocks.iter().find_map(|b| match b {
            NativeBlock::Paragraph(i) => self.native.paragraphs.get(*i).map(|p| p.kind),
            NativeBlock::Table(_) => None,
        });
        layer(kind.unwrap_or_default())
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
        self.mark(cell).is_some_and(|m| m.kind.is_heading_class())
    }

    /// The mark that a cell begins with.
    fn mark(&self, cell: &NativeCell) -> Option<Marker> {
        let Some(NativeBlock::Paragraph(i)) = cell.blocks.first() else { return None };
        let range = self.native.paragraphs[*i].range;
        super::marker::parse_marker(self.text[range.to_usize()].trim_start(), range.start as usize).map(|(m, _)| m)
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
        line.layer = self.layer_of(first);
        line.shape = Shape::Tabs;
        line.native = Some(NativeRow { table: index as u32, row: first.row as u32, column: first.column as u32 });
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

/// A table of so many columns whose rows mostly fill them all lists things: a wide cell with a heading's mark is the name of a group.
const LIST_COLUMNS: usize = 5;

fn lists_things(table: &NativeTable) -> bool {
    let mut full = 0;
    let mut from = 0;
    while from < table.cells.len() {
        let row = table.cells[from].row;
        let cells = table.cells[from..].iter().take_while(|c| c.row == row).count();
        full += usize::from(cells == table.columns);
        from += cells;
    }
    table.columns >= LIST_COLUMNS && full * 2 >= table.rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Decoded;
    use crate::decode::structure::{Block, Cell, Paragraph, Structured, Table};

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(Paragraph::body(text))
    }

    fn row(row: u32, cells: &[&[Block]]) -> Vec<Cell> {
        let cell = |(column, blocks): (usize, &&[Block])| Cell {
            row,
            column: column as u32,
            row_span: 1,
            column_span: 1,
            blocks: blocks.to_vec(),
            ..Cell::default()
        };
        cells.iter().enumerate().map(cell).collect()
    }

    fn table(rows: Vec<Vec<Cell>>) -> Block {
        let mut table = Table { cells: rows.into_iter().flatten().collect(), ..Table::default() };
        table.settle();
        Block::Table(table)
    }

    fn lines(blocks: Vec<Block>) -> Vec<(String, Shape)> {
        let decoded = Decoded::from_structured("hwpx", Structured { blocks, ..Structured::default() });
        let layout = Layout::of_native(decoded.text(), decoded.native.as_ref().unwrap());
        layout.lines.iter().map(|l| (decoded.text()[l.range.to_usize()].to_owned(), l.shape)).collect()
    }

    #[test]
    fn a_row_is_a_line_though_its_cells_have_several() {
        let found = lines(vec![table(vec![
            row(0, &[&[paragraph("연도")], &[paragraph("목표")]]),
            row(1, &[&[paragraph("2024")], &[paragraph("착공"), paragraph("홍보")]]),
        ])]);
        assert_eq!(found, [("연도\t목표".to_owned(), Shape::Tabs), ("2024\t착공\n홍보".to_owned(), Shape::Tabs)]);
    }

    #[test]
    fn a_frame_gives_the_lines_of_what_it_frames() {
        let inner = table(vec![row(0, &[&[paragraph("국비")], &[paragraph("30")]])]);
        let found = lines(vec![table(vec![row(0, &[&[paragraph("□ 사업개요"), paragraph(" ○ 위치 : 누리동"), inner]])])]);
        let expected = [("□ 사업개요", Shape::Plain), ("○ 위치 : 누리동", Shape::Plain), ("국비\t30", Shape::Tabs)];
        assert_eq!(found, expected.map(|(text, shape)| (text.to_owned(), shape)));
    }

    #[test]
    fn a_row_that_holds_a_table_is_no_row_of_a_table() {
        let inner = table(vec![row(0, &[&[paragraph("국비")], &[paragraph("30")]])]);
        let found = lines(vec![table(vec![
            row(0, &[&[paragraph("공약명")], &[paragraph("도서관 건립")]]),
            row(1, &[&[paragraph("투자계획")], &[paragraph("(단위 : 백만원)"), inner]]),
        ])]);
        let texts: Vec<&str> = found.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, ["공약명\t도서관 건립", "투자계획", "(단위 : 백만원)", "국비\t30"]);
    }

    #[test]
    fn a_forced_break_goes_on_with_its_paragraph_and_notes_are_notes() {
        let note = Paragraph { mark: Some("1)".to_owned()), kind: Kind::Note, ..Paragraph::body("잠정치") };
        let blocks = vec![paragraph("○ 위치 :\n누리동"), Block::Paragraph(note)];
        let decoded = Decoded::from_structured("hwpx", Structured { blocks, ..Structured::default() });
        let layout = Layout::of_native(decoded.text(), decoded.native.as_ref().unwrap());
        let continues: Vec<bool> = layout.lines.iter().map(|l| l.continues).collect();
        assert_eq!(continues, [false, true, false]);
        assert_eq!(layout.lines[2].marker.map(|m| m.kind), Some(MarkerKind::Note));
        assert_eq!(&decoded.text()[layout.lines[2].body.to_usize()], "잠정치");
    }
}
