//! The output folder: which one may be written to, and how its files come to be.
//!
//! Every file is written beside its final name (`records.jsonl.partial`) and renamed when the run is complete, so a reader
//! never sees half an output and an interrupted run leaves an earlier output whole. Files of an earlier run that this one
//! does not write (another `--format`) are removed at the end; `corrections.jsonl`, which a person made, never is.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::books::{self, Spool};
use super::manifest::{self, Options, Totals};
use super::review::{Flagged, Rank};
use super::run::Run;
use super::tables::{self, RowBytes, TABLES};

/// Ending of a file that is not complete.
const PARTIAL: &str = ".partial";
/// Buffer of each output file.
const BUFFER: usize = 256 << 10;
/// How much of a manifest is read to see whose it is.
const OPENING_BYTES: u64 = 256;

const RECORDS: &str = "records.jsonl";
const EVIDENCE: &str = "evidence.jsonl";
const REVIEW: &str = "review.csv";
const MANIFEST: &str = "manifest.json";
const RUN: &str = "run.json";

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
    let ours = is_ours(&folder.join(MANIFEST)) || is_ours(&folder.join(RUN));
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

/// One output file under its partial name.
struct Output {
    name: String,
    file: BufWriter<File>,
}

impl Output {
    fn create(folder: &Path, name: impl Into<String>) -> Result<Self, WriteError> {
        let name = name.into();
        let path = partial(folder, &name);
        let file = File::create(&path).map_err(|e| WriteError::new(&path, e))?;
        Ok(Self { name, file: BufWriter::with_capacity(BUFFER, file) })
    }

    fn write(&mut self, folder: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        let written = self.file.write_all(bytes);
        written.map_err(|e| WriteError::new(&partial(folder, &self.name), e))
    }

    fn flush(&mut self, folder: &Path) -> Result<(), WriteError> {
        let flushed = self.file.flush();
        flushed.map_err(|e| WriteError::new(&partial(folder, &self.name), e))
    }
}

pub(super) fn partial(folder: &Path, name: &str) -> PathBuf {
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

/// A place in the file of flagged rows.
struct FlaggedAt {
    rank: Rank,
    /// Bytes of the line of CSV, and of the typed row after it.
    length: u32,
    typed: u32,
    offset: u64,
}

/// An output under construction.
pub struct OutFolder {
    folder: PathBuf,
    records: Option<Output>,
    evidence: Option<Output>,
    tables: Vec<Output>,
    books: Vec<books::Format>,
    /// Typed rows of each table, and the flagged ones in order of rank; none where there are no books.
    spool: Vec<Output>,
    /// Flagged rows in output order; they are put in order of rank at the end.
    flagged: Output,
    flagged_at: Vec<FlaggedAt>,
    flagged_end: u64,
    /// Entries of the manifest, whose head is known only at the end.
    files: Output,
    any_file: bool,
}

impl OutFolder {
    /// Makes the folder, and its files under their partial names. The caller has looked at [`state`].
    ///
    /// # Errors
    /// A file or folder cannot be made.
    pub fn create(folder: &Path, wanted: Wanted, run: &Run) -> Result<Self, WriteError> {
        fs::create_dir_all(folder).map_err(|e| WriteError::new(folder, e))?;
        write_whole(folder, RUN, &run.to_json())?;
        let optional = |wanted: bool, name| match wanted {
            true => Output::create(folder, name).map(Some),
            false => Ok(None),
        };
        let mut tables = Vec::new();
        if wanted.tables || wanted.books.contains(&books::Format::Parquet) {
            let sub = folder.join("tables");
            fs::create_dir_all(&sub).map_err(|e| WriteError::new(&sub, e))?;
        }
        if wanted.tables {
            for table in TABLES {
                let mut output = Output::create(folder, format!("tables/{}.csv", table.name))?;
                let start = if table.name == tables::COLUMNS.name { tables::columns_csv() } else { tables::header(table) };
                output.write(folder, &start)?;
                tables.push(output);
            }
        }
        let mut spool = Vec::new();
        for table in Spool::tables().filter(|_| !wanted.books.is_empty()) {
            let mut output = Output::create(folder, Spool::name(table))?;
            if table.name == tables::COLUMNS.name {
                output.write(folder, &tables::columns_typed())?;
            }
            spool.push(output);
        }
        Ok(Self {
            books: wanted.books,
            spool,
            records: optional(wanted.records, RECORDS)?,
            evidence: optional(wanted.evidence, EVIDENCE)?,
            tables,
            flagged: Output::create(folder, "review.rows")?,
            flagged_at: Vec::new(),
            flagged_end: 0,
            files: Output::create(folder, "manifest.files")?,
            any_file: false,
            folder: folder.to_owned(),
        })
    }

    /// Appends a piece.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn append(&mut self, piece: &Piece) -> Result<(), WriteError> {
        let folder = &self.folder;
        if let Some(records) = &mut self.records {
            records.write(folder, &piece.records)?;
        }
        if let Some(evidence) = &mut self.evidence {
            evidence.write(folder, &piece.evidence)?;
        }
        for (output, rows) in self.tables.iter_mut().zip(&piece.tables.csv) {
            output.write(folder, rows)?;
        }
        for (output, rows) in self.spool.iter_mut().zip(&piece.tables.typed) {
            output.write(folder, rows)?;
        }
        for flagged in &piece.flagged {
            let typed: &[u8] = if self.books.is_empty() { &[] } else { &flagged.typed };
            self.flagged.write(folder, &flagged.row)?;
            self.flagged.write(folder, typed)?;
            let (length, typed) = (flagged.row.len() as u32, typed.len() as u32);
            self.flagged_at.push(FlaggedAt { rank: flagged.rank, length, typed, offset: self.flagged_end });
            self.flagged_end += u64::from(length) + u64::from(typed);
        }
        Ok(())
    }

    /// Appends a file to the manifest.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn append_file(&mut self, entry: &manifest::FileEntry) -> Result<(), WriteError> {
        let mut line = Vec::new();
        manifest::write_entry(&mut line, entry, !self.any_file);
        self.any_file = true;
        self.files.write(&self.folder, &line)
    }

    /// Completes every file and gives it its name; removes what an earlier run left and this one did not write.
    ///
    /// # Errors
    /// A file cannot be written or renamed.
    pub fn finish(mut self, options: &Options, totals: &Totals, run: &Run) -> Result<(), WriteError> {
        self.write_review()?;
        self.write_manifest(options, totals)?;
        let folder = &self.folder;
        let outputs = [self.records.as_mut(), self.evidence.as_mut()];
        let mut done = vec![REVIEW.to_owned(), MANIFEST.to_owned()];
        for output in outputs.into_iter().flatten().chain(&mut self.tables) {
            output.flush(folder)?;
            done.push(output.name.clone());
        }
        for spool in &mut self.spool {
            spool.flush(folder)?;
        }
        done.extend(books::write(folder, &self.books)?);
        for name in Spool::tables().map(Spool::name) {
            remove(&partial(folder, &name))?;
        }
        let known = [RECORDS, EVIDENCE].map(str::to_owned);
        let tables = TABLES.iter().map(|t| format!("tables/{}.csv", t.name));
        let books = books::Format::ALL.into_iter().flat_map(books::Format::files);
        for name in known.into_iter().chain(tables).chain(books) {
            if !done.contains(&name) {
                remove(&folder.join(&name))?;
            }
            remove_unless(&done, folder, &name)?;
        }
        if !done.iter().any(|name| name.starts_with("tables/")) {
            // Only an empty folder goes; a stranger's file in it stays.
            let _ = fs::remove_dir(folder.join("tables"));
        }
        for name in &done {
            let from = partial(folder, name);
            fs::rename(&from, folder.join(name)).map_err(|e| WriteError::new(&from, e))?;
        }
        for spool in [&self.flagged, &self.files] {
            remove(&partial(folder, &spool.name))?;
        }
        write_whole(folder, RUN, &run.to_json())
    }

    fn write_review(&mut self) -> Result<(), WriteError> {
        let folder = &self.folder;
        self.flagged.flush(folder)?;
        // Stable: rows of one rank stay in output order.
        self.flagged_at.sort_by_key(|at| at.rank);
        let spool = partial(folder, &self.flagged.name);
        let failed = |e| WriteError::new(&spool, e);
        let mut rows = io::BufReader::new(File::open(&spool).map_err(failed)?);
        let mut position = 0;
        let mut out = Output::create(folder, REVIEW)?;
        out.write(folder, &tables::review_header())?;
        let mut row = Vec::new();
        for at in &self.flagged_at {
            if at.offset != position {
                rows.seek(SeekFrom::Start(at.offset)).map_err(failed)?;
            }
            row.resize((at.length + at.typed) as usize, 0);
            rows.read_exact(&mut row).map_err(failed)?;
            position = at.offset + row.len() as u64;
            let (line, typed) = row.split_at(at.length as usize);
            out.write(folder, line)?;
            if let Some(review) = self.spool.last_mut() {
                review.write(folder, typed)?;
            }
        }
        out.flush(folder)
    }

    fn write_manifest(&mut self, options: &Options, totals: &Totals) -> Result<(), WriteError> {
        let folder = &self.folder;
        self.files.flush(folder)?;
        let mut out = Output::create(folder, MANIFEST)?;
        let mut head = Vec::new();
        manifest::write_head(&mut head, options, totals);
        out.write(folder, &head)?;
        let spool = partial(folder, &self.files.name);
        let mut files = File::open(&spool).map_err(|e| WriteError::new(&spool, e))?;
        io::copy(&mut files, &mut out.file).map_err(|e| WriteError::new(&spool, e))?;
        out.write(folder, manifest::TAIL)?;
        out.flush(folder)
    }
}

/// Removes the partial file of an output that this run does not write: an interrupted run may have left it.
fn remove_unless(done: &[String], folder: &Path, name: &str) -> Result<(), WriteError> {
    if done.iter().any(|d| d == name) {
        return Ok(());
    }
    remove(&partial(folder, name))
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
    fs::write(&from, bytes).map_err(|e| WriteError::new(&from, e))?;
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
