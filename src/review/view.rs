//! A record beside its source, as the page gets it.

use serde_json::{Value, json};

use super::session::Live;
use crate::corrections::{self, Action, Anchor, Corrections, Identity};
use crate::model::{Pointer, Walk};
use crate::record::Span;
use crate::record::assemble::Locator;
use crate::sinks::redact::Cover;
use crate::sinks::review::field_name;
use crate::span::Range;
use crate::text::squash;

/// Lines of the source that are shown before and after a record.
const AROUND: u32 = 3;

/// What ties a correction to its value.
pub(super) struct Tied {
    pub path: String,
    pub record_id: String,
    pub pledge: Identity,
    pub spans: Vec<Span>,
    pub anchor: Anchor,
    pub old: Value,
}

/// The ties of the value at a pointer, or of a selected stretch of text for a value that is not there.
pub(super) fn tied(live: &Live, index: usize, pointer: Option<&str>, selection: Option<(u32, u32)>) -> Option<Tied> {
    let plain = live.plain();
    let record = plain.records.get(index)?;
    let mut tied = Tied {
        path: record.source.path.to_string(),
        record_id: plain.evidence.get(index)?.record_id.clone(),
        pledge: live.ties.identities.get(index)?.clone(),
        spans: Vec::new(),
        anchor: Anchor::default(),
        old: Value::Null,
    };
    let Some(pointer) = pointer else { return Some(tied) };
    let entries = &plain.evidence[index].evidence;
    if let Some(k) = entries.iter().position(|e| e.pointer == pointer) {
        tied.spans = entries[k].spans.to_vec();
        tied.anchor = live.ties.anchors.get(index)?.get(k)?.clone();
        tied.old = serde_json::to_value(&record.body).ok()?.pointer(pointer)?.clone();
        return Some(tied);
    }
    let range = found(live, index, selection?)?;
    tied.anchor = corrections::selected(live.document.decoded.text(), live.ties.surfaces[index], range);
    Some(tied)
}

/// The range of the text that the stages read at two characters of the source text.
fn found(live: &Live, index: usize, (from, to): (u32, u32)) -> Option<Range> {
    let text = live.document.decoded.text();
    let (start, end) = (place(live, index, from)?, place(live, index, to)?);
    let range = Range::new(start, end);
    (start < end && !squash(&text[range.to_usize()]).is_empty()).then_some(range)
}

/// The place in the text that the stages read of a character of the source text, within a record.
pub(super) fn place(live: &Live, index: usize, character: u32) -> Option<usize> {
    let document = &live.document;
    let card = *live.ties.ranges.get(index)?;
    let text = document.decoded.text();
    let at = document.byte_of(character);
    // Ranges lead from the text to its source only; places keep their order on the way.
    let start_of = |at: usize| document.decoded.to_source(Range::new(at, text.len())).start as usize;
    let ends = text[card.to_usize()].char_indices().map(|(i, _)| card.start as usize + i).chain([card.end as usize]);
    let places: Vec<usize> = ends.collect();
    Some(places[places.partition_point(|&p| start_of(p) < at).min(places.len() - 1)])
}

/// The line of a border, as a correction has it.
pub(super) fn border(live: &Live, line: Range) -> (Anchor, Vec<Span>) {
    let decoded = &live.document.decoded;
    (corrections::line_anchor(decoded.text(), line), vec![Locator::new(decoded).span(line)])
}

/// Number and title of a record beside another in its file, and the number that the page knows it by.
fn beside(live: &Live, index: Option<usize>) -> Value {
    let Some((index, record)) = index.and_then(|i| Some((live.numbers.get(i)?, live.converted.records.get(i)?))) else {
        return Value::Null;
    };
    let pledge = &record.body.pledge;
    // As the output has them, without what was removed.
    json!({"index": index, "number": pledge.number.as_ref().map(|n| &n.value), "title": pledge.title.as_ref().map(|t| &t.value)})
}

/// The last correction of a value.
pub(super) fn latest(live: &Live, index: usize, pointer: Option<&str>, held: &Corrections) -> Option<String> {
    let of = |id: &str| live.ties.applied.iter().any(|a| a.id == id && a.record_index == index && a.pointer.as_deref() == pointer);
    held.all().iter().rev().find(|c| c.action != Action::Comment && of(&c.id)).map(|c| c.id.clone())
}

/// A record whose document is at hand.
pub(super) fn of_live(live: &Live, index: usize, held: &Corrections, with_anchors: bool) -> Option<Value> {
    let record = live.converted.records.get(index)?;
    let entries = &live.converted.evidence.get(index)?.evidence;
    let mut titles = serde_json::Map::new();
    record.body.walk(&mut Pointer::default(), &mut |at, _, _| {
        // The value, and what it is in: lists and groups have names, too.
        let mut of = at.as_str();
        while !of.is_empty() && !titles.contains_key(of) {
            titles.insert(of.to_owned(), json!(field_name(&record.body, of)));
            of = of.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
    });
    let mut evidence = serde_json::to_value(entries).ok()?;
    if let (true, Some(list)) = (with_anchors, evidence.as_array_mut()) {
        for ((entry, anchor), of) in list.iter_mut().zip(&live.ties.anchors[index]).zip(entries) {
            entry["anchor"] = json!(uncovered(anchor, &live.cover).filter(|_| !live.is_removed(index, &of.pointer)));
        }
    }
    let applied = live.ties.applied.iter().filter(|a| a.record_index == index);
    let corrections: Vec<Value> = applied
        .filter_map(|a| {
            let c = held.all().iter().find(|c| c.id == a.id)?;
            let removed = a.pointer.as_deref().is_some_and(|p| live.is_removed(index, p));
            let told = |value: Value| if removed { Value::Null } else { covered(value, &live.cover) };
            Some(json!({
                "id": c.id, "action": c.action, "pointer": a.pointer, "issue": c.issue, "old": told(c.old.clone()),
                "new": told(c.new.clone()), "comment": told(json!(c.comment)), "when": c.when, "who": c.who, "raw": told(json!(c.anchor.raw)),
            }))
        })
        .collect();
    let source = source(live, record.source.span.as_ref()?);
    let pledge = live.ties.identities.get(index).map(|p| covered(json!(p), &live.cover));
    Some(json!({
        "record": record, "evidence": evidence, "titles": titles, "corrections": corrections, "source": source,
        "pledge": pledge, "pages": live.converted.format == Some("pdf"),
        "before": beside(live, index.checked_sub(1)), "after": beside(live, Some(index + 1)), "list": live.ties.is_list,
    }))
}

/// The lines and tables around a record.
fn source(live: &Live, span: &Span) -> Value {
    let document = &live.document;
    let (text, index) = (document.decoded.source_text(), &document.index);
    let first = span.line.saturating_sub(AROUND).max(1);
    let last = (span.line_end + AROUND).min(index.lines() as u32);
    let start = |line: u32| if line as usize <= index.lines() { index.line_start(line) as usize } else { text.len() };
    let lines: Vec<Value> = (first..=last)
        .map(|line| {
            let content = text[start(line)..start(line + 1)].trim_end_matches(['\n', '\r', '\x0c']);
            let at = index.scalar_offset(start(line) as u32);
            json!([at, live.cover.over(content, at)])
        })
        .collect();
    let grids: Vec<Value> = document.grids(span.start, span.end).into_iter().map(|g| covered_grid(g, &live.cover)).collect();
    json!({"first": first, "lines": lines, "from": span.line, "to": span.line_end, "grids": grids})
}

/// A table whose cells show nothing that was removed from the output.
fn covered_grid(grid: &Value, cover: &Cover) -> Value {
    let mut grid = grid.clone();
    for cell in grid["cells"].as_array_mut().into_iter().flatten().filter(|_| !cover.is_none()) {
        if let (Some(start), Some(text)) = (cell[4].as_u64(), cell[6].as_str()) {
            cell[6] = json!(cover.over(text, start as u32));
        }
    }
    grid
}

/// A value with what was removed from the output covered.
fn covered(value: Value, cover: &Cover) -> Value {
    match value {
        Value::String(text) if !cover.is_none() => Value::String(cover.over_words(&text)),
        Value::Array(list) => list.into_iter().map(|v| covered(v, cover)).collect(),
        Value::Object(map) => map.into_iter().map(|(k, v)| (k, covered(v, cover))).collect(),
        other => other,
    }
}

/// An anchor whose surroundings end before what was removed from the output; none where that stands in the text itself.
pub(super) fn uncovered(anchor: &Anchor, cover: &Cover) -> Option<Anchor> {
    let clean = |raw: &String| cover.over_words(raw) == *raw;
    anchor.raw.iter().all(clean).then(|| Anchor {
        before: cover.clean_end(&anchor.before).to_owned(),
        after: cover.clean_start(&anchor.after).to_owned(),
        ..anchor.clone()
    })
}

/// A record whose document is not at hand: to be read, not to be corrected.
pub(super) fn of_record(record: Value) -> Value {
    json!({"record": record, "evidence": [], "titles": {}, "corrections": [], "source": null, "pages": false, "before": null, "after": null, "list": false})
}
