//! The department that answers for a pledge: names of units, and the unit that the people's roles name.

use super::people::looks_like_phone;
use crate::fields::Reader;
use crate::layout::Passage;
use crate::model::Method;
use crate::span::Range;

impl Reader<'_> {
    /// 기업경제과장 heads 기업경제과.
    pub(super) fn department_of_head(&mut self) {
        let pledge = &mut self.out.body.pledge;
        if pledge.department.is_some() {
            return;
        }
        let head = pledge.contacts.iter().find_map(|c| {
            let role = c.role.as_ref()?;
            let unit = role.value.strip_suffix('장')?;
            let whole =
                unit.chars().count() >= 3 && ["과", "국", "실", "소", "관", "단", "센터", "담당관"].iter().any(|end| unit.ends_with(end));
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
        let ends = ["과", "국", "실", "소", "단", "센터", "담당관"].iter().any(|end| unit.ends_with(end));
        if !ends || unit.chars().count() < 3 || !unit.chars().all(crate::text::is_hangul) || !self.names.label(unit).is_empty() {
            return;
        }
        let end = at.start as usize - (line.len() - line.trim_end().len());
        let passage = Passage::of(self.text, Range::new(end - unit.len(), end));
        let leaf = self.leaf(&passage, "header.department-of-people", Method::Pattern);
        self.out.body.pledge.department = Some(leaf);
    }
}

/// `도시과(00-000-0000)`: the phone is not the department's name.
pub(super) fn without_phone(words: &str) -> usize {
    match words.rfind(['(', '（']) {
        Some(open) if open > 0 && looks_like_phone(&words[open..]) => words[..open].trim_end().len(),
        _ => words.len(),
    }
}

/// Where the unit stands in a line that is one in brackets.
pub(super) fn unit_in_brackets(line: &str) -> Option<std::ops::Range<usize>> {
    let inner = line.trim().strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?.trim();
    is_unit_name(inner).then(|| {
        let at = inner.as_ptr() as usize - line.as_ptr() as usize;
        at..at + inner.len()
    })
}

/// `가온과 나래팀`, `일자리국 청년정책과`: names of units and nothing else.
pub(super) fn is_unit_name(text: &str) -> bool {
    let unit = |w: &str| {
        w.chars().count() >= 3
            && w.chars().all(crate::text::is_hangul)
            && ["과", "국", "실", "소", "단", "센터", "담당관", "팀", "본부"].iter().any(|end| w.ends_with(end))
    };
    !text.is_empty() && text.split(' ').all(unit)
}
