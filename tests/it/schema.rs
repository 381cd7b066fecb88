//! The schemas: current, and true of what is written.

use std::path::Path;

use bogoseo::sinks::schema::{NAMES, schema, schema_text};
use serde_json::{Value, json};

use crate::cli::{Place, bogoseo};
use crate::sample;

/// Every way in which a value breaks a schema.
pub fn violations(name: &str, value: &Value) -> Vec<String> {
    let schema = schema(name).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors = validator.iter_errors(value);
    errors.map(|e| format!("{}: {e}", e.instance_path)).collect()
}

#[test]
fn committed_schemas_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    for (name, _) in NAMES {
        let path = folder.join(format!("{name}.schema.json"));
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == schema_text(name).unwrap(), "{} is out of date: run `cargo run -- schema --write schemas`", path.display());
    }
}

#[test]
fn schemas_are_schemas() {
    for (name, _) in NAMES {
        let schema = schema(name).unwrap();
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
    }
}

#[test]
fn a_full_and_an_empty_record_are_valid() {
    for (record, evidence) in [sample::record(), sample::empty_record()] {
        let mut value = serde_json::to_value(&record).unwrap();
        assert_eq!(violations("record", &value), [""; 0]);
        let line = serde_json::to_value(&evidence).unwrap();
        assert_eq!(violations("evidence", &line), [""; 0]);
        value["evidence"] = line["evidence"].clone();
        assert_eq!(violations("record", &value), [""; 0]);
        for issue in &record.errors {
            let issue = serde_json::to_value(issue).unwrap();
            assert_eq!(violations("issue", &issue), [""; 0]);
        }
    }
}

#[test]
fn whatever_may_be_absent_may_be_null() {
    let (record, _) = sample::record();
    let value = serde_json::to_value(&record).unwrap();
    let schema = schema("record").unwrap();
    let never_null = "schema_version record_id status confidence errors source pledge notes captions other_sections \
                      sections coverage";
    for key in schema["properties"].as_object().unwrap().keys() {
        let mut changed = value.clone();
        changed[key] = Value::Null;
        let valid = violations("record", &changed).is_empty();
        assert_eq!(valid, !never_null.split_whitespace().any(|k| k == key), "{key}");
    }
}

#[test]
fn a_broken_record_is_not_valid() {
    let (record, _) = sample::record();
    let value = serde_json::to_value(&record).unwrap();
    for (pointer, wrong) in [
        ("/confidence", json!("high")),
        ("/confidence", json!(1.5)),
        ("/status", json!("done")),
        ("/pledge/contacts", json!(null)),
        ("/investment/cells/0/krw", json!("3000")),
        ("/errors/0/severity", json!("fatal")),
    ] {
        let mut changed = value.clone();
        *changed.pointer_mut(pointer).unwrap() = wrong;
        assert!(!violations("record", &changed).is_empty(), "{pointer}");
    }
    let mut missing = value;
    missing.as_object_mut().unwrap().remove("record_id");
    assert!(!violations("record", &missing).is_empty());
}

#[test]
fn every_output_of_a_conversion_is_valid() {
    for evidence in ["file", "inline", "none"] {
        let place = Place::with_reports();
        bogoseo(&["convert", "in", "-o", "out", "--evidence", evidence, "-q"]).at(&place).run();
        for (file, name) in [("records.jsonl", "record"), ("evidence.jsonl", "evidence")] {
            let path = place.path("out").join(file);
            if file == "evidence.jsonl" {
                assert_eq!(path.exists(), evidence == "file");
            }
            let text = std::fs::read_to_string(path).unwrap_or_default();
            for line in text.lines() {
                let value = serde_json::from_str(line).unwrap();
                assert_eq!(violations(name, &value), [""; 0], "{file}");
            }
        }
        for name in ["manifest", "run"] {
            let text = std::fs::read(place.path("out").join(format!("{name}.json"))).unwrap();
            let value: Value = serde_json::from_slice(&text).unwrap();
            assert_eq!(violations(name, &value), [""; 0], "{name}");
        }
    }
}
