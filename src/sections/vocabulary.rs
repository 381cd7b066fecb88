//! The vocabulary: what sections and labels are called, as data.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use serde::Deserialize;

use crate::text::{Memo, squash};

/// What a section is about: the key of the record that it goes to, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is the key of the record of the same name")]
pub enum Role {
    Purpose,
    Goal,
    GoalInTerm,
    AnnualTargets,
    Indicators,
    Overview,
    Plans,
    Schedule,
    Achievements,
    Assessment,
    Strengths,
    Weaknesses,
    Improvements,
    Obstacles,
    Problems,
    Remedies,
    Changes,
    Investment,
    Execution,
    CitizenEngagement,
    FuturePlans,
    SupportRequests,
    Promises,
    People,
    Header,
    Other,
}

impl Role {
    /// The record's key.
    pub fn key(self) -> &'static str {
        match self {
            Role::Purpose => "purpose",
            Role::Goal => "goal",
            Role::GoalInTerm => "goal_in_term",
            Role::AnnualTargets => "annual_targets",
            Role::Indicators => "indicators",
            Role::Overview => "overview",
            Role::Plans => "plans",
            Role::Schedule => "schedule",
            Role::Achievements => "achievements",
            Role::Assessment | Role::Strengths | Role::Weaknesses | Role::Improvements => "assessment",
            Role::Obstacles | Role::Problems | Role::Remedies => "obstacles",
            Role::Changes => "changes",
            Role::Investment => "investment",
            Role::Execution => "execution",
            Role::CitizenEngagement => "citizen_engagement",
            Role::FuturePlans => "future_plans",
            Role::SupportRequests => "support_requests",
            Role::Promises | Role::People | Role::Header => "pledge",
            Role::Other => "other",
        }
    }

    /// Roles that name a part of a section rather than a section.
    pub fn is_part(self) -> bool {
        matches!(self, Role::Strengths | Role::Weaknesses | Role::Improvements | Role::Problems | Role::Remedies | Role::GoalInTerm)
    }

    /// Whether a line that is only this heading, without a mark, may open the section where other headings have marks.
    pub fn floats(self) -> bool {
        matches!(self, Role::Promises | Role::People)
    }
}

/// What the value of a label is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is the field of the same name")]
pub enum LabelKey {
    Number,
    Title,
    Category,
    Department,
    Cooperating,
    Contacts,
    State,
    StatusMatrix,
    Progress,
    Rate,
    Continuity,
    Term,
    Horizon,
    Budget,
    Completion,
    Authorities,
    Support,
    Jurisdiction,
    Period,
    Location,
    TotalCost,
    Agencies,
    Purpose,
    Indicators,
    Goal,
    Remark,
}

/// A family of layouts and what its cards always have.
#[derive(Debug, Deserialize)]
pub struct LayoutProfile {
    /// Name, as in `source.layout`.
    pub name: String,
    /// Korean name.
    pub title: String,
    /// Header labels that its cards print.
    pub labels: Vec<String>,
    /// Sections that its cards have, as evidence.
    pub headings: Vec<Role>,
    /// Sections that its cards always have.
    pub required: Vec<Role>,
}

#[derive(Deserialize)]
struct File {
    sections: HashMap<Role, Vec<String>>,
    labels: HashMap<LabelKey, Vec<String>>,
    table_heads: TableHeads,
    layouts: Vec<LayoutProfile>,
}

#[derive(Deserialize)]
struct TableHeads {
    names: Vec<String>,
}

/// The compiled vocabulary.
pub struct Vocabulary {
    sections: FxHashMap<String, Role>,
    patterns: Vec<(String, String, Role)>,
    labels: FxHashMap<String, Vec<LabelKey>>,
    table_heads: Vec<String>,
    section_ends: Endings,
    label_ends: Endings,
    /// Longest name of a section, in characters.
    longest: usize,
    /// The layout profiles.
    pub layouts: Vec<LayoutProfile>,
}

/// What a `*` stands for is no longer than this: 시민, 구민, 지역주민, 경상남도.
const WILD_CHARS: usize = 6;

/// The built-in vocabulary. It is the only one, so that what it says of a word can be remembered.
pub static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::parse(include_str!("vocabulary.toml")).expect("the built-in vocabulary is tested to parse"));

impl Vocabulary {
    fn parse(source: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(source)?;
        let mut sections = FxHashMap::default();
        let mut patterns = Vec::new();
        let mut roles: Vec<_> = file.sections.into_iter().collect();
        roles.sort_by_key(|(role, _)| *role);
        let mut longest = 0;
        let (mut section_ends, mut label_ends) = (Endings::default(), Endings::default());
        for (role, names) in roles {
            for name in names {
                let name = pattern_key(&name);
                longest = longest.max(name.chars().count());
                section_ends.add(name.rsplit('*').next().unwrap_or_default());
                match name.split_once('*') {
                    Some((head, tail)) => patterns.push((head.to_owned(), tail.to_owned(), role)),
                    None => {
                        sections.entry(name).or_insert(role);
                    }
                }
            }
        }
        let mut labels: FxHashMap<String, Vec<LabelKey>> = FxHashMap::default();
        let mut keys: Vec<_> = file.labels.into_iter().collect();
        keys.sort_by_key(|(key, _)| *key);
        for (key, names) in keys {
            for name in names {
                let name = heading_key(&name);
                label_ends.add(&name);
                labels.entry(name).or_default().push(key);
            }
        }
        Ok(Self {
            sections,
            patterns,
            labels,
            table_heads: file.table_heads.names.iter().map(|n| squash(n)).collect(),
            section_ends,
            label_ends,
            longest: longest + 12,
            layouts: file.layouts,
        })
    }

    /// The section that a heading names. Inner spaces do not count; brackets at the end are tried with and without; middle
    /// dots and a trailing colon do not count.
    pub fn section(&'static self, heading: &str) -> Option<Role> {
        thread_local! {
            static HEADINGS: RefCell<Memo<Option<Role>>> = const { RefCell::new(Memo::new()) };
        }
        if heading.len() > self.longest * 4 + 32 || !self.section_ends.may_end(heading) {
            return None;
        }
        HEADINGS.with_borrow_mut(|headings| headings.get(heading, |heading| self.section_afresh(heading)))
    }

    fn section_afresh(&self, heading: &str) -> Option<Role> {
        let key = heading_key(heading);
        if key.is_empty() {
            return None;
        }
        if let Some(role) = self.lookup(&key) {
            return Some(role);
        }
        let bare = without_brackets(&key)?;
        if bare.is_empty() { None } else { self.lookup(&bare) }
    }

    fn lookup(&self, key: &str) -> Option<Role> {
        if let Some(&role) = self.sections.get(key) {
            return Some(role);
        }
        if key.chars().count() > self.longest {
            return None;
        }
        self.patterns
            .iter()
            .find(|(head, tail, _)| {
                key.len() >= head.len() + tail.len()
                    && key.starts_with(head.as_str())
                    && key.ends_with(tail.as_str())
                    && key[head.len()..key.len() - tail.len()].chars().count() <= WILD_CHARS
            })
            .map(|&(_, _, role)| role)
    }

    /// What a label's value may be read as, most usual reading first; empty for words that are no label.
    pub fn label(&'static self, label: &str) -> &'static [LabelKey] {
        thread_local! {
            static LABELS: RefCell<Memo<&'static [LabelKey]>> = const { RefCell::new(Memo::new()) };
        }
        if label.len() > 60 || !self.label_ends.may_end(label) {
            return &[];
        }
        LABELS.with_borrow_mut(|labels| labels.get(label, |label| self.label_afresh(label)))
    }

    fn label_afresh(&'static self, label: &str) -> &'static [LabelKey] {
        let key = heading_key(label);
        if let Some(keys) = self.labels.get(&key) {
            return keys;
        }
        without_brackets(&key).and_then(|bare| self.labels.get(&bare)).map_or(&[], Vec::as_slice)
    }

    /// Whether the words head a column of row names (`구분`, `연도`).
    pub fn is_table_head(&'static self, words: &str) -> bool {
        thread_local! {
            static HEADS: RefCell<Memo<bool>> = const { RefCell::new(Memo::new()) };
        }
        words.len() <= 40 && HEADS.with_borrow_mut(|heads| heads.get(words, |words| self.table_heads.contains(&squash(words))))
    }
}

/// The letters that the names of a vocabulary end with: most text is told by its last letter to be no name.
#[derive(Default)]
struct Endings {
    letters: FxHashSet<char>,
    /// A name ends with anything.
    open: bool,
}

impl Endings {
    /// Adds a name as it is compared, or what stands behind the `*` of a pattern.
    fn add(&mut self, name: &str) {
        match name.chars().next_back() {
            Some(last) => drop(self.letters.insert(last)),
            None => self.open = true,
        }
    }

    /// Whether words can be a name by their end. Words in brackets may count or not, and so tell nothing; nor do words that
    /// end with what is not compared.
    fn may_end(&self, words: &str) -> bool {
        let Some(last @ ('가'..='힣' | '0'..='9' | 'a'..='z' | 'A'..='Z')) = words.chars().next_back() else { return true };
        // The first byte of full-width brackets is EF.
        let bracket = |b: u8| matches!(b, b'(' | b')' | b'[' | b']' | b'<' | b'>' | 0xEF);
        self.open || self.letters.contains(&last) || words.bytes().any(bracket)
    }
}

/// As [`heading_key`], but the `*` of a pattern stays.
fn pattern_key(name: &str) -> String {
    name.split('*').map(heading_key).collect::<Vec<_>>().join("*")
}

/// A heading without spaces, trailing colons, middle dots and quotes: the form that the vocabulary is matched in.
pub fn heading_key(heading: &str) -> String {
    let mut key = String::with_capacity(heading.len());
    for c in heading.chars() {
        if matches!(c, '가'..='힣') {
            key.push(c);
            continue;
        }
        if c.is_whitespace()
            || crate::text::is_middle_dot(c)
            || matches!(c, '\u{AD}' | '*' | '「' | '」' | '\'' | '"' | '‘' | '’' | '“' | '”' | ',')
        {
            continue;
        }
        key.push(match c {
            '（' => '(',
            '）' => ')',
            '：' => ':',
            c => c,
        });
    }
    while key.ends_with([':', '.', '-']) {
        key.pop();
    }
    key
}

/// `사업개요(현황)` → `사업개요`, `정부(경기도)도움필요여부` → `정부도움필요여부`; `None` for a key without brackets.
fn without_brackets(key: &str) -> Option<String> {
    if !key.bytes().any(|b| matches!(b, b'(' | b'[' | b'<' | b')' | b']' | b'>')) {
        return None;
    }
    let mut out = String::with_capacity(key.len());
    let mut depth = 0usize;
    for c in key.chars() {
        match c {
            '(' | '[' | '<' => depth += 1,
            ')' | ']' | '>' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_found_with_spaces_brackets_and_people() {
        let v = &*VOCABULARY;
        for (heading, role) in [
            ("사업개요(현황)", Role::Overview),
            ("사 업 개 요", Role::Overview),
            ("정부(경상북도) 도움 필요 여부", Role::SupportRequests),
            ("구민소통 실적 및 계획", Role::CitizenEngagement),
            ("연차별 · 분기별 로드맵", Role::Schedule),
            ("추진계획(일정)", Role::Plans),
            ("추진일정(로드맵)", Role::Schedule),
            ("연차별 추진목표(계획)", Role::AnnualTargets),
            ("쟁점사항 및 해소방안", Role::Obstacles),
        ] {
            assert_eq!(v.section(heading), Some(role), "{heading}");
        }
        assert_eq!(v.section("갈등관리 방안"), None);
    }

    #[test]
    fn no_name_is_lost_by_its_end() {
        let v = &*VOCABULARY;
        for name in v.sections.keys().chain(v.labels.keys()) {
            for words in [name.clone(), format!("{name} : "), format!("{name}(가)"), format!("（가）{name}")] {
                assert_eq!(v.section(&words), v.section_afresh(&words), "{words}");
                assert_eq!(v.label(&words), v.label_afresh(&words), "{words}");
            }
        }
        for (head, tail, role) in &v.patterns {
            assert_eq!(v.section(&format!("{head}가온{tail}")), Some(*role));
        }
    }

    #[test]
    fn labels_are_found_with_spaces() {
        assert_eq!(VOCABULARY.label("위    치"), [LabelKey::Location]);
        assert_eq!(VOCABULARY.label("담 당 자"), [LabelKey::Contacts]);
        assert!(VOCABULARY.label("특화분야").is_empty());
    }
}
