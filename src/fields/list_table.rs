//! Lists: tables with one pledge a row (공약 총괄표, 이행현황표).

use super::header::{is_class, is_classed, is_mark, state_above};
use super::{Context, Extracted, Reader};
use crate::layout::{Layer, Layout, Line, MarkerKind, Passage, Shape};
use crate::model::{Doubt, Method, Sourced};
use crate::normalize::{money, pledge_number};
use crate::sections::{LabelKey, Role, Vocabulary, chapter_name};
use crate::span::Range;
use crate::tables::{Grid, GridCell, GridKind};
use crate::text::squash;

/// Fewest pledges that make a list.
const MIN_ROWS: usize = 3;

/// Fewest columns of a list.
const MIN_COLUMNS: usize = 3;

/// Two thirds: of a file's characters in its table, and of the table's rows with a number, where its shape alone makes it a list.
const MOST: usize = 2;
const MOST_OF: usize = 3;

/// Fewest syllables that can name a pledge, in a column that is not called so.
const TITLE_CHARS: usize = 4;

/// Digits of a row's running number at most.
const MAX_DIGITS: usize = 7;

/// What a column of a list holds.
#[derive(Clone, Debug, PartialEq)]
enum Column {
    Number,
    Title,
    /// A label of the vocabulary.
    Field(String),
    /// A mark under a state.
    Mark,
    /// What was done, or what will be.
    Timeline(Role),
    /// A mark under one of several classes (`신규 | 계속`, `예산 | 비예산`): the row of the head that names it, and the cell above that one.
    Class(usize, usize),
    Other,
}

/// A row that is a pledge.
#[derive(Clone, Debug)]
pub struct Row {
    /// Grid and row.
    pub grid: usize,
    /// Row in the grid.
    pub row: usize,
    /// The group row above.
    pub group: Option<(usize, usize, usize)>,
    /// The field of work that the line above its table names.
    pub chapter: Option<Range>,
    /// Rows that the title goes on in.
    pub more: Vec<usize>,
    /// Its lines.
    pub range: Range,
}

/// A total or group row with its counts by column.
#[derive(Clone, Debug)]
pub struct TotalRow {
    /// Grid and row.
    pub grid: usize,
    /// Row in the grid.
    pub row: usize,
    /// The pledges it counts, as a range of `rows`.
    pub rows: std::ops::Range<usize>,
}

/// A list.
#[derive(Clone, Debug)]
pub struct ListTable {
    columns: Vec<Column>,
    header: usize,
    /// Which column names the pledges is told by what stands in it, and not by what it is called.
    title_guessed: bool,
    /// The pledges.
    pub rows: Vec<Row>,
    /// Total and group rows.
    pub totals: Vec<TotalRow>,
}

/// Finds the list of a file: grids whose header names a title and something of its progress, over several rows.
pub fn find(names: &Vocabulary, text: &str, layout: &Layout, grids: &[Grid]) -> Option<ListTable> {
    let by_name = || grids.iter().position(|g| is_list(names, text, g)).and_then(|g| Some((g, columns(names, text, &grids[g])?, false)));
    let by_shape = || largest(layout, grids).and_then(|g| Some((g, list_by_shape(names, text, &grids[g])?, true)));
    let (first, (columns, header), title_guessed) = by_name().or_else(by_shape)?;
    let mut list = ListTable { columns, header, title_guessed, rows: Vec::new(), totals: Vec::new() };
    for (g, grid) in grids.iter().enumerate().skip(first) {
        let again = g > first && if title_guessed { same_head(text, &grids[first], grid) } else { is_list(names, text, grid) };
        if g > first && !again && grid.columns != grids[first].columns {
            continue;
        }
        let start = if g == first || again { list.header } else { 0 };
        list.read(text, layout, g, grid, start);
    }
    (list.rows.len() >= MIN_ROWS).then_some(list)
}

fn is_list(names: &Vocabulary, text: &str, grid: &Grid) -> bool {
    grid.rows.len() > MIN_ROWS && columns(names, text, grid).is_some()
}

/// How many rows head a table: the first, and those under it with a blank first cell and words elsewhere.
fn head_rows(text: &str, grid: &Grid) -> usize {
    let mut header = 1;
    while header < grid.rows.len().min(3)
        && grid.text(text, header, 0).is_empty()
        && !(0..grid.rows[header].len()).any(|c| is_mark(grid.text(text, header, c)))
    {
        header += 1;
    }
    header
}

/// What the columns of a table are called, and how many rows head it.
fn heads(names: &Vocabulary, text: &str, grid: &Grid) -> Option<(Vec<Column>, usize)> {
    let header = head_rows(text, grid);
    let n = grid.rows[..header].iter().map(Vec::len).max()?;
    let mut columns = vec![Column::Other; n];
    for (c, column) in columns.iter_mut().enumerate() {
        for r in 0..header {
            let own = grid.text(text, r, c);
            if own.is_empty() {
                continue;
            }
            if r > 0 && names.is_state(own) || state_in_brackets(names, own) {
                *column = Column::Mark;
                continue;
            }
            if names.is_state(own) && *column == Column::Other {
                *column = Column::Mark;
                continue;
            }
            // `재원` over `예산 | 비예산`, `완료시기` over `임기내 | 임기후`, marked in each row.
            if r > 0
                && is_class(own)
                && let Some(at) = (0..=c).rev().find(|&at| !grid.text(text, r - 1, at).is_empty())
                && names.label(grid.text(text, r - 1, at)).iter().any(is_classed)
            {
                *column = Column::Class(r, at);
                continue;
            }
            // `추진실적 | 향후계획`: sections of a card, here in columns.
            let labels = names.label_like(own).0;
            if labels.is_empty()
                && let Some((role @ (Role::Achievements | Role::FuturePlans), _)) = names.section_like(own)
            {
                *column = Column::Timeline(role);
                continue;
            }
            match labels.first() {
                Some(LabelKey::Title) => *column = Column::Title,
                Some(LabelKey::Number) => *column = Column::Number,
                Some(LabelKey::State) if header > 1 && r == 0 && !grid.text(text, 1, c).is_empty() => {}
                Some(_) => *column = Column::Field(squash(own)),
                None => {}
            }
        }
    }
    // A table of pledges with their pages is the contents of a book.
    let pages = (0..n).any(|c| (0..header).any(|r| matches!(&*grid.key(text, r, c), "쪽" | "쪽수" | "면" | "페이지" | "page")));
    if pages {
        return None;
    }
    Some((columns, header))
}

/// The columns of a list whose head names them, and how many rows head it.
fn columns(names: &Vocabulary, text: &str, grid: &Grid) -> Option<(Vec<Column>, usize)> {
    // Few tables have a head of titles: for all others, what else stands in their heads need not be known.
    let names_titles = |cell: &GridCell| names.label_like(&text[cell.range.to_usize()]).0.first() == Some(&LabelKey::Title);
    let heads_of_rows = &grid.rows[..head_rows(text, grid)];
    if heads_of_rows.iter().all(|row| row.len() < MIN_COLUMNS) || !heads_of_rows.iter().flatten().any(names_titles) {
        return None;
    }
    let (mut columns, header) = heads(names, text, grid)?;
    let title = columns.iter().position(|c| *c == Column::Title)?;
    if title > 0 && columns[title - 1] == Column::Other {
        columns[title - 1] = Column::Number;
    }
    let first_cell = grid.rows.first()?.first()?;
    let pair_table = !first_cell.range.is_empty()
        && names.label(&text[first_cell.range.to_usize()]).contains(&LabelKey::Title)
        && title == 0
        && grid.columns <= 2;
    (says_progress(names, &columns) && !pair_table && columns.len() >= MIN_COLUMNS).then_some((columns, header))
}

/// Whether columns say who is in charge or how far it is.
fn says_progress(names: &Vocabulary, columns: &[Column]) -> bool {
    let of_progress = |key: &LabelKey| matches!(key, LabelKey::State | LabelKey::Progress | LabelKey::Department);
    columns.iter().filter(|c| **c == Column::Mark).count() >= 2
        || columns.iter().any(|c| matches!(c, Column::Field(label) if names.label_like(label).0.iter().any(of_progress)))
}

/// The table that most characters of a file stand in, where these are most of the file: a report that is one table.
fn largest(layout: &Layout, grids: &[Grid]) -> Option<usize> {
    let length = |lines: &[Line]| lines.iter().filter(|l| l.layer == Layer::Body).map(|l| l.range.len()).sum::<usize>();
    let (g, most) = grids.iter().enumerate().map(|(g, grid)| (g, length(&layout.lines[grid.lines.clone()]))).max_by_key(|&(_, n)| n)?;
    (most * MOST_OF >= length(&layout.lines) * MOST).then_some(g)
}

/// A list whose columns have names of the report's own: rows that a number counts on from row to row, beside it words that are
/// no two rows' the same, and columns that say who is in charge or how far it is. Such a table within a card lists parts of its
/// project, so the table must be most of its file.
fn list_by_shape(names: &Vocabulary, text: &str, grid: &Grid) -> Option<(Vec<Column>, usize)> {
    if grid.rows.len() <= 1 + MIN_ROWS {
        return None;
    }
    let (mut columns, header) = heads(names, text, grid)?;
    if columns.len() < MIN_COLUMNS || grid.rows.len() <= header + MIN_ROWS || !says_progress(names, &columns) {
        return None;
    }
    let body = || (header..grid.rows.len()).filter(|&r| !grid.is_blank_row(r));
    let ordinal = |r: usize, c: usize| grid.text(text, r, c).trim_end_matches('.').parse::<u32>().ok();
    let counted = |c: usize| -> Vec<usize> { body().filter(|&r| ordinal(r, c).is_some()).collect() };
    let counts_on = |c: usize| {
        let rows = counted(c);
        rows.len() >= MIN_ROWS && rows.windows(2).all(|w| ordinal(w[1], c) == ordinal(w[0], c).map(|n| n + 1))
    };
    let unnamed = |c: usize| matches!(columns[c], Column::Number | Column::Other);
    let number = (0..columns.len()).find(|&c| unnamed(c) && counts_on(c))?;
    let rows = counted(number);
    // Rows without a number are few: heads of groups and sums.
    if rows.len() * MOST_OF < body().count() * MOST {
        return None;
    }
    let names_rows = |c: usize| {
        let mut words: Vec<&str> = rows.iter().map(|&r| grid.text(text, r, c)).collect();
        let wordy = words.iter().all(|w| w.chars().filter(|&c| crate::text::is_hangul(c)).count() >= TITLE_CHARS && !names.is_state(w));
        words.sort_unstable();
        wordy && words.windows(2).all(|w| w[0] != w[1])
    };
    let title = (number + 1..columns.len()).find(|&c| columns[c] == Column::Other && names_rows(c))?;
    columns[number] = Column::Number;
    columns[title] = Column::Title;
    Some((columns, header))
}

/// Whether two tables have the same words in their first rows.
fn same_head(text: &str, a: &Grid, b: &Grid) -> bool {
    let head = |grid: &Grid| (0..grid.columns).map(|c| grid.key(text, 0, c)).collect::<Vec<_>>();
    a.columns == b.columns && head(a) == head(b)
}

/// Words for a row that counts others, without blanks.
fn is_total(key: &str) -> bool {
    matches!(key, "계" | "합계" | "총계" | "소계")
}

/// `3건`: how many pledges a group has.
fn is_count(cell: &str) -> bool {
    let digits = cell.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && matches!(cell[digits..].trim(), "건" | "개" | "개사업" | "개 사업" | "개 공약")
}

fn state_in_brackets(names: &Vocabulary, cell: &str) -> bool {
    cell.split_once('(').is_some_and(|(head, inner)| (head == "기타" || head.is_empty()) && names.is_state(inner.trim_end_matches(')')))
}

impl ListTable {
    fn column(&self, of: &Column) -> Option<usize> {
        self.columns.iter().position(|c| c == of)
    }

    fn read(&mut self, text: &str, layout: &Layout, g: usize, grid: &Grid, start: usize) {
        let Some(title) = self.column(&Column::Title) else { return };
        let number = self.column(&Column::Number);
        let mut group: Option<(usize, usize, usize)> = self.rows.last().and_then(|r| r.group);
        let mut open_total: Option<usize> = None;
        let above = layout.lines[..grid.lines.start].iter().rposition(|l| l.layer == Layer::Body);
        let chapter = above.and_then(|i| chapter_name(text, layout, i).or_else(|| counted(text, &layout.lines[i]))).or_else(|| {
            // A table that goes on after a page break.
            self.rows.last().filter(|_| start == 0).and_then(|r| r.chapter)
        });
        for r in start..grid.rows.len() {
            if grid.is_blank_row(r) {
                continue;
            }
            let first = number.map_or("", |c| grid.text(text, r, c));
            let name = grid.text(text, r, title);
            let key = squash(first);
            let digits = !first.is_empty() && first.len() <= MAX_DIGITS && first.bytes().all(|b| b.is_ascii_digit());
            let numbered = digits || pledge_number(first).is_some_and(|n| n.rest >= first.len());
            let line = layout.lines[grid.row_lines[r]].range;
            if is_total(&key) || is_total(&squash(name)) {
                self.totals.push(TotalRow { grid: g, row: r, rows: self.rows.len()..self.rows.len() });
                if open_total.is_none() {
                    open_total = Some(self.totals.len() - 1);
                }
                continue;
            }
            if !name.is_empty()
                && (numbered || number.is_none() || first.is_empty() && (0..grid.rows[r].len()).any(|c| is_mark(grid.text(text, r, c))))
            {
                self.rows.push(Row { grid: g, row: r, group, chapter, more: Vec::new(), range: line });
                continue;
            }
            // A group: words in one of the first cells, no title beside them.
            let filled = (0..grid.rows[r].len())
                .filter(|&c| c <= title && !grid.text(text, r, c).is_empty() && !(c > 0 && is_count(grid.text(text, r, c))))
                .collect::<Vec<_>>();
            if let [only] = filled.as_slice()
                && is_total(&grid.key(text, r, *only))
            {
                self.totals.push(TotalRow { grid: g, row: r, rows: self.rows.len()..self.rows.len() });
                continue;
            }
            if let [only] = filled.as_slice()
                && !numbered
                && (*only != title || grid.filled(r) == 1 || number.is_some_and(|n| n == *only))
            {
                if *only == title
                    && !self.rows.is_empty()
                    && grid.filled(r) == 1
                    && self.rows.last().is_some_and(|p| p.grid == g && p.row + 1 + p.more.len() == r)
                {
                    // A title that wraps.
                    if let Some(last) = self.rows.last_mut() {
                        last.more.push(r);
                        last.range = last.range.cover(line);
                    }
                    continue;
                }
                group = Some((g, r, *only));
                if grid.filled(r) > 1 {
                    self.totals.push(TotalRow { grid: g, row: r, rows: self.rows.len()..self.rows.len() });
                }
            }
        }
        // A group's total counts the rows up to the next group; the grand total counts all.
        let marks: Vec<usize> = self.totals.iter().map(|t| t.rows.start).collect();
        let all = self.rows.len();
        // Totals below their rows: none stands above the first row, and no row below the last total.
        if marks.first().is_some_and(|&first| first > 0) && marks.last() == Some(&all) {
            let last = marks.len() - 1;
            for (k, total) in self.totals.iter_mut().enumerate() {
                let from = if k == last { 0 } else { k.checked_sub(1).map_or(0, |before| marks[before]) };
                total.rows = from..marks[k];
            }
            return;
        }
        for (k, total) in self.totals.iter_mut().enumerate() {
            let next = marks.get(k + 1).copied().unwrap_or(all);
            total.rows.end = if Some(k) == open_total && total.rows.start == 0 { all } else { next.max(total.rows.start) };
        }
    }

    /// What a column is called, with the unit that the head over it names where its own does not: `예산(백만원)` over `총사업비 | 집행액`.
    fn with_unit(&self, names: &Vocabulary, text: &str, grid: &Grid, c: usize, label: &str) -> String {
        let costs = names.label_like(label).0.contains(&LabelKey::TotalCost) && !label.contains('(');
        let unit_over = |r: usize| {
            let over = grid.text(text, r, grid.anchor(text, r, c)?);
            let at = over.rfind('(')?;
            money::Unit::parse(over[at + 1..].strip_suffix(')')?).map(|_| squash(&over[at..]))
        };
        let unit = if costs { (0..self.header).find_map(unit_over) } else { None };
        unit.map_or_else(|| label.to_owned(), |unit| format!("{label}{unit}"))
    }

    /// The column of marks (by state) and its count in a total row, for checks: state column, printed count, rows marked.
    pub fn counts(&self, text: &str, grids: &[Grid], total: &TotalRow) -> Vec<(Range, i64, i64)> {
        let mut out = Vec::new();
        for (c, column) in self.columns.iter().enumerate() {
            if *column != Column::Mark {
                continue;
            }
            let Some(range) = grids[total.grid].range(total.row, c).filter(|r| !r.is_empty()) else { continue };
            let printed = match crate::normalize::money::number_cell(&text[range.to_usize()]) {
                crate::normalize::money::NumberCell::Blank => 0,
                crate::normalize::money::NumberCell::Number { mantissa, decimals: 0, .. } => mantissa,
                _ => continue,
            };
            let marked = self.rows[total.rows.clone()].iter().filter(|r| is_mark(grids[r.grid].text(text, r.row, c))).count() as i64;
            out.push((range, printed, marked));
        }
        out
    }
}

/// Reads one row as a card.
pub fn read_row(
    names: &Vocabulary,
    text: &str,
    layout: &Layout,
    grids: &[Grid],
    list: &ListTable,
    row: &Row,
    context: Context,
) -> Extracted {
    layout.deadline.check();
    let grid = &grids[row.grid];
    let mut reader = Reader::new(names, text, layout, grids, context, row.range);
    if let Some((g, r, c)) = row.group {
        let passage = grids[g].passage(text, r, c);
        let name = group_name(&passage.text);
        reader.category(&passage.slice(0..name), Method::Cell);
    }
    let head = |c: usize| (0..list.header).map(|r| grid.text(text, r, c)).find(|h| !h.is_empty()).unwrap_or("");
    for (c, column) in list.columns.iter().enumerate() {
        // A cell merged from above (a field over its pledges) is this row's, too.
        let (mut at, from) = if matches!(column, Column::Field(_)) { grid.owner(row.row, c) } else { (row.row, c) };
        // Text keeps no merged cells: a field that is printed once stands over the rows below it.
        let is_category = |label: &str| names.label_like(label).0.first() == Some(&LabelKey::Category);
        if grid.kind != GridKind::Native
            && row.group.is_none()
            && matches!(column, Column::Field(label) if is_category(label))
            && list.columns[c..].contains(&Column::Title)
        {
            at = (list.header..=at).rev().find(|&r| !grid.text(text, r, c).is_empty()).unwrap_or(at);
        }
        let mut value = grid.passage(text, at, from);
        for &more in &row.more {
            if let Some(range) = grid.range(more, c) {
                value.push(text, range, true);
            }
        }
        if value.is_empty() {
            continue;
        }
        match column {
            Column::Number => {
                let leaf = reader.leaf(&value, "list.number", Method::Cell);
                reader.out.body.pledge.number = Some(leaf);
            }
            Column::Title => {
                let mut leaf = reader.leaf(&value, "list.title", Method::Cell);
                if list.title_guessed {
                    leaf.prov.doubts.add(Doubt::Reworded);
                }
                reader.out.body.pledge.title = Some(leaf);
            }
            Column::Field(label) => reader.pair(&list.with_unit(names, text, grid, c, label), &value, Method::Cell),
            Column::Mark => reader.mark(grid, row.row, c, &value),
            Column::Class(r, at) if is_mark(&value.text) => {
                reader.out.ledger.claim_all(&value.all(text));
                let label = squash(grid.text(text, r - 1, *at));
                reader.pair(&label, &grid.passage(text, *r, c), Method::Cell);
            }
            Column::Class(..) => {}
            Column::Timeline(role) => reader.timeline_cell(*role, text, grid, row, c, &value, head(c)),
            Column::Other => {
                reader.pair(&squash(head(c)), &value, Method::Cell);
            }
        }
    }
    if let Some(chapter) = row.chapter.filter(|_| reader.out.body.pledge.category.is_none()) {
        reader.category(&Passage::of(text, chapter), Method::Heading);
    }
    reader.header_into_overview();
    for &i in std::iter::once(&row.row).chain(&row.more) {
        let line = layout.lines[grid.row_lines[i]].range;
        reader.out.ledger.claim_layout(text, line);
    }
    reader.out
}

/// `1. 솔숲 마을 (4건)` right above a table: the field that its pledges are of.
fn counted(text: &str, line: &Line) -> Option<Range> {
    let body = text[line.body.to_usize()].trim_end();
    let numbered = line.marker.is_some_and(|m| match m.kind {
        MarkerKind::Decimal | MarkerKind::Roman | MarkerKind::Chapter => true,
        // `▣ Ⅰ. 문화예술 (4건)`
        kind => kind.is_heading_class() && body.starts_with(|c: char| c.is_ascii_digit() || ('Ⅰ'..='Ⅻ').contains(&c)),
    });
    let end = group_name(body);
    let start = line.body.start as usize;
    (numbered && line.shape == Shape::Plain && body[end..].contains(['(', '['])).then(|| Range::new(start, start + end))
}

/// Where the name of a group ends: `문화예술 분야(4건)` is 문화예술.
fn group_name(text: &str) -> usize {
    let mut end = text.trim_end().len();
    if text[..end].ends_with([')', ']'])
        && let Some(open) = text[..end].rfind(['(', '['])
    {
        let inner = &text[open + 1..end - 1];
        let counts =
            inner.bytes().any(|b| b.is_ascii_digit()) && ["건", "개", "사업", "과제", "공약"].iter().any(|w| inner.trim_end().ends_with(w));
        if counts {
            end = text[..open].trim_end().len();
        }
    }
    match text[..end].strip_suffix("분야") {
        Some(head) if !head.trim().is_empty() => head.trim_end().len(),
        _ => end,
    }
}

impl Reader<'_> {
    /// A cell of what was done or will be, in words. How far it is stays what its column is called.
    #[allow(clippy::too_many_arguments)]
    fn timeline_cell(&mut self, role: Role, text: &str, grid: &Grid, row: &Row, col: usize, value: &Passage, head: &str) {
        let words = value.text.trim();
        // `정상추진(45%)`; a rate within a sentence is part of it.
        let rated = crate::normalize::percent::first_percent(words).is_some_and(|found| {
            let before = words[..found.range.start].trim_end_matches(['(', ' ', ',', '/', ':']).trim();
            before.is_empty() || self.names.is_state(before) || !self.names.label(before).is_empty()
        });
        if rated || self.names.is_state(words) || is_mark(words) {
            return self.pair(&squash(head), value, Method::Cell);
        }
        let whole = row.more.is_empty();
        let parts = if whole { grid.passages(text, row.row, col) } else { vec![value.clone()] };
        self.out.ledger.claim_all(&value.all(self.text));
        for part in parts.iter().flat_map(super::targets::bullets).filter(|p| !super::header::is_no_mark(&p.text)) {
            match role {
                Role::Achievements => self.achievements(Some(part), 0..0),
                _ => self.plans(role, Some(part), 0..0),
            }
        }
    }

    fn mark(&mut self, grid: &Grid, row: usize, col: usize, value: &Passage) {
        self.out.ledger.claim_all(&value.all(self.text));
        if !is_mark(&value.text) {
            if !super::header::is_no_mark(&value.text) {
                let leaf = self.leaf(value, "list.cell", Method::Cell);
                self.out.body.pledge.header.push(crate::model::HeaderPair { label: String::new(), value: leaf });
            }
            return;
        }
        if let Some((r, c, state)) = state_above(self.names, self.text, grid, row, col) {
            let label = grid.passage(self.text, r, c);
            let mut prov = value.prov(self.text, "list.state", Method::Cell);
            prov.ranges.extend(label.all(self.text));
            let pledge = &mut self.out.body.pledge;
            if pledge.state.is_none() {
                if let Some(class) = crate::normalize::status::manifesto(state, &label.text) {
                    pledge.manifesto = Some(Reader::derived(class, &prov, "list.manifesto"));
                }
                pledge.state = Some(Sourced::new(state, prov));
                pledge.state_label = Some(Sourced::new(label.text.clone(), label.prov(self.text, "list.state", Method::Cell)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::group_name;

    #[test]
    fn groups_lose_their_count() {
        for (text, name) in [
            ("문화예술 분야(4건)", "문화예술"),
            ("Ⅰ. 활력 있는 경제도시", "Ⅰ. 활력 있는 경제도시"),
            ("복지 (3개 사업)", "복지"),
            ("분야", "분야"),
            ("녹지(공원)", "녹지(공원)"),
        ] {
            assert_eq!(&text[..group_name(text)], name);
        }
    }
}
