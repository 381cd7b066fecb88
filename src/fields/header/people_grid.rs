//! People in tables: a phone and what stands left of it, and lists under heads of their own.

use smallvec::{SmallVec, smallvec};

use super::department::is_unit_name;
use super::people::{is_duties_head, is_name, is_people_head, is_phone, looks_like_phone, without_blanks};
use super::{At, Used};
use crate::fields::Reader;
use crate::layout::Passage;
use crate::model::{Contact, Method};
use crate::normalize::people;
use crate::sections::{LabelKey, Vocabulary};
use crate::tables::Grid;
use crate::text::squashed;

/// Cells of one person at most: role, name, phone.
const PERSON_CELLS: usize = 3;
/// The parts of a person stand in no more columns than this, those of merged cells and of `연락처` included.
const PERSON_COLUMNS: usize = 5;
/// A person stands no more rows below the heads of the table than this: those of one pledge are some four, seldom ten.
const PEOPLE_ROWS: usize = 12;
/// What the names, the phones and the roles of people are called in tables.
const NAME_HEADS: [&str; 2] = ["성명", "이름"];
const PHONE_HEADS: [&str; 7] = ["내선번호", "내선", "구내번호", "구내전화", "전화", "전화번호", "연락처"];
const ROLE_HEADS: [&str; 6] = ["직", "직위", "직급", "직책", "직위(급)", "구분"];

/// A number of a few digits below or beside a head of such numbers.
fn is_extension(number: &str) -> bool {
    (3..=5).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
}

impl Reader<'_> {
    /// People whose phone stands in a cell. Returns how many.
    pub(super) fn people_in_cells(&mut self, grid: &Grid, used: &mut Used) -> usize {
        let mut found = 0;
        for (r, c) in grid.places() {
            let cell = grid.text(self.text, r, c);
            if !used.contains(&(r, c)) && (has_sign(cell) || looks_like_phone(cell)) {
                found += self.people_at_phone(grid, (r, c), used);
            }
        }
        found
    }

    /// The person whose phone stands in a cell: all in the cell, or in it and the cells left of it. Returns how many it gave.
    fn people_at_phone(&mut self, grid: &Grid, (r, c): At, used: &mut Used) -> usize {
        let cells = self.cells_of_person(grid, (r, c), used);
        let before = self.out.body.pledge.contacts.len();
        let mut found = self.people_in_cell(grid, (r, c), used);
        let mut leftmost = c;
        if found == 0 {
            found = self.person_over_cells(grid, r, &cells, used);
            leftmost = cells.last().copied().unwrap_or(c);
        }
        // The cell that holds the name; what stands left of it may be of another label.
        let name = self.out.body.pledge.contacts.get(before).and_then(|c| c.name.as_ref()?.prov.ranges.first().copied());
        let of_name = name.and_then(|name| cells.iter().copied().find(|&at| grid.range(r, at).is_some_and(|cell| cell.contains(name))));
        let only = self.out.body.pledge.contacts.len() == before + 1;
        if only {
            self.role_around(grid, (r, of_name.unwrap_or(leftmost)), before, cells.len() > 1, used);
        }
        found
    }

    /// The cells that may hold the parts of the person whose phone stands in a cell, from it to the left.
    fn cells_of_person(&self, grid: &Grid, (r, c): At, used: &Used) -> SmallVec<[usize; PERSON_CELLS]> {
        let text = self.text;
        let mut cells: SmallVec<[usize; PERSON_CELLS]> = smallvec![c];
        let mut at = c;
        while cells.len() < PERSON_CELLS && at > 0 && c - at < PERSON_COLUMNS {
            at -= 1;
            let left = grid.text(text, r, at);
            if left.is_empty() {
                continue;
            }
            // `가온팀장 | 홍나래 | 연락처 | 00-000-0000`
            if at >= 2
                && cells.len() == 1
                && matches!(&*squashed(left), "연락처" | "전화번호" | "전화")
                && is_name(grid.text(text, r, at - 1))
                && people::is_role(grid.text(text, r, at - 2))
            {
                continue;
            }
            if (r.saturating_sub(PEOPLE_ROWS)..r).any(|head| is_duties_head(grid.text(text, head, at))) {
                continue;
            }
            // `담당부서 | 담당자 | 연락처` heads the columns: what stands under 담당부서 is no part of the person.
            let is_department = |head: usize| self.names.label(grid.text(text, head, at)).contains(&LabelKey::Department);
            let headed = grid.above(text, r, at).is_some_and(is_department);
            if is_department_label(self.names, left) || left.contains('☎') || used.contains(&(r, at)) || headed {
                break;
            }
            cells.push(at);
        }
        cells
    }

    /// `가온팀장 홍나래(☎…)`: people whose names stand in the cell of the phone. Returns how many.
    fn people_in_cell(&mut self, grid: &Grid, (r, c): At, used: &mut Used) -> usize {
        let alone = grid.passage(self.text, r, c);
        let persons = people::contacts(&alone.text);
        if persons.iter().all(|p| p.value.name.is_none()) {
            return 0;
        }
        let before = self.out.body.pledge.contacts.len();
        let first = persons.first().map_or(0, |p| p.outer.start);
        let people = self.take_contacts(persons, &alone, Method::Cell);
        // `가온과 홍나래(☎…)` under or beside `부서/담당자`
        let unit = alone.text[..first].trim_end();
        if is_unit_name(unit) && self.out.body.pledge.department.is_none() {
            let department = self.leaf_of(&alone, 0..unit.len(), "header.department", Method::Cell);
            self.out.body.pledge.department = Some(department);
        }
        // `나래팀장` right above one person, where it is not the value of a label of its own and no role stands beside the person.
        let beside = grid.left_of(self.text, r, c).is_some_and(|left| people::is_role(grid.text(self.text, r, left)));
        // Roles beside one another head the people below them.
        let labels = |cell: &str| !self.names.label(cell).is_empty() && !people::is_role(cell);
        let of_label = |above: usize| c > 0 && labels(grid.text(self.text, above, c - 1));
        if people == 1
            && !beside
            && !r.checked_sub(1).is_some_and(of_label)
            && let Some(above) = r.checked_sub(1).filter(|&above| !used.contains(&(above, c)))
            && let Some(role) = role_in_cell(self.text, grid, above, c)
        {
            self.role_of(before, &role, Method::Cell);
            used.insert((above, c));
        }
        used.insert((r, c));
        people
    }

    /// `가온팀장 | 홍나래 | 00-000-0000`: a person whose parts stand side by side, in cells from right to left. Returns how many
    /// people that gave.
    fn person_over_cells(&mut self, grid: &Grid, r: usize, cells: &[usize], used: &mut Used) -> usize {
        let mut passage = Passage::default();
        for &at in cells.iter().rev() {
            if let Some(range) = grid.range(r, at) {
                passage.push(self.text, range, true);
            }
        }
        passage.lines = 1;
        let before = self.out.body.pledge.contacts.len();
        let people = self.contacts_of(&passage, Method::Cell);
        // Cells that gave nothing to the person (`임기내` left of a name) are of other labels.
        let contacts = &self.out.body.pledge.contacts[before..];
        let parts = || contacts.iter().flat_map(|p| [&p.role, &p.name, &p.phone].into_iter().flatten());
        let gave = |at: usize| grid.range(r, at).is_some_and(|cell| parts().any(|p| p.prov.ranges.iter().any(|&part| cell.contains(part))));
        used.extend(cells.iter().filter(|&&at| gave(at)).map(|&at| (r, at)));
        people
    }

    /// What the one person does whose name stands in a cell, where a cell beside or above says it.
    fn role_around(&mut self, grid: &Grid, (r, c): At, person: usize, over_cells: bool, used: &mut Used) {
        let text = self.text;
        // `담당팀장 | 홍나래 (☎ …)`
        if let Some(role) = grid.left_of(text, r, c).and_then(|k| role_in_cell(text, grid, r, k)) {
            self.role_of(person, &role, Method::Cell);
            return;
        }
        if let Some(left) = grid.left_of(text, r, c).filter(|&left| !used.contains(&(r, left)) && is_headed_role(text, grid, (r, left))) {
            let role = grid.passage(text, r, left);
            self.role_of(person, &role, Method::Cell);
            used.insert((r, left));
            return;
        }
        // `담당자 | 연락처` over a name and a phone: so does the head of the name's column.
        let head = grid.above(text, r, c).filter(|&head| over_cells && !used.contains(&(head, c)));
        if let Some(head) = head
            && let Some(role) = role_in_cell(text, grid, head, c)
        {
            self.role_of(person, &role, Method::Cell);
            used.insert((head, c));
        }
    }

    /// `구분 | 과장 | 팀장` over `성명 | …` and `전화 | …`: a table of people on its side, a person a column.
    pub(super) fn people_sideways(&mut self, grid: &Grid, used: &mut Used) -> usize {
        let text = self.text;
        let Some((name_row, phone_row)) = rows_of_people(text, grid) else { return 0 };
        let is_role = |r: usize, c: usize| people::is_role(grid.text(text, r, c));
        let roles = |r: usize| {
            (1..grid.columns).any(|c| is_role(r, c)) && (1..grid.columns).all(|c| grid.text(text, r, c).is_empty() || is_role(r, c))
        };
        let role_row = (0..grid.rows.len()).find(|&r| r != name_row && r != phone_row && roles(r));
        let mut found = 0;
        for c in people_across(text, grid, name_row, phone_row) {
            let (person, number) = (grid.passage(text, name_row, c), grid.passage(text, phone_row, c));
            let role = role_row.filter(|&r| is_role(r, c)).map(|r| (r, grid.passage(text, r, c)));
            used.extend([name_row, phone_row].into_iter().chain(role.as_ref().map(|(r, _)| *r)).map(|r| (r, c)));
            self.person_of_cells(role.map(|(_, p)| p).as_ref(), &person, &number);
            found += 1;
        }
        found
    }

    /// A person whose parts stand in cells of their own.
    fn person_of_cells(&mut self, role: Option<&Passage>, person: &Passage, number: &Passage) {
        let role = role.map(|p| without_blanks(self.leaf(p, "header.contact-role", Method::Cell)));
        let name = Some(self.leaf(person, "header.contact-name", Method::Cell));
        let phone = Some(self.leaf(number, "header.contact-phone", Method::Cell));
        self.out.body.pledge.contacts.push(Contact { role, name, phone });
    }

    /// `직위 | 성명 | 내선번호` over rows of people: a number of a few digits is a phone below such a head alone. Returns
    /// how many people.
    pub(super) fn extensions(&mut self, grid: &Grid, used: &mut Used) -> usize {
        let text = self.text;
        let head = |words: &[&str]| {
            (0..grid.columns).find(|&c| may_be_one_of(words, grid.text(text, 0, c)) && words.contains(&&*grid.key(text, 0, c)))
        };
        let (Some(name), Some(phone)) = (head(&NAME_HEADS), head(&PHONE_HEADS)) else {
            return 0;
        };
        let role_col = head(&ROLE_HEADS);
        let mut found = 0;
        for r in 1..grid.rows.len() {
            let (person, number) = (grid.passage(text, r, name), grid.passage(text, r, phone));
            if !is_extension(&number.text) || !is_name(&person.text) || used.contains(&(r, name)) {
                continue;
            }
            let role_col = role_col.filter(|&c| people::is_role(grid.text(text, r, c)));
            let role = role_col.map(|c| grid.passage(text, r, c));
            used.extend([name, phone].into_iter().chain(role_col).map(|c| (r, c)));
            self.person_of_cells(role.as_ref(), &person, &number);
            found += 1;
        }
        found
    }

    /// Whether a table lists people (`담당자 | 성명 | 전화`): a phone alone in a cell of each row but the head, or a person a column.
    pub(in crate::fields) fn is_people_grid(&self, grid: &Grid) -> bool {
        let text = self.text;
        let has_phone = |r: usize| (0..grid.rows[r].len()).any(|c| is_phone(grid.text(text, r, c)));
        let is_head = |head: &str| is_people_head(head) || self.names.label(head).contains(&LabelKey::Contacts);
        let heads = || (0..grid.rows[0].len()).filter(|&c| is_head(grid.text(text, 0, c))).count();
        let across = || rows_of_people(text, grid).is_some_and(|(names, phones)| people_across(text, grid, names, phones).count() >= 2);
        grid.rows.len() >= 2 && (1..grid.rows.len()).all(has_phone) && heads() >= 2 || across()
    }
}

/// Whether a cell has the sign of a telephone.
fn has_sign(cell: &str) -> bool {
    // Its first byte is rare in cells.
    cell.as_bytes().contains(&0xE2) && cell.contains('☎')
}

/// Whether a cell begins as one of some words does, or with a blank that is no part of its key.
fn may_be_one_of(words: &[&str], cell: &str) -> bool {
    cell.chars().next().is_some_and(|first| crate::text::is_blank(first) || words.iter().any(|word| word.starts_with(first)))
}

/// The rows of names and of phones in a table of people on its side.
fn rows_of_people(text: &str, grid: &Grid) -> Option<(usize, usize)> {
    let row_of = |words: &[&str]| {
        (0..grid.rows.len()).find(|&r| may_be_one_of(words, grid.text(text, r, 0)) && words.contains(&&*grid.key(text, r, 0)))
    };
    Some((row_of(&NAME_HEADS)?, row_of(&PHONE_HEADS)?))
}

/// The columns of such a table that hold a person.
fn people_across(text: &str, grid: &Grid, names: usize, phones: usize) -> impl Iterator<Item = usize> {
    (1..grid.columns).filter(move |&c| {
        let number = grid.text(text, phones, c);
        is_name(grid.text(text, names, c)) && (is_phone(number) || is_extension(number))
    })
}

/// The role that a cell names, alone or before brackets: `담당팀장`, `팀장(연락처)`.
fn role_in_cell(text: &str, grid: &Grid, row: usize, col: usize) -> Option<Passage> {
    let cell = grid.passage(text, row, col);
    if people::is_role(&cell.text) {
        return Some(cell);
    }
    let role = cell.text.split(['(', '（']).next().unwrap_or_default().trim_end().len();
    people::is_role(&cell.text[..role]).then(|| cell.slice(0..role))
}

/// `연구원` below `직위`: what a person is, though it is not called as roles are. 구분 heads other things as well.
fn is_headed_role(text: &str, grid: &Grid, (row, col): At) -> bool {
    /// What a person is is no longer than this, in characters.
    const ROLE_CHARS: usize = 12;
    let role = grid.key(text, row, col);
    let is_head = |head: usize| {
        let head = grid.key(text, head, col);
        head != "구분" && ROLE_HEADS.contains(&&*head)
    };
    !role.is_empty()
        && role.chars().count() <= ROLE_CHARS
        && role.chars().all(crate::text::is_hangul)
        && (row.saturating_sub(PEOPLE_ROWS)..row).any(is_head)
}

/// Whether a cell labels a department or people, and is no role itself (`담당자`).
fn is_department_label(names: &Vocabulary, cell: &str) -> bool {
    names.label(cell).iter().any(|k| matches!(k, LabelKey::Department | LabelKey::Contacts)) && !people::is_role(cell)
}
