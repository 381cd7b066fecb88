//! Sections → fields: the values of a card, each with its raw text, its place and how it was found.
//!
//! In: a [`Card`], its lines, grids and points. Out: [`Extracted`]: the [`Body`] of the record, the sections found, what was
//! noticed, and a [`Ledger`] of the source text that ended up somewhere. Absence is a value (`None`); a value that is in the
//! source but could not be read is absent **with** a diagnostic. Plausibility is not judged here.
//!
//! One file per field or family: `header` (the card on top), `overview`, `dated` (achievements and plans), [`money`]
//! (investment and execution, with the solver for flattened rows), `targets`, `schedule`, and `lists` for the rest.

mod dated;
mod engagement;
mod header;
mod ledger;
mod list_table;
mod lists;
pub mod money;
mod overview;
mod points;
mod schedule;
mod stacked;
mod targets;
mod unheaded;

pub use ledger::{Ledger, Settled};
pub use list_table::{ListTable, Row as ListRow, find as find_list, read_row as read_list_row};

use crate::diag::{Diagnostic, codes};
use crate::layout::{Layer, Layout, Line, MarkerKind, Passage, Shape};
use crate::model::{Body, Grid as GridValue, Method, Note, OtherSection, Sourced, Text};
use crate::normalize::money::{UnitNote, unit_note};
use crate::outline::{self, Point, PointKind};
use crate::sections::{Card, Likeness, Role, Section, Vocabulary};
use crate::span::Range;
use crate::tables::{Grid, GridKind};

/// A section that was found and read.
#[derive(Clone, Debug)]
pub struct SectionFound {
    /// What it is about.
    pub role: Role,
    /// Its heading as printed.
    pub heading: Option<Passage>,
    /// Its heading and lines.
    pub range: Range,
}

/// All that was read of a card.
#[derive(Debug, Default)]
pub struct Extracted {
    /// The fields.
    pub body: Body,
    /// The sections, in source order.
    pub sections: Vec<SectionFound>,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
    /// What of the source ended up somewhere.
    pub ledger: Ledger,
    /// Name of the layout profile that matched.
    pub layout: Option<String>,
    /// Cells that are printed but could not be read or placed.
    pub gaps: Vec<money::Gap>,
    /// Labels of the header card, spaces removed: evidence for the layout.
    pub labels: Vec<String>,
    /// Source whose values are doubted because the heading or label above is no known name.
    pub likened: Vec<(Range, Likeness)>,
    /// Money tables read so far, by section.
    pub(crate) tables_seen: Vec<(Role, u16)>,
    /// Titles that stand above the pledge's own (the name of the form).
    pub form_title: Option<Text>,
}

/// What the reader of one file knows besides the card.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context {
    /// The publisher is a province or a metropolitan city (for 시비); `None` where unknown.
    pub metropolitan: Option<bool>,
    /// Steps that the solver may take for one table.
    pub solver_steps: usize,
}

/// Reads one card.
pub(crate) struct Reader<'a> {
    pub names: &'a Vocabulary,
    pub text: &'a str,
    pub layout: &'a Layout,
    pub grids: &'a [Grid],
    pub context: Context,
    /// Unit in the heading of the section that the present one stands in.
    pub outer_unit: Option<String>,
    /// First line below the heading of the money section that was read last.
    pub money_from: usize,
    /// The heading of that section.
    pub money_title: String,
    /// The year that the heading of the section names.
    pub section_year: Option<i32>,
    /// The project whose name stands right above the next money table.
    pub money_project: Option<String>,
    /// The line behind the last table that was read out of lines without cells.
    pub behind_flat_table: usize,
    /// Where words that unit notes are told by stand in the card.
    unit_words: Vec<u32>,
    pub out: Extracted,
}

/// A date leads a point where no more stands before it, in bytes: a quote or a bracket.
const DATE_LEADS: usize = 4;
/// So many dated points make a list of what was or will be done.
const DATED_POINTS: usize = 2;

/// A run of a section: lines of points, or a table.
pub(crate) enum Content<'a> {
    Lines(Vec<usize>),
    Table(&'a Grid, Option<UnitLine>),
}

/// A unit note and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct UnitLine {
    pub note: UnitNote,
    pub range: Range,
}

/// Reads a card into fields.
pub fn read(names: &Vocabulary, text: &str, layout: &Layout, grids: &[Grid], card: &Card, context: Context) -> Extracted {
    let start = layout.lines.get(card.lines.start).map_or(0, |l| l.range.start);
    let end = card.lines.clone().next_back().and_then(|i| layout.lines.get(i)).map_or(start, |l| l.range.end);
    let context = Context { metropolitan: context.metropolitan.or_else(|| district_pays(&text[start as usize..end as usize])), ..context };
    let mut reader = Reader::new(names, text, layout, grids, context, Range { start, end });
    for i in card.lines.clone() {
        if layout.lines[i].layer != Layer::Body {
            reader.out.ledger.claim(layout.lines[i].range);
        }
    }
    let parts = if card.sections.is_empty() { reader.parts_without_headings(&card.header) } else { Vec::new() };
    reader.header_card(card.header.start..parts.first().map_or(card.header.end, |(_, lines)| lines.start));
    for (role, lines) in parts {
        reader.part(role, lines);
    }
    for section in &card.sections {
        reader.section(section);
    }
    if let Some(chapter) = card.chapter.filter(|_| reader.out.body.pledge.category.is_none()) {
        reader.category(&Passage::of(text, chapter), Method::Heading);
    }
    reader.finish();
    reader.out
}

impl<'a> Reader<'a> {
    /// Nothing read yet of a card that stands in a range.
    pub(crate) fn new(names: &'a Vocabulary, text: &'a str, layout: &'a Layout, grids: &'a [Grid], context: Context, range: Range) -> Self {
        let out = Extracted { ledger: Ledger::new(range), ..Extracted::default() };
        Self {
            names,
            text,
            layout,
            grids,
            context,
            outer_unit: None,
            money_from: 0,
            money_title: String::new(),
            section_year: None,
            money_project: None,
            behind_flat_table: 0,
            unit_words: unit_words(text, range),
            out,
        }
    }

    /// The grids that begin in a range of lines.
    fn grids_in(&self, lines: &std::ops::Range<usize>) -> &'a [Grid] {
        let grids = self.grids;
        let from = grids.partition_point(|g| g.lines.start < lines.start);
        let to = from + grids[from..].partition_point(|g| g.lines.start < lines.end);
        &grids[from..to]
    }

    pub(crate) fn line(&self, i: usize) -> &'a Line {
        &self.layout.lines[i]
    }

    pub(crate) fn slice(&self, range: Range) -> &'a str {
        &self.text[range.to_usize()]
    }

    /// The words of a line.
    fn words_of(&self, line: usize) -> Vec<Range> {
        let range = self.line(line).range;
        let slice = self.slice(range);
        let at = |word: &str| range.start as usize + (word.as_ptr() as usize - slice.as_ptr() as usize);
        slice.split_whitespace().map(|word| Range::new(at(word), at(word) + word.len())).collect()
    }

    /// A text leaf of a passage; its source counts as assigned.
    pub(crate) fn leaf(&mut self, passage: &Passage, rule: &'static str, method: Method) -> Text {
        self.layout.deadline.check();
        let text = passage.to_text(self.text, rule, method);
        self.out.ledger.claim_all(&text.prov.ranges);
        text
    }

    /// A leaf of a part of a passage.
    pub(crate) fn leaf_of(&mut self, passage: &Passage, range: std::ops::Range<usize>, rule: &'static str, method: Method) -> Text {
        self.layout.deadline.check();
        let text = passage.slice(range).into_text(self.text, rule, method);
        self.out.ledger.claim_all(&text.prov.ranges);
        text
    }

    /// A value read from a part of a passage.
    pub(crate) fn value<T>(
        &mut self,
        value: T,
        passage: &Passage,
        range: std::ops::Range<usize>,
        rule: &'static str,
        method: Method,
    ) -> Sourced<T> {
        self.layout.deadline.check();
        let prov = passage.prov_of(self.text, range, rule, method);
        self.out.ledger.claim_all(&prov.ranges);
        Sourced::new(value, prov)
    }

    pub(crate) fn say(&mut self, diagnostic: Diagnostic) {
        self.out.diagnostics.push(diagnostic);
    }

    /// A value that is printed but could not be read: what was found, in English and in Korean.
    pub(crate) fn unreadable(&mut self, field: impl Into<String>, at: impl IntoIterator<Item = Range>, found: String, found_ko: String) {
        self.say(Diagnostic::new(&codes::VALUE_UNREADABLE, found, found_ko).field(field).at_all(at));
    }

    /// The mark of a point's line counts as assigned with its text.
    pub(crate) fn claim_mark(&mut self, line: usize) {
        let line = self.line(line);
        self.out.ledger.claim(Range { start: line.range.start, end: line.body.start });
        self.out.ledger.claim(Range { start: line.body.end, end: line.range.end });
    }

    pub(crate) fn claim_line(&mut self, line: usize) {
        self.layout.deadline.check();
        let range = self.line(line).range;
        self.out.ledger.claim(range);
    }

    pub(crate) fn claim_grid(&mut self, grid: &Grid) {
        for i in grid.lines.clone() {
            let line = self.line(i);
            if line.layer == Layer::Body && line.shape == Shape::Rule {
                self.out.ledger.claim(line.range);
            } else if line.layer == Layer::Body && matches!(line.shape, Shape::Commas | Shape::Tabs) {
                self.out.ledger.claim_separators(self.text, line.range, line.shape == Shape::Commas);
            } else if line.layer == Layer::Body {
                self.out.ledger.claim_layout(self.text, line.range);
            }
        }
    }

    /// A table that was read whole: all its cells, and what draws it.
    pub(crate) fn claim_cells(&mut self, grid: &Grid) {
        // Nothing but blanks stands between the cells of a row, and before and behind them.
        if grid.kind == GridKind::Tabs {
            let ends = grid.rows.iter().filter_map(|row| Some(row.first()?.range.cover(row.last()?.range)));
            ends.for_each(|row| self.out.ledger.claim(row));
            return;
        }
        grid.rows.iter().flatten().for_each(|cell| self.out.ledger.claim(cell.range));
        self.claim_grid(grid);
    }

    /// Splits lines into tables and the lines between; unit notes go to the table that follows (or, at the end of a table's
    /// header line, precedes).
    pub(crate) fn contents(&mut self, lines: std::ops::Range<usize>) -> Vec<Content<'a>> {
        let grids = self.grids;
        let layout = self.layout;
        let mut out: Vec<Content<'a>> = Vec::new();
        let mut unit: Option<UnitLine> = None;
        let first = grids.partition_point(|g| g.lines.start < lines.start);
        let mut next = first;
        let mut run: Vec<usize> = Vec::new();
        let mut i = lines.start;
        while i < lines.end {
            self.layout.deadline.check();
            if let Some(grid) = grids.get(next).filter(|g| g.lines.start == i) {
                if !run.is_empty() {
                    out.push(Content::Lines(std::mem::take(&mut run)));
                }
                out.push(Content::Table(grid, unit.take()));
                i = grid.lines.end.max(i + 1);
                next += 1;
                // People stand anywhere at the end of a report.
                if self.is_people_grid(grid) && self.header_grid(grid) > 0 {
                    out.pop();
                }
                continue;
            }
            let line = &layout.lines[i];
            if line.layer == Layer::Body {
                if run.is_empty() {
                    let next = grids.get(next).map_or(lines.end, |grid| grid.lines.start.min(lines.end));
                    run.reserve(next.saturating_sub(i));
                }
                if line.shape == Shape::Rule {
                    self.out.ledger.claim(line.range);
                } else if let Some(note) = self.unit_line(line) {
                    let body = self.slice(line.range);
                    let rest = body.len() - note.range.len();
                    unit = Some(UnitLine {
                        range: Range::new(line.range.start as usize + note.range.start, line.range.start as usize + note.range.end),
                        note,
                    });
                    if rest <= 3 || body.replace(&body[unit_span(&unit, line)], "").trim().chars().all(|c| !c.is_alphanumeric()) {
                        self.out.ledger.claim(line.range);
                    } else {
                        run.push(i);
                    }
                } else {
                    run.push(i);
                }
            }
            i += 1;
        }
        if !run.is_empty() {
            out.push(Content::Lines(run));
        }
        out
    }

    /// The unit note of a line, where the line is little else.
    pub(crate) fn unit_line(&self, line: &Line) -> Option<UnitNote> {
        let next = self.unit_words.partition_point(|&at| at < line.range.start);
        let has_words = self.unit_words.get(next).is_some_and(|&at| at < line.range.end);
        if !has_words && self.out.ledger.range().contains(line.range) {
            return None;
        }
        let content = self.slice(line.range);
        let has_brackets = || memchr::memchr2(b')', b']', content.as_bytes()).is_some();
        let in_brackets = || has_brackets() && (content.contains("원)") || content.contains("원]"));
        if content.len() > 160 || !(content.contains("단위") || in_brackets()) {
            return None;
        }
        let note = unit_note(content)?;
        // A bracket with an amount's unit inside a sentence is no note.
        (content.contains("단위") || content.len() - note.range.len() <= 6).then_some(note)
    }

    pub(crate) fn nest(&self, lines: &[usize]) -> Vec<Point> {
        outline::nest(self.text, self.layout, lines.iter().copied())
    }

    /// Notes and captions of a list of points leave it for their own fields; what remains is returned.
    pub(crate) fn set_apart(&mut self, points: Vec<Point>, section: Role) -> Vec<Point> {
        let mut rest = Vec::with_capacity(points.len());
        for point in points {
            match point.kind {
                PointKind::Note => self.note(&point, section),
                PointKind::Loose => self.caption(&point),
                _ if self.is_footnote(&point) => self.note(&point, section),
                _ => rest.push(self.without_notes(point, section)),
            }
        }
        rest
    }

    /// `* 보상비는 감정평가에 따라 변동` right below a table, or below another one: a note on the table.
    fn is_footnote(&self, point: &Point) -> bool {
        if point.marker != Some(MarkerKind::Star) || !point.points.is_empty() {
            return false;
        }
        let at = self.grids.partition_point(|g| g.lines.start < point.line);
        let behind_grid = at.checked_sub(1).map_or(0, |k| self.grids[k].lines.end);
        let behind = if self.behind_flat_table <= point.line { behind_grid.max(self.behind_flat_table) } else { behind_grid };
        let body = |i: &usize| self.layout.lines[*i].layer == Layer::Body;
        behind > 0
            && behind <= point.line
            && (behind..point.line).filter(body).all(|i| self.line(i).marker.is_some_and(|m| m.kind == MarkerKind::Star))
    }

    fn without_notes(&mut self, mut point: Point, section: Role) -> Point {
        if point.points.iter().any(|p| p.kind == PointKind::Note || p.kind == PointKind::Loose) {
            let children = std::mem::take(&mut point.points);
            point.points = self.set_apart(children, section);
        }
        point
    }

    pub(crate) fn note(&mut self, point: &Point, section: Role) {
        self.claim_mark(point.line);
        let text = self.leaf(&point.text, "notes.line", Method::Heading);
        let section = (section != Role::Other).then(|| section.key().to_owned());
        self.out.body.notes.push(Note { section, text });
    }

    pub(crate) fn caption(&mut self, point: &Point) {
        if is_junk(&point.text.text) {
            return;
        }
        self.claim_mark(point.line);
        // The name of the form again, or what it ends with, on top of a further page.
        let words = crate::text::squash(&point.text.text);
        let form = self.out.form_title.as_ref().map(|form| crate::text::squash(&form.value));
        if form.is_some_and(|form| form == words || form.ends_with(&words) && speaks_of_pledges(&point.text.text)) {
            self.claim_line(point.line);
        } else {
            let text = self.leaf(&point.text, "captions.loose", Method::Guessed);
            self.out.body.captions.push(text);
        }
        for child in &point.points {
            self.caption(child);
        }
    }

    fn section(&mut self, section: &Section) {
        self.layout.deadline.check();
        let heading_line = self.line(section.heading.line);
        let title = Passage::of(self.text, section.heading.title);
        let end = section.lines.clone().next_back().map_or(heading_line.range.end, |i| self.line(i).range.end);
        let told = match section.role {
            Role::Execution if self.plans_money(section) => Some(Role::Investment),
            Role::Other => self.role_by_content(section),
            Role::Overview | Role::Achievements if self.is_header(section) => Some(Role::Header),
            Role::Assessment | Role::Strengths | Role::Achievements if self.is_of_indicators(section) => Some(Role::Indicators),
            _ => None,
        };
        let role = told.unwrap_or(section.role);
        self.out.sections.push(SectionFound { role, heading: Some(title.clone()), range: Range { start: heading_line.range.start, end } });
        let likeness = if told.is_some_and(|role| role != Role::Investment) { Likeness::Wording } else { section.heading.likeness };
        if likeness != Likeness::Exact {
            self.out.likened.push((Range { start: heading_line.range.end, end }, likeness));
        }
        match section.heading.rest {
            None => self.out.ledger.claim(heading_line.range),
            Some(rest) => self.out.ledger.claim(Range { start: heading_line.range.start, end: rest.start }),
        }
        if role == Role::Achievements && self.state_alone(section) {
            return;
        }
        // Text on the heading's own line (a form: label, tab, text) is the section's first line.
        if !section.heading.inner {
            self.outer_unit = None;
        }
        let lines = section.lines.clone();
        let inline = section.heading.rest.map(|rest| Passage::of(self.text, rest));
        let people = self.out.body.pledge.contacts.len();
        self.money_title.clear();
        self.section_year = crate::sections::vocabulary::year_of_heading(&title.text);
        self.read_section(role, &title, inline, lines, section);
        // `담당자⏎홍나래 (00-000-0000)`: the heading says what the one person does.
        if role == Role::People && crate::normalize::people::is_role(&title.text) && self.out.body.pledge.contacts.len() == people + 1 {
            self.role_of(people, &title, Method::Heading);
        }
    }

    fn read_section(&mut self, role: Role, title: &Passage, inline: Option<Passage>, lines: std::ops::Range<usize>, section: &Section) {
        match role {
            Role::Purpose | Role::Goal | Role::GoalInTerm | Role::Promises => self.text_list(role, inline, lines),
            Role::Indicators => self.indicators(inline, lines),
            Role::Overview => self.overview(inline, lines),
            Role::Plans | Role::FuturePlans => self.plans(role, inline, lines),
            Role::Achievements => self.achievements(inline, lines),
            Role::Schedule => self.schedule(inline, lines),
            Role::AnnualTargets => self.annual_targets(inline, lines),
            Role::Assessment | Role::Strengths | Role::Weaknesses | Role::Improvements => self.assessment(role, inline, lines),
            Role::Obstacles | Role::Problems | Role::Remedies => self.obstacles(role, inline, lines),
            Role::Changes => self.changes(inline, lines),
            Role::Investment | Role::Execution => self.money(role, title, inline, lines),
            Role::CitizenEngagement => self.engagement(inline, lines),
            Role::SupportRequests => self.support_requests(inline, lines),
            Role::People | Role::Header => self.people(inline, lines),
            Role::Other => self.other(title, section),
        }
    }

    /// What a section under a heading that nobody knows must be: a table of sources and amounts is the investment, people with
    /// their phones are the people, a period and a place or a cost describe the project.
    fn role_by_content(&self, section: &Section) -> Option<Role> {
        use crate::sections::LabelKey::{Agencies, Location, Period, TotalCost};
        let body = &self.out.body;
        if body.investment.is_none()
            && self.grids_in(&section.lines).iter().any(|g| money::looks_like_money(self.text, g) && money::has_sources(self.text, g))
        {
            return Some(Role::Investment);
        }
        let lines = || crate::sections::body_lines(self.layout, section.lines.clone());
        if body.pledge.state.is_none() && self.grids_in(&section.lines).iter().any(|g| self.is_status_grid(g)) {
            return Some(Role::Header);
        }
        if let Some(role) = self.role_by_dates(section) {
            return Some(role);
        }
        let (mut count, mut people) = (0, 0);
        let mut labels: Vec<crate::sections::LabelKey> = Vec::new();
        for i in lines() {
            let line = self.line(i);
            let content = self.slice(line.body);
            count += 1;
            people += usize::from(content.contains('☎') || !crate::normalize::people::phones(content).is_empty());
            if let Some(l) = points::labelled(content)
                && let Some(key) =
                    self.names.label_like(&content[l.label]).0.first().filter(|k| matches!(k, Period | Location | TotalCost | Agencies))
                && !labels.contains(key)
            {
                labels.push(*key);
            }
        }
        if people > 0 && people * 2 >= count {
            return Some(Role::People);
        }
        (body.overview.is_none() && labels.len() >= 2).then_some(Role::Overview)
    }

    /// Points that all begin with a date: what was done, where the section comes before any other list of what was done; what will
    /// be done, where all dates are later than the last of these.
    fn role_by_dates(&self, section: &Section) -> Option<Role> {
        if !self.grids_in(&section.lines).is_empty() {
            return None;
        }
        let mut first: Option<String> = None;
        let (mut count, mut heads) = (0, 0);
        for i in crate::sections::body_lines(self.layout, section.lines.clone()) {
            let content = self.slice(self.line(i).body);
            let leads = crate::normalize::dates::first(content).filter(|f| f.range.start <= DATE_LEADS);
            let found = leads.or_else(|| crate::normalize::dates::trailing(content).map(|(found, _)| found));
            let Some(from) = found.and_then(|f| f.value.span.from) else {
                // A group above its dated points.
                self.line(i).marker?;
                heads += 1;
                continue;
            };
            first = Some(match first {
                Some(before) => before.min(from),
                None => from,
            });
            count += 1;
        }
        let first = first.filter(|_| count >= DATED_POINTS && heads * 2 <= count)?;
        let done = self.out.body.achievements.as_deref().unwrap_or_default();
        let last = done.iter().filter_map(|a| a.date.as_ref()?.value.from.as_ref()).max();
        match last {
            Some(last) => (*last < first && self.out.body.future_plans.is_none()).then_some(Role::FuturePlans),
            None => self.out.body.achievements.is_none().then_some(Role::Achievements),
        }
    }

    /// Whether all of a section is a table of indicators: `성과(목표 대비 실적)` heads what was reached, or how well the pledge went.
    fn is_of_indicators(&self, section: &Section) -> bool {
        let [grid] = self.grids_in(&section.lines) else { return false };
        let heads =
            |word: &str| (0..grid.rows.len().min(2)).any(|r| (0..grid.columns).any(|c| grid.key(self.text, r, c).starts_with(word)));
        let named = grid.key(self.text, 0, 0).contains("지표");
        let whole = crate::sections::body_lines(self.layout, section.lines.clone()).all(|i| grid.lines.contains(&i));
        named && heads("목표") && heads("실적") && whole
    }

    /// Whether a table under 집행 prints what was planned, too: then it is the investment's, with its execution.
    fn plans_money(&self, section: &Section) -> bool {
        let known = self.out.body.investment.as_ref().is_some_and(|table| !table.cells.is_empty());
        !known && self.grids_in(&section.lines).iter().any(|g| money::looks_like_money(self.text, g) && money::plans(self.text, g))
    }

    /// `추진상황⇥정상추진(진도율 45%)`: reads the pledge's state where the section holds nothing else. Whether it did.
    fn state_alone(&mut self, section: &Section) -> bool {
        let mut lines = crate::sections::body_lines(self.layout, section.lines.clone());
        let (Some(only), None) = (lines.next(), lines.next()) else { return false };
        let passage = Passage::of(self.text, self.line(only).body);
        let word = passage.text.split(['(', ',', '/']).next().unwrap_or_default().trim();
        if !self.names.is_state(word) {
            return false;
        }
        let heading = self.slice(section.heading.title).to_owned();
        self.claim_mark(only);
        self.state_under(&heading, &passage);
        true
    }

    /// Whether an overview (`기본사항`) prints what header cards print, and nothing of a project.
    fn is_header(&self, section: &Section) -> bool {
        use crate::sections::LabelKey::{
            Agencies, Completion, Contacts, Continuity, Department, Location, Number, Period, Progress, State, Title, TotalCost,
        };
        let mut of_pledge = 0;
        for i in crate::sections::body_lines(self.layout, section.lines.clone()) {
            let content = self.slice(self.line(i).body);
            let Some(label) = points::labelled(content) else {
                if section.role == Role::Achievements {
                    return false;
                }
                continue;
            };
            match self.names.label_like(&content[label.label]).0.first() {
                Some(Period | Location | TotalCost | Agencies) => return false,
                Some(Number | Title | Department | State | Progress | Completion | Continuity | Contacts) => of_pledge += 1,
                _ if section.role == Role::Achievements => return false,
                _ => {}
            }
        }
        of_pledge >= HEADER_LABELS
    }

    /// A section that no parser knows is kept whole.
    fn other(&mut self, title: &Passage, section: &Section) {
        let heading = self.leaf(title, "sections.unknown", Method::Heading);
        self.say(
            Diagnostic::new(
                &codes::SECTION_UNKNOWN,
                format!("heading \"{}\" names no known section; its lines are kept in other_sections", title.text),
                format!("'{}'은(는) 알려진 절 이름이 아니어서 내용을 other_sections에 그대로 두었습니다", title.text),
            )
            .field(format!("/other_sections/{}", self.out.body.other_sections.len()))
            .at_all(heading.prov.ranges.iter().copied()),
        );
        let mut lines = Vec::new();
        let mut tables = Vec::new();
        for content in self.contents(section.lines.clone()) {
            match content {
                Content::Lines(run) => {
                    for point in self.nest(&run) {
                        self.whole_lines(&point, &mut lines);
                    }
                }
                Content::Table(grid, unit) => tables.push(self.grid_value(grid, unit.as_ref(), 0)),
            }
        }
        self.out.body.other_sections.push(OtherSection { heading: Some(heading), lines, tables });
    }

    fn whole_lines(&mut self, point: &Point, lines: &mut Vec<Text>) {
        if point.kind == PointKind::Note {
            self.note(point, Role::Other);
        } else {
            self.claim_mark(point.line);
            let text = self.leaf(&point.text, "sections.kept", Method::Heading);
            lines.push(text);
        }
        for child in &point.points {
            self.whole_lines(child, lines);
        }
    }

    /// A table that no typed field takes: header rows, body rows, merged cells repeated into the cells that they cover.
    pub(crate) fn grid_value(&mut self, grid: &Grid, unit: Option<&UnitLine>, ordinal: u16) -> GridValue {
        let header = grid.ruled_header.unwrap_or_else(|| usize::from(grid.rows.len() > 1));
        let mut rows = Vec::with_capacity(grid.rows.len());
        for r in 0..grid.rows.len() {
            let mut cells = Vec::with_capacity(grid.rows[r].len());
            for c in 0..grid.rows[r].len() {
                let (row, from) = match grid.kind {
                    GridKind::Native => grid.owner(r, c),
                    _ if r < header => (r, grid.anchor(self.text, r, c).unwrap_or(c)),
                    _ => (r, c),
                };
                let passage = grid.passage(self.text, row, from);
                let mut text = self.leaf(&passage, "tables.cell", Method::Cell);
                text.prov.cell = Some(crate::span::CellRef { table: ordinal, row: r as u16, col: c as u16 });
                cells.push(text);
            }
            rows.push(cells);
        }
        self.claim_grid(grid);
        let body = rows.split_off(header.min(rows.len()));
        GridValue { caption: None, unit: unit.map(|u| u.note.label.clone()), header: rows, rows: body }
    }

    /// Keeps a table that the section's parser could not use under the section's own heading.
    pub(crate) fn keep_table(&mut self, grid: &Grid, unit: Option<&UnitLine>) {
        if self.is_pairs_grid(grid) && self.header_grid(grid) > 0 {
            return;
        }
        let table = self.grid_value(grid, unit, 0);
        self.keep(Vec::new(), vec![table]);
    }

    fn keep(&mut self, lines: Vec<Text>, tables: Vec<GridValue>) {
        let heading = self.out.sections.last().and_then(|s| s.heading.clone());
        let heading = heading.map(|h| self.leaf(&h, "sections.kept", Method::Heading));
        if let Some(last) = self.out.body.other_sections.last_mut()
            && last.heading == heading
        {
            last.lines.extend(lines);
            last.tables.extend(tables);
            return;
        }
        self.out.body.other_sections.push(OtherSection { heading, lines, tables });
    }

    /// What can only be said when all sections are read.
    fn finish(&mut self) {
        self.header_into_overview();
        self.marks_lost();
    }
}

/// Whether a line is the name of a form (`가온시 공약사업 점검표`), not the title of a pledge.
pub fn is_form_title(line: &str) -> bool {
    line.contains("공약") && header::is_form(line)
}

/// Whether a line above a card says whose it is: the name of a form, a place alone, or a place that speaks of its pledges.
pub fn names_publisher(line: &str) -> bool {
    is_form_title(line) || crate::sections::is_place_alone(line) || speaks_of_pledges(line)
}

/// `가온군 군수와의 약속, 이렇게 하고 있습니다`: a place of the code table and its pledges.
fn speaks_of_pledges(line: &str) -> bool {
    let begins = || crate::normalize::jurisdiction::find(line).first().is_some_and(|f| f.outer.start == 0 && f.value.code.is_some());
    ["공약", "약속"].iter().any(|word| line.contains(word)) && begins()
}

/// Labels of a header card that make a section one.
const HEADER_LABELS: usize = 2;

/// Longest line that may be the title of a document, in characters.
const TITLE_CHARS: usize = 60;

/// In a document of another kind, what stands between sections is its text, not the caption of a picture: it is kept as lines
/// of `other_sections`. The first short line that is no sentence is its title, where it has no other.
pub fn keep_loose_text(card: &mut Extracted) {
    let mut lines = std::mem::take(&mut card.body.captions);
    let is_title = |t: &Text| (4..=TITLE_CHARS).contains(&t.value.chars().count()) && !t.value.ends_with("다.") && !t.value.contains(':');
    if card.body.pledge.title.is_none()
        && let Some(at) = lines.iter().position(is_title)
    {
        let mut title = lines.remove(at);
        title.prov.rule = "document.title";
        card.body.pledge.title = Some(title);
    }
    for line in &mut lines {
        line.prov.rule = "sections.kept";
        line.prov.method = Method::Heading;
    }
    if !lines.is_empty() {
        // At the end: issues point at the sections before by their index.
        card.body.other_sections.push(OtherSection { heading: None, lines, tables: Vec::new() });
    }
}

/// Whether a card prints 구비 or 군비 as a payer and no 도비: then its 시비 is the metropolitan city's, in every table.
fn district_pays(card: &str) -> Option<bool> {
    let payer = |word: &str| {
        memchr::memmem::find_iter(card.as_bytes(), word).any(|i| {
            let before = card[..i].chars().next_back().unwrap_or(' ');
            let after = card[i + word.len()..].trim_start_matches([' ', '\t', ':', '|', '\n', '\r']).chars().next().unwrap_or(' ');
            !crate::text::is_hangul(before) && (after.is_ascii_digit() || matches!(after, '-' | '△'))
        })
    };
    ((payer("구비") || payer("군비")) && !payer("도비")).then_some(true)
}

/// Where words that unit notes are told by stand in a card.
fn unit_words(text: &str, card: Range) -> Vec<u32> {
    let bytes = text[card.to_usize()].as_bytes();
    let named = memchr::memmem::find_iter(bytes, "단위");
    // `원)`, `원]`
    let bracketed = memchr::memchr2_iter(b')', b']', bytes).filter_map(|at| bytes[..at].strip_suffix("원".as_bytes()).map(<[u8]>::len));
    let mut found: Vec<u32> = named.chain(bracketed).map(|at| card.start + at as u32).collect();
    found.sort_unstable();
    found
}

fn unit_span(unit: &Option<UnitLine>, line: &Line) -> std::ops::Range<usize> {
    unit.as_ref().map_or(0..0, |u| (u.range.start - line.range.start) as usize..(u.range.end - line.range.start) as usize)
}

/// What a cell prints where there is nothing.
pub(crate) fn is_nothing(cell: &str) -> bool {
    matches!(cell, "-" | "–")
}

/// Text without a single letter or digit that could be read: damage, rulings.
pub(crate) fn is_junk(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || crate::text::is_damage(c))
}
