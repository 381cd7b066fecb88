//! The program that fits the confidences: documents with gold in, parameters and figures out. Behind the feature `calibrate`.
//!
//! Comes in: documents with their gold records, each with a layout. A text is also converted in damaged forms ([`corrupt`]), of
//! which its gold tells the truth, and every document with part of the names forgotten ([`forget`]). Goes out: the [`Parameters`](crate::score::model::Parameters), and how they do on documents
//! that they were not fitted to: each layout is judged by a fit on the others, and the folders to judge by the fit on all.

pub mod corrupt;
pub mod fit;
pub mod forget;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use self::corrupt::{Random, corrupt};
use self::fit::{Counted, Evidence};
use crate::eval::calibration::{Calibration, Judged};
use crate::eval::facts::{self, Likeness, charged};
use crate::eval::tally::Comparison;
use crate::eval::{judged, pairs, section_of};
use crate::model::{Pointer, Walk};
use crate::pipeline::{Settings, convert_bytes};
use crate::score::model::{Model, Parameters};
use crate::score::{KEY_GROUPS, key_group};
use crate::sections::Profiles;

/// A document of which gold tells the truth.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its gold records.
    pub gold: Vec<Value>,
}

impl Source {
    /// The layout that gold names.
    pub fn layout(&self) -> &str {
        self.gold.first().and_then(|g| g["layout"].as_str()).unwrap_or("-")
    }

    /// This document damaged, the `n`th time; none where it is no text.
    pub fn damaged(&self, seed: u64, n: usize) -> Option<Source> {
        let text = std::str::from_utf8(&self.bytes).ok().filter(|_| self.name.ends_with(".txt"))?;
        let mut random = Random::of(seed, &format!("{}#{n}", self.name));
        Some(Source { bytes: corrupt(text, &mut random).into_bytes(), ..self.clone() })
    }
}

/// A value of which the truth is known.
#[derive(Clone, Debug)]
pub struct Known {
    /// The name of its document.
    pub document: Arc<str>,
    /// Where it stands in the record.
    pub pointer: Box<str>,
    /// What speaks for and against it.
    pub evidence: Evidence,
    /// Whether it is right.
    pub right: bool,
    /// Its section.
    pub section: String,
    /// Whether it is a key value.
    pub key: bool,
}

/// A record of which the truth is known.
#[derive(Clone, Debug, Default)]
pub struct KnownRecord {
    /// Its key values, by the group that they are right or wrong in.
    pub keys: Vec<(usize, Evidence)>,
    /// Whether all that gold can judge are right.
    pub right: bool,
}

/// What documents showed.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Every value that gold can judge.
    pub values: Vec<Known>,
    /// Every record with key values that gold can judge.
    pub records: Vec<KnownRecord>,
}

impl Shown {
    /// Converts a document, read with these profiles, and judges its values.
    pub fn of(source: &Source, profiles: &Arc<Profiles>) -> Self {
        let mut out = Self::default();
        let document: Arc<str> = source.name.as_str().into();
        let settings = Settings { path: source.name.clone(), profiles: Arc::clone(profiles), ..Settings::default() };
        let converted = convert_bytes(&source.bytes, &settings);
        let records: Vec<Value> = converted.records.iter().filter_map(|r| serde_json::to_value(r).ok()).collect();
        let (answers, surplus) = pairs::pairs(&source.gold, &records.iter().collect::<Vec<_>>());
        let mut told: Vec<(usize, Vec<facts::Fact>, Vec<bool>, bool)> = Vec::new();
        for (gold, answer) in source.gold.iter().zip(answers) {
            if let Some(at) = answer {
                let got = charged(&records[at], gold, Likeness::Lenient);
                let right = Comparison::of(&charged(gold, gold, Likeness::Lenient), &got).right;
                told.push((at, got, right, true));
            }
        }
        for at in surplus {
            let said = facts::facts(&records[at], Likeness::Lenient, &records[at]);
            let wrong = vec![false; said.len()];
            told.push((at, said, wrong, false));
        }
        for (at, said, right, answers) in told {
            let truth = judged(&said, &right);
            let mut record = KnownRecord { keys: Vec::new(), right: true };
            let mut judged_keys = 0;
            converted.records[at].body.walk(&mut Pointer::default(), &mut |pointer, prov, _| {
                let pointer = pointer.as_str();
                let (evidence, group) = (Evidence::of(prov), key_group(pointer));
                record.keys.extend(group.map(|g| (g, evidence)));
                if let Some(&right) = truth.get(pointer) {
                    if group.is_some() {
                        judged_keys += 1;
                        record.right &= right;
                    }
                    out.values.push(Known {
                        document: Arc::clone(&document),
                        pointer: pointer.into(),
                        evidence,
                        right,
                        section: section_of(pointer).to_owned(),
                        key: group.is_some(),
                    });
                }
            });
            if answers && judged_keys > 0 {
                out.records.push(record);
            }
        }
        out
    }

    /// Takes over what other documents showed.
    pub fn add(&mut self, other: Shown) {
        self.values.extend(other.values);
        self.records.extend(other.records);
    }
}

impl Model {
    /// The confidence of a value of which there is the evidence alone.
    pub fn of_evidence(&self, evidence: &Evidence) -> f32 {
        self.probability(evidence.rule, evidence.method, evidence.set())
    }

    /// What a record's key values would be worth, were they independent.
    fn product(&self, record: &KnownRecord) -> f32 {
        let mut groups = [1.0f32; KEY_GROUPS];
        for (group, evidence) in &record.keys {
            groups[*group] = groups[*group].min(self.of_evidence(evidence));
        }
        groups.iter().product()
    }
}

/// What a layout counts for at most, in values. Values of a layout are right or wrong together, a whole book of them if its
/// borders are missed; a layout of which there are many documents is still one.
const LAYOUT_COUNTS: f64 = 4_000.0;

/// Fits all parameters but the review curve; one of `shown` a layout.
pub fn fit(shown: &[&Shown]) -> Parameters {
    let mut counted = Counted::new();
    for layout in shown {
        let weight = (LAYOUT_COUNTS / layout.values.len() as f64).min(1.0);
        for value in &layout.values {
            counted.entry(value.evidence).or_default()[usize::from(!value.right)] += weight;
        }
    }
    let mut parameters = fit::fit(&counted);
    let model = Model::new(&parameters);
    let records: Vec<(f32, bool)> = shown.iter().flat_map(|s| &s.records).map(|r| (model.product(r), r.right)).collect();
    parameters.record = fit::fit_records(&records);
    parameters
}

/// Confidences beside the truth.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Of values: section, whether it is a key value, confidence and truth.
    pub values: Vec<(String, bool, Judged)>,
    /// Of records.
    pub records: Vec<Judged>,
}

impl Verdict {
    /// What a model says of documents.
    pub fn of(parameters: &Parameters, shown: &Shown) -> Self {
        let model = Model::new(parameters);
        let judged = |p: f32, right| Judged { confidence: f64::from(p), right };
        Self {
            values: shown.values.iter().map(|v| (v.section.clone(), v.key, judged(model.of_evidence(&v.evidence), v.right))).collect(),
            records: shown.records.iter().map(|r| judged(model.whole_record(model.product(r)), r.right)).collect(),
        }
    }

    /// Takes over another.
    pub fn add(&mut self, other: Verdict) {
        self.values.extend(other.values);
        self.records.extend(other.records);
    }

    /// Over all values.
    pub fn calibration(&self) -> Calibration {
        Calibration::of(&self.values.iter().map(|v| v.2).collect::<Vec<_>>())
    }

    /// By section.
    pub fn sections(&self) -> BTreeMap<&str, Calibration> {
        let mut groups: BTreeMap<&str, Vec<Judged>> = BTreeMap::new();
        for (section, _, judged) in &self.values {
            groups.entry(section).or_default().push(*judged);
        }
        groups.into_iter().map(|(name, judged)| (name, Calibration::of(&judged))).collect()
    }
}

/// Each layout judged by a fit on the others.
pub fn cross(layouts: &BTreeMap<String, Shown>) -> BTreeMap<String, Verdict> {
    let held_back = |name: &String| {
        let others: Vec<&Shown> = layouts.iter().filter(|(other, _)| *other != name).map(|(_, shown)| shown).collect();
        (name.clone(), Verdict::of(&fit(&others), &layouts[name]))
    };
    layouts.keys().map(held_back).collect()
}

/// The parameters of a fit on all, with the review curve of values that no fit has seen.
pub fn parameters(layouts: &BTreeMap<String, Shown>, unseen: &BTreeMap<String, Verdict>) -> Parameters {
    let keys = unseen.values().flat_map(|v| &v.values).filter(|v| v.1);
    let review = fit::review(&keys.map(|v| (v.2.confidence as f32, v.2.right)).collect::<Vec<_>>());
    Parameters { review, ..fit(&layouts.values().collect::<Vec<_>>()) }
}
