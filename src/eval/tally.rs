//! Right, wrong, missed: counts of facts, and what follows from them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::facts::Fact;

/// Counts of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// In gold and in the record.
    pub right: usize,
    /// In the record alone.
    pub wrong: usize,
    /// In gold alone.
    pub missed: usize,
}

impl Tally {
    /// Adds the counts of another.
    pub fn add(&mut self, other: Tally) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }

    /// Share of the record's facts that are right; 1 where it has none.
    pub fn precision(self) -> f64 {
        share(self.right, self.wrong)
    }

    /// Share of gold's facts that were found; 1 where it has none.
    pub fn recall(self) -> f64 {
        share(self.right, self.missed)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
    }

    /// How many facts gold has.
    pub fn support(self) -> usize {
        self.right + self.missed
    }
}

fn share(right: usize, other: usize) -> f64 {
    if right + other == 0 { 1.0 } else { right as f64 / (right + other) as f64 }
}

/// Probabilities and shares are told to four places.
pub fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

/// A tally as it is reported.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Share of what was found that is right.
    pub precision: f64,
    /// Share of gold that was found.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
    /// F1 of the strict comparison.
    pub strict_f1: f64,
    /// Facts in gold.
    pub support: usize,
    /// Right, wrong, missed, leniently.
    pub lenient: [usize; 3],
    /// Right, wrong, missed, strictly.
    pub strict: [usize; 3],
}

/// Both ways of comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Both {
    /// Folded texts.
    pub lenient: Tally,
    /// Texts as written.
    pub strict: Tally,
}

impl Both {
    /// Adds the counts of another.
    pub fn add(&mut self, other: Both) {
        self.lenient.add(other.lenient);
        self.strict.add(other.strict);
    }

    /// For the report.
    pub fn row(self) -> Row {
        let list = |t: Tally| [t.right, t.wrong, t.missed];
        Row {
            precision: rounded(self.lenient.precision()),
            recall: rounded(self.lenient.recall()),
            f1: rounded(self.lenient.f1()),
            strict_f1: rounded(self.strict.f1()),
            support: self.lenient.support(),
            lenient: list(self.lenient),
            strict: list(self.strict),
        }
    }
}

/// The comparison of a record's facts with gold's.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Counts by section and field.
    pub fields: BTreeMap<(&'static str, &'static str), Tally>,
    /// Of each fact of the record, in order: whether gold has it.
    pub right: Vec<bool>,
    /// The places in gold's list that no fact of the record answers.
    pub missed: Vec<usize>,
}

impl Comparison {
    /// Compares two multisets of facts. Where the record has a fact more often than gold, its last ones are wrong.
    pub fn of(gold: &[Fact], record: &[Fact]) -> Self {
        let mut open: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
        for (i, fact) in gold.iter().enumerate().rev() {
            open.entry((fact.section, fact.form.to_string())).or_default().push(i);
        }
        let mut out = Self::default();
        for fact in record {
            let answered = open.get_mut(&(fact.section, fact.form.to_string())).and_then(Vec::pop);
            let tally = out.fields.entry((fact.section, fact.field)).or_default();
            if answered.is_some() {
                tally.right += 1;
            } else {
                tally.wrong += 1;
            }
            out.right.push(answered.is_some());
        }
        out.missed = open.into_values().flatten().collect();
        out.missed.sort_unstable();
        for &i in &out.missed {
            out.fields.entry((gold[i].section, gold[i].field)).or_default().missed += 1;
        }
        out
    }

    /// Whether both say the same.
    pub fn is_perfect(&self) -> bool {
        self.missed.is_empty() && self.right.iter().all(|r| *r)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fact(text: &str) -> Fact {
        Fact { section: "goal", field: "text", form: json!(text), values: Vec::new() }
    }

    #[test]
    fn precision_and_recall_are_weighed_alike() {
        for (tally, f1) in [
            (Tally { right: 3, wrong: 1, missed: 0 }, 0.8571),
            (Tally { right: 3, wrong: 0, missed: 1 }, 0.8571),
            (Tally { right: 0, wrong: 1, missed: 1 }, 0.0),
            (Tally::default(), 1.0),
        ] {
            assert_eq!(rounded(tally.f1()), f1, "{tally:?}");
        }
    }

    #[test]
    fn facts_are_compared_as_multisets() {
        let gold = [fact("가"), fact("가"), fact("나")];
        let record = [fact("가"), fact("다"), fact("가"), fact("가")];
        let compared = Comparison::of(&gold, &record);
        assert_eq!(compared.right, [true, false, true, false]);
        assert_eq!(compared.missed, [2]);
        assert_eq!(compared.fields[&("goal", "text")], Tally { right: 2, wrong: 2, missed: 1 });
    }
}
