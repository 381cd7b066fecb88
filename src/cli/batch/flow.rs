//! Which worker does what when, and how much is held meanwhile.
//!
//! A file goes through four steps. It is *converted*, with others at the same time; it gets its *ids* when all files before it
//! have theirs; its records become *text*, batch by batch, with others at the same time; and the text is *written* in the order
//! of the inputs, by one worker at a time. There is no barrier: a worker takes whatever can be done, the last step first, so that
//! what is held goes down before it goes up.
//!
//! **Bound**: what the files take that are begun and not written, the oldest of them aside, is counted; over
//! [`MEMORY_PER_JOB`] for each job nothing new is begun. The oldest does not count, for it is what the others wait for: while a
//! huge file is read, the other workers go on until the bound. So what is held is the oldest file, the bound, and one file
//! more that was begun just under it. A slow disk holds the readers back.
//!
//! Files that an earlier run did take the same way without the first and the third step. Where their ids would differ from those
//! that they had (texts equal to theirs came or went), they are converted after all.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::super::Failure;
use super::super::inputs::{Action, Input, Skip};
use super::super::progress::Progress;
use super::identity::Ids;
use super::reading::Done;
use super::text::{self, Batch, Written};
use super::{Destination, Outcome, Plan};
use crate::decode::Format;
use crate::sinks::earlier::Found;
use crate::sinks::folder::Note;
use crate::sinks::journal::{Brief, Entry, Identity, Key};
use crate::sinks::manifest::{FileEntry, FileStatus, Totals};
use crate::sinks::run::SlowFile;

/// Memory, for each job, of files that are begun and not written: some books, so that a large one among them stops nobody for
/// long.
const MEMORY_PER_JOB: u64 = 48 << 20;
/// Files, for each job, that are begun and not written: small ones have a cost that is not in their bytes.
const FILES_PER_JOB: usize = 64;
/// Memory of a byte of text as records and evidence, before it is known how many values there are.
const MEMORY_PER_BYTE: u64 = 80;
/// Bytes of a packed document for a byte of its text, at the least: pictures, fonts and markup make up the rest.
const PACKED: u64 = 8;
/// Work that is lost when the process is killed: what is written reaches the system after so long, or so many files.
const COMMIT_INTERVAL: Duration = Duration::from_millis(200);
const COMMIT_FILES: usize = 32;
/// Files whose earlier entries are looked up at a time.
const LOOKED_UP: usize = 64;
/// Files that `run.json` names as the slowest.
const SLOWEST: usize = 10;

/// Converts all inputs, within the threads of the caller; `found` says of each where an earlier run left what it gave.
pub(in crate::cli) fn run(
    inputs: &[Input],
    found: &[Option<Found>],
    plan: &Plan,
    progress: &Progress,
    destination: &mut (dyn Destination + Send),
) -> Result<Outcome, Failure> {
    let sink = Sink { destination, outcome: Outcome::default(), file: Totals::default(), committed: Instant::now(), files: 0 };
    let flow = Flow { inputs, found, plan, progress, state: Mutex::new(State::new(Box::new(sink), inputs.len())), changed: Condvar::new() };
    rayon::broadcast(|_| flow.work());
    let state = flow.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    let State { sink, failure, end, stopped, .. } = state;
    if let Some(failure) = failure {
        return Err(failure);
    }
    let Some(mut sink) = sink else { return Err(Failure::Output("the output was lost (결과를 잃었습니다)".to_owned())) };
    // A Ctrl-C reaches the workers, too: what failed from then on need not have failed for the file's own sake.
    sink.outcome.interrupted = plan.interrupt.is_set();
    if stopped && !sink.outcome.interrupted {
        sink.leave(&inputs[end..], plan)?;
    }
    sink.destination.commit()?;
    Ok(sink.outcome)
}

/// About how much memory an input will take, by its name and its size alone.
fn estimate(input: &Input) -> u64 {
    let bytes = input.bytes.unwrap_or(0);
    let extension = input.path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_packed = |names: &[&str]| names.iter().any(|name| matches!(*name, "hwp" | "hwpx" | "docx" | "pdf"));
    let text = match Format::of_extension(extension) {
        Some(names) if is_packed(names) => bytes / PACKED,
        _ => bytes,
    };
    text.saturating_mul(MEMORY_PER_BYTE)
}

/// Memory of the files that are begun and not written, in order.
#[derive(Default)]
struct Held {
    /// Which file is the oldest.
    first: usize,
    files: VecDeque<u64>,
    sum: u64,
}

impl Held {
    /// The next file is begun.
    fn begin(&mut self, memory: u64) {
        self.files.push_back(memory);
        self.sum += memory;
    }

    /// What a file takes changes.
    fn change(&mut self, file: usize, from: u64, to: u64) {
        if let Some(held) = file.checked_sub(self.first).and_then(|at| self.files.get_mut(at)) {
            let now = (*held + to).saturating_sub(from);
            self.sum = self.sum - *held + now;
            *held = now;
        }
    }

    fn set(&mut self, file: usize, memory: u64) {
        let now = file.checked_sub(self.first).and_then(|at| self.files.get(at)).copied();
        self.change(file, now.unwrap_or(0), memory);
    }

    /// The oldest file is written.
    fn end(&mut self) {
        self.sum -= self.files.pop_front().unwrap_or(0);
        self.first += 1;
    }

    /// Whether another file may be begun.
    fn has_room(&self, jobs: usize) -> bool {
        let others = self.sum - self.files.front().copied().unwrap_or(0);
        self.files.len() < FILES_PER_JOB * jobs && others < MEMORY_PER_JOB * jobs as u64
    }
}

/// A file that is begun and has no ids yet.
enum Work {
    /// A worker is at it, or will be.
    Reading,
    Converted(Box<Done>),
    /// Done by an earlier run.
    Known(Found, Box<Entry>),
}

/// A part of the output.
struct Part {
    file: usize,
    state: Stage,
}

enum Stage {
    Records(Box<Batch>),
    /// A worker turns it into text.
    Writing,
    Text(Box<Written>),
    /// Done by an earlier run.
    Known(Found, Box<Entry>),
}

/// What a worker does next.
enum Task<'r> {
    /// Writes a part of the output.
    Commit(Box<Sink<'r>>, Part),
    /// Turns a batch into text; it is this part of the output.
    Write(usize, Box<Batch>),
    Convert(usize),
    /// Converts a file that was told of as known.
    ConvertAgain(usize),
    /// Looks up what earlier runs noted of these inputs.
    LookUp(Box<Sink<'r>>, Range<usize>),
}

/// What became of the next file.
enum Begun<'r> {
    /// There is none, or no room for it.
    Nothing,
    /// An earlier run did it.
    Known,
    Task(Task<'r>),
}

struct State<'r> {
    /// None while a worker is at it.
    sink: Option<Box<Sink<'r>>>,
    /// What earlier runs noted of the inputs from `begun` on, as far as it was looked up.
    known: VecDeque<Option<Box<Entry>>>,
    /// How many inputs were begun.
    begun: usize,
    /// Where the run ends: behind the last input, unless something ends it before.
    end: usize,
    /// Whether a file failed where none may.
    stopped: bool,
    /// The files from `identified` to `begun`.
    files: VecDeque<Work>,
    /// How many files have their ids.
    identified: usize,
    /// Files that are to be converted although an earlier run did them.
    stale: VecDeque<usize>,
    ids: Ids,
    parts: VecDeque<Part>,
    /// How many parts were taken out of `parts`, or are no longer records.
    first_part: usize,
    written: usize,
    held: Held,
    failure: Option<Failure>,
    /// A worker panicked.
    abandoned: bool,
}

struct Flow<'r> {
    inputs: &'r [Input],
    found: &'r [Option<Found>],
    plan: &'r Plan,
    progress: &'r Progress,
    state: Mutex<State<'r>>,
    changed: Condvar,
}

/// Tells the others of a panic, who would wait for ever.
struct Alarm<'f, 'r>(&'f Flow<'r>);

impl Drop for Alarm<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.lock().abandoned = true;
            self.0.changed.notify_all();
        }
    }
}

impl<'r> Flow<'r> {
    /// Locks, also after a panic elsewhere, which ends the run anyway.
    fn lock(&self) -> MutexGuard<'_, State<'r>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does what can be done until all is.
    fn work(&self) {
        let _alarm = Alarm(self);
        let mut state = self.lock();
        while !state.is_over() {
            state = match state.next(self) {
                Some(task) => {
                    drop(state);
                    self.act(task)
                }
                // To find nothing may have been to find the end: an interruption ends the run before the next file.
                None if state.is_over() => state,
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
        self.changed.notify_all();
    }

    fn act(&self, task: Task<'r>) -> MutexGuard<'_, State<'r>> {
        let state = match task {
            Task::Convert(file) => {
                let done = self.plan.convert(&self.inputs[file], self.progress);
                if let Some(FileEntry { path, status, records, reason_ko, .. }) = done.as_ref().map(|done| &done.entry) {
                    self.progress.file(path, *status, *records, reason_ko.as_deref());
                }
                self.converted(file, done)
            }
            Task::ConvertAgain(file) => self.converted(file, self.plan.convert(&self.inputs[file], self.progress)),
            Task::Write(part, batch) => {
                let before = batch.memory();
                let written = batch.write(self.plan);
                let mut state = self.lock();
                state.put(part, before, written);
                state
            }
            Task::Commit(mut sink, part) => {
                let Part { file, state: stage } = part;
                let (memory, result) = match stage {
                    Stage::Text(written) => (written.memory(), sink.write(*written).map(Some)),
                    Stage::Known(found, entry) => (0, self.take_over(&mut sink, file, found, &entry)),
                    Stage::Records(_) | Stage::Writing => (0, Ok(Some(false))),
                };
                let result = result.and_then(|ended| sink.commit_if_due(self.plan.jobs).map(|()| ended));
                let mut state = self.lock();
                state.sink = Some(sink);
                match result {
                    Ok(Some(true)) => state.held.end(),
                    Ok(Some(false)) => state.held.change(file, memory, 0),
                    Ok(None) => state.halt(file),
                    Err(failure) => state.failure = Some(failure),
                }
                state
            }
            Task::LookUp(sink, files) => {
                let mut known = Vec::with_capacity(files.len());
                for file in files {
                    let found = self.found.get(file).copied().flatten();
                    let entry = found.and_then(|f| sink.destination.known(f)).map(Box::new);
                    // A run that goes on where another stopped writes over that one's journal.
                    let entry = entry.filter(|entry| *entry.path == *self.inputs[file].path);
                    if let Some(e) = &entry {
                        let records = usize::try_from(e.brief.totals.records.total).unwrap_or(usize::MAX);
                        self.progress.file(&e.path, e.brief.status, records, e.brief.reason_ko.as_deref());
                    }
                    known.push(entry);
                }
                let mut state = self.lock();
                state.sink = Some(sink);
                state.known.extend(known);
                state
            }
        };
        self.changed.notify_all();
        state
    }

    /// Hands a file on that was converted, unless the user ended the run.
    fn converted(&self, file: usize, done: Option<Done>) -> MutexGuard<'_, State<'r>> {
        let mut state = self.lock();
        match done {
            Some(done) => state.converted(file, done, self),
            None => state.end = state.end.min(file),
        }
        state
    }

    /// Takes a file over from an earlier run; converts it if that run's bytes are no longer there. Whether it is done: none where
    /// the user ended the run.
    fn take_over(&self, sink: &mut Sink<'r>, file: usize, found: Found, entry: &Entry) -> Result<Option<bool>, Failure> {
        let input = &self.inputs[file];
        if sink.reuse(input, found, entry)? {
            return Ok(Some(true));
        }
        let Some(mut done) = self.plan.convert(input, self.progress) else { return Ok(None) };
        if done.is_of(&entry.records) {
            done.adopt(entry.records.clone());
        } else {
            // The file changed since it was looked at. Files behind it have their ids; the next run puts all in order.
            self.lock().ids.assign(&mut done);
        }
        for batch in text::batches(done) {
            sink.write(batch.write(self.plan))?;
        }
        Ok(Some(true))
    }
}

impl<'r> State<'r> {
    fn new(sink: Box<Sink<'r>>, end: usize) -> Self {
        Self {
            sink: Some(sink),
            known: VecDeque::new(),
            begun: 0,
            end,
            stopped: false,
            files: VecDeque::new(),
            identified: 0,
            stale: VecDeque::new(),
            ids: Ids::default(),
            parts: VecDeque::new(),
            first_part: 0,
            written: 0,
            held: Held::default(),
            failure: None,
            abandoned: false,
        }
    }

    /// Whether there is nothing more to do for anybody.
    fn is_over(&self) -> bool {
        self.failure.is_some() || self.abandoned || (self.held.first >= self.end && self.sink.is_some())
    }

    /// What can be done now; the last steps first.
    fn next(&mut self, flow: &Flow<'r>) -> Option<Task<'r>> {
        loop {
            let is_ready = self.parts.front().is_some_and(|part| matches!(part.state, Stage::Text(_) | Stage::Known(..)));
            if is_ready
                && let Some(sink) = self.sink.take()
                && let Some(part) = self.parts.pop_front()
            {
                self.first_part += 1;
                return Some(Task::Commit(sink, part));
            }
            if let Some(task) = self.next_text() {
                return Some(task);
            }
            while let Some(file) = self.stale.pop_front() {
                if file < self.end {
                    return Some(Task::ConvertAgain(file));
                }
            }
            match self.begin(flow) {
                Begun::Nothing => return None,
                Begun::Known => {}
                Begun::Task(task) => return Some(task),
            }
        }
    }

    /// The next batch that is to become text.
    fn next_text(&mut self) -> Option<Task<'r>> {
        self.written = self.written.max(self.first_part);
        while let Some(part) = self.parts.get_mut(self.written - self.first_part) {
            self.written += 1;
            match std::mem::replace(&mut part.state, Stage::Writing) {
                Stage::Records(batch) => return Some(Task::Write(self.written - 1, batch)),
                other => part.state = other,
            }
        }
        None
    }

    /// Begins with the next file.
    fn begin(&mut self, flow: &Flow<'r>) -> Begun<'r> {
        if self.begun >= self.end || !self.held.has_room(flow.plan.jobs) {
            return Begun::Nothing;
        }
        if flow.plan.interrupt.is_set() {
            self.end = self.begun;
            return Begun::Nothing;
        }
        let file = self.begun;
        let found = flow.found.get(file).copied().flatten();
        if found.is_some() && self.known.is_empty() {
            let Some(sink) = self.sink.take() else { return Begun::Nothing };
            return Begun::Task(Task::LookUp(sink, file..flow.inputs.len().min(file + LOOKED_UP)));
        }
        let known = self.known.pop_front().flatten();
        self.begun += 1;
        let (Some(found), Some(entry)) = (found, known) else {
            self.held.begin(estimate(&flow.inputs[file]));
            self.files.push_back(Work::Reading);
            return Begun::Task(Task::Convert(file));
        };
        self.held.begin(0);
        self.fail_fast(file, entry.brief.status, flow);
        self.files.push_back(Work::Known(found, entry));
        self.identify();
        Begun::Known
    }

    /// Under `--fail-fast` the first file that failed is the last one.
    fn fail_fast(&mut self, file: usize, status: FileStatus, flow: &Flow<'r>) {
        if flow.plan.fail_fast && status == FileStatus::Failed && file < self.end {
            self.end = file + 1;
            self.stopped = true;
        }
    }

    fn converted(&mut self, file: usize, done: Done, flow: &Flow<'r>) {
        let memory = text::memory(&done.converted.evidence);
        self.held.set(file, memory);
        self.fail_fast(file, done.entry.status, flow);
        if let Some(work) = file.checked_sub(self.identified).and_then(|at| self.files.get_mut(at)) {
            *work = Work::Converted(Box::new(done));
        }
        self.identify();
    }

    /// Gives ids to the files that come next.
    fn identify(&mut self) {
        while self.identified < self.end
            && let Some(work) = self.files.pop_front()
        {
            let file = self.identified;
            match work {
                Work::Reading => {
                    self.files.push_front(Work::Reading);
                    return;
                }
                Work::Converted(mut done) => {
                    self.ids.assign(&mut done);
                    self.parts.extend(text::batches(*done).map(|batch| Part { file, state: Stage::Records(Box::new(batch)) }));
                }
                Work::Known(found, entry) => {
                    let identities = self.ids.place_all(&entry);
                    if identities != entry.records {
                        self.ids.take_back(bases(&identities));
                        self.files.push_front(Work::Known(found, entry));
                        self.find_stale();
                        return;
                    }
                    self.parts.push_back(Part { file, state: Stage::Known(found, entry) });
                }
            }
            self.identified += 1;
        }
    }

    /// Finds the files whose records would have other ids than an earlier run gave them, since texts that are equal to theirs
    /// came or went; as far as it can be told now, so that they are converted side by side.
    fn find_stale(&mut self) {
        let mut placed: Vec<Identity> = Vec::new();
        for (at, work) in self.files.iter_mut().enumerate() {
            match work {
                Work::Reading => break,
                Work::Converted(done) => {
                    let records = done.converted.records.iter();
                    placed.extend(records.map(|r| self.ids.place(&r.record_id, &r.source.path, r.source.record_index)));
                }
                Work::Known(_, entry) => {
                    let identities = self.ids.place_all(entry);
                    if identities != entry.records {
                        *work = Work::Reading;
                        self.stale.push_back(self.identified + at);
                    }
                    placed.extend(identities);
                }
            }
        }
        self.ids.take_back(bases(&placed));
    }

    /// A part has become text.
    fn put(&mut self, part: usize, before: u64, written: Written) {
        if let Some(part) = part.checked_sub(self.first_part).and_then(|at| self.parts.get_mut(at)) {
            self.held.change(part.file, before, written.memory());
            part.state = Stage::Text(Box::new(written));
        }
    }

    /// The run ends before a file.
    fn halt(&mut self, file: usize) {
        self.end = self.end.min(file);
        self.first_part += self.parts.len();
        self.parts.clear();
    }
}

fn bases(identities: &[Identity]) -> impl Iterator<Item = &str> {
    identities.iter().map(|identity| identity.base.as_str())
}

/// The output, and what comes together at its end.
struct Sink<'r> {
    destination: &'r mut (dyn Destination + Send),
    outcome: Outcome,
    /// What the records of the current file came to so far.
    file: Totals,
    committed: Instant,
    /// Files since then.
    files: usize,
}

impl Sink<'_> {
    /// Writes a part; whether its file ends with it.
    fn write(&mut self, written: Written) -> Result<bool, Failure> {
        let Written { piece, totals, end } = written;
        self.destination.piece(&piece)?;
        self.file.add(&totals);
        let Some(end) = end else { return Ok(false) };
        let totals = std::mem::take(&mut self.file);
        let entry = &end.entry;
        let bytes = if entry.sha256.is_some() { entry.bytes.unwrap_or(0) } else { 0 };
        self.outcome.totals.add(&totals);
        self.outcome.bytes += bytes;
        let slowest = &mut self.outcome.slowest;
        let place = slowest.partition_point(|s| s.seconds >= end.seconds);
        if place < SLOWEST && end.seconds > 0.0 {
            slowest.truncate(SLOWEST - 1);
            slowest.insert(place, SlowFile { path: entry.path.to_string(), seconds: end.seconds });
        }
        let brief = Brief { status: entry.status, reason_ko: entry.reason_ko.clone(), totals, bytes };
        self.destination.file(entry, Note { key: end.key, brief, records: end.identities })?;
        self.files += 1;
        Ok(true)
    }

    /// Takes over what an earlier run wrote for a file; whether it was there.
    fn reuse(&mut self, input: &Input, found: Found, entry: &Entry) -> Result<bool, Failure> {
        let key = match &entry.key {
            Key::Read { sha256, .. } => Key::Read { sha256: sha256.clone(), stamp: input.stamp },
            other => other.clone(),
        };
        let reused = self.destination.reuse(found, entry, key)?;
        if reused {
            self.outcome.totals.add(&entry.brief.totals);
            self.outcome.bytes += entry.brief.bytes;
            self.outcome.reused += 1;
            self.files += 1;
        }
        Ok(reused)
    }

    fn commit_if_due(&mut self, jobs: usize) -> Result<(), Failure> {
        if self.files >= COMMIT_FILES * jobs || self.committed.elapsed() >= COMMIT_INTERVAL {
            self.destination.commit()?;
            self.files = 0;
            self.committed = Instant::now();
        }
        Ok(())
    }

    /// Notes the inputs that `--fail-fast` left unread.
    fn leave(&mut self, inputs: &[Input], plan: &Plan) -> Result<(), Failure> {
        for input in inputs {
            let skip = match input.action {
                Action::Skip(skip) => skip,
                _ => Skip::Stopped,
            };
            for batch in text::batches(Done::skipped(input, skip)) {
                self.write(batch.write(plan))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn the_oldest_file_does_not_count() {
        let mut held = Held::default();
        held.begin(MEMORY_PER_JOB * 9);
        assert!(held.has_room(1), "the others go on while a huge file is read");
        held.begin(MEMORY_PER_JOB - 1);
        assert!(held.has_room(1));
        held.begin(1);
        assert!(!held.has_room(1) && held.has_room(2));
        held.set(1, 5);
        assert!(held.has_room(1));
        held.end();
        assert_eq!((held.first, held.sum), (1, 6));
        held.change(2, 1, 4);
        held.change(0, 100, 0);
        assert_eq!(held.sum, 9);
    }

    struct Nowhere;

    impl Destination for Nowhere {
        fn piece(&mut self, _: &crate::sinks::folder::Piece) -> Result<(), Failure> {
            Ok(())
        }
        fn file(&mut self, _: &FileEntry, _: Note) -> Result<(), Failure> {
            Ok(())
        }
    }

    /// Found by a run under Ctrl-C that never ended: with one job nobody was left to say that the last file was written.
    #[test]
    fn an_interruption_found_before_a_file_ends_the_run() {
        let (told, ended) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let bounds = crate::worker::Options { program: "none".into(), arguments: Vec::new(), timeout: None, max_memory: None };
            let plan = Plan {
                settings: crate::Settings::default(),
                redaction: crate::sinks::redact::Redaction::default(),
                evidence: super::super::EvidenceMode::None,
                records: true,
                tables: false,
                books: Vec::new(),
                review: false,
                jobs: 1,
                fail_fast: false,
                containers: crate::worker::Pool::new(bounds),
                interrupt: crate::cli::interrupt::Interrupt::already(),
            };
            let inputs = [Input { path: Arc::from("a.txt"), action: Action::Stdin, bytes: Some(1), stamp: None }];
            let progress = Progress::new(crate::cli::progress::Mode::None, 1, false);
            let threads = super::super::threads(1).unwrap_or_else(|_| unreachable!("one thread can be started"));
            let outcome = threads.install(|| run(&inputs, &[None], &plan, &progress, &mut Nowhere));
            told.send(outcome.is_ok_and(|outcome| outcome.interrupted)).unwrap_or_default();
        });
        assert_eq!(ended.recv_timeout(Duration::from_secs(60)), Ok(true));
    }

    #[test]
    fn files_without_weight_are_counted() {
        let mut held = Held::default();
        (0..FILES_PER_JOB).for_each(|_| held.begin(0));
        assert!(!held.has_room(1) && held.has_room(2));
    }

    #[test]
    fn pictures_and_markup_are_no_text() {
        let input = |path: &str| Input { path: Arc::from(path), action: Action::Stdin, bytes: Some(80_000), stamp: None };
        assert_eq!(estimate(&input("a.txt")), 80_000 * MEMORY_PER_BYTE);
        assert_eq!(estimate(&input("a.HWP")), 10_000 * MEMORY_PER_BYTE);
    }
}
