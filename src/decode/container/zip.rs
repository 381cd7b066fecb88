//! ZIP archives: the entries, and the bytes of one entry at a time.
//!
//! In: the bytes of the whole archive. Out: an [`Archive`] with the names of its entries, and each entry unfolded within the
//! [`Budget`]. Followed is APPNOTE.TXT 6.3: local headers (4.3.7), data descriptors (4.3.9), the central directory (4.3.12)
//! and its end (4.3.16); methods 0 (stored) and 8 (deflated).
//!
//! Promises: the time is linear in the archive; nothing is allocated from a count or a size that the archive declares; an
//! entry whose checksum is wrong or whose data ends early is [`Inflated::Damaged`], never an error; an encrypted one is
//! `file-encrypted`.
//!
//! It does not: write, read encrypted entries, several disks, or methods other than the two that documents use.
//!
//! Known lies: the end of the file is cut off and the directory with it, the directory's offsets are wrong (bytes before the
//! archive, text-mode transfers), names have back-slashes, sizes stand only behind the data. Where the directory cannot be
//! believed, entries are found by their local headers ([`Archive::is_salvaged`]).

use std::io::Cursor;

use flate2::Crc;
use flate2::read::DeflateDecoder;
use memchr::memmem;

use super::{Budget, Inflated, drain};
use crate::diag::{Diagnostic, codes};

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const LOCAL_BYTES: usize = 30;
const CENTRAL_BYTES: usize = 46;
const END_BYTES: usize = 22;
/// Ends of a directory that are tried, from the last backwards: a comment or a stored archive may hold another.
const MOST_ENDS: usize = 8;
/// A size or an offset that stands elsewhere (ZIP64).
const ELSEWHERE: u32 = u32::MAX;

const FLAG_ENCRYPTED: u16 = 1;
/// Sizes and checksum stand behind the data.
const FLAG_DESCRIPTOR: u16 = 1 << 3;
/// The name is UTF-8.
const FLAG_UTF8: u16 = 1 << 11;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// A ZIP archive.
#[derive(Debug)]
pub struct Archive<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry>,
    salvaged: bool,
}

/// An entry of an archive.
#[derive(Clone, Debug)]
pub struct Entry {
    name: String,
    /// The name as it stands there.
    raw_name: Box<[u8]>,
    flags: u16,
    method: u16,
    /// Checksum; none where it is unknown.
    crc: Option<u32>,
    /// Bytes of data; none where they are unknown.
    packed: Option<usize>,
    /// Bytes that the data unfolds to, as declared; none where that is unknown.
    unfolded: Option<u64>,
    /// Where its local header is.
    header: usize,
}

impl Entry {
    /// The name as it stands there, and whether the archive says that it is UTF-8.
    pub fn raw_name(&self) -> (&[u8], bool) {
        (&self.raw_name, self.flags & FLAG_UTF8 != 0)
    }

    /// Whether the archive says how many bytes of data it has.
    pub fn has_size(&self) -> bool {
        self.packed.is_some()
    }

    /// Bytes that it unfolds to, as the archive declares.
    pub fn declared_bytes(&self) -> Option<u64> {
        self.unfolded
    }
}

impl<'a> Archive<'a> {
    /// Lists the entries. An archive without any is an archive too.
    ///
    /// Errors: `container-limit` for too many entries.
    pub fn open(bytes: &'a [u8], budget: &Budget<'_>) -> Result<Self, Diagnostic> {
        if let Some(entries) = directory(bytes, budget)? {
            return Ok(Self { bytes, entries, salvaged: false });
        }
        Ok(Self { bytes, entries: scan(bytes, budget)?, salvaged: true })
    }

    /// Whether the directory is lost or wrong, and entries may be missing.
    pub fn is_salvaged(&self) -> bool {
        self.salvaged
    }

    /// The entries.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The bytes of the archive that an entry is read from: all that [`Archive::of_one`] needs.
    pub fn extent(&self, entry: &Entry) -> std::ops::Range<usize> {
        let start = entry.header.min(self.bytes.len());
        let data = data_start(self.bytes, entry.header).unwrap_or(start).min(self.bytes.len());
        start..entry.packed.map_or(self.bytes.len(), |size| data.saturating_add(size).min(self.bytes.len()))
    }

    /// An archive of one entry, made of the bytes at its [`extent`](Archive::extent).
    pub fn of_one(bytes: &'a [u8], entry: &Entry) -> Self {
        Self { bytes, entries: vec![Entry { header: 0, ..entry.clone() }], salvaged: false }
    }

    /// Names of the entries, as they are written; bytes that are no UTF-8 replaced.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|e| e.name.as_str())
    }

    /// The entry of that path, whatever its case and its slashes; failing that, an entry whose path ends with it; failing
    /// that, one with the same last components.
    pub fn find(&self, path: &str) -> Option<usize> {
        let mut wanted = path;
        if let Some(whole) = self.entries.iter().position(|e| same_path(e.name.trim_start_matches(['/', '\\']), wanted)) {
            return Some(whole);
        }
        loop {
            if let Some(found) = self.entries.iter().position(|e| ends_with_path(&e.name, wanted)) {
                return Some(found);
            }
            wanted = wanted.split_once(['/', '\\'])?.1;
        }
    }

    /// The bytes of an entry, by its place among [`Archive::names`].
    ///
    /// Errors: `container-limit`; `file-encrypted`; `file-unreadable` for a method that no document uses.
    pub fn read(&mut self, index: usize, budget: &mut Budget<'_>) -> Result<Inflated, Diagnostic> {
        let Some(entry) = self.entries.get(index) else {
            return Ok(Inflated::Damaged(Vec::new()));
        };
        if entry.flags & FLAG_ENCRYPTED != 0 {
            return Err(encrypted(&entry.name));
        }
        let (data, cut) = self.data(entry);
        let unfolded = match entry.method {
            STORED => drain(budget, &entry.name, data.len(), Cursor::new(data))?,
            DEFLATED => drain(budget, &entry.name, data.len(), DeflateDecoder::new(data))?,
            method => return Err(unknown_method(&entry.name, method)),
        };
        Ok(match unfolded {
            Inflated::Whole(out) if !cut && entry.crc.is_none_or(|crc| crc == checksum(&out)) => Inflated::Whole(out),
            Inflated::Whole(out) | Inflated::Damaged(out) => Inflated::Damaged(out),
        })
    }

    /// The packed bytes of an entry, and whether they end before the size that is declared.
    fn data(&self, entry: &Entry) -> (&'a [u8], bool) {
        let Some(start) = data_start(self.bytes, entry.header) else {
            return (&[], true);
        };
        let rest = self.bytes.get(start..).unwrap_or_default();
        match entry.packed {
            Some(size) if size <= rest.len() => (&rest[..size], false),
            Some(_) => (rest, true),
            // A deflate stream knows its own end; stored bytes end before the descriptor or the next header.
            None if entry.method == STORED => (&rest[..next_signature(rest)], false),
            None => (rest, false),
        }
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn next_signature(bytes: &[u8]) -> usize {
    memmem::find_iter(bytes, b"PK")
        .find(|&at| matches!(bytes.get(at + 2..at + 4), Some(b"\x03\x04" | b"\x07\x08" | b"\x01\x02")))
        .unwrap_or(bytes.len())
}

fn same_path(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).all(|(a, b)| fold(a) == fold(b))
}

fn fold(byte: u8) -> u8 {
    if byte == b'\\' { b'/' } else { byte.to_ascii_lowercase() }
}

fn ends_with_path(path: &str, end: &str) -> bool {
    let Some(at) = path.len().checked_sub(end.len()) else {
        return false;
    };
    path.is_char_boundary(at) && same_path(&path[at..], end) && path[..at].chars().next_back().is_none_or(|c| matches!(c, '/' | '\\'))
}

/// Where the data of the entry with this local header begins.
fn data_start(bytes: &[u8], header: usize) -> Option<usize> {
    let fixed = bytes.get(header..)?.get(..LOCAL_BYTES)?;
    fixed.starts_with(LOCAL).then_some(())?;
    Some(header + LOCAL_BYTES + usize::from(le16(fixed, 26)) + usize::from(le16(fixed, 28)))
}

/// The entries that the central directory names; none where it is missing or contradicts the bytes.
fn directory(bytes: &[u8], budget: &Budget<'_>) -> Result<Option<Vec<Entry>>, Diagnostic> {
    for end in memmem::rfind_iter(bytes, END).take(MOST_ENDS) {
        let Some(record) = bytes.get(end..end + END_BYTES) else {
            continue;
        };
        let (count, size, offset) = (le16(record, 10), le32(record, 12) as usize, le32(record, 16) as usize);
        // Bytes before the archive shift every offset.
        let Some(shift) = end.checked_sub(size).and_then(|start| start.checked_sub(offset)) else {
            continue;
        };
        let entries = central_entries(&bytes[..end], end - size, shift, budget)?;
        let sound = entries.len() & 0xFFFF == usize::from(count);
        if sound && entries.iter().all(|e| bytes.get(e.header..).is_some_and(|b| b.starts_with(LOCAL))) {
            return Ok(Some(entries));
        }
    }
    Ok(None)
}

fn central_entries(bytes: &[u8], start: usize, shift: usize, budget: &Budget<'_>) -> Result<Vec<Entry>, Diagnostic> {
    let mut entries = Vec::new();
    let mut at = start;
    while let Some(fixed) = bytes.get(at..).and_then(|b| b.get(..CENTRAL_BYTES)).filter(|b| b.starts_with(CENTRAL)) {
        let name_at = at + CENTRAL_BYTES;
        let name_end = name_at + usize::from(le16(fixed, 28));
        let name = bytes.get(name_at..name_end).unwrap_or_default();
        let packed = le32(fixed, 20);
        entries.push(Entry {
            name: String::from_utf8_lossy(name).into_owned(),
            raw_name: name.into(),
            flags: le16(fixed, 8),
            method: le16(fixed, 10),
            crc: Some(le32(fixed, 16)),
            packed: (packed != ELSEWHERE).then_some(packed as usize),
            unfolded: Some(le32(fixed, 24)).filter(|&n| n != ELSEWHERE).map(u64::from),
            header: (le32(fixed, 42) as usize).saturating_add(shift),
        });
        budget.check_entries(entries.len())?;
        at = name_end + usize::from(le16(fixed, 30)) + usize::from(le16(fixed, 32));
    }
    Ok(entries)
}

/// The entries whose local headers stand in the bytes.
fn scan(bytes: &[u8], budget: &Budget<'_>) -> Result<Vec<Entry>, Diagnostic> {
    let mut entries = Vec::new();
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|rest| memmem::find(rest, LOCAL)).map(|at| from + at) {
        from = at + LOCAL.len();
        let Some(entry) = local_entry(bytes, at) else {
            continue;
        };
        // What lies within stored data is no entry of this archive.
        if let (Some(size), Some(start)) = (entry.packed, data_start(bytes, at)) {
            from = start.saturating_add(size);
        }
        entries.push(entry);
        budget.check_entries(entries.len())?;
    }
    Ok(entries)
}

fn local_entry(bytes: &[u8], at: usize) -> Option<Entry> {
    let fixed = bytes.get(at..)?.get(..LOCAL_BYTES)?;
    let (flags, method) = (le16(fixed, 6), le16(fixed, 8));
    let name = bytes.get(at + LOCAL_BYTES..)?.get(..usize::from(le16(fixed, 26)))?;
    if name.is_empty() || name.iter().any(|&b| b < 0x20) {
        return None;
    }
    let packed = le32(fixed, 18);
    let known = flags & FLAG_DESCRIPTOR == 0 && packed != ELSEWHERE;
    Some(Entry {
        name: String::from_utf8_lossy(name).into_owned(),
        raw_name: name.into(),
        flags,
        method,
        crc: known.then(|| le32(fixed, 14)),
        packed: known.then_some(packed as usize),
        unfolded: known.then(|| u64::from(le32(fixed, 22))),
        header: at,
    })
}

/// Callers have checked the length.
fn le16(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn le32(bytes: &[u8], at: usize) -> u32 {
    u32::from(le16(bytes, at)) | u32::from(le16(bytes, at + 2)) << 16
}

fn encrypted(part: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::FILE_ENCRYPTED,
        format!("{part} is encrypted; the document was not read"),
        format!("{part}이(가) 암호화되어 있어 문서를 읽지 않았습니다"),
    )
}

fn unknown_method(part: &str, method: u16) -> Diagnostic {
    Diagnostic::new(
        &codes::FILE_UNREADABLE,
        format!("{part} is packed by method {method}, which documents do not use; it was not read"),
        format!("{part}이(가) 문서에 쓰이지 않는 압축 방식({method})으로 되어 있어 읽지 않았습니다"),
    )
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;
    use crate::limits::Limits;

    const TEXT: &[u8] = "한별시 누리동 사업 추진현황 ".as_bytes();

    fn archive(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in entries {
            writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn read(bytes: &[u8], name: &str) -> Result<Inflated, Diagnostic> {
        let limits = Limits::default();
        let mut budget = Budget::new(&limits);
        let mut archive = Archive::open(bytes, &budget)?;
        let index = archive.find(name).unwrap();
        archive.read(index, &mut budget)
    }

    fn whole(bytes: &[u8], name: &str) -> Vec<u8> {
        match read(bytes, name) {
            Ok(Inflated::Whole(out)) => out,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn entries_are_read_stored_and_deflated() {
        for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
            let bytes = archive(&[("a.xml", b"<a/>"), ("b/c.xml", TEXT)], method);
            assert_eq!(whole(&bytes, "a.xml"), b"<a/>");
            assert_eq!(whole(&bytes, "b/c.xml"), TEXT);
        }
    }

    #[test]
    fn names_are_found_whatever_their_case_and_slashes() {
        let bytes = archive(&[("x/Contents\\Section0.XML", b"1"), ("x/header.xml", b"2")], CompressionMethod::Stored);
        assert_eq!(whole(&bytes, "contents/section0.xml"), b"1");
        assert_eq!(whole(&bytes, "Contents/header.xml"), b"2");
        let limits = Limits::default();
        let opened = Archive::open(&bytes, &Budget::new(&limits)).unwrap();
        assert_eq!(opened.find("section.xml"), None);
        assert_eq!(opened.find("eader.xml"), None, "part of a component is no component");
        assert_eq!(opened.names().next(), Some("x/Contents\\Section0.XML"));
    }

    #[test]
    fn bytes_before_the_archive_shift_it() {
        let mut bytes = b"MZ some program ".to_vec();
        bytes.extend(archive(&[("a.xml", TEXT)], CompressionMethod::Deflated));
        assert_eq!(whole(&bytes, "a.xml"), TEXT);
    }

    #[test]
    fn without_a_directory_entries_are_found_by_their_headers() {
        let long = TEXT.repeat(40);
        let bytes = archive(&[("a.xml", b"<a/>"), ("b.xml", &long)], CompressionMethod::Deflated);
        let cut = &bytes[..memmem::find(&bytes, CENTRAL).unwrap()];
        assert_eq!(whole(cut, "a.xml"), b"<a/>");
        assert_eq!(whole(cut, "b.xml"), long);
        let limits = Limits::default();
        assert!(Archive::open(cut, &Budget::new(&limits)).unwrap().is_salvaged());
        assert!(!Archive::open(&bytes, &Budget::new(&limits)).unwrap().is_salvaged());
    }

    #[test]
    fn an_entry_that_is_cut_off_gives_what_is_there() {
        let content: Vec<u8> = (0..20_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let bytes = archive(&[("a.xml", &content)], CompressionMethod::Deflated);
        match read(&bytes[..bytes.len() / 2], "a.xml") {
            Ok(Inflated::Damaged(out)) => assert!(out.len() > 10_000 && content.starts_with(&out)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_wrong_checksum_is_damage() {
        let mut bytes = archive(&[("a.xml", b"first and last")], CompressionMethod::Stored);
        let at = memmem::find(&bytes, b"first").unwrap();
        bytes[at] = b'F';
        assert!(matches!(read(&bytes, "a.xml"), Ok(Inflated::Damaged(out)) if out == b"First and last"));
    }

    #[test]
    fn sizes_behind_the_data_are_not_needed() {
        let bytes = archive(&[("a.xml", TEXT), ("b.xml", b"<b/>")], CompressionMethod::Deflated);
        let mut streamed = bytes[..memmem::find(&bytes, CENTRAL).unwrap()].to_vec();
        for at in memmem::find_iter(&bytes, LOCAL).collect::<Vec<_>>() {
            streamed[at + 6] |= FLAG_DESCRIPTOR as u8;
            streamed[at + 14..at + 26].fill(0);
        }
        assert_eq!(whole(&streamed, "a.xml"), TEXT);
        assert_eq!(whole(&streamed, "b.xml"), b"<b/>");
    }

    #[test]
    fn an_encrypted_entry_says_so() {
        let mut bytes = archive(&[("a.xml", TEXT)], CompressionMethod::Stored);
        for (signature, flags) in [(LOCAL, 6), (CENTRAL, 8)] {
            let at = memmem::find(&bytes, signature).unwrap();
            bytes[at + flags] |= 1;
        }
        assert_eq!(read(&bytes, "a.xml").unwrap_err().code, &codes::FILE_ENCRYPTED);
    }

    #[test]
    fn bombs_and_crowds_are_refused() {
        let bytes = archive(&[("a.xml", &vec![b' '; 8 << 20])], CompressionMethod::Deflated);
        let limits = Limits { max_inflate_ratio: 50, ..Limits::default() };
        let mut budget = Budget::new(&limits);
        let mut opened = Archive::open(&bytes, &budget).unwrap();
        assert_eq!(opened.read(0, &mut budget).unwrap_err().code, &codes::CONTAINER_LIMIT);

        let names: Vec<String> = (0..30).map(|n| format!("{n}.xml")).collect();
        let entries: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), TEXT)).collect();
        let bytes = archive(&entries, CompressionMethod::Stored);
        let limits = Limits { max_entries: 20, ..Limits::default() };
        assert_eq!(Archive::open(&bytes, &Budget::new(&limits)).unwrap_err().code, &codes::CONTAINER_LIMIT);
        let cut = &bytes[..memmem::find(&bytes, CENTRAL).unwrap()];
        assert_eq!(Archive::open(cut, &Budget::new(&limits)).unwrap_err().code, &codes::CONTAINER_LIMIT);
    }

    #[test]
    fn any_bytes_are_an_archive_of_something_or_nothing() {
        let bytes = archive(&[("a.xml", TEXT), ("b.xml", b"<b/>")], CompressionMethod::Deflated);
        let limits = Limits::default();
        for at in 0..bytes.len() {
            let mut hurt = bytes.clone();
            hurt[at] ^= 0xFF;
            for hurt in [&hurt[..], &bytes[..at], &bytes[at..]] {
                let mut budget = Budget::new(&limits);
                let mut opened = Archive::open(hurt, &budget).unwrap();
                for index in 0..opened.entries.len() {
                    let _ = opened.read(index, &mut budget);
                }
            }
        }
    }
}
