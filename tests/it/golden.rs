//! Whole records of the fixtures, compared exactly; `fixtures/README.md` says why each exists and what it must raise.
//!
//! `fixtures/reports/NAME.expected.jsonl` holds the records of `NAME.txt`, one a line; `NAME.evidence.expected.jsonl`, where
//! there is one, their evidence. Left out is what moves without the report: the hash and the size of the file, the version of
//! the contract, and every confidence.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bogoseo::record::Converted;
use bogoseo::{Settings, convert_bytes};
use serde_json::Value;

use crate::bless;

/// The folder of the fixtures.
pub fn reports() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports")
}

/// The names of the fixtures, without `.txt`, in order.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = reports()
        .read_dir()
        .unwrap()
        .filter_map(|e| e.unwrap().file_name().to_str().and_then(|n| n.strip_suffix(".txt")).map(str::to_owned))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "no fixtures");
    names
}

/// What the program makes of a fixture.
pub fn convert(name: &str) -> Converted {
    let path = format!("{name}.txt");
    let bytes = std::fs::read(reports().join(&path)).unwrap();
    convert_bytes(&bytes, &Settings { path, ..Settings::default() })
}

/// Members that a golden leaves out, wherever they stand.
const VOLATILE: [&str; 8] = ["schema_version", "sha256", "bytes", "confidence", "hint", "hint_ko", "message_ko", "because"];

/// Without what moves with the calibration, the catalogue's wording or the version, none of which a golden is about.
fn settled(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, _| !VOLATILE.contains(&key.as_str()));
            map.values_mut().for_each(settled);
        }
        Value::Array(list) => list.iter_mut().for_each(settled),
        _ => {}
    }
}

/// The shorter form of a span, so that evidence can be read: `start..end`.
fn short_spans(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                if key == "spans"
                    && let Some(list) = value.as_array_mut()
                {
                    list.iter_mut().for_each(|s| *s = Value::String(format!("{}..{}", s["start"], s["end"])));
                } else {
                    short_spans(value);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(short_spans),
        _ => {}
    }
}

fn lines<T: serde::Serialize>(values: &[T]) -> String {
    values
        .iter()
        .map(|v| {
            let mut value = serde_json::to_value(v).unwrap();
            settled(&mut value);
            short_spans(&mut value);
            format!("{value}\n")
        })
        .collect()
}

/// Fixtures whose evidence is held too: one of tabs, one of words in lines.
const WITH_EVIDENCE: [&str; 2] = ["01-status-card", "10-dropped-cells"];

#[test]
fn records_are_as_committed() {
    let mut told = String::new();
    for name in names() {
        let converted = convert(&name);
        let folder = reports();
        told.extend(bless::compare(&folder.join(format!("{name}.expected.jsonl")), &lines(&converted.records)));
        if WITH_EVIDENCE.contains(&name.as_str()) {
            told.extend(bless::compare(&folder.join(format!("{name}.evidence.expected.jsonl")), &lines(&converted.evidence)));
        }
    }
    assert!(told.is_empty(), "{told}");
}

#[test]
fn no_golden_is_left_without_its_fixture() {
    let names = names();
    for entry in reports().read_dir().unwrap() {
        let file = entry.unwrap().file_name().to_string_lossy().into_owned();
        let name = file.split('.').next().unwrap_or_default().to_owned();
        assert!(names.contains(&name), "{file} belongs to no fixture");
    }
}

/// The rows of `fixtures/README.md`: name → issues that it must raise.
fn declared() -> BTreeMap<String, BTreeSet<String>> {
    let readme = std::fs::read_to_string(reports().join("../README.md")).unwrap();
    let rows = readme.lines().filter(|l| l.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let issues = cells[3].split('`').skip(1).step_by(2).map(str::to_owned).collect();
        (cells[1].trim_matches('`').trim_end_matches(".txt").to_owned(), issues)
    })
    .collect()
}

#[test]
fn each_fixture_raises_exactly_the_issues_that_its_row_names() {
    let declared = declared();
    assert_eq!(declared.keys().cloned().collect::<Vec<_>>(), names(), "the table of fixtures/README.md");
    for (name, issues) in declared {
        let converted = convert(&name);
        let raised: BTreeSet<String> =
            converted.records.iter().flat_map(|r| &r.errors).chain(&converted.errors).map(|e| e.name.to_owned()).collect();
        assert_eq!(raised, issues, "{name}");
    }
}
