//! Columns that a word of a measure heads, where the sums show what their amounts are: the total of the payers beside it, or what is
//! planned for a year.
//!
//! | heads | sums | column | measure |
//! |---|---|---|---|
//! | `예산액, 국비, 도비, 시비` | hold in each row | total of the payers | what is told of the table |
//! | `확보액, 국비, 시비` | hold in each row | total of the payers | 확보, also of the payers |
//! | `예산액, 국비, 시비` | do not hold | 확보 | as it was |
//! | `총사업비, 기투자, 2025 예산액, 2025 집행액, 향후` | hold with 예산액 in each row | 2025 | what is told of the table |

use super::matrix::{Entry, Matrix, Slot};
use crate::model::Period;
use crate::normalize::money::{NumberCell, number_cell};
use crate::text::squash;

/// Differences of sums of printed numbers below this are of the binary fractions alone: no table prints as many decimals.
const EXACT: f64 = 1e-6;

/// Words that name the amount of a budget as often as what of it was secured: as a total they say nothing of its measure.
const AMOUNTS: [&str; 1] = ["예산액"];

impl Matrix {
    /// Makes the only column with a measure, before columns of payers alone, their total, where each row sums up to it.
    pub(super) fn find_payers_total(&mut self, text: &str) {
        let says_more = |e: &Entry| e.measure.is_some() || e.source.is_some() || e.source_total.is_some();
        let is_payer = |e: &Entry| e.source.is_some() && e.measure.is_none() && e.period.is_none();
        let Some((first, payers)) = self.columns.split_first() else { return };
        let lone = first.measure.filter(|_| first.words.len() == 1 && first.period.is_none());
        let Some((measure, &word)) = lone.zip(first.words.first()) else { return };
        if payers.len() < 2 || !payers.iter().all(is_payer) || self.rows.iter().any(|r| says_more(&r.entry)) || !self.first_is_sum(text) {
            return;
        }
        let amount = AMOUNTS.contains(&squash(&text[word.to_usize()]).as_str());
        for column in &mut self.columns {
            column.measure = (!amount).then_some(measure);
        }
        self.columns[0].source_total = Some(word);
    }

    /// Takes the amount of a year that a word like 예산액 heads for what is planned, where the total of the periods counts it in.
    pub(super) fn find_budget_of_year(&mut self, text: &str) {
        let is_amount = |e: &Entry| e.words.iter().any(|w| AMOUNTS.contains(&squash(&text[w.to_usize()]).as_str()));
        let of = |e: &Entry, period: fn(Period) -> bool| e.period.is_some_and(|(p, _)| period(p.period)) && e.source.is_none();
        let is_part = |e: &Entry| of(e, |p| !matches!(p, Period::Total | Period::InTerm)) && (e.measure.is_none() || is_amount(e));
        // Where a total stands for the whole, it may be told by its place alone.
        let is_total = |e: &Entry| e.measure.is_none() && (of(e, |p| p == Period::Total) || e.source_total.is_some() && e.period.is_none());
        let parts: Vec<usize> = (0..self.columns.len()).filter(|&c| is_part(&self.columns[c])).collect();
        let Some(total) = self.columns.iter().position(is_total) else { return };
        let budgets: Vec<usize> = parts.iter().copied().filter(|&c| self.columns[c].measure.is_some()).collect();
        if budgets.is_empty() || parts.len() == budgets.len() || self.rows.iter().any(|r| r.entry.measure.is_some()) {
            return;
        }
        let holds = |slots: &[Slot]| {
            let parts = parts.iter().map(|&c| amount(text, &slots[c])).sum::<Option<f64>>()?;
            Some((amount(text, &slots[total])? - parts).abs() < EXACT)
        };
        if !self.rows.is_empty() && self.rows.iter().all(|r| r.certain && holds(&r.slots) == Some(true)) {
            budgets.into_iter().for_each(|c| self.columns[c].measure = None);
        }
    }

    /// Whether the first slot of every row is the sum of the others, nothing uncertain or unreadable among them.
    fn first_is_sum(&self, text: &str) -> bool {
        let holds = |slots: &[Slot]| {
            let (first, rest) = slots.split_first()?;
            Some((amount(text, first)? - rest.iter().map(|slot| amount(text, slot)).sum::<Option<f64>>()?).abs() < EXACT)
        };
        !self.rows.is_empty() && self.rows.iter().all(|r| r.certain && holds(&r.slots) == Some(true))
    }
}

/// What a slot adds to a sum; none where that is not known.
fn amount(text: &str, slot: &Slot) -> Option<f64> {
    match *slot {
        Slot::Empty => Some(0.0),
        Slot::Unknown => None,
        Slot::Token(range) => match number_cell(&text[range.to_usize()]) {
            NumberCell::Blank => Some(0.0),
            NumberCell::Number { value, .. } => Some(value),
            NumberCell::Unreadable => None,
        },
    }
}
