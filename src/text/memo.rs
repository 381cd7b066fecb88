//! What a pure function says of short words, remembered: the words at the edges of tables and the labels of cards are the same
//! few hundred in every report.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// Longest word that is remembered, in bytes: fifteen syllables.
const WORD_BYTES: usize = 46;
/// Words that are remembered at a time; each has one place that it can stand in.
const PLACES: usize = 2_048;

/// A bounded memory of `word → value`. One for a thread; what it holds never changes what is said. Several may be asked, each by a
/// number of its own.
#[derive(Debug)]
pub struct Memo<V> {
    places: Vec<Place<V>>,
}

#[derive(Clone, Copy, Debug)]
struct Place<V> {
    word: [u8; WORD_BYTES],
    len: u8,
    asked: u32,
    value: Option<V>,
}

impl<V: Copy> Memo<V> {
    /// Remembers nothing yet.
    pub const fn new() -> Self {
        Self { places: Vec::new() }
    }

    /// What `say` says of a word, asked once as long as the word is remembered.
    pub fn get(&mut self, word: &str, say: impl FnOnce(&str) -> V) -> V {
        self.get_of(0, word, say)
    }

    /// What the one of a number says of a word.
    pub fn get_of(&mut self, asked: u32, word: &str, say: impl FnOnce(&str) -> V) -> V {
        let bytes = word.as_bytes();
        if bytes.len() > WORD_BYTES {
            return say(word);
        }
        if self.places.is_empty() {
            self.places = vec![Place { word: [0; WORD_BYTES], len: 0, asked, value: None }; PLACES];
        }
        let mut hasher = FxHasher::default();
        hasher.write(bytes);
        hasher.write_u32(asked);
        let place = &mut self.places[hasher.finish() as usize % PLACES];
        if let Some(value) = place.value
            && place.asked == asked
            && place.word[..usize::from(place.len)] == *bytes
        {
            return value;
        }
        let value = say(word);
        place.word[..bytes.len()].copy_from_slice(bytes);
        place.len = bytes.len() as u8;
        place.asked = asked;
        place.value = Some(value);
        value
    }
}

impl<V: Copy> Default for Memo<V> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_asked_once_and_a_long_one_each_time() {
        let mut memo = Memo::new();
        let mut asked = 0;
        for word in ["국비", "국비", "도비", "국비"] {
            assert_eq!(
                memo.get(word, |w| {
                    asked += 1;
                    w.chars().next()
                }),
                word.chars().next()
            );
        }
        assert_eq!(asked, 2);
        let long = "가".repeat(40);
        assert_eq!((memo.get(&long, |_| Some('a')), memo.get(&long, |_| Some('b'))), (Some('a'), Some('b')));
    }

    #[test]
    fn those_that_are_asked_do_not_mix() {
        let mut memo = Memo::new();
        for _ in 0..2 {
            for asked in 0..200 {
                assert_eq!((memo.get_of(asked, "국비", |_| asked), memo.get_of(asked, "도비", |_| asked + 1)), (asked, asked + 1));
            }
        }
    }

    #[test]
    fn words_that_share_a_place_do_not_mix() {
        let mut memo = Memo::new();
        for round in 0..2 {
            for n in 0..20_000u32 {
                assert_eq!(memo.get(&n.to_string(), |w| w.parse::<u32>().ok()), Some(n), "{round}");
            }
        }
    }
}
