//! Evidence → probability: the model and its fitted parameters.
//!
//! The log odds that a value is right are a sum: one number for all values, one for the rule that read it, a step for each place
//! that its [`Method`] stands behind the surest one, one number for each [`Doubt`](crate::model::Doubt), and one each for arithmetic that confirms it
//! and for a second reading that agrees. The fit holds steps and doubts at or below 0 and what speaks for a value at or above 0,
//! so the probability is monotone in each piece of evidence. Characters out of a picture are as certain as their recognition says. The numbers are in `model.toml`, which `bogoseo calibrate` writes; nobody edits them by hand.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{DOUBTS, METHODS};
use crate::model::{Doubts, Method, Prov};

/// Log odds beyond which nothing is certain: one wrong value in a thousand is more than any fit can rule out.
pub const MOST_CERTAIN: f32 = 0.999;
/// The least that is promised.
pub const LEAST_CERTAIN: f32 = 0.01;

/// A doubt that takes less than this from the log odds is no reason to tell.
const TOLD: f32 = -0.05;

/// The parameters, as `model.toml` has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Log odds of a value of no known rule, found in the surest way, without doubt.
    pub intercept: f32,
    /// What arithmetic that confirms adds; at least 0.
    pub confirmed: f32,
    /// What a second reading of the characters that agrees adds; at least 0.
    pub agreed: f32,
    /// Slope and intercept that turn the log odds of "all key values are right, were they independent" into true ones.
    pub record: [f32; 2],
    /// Steps between methods, from the surest to the least sure; at most 0.
    pub methods: BTreeMap<String, f32>,
    /// What a doubt adds; at most 0.
    pub doubts: BTreeMap<String, f32>,
    /// What a rule adds.
    pub rules: BTreeMap<String, f32>,
    /// For a share of the wrong key values, the confidence under which they lie.
    pub review: Vec<Review>,
}

/// A point of the review curve over key values of documents that the fit has not seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// This share of the wrong key values …
    pub recall: f64,
    /// … has a confidence below this.
    pub below: f64,
    /// Share of all key values that are flagged then.
    pub flagged: f64,
}

/// Parameters laid out for speed.
#[derive(Clone, Debug)]
pub struct Model {
    intercept: f32,
    confirmed: f32,
    agreed: f32,
    record: [f32; 2],
    methods: [f32; METHODS.len()],
    doubts: [f32; u64::BITS as usize],
    /// The doubts that are a reason to tell.
    told: Doubts,
    rules: FxHashMap<String, f32>,
    review: Vec<Review>,
}

impl Model {
    /// The model that the program was built with.
    pub fn fitted() -> &'static Model {
        static FITTED: LazyLock<Model> = LazyLock::new(|| {
            let parameters: Parameters = toml::from_str(include_str!("model.toml")).expect("a test reads model.toml");
            Model::new(&parameters)
        });
        &FITTED
    }

    /// Lays parameters out. Names that are not there count 0.
    pub fn new(parameters: &Parameters) -> Self {
        let mut methods = [0.0; METHODS.len()];
        let mut sum = 0.0;
        for (at, (_, name)) in METHODS.iter().enumerate() {
            sum += parameters.methods.get(*name).copied().unwrap_or_default();
            methods[at] = sum;
        }
        let mut doubts = [0.0; u64::BITS as usize];
        for (doubt, name, _) in DOUBTS {
            doubts[doubt as usize] = parameters.doubts.get(name).copied().unwrap_or_default();
        }
        Self {
            intercept: parameters.intercept,
            confirmed: parameters.confirmed,
            agreed: parameters.agreed,
            record: parameters.record,
            methods,
            doubts,
            told: Doubts::of(DOUBTS.map(|(doubt, ..)| (doubts[doubt as usize] <= TOLD, doubt))),
            rules: parameters.rules.iter().map(|(rule, odds)| (rule.clone(), *odds)).collect(),
            review: parameters.review.clone(),
        }
    }

    /// Probability that a value with this provenance is right.
    pub fn confidence(&self, prov: &Prov) -> f32 {
        let p = self.probability(prov.rule, prov.method, prov.doubts);
        // What recognition says of its own characters is a probability already.
        let certainty = prov.certainty.map_or(1.0, |c| f32::from(c.min(100)) / 100.0);
        (p * certainty).max(LEAST_CERTAIN)
    }

    /// The same from the evidence alone.
    pub fn probability(&self, rule: &str, method: Method, doubts: Doubts) -> f32 {
        // A person has looked at it: nothing that the program doubts counts against it.
        if method == Method::Reviewed {
            return super::REVIEWED;
        }
        let mut odds = self.intercept + self.methods[method as usize] + self.rules.get(rule).copied().unwrap_or_default();
        let mut bits = doubts.bits();
        while bits != 0 {
            odds += self.doubts[bits.trailing_zeros() as usize];
            bits &= bits - 1;
        }
        if doubts.confirmed {
            odds += self.confirmed;
        }
        if doubts.agreed {
            odds += self.agreed;
        }
        logistic(odds).clamp(LEAST_CERTAIN, MOST_CERTAIN)
    }

    /// Probability that all key values are right, from what it would be if they were independent of each other.
    pub fn whole_record(&self, product: f32) -> f32 {
        let [slope, intercept] = self.record;
        logistic(slope * log_odds(product) + intercept).clamp(LEAST_CERTAIN, MOST_CERTAIN)
    }

    /// Those doubts of a value that take enough from the log odds to be told.
    pub fn told(&self, doubts: Doubts) -> Doubts {
        doubts.common(self.told)
    }

    /// The confidence under which at least this share of the wrong key values lies; 1 where no threshold is known to.
    pub fn review_below(&self, recall: f64) -> f64 {
        let enough = self.review.iter().filter(|r| r.recall >= recall);
        enough.map(|r| r.below).fold(1.0, f64::min)
    }
}

/// Log odds → probability.
pub fn logistic(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

/// Probability → log odds.
pub fn log_odds(p: f32) -> f32 {
    let p = p.clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_parameters_are_monotone_and_name_what_exists() {
        let parameters: Parameters = toml::from_str(include_str!("model.toml")).unwrap();
        assert!(parameters.confirmed >= 0.0 && parameters.agreed >= 0.0);
        assert!(parameters.methods.values().chain(parameters.doubts.values()).all(|w| *w <= 0.0));
        for name in parameters.doubts.keys() {
            assert!(DOUBTS.iter().any(|d| d.1 == name), "{name}");
        }
        for name in parameters.methods.keys() {
            assert!(METHODS.iter().any(|m| m.1 == name), "{name}");
        }
        assert!(parameters.record[0] >= 0.0);
        assert!(parameters.review.is_sorted_by(|a, b| a.recall <= b.recall && a.below <= b.below));
    }

    #[test]
    fn more_wrong_values_need_a_higher_threshold() {
        let point = |recall, below| Review { recall, below, flagged: 0.0 };
        let model = Model::new(&Parameters { review: vec![point(0.5, 0.6), point(0.9, 0.95)], ..Parameters::default() });
        assert_eq!([0.3, 0.5, 0.6, 0.9, 0.99].map(|r| model.review_below(r)), [0.6, 0.6, 0.95, 0.95, 1.0]);
    }
}
