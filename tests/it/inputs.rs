//! What a run reads: archives, patterns, lists, and files that are none.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::cli::{Place, REPORT, bogoseo, outputs};
use crate::writers::{Piece, hwpx, zip};

/// 가나 in CP949, and what stands in its place until the archive is written.
const CP949: &[u8] = b"\xb0\xa1\xb3\xaa";
const PLACEHOLDER: &[u8] = b"@@@@";

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for at in (0..=bytes.len() - from.len()).filter(|&at| bytes[at..].starts_with(from)) {
        out[at..at + from.len()].copy_from_slice(to);
    }
    out
}

/// Changes a field of every header of the entries of that name: `local` and `central` are where it stands in them.
fn patched(bytes: &[u8], name: &str, local: usize, central: usize, value: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for at in 0..bytes.len() {
        for (signature, head, field) in [(b"PK\x03\x04", 30, local), (b"PK\x01\x02", 46, central)] {
            let named = || bytes.get(at + head..).is_some_and(|rest| rest.starts_with(name.as_bytes()));
            if bytes[at..].starts_with(signature) && named() {
                out[at + field..at + field + value.len()].copy_from_slice(value);
            }
        }
    }
    out
}

/// The archive with the bit set that says that an entry is encrypted.
pub fn encrypted(bytes: &[u8], name: &str) -> Vec<u8> {
    patched(bytes, name, 6, 8, &[1])
}

/// The archive that declares that an entry unfolds to so many bytes.
pub fn declaring(bytes: &[u8], name: &str, size: u32) -> Vec<u8> {
    patched(bytes, name, 22, 24, &size.to_le_bytes())
}

fn report(number: &str) -> Vec<u8> {
    REPORT.replace("3-2", number).into_bytes()
}

fn status(place: &Place, out: &str) -> Vec<(String, String)> {
    place.files(out).into_iter().map(|(path, status, reason)| (path, if reason.is_empty() { status } else { reason })).collect()
}

fn known(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(path, what)| (path.as_str(), if what == "review" { "ok" } else { what.as_str() })).collect()
}

#[test]
fn members_of_an_archive_are_inputs() {
    let place = Place::new();
    let card = [Piece::Line("□ 사업개요"), Piece::Line(" ○ 위치 : 누리동")];
    let bytes = zip(&[
        ("@@@@/1-1.txt", &report("1-1")),
        ("보고서/1-2.hwpx", &hwpx::write(&card)),
        ("__MACOSX/._1-1.txt", b"x"),
        ("사진.png", b"\x89PNG"),
        ("안쪽.zip", &zip(&[("a.txt", b"a")])),
        ("잠김.txt", &report("1-3")),
    ]);
    place.write("in/묶음.ZIP", &encrypted(&replaced(&bytes, PLACEHOLDER, CP949), "잠김.txt"));
    place.write("in/문서.zip", &hwpx::write(&card));
    place.write("in/빈.zip", &zip(&[]));
    place.write("in/아님.zip", &report("1-4"));
    let ran = bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run();
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert_eq!(
        known(&status(&place, "out")),
        [
            ("묶음.ZIP", "unpacked"),
            ("묶음.ZIP!/__MACOSX/._1-1.txt", "hidden"),
            ("묶음.ZIP!/가나/1-1.txt", "ok"),
            ("묶음.ZIP!/보고서/1-2.hwpx", "ok"),
            ("묶음.ZIP!/사진.png", "image"),
            ("묶음.ZIP!/안쪽.zip", "archive-in-archive"),
            ("묶음.ZIP!/잠김.txt", "file-encrypted"),
            ("문서.zip", "ok"),
            ("빈.zip", "not-a-report"),
            ("아님.zip", "ok"),
        ]
    );
    // A member is what it is outside.
    place.write("plain/1-1.txt", &report("1-1"));
    bogoseo(&["convert", "plain", "-o", "out2", "-q"]).at(&place).run();
    let inside = place.records("out").into_iter().find(|r| r["source"]["path"] == "묶음.ZIP!/가나/1-1.txt").unwrap();
    let outside = &place.records("out2")[0];
    for key in ["record_id", "pledge", "overview"] {
        assert_eq!(inside[key], outside[key], "{key}");
    }
    assert_eq!(inside["source"]["sha256"], outside["source"]["sha256"]);
}

#[test]
fn an_archive_unfolds_to_no_more_than_it_may() {
    let place = Place::new();
    let bytes = zip(&[("a.txt", &report("1-1")), ("b.txt", &report("1-2")), ("bomb.txt", &vec![b' '; 8 << 20])]);
    place.write("in/1.zip", &bytes);
    place.write("in/2.zip", &declaring(&bytes, "a.txt", 1 << 30));
    place.write("in/3.zip", &declaring(&zip(&[("a.txt", &report("1-1"))]), "a.txt", 10));
    // Both members lead to the bytes of the first.
    let twins = zip(&[("a.txt", &report("1-1")), ("b.txt", &report("1-2"))]);
    let central = twins.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    place.write("in/5.zip", &[&twins[..central + 42], &[0; 4], &twins[central + 46..]].concat());
    let mut stored = ZipWriter::new(Cursor::new(Vec::new()));
    stored.start_file("a.txt", SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).unwrap();
    stored.write_all(&report("1-1")).unwrap();
    let stored = stored.finish().unwrap().into_inner();
    place.write("in/4.zip", &replaced(&stored, b"031-555", b"032-555"));
    let ran = bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run();
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert_eq!(
        known(&status(&place, "out")),
        [
            ("1.zip", "unpacked"),
            ("1.zip!/a.txt", "ok"),
            ("1.zip!/b.txt", "ok"),
            ("1.zip!/bomb.txt", "container-limit"),
            ("2.zip", "container-limit"),
            ("3.zip", "unpacked"),
            ("3.zip!/a.txt", "container-limit"),
            ("4.zip", "unpacked"),
            ("4.zip!/a.txt", "file-unreadable"),
            ("5.zip", "container-limit"),
        ]
    );
    let small = bogoseo(&["convert", "in/1.zip", "-o", "small", "-q", "--max-bytes", "50K"]).at(&place).run();
    assert_eq!(small.code, Some(1));
    assert_eq!(status(&place, "small")[3].1, "file-too-large");
}

#[test]
fn of_a_changed_archive_only_the_changed_members_are_read_again() {
    let place = Place::new();
    let (one, two) = (report("1-1"), report("1-2"));
    place.write("in/a.zip", &zip(&[("1.txt", &one), ("2.txt", &two)]));
    bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run();
    place.write("in/a.zip", &zip(&[("1.txt", &one), ("2.txt", &report("1-3")), ("3.txt", &two)]));
    bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run();
    let run: serde_json::Value = serde_json::from_slice(&std::fs::read(place.path("out/run.json")).unwrap()).unwrap();
    assert_eq!(run["reused"], 1);
    bogoseo(&["convert", "in", "-o", "new", "-q"]).at(&place).run();
    assert!(outputs(&place.path("out")) == outputs(&place.path("new")));
}

#[test]
fn patterns_are_expanded_where_no_shell_has_done_it() {
    let place = Place::with_reports();
    place.write("in/[별].txt", &report("7-7"));
    let ran = bogoseo(&["convert", "in/[0-9]*.txt", "in/[별].txt", "-o", "out", "-q"]).at(&place).run();
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(place.paths("out"), ["3-2.txt", "[별].txt"]);
    let ran = bogoseo(&["convert", "in/**/*.txt", "-o", "out2", "-q"]).at(&place).run();
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert_eq!(place.paths("out2").len(), 5);
    let ran = bogoseo(&["convert", "in/*.pdf", "-o", "out3"]).at(&place).run();
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("no file matches in/*.pdf"), "{}", ran.stderr);
}

#[test]
fn a_list_may_be_separated_by_nul() {
    let place = Place::new();
    place.write("in/줄\n바꿈.txt", &report("1-1"));
    place.write("in/b.txt", &report("1-2"));
    place.write("list", "in/줄\n바꿈.txt\0in/b.txt\0".as_bytes());
    let ran = bogoseo(&["convert", "--files-from", "list", "-o", "out", "-q"]).at(&place).run();
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(place.paths("out"), ["in/b.txt", "in/줄\n바꿈.txt"]);
}

#[cfg(unix)]
#[test]
fn sockets_and_devices_are_never_opened() {
    let place = Place::new();
    place.write("in/a.txt", &report("1-1"));
    let _listener = std::os::unix::net::UnixListener::bind(place.path("in/socket")).unwrap();
    let ran = bogoseo(&["convert", "in", "/dev/zero", "-o", "out"]).at(&place).run();
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(known(&status(&place, "out")), [("in/a.txt", "ok"), ("in/socket", "special-file"), ("zero", "special-file")]);
    assert!(ran.stderr.contains("3 = 정상 ok"), "{}", ran.stderr);
}
