//! bogoseo (보고서): Korean government reports into normalized records.
#![cfg_attr(test, allow(clippy::unwrap_used))]

#[cfg(feature = "cli")]
pub mod cli;
pub mod diag;
pub mod limits;
pub mod model;
pub mod pipeline;
pub mod record;
#[cfg(feature = "cli")]
pub mod sinks;
pub mod span;

pub use pipeline::{Settings, convert_bytes};
