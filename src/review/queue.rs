//! The queue: one item for each row of `review.csv`, what has become of it, and the choices that narrow it down.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use serde_json::{Value, json};

use super::folder::Records;
use crate::diag;

/// Items of one answer at most: the page asks for more as it is scrolled.
pub(super) const PAGE: usize = 200;
/// Values of a facet that are offered at most, the most frequent first.
const CHOICES: usize = 60;
/// What an item without issue is called: a key value of low confidence.
pub(super) const DOUBT: &str = "low-confidence";

/// What became of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// Nothing yet.
    No,
    /// A reviewer has looked at it.
    Reviewed,
    /// It is no longer raised.
    Gone,
}

/// A flagged value.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub record: Option<u32>,
    pub path: Arc<str>,
    pub record_id: String,
    pub line: Option<u32>,
    pub page: Option<u32>,
    pub field: String,
    pub pointer: Option<String>,
    pub raw: String,
    pub value: String,
    pub suggestion: String,
    pub issue: String,
    pub message: String,
    pub confidence: Option<f64>,
    pub because: String,
    /// Its field without indexes.
    kind: String,
    pub done: Done,
}

impl Item {
    /// What tells it from the other items of its record.
    pub(super) fn key(&self) -> (&str, Option<&str>, &str) {
        (&self.issue, self.pointer.as_deref(), if self.issue == DOUBT { "" } else { &self.message })
    }

    /// The part of the record that it is in.
    fn section(&self) -> &str {
        self.pointer.as_deref().and_then(|p| p.split('/').nth(1)).unwrap_or("")
    }

    pub(super) fn severity(&self) -> &'static str {
        diag::find(&self.issue).map_or("warning", |code| code.severity.word())
    }
}

/// A pointer without its indexes.
fn kind(pointer: &str) -> String {
    let keys = pointer.split('/').skip(1);
    keys.filter(|k| !k.bytes().all(|b| b.is_ascii_digit())).collect::<Vec<_>>().join("/")
}

/// A text as it was before [`guard`](crate::sinks::tables) put a `'` before it.
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) => rest,
        _ => text,
    }
}

/// Reads rows of `review.csv`, of which `header` says whether the first names the columns.
pub(super) fn read_rows(source: impl Read, header: bool) -> Vec<Item> {
    let mut reader = csv::ReaderBuilder::new().has_headers(header).flexible(true).from_reader(source);
    let mut out = Vec::new();
    for row in reader.records().map_while(Result::ok) {
        let at = |i: usize| unguarded(row.get(i).unwrap_or_default());
        let text = |i: usize| at(i).to_owned();
        let name = text(12);
        out.push(Item {
            record: None,
            path: at(0).into(),
            line: at(1).parse().ok(),
            page: at(2).parse().ok(),
            record_id: text(3),
            field: text(6),
            pointer: Some(text(7)).filter(|p| !p.is_empty()),
            raw: text(8),
            value: text(9),
            suggestion: text(10),
            issue: if name.is_empty() { DOUBT.to_owned() } else { name },
            message: text(14),
            confidence: at(16).parse().ok(),
            because: text(17),
            kind: kind(at(7)),
            done: Done::No,
        });
    }
    out
}

/// What narrows the queue down; empty for all.
#[derive(Debug, Default)]
pub(super) struct Filter {
    facets: BTreeMap<&'static str, String>,
    search: String,
    /// Also what is done.
    with_done: bool,
}

/// The facets, in the order in which the page shows them.
pub(super) const FACETS: [&str; 7] = ["issue", "section", "field", "file", "place", "department", "status"];

impl Filter {
    pub(super) fn new(mut asked: impl FnMut(&str) -> Option<String>) -> Self {
        let facets = FACETS.iter().filter_map(|&f| Some((f, asked(f).filter(|v| !v.is_empty())?))).collect();
        Self { facets, search: asked("q").unwrap_or_default().to_lowercase(), with_done: asked("done").as_deref() == Some("1") }
    }
}

fn facet<'a>(records: Records<'a>, item: &'a Item, name: &str) -> &'a str {
    let entry = item.record.and_then(|r| records.get(r));
    match name {
        "issue" => &item.issue,
        "section" => item.section(),
        "field" => &item.kind,
        "file" => &item.path,
        "place" => entry.and_then(|e| e.place.as_deref()).unwrap_or_default(),
        "department" => entry.and_then(|e| e.department.as_deref()).unwrap_or_default(),
        _ => entry.map_or("file", |e| &e.status),
    }
}

fn found(records: Records<'_>, item: &Item, search: &str) -> bool {
    if search.is_empty() {
        return true;
    }
    let entry = item.record.and_then(|r| records.get(r));
    let of_record = entry.into_iter().flat_map(|e| [e.number.as_deref(), e.title.as_deref(), e.department.as_deref()]).flatten();
    let own = [&*item.path, &item.field, &item.raw, &item.value, &item.message];
    own.into_iter().chain(of_record).any(|text| text.to_lowercase().contains(search))
}

/// One page of the queue, with the counts of each facet under the other facets.
pub(super) fn page(records: Records<'_>, items: &[Item], filter: &Filter, offset: usize, limit: usize) -> Value {
    let mut counts: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    let (mut shown, mut total, mut left) = (Vec::new(), 0, 0);
    for (id, item) in items.iter().enumerate() {
        if !found(records, item, &filter.search) {
            continue;
        }
        let open = item.done == Done::No;
        let misses: Vec<&str> = filter.facets.iter().filter(|(f, v)| facet(records, item, f) != v.as_str()).map(|(f, _)| *f).collect();
        if open || filter.with_done {
            for name in FACETS {
                if misses.is_empty() || misses == [name] {
                    *counts.entry(name).or_default().entry(facet(records, item, name)).or_default() += 1;
                }
            }
        }
        if !misses.is_empty() {
            continue;
        }
        left += usize::from(open);
        if !open && !filter.with_done {
            continue;
        }
        if total >= offset && shown.len() < limit.min(PAGE) {
            shown.push(to_json(records, id, item));
        }
        total += 1;
    }
    let facets: serde_json::Map<String, Value> = counts
        .into_iter()
        .map(|(name, values)| {
            let mut values: Vec<(&str, u64)> = values.into_iter().collect();
            values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
            values.truncate(CHOICES);
            (name.to_owned(), json!(values))
        })
        .collect();
    json!({"items": shown, "offset": offset, "total": total, "left": left, "facets": facets})
}

/// An item as the page gets it.
pub(super) fn to_json(records: Records<'_>, id: usize, item: &Item) -> Value {
    let entry = item.record.and_then(|r| records.get(r));
    json!({
        "id": id, "record": item.record, "path": item.path, "line": item.line, "page": item.page, "field": item.field,
        "pointer": item.pointer, "raw": item.raw, "value": item.value, "suggestion": item.suggestion, "issue": item.issue,
        "severity": item.severity(), "message": item.message, "confidence": item.confidence, "because": item.because,
        "section": item.section(), "fieldKind": item.kind,
        "number": entry.and_then(|e| e.number.as_ref()), "title": entry.and_then(|e| e.title.as_ref()),
        "department": entry.and_then(|e| e.department.as_ref()), "place": entry.and_then(|e| e.place.as_ref()),
        "status": entry.map(|e| &e.status),
        "done": match item.done { Done::No => "no", Done::Reviewed => "reviewed", Done::Gone => "gone" },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_back_as_they_were_meant() {
        let row = "a.txt,3,,r1,7-1,제목,항목,/investment/cells/2,'-5,-5,,VA001,total-mismatch,오류,'=합계,,0.436,이유\r\n";
        let [item] = &read_rows(row.as_bytes(), false)[..] else { panic!("one row") };
        assert_eq!((item.raw.as_str(), item.message.as_str(), item.confidence), ("-5", "=합계", Some(0.436)));
        assert_eq!((item.section(), item.kind.as_str(), item.severity()), ("investment", "investment/cells", "error"));
    }
}
