//! People in lines: beside their roles, over their phones, and the sections that list them (공약실명제).

use super::department::is_unit_name;
use super::pair::with_rule;
use crate::fields::{Content, Reader};
use crate::layout::Passage;
use crate::model::{Contact, Method, Sourced, Text};
use crate::normalize::Found;
use crate::normalize::people::{self, ContactParts};
use crate::outline::Point;
use crate::sections::LabelKey;
use crate::span::Range;
use crate::text::{squash, squashed};

impl Reader<'_> {
    /// What a person does, where that is not known yet.
    pub(in crate::fields) fn role_of(&mut self, contact: usize, role: &Passage, method: Method) {
        if self.out.body.pledge.contacts.get(contact).is_some_and(|c| c.role.is_none()) {
            let role = without_blanks(self.leaf(role, "header.contact-role", method));
            self.out.body.pledge.contacts[contact].role = Some(role);
        }
    }

    /// `담당자 : 홍나래(☎…)`, `팀장(연락처) : …`: people behind a label, or a unit, or the phone of the person before.
    pub(super) fn contacts_pair(&mut self, label: &str, value: &Passage, leaf: &Text, method: Method) {
        let whole = value.text.as_str();
        let before = self.out.body.pledge.contacts.len();
        if self.contacts_of(value, method) == 0 {
            // No name of a person ends as `건설과` does.
            if is_name(whole) && !(whole.ends_with('과') && is_unit_name(whole)) {
                let name = Some(with_rule(leaf, "header.contact-name"));
                self.out.body.pledge.contacts.push(Contact { role: None, name, phone: None });
            } else if is_unit_name(whole) {
                // `담당 : 가온과 나래팀`
                self.out.body.pledge.department.get_or_insert(with_rule(leaf, "header.department"));
            } else if is_phone(whole)
                && let Some(last) = self.out.body.pledge.contacts.last_mut()
            {
                // `담당자 : 홍나래⏎연락처 : 00-000-0000`
                last.phone.get_or_insert(with_rule(leaf, "header.contact-phone"));
            }
        }
        let role = Some(label).filter(|label| people::is_role(label)).or(label.split(['(', '（']).next()).unwrap_or(label).trim();
        let anyone = squashed(role) == "담당자";
        if !people::is_role(role) {
            return;
        }
        // `담당자 : …` above several people labels them all, and says what one does.
        let one = self.out.body.pledge.contacts.len() == before + 1;
        for contact in &mut self.out.body.pledge.contacts[before..] {
            if contact.role.is_none() && (one || !anyone) {
                contact.role = Some(Sourced::new(squash(role), value.prov(self.text, "header.contact-role", method)));
            }
        }
    }

    /// Reads a role, a colon and the person.
    pub(super) fn person_of_role(&mut self, point: &Point, parts: &crate::fields::points::Labelled) -> bool {
        let text = &point.text.text;
        let role = &text[parts.label.clone()];
        let value = point.text.slice(parts.text.clone());
        // `홍나래 과장 : 00-000-0000`: a person before the colon, the phone alone behind it.
        if is_phone(&value.text)
            && let [only] = people::contacts(role).as_slice()
            && only.value.name.is_some()
            && only.range == (0..role.len())
        {
            let found = vec![with_phone(only, parts.text.clone())];
            self.claim_between(&point.text, 0..text.len());
            return self.take_contacts(found, &point.text, Method::Labelled) > 0;
        }
        // `담당자 : 홍나래, 00-000-0000` says what one person does; `담당자 : 가온과장 …, 나래팀장 …` labels people.
        let one = || matches!(people::contacts(&value.text).as_slice(), [only] if only.value.role.is_none() && only.value.name.is_some());
        if !people::is_role(role) || !self.names.label(role).is_empty() && !one() {
            return false;
        }
        let before = self.out.body.pledge.contacts.len();
        if self.contacts_of(&value, Method::Labelled) == 0 {
            return false;
        }
        self.claim_between(&point.text, 0..text.len());
        let role = point.text.slice(parts.label.clone());
        for i in before..self.out.body.pledge.contacts.len() {
            self.role_of(i, &role, Method::Labelled);
        }
        true
    }

    /// 공약실명제 and other sections that are header data: tables and lines of people, and pairs.
    pub(in crate::fields) fn people(&mut self, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        if let Some(passage) = inline {
            self.person_or_caption(&passage);
        }
        for content in self.contents(lines) {
            match content {
                Content::Table(grid, unit) => self.header_table(grid, unit.as_ref()),
                Content::Lines(run) => self.people_lines(&run),
            }
        }
        self.department_of_head();
    }

    /// Lines of people and pairs: a table one cell a line, labels over values, names over phones, or each line for itself.
    fn people_lines(&mut self, run: &[usize]) {
        if let Some(grid) = self.stacked_people(run)
            && self.header_grid(&grid) > 0
        {
            return;
        }
        let mut k = 0;
        while k < run.len() {
            if let Some(next) = run.get(k + 1)
                && self.label_row(run[k], *next)
            {
                k += 2;
            } else if let Some(taken) = self.name_over_phone(&run[k..]) {
                k += taken;
            } else if let pairs = self.pairs_in_turn(run[k])
                && !pairs.is_empty()
            {
                self.take_pairs(run[k], pairs);
                k += 1;
            } else {
                k += self.person_or_pair(&run[k..]);
            }
        }
    }

    /// A line that is a person or a pair: lines are joined only where one breaks between a role and its name. Returns how many
    /// lines that took.
    fn person_or_pair(&mut self, run: &[usize]) -> usize {
        let mut passage = Passage::of(self.text, self.line(run[0]).body);
        let mut taken = 1;
        while let Some(&next) = run.get(taken)
            && self.line(next).marker.is_none()
            && breaks_after_role(&passage.text)
        {
            passage.push(self.text, self.line(next).body, true);
            self.claim_line(next);
            taken += 1;
        }
        if taken > 1 {
            self.claim_mark(run[0]);
            self.person_or_caption(&passage);
        } else {
            for point in self.nest(&run[..1]) {
                self.header_point(&point);
            }
        }
        taken
    }

    /// A head of a table of people: a name for people, phones or units.
    pub(in crate::fields) fn is_head_of_people(&self, words: &str) -> bool {
        let of_people = |key: &LabelKey| matches!(key, LabelKey::Contacts | LabelKey::Department);
        is_people_head(words) || words.chars().count() <= 8 && self.names.label(words).iter().any(of_people)
    }

    /// One cell a line: `홍나래⏎연락처⏎00-000-0000`, or without the label. Returns how many lines that took.
    fn name_over_phone(&mut self, run: &[usize]) -> Option<usize> {
        let words = |k: usize| run.get(k).map(|&i| self.slice(self.line(i).range));
        let name = words(0).filter(|w| is_name(w) && !people::is_role(w))?;
        let label = words(1).is_some_and(|w| self.names.label(w).contains(&LabelKey::Contacts));
        let at = 1 + usize::from(label);
        words(at).filter(|w| is_phone(w))?;
        let start = self.line(run[0]).range.start;
        let name = Passage::of(self.text, Range::new(start as usize, start as usize + name.len()));
        let name = self.leaf(&name, "header.contact-name", Method::Labelled);
        let phone = self.leaf(&Passage::of(self.text, self.line(run[at]).range), "header.contact-phone", Method::Labelled);
        run[..=at].iter().for_each(|&i| self.claim_line(i));
        self.out.body.pledge.contacts.push(Contact { role: None, name: Some(name), phone: Some(phone) });
        Some(at + 1)
    }

    /// People of a text. Returns how many.
    pub(super) fn contacts_of(&mut self, passage: &Passage, method: Method) -> usize {
        self.take_contacts(people::contacts(&passage.text), passage, method)
    }

    /// People that were found in a text. Returns how many have a name or a phone.
    pub(super) fn take_contacts(&mut self, found: Vec<Found<ContactParts>>, passage: &Passage, method: Method) -> usize {
        let mut n = 0;
        for contact in found {
            if contact.value.name.is_none() && contact.value.phone.is_none() {
                continue;
            }
            self.claim_between(passage, contact.outer.clone());
            let role = contact.value.role.map(|r| without_blanks(self.leaf_of(passage, r, "header.contact-role", method)));
            let name = contact.value.name.map(|r| self.leaf_of(passage, r, "header.contact-name", method));
            let phone = contact.value.phone.map(|r| self.leaf_of(passage, r, "header.contact-phone", method));
            self.out.body.pledge.contacts.push(Contact { role, name, phone });
            n += 1;
        }
        n
    }
}

/// A person whose phone stands at a place behind it.
fn with_phone(person: &Found<ContactParts>, phone: std::ops::Range<usize>) -> Found<ContactParts> {
    let outer = person.outer.start..phone.end;
    Found { value: ContactParts { phone: Some(phone), ..person.value.clone() }, range: outer.clone(), outer }
}

/// A role is its letters: `과  장` is 과장.
pub(super) fn without_blanks(mut role: Text) -> Text {
    role.value = squash(&role.value);
    role
}

/// `…, 담당자` at the end of a line: the name stands on the next.
fn breaks_after_role(words: &str) -> bool {
    let Some((before, last)) = words.rsplit_once([',', '/']) else { return false };
    !people::phones(before).is_empty() && people::phones(last).is_empty() && people::is_role(last.trim())
}

/// Heads of a table of people that are no labels of the header.
pub(super) fn is_people_head(cell: &str) -> bool {
    if !begins_people_head(cell) {
        return false;
    }
    let key = squashed(cell);
    cell.len() <= 24 && matches!(&*key, "직" | "직위" | "직급" | "직책" | "성명" | "이름" | "전화" | "이메일" | "휴대전화" | "직위(급)")
        || is_duties(&key)
}

/// The head of a column that says what each of the people does; what stands below is neither a name nor a role.
pub(super) fn is_duties_head(cell: &str) -> bool {
    begins_people_head(cell) && is_duties(&squashed(cell))
}

/// Whether a cell begins as any of these heads does, or with a blank.
fn begins_people_head(cell: &str) -> bool {
    let first = |c| matches!(c, '직' | '성' | '이' | '전' | '휴' | '담' | '업' | '소' | '주' | '맡' | '하' | '분' | '사');
    cell.chars().next().is_some_and(|c| first(c) || crate::text::is_blank(c))
}

fn is_duties(key: &str) -> bool {
    matches!(
        key,
        "담당업무"
            | "업무"
            | "소관업무"
            | "주요업무"
            | "업무분장"
            | "업무내용"
            | "맡은업무"
            | "맡은일"
            | "하는일"
            | "담당사무"
            | "분장사무"
            | "분장업무"
            | "사무분장"
    )
}

/// Whether a phone number stands in a cell.
pub(super) fn looks_like_phone(cell: &str) -> bool {
    cell.contains('-') && !people::phones(cell).is_empty()
}

/// A phone number and nothing else.
pub(in crate::fields) fn is_phone(text: &str) -> bool {
    looks_like_phone(text) && !text.contains(crate::text::is_hangul)
}

/// Whether a text may be the name of a person: two to four syllables.
pub(super) fn is_name(text: &str) -> bool {
    let n = text.chars().count();
    (2..=4).contains(&n) && text.chars().all(crate::text::is_hangul)
}
