//! The output folder: which one may be written to, and how its files come to be.
//!
//! Every file is written in a folder of its own under [`OWN`] and moved to its name when the run is complete, so a reader never
//! sees half an output and an interrupted run leaves an earlier output whole. What is moved, and what goes, is noted before the
//! first move; a run that died in between is brought to its end by the next ([`settle`]). Files of an earlier run that this one
//! does not write (another `--format`) are removed; `corrections.jsonl`, which a person made, never is.
//!
//! What is made of all rows at once, the review list, the manifest and the [books], is written when the last file is there, out
//! of streams that are no outputs themselves.
//!
//! Each file's bytes in each stream are noted in the [`journal`], so that a later run can take them over
//! ([`OutFolder::reuse`]).

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use serde::{Deserialize, Serialize};

use super::books::{self, Spool};
use super::earlier::{self, BEGAN, Earlier, Found, JOURNAL, Lead, OWN, PUBLISH, Stream, folder_of, numbers};
use super::journal::{self, Brief, Complete, Entry, Extent, Identity, Key};
use super::manifest::{self, Options, Totals};
use super::review::{Flagged, Rank};
use super::run::Run;
use super::tables::{self, RowBytes, TABLES};

/// Ending of a file that is not complete.
const PARTIAL: &str = ".partial";
/// Buffer of each output file.
const BUFFER: usize = 256 << 10;
/// Work that a loss of power may cost, besides what was under way. What was not on the disk by then is told by its checksum.
const SYNC_INTERVAL: Duration = Duration::from_secs(10);
/// How much of a manifest is read to see whose it is.
const OPENING_BYTES: u64 = 256;

const RECORDS: &str = "records.jsonl";
const EVIDENCE: &str = "evidence.jsonl";
const REVIEW: &str = "review.csv";
const MANIFEST: &str = "manifest.json";
const RUN: &str = "run.json";
/// Streams that are no outputs: rows of the review list as they come, and entries of the manifest, whose head is known only at
/// the end.
const FLAGGED: &str = "review.rows";
const FILES: &str = "manifest.files";
/// What stands before a flagged row: its rank, and the lengths of its line and of its typed row.
const FLAGGED_HEAD: usize = 11;

/// What a folder is to a run that wants to write into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderState {
    /// It does not exist, or is empty.
    Free,
    /// An earlier output of this program.
    EarlierOutput,
    /// Something else.
    Foreign,
}

/// Looks at a folder without changing it.
///
/// # Errors
/// The folder cannot be read.
pub fn state(folder: &Path) -> io::Result<FolderState> {
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(FolderState::Free),
        Err(error) => return Err(error),
        Ok(_) if !fs::metadata(folder)?.is_dir() => return Ok(FolderState::Foreign),
        Ok(_) => {}
    }
    if fs::read_dir(folder)?.next().is_none() {
        return Ok(FolderState::Free);
    }
    // An interrupted first run may have got no further than its own folder.
    let ours = folder.join(OWN).is_dir() || is_ours(&folder.join(MANIFEST)) || is_ours(&folder.join(RUN));
    Ok(if ours { FolderState::EarlierOutput } else { FolderState::Foreign })
}

/// Whether a file starts as a manifest or a run of this program does, white space aside.
fn is_ours(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|f| f.take(OPENING_BYTES).read_to_end(&mut start));
    start.retain(|b| !b.is_ascii_whitespace());
    read.is_ok() && start.starts_with(manifest::OPENING.as_bytes())
}

/// Which files a run writes.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// `records.jsonl`.
    pub records: bool,
    /// `evidence.jsonl`.
    pub evidence: bool,
    /// `tables/*.csv`.
    pub tables: bool,
    /// The tables in other formats.
    pub books: Vec<books::Format>,
}

impl Wanted {
    /// The streams of such a run, in the order of the journal.
    pub fn streams(&self) -> Vec<Stream> {
        let output = |name: &str| Stream { name: name.to_owned(), is_output: true };
        let spool = |name: &str| Stream { name: name.to_owned(), is_output: false };
        let mut streams = Vec::new();
        streams.extend(self.records.then(|| output(RECORDS)));
        streams.extend(self.evidence.then(|| output(EVIDENCE)));
        if self.tables {
            streams.extend(TABLES.iter().map(|t| output(&table_name(t.name))));
        }
        if !self.books.is_empty() {
            streams.extend(TABLES.iter().map(|t| spool(&Spool::name(t))));
        }
        streams.extend([FLAGGED, FILES].map(spool));
        streams
    }
}

fn table_name(table: &str) -> String {
    format!("tables/{table}.csv")
}

/// Every output that a run may write or leave out.
fn optional_outputs() -> impl Iterator<Item = String> {
    let tables = TABLES.iter().map(|t| table_name(t.name));
    let books = books::Format::ALL.into_iter().flat_map(books::Format::files);
    [RECORDS, EVIDENCE].map(str::to_owned).into_iter().chain(tables).chain(books)
}

/// Every stream that is no output.
fn spools() -> impl Iterator<Item = String> {
    TABLES.iter().map(|t| Spool::name(t)).chain([FLAGGED, FILES].map(str::to_owned))
}

/// A file that is written from its start to its end.
struct Output {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Output {
    fn create(path: PathBuf) -> Result<Self, WriteError> {
        let file = File::create(&path).map_err(|e| WriteError::new(&path, e))?;
        Ok(Self { path, file: BufWriter::with_capacity(BUFFER, file) })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        self.file.write_all(bytes).map_err(|e| WriteError::new(&self.path, e))
    }

    fn flush(&mut self) -> Result<(), WriteError> {
        self.file.flush().map_err(|e| WriteError::new(&self.path, e))
    }

    fn sync(&mut self) -> Result<(), WriteError> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
        synced.map_err(|e| WriteError::new(&self.path, e))
    }
}

/// A stream of the output, and what the current file has put into it.
struct Growing {
    output: Output,
    /// Bytes in all.
    end: u64,
    /// Where the current file's bytes begin.
    start: u64,
    /// Checksum over these.
    crc: crc32fast::Hasher,
}

impl Growing {
    fn write(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        self.crc.update(bytes);
        self.output.write(bytes)?;
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// Ends the current file.
    fn cut(&mut self) -> (Extent, u32) {
        let extent = Extent { start: self.start, length: self.end - self.start };
        self.start = self.end;
        (extent, std::mem::take(&mut self.crc).finalize())
    }
}

fn partial(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{PARTIAL}"))
}

/// An output file could not be written.
#[derive(Debug)]
pub struct WriteError {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

impl WriteError {
    pub(super) fn new(path: &Path, error: io::Error) -> Self {
        Self { path: path.to_owned(), error }
    }
}

/// Bytes of one piece of the output, in output order.
#[derive(Default)]
pub struct Piece {
    /// Lines of `records.jsonl`.
    pub records: Vec<u8>,
    /// Lines of `evidence.jsonl`.
    pub evidence: Vec<u8>,
    /// Rows of each table; empty where no tables are written.
    pub tables: RowBytes,
    /// Rows of `review.csv`.
    pub flagged: Vec<Flagged>,
}

/// A place in the stream of flagged rows.
struct FlaggedAt {
    rank: Rank,
    /// Bytes of the line of CSV, and of the typed row behind it.
    line: u32,
    typed: u32,
    offset: u64,
}

/// What is noted of a file besides its bytes.
#[derive(Debug)]
pub struct Note {
    /// What it was.
    pub key: Key,
    /// What it gave.
    pub brief: Brief,
    /// Its records.
    pub records: Vec<Identity>,
}

/// What a run into a folder starts from.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// Of the options and the program; only what was done under the same is taken over.
    pub fingerprint: &'a str,
    /// An interrupted run to go on with.
    pub lead: Option<Lead>,
    /// When the run began, before it looked at any file.
    pub began: SystemTime,
}

/// An output under construction.
pub struct OutFolder {
    folder: PathBuf,
    /// Where its files are until they are complete.
    work: PathBuf,
    number: u32,
    wanted: Wanted,
    streams: Vec<Growing>,
    names: Vec<Stream>,
    journal: journal::Writer<File>,
    journal_path: PathBuf,
    /// When all was last on the disk.
    synced: Instant,
    /// The interrupted run that this one goes on with, while all is as that run left it.
    lead: Option<Lead>,
    /// Flagged rows in output order; they are put in order of rank at the end.
    flagged_at: Vec<FlaggedAt>,
}

impl OutFolder {
    /// Makes the folder, and the files of the run; with `lead`, goes on with those of an interrupted run. The caller has looked at
    /// [`state`], and holds the [lock](super::lock).
    ///
    /// # Errors
    /// A file or folder cannot be made.
    pub fn create(folder: &Path, wanted: Wanted, start: Start<'_>, run: &Run) -> Result<Self, WriteError> {
        let Start { fingerprint, lead, began: moment } = start;
        fs::create_dir_all(folder).map_err(|e| WriteError::new(folder, e))?;
        write_whole(folder, RUN, &run.to_json())?;
        let number = lead.map_or_else(|| numbers(folder).last().map_or(1, |last| last + 1), |lead| lead.number);
        let work = folder_of(folder, number);
        let tables_folder = work.join("tables");
        fs::create_dir_all(&tables_folder).map_err(|e| WriteError::new(&tables_folder, e))?;
        let began = work.join(BEGAN);
        let marked = File::create(&began).and_then(|file| file.set_modified(moment));
        marked.map_err(|e| WriteError::new(&began, e))?;
        let names = wanted.streams();
        let journal_path = work.join(JOURNAL);
        let mut streams = Vec::with_capacity(names.len());
        for stream in &names {
            let path = work.join(&stream.name);
            let start = start_of(&stream.name);
            let mut growing = if lead.is_some() {
                let mut opened = File::options().read(true).write(true).open(&path).map_err(|e| WriteError::new(&path, e))?;
                // It belongs to no file, so that nothing else would tell whether it is sound.
                opened.write_all(&start).map_err(|e| WriteError::new(&path, e))?;
                let output = Output { path, file: BufWriter::with_capacity(BUFFER, opened) };
                Growing { output, end: start.len() as u64, start: 0, crc: crc32fast::Hasher::new() }
            } else {
                let mut growing = Growing { output: Output::create(path)?, end: 0, start: 0, crc: crc32fast::Hasher::new() };
                growing.write(&start)?;
                growing
            };
            growing.cut();
            streams.push(growing);
        }
        let open = |path: &Path| match lead {
            Some(_) => File::options().append(true).open(path),
            None => File::create(path),
        };
        let file = open(&journal_path).map_err(|e| WriteError::new(&journal_path, e))?;
        let journal = match lead {
            Some(_) => journal::Writer::resume(file),
            None => {
                let names: Vec<&str> = names.iter().map(|s| s.name.as_str()).collect();
                journal::Writer::new(file, fingerprint, &names)
            }
        };
        Ok(Self {
            folder: folder.to_owned(),
            work,
            number,
            wanted,
            streams,
            names,
            journal,
            journal_path,
            synced: Instant::now(),
            lead,
            flagged_at: Vec::new(),
        })
    }

    fn stream(&mut self, name: &str) -> Option<&mut Growing> {
        let at = self.names.iter().position(|s| s.name == name)?;
        self.streams.get_mut(at)
    }

    /// Appends a piece of a file.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn append(&mut self, piece: &Piece) -> Result<(), WriteError> {
        self.leave_lead()?;
        let Wanted { records, evidence, tables, ref books } = self.wanted;
        let typed = !books.is_empty();
        // In the order of `Wanted::streams`.
        let mut streams = self.streams.iter_mut();
        let mut next = |bytes: &[u8]| streams.next().map_or(Ok(()), |stream| stream.write(bytes));
        if records {
            next(&piece.records)?;
        }
        if evidence {
            next(&piece.evidence)?;
        }
        for (rows, wanted) in [(&piece.tables.csv, tables), (&piece.tables.typed, typed)] {
            for table in 0..if wanted { TABLES.len() } else { 0 } {
                next(rows.get(table).map_or(&[], Vec::as_slice))?;
            }
        }
        let mut frames = Vec::new();
        for flagged in &piece.flagged {
            let typed: &[u8] = if typed { &flagged.typed } else { &[] };
            frames.extend_from_slice(&flagged.rank.to_bytes());
            frames.extend_from_slice(&(flagged.row.len() as u32).to_le_bytes());
            frames.extend_from_slice(&(typed.len() as u32).to_le_bytes());
            frames.extend_from_slice(&flagged.row);
            frames.extend_from_slice(typed);
        }
        self.append_flagged(&frames)
    }

    fn append_flagged(&mut self, frames: &[u8]) -> Result<(), WriteError> {
        let Some(stream) = self.stream(FLAGGED) else {
            return Ok(());
        };
        let start = stream.end;
        stream.write(frames)?;
        note_flagged(&mut self.flagged_at, frames, start);
        Ok(())
    }

    /// Appends a file to the manifest; all its pieces were appended before.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn append_file(&mut self, entry: &manifest::FileEntry, note: Note) -> Result<(), WriteError> {
        self.leave_lead()?;
        let mut line = Vec::new();
        manifest::write_entry(&mut line, entry);
        line.push(b'\n');
        if let Some(files) = self.stream(FILES) {
            files.write(&line)?;
        }
        self.note(entry.path.to_string(), note);
        Ok(())
    }

    fn note(&mut self, path: String, note: Note) {
        let (extents, sums): (Vec<Extent>, Vec<u32>) = self.streams.iter_mut().map(Growing::cut).unzip();
        let Note { key, brief, records } = note;
        self.journal.add(Entry { path, key, brief, records, extents, checksum: earlier::overall(&sums) });
    }

    /// Takes over the bytes that an earlier run wrote for a file, with `key` for what the file is. Whether they were there, and as
    /// they were; if not, nothing was appended.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn reuse(&mut self, earlier: &mut Earlier, found: Found, entry: &Entry, key: Key) -> Result<bool, WriteError> {
        if !earlier.is_sound(found, entry) {
            return Ok(false);
        }
        if let Some(rest) = self.lead.and_then(|lead| earlier.behind(found, lead)) {
            self.lead = Some(rest);
            self.step_in_lead(earlier, found, entry)?;
            return Ok(true);
        }
        self.leave_lead()?;
        for at in 0..self.streams.len() {
            if self.names[at].name == FLAGGED {
                let frames = frames_of(earlier, found, entry, at)?;
                self.append_flagged(&frames)?;
            } else {
                let stream = &mut self.streams[at];
                earlier.read(found, entry, at, |bytes| stream.write(bytes))?;
            }
        }
        self.note(entry.path.clone(), Note { key, brief: entry.brief.clone(), records: entry.records.clone() });
        Ok(true)
    }

    /// Goes over a file that is in place already.
    fn step_in_lead(&mut self, earlier: &mut Earlier, found: Found, entry: &Entry) -> Result<(), WriteError> {
        for (at, extent) in entry.extents.iter().enumerate() {
            if self.names[at].name == FLAGGED {
                let frames = frames_of(earlier, found, entry, at)?;
                note_flagged(&mut self.flagged_at, &frames, extent.start);
            }
            let stream = &mut self.streams[at];
            stream.end = extent.start + extent.length;
            stream.start = stream.end;
        }
        Ok(())
    }

    /// The files of an interrupted run end here: what else is in them is cut off.
    fn leave_lead(&mut self) -> Result<(), WriteError> {
        let Some(lead) = self.lead.take() else {
            return Ok(());
        };
        for stream in &mut self.streams {
            let path = &stream.output.path;
            let cut = |file: &mut File, end| file.set_len(end).and_then(|()| file.seek(SeekFrom::Start(end)));
            cut(stream.output.file.get_mut(), stream.end).map_err(|e| WriteError::new(path, e))?;
        }
        let cut = File::options().write(true).open(&self.journal_path).and_then(|file| file.set_len(lead.end));
        cut.map_err(|e| WriteError::new(&self.journal_path, e))
    }

    /// Makes what was appended so far outlive the process; and, now and then, a loss of power.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn commit(&mut self) -> Result<(), WriteError> {
        if self.lead.is_some() {
            return Ok(());
        }
        for stream in &mut self.streams {
            stream.output.flush()?;
        }
        self.journal.write().map_err(|e| WriteError::new(&self.journal_path, e))?;
        if self.synced.elapsed() >= SYNC_INTERVAL {
            self.sync()?;
        }
        Ok(())
    }

    /// Waits until what was written is on the disk.
    fn sync(&mut self) -> Result<(), WriteError> {
        for stream in &mut self.streams {
            stream.output.sync()?;
        }
        self.journal.sync().map_err(|e| WriteError::new(&self.journal_path, e))?;
        self.synced = Instant::now();
        Ok(())
    }

    /// Completes every file and moves it to its name; removes what an earlier run left and this one did not write.
    ///
    /// # Errors
    /// A file cannot be written or moved.
    pub fn finish(mut self, options: &Options, totals: &Totals, run: &Run) -> Result<(), WriteError> {
        self.leave_lead()?;
        self.commit()?;
        self.write_review()?;
        self.write_manifest(options, totals)?;
        let streams = self.names.iter().filter(|s| s.is_output).map(|s| s.name.clone());
        let mut outputs: Vec<String> = streams.chain([REVIEW, MANIFEST].map(str::to_owned)).collect();
        let books = books::write(&self.work, &self.wanted.books)?;
        for name in &books {
            let path = self.work.join(name);
            let synced = File::options().write(true).open(&path).and_then(|file| file.sync_data());
            synced.map_err(|e| WriteError::new(&path, e))?;
        }
        outputs.extend(books);
        let mut complete = Vec::new();
        for name in &outputs {
            let path = self.work.join(name);
            let bytes = fs::metadata(&path).map_err(|e| WriteError::new(&path, e))?.len();
            complete.push(Complete { name: name.clone(), bytes });
        }
        self.journal.end(complete);
        self.commit()?;
        // A file may not come to its name before its content comes to the disk.
        self.sync()?;
        let spools = self.names.iter().filter(|s| !s.is_output).map(|s| s.name.clone()).collect();
        let plan = serde_json::to_vec(&Publication { outputs, spools }).expect("names are strings");
        write_whole(&self.work, PUBLISH, &plan)?;
        let (folder, number) = (self.folder.clone(), self.number);
        // Open files cannot be moved everywhere.
        drop(self);
        publish(&folder, number)?;
        write_whole(&folder, RUN, &run.to_json())
    }

    fn write_review(&mut self) -> Result<(), WriteError> {
        // Stable: rows of one rank stay in output order.
        self.flagged_at.sort_by_key(|at| at.rank);
        let spool = self.work.join(FLAGGED);
        let failed = |e| WriteError::new(&spool, e);
        let mut rows = io::BufReader::new(File::open(&spool).map_err(failed)?);
        let mut position = 0;
        let mut out = Output::create(self.work.join(REVIEW))?;
        out.write(&tables::review_header())?;
        let mut typed = match self.wanted.books.is_empty() {
            true => None,
            false => Some(Output::create(self.work.join(Spool::name(&tables::REVIEW)))?),
        };
        let mut row = Vec::new();
        for at in &self.flagged_at {
            if at.offset != position {
                let far = i64::try_from(at.offset).unwrap_or(i64::MAX) - i64::try_from(position).unwrap_or(i64::MAX);
                rows.seek_relative(far).map_err(failed)?;
            }
            row.resize(at.line as usize + at.typed as usize, 0);
            rows.read_exact(&mut row).map_err(failed)?;
            position = at.offset + row.len() as u64;
            let (line, typed_row) = row.split_at(at.line as usize);
            out.write(line)?;
            if let Some(typed) = &mut typed {
                typed.write(typed_row)?;
            }
        }
        if let Some(typed) = &mut typed {
            // The books take it up at once, and nobody after them.
            typed.flush()?;
        }
        out.sync()
    }

    fn write_manifest(&mut self, options: &Options, totals: &Totals) -> Result<(), WriteError> {
        let mut out = Output::create(self.work.join(MANIFEST))?;
        let mut head = Vec::new();
        manifest::write_head(&mut head, options, totals);
        out.write(&head)?;
        let spool = self.work.join(FILES);
        let failed = |e| WriteError::new(&spool, e);
        let mut files = io::BufReader::with_capacity(BUFFER, File::open(&spool).map_err(failed)?);
        // One entry is one line of the stream.
        let mut entry = Vec::new();
        let mut any = false;
        while files.read_until(b'\n', &mut entry).map_err(failed)? > 0 {
            if std::mem::replace(&mut any, true) {
                out.write(manifest::BETWEEN)?;
            }
            out.write(entry.strip_suffix(b"\n").unwrap_or(&entry))?;
            entry.clear();
        }
        out.write(manifest::TAIL)?;
        out.sync()
    }
}

/// What a stream begins with, before what files give.
fn start_of(stream: &str) -> Vec<u8> {
    if stream == Spool::name(&tables::COLUMNS) {
        return tables::columns_typed();
    }
    match TABLES.iter().find(|t| table_name(t.name) == stream) {
        Some(table) if table.name == tables::COLUMNS.name => tables::columns_csv(),
        Some(table) => tables::header(table),
        None => Vec::new(),
    }
}

/// The flagged rows that an earlier run wrote for a file.
fn frames_of(earlier: &mut Earlier, found: Found, entry: &Entry, stream: usize) -> Result<Vec<u8>, WriteError> {
    let mut frames = Vec::new();
    earlier.read(found, entry, stream, |bytes| {
        frames.extend_from_slice(bytes);
        Ok::<(), WriteError>(())
    })?;
    Ok(frames)
}

/// Notes where flagged rows stand that begin at `start` in their stream.
fn note_flagged(flagged_at: &mut Vec<FlaggedAt>, frames: &[u8], start: u64) {
    let mut rest = frames;
    while let Some((head, after)) = rest.split_first_chunk::<FLAGGED_HEAD>() {
        let [group, low, high, a, b, c, d, typed @ ..] = *head;
        let (line, typed) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes(typed));
        let offset = start + (frames.len() - after.len()) as u64;
        flagged_at.push(FlaggedAt { rank: Rank::from_bytes([group, low, high]), line, typed, offset });
        rest = after.get(line as usize + typed as usize..).unwrap_or_default();
    }
}

/// What is moved when an output is complete.
#[derive(Serialize, Deserialize)]
struct Publication {
    /// Into the output folder.
    outputs: Vec<String>,
    /// Into [`OWN`].
    spools: Vec<String>,
}

/// Brings a run to its end that died after its output was complete and before all of it was in place.
///
/// # Errors
/// A file cannot be moved.
pub fn settle(folder: &Path) -> Result<(), WriteError> {
    for number in numbers(folder) {
        if folder_of(folder, number).join(PUBLISH).is_file() {
            publish(folder, number)?;
        }
    }
    Ok(())
}

/// Moves a complete output to its place. Doing it twice, or going on where it was broken off, gives the same.
fn publish(folder: &Path, number: u32) -> Result<(), WriteError> {
    let work = folder_of(folder, number);
    let own = folder.join(OWN);
    let path = work.join(PUBLISH);
    let plan = fs::read(&path).map_err(|e| WriteError::new(&path, e))?;
    let plan: Publication = serde_json::from_slice(&plan).map_err(|e| WriteError::new(&path, e.into()))?;
    if work.join(JOURNAL).exists() {
        // From here on the old journal leads nowhere.
        remove(&own.join(JOURNAL))?;
    }
    if plan.outputs.iter().any(|name| name.starts_with("tables/")) {
        let tables = folder.join("tables");
        fs::create_dir_all(&tables).map_err(|e| WriteError::new(&tables, e))?;
    }
    for name in &plan.outputs {
        rename(&work.join(name), &folder.join(name))?;
    }
    for name in optional_outputs() {
        if !plan.outputs.contains(&name) {
            remove(&folder.join(&name))?;
        }
        // Earlier versions wrote under such names.
        remove(&partial(folder, &name))?;
    }
    for name in spools() {
        if !plan.spools.contains(&name) {
            remove(&own.join(&name))?;
        }
        remove(&partial(folder, &name))?;
    }
    // Only an empty folder goes; a stranger's file in it stays.
    let _ = fs::remove_dir(folder.join("tables"));
    for name in plan.spools.iter().map(String::as_str).chain([BEGAN, JOURNAL]) {
        rename(&work.join(name), &own.join(name))?;
    }
    // The plan goes last of all, so that nothing that is left is taken for a run to go on with.
    for other in numbers(folder).into_iter().filter(|&n| n != number).chain([number]) {
        let gone = folder_of(folder, other);
        fs::remove_dir_all(&gone).map_err(|e| WriteError::new(&gone, e))?;
    }
    Ok(())
}

/// Moves a file, unless it was moved already.
fn rename(from: &Path, to: &Path) -> Result<(), WriteError> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound || !to.exists() => Err(WriteError::new(from, error)),
        _ => Ok(()),
    }
}

/// Notes how a run went that had nothing to write.
///
/// # Errors
/// The disk does not take it.
pub fn unchanged(folder: &Path, run: &Run, began: SystemTime) -> Result<(), WriteError> {
    let path = folder.join(OWN).join(BEGAN);
    let touched = File::options().write(true).open(&path).and_then(|file| file.set_modified(began));
    touched.map_err(|e| WriteError::new(&path, e))?;
    write_whole(folder, RUN, &run.to_json())
}

fn remove(path: &Path) -> Result<(), WriteError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            let not_a_folder = error.kind() == io::ErrorKind::NotADirectory;
            if not_a_folder {
                return Ok(());
            }
            Err(WriteError::new(path, error))
        }
        _ => Ok(()),
    }
}

fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
    let from = partial(folder, name);
    let written = File::create(&from).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_data()));
    written.map_err(|e| WriteError::new(&from, e))?;
    fs::rename(&from, folder.join(name)).map_err(|e| WriteError::new(&from, e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_told_apart() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("out");
        assert_eq!(state(&folder).unwrap(), FolderState::Free);
        fs::create_dir(&folder).unwrap();
        assert_eq!(state(&folder).unwrap(), FolderState::Free);
        fs::write(folder.join("letter.txt"), "x").unwrap();
        assert_eq!(state(&folder).unwrap(), FolderState::Foreign);
        fs::write(folder.join(MANIFEST), "{\"tool\":{\"name\":\"other\",").unwrap();
        assert_eq!(state(&folder).unwrap(), FolderState::Foreign);
        fs::write(folder.join(RUN), "{\n  \"tool\": {\n    \"name\": \"bogoseo\",\n").unwrap();
        assert_eq!(state(&folder).unwrap(), FolderState::EarlierOutput);
        assert_eq!(state(&folder.join("letter.txt")).unwrap(), FolderState::Foreign);
    }
}
