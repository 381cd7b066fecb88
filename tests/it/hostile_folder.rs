//! A folder of bad files of every kind: the run ends, each file has its entry and its record, and none costs another.

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cli::{Place, REPORT, bogoseo};
use crate::inputs::encrypted;
use crate::writers::{Piece, cell, docx, html, hwp5, hwpx, zip};

/// Seconds for one file.
const DEADLINE: u64 = 30;
/// What a run over the whole folder may take on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(300);
const DEEP: usize = 100_000;

/// A bad file: its name, its bytes, and the code that it must give where only one is right.
type Bad = (String, Vec<u8>, Option<&'static str>);

fn bad(name: &str, bytes: impl Into<Vec<u8>>) -> Bad {
    (name.to_owned(), bytes.into(), None)
}

fn giving(code: &'static str, name: &str, bytes: impl Into<Vec<u8>>) -> Bad {
    (name.to_owned(), bytes.into(), Some(code))
}

fn card() -> Vec<Piece> {
    let row = || vec![cell("국비"), cell("30")];
    vec![Piece::Line("□ 사업개요"), Piece::Line(" ○ 위치 : 누리동"), Piece::Table(vec![row(), row()])]
}

fn good() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("txt", REPORT.as_bytes().to_vec()),
        ("hwp", hwp5::write(&card())),
        ("hwpx", hwpx::write(&card())),
        ("docx", docx::write(&card())),
        ("html", html::write(&card())),
        ("pdf", pdf("<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Length 0 >>\nstream\n\nendstream")),
    ]
}

/// Cut off, and with bits turned.
fn hurt() -> Vec<Bad> {
    let mut out = Vec::new();
    for (extension, bytes) in good() {
        for part in [1, 4, 7, 9] {
            out.push(bad(&format!("cut {part}.{extension}"), &bytes[..bytes.len() * part / 10]));
        }
        for (i, step) in [13, 101, 997].into_iter().enumerate() {
            let mut hurt = bytes.clone();
            for at in (step / 2..hurt.len()).step_by(step) {
                hurt[at] ^= 1 << (at % 8);
            }
            out.push(bad(&format!("bits {i}.{extension}"), hurt));
        }
    }
    out
}

fn section(xml: &str) -> Vec<u8> {
    zip(&[("mimetype", b"application/hwp+zip"), ("Contents/section0.xml", xml.as_bytes())])
}

fn word(xml: &str) -> Vec<u8> {
    zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", xml.as_bytes())])
}

fn bombs() -> Vec<Bad> {
    let spaces = " ".repeat(64 << 20);
    let laughs = r#"<!DOCTYPE x [<!ENTITY a "하하하하하하하하하하"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>"#;
    let outside = r#"<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>"#;
    let deep = |tag: &str| format!("<{tag}>").repeat(DEEP);
    vec![
        giving("container-limit", "bomb.hwpx", section(&format!("<hs:sec>{spaces}</hs:sec>"))),
        giving("container-limit", "bomb.docx", word(&format!("<w:document>{spaces}</w:document>"))),
        bad("laughs.hwpx", section(&format!("{laughs}<hs:sec><hp:p><hp:run><hp:t>&d;</hp:t></hp:run></hp:p></hs:sec>"))),
        bad("laughs.docx", word(&format!("{laughs}<w:document><w:body><w:p><w:r><w:t>&d;</w:t></w:r></w:p></w:body></w:document>"))),
        bad(
            "laughs.hml",
            format!("<?xml version=\"1.0\"?>{laughs}<HWPML><BODY><SECTION><P><TEXT><CHAR>&d;</CHAR></TEXT></P></SECTION></BODY></HWPML>"),
        ),
        bad("outside.hwpx", section(&format!("{outside}<hs:sec><hp:p><hp:run><hp:t>□ 개요 &a;</hp:t></hp:run></hp:p></hs:sec>"))),
        giving("container-limit", "deep.hwpx", section(&deep("hp:p"))),
        giving("container-limit", "deep.docx", word(&deep("w:p"))),
        giving("container-limit", "deep.hml", format!("<?xml version=\"1.0\"?><HWPML>{}", deep("P"))),
        bad("deep div.html", format!("<html><body>{}□ 개요", deep("div"))),
        giving("container-limit", "deep table.html", format!("<html><body>{}", "<table><tr><td>".repeat(DEEP))),
        bad("deep list.html", format!("<html><body>{}□ 개요", "<ul><li>".repeat(DEEP))),
        bad("deep text.html", format!("<html><body>{}□ 개요", deep("b"))),
        bad("attributes.html", format!("<html><body><p {}>□ 개요</p>", "a=1 ".repeat(DEEP))),
        bad("spans.html", "<html><table><tr><td colspan=999999999 rowspan=999999999>가</td></tr></table>".repeat(50)),
        bad("crowd.hwpx", {
            let names: Vec<String> = (0..25_000).map(|i| format!("Contents/{i}")).collect();
            let parts: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
            zip(&parts)
        }),
        bad("no end.mht", format!("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n{}", "--a\n\n".repeat(DEEP))),
        bad("nested.mht", "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n--a\n".repeat(5_000)),
    ]
}

/// Compound files whose chains and trees lead in circles.
fn loops() -> Vec<Bad> {
    let bytes = hwp5::write(&card());
    let le32 = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]) as usize;
    let put = |hurt: &mut Vec<u8>, at: usize, value: u32| {
        if let Some(place) = hurt.get_mut(at..at + 4) {
            place.copy_from_slice(&value.to_le_bytes());
        }
    };
    let table = 512 * (le32(0x4C) + 1);
    let directory = 512 * (le32(0x30) + 1);
    let chain = |to: &dyn Fn(u32) -> u32| {
        let mut hurt = bytes.clone();
        for i in 0..128 {
            if le32(table + 4 * i) < 0xFFFF_FFFA {
                put(&mut hurt, table + 4 * i, to(i as u32));
            }
        }
        hurt
    };
    let tree = |field: usize| {
        let mut hurt = bytes.clone();
        for i in 0..4 {
            put(&mut hurt, directory + 128 * i + field, i as u32);
        }
        hurt
    };
    let head = |fields: &[(usize, u32)]| {
        let mut hurt = bytes.clone();
        for &(at, value) in fields {
            put(&mut hurt, at, value);
        }
        hurt
    };
    vec![
        bad("chain to itself.hwp", chain(&|i| i)),
        bad("chain to the first.hwp", chain(&|_| 0)),
        bad("chain back.hwp", chain(&|i| i ^ 1)),
        bad("left is itself.hwp", tree(0x44)),
        bad("right is itself.hwp", tree(0x48)),
        bad("child is itself.hwp", tree(0x4C)),
        bad("table of tables.hwp", head(&[(0x44, 0), (0x48, u32::MAX)])),
        bad("many tables.hwp", head(&[(0x2C, u32::MAX)])),
        bad("directory nowhere.hwp", head(&[(0x30, 0xFFFF_FFF0)])),
        bad("large sectors.hwp", head(&[(0x1E, 0x001E_001E)])),
    ]
}

/// A PDF of those pages and that content.
fn pdf(pages: &str, content: &str) -> Vec<u8> {
    pdf_of(
        &[
            "<< /Type /Catalog /Pages 2 0 R >>",
            pages,
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
            content,
            "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream",
        ],
        "",
    )
}

fn pdf_of(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut out = "%PDF-1.7\n".to_owned();
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", i + 1));
    }
    let start = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1));
    for place in places {
        out.push_str(&format!("{place:010} 00000 n \n"));
    }
    out.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1));
    out.into_bytes()
}

fn pages() -> Vec<Bad> {
    let empty = "<< /Length 0 >>\nstream\n\nendstream";
    let one = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
    let catalog = "<< /Type /Catalog /Pages 2 0 R >>";
    vec![
        bad("kids are the parent.pdf", pdf("<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>", empty)),
        bad("two billion pages.pdf", pdf("<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>", empty)),
        bad("one page a million times.pdf", pdf(&format!("<< /Type /Pages /Kids [{}] /Count 100000 >>", "3 0 R ".repeat(100_000)), empty)),
        bad("form in itself.pdf", pdf(one, "<< /Length 5 >>\nstream\n/X Do\nendstream")),
        bad("length is a lie.pdf", pdf(one, "<< /Length 4294967296 >>\nstream\nBT ET\nendstream")),
        bad("length is itself.pdf", pdf(one, "<< /Length 4 0 R >>\nstream\nBT ET\nendstream")),
        bad("deep array.pdf", pdf(&format!("<< /Type /Pages /Kids {} /Count 1 >>", "[".repeat(DEEP)), empty)),
        bad("deep content.pdf", pdf(one, &format!("<< /Length {DEEP} >>\nstream\n{}\nendstream", "[".repeat(DEEP)))),
        bad("many states.pdf", pdf(one, &format!("<< /Length {} >>\nstream\n{}\nendstream", 2 * DEEP, "q ".repeat(DEEP)))),
        bad("previous is itself.pdf", pdf_of(&[catalog, one, "<< /Type /Page /Parent 2 0 R >>"], "/Prev 9")),
        bad("root nowhere.pdf", pdf_of(&["<< /Type /Catalog /Pages 99 0 R >>"], "")),
        giving(
            "file-encrypted",
            "locked.pdf",
            pdf_of(
                &[catalog, one, "<< /Type /Page /Parent 2 0 R >>"],
                "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O (00000000000000000000000000000000) /U (00000000000000000000000000000000) >> /ID [(a) (a)]",
            ),
        ),
        bad("only a head.pdf", &b"%PDF-1.7\n"[..]),
        bad("large page.pdf", pdf_of(&[catalog, one, "<< /Type /Page /Parent 2 0 R /MediaBox [-1e38 -1e38 1e38 1e38] >>"], "")),
    ]
}

/// Not what they are said to be, or nothing at all.
fn strangers() -> Vec<Bad> {
    let spare = |n: usize| (0..n).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect::<Vec<u8>>();
    let utf16: Vec<u8> = REPORT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        bad("text.hwp", REPORT.as_bytes()),
        bad("page.docx", html::write(&card())),
        bad("hwpx.pdf", hwpx::write(&card())),
        bad("docx.txt", docx::write(&card())),
        bad("hwp.html", hwp5::write(&card())),
        giving("file-encrypted", "locked.hwpx", zip(&[("mimetype", b"application/hwp+zip"), ("META-INF/manifest.xml", b"<odf:manifest><odf:file-entry odf:full-path=\"Contents/section0.xml\"><odf:encryption-data/></odf:file-entry></odf:manifest>"), ("Contents/section0.xml", b"\x01\x02\x03")])),
        giving("file-encrypted", "locked.zip", encrypted(&zip(&[("a.txt", REPORT.as_bytes())]), "a.txt")),
        giving("file-encrypted", "drm.hwp", &b"\x9b DRMONE  This Document is encrypted"[..]),
        giving("file-unreadable", "old.hwp", &b"HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05"[..]),
        giving("file-unreadable", "a.7z", &b"7z\xbc\xaf\x27\x1c\0\0"[..]),
        giving("file-unreadable", "a.rtf", &b"{\\rtf1 a}"[..]),
        bad("empty.txt", &b""[..]),
        bad("empty.hwp", &b""[..]),
        bad("empty.zip", &b""[..]),
        bad("one byte.txt", &b"\x80"[..]),
        bad("nul.txt", vec![0; 100_000]),
        bad("ff.txt", vec![0xff; 100_000]),
        bad("mark.txt", &b"\xef\xbb\xbf"[..]),
        bad("noise.txt", spare(200_000)),
        bad("noise.hwp", [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &spare(100_000)].concat()),
        bad("noise.pdf", [&b"%PDF-1.7\n"[..], &spare(100_000)].concat()),
        bad("noise.hwpx", [&b"PK\x03\x04"[..], &spare(100_000)].concat()),
        bad("odd utf16.txt", [&b"\xff\xfe"[..], &utf16[..utf16.len() - 1]].concat()),
        bad("picture.txt", &b"\x89PNG\r\n\x1a\n0000"[..]),
        bad("program.txt", &b"\x7fELF\x02\x01\x01"[..]),
        bad("one line.txt", "가".repeat(1_000_000)),
        bad("control.txt", (1..0x20_u8).collect::<Vec<u8>>().repeat(1_000)),
        bad("bidi.txt", format!("\u{202e}{REPORT}\u{2066}\u{200b}")),
        bad("combining.txt", format!("□ 개요\n가{}\n", "\u{301}".repeat(100_000))),
    ]
}

/// Names that some program trips over.
fn names() -> Vec<Bad> {
    let long = "가".repeat(80);
    let names = [
        "-o",
        "--force",
        "a\nb.txt",
        "a\tb.txt",
        "\u{1b}[31m.txt",
        "\"q\".txt",
        "a,b;c.txt",
        " .txt",
        "끝 .txt ",
        "🙂.txt",
        "\u{1100}\u{1161}.txt",
        "=1+1.txt",
        "%41.txt",
        "a!b.txt",
        "*.txt",
        &long,
    ];
    names.iter().enumerate().map(|(i, name)| bad(name, REPORT.replace("3-2", &format!("9-{i}")))).collect()
}

#[test]
fn a_folder_of_bad_files_is_converted_to_its_end() {
    let place = Place::new();
    let files: Vec<Bad> = [hurt(), bombs(), loops(), pages(), strangers(), names()].concat();
    assert!(files.len() >= 60);
    for (name, bytes, _) in &files {
        place.write(&format!("in/{name}"), bytes);
    }
    let mut seen = files.len() + 1; // and the member of the archive
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        for name in [&b"in/\xb0\xa1\xb3\xaa.txt"[..], b"in/\xff\xfe\x80", b"in/\xed\xa0\x80.hwp"] {
            fs::write(place.path("").join(std::ffi::OsStr::from_bytes(name)), REPORT).unwrap();
            seen += 1;
        }
    }
    let started = Instant::now();
    let deadline = DEADLINE.to_string();
    let ran = bogoseo(&["convert", "in", "-o", "out", "--timeout", &deadline, "--progress", "none"]).at(&place).run();
    assert!(started.elapsed() < PATIENCE, "{:?}", started.elapsed());
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);

    let manifest = place.manifest("out");
    let totals = &manifest["totals"];
    let count = |key: &str| totals[key].as_u64().unwrap();
    assert_eq!(count("files_seen"), seen as u64);
    assert_eq!(count("ok") + count("review") + count("failed") + count("skipped"), seen as u64);
    let entries = place.files("out");
    let entry = |path: &str| entries.iter().find(|e| e.0 == path).unwrap_or_else(|| panic!("{path} is in the manifest"));
    for (name, _, code) in &files {
        let (_, status, reason) = entry(name);
        assert!(!reason.contains("crashed") && !reason.contains("timeout") && reason != "file-memory", "{name}: {reason}");
        if let Some(code) = code.filter(|_| name != "locked.zip") {
            assert_eq!((status.as_str(), reason.as_str()), ("failed", code), "{name}");
        }
    }
    assert_eq!(entry("locked.zip!/a.txt").2, "file-encrypted");

    let records = place.records("out");
    let of = |path: &str| records.iter().filter(|r| r["source"]["path"] == path).collect::<Vec<&Value>>();
    for (path, status, reason) in &entries {
        let records = of(path);
        match status.as_str() {
            "skipped" => assert!(records.is_empty() && !reason.is_empty(), "{path}"),
            "failed" => {
                assert_eq!(records.len(), 1, "{path}");
                assert_eq!(records[0]["status"], "failed", "{path}");
                assert_eq!(records[0]["errors"][0]["name"], reason.as_str(), "{path}");
            }
            _ => assert!(!records.is_empty(), "{path}"),
        }
    }
    let ids: BTreeSet<&str> = records.iter().map(|r| r["record_id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), records.len());
    // What has a good content under a bad name is read as usual.
    for (name, ..) in names() {
        assert_ne!(entry(&name).1, "failed", "{name}");
    }
    #[cfg(unix)]
    assert_ne!(entry("%B0%A1%B3%AA.txt").1, "failed");
    // No control character reaches a terminal.
    assert!(!ran.stderr.contains('\u{1b}'), "{}", ran.stderr);
}
