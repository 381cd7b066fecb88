//! Integration tests: one binary, one module a subject.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "tests")]

mod accuracy;
mod architecture;
mod batch;
mod bless;
#[cfg(all(feature = "xlsx", feature = "parquet", feature = "sqlite"))]
mod books;
mod card_book;
mod cases;
mod catalogue;
mod cli;
mod codes;
mod containers;
mod corpus;
mod corrections;
mod diff;
mod encodings;
mod eval;
mod forms;
mod fuzz;
mod golden;
mod hostile;
mod hostile_folder;
mod inputs;
mod mutation;
mod names;
mod pdf;
mod pdf_twins;
mod profiles;
mod properties;
#[cfg(feature = "review")]
mod review;
mod same;
mod sample;
mod schema;
mod sinks;
mod wire;
mod worker;
mod writers;
