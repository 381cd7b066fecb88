//! What of the inputs an earlier run into the same folder has done already.
//!
//! Comes in: the inputs, what [`Earlier`] runs left. Goes out: for each input where its part of the output is, if the file is as
//! it was: of the same size and time, or of the same hash. Nothing is taken over under other options, profiles or another
//! program ([`fingerprint`]).

use std::fs::File;
use std::io::Read as _;

use rayon::prelude::*;

use super::batch::bytes_of;
use super::inputs::{Action, Input};
use crate::sinks::earlier::{Earlier, Found};
use crate::sinks::journal::{Entry, Key, Stamp};
use crate::source::sha256_hex;
use crate::worker::own_program;

/// Inputs whose hash is taken before the next are looked at.
const AT_A_TIME: usize = 1024;

const BUFFER: usize = 256 << 10;

/// What all that decides what a file gives amounts to; each part has a name.
pub(super) fn fingerprint(parts: &[(&str, &[u8])]) -> String {
    let mut all = Vec::new();
    for (name, value) in parts {
        for bytes in [name.as_bytes(), value] {
            all.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            all.extend_from_slice(bytes);
        }
    }
    sha256_hex(&all)
}

/// This very program: two builds may have one version and read differently. None where it cannot be read.
pub(super) fn program() -> Option<String> {
    let mut file = File::open(own_program().ok()?).ok()?;
    let (mut crc, mut buffer) = (crc32fast::Hasher::new(), vec![0; BUFFER]);
    let (mut length, mut read) = (0, usize::MAX);
    while read > 0 {
        read = file.read(&mut buffer).ok()?;
        crc.update(&buffer[..read]);
        length += read;
    }
    Some(format!("{} {length} {:08x}", env!("CARGO_PKG_VERSION"), crc.finalize()))
}

/// Whether a file's size tells already that it changed.
fn other_size(now: Option<Stamp>, then: Option<Stamp>) -> bool {
    now.zip(then).is_some_and(|(now, then)| now.bytes != then.bytes)
}

/// Finds what was done, input by input. With `verify`, every file is read, whatever its time.
pub(super) fn survey(inputs: &[Input], earlier: &mut Earlier, verify: bool, limit: u64) -> Vec<Option<Found>> {
    let mut out = Vec::with_capacity(inputs.len());
    for inputs in inputs.chunks(AT_A_TIME) {
        let known: Vec<Vec<(Found, Entry, bool)>> = inputs
            .iter()
            .map(|input| {
                let entries = earlier.find(&input.path).into_iter();
                let entries = entries.filter_map(|(found, entry)| {
                    let certain = match (&entry.key, &input.action) {
                        (Key::Skipped { reason, bytes }, Action::Skip(skip)) if reason == skip.word() && *bytes == input.bytes => true,
                        (Key::Read { stamp, .. }, Action::Read(_)) if !other_size(input.stamp, *stamp) => {
                            !verify && earlier.is_certain(found, input.stamp, *stamp)
                        }
                        // A member's size and time are those of its archive, which may have changed elsewhere.
                        (Key::Read { stamp, .. }, Action::Member(_)) => !verify && earlier.is_certain(found, input.stamp, *stamp),
                        _ => return None,
                    };
                    Some((found, entry, certain))
                });
                entries.collect()
            })
            .collect();
        let found = inputs.par_iter().zip(known).map(|(input, known)| {
            if let Some((found, ..)) = known.iter().find(|(.., certain)| *certain) {
                return Some(*found);
            }
            if known.is_empty() {
                return None;
            }
            let hash = sha256_hex(&bytes_of(input, limit).ok()?);
            let same = |entry: &Entry| matches!(&entry.key, Key::Read { sha256, .. } if *sha256 == hash);
            known.iter().find(|(_, entry, _)| same(entry)).map(|(found, ..)| *found)
        });
        out.par_extend(found);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let one = fingerprint(&[("a", b"bc"), ("d", b"")]);
        assert_ne!(one, fingerprint(&[("a", b"b"), ("cd", b"")]));
        assert_ne!(one, fingerprint(&[("a", b"bc")]));
        assert_eq!(one, fingerprint(&[("a", b"bc"), ("d", b"")]));
    }
}
