//! People in tables: a phone and what stands left of it, and lists under heads of their own.

use super::people::{is_name, is_people_head, looks_like_phone};
use crate::fields::Reader;
use crate::layout::Passage;
use crate::model::{Contact, Method};
use crate::normalize::people;
use crate::sections::{LabelKey, Vocabulary};
use crate::tables::Grid;
use crate::text::squash;

impl Reader<'_> {
    /// `직위 | 성명 | 내선번호` over rows of people: a number of a few digits is a phone below such a head alone.
    pub(super) fn extensions(&mut self, grid: &Grid, used: &mut Vec<(usize, usize)>) -> usize {
        let text = self.text;
        let head = |words: &[&str]| (0..grid.columns).find(|&c| words.contains(&grid.key(text, 0, c).as_str()));
        let (Some(name), Some(phone)) =
            (head(&["성명", "이름"]), head(&["내선번호", "내선", "구내번호", "구내전화", "전화", "전화번호", "연락처"]))
        else {
            return 0;
        };
        let role_col = head(&["직위", "직급", "직책", "직위(급)", "구분"]);
        let mut found = 0;
        for r in 1..grid.rows.len() {
            let (person, number) = (grid.passage(text, r, name), grid.passage(text, r, phone));
            let digits = (3..=5).contains(&number.text.len()) && number.text.bytes().all(|b| b.is_ascii_digit());
            if !digits || !is_name(&person.text) || used.contains(&(r, name)) {
                continue;
            }
            let role_col = role_col.filter(|&c| people::is_role(grid.text(text, r, c)));
            let role = role_col.map(|c| grid.passage(text, r, c));
            used.extend([name, phone].into_iter().chain(role_col).map(|c| (r, c)));
            let contact = Contact {
                role: role.map(|p| {
                    let mut role = self.leaf(&p, "header.contact-role", Method::Cell);
                    role.value = squash(&role.value);
                    role
                }),
                name: Some(self.leaf(&person, "header.contact-name", Method::Cell)),
                phone: Some(self.leaf(&number, "header.contact-phone", Method::Cell)),
            };
            self.out.body.pledge.contacts.push(contact);
            found += 1;
        }
        found
    }

    /// Whether a table lists people (`담당자 | 성명 | 전화`): a phone alone in a cell of each row but the head.
    pub(in crate::fields) fn is_people_grid(&self, grid: &Grid) -> bool {
        let text = self.text;
        let has_phone = |r: usize| {
            (0..grid.rows[r].len()).any(|c| {
                let cell = grid.text(text, r, c);
                looks_like_phone(cell) && !cell.contains(|c: char| crate::text::is_hangul(c))
            })
        };
        let is_head = |head: &str| is_people_head(head) || self.names.label(head).contains(&LabelKey::Contacts);
        let heads = (0..grid.rows[0].len()).filter(|&c| is_head(grid.text(text, 0, c))).count();
        heads >= 2 && grid.rows.len() >= 2 && (1..grid.rows.len()).all(has_phone)
    }
}

/// The role that a cell names, alone or before brackets: `담당팀장`, `팀장(연락처)`.
pub(super) fn role_in_cell(text: &str, grid: &Grid, row: usize, col: usize) -> Option<Passage> {
    let cell = grid.passage(text, row, col);
    let role = cell.text.split(['(', '（']).next().unwrap_or_default().trim_end().len();
    people::is_role(&cell.text[..role]).then(|| cell.slice(0..role))
}

pub(super) fn is_department_label(names: &Vocabulary, cell: &str) -> bool {
    names.label(cell).iter().any(|k| matches!(k, LabelKey::Department | LabelKey::Contacts)) && !people::is_role(cell)
}
