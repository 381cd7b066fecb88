//! What goes through the pipes between the pool and a worker.
//!
//! A frame is its length (eight bytes, little endian) and a payload. The worker greets with [`HELLO`]; then, document for
//! document, comes a frame with the [`Head`] and one with the bytes, and goes one with the [`Answer`]. Payloads but the bytes
//! are in postcard's format, which both ends agree on since they are the same program; the greeting holds its version.
//!
//! No length is trusted: a frame over the bound of its reader is an error before anything is read, and room is made for bytes
//! as they arrive.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::decode::Format;
use crate::decode::structure::{SecondReading, Structured};
use crate::diag::{self, Diagnostic};
use crate::limits::Limits;

/// First frame of a worker.
pub(super) const HELLO: &[u8] = concat!("bogoseo worker ", env!("CARGO_PKG_VERSION")).as_bytes();
/// Largest head of a request, and largest greeting.
pub(super) const MOST_HEAD: u64 = 64 << 10;
/// Bytes that are gathered before they are written: what goes in one piece wakes the other end once.
pub(super) const MESSAGE: usize = 64 << 10;
/// Room that is made for a frame before its bytes are there.
const FIRST_ROOM: u64 = 256 << 10;
/// What an answer may have over twice the bytes of the document.
const ANSWER_ROOM: u64 = 16 << 20;

/// What is wanted of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Task {
    /// Its content.
    Content,
    /// A second reading of these pages of a PDF; of all where none is named.
    Again(Vec<u32>),
    /// A picture of a page of a PDF, from 1.
    Draw(u32),
    /// Nothing but to go through all stages, to see whether its bounds hold.
    Rehearse,
}

/// What is to be read, and how.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) task: Task,
    pub(super) format: Format,
    pub(super) limits: Limits,
}

/// What became of a document, and of the worker by it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) reply: Reply,
    /// Memory that the worker keeps, in bytes; 0 where the system does not tell.
    pub(super) resident: u64,
}

/// What became of a document.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Reply {
    Read(Structured),
    /// Why the reader refused it: name of the code, and the messages.
    Refused {
        code: String,
        message: String,
        message_ko: String,
    },
    /// What the reader panicked with.
    Panicked(String),
    ReadAgain(SecondReading),
    /// A PNG; none where there is nothing to be drawn.
    Drawn(Option<Vec<u8>>),
    Rehearsed,
}

/// What a reader gave.
#[derive(Debug, PartialEq)]
pub(super) enum Given {
    Content(Structured),
    Again(SecondReading),
    Picture(Option<Vec<u8>>),
    Nothing,
}

impl From<Result<Structured, Diagnostic>> for Reply {
    fn from(result: Result<Structured, Diagnostic>) -> Self {
        match result {
            Ok(structured) => Reply::Read(structured),
            Err(why) => Reply::Refused { code: why.code.name.to_owned(), message: why.message, message_ko: why.message_ko },
        }
    }
}

impl Reply {
    /// What the reader gave; `None` for what is no answer to the task, or for a code that there is not.
    pub(super) fn result(self, task: &Task) -> Option<Result<Given, Diagnostic>> {
        Some(match (self, task) {
            (Reply::Read(structured), Task::Content) => Ok(Given::Content(structured)),
            (Reply::ReadAgain(second), Task::Again(_)) => Ok(Given::Again(second)),
            (Reply::Drawn(picture), Task::Draw(_)) => Ok(Given::Picture(picture)),
            (Reply::Rehearsed, Task::Rehearse) => Ok(Given::Nothing),
            (Reply::Read(_) | Reply::ReadAgain(_) | Reply::Drawn(_) | Reply::Rehearsed, _) => return None,
            (Reply::Refused { code, message, message_ko }, _) => Err(Diagnostic::new(diag::find(&code)?, message, message_ko)),
            (Reply::Panicked(text), _) => Err(diag::crashed(&text)),
        })
    }
}

/// Largest answer under these limits: text may grow by half when it becomes UTF-8, and cells have places.
pub(super) fn most_answer(limits: &Limits) -> u64 {
    limits.max_bytes.max(limits.max_inflated_bytes).saturating_mul(2).saturating_add(ANSWER_ROOM)
}

/// A value in postcard's format.
pub(super) fn encode<T: Serialize>(value: &T) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(value).map_err(io::Error::other)
}

/// A value out of postcard's format, with nothing behind it.
pub(super) fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> io::Result<T> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        Ok(_) => Err(nonsense("bytes behind the value")),
        Err(why) => Err(nonsense(&why.to_string())),
    }
}

/// Writes a frame.
pub(super) fn write_frame(out: &mut impl Write, payload: &[u8]) -> io::Result<()> {
    out.write_all(&(payload.len() as u64).to_le_bytes())?;
    out.write_all(payload)
}

/// Reads a frame of at most `most` bytes; `None` where the stream ends before it begins.
pub(super) fn read_frame(source: &mut impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut length = Vec::with_capacity(8);
    source.by_ref().take(8).read_to_end(&mut length)?;
    let length = match <[u8; 8]>::try_from(length.as_slice()) {
        Ok(length) => u64::from_le_bytes(length),
        Err(_) if length.is_empty() => return Ok(None),
        Err(_) => return Err(io::ErrorKind::UnexpectedEof.into()),
    };
    if length > most {
        return Err(nonsense(&format!("a frame of more than {most} bytes")));
    }
    let mut payload = Vec::new();
    // In large steps, each at most as long as what is there: reading to an unknown end would begin with small ones.
    while (payload.len() as u64) < length {
        let there = payload.len();
        let step = (length - there as u64).min(FIRST_ROOM.max(there as u64));
        payload.resize(there + step as usize, 0);
        source.read_exact(&mut payload[there..])?;
    }
    Ok(Some(payload))
}

fn nonsense(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::structure::{Block, Paragraph};
    use crate::diag::codes;

    fn framed(payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        write_frame(&mut out, payload).unwrap();
        out
    }

    #[test]
    fn frames_come_back_one_after_the_other() {
        let stream = [framed(b"abc"), framed(b""), framed(&[7; 300_000])].concat();
        let mut source = stream.as_slice();
        assert_eq!(read_frame(&mut source, 3).unwrap().unwrap(), b"abc");
        assert_eq!(read_frame(&mut source, 3).unwrap().unwrap(), b"");
        assert_eq!(read_frame(&mut source, 1 << 20).unwrap().unwrap(), [7; 300_000]);
        assert!(read_frame(&mut source, 3).unwrap().is_none());
    }

    #[test]
    fn a_length_over_the_bound_is_refused_unread_and_a_cut_frame_is_an_error() {
        let kind = |stream: &[u8], most| read_frame(&mut &*stream, most).unwrap_err().kind();
        assert_eq!(kind(&u64::MAX.to_le_bytes(), 1 << 30), io::ErrorKind::InvalidData);
        assert_eq!(kind(&framed(b"abcd"), 3), io::ErrorKind::InvalidData);
        assert_eq!(kind(&framed(b"abcd")[..11], 9), io::ErrorKind::UnexpectedEof);
        assert_eq!(kind(&framed(b"abcd")[..5], 9), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn a_diagnostic_goes_by_the_name_of_its_code() {
        let why = Diagnostic::new(&codes::FILE_ENCRYPTED, "locked", "잠김");
        let there = encode(&Reply::from(Err(why.clone()))).unwrap();
        assert_eq!(parse::<Reply>(&there).unwrap().result(&Task::Content), Some(Err(why)));
        let unknown = Reply::Refused { code: "no-such-code".to_owned(), message: String::new(), message_ko: String::new() };
        assert_eq!(unknown.result(&Task::Content), None);
        assert_eq!(Reply::Read(Structured::default()).result(&Task::Again(vec![1])), None);
    }

    #[test]
    fn a_document_comes_back_as_it_went() {
        let structured = Structured { blocks: vec![Block::Paragraph(Paragraph::body("누리동 도서관"))], ..Structured::default() };
        let answer = Answer { reply: Reply::Read(structured), resident: 9 };
        let mut bytes = encode(&answer).unwrap();
        assert_eq!(parse::<Answer>(&bytes).unwrap(), answer);
        bytes.push(0);
        assert!(parse::<Answer>(&bytes).is_err());
    }

    #[test]
    fn tables_in_tables_without_end_cost_no_stack() {
        // Reply::Read, one block: a table of one cell, at 0/0, spans 1, no fill, no header, one block: a table …
        let mut bytes = vec![0, 1];
        for _ in 0..200_000 {
            bytes.extend([1, 1, 0, 0, 1, 1, 0, 0, 1]);
        }
        let parsed = std::thread::Builder::new().stack_size(2 << 20).spawn(move || parse::<Reply>(&bytes)).unwrap().join().unwrap();
        assert!(parsed.is_err());
    }
}
