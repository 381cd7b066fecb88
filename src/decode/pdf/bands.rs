//! Tables of rows without rulings between their columns: level rulings or shaded stripes, one above the other.
//!
//! In: level rulings and shaded areas that are of no lattice, and the glyphs of the page that are in no cell. Out: tables, and
//! the glyphs that are in none of them. Rows are what lies between two edges of the same length; columns are told by the
//! blanks that all rows leave free. Text between two rulings that does not stand in columns is no table: titles are set so,
//! and so is the text between two tables.

use super::aligned::{Word, columns, reach, words};
use super::device::{Fill, Glyph, Rule, is_white};
use super::geometry::Area;
use super::lines::{Line, lines};
use super::sheets::{Piece, Ruled, RuledCell};
use crate::decode::container::Budget;
use crate::decode::structure::Kind;
use crate::diag::Diagnostic;

/// Edges are at least so long, in points: two fingers' width.
const LEAST_LENGTH: f32 = 100.0;
/// Ends of the edges of one table lie no farther apart.
const SHIFT: f32 = 6.0;
/// Edges so close are one.
const CLOSE: f32 = 3.0;
/// A row is at most so high.
const HIGHEST: f32 = 240.0;
/// A gap that parts columns of a ruled row, in em.
const GAP: f32 = 1.0;
/// Rows of a table, at least.
const ROWS: usize = 2;
/// Columns of running text are so wide, in em, and so many lines long.
const PROSE_WIDTH: f32 = 14.0;
const PROSE_LINES: usize = 4;
/// More edges are a drawing.
const MOST_EDGES: usize = 4_000;

/// A level edge of a row.
#[derive(Clone, Copy, Debug)]
struct Edge {
    y: f32,
    x0: f32,
    x1: f32,
}

/// A row between two edges, with its lines.
struct Band {
    y: (f32, f32),
    lines: Vec<Line>,
    /// What stands in a row without a wide gap, over all its lines.
    words: Vec<Word>,
}

/// Tables, and what is left.
type Found<'g> = (Vec<Ruled>, Vec<&'g Glyph>);

/// The tables of rows that these rulings and areas part.
///
/// Errors: `container-limit` for too many cells.
pub fn tables<'g>(
    level: &[Rule],
    fills: &[Fill],
    glyphs: Vec<&'g Glyph>,
    painted: bool,
    budget: &mut Budget<'_>,
) -> Result<Found<'g>, Diagnostic> {
    let mut out = Vec::new();
    let stacks = stacks(edges(level, fills));
    if stacks.is_empty() {
        return Ok((out, glyphs));
    }
    let mut glyphs = glyphs;
    for stack in stacks {
        let bands = bands(&stack, &glyphs, painted);
        for run in bands.split(|b| b.words.len() < 2) {
            let rows: Vec<Vec<Word>> = run.iter().map(|b| b.words.clone()).collect();
            let Some(columns) = (run.len() >= ROWS).then(|| columns(&rows, ROWS)).flatten() else { continue };
            if is_prose(run, &columns) {
                continue;
            }
            let (table, rest) = table(run, &columns, (stack[0].x0, stack[0].x1), fills, glyphs, painted, budget)?;
            glyphs = rest;
            out.push(table);
        }
    }
    Ok((out, glyphs))
}

/// The level edges: rulings, and the upper and lower ends of shaded stripes.
fn edges(level: &[Rule], fills: &[Fill]) -> Vec<Edge> {
    let mut out: Vec<Edge> = level.iter().map(|r| Edge { y: r.at, x0: r.from, x1: r.to }).collect();
    let mut shades: Vec<Area> = fills.iter().filter(|f| !is_white(f.colour)).map(|f| f.area).collect();
    shades.sort_unstable_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
    // Cells side by side are one stripe.
    let mut stripes: Vec<Area> = Vec::with_capacity(shades.len());
    for shade in shades {
        let goes_on = |s: &&mut Area| {
            (s.y0 - shade.y0).abs() <= CLOSE && (s.y1 - shade.y1).abs() <= CLOSE && shade.x0 >= s.x0 && shade.x0 - s.x1 <= CLOSE
        };
        match stripes.iter_mut().rev().take(MOST_OPEN).find(goes_on) {
            Some(stripe) => *stripe = stripe.cover(shade),
            None => stripes.push(shade),
        }
    }
    out.extend(stripes.iter().flat_map(|s| [s.y0, s.y1].map(|y| Edge { y, x0: s.x0, x1: s.x1 })));
    out.retain(|e| e.x1 - e.x0 >= LEAST_LENGTH);
    out.sort_unstable_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    out.truncate(MOST_EDGES);
    out
}

/// Stripes that another may go on, at most.
const MOST_OPEN: usize = 8;

/// Edges of one length, one above the other, no farther apart than a row.
fn stacks(edges: Vec<Edge>) -> Vec<Vec<Edge>> {
    let mut out: Vec<Vec<Edge>> = Vec::new();
    for edge in edges {
        let same = |s: &&mut Vec<Edge>| (s[0].x0 - edge.x0).abs() <= SHIFT && (s[0].x1 - edge.x1).abs() <= SHIFT;
        match out.iter_mut().rev().filter(same).find(|s| s.last().is_some_and(|l| edge.y - l.y <= HIGHEST)) {
            Some(stack) if stack.last().is_some_and(|l| edge.y - l.y <= CLOSE) => {}
            Some(stack) => stack.push(edge),
            None => out.push(vec![edge]),
        }
    }
    out.retain(|s| s.len() > ROWS);
    out
}

/// The rows of a stack that hold text.
fn bands(stack: &[Edge], glyphs: &[&Glyph], painted: bool) -> Vec<Band> {
    let (x0, x1) = (stack[0].x0 - SHIFT, stack[0].x1 + SHIFT);
    let mut of: Vec<Vec<&Glyph>> = vec![Vec::new(); stack.len()];
    for &glyph in glyphs {
        let (x, y) = glyph.area.centre();
        let at = stack.partition_point(|e| e.y <= y);
        if at > 0 && at < stack.len() && (x0..=x1).contains(&x) {
            of[at].push(glyph);
        }
    }
    let band = |(i, own): (usize, &Vec<&Glyph>)| {
        let lines = lines(own, painted);
        (i > 0 && !lines.is_empty()).then(|| Band { y: (stack[i - 1].y, stack[i].y), words: together(&lines), lines })
    };
    of.iter().enumerate().filter_map(band).collect()
}

/// The words of lines, laid over each other.
fn together(lines: &[Line]) -> Vec<Word> {
    let mut all: Vec<(f32, f32, f32)> = lines.iter().flat_map(|l| words(l, GAP).into_iter().map(|w| (w.x.0, w.x.1, l.size))).collect();
    all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut out: Vec<Word> = Vec::new();
    for (from, to, size) in all {
        match out.last_mut() {
            Some(word) if from - word.x.1 < size * GAP => word.x.1 = word.x.1.max(to),
            _ => out.push(Word { stops: 0..0, x: (from, to) }),
        }
    }
    out
}

/// Columns of running text between two rulings of a page.
fn is_prose(bands: &[Band], columns: &[(f32, f32)]) -> bool {
    columns.len() == 2
        && bands.iter().any(|band| {
            let size = band.lines.first().map_or(0.0, |l| l.size);
            band.lines.len() >= PROSE_LINES && columns.iter().all(|c| c.1 - c.0 >= size * PROSE_WIDTH)
        })
}

fn table<'g>(
    bands: &[Band],
    columns: &[(f32, f32)],
    (x0, x1): (f32, f32),
    fills: &[Fill],
    glyphs: Vec<&'g Glyph>,
    painted: bool,
    budget: &mut Budget<'_>,
) -> Result<(Ruled, Vec<&'g Glyph>), Diagnostic> {
    let mut xs = vec![x0.min(columns[0].0)];
    xs.extend(columns.windows(2).map(|p| (p[0].1 + p[1].0) / 2.0));
    xs.push(x1.max(columns[columns.len() - 1].1));
    let area = Area::new(xs[0], bands[0].y.0, xs[xs.len() - 1], bands[bands.len() - 1].y.1);
    let (own, rest): (Vec<&Glyph>, Vec<&Glyph>) = glyphs.into_iter().partition(|g| area.holds(g.area.centre()));
    let mut cells = Vec::new();
    for (row, band) in bands.iter().enumerate() {
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for word in &band.words {
            let (first, last) = reach(columns, word);
            match spans.last_mut() {
                Some(span) if first <= span.1 => span.1 = span.1.max(last),
                _ => spans.push((first, last)),
            }
        }
        let mut next = 0;
        let mut all: Vec<(usize, usize)> = Vec::new();
        for &(first, last) in &spans {
            all.extend((next..first).map(|c| (c, c)));
            all.push((first, last));
            next = last + 1;
        }
        all.extend((next..columns.len()).map(|c| (c, c)));
        for (first, last) in all {
            budget.take_cell()?;
            let area = Area::new(xs[first], band.y.0, xs[last + 1], band.y.1);
            let within: Vec<&Glyph> = own.iter().copied().filter(|g| area.holds(g.area.centre())).collect();
            let pieces = lines(&within, painted).into_iter().map(|l| Piece::Line(l, Kind::Body)).collect();
            let fill = super::aligned::fill_at(fills, area.centre());
            // As wide as what stands in its columns: that is how far its lines were filled.
            let area = Area { x0: columns[first].0, x1: columns[last].1, ..area };
            cells.push(RuledCell { row, column: first, rows: 1, columns: last + 1 - first, area, fill, pieces });
        }
    }
    Ok((Ruled { area, xs, rows: bands.len(), cells }, rest))
}

#[cfg(test)]
mod tests {
    use super::super::lines::typed;
    use super::*;
    use crate::limits::Limits;

    fn found(level: &[f32], fills: &[(f32, f32)], rows: &[(f32, &[(&str, f32)])]) -> (Vec<Ruled>, usize) {
        let rules: Vec<Rule> = level.iter().map(|&at| Rule { level: true, at, from: 50.0, to: 350.0, white: false }).collect();
        let fill = |&(y0, y1): &(f32, f32)| Fill { area: Area::new(50.0, y0, 350.0, y1), colour: [220, 230, 240] };
        let fills: Vec<Fill> = fills.iter().map(fill).collect();
        let mut glyphs = Vec::new();
        for &(y, row) in rows {
            for (text, x) in row {
                glyphs.extend(typed(text, *x, y, 10.0));
            }
        }
        let limits = Limits::default();
        let (tables, rest) = tables(&rules, &fills, glyphs.iter().collect(), true, &mut Budget::new(&limits)).unwrap();
        (tables, rest.len())
    }

    fn texts(table: &Ruled) -> Vec<(usize, usize, usize, String)> {
        let text = |c: &RuledCell| {
            let line = |p: &Piece| if let Piece::Line(line, _) = p { line.text.clone() } else { String::new() };
            c.pieces.iter().map(line).collect::<Vec<_>>().join("/")
        };
        table.cells.iter().map(|c| (c.row, c.column, c.columns, text(c))).collect()
    }

    const ROWS: &[(f32, &[(&str, f32)])] = &[
        (112.0, &[("번호", 55.0), ("공약명", 120.0), ("예산", 300.0)]),
        (132.0, &[("누리동 빗물정원 조성", 120.0)]),
        (138.0, &[("1", 60.0), ("300", 320.0)]),
        (144.0, &[("및 운영", 120.0)]),
        (172.0, &[("2", 60.0), ("도서관", 120.0), ("1,200", 310.0)]),
    ];

    #[test]
    fn level_rulings_part_rows_and_blanks_part_columns() {
        let (tables, rest) = found(&[100.0, 120.0, 150.0, 180.0], &[], ROWS);
        let [table] = &tables[..] else { panic!("{tables:?}") };
        assert_eq!((table.rows, table.xs.len(), rest), (3, 4, 0));
        assert_eq!(texts(table)[3..6].iter().map(|t| t.3.as_str()).collect::<Vec<_>>(), ["1", "누리동 빗물정원 조성/및 운영", "300"]);
        assert_eq!((table.cells[4].area.x0, table.cells[4].area.x1), (120.0, 220.0));
    }

    #[test]
    fn shaded_stripes_part_rows_too() {
        let (tables, _) = found(&[], &[(100.0, 120.0), (150.0, 180.0)], ROWS);
        let [table] = &tables[..] else { panic!("{tables:?}") };
        assert_eq!((table.rows, table.cells.len()), (3, 9));
        assert_eq!(table.cells.iter().map(|c| c.fill.is_some()).collect::<Vec<_>>()[2..5], [true, false, false]);
    }

    #[test]
    fn text_between_two_rulings_is_no_table() {
        let title: &[(f32, &[(&str, f32)])] = &[(112.0, &[("일반현황", 60.0)]), (140.0, &[("누리동은 한별시의 동이다", 60.0)])];
        let (tables, rest) = found(&[100.0, 120.0, 160.0], &[], title);
        assert!(tables.is_empty() && rest > 10);
    }
}
