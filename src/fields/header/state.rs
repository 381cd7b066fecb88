//! The state of a pledge and its progress, as one cell or line prints them.

use smallvec::SmallVec;

use super::marks::{is_filled, is_mark, is_tick_box, ticked_word};
use super::pair::with_rule;
use crate::fields::Reader;
use crate::layout::Passage;
use crate::model::{HeaderPair, Method, Prov, Rate, Sourced, State, Text};
use crate::normalize::{percent, status};
use crate::sections::LabelKey;
use crate::text::squash;

impl Reader<'_> {
    /// A state that stands under a heading of its own.
    pub(in crate::fields) fn state_under(&mut self, heading: &str, value: &Passage) {
        let leaf = self.leaf(value, "header.pair", Method::Heading);
        self.out.body.pledge.header.push(HeaderPair { label: squash(heading), value: leaf.clone() });
        self.state_pair(value, &leaf, Method::Heading);
    }

    /// Takes a state, where none is known yet, and what it counts as among the classes of the Manifesto offices.
    pub(super) fn set_state(&mut self, state: State, label: Text, prov: Prov) {
        let pledge = &mut self.out.body.pledge;
        if pledge.state.is_some() {
            return;
        }
        if let Some(class) = status::manifesto(state, &label.value) {
            pledge.manifesto = Some(Reader::derived(class, &prov, "header.manifesto"));
        }
        pledge.state = Some(Sourced::new(state, prov));
        pledge.state_label = Some(label);
    }

    /// Takes the state that a part of a text names.
    pub(super) fn state_in(&mut self, state: State, part: &Passage, rule: &'static str, method: Method) {
        let label = self.leaf(part, rule, method);
        let prov = label.prov.clone();
        self.set_state(state, label, prov);
    }

    /// `이행후계속추진(이행률 100%)`: state, and the rate in brackets.
    pub(super) fn state_pair(&mut self, value: &Passage, leaf: &Text, method: Method) {
        let whole = value.text.as_str();
        if let Some(state) = self.names.state(whole) {
            let prov = value.prov(self.text, "header.state", method);
            self.set_state(state, with_rule(leaf, "header.state"), prov);
            return;
        }
        if self.ticked_state(value, method) || self.box_ticked(value, leaf, method) || self.state_behind_tick(value, method) {
            return;
        }
        let cut = self.end_of_state(whole);
        let head = whole[..cut].trim_end();
        let rest = if let Some(state) = self.names.state(head) {
            self.state_in(state, &value.slice(0..head.len()), "header.state", method);
            cut
        } else if self.state_in_brackets(value, cut, leaf, method) {
            return;
        } else {
            self.out.body.pledge.state_label.get_or_insert(with_rule(leaf, "header.state-text"));
            0
        };
        self.rate_behind_state(value, rest, method);
    }

    /// Where a state ends before a bracket, a comma, a slash or a colon: behind the longest head that is one
    /// (`완료(지속추진)(이행률 100%)`), else at the first of them.
    fn end_of_state(&self, whole: &str) -> usize {
        let mut cuts = whole.match_indices(['(', '[', ',', '/', ':']).map(|(i, _)| i);
        let first = cuts.clone().next();
        cuts.rfind(|&i| self.names.state(whole[..i].trim_end()).is_some()).or(first).unwrap_or(whole.len())
    }

    /// `순항 중(정상추진)`: the state in brackets behind words of the report's own. Whether there is one.
    fn state_in_brackets(&mut self, value: &Passage, open: usize, leaf: &Text, method: Method) -> bool {
        let inside = value.text[open..].strip_prefix('(').and_then(|s| s.split(')').next()).filter(|s| self.names.is_state(s));
        let Some((word, state)) = inside.and_then(|word| Some((word, self.names.state(word)?))) else { return false };
        let prov = value.slice(open + 1..open + 1 + word.len()).prov(self.text, "header.state", method);
        self.set_state(state, with_rule(leaf, "header.state"), prov);
        true
    }

    /// `추진중, 이행률 45%`: the progress, or another rate that its label names, behind the state.
    fn rate_behind_state(&mut self, value: &Passage, rest: usize, method: Method) {
        let behind = &value.text[rest..];
        let Some(found) = percent::first_percent(behind) else { return };
        let before = behind[..found.range.start].trim_end_matches([' ', ':']);
        let from = before.rfind(['(', '[', ',', '/', ' ']).map_or(0, |i| i + 1);
        let word = &before[from..];
        let word_range = rest + from..rest + before.len();
        let end = rest + found.range.end;
        let keys = self.names.label(word);
        if word.is_empty() || keys.contains(&LabelKey::Progress) {
            let percent = self.value(found.value, value, rest + found.range.start..end, "header.progress", method);
            self.out.body.pledge.progress_percent.get_or_insert(percent);
            if !word.is_empty() {
                let label = self.leaf_of(value, word_range, "header.progress", method);
                self.out.body.pledge.progress_label.get_or_insert(label);
            }
        } else if keys.contains(&LabelKey::Rate) {
            let rate = Rate { name: squash(word), percent: found.value };
            let rate = self.value(rate, value, word_range.start..end, "header.rate", method);
            self.out.body.pledge.rates.push(rate);
        }
    }

    /// `( ) 완료 (○) 지연`: the state behind the bracket that is ticked. Whether there is one.
    fn state_behind_tick(&mut self, value: &Passage, method: Method) -> bool {
        let whole = value.text.as_str();
        let word = ticked_word(whole).filter(|_| whole.starts_with('('));
        let Some((word, state)) = word.and_then(|word| Some((word, self.names.state(word)?))) else { return false };
        let at = word.as_ptr() as usize - whole.as_ptr() as usize;
        self.state_in(state, &value.slice(at..at + word.len()), "header.state-ticked", method);
        true
    }

    /// `미착수( ) 추진중(○) 완료( )`: the state whose bracket is ticked. Two or none ticked give no state.
    /// Whether the text is of this kind.
    fn ticked_state(&mut self, value: &Passage, method: Method) -> bool {
        let whole = value.text.as_str();
        let mut boxes: SmallVec<[(std::ops::Range<usize>, std::ops::Range<usize>); 4]> = SmallVec::new();
        let mut from = 0;
        while let Some(open) = whole[from..].find('(').map(|i| from + i) {
            let Some(close) = whole[open..].find(')').map(|i| open + i) else { return false };
            let words = &whole[from..open];
            let start = from + words.len() - words.trim_start_matches([' ', ',', '/', '·']).len();
            boxes.push((start..start + whole[start..open].trim_end().len(), open + 1..close));
            from = close + 1;
        }
        let is_box = |inside: &str| inside.trim().is_empty() || is_mark(inside.trim());
        let all = boxes.len() >= 2
            && whole[from..].trim().is_empty()
            && boxes.iter().all(|(words, inside)| self.names.is_state(&whole[words.clone()]) && is_box(&whole[inside.clone()]));
        if !all {
            return false;
        }
        let ticked: SmallVec<[_; 2]> = boxes.iter().filter(|(_, inside)| !whole[inside.clone()].trim().is_empty()).collect();
        if let [(words, _)] = ticked.as_slice()
            && let Some(state) = self.names.state(&whole[words.clone()])
        {
            self.state_in(state, &value.slice(words.clone()), "header.state-ticked", method);
        } else {
            self.unreadable(
                "/pledge/state",
                value.all(self.text),
                format!("\"{whole}\" ticks {} states; one was expected", ticked.len()),
                format!("'{whole}'에서 표시된 상태가 {}개라 이행상태를 정할 수 없습니다", ticked.len()),
            );
        }
        true
    }

    /// `■완료 □정상추진 □보류`, `○완료 ◉정상추진`: the state behind the one mark that is filled. Whether the text is of this
    /// kind.
    fn box_ticked(&mut self, value: &Passage, leaf: &Text, method: Method) -> bool {
        let whole = value.text.as_str();
        // `[ ]완료 [√]정상추진`
        let bracketed = whole.starts_with('[').then(|| {
            let boxed = whole.replace("[ ]", "□").replace("[]", "□");
            ["[√]", "[✓]", "[✔]", "[V]", "[v]", "[O]", "[o]", "[○]", "[●]", "[■]"].iter().fold(boxed, |text, tick| text.replace(tick, "■"))
        });
        let plain = bracketed.as_deref().unwrap_or(whole);
        if !plain.starts_with(is_tick_box) {
            return false;
        }
        let mut boxes: SmallVec<[(char, &str); 8]> = SmallVec::new();
        let mut rest = plain;
        while let Some(mark) = rest.chars().next() {
            let words = &rest[mark.len_utf8()..];
            let end = words.find(is_tick_box).unwrap_or(words.len());
            boxes.push((mark, words[..end].trim_matches([' ', ',', '/', '\u{b7}'])));
            rest = &words[end..];
        }
        if boxes.len() < 2 || !boxes.iter().all(|(_, words)| self.names.is_state(words)) {
            return false;
        }
        let mut filled = boxes.iter().filter(|(mark, _)| is_filled(*mark));
        let (Some((_, words)), None) = (filled.next(), filled.next()) else { return false };
        if let Some(state) = self.names.state(words) {
            let prov = value.prov(self.text, "header.state-ticked", method);
            // The words alone; among brackets for boxes they stand once, too.
            let label = match whole.find(words) {
                Some(at) => self.leaf_of(value, at..at + words.len(), "header.state-ticked", method),
                None => with_rule(leaf, "header.state-ticked"),
            };
            self.set_state(state, label, prov);
        }
        true
    }

    /// `이행률 : 45%`, `추진정도 : 시기 미도래`: how far the pledge is, or its state.
    pub(super) fn progress(&mut self, label: &str, value: &Passage, method: Method) {
        let whole = value.text.as_str();
        let found =
            percent::percent(whole).map(|v| (v, 0..whole.len())).or_else(|| percent::first_percent(whole).map(|f| (f.value, f.range)));
        match found {
            Some((percent, range)) => {
                let leaf = self.value(percent, value, range, "header.progress", method);
                let name = squash(label);
                let name = name.trim_end_matches("(%)").to_owned();
                let label = Sourced::new(name, value.prov(self.text, "header.progress", method));
                let pledge = &mut self.out.body.pledge;
                pledge.progress_percent.get_or_insert(leaf);
                pledge.progress_label.get_or_insert(label);
            }
            None if whole.contains(|c: char| c.is_ascii_digit()) => {
                self.unreadable(
                    "/pledge/progress_percent",
                    value.all(self.text),
                    format!("\"{whole}\" under \"{label}\" is no rate"),
                    format!("'{label}'의 '{whole}'을(를) 비율로 읽을 수 없습니다"),
                );
            }
            None if self.names.is_state(whole) => {
                let leaf = self.leaf(value, "header.state", method);
                self.state_pair(value, &leaf, method);
            }
            None => {}
        }
    }
}
