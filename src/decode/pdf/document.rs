//! Sheets → one document: paragraphs and tables over page ends.
//!
//! In: the sheets of all pages. Out: the blocks of the document. A paragraph goes on over the page end where its last line
//! was full; a table goes on where the next page begins with a table of the same columns. Rows of a header that are printed
//! again on the next page are dropped; a row that the page end cut is put together again.

use super::geometry::{clusters, nearest};
use super::paragraphs::{Bounds, Draft, Setting};
use super::sheets::{Piece, Ruled, RuledCell, Sheet};
use crate::decode::structure::{Block, Cell, Kind, Paragraph, Structured, Table};

/// Columns of two parts of a table may lie so far apart.
const SHIFT: f32 = 4.0;
/// Rows of a header at most.
const HEADER_ROWS: usize = 4;
/// A table that goes on on the next page reaches down to this part of its own.
const LOW: f32 = 0.7;
/// A gap above a line of so many em is a blank line.
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
    /// Reaches far enough down its page to go on.
    low: bool,
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
        let bounds = Bounds::page(line.column.unwrap_or(self.setting.margins));
        if let Some((_, draft)) = &mut self.draft {
            let goes_on = if first || draft.is_above(line) {
                draft.takes_over(line, bounds, &self.setting)
            } else {
                draft.takes(line, bounds, &self.setting)
            };
            if goes_on {
                draft.push(line, sheet.number, bounds, &self.setting);
                return;
            }
        }
        self.flush();
        if !first && at > 0 && is_apart(sheet.pieces[at - 1].area(), line) {
            self.blocks.push(Block::Paragraph(Paragraph::default()));
        }
        let mut draft = Draft::of(line, sheet.number, Kind::Body, bounds.left);
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
        table.settle();
        let open = self.table.take().filter(|o| first && o.page + 1 == sheet.number && o.low && same_sides(&o.xs, &ruled.xs));
        if let Some(mut open) = open
            && let Some(Block::Table(before)) = self.blocks.get_mut(open.at)
        {
            let same = same_columns(&open.xs, &ruled.xs);
            let all = match (same, open.xs.len() >= ruled.xs.len()) {
                (true, true) => open.xs.clone(),
                (true, false) => ruled.xs.clone(),
                _ => clusters(open.xs.iter().chain(&ruled.xs).copied().collect(), SHIFT),
            };
            let mut whole = before.clone();
            spread(&mut whole, &open.xs, &all);
            let mut part = table.clone();
            spread(&mut part, &ruled.xs, &all);
            // Rows may part a table's columns anew; then the header must be there again.
            if same && belongs(&whole, &part) || !same && (1..part.rows).contains(&repeated_rows(&whole, &part)) {
                go_on(&mut whole, part);
                *before = whole;
                open = Open { xs: all, page: sheet.number, low: is_low(ruled, sheet), ..open };
                self.table = Some(open);
                return;
            }
        }
        table.page_break = first && sheet.number > 1;
        self.table = Some(Open { at: self.blocks.len(), xs: ruled.xs.clone(), page: sheet.number, low: is_low(ruled, sheet) });
        self.blocks.push(Block::Table(table));
    }
}

fn is_low(ruled: &Ruled, sheet: &Sheet) -> bool {
    ruled.area.y1 - sheet.area.y0 >= sheet.area.height() * LOW
}

/// Whether a line stands apart from what is above it, as behind a blank line.
fn is_apart(above: super::geometry::Area, line: &super::lines::Line) -> bool {
    line.area.y0 - above.y1 > line.size * GAP_EM
}

/// Whether two tables may be parts of one: they have columns, and the same outer edges.
fn same_sides(a: &[f32], b: &[f32]) -> bool {
    let near = |x: Option<&f32>, y: Option<&f32>| x.zip(y).is_some_and(|(x, y)| (x - y).abs() <= SHIFT);
    a.len().min(b.len()) > 2 && near(a.first(), b.first()) && near(a.last(), b.last())
}

/// Whether all columns of one of two tables are columns of the other.
fn same_columns(a: &[f32], b: &[f32]) -> bool {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    few.iter().all(|&x| (x - many[nearest(many, x)]).abs() <= SHIFT)
}

/// Whether the rows at the top of a part go on with the rows at the foot of a table: they are the header again, or have the
/// same columns, or a cell that the page end cut.
fn belongs(table: &Table, part: &Table) -> bool {
    let first = repeated_rows(table, part);
    first > 0 && first < part.rows
        || begins(table, table.rows - 1) == begins(part, 0)
        || table.rows <= HEADER_ROWS as u32 && part.cells.iter().any(|cell| cut_header(table, cell, 0).is_some())
}

/// Columns at which a cell of a row begins, those merged from above included.
fn begins(table: &Table, row: u32) -> Vec<u32> {
    let mut out: Vec<u32> = table.cells.iter().filter(|c| c.row <= row && row < c.row + c.row_span).map(|c| c.column).collect();
    out.sort_unstable();
    out
}

/// Moves the cells of a table onto columns of which its own are some.
fn spread(table: &mut Table, own: &[f32], all: &[f32]) {
    if own.len() == all.len() {
        return;
    }
    for cell in &mut table.cells {
        let (from, to) = (cell.column as usize, (cell.column + cell.column_span) as usize);
        let (from, to) = (nearest(all, own[from]) as u32, nearest(all, own[to.min(own.len() - 1)]) as u32);
        (cell.column, cell.column_span) = (from, to.saturating_sub(from).max(1));
    }
}

/// Index of the cell of the last row that a cell at the top of the next page, under so many rows of the header, goes on with: it
/// is empty there, and the shade is the same; or one of both is merged over rows.
fn cut_header(table: &Table, cell: &Cell, header: u32) -> Option<usize> {
    if cell.row != header || !text(cell).is_empty() {
        return None;
    }
    table.cells.iter().position(|c| {
        c.row + c.row_span == table.rows
            && (c.column, c.column_span) == (cell.column, cell.column_span)
            && !text(c).is_empty()
            && c.fill == cell.fill
            && (c.fill.is_some() || (c.row_span > 1 || cell.row_span > 1) && c.column <= 1)
    })
}

/// Adds the part of a table that the next page has.
fn go_on(table: &mut Table, part: Table) {
    let repeated = repeated_rows(table, &part);
    let mut shift = table.rows;
    if is_cut_row(table, &part, repeated) {
        shift -= 1;
    }
    let above = table.rows;
    for mut cell in part.cells {
        if cell.row < repeated {
            continue;
        }
        let first = cell.row == repeated;
        if let Some(whole) = cut_header(table, &cell, repeated).filter(|_| shift == above) {
            table.cells[whole].row_span += cell.row_span;
            continue;
        }
        if first
            && shift < above
            && let Some(i) = foot(table, &cell, above)
        {
            table.cells[i].blocks.append(&mut cell.blocks);
            table.cells[i].row_span += cell.row_span - 1;
            continue;
        }
        cell.row = cell.row - repeated + shift;
        table.cells.push(cell);
    }
    (table.rows, table.columns) = (0, 0);
    table.settle();
}

/// The cell of the last row that has the columns of a cell.
fn foot(table: &Table, cell: &Cell, rows: u32) -> Option<usize> {
    let same = |c: &Cell| c.row + c.row_span == rows && (c.column, c.column_span) == (cell.column, cell.column_span);
    table.cells.iter().position(same)
}

/// Whether the page end cut the last row: what stands at the top of the next page, under so many rows of the header, all goes on
/// with cells of several lines, and half of the cells there are empty.
fn is_cut_row(table: &Table, part: &Table, header: u32) -> bool {
    let row: Vec<&Cell> = part.cells.iter().filter(|c| c.row == header).collect();
    let filled: Vec<&&Cell> = row.iter().filter(|c| !text(c).is_empty()).collect();
    let goes_on = |c: &&&Cell| foot(table, c, table.rows).is_some_and(|i| lines(&table.cells[i]) > 1);
    let label = row.iter().any(|c| text(c).is_empty() && foot(table, c, table.rows).is_some_and(|i| !text(&table.cells[i]).is_empty()));
    !filled.is_empty() && label && filled.len() * 2 <= row.len() && filled.iter().all(goes_on)
}

/// Printed lines of a cell.
fn lines(cell: &Cell) -> usize {
    cell.blocks
        .iter()
        .map(|b| match b {
            Block::Paragraph(p) => p.places.len(),
            Block::Table(_) => 1,
        })
        .sum()
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
