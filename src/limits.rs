//! Budgets for one file. Passed in by reference, never global.

use std::cell::Cell;
use std::time::{Duration, Instant};

use crate::diag::{Diagnostic, codes};

/// Bounds that keep one file from taking the machine.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Limits {
    /// Largest file that is read, in bytes.
    pub max_bytes: u64,
    /// Most records that one file may give.
    pub max_records: usize,
    /// Steps that the solver of a flattened table may take before it gives up and says so.
    pub solver_steps: usize,
    /// Most bytes that one part of a container may unfold to.
    pub max_part_bytes: u64,
    /// Most bytes that all parts of a container together may unfold to.
    pub max_inflated_bytes: u64,
    /// Most bytes of output for a byte of input in one compressed part, over [`RATIO_FREE_BYTES`] of output.
    pub max_inflate_ratio: u64,
    /// Most entries of a container.
    pub max_entries: usize,
    /// Deepest nesting of XML elements, of HWP records, of tables in tables.
    pub max_depth: usize,
    /// Deepest nesting of tables in tables.
    pub max_table_depth: usize,
    /// Most table cells of a document that has tables of its own.
    pub max_cells: usize,
    /// Most cells of the tables that tabs, pipes and blanks draw in the text of a document.
    pub max_text_cells: usize,
    /// Most pages of a document that has pages.
    pub max_pages: usize,
    /// Most glyphs, lines and areas that the pages of a document paint.
    pub max_glyphs: usize,
    /// Longest time that the stages behind decoding may take, as [`Deadline`] measures it; none for as long as it takes.
    pub max_time: Option<Duration>,
}

/// Output that a compressed part may have whatever its ratio: small parts of repeated markup compress a thousandfold.
pub const RATIO_FREE_BYTES: u64 = 1 << 20;

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 256 << 20,
            max_records: 100_000,
            solver_steps: 200_000,
            // The largest section of 760 HWP and HWPX files measured unfolds to under 40 MB.
            max_part_bytes: 128 << 20,
            max_inflated_bytes: 256 << 20,
            max_inflate_ratio: 400,
            max_entries: 20_000,
            max_depth: 512,
            max_table_depth: 64,
            max_cells: 2_000_000,
            // A cell was measured at 1,300 bytes with its evidence; the largest list of pledges seen has 20,000.
            max_text_cells: 500_000,
            max_pages: 5_000,
            // A dense page of small print has under 4,000 glyphs.
            max_glyphs: 20_000_000,
            max_time: None,
        }
    }
}

/// Until when the stages may work on a document.
///
/// A thread cannot be killed, so whoever loops over what a document may have many of (lines, headings, cells, values) asks: some
/// hundred times a card. A look at the clock takes 25 ns or more, so only one question of sixteen costs one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deadline(Option<Instant>);

/// What a passed [`Deadline`] unwinds with. It is no panic, so no hook tells of it; the pipeline catches it, and the document
/// becomes a `file-timeout` record.
#[derive(Clone, Copy, Debug)]
pub struct Overdue;

impl Overdue {
    /// What the record of a file says that took longer than it may, here or in a worker.
    pub fn diagnostic(most: Duration) -> Diagnostic {
        let seconds = most.as_secs_f64();
        Diagnostic::new(
            &codes::FILE_TIMEOUT,
            format!("reading it was not done after {seconds} s (--timeout); the file was given up"),
            format!("제한 시간 {seconds}초(--timeout) 안에 읽지 못하여 중단하였습니다"),
        )
    }
}

thread_local! {
    /// Questions of this thread since one looked at the clock.
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

impl Deadline {
    /// Questions of which the first looks at the clock.
    const QUESTIONS: u32 = 16;

    /// From now on. The first question of this thread looks at the clock.
    pub fn within(time: Option<Duration>) -> Self {
        ASKED.set(0);
        Self(time.and_then(|time| Instant::now().checked_add(time)))
    }

    /// Goes on, or gives the document up: unwinds with [`Overdue`]. Returning an error instead would give every loop of every
    /// stage a failure that none of them can do anything about.
    #[inline]
    pub fn check(self) {
        let Some(at) = self.0 else { return };
        let asked = ASKED.get();
        ASKED.set((asked + 1) % Self::QUESTIONS);
        if asked == 0 && Instant::now() >= at {
            std::panic::resume_unwind(Box::new(Overdue));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_that_passed_unwinds() {
        Deadline::default().check();
        Deadline::within(None).check();
        Deadline::within(Some(Duration::MAX)).check();
        Deadline::within(Some(Duration::from_secs(3_600))).check();
        let passed = Deadline::within(Some(Duration::ZERO));
        let why = std::panic::catch_unwind(|| passed.check()).unwrap_err();
        assert!(why.is::<Overdue>());
    }

    #[test]
    fn a_deadline_that_passes_unwinds_after_a_few_questions() {
        let soon = Deadline::within(Some(Duration::from_millis(5)));
        soon.check();
        std::thread::sleep(Duration::from_millis(10));
        assert!(std::panic::catch_unwind(|| (0..Deadline::QUESTIONS).for_each(|_| soon.check())).is_err());
    }
}
