//! Records against gold records: what was found, what is wrong, and whether the confidences are true.
//!
//! Comes in: gold records by file, and the records of a run with their evidence, all as JSON: any program's records can be
//! measured, and gold says more than a record. Goes out: an [`Evaluation`], and from it a [`Report`](report::Report).
//!
//! A record is a multiset of [`mod@facts`]; precision and recall are counted over them. A **value** is right when every fact it takes
//! part in is right: that is what its confidence promises, and what [`calibration`] measures. A value that takes part in no fact
//! that gold knows is not judged.
//!
//! The stages know nothing of this module.

pub mod calibration;
pub mod facts;
pub mod html;
pub mod pairs;
pub mod report;
pub mod tally;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use self::calibration::Judged;
use self::facts::{Fact, Likeness, charged, facts};
use self::tally::{Both, Comparison, Tally};

/// The gold records of one file.
#[derive(Clone, Debug)]
pub struct GoldFile {
    /// Base name of the file that they describe.
    pub name: String,
    /// In the order of the file.
    pub records: Vec<Value>,
}

impl GoldFile {
    /// Gold as it is written: one record, or a list of them; none where it names no file.
    pub fn from_json(gold: Value) -> Option<Self> {
        let records = match gold {
            Value::Array(list) => list,
            one => vec![one],
        };
        let path = records.first()?["source"]["path"].as_str()?;
        Some(Self { name: base_name(path).to_owned(), records })
    }
}

/// A record of a run, with its evidence where there is any.
#[derive(Clone, Debug)]
pub struct Found {
    /// The record.
    pub record: Value,
    /// The entries of its evidence.
    pub evidence: Option<Vec<Value>>,
}

/// The last part of a path.
pub fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// How often an issue was raised, where gold says that it should be, and where it says that it should not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IssueTally {
    /// Records that should have it.
    pub expected: usize,
    /// Those that do.
    pub raised: usize,
    /// Records that should not have it.
    pub unexpected: usize,
    /// Those that do all the same.
    pub false_alarms: usize,
}

/// A value whose truth is known, and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedValue {
    /// File of the record.
    pub file: String,
    /// Layout that gold names.
    pub layout: String,
    /// JSON Pointer in the record.
    pub pointer: String,
    /// Confidence and truth.
    pub judged: Judged,
}

/// A fact that one side lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// File of the record.
    pub file: String,
    /// The fact's section.
    pub section: &'static str,
    /// Whether gold has it (it was missed) or the record (it is wrong).
    pub missed: bool,
    /// The fact.
    pub fact: String,
}

/// All that was counted.
#[derive(Debug, Default)]
pub struct Evaluation {
    /// Facts by section and field.
    pub fields: BTreeMap<(&'static str, &'static str), Both>,
    /// Facts by gold's layout.
    pub layouts: BTreeMap<String, Both>,
    /// Facts by format of the file.
    pub formats: BTreeMap<String, Both>,
    /// Gold records.
    pub records: usize,
    /// Those whose record is wholly right.
    pub perfect: usize,
    /// Those that no record answers: file and title.
    pub absent: Vec<(String, Option<String>)>,
    /// Records that answer no gold record: file and title.
    pub surplus: Vec<(String, Option<String>)>,
    /// By name.
    pub issues: BTreeMap<String, IssueTally>,
    /// Every value with evidence that gold can judge.
    pub values: Vec<JudgedValue>,
    /// Confidence of each answering record, and whether all its key values are right.
    pub whole_records: Vec<Judged>,
    /// What is wrong and what was missed, leniently.
    pub faults: Vec<Fault>,
}

impl Evaluation {
    /// Compares. `is_key` tells the values that a record's confidence answers for.
    pub fn of(gold: &[GoldFile], found: &[Found], is_key: impl Fn(&str) -> bool) -> Self {
        let mut by_name: BTreeMap<&str, Vec<&Found>> = BTreeMap::new();
        for one in found {
            by_name.entry(base_name(one.record["source"]["path"].as_str().unwrap_or_default())).or_default().push(one);
        }
        let mut out = Self::default();
        for file in gold {
            let found = by_name.get(file.name.as_str()).map(Vec::as_slice).unwrap_or_default();
            let records: Vec<&Value> = found.iter().map(|f| &f.record).collect();
            let (answers, surplus) = pairs::pairs(&file.records, &records);
            for (gold, answer) in file.records.iter().zip(answers) {
                out.record(&file.name, gold, answer.map(|j| found[j]), &is_key);
            }
            for j in surplus {
                if records[j]["status"] != "failed" || records.len() > 1 {
                    out.surplus(file, found[j]);
                }
            }
        }
        out
    }

    fn record(&mut self, file: &str, gold: &Value, found: Option<&Found>, is_key: &impl Fn(&str) -> bool) {
        let nothing = Value::Object(serde_json::Map::new());
        let record = found.map_or(&nothing, |f| &f.record);
        self.records += 1;
        if found.is_none() {
            self.absent.push((file.to_owned(), title(gold)));
        }
        let layout = layout(gold);
        for likeness in [Likeness::Lenient, Likeness::Strict] {
            let (want, got) = (charged(gold, gold, likeness), charged(record, gold, likeness));
            let compared = Comparison::of(&want, &got);
            self.count(file, &layout, likeness, &compared.fields);
            if likeness == Likeness::Lenient {
                self.perfect += usize::from(compared.is_perfect());
                self.faults(file, &want, &got, &compared);
                if let Some(found) = found {
                    self.judge(file, &layout, found, &judged(&got, &compared.right), is_key);
                }
            }
        }
        self.raise(gold, record);
    }

    /// A record that answers nothing: all that it says is wrong.
    fn surplus(&mut self, file: &GoldFile, found: &Found) {
        let record = &found.record;
        let layout = file.records.first().map(layout).unwrap_or_default();
        self.surplus.push((file.name.clone(), title(record)));
        let said = facts(record, Likeness::Lenient, record);
        let mut wrong: BTreeMap<(&'static str, &'static str), Tally> = BTreeMap::new();
        for fact in &said {
            wrong.entry((fact.section, fact.field)).or_default().wrong += 1;
        }
        for likeness in [Likeness::Lenient, Likeness::Strict] {
            self.count(&file.name, &layout, likeness, &wrong);
        }
        self.judge(&file.name, &layout, found, &judged(&said, &vec![false; said.len()]), &|_| false);
    }

    fn count(&mut self, file: &str, layout: &str, likeness: Likeness, counted: &BTreeMap<(&'static str, &'static str), Tally>) {
        let mut sum = Both::default();
        for (key, tally) in counted {
            let one = match likeness {
                Likeness::Lenient => Both { lenient: *tally, strict: Tally::default() },
                Likeness::Strict => Both { lenient: Tally::default(), strict: *tally },
            };
            self.fields.entry(*key).or_default().add(one);
            sum.add(one);
        }
        self.layouts.entry(layout.to_owned()).or_default().add(sum);
        self.formats.entry(format(file)).or_default().add(sum);
    }

    fn faults(&mut self, file: &str, want: &[Fact], got: &[Fact], compared: &Comparison) {
        let mut fault = |fact: &Fact, missed| {
            self.faults.push(Fault { file: file.to_owned(), section: fact.section, missed, fact: fact.form.to_string() });
        };
        compared.missed.iter().for_each(|&i| fault(&want[i], true));
        got.iter().zip(&compared.right).filter(|(_, right)| !**right).for_each(|(fact, _)| fault(fact, false));
    }

    fn judge(&mut self, file: &str, layout: &str, found: &Found, truth: &BTreeMap<&str, bool>, is_key: &impl Fn(&str) -> bool) {
        let Some(evidence) = &found.evidence else { return };
        let mut all_keys = None;
        for entry in evidence {
            let (Some(pointer), Some(confidence)) = (entry["pointer"].as_str(), entry["confidence"].as_f64()) else { continue };
            let Some(&right) = truth.get(pointer) else { continue };
            if is_key(pointer) {
                all_keys = Some(all_keys.unwrap_or(true) && right);
            }
            let judged = Judged { confidence, right };
            self.values.push(JudgedValue { file: file.to_owned(), layout: layout.to_owned(), pointer: pointer.to_owned(), judged });
        }
        if let (Some(right), Some(confidence)) = (all_keys, found.record["confidence"].as_f64()) {
            self.whole_records.push(Judged { confidence, right });
        }
    }

    fn raise(&mut self, gold: &Value, record: &Value) {
        let errors = record["errors"].as_array().into_iter().flatten();
        let raised: BTreeSet<&str> = errors.filter_map(|e| e["name"].as_str()).collect();
        let names = |key: &str| gold[key].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>();
        for name in names("expect_issues") {
            let there = usize::from(raised.contains(name.as_str()));
            let tally = self.issues.entry(name).or_default();
            tally.expected += 1;
            tally.raised += there;
        }
        for name in names("expect_no_issues") {
            let there = usize::from(raised.contains(name.as_str()));
            let tally = self.issues.entry(name).or_default();
            tally.unexpected += 1;
            tally.false_alarms += there;
        }
    }
}

/// Which values are right: those all of whose facts are.
pub fn judged<'f>(facts: &'f [Fact], right: &[bool]) -> BTreeMap<&'f str, bool> {
    let mut out = BTreeMap::new();
    for (fact, &right) in facts.iter().zip(right) {
        for pointer in &fact.values {
            let all = out.entry(pointer.as_str()).or_insert(true);
            *all &= right;
        }
    }
    out
}

/// The section that a value is counted in, by its pointer.
pub fn section_of(pointer: &str) -> &str {
    let mut keys = pointer.split('/').skip(1);
    match (keys.next().unwrap_or_default(), keys.next()) {
        ("pledge", Some("contacts")) => "contacts",
        ("overview", _) if keys.nth(1) == Some("items") => "overview_items",
        (key, _) => key,
    }
}

fn title(record: &Value) -> Option<String> {
    record["pledge"]["title"].as_str().map(str::to_owned)
}

/// The layout that gold names, or a dash.
fn layout(gold: &Value) -> String {
    gold["layout"].as_str().unwrap_or("-").to_owned()
}

/// The format of a file, by its name.
fn format(name: &str) -> String {
    match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("txt") | None => "text".to_owned(),
        Some("htm" | "xhtml") => "html".to_owned(),
        Some(other) => other.to_owned(),
    }
}

#[cfg(test)]
mod tests;
