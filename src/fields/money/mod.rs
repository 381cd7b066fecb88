//! 투자계획 and 집행실적: money tables in long form, and the prose around them.
//!
//! A table, whatever its shape, becomes a `Matrix`: entries across and down, each standing for a period, a source, a
//! measure or a project, and slots between them. Delimited and aligned tables fill the slots by position; text of a PDF
//! fills them by counting (`flat`). A row whose slots are not certain goes to the `solve`r, which looks for the one
//! assignment that the printed sums allow.

mod axes;
mod caption;
mod flat;
mod folded;
mod heads_by_sums;
mod matrix;
mod pairs;
mod solve;
mod unmerged;

pub use axes::{has_sources, looks_like_money, plans};
pub(in crate::fields) use axes::{is_edge, is_measure, is_task};

use std::collections::BTreeMap;

use super::points::split;
use super::{Content, Reader, UnitLine};
use crate::diag::{Diagnostic, Proof, ProofCell, codes};
use crate::layout::{Layer, Passage};
use crate::model::{Cell, Doubt, FundingSource, Measure, Method, MoneyTable, Period, Prov, Sourced};
use crate::normalize::money::{self as amounts, NumberCell, Unit};
use crate::sections::{LabelKey, Role};
use crate::span::CellRef;
use crate::tables::Grid;
use matrix::{Matrix, Slot};

/// A caption is no longer than this, in characters.
const CAPTION_CHARS: usize = 24;

/// A cell that is printed but could not be read or placed: sums over it say nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// Section.
    pub role: Role,
    /// Table in the section.
    pub table: u16,
    /// Project.
    pub project: Option<String>,
    /// Who pays.
    pub source: FundingSource,
    /// Source as printed.
    pub label: String,
    /// Period.
    pub period: Period,
    /// Year.
    pub year: Option<i32>,
    /// Measure.
    pub measure: Measure,
}

impl<'a> Reader<'a> {
    pub(super) fn money(&mut self, role: Role, title: &Passage, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        self.table_of(role);
        // Behind a heading in brackets the unit is no part of its words.
        let behind = title.all(self.text).last().map_or("", |r| {
            let rest = &self.text[r.end as usize..];
            &rest[..rest.find('\n').unwrap_or(rest.len())]
        });
        let unit_of = |words: &str| amounts::unit_note(words).filter(|n| n.unit.is_some()).map(|n| n.label);
        // `재원별 투자내역 (백만원)`
        let in_brackets = title.text.rfind(['(', '（']).map_or("", |at| &title.text[at..]);
        let heading_unit =
            unit_of(&title.text).or_else(|| unit_of(in_brackets)).or_else(|| unit_of(behind)).or_else(|| self.outer_unit.clone());
        self.outer_unit.clone_from(&heading_unit);
        if let Some(passage) = inline {
            let text = self.leaf(&passage, "money.inline", Method::Labelled);
            // `소요예산 : 총 78억원(국 42, 시 36)`
            if states_total(&text.value) || amounts::first(&text.value).is_some_and(|f| f.range.start == 0) {
                self.total_of(role, &text);
            }
            self.table_of(role).items.push(crate::model::Item { label: None, text: Some(text), items: Vec::new() });
        }
        // A heading that speaks of 집행 alone makes 집행 the measure of its tables.
        let mut last_unit: Option<UnitLine> = None;
        let mut contents = self.contents(lines.clone()).into_iter().peekable();
        self.money_from = lines.start;
        self.money_title.clone_from(&title.text);
        self.money_project = None;
        let mut units = self.units_of(lines);
        while let Some(content) = contents.next() {
            match content {
                Content::Table(grid, unit) => {
                    let unit = unit.or_else(|| {
                        units
                            .iter()
                            .rposition(|u| {
                                u.range.end <= self.line(grid.lines.start).range.start
                                    && last_unit.as_ref().is_none_or(|l| l.range != u.range)
                            })
                            .map(|k| units.swap_remove(k))
                    });
                    let unit = unit.or_else(|| self.unit_in_grid(grid));
                    let role = self.role_of_grid(role, grid);
                    if !self.money_grid(role, grid, unit.as_ref(), heading_unit.clone()) {
                        self.keep_table(grid, unit.as_ref());
                    }
                    self.money_project = None;
                    last_unit = unit;
                }
                Content::Lines(run) => {
                    let table_follows = contents.peek().is_some_and(|c| matches!(c, Content::Table(..)));
                    let (run, captions) = self.table_captions(role, run, table_follows);
                    for mut prose in self.flat_money(role, run, &units, heading_unit.clone()) {
                        prose.retain(|line| captions.binary_search(line).is_err());
                        let points = self.nest(&prose);
                        for point in &self.set_apart(points, role) {
                            self.money_point(role, point);
                        }
                    }
                    if !table_follows {
                        self.money_project = None;
                    }
                }
            }
        }
    }

    /// What a table among others is: planned amounts make it the investment's, words of 집행 alone above it the execution's.
    fn role_of_grid(&self, role: Role, grid: &Grid) -> Role {
        /// Lines above a table that may name it, unit notes aside.
        const REACH: usize = 3;
        if axes::plans(self.text, grid) {
            return Role::Investment;
        }
        let above = self.layout.lines[..grid.lines.start].iter().rev().filter(|l| l.layer == Layer::Body).take(REACH);
        let Some(named) = above.into_iter().find(|l| self.unit_line(l).is_none()) else { return role };
        let words = crate::text::squash(self.slice(named.body));
        let of_execution = words.chars().count() <= CAPTION_CHARS
            && ["집행", "지출"].iter().any(|w| words.contains(w))
            && !["계획", "투자", "확보", "조달", "소요", ":"].iter().any(|w| words.contains(w));
        if of_execution && !axes::measures(self.text, grid) { Role::Execution } else { role }
    }

    /// A point right above a table that says nothing but what the table is (`○ 연도별 계획`) is its caption, not prose. Returns the lines
    /// without it, and those of them that are captions, too: of several tables of which the text shows no cells, the captions part them.
    fn table_captions(&mut self, role: Role, mut run: Vec<usize>, table_follows: bool) -> (Vec<usize>, Vec<usize>) {
        let tables: Vec<usize> = if table_follows {
            vec![run.len()]
        } else {
            let starts: Vec<bool> = (0..run.len()).map(|k| self.starts_table(&run, k)).collect();
            (0..run.len()).filter(|&k| starts[k] && (k == 0 || !starts[k - 1])).collect()
        };
        let mut first = None;
        let mut further = Vec::new();
        for (n, above) in tables.iter().enumerate().filter_map(|(n, k)| Some((n, k.checked_sub(1)?))) {
            if self.is_caption(role, run[above], n == 0) {
                if n == 0 { first = Some(above) } else { further.push(run[above]) }
            }
        }
        if let Some(first) = first {
            run.remove(first);
        }
        (run, further)
    }

    /// Takes a line above a table as its caption, or as the name of the project of the first (`first`), where it is one.
    fn is_caption(&mut self, role: Role, at: usize, first: bool) -> bool {
        let line = self.line(at);
        let body = Passage::of(self.text, line.body);
        let body = match amounts::unit_note(&body.text) {
            Some(note) => body.slice(0..note.range.start),
            None => body,
        };
        let plain = body.text.chars().count() <= CAPTION_CHARS
            && !body.text.contains(|c: char| c == ':' || c.is_ascii_digit() && !body.text.contains('년'))
            && !body.is_empty();
        if line.marker.is_none() || !plain {
            return false;
        }
        let project = self.names_project(&body.text).then(|| body.text.clone());
        // A section has one caption; what stands above a further table is its heading where it says what kind of table that is, else
        // an item.
        let kind = || {
            ["별", "계획", "현황", "내역", "실적"].iter().any(|end| body.text.trim_end().ends_with(end))
                || matches!(axes::classify(body.text.trim()), axes::Axis::Measure(_))
        };
        if project.is_none() && (!first || self.table_of(role).caption.is_some()) && !kind() {
            return false;
        }
        self.claim_line(at);
        if project.is_none() {
            let caption = self.leaf(&body, "money.caption", Method::Heading);
            self.table_of(role).caption.get_or_insert(caption);
        }
        if first {
            self.money_project = project;
        }
        true
    }

    /// The project that the line right above a table names, a unit between them aside.
    fn project_above(&self, first: usize) -> Option<String> {
        let above = caption::near_above(self, first).find(|line| self.unit_line(line).is_none())?;
        let words = Passage::of(self.text, above.body);
        self.names_project(&words.text).then_some(words.text)
    }

    /// Whether words are the name of a project that the overview describes.
    fn names_project(&self, words: &str) -> bool {
        let key = crate::text::squash(words);
        let projects = self.out.body.overview.as_ref().map_or(&[][..], |o| &o.projects);
        projects.iter().filter_map(|p| p.name.as_ref()).any(|name| crate::text::squash(&name.value) == key)
    }

    /// Unit notes among the lines of a section.
    fn units_of(&self, lines: std::ops::Range<usize>) -> Vec<UnitLine> {
        crate::sections::body_lines(self.layout, lines)
            .filter_map(|i| {
                let line = self.line(i);
                let note = self.unit_line(line)?;
                let start = line.range.start as usize;
                Some(UnitLine { range: crate::span::Range::new(start + note.range.start, start + note.range.end), note })
            })
            .collect()
    }

    pub(super) fn unit_in_grid(&self, grid: &Grid) -> Option<UnitLine> {
        for r in 0..grid.rows.len().min(2) {
            for c in 0..grid.rows[r].len() {
                let cell = grid.text(self.text, r, c);
                if (cell.contains("단위") || cell.contains("원)"))
                    && let Some(note) = amounts::unit_note(cell)
                {
                    let start = grid.rows[r][c].range.start as usize;
                    return Some(UnitLine { range: crate::span::Range::new(start + note.range.start, start + note.range.end), note });
                }
            }
        }
        None
    }

    pub(super) fn table_of(&mut self, role: Role) -> &mut MoneyTable {
        let slot = if role == Role::Execution { &mut self.out.body.execution } else { &mut self.out.body.investment };
        slot.get_or_insert_default()
    }

    /// A point of a money section: an item, and 총사업비 with its shares.
    fn money_point(&mut self, role: Role, point: &crate::outline::Point) {
        if super::is_junk(&point.text.text) {
            return;
        }
        let item = self.item(point);
        let (label, _) = split(&point.text);
        let labelled_cost = label.is_some_and(|l| self.names.label(&point.text.text[l]).contains(&LabelKey::TotalCost));
        let costly = labelled_cost
            || point.text.text.starts_with("총사업비")
            || point.text.text.starts_with("총 사업비")
            || point.text.text.starts_with("소요예산");
        if let Some(text) = item.text.as_ref().filter(|text| costly || item.label.is_none() && states_total(&text.value)) {
            self.total_of(role, text);
        }
        self.table_of(role).items.push(item);
    }

    /// Takes a text's amount for the cost of the whole, where that is not known yet.
    fn total_of(&mut self, role: Role, text: &crate::model::Text) {
        if self.table_of(role).total_cost.is_none() {
            let (cost, funding) = self.amount(text);
            let table = self.table_of(role);
            table.total_cost = cost;
            table.funding = funding;
        }
    }

    /// Reads a grid as a money table. `false` where it is none.
    pub(super) fn money_grid(&mut self, role: Role, grid: &Grid, unit: Option<&UnitLine>, heading_unit: Option<String>) -> bool {
        let unmerged = unmerged::unmerged(self.text, grid);
        let grid = unmerged.as_ref().unwrap_or(grid);
        let bands = folded::bands(self.text, grid);
        let parts = if bands.is_empty() { std::slice::from_ref(grid) } else { &bands };
        let Some(matrices) = parts.iter().map(|part| Matrix::of_grid(self.text, part)).collect::<Option<Vec<_>>>() else {
            return false;
        };
        let mut matrices = folded::joined(self.text, matrices);
        // A unit that is not money (회, 건, 명) makes a table of counts.
        let no_money = unit.is_some_and(|u| u.note.unit.is_none() && !u.note.label.contains('원'));
        if no_money && !matrices.iter().any(Matrix::has_sources) {
            return false;
        }
        for (matrix, part) in matrices.iter_mut().zip(parts) {
            self.part_pairs(matrix, part.lines.start);
            self.fill(role, matrix, part.lines.start, unit, heading_unit.clone());
        }
        if !bands.is_empty() {
            self.point_into(grid);
        }
        if matrices.iter().any(|m| m.tasks) {
            self.targets_beside_money(grid);
        }
        self.claim_cells(grid);
        if matrices.iter().any(|m| m.rates) {
            self.keep_table(grid, unit);
        }
        true
    }

    /// Cells of a table that was folded point to where they are printed.
    fn point_into(&mut self, grid: &Grid) {
        let places: BTreeMap<u32, (u16, u16)> = (0..grid.rows.len())
            .flat_map(|r| grid.rows[r].iter().enumerate().map(move |(c, cell)| (cell.range, (r as u16, c as u16))))
            .filter(|(range, _)| !range.is_empty())
            .map(|(range, place)| (range.start, place))
            .collect();
        let body = &mut self.out.body;
        for cell in [&mut body.investment, &mut body.execution].into_iter().flatten().flat_map(|t| &mut t.cells) {
            let place = cell.prov.ranges.first().and_then(|range| places.get(&range.start));
            if let (Some(&(row, col)), Some(cell)) = (place, &mut cell.prov.cell) {
                (cell.row, cell.col) = (row, col);
            }
        }
    }

    /// Puts a matrix into cells, after solving what is not certain; its table begins on line `first`.
    fn fill(&mut self, role: Role, matrix: &mut Matrix, first: usize, unit: Option<&UnitLine>, heading_unit: Option<String>) {
        let text = self.text;
        // `예산 편성과 집행`: what of a table is planned belongs to the investment, and a table is not torn apart.
        let role = if matrix.plans() { Role::Investment } else { role };
        let steps = self.context.solver_steps;
        let outcome = solve::settle(text, matrix, steps);
        let table = self.table_of(role).cells.iter().map(|c| c.value.table + 1).max().unwrap_or(0).max(self.tables_seen(role));
        let label = unit.map(|u| u.note.label.clone()).or(heading_unit);
        let parsed = unit.and_then(|u| u.note.unit).or_else(|| label.as_deref().and_then(Unit::parse));
        if let Some(u) = unit {
            self.out.ledger.claim(u.range);
        }
        // What the layout profile says of tables that print none.
        let assumed = if label.is_none() { self.names.money_unit } else { None };
        if let Some(label) = &label {
            self.table_of(role).unit.get_or_insert_with(|| label.clone());
        }
        let key = role.key();
        let default = match role {
            Role::Execution => Measure::Executed,
            _ => {
                let named = matrix.names_measure();
                self.told_measure(key, matrix.corner, first, named).unwrap_or(Measure::Planned)
            }
        };
        let sources = matrix.sources(text, self.context.metropolitan);
        let words = matrix.edge_words(text);
        let printed = matrix.rows.iter().flat_map(|row| &row.slots).filter(|slot| matches!(slot, Slot::Token(_))).count();
        let cells = &mut self.table_of(role).cells;
        let first_cell = cells.len();
        cells.reserve(printed);
        let mut numbers = 0usize;
        for r in 0..matrix.rows.len() {
            for c in 0..matrix.columns.len() {
                let printed = match matrix.rows[r].slots[c] {
                    Slot::Empty => continue,
                    Slot::Unknown => None,
                    Slot::Token(range) => Some((range, amounts::number_cell(&text[range.to_usize()]))),
                };
                if matches!(printed, Some((_, NumberCell::Blank))) {
                    continue;
                }
                let mut place = matrix.place(&words, r, c, default, &sources);
                if place.project.is_none() {
                    place.project.clone_from(&self.money_project);
                }
                let Some((range, number)) = printed else {
                    self.out.gaps.push(gap(role, table, &place));
                    continue;
                };
                match number {
                    NumberCell::Blank => {}
                    NumberCell::Number { value, mantissa, decimals, unit: own } => {
                        numbers += usize::from(own.is_none());
                        let krw = own.or(parsed).or(assumed).and_then(|u| amounts::krw(mantissa, decimals, u));
                        let mut prov = Prov::new([range], "money.cell", matrix.method).in_cell(CellRef {
                            table,
                            row: matrix.rows[r].index as u16,
                            col: matrix.columns[c].index as u16,
                        });
                        if own.is_none() && assumed.is_some() {
                            prov.rule = "money.profile-unit";
                        }
                        if matrix.rows[r].solved {
                            prov.method = Method::Solved;
                            prov.rule = "money.solved";
                        }
                        if krw.is_none() {
                            prov.doubts.add(Doubt::NoUnit);
                        }
                        if place.payer_unknown {
                            prov.doubts.add(Doubt::PayerUnknown);
                        }
                        if place.project_guessed && !place.project.as_deref().is_some_and(|name| self.names_project(name)) {
                            prov.doubts.add(Doubt::ProjectGuessed);
                        }
                        let cell = Cell {
                            table,
                            project: place.project,
                            source: place.source,
                            label: place.label,
                            period: place.period,
                            year: place.year,
                            year_to: place.year_to,
                            period_label: place.period_label,
                            measure: place.measure,
                            subtotal: place.subtotal,
                            number: value,
                            krw,
                        };
                        self.table_of(role).cells.push(Sourced::new(cell, prov));
                    }
                    NumberCell::Unreadable => {
                        self.out.gaps.push(gap(role, table, &place));
                        let raw = text[range.to_usize()].to_owned();
                        let mut diagnostic = Diagnostic::new(
                            &codes::CELL_UNREADABLE,
                            format!("\"{raw}\" under {} {} is no number; the cell is left out", place.label, place.period_label),
                            format!("{} {} 칸의 '{raw}'을(를) 수로 읽을 수 없어 비워 두었습니다", place.label, place.period_label),
                        )
                        .field(format!("/{key}"))
                        .at(range);
                        if let Some(value) = solve::missing(text, matrix, r, c) {
                            diagnostic = diagnostic.suggest(value);
                        }
                        self.say(diagnostic);
                    }
                }
            }
        }
        for row in &outcome.repaired {
            self.repaired(key, matrix, *row, label.as_deref(), &sources, default);
        }
        for (row, solutions) in &outcome.unsolved {
            let row = &matrix.rows[*row];
            let how = if *solutions > 1 {
                (format!("{solutions} assignments fit the printed sums"), format!("합계에 맞는 배치가 {solutions}가지입니다"))
            } else {
                ("no assignment fits the printed sums".to_owned(), "합계에 맞는 배치가 없습니다".to_owned())
            };
            let name = row.name(text);
            self.say(
                Diagnostic::new(
                    &codes::TABLE_SHAPE,
                    format!(
                        "row \"{name}\" has {} cells for {} columns, and {}; its cells are left out",
                        row.tokens.len(),
                        matrix.columns.len(),
                        how.0
                    ),
                    format!(
                        "'{name}' 행의 칸은 {}개인데 열은 {}개이고, {}. 이 행의 값은 비워 두었습니다",
                        row.tokens.len(),
                        matrix.columns.len(),
                        how.1
                    ),
                )
                .field(format!("/{key}"))
                .at_all(row.tokens.first().map(|t| row.tokens.iter().fold(*t, |a, b| a.cover(*b)))),
            );
        }
        if label.is_none() && assumed.is_none() && numbers > 0 {
            let at = self.table_of(role).cells.get(first_cell).map(|c| c.prov.ranges.clone()).unwrap_or_default();
            self.say(
                Diagnostic::new(
                    &codes::UNIT_MISSING,
                    format!("the table prints {numbers} numbers and no unit; they are kept as printed, without KRW"),
                    format!("표에 수 {numbers}개가 있으나 단위가 없어 원 단위로 환산하지 않았습니다"),
                )
                .field(format!("/{key}/unit"))
                .at_all(at),
            );
        }
        let seen = table + 1;
        self.out.tables_seen.retain(|(r, _)| *r != role);
        self.out.tables_seen.push((role, seen));
    }

    fn tables_seen(&self, role: Role) -> u16 {
        self.out.tables_seen.iter().find(|(r, _)| *r == role).map_or(0, |(_, n)| *n)
    }

    /// Says how a row was repaired, with the sums that confirm it.
    fn repaired(&mut self, key: &str, matrix: &Matrix, row: usize, unit: Option<&str>, sources: &matrix::Sources, default: Measure) {
        let text = self.text;
        let r = &matrix.rows[row];
        let Some(group) = matrix.row_groups().into_iter().find(|g| matches!(r.slots[g.total], Slot::Token(_))) else { return };
        let number = |c: usize| match r.slots[c] {
            Slot::Token(range) => match amounts::number_cell(&text[range.to_usize()]) {
                NumberCell::Number { value, .. } => (value, Some(range)),
                _ => (0.0, Some(range)),
            },
            _ => (0.0, None),
        };
        let words = matrix.edge_words(text);
        let label = |c: usize| {
            let place = matrix.place(&words, row, c, default, sources);
            format!("{} {}", place.label, place.period_label)
        };
        let cells: Vec<ProofCell> =
            group.parts.iter().map(|&c| ProofCell { pointer: None, label: label(c), number: number(c).0, range: number(c).1 }).collect();
        let expected = cells.iter().map(|c| c.number).sum();
        let found = number(group.total).0;
        let name = r.name(text);
        self.say(
            Diagnostic::new(
                &codes::TABLE_REPAIRED,
                format!(
                    "row \"{name}\" prints {} cells for {} columns; the printed sums allow one assignment, which was taken",
                    r.tokens.len(),
                    matrix.columns.len()
                ),
                format!(
                    "'{name}' 행의 칸 {}개를 열 {}개에 맞췄습니다. 인쇄된 합계에 맞는 배치는 하나뿐입니다",
                    r.tokens.len(),
                    matrix.columns.len()
                ),
            )
            .field(format!("/{key}/cells"))
            .at_all(r.tokens.first().map(|t| r.tokens.iter().fold(*t, |a, b| a.cover(*b))))
            .proof(Proof { cells, expected, found, difference: found - expected, unit: unit.map(str::to_owned) }),
        );
    }
}

/// Whether a sentence says what all of it costs: `2026년까지 모두 144억원이 듭니다`, `총 78억원`.
fn states_total(text: &str) -> bool {
    let before_amount = |at: usize, word: &str| {
        let free = text[..at].chars().next_back().is_none_or(|c| !crate::text::is_hangul(c));
        let rest = text[at + word.len()..].trim_start();
        free && rest.starts_with(|c: char| c.is_ascii_digit()) && amounts::first(rest).is_some_and(|f| f.range.start == 0)
    };
    ["총", "모두"].iter().any(|word| text.match_indices(word).any(|(at, _)| before_amount(at, word)))
}

fn gap(role: Role, table: u16, place: &matrix::Place) -> Gap {
    Gap {
        role,
        table,
        project: place.project.clone(),
        source: place.source,
        label: place.label.clone(),
        period: place.period,
        year: place.year,
        measure: place.measure,
    }
}
