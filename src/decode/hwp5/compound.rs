//! The streams of a compound file, by names whose case does not matter.
//!
//! In: the bytes of the file. Out: its streams one by one, as asked for. A file that breaks the rules of the container is read
//! once more leniently ([`Chains`]).

use std::io::{Cursor, Read};

use super::chains::Chains;
use crate::decode::container::{Budget, Inflated};
use crate::diag::Diagnostic;

/// A compound file.
#[derive(Debug)]
pub struct Compound<'a> {
    reader: Reader<'a>,
    /// Paths of its streams, `BodyText/Section0`.
    pub paths: Vec<String>,
    size: u64,
}

#[derive(Debug)]
enum Reader<'a> {
    Strict(Box<cfb::CompoundFile<Cursor<&'a [u8]>>>),
    Lenient(Chains<'a>),
}

impl<'a> Compound<'a> {
    /// Opens a file; none where neither reader finds a directory.
    pub fn open(bytes: &'a [u8], budget: &Budget<'_>) -> Result<Option<Self>, Diagnostic> {
        let size = bytes.len() as u64;
        let compound = match cfb::CompoundFile::open(Cursor::new(bytes)) {
            Ok(file) => {
                let paths = file.walk().filter(cfb::Entry::is_stream).map(|e| path_of(&e)).collect();
                Self { reader: Reader::Strict(Box::new(file)), paths, size }
            }
            Err(_) => match Chains::open(bytes) {
                Some(chains) => {
                    let paths = chains.streams.iter().map(|s| s.path.clone()).collect();
                    Self { reader: Reader::Lenient(chains), paths, size }
                }
                None => return Ok(None),
            },
        };
        budget.check_entries(compound.paths.len())?;
        Ok(Some(compound))
    }

    /// The bytes of a stream, whatever the case of its name; none where there is none.
    pub fn read(&mut self, path: &str) -> Option<Inflated> {
        let at = self.paths.iter().position(|p| p.to_lowercase() == path.to_lowercase())?;
        let (bytes, whole) = match &mut self.reader {
            Reader::Strict(file) => {
                let mut bytes = Vec::new();
                // No stream is longer than its file, whatever it says.
                let read = file.open_stream(format!("/{}", self.paths[at])).ok()?.take(self.size).read_to_end(&mut bytes);
                (bytes, read.is_ok())
            }
            Reader::Lenient(chains) => chains.read(&chains.streams[at]),
        };
        Some(if whole { Inflated::Whole(bytes) } else { Inflated::Damaged(bytes) })
    }
}

fn path_of(entry: &cfb::Entry) -> String {
    let names = entry.path().components().filter_map(|c| match c {
        std::path::Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    names.collect::<Vec<_>>().join("/")
}
