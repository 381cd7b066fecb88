//! What the program has to say about a document: codes, severities, diagnostics.
//!
//! Every complaint has a [`Code`] with an identity (`VA001`), a name (`total-mismatch`) and a page that `bogoseo explain`
//! prints. A [`Diagnostic`] is one occurrence of a code, at a place. Diagnostics decide nothing about records.

pub mod codes;
pub mod render;

use schemars::JsonSchema;
use serde::Serialize;
use smallvec::SmallVec;

use crate::span::Range;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[schemars(title = "심각도")]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A field is null or contradictory; the record needs review.
    Error,
    /// A value was kept, with lower confidence.
    Warning,
    /// A choice worth showing.
    Info,
}

impl Severity {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }

    /// In Korean.
    pub fn word_ko(self) -> &'static str {
        match self {
            Severity::Error => "오류",
            Severity::Warning => "주의",
            Severity::Info => "참고",
        }
    }
}

/// A kind of complaint. Ids are append-only and never reused.
#[derive(Debug)]
pub struct Code {
    /// Stage letters and three digits.
    pub id: &'static str,
    /// Kebab-case name: the condition, not the cure.
    pub name: &'static str,
    /// Severity of every occurrence.
    pub severity: Severity,
    /// What it means, in one line of English.
    pub summary: &'static str,
    /// What it means, in one line of Korean.
    pub summary_ko: &'static str,
    /// What to do, in English.
    pub hint: &'static str,
    /// What to do, in Korean.
    pub hint_ko: &'static str,
    /// The page as the catalogue holds it: each line begins with the space that follows `///`. Read [`Code::page_text`] instead.
    pub page: &'static str,
}

impl Code {
    /// The page that `explain` prints: Markdown, English and then Korean, with no blank line at either end.
    pub fn page_text(&self) -> String {
        let mut text = String::with_capacity(self.page.len());
        for line in self.page.trim_end().lines() {
            text.push_str(line.strip_prefix(' ').unwrap_or(line));
            text.push('\n');
        }
        text.truncate(text.trim_end().len());
        text
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// One number of an arithmetic proof.
#[derive(Clone, Debug, PartialEq)]
pub struct ProofCell {
    /// Where the number is in the record, if it is a field.
    pub pointer: Option<String>,
    /// What the number stands for, as printed (`도비 2023`).
    pub label: String,
    /// The number as printed; an empty cell is 0.
    pub number: f64,
    /// Where it is printed; none for an empty cell.
    pub range: Option<Range>,
}

/// The sum that was compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// The addends.
    pub cells: Vec<ProofCell>,
    /// Their sum.
    pub expected: f64,
    /// What is printed.
    pub found: f64,
    /// found − expected.
    pub difference: f64,
    /// Unit of all of these.
    pub unit: Option<String>,
}

/// One complaint.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Which.
    pub code: &'static Code,
    /// One line of English that stands alone: what was found, and what was done.
    pub message: String,
    /// The same in Korean.
    pub message_ko: String,
    /// JSON Pointer of the field concerned.
    pub pointer: Option<String>,
    /// Where in the source.
    pub ranges: SmallVec<[Range; 1]>,
    /// Other places, each with a note.
    pub related: Vec<(Range, String)>,
    /// The arithmetic.
    pub proof: Option<Box<Proof>>,
    /// A value that follows from the rest. Never put into the field.
    pub suggestion: Option<String>,
}

impl Diagnostic {
    /// An occurrence of `code`, with its message in English and in Korean.
    pub fn new(code: &'static Code, message: impl Into<String>, message_ko: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            message_ko: message_ko.into(),
            pointer: None,
            ranges: SmallVec::new(),
            related: Vec::new(),
            proof: None,
            suggestion: None,
        }
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, range: Range) -> Self {
        self.ranges.push(range);
        self
    }

    /// Adds places.
    #[must_use]
    pub fn at_all(mut self, ranges: impl IntoIterator<Item = Range>) -> Self {
        self.ranges.extend(ranges);
        self
    }

    /// Names the field.
    #[must_use]
    pub fn field(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// Adds another place with a note.
    #[must_use]
    pub fn related(mut self, range: Range, note: impl Into<String>) -> Self {
        self.related.push((range, note.into()));
        self
    }

    /// Adds the arithmetic.
    #[must_use]
    pub fn proof(mut self, proof: Proof) -> Self {
        self.proof = Some(Box::new(proof));
        self
    }

    /// Adds a suggestion.
    #[must_use]
    pub fn suggest(mut self, value: impl Into<String>) -> Self {
        self.suggestion = Some(value.into());
        self
    }
}

/// What a panic said.
pub fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

/// What a file's record says of a panic over it.
pub fn crashed(text: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::FILE_CRASHED,
        format!("the program failed on this file: {text}"),
        format!("이 파일을 처리하다가 프로그램 오류가 났습니다: {text}"),
    )
}

/// The code with this id or name.
pub fn find(id_or_name: &str) -> Option<&'static Code> {
    codes::ALL.iter().copied().find(|c| c.id.eq_ignore_ascii_case(id_or_name) || c.name.eq_ignore_ascii_case(id_or_name))
}
