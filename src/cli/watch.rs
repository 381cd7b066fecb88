//! `--watch`: runs again whenever an input appears or changes, until Ctrl-C.
//!
//! Comes in: the arguments' paths, and a run. The run itself finds out what changed; events only say when to look. So no event
//! has to be understood, and one that never comes (file systems over a network send none) costs time alone: after a while the
//! run looks anyway. A file that is still being written is read when it comes to rest.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::interrupt::{INTERRUPTED, Interrupt};
use super::{Failure, say};

/// Nothing may have changed for that long before a run begins: a copy of a large folder is one change.
const REST: Duration = Duration::from_millis(500);
/// Longest wait for that.
const LONGEST_UNREST: Duration = Duration::from_secs(10);
/// Without any event.
const LOOK_ANYWAY: Duration = Duration::from_secs(60);
/// Where the system tells of no events.
const LOOK_OFTEN: Duration = Duration::from_secs(2);
/// How soon a Ctrl-C is noticed.
const BLINK: Duration = Duration::from_millis(100);

/// Runs, and runs again; `convert` is told whether it ran before.
pub(super) fn run(
    paths: &[PathBuf],
    out: &Path,
    interrupt: &Interrupt,
    quiet: bool,
    mut convert: impl FnMut(bool) -> Result<u8, Failure>,
) -> Result<u8, Failure> {
    // Before the first run, so that no change falls between.
    let (events, watcher) = watched(paths, out);
    convert(false)?;
    if interrupt.is_set() {
        return Ok(INTERRUPTED);
    }
    if !quiet {
        say("watching for changes; Ctrl-C ends\n변경을 지켜보고 있습니다. 끝내려면 Ctrl-C를 누르십시오");
    }
    let interval = if watcher.is_some() { LOOK_ANYWAY } else { LOOK_OFTEN };
    loop {
        if !wait(&events, interval, interrupt) {
            return Ok(INTERRUPTED);
        }
        convert(true)?;
    }
}

/// Changes of what lies under the paths, those of the output left out; no watcher where the system has none for all of them.
fn watched(paths: &[PathBuf], out: &Path) -> (Receiver<()>, Option<RecommendedWatcher>) {
    let (changed, events) = channel();
    let out = out.canonicalize().unwrap_or_else(|_| out.to_owned());
    let told = move |event: notify::Result<Event>| {
        let ours = event.is_ok_and(|event| {
            // The run's own reading is an access.
            matches!(event.kind, EventKind::Access(_)) || (!event.paths.is_empty() && event.paths.iter().all(|p| p.starts_with(&out)))
        });
        if !ours {
            // Nobody listens any more once the run ends.
            let _ = changed.send(());
        }
    };
    let watcher = notify::recommended_watcher(told).ok().and_then(|mut watcher| {
        for path in paths {
            let real = path.canonicalize().ok()?;
            // A file is replaced by its folder's doing.
            let (folder, mode) = match real.parent() {
                Some(parent) if !real.is_dir() => (parent.to_owned(), RecursiveMode::NonRecursive),
                _ => (real, RecursiveMode::Recursive),
            };
            watcher.watch(&folder, mode).ok()?;
        }
        Some(watcher)
    });
    (events, watcher)
}

/// Waits for a change and for the rest behind it, at most `interval`; false where the user wants the run to end.
fn wait(events: &Receiver<()>, interval: Duration, interrupt: &Interrupt) -> bool {
    let begun = Instant::now();
    let mut first: Option<Instant> = None;
    let mut last = begun;
    loop {
        if interrupt.is_set() {
            return false;
        }
        match events.recv_timeout(BLINK) {
            Ok(()) => {
                last = Instant::now();
                first.get_or_insert(last);
            }
            Err(RecvTimeoutError::Timeout) => {}
            // No watcher: the channel is at its end.
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(BLINK),
        }
        let rested = first.is_some_and(|first| last.elapsed() >= REST || first.elapsed() >= LONGEST_UNREST);
        if rested || (first.is_none() && begun.elapsed() >= interval) {
            return true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_changes_are_one_and_none_is_waited_for_forever() {
        let interrupt = Interrupt::default();
        let (changed, events) = channel();
        for _ in 0..100 {
            changed.send(()).unwrap();
        }
        let begun = Instant::now();
        assert!(wait(&events, Duration::from_secs(3_600), &interrupt));
        assert!(begun.elapsed() >= REST && events.try_recv().is_err());
        assert!(wait(&events, Duration::from_millis(10), &interrupt));
        drop(changed);
        assert!(wait(&events, Duration::from_millis(10), &interrupt));
    }
}
