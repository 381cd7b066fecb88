//! The shape of a record: the names and meanings of the record contract, as types.
//!
//! Leaves are [`Sourced`]: a value together with where it came from and how. On the wire a leaf is its value alone; its
//! provenance becomes the record's evidence ([`Walk`] pairs each leaf with its JSON Pointer). So a value cannot reach the
//! output without its evidence, and the pointers cannot disagree with the record.
//!
//! This module knows no stage. `fields` builds these types, `validate` reads them, `score` writes confidences into them,
//! `record` finishes them, `sinks` print them.

mod codes;
mod parts;
mod sourced;

pub use codes::*;
pub use parts::*;
pub use sourced::{Doubt, Doubts, Edit, EditText, Method, Pointer, Prov, Put, Show, Sourced, Target, Text, Walk};

/// Version of the record contract that this build writes.
pub const SCHEMA_VERSION: &str = "1.0.0";
