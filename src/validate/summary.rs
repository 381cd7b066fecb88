//! The summary tables of a book against the records that were read of it.
//!
//! `총괄 현황` prints how many pledges each field has, how many are in each state, and what they cost. A number of pledges that
//! differs says that a card was lost or counted twice; a sum that differs says that one of both is wrong.

use std::ops::Range as Lines;

use crate::diag::{Diagnostic, Proof, codes};
use crate::fields::Extracted;
use crate::layout::{Layer, Layout};
use crate::model::State;
use crate::normalize::money::{NumberCell, Unit, krw, number_cell, unit_note};
use crate::sections::Vocabulary;
use crate::span::Range;
use crate::tables::Grid;
use crate::text::squash;

/// What a column of a summary counts.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Column {
    Pledges,
    State(State),
    Budget,
}

/// Totals of summary tables in the front matter that the records do not have.
pub fn summaries_against_records(
    names: &Vocabulary,
    text: &str,
    layout: &Layout,
    grids: &[Grid],
    fronts: &[Lines<usize>],
    cards: &[Extracted],
) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for grid in grids {
        if front_of(fronts, grid).is_some()
            && let Some((header, columns)) = columns(names, text, grid)
        {
            for r in header..grid.rows.len() {
                let name = grid.key(text, r, 0);
                let of_all = matches!(&*name, "계" | "합계" | "총계" | "총합계" | "전체");
                let category = |c: &Extracted| c.body.pledge.category.as_ref().map(|c| squash(&c.value));
                let of: Vec<&Extracted> = cards.iter().filter(|c| of_all || category(c).is_some_and(|k| k == name)).collect();
                // A field that no record names may be called otherwise there; nothing can be said of it.
                if !of_all && (of.is_empty() || cards.iter().any(|c| category(c).is_none())) {
                    continue;
                }
                for &(c, column) in &columns {
                    out.extend(row_against(text, layout, grid, r, c, column, &of));
                }
            }
        }
    }
    out
}

/// The lines of the summary tables in the front matter, each with the line that names it.
pub fn summary_tables(names: &Vocabulary, text: &str, layout: &Layout, grids: &[Grid], fronts: &[Lines<usize>]) -> Vec<Lines<usize>> {
    let with_caption = |grid: &Grid| {
        let front = front_of(fronts, grid)?;
        columns(names, text, grid)?;
        let above = (front.start..grid.lines.start).rev().find(|&i| layout.lines[i].layer == Layer::Body);
        let named = |i: usize| ["총괄", "현황", "집계", "요약"].iter().any(|word| text[layout.lines[i].range.to_usize()].contains(word));
        Some(above.filter(|&i| named(i)).unwrap_or(grid.lines.start)..grid.lines.end)
    };
    grids.iter().filter_map(with_caption).collect()
}

/// The part of the front matter that a table stands in.
fn front_of<'f>(fronts: &'f [Lines<usize>], grid: &Grid) -> Option<&'f Lines<usize>> {
    fronts.iter().find(|f| f.start <= grid.lines.start && grid.lines.end <= f.end)
}

/// The header rows of a summary, and what its columns count. `None` where it is none.
fn columns(names: &Vocabulary, text: &str, grid: &Grid) -> Option<(usize, Vec<(usize, Column)>)> {
    let header = (0..grid.rows.len().min(3)).find(|&r| (1..grid.rows[r].len()).any(|c| number(grid.text(text, r, c)).is_some()))?;
    let mut found = Vec::new();
    for c in 1..grid.columns {
        let column = (0..header).rev().find_map(|r| {
            let cell = grid.text(text, r, c);
            let key = squash(cell);
            let key = key.split('(').next().unwrap_or_default();
            match key {
                "계" | "합계" | "총계" | "공약수" | "사업수" | "공약건수" | "건수" | "과제수" | "공약사업수" | "총공약수" => {
                    Some(Column::Pledges)
                }
                "총사업비" | "사업비" | "총예산" | "소요예산" | "예산" => Some(Column::Budget),
                _ => names.state(cell).map(Column::State),
            }
        });
        found.extend(column.map(|k| (c, k)));
    }
    // 계 alone may total anything: states or a number of pledges must stand beside it.
    let states = found.iter().filter(|(_, k)| matches!(k, Column::State(_))).count();
    let said = (0..header).any(|r| (1..grid.rows[r].len()).any(|c| squash(grid.text(text, r, c)).contains('수')));
    (header > 0 && (states >= 2 || said)).then_some((header, found))
}

fn number(cell: &str) -> Option<f64> {
    match number_cell(cell.trim_end_matches(['건', '개'])) {
        NumberCell::Number { value, .. } => Some(value),
        _ => None,
    }
}

fn row_against(text: &str, layout: &Layout, grid: &Grid, r: usize, c: usize, column: Column, cards: &[&Extracted]) -> Option<Diagnostic> {
    let cell = grid.text(text, r, c);
    let range = grid.range(r, c)?;
    let printed = number(cell)?;
    let (counted, what, what_ko, unit) = match column {
        Column::Pledges => (cards.len() as f64, "pledges".to_owned(), "공약 수".to_owned(), "건".to_owned()),
        Column::State(state) => {
            // One state that was not read would make every count wrong.
            let states: Option<Vec<State>> = cards.iter().map(|c| c.body.pledge.state.as_ref().map(|s| s.value)).collect();
            let count = states?.iter().filter(|&&s| s == state).count();
            (count as f64, format!("pledges in state {}", state.word()), format!("'{}' 공약 수", grid_head(text, grid, c)), "건".to_owned())
        }
        Column::Budget => {
            let unit = unit_of(text, layout, grid, c)?;
            let costs: Option<Vec<i64>> = cards.iter().map(|c| cost(c)).collect();
            let one = krw(1, 0, unit)? as f64;
            (costs?.iter().sum::<i64>() as f64 / one, "cost of the pledges".to_owned(), "총사업비 합".to_owned(), unit.label().to_owned())
        }
    };
    // Amounts of many pledges were rounded one by one.
    let tolerance = if column == Column::Budget { cards.len() as f64 / 2.0 + 0.5 } else { 0.0 };
    if (printed - counted).abs() <= tolerance {
        return None;
    }
    Some(
        Diagnostic::new(
            &codes::LIST_TOTAL_MISMATCH,
            format!("the summary prints {printed} ({what}), the records have {counted}"),
            format!("총괄표의 {what_ko}은(는) {printed}{unit}인데 읽은 레코드로는 {counted}{unit}입니다"),
        )
        .at(range)
        .proof(Proof { cells: Vec::new(), expected: counted, found: printed, difference: printed - counted, unit: Some(unit) }),
    )
}

fn grid_head<'t>(text: &'t str, grid: &Grid, c: usize) -> &'t str {
    (0..grid.rows.len()).map(|r| grid.text(text, r, c)).find(|h| !h.is_empty()).unwrap_or_default()
}

/// What a record's pledge costs, in won.
fn cost(card: &Extracted) -> Option<i64> {
    let of_table = || card.body.investment.as_ref()?.total_cost.as_ref()?.value.krw;
    let projects = card.body.overview.as_ref().map(|o| o.projects.as_slice()).unwrap_or_default();
    let of_projects: Option<Vec<i64>> = projects.iter().map(|p| p.total_cost.as_ref()?.value.krw).collect();
    of_projects.filter(|c| !c.is_empty()).map(|c| c.iter().sum()).or_else(of_table)
}

/// The unit of a column: in its head, else in the line above the table.
fn unit_of(text: &str, layout: &Layout, grid: &Grid, c: usize) -> Option<Unit> {
    let head = grid_head(text, grid, c);
    let in_brackets = head.split(['(', '（']).nth(1).and_then(|s| Unit::parse(s.trim_end_matches([')', '）'])));
    let above = || {
        let line = layout.lines.get(grid.lines.start.checked_sub(1)?)?;
        unit_note(&text[Range::to_usize(line.range)]).and_then(|n| n.unit)
    };
    in_brackets.or_else(above)
}
