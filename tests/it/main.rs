//! Integration tests: one binary, one module a subject.
#![allow(clippy::unwrap_used, missing_docs)]

mod cli;
mod sample;
mod schema;
mod sinks;
mod wire;
