//! What stands in a card's text: damage, personal data, text that nothing took.

use super::Findings;
use crate::diag::{Diagnostic, codes};
use crate::fields::{Extracted, Settled};
use crate::normalize::people;
use crate::span::Range;
use crate::text::{has_damage, is_damage};

/// Places that one issue points at, at most.
const MAX_PLACES: usize = 40;

pub(super) fn check(text: &str, extracted: &Extracted, findings: &mut Findings) {
    let range = extracted.ledger.range();
    let card = &text[range.to_usize()];
    damage(card, range, findings);
    let private: Vec<Range> = people::personal_data(card)
        .map(|r| Range::new(range.start as usize + r.start, range.start as usize + r.end))
        .take(MAX_PLACES)
        .collect();
    if !private.is_empty() {
        findings.diagnostics.push(
            Diagnostic::new(
                &codes::PERSONAL_DATA,
                format!("{} resident registration numbers or private mobile numbers stand in the text", private.len()),
                format!("주민등록번호 또는 개인 휴대전화번호가 {}건 들어 있습니다", private.len()),
            )
            .at_all(private),
        );
    }
    let Settled { characters, assigned, open } = extracted.ledger.settle(text);
    if assigned < characters {
        let missing = characters - assigned;
        findings.diagnostics.push(
            Diagnostic::new(
                &codes::TEXT_UNASSIGNED,
                format!("{missing} of {characters} characters were taken by no field, heading or section"),
                format!("{characters}자 중 {missing}자가 어느 항목에도 들어가지 못했습니다"),
            )
            .at_all(open.iter().copied().take(MAX_PLACES)),
        );
    }
}

fn damage(card: &str, range: Range, findings: &mut Findings) {
    if !has_damage(card) {
        return;
    }
    let mut places: Vec<Range> = Vec::new();
    let mut count = 0;
    for (i, c) in card.char_indices() {
        if !is_damage(c) {
            continue;
        }
        count += 1;
        let at = range.start as usize + i;
        let full = places.len() >= MAX_PLACES;
        match places.last_mut() {
            Some(last) if last.end as usize == at => last.end += c.len_utf8() as u32,
            _ if !full => places.push(Range::new(at, at + c.len_utf8())),
            _ => {}
        }
    }
    if count > 0 {
        findings.diagnostics.push(
            Diagnostic::new(
                &codes::TEXT_DAMAGED,
                format!("{count} characters of the text are damaged (U+FFFD or unmapped private-use characters)"),
                format!("글자 {count}자가 깨져 있습니다(U+FFFD 또는 알 수 없는 사용자 정의 문자)"),
            )
            .at_all(places),
        );
    }
}
