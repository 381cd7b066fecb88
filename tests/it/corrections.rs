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

// ---- where cards begin ----

/// A split or merge at the line that begins with `line`, `nth` from 0.
fn border(report: &str, record: usize, line: &str, nth: usize, action: Action) -> Correction {
    let (converted, ties) = review(report);
    let decoded = decode(report.as_bytes(), &Limits::default()).unwrap();
    let mut lines = ties.lines.iter().filter(|r| decoded.text()[r.to_usize()].trim_start().starts_with(line));
    let line = *lines.nth(nth).unwrap_or_else(|| panic!("no line {line}"));
    Correction {
        id: format!("{action:?}{line:?}"),
        action,
        pointer: None,
        record_id: converted.records[record].record_id.clone(),
        record_index: record,
        pledge: ties.identities[record].clone(),
        anchor: bogoseo::corrections::line_anchor(decoded.text(), line),
        spans: Vec::new(),
        old: Value::Null,
        new: Value::Null,
        ..correction(report, record, "/pledge/title", action, Value::Null)
    }
}

fn titles(converted: &Converted) -> Vec<Option<String>> {
    converted.records.iter().map(|r| r.body.pledge.title.as_ref().map(|t| t.value.clone())).collect()
}

fn single() -> String {
    // The header of the second card is a line that prints no label: the program takes all for one card.
    REPORT.to_owned() + "\n누리동 빗물 정원 조성\n\n□ 추진실적\n ○ 2024. 5. 6. : 착공\n ○ 2024. 9. 7. : 준공\n"
}

#[test]
fn a_split_makes_two_records() {
    let report = single();
    let plain = converted(&report, Vec::new());
    assert_eq!(plain.records.len(), 1, "one card for the program");
    let split = border(&report, 0, "누리동 빗물", 0, Action::Split);
    let after = converted(&report, vec![split.clone()]);
    assert_eq!((after.records.len(), stale(&after)), (2, 0));
    assert_eq!(titles(&after), [Some("누리동 청년창업센터 조성".to_owned()), Some("누리동 빗물 정원 조성".to_owned())]);
    let achievements = |r: usize| after.records[r].body.achievements.as_ref().map_or(0, Vec::len);
    assert_eq!((achievements(0), achievements(1)), (2, 2));
    // Said by a person, it is not in doubt.
    assert!(!names(&after, 1).contains(&"boundary-uncertain"));
    // The text above may change, and nothing else does.
    let edited = report.replace("설계 공모", "설계 공모 완료");
    let after = converted(&edited, vec![split.clone()]);
    assert_eq!((after.records.len(), stale(&after)), (2, 0));
    // The line is gone: told, and not applied.
    let gone = report.replace("누리동 빗물 정원", "누리동 빗물 공원");
    let after = converted(&gone, vec![split.clone()]);
    assert_eq!((after.records.len(), stale(&after)), (1, 1));
    // Taken back.
    let undo = Correction { id: "undo".into(), action: Action::Undo, undoes: Some(split.id.clone()), ..split.clone() };
    assert_eq!(converted(&report, vec![split, undo]).records.len(), 1);
}

#[test]
fn a_merge_makes_one_record() {
    let report = format!("{REPORT}\n{}", REPORT.replace("2-3", "2-4").replace("청년창업센터", "빗물 정원"));
    assert_eq!(converted(&report, Vec::new()).records.len(), 2);
    let merge = border(&report, 1, "공약번호 : 2-4", 0, Action::Merge);
    let after = converted(&report, vec![merge.clone()]);
    assert_eq!((after.records.len(), stale(&after)), (1, 0));
    assert_eq!(after.records[0].body.achievements.as_ref().map(Vec::len), Some(4));
    // And split again at the same line: the later counts.
    let split = border(&report, 1, "공약번호 : 2-4", 0, Action::Split);
    let after = converted(&report, vec![merge.clone(), split]);
    assert_eq!((after.records.len(), stale(&after)), (2, 0));
    // Nothing is before the first card.
    let first = border(&report, 0, "공약번호 : 2-3", 0, Action::Merge);
    let after = converted(&report, vec![first]);
    assert_eq!((after.records.len(), stale(&after)), (2, 1));
    assert!(after.errors.iter().any(|e| e.name == "correction-stale" && e.message.contains("no card is before it")));
}

#[test]
fn values_keep_their_corrections_when_borders_change() {
    let report = single();
    let split = border(&report, 0, "누리동 빗물", 0, Action::Split);
    let number = number(&report, 0, "국비", 2024, 500.0);
    let period = |report: &str, made: &[Correction]| {
        // The achievement of the second card, as it is counted in the one card.
        let texts = converted(report, made.to_vec());
        texts
            .records
            .iter()
            .map(|r| r.body.achievements.iter().flatten().map(|a| a.text.value.clone()).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    let all = period(&report, &[])[0].clone();
    let k = all.iter().position(|t| t == "준공").unwrap();
    let text = correction(&report, 0, &format!("/achievements/{k}/text"), Action::Change, json!("준공식"));
    // Made before the split, on the one record; and right behind the border, where the surroundings reach over it.
    for made in [vec![number.clone(), text.clone(), split.clone()], vec![split.clone(), number.clone(), text.clone()]] {
        let after = converted(&report, made.clone());
        assert_eq!((after.records.len(), stale(&after)), (2, 0));
        assert_eq!(row(&after, 0, "국비"), [1_500.0, 500.0, 500.0, 500.0]);
        assert_eq!(period(&report, &made)[1], ["착공", "준공식"]);
    }
    // Two cards with the same table: a value of the second stays one of the second when they become one.
    let book = format!("{REPORT}\n{}", REPORT.replace("2-3", "2-4").replace("청년창업센터", "빗물 정원"));
    let merge = border(&book, 1, "공약번호 : 2-4", 0, Action::Merge);
    let text = correction(&book, 1, "/achievements/1/text", Action::Change, json!("둘째 카드의 착공"));
    for made in [vec![text.clone(), merge.clone()], vec![merge, text]] {
        assert_eq!(period(&book, &made), [["설계 공모", "착공", "설계 공모", "둘째 카드의 착공"]]);
        assert_eq!(stale(&converted(&book, made)), 0);
    }
}

#[test]
fn rows_of_a_list_have_no_borders() {
    let list = "공약 이행현황표\n\n번호\t공약명\t이행률\t담당부서\n1\t누리동 도서관\t50%\t문화과\n2\t가람천 정비\t60%\t하천과\n3\t빗물 정원\t70%\t환경과\n";
    let plain = converted(list, Vec::new());
    assert_eq!(plain.records.len(), 3);
    let split = Correction { action: Action::Split, ..correction(list, 1, "/pledge/title", Action::Split, Value::Null) };
    let after = converted(list, vec![split]);
    assert_eq!((after.records.len(), stale(&after)), (3, 1));
}

#[test]
fn a_border_goes_with_its_text_to_a_file_of_another_name() {
    let place = Place::new();
    let report = single();
    place.write("in/a.txt", report.as_bytes());
    let mut split = border(&report, 0, "누리동 빗물", 0, Action::Split);
    split.path = "a.txt".into();
    let convert = |place: &Place| {
        assert_eq!(bogoseo(&["convert", "in", "-o", "out", "-q"]).at(place).run().code, Some(0));
        std::fs::read_to_string(place.path("out/records.jsonl")).unwrap().lines().count()
    };
    assert_eq!(convert(&place), 1);
    place.write("out/corrections.jsonl", format!("{}\n", serde_json::to_string(&split).unwrap()).as_bytes());
    assert_eq!(convert(&place), 2);
    std::fs::rename(place.path("in/a.txt"), place.path("in/b.txt")).unwrap();
    assert_eq!(convert(&place), 2);
    // The same line in a record of another text is none of its business.
    std::fs::remove_file(place.path("in/b.txt")).unwrap();
    place.write("in/c.txt", report.replace("설계 공모", "설계").as_bytes());
    assert_eq!(convert(&place), 1);
}

#[test]
fn borders_are_drawn_in_containers_too() {
    // Paragraphs and a table; the second card begins in the middle of what the program takes for one.
    let tr = |line: &str| format!("<tr>{}</tr>", line.split('\t').map(|c| format!("<td>{c}</td>")).collect::<String>());
    let (mut html, mut rows) = (String::from("<html><body>"), String::new());
    let report = single();
    for line in report.lines().chain([""]) {
        if line.contains('\t') {
            rows += &tr(line);
            continue;
        }
        if !rows.is_empty() {
            html += &format!("<table>{}</table>", std::mem::take(&mut rows));
        }
        html += &format!("<p>{}</p>", line.trim());
    }
    html += "</body></html>";
    assert_eq!(converted(&html, Vec::new()).records.len(), 1);
    let split = border(&html, 0, "누리동 빗물", 0, Action::Split);
    let number = number(&html, 0, "국비", 2024, 500.0);
    let after = converted(&html, vec![number, split.clone()]);
    assert_eq!((after.records.len(), stale(&after)), (2, 0));
    assert_eq!(row(&after, 0, "국비"), [1_500.0, 500.0, 500.0, 500.0]);
    assert_eq!(titles(&after)[1].as_deref(), Some("누리동 빗물 정원 조성"));
    let merge = border(&html, 0, "누리동 빗물", 0, Action::Merge);
    assert_eq!(converted(&html, vec![split, merge]).records.len(), 1);
    // A border inside the table: the rows of a table are lines as well.
    let inside = border(&html, 0, "시비", 0, Action::Split);
    let after = converted(&html, vec![inside]);
    assert_eq!((after.records.len(), stale(&after)), (2, 0));
    assert!(after.records.iter().all(|r| r.coverage.characters > 0));
}
