//! Documents of word processors and web pages, through the whole program: bounds, damage, and the real ones of the corpus.

use std::collections::BTreeMap;

use bogoseo::decode::{self, Decoded};
use bogoseo::limits::Limits;
use bogoseo::{Settings, convert_bytes};

use crate::corpus;
use crate::writers::{Piece, cell, docx, html, hwp5, hwpx, zip};

/// What the only record of a document that is given up says.
fn refusal(bytes: &[u8], limits: Limits) -> (String, String) {
    let converted = convert_bytes(bytes, &Settings { limits, ..Settings::default() });
    assert_eq!(converted.records.len(), 1);
    let issue = &converted.records[0].errors[0];
    (issue.name.to_owned(), issue.message.clone())
}

fn card() -> Vec<Piece> {
    let row = || vec![cell("국비"), cell("30")];
    vec![Piece::Line("□ 사업개요"), Piece::Line(" ○ 위치 : 누리동"), Piece::Table(vec![row(), row(), row()])]
}

#[test]
fn every_bound_of_a_container_is_reached_through_convert_and_names_itself() {
    let fill = "a".repeat(9 << 20);
    let bomb = zip(&[("mimetype", b"application/hwp+zip"), ("Contents/section0.xml", format!("<hs:sec>{fill}</hs:sec>").as_bytes())]);
    let many: Vec<(String, Vec<u8>)> = (0..50).map(|i| (format!("Contents/section{i}.xml"), b"<hs:sec/>".to_vec())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let few = Limits::default;
    for (name, bytes, limits) in [
        ("max_bytes", hwpx::write(&card()), Limits { max_bytes: 100, ..few() }),
        ("max_inflate_ratio", bomb.clone(), few()),
        ("max_part_bytes", bomb.clone(), Limits { max_part_bytes: 1 << 20, ..few() }),
        ("max_inflated_bytes", hwpx::write(&card()), Limits { max_inflated_bytes: 400, ..few() }),
        ("max_entries", zip(&many), Limits { max_entries: 20, ..few() }),
        ("max_depth", hwpx::write(&card()), Limits { max_depth: 4, ..few() }),
        ("max_depth", html::write(&card()), Limits { max_depth: 4, ..few() }),
        ("max_cells", hwpx::write(&card()), Limits { max_cells: 3, ..few() }),
        ("max_cells", hwp5::write(&card()), Limits { max_cells: 3, ..few() }),
        ("max_cells", docx::write(&card()), Limits { max_cells: 3, ..few() }),
        ("max_cells", html::write(&card()), Limits { max_cells: 3, ..few() }),
        ("max_table_depth", "<table><tr><td>".repeat(90).into_bytes(), few()),
    ] {
        let (code, message) = refusal(&bytes, limits);
        if name == "max_bytes" {
            assert_eq!(code, "file-too-large");
        } else {
            assert_eq!(code, "container-limit", "{name}: {message}");
            assert!(message.contains(name), "{name}: {message}");
        }
    }
}

#[test]
fn what_could_be_read_of_a_damaged_document_is_kept_and_goes_to_review() {
    let converted = convert_bytes(&hwpx::damaged(&card()), &Settings::default());
    let record = serde_json::to_value(&converted.records[0]).unwrap();
    assert_eq!(record["status"], "review");
    assert_eq!(record["overview"]["projects"][0]["location"], "누리동");
    assert!(converted.errors.iter().any(|e| e.name == "document-incomplete"));
}

#[test]
fn entities_are_not_expanded() {
    let entity = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>"#;
    let section = format!("{entity}<hs:sec><hp:p><hp:run><hp:t>□ 사업개요 &c;</hp:t></hp:run></hp:p></hs:sec>");
    let bytes = zip(&[("mimetype", b"application/hwp+zip"), ("Contents/section0.xml", section.as_bytes())]);
    let decoded = decode::decode(&bytes, &Limits::default()).unwrap();
    assert!(decoded.text().len() < 100, "{}", decoded.text());
}

#[test]
fn any_change_of_a_byte_gives_an_answer() {
    for bytes in [hwpx::write(&card()), hwp5::write(&card()), docx::write(&card()), html::write(&card())] {
        for at in (0..bytes.len()).step_by(7) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x55;
            assert!(!convert_bytes(&changed, &Settings::default()).records.is_empty(), "byte {at}");
            assert!(!convert_bytes(&bytes[..at], &Settings::default()).records.is_empty(), "cut at {at}");
        }
    }
}

fn squashed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every table as its cells, and how many characters of each kind the text has.
type Content = (Vec<Vec<(usize, usize, usize, usize, String)>>, BTreeMap<char, usize>);

fn content(decoded: &Decoded) -> Content {
    let native = decoded.native.as_ref().unwrap();
    let cells = |t: &decode::NativeTable| {
        let cell = |c: &decode::NativeCell| (c.row, c.column, c.row_span, c.column_span, squashed(&native.cell_text(decoded.text(), c)));
        t.cells.iter().map(cell).collect::<Vec<_>>()
    };
    let mut tables: Vec<_> = native.tables.iter().map(cells).collect();
    tables.sort();
    let mut characters = BTreeMap::new();
    for c in decoded.text().chars().filter(|c| !c.is_whitespace()) {
        *characters.entry(c).or_default() += 1;
    }
    (tables, characters)
}

/// Documents of the corpus that are there in HWP and in HWPX, and characters that only one of them has.
const TWINS: [(&str, &str, usize); 7] = [
    ("moel_upmubogo_2025.hwp", "moel_upmubogo_2025.hwpx", 0),
    ("mois_press_20251202.hwp", "mois_press_20251202.hwpx", 0),
    ("hwp/HwpForge__tables_table_20_real_world_ministry_stress.hwp", "hwp/HwpForge__tables_table_20_real_world_ministry_stress.hwpx", 0),
    ("hwp/hwpjs__fixtures_outline.hwp", "hwp/hwpjs__fixtures_outline.hwpx", 0),
    ("hwp/rhwp__samples_table-vpos-01.hwp", "hwp/hwpx-mcp-server__m2_corpus_public_official_table.hwpx", 0),
    ("hwp/rhwp__hwpx_2024년_1분기_해외직접투자_보도자료_ff.hwp", "hwp/rhwp__hwpx_2024년_1분기_해외직접투자_보도자료_ff.hwpx", 0),
    // Four check boxes, which the converter to HWPX dropped.
    ("hwp/auto-hwp__benchmarks_benchmark1.hwp", "hwp/auto-hwp__benchmarks_benchmark1.hwpx", 4),
];

#[test]
fn a_document_says_the_same_in_hwp_and_hwpx() {
    let Some(folder) = corpus::folder("containers: twins") else {
        return;
    };
    for (hwp, hwpx, apart) in TWINS {
        let read = |name: &str| {
            let bytes = std::fs::read(folder.join("real").join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
            content(&decode::decode(&bytes, &Limits::default()).unwrap_or_else(|d| panic!("{name}: {}", d.message)))
        };
        let ((tables, characters), (twin_tables, twin_characters)) = (read(hwp), read(hwpx));
        assert_eq!(tables, twin_tables, "{hwp}");
        let count = |a: &BTreeMap<char, usize>, c: &char| a.get(c).copied().unwrap_or(0);
        let differences: usize = characters
            .keys()
            .chain(twin_characters.keys())
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .map(|c| count(&characters, c).abs_diff(count(&twin_characters, c)))
            .sum();
        assert_eq!(differences, apart, "{hwp}");
    }
}

/// Files of the corpus that cannot be read, with the code that says why.
const REFUSED: [(&str, &str); 5] = [
    ("pyhwp__fixtures_password-12345.hwp", "file-encrypted"),
    ("kordoc__password_HWP5-password-123456.hwpx", "file-encrypted"),
    ("kordoc__password_HWP3-password-123456.hwp", "file-unreadable"),
    ("auto-hwp__hwp_issue_265.hwp", "file-unreadable"),
    ("hwpers__converted_output.hwp", "file-unreadable"),
];

#[test]
fn every_real_document_is_read_or_says_why_not() {
    let Some(folder) = corpus::folder("containers: real documents") else {
        return;
    };
    let mut read = 0;
    for folder in [folder.join("real"), folder.join("real/hwp")] {
        for path in folder.read_dir().unwrap().map(|e| e.unwrap().path()) {
            let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_owned();
            if !matches!(extension.as_str(), "hwp" | "hwpx" | "hml") {
                continue;
            }
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            let expected = REFUSED.iter().find(|(n, _)| *n == name).map(|(_, code)| *code);
            match decode::decode(&std::fs::read(&path).unwrap(), &Limits::default()) {
                Ok(decoded) => {
                    assert_eq!(expected, None, "{name} was read");
                    assert!(decoded.text().chars().any(|c| !c.is_whitespace()), "{name}");
                    assert!(decoded.diagnostics.is_empty(), "{name}: {:?}", decoded.diagnostics);
                    read += 1;
                }
                Err(diagnostic) => assert_eq!(Some(diagnostic.code.name), expected, "{name}: {}", diagnostic.message),
            }
        }
    }
    assert!(read >= 40, "{read} documents");
}

#[test]
fn what_only_a_name_says_is_noted_and_changes_nothing() {
    let read = |path: &str| convert_bytes(&hwpx::write(&card()), &Settings { path: path.to_owned(), ..Settings::default() });
    let names = |path: &str| read(path).errors.iter().map(|e| e.name).collect::<Vec<_>>();
    assert_eq!(names("1-1.hwpx"), Vec::<&str>::new());
    assert_eq!(names("1-1.hwp"), ["extension-mismatch"]);
    assert_eq!(read("1-1.hwp").records[0].record_id, read("1-1.hwpx").records[0].record_id);
}
