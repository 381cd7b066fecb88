//! ZIP archives of reports: their members are inputs.
//!
//! Comes in: a file that is named as an archive. Goes out: its [`Member`]s, each of which is read on its own later, so that no
//! archive is held while its members are converted. Names without the mark of UTF-8 are CP949, unless they are UTF-8 all the
//! same. Promises: what the members unfold to in all is bounded before the first is read, and no member unfolds to more than was
//! declared for it; no two members share bytes, so that reading all of them is linear in the archive; whether an archive is refused
//! does not depend on the order in which members are read.
//!
//! It does not: read archives in archives, nor other kinds of archives.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use super::batch::{read, too_large, unreadable};
use crate::decode::container::zip::{Archive, Entry};
use crate::decode::container::{Budget, Inflated};
use crate::decode::encoding::Encoding;
use crate::decode::{Format, sniff_format};
use crate::diag::{Diagnostic, codes};
use crate::limits::{Limits, RATIO_FREE_BYTES};
use crate::source::display_path;

/// Between an archive and the name of its member.
pub(super) const WITHIN: &str = "!/";
/// Most bytes that all members unfold to, for each byte of the archive: office documents are packed already, text gives eight
/// to one, pages of portals up to fifteen.
const MOST_UNFOLDING: u64 = 40;

/// Whether a file is named as an archive whose members are read.
pub(super) fn is_named(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"))
}

/// Whether a file is named as an archive of any kind.
pub(super) fn is_archive(path: &Path) -> bool {
    const EXTENSIONS: [&str; 13] = ["zip", "7z", "rar", "alz", "egg", "tar", "gz", "tgz", "bz2", "xz", "zst", "lzh", "cab"];
    path.extension().is_some_and(|e| EXTENSIONS.iter().any(|archive| e.eq_ignore_ascii_case(archive)))
}

/// What a file that is named as an archive is.
pub(super) enum Opened {
    /// An archive with files.
    Members(Vec<Member>),
    /// An archive that is not unpacked.
    Refused(Box<Diagnostic>),
    /// Something else, which may be a document, or that cannot be read.
    Other,
}

/// A file in an archive.
#[derive(Debug)]
pub(super) struct Member {
    archive: Arc<Path>,
    name: String,
    entry: Entry,
    /// Where it lies in the archive.
    start: u64,
    length: u64,
}

/// Lists an archive.
pub(super) fn open(path: &Path, max_bytes: u64) -> Opened {
    let Ok(bytes) = read(path, max_bytes) else {
        return Opened::Other;
    };
    if !matches!(sniff_format(&bytes), Format::Zip | Format::ZipEncrypted) {
        return Opened::Other;
    }
    match members(path, &bytes) {
        Ok(members) => Opened::Members(members),
        Err(diagnostic) => Opened::Refused(diagnostic),
    }
}

fn members(path: &Path, bytes: &[u8]) -> Result<Vec<Member>, Box<Diagnostic>> {
    let limits = Limits::default();
    let opened = Archive::open(bytes, &Budget::new(&limits))?;
    let archive: Arc<Path> = Arc::from(path);
    let mut members = Vec::new();
    let mut declared: u64 = 0;
    for entry in opened.entries() {
        let (raw, utf8) = entry.raw_name();
        if raw.ends_with(b"/") || raw.ends_with(b"\\") {
            continue;
        }
        declared = declared.saturating_add(entry.declared_bytes().unwrap_or(0));
        let extent = opened.extent(entry);
        members.push(Member {
            archive: Arc::clone(&archive),
            name: name(raw, utf8),
            entry: entry.clone(),
            start: extent.start as u64,
            length: extent.len() as u64,
        });
    }
    let most = (bytes.len() as u64).saturating_mul(MOST_UNFOLDING).max(limits.max_inflated_bytes);
    if declared > most {
        return Err(Box::new(Diagnostic::new(
            &codes::CONTAINER_LIMIT,
            format!("the files of the archive unfold to {declared} bytes, over the limit of {most}; it was not unpacked"),
            format!("압축을 풀면 {declared}바이트로 한도({most}바이트)를 넘어 풀지 않았습니다"),
        )));
    }
    if !apart(&mut members) {
        return Err(Box::new(Diagnostic::new(
            &codes::CONTAINER_LIMIT,
            "files of the archive share their bytes, as in an archive made to unfold without end; it was not unpacked",
            "압축 파일 안의 파일들이 같은 자료를 겹쳐 쓰고 있어(끝없이 풀리도록 만든 파일) 풀지 않았습니다",
        )));
    }
    if members.is_empty() {
        return Err(Box::new(Diagnostic::new(&codes::NOT_A_REPORT, "the archive holds no file", "압축 파일에 파일이 들어 있지 않습니다")));
    }
    Ok(members)
}

/// Ends members of unknown size where the next one begins; whether no two overlap.
fn apart(members: &mut [Member]) -> bool {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|&i| members[i].start);
    order.windows(2).all(|pair| {
        let next = members[pair[1]].start;
        let member = &mut members[pair[0]];
        let room = next - member.start;
        if !member.entry.has_size() {
            member.length = member.length.min(room);
        }
        member.length <= room
    })
}

/// A member's name as its owner reads it.
fn name(raw: &[u8], utf8: bool) -> String {
    let text = match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) if utf8 => shown(raw),
        Err(_) => Some(Encoding::Cp949.decode(raw)).filter(|text| !text.contains('\u{fffd}')).unwrap_or_else(|| shown(raw)),
    };
    // Whoever wrote back-slashes meant folders.
    let parts = text.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    parts.collect::<Vec<_>>().join("/")
}

/// A name of no known encoding.
#[cfg(unix)]
fn shown(raw: &[u8]) -> String {
    use std::os::unix::ffi::OsStrExt as _;
    display_path(Path::new(std::ffi::OsStr::from_bytes(raw)))
}

/// A name of no known encoding.
#[cfg(not(unix))]
fn shown(raw: &[u8]) -> String {
    display_path(Path::new(&*String::from_utf8_lossy(raw)))
}

impl Member {
    /// Its path in the archive.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Bytes that it unfolds to, as the archive declares.
    pub(super) fn declared_bytes(&self) -> Option<u64> {
        self.entry.declared_bytes()
    }

    /// Its bytes, unless there are more than `limit`.
    pub(super) fn read(&self, limit: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
        if let Some(bytes) = self.declared_bytes().filter(|&bytes| bytes > limit) {
            return Err(too_large(bytes, limit));
        }
        let mut packed = Vec::new();
        let read = File::open(&self.archive).and_then(|mut file| {
            file.seek(SeekFrom::Start(self.start))?;
            file.take(self.length).read_to_end(&mut packed)
        });
        read.map_err(|e| unreadable(&e.to_string()))?;
        let usual = || self.length.saturating_mul(MOST_UNFOLDING).max(RATIO_FREE_BYTES);
        let most = self.declared_bytes().unwrap_or_else(usual).min(limit);
        let limits = Limits { max_part_bytes: most, max_inflated_bytes: most, ..Limits::default() };
        match Archive::of_one(&packed, &self.entry).read(0, &mut Budget::new(&limits))? {
            Inflated::Whole(bytes) => Ok(bytes),
            Inflated::Damaged(_) => Err(Box::new(Diagnostic::new(
                &codes::FILE_UNREADABLE,
                "the archive is damaged where this file lies; it was not read",
                "압축 파일에서 이 파일이 있는 부분이 손상되어 읽지 않았습니다",
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_the_encoding_that_wrote_them() {
        let cp949 = b"\xb0\xa1\xb3\xaa\\1-1.txt";
        assert_eq!(name(cp949, false), "가나/1-1.txt");
        assert_eq!(name("가나/1-1.txt".as_bytes(), false), "가나/1-1.txt");
        assert_eq!(name("/./../가나//1-1.txt".as_bytes(), true), "가나/1-1.txt");
        assert_eq!(name(b"\xff\xfe.txt", true), "%FF%FE.txt");
    }

    #[test]
    fn archives_are_known_by_their_names() {
        assert!(is_named(Path::new("묶음.ZIP")) && !is_named(Path::new("a.7z")));
        assert!(is_archive(Path::new("a.egg")) && !is_archive(Path::new("a.hwpx")));
    }
}
