//! What a run has done so far, file by file, so that a later run need not do it again.
//!
//! Comes in: an [`Entry`] for each finished file. Goes out: the same entries, as far as they are whole, in the order in which
//! they were written, which is the order of the output. An entry says what the file was ([`Key`]), what it gave ([`Brief`],
//! [`Identity`]) and where its bytes lie in the streams of the output: the outputs themselves are the store, nothing is kept twice.
//!
//! A journal is a sequence of frames: length, checksum, payload (postcard). Promises: a torn tail, or one that never reached the
//! disk, is told by length and checksum and left out; a journal of another format version, other options or another program
//! gives no entry. The journal of a complete output ends in a frame that names the outputs.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::manifest::{FileStatus, Totals};

/// What every journal of this format starts with; the number grows with the format.
const MAGIC: &str = "bogoseo journal 1";
/// Length and checksum.
const FRAME_HEAD: usize = 8;
/// Longest payload: one of a book of a hundred thousand records stays under it.
const MOST_PAYLOAD: u32 = 256 << 20;
/// Room that is made for a payload before its bytes are there.
const FIRST_ROOM: u64 = 64 << 10;
const BUFFER: usize = 64 << 10;

/// Size and time of a file: where both are as before, the content is taken to be, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Size.
    pub bytes: u64,
    /// Time of the last change, as seconds and nanoseconds since 1970.
    pub modified: (u64, u32),
}

/// What a file was when it was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Key {
    /// It was read.
    Read {
        /// Hash of its bytes.
        sha256: String,
        /// None where the system does not tell.
        stamp: Option<Stamp>,
    },
    /// It was not read, for its name or its kind.
    Skipped {
        /// Why.
        reason: String,
        /// Size, where it is known.
        bytes: Option<u64>,
    },
    /// It is to be done again by every run: what failed may succeed another time.
    Never,
}

/// A record's identity, and what it followed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Hash of its text.
    pub base: String,
    /// How many records of that text there were so far, with this one.
    pub ordinal: usize,
    /// Path and ordinal of the first of them; none where this is the first.
    pub first: Option<(String, usize)>,
}

/// What a run tells of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// What became of it.
    pub status: FileStatus,
    /// Why, in Korean.
    pub reason_ko: Option<String>,
    /// Its part of the totals.
    pub totals: Totals,
    /// Bytes that were read.
    pub bytes: u64,
}

/// Where a file's bytes lie in one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// First byte.
    pub start: u64,
    /// How many.
    pub length: u64,
}

/// A finished file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Path in the output.
    pub path: String,
    /// What it was.
    pub key: Key,
    /// What it gave.
    pub brief: Brief,
    /// Its records.
    pub records: Vec<Identity>,
    /// Its bytes, stream by stream.
    pub extents: Vec<Extent>,
    /// Checksum over these.
    pub checksum: u32,
}

/// An output file of a complete output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complete {
    /// Name in the output folder.
    pub name: String,
    /// Size.
    pub bytes: u64,
}

#[derive(Serialize, Deserialize)]
enum Frame {
    Head { magic: String, fingerprint: String, streams: Vec<String> },
    Entry(Entry),
    End(Vec<Complete>),
}

/// A journal under construction.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    /// Frames that are not written yet.
    pending: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Starts a journal of a run with that fingerprint over those streams.
    pub fn new(out: W, fingerprint: &str, streams: &[&str]) -> Self {
        let mut writer = Self { out, pending: Vec::new() };
        let streams = streams.iter().map(|s| (*s).to_owned()).collect();
        writer.frame(&Frame::Head { magic: MAGIC.to_owned(), fingerprint: fingerprint.to_owned(), streams });
        writer
    }

    /// Goes on with a journal that ends behind a whole frame.
    pub fn resume(out: W) -> Self {
        Self { out, pending: Vec::new() }
    }

    /// Adds a file; it is written with the next [`Writer::write`].
    pub fn add(&mut self, entry: Entry) {
        self.frame(&Frame::Entry(entry));
    }

    /// Adds the frame that says that the output is complete.
    pub fn end(&mut self, outputs: Vec<Complete>) {
        self.frame(&Frame::End(outputs));
    }

    /// Writes what was added. The bytes that its entries lead to were written before.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn write(&mut self) -> io::Result<()> {
        self.out.write_all(&self.pending)?;
        self.pending.clear();
        self.out.flush()
    }

    fn frame(&mut self, frame: &Frame) {
        let payload = postcard::to_stdvec(frame).expect("memory takes every byte");
        self.pending.extend_from_slice(&(payload.len() as u32).to_le_bytes());
        self.pending.extend_from_slice(&checksum(&payload).to_le_bytes());
        self.pending.extend_from_slice(&payload);
    }
}

impl Writer<File> {
    /// Waits until what was written is on the disk.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn sync(&self) -> io::Result<()> {
        self.out.sync_data()
    }
}

/// Where an entry stands in a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// First byte of its frame.
    pub start: u64,
    /// Behind its last byte.
    pub end: u64,
}

/// Reads a journal from its start, or one entry at a place that was read before.
#[derive(Debug)]
pub struct Reader {
    file: BufReader<File>,
    /// Where the next frame begins.
    at: u64,
    /// Where the first entry begins.
    head_end: u64,
    complete: Option<Vec<Complete>>,
}

impl Reader {
    /// Opens a journal; none where there is none, or none of that fingerprint and those streams.
    pub fn open(path: &Path, fingerprint: &str, streams: &[&str]) -> Option<Self> {
        let file = BufReader::with_capacity(BUFFER, File::open(path).ok()?);
        let mut reader = Self { file, at: 0, head_end: 0, complete: None };
        match reader.frame() {
            Some(Frame::Head { magic, fingerprint: of, streams: had }) if magic == MAGIC && of == fingerprint && had == streams => {
                reader.head_end = reader.at;
                Some(reader)
            }
            _ => None,
        }
    }

    /// The next entry and where it stands; none behind the last whole one.
    pub fn next_entry(&mut self) -> Option<(Place, Entry)> {
        let start = self.at;
        match self.frame()? {
            Frame::Entry(entry) => Some((Place { start, end: self.at }, entry)),
            Frame::End(outputs) => {
                self.complete = Some(outputs);
                None
            }
            Frame::Head { .. } => None,
        }
    }

    /// The entry at a place that [`Reader::next_entry`] named.
    pub fn entry_at(&mut self, at: u64) -> Option<Entry> {
        if self.at != at {
            self.file.seek(SeekFrom::Start(at)).ok()?;
            self.at = at;
        }
        Some(self.next_entry()?.1)
    }

    /// Where the first entry begins, if there is one.
    pub fn head_end(&self) -> u64 {
        self.head_end
    }

    /// The outputs, once the last entry of a complete output was read.
    pub fn complete(&self) -> Option<&[Complete]> {
        self.complete.as_deref()
    }

    fn frame(&mut self) -> Option<Frame> {
        let mut head = [0; FRAME_HEAD];
        let mut payload = Vec::new();
        let read = self.file.read_exact(&mut head).and_then(|()| {
            let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]).min(MOST_PAYLOAD);
            payload.reserve(u64::from(length).min(FIRST_ROOM) as usize);
            self.file.by_ref().take(u64::from(length)).read_to_end(&mut payload)
        });
        let whole = read.is_ok_and(|n| n == u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize);
        let sound = whole && checksum(&payload) == u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        let frame = if sound { postcard::from_bytes(&payload).ok() } else { None };
        match frame {
            Some(frame) => {
                self.at += (FRAME_HEAD + payload.len()) as u64;
                Some(frame)
            }
            None => {
                // Nothing behind a frame that is not whole is believed.
                let _ = self.file.seek(SeekFrom::Start(self.at));
                None
            }
        }
    }
}

/// CRC-32.
pub fn checksum(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str) -> Entry {
        Entry {
            path: path.to_owned(),
            key: Key::Read { sha256: "ab".repeat(32), stamp: Some(Stamp { bytes: 7, modified: (1, 2) }) },
            brief: Brief { status: FileStatus::Review, reason_ko: None, totals: Totals::default(), bytes: 7 },
            records: vec![Identity { base: "00ff".to_owned(), ordinal: 2, first: Some(("a.txt".to_owned(), 0)) }],
            extents: vec![Extent { start: 10, length: 20 }],
            checksum: 5,
        }
    }

    fn written(entries: &[&str], end: bool) -> Vec<u8> {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out, "f", &["records.jsonl"]);
        for path in entries {
            writer.add(entry(path));
        }
        if end {
            writer.end(vec![Complete { name: "records.jsonl".to_owned(), bytes: 30 }]);
        }
        writer.write().unwrap();
        out
    }

    fn read(bytes: &[u8]) -> Option<(Vec<String>, u64, bool)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        std::fs::write(&path, bytes).unwrap();
        let mut reader = Reader::open(&path, "f", &["records.jsonl"])?;
        let mut paths = Vec::new();
        let mut end = reader.head_end();
        while let Some((place, found)) = reader.next_entry() {
            assert_eq!(found, entry(&found.path));
            assert_eq!(place.start, end);
            end = place.end;
            paths.push(found.path);
        }
        Some((paths, end, reader.complete().is_some()))
    }

    #[test]
    fn entries_come_back_in_order() {
        let bytes = written(&["a", "b"], true);
        // What is appended later stands in the place of the last frame.
        let end = written(&["a", "b"], false).len() as u64;
        assert_eq!(read(&bytes), Some((vec!["a".to_owned(), "b".to_owned()], end, true)));
    }

    #[test]
    fn a_torn_tail_is_left_out_wherever_it_is_torn() {
        let whole = written(&["a", "b"], false);
        let one = written(&["a"], false).len();
        let none = written(&[], false).len();
        for cut in 0..whole.len() {
            let expected =
                (cut >= none).then(|| if cut >= one { (vec!["a".to_owned()], one as u64, false) } else { (vec![], none as u64, false) });
            assert_eq!(read(&whole[..cut]), expected, "cut at {cut}");
        }
    }

    #[test]
    fn a_changed_byte_ends_the_journal_before_it() {
        let whole = written(&["a", "b"], true);
        let one = written(&["a"], false).len();
        for at in one..whole.len() {
            let mut hurt = whole.clone();
            hurt[at] ^= 0x20;
            let (paths, _, complete) = read(&hurt).unwrap();
            assert!(!complete && paths.len() < 3 && paths[0] == "a", "byte {at}");
        }
    }

    #[test]
    fn a_journal_of_other_options_gives_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        std::fs::write(&path, written(&["a"], true)).unwrap();
        assert!(Reader::open(&path, "g", &["records.jsonl"]).is_none());
        assert!(Reader::open(&path, "f", &["records.jsonl", "more"]).is_none());
        assert!(Reader::open(&folder.path().join("none"), "f", &[]).is_none());
    }

    #[test]
    fn an_entry_is_read_again_by_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        std::fs::write(&path, written(&["a", "b", "c"], true)).unwrap();
        let mut reader = Reader::open(&path, "f", &["records.jsonl"]).unwrap();
        let places: Vec<u64> = std::iter::from_fn(|| reader.next_entry()).map(|(place, _)| place.start).collect();
        for (at, name) in [(places[2], "c"), (places[0], "a"), (places[1], "b")] {
            assert_eq!(reader.entry_at(at).unwrap().path, name);
        }
    }
}
