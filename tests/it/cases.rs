//! Literate cases: `tests/cases/*.md` hold small inputs and what must stand in their records, and read as documentation.
//!
//! A case is a `##` heading, prose, one fenced `text` block (the input) and one fenced `json` block: an object of JSON Pointer
//! → value. `2:/…` points into the second record; `records` is their number; `issues` the names of all issues, sorted. A value
//! that is null stands for one that is null or absent.

use std::collections::BTreeSet;
use std::path::Path;

use bogoseo::record::Converted;
use bogoseo::{Settings, convert_bytes};
use serde_json::{Map, Value, json};

/// A case of a file.
pub struct Case {
    /// File and heading.
    pub name: String,
    /// The input.
    pub text: String,
    /// What must hold.
    pub expected: Map<String, Value>,
}

/// The fenced block of `language` in a case.
fn block<'a>(case: &'a str, language: &str, name: &str) -> &'a str {
    let open = format!("\n```{language}\n");
    let (_, rest) = case.split_once(&open).unwrap_or_else(|| panic!("{name}: no {language} block"));
    assert!(!rest.contains(&open), "{name}: two {language} blocks");
    rest.split_once("\n```").unwrap_or_else(|| panic!("{name}: the {language} block has no end")).0
}

/// Every case, in the order of the files and of their headings.
pub fn all() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> =
        folder.read_dir().unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "md")).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let page = std::fs::read_to_string(&file).unwrap();
        for part in page.split("\n## ").skip(1) {
            let heading = part.lines().next().unwrap_or_default();
            let name = format!("{}: {heading}", file.file_stem().unwrap().to_string_lossy());
            let text = format!("{}\n", block(part, "text", &name));
            let expected = serde_json::from_str(block(part, "json", &name)).unwrap_or_else(|e| panic!("{name}: {e}"));
            cases.push(Case { name, text, expected });
        }
    }
    assert!(cases.len() >= 25, "{} cases", cases.len());
    cases
}

/// The names of all issues of a result, sorted.
pub fn issue_names(converted: &Converted) -> Vec<&'static str> {
    let mut names: Vec<&str> = converted.records.iter().flat_map(|r| &r.errors).chain(&converted.errors).map(|e| e.name).collect();
    names.sort_unstable();
    names
}

/// What the program makes of a case.
pub fn convert(case: &Case) -> Converted {
    convert_bytes(case.text.as_bytes(), &Settings::default())
}

fn found(records: &[Value], converted: &Converted, key: &str) -> Value {
    match key {
        "records" => json!(records.len()),
        "issues" => json!(issue_names(converted)),
        _ => {
            let (at, pointer) = key.split_once(':').map_or((1, key), |(n, p)| (n.parse().unwrap_or(0), p));
            assert!(at > 0 && pointer.starts_with('/'), "{key:?} is no pointer");
            records.get(at - 1).and_then(|r| r.pointer(pointer)).cloned().unwrap_or(Value::Null)
        }
    }
}

#[test]
fn cases_hold() {
    let mut told = String::new();
    for case in all() {
        let converted = convert(&case);
        let records: Vec<Value> = converted.records.iter().map(|r| serde_json::to_value(r).unwrap()).collect();
        for (key, expected) in &case.expected {
            let is = found(&records, &converted, key);
            if is != *expected {
                told.push_str(&format!("{}\n  {key}: expected {expected}\n  {:width$}  found    {is}\n", case.name, "", width = key.len()));
            }
        }
    }
    assert!(told.is_empty(), "\n{told}");
}

#[test]
fn a_case_names_something_that_is_there() {
    let mut names = BTreeSet::new();
    for case in all() {
        assert!(case.expected.values().any(|v| !v.is_null()), "{} expects nothing", case.name);
        assert!(names.insert(case.name.clone()), "{} stands twice", case.name);
    }
}
