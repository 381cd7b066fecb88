//! A record as a list of leaves that two editions can be compared by: what it is, under which name, and where it stands.
//!
//! A leaf's name does not depend on its place in a list: a money cell is known by source and period, a yearly target by its
//! item and year. Where the contract gives nothing to name an element by (texts, achievements), all of them share one name,
//! and the comparison pairs them by what they say.

use serde_json::Value;

/// One thing that a record says.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Key of the record, `contacts` and the like for parts of the pledge.
    pub section: &'static str,
    /// Which of the section's fields: with the section it decides what is compared with what.
    pub name: String,
    /// As a reader sees it.
    pub shown: String,
    /// Date of a dated text.
    pub date: Option<String>,
    /// The text alone, for pairing; equal to `shown` where there is no date.
    pub text: String,
    /// JSON Pointer of its evidence.
    pub pointer: String,
    /// Where several stand in one list, none of which has a name of its own.
    pub listed: bool,
}

/// Everything in a record that an edition can change.
pub fn leaves(record: &Value) -> Vec<Leaf> {
    let mut out = Leaves { out: Vec::new() };
    out.pledge(&record["pledge"]);
    for key in ["purpose", "goal", "goal_in_term", "indicators", "captions"] {
        out.texts(key, "", &record[key], &format!("/{key}"));
    }
    out.targets(record);
    out.overview(&record["overview"]);
    for key in ["plans", "achievements", "future_plans"] {
        out.dated(key, &record[key]);
    }
    out.schedule(&record["schedule"]);
    for (key, parts) in [("obstacles", &["problems", "remedies"][..]), ("assessment", &["strengths", "weaknesses", "improvements"][..])] {
        for part in parts {
            out.texts(key, part, &record[key][part], &format!("/{key}/{part}"));
        }
    }
    for key in ["investment", "execution"] {
        out.money(key, &record[key]);
    }
    out.rest(record);
    out.out
}

struct Leaves {
    out: Vec<Leaf>,
}

fn each<'a>(list: &'a Value, at: &str) -> impl Iterator<Item = (String, &'a Value)> {
    list.as_array().into_iter().flatten().enumerate().map(move |(i, v)| (format!("{at}/{i}"), v))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A number without a needless fraction, any other value as it stands.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(s) => s.clone(),
        other => match other.as_f64() {
            Some(f) if f.fract() == 0.0 && f.abs() < 9e15 => format!("{}", f as i64),
            _ => other.to_string(),
        },
    }
}

/// A span of days, as EDTF where there is one.
fn span(value: &Value) -> String {
    let edtf = text(&value["edtf"]);
    let raw = text(&value["raw"]);
    let words = [edtf, text(&value["recurrence"])].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    if words.is_empty() { raw.to_owned() } else { words }
}

fn amount(value: &Value) -> String {
    let (low, high) = (&value["krw_min"], &value["krw_max"]);
    if value["krw"].is_null() && !low.is_null() { format!("{}~{}", plain(low), plain(high)) } else { plain(&value["krw"]) }
}

impl Leaves {
    fn add(&mut self, section: &'static str, name: String, shown: String, pointer: String) {
        if !shown.is_empty() {
            self.out.push(Leaf { section, name, text: shown.clone(), shown, date: None, pointer, listed: false });
        }
    }

    fn texts(&mut self, section: &'static str, name: &str, list: &Value, at: &str) {
        for (pointer, value) in each(list, at) {
            self.listed(section, name, text(value), pointer);
        }
    }

    fn listed(&mut self, section: &'static str, name: &str, text: &str, pointer: String) {
        if !text.is_empty() {
            let (shown, text) = (text.to_owned(), text.to_owned());
            self.out.push(Leaf { section, name: name.to_owned(), shown, date: None, text, pointer, listed: true });
        }
    }

    fn pledge(&mut self, pledge: &Value) {
        for key in [
            "number",
            "title",
            "category",
            "category_number",
            "continuity",
            "term",
            "horizon",
            "budget",
            "state",
            "state_label",
            "progress_percent",
            "progress_label",
            "department",
        ] {
            self.add("pledge", key.to_owned(), plain(&pledge[key]), format!("/pledge/{key}"));
        }
        self.add("pledge", "completion".to_owned(), span(&pledge["completion"]), "/pledge/completion".to_owned());
        for (pointer, rate) in each(&pledge["rates"], "/pledge/rates") {
            self.add("pledge", format!("rates {}", text(&rate["name"])), plain(&rate["percent"]), pointer);
        }
        let support = &pledge["central_support"];
        if support.is_object() {
            let kinds: Vec<&str> = support["kinds"].as_array().into_iter().flatten().map(text).collect();
            let shown = format!("{} {}", support["needed"], kinds.join(", "));
            self.add("pledge", "central_support".to_owned(), shown, "/pledge/central_support".to_owned());
        }
        for key in ["promises", "authorities"] {
            self.texts("pledge", key, &pledge[key], &format!("/pledge/{key}"));
        }
        for (at, contact) in each(&pledge["contacts"], "/pledge/contacts") {
            let role: String = text(&contact["role"]).split_whitespace().collect();
            let shown = [text(&contact["name"]), text(&contact["phone"])].join(" ").trim().to_owned();
            self.add("contacts", role, shown, format!("{at}/name"));
        }
    }

    fn targets(&mut self, record: &Value) {
        for (at, target) in each(&record["annual_targets"], "/annual_targets") {
            let period = if target["year"].is_null() { text(&target["period_label"]).to_owned() } else { plain(&target["year"]) };
            let row = [text(&target["item"]), &period].join(" ").trim().to_owned();
            for key in ["targets", "results"] {
                let lines: Vec<&str> = target[key].as_array().into_iter().flatten().map(text).collect();
                self.add("annual_targets", format!("{row} {key}"), lines.join(" / "), format!("{at}/{key}/0"));
            }
            let percent = plain(&target["cumulative_percent"]);
            self.add("annual_targets", format!("{row} cumulative_percent"), percent, format!("{at}/cumulative_percent"));
        }
        for (pointer, value) in each(&record["indicator_values"], "/indicator_values") {
            let name = [text(&value["name"]), &plain(&value["year"]), text(&value["measure"])].join(" ");
            self.add("indicator_values", name, plain(&value["value"]), pointer);
        }
    }

    fn overview(&mut self, overview: &Value) {
        for (at, project) in each(&overview["projects"], "/overview/projects") {
            let name = text(&project["name"]);
            let key = |field: &str| if name.is_empty() { field.to_owned() } else { format!("{name} › {field}") };
            self.add("overview", key("name"), name.to_owned(), format!("{at}/name"));
            self.add("overview", key("period"), span(&project["period"]), format!("{at}/period"));
            self.add("overview", key("location"), text(&project["location"]).to_owned(), format!("{at}/location"));
            self.add("overview", key("total_cost"), amount(&project["total_cost"]), format!("{at}/total_cost"));
            for (pointer, part) in each(&project["funding"], &format!("{at}/funding")) {
                self.add("overview", key(&format!("funding {}", text(&part["label"]))), plain(&part["krw"]), pointer);
            }
            self.texts("overview", &key("agencies"), &project["agencies"], &format!("{at}/agencies"));
            self.items("overview", &key("items"), &project["items"], &format!("{at}/items"));
            for (table, grid) in each(&project["tables"], &format!("{at}/tables")) {
                self.grid("overview", &key("tables"), grid, &table);
            }
        }
    }

    /// An outline: what has a label is known by it, the rest by what it says.
    fn items(&mut self, section: &'static str, name: &str, list: &Value, at: &str) {
        for (at, item) in each(list, at) {
            let (label, said) = (text(&item["label"]), text(&item["text"]));
            if label.is_empty() {
                self.listed(section, name, said, format!("{at}/text"));
            } else {
                self.add(section, format!("{name} {label}"), said.to_owned(), format!("{at}/text"));
            }
            let deeper = if label.is_empty() { name.to_owned() } else { format!("{name} {label}") };
            self.items(section, &deeper, &item["items"], &format!("{at}/items"));
        }
    }

    /// A row a leaf.
    fn grid(&mut self, section: &'static str, name: &str, grid: &Value, at: &str) {
        for (row, cells) in each(&grid["rows"], &format!("{at}/rows")) {
            let cells: Vec<&str> = cells.as_array().into_iter().flatten().map(text).collect();
            self.listed(section, name, &cells.join(" | "), format!("{row}/0"));
        }
    }

    fn dated(&mut self, section: &'static str, list: &Value) {
        for (at, entry) in each(list, &format!("/{section}")) {
            let date = Some(span(&entry["date"])).filter(|d| !d.is_empty());
            let said = text(&entry["text"]);
            let shown = date.iter().map(String::as_str).chain([said]).collect::<Vec<_>>().join(" ");
            let pointer = format!("{at}/text");
            self.out.push(Leaf { section, name: String::new(), shown, date, text: said.to_owned(), pointer, listed: true });
        }
    }

    fn schedule(&mut self, schedule: &Value) {
        for (at, task) in each(&schedule["tasks"], "/schedule/tasks") {
            let spans: Vec<String> = task["spans"].as_array().into_iter().flatten().map(span).collect();
            let name = [text(&task["group"]), text(&task["name"])].join(" ").trim().to_owned();
            self.listed("schedule", "tasks", &name, format!("{at}/name"));
            self.add("schedule", format!("spans {name}"), spans.join(", "), format!("{at}/spans/0"));
        }
    }

    fn money(&mut self, section: &'static str, table: &Value) {
        self.add(section, "unit".to_owned(), text(&table["unit"]).to_owned(), format!("/{section}/unit"));
        self.add(section, "total_cost".to_owned(), amount(&table["total_cost"]), format!("/{section}/total_cost"));
        for (pointer, part) in each(&table["funding"], &format!("/{section}/funding")) {
            self.add(section, format!("funding {}", text(&part["label"])), plain(&part["krw"]), pointer);
        }
        self.items(section, "items", &table["items"], &format!("/{section}/items"));
        for (pointer, cell) in each(&table["cells"], &format!("/{section}/cells")) {
            let period = match text(&cell["period"]) {
                "year" => plain(&cell["year"]),
                "range" => format!("{}–{}", plain(&cell["year"]), plain(&cell["year_to"])),
                other => other.to_owned(),
            };
            let name = [text(&cell["project"]), text(&cell["label"]), &period, text(&cell["measure"])].join(" ").trim().to_owned();
            let shown = if cell["krw"].is_null() { plain(&cell["number"]) } else { plain(&cell["krw"]) };
            self.add(section, format!("cells {name}"), shown, pointer);
        }
    }

    fn rest(&mut self, record: &Value) {
        for (at, change) in each(&record["changes"], "/changes") {
            let words = [span(&change["date"]), text(&change["what"]).to_owned(), text(&change["reason"]).to_owned()];
            let shown = words.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
            self.listed("changes", "", &shown, format!("{at}/what"));
        }
        let engagement = &record["citizen_engagement"];
        for (pointer, count) in each(&engagement["counts"], "/citizen_engagement/counts") {
            self.add("citizen_engagement", text(&count["channel"]).to_owned(), plain(&count["count"]), pointer);
        }
        self.texts("citizen_engagement", "items", &engagement["items"], "/citizen_engagement/items");
        for (at, request) in each(&record["support_requests"], "/support_requests") {
            let shown = [text(&request["body"]), text(&request["text"])].join(" ").trim().to_owned();
            self.listed("support_requests", "", &shown, format!("{at}/text"));
        }
        for (at, note) in each(&record["notes"], "/notes") {
            self.listed("notes", "", text(&note["text"]), format!("{at}/text"));
        }
        for (at, other) in each(&record["other_sections"], "/other_sections") {
            let heading = text(&other["heading"]);
            self.listed("other_sections", "heading", heading, format!("{at}/heading"));
            self.texts("other_sections", heading, &other["lines"], &format!("{at}/lines"));
            for (table, grid) in each(&other["tables"], &format!("{at}/tables")) {
                self.grid("other_sections", heading, grid, &table);
            }
        }
    }
}
