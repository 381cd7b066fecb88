//! Forms: tables whose first column names the sections of a card, each over a row or several, and whose other columns hold what
//! the section says: `추진목표 | 최종 목표 | …`, and below the merged cell `임기 내 목표 | …`.

use super::vocabulary::{Role, Vocabulary};
use crate::layout::{Layer, Layout, Line, Shape};
use crate::span::Range;
use crate::text::count_bytes;

/// Sections that a table must name in its first column to be a form.
const FORM_SECTIONS: u32 = 3;
/// A form of fewer columns has a label and its text in each row, which is told by the row alone.
const FORM_COLUMNS: usize = 3;
/// The name of a section is no longer than this, in bytes.
const NAME_BYTES: usize = 60;

/// What a line is in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormRow {
    /// Its first cell names a section; the cells behind it are `rest`.
    Heads {
        /// The first cell.
        title: Range,
        /// The cells behind it.
        rest: Range,
    },
    /// A row under the cell that names the section: its filled cells.
    GoesOn(Range),
}

/// What each line is in a form; `None` for those of no form, and for the rows of one that print labels of the header.
pub(super) fn rows(names: &Vocabulary, text: &str, layout: &Layout) -> Vec<Option<FormRow>> {
    let lines = &layout.lines;
    let mut found = vec![None; lines.len()];
    let mut from = 0;
    while from < lines.len() {
        layout.deadline.check();
        let to = from + lines[from..].iter().take_while(|l| same_table(&lines[from], l)).count();
        if to > from + 1 && is_form(names, text, &lines[from..to]) {
            let mut inside = false;
            for (line, slot) in lines[from..to].iter().zip(&mut found[from..to]) {
                let row = cells_of(text, line);
                *slot = match row {
                    Some((column, cells)) if column > 0 => inside.then_some(FormRow::GoesOn(cells)),
                    Some((_, cells)) => heads(names, text, cells, true).map(|(title, rest)| FormRow::Heads { title, rest }),
                    None => None,
                };
                inside = slot.is_some();
            }
        }
        from = to.max(from + 1);
    }
    found
}

fn same_table(first: &Line, line: &Line) -> bool {
    let row = |l: &Line| l.layer == Layer::Body && (l.shape == Shape::Tabs || l.native.is_some());
    row(first) && row(line) && first.native.map(|n| n.table) == line.native.map(|n| n.table)
}

/// The column of a row's first filled cell, and its cells from there to the last filled one.
fn cells_of(text: &str, line: &Line) -> Option<(usize, Range)> {
    let content = &text[line.range.to_usize()];
    let lead = content.len() - content.trim_start().len();
    let cells = content.trim();
    let start = line.range.start as usize + lead;
    let column = line.native.map_or(0, |n| n.column as usize) + tabs(&content[..lead]);
    (!cells.is_empty()).then(|| (column, Range::new(start, start + cells.len())))
}

fn tabs(row: &str) -> usize {
    count_bytes(row.as_bytes(), |b| b == b'\t')
}

/// The first cell of a row that names a section, and what stands behind it. A row of labels and values side by side names none.
fn heads(names: &Vocabulary, text: &str, row: Range, nearly: bool) -> Option<(Range, Range)> {
    let content = &text[row.to_usize()];
    let (first, rest) = content.split_once('\t')?;
    if first.len() > NAME_BYTES {
        return None;
    }
    // Hardly a row names any.
    let named = names.section(first).is_some() || nearly && names.label(first).is_empty() && names.section_nearly(first).is_some();
    if !named || rest.split('\t').nth(1).is_some_and(|third| !names.label_like(third).0.is_empty()) {
        return None;
    }
    let start = row.start as usize;
    let lead = rest.len() - rest.trim_start().len();
    let title = Range::new(start, start + first.trim_end().len());
    Some((title, Range::new(start + first.len() + 1 + lead, row.end as usize)))
}

/// Whether a table is a form of sections: its first column names several, and one of them has more than one row or cell.
fn is_form(names: &Vocabulary, text: &str, lines: &[Line]) -> bool {
    let (mut roles, mut columns, mut wide) = (0u32, 0, false);
    for line in lines {
        let Some((column, cells)) = cells_of(text, line) else { continue };
        let count = tabs(&text[cells.to_usize()]) + 1;
        columns = columns.max(column + count).max(tabs(&text[line.range.to_usize()]) + 1);
        if column > 0 {
            wide |= roles != 0;
        } else if let Some((title, _)) = heads(names, text, cells, false) {
            roles |= names.section(&text[title.to_usize()]).map_or(0, |role| 1 << role as u32);
            wide |= count > 2;
        }
    }
    columns >= FORM_COLUMNS && wide && roles.count_ones() >= FORM_SECTIONS
}

/// The parts of a goal that the second column names: `최종 목표 | …`, `임기 내 목표 | …`.
pub(super) fn part_of_goal(names: &Vocabulary, text: &str, row: Range) -> Option<(Role, Range, Range)> {
    let (title, rest) = heads(names, text, row, false)?;
    let role = names.section(&text[title.to_usize()]).filter(|r| matches!(r, Role::Goal | Role::GoalInTerm))?;
    Some((role, title, rest))
}
