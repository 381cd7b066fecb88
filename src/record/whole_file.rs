//! What is said of a file as a whole: an issue without a place in the text, and the record of a file that gave none.

use std::sync::Arc;

use super::{Body, Coverage, EvidenceLine, Issue, Record, RecordStatus, Source};
use crate::diag::Diagnostic;
use crate::model::SCHEMA_VERSION;
use crate::source::sha256_hex;

/// Hexadecimal digits of a record id that is not the hash of a text.
const FAILED_ID_DIGITS: usize = 16;

/// The issue of a diagnostic that concerns a file rather than a place in its text: spans, raw text and proof stay empty,
/// whatever ranges the diagnostic has.
pub fn issue_without_place(diagnostic: &Diagnostic) -> Issue {
    Issue {
        code: diagnostic.code.id,
        name: diagnostic.code.name,
        severity: diagnostic.code.severity,
        message: diagnostic.message.clone(),
        message_ko: diagnostic.message_ko.clone(),
        pointer: diagnostic.pointer.clone(),
        spans: Vec::new(),
        raw: Vec::new(),
        hint: diagnostic.code.hint,
        hint_ko: diagnostic.code.hint_ko,
        related: Vec::new(),
        proof: None,
        suggestion: diagnostic.suggestion.clone(),
    }
}

/// The one record, and its empty evidence, of a file that could not be read: status `failed`, confidence 0, no content.
///
/// `sha256` is empty where the bytes were never seen; the id then comes from the path, so that it is stable all the same.
pub fn failed_record(path: &str, sha256: &str, bytes: u64, format: Option<&'static str>, issue: Issue) -> (Record, EvidenceLine) {
    let mut record_id = if sha256.is_empty() { sha256_hex(path.as_bytes()) } else { sha256.to_owned() };
    record_id.truncate(FAILED_ID_DIGITS);
    let evidence = EvidenceLine { record_id: record_id.clone(), evidence: Vec::new() };
    let record = Record {
        schema_version: SCHEMA_VERSION,
        record_id,
        pledge_key: None,
        status: RecordStatus::Failed,
        confidence: 0.0,
        errors: vec![issue],
        source: Source {
            path: Arc::from(path),
            sha256: Arc::from(sha256),
            bytes,
            format,
            encoding: None,
            record_index: 0,
            record_count: 1,
            span: None,
            layout: None,
        },
        document: None,
        body: Body::default(),
        sections: Vec::new(),
        coverage: Coverage::default(),
    };
    (record, evidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;
    use crate::span::Range;

    #[test]
    fn places_are_left_out() {
        let diagnostic = Diagnostic::new(&codes::FILE_EMPTY, "no text", "글이 없습니다").at(Range::new(0, 4));
        let issue = issue_without_place(&diagnostic);
        assert_eq!((issue.code, issue.name), ("IN002", "file-empty"));
        assert!(issue.spans.is_empty() && issue.raw.is_empty());
    }

    #[test]
    fn a_failed_record_has_a_stable_id() {
        let issue = issue_without_place(&Diagnostic::new(&codes::FILE_UNREADABLE, "denied", "거부"));
        let (a, line) = failed_record("a/b.txt", "", 0, None, issue.clone());
        let (b, _) = failed_record("a/b.txt", "", 0, None, issue);
        assert_eq!(a.record_id, b.record_id);
        assert_eq!(a.record_id, line.record_id);
        assert_eq!(a.record_id.len(), FAILED_ID_DIGITS);
        assert_eq!(a.status, RecordStatus::Failed);
    }
}
