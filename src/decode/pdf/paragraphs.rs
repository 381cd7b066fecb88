//! Printed lines → paragraphs.
//!
//! In: the lines of a page's text or of a cell, with the bounds that they were set within. Out: paragraphs. A line goes on with
//! the one before where that one was full (the first word of the line had no room on it), both have the same size, the line
//! distance is that of running text, and the line begins with no mark.
//!
//! Where a line was wrapped, the text gets a line end in place of the blank; where a word was cut, nothing. Which of both it
//! was, a blank painted at the line's end tells, if the document keeps them; else how the document wraps: lines filled up to
//! the last letter cut words, lines of uneven length do not. Of one wrap, the endings of words tell, and what stands together or
//! apart elsewhere in the document (`lexicon`).

use super::geometry::{Area, median};
use super::lexicon::Lexicon;
use super::lines::{Line, Stop, is_single};
use super::marks::mark;
use super::sheets::{Piece, Sheet};
use crate::decode::structure::{Kind, Paragraph, Place};
use crate::text::is_hangul;

/// How a document wraps.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// Wrapped lines keep the blank at which they were wrapped.
    pub keeps_blanks: bool,
    /// Words are cut wherever a line is full.
    pub cuts_words: bool,
    /// Left and right margin of the text.
    pub margins: (f32, f32),
    /// Its words.
    pub lexicon: Option<Lexicon>,
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
/// A line is full to the last letter when no letter more had room, in em.
const TIGHT: f32 = 1.1;
/// A cell is narrow under so many em.
const NARROW: f32 = 10.0;
/// A cell's padding is at least this, and at most.
const PADDING: (f32, f32) = (1.0, 6.0);
/// Wraps that tell how a document wraps.
const FEW_WRAPS: usize = 3;
/// 1/100 mm in a point.
const HUNDREDTHS: f32 = 2540.0 / 72.0;
/// Margins: so many percent of the lines begin farther right, or end farther left.
const MARGIN_PERCENT: usize = 2;
/// A line that ends so far from where the longest one does is not full, in em.
const SHORT: f32 = 3.0;
/// A wider blank is a gap between columns, in em.
const WIDEST_BLANK: f32 = 2.0;
/// A share of the page that no margin reaches into.
const LEAST_WIDTH: f32 = 0.4;

impl Setting {
    /// Of the pages of a document.
    pub fn of(sheets: &[Sheet]) -> Self {
        let mut setting = Self { margins: margins(sheets), ..Self::default() };
        let mut wraps = Wraps { blank_width: blank_width(sheets), ..Wraps::default() };
        for sheet in sheets {
            for column in sheet.pieces.chunk_by(|a, b| a.column() == b.column()) {
                let margins = column.first().and_then(Piece::column).unwrap_or(setting.margins);
                wraps.count(column, Bounds::page(margins), &setting);
            }
        }
        setting.keeps_blanks = wraps.all >= FEW_WRAPS && wraps.blank * 5 >= wraps.all;
        setting.cuts_words = wraps.korean >= FEW_WRAPS && wraps.tight * 5 >= wraps.korean * 4;
        setting.lexicon = (setting.keeps_blanks || setting.cuts_words).then(|| Lexicon::of(sheets));
        setting
    }
}

/// The usual width of a blank, in em: that of lines which nothing stretched, since they are not full.
fn blank_width(sheets: &[Sheet]) -> f32 {
    let lines = || sheets.iter().flat_map(|s| &s.pieces).filter_map(|p| if let Piece::Line(line, _) = p { Some(line) } else { None });
    let right = lines().map(|l| l.area.x1).fold(0.0, f32::max);
    let short = lines().filter(|l| l.turn == 0 && right - l.area.x1 > l.size * SHORT);
    let mut widths: Vec<f32> = short.map(blanks).filter(|b| b.0 > 0).map(|(count, width)| width / count as f32).collect();
    median(&mut widths)
}

/// How many blanks a line has within, and how wide they are together, in em.
fn blanks(line: &Line) -> (usize, f32) {
    let blank = |p: &&[Stop]| line.text[p[0].at as usize..p[1].at as usize].ends_with(char::is_whitespace);
    let width = |p: &[Stop]| ((p[1].from - p[0].to) / line.size.max(1.0)).clamp(0.0, WIDEST_BLANK);
    line.stops.windows(2).filter(blank).fold((0, 0.0), |(count, all), p| (count + 1, all + width(p)))
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
    /// See [`blank_width`].
    blank_width: f32,
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
                    // A line that is set to both margins hides its room in its blanks.
                    let (count, width) = blanks(a);
                    let hidden = (width - count as f32 * self.blank_width).max(0.0) * a.size;
                    self.tight += usize::from(bounds.room(a) + hidden < a.size * TIGHT);
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
    if is_marked(b, start) || is_leader(&a.text) {
        return false;
    }
    let need = first_width(b, setting.cuts_words) + if a.trailing_blank { 0.0 } else { a.size * 0.1 };
    let slack = if a.trailing_blank && setting.keeps_blanks { 1.0 } else { ROOM };
    bounds.room(a) < need + a.size * slack
}

/// Whether a line begins with a mark; a number that stands in line with the text before is a number of that text.
fn is_marked(line: &Line, start: f32) -> bool {
    mark(&line.text).is_some_and(|m| !(m.weak && (line.area.x0 - start).abs() < line.size * 0.25))
}

/// A line of a table of contents: dots, then a page number.
fn is_leader(text: &str) -> bool {
    let dot = |c: char| matches!(c, '·' | '.' | '…' | '‥' | '․' | '∙' | 'ㆍ');
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    head.len() < text.len() && head.chars().rev().take(LEADER).filter(|&c| dot(c)).count() == LEADER
}

/// Dots that lead to a page number, at least.
const LEADER: usize = 4;

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
        let indent = ((line.area.x0 - left).max(0.0) * HUNDREDTHS) as u32;
        let paragraph =
            Paragraph { text: line.text.clone(), indent, bold: line.bold, kind, places: places(line, 0, page), ..Paragraph::default() };
        let body = mark(&line.text).map_or(0, |m| m.body);
        let behind = line.stops.iter().find(|s| s.at as usize >= body).map_or(line.area.x0, |s| s.from);
        Self { paragraph, last: line.clone(), start: behind, pitch: None, page }
    }

    /// Whether a line is of the next column of text.
    pub fn is_above(&self, line: &Line) -> bool {
        line.column.is_some() && self.last.column.is_some() && line.column != self.last.column
    }

    /// Whether a line of the same region goes on with it.
    pub fn takes(&self, line: &Line, bounds: Bounds, setting: &Setting) -> bool {
        follows(&self.last, line, bounds, setting, self.start, self.pitch)
    }

    /// Whether the first line of the next page goes on with it: only behind a line that is full.
    pub fn takes_over(&self, line: &Line, bounds: Bounds, setting: &Setting) -> bool {
        let moved = Line { baseline: self.last.baseline + self.last.size * 1.5, ..line.clone() };
        let before = Bounds::page(self.last.column.unwrap_or(setting.margins));
        // Where the column of text changes, lines begin as far from its left side as before.
        let shift = bounds.left - before.left;
        follows(&self.last, &moved, before, setting, self.start, None)
            && before.room(&self.last) < self.last.size * 2.0
            && line.area.x0 - shift <= self.start + line.size
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
        self.paragraph.places.extend(places(line, start, page));
        self.paragraph.bold &= line.bold;
        self.last = line.clone();
        self.page = page;
    }
}

/// Where a line is printed whose text begins at `start`: one place, or one for each stretch of the same certainty.
fn places(line: &Line, start: u32, page: u32) -> Vec<Place> {
    let whole = Place { start, end: start + line.text.len() as u32, page, bbox: line.area.edges(), certainty: None };
    let mut out: Vec<Place> = Vec::with_capacity(1);
    for stretch in line.stops.chunk_by(|a, b| a.certainty == b.certainty) {
        let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else { continue };
        let bbox = Area { x0: first.from, x1: last.to, ..line.area }.edges();
        if let Some(before) = out.last_mut() {
            before.end = start + first.at;
        }
        out.push(Place { start: start + first.at, bbox, certainty: first.certainty, ..whole });
    }
    if out.len() > 1 { out } else { vec![Place { certainty: line.stops.iter().find_map(|s| s.certainty), ..whole }] }
}

/// Whether a blank stood where a line was wrapped.
fn blank_between(a: &Line, b: &Line, bounds: Bounds, setting: &Setting) -> bool {
    if a.trailing_blank {
        return true;
    }
    if is_single(a) && is_single(b) && bounds.cell {
        return false;
    }
    // A line that has its blanks would have the one behind it, too.
    let kept = setting.keeps_blanks && a.inner_blanks;
    let (last, first) = (a.text.chars().next_back().unwrap_or(' '), b.text.chars().next().unwrap_or(' '));
    if !(is_hangul(last) && is_hangul(first)) {
        // Counters behind their numbers.
        let counter = kept && last.is_ascii_digit() && COUNTERS.contains(&first);
        let opened = counter || matches!(last, '(' | '[' | '「' | '·' | '‧' | 'ㆍ' | '・' | '/') || first == '(' && setting.keeps_blanks;
        return !opened && !matches!(first, ')' | ']' | '」' | ',' | '.');
    }
    let (before, behind) = (last_word(&a.text), b.text.split_whitespace().next().unwrap_or(""));
    if setting.lexicon.as_ref().is_some_and(|l| l.joins(before, behind)) && !is_narrow(a, bounds) {
        return false;
    }
    if PARTICLES.contains(&behind) {
        return false;
    }
    // `에서` cut in two.
    let whole = |word: &str| WHOLE.contains(&word) && (!kept || ALONE.contains(&word));
    let from = before.ends_with('에') && behind.starts_with('서');
    if !from && ENDINGS.iter().any(|e| before.len() > e.len() && before.ends_with(e)) || whole(before) || WHOLE.contains(&behind) {
        return true;
    }
    if setting.keeps_blanks && !kept && is_narrow(a, bounds) {
        // Lines of a cell are often broken by hand, without a blank.
        return before.chars().count() > 1 && behind.chars().count() > 1;
    }
    if let Some(apart) = setting.lexicon.as_ref().and_then(|l| l.apart(before, behind)) {
        return apart;
    }
    !(kept || (setting.cuts_words || setting.keeps_blanks) && bounds.room(a) < a.size * TIGHT)
}

/// Whether a line is of a narrow cell.
fn is_narrow(line: &Line, bounds: Bounds) -> bool {
    bounds.cell && bounds.right - bounds.left < line.size * NARROW
}

fn last_word(text: &str) -> &str {
    text.rsplit(char::is_whitespace).next().unwrap_or("")
}

/// Endings of words, behind which a line is not cut: particles and verb forms that few longer words begin with.
const ENDINGS: &[&str] = &[
    "을", "를", "는", "은", "에", "으로", "하여", "하고", "되고", "위한", "대한", "통한", "따른", "관한", "에서", "까지", "부터", "위해",
    "통해", "대해",
];
/// Particles, which stand behind a word and never alone.
const PARTICLES: &[&str] = &["의", "에", "을", "를", "은", "는", "과", "와", "으로", "에서"];
/// Letters that count what a number before them numbers.
const COUNTERS: &[char] = &['차', '조', '항', '호', '년', '월', '원', '명', '건', '회'];
/// Words that no longer word begins with.
const ALONE: &[&str] = &["및", "등"];
/// Words of one letter.
const WHOLE: &[&str] = &["및", "등", "각", "총", "약", "수", "것"];

#[cfg(test)]
mod tests {
    use super::super::lines::{lines, typed};
    use super::*;

    /// Joins lines that begin at 50 and were set up to 50 + `width` ems of 10 points.
    fn joined(rows: &[&str], width: f32, setting: Setting) -> Vec<String> {
        let mut glyphs = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            let blanks = row.len() - row.trim_start().len();
            glyphs.extend(typed(row.trim_start(), 50.0 + 5.0 * blanks as f32, 100.0 + 16.0 * i as f32, 10.0));
        }
        let all: Vec<_> = glyphs.iter().collect();
        let bounds = Bounds { left: 50.0, right: 50.0 + 10.0 * width, cell: false };
        let mut out: Vec<Draft> = Vec::new();
        for line in lines(&all, true) {
            match out.last_mut() {
                Some(draft) if draft.takes(&line, bounds, &setting) => draft.push(&line, 1, bounds, &setting),
                _ => out.push(Draft::of(&line, 1, Kind::Body, 50.0)),
            }
        }
        out.into_iter().map(|d| d.paragraph.text).collect()
    }

    const KEEPS: Setting = Setting { keeps_blanks: true, cuts_words: false, margins: (0.0, 0.0), lexicon: None };
    const CUTS: Setting = Setting { keeps_blanks: false, cuts_words: true, margins: (0.0, 0.0), lexicon: None };

    #[test]
    fn a_full_line_goes_on_and_a_short_one_does_not() {
        assert_eq!(joined(&["한별시 누리동 빗물", "정원 조성"], 9.0, Setting::default()), ["한별시 누리동 빗물\n정원 조성"]);
        assert_eq!(joined(&["한별시 누리동", "정원 조성"], 20.0, Setting::default()), ["한별시 누리동", "정원 조성"]);
    }

    #[test]
    fn a_mark_begins_a_paragraph() {
        assert_eq!(joined(&["○ 한별시 누리동 빗물", "○ 나래동"], 9.0, Setting::default()).len(), 2);
        // A number in line with the text is text.
        assert_eq!(joined(&["○ 한별시 누리동 빗물 총", "   3. 5. 착공"], 10.5, Setting::default()).len(), 1);
    }

    #[test]
    fn a_blank_at_the_end_tells_words_from_their_parts() {
        assert_eq!(joined(&["한별시 누리동 ", "정원 조성"], 7.5, KEEPS), ["한별시 누리동\n정원 조성"]);
        assert_eq!(joined(&["한별시 누리동 정", "원 조성"], 8.5, KEEPS), ["한별시 누리동 정원 조성"]);
        assert_eq!(joined(&["한별시 누리동 정", "원 조성"], 8.5, CUTS), ["한별시 누리동 정원 조성"]);
        assert_eq!(joined(&["한별시 정원에", "나무를"], 7.0, CUTS), ["한별시 정원에\n나무를"]);
    }

    #[test]
    fn a_line_that_has_its_blanks_was_cut_within_a_word_where_it_ends_without_one() {
        // There was room for a letter more, or the line ends with what may be a word.
        assert_eq!(joined(&["한별시 누리동 빗물정원공동", "위원회 개최"], 14.0, KEEPS), ["한별시 누리동 빗물정원공동위원회 개최"]);
        assert_eq!(joined(&["한별시 누리동 오류 수", "정 및 개선"], 9.8, KEEPS), ["한별시 누리동 오류 수정 및 개선"]);
        assert_eq!(joined(&["한별시 누리동 조례 제21", "조 및 규칙"], 11.2, KEEPS), ["한별시 누리동 조례 제21조 및 규칙"]);
        // A line that paints none says nothing.
        assert_eq!(joined(&["빗물정원공동", "위원회 개최"], 7.5, KEEPS), ["빗물정원공동\n위원회 개최"]);
    }

    #[test]
    fn a_particle_stands_behind_its_word() {
        assert_eq!(joined(&["한별시 누리동 조례 등", "의 개정"], 10.5, CUTS), ["한별시 누리동 조례 등의 개정"]);
    }

    #[test]
    fn a_word_that_stands_elsewhere_is_not_parted() {
        let pieces =
            vec![Piece::Line(lines(&typed("누리동 빗물정원에", 0.0, 0.0, 10.0).iter().collect::<Vec<_>>(), true).remove(0), Kind::Body)];
        let sheet = Sheet { number: 1, area: Area::default(), pieces, bars: Vec::new() };
        let knows = Setting { lexicon: Some(Lexicon::of(&[sheet])), ..KEEPS };
        assert_eq!(joined(&["한별시 누리동 등 빗물정원에", "나무를"], 14.5, knows.clone()), ["한별시 누리동 등 빗물정원에\n나무를"]);
        assert_eq!(joined(&["한별시 누리동은 빗물정", "원에 나무를"], 11.5, knows), ["한별시 누리동은 빗물정원에 나무를"]);
    }

    /// Wraps of a document whose lines are set to both margins, with blanks of so many points.
    fn cuts(blank: f32) -> bool {
        let mut pieces = Vec::new();
        let text = "한별시 누리동 빗물정원 조성";
        let mut push = |text: &str, y: f32, blank: f32| {
            let mut glyphs = Vec::new();
            let mut x = 50.0;
            for word in text.split(' ') {
                glyphs.extend(typed(word, x, y, 10.0));
                x = glyphs.last().map_or(x, |g| g.area.x1);
                glyphs.extend(typed(" ", x, y, 10.0));
                x += blank;
            }
            glyphs.pop();
            pieces.push(Piece::Line(lines(&glyphs.iter().collect::<Vec<_>>(), true).remove(0), Kind::Body));
        };
        for i in 0..6 {
            push(text, 100.0 + 48.0 * i as f32, blank);
            push("사업 착공", 116.0 + 48.0 * i as f32, 5.0);
        }
        let right = pieces[0].area().x1;
        let setting = Setting::of(&[Sheet { number: 1, area: Area::new(0.0, 0.0, right + 50.0, 800.0), pieces, bars: Vec::new() }]);
        setting.cuts_words
    }

    #[test]
    fn stretched_blanks_hide_the_room_that_a_letter_had() {
        assert!(cuts(5.5));
        assert!(!cuts(12.0));
    }

    #[test]
    fn a_table_of_contents_is_lines() {
        assert_eq!(joined(&["가. 개요 ········ 1", "현황 ········ 12"], 9.0, Setting::default()).len(), 2);
    }

    #[test]
    fn places_cover_their_lines() {
        let glyphs = typed("누리동", 50.0, 100.0, 10.0);
        let all: Vec<_> = glyphs.iter().collect();
        let draft = Draft::of(&lines(&all, true)[0], 3, Kind::Body, 40.0);
        let [place] = draft.paragraph.places[..] else { panic!() };
        assert_eq!((place.start, place.end, place.page), (0, 9, 3));
        assert_eq!((place.bbox[0], place.bbox[2]), (50.0, 80.0));
        assert_eq!(draft.paragraph.indent, 352);
    }
}
