//! Rulings → lattices: which cells they part a page into.
//!
//! In: the rulings of a page, from strokes and thin filled rectangles alike, and the edges of shaded areas. Out: [`Lattice`]s,
//! each a set of rectangular cells on rows and columns, that cover its area once. Promises: cells do not overlap; a cell that
//! no ruling parts is merged over as many rows and columns as it covers; sides that stay open (Korean tables often have no
//! ruling at the left and right) are closed where the rulings end. What rulings enclose without its being a rectangle (a text
//! box with its title on the frame) is cut so that its text stays together.
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
    /// Cells on these edges, which they cover once.
    pub fn of(xs: Vec<f32>, ys: Vec<f32>, mut slots: Vec<Slot>) -> Self {
        slots.sort_by_key(|s| (s.row, s.column));
        let mut lattice = Self { slots, places: Vec::new(), xs, ys };
        lattice.place();
        lattice
    }

    /// Notes at each place which cell is there.
    fn place(&mut self) {
        let columns = self.xs.len() - 1;
        self.places = vec![u32::MAX; columns * (self.ys.len() - 1)];
        for (i, slot) in (0..).zip(&self.slots) {
            for row in slot.row..slot.row + slot.rows {
                self.places[row * columns + slot.column..][..slot.columns].fill(i);
            }
        }
    }

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

    /// Whether another lattice goes on with this one, on its right or below it.
    fn is_followed_by(&self, other: &Lattice, beside: bool) -> bool {
        let (own, its) = (self.area(), other.area());
        let (gap, most) = if beside { (its.x0 - own.x1, BESIDE) } else { (its.y0 - own.y1, BELOW) };
        let (a, b) = if beside { (&self.ys, &other.ys) } else { (&self.xs, &other.xs) };
        // A frame over another one is no table with it.
        let enough = beside || a.len() > 2;
        let places = (self.xs.len() + other.xs.len()) * a.len().max(b.len()) + self.places.len() + other.places.len();
        enough
            && gap > 0.0
            && gap <= most
            && places <= MOST_PLACES
            // Of boxes side by side, some may hold several rows of the others.
            && (a.len() == b.len() || beside)
            && same_ends(a, b)
            && among(a, b)
    }

    /// Adds a lattice on the right or below, behind a gap.
    fn append(&mut self, other: &Lattice, beside: bool) {
        let mut other = other.clone();
        if beside {
            let finer = if self.ys.len() >= other.ys.len() { self.ys.clone() } else { other.ys.clone() };
            self.refine(&finer);
            other.refine(&finer);
        }
        let (columns, rows) = (self.xs.len() - 1, self.ys.len() - 1);
        let (gap, shift) = if beside {
            self.xs.extend_from_slice(&other.xs);
            (Slot { row: 0, column: columns, rows, columns: 1 }, (0, columns + 1))
        } else {
            self.ys.extend_from_slice(&other.ys);
            (Slot { row: rows, column: 0, rows: 1, columns }, (rows + 1, 0))
        };
        self.slots.push(gap);
        self.slots.extend(other.slots.iter().map(|s| Slot { row: s.row + shift.0, column: s.column + shift.1, ..*s }));
        self.slots.sort_by_key(|s| (s.row, s.column));
        self.place();
    }

    /// Parts the rows anew, at edges of which its own are some.
    fn refine(&mut self, ys: &[f32]) {
        if ys.len() == self.ys.len() {
            return;
        }
        let at: Vec<usize> = self.ys.iter().map(|&y| nearest(ys, y)).collect();
        for slot in &mut self.slots {
            (slot.row, slot.rows) = (at[slot.row], at[slot.row + slot.rows] - at[slot.row]);
        }
        self.ys = ys.to_vec();
    }

    /// The colour of each cell: that of the last area that covers most of it, unless it is white.
    pub fn colours(&self, fills: &[Fill]) -> Vec<Option<[u8; 3]>> {
        self.painted(fills, |cell, seen| seen.size() >= cell.size() * MOSTLY)
    }

    /// The colour of a bar in each cell: an area over most of its width and a good part of its height. Schedules are painted so.
    pub fn bars(&self, fills: &[Fill]) -> Vec<Option<[u8; 3]>> {
        self.painted(fills, |cell, seen| seen.width() >= cell.width() * MOSTLY && seen.height() >= cell.height() * BAR)
    }

    /// The colour of each cell: that of the last area of which it `shows` enough (the cell, and what is seen in it).
    fn painted(&self, fills: &[Fill], shows: impl Fn(Area, Area) -> bool) -> Vec<Option<[u8; 3]>> {
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
                    if area.common(fill.area).is_some_and(|seen| shows(area, seen)) {
                        out[slot] = (!super::device::is_white(fill.colour)).then_some(fill.colour);
                    }
                }
            }
        }
        out
    }
}

/// Whether two lists of edges begin and end at the same places.
fn same_ends(a: &[f32], b: &[f32]) -> bool {
    let near = |a: Option<&f32>, b: Option<&f32>| a.zip(b).is_some_and(|(a, b)| (a - b).abs() <= REACH);
    near(a.first(), b.first()) && near(a.last(), b.last())
}

/// Whether the edges of the shorter list are all among those of the other, each another one.
fn among(a: &[f32], b: &[f32]) -> bool {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let at: Vec<usize> = few.iter().map(|&v| nearest(many, v)).collect();
    few.iter().zip(&at).all(|(v, &i)| (v - many[i]).abs() <= REACH) && at.windows(2).all(|w| w[0] < w[1])
}

/// Rulings so close are one; and meet.
const REACH: f32 = 3.0;
/// Pieces of a ruling that lie so far apart are one.
const GAP: f32 = 3.5;
/// A ruling parts two cells where it covers this part of their common side.
const PARTS: f32 = 0.6;
/// An area shades a cell when it covers this part of it.
const MOSTLY: f32 = 0.5;
/// A bar in a cell is at least this part of it high: bars of schedules are a third to a half of their rows.
const BAR: f32 = 0.25;
/// Shorter pieces are no rulings.
const SHORTEST: f32 = 4.0;
/// A side that rulings pass by so much is open.
const OPEN_SIDE: f32 = 6.0;
/// Rulings of one direction on a page at most: what is more is a drawing.
const MOST_RULES: usize = 6_000;
/// Places of a lattice at most.
const MOST_PLACES: usize = 200_000;

/// More stripes of one length side by side are a shade.
const STRIPES: usize = 5;
/// What lies so far apart has the same length.
const SAME: f32 = 0.5;
/// A ragged cell of more places is cut as it comes.
const MOST_RAGGED: usize = 64;
/// A cell with a table in it has no more places.
const MOST_NESTED: usize = 1_024;
/// Tables side by side, of the same rows, are one when they lie so close.
const BESIDE: f32 = 40.0;
/// And tables of the same columns, one above the other. Paragraphs between them would take more.
const BELOW: f32 = 6.0;

/// The lattices of a page, the text of which stands at `ink`. Those of a single cell are frames.
pub fn lattices(rules: &[Rule], ink: &[(f32, f32)]) -> Vec<Lattice> {
    let of = |level: bool| joined(without_stripes(rules.iter().filter(|r| r.level == level).copied().collect()));
    let mut out = Vec::new();
    for (level, upright) in groups(&of(true), &of(false)) {
        lattice(&level, &upright, ink, NESTED, &mut out);
    }
    out
}

/// Tables in cells, whose rulings touch those of the cell, at most in each other.
const NESTED: usize = 3;

/// The level rulings of a page, in one piece each.
pub fn level(rules: &[Rule]) -> Vec<Rule> {
    joined(without_stripes(rules.iter().filter(|r| r.level).copied().collect()))
}

/// Rulings without the stripes that gradients are painted with, but for the outermost. White ones are of the gradient, too.
pub fn parting(rules: &[Rule]) -> Vec<Rule> {
    let of = |level: bool| without_stripes(rules.iter().filter(|r| r.level == level).copied().collect());
    let mut out = of(true);
    out.extend(of(false));
    out
}

/// Drops the stripes that gradients are painted with, but for the outermost.
fn without_stripes(mut rules: Vec<Rule>) -> Vec<Rule> {
    let key = |r: &Rule| ((r.from / SAME).round(), (r.to / SAME).round());
    rules.sort_unstable_by(|a, b| {
        let ((f, t), (g, u)) = (key(a), key(b));
        f.total_cmp(&g).then(t.total_cmp(&u)).then(a.at.total_cmp(&b.at))
    });
    let mut out = Vec::with_capacity(rules.len());
    for run in rules.chunk_by(|a, b| key(a) == key(b) && b.at - a.at <= REACH) {
        // The same stripe may be painted more than once.
        let mut last = f32::NEG_INFINITY;
        let places = run.iter().filter(|r| r.at - last > SAME && (last = r.at, true).1).count();
        match run {
            [first, .., last] if places >= STRIPES => out.extend([*first, *last]),
            _ => out.extend_from_slice(run),
        }
    }
    out
}

/// Joins lattices that are one table: such whose rows are the same side by side, or whose columns are the same one above the
/// other, with a gap that is a column or a row of its own. Writers part the boxes of a row so, and a number from its title.
pub fn bridged(found: Vec<Lattice>) -> Vec<Lattice> {
    let across = bridged_along(found, true);
    bridged_along(across, false)
}

fn bridged_along(mut found: Vec<Lattice>, beside: bool) -> Vec<Lattice> {
    let start = |l: &Lattice| if beside { l.area().x0 } else { l.area().y0 };
    found.sort_by(|a, b| start(a).total_cmp(&start(b)));
    let mut out: Vec<Lattice> = Vec::with_capacity(found.len());
    for lattice in found {
        match out.iter_mut().rev().take(MOST_NEIGHBOURS).find(|before| before.is_followed_by(&lattice, beside)) {
            Some(before) => before.append(&lattice, beside),
            None => out.push(lattice),
        }
    }
    out
}

/// Lattices that one may go on, at most.
const MOST_NEIGHBOURS: usize = 200;

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

/// The cells that rulings which meet part, if any; and, `depth` times, the tables that stand in them.
fn lattice(level: &[Rule], upright: &[Rule], ink: &[(f32, f32)], depth: usize, out: &mut Vec<Lattice>) {
    if level.is_empty() || upright.is_empty() {
        return;
    }
    let mut xs = clusters(upright.iter().map(|r| r.at).collect(), REACH);
    let mut ys = clusters(level.iter().map(|r| r.at).collect(), REACH);
    let open = Open { xs: close(&mut xs, level), ys: close(&mut ys, upright) };
    if xs.len() < 2 || ys.len() < 2 || (xs.len() - 1) * (ys.len() - 1) > MOST_PLACES {
        return;
    }
    let (columns, rows) = (xs.len() - 1, ys.len() - 1);
    let mut parts = Parts {
        upright: sides(&xs, &ys, upright, open.xs),
        level: sides(&ys, &xs, level, open.ys),
        free: vec![true; rows * columns],
        rows,
        columns,
    };
    let mut counted: Option<Vec<u32>> = None;
    let mut slots: Vec<Slot> = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            if !parts.free[row * columns + column] {
                continue;
            }
            let slot = parts.slot((row, column), |_, _| true);
            let ragged = if parts.closes(&slot) { Vec::new() } else { parts.region((row, column)) };
            if ragged.is_empty() || ragged.len() > MOST_RAGGED {
                parts.take(&slot);
                slots.push(slot);
            } else if let Some((whole, inner)) = (depth > 0).then(|| parts.nest(&ragged)).flatten() {
                parts.take(&whole);
                slots.push(whole);
                let end = |slot: &Slot| (xs[slot.column + slot.columns], ys[slot.row + slot.rows]);
                let area = Area::new(xs[inner.column], ys[inner.row], end(&inner).0, end(&inner).1);
                lattice(&within(level, area), &within(upright, area), ink, depth - 1, out);
            } else {
                let counted = counted.get_or_insert_with(|| count(&xs, &ys, ink));
                parts.cut(ragged, counted, (&xs, &ys), &mut slots);
            }
        }
    }
    out.push(tidy(Lattice::of(xs, ys, slots)));
}

/// What of rulings lies in an area and at its edges.
fn within(rules: &[Rule], area: Area) -> Vec<Rule> {
    let cut = |r: &Rule| {
        let (across, along) = if r.level { ((area.y0, area.y1), (area.x0, area.x1)) } else { ((area.x0, area.x1), (area.y0, area.y1)) };
        let (from, to) = (r.from.max(along.0), r.to.min(along.1));
        (across.0 - REACH <= r.at && r.at <= across.1 + REACH && to - from >= SHORTEST).then_some(Rule { from, to, ..*r })
    };
    rules.iter().filter_map(cut).collect()
}

/// How much text stands at each place.
fn count(xs: &[f32], ys: &[f32], ink: &[(f32, f32)]) -> Vec<u32> {
    let columns = xs.len() - 1;
    let mut out = vec![0; columns * (ys.len() - 1)];
    for &(x, y) in ink {
        let (column, row) = (xs.partition_point(|&v| v <= x), ys.partition_point(|&v| v <= y));
        if (1..xs.len()).contains(&column) && (1..ys.len()).contains(&row) {
            out[(row - 1) * columns + column - 1] += 1;
        }
    }
    out
}

/// Where rulings part the places of a lattice, and which places have no cell yet.
struct Parts {
    /// On the left of each column and row.
    upright: Vec<bool>,
    /// Above each row and column.
    level: Vec<bool>,
    free: Vec<bool>,
    rows: usize,
    columns: usize,
}

impl Parts {
    fn left_of(&self, row: usize, column: usize) -> bool {
        column == 0 || column == self.columns || self.upright[column * self.rows + row]
    }

    fn above(&self, row: usize, column: usize) -> bool {
        row == 0 || row == self.rows || self.level[row * self.columns + column]
    }

    /// The widest cell that begins at a place, as high as it can be, of free places that `may` be its.
    fn slot(&self, (row, column): (usize, usize), may: impl Fn(usize, usize) -> bool) -> Slot {
        let open = |r: usize, c: usize| self.free[r * self.columns + c] && may(r, c);
        let mut columns = 1;
        while column + columns < self.columns && open(row, column + columns) && !self.left_of(row, column + columns) {
            columns += 1;
        }
        let mut rows = 1;
        while row + rows < self.rows
            && (column..column + columns).all(|c| open(row + rows, c) && !self.above(row + rows, c))
            && (column + 1..column + columns).all(|c| !self.left_of(row + rows, c))
        {
            rows += 1;
        }
        Slot { row, column, rows, columns }
    }

    /// Whether rulings part a cell from all that is around it.
    fn closes(&self, slot: &Slot) -> bool {
        let (bottom, end) = (slot.row + slot.rows, slot.column + slot.columns);
        (slot.row..bottom).all(|r| self.left_of(r, slot.column) && self.left_of(r, end))
            && (slot.column..end).all(|c| self.above(slot.row, c) && self.above(bottom, c))
    }

    fn take(&mut self, slot: &Slot) {
        for row in slot.row..slot.row + slot.rows {
            self.free[row * self.columns + slot.column..][..slot.columns].fill(false);
        }
    }

    /// The free places that no ruling parts from one, itself among them; somewhat more than [`MOST_RAGGED`] are not looked for.
    fn region(&self, from: (usize, usize)) -> Vec<(usize, usize)> {
        let mut out = vec![from];
        let mut next = 0;
        while let Some(&(r, c)) = out.get(next).filter(|_| out.len() <= MOST_RAGGED) {
            next += 1;
            let around = [
                (!self.left_of(r, c)).then(|| (r, c - 1)),
                (!self.left_of(r, c + 1)).then(|| (r, c + 1)),
                (!self.above(r, c)).then(|| (r - 1, c)),
                (!self.above(r + 1, c)).then(|| (r + 1, c)),
            ];
            for (r, c) in around.into_iter().flatten() {
                if self.free[r * self.columns + c] && !out.contains(&(r, c)) {
                    out.push((r, c));
                }
            }
        }
        out
    }

    /// A cell with a table in it, where a region is one: it goes around a rectangle of several cells, on three sides at least, and
    /// rulings close the fourth. Gives the cell whole, and the rectangle.
    fn nest(&self, region: &[(usize, usize)]) -> Option<(Slot, Slot)> {
        let over = |places: &mut dyn Iterator<Item = (usize, usize)>| {
            places.fold(None, |over: Option<(usize, usize, usize, usize)>, (r, c)| {
                let (top, left, bottom, end) = over.unwrap_or((r, c, r, c));
                Some((top.min(r), left.min(c), bottom.max(r), end.max(c)))
            })
        };
        let slot = |(top, left, bottom, end): (usize, usize, usize, usize)| Slot {
            row: top,
            column: left,
            rows: bottom + 1 - top,
            columns: end + 1 - left,
        };
        let places = |s: &Slot| {
            let s = *s;
            (s.row..s.row + s.rows).flat_map(move |r| (s.column..s.column + s.columns).map(move |c| (r, c)))
        };
        let whole = slot(over(&mut region.iter().copied())?);
        if whole.rows * whole.columns > MOST_NESTED {
            return None;
        }
        let inner = slot(over(&mut places(&whole).filter(|p| !region.contains(p)))?);
        let open = |&(r, c): &(usize, usize)| self.free[r * self.columns + c] && !region.contains(&(r, c));
        let (bottom, end) = (inner.row + inner.rows, inner.column + inner.columns);
        let touches =
            [inner.row == whole.row, inner.column == whole.column, bottom == whole.row + whole.rows, end == whole.column + whole.columns];
        let several = (inner.row + 1..bottom).any(|r| (inner.column..end).any(|c| self.above(r, c)))
            || (inner.column + 1..end).any(|c| (inner.row..bottom).any(|r| self.left_of(r, c)));
        let sides = touches.iter().filter(|&&t| t).count();
        (sides <= 1 && several && places(&inner).all(|p| open(&p)) && self.closes(&inner)).then_some((whole, inner))
    }

    /// Cuts a region into cells: first the one with most text, or else the largest.
    fn cut(&mut self, mut region: Vec<(usize, usize)>, ink: &[u32], (xs, ys): (&[f32], &[f32]), out: &mut Vec<Slot>) {
        region.sort_unstable();
        while !region.is_empty() {
            let mut best: Option<(u32, f32, Slot)> = None;
            for &(row, column) in &region {
                // Of each width, as high as it can be.
                for width in 1..=self.slot((row, column), |_, _| true).columns {
                    let slot = self.slot((row, column), |_, c| c < column + width);
                    let seen = |r: usize| ink[r * self.columns + column..][..slot.columns].iter().sum::<u32>();
                    let text = (row..row + slot.rows).map(seen).sum();
                    let size = (xs[column + slot.columns] - xs[column]) * (ys[row + slot.rows] - ys[row]);
                    if best.is_none_or(|(most, largest, _)| (text, size) > (most, largest)) {
                        best = Some((text, size, slot));
                    }
                }
            }
            let Some((_, _, slot)) = best else { return };
            self.take(&slot);
            region.retain(|&(r, c)| self.free[r * self.columns + c]);
            out.push(slot);
        }
    }
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

/// Rulings for tests.
#[cfg(test)]
pub(super) mod drawn {
    use super::Rule;

    pub(in super::super) fn level(at: f32, from: f32, to: f32) -> Rule {
        Rule { level: true, at, from, to, white: false }
    }

    pub(in super::super) fn upright(at: f32, from: f32, to: f32) -> Rule {
        Rule { level: false, at, from, to, white: false }
    }
}

#[cfg(test)]
mod tests {
    use super::drawn::{level, upright};
    use super::*;

    fn slots(rules: &[Rule]) -> Vec<(usize, usize, usize, usize)> {
        let [found] = &lattices(rules, &[])[..] else { panic!() };
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
        let [found] = &lattices(&rules, &[])[..] else { panic!() };
        assert_eq!((found.xs.clone(), found.slots.len()), (vec![50.0, 100.0, 150.0, 200.0], 6));
    }

    #[test]
    fn tables_apart_are_two_and_an_underline_is_none() {
        let mut rules = grid();
        rules.extend(grid().iter().map(|r| if r.level { Rule { at: r.at + 200.0, ..*r } } else { upright(r.at, 300.0, 340.0) }));
        rules.push(level(500.0, 50.0, 90.0));
        assert_eq!(lattices(&rules, &[]).len(), 2);
    }

    #[test]
    fn a_row_that_nothing_begins_in_is_no_row() {
        let mut rules = grid();
        // A line that ends within the cells it crosses parts nothing.
        rules.push(level(130.0, 48.0, 70.0));
        let [found] = &lattices(&rules, &[])[..] else { panic!() };
        assert_eq!((found.ys.len(), found.slots.len()), (3, 6));
        assert_eq!(found.slot_at((60.0, 135.0)), Some(3));
        assert_eq!(found.slot_at((210.0, 135.0)), None);
    }

    #[test]
    fn the_last_area_that_covers_a_cell_colours_it() {
        let [found] = &lattices(&grid(), &[])[..] else { panic!() };
        let fill = |x0, x1, colour| Fill { area: Area::new(x0, 100.0, x1, 120.0), colour };
        let fills = [fill(50.0, 200.0, [9, 9, 9]), fill(100.0, 150.0, [255, 255, 255]), fill(150.0, 160.0, [1, 2, 3])];
        assert_eq!(found.colours(&fills), [Some([9, 9, 9]), None, Some([9, 9, 9]), None, None, None]);
    }

    /// A text box with its title on the frame: above, the title alone is enclosed.
    fn titled() -> Vec<Rule> {
        vec![
            level(90.0, 100.0, 150.0),
            level(100.0, 50.0, 100.0),
            level(100.0, 150.0, 200.0),
            level(110.0, 100.0, 150.0),
            level(180.0, 50.0, 200.0),
            upright(50.0, 100.0, 180.0),
            upright(200.0, 100.0, 180.0),
            upright(100.0, 90.0, 110.0),
            upright(150.0, 90.0, 110.0),
        ]
    }

    #[test]
    fn the_body_under_a_title_on_its_frame_is_one_cell() {
        let found = slots(&titled());
        assert!(found.contains(&(2, 0, 1, 3)) && found.contains(&(0, 1, 2, 1)), "{found:?}");
    }

    #[test]
    fn a_ragged_cell_is_cut_where_its_text_stays_together() {
        let mut rules = grid();
        // Nothing parts the first column, nor its upper cell from the next one.
        rules[1] = level(120.0, 100.0, 200.0);
        rules[4] = upright(100.0, 120.0, 140.0);
        let cut = |ink: &[(f32, f32)]| lattices(&rules, ink)[0].slots.iter().take(2).map(|s| (s.rows, s.columns)).collect::<Vec<_>>();
        assert_eq!(cut(&[(60.0, 110.0), (60.0, 130.0)]), [(2, 1), (1, 1)]);
        assert_eq!(cut(&[(60.0, 110.0), (110.0, 110.0)]), [(1, 2), (1, 1)]);
    }

    #[test]
    fn boxes_in_a_row_are_one_table_and_a_gap_is_a_column() {
        let frame =
            |x0: f32, x1: f32, y: f32| [level(y, x0, x1), level(y + 20.0, x0, x1), upright(x0, y, y + 20.0), upright(x1, y, y + 20.0)];
        let rules: Vec<Rule> = [frame(50.0, 70.0, 100.0), frame(75.0, 300.0, 100.5), frame(75.0, 300.0, 130.0)].concat();
        let found = bridged(lattices(&rules, &[]));
        assert_eq!(found.len(), 2, "{found:?}");
        let slots: Vec<_> = found[0].slots.iter().map(|s| (s.row, s.column, s.rows, s.columns)).collect();
        assert_eq!(slots, [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1)]);
        assert_eq!([60.0, 72.0, 80.0].map(|x| found[0].slot_at((x, 110.0))), [Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn tables_of_the_same_columns_close_below_each_other_are_one() {
        let lower = |by: f32| {
            grid().into_iter().map(move |r| if r.level { level(r.at + by, r.from, r.to) } else { upright(r.at, r.from + by, r.to + by) })
        };
        let at = |by| bridged(lattices(&grid().into_iter().chain(lower(by)).collect::<Vec<_>>(), &[]));
        let close = at(44.5);
        assert_eq!((close.len(), close[0].ys.len(), close[0].slots.len()), (1, 6, 13));
        assert_eq!(at(55.0).len(), 2);
    }

    #[test]
    fn boxes_beside_one_of_several_rows_are_one_table() {
        let mut rules = grid();
        rules.extend([level(100.0, 210.0, 260.0), level(140.0, 210.0, 260.0), upright(210.0, 100.0, 140.0), upright(260.0, 100.0, 140.0)]);
        let [found] = &bridged(lattices(&rules, &[]))[..] else { panic!() };
        let last: Vec<_> = found.slots.iter().filter(|s| s.column > 2).map(|s| (s.row, s.column, s.rows, s.columns)).collect();
        assert_eq!((found.ys.len(), last), (3, vec![(0, 3, 2, 1), (0, 4, 2, 1)]));
        assert_eq!([(230.0, 110.0), (230.0, 130.0)].map(|at| found.slot_at(at)), [Some(4), Some(4)]);
    }

    #[test]
    fn a_table_inside_a_cell_is_told_by_the_cell_around_it() {
        let mut rules = grid();
        rules.extend([level(126.0, 55.0, 95.0), upright(55.0, 126.0, 140.0), upright(75.0, 126.0, 140.0), upright(95.0, 126.0, 140.0)]);
        let found = lattices(&rules, &[]);
        assert_eq!(found.iter().map(|l| l.slots.len()).collect::<Vec<_>>(), [2, 6]);
        // One box in a cell is no table.
        rules.remove(rules.len() - 2);
        assert_eq!(lattices(&rules, &[]).len(), 1);
    }

    #[test]
    fn stripes_of_a_fine_gradient_part_nothing() {
        let mut rules = grid();
        rules.extend((0..200).map(|i| Rule { white: i < 30, ..upright(50.2 + i as f32 * 0.15, 100.0, 120.0) }));
        let seen: Vec<Rule> = parting(&rules).into_iter().filter(|r| !r.white).collect();
        assert_eq!(lattices(&seen, &[])[0].xs.len(), 5);
    }

    #[test]
    fn stripes_of_a_gradient_part_nothing() {
        let mut rules = grid();
        rules.extend((1..20).map(|i| upright(50.0 + i as f32 * 2.5, 100.0, 120.0)));
        assert_eq!(slots(&rules).len(), 6);
    }

    #[test]
    fn a_drawing_of_many_lines_costs_little() {
        let mut rules: Vec<Rule> = (0..20_000).map(|i| level(i as f32 * 4.0, 0.0, 9e4)).collect();
        rules.extend((0..20_000).map(|i| upright(i as f32 * 4.0, 0.0, 9e4)));
        assert!(lattices(&rules, &[]).is_empty());
    }
}
