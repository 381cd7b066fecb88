//! Sentences on top that speak of the pledge.

use crate::fields::Reader;
use crate::layout::Passage;
use crate::model::{HeaderPair, Method};
use crate::normalize::{percent, status};
use crate::sections::LabelKey;

impl Reader<'_> {
    /// `이 공약은 신규사업이며 임기 내 완료를 목표로 합니다. 현재 ‘완료’ 단계로 이행률은 100%입니다.`: what sentences on top say of the
    /// pledge. Returns whether they said anything.
    pub(super) fn prose(&mut self, passage: &Passage) -> bool {
        let text = passage.text.as_str();
        let mut found = false;
        let at = |words: &[&str]| words.iter().find_map(|w| text.find(w).map(|i| i..i + w.len()));
        let continuity =
            [(at(&["신규사업", "신규 사업", "신규공약", "신규 공약"]), "신규"), (at(&["계속사업", "계속 사업", "기존 사업"]), "계속")];
        let term = [(at(&["임기 내", "임기내", "임기 중"]), "임기내"), (at(&["임기 후", "임기후", "임기 이후"]), "임기후")];
        // Two that are said of one thing say nothing.
        if let [(Some(range), word), (None, _)] | [(None, _), (Some(range), word)] = continuity
            && let Some(class) = status::continuity(word)
        {
            let leaf = self.value(class, passage, range, "header.prose", Method::Guessed);
            self.out.body.pledge.continuity.get_or_insert(leaf);
            found = true;
        }
        if let [(Some(range), word), (None, _)] | [(None, _), (Some(range), word)] = term
            && let Some(class) = status::term(word)
        {
            let leaf = self.value(class, passage, range, "header.prose", Method::Guessed);
            self.out.body.pledge.term.get_or_insert(leaf);
            found = true;
        }
        // The state in quotes, or right before 단계, 상태 or 중.
        let quoted = text.split(['‘', '’', '\'', '“', '”', '"']).skip(1).step_by(2).find(|w| self.names.is_state(w));
        let told = || {
            ["단계", "상태"].iter().find_map(|word| {
                let before = text[..text.find(word)?].trim_end();
                before.char_indices().map(|(i, _)| &before[i..]).find(|w| self.names.is_state(w) && !w.starts_with(' '))
            })
        };
        if let Some(word) = quoted.or_else(told)
            && let Some(state) = self.names.state(word)
        {
            let from = word.as_ptr() as usize - text.as_ptr() as usize;
            let part = passage.slice(from..from + word.len());
            let label = self.leaf(&part, "header.prose", Method::Guessed);
            let prov = part.prov(self.text, "header.prose", Method::Guessed);
            self.set_state(state, label, prov);
            found = true;
        }
        if let Some(rate) = percent::first_percent(text) {
            let before = text[..rate.range.start].trim_end().trim_end_matches(['은', '는', '이', '가', ' ']);
            let from = before.rfind(' ').map_or(0, |i| i + 1);
            if self.names.label(&before[from..]).contains(&LabelKey::Progress) {
                let value = self.value(rate.value, passage, rate.range, "header.prose", Method::Guessed);
                let label = self.leaf_of(passage, from..before.len(), "header.prose", Method::Guessed);
                self.out.body.pledge.progress_percent.get_or_insert(value);
                self.out.body.pledge.progress_label.get_or_insert(label);
                found = true;
            }
        }
        if found {
            self.claim_between(passage, 0..text.len());
            let value = self.leaf(passage, "header.prose", Method::Guessed);
            self.out.body.pledge.header.push(HeaderPair { label: String::new(), value });
        }
        found
    }
}
