//! Rows of a ruled table that no ruling parts.
//!
//! In: a table of rulings. Out: the same, with a row cut where its cells are columns of amounts: tables are often ruled
//! around their body only, and the amounts of each row then stand at one height. Only such rows are cut whose first cell has
//! a line for each row, and two cells or more nothing but one amount for each. Lines of running text never tell rows.

use super::geometry::Area;
use super::lines::Line;
use super::sheets::{Piece, Ruled, RuledCell};
use crate::decode::container::Budget;
use crate::diag::Diagnostic;

/// Columns of amounts, at least.
const AMOUNTS: usize = 2;
/// Lines of one row differ in height by no more, in em.
const UNEVEN: f32 = 0.35;

/// Cuts the rows of a table.
///
/// Errors: `container-limit` for too many cells.
pub fn cut(table: &mut Ruled, budget: &mut Budget<'_>) -> Result<(), Diagnostic> {
    let mut changed = false;
    for row in (0..table.rows).rev() {
        let Some(bases) = heights(table, row) else { continue };
        let more = bases.len() - 1;
        let mut cells = Vec::with_capacity(table.cells.len() + more * table.xs.len());
        for mut cell in std::mem::take(&mut table.cells) {
            if cell.row > row {
                cell.row += more;
            } else if cell.row == row && cell.rows == 1 {
                for part in parts(cell, &bases) {
                    budget.take_cell()?;
                    cells.push(part);
                }
                continue;
            } else if cell.row + cell.rows > row {
                cell.rows += more;
            }
            cells.push(cell);
        }
        table.cells = cells;
        table.rows += more;
        changed = true;
    }
    if changed {
        table.cells.sort_by_key(|c| (c.row, c.column));
    }
    Ok(())
}

/// The lines of a cell that holds nothing else.
fn lines(cell: &RuledCell) -> Option<Vec<&Line>> {
    let line = |p: &'_ Piece| matches!(p, Piece::Line(line, _) if line.turn == 0);
    let all = cell.pieces.iter().all(line);
    all.then(|| cell.pieces.iter().filter_map(|p| if let Piece::Line(line, _) = p { Some(line) } else { None }).collect())
}

/// The baselines of the rows that a row is; `None` for one row.
fn heights(table: &Ruled, row: usize) -> Option<Vec<f32>> {
    let mut bases: Vec<f32> = Vec::new();
    let mut others: Vec<Vec<&Line>> = Vec::new();
    let mut amounts = 0;
    for cell in table.cells.iter().filter(|c| c.row == row && c.rows == 1 && !c.pieces.is_empty()) {
        let lines = lines(cell)?;
        if others.is_empty() && amounts == 0 {
            // The label: it has every row.
            if lines.len() < 2 {
                return None;
            }
            bases = lines.iter().map(|l| l.baseline).collect();
            others.push(lines);
            continue;
        }
        let same = lines.len() == bases.len() && lines.iter().zip(&bases).all(|(l, b)| is_level(l, *b));
        if same && lines.iter().all(|l| is_amount(&l.text)) {
            amounts += 1;
        } else {
            others.push(lines);
        }
    }
    let fits = |line: &&Line| bases.iter().any(|b| is_level(line, *b));
    (amounts >= AMOUNTS && others.iter().flatten().all(fits)).then_some(bases)
}

fn is_level(line: &Line, base: f32) -> bool {
    (line.baseline - base).abs() <= line.size * UNEVEN
}

/// A number or a dash alone. What is in brackets belongs to the line above.
fn is_amount(text: &str) -> bool {
    let sign = |c: char| matches!(c, ',' | '.' | '%' | '△' | '▲' | '▽' | '▼' | '+' | '±') || crate::text::is_dash(c);
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == ' ' || sign(c))
}

/// A cell as one for each row.
fn parts(cell: RuledCell, bases: &[f32]) -> Vec<RuledCell> {
    let mut edges = vec![cell.area.y0];
    let size = cell.pieces.first().map_or(0.0, |p| p.area().height());
    // Between two lines of text, somewhat under the upper one's baseline.
    edges.extend(bases.windows(2).map(|p| ((p[0] + p[1]) / 2.0 - size * 0.3).max(p[0]).max(cell.area.y0)));
    edges.push(cell.area.y1);
    let mut out: Vec<RuledCell> = (0..bases.len())
        .map(|i| RuledCell {
            row: cell.row + i,
            column: cell.column,
            rows: 1,
            columns: cell.columns,
            area: Area { y0: edges[i], y1: edges[i + 1].max(edges[i]), ..cell.area },
            fill: cell.fill,
            pieces: Vec::new(),
        })
        .collect();
    for piece in cell.pieces {
        let at = if let Piece::Line(line, _) = &piece { super::geometry::nearest(bases, line.baseline) } else { 0 };
        out[at].pieces.push(piece);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::lines::{lines as set, typed};
    use super::*;
    use crate::decode::structure::Kind;
    use crate::limits::Limits;

    /// One row of cells, each with its lines.
    fn row(cells: &[&[&str]]) -> Ruled {
        let cell = |(column, rows): (usize, &&[&str])| {
            let x = 50.0 + 100.0 * column as f32;
            let glyphs: Vec<_> = rows.iter().enumerate().flat_map(|(i, t)| typed(t, x, 112.0 + 15.0 * i as f32, 10.0)).collect();
            let all: Vec<_> = glyphs.iter().collect();
            let pieces = set(&all, true).into_iter().map(|l| Piece::Line(l, Kind::Body)).collect();
            RuledCell { row: 0, column, rows: 1, columns: 1, area: Area::new(x, 100.0, x + 100.0, 160.0), fill: None, pieces }
        };
        let xs = (0..=cells.len()).map(|i| 50.0 + 100.0 * i as f32).collect();
        Ruled {
            area: Area::new(50.0, 100.0, 50.0 + 100.0 * cells.len() as f32, 160.0),
            xs,
            rows: 1,
            cells: cells.iter().enumerate().map(cell).collect(),
        }
    }

    fn rows(cells: &[&[&str]]) -> usize {
        let (mut table, limits) = (row(cells), Limits::default());
        cut(&mut table, &mut Budget::new(&limits)).unwrap();
        assert!(table.cells.iter().all(|c| c.row < table.rows));
        table.rows
    }

    #[test]
    fn amounts_below_each_other_are_rows() {
        assert_eq!(rows(&[&["국비", "시비", "계"], &["100", "20", "120"], &["1,000", "-", "1,000"]]), 3);
        // One column may be empty in a row, or say something.
        assert_eq!(rows(&[&["국비", "시비"], &["100", "20"], &["50", "10"], &["2차분"]]), 2);
    }

    #[test]
    fn lines_of_text_are_no_rows() {
        assert_eq!(rows(&[&["누리동", "도서관"], &["300"], &["200"]]), 1);
        assert_eq!(rows(&[&["누리동", "도서관"], &["문화", "체육과"], &["300", "200"]]), 1);
        assert_eq!(rows(&[&["사업비"], &["300", "200"], &["300", "200"]]), 1);
        assert_eq!(rows(&[&["사업비", "국비"], &["300", "(100)"], &["200", "(50)"]]), 1);
    }
}
