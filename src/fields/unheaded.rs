//! Cards that print no heading at all: what each part is, told by what it prints itself.
//!
//! | part | told by |
//! |---|---|
//! | 투자계획 | a table with sources at its edge |
//! | 연차별 목표 | a table whose heads are a year and 목표 |
//! | 추진실적, 향후계획 | a table whose heads are a date and the name of the section |
//! | 문제점 및 대책 | a table whose heads are 문제점 and 대책 |
//! | 사업개요 | points with labels of a project: 사업기간, 위치, 총사업비 |
//!
//! One such part may stand in any header; where there are several, the card is made of them.

use std::ops::Range as Span;

use super::stacked::{heads_dates, heads_years};
use super::{Reader, SectionFound, money, points};
use crate::layout::Passage;
use crate::sections::{LabelKey, Likeness, Role};
use crate::span::Range;
use crate::tables::Grid;

/// Parts of different kinds that make a card without headings one: a header may hold a table of amounts by itself.
const FEWEST_PARTS: usize = 2;
/// Labels of a project that make the points below the header its description.
const FEWEST_LABELS: usize = 2;

impl Reader<'_> {
    /// The parts of a card that has no headings, each with its lines up to the next; empty where the lines are a header alone.
    pub(super) fn parts_without_headings(&self, lines: &Span<usize>) -> Vec<(Role, Span<usize>)> {
        let mut parts: Vec<(Role, usize)> = Vec::new();
        let mut from = lines.start;
        for grid in self.grids_in(lines) {
            if let Some(first) = self.first_of_overview(from..grid.lines.start) {
                parts.push((Role::Overview, first));
            }
            if let Some(role) = self.role_of_heads(grid) {
                let unit = |i: &usize| self.unit_line(self.line(*i)).is_some();
                let above = crate::sections::body_lines(self.layout, from..grid.lines.start).rev().take_while(unit).last();
                parts.push((role, above.unwrap_or(grid.lines.start)));
            }
            from = grid.lines.end.max(from);
        }
        if let Some(first) = self.first_of_overview(from..lines.end) {
            parts.push((Role::Overview, first));
        }
        let mut kinds: Vec<Role> = parts.iter().map(|(role, _)| *role).collect();
        kinds.sort_unstable_by_key(|role| *role as u8);
        kinds.dedup();
        // A part that comes twice is not told by its heads.
        if kinds.len() < FEWEST_PARTS || kinds.len() < parts.len() {
            return Vec::new();
        }
        let ends = parts.iter().skip(1).map(|(_, start)| *start).chain([lines.end]);
        parts.iter().zip(ends).map(|((role, start), end)| (*role, *start..end)).collect()
    }

    /// Reads a part that no heading names.
    pub(super) fn part(&mut self, role: Role, lines: Span<usize>) {
        self.layout.deadline.check();
        let Some((first, last)) = lines.clone().next().zip(lines.clone().next_back()) else { return };
        let range = Range { start: self.line(first).range.start, end: self.line(last).range.end };
        self.out.sections.push(SectionFound { role, heading: None, range });
        if role != Role::Investment {
            self.out.likened.push((range, Likeness::Wording));
        }
        self.outer_unit = None;
        self.money_title.clear();
        match role {
            Role::Investment => self.money(role, &Passage::of(self.text, Range { start: range.start, end: range.start }), None, lines),
            Role::AnnualTargets => self.annual_targets(None, lines),
            Role::Achievements => self.achievements(None, lines),
            Role::Plans | Role::FuturePlans => self.plans(role, None, lines),
            Role::Obstacles => self.obstacles(role, None, lines),
            _ => self.overview(None, lines),
        }
    }

    /// What a table is by the words at its edges.
    fn role_of_heads(&self, grid: &Grid) -> Option<Role> {
        if grid.rows.len() < 2 {
            return None;
        }
        if money::looks_like_money(self.text, grid) && money::has_sources(self.text, grid) {
            return Some(Role::Investment);
        }
        let head = |c: usize| grid.text(self.text, 0, c);
        let named: Vec<Role> = (0..grid.columns).filter_map(|c| self.names.section(head(c))).collect();
        let problems = named.iter().any(|role| matches!(role, Role::Problems | Role::Obstacles));
        if problems && named.contains(&Role::Remedies) {
            return Some(Role::Obstacles);
        }
        if heads_years(head(0)) && (1..grid.columns).any(|c| crate::text::squash(head(c)).ends_with("목표")) {
            return Some(Role::AnnualTargets);
        }
        let dated = heads_dates(head(0)) && grid.columns == 2;
        named.into_iter().find(|role| dated && matches!(role, Role::Achievements | Role::Plans | Role::FuturePlans))
    }

    /// The first of the points among lines that describe the project by their labels.
    fn first_of_overview(&self, lines: Span<usize>) -> Option<usize> {
        let mut first = None;
        let mut labels: Vec<LabelKey> = Vec::new();
        for i in crate::sections::body_lines(self.layout, lines).filter(|&i| self.line(i).marker.is_some()) {
            let content = self.slice(self.line(i).body);
            let Some(labelled) = points::labelled(content) else { continue };
            let key = self.names.label(&content[labelled.label]).first().copied();
            // 사업목적 above them is a part of the record of its own.
            if key != Some(LabelKey::Purpose) {
                first = first.or(Some(i));
            }
            labels.extend(key.filter(|k| matches!(k, LabelKey::Period | LabelKey::Location | LabelKey::TotalCost)));
        }
        labels.dedup();
        first.filter(|_| labels.len() >= FEWEST_LABELS)
    }
}
