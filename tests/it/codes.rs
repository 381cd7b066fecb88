//! The catalogue of codes: identity, completeness of its pages, and agreement with the record contract.

use std::collections::BTreeSet;

use bogoseo::diag::{Severity, codes, find};

/// Headings of a page, in order.
const HEADINGS: [&str; 7] = ["What it means", "Why it matters", "Example", "Effect on the record", "What to do", "한국어 설명", "See also"];

/// Most columns of a line: a page has to fit a terminal window without being wrapped.
const WIDEST_LINE: usize = 100;

/// Lines of the shortest and the longest page that is neither a stub nor an essay.
const PAGE_LINES: std::ops::RangeInclusive<usize> = 15..=42;

/// What the record contract lists, with the severity that it fixes.
const CONTRACT: &[(&str, Severity)] = &[
    ("total-mismatch", Severity::Error),
    ("period-total-mismatch", Severity::Error),
    ("rounding-difference", Severity::Info),
    ("parts-missing", Severity::Info),
    ("cost-conflict", Severity::Warning),
    ("funding-conflict", Severity::Warning),
    ("executed-over-secured", Severity::Warning),
    ("unit-missing", Severity::Error),
    ("cell-unreadable", Severity::Error),
    ("table-shape", Severity::Error),
    ("table-repaired", Severity::Info),
    ("date-invalid", Severity::Warning),
    ("date-order", Severity::Warning),
    ("percent-range", Severity::Warning),
    ("progress-conflict", Severity::Warning),
    ("section-missing", Severity::Warning),
    ("section-unknown", Severity::Info),
    ("text-unassigned", Severity::Warning),
    ("text-damaged", Severity::Warning),
    ("pledge-missing", Severity::Warning),
    ("pledge-duplicate", Severity::Warning),
    ("duplicate-record", Severity::Info),
    ("marks-lost", Severity::Info),
    ("personal-data", Severity::Warning),
    ("encoding-uncertain", Severity::Warning),
    ("file-unreadable", Severity::Error),
    ("file-encrypted", Severity::Error),
    ("file-empty", Severity::Error),
    ("file-too-large", Severity::Error),
    ("file-timeout", Severity::Error),
    ("file-memory", Severity::Error),
    ("file-crashed", Severity::Error),
    ("not-a-report", Severity::Error),
];

/// What stands in the catalogue besides.
const BEYOND_CONTRACT: &[(&str, Severity)] = &[
    ("table-flattened", Severity::Info),
    ("document-incomplete", Severity::Error),
    ("container-limit", Severity::Error),
    ("table-limit", Severity::Error),
    ("page-no-text", Severity::Error),
    ("readings-differ", Severity::Warning),
    ("no-second-reading", Severity::Info),
    ("page-recognised", Severity::Warning),
    ("extension-mismatch", Severity::Info),
    ("boundary-uncertain", Severity::Warning),
    ("value-unreadable", Severity::Warning),
    ("jurisdiction-ambiguous", Severity::Info),
    ("list-total-mismatch", Severity::Warning),
    ("total-missing", Severity::Info),
    ("cell-conflict", Severity::Error),
    ("measure-unclear", Severity::Error),
    ("correction-stale", Severity::Warning),
];

fn has_hangul(text: &str) -> bool {
    text.chars().any(|c| ('가'..='힣').contains(&c))
}

/// The sections of a page: heading and body.
fn page_sections(page: &str) -> Vec<(String, String)> {
    let mut sections: Vec<(String, String)> = Vec::new();
    let mut in_example = false;
    for line in page.lines() {
        in_example ^= line.starts_with("```");
        match line.strip_prefix("## ") {
            Some(heading) if !in_example => sections.push((heading.to_owned(), String::new())),
            _ => {
                let (_, body) = sections.last_mut().expect("a page begins with a heading");
                body.push_str(line);
                body.push('\n');
            }
        }
    }
    sections
}

fn section(page: &str, heading: &str) -> String {
    page_sections(page).into_iter().find(|(found, _)| found == heading).map(|(_, body)| body).unwrap_or_default()
}

fn columns(line: &str) -> usize {
    line.chars()
        .map(|c| match c {
            '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{ff00}'..='\u{ff60}' => 2,
            _ => 1,
        })
        .sum()
}

#[test]
fn ids_are_two_capitals_and_three_digits_and_unique() {
    let mut seen = BTreeSet::new();
    for code in codes::ALL {
        let (letters, digits) = code.id.split_at(2);
        assert!(letters.bytes().all(|b| b.is_ascii_uppercase()), "{}", code.id);
        assert!(digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()), "{}", code.id);
        assert!(seen.insert(code.id), "{} stands twice", code.id);
    }
}

#[test]
fn names_are_kebab_case_and_unique() {
    let mut seen = BTreeSet::new();
    for code in codes::ALL {
        assert!(code.name.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase())), "{}", code.name);
        assert!(seen.insert(code.name), "{} stands twice", code.name);
    }
}

#[test]
fn families_stand_together_and_in_the_order_of_their_ids() {
    let mut families: Vec<&str> = Vec::new();
    for pair in codes::ALL.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        if before.id[..2] == after.id[..2] {
            assert!(before.id < after.id, "{} after {}", after.id, before.id);
        } else {
            families.push(&before.id[..2]);
            assert!(!families.contains(&&after.id[..2]), "{}", after.id);
        }
    }
}

#[test]
fn the_catalogue_is_the_contract_and_the_listed_additions() {
    let listed: Vec<_> = CONTRACT.iter().chain(BEYOND_CONTRACT).collect();
    for &&(name, severity) in &listed {
        let code = find(name).unwrap_or_else(|| panic!("{name} is not in the catalogue"));
        assert_eq!(code.severity, severity, "{name}");
    }
    for code in codes::ALL {
        assert!(listed.iter().any(|(name, _)| *name == code.name), "{} is listed nowhere", code.name);
    }
}

#[test]
fn codes_are_found_by_id_and_by_name_in_any_case() {
    for code in codes::ALL {
        assert_eq!(find(code.id), Some(*code));
        assert_eq!(find(code.name), Some(*code));
        assert_eq!(find(&code.id.to_lowercase()), Some(*code));
        assert_eq!(find(&code.name.to_uppercase()), Some(*code));
    }
    assert!(find("VA999").is_none());
    assert!(find("").is_none());
}

#[test]
fn every_text_exists_in_both_languages() {
    for code in codes::ALL {
        for english in [code.summary, code.hint] {
            assert!(english.len() > 20, "{}: {english:?}", code.id);
            assert!(!english.contains('\n'), "{}: {english:?}", code.id);
        }
        for korean in [code.summary_ko, code.hint_ko] {
            assert!(has_hangul(korean), "{}: {korean:?}", code.id);
            assert!(!korean.contains('\n'), "{}: {korean:?}", code.id);
        }
        assert!(!code.summary.ends_with('.') && !code.summary_ko.ends_with('.'), "{}: a summary is a line, not a sentence", code.id);
        assert!(code.hint.ends_with('.') && code.hint_ko.ends_with('.'), "{}: a hint is a sentence", code.id);
    }
}

#[test]
fn pages_have_all_headings_in_order_and_nothing_empty() {
    for code in codes::ALL {
        let page = code.page_text();
        let sections = page_sections(&page);
        let headings: Vec<&str> = sections.iter().map(|(h, _)| h.as_str()).collect();
        assert_eq!(headings, HEADINGS, "{}", code.id);
        for (heading, body) in &sections {
            assert!(!body.trim().is_empty(), "{}: {heading} is empty", code.id);
        }
        assert!(PAGE_LINES.contains(&page.lines().count()), "{}: {} lines", code.id, page.lines().count());
    }
}

#[test]
fn page_lines_fit_a_terminal_and_lost_the_space_of_the_doc_comment() {
    for code in codes::ALL {
        let page = code.page_text();
        assert!(page.starts_with("## "), "{}", code.id);
        for line in page.lines() {
            assert!(columns(line) <= WIDEST_LINE, "{}: {line}", code.id);
            assert_eq!(line, line.trim_end(), "{}", code.id);
        }
    }
}

#[test]
fn examples_are_one_fenced_block_that_shows_the_finding() {
    for code in codes::ALL {
        let example = section(&code.page_text(), "Example");
        let inner = example
            .trim()
            .strip_prefix("```text\n")
            .and_then(|rest| rest.strip_suffix("\n```"))
            .unwrap_or_else(|| panic!("{}: the example is no ```text block", code.id));
        assert!(!inner.contains("```"), "{}", code.id);
        let (_, finding) = inner.rsplit_once("\n\n").unwrap_or_else(|| panic!("{}: no finding after the snippet", code.id));
        assert!(finding.starts_with(&format!("{}: ", code.name)), "{}: {finding}", code.id);
    }
}

#[test]
fn the_korean_part_has_meaning_example_and_action() {
    for code in codes::ALL {
        let korean = section(&code.page_text(), "한국어 설명");
        assert!(has_hangul(&korean), "{}", code.id);
        for begin in ["- 뜻: ", "- 예: ", "- 조치: "] {
            assert_eq!(korean.lines().filter(|l| l.starts_with(begin)).count(), 1, "{}: {begin}", code.id);
        }
    }
}

#[test]
fn see_also_names_other_codes() {
    for code in codes::ALL {
        let see_also = section(&code.page_text(), "See also");
        let see_also = see_also.trim();
        if see_also == "—" {
            continue;
        }
        for name in see_also.split(", ") {
            let name = name.trim_matches('`');
            let other = find(name).unwrap_or_else(|| panic!("{}: {name} is no code", code.id));
            assert_eq!(other.name, name, "{}: give the name", code.id);
            assert_ne!(other, *code, "{} points at itself", code.id);
        }
    }
}

#[test]
fn codes_that_a_page_mentions_exist() {
    let endings: BTreeSet<&str> = codes::ALL.iter().filter_map(|c| c.name.rsplit('-').next()).collect();
    for code in codes::ALL {
        let page = code.page_text();
        let quoted = page.split('`').skip(1).step_by(2);
        for word in quoted.filter(|w| w.contains('-') && !w.starts_with('-') && !w.contains(' ')) {
            if word.rsplit('-').next().is_some_and(|end| endings.contains(end)) {
                assert!(find(word).is_some(), "{}: `{word}` is no code", code.id);
            }
        }
    }
}
