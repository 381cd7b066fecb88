//! A money table as entries across and down, with slots between them.

use std::cell::RefCell;

use smallvec::SmallVec;

use super::axes::{Axis, classify, is_task, parts};
use crate::model::{FundingSource, Measure, Method, Period};
use crate::normalize::dates::{PeriodLabel, period_label};
use crate::normalize::money::{self, FundingLabel, NumberCell, number_cell};
use crate::span::Range;
use crate::tables::{Grid, GridKind};
use crate::text::{Memo, squashed};

/// One row or column: what its words stand for.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub index: usize,
    pub period: Option<(PeriodLabel, Range)>,
    pub source: Option<Range>,
    pub source_total: Option<Range>,
    /// The source is 지방비, which sums those of 도 and 시·군·구 where they stand beside it.
    pub local: bool,
    /// The source is one of these.
    pub of_local: bool,
    pub measure: Option<Measure>,
    /// Words that stand for none of these: a project, or 사업비.
    pub text: Option<Range>,
    /// All words.
    pub words: Vec<Range>,
}

/// What stands in a slot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Slot {
    /// Nothing is printed.
    Empty,
    /// This is printed.
    Token(Range),
    /// Something may be printed, but what is not known.
    Unknown,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub index: usize,
    pub entry: Entry,
    pub slots: Vec<Slot>,
    /// What is printed, in order, where slots are not certain.
    pub tokens: Vec<Range>,
    /// The slots were taken by position, or are to be solved for.
    pub certain: bool,
    /// The solver filled the slots.
    pub solved: bool,
}

impl Row {
    pub fn name(&self, text: &str) -> String {
        self.entry.words.iter().map(|w| &text[w.to_usize()]).collect::<Vec<_>>().join(" ")
    }
}

/// A total and its parts, as indices.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    pub total: usize,
    pub parts: Vec<usize>,
}

/// A table.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    pub columns: Vec<Entry>,
    pub rows: Vec<Row>,
    pub method: Method,
    /// Columns or rows of rates or counts stand beside the amounts and were left out.
    pub rates: bool,
    /// The labels of the rows are names of projects.
    pub projects: bool,
    /// No head says so.
    pub projects_guessed: bool,
    /// A column or a row says what is to be done in each period; it was left out.
    pub tasks: bool,
    /// The cell over the labels and before the heads, where the cells are known.
    pub corner: Option<Range>,
}

/// Sources of the entries across and down.
#[derive(Debug)]
pub(super) struct Sources {
    pub columns: Vec<Option<FundingSource>>,
    pub rows: Vec<Option<FundingSource>>,
    /// 도비 or 시비 stands beside a 지방비, which then sums them.
    pub local_is_split: bool,
}

/// The words of an entry, as the record has them.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    label: Option<String>,
    text: Option<String>,
    period: Option<String>,
}

impl Words {
    fn of(text: &str, entry: &Entry) -> Self {
        let words = |range: Option<Range>| range.map(|g| crate::layout::Passage::of(text, g).text);
        Self { label: words(entry.source.or(entry.source_total)), text: words(entry.text), period: words(entry.period.map(|(_, g)| g)) }
    }
}

/// Those of the entries across and down.
#[derive(Debug)]
pub(super) struct EdgeWords {
    columns: Vec<Words>,
    rows: Vec<Words>,
}

/// Where a slot stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub project: Option<String>,
    pub source: FundingSource,
    pub label: String,
    pub period: Period,
    pub year: Option<i32>,
    pub year_to: Option<i32>,
    pub period_label: String,
    pub measure: Measure,
    pub subtotal: bool,
    /// Words stand where a payer would, and are none that is known; nor is a total.
    pub payer_unknown: bool,
    /// The words of the row were taken for a project for want of anything else.
    pub project_guessed: bool,
}

/// Columns of a money table at most; a wider table is kept as it is. A matrix has a slot for every row and column, so this also
/// bounds the memory that one wide row among many short ones takes.
const MAX_COLUMNS: usize = 256;

/// Levels of words at the edges of a table that are looked at as levels: a row of more words is prose.
const MAX_LEVELS: usize = 16;
/// Rows of a table at most whose sums help to place its cells: every total is compared with every row. In a longer table, rows
/// of uncertain columns stay unsolved.
const MAX_ENTRIES: usize = 1_000;

/// What a word at an edge says of its row or column besides payers, periods and measures, a bit each.
type Kinds = u8;
const SHARE: Kinds = 1;
const RATE: Kinds = 1 << 1;
const COUNT: Kinds = 1 << 2;
const DIFFERENCE: Kinds = 1 << 3;
const RUNNING_SUM: Kinds = 1 << 4;
const PART_OF_YEAR: Kinds = 1 << 5;
const REMARK: Kinds = 1 << 6;
const TASK: Kinds = 1 << 7;
/// Rows and columns of no amounts, but of rates, counts, changes or sums of others.
const BESIDE: Kinds = SHARE | RATE | COUNT | DIFFERENCE | RUNNING_SUM | PART_OF_YEAR;

/// What a word says. The same words stand at the edges of all tables.
fn kinds(word: &str) -> Kinds {
    thread_local! {
        static WORDS: RefCell<Memo<Kinds>> = const { RefCell::new(Memo::new()) };
    }
    WORDS.with_borrow_mut(|words| words.get(word, kinds_afresh))
}

fn kinds_afresh(word: &str) -> Kinds {
    let key = &*squashed(word);
    let before = key.split('(').next().unwrap_or_default();
    let bare = key.split(['(', '[']).next().unwrap_or_default();
    let says = [
        (SHARE, is_share(before)),
        (RATE, is_rate(key, before)),
        (COUNT, is_count(key)),
        (DIFFERENCE, is_difference(bare)),
        (RUNNING_SUM, is_running_sum(key)),
        (PART_OF_YEAR, is_part_of_year(bare)),
        (REMARK, is_remark_key(key)),
        (TASK, is_task(word)),
    ];
    says.into_iter().filter(|(_, said)| *said).fold(0, |kinds, (kind, _)| kinds | kind)
}

/// What the words of an entry say.
fn kinds_of(text: &str, entry: &Entry) -> Kinds {
    entry.words.iter().fold(0, |found, word| found | kinds(&text[word.to_usize()]))
}

/// A column of shares of the total (`비율(%)`): they follow from the amounts beside them.
fn is_share(bare: &str) -> bool {
    matches!(bare, "비율" | "구성비" | "구성비율" | "비중" | "점유율" | "구성")
}

/// A column of rates (`집행률`): no money.
fn is_rate(key: &str, bare: &str) -> bool {
    bare.ends_with(['률', '율']) || key.ends_with("(%)") || key == "%"
}

/// What is said of a row beside its amounts, as 비고 does: why, by which law, whose budget.
pub(super) fn is_remark(head: &str) -> bool {
    kinds(head) & REMARK != 0
}

fn is_remark_key(key: &str) -> bool {
    // `재원 비고`
    key.ends_with("비고")
        || matches!(
            key,
            "기타사항"
                | "참고"
                | "특이사항"
                | "근거"
                | "산출근거"
                | "산출내역"
                | "지원근거"
                | "사유"
                | "변경사유"
                | "증감사유"
                | "부서"
                | "예산부서"
                | "담당부서"
                | "소관부서"
                | "집행부서"
        )
}

/// Whether a column has words and no number, under a head that stands for no period, payer or measure.
fn is_of_words(text: &str, grid: &Grid, header: usize, column: &Entry) -> bool {
    if column.words.is_empty() || !column.words.iter().all(|w| classify(&text[w.to_usize()]) == Axis::Text) {
        return false;
    }
    let mut words = false;
    for r in header..grid.rows.len() {
        match number_cell(grid.text(text, r, column.index)) {
            NumberCell::Number { .. } => return false,
            NumberCell::Unreadable => words = true,
            NumberCell::Blank => {}
        }
    }
    words
}

/// A row of sums of the years so far (`누계` over years): no source.
fn is_running_sum(key: &str) -> bool {
    matches!(key, "누계" | "누적" | "누적액" | "누적투자액" | "누적사업비")
}

/// What a table counts beside its amounts: `지원인원(명)`, `건수`.
fn is_count(key: &str) -> bool {
    const UNITS: [&str; 16] = [
        "(건)", "(명)", "(개소)", "(개)", "(회)", "(대)", "(가구)", "(세대)", "(호)", "(동)", "(㎡)", "(km)", "(㎞)", "(m)", "(ha)", "(식)",
    ];
    matches!(key, "건수" | "인원" | "인원수" | "지원인원" | "지원건수" | "개소수" | "물량" | "사업량" | "목표량")
        || key.ends_with(')') && UNITS.iter().any(|unit| key.ends_with(unit))
}

/// What a table says of the change from 당초 to 변경: neither of the two, and no amount of any payer.
fn is_difference(bare: &str) -> bool {
    bare.ends_with("증감") || matches!(bare, "증감액" | "증△감" | "증·감" | "차액" | "변동액" | "증가액" | "감소액")
}

/// A part of a year (`1분기`, `상반기`, `3월`), which no cell of the record can say: its amounts are kept with the table.
fn is_part_of_year(bare: &str) -> bool {
    let numbered = |end: &str| bare.strip_suffix(end).is_some_and(|n| (1..=2).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()));
    matches!(bare, "상반기" | "하반기") || numbered("분기") || numbered("월") || numbered("/4분기")
}

/// Whether a row or column is of no amounts, but of rates, counts, changes or sums of others.
pub(super) fn is_beside(text: &str, entry: &Entry) -> bool {
    kinds_of(text, entry) & BESIDE != 0
}

/// 도비, 시비, 군비, 구비: what 지방비 is the sum of.
pub(super) fn is_part_of_local(label: FundingLabel) -> bool {
    matches!(label, FundingLabel::City | FundingLabel::Known(FundingSource::Provincial | FundingSource::Municipal))
}

/// Whether a row says in one cell what the rows below it are (`변경 투자계획`, over all columns), and not only of itself.
fn heads_block(text: &str, grid: &Grid, row: usize) -> Option<Range> {
    /// `당초`, `확보`, `변경후`: such a word alone may label a row whose cells are blank.
    const WORD_CHARS: usize = 3;
    let cell = grid.rows[row].iter().find(|c| !c.range.is_empty()).filter(|_| grid.filled(row) == 1)?;
    let words = &text[cell.range.to_usize()];
    let over_all = usize::from(cell.col_span) >= grid.columns;
    let measure = matches!(classify(words), Axis::Measure(_));
    (measure && (over_all || squashed(words).chars().count() > WORD_CHARS)).then_some(cell.range)
}

/// `사업명`, `세부사업`: the head of a column that names projects.
fn heads_projects(head: &str) -> bool {
    let key = squashed(head);
    key.ends_with("사업명") || matches!(&*key, "세부사업" | "단위사업" | "내역사업" | "사업별" | "과제명" | "세부과제")
}

impl Matrix {
    /// Reads a grid; `None` where its edges say nothing of money.
    pub fn of_grid(text: &str, grid: &Grid) -> Option<Matrix> {
        let rows = grid.rows.len();
        let width = grid.rows.iter().map(Vec::len).max().unwrap_or(0);
        if rows < 2 || !(2..=MAX_COLUMNS).contains(&width) {
            return None;
        }
        let is_number = |r: usize, c: usize| {
            let cell = grid.text(text, r, c);
            !cell.is_empty()
                && (matches!(number_cell(cell), NumberCell::Number { .. }) && period_label(cell).is_none()
                    || matches!(cell, "-" | "–" | "―"))
        };
        // Header rows: those above the first number.
        let mut header = 1;
        while header < rows.min(4) {
            let blank_or_head = matches!(classify(grid.text(text, header, 0)), Axis::Head) || grid.text(text, header, 0).is_empty();
            let any_number = (1..grid.rows[header].len()).any(|c| is_number(header, c));
            let filled = (1..grid.rows[header].len()).any(|c| !grid.text(text, header, c).is_empty());
            if blank_or_head && !any_number && filled && kinds(grid.text(text, header, 0)) & TASK == 0 {
                header += 1;
            } else {
                break;
            }
        }
        if let Some(ruled) = grid.ruled_header.filter(|&h| h > 0 && h < rows) {
            header = ruled.clamp(1, 3);
        }
        // Label columns: the first, and those after it that hold words and no numbers.
        let mut labels = 1;
        while labels < width.min(4) {
            let mut words = 0;
            let mut numbers = 0;
            for r in header..rows {
                let cell = grid.text(text, r, labels);
                if cell.is_empty() {
                    continue;
                }
                if !matches!(number_cell(cell), NumberCell::Unreadable) {
                    numbers += 1;
                } else if !matches!(classify(cell), Axis::Text) || !cell.bytes().any(|b| b.is_ascii_digit()) {
                    words += 1;
                }
            }
            if words > 0 && numbers == 0 { labels += 1 } else { break }
        }
        let heads = grid.rows[..header].iter().map(Vec::len).max().unwrap_or(0);
        // Columns that only the header or only the body knows still count.
        let usual = grid.columns.max(heads).max(labels + 1);
        let mut columns: Vec<Entry> = Vec::new();
        for c in labels..usual {
            let mut entry = Entry { index: c, ..Entry::default() };
            for r in 0..header {
                let at = grid.head_anchor(text, r, c).filter(|&a| a >= labels || grid.rows[r].get(a).is_some_and(|x| x.col_span > 1));
                if let Some(at) = at {
                    let range = grid.rows[r][at].range;
                    if entry.words.last() != Some(&range) {
                        entry.words.push(range);
                    }
                }
            }
            columns.push(entry);
        }
        // Sums of years may head columns of a year.
        const OF_COLUMNS: Kinds = BESIDE & !RUNNING_SUM;
        let beside = |said: Kinds| said & OF_COLUMNS != 0 && said & SHARE == 0;
        let task_columns: SmallVec<[bool; 4]> =
            (0..labels).map(|c| (0..header).any(|r| kinds(grid.text(text, r, c)) & TASK != 0)).collect();
        let mut tasks = task_columns.contains(&true);
        let mut rates = false;
        columns.retain(|e| {
            let said = kinds_of(text, e);
            if said & TASK != 0 {
                tasks = true;
                return false;
            }
            rates |= beside(said);
            // A column of words under a head that names no amounts is kept with the table, and gives none.
            let is_left = said & (REMARK | OF_COLUMNS) == 0;
            let of_words = is_left && is_of_words(text, grid, header, e);
            rates |= of_words;
            is_left && !of_words
        });
        let mut body = Vec::new();
        let mut above: Vec<Option<Range>> = vec![None; labels];
        let mut block = (0..header).find_map(|r| heads_block(text, grid, r));
        for r in header..rows {
            if grid.is_blank_row(r) {
                continue;
            }
            if let Some(measure) = heads_block(text, grid, r) {
                block = Some(measure);
                continue;
            }
            // The heads again, below such a row.
            let again = |h: usize| (0..grid.columns).all(|c| grid.text(text, h, c) == grid.text(text, r, c));
            if grid.filled(r) >= 2 && (0..header).any(again) {
                continue;
            }
            let mut entry = Entry { index: r, ..Entry::default() };
            for (c, last) in above.iter_mut().enumerate().filter(|&(c, _)| !task_columns[c]) {
                let range = grid.range(r, c).filter(|g| !g.is_empty());
                match range {
                    Some(range) => {
                        *last = Some(range);
                        entry.words.push(range);
                    }
                    // A merged cell above covers this row, where a later label column goes on.
                    None if c + 1 < labels => {
                        if let Some(range) = *last {
                            entry.words.push(range);
                        }
                    }
                    None => {}
                }
            }
            let is_measure = |w: &Range| matches!(classify(&text[w.to_usize()]), Axis::Measure(_));
            if !entry.words.is_empty() && !entry.words.iter().any(is_measure) {
                entry.words.extend(block);
            }
            let said = kinds_of(text, &entry);
            if said & TASK != 0 {
                tasks = true;
                continue;
            }
            // A row of rates or counts, as a column of them.
            if said & BESIDE != 0 {
                rates |= said & SHARE == 0;
                continue;
            }
            let cells = &grid.rows[r];
            let slots = columns
                .iter()
                .map(|e| cells.get(e.index).map_or(Slot::Empty, |c| if c.range.is_empty() { Slot::Empty } else { Slot::Token(c.range) }))
                .collect();
            let tokens: Vec<Range> = cells.iter().skip(labels).map(|c| c.range).filter(|g| !g.is_empty()).collect();
            if tokens.is_empty() && entry.words.is_empty() {
                continue;
            }
            // A row with fewer or more cells than the others may have lost one in the middle.
            let certain = cells.len() == usual
                || grid.kind == GridKind::Aligned
                || cells.len() > usual && cells[usual..].iter().all(|c| c.range.is_empty());
            body.push(Row { index: r, entry, slots, tokens, certain, solved: false });
        }
        // Where most rows are short alike, the header is the odd one; where they are not, each lost cells of its own.
        let short = || body.iter().filter(|r| !r.certain).map(|r| grid.rows[r.index].len());
        let alike = short().all(|n| Some(n) == short().next());
        if alike && short().count() * 2 > body.len() {
            body.iter_mut().for_each(|r| r.certain = true);
        }
        let method = match grid.kind {
            GridKind::Aligned => Method::Aligned,
            GridKind::Stacked => Method::Counted,
            _ => Method::Cell,
        };
        let projects = (0..labels).any(|c| (0..header).any(|r| heads_projects(grid.text(text, r, c))));
        let corner = grid.range(0, 0).filter(|r| !r.is_empty());
        let mut matrix = Matrix { columns, rows: body, method, rates, tasks, projects, projects_guessed: false, corner };
        matrix.interpret(text);
        matrix.is_money().then_some(matrix)
    }

    /// Gives the words of each entry their meaning.
    pub fn interpret(&mut self, text: &str) {
        self.rows.iter_mut().map(|r| &mut r.entry).chain(&mut self.columns).for_each(|e| part_words(text, e));
        let is_source = |a: Axis| a == Axis::Source;
        let is_period = |a: Axis| matches!(a, Axis::Period(_));
        let axes_of = |e: &Entry| -> Axes { e.words.iter().map(|w| classify(&text[w.to_usize()])).collect() };
        let down: Vec<Axes> = self.rows.iter().map(|r| axes_of(&r.entry)).collect();
        let across: Vec<Axes> = self.columns.iter().map(axes_of).collect();
        let has = |entries: &[Axes], test: &dyn Fn(Axis) -> bool| entries.iter().flatten().any(|&a| test(a));
        let (rows_sources, rows_periods) = (has(&down, &is_source), has(&down, &is_period));
        let (cols_sources, cols_periods) = (has(&across, &is_source), has(&across, &is_period));
        let levels = |entries: &[Axes]| entries.iter().map(|e| e.len()).max().unwrap_or(0).min(MAX_LEVELS);
        let (row_levels, col_levels) = (levels(&down), levels(&across));
        // What a bare 계 totals, per level of each axis.
        let total_of =
            |entries: &[Axes], level: usize, sources_here: bool, periods_here: bool, other_sources: bool, other_periods: bool| -> bool {
                let level_has = |test: &dyn Fn(Axis) -> bool| entries.iter().any(|e| e.get(level).is_some_and(|&a| test(a)));
                if level_has(&is_source) {
                    return true;
                }
                if level_has(&is_period) {
                    return false;
                }
                if sources_here && !periods_here {
                    return true;
                }
                if periods_here && !sources_here {
                    return false;
                }
                other_periods || !other_sources
            };
        let row_total: Vec<bool> =
            (0..row_levels).map(|l| total_of(&down, l, rows_sources, rows_periods, cols_sources, cols_periods)).collect();
        let col_total: Vec<bool> =
            (0..col_levels).map(|l| total_of(&across, l, cols_sources, cols_periods, rows_sources, rows_periods)).collect();
        for (row, axes) in self.rows.iter_mut().zip(down) {
            read_entry(text, &mut row.entry, &axes, &row_total);
        }
        for (column, axes) in self.columns.iter_mut().zip(across) {
            read_entry(text, column, &axes, &col_total);
        }
        self.forget_kinds_of_payers(text);
        self.find_payers_total(text);
        self.find_budget_of_year(text);
        if !self.projects && self.rows_are_projects() {
            (self.projects, self.projects_guessed) = (true, true);
        }
    }

    /// `보조금 | 자체재원` over `국비 | 시비 | 군비`: what groups the payers is no project, for no payer stands under two of them.
    fn forget_kinds_of_payers(&mut self, text: &str) {
        let payers: Vec<&Entry> = self.columns.iter().filter(|e| e.source.is_some()).collect();
        let texts = || payers.iter().map(|e| e.text.map(|w| &text[w.to_usize()]));
        let several = payers.first().is_some_and(|first| texts().any(|t| t != first.text.map(|w| &text[w.to_usize()])));
        let place = |e: &Entry| (e.source.map(|w| squashed(&text[w.to_usize()])), e.measure, e.period.map(|(p, _)| (p.period, p.year)));
        let again = payers.iter().enumerate().any(|(i, a)| payers[..i].iter().any(|b| place(a) == place(b)));
        if several && !again {
            self.columns.iter_mut().filter(|e| e.source.is_some()).for_each(|e| e.text = None);
        }
    }

    /// Leaves out columns of no amounts from a table whose rows print all their cells, or else not: where cells are missing, it is not
    /// known which.
    pub fn leave_out(&mut self, is_beside: impl Fn(&Entry) -> bool) {
        for c in (0..self.columns.len()).rev().filter(|&c| is_beside(&self.columns[c])).collect::<Vec<_>>() {
            self.columns.remove(c);
            self.rates = true;
            for row in &mut self.rows {
                if row.certain {
                    row.slots.remove(c);
                    row.tokens.remove(c);
                } else {
                    row.slots.truncate(self.columns.len());
                }
            }
        }
    }

    pub fn is_money(&self) -> bool {
        let sources = self
            .columns
            .iter()
            .chain(self.rows.iter().map(|r| &r.entry))
            .filter(|e| e.source.is_some() || e.source_total.is_some())
            .count();
        let periods = self.columns.iter().chain(self.rows.iter().map(|r| &r.entry)).filter(|e| e.period.is_some()).count();
        sources >= 2 || (sources >= 1 && periods >= 1) || periods >= 2
    }

    /// Whether the edges say of any of its numbers what they are.
    pub fn names_measure(&self) -> bool {
        self.columns.iter().chain(self.rows.iter().map(|r| &r.entry)).any(|e| e.measure.is_some())
    }

    /// Whether the edges name planned amounts.
    pub fn plans(&self) -> bool {
        self.columns.iter().chain(self.rows.iter().map(|r| &r.entry)).any(|e| e.measure == Some(Measure::Planned))
    }

    pub fn has_sources(&self) -> bool {
        self.columns.iter().chain(self.rows.iter().map(|r| &r.entry)).any(|e| e.source.is_some())
    }

    /// Resolves the sources: 시비 means who pays by what stands beside it.
    pub fn sources(&self, text: &str, metropolitan: Option<bool>) -> Sources {
        let labels: Vec<&str> =
            self.columns.iter().chain(self.rows.iter().map(|r| &r.entry)).filter_map(|e| e.source).map(|r| &text[r.to_usize()]).collect();
        let resolved = money::resolve(&labels, metropolitan);
        let mut next = resolved.into_iter();
        let mut take = |e: &Entry| {
            if e.source.is_some() { next.next() } else { e.source_total.map(|_| FundingSource::Total) }
        };
        let columns: Vec<_> = self.columns.iter().map(&mut take).collect();
        let rows: Vec<_> = self.rows.iter().map(|r| take(&r.entry)).collect();
        let local_is_split = rows.iter().chain(&columns).any(|s| matches!(s, Some(FundingSource::Provincial | FundingSource::Municipal)));
        Sources { columns, rows, local_is_split }
    }

    /// Whether the rows are projects and their sum: several names, one of each, among them a total, and nobody who pays.
    fn rows_are_projects(&self) -> bool {
        let names = self.rows.iter().filter(|r| r.entry.text.is_some()).count();
        let totals =
            self.rows.iter().filter(|r| r.entry.text.is_none() && (r.entry.source_total.is_some() || r.entry.period.is_some())).count();
        names >= 2 && totals == 1 && names + totals == self.rows.len() && !self.has_sources()
    }

    /// The words that the slots are named by.
    pub fn edge_words(&self, text: &str) -> EdgeWords {
        EdgeWords {
            columns: self.columns.iter().map(|c| Words::of(text, c)).collect(),
            rows: self.rows.iter().map(|r| Words::of(text, &r.entry)).collect(),
        }
    }

    /// What a slot stands for.
    pub fn place(&self, words: &EdgeWords, row: usize, col: usize, default: Measure, sources: &Sources) -> Place {
        let (r, c) = (&self.rows[row].entry, &self.columns[col]);
        let (down, across) = (&words.rows[row], &words.columns[col]);
        let source = sources.rows[row].or(sources.columns[col]);
        let label = down.label.as_ref().or(across.label.as_ref()).cloned();
        let period = r.period.or(c.period);
        let measure = r.measure.or(c.measure).unwrap_or(default);
        let project_guessed = self.projects_guessed && label.is_none() && r.text.is_some();
        // Text beside a source is a project; alone it is the name of what is paid for.
        let text_label = down.text.as_ref().or(across.text.as_ref()).cloned();
        let (project, label) = match (label, text_label) {
            (Some(label), project) => (project, label),
            (None, Some(name)) if r.text.is_some() && self.projects => (Some(name.clone()), name),
            (None, Some(text_label)) => (None, text_label),
            (None, None) => (None, String::new()),
        };
        let (kind, year, year_to, period_label) = match period {
            Some((p, _)) => (p.period, p.year, p.year_to, down.period.as_ref().or(across.period.as_ref()).cloned().unwrap_or_default()),
            None => (Period::Total, None, None, String::new()),
        };
        let payer_unknown = source.is_none() && project.is_none() && !label.is_empty();
        let source = source.unwrap_or(FundingSource::Total);
        Place {
            payer_unknown,
            project_guessed,
            project,
            source,
            label,
            period: kind,
            year,
            year_to,
            period_label,
            measure,
            subtotal: kind == Period::InTerm || (source == FundingSource::Local && sources.local_is_split),
        }
    }

    /// Sums along a row: the total column of each kind and its parts.
    pub fn row_groups(&self) -> Vec<Group> {
        let entries: Vec<&Entry> = self.columns.iter().collect();
        groups(&entries)
    }

    /// Sums down the columns: the total row of each kind and its parts.
    pub fn column_groups(&self) -> Vec<Group> {
        let entries: Vec<&Entry> = self.rows.iter().map(|r| &r.entry).collect();
        groups(&entries)
    }
}

/// Groups of entries that differ in one thing only, with a total among them.
fn groups(entries: &[&Entry]) -> Vec<Group> {
    let mut out = Vec::new();
    if entries.len() > MAX_ENTRIES {
        return out;
    }
    let period_id = |e: &Entry| e.period.map(|(p, _)| (p.period, p.year, p.year_to));
    let is_total_period = |e: &Entry| e.period.is_some_and(|(p, _)| p.period == Period::Total);
    let is_sub = |e: &Entry| e.period.is_some_and(|(p, _)| p.period == Period::InTerm);
    for (i, e) in entries.iter().enumerate() {
        if is_total_period(e) {
            let same = |o: &Entry| {
                o.source.is_some() == e.source.is_some()
                    && o.source_total.is_some() == e.source_total.is_some()
                    && source_eq(o, e)
                    && o.measure == e.measure
                    && o.text == e.text
            };
            let parts: Vec<usize> = (0..entries.len())
                .filter(|&k| {
                    k != i && same(entries[k]) && entries[k].period.is_some() && !is_total_period(entries[k]) && !is_sub(entries[k])
                })
                .collect();
            if !parts.is_empty() {
                out.push(Group { total: i, parts });
            }
        }
        if e.source_total.is_some() {
            let same = |o: &Entry| period_id(o) == period_id(e) && o.measure == e.measure && o.text == e.text;
            let mut parts: Vec<usize> = (0..entries.len()).filter(|&k| k != i && same(entries[k]) && entries[k].source.is_some()).collect();
            if parts.iter().any(|&k| entries[k].of_local) {
                parts.retain(|&k| !entries[k].local);
            }
            if !parts.is_empty() {
                out.push(Group { total: i, parts });
            }
        }
    }
    out
}

fn source_eq(a: &Entry, b: &Entry) -> bool {
    a.source.map(|r| (r.start, r.end)) == b.source.map(|r| (r.start, r.end)) || a.source.is_none() && b.source.is_none()
}

/// What the words of an entry stand for.
type Axes = SmallVec<[Axis; 4]>;

/// Words that stand for several things become as many (`계획 국비`).
fn part_words(text: &str, entry: &mut Entry) {
    for i in (0..entry.words.len()).rev() {
        let word = entry.words[i];
        let start = word.start as usize;
        let into = parts(&text[word.to_usize()]);
        if !into.is_empty() {
            entry.words.splice(i..=i, into.into_iter().map(|part| Range::new(start + part.start, start + part.end)));
        }
    }
}

/// Whether a period is a part of another that stands over it.
fn holds(above: PeriodLabel, below: PeriodLabel) -> bool {
    match (above.period, below.period) {
        (Period::InTerm | Period::Prior | Period::AfterTerm | Period::Beyond, Period::Year | Period::Range) => true,
        (Period::Range, Period::Year) => {
            below.year.is_some_and(|y| above.year.is_none_or(|from| from <= y) && above.year_to.is_none_or(|to| y <= to))
        }
        _ => false,
    }
}

fn read_entry(text: &str, entry: &mut Entry, axes: &[Axis], total_is_source: &[bool]) {
    for (level, &axis) in axes.iter().enumerate() {
        let range = entry.words[level];
        match axis {
            // `임기내` over `2023년`: the year is what the column is of. `임기내` over `소계`: the sum of the term.
            Axis::Period(label) => {
                if entry.period.is_none_or(|(above, _)| holds(above, label)) {
                    entry.period = Some((label, range));
                }
            }
            Axis::Source => {
                let label = money::funding_label(&text[range.to_usize()]);
                entry.local = label == Some(FundingLabel::Known(FundingSource::Local));
                entry.of_local = label.is_some_and(is_part_of_local);
                entry.source = Some(range);
                entry.source_total = None;
            }
            Axis::Measure(measure) => entry.measure = Some(measure),
            Axis::Total => {
                if total_is_source.get(level).copied().unwrap_or(true) {
                    if entry.source.is_none() {
                        entry.source_total = Some(range);
                    }
                } else if entry.period.is_none() {
                    entry.period = Some((PeriodLabel { period: Period::Total, year: None, year_to: None }, range));
                }
            }
            Axis::Head => {}
            Axis::Text => entry.text = entry.text.or(Some(range)),
        }
    }
}
