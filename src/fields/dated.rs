//! Timelines: 추진실적, 추진계획, 향후계획.
//!
//! | example | date | text | rule |
//! |---|---|---|---|
//! | `2022. 9. 7. 수요조사서 제출` | 2022-09-07 | `수요조사서 제출` | a leading date leaves the text |
//! | `2026. 12. : 실시설계 완료` | 2026-12 | `실시설계 완료` | with its colon |
//! | `모집 공고 : 2022년` | 2022 | `모집 공고` | so does a date after a colon at the end |
//! | `협의 완료(2023. 7. 9.)` | 2023-07-09 | `협의 완료(2023. 7. 9.)` | a date in brackets at the end stays |
//!
//! One entry for each leaf, and one for a parent that has a date of its own; the parent's text is the group.

use super::stacked::heads_days;
use super::{Content, Reader};
use crate::diag::{Diagnostic, codes};
use crate::layout::{Passage, parse_marker};
use crate::model::{Achievement, DateSpan, Method, Period, PlanItem, Sourced, Text};
use crate::normalize::dates::{self, DateFault, DateRead, Trailing};
use crate::outline::{Point, PointKind};
use crate::sections::Role;
use crate::tables::Grid;

/// A year to try the name of one of its parts with.
const ANY_YEAR: i32 = 2000;

struct Entry {
    group: Option<Text>,
    date: Option<Sourced<DateSpan>>,
    text: Text,
}

impl Reader<'_> {
    pub(super) fn achievements(&mut self, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        let entries = self.timeline(Role::Achievements, "achievements", inline, lines);
        let list = self.out.body.achievements.get_or_insert_default();
        list.extend(entries.into_iter().map(|e| Achievement { group: e.group, date: e.date, text: e.text }));
    }

    pub(super) fn plans(&mut self, role: Role, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        let entries = self.timeline(role, role.key(), inline, lines);
        self.add_plans(role, entries);
    }

    fn add_plans(&mut self, role: Role, entries: Vec<Entry>) {
        let list = if role == Role::Plans {
            self.out.body.plans.get_or_insert_default()
        } else {
            self.out.body.future_plans.get_or_insert_default()
        };
        list.extend(entries.into_iter().map(|e| PlanItem { group: e.group, date: e.date, text: e.text }));
    }

    /// Reads `분기 | 추진내용` over quarters as plans. Whether the table is one.
    pub(super) fn plan_table(&mut self, grid: &Grid) -> bool {
        let offset = self.out.body.plans.as_ref().map_or(0, Vec::len);
        let mut entries = Vec::new();
        let read = self.dated_table(grid, Role::Plans.key(), offset, &mut entries);
        if read {
            self.add_plans(Role::Plans, entries);
        }
        read
    }

    fn timeline(&mut self, role: Role, key: &'static str, inline: Option<Passage>, lines: std::ops::Range<usize>) -> Vec<Entry> {
        let mut entries = Vec::new();
        let offset = match role {
            Role::Achievements => self.out.body.achievements.as_ref().map_or(0, Vec::len),
            Role::Plans => self.out.body.plans.as_ref().map_or(0, Vec::len),
            _ => self.out.body.future_plans.as_ref().map_or(0, Vec::len),
        };
        if let Some(passage) = inline {
            let entry = self.entry_in_year(None, &passage, self.section_year, key, offset);
            entries.push(entry);
        }
        let mut tabled = false;
        for content in self.contents(lines) {
            match content {
                Content::Lines(run) => {
                    let stacked = || self.stacked(&run).or_else(|| self.stacked_with_gaps(&run));
                    if let Some(grid) = stacked().or_else(|| self.days_under_years(&run)).or_else(|| self.rows_by_blanks(&run))
                        && self.dated_table(&grid, key, offset, &mut entries)
                    {
                        continue;
                    }
                    if self.keep_unread_cells(&run, key) {
                        continue;
                    }
                    let points = self.nest(&run);
                    let points = self.points_of_dates(points, role);
                    for point in &points {
                        // Below the table of what was done, a line without a mark or date is of a picture.
                        if tabled && point.kind == PointKind::Plain && dates::first(&point.text.text).is_none() {
                            self.caption(point);
                        } else {
                            self.branch(point, None, self.section_year, key, offset, &mut entries);
                        }
                    }
                }
                Content::Table(grid, unit) => {
                    // 추진현황 heads what was done, or how far it is.
                    let status = self.is_status_grid(grid) && self.header_grid(grid) > 0;
                    // `과제명 | 2023 | 2024`: what is planned for each year.
                    let yearly =
                        |reader: &mut Self| role == Role::Plans && reader.out.body.annual_targets.is_none() && reader.targets_across(grid);
                    let dated = !status && self.dated_table(grid, key, offset, &mut entries);
                    tabled |= dated;
                    if !status && !dated && !yearly(self) {
                        self.keep_table(grid, unit.as_ref());
                    }
                }
            }
        }
        entries
    }

    /// The points of a section, notes and captions set apart. Where the text lost all its marks, dates tell which are groups.
    fn points_of_dates(&mut self, points: Vec<Point>, role: Role) -> Vec<Point> {
        let points = self.set_apart(points, role);
        if !self.layout.unmarked {
            return points;
        }
        let leading = |text: &str| self.section_year.map_or_else(|| dates::leading(text), |year| dates::leading_in_year(text, year));
        let dated = points.iter().map(|p| leading(&p.text.text).is_some()).collect();
        under_heads(points, dated)
    }

    fn branch(
        &mut self,
        point: &Point,
        group: Option<&Passage>,
        year: Option<i32>,
        key: &'static str,
        offset: usize,
        entries: &mut Vec<Entry>,
    ) {
        if super::is_junk(&point.text.text) {
            return;
        }
        self.claim_mark(point.line);
        if point.points.is_empty() {
            let entry = self.entry_in_year(group, &point.text, year, key, offset + entries.len());
            entries.push(entry);
            return;
        }
        if own_date(&point.text.text) {
            let entry = self.entry(group, &point.text, key, offset + entries.len());
            entries.push(entry);
        }
        // The group's source counts as assigned through its children's `group`.
        let head = super::points::bracketed(&point.text.text).filter(|(_, rest)| rest.is_empty());
        let head = head.map_or(point.text.text.as_str(), |(words, _)| &point.text.text[words]);
        // `2022년`, `2022년 하반기`
        let of_period = || dates::only_year(&dates::whole(head)?.span);
        let year = dates::period_label(head).filter(|p| p.period == Period::Year).and_then(|p| p.year).or_else(of_period).or(year);
        for child in &point.points {
            self.branch(child, Some(&point.text), year, key, offset, entries);
        }
    }

    fn entry(&mut self, group: Option<&Passage>, passage: &Passage, key: &'static str, index: usize) -> Entry {
        self.entry_in_year(group, passage, None, key, index)
    }

    /// An entry whose date may leave out the year that stands above it.
    fn entry_in_year(&mut self, group: Option<&Passage>, passage: &Passage, year: Option<i32>, key: &'static str, index: usize) -> Entry {
        let group = group.map(|g| self.leaf(g, "dated.group", Method::Heading));
        let text = passage.text.as_str();
        let leading = match year {
            Some(year) => dates::leading_in_year(text, year),
            None => dates::leading(text),
        };
        if let Some(found) = leading
            && found.outer.end < text.len()
        {
            let date = self.date(found.value, passage, found.range.clone(), "dated.leading", key, index);
            let text = self.leaf_of(passage, found.outer.end..text.len(), "dated.text", Method::Heading);
            self.claim_between(passage, 0..found.outer.end);
            return Entry { group, date, text };
        }
        if let Some((found, place)) = dates::trailing(text) {
            let date = self.date(found.value, passage, found.range.clone(), "dated.trailing", key, index);
            let end = if place == Trailing::Colon { found.outer.start } else { text.len() };
            if end > 0 {
                let rest = self.leaf_of(passage, 0..end, "dated.text", Method::Heading);
                self.claim_between(passage, end..text.len());
                return Entry { group, date, text: rest };
            }
        }
        let text = self.leaf(passage, "dated.text", Method::Heading);
        Entry { group, date: None, text }
    }

    /// The colon, brackets and blanks around a date.
    pub(super) fn claim_between(&mut self, passage: &Passage, range: std::ops::Range<usize>) {
        let ranges = passage.source(self.text, range);
        self.out.ledger.claim_all(&ranges);
    }

    /// A date leaf, and what is wrong with the date.
    pub(super) fn date(
        &mut self,
        read: DateRead,
        passage: &Passage,
        range: std::ops::Range<usize>,
        rule: &'static str,
        key: &str,
        index: usize,
    ) -> Option<Sourced<DateSpan>> {
        let value = self.value(read.span, passage, range, rule, Method::Pattern);
        self.date_fault(read.fault, &value, || format!("/{key}/{index}/date"));
        Some(value)
    }

    /// Says what is wrong with a date.
    pub(super) fn date_fault(&mut self, fault: Option<DateFault>, value: &Sourced<DateSpan>, pointer: impl FnOnce() -> String) {
        let Some(fault) = fault else { return };
        let raw = &value.value.raw;
        let diagnostic = match fault {
            DateFault::Invalid => Diagnostic::new(
                &codes::DATE_INVALID,
                format!("\"{raw}\" is no date of the calendar; kept as printed"),
                format!("'{raw}'은(는) 달력에 없는 날짜입니다. 원문만 남겼습니다"),
            ),
            DateFault::Order => Diagnostic::new(
                &codes::DATE_ORDER,
                format!("\"{raw}\" ends before it starts; kept as printed"),
                format!("'{raw}'은(는) 끝이 시작보다 앞섭니다. 인쇄된 대로 두었습니다"),
            ),
        };
        self.say(diagnostic.field(pointer()).at_all(value.prov.ranges.iter().copied()));
    }

    /// `연도 | 1분기 | 2분기` over rows of years: what was done in each part of a year. Whether the table is one.
    fn parts_of_years(&mut self, grid: &Grid, key: &'static str, offset: usize, entries: &mut Vec<Entry>) -> bool {
        let text = self.text;
        let year_of = |r: usize| dates::period_label(grid.text(text, r, 0)).filter(|p| p.period == Period::Year).and_then(|p| p.year);
        let in_year = |c: usize, year: i32| dates::whole_in_year(grid.text(text, 0, c), year);
        let is_part = |c: usize| {
            let head = grid.text(text, 0, c);
            head.ends_with(['기', '월']) && dates::whole(head).is_none() && in_year(c, ANY_YEAR).is_some()
        };
        let fits = grid.columns > 2 && grid.rows.len() > 1 && (1..grid.columns).all(is_part);
        if !fits || !(1..grid.rows.len()).all(|r| year_of(r).is_some() || grid.repeats_head(text, r)) {
            return false;
        }
        for r in 1..grid.rows.len() {
            let Some(year) = year_of(r) else { continue };
            for c in (1..grid.columns).filter(|&c| !super::is_nothing(grid.text(text, r, c))) {
                let head = grid.passage(text, 0, c);
                for point in cell_points(text, grid, r, c).into_iter().filter(|p| !p.is_empty()) {
                    let index = offset + entries.len();
                    let date = in_year(c, year).and_then(|read| self.date(read, &head, 0..head.text.len(), "dated.part", key, index));
                    let text = self.leaf(&point, "dated.cell-text", Method::Cell);
                    entries.push(Entry { group: None, date, text });
                }
            }
        }
        self.claim_cells(grid);
        true
    }

    /// A table of dates and texts (`일자 | 추진내용`), perhaps with a group column.
    fn dated_table(&mut self, grid: &Grid, key: &'static str, offset: usize, entries: &mut Vec<Entry>) -> bool {
        let columns = grid.columns;
        let text = self.text;
        if self.parts_of_years(grid, key, offset, entries) {
            return true;
        }
        // Rows of a form have no head.
        let dated_above = |c: usize| dates::whole(grid.text(text, 0, c)).is_some();
        if !(2..=5).contains(&columns) || grid.rows.len() < 2 && !(columns == 2 && dated_above(0)) {
            return false;
        }
        // `추진일` over `연도 | 월·일`: the lower heads say which is which.
        let is_day_head = heads_days;
        let two = grid.rows.len() > 2 && {
            let keys: Vec<_> = (0..grid.rows[1].len()).map(|c| grid.key(text, 1, c)).filter(|k| !k.is_empty()).collect();
            keys.len() == 2 && matches!(&*keys[0], "연도" | "년도") && is_day_head(&keys[1])
        };
        let head = |c: usize| grid.head_key(text, 1 + usize::from(two), c);
        let is_date_head = |k: &str| {
            matches!(
                k,
                "일자"
                    | "일시"
                    | "날짜"
                    | "추진일자"
                    | "추진시기"
                    | "시기"
                    | "기간"
                    | "추진일"
                    | "추진기간"
                    | "일정"
                    | "연월일"
                    | "년월일"
                    | "연도"
                    | "년도"
                    | "연월"
                    | "추진일정"
                    | "예정시기"
                    | "예정일"
                    | "시행시기"
            )
        };
        let dates_in = |c: usize| (1..grid.rows.len()).filter(|&r| dates::whole(grid.text(text, r, c)).is_some()).count();
        let date_col = (0..columns)
            .find(|&c| is_date_head(&head(c)) && dates_in(c) > 0)
            .or_else(|| (0..columns).find(|&c| (dates_in(c) + usize::from(dated_above(c))) * 2 > grid.rows.len()));
        let Some(date_col) = date_col else { return false };
        let text_col = (0..columns).filter(|&c| c != date_col).max_by_key(|&c| {
            (
                matches!(&*head(c), "추진내용" | "내용" | "추진실적" | "주요내용" | "실적" | "추진사항" | "세부내용"),
                (1..grid.rows.len()).map(|r| grid.text(text, r, c).len()).sum::<usize>(),
            )
        });
        let Some(text_col) = text_col else { return false };
        // `연도 | 월일 | 추진내용`: the year over its days.
        let year_col = Some(date_col).filter(|&c| matches!(&*head(c), "연도" | "년도"));
        let day_col = year_col.and_then(|year| {
            let day = (year + 1..columns).find(|&c| is_day_head(&head(c)))?;
            Some(day).filter(|&c| c != text_col)
        });
        let group_col =
            (0..columns).find(|&c| c != date_col && Some(c) != day_col && c != text_col && c < text_col && !counts_rows(&head(c)));
        let header = usize::from(dates::whole(grid.text(text, 0, date_col)).is_none()) + usize::from(two);
        // The number of a row says nothing more.
        for c in (0..columns).filter(|&c| counts_rows(&head(c))) {
            (header..grid.rows.len()).filter_map(|r| grid.range(r, c)).for_each(|range| self.out.ledger.claim(range));
        }
        let mut group: Option<Passage> = None;
        let mut date: Option<Passage> = None;
        for r in header..grid.rows.len() {
            if grid.repeats_head(text, r) {
                continue;
            }
            if let Some(c) = group_col.filter(|&c| !grid.text(text, r, c).is_empty()) {
                group = Some(grid.passage(text, r, c));
            }
            if !grid.text(text, r, date_col).is_empty() {
                date = Some(grid.passage(text, r, date_col));
            }
            let passage = grid.passage(text, r, text_col);
            if passage.is_empty() {
                continue;
            }
            let group = group.as_ref().map(|g| self.leaf(g, "dated.group", Method::Cell));
            let day = day_col.map(|c| grid.passage(text, r, c)).filter(|p| !p.is_empty());
            let in_year = day.as_ref().zip(date.as_ref()).and_then(|(day, year)| {
                let read = dates::leading_in_year(&day.text, dates::period_label(&year.text)?.year?)?.value;
                self.out.ledger.claim_all(&year.all(text));
                Some((read, day))
            });
            let whole = || {
                let date = date.as_ref()?;
                let read = dates::whole(&date.text).or_else(|| dates::first(&date.text).map(|f| f.value))?;
                Some((read, date))
            };
            let value = in_year
                .or_else(whole)
                .and_then(|(read, cell)| self.date(read, cell, 0..cell.text.len(), "dated.cell", key, offset + entries.len()));
            self.claim_between(&passage, 0..passage.text.len());
            for point in cell_points(text, grid, r, text_col) {
                let leaf = self.leaf(&point, "dated.cell-text", Method::Cell);
                entries.push(Entry { group: group.clone(), date: value.clone(), text: leaf });
            }
        }
        for r in 0..header {
            for c in 0..grid.rows[r].len() {
                let ranges = grid.passage(text, r, c).all(text);
                self.out.ledger.claim_all(&ranges);
            }
        }
        // Other columns (비고) stay as a table of their own.
        let extra = (0..columns).any(|c| {
            c != date_col
                && c != text_col
                && Some(c) != group_col
                && Some(c) != day_col
                && !counts_rows(&head(c))
                && (header..grid.rows.len()).any(|r| !grid.text(text, r, c).is_empty())
        });
        if extra {
            self.keep_table(grid, None);
        }
        self.claim_grid(grid);
        true
    }
}

/// Points of which some begin with a date and the others stand each right above such a one: these are the groups of those below them.
/// Two without a date one after the other, or one at the end, are points like the rest, and all stay as they are.
fn under_heads(points: Vec<Point>, dated: Vec<bool>) -> Vec<Point> {
    /// Dates that make a list of dates.
    const DATED: usize = 2;
    let alike = points.iter().all(|p| p.kind == PointKind::Plain && p.points.is_empty());
    let heads = dated.iter().filter(|d| !**d).count();
    let fits = alike
        && dated.first() == Some(&false)
        && dated.last() == Some(&true)
        && dated.windows(2).all(|w| w[0] || w[1])
        && dated.len() - heads >= DATED;
    if !fits {
        return points;
    }
    let mut groups: Vec<Point> = Vec::new();
    for (point, dated) in points.into_iter().zip(dated) {
        match groups.last_mut().filter(|_| dated) {
            Some(group) => group.points.push(point),
            None => groups.push(point),
        }
    }
    groups
}

/// The points of a cell: its paragraphs without their marks where each has one, else the cell as a whole.
fn cell_points(text: &str, grid: &Grid, row: usize, col: usize) -> Vec<Passage> {
    let paragraphs = grid.passages(text, row, col);
    let unmarked = |p: &Passage| parse_marker(&p.text, 0).map(|(_, body)| p.slice(body..p.text.len()));
    let points: Option<Vec<Passage>> = paragraphs.iter().map(unmarked).collect();
    points.filter(|points| !points.is_empty()).unwrap_or_else(|| vec![grid.passage(text, row, col)])
}

/// Whether a column only counts the rows.
pub(super) fn counts_rows(head: &str) -> bool {
    matches!(head, "연번" | "순번" | "순" | "번호" | "No" | "No." | "NO" | "순서" | "차수")
}

/// Whether a parent has a date of its own (a recurrence word such as `(매년)` is none).
fn own_date(text: &str) -> bool {
    let dated = |d: &DateRead| d.span.from.is_some() || d.span.to.is_some();
    if let Some(found) = dates::leading(text) {
        return found.outer.end < text.len() && dated(&found.value);
    }
    dates::trailing(text).is_some_and(|(found, _)| dated(&found.value))
}
