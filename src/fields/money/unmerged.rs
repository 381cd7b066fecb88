//! Money tables whose text lost the cell that a measure spans: its rows begin with the measure, the rows below it do not.
//!
//! ```text
//! 구분   합계  2022년           구분          합계  2022년
//! 당초   총계    300   300      당초   총계    300     300
//! 국비    200   200        →           국비    200     200
//! 시비    100   100                    시비    100     100
//! ```

use super::axes::{Axis, classify};
use crate::span::Range;
use crate::tables::{Grid, GridCell, GridKind};

/// The table with the lost cells empty; `None` where its rows are no such.
pub(super) fn unmerged(text: &str, grid: &Grid) -> Option<Grid> {
    if grid.kind == GridKind::Native || grid.rows.len() < 3 {
        return None;
    }
    let widest = grid.rows.iter().map(Vec::len).max()?;
    let axis = |r: usize, c: usize| classify(grid.text(text, r, c));
    let heads_block = |r: usize| {
        grid.rows[r].len() == widest && matches!(axis(r, 0), Axis::Measure(_)) && matches!(axis(r, 1), Axis::Source | Axis::Total)
    };
    let goes_on = |r: usize| grid.rows[r].len() + 1 == widest && matches!(axis(r, 0), Axis::Source | Axis::Total);
    let head = grid.rows[0].len() + 1 == widest && (1..grid.rows[0].len()).all(|c| matches!(axis(0, c), Axis::Period(_) | Axis::Total));
    let fits = head && heads_block(1) && (1..grid.rows.len()).all(|r| heads_block(r) || goes_on(r)) && (1..grid.rows.len()).any(goes_on);
    fits.then(|| {
        let mut out = grid.clone();
        for (r, row) in out.rows.iter_mut().enumerate().filter(|(_, row)| row.len() < widest) {
            // Behind the head of the labels, and before a label.
            let at = usize::from(r == 0);
            let place = if r == 0 { row[0].range.end } else { row[0].range.start };
            row.insert(at, GridCell::new(Range { start: place, end: place }));
        }
        out.columns = widest;
        out
    })
}
