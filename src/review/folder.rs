//! What the page needs to know of an output folder: every record in short, where its line stands, and the folder's sums.
//!
//! Lines are read once, as far as the overview needs them; a record's whole line is read when it is shown.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Error;
use crate::record::Record;

/// Steps of the histogram of confidences.
const STEPS: usize = 20;

/// A record in short.
#[derive(Debug)]
pub(super) struct Entry {
    pub record_id: String,
    pub path: Arc<str>,
    pub record_index: usize,
    pub number: Option<String>,
    pub title: Option<String>,
    pub department: Option<String>,
    pub place: Option<String>,
    pub status: String,
    offset: u64,
}

impl Entry {
    /// Of a record that the run did not write.
    pub(super) fn of(record: &Record) -> Self {
        let pledge = &record.body.pledge;
        let text = |t: &Option<crate::model::Text>| t.as_ref().map(|t| t.value.clone());
        Self {
            record_id: record.record_id.clone(),
            path: Arc::clone(&record.source.path),
            record_index: record.source.record_index,
            number: text(&pledge.number),
            title: text(&pledge.title),
            department: text(&pledge.department),
            place: pledge.jurisdiction.as_ref().map(|j| j.value.name.clone()),
            status: serde_json::to_value(record.status).ok().and_then(|s| s.as_str().map(str::to_owned)).unwrap_or_default(),
            offset: 0,
        }
    }
}

/// Records by number: those of the run, and those that came of cards that were split since.
#[derive(Clone, Copy)]
pub(super) struct Records<'a> {
    pub of_run: &'a [Entry],
    pub more: &'a [Entry],
}

impl<'a> Records<'a> {
    pub(super) fn get(self, record: u32) -> Option<&'a Entry> {
        let at = record as usize;
        self.of_run.get(at).or_else(|| self.more.get(at.checked_sub(self.of_run.len())?))
    }
}

/// What the manifest says that the page has to go by.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ManifestHead {
    pub options: OptionsHead,
    pub totals: Value,
    pub files: Vec<FileHead>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OptionsHead {
    pub jurisdiction: Option<String>,
    pub review_below: f64,
    pub redact: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct FileHead {
    pub path: String,
    pub sha256: Option<String>,
    pub bytes: Option<u64>,
}

#[derive(Deserialize)]
struct RecordHead {
    record_id: String,
    status: String,
    confidence: f64,
    errors: Vec<IssueHead>,
    source: SourceHead,
    pledge: PledgeHead,
    coverage: CoverageHead,
    investment: Option<MoneyHead>,
}

#[derive(Deserialize)]
struct IssueHead {
    name: String,
}

#[derive(Deserialize)]
struct SourceHead {
    path: String,
    record_index: usize,
}

#[derive(Deserialize)]
struct PledgeHead {
    number: Option<String>,
    title: Option<String>,
    department: Option<String>,
    jurisdiction: Option<PlaceHead>,
}

#[derive(Deserialize)]
struct PlaceHead {
    name: String,
}

#[derive(Deserialize)]
struct CoverageHead {
    characters: u64,
    assigned: u64,
}

#[derive(Deserialize)]
struct MoneyHead {
    cells: Vec<CellHead>,
}

#[derive(Deserialize)]
struct CellHead {
    project: Option<String>,
    source: String,
    period: String,
    year: Option<i32>,
    measure: String,
    subtotal: bool,
    krw: Option<i64>,
}

/// Sums over the folder.
#[derive(Debug, Default)]
struct Sums {
    status: BTreeMap<String, u64>,
    issues: BTreeMap<String, u64>,
    confidence: [u64; STEPS],
    characters: u64,
    assigned: u64,
    budgets: BTreeMap<(i32, String), i128>,
}

impl Sums {
    fn add(&mut self, record: &RecordHead) {
        *self.status.entry(record.status.clone()).or_default() += 1;
        for issue in &record.errors {
            *self.issues.entry(issue.name.clone()).or_default() += 1;
        }
        if record.status != "failed" {
            let step = (record.confidence * STEPS as f64) as usize;
            self.confidence[step.min(STEPS - 1)] += 1;
        }
        self.characters += record.coverage.characters;
        self.assigned += record.coverage.assigned;
        let Some(money) = &record.investment else { return };
        // Tables of single projects repeat what the table of the whole says.
        let whole = money.cells.iter().any(|c| c.project.is_none());
        let counts = |c: &&CellHead| {
            let plan = matches!(c.measure.as_str(), "planned" | "revised");
            plan && !c.subtotal && c.source != "total" && c.period == "year" && (c.project.is_none() || !whole)
        };
        for cell in money.cells.iter().filter(counts) {
            if let (Some(year), Some(krw)) = (cell.year, cell.krw) {
                *self.budgets.entry((year, cell.source.clone())).or_default() += i128::from(krw);
            }
        }
    }

    fn to_json(&self) -> Value {
        let budgets: Vec<Value> = self.budgets.iter().map(|((year, source), krw)| json!([year, source, *krw as f64])).collect();
        json!({
            "status": self.status, "issues": self.issues, "confidence": self.confidence,
            "coverage": {"characters": self.characters, "assigned": self.assigned}, "budgets": budgets,
        })
    }
}

/// The folder as the run left it.
#[derive(Debug)]
pub(super) struct Folder {
    pub out: PathBuf,
    pub entries: Vec<Entry>,
    pub by_id: std::collections::HashMap<String, u32>,
    pub by_place: std::collections::HashMap<(Arc<str>, usize), u32>,
    pub manifest: ManifestHead,
    sums: Sums,
}

/// Bytes of records that are read at the same time.
const BLOCK: u64 = 16 << 20;

/// Reads whole lines, so many that the block is full; false at the end.
fn next_lines(reader: &mut impl BufRead, block: &mut Vec<u8>) -> io::Result<bool> {
    block.clear();
    reader.by_ref().take(BLOCK).read_to_end(block)?;
    if !block.is_empty() && block.last() != Some(&b'\n') {
        reader.read_until(b'\n', block)?;
    }
    Ok(!block.is_empty())
}

pub(super) const RECORDS: &str = "records.jsonl";
pub(super) const FLAGGED: &str = "review.csv";
const MANIFEST: &str = "manifest.json";

impl Folder {
    pub(super) fn open(out: &Path) -> Result<Self, Error> {
        let path = out.join(MANIFEST);
        let bytes = std::fs::read(&path).map_err(|e| Error::new(&path, e))?;
        let manifest = serde_json::from_slice(&bytes).map_err(|e| Error::new(&path, e))?;
        let path = out.join(RECORDS);
        let file = File::open(&path).map_err(|e| Error::new(&path, e))?;
        let mut reader = BufReader::new(file);
        let (mut entries, mut sums) = (Vec::new(), Sums::default());
        let (mut block, mut offset) = (Vec::new(), 0);
        while next_lines(&mut reader, &mut block).map_err(|e| Error::new(&path, e))? {
            let ends = memchr::memchr_iter(b'\n', &block).map(|at| at + 1).chain([block.len()]);
            let lines: Vec<&[u8]> =
                ends.scan(0, |from, to| Some(&block[std::mem::replace(from, to)..to])).filter(|l| !l.is_empty()).collect();
            let heads: Result<Vec<RecordHead>, _> = lines.par_iter().map(|line| serde_json::from_slice(line)).collect();
            for (record, line) in heads.map_err(|e| Error::new(&path, e))?.into_iter().zip(lines) {
                sums.add(&record);
                let RecordHead { record_id, status, source, pledge, .. } = record;
                entries.push(Entry {
                    record_id,
                    path: source.path.into(),
                    record_index: source.record_index,
                    number: pledge.number,
                    title: pledge.title,
                    department: pledge.department,
                    place: pledge.jurisdiction.map(|j| j.name),
                    status,
                    offset,
                });
                offset += line.len() as u64;
            }
        }
        let by_id = entries.iter().enumerate().map(|(i, e)| (e.record_id.clone(), i as u32)).collect();
        let by_place = entries.iter().enumerate().map(|(i, e)| ((Arc::clone(&e.path), e.record_index), i as u32)).collect();
        Ok(Self { out: out.to_owned(), entries, by_id, by_place, manifest, sums })
    }

    /// The record as the run wrote it.
    pub(super) fn record(&self, index: u32) -> io::Result<Value> {
        let entry = self.entries.get(index as usize).ok_or(io::ErrorKind::NotFound)?;
        let mut file = File::open(self.out.join(RECORDS))?;
        file.seek(SeekFrom::Start(entry.offset))?;
        let mut line = Vec::new();
        let end = self.entries.get(index as usize + 1).map_or(u64::MAX, |next| next.offset - entry.offset);
        BufReader::new(file.take(end)).read_until(b'\n', &mut line)?;
        Ok(serde_json::from_slice(&line)?)
    }

    /// Sums for the overview.
    pub(super) fn sums(&self) -> Value {
        let mut sums = self.sums.to_json();
        sums["files"] = self.manifest.totals.clone();
        sums
    }
}
