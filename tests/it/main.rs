//! Integration tests: one binary, one module a subject.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "tests")]

mod cli;
mod codes;
mod encodings;
mod hostile;
mod sample;
mod schema;
mod sinks;
mod wire;
