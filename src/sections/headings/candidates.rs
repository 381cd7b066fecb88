//! Lines that may be headings, and what their words name.

use super::votes::Vote;
use super::{BARE_WIDTH, HEADING_WIDTH, HeadingClass, NEAR_BARE_WIDTH, class_of, has_colon, leads_on};
use crate::layout::{Layer, Layout, Line, MarkerKind, Shape};
use crate::sections::form::{self, FormRow};
use crate::sections::vocabulary::{LabelKey, Likeness, Role, Vocabulary, is_table_head};
use crate::span::Range;
use crate::text::{Signs, split_at_colon};

/// What a colon may be.
const COLON: Signs = Signs::COLON.or(Signs::FULL_WIDTH);

/// A heading in a box beside its number is no longer than this, in bytes.
const BOXED_BYTES: usize = 72;
/// The first cell of a row that is a heading is no longer than this, in bytes.
const FIRST_CELL_BYTES: usize = 60;
/// Lines at the end of a report that may name its people without a heading.
const TAIL_LINES: usize = 4;

/// A line, or a cell of one, that may be a heading.
pub(super) struct Candidate {
    pub(super) line: usize,
    pub(super) class: HeadingClass,
    pub(super) role: Option<Role>,
    /// What its words come near to, where they are no name.
    pub(super) near: Option<(Role, Likeness)>,
    /// Its number, where it stands in a cell of its own.
    pub(super) number: Option<u16>,
    pub(super) title: Range,
    pub(super) rest: Option<Range>,
    /// Of a row of a form.
    pub(super) form: bool,
}

/// The candidates of a layout in order of their lines, and what each class names.
pub(super) fn find(names: &Vocabulary, text: &str, layout: &Layout) -> (Vec<Candidate>, Vec<Vote>) {
    let lines = &layout.lines;
    let mut search = Search { names, text, layout, candidates: Vec::new(), votes: Vec::new() };
    let tail = lines.iter().enumerate().rev().filter(|(_, l)| l.layer == Layer::Body).nth(TAIL_LINES - 1).map_or(0, |(i, _)| i);
    let form = form::rows(names, text, layout);
    // Whether the form's row is that of the goal.
    let mut goal = false;
    for (i, line) in lines.iter().enumerate() {
        layout.deadline.check();
        if line.layer != Layer::Body || matches!(line.shape, Shape::Rule | Shape::Pipes | Shape::Commas) {
            continue;
        }
        if let Some(row) = form[i] {
            search.form_row(i, row, &mut goal);
        } else if let Some(people) = search.people(i, i >= tail) {
            search.candidates.push(people);
        } else if let Some(candidate) = search.beside_brackets(i) {
            search.candidates.push(candidate);
        } else if let Some(candidate) = search.named_line(i) {
            search.count(&candidate);
            search.candidates.push(candidate);
        }
    }
    (search.candidates, search.votes)
}

struct Search<'a> {
    names: &'a Vocabulary,
    text: &'a str,
    layout: &'a Layout,
    candidates: Vec<Candidate>,
    votes: Vec<Vote>,
}

impl Search<'_> {
    fn words(&self, range: Range) -> &str {
        &self.text[range.to_usize()]
    }

    /// The vote of a class, whose first line this may be.
    fn vote(&mut self, class: HeadingClass, line: usize) -> &mut Vote {
        let at = self.votes.iter().position(|v| v.class == class).unwrap_or_else(|| {
            self.votes.push(Vote::new(class, line));
            self.votes.len() - 1
        });
        &mut self.votes[at]
    }

    /// Counts what a candidate names for its class.
    fn count(&mut self, candidate: &Candidate) {
        let (role, line) = (candidate.role, candidate.line);
        let named = role.or(candidate.near.map(|n| n.0));
        let vote = self.vote(candidate.class, line);
        vote.lines += 1;
        vote.named += usize::from(named.is_some());
        if let Some(named) = named.filter(|r| !r.is_part()) {
            if vote.exact | vote.near == 0 {
                vote.first = line;
            }
            *(if role.is_some() { &mut vote.exact } else { &mut vote.near }) |= 1 << named as u32;
        }
    }

    /// A row of a form: its first cell, and the part of a goal beside it (`최종목표`, `임기 내 목표`).
    fn form_row(&mut self, i: usize, row: FormRow, goal: &mut bool) {
        let below = match row {
            FormRow::Heads { title, rest } => {
                let role = self.names.section(self.words(title));
                self.push_cell(i, title, rest, role);
                *goal = role == Some(Role::Goal);
                let vote = self.vote(HeadingClass::FirstCell, i);
                vote.lines += 1;
                vote.named += 1;
                vote.exact |= role.filter(|r| !r.is_part()).map_or(0, |r| 1 << r as u32);
                rest
            }
            FormRow::GoesOn(cells) => cells,
        };
        if *goal && let Some((role, title, rest)) = form::part_of_goal(self.names, self.text, below) {
            self.push_cell(i, title, rest, Some(role));
        }
    }

    /// A cell of a form that heads what stands right of it.
    fn push_cell(&mut self, line: usize, title: Range, rest: Range, role: Option<Role>) {
        let near = if role.is_some() { None } else { self.names.section_nearly(self.words(title)) };
        let class = HeadingClass::FirstCell;
        self.candidates.push(Candidate { line, class, role, near, number: None, title, rest: Some(rest), form: true });
    }

    /// `담당자 : …` at the end of the report, or apart from the labels of a header.
    fn people(&self, i: usize, at_end: bool) -> Option<Candidate> {
        let line = &self.layout.lines[i];
        // A telephone number has digits, or its sign before it.
        if !line.signs.has(Signs::DIGIT.or(Signs::SYMBOL).or(Signs::FULL_WIDTH)) {
            return None;
        }
        let class = class_of(line)?;
        let (title, rest) = people_at_the_end(self.names, self.text, line)?;
        let stands = at_end && class == HeadingClass::Bare || stands_apart(self.names, self.text, &self.layout.lines, i);
        let role = Some(Role::People);
        stands.then_some(Candidate { line: i, class, role, near: None, number: None, title, rest: Some(rest), form: false })
    }

    /// `[목적] 걷기 좋은 길 마련`, where `[개요]` alone heads a section: a name in brackets, and what it heads beside it. It tells nothing
    /// of how the report marks its headings, since labels of a header stand so as well.
    fn beside_brackets(&self, i: usize) -> Option<Candidate> {
        let line = &self.layout.lines[i];
        let content = self.words(line.range);
        if line.marker.is_some() || line.shape != Shape::Plain || !content.starts_with(['[', '【']) {
            return None;
        }
        let open = content.chars().next()?;
        let (name, rest) = content[open.len_utf8()..].split_once([']', '】'])?;
        let rest = rest.trim();
        let role = self.names.section(name).filter(|role| !role.is_part() && !matches!(role, Role::People | Role::Header))?;
        if rest.is_empty() || rest.contains(open) || rest.starts_with([':', '：']) {
            return None;
        }
        let start = line.range.start as usize;
        let range = |words: &str| {
            let at = start + (words.as_ptr() as usize - content.as_ptr() as usize);
            Range::new(at, at + words.len())
        };
        let class = HeadingClass::Marked(MarkerKind::Bracketed(open));
        Some(Candidate {
            line: i,
            class,
            role: Some(role),
            near: None,
            number: None,
            title: range(name),
            rest: Some(range(rest)),
            form: false,
        })
    }

    /// A line whose words name a section, exactly or nearly, or that has a mark.
    fn named_line(&self, i: usize) -> Option<Candidate> {
        let line = &self.layout.lines[i];
        // Nothing wider is a heading but behind a mark of its own.
        if line.marker.is_none() && line.shape != Shape::Tabs && line.width > HEADING_WIDTH {
            return None;
        }
        let (class, title, number) = self.title_of(line)?;
        let (title, rest) = match class {
            HeadingClass::FirstCell => {
                let (title, rest) = self.two_cells(line).filter(|&(title, rest)| !self.heads_columns(i, title, rest))?;
                (title, Some(rest))
            }
            HeadingClass::Marked(_) if line.width > HEADING_WIDTH && !line.marker.is_some_and(|m| m.kind.is_heading_class()) => {
                return None;
            }
            HeadingClass::Bare | HeadingClass::Marked(_) => (title, None),
        };
        let role = self.names.section(self.words(title));
        // Of unmarked lines hardly one names a section or stands like a heading.
        let bare = class == HeadingClass::Bare;
        if bare && (role.is_none() && !self.stands_bare(i, title) || !self.could_be_bare(i)) {
            return None;
        }
        if role.is_none() && self.is_date_of_document(class, title) {
            return None;
        }
        let near = if role.is_some() { None } else { self.near_name(line, title) };
        if role.is_none() && near.is_none() && !matches!(class, HeadingClass::Marked(_)) {
            return None;
        }
        // `재원⇥예산사업`, `진척도⇥75%`: a label of the header and its one word, though sections are called much alike.
        if class == HeadingClass::FirstCell && role.is_none() && rest.is_some_and(|rest| self.labels_a_word(title, rest)) {
            return None;
        }
        Some(Candidate { line: i, class, role, near, number, title, rest, form: false })
    }

    /// `〔2024. 12. 31. 기준〕`, where headings stand in such brackets, too: of which day the document is. It heads nothing.
    fn is_date_of_document(&self, class: HeadingClass, title: Range) -> bool {
        let words = self.words(title).trim();
        matches!(class, HeadingClass::Marked(MarkerKind::Bracketed(_)))
            && crate::normalize::dates::as_of(words).is_some_and(|found| found.range == (0..words.len()))
    }

    /// Whether words are a label that the vocabulary knows, and what stands beside them is one word or a rate.
    fn labels_a_word(&self, label: Range, value: Range) -> bool {
        /// The words of the classes of a pledge are no longer (`비예산사업`), nor are those of its states.
        const WORD_CHARS: usize = 6;
        let value = self.words(value).trim();
        let one_word = value.chars().count() <= WORD_CHARS && value.chars().all(crate::text::is_hangul);
        (one_word || crate::normalize::percent::percent(value).is_some()) && !self.names.label(self.words(label)).is_empty()
    }

    /// How a line marks its words, the words, and their number where it stands in a cell of its own.
    fn title_of(&self, line: &Line) -> Option<(HeadingClass, Range, Option<u16>)> {
        let class = class_of(line)?;
        Some(match class {
            HeadingClass::FirstCell => {
                let over_columns = || line.native.is_some() && !self.words(line.range).trim().contains('\t');
                if let Some((number, words)) = numbered_cell(self.text, line) {
                    // `3⇥사업 개요`: the number in a cell of its own.
                    (HeadingClass::Marked(MarkerKind::Decimal), words, Some(number))
                } else if over_columns() {
                    // `연차별 투자계획 (단위 : 백만원)` over all columns of a form, above the rows of its table.
                    (HeadingClass::Bare, line.body, None)
                } else {
                    (class, line.body, None)
                }
            }
            // `(쟁점사항)`: round brackets head a part where the vocabulary knows the words; elsewhere they are a remark.
            HeadingClass::Bare => match round_brackets(self.names, self.text, line.body) {
                Some(words) => (HeadingClass::Marked(MarkerKind::Bracketed('(')), words, None),
                None => (class, line.body, None),
            },
            HeadingClass::Marked(_) => (class, line.body, None),
        })
    }

    /// A row of two cells: the words in the first, and what stands in the second.
    fn two_cells(&self, line: &Line) -> Option<(Range, Range)> {
        let content = self.words(line.range);
        let (first, second) = content.split_once('\t')?;
        if second.contains('\t') || first.trim().is_empty() || second.trim().is_empty() || first.len() > FIRST_CELL_BYTES {
            return None;
        }
        let start = line.range.start as usize;
        let rest = crate::tables::trim(self.text, start + first.len() + 1, line.range.end as usize);
        Some((Range::new(start, start + first.trim_end().len()), rest))
    }

    /// `문제점⇥대책` over a row of as many cells: both cells name a part of what the section is about, and head the columns of a table;
    /// so do `추진내용⇥추진시기`, which stand at the head of tables alone.
    fn heads_columns(&self, i: usize, title: Range, rest: Range) -> bool {
        let part = |range: Range| self.names.section(self.words(range)).is_some_and(|role| role.is_part() || role == Role::Obstacles);
        let head = |range: Range| is_table_head(self.words(range));
        let below = self.layout.lines[i + 1..].iter().find(|l| l.layer == Layer::Body);
        (part(title) && part(rest) || head(title) && head(rest))
            && below.is_some_and(|l| l.shape == Shape::Tabs && self.two_cells(l).is_some())
    }

    /// `추진일정⏎추진내용⏎추진시기`, a cell a line: the heads of a table right below the name of its section, or one behind another.
    fn is_head_cell(&self, i: usize) -> bool {
        let lines = &self.layout.lines;
        let plain = |l: &&Line| l.layer == Layer::Body && l.marker.is_none() && l.shape == Shape::Plain;
        let head = |l: &Line| is_table_head(self.words(l.range));
        let before = i.checked_sub(1).and_then(|k| lines.get(k)).filter(plain);
        let Some(after) = lines.get(i + 1).filter(plain).filter(|l| l.blanks_before == 0 && head(&lines[i])) else { return false };
        let below_name = || head(after) && before.is_some_and(|l| self.names.section(self.words(l.range)).is_some());
        below_name() || before.is_some_and(head) && lines[i].blanks_before == 0
    }

    /// Whether an unmarked line may be a heading: short, and of no table or header.
    fn could_be_bare(&self, i: usize) -> bool {
        let (text, lines) = (self.text, &self.layout.lines);
        let line = &lines[i];
        line.width <= if asks(self.words(line.body)) { HEADING_WIDTH } else { BARE_WIDTH }
            && (self.layout.logical || !bare_in_table(text, lines, i))
            && !self.is_head_cell(i)
            && !among_pairs(self.names, text, lines, i)
    }

    /// Whether an unmarked line stands like a heading: after a blank line, above points or a table.
    fn stands_bare(&self, i: usize, title: Range) -> bool {
        let (layout, words) = (self.layout, self.words(title));
        let line = &layout.lines[i];
        (line.blanks_before > 0 || layout.logical)
            && line.width <= if asks(words) { BARE_WIDTH } else { NEAR_BARE_WIDTH } + ordinal_width(words)
            && !layout.blanks_are_spacing
            && leads_on(self.text, &layout.lines, i)
    }

    /// What words that are no name come near to.
    fn near_name(&self, line: &Line, title: Range) -> Option<(Role, Likeness)> {
        let words = self.words(title);
        // A point with text behind a colon is no heading, whatever its label says.
        if line.signs.has(COLON) && has_colon(words) {
            return None;
        }
        self.names.section_nearly(words)
    }
}

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

/// `담당자 : 가온과장 홍나래(☎ 00-000-0000), …` at the end of a report: the label, and the people.
fn people_at_the_end(names: &Vocabulary, text: &str, line: &Line) -> Option<(Range, Range)> {
    let bracketed = line.marker.is_some_and(|m| matches!(m.kind, MarkerKind::Bracketed(_)));
    let range = if bracketed { line.range } else { line.body };
    let body = &text[range.to_usize()];
    let (label, value) = match body.strip_prefix(['[', '【', '〔']) {
        Some(inner) => inner.split_once([']', '】', '〕'])?,
        None if line.signs.has(COLON) => split_at_colon(body)?,
        None => return None,
    };
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
    let label_of = |l: &Line| {
        let body = &text[l.body.to_usize()];
        let label = body.split([':', '：', '\t', '|', '▷']).next().filter(|label| label.len() < body.len());
        label.and_then(|label| names.label_like(label).0.first().copied())
    };
    let before = lines[..i].iter().rev().find(|l| l.layer == Layer::Body);
    let after = lines[i + 1..].iter().find(|l| l.layer == Layer::Body);
    // Below the points or the table of a section, another card begins with a page, a number or a title.
    let in_section = |l: &Line| l.marker.is_some() || matches!(l.shape, Shape::Tabs | Shape::Pipes) || l.native.is_some();
    let another = |l: &Line| l.page_break || l.after_furniture || matches!(label_of(l), Some(LabelKey::Number | LabelKey::Title));
    before.is_some_and(|b| label_of(b).is_none() && after.is_none_or(|l| label_of(l).is_none() || in_section(b) && another(l)))
}

/// Display columns of `[넷] `, a number in brackets before the words of a heading, which is none of them.
fn ordinal_width(words: &str) -> u16 {
    /// `[열하나]`
    const LONGEST: usize = 3;
    let inner = words.strip_prefix(['[', '〔', '<']).and_then(|rest| rest.split_once([']', '〕', '>']));
    let Some((number, _)) = inner.filter(|(number, rest)| (1..=LONGEST).contains(&number.chars().count()) && rest.starts_with(' ')) else {
        return 0;
    };
    number.chars().map(|c| u16::from(crate::text::width(c))).sum::<u16>() + 3
}

/// `어디까지 왔나요?`, `왜 추진하나요?(추진목적)`: a heading that asks.
fn asks(words: &str) -> bool {
    crate::sections::vocabulary::is_question(words.split(['(', '（']).next().unwrap_or(words))
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
        l.marker.is_none() && l.signs.has(Signs::DIGIT) && s.len() < 120 && years(s) >= 3 || is_table_head(s)
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
