//! Which rows a record and a file give, and the values that columns need to compute.

use std::collections::{HashMap, HashSet};

use super::{IssueRow, TableRows};
use crate::diag::Severity;
use crate::model::{
    Achievement, AnnualTarget, Cell, Change, Contact, DateSpan, Document, FundingSource, Grid, IndicatorValue, Item, Jurisdiction, Money,
    MoneyTable, PlanItem, Pledge, Pointer, Project, Prov, Sourced, SupportRequest, Task, Text, Walk,
};
use crate::record::{EvidenceLine, Record};
use crate::sinks::manifest::FileEntry;

/// Between texts that share a cell.
const TEXT_SEPARATOR: &str = " | ";
/// Between codes that share a cell.
const CODE_SEPARATOR: &str = "; ";
/// Decimals of a row's confidence.
const CONFIDENCE_DECIMALS: f64 = 1_000.0;

/// What every row says of its record.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) record_id: &'a str,
    pub(super) path: &'a str,
    pub(super) number: Option<&'a str>,
    pub(super) title: Option<&'a str>,
}

/// The text of an optional leaf.
pub(super) fn shown(text: &Option<Text>) -> Option<&str> {
    text.as_ref().map(|t| t.value.as_str())
}

/// Texts in one cell.
pub(super) fn joined(texts: &[Text]) -> String {
    join(texts.iter().map(|t| t.value.as_str()), TEXT_SEPARATOR)
}

fn join<'a>(words: impl Iterator<Item = &'a str>, separator: &str) -> String {
    let mut out = String::new();
    for word in words {
        if !out.is_empty() {
            out.push_str(separator);
        }
        out.push_str(word);
    }
    out
}

fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * CONFIDENCE_DECIMALS).round() / CONFIDENCE_DECIMALS
}

/// Lowest confidence of the leaves; none where there is no leaf.
fn lowest(part: &dyn Walk) -> Option<f64> {
    let mut lowest: Option<f32> = None;
    part.walk(&mut Pointer::default(), &mut |_, prov: &Prov, _| {
        lowest = Some(lowest.map_or(prov.confidence, |l| l.min(prov.confidence)));
    });
    lowest.map(rounded)
}

fn of<T>(leaf: &Sourced<T>) -> Option<f64> {
    Some(rounded(leaf.prov.confidence))
}

pub(super) struct PledgeRow<'a> {
    pub(super) record: &'a Record,
}

impl PledgeRow<'_> {
    pub(super) fn pledge(&self) -> &Pledge {
        &self.record.body.pledge
    }
    pub(super) fn jurisdiction(&self) -> Option<&Jurisdiction> {
        self.pledge().jurisdiction.as_ref().map(|j| &j.value)
    }
    pub(super) fn completion(&self) -> Option<&DateSpan> {
        self.pledge().completion.as_ref().map(|d| &d.value)
    }
    pub(super) fn document(&self) -> Option<&Document> {
        self.record.document.as_ref()
    }
    pub(super) fn authorities(&self) -> String {
        join(self.pledge().authorities.iter().map(|a| a.value.word()), CODE_SEPARATOR)
    }
    pub(super) fn support_kinds(&self) -> String {
        let kinds = self.pledge().central_support.iter().flat_map(|c| &c.kinds);
        join(kinds.map(|k| k.word()), CODE_SEPARATOR)
    }
    pub(super) fn rates(&self) -> String {
        let rates: Vec<String> = self.pledge().rates.iter().map(|r| format!("{} {}", r.name, r.percent)).collect();
        join(rates.iter().map(String::as_str), CODE_SEPARATOR)
    }
    pub(super) fn count(&self, severity: Severity) -> i64 {
        let errors = self.record.errors.iter();
        errors.filter(|e| e.severity == severity).count() as i64
    }
}

pub(super) struct ProjectRow<'a> {
    pub(super) at: At<'a>,
    pub(super) confidence: Option<f64>,
    pub(super) index: usize,
    pub(super) project: &'a Project,
}

impl ProjectRow<'_> {
    pub(super) fn period(&self) -> Option<&DateSpan> {
        self.project.period.as_ref().map(|d| &d.value)
    }
    pub(super) fn cost(&self) -> Option<&Money> {
        self.project.total_cost.as_ref().map(|m| &m.value)
    }
    /// Sum of what this source pays; none where it is not printed, cannot be read, or does not fit.
    pub(super) fn funded(&self, source: FundingSource) -> Option<i64> {
        let mut shares = self.project.funding.iter().filter(|f| f.source == source);
        let first = shares.next()?.krw?;
        shares.try_fold(first, |sum, share| sum.checked_add(share.krw?))
    }
    pub(super) fn funding(&self) -> String {
        let shares: Vec<String> = self
            .project
            .funding
            .iter()
            .map(|f| match f.krw {
                Some(krw) => format!("{} {krw}", f.label),
                None => f.label.clone(),
            })
            .collect();
        join(shares.iter().map(String::as_str), CODE_SEPARATOR)
    }
    pub(super) fn agencies(&self) -> String {
        joined(&self.project.agencies)
    }
}

pub(super) struct AnnualTargetRow<'a> {
    pub(super) at: At<'a>,
    pub(super) confidence: Option<f64>,
    pub(super) index: usize,
    pub(super) target: &'a AnnualTarget,
}

pub(super) struct IndicatorRow<'a> {
    pub(super) at: At<'a>,
    pub(super) confidence: Option<f64>,
    pub(super) index: usize,
    pub(super) name: &'a str,
    pub(super) value: Option<&'a IndicatorValue>,
}

impl IndicatorRow<'_> {
    pub(super) fn place(&self) -> String {
        let list = if self.value.is_some() { "indicator_values" } else { "indicators" };
        format!("/{list}/{}", self.index)
    }
}

pub(super) struct PlanRow<'a> {
    pub(super) at: At<'a>,
    pub(super) confidence: Option<f64>,
    pub(super) kind: &'static str,
    pub(super) index: usize,
    pub(super) plan: &'a PlanItem,
}

pub(super) struct AchievementRow<'a> {
    pub(super) at: At<'a>,
    pub(super) confidence: Option<f64>,
    pub(super) index: usize,
    pub(super) achievement: &'a Achievement,
}

pub(super) struct ScheduleRow<'a> {
    pub(super) at: At<'a>,
    pub(super) confidence: Option<f64>,
    pub(super) index: usize,
    pub(super) task: &'a Task,
    pub(super) span: Option<&'a DateSpan>,
    pub(super) marks_preserved: bool,
}

pub(super) struct InvestmentRow<'a> {
    pub(super) at: At<'a>,
    pub(super) confidence: Option<f64>,
    pub(super) section: &'static str,
    pub(super) cell: Option<&'a Cell>,
    pub(super) source: FundingSource,
    pub(super) label: &'a str,
    pub(super) unit: Option<&'a str>,
    pub(super) krw: Option<i64>,
    pub(super) krw_min: Option<i64>,
    pub(super) krw_max: Option<i64>,
    pub(super) part: MoneyPart,
}

/// What of a money section a row shows.
#[derive(Clone, Copy)]
pub(super) enum MoneyPart {
    TotalCost,
    Funding(usize),
    Cell(usize),
}

impl InvestmentRow<'_> {
    pub(super) fn place(&self) -> String {
        match self.part {
            MoneyPart::TotalCost => format!("/{}/total_cost", self.section),
            MoneyPart::Funding(i) => format!("/{}/funding/{i}", self.section),
            MoneyPart::Cell(i) => format!("/{}/cells/{i}", self.section),
        }
    }
}

pub(super) struct ObstacleRow<'a> {
    pub(super) at: At<'a>,
    pub(super) confidence: Option<f64>,
    pub(super) kind: &'static str,
    pub(super) index: usize,
    pub(super) text: &'a str,
}

impl ObstacleRow<'_> {
    pub(super) fn place(&self) -> String {
        let list = if self.kind == "problem" { "problems" } else { "remedies" };
        format!("/obstacles/{list}/{}", self.index)
    }
}

pub(super) struct ChangeRow<'a> {
    pub(super) at: At<'a>,
    pub(super) confidence: Option<f64>,
    pub(super) index: usize,
    pub(super) change: &'a Change,
}

pub(super) struct EngagementRow<'a> {
    pub(super) at: At<'a>,
    pub(super) confidence: Option<f64>,
    pub(super) kind: &'static str,
    pub(super) index: usize,
    pub(super) channel: Option<&'a str>,
    pub(super) count: Option<i64>,
    pub(super) unit: Option<&'a str>,
    pub(super) text: Option<&'a str>,
}

pub(super) struct SupportRequestRow<'a> {
    pub(super) at: At<'a>,
    pub(super) confidence: Option<f64>,
    pub(super) index: usize,
    pub(super) request: &'a SupportRequest,
}

pub(super) struct ContactRow<'a> {
    pub(super) at: At<'a>,
    pub(super) confidence: Option<f64>,
    pub(super) index: usize,
    pub(super) department: Option<&'a str>,
    pub(super) contact: &'a Contact,
}

pub(super) struct TextRow<'a> {
    pub(super) at: At<'a>,
    pub(super) confidence: Option<f64>,
    pub(super) field: &'a str,
    pub(super) pointer: &'a str,
    pub(super) heading: Option<&'a str>,
    pub(super) depth: usize,
    pub(super) text: &'a str,
}

pub(super) struct FileRow<'a> {
    pub(super) entry: &'a FileEntry,
}

pub(super) fn add_file(out: &mut TableRows, entry: &FileEntry) {
    out.add(&FileRow { entry });
    for issue in &entry.errors {
        out.add(&IssueRow { record_id: "", path: &entry.path, confidence: None, record_index: None, number: None, title: None, issue });
    }
}

pub(super) fn add_record(out: &mut TableRows, record: &Record, evidence: &EvidenceLine) {
    let at = At {
        record_id: &record.record_id,
        path: &record.source.path,
        number: shown(&record.body.pledge.number),
        title: shown(&record.body.pledge.title),
    };
    add_issues(out, at, record, evidence);
    let body = &record.body;
    for (index, contact) in body.pledge.contacts.iter().enumerate() {
        out.add(&ContactRow { at, confidence: lowest(contact), index, department: shown(&body.pledge.department), contact });
    }
    for (index, project) in body.overview.iter().flat_map(|o| &o.projects).enumerate() {
        out.add(&ProjectRow { at, confidence: lowest(project), index, project });
    }
    for (index, target) in body.annual_targets.iter().flatten().enumerate() {
        out.add(&AnnualTargetRow { at, confidence: lowest(target), index, target });
    }
    for (index, name) in body.indicators.iter().flatten().enumerate() {
        out.add(&IndicatorRow { at, confidence: of(name), index, name, value: None });
    }
    for (index, value) in body.indicator_values.iter().flatten().enumerate() {
        out.add(&IndicatorRow { at, confidence: of(value), index, name: &value.name, value: Some(value) });
    }
    for (kind, plans) in [("plan", &body.plans), ("future_plan", &body.future_plans)] {
        for (index, plan) in plans.iter().flatten().enumerate() {
            out.add(&PlanRow { at, confidence: lowest(plan), kind, index, plan });
        }
    }
    for (index, achievement) in body.achievements.iter().flatten().enumerate() {
        out.add(&AchievementRow { at, confidence: lowest(achievement), index, achievement });
    }
    add_schedule(out, at, record);
    for (section, money) in [("investment", &body.investment), ("execution", &body.execution)] {
        if let Some(money) = money {
            add_money(out, at, section, money);
        }
    }
    if let Some(obstacles) = &body.obstacles {
        for (kind, texts) in [("problem", &obstacles.problems), ("remedy", &obstacles.remedies)] {
            for (index, text) in texts.iter().enumerate() {
                out.add(&ObstacleRow { at, confidence: of(text), kind, index, text });
            }
        }
    }
    for (index, change) in body.changes.iter().flatten().enumerate() {
        out.add(&ChangeRow { at, confidence: lowest(change), index, change });
    }
    add_engagement(out, at, record);
    for (index, request) in body.support_requests.iter().flatten().enumerate() {
        out.add(&SupportRequestRow { at, confidence: lowest(request), index, request });
    }
    Texts { out, at }.add(record);
    // Last: it takes the marks that no other row has taken.
    out.add(&PledgeRow { record });
}

fn add_issues(out: &mut TableRows, at: At<'_>, record: &Record, evidence: &EvidenceLine) {
    // Of a record with many issues: each would look through all of its evidence.
    let pointed: HashSet<&str> = record.errors.iter().filter_map(|issue| issue.pointer.as_deref()).collect();
    let mut fields: HashMap<&str, f64> = HashMap::with_capacity(pointed.len());
    if !pointed.is_empty() {
        for entry in evidence.evidence.iter().filter(|e| pointed.contains(e.pointer.as_str())) {
            fields.entry(&entry.pointer).or_insert(entry.confidence);
        }
    }
    for issue in &record.errors {
        let field = issue.pointer.as_deref().and_then(|pointer| fields.get(pointer).copied());
        out.add(&IssueRow {
            record_id: at.record_id,
            path: at.path,
            confidence: Some(field.unwrap_or(record.confidence)),
            record_index: Some(record.source.record_index),
            number: at.number,
            title: at.title,
            issue,
        });
    }
}

fn add_schedule(out: &mut TableRows, at: At<'_>, record: &Record) {
    let Some(schedule) = &record.body.schedule else {
        return;
    };
    for (index, task) in schedule.tasks.iter().enumerate() {
        let mut row =
            ScheduleRow { at, confidence: lowest(task), index, task, span: None, marks_preserved: schedule.marks_preserved.value };
        if task.spans.is_empty() {
            out.add(&row);
        }
        for span in &task.spans {
            row.span = Some(span);
            out.add(&row);
        }
    }
}

fn add_money(out: &mut TableRows, at: At<'_>, section: &'static str, money: &MoneyTable) {
    let prose = |part, source, label, confidence| InvestmentRow {
        at,
        confidence,
        section,
        cell: None,
        source,
        label,
        unit: None,
        krw: None,
        krw_min: None,
        krw_max: None,
        part,
    };
    if let Some(cost) = &money.total_cost {
        out.add(&InvestmentRow {
            krw: cost.krw,
            krw_min: cost.krw_min,
            krw_max: cost.krw_max,
            ..prose(MoneyPart::TotalCost, FundingSource::Total, &cost.raw, of(cost))
        });
    }
    for (index, share) in money.funding.iter().enumerate() {
        out.add(&InvestmentRow { krw: share.krw, ..prose(MoneyPart::Funding(index), share.source, &share.label, of(share)) });
    }
    for (index, cell) in money.cells.iter().enumerate() {
        out.add(&InvestmentRow {
            cell: Some(cell),
            unit: money.unit.as_deref(),
            krw: cell.krw,
            ..prose(MoneyPart::Cell(index), cell.source, &cell.label, of(cell))
        });
    }
}

fn add_engagement(out: &mut TableRows, at: At<'_>, record: &Record) {
    let Some(engagement) = &record.body.citizen_engagement else {
        return;
    };
    for (index, count) in engagement.counts.iter().enumerate() {
        out.add(&EngagementRow {
            at,
            confidence: of(count),
            kind: "count",
            index,
            channel: Some(&count.channel),
            count: count.count,
            unit: engagement.unit.as_deref(),
            text: None,
        });
    }
    for (index, item) in engagement.items.iter().enumerate() {
        out.add(&EngagementRow { at, confidence: of(item), kind: "item", index, channel: None, count: None, unit: None, text: Some(item) });
    }
}

/// Rows of the table `texts`: the lists of strings that no other table holds.
struct Texts<'o, 'a> {
    out: &'o mut TableRows,
    at: At<'a>,
}

impl Texts<'_, '_> {
    fn add(&mut self, record: &Record) {
        let body = &record.body;
        self.list("promises", "/pledge/promises", None, &body.pledge.promises);
        for (i, pair) in body.pledge.header.iter().enumerate() {
            let pointer = format!("/pledge/header/{i}/value");
            self.text("header", &pointer, Some(&pair.label), 0, &pair.value);
        }
        for (field, texts) in [("purpose", &body.purpose), ("goal", &body.goal), ("goal_in_term", &body.goal_in_term)] {
            if let Some(texts) = texts {
                self.list(field, &format!("/{field}"), None, texts);
            }
        }
        for (i, project) in body.overview.iter().flat_map(|o| &o.projects).enumerate() {
            let name = shown(&project.name);
            let at = format!("/overview/projects/{i}");
            self.outline("overview", &format!("{at}/items"), &project.items, 0);
            self.grids("overview", &format!("{at}/tables"), name, &project.tables);
        }
        for (field, money) in [("investment", &body.investment), ("execution", &body.execution)] {
            if let Some(money) = money {
                self.outline(field, &format!("/{field}/items"), &money.items, 0);
            }
        }
        if let Some(assessment) = &body.assessment {
            for (field, texts) in
                [("strengths", &assessment.strengths), ("weaknesses", &assessment.weaknesses), ("improvements", &assessment.improvements)]
            {
                self.list(field, &format!("/assessment/{field}"), None, texts);
            }
        }
        for (i, note) in body.notes.iter().enumerate() {
            let pointer = format!("/notes/{i}/text");
            self.text("notes", &pointer, note.section.as_deref(), 0, &note.text);
        }
        self.list("captions", "/captions", None, &body.captions);
        for (i, section) in body.other_sections.iter().enumerate() {
            let heading = shown(&section.heading);
            let at = format!("/other_sections/{i}");
            self.list("other_sections", &format!("{at}/lines"), heading, &section.lines);
            self.grids("other_sections", &format!("{at}/tables"), heading, &section.tables);
        }
    }

    fn text(&mut self, field: &str, pointer: &str, heading: Option<&str>, depth: usize, text: &Text) {
        self.out.add(&TextRow { at: self.at, confidence: of(text), field, pointer, heading, depth, text });
    }

    fn list(&mut self, field: &str, pointer: &str, heading: Option<&str>, texts: &[Text]) {
        for (i, text) in texts.iter().enumerate() {
            self.text(field, &format!("{pointer}/{i}"), heading, 0, text);
        }
    }

    /// One row a point. The outline's depth is bounded where it is built (`outline`).
    fn outline(&mut self, field: &str, pointer: &str, items: &[Item], depth: usize) {
        for (i, item) in items.iter().enumerate() {
            let pointer = format!("{pointer}/{i}");
            let own = [&item.label, &item.text];
            let confidence = own.into_iter().flatten().filter_map(of).reduce(f64::min);
            if confidence.is_some() {
                self.out.add(&TextRow {
                    at: self.at,
                    confidence,
                    field,
                    pointer: &pointer,
                    heading: shown(&item.label),
                    depth,
                    text: shown(&item.text).unwrap_or_default(),
                });
            }
            self.outline(field, &format!("{pointer}/items"), &item.items, depth + 1);
        }
    }

    /// One row a table row, its cells joined.
    fn grids(&mut self, field: &str, pointer: &str, heading: Option<&str>, grids: &[Grid]) {
        for (i, grid) in grids.iter().enumerate() {
            let heading = shown(&grid.caption).or(heading);
            for (part, rows) in [("header", &grid.header), ("rows", &grid.rows)] {
                for (r, row) in rows.iter().enumerate() {
                    self.out.add(&TextRow {
                        at: self.at,
                        confidence: lowest(row),
                        field,
                        pointer: &format!("{pointer}/{i}/{part}/{r}"),
                        heading,
                        depth: 0,
                        text: &joined(row),
                    });
                }
            }
        }
    }
}
