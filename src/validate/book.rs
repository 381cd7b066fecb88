//! Rules over all records of a file: duplicates, contents against records, totals of a list.

use std::collections::{HashMap, HashSet};

use crate::diag::{Diagnostic, Proof, codes};
use crate::fields::{Extracted, ListTable};
use crate::normalize::pledge_number;
use crate::span::Range;
use crate::tables::Grid;
use crate::text::squash;

/// Records that share number and category with an earlier one.
pub fn duplicate_pledges(cards: &[Extracted]) -> Vec<(usize, Diagnostic)> {
    let mut out = Vec::new();
    if cards.len() < 2 {
        return out;
    }
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    for (i, card) in cards.iter().enumerate() {
        let pledge = &card.body.pledge;
        let Some(number) = &pledge.number else { continue };
        let category = pledge.category_number.as_ref().or(pledge.category.as_ref()).map_or(String::new(), |c| squash(&c.value));
        let key = (squash(&number.value), category);
        match seen.get(&key) {
            None => {
                seen.insert(key, i);
            }
            Some(&first) => {
                let mut diagnostic = Diagnostic::new(
                    &codes::PLEDGE_DUPLICATE,
                    format!("number {} stands on record {} of this file, too", number.value, first + 1),
                    format!("공약번호 {}이(가) 이 파일의 {}번째 레코드와 같습니다", number.value, first + 1),
                )
                .field("/pledge/number")
                .at_all(number.prov.ranges.iter().copied());
                if let Some(&range) = cards[first].body.pledge.number.as_ref().and_then(|n| n.prov.ranges.first()) {
                    diagnostic = diagnostic.related(range, "같은 공약번호");
                }
                out.push((i, diagnostic));
            }
        }
    }
    out
}

/// Entries of a contents page that no record has.
pub fn contents_against_records(text: &str, lines: &[Range], cards: &[Extracted]) -> Vec<Diagnostic> {
    if lines.is_empty() {
        return Vec::new();
    }
    let numbers: HashSet<String> = cards.iter().filter_map(|c| c.body.pledge.number.as_ref()).map(|n| squash(&n.value)).collect();
    let titles: HashSet<String> = cards.iter().filter_map(|c| c.body.pledge.title.as_ref()).map(|t| squash(&t.value)).collect();
    let mut out = Vec::new();
    for &range in lines {
        let content = &text[range.to_usize()];
        let Some(end) = entry_end(content) else { continue };
        let entry = content[..end].trim();
        let found = pledge_number(entry).filter(|n| n.rest < entry.len());
        let Some(found) = found.filter(|n| entry[n.number.clone()].contains('-')) else { continue };
        let number = squash(&entry[found.number]);
        let title = squash(&entry[found.rest..]);
        if !numbers.contains(&number) && !titles.contains(&title) {
            out.push(
                Diagnostic::new(
                    &codes::PLEDGE_MISSING,
                    format!("the contents name pledge {number}, but no record has it"),
                    format!("차례에 있는 공약 {number}에 해당하는 레코드가 없습니다"),
                )
                .at(range),
            );
        }
    }
    out
}

/// Where the entry of a contents line ends: before its dots, or before the page number.
fn entry_end(content: &str) -> Option<usize> {
    let dots = ["···", "...", "…", "‥", "‧‧‧", "ㆍㆍㆍ"].iter().filter_map(|d| content.find(d)).min();
    dots.or_else(|| {
        let trimmed = content.trim_end();
        let digits = trimmed.bytes().rev().take_while(u8::is_ascii_digit).count();
        (digits > 0 && digits <= 4 && trimmed[..trimmed.len() - digits].ends_with([' ', '\t'])).then(|| trimmed.len() - digits)
    })
}

/// Counts of total and group rows against the rows.
pub fn list_totals(text: &str, grids: &[Grid], list: &ListTable) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for total in &list.totals {
        for (range, printed, counted) in list.counts(text, grids, total) {
            if printed == counted {
                continue;
            }
            out.push(
                Diagnostic::new(
                    &codes::LIST_TOTAL_MISMATCH,
                    format!("a total row prints {printed}, but {counted} of its rows are marked"),
                    format!("계 행에는 {printed}건인데 표시된 행은 {counted}건입니다"),
                )
                .at(range)
                .proof(Proof {
                    cells: Vec::new(),
                    expected: counted as f64,
                    found: printed as f64,
                    difference: (printed - counted) as f64,
                    unit: Some("건".to_owned()),
                }),
            );
        }
    }
    out
}
