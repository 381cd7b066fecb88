//! Card → record, evidence and issues on the wire.

use std::cell::Cell;

use sha2::{Digest, Sha256};
use smallvec::SmallVec;

use super::{Coverage, Evidence, EvidenceLine, Issue, Proof, ProofCell, Record, Related, SectionReport, Source, Span};
use crate::decode::Decoded;
use crate::diag::{Diagnostic, Severity};
use crate::fields::{Extracted, Settled};
use crate::model::{Document, Doubts, Method, RecordStatus, SCHEMA_VERSION, Walk};
use crate::score::{self, Placed, Scores};
use crate::source::hex;
use crate::span::{CellRef, Range, TextIndex};

/// Turns ranges of the decoded text into spans of the source text.
pub struct Locator<'a> {
    decoded: &'a Decoded,
    index: TextIndex,
    /// Line of the last place that was asked for.
    near: Cell<u32>,
}

impl<'a> Locator<'a> {
    /// Indexes the source text once.
    pub fn new(decoded: &'a Decoded) -> Self {
        Self { index: TextIndex::new(decoded.source_text()), decoded, near: Cell::new(0) }
    }

    fn source_range(&self, range: Range) -> Range {
        if self.decoded.has_offset_map() { self.decoded.to_source(range) } else { range }
    }

    /// A span on the wire.
    pub fn span(&self, range: Range) -> Span {
        self.span_of(range, self.source_range(range), None)
    }

    /// A span of a range of the text, which is `source` in the text before NFC.
    fn span_of(&self, range: Range, source: Range, cell: Option<CellRef>) -> Span {
        let (from, to) = self.index.ends(source, self.near.get());
        self.near.set(from.line);
        let place = self.decoded.native.as_ref().and_then(|n| n.place(self.decoded.text(), range));
        Span {
            start: from.offset,
            end: to.offset,
            line: from.line,
            col: from.column,
            line_end: to.line,
            col_end: to.column,
            page: place.map(|p| p.0),
            bbox: place.map(|(_, [x0, y0, x1, y1])| [x0.floor() as i32, y0.floor() as i32, x1.ceil() as i32, y1.ceil() as i32]),
            table: cell.map(|c| c.table),
            row: cell.map(|c| c.row),
            cell_col: cell.map(|c| c.col),
        }
    }

    /// The source of a range.
    pub fn raw(&self, range: Range) -> String {
        self.decoded.source_text()[self.source_range(range).to_usize()].to_owned()
    }

    /// A diagnostic as an issue.
    pub fn issue(&self, d: Diagnostic) -> Issue {
        Issue {
            code: d.code.id,
            name: d.code.name,
            severity: d.code.severity,
            message: d.message,
            message_ko: d.message_ko,
            pointer: d.pointer,
            spans: d.ranges.iter().map(|&r| self.span(r)).collect(),
            raw: d.ranges.iter().map(|&r| self.raw(r)).collect(),
            hint: d.code.hint,
            hint_ko: d.code.hint_ko,
            related: d.related.into_iter().map(|(r, note)| Related { span: self.span(r), note }).collect(),
            proof: d.proof.map(|p| Proof {
                cells: p
                    .cells
                    .into_iter()
                    .map(|c| ProofCell { pointer: c.pointer, label: c.label, number: c.number, span: c.range.map(|r| self.span(r)) })
                    .collect(),
                expected: p.expected,
                found: p.found,
                difference: p.difference,
                unit: p.unit,
            }),
            suggestion: d.suggestion,
        }
    }
}

/// What a record takes over from its file.
#[derive(Clone, Debug)]
pub struct FileFacts {
    /// Source without the record's own part.
    pub source: Source,
    /// What the file says of itself.
    pub document: Option<Document>,
    /// Hash of the record's own text, page numbers and running heads left out.
    pub record_id: String,
}

/// Rounds to four places, as the wire has probabilities.
pub fn rounded(p: f64) -> f64 {
    (p * 10_000.0).round() / 10_000.0
}

/// Hash of the lines of a record: sixteen hexadecimal digits.
pub fn text_hash<'t>(lines: impl IntoIterator<Item = &'t str>) -> String {
    let mut hasher = Sha256::new();
    for line in lines {
        hasher.update(line.as_bytes());
        hasher.update(b"\n");
    }
    hex(&hasher.finalize()[..8])
}

/// The finished record and its evidence.
pub fn assemble(
    locator: &Locator<'_>,
    mut extracted: Extracted,
    mut diagnostics: Vec<Diagnostic>,
    facts: &FileFacts,
    scores: Scores,
    review_below: f64,
) -> (Record, EvidenceLine) {
    let text = locator.decoded.text();
    let range = extracted.ledger.range();
    let Settled { characters, assigned, ref open } = *extracted.ledger.settle(text);
    let record_id = facts.record_id.clone();
    diagnostics.sort_by_key(|d| (d.code.severity, d.ranges.first().map_or(u32::MAX, |r| r.start)));
    let worst = diagnostics.first().map(|d| d.code.severity);
    let mut noticed: Vec<Range> = diagnostics.iter().filter_map(|d| d.ranges.first().copied()).collect();
    noticed.sort_unstable();
    let errors: Vec<Issue> = diagnostics.into_iter().map(|d| locator.issue(d)).collect();
    // Sum and number of the confidences in each section.
    let mut found = vec![(0.0, 0u32); extracted.sections.len()];
    let mut evidence = Vec::with_capacity(scores.values.len());
    let mut values = scores.values.into_iter();
    // Most values are doubted for the reasons of the value before.
    let mut last: Option<(Method, Doubts, Vec<&'static str>)> = None;
    let source_text = locator.decoded.source_text();
    let mapped = locator.decoded.has_offset_map();
    extracted.body.walk_mut(&mut |prov| {
        let Some(Placed { pointer, section }) = values.next() else { return };
        if let Some((sum, number)) = section.map(|at| &mut found[at]) {
            *sum += f64::from(prov.confidence);
            *number += 1;
        }
        let place = |&r: &Range| {
            let source = if mapped { locator.decoded.to_source(r) } else { r };
            (source_text[source.to_usize()].to_owned(), locator.span_of(r, source, prov.cell))
        };
        let (raw, spans) = match prov.ranges.as_slice() {
            [one] => {
                let (raw, span) = place(one);
                (SmallVec::from_buf([raw]), SmallVec::from_buf([span]))
            }
            ranges => ranges.iter().map(place).unzip(),
        };
        let because = match &last {
            Some((method, doubts, because)) if *method == prov.method && *doubts == prov.doubts => because.clone(),
            _ => last.insert((prov.method, prov.doubts, score::because(prov))).2.clone(),
        };
        evidence.push(Evidence {
            pointer,
            raw,
            spans,
            confidence: rounded(f64::from(prov.confidence)),
            because,
            rule: prov.rule,
            by: if prov.method == Method::Reviewed { "reviewer" } else { "extractor" },
        });
    });
    let sections = sections(locator, &extracted, found, &noticed, open);
    let status = if worst == Some(Severity::Error) || scores.lowest < review_below { RecordStatus::Review } else { RecordStatus::Ok };
    let mut source = facts.source.clone();
    source.span = Some(locator.span(range));
    source.layout.clone_from(&extracted.layout);
    let record = Record {
        schema_version: SCHEMA_VERSION,
        record_id: record_id.clone(),
        pledge_key: pledge_key(&extracted, facts),
        status,
        confidence: rounded(scores.record),
        errors,
        source,
        document: facts.document.clone(),
        body: extracted.body,
        sections,
        coverage: Coverage { characters, assigned },
    };
    (record, EvidenceLine { record_id, evidence })
}

/// Sections with their confidence: the mean of their values', less the share of their text that nothing took.
fn sections(
    locator: &Locator<'_>,
    extracted: &Extracted,
    scores: Vec<(f64, u32)>,
    noticed: &[Range],
    open: &[Range],
) -> Vec<SectionReport> {
    extracted
        .sections
        .iter()
        .zip(scores)
        .map(|(section, (sum, n))| {
            let issues = inside(noticed, section.range).count();
            let lost: usize = inside(open, section.range).map(Range::len).sum();
            let share = 1.0 - lost as f64 / section.range.len().max(1) as f64;
            let mean = if n == 0 { 0.9 } else { sum / f64::from(n) };
            SectionReport {
                kind: section.role.key().to_owned(),
                heading: section.heading.as_ref().map(|h| h.text.clone()),
                span: Some(locator.span(section.range)),
                confidence: rounded((mean * share).clamp(0.0, 1.0)),
                issues,
            }
        })
        .collect()
}

/// The ranges that lie inside `section`, out of a list in order.
fn inside(list: &[Range], section: Range) -> impl Iterator<Item = Range> + '_ {
    let from = list.partition_point(|r| r.start < section.start);
    list[from..].iter().copied().take_while(move |r| r.start <= section.end).filter(move |r| section.contains(*r))
}

/// `<code>/<term>/<category>-<number>`.
fn pledge_key(extracted: &Extracted, facts: &FileFacts) -> Option<String> {
    let pledge = &extracted.body.pledge;
    let code = pledge.jurisdiction.as_ref()?.code.as_deref()?;
    let term = facts.document.as_ref()?.administration.as_ref()?.term;
    let number = crate::text::squash(&pledge.number.as_ref()?.value);
    let number = match (&pledge.category_number, number.contains('-')) {
        (_, true) => number,
        (Some(category), false) => format!("{}-{number}", arabic(&crate::text::squash(&category.value))),
        (None, false) => return None,
    };
    Some(format!("{code}/{term}/{number}"))
}

/// Ⅳ → 4.
fn arabic(numeral: &str) -> String {
    match numeral.chars().next() {
        Some(c @ 'Ⅰ'..='Ⅻ') => (c as u32 - 'Ⅰ' as u32 + 1).to_string(),
        _ => numeral.to_owned(),
    }
}
