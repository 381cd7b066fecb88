//! One input: its bytes, what they become, and what the manifest says of it.

use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::super::inputs::{Action, Input, Skip};
use super::super::progress::Progress;
use super::Plan;
use crate::diag::{Diagnostic, Severity, codes, crashed, panic_text};
use crate::model::RecordStatus;
use crate::pipeline::{Containers, Settings, convert_with};
use crate::record::{Converted, Issue, failed_record, issue_without_place};
use crate::sinks::journal::{Identity, Key};
use crate::sinks::manifest::{FileEntry, FileStatus};
use crate::source::sha256_hex;

/// A file after conversion.
pub(super) struct Done {
    pub(super) entry: FileEntry,
    pub(super) converted: Converted,
    pub(super) seconds: f64,
    pub(super) key: Key,
    /// None before its records were given some.
    pub(super) identities: Vec<Identity>,
}

impl Done {
    pub(super) fn skipped(input: &Input, skip: Skip) -> Self {
        let key = match skip {
            Skip::Stopped => Key::Never,
            _ => Key::Skipped { reason: skip.word().to_owned(), bytes: input.bytes },
        };
        Self { entry: skipped(input, skip), converted: Converted::default(), seconds: 0.0, key, identities: Vec::new() }
    }
}

impl Plan {
    /// Converts an input; none once the user wants the run to end: what a signal to the whole group of processes did to a
    /// conversion under way is not to be told from what the file did.
    pub(super) fn convert(&self, input: &Input, progress: &Progress) -> Option<Done> {
        if self.interrupt.is_set() {
            return None;
        }
        let _busy = progress.begin(&input.path);
        let done = convert(input, self);
        (!self.interrupt.is_set()).then_some(done)
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
pub(in crate::cli) fn bytes_of(input: &Input, limit: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
    match &input.action {
        Action::Read(path) => read(path, limit),
        Action::Member(member) => member.read(limit),
        Action::Refused(diagnostic) => Err(diagnostic.clone()),
        Action::Stdin => read_at_most(io::stdin().lock(), limit, 0),
        Action::Unreadable(reason) => Err(unreadable(reason)),
        Action::Skip(skip) => Err(unreadable(skip.word())),
    }
}

pub(in crate::cli) fn unreadable(reason: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(
        &codes::FILE_UNREADABLE,
        format!("the file could not be read: {reason}"),
        format!("파일을 읽을 수 없습니다: {reason}"),
    ))
}

/// The bytes of a file, unless there are too many of them.
pub(in crate::cli) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
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

pub(in crate::cli) fn too_large(bytes: u64, limit: u64) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(
        &codes::FILE_TOO_LARGE,
        format!("the file has {bytes} bytes or more, over the limit of {limit}; it was not read"),
        format!("파일이 {bytes}바이트 이상으로 한도({limit}바이트)를 넘어 읽지 않았습니다"),
    ))
}

/// The pipeline, with every panic turned into a failed record.
pub(in crate::cli) fn convert_caught(bytes: &[u8], settings: &Settings, containers: &dyn Containers) -> Converted {
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

    #[test]
    fn what_is_too_large_is_not_read() {
        assert!(read_at_most(&b"12345"[..], 5, 0).is_ok());
        let error = read_at_most(io::repeat(b'x'), 5, 0).unwrap_err();
        assert_eq!(error.code.name, "file-too-large");
    }
}
