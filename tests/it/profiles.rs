//! Layout profiles: a layout that no profile knows, read by the general one alone and with a profile of its own.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use bogoseo::eval::facts::{Likeness, charged};
use bogoseo::sections::Profiles;
use bogoseo::{Settings, convert_bytes};
use serde_json::Value;

/// Lines of a profile that a user writes, at most.
const PROFILE_LINES: usize = 40;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/unknown-layout")
}

fn read(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap()
}

/// Facts with how often each occurs.
fn counted(record: &Value, gold: &Value) -> BTreeMap<(&'static str, String), usize> {
    let mut out = BTreeMap::new();
    for fact in charged(record, gold, Likeness::Lenient) {
        *out.entry((fact.section, fact.form.to_string())).or_default() += 1;
    }
    out
}

/// F1 over the reports of the fixture, and their records.
fn measure(profiles: Arc<Profiles>) -> (f64, Vec<Value>) {
    let (mut right, mut wanted, mut given) = (0, 0, 0);
    let mut records = Vec::new();
    for n in 1..=3 {
        let settings = Settings { path: format!("saebom-{n}.txt"), profiles: Arc::clone(&profiles), ..Settings::default() };
        let converted = convert_bytes(read(&format!("saebom-{n}.txt")).as_bytes(), &settings);
        assert_eq!(converted.records.len(), 1);
        let record = serde_json::to_value(&converted.records[0]).unwrap();
        let gold: Value = serde_json::from_str(&read(&format!("saebom-{n}.gold.json"))).unwrap();
        let (own, gold) = (counted(&record, &gold), counted(&gold, &gold));
        right += gold.iter().map(|(fact, n)| (*n).min(own.get(fact).copied().unwrap_or(0))).sum::<usize>();
        wanted += gold.values().sum::<usize>();
        given += own.values().sum::<usize>();
        records.push(record);
    }
    (2.0 * right as f64 / (wanted + given) as f64, records)
}

#[test]
fn a_layout_that_nobody_knows_is_read_by_wording_and_content() {
    let (f1, records) = measure(Profiles::built_in());
    println!("general profile alone: F1 {f1:.4}");
    assert!(f1 >= 0.85, "F1 {f1:.4}");
    for record in &records {
        assert_eq!(record["source"]["layout"], Value::Null);
    }
}

#[test]
fn a_profile_of_some_lines_reads_it_wholly() {
    let text = read("saebom.toml");
    assert!(text.lines().count() < PROFILE_LINES);
    let profiles = Profiles::with(&[("saebom.toml".to_owned(), text)]).unwrap();
    let (f1, records) = measure(Arc::new(profiles));
    println!("with its profile: F1 {f1:.4}");
    assert!(f1 >= 0.97, "F1 {f1:.4}");
    for record in &records {
        assert_eq!(record["source"]["layout"], "saebom-story-card");
    }
}

#[test]
fn what_is_told_by_wording_is_trusted_less_than_what_is_named() {
    let confidence = |profiles: Arc<Profiles>| {
        let settings = Settings { path: "saebom-1.txt".to_owned(), profiles, ..Settings::default() };
        let converted = convert_bytes(read("saebom-1.txt").as_bytes(), &settings);
        let evidence = serde_json::to_value(&converted.evidence[0]).unwrap();
        let entries = evidence["evidence"].as_array().unwrap();
        let entry = entries.iter().find(|e| e["pointer"] == "/achievements/0/text").unwrap();
        entry["confidence"].as_f64().unwrap()
    };
    let named = Profiles::with(&[("saebom.toml".to_owned(), read("saebom.toml"))]).unwrap();
    assert!(confidence(Profiles::built_in()) < confidence(Arc::new(named)));
}

#[test]
fn a_profile_of_another_layout_is_not_chosen() {
    let profiles = Profiles::with(&[("saebom.toml".to_owned(), read("saebom.toml"))]).unwrap();
    let settings = Settings { path: "a.txt".to_owned(), profiles: Arc::new(profiles), ..Settings::default() };
    let text = "1-1 가온 도서관\n담당부서: 가온과\n□ 사업개요\n- 위치 : 가온동\n□ 추진실적\n- 2023. 1. 2. 착공\n";
    let converted = convert_bytes(text.as_bytes(), &settings);
    let record = serde_json::to_value(&converted.records[0]).unwrap();
    assert_ne!(record["source"]["layout"], "saebom-story-card");
}
