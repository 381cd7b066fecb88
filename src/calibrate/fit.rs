//! The fit: logistic regression whose weights keep their signs.
//!
//! Evidence is binary and there is little of it, so equal evidence is counted once, with how often it was right. Weights are
//! found one after the other, each by a Newton step that stops at its bound, until none moves. A penalty draws every weight
//! towards what was expected of it before (mostly 0): a rule that was seen ten times says less than one that was seen a
//! thousand times, and evidence that no document of the fit has keeps its expected weight.

use std::collections::BTreeMap;

use crate::model::{Doubt, Doubts, Method};
use crate::score::model::{Parameters, Review, log_odds, logistic};
use crate::score::{DOUBTS, METHODS};

/// Passes over all weights; the changes of the last are far below what is written.
const PASSES: usize = 300;
/// A pass that moves no weight by more ends the fit.
const STILL: f64 = 1e-5;
/// Penalty on a rule's own weight.
const RULE_PENALTY: f64 = 6.0;
/// Penalty on the other weights.
const PENALTY: f64 = 2.0;
/// Log odds that no sum of weights may leave: a fit on data without a fault would go on for ever.
const FURTHEST: f64 = 9.0;
/// Log odds that one piece of evidence takes at most. Few layouts are behind the fit: what was always wrong in them need not be so
/// elsewhere.
const FURTHEST_DOUBT: f64 = 5.0;

/// What is expected of evidence before any document has been seen, in log odds.
const EXPECTED: [(Doubt, f64); 26] = [
    (Doubt::SumBroken, -1.5),
    (Doubt::NeighbourBroken, -0.5),
    (Doubt::Conflict, -1.0),
    (Doubt::NoUnit, -2.0),
    (Doubt::Damaged, -2.0),
    (Doubt::Ambiguous, -1.0),
    (Doubt::NearMatch, -0.7),
    (Doubt::Reworded, -0.7),
    (Doubt::Boundary, -0.5),
    (Doubt::Encoding, -0.5),
    (Doubt::ReadingsDiffer, -2.0),
    (Doubt::Recognised, -0.7),
    (Doubt::Unproven, -0.7),
    // Cards that were not told apart: their values are mixed.
    (Doubt::RepeatedSections, -3.0),
    (Doubt::NoIdentity, -1.0),
    (Doubt::Nameless, -2.0),
    (Doubt::LooseText, -0.5),
    // What no value of its kind can be, and two values where there is one: hardly ever right, and rare in any fit.
    (Doubt::WrongKind, -3.0),
    (Doubt::RunTogether, -3.0),
    (Doubt::Twice, -2.0),
    (Doubt::PayerUnknown, -1.0),
    (Doubt::ProjectGuessed, -0.5),
    (Doubt::MostlyBroken, -1.5),
    (Doubt::Implausible, -1.0),
    (Doubt::TooMany, -1.0),
    (Doubt::OneSided, -0.5),
];
/// Evidence that takes something from the log odds whatever the fit says: in most of its documents a broken sum was put in as the
/// report's own fault and read as printed, so that it would count nothing.
/// Two amounts for one thing were never put in by a fault of the report: one of them at the least is not what it is taken for.
const AT_MOST: [(Doubt, f64); 3] = [(Doubt::SumBroken, -0.3), (Doubt::NeighbourBroken, -0.5), (Doubt::Twice, -1.0)];
/// The same for arithmetic that confirms, and for a second reading that agrees.
const EXPECTED_FOR: [f64; 2] = [1.5, 0.3];

/// What speaks for and against a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Evidence {
    /// What read it.
    pub rule: &'static str,
    /// How it was found.
    pub method: Method,
    /// Bits of its doubts.
    pub doubts: u64,
    /// Whether arithmetic confirms it.
    pub confirmed: bool,
    /// Whether a second reading agrees.
    pub agreed: bool,
}

impl Evidence {
    /// Of a value.
    pub fn of(prov: &crate::model::Prov) -> Self {
        let Doubts { confirmed, agreed, .. } = prov.doubts;
        Self { rule: prov.rule, method: prov.method, doubts: prov.doubts.bits(), confirmed, agreed }
    }

    /// Its doubts and its confirmation.
    pub fn set(&self) -> Doubts {
        let mut out = Doubts::default();
        out.confirmed = self.confirmed;
        out.agreed = self.agreed;
        DOUBTS.into_iter().filter(|(d, ..)| self.doubts & (1 << *d as u8) != 0).for_each(|(d, ..)| out.add(d));
        out
    }
}

/// How often a piece of evidence was right and wrong, weighed.
pub type Counted = BTreeMap<Evidence, [f64; 2]>;

/// Where a weight may lie.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Sign {
    Any,
    NotAbove,
    NotBelow,
}

/// The columns of the regression: intercept, confirmation, methods, doubts, rules.
struct Columns {
    rules: Vec<&'static str>,
}

const CONFIRMED: usize = 1;
const AGREED: usize = 2;
const METHODS_AT: usize = 3;
const DOUBTS_AT: usize = METHODS_AT + METHODS.len();
const RULES_AT: usize = DOUBTS_AT + u64::BITS as usize;

impl Columns {
    fn of(counted: &Counted) -> Self {
        let mut rules: Vec<&'static str> = counted.keys().map(|e| e.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        Self { rules }
    }

    fn len(&self) -> usize {
        RULES_AT + self.rules.len()
    }

    fn sign(&self, column: usize) -> Sign {
        match column {
            0 => Sign::Any,
            CONFIRMED | AGREED => Sign::NotBelow,
            c if c < RULES_AT => Sign::NotAbove,
            _ => Sign::Any,
        }
    }

    fn ceiling(column: usize) -> f64 {
        AT_MOST.iter().find(|(doubt, _)| DOUBTS_AT + *doubt as usize == column).map_or(0.0, |(_, most)| *most)
    }

    fn penalty(column: usize) -> f64 {
        match column {
            0 => 1e-3,
            c if c < RULES_AT => PENALTY,
            _ => RULE_PENALTY,
        }
    }

    /// What is expected of each column.
    fn expected(&self) -> Vec<f64> {
        let mut out = vec![0.0; self.len()];
        [out[CONFIRMED], out[AGREED]] = EXPECTED_FOR;
        EXPECTED.iter().for_each(|(doubt, odds)| out[DOUBTS_AT + *doubt as usize] = *odds);
        out
    }

    /// The columns that are 1 for this evidence.
    fn active(&self, evidence: &Evidence) -> Vec<usize> {
        let mut out = vec![0];
        if evidence.confirmed {
            out.push(CONFIRMED);
        }
        if evidence.agreed {
            out.push(AGREED);
        }
        out.extend((1..=evidence.method as usize).map(|m| METHODS_AT + m));
        out.extend((0..u64::BITS as usize).filter(|b| evidence.doubts & (1 << b) != 0).map(|b| DOUBTS_AT + b));
        if let Ok(at) = self.rules.binary_search(&evidence.rule) {
            out.push(RULES_AT + at);
        }
        out
    }
}

/// Fits all but the record and the review curve.
pub fn fit(counted: &Counted) -> Parameters {
    let columns = Columns::of(counted);
    let rows: Vec<(Vec<usize>, f64, f64)> = counted.iter().map(|(e, [right, wrong])| (columns.active(e), *right, *wrong)).collect();
    let mut holds: Vec<Vec<usize>> = vec![Vec::new(); columns.len()];
    for (at, (active, ..)) in rows.iter().enumerate() {
        active.iter().for_each(|&c| holds[c].push(at));
    }
    let expected = columns.expected();
    let mut weights = expected.clone();
    let mut odds: Vec<f64> = rows.iter().map(|(active, ..)| active.iter().map(|&c| weights[c]).sum()).collect();
    for _ in 0..PASSES {
        let mut moved = 0.0f64;
        for column in 0..weights.len() {
            if holds[column].is_empty() {
                continue;
            }
            let penalty = Columns::penalty(column);
            let (mut gradient, mut curvature) = (penalty * (weights[column] - expected[column]), penalty);
            for &at in &holds[column] {
                let (_, right, wrong) = rows[at];
                let p = 1.0 / (1.0 + (-odds[at]).exp());
                gradient += (right + wrong) * p - right;
                curvature += (right + wrong) * p * (1.0 - p);
            }
            let step = (gradient / curvature).clamp(-1.0, 1.0);
            let free = (weights[column] - step).clamp(-FURTHEST, FURTHEST);
            let new = match columns.sign(column) {
                Sign::Any => free,
                Sign::NotAbove => free.clamp(-FURTHEST_DOUBT, Columns::ceiling(column)),
                Sign::NotBelow => free.max(0.0),
            };
            let change = new - weights[column];
            if change != 0.0 {
                holds[column].iter().for_each(|&at| odds[at] += change);
                weights[column] = new;
                moved = moved.max(change.abs());
            }
        }
        if moved < STILL {
            break;
        }
    }
    let written = |column: usize| rounded(weights[column]);
    Parameters {
        intercept: written(0),
        confirmed: written(CONFIRMED),
        agreed: written(AGREED),
        record: [1.0, 0.0],
        methods: METHODS.iter().map(|(m, name)| ((*name).to_owned(), written(METHODS_AT + *m as usize))).collect(),
        doubts: DOUBTS.iter().map(|(d, name, _)| ((*name).to_owned(), written(DOUBTS_AT + *d as usize))).collect(),
        rules: columns.rules.iter().enumerate().map(|(at, rule)| ((*rule).to_owned(), written(RULES_AT + at))).collect(),
        review: Vec::new(),
    }
}

/// Weights are written to a thousandth.
fn rounded(weight: f64) -> f32 {
    ((weight * 1_000.0).round() / 1_000.0) as f32
}

/// Slope (at least 0) and intercept that turn products into the share of records that are right, by the same regression.
pub fn fit_records(records: &[(f32, bool)]) -> [f32; 2] {
    let (mut slope, mut intercept) = (1.0f64, 0.0f64);
    for _ in 0..PASSES {
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (slope - 1.0, 0.0, 1.0, 0.0, 1e-3);
        for &(product, right) in records {
            let x = f64::from(log_odds(product));
            let p = f64::from(logistic((slope * x + intercept) as f32));
            let (miss, spread) = (p - f64::from(u8::from(right)), p * (1.0 - p));
            ga += miss * x;
            gb += miss;
            haa += spread * x * x;
            hab += spread * x;
            hbb += spread;
        }
        let det = haa * hbb - hab * hab;
        let (da, db) = ((ga * hbb - gb * hab) / det, (gb * haa - ga * hab) / det);
        slope = (slope - da.clamp(-0.5, 0.5)).max(0.0);
        intercept -= db.clamp(-0.5, 0.5);
        if da.abs().max(db.abs()) < STILL {
            break;
        }
    }
    [rounded(slope), rounded(intercept)]
}

/// Shares of the wrong key values that users ask for.
const RECALLS: [f64; 7] = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];

/// For each share of the wrong values the lowest threshold under which it lies.
pub fn review(values: &[(f32, bool)]) -> Vec<Review> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let all_wrong = sorted.iter().filter(|v| !v.1).count() as f64;
    RECALLS
        .into_iter()
        .map(|recall| {
            let (mut wrong, mut last) = (0.0, 0.0f32);
            for &(p, right) in &sorted {
                if wrong >= recall * all_wrong {
                    break;
                }
                last = p;
                wrong += f64::from(u8::from(!right));
            }
            // What is written is rounded to four places; the threshold must stay above it.
            let below = (f64::from(last) * 10_000.0).round() / 10_000.0 + 0.0001;
            let below = ((below.min(1.0)) * 10_000.0).round() / 10_000.0;
            let flagged = sorted.iter().filter(|v| f64::from(v.0) < below).count() as f64 / sorted.len().max(1) as f64;
            Review { recall, below, flagged: (flagged * 10_000.0).round() / 10_000.0 }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::model::Model;

    fn evidence(doubts: &[Doubt], confirmed: bool) -> Evidence {
        let bits = doubts.iter().fold(0, |bits, d| bits | 1u64 << *d as u8);
        Evidence { rule: "money.cell", method: Method::Cell, doubts: bits, confirmed, agreed: false }
    }

    fn probability(parameters: &Parameters, doubts: &[Doubt], confirmed: bool) -> f32 {
        let mut set = Doubts::default();
        set.confirmed = confirmed;
        doubts.iter().for_each(|d| set.add(*d));
        Model::new(parameters).probability("money.cell", Method::Cell, set)
    }

    #[test]
    fn what_was_counted_comes_out() {
        let counted = Counted::from([
            (evidence(&[], false), [950.0, 50.0]),
            (evidence(&[Doubt::SumBroken], false), [500.0, 500.0]),
            (evidence(&[], true), [998.0, 2.0]),
        ]);
        let fitted = fit(&counted);
        assert!((probability(&fitted, &[], false) - 0.95).abs() < 0.01);
        assert!((probability(&fitted, &[Doubt::SumBroken], false) - 0.5).abs() < 0.02);
        assert!(probability(&fitted, &[], true) > 0.99);
    }

    #[test]
    fn evidence_that_points_the_wrong_way_counts_nothing() {
        let counted = Counted::from([
            (evidence(&[], false), [90.0, 10.0]),
            (evidence(&[Doubt::Joined], false), [99.0, 1.0]),
            (evidence(&[], true), [80.0, 20.0]),
        ]);
        let fitted = fit(&counted);
        assert_eq!((fitted.doubts["joined"], fitted.confirmed), (0.0, 0.0));
    }

    #[test]
    fn records_that_are_right_less_often_are_told() {
        let records: Vec<(f32, bool)> = (0..400).map(|i| (0.9, i % 2 == 0)).collect();
        let [slope, intercept] = fit_records(&records);
        let told = logistic(slope * log_odds(0.9) + intercept);
        assert!((told - 0.5).abs() < 0.02, "{told}");
    }

    #[test]
    fn thresholds_catch_what_they_promise() {
        let values: Vec<(f32, bool)> = (0..100).map(|i| (i as f32 / 100.0, i >= 20)).collect();
        let points = review(&values);
        for point in points {
            let caught = values.iter().filter(|v| !v.1 && f64::from(v.0) < point.below).count();
            assert!(caught as f64 >= point.recall * 20.0);
            assert!(point.flagged <= 0.21);
        }
    }
}
