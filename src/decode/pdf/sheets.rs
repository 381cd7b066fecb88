//! Marks of a page → its pieces in reading order: lines, and tables with the lines of their cells.
//!
//! In: the [`Marks`] of one page. Out: a [`Sheet`]. Every glyph goes to the innermost cell that holds its centre, or else to the
//! page; so text never runs from one cell into the next, however close. A frame around one box is a table of one cell, unless
//! it frames the page or other tables; lattices without any text are drawings, and are dropped.

use super::bars::{Bar, bars};
use super::device::{Fill, Glyph, Marks, Rule};
use super::geometry::Area;
use super::lines::{Line, lines, paints_blanks};
use super::rulings::{Lattice, bridged, lattices, level, parting};
use super::titles;
use crate::decode::container::Budget;
use crate::decode::structure::Kind;
use crate::diag::Diagnostic;

/// A page.
#[derive(Debug)]
pub struct Sheet {
    /// Its number, from 1.
    pub number: u32,
    /// Its size.
    pub area: Area,
    /// What stands on it, from top to bottom.
    pub pieces: Vec<Piece>,
    /// Where titles stand between rulings; see [`super::bars`].
    pub bars: Vec<Bar>,
}

/// A piece of a page or of a cell.
#[derive(Debug)]
pub enum Piece {
    /// A line, and what it is to the page.
    Line(Line, Kind),
    /// A table.
    Table(Ruled),
}

/// A table of one page.
#[derive(Debug)]
pub struct Ruled {
    /// Where.
    pub area: Area,
    /// Edges of its columns.
    pub xs: Vec<f32>,
    /// Rows.
    pub rows: usize,
    /// Its cells by rows and columns.
    pub cells: Vec<RuledCell>,
}

/// A cell of a table.
#[derive(Debug)]
pub struct RuledCell {
    /// First row.
    pub row: usize,
    /// First column.
    pub column: usize,
    /// Rows that it covers.
    pub rows: usize,
    /// Columns that it covers.
    pub columns: usize,
    /// Where.
    pub area: Area,
    /// Its colour.
    pub fill: Option<[u8; 3]>,
    /// What stands in it.
    pub pieces: Vec<Piece>,
}

impl Piece {
    /// Where it is.
    pub fn area(&self) -> Area {
        match self {
            Piece::Line(line, _) => line.area,
            Piece::Table(table) => table.area,
        }
    }
}

impl Piece {
    /// The column of text that it is of; see [`Line::column`].
    pub fn column(&self) -> Option<(f32, f32)> {
        if let Piece::Line(line, _) = self { line.column } else { None }
    }
}

impl Ruled {
    fn has_text(&self) -> bool {
        self.cells.iter().any(|c| !c.pieces.is_empty())
    }
}

/// A frame higher than this part of the page frames the page: text that is framed on purpose leaves the margins free, which are
/// a fifth of a page of A4 as word processors set it up.
const PAGE_FRAME: f32 = 0.85;
/// A frame around tables is one only up to this part of the page: what a larger one holds is laid out by it.
const TABLES_FRAME: f32 = 0.5;
/// An area larger than this part of the page is its background.
const BACKGROUND: f32 = 0.85;
/// A lattice in a cell may stick out by this.
const SLACK: f32 = 3.0;

/// Lays a page out.
///
/// Errors: `container-limit` for tables that are nested too deep, or for too many cells.
pub fn sheet(number: u32, area: Area, marks: &Marks, budget: &mut Budget<'_>) -> Result<Sheet, Diagnostic> {
    let rules: Vec<Rule> = parting(&marks.rules).into_iter().filter(|r| !r.white || is_on_shade(r, marks, area)).collect();
    let ink: Vec<(f32, f32)> = marks.glyphs.iter().filter(|g| !g.text.is_blank()).map(|g| g.area.centre()).collect();
    let inked: Vec<Area> = marks.glyphs.iter().filter(|g| !g.text.is_blank()).map(|g| g.area).collect();
    let level = level(&rules);
    let by_size = |a: &Lattice, b: &Lattice| a.area().size().total_cmp(&b.area().size());
    let mut found = lattices(&rules, &ink);
    found.sort_by(by_size);
    drop_frames(&mut found, area, marks);
    titles::complete(&mut found, &level, &inked);
    let mut found = bridged(found);
    found.sort_by(by_size);
    let (cells, free) = shared(&found, &marks.glyphs);
    let parents = parents(&found);
    let fills: Vec<Fill> = marks.fills.iter().filter(|f| f.area.size() < area.size() * BACKGROUND).copied().collect();
    let mut nested: Vec<Vec<(usize, Ruled)>> = (0..found.len()).map(|_| Vec::new()).collect();
    let painted = paints_blanks(&marks.glyphs);
    let mut tables: Vec<Piece> = Vec::new();
    for (i, (lattice, glyphs)) in found.iter().zip(cells).enumerate() {
        let inner = std::mem::take(&mut nested[i]);
        let table = ruled(lattice, &glyphs, inner, &Shades { fills: &fills, painted }, budget)?;
        if !table.has_text() {
            continue;
        }
        match parents[i] {
            Some((parent, slot)) => {
                budget.check_table_depth("a page of the PDF", depth(&parents, i))?;
                nested[parent].push((slot, table));
            }
            None => tables.push(Piece::Table(table)),
        }
    }
    let areas: Vec<Area> = found.iter().map(Lattice::area).collect();
    let apart = |own: Area| !areas.iter().any(|a| a.contains(own, SLACK));
    let level: Vec<Rule> = level.into_iter().filter(|r| apart(Area::new(r.from, r.at, r.to, r.at))).collect();
    let shades: Vec<Fill> = fills.iter().filter(|f| apart(f.area)).copied().collect();
    let (banded, free) = super::bands::tables(&level, &shades, free, painted, budget)?;
    for mut table in banded {
        super::unruled::cut(&mut table, budget)?;
        tables.push(Piece::Table(table));
    }
    let pieces = super::columns::pieces(&free, tables, painted);
    let pieces = super::aligned::tables(pieces, &fills);
    let bars = bars(&level, &shades, &pieces);
    Ok(Sheet { number, area, pieces, bars })
}

fn depth(parents: &[Option<(usize, usize)>], mut i: usize) -> usize {
    let mut depth = 0;
    // A parent is larger, so it comes later: this ends.
    while let Some((parent, _)) = parents[i] {
        depth += 1;
        i = parent;
    }
    depth
}

/// From top to bottom; what begins at the same height from left to right.
pub(super) fn in_order(pieces: &mut [Piece]) {
    pieces.sort_by(|a, b| a.area().y0.total_cmp(&b.area().y0));
}

/// White rulings part shaded cells; on white paper they part nothing.
fn is_on_shade(rule: &Rule, marks: &Marks, page: Area) -> bool {
    let middle = (rule.from + rule.to) / 2.0;
    let (x, y) = if rule.level { (middle, rule.at) } else { (rule.at, middle) };
    let near = Area::new(x - SLACK, y - SLACK, x + SLACK, y + SLACK);
    let shade = |f: &&Fill| !super::device::is_white(f.colour) && f.area.size() < page.size() * BACKGROUND;
    marks.fills.iter().filter(shade).take(MOST_SHADES).any(|f| f.area.common(near).is_some())
}

/// Shaded areas that are looked at for a white ruling.
const MOST_SHADES: usize = 4_000;

/// Drops frames of one cell that hold no text of their own, or most of the page.
fn drop_frames(found: &mut Vec<Lattice>, page: Area, marks: &Marks) {
    let areas: Vec<Area> = found.iter().map(Lattice::area).collect();
    // The smallest lattice that holds a glyph is the one that it is of.
    let mut owns = vec![false; found.len()];
    for glyph in marks.glyphs.iter().filter(|g| !g.text.is_blank()) {
        if let Some(home) = areas.iter().position(|a| a.holds(glyph.area.centre())) {
            owns[home] = true;
        }
    }
    let mut i = 0;
    found.retain(|lattice| {
        let (own, at) = (areas[i], i);
        i += 1;
        if lattice.slots.len() > 1 {
            return true;
        }
        let around = areas[..at].iter().any(|a| own.contains(*a, SLACK));
        let most = if around { TABLES_FRAME } else { PAGE_FRAME };
        owns[at] && own.height() < page.height() * most
    });
}

/// The glyphs of each cell of each lattice, and those of none.
type Shared<'g> = (Vec<Vec<Vec<&'g Glyph>>>, Vec<&'g Glyph>);

fn shared<'g>(found: &[Lattice], glyphs: &'g [Glyph]) -> Shared<'g> {
    let mut cells: Vec<Vec<Vec<&Glyph>>> = found.iter().map(|l| vec![Vec::new(); l.slots.len()]).collect();
    let mut free = Vec::new();
    let areas: Vec<Area> = found.iter().map(Lattice::area).collect();
    for glyph in glyphs {
        let at = glyph.area.centre();
        let home = (0..found.len()).find_map(|i| areas[i].holds(at).then(|| found[i].slot_at(at).map(|s| (i, s))).flatten());
        match home {
            Some((i, slot)) => cells[i][slot].push(glyph),
            None => free.push(glyph),
        }
    }
    (cells, free)
}

/// For each lattice the smallest one that holds it, and in which cell.
fn parents(found: &[Lattice]) -> Vec<Option<(usize, usize)>> {
    let areas: Vec<Area> = found.iter().map(Lattice::area).collect();
    (0..found.len())
        .map(|i| {
            (i + 1..found.len()).find_map(|j| {
                if !areas[j].contains(areas[i], SLACK) {
                    return None;
                }
                let slot = found[j].slot_at(areas[i].centre())?;
                found[j].slot_area(&found[j].slots[slot]).contains(areas[i], SLACK).then_some((j, slot))
            })
        })
        .collect()
}

/// What a page has for all its tables.
struct Shades<'p> {
    fills: &'p [Fill],
    painted: bool,
}

fn ruled(
    lattice: &Lattice,
    glyphs: &[Vec<&Glyph>],
    inner: Vec<(usize, Ruled)>,
    page: &Shades<'_>,
    budget: &mut Budget<'_>,
) -> Result<Ruled, Diagnostic> {
    let colours = lattice.colours(page.fills);
    let mut cells = Vec::with_capacity(lattice.slots.len());
    for ((slot, own), fill) in lattice.slots.iter().zip(glyphs).zip(colours) {
        budget.take_cell()?;
        let pieces = lines(own, page.painted).into_iter().map(|l| Piece::Line(l, Kind::Body)).collect();
        let (row, column, rows, columns) = (slot.row, slot.column, slot.rows, slot.columns);
        cells.push(RuledCell { row, column, rows, columns, area: lattice.slot_area(slot), fill, pieces });
    }
    for (slot, table) in inner {
        cells[slot].pieces.push(Piece::Table(table));
        in_order(&mut cells[slot].pieces);
    }
    for (cell, bar) in cells.iter_mut().zip(lattice.bars(page.fills)) {
        if cell.pieces.is_empty() {
            cell.fill = cell.fill.or(bar);
        }
    }
    let mut table = Ruled { area: lattice.area(), xs: lattice.xs.clone(), rows: lattice.ys.len() - 1, cells };
    super::unruled::cut(&mut table, budget)?;
    Ok(table)
}
