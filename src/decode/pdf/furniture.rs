//! Running heads and page numbers: what stands on page after page at the same height.
//!
//! In: the sheets of a document. Out: the same, with the lines of furniture marked [`Kind::Header`] or [`Kind::Footer`].
//! A line is furniture when lines of the same text, digits aside, stand at the same height at the head or foot of several
//! pages; or when it is the last of its page, at the foot, and a page number by its form.

use rustc_hash::{FxHashMap, FxHashSet};

use super::sheets::{Piece, Sheet};
use crate::decode::structure::Kind;

/// Part of the page at its head, and at its foot, where furniture stands.
const EDGE: f32 = 0.13;
/// Lines from the edge of a page that are looked at.
const LINES: usize = 4;
/// Pages on which a line stands again, at least.
const PAGES: usize = 3;
/// Of so few pages, all but one must have the line.
const FEW: usize = 3;
/// Heights are compared in steps of so many points.
const STEP: f32 = 6.0;
/// Page numbers are no longer than this, in characters.
const NUMBER_CHARS: usize = 12;

/// Marks the furniture of the sheets.
pub fn mark(sheets: &mut [Sheet]) {
    let mut seen: FxHashMap<(String, i32, bool), FxHashSet<u32>> = FxHashMap::default();
    for sheet in sheets.iter() {
        for (at, foot) in edges(sheet) {
            let Piece::Line(line, _) = &sheet.pieces[at] else { continue };
            let pages = |height: i32| (key(&line.text), height, foot);
            let height = (line.area.y0 / STEP) as i32;
            // Two steps each, so that a line between two is not missed.
            for height in [height, height + 1] {
                seen.entry(pages(height)).or_default().insert(sheet.number);
            }
        }
    }
    let least = if sheets.len() <= FEW { sheets.len().max(2) } else { PAGES };
    for sheet in sheets.iter_mut() {
        let edges = edges(sheet);
        let last = sheet.pieces.len().saturating_sub(1);
        for (at, foot) in edges {
            let Piece::Line(line, kind) = &mut sheet.pieces[at] else { continue };
            let height = (line.area.y0 / STEP) as i32;
            let again =
                [height, height + 1].iter().any(|&h| seen.get(&(key(&line.text), h, foot)).is_some_and(|pages| pages.len() >= least));
            if again || foot && at == last && is_page_number(&line.text) {
                *kind = if foot { Kind::Footer } else { Kind::Header };
            }
        }
    }
}

/// Lines near the edges of a page, and whether it is the foot.
fn edges(sheet: &Sheet) -> Vec<(usize, bool)> {
    let head = sheet.area.y0 + sheet.area.height() * EDGE;
    let foot = sheet.area.y1 - sheet.area.height() * EDGE;
    // By their height: on a page of several columns of text, the last line of the first one is at the foot too.
    let mut lines: Vec<(usize, &Piece)> = sheet.pieces.iter().enumerate().filter(|(_, p)| matches!(p, Piece::Line(..))).collect();
    lines.sort_by(|a, b| a.1.area().y0.total_cmp(&b.1.area().y0));
    let lines = || lines.iter().copied();
    let top = lines().take(LINES).filter(|(_, p)| p.area().y1 <= head).map(|(i, _)| (i, false));
    let below = lines().rev().take(LINES).filter(|(_, p)| p.area().y0 >= foot).map(|(i, _)| (i, true));
    top.chain(below).collect()
}

/// A text without blanks, its numbers all alike.
fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if !c.is_ascii_digit() {
            out.push(c);
        } else if !out.ends_with('0') {
            out.push('0');
        }
    }
    out
}

/// `12`, `- 12 -`, `12 / 30`, `12쪽`.
fn is_page_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let frame = |c: char| {
        c.is_whitespace() || crate::text::is_dash(c) || matches!(c, '/' | '쪽' | '페' | '이' | '지' | '|' | '·' | '<' | '>' | '〈' | '〉')
    };
    digits > 0 && digits <= 4 * 2 && text.chars().count() <= NUMBER_CHARS && text.chars().all(|c| c.is_ascii_digit() || frame(c))
}

#[cfg(test)]
mod tests {
    use super::super::geometry::Area;
    use super::super::lines::Line;
    use super::*;

    fn sheet(number: u32, rows: &[(&str, f32)]) -> Sheet {
        let piece = |&(text, y): &(&str, f32)| {
            Piece::Line(Line { text: text.to_owned(), area: Area::new(50.0, y, 90.0, y + 10.0), ..Line::default() }, Kind::Body)
        };
        Sheet { number, area: Area::new(0.0, 0.0, 600.0, 800.0), pieces: rows.iter().map(piece).collect(), bars: Vec::new() }
    }

    fn kinds(sheets: &mut [Sheet]) -> Vec<Vec<Kind>> {
        mark(sheets);
        let kind = |p: &Piece| match p {
            Piece::Line(_, kind) => *kind,
            Piece::Table(_) => Kind::Body,
        };
        sheets.iter().map(|s| s.pieces.iter().map(kind).collect()).collect()
    }

    #[test]
    fn what_stands_on_every_page_is_furniture() {
        let mut sheets: Vec<Sheet> = (1..=4)
            .map(|n| sheet(n, &[("한별시 공약", 20.0), ("본문", 30.0 + 9.0 * n as f32), ("개요", 400.0), ("12면", 770.0)]))
            .collect();
        for kinds in kinds(&mut sheets) {
            assert_eq!(kinds, [Kind::Header, Kind::Body, Kind::Body, Kind::Footer]);
        }
    }

    #[test]
    fn a_page_number_is_told_by_its_form_on_one_page() {
        let found = kinds(&mut [sheet(1, &[("12", 20.0), ("본문", 400.0), ("- 3 -", 770.0)])]);
        assert_eq!(found, [[Kind::Body, Kind::Body, Kind::Footer]]);
        assert_eq!(kinds(&mut [sheet(1, &[("본문", 400.0), ("2024년", 770.0)])]), [[Kind::Body, Kind::Body]]);
    }
}
