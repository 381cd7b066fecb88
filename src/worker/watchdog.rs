//! Deadlines: one thread that kills whatever is still at work when its time is over.
//!
//! A killed process closes its pipes, which ends every read and write that its owner waits in; so the owners need no timeouts
//! of their own, in writing as little as in reading.

use std::collections::BTreeMap;
use std::io;
use std::process::Child;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use super::lock;
use super::process::kill;

/// Kills processes at their deadlines.
pub(super) struct Watchdog {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// By deadline; the number tells equal ones apart.
    watched: BTreeMap<(Instant, u64), Arc<Mutex<Child>>>,
    number: u64,
    /// When the thread will wake by itself.
    wakes: Option<Instant>,
    closed: bool,
}

impl Watchdog {
    /// Starts the thread.
    pub(super) fn start() -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let own = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("watchdog".to_owned()).spawn(move || own.run())?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Watches a process until its deadline, or until [`Watch::end`].
    pub(super) fn watch(&self, deadline: Instant, child: &Arc<Mutex<Child>>) -> Watch<'_> {
        let mut state = lock(&self.shared.state);
        state.number += 1;
        let key = (deadline, state.number);
        state.watched.insert(key, Arc::clone(child));
        // Deadlines mostly come in order, and the thread wakes for an earlier one, which may be over by then: no need to
        // wake it for each.
        if state.wakes.is_none_or(|wakes| wakes > deadline) {
            self.shared.changed.notify_one();
        }
        Watch { watchdog: self, key }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        lock(&self.shared.state).closed = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // It does not panic; if it did, there is nobody left to tell.
            let _ = thread.join();
        }
    }
}

/// A process under watch.
pub(super) struct Watch<'a> {
    watchdog: &'a Watchdog,
    key: (Instant, u64),
}

impl Watch<'_> {
    /// Ends the watch; whether the deadline had passed and the process was killed.
    pub(super) fn end(self) -> bool {
        lock(&self.watchdog.shared.state).watched.remove(&self.key).is_none()
    }
}

impl Shared {
    fn run(&self) {
        let mut state = lock(&self.state);
        while !state.closed {
            let now = Instant::now();
            match state.watched.first_key_value().map(|(key, _)| key.0) {
                // Killed under the lock: whoever finds the watch gone may rely on the process being killed.
                Some(deadline) if deadline <= now => {
                    if let Some((_, child)) = state.watched.pop_first() {
                        kill(&mut lock(&child));
                    }
                }
                Some(deadline) => {
                    state.wakes = Some(deadline);
                    let woken = self.changed.wait_timeout(state, deadline - now);
                    state = woken.unwrap_or_else(PoisonError::into_inner).0;
                }
                None => {
                    state.wakes = None;
                    state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }
}
