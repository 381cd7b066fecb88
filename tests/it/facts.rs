//! Records as multisets of facts, for comparison with gold: one fact for each leaf worth comparing.
//!
//! A text is compared leniently (NFKC, without white space and bullets, with dots, tildes, quotes and dashes folded) or
//! strictly (NFC, white space collapsed). A key that the gold record lacks is not compared. `ignore` in a gold record lists
//! what nobody is charged for: `[section]`, `[section, needle, …]`, or `["strip", text]`.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

/// How texts are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Likeness {
    /// Folded.
    Lenient,
    /// As written, but for line wraps.
    Strict,
}

impl Likeness {
    /// The comparable form of a text.
    pub fn form(self, text: &str) -> String {
        match self {
            Likeness::Lenient => lenient(text),
            Likeness::Strict => text.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }

    fn of(self, value: &Value) -> Value {
        match value {
            Value::Null => Value::Null,
            Value::String(s) => Value::String(self.form(s)),
            other => Value::String(self.form(&other.to_string())),
        }
    }
}

fn fold(c: char) -> char {
    match c {
        '•' | '⋅' | 'ㆍ' | '∙' | '‧' | '・' | '․' | '･' => '·',
        '∼' | '〜' | '～' | '˜' => '~',
        '‘' | '’' | '′' | '`' => '\'',
        '“' | '”' | '″' => '"',
        '–' | '—' | '−' | '‑' | '‐' => '-',
        other => other,
    }
}

const BULLETS: &str = "○◇◆□■▶►▷❍◦●*※▸▪";

fn lenient(text: &str) -> String {
    let chars: Vec<char> = text.nfkc().map(fold).collect();
    let mut kept: Vec<char> = Vec::with_capacity(chars.len());
    let mut i = 0;
    while i < chars.len() {
        let next_is_white = chars.get(i + 1).is_some_and(|c| c.is_whitespace());
        if BULLETS.contains(chars[i]) || (chars[i] == '-' && i > 0 && chars[i - 1].is_whitespace() && next_is_white) {
            i += 1;
            continue;
        }
        if i == 0 {
            let mark = chars.iter().take_while(|c| c.is_whitespace()).count();
            let after = chars.get(mark + 1).copied();
            if matches!(chars.get(mark), Some('-' | '·')) && after.is_some_and(|c| c.is_whitespace() || ('가'..='힣').contains(&c)) {
                i = mark + 1;
                while chars.get(i).is_some_and(|c| c.is_whitespace()) {
                    i += 1;
                }
                continue;
            }
        }
        kept.push(chars[i]);
        i += 1;
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < kept.len() {
        if !kept[at].is_whitespace() {
            out.push(kept[at]);
            at += 1;
            continue;
        }
        let end = (at..kept.len()).find(|&j| !kept[j].is_whitespace()).unwrap_or(kept.len());
        if at > 0 && kept[at - 1].is_numeric() && kept.get(end).is_some_and(|c| c.is_numeric()) {
            out.push(' ');
        }
        at = end;
    }
    out.trim_matches('·').to_owned()
}

/// A fact: its section and the tuple that identifies it.
pub type Fact = (&'static str, Value);

/// Numbers that are equal compare equal: 65 and 65.0.
fn number(value: &Value) -> Value {
    match value.as_f64() {
        Some(f) if f.fract() == 0.0 && f.abs() < 9e15 => json!(f as i64),
        _ => value.clone(),
    }
}

fn date(value: &Value) -> Value {
    if value.is_null() { Value::Null } else { json!([value["from"], value["to"], value["recurrence"]]) }
}

fn money(value: &Value) -> Value {
    json!([number(&value["krw"]), number(&value["krw_min"]), number(&value["krw_max"])])
}

fn list<'a>(record: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    record[key].as_array().into_iter().flatten()
}

fn joined(values: &Value) -> Value {
    Value::String(values.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(" "))
}

fn without_space(value: &Value) -> String {
    value.as_str().unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect()
}

fn is_filled(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
        Value::String(s) => !s.is_empty(),
        _ => true,
    }
}

fn items(n: Likeness, under: &str, nodes: &Value, out: &mut Vec<Value>) {
    for node in nodes.as_array().into_iter().flatten() {
        let label = without_space(&n.of(&node["label"]));
        let text = n.of(&node["text"]).as_str().unwrap_or_default().to_owned();
        out.push(json!(["item", label, text]));
        out.push(json!(["under", under, label, text]));
        items(n, if label.is_empty() { &text } else { &label }, &node["items"], out);
    }
}

const SCALARS: [&str; 7] = ["number", "title", "category", "category_number", "department", "state_label", "progress_label"];
const CODES: [&str; 7] = ["continuity", "term", "horizon", "budget", "state", "manifesto", "progress_percent"];
const LISTS: [&str; 5] = ["purpose", "goal", "goal_in_term", "indicators", "captions"];
const DATED: [&str; 3] = ["plans", "future_plans", "achievements"];

/// Every fact of `record`, limited to the keys that `gold` has.
#[allow(clippy::too_many_lines, reason = "one list, in the order of the contract")]
pub fn facts(record: &Value, n: Likeness, gold: &Value) -> Vec<Fact> {
    let mut out: Vec<Fact> = Vec::new();
    let has = |value: &Value, key: &str| value.as_object().is_some_and(|o| o.contains_key(key));
    let (pledge, gold_pledge) = (&record["pledge"], &gold["pledge"]);
    let wanted = |key: &str| has(gold_pledge, key);
    for key in SCALARS {
        if wanted(key) && !pledge[key].is_null() {
            out.push(("pledge", json!([key, n.of(&pledge[key])])));
        }
    }
    for key in CODES {
        if wanted(key) && !pledge[key].is_null() {
            out.push(("pledge", json!([key, number(&pledge[key])])));
        }
    }
    for (key, name) in [("authorities", "authority"), ("promises", "promise")] {
        if wanted(key) {
            out.extend(list(pledge, key).map(|a| ("pledge", json!([name, n.of(a)]))));
        }
    }
    if wanted("rates") {
        out.extend(list(pledge, "rates").map(|x| ("pledge", json!(["rate", n.of(&x["name"]), number(&x["percent"])]))));
    }
    if wanted("completion") && is_filled(&pledge["completion"]) {
        out.push(("pledge", json!(["completion", date(&pledge["completion"])])));
    }
    if wanted("jurisdiction") && is_filled(&pledge["jurisdiction"]) {
        let place = &pledge["jurisdiction"];
        out.push(("pledge", json!(["jurisdiction", n.of(&place["name"]), place["code"]])));
    }
    if wanted("central_support") && is_filled(&pledge["central_support"]) {
        let support = &pledge["central_support"];
        let mut kinds: Vec<&str> = list(support, "kinds").filter_map(Value::as_str).collect();
        kinds.sort_unstable();
        out.push(("pledge", json!(["central_support", support["needed"], kinds])));
    }
    if wanted("contacts") {
        out.extend(list(pledge, "contacts").map(|c| {
            let phone: String = c["phone"].as_str().unwrap_or_default().chars().filter(|c| c.is_numeric()).collect();
            ("contacts", json!([without_space(&n.of(&c["role"])), n.of(&c["name"]), phone]))
        }));
    }
    let (document, gold_document) = (&record["document"], &gold["document"]);
    if has(gold_document, "as_of") && is_filled(&document["as_of"]) {
        out.push(("document", json!(["as_of", date(&document["as_of"])])));
    }
    if has(gold_document, "administration") && is_filled(&document["administration"]) {
        out.push(("document", json!(["administration", number(&document["administration"]["term"])])));
    }
    if has(gold_document, "kind") && is_filled(&document["kind"]) {
        out.push(("document", json!(["kind", document["kind"]])));
    }
    for key in LISTS {
        if has(gold, key) {
            out.extend(list(record, key).map(|t| (key, n.of(t))));
        }
    }
    if has(gold, "annual_targets") {
        for target in list(record, "annual_targets") {
            let (item, year) = (n.of(&target["item"]), number(&target["year"]));
            out.push(("annual_targets", json!([item, year, "targets", n.of(&joined(&target["targets"]))])));
            if is_filled(&target["results"]) {
                out.push(("annual_targets", json!([item, year, "results", n.of(&joined(&target["results"]))])));
            }
            if !target["cumulative_percent"].is_null() {
                out.push(("annual_targets", json!([item, year, "cumulative", number(&target["cumulative_percent"])])));
            }
        }
    }
    if has(gold, "indicator_values") {
        out.extend(
            list(record, "indicator_values")
                .map(|v| ("indicator_values", json!([n.of(&v["name"]), number(&v["year"]), v["measure"], n.of(&v["value"])]))),
        );
    }
    if has(gold, "obstacles") {
        for key in ["problems", "remedies"] {
            out.extend(list(&record["obstacles"], key).map(|t| ("obstacles", json!([key, n.of(t)]))));
        }
    }
    if has(gold, "changes") {
        out.extend(list(record, "changes").map(|c| ("changes", json!([date(&c["date"]), n.of(&c["what"])]))));
    }
    if has(gold, "overview") {
        for project in list(&record["overview"], "projects") {
            let name = n.of(&project["name"]);
            if is_filled(&project["name"]) {
                out.push(("overview", json!(["name", name])));
            }
            if is_filled(&project["period"]) {
                out.push(("overview", json!([name, "period", date(&project["period"])])));
            }
            if is_filled(&project["location"]) {
                out.push(("overview", json!([name, "location", n.of(&project["location"])])));
            }
            let cost = money(&project["total_cost"]);
            if cost.as_array().is_some_and(|c| c.iter().any(|x| !x.is_null())) {
                out.push(("overview", json!([name, "total_cost", cost])));
            }
            out.extend(list(project, "funding").map(|f| ("overview", json!([name, "funding", f["source"], number(&f["krw"])]))));
            out.extend(list(project, "agencies").map(|a| ("overview", json!([name, "agency", n.of(a)]))));
            let mut outline = Vec::new();
            items(n, "", &project["items"], &mut outline);
            out.extend(outline.into_iter().map(|mut f| {
                if let Some(tuple) = f.as_array_mut() {
                    tuple.insert(0, name.clone());
                }
                ("overview_items", f)
            }));
        }
    }
    for key in DATED {
        if has(gold, key) {
            for entry in list(record, key) {
                out.push((key, json!([date(&entry["date"]), n.of(&entry["text"])])));
                out.push((key, json!(["group", n.of(&entry["text"]), n.of(&entry["group"])])));
            }
        }
    }
    let schedule = &record["schedule"];
    if has(gold, "schedule") && is_filled(schedule) {
        out.push(("schedule", json!(["marks_preserved", schedule["marks_preserved"]])));
        for task in list(schedule, "tasks") {
            let name = n.of(&task["name"]);
            out.push(("schedule", json!(["task", name])));
            out.push(("schedule", json!(["group", name, n.of(&task["group"])])));
            out.extend(list(task, "spans").map(|x| ("schedule", json!(["bar", name, date(x)]))));
        }
    }
    if has(gold, "assessment") {
        for key in ["strengths", "weaknesses", "improvements"] {
            out.extend(list(&record["assessment"], key).map(|t| ("assessment", json!([key, n.of(t)]))));
        }
    }
    for key in ["investment", "execution"] {
        let (table, gold_table) = (&record[key], &gold[key]);
        if !has(gold, key) || !is_filled(table) {
            continue;
        }
        if has(gold_table, "unit") && is_filled(&table["unit"]) {
            out.push((key, json!(["unit", n.of(&table["unit"])])));
        }
        for cell in list(table, "cells") {
            let period = match cell["period"].as_str() {
                Some("year") => number(&cell["year"]),
                Some("range") => json!([number(&cell["year"]), number(&cell["year_to"])]),
                _ => cell["period"].clone(),
            };
            let amount = if cell["krw"].is_null() { json!(["printed", number(&cell["number"])]) } else { number(&cell["krw"]) };
            out.push((key, json!([cell["source"], period, cell["measure"], amount])));
        }
        if has(gold_table, "total_cost") && is_filled(&table["total_cost"]) {
            out.push((key, json!(["total_cost", money(&table["total_cost"])])));
        }
        if has(gold_table, "items") {
            let mut outline = Vec::new();
            items(n, "", &table["items"], &mut outline);
            out.extend(outline.into_iter().map(|f| (key, f)));
        }
    }
    if has(gold, "citizen_engagement") {
        let engagement = &record["citizen_engagement"];
        out.extend(list(engagement, "counts").map(|c| ("citizen_engagement", json!([n.of(&c["channel"]), number(&c["count"])]))));
        out.extend(list(engagement, "items").map(|t| ("citizen_engagement", n.of(t))));
    }
    if has(gold, "support_requests") {
        out.extend(list(record, "support_requests").map(|t| ("support_requests", json!([n.of(&t["body"]), n.of(&t["text"])]))));
    }
    if has(gold, "notes") {
        out.extend(list(record, "notes").map(|t| ("notes", n.of(&t["text"]))));
    }
    if has(gold, "other_sections") {
        out.extend(list(record, "other_sections").map(|o| ("other_sections", n.of(&o["heading"]))));
    }
    out
}

fn elements<'a>(fact: &'a Value, out: &mut Vec<&'a Value>) {
    match fact {
        Value::Array(parts) => parts.iter().for_each(|p| elements(p, out)),
        leaf => out.push(leaf),
    }
}

fn cut(fact: &mut Value, text: &str) {
    match fact {
        Value::Array(parts) => parts.iter_mut().for_each(|p| cut(p, text)),
        Value::String(s) if !text.is_empty() => *s = s.replace(text, ""),
        _ => {}
    }
}

fn is_ignored(section: &str, fact: &Value, rule: &[Value], n: Likeness) -> bool {
    if rule[0] != section {
        return false;
    }
    let mut leaves = Vec::new();
    elements(fact, &mut leaves);
    rule[1..].iter().all(|needle| {
        let wanted = number(needle);
        let text = needle.as_str().map(|t| n.form(t)).filter(|t| t.chars().count() > 1);
        leaves.iter().any(|leaf| **leaf == wanted || text.as_ref().is_some_and(|t| leaf.as_str().is_some_and(|l| l.contains(t.as_str()))))
    })
}

/// Facts with how often each occurs.
pub type Counted = BTreeMap<(&'static str, String), usize>;

/// The facts of a record as a multiset, with gold's `ignore` applied.
pub fn counted(record: &Value, gold: &Value, n: Likeness) -> Counted {
    let rules: Vec<&Vec<Value>> = list(gold, "ignore").filter_map(Value::as_array).filter(|r| !r.is_empty()).collect();
    let mut out = Counted::new();
    for (section, mut fact) in facts(record, n, gold) {
        let mut dropped = false;
        for rule in &rules {
            if rule[0] == "strip" {
                cut(&mut fact, &n.form(rule[1].as_str().unwrap_or_default()));
            } else {
                dropped |= is_ignored(section, &fact, rule, n);
            }
        }
        if !dropped {
            *out.entry((section, fact.to_string())).or_default() += 1;
        }
    }
    out
}

#[test]
fn the_lenient_form_folds_what_carries_no_meaning() {
    for (text, form) in [
        (" - 가로등  정비 ", "가로등정비"),
        ("·상담", "상담"),
        ("-3.5", "-3.5"),
        ("2023. 4. ∼ 6. ", "2023.4.~6."),
        ("사업 - 보상", "사업보상"),
        ("2022 2023", "2022 2023"),
        ("㎡ ① ‘가’ㆍ나", "m2 1'가'ᆞ나"),
        ("○ ※ 참고", "참고"),
    ] {
        assert_eq!(lenient(text), form, "{text:?}");
    }
}
