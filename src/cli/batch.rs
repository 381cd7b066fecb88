//! Many files through the pipeline: in parallel, in order, in bounded memory.
//!
//! Comes in: the ordered [`Input`]s. Goes out: [`Piece`]s of the output and entries of the manifest, in the order of the
//! inputs, whatever the number of jobs. Work goes in windows of files: a window is read and converted in parallel, its
//! records get their identities one after the other, it is written out as text in parallel again, and its pieces are handed
//! on before the next window is read. So a slow disk holds the readers back, and memory does not grow with the run.
//!
//! One file cannot stop the others: what it panics with becomes a `file-crashed` record, and containers are read by workers
//! that may be killed.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

use super::Failure;
use super::inputs::{Action, Input, Skip};
use super::progress::Progress;
use crate::diag::{Diagnostic, Severity, codes, crashed, panic_text};
use crate::model::RecordStatus;
use crate::pipeline::{Containers, Settings, convert_with};
use crate::record::{Converted, EvidenceLine, Issue, Record, failed_record, issue_without_place};
use crate::sinks::folder::Piece;
use crate::sinks::manifest::{FileEntry, FileStatus, Totals};
use crate::sinks::redact::Redaction;
use crate::sinks::review::{flag, flag_file};
use crate::sinks::run::SlowFile;
use crate::sinks::tables::{Forms, TableRows};
use crate::sinks::{books, jsonl};
use crate::source::sha256_hex;
use crate::worker::Pool;

/// Files of a window for each job: enough that the last ones of a window do not leave the other jobs idle for long.
const FILES_PER_JOB: usize = 32;
/// Bytes of a window; a record takes several times the memory of its text.
const WINDOW_BYTES: u64 = 16 << 20;
/// Records that one task turns into text.
const RECORDS_PER_PIECE: usize = 64;
/// Room that a record and its evidence take in the output, as a first guess.
const RECORD_BYTES: usize = 20 << 10;
const EVIDENCE_BYTES: usize = 44 << 10;
/// Stack of a worker, in bytes: as much as the main thread usually has.
const STACK: usize = 8 << 20;
/// Files that `run.json` names as the slowest.
const SLOWEST: usize = 10;

/// Where the evidence goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EvidenceMode {
    File,
    Inline,
    None,
}

/// What is done with every file.
pub(super) struct Plan {
    pub(super) settings: Settings,
    pub(super) redaction: Redaction,
    pub(super) evidence: EvidenceMode,
    /// Whether `records.jsonl` is wanted.
    pub(super) records: bool,
    /// Whether the tables are wanted as CSV.
    pub(super) tables: bool,
    /// The other formats of the tables that are wanted.
    pub(super) books: Vec<books::Format>,
    /// Whether flagged rows are wanted.
    pub(super) review: bool,
    pub(super) jobs: usize,
    pub(super) fail_fast: bool,
    /// Reads containers.
    pub(super) containers: Pool,
}

/// Takes the output, in order.
pub(super) trait Destination {
    /// A piece of records and rows.
    fn piece(&mut self, piece: &Piece) -> Result<(), Failure>;
    /// A file of the manifest.
    fn file(&mut self, entry: &FileEntry) -> Result<(), Failure>;
}

/// What a run amounts to.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) totals: Totals,
    pub(super) bytes: u64,
    pub(super) slowest: Vec<SlowFile>,
}

/// Converts all inputs.
pub(super) fn run(
    inputs: &[Input],
    plan: &Plan,
    progress: &Progress,
    destination: &mut (dyn Destination + Send),
) -> Result<Outcome, Failure> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(plan.jobs)
        .stack_size(STACK)
        .build()
        .map_err(|e| Failure::Output(format!("cannot start {} jobs: {e}", plan.jobs)))?;
    pool.install(|| {
        let mut run = Run { plan, progress, destination, ids: Ids::default(), outcome: Outcome::default() };
        let mut rest = inputs;
        while !rest.is_empty() {
            let (window, after) = rest.split_at(window(rest, plan.jobs));
            rest = after;
            if run.window(window)? {
                run.stopped(rest)?;
                break;
            }
        }
        Ok(run.outcome)
    })
}

/// How many of the inputs make a window: at least one.
fn window(inputs: &[Input], jobs: usize) -> usize {
    let mut bytes = 0;
    let most = inputs.len().min(jobs * FILES_PER_JOB);
    for (i, input) in inputs[..most].iter().enumerate() {
        bytes += input.bytes.unwrap_or(0);
        if bytes > WINDOW_BYTES {
            return i.max(1);
        }
    }
    most
}

/// A file after conversion.
struct Done {
    entry: FileEntry,
    converted: Converted,
    seconds: f64,
}

/// What a task turns into text.
enum Item<'a> {
    Record(&'a Record, &'a EvidenceLine),
    File(&'a FileEntry),
}

struct Run<'r> {
    plan: &'r Plan,
    progress: &'r Progress,
    destination: &'r mut (dyn Destination + Send),
    ids: Ids,
    outcome: Outcome,
}

impl Run<'_> {
    /// Converts a window; whether the run is to stop.
    fn window(&mut self, inputs: &[Input]) -> Result<bool, Failure> {
        let (plan, progress) = (self.plan, self.progress);
        let mut done: Vec<Done> = inputs
            .par_iter()
            .map(|input| {
                let done = convert(input, plan);
                progress.file(&done.entry);
                done
            })
            .collect();
        let failed = |d: &Done| d.entry.status == FileStatus::Failed;
        let stop = match done.iter().position(failed) {
            Some(first) if plan.fail_fast => {
                done.truncate(first + 1);
                true
            }
            _ => false,
        };
        for file in &mut done {
            self.ids.assign(&mut file.converted);
            let first = file.converted.records.first();
            file.entry.first_record = first.map(|r| r.record_id.clone());
        }
        self.write(&done)?;
        if stop {
            self.stopped(&inputs[done.len()..])?;
        }
        Ok(stop)
    }

    /// Notes the inputs that `--fail-fast` left unread.
    fn stopped(&mut self, inputs: &[Input]) -> Result<(), Failure> {
        for input in inputs {
            let skip = match input.action {
                Action::Skip(skip) => skip,
                _ => Skip::Stopped,
            };
            let entry = skipped(input, skip);
            self.write(&[Done { entry, converted: Converted::default(), seconds: 0.0 }])?;
        }
        Ok(())
    }

    fn write(&mut self, done: &[Done]) -> Result<(), Failure> {
        let mut items = Vec::new();
        for file in done {
            let records = file.converted.records.iter().zip(&file.converted.evidence);
            items.extend(records.map(|(record, evidence)| Item::Record(record, evidence)));
            items.push(Item::File(&file.entry));
        }
        let plan = self.plan;
        // A few pieces at a time: the text of a large book is not held as a whole beside its records.
        for items in items.chunks(RECORDS_PER_PIECE * plan.jobs.max(1) * 2) {
            let pieces: Vec<Piece> = items.par_chunks(RECORDS_PER_PIECE).map(|items| piece(items, plan)).collect();
            for piece in &pieces {
                self.destination.piece(piece)?;
            }
        }
        for file in done {
            self.destination.file(&file.entry)?;
            self.count(file);
        }
        Ok(())
    }

    fn count(&mut self, file: &Done) {
        let outcome = &mut self.outcome;
        outcome.totals.count(&file.entry);
        for record in &file.converted.records {
            outcome.totals.count_record(record);
        }
        if file.entry.sha256.is_some() {
            outcome.bytes += file.entry.bytes.unwrap_or(0);
        }
        let slowest = &mut outcome.slowest;
        let place = slowest.partition_point(|s| s.seconds >= file.seconds);
        if place < SLOWEST && file.seconds > 0.0 {
            slowest.truncate(SLOWEST - 1);
            slowest.insert(place, SlowFile { path: file.entry.path.to_string(), seconds: file.seconds });
        }
    }
}

/// Turns records and files into text.
fn piece(items: &[Item<'_>], plan: &Plan) -> Piece {
    // Room for usual records: growing a buffer by doubling would copy and map it anew several times.
    let records = if plan.records { items.len() * RECORD_BYTES } else { 0 };
    let evidence = if plan.evidence == EvidenceMode::File { items.len() * EVIDENCE_BYTES } else { 0 };
    let mut out = Piece { records: Vec::with_capacity(records), evidence: Vec::with_capacity(evidence), ..Piece::default() };
    let forms = Forms { csv: plan.tables, typed: !plan.books.is_empty() };
    let mut rows = (forms.csv || forms.typed).then(|| TableRows::new(forms));
    for item in items {
        match item {
            Item::Record(record, evidence) => {
                if plan.records {
                    let inline = plan.evidence == EvidenceMode::Inline;
                    let inline = inline.then_some(evidence.evidence.as_slice());
                    jsonl::write_record(&mut out.records, record, inline);
                }
                if plan.evidence == EvidenceMode::File {
                    jsonl::write_evidence(&mut out.evidence, evidence);
                }
                if let Some(rows) = &mut rows {
                    rows.add_record(record, evidence, plan.settings.review_below);
                }
                if plan.review {
                    out.flagged.extend(flag(record, evidence, plan.settings.review_below));
                }
            }
            Item::File(entry) => {
                if let Some(rows) = &mut rows {
                    rows.add_file(entry);
                }
                if plan.review {
                    let issues = entry.errors.iter();
                    out.flagged.extend(issues.filter_map(|issue| flag_file(&entry.path, issue)));
                }
            }
        }
    }
    out.tables = rows.map(TableRows::into_bytes).unwrap_or_default();
    out
}

/// Where a text was first seen, and how often since.
struct Seen {
    path: Arc<str>,
    record_index: usize,
    count: usize,
}

/// Makes record ids unique in the order of the output, and marks records whose text occurred before.
#[derive(Default)]
struct Ids {
    seen: HashMap<String, Seen>,
}

impl Ids {
    fn assign(&mut self, converted: &mut Converted) {
        for (record, evidence) in converted.records.iter_mut().zip(&mut converted.evidence) {
            let Some(first) = self.seen.get_mut(&record.record_id) else {
                let seen = Seen { path: Arc::clone(&record.source.path), record_index: record.source.record_index, count: 1 };
                self.seen.insert(record.record_id.clone(), seen);
                continue;
            };
            first.count += 1;
            record.record_id = format!("{}-{}", record.record_id, first.count);
            evidence.record_id.clone_from(&record.record_id);
            if record.status != RecordStatus::Failed {
                let (path, ordinal) = (&first.path, first.record_index + 1);
                let diagnostic = Diagnostic::new(
                    &codes::DUPLICATE_RECORD,
                    format!("the same text was already read as record {ordinal} of {path}"),
                    format!("{path}의 {ordinal}번째 레코드와 원문이 같습니다"),
                );
                // An info: it belongs after all that is more severe.
                record.errors.push(issue_without_place(&diagnostic));
            }
        }
    }
}

fn skipped(input: &Input, skip: Skip) -> FileEntry {
    FileEntry::skipped(Arc::clone(&input.path), input.bytes, skip.word(), skip.korean())
}

/// Reads and converts one input.
fn convert(input: &Input, plan: &Plan) -> Done {
    let started = Instant::now();
    let settings = Settings { path: input.path.to_string(), ..plan.settings.clone() };
    let limit = settings.limits.max_bytes;
    let mut converted = match &input.action {
        Action::Skip(skip) => {
            return Done { entry: skipped(input, *skip), converted: Converted::default(), seconds: 0.0 };
        }
        Action::Unreadable(reason) => failed(input, &unreadable(reason)),
        Action::Read(path) => match read(path, limit) {
            Ok(bytes) => convert_caught(&bytes, &settings, &plan.containers),
            Err(diagnostic) => failed(input, &diagnostic),
        },
        Action::Stdin => match read_at_most(io::stdin().lock(), limit) {
            Ok(bytes) => convert_caught(&bytes, &settings, &plan.containers),
            Err(diagnostic) => failed(input, &diagnostic),
        },
    };
    plan.redaction.apply(&mut converted);
    Done { entry: entry(input, &mut converted), converted, seconds: started.elapsed().as_secs_f64() }
}

fn unreadable(reason: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(
        &codes::FILE_UNREADABLE,
        format!("the file could not be read: {reason}"),
        format!("파일을 읽을 수 없습니다: {reason}"),
    ))
}

/// The bytes of a file, unless there are too many of them.
fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
    let (metadata, file) = opened.map_err(|e| unreadable(&e.to_string()))?;
    if metadata.len() > limit {
        return Err(too_large(metadata.len(), limit));
    }
    read_at_most(file, limit)
}

fn read_at_most(source: impl Read, limit: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
    let mut bytes = Vec::new();
    // One byte more than allowed tells a full file from one that is too large.
    let read = source.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|e| unreadable(&e.to_string()))?;
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64, limit));
    }
    Ok(bytes)
}

fn too_large(bytes: u64, limit: u64) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(
        &codes::FILE_TOO_LARGE,
        format!("the file has {bytes} bytes or more, over the limit of {limit}; it was not read"),
        format!("파일이 {bytes}바이트 이상으로 한도({limit}바이트)를 넘어 읽지 않았습니다"),
    ))
}

/// The pipeline, with every panic turned into a failed record.
pub(super) fn convert_caught(bytes: &[u8], settings: &Settings, containers: &dyn Containers) -> Converted {
    let caught = catch_unwind(AssertUnwindSafe(|| convert_with(bytes, settings, containers)));
    let (mut converted, why) = match caught {
        Ok(converted) => (converted, None),
        Err(panic) => {
            let diagnostic = crashed(panic_text(panic.as_ref()));
            (Converted::default(), Some(diagnostic))
        }
    };
    if converted.records.is_empty() {
        let issue = match (why, converted.errors.first()) {
            (Some(diagnostic), _) => issue_without_place(&diagnostic),
            (None, Some(issue)) => issue.clone(),
            (None, None) => issue_without_place(&Diagnostic::new(
                &codes::NOT_A_REPORT,
                "no report was found in the file",
                "파일에서 보고서를 찾지 못했습니다",
            )),
        };
        let sha256 = sha256_hex(bytes);
        let bytes = bytes.len() as u64;
        let (record, evidence) = failed_record(&settings.path, &sha256, bytes, converted.format, issue);
        converted.records.push(record);
        converted.evidence = vec![evidence];
    }
    converted
}

fn failed(input: &Input, diagnostic: &Diagnostic) -> Converted {
    let issue = issue_without_place(diagnostic);
    let bytes = input.bytes.unwrap_or(0);
    let (record, evidence) = failed_record(&input.path, "", bytes, None, issue);
    Converted { records: vec![record], evidence: vec![evidence], ..Converted::default() }
}

/// The file's entry in the manifest; takes the file's issues and front matter along.
fn entry(input: &Input, converted: &mut Converted) -> FileEntry {
    let records = &converted.records;
    let source = records.first().map(|r| &r.source);
    let is = |status| records.iter().any(|r| r.status == status);
    let errors = std::mem::take(&mut converted.errors);
    let failed = records.iter().find(|r| r.status == RecordStatus::Failed);
    let status = if failed.is_some() {
        FileStatus::Failed
    } else if is(RecordStatus::Review) || errors.iter().any(|e| e.severity == Severity::Error) {
        FileStatus::Review
    } else {
        FileStatus::Ok
    };
    let why: Option<&Issue> = failed.and_then(|r| r.errors.first());
    let confidences = records.iter().map(|r| r.confidence);
    FileEntry {
        path: Arc::clone(&input.path),
        sha256: source.map(|s| Arc::clone(&s.sha256)).filter(|s| !s.is_empty()),
        bytes: source.map(|s| s.bytes).or(input.bytes),
        format: converted.format,
        encoding: converted.encoding,
        status,
        reason: why.map(|issue| issue.name),
        reason_ko: why.map(|issue| issue.message_ko.clone()),
        records: records.len(),
        front_matter: std::mem::take(&mut converted.front_matter),
        errors,
        first_record: None,
        lowest_confidence: confidences.reduce(f64::min),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: &str, path: &str) -> Converted {
        let issue = issue_without_place(&unreadable("x"));
        let (mut record, mut evidence) = failed_record(path, "", 0, None, issue);
        record.status = RecordStatus::Ok;
        record.errors.clear();
        record.record_id = id.to_owned();
        evidence.record_id = id.to_owned();
        Converted { records: vec![record], evidence: vec![evidence], ..Converted::default() }
    }

    #[test]
    fn equal_texts_get_ordinals_and_name_the_first_place() {
        let mut ids = Ids::default();
        let mut all = [record("a", "1.txt"), record("a", "2.txt"), record("b", "3.txt"), record("a", "4.txt")];
        for converted in &mut all {
            ids.assign(converted);
        }
        let names: Vec<_> = all.iter().map(|c| c.records[0].record_id.as_str()).collect();
        assert_eq!(names, ["a", "a-2", "b", "a-3"]);
        assert_eq!(all[3].evidence[0].record_id, "a-3");
        assert!(all[0].records[0].errors.is_empty());
        let issue = &all[3].records[0].errors[0];
        assert_eq!(issue.name, "duplicate-record");
        assert!(issue.message.contains("1.txt"));
    }

    #[test]
    fn a_window_holds_at_least_one_file() {
        let input = |bytes| Input { path: Arc::from("a"), action: Action::Stdin, bytes: Some(bytes) };
        assert_eq!(window(&[input(WINDOW_BYTES * 2), input(1)], 1), 1);
        assert_eq!(window(&[input(1), input(WINDOW_BYTES)], 1), 1);
        assert_eq!(window(&vec![input(1); 100], 2), 64);
    }

    #[test]
    fn what_is_too_large_is_not_read() {
        assert!(read_at_most(&b"12345"[..], 5).is_ok());
        let error = read_at_most(io::repeat(b'x'), 5).unwrap_err();
        assert_eq!(error.code.name, "file-too-large");
    }
}
