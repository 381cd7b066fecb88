//! How alike two texts are, by syllables and by the letters (자모) in them: a wrong letter costs a little, another word much.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::eval::facts::Likeness;

/// A text prepared for comparison.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// Without white space, marks folded.
    pub form: String,
    syllables: BTreeMap<[char; 2], u32>,
    letters: BTreeMap<[char; 2], u32>,
}

impl Shape {
    /// Prepares a text.
    pub fn of(text: &str) -> Self {
        let form = Likeness::Lenient.form(text);
        let letters: String = form.nfd().collect();
        Self { syllables: pairs(&form), letters: pairs(&letters), form }
    }

    /// From 0, nothing in common, to 1, equal.
    pub fn likeness(&self, other: &Self) -> f64 {
        if self.form == other.form {
            return f64::from(u8::from(!self.form.is_empty()));
        }
        f64::midpoint(dice(&self.syllables, &other.syllables), dice(&self.letters, &other.letters))
    }

    /// The share of this text's pairs of syllables that the other one has, too.
    pub fn contained_in(&self, other: &Self) -> f64 {
        let all: u32 = self.syllables.values().sum();
        if all == 0 { 0.0 } else { f64::from(common(&self.syllables, &other.syllables)) / f64::from(all) }
    }
}

fn pairs(text: &str) -> BTreeMap<[char; 2], u32> {
    let mut out = BTreeMap::new();
    let mut last = '\u{2}';
    for c in text.chars().chain(['\u{3}']) {
        *out.entry([last, c]).or_default() += 1;
        last = c;
    }
    out
}

fn common(a: &BTreeMap<[char; 2], u32>, b: &BTreeMap<[char; 2], u32>) -> u32 {
    a.iter().map(|(pair, n)| b.get(pair).map_or(0, |m| *n.min(m))).sum()
}

fn dice(a: &BTreeMap<[char; 2], u32>, b: &BTreeMap<[char; 2], u32>) -> f64 {
    let all: u32 = a.values().sum::<u32>() + b.values().sum::<u32>();
    if all == 0 { 0.0 } else { 2.0 * f64::from(common(a, b)) / f64::from(all) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(a: &str, b: &str) -> f64 {
        Shape::of(a).likeness(&Shape::of(b))
    }

    #[test]
    fn letters_count_less_than_words() {
        assert_eq!(like("누리동 도서관 건립", "누리동  도서관건립"), 1.0);
        let letter = like("누리동 도서관 건립", "누리동 도서괸 건립");
        let word = like("누리동 도서관 건립", "누리동 체육관 건립");
        let other = like("누리동 도서관 건립", "하늘천 산책로 정비");
        assert!(letter > 0.75 && letter > word && word > other && other < 0.3, "{letter} {word} {other}");
    }

    #[test]
    fn nothing_is_like_nothing() {
        assert_eq!(like("", ""), 0.0);
    }
}
