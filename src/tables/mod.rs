//! Lines → grids: tables whose cells the text still shows.
//!
//! In: the lines of a layout. Out: [`Grid`]s over runs of lines, with their cells, header rows and unit note. Native
//! tables of the format are grids as they are; elsewhere three kinds of evidence make one: tabs, pipes, and columns aligned by
//! blanks. Tables of which the text shows no cells (text of a PDF,
//! one cell a line) are not grids; `fields` reads their tokens, for it knows what a column means.
//!
//! It promises that cells of a row do not overlap and stand in reading order, and that every non-blank character of a grid's
//! lines lies in a cell or is a ruling. It makes no more cells than it is told to; what is beyond stays text, and is named. It
//! does not know what a column means.

mod aligned;
mod grid;
mod native;

pub use grid::{Covered, Grid, GridCell, GridKind};

use crate::decode::Native;
use crate::layout::{Layer, Layout, Line, Shape};
use crate::span::Range;

/// Finds the grids of a document, in order of their first line: native tables where lines are their rows, and what tabs,
/// pipes and blanks show elsewhere. `stop(i)` tells that line `i` begins something else (a
/// heading), so that no table reaches over it.
pub fn find(text: &str, native: Option<&Native>, layout: &Layout, stop: &dyn Fn(usize) -> bool) -> Vec<Grid> {
    find_within(text, native, layout, stop, usize::MAX).grids
}

/// The tables of a document.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// In order of their first line.
    pub grids: Vec<Grid>,
    /// Where tables go on, or begin, whose cells are more than may be; they are text.
    pub beyond: Vec<Range>,
}

/// Finds the grids of a document like [`find`], with no more than `most` cells that the text alone shows.
pub fn find_within(text: &str, native: Option<&Native>, layout: &Layout, stop: &dyn Fn(usize) -> bool, most: usize) -> Found {
    let lines = &layout.lines;
    let mut grids = Vec::new();
    let mut budget = Budget { left: most, beyond: Vec::new() };
    let mut i = 0;
    while i < lines.len() {
        layout.deadline.check();
        if lines[i].layer != Layer::Body || stop(i) {
            i += 1;
            continue;
        }
        if let Some((row, native)) = lines[i].native.zip(native) {
            i = native::rows(text, native, lines, i, row, stop, &mut grids).max(i + 1);
            continue;
        }
        let next = match lines[i].shape {
            Shape::Tabs => grid::delimited(text, lines, i, GridKind::Tabs, stop, &mut budget, &mut grids),
            Shape::Commas => grid::delimited(text, lines, i, GridKind::Commas, stop, &mut budget, &mut grids),
            Shape::Pipes => grid::delimited(text, lines, i, GridKind::Pipes, stop, &mut budget, &mut grids),
            // Whoever can draw a table does not align its columns by blanks.
            Shape::Spaced | Shape::Rule if layout.logical => i,
            Shape::Spaced | Shape::Rule => aligned::columns(text, lines, i, stop, &mut budget, &mut grids),
            Shape::Plain => i,
        };
        i = next.max(i + 1);
    }
    Found { grids, beyond: budget.beyond }
}

/// Cells that tables in text may still have.
struct Budget {
    left: usize,
    /// Where there were more: the line of each.
    beyond: Vec<Range>,
}

impl Budget {
    /// Takes cells that lines from `line` on show; whether there are so many. Lines without room that follow each other are one
    /// place.
    fn take(&mut self, cells: usize, lines: &[Line], line: usize) -> bool {
        if let Some(left) = self.left.checked_sub(cells) {
            self.left = left;
            return true;
        }
        let range = lines[line].range;
        match self.beyond.last_mut() {
            // A line at which a table broke off is looked at again.
            Some(last) if last.contains(range) => {}
            Some(last) if lines[..line].last().is_some_and(|before| before.range.end == last.end) => *last = last.cover(range),
            _ => self.beyond.push(range),
        }
        false
    }
}

/// The range of a slice without blanks at its ends.
pub fn trim(text: &str, start: usize, end: usize) -> Range {
    grid::trimmed(text, start, end)
}
