//! A compound file read leniently: chains of sectors are followed as far as they lead, and no sector twice.
//!
//! In: the bytes of a compound file (MS-CFB) that a strict reader refuses. Out: its streams, up to two storages deep, as far
//! as they can be read. Promises: each chain visits a sector once, so every loop ends; nothing is allocated beyond the bytes
//! of the file. Counts in the header are not trusted, places outside the file end a chain.

use super::record::{u16_at, u32_at, utf16};

const HEADER: usize = 512;
/// Sectors of the allocation table that the header lists.
const LISTED_IN_HEADER: usize = 109;
const ENTRY: usize = 128;
const NO_ENTRY: u32 = u32::MAX;
const MINI_SHIFT: u32 = 6;
/// Streams below this size are in the mini stream.
const MINI_CUTOFF: u64 = 4096;

/// A compound file.
#[derive(Debug)]
pub struct Chains<'a> {
    bytes: &'a [u8],
    shift: u32,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini: Vec<u8>,
    /// Its streams.
    pub streams: Vec<Stream>,
}

/// A stream: where it begins.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Its names, `BodyText/Section0`.
    pub path: String,
    start: u32,
    size: u64,
}

/// An entry of the directory.
struct Entry {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

impl<'a> Chains<'a> {
    /// Reads the tables and the directory; none where there is no directory.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u32::from(u16_at(bytes, 30)?);
        if !(7..=16).contains(&shift) || bytes.len() <= HEADER {
            return None;
        }
        let mut file = Self { bytes, shift, fat: Vec::new(), mini_fat: Vec::new(), mini: Vec::new(), streams: Vec::new() };
        file.read_fat()?;
        let directory = file.chain(u32_at(bytes, 48)?, u64::MAX);
        let entries: Vec<Entry> = directory.chunks_exact(ENTRY).filter_map(Entry::read).collect();
        let root = entries.first()?;
        file.mini_fat = words(&file.chain(u32_at(bytes, 60)?, u64::MAX)).collect();
        file.mini = file.chain(root.start, root.size);
        file.streams = streams(&entries);
        (!file.streams.is_empty()).then_some(file)
    }

    /// The bytes of a stream, as far as its chain leads; with whether all were found.
    pub fn read(&self, stream: &Stream) -> (Vec<u8>, bool) {
        let bytes =
            if stream.size < MINI_CUTOFF { self.mini_chain(stream.start, stream.size) } else { self.chain(stream.start, stream.size) };
        let whole = bytes.len() as u64 == stream.size;
        (bytes, whole)
    }

    fn sector(&self, at: u32) -> Option<&'a [u8]> {
        let start = (at as usize).checked_add(1)?.checked_mul(1 << self.shift)?;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        Some(&rest[..rest.len().min(1 << self.shift)])
    }

    /// The allocation table: the sectors that the header lists, then those that the sectors of the list list.
    fn read_fat(&mut self) -> Option<()> {
        let most = self.bytes.len() >> self.shift;
        let mut places: Vec<u32> = words(self.bytes.get(76..HEADER)?).take(LISTED_IN_HEADER).collect();
        let mut next = u32_at(self.bytes, 68)?;
        while let Some(sector) = self.sector(next).filter(|_| places.len() < most) {
            let listed: Vec<u32> = words(sector).collect();
            let (&last, listed) = listed.split_last()?;
            places.extend(listed);
            next = last;
        }
        let mut fat = Vec::new();
        for sector in places.iter().filter_map(|&at| self.sector(at)) {
            fat.extend(words(sector));
            if fat.len() > most {
                break;
            }
        }
        self.fat = fat;
        Some(())
    }

    fn chain(&self, start: u32, size: u64) -> Vec<u8> {
        let mut out = Vec::new();
        follow(&self.fat, start, |at| {
            let Some(sector) = self.sector(at) else { return false };
            out.extend_from_slice(sector);
            (out.len() as u64) < size
        });
        out.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        out
    }

    fn mini_chain(&self, start: u32, size: u64) -> Vec<u8> {
        let mut out = Vec::new();
        follow(&self.mini_fat, start, |at| {
            let from = (at as usize) << MINI_SHIFT;
            let Some(sector) = self.mini.get(from..).filter(|rest| !rest.is_empty()) else { return false };
            out.extend_from_slice(&sector[..sector.len().min(1 << MINI_SHIFT)]);
            (out.len() as u64) < size
        });
        out.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        out
    }
}

/// Follows a chain until it ends, leaves the table, comes to where it was, or `take` has enough.
fn follow(table: &[u32], start: u32, mut take: impl FnMut(u32) -> bool) {
    let mut visited = vec![false; table.len()];
    let mut at = start;
    while let Some(seen) = visited.get_mut(at as usize) {
        if std::mem::replace(seen, true) || !take(at) {
            return;
        }
        at = table[at as usize];
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

impl Entry {
    fn read(bytes: &[u8]) -> Option<Self> {
        let length = usize::from(u16_at(bytes, 64)?).min(64);
        Some(Self {
            name: utf16(&bytes[..length]),
            kind: bytes[66],
            left: u32_at(bytes, 68)?,
            right: u32_at(bytes, 72)?,
            child: u32_at(bytes, 76)?,
            start: u32_at(bytes, 116)?,
            // The upper half is garbage in files of version 3.
            size: u64::from(u32_at(bytes, 120)?),
        })
    }
}

/// Streams of the root and of its storages. Each entry is visited once.
fn streams(entries: &[Entry]) -> Vec<Stream> {
    const STORAGE: u8 = 1;
    const STREAM: u8 = 2;
    let mut visited = vec![false; entries.len()];
    let mut open: Vec<(u32, Option<u32>)> = vec![(entries[0].child, None)];
    let mut out = Vec::new();
    while let Some((at, parent)) = open.pop() {
        let Some(entry) = entries.get(at as usize).filter(|_| at != NO_ENTRY) else { continue };
        if std::mem::replace(&mut visited[at as usize], true) {
            continue;
        }
        open.extend([(entry.left, parent), (entry.right, parent)]);
        match entry.kind {
            STORAGE if parent.is_none() => open.push((entry.child, Some(at))),
            STREAM => {
                let storage = parent.map(|p| format!("{}/", entries[p as usize].name)).unwrap_or_default();
                out.push(Stream { path: format!("{storage}{}", entry.name), start: entry.start, size: entry.size });
            }
            _ => {}
        }
    }
    out
}
