//! Native tables: lines that are their rows → grids with spans and fills.

use super::grid::{Covered, Grid, GridCell, GridKind};
use crate::decode::{Native, NativeTable};
use crate::layout::{Layer, Line, NativeRow};
use crate::span::Range;

/// Columns of a grid at most, and places of a grid at most for each cell that there is: a few cells far from each other must
/// not take memory for all places between them. Rows of a table beyond are lines that nothing reads as a table.
const MAX_COLUMNS: usize = 4_096;
const MAX_PLACES: usize = 64;

/// Reads the rows of a native table from line `first` on, up to a line that is none of them. Returns the line after.
pub(super) fn rows(
    text: &str,
    native: &Native,
    lines: &[Line],
    first: usize,
    row: NativeRow,
    stop: &dyn Fn(usize) -> bool,
    grids: &mut Vec<Grid>,
) -> usize {
    let Some(table) = native.tables.get(row.table as usize) else { return first + 1 };
    if table.columns > MAX_COLUMNS || table.rows.saturating_mul(table.columns) / MAX_PLACES > table.cells.len() {
        return first + 1;
    }
    let mut grid = Grid {
        kind: GridKind::Native,
        lines: first..first,
        row_lines: Vec::new(),
        rows: Vec::new(),
        columns: table.columns,
        ruled_header: None,
    };
    let mut i = first;
    // The table's row that each row of the grid is.
    let mut numbers: Vec<usize> = Vec::new();
    while i < lines.len() {
        let line = &lines[i];
        if line.layer != Layer::Body {
            i += 1;
            continue;
        }
        let Some(at) = line.native.filter(|n| n.table == row.table && (i == first || !stop(i))) else { break };
        let mut cells =
            vec![GridCell { range: Range { start: line.range.end, end: line.range.end }, ..GridCell::default() }; table.columns];
        for cell in table.row(at.row as usize) {
            let range = super::grid::trimmed(text, cell.range.start as usize, cell.range.end as usize);
            let end = (cell.column + cell.column_span).min(table.columns);
            for (k, slot) in cells[cell.column.min(end)..end].iter_mut().enumerate() {
                let covered = k > 0;
                slot.range = if covered { Range { start: range.end, end: range.end } } else { range };
                slot.fill = cell.fill;
                slot.row_span = cell.row_span as u16;
                slot.col_span = if covered { 0 } else { cell.column_span as u16 };
                slot.covered = if covered { Covered::FromLeft } else { Covered::No };
            }
        }
        numbers.push(at.row as usize);
        grid.row_lines.push(i);
        grid.rows.push(cells);
        i += 1;
        grid.lines.end = i;
    }
    cover_down(&mut grid, &numbers);
    grid.ruled_header = header_rows(table, &numbers);
    grids.push(grid);
    i.max(first + 1)
}

/// Marks the cells that a merged cell of a row above covers.
fn cover_down(grid: &mut Grid, numbers: &[usize]) {
    for r in 0..grid.rows.len() {
        for c in 0..grid.columns {
            let cell = grid.rows[r][c];
            if cell.row_span < 2 || matches!(cell.covered, Covered::FromAbove) {
                continue;
            }
            let last = numbers[r] + usize::from(cell.row_span);
            for below in r + 1..grid.rows.len() {
                if numbers[below] >= last {
                    break;
                }
                let slot = &mut grid.rows[below][c];
                slot.covered = Covered::FromAbove;
                slot.col_span = 0;
                slot.row_span = 0;
                slot.fill = cell.fill;
            }
        }
    }
}

/// How many rows at the top the file itself declares header rows; none where that is all rows.
fn header_rows(table: &NativeTable, numbers: &[usize]) -> Option<usize> {
    let declared = |row: usize| {
        let cells = table.row(row);
        !cells.is_empty() && cells.iter().all(|c| c.header)
    };
    let rows = numbers.iter().take_while(|&&row| declared(row)).count();
    (rows > 0 && rows < numbers.len()).then_some(rows)
}
