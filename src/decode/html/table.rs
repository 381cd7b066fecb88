//! The grid of a table (WHATWG HTML, 4.9.12).

use ego_tree::NodeRef;
use scraper::Node;

use super::style::Fill;
use super::tree::{self, attr, elements, name};
use super::walk::shade;
use crate::decode::structure::{Block, Cell, Kind, Table};

/// Most columns that a cell may say it covers (WHATWG HTML, 4.9.11).
const MOST_COLUMNS: u32 = 1_000;
/// Most rows that a cell may say it covers.
const MOST_ROWS: u32 = 65_534;

/// A table that is being read.
#[derive(Debug, Default)]
pub struct Builder {
    /// Its cells so far, and its caption.
    pub table: Table,
    /// What the table is to the page.
    pub kind: Kind,
    /// Rows that have begun.
    rows: u32,
    /// Where the next cell looks for a place.
    column: u32,
    /// Places that cells of rows above reach down to: first column, end column, end row; by column, apart from each other.
    open: Vec<(u32, u32, u32)>,
    /// Places of the row itself.
    taken: Vec<(u32, u32, u32)>,
    /// First cell of the row group, and what the group says of its rows.
    group_cell: usize,
    group_header: bool,
    group_fill: Option<Fill>,
    row_fill: Option<Fill>,
    /// Cells that have begun and not ended.
    unfinished: Vec<Cell>,
}

impl Builder {
    /// An empty table.
    pub fn new(kind: Kind) -> Self {
        Self { kind, ..Self::default() }
    }

    /// Begins a group of rows.
    pub fn begin_group(&mut self, header: bool, fill: Option<Fill>) {
        self.end_group();
        self.group_header = header;
        self.group_fill = fill;
    }

    /// Ends a group of rows: no cell reaches beyond.
    pub fn end_group(&mut self) {
        let rows = self.rows;
        for cell in self.table.cells.iter_mut().skip(self.group_cell) {
            cell.row_span = cell.row_span.min(rows.saturating_sub(cell.row).max(1));
        }
        self.group_cell = self.table.cells.len();
        self.open.clear();
        self.taken.clear();
        (self.group_header, self.group_fill) = (false, None);
    }

    /// Begins a row.
    pub fn begin_row(&mut self, fill: Option<Fill>) {
        if !self.taken.is_empty() {
            self.open.append(&mut self.taken);
            self.open.sort_unstable();
        }
        self.rows += 1;
        self.column = 0;
        self.row_fill = fill;
    }

    /// Begins a cell at the next free place of the row.
    pub fn begin_cell(&mut self, node: NodeRef<'_, Node>, fill: Option<Fill>) {
        let row = self.rows.saturating_sub(1);
        if self.column == 0 && !self.open.is_empty() {
            self.open.retain(|o| o.2 > row);
        }
        let column_span = span(node, "colspan").clamp(1, MOST_COLUMNS);
        let row_span = match span(node, "rowspan") {
            0 => u32::MAX,
            rows => rows.min(MOST_ROWS),
        };
        let from = self.open.partition_point(|o| o.1 <= self.column);
        let mut at = self.column;
        for open in &self.open[from..] {
            if at < open.0 {
                break;
            }
            at = open.1;
        }
        let free = self.open[from..].iter().find(|o| o.0 > at).map_or(u32::MAX, |o| o.0 - at);
        let column_span = column_span.min(free);
        self.column = at.saturating_add(column_span);
        if row_span > 1 {
            self.taken.push((at, self.column, row.saturating_add(row_span)));
        }
        let fill = match fill {
            Some(Fill::Colour(_)) => fill,
            _ => self.row_fill.filter(is_colour).or(self.group_fill),
        };
        let header = name(node) == "th" || self.group_header;
        self.unfinished.push(Cell { row, column: at, row_span, column_span, fill: shade(fill), header, blocks: Vec::new() });
    }

    /// Ends the cell that began last.
    pub fn end_cell(&mut self, blocks: Vec<Block>) {
        if let Some(cell) = self.unfinished.pop() {
            self.table.cells.push(Cell { blocks, ..cell });
        }
    }

    /// The table.
    pub fn finish(mut self) -> Table {
        self.end_group();
        let mut table = self.table;
        table.columns = table.cells.iter().map(|c| c.column.saturating_add(c.column_span)).max().unwrap_or(0);
        table.settle();
        table
    }
}

fn is_colour(fill: &Fill) -> bool {
    matches!(fill, Fill::Colour(_))
}

/// A span, by the digits that it begins with; 1 for none.
fn span(node: NodeRef<'_, Node>, which: &str) -> u32 {
    let Some(value) = attr(node, which).map(str::trim) else { return 1 };
    let digits = value.len() - value.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 { 1 } else { value[..digits].parse().unwrap_or(u32::MAX) }
}

/// Whether a table only lays out the page: one column, or one row, with tables or headings in it and nothing that names its
/// columns.
pub fn is_layout(table: NodeRef<'_, Node>) -> bool {
    let (mut rows, mut widest) = (0, 0);
    for part in elements(table) {
        if matches!(name(part), "caption" | "thead") {
            return false;
        }
        for row in elements(part).filter(|r| name(*r) == "tr") {
            let mut cells = 0;
            for cell in elements(row) {
                if name(cell) == "th" {
                    return false;
                }
                cells += 1;
            }
            rows += 1;
            widest = widest.max(cells);
            if rows > 1 && widest > 1 {
                return false;
            }
        }
    }
    let (mut tables, mut headings) = (0, 0);
    for node in table.descendants().skip(1) {
        tables += usize::from(name(node) == "table");
        headings += usize::from(tree::heading(name(node)).is_some());
    }
    headings > 0 || tables > usize::from(widest > 1)
}
