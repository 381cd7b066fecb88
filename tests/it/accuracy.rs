//! How much of the corpus is read right, against a committed snapshot: a drop is a red diff, a rise asks for a new snapshot.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::bless;
use crate::corpus::{self, Example};
use crate::facts::{Likeness, counted, facts};

/// Right, wrong, missed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Tally {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }

    /// Harmonic mean of precision and recall, to four places; an empty side counts as perfect.
    fn f1(self) -> f64 {
        let share = |part: usize| if self.right + part == 0 { 1.0 } else { self.right as f64 / (self.right + part) as f64 };
        let (precision, recall) = (share(self.wrong), share(self.missed));
        if precision + recall == 0.0 { 0.0 } else { (2.0 * precision * recall / (precision + recall) * 1e4).round() / 1e4 }
    }
}

#[derive(Default)]
struct Score {
    lenient: BTreeMap<&'static str, Tally>,
    strict: BTreeMap<&'static str, Tally>,
    records: usize,
    perfect: usize,
    absent: usize,
    surplus: usize,
    issues_right: usize,
    issues: usize,
}

fn bigrams(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let pairs: BTreeSet<String> = chars.windows(2).map(|w| w.iter().collect()).collect();
    if pairs.is_empty() { BTreeSet::from([text.to_owned()]) } else { pairs }
}

fn likeness(a: &Value, b: &Value) -> f64 {
    let (a, b) = (&a["pledge"], &b["pledge"]);
    let title = |p: &Value| bigrams(&Likeness::Lenient.form(p["title"].as_str().unwrap_or_default()));
    let (x, y) = (title(a), title(b));
    let overlap = x.intersection(&y).count() as f64 / x.union(&y).count().max(1) as f64;
    let same = |key: &str| !a[key].is_null() && a[key] == b[key];
    let same_category = a["category"]
        .as_str()
        .is_some_and(|c| b["category"].as_str().is_some_and(|d| Likeness::Lenient.form(c) == Likeness::Lenient.form(d)));
    2.0 * overlap + if same("number") { 0.6 } else { 0.0 } + if same_category { 0.5 } else { 0.0 }
}

/// For each gold record the record that answers it, and the records that answer none.
fn pairs(gold: &[Value], records: &[Value]) -> (Vec<Option<usize>>, Vec<usize>) {
    if gold.len() == 1 && records.len() == 1 {
        return (vec![Some(0)], Vec::new());
    }
    let mut ranked: Vec<(f64, usize, usize)> = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, r) in records.iter().enumerate() {
            ranked.push((likeness(g, r) - 1e-4 * i.abs_diff(j) as f64, i, j));
        }
    }
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(b.2.cmp(&a.2)));
    let (mut found, mut used) = (vec![None; gold.len()], BTreeSet::new());
    for (score, i, j) in ranked {
        if score > 0.5 && found[i].is_none() && used.insert(j) {
            found[i] = Some(j);
        }
    }
    let left = (0..records.len()).filter(|j| !used.contains(j)).collect();
    (found, left)
}

impl Score {
    fn of(examples: &[Example]) -> Score {
        let mut score = Score::default();
        for example in examples {
            let records: Vec<Value> = example.converted.records.iter().map(|r| serde_json::to_value(r).unwrap()).collect();
            let (found, surplus) = pairs(&example.gold, &records);
            for (gold, at) in example.gold.iter().zip(found) {
                score.record(gold, at.map(|j| &records[j]));
            }
            for j in surplus {
                if records[j]["status"] != "failed" || records.len() > 1 {
                    score.surplus += 1;
                    for (section, _) in facts(&records[j], Likeness::Lenient, &records[j]) {
                        score.lenient.entry(section).or_default().wrong += 1;
                        score.strict.entry(section).or_default().wrong += 1;
                    }
                }
            }
        }
        score
    }

    fn record(&mut self, gold: &Value, record: Option<&Value>) {
        let empty = json!({});
        self.records += 1;
        self.absent += usize::from(record.is_none());
        let record = record.unwrap_or(&empty);
        for (n, tally) in [(Likeness::Lenient, &mut self.lenient), (Likeness::Strict, &mut self.strict)] {
            let (want, got) = (counted(gold, gold, n), counted(record, gold, n));
            for key in want.keys().chain(got.keys()).collect::<BTreeSet<_>>() {
                let (w, g) = (want.get(key).copied().unwrap_or(0), got.get(key).copied().unwrap_or(0));
                let both = w.min(g);
                tally.entry(key.0).or_default().add(Tally { right: both, wrong: g - both, missed: w - both });
            }
            self.perfect += usize::from(n == Likeness::Lenient && want == got);
        }
        let raised: BTreeSet<&str> = record["errors"].as_array().into_iter().flatten().filter_map(|e| e["name"].as_str()).collect();
        for (key, wanted) in [("expect_issues", true), ("expect_no_issues", false)] {
            for name in gold[key].as_array().into_iter().flatten().filter_map(Value::as_str) {
                self.issues += 1;
                self.issues_right += usize::from(raised.contains(name) == wanted);
            }
        }
    }

    fn total(tallies: &BTreeMap<&'static str, Tally>) -> Tally {
        let mut sum = Tally::default();
        tallies.values().for_each(|t| sum.add(*t));
        sum
    }

    fn to_json(&self) -> Value {
        let row = |t: Tally| json!([t.right, t.wrong, t.missed]);
        let mut sections = Map::new();
        for (section, lenient) in &self.lenient {
            let strict = self.strict.get(section).copied().unwrap_or_default();
            sections.insert((*section).to_owned(), json!({ "lenient": row(*lenient), "strict": row(strict) }));
        }
        json!({
            "f1": Self::total(&self.lenient).f1(),
            "strict_f1": Self::total(&self.strict).f1(),
            "records": self.records,
            "wholly_right": self.perfect,
            "absent": self.absent,
            "surplus": self.surplus,
            "issues_as_expected": [self.issues_right, self.issues],
            "sections": sections,
        })
    }
}

/// One section a line, so that a diff shows which one moved.
fn print(snapshot: &Map<String, Value>) -> String {
    let mut out = String::from("{\n");
    for (i, (folder, score)) in snapshot.iter().enumerate() {
        out.push_str(&format!("  {}: {{\n", json!(folder)));
        for (key, value) in score.as_object().unwrap() {
            if key != "sections" {
                out.push_str(&format!("    {}: {value},\n", json!(key)));
            }
        }
        out.push_str("    \"sections\": {\n");
        let sections = score["sections"].as_object().unwrap();
        for (j, (name, row)) in sections.iter().enumerate() {
            let comma = if j + 1 < sections.len() { "," } else { "" };
            out.push_str(&format!("      {}: {row}{comma}\n", json!(name)));
        }
        out.push_str(&format!("    }}\n  }}{}\n", if i + 1 < snapshot.len() { "," } else { "" }));
    }
    out.push_str("}\n");
    out
}

#[test]
fn the_corpus_is_read_as_well_as_the_snapshot_says() {
    let Some(folder) = corpus::folder("accuracy") else {
        return;
    };
    let mut snapshot = Map::new();
    for (name, examples) in corpus::texts(&folder).into_iter().chain([("containers", corpus::containers(&folder))]) {
        assert!(!examples.is_empty(), "{name} holds no text with gold");
        snapshot.insert(name.to_owned(), Score::of(&examples).to_json());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accuracy.json");
    let before: Value = std::fs::read(&path).ok().and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or(Value::Null);
    let Some(difference) = bless::compare(&path, &print(&snapshot)) else {
        return;
    };
    let mut told = String::new();
    for (name, score) in &snapshot {
        for key in ["f1", "strict_f1", "wholly_right", "absent", "surplus", "issues_as_expected"] {
            if before[name][key] != score[key] {
                told.push_str(&format!("{name} {key}: {} -> {}\n", before[name][key], score[key]));
            }
        }
        for (section, row) in score["sections"].as_object().unwrap() {
            let was = &before[name]["sections"][section];
            if was != row {
                told.push_str(&format!("{name} {section}: {was} -> {row}\n"));
            }
        }
    }
    panic!("accuracy moved ([right, wrong, missed]):\n{told}{difference}");
}

#[test]
fn precision_and_recall_are_weighed_alike() {
    assert_eq!(Tally { right: 3, wrong: 1, missed: 0 }.f1(), 0.8571);
    assert_eq!(Tally { right: 3, wrong: 0, missed: 1 }.f1(), 0.8571);
    assert_eq!(Tally { right: 0, wrong: 1, missed: 1 }.f1(), 0.0);
    assert_eq!(Tally::default().f1(), 1.0);
}
