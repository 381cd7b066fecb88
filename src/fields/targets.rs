//! 연차별 목표: what is to be reached in which year.
//!
//! Years stand across (one column a year), down (one row a year, with 추진계획, 실적 and 누적추진율 beside them), or before a
//! colon (`2023년 : 조례 개정`). Text of a PDF keeps the cells of such a table in order but loses their borders; bullets and
//! blank lines are counted against the years, and where the count does not come out, the lines are kept whole.

use super::money::is_task;
use super::points::labelled;
use super::{Content, Reader};
use crate::diag::{Diagnostic, codes};
use crate::layout::{MarkerKind, Passage};
use crate::model::{AnnualTarget, Doubt, Method, Period, Sourced, Text};
use crate::normalize::dates::{self, PeriodLabel};
use crate::normalize::money::{NumberCell, number_cell};
use crate::normalize::percent;
use crate::outline::{Point, PointKind};
use crate::sections::vocabulary::heading_key;
use crate::sections::{LabelKey, Role};
use crate::tables::Grid;
use crate::text::squash;

#[derive(Clone, Copy, PartialEq, Debug)]
enum Column {
    Targets,
    Results,
    Percent,
    Item,
    Group,
    Other,
}

/// What a column beside the years of the rows holds, by its head.
fn kind_of_column(head: &str) -> Column {
    let has = |words: &[&str]| words.iter().any(|word| head.contains(word));
    if has(&["율", "률", "진도"]) {
        Column::Percent
    } else if (has(&["실적"]) || ["결과", "성과", "해낸일", "이룬일", "한일", "이룬것", "해낸것"].iter().any(|end| head.ends_with(end)))
        && !head.contains("계획")
        && !head.contains("하기로")
    {
        Column::Results
    } else if has(&["사업명", "세부사업"]) || matches!(head, "항목" | "구분" | "과제명") {
        Column::Item
    } else if matches!(head, "분야" | "대분류") {
        Column::Group
    } else if head != "비고" && (has(&["목표", "계획", "내용", "추진", "하기로한", "이룰", "할일"])) {
        Column::Targets
    } else {
        Column::Other
    }
}

impl Reader<'_> {
    pub(super) fn annual_targets(&mut self, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        self.out.body.annual_targets.get_or_insert_default();
        if let Some(passage) = inline {
            self.target_line(None, &passage);
        }
        for content in self.contents(lines) {
            match content {
                Content::Table(grid, unit) => {
                    if self.counts_of_years(grid) && self.indicator_table(grid) {
                        continue;
                    }
                    if !self.targets_across(grid) && !self.targets_down(grid) && !self.targets_beside(grid) {
                        if super::money::looks_like_money(self.text, grid) && unit.is_some() {
                            self.money_grid(Role::Investment, grid, unit.as_ref(), None);
                        } else {
                            self.keep_table(grid, unit.as_ref());
                        }
                    }
                }
                Content::Lines(run) => {
                    if let Some(grid) = self.stacked(&run).or_else(|| self.stacked_with_gaps(&run)).or_else(|| self.rows_by_blanks(&run))
                        && self.targets_down(&grid)
                    {
                        continue;
                    }
                    if self.counted_columns(&run) {
                        continue;
                    }
                    if self.years_in_turn(&run) || self.points_under_years(&run) {
                        continue;
                    }
                    if let Some(first) = self.flat_header(&run) {
                        self.flat_targets(&run, first);
                        continue;
                    }
                    if self.keep_unread_cells(&run, Role::AnnualTargets.key()) {
                        continue;
                    }
                    let points = self.nest(&run);
                    for point in self.set_apart(points, Role::AnnualTargets) {
                        self.target_point(None, &point);
                    }
                }
            }
        }
    }

    /// `구분 | 단위 | 2023년 | 2024년` over numbers: values of indicators, whatever the heading calls them. What is to be done in a
    /// year is words, and has no unit of its own.
    fn counts_of_years(&self, grid: &Grid) -> bool {
        let text = self.text;
        let years: Vec<usize> = (0..grid.columns).filter(|&c| period(grid.text(text, 0, c)).is_some_and(|p| p.year.is_some())).collect();
        let counts = |r: usize| {
            years.iter().all(|&c| grid.text(text, r, c).is_empty() || number_cell(grid.text(text, r, c)) != NumberCell::Unreadable)
        };
        years.len() >= 2 && (0..grid.columns).any(|c| grid.key(text, 0, c) == "단위") && (1..grid.rows.len()).all(counts)
    }

    /// Tables one cell a line whose columns only a count of their cells tells. Whether the lines were such.
    fn counted_columns(&mut self, run: &[usize]) -> bool {
        let before = self.out.body.annual_targets.as_ref().map_or(0, Vec::len);
        let read = self.stacked_with_years_to_come(run).is_some_and(|grid| self.targets_down(&grid))
            || self.stacked_years(run).is_some_and(|grid| self.targets_across(&grid))
            || self.sides_by_blanks(run).is_some_and(|grid| self.targets_down(&grid));
        if read {
            self.doubt_columns(before);
        }
        read
    }

    /// Columns that were counted, not seen, leave a doubt on the targets from this one on.
    fn doubt_columns(&mut self, from: usize) {
        let added = self.out.body.annual_targets.iter_mut().flatten().skip(from);
        for leaf in added.flat_map(|t| t.targets.iter_mut().chain(&mut t.results)) {
            leaf.prov.doubts.add(Doubt::ColumnUncertain);
        }
    }

    /// Whether a line is a year, alone and without a mark.
    fn is_year_alone(&self, line: usize) -> bool {
        self.line(line).marker.is_none() && period(self.slice(self.line(line).body)).is_some_and(|p| p.year.is_some())
    }

    /// Years alone on their lines, points with marks under each: `2022년⏎- 전략 수립⏎- 장소 협의`. Whether the lines were these.
    fn points_under_years(&mut self, run: &[usize]) -> bool {
        /// Years that make a list of years; one may be a caption.
        const YEARS: usize = 2;
        let starts: Vec<usize> = (0..run.len()).filter(|&k| self.is_year_alone(run[k])).collect();
        let marked = |k: usize| run.get(k + 1).is_some_and(|&i| self.line(i).marker.is_some());
        if starts.len() < YEARS || starts[0] != 0 || !starts.iter().all(|&k| marked(k)) {
            return false;
        }
        let ends = starts.iter().skip(1).copied().chain([run.len()]);
        for (from, to) in starts.iter().copied().zip(ends) {
            let text = Passage::of(self.text, self.line(run[from]).body);
            let points = self.nest(&run[from + 1..to]);
            self.target_point(None, &Point { kind: PointKind::Plain, marker: None, text, points, line: run[from] });
        }
        true
    }

    /// One cell a line and no head: `2023년⏎전수조사⏎2024년⏎입점자 모집`. Whether the lines were these.
    fn years_in_turn(&mut self, run: &[usize]) -> bool {
        /// Years that make a table; one may be a line of its own.
        const YEARS: usize = 2;
        let in_turn = || run.iter().enumerate().all(|(k, &i)| self.is_year_alone(i) == k.is_multiple_of(2));
        if run.len() < 2 * YEARS || !run.len().is_multiple_of(2) || !in_turn() {
            return false;
        }
        for pair in run.chunks_exact(2) {
            let head = Passage::of(self.text, self.line(pair[0]).body);
            let Some(label) = period(&head.text) else { continue };
            self.claim_line(pair[0]);
            self.claim_mark(pair[1]);
            let year = self.year(&head, 0..head.text.len(), &label);
            let target = self.leaf(&Passage::of(self.text, self.line(pair[1]).body), "targets.line", Method::Heading);
            self.push_targets(None, year, Some(head.text), vec![target]);
        }
        true
    }

    /// What is aimed at in a year, and nothing of what came of it.
    fn push_targets(&mut self, item: Option<Text>, year: Option<Sourced<i32>>, period_label: Option<String>, targets: Vec<Text>) {
        self.push_target(AnnualTarget { group: None, item, year, period_label, targets, results: Vec::new(), cumulative_percent: None });
    }

    fn push_target(&mut self, target: AnnualTarget) {
        self.out.body.annual_targets.get_or_insert_default().push(target);
    }

    fn target_point(&mut self, item: Option<&Text>, point: &Point) {
        if super::is_junk(&point.text.text) {
            return;
        }
        self.claim_mark(point.line);
        if let Some(steps) = self.steps(point) {
            self.claim_between(&point.text, 0..point.text.text.len());
            for child in &point.points {
                self.claim_mark(child.line);
                self.claim_between(&child.text, 0..child.text.text.len());
            }
            for step in steps {
                self.target_line(item, &step);
            }
            return;
        }
        let text = &point.text.text;
        let head = labelled(text).map_or(text.as_str(), |l| &text[l.label]);
        let year = period(head);
        if let (Some(label), false) = (year, point.points.is_empty()) {
            // A year over its bullets.
            let end = head.len();
            let year = self.year(&point.text, 0..end, &label);
            let head = head.to_owned();
            self.claim_between(&point.text, 0..text.len());
            let (mut targets, mut results) = (Vec::new(), Vec::new());
            if let Some(l) = labelled(text).filter(|l| !l.text.is_empty()) {
                targets.push(self.leaf_of(&point.text, l.text, "targets.point", Method::Heading));
            }
            for child in &point.points {
                self.claim_mark(child.line);
                // `목표 : 설계`, `실적 : 설계 완료` under their year.
                let sided = labelled(&child.text.text)
                    .filter(|l| !l.text.is_empty())
                    .map(|l| (side_of(&squash(&child.text.text[l.label.clone()])), l));
                let (side, value) = match sided {
                    Some((Some(side), l)) => {
                        self.claim_between(&child.text, 0..l.text.start);
                        (side, self.leaf_of(&child.text, l.text, "targets.point", Method::Labelled))
                    }
                    _ => (Column::Targets, self.leaf(&child.text, "targets.point", Method::Heading)),
                };
                if side == Column::Results { &mut results } else { &mut targets }.push(value);
            }
            self.push_target(AnnualTarget {
                group: None,
                item: item.cloned(),
                year,
                period_label: Some(head),
                targets,
                results,
                cumulative_percent: None,
            });
            return;
        }
        if point.points.is_empty() {
            self.target_line(item, &point.text);
            return;
        }
        let named = self.leaf(&point.text, "targets.item", Method::Heading);
        for child in &point.points {
            self.target_point(Some(&named), child);
        }
    }

    /// `(2022) 가 → (2023) 나`: the steps of a chain, over several lines where it wraps before an arrow.
    fn steps(&self, point: &Point) -> Option<Vec<Passage>> {
        let goes_on = |child: &Point| {
            let mark = self.line(child.line).marker.map(|m| self.slice(m.range));
            child.points.is_empty() && mark.is_some_and(|m| m.starts_with(ARROWS))
        };
        if !point.points.iter().all(goes_on) {
            return None;
        }
        let mut steps = Vec::new();
        for passage in std::iter::once(&point.text).chain(point.points.iter().map(|c| &c.text)) {
            let mut from = 0;
            for (at, arrow) in passage.text.match_indices(ARROWS) {
                steps.push(passage.slice(from..at));
                from = at + arrow.len();
            }
            steps.push(passage.slice(from..passage.text.len()));
        }
        let is_step = |step: &Passage| year_before(step.text.trim()).is_some();
        (steps.len() > 1 && steps.iter().all(is_step)).then_some(steps)
    }

    fn year(&mut self, passage: &Passage, range: std::ops::Range<usize>, label: &PeriodLabel) -> Option<Sourced<i32>> {
        label.year.filter(|_| label.period == Period::Year).map(|y| self.value(y, passage, range, "targets.year", Method::Cell))
    }

    /// `2023년 : 조례 개정`.
    fn target_line(&mut self, item: Option<&Text>, passage: &Passage) {
        let text = passage.text.as_str();
        let cut = year_before(text);
        let (label, targets) = match cut {
            Some((label, value)) => {
                self.claim_between(passage, 0..value.start);
                let target = self.leaf_of(passage, value, "targets.line", Method::Heading);
                (Some(label), vec![target])
            }
            None => (None, vec![self.leaf(passage, "targets.line", Method::Heading)]),
        };
        let parsed = label.clone().and_then(|l| period(&text[l]));
        let year = match (&label, parsed) {
            (Some(l), Some(p)) => self.year(passage, l.clone(), &p),
            _ => None,
        };
        let period_label = label.map(|l| text[l].to_owned());
        self.push_targets(item.cloned(), year, period_label, targets);
    }

    /// One column a year.
    pub(super) fn targets_across(&mut self, grid: &Grid) -> bool {
        let text = self.text;
        // Where no column names the rows, the first is a year's.
        let unnamed = period(grid.text(text, 0, 0)).is_some_and(|p| p.year.is_some());
        let years: Vec<(usize, PeriodLabel)> =
            (usize::from(!unnamed)..grid.rows[0].len()).filter_map(|c| period(grid.text(text, 0, c)).map(|p| (c, p))).collect();
        if years.iter().filter(|(_, p)| p.year.is_some()).count() < 2 || grid.rows.len() < 2 {
            return false;
        }
        let first_year = years[0].0;
        let columns = grid.rows.iter().map(Vec::len).max().unwrap_or(0);
        // 목표 and 실적 under each year.
        let kind_of = |r: usize, c: usize| side_of(&grid.key(text, r, c));
        let two = grid.rows.len() > 2 && (first_year..grid.rows[1].len()).filter(|&c| kind_of(1, c).is_some()).count() >= 2;
        let first = if two { 2 } else { 1 };
        let of_column: Vec<Option<(usize, Column)>> = (0..columns)
            .map(|c| {
                let anchor = grid.anchor(text, 0, c).filter(|_| c >= first_year);
                let at = if two { anchor? } else { c };
                let k = years.iter().position(|(y, _)| *y == at)?;
                Some((k, if two { kind_of(1, c).unwrap_or(Column::Other) } else { Column::Targets }))
            })
            .collect();
        let item_col = first_year.checked_sub(1);
        let group_col = (first_year >= 2).then(|| first_year - 2);
        let mut group: Option<Text> = None;
        let mut item: Option<Text> = None;
        let mut slots: Vec<AnnualTarget> = Vec::new();
        let mut side_above = None;
        for r in first..grid.rows.len() {
            if grid.is_blank_row(r) || grid.repeats_head(text, r) {
                continue;
            }
            let name = item_col.map(|c| grid.passage(text, r, c)).unwrap_or_default();
            // Rows of 목표 and of 실적: two sides of one target.
            // `누적 이행률(%)` under them: how far the whole is.
            let rates = !slots.is_empty()
                && self.names_progress(&name.text)
                && of_column.iter().enumerate().all(|(c, k)| k.is_none() || rate_of(grid.text(text, r, c), &name.text).is_some());
            let side = side_of(&squash(&name.text)).or(rates.then_some(Column::Percent));
            let rate_head = name.text.clone();
            let name = if side.is_some() {
                self.claim_between(&name, 0..name.text.len());
                Passage::default()
            } else {
                name
            };
            let group_cell = group_col.map(|c| grid.passage(text, r, c)).unwrap_or_default();
            // Below blank cells each column goes on with what the row above is of.
            side_above = side.or(side_above.filter(|_| name.is_empty() && group_cell.is_empty()));
            let starts = !name.is_empty() || !group_cell.is_empty() || slots.is_empty() || side == Some(Column::Targets);
            // A blank first cell goes on with the row above: a cell of several lines.
            if starts {
                self.flush(&mut slots);
                if !group_cell.is_empty() {
                    group = Some(self.leaf(&group_cell, "targets.group", Method::Cell));
                }
                item = (!name.is_empty()).then(|| self.leaf(&name, "targets.item", Method::Cell)).or(item.filter(|_| name.is_empty()));
                for (c, label) in &years {
                    let head = grid.passage(text, 0, *c);
                    let end = head.text.len();
                    let year = self.year(&head, 0..end, label);
                    slots.push(AnnualTarget {
                        group: group.clone(),
                        item: item.clone(),
                        year,
                        period_label: Some(head.text.clone()),
                        targets: Vec::new(),
                        results: Vec::new(),
                        cumulative_percent: None,
                    });
                }
            }
            for (c, column) in of_column.iter().enumerate() {
                let Some((k, kind)) = column else { continue };
                let cell = grid.passage(text, r, c);
                if cell.is_empty() || super::is_nothing(&cell.text) {
                    continue;
                }
                if rates && let Some(v) = rate_of(&cell.text, &rate_head) {
                    slots[*k].cumulative_percent = Some(self.value(v, &cell, 0..cell.text.len(), "targets.percent", Method::Cell));
                    continue;
                }
                for part in grid.passages(text, r, c).iter().flat_map(bullets) {
                    let leaf = self.leaf(&part, "targets.cell", Method::Cell);
                    let results = side_above.unwrap_or(*kind) == Column::Results;
                    if results { slots[*k].results.push(leaf) } else { slots[*k].targets.push(leaf) }
                }
            }
        }
        self.flush(&mut slots);
        self.claim_cells(grid);
        true
    }

    fn flush(&mut self, slots: &mut Vec<AnnualTarget>) {
        for target in slots.drain(..) {
            if !target.targets.is_empty() || !target.results.is_empty() || target.cumulative_percent.is_some() {
                self.push_target(target);
            }
        }
    }

    /// A year and what is to be done beside it in each row, and no head above.
    fn targets_beside(&mut self, grid: &Grid) -> bool {
        let text = self.text;
        let beside = (0..grid.rows.len()).all(|r| period(grid.text(text, r, 0)).is_some() && grid.filled(r) == 2);
        if !beside || grid.columns > 2 {
            return false;
        }
        for r in 0..grid.rows.len() {
            let head = grid.passage(text, r, 0);
            let year = period(&head.text).and_then(|label| self.year(&head, 0..head.text.len(), &label));
            let parts = grid.passages(text, r, 1);
            let targets = parts.iter().flat_map(bullets).map(|part| self.leaf(&part, "targets.cell", Method::Cell)).collect();
            let period_label = Some(head.text);
            self.push_targets(None, year, period_label, targets);
        }
        self.claim_cells(grid);
        true
    }

    /// Whether words name how far the whole is: `누적 진척도`.
    fn names_progress(&self, words: &str) -> bool {
        self.names.label_like(words).0.first() == Some(&LabelKey::Progress)
    }

    /// What is to be done in each year, where a money table says it beside the amounts: a column headed so beside the years, or a row
    /// named so under them.
    pub(super) fn targets_beside_money(&mut self, grid: &Grid) {
        let text = self.text;
        let heads = 0..grid.rows.len().min(2);
        let columns = || 0..grid.columns;
        let year_at = |r: usize, c: usize| period(grid.text(text, r, c)).is_some();
        let year_col = columns().find(|&c| (0..grid.rows.len()).filter(|&r| year_at(r, c)).count() >= 2);
        let year_row = heads.clone().find(|&r| columns().filter(|&c| year_at(r, c)).count() >= 2);
        // The cell of each year and that of what is to be done in it.
        let mut pairs: Vec<((usize, usize), (usize, usize))> = Vec::new();
        if let Some(year_col) = year_col {
            for c in columns().filter(|&c| heads.clone().any(|r| is_task(grid.text(text, r, c)))) {
                pairs.extend((0..grid.rows.len()).filter(|&r| year_at(r, year_col)).map(|r| ((r, year_col), (r, c))));
            }
        } else if let Some(year_row) = year_row {
            for r in (0..grid.rows.len()).filter(|&r| columns().take(2).any(|c| is_task(grid.text(text, r, c)))) {
                pairs.extend(columns().filter(|&c| year_at(year_row, c)).map(|c| ((year_row, c), (r, c))));
            }
        }
        for ((year_r, year_c), (r, c)) in pairs {
            let cell = grid.passage(text, r, c);
            let head = grid.passage(text, year_r, year_c);
            let Some(label) = period(&head.text).filter(|_| !cell.is_empty() && !matches!(cell.text.as_str(), "-" | "–")) else {
                continue;
            };
            let year = self.year(&head, 0..head.text.len(), &label);
            let parts = grid.passages(text, r, c);
            let targets = parts.iter().flat_map(bullets).map(|part| self.leaf(&part, "targets.beside-money", Method::Cell)).collect();
            self.push_targets(None, year, Some(head.text), targets);
        }
    }

    /// One row a year.
    pub(super) fn targets_down(&mut self, grid: &Grid) -> bool {
        let text = self.text;
        if grid.rows.len() < 2 {
            return false;
        }
        let year_col = (0..grid.columns.min(3)).find(|&c| {
            (1..grid.rows.len()).filter(|&r| period(grid.text(text, r, c)).is_some()).count() * 2 >= (grid.rows.len() - 1).min(6)
                && (1..grid.rows.len()).any(|r| period(grid.text(text, r, c)).is_some())
        });
        let Some(year_col) = year_col else { return false };
        // `연도 | 추진사항` over `(merged) | 목표 | 실적`: the second row says what the columns are.
        let halves = |r: usize| (0..grid.columns).filter(|&c| side_of(&grid.key(text, r, c)).is_some()).count();
        let header = 1 + usize::from(grid.rows.len() > 2 && grid.text(text, 1, year_col).is_empty() && halves(1) >= 2);
        let head_of = |c: usize| grid.head_key(text, header, c);
        let kind = |c: usize| match head_of(c) {
            _ if c == year_col => Column::Other,
            head if self.names_progress(&head) => Column::Percent,
            head => kind_of_column(&head),
        };
        let kinds: Vec<Column> = (0..grid.columns).map(kind).collect();
        if self.sides_of_projects(grid, year_col, header) {
            return true;
        }
        if !kinds.contains(&Column::Targets) {
            return self.targets_of_projects(grid, year_col, header);
        }
        let mut year: Option<(Passage, PeriodLabel)> = None;
        let mut slots: Vec<AnnualTarget> = Vec::new();
        for r in header..grid.rows.len() {
            if grid.is_blank_row(r) || grid.repeats_head(text, r) {
                continue;
            }
            let head = grid.passage(text, r, year_col);
            let item = kinds.iter().position(|&k| k == Column::Item).map(|c| grid.passage(text, r, c)).filter(|p| !p.is_empty());
            let new_year = period(&head.text).map(|p| (head.clone(), p));
            if new_year.is_some() || item.is_some() || slots.is_empty() {
                self.flush(&mut slots);
                year = new_year.or(year);
                let (value, label) = match &year {
                    Some((passage, label)) => {
                        let (passage, label) = (passage.clone(), *label);
                        let end = passage.text.len();
                        self.claim_between(&passage, 0..end);
                        (self.year(&passage, 0..end, &label), Some(passage.text))
                    }
                    None => (None, None),
                };
                let item = item.map(|p| self.leaf(&p, "targets.item", Method::Cell));
                slots.push(AnnualTarget {
                    group: None,
                    item,
                    year: value,
                    period_label: label,
                    targets: Vec::new(),
                    results: Vec::new(),
                    cumulative_percent: None,
                });
            }
            if let Some(slot) = slots.last_mut() {
                self.row_of_year(grid, r, &kinds, slot);
            }
        }
        self.flush(&mut slots);
        let other = kinds
            .iter()
            .enumerate()
            .any(|(c, k)| *k == Column::Other && c != year_col && (header..grid.rows.len()).any(|r| !grid.text(text, r, c).is_empty()));
        if other {
            self.keep_table(grid, None);
        }
        self.claim_cells(grid);
        true
    }

    /// `연도 | 가온 도로 | 나래 다리` over rows of years: a column a project, where the overview names every one of them.
    fn targets_of_projects(&mut self, grid: &Grid, year_col: usize, header: usize) -> bool {
        let text = self.text;
        let projects = self.project_keys();
        let columns: Vec<usize> = (0..grid.columns).filter(|&c| c != year_col).collect();
        let named = |&c: &usize| projects.contains(&heading_key(grid.text(text, 0, c)));
        if header > 1 || columns.len() < PROJECTS || !columns.iter().all(named) {
            return false;
        }
        for c in columns {
            let name = grid.passage(text, 0, c);
            for r in header..grid.rows.len() {
                let head = grid.passage(text, r, year_col);
                let Some(label) = period(&head.text).filter(|_| !is_blank_or_nothing(grid.text(text, r, c))) else { continue };
                let year = self.year(&head, 0..head.text.len(), &label);
                let item = self.leaf(&name, "targets.item", Method::Cell);
                let parts = grid.passages(text, r, c);
                let targets = parts.iter().flat_map(bullets).map(|part| self.leaf(&part, "targets.cell", Method::Cell)).collect();
                self.push_targets(Some(item), year, Some(head.text), targets);
            }
        }
        self.claim_cells(grid);
        true
    }

    /// `연도 | 가온 도로 | 나래 다리` over `(merged) | 목표 | 실적 | 목표 | 실적`: both sides of each project, a row a year.
    fn sides_of_projects(&mut self, grid: &Grid, year_col: usize, header: usize) -> bool {
        let text = self.text;
        let side = |c: usize| Some((c, grid.anchor(text, 0, c).filter(|&a| a != year_col)?, side_of(&grid.key(text, 1, c))?));
        let columns: Vec<(usize, usize, Column)> = (0..grid.columns).filter(|&c| c != year_col).filter_map(side).collect();
        let projects: Vec<&[(usize, usize, Column)]> = columns.chunk_by(|a, b| a.1 == b.1).collect();
        let plain = |project: &&[(usize, usize, Column)]| project.len() > 1 && period(grid.text(text, 0, project[0].1)).is_none();
        if header != 2 || columns.len() + 1 != grid.columns || projects.len() < PROJECTS || !projects.iter().all(plain) {
            return false;
        }
        for r in header..grid.rows.len() {
            let head = grid.passage(text, r, year_col);
            let Some(label) = period(&head.text) else { continue };
            for project in &projects {
                let name = grid.passage(text, 0, project[0].1);
                let item = self.leaf(&name, "targets.item", Method::Cell);
                let mut target = AnnualTarget {
                    group: None,
                    item: Some(item),
                    year: self.year(&head, 0..head.text.len(), &label),
                    period_label: Some(head.text.clone()),
                    targets: Vec::new(),
                    results: Vec::new(),
                    cumulative_percent: None,
                };
                for &(c, _, kind) in project.iter().filter(|&&(c, ..)| !is_blank_or_nothing(grid.text(text, r, c))) {
                    for part in grid.passages(text, r, c).iter().flat_map(bullets) {
                        let leaf = self.leaf(&part, "targets.cell", Method::Cell);
                        if kind == Column::Results { target.results.push(leaf) } else { target.targets.push(leaf) }
                    }
                }
                self.flush(&mut vec![target]);
            }
        }
        self.claim_cells(grid);
        true
    }

    /// What a row of a table says of its year.
    fn row_of_year(&mut self, grid: &Grid, r: usize, kinds: &[Column], year: &mut AnnualTarget) {
        let text = self.text;
        for (c, kind) in kinds.iter().enumerate() {
            let cell = grid.passage(text, r, c);
            if cell.is_empty() || super::is_nothing(&cell.text) {
                continue;
            }
            match kind {
                Column::Targets | Column::Results => {
                    for part in grid.passages(text, r, c).iter().flat_map(bullets) {
                        let leaf = self.leaf(&part, "targets.cell", Method::Cell);
                        if *kind == Column::Results { year.results.push(leaf) } else { year.targets.push(leaf) }
                    }
                }
                Column::Percent => {
                    if let Some(v) = percent::percent(&cell.text) {
                        let end = cell.text.len();
                        year.cumulative_percent = Some(self.value(v, &cell, 0..end, "targets.percent", Method::Cell));
                    }
                }
                Column::Item | Column::Group | Column::Other => {}
            }
        }
    }

    /// The cells of a table of years in text of a PDF.
    fn flat_targets(&mut self, run: &[usize], first: usize) {
        let years = self.years_of_head(&run[..first]);
        let body: Vec<usize> = run[first..].iter().copied().filter(|&i| !super::is_junk(self.slice(self.line(i).range))).collect();
        let n = years.len();
        let mut names = self.project_keys();
        if let Some(title) = &self.out.body.pledge.title {
            names.push(heading_key(&title.value));
        }
        let rows = self.flat_rows(&body, n, &names);
        let mut kept: Vec<usize> = Vec::new();
        for (head, cells) in rows {
            match self.flat_row(&head, &cells, n) {
                Some(parts) if n > 0 => self.flat_row_values(&head, parts, &years, &names),
                _ => {
                    kept.extend(&head);
                    kept.extend(&cells);
                    self.unplaced_row(&head, &cells, &names);
                }
            }
        }
        if !kept.is_empty() {
            let at = self.line(kept[0]).range;
            self.say(
                Diagnostic::new(
                    &codes::TABLE_FLATTENED,
                    format!("which of {} lines belong to which of {n} years cannot be told; they are kept whole", kept.len()),
                    format!("{}줄이 {n}개 연도 중 어디에 속하는지 알 수 없어 그대로 남겼습니다", kept.len()),
                )
                .field("/annual_targets")
                .at(at),
            );
        }
    }

    /// The years of the lines that head such a table.
    fn years_of_head(&mut self, head: &[usize]) -> Vec<(Passage, PeriodLabel)> {
        let mut years = Vec::new();
        for &i in head {
            let line = self.line(i);
            let slice = self.slice(line.range);
            if super::schedule::year_tokens(slice) >= 3 {
                for token in slice.split_whitespace() {
                    let at = line.range.start as usize + (token.as_ptr() as usize - slice.as_ptr() as usize);
                    if let Some(label) = period(token) {
                        years.push((Passage::of(self.text, crate::span::Range::new(at, at + token.len())), label));
                    }
                }
            }
            self.claim_line(i);
        }
        years
    }

    /// The rows of such a table over `n` years: unmarked lines that name a row, then the lines of its cells.
    fn flat_rows(&self, body: &[usize], n: usize, names: &[String]) -> Vec<(Vec<usize>, Vec<usize>)> {
        let is_cell_mark =
            |kind: MarkerKind| matches!(kind, MarkerKind::Glyph('·') | MarkerKind::Star | MarkerKind::Dash | MarkerKind::Glyph('○'));
        let mut rows: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
        let mut k = 0;
        while k < body.len() {
            let line = self.line(body[k]);
            let marked = line.marker.is_some_and(|m| is_cell_mark(m.kind));
            match rows.last_mut() {
                None => rows.push((vec![body[k]], Vec::new())),
                Some((head, cells)) if !marked && cells.is_empty() => head.push(body[k]),
                Some((_, cells)) => {
                    // All years have their cell, and unmarked text after a blank line begins: the next row.
                    if !marked && line.blanks_before > 0 && !self.layout.blanks_are_spacing && n > 0 && self.cells_begun(cells) >= n {
                        rows.push((vec![body[k]], Vec::new()));
                        k += 1;
                        continue;
                    }
                    // An unmarked line inside the cells: the name of the next row, where it is one that is known.
                    if !marked && let Some(taken) = self.project_name_at(body, k, names) {
                        rows.push((body[k..k + taken].to_vec(), Vec::new()));
                        k += taken;
                        continue;
                    }
                    cells.push(body[k]);
                }
            }
            k += 1;
        }
        rows
    }

    /// How many cells the lines of a row begin at least: the first, and each point behind a blank line.
    fn cells_begun(&self, cells: &[usize]) -> usize {
        let is_point = |i: usize| self.line(i).marker.is_some_and(|m| matches!(m.kind, MarkerKind::Glyph('·') | MarkerKind::Star));
        let begins = |&(c, &i): &(usize, &usize)| c == 0 || self.line(i).blanks_before > 0 && is_point(i);
        cells.iter().enumerate().filter(begins).count()
    }

    /// A row whose cells cannot be told apart: its name, and its targets without a year.
    fn unplaced_row(&mut self, head: &[usize], cells: &[usize], names: &[String]) {
        let (group, item) = self.flat_names(head, names);
        let mut targets = Vec::new();
        for part in cells.chunk_by(|_, &next| self.layout.lines[next].marker.is_none()) {
            let passage = self.join_lines(part);
            if passage.is_empty() {
                continue;
            }
            let mut leaf = self.leaf(&passage, "targets.unplaced", Method::Guessed);
            leaf.prov.doubts.add(Doubt::ColumnUncertain);
            targets.push(leaf);
        }
        self.push_target(AnnualTarget {
            group,
            item,
            year: None,
            period_label: None,
            targets,
            results: Vec::new(),
            cumulative_percent: None,
        });
    }

    /// The lines of a row as `n` cells: bullets after a blank line begin a cell; else stars do, too; else each bullet does.
    fn flat_row(&self, head: &[usize], cells: &[usize], n: usize) -> Option<Vec<Vec<usize>>> {
        if head.is_empty() || cells.is_empty() || n == 0 {
            return None;
        }
        let first = self.line(cells[0]).marker.map(|m| m.kind);
        let mark = |i: usize| self.line(i).marker.map(|m| m.kind);
        let spaced = |i: usize| self.line(i).blanks_before > 0;
        let same = |i: usize| mark(i) == first && mark(i).is_some();
        let rules: [&dyn Fn(usize) -> bool; 4] =
            [&|i| same(i) && spaced(i), &|i| (same(i) || mark(i) == Some(MarkerKind::Star)) && spaced(i), &|i| same(i), &|i| {
                mark(i).is_some()
            }];
        for begins in rules {
            let mut parts: Vec<Vec<usize>> = Vec::new();
            for (k, &i) in cells.iter().enumerate() {
                if k == 0 || begins(i) {
                    parts.push(vec![i]);
                } else if let Some(last) = parts.last_mut() {
                    last.push(i);
                }
            }
            if parts.len() == n {
                return Some(parts);
            }
        }
        None
    }

    fn flat_row_values(&mut self, head: &[usize], parts: Vec<Vec<usize>>, years: &[(Passage, PeriodLabel)], names: &[String]) {
        let (group, item) = self.flat_names(head, names);
        for (part, (year, label)) in parts.into_iter().zip(years) {
            let passage = self.join_cell(&part);
            let targets: Vec<Text> = bullets(&passage)
                .into_iter()
                .map(|p| {
                    let mut leaf = self.leaf(&p, "targets.flat-cell", Method::Counted);
                    leaf.prov.doubts.add(Doubt::ColumnUncertain);
                    leaf
                })
                .collect();
            for &i in &part {
                self.claim_line(i);
            }
            let end = year.text.len();
            let value = self.year(year, 0..end, label);
            self.push_target(AnnualTarget {
                group: group.clone(),
                item: item.clone(),
                year: value,
                period_label: Some(year.text.clone()),
                targets,
                results: Vec::new(),
                cumulative_percent: None,
            });
        }
    }

    /// All lines of a cell with their marks, so that bullets inside it can be parted.
    fn join_cell(&self, lines: &[usize]) -> Passage {
        let mut passage = Passage::default();
        for (k, &i) in lines.iter().enumerate() {
            let line = self.line(i);
            let space = k > 0
                && (line.marker.is_some() || crate::outline::joined_with_blank(self.text, self.layout, self.line(lines[k - 1]), line));
            passage.push(self.text, line.range, space);
        }
        passage
    }

    /// The unmarked lines before a row's cells: the group and the item.
    fn flat_names(&mut self, head: &[usize], names: &[String]) -> (Option<Text>, Option<Text>) {
        let known = |key: &str| names.iter().any(|n| n == key || (key.chars().count() >= 6 && (n.ends_with(key) || n.starts_with(key))));
        let whole: String = head.iter().map(|&i| heading_key(self.slice(self.line(i).range))).collect();
        for cut in (1..head.len()).filter(|_| !known(&whole)) {
            let tail: String = head[cut..].iter().map(|&i| heading_key(self.slice(self.line(i).range))).collect();
            let lead: String = head[..cut].iter().map(|&i| heading_key(self.slice(self.line(i).range))).collect();
            if known(&tail) && (names.last().is_some_and(|t| *t == lead) || tail.chars().count() >= 8)
                || names.last().is_some_and(|t| *t == lead)
            {
                let group = self.join_lines(&head[..cut]);
                let item = self.join_lines(&head[cut..]);
                return (
                    Some(self.leaf(&group, "targets.flat-group", Method::Counted)),
                    Some(self.leaf(&item, "targets.flat-item", Method::Counted)),
                );
            }
        }
        let item = self.join_lines(head);
        (None, Some(self.leaf(&item, "targets.flat-item", Method::Counted)))
    }
}

/// Projects that make columns of their own, at least.
const PROJECTS: usize = 2;

/// Whether these words head what is aimed at, and what came of it.
pub(super) fn heads_both_sides(targets: &str, results: &str) -> bool {
    side_of(targets) == Some(Column::Targets) && side_of(results) == Some(Column::Results)
}

fn is_blank_or_nothing(cell: &str) -> bool {
    cell.is_empty() || super::is_nothing(cell)
}

/// What parts the steps of a chain.
pub(super) const ARROWS: [char; 7] = ['→', '⇒', '➔', '➜', '⇨', '▶', '▷'];

/// The period that stands before a colon or in brackets at the start, and what follows.
fn year_before(text: &str) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    labelled(text)
        .filter(|l| period(&text[l.label.clone()]).is_some())
        .map(|l| (l.label, l.text))
        .or_else(|| super::points::bracketed(text).filter(|(b, v)| period(&text[b.clone()]).is_some() && !v.is_empty()))
        .or_else(|| before_arrow(text))
        .or_else(|| {
            // `2023년 - 조례 개정`
            let (label, value) = text.split_once(" - ")?;
            let found = !value.trim().is_empty() && period(label.trim()).is_some_and(|p| p.period == Period::Year);
            found.then(|| (0..label.trim_end().len(), text.len() - value.trim_start().len()..text.len()))
        })
        .or_else(|| before_words(text))
}

/// `2023년 조례 개정`, `2023년에는 조례 개정`: a year with its word and nothing more of a date, a blank, and what is to be done.
fn before_words(text: &str) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let (first, _) = text.split_once(' ')?;
    let found = dates::leading(text).filter(|found| found.range.start == 0 && found.range.end <= first.len())?;
    let label = &text[found.range.clone()];
    let value = text[first.len()..].trim_start();
    let year = label.ends_with('년') && period(label).is_some_and(|p| p.period == Period::Year);
    let at = text.len() - value.len();
    // A number behind a year alone may be of anything; behind the particle it begins what is to be done (`2023년에는 1차 교체`).
    let begins = value.starts_with(crate::text::is_hangul) || found.range.end < first.len();
    (year && begins && found.outer.end == at).then_some((found.range, at..text.len()))
}

/// `2023 → 조례 개정`: a year, an arrow and its one target.
fn before_arrow(text: &str) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let (label, value) = text.split_once(ARROWS)?;
    let found = !value.contains(ARROWS) && !value.trim().is_empty() && period(label.trim()).is_some();
    found.then(|| (0..label.trim_end().len(), text.len() - value.trim_start().len()..text.len()))
}

/// The period of a label, where it is a year, a range or what comes after (totals are none here).
fn period(label: &str) -> Option<PeriodLabel> {
    if label.len() > 40 {
        return None;
    }
    dates::period_label(label).filter(|p| !matches!(p.period, Period::Total | Period::InTerm))
}

/// A rate, as printed or with the sign that stands in its head: `15` under `누적 이행률(%)`.
fn rate_of(cell: &str, head: &str) -> Option<f64> {
    let bare = || percent::percent(&format!("{cell}%"));
    percent::percent(cell).or_else(|| if head.contains('%') && !cell.is_empty() { bare() } else { None })
}

/// Whether words name the planned or the reached side of targets.
fn side_of(key: &str) -> Option<Column> {
    match key {
        "목표" | "계획" | "추진계획" | "추진목표" | "연차별목표" | "이행목표" | "이행계획" | "연차별계획" => {
            Some(Column::Targets)
        }
        "실적" | "추진실적" | "결과" | "추진결과" | "이행실적" | "이행결과" | "점검결과" => Some(Column::Results),
        _ => None,
    }
}

/// The bullets of a cell: `⋅가 ⋅나` are two, a cell without is one.
pub(super) fn bullets(cell: &Passage) -> Vec<Passage> {
    let text = &cell.text;
    let is_bullet = |c: char| matches!(c, '⋅' | '·' | 'ㆍ' | '‧' | '•' | '∙' | '○' | '▪' | '※' | '◦' | 'Ÿ');
    let Some(mark) = text.chars().next().filter(|&c| is_bullet(c) || c == '-' && text[1..].starts_with(' ')) else {
        return vec![cell.clone()];
    };
    let mut cuts: Vec<usize> = Vec::new();
    let mut previous = ' ';
    for (i, c) in text.char_indices() {
        // A middle dot between two letters joins them; after a blank or a bracket it is a bullet.
        let starts = i == 0
            || previous == ' '
            || matches!(previous, ')' | ']') && is_bullet(c)
            || (is_bullet(c) && c == mark && c != '·' && c != 'ㆍ');
        if (c == mark || is_bullet(c) && mark != '-') && starts && c != '※' {
            cuts.push(i);
        }
        previous = c;
    }
    let mut out = Vec::new();
    for (k, &from) in cuts.iter().enumerate() {
        let to = cuts.get(k + 1).copied().unwrap_or(text.len());
        let start = from + text[from..].chars().next().map_or(0, char::len_utf8);
        let part = cell.slice(start..to);
        if !part.is_empty() {
            out.push(part);
        }
    }
    if out.is_empty() { vec![cell.clone()] } else { out }
}
