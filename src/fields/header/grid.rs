//! A table of the header: each cell gets its part, as that of a person, a label, the value of one, or a mark of the matrix.
//!
//! A cell that has its part is noted as used, and what reads the table later passes it over; so the order of the steps decides
//! where two could take a cell.

use smallvec::SmallVec;

use super::classes::{is_classes, is_value_word};
use super::marks::{is_mark, is_tick_box, ticked_word};
use super::people::is_people_head;
use super::{At, Used};
use crate::fields::{Reader, UnitLine, is_nothing};
use crate::model::{HeaderPair, Method};
use crate::normalize::pledge_number;
use crate::normalize::status;
use crate::sections::{LabelKey, Vocabulary, is_table_head};
use crate::tables::{Grid, GridCell, GridKind};
use crate::text::{is_hangul, squash};

impl Reader<'_> {
    /// Reads a table of the header, or keeps it whole where it gives nothing.
    pub(super) fn header_table(&mut self, grid: &Grid, unit: Option<&UnitLine>) {
        if self.header_grid(grid) == 0 {
            self.keep_table(grid, unit);
        }
    }

    /// Reads a table of the header. Returns how many pairs and people it gave.
    pub(in crate::fields) fn header_grid(&mut self, grid: &Grid) -> usize {
        let text = self.text;
        let cells = Cells::of(self.names, text, grid);
        let matrix = cells.any(|cell| cell.labels.contains(&LabelKey::StatusMatrix));
        let rated = self.rate_below_state(grid, &cells);
        let has_marks = rated.is_some() || cells.any(|cell| cell.is_mark);
        let mut used = Used::default();
        let mut found = self.title_row(grid, &mut used);
        found += self.state_among_states(grid, &cells, &mut used);
        found += self.marked_classes(grid, &mut used);
        found += self.people_sideways(grid, &mut used);
        found += self.people_in_cells(grid, &mut used);
        found += self.extensions(grid, &mut used);
        let labels = Labels::of(self.names, text, grid, &cells, matrix || has_marks);
        let pairs = self.pairs_in_cells(grid, &cells, &labels, has_marks, &mut used);
        for &((r, c), value) in &pairs {
            used.insert(value);
            let mut passage = grid.passage(text, value.0, value.1);
            // What of the value stands in rows of its own below.
            for below in rows_below(text, grid, &cells, value, &used) {
                passage.push(text, grid.rows[below][value.1].range, true);
                used.insert((below, value.1));
            }
            if let Some(title) = self.title_behind_number(grid, (r, c), value, &labels, &used) {
                passage.push(text, grid.rows[title.0][title.1].range, true);
                used.insert(title);
            }
            self.pair(&grid.key(text, r, c), &passage, Method::Cell);
        }
        found += pairs.len();
        if let Some((r, c)) = rated.filter(|at| !used.contains(at)) {
            found += self.rated_state(grid, r, c);
            used.insert((r, c));
        } else if has_marks {
            found += self.status_matrix(grid);
            found += self.authority_marks(grid);
        }
        if found == 0 {
            return 0;
        }
        used.extend(pairs.iter().map(|&(label, _)| label));
        self.settle_cells(grid, &cells, matrix, &used);
        self.claim_grid(grid);
        found
    }

    /// The labels of a table, each with its value: the cell beside it, or where that is a label too, the first text below.
    fn pairs_in_cells(&mut self, grid: &Grid, cells: &Cells, labels: &Labels, has_marks: bool, used: &mut Used) -> Vec<(At, At)> {
        let mut pairs: Vec<(At, At)> = Vec::new();
        for at in grid.places() {
            if !labels.has(at) || cells.at(at).is_state || used.contains(&at) {
                continue;
            }
            if has_marks && self.heads_authorities(grid, at, used) {
                continue;
            }
            if let Some(value) = self.value_of_label(grid, cells, labels, at, used) {
                pairs.push((at, value));
            }
        }
        pairs
    }

    /// Where the value of a label stands.
    fn value_of_label(&self, grid: &Grid, cells: &Cells, labels: &Labels, (r, c): At, used: &Used) -> Option<At> {
        let text = self.text;
        let could = |&at: &At| !labels.has(at) && !cells.at(at).is_mark && !used.contains(&at);
        let right = grid.right_of(text, r, c).map(|k| (r, k));
        if let Some(beside) = right.filter(could) {
            return Some(beside);
        }
        // A label beside a person labels that person, and no one below.
        if right.is_some_and(|at| used.contains(&at)) && self.names.label_like(grid.text(text, r, c)).0.contains(&LabelKey::Contacts) {
            return None;
        }
        grid.below(text, r, c).map(|k| (k, c)).filter(could)
    }

    /// `공약과제 | 2-2 | 가온 도서관 확충`: where the title stands whose number stands right behind the label.
    fn title_behind_number(&self, grid: &Grid, label: At, number: At, labels: &Labels, used: &Used) -> Option<At> {
        let text = self.text;
        let cell = |(r, c): At| grid.text(text, r, c);
        let is_number = |cell: &str| pledge_number(cell).is_some_and(|n| n.rest >= cell.len());
        let of_title = self.names.label_like(cell(label)).0.contains(&LabelKey::Title);
        if !of_title || number.0 != label.0 || !is_number(cell(number)) {
            return None;
        }
        let title = (number.0, grid.right_of(text, number.0, number.1)?);
        let words = cell(title).contains(is_hangul) && !is_number(cell(title));
        (words && !labels.has(title) && !used.contains(&title)).then_some(title)
    }

    /// What no step used: labels and group heads are layout; a text that no label claims is kept.
    fn settle_cells(&mut self, grid: &Grid, cells: &Cells, matrix: bool, used: &Used) {
        let text = self.text;
        for (r, c) in grid.places() {
            let range = grid.rows[r][c].range;
            if range.is_empty() {
                continue;
            }
            let said = cells.at((r, c));
            let is_label = !said.labels.is_empty();
            let over_matrix = matrix && r == 0;
            let is_layout = is_label || said.is_mark || said.is_state || over_matrix;
            if is_layout || used.contains(&(r, c)) || is_nothing(grid.text(text, r, c)) {
                if is_label {
                    self.out.labels.push(squash(grid.text(text, r, c)));
                }
            } else {
                self.text_without_label(grid, (r, c), used);
            }
            self.out.ledger.claim(range);
        }
    }

    /// `구분` beside or over `신규`: the words say what they are. People are people anywhere. Anything else has no label.
    fn text_without_label(&mut self, grid: &Grid, (r, c): At, used: &Used) {
        let text = self.text;
        let passage = grid.passage(text, r, c);
        // `완료 | 임기후`: when it is done, not that it is; a state beside its own label is used.
        let completion = grid.left_of(text, r, c).filter(|&k| grid.key(text, r, k) == "완료" && !used.contains(&(r, k)));
        if let Some(k) = completion.filter(|_| status::term(&passage.text).is_some()) {
            let label = grid.text(text, r, k).to_owned();
            self.pair(&label, &passage, Method::Cell);
            self.classify(LabelKey::Completion, &label, &passage, Method::Cell);
            return;
        }
        let above = grid.above(text, r, c).map(|k| grid.text(text, k, c)).filter(|head| is_table_head(head));
        let beside = grid.left_of(text, r, c).map(|k| grid.text(text, r, k)).filter(|head| is_table_head(head));
        if let Some(head) = beside.or(above).filter(|_| is_classes(&passage.text)) {
            self.pair(head, &passage, Method::Cell);
        } else if self.contacts_of(&passage, Method::Cell) == 0 {
            let value = self.leaf(&passage, "header.unlabelled", Method::Cell);
            self.out.body.pledge.header.push(HeaderPair { label: String::new(), value });
        }
    }

    /// Whether each row of a table is a label that the vocabulary knows and its value, and nothing else.
    pub(in crate::fields) fn is_pairs_grid(&self, grid: &Grid) -> bool {
        let text = self.text;
        grid.columns == 2
            && (0..grid.rows.len()).all(|r| {
                let (label, value) = (grid.text(text, r, 0), grid.text(text, r, 1));
                !value.is_empty() && !self.names.label(label).is_empty() && self.names.label(value).is_empty()
            })
    }
}

/// Cells of a row that are labels or heads of columns and nothing else, at least, to be those of the row below.
const HEADS: usize = 3;

/// The rows below a value that hold the rest of it, where text shows a cell of several lines so: what else stands in them goes
/// on with the value of another label, and nothing stands under a label.
fn rows_below(text: &str, grid: &Grid, cells: &Cells, (row, col): At, used: &Used) -> SmallVec<[usize; 4]> {
    if grid.kind == GridKind::Native || col == 0 {
        return SmallVec::new();
    }
    // The values of a row of labels and values in turn.
    let is_value = |c: usize| c % 2 == 1 && cells.0[row].get(c - 1).is_some_and(|label| !label.labels.is_empty());
    let free = |at: At| cells.at(at).labels.is_empty() && !used.contains(&at);
    let goes_on = |&r: &usize| {
        !grid.text(text, r, col).is_empty()
            && (0..grid.rows[r].len()).all(|c| grid.text(text, r, c).is_empty() || is_value(c) && free((r, c)))
    };
    (row + 1..grid.rows.len()).take_while(goes_on).collect()
}

/// What a cell says, whatever stands around it.
pub(super) struct Said<'n> {
    /// What it may label.
    pub labels: &'n [LabelKey],
    /// It is a state.
    pub is_state: bool,
    /// It is a mark.
    pub is_mark: bool,
}

/// What the cells of a table say: all steps ask the same of them.
pub(super) struct Cells<'n>(Vec<Vec<Said<'n>>>);

impl<'n> Cells<'n> {
    fn of(names: &'n Vocabulary, text: &str, grid: &Grid) -> Self {
        let said = |cell: &GridCell| {
            if cell.range.is_empty() {
                return Said { labels: &[], is_state: false, is_mark: false };
            }
            let words = &text[cell.range.to_usize()];
            Said { labels: names.label(words), is_state: names.is_state(words), is_mark: is_mark(words) }
        };
        Self(grid.rows.iter().map(|row| row.iter().map(said).collect()).collect())
    }

    /// What the cell at a place says.
    pub fn at(&self, (row, col): At) -> &Said<'n> {
        &self.0[row][col]
    }

    /// What the cells of a row say.
    pub fn row(&self, row: usize) -> &[Said<'n>] {
        &self.0[row]
    }

    fn any(&self, test: impl Fn(&Said) -> bool) -> bool {
        self.0.iter().flatten().any(test)
    }
}

/// Which cells of a table are labels.
struct Labels(Vec<Vec<bool>>);

impl Labels {
    /// In a table with a `matrix`, states head columns in all rows but the last.
    fn of(names: &Vocabulary, text: &str, grid: &Grid, cells: &Cells, matrix: bool) -> Self {
        let rows = grid.rows.len();
        Self((0..rows).map(|r| labels_of_row(names, text, grid, cells, r, matrix && r + 1 < rows)).collect())
    }

    fn has(&self, (r, c): At) -> bool {
        self.0[r].get(c).copied().unwrap_or(false)
    }
}

/// `번호 | 약속거리 | 분야 | 이행률` over a row of values: what stands among labels is one, too, though nobody knows it. Two of three
/// cells are known, and below them stands no label.
fn heads_row_below(names: &Vocabulary, text: &str, grid: &Grid, row: usize, labels: &[bool], filled: &[usize]) -> bool {
    /// A label that nobody knows is no longer than this, in characters.
    const LABEL_CHARS: usize = 8;
    let cell = |c: usize| grid.text(text, row, c);
    let known = |c: usize| labels[c] || is_table_head(cell(c));
    let could_be = |c: usize| {
        let key = grid.key(text, row, c);
        key.chars().count() <= LABEL_CHARS && key.chars().all(is_hangul) && !is_value_word(cell(c)) && !names.is_state(cell(c))
    };
    let count = filled.iter().filter(|&&c| known(c)).count();
    let is_value = |&c: &usize| {
        let below = grid.rows[row + 1].get(c).map(|_| grid.text(text, row + 1, c)).unwrap_or_default();
        !below.is_empty() && names.label(below).is_empty() && !is_table_head(below)
    };
    row + 1 < grid.rows.len()
        && count >= HEADS
        && count * 3 >= filled.len() * 2
        && filled.iter().all(|&c| known(c) || could_be(c))
        && filled.iter().all(is_value)
}

/// Which cells of a row of the header are labels; states are where they head a matrix.
fn labels_of_row(names: &Vocabulary, text: &str, grid: &Grid, cells: &Cells, row: usize, states: bool) -> Vec<bool> {
    let is_label = |c: usize| {
        let cell = grid.text(text, row, c);
        let said = cells.at((row, c));
        let known = !said.labels.is_empty();
        // `○신규 ●계속` is what was chosen, though its words are those of a label.
        if cell.is_empty() || cell.starts_with(is_tick_box) && ticked_word(cell).is_some() {
            return false;
        }
        let beside = || grid.rows[row].get(c + 1).map(|_| grid.text(text, row, c + 1)).unwrap_or_default();
        is_people_head(cell)
            || is_table_head(cell) && beside().starts_with(is_tick_box) && ticked_word(beside()).is_some_and(is_classes)
            || (known || !said.is_state && !names.label_like(cell).0.is_empty())
                && !is_value_word(cell)
                // `계속 · 임기내` is what was chosen, unless the vocabulary has it for a label, as `신규/계속`.
                && (known || !is_classes(cell))
            || states && said.is_state
    };
    let mut labels: Vec<bool> = (0..grid.rows[row].len()).map(is_label).collect();
    // A row that alternates labels and values: what stands in a value's place is a value, though labels are spelled alike.
    let filled: SmallVec<[usize; 16]> = (0..labels.len()).filter(|&c| !grid.text(text, row, c).is_empty()).collect();
    // `구분` is no value: a row of labels alone heads the row below it.
    let value = |c: usize| !labels[c] && !is_table_head(grid.text(text, row, c));
    let alternates = filled.len().is_multiple_of(2)
        && filled.iter().step_by(2).all(|&c| labels[c])
        && filled.iter().skip(1).step_by(2).any(|&c| value(c));
    let heads = filled.iter().all(|&c| labels[c] || is_table_head(grid.text(text, row, c)));
    if heads && filled.len() >= HEADS || heads_row_below(names, text, grid, row, &labels, &filled) {
        filled.iter().for_each(|&c| labels[c] = true);
    }
    if alternates {
        filled.iter().skip(1).step_by(2).for_each(|&c| labels[c] = false);
    }
    labels
}
