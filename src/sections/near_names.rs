//! Names by their letters: the one that a misspelt or damaged word must mean.

use smallvec::SmallVec;

use super::wording::Letters;

/// Shortest name that words are compared with letter by letter, in syllables.
const MISSPELT_CHARS: usize = 4;
/// Names of this many syllables may differ in two letters (jamo), shorter ones in one.
const LONG_NAME: usize = 6;
/// Letters that a syllable too many or too few counts as. A long name has room for one, and for nothing besides.
const GAP: u32 = 2;

/// Names and what they mean, by their length.
#[derive(Debug)]
pub(super) struct NearNames<V> {
    by_length: Vec<Names<V>>,
}

/// The names of one length.
#[derive(Debug)]
struct Names<V> {
    /// The letters of each name: hardly one is compared syllable by syllable.
    letters: Vec<Letters>,
    /// Their syllables, one name behind the other.
    syllables: Vec<Syllable>,
    values: Vec<V>,
}

impl<V: PartialEq + Copy> NearNames<V> {
    pub(super) fn of<'n>(names: impl Iterator<Item = (&'n str, V)>) -> Self {
        let mut by_length: Vec<Names<V>> = Vec::new();
        for (name, value) in names {
            let length = name.chars().count();
            if by_length.len() <= length {
                by_length.resize_with(length + 1, || Names { letters: Vec::new(), syllables: Vec::new(), values: Vec::new() });
            }
            by_length[length].letters.push(Letters::of(name));
            by_length[length].syllables.extend(name.chars().map(Syllable::of));
            by_length[length].values.push(value);
        }
        Self { by_length }
    }

    /// What the one name means that words, whose letters are given, nearly are: a jamo or two differ, or a damaged syllable
    /// (U+FFFD, `?`) stands for any. `None` where names of different meaning are as near.
    pub(super) fn find(&self, words: &str, letters: Letters) -> Option<V> {
        let words: SmallVec<[Syllable; 32]> = words.chars().map(Syllable::of).collect();
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
            for (at, &value) in names.values.iter().enumerate() {
                // A jamo that differs, or a gap, is one letter at most that the other has not.
                if !letters.may_differ_by(names.letters[at], most) {
                    continue;
                }
                let name = &names.syllables[at * length..][..length];
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

/// A character by its jamo: lead, vowel and tail of a syllable, a byte each. Others are marked, and damaged ones are marked as
/// such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Syllable(u32);

impl Syllable {
    const OTHER: u32 = 1 << 31;
    const DAMAGED: u32 = 1 << 30;

    fn of(c: char) -> Self {
        let syllable = (c as u32).checked_sub(0xAC00).filter(|&n| n < 11_172);
        Self(match (c, syllable) {
            ('\u{FFFD}' | '?', _) => Self::DAMAGED | c as u32,
            (_, Some(n)) => ((n / 588) << 16) | ((n % 588 / 28) << 8) | (n % 28),
            (_, None) => Self::OTHER | c as u32,
        })
    }

    /// Jamo in which two characters differ; a damaged one counts as one jamo.
    fn distance(self, other: Self) -> u32 {
        let (either, differing) = (self.0 | other.0, self.0 ^ other.0);
        if differing == 0 {
            0
        } else if either & Self::DAMAGED != 0 {
            1
        } else if either & Self::OTHER != 0 {
            3
        } else {
            [0xFF, 0xFF00, 0xFF_0000].into_iter().map(|jamo| u32::from(differing & jamo != 0)).sum()
        }
    }
}

/// How many jamo differ between two words, up to `most`, which is less than two [`GAP`]s: so words of one length have no gap,
/// and others one.
fn jamo_distance(a: &[Syllable], b: &[Syllable], most: u32) -> Option<u32> {
    if a.len() == b.len() {
        let mut distance = 0;
        for (x, y) in a.iter().zip(b) {
            distance += x.distance(*y);
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The distance by the book: the cheapest way to edit one word into the other.
    fn edits(a: &[Syllable], b: &[Syllable]) -> u32 {
        let mut previous: Vec<u32> = (0..=b.len() as u32).map(|j| j * GAP).collect();
        for (i, &x) in a.iter().enumerate() {
            let mut row = vec![(i as u32 + 1) * GAP];
            for (j, &y) in b.iter().enumerate() {
                row.push((previous[j] + x.distance(y)).min(previous[j + 1] + GAP).min(row[j] + GAP));
            }
            previous = row;
        }
        previous[b.len()]
    }

    fn near(words: &str) -> Option<u8> {
        let names = [("사업개요", 1), ("추진실적", 2), ("연차별추진목표", 3), ("연차별추진실적", 4)];
        NearNames::of(names.into_iter()).find(words, Letters::of(words))
    }

    #[test]
    fn characters_differ_in_jamo() {
        let distance = |a, b| Syllable::of(a).distance(Syllable::of(b));
        let all =
            [('가', '가'), ('가', '각'), ('가', '낙'), ('가', '논'), ('가', '?'), ('?', '\u{FFFD}'), ('?', '?'), ('a', 'b'), ('a', '가')];
        assert_eq!(all.map(|(a, b)| distance(a, b)), [0, 1, 2, 3, 1, 1, 0, 3, 3]);
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
            let mut shorter: Vec<char> = a.chars().collect();
            shorter.remove(cut % shorter.len());
            for b in [b, shorter.into_iter().collect()] {
                let (a_letters, b_letters) = (Letters::of(&a), Letters::of(&b));
                let [a, b] = [&a, &b].map(|s| s.chars().map(Syllable::of).collect::<Vec<Syllable>>());
                let expected = Some(edits(&a, &b)).filter(|d| *d <= most);
                prop_assert_eq!(jamo_distance(&a, &b, most), expected);
                prop_assert_eq!(jamo_distance(&b, &a, most), expected);
                prop_assert!(expected.is_none() || a_letters.may_differ_by(b_letters, most) && b_letters.may_differ_by(a_letters, most));
            }
        }
    }
}
