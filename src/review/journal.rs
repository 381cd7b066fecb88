//! `corrections.jsonl`: lines are appended and forced to the disk, never changed.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::Error;
use crate::corrections::{Correction, Corrections, FILE_NAME};

/// The file and what it holds.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    lines: Vec<Correction>,
    /// Bytes that have been read.
    length: u64,
    /// Whether the last byte ends a line: a torn line of a lost process does not swallow the next one.
    ended: bool,
}

impl Journal {
    pub(super) fn open(out: &Path) -> Result<Self, Error> {
        let mut journal = Self { path: out.join(FILE_NAME), lines: Vec::new(), length: 0, ended: true };
        journal.refresh()?;
        Ok(journal)
    }

    /// Reads what others have appended; whether there was any.
    pub(super) fn refresh(&mut self) -> Result<bool, Error> {
        let failed = |e| Error::new(&self.path, e);
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let had = !self.lines.is_empty();
                (self.lines, self.length, self.ended) = (Vec::new(), 0, true);
                return Ok(had);
            }
            Err(error) => return Err(failed(error)),
        };
        let length = file.metadata().map_err(failed)?.len();
        if length == self.length {
            return Ok(false);
        }
        if length < self.length || !self.ended {
            // Somebody replaced the file, or completed a line: from the start.
            (self.lines, self.length) = (Vec::new(), 0);
        }
        file.seek(SeekFrom::Start(self.length)).map_err(failed)?;
        let mut bytes = Vec::new();
        file.take(length - self.length).read_to_end(&mut bytes).map_err(failed)?;
        self.ended = bytes.last().is_none_or(|&b| b == b'\n');
        let text = String::from_utf8_lossy(&bytes);
        self.lines.extend(text.lines().filter_map(|l| serde_json::from_str(l.trim_start_matches('\u{feff}')).ok()));
        self.length = length;
        Ok(true)
    }

    /// All lines, those that were taken back included.
    pub(super) fn lines(&self) -> &[Correction] {
        &self.lines
    }

    /// What holds, and what would hold with one more line.
    pub(super) fn with(&self, more: Option<Correction>) -> Corrections {
        Corrections::new(self.lines.iter().cloned().chain(more).collect())
    }

    /// Appends a line; it is on the disk when this returns.
    pub(super) fn append(&mut self, line: Correction) -> Result<(), Error> {
        let failed = |e| Error::new(&self.path, e);
        let mut bytes = if self.ended { Vec::new() } else { vec![b'\n'] };
        serde_json::to_writer(&mut bytes, &line).map_err(|e| failed(e.into()))?;
        bytes.push(b'\n');
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path).map_err(failed)?;
        // One write: lines of two processes do not mix.
        file.write_all(&bytes).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        let end = file.stream_position().map_err(failed)?;
        if end == self.length + bytes.len() as u64 {
            (self.length, self.ended) = (end, true);
            self.lines.push(line);
        } else {
            self.ended = true;
            self.refresh()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str) -> Correction {
        serde_json::from_str(&format!("{{\"id\":\"{id}\",\"action\":\"comment\"}}")).unwrap()
    }

    fn ids(journal: &Journal) -> Vec<&str> {
        journal.lines().iter().map(|c| c.id.as_str()).collect()
    }

    #[test]
    fn two_processes_do_not_overwrite_each_other() {
        let place = tempfile::tempdir().unwrap();
        let (mut one, mut two) = (Journal::open(place.path()).unwrap(), Journal::open(place.path()).unwrap());
        one.append(line("a")).unwrap();
        two.append(line("b")).unwrap();
        assert_eq!(ids(&two), ["a", "b"]);
        assert!(one.refresh().unwrap());
        one.append(line("c")).unwrap();
        two.refresh().unwrap();
        assert_eq!(ids(&one), ["a", "b", "c"]);
        assert_eq!(ids(&two), ["a", "b", "c"]);
    }

    #[test]
    fn a_torn_line_does_not_swallow_the_next() {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join(FILE_NAME), "{\"id\":\"a\",\"action\":\"comment\"}\n{\"id\":\"b\",\"ac").unwrap();
        let mut journal = Journal::open(place.path()).unwrap();
        journal.append(line("c")).unwrap();
        assert_eq!(ids(&Journal::open(place.path()).unwrap()), ["a", "c"]);
    }
}
