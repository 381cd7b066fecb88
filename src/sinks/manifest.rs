//! `manifest.json`: what became of every input file.
//!
//! Comes in: one [`FileEntry`] for each file, in the order of the output. Goes out: the manifest, entry by entry, so that a
//! run over a million files need not hold them. Promises that ok + review + failed + skipped = files seen, since
//! [`Totals::count`] is the only way to count. The clock and the machine stay out of it: they belong to `run.json`.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{RecordStatus, SCHEMA_VERSION};
use crate::record::{FrontMatter, Issue, Record};

/// Name of the program in its own outputs; tells an earlier output from a stranger's folder.
pub const TOOL_NAME: &str = "bogoseo";

/// The program that wrote an output.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "프로그램")]
pub struct Tool {
    /// `bogoseo`.
    #[schemars(title = "이름")]
    pub name: &'static str,
    /// Of the program.
    #[schemars(title = "버전")]
    pub version: &'static str,
}

impl Tool {
    /// This program.
    pub fn this() -> Self {
        Self { name: TOOL_NAME, version: env!("CARGO_PKG_VERSION") }
    }
}

/// A layout profile of the user's.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "사용자 서식")]
pub struct ProfileUsed {
    /// Its name, as in `source.layout`.
    #[schemars(title = "이름")]
    pub name: String,
    /// Of the file.
    #[schemars(title = "SHA-256")]
    pub sha256: String,
}

/// The options that decide what the output holds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "옵션")]
pub struct Options {
    /// Output formats.
    #[schemars(title = "출력 형식")]
    pub format: Vec<&'static str>,
    /// `file`, `inline` or `none`.
    #[schemars(title = "근거 출력")]
    pub evidence: &'static str,
    /// Code of the jurisdiction, where the user gave one.
    #[schemars(title = "행정구역 코드")]
    pub jurisdiction: Option<String>,
    /// Key values under this confidence are flagged.
    #[schemars(title = "검토 기준")]
    pub review_below: f64,
    /// What was removed: `contacts`, `phones`.
    #[schemars(title = "삭제 항목")]
    pub redact: Vec<&'static str>,
    /// Layout profiles of the user's: name and SHA-256 of the file.
    #[schemars(title = "사용자 서식")]
    pub profiles: Vec<ProfileUsed>,
    /// Largest file that is read.
    #[schemars(title = "최대 파일 크기(바이트)")]
    pub max_bytes: u64,
    /// Seconds in which a file of a container format has to be read; 0 for no limit.
    #[schemars(title = "제한 시간(초)")]
    pub timeout: u64,
    /// Mebibytes of memory in which a file of a container format has to be read; 0 for no limit.
    #[schemars(title = "메모리 한도(MiB)")]
    pub max_memory: u64,
    /// Whether the run was to stop at the first failed file.
    #[schemars(title = "실패 시 중단")]
    pub fail_fast: bool,
    /// Whether every page of a PDF was read a second time.
    #[schemars(title = "이중 판독")]
    pub second_reading: bool,
    /// Whether pages without text were recognised.
    #[schemars(title = "문자 인식")]
    pub ocr: bool,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(title = "파일 상태")]
pub enum FileStatus {
    /// Every record is ok.
    Ok,
    /// A record, or the file as a whole, needs review.
    Review,
    /// A record is failed: the file gave nothing usable.
    Failed,
    /// Not a document; not read.
    Skipped,
}

impl FileStatus {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            FileStatus::Ok => "ok",
            FileStatus::Review => "review",
            FileStatus::Failed => "failed",
            FileStatus::Skipped => "skipped",
        }
    }
}

/// One input file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "파일")]
pub struct FileEntry {
    /// Relative to the input root, `/`-separated.
    #[schemars(title = "경로")]
    pub path: Arc<str>,
    /// Null where the file was not read.
    #[schemars(title = "SHA-256")]
    pub sha256: Option<Arc<str>>,
    /// Null where the size is not known.
    #[schemars(title = "크기(바이트)")]
    pub bytes: Option<u64>,
    /// `text` …; null where it could not be told.
    #[schemars(title = "형식")]
    pub format: Option<&'static str>,
    /// WHATWG label.
    #[schemars(title = "문자 인코딩")]
    pub encoding: Option<&'static str>,
    /// What became of it.
    #[schemars(title = "상태")]
    pub status: FileStatus,
    /// Why it failed (name of the issue) or was skipped (kind of file); null otherwise.
    #[schemars(title = "사유 코드")]
    pub reason: Option<&'static str>,
    /// The same as a Korean sentence.
    #[schemars(title = "사유")]
    pub reason_ko: Option<String>,
    /// Number of records.
    #[schemars(title = "레코드 수")]
    pub records: usize,
    /// Parts of the file that are no record: cover, contents, dividers, running heads.
    #[schemars(title = "레코드 밖 부분")]
    pub front_matter: Vec<FrontMatter>,
    /// Issues of the file as a whole.
    #[schemars(title = "파일 문제")]
    pub errors: Vec<Issue>,
    /// Id of the first record, for the table of files.
    #[serde(skip)]
    #[schemars(skip)]
    pub first_record: Option<String>,
    /// Lowest confidence of the records, for the table of files.
    #[serde(skip)]
    #[schemars(skip)]
    pub lowest_confidence: Option<f64>,
}

impl FileEntry {
    /// A file that was not read.
    pub fn skipped(path: Arc<str>, bytes: Option<u64>, reason: &'static str, reason_ko: &str) -> Self {
        Self {
            path,
            sha256: None,
            bytes,
            format: None,
            encoding: None,
            status: FileStatus::Skipped,
            reason: Some(reason),
            reason_ko: Some(reason_ko.to_owned()),
            records: 0,
            front_matter: Vec::new(),
            errors: Vec::new(),
            first_record: None,
            lowest_confidence: None,
        }
    }
}

/// Records by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "레코드 수")]
pub struct RecordTotals {
    /// All of them.
    #[schemars(title = "전체")]
    pub total: u64,
    /// Nothing to look at.
    #[schemars(title = "정상")]
    pub ok: u64,
    /// To be reviewed.
    #[schemars(title = "검토 필요")]
    pub review: u64,
    /// Of unreadable files.
    #[schemars(title = "실패")]
    pub failed: u64,
}

/// Files by status, records by status, issues by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "합계")]
pub struct Totals {
    /// ok + review + failed + skipped.
    #[schemars(title = "전체 파일")]
    pub files_seen: u64,
    /// Files whose records are all ok.
    #[schemars(title = "정상")]
    pub ok: u64,
    /// Files to be reviewed.
    #[schemars(title = "검토 필요")]
    pub review: u64,
    /// Files without usable record.
    #[schemars(title = "실패")]
    pub failed: u64,
    /// Files that were not read.
    #[schemars(title = "제외")]
    pub skipped: u64,
    /// Records.
    #[schemars(title = "레코드")]
    pub records: RecordTotals,
    /// How often each issue was raised, by name.
    #[schemars(title = "문제별 건수")]
    pub issues: BTreeMap<&'static str, u64>,
}

impl Totals {
    /// Counts a file and its issues as a whole.
    pub fn count(&mut self, entry: &FileEntry) {
        self.files_seen += 1;
        match entry.status {
            FileStatus::Ok => self.ok += 1,
            FileStatus::Review => self.review += 1,
            FileStatus::Failed => self.failed += 1,
            FileStatus::Skipped => self.skipped += 1,
        }
        self.count_issues(&entry.errors);
    }

    /// Counts a record and its issues.
    pub fn count_record(&mut self, record: &Record) {
        self.records.total += 1;
        match record.status {
            RecordStatus::Ok => self.records.ok += 1,
            RecordStatus::Review => self.records.review += 1,
            RecordStatus::Failed => self.records.failed += 1,
        }
        self.count_issues(&record.errors);
    }

    fn count_issues(&mut self, issues: &[Issue]) {
        for issue in issues {
            *self.issues.entry(issue.name).or_default() += 1;
        }
    }
}

/// The shape of `manifest.json`. It is written in pieces ([`write_head`], [`write_entry`], [`TAIL`]).
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "변환 명세")]
pub struct Manifest {
    /// Who wrote it.
    #[schemars(title = "프로그램")]
    pub tool: Tool,
    /// Version of the record contract.
    #[schemars(title = "스키마 버전")]
    pub schema_version: &'static str,
    /// With which options.
    #[schemars(title = "옵션")]
    pub options: Options,
    /// How much.
    #[schemars(title = "합계")]
    pub totals: Totals,
    /// Every input file, in byte order of the path.
    #[schemars(title = "파일")]
    pub files: Vec<FileEntry>,
}

/// What every manifest of this program starts with, whatever its version.
pub const OPENING: &str = "{\"tool\":{\"name\":\"bogoseo\",";

/// The manifest up to the list of files.
pub fn write_head(out: &mut Vec<u8>, options: &Options, totals: &Totals) {
    let head = Manifest {
        tool: Tool::this(),
        schema_version: SCHEMA_VERSION,
        options: options.clone(),
        totals: totals.clone(),
        files: Vec::new(),
    };
    serde_json::to_writer(&mut *out, &head).expect("wire types have string keys");
    // The empty list of files and the object are closed by TAIL.
    out.truncate(out.len() - "]}".len());
    out.push(b'\n');
}

/// One file on a line of its own.
pub fn write_entry(out: &mut Vec<u8>, entry: &FileEntry, first: bool) {
    if !first {
        out.extend_from_slice(b",\n");
    }
    serde_json::to_writer(&mut *out, entry).expect("wire types have string keys");
}

/// What closes the list and the manifest.
pub const TAIL: &[u8] = b"\n]}\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_a_manifest() {
        let options = Options {
            format: vec!["jsonl"],
            evidence: "file",
            jurisdiction: None,
            review_below: 0.8,
            redact: Vec::new(),
            profiles: Vec::new(),
            max_bytes: 1,
            timeout: 60,
            max_memory: 2048,
            fail_fast: false,
            second_reading: false,
            ocr: false,
        };
        let mut totals = Totals::default();
        let entries =
            [FileEntry::skipped("a.png".into(), Some(3), "image", "그림"), FileEntry::skipped("b.png".into(), None, "image", "그림")];
        let mut body = Vec::new();
        for (i, entry) in entries.iter().enumerate() {
            totals.count(entry);
            write_entry(&mut body, entry, i == 0);
        }
        let mut out = Vec::new();
        write_head(&mut out, &options, &totals);
        out.extend(body);
        out.extend(TAIL);
        assert!(out.starts_with(OPENING.as_bytes()));
        let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(json["totals"]["files_seen"], 2);
        assert_eq!(json["files"][1]["path"], "b.png");
    }
}
