//! The JSON Schemas (2020-12) of the output files, generated from the types that are written.
//!
//! A schema describes what this version writes. The contract's enumerations are open: a consumer that wants to read later
//! minor versions accepts words and keys that the schema does not list.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use super::manifest::Manifest;
use super::run::Run;
use crate::corrections::Correction;
use crate::model::SCHEMA_VERSION;
use crate::record::{Evidence, EvidenceLine, Issue, Record};

/// A line of `records.jsonl`: the record, and with `--evidence inline` its evidence.
#[derive(JsonSchema)]
#[schemars(title = "공약 레코드")]
#[allow(dead_code)]
struct RecordLine {
    /// The record.
    #[serde(flatten)]
    record: Record,
    /// Its evidence, where it was asked for in the record itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(title = "근거")]
    evidence: Option<Vec<Evidence>>,
}

/// What a schema can be asked for, and what it describes.
pub const NAMES: &[(&str, &str)] = &[
    ("record", "a line of records.jsonl"),
    ("evidence", "a line of evidence.jsonl"),
    ("manifest", "manifest.json"),
    ("issue", "an entry of errors, in records and in the manifest"),
    ("run", "run.json"),
    ("correction", "a line of corrections.jsonl"),
];

/// The schema of this name.
pub fn schema(name: &str) -> Option<Value> {
    let schema = match name {
        "record" => generate::<RecordLine>(),
        "evidence" => generate::<EvidenceLine>(),
        "manifest" => generate::<Manifest>(),
        "issue" => generate::<Issue>(),
        "run" => generate::<Run>(),
        "correction" => generate::<Correction>(),
        _ => return None,
    };
    Some(identified(name, schema))
}

/// The schema as a file: indented, with a line end.
pub fn schema_text(name: &str) -> Option<String> {
    let mut text = serde_json::to_string_pretty(&schema(name)?).expect("a schema is JSON");
    text.push('\n');
    Some(text)
}

fn generate<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

/// The schema with its identity first.
fn identified(name: &str, schema: Schema) -> Value {
    let mut out = serde_json::Map::new();
    let schema = schema.to_value();
    let fields = schema.as_object().cloned().unwrap_or_default();
    if let Some(dialect) = fields.get("$schema") {
        out.insert("$schema".to_owned(), dialect.clone());
    }
    out.insert("$id".to_owned(), Value::from(format!("urn:bogoseo:schema:{name}:{SCHEMA_VERSION}")));
    out.extend(fields.into_iter().filter(|(key, _)| key != "$schema"));
    Value::Object(out)
}

static RECORD: LazyLock<Value> = LazyLock::new(|| schema("record").unwrap_or_default());

/// The Korean name of a field of the record, from the titles of its schema: `/overview/projects/0/period` is
/// `사업개요 › 세부사업 1 › 사업기간`. Keys that the schema does not know stay as they are.
pub fn field_title(pointer: &str) -> String {
    let mut at = &*RECORD;
    let mut out = String::new();
    for part in pointer.split('/').skip(1) {
        at = referred(at);
        if let Ok(index) = part.parse::<usize>() {
            at = &at["items"];
            out.push_str(&format!(" {}", index + 1));
            continue;
        }
        at = &at["properties"][part];
        if !out.is_empty() {
            out.push_str(" › ");
        }
        let title = at["title"].as_str().or_else(|| referred(at)["title"].as_str());
        out.push_str(title.unwrap_or(part));
    }
    out
}

/// The schema that this one stands for: the target of `$ref`, the part of `anyOf` that is not null.
fn referred(mut schema: &Value) -> &Value {
    // Two steps reach through `anyOf: [{$ref}, null]`; no definition refers to a bare reference.
    for _ in 0..2 {
        if let Some(choices) = schema["anyOf"].as_array() {
            schema = choices.first().unwrap_or(schema);
        }
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.trim_start_matches("#/$defs/");
            schema = &RECORD["$defs"][name];
        }
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_schema() {
        for (name, _) in NAMES {
            let schema = schema(name).unwrap();
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
            assert!(schema["title"].is_string(), "{name}");
        }
        assert!(schema("no-such").is_none());
    }

    #[test]
    fn fields_have_korean_names() {
        assert_eq!(field_title("/pledge/number"), "공약 › 공약번호");
        assert_eq!(field_title("/overview/projects/0/period"), "사업개요 › 세부사업 1 › 사업기간");
        assert_eq!(field_title("/investment/cells/11"), "투자계획 › 칸 12");
        assert_eq!(field_title("/purpose/0"), "사업목적 1");
        assert_eq!(field_title("/no/such"), "no › such");
    }
}
