//! `bogoseo eval`: against figures that are committed, and against the reference scorer of the corpus where it is there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use bogoseo::eval::tally::Both;
use bogoseo::eval::{Evaluation, Found, GoldFile};
use serde_json::{Value, json};

use crate::bless;
use crate::corpus::{self, Example, is_ci};

/// The evaluation of examples.
pub fn evaluate(examples: &[Example]) -> Evaluation {
    let gold: Vec<GoldFile> = examples.iter().map(|e| GoldFile { name: e.name.clone(), records: e.gold.clone() }).collect();
    let records = examples.iter().flat_map(|e| &e.converted.records);
    let found: Vec<Found> = records.map(|r| Found { record: serde_json::to_value(r).unwrap(), evidence: None }).collect();
    Evaluation::of(&gold, &found, bogoseo::score::is_key)
}

/// Counts facts as the reference scorer does, and prints them: `{section: [lenient right, wrong, missed, strict …]}`.
const REFERENCE: &str = r#"
import sys, json
sys.path.insert(0, sys.argv[1])
import score
tally = {}
whole = [0, 0, 0, 0, 0, 0]
for name, gold, record in score.compare(sys.argv[2], sys.argv[3]):
    if gold is None:
        whole[3] += 1
        for section, _ in score.facts(record):
            tally.setdefault(section, [0] * 6)[1] += 1
            tally[section][4] += 1
        continue
    whole[0] += 1
    whole[2] += record is None
    record = record or {}
    for at, n in ((0, score.norm), (3, score.strict)):
        a, b = score.counted(gold, gold, n), score.counted(record, gold, n)
        for (section, _), k in (a & b).items():
            tally.setdefault(section, [0] * 6)[at] += k
        for (section, _), k in (b - a).items():
            tally.setdefault(section, [0] * 6)[at + 1] += k
        for (section, _), k in (a - b).items():
            tally.setdefault(section, [0] * 6)[at + 2] += k
        if at == 0:
            whole[1] += a == b
    raised = {i.get("name") for i in record.get("errors") or []}
    for key, wanted in (("expect_issues", True), ("expect_no_issues", False)):
        for name in gold.get(key) or []:
            whole[5] += 1
            whole[4] += (name in raised) == wanted
print(json.dumps({"sections": tally, "whole": whole}))
"#;

fn ours(told: &Evaluation) -> Value {
    let mut sections: BTreeMap<&str, Both> = BTreeMap::new();
    for ((section, _), counts) in &told.fields {
        sections.entry(section).or_default().add(*counts);
    }
    let row = |b: Both| json!([b.lenient.right, b.lenient.wrong, b.lenient.missed, b.strict.right, b.strict.wrong, b.strict.missed]);
    let sections: BTreeMap<&str, Value> = sections.into_iter().map(|(name, b)| (name, row(b))).collect();
    let issues = told.issues.values();
    let (kept, all) =
        issues.fold((0, 0), |(kept, all), t| (kept + t.raised + t.unexpected - t.false_alarms, all + t.expected + t.unexpected));
    json!({
        "sections": sections,
        "whole": [told.records, told.perfect, told.absent.len(), told.surplus.len(), kept, all],
    })
}

/// The reference's figures for a folder of gold; none where there is no Python.
fn reference(tools: &Path, gold: &Path, records: &[Value]) -> Option<Value> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("records.jsonl");
    let lines: String = records.iter().map(|r| format!("{r}\n")).collect();
    std::fs::write(&path, lines).unwrap();
    let output = Command::new("python3").args(["-c", REFERENCE]).args([tools, gold, &path]).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Makes some things wrong: every eleventh text longer, every thirteenth element of a list lost, every seventeenth twice.
fn damage(value: &mut Value, count: &mut usize) {
    match value {
        Value::String(text) => {
            *count += 1;
            if count.is_multiple_of(11) {
                text.push_str(" - 다름");
            }
        }
        Value::Array(list) => {
            list.iter_mut().for_each(|v| damage(v, count));
            *count += 1;
            if count.is_multiple_of(13) {
                list.pop();
            } else if count.is_multiple_of(17)
                && let Some(last) = list.last().cloned()
            {
                list.push(last);
            }
        }
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                if !matches!(key.as_str(), "source" | "errors" | "status" | "record_id") {
                    damage(inner, count);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn facts_are_those_of_the_reference_scorer() {
    let Some(folder) = corpus::folder("eval") else {
        return;
    };
    let tools = folder.join("../tools");
    if !tools.join("score.py").is_file() || Command::new("python3").arg("--version").output().is_err() {
        assert!(!is_ci(), "eval: no reference scorer or no python3");
        eprintln!("\n!!! SKIPPED: eval: no score.py beside the corpus, or no python3 !!!\n");
        return;
    }
    let [(_, dev), (_, synthetic)] = corpus::texts(&folder);
    let all: Vec<Example> = synthetic.into_iter().chain(corpus::containers(&folder)).collect();
    for (inputs, examples) in [("dev", dev), ("synthetic/gold", all)] {
        let gold: Vec<GoldFile> = examples.iter().map(|e| GoldFile { name: e.name.clone(), records: e.gold.clone() }).collect();
        let converted = examples.iter().flat_map(|e| &e.converted.records);
        let right: Vec<Value> = converted.map(|r| serde_json::to_value(r).unwrap()).collect();
        let mut wrong = right.clone();
        let mut count = 0;
        wrong.iter_mut().for_each(|r| damage(r, &mut count));
        wrong.retain(|r| r["source"]["record_index"] != 1);
        for records in [right, wrong] {
            let expected = reference(&tools, &folder.join(inputs), &records).expect("python3 runs");
            let found: Vec<Found> = records.into_iter().map(|record| Found { record, evidence: None }).collect();
            let told = ours(&Evaluation::of(&gold, &found, |_| false));
            assert_eq!(told["whole"], expected["whole"], "{inputs}");
            for (section, row) in expected["sections"].as_object().unwrap() {
                assert_eq!(&told["sections"][section], row, "{inputs}: {section}");
            }
            assert_eq!(told["sections"].as_object().unwrap().len(), expected["sections"].as_object().unwrap().len());
        }
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/eval").join(name)
}

fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_bogoseo")).arg("eval").args([fixture("gold"), fixture("out")]).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn figures_are_those_committed() {
    let (code, json) = run(&["--json"]);
    assert_eq!(code, Some(0));
    if let Some(difference) = bless::compare(&fixture("expected.json"), &json) {
        panic!("{difference}");
    }
    let (code, text) = run(&["--misses", "3"]);
    assert_eq!(code, Some(0));
    if let Some(difference) = bless::compare(&fixture("expected.txt"), &text) {
        panic!("{difference}");
    }
}

#[test]
fn a_floor_decides_the_exit_code() {
    assert_eq!(run(&["--min", "0.5"]).0, Some(0));
    assert_eq!(run(&["--min", "0.999"]).0, Some(1));
}

#[test]
fn the_page_needs_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    assert_eq!(run(&["--html", path.to_str().unwrap()]).0, Some(0));
    let page = std::fs::read_to_string(path).unwrap();
    for part in ["<svg", "Reliability", "신뢰도", "ECE", "Review curve", "investment", "</html>"] {
        assert!(page.contains(part), "{part}");
    }
    for link in ["http://", "https://", "src=", "<link", "<script"] {
        assert!(!page.contains(link), "{link}");
    }
}

#[test]
fn wrong_use_is_told() {
    let output = Command::new(env!("CARGO_BIN_EXE_bogoseo")).args(["eval", "fixtures/eval/out", "fixtures/eval/out"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("gold.json"));
}
