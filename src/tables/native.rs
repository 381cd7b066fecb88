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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Decoded;
    use crate::decode::structure::{Block, Cell, Paragraph, Structured, Table};
    use crate::layout::Layout;

    fn grids(cells: &[(u32, u32, u32, u32, &str)]) -> (String, Vec<Grid>) {
        let cell = |&(row, column, row_span, column_span, text): &(u32, u32, u32, u32, &str)| Cell {
            row,
            column,
            row_span,
            column_span,
            fill: (text == "bar").then_some([1, 2, 3]),
            blocks: vec![Block::Paragraph(Paragraph::body(text))],
            ..Cell::default()
        };
        let mut table = Table { cells: cells.iter().map(cell).collect(), ..Table::default() };
        table.settle();
        let document = Structured { blocks: vec![Block::Table(table)], ..Structured::default() };
        let decoded = Decoded::from_structured("hwpx", document);
        let native = decoded.native.as_ref().unwrap();
        let layout = Layout::of_native(decoded.text(), native);
        let grids = crate::tables::find(decoded.text(), Some(native), &layout, &|_| false);
        (decoded.text().to_owned(), grids)
    }

    #[test]
    fn merged_cells_cover_their_places() {
        let (text, grids) = grids(&[
            (0, 0, 2, 1, "구분"),
            (0, 1, 1, 2, "2024"),
            (1, 1, 1, 1, "계획"),
            (1, 2, 1, 1, "집행"),
            (2, 0, 1, 1, "국비"),
            (2, 1, 1, 2, "bar"),
        ]);
        let [grid] = &grids[..] else { panic!("{}", grids.len()) };
        assert_eq!((grid.rows.len(), grid.columns), (3, 3));
        assert_eq!(grid.owner(1, 0), (0, 0));
        assert_eq!(grid.owner(0, 2), (0, 1));
        assert_eq!((grid.anchor(&text, 0, 2), grid.anchor(&text, 1, 0)), (Some(1), None));
        assert_eq!((grid.text(&text, 0, 2), grid.text(&text, 2, 1)), ("", "bar"));
        assert_eq!(grid.rows[2][2].fill, Some([1, 2, 3]));
    }

    #[test]
    fn few_cells_far_apart_make_no_grid() {
        let (_, grids) = grids(&[(0, 0, 1, 1, "가"), (0, 4_000_000, 1, 1, "나"), (1, 0, 1, 1, "다")]);
        assert!(grids.is_empty());
    }
}
