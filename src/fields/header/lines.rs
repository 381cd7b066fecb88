//! Lines of the header that are no table: labels and values on one line or two, points with labels, people.

use smallvec::SmallVec;

use super::classes::is_value_word;
use super::label_row::tokens;
use super::title::{is_form, is_sentence};
use crate::fields::Reader;
use crate::fields::points::{labelled, unpadded};
use crate::layout::{Passage, Shape};
use crate::model::Method;
use crate::normalize::people;
use crate::outline::Point;
use crate::sections::{LabelKey, pairs_of_line};
use crate::span::Range;
use crate::text::squash;

impl Reader<'_> {
    /// One cell a line: a line that is only a label, and its value on the next. Returns the other lines.
    pub(super) fn label_lines(&mut self, run: Vec<usize>) -> Vec<usize> {
        let short = |i: usize| {
            let line = self.line(i);
            let content = self.slice(line.range);
            let could = line.marker.is_none()
                && line.shape == Shape::Plain
                && content.chars().count() <= 12
                && !is_value_word(content)
                && !content.contains(|c: char| c.is_ascii_digit());
            could.then_some(content)
        };
        let only_label = |i: usize| short(i).is_some_and(|content| !self.names.label(content).is_empty());
        // Right behind a pair its words may also come near to a label.
        let next_label = |i: usize| only_label(i) || short(i).is_some_and(|content| !self.names.label_like(content).0.is_empty());
        // One label alone is no table of pairs.
        if run.iter().filter(|&&i| only_label(i)).count() < 2 {
            return run;
        }
        let mut pairs: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut persons: Vec<(usize, usize)> = Vec::new();
        let mut rest = Vec::new();
        let mut k = 0;
        while k < run.len() {
            // `가온과장⏎홍나래 (00-000-0000)`; 담당자 is a role among roles.
            let is_role = |role: &str| people::is_role(role) && (squash(role) != "담당자" || !persons.is_empty());
            if short(run[k]).is_some_and(is_role)
                && let Some(&next) = run.get(k + 1).filter(|&&i| !people::phones(self.slice(self.line(i).range)).is_empty())
                && !people::is_role(self.slice(self.line(next).range))
            {
                persons.push((run[k], next));
                k += 2;
                continue;
            }
            let of_pair = pairs.last().and_then(|(_, values)| values.last().copied());
            let of_person = persons.last().map(|&(_, person)| person);
            let behind_pair = [of_pair, of_person].into_iter().flatten().any(|last| k > 0 && run[k - 1] == last);
            let is_label = only_label(run[k]) || behind_pair && next_label(run[k]);
            if !is_label || run.get(k + 1).is_none_or(|&next| only_label(next) || self.line(next).marker.is_some()) {
                rest.push(run[k]);
                k += 1;
                continue;
            }
            // People stand one a line under their label.
            let mut values = vec![run[k + 1]];
            let people = |i: usize| self.slice(self.line(i).range).contains('☎');
            let mut next = k + 2;
            while people(run[k + 1]) && run.get(next).is_some_and(|&i| people(i)) {
                values.push(run[next]);
                next += 1;
            }
            pairs.push((run[k], values));
            k = next;
        }
        for (role, person) in persons {
            let before = self.out.body.pledge.contacts.len();
            let passage = Passage::of(self.text, self.line(person).range);
            if self.contacts_of(&passage, Method::Labelled) > 0 {
                self.claim_line(person);
                self.role_of(before, &Passage::of(self.text, self.line(role).range), Method::Labelled);
            }
        }
        for (label, values) in pairs {
            self.claim_line(label);
            let label = self.slice(self.line(label).range).to_owned();
            for value in values {
                let passage = Passage::of(self.text, self.line(value).range);
                self.pair(&label, &passage, Method::Labelled);
            }
        }
        rest
    }

    /// Lines of the header that are no table: rows of labels and values, points with labels, people.
    pub(super) fn header_lines(&mut self, run: &[usize]) {
        let mut points = Vec::new();
        let mut k = 0;
        while k < run.len() {
            let in_turn = self.pairs_in_turn(run[k]);
            if !in_turn.is_empty() {
                self.take_pairs(run[k], in_turn);
                k += 1;
                continue;
            }
            if let Some(next) = run.get(k + 1)
                && self.label_row(run[k], *next)
            {
                k += 2;
                continue;
            }
            if self.gap_pairs(run[k]) {
                k += 1;
                continue;
            }
            if let Some(pair) = self.gap_pair(run[k]).or_else(|| self.blank_pair(run[k], run.get(k + 1).copied())) {
                self.take_pairs(run[k], [pair]);
                k += 1;
                continue;
            }
            points.push(run[k]);
            k += 1;
        }
        let nested = self.nest(&points);
        for point in nested {
            if point.kind == crate::outline::PointKind::Note {
                self.note(&point, crate::sections::Role::Header);
                continue;
            }
            self.header_point(&point);
        }
    }

    /// `사업번호: 8-3          작성일: 2024. 12. 31.`: pairs that only the blanks between them part, which joined text no longer has.
    fn gap_pairs(&mut self, i: usize) -> bool {
        let line = self.line(i);
        let content = self.slice(line.body);
        if !content.contains("   ") {
            return false;
        }
        let pairs = pairs_of_line(self.names, content);
        if pairs.is_empty() {
            return false;
        }
        self.claim_line(i);
        let start = line.body.start as usize;
        for (label, value) in pairs {
            let label = unpadded(self.names, &content[label]);
            let value = Passage::of(self.text, Range::new(start + value.start, start + value.end));
            self.pair(&label, &value, Method::Labelled);
        }
        true
    }

    /// `과 제 명   가온 배달앱`: a label, two blanks or more, and its value, and nothing else on the line.
    fn gap_pair(&self, i: usize) -> Option<(Range, Range)> {
        let line = self.line(i);
        let content = self.slice(line.body);
        if line.marker.is_some() || content.contains([':', '：', '\t', '|', '☎']) {
            return None;
        }
        let (label, rest) = content.split_once("  ")?;
        let value = rest.trim();
        if value.is_empty() || value.contains("  ") || self.names.label_like(label).0.is_empty() || !self.names.label(value).is_empty() {
            return None;
        }
        let start = line.body.start as usize;
        let at = start + (value.as_ptr() as usize - content.as_ptr() as usize);
        Some((Range::new(start, start + label.len()), Range::new(at, at + value.len())))
    }

    /// Reads a line that is pairs of a label and its value.
    fn take_pairs(&mut self, i: usize, pairs: impl IntoIterator<Item = (Range, Range)>) {
        self.claim_line(i);
        for (label, value) in pairs {
            let label = self.slice(label).to_owned();
            self.pair(&label, &Passage::of(self.text, value), Method::Labelled);
        }
    }

    /// `공약분야 나래로운 복지 담당부서 가온과`: labels and values in turn, a blank between all of them; every label is a name.
    fn pairs_in_turn(&self, i: usize) -> SmallVec<[(Range, Range); 4]> {
        /// Two syllables may be the last word of a value (`복지 분야`).
        const LABEL_CHARS: usize = 3;
        let mut pairs: SmallVec<[(Range, Range); 4]> = SmallVec::new();
        let line = self.line(i);
        let content = self.slice(line.range);
        if line.marker.is_some() || line.shape != Shape::Plain || content.contains([':', '：', '☎', '|']) {
            return pairs;
        }
        let is_label = |word: &str| word.chars().count() >= LABEL_CHARS && !is_value_word(word) && !self.names.label(word).is_empty();
        for word in tokens(self.text, line.range) {
            let label = is_label(self.slice(word));
            match pairs.last_mut() {
                None if !label => return pairs,
                // A label right behind a label has no value.
                Some((_, value)) if label && value.is_empty() => return SmallVec::new(),
                Some((_, value)) if !label => *value = if value.is_empty() { word } else { value.cover(word) },
                _ => pairs.push((word, Range { start: word.end, end: word.end })),
            }
        }
        if pairs.len() < 2 || pairs.iter().any(|(_, value)| value.is_empty()) { SmallVec::new() } else { pairs }
    }

    /// `공약명 가온 주차장 확충`, above another such line or the end of the lines: what follows the first blank is the value.
    fn blank_pair(&self, i: usize, next: Option<usize>) -> Option<(Range, Range)> {
        let content = |i: usize| self.slice(self.line(i).body);
        let pair = |i: usize| self.line(i).marker.is_none() && self.line(i).shape == Shape::Plain && self.begins_with_label(content(i));
        if !pair(i) || next.is_some_and(|next| !pair(next)) {
            return None;
        }
        let (label, value) = content(i).split_once(' ')?;
        let start = self.line(i).body.start as usize;
        let end = self.line(i).body.end as usize;
        Some((Range::new(start, start + label.len()), Range::new(end - value.trim_start().len(), end)))
    }

    pub(super) fn header_point(&mut self, point: &Point) {
        if crate::fields::is_junk(&point.text.text) {
            return;
        }
        self.claim_mark(point.line);
        let text = &point.text.text;
        let pairs = pairs_of_line(self.names, text);
        if !pairs.is_empty() {
            self.claim_between(&point.text, 0..text.len());
            for (label, value) in pairs {
                let label = unpadded(self.names, &text[label]);
                self.pair(&label, &point.text.slice(value), Method::Labelled);
            }
            for child in &point.points {
                self.header_point(child);
            }
            return;
        }
        match labelled(text).filter(|l| !l.text.is_empty() && l.label.len() < 60) {
            // `가온과장 : 홍나래 (☎…)`: who does what, not a label of the header.
            Some(l) if self.person_of_role(point, &l) => {}
            Some(l) => {
                let label = unpadded(self.names, &text[l.label.clone()]);
                self.claim_between(&point.text, 0..l.text.start);
                let value = point.text.slice(l.text);
                self.pair(&label, &value, Method::Labelled);
            }
            None => self.person_or_caption(&point.text),
        }
        for child in &point.points {
            self.header_point(child);
        }
    }

    pub(super) fn person_or_caption(&mut self, passage: &Passage) {
        let text = &passage.text;
        let first = text.split(' ').next().unwrap_or("");
        let rest = text[first.len()..].trim_start();
        let (keys, _) = self.names.label_like(first);
        if !rest.is_empty() && keys.contains(&LabelKey::Department) && !rest.contains('☎') {
            let at = text.len() - rest.len();
            let value = passage.slice(at..text.len());
            self.claim_between(passage, 0..at);
            self.pair(first, &value, Method::Labelled);
            return;
        }
        let titled = self.begins_with_label(text);
        if !titled && self.contacts_of(passage, Method::Pattern) > 0 {
            let ranges = passage.all(self.text);
            self.out.ledger.claim_all(&ranges);
            return;
        }
        if !rest.is_empty() && !keys.is_empty() && !is_form(text) {
            let at = text.len() - rest.len();
            let value = passage.slice(at..text.len());
            self.claim_between(passage, 0..at);
            self.pair(first, &value, Method::Labelled);
            return;
        }
        if is_sentence(text) && self.prose(passage) {
            return;
        }
        let leaf = self.leaf(passage, "header.loose", Method::Guessed);
        self.out.body.captions.push(leaf);
    }
}
