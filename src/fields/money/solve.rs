//! Where the columns of a row are not certain: the assignments that the printed sums allow.
//!
//! A row of *m* printed cells in a table of *n* columns has C(n, m) assignments that keep the order. Those that break a sum
//! along the row are out; of the rest, those that break a sum down a column are out. One left: that is the answer. None, or
//! several: the row is said to be unsolved, and its cells stay unknown. Nothing is chosen.

use std::cell::Cell as StdCell;

use super::matrix::{Group, Matrix, Slot};
use crate::normalize::money::{NumberCell, number_cell};

/// What came of the uncertain rows.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Rows that were solved.
    pub repaired: Vec<usize>,
    /// Rows that were not, each with the number of assignments found (0: none fits).
    pub unsolved: Vec<(usize, usize)>,
}

/// Cells that may be added up for each step of the budget, when candidates are compared with the sums down the columns.
const CHECKS_PER_STEP: usize = 64;
/// Assignments kept for one row at most.
const MAX_CANDIDATES: usize = 20_000;

/// Settles all uncertain rows of a matrix, in at most `steps` steps.
pub(super) fn settle(text: &str, matrix: &mut Matrix, steps: usize) -> Outcome {
    let mut outcome = Outcome::default();
    let uncertain: Vec<usize> = (0..matrix.rows.len()).filter(|&r| !matrix.rows[r].certain).collect();
    if uncertain.is_empty() {
        return outcome;
    }
    let values = Values::new(text, matrix);
    let row_groups = matrix.row_groups();
    let column_groups = matrix.column_groups();
    let n = matrix.columns.len();
    let mut budget = steps;
    let mut candidates: Vec<Vec<Vec<u16>>> = Vec::new();
    for &r in &uncertain {
        candidates.push(assignments(&values.tokens[r], n, &row_groups, &mut budget));
    }
    let checks = StdCell::new(steps.saturating_mul(CHECKS_PER_STEP));
    let mut place = vec![None; matrix.rows.len()];
    for (k, &r) in uncertain.iter().enumerate() {
        place[r] = Some(k);
    }
    // Sums down the columns, where all other rows are certain or have one candidate left.
    loop {
        let mut changed = false;
        for k in 0..uncertain.len() {
            let before = candidates[k].len();
            if before <= 1 {
                continue;
            }
            let r = uncertain[k];
            let touching: Vec<&Group> = column_groups.iter().filter(|g| g.total == r || g.parts.contains(&r)).collect();
            let kept: Vec<Vec<u16>> = candidates[k]
                .iter()
                .filter(|a| {
                    touching.iter().all(|g| {
                        // A check that the budget does not allow rules nothing out.
                        !spend(&checks, n * g.parts.len())
                            || (0..n).all(|c| {
                                let value = |row: usize| -> Option<i64> {
                                    if row == r {
                                        return Some(cell(a, c, &values.tokens[r]));
                                    }
                                    match place[row] {
                                        None => Some(values.slots[row][c]),
                                        Some(i) => (candidates[i].len() == 1).then(|| cell(&candidates[i][0], c, &values.tokens[row])),
                                    }
                                };
                                let Some(total) = value(g.total) else { return true };
                                let parts: Option<i64> = g.parts.iter().map(|&p| value(p)).sum();
                                parts.is_none_or(|sum| sum == total)
                            })
                    })
                })
                .cloned()
                .collect();
            if kept.len() < before {
                candidates[k] = kept;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    // Several uncertain rows together.
    let open: Vec<usize> = (0..uncertain.len()).filter(|&k| candidates[k].len() > 1).collect();
    if open.len() > 1 {
        joint(&place, &mut candidates, &values, &column_groups, n, &mut budget, &checks);
    }
    for (k, &r) in uncertain.iter().enumerate() {
        match candidates[k].as_slice() {
            [only] if confirmed(only, &values, r, &uncertain, &candidates, &row_groups, &column_groups) => {
                let tokens = matrix.rows[r].tokens.clone();
                let slots = (0..n)
                    .map(|c| only.iter().position(|&p| p as usize == c).map_or(Slot::Empty, |t| Slot::Token(tokens[t])))
                    .collect::<Vec<_>>();
                // Taken by position and confirmed: nothing was repaired.
                let as_printed = slots == matrix.rows[r].slots && matrix.method != crate::model::Method::Counted;
                matrix.rows[r].slots = slots;
                matrix.rows[r].certain = true;
                if !as_printed {
                    matrix.rows[r].solved = true;
                    outcome.repaired.push(r);
                }
            }
            several => {
                let n = several.len();
                unknown(matrix, r);
                outcome.unsolved.push((r, n));
            }
        }
    }
    outcome
}

/// Takes `cost` out of a budget; `false` where it is not there any more.
fn spend(budget: &StdCell<usize>, cost: usize) -> bool {
    let left = budget.get();
    budget.set(left.saturating_sub(cost));
    cost <= left
}

fn unknown(matrix: &mut Matrix, r: usize) {
    let n = matrix.columns.len();
    matrix.rows[r].slots = vec![Slot::Unknown; n];
}

/// Whether at least one printed sum speaks for an assignment: without any, a single candidate proves nothing.
fn confirmed(
    a: &[u16],
    values: &Values,
    r: usize,
    uncertain: &[usize],
    candidates: &[Vec<Vec<u16>>],
    rows: &[Group],
    columns: &[Group],
) -> bool {
    let n = values.slots[0].len();
    if a.len() == n {
        return true;
    }
    let along = rows.iter().any(|g| cell(a, g.total, &values.tokens[r]) != 0);
    let down = columns.iter().filter(|g| g.total == r || g.parts.contains(&r)).any(|g| {
        let sure = |row: usize| {
            row == r || !uncertain.contains(&row) || uncertain.iter().position(|&u| u == row).is_some_and(|i| candidates[i].len() == 1)
        };
        sure(g.total) && g.parts.iter().all(|&p| sure(p))
    });
    along || down
}

/// Numbers of a matrix, scaled to integers of one decimal place.
struct Values {
    slots: Vec<Vec<i64>>,
    tokens: Vec<Vec<i64>>,
}

/// Decimal places that numbers are scaled to: 천원 in 억원 have five.
const PLACES: u32 = 6;

impl Values {
    fn new(text: &str, matrix: &Matrix) -> Self {
        let scaled = |range: crate::span::Range| match number_cell(&text[range.to_usize()]) {
            NumberCell::Number { mantissa, decimals, .. } => mantissa.saturating_mul(10i64.pow(PLACES.saturating_sub(u32::from(decimals)))),
            _ => 0,
        };
        let slots =
            matrix.rows.iter().map(|r| r.slots.iter().map(|s| if let Slot::Token(t) = s { scaled(*t) } else { 0 }).collect()).collect();
        let tokens = matrix.rows.iter().map(|r| r.tokens.iter().map(|&t| scaled(t)).collect()).collect();
        Self { slots, tokens }
    }
}

/// The value that an assignment puts into a column.
fn cell(assignment: &[u16], column: usize, tokens: &[i64]) -> i64 {
    assignment.iter().position(|&p| p as usize == column).map_or(0, |t| tokens[t])
}

/// All assignments of the tokens to `n` columns, in order, that satisfy the sums along the row.
fn assignments(tokens: &[i64], n: usize, groups: &[Group], budget: &mut usize) -> Vec<Vec<u16>> {
    let m = tokens.len();
    let mut out = Vec::new();
    if m > n {
        return out;
    }
    let mut position: Vec<u16> = (0..m as u16).collect();
    loop {
        if *budget == 0 || out.len() >= MAX_CANDIDATES {
            return Vec::new();
        }
        *budget -= 1;
        let fits = groups.iter().all(|g| {
            let total = cell(&position, g.total, tokens);
            let parts: i64 = g.parts.iter().map(|&p| cell(&position, p, tokens)).sum();
            total == parts || (total == 0 && parts == 0)
        });
        if fits {
            out.push(position.clone());
        }
        // The next combination.
        let Some(i) = (0..m).rev().find(|&i| (position[i] as usize) < n - (m - i)) else { return out };
        position[i] += 1;
        for k in i + 1..m {
            position[k] = position[k - 1] + 1;
        }
    }
}

/// Searches the rows that are still open together; keeps, of each, the candidates that stand in some joint solution.
fn joint(
    place: &[Option<usize>],
    candidates: &mut [Vec<Vec<u16>>],
    values: &Values,
    groups: &[Group],
    n: usize,
    budget: &mut usize,
    checks: &StdCell<usize>,
) {
    let k = candidates.len();
    let mut used: Vec<Vec<bool>> = candidates.iter().map(|c| vec![false; c.len()]).collect();
    let mut choice = vec![0usize; k];
    let mut level = 0usize;
    let mut solutions = 0usize;
    if candidates.iter().any(Vec::is_empty) {
        return;
    }
    loop {
        if *budget == 0 || solutions > 64 {
            // Not all was seen: nothing may be ruled out.
            return;
        }
        *budget -= 1;
        if !spend(checks, groups.iter().map(|g| n * g.parts.len()).sum()) {
            return;
        }
        let consistent = groups.iter().all(|g| {
            let chosen = |row: usize| place[row];
            let known = |row: usize| chosen(row).is_none_or(|i| i <= level);
            if !(known(g.total) && g.parts.iter().all(|&p| known(p))) {
                return true;
            }
            (0..n).all(|c| {
                let value = |row: usize| match chosen(row) {
                    None => values.slots[row][c],
                    Some(i) => cell(&candidates[i][choice[i]], c, &values.tokens[row]),
                };
                value(g.total) == g.parts.iter().map(|&p| value(p)).sum::<i64>()
            })
        });
        if consistent && level + 1 == k {
            solutions += 1;
            for i in 0..k {
                used[i][choice[i]] = true;
            }
        }
        if consistent && level + 1 < k {
            level += 1;
            choice[level] = 0;
            continue;
        }
        // Step on.
        loop {
            choice[level] += 1;
            if choice[level] < candidates[level].len() {
                break;
            }
            if level == 0 {
                for (list, used) in candidates.iter_mut().zip(&used) {
                    let mut keep = used.iter();
                    list.retain(|_| keep.next().copied().unwrap_or(false));
                }
                return;
            }
            level -= 1;
        }
    }
}

/// The value that the sums along and down demand of one unreadable cell, where they agree.
pub(super) fn missing(text: &str, matrix: &Matrix, row: usize, col: usize) -> Option<String> {
    let number = |r: usize, c: usize| -> Option<f64> {
        match matrix.rows[r].slots[c] {
            Slot::Empty => Some(0.0),
            Slot::Unknown => None,
            Slot::Token(range) => match number_cell(&text[range.to_usize()]) {
                NumberCell::Blank => Some(0.0),
                NumberCell::Number { value, .. } => Some(value),
                NumberCell::Unreadable => None,
            },
        }
    };
    let demand = |group: &Group, at: usize, value: &dyn Fn(usize) -> Option<f64>| -> Option<f64> {
        if group.total == at {
            return group.parts.iter().map(|&p| value(p)).sum();
        }
        if !group.parts.contains(&at) {
            return None;
        }
        let rest: Option<f64> = group.parts.iter().filter(|&&p| p != at).map(|&p| value(p)).sum();
        Some(value(group.total)? - rest?)
    };
    let along: Vec<f64> = matrix.row_groups().iter().filter_map(|g| demand(g, col, &|c| number(row, c))).collect();
    let down: Vec<f64> = matrix.column_groups().iter().filter_map(|g| demand(g, row, &|r| number(r, col))).collect();
    let first = *along.first().or(down.first())?;
    let agree = along.iter().chain(&down).all(|v| (v - first).abs() < 1e-6);
    agree.then(|| format_number(first))
}

fn format_number(value: f64) -> String {
    let rounded = (value * 1000.0).round() / 1000.0;
    let whole = rounded.trunc() as i64;
    let digits = whole.unsigned_abs().to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    let fraction = (rounded - rounded.trunc()).abs();
    if fraction > 1e-9 {
        let text = format!("{fraction:.3}");
        out.push_str(text.trim_start_matches('0').trim_end_matches('0'));
    }
    if value < 0.0 { format!("△{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_place_the_cells_of_a_row() {
        // 계 | 2022 | 2023 | 2024: 30 = 10 + 20 with one year empty, which one is for the columns to say.
        let groups = [Group { total: 0, parts: vec![1, 2, 3] }];
        let mut budget = 1000;
        let found = assignments(&[30, 10, 20], 4, &groups, &mut budget);
        assert_eq!(found, vec![vec![0, 1, 2], vec![0, 1, 3], vec![0, 2, 3]]);
    }

    #[test]
    fn a_budget_that_runs_out_solves_nothing() {
        let mut budget = 10;
        assert!(assignments(&[1, 1, 1, 1], 16, &[], &mut budget).is_empty());
    }
}
