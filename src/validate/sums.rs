//! 계 = Σ sources, 총계 = Σ periods, 집행 ≤ 확보 ≤ 계획.
//!
//! Sums are compared exactly, in the table's own unit. A difference within half a printed unit for each addend and for the
//! total may be rounding. Subtotals are never added to their parts. Sums over a cell that could not be read say nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rustc_hash::FxHashMap;

use super::{CellId, Findings};
use crate::diag::{Diagnostic, Proof, ProofCell, codes};
use crate::fields::Extracted;
use crate::fields::money::Gap;
use crate::model::{Cell, FundingSource, Measure, MoneyTable, Period, Sourced};
use crate::normalize::money::{FundingLabel, funding_label};
use crate::sections::Role;
use crate::text::korean::thousands;

type PeriodId = (Period, Option<i32>, Option<i32>);

#[derive(Clone, Copy)]
struct Item<'a> {
    id: CellId,
    cell: &'a Sourced<Cell>,
    /// In millionths of the unit.
    value: i128,
    /// Size of the last printed digit, in millionths.
    grain: i128,
}

const SCALE: f64 = 1e6;
/// Whole numbers under this are read without rounding.
const EXACT: f64 = 2e9;

/// One sum that was compared.
struct Sum<'a> {
    total: Option<&'a Item<'a>>,
    parts: Vec<&'a Item<'a>>,
    difference: i128,
    over_sources: bool,
    /// Key of the sum: period for sums over sources, source for sums over periods.
    label: &'a str,
}

pub(super) fn check(extracted: &Extracted, findings: &mut Findings) {
    for (role, table) in [(Role::Investment, &extracted.body.investment), (Role::Execution, &extracted.body.execution)] {
        if let Some(table) = table {
            table_sums(role, table, extracted, findings);
        }
    }
    executed(extracted, findings);
}

/// The unit, in won, of most cells of a table; none where all have the same one, or none.
fn usual_unit(table: &MoneyTable) -> Option<f64> {
    let units = || table.cells.iter().filter_map(|c| unit_of(c));
    let first = units().next()?;
    if units().all(|unit| unit == first) {
        return None;
    }
    let mut times: BTreeMap<i64, usize> = BTreeMap::new();
    units().for_each(|unit| *times.entry(unit).or_default() += 1);
    times.into_iter().max_by_key(|(unit, times)| (*times, *unit)).map(|(unit, _)| unit as f64)
}

/// What one of the printed unit of a cell is in won.
fn unit_of(cell: &Cell) -> Option<i64> {
    cell.krw.filter(|_| cell.number != 0.0).map(|krw| (krw as f64 / cell.number).round() as i64)
}

fn items(role: Role, table: &MoneyTable) -> impl Iterator<Item = Item<'_>> {
    let usual = usual_unit(table);
    table.cells.iter().enumerate().map(move |(index, cell)| {
        // `90백만원` among cells in 억원.
        let other = usual.filter(|&usual| unit_of(cell).is_some_and(|unit| unit as f64 != usual));
        let number = other.zip(cell.krw).map_or(cell.number, |(unit, krw)| krw as f64 / unit);
        // Nearly all numbers are whole, and so exact in any unit.
        if number.abs() < EXACT && f64::from(number as i32) == number {
            let value = i128::from(number as i32) * SCALE as i128;
            return Item { id: CellId { role, index }, cell, value, grain: SCALE as i128 };
        }
        let value = (number * SCALE).round() as i128;
        let mut grain = SCALE as i128;
        while grain > 1 && value % grain != 0 {
            grain /= 10;
        }
        Item { id: CellId { role, index }, cell, value, grain: grain.min(SCALE as i128) }
    })
}

fn period_id(c: &Cell) -> PeriodId {
    (c.period, c.year, c.year_to)
}

/// Whether a period is a part of the total over the periods.
fn is_part(c: &Cell) -> bool {
    !matches!(c.period, Period::Total | Period::InTerm)
}

fn table_sums<'a>(role: Role, table: &'a MoneyTable, extracted: &Extracted, findings: &mut Findings) {
    // Tables and projects of a section are sums of their own.
    let mut groups: Vec<(Vec<Item<'_>>, Vec<&Gap>)> = Vec::new();
    let mut place: FxHashMap<(u16, Option<&str>), usize> = FxHashMap::default();
    let group = |cell: &'a Cell| (cell.table, cell.project.as_deref());
    // The cells of a group stand together, as a rule.
    let mut last = None;
    for item in items(role, table) {
        let own = group(item.cell);
        let k = match last {
            Some((key, k)) if key == own => k,
            _ => *place.entry(own).or_insert(groups.len()),
        };
        last = Some((own, k));
        if k == groups.len() {
            groups.push((Vec::with_capacity(if k == 0 { table.cells.len() } else { 0 }), Vec::new()));
        }
        groups[k].0.push(item);
    }
    for gap in extracted.gaps.iter().filter(|g| g.role == role) {
        if let Some(&k) = place.get(&(gap.table, gap.project.as_deref())) {
            groups[k].1.push(gap);
        }
    }
    groups.iter_mut().for_each(|(cells, _)| cells.sort_by_key(|i| i.cell.measure));
    let mut sums: Vec<Sum<'_>> = Vec::new();
    for (cells, gaps) in &groups {
        let one_total = has_one_total(cells);
        for cells in cells.chunk_by(|a, b| a.cell.measure == b.cell.measure) {
            let gaps: Vec<&Gap> = gaps.iter().copied().filter(|g| g.measure == cells[0].cell.measure).collect();
            let from = sums.len();
            let alone = over_sources(cells, &gaps, one_total, &mut sums, findings);
            if one_total {
                over_all(cells, &gaps, &mut sums);
            } else {
                over_periods(cells, &gaps, &mut sums, findings);
            }
            without_parts(alone, from, &mut sums, findings);
        }
    }
    report(role, table, &sums, findings);
}

/// The sums over the payers of each period. Returns the totals of which no part is printed, with their periods.
fn over_sources<'a>(
    cells: &'a [Item<'a>],
    gaps: &[&Gap],
    one_total: bool,
    sums: &mut Vec<Sum<'a>>,
    findings: &mut Findings,
) -> Vec<(&'a Item<'a>, &'a str)> {
    let mut alone = Vec::new();
    // A bit for each.
    let named = cells.iter().map(|i| i.cell.source).chain(gaps.iter().map(|g| g.source)).fold(0u32, |set, s| set | 1 << s as u32);
    let total = 1 << FundingSource::Total as u32;
    let sources = (named & !total).count_ones();
    if named & total == 0 {
        if sources >= 2 {
            let first = cells.iter().find(|i| i.cell.source != FundingSource::Total);
            findings.diagnostics.extend(first.map(|i| {
                Diagnostic::new(
                    &codes::TOTAL_MISSING,
                    format!("the table prints {sources} sources and no total over them; their sum cannot be checked"),
                    format!("표에 재원 {sources}가지가 있으나 그 계가 인쇄되어 있지 않아 합계를 검산할 수 없습니다"),
                )
                .field(format!("/{}/cells", i.id.role.key()))
                .at_all(i.cell.prov.ranges.iter().copied())
            }));
        }
        return alone;
    }
    if sources == 0 {
        return alone;
    }
    let mut periods: Vec<&Item<'_>> = cells.iter().collect();
    periods.sort_by_key(|i| period_id(i.cell));
    let unread: BTreeSet<(Period, Option<i32>)> = gaps.iter().map(|g| (g.period, g.year)).collect();
    let split = local_is_split(cells);
    for column in periods.chunk_by(|a, b| period_id(a.cell) == period_id(b.cell)) {
        let period = period_id(column[0].cell);
        // The total of all is compared over the periods.
        let totals = || column.iter().any(|i| i.cell.source == FundingSource::Total);
        if unread.contains(&(period.0, period.1)) || one_total && (period.0 == Period::Total || !totals()) {
            continue;
        }
        let total = column.iter().copied().find(|i| i.cell.source == FundingSource::Total);
        let parts: Vec<&Item<'_>> = column
            .iter()
            .copied()
            .filter(|i| i.cell.source != FundingSource::Total && (i.cell.source != FundingSource::Local || !split))
            .collect();
        let label = total.or(parts.first().copied()).map_or("", |i| &i.cell.period_label);
        if parts.is_empty() {
            alone.extend(total.filter(|t| t.value != 0).map(|t| (t, label)));
            continue;
        }
        let difference = total.map_or(0, |t| t.value) - parts.iter().map(|p| p.value).sum::<i128>();
        sums.push(Sum { total, parts, difference, over_sources: true, label });
    }
    alone
}

/// Totals without printed parts. Where the sum over the periods is off by just such a total, it is what is false: its parts are
/// nothing, as is printed. Else the parts are missing. `from` is the first sum of the same measure.
fn without_parts<'a>(alone: Vec<(&'a Item<'a>, &'a str)>, from: usize, sums: &mut Vec<Sum<'a>>, findings: &mut Findings) {
    for (total, label) in alone {
        let too_much = |s: &Sum<'_>| !s.over_sources && s.difference == -total.value && s.parts.iter().any(|p| p.id == total.id);
        if sums[from..].iter().any(too_much) {
            sums.push(Sum { total: Some(total), parts: Vec::new(), difference: total.value, over_sources: true, label });
        } else {
            findings.diagnostics.push(parts_missing(total, label));
        }
    }
}

/// `합계 | 2024년: 도비, 군비 | 2025년: 도비, 군비`: one total over all payers and periods, and none of one payer over its periods. A
/// total that is missing for one payer of several is none of these.
fn has_one_total(cells: &[Item<'_>]) -> bool {
    let payers = || cells.iter().filter(|i| i.cell.source != FundingSource::Total);
    let several = || {
        let Some(first) = payers().next() else { return false };
        payers().any(|i| i.cell.source != first.cell.source) && payers().any(|i| period_id(i.cell) != period_id(first.cell))
    };
    payers().all(|i| i.cell.period != Period::Total)
        && cells.iter().any(|i| i.cell.source == FundingSource::Total && i.cell.period == Period::Total)
        && several()
}

/// 지방비 beside 도비 or 시비 sums them.
fn local_is_split(cells: &[Item<'_>]) -> bool {
    cells.iter().any(|i| matches!(i.cell.source, FundingSource::Provincial | FundingSource::Municipal))
}

fn parts_missing(total: &Item<'_>, label: &str) -> Diagnostic {
    let pointer = pointer(total.id);
    Diagnostic::new(
        &codes::PARTS_MISSING,
        format!("{label} {} {} is printed without its parts", total.cell.label, total.cell.number),
        format!("{label} {} {}의 내역이 인쇄되어 있지 않습니다", total.cell.label, total.cell.number),
    )
    .field(pointer)
    .at_all(total.cell.prov.ranges.iter().copied())
}

/// What tells the cells of one payer from those of another; the total of all is the same by whatever word: `소계` of each year, `총계`.
fn row_label(source: FundingSource, label: &str) -> &str {
    let totals = source == FundingSource::Total && funding_label(label) == Some(FundingLabel::Known(FundingSource::Total));
    if totals { "" } else { label }
}

fn over_periods<'a>(cells: &'a [Item<'a>], gaps: &[&Gap], sums: &mut Vec<Sum<'a>>, findings: &mut Findings) {
    let has_total = cells.iter().any(|i| i.cell.period == Period::Total);
    let has_parts = cells.iter().any(|i| is_part(i.cell));
    if !has_total || !has_parts {
        return;
    }
    let mut rows: Vec<((FundingSource, &str), &Item<'_>)> = Vec::with_capacity(cells.len());
    for item in cells {
        let Cell { source, label, .. } = &item.cell.value;
        // Cells of a row stand together, as a rule.
        let own = match rows.last() {
            Some((key, last)) if (last.cell.source, &last.cell.label) == (*source, label) => *key,
            _ => (*source, row_label(*source, label)),
        };
        rows.push((own, item));
    }
    rows.sort_by_key(|row| row.0);
    let unread: BTreeSet<(FundingSource, &str)> = gaps.iter().map(|g| (g.source, row_label(g.source, &g.label))).collect();
    let mut found = Vec::new();
    for row in rows.chunk_by(|a, b| a.0 == b.0) {
        let (source, label) = row[0].0;
        if unread.contains(&(source, label)) {
            continue;
        }
        let row = || row.iter().map(|r| r.1);
        let total = row().find(|i| i.cell.period == Period::Total);
        let parts: Vec<&Item<'_>> = row().filter(|i| is_part(i.cell)).collect();
        if parts.is_empty() {
            findings.diagnostics.extend(total.filter(|t| t.value != 0).map(|t| parts_missing(t, &t.cell.period_label)));
            continue;
        }
        let label = if label.is_empty() { total.or(parts.first().copied()).map_or("", |i| i.cell.label.as_str()) } else { label };
        found.push((label, total, parts));
    }
    // Reports differ in whether 총계 counts what was paid before and what comes after; what holds for every row is theirs.
    let counted: [&dyn Fn(&Cell) -> bool; 4] =
        [&|_| true, &|c| !matches!(c.period, Period::AfterTerm | Period::Beyond), &|c| c.period != Period::Prior, &|c| {
            !matches!(c.period, Period::Prior | Period::AfterTerm | Period::Beyond)
        }];
    let difference = |total: &Option<&Item<'_>>, parts: &[&Item<'_>], rule: &dyn Fn(&Cell) -> bool| {
        total.map_or(0, |t| t.value) - parts.iter().filter(|p| rule(p.cell)).map(|p| p.value).sum::<i128>()
    };
    let rule = if found.len() >= 2 {
        counted.iter().find(|rule| found.iter().all(|(_, t, p)| difference(t, p, **rule) == 0)).unwrap_or(&counted[0])
    } else {
        &counted[0]
    };
    for (label, total, parts) in found {
        let difference = difference(&total, &parts, *rule);
        let parts = parts.into_iter().filter(|p| rule(p.cell)).collect();
        sums.push(Sum { total, parts, difference, over_sources: false, label });
    }
}

/// The one total of all, over the amounts of all payers in all periods.
fn over_all<'a>(cells: &'a [Item<'a>], gaps: &[&Gap], sums: &mut Vec<Sum<'a>>) {
    let total = cells.iter().find(|i| i.cell.source == FundingSource::Total && i.cell.period == Period::Total);
    let split = local_is_split(cells);
    let of_payer = |c: &Cell| c.source != FundingSource::Total && (c.source != FundingSource::Local || !split);
    let parts: Vec<&Item<'_>> = cells.iter().filter(|i| of_payer(i.cell) && is_part(i.cell)).collect();
    if let Some(total) = total.filter(|_| gaps.is_empty()) {
        let difference = total.value - parts.iter().map(|p| p.value).sum::<i128>();
        let label = &total.cell.period_label;
        sums.push(Sum { total: Some(total), parts, difference, over_sources: false, label });
    }
}

fn pointer(id: CellId) -> String {
    format!("/{}/cells/{}", id.role.key(), id.index)
}

fn number(value: i128) -> f64 {
    value as f64 / SCALE
}

fn report(role: Role, table: &MoneyTable, sums: &[Sum<'_>], findings: &mut Findings) {
    // The broken sums that each cell stands in.
    let mut broken: HashMap<CellId, Vec<usize>> = HashMap::new();
    for (k, sum) in sums.iter().enumerate().filter(|(_, s)| s.difference != 0) {
        for item in sum.total.iter().chain(&sum.parts) {
            broken.entry(item.id).or_default().push(k);
        }
    }
    for sum in sums {
        let ids = sum.total.iter().chain(&sum.parts).map(|i| i.id);
        if sum.difference == 0 {
            if sum.total.is_some() {
                findings.confirmed.extend(ids);
            }
            continue;
        }
        let tolerance: i128 = sum.parts.iter().chain(&sum.total).map(|i| i.grain).sum();
        let rounding = 2 * sum.difference.abs() <= tolerance;
        let found = sum.total.map_or(0.0, |t| t.cell.number);
        let expected = number(sum.parts.iter().map(|p| p.value).sum());
        let code = match (rounding, sum.over_sources) {
            (true, _) => &codes::ROUNDING_DIFFERENCE,
            (false, true) => &codes::TOTAL_MISMATCH,
            (false, false) => &codes::PERIOD_TOTAL_MISMATCH,
        };
        if !rounding {
            findings.broken.extend(ids);
        }
        let measure = sum.parts.first().or(sum.total.as_ref()).map_or("", |p| measure_word(p.cell.measure));
        let difference = number(sum.difference);
        let what = if sum.over_sources {
            ("the total over the sources", "재원의 계")
        } else {
            ("the total over the periods", "기간의 계")
        };
        let label = sum.label;
        let mut diagnostic = Diagnostic::new(
            code,
            format!(
                "{label} {measure}: {} is {}, but its parts add up to {} (difference {})",
                what.0,
                thousands(found),
                thousands(expected),
                thousands(difference)
            ),
            format!(
                "{label} {measure}: {}가 {}인데 내역의 합은 {}입니다(차이 {})",
                what.1,
                thousands(found),
                thousands(expected),
                thousands(difference)
            ),
        );
        let subject = sum.total.or(sum.parts.first().copied());
        if let Some(item) = subject {
            diagnostic = diagnostic
                .field(if sum.total.is_some() { pointer(item.id) } else { format!("/{}/cells", role.key()) })
                .at_all(item.cell.prov.ranges.iter().copied());
        }
        for part in &sum.parts {
            if let Some(&range) = part.cell.prov.ranges.first() {
                diagnostic = diagnostic.related(range, format!("{} {}", part.cell.label, part.cell.period_label));
            }
        }
        let cells = sum
            .parts
            .iter()
            .map(|p| ProofCell {
                pointer: Some(pointer(p.id)),
                label: format!("{} {}", p.cell.label, p.cell.period_label),
                number: p.cell.number,
                range: p.cell.prov.ranges.first().copied(),
            })
            .collect();
        diagnostic = diagnostic.proof(Proof { cells, expected, found, difference, unit: table.unit.clone() });
        if let Some((at, value)) = mends(sum, sums, &broken) {
            diagnostic = diagnostic.suggest(format!("{} {} = {}", at.cell.label, at.cell.period_label, value));
        }
        findings.diagnostics.push(diagnostic);
    }
}

/// The one cell that stands in this sum and in a sum the other way, both broken so that the same change mends both.
fn mends<'a>(sum: &Sum<'a>, sums: &[Sum<'a>], broken: &HashMap<CellId, Vec<usize>>) -> Option<(&'a Item<'a>, f64)> {
    // Adding d to a part, or taking d from a total, mends a sum of difference d.
    let need = |s: &Sum<'_>, item: &Item<'_>| if s.total.is_some_and(|t| t.id == item.id) { -s.difference } else { s.difference };
    let mut found = None;
    for item in sum.total.iter().chain(&sum.parts) {
        for &k in broken.get(&item.id).map_or(&[][..], Vec::as_slice) {
            let cross = &sums[k];
            if cross.over_sources == sum.over_sources || need(sum, item) != need(cross, item) {
                continue;
            }
            if found.is_some() {
                return None;
            }
            found = Some((*item, number(item.value + need(sum, item))));
        }
    }
    found
}

fn measure_word(measure: Measure) -> &'static str {
    match measure {
        Measure::Planned => "계획",
        Measure::Initial => "당초",
        Measure::Revised => "변경",
        Measure::Secured => "확보",
        Measure::Executed => "집행",
    }
}

/// More executed than secured (or, where nothing is said of securing, planned).
fn executed(extracted: &Extracted, findings: &mut Findings) {
    let body = &extracted.body;
    let Some(investment) = &body.investment else { return };
    let cells = || investment.cells.iter().chain(body.execution.iter().flat_map(|e| &e.cells));
    if cells().all(|c| c.measure != Measure::Executed) {
        return;
    }
    let limits: Vec<Item<'_>> = items(Role::Investment, investment).collect();
    let mut spent: Vec<Item<'_>> = limits.iter().copied().filter(|i| i.cell.measure == Measure::Executed).collect();
    if let Some(execution) = &body.execution {
        spent.extend(items(Role::Execution, execution).filter(|i| i.cell.measure == Measure::Executed));
    }
    let same_unit = body.execution.as_ref().is_none_or(|e| e.unit == investment.unit || e.unit.is_none() || investment.unit.is_none());
    let gaps: BTreeSet<_> = extracted.gaps.iter().filter(|g| g.role == Role::Investment).map(|g| (g.source, g.period, g.year)).collect();
    let unknown = |c: &Cell| gaps.contains(&(c.source, c.period, c.year));
    // The first cell of each measure, source, period and project; where the source is none by name, its label tells it apart.
    fn own_label(c: &Cell) -> Option<&str> {
        (c.source == FundingSource::Other).then_some(&c.label)
    }
    let mut first: BTreeMap<_, usize> = BTreeMap::new();
    let (mut sources, mut periods) = (BTreeSet::new(), BTreeSet::new());
    for (k, l) in limits.iter().enumerate().filter(|(_, l)| l.cell.measure != Measure::Executed) {
        first.entry((l.cell.measure, l.cell.source, period_id(l.cell), l.cell.project.as_deref(), own_label(l.cell))).or_insert(k);
        sources.insert(l.cell.source);
        periods.insert(period_id(l.cell));
    }
    for item in spent {
        let c = &item.cell.value;
        if c.period == Period::InTerm || unknown(c) {
            continue;
        }
        let at = |measure: Measure| first.get(&(measure, c.source, period_id(c), c.project.as_deref(), own_label(c))).map(|&k| &limits[k]);
        let row_known = sources.contains(&c.source) && periods.contains(&period_id(c));
        let amount = |i: &Item<'_>| match (i.cell.krw, same_unit) {
            (Some(krw), _) => Some(i128::from(krw)),
            (None, true) => Some(i.value),
            (None, false) => None,
        };
        let comparable = |a: &Item<'_>, b: &Item<'_>| a.cell.krw.is_some() == b.cell.krw.is_some();
        let (limit, what) = match at(Measure::Secured).or_else(|| at(Measure::Revised)).or_else(|| at(Measure::Planned)) {
            Some(limit) if comparable(limit, &item) => (amount(limit), Some(limit)),
            Some(_) => continue,
            None if row_known => (Some(0), None),
            None => continue,
        };
        let (Some(limit), Some(paid)) = (limit, amount(&item)) else { continue };
        if paid <= limit {
            continue;
        }
        let (limit_word, limit_ko) =
            what.map_or(("nothing is secured or planned".to_owned(), "확보·계획액이 없습니다".to_owned()), |w| {
                (
                    format!("{} {} was", measure_word(w.cell.measure), w.cell.number),
                    format!("{}액은 {}입니다", measure_word(w.cell.measure), w.cell.number),
                )
            });
        let mut diagnostic = Diagnostic::new(
            &codes::EXECUTED_OVER_SECURED,
            format!("{} {}: {} was executed, but {limit_word}", c.label, c.period_label, c.number),
            format!("{} {}: 집행액이 {}인데 {limit_ko}", c.label, c.period_label, c.number),
        )
        .field(pointer(item.id))
        .at_all(item.cell.prov.ranges.iter().copied());
        if let Some(w) = what {
            let cells = vec![ProofCell {
                pointer: Some(pointer(w.id)),
                label: format!("{} {} {}", w.cell.label, w.cell.period_label, measure_word(w.cell.measure)),
                number: w.cell.number,
                range: w.cell.prov.ranges.first().copied(),
            }];
            diagnostic = diagnostic.proof(Proof {
                cells,
                expected: w.cell.number,
                found: c.number,
                difference: c.number - w.cell.number,
                unit: investment.unit.clone(),
            });
        }
        findings.diagnostics.push(diagnostic);
    }
}
