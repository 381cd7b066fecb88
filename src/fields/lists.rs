//! Sections that are lists of texts: goals, indicators, assessment, obstacles, changes, requests.

use super::points::{bracketed, labelled};
use super::targets::ARROWS;
use super::{Content, Reader};
use crate::layout::{MarkerKind, Passage};
use crate::model::{Assessment, Change, Doubt, IndicatorMeasure, IndicatorValue, Method, Obstacles, Prov, Sourced, SupportRequest, Text};
use crate::normalize::dates;
use crate::outline::Point;
use crate::sections::Role;
use crate::span::Range;
use crate::tables::Grid;

impl Reader<'_> {
    /// The points of a section, notes and captions set apart, tables kept whole.
    pub(super) fn points(&mut self, role: Role, lines: std::ops::Range<usize>) -> Vec<Point> {
        let mut out = Vec::new();
        for content in self.contents(lines) {
            match content {
                Content::Lines(run) => {
                    let points = self.nest(&run);
                    out.extend(self.set_apart(points, role));
                }
                Content::Table(grid, unit) => self.keep_table(grid, unit.as_ref()),
            }
        }
        out.retain(|p| !super::is_junk(&p.text.text));
        out
    }

    /// 사업목적, 최종목표, 임기 내 목표, 공약사항.
    pub(super) fn text_list(&mut self, role: Role, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        if let Some(passage) = inline {
            let text = self.leaf(&passage, "lists.inline", Method::Labelled);
            self.push_text(role, text);
        }
        let points = self.points(role, lines);
        if points.is_empty() {
            self.touch(role);
        }
        for point in &points {
            self.list_point(role, point);
        }
    }

    pub(super) fn list_point(&mut self, role: Role, point: &Point) {
        self.claim_mark(point.line);
        let text = &point.text.text;
        // `임기내 목표 : …` under 사업목표 is another field.
        let mut at = role;
        if matches!(role, Role::Goal | Role::GoalInTerm | Role::Purpose) {
            let (label, value) = match labelled(text) {
                Some(l) => (Some(l.label), l.text),
                None => match bracketed(text) {
                    Some((label, value)) if !value.is_empty() => (Some(label), value),
                    _ => (None, 0..text.len()),
                },
            };
            if let Some(named) = label
                .clone()
                .and_then(|l| goal_of(&crate::text::squash(&text[l.clone()])).or_else(|| self.names.section(&text[l])))
                .filter(|r| matches!(r, Role::Goal | Role::GoalInTerm | Role::Purpose))
            {
                at = named;
                let range = label.unwrap_or(0..0);
                self.claim_between(&point.text, range.start.min(value.start)..value.start);
                self.claim_between(&point.text, 0..value.start);
                if !value.is_empty() {
                    let leaf = self.leaf_of(&point.text, value, "lists.labelled", Method::Labelled);
                    self.push_text(at, leaf);
                }
                for child in &point.points {
                    self.list_point(at, child);
                }
                return;
            }
            // A parent that only names the field of its children.
            if let Some(named) =
                self.names.section(text).filter(|r| matches!(r, Role::GoalInTerm | Role::Goal)).filter(|_| !point.points.is_empty())
            {
                self.claim_line(point.line);
                for child in &point.points {
                    self.list_point(named, child);
                }
                return;
            }
        }
        let leaf = self.leaf(&point.text, rule_of_point(at), Method::Heading);
        self.push_text(at, leaf);
        for child in &point.points {
            self.list_point(at, child);
        }
    }

    fn touch(&mut self, role: Role) {
        let body = &mut self.out.body;
        match role {
            Role::Purpose => drop(body.purpose.get_or_insert_default()),
            Role::Goal => drop(body.goal.get_or_insert_default()),
            Role::GoalInTerm => drop(body.goal_in_term.get_or_insert_default()),
            _ => {}
        }
    }

    fn push_text(&mut self, role: Role, text: Text) {
        let body = &mut self.out.body;
        match role {
            Role::Purpose => body.purpose.get_or_insert_default().push(text),
            Role::GoalInTerm => body.goal_in_term.get_or_insert_default().push(text),
            Role::Promises => body.pledge.promises.push(text),
            Role::Indicators => body.indicators.get_or_insert_default().push(text),
            _ => body.goal.get_or_insert_default().push(text),
        }
    }

    /// 확인지표: names as points; a table of 기준값·목표값·실적값 gives values.
    pub(super) fn indicators(&mut self, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        self.out.body.indicators.get_or_insert_default();
        if let Some(passage) = inline {
            let text = self.leaf(&passage, "lists.inline", Method::Labelled);
            self.push_text(Role::Indicators, text);
        }
        for content in self.contents(lines) {
            match content {
                Content::Lines(run) => {
                    if let Some(grid) = self.stacked_indicators(&run).or_else(|| self.indicators_by_blanks(&run))
                        && self.indicator_table(&grid)
                    {
                        continue;
                    }
                    let points = self.nest(&run);
                    for point in self.set_apart(points, Role::Indicators) {
                        point.visit(&mut |p| {
                            if !super::is_junk(&p.text.text) {
                                self.claim_mark(p.line);
                                if self.values_in_line(&p.text) {
                                    return;
                                }
                                let text = self.leaf(&p.text, "indicators.point", Method::Heading);
                                self.push_text(Role::Indicators, text);
                            }
                        });
                    }
                }
                Content::Table(grid, unit) => {
                    if !self.indicator_table(grid) {
                        self.keep_table(grid, unit.as_ref());
                    }
                }
            }
        }
    }

    /// `쉼터 수(곳) : 기준값(2022년) 0 → 목표값(2026년) 9`: an indicator, its unit, and each value behind its measure and year.
    /// Whether the line is one.
    fn values_in_line(&mut self, passage: &Passage) -> bool {
        let text = passage.text.as_str();
        let Some(line) = labelled(text) else { return false };
        let at = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
        let steps: Option<Vec<_>> = text[line.text.clone()].split(ARROWS).map(step_of_line).collect();
        let Some(steps) = steps.filter(|steps| steps.len() > 1) else { return false };
        let label = &text[line.label.clone()];
        let (name, unit) = match label.strip_suffix(')').and_then(|l| l.rsplit_once('(')) {
            Some((name, unit)) if !name.trim().is_empty() => (name.trim_end(), Some(unit.to_owned())),
            _ => (label, None),
        };
        let leaf = self.leaf_of(passage, 0..name.len(), "indicators.name", Method::Labelled);
        self.push_text(Role::Indicators, leaf);
        for (measure, year, value) in steps {
            let range = at(value)..at(value) + value.len();
            let value = IndicatorValue { name: name.to_owned(), unit: unit.clone(), year, measure, value: value.to_owned() };
            let leaf = self.value(value, passage, range, "indicators.value", Method::Labelled);
            self.out.body.indicator_values.get_or_insert_default().push(leaf);
        }
        self.claim_between(passage, 0..text.len());
        true
    }

    pub(super) fn indicator_table(&mut self, grid: &Grid) -> bool {
        let text = self.text;
        let has_baseline = (0..grid.rows.len().min(2)).any(|r| (0..grid.columns).any(|c| grid.text(text, r, c).contains("기준")));
        let measure = |key: &str| match key {
            k if k.contains("기준") => Some(IndicatorMeasure::Baseline),
            k if k.contains("목표") => Some(IndicatorMeasure::Target),
            // Beside a baseline, what is now is what was reached; alone it is where the count starts.
            k if k.contains("현재") || k.contains("현황값") => {
                Some(if has_baseline { IndicatorMeasure::Actual } else { IndicatorMeasure::Baseline })
            }
            k if k.contains("실적") || k.contains("달성") => Some(IndicatorMeasure::Actual),
            _ => None,
        };
        // Who pays what is money, whatever stands above it.
        if grid.rows.len() < 2 || super::money::has_sources(text, grid) {
            return false;
        }
        let name_col = (0..grid.columns).find(|&c| {
            let k = grid.key(text, 0, c);
            k.contains("지표") || k == "구분" || k == "항목"
        });
        let unit_col = (0..grid.columns).find(|&c| grid.key(text, 0, c) == "단위");
        // What has a unit stands before it.
        let Some(name_col) = name_col.or_else(|| unit_col?.checked_sub(1)) else { return false };
        // Header rows: measures over years, or years over measures.
        let header = (1..grid.rows.len()).find(|&r| !grid.text(text, r, name_col).is_empty()).unwrap_or(1);
        // `지표명 | 구분 | 2023년 …` over `취업자 수 | 목표 | …` and `(merged) | 실적 | …`: each row says its own measure.
        let of_row = |r: usize, c: usize| {
            let key = grid.key(text, r, c);
            // `연말 기준` in a column of remarks names no baseline.
            measure(&key).filter(|_| ["기준", "목표", "실적", "달성", "현재", "현황"].iter().any(|word| key.starts_with(word)))
        };
        // Heads of 목표 or 실적 leave no measure for the rows to say; words below another head are of where the numbers come from.
        let said = (0..header).any(|r| {
            (0..grid.columns).any(|c| {
                c != name_col && matches!(measure(&grid.key(text, r, c)), Some(IndicatorMeasure::Target | IndicatorMeasure::Actual))
            })
        });
        let measure_col = (0..grid.columns).filter(|_| !said).find(|&c| {
            let mut filled = (header..grid.rows.len()).filter(|&r| !grid.text(text, r, c).is_empty()).peekable();
            c != name_col && Some(c) != unit_col && filled.peek().is_some() && filled.all(|r| of_row(r, c).is_some())
        });
        let year_col = (0..grid.columns).find(|&c| c != name_col && holds_years(text, grid, header, c));
        let mut columns = Vec::new();
        for c in 0..grid.columns {
            if c == name_col || [unit_col, measure_col, year_col].contains(&Some(c)) {
                continue;
            }
            let mut found = None;
            let mut year = None;
            for r in 0..header {
                if let Some(a) = grid.head_anchor(text, r, c).filter(|&a| a != name_col) {
                    found = found.or(measure(&grid.key(text, r, a)));
                    year = year.or(year_of(grid.text(text, r, a)));
                }
            }
            if let Some(m) = found {
                columns.push((c, m, year));
            } else if year.is_some() {
                columns.push((c, IndicatorMeasure::Target, year));
            }
        }
        if columns.is_empty() {
            return false;
        }
        let mut name = Passage::default();
        let mut unit = None;
        for r in header..grid.rows.len() {
            if grid.repeats_head(text, r) {
                continue;
            }
            let here = grid.passage(text, r, name_col);
            let printed = unit_col.map(|c| grid.text(text, r, c).to_owned()).filter(|u| !u.is_empty());
            // A row without a name goes on with the indicator above.
            if printed.is_some() || !here.is_empty() {
                unit = printed;
            }
            // Over rows of years its name stands in each.
            if !here.is_empty() && (year_col.is_none() || here.text != name.text) {
                name = here;
                let leaf = self.leaf(&name, "indicators.name", Method::Cell);
                self.push_text(Role::Indicators, leaf);
            }
            let row_measure = measure_col.and_then(|c| of_row(r, c));
            let row_year = year_col.and_then(|c| year_of(grid.text(text, r, c)));
            for &(c, m, year) in &columns {
                let m = row_measure.unwrap_or(m);
                let year = row_year.or(year);
                let cell = grid.passage(text, r, c);
                if cell.is_empty() || super::is_nothing(&cell.text) {
                    continue;
                }
                let value = IndicatorValue { name: name.text.clone(), unit: unit.clone(), year, measure: m, value: cell.text.clone() };
                let end = cell.text.len();
                let leaf = self.value(value, &cell, 0..end, "indicators.value", Method::Cell);
                self.out.body.indicator_values.get_or_insert_default().push(leaf);
            }
        }
        self.claim_cells(grid);
        true
    }

    /// 자체 점검결과 and its parts.
    pub(super) fn assessment(&mut self, role: Role, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        self.out.body.assessment.get_or_insert_default();
        if let Some(passage) = inline {
            let text = self.leaf(&passage, "lists.inline", Method::Labelled);
            self.push_assessment(role, text);
        }
        for content in self.contents(lines) {
            match content {
                Content::Lines(run) => {
                    if self.parts_in_columns(&run) {
                        continue;
                    }
                    let points = self.nest(&run);
                    for point in self.set_apart(points, role).iter().filter(|p| !super::is_junk(&p.text.text)) {
                        self.assessment_point(role, point);
                    }
                }
                Content::Table(grid, unit) => {
                    if !self.assessment_table(grid) {
                        self.keep_table(grid, unit.as_ref());
                    }
                }
            }
        }
    }

    /// The part of an assessment that words name.
    fn assessment_part(&self, words: &str) -> Option<Role> {
        self.part_named(words, |role| match role {
            // `[주요성과]` beside `[미흡한 점]`
            Role::Achievements | Role::Strengths => Some(Role::Strengths),
            Role::Weaknesses | Role::Improvements => Some(role),
            _ => None,
        })
    }

    /// The part of a section that words name, or the name in brackets that says what they mean: `더 힘쓸 것(개선할 점)`,
    /// `헤쳐 나갈 방도(대책)`.
    fn part_named(&self, words: &str, part: impl Fn(Role) -> Option<Role>) -> Option<Role> {
        let in_brackets = || part(self.names.section_in_brackets(words)?);
        self.names.section_like(words).and_then(|(role, _)| part(role)).or_else(in_brackets)
    }

    /// `잘한 점 | …` in rows, or the parts as heads of columns.
    fn assessment_table(&mut self, grid: &Grid) -> bool {
        let text = self.text;
        let heads: Vec<Option<Role>> = (0..grid.columns).map(|c| self.assessment_part(grid.text(text, 0, c))).collect();
        let mut cells: Vec<(Role, usize, usize)> = Vec::new();
        if heads.iter().flatten().count() >= 2 {
            for r in 1..grid.rows.len() {
                cells.extend(heads.iter().enumerate().filter_map(|(c, part)| Some(((*part)?, r, c))));
            }
        } else {
            let mut part = None;
            for r in 0..grid.rows.len() {
                let head = grid.text(text, r, 0);
                // A blank first cell goes on with the row above.
                part = if head.is_empty() { part } else { self.assessment_part(head) };
                let Some(part) = part else {
                    let is_head = r == 0 && (1..grid.rows[r].len()).all(|c| crate::sections::is_table_head(grid.text(text, r, c)));
                    if is_head {
                        continue;
                    }
                    return false;
                };
                cells.extend((1..grid.rows[r].len()).map(|c| (part, r, c)));
            }
        }
        for (part, r, c) in cells {
            for cell in grid.passages(text, r, c).iter().flat_map(super::targets::bullets) {
                if !cell.is_empty() && !super::is_nothing(&cell.text) {
                    let leaf = self.leaf(&cell, "lists.cell", Method::Cell);
                    self.push_assessment(part, leaf);
                }
            }
        }
        self.claim_cells(grid);
        true
    }

    /// `잘된 점    · 시민이 함께함` over `미흡한 점  · …`: parts and their texts in two columns apart by blanks. Whether the lines were these.
    fn parts_in_columns(&mut self, run: &[usize]) -> bool {
        let part = |i: usize| {
            let line = self.line(i);
            let content = self.slice(line.range);
            let (label, value) = content.split_once("  ").filter(|_| line.marker.is_none())?;
            let at = line.range.end as usize - value.trim_start().len();
            let body = crate::layout::parse_marker(value.trim_start(), at).map_or(at, |(_, body)| at + body);
            Some((self.assessment_part(label.trim())?, Range::new(body, line.range.end as usize)))
        };
        let parts: Vec<Option<(Role, Range)>> = run.iter().map(|&i| part(i)).collect();
        if parts.first().is_none_or(Option::is_none) || parts.iter().flatten().count() < 2 {
            return false;
        }
        let mut k = 0;
        while k < run.len() {
            let Some((role, value)) = parts[k] else { break };
            let mut text = Passage::of(self.text, value);
            self.claim_line(run[k]);
            k += 1;
            // What goes on below the text.
            while k < run.len() && parts[k].is_none() {
                text.push(self.text, self.line(run[k]).body, true);
                self.claim_line(run[k]);
                k += 1;
            }
            let leaf = self.leaf(&text, "lists.labelled", Method::Labelled);
            self.push_assessment(role, leaf);
        }
        true
    }

    fn assessment_point(&mut self, role: Role, point: &Point) {
        self.claim_mark(point.line);
        let text = &point.text.text;
        if let Some(part) = self.assessment_part(text).filter(|_| self.is_heading_point(point)) {
            self.claim_line(point.line);
            for child in &point.points {
                self.assessment_point(part, child);
            }
            return;
        }
        let cut = labelled(text).map(|l| (l.label, l.text)).or_else(|| bracketed(text)).or_else(|| before_bullet(text));
        if let Some((label, value)) = cut
            && let Some(part) = self.assessment_part(&text[label])
        {
            self.claim_between(&point.text, 0..value.start);
            if !value.is_empty() {
                let leaf = self.leaf_of(&point.text, value, "lists.labelled", Method::Labelled);
                self.push_assessment(part, leaf);
            }
            for child in &point.points {
                self.assessment_point(part, child);
            }
            return;
        }
        let leaf = self.leaf(&point.text, "assessment.point", Method::Heading);
        self.push_assessment(role, leaf);
        for child in &point.points {
            self.assessment_point(role, child);
        }
    }

    fn push_assessment(&mut self, role: Role, text: Text) {
        let assessment: &mut Assessment = self.out.body.assessment.get_or_insert_default();
        match role {
            Role::Weaknesses => assessment.weaknesses.push(text),
            Role::Improvements => assessment.improvements.push(text),
            _ => assessment.strengths.push(text),
        }
    }

    /// 쟁점사항 및 해소방안.
    pub(super) fn obstacles(&mut self, role: Role, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        self.out.body.obstacles.get_or_insert_default();
        if let Some(passage) = inline {
            let text = self.leaf(&passage, "lists.inline", Method::Labelled);
            self.push_obstacle(role, text);
        }
        let mut at = role;
        for content in self.contents(lines) {
            match content {
                Content::Lines(run) => {
                    if let Some(grid) = self.stacked_parts(&run, |words| self.obstacle_part(words)) {
                        self.counted_obstacles(&grid);
                        continue;
                    }
                    let points = self.nest(&run);
                    for point in &self.set_apart(points, Role::Obstacles) {
                        self.obstacle_point(&mut at, point);
                    }
                }
                Content::Table(grid, unit) => {
                    if !self.obstacle_table(grid) {
                        self.keep_table(grid, unit.as_ref());
                    }
                }
            }
        }
    }

    /// `문제점 | 개선대책` over rows of both.
    fn obstacle_table(&mut self, grid: &Grid) -> bool {
        let text = self.text;
        let columns: Vec<Option<Role>> = (0..grid.columns).map(|c| self.obstacle_part(&grid.key(text, 0, c))).collect();
        let counts = |c: usize| super::dated::counts_rows(&grid.key(text, 0, c));
        if grid.rows.len() < 2 || columns.iter().all(Option::is_none) {
            return false;
        }
        let whole = (1..grid.rows.len()).all(|r| {
            (0..grid.rows[r].len()).all(|c| columns.get(c).is_some_and(Option::is_some) || counts(c) || grid.text(text, r, c).is_empty())
        });
        if !whole {
            return false;
        }
        for (c, part) in columns.iter().enumerate() {
            let Some(part) = part else { continue };
            for r in 1..grid.rows.len() {
                let passage = grid.passage(text, r, c);
                if !passage.is_empty() {
                    let leaf = self.leaf(&passage, "lists.cell", Method::Cell);
                    self.push_obstacle(*part, leaf);
                }
            }
        }
        self.claim_cells(grid);
        true
    }

    /// The same one cell a line. Which column a cell is of was counted, not seen, and leaves a doubt.
    fn counted_obstacles(&mut self, grid: &Grid) {
        let known = |o: &Obstacles| (o.problems.len(), o.remedies.len());
        let (problems, remedies) = self.out.body.obstacles.as_ref().map_or((0, 0), known);
        self.obstacle_table(grid);
        let Some(now) = &mut self.out.body.obstacles else { return };
        for leaf in now.problems.iter_mut().skip(problems).chain(now.remedies.iter_mut().skip(remedies)) {
            leaf.prov.doubts.add(Doubt::ColumnUncertain);
        }
    }

    /// What the words say of an obstacle: what is wrong, or what is done about it.
    fn obstacle_part(&self, words: &str) -> Option<Role> {
        self.part_named(words, |role| match role {
            Role::Obstacles | Role::Problems | Role::Weaknesses => Some(Role::Problems),
            Role::Remedies | Role::Improvements => Some(Role::Remedies),
            _ => None,
        })
    }

    /// Whether a point is a heading and no text: it is a name, or stands in brackets or above other points. `홍보 부족 문제` says
    /// what the problem is.
    fn is_heading_point(&self, point: &Point) -> bool {
        let text = &point.text.text;
        let bracketed = matches!(point.marker, Some(MarkerKind::Bracketed(_)));
        self.names.section(text).is_some() || labelled(text).is_none() && (bracketed || !point.points.is_empty())
    }

    fn obstacle_point(&mut self, at: &mut Role, point: &Point) {
        self.claim_mark(point.line);
        let text = &point.text.text;
        let named = |s: &str| self.obstacle_part(s);
        if let Some(part) = named(text).filter(|_| self.is_heading_point(point)) {
            self.claim_line(point.line);
            *at = part;
        } else {
            let cut = bracketed(text).or_else(|| labelled(text).map(|l| (l.label, l.text)));
            match cut.and_then(|(label, value)| named(&text[label]).map(|part| (part, value))) {
                Some((part, value)) => {
                    *at = part;
                    self.claim_between(&point.text, 0..value.start);
                    if !value.is_empty() {
                        let leaf = self.leaf_of(&point.text, value, "lists.labelled", Method::Labelled);
                        self.push_obstacle(part, leaf);
                    }
                }
                None if let Some((problem, remedy)) = self.sides_of_arrow(text) => {
                    for (part, side) in [(Role::Problems, problem), (Role::Remedies, remedy)] {
                        let leaf = self.leaf_of(&point.text, side, "lists.side", Method::Labelled);
                        self.push_obstacle(part, leaf);
                    }
                    self.claim_between(&point.text, 0..text.len());
                }
                None => {
                    // `⇒ …` under a problem is its remedy.
                    let part = if matches!(point.marker, Some(MarkerKind::Glyph('▶' | '☞')))
                        && *at != Role::Remedies
                        && text_is_remedy(self.slice(self.line(point.line).range))
                    {
                        Role::Remedies
                    } else {
                        *at
                    };
                    let leaf = self.leaf(&point.text, "obstacles.point", Method::Heading);
                    self.push_obstacle(part, leaf);
                }
            }
        }
        let mut inner = *at;
        for child in &point.points {
            self.obstacle_point(&mut inner, child);
        }
    }

    /// `주차 공간 부족 ⇒ 공영주차장 확충` under `문제점 ⇒ 대책`: the heading says what stands on either side of the arrow.
    fn sides_of_arrow(&self, text: &str) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
        let (before, after) = text.split_once(ARROWS)?;
        let heading = self.out.sections.last()?.heading.as_ref()?;
        let (first, second) = heading.text.split_once(ARROWS)?;
        let parts = (self.obstacle_part(first.trim()), self.obstacle_part(second.trim()));
        let sides = (before.trim_end(), after.trim_start());
        let explained = parts == (Some(Role::Problems), Some(Role::Remedies)) && !sides.0.is_empty() && !sides.1.is_empty();
        explained.then(|| (0..sides.0.len(), text.len() - sides.1.len()..text.len()))
    }

    fn push_obstacle(&mut self, role: Role, text: Text) {
        let obstacles: &mut Obstacles = self.out.body.obstacles.get_or_insert_default();
        if role == Role::Remedies { obstacles.remedies.push(text) } else { obstacles.problems.push(text) }
    }

    /// 공약 변경: labels (`변경일 : …`) or a table with these columns.
    pub(super) fn changes(&mut self, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        let mut change = Change::default();
        let mut any = false;
        if let Some(passage) = inline {
            change.what = Some(self.leaf(&passage, "changes.inline", Method::Labelled));
            any = true;
        }
        self.out.body.changes.get_or_insert_default();
        for content in self.contents(lines) {
            match content {
                Content::Lines(run) => {
                    if let Some(grid) = self.stacked_changes(&run)
                        && self.change_table(&grid)
                    {
                        continue;
                    }
                    if self.keep_unread_changes(&run) {
                        continue;
                    }
                    let points = self.nest(&run);
                    for point in self.set_apart(points, Role::Changes) {
                        point.visit(&mut |p| {
                            self.claim_mark(p.line);
                            let split = labelled(&p.text.text);
                            let slot = split.as_ref().map(|l| change_slot(&p.text.text[l.label.clone()]));
                            match (slot, split) {
                                (Some(Some(slot)), Some(l)) => {
                                    if change_has(&change, slot) {
                                        self.out.body.changes.get_or_insert_default().push(std::mem::take(&mut change));
                                    }
                                    self.claim_between(&p.text, 0..l.text.start);
                                    self.set_change(&mut change, slot, &p.text, l.text);
                                    any = true;
                                }
                                _ => {
                                    if change.what.is_some() {
                                        self.out.body.changes.get_or_insert_default().push(std::mem::take(&mut change));
                                    }
                                    let end = p.text.text.len();
                                    self.set_change(&mut change, ChangeSlot::What, &p.text, 0..end);
                                    any = true;
                                }
                            }
                        });
                    }
                }
                Content::Table(grid, unit) => {
                    if !self.change_table(grid) {
                        self.keep_table(grid, unit.as_ref());
                    }
                }
            }
        }
        if any {
            self.out.body.changes.get_or_insert_default().push(change);
        }
    }

    /// `변경일 | 변경내용 | 변경사유`: a change a row. Whether the table is one.
    fn change_table(&mut self, grid: &Grid) -> bool {
        let text = self.text;
        let slots: Vec<_> = (0..grid.columns).map(|c| change_slot(grid.text(text, 0, c))).collect();
        if grid.rows.len() < 2 || slots.iter().flatten().count() < 2 {
            return false;
        }
        for r in 1..grid.rows.len() {
            let mut row = Change::default();
            for (c, slot) in slots.iter().enumerate() {
                let passage = grid.passage(text, r, c);
                if let (Some(slot), false) = (slot, passage.is_empty()) {
                    let end = passage.text.len();
                    self.set_change(&mut row, *slot, &passage, 0..end);
                }
            }
            self.out.body.changes.get_or_insert_default().push(row);
        }
        for cell in grid.rows[0].iter().chain(grid.rows.iter().flatten()) {
            self.out.ledger.claim(cell.range);
        }
        self.claim_grid(grid);
        true
    }

    /// `변경일 변경내용 변경사유` over lines that begin with a date: cells whose borders the text no longer shows. Where one ends and the
    /// next begins cannot be told, so they are kept as they stand. Whether the lines were such.
    fn keep_unread_changes(&mut self, run: &[usize]) -> bool {
        let Some((&head, rows)) = run.split_first() else { return false };
        let plain = run.iter().all(|&i| self.line(i).marker.is_none());
        let heads = self.slice(self.line(head).range).split_whitespace().map(change_slot);
        let is_head = heads.clone().count() > 2 && heads.clone().all(|slot| slot.is_some());
        let dated = rows.first().is_some_and(|&i| dates::leading(self.slice(self.line(i).range)).is_some());
        if !(plain && is_head && dated) {
            return false;
        }
        self.keep_cells(run, Role::Changes.key());
        true
    }

    fn set_change(&mut self, change: &mut Change, slot: ChangeSlot, passage: &Passage, range: std::ops::Range<usize>) {
        let part = passage.slice(range);
        match slot {
            ChangeSlot::Date => {
                if let Some(found) = dates::first(&part.text) {
                    let index = self.out.body.changes.as_ref().map_or(0, Vec::len);
                    change.date = self.date(found.value, &part, found.range, "changes.date", "changes", index);
                }
                let ranges = part.all(self.text);
                self.out.ledger.claim_all(&ranges);
            }
            ChangeSlot::What => change.what = Some(self.leaf(&part, "changes.what", Method::Labelled)),
            ChangeSlot::Reason => change.reason = Some(self.leaf(&part, "changes.reason", Method::Labelled)),
            ChangeSlot::Procedure => change.procedure = Some(self.leaf(&part, "changes.procedure", Method::Labelled)),
        }
    }

    /// 건의사항: `(산업통상자원부) 국비과제 유치`.
    pub(super) fn support_requests(&mut self, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        self.out.body.support_requests.get_or_insert_default();
        if let Some(passage) = inline {
            self.request(None, &passage);
        }
        for content in self.contents(lines) {
            match content {
                Content::Lines(run) => {
                    if let Some(grid) = self.stacked_pairs(&run)
                        && self.request_table(&grid)
                    {
                        continue;
                    }
                    let points = self.nest(&run);
                    for point in self.set_apart(points, Role::SupportRequests).iter().filter(|p| !super::is_junk(&p.text.text)) {
                        self.request_point(None, point);
                    }
                }
                Content::Table(grid, unit) => {
                    if !self.request_table(grid) {
                        self.keep_table(grid, unit.as_ref());
                    }
                }
            }
        }
    }

    /// `건의 대상 | 건의 내용`: whom, and what for, in each row.
    fn request_table(&mut self, grid: &Grid) -> bool {
        let text = self.text;
        let column = |ends: &[&str]| (0..grid.columns).find(|&c| ends.iter().any(|end| grid.key(text, 0, c).ends_with(end)));
        let bodies = column(&["대상", "기관", "기관명", "부처", "부처명", "건의처", "요청처", "소관"]);
        let requests = column(&["내용", "사항", "건의", "요청"]);
        let (Some(bodies), Some(requests)) = (bodies, requests) else { return false };
        if bodies == requests || grid.rows.len() < 2 {
            return false;
        }
        let mut body = None;
        for r in 1..grid.rows.len() {
            let named = grid.passage(text, r, bodies);
            // A blank cell goes on with the one above.
            if !named.is_empty() {
                body = Some(self.leaf(&named, "requests.body", Method::Cell));
            }
            for part in grid.passages(text, r, requests).iter().flat_map(super::targets::bullets).filter(|p| !p.is_empty()) {
                let request = self.leaf(&part, "requests.text", Method::Cell);
                self.out.body.support_requests.get_or_insert_default().push(SupportRequest { body: body.clone(), text: request });
            }
        }
        // A further column (`시기`) says something that no field holds: the table is kept beside what was read of it.
        if (1..grid.rows.len()).any(|r| (0..grid.columns).any(|c| c != bodies && c != requests && !grid.text(text, r, c).is_empty())) {
            self.keep_table(grid, None);
        }
        self.claim_cells(grid);
        true
    }

    fn request_point(&mut self, body: Option<&Text>, point: &Point) {
        self.claim_mark(point.line);
        let short = point.text.text.chars().count() <= 24 && !point.points.is_empty();
        if short {
            let named = self.leaf(&point.text, "requests.body", Method::Heading);
            for child in &point.points {
                self.request_point(Some(&named), child);
            }
            return;
        }
        self.request(body, &point.text);
        for child in &point.points {
            self.request_point(body, child);
        }
    }

    fn request(&mut self, body: Option<&Text>, passage: &Passage) {
        let text = &passage.text;
        let cut = bracketed(text)
            .filter(|(b, v)| !v.is_empty() && text[b.clone()].chars().count() <= 24)
            .or_else(|| labelled(text).filter(|l| is_body(&text[l.label.clone()])).map(|l| (l.label, l.text)))
            .or_else(|| {
                // `가온청 → 보조율 상향`
                let (body, value) = text.split_once(ARROWS).filter(|(body, value)| is_body(body.trim()) && !value.trim().is_empty())?;
                Some((0..body.trim_end().len(), text.len() - value.trim_start().len()..text.len()))
            });
        let request = match cut {
            Some((name, value)) => {
                let ranges = passage.source(self.text, 0..value.start);
                self.out.ledger.claim_all(&ranges);
                let body = self.leaf_of(passage, name, "requests.body", Method::Labelled);
                let text = self.leaf_of(passage, value, "requests.text", Method::Heading);
                SupportRequest { body: Some(body), text }
            }
            None => SupportRequest { body: body.cloned(), text: self.leaf(passage, "requests.text", Method::Heading) },
        };
        self.out.body.support_requests.get_or_insert_default().push(request);
    }

    /// A value that follows from another one.
    pub(super) fn derived<T>(value: T, from: &Prov, rule: &'static str) -> Sourced<T> {
        Sourced::new(value, Prov { rule, method: Method::Derived, ..from.clone() })
    }
}

/// `연도` over a year in each row: `지표 | 단위 | 연도 | 목표 | 실적`, one row a year.
fn holds_years(text: &str, grid: &Grid, header: usize, column: usize) -> bool {
    let named = matches!(&*grid.head_key(text, header, column), "연도" | "년도" | "연도별" | "기준연도" | "목표연도");
    named && (header..grid.rows.len()).all(|r| grid.repeats_head(text, r) || year_of(grid.text(text, r, column)).is_some())
}

/// `목표값(2026년) 9`: a measure with its year, and a number.
fn step_of_line(step: &str) -> Option<(IndicatorMeasure, Option<i32>, &str)> {
    let (head, value) = step.trim().rsplit_once(' ')?;
    let measure = match head {
        h if h.starts_with("기준") => IndicatorMeasure::Baseline,
        h if h.starts_with("목표") => IndicatorMeasure::Target,
        h if h.starts_with("실적") || h.starts_with("현재") || h.starts_with("달성") => IndicatorMeasure::Actual,
        _ => return None,
    };
    value.starts_with(|c: char| c.is_ascii_digit()).then(|| (measure, year_of(head), value))
}

/// The year of a column's head: `2026년`, `목표값(2026년)`, `2026년 목표값`.
fn year_of(head: &str) -> Option<i32> {
    let in_brackets = || {
        let tail = &head[head.find(['(', '（', '['])?..];
        let (inner, _) = bracketed(tail)?;
        dates::period_label(&tail[inner])
    };
    let in_front = || head.split_once(' ').and_then(|(first, _)| dates::period_label(first));
    dates::period_label(head).or_else(in_brackets).or_else(in_front).and_then(|p| p.year)
}

/// `잘된 점 · 시민이 함께함`: a few words, a bullet, and what follows.
fn before_bullet(text: &str) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let (at, bullet) = text.char_indices().find(|&(_, c)| crate::text::is_middle_dot(c) || matches!(c, '○' | '•' | '▪'))?;
    let label = text[..at].trim_end();
    let value = text[at + bullet.len_utf8()..].trim_start();
    let apart = label.len() < at && value.len() < text.len() - at - bullet.len_utf8();
    (apart && !label.is_empty() && !value.is_empty()).then(|| (0..label.len(), text.len() - value.len()..text.len()))
}

fn text_is_remedy(line: &str) -> bool {
    line.trim_start().starts_with(['⇒', '→', '➔', '☞', '⇨'])
}

/// Ministries, governments and companies end so.
fn is_body(label: &str) -> bool {
    ["부", "청", "처", "도", "시", "군", "구", "원", "위원회", "공사", "공단", "정부"].iter().any(|end| label.trim_end().ends_with(end))
        && label.chars().count() <= 20
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum ChangeSlot {
    Date,
    What,
    Reason,
    Procedure,
}

pub(super) fn change_slot(label: &str) -> Option<ChangeSlot> {
    let key = crate::text::squash(label);
    let changed = |key: &str| ["변경", "바뀐", "바꾼", "달라진", "고친"].iter().any(|word| key.contains(word));
    Some(match key.as_str() {
        k if k.ends_with("사유") || k.ends_with("이유") || k.ends_with("까닭") => ChangeSlot::Reason,
        k if k.ends_with("절차") || k.ends_with("방법") => ChangeSlot::Procedure,
        k if k.ends_with("변경일") || k.ends_with("일자") || k.ends_with("시기") || k.ends_with("일시") => ChangeSlot::Date,
        k if changed(k) && (k.ends_with("날") || k.ends_with("때")) => ChangeSlot::Date,
        k if changed(k) && (k.ends_with("내용") || k.ends_with("사항") || k.ends_with("내역") || k.ends_with("후")) => {
            ChangeSlot::What
        }
        "내용" | "변경" => ChangeSlot::What,
        _ => return None,
    })
}

/// The rule of a section's points: how often they are right differs between sections.
fn rule_of_point(role: Role) -> &'static str {
    match role {
        Role::Purpose => "purpose.point",
        Role::Goal => "goal.point",
        Role::GoalInTerm => "goal_in_term.point",
        _ => "lists.point",
    }
}

fn change_has(change: &Change, slot: ChangeSlot) -> bool {
    match slot {
        ChangeSlot::Date => change.date.is_some(),
        ChangeSlot::What => change.what.is_some(),
        ChangeSlot::Reason => change.reason.is_some(),
        ChangeSlot::Procedure => change.procedure.is_some(),
    }
}
/// `최종 : …` and `임기내 : …` under 공약목표.
fn goal_of(label: &str) -> Option<Role> {
    match label {
        "최종" | "최종적" | "궁극" => Some(Role::Goal),
        "임기내" | "임기중" | "민선8기" | "민선9기" => Some(Role::GoalInTerm),
        _ => None,
    }
}
