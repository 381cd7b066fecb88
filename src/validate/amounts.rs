//! Text against table, and the text's own shares: 총사업비.

use super::Findings;
use crate::diag::{Diagnostic, Proof, ProofCell, codes};
use crate::fields::Extracted;
use crate::model::{Cell, Funding, FundingSource, Measure, Money, MoneyTable, Period, Sourced};
use crate::normalize::money::Unit;
use crate::sections::Role;
use crate::span::Range;
use crate::text::korean::{thousands, topic};
use crate::text::squash;

struct Amount {
    pointer: String,
    label: &'static str,
    krw: i128,
    /// Size of the last printed digit, in KRW.
    grain: i128,
    range: Option<Range>,
}

/// Size in KRW of the last digit that an amount prints (`205.6억원` → 10,000,000).
fn grain(raw: &str) -> i128 {
    let end = raw.rfind(|c: char| c.is_ascii_digit()).map_or(0, |i| i + 1);
    let start = raw[..end]
        .rfind(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .map_or(0, |i| i + raw[i..].chars().next().map_or(1, char::len_utf8));
    let decimals = raw[start..end].split_once('.').map_or(0, |(_, d)| d.len() as u32);
    let unit = Unit::parse(raw[end..].trim()).map_or(1, Unit::factor);
    (i128::from(unit) / 10i128.pow(decimals.min(12))).max(1)
}

fn amount(money: &Option<Sourced<Money>>, pointer: impl FnOnce() -> String, label: &'static str) -> Option<Amount> {
    let money = money.as_ref()?;
    if money.approximate || money.recurrence.is_some() {
        return None;
    }
    Some(Amount {
        pointer: pointer(),
        label,
        krw: i128::from(money.krw?),
        grain: grain(&money.raw),
        range: money.prov.ranges.first().copied(),
    })
}

pub(super) fn check(extracted: &Extracted, findings: &mut Findings) {
    let body = &extracted.body;
    let projects = body.overview.as_ref().map_or(&[][..], |o| &o.projects);
    for (i, project) in projects.iter().enumerate() {
        funding(&project.total_cost, &project.funding, &|| format!("/overview/projects/{i}/total_cost"), findings);
    }
    if let Some(investment) = &body.investment {
        funding(&investment.total_cost, &investment.funding, &|| "/investment/total_cost".to_owned(), findings);
    }
    let mut amounts: Vec<Amount> = Vec::new();
    // Projects are summed only when each states its cost.
    let costs: Vec<Amount> = projects
        .iter()
        .enumerate()
        .filter_map(|(i, p)| amount(&p.total_cost, || format!("/overview/projects/{i}/total_cost"), "사업개요 총사업비"))
        .collect();
    if !costs.is_empty() && costs.len() == projects.len() {
        let one = costs.len() == 1;
        let krw = costs.iter().map(|c| c.krw).sum();
        let grain = costs.iter().map(|c| c.grain).max().unwrap_or(1);
        amounts.push(Amount {
            pointer: if one { costs[0].pointer.clone() } else { "/overview/projects".to_owned() },
            label: if one { "사업개요 총사업비" } else { "세부사업 총사업비의 합" },
            krw,
            grain,
            range: costs[0].range,
        });
    }
    if let Some(investment) = &body.investment {
        amounts.extend(amount(&investment.total_cost, || "/investment/total_cost".to_owned(), "투자계획 총사업비"));
        let total = |c: &Cell| {
            c.source == FundingSource::Total
                && c.period == Period::Total
                && c.project.is_none()
                && matches!(c.measure, Measure::Planned | Measure::Revised)
        };
        let known = |source: FundingSource| !extracted.gaps.iter().any(|g| g.source == source && g.period == Period::Total);
        // The last measure counts: 변경 after 당초.
        let cell = investment
            .cells
            .iter()
            .enumerate()
            .filter(|(_, c)| total(c) && c.table == 0)
            .max_by_key(|(i, c)| (c.measure == Measure::Revised, usize::MAX - i));
        if let Some((i, _)) = cell.filter(|_| known(FundingSource::Total)) {
            amounts.extend(amount_of_cell(investment, i));
        }
    }
    if let Some(investment) = &body.investment {
        amounts.extend(sum_of_periods(investment, extracted));
    }
    compare(&amounts, findings);
    for (i, project) in projects.iter().enumerate() {
        let Some(name) = &project.name else { continue };
        let stated = amount(&project.total_cost, || format!("/overview/projects/{i}/total_cost"), "세부사업 총사업비");
        let Some(stated) = stated else { continue };
        if let Some(table) = body.investment.as_ref().and_then(|table| total_of_project(table, &name.value)) {
            compare(&[stated, table], findings);
        }
    }
}

/// The total of the table that stands under the name of a project.
fn total_of_project(investment: &MoneyTable, name: &str) -> Option<Amount> {
    let name = squash(name);
    let of_project = |c: &Sourced<Cell>| {
        c.source == FundingSource::Total
            && c.period == Period::Total
            && c.measure == Measure::Planned
            && c.project.as_deref().is_some_and(|p| squash(p) == name)
    };
    amount_of_cell(investment, investment.cells.iter().position(of_project)?)
}

/// The total of a table, as the investment's cell prints it.
fn amount_of_cell(investment: &MoneyTable, i: usize) -> Option<Amount> {
    let cell = &investment.cells[i];
    Some(Amount {
        pointer: format!("/investment/cells/{i}"),
        label: "투자계획 표의 계",
        krw: i128::from(cell.krw?),
        grain: i128::from(investment.unit.as_deref().and_then(Unit::parse).map_or(1, Unit::factor)),
        range: cell.prov.ranges.first().copied(),
    })
}

/// Complains of every two amounts that should be one and differ by more than they are rounded to.
fn compare(amounts: &[Amount], findings: &mut Findings) {
    for i in 0..amounts.len() {
        for k in i + 1..amounts.len() {
            let (a, b) = (&amounts[i], &amounts[k]);
            let coarse = a.grain.max(b.grain);
            let difference = a.krw - b.krw;
            if difference.abs() * 2 < coarse || difference == 0 {
                continue;
            }
            let mut diagnostic = Diagnostic::new(
                &codes::COST_CONFLICT,
                format!("{} is {} won, but {} is {} won (difference {})", a.label, a.krw, b.label, b.krw, difference),
                format!(
                    "{} {}원인데 {} {}원입니다(차이 {}원)",
                    topic(a.label),
                    group(a.krw),
                    topic(b.label),
                    group(b.krw),
                    group(difference)
                ),
            )
            .field(a.pointer.clone())
            .at_all(a.range);
            if let Some(range) = b.range {
                diagnostic = diagnostic.related(range, b.label);
            }
            let cells =
                vec![ProofCell { pointer: Some(b.pointer.clone()), label: b.label.to_owned(), number: b.krw as f64, range: b.range }];
            findings.diagnostics.push(diagnostic.proof(Proof {
                cells,
                expected: b.krw as f64,
                found: a.krw as f64,
                difference: difference as f64,
                unit: Some("원".to_owned()),
            }));
        }
    }
}

/// The sum of the periods of a table that prints no total over them, but says what comes after the years: such a table covers
/// the whole of the cost.
fn sum_of_periods(investment: &MoneyTable, extracted: &Extracted) -> Option<Amount> {
    let cells: Vec<&Sourced<Cell>> = investment
        .cells
        .iter()
        .filter(|c| c.source == FundingSource::Total && c.project.is_none() && c.table == 0 && c.measure == Measure::Planned)
        .collect();
    let whole =
        cells.iter().any(|c| matches!(c.period, Period::Beyond | Period::AfterTerm)) && !cells.iter().any(|c| c.period == Period::Total);
    if !whole || extracted.gaps.iter().any(|g| g.role == Role::Investment) {
        return None;
    }
    let krw = cells.iter().filter(|c| c.period != Period::InTerm).map(|c| c.krw.map(i128::from)).sum::<Option<i128>>()?;
    let unit = investment.unit.as_deref().and_then(Unit::parse).map_or(1, Unit::factor);
    let first = cells.first()?;
    Some(Amount {
        pointer: "/investment/cells".to_owned(),
        label: "투자계획 표 기간별 계의 합",
        krw,
        grain: i128::from(unit),
        range: first.prov.ranges.first().copied(),
    })
}

/// `국비 + 도비 + 시비` of the text against its 총사업비.
fn funding(cost: &Option<Sourced<Money>>, parts: &[Sourced<Funding>], pointer: &dyn Fn() -> String, findings: &mut Findings) {
    let Some(total) = amount(cost, pointer, "총사업비") else { return };
    let split = parts.iter().any(|f| matches!(f.source, FundingSource::Provincial | FundingSource::Municipal));
    let counted: Vec<&Sourced<Funding>> =
        parts.iter().filter(|f| f.source != FundingSource::Total && !(f.source == FundingSource::Local && split)).collect();
    if counted.len() < 2 || counted.iter().any(|f| f.krw.is_none()) {
        return;
    }
    let sum: i128 = counted.iter().map(|f| i128::from(f.krw.unwrap_or(0))).sum();
    let difference = total.krw - sum;
    if difference == 0 {
        return;
    }
    let rounding = difference.abs() * 2 <= total.grain * (counted.len() as i128 + 1);
    let code = if rounding { &codes::ROUNDING_DIFFERENCE } else { &codes::FUNDING_CONFLICT };
    let cells = counted
        .iter()
        .map(|f| ProofCell {
            pointer: None,
            label: f.label.clone(),
            number: f.krw.unwrap_or(0) as f64,
            range: f.prov.ranges.first().copied(),
        })
        .collect();
    findings.diagnostics.push(
        Diagnostic::new(
            code,
            format!("총사업비 is {} won, but the shares beside it add up to {sum} won (difference {difference})", total.krw),
            format!("총사업비는 {}원인데 함께 적힌 재원의 합은 {}원입니다(차이 {}원)", group(total.krw), group(sum), group(difference)),
        )
        .field(pointer())
        .at_all(total.range)
        .proof(Proof {
            cells,
            expected: sum as f64,
            found: total.krw as f64,
            difference: difference as f64,
            unit: Some("원".to_owned()),
        }),
    );
}

/// Won with thousands parted. Amounts are far below 2^53, where doubles are exact.
fn group(value: i128) -> String {
    thousands(value as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_of_an_amount() {
        assert_eq!(grain("205.6억원"), 10_000_000);
        assert_eq!(grain("86,360백만원"), 1_000_000);
        assert_eq!(grain("2조 9,334억 원"), 100_000_000);
        assert_eq!(grain("14억 3,000만원"), 10_000);
        assert_eq!(group(-1_234_567), "-1,234,567");
    }
}
