//! What several formats are packed in: ZIP, compound files, XML, deflate; all within the budgets of
//! [`Limits`](crate::limits::Limits).

mod budget;
pub mod xml;
pub mod zip;

pub use budget::{Budget, Inflated, drain, inflate, over};
