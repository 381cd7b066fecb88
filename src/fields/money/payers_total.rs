//! The column before the payers that a word of a measure heads, where the sums show that it is their total.
//!
//! | heads | sums | column | measure |
//! |---|---|---|---|
//! | `예산액, 국비, 도비, 시비` | hold in each row | total of the payers | what is told of the table |
//! | `확보액, 국비, 시비` | hold in each row | total of the payers | 확보, also of the payers |
//! | `예산액, 국비, 시비` | do not hold | 확보 | as it was |

use super::matrix::{Entry, Matrix, Slot};
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

    /// Whether the first slot of every row is the sum of the others, nothing uncertain or unreadable among them.
    fn first_is_sum(&self, text: &str) -> bool {
        let value = |slot: &Slot| match *slot {
            Slot::Empty => Some(0.0),
            Slot::Unknown => None,
            Slot::Token(range) => match number_cell(&text[range.to_usize()]) {
                NumberCell::Blank => Some(0.0),
                NumberCell::Number { value, .. } => Some(value),
                NumberCell::Unreadable => None,
            },
        };
        let holds = |slots: &[Slot]| {
            let (first, rest) = slots.split_first()?;
            Some((value(first)? - rest.iter().map(value).sum::<Option<f64>>()?).abs() < EXACT)
        };
        !self.rows.is_empty() && self.rows.iter().all(|r| r.certain && holds(&r.slots) == Some(true))
    }
}
