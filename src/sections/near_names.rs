//! Names by their letters: the one that a misspelt or damaged word must mean.

use smallvec::SmallVec;

/// Shortest name that words are compared with letter by letter, in syllables.
const MISSPELT_CHARS: usize = 4;
/// Names of this many syllables may differ in two letters (jamo), shorter ones in one.
const LONG_NAME: usize = 6;
/// Letters that a syllable too many or too few counts as. A long name has room for one, and for nothing besides.
const GAP: u32 = 2;

/// Names and what they mean, by their length: hardly a name is compared beyond its first syllable.
#[derive(Debug)]
pub(super) struct NearNames<V> {
    by_length: Vec<Names<V>>,
}

/// The names of one length.
#[derive(Debug)]
struct Names<V> {
    /// Their syllables, one name behind the other.
    letters: Vec<char>,
    values: Vec<V>,
}

impl<V: PartialEq + Copy> NearNames<V> {
    pub(super) fn of<'n>(names: impl Iterator<Item = (&'n str, V)>) -> Self {
        let mut by_length: Vec<Names<V>> = Vec::new();
        for (name, value) in names {
            let length = name.chars().count();
            if by_length.len() <= length {
                by_length.resize_with(length + 1, || Names { letters: Vec::new(), values: Vec::new() });
            }
            by_length[length].letters.extend(name.chars());
            by_length[length].values.push(value);
        }
        Self { by_length }
    }

    /// What the one name means that words nearly are: a jamo or two differ, or a damaged syllable (U+FFFD, `?`) stands for any.
    /// `None` where names of different meaning are as near.
    pub(super) fn find(&self, words: &str) -> Option<V> {
        let words: SmallVec<[char; 32]> = words.chars().collect();
        let count = words.len();
        if count < MISSPELT_CHARS {
            return None;
        }
        let spread = usize::from(count >= LONG_NAME);
        let mut best: Option<(u32, V)> = None;
        let mut tied = false;
        for length in (count - spread).max(MISSPELT_CHARS)..=count + spread {
            let Some(names) = self.by_length.get(length) else { break };
            let most = if count.min(length) >= LONG_NAME { 2 } else { 1 };
            for (name, &value) in names.letters.chunks_exact(length).zip(&names.values) {
                let Some(distance) = jamo_distance(&words, name, most) else { continue };
                match &best {
                    Some((d, _)) if *d < distance => {}
                    Some((d, v)) if *d == distance => tied |= *v != value,
                    _ => {
                        best = Some((distance, value));
                        tied = false;
                    }
                }
            }
        }
        best.filter(|_| !tied).map(|(_, value)| value)
    }
}

/// How many jamo differ between two words, up to `most`, which is less than two [`GAP`]s: so words of one length have no gap,
/// and others one.
fn jamo_distance(a: &[char], b: &[char], most: u32) -> Option<u32> {
    if a.len() == b.len() {
        let mut distance = 0;
        for (&x, &y) in a.iter().zip(b) {
            distance += syllable_distance(x, y);
            if distance > most {
                return None;
            }
        }
        return Some(distance);
    }
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if long.len() > short.len() + 1 || GAP > most {
        return None;
    }
    let gap = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    (short[gap..] == long[gap + 1..]).then_some(GAP)
}

/// Jamo in which two characters differ; a damaged one counts as one jamo.
fn syllable_distance(a: char, b: char) -> u32 {
    if a == b {
        return 0;
    }
    if matches!(a, '\u{FFFD}' | '?') || matches!(b, '\u{FFFD}' | '?') {
        return 1;
    }
    match (jamo(a), jamo(b)) {
        (Some(a), Some(b)) => (0..3).map(|i| u32::from(a[i] != b[i])).sum(),
        _ => 3,
    }
}

/// Lead, vowel and tail of a syllable.
fn jamo(c: char) -> Option<[u32; 3]> {
    let n = (c as u32).checked_sub(0xAC00).filter(|&n| n < 11_172)?;
    Some([n / 588, n % 588 / 28, n % 28])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The distance by the book: the cheapest way to edit one word into the other.
    fn edits(a: &[char], b: &[char]) -> u32 {
        let mut previous: Vec<u32> = (0..=b.len() as u32).map(|j| j * GAP).collect();
        for (i, &x) in a.iter().enumerate() {
            let mut row = vec![(i as u32 + 1) * GAP];
            for (j, &y) in b.iter().enumerate() {
                row.push((previous[j] + syllable_distance(x, y)).min(previous[j + 1] + GAP).min(row[j] + GAP));
            }
            previous = row;
        }
        previous[b.len()]
    }

    fn near(words: &str) -> Option<u8> {
        NearNames::of([("사업개요", 1), ("추진실적", 2), ("연차별추진목표", 3), ("연차별추진실적", 4)].into_iter()).find(words)
    }

    #[test]
    fn a_letter_or_two_differ() {
        assert_eq!((near("사업개오"), near("사엄개오"), near("추?실적")), (Some(1), None, Some(2)));
        assert_eq!((near("연차별추진몯표"), near("연차별추진목"), near("연차별별추진실적")), (Some(3), Some(3), Some(4)));
        assert_eq!((near("사업개"), near("추진 실적"), near("연차별추진??")), (None, None, None));
    }

    proptest! {
        #[test]
        fn distances_are_those_of_editing(a in "[가각간거?가나다]{3,9}", b in "[가각간거?가나다]{3,9}", cut in 0..9usize, most in 1..=2u32) {
            let a: Vec<char> = a.chars().collect();
            let mut shorter = a.clone();
            shorter.remove(cut % a.len());
            for b in [b.chars().collect(), shorter] {
                let expected = Some(edits(&a, &b)).filter(|d| *d <= most);
                prop_assert_eq!(jamo_distance(&a, &b, most), expected);
                prop_assert_eq!(jamo_distance(&b, &a, most), expected);
            }
        }
    }
}
