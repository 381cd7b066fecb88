//! Evidence that a value has from what stands around it: its table, its section, its record, and its own form.
//!
//! The stages before know only what they read; this looks at all of it, and adds doubts. It changes no value.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use super::by_rule::ByRule;
use super::{Circumstances, Placed};
use crate::diag::{Code, Diagnostic, Severity, codes};
use crate::fields::Extracted;
use crate::model::{Body, Cell, Contact, Doubt, Doubts, FundingSource, Period, Pointer, Prov, Show, Sourced, Text, Walk};
use crate::sections::{Role, Vocabulary, is_table_head};
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
/// Values of a card, roughly.
const VALUES: usize = 256;
/// A header card states more of state, department, people, category and rate.
const STATED: usize = 2;
/// Of overview, achievements and money, a report has more.
const CORE: usize = 2;
/// Share of achievements without a date that is common.
const UNDATED: f64 = 0.3;
/// Lists that are shorter say nothing about their dates.
const SHORT_LIST: usize = 3;
/// A report has no more purposes and goals: in the layouts of the fit, of values of longer lists four in five were wrong, lists of
/// other sections that ran into them, of shorter ones one in twenty-five.
const PURPOSES: usize = 2;
const GOALS: usize = 3;
/// Share of odd values in a section or a record that is common.
const ODD: f64 = 0.05;
/// A report is named for its pledges, a pledge is not.
const PLEDGE: &str = "공약";
/// Longest title, in characters.
const LONG_TITLE: usize = 60;
/// Longest label or name, in characters.
const LONG_NAME: usize = 30;
/// Longest role, in characters (시설관리팀장).
const LONG_ROLE: usize = 10;
/// Longest name of a field, in bytes: fourteen syllables.
const LONG_FIELD_NAME: usize = 42;
/// Text that was put together from fewer places is one line that wrapped.
const RUN_RANGES: usize = 3;
/// Names of fields in one text that are no chance.
const RUN_NAMES: usize = 3;
/// Years in one text that are no chance.
const RUN_YEARS: usize = 3;
/// Names of people, in characters.
const PERSON: std::ops::RangeInclusive<usize> = 2..=5;

/// The doubts that what stands around the values of a card raises, value by value in the order of [`Walk`].
pub struct Surroundings {
    /// Of every value.
    common: Doubts,
    /// Of each value, in order: its own form, and its list.
    own: Vec<Doubts>,
    /// Where each stands, likewise.
    placed: Vec<Placed>,
    /// Of all values of each section.
    sections: Vec<Doubts>,
}

impl Surroundings {
    /// Each value: where it stands, and what is doubted of it.
    pub fn values(&self) -> impl Iterator<Item = (&Placed, Doubts)> {
        self.placed.iter().zip(&self.own).map(|(placed, &own)| {
            let mut doubts = self.common;
            doubts.add_all(own);
            if let Some(section) = placed.section {
                doubts.add_all(self.sections[section]);
            }
            (placed, doubts)
        })
    }

    /// Where the values stand.
    pub fn into_placed(self) -> Vec<Placed> {
        self.placed
    }
}

/// Looks at what stands around the values of a card, and adds to the cells of its money tables the doubts that their tables raise.
/// `text` is the document's.
pub fn surround(text: &str, extracted: &mut Extracted, findings: &Findings, circumstances: Circumstances) -> Surroundings {
    let settled = extracted.ledger.settle(text);
    let lost = 1.0 - settled.assigned as f64 / settled.characters.max(1) as f64;
    let noticed = || extracted.diagnostics.iter().chain(&findings.diagnostics);
    let sections = Sections::of(extracted, &settled.open, noticed());
    let held = [
        (circumstances.doubtful_borders, Doubt::Boundary),
        (circumstances.guessed_encoding, Doubt::Encoding),
        (lost > TEXT_LOST, Doubt::TextLost),
        (lost > TEXT_LOST_MUCH, Doubt::TextLostMuch),
        (noticed().any(|d| d.code.severity == Severity::Error && !says_nothing_around(d)), Doubt::RecordError),
    ];
    let around = of_sections(extracted).into_iter().chain(of_header(&extracted.body, circumstances.among_several));
    let mut common = Doubts::of(held.into_iter().chain(around));
    // The lists that are odd as a whole, and what is doubted of all their values.
    let odd_lists: SmallVec<[(&str, Doubt); LISTS.len()]> =
        LISTS.into_iter().zip(of_lists(&extracted.body)).filter(|l| l.1).map(|l| l.0).collect();
    let mut own: Vec<Doubts> = Vec::with_capacity(VALUES);
    let mut placed: Vec<Placed> = Vec::with_capacity(VALUES);
    // Odd values, and all, of each section, and of the record.
    let mut counts = vec![(0usize, 0usize); sections.ranges.len()];
    let mut odds = 0;
    let mut kinds = ByRule::new();
    let mut near = 0;
    extracted.body.walk(&mut Pointer::default(), &mut |at, prov, value| {
        let at = at.as_str();
        let odd = form(prov, value, kinds.get(prov.rule, |_| true, || Kind::of(prov.rule)));
        let section = sections.index_near(prov.start(), &mut near);
        if let Some((odds, all)) = section.map(|at| &mut counts[at]) {
            *odds += usize::from(odd.is_some());
            *all += 1;
        }
        let mut doubts = Doubts::default();
        if let Some(doubt) = odd {
            odds += 1;
            doubts.add(doubt);
        }
        if let Some(&(_, doubt)) = odd_lists.iter().find(|(list, _)| at.starts_with(list)) {
            doubts.add(doubt);
        }
        own.push(doubts);
        placed.push(Placed { pointer: at.to_owned(), section });
    });
    let many = |odd: usize, all: usize| odd > 1 && odd as f64 > ODD * all as f64;
    if many(odds, own.len()) {
        common.add(Doubt::RecordOdd);
    }
    let of_section = |((issue, lost), (odd, all))| {
        Doubts::of([(issue, Doubt::SectionIssue), (lost, Doubt::SectionLost), (many(odd, all), Doubt::SectionOdd)])
    };
    let of_sections = sections.marks.iter().copied().zip(counts).map(of_section).collect();
    for table in [&mut extracted.body.investment, &mut extracted.body.execution].into_iter().flatten() {
        doubt_sums(&mut table.cells);
    }
    Surroundings { common, own, placed, sections: of_sections }
}

/// What the sections of a card say against all its values.
fn of_sections(extracted: &Extracted) -> [(bool, Doubt); 7] {
    let body = &extracted.body;
    let headed = || extracted.sections.iter().filter(|s| s.heading.is_some());
    let unknown = headed().filter(|s| s.role == Role::Other).count();
    let known = headed().count() - unknown;
    let core = [body.overview.is_some(), body.achievements.is_some(), body.investment.is_some() || body.execution.is_some()];
    let mut seen = FxHashSet::default();
    let mut named = extracted.sections.iter().filter(|s| s.role != Role::Other).filter_map(|s| Some((s.role, &s.heading.as_ref()?.text)));
    let any = !extracted.sections.is_empty();
    [
        (unknown > 0, Doubt::UnknownHeading),
        (unknown as f64 > MOSTLY_UNKNOWN * (unknown + known) as f64, Doubt::MostlyUnknown),
        (any && known < FEW_SECTIONS, Doubt::FewSections),
        (extracted.layout.is_none(), Doubt::NoLayout),
        (any && core.into_iter().filter(|c| *c).count() < CORE, Doubt::MissingCore),
        (named.any(|section| !seen.insert(section)), Doubt::RepeatedSections),
        (body.captions.len() > CAPTIONS, Doubt::LooseText),
    ]
}

/// What the header of a card says against all its values.
fn of_header(body: &Body, among_several: bool) -> [(bool, Doubt); 4] {
    let pledge = &body.pledge;
    let named = pledge.title.as_ref().is_some_and(|t| form(&t.prov, &t.value, Kind::of(t.prov.rule)).is_none());
    let numbered = pledge.number.as_ref().is_some_and(|n| could_be_number(&n.value));
    let states = [pledge.state_label.is_some(), pledge.department.is_some(), !pledge.contacts.is_empty(), pledge.category.is_some()];
    let stated = states.into_iter().filter(|s| *s).count() + usize::from(pledge.progress_percent.is_some());
    let unlabelled = pledge.header.iter().filter(|p| matches!(p.value.prov.rule, "header.unlabelled" | "header.loose"));
    [
        (!named, Doubt::NoIdentity),
        (!named && !numbered && among_several, Doubt::Nameless),
        (stated < STATED, Doubt::NoHeader),
        (unlabelled.count() > UNLABELLED, Doubt::LooseHeader),
    ]
}

/// Whether words could be the number of a pledge: `1-2`, `Ⅲ`, `가`. A label of which the value was not seen could not.
fn could_be_number(words: &str) -> bool {
    words.chars().any(char::is_numeric) || words.chars().count() == 1
}

/// What the printed sums of each table say of all its cells.
fn doubt_sums(cells: &mut [Sourced<Cell>]) {
    let mut tables: BTreeMap<u16, Sums> = BTreeMap::new();
    // The cells of a table stand together, as a rule.
    let same_table = |a: &Sourced<Cell>, b: &Sourced<Cell>| a.value.table == b.value.table;
    for cells in cells.chunk_by(same_table) {
        let sums = tables.entry(cells[0].value.table).or_default();
        cells.iter().for_each(|cell| sums.add(cell));
    }
    for cells in cells.chunk_by_mut(same_table) {
        let Some(sums) = tables.get(&cells[0].value.table) else { continue };
        let held = [
            (sums.broken, Doubt::NeighbourBroken),
            (sums.balance > 0, Doubt::MostlyBroken),
            (sums.printed && !sums.broken && !sums.confirmed, Doubt::Unproven),
        ];
        let doubts = Doubts::of(held);
        cells.iter_mut().for_each(|cell| cell.prov.doubts.add_all(doubts));
    }
}

/// What the printed sums of a money table say of it. A table that prints none has nothing to be proven by.
#[derive(Default)]
struct Sums {
    printed: bool,
    broken: bool,
    confirmed: bool,
    /// Cells in sums that do not hold, less those in sums that do.
    balance: i32,
}

impl Sums {
    fn add(&mut self, Sourced { value, prov }: &Sourced<Cell>) {
        let (breaks, holds) = (prov.doubts.has(Doubt::SumBroken) || prov.doubts.has(Doubt::Twice), prov.doubts.confirmed);
        self.printed |= value.subtotal || value.source == FundingSource::Total || value.period == Period::Total;
        self.broken |= breaks;
        self.confirmed |= holds;
        self.balance += i32::from(breaks) - i32::from(holds);
    }
}

/// Where the lists stand that are looked at as a whole, and what is doubted of all their values where [`of_lists`] says so.
const LISTS: [(&str, Doubt); 7] = [
    ("/annual_targets/", Doubt::Implausible),
    ("/achievements/", Doubt::Implausible),
    ("/pledge/contacts/", Doubt::Implausible),
    ("/purpose/", Doubt::TooMany),
    ("/goal/", Doubt::TooMany),
    ("/assessment/", Doubt::OneSided),
    ("/captions/", Doubt::TooMany),
];

/// Whether yearly targets lack years or state one year twice; many achievements lack dates; people are unlike each other, some with a
/// number of their own or a role, some without, as where cells were given to the wrong person; there are more purposes, goals or
/// captions than reports have; an assessment names nothing to improve.
fn of_lists(body: &Body) -> [bool; LISTS.len()] {
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
    let people = &body.pledge.contacts;
    let uneven = |has: fn(&Contact) -> bool| people.iter().any(has) && !people.iter().all(has);
    let count = |points: &Option<Vec<Text>>| points.as_ref().map_or(0, Vec::len);
    [
        yearless || twice,
        achievements.len() >= SHORT_LIST && undated as f64 > UNDATED * achievements.len() as f64,
        uneven(|c| c.phone.is_some()) || uneven(|c| c.role.is_some()),
        count(&body.purpose) > PURPOSES,
        count(&body.goal) > GOALS,
        body.assessment.as_ref().is_some_and(|a| a.improvements.is_empty()),
        body.captions.len() > CAPTIONS,
    ]
}

/// Whether a diagnostic says nothing of how the values around it were read: it contradicts what the report says (broken sums and
/// blamed values have doubts of their own; two amounts for one thing are more often misread than printed), or the values that
/// it speaks of have a doubt of their own for it, which would count twice.
fn says_nothing_around(diagnostic: &Diagnostic) -> bool {
    let code = diagnostic.code;
    code.id.starts_with(VALIDATE) && code != &codes::CELL_CONFLICT || WITH_DOUBT.contains(&code)
}

/// What has a doubt for each value that it speaks of.
static WITH_DOUBT: [&Code; 5] =
    [&codes::UNIT_MISSING, &codes::TEXT_DAMAGED, &codes::READINGS_DIFFER, &codes::PAGE_RECOGNISED, &codes::ENCODING_UNCERTAIN];

/// Letters of the codes of the stage that looks for contradictions.
const VALIDATE: &str = "VA";

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
        for d in noticed.filter(|d| d.code.severity != Severity::Info && !says_nothing_around(d)) {
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

    /// The same where `near` is the section of the place that was asked before: most values stand in the one of the value before.
    fn index_near(&self, at: u32, near: &mut usize) -> Option<usize> {
        let same = self.ranges.get(*near).is_some_and(|s| s.start <= at && at <= s.end)
            && self.ranges.get(*near + 1).is_none_or(|next| at < next.start);
        if same {
            return Some(*near);
        }
        let found = self.index(at);
        *near = found.unwrap_or(*near);
        found
    }
}

/// What a value's own form has against it.
fn form(prov: &Prov, value: &dyn Show, kind: Kind) -> Option<Doubt> {
    let text = value.as_text()?;
    let seen = Characters::of(text);
    if kind.never.is(text, &seen) {
        return Some(Doubt::WrongKind);
    }
    let ran_on = kind.may_run && prov.ranges.len() >= RUN_RANGES && runs_together(text);
    if ran_on || kind.is_target && prov.ranges.len() > 1 && ends_with_head(text) {
        return Some(Doubt::RunTogether);
    }
    if !seen.balanced {
        return Some(Doubt::Unbalanced);
    }
    let starts_late = || text.starts_with([',', '.', ';', ':', '~', '·', '/', '%']) || text.starts_with("??");
    let ends_early = || text.ends_with([',', ':', '/', '·', '~', '(']);
    let dated =
        kind.is_target && text.len() > 5 && text.as_bytes()[..4].iter().all(u8::is_ascii_digit) && text[4..].starts_with(['.', '-', '년']);
    let odd = match kind.shape {
        Shape::Person => !PERSON.contains(&seen.all) || seen.digits > 0,
        Shape::Role => seen.all > LONG_ROLE || seen.digits > 0 || seen.letters == 0,
        Shape::Office => seen.all > LONG_NAME || text.contains(':') || (seen.digits > 4),
        Shape::Label => seen.all > LONG_NAME || seen.letters == 0 || ends_early(),
        Shape::Number => seen.all > LONG_NAME,
        Shape::Title => {
            let marks = |b| matches!(b, b':' | b'[' | b'\t' | b'|');
            let of_report = kind.names_record && text.contains(PLEDGE);
            seen.all > LONG_TITLE || seen.letters == 0 || text.bytes().any(marks) || starts_late() || of_report
        }
        Shape::Prose => seen.letters == 0 || starts_late() || ends_early() || memchr::memchr2(b'\t', b'|', text.as_bytes()).is_some(),
        Shape::Other => starts_late(),
    };
    (odd || dated || seen.marks > 0).then_some(Doubt::OddForm)
}

/// What a value must look like, by the rule that read it: `module.field`.
#[derive(Clone, Copy)]
struct Kind {
    shape: Shape,
    never: Never,
    /// Of the yearly targets.
    is_target: bool,
    /// Text into which rows of a table may run.
    may_run: bool,
    /// The title of the record.
    names_record: bool,
}

#[derive(Clone, Copy)]
enum Shape {
    Person,
    Role,
    Office,
    Label,
    Number,
    Title,
    Prose,
    Other,
}

/// What a value cannot be.
#[derive(Clone, Copy)]
enum Never {
    None,
    WithoutDigits,
    /// The name of a field where a value stands: a head of a column taken for a person.
    FieldName,
    /// The same of an indicator: `예산 확보율` is a field of header cards, and an indicator.
    FieldNameButRate,
    /// A mere unit where a thing is named.
    Unit,
}

impl Kind {
    fn of(rule: &str) -> Self {
        let field = rule.rsplit_once('.').map_or(rule, |(_, field)| field);
        let is_target = rule.starts_with("targets.");
        let shape = match field {
            "contact-name" => Shape::Person,
            "contact-role" => Shape::Role,
            "department" | "department-of-head" | "agency" | "category" => Shape::Office,
            "label" => Shape::Label,
            "number" => Shape::Number,
            "title" | "project" | "above" => Shape::Title,
            "text" | "point" | "task" | "group" | "cell-text" | "item" | "line" => Shape::Prose,
            _ => Shape::Other,
        };
        let never = match field {
            "number" => Never::WithoutDigits,
            "point" if rule == "indicators.point" => Never::FieldNameButRate,
            "contact-name" | "title" | "category" | "department" | "point" | "task" => Never::FieldName,
            "text" if rule == "dated.text" => Never::FieldName,
            "item" | "flat-item" if is_target => Never::Unit,
            _ => Never::None,
        };
        let may_run =
            field == "point" || matches!(rule, "dated.text" | "targets.line" | "targets.item" | "header.title" | "engagement.item");
        Self { shape, never, is_target, may_run, names_record: rule == "header.title" }
    }
}

impl Never {
    /// Whether a text is what this kind never is.
    fn is(self, text: &str, seen: &Characters) -> bool {
        match self {
            Never::None => false,
            Never::WithoutDigits => seen.digits == 0,
            Never::FieldName => is_field_name(text),
            Never::FieldNameButRate => is_field_name(text) && !text.ends_with(['율', '률', '수']),
            Never::Unit => is_unit(text),
        }
    }
}

/// What a text is made of.
struct Characters {
    all: usize,
    letters: usize,
    digits: usize,
    /// Signs that stand before headings and list items, and in no text.
    marks: usize,
    /// Whether every bracket has its other half.
    balanced: bool,
}

impl Characters {
    fn of(text: &str) -> Self {
        let mut out = Self { all: 0, letters: 0, digits: 0, marks: 0, balanced: true };
        let mut depth = 0i32;
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&first) = bytes.get(at) {
            out.all += 1;
            // Most of a text: syllables, U+AC00 to U+D77F, and ASCII.
            let syllable = match first {
                0xEB | 0xEC => true,
                0xEA => bytes.get(at + 1) >= Some(&0xB0),
                0xED => bytes.get(at + 1) <= Some(&0x9D),
                _ => false,
            };
            if syllable {
                out.letters += 1;
                at += 3;
                continue;
            }
            if let b' ' | b'-' | b'.' | b',' = first {
                at += 1;
                continue;
            }
            let c = if first.is_ascii() { char::from(first) } else { text[at..].chars().next().unwrap_or_default() };
            at += c.len_utf8();
            match c {
                '0'..='9' => out.digits += 1,
                '(' | '[' | '「' | '『' | '（' | '〈' | '《' | '【' => depth += 1,
                ')' | ']' | '」' | '』' | '）' | '〉' | '》' | '】' => {
                    depth -= 1;
                    out.balanced &= depth >= 0;
                }
                // Block elements, white and heavy arrows.
                '\u{2580}'..='\u{259F}' | '\u{21E6}'..='\u{21FF}' | '\u{2B00}'..='\u{2BFF}' | '\u{2794}'..='\u{27BE}' => out.marks += 1,
                c if c.is_alphabetic() => out.letters += 1,
                c if c.is_numeric() => out.digits += 1,
                _ => {}
            }
        }
        out.balanced &= depth == 0;
        out
    }
}

/// Whether the whole text is what reports call a field, a section or a column.
fn is_field_name(text: &str) -> bool {
    if text.len() > LONG_FIELD_NAME {
        return false;
    }
    let names = Vocabulary::general();
    is_table_head(text) || !names.label(text).is_empty() || names.section(text).is_some()
}

/// `명`, `개소`, `명/일`, `㎡`: what is counted, without a name.
fn is_unit(text: &str) -> bool {
    const UNITS: [&str; 22] = [
        "%", "％", "명", "건", "개", "개소", "회", "식", "km", "㎞", "m", "㎡", "㎥", "ha", "대", "호", "세대", "가구", "톤", "점", "원",
        "억원",
    ];
    const PER: [&str; 6] = ["일", "월", "년", "회", "명", "천명"];
    match text.trim_matches(['(', ')']).split_once('/') {
        Some((counted, per)) => UNITS.contains(&counted.trim()) && PER.contains(&per.trim()),
        None => UNITS.contains(&text.trim_matches(['(', ')']).trim()),
    }
}

/// Whether the cell of a target was joined with the head of its column, which was printed again on the next page.
fn ends_with_head(text: &str) -> bool {
    text.rsplit_once(' ').is_some_and(|(_, last)| is_field_name(last))
}

/// Whether a text that was put together from several places looks like rows of a table: it names fields, or several years.
fn runs_together(text: &str) -> bool {
    let names = text.split(' ').filter(|word| is_field_name(word)).take(RUN_NAMES).count();
    if names >= RUN_NAMES {
        return true;
    }
    let years = text.split(' ').filter_map(|word| word.get(..4).filter(|y| y.starts_with("20")));
    let mut years: Vec<&str> = years.filter(|y| y.bytes().all(|b| b.is_ascii_digit())).collect();
    years.sort_unstable();
    years.dedup();
    years.len() >= RUN_YEARS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Method;

    fn odd(rule: &'static str, text: &str) -> Option<Doubt> {
        form(&Prov::new([], rule, Method::Cell), &text.to_owned(), Kind::of(rule))
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
        assert_eq!(odd("header.title", "가온시 공약사업 이행상황"), Some(Doubt::OddForm));
        assert_eq!(odd("document.title", "가온시 공약사업 이행상황"), None);
        assert_eq!(odd("lists.point", "부지 확보 ▍ 앞으로 할 일"), Some(Doubt::OddForm));
    }

    #[test]
    fn what_cannot_be_a_value_of_its_kind() {
        for (rule, text) in [
            ("header.contact-name", "전화번호"),
            ("header.number", "공약명"),
            ("header.category", "구분"),
            ("dated.text", "추진실적"),
            ("targets.item", "명/일"),
            ("targets.flat-item", "(개소)"),
        ] {
            assert_eq!(odd(rule, text), Some(Doubt::WrongKind), "{rule} {text}");
        }
        assert_eq!(odd("indicators.point", "예산 확보율"), None);
        for (rule, text) in
            [("header.number", "3-2"), ("targets.item", "이용자 수"), ("overview.label", "사업기간"), ("dated.group", "추진실적")]
        {
            assert_eq!(odd(rule, text), None, "{rule} {text}");
        }
    }

    #[test]
    fn a_number_holds_one_or_is_one_letter() {
        assert!(["1-2", "Ⅲ", "가", "③", "제2호"].into_iter().all(could_be_number));
        assert!(!["공약사업명", "분야", ""].into_iter().any(could_be_number));
    }

    #[test]
    fn a_card_of_several_without_title_and_number_is_doubted() {
        let body = Body::default();
        let doubts = |among_several| of_header(&body, among_several).into_iter().filter(|d| d.0).map(|d| d.1).collect::<Vec<_>>();
        assert!(doubts(true).contains(&Doubt::Nameless));
        assert!(!doubts(false).contains(&Doubt::Nameless));
    }

    #[test]
    fn rows_of_a_table_that_ran_together() {
        let run = |rule: &'static str, text: &str, ranges: usize| {
            let ranges = (0..ranges).map(|i| Range::new(i * 10, i * 10 + 5));
            form(&Prov::new(ranges, rule, Method::Pattern), &text.to_owned(), Kind::of(rule))
        };
        let table = "연도 목표 2023년 설계 2024년 착공 2025년 준공";
        assert_eq!(run("dated.text", table, 4), Some(Doubt::RunTogether));
        // A line that was printed so is what its author wrote.
        assert_eq!(run("dated.text", table, 1), None);
        assert_eq!(run("header.title", "나래 도서관 분야 교육 담당부서 교육과 이행률 40%", 5), Some(Doubt::RunTogether));
        assert_eq!(run("dated.text", "2024년 예산을 2025년으로 이월하여 착공", 3), None);
        assert_eq!(run("targets.cell", "쉼터 착공 추진목표", 2), Some(Doubt::RunTogether));
        assert_eq!(run("targets.cell", "쉼터 착공 추진목표", 1), None);
    }
}
