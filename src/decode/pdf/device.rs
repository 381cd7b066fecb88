//! What a page paints, taken down: glyphs, rulings, shaded areas, pictures.
//!
//! In: the calls of the interpreter, for one page. Out: [`Marks`] in page coordinates. It promises that every shown glyph is
//! there once for each time it was painted, that nothing outside the clip or the page is, and that no more is kept than the
//! limits allow ([`Marks::over`]). It does not know lines, words or tables.
//!
//! Known lies of the format: the same glyph painted twice or more for a bold look (merged in [`super::lines`]); rulings that
//! are thin filled rectangles; white areas painted over others; glyphs painted outside of the page.

use hayro_interpret::font::{Glyph as Shown, GlyphRun};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask};

use super::dots::{self, Dot};
use super::geometry::Area;
use super::unicode::Alphabet;

/// Which way the text of a glyph runs, in quarter turns clockwise from left-to-right.
pub type Turn = u8;

/// A painted glyph.
#[derive(Clone, Debug)]
pub struct Glyph {
    /// Its characters; U+FFFD where the file does not say.
    pub text: Text,
    /// From its origin to its advance, and from descent to ascent.
    pub area: Area,
    /// Its baseline: y for turns 0 and 2, x for turns 1 and 3.
    pub baseline: f32,
    /// Font size.
    pub size: f32,
    /// Direction of the text.
    pub turn: Turn,
    /// Set in a bold face.
    pub bold: bool,
    /// How certain its recognition was, in percent; none for a glyph of the file.
    pub certainty: Option<u8>,
}

/// The characters of a glyph: nearly always one.
#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    /// One character.
    One(char),
    /// A ligature.
    More(Box<str>),
}

impl Text {
    /// Whether it is blank.
    pub fn is_blank(&self) -> bool {
        match self {
            Text::One(c) => c.is_whitespace(),
            Text::More(s) => s.chars().all(char::is_whitespace),
        }
    }

    /// Whether it begins with a wide character.
    pub fn is_wide(&self) -> bool {
        let first = match self {
            Text::One(c) => Some(*c),
            Text::More(s) => s.chars().next(),
        };
        first.is_some_and(|c| crate::text::width(c) == 2)
    }

    /// Appends it.
    pub fn push_to(&self, out: &mut String) {
        match self {
            Text::One(c) => out.push(*c),
            Text::More(s) => out.push_str(s),
        }
    }
}

/// A straight ruling along an axis: an area that is thin in one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Lies along x (else along y).
    pub level: bool,
    /// Its y if level, else its x.
    pub at: f32,
    /// Where it begins.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
    /// Painted white.
    pub white: bool,
}

/// A filled rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fill {
    /// Where.
    pub area: Area,
    /// Its colour, RGB.
    pub colour: [u8; 3],
}

/// All that a page paints.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Glyphs, in the order of painting.
    pub glyphs: Vec<Glyph>,
    /// Rulings.
    pub rules: Vec<Rule>,
    /// Filled rectangles, in the order of painting.
    pub fills: Vec<Fill>,
    /// Area of the pictures, all together.
    pub pictures: f32,
    /// Outlines that are neither rulings nor rectangles: drawings, or text that was made outlines.
    pub shapes: usize,
    /// Glyphs that the file gives no character for.
    pub unknown: usize,
    /// More was painted than the limit allows.
    pub over: bool,
}

/// A filled rectangle at most this thick is a ruling.
const RULE_THICKNESS: f32 = 3.0;
/// A ruling is at least so many times as long as it is thick.
const RULE_RATIO: f32 = 2.5;
/// Strokes that deviate from an axis by less are along it.
const SLANT: f32 = 0.75;
/// A stroke thicker than this is an area.
const STROKE_THICKNESS: f32 = 6.0;
/// A dot is no longer than so many times its width.
const ROUND: f32 = 1.5;
/// Text above the baseline, and below, as parts of the font size.
const ASCENT: f32 = 0.86;
const DESCENT: f32 = 0.14;
/// Channels from here on count as white.
const WHITE: u8 = 250;
/// Colour given for an area with a pattern or a gradient, whose colour is not one.
const PATTERNED: [u8; 3] = [192, 192, 192];
/// Sine of the largest angle at which text still counts as along an axis.
const LEAN: f64 = 0.1;

/// Takes the marks of one page down.
pub struct Taker<'t, 'a> {
    marks: Marks,
    page: Area,
    clips: Vec<Option<Area>>,
    alphabet: &'t mut Alphabet<'a>,
    dots: Vec<Dot>,
    left: usize,
}

impl<'t, 'a> Taker<'t, 'a> {
    /// For a page of this size; `left` is how many marks may be kept.
    pub fn new(page: Area, alphabet: &'t mut Alphabet<'a>, left: usize) -> Self {
        Self { marks: Marks::default(), page, clips: Vec::new(), alphabet, dots: Vec::new(), left }
    }

    /// The marks.
    pub fn finish(mut self) -> Marks {
        self.marks.rules.extend(dots::rules(&self.dots));
        self.marks
    }

    fn take(&mut self) -> bool {
        if self.left == 0 {
            self.marks.over = true;
            return false;
        }
        self.left -= 1;
        true
    }

    /// What is seen of an area.
    fn clipped(&self, area: Area) -> Option<Area> {
        let clip = self.clips.last().copied().unwrap_or(Some(self.page))?;
        area.is_sound().then(|| area.common(clip)).flatten()
    }

    fn push_clip(&mut self, clip: Rect) {
        let area = area_of(clip);
        let now = self.clips.last().copied().unwrap_or(Some(self.page));
        self.clips.push(now.and_then(|now| now.common(area)));
    }

    fn rule(&mut self, area: Area, white: bool) {
        let level = area.width() >= area.height();
        let (at, from, to) = if level { (area.centre().1, area.x0, area.x1) } else { (area.centre().0, area.y0, area.y1) };
        if self.take() {
            self.marks.rules.push(Rule { level, at, from, to, white });
        }
    }

    fn fill(&mut self, area: Area, colour: [u8; 3]) {
        let Some(area) = self.clipped(area) else { return };
        let (thin, long) = (area.width().min(area.height()), area.width().max(area.height()));
        if thin <= RULE_THICKNESS && long >= thin * RULE_RATIO {
            self.rule(area, is_white(colour));
        } else if self.take() {
            self.marks.fills.push(Fill { area, colour });
            self.dot_in(area, colour);
        }
    }

    fn fill_path(&mut self, path: &BezPath, at: Affine, colour: [u8; 3]) {
        for part in subpaths(path) {
            match rectangle(part, at) {
                Some(area) => self.fill(area, colour),
                None => {
                    self.marks.shapes += 1;
                    self.dot(part, at, colour);
                }
            }
        }
    }

    /// Notes a shape that may be a dot of a ruling.
    fn dot(&mut self, part: &[PathEl], at: Affine, colour: [u8; 3]) {
        let corners = part.iter().filter_map(PathEl::end_point).map(|p| at * p);
        let area = corners.map(|p| Area::new(p.x as f32, p.y as f32, p.x as f32, p.y as f32)).reduce(Area::cover);
        if let Some(area) = area.and_then(|a| self.clipped(a)) {
            self.dot_in(area, colour);
        }
    }

    fn dot_in(&mut self, area: Area, colour: [u8; 3]) {
        let (thin, size) = (area.width().min(area.height()), area.width().max(area.height()));
        if size <= dots::LARGEST && thin * ROUND >= size && size > 0.0 && self.take() {
            self.dots.push(Dot { at: area.centre(), size, white: is_white(colour) });
        }
    }

    fn stroke_path(&mut self, path: &BezPath, at: Affine, width: f32, colour: [u8; 3]) {
        let scale = at.determinant().abs().sqrt() as f32;
        let half = (width * scale).clamp(0.0, STROKE_THICKNESS * 4.0) / 2.0;
        let mut curved = false;
        for segment in segments(path, at) {
            let Some((a, b)) = segment else {
                curved = true;
                continue;
            };
            let line = Area::new(a.x as f32, a.y as f32, b.x as f32, b.y as f32);
            if line.height() <= SLANT && line.width() > half || line.width() <= SLANT && line.height() > half {
                let level = line.width() >= line.height();
                let thick = if level {
                    Area { y0: line.y0 - half, y1: line.y1 + half, ..line }
                } else {
                    Area { x0: line.x0 - half, x1: line.x1 + half, ..line }
                };
                let Some(seen) = self.clipped(thick) else { continue };
                if 2.0 * half > STROKE_THICKNESS {
                    self.fill(seen, colour);
                } else {
                    self.rule(seen, is_white(colour));
                }
            }
        }
        self.marks.shapes += usize::from(curved);
    }

    fn glyph(&mut self, shown: &Shown<'_>, at: Affine, advance: f64, bold: bool) {
        let [a, b, c, d, x, y] = at.as_coeffs();
        let size = (1000.0 * (c * c + d * d).sqrt()) as f32;
        let along = (a * a + b * b).sqrt();
        if !(size.is_finite() && size > 0.0 && along > 0.0) {
            return;
        }
        let (turn, length) = (turn_of(a / along, b / along), (advance * along) as f32);
        let (x, y) = (x as f32, y as f32);
        let (up, down) = (size * ASCENT, size * DESCENT);
        let (area, baseline) = match turn {
            0 => (Area::new(x, y - up, x + length, y + down), y),
            1 => (Area::new(x - down, y, x + up, y + length), x),
            2 => (Area::new(x - length, y - down, x, y + up), y),
            _ => (Area::new(x - up, y - length, x + down, y), x),
        };
        let (cx, cy) = area.centre();
        if !area.is_sound() || self.clipped(Area::new(cx, cy, cx, cy)).is_none() || !self.take() {
            return;
        }
        let text = self.alphabet.text(shown);
        self.marks.unknown += usize::from(text == Text::One(char::REPLACEMENT_CHARACTER));
        self.marks.glyphs.push(Glyph { text, area, baseline, size, turn, bold, certainty: None });
    }
}

impl<'a> Device<'a> for Taker<'_, 'a> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let Some(colour) = colour_of(&props.paint) else { return };
        match mode {
            DrawMode::Fill(_) => self.fill_path(path, props.transform, colour),
            DrawMode::Stroke(stroke) => self.stroke_path(path, props.transform, stroke.line_width, colour),
            DrawMode::FillAndStroke(_, stroke) => {
                self.fill_path(path, props.transform, colour);
                self.stroke_path(path, props.transform, stroke.line_width, colour);
            }
            DrawMode::Invisible => {}
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.push_clip(clip.path.bounding_box());
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.push_clip(*rect);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let bold = run.glyphs().first().is_some_and(|g| self.alphabet.is_bold(g));
        let upright = run.writing_mode() == hayro_interpret::hayro_cmap::WritingMode::Vertical;
        let half = !upright && lacks_widths(run);
        // How far half-width letters that the font takes for wide ones moved the rest, in 1/1000 em.
        let mut moved = 0.0;
        for glyph in run.glyphs() {
            let mut advance = if upright { EM } else { advance(glyph) };
            let at = props.transform * glyph.transform() * Affine::translate((-moved, 0.0));
            if half && is_single_byte(glyph) && advance == EM {
                advance = EM / 2.0;
                moved += advance;
            }
            self.glyph(glyph, at, advance, bold);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        // The interpreter places the dots of an image, not its unit square.
        let dots = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let seen = area_of(props.transform.transform_rect_bbox(dots));
        self.marks.pictures += self.clipped(seen).map_or(0.0, Area::size);
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {}
}

/// An em, in the units of glyphs.
const EM: f64 = 1000.0;

fn advance(glyph: &Shown<'_>) -> f64 {
    let advance = match glyph {
        Shown::Outline(g) => g.advance_width(),
        Shown::Type3(g) => g.advance_width(),
    };
    f64::from(advance.unwrap_or(500.0))
}

/// Whether a glyph is the letter of its own code: so in encodings of one and two bytes, as EUC.
fn is_single_byte(glyph: &Shown<'_>) -> bool {
    let code = glyph.char_code();
    let same = |c: char| c as u32 == code;
    (0x20..0x7F).contains(&code) && matches!(glyph.as_unicode(), Some(hayro_interpret::hayro_cmap::BfString::Char(c)) if same(c))
}

/// Fonts that are not embedded may give no widths for their half-width letters: then a blank, a digit or a small letter is an
/// em wide, and moves the rest of its string out of its cell.
fn lacks_widths(run: &GlyphRun<'_, '_>) -> bool {
    run.glyphs().iter().any(|g| {
        let narrow = matches!(g.char_code() as u8, b' ' | b'.' | b',' | b'(' | b')' | b'-' | b'~' | b'0'..=b'9' | b'a'..=b'l');
        matches!(&**g, Shown::Outline(_)) && narrow && is_single_byte(g) && advance(g) == EM
    })
}

fn area_of(rect: Rect) -> Area {
    Area::new(rect.x0 as f32, rect.y0 as f32, rect.x1 as f32, rect.y1 as f32)
}

/// Quarter turns of a unit vector; slanted text goes with the nearest.
fn turn_of(cos: f64, sin: f64) -> Turn {
    if sin.abs() <= LEAN || cos.abs() >= sin.abs() {
        if cos >= 0.0 { 0 } else { 2 }
    } else if sin > 0.0 {
        1
    } else {
        3
    }
}

/// Whether a colour is white, or as good as.
pub fn is_white(colour: [u8; 3]) -> bool {
    colour.iter().all(|&c| c >= WHITE)
}

/// The colour of a paint; `None` for one that is not seen.
fn colour_of(paint: &Paint<'_>) -> Option<[u8; 3]> {
    match paint {
        Paint::Color(colour) => {
            let [r, g, b, alpha] = colour.to_rgba().to_rgba8();
            // Over white paper.
            let over = |c: u8| (255 - (255 - u32::from(c)) * u32::from(alpha) / 255) as u8;
            (alpha > 0).then(|| [over(r), over(g), over(b)])
        }
        Paint::Pattern(_) => Some(PATTERNED),
    }
}

/// The parts of a path that begin with a move.
fn subpaths(path: &BezPath) -> impl Iterator<Item = &[PathEl]> {
    let all = path.elements();
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = all.get(from..).filter(|r| !r.is_empty())?;
        let end = rest.iter().skip(1).position(|e| matches!(e, PathEl::MoveTo(_))).map_or(rest.len(), |i| i + 1);
        from += end;
        Some(&rest[..end])
    })
}

/// The rectangle along the axes that a part of a path is.
fn rectangle(part: &[PathEl], at: Affine) -> Option<Area> {
    let mut corners: Vec<Point> = Vec::with_capacity(5);
    for element in part {
        match *element {
            PathEl::MoveTo(p) | PathEl::LineTo(p) if corners.len() < 6 => corners.push(at * p),
            PathEl::ClosePath => {}
            _ => return None,
        }
    }
    corners.dedup_by(|a, b| a.distance(*b) < 1e-3);
    if corners.len() > 2 && corners.first().zip(corners.last()).is_some_and(|(a, b)| a.distance(*b) < 1e-3) {
        corners.pop();
    }
    let along = |a: Point, b: Point| (a.x - b.x).abs() <= f64::from(SLANT) || (a.y - b.y).abs() <= f64::from(SLANT);
    if corners.len() != 4 || !(0..4).all(|i| along(corners[i], corners[(i + 1) % 4])) {
        return None;
    }
    let edge = |f: fn(f64, f64) -> f64, of: fn(&Point) -> f64| corners.iter().map(of).reduce(f).unwrap_or(0.0) as f32;
    Some(Area::new(edge(f64::min, |p| p.x), edge(f64::min, |p| p.y), edge(f64::max, |p| p.x), edge(f64::max, |p| p.y)))
}

/// The straight pieces of a path; `None` for a curve.
fn segments(path: &BezPath, at: Affine) -> impl Iterator<Item = Option<(Point, Point)>> {
    let (mut start, mut now) = (Point::ZERO, Point::ZERO);
    path.elements().iter().filter_map(move |element| match *element {
        PathEl::MoveTo(p) => {
            (start, now) = (at * p, at * p);
            None
        }
        PathEl::LineTo(p) => {
            let from = std::mem::replace(&mut now, at * p);
            Some(Some((from, now)))
        }
        PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => {
            now = at * p;
            Some(None)
        }
        PathEl::ClosePath => {
            let from = std::mem::replace(&mut now, start);
            Some(Some((from, start)))
        }
    })
}
