//! The department that answers for a pledge: names of units, and the unit that the people's roles name.

use super::pair::with_rule;
use super::people::looks_like_phone;
use crate::fields::Reader;
use crate::layout::Passage;
use crate::model::{Method, Text};
use crate::normalize::people;
use crate::span::Range;
use crate::text::is_hangul;

/// Last syllables of units that people head.
const UNIT_ENDS: [&str; 7] = ["과", "국", "실", "소", "단", "센터", "담당관"];
/// Shorter words that end so are none of units (`성과`), in characters.
const UNIT_CHARS: usize = 3;

impl Reader<'_> {
    /// `담당부서 : 하천과 과장 홍나래(☎00-000-0000)`: the people behind the department are no part of its name.
    pub(super) fn department_pair(&mut self, value: &Passage, leaf: &Text, method: Method) {
        let whole = value.text.as_str();
        // The first person, where any has a phone: those before may have none of their own.
        let people = people::contacts(whole);
        let reached = people.iter().any(|p| p.value.name.is_some() && p.value.phone.is_some());
        let person = people.into_iter().find(|p| reached && p.value.name.is_some() && (p.value.phone.is_some() || p.value.role.is_some()));
        let name = match person.map(|p| whole[..p.outer.start].trim_end_matches([' ', ',', '/', ':', '(', '（']).len()) {
            Some(before) if before > 0 => {
                self.contacts_of(value, method);
                before
            }
            _ => without_phone(whole),
        };
        let department = match name < whole.len() {
            true => self.leaf_of(value, 0..name, "header.department", method),
            false => with_rule(leaf, "header.department"),
        };
        self.out.body.pledge.department.get_or_insert(department);
    }

    /// `(일자리국 청년정책과)`: a line that is a unit in brackets. Whether it is one.
    pub(super) fn department_in_brackets(&mut self, i: usize) -> bool {
        let line = self.line(i).range;
        let Some(inside) = unit_in_brackets(self.slice(line)) else { return false };
        self.claim_line(i);
        let start = line.start as usize + inside.start;
        let leaf = self.leaf(&Passage::of(self.text, Range::new(start, start + inside.len())), "header.department", Method::Pattern);
        self.out.body.pledge.department.get_or_insert(leaf);
        true
    }

    /// 기업경제과장 heads 기업경제과: the department where no label names one.
    pub(super) fn department_of_head(&mut self) {
        let pledge = &mut self.out.body.pledge;
        if pledge.department.is_some() {
            return;
        }
        let head = pledge.contacts.iter().find_map(|c| {
            let role = c.role.as_ref()?;
            let unit = role.value.strip_suffix('장')?;
            let whole = unit.chars().count() >= UNIT_CHARS && (ends_as_unit(unit) || unit.ends_with('관'));
            whole.then(|| Reader::derived(unit.to_owned(), &role.prov, "header.department-of-head"))
        });
        pledge.department = head;
        if self.out.body.pledge.department.is_none() {
            self.department_before_role();
        }
    }

    /// `가온과 과장 홍나래(☎ …)`: the unit that stands before the role of the first person.
    fn department_before_role(&mut self) {
        let Some(role) = self.out.body.pledge.contacts.first().and_then(|c| c.role.as_ref()) else { return };
        let Some(&at) = role.prov.ranges.first() else { return };
        let before = &self.text[..at.start as usize];
        let line = &before[before.rfind(['\n', '\t', '|']).map_or(0, |i| i + 1)..];
        let unit = line.trim_end().rsplit([' ', ':', '：', '(', ',']).next().unwrap_or("");
        if !ends_as_unit(unit) || unit.chars().count() < UNIT_CHARS || !unit.chars().all(is_hangul) || !self.names.label(unit).is_empty() {
            return;
        }
        let end = at.start as usize - (line.len() - line.trim_end().len());
        let passage = Passage::of(self.text, Range::new(end - unit.len(), end));
        let leaf = self.leaf(&passage, "header.department-of-people", Method::Pattern);
        self.out.body.pledge.department = Some(leaf);
    }
}

/// `도시과(00-000-0000)`: the phone is not the department's name. Returns where the name ends.
fn without_phone(words: &str) -> usize {
    match words.rfind(['(', '（']) {
        Some(open) if open > 0 && looks_like_phone(&words[open..]) => words[..open].trim_end().len(),
        _ => words.len(),
    }
}

/// Where the unit stands in a line that is one in brackets.
fn unit_in_brackets(line: &str) -> Option<std::ops::Range<usize>> {
    let inner = line.trim().strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?.trim();
    is_unit_name(inner).then(|| {
        let at = inner.as_ptr() as usize - line.as_ptr() as usize;
        at..at + inner.len()
    })
}

fn ends_as_unit(word: &str) -> bool {
    UNIT_ENDS.iter().any(|end| word.ends_with(end))
}

/// `가온과 나래팀`, `일자리국 청년정책과`: names of units and nothing else.
pub(super) fn is_unit_name(text: &str) -> bool {
    let unit = |w: &str| {
        w.chars().count() >= UNIT_CHARS && w.chars().all(is_hangul) && (ends_as_unit(w) || w.ends_with("팀") || w.ends_with("본부"))
    };
    !text.is_empty() && text.split(' ').all(unit)
}
