//! Many files through the pipeline: in parallel, in order, in bounded memory.
//!
//! Comes in: the ordered [`Input`]s. Goes out: [`Piece`]s of the output and entries of the manifest, in the order of the
//! inputs, whatever the number of jobs. What each part does:
//!
//! - [`reading`]: one input becomes records;
//! - [`identity`]: records get their ids, file by file in the order of the inputs;
//! - [`text`]: records become the bytes of a piece;
//! - [`flow`]: which worker does what of this when, and how much is held meanwhile.
//!
//! One file cannot stop the others: what it panics with becomes a `file-crashed` record, and containers are read by workers
//! that may be killed.

mod flow;
mod identity;
mod reading;
mod text;

pub(super) use flow::run;
pub(super) use reading::{bytes_of, convert_caught, read, too_large, unreadable};

use super::Failure;
#[cfg(doc)]
use super::inputs::Input;
use super::interrupt::Interrupt;
use crate::pipeline::Settings;
use crate::sinks::books;
use crate::sinks::earlier::Found;
use crate::sinks::folder::{Note, Piece};
use crate::sinks::journal::{Entry, Key};
use crate::sinks::manifest::{FileEntry, Totals};
use crate::sinks::redact::Redaction;
use crate::sinks::run::SlowFile;
use crate::worker::Pool;

/// Stack of a worker, in bytes: as much as the main thread usually has.
const STACK: usize = 8 << 20;

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
