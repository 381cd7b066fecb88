//! Glyphs → printed lines.
//!
//! In: the glyphs of one region (a cell, or a page without its tables), in any order. Out: its lines from top to bottom, each
//! with its text in reading order. Every glyph is in exactly one line, but for those painted again on the same place, which
//! make the line bold. Blanks are those of the file; where it has none, a gap wider than between the line's letters is one.
//!
//! It does not join lines: that is [`super::paragraphs`].

use super::device::{Glyph, Text, Turn};
use super::geometry::{Area, median};

/// A printed line.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its text without blanks at its ends.
    pub text: String,
    /// The ink, as the fonts measure it.
    pub area: Area,
    /// Baseline.
    pub baseline: f32,
    /// Size of most of its glyphs.
    pub size: f32,
    /// All of it is bold.
    pub bold: bool,
    /// A blank was painted behind its last word.
    pub trailing_blank: bool,
    /// Blanks were painted between its words.
    pub inner_blanks: bool,
    /// Direction of the text.
    pub turn: Turn,
    /// Where the column of text begins and ends that the line is of; none for the page's own.
    pub column: Option<(f32, f32)>,
    /// Where the glyphs stand, in the order of the text; blanks left out.
    pub stops: Vec<Stop>,
}

/// Where a glyph stands in its line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// First byte in the text.
    pub at: u32,
    /// Where it begins along the line.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
    /// How certain its recognition was, in percent; none for a glyph of the file.
    pub certainty: Option<u8>,
}

/// Glyphs are of one line when they share this part of the height of the smaller one.
const SHARED_HEIGHT: f32 = 0.5;
/// A glyph so much larger than a line is not of it.
const MUCH_LARGER: f32 = 2.6;
/// The same character so close, in em, was painted twice.
const DOUBLED: f32 = 0.17;
/// A gap wider than the usual one of the line by this, in em, is a blank; and between Latin and Korean letters of a page that
/// paints its blanks, for word processors set these apart by a quarter of an em.
const BLANK_GAP: f32 = 0.17;
const BLANK_GAP_BESIDE_PAINTED: f32 = 0.45;
/// In lines that are set tight, whose letters overlap, blanks are narrow too, and word processors do not paint all of them: a gap of
/// this is one, or one that is wider by so much than where letters overlap most. Of 2,216 lines of six reports 5 blanks are not seen so,
/// and 11 are seen that are none; 107 were not seen by the wider gap alone.
const BLANK_GAP_TIGHT: f32 = 0.08;
const BLANK_GAP_OVERLAPPING: f32 = 0.25;
/// Letters overlap by so much, in em, in a line that is set tight.
const TIGHT: f32 = 0.02;
/// This part of a line's gaps, at least, is between letters: half of them may be blanks where words are short.
const LETTERS: f32 = 0.3;
/// A page paints its blanks where one of so many glyphs is one.
const PAINTED_BLANKS: usize = 50;
/// The usual gap of a line that is set wide is at most this, in em.
const WIDE_SETTING: f32 = 0.8;
/// From this gap on, in em, text stands in columns: it gets a blank for each half em.
const COLUMN_GAP: f32 = 2.0;
/// At most so many blanks for a gap.
const MOST_BLANKS: usize = 8;

/// A glyph in the frame of its text: u along the line, v down the lines.
struct Item<'g> {
    glyph: &'g Glyph,
    u: (f32, f32),
    v: (f32, f32),
    base: f32,
}

/// Whether a page paints its blanks, so that gaps are not to be taken for them.
pub fn paints_blanks(glyphs: &[Glyph]) -> bool {
    glyphs.iter().filter(|g| g.text.is_blank()).count() * PAINTED_BLANKS > glyphs.len()
}

/// The lines of some glyphs of a page, which paints its blanks or not.
pub fn lines(glyphs: &[&Glyph], painted: bool) -> Vec<Line> {
    let mut out = Vec::new();
    for turn in 0..4 {
        let mut items: Vec<Item<'_>> = glyphs.iter().filter(|g| g.turn == turn).map(|g| framed(g)).collect();
        items.sort_by(|a, b| a.base.total_cmp(&b.base));
        let mut rows: Vec<Row<'_>> = Vec::new();
        for item in items {
            let open = rows.len().saturating_sub(OPEN_ROWS);
            match rows[open..].iter_mut().rev().find(|row| row.takes(&item)) {
                Some(row) => row.push(item),
                None => rows.push(Row::of(item)),
            }
        }
        out.extend(rows.into_iter().filter_map(|row| row.line(turn, painted)));
    }
    // Lines of one turn are in order already; those of several go by where they begin.
    if out.iter().any(|l: &Line| l.turn != 0) {
        out.sort_by(|a, b| a.area.y0.total_cmp(&b.area.y0));
    }
    out
}

/// Rows that may still take a glyph: superscripts lie a little before their line.
const OPEN_ROWS: usize = 4;

fn framed(glyph: &Glyph) -> Item<'_> {
    let a = glyph.area;
    let (u, v, base) = match glyph.turn {
        0 => ((a.x0, a.x1), (a.y0, a.y1), glyph.baseline),
        1 => ((a.y0, a.y1), (-a.x1, -a.x0), -glyph.baseline),
        2 => ((-a.x1, -a.x0), (-a.y1, -a.y0), -glyph.baseline),
        _ => ((-a.y1, -a.y0), (a.x0, a.x1), glyph.baseline),
    };
    Item { glyph, u, v, base }
}

struct Row<'g> {
    items: Vec<Item<'g>>,
    /// Height of the largest glyph so far.
    v: (f32, f32),
    blank: bool,
}

impl<'g> Row<'g> {
    fn of(item: Item<'g>) -> Self {
        Self { v: item.v, blank: item.glyph.text.is_blank(), items: vec![item] }
    }

    fn takes(&self, item: &Item<'_>) -> bool {
        let (mine, its) = (self.v.1 - self.v.0, item.v.1 - item.v.0);
        let shared = self.v.1.min(item.v.1) - self.v.0.max(item.v.0);
        let alike = mine.max(its) <= mine.min(its) * MUCH_LARGER;
        shared >= mine.min(its) * SHARED_HEIGHT && (alike || item.glyph.text.is_blank() || self.blank)
    }

    fn push(&mut self, item: Item<'g>) {
        let blank = item.glyph.text.is_blank();
        // The height of a blank says nothing.
        if self.blank && !blank || self.blank == blank && item.v.1 - item.v.0 > self.v.1 - self.v.0 {
            self.v = item.v;
        }
        self.blank &= blank;
        self.items.push(item);
    }

    fn line(mut self, turn: Turn, painted: bool) -> Option<Line> {
        self.items.sort_by(|a, b| a.u.0.total_cmp(&b.u.0));
        let doubled = self.merge_doubled();
        let mut sizes: Vec<f32> = self.items.iter().filter(|i| !i.glyph.text.is_blank()).map(|i| i.glyph.size).collect();
        let size = median(&mut sizes);
        let gap = self.usual_gap(size);
        let mut line = Line { size, turn, bold: true, ..Line::default() };
        let mut area: Option<Area> = None;
        let mut blanks = String::new();
        let mut end = 0.0;
        for item in &self.items {
            if item.glyph.text.is_blank() {
                if area.is_some() {
                    item.glyph.text.push_to(&mut blanks);
                }
                continue;
            }
            if area.is_some() {
                let script = is_wide(&line.text) != item.glyph.text.is_wide();
                let least = least_gap(gap / size.max(f32::MIN_POSITIVE), painted && script) * size;
                space(&mut line.text, &blanks, item.u.0 - end, least, size);
            }
            line.inner_blanks |= !blanks.is_empty();
            blanks.clear();
            line.stops.push(Stop { at: line.text.len() as u32, from: item.u.0, to: item.u.1, certainty: item.glyph.certainty });
            item.glyph.text.push_to(&mut line.text);
            line.bold &= item.glyph.bold;
            line.baseline = item.glyph.baseline;
            end = item.u.1;
            area = Some(area.map_or(item.glyph.area, |a| a.cover(item.glyph.area)));
        }
        line.bold |= doubled;
        line.trailing_blank = !blanks.is_empty();
        line.area = area?;
        Some(line)
    }

    /// Drops glyphs that were painted again on their place; says whether that was most of them.
    fn merge_doubled(&mut self) -> bool {
        let before = self.items.iter().filter(|i| !i.glyph.text.is_blank()).count();
        let mut kept: Vec<Item<'g>> = Vec::with_capacity(self.items.len());
        for item in self.items.drain(..) {
            let near = item.glyph.size * DOUBLED;
            let again = kept
                .iter()
                .rev()
                .take(OPEN_ROWS)
                .any(|k| k.glyph.text == item.glyph.text && (k.u.0 - item.u.0).abs() < near && (k.base - item.base).abs() < near);
            if !again {
                kept.push(item);
            }
        }
        self.items = kept;
        let after = self.items.iter().filter(|i| !i.glyph.text.is_blank()).count();
        before >= after + after.div_ceil(2)
    }

    /// The usual gap between letters that no blank parts; less than nothing where they overlap.
    fn usual_gap(&self, size: f32) -> f32 {
        let between = |is: fn(&Text) -> bool| -> Vec<f32> {
            let both = |pair: &&[Item<'_>]| is(&pair[0].glyph.text) && is(&pair[1].glyph.text);
            self.items.windows(2).filter(both).map(|p| p[1].u.0 - p[0].u.1).collect()
        };
        // Dots that lead to a page number lie in a way of their own.
        let mut gaps = between(|t| matches!(t, Text::One(c) if c.is_alphanumeric()));
        if gaps.is_empty() {
            gaps = between(|t| !t.is_blank());
        }
        if gaps.is_empty() {
            return 0.0;
        }
        let rank = (gaps.len() as f32 * LETTERS) as usize;
        gaps.select_nth_unstable_by(rank, f32::total_cmp).1.min(size * WIDE_SETTING)
    }
}

/// The narrowest gap that is a blank, in em, where letters usually lie `usual` em apart; `scripts`: between Latin and Korean letters of a
/// page that paints its blanks.
fn least_gap(usual: f32, scripts: bool) -> f32 {
    match () {
        () if usual < -TIGHT && scripts => BLANK_GAP,
        () if usual < -TIGHT => BLANK_GAP_TIGHT.min(usual + BLANK_GAP_OVERLAPPING),
        () if scripts => usual.max(0.0) + BLANK_GAP_BESIDE_PAINTED,
        () => usual.max(0.0) + BLANK_GAP,
    }
}

/// Whether a text ends with a wide character.
fn is_wide(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| crate::text::width(c) == 2)
}

/// Puts the blanks of the file, or those that a gap wider than `gap` stands for.
fn space(text: &mut String, blanks: &str, width: f32, gap: f32, size: f32) {
    text.push_str(blanks);
    let count = blanks.chars().count();
    let wide = if width >= size * COLUMN_GAP { ((width / size * 2.0) as usize).min(MOST_BLANKS) } else { 0 };
    let least = usize::from(width > gap);
    for _ in count..wide.max(least) {
        text.push(' ');
    }
}

/// Whether the text is one character alone.
pub fn is_single(line: &Line) -> bool {
    line.stops.len() == 1
}

/// A glyph in tests.
#[cfg(test)]
pub(super) fn glyph(c: char, x: f32, baseline: f32, size: f32, width: f32) -> Glyph {
    let area = Area::new(x, baseline - size * 0.86, x + width, baseline + size * 0.14);
    Glyph { text: super::device::Text::One(c), area, baseline, size, turn: 0, bold: false, certainty: None }
}

/// Glyphs of a text in tests: wide characters one em, others half.
#[cfg(test)]
pub(super) fn typed(text: &str, x: f32, baseline: f32, size: f32) -> Vec<Glyph> {
    let mut at = x;
    let mut out = Vec::new();
    for c in text.chars() {
        let width = if crate::text::width(c) == 2 { size } else { size / 2.0 };
        out.push(glyph(c, at, baseline, size, width));
        at += width;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(glyphs: &[Glyph]) -> Vec<String> {
        let all: Vec<&Glyph> = glyphs.iter().collect();
        lines(&all, paints_blanks(glyphs)).into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn glyphs_in_any_order_are_lines_from_the_top() {
        let mut glyphs = typed("둘째 줄", 50.0, 120.0, 10.0);
        glyphs.extend(typed("첫째 줄", 50.0, 100.0, 10.0));
        glyphs.reverse();
        assert_eq!(texts(&glyphs), ["첫째 줄", "둘째 줄"]);
    }

    #[test]
    fn a_gap_is_a_blank_but_wide_setting_is_none() {
        let mut glyphs = typed("가온", 50.0, 100.0, 10.0);
        glyphs.extend(typed("나래", 73.0, 100.0, 10.0));
        assert_eq!(texts(&glyphs), ["가온 나래"]);
        let wide: Vec<Glyph> = "추진계획".chars().enumerate().map(|(i, c)| glyph(c, 50.0 + 14.0 * i as f32, 100.0, 10.0, 10.0)).collect();
        assert_eq!(texts(&wide), ["추진계획"]);
    }

    #[test]
    fn blanks_of_tight_lines_and_of_short_words_are_seen_where_none_are_painted() {
        // Letters overlap by a tenth, and a blank is as narrow.
        let set = |words: &[&str], step: f32, blank: f32| {
            let mut x = 50.0;
            let mut out = Vec::new();
            for word in words {
                for c in word.chars() {
                    out.push(glyph(c, x, 100.0, 10.0, 10.0));
                    x += step;
                }
                x += blank;
            }
            texts(&out)
        };
        assert_eq!(set(&["누리동", "빗물정원", "조성"], 9.0, 2.1), ["누리동 빗물정원 조성"]);
        assert_eq!(set(&["ㅇ", "수", "및", "곳", "누리동"], 10.0, 4.0), ["ㅇ 수 및 곳 누리동"]);
        assert_eq!(set(&["추진계획"], 14.0, 0.0), ["추진계획"]);
    }

    #[test]
    fn latin_letters_set_apart_from_korean_ones_are_no_words() {
        let mut glyphs = typed("가 나 다 라 마 바 사 아 자 2022", 50.0, 100.0, 10.0);
        let end = glyphs.last().map_or(0.0, |g| g.area.x1);
        glyphs.extend(typed("년", end + 2.5, 100.0, 10.0));
        assert_eq!(texts(&glyphs), ["가 나 다 라 마 바 사 아 자 2022년"]);
    }

    #[test]
    fn glyphs_painted_twice_are_one_and_bold() {
        let mut glyphs = typed("11) 개요", 50.0, 100.0, 10.0);
        glyphs.extend(typed("11) 개요", 50.3, 100.0, 10.0));
        let all: Vec<&Glyph> = glyphs.iter().collect();
        let [line] = &lines(&all, true)[..] else { panic!() };
        assert_eq!((line.text.as_str(), line.bold), ("11) 개요", true));
    }

    #[test]
    fn superscripts_are_of_their_line() {
        let mut glyphs = typed("면적 30m", 50.0, 100.0, 10.0);
        let end = glyphs.last().map_or(0.0, |g| g.area.x1);
        glyphs.push(glyph('2', end, 96.0, 6.0, 3.0));
        assert_eq!(texts(&glyphs), ["면적 30m2"]);
    }

    #[test]
    fn turned_text_reads_along_its_direction() {
        let mut glyphs: Vec<Glyph> = Vec::new();
        for (i, c) in "세로".chars().enumerate() {
            let y = 100.0 + 10.0 * i as f32;
            glyphs.push(Glyph { area: Area::new(50.0, y, 60.0, y + 10.0), baseline: 52.0, turn: 1, ..glyph(c, 0.0, 0.0, 10.0, 10.0) });
        }
        assert_eq!(texts(&glyphs), ["세로"]);
    }

    #[test]
    fn columns_keep_their_distance() {
        let mut glyphs = typed("부서", 50.0, 100.0, 10.0);
        glyphs.extend(typed("전화", 100.0, 100.0, 10.0));
        assert_eq!(texts(&glyphs), ["부서      전화"]);
    }
}
