//! Rulings that are painted dot by dot.
//!
//! In: the small shapes of a page, as wide as high. Out: a [`Rule`] for each row or column of them. Word processors draw round-dotted borders
//! so, each dot a circle of its own; others paint squares. Dots are a ruling where many of one size stand in a line, close to each other.

use super::device::Rule;

/// A small shape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// Its centre.
    pub at: (f32, f32),
    /// How wide and high it is.
    pub size: f32,
    /// Painted white.
    pub white: bool,
}

/// A dot is at most so wide and high, in points: borders are no thicker.
pub const LARGEST: f32 = 4.0;
/// Centres in a line lie no farther from it, in points.
const OFF: f32 = 0.3;
/// Dots follow each other within so many of their sizes.
const NEAR: f32 = 3.5;
/// Sizes of dots of a ruling differ by no more than this part.
const SIZE_DIFFERS: f32 = 0.3;
/// Dots of a ruling, at least: an ellipsis has fewer.
const LEAST: usize = 8;

/// The rulings that dots are.
pub fn rules(dots: &[Dot]) -> Vec<Rule> {
    let mut out = lines(dots.to_vec(), true);
    // Turned, so that columns are rows.
    out.extend(lines(dots.iter().map(|d| Dot { at: (d.at.1, d.at.0), ..*d }).collect(), false));
    out
}

fn lines(mut dots: Vec<Dot>, level: bool) -> Vec<Rule> {
    dots.sort_unstable_by(|a, b| a.at.1.total_cmp(&b.at.1).then(a.at.0.total_cmp(&b.at.0)));
    let mut out = Vec::new();
    for row in dots.chunk_by_mut(|a, b| b.at.1 - a.at.1 <= OFF) {
        row.sort_unstable_by(|a, b| a.at.0.total_cmp(&b.at.0));
        let follows = |a: &Dot, b: &Dot| {
            let size = a.size.max(b.size);
            b.at.0 - a.at.0 <= size * NEAR && (a.size - b.size).abs() <= size * SIZE_DIFFERS && a.white == b.white
        };
        for run in row.chunk_by(follows).filter(|r| r.len() >= LEAST) {
            let (first, last) = (run[0], run[run.len() - 1]);
            let at = run.iter().map(|d| d.at.1).sum::<f32>() / run.len() as f32;
            out.push(Rule { level, at, from: first.at.0 - first.size / 2.0, to: last.at.0 + last.size / 2.0, white: first.white });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(x: f32, y: f32) -> Dot {
        Dot { at: (x, y), size: 1.5, white: false }
    }

    #[test]
    fn dots_in_a_row_or_a_column_are_rulings() {
        let mut dots: Vec<Dot> = (0..20).map(|i| dot(50.0 + 3.0 * i as f32, 100.0)).collect();
        dots.extend((1..20).map(|i| dot(50.0, 100.0 + 3.0 * i as f32)));
        dots.reverse();
        let found: Vec<_> = rules(&dots).into_iter().map(|r| (r.level, r.at, r.from, r.to)).collect();
        assert_eq!(found, [(true, 100.0, 49.25, 107.75), (false, 50.0, 99.25, 157.75)]);
    }

    #[test]
    fn few_dots_and_dots_apart_are_none() {
        assert!(rules(&(0..5).map(|i| dot(50.0 + 3.0 * i as f32, 100.0)).collect::<Vec<_>>()).is_empty());
        assert!(rules(&(0..20).map(|i| dot(50.0 + 9.0 * i as f32, 100.0)).collect::<Vec<_>>()).is_empty());
    }
}
