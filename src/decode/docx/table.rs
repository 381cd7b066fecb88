//! The grid of a table (ECMA-376 part 1, 17.4).

use super::shading::Shade;
use crate::decode::structure::{Block, Cell, Kind, Table};

/// Most columns that a cell or a gap may cover; Word has 63.
const MOST_COLUMNS: u32 = 1_000;

/// How a cell goes on with the one above or before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Merge {
    /// It stands for itself.
    #[default]
    None,
    /// Others go on with it.
    Restart,
    /// It goes on with another.
    Continue,
}

/// A cell that is being read.
#[derive(Debug)]
pub struct OpenCell {
    /// Columns that it covers.
    pub span: u32,
    /// Merged with cells above.
    pub vertical: Merge,
    /// Merged with the cell before.
    pub horizontal: Merge,
    /// Its own shading, where it says anything.
    pub shade: Option<Shade>,
}

impl Default for OpenCell {
    fn default() -> Self {
        Self { span: 1, vertical: Merge::None, horizontal: Merge::None, shade: None }
    }
}

/// A table that is being read.
#[derive(Debug, Default)]
pub struct Builder {
    cells: Vec<Cell>,
    /// Shading of cells that have none of their own; of those in the first row.
    pub shade: Shade,
    /// See `shade`.
    pub first_row: Option<Shade>,
    /// A page break before.
    pub page_break: bool,
    /// The row repeats at the head of every page.
    pub header: bool,
    /// The row was deleted in a tracked change.
    pub deleted: bool,
    rows: u32,
    column: u32,
    /// Cells that can be gone on with in the row: first column, place among the cells.
    row: Vec<(u32, usize)>,
    /// The same of the row above.
    above: Vec<(u32, usize)>,
    /// Cells that have begun and not ended.
    open: Vec<OpenCell>,
}

impl Builder {
    /// Begins a row.
    pub fn begin_row(&mut self) {
        self.above = std::mem::take(&mut self.row);
        self.rows = self.rows.saturating_add(1);
        self.column = 0;
        (self.header, self.deleted) = (false, false);
    }

    /// Leaves columns of the row free.
    pub fn skip(&mut self, columns: u32) {
        self.column = self.column.saturating_add(columns.min(MOST_COLUMNS));
    }

    /// Begins a cell.
    pub fn begin_cell(&mut self) {
        self.open.push(OpenCell::default());
    }

    /// The cell that began last.
    pub fn cell(&mut self) -> Option<&mut OpenCell> {
        self.open.last_mut()
    }

    /// Ends the cell that began last.
    pub fn end_cell(&mut self, mut blocks: Vec<Block>) {
        let Some(open) = self.open.pop() else { return };
        if self.deleted {
            return;
        }
        let (column, span) = (self.column, open.span.clamp(1, MOST_COLUMNS));
        self.column = column.saturating_add(span);
        let above = self.above.binary_search_by_key(&column, |a| a.0).ok().map(|at| self.above[at].1);
        let before = self.row.last().map(|r| r.1);
        if open.vertical == Merge::Continue
            && let Some(index) = above
        {
            let row = self.rows;
            self.row.push((column, index));
            if let Some(cell) = self.cells.get_mut(index) {
                cell.row_span = row.saturating_sub(cell.row).max(1);
                cell.blocks.extend(blocks.into_iter().filter_map(unseen));
            }
        } else if open.horizontal == Merge::Continue
            && let Some(cell) = before.and_then(|b| self.cells.get_mut(b))
        {
            cell.column_span = cell.column_span.saturating_add(span);
            cell.blocks.extend(blocks.into_iter().filter_map(unseen));
        } else {
            drop_closing_paragraph(&mut blocks);
            let by_style = if self.rows == 1 { self.first_row.unwrap_or(self.shade) } else { self.shade };
            self.row.push((column, self.cells.len()));
            self.cells.push(Cell {
                row: self.rows.saturating_sub(1),
                column,
                row_span: 1,
                column_span: span,
                fill: open.shade.unwrap_or(by_style),
                header: self.header,
                blocks,
            });
        }
    }

    /// The table.
    pub fn finish(self) -> Table {
        let columns = self.cells.iter().map(|c| c.column.saturating_add(c.column_span)).max().unwrap_or(0);
        let mut table = Table { cells: self.cells, columns, page_break: self.page_break, ..Table::default() };
        table.settle();
        table
    }
}

/// Content of a cell that goes on with another is not shown.
fn unseen(block: Block) -> Option<Block> {
    match block {
        Block::Paragraph(p) if p.text.trim().is_empty() => None,
        Block::Paragraph(mut p) => {
            p.kind = Kind::Comment;
            Some(Block::Paragraph(p))
        }
        table => Some(table),
    }
}

/// A cell has to end with a paragraph, so there is an empty one behind a table that ends a cell.
fn drop_closing_paragraph(blocks: &mut Vec<Block>) {
    if let [.., Block::Table(_), Block::Paragraph(last)] = &blocks[..]
        && last.text.is_empty()
        && last.mark.is_none()
    {
        blocks.pop();
    }
}
