//! JSON Lines: `records.jsonl` and `evidence.jsonl`.
//!
//! Comes in: a [`Record`], an [`EvidenceLine`]. Goes out: one line of JSON each, appended to a buffer that the caller
//! reuses. A line holds no raw line end, so that line tools can count and cut the files.
//!
//! Both are written out by hand, field by field: a fraction of the time of the derived serialization, whose bytes they equal
//! (tests hold the two together).

use super::json::{Json, Pieces, objects, words, write_float, write_keys, write_list, write_object, write_plain, write_text};
use crate::model::{
    Achievement, Administration, AnnualTarget, Assessment, Authority, Body, Budget, Cell, CentralSupport, Change, ChannelCount, Contact,
    Continuity, DateSpan, Document, DocumentKind, Engagement, Funding, FundingSource, Grid, HeaderPair, Horizon, IndicatorMeasure,
    IndicatorValue, Item, Jurisdiction, JurisdictionBasis, JurisdictionLevel, Manifesto, Measure, Money, MoneyTable, Note, Obstacles,
    OtherSection, Overview, Period, PlanItem, Pledge, Project, Rate, RecordStatus, Recurrence, Schedule, State, SupportKind,
    SupportRequest, Task, Term,
};
use crate::record::{Coverage, Evidence, EvidenceLine, Issue, Proof, ProofCell, Record, Related, SectionReport, Severity, Source, Span};

/// Appends a record.
pub fn write_record(out: &mut Vec<u8>, record: &Record, evidence: Option<&[Evidence]>) {
    record.write(out);
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
    let mut endings = Endings { places: [None; ENDINGS] };
    write_list(out, evidence, |out, entry| {
        // Without `..`: a key that is added to the type must be added here, or to the endings.
        let Evidence { pointer, raw, spans, confidence: _, because: _, rule: _, by: _ } = entry;
        // Pointers are the program's own words. Quotes are copied with what stands beside them.
        out.extend_from_slice(b"{\"pointer\":\"");
        write_plain(out, pointer);
        out.extend_from_slice(b"\",\"raw\":");
        write_list(out, raw, |out, raw| write_text(out, raw));
        out.extend_from_slice(b",\"spans\":");
        write_list(out, spans, write_span);
        endings.write(out, entry);
    });
}

/// A card has values of some twenty rules, with a few confidences each.
const ENDINGS: usize = 64;

/// Where in the output the last keys of entries stand that were written last: most values have rule, reasons and confidence of one
/// shortly before.
struct Endings<'e> {
    places: [Option<(&'e Evidence, usize, usize)>; ENDINGS],
}

impl<'e> Endings<'e> {
    fn write(&mut self, out: &mut Vec<u8>, entry: &'e Evidence) {
        let spread = (entry.confidence.to_bits() >> 32) as usize;
        let place = &mut self.places[(entry.rule.as_ptr().addr() ^ spread) % ENDINGS];
        match *place {
            Some((other, from, to)) if Self::same(other, entry) => out.extend_from_within(from..to),
            _ => {
                let from = out.len();
                Self::write_afresh(out, entry);
                *place = Some((entry, from, out.len()));
            }
        }
    }

    /// Whether two entries end in the same way for sure.
    fn same(a: &Evidence, b: &Evidence) -> bool {
        let same = |a: &'static str, b: &'static str| std::ptr::eq(a, b);
        same(a.rule, b.rule)
            && same(a.by, b.by)
            && a.confidence.to_bits() == b.confidence.to_bits()
            && a.because.len() == b.because.len()
            && a.because.iter().zip(&b.because).all(|(a, b)| same(a, b))
    }

    fn write_afresh(out: &mut Vec<u8>, entry: &Evidence) {
        out.extend_from_slice(b",\"confidence\":");
        write_float(out, entry.confidence);
        out.extend_from_slice(b",\"because\":");
        // Rules and reasons are the program's own words as well.
        write_list(out, &entry.because, |out, reason| {
            out.push(b'"');
            write_plain(out, reason);
            out.push(b'"');
        });
        out.extend_from_slice(b",\"rule\":\"");
        write_plain(out, entry.rule);
        out.extend_from_slice(b"\",\"by\":\"");
        write_plain(out, entry.by);
        out.extend_from_slice(b"\"}");
    }
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
        bbox.as_slice().write(out);
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

impl Json for Span {
    fn write(&self, out: &mut Vec<u8>) {
        write_span(out, self);
    }
}

impl Json for Record {
    fn write(&self, out: &mut Vec<u8>) {
        let Record { schema_version, record_id, pledge_key, status, confidence, errors, source, document, body, sections, coverage } = self;
        write_object(out, |out| {
            write_keys!(out: schema_version, record_id, pledge_key, status, confidence, errors, source, document);
            write_body(out, body);
            write_keys!(out: sections, coverage);
        });
    }
}

/// Appends the keys of a body, which are keys of its record.
fn write_body(out: &mut Vec<u8>, body: &Body) {
    let Body {
        pledge,
        purpose,
        goal,
        goal_in_term,
        annual_targets,
        indicators,
        indicator_values,
        overview,
        plans,
        schedule,
        achievements,
        assessment,
        obstacles,
        changes,
        investment,
        execution,
        citizen_engagement,
        future_plans,
        support_requests,
        notes,
        captions,
        other_sections,
    } = body;
    write_keys!(out: pledge, purpose, goal, goal_in_term, annual_targets, indicators, indicator_values, overview, plans, schedule);
    write_keys!(out: achievements, assessment, obstacles, changes, investment, execution, citizen_engagement, future_plans);
    write_keys!(out: support_requests, notes, captions, other_sections);
}

objects! {
    ProofCell { pointer, label, number, span }
    Proof { cells, expected, found, difference, unit }
    Related { span, note }
    Issue { code, name, severity, message, message_ko, pointer, spans, raw, hint, hint_ko, related, proof, suggestion }
    Source { path, sha256, bytes, format, encoding, record_index, record_count, span, layout }
    SectionReport { kind, heading, span, confidence, issues }
    Coverage { characters, assigned }
    DateSpan { from, to, edtf, recurrence, raw }
    Money { krw, krw_min, krw_max, recurrence, approximate, raw }
    Funding { source, label, krw }
    Cell { table, project, source, label, period, year, year_to, period_label, measure, subtotal, number, krw }
    IndicatorValue { name, unit, year, measure, value }
    ChannelCount { channel, count }
    Rate { name, percent }
    Jurisdiction { name, code, level, basis }
    CentralSupport { needed, kinds }
    Contact { role, name, phone }
    HeaderPair { label, value }
    Pledge {
        number, title, category, category_number, jurisdiction, promises, continuity, term, horizon, budget,
        authorities, state, state_label, manifesto, progress_percent, progress_label, rates, completion,
        central_support, department, contacts, header,
    }
    AnnualTarget { group, item, year, period_label, targets, results, cumulative_percent }
    Item { label, text, items }
    Grid { caption, unit, header, rows }
    Project { name, period, location, total_cost, funding, agencies, items, tables }
    Overview { projects }
    PlanItem { group, date, text }
    Achievement { group, date, text }
    Task { group, name, spans }
    Schedule { marks_preserved, tasks }
    Assessment { strengths, weaknesses, improvements }
    Obstacles { problems, remedies }
    Change { date, what, reason, procedure }
    MoneyTable { unit, caption, total_cost, funding, items, cells }
    Engagement { unit, counts, items }
    SupportRequest { body, text }
    Note { section, text }
    OtherSection { heading, lines, tables }
    Administration { term, label }
    Document { title, as_of, administration, kind }

}

words! {
    RecordStatus, DocumentKind, Continuity, Term, Horizon, Budget, Authority, State, Manifesto, SupportKind, FundingSource, Period,
    Measure, IndicatorMeasure, Recurrence, JurisdictionLevel, JurisdictionBasis, Severity,
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
