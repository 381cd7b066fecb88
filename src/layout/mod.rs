//! Decoded text → lines with their marks, in reading order; body set apart from furniture.
//!
//! In: the decoded text, with its native structure where the format has one. Out: [`Layout`], one [`Line`] per non-blank
//! line, with what typography says about it: indentation, the leading mark ([`Marker`]), blank lines and page breaks before it,
//! whether it has the shape of a table row, and whether it is furniture (page number, running head, portal chrome).
//!
//! It promises that every non-blank character of the text lies in exactly one line. It interprets no wording beyond page
//! numbers, running heads and the phrases of web portals. Lines that hold a whole report (a web export on one line) are split
//! before their marks; the pieces are lines like any other.

mod furniture;
mod line;
mod marker;
mod native;
mod passage;
mod sheet;

pub use line::{Layer, Layout, Line, Shape};
pub(crate) use marker::parse_marker;
pub use marker::{Marker, MarkerKind};
pub use native::NativeRow;
pub use passage::{Passage, Piece};
