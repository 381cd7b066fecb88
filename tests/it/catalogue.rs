//! The catalogue against the program: every code is raised somewhere, nothing raises another, and each has an input that raises
//! it and one that does not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bogoseo::diag::codes;
use bogoseo::limits::Limits;
use bogoseo::record::Converted;
use bogoseo::{Settings, convert_bytes};

use crate::writers::{Piece, html, hwpx};
use crate::{cases, golden};

/// Codes that no input of this build can raise, each with the reason.
const RESERVED: &[(&str, &str)] = &[("jurisdiction-ambiguous", "raised when two places of one name compete; text reports name one")];

/// Codes that need more than the bytes of one file, with the test that raises each.
const BEYOND_ONE_FILE: &[(&str, &str)] = &[
    ("duplicate-record", "cli.rs: two files of one text"),
    ("page-recognised", "pdf.rs: a picture that tesseract reads, where it is installed"),
    ("correction-stale", "corrections.rs: a corrected report whose text has changed"),
    ("file-timeout", "worker.rs: a worker that hangs"),
    ("file-memory", "worker.rs: a worker that grows"),
    ("file-encrypted", "decode/format.rs: a compound file that says it is encrypted"),
    ("file-crashed", "worker.rs: a worker that dies; no input is known to crash the program"),
];

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// Sources outside the catalogue, without their tests and comments.
fn program() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|f| (f.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"), f))
        .filter(|(name, _)| !name.starts_with("diag/") && !name.ends_with("/tests.rs"))
        .map(|(name, f)| {
            let text = std::fs::read_to_string(f).unwrap();
            let code = text.split("\n#[cfg(test)]").next().unwrap_or_default();
            (name, code.lines().filter(|l| !l.trim_start().starts_with("//")).flat_map(|l| [l, "\n"]).collect())
        })
        .collect()
}

/// `TOTAL_MISMATCH` → `total-mismatch`: the static's name and the wire name are one word.
fn wire_name(constant: &str) -> String {
    constant.to_lowercase().replace('_', "-")
}

/// The constants of `codes::` that the program names, with the files that do.
fn named() -> BTreeMap<String, Vec<String>> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, code) in program() {
        for (at, _) in code.match_indices("codes::") {
            let word: String = code[at + 7..].chars().take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '_').collect();
            if word.len() > 2 && word != "ALL" {
                out.entry(wire_name(&word)).or_default().push(file.clone());
            }
        }
    }
    out
}

#[test]
fn every_code_is_named_in_the_program_or_reserved() {
    let named = named();
    let mut told = String::new();
    for code in codes::ALL {
        let reserved = RESERVED.iter().any(|(n, _)| *n == code.name);
        match named.get(code.name) {
            None if !reserved => told.push_str(&format!("{} is raised nowhere in src\n", code.name)),
            Some(files) if reserved => told.push_str(&format!("{} is reserved, but {files:?} name it\n", code.name)),
            _ => {}
        }
    }
    assert!(told.is_empty(), "{told}");
}

#[test]
fn the_program_names_registered_codes_only() {
    for (name, files) in named() {
        assert!(bogoseo::diag::find(&name).is_some(), "{name} in {files:?} is no code");
    }
    for (file, code) in program() {
        let made = code
            .match_indices("Code {")
            .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric()) && !code[..at].ends_with("-> "));
        assert!(!made, "{file} makes a code outside the catalogue");
    }
}

#[test]
fn lists_name_codes_and_give_reasons() {
    for (name, reason) in RESERVED.iter().chain(BEYOND_ONE_FILE) {
        assert!(bogoseo::diag::find(name).is_some() && reason.len() > 15, "{name}: {reason}");
    }
}

/// Inputs that are no text of a report: (what it is, bytes, the code it must raise).
fn hostile() -> Vec<(&'static str, Vec<u8>, Settings, &'static str)> {
    let plain = Settings::default;
    let named = |path: &str| Settings { path: path.to_owned(), ..Settings::default() };
    let twice = Settings { second_reading: true, ..Settings::default() };
    let few = Settings { limits: Limits { max_text_cells: 4, ..Limits::default() }, ..Settings::default() };
    let small = Settings { limits: Limits { max_bytes: 64, ..Limits::default() }, ..Settings::default() };
    // Of an image, only what tells that it is one.
    let mut image = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    image.extend([0; 64]);
    let noise: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 21) as u8).collect();
    let database = [b"SQLite format 3\0".to_vec(), vec![0; 84]].concat();
    let mut mixed = "달빛골 마을회관\n○ 위치 : 달빛동\n".as_bytes().to_vec();
    mixed.extend(encoding_rs::EUC_KR.encode("○ 사업기간 : 연중 추진\n○ 사업내용 : 회관 보수\n").0.iter());
    vec![
        ("no bytes", Vec::new(), plain(), "file-empty"),
        ("blank lines", b" \n\t\n\n".to_vec(), plain(), "file-empty"),
        ("an image", image, plain(), "file-unreadable"),
        ("bytes of no encoding", noise, plain(), "text-unassigned"),
        ("a database", database, plain(), "not-a-report"),
        ("a file over the budget", "솔숲 정비 사업의 추진 상황을 알려 드립니다\n".repeat(9).into_bytes(), small, "file-too-large"),
        ("two encodings in one file", mixed, plain(), "encoding-uncertain"),
        ("more cells than are read", "□ 추진일정\n가온\t나래\t다솜\n1\t2\t3\n".into(), few, "table-limit"),
        ("a page nested without end", "<div>".repeat(100_000).into_bytes(), plain(), "container-limit"),
        ("a package of two sections, one of them damaged", hwpx::damaged(&[Piece::Line("2-1")]), plain(), "document-incomplete"),
        ("a scanned page", crate::pdf::picture(), plain(), "page-no-text"),
        ("a page with a letter that has no Unicode", crate::pdf::doubtful(), plain(), "readings-differ"),
        ("a font that the second reader does not know", crate::pdf::unreadable_again(), twice, "no-second-reading"),
        ("a page under the name of a text", html::write(&[Piece::Line("□ 사업개요")]), named("2-1.txt"), "extension-mismatch"),
    ]
}

/// Issues of the records and of the file.
fn raised(converted: &Converted) -> BTreeSet<&'static str> {
    cases::issue_names(converted).into_iter().chain(converted.errors.iter().map(|e| e.name)).collect()
}

#[test]
fn inputs_that_are_no_report_say_why() {
    for (what, bytes, settings, code) in hostile() {
        let names = raised(&convert_bytes(&bytes, &settings));
        assert!(names.contains(code), "{what}: {names:?} without {code}");
    }
}

#[test]
fn each_code_has_an_input_that_raises_it_and_one_that_does_not() {
    let mut inputs: Vec<(String, BTreeSet<&str>)> = Vec::new();
    inputs.extend(golden::names().iter().map(|n| (n.clone(), raised(&golden::convert(n)))));
    inputs.extend(cases::all().iter().map(|c| (c.name.clone(), raised(&cases::convert(c)))));
    inputs.extend(hostile().into_iter().map(|(what, bytes, settings, _)| (what.to_owned(), raised(&convert_bytes(&bytes, &settings)))));
    let mut told = String::new();
    for code in codes::ALL {
        let listed = RESERVED.iter().chain(BEYOND_ONE_FILE).any(|(n, _)| *n == code.name);
        let with = inputs.iter().filter(|(_, names)| names.contains(code.name)).count();
        if with == 0 && !listed {
            told.push_str(&format!("{}: no input raises it\n", code.name));
        }
        if with > 0 && listed {
            told.push_str(&format!("{}: listed as out of reach, but {with} inputs raise it\n", code.name));
        }
        if with == inputs.len() {
            told.push_str(&format!("{}: every input raises it\n", code.name));
        }
    }
    assert!(told.is_empty(), "{told}");
}
