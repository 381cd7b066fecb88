//! The finished record and its companions on the wire: evidence, issues, the report on a file.
//!
//! Conversion and identity only: no logic here could change a value.

mod whole_file;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

pub mod assemble;

pub use crate::diag::Severity;
pub use crate::model::{Body, Document, RecordStatus};
pub use whole_file::{failed_record, issue_without_place};

/// A place in the decoded text, as `inspect FILE --stage text` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "위치")]
pub struct Span {
    /// First scalar value, from 0.
    #[schemars(title = "시작")]
    pub start: u32,
    /// One past the last.
    #[schemars(title = "끝")]
    pub end: u32,
    /// Line of the start, from 1.
    #[schemars(title = "줄")]
    pub line: u32,
    /// Column of the start, from 1.
    #[schemars(title = "칸")]
    pub col: u32,
    /// Line of the end.
    #[schemars(title = "끝 줄")]
    pub line_end: u32,
    /// Column of the end, exclusive.
    #[schemars(title = "끝 칸")]
    pub col_end: u32,
    /// Page, from 1, where the format has pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(title = "쪽")]
    pub page: Option<u32>,
    /// `[x0, y0, x1, y1]` in points from the top left, where the format has geometry.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(title = "좌표")]
    pub bbox: Option<[i32; 4]>,
    /// Table ordinal in its section, for table cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(title = "표")]
    pub table: Option<u16>,
    /// Row from 0, for table cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(title = "행")]
    pub row: Option<u16>,
    /// Column of the cell from 0 (`col` is the column of the text).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(title = "열")]
    pub cell_col: Option<u16>,
}

/// A number of a [`Proof`].
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "계산에 쓴 수")]
pub struct ProofCell {
    /// Field of the record.
    pub pointer: Option<String>,
    /// As printed.
    pub label: String,
    /// As printed; an empty cell is 0.
    pub number: f64,
    /// Where.
    pub span: Option<Span>,
}

/// The sum that was compared.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "계산 근거")]
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

/// Another place that an issue points at.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "관련 위치")]
pub struct Related {
    /// Where.
    pub span: Span,
    /// Why.
    pub note: String,
}

/// Something that could not be done, or a contradiction in the report.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "문제")]
pub struct Issue {
    /// `VA001`.
    #[schemars(title = "코드")]
    pub code: &'static str,
    /// `total-mismatch`.
    #[schemars(title = "이름")]
    pub name: &'static str,
    /// Severity.
    #[schemars(title = "심각도")]
    pub severity: Severity,
    /// English.
    #[schemars(title = "설명(영문)")]
    pub message: String,
    /// Korean.
    #[schemars(title = "설명")]
    pub message_ko: String,
    /// JSON Pointer of the field concerned.
    #[schemars(title = "항목 위치")]
    pub pointer: Option<String>,
    /// Where in the source.
    #[schemars(title = "원문 위치")]
    pub spans: Vec<Span>,
    /// The source there.
    #[schemars(title = "원문")]
    pub raw: Vec<String>,
    /// What to do.
    #[schemars(title = "조치(영문)")]
    pub hint: &'static str,
    /// What to do, in Korean.
    #[schemars(title = "조치")]
    pub hint_ko: &'static str,
    /// Other places.
    #[schemars(title = "관련 위치")]
    pub related: Vec<Related>,
    /// The arithmetic.
    #[schemars(title = "계산 근거")]
    pub proof: Option<Proof>,
    /// A value that follows from the rest; never put into the field.
    #[schemars(title = "제안값")]
    pub suggestion: Option<String>,
}

/// One value's evidence.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "근거")]
pub struct Evidence {
    /// JSON Pointer of the value.
    #[schemars(title = "항목 위치")]
    pub pointer: String,
    /// The source text, piece by piece.
    #[schemars(title = "원문", with = "Vec<String>")]
    pub raw: SmallVec<[String; 1]>,
    /// Where, in parallel with `raw`.
    #[schemars(title = "원문 위치", with = "Vec<Span>")]
    pub spans: SmallVec<[Span; 1]>,
    /// Probability that the value is right.
    #[schemars(title = "신뢰도", range(min = 0.0, max = 1.0))]
    pub confidence: f64,
    /// What lowers it.
    #[schemars(title = "사유")]
    pub because: Vec<&'static str>,
    /// What read it.
    #[schemars(title = "규칙")]
    pub rule: &'static str,
    /// `extractor` or `reviewer`.
    #[schemars(title = "작성")]
    pub by: &'static str,
}

/// A line of `evidence.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "근거 묶음")]
pub struct EvidenceLine {
    /// The record.
    pub record_id: String,
    /// Its values' evidence, in the order of the record.
    pub evidence: Vec<Evidence>,
}

/// Where a record came from.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "출처")]
pub struct Source {
    /// Relative to the input root, `/`-separated.
    #[schemars(title = "파일")]
    pub path: Arc<str>,
    /// Of the file.
    #[schemars(title = "SHA-256")]
    pub sha256: Arc<str>,
    /// Size of the file.
    #[schemars(title = "크기(바이트)")]
    pub bytes: u64,
    /// `text`, `hwp` …; null where it could not be told.
    #[schemars(title = "형식")]
    pub format: Option<&'static str>,
    /// WHATWG label; null for containers.
    #[schemars(title = "문자 인코딩")]
    pub encoding: Option<&'static str>,
    /// Ordinal in the file, from 0.
    #[schemars(title = "파일 안 순번")]
    pub record_index: usize,
    /// Records in the file.
    #[schemars(title = "파일의 레코드 수")]
    pub record_count: usize,
    /// The part of the decoded text that this record covers.
    #[schemars(title = "범위")]
    pub span: Option<Span>,
    /// Layout profile that matched.
    #[schemars(title = "서식")]
    pub layout: Option<String>,
}

/// A section that was found.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "절")]
pub struct SectionReport {
    /// Key of the record that it went to, or `other`.
    #[schemars(title = "종류")]
    pub kind: String,
    /// As printed.
    #[schemars(title = "제목")]
    pub heading: Option<String>,
    /// Where.
    #[schemars(title = "위치")]
    pub span: Option<Span>,
    /// Probability that all of it was read right.
    #[schemars(title = "신뢰도", range(min = 0.0, max = 1.0))]
    pub confidence: f64,
    /// How many issues point into it.
    #[schemars(title = "문제 수")]
    pub issues: usize,
}

/// How much of the source was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "수록률")]
pub struct Coverage {
    /// Non-blank characters of the record's span.
    #[schemars(title = "글자 수")]
    pub characters: usize,
    /// Those that ended up somewhere.
    #[schemars(title = "수록된 글자 수")]
    pub assigned: usize,
}

/// One pledge: a line of `records.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "공약 레코드")]
pub struct Record {
    /// Version of the contract.
    #[schemars(title = "스키마 버전")]
    pub schema_version: &'static str,
    /// Identity.
    #[schemars(title = "레코드 ID")]
    pub record_id: String,
    /// `<jurisdiction>/<term>/<category>-<number>`.
    #[schemars(title = "공약 키")]
    pub pledge_key: Option<String>,
    /// What became of it.
    #[schemars(title = "상태")]
    pub status: RecordStatus,
    /// Probability that all key values are right.
    #[schemars(title = "신뢰도", range(min = 0.0, max = 1.0))]
    pub confidence: f64,
    /// Issues, most severe first.
    #[schemars(title = "문제")]
    pub errors: Vec<Issue>,
    /// Where it came from.
    #[schemars(title = "출처")]
    pub source: Source,
    /// What the file says of itself.
    #[schemars(title = "문서")]
    pub document: Option<Document>,
    /// The sections.
    #[serde(flatten)]
    pub body: Body,
    /// The sections found.
    #[schemars(title = "찾은 절")]
    pub sections: Vec<SectionReport>,
    /// How much of the source was taken.
    #[schemars(title = "수록률")]
    pub coverage: Coverage,
}

/// A part of a file that is no record: cover, contents, divider, running heads.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "레코드 밖 부분")]
pub struct FrontMatter {
    /// `cover`, `contents`, `summary`, `divider`, `annex`, `running_head`, `page_number`, `portal`, `preface`.
    #[schemars(title = "종류")]
    pub kind: &'static str,
    /// Where.
    #[schemars(title = "위치")]
    pub span: Span,
}

/// What came of one file.
#[derive(Clone, Debug, Default)]
pub struct Converted {
    /// The records, in source order.
    pub records: Vec<Record>,
    /// Their evidence, line by line.
    pub evidence: Vec<EvidenceLine>,
    /// Issues of the file as a whole.
    pub errors: Vec<Issue>,
    /// Format, where it could be told.
    pub format: Option<&'static str>,
    /// Encoding, where the format has one.
    pub encoding: Option<&'static str>,
    /// Parts that are no record.
    pub front_matter: Vec<FrontMatter>,
}
