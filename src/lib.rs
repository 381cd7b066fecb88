//! bogoseo (보고서): Korean government reports into normalized records.
#![cfg_attr(test, allow(clippy::unwrap_used))]

#[cfg(feature = "cli")]
pub mod cli;
pub mod decode;
pub mod diag;
pub mod fields;
pub mod layout;
pub mod limits;
pub mod model;
pub mod normalize;
pub mod outline;
pub mod pipeline;
pub mod record;
pub mod score;
pub mod sections;
#[cfg(feature = "cli")]
pub mod sinks;
pub mod source;
pub mod span;
pub mod tables;
pub mod text;
pub mod validate;

pub use pipeline::{Settings, convert_bytes};
