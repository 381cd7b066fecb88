//! One profile as its author wrote it: TOML → [`ProfileFile`], with every fault at its line and column.

use std::ops::Range;

use regex::Regex;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, FaultKind};
use crate::model::State;
use crate::normalize::money::Unit;
use crate::normalize::status;
use crate::sections::vocabulary::{self, LabelKey, Role};

/// A name or a word, and where it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As written.
    pub text: String,
    /// Its bytes in the file.
    pub at: Range<usize>,
}

/// What a document must print to be of a layout. Names are compared as headings are: without spaces and brackets.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Every one of these.
    pub all: Vec<Name>,
    /// At least one of these, where there are any.
    pub any: Vec<Name>,
    /// None of these.
    pub none: Vec<Name>,
    /// A line that each of these expressions matches.
    pub lines: Vec<(Name, Regex)>,
}

/// A rule of wording: what a heading or label is that is no known name.
#[derive(Clone, Debug)]
pub struct WordRule<K> {
    /// What it is then.
    pub key: K,
    /// Each entry must be in it; `a|b`, `^a`, `a$`.
    pub words: Vec<String>,
    /// None of these may be in it (`a|b`).
    pub without: Option<String>,
}

/// A profile as written.
#[derive(Clone, Debug, Default)]
pub struct ProfileFile {
    /// Its name, as in `source.layout`.
    pub name: String,
    /// Where the name stands.
    pub name_at: Range<usize>,
    /// Korean title.
    pub title: String,
    /// The profiles that it starts from.
    pub extends: Vec<Name>,
    /// Sections that its cards always have.
    pub required: Vec<Role>,
    /// When a document is of this layout.
    pub evidence: Evidence,
    /// What sections are called.
    pub sections: Vec<(Role, Name)>,
    /// What labels are called.
    pub labels: Vec<(LabelKey, Name)>,
    /// What states are called.
    pub states: Vec<(State, Name)>,
    /// Unit of money tables that print none.
    pub money_unit: Option<Unit>,
    /// First cells of header rows. The general profile alone has them.
    pub table_heads: Vec<Name>,
    /// Sections by wording. The general profile alone has them.
    pub section_words: Vec<WordRule<Role>>,
    /// Labels by wording. The general profile alone has them.
    pub label_words: Vec<WordRule<LabelKey>>,
}

const TOP_KEYS: [&str; 11] =
    ["name", "title", "extends", "required", "evidence", "sections", "labels", "states", "units", "table_heads", "wording"];

impl ProfileFile {
    /// Reads a profile. What could not be read is left out and is a fault.
    pub fn parse(source: &str) -> (Self, Vec<Fault>) {
        let (root, errors) = DeTable::parse_recoverable(source);
        let mut reader = Reading { source, faults: Vec::new() };
        for error in errors {
            let at = error.span().unwrap_or(0..0);
            reader.fault(FaultKind::Syntax, at, error.message(), "TOML 문법에 맞지 않습니다. 따옴표, 대괄호, 쉼표를 확인하세요");
        }
        let mut file = ProfileFile::default();
        for (key, value) in root.get_ref() {
            reader.top(&mut file, key.get_ref(), key.span(), value);
        }
        if file.name.is_empty() && !reader.faults.iter().any(|f| f.kind == FaultKind::Syntax) {
            reader.fault(FaultKind::MissingName, 0..0, "a profile needs `name = \"…\"`", "`name = \"…\"`으로 서식의 이름을 적어야 합니다");
        }
        reader.claimed_twice(&file);
        reader.unmatchable(&file);
        let mut faults = reader.faults;
        faults.sort_by_key(|f| (f.line, f.column));
        (file, faults)
    }
}

struct Reading<'s> {
    source: &'s str,
    faults: Vec<Fault>,
}

type Value<'i> = Spanned<DeValue<'i>>;

impl Reading<'_> {
    fn fault(&mut self, kind: FaultKind, at: Range<usize>, message: impl Into<String>, message_ko: impl Into<String>) {
        self.faults.push(Fault::new(kind, self.source, at, message, message_ko));
    }

    fn unknown(&mut self, kind: FaultKind, key: &str, at: Range<usize>, known: &[&str]) {
        let near = vocabulary::nearest(key, known.iter().copied());
        let (hint, hint_ko) = near.map_or_else(
            || (format!("; known are {}", known.join(", ")), format!(". 쓸 수 있는 것: {}", known.join(", "))),
            |near| (format!("; did you mean `{near}`?"), format!(". `{near}`을(를) 뜻하나요?")),
        );
        let (what, what_ko) = kind.of_key();
        self.fault(kind, at, format!("`{key}` is no {what}{hint}"), format!("`{key}`은(는) {what_ko}이(가) 아닙니다{hint_ko}"));
    }

    fn wrong_type(&mut self, at: Range<usize>, wanted: &str, wanted_ko: &str) {
        self.fault(FaultKind::WrongType, at, format!("{wanted} is expected here"), format!("여기에는 {wanted_ko}을(를) 적어야 합니다"));
    }

    fn top(&mut self, file: &mut ProfileFile, key: &str, at: Range<usize>, value: &Value<'_>) {
        match key {
            "name" => {
                if let Some(name) = self.string(value) {
                    file.name = name.text;
                    file.name_at = name.at;
                }
            }
            // A draft leaves it to be filled in.
            "title" => match value.get_ref().as_str() {
                Some(title) => file.title = title.to_owned(),
                None => self.wrong_type(value.span(), "a text in quotes", "따옴표로 묶은 글"),
            },
            "extends" => {
                file.extends = match value.get_ref() {
                    DeValue::String(_) => self.string(value).into_iter().collect(),
                    _ => self.names(value),
                }
            }
            "required" => {
                for name in self.names(value) {
                    match Role::of_name(&name.text) {
                        Some(role) => file.required.push(role),
                        None => self.unknown(FaultKind::UnknownSection, &name.text, name.at, &Role::names()),
                    }
                }
            }
            "evidence" => {
                self.table(value, |this, key, at, value| match key {
                    "all" => file.evidence.all = this.names(value),
                    "any" => file.evidence.any = this.names(value),
                    "none" => file.evidence.none = this.names(value),
                    "lines" => {
                        for name in this.names(value) {
                            if let Some(expression) = this.expression(&name) {
                                file.evidence.lines.push((name, expression));
                            }
                        }
                    }
                    _ => this.unknown(FaultKind::UnknownKey, key, at, &["all", "any", "none", "lines"]),
                });
            }
            "sections" => self.table(value, |this, key, at, value| match Role::of_name(key) {
                Some(role) => file.sections.extend(this.names(value).into_iter().map(|n| (role, n))),
                None => this.unknown(FaultKind::UnknownSection, key, at, &Role::names()),
            }),
            "labels" => self.table(value, |this, key, at, value| match LabelKey::of_name(key) {
                Some(label) => file.labels.extend(this.names(value).into_iter().map(|n| (label, n))),
                None => this.unknown(FaultKind::UnknownLabel, key, at, &LabelKey::names()),
            }),
            "states" => self.table(value, |this, key, at, value| {
                match State::ALL.iter().copied().find(|s| s.word() == key).or_else(|| status::state(key)) {
                    Some(state) => file.states.extend(this.names(value).into_iter().map(|n| (state, n))),
                    None => {
                        let known: Vec<&str> = State::ALL.iter().map(|s| s.word()).collect();
                        this.unknown(FaultKind::UnknownState, key, at, &known);
                    }
                }
            }),
            "units" => self.table(value, |this, key, at, value| match key {
                "money" => {
                    if let Some(name) = this.string(value) {
                        file.money_unit = Unit::parse(&name.text);
                        if file.money_unit.is_none() {
                            this.wrong_type(
                                name.at,
                                "a unit of money (\"백만원\", \"천원\", \"억원\" …)",
                                "금액 단위(\"백만원\", \"천원\", \"억원\" …)",
                            );
                        }
                    }
                }
                _ => this.unknown(FaultKind::UnknownKey, key, at, &["money"]),
            }),
            "table_heads" => file.table_heads = self.names(value),
            "wording" => self.table(value, |this, key, at, value| match key {
                "sections" => file.section_words = this.rules(value, "role", Role::of_name, &Role::names()),
                "labels" => file.label_words = this.rules(value, "key", LabelKey::of_name, &LabelKey::names()),
                _ => this.unknown(FaultKind::UnknownKey, key, at, &["sections", "labels"]),
            }),
            _ => self.unknown(FaultKind::UnknownKey, key, at, &TOP_KEYS),
        }
    }

    fn table(&mut self, value: &Value<'_>, mut each: impl FnMut(&mut Self, &str, Range<usize>, &Value<'_>)) {
        match value.get_ref().as_table() {
            Some(table) => {
                for (key, value) in table {
                    each(self, key.get_ref(), key.span(), value);
                }
            }
            None => self.wrong_type(value.span(), "a table", "표([…])"),
        }
    }

    fn string(&mut self, value: &Value<'_>) -> Option<Name> {
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Some(Name { text: text.to_owned(), at: value.span() }),
            _ => {
                self.wrong_type(value.span(), "a text in quotes", "따옴표로 묶은 글");
                None
            }
        }
    }

    fn names(&mut self, value: &Value<'_>) -> Vec<Name> {
        match value.get_ref().as_array() {
            Some(array) => array.iter().filter_map(|v| self.string(v)).collect(),
            None => {
                self.wrong_type(value.span(), "a list of texts ([\"…\", \"…\"])", "글의 목록([\"…\", \"…\"])");
                Vec::new()
            }
        }
    }

    fn rules<K>(&mut self, value: &Value<'_>, key_name: &str, key_of: fn(&str) -> Option<K>, known: &[&str]) -> Vec<WordRule<K>> {
        let mut rules = Vec::new();
        for rule in value.get_ref().as_array().into_iter().flat_map(|a| a.iter()) {
            let (mut key, mut words, mut without) = (None, Vec::new(), None);
            self.table(rule, |this, name, at, value| match name {
                name if name == key_name => {
                    if let Some(word) = this.string(value) {
                        key = key_of(&word.text);
                        if key.is_none() {
                            this.unknown(FaultKind::UnknownSection, &word.text, word.at, known);
                        }
                    }
                }
                "words" => words = this.names(value).into_iter().map(|n| n.text).collect(),
                "without" => without = this.string(value).map(|n| n.text),
                _ => this.unknown(FaultKind::UnknownKey, name, at, &[key_name, "words", "without"]),
            });
            if let Some(key) = key.filter(|_| !words.is_empty()) {
                rules.push(WordRule { key, words, without });
            }
        }
        rules
    }

    fn expression(&mut self, name: &Name) -> Option<Regex> {
        match Regex::new(&name.text) {
            Ok(expression) => Some(expression),
            Err(error) => {
                let reason = error.to_string();
                let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                self.fault(
                    FaultKind::BadExpression,
                    name.at.clone(),
                    format!("the expression cannot be read: {reason}"),
                    format!("정규식을 읽을 수 없습니다: {reason}"),
                );
                None
            }
        }
    }

    /// Names that two sections, or two states, of the file both claim. A label may name several fields: its value decides.
    fn claimed_twice(&mut self, file: &ProfileFile) {
        let sections = file.sections.iter().map(|(role, name)| (role.name(), name)).collect::<Vec<_>>();
        let states = file.states.iter().map(|(state, name)| (state.word(), name)).collect::<Vec<_>>();
        for claims in [sections, states] {
            let mut seen: std::collections::HashMap<String, (&str, usize)> = std::collections::HashMap::new();
            for (owner, name) in claims {
                let key = vocabulary::pattern_key(&name.text);
                let line = self.source[..name.at.start.min(self.source.len())].matches('\n').count() + 1;
                match seen.get(&key) {
                    Some(&(first, at)) if first != owner => self.fault(
                        FaultKind::ClaimedTwice,
                        name.at.clone(),
                        format!("\"{}\" is claimed by `{first}` (line {at}) and by `{owner}`", name.text),
                        format!("\"{}\"을(를) `{first}`({at}행)과(와) `{owner}`이(가) 함께 쓰고 있습니다", name.text),
                    ),
                    Some(&(_, at)) => self.fault(
                        FaultKind::ClaimedTwice,
                        name.at.clone(),
                        format!("\"{}\" stands twice in `{owner}` (first in line {at}); spaces do not count", name.text),
                        format!("\"{}\"이(가) `{owner}`에 두 번 있습니다(처음은 {at}행). 띄어쓰기는 비교하지 않습니다", name.text),
                    ),
                    None => drop(seen.insert(key, (owner, line))),
                }
            }
        }
    }

    /// Names and expressions that nothing can match.
    fn unmatchable(&mut self, file: &ProfileFile) {
        let evidence = file.evidence.all.iter().chain(&file.evidence.any).chain(&file.evidence.none);
        let names = file.sections.iter().map(|(_, n)| n).chain(file.labels.iter().map(|(_, n)| n)).chain(evidence);
        for name in names {
            let Some((why, why_ko)) = why_never(&name.text) else { continue };
            self.fault(
                FaultKind::NeverMatches,
                name.at.clone(),
                format!("\"{}\" can never match: {why}", name.text),
                format!("\"{}\"은(는) 어떤 글과도 일치할 수 없습니다: {why_ko}", name.text),
            );
        }
        for (name, expression) in &file.evidence.lines {
            let never = regex_syntax::parse(expression.as_str()).is_ok_and(|hir| hir.properties().minimum_len().is_none());
            if never || name.text.contains("\\n") || name.text.contains('\n') {
                self.fault(
                    FaultKind::NeverMatches,
                    name.at.clone(),
                    format!("the expression \"{}\" can match no line: lines are matched one by one, without their ends", name.text),
                    format!("정규식 \"{}\"은(는) 어떤 줄과도 일치할 수 없습니다. 줄 끝을 뺀 한 줄씩 비교합니다", name.text),
                );
            }
        }
    }
}

/// Longest name that a heading or a label can have, in characters.
const LONGEST_NAME: usize = 40;

pub(super) fn why_never(name: &str) -> Option<(&'static str, &'static str)> {
    let key = vocabulary::pattern_key(name);
    if key.replace('*', "").is_empty() {
        return Some((
            "nothing of it is compared but blanks and punctuation",
            "띄어쓰기와 문장 부호는 비교하지 않으므로 남는 글자가 없습니다",
        ));
    }
    if key.matches('*').count() > 1 {
        return Some(("it may have one `*`", "`*`은(는) 한 번만 쓸 수 있습니다"));
    }
    if key.chars().count() > LONGEST_NAME {
        return Some(("headings and labels are shorter", "제목이나 항목 이름은 이보다 짧습니다"));
    }
    if !name.starts_with('*') && crate::layout::parse_marker(name, 0).is_some() {
        return Some((
            "the mark before a heading is taken off before names are compared; write the words alone",
            "제목 앞의 기호나 번호는 떼고 비교하므로 글자만 적어야 합니다",
        ));
    }
    None
}
