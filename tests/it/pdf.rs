//! A PDF, from its bytes to the record: values know their page and their place on it.

use std::process::Command;

use bogoseo::decode::pdf::read_again;
use bogoseo::limits::Limits;
use bogoseo::pipeline::{Settings, convert_bytes};
use bogoseo::record::{Converted, Evidence};

use crate::cli::{Place, bogoseo};
use crate::corpus;
pub use crate::writers::pdf::write as pdf;
use crate::writers::pdf::{document, page};

/// A PDF whose only page is a picture.
pub fn picture() -> Vec<u8> {
    page("q 500 0 0 700 50 50 cm\nBI /W 1 /H 1 /CS /G /BPC 8 ID x EI\nQ\n")
}

/// A PDF of one page with these lines, in a font that any reader knows by its map to Unicode; the map lacks the characters of
/// `unmapped`. `form` is drawn on the page too, and may draw itself as /F.
fn mapped(lines: &[(u32, u32, &str)], unmapped: &str, form: &str) -> Vec<u8> {
    mapped_in("Nuri", lines, unmapped, form)
}

/// The same, in a font of this name.
fn mapped_in(font: &str, lines: &[(u32, u32, &str)], unmapped: &str, form: &str) -> Vec<u8> {
    let mut content = String::from("/F Do\n");
    let mut map = String::new();
    let mut seen: Vec<u16> = Vec::new();
    for (x, y, text) in lines {
        let hex: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        content += &format!("BT /K 10 Tf {x} {y} Td <{hex}> Tj ET\n");
        let units = text.chars().filter(|c| !unmapped.contains(*c)).flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec());
        for unit in units.filter(|u| !seen.contains(u)).collect::<Vec<_>>() {
            seen.push(unit);
            map += &format!("<{unit:04X}> <{unit:04X}>\n");
        }
    }
    let map = format!(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /A def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{} beginbfchar\n{map}endbfchar\n\
         endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend",
        seen.len()
    );
    let stream = |entries: &str, content: &str| format!("<< {entries} /Length {} >>\nstream\n{content}\nendstream", content.len());
    document(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [6 0 R] /Count 1 /MediaBox [0 0 600 800] >>".to_owned(),
        stream("", &content),
        format!("<< /Type /Font /Subtype /Type0 /BaseFont /{font} /Encoding /Identity-H /DescendantFonts [5 0 R] /ToUnicode 7 0 R >>"),
        format!(
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font} /DW 1000 /FontDescriptor 8 0 R
            /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
        ),
        "<< /Type /Page /Parent 2 0 R /Contents 3 0 R /Resources << /Font << /K 4 0 R >> /XObject << /F 9 0 R >> >> >>".to_owned(),
        stream("", &map),
        format!(
            "<< /Type /FontDescriptor /FontName /{font} /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 860 /Descent -140
            /CapHeight 700 /StemV 80 >>"
        ),
        stream("/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /F 9 0 R >> >>", form),
    ])
}

const LINES: &[(u32, u32, &str)] = &[
    (60, 740, "2-4 나래구 빗물정원 조성"),
    (60, 700, "□ 사업개요"),
    (70, 680, "○ 사업기간 : 2023. 4. ~ 2025. 12."),
    (70, 660, "○ 총사업비 : 120억원"),
    (60, 620, "□ 추진실적"),
    (70, 600, "○ 2024. 3. : 실시설계 완료"),
];

/// Two readings of this differ: the map of its font has no 산.
pub fn doubtful() -> Vec<u8> {
    let mut lines = LINES.to_vec();
    lines.push((70, 640, "○ 위치 : 누리동 산 12-3"));
    mapped(&lines, "산", "")
}

/// This cannot be read a second time: its encoding is one that the second reader does not know.
pub fn unreadable_again() -> Vec<u8> {
    let mut lines = LINES.to_vec();
    lines.push((70, 640, "○ 면적 : 8,500㎡"));
    pdf(&lines)
}

#[test]
fn values_know_their_page_and_place() {
    let bytes = pdf(LINES);
    let converted = convert_bytes(&bytes, &Settings::default());
    let [record] = &converted.records[..] else { panic!("{}", converted.records.len()) };
    assert!(record.errors.iter().all(|e| e.name != "file-unreadable"), "{:?}", record.errors);
    let evidence = &converted.evidence[0].evidence;
    let found = evidence.iter().find(|e| e.raw.iter().any(|r| r.contains("2023. 4.") && !r.contains("사업기간"))).unwrap();
    let span = &found.spans[0];
    assert_eq!(span.page, Some(1));
    let [x0, y0, x1, y1] = span.bbox.unwrap();
    // Behind its label, on the line whose baseline is 120 points from the top.
    assert!(x0 > 120 && x1 <= 600 && x0 < x1, "{x0} {x1}");
    assert!((108..120).contains(&y0) && (120..=124).contains(&y1), "{y0} {y1}");
}

fn twice(bytes: &[u8]) -> Converted {
    convert_bytes(bytes, &Settings { second_reading: true, ..Settings::default() })
}

fn value<'c>(converted: &'c Converted, raw: &str) -> &'c Evidence {
    converted.evidence[0].evidence.iter().find(|e| e.raw.iter().any(|r| r.contains(raw))).unwrap()
}

fn raises(converted: &Converted, name: &str) -> bool {
    converted.records.iter().flat_map(|r| &r.errors).chain(&converted.errors).any(|e| e.name == name)
}

#[test]
fn a_second_reading_that_agrees_raises_confidence_and_says_nothing() {
    let bytes = mapped(LINES, "", "");
    let (once, twice) = (convert_bytes(&bytes, &Settings::default()), twice(&bytes));
    for name in ["readings-differ", "no-second-reading"] {
        assert!(!raises(&twice, name), "{name}");
    }
    assert!(value(&twice, "120억원").confidence > value(&once, "120억원").confidence);
    assert!(twice.records[0].confidence > once.records[0].confidence);
}

#[test]
fn characters_in_doubt_are_read_a_second_time_unasked_and_only_their_values_are_blamed() {
    let converted = convert_bytes(&doubtful(), &Settings::default());
    let issue = converted.records[0].errors.iter().find(|e| e.name == "readings-differ").unwrap();
    assert_eq!(issue.spans[0].page, Some(1));
    assert_eq!(issue.raw, ["\u{fffd}"]);
    let because = |raw| value(&converted, raw).because.iter().any(|b| b.contains("two readings"));
    assert!(because("누리동"));
    assert!(!because("120억원"));
}

fn text(bytes: &[u8]) -> String {
    bogoseo::decode::decode(bytes, &Limits::default()).unwrap().text().to_owned()
}

#[test]
fn letters_of_western_europe_as_wide_as_hangul_are_not_believed() {
    let mut lines = LINES.to_vec();
    lines.push((70, 640, "○ 위치 : 나래í 누리ü 한별ý 사×"));
    let bytes = mapped(&lines, "", "");
    assert!(text(&bytes).contains("나래\u{fffd} 누리\u{fffd} 한별\u{fffd} 사\u{fffd}"), "{}", text(&bytes));
    assert!(raises(&convert_bytes(&bytes, &Settings::default()), "readings-differ"));
    // One may be a symbol that a font has so wide; those of KS X 1001 are.
    lines.pop();
    lines.push((70, 640, "○ 면적 : 3 × 4 é"));
    assert!(text(&mapped(&lines, "", "")).contains("3 × 4 é"));
}

#[test]
fn letters_of_a_font_of_pictures_are_its_pictures() {
    let lines = [(60, 740, "v l A")];
    assert_eq!(text(&mapped_in("ABCDEF+Wingdings-Regular", &lines, "", "")).trim(), "❖ ● \u{f041}");
    assert_eq!(text(&mapped_in("Wingdings2", &lines, "", "")).trim(), "v l A");
}

#[test]
fn sums_that_fail_are_read_a_second_time_unasked() {
    let table = |total: &'static str| {
        let rows = [(560, "국비", "30"), (540, "도비", "20"), (520, "시비", "50"), (500, "계", total)];
        let mut lines = vec![(60, 620, "□ 연차별 투자계획 (단위 : 백만원)"), (70, 580, "재원"), (200, 580, "2024년")];
        lines.extend(rows.iter().flat_map(|&(y, label, amount)| [(70, y, label), (200, y, amount)]));
        let mut bytes = mapped(&lines, "", "");
        bytes.extend(b"\n");
        convert_bytes(&bytes, &Settings::default())
    };
    let (sound, broken) = (table("100"), table("110"));
    assert!(raises(&broken, "total-mismatch") && !raises(&sound, "total-mismatch"));
    // The readings agree, so it is the report that is wrong: what the table says is surer than it would be without.
    let cell = |c: &Converted| c.records[0].confidence;
    assert!(cell(&broken) < cell(&sound));
    assert!(!raises(&broken, "readings-differ") && !raises(&broken, "no-second-reading"));
}

#[test]
fn what_the_second_reader_does_not_know_is_said_and_changes_nothing() {
    let bytes = unreadable_again();
    let (once, twice) = (convert_bytes(&bytes, &Settings::default()), twice(&bytes));
    assert!(raises(&twice, "no-second-reading") && !raises(&once, "no-second-reading"));
    assert_eq!(twice.records[0].confidence, once.records[0].confidence);
    assert_eq!(serde_json::to_value(&twice.records[0]).unwrap(), serde_json::to_value(&once.records[0]).unwrap());
}

#[test]
fn forms_that_draw_themselves_do_not_end_the_second_reader() {
    let bytes = mapped(LINES, "", "/F Do");
    let read = read_again(&bytes, &Limits::default(), &[1, 7]);
    assert!(read.pages[0].text.as_ref().unwrap().contains("120억원"));
    assert_eq!(read.pages[1].text, None);
}

#[test]
fn a_second_reader_that_is_lost_leaves_the_first_reading() {
    for (word, code) in [("again-abort", "file-crashed"), ("again-panic", "file-crashed"), ("again-sleep", "file-timeout")] {
        let place = Place::new();
        let mut bytes = mapped(LINES, "", "");
        bytes.extend(format!("% bogoseo-drill:{word} \n").bytes());
        place.write("in/a.pdf", &bytes);
        let arguments = ["convert", "in", "--drills", "--second-reading", "--timeout", "8", "-q", "-o", "out"];
        let ran = bogoseo(&arguments).at(&place).run();
        assert_eq!(ran.code, Some(0), "{word}: {ran:?}");
        let manifest = std::fs::read_to_string(place.path("out/manifest.json")).unwrap();
        assert!(manifest.contains("no-second-reading") && manifest.contains(code), "{word}: {manifest}");
        let records = std::fs::read_to_string(place.path("out/records.jsonl")).unwrap();
        assert!(records.contains("12000000000"), "{word}: {records}");
    }
}

/// Whether `tesseract` with Korean data is here; where it is not, said loudly.
fn recognises(who: &str) -> bool {
    let languages = Command::new("tesseract").arg("--list-langs").output().map(|o| String::from_utf8_lossy(&o.stdout).into_owned());
    let there = languages.is_ok_and(|l| l.lines().any(|l| l.trim() == "kor"));
    if !there {
        eprintln!("\n!!! SKIPPED: {who}: no tesseract with Korean data !!!\n");
    }
    there
}

/// Digits as pictures of five by seven dots.
const DIGITS: [[u8; 7]; 10] = [
    [14, 17, 17, 17, 17, 17, 14],
    [4, 12, 4, 4, 4, 4, 14],
    [14, 17, 1, 2, 4, 8, 31],
    [31, 2, 4, 2, 1, 17, 14],
    [2, 6, 10, 18, 31, 2, 2],
    [31, 16, 30, 1, 1, 17, 14],
    [6, 8, 16, 30, 17, 17, 14],
    [31, 1, 2, 4, 8, 8, 8],
    [14, 17, 17, 14, 17, 17, 14],
    [14, 17, 17, 15, 1, 2, 12],
];

/// A page that is a picture, with these digits on it.
fn scanned(digits: &[usize]) -> Vec<u8> {
    const DOT: usize = 6;
    let (width, height) = (600, 400);
    let mut dots = vec!["FF"; width * height];
    for (i, &digit) in digits.iter().enumerate() {
        for (row, bits) in DIGITS[digit].iter().enumerate() {
            for column in (0..5).filter(|c| bits >> (4 - c) & 1 == 1) {
                for y in 0..DOT {
                    let at = (150 + row * DOT + y) * width + 60 + i * 7 * DOT + column * DOT;
                    dots[at..at + DOT].fill("00");
                }
            }
        }
    }
    let image = format!("BI /W {width} /H {height} /CS /G /BPC 8 /F /AHx ID {}> EI", dots.concat());
    page(&format!("q 600 0 0 400 0 200 cm\n{image}\nQ\n"))
}

#[test]
fn a_picture_of_digits_is_recognised_where_that_is_asked_for() {
    if !recognises("a_picture_of_digits_is_recognised_where_that_is_asked_for") {
        return;
    }
    let place = Place::new();
    place.write("a.pdf", &scanned(&[2, 0, 2, 4, 1, 7]));
    let without = bogoseo(&["inspect", "a.pdf", "--stage", "text"]).at(&place).run();
    assert_eq!(without.code, Some(1), "{without:?}");
    assert!(without.stderr.contains("page-no-text"), "{without:?}");
    let text = bogoseo(&["inspect", "a.pdf", "--stage", "text", "--ocr"]).at(&place).run();
    // Which letters it sees in dots is its own affair.
    assert!(text.code == Some(0) && !text.stdout.trim().is_empty(), "{text:?}");
    let issues = bogoseo(&["inspect", "a.pdf", "--stage", "issues", "--ocr"]).at(&place).run();
    assert!(issues.stdout.contains("page-recognised"), "{issues:?}");
}

#[test]
fn pages_are_recognised_within_the_time_of_their_document() {
    if !recognises("pages_are_recognised_within_the_time_of_their_document") {
        return;
    }
    let place = Place::new();
    place.write("a.pdf", &scanned(&[2, 0, 2, 4]));
    // A name in the search path that never answers.
    place.write("bin/tesseract", b"#!/bin/sh\ncase $1 in --list-langs) echo kor;; *) exec sleep 600;; esac\n");
    make_runnable(&place.path("bin/tesseract"));
    let ran = bogoseo(&["inspect", "a.pdf", "--ocr", "--timeout", "4"]).at(&place).path(&place.path("bin")).run();
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("page-no-text") && ran.stdout.contains("--timeout"), "{ran:?}");
}

#[cfg(unix)]
fn make_runnable(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(not(unix))]
fn make_runnable(_: &std::path::Path) {}

#[test]
fn without_the_program_the_issue_says_what_is_missing() {
    let place = Place::new();
    place.write("a.pdf", &picture());
    let ran = bogoseo(&["inspect", "a.pdf", "--stage", "issues", "--ocr"]).at(&place).path(&place.path("nowhere")).run();
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("tesseract, which --ocr needs, was not found"), "{ran:?}");
    for system in ["Debian", "macOS", "Windows"] {
        assert!(ran.stdout.contains(system), "{system}: {ran:?}");
    }
}

#[test]
fn pages_whose_letters_have_no_unicode_are_recognised() {
    let who = "pages_whose_letters_have_no_unicode_are_recognised";
    let (Some(folder), true) = (corpus::folder(who), recognises(who)) else { return };
    let file = folder.join("pdf/v_notounicode_rl_ttf_xr.pdf");
    let ran = bogoseo(&["inspect", &file.to_string_lossy(), "--stage", "text", "--ocr"]).run();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let squashed: String = ran.stdout.chars().filter(|c| !c.is_whitespace()).collect();
    for words in ["사업개요", "이행구분", "기업유치"] {
        assert!(squashed.contains(words), "{words}: {}", ran.stdout);
    }
}

/// A generator of numbers that are the same in every run.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }
}

#[test]
fn documents_that_are_cut_or_flipped_give_an_answer_each() {
    let mut seeded = Seeded(7);
    let place = Place::new();
    let mut count = 0;
    for bytes in [pdf(LINES), mapped(LINES, "", "/F Do"), picture(), doubtful()] {
        for round in 0..60 {
            let mut changed = bytes.clone();
            if round % 3 == 0 {
                changed.truncate(seeded.below(bytes.len()));
            } else {
                for _ in 0..=seeded.below(12) {
                    let at = seeded.below(changed.len());
                    changed[at] ^= 1 << seeded.below(8);
                }
            }
            place.write(&format!("in/{count:03}.pdf"), &changed);
            count += 1;
        }
    }
    answers_each(&place, count);
}

#[test]
fn documents_of_the_corpus_that_are_cut_or_flipped_give_an_answer_each() {
    let Some(folder) = corpus::folder("documents_of_the_corpus_that_are_cut_or_flipped_give_an_answer_each") else { return };
    let mut seeded = Seeded(11);
    let place = Place::new();
    let mut count = 0;
    let mut paths: Vec<_> = folder.join("pdf").read_dir().unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "pdf")) {
        let bytes = std::fs::read(path).unwrap();
        let mut flipped = bytes.clone();
        for _ in 0..=seeded.below(40) {
            let at = seeded.below(flipped.len());
            flipped[at] ^= 1 << seeded.below(8);
        }
        for changed in [&bytes[..seeded.below(bytes.len())], &flipped] {
            place.write(&format!("in/{count:03}.pdf"), changed);
            count += 1;
        }
    }
    assert!(count > 0);
    answers_each(&place, count);
}

#[test]
fn hostile_documents_of_the_corpus_give_an_answer_each() {
    let Some(folder) = corpus::folder("hostile_documents_of_the_corpus_give_an_answer_each") else { return };
    let place = Place::new();
    let mut count = 0;
    for entry in folder.join("pdf/hostile").read_dir().unwrap() {
        place.write(&format!("in/{count:03}.pdf"), &std::fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 0);
    answers_each(&place, count);
}

/// Each of so many documents in `in` becomes one file of the manifest, with records that say `ok`, `review` or `failed`; every
/// page is read twice.
fn answers_each(place: &Place, count: usize) {
    let arguments = ["convert", "in", "--second-reading", "--timeout", "4", "--max-memory", "1024", "-q", "-o", "out", "-j", "2"];
    let ran = bogoseo(&arguments).at(place).run();
    assert!(matches!(ran.code, Some(0 | 1)), "{ran:?}");
    assert_eq!(ran.stderr, "");
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(place.path("out/manifest.json")).unwrap()).unwrap();
    let files = manifest["files"].as_array().unwrap();
    assert_eq!(files.len(), count);
    for file in files {
        assert!(matches!(file["status"].as_str(), Some("ok" | "review" | "failed")), "{file}");
        assert_ne!(file["reason"], "file-crashed", "{file}");
    }
}
