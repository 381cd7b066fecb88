//! Writers: finished records in, bytes of the output files out.
//!
//! A sink sees records, evidence and issues only; it changes no value ([`redact`] is the one that does, where the user asks for it, and it
//! runs before any writer). Writers append to memory and know no file system, so that many can run at once and their
//! results be put in order afterwards; [`folder`] alone touches the disk, and [`books`], which it calls when all rows are there.
//!
//! Equal input gives equal bytes: no clock, no machine, no hash order goes into any file but `run.json`.

pub mod books;
pub mod folder;
mod json;
pub mod jsonl;
pub mod manifest;
pub mod redact;
pub mod review;
pub mod run;
pub mod schema;
pub mod tables;
