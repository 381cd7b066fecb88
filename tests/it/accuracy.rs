//! How much of the corpus is read right, against a committed snapshot: a drop is a red diff, a rise asks for a new snapshot.

use std::collections::BTreeMap;
use std::path::Path;

use bogoseo::eval::IssueTally;
use bogoseo::eval::tally::{Both, Tally, rounded};
use serde_json::{Map, Value, json};

use crate::bless;
use crate::corpus::{self, Example};
use crate::eval::evaluate;

/// The figures of a folder.
fn score(examples: &[Example]) -> Value {
    let told = evaluate(examples);
    let mut sections: BTreeMap<&str, Both> = BTreeMap::new();
    let mut sum = Both::default();
    for ((section, _), counts) in &told.fields {
        sections.entry(section).or_default().add(*counts);
        sum.add(*counts);
    }
    let row = |t: Tally| json!([t.right, t.wrong, t.missed]);
    let sections: Map<String, Value> =
        sections.into_iter().map(|(name, b)| (name.to_owned(), json!({ "lenient": row(b.lenient), "strict": row(b.strict) }))).collect();
    let count = |part: fn(&IssueTally) -> usize| told.issues.values().map(part).sum::<usize>();
    json!({
        "f1": rounded(sum.lenient.f1()),
        "strict_f1": rounded(sum.strict.f1()),
        "records": told.records,
        "wholly_right": told.perfect,
        "absent": told.absent.len(),
        "surplus": told.surplus.len(),
        "issues_as_expected": [
            count(|t| t.raised + t.unexpected - t.false_alarms),
            count(|t| t.expected + t.unexpected),
        ],
        "sections": sections,
    })
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
    keeps("tests/accuracy.json", corpus::texts(&folder).into_iter().chain([("containers", corpus::containers(&folder))]));
}

#[test]
fn the_invented_layouts_are_read_as_well_as_the_snapshot_says() {
    keeps("tests/layouts.json", [("layouts", corpus::layouts())]);
}

/// Holds the figures of these folders against the committed ones.
fn keeps(file: &str, folders: impl IntoIterator<Item = (&'static str, Vec<Example>)>) {
    let mut snapshot = Map::new();
    for (name, examples) in folders {
        assert!(!examples.is_empty(), "{name} holds no text with gold");
        snapshot.insert(name.to_owned(), score(&examples));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
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
