//! How far a run is, on stderr: a bar on a terminal, plain lines elsewhere, JSON lines for programs.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use serde_json::json;

use super::{paint, say};
use crate::sinks::manifest::FileStatus;

/// Between two drawings of the bar.
const BAR_INTERVAL: Duration = Duration::from_millis(250);
/// Between two plain lines.
const PLAIN_INTERVAL: Duration = Duration::from_secs(5);
/// Between two JSON lines.
const JSON_INTERVAL: Duration = Duration::from_millis(500);

/// A file that takes longer is named while it is read.
const SLOW: Duration = Duration::from_secs(2);

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Mode {
    /// A bar.
    Bar,
    /// A line every five seconds.
    Plain,
    /// A JSON line every half second.
    Json,
    /// Nothing.
    None,
}

impl Mode {
    /// A bar on a terminal, plain lines elsewhere.
    pub(super) fn for_stderr() -> Self {
        if std::io::stderr().is_terminal() { Mode::Bar } else { Mode::Plain }
    }
}

/// Counts files as they are done; may be told from any thread.
pub(super) struct Progress {
    mode: Mode,
    verbose: bool,
    total: u64,
    started: Instant,
    bar: Option<ProgressBar>,
    done: AtomicU64,
    records: AtomicU64,
    flagged: AtomicU64,
    failed: AtomicU64,
    last: Mutex<Instant>,
    busy: Arc<Mutex<Started>>,
}

/// Files that are being read, and since when.
type Started = Vec<(Instant, Arc<str>)>;

/// The file that is being read for the longest time, if that is long, and how long it is in seconds.
fn slow(busy: &Mutex<Started>) -> Option<(String, u64)> {
    let busy = lock(busy);
    let (started, path) = busy.iter().min_by_key(|(started, _)| *started)?;
    let seconds = started.elapsed();
    (seconds >= SLOW).then(|| (paint::plain(path), seconds.as_secs()))
}

/// A file that is being read.
pub(super) struct Busy<'p> {
    progress: &'p Progress,
    started: Instant,
    path: Arc<str>,
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        lock(&self.progress.busy).retain(|(started, path)| *started != self.started || *path != self.path);
    }
}

/// Locks, also after a panic elsewhere: what is guarded here is whole between any two statements.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Progress {
    /// Of a run over `total` files.
    pub(super) fn new(mode: Mode, total: usize, verbose: bool) -> Self {
        let started = Instant::now();
        let busy = Arc::<Mutex<Started>>::default();
        let bar = (mode == Mode::Bar).then(|| {
            let target = ProgressDrawTarget::stderr();
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files  {per_sec}  ETA {eta}  {msg}{slow}");
            let busy = Arc::clone(&busy);
            // Asked with every drawing, so that a file that holds up all others is named.
            let name_slow = move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
                if let Some((path, seconds)) = slow(&busy) {
                    let _ = write!(out, "  … {path} {seconds} s");
                }
            };
            let style = style.map_or_else(|_| ProgressStyle::default_bar(), |style| style.with_key("slow", name_slow));
            let bar = ProgressBar::with_draw_target(Some(total as u64), target).with_style(style);
            bar.enable_steady_tick(BAR_INTERVAL);
            bar
        });
        Self {
            mode,
            verbose,
            total: total as u64,
            started,
            bar,
            done: AtomicU64::new(0),
            records: AtomicU64::new(0),
            flagged: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            last: Mutex::new(started),
            busy,
        }
    }

    /// A file is begun; it is done when what this gives is dropped.
    pub(super) fn begin(&self, path: &Arc<str>) -> Busy<'_> {
        let started = Instant::now();
        lock(&self.busy).push((started, Arc::clone(path)));
        Busy { progress: self, started, path: Arc::clone(path) }
    }

    /// One more file is done.
    pub(super) fn file(&self, path: &str, status: FileStatus, records: usize, reason_ko: Option<&str>) {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.records.fetch_add(records as u64, Ordering::Relaxed);
        match status {
            FileStatus::Review => self.flagged.fetch_add(1, Ordering::Relaxed),
            FileStatus::Failed => self.failed.fetch_add(1, Ordering::Relaxed),
            FileStatus::Ok | FileStatus::Skipped => 0,
        };
        if self.verbose && !matches!(status, FileStatus::Ok) {
            let reason = reason_ko.unwrap_or_default();
            if self.mode == Mode::Json {
                say(&json!({"event": "file", "path": path, "status": status.word(), "reason_ko": reason}).to_string());
            } else {
                self.line(&format!("{:<7} {}  {}", status.word(), paint::plain(path), paint::plain(reason)));
            }
        }
        match self.mode {
            Mode::Bar => self.tick(),
            Mode::Plain => self.every(PLAIN_INTERVAL, |p| say(&p.plain())),
            Mode::Json => self.every(JSON_INTERVAL, |p| say(&p.json("progress"))),
            Mode::None => {}
        }
    }

    /// The run is over.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        if self.mode == Mode::Json {
            say(&self.json("done"));
        }
    }

    fn tick(&self) {
        if let Some(bar) = &self.bar {
            let flagged = self.flagged.load(Ordering::Relaxed);
            let failed = self.failed.load(Ordering::Relaxed);
            bar.set_message(format!("검토 {flagged}  실패 {failed}"));
            bar.inc(1);
        }
    }

    fn line(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| say(line)),
            None => say(line),
        }
    }

    fn every(&self, interval: Duration, tell: impl FnOnce(&Self)) {
        // A thread that finds the clock taken has nothing to add: another one is about to tell.
        let Ok(mut last) = self.last.try_lock() else {
            return;
        };
        if last.elapsed() >= interval {
            *last = Instant::now();
            tell(self);
        }
    }

    fn plain(&self) -> String {
        let done = self.done.load(Ordering::Relaxed);
        format!(
            "{}/{} files, {} records, {} to review, {} failed, {:.0} files/s",
            paint::grouped(done),
            paint::grouped(self.total),
            paint::grouped(self.records.load(Ordering::Relaxed)),
            paint::grouped(self.flagged.load(Ordering::Relaxed)),
            paint::grouped(self.failed.load(Ordering::Relaxed)),
            self.rate(done),
        )
    }

    fn json(&self, event: &str) -> String {
        let done = self.done.load(Ordering::Relaxed);
        let rate = self.rate(done);
        let left = self.total.saturating_sub(done) as f64;
        let eta = (rate > 0.0).then(|| left / rate);
        let slow = slow(&self.busy).map(|(path, seconds)| json!({"path": path, "seconds": seconds}));
        json!({
            "event": event,
            "files_done": done,
            "files_total": self.total,
            "records": self.records.load(Ordering::Relaxed),
            "review": self.flagged.load(Ordering::Relaxed),
            "failed": self.failed.load(Ordering::Relaxed),
            "seconds": self.started.elapsed().as_secs_f64(),
            "files_per_second": rate,
            "eta_seconds": eta,
            "slow": slow,
        })
        .to_string()
    }

    fn rate(&self, done: u64) -> f64 {
        done as f64 / self.started.elapsed().as_secs_f64().max(1e-9)
    }
}
