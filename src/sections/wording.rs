//! Rules of wording, ready to be asked: what a heading or a label is that is no known name.

use super::profile::WordRule;

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

/// The letters of words as bits: most rules are told by them to say nothing of the words, most names to be far from them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letters(u64);

impl Letters {
    pub(super) fn of(words: &str) -> Self {
        Self(words.chars().fold(0, |set, c| set | 1 << (c as u32 % u64::BITS)))
    }

    fn may_hold(self, part: Letters) -> bool {
        part.0 & !self.0 == 0
    }

    /// Whether each of two words may have no more than so many letters that the other has not.
    pub(super) fn may_differ_by(self, other: Letters, letters: u32) -> bool {
        // So many bits are taken away: to count them takes longer.
        let few = |bits: u64| (0..letters).fold(bits, |bits, _| bits & bits.wrapping_sub(1)) == 0;
        few(self.0 & !other.0) && few(other.0 & !self.0)
    }
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
}
