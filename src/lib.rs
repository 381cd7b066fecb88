//! bogoseo (보고서): Korean government reports into normalized records.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod diag;
pub mod limits;
pub mod model;
pub mod normalize;
pub mod pipeline;
pub mod record;
pub mod span;
pub mod text;

pub use pipeline::{Settings, convert_bytes};
