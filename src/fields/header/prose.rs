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
        let mut found = self.classes_told(passage);
        found |= self.state_told(passage);
        found |= self.progress_told(passage);
        if found {
            self.claim_between(passage, 0..passage.text.len());
            let value = self.leaf(passage, "header.prose", Method::Guessed);
            self.out.body.pledge.header.push(HeaderPair { label: String::new(), value });
        }
        found
    }

    /// New or continued, and whether within the term.
    fn classes_told(&mut self, passage: &Passage) -> bool {
        let text = passage.text.as_str();
        let continuity = one_told(
            text,
            [(&["신규사업", "신규 사업", "신규공약", "신규 공약"], "신규"), (&["계속사업", "계속 사업", "기존 사업"], "계속")],
        );
        let term = one_told(text, [(&["임기 내", "임기내", "임기 중"], "임기내"), (&["임기 후", "임기후", "임기 이후"], "임기후")]);
        let continuity = continuity.and_then(|(range, word)| Some((range, status::continuity(word)?)));
        let term = term.and_then(|(range, word)| Some((range, status::term(word)?)));
        let found = continuity.is_some() || term.is_some();
        if let Some((range, class)) = continuity {
            let leaf = self.value(class, passage, range, "header.prose", Method::Guessed);
            self.out.body.pledge.continuity.get_or_insert(leaf);
        }
        if let Some((range, class)) = term {
            let leaf = self.value(class, passage, range, "header.prose", Method::Guessed);
            self.out.body.pledge.term.get_or_insert(leaf);
        }
        found
    }

    /// The state in quotes, or right before 단계 or 상태.
    fn state_told(&mut self, passage: &Passage) -> bool {
        let text = passage.text.as_str();
        let quoted = text.split(['‘', '’', '\'', '“', '”', '"']).skip(1).step_by(2).find(|w| self.names.is_state(w));
        let told = || {
            ["단계", "상태"].iter().find_map(|word| {
                let before = text[..text.find(word)?].trim_end();
                before.char_indices().map(|(i, _)| &before[i..]).find(|w| self.names.is_state(w) && !w.starts_with(' '))
            })
        };
        let word = quoted.or_else(told);
        let Some((word, state)) = word.and_then(|word| Some((word, self.names.state(word)?))) else { return false };
        let from = word.as_ptr() as usize - text.as_ptr() as usize;
        self.state_in(state, &passage.slice(from..from + word.len()), "header.prose", Method::Guessed);
        true
    }

    /// `이행률은 100%`: the first rate, where its name is before it.
    fn progress_told(&mut self, passage: &Passage) -> bool {
        let text = passage.text.as_str();
        let Some(rate) = percent::first_percent(text) else { return false };
        let before = text[..rate.range.start].trim_end().trim_end_matches(['은', '는', '이', '가', ' ']);
        let from = before.rfind(' ').map_or(0, |i| i + 1);
        if !self.names.label(&before[from..]).contains(&LabelKey::Progress) {
            return false;
        }
        let value = self.value(rate.value, passage, rate.range, "header.prose", Method::Guessed);
        let label = self.leaf_of(passage, from..before.len(), "header.prose", Method::Guessed);
        self.out.body.pledge.progress_percent.get_or_insert(value);
        self.out.body.pledge.progress_label.get_or_insert(label);
        true
    }
}

/// Which of two things a text says, and where, each with the spellings that say it. A text that says both says neither.
fn one_told(text: &str, things: [(&[&str], &'static str); 2]) -> Option<(std::ops::Range<usize>, &'static str)> {
    let at = |(words, thing): (&[&str], &'static str)| Some((words.iter().find_map(|w| text.find(w).map(|i| i..i + w.len()))?, thing));
    match things.map(at) {
        [Some(told), None] | [None, Some(told)] => Some(told),
        _ => None,
    }
}
