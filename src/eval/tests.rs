//! Evaluation of small records whose faults are known.

use serde_json::{Value, json};

use super::*;

fn gold() -> GoldFile {
    GoldFile::from_json(json!({
        "source": {"path": "누리/7-1.txt"},
        "layout": "card",
        "pledge": {"number": "7-1", "title": "누리동 도서관 건립", "state": "on_track"},
        "achievements": [{"group": null, "date": null, "text": "설계 완료"}],
        "investment": {"cells": [
            {"source": "total", "period": "year", "year": 2024, "measure": "planned", "krw": 5_000_000},
        ]},
        "expect_issues": ["total-mismatch"],
        "expect_no_issues": ["date-invalid"],
    }))
    .unwrap()
}

fn record(change: impl FnOnce(&mut Value)) -> Found {
    let mut record = json!({
        "record_id": "a",
        "confidence": 0.75,
        "errors": [{"name": "date-invalid"}],
        "source": {"path": "out/7-1.txt"},
        "pledge": {"number": "7-1", "title": "누리동  도서관 건립", "state": "on_track", "category": "문화"},
        "achievements": [{"group": null, "date": null, "text": "설계 완료"}],
        "investment": {"cells": [
            {"source": "total", "period": "year", "year": 2024, "measure": "planned", "krw": 5_000_000.0},
        ]},
    });
    change(&mut record);
    let entry = |pointer: &str, confidence: f64| json!({"pointer": pointer, "confidence": confidence});
    let evidence = vec![
        entry("/pledge/title", 0.9),
        entry("/pledge/category", 0.9),
        entry("/achievements/0/text", 0.8),
        entry("/investment/cells/0", 0.6),
    ];
    Found { record, evidence: Some(evidence) }
}

fn evaluate(found: &[Found]) -> Evaluation {
    Evaluation::of(&[gold()], found, |p| p.starts_with("/pledge/title") || p.contains("/cells/"))
}

#[test]
fn a_right_record_is_wholly_right() {
    let told = evaluate(&[record(|_| ())]);
    assert_eq!((told.records, told.perfect), (1, 1));
    assert!(told.faults.is_empty());
    // The category is not in gold: it is neither a fact nor a judged value.
    let judged: Vec<&str> = told.values.iter().map(|v| v.pointer.as_str()).collect();
    assert_eq!(judged, ["/pledge/title", "/achievements/0/text", "/investment/cells/0"]);
    assert_eq!(told.whole_records, [Judged { confidence: 0.75, right: true }]);
    assert_eq!(told.issues["total-mismatch"], IssueTally { expected: 1, raised: 0, unexpected: 0, false_alarms: 0 });
    assert_eq!(told.issues["date-invalid"], IssueTally { expected: 0, raised: 0, unexpected: 1, false_alarms: 1 });
}

#[test]
fn a_value_is_wrong_when_one_of_its_facts_is() {
    let told = evaluate(&[record(|r| r["achievements"][0]["group"] = json!("기반"))]);
    let text = told.values.iter().find(|v| v.pointer == "/achievements/0/text").unwrap();
    assert!(!text.judged.right, "the fact of its group is wrong");
    assert_eq!(told.fields[&("achievements", "entry")].lenient, Tally { right: 1, wrong: 0, missed: 0 });
    assert_eq!(told.fields[&("achievements", "group")].lenient, Tally { right: 0, wrong: 1, missed: 1 });
    assert!(told.whole_records[0].right, "no key value is wrong");
}

#[test]
fn a_wrong_amount_makes_its_record_wrong() {
    let told = evaluate(&[record(|r| r["investment"]["cells"][0]["krw"] = json!(5_000))]);
    assert_eq!(told.whole_records, [Judged { confidence: 0.75, right: false }]);
    assert_eq!(told.fields[&("investment", "cell")].lenient, Tally { right: 0, wrong: 1, missed: 1 });
    assert_eq!(told.perfect, 0);
}

#[test]
fn a_second_record_of_one_pledge_is_surplus() {
    let told = evaluate(&[record(|_| ()), record(|r| r["pledge"]["title"] = json!("전혀 다른 일"))]);
    assert_eq!(told.surplus, [("7-1.txt".to_owned(), Some("전혀 다른 일".to_owned()))]);
    assert_eq!(told.values.iter().filter(|v| !v.judged.right).count(), 4);
    assert_eq!(told.layouts["card"].lenient.wrong, 7);
}

#[test]
fn no_record_means_everything_is_missed() {
    let told = evaluate(&[]);
    assert_eq!(told.absent, [("7-1.txt".to_owned(), Some("누리동 도서관 건립".to_owned()))]);
    assert_eq!(told.formats["text"].lenient, Tally { right: 0, wrong: 0, missed: 6 });
}

#[test]
fn sections_of_values() {
    for (pointer, section) in [
        ("/pledge/title", "pledge"),
        ("/pledge/contacts/0/name", "contacts"),
        ("/overview/projects/0/period", "overview"),
        ("/overview/projects/0/items/1/label", "overview_items"),
        ("/goal/0", "goal"),
    ] {
        assert_eq!(section_of(pointer), section);
    }
}
