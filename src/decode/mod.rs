//! Bytes → text (skeleton).
#![allow(
    clippy::result_large_err,
    reason = "the error is a document's only diagnostic: one for a file, never on a hot path"
)]

use crate::diag::Diagnostic;
use crate::limits::Limits;
use crate::span::Range;

/// What a file is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Plain text.
    Text,
}

impl Format {
    /// The word on the wire.
    pub fn name(self) -> &'static str {
        "text"
    }
}

/// A document's text.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// `text`.
    pub format: &'static str,
    /// WHATWG label.
    pub encoding: Option<&'static str>,
    /// The text that the stages read, in NFC.
    pub text: String,
    /// What was found while decoding.
    pub diagnostics: Vec<Diagnostic>,
}

impl Decoded {
    /// The text that the stages read, in NFC.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text that spans refer to, before NFC.
    pub fn source_text(&self) -> &str {
        &self.text
    }

    /// Byte range of [`text`](Self::text) → byte range of [`source_text`](Self::source_text).
    pub fn to_source(&self, range: Range) -> Range {
        range
    }

    /// Whether the two texts differ.
    pub fn has_offset_map(&self) -> bool {
        false
    }
}

/// What the bytes are, by their content.
pub fn sniff_format(_bytes: &[u8]) -> Format {
    Format::Text
}

/// Whether the text looks decoded wrongly twice.
pub fn looks_like_mojibake(_text: &str) -> bool {
    false
}

/// Decodes a document.
pub fn decode(bytes: &[u8], _limits: &Limits) -> Result<Decoded, Diagnostic> {
    Ok(Decoded {
        format: "text",
        encoding: Some("UTF-8"),
        text: String::from_utf8_lossy(bytes).into_owned(),
        diagnostics: Vec::new(),
    })
}
