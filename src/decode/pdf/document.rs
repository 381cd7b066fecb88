//! Sheets → one document: paragraphs and tables over page ends.
//!
//! In: the sheets of all pages. Out: the blocks of the document. A paragraph goes on over the page end where its last line
//! was full; a table goes on where the next page begins with a table of the same columns. Rows of a header that are printed
//! again on the next page are dropped; a row that the page end cut is put together again.

use super::paragraphs::{Bounds, Draft, Setting};
use super::sheets::{Piece, Ruled, RuledCell, Sheet};
use crate::decode::structure::{Block, Cell, Kind, Paragraph, Structured, Table};

/// Columns of two parts of a table may lie so far apart.
const SHIFT: f32 = 4.0;
/// Rows of a header at most.
const HEADER_ROWS: usize = 4;
/// A header that is printed again is less than this part of the rows on its page.
const GAP_EM: f32 = 1.9;

/// Puts the sheets together.
pub fn assemble(sheets: &[Sheet]) -> Structured {
    let setting = Setting::of(sheets);
    let mut writer = Writer { setting, blocks: Vec::new(), draft: None, table: None };
    for sheet in sheets {
        writer.sheet(sheet);
    }
    writer.flush();
    Structured { blocks: writer.blocks, ..Structured::default() }
}

struct Writer {
    setting: Setting,
    blocks: Vec<Block>,
    /// The paragraph that may go on, and where it goes.
    draft: Option<(usize, Draft)>,
    /// The table that may go on.
    table: Option<Open>,
}

/// A table that may go on on the next page.
struct Open {
    /// Its block.
    at: usize,
    xs: Vec<f32>,
    page: u32,
}

impl Writer {
    fn sheet(&mut self, sheet: &Sheet) {
        let mut first = true;
        for (i, piece) in sheet.pieces.iter().enumerate() {
            match piece {
                Piece::Line(line, Kind::Body) => {
                    self.table = None;
                    self.line(sheet, i, line, first);
                    first = false;
                }
                Piece::Line(line, kind) => {
                    let left = self.setting.margins.0;
                    self.blocks.push(Block::Paragraph(Draft::of(line, sheet.number, *kind, left).paragraph));
                }
                Piece::Table(ruled) => {
                    self.flush();
                    self.ruled(sheet, ruled, first);
                    first = false;
                }
            }
        }
    }

    fn line(&mut self, sheet: &Sheet, at: usize, line: &super::lines::Line, first: bool) {
        let bounds = Bounds::page(self.setting.margins);
        if let Some((_, draft)) = &mut self.draft {
            let goes_on =
                if first { draft.takes_over(line, bounds, &self.setting) } else { draft.takes(line, bounds, &self.setting) };
            if goes_on {
                draft.push(line, sheet.number, bounds, &self.setting);
                return;
            }
        }
        self.flush();
        if !first && at > 0 && is_apart(sheet.pieces[at - 1].area(), line) {
            self.blocks.push(Block::Paragraph(Paragraph::default()));
        }
        let mut draft = Draft::of(line, sheet.number, Kind::Body, self.setting.margins.0);
        draft.paragraph.page_break = first && sheet.number > 1;
        self.draft = Some((self.blocks.len(), draft));
        // Its place; the paragraph comes when it is whole.
        self.blocks.push(Block::Paragraph(Paragraph::default()));
    }

    fn flush(&mut self) {
        if let Some((at, draft)) = self.draft.take() {
            self.blocks[at] = Block::Paragraph(draft.paragraph);
        }
    }

    fn ruled(&mut self, sheet: &Sheet, ruled: &Ruled, first: bool) {
        let mut table = table(ruled, sheet.number, &self.setting);
        if first
            && let Some(open) = self.table.take().filter(|o| o.page + 1 == sheet.number && same_columns(&o.xs, &ruled.xs))
            && let Some(Block::Table(before)) = self.blocks.get_mut(open.at)
        {
            go_on(before, table);
            self.table = Some(Open { page: sheet.number, ..open });
            return;
        }
        table.settle();
        table.page_break = first && sheet.number > 1;
        self.table = Some(Open { at: self.blocks.len(), xs: ruled.xs.clone(), page: sheet.number });
        self.blocks.push(Block::Table(table));
    }
}

/// Whether a line stands apart from what is above it, as behind a blank line.
fn is_apart(above: super::geometry::Area, line: &super::lines::Line) -> bool {
    line.area.y0 - above.y1 > line.size * GAP_EM
}

fn same_columns(a: &[f32], b: &[f32]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| (x - y).abs() <= SHIFT)
}

/// Adds the part of a table that the next page has.
fn go_on(table: &mut Table, part: Table) {
    let mut part = part;
    part.settle();
    let repeated = repeated_rows(table, &part);
    let shift = table.rows;
    for mut cell in part.cells {
        if cell.row < repeated {
            continue;
        }
        cell.row = cell.row - repeated + shift;
        table.cells.push(cell);
    }
    (table.rows, table.columns) = (0, 0);
    table.settle();
}

/// How many rows at the top of a part are those at the top of the table.
fn repeated_rows(table: &Table, part: &Table) -> u32 {
    let row = |t: &Table, row: u32| -> Vec<(u32, u32, u32, String)> {
        t.cells.iter().filter(|c| c.row == row).map(|c| (c.column, c.row_span, c.column_span, text(c))).collect()
    };
    let mut rows = 0;
    while rows < HEADER_ROWS as u32 && rows < part.rows {
        let (a, b) = (row(table, rows), row(part, rows));
        if a != b || a.iter().all(|c| c.3.is_empty()) {
            break;
        }
        rows += 1;
    }
    rows
}

fn text(cell: &Cell) -> String {
    let mut out = String::new();
    for block in &cell.blocks {
        if let Block::Paragraph(p) = block {
            out.extend(p.text.chars().filter(|c| !c.is_whitespace()));
        }
    }
    out
}

/// A table of one page.
fn table(ruled: &Ruled, page: u32, setting: &Setting) -> Table {
    let cells = ruled.cells.iter().map(|cell| Cell {
        row: cell.row as u32,
        column: cell.column as u32,
        row_span: cell.rows as u32,
        column_span: cell.columns as u32,
        fill: cell.fill,
        header: false,
        blocks: content(cell, page, setting),
    });
    Table { cells: cells.collect(), rows: ruled.rows as u32, columns: ruled.xs.len() as u32 - 1, ..Table::default() }
}

/// The content of a cell. Nesting is bounded where the sheet was made.
fn content(cell: &RuledCell, page: u32, setting: &Setting) -> Vec<Block> {
    let bounds = Bounds::cell(cell.area, &cell.pieces);
    let mut out: Vec<Block> = Vec::new();
    let mut draft: Option<Draft> = None;
    for piece in &cell.pieces {
        match piece {
            Piece::Line(line, kind) => match &mut draft {
                Some(open) if open.takes(line, bounds, setting) => open.push(line, page, bounds, setting),
                _ => {
                    out.extend(draft.take().map(|d| Block::Paragraph(d.paragraph)));
                    draft = Some(Draft::of(line, page, *kind, bounds.left));
                }
            },
            Piece::Table(inner) => {
                out.extend(draft.take().map(|d| Block::Paragraph(d.paragraph)));
                let mut inner = table(inner, page, setting);
                inner.settle();
                out.push(Block::Table(inner));
            }
        }
    }
    out.extend(draft.map(|d| Block::Paragraph(d.paragraph)));
    out
}
