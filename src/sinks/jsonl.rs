//! JSON Lines: `records.jsonl` and `evidence.jsonl`.
//!
//! Comes in: a [`Record`], an [`EvidenceLine`]. Goes out: one line of JSON each, appended to a buffer that the caller
//! reuses. A line holds no raw line end, so that line tools can count and cut the files.
//!
//! Evidence is several times the size of its record and all of one shape, so its line is written out by hand: half the
//! time of the derived serialization, whose bytes it equals (a test holds the two together).

use super::json::{Pieces, write_float, write_plain, write_text, write_value};
use crate::record::{Evidence, EvidenceLine, Record, Span};

/// Appends a record.
pub fn write_record(out: &mut Vec<u8>, record: &Record, evidence: Option<&[Evidence]>) {
    write_value(out, record);
    if let Some(evidence) = evidence {
        // The record's closing brace makes room for one more key.
        out.pop();
        out.extend_from_slice(b",\"evidence\":");
        write_entries(out, evidence);
        out.push(b'}');
    }
    out.push(b'\n');
}

/// Appends a record's evidence.
pub fn write_evidence(out: &mut Vec<u8>, line: &EvidenceLine) {
    let EvidenceLine { record_id, evidence } = line;
    out.extend_from_slice(b"{\"record_id\":");
    write_text(out, record_id);
    out.extend_from_slice(b",\"evidence\":");
    write_entries(out, evidence);
    out.extend_from_slice(b"}\n");
}

fn write_entries(out: &mut Vec<u8>, evidence: &[Evidence]) {
    write_list(out, evidence, |out, entry| {
        // Without `..`: a key that is added to the type must be added here.
        let Evidence { pointer, raw, spans, confidence, because, rule, by } = entry;
        // Pointers, rules and reasons are the program's own words. Quotes are copied with what stands beside them.
        out.extend_from_slice(b"{\"pointer\":\"");
        write_plain(out, pointer);
        out.extend_from_slice(b"\",\"raw\":");
        write_list(out, raw, |out, raw| write_text(out, raw));
        out.extend_from_slice(b",\"spans\":");
        write_list(out, spans, write_span);
        out.extend_from_slice(b",\"confidence\":");
        write_float(out, *confidence);
        out.extend_from_slice(b",\"because\":");
        write_list(out, because, |out, reason| {
            out.push(b'"');
            write_plain(out, reason);
            out.push(b'"');
        });
        out.extend_from_slice(b",\"rule\":\"");
        write_plain(out, rule);
        out.extend_from_slice(b"\",\"by\":\"");
        write_plain(out, by);
        out.extend_from_slice(b"\"}");
    });
}

fn write_span(out: &mut Vec<u8>, span: &Span) {
    let Span { start, end, line, col, line_end, col_end, page, bbox, table, row, cell_col } = span;
    let mut pieces = Pieces::new();
    pieces.number(b"{\"start\":", *start);
    pieces.number(b",\"end\":", *end);
    pieces.number(b",\"line\":", *line);
    pieces.number(b",\"col\":", *col);
    pieces.number(b",\"line_end\":", *line_end);
    pieces.number(b",\"col_end\":", *col_end);
    if let Some(page) = page {
        pieces.number(b",\"page\":", *page);
    }
    if let Some(bbox) = bbox {
        pieces.write(out);
        out.extend_from_slice(b",\"bbox\":");
        write_value(out, bbox);
        pieces = Pieces::new();
    }
    if let Some(table) = table {
        pieces.number(b",\"table\":", u32::from(*table));
    }
    if let Some(row) = row {
        pieces.number(b",\"row\":", u32::from(*row));
    }
    if let Some(cell_col) = cell_col {
        pieces.number(b",\"cell_col\":", u32::from(*cell_col));
    }
    pieces.put(b"}");
    pieces.write(out);
}

fn write_list<T>(out: &mut Vec<u8>, list: &[T], write: impl Fn(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (i, item) in list.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(full: bool) -> Span {
        Span {
            start: 0,
            end: u32::MAX,
            line: 10,
            col: 1,
            line_end: 1_000_000,
            col_end: 99,
            page: full.then_some(3),
            bbox: full.then_some([-1, 0, 20, 300]),
            table: full.then_some(0),
            row: full.then_some(65_535),
            cell_col: full.then_some(1),
        }
    }

    #[test]
    fn evidence_by_hand_is_evidence_derived() {
        let mut entry = Evidence {
            pointer: "/pledge/number".to_owned(),
            raw: smallvec::smallvec!["7-1".to_owned(), "따옴표 \" 역사선 \\ 제어 \u{1}\t\u{7f}\n".to_owned()],
            spans: smallvec::smallvec![span(false), span(true)],
            confidence: 0.975,
            because: Vec::new(),
            rule: "header.number",
            by: "extractor",
        };
        let mut line = EvidenceLine { record_id: "ab-2".to_owned(), evidence: Vec::new() };
        for confidence in [0.0, 1.0, 0.333] {
            entry.confidence = confidence;
            line.evidence.push(entry.clone());
            let mut written = Vec::new();
            write_evidence(&mut written, &line);
            let mut derived = serde_json::to_vec(&line).unwrap();
            derived.push(b'\n');
            assert_eq!(String::from_utf8(written).unwrap(), String::from_utf8(derived).unwrap());
        }
    }
}
