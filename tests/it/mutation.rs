//! What arithmetic is worth: every changed digit of a printed sum is noticed, and clean tables raise nothing.
//!
//! The cells are found by the evidence of `/investment/cells/*` and `/execution/cells/*` in the corpus' texts. One digit is
//! replaced by another, a number is deleted, or a row's line is deleted, in the decoded text; the card alone is converted
//! again. A change counts as caught when an arithmetic or table issue appears that the unchanged card does not raise.

use std::collections::BTreeMap;

use bogoseo::decode::decode;
use bogoseo::limits::Limits;
use bogoseo::{Settings, convert_bytes};
use rayon::prelude::*;
use serde_json::Value;

use crate::corpus;

/// Contradictions of numbers: none of these may stand at a clean table, and a changed digit must raise one.
const CONTRADICTIONS: [&str; 6] =
    ["total-mismatch", "period-total-mismatch", "rounding-difference", "cost-conflict", "executed-over-secured", "funding-conflict"];

/// What else tells a reader that a table's shape or a cell is not what it should be.
const UNREADABLE: [&str; 2] = ["cell-unreadable", "table-shape"];

/// What else tells that something is gone.
const GONE: [&str; 5] = ["parts-missing", "total-missing", "table-repaired", "table-flattened", "unit-missing"];

/// Share of deletions that must be noticed.
const DELETIONS_NOTICED: f64 = 0.95;

/// A card's text, with what the program says of it.
struct Card {
    name: String,
    text: String,
    record: Value,
    evidence: Value,
    issues: BTreeMap<String, usize>,
}

/// A number of a money table.
struct Number {
    section: &'static str,
    cell: Value,
    /// Bytes of the card's text.
    range: std::ops::Range<usize>,
    /// Whether one of its sums goes on beyond its own line: the row's deletion leaves a total or a part behind.
    beyond_line: bool,
}

/// How often each issue occurs, by name, so that a new mismatch beside an old one counts.
fn issues_of(record: &Value) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for issue in record["errors"].as_array().into_iter().flatten() {
        *out.entry(issue["name"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    out
}

fn read(name: &str, text: String) -> Card {
    let converted = convert_bytes(text.as_bytes(), &Settings { path: name.to_owned(), ..Settings::default() });
    let record = serde_json::to_value(&converted.records[0]).unwrap();
    let evidence = serde_json::to_value(&converted.evidence[0].evidence).unwrap();
    let issues = issues_of(&record);
    Card { name: name.to_owned(), text, record, evidence, issues }
}

/// Every card of the corpus' texts on its own, with its gold record.
fn cards(who: &str) -> Option<Vec<(Card, bool)>> {
    let folder = corpus::folder(who)?;
    let mut out = Vec::new();
    for (_, examples) in corpus::texts(&folder) {
        for example in &examples {
            let decoded = decode(&example.bytes, &Limits::default()).expect("a text");
            let chars: Vec<char> = decoded.source_text().chars().collect();
            // A list has no money tables; its rows cannot stand alone.
            for (i, record) in
                example.converted.records.iter().enumerate().filter(|(_, r)| r.body.investment.is_some() || r.body.execution.is_some())
            {
                let span = record.source.span.as_ref().expect("a record covers some text");
                let text = if example.converted.records.len() == 1 {
                    chars.iter().collect()
                } else {
                    chars[span.start as usize..span.end as usize].iter().collect()
                };
                let expected = example.gold.get(i).map(|g| &g["expect_issues"]);
                let expects = expected.and_then(Value::as_array).is_some_and(|l| {
                    l.iter()
                        .filter_map(Value::as_str)
                        .any(|n| CONTRADICTIONS.contains(&n) || UNREADABLE.contains(&n) || n == "unit-missing")
                });
                out.push((read(&format!("{}#{i}", example.name), text), !expects));
            }
        }
    }
    assert!(!out.is_empty(), "the corpus has no money tables");
    Some(out)
}

fn byte_of(text: &str, scalar: usize) -> usize {
    text.char_indices().nth(scalar).map_or(text.len(), |(at, _)| at)
}

/// The numbers of a card that stand in a printed sum: over the sources or over the periods, a total and a part of it are printed.
fn summed_numbers(card: &Card) -> Vec<Number> {
    let mut out = Vec::new();
    for section in ["investment", "execution"] {
        let cells: Vec<&Value> = card.record[section]["cells"].as_array().into_iter().flatten().collect();
        let same = |a: &Value, b: &Value, keys: &[&str]| keys.iter().all(|k| a[*k] == b[*k]);
        let period = ["table", "project", "measure", "period", "year", "year_to", "period_label"];
        let source = ["table", "project", "measure", "source", "label"];
        let spans: Vec<Option<&Value>> = (0..cells.len())
            .map(|i| {
                let pointer = format!("/{section}/cells/{i}");
                let evidence = card.evidence.as_array().into_iter().flatten().find(|e| e["pointer"] == pointer.as_str());
                evidence.and_then(|e| e["spans"].as_array()).and_then(|s| s.first())
            })
            .collect();
        for (i, cell) in cells.iter().enumerate() {
            // The cells of a sum that this one is the total of, or a part of beside its total.
            let partners = |keys: &[&str], axis: &str| -> Vec<usize> {
                let all: Vec<usize> = (0..cells.len()).filter(|&j| j != i && same(cells[j], cell, keys)).collect();
                let is_total = |j: usize| cells[j][axis] == "total";
                if is_total(i) {
                    all.into_iter().filter(|&j| !is_total(j)).collect()
                } else if all.iter().any(|&j| is_total(j)) {
                    all
                } else {
                    Vec::new()
                }
            };
            let mut sum = partners(&period, "source");
            sum.extend(partners(&source, "period"));
            let Some(span) = spans[i].filter(|_| !sum.is_empty()) else {
                continue;
            };
            let beyond_line = sum.iter().any(|&j| spans[j].is_some_and(|s| s["line"] != span["line"]));
            let at = |key: &str| byte_of(&card.text, span[key].as_u64().unwrap() as usize);
            out.push(Number { section, cell: (*cell).clone(), range: at("start")..at("end"), beyond_line });
        }
    }
    out
}

fn raises(card: &Card, changed: &str, names: &[&[&str]]) -> bool {
    let after = read(&card.name, changed.to_owned()).issues;
    names.iter().flat_map(|n| n.iter()).any(|n| after.get(*n).copied().unwrap_or(0) > card.issues.get(*n).copied().unwrap_or(0))
}

/// Whether every issue of this name concerns the overview's prose, not a table.
fn only_in_prose(card: &Card, name: &str) -> bool {
    let mut found = card.record["errors"].as_array().into_iter().flatten().filter(|e| e["name"] == name);
    found.all(|e| e["pointer"].as_str().is_some_and(|p| p.starts_with("/overview/")))
}

#[test]
fn clean_tables_raise_no_contradiction() {
    let Some(cards) = cards("clean tables") else {
        return;
    };
    let mut told = String::new();
    for (card, _) in cards.iter().filter(|(_, clean)| *clean) {
        for name in CONTRADICTIONS.iter().chain(&UNREADABLE).filter(|n| card.issues.contains_key(**n)) {
            // Shares in the prose that are rounded to the printed unit are no fault of the table.
            if *name == "rounding-difference" && only_in_prose(card, name) {
                continue;
            }
            told.push_str(&format!("{}: {name}\n", card.name));
        }
    }
    assert!(told.is_empty(), "clean tables raise:\n{told}");
}

/// What was tried, and what of it went unnoticed.
#[derive(Default)]
struct Outcome {
    tried: usize,
    escaped: Vec<String>,
}

impl Outcome {
    fn of(trials: &[(&Card, String, String)], names: &[&[&str]]) -> Outcome {
        let escaped = trials
            .par_iter()
            .filter(|(card, changed, _)| !raises(card, changed, names))
            .map(|(card, _, what)| format!("{}: {what}", card.name))
            .collect();
        Outcome { tried: trials.len(), escaped }
    }

    fn report(&self, what: &str) {
        println!("{what}: {} tried, {} noticed, {} escaped", self.tried, self.tried - self.escaped.len(), self.escaped.len());
        for line in &self.escaped {
            println!("  {line}");
        }
    }

    fn share(&self) -> f64 {
        if self.tried == 0 { 0.0 } else { 1.0 - self.escaped.len() as f64 / self.tried as f64 }
    }
}

fn describe(number: &Number, raw: &str) -> String {
    let c = &number.cell;
    format!("{} table {} {} {} {} {raw:?}", number.section, c["table"], c["label"], c["period_label"], c["measure"])
}

#[test]
fn every_changed_digit_and_nearly_every_deletion_is_noticed() {
    let Some(cards) = cards("mutation") else {
        return;
    };
    let (mut digits, mut numbers) = (Vec::new(), Vec::new());
    // A row that takes all of its sums with it (a year of a table that prints no total over the years) leaves no contradiction in
    // the table; only 총사업비 in the text could tell. Such rows are counted apart, and nothing is promised of them.
    let (mut rows, mut closed_rows) = (Vec::new(), Vec::new());
    for (card, _) in cards.iter().filter(|(_, clean)| *clean) {
        let mut lines: BTreeMap<(usize, usize), (String, bool)> = BTreeMap::new();
        for number in summed_numbers(card) {
            let raw = &card.text[number.range.clone()];
            for (at, digit) in raw.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()) {
                // One replacement for each digit, a different distance at each place.
                let other = (digit - b'0' + 1 + (at as u8 * 3) % 9) % 10;
                let mut changed = card.text.clone();
                let place = number.range.start + at;
                changed.replace_range(place..=place, &other.to_string());
                digits.push((card, changed, format!("{} digit {at} -> {other}", describe(&number, raw))));
            }
            if number.cell["number"].as_f64() != Some(0.0) {
                let mut changed = card.text.clone();
                changed.replace_range(number.range.clone(), "");
                numbers.push((card, changed, describe(&number, raw)));
                let start = card.text[..number.range.start].rfind('\n').map_or(0, |i| i + 1);
                let end = card.text[number.range.end..].find('\n').map_or(card.text.len(), |i| number.range.end + i + 1);
                let what = format!("{} {}", number.section, card.text[start..end].trim());
                let (_, beyond) = lines.entry((start, end)).or_insert((what, false));
                *beyond |= number.beyond_line;
            }
        }
        for ((start, end), (what, beyond)) in lines {
            let mut changed = card.text.clone();
            changed.replace_range(start..end, "");
            if beyond { rows.push((card, changed, what)) } else { closed_rows.push((card, changed, what)) }
        }
    }
    assert!(digits.len() > 1000, "too few digits to say anything: {}", digits.len());
    let changed = Outcome::of(&digits, &[&CONTRADICTIONS, &UNREADABLE]);
    let deleted = Outcome::of(&numbers, &[&CONTRADICTIONS, &UNREADABLE, &GONE]);
    let without_row = Outcome::of(&rows, &[&CONTRADICTIONS, &UNREADABLE, &GONE]);
    changed.report("changed digits");
    deleted.report("deleted numbers");
    without_row.report("deleted rows");
    Outcome::of(&closed_rows, &[&CONTRADICTIONS, &UNREADABLE, &GONE]).report("deleted rows that carry their sums with them");
    assert!(changed.escaped.is_empty(), "{} changed digits went unnoticed", changed.escaped.len());
    assert!(deleted.share() >= DELETIONS_NOTICED, "deleted numbers noticed: {:.4}", deleted.share());
    assert!(without_row.share() >= DELETIONS_NOTICED, "deleted rows noticed: {:.4}", without_row.share());
}
