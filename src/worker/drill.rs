//! Drills: a worker that misbehaves when it is told to.
//!
//! No document is known to make a worker hang, grow or die, so what follows when one does could not be seen from outside. A
//! worker that was started with `--drills` looks for [`MARK`] and a word in the bytes of each document and does what the word
//! says; a word that begins with `again-` is for the second reading of a document alone, one with `draw-` for its
//! pictures, one with `rehearse-` for its rehearsal. Without that flag, which only a hidden option of the command line passes on, no bytes of a document have any such
//! effect: the mark is not even looked for.

use std::hint::black_box;
use std::io::Write;
use std::time::Duration;

use memchr::memmem;

use super::wire::Task;
use crate::decode::structure::{Block, Paragraph, Structured};

/// What the word of a drill follows.
const MARK: &[u8] = b"bogoseo-drill:";
/// Where a worker that grows stops if nothing stops it.
const MOST_GROWTH: usize = 1 << 30;
/// By how much it grows at a time.
const STEP: usize = 8 << 20;

/// Does what the document says, if it says anything. `served` is the number of documents before it. Gives a document where
/// the drill is to read one.
pub(super) fn run(bytes: &[u8], task: &Task, served: u64) -> Option<Structured> {
    let at = memmem::find(bytes, MARK)? + MARK.len();
    let word: Vec<u8> = bytes[at..].iter().copied().take_while(|b| b.is_ascii_lowercase() || *b == b'-').collect();
    let own = match task {
        Task::Content => Some(word.as_slice()),
        Task::Again(_) => word.strip_prefix(b"again-"),
        Task::Draw(_) => word.strip_prefix(b"draw-"),
        Task::Rehearse => word.strip_prefix(b"rehearse-"),
    };
    match own? {
        b"sleep" => std::thread::sleep(Duration::from_secs(600)),
        b"grow" => grow(),
        b"abort" => std::process::abort(),
        b"abort-when-used" if served > 0 => std::process::abort(),
        b"overflow" => {
            black_box(dig(0));
        }
        b"panic" => panic!("a drill"),
        b"garbage" => garbage(),
        b"echo" => return Some(echo(bytes)),
        _ => {}
    }
    None
}

fn grow() {
    let mut kept: Vec<Vec<u8>> = Vec::new();
    while kept.len() * STEP < MOST_GROWTH {
        kept.push(black_box(vec![1; STEP]));
    }
}

/// Calls itself without end.
fn dig(depth: u64) -> u64 {
    if black_box(depth) == u64::MAX { depth } else { black_box(dig(depth + 1)) + 1 }
}

/// What a library would do that prints.
fn garbage() {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(b"warning: this is no frame\n").and_then(|()| stdout.flush());
}

/// Each line a paragraph.
fn echo(bytes: &[u8]) -> Structured {
    let text = String::from_utf8_lossy(bytes);
    let blocks = text.lines().map(|line| Block::Paragraph(Paragraph::body(line))).collect();
    Structured { blocks, ..Structured::default() }
}
