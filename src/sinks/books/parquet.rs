//! One Parquet file a table, for data frames and query engines.
//!
//! Columns are named as in CSV and are all optional: `text` and `code` become STRING, `integer` INT64, `number` DOUBLE,
//! `boolean` BOOLEAN, `date` DATE. Pages are compressed with zstd. A row group is held in memory until it is complete; its
//! size is bounded in rows and in bytes of text.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::Spool;
use crate::sinks::manifest::Tool;
use crate::sinks::tables::typed::Cell;
use crate::sinks::tables::{Column, Kind, Table};

/// Rows of a row group at most.
const GROUP_ROWS: usize = 1 << 16;
/// Bytes of text of a row group at most, short of one row.
const GROUP_BYTES: usize = 16 << 20;

/// Values of a column of the row group under construction; absent ones are only in the levels.
struct Values {
    /// 1 for a value, 0 for none.
    levels: Vec<i16>,
    data: Data,
}

enum Data {
    Text(Texts),
    Integer(Vec<i64>),
    Number(Vec<f64>),
    Boolean(Vec<bool>),
    Day(Vec<i32>),
}

/// Texts one behind the other: they become values of their own only when their column is written.
#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(self.bytes.len());
    }

    /// Takes all texts out.
    fn take(&mut self) -> Vec<ByteArray> {
        let all = ByteArray::from(std::mem::take(&mut self.bytes));
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let values = starts.zip(&self.ends).map(|(start, end)| all.slice(start, end - start)).collect();
        self.ends.clear();
        values
    }
}

impl Values {
    fn new(kind: Kind) -> Self {
        let data = match kind {
            Kind::Text | Kind::Code => Data::Text(Texts::default()),
            Kind::Integer => Data::Integer(Vec::new()),
            Kind::Number => Data::Number(Vec::new()),
            Kind::Boolean => Data::Boolean(Vec::new()),
            Kind::Date => Data::Day(Vec::new()),
        };
        Self { levels: Vec::new(), data }
    }

    /// Adds a cell; gives the bytes of its text.
    fn push(&mut self, cell: Cell<'_>) -> usize {
        match (&mut self.data, cell) {
            (Data::Text(data), Cell::Text(value)) => {
                data.push(value);
                self.levels.push(1);
                return value.len();
            }
            (Data::Integer(data), Cell::Integer(value)) => data.push(value),
            (Data::Number(data), Cell::Number(value)) => data.push(value),
            (Data::Boolean(data), Cell::Boolean(value)) => data.push(value),
            (Data::Day(data), Cell::Day(value)) => data.push(value.since_1970()),
            (_, cell) => {
                debug_assert_eq!(cell, Cell::Empty);
                self.levels.push(0);
                return 0;
            }
        }
        self.levels.push(1);
        0
    }

    /// Writes the column; texts are gone then.
    fn write(&mut self, writer: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = Some(self.levels.as_slice());
        match (&mut self.data, writer) {
            (Data::Text(data), ColumnWriter::ByteArrayColumnWriter(out)) => out.write_batch(&data.take(), levels, None),
            (Data::Integer(data), ColumnWriter::Int64ColumnWriter(out)) => out.write_batch(data, levels, None),
            (Data::Number(data), ColumnWriter::DoubleColumnWriter(out)) => out.write_batch(data, levels, None),
            (Data::Boolean(data), ColumnWriter::BoolColumnWriter(out)) => out.write_batch(data, levels, None),
            (Data::Day(data), ColumnWriter::Int32ColumnWriter(out)) => out.write_batch(data, levels, None),
            _ => Err(ParquetError::General("the column has another type than its schema".to_owned())),
        }?;
        Ok(())
    }

    fn clear(&mut self) {
        self.levels.clear();
        match &mut self.data {
            Data::Text(_) => {}
            Data::Integer(data) => data.clear(),
            Data::Number(data) => data.clear(),
            Data::Boolean(data) => data.clear(),
            Data::Day(data) => data.clear(),
        }
    }
}

/// Writes the rows of a table.
pub(super) fn write(spool: Spool<'_>, table: &Table, path: &Path) -> io::Result<()> {
    let mut rows = spool.open(table)?;
    let file = File::create(path)?;
    let mut writer =
        SerializedFileWriter::new(file, Arc::new(schema(table).map_err(failed)?), Arc::new(properties(table))).map_err(failed)?;
    let mut columns: Vec<Values> = table.columns.iter().map(|c| Values::new(c.kind)).collect();
    let (mut count, mut bytes) = (0, 0);
    while let Some(row) = rows.next_row()? {
        for (column, cell) in columns.iter_mut().zip(row.cells) {
            bytes += column.push(cell);
        }
        count += 1;
        if count == GROUP_ROWS || bytes >= GROUP_BYTES {
            group(&mut writer, &mut columns).map_err(failed)?;
            (count, bytes) = (0, 0);
        }
    }
    if count > 0 {
        group(&mut writer, &mut columns).map_err(failed)?;
    }
    writer.close().map_err(failed)?;
    Ok(())
}

fn group(writer: &mut SerializedFileWriter<File>, columns: &mut [Values]) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for values in columns {
        let Some(mut column) = group.next_column()? else {
            return Err(ParquetError::General("the schema has fewer columns than the table".to_owned()));
        };
        values.write(column.untyped())?;
        column.close()?;
        values.clear();
    }
    group.close()?;
    Ok(())
}

fn schema(table: &Table) -> Result<Type, ParquetError> {
    let fields = table.columns.iter().map(|column| field(column).map(Arc::new));
    Type::group_type_builder(table.name).with_fields(fields.collect::<Result<_, _>>()?).build()
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text | Kind::Code => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (PhysicalType::INT64, None),
        Kind::Number => (PhysicalType::DOUBLE, None),
        Kind::Boolean => (PhysicalType::BOOLEAN, None),
        Kind::Date => (PhysicalType::INT32, Some(LogicalType::Date)),
    };
    Type::primitive_type_builder(column.name, physical).with_logical_type(logical).with_repetition(Repetition::OPTIONAL).build()
}

fn properties(table: &Table) -> WriterProperties {
    let tool = Tool::this();
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(format!("{} {}", tool.name, tool.version))
        .set_key_value_metadata(Some(vec![KeyValue::new("title".to_owned(), table.title.to_owned())]))
        .build()
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
