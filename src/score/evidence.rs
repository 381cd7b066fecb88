//! Evidence that a value has from what stands around it: its table, its section, its record, and its own form.
//!
//! The stages before know only what they read; this looks at all of it, and adds doubts. It changes no value.

use std::collections::{BTreeMap, HashSet};

use super::Circumstances;
use crate::diag::{Diagnostic, Severity, codes};
use crate::fields::Extracted;
use crate::model::{Body, Doubt, FundingSource, Period, Pointer, Prov, Show, Walk};
use crate::sections::Role;
use crate::span::Range;
use crate::validate::Findings;

/// Share of a section's text that may go nowhere.
const SECTION_LOST: f64 = 0.03;
/// Share of a record's text that may go nowhere.
const TEXT_LOST: f64 = 0.01;
/// Share of a record's text beyond which much of it was not understood.
const TEXT_LOST_MUCH: f64 = 0.10;
/// Share of unknown headings beyond which the report is of another kind.
const MOSTLY_UNKNOWN: f64 = 0.4;
/// Captions are common, one or two of them.
const CAPTIONS: usize = 2;
/// Values of a header without a label that are common (number and title on lines of their own).
const UNLABELLED: usize = 2;
/// A card with fewer known sections is hardly one.
const FEW_SECTIONS: usize = 3;
/// A header card states more of state, department, people, category and rate.
const STATED: usize = 2;
/// Of overview, achievements and money, a report has more.
const CORE: usize = 2;
/// Share of achievements without a date that is common.
const UNDATED: f64 = 0.3;
/// Lists that are shorter say nothing about their dates.
const SHORT_LIST: usize = 3;
/// Share of odd values in a section or a record that is common.
const ODD: f64 = 0.05;
/// Longest title, in characters.
const LONG_TITLE: usize = 60;
/// Longest label or name, in characters.
const LONG_NAME: usize = 30;
/// Longest role, in characters (시설관리팀장).
const LONG_ROLE: usize = 10;
/// Names of people, in characters.
const PERSON: std::ops::RangeInclusive<usize> = 2..=5;

/// The doubts that what stands around the values of a card raises, value by value in the order of [`Walk`].
pub struct Surroundings {
    /// Of every value.
    common: Vec<Doubt>,
    /// Whether the yearly targets, and the achievements, are implausible.
    implausible: [bool; 2],
    /// Of the form of each value, in order.
    odd: std::vec::IntoIter<Option<Doubt>>,
    sections: Sections,
    /// Of each section, whether it has many odd values.
    many_odd: Vec<bool>,
}

impl Surroundings {
    /// Adds the doubts of the next value, which stands at the pointer `at`.
    pub fn add(&mut self, at: &str, prov: &mut Prov) {
        let [targets, achievements] = self.implausible;
        let doubts = &mut prov.doubts;
        if targets && at.starts_with("/annual_targets/") || achievements && at.starts_with("/achievements/") {
            doubts.add(Doubt::Implausible);
        }
        self.common.iter().for_each(|&d| doubts.add(d));
        if let Some(d) = self.odd.next().flatten() {
            doubts.add(d);
        }
        let Some(section) = self.sections.index(prov.ranges.first().map_or(0, |r| r.start)) else { return };
        let (issue, lost) = self.sections.marks[section];
        for (holds, doubt) in [(issue, Doubt::SectionIssue), (lost, Doubt::SectionLost), (self.many_odd[section], Doubt::SectionOdd)] {
            if holds {
                doubts.add(doubt);
            }
        }
    }
}

/// Looks at what stands around the values of a card, and adds to the cells of its money tables the doubts that their tables raise.
/// `text` is the document's.
pub fn surround(text: &str, extracted: &mut Extracted, findings: &Findings, circumstances: Circumstances) -> Surroundings {
    let mut common: Vec<Doubt> = Vec::new();
    let mut doubt = |holds: bool, doubt: Doubt| {
        if holds {
            common.push(doubt);
        }
    };
    doubt(circumstances.doubtful_borders, Doubt::Boundary);
    doubt(circumstances.guessed_encoding, Doubt::Encoding);
    let settled = extracted.ledger.settle(text);
    let lost = 1.0 - settled.assigned as f64 / settled.characters.max(1) as f64;
    doubt(lost > TEXT_LOST, Doubt::TextLost);
    doubt(lost > TEXT_LOST_MUCH, Doubt::TextLostMuch);
    let headed = || extracted.sections.iter().filter(|s| s.heading.is_some());
    let unknown = headed().filter(|s| s.role == Role::Other).count();
    let known = headed().count() - unknown;
    doubt(unknown > 0, Doubt::UnknownHeading);
    doubt(unknown as f64 > MOSTLY_UNKNOWN * (unknown + known) as f64, Doubt::MostlyUnknown);
    doubt(!extracted.sections.is_empty() && known < FEW_SECTIONS, Doubt::FewSections);
    doubt(extracted.layout.is_none(), Doubt::NoLayout);
    let body = &extracted.body;
    let pledge = &body.pledge;
    let named = pledge.title.as_ref().is_some_and(|t| form(&t.prov, &t.value).is_none());
    doubt(!named, Doubt::NoIdentity);
    let states = [pledge.state_label.is_some(), pledge.department.is_some(), !pledge.contacts.is_empty(), pledge.category.is_some()];
    let stated = states.into_iter().filter(|s| *s).count() + usize::from(pledge.progress_percent.is_some());
    doubt(stated < STATED, Doubt::NoHeader);
    let core = [body.overview.is_some(), body.achievements.is_some(), body.investment.is_some() || body.execution.is_some()];
    doubt(!extracted.sections.is_empty() && core.into_iter().filter(|c| *c).count() < CORE, Doubt::MissingCore);
    let mut seen = HashSet::new();
    let named = extracted.sections.iter().filter(|s| s.role != Role::Other).filter_map(|s| Some((s.role, &s.heading.as_ref()?.text)));
    doubt(named.into_iter().any(|section| !seen.insert(section)), Doubt::RepeatedSections);
    doubt(extracted.body.captions.len() > CAPTIONS, Doubt::LooseText);
    let unlabelled = pledge.header.iter().filter(|p| matches!(p.value.prov.rule, "header.unlabelled" | "header.loose"));
    doubt(unlabelled.count() > UNLABELLED, Doubt::LooseHeader);
    let noticed = || extracted.diagnostics.iter().chain(&findings.diagnostics);
    doubt(noticed().any(|d| d.code.severity == Severity::Error && !is_sum(d)), Doubt::RecordError);

    let sections = Sections::of(extracted, &settled.open, noticed());
    let tables = [&extracted.body.investment, &extracted.body.execution].map(|table| {
        let cells = table.iter().flat_map(|t| &t.cells);
        let mut sums: BTreeMap<u16, Sums> = BTreeMap::new();
        for cell in cells {
            let (sums, value) = (sums.entry(cell.value.table).or_default(), &cell.value);
            sums.printed |= value.subtotal || value.source == FundingSource::Total || value.period == Period::Total;
            sums.broken |= cell.prov.doubts.has(Doubt::SumBroken);
            sums.confirmed |= cell.prov.doubts.confirmed;
        }
        sums
    });
    let implausible = implausible(&extracted.body);
    let mut odd: Vec<Option<Doubt>> = Vec::with_capacity(256);
    // Values, and odd ones among them, of each section; of the record in the last place.
    let mut counts = vec![(0usize, 0usize); sections.ranges.len() + 1];
    extracted.body.walk(&mut Pointer::default(), &mut |_, prov, value| {
        let found = form(prov, value);
        for at in [sections.index(prov.start()), Some(sections.ranges.len())].into_iter().flatten() {
            counts[at].0 += 1;
            counts[at].1 += usize::from(found.is_some());
        }
        odd.push(found);
    });
    let many = |at: usize| counts[at].1 > 1 && counts[at].1 as f64 > ODD * counts[at].0 as f64;
    if many(sections.ranges.len()) {
        common.push(Doubt::RecordOdd);
    }
    for (table, sums) in [&mut extracted.body.investment, &mut extracted.body.execution].into_iter().zip(tables) {
        for cell in table.iter_mut().flat_map(|t| &mut t.cells) {
            let Some(sums) = sums.get(&cell.value.table) else { continue };
            let doubts = &mut cell.prov.doubts;
            if sums.broken {
                doubts.add(Doubt::NeighbourBroken);
            }
            if sums.printed && !sums.broken && !sums.confirmed {
                doubts.add(Doubt::Unproven);
            }
        }
    }
    let many_odd = (0..sections.ranges.len()).map(many).collect();
    Surroundings { common, implausible, odd: odd.into_iter(), sections, many_odd }
}

/// What the printed sums of a money table say of it. A table that prints none has nothing to be proven by.
#[derive(Default)]
struct Sums {
    printed: bool,
    broken: bool,
    confirmed: bool,
}

/// Whether yearly targets lack years or state one year twice, and whether many achievements lack dates.
fn implausible(body: &Body) -> [bool; 2] {
    let targets = body.annual_targets.as_deref().unwrap_or_default();
    let mut rows: Vec<(Option<&str>, Option<&str>, Option<i32>)> = Vec::with_capacity(targets.len());
    for target in targets {
        let year = target.year.as_ref().map(|y| y.value);
        rows.push((target.group.as_ref().map(|t| t.value.as_str()), target.item.as_ref().map(|t| t.value.as_str()), year));
    }
    let yearless = targets.iter().any(|t| t.year.is_none() && t.period_label.is_none());
    rows.retain(|r| r.2.is_some());
    rows.sort_unstable();
    let twice = rows.windows(2).any(|w| w[0] == w[1]);
    let achievements = body.achievements.as_deref().unwrap_or_default();
    let undated = achievements.iter().filter(|a| a.date.is_none()).count();
    [yearless || twice, achievements.len() >= SHORT_LIST && undated as f64 > UNDATED * achievements.len() as f64]
}

/// Whether a diagnostic is told by the doubts of a table's own cells.
fn is_sum(diagnostic: &Diagnostic) -> bool {
    [&codes::TOTAL_MISMATCH, &codes::PERIOD_TOTAL_MISMATCH].contains(&diagnostic.code)
}

/// What each section has against it.
struct Sections {
    ranges: Vec<Range>,
    /// An issue, and text that went nowhere.
    marks: Vec<(bool, bool)>,
}

impl Sections {
    fn of<'d>(extracted: &Extracted, open: &[Range], noticed: impl Iterator<Item = &'d Diagnostic>) -> Self {
        let ranges: Vec<Range> = extracted.sections.iter().map(|s| s.range).collect();
        let mut out = Self { marks: vec![(false, false); ranges.len()], ranges };
        for d in noticed.filter(|d| d.code.severity != Severity::Info && !is_sum(d)) {
            for range in &d.ranges {
                if let Some(k) = out.index(range.start) {
                    out.marks[k].0 = true;
                }
            }
        }
        let mut lost = vec![0usize; out.ranges.len()];
        for range in open {
            if let Some(k) = out.index(range.start) {
                lost[k] += range.len();
            }
        }
        for (k, lost) in lost.into_iter().enumerate() {
            out.marks[k].1 = lost as f64 > SECTION_LOST * out.ranges[k].len() as f64;
        }
        out
    }

    fn index(&self, at: u32) -> Option<usize> {
        let k = self.ranges.partition_point(|s| s.start <= at).checked_sub(1)?;
        (self.ranges[k].end >= at).then_some(k)
    }
}

/// What a value's own form has against it.
fn form(prov: &Prov, value: &dyn Show) -> Option<Doubt> {
    let text = value.as_text()?;
    let mut depth = 0i32;
    let mut balanced = true;
    let mut letters = 0usize;
    let mut digits = 0usize;
    let mut characters = 0usize;
    for c in text.chars() {
        characters += 1;
        match c {
            // Most of a text.
            '가'..='힣' => letters += 1,
            '0'..='9' => digits += 1,
            '(' | '[' | '「' | '『' | '（' | '〈' | '《' | '【' => depth += 1,
            ')' | ']' | '」' | '』' | '）' | '〉' | '》' | '】' => {
                depth -= 1;
                balanced &= depth >= 0;
            }
            c if c.is_alphabetic() => letters += 1,
            c if c.is_numeric() => digits += 1,
            _ => {}
        }
    }
    if !balanced || depth != 0 {
        return Some(Doubt::Unbalanced);
    }
    let starts_late = text.starts_with([',', '.', ';', ':', '~', '·', '/', '%']);
    let ends_early = text.ends_with([',', ':', '/', '·', '~', '(']);
    let field = memchr::memrchr(b'.', prov.rule.as_bytes()).map_or(prov.rule, |dot| &prov.rule[dot + 1..]);
    let dated = prov.rule.starts_with("targets.")
        && text.len() > 5
        && text.as_bytes()[..4].iter().all(u8::is_ascii_digit)
        && text[4..].starts_with(['.', '-', '년']);
    let odd = match field {
        "contact-name" => !PERSON.contains(&characters) || digits > 0,
        "contact-role" => characters > LONG_ROLE || digits > 0 || letters == 0,
        "department" | "department-of-head" | "agency" | "category" => characters > LONG_NAME || text.contains(':') || (digits > 4),
        "label" => characters > LONG_NAME || letters == 0 || ends_early,
        "number" => characters > LONG_NAME || digits == 0,
        "title" | "project" | "above" => {
            let marks = |b| matches!(b, b':' | b'[' | b'\t' | b'|');
            characters > LONG_TITLE || letters == 0 || text.bytes().any(marks) || starts_late
        }
        "text" | "point" | "task" | "group" | "cell-text" | "item" | "line" => {
            letters == 0 || starts_late || ends_early || memchr::memchr2(b'\t', b'|', text.as_bytes()).is_some()
        }
        _ => starts_late,
    };
    (odd || dated).then_some(Doubt::OddForm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Method;

    fn odd(rule: &'static str, text: &str) -> Option<Doubt> {
        form(&Prov::new([], rule, Method::Cell), &text.to_owned())
    }

    #[test]
    fn forms() {
        assert_eq!(odd("dated.text", "설계 용역 착수(2건)"), None);
        assert_eq!(odd("dated.text", "설계 용역 착수(2건"), Some(Doubt::Unbalanced));
        assert_eq!(odd("dated.text", "2건) 착수"), Some(Doubt::Unbalanced));
        assert_eq!(odd("dated.text", ", 설계"), Some(Doubt::OddForm));
        assert_eq!(odd("header.contact-name", "홍길동"), None);
        assert_eq!(odd("header.contact-name", "홍길동 031-000-0000"), Some(Doubt::OddForm));
        assert_eq!(odd("header.title", "공약명 : 도서관"), Some(Doubt::OddForm));
    }
}
