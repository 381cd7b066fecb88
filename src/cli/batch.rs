//! Many files through the pipeline: in parallel, in order, in bounded memory.
//!
//! Comes in: the ordered [`Input`]s. Goes out: [`Piece`]s of the output and entries of the manifest, in the order of the
//! inputs, whatever the number of jobs. Work goes in windows of files: a window is read and converted in parallel; its
//! records get their identities one after the other, are turned into text in parallel again, and their pieces are handed on,
//! while the next window is read and converted. There are never more than these two: a slow disk holds the readers back, and
//! memory does not grow with the run.
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
use super::interrupt::Interrupt;
use super::progress::Progress;
use crate::decode::Format;
use crate::diag::{Diagnostic, Severity, codes, crashed, panic_text};
use crate::model::RecordStatus;
use crate::pipeline::{Containers, Settings, convert_with};
use crate::record::{Converted, EvidenceLine, Issue, Record, failed_record, issue_without_place};
use crate::sinks::earlier::Found;
use crate::sinks::folder::{Note, Piece};
use crate::sinks::journal::{Brief, Entry, Identity, Key};
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
/// Bytes of text of a window, for each job: a record, its evidence and its rows take eighty times the memory of its text, and
/// there are two windows at a time.
const BYTES_PER_JOB: u64 = 384 << 10;
/// Bytes of a packed document for a byte of its text, at the least: pictures, fonts and markup make up the rest.
const PACKED: u64 = 8;
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
    /// Whether the user wants the run to end.
    pub(super) interrupt: Interrupt,
}

/// Takes the output, in order.
pub(super) trait Destination {
    /// A piece of records and rows of one file.
    fn piece(&mut self, piece: &Piece) -> Result<(), Failure>;
    /// The file of the pieces before, for the manifest.
    fn file(&mut self, entry: &FileEntry, note: Note) -> Result<(), Failure>;
    /// What an earlier run noted of a file.
    fn known(&mut self, _found: Found) -> Option<Entry> {
        None
    }
    /// Takes over what an earlier run wrote for a file; whether it was there.
    fn reuse(&mut self, _found: Found, _entry: &Entry, _key: Key) -> Result<bool, Failure> {
        Ok(false)
    }
    /// Keeps what came so far, whatever becomes of the run.
    fn commit(&mut self) -> Result<(), Failure> {
        Ok(())
    }
}

/// What a run amounts to.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) totals: Totals,
    pub(super) bytes: u64,
    pub(super) slowest: Vec<SlowFile>,
    /// Files that were taken over from an earlier run.
    pub(super) reused: u64,
    /// Whether the user ended the run before its time.
    pub(super) interrupted: bool,
}

/// The threads of a run.
pub(super) fn threads(jobs: usize) -> Result<rayon::ThreadPool, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK).build();
    pool.map_err(|e| Failure::Output(format!("cannot start {jobs} jobs: {e}")))
}

/// Converts all inputs, within the threads of the caller; `found` says of each where an earlier run left what it gave.
pub(super) fn run(
    inputs: &[Input],
    found: &[Option<Found>],
    plan: &Plan,
    progress: &Progress,
    destination: &mut (dyn Destination + Send),
) -> Result<Outcome, Failure> {
    let mut run = Run { plan, destination, ids: Ids::default(), outcome: Outcome::default(), stopped: false };
    let mut rest = (inputs, found);
    // The window that is converted and not yet written.
    let mut before: Option<Window<'_>> = None;
    loop {
        let goes_on = before.as_ref().is_none_or(|window| window.next == Next::GoOn) && !plan.interrupt.is_set();
        let size = if goes_on { window(rest.0, plan.jobs) } else { 0 };
        let (inputs, after) = rest.0.split_at(size);
        let (found, after_found) = rest.1.split_at(size);
        let known = run.known(found);
        // Of the two, a single thread does the first one first: what is written is no longer held.
        let (written, converted) = rayon::join(
            || before.take().map_or(Ok(()), |window| run.end(window)),
            || (size > 0).then(|| Window::convert(inputs, known, plan, progress)),
        );
        written?;
        rest = (after, after_found);
        before = converted;
        if before.is_none() {
            break;
        }
    }
    // A Ctrl-C reaches the workers, too: what failed from then on need not have failed for the file's own sake.
    run.outcome.interrupted |= plan.interrupt.is_set();
    if run.stopped && !run.outcome.interrupted {
        run.leave(rest.0)?;
        run.destination.commit()?;
    }
    Ok(run.outcome)
}

/// About how much text an input has, by its name and its size alone.
fn weight(input: &Input) -> u64 {
    let bytes = input.bytes.unwrap_or(0);
    let extension = input.path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_packed = |names: &[&str]| names.iter().any(|name| matches!(*name, "hwp" | "hwpx" | "docx" | "pdf"));
    match Format::of_extension(extension) {
        Some(names) if is_packed(names) => bytes / PACKED,
        _ => bytes,
    }
}

/// How many of the inputs make a window: at least one.
fn window(inputs: &[Input], jobs: usize) -> usize {
    let mut bytes = 0;
    let most = inputs.len().min(jobs * FILES_PER_JOB);
    for (i, input) in inputs[..most].iter().enumerate() {
        bytes += weight(input);
        if bytes > BYTES_PER_JOB * jobs as u64 {
            return i.max(1);
        }
    }
    most
}

/// How a run goes on behind a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    GoOn,
    FailFast,
    Interrupted,
}

/// A file after conversion.
struct Done {
    entry: FileEntry,
    converted: Converted,
    seconds: f64,
    key: Key,
    identities: Vec<Identity>,
}

/// A file of a window.
enum Work {
    Converted(Box<Done>),
    /// Done by an earlier run.
    Known(Found, Box<Entry>),
}

impl Work {
    fn failed(&self) -> bool {
        let status = match self {
            Work::Converted(done) => done.entry.status,
            Work::Known(_, entry) => entry.brief.status,
        };
        status == FileStatus::Failed
    }
}

/// What a task turns into text.
enum Item<'a> {
    Record(&'a Record, &'a EvidenceLine),
    File(&'a FileEntry),
}

struct Run<'r> {
    plan: &'r Plan,
    destination: &'r mut (dyn Destination + Send),
    ids: Ids,
    outcome: Outcome,
    /// Whether a file failed where none may.
    stopped: bool,
}

/// A window of files, converted and not yet written.
struct Window<'i> {
    inputs: &'i [Input],
    work: Vec<Work>,
    next: Next,
}

impl<'i> Window<'i> {
    /// Converts the inputs that no earlier run did.
    fn convert(inputs: &'i [Input], known: Vec<Option<Work>>, plan: &Plan, progress: &Progress) -> Self {
        let work: Vec<Option<Work>> = inputs
            .par_iter()
            .zip(known)
            // A file alone takes long enough to be a task.
            .with_max_len(1)
            .map(|(input, known)| {
                let work = match known {
                    Some(known) => Some(known),
                    None => plan.convert(input, progress),
                }?;
                match &work {
                    Work::Converted(done) => {
                        progress.file(&done.entry.path, done.entry.status, done.entry.records, done.entry.reason_ko.as_deref())
                    }
                    Work::Known(_, e) => {
                        progress.file(&e.path, e.brief.status, e.brief.totals.records.total as usize, e.brief.reason_ko.as_deref());
                    }
                }
                Some(work)
            })
            .collect();
        let mut next = Next::GoOn;
        let mut work: Vec<Work> = work.into_iter().map_while(|w| w).collect();
        if work.len() < inputs.len() {
            next = Next::Interrupted;
        }
        if plan.fail_fast
            && let Some(first) = work.iter().position(Work::failed)
        {
            work.truncate(first + 1);
            next = Next::FailFast;
        }
        Self { inputs, work, next }
    }
}

impl Run<'_> {
    /// What earlier runs noted of files.
    fn known(&mut self, found: &[Option<Found>]) -> Vec<Option<Work>> {
        let known = found.iter().map(|found| found.and_then(|f| Some(Work::Known(f, Box::new(self.destination.known(f)?)))));
        known.collect()
    }

    /// Writes a window.
    fn end(&mut self, window: Window<'_>) -> Result<(), Failure> {
        let Window { inputs, mut work, next } = window;
        let count = work.len();
        self.reconvert(inputs, &mut work);
        let enough = RECORDS_PER_PIECE * self.plan.jobs.max(1) * 2;
        let mut fresh = Vec::new();
        let mut records = 0;
        for (input, work) in inputs.iter().zip(work) {
            let done = match work {
                Work::Converted(done) => Some(self.assigned(*done)),
                Work::Known(found, entry) => {
                    self.write(&mut fresh)?;
                    self.take_over(input, found, &entry)?
                }
            };
            records += done.as_ref().map_or(0, |done| done.converted.records.len());
            fresh.extend(done);
            // What is written is not held while the rest of the window is.
            if records >= enough {
                self.write(&mut fresh)?;
                records = 0;
            }
        }
        self.write(&mut fresh)?;
        match next {
            Next::GoOn => {}
            Next::FailFast => {
                self.stopped = true;
                self.leave(&inputs[count..])?;
            }
            Next::Interrupted => self.outcome.interrupted = true,
        }
        self.destination.commit()
    }

    fn assigned(&mut self, mut done: Done) -> Done {
        self.ids.assign(&mut done);
        done
    }

    /// Converts files anew whose records another run would number otherwise, since texts that are equal to theirs came or went.
    fn reconvert(&mut self, inputs: &[Input], work: &mut [Work]) {
        if !work.iter().any(|w| matches!(w, Work::Known(..))) {
            return;
        }
        let mut placed = Vec::new();
        let mut stale = vec![false; work.len()];
        for (work, stale) in work.iter().zip(&mut stale) {
            match work {
                Work::Converted(done) => {
                    for record in &done.converted.records {
                        self.ids.place(&record.record_id, &record.source.path, record.source.record_index);
                        placed.push(record.record_id.clone());
                    }
                }
                Work::Known(_, entry) => {
                    let identities = self.ids.place_all(entry);
                    *stale = identities != entry.records;
                    placed.extend(identities.into_iter().map(|i| i.base));
                }
            }
        }
        self.ids.take_back(&placed);
        let plan = self.plan;
        work.par_iter_mut().zip(inputs).zip(stale).filter(|(_, stale)| *stale).for_each(|((work, input), _)| {
            *work = Work::Converted(Box::new(convert(input, plan)));
        });
    }

    /// Takes a file over from an earlier run; converts it if that run's bytes are no longer there.
    fn take_over(&mut self, input: &Input, found: Found, entry: &Entry) -> Result<Option<Done>, Failure> {
        let identities = self.ids.place_all(entry);
        let key = match &entry.key {
            Key::Read { sha256, .. } => Key::Read { sha256: sha256.clone(), stamp: input.stamp },
            other => other.clone(),
        };
        if identities == entry.records && self.destination.reuse(found, entry, key)? {
            self.outcome.totals.add(&entry.brief.totals);
            self.outcome.bytes += entry.brief.bytes;
            self.outcome.reused += 1;
            return Ok(None);
        }
        let bases: Vec<String> = identities.into_iter().map(|i| i.base).collect();
        self.ids.take_back(&bases);
        Ok(Some(self.assigned(convert(input, self.plan))))
    }

    /// Notes the inputs that `--fail-fast` left unread.
    fn leave(&mut self, inputs: &[Input]) -> Result<(), Failure> {
        for input in inputs {
            let skip = match input.action {
                Action::Skip(skip) => skip,
                _ => Skip::Stopped,
            };
            self.write(&mut vec![Done::skipped(input, skip)])?;
        }
        Ok(())
    }

    /// Writes files, in order.
    fn write(&mut self, done: &mut Vec<Done>) -> Result<(), Failure> {
        let done = std::mem::take(done);
        let plan = self.plan;
        let items: Vec<Vec<Item<'_>>> = done.iter().map(Done::items).collect();
        // A piece holds nothing of another file: an earlier run's part of an output can be told from the next one's.
        let tasks: Vec<&[Item<'_>]> = items.iter().flat_map(|items| items.chunks(RECORDS_PER_PIECE)).collect();
        let mut notes = done.iter();
        let mut rest = tasks.as_slice();
        while !rest.is_empty() {
            // A few pieces at a time: the text of a large book is not held as a whole beside its records.
            let mut room = RECORDS_PER_PIECE * plan.jobs.max(1) * 2;
            let fitting = rest.iter().take_while(|task| {
                let fits = room > 0;
                room = room.saturating_sub(task.len());
                fits
            });
            let (tasks, after) = rest.split_at(fitting.count());
            rest = after;
            let pieces: Vec<Piece> = tasks.par_iter().map(|items| piece(items, plan)).collect();
            for (piece, items) in pieces.iter().zip(tasks) {
                self.destination.piece(piece)?;
                if let Some(Item::File(entry)) = items.last()
                    && let Some(file) = notes.next()
                {
                    self.count(entry, file)?;
                }
            }
        }
        Ok(())
    }

    /// Ends a file whose pieces are written.
    fn count(&mut self, entry: &FileEntry, file: &Done) -> Result<(), Failure> {
        let mut totals = Totals::default();
        totals.count(entry);
        for record in &file.converted.records {
            totals.count_record(record);
        }
        let bytes = if entry.sha256.is_some() { entry.bytes.unwrap_or(0) } else { 0 };
        let outcome = &mut self.outcome;
        outcome.totals.add(&totals);
        outcome.bytes += bytes;
        let slowest = &mut outcome.slowest;
        let place = slowest.partition_point(|s| s.seconds >= file.seconds);
        if place < SLOWEST && file.seconds > 0.0 {
            slowest.truncate(SLOWEST - 1);
            slowest.insert(place, SlowFile { path: entry.path.to_string(), seconds: file.seconds });
        }
        let brief = Brief { status: entry.status, reason_ko: entry.reason_ko.clone(), totals, bytes };
        let note = Note { key: file.key.clone(), brief, records: file.identities.clone() };
        self.destination.file(entry, note)
    }
}

impl Done {
    fn skipped(input: &Input, skip: Skip) -> Self {
        let key = match skip {
            Skip::Stopped => Key::Never,
            _ => Key::Skipped { reason: skip.word().to_owned(), bytes: input.bytes },
        };
        Self { entry: skipped(input, skip), converted: Converted::default(), seconds: 0.0, key, identities: Vec::new() }
    }

    fn items(&self) -> Vec<Item<'_>> {
        let records = self.converted.records.iter().zip(&self.converted.evidence);
        let records = records.map(|(record, evidence)| Item::Record(record, evidence));
        records.chain([Item::File(&self.entry)]).collect()
    }
}

impl Plan {
    /// Converts an input; none once the user wants the run to end: what a signal to the whole group of processes did to a
    /// conversion under way is not to be told from what the file did.
    fn convert(&self, input: &Input, progress: &Progress) -> Option<Work> {
        if self.interrupt.is_set() {
            return None;
        }
        let _busy = progress.begin(&input.path);
        let done = convert(input, self);
        (!self.interrupt.is_set()).then(|| Work::Converted(Box::new(done)))
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
    /// The identity of the next record.
    fn place(&mut self, base: &str, path: &Arc<str>, record_index: usize) -> Identity {
        let base = base.to_owned();
        let Some(seen) = self.seen.get_mut(&base) else {
            self.seen.insert(base.clone(), Seen { path: Arc::clone(path), record_index, count: 1 });
            return Identity { base, ordinal: 1, first: None };
        };
        seen.count += 1;
        Identity { base, ordinal: seen.count, first: Some((seen.path.to_string(), seen.record_index)) }
    }

    /// The identities of the records of a file that an earlier run read.
    fn place_all(&mut self, entry: &Entry) -> Vec<Identity> {
        let path: Arc<str> = Arc::from(entry.path.as_str());
        entry.records.iter().enumerate().map(|(i, record)| self.place(&record.base, &path, i)).collect()
    }

    /// Forgets the records that were placed last.
    fn take_back(&mut self, bases: &[String]) {
        for base in bases {
            if let Some(seen) = self.seen.get_mut(base) {
                seen.count -= 1;
                if seen.count == 0 {
                    self.seen.remove(base);
                }
            }
        }
    }

    fn assign(&mut self, done: &mut Done) {
        let converted = &mut done.converted;
        for (record, evidence) in converted.records.iter_mut().zip(&mut converted.evidence) {
            let identity = self.place(&record.record_id, &record.source.path, record.source.record_index);
            if let Some((path, index)) = &identity.first {
                record.record_id = format!("{}-{}", record.record_id, identity.ordinal);
                evidence.record_id.clone_from(&record.record_id);
                if record.status != RecordStatus::Failed {
                    let ordinal = index + 1;
                    let diagnostic = Diagnostic::new(
                        &codes::DUPLICATE_RECORD,
                        format!("the same text was already read as record {ordinal} of {path}"),
                        format!("{path}의 {ordinal}번째 레코드와 원문이 같습니다"),
                    );
                    // An info: it belongs after all that is more severe.
                    record.errors.push(issue_without_place(&diagnostic));
                }
            }
            done.identities.push(identity);
        }
        done.entry.first_record = converted.records.first().map(|r| r.record_id.clone());
    }
}

fn skipped(input: &Input, skip: Skip) -> FileEntry {
    FileEntry::skipped(Arc::clone(&input.path), input.bytes, skip.word(), skip.korean())
}

/// Reads and converts one input.
fn convert(input: &Input, plan: &Plan) -> Done {
    let started = Instant::now();
    let settings = Settings { path: input.path.to_string(), ..plan.settings.clone() };
    let mut converted = match &input.action {
        Action::Skip(skip) => return Done::skipped(input, *skip),
        Action::Unreadable(reason) => failed(input, &unreadable(reason)),
        Action::Refused(diagnostic) => failed(input, diagnostic),
        Action::Read(_) | Action::Member(_) | Action::Stdin => match bytes_of(input, settings.limits.max_bytes) {
            Ok(bytes) => convert_caught(&bytes, &settings, &plan.containers),
            Err(diagnostic) => failed(input, &diagnostic),
        },
    };
    plan.redaction.apply(&mut converted);
    let entry = entry(input, &mut converted);
    let key = match (&entry.sha256, entry.reason) {
        (Some(_), Some(reason)) if MAY_PASS.contains(&reason) => Key::Never,
        (Some(sha256), _) => Key::Read { sha256: sha256.to_string(), stamp: input.stamp },
        (None, _) => Key::Never,
    };
    Done { entry, converted, seconds: started.elapsed().as_secs_f64(), key, identities: Vec::new() }
}

/// Failures that may have come from the machine instead of the file: the next run tries again.
const MAY_PASS: [&str; 3] = ["file-timeout", "file-memory", "file-crashed"];

/// The bytes of an input.
pub(super) fn bytes_of(input: &Input, limit: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
    match &input.action {
        Action::Read(path) => read(path, limit),
        Action::Member(member) => member.read(limit),
        Action::Refused(diagnostic) => Err(diagnostic.clone()),
        Action::Stdin => read_at_most(io::stdin().lock(), limit, 0),
        Action::Unreadable(reason) => Err(unreadable(reason)),
        Action::Skip(skip) => Err(unreadable(skip.word())),
    }
}

pub(super) fn unreadable(reason: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(
        &codes::FILE_UNREADABLE,
        format!("the file could not be read: {reason}"),
        format!("파일을 읽을 수 없습니다: {reason}"),
    ))
}

/// The bytes of a file, unless there are too many of them.
pub(super) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
    let (metadata, file) = opened.map_err(|e| unreadable(&e.to_string()))?;
    if metadata.len() > limit {
        return Err(too_large(metadata.len(), limit));
    }
    // Room for one byte more, so that the end is seen without growing.
    read_at_most(file, limit, metadata.len() as usize + 1)
}

/// Reads to the end; `expected` bytes are made room for beforehand, as far as there is room.
fn read_at_most(source: impl Read, limit: u64, expected: usize) -> Result<Vec<u8>, Box<Diagnostic>> {
    let mut bytes = Vec::new();
    let _ = bytes.try_reserve_exact(expected);
    // One byte more than allowed tells a full file from one that is too large.
    let read = source.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|e| unreadable(&e.to_string()))?;
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64, limit));
    }
    Ok(bytes)
}

pub(super) fn too_large(bytes: u64, limit: u64) -> Box<Diagnostic> {
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

    fn record(id: &str, path: &str) -> Done {
        let issue = issue_without_place(&unreadable("x"));
        let (mut record, mut evidence) = failed_record(path, "", 0, None, issue);
        record.status = RecordStatus::Ok;
        record.errors.clear();
        record.record_id = id.to_owned();
        evidence.record_id = id.to_owned();
        let input = Input { path: Arc::from(path), action: Action::Stdin, bytes: None, stamp: None };
        let mut done = Done::skipped(&input, Skip::Image);
        done.converted = Converted { records: vec![record], evidence: vec![evidence], ..Converted::default() };
        done
    }

    #[test]
    fn equal_texts_get_ordinals_and_name_the_first_place() {
        let mut ids = Ids::default();
        let mut all = [record("a", "1.txt"), record("a", "2.txt"), record("b", "3.txt"), record("a", "4.txt")];
        for done in &mut all {
            ids.assign(done);
        }
        let names: Vec<_> = all.iter().map(|d| d.converted.records[0].record_id.as_str()).collect();
        assert_eq!(names, ["a", "a-2", "b", "a-3"]);
        assert_eq!(all[3].converted.evidence[0].record_id, "a-3");
        assert_eq!(all[3].identities[0].first, Some(("1.txt".to_owned(), 0)));
        assert!(all[0].converted.records[0].errors.is_empty());
        let issue = &all[3].converted.records[0].errors[0];
        assert_eq!(issue.name, "duplicate-record");
        assert!(issue.message.contains("1.txt"));
    }

    #[test]
    fn a_window_holds_at_least_one_file() {
        let named = |path: &str, bytes| Input { path: Arc::from(path), action: Action::Stdin, bytes: Some(bytes), stamp: None };
        let input = |bytes| named("a", bytes);
        assert_eq!(window(&[input(BYTES_PER_JOB * 2), input(1)], 1), 1);
        assert_eq!(window(&[input(1), input(BYTES_PER_JOB)], 1), 1);
        assert_eq!(window(&[input(1), input(BYTES_PER_JOB)], 2), 2);
        assert_eq!(window(&vec![input(1); 100], 2), 64);
        let packed = named("a.HWP", BYTES_PER_JOB);
        assert_eq!(window(&vec![packed; 100], 1), PACKED as usize);
    }

    #[test]
    fn what_is_too_large_is_not_read() {
        assert!(read_at_most(&b"12345"[..], 5, 0).is_ok());
        let error = read_at_most(io::repeat(b'x'), 5, 0).unwrap_err();
        assert_eq!(error.code.name, "file-too-large");
    }
}
