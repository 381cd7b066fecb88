//! Corrections of reviewers: bound to the text of a value, applied by later conversions, told where they no longer fit.

use std::sync::Arc;

use bogoseo::corrections::{Action, Correction, Corrections};
use bogoseo::decode::decode;
use bogoseo::limits::Limits;
use bogoseo::pipeline::{Ties, convert_for_review};
use bogoseo::record::{Converted, Evidence};
use bogoseo::{Settings, convert_bytes};
use serde_json::{Value, json};

use crate::cli::{Place, bogoseo};

/// An invented report; 국비 of 2024 should be 500.
pub const REPORT: &str = "\
공약번호 : 2-3
공약명 : 누리동 청년창업센터 조성
담당부서 : 일자리정책과

□ 사업개요
 ○ 사업기간 : 2023. 3. ~ 2025. 12.

□ 추진실적
 ○ 2023. 4. 5. : 설계 공모
 ○ 2023. 9. 7. : 착공

□ 연차별 투자계획
(단위: 백만원)
구분\t계\t2023\t2024\t2025
계\t2,700\t900\t900\t900
국비\t1,500\t500\t600\t500
시비\t1,200\t400\t400\t400
";

fn review(report: &str) -> (Converted, Ties) {
    let decoded = decode(report.as_bytes(), &Limits::default()).unwrap();
    convert_for_review(&decoded, "", 0, &Settings::default()).unwrap()
}

fn evidence<'c>(converted: &'c Converted, record: usize, pointer: &str) -> (usize, &'c Evidence) {
    let entries = converted.evidence[record].evidence.iter().enumerate();
    entries.into_iter().find(|(_, e)| e.pointer == pointer).unwrap_or_else(|| panic!("no value at {pointer}"))
}

/// A correction of the value at `pointer`, as the review page makes it.
fn correction(report: &str, record: usize, pointer: &str, action: Action, new: Value) -> Correction {
    let (converted, ties) = review(report);
    let (k, entry) = evidence(&converted, record, pointer);
    let body = serde_json::to_value(&converted.records[record]).unwrap();
    Correction {
        id: format!("{record}{pointer}{action:?}"),
        action,
        undoes: None,
        path: "-".into(),
        record_id: converted.records[record].record_id.clone(),
        record_index: record,
        pledge: ties.identities[record].clone(),
        pointer: Some(pointer.into()),
        issue: None,
        spans: entry.spans.to_vec(),
        anchor: ties.anchors[record][k].clone(),
        old: body.pointer(pointer).unwrap().clone(),
        new,
        comment: None,
        when: "2026-01-02T03:04:05Z".into(),
        who: None,
    }
}

fn converted(report: &str, corrections: Vec<Correction>) -> Converted {
    let settings = Settings { corrections: Arc::new(Corrections::new(corrections)), ..Settings::default() };
    convert_bytes(report.as_bytes(), &settings)
}

fn cell_pointer(report: &str, record: usize, label: &str, year: i32) -> String {
    let (converted, _) = review(report);
    let cells = &converted.records[record].body.investment.as_ref().unwrap().cells;
    let k = cells.iter().position(|c| c.label == label && c.year == Some(year)).unwrap();
    format!("/investment/cells/{k}")
}

/// The reviewer's number in a cell.
fn number(report: &str, record: usize, label: &str, year: i32, number: f64) -> Correction {
    let pointer = cell_pointer(report, record, label, year);
    let mut made = correction(report, record, &pointer, Action::Change, Value::Null);
    made.new = made.old.clone();
    made.new["number"] = json!(number);
    made.new["krw"] = json!((number * 1e6) as i64);
    made
}

/// The printed numbers of a row.
fn row(converted: &Converted, record: usize, label: &str) -> Vec<f64> {
    let cells = &converted.records[record].body.investment.as_ref().unwrap().cells;
    cells.iter().filter(|c| c.label == label).map(|c| c.number).collect()
}

fn names(converted: &Converted, record: usize) -> Vec<&'static str> {
    converted.records[record].errors.iter().map(|e| e.name).collect()
}

fn stale(converted: &Converted) -> usize {
    let records = converted.records.iter().flat_map(|r| &r.errors);
    records.chain(&converted.errors).filter(|e| e.name == "correction-stale").count()
}

#[test]
fn a_corrected_number_mends_its_sums() {
    let before = converted(REPORT, Vec::new());
    assert!(names(&before, 0).contains(&"total-mismatch"));
    let fix = number(REPORT, 0, "국비", 2024, 500.0);
    let pointer = fix.pointer.clone().unwrap();
    let after = converted(REPORT, vec![fix]);
    assert!(!names(&after, 0).iter().any(|n| n.contains("mismatch")), "{:?}", names(&after, 0));
    let (_, entry) = evidence(&after, 0, &pointer);
    assert_eq!((entry.by, entry.rule, entry.raw[0].as_str()), ("reviewer", "review.changed", "600"));
    assert!(entry.confidence > 0.98 && entry.because.is_empty());
    assert!(after.records[0].confidence > before.records[0].confidence);
}

#[test]
fn equal_numbers_side_by_side_are_not_confused() {
    for (year, expected) in
        [(2023, [1_200.0, 1.0, 400.0, 400.0]), (2024, [1_200.0, 400.0, 1.0, 400.0]), (2025, [1_200.0, 400.0, 400.0, 1.0])]
    {
        let after = converted(REPORT, vec![number(REPORT, 0, "시비", year, 1.0)]);
        assert_eq!(row(&after, 0, "시비"), expected);
    }
}

#[test]
fn a_correction_follows_its_text_when_indexes_move() {
    let fix = number(REPORT, 0, "국비", 2024, 500.0);
    // A card before it, and more achievements in it: record and text of the card are other ones, the table is not.
    let other = REPORT.replace("2-3", "2-2").replace("청년창업센터", "공영주차장");
    let book = format!("{other}\n\n{}", REPORT.replace(" ○ 2023. 4. 5.", " ○ 2023. 2. 1. : 계획\n ○ 2023. 4. 5."));
    let after = converted(&book, vec![fix]);
    assert_eq!(after.records.len(), 2);
    assert_eq!(row(&after, 0, "국비"), [1_500.0, 500.0, 600.0, 500.0]);
    assert_eq!(row(&after, 1, "국비"), [1_500.0, 500.0, 500.0, 500.0]);
    assert_eq!(stale(&after), 0);
}

#[test]
fn what_no_longer_fits_is_told_and_not_applied() {
    let fix = number(REPORT, 0, "국비", 2024, 500.0);
    let text_changed = REPORT.replace("600", "610");
    let neighbour_changed = REPORT.replace("1,500\t500\t600", "1,500\t510\t600");
    let column_more = REPORT.replace("500\t600\t500", "500\t500\t600\t500");
    let gone = REPORT.replace("2-3", "9-9").replace("청년창업센터", "다른 센터");
    for report in [text_changed, neighbour_changed, column_more, gone] {
        let plain = converted(&report, Vec::new());
        let after = converted(&report, vec![fix.clone()]);
        assert_eq!(stale(&after), 1, "{report}");
        assert_eq!(row(&after, 0, "국비"), row(&plain, 0, "국비"));
    }
}

#[test]
fn accepting_keeps_the_value_and_the_contradiction() {
    let pointer = cell_pointer(REPORT, 0, "국비", 2024);
    let after = converted(REPORT, vec![correction(REPORT, 0, &pointer, Action::Accept, Value::Null)]);
    let (_, entry) = evidence(&after, 0, &pointer);
    assert_eq!((entry.by, entry.rule), ("reviewer", "review.accepted"));
    // The report does print what it prints.
    assert!(names(&after, 0).contains(&"total-mismatch"));
}

#[test]
fn what_is_not_in_the_source_goes_and_the_others_stay_themselves() {
    let gone = correction(REPORT, 0, "/achievements/0/text", Action::NotInSource, Value::Null);
    let kept = correction(REPORT, 0, "/achievements/1/text", Action::Change, json!("본공사 착공"));
    let after = converted(REPORT, vec![gone, kept]);
    let achievements = after.records[0].body.achievements.as_ref().unwrap();
    assert_eq!(achievements.len(), 1);
    assert_eq!(achievements[0].text.value, "본공사 착공");
    assert_eq!(evidence(&after, 0, "/achievements/0/text").1.by, "reviewer");
}

#[test]
fn a_value_that_was_not_seen_comes_from_the_text_that_was_selected() {
    let mut added = correction(REPORT, 0, "/pledge/department", Action::Change, json!("on_track"));
    added.pointer = Some("/pledge/state".into());
    added.old = Value::Null;
    let after = converted(REPORT, vec![added]);
    let (_, entry) = evidence(&after, 0, "/pledge/state");
    assert_eq!((entry.raw[0].as_str(), entry.by), ("일자리정책과", "reviewer"));
}

#[test]
fn a_value_that_a_reviewer_added_can_be_corrected_in_turn() {
    let mut added = correction(REPORT, 0, "/pledge/department", Action::Change, json!("on_track"));
    added.pointer = Some("/pledge/state".into());
    added.old = Value::Null;
    let again = Correction { id: "again".into(), old: json!("on_track"), new: json!("delayed"), ..added.clone() };
    let after = converted(REPORT, vec![added.clone(), again.clone()]);
    assert_eq!(after.records[0].body.pledge.state.as_ref().map(|s| s.word()), Some("delayed"));
    let gone = Correction { id: "gone".into(), action: Action::NotInSource, new: Value::Null, ..again.clone() };
    let after = converted(REPORT, vec![added, again.clone(), gone]);
    assert!(after.records[0].body.pledge.state.is_none());
    assert_eq!(stale(&after), 0);
    // Without the first there is nothing that it could be about.
    assert_eq!(stale(&converted(REPORT, vec![again])), 1);
}

#[test]
fn several_lines_are_added_to_a_list_in_the_order_of_the_text() {
    let report = REPORT.replace("□ 추진실적", "□ 사업목적\n ○ 청년의 자립\n\n□ 추진실적");
    let add = |source: &str, text: &str| {
        let mut added = correction(&report, 0, source, Action::Change, json!(text));
        added.pointer = Some("/purpose/-".into());
        added.old = Value::Null;
        added
    };
    let after = converted(&report, vec![add("/pledge/department", "둘째"), add("/pledge/title", "첫째")]);
    let purpose: Vec<&str> = after.records[0].body.purpose.iter().flatten().map(|t| t.value.as_str()).collect();
    assert_eq!(purpose, ["청년의 자립", "첫째", "둘째"]);
}

#[test]
fn a_value_that_the_field_does_not_take_is_told() {
    let mut wrong = correction(REPORT, 0, "/pledge/department", Action::Change, json!("no such state"));
    wrong.pointer = Some("/pledge/state".into());
    wrong.old = Value::Null;
    let after = converted(REPORT, vec![wrong]);
    assert!(after.records[0].body.pledge.state.is_none());
    assert_eq!(stale(&after), 1);
}

#[test]
fn of_two_corrections_of_a_value_the_later_counts() {
    let first = number(REPORT, 0, "국비", 2024, 1.0);
    let mut second = number(REPORT, 0, "국비", 2024, 500.0);
    second.id = "later".into();
    let after = converted(REPORT, vec![first, second]);
    assert_eq!(row(&after, 0, "국비"), [1_500.0, 500.0, 500.0, 500.0]);
}

#[test]
fn convert_applies_the_corrections_of_its_folder() {
    let place = Place::new();
    place.write("in/2-3.txt", REPORT.as_bytes());
    assert_eq!(bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run().code, Some(0));
    let mut fix = number(REPORT, 0, "국비", 2024, 500.0);
    fix.path = "2-3.txt".into();
    let line = serde_json::to_string(&fix).unwrap();
    place.write("out/corrections.jsonl", format!("{line}\n{{torn").as_bytes());
    let ran = bogoseo(&["convert", "in", "-o", "out", "-j", "2"]).at(&place).run();
    assert_eq!(ran.code, Some(0));
    assert!(ran.stderr.contains("corrections.jsonl:2"), "{}", ran.stderr);
    let records = std::fs::read_to_string(place.path("out/records.jsonl")).unwrap();
    assert!(!records.contains("mismatch"));
    let evidence = std::fs::read_to_string(place.path("out/evidence.jsonl")).unwrap();
    assert!(evidence.contains("\"by\":\"reviewer\""));
    assert!(std::fs::read_to_string(place.path("out/corrections.jsonl")).unwrap().starts_with(&line));
    // The file under another name: the record is known by its text.
    std::fs::rename(place.path("in/2-3.txt"), place.path("in/다른 이름.txt")).unwrap();
    bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run();
    assert!(!std::fs::read_to_string(place.path("out/records.jsonl")).unwrap().contains("mismatch"));
}
