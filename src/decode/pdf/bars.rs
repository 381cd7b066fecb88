//! Bars: titles between two level rulings, without sides.
//!
//! In: the level rulings and shaded areas of a page that are of no table, and its pieces. Out: where bars are; and later, when
//! the running heads are known, the same pieces with what stands in a bar in a table of one cell, as word processors make them. A
//! bar holds a line or two, and reaches beyond them, so that underlined text is none. Rows between rulings one below the other
//! are a list, and no bars.

use super::aligned::{COLUMN_GAP, fill_at, words};
use super::device::{Fill, Rule, is_white};
use super::geometry::Area;
use super::lines::Line;
use super::sheets::{Piece, Ruled, RuledCell, Sheet};
use crate::decode::structure::Kind;

/// Rulings of a bar are at least so long, in points.
const LEAST_LENGTH: f32 = 100.0;
/// Their ends lie no farther apart.
const SHIFT: f32 = 3.0;
/// Rulings so close are one: thick and thin ones are drawn side by side.
const CLOSE: f32 = 5.0;
/// A shaded area so thin is a thick ruling.
const THICK: f32 = 14.0;
/// A bar is at most so high for each of its lines, in em: titles of covers have much room.
const HIGHEST: f32 = 3.5;
/// Lines of a bar at most.
const LINES: usize = 2;
/// A bar is longer than its text by so many em.
const BEYOND: f32 = 1.0;
/// A number before a title is at most so wide, in em.
const NUMBER: f32 = 2.5;
/// More rulings are a drawing.
const MOST_EDGES: usize = 2_000;

/// Where a title stands between rulings.
#[derive(Clone, Copy, Debug)]
pub struct Bar {
    area: Area,
    fill: Option<[u8; 3]>,
}

/// The bars of a page.
pub fn bars(level: &[Rule], fills: &[Fill], pieces: &[Piece]) -> Vec<Bar> {
    let rule = |r: &Rule| Area::new(r.from, r.at, r.to, r.at);
    let thick = |f: &&Fill| !is_white(f.colour) && f.area.height() <= THICK;
    let mut edges: Vec<Area> = level.iter().map(rule).chain(fills.iter().filter(thick).map(|f| f.area)).collect();
    edges.retain(|e| e.width() >= LEAST_LENGTH);
    edges.sort_unstable_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
    edges.truncate(MOST_EDGES);
    let mut stacks: Vec<Vec<Area>> = Vec::new();
    for edge in edges {
        let same = |s: &&mut Vec<Area>| (s[0].x0 - edge.x0).abs() <= SHIFT && (s[0].x1 - edge.x1).abs() <= SHIFT;
        match stacks.iter_mut().find(same) {
            Some(stack) => match stack.last_mut() {
                Some(last) if edge.y0 - last.y1 <= CLOSE => *last = last.cover(edge),
                _ => stack.push(edge),
            },
            None => stacks.push(vec![edge]),
        }
    }
    let mut out = Vec::new();
    for stack in stacks {
        let between = |p: &[Area]| Area { x0: p[0].x0, y0: p[0].y1, x1: p[0].x1, y1: p[1].y0 };
        let gaps: Vec<Area> = stack.windows(2).map(between).collect();
        let holds: Vec<bool> = gaps.iter().map(|&gap| holds_title(gap, pieces)).collect();
        for (i, &area) in gaps.iter().enumerate() {
            let beside = i > 0 && holds[i - 1] || holds.get(i + 1) == Some(&true);
            if holds[i] && !beside {
                out.push(Bar { area, fill: fill_at(fills, area.centre()) });
            }
        }
    }
    out
}

/// Whether a title stands in an area, and nothing else.
fn holds_title(area: Area, pieces: &[Piece]) -> bool {
    let mut held: Vec<&Line> = Vec::new();
    for piece in pieces.iter().filter(|p| p.area().common(area).is_some_and(|c| c.height() > CLOSE / 2.0)) {
        match piece {
            Piece::Line(line, _) if line.turn == 0 && area.contains(line.area, CLOSE) && held.len() < LINES => held.push(line),
            _ => return false,
        }
    }
    let Some(ink) = held.iter().map(|l| l.area).reduce(Area::cover) else { return false };
    let size = held.iter().map(|l| l.size).fold(0.0, f32::max);
    let one = |line: &&Line| {
        let words = words(line, COLUMN_GAP);
        words.len() == 1 || words.len() == 2 && words[0].x.1 - words[0].x.0 <= line.size * NUMBER
    };
    area.height() <= size * HIGHEST * held.len() as f32 && area.width() - ink.width() >= size * BEYOND && held.iter().all(one)
}

/// Puts the lines in bars into tables of one cell. Running heads stay lines.
pub fn frame(sheet: &mut Sheet) {
    for bar in std::mem::take(&mut sheet.bars) {
        let held = |p: &Piece| matches!(p, Piece::Line(_, Kind::Body)) && bar.area.holds(p.area().centre());
        let Some(first) = sheet.pieces.iter().position(held) else { continue };
        let count = sheet.pieces[first..].iter().take_while(|p| held(p)).count();
        let pieces: Vec<Piece> = sheet.pieces.drain(first..first + count).collect();
        let cell = RuledCell { row: 0, column: 0, rows: 1, columns: 1, area: bar.area, fill: bar.fill, pieces };
        let table = Ruled { area: bar.area, xs: vec![bar.area.x0, bar.area.x1], rows: 1, cells: vec![cell] };
        sheet.pieces.insert(first, Piece::Table(table));
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::{lines, typed};
    use super::*;

    fn found(level: &[(f32, f32)], rows: &[(&str, f32, f32)]) -> Vec<Piece> {
        let rules: Vec<Rule> = level.iter().map(|&(at, to)| Rule { level: true, at, from: 50.0, to, white: false }).collect();
        let glyphs: Vec<_> = rows.iter().flat_map(|&(text, x, y)| typed(text, x, y, 10.0)).collect();
        let all: Vec<_> = glyphs.iter().collect();
        let pieces: Vec<Piece> = lines(&all, true).into_iter().map(|l| Piece::Line(l, Kind::Body)).collect();
        let bars = bars(&rules, &[], &pieces);
        let mut sheet = Sheet { number: 1, area: Area::new(0.0, 0.0, 600.0, 800.0), pieces, bars };
        frame(&mut sheet);
        sheet.pieces
    }

    fn tables(pieces: &[Piece]) -> Vec<bool> {
        pieces.iter().map(|p| matches!(p, Piece::Table(_))).collect()
    }

    #[test]
    fn a_title_between_two_rulings_is_a_table_of_one_cell() {
        let rows = [("Ⅱ. 추진 계획", 55.0, 114.0), ("누리동 빗물정원 조성", 50.0, 150.0)];
        let pieces = found(&[(100.0, 350.0), (120.0, 350.0), (122.5, 350.0)], &rows);
        assert_eq!(tables(&pieces), [true, false]);
    }

    #[test]
    fn underlined_lines_lists_and_wide_rows_are_no_bars() {
        // As long as the text.
        assert_eq!(tables(&found(&[(100.0, 160.0), (120.0, 160.0)], &[("누리동빗물정원조성길가", 50.0, 114.0)])), [false]);
        let list = [("누리동 빗물정원", 55.0, 114.0), ("나래동 도서관", 55.0, 134.0)];
        assert_eq!(tables(&found(&[(100.0, 350.0), (120.0, 350.0), (140.0, 350.0)], &list)), [false, false]);
        assert_eq!(tables(&found(&[(100.0, 350.0), (120.0, 350.0)], &[("담당부서", 55.0, 114.0), ("문화과", 200.0, 114.0)])), [false]);
        assert_eq!(tables(&found(&[(100.0, 350.0), (160.0, 350.0)], &[("누리동 빗물정원", 55.0, 114.0)])), [false]);
    }
}
