//! What a reviewer says of values, as data: the lines of `corrections.jsonl`, and their way back into later conversions.
//!
//! Comes in: the lines, and the lines of a document when they are cut into cards, and its cards before they are validated. Goes out: the cards with the reviewer's values,
//! and what no longer fits. A correction is bound to its value by three things, none of them an index:
//!
//! 1. **the pledge**: the same text ([`record_id`](Correction::record_id)), or the same number and title;
//! 2. **the field**: the pointer with its indexes left out;
//! 3. **the place**: the raw text, and what stands before and after it within the pledge ([`Anchor`]). So much of it is kept
//!    that the place occurs once, so two equal numbers side by side are told apart.
//!
//! Where cards begin is corrected likewise, by the line of the border and what stands around it ([`recut`]); that goes before
//! everything else, and the values of a card that was split or joined are still found by their places.
//!
//! A correction that fits no place, or several, is not applied; it becomes a `correction-stale`. Lines are only appended:
//! [`Action::Undo`] takes an earlier one back, and of two that concern one value the later counts.

mod anchor;
mod apply;
mod borders;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::record::Span;

pub use anchor::{Anchor, Identity, Surface, anchors, identity, selected};
pub use apply::{Applied, Outcome, apply};
pub use borders::{Borders, in_list, line_anchor, recut};

/// Name of the file in the output folder.
pub const FILE_NAME: &str = "corrections.jsonl";

/// What the reviewer did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(title = "조치")]
pub enum Action {
    /// The value, or the issue, was looked at and is right as it stands.
    Accept,
    /// The value is another one.
    Change,
    /// The source does not say this.
    NotInSource,
    /// Another card begins at this line.
    Split,
    /// The card that begins at this line belongs to the one before it.
    Merge,
    /// A remark; changes nothing.
    Comment,
    /// Takes an earlier correction back.
    Undo,
}

impl Action {
    /// Whether it is about where cards begin, not about a value.
    pub fn is_border(self) -> bool {
        matches!(self, Action::Split | Action::Merge)
    }
}

/// A line of `corrections.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "검토 조치")]
pub struct Correction {
    /// Identity of the line.
    #[schemars(title = "조치 ID")]
    pub id: String,
    /// What was done.
    #[schemars(title = "조치")]
    pub action: Action,
    /// The line that an undo takes back.
    #[serde(default)]
    #[schemars(title = "취소한 조치")]
    pub undoes: Option<String>,
    /// The document, as `source.path` has it.
    #[serde(default)]
    #[schemars(title = "파일")]
    pub path: String,
    /// The record: hash of its text.
    #[serde(default)]
    #[schemars(title = "레코드 ID")]
    pub record_id: String,
    /// Ordinal of the record in its file at that time. Tells apart only records of equal text.
    #[serde(default)]
    #[schemars(title = "파일 안 순번")]
    pub record_index: usize,
    /// Number and title of the pledge as they were read.
    #[serde(default)]
    #[schemars(title = "공약")]
    pub pledge: Identity,
    /// Field of the record at that time; null for an issue that concerns none.
    #[serde(default)]
    #[schemars(title = "항목 위치")]
    pub pointer: Option<String>,
    /// Name of the issue that was looked at.
    #[serde(default)]
    #[schemars(title = "문제")]
    pub issue: Option<String>,
    /// Where the value stood, for readers; matching goes by the text.
    #[serde(default)]
    #[schemars(title = "원문 위치")]
    pub spans: Vec<Span>,
    /// The place in the text.
    #[serde(flatten)]
    pub anchor: Anchor,
    /// The value as the program read it; null where it read none.
    #[serde(default)]
    #[schemars(title = "이전 값")]
    pub old: Value,
    /// The reviewer's value, for a change.
    #[serde(default)]
    #[schemars(title = "새 값")]
    pub new: Value,
    /// A remark.
    #[serde(default)]
    #[schemars(title = "의견")]
    pub comment: Option<String>,
    /// When, as RFC 3339.
    #[serde(default)]
    #[schemars(title = "시각")]
    pub when: String,
    /// Who, where that was given.
    #[serde(default)]
    #[schemars(title = "검토자")]
    pub who: Option<String>,
}

/// A line that is no correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// From 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// The corrections that hold, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    list: Vec<Correction>,
    by_path: HashMap<String, Vec<usize>>,
    /// Those whose document is not among the inputs; they may fit a document of another name.
    elsewhere: Vec<usize>,
}

impl Corrections {
    /// Reads the lines of a file. What cannot be read is told and left out.
    pub fn parse(text: &str) -> (Self, Vec<BadLine>) {
        let mut bad = Vec::new();
        let mut lines: Vec<Correction> = Vec::new();
        for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            match serde_json::from_str(line.trim_start_matches('\u{feff}')) {
                Ok(correction) => lines.push(correction),
                Err(error) => bad.push(BadLine { line: i + 1, reason: error.to_string() }),
            }
        }
        (Self::new(lines), bad)
    }

    /// From lines; those that were taken back, and a line that stands twice, are left out.
    pub fn new(lines: Vec<Correction>) -> Self {
        let undone: HashSet<String> = lines.iter().filter(|c| c.action == Action::Undo).filter_map(|c| c.undoes.clone()).collect();
        let mut seen = HashSet::new();
        let holds = |c: &Correction| c.action != Action::Undo && !undone.contains(&c.id) && seen.insert(c.id.clone());
        let mut list = lines;
        list.retain(holds);
        let mut by_path: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, correction) in list.iter().enumerate() {
            by_path.entry(correction.path.clone()).or_default().push(i);
        }
        Self { list, by_path, elsewhere: Vec::new() }
    }

    /// Notes which documents there are. Returns how many corrections belong to others; those may still fit a document of the
    /// same text under another name.
    pub fn among<'p>(&mut self, paths: impl IntoIterator<Item = &'p str>) -> usize {
        let known: HashSet<&str> = paths.into_iter().collect();
        self.elsewhere = (0..self.list.len()).filter(|&i| !known.contains(self.list[i].path.as_str())).collect();
        self.elsewhere.len()
    }

    /// All that hold.
    pub fn all(&self) -> &[Correction] {
        &self.list
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Those about values that may concern a document, in order; with each whether it was made on this document.
    fn of<'s>(&'s self, path: &str) -> Vec<(&'s Correction, bool)> {
        self.either(path, false)
    }

    /// Those about where cards begin, likewise.
    fn borders<'s>(&'s self, path: &str) -> Vec<(&'s Correction, bool)> {
        self.either(path, true)
    }

    fn either<'s>(&'s self, path: &str, borders: bool) -> Vec<(&'s Correction, bool)> {
        let own = self.by_path.get(path).map_or(&[][..], Vec::as_slice);
        let mut all: Vec<(usize, bool)> = own.iter().map(|&i| (i, true)).chain(self.elsewhere.iter().map(|&i| (i, false))).collect();
        all.sort_unstable();
        let of_kind = all.into_iter().map(|(i, own)| (&self.list[i], own)).filter(|(c, _)| c.action.is_border() == borders);
        of_kind.collect()
    }

    /// Whether some may concern a document.
    pub fn concern(&self, path: &str) -> bool {
        self.by_path.contains_key(path) || !self.elsewhere.is_empty()
    }
}

/// Corrections, shared by the files of a run.
pub type Shared = Arc<Corrections>;

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str, action: &str, more: &str) -> String {
        format!("{{\"id\":\"{id}\",\"action\":\"{action}\"{more}}}\n")
    }

    #[test]
    fn an_undo_takes_a_line_back() {
        let text = line("a", "accept", "") + &line("b", "change", ",\"new\":3") + &line("c", "undo", ",\"undoes\":\"b\"");
        let (corrections, bad) = Corrections::parse(&text);
        assert!(bad.is_empty());
        let ids: Vec<_> = corrections.all().iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, ["a"]);
    }

    #[test]
    fn a_torn_line_is_told_and_the_others_count() {
        let text = line("a", "accept", "") + "{\"id\":\"b\",\"act\n" + &line("c", "comment", "") + "\n" + &line("a", "accept", "");
        let (corrections, bad) = Corrections::parse(&text);
        assert_eq!(corrections.all().len(), 2);
        assert_eq!(bad.iter().map(|b| b.line).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn a_document_of_another_name_is_remembered() {
        let (mut corrections, _) = Corrections::parse(&line("a", "accept", ",\"path\":\"1.txt\""));
        assert_eq!(corrections.among(["1.txt"]), 0);
        assert!(corrections.concern("1.txt") && !corrections.concern("2.txt"));
        assert_eq!(corrections.among(["2.txt"]), 1);
        assert!(corrections.concern("2.txt"));
    }
}
