//! Ctrl-C: the run ends in good order instead of where it stands.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the shell expects of a program that Ctrl-C ended.
pub(super) const INTERRUPTED: u8 = 130;

/// Whether the user wants the run to end.
#[derive(Clone, Debug, Default)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Set by the first Ctrl-C; the second one ends the program at once, as if nobody listened.
    pub(super) fn listen() -> Self {
        let interrupt = Self::default();
        let set = Arc::clone(&interrupt.0);
        let listening = ctrlc::set_handler(move || {
            if set.swap(true, Ordering::Relaxed) {
                std::process::exit(i32::from(INTERRUPTED));
            }
        });
        // Without a handler Ctrl-C ends the program at once, and the journal still has what was done.
        drop(listening);
        interrupt
    }

    /// One that was set before anything began.
    #[cfg(test)]
    pub(super) fn already() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }

    /// Whether it was set.
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
