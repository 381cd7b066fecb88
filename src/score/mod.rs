//! Evidence → confidence. Reads values and findings, writes doubts and probabilities into provenance; nothing else.
//!
//! # The formula
//!
//! [`evidence`] adds the doubts that a value's surroundings raise; [`model`] turns method, rule, doubts and confirmation into the
//! probability that the value is right. Its parameters are fitted to documents whose truth is known, and judged on others:
//! of the values scored 0.9, nine in ten are to be right.
//!
//! A record's confidence is the probability that **all** its key values are right. Key values fall into groups that are right
//! or wrong together (identity, state, rate, project dates, costs, each money table); within a group the least certain value
//! stands for all, and what the product of the groups is worth is fitted as well.

mod by_rule;
pub mod evidence;
pub mod model;

use self::by_rule::ByRule;
use self::model::Model;
use crate::fields::Extracted;
use crate::model::{Body, Doubt, Doubts, Method, Prov, Walk};
use crate::sections::Likeness;
use crate::validate::{CellId, Findings};

/// Probability that a value is right that a person accepted or entered; no doubt of the program's counts against it.
const REVIEWED: f32 = 0.99;

/// All methods, from the surest to the least sure, with their names among the parameters.
pub const METHODS: [(Method, &str); 9] = [
    (Method::Cell, "cell"),
    (Method::Labelled, "labelled"),
    (Method::Heading, "heading"),
    (Method::Pattern, "pattern"),
    (Method::Aligned, "aligned"),
    (Method::Solved, "solved"),
    (Method::Derived, "derived"),
    (Method::Counted, "counted"),
    (Method::Guessed, "guessed"),
];

/// All doubts, in the order that reasons are given in: name among the parameters, words for a reader.
pub const DOUBTS: [(Doubt, &str, &str); 44] = [
    (Doubt::SumBroken, "sum-broken", "합계와 맞지 않음 (breaks a printed sum)"),
    (Doubt::Conflict, "conflict", "다른 값과 어긋나거나 이상이 있음 (an issue concerns this value)"),
    (Doubt::Twice, "twice", "같은 항목에 다른 값이 또 있음 (another value is given for the same thing)"),
    (Doubt::WrongKind, "wrong-kind", "이 항목의 값일 수 없음 (cannot be a value of its kind)"),
    (Doubt::RunTogether, "run-together", "여러 값이 한데 이어진 듯함 (looks like several values run together)"),
    (Doubt::NoUnit, "no-unit", "단위가 없음 (no unit printed)"),
    (Doubt::ReadingsDiffer, "readings-differ", "두 판독 결과가 다름 (two readings of the page differ)"),
    (Doubt::Recognised, "recognised", "그림에서 문자 인식(OCR)으로 읽음 (recognised in a picture)"),
    (Doubt::Damaged, "damaged", "원문 글자가 깨져 있음 (damaged text)"),
    (Doubt::Ambiguous, "ambiguous", "여러 가지로 읽힘 (several readings possible)"),
    (Doubt::ColumnUncertain, "column-uncertain", "열의 위치가 확실하지 않음 (column not certain)"),
    (Doubt::PayerUnknown, "payer-unknown", "아는 재원 이름이 없어 전체 금액으로 봄 (no known payer is named; taken for what all pay)"),
    (Doubt::ProjectGuessed, "project-guessed", "행 이름을 사업명으로 봄 (the name of its row was taken for a project)"),
    (Doubt::TooMany, "too-many", "이런 항목치고 너무 많음 (more points than such a section has)"),
    (Doubt::OneSided, "one-sided", "개선할 점이 없는 평가 (the assessment names nothing to improve)"),
    (Doubt::Implausible, "implausible", "있을 법하지 않은 값 (implausible value)"),
    (Doubt::Unbalanced, "unbalanced", "괄호의 짝이 맞지 않음 (brackets do not match)"),
    (Doubt::OddForm, "odd-form", "이 항목의 값으로 보이지 않음 (does not look like a value of its kind)"),
    (Doubt::SectionOdd, "section-odd", "같은 절에 이상한 값이 여럿 있음 (several values of its section look odd)"),
    (Doubt::RecordOdd, "record-odd", "레코드에 이상한 값이 많음 (many values of the record look odd)"),
    (Doubt::NearMatch, "near-match", "이름이 정확히 일치하지 않음 (name matched nearly)"),
    (Doubt::Reworded, "reworded", "이름 대신 낱말로 판단함 (told by its wording)"),
    (Doubt::MostlyBroken, "mostly-broken", "표의 칸이 대부분 맞지 않음 (most cells of the table break a sum, or are given twice)"),
    (
        Doubt::NeighbourBroken,
        "neighbour-broken",
        "같은 표에 맞지 않는 칸이 있음 (another cell of the table breaks a sum, or is given twice)",
    ),
    (Doubt::Unproven, "unproven", "표의 합계를 확인하지 못함 (no printed sum of the table could be checked)"),
    (Doubt::Boundary, "boundary", "카드 경계가 확실하지 않음 (record boundary uncertain)"),
    (Doubt::Encoding, "encoding", "문자 인코딩을 추정함 (encoding guessed)"),
    (Doubt::SectionLost, "section-lost", "같은 절에 읽지 못한 글이 있음 (text of its section went nowhere)"),
    (Doubt::SectionIssue, "section-issue", "같은 절에 읽기 문제가 있음 (its section has issues of reading)"),
    (Doubt::TextLostMuch, "text-lost-much", "레코드의 글을 많이 읽지 못함 (much text of the record went nowhere)"),
    (Doubt::TextLost, "text-lost", "레코드에 읽지 못한 글이 있음 (text of the record went nowhere)"),
    (Doubt::MostlyUnknown, "mostly-unknown", "모르는 제목이 대부분임 (most headings are unknown)"),
    (Doubt::UnknownHeading, "unknown-heading", "모르는 제목이 있음 (a heading is unknown)"),
    (Doubt::FewSections, "few-sections", "아는 절이 거의 없음 (hardly any section is known)"),
    (Doubt::NoLayout, "no-layout", "맞는 서식이 없음 (no layout profile matched)"),
    (Doubt::NoIdentity, "no-identity", "공약명이 없거나 이상함 (the record has no title, or an odd one)"),
    (Doubt::Nameless, "nameless", "어느 공약의 것인지 알 수 없음 (neither number nor title says whose value it is)"),
    (Doubt::RepeatedSections, "repeated-sections", "같은 절이 여러 번 나옴 (a section occurs more than once)"),
    (Doubt::MissingCore, "missing-core", "있어야 할 절이 없음 (sections that every report has are missing)"),
    (Doubt::NoHeader, "no-header", "머리표의 값이 거의 없음 (hardly any value of a header card)"),
    (Doubt::LooseText, "loose-text", "절에 속하지 않는 줄이 있음 (lines belong to no section)"),
    (Doubt::LooseHeader, "loose-header", "머리표에 이름 없는 값이 있음 (header values without a label)"),
    (Doubt::RecordError, "record-error", "레코드에 읽기 오류가 있음 (the record has an error of reading)"),
    (Doubt::Joined, "joined", "나뉜 줄을 이어 붙임 (joined from wrapped lines)"),
];

/// Probability that a value with this provenance is right.
pub fn confidence(prov: &Prov) -> f32 {
    if prov.method == Method::Reviewed {
        return REVIEWED;
    }
    Model::fitted().confidence(prov)
}

/// Why a value's confidence is lower than its method alone would give.
pub fn because(prov: &Prov) -> Vec<&'static str> {
    let mut out: Vec<&'static str> = Vec::new();
    match prov.method {
        Method::Reviewed => return out,
        Method::Guessed => out.push("추정한 값 (guessed)"),
        Method::Counted => out.push("칸 경계 없이 순서로 읽음 (cells counted, not seen)"),
        _ => {}
    }
    let told = Model::fitted().told(prov.doubts);
    if !told.is_empty() {
        out.extend(DOUBTS.iter().filter(|d| told.has(d.0)).map(|d| d.2));
    }
    out
}

/// Doubts that hold for a whole record.
#[derive(Clone, Copy, Debug, Default)]
pub struct Circumstances {
    /// The borders of the card are not certain.
    pub doubtful_borders: bool,
    /// The encoding was guessed.
    pub guessed_encoding: bool,
    /// The file has other records.
    pub among_several: bool,
}

/// The group of key values that a pointer belongs to; values of a group are right or wrong together.
pub fn key_group(pointer: &str) -> Option<usize> {
    Group::of(pointer).map(|g| g as usize)
}

/// How many groups of key values there are.
pub const KEY_GROUPS: usize = Group::ALL.len();

/// What scoring says of a record.
#[derive(Clone, Debug)]
pub struct Scores {
    /// Confidence of the record.
    pub record: f64,
    /// The lowest confidence among its key values.
    pub lowest: f64,
    /// Its values, in the order of [`Walk`].
    pub values: Vec<Placed>,
}

/// Where a value stands.
#[derive(Clone, Debug)]
pub struct Placed {
    /// In the record.
    pub pointer: String,
    /// In the card: the section, of those that were found.
    pub section: Option<usize>,
}

/// Scores all values of a card; `text` is the document's.
pub fn score(text: &str, extracted: &mut Extracted, findings: &Findings, circumstances: Circumstances) -> Scores {
    apply_findings(&mut extracted.body, findings);
    let surroundings = evidence::surround(text, extracted, findings, circumstances);
    let mut values = surroundings.values();
    let model = Model::fitted();
    let mut told = ByRule::new();
    // Pointers that an error or a warning names.
    let mut blamed: Vec<&str> = extracted
        .diagnostics
        .iter()
        .chain(&findings.diagnostics)
        .filter(|d| d.code.severity != crate::diag::Severity::Info)
        .filter_map(|d| d.pointer.as_deref())
        .collect();
    blamed.sort_unstable();
    blamed.dedup();
    let likened = std::mem::take(&mut extracted.likened);
    let mut groups = [1.0f32; KEY_GROUPS];
    let mut lowest = 1.0f32;
    extracted.body.walk_mut(&mut |prov| {
        let at = values.next().map_or("", |(placed, doubts)| {
            prov.doubts.add_all(doubts);
            placed.pointer.as_str()
        });
        if let Some(first) = prov.ranges.first().filter(|_| !likened.is_empty()) {
            for (range, likeness) in &likened {
                if range.start <= first.start && first.start < range.end {
                    match likeness {
                        Likeness::Exact => {}
                        Likeness::Misspelt => prov.doubts.add(Doubt::NearMatch),
                        Likeness::Wording => prov.doubts.add(Doubt::Reworded),
                    }
                }
            }
        }
        if !blamed.is_empty() && !prov.doubts.has(Doubt::SumBroken) && blamed.binary_search(&at).is_ok() {
            prov.doubts.add(Doubt::Conflict);
        }
        prov.confidence = confidence_of(prov, model, &mut told);
        if let Some(group) = Group::of(at) {
            lowest = lowest.min(prov.confidence);
            let least = &mut groups[group as usize];
            *least = least.min(prov.confidence);
        }
    });
    drop(values);
    let product: f32 = groups.iter().product();
    let record = f64::from(model.whole_record(product));
    Scores { record, lowest: f64::from(lowest), values: surroundings.into_placed() }
}

/// The confidence of a value: most have method and doubts of the value before that the same rule read.
fn confidence_of(prov: &Prov, model: &Model, told: &mut ByRule<(Method, Doubts, f32)>) -> f32 {
    if prov.certainty.is_some() {
        return model.confidence(prov);
    }
    let same = |&(method, doubts, _): &(Method, Doubts, f32)| method == prov.method && doubts == prov.doubts;
    told.get(prov.rule, same, || (prov.method, prov.doubts, model.confidence(prov))).2
}

/// Whether the value at this pointer is one of those that a record's confidence answers for: number, title, state, rate, dates
/// of the projects, every money value.
pub fn is_key(pointer: &str) -> bool {
    Group::of(pointer).is_some()
}

/// Marks the money cells that validation has something to say of.
fn apply_findings(body: &mut Body, findings: &Findings) {
    let mut mark = |ids: &[CellId], with: fn(&mut Doubts)| {
        for id in ids {
            let table = if id.role == crate::sections::Role::Execution { &mut body.execution } else { &mut body.investment };
            if let Some(cell) = table.as_mut().and_then(|t| t.cells.get_mut(id.index)) {
                with(&mut cell.prov.doubts);
            }
        }
    };
    mark(&findings.confirmed, |doubts| doubts.confirmed = true);
    mark(&findings.broken, |doubts| {
        doubts.add(Doubt::SumBroken);
        doubts.confirmed = false;
    });
    mark(&findings.twice, |doubts| {
        doubts.add(Doubt::Twice);
        doubts.confirmed = false;
    });
    for &at in &findings.indicators_twice {
        if let Some(value) = body.indicator_values.as_mut().and_then(|values| values.get_mut(at)) {
            value.prov.doubts.add(Doubt::Twice);
        }
    }
}

/// Key values that are right or wrong together.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Group {
    Number,
    Title,
    State,
    Progress,
    ProjectDates,
    Costs,
    Investment,
    Execution,
}

impl Group {
    const ALL: [Group; 8] = [
        Group::Number,
        Group::Title,
        Group::State,
        Group::Progress,
        Group::ProjectDates,
        Group::Costs,
        Group::Investment,
        Group::Execution,
    ];

    fn of(pointer: &str) -> Option<Group> {
        let bytes = pointer.as_bytes();
        match bytes.get(1)? {
            b'p' => Some(match pointer {
                "/pledge/number" => Group::Number,
                "/pledge/title" => Group::Title,
                "/pledge/state" => Group::State,
                "/pledge/progress_percent" => Group::Progress,
                _ => return None,
            }),
            b'o' => {
                let rest = pointer.strip_prefix("/overview/projects/")?;
                let (_, field) = rest.split_once('/')?;
                if field == "period" {
                    Some(Group::ProjectDates)
                } else if field == "total_cost" || field.starts_with("funding/") {
                    Some(Group::Costs)
                } else {
                    None
                }
            }
            b'i' | b'e' => {
                let (field, cells) = match pointer.strip_prefix("/investment/") {
                    Some(field) => (field, Group::Investment),
                    None => (pointer.strip_prefix("/execution/")?, Group::Execution),
                };
                if field.starts_with("cells/") {
                    Some(cells)
                } else if field == "total_cost" || field.starts_with("funding/") {
                    Some(Group::Costs)
                } else {
                    None
                }
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::model::LEAST_CERTAIN;
    use super::*;
    use crate::model::{Cell, FundingSource, Measure, Period, Sourced};

    #[test]
    fn doubt_never_raises_and_confirmation_never_lowers() {
        for (method, _) in METHODS {
            for (doubt, ..) in DOUBTS {
                let mut prov = Prov { method, ..Prov::default() };
                let clean = confidence(&prov);
                prov.doubts.add(doubt);
                let doubted = confidence(&prov);
                assert!(doubted <= clean, "{doubt:?}");
                prov.doubts.agreed = true;
                assert!(confidence(&prov) >= doubted);
                prov.doubts.agreed = false;
                let uncertain = Prov { certainty: Some(60), ..prov.clone() };
                assert!(confidence(&uncertain) < doubted || doubted == LEAST_CERTAIN);
                prov.doubts.confirmed = true;
                assert!(confidence(&prov) >= doubted);
            }
        }
    }

    #[test]
    fn what_a_person_has_looked_at_is_not_doubted() {
        let mut prov = Prov { method: Method::Reviewed, ..Prov::default() };
        prov.doubts.add(Doubt::SumBroken);
        assert!(confidence(&prov) > 0.98);
        assert!(because(&prov).is_empty());
    }

    #[test]
    fn every_doubt_and_method_has_one_name() {
        for (at, (method, name)) in METHODS.into_iter().enumerate() {
            assert_eq!(method as usize, at);
            assert_eq!(METHODS.iter().filter(|m| m.1 == name).count(), 1);
        }
        for (doubt, name, words) in DOUBTS {
            assert_eq!(DOUBTS.iter().filter(|d| d.0 == doubt || d.1 == name || d.2 == words).count(), 1);
        }
    }

    #[test]
    fn broken_sums_weigh_more_than_anything_around_them() {
        let with = |doubts: &[Doubt]| {
            let mut prov = Prov { rule: "money.cell", method: Method::Cell, ..Prov::default() };
            doubts.iter().for_each(|d| prov.doubts.add(*d));
            confidence(&prov)
        };
        let mut confirmed = Prov { rule: "money.cell", method: Method::Cell, ..Prov::default() };
        confirmed.doubts.confirmed = true;
        assert!(confidence(&confirmed) > 0.97);
        // Whatever breaks a sum is in a table where a sum is broken.
        assert!(with(&[Doubt::SumBroken, Doubt::NeighbourBroken]) <= with(&[Doubt::NeighbourBroken]));
        assert!(with(&[Doubt::NeighbourBroken]) < with(&[]));
    }

    #[test]
    fn amounts_that_stand_for_the_same_thing() {
        let cell = |measure: Measure, krw: i64| {
            let cell = Cell {
                table: 0,
                project: None,
                source: FundingSource::National,
                label: "국비".to_owned(),
                period: Period::Year,
                year: Some(2024),
                year_to: None,
                period_label: "2024".to_owned(),
                measure,
                subtotal: false,
                number: krw as f64,
                krw: Some(krw),
            };
            Sourced::new(cell, Prov::default())
        };
        let doubted = |cells: Vec<Sourced<Cell>>| {
            let mut extracted = Extracted::default();
            extracted.body.investment.get_or_insert_default().cells = cells;
            let findings = crate::validate::check("", &extracted, None);
            apply_findings(&mut extracted.body, &findings);
            extracted.body.investment.map(|t| t.cells).unwrap_or_default()
        };
        let cells = [cell(Measure::Planned, 1), cell(Measure::Secured, 2), cell(Measure::Planned, 3), cell(Measure::Executed, 4)];
        let twice: Vec<bool> = doubted(cells.to_vec()).iter().map(|c| c.prov.doubts.has(Doubt::Twice)).collect();
        assert_eq!(twice, [true, false, true, false]);
        let cells = doubted(vec![cell(Measure::Planned, 1), cell(Measure::Planned, 1)]);
        assert!(cells.iter().all(|c| c.prov.doubts.is_empty()), "the same amount in two tables");
    }

    #[test]
    fn key_values() {
        for pointer in [
            "/pledge/number",
            "/pledge/title",
            "/pledge/state",
            "/pledge/progress_percent",
            "/overview/projects/2/period",
            "/overview/projects/0/total_cost",
            "/overview/projects/0/funding/1",
            "/investment/cells/12",
            "/investment/total_cost",
            "/execution/cells/0",
            "/execution/total_cost",
            "/execution/funding/0",
        ] {
            assert!(is_key(pointer), "{pointer}");
        }
        for pointer in [
            "",
            "/",
            "/pledge/department",
            "/overview/projects/0/items/1/text",
            "/investment/items/0/text",
            "/indicators/0",
            "/other_sections/0/lines/0",
        ] {
            assert!(!is_key(pointer), "{pointer}");
        }
    }
}
