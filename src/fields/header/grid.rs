//! A table of the header: each cell gets its part, as that of a person, a label, the value of one, or a mark of the matrix.

use smallvec::SmallVec;

use super::classes::{is_classes, is_value_word};
use super::department::is_unit_name;
use super::marks::{is_mark, is_tick_box, ticked_word};
use super::matrix::{AUTHORITY_HEADS, is_authority};
use super::people::{is_name, is_people_head, looks_like_phone};
use super::people_grid::{is_department_label, role_in_cell};
use crate::fields::Reader;
use crate::layout::Passage;
use crate::model::{HeaderPair, Method};
use crate::normalize::people;
use crate::sections::{LabelKey, Vocabulary, is_table_head};
use crate::tables::Grid;
use crate::text::squash;

impl Reader<'_> {
    /// Reads a table of the header. Returns how many pairs and people it gave.
    pub(in crate::fields) fn header_grid(&mut self, grid: &Grid) -> usize {
        let text = self.text;
        let rows = grid.rows.len();
        let mut found = 0;
        let mut used: Vec<(usize, usize)> = Vec::new();
        let matrix =
            (0..rows).any(|r| (0..grid.rows[r].len()).any(|c| self.names.label(grid.text(text, r, c)).contains(&LabelKey::StatusMatrix)));
        let above = |row: usize, col: usize| (0..row).rev().find(|&r| !grid.text(text, r, col).is_empty());
        let rated = self.rate_below_state(grid);
        let has_marks = rated.is_some() || (0..rows).any(|r| (0..grid.rows[r].len()).any(|c| is_mark(grid.text(text, r, c))));
        found += self.title_row(grid, &mut used);
        found += self.marked_classes(grid, &mut used);
        // People: a phone and what stands left of it.
        for r in 0..rows {
            for c in 0..grid.rows[r].len() {
                let cell = grid.text(text, r, c);
                if !cell.contains('☎') && !looks_like_phone(cell) {
                    continue;
                }
                let mut cells: SmallVec<[usize; 3]> = smallvec::smallvec![c];
                let mut at = c;
                while cells.len() < 3 && at > 0 && c - at < 5 {
                    at -= 1;
                    let left = grid.text(text, r, at);
                    if left.is_empty() {
                        continue;
                    }
                    // `가온팀장 | 홍나래 | 연락처 | 00-000-0000`
                    if at >= 2
                        && cells.len() == 1
                        && matches!(squash(left).as_str(), "연락처" | "전화번호" | "전화")
                        && is_name(grid.text(text, r, at - 1))
                        && people::is_role(grid.text(text, r, at - 2))
                    {
                        continue;
                    }
                    // `담당부서 | 담당자 | 연락처` heads the columns: what stands under 담당부서 is no part of the person.
                    let headed =
                        above(r, at).is_some_and(|head| self.names.label(grid.text(text, head, at)).contains(&LabelKey::Department));
                    if is_department_label(self.names, left) || left.contains('☎') || used.contains(&(r, at)) || headed {
                        break;
                    }
                    cells.push(at);
                }
                let mut passage = Passage::default();
                for &at in cells.iter().rev() {
                    if let Some(range) = grid.range(r, at) {
                        passage.push(text, range, true);
                    }
                }
                passage.lines = 1;
                let alone = grid.passage(text, r, c);
                let before = self.out.body.pledge.contacts.len();
                let persons = people::contacts(&alone.text);
                let people = if persons.iter().any(|p| p.value.name.is_some()) {
                    let people = self.contacts_of(&alone, Method::Cell);
                    // `가온과 홍나래(☎…)` under or beside `부서/담당자`
                    let unit = persons.first().map_or("", |p| alone.text[..p.outer.start].trim_end());
                    if is_unit_name(unit) && self.out.body.pledge.department.is_none() {
                        let department = self.leaf_of(&alone, 0..unit.len(), "header.department", Method::Cell);
                        self.out.body.pledge.department = Some(department);
                    }
                    if people == 1
                        && let Some(above) = r.checked_sub(1).filter(|&above| !used.contains(&(above, c)))
                        && let Some(role) = role_in_cell(text, grid, above, c)
                    {
                        self.role_of(before, &role, Method::Cell);
                        used.push((above, c));
                    }
                    people
                } else {
                    0
                };
                let taken = if people > 0 {
                    found += people;
                    used.push((r, c));
                    c
                } else {
                    let n = self.contacts_of(&passage, Method::Cell);
                    if n > 0 {
                        found += n;
                        // Cells that gave nothing to the person (`임기내` left of a name) are of other labels.
                        let contacts = &self.out.body.pledge.contacts[before..];
                        let parts = || contacts.iter().flat_map(|p| [&p.role, &p.name, &p.phone].into_iter().flatten());
                        let gave = |at: usize| {
                            grid.range(r, at).is_some_and(|cell| parts().any(|p| p.prov.ranges.iter().any(|&part| cell.contains(part))))
                        };
                        used.extend(cells.iter().filter(|&&at| gave(at)).map(|&at| (r, at)));
                    }
                    cells.last().copied().unwrap_or(c)
                };
                // The cell that holds the name; what stands left of it may be of another label.
                let named = self.out.body.pledge.contacts.get(before).and_then(|c| c.name.as_ref()?.prov.ranges.first().copied());
                let taken = named
                    .and_then(|name| cells.iter().copied().find(|&at| grid.range(r, at).is_some_and(|cell| cell.contains(name))))
                    .unwrap_or(taken);
                // `담당팀장 | 홍나래 (☎ …)`: the label beside one person says what the person does.
                let role = (0..taken).rev().find(|&k| !grid.text(text, r, k).is_empty()).and_then(|k| role_in_cell(text, grid, r, k));
                let has_role = role.is_some();
                if let Some(role) = role.filter(|_| self.out.body.pledge.contacts.len() == before + 1) {
                    self.role_of(before, &role, Method::Cell);
                }
                // `담당자 | 연락처` over a name and a phone: so does the head of the name's column.
                let head = above(r, taken).map(|head| (head, taken)).filter(|_| cells.len() > 1 && !has_role);
                let head = head.filter(|at| !used.contains(at) && self.out.body.pledge.contacts.len() == before + 1);
                if let Some((row, col)) = head
                    && let Some(role) = role_in_cell(text, grid, row, col)
                {
                    self.role_of(before, &role, Method::Cell);
                    used.push((row, col));
                }
            }
        }
        found += self.extensions(grid, &mut used);
        let labels: Vec<Vec<bool>> =
            (0..rows).map(|r| labels_of_row(self.names, text, grid, r, (matrix || has_marks) && r + 1 < rows)).collect();
        let is_label = |r: usize, c: usize| labels[r].get(c).copied().unwrap_or(false);
        let mut pairs: Vec<(usize, usize, usize, usize)> = Vec::new();
        for r in 0..rows {
            for c in 0..grid.rows[r].len() {
                if used.contains(&(r, c)) || !is_label(r, c) || self.names.is_state(grid.text(text, r, c)) {
                    continue;
                }
                // `사업주체 | 국가 | 도 | 자체` heads columns of marks.
                if has_marks && r + 1 < rows {
                    let heads = (c + 1..grid.rows[r].len()).filter(|&k| is_authority(grid.text(text, r, k)));
                    let heads: SmallVec<[usize; 6]> = heads.collect();
                    if heads.len() >= AUTHORITY_HEADS {
                        self.out.ledger.claim(grid.rows[r][c].range);
                        used.extend(heads.into_iter().chain([c]).map(|k| (r, k)));
                        continue;
                    }
                }
                let (keys, _) = self.names.label_like(grid.text(text, r, c));
                let right = (c + 1..grid.rows[r].len()).find(|&k| !grid.text(text, r, k).is_empty());
                let beside = right.filter(|&k| !is_label(r, k) && !used.contains(&(r, k)) && !is_mark(grid.text(text, r, k)));
                let target = match beside {
                    Some(k) => Some((r, k)),
                    None if right.is_some_and(|k| used.contains(&(r, k))) && keys.contains(&LabelKey::Contacts) => None,
                    None => (r + 1..rows)
                        .map(|k| (k, c))
                        .find(|&(k, c)| !grid.text(text, k, c).is_empty())
                        .filter(|&(k, c)| !is_label(k, c) && !used.contains(&(k, c)) && !is_mark(grid.text(text, k, c))),
                };
                if let Some((tr, tc)) = target {
                    pairs.push((r, c, tr, tc));
                }
            }
        }
        let paired: Vec<(usize, usize)> = pairs.iter().map(|&(r, c, ..)| (r, c)).collect();
        for (r, c, tr, tc) in pairs {
            let label = grid.key(text, r, c);
            let value = grid.passage(text, tr, tc);
            used.push((tr, tc));
            self.pair(&label, &value, Method::Cell);
            found += 1;
        }
        if let Some((r, c)) = rated.filter(|at| !used.contains(at)) {
            found += self.rated_state(grid, r, c);
            used.push((r, c));
        } else if has_marks {
            found += self.status_matrix(grid);
            found += self.authority_marks(grid);
        }
        if found == 0 {
            return 0;
        }
        // Labels and group heads are layout; a text that no label claims is kept.
        for r in 0..rows {
            for c in 0..grid.rows[r].len() {
                let range = grid.rows[r][c].range;
                if range.is_empty() {
                    continue;
                }
                let cell = grid.text(text, r, c);
                let known = used.contains(&(r, c))
                    || paired.contains(&(r, c))
                    || !self.names.label(cell).is_empty()
                    || is_mark(cell)
                    || self.names.is_state(cell)
                    || r == 0 && matrix;
                if known || matches!(cell, "-" | "–") {
                    self.out.ledger.claim(range);
                    if !self.names.label(cell).is_empty() {
                        self.out.labels.push(squash(cell));
                    }
                } else {
                    let passage = grid.passage(text, r, c);
                    let above = (0..r).rev().map(|k| grid.text(text, k, c)).find(|head| !head.is_empty());
                    let beside = (0..c).rev().map(|k| grid.text(text, r, k)).find(|head| !head.is_empty());
                    let head = beside.or(above).filter(|head| is_table_head(head)).or(above.filter(|head| is_table_head(head)));
                    if let Some(head) = head.filter(|_| is_classes(&passage.text)) {
                        self.pair(head, &passage, Method::Cell);
                    } else if self.contacts_of(&passage, Method::Cell) == 0 {
                        let value = self.leaf(&passage, "header.unlabelled", Method::Cell);
                        self.out.body.pledge.header.push(HeaderPair { label: String::new(), value });
                    }
                    self.out.ledger.claim(range);
                }
            }
        }
        self.claim_grid(grid);
        found
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

/// Which cells of a row of the header are labels; states are where they head a matrix.
fn labels_of_row(names: &Vocabulary, text: &str, grid: &Grid, row: usize, states: bool) -> Vec<bool> {
    let is_label = |c: usize| {
        let cell = grid.text(text, row, c);
        // `○신규 ●계속` is what was chosen, though its words are those of a label.
        if cell.is_empty() || cell.starts_with(is_tick_box) && ticked_word(cell).is_some() {
            return false;
        }
        let beside = || grid.rows[row].get(c + 1).map(|_| grid.text(text, row, c + 1)).unwrap_or_default();
        is_people_head(cell)
            || is_table_head(cell) && beside().starts_with(is_tick_box) && ticked_word(beside()).is_some_and(is_classes)
            || !names.label_like(cell).0.is_empty() && !is_value_word(cell) && (!names.is_state(cell) || !names.label(cell).is_empty())
            || states && names.is_state(cell)
    };
    let mut labels: Vec<bool> = (0..grid.rows[row].len()).map(is_label).collect();
    // A row that alternates labels and values: what stands in a value's place is a value, though labels are spelled alike.
    let filled: SmallVec<[usize; 16]> = (0..labels.len()).filter(|&c| !grid.text(text, row, c).is_empty()).collect();
    let alternates = filled.len().is_multiple_of(2)
        && filled.iter().step_by(2).all(|&c| labels[c])
        && filled.iter().skip(1).step_by(2).any(|&c| !labels[c]);
    if alternates {
        filled.iter().skip(1).step_by(2).for_each(|&c| labels[c] = false);
    }
    labels
}
