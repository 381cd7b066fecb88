//! Two cells that stand for the same thing say the same, and so do two values of an indicator.
//!
//! What a cell stands for is its project, source, label, period and measure (record contract, Cell). Two tables of a section that
//! agree in all of these and not in the amount are of different things, and what tells them apart was not read: each may be right in
//! itself, so that no sum breaks.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::{CellId, Findings};
use crate::diag::{Diagnostic, codes};
use crate::fields::Extracted;
use crate::model::{Cell, FundingSource, IndicatorMeasure, Measure, Period, Sourced};
use crate::sections::Role;
use crate::text::{squash, squashed};

/// So many cells are pointed at in one issue; more say nothing new.
const SHOWN: usize = 8;

/// What a value of an indicator stands for: its name, unit, year and measure.
type OfIndicator<'a> = (String, Option<&'a str>, Option<i32>, IndicatorMeasure);
/// What a cell stands for.
type Coordinates<'a> = (Option<&'a str>, FundingSource, Cow<'a, str>, Period, Option<i32>, Option<i32>, Measure);

#[derive(Clone, Copy)]
struct Stated<'a> {
    id: CellId,
    cell: &'a Sourced<Cell>,
}

pub(super) fn check(extracted: &Extracted, findings: &mut Findings) {
    let tables = [(Role::Investment, &extracted.body.investment), (Role::Execution, &extracted.body.execution)];
    let cells = tables.iter().filter_map(|(_, table)| Some(table.as_ref()?.cells.len())).sum();
    let mut first: FxHashMap<Coordinates<'_>, Stated<'_>> = FxHashMap::with_capacity_and_hasher(cells, FxBuildHasher);
    // A pair of tables contradicts itself once, however many of its cells do.
    let mut pairs: BTreeMap<(Role, u16, u16), Vec<(Stated<'_>, Stated<'_>)>> = BTreeMap::new();
    for (role, table) in tables {
        for (index, cell) in table.iter().flat_map(|t| t.cells.iter().enumerate()) {
            let stated = Stated { id: CellId { role, index }, cell };
            let earlier = *first.entry(coordinates(cell)).or_insert(stated);
            if earlier.id != stated.id && differ(earlier.cell, cell) {
                pairs.entry((role, earlier.cell.table, cell.table)).or_default().push((earlier, stated));
            }
        }
    }
    for conflicts in pairs.into_values() {
        findings.twice.extend(conflicts.iter().flat_map(|(a, b)| [a.id, b.id]));
        findings.diagnostics.extend(conflict(&conflicts));
    }
}

/// Values of an indicator for the same year: what tells them apart, a column of years as a rule, was not read.
pub(super) fn check_indicators(extracted: &Extracted, findings: &mut Findings) {
    let values = extracted.body.indicator_values.as_deref().unwrap_or_default();
    let mut first: BTreeMap<OfIndicator<'_>, usize> = BTreeMap::new();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (at, v) in values.iter().enumerate() {
        let earlier = *first.entry((squash(&v.name), v.unit.as_deref(), v.year, v.measure)).or_insert(at);
        if squash(&values[earlier].value.value) != squash(&v.value.value) {
            pairs.push((earlier, at));
        }
    }
    findings.indicators_twice.extend(pairs.iter().flat_map(|&(a, b)| [a, b]));
    let Some(&(a, b)) = pairs.first() else { return };
    let (a, at, more) = (&values[a], b, pairs.len() - 1);
    let b = &values[b];
    let year = b.year.map(|year| format!(" {year}")).unwrap_or_default();
    let mut diagnostic = Diagnostic::new(
        &codes::CELL_CONFLICT,
        format!("{}{year} is {} and {}; {more} more values of indicators differ so", b.name, a.value.value, b.value.value),
        format!("{}{year}의 값이 {}와(과) {}로 다릅니다(이런 지표값 {more}개 더 있음)", b.name, a.value.value, b.value.value),
    )
    .field(format!("/indicator_values/{at}"))
    .at_all(b.prov.ranges.iter().copied());
    if let Some(&range) = a.prov.ranges.first() {
        diagnostic = diagnostic.related(range, a.name.clone());
    }
    findings.diagnostics.push(diagnostic);
}

fn coordinates(c: &Cell) -> Coordinates<'_> {
    (c.project.as_deref(), c.source, squashed(&c.label), c.period, c.year, c.year_to, c.measure)
}

/// Whether two amounts are not the same, in the coarser of their units (record contract, Arithmetic).
fn differ(a: &Cell, b: &Cell) -> bool {
    match (a.krw, b.krw) {
        (Some(x), Some(y)) => (i128::from(x) - i128::from(y)).abs() * 2 > i128::from(unit_of(a).max(unit_of(b))),
        (None, None) => (a.number - b.number).abs() > f64::EPSILON,
        // Of one the unit is not known; that is said elsewhere.
        _ => false,
    }
}

/// Won to the printed one; 1 where the amounts are the same to the last digit anyway.
fn unit_of(c: &Cell) -> i64 {
    /// Amounts under a unit this large are printed to the last won.
    const WON: f64 = 1.0;
    let (Some(krw), true) = (c.krw, c.number != 0.0) else { return 1 };
    let unit = (krw as f64 / c.number).round();
    if unit <= WON { 1 } else { unit as i64 }
}

fn conflict(conflicts: &[(Stated<'_>, Stated<'_>)]) -> Option<Diagnostic> {
    let (a, b) = conflicts.first()?;
    let (label, period) = (&b.cell.label, &b.cell.period_label);
    let more = conflicts.len() - 1;
    let mut diagnostic = Diagnostic::new(
        &codes::CELL_CONFLICT,
        format!("{label} {period} is {} and {}; {more} more cells of the same tables differ", a.cell.number, b.cell.number),
        format!("{label} {period}이(가) {}와(과) {}로 다릅니다(같은 표의 다른 칸 {more}개도 다름)", a.cell.number, b.cell.number),
    )
    .field(format!("/{}/cells/{}", b.id.role.key(), b.id.index))
    .at_all(b.cell.prov.ranges.iter().copied());
    for (a, _) in conflicts.iter().take(SHOWN) {
        if let Some(&range) = a.cell.prov.ranges.first() {
            diagnostic = diagnostic.related(range, format!("{} {}", a.cell.label, a.cell.period_label));
        }
    }
    Some(diagnostic)
}
