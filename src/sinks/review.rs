//! `review.csv`: what a person should look at, worst first.
//!
//! Comes in: records with their evidence. Goes out: one row for each issue of severity error or warning, and one for each
//! key value whose confidence is under the threshold, each with its [`Rank`]. Rows of one rank stay in the order of the
//! output. Values that an issue already points at are not listed a second time.

use std::collections::{HashMap, HashSet};

use super::schema::field_title;
use super::tables::typed::{Mark, Marks};
use super::tables::{ReviewRow, review_row, review_row_typed};
use crate::diag::Severity;
use crate::model::{Body, Measure, MoneyTable, Pointer, RecordStatus, Walk};
use crate::record::{Evidence, EvidenceLine, Issue, Record};
use crate::score::is_key;

/// Confidences are ranked in steps of a thousandth, as they are printed.
const RANK_STEPS: f64 = 1_000.0;

/// Longest source text and value that a row shows, in characters.
const SHOWN_CHARACTERS: usize = 200;

/// How bad a row is; the smaller the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// 0: no usable record; 1: an error; 2: a warning or a doubtful key value.
    group: u8,
    /// Confidence in thousandths.
    confidence: u16,
}

impl Rank {
    fn new(group: u8, confidence: f64) -> Self {
        let confidence = (confidence.clamp(0.0, 1.0) * RANK_STEPS).round() as u16;
        Self { group, confidence }
    }
}

/// A row of `review.csv` and its place in it.
#[derive(Debug)]
pub struct Flagged {
    /// How bad.
    pub rank: Rank,
    /// The line of CSV.
    pub row: Vec<u8>,
    /// The same, typed.
    pub typed: Vec<u8>,
}

impl Flagged {
    fn new(rank: Rank, row: &ReviewRow<'_>) -> Self {
        Self { rank, row: review_row(row), typed: review_row_typed(row) }
    }
}

/// The Korean name of a field of this record. A money cell is named by its row and column (`투자계획 › 국비 2023 계획`): its
/// place in the list of cells tells a reader nothing.
pub fn field_name(body: &Body, pointer: &str) -> String {
    let table = |money: &'_ Option<MoneyTable>, rest: &str| {
        let index: usize = rest.strip_prefix("cells/")?.parse().ok()?;
        let cell = money.as_ref()?.cells.get(index)?;
        let project = cell.project.as_deref().map(|p| format!("{p} › ")).unwrap_or_default();
        Some(format!("{project}{} {} {}", cell.label, cell.period_label, measure_ko(cell.measure)))
    };
    let (section, cell) = match pointer.strip_prefix("/investment/") {
        Some(rest) => ("/investment", table(&body.investment, rest)),
        None => ("/execution", pointer.strip_prefix("/execution/").and_then(|rest| table(&body.execution, rest))),
    };
    match cell {
        Some(cell) => format!("{} › {cell}", field_title(section)),
        None => field_title(pointer),
    }
}

/// What a money column states, as reports print it.
pub fn measure_ko(measure: Measure) -> &'static str {
    match measure {
        Measure::Planned => "계획",
        Measure::Initial => "당초",
        Measure::Revised => "변경",
        Measure::Secured => "확보",
        Measure::Executed => "집행",
    }
}

/// The rows of a record.
pub fn flag(record: &Record, evidence: &EvidenceLine, review_below: f64) -> Vec<Flagged> {
    let issues = || record.errors.iter().filter(|e| e.severity != Severity::Info);
    let doubtful = || {
        let entries = evidence.evidence.iter();
        entries.filter(|e| e.confidence < review_below && is_key(&e.pointer))
    };
    if issues().next().is_none() && doubtful().next().is_none() {
        return Vec::new();
    }
    let by_pointer: HashMap<&str, &Evidence> = evidence.evidence.iter().map(|e| (e.pointer.as_str(), e)).collect();
    let wanted: HashSet<&str> =
        issues().filter_map(|issue| issue.pointer.as_deref()).chain(doubtful().map(|e| e.pointer.as_str())).collect();
    let mut values: HashMap<String, String> = HashMap::with_capacity(wanted.len());
    record.body.walk(&mut Pointer::default(), &mut |at, _, value| {
        if wanted.contains(at.as_str()) {
            values.insert(at.as_str().to_owned(), value.show());
        }
    });
    let context = Context { record, by_pointer, values };
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for issue in issues() {
        seen.extend(issue.pointer.as_deref());
        out.push(context.issue(issue));
    }
    for entry in doubtful().filter(|e| !seen.contains(e.pointer.as_str())) {
        out.push(context.doubt(entry, review_below));
    }
    out
}

fn doubt_ko(review_below: f64) -> String {
    format!("신뢰도가 검토 기준({review_below})보다 낮습니다")
}

/// The same values as [`flag`] gives rows for, as marks on the cells of the tables.
pub fn marks(record: &Record, evidence: &EvidenceLine, review_below: f64) -> Marks {
    let issues = record.errors.iter().filter(|e| e.severity != Severity::Info);
    let mut marks: Vec<Mark> = issues
        .map(|issue| Mark {
            column: 0,
            error: issue.severity == Severity::Error,
            pointer: issue.pointer.clone().unwrap_or_default(),
            message: match &issue.suggestion {
                Some(suggestion) => format!("[{} {}] {} (제안값: {suggestion})", issue.severity.word_ko(), issue.code, issue.message_ko),
                None => format!("[{} {}] {}", issue.severity.word_ko(), issue.code, issue.message_ko),
            },
        })
        .collect();
    let seen: HashSet<&str> = record.errors.iter().filter(|e| e.severity != Severity::Info).filter_map(|e| e.pointer.as_deref()).collect();
    let doubtful = evidence.evidence.iter().filter(|e| e.confidence < review_below && is_key(&e.pointer));
    marks.extend(doubtful.filter(|e| !seen.contains(e.pointer.as_str())).map(|entry| Mark {
        column: 0,
        error: false,
        pointer: entry.pointer.clone(),
        message: doubt_ko(review_below),
    }));
    Marks::new(marks)
}

/// The row of an issue that concerns a file as a whole; none for an issue of severity info.
pub fn flag_file(path: &str, issue: &Issue) -> Option<Flagged> {
    let group = match issue.severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Info => return None,
    };
    let raw = clipped(&issue.raw.join(" "));
    let row = ReviewRow {
        path,
        line: issue.spans.first().map(|s| s.line),
        page: issue.spans.first().and_then(|s| s.page),
        raw: &raw,
        code: issue.code,
        name: issue.name,
        severity: issue.severity.word_ko(),
        message: &issue.message_ko,
        hint: issue.hint_ko,
        ..ReviewRow::default()
    };
    Some(Flagged::new(Rank::new(group, 0.0), &row))
}

struct Context<'a> {
    record: &'a Record,
    by_pointer: HashMap<&'a str, &'a Evidence>,
    values: HashMap<String, String>,
}

impl Context<'_> {
    fn issue(&self, issue: &Issue) -> Flagged {
        let pointer = issue.pointer.as_deref();
        let evidence = pointer.and_then(|p| self.by_pointer.get(p));
        let confidence = evidence.map_or(self.record.confidence, |e| e.confidence);
        let group = match (self.record.status, issue.severity) {
            (RecordStatus::Failed, _) => 0,
            (_, Severity::Error) => 1,
            _ => 2,
        };
        let span = issue.spans.first().or_else(|| evidence?.spans.first());
        let raw = clipped(&issue.raw.join(" "));
        let row = ReviewRow {
            line: span.map(|s| s.line),
            page: span.and_then(|s| s.page),
            field: &pointer.map(|p| field_name(&self.record.body, p)).unwrap_or_default(),
            pointer,
            raw: &raw,
            value: &self.value(pointer),
            code: issue.code,
            name: issue.name,
            severity: issue.severity.word_ko(),
            message: &issue.message_ko,
            hint: issue.hint_ko,
            suggestion: issue.suggestion.as_deref().unwrap_or_default(),
            confidence: Some(confidence),
            because: &evidence.map(|e| e.because.join("; ")).unwrap_or_default(),
            ..ReviewRow::default()
        };
        self.flagged(Rank::new(group, confidence), &row)
    }

    fn doubt(&self, entry: &Evidence, review_below: f64) -> Flagged {
        let pointer = Some(entry.pointer.as_str());
        let message = doubt_ko(review_below);
        let row = ReviewRow {
            line: entry.spans.first().map(|s| s.line),
            page: entry.spans.first().and_then(|s| s.page),
            field: &field_name(&self.record.body, &entry.pointer),
            pointer,
            raw: &clipped(&entry.raw.join(" ")),
            value: &self.value(pointer),
            message: &message,
            confidence: Some(entry.confidence),
            because: &entry.because.join("; "),
            ..ReviewRow::default()
        };
        self.flagged(Rank::new(2, entry.confidence), &row)
    }

    fn value(&self, pointer: Option<&str>) -> String {
        let value = pointer.and_then(|p| self.values.get(p));
        value.map(|v| clipped(v)).unwrap_or_default()
    }

    fn flagged(&self, rank: Rank, row: &ReviewRow<'_>) -> Flagged {
        let pledge = &self.record.body.pledge;
        let row = ReviewRow {
            path: &self.record.source.path,
            record_id: &self.record.record_id,
            number: pledge.number.as_ref().map(|t| t.value.as_str()),
            title: pledge.title.as_ref().map(|t| t.value.as_str()),
            ..*row
        };
        Flagged::new(rank, &row)
    }
}

/// The start of a text, with `…` where more follows.
fn clipped(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_come_before_doubts_and_doubts_by_confidence() {
        let mut ranks = [Rank::new(2, 0.1), Rank::new(1, 0.9), Rank::new(2, 0.05), Rank::new(0, 0.0)];
        ranks.sort();
        assert_eq!(ranks, [Rank::new(0, 0.0), Rank::new(1, 0.9), Rank::new(2, 0.05), Rank::new(2, 0.1)]);
    }
}
