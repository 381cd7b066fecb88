//! The picture of a page, in shades of grey, and the rulings in it.
//!
//! A ruling is a dark stretch that is long in one direction and thin in the other. Strokes of letters are shorter, dark areas
//! are thicker. A page that was scanned a little askew breaks its rulings into steps; steps that touch are one ruling.

use super::device::Rule;

/// Darker is ink.
const DARK: u8 = 150;
/// A ruling is at least so long, in points: longer than the strokes of a title.
const LONG: f32 = 34.0;
/// And at most so thick.
const THICK: f32 = 4.5;
/// Gaps in it are at most so long: dust, and the dots of a dotted line.
const GAP: f32 = 0.8;
/// Beside a ruling, its blurred edge.
const EDGE: usize = 2;

/// A picture in shades of grey.
#[derive(Debug)]
pub struct Picture {
    width: usize,
    height: usize,
    /// Rows from the top; 0 is black.
    dots: Vec<u8>,
    /// Dots in a point.
    pub scale: f32,
}

/// Dark stretches in neighbouring rows.
#[derive(Clone, Copy, Debug)]
struct Strip {
    /// First and last row.
    rows: (usize, usize),
    /// From where to where.
    span: (usize, usize),
    /// Dots of the last row.
    last: (usize, usize),
}

impl Picture {
    /// A picture of these dots; `None` where they are not as many as they should be.
    pub fn new(width: usize, height: usize, dots: Vec<u8>, scale: f32) -> Option<Self> {
        (dots.len() == width * height && !dots.is_empty() && scale > 0.0).then_some(Self { width, height, dots, scale })
    }

    /// Takes the rulings out: what stood there is white afterwards.
    pub fn take_rules(&mut self) -> Vec<Rule> {
        let level = strips(self.height, self.width, self.scale, |row, i| self.dots[row * self.width + i] < DARK);
        let upright = strips(self.width, self.height, self.scale, |row, i| self.dots[i * self.width + row] < DARK);
        let mut out = Vec::with_capacity(level.len() + upright.len());
        for (level, strips) in [(true, level), (false, upright)] {
            for strip in strips {
                let at = (strip.rows.0 + strip.rows.1 + 1) as f32 / 2.0 / self.scale;
                let (from, to) = (strip.span.0 as f32 / self.scale, strip.span.1 as f32 / self.scale);
                out.push(Rule { level, at, from, to, white: false });
                self.erase(level, strip);
            }
        }
        out
    }

    fn erase(&mut self, level: bool, strip: Strip) {
        let most = if level { self.height } else { self.width };
        for row in strip.rows.0.saturating_sub(EDGE)..(strip.rows.1 + EDGE + 1).min(most) {
            for i in strip.span.0..strip.span.1 {
                let at = if level { row * self.width + i } else { i * self.width + row };
                self.dots[at] = u8::MAX;
            }
        }
    }

    /// As a file in the PGM format.
    pub fn pgm(self) -> Vec<u8> {
        let mut out = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        out.extend(self.dots);
        out
    }
}

/// The thin ones among the strips of long dark stretches.
fn strips(rows: usize, length: usize, scale: f32, is_dark: impl Fn(usize, usize) -> bool) -> Vec<Strip> {
    let (long, gap) = ((LONG * scale) as usize, (GAP * scale) as usize);
    let thick = (THICK * scale) as usize;
    let (mut open, mut done): (Vec<Strip>, Vec<Strip>) = (Vec::new(), Vec::new());
    for row in 0..rows {
        for (from, to) in stretches(length, gap, |i| is_dark(row, i)).filter(|(from, to)| to - from >= long) {
            let touches = |s: &&mut Strip| s.rows.1 < row && s.last.0 <= to + gap && from <= s.last.1 + gap;
            match open.iter_mut().find(touches) {
                Some(strip) => {
                    strip.rows.1 = row;
                    strip.span = (strip.span.0.min(from), strip.span.1.max(to));
                    strip.last = (from, to);
                }
                None => open.push(Strip { rows: (row, row), span: (from, to), last: (from, to) }),
            }
        }
        let (still, over) = open.into_iter().partition(|s: &Strip| s.rows.1 + 1 >= row);
        open = still;
        done.extend(over);
    }
    done.extend(open);
    done.retain(|s| s.rows.1 - s.rows.0 < thick.max(1));
    done
}

/// The dark stretches of a row; gaps of at most `gap` do not part them.
fn stretches(length: usize, gap: usize, is_dark: impl Fn(usize) -> bool) -> impl Iterator<Item = (usize, usize)> {
    let mut i = 0;
    std::iter::from_fn(move || {
        while i < length && !is_dark(i) {
            i += 1;
        }
        if i == length {
            return None;
        }
        let (from, mut end) = (i, i);
        while i < length && i - end <= gap {
            if is_dark(i) {
                end = i + 1;
            }
            i += 1;
        }
        Some((from, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two hundred by a hundred points, two dots each, with these dark areas (x0, y0, x1, y1 in dots).
    fn picture(dark: &[(usize, usize, usize, usize)]) -> Picture {
        let mut dots = vec![255; 400 * 200];
        for &(x0, y0, x1, y1) in dark {
            for y in y0..y1 {
                dots[y * 400 + x0..y * 400 + x1].fill(0);
            }
        }
        Picture::new(400, 200, dots, 2.0).unwrap()
    }

    #[test]
    fn long_thin_stretches_are_rulings_and_are_taken_out() {
        let mut picture = picture(&[(20, 40, 380, 42), (100, 42, 103, 180)]);
        let rules = picture.take_rules();
        assert_eq!(rules.len(), 2, "{rules:?}");
        assert!(rules[0].level && (rules[0].at, rules[0].from, rules[0].to) == (20.5, 10.0, 190.0), "{rules:?}");
        assert!(!rules[1].level && rules[1].at == 50.75, "{rules:?}");
        assert!(picture.dots.iter().all(|&d| d == 255));
    }

    #[test]
    fn letters_and_areas_are_no_rulings() {
        // A stroke of 20 points; an area of 20 by 60 points.
        let mut picture = picture(&[(20, 40, 60, 43), (100, 50, 220, 90)]);
        assert!(picture.take_rules().is_empty());
        assert_eq!(picture.dots.iter().filter(|&&d| d == 0).count(), 40 * 3 + 120 * 40);
    }

    #[test]
    fn a_ruling_askew_is_one_ruling() {
        let mut picture = picture(&[(20, 40, 140, 42), (140, 41, 260, 43), (260, 42, 380, 44)]);
        let rules = picture.take_rules();
        assert_eq!(rules.len(), 1, "{rules:?}");
        assert_eq!((rules[0].from, rules[0].to), (10.0, 190.0));
    }
}
