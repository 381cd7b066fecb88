//! What marks say in a table: states, authorities and classes head columns, and a mark or a rate below says which one holds.

use std::cell::RefCell;

use smallvec::SmallVec;

use super::classes::{is_class, is_classed};
use super::grid::Cells;
use super::marks::{is_filled, is_mark, is_no_mark, is_tick_box};
use super::{At, Used};
use crate::fields::Reader;
use crate::model::{Method, Sourced, State};
use crate::normalize::{percent, status};
use crate::sections::{LabelKey, Vocabulary};
use crate::tables::Grid;
use crate::text::Memo;

/// States side by side that head columns.
const STATES_OF_A_HEAD: usize = 2;
/// States side by side that are all there are, and not the state and another word of it.
const STATES_OF_A_SCHEME: usize = 3;
/// Cells side by side that each name one authority, over marks.
const AUTHORITY_HEADS: usize = 2;

impl Reader<'_> {
    /// `사업성격 |  | 완료시기 | ` over `신규 | 계속 | 임기내 | 임기후` over marks: what is marked is the class. Where none or several
    /// are, no class is read. Returns how many it gave.
    pub(super) fn marked_classes(&mut self, grid: &Grid, used: &mut Used) -> usize {
        let text = self.text;
        let rows = grid.rows.len();
        let mut found = 0;
        for (r, c) in grid.places().take_while(|&(r, _)| r + 2 < rows) {
            let end = grid.right_of(text, r, c).unwrap_or(grid.rows[r].len());
            if end - c < 2 || grid.text(text, r, c).is_empty() || used.contains(&(r, c)) {
                continue;
            }
            let label = grid.key(text, r, c);
            if label.is_empty() || !self.names.label(&label).iter().any(is_classed) {
                continue;
            }
            let filled = |row: usize| -> SmallVec<[usize; 4]> {
                (c..end.min(grid.rows[row].len())).filter(|&k| !grid.text(text, row, k).is_empty()).collect()
            };
            let (words, marks) = (filled(r + 1), filled(r + 2));
            let all = |row: usize, cells: &[usize], test: fn(&str) -> bool| cells.iter().all(|&k| test(grid.text(text, row, k)));
            if words.len() < 2 || !all(r + 1, &words, is_class) || !all(r + 2, &marks, is_mark) {
                continue;
            }
            used.insert((r, c));
            used.extend(words.iter().map(|&k| (r + 1, k)));
            used.extend(marks.iter().map(|&k| (r + 2, k)));
            if let &[mark] = marks.as_slice()
                && words.contains(&mark)
            {
                self.pair(&label, &grid.passage(text, r + 1, mark), Method::Cell);
                found += 1;
            }
        }
        found
    }

    /// `이행단계` over `완료 | ●정상추진 | 일부추진`, and nothing below them: all states that there are, of which one has a mark at its
    /// words or a colour of its own. Where none or several do, no state is read, and an issue says so. Returns how many it gave.
    pub(super) fn state_among_states(&mut self, grid: &Grid, cells: &Cells, used: &mut Used) -> usize {
        let text = self.text;
        let bare = |r: usize, c: usize| grid.text(text, r, c).trim_start_matches(is_tick_box).trim();
        let is_state = |r: usize, c: usize| {
            cells.at((r, c)).is_state || grid.text(text, r, c).starts_with(is_tick_box) && self.names.is_state(bare(r, c))
        };
        for r in 0..grid.rows.len() {
            let states: SmallVec<[usize; 8]> = (0..grid.rows[r].len()).filter(|&c| is_state(r, c) && !used.contains(&(r, c))).collect();
            let below = |c: &usize| r + 1 < grid.rows.len() && !grid.text(text, r + 1, *c).is_empty();
            if states.len() < STATES_OF_A_SCHEME || states.iter().any(below) {
                continue;
            }
            used.extend(states.iter().map(|&c| (r, c)));
            let Some(only) = only_marked(text, grid, r, &states) else {
                let ranges = states.iter().map(|&c| grid.rows[r][c].range);
                self.unreadable(
                    "/pledge/state",
                    ranges,
                    format!("{} states stand side by side, and which one holds cannot be told", states.len()),
                    format!("상태 {}개가 나란히 있으나 어느 것인지 알 수 없어 비워 두었습니다", states.len()),
                );
                return 0;
            };
            let words = bare(r, only);
            if let Some(state) = self.names.state(words) {
                let cell = grid.passage(text, r, only);
                let at = cell.text.len() - words.len();
                self.state_in(state, &cell.slice(at..cell.text.len()), "header.status-matrix", Method::Cell);
                return 1;
            }
        }
        0
    }

    /// Whether a table of a section is the status matrix of the header: two states side by side at its top, and a mark
    /// below.
    pub(in crate::fields) fn is_status_grid(&self, grid: &Grid) -> bool {
        let text = self.text;
        let cells = |r: usize| (0..grid.rows[r].len()).map(move |c| grid.text(text, r, c)).filter(|c| !c.is_empty());
        let states = (0..grid.rows.len().min(2)).map(|r| cells(r).filter(|c| self.names.is_state(c)).count()).max().unwrap_or(0);
        states >= STATES_OF_A_HEAD && (1..grid.rows.len()).flat_map(cells).any(is_mark)
    }

    /// Whether a label and what stands right of it head columns of authorities (`사업주체 | 국가 | 도 | 자체`); then they are used.
    pub(super) fn heads_authorities(&mut self, grid: &Grid, (r, c): At, used: &mut Used) -> bool {
        if r + 1 >= grid.rows.len() {
            return false;
        }
        let heads: SmallVec<[usize; 6]> = (c + 1..grid.rows[r].len()).filter(|&k| is_authority(grid.text(self.text, r, k))).collect();
        if heads.len() < AUTHORITY_HEADS {
            return false;
        }
        self.out.ledger.claim(grid.rows[r][c].range);
        used.extend(heads.into_iter().chain([c]).map(|k| (r, k)));
        true
    }

    /// `사업주체 | 국가 | 도 | 자체` over marks: those whose column is marked. Returns how many.
    pub(super) fn authority_marks(&mut self, grid: &Grid) -> usize {
        let text = self.text;
        let is_head = |r: usize, c: usize| is_authority(grid.text(text, r, c));
        let mut found = 0;
        for r in 1..grid.rows.len() {
            let row = grid.rows[r - 1].len();
            if (0..row).filter(|&c| is_head(r - 1, c)).count() < AUTHORITY_HEADS {
                continue;
            }
            for c in (0..grid.rows[r].len()).filter(|&c| is_mark(grid.text(text, r, c)) && is_head(r - 1, c)) {
                let Some(authority) = status::authorities(grid.text(text, r - 1, c)).into_iter().next() else { continue };
                let mut prov = grid.passage(text, r, c).prov(text, "header.authority-matrix", Method::Cell);
                prov.ranges.extend(grid.passage(text, r - 1, c).all(text));
                self.out.ledger.claim_all(&prov.ranges);
                self.out.body.pledge.authorities.push(Sourced::new(authority.value, prov));
                found += 1;
            }
        }
        found
    }

    /// The one rate that stands under a row of states: it stands under the state that holds.
    pub(super) fn rate_below_state(&self, grid: &Grid, cells: &Cells) -> Option<At> {
        let text = self.text;
        let states = |r: usize| cells.row(r).iter().filter(|cell| cell.is_state).count();
        let head = (0..grid.rows.len().saturating_sub(1)).find(|&r| states(r) >= STATES_OF_A_HEAD)?;
        let row = head + 1;
        let rated = |c: &usize| {
            let cell = grid.text(text, row, *c);
            cell.ends_with('%') && percent::percent(cell).is_some() && self.names.is_state(grid.text(text, head, *c))
        };
        let mut rates = (0..grid.rows[row].len()).filter(rated);
        let only = rates.next().filter(|_| rates.next().is_none())?;
        let marked = (0..grid.rows[row].len()).any(|c| is_mark(grid.text(text, row, c)) && self.names.is_state(grid.text(text, head, c)));
        (!marked).then_some((row, only))
    }

    /// A rate under the state that it stands for. Returns how many it gave.
    pub(super) fn rated_state(&mut self, grid: &Grid, r: usize, c: usize) -> usize {
        let text = self.text;
        let Some((row, col)) = self.state_of(grid, r, c) else { return 0 };
        // `이행상황별 이행률` over the states says what the rate is.
        let title = (0..row).rev().find_map(|k| {
            let at = grid.left_of(text, k, col + 1)?;
            Some(grid.text(text, k, at)).filter(|words| self.names.label_like(words).0.contains(&LabelKey::Progress))
        });
        let title = title.map_or_else(|| grid.passage(text, row, col).text, str::to_owned);
        self.progress(&title, &grid.passage(text, r, c), Method::Cell);
        1
    }

    /// Takes the state above a cell, for which the cell speaks. Where the state stands.
    fn state_of(&mut self, grid: &Grid, r: usize, c: usize) -> Option<At> {
        let text = self.text;
        let (row, col, state) = state_above(self.names, text, grid, r, c)?;
        let label = grid.passage(text, row, col);
        let mut prov = grid.passage(text, r, c).prov(text, "header.status-matrix", Method::Cell);
        prov.ranges.extend(label.all(text));
        self.out.ledger.claim_all(&prov.ranges);
        self.set_state(state, Sourced::new(label.text.clone(), label.prov(text, "header.status-matrix", Method::Cell)), prov);
        Some((row, col))
    }

    /// ○ under a state: the first that stands under one. Returns how many states that gave.
    pub(super) fn status_matrix(&mut self, grid: &Grid) -> usize {
        let text = self.text;
        let mut marked = grid.places().filter(|&(r, c)| r > 0 && is_mark(grid.text(text, r, c)));
        usize::from(marked.any(|(r, c)| self.state_of(grid, r, c).is_some()))
    }
}

/// The one cell of several in a row that has a mark at its words, or a colour that no other has while all others have one.
fn only_marked(text: &str, grid: &Grid, row: usize, cells: &[usize]) -> Option<usize> {
    let the_one = |test: &dyn Fn(usize) -> bool| {
        let mut found = cells.iter().copied().filter(|&c| test(c));
        found.next().filter(|_| found.next().is_none())
    };
    let starts = |c: usize, test: fn(char) -> bool| grid.text(text, row, c).starts_with(test);
    if let Some(marked) = the_one(&|c| starts(c, is_filled)).or_else(|| the_one(&|c| starts(c, is_tick_box))) {
        return Some(marked);
    }
    let fill = |c: usize| grid.rows[row][c].fill;
    let others_alike =
        |c: usize| cells.iter().filter(|&&k| k != c).all(|&k| fill(k) != fill(c) && fill(k) == fill(cells[usize::from(cells[0] == c)]));
    the_one(&|c| !cells.iter().any(|&k| starts(k, is_tick_box)) && others_alike(c))
}

/// The state that heads the column of a mark: the nearest state above it in its own column, else above the merged cell
/// that covers it.
pub(in crate::fields) fn state_above(names: &Vocabulary, text: &str, grid: &Grid, row: usize, col: usize) -> Option<(usize, usize, State)> {
    for r in (0..row).rev() {
        let cell = grid.text(text, r, col);
        if let Some(state) = names.state(cell) {
            return Some((r, col, state));
        }
        let count = cell.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'.') || is_no_mark(cell);
        if !cell.is_empty() && !count && !is_mark(cell) && names.label(cell).is_empty() {
            // Words that are no state head a column that means none.
            let inner = cell.find('(').and_then(|open| names.state(cell[open + 1..].trim_end_matches(')')));
            return inner.map(|s| (r, col, s));
        }
    }
    for r in (0..row).rev() {
        if let Some(c) = grid.anchor(text, r, col)
            && let Some(state) = names.state(grid.text(text, r, c))
        {
            return Some((r, c, state));
        }
    }
    None
}

/// Whether a cell names one authority and nothing else. The cells of a header are asked for many times each.
pub(super) fn is_authority(cell: &str) -> bool {
    thread_local! {
        static CELLS: RefCell<Memo<bool>> = const { RefCell::new(Memo::new()) };
    }
    CELLS.with_borrow_mut(|cells| cells.get(cell, |cell| status::authorities(cell).len() == 1))
}
