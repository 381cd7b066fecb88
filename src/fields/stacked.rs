//! Tables whose cells stand one a line: `연도⏎계획⏎2022년⏎설계⏎2023년⏎착공`.
//!
//! Years or dates that come again after every so many lines show how many columns there were. Money tables have a reader of
//! their own, which knows sums.

use super::Reader;
use crate::layout::Shape;
use crate::normalize::dates;
use crate::tables::{Grid, GridCell, GridKind};

/// Columns of a table at most; in wider ones of the corpus a line holds several cells.
const MOST_COLUMNS: usize = 6;
/// Rows below the heads at least: fewer repeat by chance.
const FEWEST_ROWS: usize = 2;

impl Reader<'_> {
    /// The table that all lines of a run are the cells of, row by row.
    pub(super) fn stacked(&self, run: &[usize]) -> Option<Grid> {
        let plain = |&i: &usize| {
            let line = self.line(i);
            line.shape == Shape::Plain && (line.marker.is_none() || self.slice(line.range) == "-")
        };
        let dated = |i: usize| {
            let cell = self.slice(self.line(i).range);
            dates::period_label(cell).is_some_and(|p| p.year.is_some()) || dates::whole(cell).is_some()
        };
        if run.len() < 2 * (FEWEST_ROWS + 1) || !run.iter().all(plain) || dated(run[0]) {
            return None;
        }
        let mut fitting = (2..=MOST_COLUMNS.min(run.len() / (FEWEST_ROWS + 1))).filter(|&columns| {
            run.len().is_multiple_of(columns) && run.iter().enumerate().all(|(k, &i)| k < columns || dated(i) == k.is_multiple_of(columns))
        });
        let columns = fitting.next()?;
        let rows: Vec<Vec<GridCell>> =
            run.chunks(columns).map(|row| row.iter().map(|&i| GridCell::new(self.line(i).range)).collect()).collect();
        let (first, last) = (*run.first()?, *run.last()?);
        Some(Grid {
            kind: GridKind::Stacked,
            lines: first..last + 1,
            row_lines: run.chunks(columns).map(|row| row[0]).collect(),
            rows,
            columns,
            ruled_header: None,
        })
    }
}
