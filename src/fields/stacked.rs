//! Tables whose cells stand one a line: `연도⏎계획⏎2022년⏎설계⏎2023년⏎착공`.
//!
//! Years or dates that come again after every so many lines show how many columns there were. Money tables have a reader of
//! their own, which knows sums.

use super::Reader;
use super::header::is_phone;
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
        Some(self.stack(run, columns))
    }

    /// The table that all lines of a run are the cells of, with a column a year: what names the rows, the years, then row after row
    /// of a name and a cell a year. A cell that was blank leaves no line, so that the count comes out only where there was none.
    pub(super) fn stacked_years(&self, run: &[usize]) -> Option<Grid> {
        /// Columns that name a row: a group and an item.
        const NAMES: usize = 2;
        /// Years that make a head.
        const YEARS: usize = 2;
        let plain =
            |&i: &usize| self.line(i).shape == Shape::Plain && (self.line(i).marker.is_none() || self.slice(self.line(i).range) == "-");
        if run.len() < 2 * (YEARS + 1) || !run.iter().all(plain) {
            return None;
        }
        let year = |i: usize| dates::period_label(self.slice(self.line(i).range)).and_then(|p| p.year);
        let names = run.iter().position(|&i| year(i).is_some()).filter(|n| (1..=NAMES).contains(n))?;
        let years = run[names..].iter().take_while(|&&i| year(i).is_some()).count();
        let rising = run[names..names + years].windows(2).all(|w| year(w[0]) < year(w[1]));
        let columns = names + years;
        let body = &run[columns..];
        let fits = years >= YEARS && rising && !body.is_empty() && body.len().is_multiple_of(columns);
        (fits && body.iter().all(|&i| year(i).is_none())).then(|| self.stack(run, columns))
    }

    /// A table of people one cell a line: heads for names and phones, then row after row with the phone at its place.
    pub(super) fn stacked_people(&self, run: &[usize]) -> Option<Grid> {
        let words = |i: usize| self.slice(self.line(i).range);
        let heads = run.iter().take_while(|&&i| self.line(i).marker.is_none() && self.is_head_of_people(words(i))).count();
        let columns = (2..=heads.min(MOST_COLUMNS)).find(|&n| {
            run.len() > n
                && run.len().is_multiple_of(n)
                && (1..n).any(|phone| {
                    run.iter().enumerate().skip(n).all(|(k, &i)| is_phone(words(i)) == (k % n == phone) && self.line(i).marker.is_none())
                })
        })?;
        Some(self.stack(run, columns))
    }

    /// The lines of a run as the cells of a table of so many columns.
    fn stack(&self, run: &[usize], columns: usize) -> Grid {
        let rows: Vec<Vec<GridCell>> =
            run.chunks(columns).map(|row| row.iter().map(|&i| GridCell::new(self.line(i).range)).collect()).collect();
        let first = run.first().copied().unwrap_or(0);
        Grid {
            kind: GridKind::Stacked,
            lines: first..run.last().map_or(first, |last| last + 1),
            row_lines: run.chunks(columns).map(|row| row[0]).collect(),
            rows,
            columns,
            ruled_header: None,
        }
    }
}
