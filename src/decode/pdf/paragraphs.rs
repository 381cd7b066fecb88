//! Printed lines → paragraphs.
//!
//! In: the lines of a page's text or of a cell, with the bounds that they were set within. Out: paragraphs. A line goes on with
//! the one before where that one was full (the first word of the line had no room on it), both have the same size, the line
//! distance is that of running text, and the line begins with no mark.
//!
//! Where a line was wrapped, the text gets a line end in place of the blank; where a word was cut, nothing. Which of both it
//! was, a blank painted at the line's end tells, if the document keeps them; else how the document wraps: lines filled up to
//! the last letter cut words, lines of uneven length do not.

use super::geometry::Area;
use super::lines::{Line, is_single};
use super::sheets::{Piece, Sheet};
use crate::decode::structure::{Kind, Paragraph, Place};
use crate::layout::MarkerKind;
use crate::layout::parse_marker;
use crate::text::is_hangul;

/// How a document wraps.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting {
    /// Wrapped lines keep the blank at which they were wrapped.
    pub keeps_blanks: bool,
    /// Words are cut wherever a line is full.
    pub cuts_words: bool,
    /// Left and right margin of the text.
    pub margins: (f32, f32),
}

/// Lines within bounds.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Where lines begin at the left.
    pub left: f32,
    /// Where they end at the right.
    pub right: f32,
    /// A cell: lines may be centred in it.
    pub cell: bool,
}

/// Lines farther apart than this, in em, are of two paragraphs.
const FARTHEST: f32 = 2.4;
/// Line distances of one paragraph differ by no more, in em.
const UNEVEN: f32 = 0.3;
/// Sizes of one paragraph differ by no more than this part.
const SIZE_DIFFERS: f32 = 0.12;
/// What may be missing to the right margin of a full line, in em.
const ROOM: f32 = 0.3;
/// A cell's padding is at least this, and at most.
const PADDING: (f32, f32) = (1.0, 6.0);
/// Wraps that tell how a document wraps.
const FEW_WRAPS: usize = 3;
/// 1/100 mm in a point.
const HUNDREDTHS: f32 = 2540.0 / 72.0;
/// Margins: so many percent of the lines begin farther right, or end farther left.
const MARGIN_PERCENT: usize = 2;
/// A share of the page that no margin reaches into.
const LEAST_WIDTH: f32 = 0.4;

impl Setting {
    /// Of the pages of a document.
    pub fn of(sheets: &[Sheet]) -> Self {
        let mut setting = Self { margins: margins(sheets), ..Self::default() };
        let mut wraps = Wraps::default();
        for sheet in sheets {
            wraps.count(&sheet.pieces, Bounds::page(setting.margins), &setting);
        }
        setting.keeps_blanks = wraps.all >= FEW_WRAPS && wraps.blank * 5 >= wraps.all;
        setting.cuts_words = wraps.korean >= FEW_WRAPS && wraps.tight * 5 >= wraps.korean * 4;
        setting
    }
}

/// Where most lines of the pages begin and end.
fn margins(sheets: &[Sheet]) -> (f32, f32) {
    let lines = || sheets.iter().flat_map(|s| &s.pieces).map(Piece::area);
    let (mut left, mut right): (Vec<f32>, Vec<f32>) = (lines().map(|a| a.x0).collect(), lines().map(|a| a.x1).collect());
    let page = sheets.first().map_or(Area::default(), |s| s.area);
    if left.is_empty() {
        return (page.x0, page.x1);
    }
    left.sort_unstable_by(f32::total_cmp);
    right.sort_unstable_by(f32::total_cmp);
    let rank = left.len() * MARGIN_PERCENT / 100;
    let (left, right) = (left[rank], right[right.len() - 1 - rank]);
    if right - left >= page.width() * LEAST_WIDTH { (left, right) } else { (left, (page.x1 - left).max(right)) }
}

#[derive(Default)]
struct Wraps {
    all: usize,
    blank: usize,
    korean: usize,
    tight: usize,
}

impl Wraps {
    fn count(&mut self, pieces: &[Piece], bounds: Bounds, setting: &Setting) {
        for pair in pieces.windows(2) {
            if let [Piece::Line(a, Kind::Body), Piece::Line(b, Kind::Body)] = pair
                && follows(a, b, bounds, setting, a.area.x0, None)
            {
                self.all += 1;
                self.blank += usize::from(a.trailing_blank);
                if ends_korean(a) && begins_korean(b) && !a.trailing_blank {
                    self.korean += 1;
                    self.tight += usize::from(bounds.room(a) < a.size * 1.05);
                }
            }
        }
        for piece in pieces {
            let Piece::Table(table) = piece else { continue };
            for cell in &table.cells {
                // Tables in cells are not asked: the stack is finite, and others tell as much.
                let own = cell.pieces.iter().all(|p| matches!(p, Piece::Line(..)));
                if own && cell.pieces.len() > 1 {
                    self.count(&cell.pieces, Bounds::cell(cell.area, &cell.pieces), setting);
                }
            }
        }
    }
}

impl Bounds {
    /// Of the text of a page.
    pub fn page((left, right): (f32, f32)) -> Self {
        Self { left, right, cell: false }
    }

    /// Of a cell: its padding is what its lines leave free at least.
    pub fn cell(area: Area, pieces: &[Piece]) -> Self {
        let free = |p: &Piece| (p.area().x0 - area.x0).min(area.x1 - p.area().x1);
        let padding = pieces.iter().map(free).fold(PADDING.1, f32::min).clamp(PADDING.0, PADDING.1);
        Self { left: area.x0 + padding, right: area.x1 - padding, cell: true }
    }

    /// What is left of the width behind a line.
    fn room(self, line: &Line) -> f32 {
        if self.cell { self.right - self.left - line.area.width() - self.hanging(line) } else { self.right - line.area.x1 }
    }

    /// The indentation of a line that is not centred.
    fn hanging(self, line: &Line) -> f32 {
        let (before, behind) = (line.area.x0 - self.left, self.right - line.area.x1);
        if behind < before * 0.5 || (before - behind).abs() < line.size { 0.0 } else { before.max(0.0) }
    }
}

fn ends_korean(line: &Line) -> bool {
    line.text.chars().next_back().is_some_and(is_hangul)
}

fn begins_korean(line: &Line) -> bool {
    line.text.chars().next().is_some_and(is_hangul)
}

/// Width of the first word of a line, or of its first letter.
fn first_width(line: &Line, letter: bool) -> f32 {
    let first = line.text.chars().next().unwrap_or(' ');
    let end = if letter && is_hangul(first) { first.len_utf8() } else { line.text.find(char::is_whitespace).unwrap_or(line.text.len()) };
    let stops = line.stops.iter().take_while(|s| (s.at as usize) < end);
    match (line.stops.first(), stops.last()) {
        (Some(first), Some(last)) => last.to - first.from,
        _ => 0.0,
    }
}

/// Whether line `b` goes on with the paragraph that line `a` ends, whose text begins at `start` (behind its mark).
pub fn follows(a: &Line, b: &Line, bounds: Bounds, setting: &Setting, start: f32, pitch: Option<f32>) -> bool {
    if a.turn != b.turn || (a.size - b.size).abs() > a.size.max(b.size) * SIZE_DIFFERS {
        return false;
    }
    if a.turn != 0 {
        return bounds.cell;
    }
    let distance = b.baseline - a.baseline;
    let even = pitch.is_none_or(|p| (distance - p).abs() <= a.size * UNEVEN);
    if distance < a.size * 0.5 || distance > a.size * FARTHEST || !even {
        return false;
    }
    // Letters below each other.
    if bounds.cell && is_single(a) && is_single(b) && (a.area.centre().0 - b.area.centre().0).abs() < a.size * 0.3 {
        return ends_korean(a) && begins_korean(b);
    }
    if is_marked(b, start) {
        return false;
    }
    let need = first_width(b, setting.cuts_words) + if a.trailing_blank { 0.0 } else { a.size * 0.1 };
    let slack = if a.trailing_blank && setting.keeps_blanks { 1.0 } else { ROOM };
    bounds.room(a) < need + a.size * slack
}

/// Whether a line begins with a mark; a number that stands in line with the text before is a number of that text.
fn is_marked(line: &Line, start: f32) -> bool {
    let Some((marker, _)) = parse_marker(&line.text, 0) else { return false };
    let weak = matches!(marker.kind, MarkerKind::Decimal | MarkerKind::DecimalParen | MarkerKind::ParenDecimal | MarkerKind::Dash);
    !(weak && (line.area.x0 - start).abs() < line.size * 0.25)
}

/// A paragraph that is being put together.
#[derive(Debug)]
pub struct Draft {
    /// It so far.
    pub paragraph: Paragraph,
    /// Its last line.
    last: Line,
    /// Where its text begins behind its mark.
    start: f32,
    pitch: Option<f32>,
    /// Page of its last line.
    page: u32,
}

impl Draft {
    /// Begins with a line.
    pub fn of(line: &Line, page: u32, kind: Kind, left: f32) -> Self {
        let place = Place { start: 0, end: line.text.len() as u32, page, bbox: line.area.edges() };
        let indent = ((line.area.x0 - left).max(0.0) * HUNDREDTHS) as u32;
        let paragraph =
            Paragraph { text: line.text.clone(), indent, bold: line.bold, kind, places: vec![place], ..Paragraph::default() };
        let body = parse_marker(&line.text, 0).map_or(0, |(_, body)| body);
        let behind = line.stops.iter().find(|s| s.at as usize >= body).map_or(line.area.x0, |s| s.from);
        Self { paragraph, last: line.clone(), start: behind, pitch: None, page }
    }

    /// Whether a line of the same region goes on with it.
    pub fn takes(&self, line: &Line, bounds: Bounds, setting: &Setting) -> bool {
        follows(&self.last, line, bounds, setting, self.start, self.pitch)
    }

    /// Whether the first line of the next page goes on with it: only behind a line that is full.
    pub fn takes_over(&self, line: &Line, bounds: Bounds, setting: &Setting) -> bool {
        let moved = Line { baseline: self.last.baseline + self.last.size * 1.5, ..line.clone() };
        follows(&self.last, &moved, bounds, setting, self.start, None)
            && bounds.room(&self.last) < self.last.size * 2.0
            && line.area.x0 <= self.start + line.size
    }

    /// Adds a line.
    pub fn push(&mut self, line: &Line, page: u32, bounds: Bounds, setting: &Setting) {
        if self.page == page {
            self.pitch = Some(line.baseline - self.last.baseline);
        }
        let text = &mut self.paragraph.text;
        if blank_between(&self.last, line, bounds, setting) {
            text.push('\n');
        }
        let start = text.len() as u32;
        text.push_str(&line.text);
        self.paragraph.places.push(Place { start, end: text.len() as u32, page, bbox: line.area.edges() });
        self.paragraph.bold &= line.bold;
        self.last = line.clone();
        self.page = page;
    }
}

/// Whether a blank stood where a line was wrapped.
fn blank_between(a: &Line, b: &Line, bounds: Bounds, setting: &Setting) -> bool {
    if a.trailing_blank {
        return true;
    }
    if is_single(a) && is_single(b) && bounds.cell || setting.keeps_blanks && a.turn == 0 {
        return false;
    }
    let (last, first) = (a.text.chars().next_back().unwrap_or(' '), b.text.chars().next().unwrap_or(' '));
    if !(is_hangul(last) && is_hangul(first)) {
        return !matches!(last, '(' | '[' | '「') && !matches!(first, ')' | ']' | '」' | ',' | '.');
    }
    !(setting.cuts_words && bounds.room(a) < a.size * 1.1)
}
