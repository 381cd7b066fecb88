//! What earlier runs into an output folder left, and how a run takes it over.
//!
//! Comes in: an output folder, the fingerprint of a run, paths in the order of the output. Goes out: for each path the entries
//! that earlier runs wrote for it, and their bytes, checked. Nothing is held for a file that is not asked for: journals are read
//! side by side with the inputs, both being in order.
//!
//! A folder holds at most one complete output, and beside it what interrupted runs left:
//!
//! ```text
//! OUT/records.jsonl …          the complete output
//! OUT/.bogoseo/journal, began  what is where in it, and when its run began (the time of that empty file)
//! OUT/.bogoseo/review.rows …   streams that are no outputs
//! OUT/.bogoseo/2/…             the same of a run that did not end: its outputs so far, its journal
//! OUT/.bogoseo/2/publish       once its outputs are complete: all that is left to do is to move them
//! OUT/.bogoseo/lock            held by the run that writes
//! ```

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::journal::{Complete, Entry, Place, Reader, Stamp};

/// What this program keeps in an output folder for itself.
pub const OWN: &str = ".bogoseo";
pub(super) const JOURNAL: &str = "journal";
pub(super) const BEGAN: &str = "began";
pub(super) const PUBLISH: &str = "publish";

/// Coarsest time of a change that a file system keeps (FAT: two seconds). A file that was changed so shortly before a run began
/// may have been changed again, to the same size, after it was read.
const COARSEST_TIME: Duration = Duration::from_secs(2);
const BUFFER: usize = 256 << 10;

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    generation: usize,
    place: Place,
}

/// A stream of an output: what all files gave to one output file, one behind the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Its name, in the output folder or in [`OWN`].
    pub name: String,
    /// Whether it is an output, or only something that outputs are made of at the end.
    pub is_output: bool,
}

/// What one run left.
#[derive(Debug)]
struct Generation {
    /// None for the complete output.
    number: Option<u32>,
    folder: PathBuf,
    journal: Reader,
    /// Read, not yet asked for.
    ahead: Option<(Place, Entry)>,
    began: SystemTime,
    entries: usize,
    /// Entries that were found for the inputs, one by one from the first.
    in_step: usize,
    streams: Vec<Option<File>>,
}

/// What earlier runs left.
#[derive(Debug)]
pub struct Earlier {
    out: PathBuf,
    generations: Vec<Generation>,
    streams: Vec<Stream>,
    asked: usize,
}

/// An interrupted run that the next one may go on with where it stopped.
#[derive(Clone, Copy, Debug)]
pub struct Lead {
    pub(super) number: u32,
    pub(super) generation: usize,
    /// Where that part of its journal ends that is gone on with: behind its head first, and behind each file that was gone over.
    pub(super) end: u64,
}

/// Numbers of the interrupted runs in a folder, in order.
pub(super) fn numbers(out: &Path) -> Vec<u32> {
    let Ok(entries) = fs::read_dir(out.join(OWN)) else {
        return Vec::new();
    };
    let mut numbers: Vec<u32> = entries.flatten().filter_map(|e| e.file_name().to_str()?.parse().ok()).collect();
    numbers.sort_unstable();
    numbers
}

/// The folder of an interrupted run.
pub(super) fn folder_of(out: &Path, number: u32) -> PathBuf {
    out.join(OWN).join(number.to_string())
}

impl Earlier {
    /// Leaves all that is there aside.
    pub fn ignored(out: &Path) -> Self {
        Self { out: out.to_owned(), generations: Vec::new(), streams: Vec::new(), asked: 0 }
    }

    /// Opens what is there of that fingerprint and those streams. An output that is complete but not in place is to be put there
    /// before.
    pub fn open(out: &Path, fingerprint: &str, streams: &[Stream]) -> Self {
        let mut earlier = Self { out: out.to_owned(), generations: Vec::new(), streams: streams.to_vec(), asked: 0 };
        // The newest first: where two know a file, it knows better.
        for number in numbers(out).into_iter().rev() {
            let folder = folder_of(out, number);
            earlier.generation(Some(number), folder, fingerprint);
        }
        earlier.generation(None, out.join(OWN), fingerprint);
        earlier
    }

    fn generation(&mut self, number: Option<u32>, folder: PathBuf, fingerprint: &str) {
        let names: Vec<&str> = self.streams.iter().map(|s| s.name.as_str()).collect();
        let began = fs::metadata(folder.join(BEGAN)).and_then(|m| m.modified());
        let (Some(mut journal), Ok(began)) = (Reader::open(&folder.join(JOURNAL), fingerprint, &names), began) else {
            return;
        };
        let ahead = journal.next_entry();
        let streams = self.streams.iter().map(|_| None).collect();
        self.generations.push(Generation { number, folder, journal, ahead, began, entries: 0, in_step: 0, streams });
    }

    /// The entries of a path, the newest first. Paths are asked for in order.
    pub fn find(&mut self, path: &str) -> Vec<(Found, Entry)> {
        let mut out = Vec::new();
        for (i, generation) in self.generations.iter_mut().enumerate() {
            let known = loop {
                match &generation.ahead {
                    Some((_, entry)) if entry.path.as_bytes() < path.as_bytes() => generation.step(),
                    Some((_, entry)) if entry.path == path => break generation.step(),
                    _ => break None,
                };
            };
            if let Some((place, entry)) = known {
                if generation.entries == self.asked + 1 && generation.in_step == self.asked {
                    generation.in_step += 1;
                }
                out.push((Found { generation: i, place }, entry));
            }
        }
        self.asked += 1;
        out
    }

    /// Whether a file that looks as it did when this entry was written has the content that it had.
    pub fn is_certain(&self, found: Found, now: Option<Stamp>, then: Option<Stamp>) -> bool {
        let Some(stamp) = now.filter(|_| now == then) else {
            return false;
        };
        let modified = UNIX_EPOCH + Duration::new(stamp.modified.0, stamp.modified.1);
        modified + COARSEST_TIME < self.generations[found.generation].began
    }

    /// All paths were asked for; whether the complete output holds exactly what was found, `found`, and nobody touched it since.
    pub fn is_whole(&mut self, found: &[Option<Found>]) -> bool {
        for generation in &mut self.generations {
            while generation.step().is_some() {}
        }
        let Some(place) = self.generations.iter().position(|g| g.number.is_none()) else {
            return false;
        };
        let generation = &self.generations[place];
        let (Some(outputs), true) = (generation.journal.complete(), generation.entries == found.len()) else {
            return false;
        };
        let Ok(written) = fs::metadata(generation.folder.join(JOURNAL)).and_then(|m| m.modified()) else {
            return false;
        };
        let untouched = |output: &Complete| {
            let metadata = fs::metadata(self.out.join(&output.name));
            metadata.is_ok_and(|m| m.is_file() && m.len() == output.bytes && m.modified().is_ok_and(|at| at <= written))
        };
        found.iter().all(|f| f.is_some_and(|f| f.generation == place)) && outputs.iter().all(untouched)
    }

    /// All paths were asked for; the newest interrupted run, if what it did is what this run would do first.
    pub fn lead(&self, found: &[Option<Found>]) -> Option<Lead> {
        let newest = self.generations.first()?;
        let number = newest.number?;
        let first = found.get(..newest.entries)?;
        let all = newest.in_step == newest.entries && newest.entries > 0 && first.iter().all(|f| f.is_some_and(|f| f.generation == 0));
        let there = |stream: &Stream| newest.folder.join(&stream.name).is_file();
        (all && self.streams.iter().all(there)).then(|| Lead { number, generation: 0, end: newest.journal.head_end() })
    }

    /// Removes interrupted runs that gave nothing of what was found.
    pub fn tidy(&self, found: &[Option<Found>]) {
        let mut used = vec![false; self.generations.len()];
        for found in found.iter().flatten() {
            used[found.generation] = true;
        }
        let kept: Vec<u32> = self.generations.iter().zip(used).filter(|(_, used)| *used).filter_map(|(g, _)| g.number).collect();
        for number in numbers(&self.out).into_iter().filter(|n| !kept.contains(n)) {
            // What cannot be removed now is removed when the run is complete.
            let _ = fs::remove_dir_all(folder_of(&self.out, number));
        }
    }

    /// The entry at a place.
    pub fn entry(&mut self, found: Found) -> Option<Entry> {
        self.generations.get_mut(found.generation)?.journal.entry_at(found.place.start)
    }

    /// The rest of the run that is gone on with, behind an entry; none where the entry is another run's.
    pub(super) fn behind(&self, found: Found, lead: Lead) -> Option<Lead> {
        (found.generation == lead.generation).then_some(Lead { end: found.place.end, ..lead })
    }

    /// Whether the bytes of an entry are there and as they were.
    pub(super) fn is_sound(&mut self, found: Found, entry: &Entry) -> bool {
        let mut sums = Vec::with_capacity(entry.extents.len());
        for stream in 0..entry.extents.len() {
            let mut crc = crc32fast::Hasher::new();
            let all = self.read(found, entry, stream, |bytes| {
                crc.update(bytes);
                Ok::<(), io::Error>(())
            });
            if !matches!(all, Ok(true)) {
                return false;
            }
            sums.push(crc.finalize());
        }
        entry.extents.len() == self.streams.len() && overall(&sums) == entry.checksum
    }

    /// Reads an entry's bytes of a stream; whether they were all there.
    pub(super) fn read<E>(
        &mut self,
        found: Found,
        entry: &Entry,
        stream: usize,
        mut take: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<bool, E> {
        let (Some(extent), Some(generation)) = (entry.extents.get(stream), self.generations.get_mut(found.generation)) else {
            return Ok(false);
        };
        if extent.length == 0 {
            return Ok(true);
        }
        let Some(file) = generation.stream(&self.out, &self.streams, stream) else {
            return Ok(false);
        };
        if file.seek(SeekFrom::Start(extent.start)).is_err() {
            return Ok(false);
        }
        let mut left = extent.length;
        let mut buffer = vec![0; BUFFER.min(usize::try_from(left).unwrap_or(BUFFER))];
        while left > 0 {
            let most = buffer.len().min(usize::try_from(left).unwrap_or(BUFFER));
            match file.read(&mut buffer[..most]) {
                Ok(read @ 1..) => {
                    take(&buffer[..read])?;
                    left -= read as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }
}

impl Generation {
    fn step(&mut self) -> Option<(Place, Entry)> {
        let (place, entry) = self.ahead.take()?;
        self.entries += 1;
        self.ahead = self.journal.next_entry();
        Some((place, entry))
    }

    fn stream(&mut self, out: &Path, streams: &[Stream], at: usize) -> Option<&mut File> {
        let (slot, stream) = (self.streams.get_mut(at)?, streams.get(at)?);
        if slot.is_none() {
            // Of the complete output, outputs lie in the output folder itself.
            let folder = if self.number.is_none() && stream.is_output { out } else { &self.folder };
            *slot = File::open(folder.join(&stream.name)).ok();
        }
        slot.as_mut()
    }
}

/// One checksum for those of all streams.
pub(super) fn overall(sums: &[u32]) -> u32 {
    let bytes: Vec<u8> = sums.iter().flat_map(|sum| sum.to_le_bytes()).collect();
    super::journal::checksum(&bytes)
}
