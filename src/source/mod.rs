//! A file as it came: its bytes and its identity.
//!
//! In: a path, or bytes that the caller already has. Out: a [`SourceDocument`], or the [`Diagnostic`] that says why there is
//! none. This is the one place where the stages' input is read from disk.
//!
//! Promises: only regular files are opened, so that a FIFO, a device or a socket cannot hang a run; never more than
//! [`Limits::max_bytes`] (plus one byte) is read, also where a file grows while it is read; the same bytes always get the same
//! hash.
//!
//! It does not look inside: what the bytes are is for [`decode`](crate::decode) to say, and an empty file is no error here.
#![allow(clippy::result_large_err, reason = "the error is a document's only diagnostic: one for a file, never on a hot path")]

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path};

use sha2::{Digest, Sha256};

use crate::diag::{Diagnostic, codes};
use crate::limits::Limits;

/// Bytes and identity of one input file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceDocument<'a> {
    /// What records carry as `source.path`: relative to the input root, `/`-separated.
    pub path: String,
    /// SHA-256 of the bytes, in lowercase hexadecimal digits.
    pub sha256: String,
    /// The bytes.
    pub bytes: Cow<'a, [u8]>,
}

impl<'a> SourceDocument<'a> {
    /// Takes bytes, owned or borrowed, under the path that records shall carry.
    pub fn from_bytes(path: impl Into<String>, bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        let bytes = bytes.into();
        Self { path: path.into(), sha256: sha256_hex(&bytes), bytes }
    }
}

/// Reads the regular file at `path`; records will carry `name`.
///
/// Errors: `file-too-large`, without reading the file; `file-unreadable` with the reason of the operating system, or for what
/// is no regular file; `file-memory` where the bytes find no room.
pub fn read(path: &Path, name: &str, limits: &Limits) -> Result<SourceDocument<'static>, Diagnostic> {
    // Asked of the path before it is opened: opening a FIFO waits for a writer.
    let metadata = path.metadata().map_err(|e| unreadable(&e))?;
    if !metadata.is_file() {
        return Err(not_a_file(&metadata));
    }
    if metadata.len() > limits.max_bytes {
        return Err(too_large(metadata.len(), limits));
    }
    let file = File::open(path).map_err(|e| unreadable(&e))?;
    let mut bytes = Vec::new();
    if bytes.try_reserve_exact(metadata.len() as usize).is_err() {
        return Err(no_room(metadata.len()));
    }
    // The size may be a lie (procfs says 0) or out of date, so the read itself is bounded too.
    file.take(limits.max_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    if bytes.len() as u64 > limits.max_bytes {
        return Err(too_large(bytes.len() as u64, limits));
    }
    Ok(SourceDocument::from_bytes(name, bytes))
}

/// SHA-256 in lowercase hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as lowercase hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hex = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        hex.push(char::from(DIGITS[usize::from(byte >> 4)]));
        hex.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    hex
}

/// A path as records carry it: `/` between its components, no leading `./`, bytes that are not UTF-8 percent-encoded.
///
/// Nothing else is encoded, so that every name that is UTF-8 stays as its owner reads it (`이행률 100%.txt`).
///
/// ```
/// use std::path::Path;
/// assert_eq!(bogoseo::source::display_path(Path::new("./나래구/1-1.txt")), "나래구/1-1.txt");
/// ```
pub fn display_path(path: &Path) -> String {
    let mut shown = String::with_capacity(path.as_os_str().len());
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::RootDir => shown.push('/'),
            other => {
                if !shown.is_empty() && !shown.ends_with('/') {
                    shown.push('/');
                }
                push_percent_encoded(&mut shown, other.as_os_str().as_encoded_bytes());
            }
        }
    }
    shown
}

/// Appends `bytes`, each one that is no part of valid UTF-8 as `%XX`.
fn push_percent_encoded(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        for &byte in chunk.invalid() {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
}

fn unreadable(error: &io::Error) -> Diagnostic {
    let reason_ko = match error.kind() {
        io::ErrorKind::NotFound => "파일이 없습니다".to_owned(),
        io::ErrorKind::PermissionDenied => "읽을 권한이 없습니다".to_owned(),
        _ => format!("파일을 읽을 수 없습니다: {error}"),
    };
    Diagnostic::new(&codes::FILE_UNREADABLE, format!("the file could not be read: {error}"), reason_ko)
}

fn not_a_file(metadata: &std::fs::Metadata) -> Diagnostic {
    let (what, what_ko) =
        if metadata.is_dir() { ("a folder", "폴더") } else { ("a pipe, a device or a socket", "파이프·장치·소켓") };
    Diagnostic::new(
        &codes::FILE_UNREADABLE,
        format!("found {what} where a file was expected; it was not opened"),
        format!("파일이 아니라 {what_ko}이므로 열지 않았습니다"),
    )
}

fn too_large(size: u64, limits: &Limits) -> Diagnostic {
    let most = limits.max_bytes;
    Diagnostic::new(
        &codes::FILE_TOO_LARGE,
        format!("the file has {size} bytes or more, over the limit of {most}; it was not read"),
        format!("파일 크기가 {size}바이트 이상으로 한도 {most}바이트를 넘어 읽지 않았습니다"),
    )
}

fn no_room(size: u64) -> Diagnostic {
    Diagnostic::new(
        &codes::FILE_MEMORY,
        format!("there is no memory for the {size} bytes of the file; it was not read"),
        format!("파일 {size}바이트를 담을 메모리가 없어 읽지 않았습니다"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(max_bytes: u64) -> Limits {
        Limits { max_bytes, ..Limits::default() }
    }

    #[test]
    fn hash_is_lowercase_hexadecimal() {
        let document = SourceDocument::from_bytes("a.txt", b"abc".as_slice());
        assert_eq!(document.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(document, SourceDocument::from_bytes("a.txt", b"abc".to_vec()));
    }

    #[test]
    fn reads_a_file_under_the_given_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.txt");
        std::fs::write(&path, "공약").unwrap();
        let document = read(&path, "묶음/x.txt", &limits(6)).unwrap();
        assert_eq!(document.path, "묶음/x.txt");
        assert_eq!(&*document.bytes, "공약".as_bytes());
    }

    #[test]
    fn a_file_over_the_limit_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.txt");
        std::fs::write(&path, "공약").unwrap();
        let error = read(&path, "x.txt", &limits(5)).unwrap_err();
        assert_eq!(error.code.name, "file-too-large");
        assert!(error.message.contains('5'));
    }

    #[test]
    fn a_missing_file_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let error = read(&folder.path().join("none"), "none", &limits(9)).unwrap_err();
        assert_eq!(error.code.name, "file-unreadable");
        assert_eq!(error.message_ko, "파일이 없습니다");
    }

    #[test]
    fn a_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = read(folder.path(), "d", &limits(9)).unwrap_err();
        assert_eq!(error.code.name, "file-unreadable");
        assert!(error.message.contains("folder"));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_refused_and_a_socket_too() {
        let error = read(Path::new("/dev/zero"), "zero", &limits(9)).unwrap_err();
        assert!(error.message.contains("device"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let _socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
        assert!(read(&path, "s", &limits(9)).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_fifo_is_refused_without_waiting_for_a_writer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        if made.is_ok_and(|s| s.success()) {
            let error = read(&path, "f", &limits(9)).unwrap_err();
            assert_eq!(error.code.name, "file-unreadable");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_states_no_size_is_still_bounded() {
        assert!(read(Path::new("/proc/self/status"), "p", &limits(1 << 20)).is_ok());
        let error = read(Path::new("/proc/self/status"), "p", &limits(4)).unwrap_err();
        assert_eq!(error.code.name, "file-too-large");
    }

    #[test]
    fn paths_are_joined_with_slashes() {
        let shown = |p: &str| display_path(Path::new(p));
        assert_eq!(shown("./a//b/./c.txt"), "a/b/c.txt");
        assert_eq!(shown("/나래구/이행률 100%.txt"), "/나래구/이행률 100%.txt");
        assert_eq!(shown("../a"), "../a");
        assert_eq!(shown(""), "");
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_not_utf8_are_percent_encoded() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(OsStr::from_bytes(b"a/\xb0\xf8\xbe\xe0.txt"));
        assert_eq!(display_path(path), "a/%B0%F8%BE%E0.txt");
    }
}
