//! Cells that print two amounts, the second in brackets: `375(330)`, of which the words around the table say what it is.
//!
//! | said | of a cell `A(B)` |
//! |---|---|
//! | `계획(집행)` in the heading, a caption or the corner | A planned, B executed |
//! | `괄호 안은 집행액`, `( )는 확보액` above the table | B executed, secured |
//! | nothing | the cell is no number; it is left out and said |

use super::axes::{Axis, classify};
use super::caption::{WORDS, near_above};
use super::matrix::{Entry, Matrix, Slot};
use crate::fields::Reader;
use crate::model::Measure;
use crate::normalize::money::{NumberCell, number_cell};
use crate::span::Range;
use crate::text::squash;

/// What the two amounts of a cell are; of the first it may not be said.
type Pair = (Option<Measure>, Measure);

/// `375(330)`, `615(-)`: the two amounts of a cell.
fn two_amounts(text: &str, cell: Range) -> Option<(Range, Range)> {
    let words = &text[cell.to_usize()];
    let close = words.strip_suffix(')')?.len();
    let open = words.find('(').filter(|&at| at > 0)?;
    let (outer, inner) = (words[..open].trim_end(), words.get(open + 1..close)?);
    let is_amount = |words: &str| matches!(number_cell(words), NumberCell::Number { .. });
    let is_blank = |words: &str| !words.trim().is_empty() && number_cell(words) == NumberCell::Blank;
    let both = (is_amount(outer) || is_blank(outer)) && (is_amount(inner) || is_blank(inner));
    let start = cell.start as usize;
    both.then(|| (Range::new(start, start + outer.len()), Range::new(start + open + 1, start + close)))
}

/// `계획(집행)`, `예산(집행액)`: what words say of the two amounts of a cell.
fn told(words: &str) -> Option<Pair> {
    let measure = |word: &str| match classify(word) {
        Axis::Measure(measure) => Some(measure),
        _ => None,
    };
    let named = words.match_indices('(').find_map(|(open, _)| {
        let outer = words[..open].split_whitespace().next_back()?;
        let inner = words[open + 1..].split(')').next()?;
        Some((Some(measure(outer)?), measure(inner)?))
    });
    named.or_else(|| in_brackets(words).map(|inner| (None, inner)))
}

/// `괄호 안은 집행액`, `( )는 확보액`.
fn in_brackets(words: &str) -> Option<Measure> {
    let key = squash(words);
    let rest = ["괄호", "()"].iter().find_map(|sign| Some(&key[key.find(sign)? + sign.len()..]))?;
    let clause = rest.split([',', ';', '※']).next().unwrap_or(rest);
    WORDS.iter().find(|(word, _)| clause.contains(word)).map(|&(_, measure)| measure)
}

impl Reader<'_> {
    /// Parts the cells of two amounts of a table that begins on line `first`, where it is said what they are.
    pub(super) fn part_pairs(&self, matrix: &mut Matrix, first: usize) {
        let text = self.text;
        let (mut pairs, mut others) = (0, 0);
        for slot in matrix.rows.iter().flat_map(|row| &row.slots) {
            if let Slot::Token(range) = *slot {
                if two_amounts(text, range).is_some() { pairs += 1 } else { others += 1 }
            }
        }
        if pairs < 2 || others > pairs {
            return;
        }
        let corner = matrix.corner.map(|corner| self.slice(corner)).and_then(told);
        let above = || near_above(self, first).find_map(|line| told(self.slice(line.range)));
        let title = || told(&self.money_title);
        if let Some((outer, inner)) = corner.or_else(above).or_else(title) {
            part(text, matrix, outer, inner);
        }
    }
}

/// Every column that has such cells becomes two.
fn part(text: &str, matrix: &mut Matrix, outer: Option<Measure>, inner: Measure) {
    for c in (0..matrix.columns.len()).rev() {
        let pair_of = |slot: Slot| match slot {
            Slot::Token(range) => two_amounts(text, range),
            _ => None,
        };
        if !matrix.rows.iter().any(|row| pair_of(row.slots[c]).is_some()) {
            continue;
        }
        let behind = Entry { measure: Some(inner), ..matrix.columns[c].clone() };
        let before = &mut matrix.columns[c];
        before.measure = before.measure.or(outer);
        matrix.columns.insert(c + 1, behind);
        for row in &mut matrix.rows {
            let (first, second) = pair_of(row.slots[c]).map_or((row.slots[c], Slot::Empty), |(a, b)| (Slot::Token(a), Slot::Token(b)));
            row.slots[c] = first;
            row.slots.insert(c + 1, second);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_amounts_of_a_cell() {
        let of = |cell: &str| {
            two_amounts(cell, Range::new(0, cell.len())).map(|(a, b)| (cell[a.to_usize()].to_owned(), cell[b.to_usize()].to_owned()))
        };
        assert_eq!(of("1,903(1,134)"), Some(("1,903".to_owned(), "1,134".to_owned())));
        assert_eq!(of("615 (-)"), Some(("615".to_owned(), "-".to_owned())));
        for no in ["(120)", "375(45%)", "375()", "375", "국비(20)", "20(국비)"] {
            assert_eq!(of(no), None, "{no}");
        }
    }

    #[test]
    fn what_the_two_amounts_are() {
        use Measure::{Executed, Planned, Secured};
        for (words, pair) in [
            ("연도별 예산 : 계획(집행)", Some((Some(Planned), Executed))),
            ("(단위 : 백만원, 괄호 안은 집행액)", Some((None, Executed))),
            ("※ ( )는 확보액", Some((None, Secured))),
            ("(단위 : 백만원)", None),
            ("투자계획(안)", None),
        ] {
            assert_eq!(told(words), pair, "{words}");
        }
    }
}
