//! Which lines are headings.
//!
//! A report marks its section headings in one way: a box, a roman numeral, a number, nothing at all. The way that carries the
//! most section names of the vocabulary is the report's *heading class*; then every line of that class is a heading, known or
//! not. Brackets (`【집행실적】`) and a few names below other marks are headings inside a section.

use super::form::FormRow;
use super::vocabulary::{LabelKey, Likeness, Role, Vocabulary, is_table_head};
use crate::decode::Native;
use crate::layout::{Layer, Layout, Line, MarkerKind, Shape};
use crate::span::Range;
use crate::text::split_at_colon;

/// How a report marks its headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HeadingClass {
    /// A mark.
    Marked(MarkerKind),
    /// A line of its own without a mark.
    Bare,
    /// The first cell of a line, the text in the second.
    FirstCell,
}

/// A heading.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Its line.
    pub line: usize,
    /// What it names; `None` for a heading that the vocabulary does not know.
    pub role: Option<Role>,
    /// How its words were taken for the name.
    pub likeness: Likeness,
    /// Its words.
    pub title: Range,
    /// Text of the section on the same line, after the heading's cell.
    pub rest: Option<Range>,
    /// Inside a section.
    pub inner: bool,
    /// The first cell of a form's row, which may go on below.
    pub form: bool,
}

/// All headings of a file.
#[derive(Clone, Debug, Default)]
pub struct Headings {
    /// In order of their lines.
    pub list: Vec<Heading>,
    /// The heading class.
    pub class: Option<HeadingClass>,
}

/// A heading is no longer than this, in display columns.
const HEADING_WIDTH: u16 = 56;
/// A heading without a mark is no longer than this.
const BARE_WIDTH: u16 = 40;
/// A heading without a mark that is no known name is no longer than this.
const NEAR_BARE_WIDTH: u16 = 26;
/// What a section that is named exactly weighs in the choice of the heading class; one that is named nearly weighs 1.
const EXACT_WEIGHT: usize = 4;
/// Sections that a heading mark must name nearly where it names none exactly.
const NEAR_NAMES: u32 = 2;
/// Sections that a mark must name before all its lines are headings; half of the lines must name one.
const HEADS_ONLY_NAMES: u32 = 3;
/// Sections that stand alone in the first column of a form before a label with one line of text beside it is of them, too.
const FORM_LABELS: usize = 2;
/// Sections that a mark below the headings must name, and nothing else, to head sections within them.
const BELOW_NAMES: u32 = 3;
/// Sections that a mark must name alone on their lines before a name with a colon behind it is a heading, too.
const INLINE_NAMES: u32 = 2;
/// Words that must come again below a mark before all its lines are headings, as a book prints them on each card; and of how
/// many lines of five.
const RECURRING: usize = 3;
const RECURRING_OF_FIVE: usize = 4;
/// The same for marks that points have as well.
const NEAR_NAMES_OF_POINTS: u32 = 4;

fn class_of(line: &Line) -> Option<HeadingClass> {
    Some(match line.marker.map(|m| m.kind) {
        // A row of a form, its label numbered: `⑧ 최종목표`.
        Some(kind) if kind.is_numbered() && line.shape == Shape::Tabs => HeadingClass::FirstCell,
        Some(MarkerKind::Note | MarkerKind::Star) => return None,
        Some(kind) => HeadingClass::Marked(kind),
        None if line.shape == Shape::Tabs => HeadingClass::FirstCell,
        None if line.shape == Shape::Plain || line.shape == Shape::Spaced => HeadingClass::Bare,
        None => return None,
    })
}

struct Candidate {
    line: usize,
    class: HeadingClass,
    role: Option<Role>,
    /// What its words come near to, where they are no name.
    near: Option<(Role, Likeness)>,
    /// Its number, where it stands in a cell of its own.
    number: Option<u16>,
    title: Range,
    rest: Option<Range>,
    /// Of a row of a form.
    form: bool,
}

/// What the headings of a class name.
struct Vote {
    class: HeadingClass,
    /// Roles named exactly, as bits.
    exact: u32,
    /// Roles named nearly, as bits.
    near: u32,
    /// Its lines, and those of them that name something.
    lines: usize,
    named: usize,
    /// Its first line.
    first: usize,
    /// The same words stand below its mark card after card.
    recurs: bool,
}

impl Vote {
    fn new(class: HeadingClass, first: usize) -> Self {
        Self { class, exact: 0, near: 0, lines: 0, named: 0, first, recurs: false }
    }

    /// Whether the marks of the class stand before headings and hardly before anything else, so that one of them that names
    /// nothing is a heading too.
    fn heads_only(&self) -> bool {
        let names = (self.exact | self.near).count_ones();
        names >= HEADS_ONLY_NAMES && self.named * 2 >= self.lines || self.recurs && names >= NEAR_NAMES
    }

    /// Whether the class may head the sections of a report.
    fn qualifies(&self) -> bool {
        let (exact, near) = (self.exact.count_ones(), (self.near & !self.exact).count_ones());
        match self.class {
            HeadingClass::Marked(kind) if kind.is_heading_class() || kind == MarkerKind::Decimal => exact >= 1 || near >= NEAR_NAMES,
            HeadingClass::Marked(_) if self.recurs && exact + near >= NEAR_NAMES => true,
            HeadingClass::Marked(kind) if kind.is_numbered() => exact >= 2 || exact + near > NEAR_NAMES,
            HeadingClass::Marked(_) => exact >= 2 || exact + near >= NEAR_NAMES_OF_POINTS,
            HeadingClass::Bare => exact >= 2 || exact + near >= NEAR_NAMES_OF_POINTS,
            HeadingClass::FirstCell => exact >= 2,
        }
    }

    fn rank(&self) -> (usize, usize) {
        let strong = matches!(self.class, HeadingClass::Marked(kind) if kind.is_heading_class());
        // Brackets head parts of sections as a rule: they are the class only where nothing else names sections.
        let bracket = matches!(self.class, HeadingClass::Marked(MarkerKind::Bracketed(_)));
        let names = self.exact.count_ones() as usize * EXACT_WEIGHT + (self.near & !self.exact).count_ones() as usize;
        (names + usize::from(strong) * 2 - usize::from(bracket).min(names), usize::MAX - self.first)
    }
}

/// Finds the headings of a layout.
pub fn find(names: &Vocabulary, text: &str, layout: &Layout) -> Headings {
    let lines = &layout.lines;
    let mut candidates = Vec::new();
    let mut votes: Vec<Vote> = Vec::new();
    let tail = lines.iter().enumerate().rev().filter(|(_, l)| l.layer == Layer::Body).nth(TAIL_LINES - 1).map_or(0, |(i, _)| i);
    let form = super::form::rows(names, text, layout);
    let mut goal = false;
    for (i, line) in lines.iter().enumerate() {
        layout.deadline.check();
        if line.layer != Layer::Body || line.shape == Shape::Rule || line.shape == Shape::Pipes {
            continue;
        }
        if let Some(row) = form[i] {
            let class = HeadingClass::FirstCell;
            let mut push = |title: Range, rest, role: Option<Role>| {
                let near = if role.is_some() { None } else { names.section_like(&text[title.to_usize()]) };
                candidates.push(Candidate { line: i, class, role, near, number: None, title, rest: Some(rest), form: true });
                role
            };
            let below = match row {
                FormRow::Heads { title, rest } => {
                    let role = push(title, rest, names.section(&text[title.to_usize()]));
                    goal = role == Some(Role::Goal);
                    let at = votes.iter().position(|v| v.class == class).unwrap_or_else(|| {
                        votes.push(Vote::new(class, i));
                        votes.len() - 1
                    });
                    votes[at].lines += 1;
                    votes[at].named += 1;
                    votes[at].exact |= role.filter(|r| !r.is_part()).map_or(0, |r| 1 << r as u32);
                    rest
                }
                FormRow::GoesOn(cells) => cells,
            };
            if goal && let Some((role, title, rest)) = super::form::part_of_goal(names, text, below) {
                push(title, rest, Some(role));
            }
            continue;
        }
        let Some(class) = class_of(line) else { continue };
        if let Some((title, rest)) = people_at_the_end(names, text, line)
            && (i >= tail && class == HeadingClass::Bare || stands_apart(names, text, lines, i))
        {
            candidates.push(Candidate {
                line: i,
                class,
                role: Some(Role::People),
                near: None,
                number: None,
                title,
                rest: Some(rest),
                form: false,
            });
            continue;
        }
        let mut title = line.body;
        let mut rest = None;
        // `3⇥사업 개요`: the number in a cell of its own.
        let in_cell = (class == HeadingClass::FirstCell).then(|| numbered_cell(text, line)).flatten();
        let number = in_cell.map(|(n, _)| n);
        let class = if number.is_some() { HeadingClass::Marked(MarkerKind::Decimal) } else { class };
        title = in_cell.map_or(title, |(_, words)| words);
        // `(쟁점사항)`: round brackets head a part where the vocabulary knows the words; elsewhere they are a remark.
        let in_brackets = (class == HeadingClass::Bare).then(|| round_brackets(names, text, line.body)).flatten();
        let class = if in_brackets.is_some() { HeadingClass::Marked(MarkerKind::Bracketed('(')) } else { class };
        // `연차별 투자계획 (단위 : 백만원)` over all columns of a form, above the rows of its table.
        let over_columns = class == HeadingClass::FirstCell && line.native.is_some() && !text[line.range.to_usize()].trim().contains('\t');
        let class = if over_columns { HeadingClass::Bare } else { class };
        title = in_brackets.unwrap_or(title);
        let role = match class {
            HeadingClass::FirstCell => {
                let content = &text[line.range.to_usize()];
                let Some((first, second)) = content.split_once('\t') else { continue };
                if second.contains('\t') || first.trim().is_empty() || second.trim().is_empty() || first.len() > 60 {
                    continue;
                }
                let start = line.range.start as usize;
                title = Range::new(start, start + first.trim_end().len());
                rest = Some(crate::tables::trim(text, start + first.len() + 1, line.range.end as usize));
                names.section(first)
            }
            HeadingClass::Bare => {
                let asks = asks(&text[line.body.to_usize()]);
                let in_table = !layout.logical && bare_in_table(text, lines, i) || among_pairs(names, text, lines, i);
                if line.width > if asks { HEADING_WIDTH } else { BARE_WIDTH } || in_table {
                    continue;
                }
                names.section(&text[line.body.to_usize()])
            }
            HeadingClass::Marked(_) => {
                if line.width > HEADING_WIDTH && !line.marker.is_some_and(|m| m.kind.is_heading_class()) {
                    continue;
                }
                names.section(&text[title.to_usize()])
            }
        };
        let near = match role {
            Some(_) => None,
            // A point with text behind a colon is no heading, whatever its label says.
            None if has_colon(&text[title.to_usize()]) => None,
            // Without a mark it must stand like one: after a blank line, above points or a table.
            None if class == HeadingClass::Bare
                && (line.blanks_before == 0 && !layout.logical
                    || line.width > if asks(&text[title.to_usize()]) { BARE_WIDTH } else { NEAR_BARE_WIDTH }
                    || layout.blanks_are_spacing
                    || !leads_on(text, lines, i)) =>
            {
                None
            }
            None => names.section_like(&text[title.to_usize()]),
        };
        if role.is_none() && near.is_none() && !matches!(class, HeadingClass::Marked(_)) {
            continue;
        }
        let named = role.or(near.map(|n| n.0));
        let at = votes.iter().position(|v| v.class == class).unwrap_or_else(|| {
            votes.push(Vote::new(class, i));
            votes.len() - 1
        });
        let vote = &mut votes[at];
        vote.lines += 1;
        vote.named += usize::from(named.is_some());
        if let Some(named) = named.filter(|r| !r.is_part()) {
            if vote.exact | vote.near == 0 {
                vote.first = i;
            }
            *(if role.is_some() { &mut vote.exact } else { &mut vote.near }) |= 1 << named as u32;
        }
        candidates.push(Candidate { line: i, class, role, near, number, title, rest, form: false });
    }
    for vote in &mut votes {
        vote.recurs = recurs(text, lines, &candidates, vote.class);
    }
    let chosen = votes.iter().filter(|v| v.qualifies()).max_by_key(|v| v.rank());
    let class = chosen.map(|v| v.class);
    let heads_only = chosen.is_some_and(Vote::heads_only);
    // `가. 추진배경`, `나. 사업개요` below `1. 공약 개요`: a mark whose every line names a section heads those within the sections.
    let class_below = votes.iter().find(|v| {
        matches!(
            v.class,
            HeadingClass::Marked(MarkerKind::Ganada | MarkerKind::DecimalParen | MarkerKind::ParenDecimal | MarkerKind::Circled)
        ) && Some(v.class) != class
            && v.named == v.lines
            && v.exact.count_ones() >= BELOW_NAMES
    });
    let class_below = class_below.map(|v| v.class);
    let mut list: Vec<Heading> = Vec::new();
    let mut current: Option<Role> = None;
    let mut ordinal = 0u16;
    let mut sections_named = 0usize;
    let mut dividers = Vec::new();
    for mut c in candidates {
        layout.deadline.check();
        let line = &lines[c.line];
        let marker = line.marker;
        let top = Some(c.class) == class;
        // `▣ 소요예산 : 총 78억원` among `▣ 사업개요` and `▣ 추진실적`: a heading, and what it heads on the same line.
        if top
            && c.role.is_none()
            && chosen.is_some_and(|v| v.exact.count_ones() >= INLINE_NAMES)
            && matches!(c.class, HeadingClass::Marked(kind) if kind.is_heading_class())
            && let Some((title, rest, role)) = before_colon(names, text, c.title)
        {
            (c.title, c.rest, c.role) = (title, Some(rest), Some(role));
        }
        let body = &text[c.title.to_usize()];
        let heading_mark = matches!(c.class, HeadingClass::Marked(kind) if kind.is_heading_class());
        let bracketed = matches!(c.class, HeadingClass::Marked(MarkerKind::Bracketed(_)));
        // In a form, a row that holds a table prints its label alone.
        let label_alone = c.class == HeadingClass::Bare || matches!(c.class, HeadingClass::Marked(kind) if kind.is_numbered());
        // `⑭ 향후계획⇥○ 하나`: one line of text beside a numbered label of a form whose other labels stand alone.
        let numbered_row = class == Some(HeadingClass::Bare)
            && c.class == HeadingClass::FirstCell
            && c.role.is_some_and(|r| !r.is_part())
            && body.starts_with(|c| matches!(c, '①'..='⑳'));
        // `Ⅱ. 추진계획 및 실적` right above `1. 연차별 목표`: it heads headings, and nothing of its own.
        let divides = !top
            && matches!(c.class, HeadingClass::Marked(MarkerKind::Roman | MarkerKind::Chapter))
            && class.is_some_and(|class| matches!(class, HeadingClass::Marked(kind) if kind.is_numbered()))
            && is_short_title(body, line)
            && restarts_below(lines, c.line, class);
        // `문제점⇥○ 하나` below such labels.
        let native_row = class == Some(HeadingClass::Bare)
            && c.class == HeadingClass::FirstCell
            && line.native.is_some()
            && sections_named >= FORM_LABELS
            && c.role.is_some_and(|r| !r.is_part() || current.is_some_and(|at| opens_inside(at, r)));
        let below = class_below == Some(c.class) && c.role.is_some() && is_short_title(body, line);
        let form_row =
            numbered_row || native_row || class == Some(HeadingClass::FirstCell) && label_alone && c.role.is_some_and(|r| !r.is_part());
        let people = c.rest.is_some() && c.role == Some(Role::People) && c.class != HeadingClass::FirstCell;
        let accept = if c.form {
            c.role.is_some()
        } else if people {
            // Below its sections, and not among people already.
            sections_named > 0 && current != Some(Role::People)
        } else if form_row || below {
            true
        } else if top {
            match c.class {
                HeadingClass::Marked(kind) if kind.is_numbered() => {
                    let n = c.number.unwrap_or_else(|| marker.map_or(0, |m| m.ordinal));
                    let fits = n == ordinal + 1 && ordinal > 0;
                    (c.role.is_some() && (n == ordinal + 1 || n <= 2 || fits || kind == MarkerKind::Roman || n > ordinal))
                        || ((fits || heads_only && n == 1) && is_short_title(body, line) && !heads_a_card(names, text, lines, c.line))
                }
                HeadingClass::Marked(_) if heading_mark || heads_only => {
                    c.role.is_some() || is_short_title(body, line) && !tick_boxes(body)
                }
                HeadingClass::Bare => c.role.is_some_and(|r| !r.is_part() || current.is_some()),
                HeadingClass::FirstCell => c.role.is_some_and(|r| !r.is_part() || current.is_some_and(|at| opens_inside(at, r))),
                _ => c.role.is_some_and(|r| !r.is_part()),
            }
        } else {
            match c.role {
                Some(_) if bracketed => current.is_some() || sections_named == 0,
                // `제1장 세부 실천계획` divides a book whose sections are marked otherwise.
                Some(_) if matches!(c.class, HeadingClass::Marked(MarkerKind::Chapter)) => false,
                Some(role) if heading_mark && !role.is_part() => true,
                Some(role) if c.class == HeadingClass::Bare && role.floats() => {
                    line.blanks_before > 0 || layout.blanks_are_spacing || !bare_neighbour(lines, c.line)
                }
                Some(role) => {
                    current.is_some_and(|at| opens_inside(at, role)) && c.class != HeadingClass::FirstCell && leads_on(text, lines, c.line)
                }
                None => false,
            }
        };
        // Nearly a name counts only where a heading must stand, else points would head sections.
        let near = c.near.filter(|(role, _)| {
            let mark = line.marker;
            (top || c.form)
                && !tick_boxes(body)
                && (c.form || is_short_title(body, line) || body.ends_with("니다") && line.width <= BARE_WIDTH)
                && match c.class {
                    HeadingClass::Marked(kind) if kind.is_numbered() => {
                        let n = c.number.unwrap_or_else(|| mark.map_or(0, |m| m.ordinal));
                        let heads_header = matches!(role, Role::Overview | Role::Header);
                        (n == ordinal + 1 || n == 1 || heads_only && n > ordinal)
                            && (heads_header || !heads_a_card(names, text, lines, c.line))
                    }
                    HeadingClass::Marked(_) if heading_mark || heads_only => true,
                    HeadingClass::Marked(_) => leads_on(text, lines, c.line) && !role.is_part(),
                    HeadingClass::Bare | HeadingClass::FirstCell => !role.is_part(),
                }
        });
        if !accept && near.is_none() && !divides {
            continue;
        }
        let likeness = near.map_or(Likeness::Exact, |(role, likeness)| {
            c.role = Some(role);
            likeness
        });
        let top = top || form_row || c.form;
        let divides = divides && !accept;
        if divides {
            dividers.push(list.len());
        }
        let inner = !(top || divides || heading_mark && !bracketed || c.role.is_some_and(Role::floats));
        if top {
            ordinal = c.number.unwrap_or_else(|| marker.map_or(0, |m| m.ordinal));
        }
        if divides {
            ordinal = 0;
        }
        sections_named += usize::from(c.role.is_some());
        current = c.role.or(Some(Role::Other));
        list.push(Heading { line: c.line, role: c.role, likeness, title: c.title, rest: c.rest, inner, form: c.form });
    }
    // A divider has no lines of its own, so nothing is read as what it names: it is of the section that it heads.
    for at in dividers {
        let below = list.get(at + 1).and_then(|h| h.role);
        list[at].role = list[at].role.or(below);
    }
    Headings { list, class }
}

/// Whether the lines of a mark say the same few things again and again, none of them with a value: the headings of a book of
/// cards, whatever they are called.
fn recurs(text: &str, lines: &[Line], candidates: &[Candidate], class: HeadingClass) -> bool {
    let plain = matches!(class, HeadingClass::Marked(kind) if !kind.is_numbered() && !matches!(kind, MarkerKind::Bracketed(_)));
    if !plain {
        return false;
    }
    let mut times: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for c in candidates.iter().filter(|c| c.class == class) {
        let body = &text[c.title.to_usize()];
        // A point with a value is no heading, and a class that has them is none of headings.
        if has_colon(body) || !leads_on(text, lines, c.line) && c.role.is_none() && c.near.is_none() {
            return false;
        }
        *times.entry(body).or_default() += 1;
    }
    let (all, again) = times.values().fold((0, 0), |(all, again), &n| (all + n, again + if n > 1 { n } else { 0 }));
    times.values().filter(|&&n| n > 1).count() >= RECURRING && again * 5 >= all * RECURRING_OF_FIVE
}

/// Gives the text beside a heading's cell (`최종목표⇥○ …`) a line of its own, so that it is read as every other line of the
/// section is, with its mark.
pub fn unfold(text: &str, native: Option<&Native>, layout: &mut Layout, headings: &mut Headings) {
    let mut added = 0;
    for k in 0..headings.list.len() {
        layout.deadline.check();
        // The first row of `추진목표 | 최종 목표 | …` has two headings.
        let shared = headings.list.get(k + 1).is_some_and(|next| next.line == headings.list[k].line);
        let heading = &mut headings.list[k];
        heading.line += added;
        if let Some(rest) = heading.rest.take() {
            if heading.form {
                let lines = layout.split_row(text, native, heading.line, rest);
                added += lines;
                let mut next = heading.line + lines + 1;
                while let Some(rows) = layout.row_goes_on(text, native, next).filter(|_| !shared) {
                    next += rows;
                    added += rows - 1;
                }
                continue;
            }
            let lines = layout.split(text, native, heading.line, rest.start as usize);
            added += lines;
            let mut next = heading.line + lines + 1;
            while layout.goes_on(text, next) {
                next += 1;
            }
        }
    }
}

/// A heading in a box beside its number is no longer than this, in bytes.
const BOXED_BYTES: usize = 72;

/// The number and the words of a row of two cells, the first of which is a number.
fn numbered_cell(text: &str, line: &Line) -> Option<(u16, Range)> {
    let content = &text[line.range.to_usize()];
    let (first, second) = content.split_once('\t')?;
    let words = second.trim();
    if words.contains('\t') || words.is_empty() || words.len() > BOXED_BYTES || !words.starts_with(crate::text::is_hangul) {
        return None;
    }
    let first = first.trim().trim_end_matches('.');
    let number = match first.chars().next()? {
        c @ 'Ⅰ'..='Ⅻ' if first.chars().count() == 1 => c as u16 - 'Ⅰ' as u16 + 1,
        c @ '①'..='⑳' if first.chars().count() == 1 => c as u16 - '①' as u16 + 1,
        _ if first.len() <= 2 => first.parse().ok()?,
        _ => return None,
    };
    let start = line.range.start as usize + (words.as_ptr() as usize - content.as_ptr() as usize);
    Some((number, Range::new(start, start + words.len())))
}

/// Lines at the end of a report that may name its people without a heading.
const TAIL_LINES: usize = 4;

/// `담당자 : 가온과장 홍나래(☎ 00-000-0000), …` at the end of a report: the label, and the people.
fn people_at_the_end(names: &Vocabulary, text: &str, line: &Line) -> Option<(Range, Range)> {
    let bracketed = line.marker.is_some_and(|m| matches!(m.kind, MarkerKind::Bracketed(_)));
    let range = if bracketed { line.range } else { line.body };
    let body = &text[range.to_usize()];
    let (label, value) = match body.strip_prefix(['[', '【', '〔']) {
        Some(inner) => inner.split_once([']', '】', '〕'])?,
        None => split_at_colon(body)?,
    };
    use super::vocabulary::LabelKey;
    let people = matches!(names.label_like(label).0.first(), Some(LabelKey::Contacts | LabelKey::Department));
    if !people || !value.contains('☎') && crate::normalize::people::phones(value).is_empty() {
        return None;
    }
    // A body may end before its line does.
    let start = range.start as usize;
    let at = start + (label.as_ptr() as usize - body.as_ptr() as usize);
    let from = start + body.len() - value.trim_start().len();
    Some((Range::new(at, at + label.trim_end().len()), Range::new(from, line.range.end as usize)))
}

/// Whether no label of a header card stands on the lines around: there people are part of a header.
fn stands_apart(names: &Vocabulary, text: &str, lines: &[Line], i: usize) -> bool {
    let is_pair = |l: &Line| {
        let body = &text[l.body.to_usize()];
        let label = body.split([':', '：', '\t', '|', '▷']).next().filter(|label| label.len() < body.len());
        label.is_some_and(|label| !names.label_like(label).0.is_empty())
    };
    let before = lines[..i].iter().rev().find(|l| l.layer == Layer::Body);
    let after = lines[i + 1..].iter().find(|l| l.layer == Layer::Body);
    before.is_some_and(|l| !is_pair(l)) && after.is_none_or(|l| !is_pair(l))
}

/// Whether a colon stands in words outside brackets (a heading may end with `(단위 : 백만원)`).
/// The name of a section before a colon, and what stands behind it.
fn before_colon(names: &Vocabulary, text: &str, body: Range) -> Option<(Range, Range, Role)> {
    let (label, value) = crate::text::split_at_colon(&text[body.to_usize()])?;
    let role = names.section(label.trim()).filter(|role| !role.is_part() && !value.trim().is_empty())?;
    let (start, end) = (body.start as usize, body.end as usize);
    Some((Range::new(start, start + label.trim_end().len()), Range::new(end - value.trim_start().len(), end), role))
}

fn has_colon(words: &str) -> bool {
    split_at_colon(words).is_some_and(|(before, _)| !before.contains(['(', '（', '[']))
}

/// Nouns that end as sentences do.
const NOUNS: [&str; 9] = ["걸음", "마음", "처음", "다음", "모음", "물음", "이음", "믿음", "소음"];

/// Words that can be a heading nobody knows: short, no label with a value, no end of a sentence.
fn is_short_title(body: &str, line: &Line) -> bool {
    line.width <= HEADING_WIDTH
        && !body.is_empty()
        && !body.contains(" : ")
        && (!body.ends_with(['다', '함', '음'])
            || NOUNS.iter().any(|noun| body.ends_with(noun))
            || body.ends_with("니다") && line.width <= NEAR_BARE_WIDTH)
        && !body.ends_with("니다.")
}

/// Whether a line is the title of another card although its number goes on from the last section's: a label of a header card
/// stands right under it.
fn heads_a_card(names: &Vocabulary, text: &str, lines: &[Line], i: usize) -> bool {
    use super::vocabulary::LabelKey::*;
    let Some(next) = lines[i + 1..].iter().find(|l| l.layer == Layer::Body) else { return false };
    let body = &text[next.body.to_usize()];
    let mut cells = body.split([':', '：', '\t', '|']);
    let label = cells.next().unwrap_or(body);
    let is_year = |cell: &str| {
        let digits = cell.trim().trim_end_matches('년');
        digits.len() == 4 && digits.starts_with("20") && digits.bytes().all(|b| b.is_ascii_digit())
    };
    // `추진단계 | 2023년 | 2024년` heads a table.
    names.label(label).first().is_some_and(|k| matches!(k, Number | Category | Department | State | StatusMatrix | Progress | Continuity))
        && !cells.any(is_year)
}

/// `□ 법령 □ 시행령 ☑ 조례`: boxes to tick, no heading.
fn tick_boxes(body: &str) -> bool {
    body.contains(['□', '☐', '☑', '■', '☒', '✔', 'þ'])
}

/// Roles that may open as a heading inside a section of another role, below a point's mark.
fn opens_inside(current: Role, role: Role) -> bool {
    use Role::*;
    match current {
        Plans | Schedule => matches!(role, Schedule | AnnualTargets),
        Investment | Execution => matches!(role, Investment | Execution),
        Achievements => matches!(role, FuturePlans | Achievements),
        FuturePlans => matches!(role, Obstacles | SupportRequests),
        Obstacles | Problems | Remedies => matches!(role, Problems | Remedies),
        Assessment | Strengths | Weaknesses | Improvements => matches!(role, Strengths | Weaknesses | Improvements),
        CitizenEngagement => role == CitizenEngagement,
        _ => false,
    }
}

/// Whether the next line of text is the first heading of a class that counts anew.
fn restarts_below(lines: &[Line], i: usize, class: Option<HeadingClass>) -> bool {
    let next = lines[i + 1..].iter().find(|l| l.layer == Layer::Body);
    next.is_some_and(|l| l.marker.is_some_and(|m| m.ordinal == 1) && class_of(l) == class)
}

/// `어디까지 왔나요?`, `왜 추진하나요?(추진목적)`: a heading that asks.
fn asks(words: &str) -> bool {
    super::vocabulary::is_question(words.split(['(', '（']).next().unwrap_or(words))
}

/// Whether a point that may be a heading has nothing on its line but its words, and something under it.
fn leads_on(text: &str, lines: &[Line], i: usize) -> bool {
    let line = &lines[i];
    let is_unit = |l: &Line| {
        let words = &text[l.range.to_usize()];
        words.starts_with(['(', '[', '（', '※', '단']) && crate::normalize::money::unit_note(words).is_some()
    };
    let mut below = lines[i + 1..].iter().filter(|l| l.layer == Layer::Body).peekable();
    // Right above a unit stands what the amounts are of, also where the table below has a cell a line.
    if below.peek().is_some_and(|l| is_unit(l)) && lines[i].marker.is_none() {
        return !text[lines[i].body.to_usize()].contains(':');
    }
    let Some(next) = below.find(|l| !is_unit(l)) else { return false };
    let deeper = next.indent > line.indent || next.marker.map(|m| m.kind) != line.marker.map(|m| m.kind);
    let tabled = matches!(next.shape, Shape::Tabs | Shape::Pipes | Shape::Rule);
    (deeper || tabled) && !text[line.body.to_usize()].contains(':')
}

/// The words of a line that is wholly in round brackets, where they name a section or a part of one.
fn round_brackets(names: &Vocabulary, text: &str, body: Range) -> Option<Range> {
    let inner = text[body.to_usize()].strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?;
    let start = body.start as usize + text[body.to_usize()].find(inner)?;
    names.section(inner).map(|_| Range::new(start, start + inner.len()))
}

/// How many numbers of four digits that begin with 20 stand in a text.
fn years(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_digit()).filter(|n| n.len() == 4 && n.starts_with("20")).count()
}

/// Whether an unmarked line stands among the broken lines of a table header: right before or after a row of years.
fn bare_in_table(text: &str, lines: &[Line], i: usize) -> bool {
    let is_years = |l: &Line| {
        let s = &text[l.range.to_usize()];
        l.marker.is_none() && s.len() < 120 && years(s) >= 3 || is_table_head(s)
    };
    let before = i.checked_sub(1).map(|k| &lines[k]);
    let after = lines.get(i + 1);
    let glued = |a: &Line| a.blanks_before == 0;
    before.is_some_and(|l| {
        is_years(l)
            || (glued(&lines[i]) && l.shape == Shape::Plain && l.marker.is_none() && l.width < 24 && i >= 2 && is_years(&lines[i - 2]))
    }) || after.is_some_and(|l| !matches!(l.shape, Shape::Tabs | Shape::Pipes) && is_years(l) && !is_table_head(&text[l.range.to_usize()]))
}

/// Whether a line is a label of a header one cell a line: its value is on the next, and the next label right behind that.
fn among_pairs(names: &Vocabulary, text: &str, lines: &[Line], i: usize) -> bool {
    let plain = |k: usize| lines.get(k).filter(|l| l.layer == Layer::Body && l.marker.is_none() && l.shape == Shape::Plain);
    let keys = |k: usize| plain(k).filter(|l| l.width <= NEAR_BARE_WIDTH).map_or(&[][..], |l| names.label(&text[l.range.to_usize()]));
    // Not those that name sections as well.
    let of_header = |key: &LabelKey| {
        use LabelKey::{Budget, Category, Completion, Contacts, Continuity, Department, Horizon, Number, Progress, State, Term, Title};
        matches!(
            key,
            Number | Title | Category | Department | Contacts | State | Progress | Continuity | Term | Horizon | Budget | Completion
        )
    };
    keys(i).iter().any(of_header) && keys(i + 2).iter().any(of_header) && plain(i + 1).is_some() && keys(i + 1).is_empty()
}

/// Whether the lines around an unmarked line are unmarked text without a blank line between.
fn bare_neighbour(lines: &[Line], i: usize) -> bool {
    i > 0
        && lines[i - 1].marker.is_none()
        && lines[i - 1].shape == Shape::Plain
        && lines[i - 1].width > BARE_WIDTH
        && lines[i].blanks_before == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(text: &str) -> Vec<(String, Option<Role>)> {
        let layout = Layout::of(text);
        find(Vocabulary::general(), text, &layout).list.iter().map(|h| (text[h.title.to_usize()].to_owned(), h.role)).collect()
    }

    #[test]
    fn the_class_with_most_names_heads_the_sections() {
        let text = "□ 사업개요\n- 위치 : 가온동\n□ 갈등관리 방안\n- 면담\n□ 추진실적\n- 2022. 1. 3. 착공\n【집행실적】\n";
        use Role::*;
        assert_eq!(
            titles(text),
            [
                ("사업개요".to_owned(), Some(Overview)),
                ("갈등관리 방안".to_owned(), None),
                ("추진실적".to_owned(), Some(Achievements)),
                ("집행실적".to_owned(), Some(Execution)),
            ]
        );
    }

    #[test]
    fn numbers_count_on() {
        let text = "16. 나래 둘레길\n1. 정책목표\nㅇ 가\n2. 사업개요\nㅇ 나\n3. 홍보 전략\nㅇ 다\n";
        use Role::*;
        assert_eq!(
            titles(text),
            [("정책목표".to_owned(), Some(Goal)), ("사업개요".to_owned(), Some(Overview)), ("홍보 전략".to_owned(), None)]
        );
    }

    #[test]
    fn rows_of_a_form_are_sections() {
        let text =
            "최종목표\t○ 가온동 주민의 안전\n추진실적\t2023. 3. 착공\n○ 준공\n투자계획\n(단위 : 백만원)\n구분\t계\t2023년\n계\t30\t30\n";
        let mut layout = Layout::of(text);
        let mut headings = find(Vocabulary::general(), text, &layout);
        unfold(text, None, &mut layout, &mut headings);
        let found: Vec<_> = headings.list.iter().map(|h| (h.line, &text[h.title.to_usize()], h.rest)).collect();
        assert_eq!(found, [(0, "최종목표", None), (2, "추진실적", None), (5, "투자계획", None)]);
        assert_eq!(&text[layout.lines[1].body.to_usize()], "가온동 주민의 안전");
    }

    #[test]
    fn the_title_of_the_next_card_counts_on_by_chance() {
        let text = "1. 정책목표\nㅇ 가\n2. 사업개요\nㅇ 나\n\n3. 나래 공원 조성\nㅇ 소관부서: 녹지과\n1. 정책목표\nㅇ 다\n";
        let found: Vec<_> = titles(text).into_iter().map(|t| t.0).collect();
        assert_eq!(found, ["정책목표", "사업개요", "정책목표"]);
    }

    #[test]
    fn chapters_divide_a_book_and_head_no_section() {
        let text = "제1장 세부 실천계획\n1-1 가온 도서관\n□ 사업목표\n○ 가\n□ 추진실적\n○ 나\n";
        let found: Vec<_> = titles(text).into_iter().map(|t| t.0).collect();
        assert_eq!(found, ["사업목표", "추진실적"]);
    }

    #[test]
    fn a_heading_stands_right_above_a_table() {
        let text = "최종목표\t○ 가\n추진실적\t○ 나\n투자계획\n구분\t계\t2022년\t2023년\t2024년\n계\t3\t1\t1\t1\n";
        assert_eq!(titles(text).len(), 3);
    }

    #[test]
    fn round_brackets_head_parts() {
        let text = "□ 쟁점사항 및 해소방안\n(쟁점사항)\n - 가\n(해소방안)\n - 나\n(가온동 일원)\n□ 추진실적\n- 다\n";
        let found: Vec<_> = titles(text).into_iter().map(|t| t.0).collect();
        assert_eq!(found, ["쟁점사항 및 해소방안", "쟁점사항", "해소방안", "추진실적"]);
    }

    #[test]
    fn a_heading_stands_above_a_period() {
        let text = "공약목표\n○ 가\n사업현황\n○ 추진기간: 2020. 9. ~ 2026. 6.\n추진상황\n○ 나\n";
        assert_eq!(titles(text).len(), 3);
    }

    #[test]
    fn boxes_to_tick_are_no_headings() {
        assert_eq!(titles("□ 사업개요\n- 근거\n□ 법령 □ 시행령 ☑ 조례\n□ 추진실적\n").len(), 2);
    }
}
