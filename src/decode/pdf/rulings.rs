//! Rulings → lattices: which cells they part a page into.
//!
//! In: the rulings of a page, from strokes and thin filled rectangles alike, and the edges of shaded areas. Out: [`Lattice`]s,
//! each a set of rectangular cells on rows and columns, that cover its area once. Promises: cells do not overlap; a cell that
//! no ruling parts is merged over as many rows and columns as it covers; sides that stay open (Korean tables often have no
//! ruling at the left and right) are closed where the rulings end.
//!
//! Known lies of the format: a ruling is drawn in pieces, one a cell; double rulings are two; rulings miss each other by a
//! line width.

use super::device::{Fill, Rule};
use super::geometry::{Area, clusters, nearest};

/// A cell of a lattice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    /// First row and column.
    pub row: usize,
    /// First column.
    pub column: usize,
    /// Rows that it covers.
    pub rows: usize,
    /// Columns that it covers.
    pub columns: usize,
}

/// Cells that rulings part.
#[derive(Clone, Debug)]
pub struct Lattice {
    /// Edges of the columns, one more than there are.
    pub xs: Vec<f32>,
    /// Edges of the rows.
    pub ys: Vec<f32>,
    /// The cells, by rows and columns.
    pub slots: Vec<Slot>,
    /// Index of the cell at each place, by rows.
    places: Vec<u32>,
}

impl Lattice {
    /// What it covers.
    pub fn area(&self) -> Area {
        let end = |v: &[f32]| v.last().copied().unwrap_or(0.0);
        Area::new(self.xs.first().copied().unwrap_or(0.0), self.ys.first().copied().unwrap_or(0.0), end(&self.xs), end(&self.ys))
    }

    /// Where a cell is.
    pub fn slot_area(&self, slot: &Slot) -> Area {
        Area::new(self.xs[slot.column], self.ys[slot.row], self.xs[slot.column + slot.columns], self.ys[slot.row + slot.rows])
    }

    /// Index of the cell that holds a point.
    pub fn slot_at(&self, (x, y): (f32, f32)) -> Option<usize> {
        let column = self.xs.partition_point(|&v| v <= x).checked_sub(1)?;
        let row = self.ys.partition_point(|&v| v <= y).checked_sub(1)?;
        let columns = self.xs.len() - 1;
        (column < columns && row + 1 < self.ys.len()).then(|| self.places[row * columns + column] as usize)
    }

    /// The colour of each cell: that of the last area that covers most of it, unless it is white.
    pub fn colours(&self, fills: &[Fill]) -> Vec<Option<[u8; 3]>> {
        let mut out = vec![None; self.slots.len()];
        let within = |edges: &[f32], from: f32, to: f32| {
            let first = edges.partition_point(|&v| v <= from).saturating_sub(1);
            first..edges.partition_point(|&v| v < to).min(edges.len() - 1)
        };
        let columns = self.xs.len() - 1;
        for fill in fills {
            if fill.area.common(self.area()).is_none() {
                continue;
            }
            let mut last = usize::MAX;
            for row in within(&self.ys, fill.area.y0, fill.area.y1) {
                for column in within(&self.xs, fill.area.x0, fill.area.x1) {
                    let slot = self.places[row * columns + column] as usize;
                    if slot == last {
                        continue;
                    }
                    last = slot;
                    let area = self.slot_area(&self.slots[slot]);
                    let seen = area.common(fill.area).map_or(0.0, Area::size);
                    if seen >= area.size() * MOSTLY {
                        out[slot] = (!super::device::is_white(fill.colour)).then_some(fill.colour);
                    }
                }
            }
        }
        out
    }
}

/// Rulings so close are one; and meet.
const REACH: f32 = 3.0;
/// Pieces of a ruling that lie so far apart are one.
const GAP: f32 = 3.5;
/// A ruling parts two cells where it covers this part of their common side.
const PARTS: f32 = 0.6;
/// An area shades a cell when it covers this part of it.
const MOSTLY: f32 = 0.5;
/// Shorter pieces are no rulings.
const SHORTEST: f32 = 4.0;
/// A side that rulings pass by so much is open.
const OPEN_SIDE: f32 = 6.0;
/// Rulings of one direction on a page at most: what is more is a drawing.
const MOST_RULES: usize = 6_000;
/// Places of a lattice at most.
const MOST_PLACES: usize = 200_000;

/// The lattices of a page. Those of a single cell are frames.
pub fn lattices(rules: &[Rule]) -> Vec<Lattice> {
    let level = joined(rules.iter().filter(|r| r.level).copied().collect());
    let upright = joined(rules.iter().filter(|r| !r.level).copied().collect());
    groups(&level, &upright).into_iter().filter_map(|(level, upright)| lattice(&level, &upright)).collect()
}

/// Joins the pieces of rulings of one direction; drops those that are too short.
fn joined(mut rules: Vec<Rule>) -> Vec<Rule> {
    let at = clusters(rules.iter().map(|r| r.at).collect(), REACH);
    for rule in &mut rules {
        rule.at = at[nearest(&at, rule.at)];
    }
    rules.sort_unstable_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    let mut out: Vec<Rule> = Vec::with_capacity(rules.len());
    for rule in rules {
        match out.last_mut() {
            Some(last) if last.at == rule.at && rule.from <= last.to + GAP => last.to = last.to.max(rule.to),
            _ => out.push(rule),
        }
    }
    out.retain(|r| r.to - r.from >= SHORTEST);
    if out.len() > MOST_RULES {
        out.sort_unstable_by(|a, b| (b.to - b.from).total_cmp(&(a.to - a.from)));
        out.truncate(MOST_RULES);
    }
    out
}

fn meet(level: &Rule, upright: &Rule) -> bool {
    level.from - REACH <= upright.at && upright.at <= level.to + REACH && upright.from - REACH <= level.at && level.at <= upright.to + REACH
}

/// Rulings that meet, directly or by others.
fn groups(level: &[Rule], upright: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    let mut upright = upright.to_vec();
    upright.sort_unstable_by(|a, b| a.at.total_cmp(&b.at));
    // Sets of rulings, as a forest: the level ones first.
    let mut above: Vec<u32> = (0..(level.len() + upright.len()) as u32).collect();
    fn root(above: &mut [u32], mut i: u32) -> u32 {
        while above[i as usize] != i {
            above[i as usize] = above[above[i as usize] as usize];
            i = above[i as usize];
        }
        i
    }
    for (i, rule) in level.iter().enumerate() {
        let from = upright.partition_point(|u| u.at < rule.from - REACH);
        for (j, other) in upright.iter().enumerate().skip(from).take_while(|(_, u)| u.at <= rule.to + REACH) {
            if meet(rule, other) {
                let (a, b) = (root(&mut above, i as u32), root(&mut above, (level.len() + j) as u32));
                above[a as usize] = b;
            }
        }
    }
    let mut out: Vec<(Vec<Rule>, Vec<Rule>)> = Vec::new();
    let mut index = rustc_hash::FxHashMap::default();
    for i in 0..above.len() {
        let set = root(&mut above, i as u32);
        let group = *index.entry(set).or_insert_with(|| {
            out.push(Default::default());
            out.len() - 1
        });
        match level.get(i) {
            Some(rule) => out[group].0.push(*rule),
            None => out[group].1.push(upright[i - level.len()]),
        }
    }
    out
}

/// The cells that rulings which meet part; `None` where they part nothing.
fn lattice(level: &[Rule], upright: &[Rule]) -> Option<Lattice> {
    if level.is_empty() || upright.is_empty() {
        return None;
    }
    let mut xs = clusters(upright.iter().map(|r| r.at).collect(), REACH);
    let mut ys = clusters(level.iter().map(|r| r.at).collect(), REACH);
    let open = Open { xs: close(&mut xs, level), ys: close(&mut ys, upright) };
    if xs.len() < 2 || ys.len() < 2 || (xs.len() - 1) * (ys.len() - 1) > MOST_PLACES {
        return None;
    }
    let (columns, rows) = (xs.len() - 1, ys.len() - 1);
    let parts_right = sides(&xs, &ys, upright, open.xs);
    let parts_below = sides(&ys, &xs, level, open.ys);
    let mut lattice = Lattice { slots: Vec::new(), places: vec![u32::MAX; rows * columns], xs, ys };
    for row in 0..rows {
        for column in 0..columns {
            if lattice.places[row * columns + column] != u32::MAX {
                continue;
            }
            let free = |l: &Lattice, r: usize, c: usize| l.places[r * columns + c] == u32::MAX;
            let mut wide = 1;
            while column + wide < columns && free(&lattice, row, column + wide) && !parts_right[(column + wide) * rows + row] {
                wide += 1;
            }
            let mut high = 1;
            while row + high < rows
                && (column..column + wide).all(|c| free(&lattice, row + high, c) && !parts_below[(row + high) * columns + c])
                && (column + 1..column + wide).all(|c| !parts_right[c * rows + row + high])
            {
                high += 1;
            }
            let index = lattice.slots.len() as u32;
            for r in row..row + high {
                lattice.places[r * columns + column..][..wide].fill(index);
            }
            lattice.slots.push(Slot { row, column, rows: high, columns: wide });
        }
    }
    Some(tidy(lattice))
}

/// Sides that no ruling closes: first and last edge.
struct Open {
    xs: (bool, bool),
    ys: (bool, bool),
}

/// Adds the edges at which two rulings or more of the other direction end beyond the outermost edge.
fn close(edges: &mut Vec<f32>, across: &[Rule]) -> (bool, bool) {
    let (Some(&first), Some(&last)) = (edges.first(), edges.last()) else { return (false, false) };
    let from = clusters(across.iter().map(|r| r.from).filter(|&v| v < first - OPEN_SIDE).collect(), REACH);
    let to = clusters(across.iter().map(|r| r.to).filter(|&v| v > last + OPEN_SIDE).collect(), REACH);
    let shared = |at: f32, of: fn(&Rule) -> f32| across.iter().filter(|r| (of(r) - at).abs() <= REACH).count() >= 2;
    let left = from.into_iter().find(|&at| shared(at, |r| r.from));
    let right = to.into_iter().rev().find(|&at| shared(at, |r| r.to));
    if let Some(left) = left {
        edges.insert(0, left);
    }
    edges.extend(right);
    (left.is_some(), right.is_some())
}

/// For each edge and each stretch between two edges across: whether a ruling lies there.
fn sides(edges: &[f32], across: &[f32], rules: &[Rule], open: (bool, bool)) -> Vec<bool> {
    let stretches = across.len() - 1;
    let mut covered = vec![0.0f32; edges.len() * stretches];
    for rule in rules {
        let edge = nearest(edges, rule.at);
        let first = across.partition_point(|&v| v <= rule.from).saturating_sub(1);
        for stretch in first..stretches {
            if across[stretch] >= rule.to {
                break;
            }
            let seen = rule.to.min(across[stretch + 1]) - rule.from.max(across[stretch]);
            covered[edge * stretches + stretch] += seen.max(0.0);
        }
    }
    let outer = |edge: usize| edge == 0 && open.0 || edge + 1 == edges.len() && open.1;
    (0..covered.len())
        .map(|i| {
            let (edge, stretch) = (i / stretches, i % stretches);
            outer(edge) || covered[i] >= (across[stretch + 1] - across[stretch]) * PARTS
        })
        .collect()
}

/// Drops rows and columns at which no cell begins.
fn tidy(mut lattice: Lattice) -> Lattice {
    let (rows, columns) = (lattice.ys.len() - 1, lattice.xs.len() - 1);
    let mut row_begins = vec![false; rows];
    let mut column_begins = vec![false; columns];
    for slot in &lattice.slots {
        row_begins[slot.row] = true;
        column_begins[slot.column] = true;
    }
    let number = |begins: &[bool]| {
        let mut n = 0;
        let mut out: Vec<usize> = begins.iter().map(|&b| (n, n += usize::from(b)).0).collect();
        out.push(n);
        out
    };
    let (row_of, column_of) = (number(&row_begins), number(&column_begins));
    let kept_rows: Vec<usize> = (0..rows).filter(|&r| row_begins[r]).collect();
    let kept_columns: Vec<usize> = (0..columns).filter(|&c| column_begins[c]).collect();
    for slot in &mut lattice.slots {
        let (row_end, column_end) = (row_of[slot.row + slot.rows], column_of[slot.column + slot.columns]);
        slot.row = row_of[slot.row];
        slot.column = column_of[slot.column];
        slot.rows = row_end - slot.row;
        slot.columns = column_end - slot.column;
    }
    lattice.places =
        kept_rows.iter().flat_map(|&r| kept_columns.iter().map(move |&c| r * columns + c)).map(|i| lattice.places[i]).collect();
    let edges = |all: &[f32], kept: &[usize]| {
        let mut out: Vec<f32> = kept.iter().map(|&i| all[i]).collect();
        out.extend(all.last());
        out
    };
    lattice.xs = edges(&lattice.xs, &kept_columns);
    lattice.ys = edges(&lattice.ys, &kept_rows);
    lattice
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(at: f32, from: f32, to: f32) -> Rule {
        Rule { level: true, at, from, to, white: false }
    }

    fn upright(at: f32, from: f32, to: f32) -> Rule {
        Rule { level: false, at, from, to, white: false }
    }

    fn slots(rules: &[Rule]) -> Vec<(usize, usize, usize, usize)> {
        let [found] = &lattices(rules)[..] else { panic!() };
        found.slots.iter().map(|s| (s.row, s.column, s.rows, s.columns)).collect()
    }

    /// Two rows of three cells.
    fn grid() -> Vec<Rule> {
        let mut out: Vec<Rule> = [100.0, 120.0, 140.0].iter().map(|&y| level(y, 50.0, 200.0)).collect();
        out.extend([50.0, 100.0, 150.0, 200.0].iter().map(|&x| upright(x, 100.0, 140.0)));
        out
    }

    #[test]
    fn rulings_part_cells() {
        assert_eq!(slots(&grid()), [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)]);
    }

    #[test]
    fn a_cell_that_nothing_parts_is_merged() {
        let mut rules = grid();
        // The middle ruling begins behind the first column; the second column's right side is open in the first row.
        rules[1] = level(120.0, 100.0, 200.0);
        rules[5] = upright(150.0, 120.0, 140.0);
        assert_eq!(slots(&rules), [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]);
    }

    #[test]
    fn rulings_in_pieces_double_and_inexact_are_one() {
        let mut rules = grid();
        rules[0] = level(99.2, 49.0, 99.0);
        rules.push(level(100.9, 101.0, 201.0));
        rules.push(upright(101.8, 100.0, 140.0));
        assert_eq!(slots(&rules).len(), 6);
    }

    #[test]
    fn open_sides_end_where_the_rulings_end() {
        let rules: Vec<Rule> = grid().into_iter().filter(|r| r.level || (90.0..160.0).contains(&r.at)).collect();
        let [found] = &lattices(&rules)[..] else { panic!() };
        assert_eq!((found.xs.clone(), found.slots.len()), (vec![50.0, 100.0, 150.0, 200.0], 6));
    }

    #[test]
    fn tables_apart_are_two_and_an_underline_is_none() {
        let mut rules = grid();
        rules.extend(grid().iter().map(|r| if r.level { Rule { at: r.at + 200.0, ..*r } } else { upright(r.at, 300.0, 340.0) }));
        rules.push(level(500.0, 50.0, 90.0));
        assert_eq!(lattices(&rules).len(), 2);
    }

    #[test]
    fn a_row_that_nothing_begins_in_is_no_row() {
        let mut rules = grid();
        // A line that ends within the cells it crosses parts nothing.
        rules.push(level(130.0, 48.0, 70.0));
        let [found] = &lattices(&rules)[..] else { panic!() };
        assert_eq!((found.ys.len(), found.slots.len()), (3, 6));
        assert_eq!(found.slot_at((60.0, 135.0)), Some(3));
        assert_eq!(found.slot_at((210.0, 135.0)), None);
    }

    #[test]
    fn the_last_area_that_covers_a_cell_colours_it() {
        let [found] = &lattices(&grid())[..] else { panic!() };
        let fill = |x0, x1, colour| Fill { area: Area::new(x0, 100.0, x1, 120.0), colour };
        let fills = [fill(50.0, 200.0, [9, 9, 9]), fill(100.0, 150.0, [255, 255, 255]), fill(150.0, 160.0, [1, 2, 3])];
        assert_eq!(found.colours(&fills), [Some([9, 9, 9]), None, Some([9, 9, 9]), None, None, None]);
    }

    #[test]
    fn a_drawing_of_many_lines_costs_little() {
        let mut rules: Vec<Rule> = (0..20_000).map(|i| level(i as f32 * 4.0, 0.0, 9e4)).collect();
        rules.extend((0..20_000).map(|i| upright(i as f32 * 4.0, 0.0, 9e4)));
        assert!(lattices(&rules).is_empty());
    }
}
