//! What holds for every text: no panic, evidence that stands where it says, honest coverage, stable ids, the same bytes twice.

use bogoseo::record::Converted;
use bogoseo::{Settings, convert_bytes};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::golden;

fn convert(text: &str) -> Converted {
    convert_bytes(text.as_bytes(), &Settings::default())
}

fn slice(chars: &[char], start: u32, end: u32) -> Option<String> {
    chars.get(start as usize..end as usize).map(|c| c.iter().collect())
}

/// Members that carry no value of the report, and those that are made from a value which has evidence.
const WITHOUT_EVIDENCE: [&str; 10] =
    ["schema_version", "record_id", "pledge_key", "status", "confidence", "errors", "source", "sections", "coverage", "document"];

/// Pointers of the values of `value`: strings and numbers.
fn leaves(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(k, v)| leaves(v, &format!("{at}/{}", k.replace('~', "~0").replace('/', "~1")), out)),
        Value::Array(list) => list.iter().enumerate().for_each(|(i, v)| leaves(v, &format!("{at}/{i}"), out)),
        Value::Null | Value::Bool(false) => {}
        Value::String(s) if s.is_empty() => {}
        _ => out.push(at.to_owned()),
    }
}

/// Members of a value that are made from it (`/overview/projects/0/period/from`), from the table it stands in, or from its
/// heading; a pointer that ends in one of these needs no evidence of its own.
const DERIVED: [&str; 25] = [
    "raw",
    "label",
    "edtf",
    "from",
    "to",
    "recurrence",
    "approximate",
    "krw_min",
    "krw_max",
    "source",
    "code",
    "level",
    "basis",
    "subtotal",
    "table",
    "year",
    "year_to",
    "period_label",
    "period",
    "measure",
    "number",
    "krw",
    "unit",
    "section",
    "marks_preserved",
];

/// Every promise that a result makes by itself; `text` is what was converted.
fn check(text: &str, converted: &Converted) -> Result<(), TestCaseError> {
    prop_assert!(!converted.records.is_empty());
    prop_assert_eq!(converted.records.len(), converted.evidence.len());
    let chars: Vec<char> = text.chars().collect();
    let mut ids: std::collections::BTreeMap<&str, Option<String>> = std::collections::BTreeMap::new();
    for (record, line) in converted.records.iter().zip(&converted.evidence) {
        prop_assert_eq!(&record.record_id, &line.record_id);
        // Equal texts of one file share an id until the whole output is known, where an ordinal parts them.
        let own = record.source.span.as_ref().and_then(|s| slice(&chars, s.start, s.end));
        if let Some(other) = ids.insert(&record.record_id, own.clone()) {
            prop_assert_eq!(other, own, "one id for two texts");
        }
        prop_assert!((0.0..=1.0).contains(&record.confidence));
        prop_assert!(record.coverage.assigned <= record.coverage.characters);
        let hidden = record.coverage.assigned < record.coverage.characters && !record.errors.iter().any(|e| e.name == "text-unassigned");
        prop_assert!(!hidden, "unassigned text is not reported");
        let value = serde_json::to_value(record).unwrap();
        let mut pointers = std::collections::BTreeSet::new();
        for entry in &line.evidence {
            prop_assert!(value.pointer(&entry.pointer).is_some(), "{} does not resolve", entry.pointer);
            prop_assert_eq!(entry.raw.len(), entry.spans.len());
            prop_assert!((0.0..=1.0).contains(&entry.confidence));
            for (raw, span) in entry.raw.iter().zip(&entry.spans) {
                prop_assert_eq!(slice(&chars, span.start, span.end), Some(raw.clone()), "evidence of {}", entry.pointer);
            }
            prop_assert!(pointers.insert(entry.pointer.as_str()), "{} has evidence twice", entry.pointer);
        }
        for issue in &record.errors {
            prop_assert_eq!(issue.raw.len(), issue.spans.len());
            for (raw, span) in issue.raw.iter().zip(&issue.spans) {
                prop_assert_eq!(slice(&chars, span.start, span.end), Some(raw.clone()), "issue {}", issue.name);
            }
        }
        for (key, part) in value.as_object().unwrap().iter().filter(|(k, _)| !WITHOUT_EVIDENCE.contains(&k.as_str())) {
            let mut found = Vec::new();
            leaves(part, &format!("/{key}"), &mut found);
            for leaf in found {
                let last = leaf.rsplit('/').next().unwrap_or_default();
                let covered = DERIVED.contains(&last)
                    || leaf.match_indices('/').map(|(i, _)| &leaf[..i]).chain([leaf.as_str()]).any(|p| pointers.contains(p));
                prop_assert!(covered, "{leaf} has no evidence");
            }
        }
    }
    Ok(())
}

fn bytes_of(converted: &Converted) -> Vec<u8> {
    let mut out = serde_json::to_vec(&converted.records).unwrap();
    out.extend(serde_json::to_vec(&converted.evidence).unwrap());
    out.extend(serde_json::to_vec(&converted.errors).unwrap());
    out
}

/// Lines as reports have them, whole and broken.
const LINES: &[&str] = &[
    "3-4",
    "4-02\t달그림자 공원 조성",
    "달그림자 공원 조성",
    "분야\tⅡ. 푸른 도시\t담당부서\t공원과",
    "이행상태\t정상추진\t이행률\t120%",
    "| 관리번호 | 2-1 | 분야 | 환경 |",
    "□ 사업개요",
    "□ **추진실적**",
    "Ⅱ. 사업개요(현황)",
    "6. 투자계획",
    "■ 연차별 목표",
    "□ 연차별 투자계획",
    "□ 향후 추진계획",
    "□ 알 수 없는 절",
    "【집행실적】",
    " ○ 사업기간 : 2023. 3. ~ 2022. 12.",
    " ○ 총사업비 : 12억원(국비 5억원, 시비 6억원)",
    "  - 기본계획 수립(’23.13.40.)",
    " - ▶ 2024. 2. 30. 착공",
    "(단위: 백만원)",
    "구분\t계\t2023\t2024",
    "구분 총계 기투자액 2022년 2023년 임기 후",
    "구분  총계   2022년  2023년",
    "계\t300\t100\t200",
    "국비\t1x0\t\t-",
    "시비 200 100 - -",
    "계 1,000 400 600",
    "재",
    "원",
    "별",
    "| 세부사업 | 2022년 | 2023년 |",
    "| 공원 |  | 착공 |",
    "세부내용",
    "2022년 2023년 2024년",
    "1 2 3 4 1 2 3 4",
    "----------",
    "- 1 -",
    "※ 참고 사항",
    "공약실명제",
    "추진부서 공원과",
    "과  장 배다인 ☎ 310-1101",
    "\u{fffd} \u{e000}",
    "",
    "",
    "\u{c}",
];

fn report_like() -> impl Strategy<Value = String> {
    let line = prop_oneof![8 => select(LINES).prop_map(str::to_owned), 1 => "[ -~가-힣\t|○·]{0,24}"];
    let end = prop_oneof![4 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r")];
    (prop::collection::vec(line, 1..40), end).prop_map(|(lines, end)| lines.join(end))
}

/// A fixture with lines moved, doubled or dropped.
fn shuffled_fixture() -> impl Strategy<Value = String> {
    let names = golden::names();
    (select(names), prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..3u8), 1..6)).prop_map(
        |(name, edits)| {
            let bytes = std::fs::read(golden::reports().join(format!("{name}.txt"))).unwrap();
            let decoded = bogoseo::decode::decode(&bytes, &bogoseo::limits::Limits::default()).unwrap();
            let mut lines: Vec<&str> = decoded.source_text().split('\n').collect();
            for (from, to, edit) in edits {
                if lines.len() < 2 {
                    break;
                }
                let (a, b) = (from.index(lines.len()), to.index(lines.len()));
                match edit {
                    0 => lines.swap(a, b),
                    1 => lines.insert(b, lines[a]),
                    _ => drop(lines.remove(a)),
                }
            }
            lines.join("\n")
        },
    )
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn any_bytes_give_a_record(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let converted = convert_bytes(&bytes, &Settings::default());
        prop_assert!(!converted.records.is_empty());
        prop_assert!(converted.records.iter().flat_map(|r| &r.errors).all(|e| e.name != "file-crashed"));
    }

    #[test]
    fn any_text_keeps_the_promises(text in "\\PC{0,200}|[가-힣 \t\n○□|0-9,.~:()-]{0,300}") {
        let converted = convert(&text);
        prop_assert!(converted.records.iter().flat_map(|r| &r.errors).all(|e| e.name != "file-crashed"));
        check(text.trim_start_matches('\u{feff}'), &converted)?;
    }

    #[test]
    fn text_like_a_report_keeps_the_promises(text in report_like()) {
        let converted = convert(&text);
        prop_assert!(converted.records.iter().flat_map(|r| &r.errors).all(|e| e.name != "file-crashed"));
        check(&text, &converted)?;
        prop_assert_eq!(bytes_of(&converted), bytes_of(&convert(&text)));
    }

    #[test]
    fn a_disturbed_fixture_keeps_the_promises(text in shuffled_fixture()) {
        let converted = convert(&text);
        prop_assert!(converted.records.iter().flat_map(|r| &r.errors).all(|e| e.name != "file-crashed"));
        check(&text, &converted)?;
    }

    #[test]
    fn ids_stand_still_when_another_card_changes(title in "[가-힣]{2,8}", percent in 0..100u8, at in 0..3usize) {
        let book = std::fs::read_to_string(golden::reports().join("08-book.txt")).unwrap();
        let (titles, rates) = (["노을빛 해안 산책로 정비", "어르신 무료 셔틀 운행", "학교 앞 통학로 개선"], ["40%", "100%", "55%"]);
        // The card's own lines, not the contents.
        let own = format!("\n{}\n", titles[at]);
        let changed = book.replacen(&own, &format!("\n{title} 사업\n"), 1).replacen(&format!("이행률\t{}", rates[at]), &format!("이행률\t{percent}%"), 1);
        prop_assume!(changed != book);
        let (before, after) = (convert(&book), convert(&changed));
        prop_assert_eq!(before.records.len(), 3);
        prop_assert_eq!(after.records.len(), 3);
        for i in 0..3 {
            prop_assert_eq!(before.records[i].record_id == after.records[i].record_id, i != at, "card {}", i);
        }
    }
}

#[test]
fn fixtures_keep_the_promises() {
    for name in golden::names() {
        let bytes = std::fs::read(golden::reports().join(format!("{name}.txt"))).unwrap();
        let decoded = bogoseo::decode::decode(&bytes, &bogoseo::limits::Limits::default()).unwrap();
        check(decoded.source_text(), &golden::convert(&name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}

#[test]
fn a_card_keeps_its_id_in_another_place() {
    let book = std::fs::read_to_string(golden::reports().join("08-book.txt")).unwrap();
    // Without page numbers and running heads, which stand elsewhere after a move.
    let lines = book.lines().filter(|l| !l.starts_with("- ") && *l != "민선8기 노을시 공약실천계획서");
    let book = format!("{}\n\n\n", lines.collect::<Vec<_>>().join("\n").trim_end());
    let ids = |text: &str| convert(text).records.iter().map(|r| r.record_id.clone()).collect::<Vec<_>>();
    let (first, second) = (book.find("\n1-2\n").unwrap(), book.find("\n2-1\n").unwrap());
    let moved = format!("{}{}{}", &book[..first], &book[second..], &book[first..second]);
    let mut before = ids(&book);
    before.swap(1, 2);
    assert_eq!(ids(&moved), before);
}
