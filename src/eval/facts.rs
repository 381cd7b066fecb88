//! Records as multisets of facts, for comparison with gold: one fact for each leaf worth comparing.
//!
//! Comes in: a record as JSON, and the gold record that says what is compared: a key that it lacks is not. Goes out: facts, each
//! with its section, its field, a comparable form, and the JSON Pointers of the values that take part in it.
//!
//! A text is compared leniently (NFKC, without white space and bullets, with dots, tildes, quotes and dashes folded) or
//! strictly (NFC, white space collapsed). `ignore` in a gold record lists what nobody is charged for: `[section]`,
//! `[section, needle, …]` (facts with each needle as an element, or inside a text), or `["strip", text]` (a text that may or may
//! not be part of a value).

use std::sync::LazyLock;

use regex::Regex;
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
            Likeness::Strict => {
                let nfc: String = text.nfc().collect();
                nfc.split(is_space).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
            }
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

/// White space, and the separators of information that count as such.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// A decimal digit of any script.
fn is_digit(c: char) -> bool {
    static DECIMAL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\p{Nd}$").expect("a pattern of ours"));
    c.is_ascii_digit() || (c.is_numeric() && DECIMAL.is_match(c.encode_utf8(&mut [0; 4])))
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
        let next_is_white = chars.get(i + 1).is_some_and(|&c| is_space(c));
        if BULLETS.contains(chars[i]) || (chars[i] == '-' && i > 0 && is_space(chars[i - 1]) && next_is_white) {
            i += 1;
            continue;
        }
        if i == 0 {
            let mark = chars.iter().take_while(|&&c| is_space(c)).count();
            let after = chars.get(mark + 1).copied();
            if matches!(chars.get(mark), Some('-' | '·')) && after.is_some_and(|c| is_space(c) || ('가'..='힣').contains(&c)) {
                i = mark + 1;
                while chars.get(i).is_some_and(|&c| is_space(c)) {
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
        if !is_space(kept[at]) {
            out.push(kept[at]);
            at += 1;
            continue;
        }
        let end = (at..kept.len()).find(|&j| !is_space(kept[j])).unwrap_or(kept.len());
        if at > 0 && is_digit(kept[at - 1]) && kept.get(end).is_some_and(|&c| is_digit(c)) {
            out.push(' ');
        }
        at = end;
    }
    out.trim_matches('·').to_owned()
}

/// What a gold record says in one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The key of the record that it belongs to; `contacts` and `overview_items` stand for themselves.
    pub section: &'static str,
    /// Which of the section's kinds of facts.
    pub field: &'static str,
    /// The tuple that identifies it.
    pub form: Value,
    /// JSON Pointers of the values that take part in it. Not all of them need to exist.
    pub values: Vec<String>,
}

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

/// The elements of a list with their pointers.
fn list<'a>(record: &'a Value, key: &str, at: &str) -> impl Iterator<Item = (String, &'a Value)> {
    let at = format!("{at}/{key}");
    record[key].as_array().into_iter().flatten().enumerate().map(move |(i, value)| (format!("{at}/{i}"), value))
}

fn pointers(at: &str, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| format!("{at}/{key}")).collect()
}

/// The pointers of all elements of a list.
fn all(at: &str, key: &str, values: &Value) -> Vec<String> {
    (0..values.as_array().map_or(0, Vec::len)).map(|i| format!("{at}/{key}/{i}")).collect()
}

fn joined(values: &Value) -> Value {
    Value::String(values.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(" "))
}

fn without_space(value: &Value) -> String {
    value.as_str().unwrap_or_default().chars().filter(|&c| !is_space(c)).collect()
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

fn has(value: &Value, key: &str) -> bool {
    value.as_object().is_some_and(|o| o.contains_key(key))
}

const SCALARS: [&str; 7] = ["number", "title", "category", "category_number", "department", "state_label", "progress_label"];
const CODES: [&str; 7] = ["continuity", "term", "horizon", "budget", "state", "manifesto", "progress_percent"];
const LISTS: [&str; 5] = ["purpose", "goal", "goal_in_term", "indicators", "captions"];
const DATED: [&str; 3] = ["plans", "future_plans", "achievements"];

/// Every fact of `record`, limited to the keys that `gold` has.
pub fn facts(record: &Value, n: Likeness, gold: &Value) -> Vec<Fact> {
    let mut found = Finder { n, gold, out: Vec::new() };
    found.pledge(&record["pledge"]);
    found.document(&record["document"]);
    found.lists(record);
    found.targets(record);
    found.overview(record);
    found.dated(record);
    found.schedule(&record["schedule"]);
    found.money(record);
    found.rest(record);
    found.out
}

struct Finder<'g> {
    n: Likeness,
    gold: &'g Value,
    out: Vec<Fact>,
}

impl Finder<'_> {
    fn add(&mut self, section: &'static str, field: &'static str, form: Value, values: Vec<String>) {
        self.out.push(Fact { section, field, form, values });
    }

    fn pledge(&mut self, pledge: &Value) {
        let (n, gold) = (self.n, &self.gold["pledge"]);
        let wanted = |key: &str| has(gold, key);
        for key in SCALARS {
            if wanted(key) && !pledge[key].is_null() {
                self.add("pledge", key, json!([key, n.of(&pledge[key])]), pointers("/pledge", &[key]));
            }
        }
        for key in CODES {
            if wanted(key) && !pledge[key].is_null() {
                self.add("pledge", key, json!([key, number(&pledge[key])]), pointers("/pledge", &[key]));
            }
        }
        for (key, name) in [("authorities", "authority"), ("promises", "promise")] {
            if wanted(key) {
                for (at, value) in list(pledge, key, "/pledge") {
                    self.add("pledge", name, json!([name, n.of(value)]), vec![at]);
                }
            }
        }
        if wanted("rates") {
            for (at, rate) in list(pledge, "rates", "/pledge") {
                self.add("pledge", "rate", json!(["rate", n.of(&rate["name"]), number(&rate["percent"])]), vec![at]);
            }
        }
        if wanted("completion") && is_filled(&pledge["completion"]) {
            self.add("pledge", "completion", json!(["completion", date(&pledge["completion"])]), pointers("/pledge", &["completion"]));
        }
        if wanted("jurisdiction") && is_filled(&pledge["jurisdiction"]) {
            let place = &pledge["jurisdiction"];
            let form = json!(["jurisdiction", n.of(&place["name"]), place["code"]]);
            self.add("pledge", "jurisdiction", form, pointers("/pledge", &["jurisdiction"]));
        }
        if wanted("central_support") && is_filled(&pledge["central_support"]) {
            let support = &pledge["central_support"];
            let mut kinds: Vec<&str> = support["kinds"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            kinds.sort_unstable();
            let form = json!(["central_support", support["needed"], kinds]);
            self.add("pledge", "central_support", form, pointers("/pledge", &["central_support"]));
        }
        if wanted("contacts") {
            for (at, contact) in list(pledge, "contacts", "/pledge") {
                let phone: String = contact["phone"].as_str().unwrap_or_default().chars().filter(|&c| is_digit(c)).collect();
                let form = json!([without_space(&n.of(&contact["role"])), n.of(&contact["name"]), phone]);
                self.add("contacts", "contact", form, pointers(&at, &["role", "name", "phone"]));
            }
        }
    }

    fn document(&mut self, document: &Value) {
        let gold = &self.gold["document"];
        if has(gold, "as_of") && is_filled(&document["as_of"]) {
            self.add("document", "as_of", json!(["as_of", date(&document["as_of"])]), pointers("/document", &["as_of"]));
        }
        if has(gold, "administration") && is_filled(&document["administration"]) {
            let form = json!(["administration", number(&document["administration"]["term"])]);
            self.add("document", "administration", form, pointers("/document", &["administration"]));
        }
        if has(gold, "kind") && is_filled(&document["kind"]) {
            self.add("document", "kind", json!(["kind", document["kind"]]), pointers("/document", &["kind"]));
        }
    }

    fn lists(&mut self, record: &Value) {
        let n = self.n;
        for key in LISTS {
            if has(self.gold, key) {
                for (at, text) in list(record, key, "") {
                    self.add(key, "text", n.of(text), vec![at]);
                }
            }
        }
    }

    fn targets(&mut self, record: &Value) {
        let n = self.n;
        if has(self.gold, "annual_targets") {
            for (at, target) in list(record, "annual_targets", "") {
                let (item, year) = (n.of(&target["item"]), number(&target["year"]));
                let mut row = |key: &'static str, field: &'static str, value: Value, own: Vec<String>| {
                    let values = [pointers(&at, &["item", "year"]), own].concat();
                    self.add("annual_targets", field, json!([item, year, key, value]), values);
                };
                let (targets, results) = (&target["targets"], &target["results"]);
                row("targets", "targets", n.of(&joined(targets)), all(&at, "targets", targets));
                if is_filled(results) {
                    row("results", "results", n.of(&joined(results)), all(&at, "results", results));
                }
                let percent = &target["cumulative_percent"];
                if !percent.is_null() {
                    row("cumulative", "cumulative_percent", number(percent), pointers(&at, &["cumulative_percent"]));
                }
            }
        }
        if has(self.gold, "indicator_values") {
            for (at, v) in list(record, "indicator_values", "") {
                let form = json!([n.of(&v["name"]), number(&v["year"]), v["measure"], n.of(&v["value"])]);
                self.add("indicator_values", "value", form, vec![at]);
            }
        }
    }

    fn overview(&mut self, record: &Value) {
        let n = self.n;
        if !has(self.gold, "overview") {
            return;
        }
        for (at, project) in list(&record["overview"], "projects", "/overview") {
            let name = n.of(&project["name"]);
            let named = || format!("{at}/name");
            if is_filled(&project["name"]) {
                self.add("overview", "name", json!(["name", name]), vec![named()]);
            }
            if is_filled(&project["period"]) {
                let form = json!([name, "period", date(&project["period"])]);
                self.add("overview", "period", form, pointers(&at, &["name", "period"]));
            }
            if is_filled(&project["location"]) {
                let form = json!([name, "location", n.of(&project["location"])]);
                self.add("overview", "location", form, pointers(&at, &["name", "location"]));
            }
            let cost = money(&project["total_cost"]);
            if cost.as_array().is_some_and(|c| c.iter().any(|x| !x.is_null())) {
                self.add("overview", "total_cost", json!([name, "total_cost", cost]), pointers(&at, &["name", "total_cost"]));
            }
            for (own, f) in list(project, "funding", &at) {
                self.add("overview", "funding", json!([name, "funding", f["source"], number(&f["krw"])]), vec![named(), own]);
            }
            for (own, agency) in list(project, "agencies", &at) {
                self.add("overview", "agency", json!([name, "agency", n.of(agency)]), vec![named(), own]);
            }
            let mut outline = Vec::new();
            items(n, &Parent::default(), project, &at, &mut outline);
            for mut fact in outline {
                if let Some(tuple) = fact.form.as_array_mut() {
                    tuple.insert(0, name.clone());
                }
                fact.values.push(named());
                self.out.push(Fact { section: "overview_items", ..fact });
            }
        }
    }

    fn dated(&mut self, record: &Value) {
        let n = self.n;
        if has(self.gold, "obstacles") {
            for key in ["problems", "remedies"] {
                for (at, text) in list(&record["obstacles"], key, "/obstacles") {
                    self.add("obstacles", key, json!([key, n.of(text)]), vec![at]);
                }
            }
        }
        if has(self.gold, "changes") {
            for (at, change) in list(record, "changes", "") {
                let form = json!([date(&change["date"]), n.of(&change["what"])]);
                self.add("changes", "change", form, pointers(&at, &["date", "what"]));
            }
        }
        for key in DATED {
            if has(self.gold, key) {
                for (at, entry) in list(record, key, "") {
                    self.add(key, "entry", json!([date(&entry["date"]), n.of(&entry["text"])]), pointers(&at, &["date", "text"]));
                    let form = json!(["group", n.of(&entry["text"]), n.of(&entry["group"])]);
                    self.add(key, "group", form, pointers(&at, &["text", "group"]));
                }
            }
        }
    }

    fn schedule(&mut self, schedule: &Value) {
        let n = self.n;
        if !has(self.gold, "schedule") || !is_filled(schedule) {
            return;
        }
        let form = json!(["marks_preserved", schedule["marks_preserved"]]);
        self.add("schedule", "marks_preserved", form, pointers("/schedule", &["marks_preserved"]));
        for (at, task) in list(schedule, "tasks", "/schedule") {
            let name = n.of(&task["name"]);
            self.add("schedule", "task", json!(["task", name]), pointers(&at, &["name"]));
            self.add("schedule", "group", json!(["group", name, n.of(&task["group"])]), pointers(&at, &["name", "group"]));
            for (own, bar) in list(task, "spans", &at) {
                self.add("schedule", "bar", json!(["bar", name, date(bar)]), vec![format!("{at}/name"), own]);
            }
        }
    }

    fn money(&mut self, record: &Value) {
        let n = self.n;
        for key in ["investment", "execution"] {
            let (table, gold) = (&record[key], &self.gold[key]);
            if !has(self.gold, key) || !is_filled(table) {
                continue;
            }
            let at = format!("/{key}");
            if has(gold, "unit") && is_filled(&table["unit"]) {
                self.add(key, "unit", json!(["unit", n.of(&table["unit"])]), pointers(&at, &["unit"]));
            }
            for (own, cell) in list(table, "cells", &at) {
                let period = match cell["period"].as_str() {
                    Some("year") => number(&cell["year"]),
                    Some("range") => json!([number(&cell["year"]), number(&cell["year_to"])]),
                    _ => cell["period"].clone(),
                };
                let amount = if cell["krw"].is_null() { json!(["printed", number(&cell["number"])]) } else { number(&cell["krw"]) };
                self.add(key, "cell", json!([cell["source"], period, cell["measure"], amount]), vec![own]);
            }
            if has(gold, "total_cost") && is_filled(&table["total_cost"]) {
                self.add(key, "total_cost", json!(["total_cost", money(&table["total_cost"])]), pointers(&at, &["total_cost"]));
            }
            if has(gold, "items") {
                let mut outline = Vec::new();
                items(n, &Parent::default(), table, &at, &mut outline);
                self.out.extend(outline.into_iter().map(|fact| Fact { section: key, ..fact }));
            }
        }
    }

    fn rest(&mut self, record: &Value) {
        let n = self.n;
        if has(self.gold, "assessment") {
            for key in ["strengths", "weaknesses", "improvements"] {
                for (at, text) in list(&record["assessment"], key, "/assessment") {
                    self.add("assessment", key, json!([key, n.of(text)]), vec![at]);
                }
            }
        }
        if has(self.gold, "citizen_engagement") {
            let engagement = &record["citizen_engagement"];
            for (at, c) in list(engagement, "counts", "/citizen_engagement") {
                self.add("citizen_engagement", "count", json!([n.of(&c["channel"]), number(&c["count"])]), vec![at]);
            }
            for (at, text) in list(engagement, "items", "/citizen_engagement") {
                self.add("citizen_engagement", "item", n.of(text), vec![at]);
            }
        }
        if has(self.gold, "support_requests") {
            for (at, request) in list(record, "support_requests", "") {
                let form = json!([n.of(&request["body"]), n.of(&request["text"])]);
                self.add("support_requests", "request", form, pointers(&at, &["body", "text"]));
            }
        }
        if has(self.gold, "notes") {
            for (at, note) in list(record, "notes", "") {
                self.add("notes", "text", n.of(&note["text"]), pointers(&at, &["text"]));
            }
        }
        if has(self.gold, "other_sections") {
            for (at, other) in list(record, "other_sections", "") {
                self.add("other_sections", "heading", n.of(&other["heading"]), pointers(&at, &["heading"]));
            }
        }
    }
}

/// What an item stands under.
#[derive(Default)]
struct Parent {
    /// Its label, or its text where it has none.
    name: String,
    /// Where that is.
    at: Option<String>,
}

/// Two facts for each point of an outline: what it says, and what it stands under.
fn items(n: Likeness, under: &Parent, node: &Value, at: &str, out: &mut Vec<Fact>) {
    for (at, item) in list(node, "items", at) {
        let label = without_space(&n.of(&item["label"]));
        let text = n.of(&item["text"]).as_str().unwrap_or_default().to_owned();
        let own = pointers(&at, &["label", "text"]);
        out.push(Fact { section: "", field: "item", form: json!(["item", label, text]), values: own.clone() });
        let values = own.into_iter().chain(under.at.clone()).collect();
        out.push(Fact { section: "", field: "under", form: json!(["under", under.name, label, text]), values });
        let key = if label.is_empty() { "text" } else { "label" };
        let parent = Parent { name: if label.is_empty() { text } else { label }, at: Some(format!("{at}/{key}")) };
        items(n, &parent, item, &at, out);
    }
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

/// The facts of a record with gold's `ignore` applied to them.
pub fn charged(record: &Value, gold: &Value, n: Likeness) -> Vec<Fact> {
    let rules: Vec<&Vec<Value>> =
        gold["ignore"].as_array().into_iter().flatten().filter_map(Value::as_array).filter(|r| !r.is_empty()).collect();
    let mut out = facts(record, n, gold);
    out.retain_mut(|fact| {
        let mut dropped = false;
        for rule in &rules {
            if rule[0] == "strip" {
                cut(&mut fact.form, &n.form(rule.get(1).and_then(Value::as_str).unwrap_or_default()));
            } else {
                dropped |= is_ignored(fact.section, &fact.form, rule, n);
            }
        }
        !dropped
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
