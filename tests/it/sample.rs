//! An invented record with a value in every place that the contract has, and its evidence.

use std::sync::Arc;

use bogoseo::diag::Severity;
use bogoseo::model::*;
use bogoseo::record::*;

/// A leaf at `start..end` of the imagined source.
fn at<T>(value: T, start: usize, confidence: f32) -> Sourced<T> {
    let range = bogoseo::span::Range::new(start, start + 4);
    let mut prov = Prov::new([range], "sample.rule", Method::Labelled);
    prov.confidence = confidence;
    Sourced::new(value, prov)
}

fn text(value: &str) -> Text {
    at(value.to_owned(), 0, 0.97)
}

fn day(day: &str) -> DateSpan {
    DateSpan {
        from: Some(day.to_owned()),
        to: Some(day.to_owned()),
        edtf: Some(day.to_owned()),
        recurrence: None,
        raw: day.replace('-', ". "),
    }
}

fn krw(krw: i64) -> Money {
    Money { krw: Some(krw), krw_min: None, krw_max: None, recurrence: None, approximate: false, raw: format!("{krw}원") }
}

fn cell(source: FundingSource, label: &str, year: i32, number: f64) -> Sourced<Cell> {
    let cell = Cell {
        table: 0,
        project: None,
        source,
        label: label.to_owned(),
        period: Period::Year,
        year: Some(year),
        year_to: None,
        period_label: format!("{year}년"),
        measure: Measure::Planned,
        subtotal: false,
        number,
        krw: Some((number * 1e6) as i64),
    };
    at(cell, 90, 0.55)
}

fn item(label: &str, value: &str, items: Vec<Item>) -> Item {
    Item { label: Some(text(label)), text: Some(text(value)), items }
}

fn grid() -> Grid {
    Grid {
        caption: Some(text("노선 현황")),
        unit: Some("km".to_owned()),
        header: vec![vec![text("노선"), text("길이")]],
        rows: vec![vec![text("가람선"), text("-1.5")]],
    }
}

fn pledge() -> Pledge {
    Pledge {
        number: Some(text("3-2")),
        title: Some(text("=가람천 산책로 조성")),
        category: Some(text("환경")),
        category_number: Some(text("Ⅲ")),
        jurisdiction: Some(at(
            Jurisdiction {
                name: "가람시".to_owned(),
                code: Some("99990".to_owned()),
                level: Some(JurisdictionLevel::Municipality),
                basis: JurisdictionBasis::Document,
            },
            0,
            0.9,
        )),
        promises: vec![text("산책로 5km 조성")],
        continuity: Some(at(Continuity::New, 0, 0.9)),
        term: Some(at(Term::Within, 0, 0.9)),
        horizon: Some(at(Horizon::Medium, 0, 0.9)),
        budget: Some(at(Budget::Budget, 0, 0.9)),
        authorities: vec![at(Authority::National, 0, 0.9), at(Authority::Own, 0, 0.9)],
        state: Some(at(State::OnTrack, 0, 0.9)),
        state_label: Some(text("정상추진")),
        manifesto: Some(at(Manifesto::OnTrack, 0, 0.9)),
        progress_percent: Some(at(72.5, 0, 0.9)),
        progress_label: Some(text("이행률")),
        rates: vec![at(Rate { name: "집행률".to_owned(), percent: 61.0 }, 0, 0.9)],
        completion: Some(at(day("2026-06-30"), 0, 0.9)),
        central_support: Some(at(CentralSupport { needed: true, kinds: vec![SupportKind::Fiscal, SupportKind::Legal] }, 0, 0.9)),
        department: Some(text("하천과")),
        contacts: vec![
            Contact {
                role: Some(at("하천과장".to_owned(), 200, 0.9)),
                name: Some(at("나도윤".to_owned(), 210, 0.9)),
                phone: Some(at("2345".to_owned(), 215, 0.9)),
            },
            Contact { role: None, name: Some(at("민들".to_owned(), 230, 0.9)), phone: Some(at("031-555-0199".to_owned(), 240, 0.9)) },
        ],
        header: vec![HeaderPair { label: "담당".to_owned(), value: at("나도윤(☎2345)".to_owned(), 210, 0.9) }],
    }
}

fn body() -> Body {
    let investment = MoneyTable {
        unit: Some("백만원".to_owned()),
        caption: Some(text("연차별 투자계획")),
        total_cost: Some(at(krw(12_000_000_000), 80, 0.9)),
        funding: vec![at(Funding { source: FundingSource::National, label: "국비".to_owned(), krw: Some(6_000_000_000) }, 84, 0.9)],
        items: vec![item("재원", "국비와 시비 각 절반", Vec::new())],
        cells: vec![cell(FundingSource::National, "국비", 2023, 3_000.0), cell(FundingSource::Municipal, "시비", 2023, -10.5)],
    };
    Body {
        pledge: pledge(),
        purpose: Some(vec![text("- 걷기 좋은 도시")]),
        goal: Some(vec![text("산책로 5km")]),
        goal_in_term: Some(vec![text("3km 우선 조성")]),
        annual_targets: Some(vec![AnnualTarget {
            group: Some(text("1구간")),
            item: Some(text("설계")),
            year: Some(at(2023, 0, 0.9)),
            period_label: Some("2023년".to_owned()),
            targets: vec![text("설계 착수"), text("주민설명회")],
            results: vec![text("설계 착수")],
            cumulative_percent: Some(at(30.0, 0, 0.9)),
        }]),
        indicators: Some(vec![text("조성 길이")]),
        indicator_values: Some(vec![at(
            IndicatorValue {
                name: "조성 길이".to_owned(),
                unit: Some("km".to_owned()),
                year: Some(2024),
                measure: IndicatorMeasure::Target,
                value: "-3".to_owned(),
            },
            0,
            0.9,
        )]),
        overview: Some(Overview {
            projects: vec![Project {
                name: Some(text("가람천 1구간")),
                period: Some(at(day("2023-01-01"), 0, 0.5)),
                location: Some(text("가람동 일원")),
                total_cost: Some(at(krw(12_000_000_000), 0, 0.9)),
                funding: investment.funding.clone(),
                agencies: vec![text("가람시"), text("가람공사")],
                items: vec![item("사업내용", "산책로", vec![item("길이", "5km", Vec::new())])],
                tables: vec![grid()],
            }],
        }),
        plans: Some(vec![PlanItem {
            group: Some(text("1구간")), date: Some(at(day("2023-03-02"), 0, 0.9)), text: text("설계 용역")
        }]),
        schedule: Some(Schedule {
            marks_preserved: at(true, 0, 0.9),
            tasks: vec![
                Task { group: None, name: text("설계"), spans: vec![at(day("2023-03-02"), 0, 0.9), at(day("2024-03-02"), 0, 0.9)] },
                Task { group: None, name: text("공사"), spans: Vec::new() },
            ],
        }),
        achievements: Some(vec![Achievement {
            group: None,
            date: Some(at(day("2023-09-07"), 0, 0.9)),
            text: text("@기본계획 수립 (나도윤 과장)"),
        }]),
        assessment: Some(Assessment {
            strengths: vec![text("주민 참여")],
            weaknesses: vec![text("보상 지연")],
            improvements: vec![text("협의 강화")],
        }),
        obstacles: Some(Obstacles { problems: vec![text("+사유지 보상")], remedies: vec![text("협의체 운영")] }),
        changes: Some(vec![Change {
            date: Some(at(day("2024-02-01"), 0, 0.9)),
            what: Some(text("구간 단축")),
            reason: Some(text("예산")),
            procedure: Some(text("배심원 승인")),
        }]),
        execution: Some(investment.clone()),
        investment: Some(investment),
        citizen_engagement: Some(Engagement {
            unit: Some("회".to_owned()),
            counts: vec![at(ChannelCount { channel: "간담회".to_owned(), count: Some(4) }, 0, 0.9)],
            items: vec![text("주민 간담회 4회")],
        }),
        future_plans: Some(vec![PlanItem { group: None, date: None, text: text("준공") }]),
        support_requests: Some(vec![SupportRequest { body: Some(text("가람도")), text: text("도비 지원 (문의 031-555-0199)") }]),
        notes: vec![Note { section: Some("investment".to_owned()), text: text("민들 팀장, 민들레 축제와 연계") }],
        captions: vec![text("착공식")],
        other_sections: vec![OtherSection { heading: Some(text("기타")), lines: vec![text("참고 사항")], tables: vec![grid()] }],
    }
}

/// A span of `length` characters on line 1.
pub fn span(start: u32, length: u32) -> Span {
    Span {
        start,
        end: start + length,
        line: 1,
        col: start + 1,
        line_end: 1,
        col_end: start + length + 1,
        page: None,
        bbox: None,
        table: None,
        row: None,
        cell_col: None,
    }
}

/// An issue with every part that an issue can have.
pub fn issue(severity: Severity, pointer: Option<&str>) -> Issue {
    Issue {
        code: "VA001",
        name: "total-mismatch",
        severity,
        message: "the total is not the sum".to_owned(),
        message_ko: "계가 합과 다릅니다".to_owned(),
        pointer: pointer.map(str::to_owned),
        spans: vec![span(90, 4)],
        raw: vec!["3,00".to_owned()],
        hint: "check",
        hint_ko: "확인하십시오",
        related: vec![Related { span: span(80, 4), note: "이 값".to_owned() }],
        proof: Some(Proof {
            cells: vec![ProofCell {
                pointer: Some("/investment/cells/0".to_owned()),
                label: "국비 2023".to_owned(),
                number: 3_000.0,
                span: Some(span(90, 4)),
            }],
            expected: 3_000.0,
            found: 3_001.0,
            difference: 1.0,
            unit: Some("백만원".to_owned()),
        }),
        suggestion: Some("3000".to_owned()),
    }
}

/// The record and its evidence.
pub fn record() -> (Record, EvidenceLine) {
    let body = body();
    let mut evidence = Vec::new();
    body.walk(&mut Pointer::default(), &mut |at, prov, value| {
        let start = prov.start();
        let raw = value.show();
        evidence.push(Evidence {
            pointer: at.as_str().to_owned(),
            spans: smallvec::smallvec![span(start, raw.chars().count() as u32)],
            raw: smallvec::smallvec![raw],
            confidence: f64::from((prov.confidence * 100.0).round()) / 100.0,
            because: vec!["a sum does not add up"],
            rule: prov.rule,
            by: "extractor",
        });
    });
    let record_id = "0123456789abcdef".to_owned();
    let record = Record {
        schema_version: SCHEMA_VERSION,
        record_id: record_id.clone(),
        pledge_key: Some("99990/8/Ⅲ-3-2".to_owned()),
        status: RecordStatus::Review,
        confidence: 0.5,
        errors: vec![issue(Severity::Error, Some("/investment/cells/0")), issue(Severity::Info, None)],
        source: Source {
            path: Arc::from("가람/3-2.txt"),
            sha256: Arc::from("ab".repeat(32)),
            bytes: 1_234,
            format: Some("text"),
            encoding: Some("UTF-8"),
            record_index: 0,
            record_count: 1,
            span: Some(span(0, 300)),
            layout: Some("card".to_owned()),
        },
        document: Some(Document {
            title: Some("가람시 공약 이행 보고서".to_owned()),
            as_of: Some(day("2024-06-30")),
            administration: Some(Administration { term: 8, label: "민선8기".to_owned() }),
            kind: DocumentKind::Card,
        }),
        body,
        sections: vec![SectionReport {
            kind: "investment".to_owned(),
            heading: Some("연차별 투자계획".to_owned()),
            span: Some(span(80, 100)),
            confidence: 0.5,
            issues: 1,
        }],
        coverage: Coverage { characters: 280, assigned: 280 },
    };
    (record, EvidenceLine { record_id, evidence })
}

/// A record of which nothing is known but that it failed.
pub fn empty_record() -> (Record, EvidenceLine) {
    let mut issue = issue(Severity::Error, None);
    issue.proof = None;
    issue.suggestion = None;
    issue.spans.clear();
    issue.raw.clear();
    failed_record("빈 파일.txt", "", 0, None, issue)
}
