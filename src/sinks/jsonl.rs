//! JSON Lines: `records.jsonl` and `evidence.jsonl`.
//!
//! Comes in: a [`Record`], an [`EvidenceLine`]. Goes out: one line of JSON each, appended to a buffer that the caller
//! reuses. A line holds no raw line end, so that line tools can count and cut the files.

use schemars::JsonSchema;
use serde::Serialize;

use crate::record::{Evidence, EvidenceLine, Record};

/// A line of `records.jsonl`: the record, and with `--evidence inline` its evidence.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "공약 레코드")]
pub struct RecordLine<'a> {
    /// The record.
    #[serde(flatten)]
    pub record: &'a Record,
    /// Its evidence, where it was asked for in the record itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(title = "근거")]
    pub evidence: Option<&'a [Evidence]>,
}

/// Appends a record.
pub fn write_record(out: &mut Vec<u8>, record: &Record, evidence: Option<&[Evidence]>) {
    match evidence {
        None => write_line(out, record),
        Some(_) => write_line(out, &RecordLine { record, evidence }),
    }
}

/// Appends a record's evidence.
pub fn write_evidence(out: &mut Vec<u8>, line: &EvidenceLine) {
    write_line(out, line);
}

fn write_line(out: &mut Vec<u8>, value: &impl Serialize) {
    serde_json::to_writer(&mut *out, value)
        .expect("wire types have string keys and memory takes every byte");
    out.push(b'\n');
}
