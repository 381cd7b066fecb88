//! Rules of wording, ready to be asked: what a heading or a label is that is no known name.

use smallvec::SmallVec;

use super::profile::WordRule;
use crate::text::Letters;

/// A [`WordRule`] taken apart.
pub(super) struct Wording<V> {
    /// What the words are then.
    pub(super) value: V,
    /// Of each list, one must be in the words.
    all: Vec<Vec<Part>>,
    /// None of these may be in them.
    without: Vec<Part>,
}

struct Part {
    text: String,
    place: Place,
    letters: Letters,
}

enum Place {
    Start,
    End,
    Anywhere,
}

impl Part {
    /// `a|b`, `^a`, `a$`.
    fn alternatives(words: &str) -> Vec<Part> {
        let part = |word: &str| {
            let (place, text) = match (word.strip_prefix('^'), word.strip_suffix('$')) {
                (Some(start), _) => (Place::Start, start),
                (None, Some(end)) => (Place::End, end),
                (None, None) => (Place::Anywhere, word),
            };
            Part { text: text.to_owned(), place, letters: Letters::of(text) }
        };
        words.split('|').map(part).collect()
    }

    #[inline]
    fn is_in(&self, words: &str, letters: Letters) -> bool {
        letters.may_hold(self.letters)
            && match self.place {
                Place::Start => words.starts_with(&self.text),
                Place::End => words.ends_with(&self.text),
                Place::Anywhere => words.contains(&self.text),
            }
    }
}

impl<V> Wording<V> {
    pub(super) fn of<K>(rule: &WordRule<K>, value: V) -> Self {
        let without = rule.without.as_deref().map(Part::alternatives).unwrap_or_default();
        let mut all: Vec<Vec<Part>> = rule.words.iter().map(|w| Part::alternatives(w)).collect();
        // The shortest list is asked first: most words are ruled out by it.
        all.sort_by_key(Vec::len);
        Self { value, all, without }
    }

    /// Whether the rule speaks of these words (without spaces), whose letters are given.
    pub(super) fn holds(&self, words: &str, letters: Letters) -> bool {
        let one = |parts: &Vec<Part>| parts.iter().any(|part| part.is_in(words, letters));
        self.all.iter().all(one) && !one(&self.without)
    }
}

/// Rules in the order in which they are asked.
pub(super) struct Wordings<V> {
    rules: Vec<Wording<V>>,
    /// What sixty-four of them at a time are known by.
    known: Vec<Known>,
}

/// What some rules are known by, a bit for each rule in each of its first lists.
struct Known {
    /// Rules by the kinds of traits that their parts have.
    by_trait: Vec<[u64; LISTS]>,
    /// Rules that have no such list, or one with a part that is in all words.
    open: [u64; LISTS],
}

/// Lists by which rules are ruled out; hardly one has more.
const LISTS: usize = 3;
/// Kinds of traits.
const KINDS: usize = 1024;

/// Rules that may speak of words, as bits.
pub(super) type MayHold = SmallVec<[u64; 2]>;

/// What parts are known by: the letter that words begin or end with, two letters side by side, or a letter alone.
#[derive(Clone, Copy)]
enum Trait {
    First(char),
    Last(char),
    Pair(char, char),
    Letter(char),
}

impl Trait {
    #[inline]
    fn kind(self) -> usize {
        let (a, b) = match self {
            Trait::First(c) => (c as usize, 1),
            Trait::Last(c) => (c as usize, 2),
            Trait::Letter(c) => (c as usize, 3),
            Trait::Pair(a, b) => (a as usize, b as usize * 37),
        };
        (a * 101 + b) % KINDS
    }

    /// What a part is known by; nothing where it is in all words.
    fn of(part: &Part) -> Option<Trait> {
        let mut letters = part.text.chars();
        let first = letters.next()?;
        Some(match (&part.place, letters.next()) {
            (Place::Start, _) => Trait::First(first),
            (Place::End, _) => Trait::Last(part.text.chars().next_back()?),
            (Place::Anywhere, Some(second)) => Trait::Pair(first, second),
            (Place::Anywhere, None) => Trait::Letter(first),
        })
    }
}

impl Known {
    fn of<V>(rules: &[Wording<V>]) -> Self {
        let mut known = Self { by_trait: vec![[0; LISTS]; KINDS], open: [0; LISTS] };
        for (at, rule) in rules.iter().enumerate() {
            let bit = 1u64 << at;
            for list in 0..LISTS {
                let Some(parts) = rule.all.get(list) else {
                    known.open[list] |= bit;
                    continue;
                };
                for part in parts {
                    match Trait::of(part) {
                        Some(found) => known.by_trait[found.kind()][list] |= bit,
                        None => known.open[list] |= bit,
                    }
                }
            }
        }
        known
    }

    /// The rules that what words are known by does not rule out.
    fn may_hold(&self, words: &str) -> u64 {
        let [mut a, mut b, mut c] = self.open;
        let mut have = |known: Trait| {
            let known = &self.by_trait[known.kind()];
            a |= known[0];
            b |= known[1];
            c |= known[2];
        };
        let mut before = None;
        for c in words.chars() {
            have(before.map_or(Trait::First(c), |before| Trait::Pair(before, c)));
            have(Trait::Letter(c));
            before = Some(c);
        }
        if let Some(last) = before {
            have(Trait::Last(last));
        }
        a & b & c
    }
}

impl<V: Copy> Wordings<V> {
    pub(super) fn of(rules: Vec<Wording<V>>) -> Self {
        Self { known: rules.chunks(u64::BITS as usize).map(Known::of).collect(), rules }
    }

    /// The rules that what words are known by does not rule out.
    pub(super) fn may_hold(&self, words: &str) -> MayHold {
        self.known.iter().map(|known| known.may_hold(words)).collect()
    }

    /// Whether no rule holds of words that have no syllable.
    pub(super) fn all_of_syllables(&self) -> bool {
        let has_syllable = |part: &Part| part.text.chars().any(|c| matches!(c, '가'..='힣'));
        self.rules.iter().all(|rule| rule.all.iter().any(|list| list.iter().all(has_syllable)))
    }

    /// What the first of such rules says that holds.
    pub(super) fn first(&self, may_hold: &MayHold, holds: impl Fn(&Wording<V>) -> bool) -> Option<V> {
        for (at, &bits) in may_hold.iter().enumerate() {
            let mut bits = bits;
            while bits != 0 {
                let rule = &self.rules[at * 64 + bits.trailing_zeros() as usize];
                if holds(rule) {
                    return Some(rule.value);
                }
                bits &= bits - 1;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_at_the_start_at_the_end_or_anywhere() {
        let rule =
            WordRule { key: (), words: vec!["^향후|남은".to_owned(), "계획|일정$".to_owned()], without: Some("예산".to_owned()) };
        let rule = Wording::of(&rule, ());
        let holds = |words: &str| rule.holds(words, Letters::of(words));
        assert!(holds("향후계획") && holds("남은일정") && holds("아직남은계획안"));
        assert!(!holds("연도별향후계획") && !holds("향후일정표") && !holds("향후") && !holds("계획"));
        assert!(!holds("향후예산계획"));
    }

    #[test]
    fn no_rule_that_holds_is_ruled_out() {
        let rule = |words: &[&str]| WordRule { key: (), words: words.iter().map(|w| (*w).to_owned()).collect(), without: None };
        let rules = [rule(&["^향후|남은", "계획|일정$"]), rule(&[""]), rule(&["가", "나", "다", "라"]), rule(&["예산|재원", "집행"])];
        let many = rules.iter().cycle().take(70).enumerate().map(|(i, rule)| Wording::of(rule, i)).collect();
        let rules = Wordings::of(many);
        for words in ["향후계획", "남은일정", "예산집행", "가나다라", "라다나가", "가나다", "집행", ""] {
            let letters = Letters::of(words);
            let all: Vec<usize> = rules.rules.iter().filter(|r| r.holds(words, letters)).map(|r| r.value).collect();
            let may_hold = rules.may_hold(words);
            let found: Vec<usize> =
                (0..70).filter(|&i| rules.first(&may_hold, |r| r.value == i && r.holds(words, letters)).is_some()).collect();
            assert_eq!(found, all, "{words}");
            assert_eq!(rules.first(&may_hold, |r| r.holds(words, letters)), all.first().copied(), "{words}");
        }
    }
}
