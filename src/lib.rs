//! bogoseo (보고서): Korean government reports into normalized records.
#![cfg_attr(test, allow(clippy::unwrap_used))]

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
pub mod sections;
pub mod source;
pub mod span;
pub mod tables;
pub mod text;

pub use pipeline::{Settings, convert_bytes};
