//! Names by their letters: the one that a misspelt or damaged word must mean.

use std::hash::Hasher;

use rustc_hash::FxHasher;
use smallvec::SmallVec;

/// Shortest name that words are compared with letter by letter, in syllables.
const MISSPELT_CHARS: usize = 4;
/// Names of this many syllables may differ in two letters (jamo), shorter ones in one.
const LONG_NAME: usize = 6;
/// Letters that a syllable too many or too few counts as. A long name has room for one, and for nothing besides.
const GAP: u32 = 2;

/// Names and what they mean, found by their parts: where a letter or two differ, one part at least is the same.
#[derive(Debug)]
pub(super) struct NearNames<V> {
    names: Vec<Name<V>>,
    /// Their syllables, one name behind the other.
    syllables: Vec<Syllable>,
    /// Which of `places` have parts of one hash, and after the last where those of the last end.
    starts: Vec<u32>,
    /// Names by the hashes of their parts.
    places: Vec<u32>,
}

#[derive(Debug)]
struct Name<V> {
    /// Where its syllables begin.
    start: u32,
    /// How many it has.
    length: u32,
    value: V,
}

/// What of a name a part is, besides its place: words of another length are cut where the shorter of both is halved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// Of a name that is as long as the words.
    Same = 1,
    /// Of a name that has a syllable that the words have not.
    Longer,
    /// Of a name that has not a syllable of the words.
    Shorter,
}

/// The hashes of the parts by which a name of some length is found. Words are cut as a name is that they would be found by.
fn parts(syllables: &[Syllable], length: usize, cut: Cut, mut each: impl FnMut(u64)) {
    let mut part = |number: usize, part: &[Syllable]| {
        let mut hasher = FxHasher::default();
        hasher.write_usize(length << 4 | number << 2 | cut as usize);
        part.iter().for_each(|s| hasher.write_u32(s.0));
        each(hasher.finish());
    };
    let count = syllables.len();
    match cut {
        Cut::Same => {
            // One more than may differ.
            let parts = if count >= LONG_NAME { 3 } else { 2 };
            (0..parts).for_each(|k| part(k, &syllables[k * count / parts..(k + 1) * count / parts]));
        }
        Cut::Longer | Cut::Shorter => {
            let half = (length - usize::from(cut == Cut::Longer)) / 2;
            let behind = length - usize::from(cut == Cut::Longer) - half;
            part(0, &syllables[..half]);
            part(1, &syllables[count - behind..]);
        }
    }
}

impl<V: PartialEq + Copy> NearNames<V> {
    pub(super) fn of<'n>(names: impl Iterator<Item = (&'n str, V)>) -> Self {
        let mut all = Self { names: Vec::new(), syllables: Vec::new(), starts: Vec::new(), places: Vec::new() };
        let mut hashes: Vec<(u64, u32)> = Vec::new();
        for (name, value) in names {
            let start = all.syllables.len();
            all.syllables.extend(name.chars().map(Syllable::of));
            let syllables = &all.syllables[start..];
            let length = syllables.len();
            let at = all.names.len() as u32;
            all.names.push(Name { start: start as u32, length: length as u32, value });
            let mut cut = |cut, shortest| {
                if length >= shortest {
                    parts(syllables, length, cut, |hash| hashes.push((hash, at)));
                }
            };
            cut(Cut::Same, MISSPELT_CHARS);
            cut(Cut::Longer, LONG_NAME + 1);
            cut(Cut::Shorter, LONG_NAME);
        }
        let size = hashes.len().next_power_of_two();
        hashes.iter_mut().for_each(|(hash, _)| *hash = place(*hash, size) as u64);
        hashes.sort_unstable();
        all.starts = vec![0; size + 1];
        hashes.iter().for_each(|&(place, _)| all.starts[place as usize + 1] += 1);
        (0..size).for_each(|k| all.starts[k + 1] += all.starts[k]);
        all.places = hashes.into_iter().map(|(_, at)| at).collect();
        all
    }

    /// Whether each name has syllables in more places than one: words that have none are near to none.
    pub(super) fn all_of_syllables(&self) -> bool {
        let is_syllable = |s: &&Syllable| s.0 & (Syllable::OTHER | Syllable::DAMAGED) == 0;
        let of = |name: &Name<V>| &self.syllables[name.start as usize..][..name.length as usize];
        self.names.iter().filter(|name| name.length as usize >= MISSPELT_CHARS).all(|name| of(name).iter().filter(is_syllable).count() > 1)
    }

    /// What the one name means that words nearly are: a jamo or two differ, or a damaged syllable (U+FFFD, `?`) stands for any.
    /// `None` where names of different meaning are as near.
    pub(super) fn find(&self, words: &str) -> Option<V> {
        let words: SmallVec<[Syllable; 32]> = words.chars().map(Syllable::of).collect();
        let count = words.len();
        if count < MISSPELT_CHARS {
            return None;
        }
        let mut best: Option<(u32, V)> = None;
        let mut tied = false;
        let mut compare = |length: usize, cut, most| {
            parts(&words, length, cut, |hash| {
                let place = place(hash, self.starts.len() - 1);
                for &at in &self.places[self.starts[place] as usize..self.starts[place + 1] as usize] {
                    let name = &self.names[at as usize];
                    if name.length as usize != length {
                        continue;
                    }
                    let syllables = &self.syllables[name.start as usize..][..length];
                    let Some(distance) = jamo_distance(&words, syllables, most) else { continue };
                    match &best {
                        Some((d, _)) if *d < distance => {}
                        Some((d, v)) if *d == distance => tied |= *v != name.value,
                        _ => {
                            best = Some((distance, name.value));
                            tied = false;
                        }
                    }
                }
            });
        };
        compare(count, Cut::Same, if count >= LONG_NAME { 2 } else { 1 });
        if count >= LONG_NAME {
            compare(count + 1, Cut::Longer, GAP);
        }
        if count > LONG_NAME {
            compare(count - 1, Cut::Shorter, GAP);
        }
        best.filter(|_| !tied).map(|(_, value)| value)
    }
}

/// Where the names of a hash stand among so many places, a power of two.
fn place(hash: u64, places: usize) -> usize {
    (hash >> 32) as usize & (places - 1)
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
        NearNames::of(names.into_iter()).find(words)
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
                let [a, b] = [&a, &b].map(|s| s.chars().map(Syllable::of).collect::<Vec<Syllable>>());
                let expected = Some(edits(&a, &b)).filter(|d| *d <= most);
                prop_assert_eq!(jamo_distance(&a, &b, most), expected);
                prop_assert_eq!(jamo_distance(&b, &a, most), expected);
            }
        }

        #[test]
        fn no_near_name_is_missed(names in prop::collection::vec("[가각나?]{3,9}", 1..40), words in "[가각나?]{3,9}") {
            let found = NearNames::of(names.iter().map(String::as_str).zip(0..)).find(&words);
            let syllables = |s: &str| s.chars().map(Syllable::of).collect::<Vec<Syllable>>();
            let distance = |name: &str| {
                let (a, b) = (syllables(&words), syllables(name));
                let shorter = a.len().min(b.len());
                if shorter < MISSPELT_CHARS { None } else { jamo_distance(&a, &b, if shorter >= LONG_NAME { 2 } else { 1 }) }
            };
            let distances: Vec<Option<u32>> = names.iter().map(|name| distance(name)).collect();
            let least = distances.iter().flatten().min();
            let nearest: Vec<i32> = (0..).zip(&distances).filter(|(_, d)| d.is_some() && d.as_ref() == least).map(|(i, _)| i).collect();
            prop_assert_eq!(found, if nearest.len() == 1 { nearest.first().copied() } else { None });
        }
    }
}
