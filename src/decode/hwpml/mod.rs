//! HWPML 2.x: a document of the Hangul word processor as one XML file (`.hml`).
//!
//! In: the bytes of a document. Out: a [`Structured`] of the sections in `BODY`. Followed is Hancom's description of HWPML
//! (revision 1.2); the markup is that of [`owpml`](super::hangul::owpml).
//!
//! Promises: a document that breaks off is read as far as it goes, with a notice.
//!
//! It does not read pictures, scripts and master pages in `TAIL`.
//!
//! Known lies: a byte order mark before the declaration; any encoding that the declaration names.

use super::container::Budget;
use super::container::xml::{self, Event, Reader};
use super::hangul::owpml::{Counts, Head, Walker};
use super::structure::Structured;
use crate::diag::{Diagnostic, codes};
use crate::limits::Limits;

/// Name of the only part, for messages.
const PART: &str = "the HWPML document";

/// Reads a document.
///
/// Errors: `file-unreadable`, `container-limit`.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Structured, Diagnostic> {
    let mut budget = Budget::new(limits);
    let text = xml::decode(bytes);
    let mut reader = Reader::new(&text.text, PART);
    let mut document = Structured::default();
    let (mut head, mut counts) = (Head::default(), Counts::default());
    loop {
        match reader.next(&budget)? {
            Event::Start(element) => match element.name() {
                "HEAD" => head.read(&mut reader, &budget)?,
                "BODY" => Walker::new(&mut reader, &mut budget, &head, &mut counts, PART).section(&mut document.blocks)?,
                "TAIL" => reader.skip(&budget)?,
                _ => {}
            },
            Event::Done => break,
            Event::Text(_) | Event::End => {}
        }
    }
    if document.blocks.is_empty() {
        return Err(Diagnostic::new(
            &codes::FILE_UNREADABLE,
            "the HWPML document has no paragraph; nothing was read",
            "HWPML 문서에 문단이 하나도 없어 읽지 못했습니다",
        ));
    }
    if text.damaged || reader.is_damaged() {
        let found = document.blocks.len();
        document.notice(
            &codes::DOCUMENT_INCOMPLETE,
            format!("the HWPML document is damaged; kept the {found} paragraphs and tables that were read"),
            format!("HWPML 문서가 손상되어, 읽은 문단과 표 {found}개만 남겼습니다"),
        );
    }
    Ok(document)
}

#[cfg(test)]
mod tests;
