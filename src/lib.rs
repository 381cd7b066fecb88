//! bogoseo (보고서): Korean government reports into normalized records.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod decode;
pub mod diag;
pub mod limits;
pub mod model;
pub mod pipeline;
pub mod record;
pub mod source;
pub mod span;

pub use pipeline::{Settings, convert_bytes};
