//! Lines → grids: tables whose cells the text still shows.
//!
//! In: the lines of a layout. Out: [`Grid`]s over runs of lines, with their cells, header rows and unit note. Native
//! tables of the format are grids as they are; elsewhere three kinds of evidence make one: tabs, pipes, and columns aligned by
//! blanks. Tables of which the text shows no cells (text of a PDF,
//! one cell a line) are not grids; `fields` reads their tokens, for it knows what a column means.
//!
//! It promises that cells of a row do not overlap and stand in reading order, and that every non-blank character of a grid's
//! lines lies in a cell or is a ruling. It does not know what a column means.

mod aligned;
mod grid;
mod native;

pub use grid::{Covered, Grid, GridCell, GridKind};

use crate::decode::Native;
use crate::layout::{Layer, Layout, Shape};

/// Finds the grids of a document, in order of their first line: native tables where lines are their rows, and what tabs,
/// pipes and blanks show elsewhere. `stop(i)` tells that line `i` begins something else (a
/// heading), so that no table reaches over it.
pub fn find(text: &str, native: Option<&Native>, layout: &Layout, stop: &dyn Fn(usize) -> bool) -> Vec<Grid> {
    let lines = &layout.lines;
    let mut grids = Vec::new();
    let mut i = 0;
    while i < lines.len() {
        if lines[i].layer != Layer::Body || stop(i) {
            i += 1;
            continue;
        }
        if let Some((row, native)) = lines[i].native.zip(native) {
            i = native::rows(text, native, lines, i, row, stop, &mut grids).max(i + 1);
            continue;
        }
        let next = match lines[i].shape {
            Shape::Tabs => grid::delimited(text, lines, i, GridKind::Tabs, stop, &mut grids),
            Shape::Pipes => grid::delimited(text, lines, i, GridKind::Pipes, stop, &mut grids),
            // Whoever can draw a table does not align its columns by blanks.
            Shape::Spaced | Shape::Rule if layout.logical => i,
            Shape::Spaced | Shape::Rule => aligned::columns(text, lines, i, stop, &mut grids),
            Shape::Plain => i,
        };
        i = next.max(i + 1);
    }
    grids
}

/// The range of a slice without blanks at its ends.
pub fn trim(text: &str, start: usize, end: usize) -> crate::span::Range {
    grid::trimmed(text, start, end)
}
