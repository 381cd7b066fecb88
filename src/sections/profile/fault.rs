//! What is wrong with a profile, and where.

use std::fmt;
use std::ops::Range;

/// Kind of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// No TOML.
    Syntax,
    /// A key that profiles do not have.
    UnknownKey,
    /// A section that records do not have.
    UnknownSection,
    /// A label that records have no field for.
    UnknownLabel,
    /// A state that records do not have.
    UnknownState,
    /// A value of another type.
    WrongType,
    /// No name.
    MissingName,
    /// Extends a profile that there is not, or itself.
    UnknownParent,
    /// Two profiles of one name.
    NameTaken,
    /// A name that two sections claim.
    ClaimedTwice,
    /// An expression that cannot be read.
    BadExpression,
    /// A name or an expression that can never match.
    NeverMatches,
    /// Nothing tells documents of the layout.
    NoEvidence,
}

impl FaultKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::UnknownKey => "unknown-key",
            Self::UnknownSection => "unknown-section",
            Self::UnknownLabel => "unknown-label",
            Self::UnknownState => "unknown-state",
            Self::WrongType => "wrong-type",
            Self::MissingName => "missing-name",
            Self::UnknownParent => "unknown-parent",
            Self::NameTaken => "name-taken",
            Self::ClaimedTwice => "claimed-twice",
            Self::BadExpression => "bad-expression",
            Self::NeverMatches => "never-matches",
            Self::NoEvidence => "no-evidence",
        }
    }

    /// What an unknown key was taken for, in English and Korean.
    pub(super) fn of_key(self) -> (&'static str, &'static str) {
        match self {
            Self::UnknownSection => ("section", "절 이름"),
            Self::UnknownLabel => ("label", "항목 이름"),
            Self::UnknownState => ("state", "이행상태"),
            _ => ("key of a profile", "서식 파일의 키"),
        }
    }
}

/// Something wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// What kind.
    pub kind: FaultKind,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// The same in Korean.
    pub message_ko: String,
}

impl Fault {
    /// A fault at bytes of the file.
    pub fn new(kind: FaultKind, source: &str, at: Range<usize>, message: impl Into<String>, message_ko: impl Into<String>) -> Self {
        let mut start = at.start.min(source.len());
        while !source.is_char_boundary(start) {
            start -= 1;
        }
        let before = &source[..start];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Self {
            kind,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
            message_ko: message_ko.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {} ({})", self.line, self.column, self.kind.word(), self.message_ko, self.message)
    }
}
