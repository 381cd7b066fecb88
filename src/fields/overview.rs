//! 사업개요: one project or several, each with its outline, period, place, cost, funding and agencies.

use smallvec::smallvec;

use super::points::{split, unpadded};
use super::{Content, Reader, UnitLine};
use crate::diag::{Diagnostic, codes};
use crate::layout::Passage;
use crate::model::{Doubt, Doubts, Funding, Grid as GridValue, Item, Method, Project, Prov, Sourced, Text};
use crate::normalize::dates;
use crate::normalize::money::{self, Unit};
use crate::outline::{Point, PointKind};
use crate::sections::{LabelKey, Likeness, Role, Vocabulary, is_table_head};
use crate::span::Range;

/// A label in a table of two columns is no longer than this, in characters.
const LABEL_CHARS: usize = 12;

impl Reader<'_> {
    pub(super) fn overview(&mut self, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        self.out.body.overview.get_or_insert_default();
        let mut points = Vec::new();
        let mut tables: Vec<(usize, GridValue)> = Vec::new();
        let mut listed: Vec<(usize, Project)> = Vec::new();
        for content in self.contents(lines) {
            match content {
                Content::Lines(run) => {
                    let run = self.flat_tables(run, &mut tables);
                    let nested = self.nest(&run);
                    points.extend(self.set_apart(nested, Role::Overview));
                }
                Content::Table(grid, unit) => {
                    if self.money_table_inside(grid, unit.as_ref()) {
                        continue;
                    }
                    if let Some(rows) = self.project_rows(grid) {
                        listed.extend(rows);
                        continue;
                    }
                    if self.label_table(grid, &mut points) {
                        self.claim_grid(grid);
                        continue;
                    }
                    let at = grid.lines.start;
                    let ordinal = tables.len() as u16;
                    let table = self.grid_value(grid, unit.as_ref(), ordinal);
                    tables.push((at, table));
                }
            }
        }
        points.retain(|p| !super::is_junk(&p.text.text));
        points.sort_by_key(|p| p.line);
        let named = named_projects(self.names, &points);
        let mut projects: Vec<(usize, Project)> = Vec::new();
        if let Some(passage) = inline {
            let text = self.leaf(&passage, "overview.inline", Method::Labelled);
            projects.push((0, Project { items: vec![Item { label: None, text: Some(text), items: Vec::new() }], ..Project::default() }));
        }
        for (point, is_name) in points.iter().zip(named) {
            if is_name {
                self.claim_mark(point.line);
                let name = self.leaf(&point.text, "overview.project", Method::Heading);
                let items: Vec<Item> = point.points.iter().map(|p| self.item(p)).collect();
                projects.push((point.line, Project { name: Some(name), items, ..Project::default() }));
            } else {
                let item = self.item(point);
                if projects.is_empty() {
                    projects.push((point.line, Project::default()));
                }
                if let Some((_, last)) = projects.last_mut() {
                    last.items.push(item);
                }
            }
        }
        projects.extend(listed);
        projects.sort_by_key(|(line, _)| *line);
        if projects.is_empty() && !tables.is_empty() {
            projects.push((0, Project::default()));
        }
        for (line, table) in tables {
            let at = projects.iter().rposition(|(start, _)| *start <= line).unwrap_or(0);
            projects[at].1.tables.push(table);
        }
        // A second overview section goes on with the one unnamed project of the first.
        let earlier = self.out.body.overview.as_ref().map_or(&[][..], |o| &o.projects);
        let goes_on = matches!(earlier, [first] if first.name.is_none()) && projects.iter().all(|(_, p)| p.name.is_none());
        let offset = if goes_on { 0 } else { earlier.len() };
        let mut done = Vec::new();
        for (k, (_, mut project)) in projects.into_iter().enumerate() {
            self.typed(&mut project, if goes_on { 0 } else { offset + k });
            done.push(project);
        }
        let overview = self.out.body.overview.get_or_insert_default();
        if let ([first], true) = (overview.projects.as_mut_slice(), goes_on) {
            for project in done {
                first.items.extend(project.items);
                first.tables.extend(project.tables);
                first.period = first.period.take().or(project.period);
                first.location = first.location.take().or(project.location);
                first.total_cost = first.total_cost.take().or(project.total_cost);
                if first.funding.is_empty() {
                    first.funding = project.funding;
                }
                if first.agencies.is_empty() {
                    first.agencies = project.agencies;
                }
            }
        } else {
            overview.projects.extend(done);
        }
    }

    /// `세부사업명 | 사업기간 | 위치 | 사업비`: a project a row, its labels above.
    fn project_rows(&mut self, grid: &crate::tables::Grid) -> Option<Vec<(usize, Project)>> {
        let text = self.text;
        let typed = |c: usize| {
            let keys = self.names.label(grid.text(text, 0, c));
            keys.iter().any(|key| matches!(key, LabelKey::Period | LabelKey::Location | LabelKey::TotalCost))
        };
        let named = self.names.label(grid.text(text, 0, 0)).contains(&LabelKey::Title);
        let whole = (1..grid.rows.len()).all(|r| !grid.text(text, r, 0).is_empty());
        if !named || grid.columns < 3 || grid.rows.len() < 3 || !whole || !(1..grid.columns).all(typed) {
            return None;
        }
        let mut projects = Vec::new();
        for r in (1..grid.rows.len()).filter(|&r| !grid.repeats_head(text, r)) {
            let mut items = Vec::new();
            for c in (1..grid.columns).filter(|&c| !super::is_nothing(grid.text(text, r, c)) && !grid.text(text, r, c).is_empty()) {
                let label = self.leaf(&grid.passage(text, 0, c), "overview.label", Method::Cell);
                let value = self.leaf(&grid.passage(text, r, c), "overview.cell", Method::Cell);
                items.push(Item { label: Some(label), text: Some(value), items: Vec::new() });
            }
            let name = self.leaf(&grid.passage(text, r, 0), "overview.project", Method::Cell);
            projects.push((grid.row_lines[r], Project { name: Some(name), items, ..Project::default() }));
        }
        self.claim_cells(grid);
        Some(projects)
    }

    /// A point as an item of an outline.
    pub(super) fn item(&mut self, point: &Point) -> Item {
        self.claim_mark(point.line);
        let passage = &point.text;
        let items = point.points.iter().filter(|p| p.kind != PointKind::Note).map(|p| self.item(p)).collect::<Vec<_>>();
        let (label, value) = split(passage);
        match label {
            Some(range) => {
                self.claim_between(passage, 0..value.start);
                let mut label = self.leaf_of(passage, range, "overview.label", Method::Heading);
                label.value = unpadded(self.names, &label.value);
                let text = (!value.is_empty()).then(|| self.leaf_of(passage, value, "overview.text", Method::Labelled));
                Item { label: Some(label), text, items }
            }
            None if !items.is_empty() => {
                let mut label = self.leaf(passage, "overview.label", Method::Heading);
                label.value = unpadded(self.names, &label.value);
                Item { label: Some(label), text: None, items }
            }
            None => Item { label: None, text: Some(self.leaf(passage, "overview.text", Method::Heading)), items },
        }
    }

    /// The typed fields of a project, out of its outline.
    fn typed(&mut self, project: &mut Project, index: usize) {
        let items = std::mem::take(&mut project.items);
        for item in &items {
            let Some(label) = &item.label else { continue };
            let (keys, likeness) = self.names.label_like(&label.value);
            let text = item.text.as_ref();
            if likeness != Likeness::Exact
                && keys.iter().any(|key| matches!(key, LabelKey::Period | LabelKey::Location | LabelKey::Agencies))
            {
                self.likened_item(item, likeness);
            }
            if keys.contains(&LabelKey::Period) && project.period.is_none() {
                if let Some(text) = text {
                    project.period = self.period(text, format!("/overview/projects/{index}/period"));
                }
            } else if keys.contains(&LabelKey::Location) && project.location.is_none() {
                project.location = text.cloned().or_else(|| item.items.first().and_then(|i| i.text.clone()));
            } else if keys.contains(&LabelKey::Agencies) && project.agencies.is_empty() {
                if let Some(text) = text {
                    project.agencies = agencies(self.text, text);
                } else {
                    project.agencies = item.items.iter().filter_map(|i| i.text.clone()).collect();
                }
            }
        }
        // `기간` alone may be of the term; in an overview, over a date, it is the project's.
        if project.period.is_none()
            && let Some(text) = items.iter().find_map(|i| i.text.as_ref().filter(|_| i.label.as_ref().is_some_and(|l| l.value == "기간")))
            && dates::first(&text.value).is_some()
        {
            project.period = self.period(text, format!("/overview/projects/{index}/period"));
        }
        self.cost(project, &items, index);
        project.items = items;
    }

    /// 사업기간: the first date or period of the text.
    pub(super) fn period(&mut self, text: &Text, pointer: String) -> Option<Sourced<crate::model::DateSpan>> {
        // A year alone is one where the whole value is it.
        let alone = || dates::whole(&text.value).map(|value| crate::normalize::Found::plain(value, 0..text.value.len()));
        let Some(found) = dates::first(&text.value).or_else(alone) else {
            if text.value.contains(|c: char| c.is_ascii_digit()) {
                self.unreadable(
                    pointer,
                    text.prov.ranges.iter().copied(),
                    format!("no date was found in \"{}\"; kept as text", text.value),
                    format!("'{}'에서 날짜를 찾지 못해 글로만 남겼습니다", text.value),
                );
            }
            return None;
        };
        let mut prov = Parts::of(self.text, text).prov(found.range.clone());
        prov.rule = "overview.period";
        let value = Sourced::new(found.value.span, prov);
        self.date_fault(found.value.fault, &value, || pointer);
        Some(value)
    }

    /// Notes that what an item is was told by likeness alone: its values share the doubt.
    fn likened_item(&mut self, item: &Item, likeness: Likeness) {
        let texts = item.text.iter().chain(item.items.iter().filter_map(|i| i.text.as_ref()));
        let ranges = texts.flat_map(|t| t.prov.ranges.iter().map(|&range| (range, likeness)));
        self.out.likened.extend(ranges);
    }

    fn cost(&mut self, project: &mut Project, items: &[Item], index: usize) {
        // 1. a label that names the cost; 2. a label that ends so; 3. a text that begins with 총사업비; 4. a label that means it.
        let named = |label: &str| self.names.label(label).contains(&LabelKey::TotalCost);
        let ends = |label: &str| {
            let key = crate::text::squashed(label);
            key.ends_with("총사업비") || key.ends_with("사업비") || key.ends_with("소요예산")
        };
        let by = |test: &dyn Fn(&Item) -> bool| items.iter().find(|i| test(i));
        let item = by(&|i| i.label.as_ref().is_some_and(|l| crate::text::squashed(&l.value) == "총사업비"))
            .or_else(|| by(&|i| i.label.as_ref().is_some_and(|l| named(&l.value))))
            .or_else(|| by(&|i| i.label.as_ref().is_some_and(|l| ends(&l.value))))
            .or_else(|| {
                by(&|i| {
                    i.text.as_ref().is_some_and(|t| {
                        t.value.starts_with("총사업비") || t.value.starts_with("총 사업비") || t.value.starts_with("사업비 ")
                    })
                })
            });
        let like = |label: &str| {
            let (keys, likeness) = self.names.label_like(label);
            (likeness != Likeness::Exact && keys.contains(&LabelKey::TotalCost)).then_some(likeness)
        };
        let item = match item {
            Some(item) => item,
            None => {
                let liked = items.iter().find_map(|i| Some((i, like(&i.label.as_ref()?.value)?)));
                let Some((item, likeness)) = liked else { return };
                self.likened_item(item, likeness);
                item
            }
        };
        let text = match &item.text {
            Some(text) => Some(text),
            None => item.items.iter().find_map(|i| i.text.as_ref().filter(|t| i.label.is_none() && money::first(&t.value).is_some())),
        };
        if let Some(text) = text {
            let (cost, funding) = self.amount(text);
            if cost.is_none() && text.value.contains(|c: char| c.is_ascii_digit()) && !text.value.contains('%') {
                self.unreadable(
                    format!("/overview/projects/{index}/total_cost"),
                    text.prov.ranges.iter().copied(),
                    format!("no amount was found in \"{}\"; kept as text", text.value),
                    format!("'{}'에서 금액을 찾지 못해 글로만 남겼습니다", text.value),
                );
            }
            project.total_cost = cost;
            project.funding = funding;
        }
        if project.funding.is_empty() {
            project.funding = self.funding_items(&item.items);
        }
    }

    /// An amount, and the shares printed after it.
    pub(super) fn amount(&mut self, text: &Text) -> (Option<Sourced<crate::model::Money>>, Vec<Sourced<Funding>>) {
        let Some(found) = money::first(&text.value) else { return (None, Vec::new()) };
        let unit = trailing_unit(&found.value.raw);
        let after = found.range.end;
        let parts = Parts::of(self.text, text);
        let mut prov = parts.prov(found.range.clone());
        prov.rule = "money.amount";
        let cost = Sourced::new(found.value, prov);
        let mut funding: Vec<Sourced<Funding>> = money::funding(&text.value[after..], unit)
            .into_iter()
            .map(|f| {
                let mut prov = parts.prov(after + f.range.start..after + f.range.end);
                prov.rule = "money.funding";
                Sourced::new(f.value, prov)
            })
            .collect();
        self.settle_city(&mut funding);
        (Some(cost), funding)
    }

    /// 시비 means who pays by what stands beside it.
    fn settle_city(&self, funding: &mut [Sourced<Funding>]) {
        let labels: Vec<&str> = funding.iter().map(|f| f.value.label.as_str()).collect();
        let sources = money::resolve(&labels, self.context.metropolitan);
        for (f, source) in funding.iter_mut().zip(sources) {
            f.value.source = source;
        }
    }

    /// Shares printed as points under the cost: `- 국비 : 630,200천원`.
    fn funding_items(&mut self, items: &[Item]) -> Vec<Sourced<Funding>> {
        let mut out = Vec::new();
        for item in items {
            let (Some(label), Some(text)) = (&item.label, &item.text) else { continue };
            if money::funding_label(&label.value).is_none() {
                continue;
            }
            let Some(found) = money::first(&text.value) else { continue };
            let mut prov = Parts::of(self.text, text).prov(found.range);
            prov.ranges.insert(0, label.prov.ranges.first().copied().unwrap_or_default());
            prov.rule = "money.funding-item";
            out.push(Sourced::new(
                Funding { source: crate::model::FundingSource::Other, label: label.value.clone(), krw: found.value.krw },
                prov,
            ));
        }
        self.settle_city(&mut out);
        out
    }

    /// Tables of a PDF whose cells the text lost: from an unmarked line that starts with a table's head to the next mark.
    fn flat_tables(&mut self, run: Vec<usize>, tables: &mut Vec<(usize, GridValue)>) -> Vec<usize> {
        let mut rest = Vec::with_capacity(run.len());
        let mut k = 0;
        while k < run.len() {
            let line = self.line(run[k]);
            let content = self.slice(line.range);
            let names_rows = || {
                is_table_head(content.split_whitespace().next().unwrap_or(""))
                    || is_table_head(&content.split_whitespace().take(2).collect::<String>())
            };
            let head = k > 0 && line.marker.is_none() && !content.contains(':') && content.chars().count() <= 40 && names_rows();
            if !head {
                rest.push(run[k]);
                k += 1;
                continue;
            }
            let start = k;
            while k < run.len() && self.line(run[k]).marker.is_none_or(|m| m.kind == crate::layout::MarkerKind::Dash && k == start) {
                k += 1;
            }
            let lines = &run[start..k];
            let mut rows = Vec::new();
            for &i in lines {
                self.claim_line(i);
                let passage = Passage::of(self.text, self.line(i).body);
                rows.push(vec![self.leaf(&passage, "overview.flat-table", Method::Counted)]);
            }
            let at = self.line(lines[0]).range;
            self.say(
                Diagnostic::new(
                    &codes::TABLE_FLATTENED,
                    format!("the cells of a table of {} lines cannot be told apart; its lines are kept whole", lines.len()),
                    format!("표의 칸 경계를 알 수 없어 {}줄을 그대로 남겼습니다", lines.len()),
                )
                .field("/overview")
                .at(at),
            );
            let header = vec![rows.remove(0)];
            tables.push((run[start], GridValue { caption: None, unit: None, header, rows }));
        }
        rest
    }

    /// A table of labels and values (`사업기간 | 2020 ~ 2022`) reads like points.
    fn label_table(&mut self, grid: &crate::tables::Grid, points: &mut Vec<Point>) -> bool {
        let text = self.text;
        let mut found = Vec::new();
        for r in 0..grid.rows.len() {
            let filled: Vec<usize> = (0..grid.rows[r].len()).filter(|&c| !grid.text(text, r, c).is_empty()).collect();
            if !filled.len().is_multiple_of(2) || filled.is_empty() {
                return false;
            }
            for pair in filled.chunks(2) {
                if self.names.label(grid.text(text, r, pair[0])).is_empty() && !grid.text(text, r, pair[0]).starts_with(char::is_alphabetic)
                {
                    return false;
                }
                found.push((r, pair[0], pair[1]));
            }
        }
        let known = found.iter().filter(|&&(r, c, _)| !self.names.label(grid.text(text, r, c)).is_empty()).count();
        // Rows of two cells, the first of them short: labels that the vocabulary need not know.
        let rows_of_pairs = grid.columns == 2 && found.iter().all(|&(r, c, _)| grid.text(text, r, c).chars().count() <= LABEL_CHARS);
        if known == 0 || known * 2 < found.len() && !rows_of_pairs {
            return false;
        }
        for (r, label, value) in found {
            let mut passage = Passage::default();
            if let (Some(a), Some(b)) = (grid.range(r, label), grid.range(r, value)) {
                passage.push(text, a, false);
                passage.text.push_str(" :");
                passage.push(text, b, true);
            }
            points.push(Point { kind: PointKind::Bullet, marker: None, text: passage, points: Vec::new(), line: grid.row_lines[r] });
        }
        true
    }

    /// Investment tables inside the overview (`소요예산` with its table) belong to the investment.
    fn money_table_inside(&mut self, grid: &crate::tables::Grid, unit: Option<&UnitLine>) -> bool {
        super::money::looks_like_money(self.text, grid) && self.money_grid(Role::Investment, grid, unit, None)
    }
}

/// Top-level points that name a project: no value of their own, and labels of a project under them.
fn named_projects(names: &Vocabulary, points: &[Point]) -> Vec<bool> {
    let is_project = |p: &Point| {
        if p.points.len() < 2 || super::points::labelled(&p.text.text).is_some() {
            return false;
        }
        let keys = p.points.iter().filter_map(|c| super::points::labelled(&c.text.text).map(|l| names.label(&c.text.text[l.label])));
        keys.flatten().any(|k| matches!(k, LabelKey::Period | LabelKey::Location | LabelKey::TotalCost | LabelKey::Agencies))
    };
    let named: Vec<bool> = points.iter().map(is_project).collect();
    let count = named.iter().filter(|&&n| n).count();
    if count >= 2 || (count == 1 && points.len() == 1) { named } else { vec![false; points.len()] }
}

/// The source of parts of a text leaf.
pub(super) struct Parts<'a> {
    document: &'a str,
    leaf: &'a Text,
    source: Source,
}

/// How a leaf stands in the source.
enum Source {
    /// Byte for byte, with single spaces.
    Verbatim(Range),
    /// With other blanks.
    Blanks(Passage),
    /// In other words.
    Other,
}

impl<'a> Parts<'a> {
    pub(super) fn of(document: &'a str, leaf: &'a Text) -> Self {
        let source = match Passage::verbatim(document, leaf) {
            Some(range) => Source::Verbatim(range),
            None => Passage::of_leaf(document, leaf).map_or(Source::Other, Source::Blanks),
        };
        Self { document, leaf, source }
    }

    /// Provenance of the bytes `range` of the leaf: what holds them in the source, and nothing else of the leaf, for a line of
    /// ten thousand parts would quote itself as often. The whole leaf where it is not its source.
    pub(super) fn prov(&self, range: std::ops::Range<usize>) -> Prov {
        let Self { document, leaf, source } = self;
        let whole = &leaf.prov;
        let part = &leaf.value[range.clone()];
        let start = range.start + part.len() - part.trim_start().len();
        let end = start + part.trim().len();
        let ranges = match source {
            Source::Verbatim(range) => {
                let at = range.start as usize;
                (start < end).then(|| smallvec![Range::new(at + start, at + end)])
            }
            Source::Blanks(passage) => Some(passage.source(document, start..end)).filter(|ranges| !ranges.is_empty()),
            Source::Other => None,
        };
        let Some(ranges) = ranges else {
            let mut prov = whole.clone();
            prov.doubts.add(Doubt::Joined);
            return prov;
        };
        // Where the source has other blanks, byte for byte, what is doubted of the whole is doubted of its parts.
        let verbatim = match source {
            Source::Verbatim(_) => true,
            _ => matches!(whole.ranges.as_slice(), [only] if document[only.to_usize()] == leaf.value),
        };
        let mut doubts = if verbatim { whole.doubts } else { Doubts::default() };
        if ranges.len() > 1 {
            doubts.add(Doubt::Joined);
        }
        Prov {
            ranges,
            doubts,
            cell: whole.cell,
            rule: whole.rule,
            method: whole.method,
            certainty: whole.certainty,
            confidence: whole.confidence,
        }
    }
}

/// `경기도, 안산시, …` → the names; commas inside brackets part nothing.
fn agencies(document: &str, text: &Text) -> Vec<Text> {
    let parts = Parts::of(document, text);
    let mut out = Vec::new();
    let mut depth = 0;
    let mut from = 0;
    let value = &text.value;
    let mut push = |from: usize, to: usize| {
        let trimmed = value[from..to].trim();
        if !trimmed.is_empty() {
            let mut prov = parts.prov(from..to);
            prov.rule = "overview.agency";
            out.push(Sourced::new(trimmed.to_owned(), prov));
        }
    };
    for (i, c) in value.char_indices() {
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => depth -= 1,
            ',' | '、' | ';' | '，' if depth <= 0 => {
                push(from, i);
                from = i + c.len_utf8();
            }
            _ => {}
        }
    }
    push(from, value.len());
    out
}

/// The unit at the end of an amount.
pub(super) fn trailing_unit(raw: &str) -> Option<Unit> {
    let at = raw.rfind(|c: char| c.is_ascii_digit() || c == '.' || c == ',').map_or(0, |i| i + 1);
    Unit::parse(raw[at..].trim().trim_end_matches(['여', '내', '외', ' ']))
}
