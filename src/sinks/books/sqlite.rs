//! `tables.sqlite`: the tables as a database, with keys, indexes, views for usual questions and a full-text index.
//!
//! Tables and columns are named as in CSV; `review` holds the list of what to review. All tables are STRICT: `text`, `code`
//! and `date` are TEXT, `integer` INTEGER, `number` REAL, `boolean` INTEGER 0 or 1. `id` is the place of a row in the
//! output, from 1. The views and the full-text index stand in `views.sql`.
//!
//! Equal rows give equal bytes: the library is the one that is built in, and nothing asks for a clock or a random number.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use rusqlite::{Connection, ToSql, types::Null};

use super::Spool;
use crate::model::SCHEMA_VERSION;
use crate::sinks::manifest::Tool;
use crate::sinks::tables::typed::Cell;
use crate::sinks::tables::{ERRORS, FILES, Kind, PLEDGES, REVIEW, TABLES, Table};

/// `bogo` in ASCII: tells a database of this program from others.
const APPLICATION_ID: i32 = 0x626f_676f;
/// Memory for pages, in KiB.
const CACHE_KIB: i32 = 16 << 10;
/// The key of records.
const RECORD_ID: &str = "record_id";

/// Columns that questions filter by or join on, besides [`RECORD_ID`].
const INDEXES: &[(&str, &[&str])] = &[
    ("pledges", &["state"]),
    ("pledges", &["department"]),
    ("pledges", &["jurisdiction_code"]),
    ("investment", &["section", "measure", "year", "source"]),
    ("achievements", &["date_from"]),
    ("texts", &["field"]),
    ("errors", &["code"]),
    ("files", &["path"]),
];

/// Views and the full-text index.
const VIEWS: &str = include_str!("views.sql");

/// Writes the database.
pub(super) fn write(spool: Spool<'_>, path: &Path) -> io::Result<()> {
    let mut connection = Connection::open(path).map_err(failed)?;
    fill(&mut connection, spool, path)?;
    connection.close().map_err(|(_, error)| failed(error))
}

fn fill(connection: &mut Connection, spool: Spool<'_>, path: &Path) -> io::Result<()> {
    // The file has a partial name until it is complete: nothing needs to be undone. What sorting needs goes beside it.
    let beside = path.parent().and_then(Path::to_str).unwrap_or_default().replace('\'', "''");
    let settings = format!(
        "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
         PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -{CACHE_KIB}; PRAGMA temp_store_directory = '{beside}';
         PRAGMA application_id = {APPLICATION_ID}; PRAGMA foreign_keys = OFF;"
    );
    connection.execute_batch(&settings).map_err(failed)?;
    let transaction = connection.transaction().map_err(failed)?;
    transaction.execute_batch(&about()).map_err(failed)?;
    for table in TABLES.iter().copied().chain([&REVIEW]) {
        transaction.execute_batch(&declaration(table)).map_err(failed)?;
        insert(&transaction, spool, table)?;
    }
    transaction.execute_batch(&indexes()).map_err(failed)?;
    transaction.execute_batch(VIEWS).map_err(failed)?;
    transaction.commit().map_err(failed)
}

fn about() -> String {
    let tool = Tool::this();
    format!(
        "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
         INSERT INTO about VALUES ('tool', '{}'), ('version', '{}'), ('schema_version', '{SCHEMA_VERSION}');",
        tool.name, tool.version
    )
}

/// Whether the rows of a table belong to a record.
fn has_record(table: &Table) -> bool {
    table.columns.iter().any(|c| c.name == RECORD_ID)
}

fn is(table: &Table, other: &Table) -> bool {
    table.name == other.name
}

fn declaration(table: &Table) -> String {
    let mut out = format!("CREATE TABLE \"{}\" (\n  id INTEGER PRIMARY KEY", table.name);
    for column in table.columns {
        let name = column.name;
        let kind = match column.kind {
            Kind::Text | Kind::Code | Kind::Date => "TEXT",
            Kind::Integer | Kind::Boolean => "INTEGER",
            Kind::Number => "REAL",
        };
        let _ = write!(out, ",\n  \"{name}\" {kind}");
        if column.kind == Kind::Boolean {
            let _ = write!(out, " CHECK (\"{name}\" IN (0, 1))");
        }
        if name == RECORD_ID {
            // Rows of a file as a whole have no record.
            let optional = is(table, &FILES) || is(table, &ERRORS) || is(table, &REVIEW);
            out.push_str(match (is(table, &PLEDGES), optional) {
                (true, _) => " NOT NULL UNIQUE",
                (false, true) => " REFERENCES pledges (record_id)",
                (false, false) => " NOT NULL REFERENCES pledges (record_id)",
            });
        }
    }
    out.push_str("\n) STRICT;");
    out
}

fn indexes() -> String {
    let mut out = String::new();
    for table in TABLES.iter().copied().chain([&REVIEW]).filter(|t| has_record(t) && !is(t, &PLEDGES)) {
        let _ = writeln!(out, "CREATE INDEX {0}_{RECORD_ID} ON \"{0}\" ({RECORD_ID});", table.name);
    }
    for (table, columns) in INDEXES {
        let _ = writeln!(out, "CREATE INDEX {table}_{} ON \"{table}\" ({});", columns.join("_"), columns.join(", "));
    }
    out
}

fn insert(connection: &Connection, spool: Spool<'_>, table: &Table) -> io::Result<()> {
    let places = vec!["?"; table.columns.len()].join(", ");
    let sql = format!("INSERT INTO \"{}\" VALUES (NULL, {places})", table.name);
    let mut statement = connection.prepare(&sql).map_err(failed)?;
    let mut rows = spool.open(table)?;
    while let Some(row) = rows.next_row()? {
        for (i, cell) in row.cells.iter().enumerate() {
            let day;
            let value: &dyn ToSql = match cell {
                Cell::Empty => &Null,
                Cell::Text(value) => value,
                Cell::Integer(value) => value,
                Cell::Number(value) => value,
                Cell::Boolean(value) => value,
                Cell::Day(value) => {
                    day = value.to_string();
                    &day
                }
            };
            statement.raw_bind_parameter(i + 1, value).map_err(failed)?;
        }
        statement.raw_execute().map_err(failed)?;
    }
    Ok(())
}

fn failed(error: rusqlite::Error) -> io::Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => io::Error::new(io::ErrorKind::StorageFull, error),
        _ => io::Error::other(error),
    }
}
