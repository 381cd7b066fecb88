//! Sections that a layout always has, and text that nothing took.

use super::Findings;
use crate::diag::{Diagnostic, codes};
use crate::fields::Extracted;
use crate::sections::{Profile, Role};

/// Whether a section was found and has something in it that makes it this section.
fn present(extracted: &Extracted, role: Role) -> bool {
    let body = &extracted.body;
    match role {
        Role::Investment => {
            body.investment.as_ref().is_some_and(|t| !t.cells.is_empty() || !t.items.is_empty())
                || extracted.gaps.iter().any(|g| g.role == Role::Investment)
        }
        Role::Goal => body.goal.is_some() || body.purpose.is_some() || body.goal_in_term.is_some(),
        Role::Overview => extracted.sections.iter().any(|s| s.role == Role::Overview),
        role => extracted.sections.iter().any(|s| s.role == role),
    }
}

pub(super) fn check(extracted: &Extracted, profile: Option<&Profile>, findings: &mut Findings) {
    if let Some(profile) = profile {
        for &role in &profile.required {
            if !present(extracted, role) {
                findings.diagnostics.push(missing(
                    role,
                    &format!("cards of the layout {}", profile.name),
                    &format!("'{}' 서식", profile.title),
                ));
            }
        }
    }
}

fn missing(role: Role, whose: &str, whose_ko: &str) -> Diagnostic {
    let name = korean(role);
    Diagnostic::new(
        &codes::SECTION_MISSING,
        format!("{whose} always have {name} ({}); it was not found", role.key()),
        format!("{whose_ko}에 늘 있는 '{name}' 절을 찾지 못했습니다"),
    )
    .field(format!("/{}", role.key()))
}

fn korean(role: Role) -> &'static str {
    match role {
        Role::Goal => "목표",
        Role::Overview => "사업개요",
        Role::Achievements => "추진실적",
        Role::Investment => "투자계획",
        Role::AnnualTargets => "연차별 목표",
        Role::Schedule => "로드맵",
        Role::Plans => "추진계획",
        Role::FuturePlans => "향후 추진계획",
        Role::Execution => "집행실적",
        Role::SupportRequests => "건의사항",
        Role::Assessment => "자체 점검결과",
        Role::CitizenEngagement => "시민소통",
        Role::Indicators => "확인지표",
        Role::Obstacles => "쟁점사항",
        Role::Purpose => "사업목적",
        _ => "그 밖의 절",
    }
}

/// Cards of a book that a rule of "always" needs.
const BOOK_CARDS: usize = 8;
/// A section stands in at least this share of a book's cards to be one that they always have, in percent.
const ALWAYS_PERCENT: usize = 85;

/// Of the cards of a book, which lacks a section that nearly all others have.
pub fn missing_in_book(cards: &[Extracted], profile: Option<&Profile>) -> Vec<(usize, Diagnostic)> {
    let mut out = Vec::new();
    if cards.len() < BOOK_CARDS {
        return out;
    }
    for role in [Role::Goal, Role::Overview, Role::Achievements, Role::Investment] {
        let without: Vec<usize> = (0..cards.len()).filter(|&i| !present(&cards[i], role)).collect();
        if without.is_empty() || (cards.len() - without.len()) * 100 < cards.len() * ALWAYS_PERCENT {
            continue;
        }
        for i in without {
            if profile.is_some_and(|p| p.required.contains(&role)) {
                continue;
            }
            out.push((i, missing(role, "the other cards of this book", "이 책의 다른 공약")));
        }
    }
    out
}
