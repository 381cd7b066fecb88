//! Evidence → confidence. Reads values and findings, writes probabilities into provenance; nothing else.
//!
//! # The formula
//!
//! A value starts with the share of right values that its [`Method`] gives ([`base`]). Each [`Doubt`] multiplies that by its
//! factor ([`factor`], all below 1); text that was recognised in a picture is multiplied by the certainty of its recognition
//! as well. A second reading that agrees takes away a part of what is left to doubt. Arithmetic that confirms a value takes away nine tenths of what is left to doubt. So the
//! score is monotone: more doubt never raises it, confirmation never lowers it.
//!
//! A record's confidence is the probability that **all** its key values are right. Key values fall into groups that are right
//! or wrong together (identity, state, rate, project dates, costs, each money table); within a group the least certain value
//! stands for all, and groups are taken as independent.
//!
//! The numbers are first estimates from the reports that the program was built on; they are kept here, apart from the
//! evidence, so that a fit can replace them.

use crate::fields::Extracted;
use crate::model::{Body, Doubt, Method, Pointer, Prov, Walk};
use crate::sections::Likeness;
use crate::validate::Findings;

/// Share of right values by how they were found.
pub fn base(method: Method) -> f32 {
    match method {
        Method::Cell => 0.97,
        Method::Labelled => 0.96,
        Method::Heading => 0.95,
        Method::Pattern => 0.95,
        Method::Solved => 0.95,
        Method::Aligned => 0.94,
        Method::Derived => 0.92,
        Method::Counted => 0.88,
        Method::Guessed => 0.60,
    }
}

/// What a doubt leaves of a probability, and the words for it.
pub fn factor(doubt: Doubt) -> (f32, &'static str) {
    match doubt {
        Doubt::Damaged => (0.55, "원문 글자가 깨져 있음 (damaged text)"),
        Doubt::Joined => (0.98, "나뉜 줄을 이어 붙임 (joined from wrapped lines)"),
        Doubt::NearMatch => (0.80, "이름이 정확히 일치하지 않음 (name matched nearly)"),
        Doubt::Reworded => (0.90, "이름 대신 낱말로 판단함 (told by its wording)"),
        Doubt::SumBroken => (0.45, "합계와 맞지 않음 (breaks a printed sum)"),
        Doubt::ColumnUncertain => (0.75, "열의 위치가 확실하지 않음 (column not certain)"),
        Doubt::Conflict => (0.65, "다른 값과 어긋나거나 이상이 있음 (an issue concerns this value)"),
        Doubt::NoUnit => (0.30, "단위가 없음 (no unit printed)"),
        Doubt::Implausible => (0.60, "있을 법하지 않은 값 (implausible value)"),
        Doubt::Boundary => (0.85, "카드 경계가 확실하지 않음 (record boundary uncertain)"),
        Doubt::Ambiguous => (0.60, "여러 가지로 읽힘 (several readings possible)"),
        Doubt::Encoding => (0.90, "문자 인코딩을 추정함 (encoding guessed)"),
        Doubt::SectionIssue => (0.97, "같은 절에 문제가 있음 (its section has issues)"),
        Doubt::ReadingsDiffer => (0.50, "두 판독 결과가 다름 (two readings of the page differ)"),
        Doubt::Recognised => (0.93, "그림에서 문자 인식(OCR)으로 읽음 (recognised in a picture)"),
    }
}

/// All doubts, in the order that reasons are given in.
pub const DOUBTS: [Doubt; 15] = [
    Doubt::SumBroken,
    Doubt::Conflict,
    Doubt::NoUnit,
    Doubt::ReadingsDiffer,
    Doubt::Recognised,
    Doubt::Damaged,
    Doubt::Ambiguous,
    Doubt::ColumnUncertain,
    Doubt::Implausible,
    Doubt::NearMatch,
    Doubt::Reworded,
    Doubt::Boundary,
    Doubt::Encoding,
    Doubt::SectionIssue,
    Doubt::Joined,
];

/// Share of the remaining doubt that a sum which adds up leaves.
const CONFIRMED_LEAVES: f32 = 0.1;

/// Share of the remaining doubt that a second reading which agrees leaves: it speaks for the characters, not for what was
/// made of them.
const AGREED_LEAVES: f32 = 0.8;

/// Probability that a value with this provenance is right.
pub fn confidence(prov: &Prov) -> f32 {
    let mut p = base(prov.method);
    for doubt in DOUBTS {
        if prov.doubts.has(doubt) {
            p *= factor(doubt).0;
        }
    }
    if let Some(certainty) = prov.certainty {
        p *= f32::from(certainty.min(100)) / 100.0;
    }
    if prov.doubts.agreed {
        p = 1.0 - (1.0 - p) * AGREED_LEAVES;
    }
    if prov.doubts.confirmed {
        p = 1.0 - (1.0 - p) * CONFIRMED_LEAVES;
    }
    p.clamp(0.01, 0.999)
}

/// Why a value's confidence is lower than its method alone would give.
pub fn because(prov: &Prov) -> Vec<&'static str> {
    let mut out: Vec<&'static str> = Vec::new();
    match prov.method {
        Method::Guessed => out.push("추정한 값 (guessed)"),
        Method::Counted => out.push("칸 경계 없이 순서로 읽음 (cells counted, not seen)"),
        _ => {}
    }
    if !prov.doubts.is_empty() {
        out.extend(DOUBTS.into_iter().filter(|&d| prov.doubts.has(d)).map(|d| factor(d).1));
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
}

/// Scores all values of a card. Returns the record's confidence and the lowest confidence among its key values.
pub fn score(extracted: &mut Extracted, findings: &Findings, circumstances: Circumstances) -> (f64, f64) {
    apply_sums(&mut extracted.body, findings);
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
    let mut groups: [(Group, f32); 8] = Group::ALL.map(|g| (g, 1.0));
    let mut lowest = 1.0f32;
    extracted.body.walk_mut(&mut Pointer::default(), &mut |at, prov| {
        let at = at.as_str();
        if circumstances.doubtful_borders {
            prov.doubts.add(Doubt::Boundary);
        }
        if circumstances.guessed_encoding {
            prov.doubts.add(Doubt::Encoding);
        }
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
        prov.confidence = confidence(prov);
        if let Some(group) = Group::of(at) {
            lowest = lowest.min(prov.confidence);
            if let Some((_, p)) = groups.iter_mut().find(|(g, _)| *g == group) {
                *p = p.min(prov.confidence);
            }
        }
    });
    let product: f32 = groups.iter().map(|(_, p)| p).product();
    (f64::from(product), f64::from(lowest))
}

/// Whether the value at this pointer is one of those that a record's confidence answers for: number, title, state, rate, dates
/// of the projects, every money value.
pub fn is_key(pointer: &str) -> bool {
    Group::of(pointer).is_some()
}

fn apply_sums(body: &mut Body, findings: &Findings) {
    for (ids, broken) in [(&findings.confirmed, false), (&findings.broken, true)] {
        for id in ids {
            let table = if id.role == crate::sections::Role::Execution { &mut body.execution } else { &mut body.investment };
            let Some(cell) = table.as_mut().and_then(|t| t.cells.get_mut(id.index)) else { continue };
            if broken {
                cell.prov.doubts.add(Doubt::SumBroken);
                cell.prov.doubts.confirmed = false;
            } else {
                cell.prov.doubts.confirmed = true;
            }
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
    use super::*;

    #[test]
    fn doubt_never_raises_and_confirmation_never_lowers() {
        for method in [Method::Cell, Method::Counted, Method::Guessed] {
            for doubt in DOUBTS {
                let mut prov = Prov { method, ..Prov::default() };
                let clean = confidence(&prov);
                prov.doubts.add(doubt);
                let doubted = confidence(&prov);
                assert!(doubted < clean);
                prov.doubts.agreed = true;
                assert!(confidence(&prov) > doubted);
                prov.doubts.agreed = false;
                let uncertain = Prov { certainty: Some(60), ..prov.clone() };
                assert!(confidence(&uncertain) < doubted);
                prov.doubts.confirmed = true;
                assert!(confidence(&prov) >= doubted);
            }
        }
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
