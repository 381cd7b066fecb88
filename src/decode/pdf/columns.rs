//! Columns of text of a page.
//!
//! In: the glyphs of a page that are in no table, and its tables. Out: its pieces in reading order. A page set in columns of
//! running text is read column by column; what reaches over the gutter, as a title or a wide table, is read where it stands.
//! Columns of a table are not columns of text: those are wide, many lines long, and most of their lines are full.

use super::aligned::{COLUMN_GAP, words};
use super::device::Glyph;
use super::geometry::{Area, median};
use super::lines::{Line, lines};
use super::sheets::{Piece, in_order};
use crate::decode::structure::Kind;

/// Columns of running text are at least so wide, in em, and so many lines long.
const WIDTH: f32 = 14.0;
const LINES: usize = 5;
/// This part of a column's lines, at least, is as long as this part of its width.
const LONG: f32 = 0.25;
const FULL: f32 = 0.75;
/// The gutter lies in this part of the text's width, and is so wide, in em.
const MIDDLE: (f32, f32) = (0.2, 0.8);
const GUTTER: f32 = 1.0;
/// Steps in which a gutter is looked for, in points.
const STEP: f32 = 3.0;
/// A line of a column is in so many parts at most, as a mean.
const PARTS: f32 = 1.2;
/// Columns in columns, at most.
const DEPTH: usize = 3;
/// More parts of lines are no text to be read.
const MOST_PARTS: usize = 4_000;

/// A gutter between two columns: its x, and how far it reaches.
#[derive(Clone, Copy, Debug)]
struct Gutter {
    x: f32,
    y: (f32, f32),
}

/// What stands on a page without a wide gap, or a table.
#[derive(Clone, Copy, Debug)]
struct Part {
    area: Area,
    size: f32,
    /// Lines that it stands for.
    lines: usize,
    /// The line that it is of.
    line: usize,
}

/// The pieces of a page in reading order.
pub fn pieces(glyphs: &[&Glyph], tables: Vec<Piece>, painted: bool) -> Vec<Piece> {
    let mut out = Vec::new();
    read(glyphs.to_vec(), tables, painted, None, DEPTH, &mut out);
    out
}

fn read(glyphs: Vec<&Glyph>, tables: Vec<Piece>, painted: bool, column: Option<(f32, f32)>, depth: usize, out: &mut Vec<Piece>) {
    let found = lines(&glyphs, painted);
    let Some(gutter) = (depth > 0).then(|| gutter(&parts(&found, &tables))).flatten() else {
        let line = |line: Line| Piece::Line(Line { column, ..line }, Kind::Body);
        let mut pieces: Vec<Piece> = found.into_iter().map(line).chain(tables).collect();
        in_order(&mut pieces);
        out.append(&mut pieces);
        return;
    };
    // Above, left, right, below.
    let place = |(x, y): (f32, f32)| match () {
        () if y < gutter.y.0 => 0,
        () if y > gutter.y.1 => 3,
        () => 1 + usize::from(x > gutter.x),
    };
    let mut parts: [(Vec<&Glyph>, Vec<Piece>); 4] = Default::default();
    for glyph in glyphs {
        parts[place(glyph.area.centre())].0.push(glyph);
    }
    for table in tables {
        parts[place(table.area().centre())].1.push(table);
    }
    for (i, (glyphs, tables)) in parts.into_iter().enumerate() {
        let column = if matches!(i, 1 | 2) { extent(&glyphs, &tables) } else { column };
        read(glyphs, tables, painted, column, depth - 1, out);
    }
}

/// Where the text of a column begins and ends.
fn extent(glyphs: &[&Glyph], tables: &[Piece]) -> Option<(f32, f32)> {
    let ink = glyphs.iter().filter(|g| !g.text.is_blank()).map(|g| g.area).chain(tables.iter().map(Piece::area));
    ink.reduce(Area::cover).map(|a| (a.x0, a.x1))
}

fn parts(found: &[Line], tables: &[Piece]) -> Vec<Part> {
    let of = |(i, line): (usize, &Line)| {
        let parts = if line.turn == 0 { words(line, COLUMN_GAP) } else { Vec::new() };
        let size = line.size;
        parts.into_iter().map(move |w| (w.x, size, i)).collect::<Vec<_>>()
    };
    let mut out: Vec<Part> = Vec::new();
    for (x, size, line) in found.iter().enumerate().flat_map(of) {
        out.push(Part { area: Area { x0: x.0, x1: x.1, ..found[line].area }, size, lines: 1, line });
    }
    for (i, table) in tables.iter().enumerate() {
        let rows = if let Piece::Table(table) = table { table.rows } else { 1 };
        out.push(Part { area: table.area(), size: 0.0, lines: rows, line: found.len() + i });
    }
    out.sort_by(|a, b| a.area.y0.total_cmp(&b.area.y0));
    out
}

/// The gutter with the most lines on its sides.
fn gutter(parts: &[Part]) -> Option<Gutter> {
    let whole = parts.iter().map(|p| p.area).reduce(Area::cover)?;
    let size = median(&mut parts.iter().filter(|p| p.size > 0.0).map(|p| p.size).collect::<Vec<_>>());
    if parts.len() > MOST_PARTS || size <= 0.0 || whole.width() < size * WIDTH * 2.0 {
        return None;
    }
    let half = size * GUTTER / 2.0;
    let mut best: Option<(usize, f32, Gutter)> = None;
    let (from, to) = (whole.x0 + whole.width() * MIDDLE.0, whole.x0 + whole.width() * MIDDLE.1);
    let steps = ((to - from) / STEP) as usize;
    for x in (0..=steps).map(|i| from + STEP * i as f32) {
        let crosses = |p: &Part| p.area.x0 < x + half && p.area.x1 > x - half;
        for run in parts.split(crosses).filter(|r| r.len() >= 2 * LINES) {
            let (left, right): (Vec<&Part>, Vec<&Part>) = run.iter().partition(|p| p.area.x1 <= x);
            let lines = |side: &[&Part]| side.iter().map(|p| p.lines).sum::<usize>();
            let (a, b) = (lines(&left), lines(&right));
            if a < LINES || b < LINES || !is_text(&left, size) || !is_text(&right, size) {
                continue;
            }
            let edge = |side: &[&Part]| side.iter().map(|p| p.area).reduce(Area::cover).unwrap_or_default();
            let (l, r) = (edge(&left), edge(&right));
            // Where the gutter is widest, x is in its middle.
            let off = ((l.x1 + r.x0) / 2.0 - x).abs();
            if best.is_none_or(|(most, near, _)| (a + b, -off) > (most, -near)) {
                let y = (l.y0.min(r.y0), l.y1.max(r.y1));
                best = Some((a + b, off, Gutter { x: (l.x1 + r.x0) / 2.0, y }));
            }
        }
    }
    best.map(|b| b.2)
}

/// Whether parts, one below the other, are a column of running text.
fn is_text(side: &[&Part], size: f32) -> bool {
    let width = side.iter().map(|p| p.area).reduce(Area::cover).map_or(0.0, Area::width);
    let mut lines: Vec<usize> = side.iter().map(|p| p.line).collect();
    lines.dedup();
    let long = side.iter().filter(|p| p.area.width() >= width * FULL).map(|p| p.lines).sum::<usize>();
    let all: usize = side.iter().map(|p| p.lines).sum();
    width >= size * WIDTH && side.len() as f32 <= lines.len() as f32 * PARTS && long as f32 >= all as f32 * LONG
}

#[cfg(test)]
mod tests {
    use super::super::lines::typed;
    use super::*;

    fn texts(rows: &[(&str, f32, f32)]) -> Vec<String> {
        let glyphs: Vec<Glyph> = rows.iter().flat_map(|&(text, x, y)| typed(text, x, y, 10.0)).collect();
        let all: Vec<&Glyph> = glyphs.iter().collect();
        let text = |p: Piece| if let Piece::Line(line, _) = p { line.text } else { String::new() };
        pieces(&all, Vec::new(), true).into_iter().map(text).collect()
    }

    const LEFT: &str = "한별시 누리동 빗물정원 조성 사업";
    const RIGHT: &str = "새봄군 나래동 작은도서관 건립 사업";

    #[test]
    fn columns_of_text_are_read_one_after_the_other() {
        // The lines of both columns do not stand at the same heights.
        let mut rows: Vec<(&str, f32, f32)> = vec![("한별시 공약", 40.0, 60.0)];
        rows.extend((0..6).flat_map(|i| [(LEFT, 40.0, 100.0 + 16.0 * i as f32), (RIGHT, 300.0, 103.0 + 17.0 * i as f32)]));
        rows.push(("두 단 위에 걸쳐 놓인 긴 줄은 두 단이 끝난 뒤에 읽는다 그리고 이어서 읽는다", 40.0, 230.0));
        let found = texts(&rows);
        assert_eq!((found.len(), found[0].as_str(), found[6].as_str(), found[7].as_str()), (14, "한별시 공약", LEFT, RIGHT));
        assert!(found[13].starts_with("두 단"));
    }

    #[test]
    fn columns_of_a_table_are_not_columns_of_text() {
        let rows: Vec<(&str, f32, f32)> = (0..8)
            .flat_map(|i| {
                [
                    ("국비", 40.0, 100.0 + 16.0 * i as f32),
                    ("1,200", 200.0, 100.0 + 16.0 * i as f32),
                    ("300", 340.0, 100.0 + 16.0 * i as f32),
                ]
            })
            .collect();
        assert_eq!(texts(&rows).len(), 8);
    }
}
