//! One report in every encoding that is read: the same text comes out, and says which encoding it was.

use bogoseo::decode::{Decoded, decode};
use bogoseo::limits::Limits;
use bogoseo::span::Range;
use unicode_normalization::UnicodeNormalization;

use crate::corpus;

const REPORT: &str = "\
3-2
마을도서관 야간 개방 확대

□ 사업개요
 ○ 사업기간 : 2023. 4. ~ 2025. 12.
 ○ 위    치 : 나래구 빗물로 12 일원
 ○ 총사업비 : 1,240백만원(국비 620, 시비 620)
□ 추진실적
 - ▶ 2023. 9. 7. 업무협약 체결(나래구 ↔ 한빛대학교)
 - ▶ 2024. 3.    면적 320㎡ 증축, 「작은도서관 조례」 개정
【투자계획 및 확보실적】
(단위:백만원)
구분\t계\t2023\t2024\t2025
계\t1,240\t400\t440\t400
국비\t620\t200\t220\t200
시비\t620\t200\t220\t200
";

fn read(bytes: &[u8]) -> Decoded {
    decode(bytes, &Limits::default()).expect("a text report")
}

fn cp949(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding_rs::EUC_KR.encode(text);
    assert!(!unmappable, "the text is within CP949");
    bytes.into_owned()
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn every_encoding_gives_the_same_text() {
    for text in [REPORT.to_owned(), REPORT.replace('\n', "\r\n")] {
        let marked = format!("\u{feff}{text}");
        let variants = [
            ("UTF-8", text.as_bytes().to_vec()),
            ("UTF-8", marked.as_bytes().to_vec()),
            ("EUC-KR", cp949(&text)),
            ("UTF-16LE", utf16(&text, u16::to_le_bytes)),
            ("UTF-16LE", utf16(&marked, u16::to_le_bytes)),
            ("UTF-16BE", utf16(&text, u16::to_be_bytes)),
            ("UTF-16BE", utf16(&marked, u16::to_be_bytes)),
        ];
        for (label, bytes) in variants {
            let decoded = read(&bytes);
            assert_eq!(decoded.encoding, Some(label));
            assert_eq!(decoded.text(), text, "{label}");
            assert_eq!(decoded.source_text(), text, "{label}");
            assert!(decoded.diagnostics.is_empty(), "{:?}", decoded.diagnostics);
        }
    }
}

#[test]
fn each_line_alone_is_read_right_in_the_encodings_of_files() {
    for line in REPORT.lines().filter(|line| !line.is_empty()) {
        assert_eq!(read(line.as_bytes()).text(), line);
        assert_eq!(read(&cp949(line)).text(), line);
    }
}

#[test]
fn syllables_of_uhc_beyond_ksx1001_are_read() {
    let text = REPORT.replace("한빛", "햏뷁");
    assert_eq!(read(&cp949(&text)).text(), text);
}

#[test]
fn jamo_are_the_same_report_and_spans_refer_to_the_file() {
    let source: String = REPORT.nfd().collect();
    let decoded = read(source.as_bytes());
    assert_eq!(decoded.text(), REPORT);
    assert_eq!(decoded.source_text(), source);
    for line in REPORT.lines().filter(|line| !line.is_empty()) {
        let at = REPORT.find(line).expect("a line of the report");
        let raw = &source[decoded.to_source(Range::new(at, at + line.len())).to_usize()];
        assert_eq!(raw, line.nfd().collect::<String>());
    }
}

#[test]
fn a_cut_file_loses_its_last_character_only() {
    for (label, mut bytes) in [
        ("UTF-8", REPORT.trim_end().as_bytes().to_vec()),
        ("EUC-KR", cp949(REPORT.trim_end())),
        ("UTF-16LE", utf16(REPORT.trim_end(), u16::to_le_bytes)),
    ] {
        bytes.extend(match label {
            "UTF-8" => &b"\xea\xb3"[..],
            "EUC-KR" => b"\xb0",
            _ => b"\xf5",
        });
        let decoded = read(&bytes);
        assert_eq!(decoded.encoding, Some(label));
        assert_eq!(decoded.text(), format!("{}\u{fffd}", REPORT.trim_end()));
    }
}

#[test]
fn damage_stays_where_it_is() {
    for (label, mut bytes) in [("UTF-8", REPORT.as_bytes().to_vec()), ("EUC-KR", cp949(REPORT))] {
        let at = bytes.iter().position(|&b| b == b'\t').expect("a table");
        bytes[at] = 0xff;
        let decoded = read(&bytes);
        assert_eq!(decoded.encoding, Some(label));
        assert_eq!(decoded.text(), REPORT.replacen('\t', "\u{fffd}", 1));
        assert!(decoded.diagnostics.is_empty());
    }
}

/// The texts of the corpus, where there is one: each in the encoding that its gold record names.
#[test]
fn corpus_texts_are_in_the_encodings_that_gold_names() {
    let Some(corpus) = corpus::folder("encodings") else {
        return;
    };
    let folder = corpus.join("synthetic").read_dir().expect("a readable folder");
    for entry in folder {
        let path = entry.expect("a readable folder").path();
        if path.extension().is_none_or(|e| e != "txt") {
            continue;
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let gold = corpus.join(format!("synthetic/gold/{name}.gold.json"));
        let Ok(gold) = std::fs::read(gold) else {
            continue;
        };
        let gold: serde_json::Value = serde_json::from_slice(&gold).expect("gold is JSON");
        let first = gold.get(0).unwrap_or(&gold);
        let decoded = read(&std::fs::read(&path).expect("a readable file"));
        assert_eq!(decoded.encoding, first["source"]["encoding"].as_str(), "{name}");
        assert!(decoded.diagnostics.is_empty(), "{name}");
    }
}
