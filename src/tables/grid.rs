//! Grids, and the reading of tables with delimiters.

use crate::layout::{Layer, Line, Passage, Shape};
use crate::span::Range;
use crate::text::squash;

/// What showed the cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridKind {
    /// Tabs.
    Tabs,
    /// Pipes.
    Pipes,
    /// Columns aligned by blanks.
    Aligned,
}

/// A cell: where its text stands. Empty cells have an empty range at their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct GridCell {
    /// Its text, without blanks at both ends.
    pub range: Range,
    /// Columns that it covers (aligned tables show this for group headers; delimited ones do not).
    pub col_span: u16,
}

/// A table whose cells are known.
#[derive(Clone, Debug)]
pub struct Grid {
    /// What showed the cells.
    pub kind: GridKind,
    /// First line and one past the last, as indices into the layout.
    pub lines: std::ops::Range<usize>,
    /// Line of each row.
    pub row_lines: Vec<usize>,
    /// Rows of cells; rows may be shorter than `columns`.
    pub rows: Vec<Vec<GridCell>>,
    /// Number of columns of the widest row that repeats.
    pub columns: usize,
    /// Rows above a ruling, where there is one.
    pub ruled_header: Option<usize>,
}

impl Grid {
    /// Text of a cell; empty where the row is short.
    pub fn text<'t>(&self, text: &'t str, row: usize, col: usize) -> &'t str {
        self.rows.get(row).and_then(|r| r.get(col)).map_or("", |c| &text[c.range.to_usize()])
    }

    /// Range of a cell.
    pub fn range(&self, row: usize, col: usize) -> Option<Range> {
        self.rows.get(row).and_then(|r| r.get(col)).map(|c| c.range)
    }

    /// A cell as a passage.
    pub fn passage(&self, text: &str, row: usize, col: usize) -> Passage {
        self.range(row, col).map_or_else(Passage::default, |r| Passage::of(text, r))
    }

    /// Spaces removed, the cell's text as a key.
    pub fn key(&self, text: &str, row: usize, col: usize) -> String {
        squash(self.text(text, row, col))
    }

    /// The column of a row whose text covers `col` as a merged header: the cell itself, or the nearest one to the left with
    /// text, for empties to the right of a text are what a merged cell leaves.
    pub fn anchor(&self, text: &str, row: usize, col: usize) -> Option<usize> {
        if !self.text(text, row, col).is_empty() {
            return Some(col);
        }
        let cells = self.rows.get(row)?;
        (0..col.min(cells.len())).rev().find(|&c| !self.text(text, row, c).is_empty()).filter(|&c| {
            let span = cells[c].col_span as usize;
            span <= 1 || c + span > col || self.kind != GridKind::Aligned
        })
    }

    /// Whether the row has no text at all.
    pub fn is_blank_row(&self, row: usize) -> bool {
        self.rows[row].iter().all(|c| c.range.is_empty())
    }

    /// Cells with text in a row.
    pub fn filled(&self, row: usize) -> usize {
        self.rows[row].iter().filter(|c| !c.range.is_empty()).count()
    }
}

/// Trims blanks off a range.
pub(super) fn trimmed(text: &str, start: usize, end: usize) -> Range {
    let slice = &text[start..end];
    let lead = slice.len() - slice.trim_start().len();
    let inner = slice.trim();
    Range::new(start + lead, start + lead + inner.len())
}

fn split(text: &str, line: &Line, kind: GridKind, framed: bool) -> Vec<GridCell> {
    let (mut start, mut end) = (line.range.start as usize, line.range.end as usize);
    let is_delimiter = |c: char| match kind {
        GridKind::Tabs => c == '\t',
        _ => matches!(c, '|' | '│' | '┃' | '｜'),
    };
    if kind == GridKind::Pipes && framed {
        // Outer pipes are the frame.
        let slice = &text[start..end];
        if let Some(first) = slice.chars().next().filter(|&c| is_delimiter(c)) {
            start += first.len_utf8();
        }
        let slice = &text[start..end];
        if let Some(last) = slice.chars().next_back().filter(|&c| is_delimiter(c)) {
            end -= last.len_utf8();
        }
    }
    let slice = &text[start..end];
    let mut cells = Vec::new();
    let mut from = 0;
    for (i, c) in slice.char_indices() {
        if is_delimiter(c) {
            cells.push(GridCell { range: trimmed(text, start + from, start + i), col_span: 1 });
            from = i + c.len_utf8();
        }
    }
    cells.push(GridCell { range: trimmed(text, start + from, end), col_span: 1 });
    cells
}

/// Reads a run of lines with delimiters from line `first`. Returns the line after the run.
pub(super) fn delimited(
    text: &str,
    lines: &[Line],
    first: usize,
    kind: GridKind,
    stop: &dyn Fn(usize) -> bool,
    grids: &mut Vec<Grid>,
) -> usize {
    let shape = if kind == GridKind::Tabs { Shape::Tabs } else { Shape::Pipes };
    let mut grid = Grid { kind, lines: first..first, row_lines: Vec::new(), rows: Vec::new(), columns: 0, ruled_header: None };
    // Where the first row begins with a pipe, outer pipes are the table's frame; else they part an empty first cell.
    let framed = text[lines[first].range.to_usize()].starts_with(['|', '│', '┃', '｜']);
    let mut i = first;
    while i < lines.len() {
        let line = &lines[i];
        if line.layer != Layer::Body {
            i += 1;
            continue;
        }
        if i > first && stop(i) {
            break;
        }
        if line.shape == Shape::Rule && kind == GridKind::Pipes && !grid.rows.is_empty() && line.blanks_before == 0 {
            grid.ruled_header.get_or_insert(grid.rows.len());
            i += 1;
            continue;
        }
        if line.shape != shape {
            break;
        }
        let cells = split(text, line, kind, framed);
        if i > first && line.blanks_before > 0 && !line.after_furniture && !continues(text, &grid, &cells) {
            break;
        }
        grid.row_lines.push(i);
        grid.rows.push(cells);
        i += 1;
        grid.lines.end = i;
    }
    grid.columns = usual_columns(&grid.rows);
    grids.push(grid);
    i
}

/// Whether a row after a blank line goes on with the table: as many cells, and no words of a header in its first cell.
fn continues(text: &str, grid: &Grid, cells: &[GridCell]) -> bool {
    let Some(last) = grid.rows.last() else { return false };
    let first = squash(&text[cells[0].range.to_usize()]);
    let header_again = grid.rows.len() > 1 && first == squash(&text[grid.rows[0][0].range.to_usize()]) && !first.is_empty();
    last.len() == cells.len() && cells.len() >= 3 && !header_again
}

/// Number of cells that most rows have (the larger one among equals).
fn usual_columns(rows: &[Vec<GridCell>]) -> usize {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for row in rows {
        match counts.iter_mut().find(|(n, _)| *n == row.len()) {
            Some((_, k)) => *k += 1,
            None => counts.push((row.len(), 1)),
        }
    }
    counts.into_iter().max_by_key(|&(n, k)| (k, n)).map_or(0, |(n, _)| n)
}
