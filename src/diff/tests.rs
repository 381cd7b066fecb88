//! Small editions whose changes are known.

use serde_json::{Value, json};

use super::*;

fn pledge(number: &str, title: &str) -> Value {
    json!({
        "status": "ok", "record_id": number, "pledge_key": format!("41170/8/{number}"),
        "source": {"path": format!("{number}.txt")},
        "pledge": {"number": number, "title": title, "department": "문화과", "state": "on_track", "progress_percent": 60},
    })
}

fn edition(records: impl IntoIterator<Item = Value>) -> Vec<Found> {
    records.into_iter().map(|record| Found { record, evidence: None }).collect()
}

fn with(mut record: Value, change: impl FnOnce(&mut Value)) -> Value {
    change(&mut record);
    record
}

/// The changes of the only pair, as `section field: old → new`.
fn told(old: Value, new: Value) -> Vec<String> {
    let difference = Difference::of(&edition([old]), &edition([new]));
    let shown = |side: &Option<Side>| side.as_ref().map_or("∅".to_owned(), |s| s.value.clone());
    let line = |c: &Change| {
        let alarm = c.alarm.map(|a| format!(" [{a:?}]")).unwrap_or_default();
        format!("{} {}: {} → {}{alarm}", c.section, c.field, shown(&c.old), shown(&c.new))
    };
    difference.pairs[0].changes.iter().map(line).collect()
}

#[test]
fn the_same_edition_has_no_difference() {
    let records = [pledge("1-1", "누리동 도서관 건립"), pledge("1-2", "하늘천 산책로 정비")];
    let difference = Difference::of(&edition(records.clone()), &edition(records));
    assert_eq!(difference.pairs.len(), 2);
    assert!(difference.pairs.iter().all(|p| p.changes.is_empty() && !p.renamed && !p.renumbered));
    assert!(difference.appeared.is_empty() && difference.vanished.is_empty() && difference.split.is_empty());
}

#[test]
fn numbers_that_were_exchanged_do_not_exchange_pledges() {
    let old = [pledge("1-1", "누리동 도서관 건립"), pledge("1-2", "하늘천 산책로 정비")];
    let new = [pledge("1-2", "누리동 도서관 건립"), pledge("1-1", "하늘천 산책로 정비")];
    let difference = Difference::of(&edition(old), &edition(new));
    assert!(difference.pairs.iter().all(|p| p.old.title == p.new.title && p.renumbered));
}

#[test]
fn appeared_vanished_and_renamed() {
    let old = [pledge("1-1", "누리동 도서관 건립"), pledge("1-2", "하늘천 산책로 정비")];
    let new = [
        pledge("1-1", "누리동 복합문화도서관 건립"),
        with(pledge("3-9", "청년 면접복 대여"), |r| r["pledge"]["department"] = json!("청년과")),
    ];
    let difference = Difference::of(&edition(old), &edition(new));
    assert_eq!(difference.pairs.len(), 1);
    assert!(difference.pairs[0].renamed);
    assert_eq!(difference.appeared[0].title.as_deref(), Some("청년 면접복 대여"));
    assert_eq!(difference.vanished[0].title.as_deref(), Some("하늘천 산책로 정비"));
}

#[test]
fn one_pledge_that_became_two_is_split() {
    let old = [pledge("1-1", "누리동 도서관과 체육관 건립")];
    let new = [pledge("1-1-1", "누리동 도서관 건립"), pledge("1-1-2", "누리동 체육관 건립")];
    let difference = Difference::of(&edition(old), &edition(new));
    assert_eq!(difference.split.len(), 1);
    assert_eq!(difference.split[0].new.len(), 2);
    assert!(difference.appeared.is_empty() && difference.vanished.is_empty());
}

#[test]
fn a_new_pledge_with_a_like_name_is_no_part() {
    let old = [pledge("1-1", "누리동 도서관 건립")];
    let new = [pledge("1-1", "누리동 도서관 건립"), pledge("1-2", "누리동 어린이 도서관 건립")];
    let difference = Difference::of(&edition(old), &edition(new));
    assert!(difference.split.is_empty());
    assert_eq!(difference.appeared.len(), 1);
}

#[test]
fn what_should_not_happen_is_told() {
    let old = with(pledge("1-1", "누리동 도서관 건립"), |r| {
        r["pledge"]["state"] = json!("completed");
        r["pledge"]["completion"] = json!({"edtf": "2024-06"});
        r["overview"] = json!({"projects": [{"name": null, "total_cost": {"krw": 500}}]});
        r["achievements"] = json!([
            {"date": {"edtf": "2023-04-05"}, "text": "설계 용역 착수"},
            {"date": {"edtf": "2023-09-01"}, "text": "주민 설명회 개최"},
        ]);
        r["execution"] = json!({"cells": [{"label": "국비", "period": "year", "year": 2023, "measure": "executed", "krw": 300}]});
    });
    let new = with(pledge("1-1", "누리동 도서관 건립"), |r| {
        r["pledge"]["progress_percent"] = json!(45.0);
        r["pledge"]["completion"] = json!({"edtf": "2025-06"});
        r["overview"] = json!({"projects": [{"name": null, "total_cost": {"krw": 700}}]});
        r["achievements"] = json!([{"date": {"edtf": "2023-05-05"}, "text": "설계 용역 착수"}]);
        r["execution"] = json!({"cells": [{"label": "국비", "period": "year", "year": 2023, "measure": "executed", "krw": 200}]});
    });
    assert_eq!(
        told(old, new),
        [
            "pledge state: completed → on_track [StateRegressed]",
            "pledge progress_percent: 60 → 45 [ProgressFell]",
            "pledge completion: 2024-06 → 2025-06 [CompletionMoved]",
            "overview total_cost: 500 → 700 [CostMoved]",
            "achievements : 2023-04-05 설계 용역 착수 → 2023-05-05 설계 용역 착수 [AchievementRedated]",
            "achievements : 2023-09-01 주민 설명회 개최 → ∅ [AchievementVanished]",
            "execution cells 국비 2023 executed: 300 → 200 [ExecutedFell]",
        ]
    );
}

#[test]
fn progress_is_no_alarm() {
    let old = with(pledge("1-1", "누리동 도서관 건립"), |r| {
        r["achievements"] = json!([{"date": {"edtf": "2023-04-05"}, "text": "제3차 자문회의 개최"}]);
    });
    let new = with(pledge("1-1", "누리동  도서관 건립"), |r| {
        r["pledge"]["progress_percent"] = json!(80);
        r["pledge"]["state"] = json!("completed");
        r["achievements"] = json!([
            {"date": {"edtf": "2023-04-05"}, "text": "제3차 자문회의 개최"},
            {"date": {"edtf": "2024-04-05"}, "text": "제4차 자문회의 개최"},
        ]);
    });
    assert_eq!(
        told(old, new),
        ["pledge state: on_track → completed", "pledge progress_percent: 60 → 80", "achievements : ∅ → 2024-04-05 제4차 자문회의 개최",]
    );
}

#[test]
fn texts_of_a_list_are_paired_by_what_they_say() {
    let old = with(pledge("1-1", "누리동 도서관 건립"), |r| r["goal"] = json!(["연면적 3,000㎡ 도서관 건립", "장서 5만 권 확보"]));
    let new = with(pledge("1-1", "누리동 도서관 건립"), |r| {
        r["goal"] = json!(["야간 개관", "장서 7만 권 확보", "연면적 3,000㎡ 도서관 건립"]);
    });
    assert_eq!(told(old, new), ["goal : 장서 5만 권 확보 → 장서 7만 권 확보", "goal : ∅ → 야간 개관"]);
}
