//! The tables as books: one workbook, one database, or one Parquet file a table.
//!
//! Comes in: the typed rows of a run, table by table, where they lie on the disk ([`Spool`]). Goes out: the files of the
//! formats that were asked for, in the same folder. A book is written when all rows are there, row by row: memory does not grow
//! with their number. All books hold the same rows as the CSV, in the same order.
//!
//! Each format is a feature of the build; [`Format::is_built`] tells.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::folder::WriteError;
use super::tables::typed::Reader;
use super::tables::{REVIEW, TABLES, Table};

#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(feature = "xlsx")]
mod xlsx;

/// A format of a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `tables.xlsx`.
    Xlsx,
    /// `tables/*.parquet`.
    Parquet,
    /// `tables.sqlite`.
    Sqlite,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Xlsx, Self::Parquet, Self::Sqlite];

    /// The word on the command line, which is also the name of the feature.
    pub fn word(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
            Self::Sqlite => "sqlite",
        }
    }

    /// Whether this build can write it.
    pub fn is_built(self) -> bool {
        match self {
            Self::Xlsx => cfg!(feature = "xlsx"),
            Self::Parquet => cfg!(feature = "parquet"),
            Self::Sqlite => cfg!(feature = "sqlite"),
        }
    }

    /// The files that it consists of, relative to the output folder.
    pub fn files(self) -> Vec<String> {
        match self {
            Self::Xlsx => vec!["tables.xlsx".to_owned()],
            Self::Parquet => TABLES.iter().map(|t| format!("tables/{}.parquet", t.name)).collect(),
            Self::Sqlite => vec!["tables.sqlite".to_owned()],
        }
    }
}

/// Where the typed rows of a run lie.
#[derive(Clone, Copy)]
pub struct Spool<'a> {
    folder: &'a Path,
}

impl<'a> Spool<'a> {
    /// In the folder of a run.
    pub fn new(folder: &'a Path) -> Self {
        Self { folder }
    }

    /// Name of the file of a table's rows.
    pub fn name(table: &Table) -> String {
        format!("{}.typed", table.name)
    }

    /// The tables that have such a file: those of the output, and the list of what to review, worst first.
    pub fn tables() -> impl Iterator<Item = &'static Table> {
        TABLES.iter().copied().chain([&REVIEW])
    }

    /// The rows of a table.
    #[cfg_attr(not(any(feature = "xlsx", feature = "parquet", feature = "sqlite")), allow(dead_code))]
    fn open(self, table: &Table) -> io::Result<Reader<BufReader<File>>> {
        let file = File::open(self.folder.join(Self::name(table)))?;
        Ok(Reader::new(BufReader::new(file), table))
    }
}

/// Writes the books of a run into its folder, side by side on the threads of the caller; gives their names, relative to it.
///
/// # Errors
/// A file cannot be written, or the rows cannot be read.
pub fn write(folder: &Path, formats: &[Format]) -> Result<Vec<String>, WriteError> {
    let spool = Spool::new(folder);
    let written: Vec<Result<Vec<String>, WriteError>> = formats
        .par_iter()
        .map(|format| {
            let files = format.files();
            let paths: Vec<PathBuf> = files.iter().map(|name| folder.join(name)).collect();
            for path in &paths {
                // A database left by an interrupted run would be opened and added to.
                match fs::remove_file(path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(WriteError::new(path, error)),
                    _ => {}
                }
            }
            write_one(*format, spool, &paths).map_err(|error| WriteError::new(&paths[0], error))?;
            Ok(files)
        })
        .collect();
    // Of several failures the first format's is told, whichever was first.
    Ok(written.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

#[allow(unused_variables)]
fn write_one(format: Format, spool: Spool<'_>, paths: &[PathBuf]) -> io::Result<()> {
    match format {
        #[cfg(feature = "xlsx")]
        Format::Xlsx => xlsx::write(spool, &paths[0], xlsx::Bounds::EXCEL),
        #[cfg(feature = "parquet")]
        Format::Parquet => TABLES.iter().zip(paths).try_for_each(|(table, path)| parquet::write(spool, table, path)),
        #[cfg(feature = "sqlite")]
        Format::Sqlite => sqlite::write(spool, &paths[0]),
        #[allow(unreachable_patterns)]
        other => Err(io::Error::other(format!("this build has no feature `{}`", other.word()))),
    }
}

#[cfg(all(test, any(feature = "xlsx", feature = "parquet", feature = "sqlite")))]
mod tests {
    use super::*;
    use crate::sinks::tables::typed::test_row;
    use crate::sinks::tables::{COLUMNS, TEXTS, columns_typed};

    /// A folder with the rows of one record, that has these texts.
    pub(super) fn spool(texts: &[&str]) -> tempfile::TempDir {
        let place = tempfile::tempdir().unwrap();
        for table in Spool::tables() {
            let bytes = match table.name {
                name if name == TEXTS.name => texts.iter().flat_map(|text| test_row(table, text)).collect(),
                name if name == COLUMNS.name => columns_typed(),
                "pledges" => test_row(table, "공약"),
                _ => Vec::new(),
            };
            fs::write(place.path().join(Spool::name(table)), bytes).unwrap();
        }
        place
    }

    #[test]
    fn formats_that_are_built_can_be_written_again_over_what_an_interrupted_run_left() {
        let place = spool(&["하나", "둘"]);
        fs::create_dir(place.path().join("tables")).unwrap();
        let built: Vec<Format> = Format::ALL.into_iter().filter(|f| f.is_built()).collect();
        let names = write(place.path(), &built).unwrap();
        let read = || -> Vec<Vec<u8>> { names.iter().map(|name| fs::read(place.path().join(name)).unwrap()).collect() };
        let first = read();
        assert_eq!(write(place.path(), &built).unwrap(), names);
        assert!(read() == first);
    }
}
