//! Which candidates are headings: those of the class that heads the sections, and those that may stand within them.

use super::candidates::Candidate;
use super::votes::Vote;
use super::{BARE_WIDTH, HEADING_WIDTH, Heading, HeadingClass, Headings, NEAR_BARE_WIDTH, class_of, leads_on, stands_over_table};
use crate::layout::{Layer, Layout, Line, MarkerKind, Shape, parse_marker};
use crate::sections::vocabulary::{Likeness, Role, Vocabulary};
use crate::span::Range;
use crate::text::split_at_colon;

/// Sections that stand alone in the first column of a form before a label with one line of text beside it is of them, too.
const FORM_LABELS: usize = 2;
/// Sections that a mark below the headings must name, and nothing else, to head sections within them.
const BELOW_NAMES: u32 = 3;
/// Sections that lines without a mark must name before they are the labels of a form among headings with marks.
const BARE_LABELS: u32 = 3;
/// Sections that a mark must name alone on their lines before a name with a colon behind it is a heading, too.
const INLINE_NAMES: u32 = 2;

/// What stands for every mark that the encoding of the text did not have.
const LOST_MARK: HeadingClass = HeadingClass::Marked(MarkerKind::Glyph('?'));

/// Chooses the headings among the candidates, in order.
pub(super) fn choose(names: &Vocabulary, text: &str, layout: &Layout, candidates: Vec<Candidate>, votes: &[Vote]) -> Headings {
    let chosen = votes.iter().filter(|v| v.qualifies()).max_by_key(|v| v.rank());
    let class = chosen.map(|v| v.class);
    let mut choice = Choice {
        names,
        text,
        layout,
        class,
        class_below: class_below(votes, class),
        heads_only: chosen.is_some_and(Vote::heads_only),
        inline: chosen.is_some_and(|v| v.exact.count_ones() >= INLINE_NAMES),
        bare_labels: votes.iter().any(|v| v.class == HeadingClass::Bare && v.exact.count_ones() >= BARE_LABELS),
        list: Vec::new(),
        dividers: Vec::new(),
        lost_mark: None,
        current: None,
        ordinal: 0,
        sections_named: 0,
    };
    for candidate in candidates {
        layout.deadline.check();
        choice.consider(candidate);
    }
    let Choice { mut list, dividers, .. } = choice;
    // A divider has no lines of its own, so nothing is read as what it names: it is of the section that it heads.
    for at in dividers {
        let below = list.get(at + 1).and_then(|h| h.role);
        list[at].role = list[at].role.or(below);
    }
    Headings { list, class }
}

/// `가. 추진배경`, `나. 사업개요` below `1. 공약 개요`: a mark whose every line names a section heads those within the sections.
fn class_below(votes: &[Vote], class: Option<HeadingClass>) -> Option<HeadingClass> {
    use MarkerKind::{Circled, DecimalParen, Ganada, ParenDecimal};
    let of_points = |class| matches!(class, HeadingClass::Marked(Ganada | DecimalParen | ParenDecimal | Circled));
    let below =
        votes.iter().find(|v| of_points(v.class) && Some(v.class) != class && v.named == v.lines && v.exact.count_ones() >= BELOW_NAMES);
    below.map(|v| v.class)
}

/// The headings so far, and what decides about the next.
struct Choice<'a> {
    names: &'a Vocabulary,
    text: &'a str,
    layout: &'a Layout,
    /// The class that heads the sections.
    class: Option<HeadingClass>,
    /// The class that heads sections within them.
    class_below: Option<HeadingClass>,
    /// Every line of the class is a heading.
    heads_only: bool,
    /// A name of the class may have a colon and what it heads behind it.
    inline: bool,
    /// Lines without a mark are labels of a form, whose headings have one.
    bare_labels: bool,
    list: Vec<Heading>,
    /// Which of the list head headings, and nothing of their own.
    dividers: Vec<usize>,
    /// How far the last heading is indented that names a section and whose mark the encoding lost.
    lost_mark: Option<u16>,
    /// What the last heading names.
    current: Option<Role>,
    /// Number of the last heading of the class.
    ordinal: u16,
    /// Headings so far that name a section.
    sections_named: usize,
}

impl<'a> Choice<'a> {
    fn line(&self, c: &Candidate) -> &'a Line {
        &self.layout.lines[c.line]
    }

    fn words(&self, c: &Candidate) -> &'a str {
        &self.text[c.title.to_usize()]
    }

    /// The number of a candidate, 0 where it has none.
    fn number(&self, c: &Candidate) -> u16 {
        c.number.unwrap_or_else(|| self.line(c).marker.map_or(0, |m| m.ordinal))
    }

    /// Takes a candidate into the list, where it is a heading.
    fn consider(&mut self, mut c: Candidate) {
        let top = Some(c.class) == self.class;
        if top {
            self.measures_at_colon(&mut c);
            self.part_at_colon(&mut c);
        }
        let form_row = self.is_form_row(&c);
        let accept = self.accepts(&c, top, form_row);
        let over_table = self.is_over_table(&c);
        let near = c.near.filter(|&(role, _)| self.accepts_near(&c, top || over_table, role));
        let divides = !accept && !top && self.divides(&c);
        if !accept && near.is_none() && !divides {
            return;
        }
        let likeness = near.map_or(Likeness::Exact, |(role, likeness)| {
            c.role = Some(role);
            likeness
        });
        let top = top || form_row || c.form || over_table;
        if divides {
            self.dividers.push(self.list.len());
        }
        let strong = is_heading_mark(c.class) && !is_bracketed(c.class);
        let inner = !(top || divides || strong || c.role.is_some_and(Role::floats));
        if top {
            self.ordinal = self.number(&c);
        }
        if divides {
            self.ordinal = 0;
        }
        self.sections_named += usize::from(c.role.is_some());
        if c.class == LOST_MARK && c.role.is_some() {
            self.lost_mark = Some(self.line(&c).indent);
        }
        self.current = c.role.or(Some(Role::Other));
        self.list.push(Heading { line: c.line, role: c.role, likeness, title: c.title, rest: c.rest, inner, form: c.form });
        if let Some((role, title)) = self.heading_beside(&c) {
            self.list.push(Heading { line: c.line, role: Some(role), likeness: Likeness::Exact, title, rest: None, inner, form: false });
        }
    }

    /// `추진내용⇥□ 사업개요`, and below it `□ 추진경과`: the first of the headings that a row of a form holds stands beside its label.
    /// It gets the line that the text beside a label gets.
    fn heading_beside(&self, c: &Candidate) -> Option<(Role, Range)> {
        let rest = c.rest.filter(|_| c.class == HeadingClass::FirstCell && !c.form && self.line(c).native.is_none())?;
        let (marker, body) = parse_marker(&self.text[rest.to_usize()], 0)?;
        let title = Range::new(rest.start as usize + body, rest.end as usize);
        let role = self.names.section(&self.text[title.to_usize()]).filter(|role| !role.is_part())?;
        let below = self.layout.lines[c.line + 1..].iter().filter(|l| l.layer == Layer::Body);
        let again = below.map_while(|l| l.marker).any(|m| m.kind == marker.kind);
        (marker.kind.is_heading_class() && again).then_some((role, title))
    }

    /// `▣ 소요예산 : 총 78억원` among `▣ 사업개요` and `▣ 추진실적`: a heading, and what it heads on the same line.
    fn part_at_colon(&self, c: &mut Candidate) {
        if self.inline
            && c.role.is_none()
            && is_heading_mark(c.class)
            && let Some((title, rest, role)) = before_colon(self.names, self.text, c.title)
        {
            (c.title, c.rest, c.role) = (title, Some(rest), Some(role));
        }
    }

    /// `연도별 예산 : 계획(집행)`: what stands behind the colon says what the amounts of the table are, and is of the heading.
    fn measures_at_colon(&self, c: &mut Candidate) {
        if c.role.is_none()
            && let Some((_, rest, role @ (Role::Investment | Role::Execution))) = before_colon(self.names, self.text, c.title)
            && names_measures(&self.text[rest.to_usize()])
        {
            c.role = Some(role);
        }
    }

    /// Whether a candidate is a label of a form, beside its text or alone, where other labels of the form stand otherwise.
    fn is_form_row(&self, c: &Candidate) -> bool {
        let whole = c.role.is_some_and(|r| !r.is_part());
        match (self.class, c.class) {
            (Some(HeadingClass::Bare), HeadingClass::FirstCell) => {
                // `⑭ 향후계획⇥○ 하나`: one line of text beside a numbered label of a form whose other labels stand alone.
                let numbered = whole && self.words(c).starts_with(|c| matches!(c, '①'..='⑳'));
                // `향후계획⇥○ 하나`: the first of several points beside the label; a mark of a form to tick is none.
                let pointed = || whole && c.rest.is_some_and(|rest| begins_with_point(&self.text[rest.to_usize()]));
                // `문제점⇥○ 하나` below such labels.
                numbered
                    || pointed()
                    || self.line(c).native.is_some() && self.sections_named >= FORM_LABELS && self.names_whole_or_inside(c)
            }
            // A row that holds a table prints its label alone.
            (Some(HeadingClass::FirstCell), HeadingClass::Bare) => whole,
            (Some(HeadingClass::FirstCell), HeadingClass::Marked(kind)) => whole && kind.is_numbered(),
            _ => false,
        }
    }

    /// `재원별 투자계획 및 집행` behind a form, right above a table that has no room beside a label.
    fn is_over_table(&self, c: &Candidate) -> bool {
        self.class == Some(HeadingClass::FirstCell)
            && c.class == HeadingClass::Bare
            && self.sections_named >= FORM_LABELS
            && stands_over_table(self.text, &self.layout.lines, c.line)
    }

    /// Whether a candidate names a section, or a part that may open in the present one.
    fn names_whole_or_inside(&self, c: &Candidate) -> bool {
        c.role.is_some_and(|r| !r.is_part() || self.current.is_some_and(|at| opens_inside(at, r)))
    }

    /// Whether a candidate is a heading by what its words are the name of, or by its mark.
    fn accepts(&self, c: &Candidate, top: bool, form_row: bool) -> bool {
        if c.form {
            return c.role.is_some();
        }
        // Marks of all levels became the same; further in stand the points.
        if c.class == LOST_MARK && self.lost_mark.is_some_and(|indent| self.line(c).indent > indent) {
            return false;
        }
        let people = c.rest.is_some() && c.role == Some(Role::People) && c.class != HeadingClass::FirstCell;
        if people {
            // Below its sections, and not among people already.
            return self.sections_named > 0 && self.current != Some(Role::People);
        }
        // A name in brackets with words beside it is a heading where brackets head the sections, else a label.
        if c.rest.is_some() && is_bracketed(c.class) && !top {
            return false;
        }
        let below = || self.class_below == Some(c.class) && c.role.is_some() && is_short_title(self.words(c), self.line(c));
        if form_row || below() {
            return true;
        }
        if top { self.accepts_of_class(c) } else { self.accepts_of_other(c) }
    }

    /// Whether a candidate of the class that heads the sections is a heading.
    fn accepts_of_class(&self, c: &Candidate) -> bool {
        let (words, line) = (self.words(c), self.line(c));
        match c.class {
            HeadingClass::Marked(kind) if kind.is_numbered() => {
                let n = self.number(c);
                let next = n == self.ordinal + 1;
                let fits = next && self.ordinal > 0;
                (c.role.is_some() && (next || n <= 2 || kind == MarkerKind::Roman || n > self.ordinal))
                    || ((fits || self.heads_only && n == 1)
                        && is_short_title(words, line)
                        && !heads_a_card(self.names, self.text, &self.layout.lines, c.line))
            }
            HeadingClass::Marked(_) if self.heads_only || is_heading_mark(c.class) => {
                c.role.is_some() || is_short_title(words, line) && !tick_boxes(words)
            }
            HeadingClass::Bare => c.role.is_some_and(|r| !r.is_part() || self.current.is_some()),
            // What is to be reached in the term has a row of its own in some forms, and no goal above it.
            HeadingClass::FirstCell => self.names_whole_or_inside(c) || c.role == Some(Role::GoalInTerm),
            HeadingClass::Marked(_) => c.role.is_some_and(|r| !r.is_part()),
        }
    }

    /// Whether a candidate of another class is a heading, too: by its name alone.
    fn accepts_of_other(&self, c: &Candidate) -> bool {
        let Some(role) = c.role else { return false };
        let (line, lines) = (self.line(c), &self.layout.lines);
        match c.class {
            class if is_bracketed(class) => self.current.is_some() || self.sections_named == 0,
            // `제1장 세부 실천계획` divides a book whose sections are marked otherwise.
            HeadingClass::Marked(MarkerKind::Chapter) => false,
            class if is_heading_mark(class) && !role.is_part() => true,
            // `담당자` among people is one of their roles.
            HeadingClass::Bare if role == Role::People && self.current == Some(Role::People) => false,
            // `추진내용` over `□ 사업개요` and `□ 추진경과`, `사업목적` over points.
            HeadingClass::Bare if self.bare_labels && !role.is_part() && is_label(self.words(c)) && stands_over_marks(lines, c.line) => {
                true
            }
            HeadingClass::Bare if role.floats() => {
                line.blanks_before > 0 || self.layout.blanks_are_spacing || !bare_neighbour(lines, c.line)
            }
            class => {
                self.current.is_some_and(|at| opens_inside(at, role))
                    && class != HeadingClass::FirstCell
                    && leads_on(self.text, lines, c.line)
            }
        }
    }

    /// Whether a candidate that comes near to a name is a heading: only where one must stand, else points would head sections.
    fn accepts_near(&self, c: &Candidate, top: bool, role: Role) -> bool {
        let (words, line, lines) = (self.words(c), self.line(c), &self.layout.lines);
        let short = || c.form || is_short_title(words, line) || words.ends_with("니다") && line.width <= BARE_WIDTH;
        if !(top || c.form) || tick_boxes(words) || !short() {
            return false;
        }
        match c.class {
            HeadingClass::Marked(kind) if kind.is_numbered() => {
                let n = self.number(c);
                let heads_header = matches!(role, Role::Overview | Role::Header);
                (n == self.ordinal + 1 || n == 1 || self.heads_only && n > self.ordinal)
                    && (heads_header || !heads_a_card(self.names, self.text, lines, c.line))
            }
            HeadingClass::Marked(_) if self.heads_only || is_heading_mark(c.class) => true,
            HeadingClass::Marked(_) => leads_on(self.text, lines, c.line) && !role.is_part(),
            // What is to be reached in the term stands apart from the goal above it.
            HeadingClass::Bare => !role.is_part() || role == Role::GoalInTerm && self.current == Some(Role::Goal),
            HeadingClass::FirstCell => !role.is_part(),
        }
    }

    /// `Ⅱ. 추진계획 및 실적` right above `1. 연차별 목표`: it heads headings, and nothing of its own.
    fn divides(&self, c: &Candidate) -> bool {
        matches!(c.class, HeadingClass::Marked(MarkerKind::Roman | MarkerKind::Chapter))
            && self.class.is_some_and(|class| matches!(class, HeadingClass::Marked(kind) if kind.is_numbered()))
            && is_short_title(self.words(c), self.line(c))
            && restarts_below(&self.layout.lines, c.line, self.class)
    }
}

/// Whether a cell begins with the mark of a point and words behind it.
fn begins_with_point(cell: &str) -> bool {
    let marked = parse_marker(cell, 0).filter(|(marker, _)| matches!(marker.kind, MarkerKind::Glyph('○' | '·') | MarkerKind::Dash));
    let word = |c: char| crate::text::is_hangul(c) || c.is_ascii_digit() || c == '(';
    marked.is_some_and(|(_, body)| cell[body..].trim_start().starts_with(word))
}

fn is_heading_mark(class: HeadingClass) -> bool {
    matches!(class, HeadingClass::Marked(kind) if kind.is_heading_class())
}

fn is_bracketed(class: HeadingClass) -> bool {
    matches!(class, HeadingClass::Marked(MarkerKind::Bracketed(_)))
}

/// The name of a section before a colon, and what stands behind it.
fn before_colon(names: &Vocabulary, text: &str, body: Range) -> Option<(Range, Range, Role)> {
    let (label, value) = split_at_colon(&text[body.to_usize()])?;
    let role = names.section(label.trim()).filter(|role| !role.is_part() && !value.trim().is_empty())?;
    let (start, end) = (body.start as usize, body.end as usize);
    Some((Range::new(start, start + label.trim_end().len()), Range::new(end - value.trim_start().len(), end), role))
}

/// Whether words say of what kind amounts are and nothing else: `계획(집행)`, `계획 대비 집행`.
fn names_measures(words: &str) -> bool {
    const MEASURES: [&str; 10] = ["계획", "집행", "확보", "실적", "편성", "투자", "계획액", "집행액", "확보액", "편성액"];
    const BETWEEN: [&str; 3] = ["및", "대비", "과"];
    let parts = || words.split(|c: char| !crate::text::is_hangul(c)).filter(|word| !word.is_empty());
    parts().any(|word| MEASURES.contains(&word))
        && parts().all(|word| MEASURES.contains(&word) || BETWEEN.contains(&word))
        && !words.contains(|c: char| c.is_ascii_digit())
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
    use crate::sections::vocabulary::LabelKey::*;
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

/// Whether words may be a label of a form: letters and blanks. `(3차년)⋅성과목표` is a cell of a table.
fn is_label(words: &str) -> bool {
    words.chars().all(|c| crate::text::is_hangul(c) || c == ' ')
}

/// Whether the next line of text below a plain one has a mark.
fn stands_over_marks(lines: &[Line], i: usize) -> bool {
    let next = lines[i + 1..].iter().find(|l| l.layer == Layer::Body);
    lines[i].shape == Shape::Plain && next.is_some_and(|l| l.marker.is_some())
}

/// Whether the lines around an unmarked line are unmarked text without a blank line between.
fn bare_neighbour(lines: &[Line], i: usize) -> bool {
    i > 0
        && lines[i - 1].marker.is_none()
        && lines[i - 1].shape == Shape::Plain
        && lines[i - 1].width > BARE_WIDTH
        && lines[i].blanks_before == 0
}
