//! The shape of the record on the wire, held by types of the tests' own: a key that is renamed, dropped or added without
//! being added here fails.

use bogoseo::sinks::jsonl::{write_evidence, write_record};
use serde::Deserialize;

use crate::sample;

macro_rules! mirror {
    ($($name:ident { $($key:ident: $type:ty),* $(,)? })*) => { $(
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(dead_code)]
        struct $name { $(#[serde(deserialize_with = "present")] $key: $type),* }
    )* };
}

/// Unlike the default of `Option`, a key must be there even where its value is null.
fn present<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer)
}

mirror! {
    Record {
        schema_version: String, record_id: String, pledge_key: Option<String>, status: String, confidence: f64,
        errors: Vec<Issue>, source: Source, document: Option<Document>, pledge: Pledge, purpose: Option<Vec<String>>,
        goal: Option<Vec<String>>, goal_in_term: Option<Vec<String>>, annual_targets: Option<Vec<AnnualTarget>>,
        indicators: Option<Vec<String>>, indicator_values: Option<Vec<IndicatorValue>>, overview: Option<Overview>,
        plans: Option<Vec<PlanItem>>, schedule: Option<Schedule>, achievements: Option<Vec<PlanItem>>,
        assessment: Option<Assessment>, obstacles: Option<Obstacles>, changes: Option<Vec<Change>>,
        investment: Option<MoneyTable>, execution: Option<MoneyTable>, citizen_engagement: Option<Engagement>,
        future_plans: Option<Vec<PlanItem>>, support_requests: Option<Vec<SupportRequest>>, notes: Vec<Note>,
        captions: Vec<String>, other_sections: Vec<OtherSection>, sections: Vec<SectionReport>, coverage: Coverage,
    }
    Issue {
        code: String, name: String, severity: String, message: String, message_ko: String, pointer: Option<String>,
        spans: Vec<Span>, raw: Vec<String>, hint: String, hint_ko: String, related: Vec<Related>, proof: Option<Proof>,
        suggestion: Option<String>,
    }
    Related { span: Span, note: String }
    Proof { cells: Vec<ProofCell>, expected: f64, found: f64, difference: f64, unit: Option<String> }
    ProofCell { pointer: Option<String>, label: String, number: f64, span: Option<Span> }
    Source {
        path: String, sha256: String, bytes: u64, format: Option<String>, encoding: Option<String>,
        record_index: usize, record_count: usize, span: Option<Span>, layout: Option<String>,
    }
    Document {
        title: Option<String>, as_of: Option<DateSpan>, administration: Option<Administration>, kind: String,
    }
    Administration { term: i32, label: String }
    DateSpan {
        from: Option<String>, to: Option<String>, edtf: Option<String>, recurrence: Option<String>, raw: String,
    }
    Money {
        krw: Option<i64>, krw_min: Option<i64>, krw_max: Option<i64>, recurrence: Option<String>, approximate: bool,
        raw: String,
    }
    Funding { source: String, label: String, krw: Option<i64> }
    Pledge {
        number: Option<String>, title: Option<String>, category: Option<String>, category_number: Option<String>,
        jurisdiction: Option<Jurisdiction>, promises: Vec<String>, continuity: Option<String>, term: Option<String>,
        horizon: Option<String>, budget: Option<String>, authorities: Vec<String>, state: Option<String>,
        state_label: Option<String>, manifesto: Option<String>, progress_percent: Option<f64>,
        progress_label: Option<String>, rates: Vec<Rate>, completion: Option<DateSpan>,
        central_support: Option<CentralSupport>, department: Option<String>, contacts: Vec<Contact>,
        header: Vec<HeaderPair>,
    }
    Jurisdiction { name: String, code: Option<String>, level: Option<String>, basis: String }
    Rate { name: String, percent: f64 }
    CentralSupport { needed: bool, kinds: Vec<String> }
    Contact { role: Option<String>, name: Option<String>, phone: Option<String> }
    HeaderPair { label: String, value: String }
    AnnualTarget {
        group: Option<String>, item: Option<String>, year: Option<i32>, period_label: Option<String>,
        targets: Vec<String>, results: Vec<String>, cumulative_percent: Option<f64>,
    }
    IndicatorValue { name: String, unit: Option<String>, year: Option<i32>, measure: String, value: String }
    Overview { projects: Vec<Project> }
    Project {
        name: Option<String>, period: Option<DateSpan>, location: Option<String>, total_cost: Option<Money>,
        funding: Vec<Funding>, agencies: Vec<String>, items: Vec<Item>, tables: Vec<Grid>,
    }
    Item { label: Option<String>, text: Option<String>, items: Vec<Item> }
    Grid { caption: Option<String>, unit: Option<String>, header: Vec<Vec<String>>, rows: Vec<Vec<String>> }
    PlanItem { group: Option<String>, date: Option<DateSpan>, text: String }
    Schedule { marks_preserved: bool, tasks: Vec<Task> }
    Task { group: Option<String>, name: String, spans: Vec<DateSpan> }
    Assessment { strengths: Vec<String>, weaknesses: Vec<String>, improvements: Vec<String> }
    Obstacles { problems: Vec<String>, remedies: Vec<String> }
    Change { date: Option<DateSpan>, what: Option<String>, reason: Option<String>, procedure: Option<String> }
    MoneyTable {
        unit: Option<String>, caption: Option<String>, total_cost: Option<Money>, funding: Vec<Funding>,
        items: Vec<Item>, cells: Vec<Cell>,
    }
    Cell {
        table: u16, project: Option<String>, source: String, label: String, period: String, year: Option<i32>,
        year_to: Option<i32>, period_label: String, measure: String, subtotal: bool, number: f64, krw: Option<i64>,
    }
    Engagement { unit: Option<String>, counts: Vec<ChannelCount>, items: Vec<String> }
    ChannelCount { channel: String, count: Option<i64> }
    SupportRequest { body: Option<String>, text: String }
    Note { section: Option<String>, text: String }
    OtherSection { heading: Option<String>, lines: Vec<String>, tables: Vec<Grid> }
    SectionReport {
        kind: String, heading: Option<String>, span: Option<Span>, confidence: f64, issues: usize,
    }
    Coverage { characters: usize, assigned: usize }
    EvidenceLine { record_id: String, evidence: Vec<Evidence> }
    Evidence {
        pointer: String, raw: Vec<String>, spans: Vec<Span>, confidence: f64, because: Vec<String>, rule: String,
        by: String,
    }
}

/// A span's last keys are there only where the format has them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Span {
    start: u32,
    end: u32,
    line: u32,
    col: u32,
    line_end: u32,
    col_end: u32,
    page: Option<u32>,
    bbox: Option<[i32; 4]>,
    table: Option<u16>,
    row: Option<u16>,
    cell_col: Option<u16>,
}

#[test]
fn a_record_has_the_keys_of_the_contract_and_no_others() {
    for (record, _) in [sample::record(), sample::empty_record()] {
        let mut line = Vec::new();
        write_record(&mut line, &record, None);
        let read: Record = serde_json::from_slice(&line).unwrap();
        assert_eq!(read.record_id, record.record_id);
    }
}

#[test]
fn a_record_by_hand_is_a_record_derived() {
    for (record, _) in [sample::record(), sample::empty_record()] {
        let mut line = Vec::new();
        write_record(&mut line, &record, None);
        let mut derived = serde_json::to_vec(&record).unwrap();
        derived.push(b'\n');
        assert_eq!(String::from_utf8(line).unwrap(), String::from_utf8(derived).unwrap());
    }
}

#[test]
fn keys_stand_in_the_order_of_the_contract() {
    let (record, _) = sample::record();
    let json: serde_json::Value = serde_json::to_value(&record).unwrap();
    let keys: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = "schema_version record_id pledge_key status confidence errors source document pledge purpose goal \
                    goal_in_term annual_targets indicators indicator_values overview plans schedule achievements \
                    assessment obstacles changes investment execution citizen_engagement future_plans \
                    support_requests notes captions other_sections sections coverage";
    assert_eq!(keys, expected.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn evidence_has_the_keys_of_the_contract() {
    let (_, evidence) = sample::record();
    let mut line = Vec::new();
    write_evidence(&mut line, &evidence);
    let read: EvidenceLine = serde_json::from_slice(&line).unwrap();
    assert_eq!(read.evidence.len(), evidence.evidence.len());
}

#[test]
fn inline_evidence_is_one_more_key() {
    let (record, evidence) = sample::record();
    let mut line = Vec::new();
    write_record(&mut line, &record, Some(&evidence.evidence));
    let mut json: serde_json::Value = serde_json::from_slice(&line).unwrap();
    let inline = json.as_object_mut().unwrap().remove("evidence").unwrap();
    assert_eq!(inline, serde_json::to_value(&evidence.evidence).unwrap());
    assert_eq!(json, serde_json::to_value(&record).unwrap());
}

#[test]
fn every_pointer_of_the_evidence_resolves() {
    let (record, evidence) = sample::record();
    let json = serde_json::to_value(&record).unwrap();
    for entry in &evidence.evidence {
        assert!(json.pointer(&entry.pointer).is_some(), "{}", entry.pointer);
    }
}

#[test]
fn a_record_is_one_line() {
    let (record, evidence) = sample::record();
    let mut line = Vec::new();
    write_record(&mut line, &record, Some(&evidence.evidence));
    assert_eq!(line.iter().filter(|&&b| b == b'\n').count(), 1);
    assert_eq!(line.last(), Some(&b'\n'));
}
