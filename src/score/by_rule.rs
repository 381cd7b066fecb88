//! What is said of a rule, remembered while the values of a card are gone through: there are hundreds of values, of some twenty rules.

/// Places; each rule has one that it can stand in. Of twenty rules, few share one.
const PLACES: usize = 128;

/// A bounded memory of `rule → value`.
pub(super) struct ByRule<V> {
    places: [Option<(&'static str, V)>; PLACES],
}

impl<V: Copy> ByRule<V> {
    /// Remembers nothing yet.
    pub(super) fn new() -> Self {
        Self { places: [None; PLACES] }
    }

    /// What was said of a rule last, where that `holds` still; else what `say` says now.
    pub(super) fn get(&mut self, rule: &'static str, holds: impl FnOnce(&V) -> bool, say: impl FnOnce() -> V) -> V {
        // Names of rules are constants: one that stands elsewhere is another, or is said anew.
        let place = &mut self.places[rule.as_ptr().addr() % PLACES];
        match place {
            Some((known, value)) if std::ptr::eq(*known, rule) && holds(value) => *value,
            _ => place.insert((rule, say())).1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_do_not_mix_and_what_holds_no_more_is_said_anew() {
        let all: &'static str = "header.title header.number money.cell dated.text targets.item lists.point";
        let mut said = ByRule::new();
        for round in 0..3 {
            for from in 0..all.len() {
                for to in from..all.len() {
                    let rule = &all[from..to];
                    assert_eq!(said.get(rule, |v: &(usize, &str)| v.0 == round, || (round, rule)), (round, rule));
                }
            }
        }
    }
}
