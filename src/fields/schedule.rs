//! 로드맵: tasks and their bars.
//!
//! Bars survive in text only as marks in the cells of years, quarters or halves, or as dates in a column of their own. Where
//! the source lost them (cells that were only shaded), the tasks stay and `marks-lost` says so. Text of a PDF keeps the names
//! of tasks and groups in an order of its own; groups are told by the names of the projects.

use super::header::is_mark;
use super::points::labelled;
use super::{Content, Reader};
use crate::diag::{Diagnostic, codes};
use crate::layout::{Line, MarkerKind, Passage};
use crate::model::{DateSpan, Doubt, Method, PlanItem, Prov, Schedule, Sourced, Task, Text};
use crate::normalize::dates;
use crate::outline::Point;
use crate::sections::vocabulary::heading_key;
use crate::sections::{Role, is_table_head};
use crate::span::Range;
use crate::tables::Grid;
use crate::text::squashed;

/// The name of a task on a line of its own is no longer than this, in display columns.
const TASK_WIDTH: u16 = 40;

/// The year at the head of a column is no longer than this, in bytes: `2024년`, `’24년`.
const YEAR_BYTES: usize = 12;

/// What a column of a roadmap stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Slot {
    year: i32,
    /// Quarter 1–4, or half 5–6, or a month from 11 on, or 0 for the year.
    part: u8,
}

/// What a month counts from among the parts of a year.
const MONTHS: u32 = 10;

impl Slot {
    fn months(self) -> (u32, u32) {
        match self.part {
            1..=4 => (u32::from(self.part) * 3 - 2, u32::from(self.part) * 3),
            5 => (1, 6),
            6 => (7, 12),
            11..=22 => (u32::from(self.part) - MONTHS, u32::from(self.part) - MONTHS),
            _ => (1, 12),
        }
    }

    fn edtf(self) -> String {
        match self.part {
            1..=4 => dates::iso(self.year, &[32 + u32::from(self.part)]),
            5 | 6 => dates::iso(self.year, &[35 + u32::from(self.part)]),
            11..=22 => dates::iso(self.year, &[u32::from(self.part) - MONTHS]),
            _ => dates::iso(self.year, &[]),
        }
    }
}

impl Reader<'_> {
    pub(super) fn schedule(&mut self, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        let mut tasks: Vec<Task> = Vec::new();
        let mut marks: Option<Prov> = None;
        if let Some(passage) = inline {
            self.task_line(None, &passage, &mut tasks, &mut marks);
        }
        // A roadmap of which only the head is left: its tasks stand below, a line each.
        let mut headless = false;
        let mut planned = false;
        for content in self.contents(lines) {
            match content {
                Content::Table(grid, unit) => {
                    let before = tasks.len();
                    let read = self.roadmap(grid, &mut tasks, &mut marks);
                    headless = read && tasks.len() == before;
                    if read || self.task_list(grid, &mut tasks, &mut marks) {
                        continue;
                    }
                    // What is done in each quarter, in words.
                    if self.plans_across(grid) || within_years(self.text, grid) && self.plan_table(grid) {
                        planned = true;
                        continue;
                    }
                    // `연도 | 할 일`: what is done in each year, not when a task is done.
                    let years =
                        (1..grid.rows.len()).all(|r| dates::period_label(grid.text(self.text, r, 0)).is_some_and(|p| p.year.is_some()));
                    if !years || !self.targets_down(grid) {
                        self.keep_table(grid, unit.as_ref());
                    }
                }
                Content::Lines(run) if headless && run.iter().all(|&i| self.is_task_cell(i)) => {
                    for i in run {
                        self.claim_line(i);
                        let passage = Passage::of(self.text, self.line(i).body);
                        self.task_line(None, &passage, &mut tasks, &mut marks);
                    }
                }
                Content::Lines(run) => {
                    let times = self.times_by_blanks(&run).or_else(|| self.stacked_times(&run));
                    if !times.is_some_and(|grid| self.task_list(&grid, &mut tasks, &mut marks)) {
                        self.task_lines(&run, &mut tasks, &mut marks);
                    }
                }
            }
        }
        if tasks.is_empty() && (planned || self.out.body.schedule.is_some()) {
            return;
        }
        let heading = self.out.sections.last().map(|s| s.range).unwrap_or_default();
        let preserved = Sourced::new(
            marks.is_some(),
            marks.unwrap_or_else(|| Prov::new([Range { start: heading.start, end: heading.start }], "schedule.marks", Method::Heading)),
        );
        match &mut self.out.body.schedule {
            Some(schedule) => {
                schedule.tasks.extend(tasks);
                if preserved.value && !schedule.marks_preserved.value {
                    schedule.marks_preserved = preserved;
                }
            }
            None => self.out.body.schedule = Some(Schedule { marks_preserved: preserved, tasks }),
        }
    }

    /// Whether a line is the one cell that is left of a row.
    fn is_task_cell(&self, i: usize) -> bool {
        let line = self.line(i);
        line.marker.is_none() && line.width <= TASK_WIDTH
    }

    /// Says that the bars are lost, once per record.
    pub(super) fn marks_lost(&mut self) {
        let Some(schedule) = &self.out.body.schedule else { return };
        if schedule.marks_preserved.value || schedule.tasks.is_empty() {
            return;
        }
        let at = self.out.sections.iter().find(|s| s.role == Role::Schedule).and_then(|s| s.heading.as_ref()).map(|h| h.all(self.text));
        let n = schedule.tasks.len();
        self.say(
            Diagnostic::new(
                &codes::MARKS_LOST,
                format!("the roadmap's {n} tasks have no bars in this source; their periods are left empty"),
                format!("로드맵 {n}개 항목의 기간 표시(음영·막대)가 원문에 남아 있지 않아 기간을 비워 두었습니다"),
            )
            .field("/schedule")
            .at_all(at.unwrap_or_default()),
        );
    }

    /// A table of years, quarters or halves with marks in its cells.
    fn roadmap(&mut self, grid: &Grid, tasks: &mut Vec<Task>, marks: &mut Option<Prov>) -> bool {
        let text = self.text;
        let Some(Axis { slots, first, first_year }) = self.time_axis(grid).filter(|axis| axis.first_year > 0) else { return false };
        let columns = slots.len();
        let name_col = first_year - 1;
        let bars = Bars::of(grid, first, name_col, &slots);
        let (mut written, mut marked) = (0, 0);
        // Among other marks a dash says that there is none.
        let lone_dash = |cell: &str| matches!(cell, "-" | "–" | "－");
        let mut dash_is_nothing = false;
        for r in first..grid.rows.len() {
            for (c, slot) in slots.iter().enumerate() {
                let cell = grid.text(text, r, c);
                if slot.is_some() && !cell.is_empty() {
                    written += 1;
                    marked += usize::from(is_bar(cell) || bars.at(grid, r, c));
                    dash_is_nothing |= is_bar(cell) && !lone_dash(cell);
                }
            }
        }
        if written > 0 && marked * 2 < written {
            return false;
        }
        let group_col = (first_year >= 2).then(|| first_year - 2);
        let mut group: Option<Passage> = None;
        for r in first..grid.rows.len() {
            if let Some(g) = group_col.map(|c| grid.passage(text, r, c)).filter(|g| !g.is_empty()) {
                group = Some(g);
            }
            let name = grid.passage(text, r, name_col);
            if name.is_empty() {
                continue;
            }
            let group = group.as_ref().map(|g| self.leaf(g, "schedule.group", Method::Cell));
            let name = self.leaf(&name, "schedule.task", Method::Cell);
            let mut spans = Vec::new();
            let mut c = 0;
            while c < columns {
                let is_on = |cell: &str| is_bar(cell) && !(dash_is_nothing && lone_dash(cell));
                let on = |c: usize| slots[c].is_some() && (bars.at(grid, r, c) || is_on(grid.text(text, r, c)));
                if !on(c) {
                    c += 1;
                    continue;
                }
                let from = c;
                while c < columns && on(c) {
                    c += 1;
                }
                if let (Some(a), Some(b)) = (slots[from], slots[c - 1]) {
                    let ranges: Vec<Range> = (from..c).filter_map(|k| grid.range(r, k)).collect();
                    let raw = ranges.iter().map(|&g| self.slice(g)).collect::<Vec<_>>().join(" ");
                    let prov = Prov::new(
                        ranges,
                        "schedule.bar",
                        if grid.kind == crate::tables::GridKind::Aligned { Method::Aligned } else { Method::Cell },
                    );
                    marks.get_or_insert_with(|| prov.clone());
                    spans.push(Sourced::new(bar(a, b, raw), prov));
                }
            }
            tasks.push(Task { group, name, spans });
        }
        self.claim_cells(grid);
        true
    }

    /// The columns of a table that stand for years or parts of them. Where one year alone is meant, the heading may name it.
    fn time_axis(&self, grid: &Grid) -> Option<Axis> {
        /// Rows of a head at most.
        const HEAD_ROWS: usize = 3;
        let text = self.text;
        let rows = grid.rows.len();
        let year_in = |r: usize, c: usize| dates::period_label(grid.text(text, r, c)).and_then(|p| p.year);
        let cells = |r: usize| 0..grid.rows[r].len();
        let parts = |r: usize| cells(r).filter(|&c| part(grid.text(text, r, c)).is_some()).count();
        let years = |r: usize| cells(r).filter(|&c| year_in(r, c).is_some()).count();
        let columns = grid.rows.iter().map(Vec::len).max().unwrap_or(0);
        let year_row = (0..rows.min(HEAD_ROWS))
            .find(|&r| years(r) >= 2)
            .or_else(|| (0..rows.min(HEAD_ROWS)).find(|&r| years(r) == 1 && r + 1 < rows && parts(r + 1) >= 2));
        let axis = match year_row {
            Some(year_row) => {
                let part_row = Some(year_row + 1).filter(|&r| r < rows && parts(r) >= 2);
                let first_year = (0..columns).find(|&c| year_in(year_row, c).is_some()).unwrap_or(0);
                let slot = |c: usize| {
                    let year = grid.anchor(text, year_row, c).and_then(|a| year_in(year_row, a)).filter(|_| c >= first_year)?;
                    let part = part_row.map_or(Some(0), |r| part(grid.text(text, r, c)))?;
                    Some(Slot { year, part })
                };
                Axis { slots: (0..columns).map(slot).collect(), first: part_row.unwrap_or(year_row) + 1, first_year }
            }
            None => {
                let year = dates::only_year(&dates::first(&self.out.sections.last()?.heading.as_ref()?.text)?.value.span)?;
                // A numeral alone may count anything.
                let worded = |r: usize, c: usize| {
                    let cell = grid.text(text, r, c);
                    part(cell).filter(|_| cell.contains(['월', '분', '반', '/']))
                };
                let row = (0..rows.min(HEAD_ROWS)).find(|&r| cells(r).filter(|&c| worded(r, c).is_some()).count() >= 2)?;
                let first_year = (0..columns).find(|&c| worded(row, c).is_some()).unwrap_or(0);
                let slot = |c: usize| worded(row, c).map(|part| Slot { year, part });
                Axis { slots: (0..columns).map(slot).collect(), first: row + 1, first_year }
            }
        };
        (axis.slots.iter().flatten().count() >= 2).then_some(axis)
    }

    /// `1/4분기 | 2/4분기 …` over what is done in each: plans with the quarter as their date.
    fn plans_across(&mut self, grid: &Grid) -> bool {
        let text = self.text;
        let Some(axis) = self.time_axis(grid).filter(|axis| axis.slots.iter().flatten().all(|slot| slot.part != 0)) else { return false };
        let filled = |r: usize| (0..grid.rows[r].len()).filter(|&c| axis.slots[c].is_some() && !grid.text(text, r, c).is_empty()).count();
        if axis.first >= grid.rows.len() || (axis.first..grid.rows.len()).all(|r| filled(r) == 0) {
            return false;
        }
        for r in axis.first..grid.rows.len() {
            // What stands left of the quarters says what is done; 구분 and the like say nothing.
            let group = axis.first_year.checked_sub(1).map(|c| grid.passage(text, r, c));
            let group = group.filter(|g| !g.is_empty() && !is_table_head(&g.text));
            for c in 0..grid.rows[r].len() {
                let Some(slot) = axis.slots[c] else { continue };
                let cell = grid.passage(text, r, c);
                if cell.is_empty() || super::is_nothing(&cell.text) {
                    continue;
                }
                let head = grid.anchor(text, axis.first - 1, c).and_then(|a| grid.range(axis.first - 1, a));
                let raw = head.map(|h| self.slice(h).to_owned()).unwrap_or_default();
                let prov = Prov::new(head, "schedule.quarter", Method::Cell);
                let date = Some(Sourced::new(bar(slot, slot, raw), prov));
                let group = group.as_ref().map(|g| self.leaf(g, "schedule.group", Method::Cell));
                let text = self.leaf(&cell, "schedule.plan", Method::Cell);
                self.out.body.plans.get_or_insert_default().push(PlanItem { group, date, text });
            }
        }
        self.claim_cells(grid);
        true
    }

    /// Tasks with their period in a column of its own.
    fn task_list(&mut self, grid: &Grid, tasks: &mut Vec<Task>, marks: &mut Option<Prov>) -> bool {
        let text = self.text;
        if grid.rows.len() < 2 || grid.columns < 2 {
            return false;
        }
        let dated = |c: usize| (1..grid.rows.len()).filter(|&r| dates::whole(grid.text(text, r, c)).is_some()).count();
        let right = (1..grid.columns).find(|&c| dated(c) * 2 >= grid.rows.len() - 1 && dated(c) > 0);
        // `시기 | 내용`
        let heads_times = |key: &str| ["시기", "기간", "일정", "일자"].iter().any(|end| key.ends_with(end));
        let left = || (grid.columns == 2 && dated(0) + 1 == grid.rows.len() && heads_times(&grid.key(text, 0, 0))).then_some(0);
        let Some(date_col) = right.or_else(left) else { return false };
        // `시작 | 끝`: the ends of one span in two columns. Other columns of dates beside each other say something else, so a table of
        // them is none of tasks.
        let ends = (date_col + 1 < grid.columns && dated(date_col + 1) > 0).then_some(date_col + 1);
        if ends.is_some_and(|end| !(is_start(&grid.key(text, 0, date_col)) && is_end(&grid.key(text, 0, end)))) {
            return false;
        }
        let name_col = if date_col == 0 { 1 } else { date_col - 1 };
        let group_col = (date_col > 1).then(|| name_col - 1);
        let mut group: Option<Passage> = None;
        for r in 1..grid.rows.len() {
            if let Some(g) = group_col.map(|c| grid.passage(text, r, c)).filter(|g| !g.is_empty()) {
                group = Some(g);
            }
            let name = grid.passage(text, r, name_col);
            let mut cell = grid.passage(text, r, date_col);
            if name.is_empty() && cell.is_empty() {
                continue;
            }
            let group = group.as_ref().map(|g| self.leaf(g, "schedule.group", Method::Cell));
            let mut spans = Vec::new();
            let open = ends.and_then(|c| grid.range(r, c)).filter(|end| !end.is_empty());
            let read = match open {
                Some(end) => {
                    let read = dates::whole(&format!("{} ~ {}", cell.text, self.slice(end)));
                    cell.push(text, end, true);
                    read.map(|mut read| {
                        read.span.raw.clone_from(&cell.text);
                        read
                    })
                }
                None => dates::whole(&cell.text).or_else(|| dates::first(&cell.text).map(|f| f.value)),
            };
            if let Some(read) = read {
                let end = cell.text.len();
                let value = self.value(read.span, &cell, 0..end, "schedule.period", Method::Cell);
                self.date_fault(read.fault, &value, || format!("/schedule/tasks/{}/spans/0", tasks.len()));
                marks.get_or_insert_with(|| value.prov.clone());
                spans.push(value);
            }
            let name = self.leaf(&name, "schedule.task", Method::Cell);
            tasks.push(Task { group, name, spans });
        }
        self.claim_cells(grid);
        true
    }

    /// Points (`기본계획 수립 : 2022. 3. ~ 6.`), or the names that text of a PDF keeps of a roadmap.
    fn task_lines(&mut self, run: &[usize], tasks: &mut Vec<Task>, marks: &mut Option<Prov>) {
        if let Some(heads) = self.stacked_quarters(run) {
            run[..heads].iter().for_each(|&i| self.claim_line(i));
            for &i in &run[heads..] {
                self.claim_line(i);
                let passage = Passage::of(self.text, self.line(i).body);
                self.task_line(None, &passage, tasks, marks);
            }
            return;
        }
        if let Some(first) = self.flat_header(run) {
            for &i in &run[..first] {
                self.claim_line(i);
            }
            self.flat_tasks(&run[first..], tasks);
            return;
        }
        let points = self.nest(run);
        for point in self.set_apart(points, Role::Schedule) {
            self.task_point(None, &point, tasks, marks);
        }
    }

    /// `할 일⏎2024년⏎2025년⏎1⏎2⏎3⏎4⏎1⏎2⏎3⏎4⏎설계⏎착공`: the heads of a roadmap one cell a line, the same parts below each year, and
    /// only names of tasks behind them, since the bars were shaded cells. How many lines the heads are.
    fn stacked_quarters(&self, run: &[usize]) -> Option<usize> {
        /// Heads before the years at most: the group and the task.
        const NAMES: usize = 2;
        let words = |i: usize| self.slice(self.line(i).range);
        let year = |i: usize| words(i).len() <= YEAR_BYTES && dates::period_label(words(i)).is_some_and(|p| p.year.is_some());
        let names = run.iter().position(|&i| year(i)).filter(|n| (1..=NAMES).contains(n))?;
        let years = run[names..].iter().take_while(|&&i| year(i)).count();
        let below = &run[names + years..];
        let parts = below.iter().take_while(|&&i| self.is_task_cell(i) && part(words(i)).is_some()).count();
        let each = parts / years;
        let again = each >= 2
            && parts == each * years
            && below[..parts].chunks(each).all(|of| of.iter().zip(below).all(|(&a, &b)| words(a) == words(b)));
        let task = |&i: &usize| self.is_task_cell(i) && !is_mark(words(i)) && words(i).contains(crate::text::is_hangul);
        (again && below.len() > parts && below[parts..].iter().all(task)).then_some(names + years + parts)
    }

    fn task_point(&mut self, group: Option<&Text>, point: &Point, tasks: &mut Vec<Task>, marks: &mut Option<Prov>) {
        if super::is_junk(&point.text.text) {
            return;
        }
        self.claim_mark(point.line);
        if point.points.is_empty() {
            self.task_line(group, &point.text, tasks, marks);
            return;
        }
        let group = self.leaf(&point.text, "schedule.group", Method::Heading);
        for child in &point.points {
            self.task_point(Some(&group), child, tasks, marks);
        }
    }

    fn task_line(&mut self, group: Option<&Text>, passage: &Passage, tasks: &mut Vec<Task>, marks: &mut Option<Prov>) {
        let text = passage.text.as_str();
        let mut name = 0..text.len();
        let mut spans = Vec::new();
        let dated = match labelled(text) {
            Some(l) if dates::whole(&text[l.text.clone()]).is_some() => dates::whole(&text[l.text.clone()]).map(|d| (d, l.text, l.label)),
            Some(l) if dates::whole(&text[l.label.clone()]).is_some() => dates::whole(&text[l.label.clone()]).map(|d| (d, l.label, l.text)),
            _ => None,
        };
        let dated = dated
            .or_else(|| dates::leading(text).filter(|f| f.outer.end < text.len()).map(|f| (f.value, f.range, f.outer.end..text.len())));
        let dated =
            dated.or_else(|| dates::trailing(text).filter(|(f, _)| f.outer.start > 0).map(|(f, _)| (f.value, f.range, 0..f.outer.start)));
        if let Some((read, range, rest)) = dated {
            let value = self.value(read.span, passage, range, "schedule.period", Method::Pattern);
            self.date_fault(read.fault, &value, || format!("/schedule/tasks/{}/spans/0", tasks.len()));
            marks.get_or_insert_with(|| value.prov.clone());
            spans.push(value);
            name = rest;
        }
        self.claim_between(passage, 0..text.len());
        let name = self.leaf_of(passage, name, "schedule.task", Method::Heading);
        tasks.push(Task { group: group.cloned(), name, spans });
    }

    /// Where the broken header of a flattened table of years ends: after the years, the quarters under them and 비고.
    pub(super) fn flat_header(&self, run: &[usize]) -> Option<usize> {
        let years_at = run.iter().take(12).position(|&i| {
            let line = self.line(i);
            line.marker.is_none() && year_tokens(self.slice(line.range)) >= 3
        })?;
        let mut end = years_at + 1;
        while end < run.len() {
            let line = self.line(run[end]);
            let content = self.slice(line.range);
            let key = squashed(content);
            let parts = content.split_whitespace().count() >= 2 && content.split_whitespace().all(|t| part(t).is_some());
            if line.marker.is_none() && (parts || matches!(&*key, "비고" | "임기후" | "향후") || is_table_head(content)) {
                end += 1;
            } else {
                break;
            }
        }
        Some(end)
    }

    /// Names of projects, as keys.
    pub(super) fn project_keys(&self) -> Vec<String> {
        let names = self.out.body.overview.iter().flat_map(|o| &o.projects).filter_map(|p| p.name.as_ref());
        names.map(|n| heading_key(&n.value)).collect()
    }

    /// How many lines from `at` make up the name of a project.
    pub(super) fn project_name_at(&self, run: &[usize], at: usize, keys: &[String]) -> Option<usize> {
        if keys.is_empty() {
            return None;
        }
        let mut joined = String::new();
        for n in 1..=5.min(run.len() - at) {
            let line = self.line(run[at + n - 1]);
            if line.marker.is_some() {
                return None;
            }
            joined.push_str(&heading_key(self.slice(line.range)));
            // Whatever the lines go on with, they are a part of the name then.
            if !keys.iter().any(|k| k.contains(&joined)) {
                return None;
            }
            let len = joined.chars().count();
            let hit = keys.iter().any(|k| {
                *k == joined || (len >= 6 && len * 10 >= k.chars().count() * 7 && (k.ends_with(&joined) || k.starts_with(&joined)))
            });
            // A longer run may match still better (`… 기반구축` before `… 기반구축 및 활성화`).
            if hit {
                let mut longer = joined.clone();
                let mut best = n;
                for m in n + 1..=5.min(run.len() - at) {
                    let line = self.line(run[at + m - 1]);
                    if line.marker.is_some() {
                        break;
                    }
                    longer.push_str(&heading_key(self.slice(line.range)));
                    if keys.iter().any(|k| k.starts_with(&longer) || k.ends_with(&longer)) {
                        best = m;
                    }
                }
                return Some(best);
            }
        }
        None
    }

    /// Joins the lines of one cell.
    pub(super) fn join_lines(&mut self, lines: &[usize]) -> Passage {
        let mut passage = Passage::default();
        for (k, &i) in lines.iter().enumerate() {
            let space = k > 0 && crate::outline::joined_with_blank(self.text, self.layout, self.line(lines[k - 1]), self.line(i));
            passage.push(self.text, self.line(i).body, space);
            self.claim_mark(i);
        }
        passage
    }

    fn flat_tasks(&mut self, run: &[usize], tasks: &mut Vec<Task>) {
        let keys = self.project_keys();
        // Cells: lines between blank lines where lines keep their trailing blanks; else each line is a cell.
        let mut cells: Vec<(Vec<usize>, bool)> = Vec::new();
        let mut k = 0;
        while k < run.len() {
            let line = self.line(run[k]);
            if super::is_junk(self.slice(line.range)) {
                k += 1;
                continue;
            }
            if let Some(n) = self.project_name_at(run, k, &keys) {
                cells.push((run[k..k + n].to_vec(), true));
                k += n;
                continue;
            }
            let glued = |a: &Line, b: &Line| {
                b.blanks_before == 0
                    && b.marker.is_none()
                    && (self.layout.keeps_trailing_blanks && a.marker.is_none() || a.trailing_blank || (b.indent > 0 && a.marker.is_some()))
            };
            let mut end = k + 1;
            while end < run.len() && glued(self.line(run[end - 1]), self.line(run[end])) && self.project_name_at(run, end, &keys).is_none()
            {
                end += 1;
            }
            cells.push((run[k..end].to_vec(), false));
            k = end;
        }
        // A group's name stands beside its tasks, after the first of them; bullets in a row are one cell.
        let first_task = tasks.len();
        let mut before: Option<usize> = None;
        let mut group: Option<Text> = None;
        for (lines, is_group) in cells {
            let passage = self.join_lines(&lines);
            if is_group {
                let mut leaf = self.leaf(&passage, "schedule.flat-group", Method::Guessed);
                leaf.prov.doubts.add(Doubt::Ambiguous);
                if let Some(from) = before {
                    for task in &mut tasks[from..] {
                        task.group = Some(leaf.clone());
                    }
                }
                group = Some(leaf);
                continue;
            }
            let bullet = self.line(lines[0]).marker.is_some_and(|m| matches!(m.kind, MarkerKind::Glyph('·')));
            let name = self.leaf(&passage, "schedule.flat-task", Method::Counted);
            let runs_on =
                bullet && before.is_some_and(|b| b >= first_task && tasks.get(b).is_some_and(|_| self.line(lines[0]).blanks_before == 0));
            if !runs_on {
                before = Some(tasks.len());
            }
            tasks.push(Task { group: group.clone(), name, spans: Vec::new() });
        }
    }
}

/// What the columns of a roadmap stand for.
struct Axis {
    /// For each column.
    slots: Vec<Option<Slot>>,
    /// First row below the head.
    first: usize,
    /// First column of time.
    first_year: usize,
}

/// Whether the first column holds parts of years (`2025년 1분기`) and nothing else below its head.
fn within_years(text: &str, grid: &Grid) -> bool {
    let part_of_year = |r: usize| {
        let cell = grid.text(text, r, 0);
        cell.contains(['월', '분', '반', '/']) && dates::whole(cell).is_some_and(|d| d.span.from.is_some())
    };
    grid.columns == 2 && grid.rows.len() > 1 && (1..grid.rows.len()).all(part_of_year)
}

/// Heads of the column that a task's span begins in.
fn is_start(key: &str) -> bool {
    matches!(key, "시작" | "시작일" | "시작월" | "시작시기" | "시작연월" | "착수" | "착수일" | "착수시기" | "부터")
}

/// Heads of the column that it ends in.
fn is_end(key: &str) -> bool {
    matches!(
        key,
        "끝" | "종료"
            | "종료일"
            | "종료월"
            | "종료시기"
            | "종료연월"
            | "완료"
            | "완료일"
            | "완료월"
            | "완료시기"
            | "마침"
            | "까지"
    )
}

/// Tokens of a line that are years.
pub(super) fn year_tokens(content: &str) -> usize {
    if content.len() > 200 {
        return 0;
    }
    content
        .split_whitespace()
        .filter(|t| t.starts_with(['2', '\'', '’', '‘']) && dates::period_label(t).is_some_and(|p| p.year.is_some()))
        .count()
}

/// `1`, `2분기`, `3/4`, `상`, `하반기`, `11월`.
fn part(cell: &str) -> Option<u8> {
    let key = squashed(cell);
    let mut key = &*key;
    for word in ["분기", "반기"] {
        while let Some(rest) = key.strip_suffix(word) {
            key = rest;
        }
    }
    Some(match key {
        "1" | "1/4" | "Ⅰ" | "①" | "1Q" => 1,
        "2" | "2/4" | "Ⅱ" | "②" | "2Q" => 2,
        "3" | "3/4" | "Ⅲ" | "③" | "3Q" => 3,
        "4" | "4/4" | "Ⅳ" | "④" | "4Q" => 4,
        "상" => 5,
        "하" => 6,
        _ => {
            let month: u8 = key.strip_suffix('월')?.parse().ok().filter(|m| (1..=12).contains(m))?;
            MONTHS as u8 + month
        }
    })
}

/// Shading that marks the bars of a roadmap.
struct Bars {
    /// Cells of years are shaded in some rows and columns and not in others.
    shaded: bool,
    first: usize,
    name_col: usize,
}

impl Bars {
    fn of(grid: &Grid, first: usize, name_col: usize, slots: &[Option<Slot>]) -> Self {
        let mut bars = Self { shaded: true, first, name_col };
        let (mut all, mut filled) = (0, 0);
        for r in first..grid.rows.len() {
            for c in (0..slots.len()).filter(|&c| slots[c].is_some()) {
                all += 1;
                filled += usize::from(bars.at(grid, r, c));
            }
        }
        // A table shaded all over is painted, not marked; one task over all the years is a bar.
        bars.shaded = filled > 0 && (filled < all || grid.rows.len() == first + 1);
        bars
    }

    /// Whether a cell is shaded otherwise than the name of its task.
    fn at(&self, grid: &Grid, row: usize, col: usize) -> bool {
        let fill = |r: usize, c: usize| grid.rows.get(r).and_then(|x| x.get(c)).and_then(|x| x.fill).filter(|&f| f != WHITE);
        self.shaded && row >= self.first && fill(row, col).is_some_and(|f| fill(row, self.name_col) != Some(f))
    }
}

const WHITE: [u8; 3] = [0xff; 3];

fn is_bar(cell: &str) -> bool {
    !cell.is_empty()
        && (is_mark(cell)
            || cell.chars().all(|c| {
                matches!(
                    c,
                    '■' | '●'
                        | '▶'
                        | '○'
                        | '★'
                        | '→'
                        | '⇒'
                        | '━'
                        | '─'
                        | '='
                        | '-'
                        | '>'
                        | '◀'
                        | '▷'
                        | '◆'
                        | '▪'
                        | '•'
                        | '◎'
                        | '►'
                        | '⟶'
                        | '▬'
                        | '█'
                        | '▓'
                        | '▒'
                        | '◼'
                        | '※'
                        | '*'
                        | '✔'
                        | '✓'
                        | ' '
                )
            }))
}

fn bar(a: Slot, b: Slot, raw: String) -> DateSpan {
    let (from, _) = a.months();
    let (_, to) = b.months();
    let last = match to {
        4 | 6 | 9 | 11 => 30,
        2 => 28,
        _ => 31,
    };
    let edtf = if a == b { a.edtf() } else { a.edtf() + "/" + &b.edtf() };
    DateSpan {
        from: Some(dates::iso(a.year, &[from, 1])),
        to: Some(dates::iso(b.year, &[to, last])),
        edtf: Some(edtf),
        recurrence: None,
        raw,
    }
}
