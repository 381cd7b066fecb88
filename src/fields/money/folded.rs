//! Money tables too wide for their page, which go on below themselves: the heads of further columns, and the same rows again.
//!
//! ```text
//! 재원   2022년  2023년  2024년          재원   2022년  2023년  2024년  2025년  2026년  합계
//! 국비      100     220     110          국비      100     220     110      27     204   661
//! 시비        -       -     180    →     시비        -       -     180     612     324  1,116
//! 재원   2025년  2026년    합계
//! 국비       27     204     661
//! 시비      612     324   1,116
//! ```

use super::axes::{Axis, classify};
use super::matrix::{Matrix, Row, Slot};
use crate::fields::Reader;
use crate::tables::{Grid, GridKind};
use crate::text::{squash, squashed};

/// Bands of a table at most: more are no page's width.
const MOST_BANDS: usize = 8;
/// Rows of a table that is looked at: a band has a row for each payer, project or year.
const MOST_ROWS: usize = 1_000;

/// The bands of a table, each as a table of its own; empty where it is not folded.
pub(super) fn bands(text: &str, grid: &Grid) -> Vec<Grid> {
    if matches!(grid.kind, GridKind::Stacked) || grid.rows.len() > MOST_ROWS {
        return Vec::new();
    }
    let is_again = |row: usize| {
        let words = (0..grid.rows[row].len()).map(|c| grid.text(text, row, c));
        heads_band(grid.text(text, 0, 0), words) && !grid.repeats_head(text, row)
    };
    cut(grid.rows.len(), is_again).into_iter().map(|rows| part(grid, rows)).collect()
}

/// The rows from one to the next that heads a band; empty where there is but one.
fn cut(rows: usize, heads_band: impl Fn(usize) -> bool) -> Vec<std::ops::Range<usize>> {
    let starts: Vec<usize> = (0..rows).filter(|&r| r == 0 || heads_band(r)).collect();
    if !(2..=MOST_BANDS).contains(&starts.len()) {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).copied().chain([rows]);
    starts.iter().copied().zip(ends).map(|(from, to)| from..to).collect()
}

/// Whether a row has the heads of further columns: over the labels what the first row has there, and behind it periods, payers,
/// measures and totals alone.
fn heads_band<'t>(corner: &str, mut words: impl Iterator<Item = &'t str>) -> bool {
    if corner.is_empty() || words.next().map(squashed) != Some(squashed(corner)) {
        return false;
    }
    let mut heads = words.filter(|w| !w.is_empty()).map(classify).peekable();
    heads.peek().is_some() && heads.all(|axis| !matches!(axis, Axis::Text | Axis::Head))
}

/// Some rows of a table, as a table.
fn part(grid: &Grid, rows: std::ops::Range<usize>) -> Grid {
    Grid {
        rows: grid.rows[rows.clone()].to_vec(),
        lines: grid.row_lines[rows.start]..grid.row_lines[rows.end - 1] + 1,
        row_lines: grid.row_lines[rows].to_vec(),
        ruled_header: None,
        ..grid.clone()
    }
}

/// The table as it was before it was folded: the columns of all bands, side by side. The bands themselves, where their rows are not the
/// same; one that has no amounts may leave a row out.
pub(super) fn joined(text: &str, bands: Vec<Matrix>) -> Vec<Matrix> {
    if bands.len() < 2 {
        return bands;
    }
    let base = (0..bands.len()).rev().max_by_key(|&k| bands[k].rows.len());
    let Some(rows) = base.map(|k| names(text, &bands[k])).filter(|rows| are_unique(rows)) else { return bands };
    let places: Vec<Option<Vec<usize>>> = bands.iter().map(|band| places(&names(text, band), &rows)).collect();
    let Some(places) = places.into_iter().collect::<Option<Vec<_>>>() else { return bands };
    let mut whole = Matrix { columns: Vec::new(), rows: vec![Row { certain: true, ..Row::default() }; rows.len()], ..bands[0].clone() };
    for (band, places) in bands.into_iter().zip(places) {
        let before = whole.columns.len();
        whole.columns.extend(band.columns);
        for (row, at) in band.rows.into_iter().zip(places) {
            let into = &mut whole.rows[at];
            if into.entry.words.is_empty() {
                (into.index, into.entry) = (row.index, row.entry);
            }
            into.slots.resize(before, Slot::Empty);
            into.slots.extend(row.slots);
            into.tokens.extend(row.tokens);
            into.certain &= row.certain;
        }
    }
    let width = whole.columns.len();
    whole.rows.iter_mut().for_each(|row| row.slots.resize(width, Slot::Empty));
    vec![whole]
}

fn names(text: &str, band: &Matrix) -> Vec<String> {
    band.rows.iter().map(|row| squash(&row.name(text))).collect()
}

fn are_unique(names: &[String]) -> bool {
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort_unstable();
    !names.is_empty() && sorted.windows(2).all(|pair| pair[0] != pair[1])
}

/// Where each of `names` stands among `rows`, in the same order; `None` where one does not, or where fewer than two do.
fn places(names: &[String], rows: &[String]) -> Option<Vec<usize>> {
    let mut next = 0;
    let place = |name: &String| {
        let at = next + rows[next..].iter().position(|row| row == name)?;
        next = at + 1;
        Some(at)
    };
    names.iter().map(place).collect::<Option<Vec<_>>>().filter(|places| places.len() > 1)
}

impl Reader<'_> {
    /// The bands of a table of which the text shows no cells, as lines.
    pub(super) fn bands_of_lines(&self, lines: &[usize]) -> Vec<Vec<usize>> {
        let words = |k: usize| self.slice(self.line(lines[k]).range).split_whitespace();
        let Some(corner) = lines.first().filter(|_| lines.len() <= MOST_ROWS).and_then(|_| words(0).next()) else { return Vec::new() };
        let is_again = |k: usize| classify(corner) == Axis::Head && heads_band(corner, words(k)) && !words(k).eq(words(0));
        cut(lines.len(), is_again).into_iter().map(|rows| lines[rows].to_vec()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_heads_begins_a_band() {
        let again = |row: &str| heads_band("재원", row.split(' '));
        assert!(again("재원 2025년 2026년 합계") && again("재 원 2025년".replace("재 원", "재원").as_str()) && again("재원 국비 시비"));
        assert!(!again("재원") && !again("국비 2025년 2026년") && !again("재원 27 204") && !again("재원 구분 2026년"));
    }

    #[test]
    fn rows_left_out_of_a_band_keep_the_order() {
        let of = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(places(&of("국비 시비"), &of("국비 도비 시비")), Some(vec![0, 2]));
        assert_eq!(places(&of("시비 국비"), &of("국비 도비 시비")), None);
        assert_eq!(places(&of("국비 군비"), &of("국비 도비 시비")), None);
        assert_eq!(places(&of("국비"), &of("국비 도비")), None);
    }
}
