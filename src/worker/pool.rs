//! The workers of a run.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use super::lock;
use super::process::{Document, Lost, Worker};
use super::watchdog::Watchdog;
use super::wire::{Given, Task};
use crate::decode::Format;
use crate::decode::structure::{SecondReading, Structured};
use crate::diag::{Diagnostic, codes};
use crate::limits::{Limits, Overdue};

/// Documents after which a worker is replaced: what a parser leaks does not grow with the run, and starting one costs little
/// for so many.
const MOST_SERVED: u64 = 256;
/// A second reading has this part of a document's time.
const AGAIN_PART: u32 = 4;
/// A worker that keeps more than this part of its bound after a document is replaced: the next document shall have room.
const KEPT_PART: u64 = 2;

/// How workers are started and bounded.
#[derive(Clone, Debug)]
pub struct Options {
    /// This program ([`own_program`]).
    pub program: PathBuf,
    /// Its hidden verb, and what else a worker is started with.
    pub arguments: Vec<String>,
    /// Time for one document; none for as long as it takes.
    pub timeout: Option<Duration>,
    /// Bound on the memory of a worker in bytes, for messages and for replacing workers; the worker sets it itself.
    pub max_memory: Option<u64>,
}

/// Workers, started as they are needed and used again.
pub struct Pool {
    options: Options,
    idle: Mutex<Vec<Worker>>,
    watchdog: OnceLock<Watchdog>,
    started: AtomicU64,
}

/// Where this program is, so that it can be started again.
///
/// On Linux by the name that the kernel keeps for it, which leads to the same program also when its file was deleted or
/// replaced by another version since.
pub fn own_program() -> io::Result<PathBuf> {
    const OWN: &str = "/proc/self/exe";
    if cfg!(target_os = "linux") && Path::new(OWN).exists() {
        return Ok(PathBuf::from(OWN));
    }
    std::env::current_exe()
}

impl Pool {
    /// A pool without workers yet.
    pub fn new(options: Options) -> Self {
        Self { options, idle: Mutex::default(), watchdog: OnceLock::new(), started: AtomicU64::new(0) }
    }

    /// Worker processes that were started so far.
    pub fn started(&self) -> u64 {
        self.started.load(Ordering::Relaxed)
    }

    /// Has a document read by a worker.
    ///
    /// Errors: those of [`read_container`](crate::decode::read_container); `file-timeout`, `file-memory`, `file-crashed` for a
    /// worker that was lost over it, under the rules of the [module](super).
    pub fn read(&self, format: Format, bytes: &[u8], limits: &Limits) -> Result<Structured, Diagnostic> {
        match self.ask(&Document { task: Task::Content, format, bytes, limits }, self.options.timeout)? {
            Given::Content(structured) => Ok(structured),
            Given::Again(_) | Given::Picture(_) | Given::Nothing => Err(not_asked_for()),
        }
    }

    /// Has pages of a PDF read a second time by a worker, by another reader; all of them where none is named. It has a part of
    /// the time of a document, for itself.
    ///
    /// Errors: `file-timeout`, `file-memory`, `file-crashed` for a worker that was lost over it.
    pub fn read_again(&self, bytes: &[u8], limits: &Limits, pages: &[u32]) -> Result<SecondReading, Diagnostic> {
        let document = Document { task: Task::Again(pages.to_vec()), format: Format::Pdf, bytes, limits };
        match self.ask(&document, self.options.timeout.map(|t| t / AGAIN_PART))? {
            Given::Again(second) => Ok(second),
            Given::Content(_) | Given::Picture(_) | Given::Nothing => Err(not_asked_for()),
        }
    }

    /// Has a page of a PDF drawn by a worker, in the time of a second reading: a PNG, or none where there is nothing to be drawn.
    ///
    /// Errors: `file-timeout`, `file-memory`, `file-crashed` for a worker that was lost over it.
    pub fn draw(&self, bytes: &[u8], limits: &Limits, page: u32) -> Result<Option<Vec<u8>>, Diagnostic> {
        let document = Document { task: Task::Draw(page), format: Format::Pdf, bytes, limits };
        match self.ask(&document, self.options.timeout.map(|t| t / AGAIN_PART))? {
            Given::Picture(picture) => Ok(picture),
            Given::Content(_) | Given::Again(_) | Given::Nothing => Err(not_asked_for()),
        }
    }

    /// Has a worker take a document through all stages, with the time and the memory of a document. What it gives is thrown away:
    /// that the worker lived tells that this process will, too.
    ///
    /// Errors: `file-timeout`, `file-memory`, `file-crashed` for a worker that was lost over it.
    pub fn rehearse(&self, format: Format, bytes: &[u8], limits: &Limits) -> Result<(), Diagnostic> {
        match self.ask(&Document { task: Task::Rehearse, format, bytes, limits }, self.options.timeout)? {
            Given::Nothing => Ok(()),
            Given::Content(_) | Given::Again(_) | Given::Picture(_) => Err(not_asked_for()),
        }
    }

    fn ask(&self, document: &Document<'_>, timeout: Option<Duration>) -> Result<Given, Diagnostic> {
        let idle = lock(&self.idle).pop();
        let used = idle.is_some();
        let mut result = match idle {
            Some(worker) => self.attempt(worker, document, timeout),
            None => self.attempt_anew(document, timeout),
        };
        let again = match &result {
            Ok(_) => false,
            Err(Lost::Late) => used,
            Err(_) => true,
        };
        if again {
            result = self.attempt_anew(document, timeout);
        }
        result.unwrap_or_else(|lost| Err(self.diagnostic(&lost)))
    }

    fn attempt_anew(&self, document: &Document<'_>, timeout: Option<Duration>) -> Result<Result<Given, Diagnostic>, Lost> {
        let worker = Worker::start(&self.options.program, &self.options.arguments).map_err(Lost::Unborn)?;
        self.started.fetch_add(1, Ordering::Relaxed);
        self.attempt(worker, document, timeout)
    }

    fn attempt(&self, mut worker: Worker, document: &Document<'_>, timeout: Option<Duration>) -> Result<Result<Given, Diagnostic>, Lost> {
        let deadline = match timeout {
            Some(timeout) => Some((Instant::now() + timeout, self.watchdog()?)),
            None => None,
        };
        let reply = worker.read(document, deadline)?;
        let result = reply.result(&document.task).ok_or_else(|| Lost::Garbled("a code that there is not".to_owned()))?;
        let kept_much = self.options.max_memory.is_some_and(|most| worker.resident > most / KEPT_PART);
        if worker.served < MOST_SERVED && !kept_much {
            lock(&self.idle).push(worker);
        }
        Ok(result)
    }

    fn watchdog(&self) -> Result<&Watchdog, Lost> {
        if let Some(watchdog) = self.watchdog.get() {
            return Ok(watchdog);
        }
        let started = Watchdog::start().map_err(Lost::Unborn)?;
        // Of two that were started at the same time, one is used.
        Ok(self.watchdog.get_or_init(|| started))
    }

    /// What a file's record says of a lost worker. Nothing that differs from run to run.
    fn diagnostic(&self, lost: &Lost) -> Diagnostic {
        match lost {
            Lost::Late => Overdue::diagnostic(self.options.timeout.unwrap_or_default()),
            Lost::Died(status, words) => match cause(*status, words) {
                Cause::Bound => self.over_bound(),
                Cause::Killed => Diagnostic::new(
                    &codes::FILE_MEMORY,
                    "the system killed the process that read it, twice, as it does when memory runs out; the file was given up",
                    "파일을 읽던 프로세스를 운영 체제가 두 번 강제 종료하였습니다. 메모리가 부족할 때 생기는 일이므로 중단하였습니다",
                ),
                Cause::Other(how) => crashed(&how),
            },
            Lost::Garbled(what) => crashed(&format!("no answer: {what}")),
            Lost::Unborn(why) => Diagnostic::new(
                &codes::FILE_CRASHED,
                format!("no process could be started to read it: {why}; the file was not read"),
                format!("파일을 읽을 프로세스를 시작하지 못하여 읽지 않았습니다: {why}"),
            ),
        }
    }

    fn over_bound(&self) -> Diagnostic {
        let mebibytes = self.options.max_memory.unwrap_or_default() >> 20;
        Diagnostic::new(
            &codes::FILE_MEMORY,
            format!("reading it took more memory than {mebibytes} MiB (--max-memory); the file was given up"),
            format!("메모리 한도 {mebibytes}MiB(--max-memory)를 넘어 중단하였습니다"),
        )
    }
}

fn not_asked_for() -> Diagnostic {
    crashed("no answer: not what was asked for")
}

fn crashed(how: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::FILE_CRASHED,
        format!("the process that read it failed twice ({how}); the file was given up"),
        format!("파일을 읽던 프로세스가 두 번 비정상 종료되어 중단하였습니다({how})"),
    )
}

/// Why a worker ended.
enum Cause {
    /// An allocation failed.
    Bound,
    /// Somebody else killed it.
    Killed,
    /// Anything else.
    Other(String),
}

/// Signals by number: the same on every Unix that has them, but for 7 and 10.
const KILL: i32 = 9;
const SIGNALS: [(i32, &str); 6] = [(4, "SIGILL"), (5, "SIGTRAP"), (6, "SIGABRT"), (8, "SIGFPE"), (KILL, "SIGKILL"), (11, "SIGSEGV")];

fn cause(status: ExitStatus, words: &str) -> Cause {
    let signal = signal(status);
    // How the standard library words a failed allocation, and an overflow.
    if words.contains("memory allocation of ") && words.contains(" failed") {
        return Cause::Bound;
    }
    if signal == Some(KILL) {
        return Cause::Killed;
    }
    if words.contains("has overflowed its stack") {
        return Cause::Other("stack overflow".to_owned());
    }
    let how = match (signal, status.code()) {
        (Some(signal), _) => match SIGNALS.iter().find(|s| s.0 == signal) {
            Some((_, name)) => (*name).to_owned(),
            None => format!("signal {signal}"),
        },
        (None, Some(code)) => format!("exit code {code}"),
        (None, None) => "unknown end".to_owned(),
    };
    match words.lines().rev().map(str::trim).find(|line| !line.is_empty()) {
        Some(line) => Cause::Other(format!("{how}: {}", steady(line))),
        None => Cause::Other(how),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> Option<i32> {
    None
}

/// Characters of a worker's last words that a message quotes.
const WORDS: usize = 160;

/// A line without its numbers, which may be those of processes, threads and addresses, and without control characters.
fn steady(line: &str) -> String {
    let mut out = String::new();
    for word in line.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let rest = word.trim_start_matches(|c: char| c.is_alphanumeric());
        out.push_str(if word.starts_with(|c: char| c.is_ascii_digit()) { "#" } else { &word[..word.len() - rest.len()] });
        out.extend(rest.chars().filter(|c| !c.is_control()));
    }
    match out.char_indices().nth(WORDS) {
        Some((at, _)) => out[..at].to_owned(),
        None => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_words_are_quoted_without_what_differs_from_run_to_run() {
        assert_eq!(steady("thread 'reader' (4711) panicked at 0x7ffd12: no"), "thread 'reader' (#) panicked at #: no");
        assert_eq!(steady("\u{1b}[31mabort\u{7}"), "[#");
        assert_eq!(steady(&"가".repeat(500)).chars().count(), WORDS);
    }

    #[test]
    fn a_program_that_is_not_there_is_said_so() {
        let options = Options { program: PathBuf::from("/no/such/program"), arguments: Vec::new(), timeout: None, max_memory: None };
        let pool = Pool::new(options);
        let why = pool.read(Format::Hwp, b"", &Limits::default()).unwrap_err();
        assert_eq!(why.code.name, "file-crashed");
        assert_eq!(pool.started(), 0);
    }
}
