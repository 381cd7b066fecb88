//! The review page: flagged values beside their source, and the corrections that a person makes.
//!
//! Comes in: an output folder, and the documents that it was made of. Goes out: a page over loopback ([`serve`]) or one file
//! ([`export`]), and lines of `corrections.jsonl`. Records are never rewritten: what the page shows of a corrected record is
//! what the pipeline makes of its document and the corrections, the same that a later `convert` writes.
//!
//! Reports are untrusted: their text reaches the page as JSON and is put there as text, never as markup, under a content
//! security policy that allows no script but the page's own.

mod documents;
mod export;
mod folder;
mod journal;
mod pictures;
mod queue;
mod server;
mod session;
mod view;

pub use export::{Exported, export};
pub use server::{Serving, serve};
pub use session::{Asked, Options, Session};

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The review cannot go on.
#[derive(Debug)]
pub struct Error {
    /// What it concerns.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

impl Error {
    fn new(path: &Path, error: impl Into<io::Error>) -> Self {
        Self { path: path.to_owned(), error: error.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.error)
    }
}

/// Sixteen bytes that nobody can guess, as hexadecimal digits.
fn unguessable() -> io::Result<String> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|e| io::Error::other(e.to_string()))?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}
