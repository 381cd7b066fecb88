//! Tables, the list of what to review, and redaction, over a record that has everything.

use std::collections::BTreeMap;

use bogoseo::record::Converted;
use bogoseo::sinks::jsonl::{write_evidence, write_record};
use bogoseo::sinks::manifest::FileEntry;
use bogoseo::sinks::redact::Redaction;
use bogoseo::sinks::review::flag;
use bogoseo::sinks::tables::{Forms, TABLES, TableRows, columns_csv, header, review_header};

use crate::sample;

/// Rows of every table, read back, by the table's name.
fn tables(converted: &Converted) -> BTreeMap<&'static str, Vec<BTreeMap<String, String>>> {
    let mut rows = TableRows::new(Forms { csv: true, typed: false });
    for (record, evidence) in converted.records.iter().zip(&converted.evidence) {
        rows.add_record(record, evidence, 0.8);
    }
    let mut entry = FileEntry::skipped("a.png".into(), Some(1), "image", "그림");
    entry.errors.push(sample::issue(bogoseo::diag::Severity::Warning, None));
    rows.add_file(&entry);
    let bytes = rows.into_bytes().csv;
    let tables = TABLES.iter().zip(bytes).map(|(table, bytes)| {
        let mut csv = header(table);
        csv.extend(bytes);
        (table.name, read_csv(&csv))
    });
    tables.collect()
}

fn read_csv(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let text = std::str::from_utf8(bytes).unwrap().strip_prefix('\u{feff}').unwrap();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    // Not flexible: a row of another length than the header is an error.
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn converted() -> Converted {
    let (record, evidence) = sample::record();
    Converted { records: vec![record], evidence: vec![evidence], ..Converted::default() }
}

#[test]
fn every_table_has_rows_and_every_row_its_record() {
    for (name, rows) in tables(&converted()) {
        if name == "columns" {
            continue;
        }
        assert!(!rows.is_empty(), "{name}");
        for row in rows.iter().filter(|_| !matches!(name, "files" | "errors")) {
            assert_eq!(row["record_id"], "0123456789abcdef", "{name}");
            assert_eq!(row["path"], "가람/3-2.txt", "{name}");
            let confidence: f64 = row["confidence"].parse().unwrap();
            assert!(confidence > 0.0 && confidence <= 1.0, "{name}");
        }
    }
}

#[test]
fn rows_hold_the_record_flat() {
    let tables = tables(&converted());
    let pledge = &tables["pledges"][0];
    assert_eq!(pledge["number"], "3-2");
    assert_eq!(pledge["authorities"], "national; own");
    assert_eq!(pledge["progress_percent"], "72.5");
    assert_eq!(pledge["rates"], "집행률 61");
    assert_eq!((pledge["errors"].as_str(), pledge["warnings"].as_str()), ("1", "0"));
    let project = &tables["projects"][0];
    assert_eq!(project["total_cost"], "12000000000");
    assert_eq!(project["national"], "6000000000");
    assert_eq!(project["municipal"], "");
    assert_eq!(project["confidence"], "0.5");
    assert_eq!(tables["annual_targets"][0]["targets"], "설계 착수 | 주민설명회");
    assert_eq!(tables["schedule"].len(), 3);
    assert_eq!(tables["plans"][1]["kind"], "future_plan");
    let investment = &tables["investment"];
    assert_eq!(investment.len(), 8);
    assert_eq!(investment[2]["krw"], "3000000000");
    assert_eq!(investment[3]["printed_number"], "-10.5");
    let errors = &tables["errors"];
    assert_eq!(errors[0]["confidence"], "0.55");
    assert_eq!(errors[2]["record_id"], "");
    let outline = tables["texts"].iter().find(|r| r["text"] == "5km").unwrap();
    assert_eq!(outline["pointer"], "/overview/projects/0/items/0/items/0");
    assert_eq!(outline["depth"], "1");
}

#[test]
fn no_text_can_run_as_a_formula() {
    let kinds: BTreeMap<(String, String), String> =
        read_csv(&columns_csv()).into_iter().map(|r| ((r["table"].clone(), r["name"].clone()), r["type"].clone())).collect();
    let tables = tables(&converted());
    for (name, rows) in &tables {
        for (column, value) in rows.iter().flatten() {
            let number = matches!(kinds[&((*name).to_owned(), column.clone())].as_str(), "number" | "integer");
            assert!(number || !value.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}.{column}: {value}");
        }
    }
    assert_eq!(tables["pledges"][0]["title"], "'=가람천 산책로 조성");
    assert_eq!(tables["texts"].iter().find(|r| r["field"] == "purpose").unwrap()["text"], "'- 걷기 좋은 도시");
}

#[test]
fn every_text_of_the_record_is_in_some_table() {
    let (record, _) = sample::record();
    let all: String = tables(&converted()).values().flatten().flat_map(|row| row.values().map(|v| format!("{v}\n"))).collect();
    let mut missing = Vec::new();
    bogoseo::model::Walk::walk(&record.body, &mut Default::default(), &mut |at, _, value| {
        if !all.contains(value.show().trim()) {
            missing.push(at.as_str().to_owned());
        }
    });
    // Values that are several columns of a row; captions of money tables say nothing that the rows do not.
    let composite = |p: &String| {
        ["jurisdiction", "central_support", "rates", "funding", "counts", "indicator_values", "caption"].iter().any(|word| p.contains(word))
    };
    missing.retain(|p| !composite(p));
    assert_eq!(missing, [""; 0]);
}

#[test]
fn flagged_rows_are_issues_and_doubtful_key_values() {
    let (record, evidence) = sample::record();
    let mut flagged = flag(&record, &evidence, 0.8);
    flagged.sort_by_key(|f| f.rank);
    let mut csv = review_header();
    flagged.iter().for_each(|f| csv.extend(&f.row));
    let rows = read_csv(&csv);
    let pointers: Vec<_> = rows.iter().map(|r| r["pointer (항목 위치)"].as_str()).collect();
    assert_eq!(
        pointers,
        ["/investment/cells/0", "/overview/projects/0/period", "/investment/cells/1", "/execution/cells/0", "/execution/cells/1",]
    );
    assert_eq!(rows[0]["code (문제 코드)"], "VA001");
    assert_eq!(rows[0]["value (읽은 값)"], "3000000000");
    assert_eq!(rows[1]["field (항목)"], "사업개요 › 세부사업 1 › 사업기간");
    assert_eq!(rows[2]["value (읽은 값)"], "-10500000");
    assert!(flag(&record, &evidence, 0.0).len() == 1);
}

/// All outputs of a conversion as one text.
fn everything(converted: &Converted) -> String {
    let mut out = Vec::new();
    for (record, evidence) in converted.records.iter().zip(&converted.evidence) {
        write_record(&mut out, record, Some(&evidence.evidence));
        write_evidence(&mut out, evidence);
        flag(record, evidence, 1.0).iter().for_each(|f| out.extend(f.row.iter().chain(&f.typed)));
        let mut rows = TableRows::new(Forms { csv: true, typed: true });
        rows.add_record(record, evidence, 1.0);
        let rows = rows.into_bytes();
        out.extend(rows.csv.into_iter().chain(rows.typed).flatten());
    }
    for issue in &converted.errors {
        out.extend(serde_json::to_vec(issue).unwrap());
    }
    // Typed rows have numbers between their texts.
    String::from_utf8_lossy(&out).into_owned()
}

#[test]
fn redaction_reaches_every_output() {
    let mut converted = converted();
    let mut issue = sample::issue(bogoseo::diag::Severity::Warning, Some("/pledge/contacts/0/phone"));
    issue.raw = vec!["2345".to_owned()];
    issue.spans = vec![sample::span(215, 4)];
    issue.message_ko = "나도윤의 번호 2345를 읽지 못했습니다".to_owned();
    converted.records[0].errors.push(issue.clone());
    issue.pointer = None;
    converted.errors.push(issue);
    let before = everything(&converted);
    for secret in ["나도윤", "031-555-0199", "2345", "민들 팀장"] {
        assert!(before.contains(secret), "{secret}");
    }
    Redaction { contacts: true, phones: true }.apply(&mut converted);
    let after = everything(&converted);
    for secret in ["나도윤", "031-555-0199", "민들 팀장", "☎2345", "번호 2345"] {
        assert!(!after.contains(secret), "{secret}");
    }
    assert!(after.contains("민들레 축제"), "other words stay");
    assert!(after.contains("하천과장"), "roles stay");
    assert_eq!(converted.records[0].body.pledge.header[0].value.value, "[삭제](☎[삭제])");
}

#[test]
fn redaction_of_phones_leaves_names() {
    let mut converted = converted();
    Redaction { contacts: false, phones: true }.apply(&mut converted);
    let after = everything(&converted);
    assert!(after.contains("나도윤"));
    assert!(!after.contains("031-555-0199"));
    assert!(!after.contains("☎2345"));
}

#[test]
fn no_redaction_changes_nothing() {
    let mut changed = converted();
    Redaction::default().apply(&mut changed);
    assert_eq!(everything(&changed), everything(&converted()));
}
