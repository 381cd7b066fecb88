//! The card on top: number and title, label/value pairs, the status matrix, the people; and 공약실명제 at the end.
//!
//! A pair is a label of the vocabulary and the cell to its right, or, where that is a label too, the first text under it. So
//! tables of pairs and tables with header rows read alike. The words of a value decide what it is where reports use one label
//! for different things (`완료시기 : 임기내` is a term, `완료시기 : 2025. 12.` a date).

use std::cell::RefCell;

use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use super::points::{labelled, unpadded};
use super::{Content, Reader};
use crate::diag::{Diagnostic, codes};
use crate::layout::{MarkerKind, Passage, Shape, parse_marker};
use crate::model::{Contact, HeaderPair, Method, Money, Pledge, Project, Prov, Rate, Sourced, State, Text};
use crate::normalize::{PledgeNumber, dates, money, people, percent, pledge_number, status};
use crate::outline::Point;
use crate::sections::vocabulary::without_number;
use crate::sections::{self, LabelKey, Likeness, Vocabulary, is_table_head, pairs_of_line};
use crate::span::Range;
use crate::tables::{Filled, Grid, GridKind};
use crate::text::{Memo, squash};

/// Lines of a title at most; more unmarked lines above a header are something else.
const TITLE_LINES: usize = 4;
/// A line that holds the date of the document and nothing else is no longer than this, in characters.
const AS_OF_CHARS: usize = 24;
/// A title is no longer than this, in characters.
const TITLE_CHARS: usize = 160;

impl Reader<'_> {
    pub(super) fn header_card(&mut self, lines: std::ops::Range<usize>) {
        let mut title_lines: Vec<usize> = Vec::new();
        let mut done_title = false;
        let contents = self.contents(lines);
        let mut deferred: Vec<Content<'_>> = Vec::new();
        for content in contents {
            match content {
                // `주무부서 가온과 | 이행률 5%`: pairs, no cells.
                Content::Table(grid, _)
                    if grid.kind != GridKind::Native
                        && grid.row_lines.iter().all(|&i| !pairs_of_line(self.names, self.slice(self.line(i).range)).is_empty()) =>
                {
                    done_title = true;
                    deferred.push(Content::Lines(grid.row_lines.clone()));
                }
                Content::Table(grid, unit) => {
                    // `4-01⇥9호선 …`: a title line with a tab.
                    if !done_title
                        && grid.rows.len() == 1
                        && grid.rows[0].len() == 2
                        && self.names.label(grid.text(self.text, 0, 0)).is_empty()
                    {
                        title_lines.push(grid.row_lines[0]);
                        continue;
                    }
                    done_title = true;
                    deferred.push(Content::Table(grid, unit));
                }
                Content::Lines(run) => {
                    let mut rest = Vec::new();
                    let run = self.label_lines(run);
                    for i in run {
                        if !done_title && self.is_date_of_document(i) {
                            self.claim_line(i);
                        } else if let Some(inside) = unit_in_brackets(self.slice(self.line(i).range)).filter(|_| !title_lines.is_empty()) {
                            // `(일자리국 청년정책과)` below a title.
                            self.claim_line(i);
                            let start = self.line(i).range.start as usize + inside.start;
                            let passage = Passage::of(self.text, Range::new(start, start + inside.len()));
                            let leaf = self.leaf(&passage, "header.department", Method::Pattern);
                            self.out.body.pledge.department.get_or_insert(leaf);
                        } else if !done_title && self.is_title_line(i) {
                            title_lines.push(i);
                        } else {
                            done_title = true;
                            rest.push(i);
                        }
                    }
                    if !rest.is_empty() {
                        deferred.push(Content::Lines(rest));
                    }
                }
            }
        }
        for content in deferred {
            match content {
                Content::Table(grid, unit) => {
                    if self.header_grid(grid) == 0 {
                        self.keep_table(grid, unit.as_ref());
                    }
                }
                Content::Lines(run) => self.header_lines(&run),
            }
        }
        self.title(&title_lines);
        self.department_of_head();
    }

    /// One cell a line: a line that is only a label, and its value on the next. Returns the other lines.
    fn label_lines(&mut self, run: Vec<usize>) -> Vec<usize> {
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

    /// `(2025. 6. 30. 기준)`: a line that says of which day the document is.
    fn is_date_of_document(&self, i: usize) -> bool {
        let content = self.slice(self.line(i).range);
        content.chars().count() <= AS_OF_CHARS && dates::as_of(content).is_some()
    }

    /// The pledge's number that a line begins with, with its mark or behind it (`■ 1-12. 가온 도서관`), and what it is counted from.
    fn number_of(&self, i: usize) -> Option<(Range, PledgeNumber)> {
        let line = self.line(i);
        let ranges = [line.range, Range { start: line.body.start, end: line.range.end }];
        ranges.into_iter().find_map(|range| pledge_number(self.slice(range)).map(|found| (range, found)))
    }

    fn is_title_line(&self, i: usize) -> bool {
        let line = self.line(i);
        let content = self.slice(line.range);
        let numbered = self.number_of(i).is_some();
        let marked =
            line.marker.is_some_and(|m| !matches!(m.kind, MarkerKind::Bracketed(_) | MarkerKind::Hash(_) | MarkerKind::Glyph('△' | '★')));
        if marked && !numbered {
            return false;
        }
        if line.shape == Shape::Pipes || content.contains('☎') {
            return false;
        }
        if !pairs_of_line(self.names, self.slice(line.body)).is_empty() {
            return false;
        }
        if is_form(content) {
            return true;
        }
        let label = labelled(content).map(|l| &content[l.label]);
        if self.begins_with_label(content) || label.is_some_and(|l| !self.names.label_like(l).0.is_empty()) || is_sentence(content) {
            return false;
        }
        let tokens: Vec<&str> = content.split_whitespace().collect();
        let labels = tokens.iter().filter(|t| !self.names.label(t).is_empty()).count();
        !(labels >= 2 && labels * 2 >= tokens.len())
    }

    /// `공약명 가온 주차장 확충`, `공약분야 걷기 좋은 거리`: a label of a pledge's title, number, field or department, a blank and its value.
    fn begins_with_label(&self, content: &str) -> bool {
        /// `공약` and `사업` begin titles, too.
        const LABEL_CHARS: usize = 3;
        let Some((label, value)) = content.split_once(' ') else { return false };
        let of_title = |key: &LabelKey| match key {
            // `공약사업 31 가온 주차장`: the number stands between.
            LabelKey::Title => !value.trim_start().starts_with(|c: char| c.is_ascii_digit()),
            key => matches!(key, LabelKey::Category | LabelKey::Number | LabelKey::Department),
        };
        label.chars().count() >= LABEL_CHARS
            && value.trim_start().starts_with(char::is_alphanumeric)
            && self.names.label(label).iter().any(of_title)
    }

    /// Number and title out of the unmarked lines on top.
    fn title(&mut self, lines: &[usize]) {
        let text = self.text;
        let mut lines: Vec<usize> = lines.to_vec();
        // The number's line starts the title; what stands above is the name of the form, or something else.
        if let Some(at) = lines.iter().rposition(|&i| self.number_of(i).is_some()) {
            let above = lines.drain(..at).collect::<Vec<_>>();
            self.above_title(&above);
        } else {
            let known = self.out.body.pledge.title.is_some();
            let forms = lines.iter().take_while(|&&i| is_form(self.slice(self.line(i).range))).count();
            let forms = if known || forms < lines.len() { forms } else { 0 };
            let cut = lines
                .iter()
                .rposition(|&i| self.line(i).page_break || self.line(i).after_furniture)
                .unwrap_or(0)
                .max(forms)
                .max(lines.len().saturating_sub(TITLE_LINES));
            let above = lines.drain(..cut).collect::<Vec<_>>();
            self.above_title(&above);
        }
        let Some((&first, rest)) = lines.split_first() else { return };
        let mut passage = Passage::default();
        let mut pushed = Vec::new();
        if let Some((range, found)) = self.number_of(first) {
            let content = self.slice(range);
            self.claim_mark(first);
            let number = Passage::of(text, Range::new(range.start as usize + found.number.start, range.start as usize + found.number.end));
            let leaf = self.leaf(&number, "header.number", Method::Pattern);
            self.out.body.pledge.number.get_or_insert(leaf);
            self.claim_to(range, found.rest);
            if found.rest < content.len() {
                passage.push(text, Range::new(range.start as usize + found.rest, range.end as usize), false);
            }
            pushed.push(first);
        } else {
            passage.push(text, self.line(first).body, false);
            self.claim_mark(first);
            pushed.push(first);
        }
        for &i in rest {
            let before = self.line(*pushed.last().unwrap_or(&first));
            let space = passage.is_empty() || crate::outline::joined_with_blank(text, self.layout, before, self.line(i));
            passage.push(text, self.line(i).body, space);
            self.claim_mark(i);
            pushed.push(i);
        }
        if passage.is_empty() {
            return;
        }
        if self.out.body.pledge.title.is_some() || passage.text.chars().count() > TITLE_CHARS {
            let leaf = self.leaf(&passage, "header.above", Method::Guessed);
            if self.out.body.pledge.title.is_some() && is_form(&passage.text) {
                self.out.form_title.get_or_insert(leaf);
            } else {
                self.out.body.captions.push(leaf);
            }
            return;
        }
        let title = self.leaf(&passage, "header.title", Method::Pattern);
        self.out.body.pledge.title = Some(title);
    }

    fn claim_to(&mut self, range: Range, end: usize) {
        self.out.ledger.claim(Range { start: range.start, end: range.start + end as u32 });
    }

    /// Lines above the title: the name of the form, or loose lines.
    fn above_title(&mut self, lines: &[usize]) {
        for &i in lines {
            let passage = Passage::of(self.text, self.line(i).range);
            if super::is_junk(&passage.text) {
                continue;
            }
            if self.out.form_title.is_some() && sections::is_place_alone(&passage.text) {
                self.claim_line(i);
                continue;
            }
            let leaf = self.leaf(&passage, "header.above", Method::Guessed);
            if self.out.form_title.is_none() {
                self.out.form_title = Some(leaf);
            } else {
                self.out.body.captions.push(leaf);
            }
        }
    }

    /// Lines of the header that are no table: rows of labels and values, points with labels, people.
    fn header_lines(&mut self, run: &[usize]) {
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

    fn header_point(&mut self, point: &Point) {
        if super::is_junk(&point.text.text) {
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

    /// What a person does, where that is not known yet.
    pub(super) fn role_of(&mut self, contact: usize, role: &Passage, method: Method) {
        if self.out.body.pledge.contacts.get(contact).is_some_and(|c| c.role.is_none()) {
            let mut role = self.leaf(role, "header.contact-role", method);
            role.value = squash(&role.value);
            self.out.body.pledge.contacts[contact].role = Some(role);
        }
    }

    /// Reads a role, a colon and the person.
    fn person_of_role(&mut self, point: &Point, parts: &super::points::Labelled) -> bool {
        let text = &point.text.text;
        let role = &text[parts.label.clone()];
        let value = point.text.slice(parts.text.clone());
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

    fn person_or_caption(&mut self, passage: &Passage) {
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

    /// `이 공약은 신규사업이며 임기 내 완료를 목표로 합니다. 현재 ‘완료’ 단계로 이행률은 100%입니다.`: what sentences on top say of the
    /// pledge. Returns whether they said anything.
    fn prose(&mut self, passage: &Passage) -> bool {
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

    /// 공약실명제 and other sections that are header data.
    pub(super) fn people(&mut self, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        let text = self.text;
        if let Some(passage) = inline {
            self.person_or_caption(&passage);
        }
        for content in self.contents(lines) {
            match content {
                Content::Table(grid, unit) => {
                    if self.header_grid(grid) == 0 {
                        self.keep_table(grid, unit.as_ref());
                    }
                }
                Content::Lines(run) => {
                    if let Some(grid) = self.stacked_people(&run)
                        && self.header_grid(&grid) > 0
                    {
                        continue;
                    }
                    let mut k = 0;
                    while k < run.len() {
                        if let Some(next) = run.get(k + 1)
                            && self.label_row(run[k], *next)
                        {
                            k += 2;
                            continue;
                        }
                        if let Some(taken) = self.name_over_phone(&run[k..]) {
                            k += taken;
                            continue;
                        }
                        // Each line is a person or a pair: lines are joined only where one breaks between a role and its name.
                        let mut passage = Passage::of(text, self.line(run[k]).body);
                        let mut taken = 1;
                        while let Some(&next) = run.get(k + taken)
                            && self.line(next).marker.is_none()
                            && breaks_after_role(&passage.text)
                        {
                            passage.push(text, self.line(next).body, true);
                            self.claim_line(next);
                            taken += 1;
                        }
                        if taken > 1 {
                            self.claim_mark(run[k]);
                            self.person_or_caption(&passage);
                        } else {
                            for point in self.nest(&run[k..=k]) {
                                self.header_point(&point);
                            }
                        }
                        k += taken;
                    }
                }
            }
        }
        self.department_of_head();
    }

    /// A head of a table of people: a name for people, phones or units.
    pub(super) fn is_head_of_people(&self, words: &str) -> bool {
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

    /// A line of labels and the line of their values: `사업구분 예산구분 완료시기` over `계속 예산 임기 내`. Where the values end
    /// is decided by what each label may hold.
    fn label_row(&mut self, labels: usize, values: usize) -> bool {
        let text = self.text;
        let (label_line, value_line) = (self.line(labels), self.line(values));
        if label_line.marker.is_some() || value_line.marker.is_some() || value_line.shape == Shape::Rule {
            return false;
        }
        // Where both lines keep their tabs, these say where a value ends.
        let tabbed = label_line.shape == Shape::Tabs && value_line.shape == Shape::Tabs;
        let tokens = if tabbed { cells } else { tokens };
        let label_tokens = tokens(text, label_line.range);
        if label_tokens.len() < 2 || label_tokens.len() > 12 {
            return false;
        }
        // Labels of two words (`중앙정부 도움 필요성`) are joined where the vocabulary knows them joined.
        let mut heads: Vec<(Range, Option<LabelKey>)> = Vec::new();
        let mut k = 0;
        while k < label_tokens.len() {
            let mut taken = 1;
            let mut key = self.names.label(&text[label_tokens[k].to_usize()]).first().copied();
            for n in [3, 2] {
                if k + n <= label_tokens.len() {
                    let joined = label_tokens[k].cover(label_tokens[k + n - 1]);
                    if let Some(&found) = self.names.label(&text[joined.to_usize()]).first() {
                        (taken, key) = (n, Some(found));
                        break;
                    }
                }
            }
            heads.push((label_tokens[k].cover(label_tokens[k + taken - 1]), key));
            k += taken;
        }
        let known = heads.iter().filter(|(_, k)| k.is_some()).count();
        if known < 2 || known * 3 < heads.len() * 2 {
            return false;
        }
        let value_tokens = tokens(text, value_line.range);
        if value_tokens.len() < heads.len() || value_tokens.len() > 40 {
            return false;
        }
        let Some(groups) = partition(text, &heads, &value_tokens) else { return false };
        for (&(head, _), group) in heads.iter().zip(groups) {
            let label = squash(&text[head.to_usize()]);
            self.out.ledger.claim(head);
            let passage = Passage::of(text, group);
            self.pair(&label, &passage, Method::Labelled);
        }
        true
    }

    /// Reads a table of the header. Returns how many pairs and people it gave.
    pub(super) fn header_grid(&mut self, grid: &Grid) -> usize {
        let text = self.text;
        let rows = grid.rows.len();
        let mut found = 0;
        let mut used = Used::default();
        let matrix =
            (0..rows).any(|r| (0..grid.rows[r].len()).any(|c| self.names.label(grid.text(text, r, c)).contains(&LabelKey::StatusMatrix)));
        let filled = Filled::of(grid);
        let above = |row: usize, col: usize| filled.above(row, col);
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
                        used.insert((above, c));
                    }
                    people
                } else {
                    0
                };
                let taken = if people > 0 {
                    found += people;
                    used.insert((r, c));
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
                    used.insert((row, col));
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
                    None => filled
                        .below(r, c)
                        .map(|k| (k, c))
                        .filter(|&(k, c)| !is_label(k, c) && !used.contains(&(k, c)) && !is_mark(grid.text(text, k, c))),
                };
                if let Some((tr, tc)) = target {
                    pairs.push((r, c, tr, tc));
                }
            }
        }
        let paired: Used = pairs.iter().map(|&(r, c, ..)| (r, c)).collect();
        for (r, c, tr, tc) in pairs {
            let label = grid.key(text, r, c);
            let value = grid.passage(text, tr, tc);
            used.insert((tr, tc));
            self.pair(&label, &value, Method::Cell);
            found += 1;
        }
        if let Some((r, c)) = rated.filter(|at| !used.contains(at)) {
            found += self.rated_state(grid, r, c);
            used.insert((r, c));
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
                    let above = filled.above(r, c).map(|k| grid.text(text, k, c));
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

    /// Whether a table lists people (`담당자 | 성명 | 전화`): a phone alone in a cell of each row but the head, and no amounts.
    /// `사업성격 |  | 완료시기 | ` over `신규 | 계속 | 임기내 | 임기후` over marks: what is marked is the class. Where none or several are, no class
    /// is read.
    fn marked_classes(&mut self, grid: &Grid, used: &mut Used) -> usize {
        let text = self.text;
        let rows = grid.rows.len();
        let mut found = 0;
        for r in 0..rows.saturating_sub(2) {
            for c in 0..grid.rows[r].len() {
                let label = grid.key(text, r, c);
                if label.is_empty() || used.contains(&(r, c)) || !self.names.label(&label).iter().any(is_classed) {
                    continue;
                }
                let end = (c + 1..grid.rows[r].len()).find(|&k| !grid.text(text, r, k).is_empty()).unwrap_or(grid.rows[r].len());
                let filled = |row: usize| -> SmallVec<[usize; 4]> {
                    (c..end.min(grid.rows[row].len())).filter(|&k| !grid.text(text, row, k).is_empty()).collect()
                };
                let (words, marks) = (filled(r + 1), filled(r + 2));
                let all = |row: usize, cells: &[usize], test: fn(&str) -> bool| cells.iter().all(|&k| test(grid.text(text, row, k)));
                if words.len() < 2 || !all(r + 1, &words, is_class) || !all(r + 2, &marks, is_mark) {
                    continue;
                }
                used.insert((r, c));
                used.extend(words.iter().map(|&k| (r + 1, k)));
                used.extend(marks.iter().map(|&k| (r + 2, k)));
                if let &[mark] = marks.as_slice()
                    && words.contains(&mark)
                {
                    self.pair(&label, &grid.passage(text, r + 1, mark), Method::Cell);
                    found += 1;
                }
            }
        }
        found
    }

    /// `5-5 | 가온 지방정원 조성` over all columns of the first row: the number and the title of the pledge.
    fn title_row(&mut self, grid: &Grid, used: &mut Used) -> usize {
        let text = self.text;
        let Some(row) = grid.rows.first().filter(|_| grid.rows.len() > 1 && self.out.body.pledge.title.is_none()) else { return 0 };
        let filled: SmallVec<[usize; 4]> = (0..row.len()).filter(|&c| !grid.text(text, 0, c).is_empty()).collect();
        let &[number, title] = filled.as_slice() else { return 0 };
        let (of_number, of_title) = (grid.passage(text, 0, number), grid.passage(text, 0, title));
        let is_number = of_number.text.contains('-') && pledge_number(&of_number.text).is_some_and(|n| n.rest >= of_number.text.len());
        if !is_number || !self.names.label_like(&of_title.text).0.is_empty() || pledge_number(&of_title.text).is_some() {
            return 0;
        }
        let leaf = self.leaf(&of_number, "header.number", Method::Cell);
        self.out.body.pledge.number.get_or_insert(leaf);
        self.out.body.pledge.title = Some(self.leaf(&of_title, "header.title", Method::Cell));
        used.extend([(0, number), (0, title)]);
        1
    }

    /// `직위 | 성명 | 내선번호` over rows of people: a number of a few digits is a phone below such a head alone.
    fn extensions(&mut self, grid: &Grid, used: &mut Used) -> usize {
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

    pub(super) fn is_people_grid(&self, grid: &Grid) -> bool {
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

    /// Whether each row of a table is a label that the vocabulary knows and its value, and nothing else.
    pub(super) fn is_pairs_grid(&self, grid: &Grid) -> bool {
        let text = self.text;
        grid.columns == 2
            && (0..grid.rows.len()).all(|r| {
                let (label, value) = (grid.text(text, r, 0), grid.text(text, r, 1));
                !value.is_empty() && !self.names.label(label).is_empty() && self.names.label(value).is_empty()
            })
    }

    /// A state that stands under a heading of its own.
    pub(super) fn state_under(&mut self, heading: &str, value: &Passage) {
        let leaf = self.leaf(value, "header.pair", Method::Heading);
        self.out.body.pledge.header.push(HeaderPair { label: squash(heading), value: leaf.clone() });
        self.state_pair(value, &leaf, Method::Heading);
    }

    /// Whether a table of a section is the status matrix of the header: two states side by side at its top, and a mark below or
    /// a rate beside.
    pub(super) fn is_status_grid(&self, grid: &Grid) -> bool {
        let text = self.text;
        let cells = |r: usize| (0..grid.rows[r].len()).map(move |c| grid.text(text, r, c)).filter(|c| !c.is_empty());
        let states = (0..grid.rows.len().min(2)).map(|r| cells(r).filter(|c| self.names.is_state(c)).count()).max().unwrap_or(0);
        states >= 2 && (1..grid.rows.len()).flat_map(cells).any(is_mark)
    }

    /// `사업주체 | 국가 | 도 | 자체` over marks: those whose column is marked.
    fn authority_marks(&mut self, grid: &Grid) -> usize {
        let text = self.text;
        let is_head = |r: usize, c: usize| is_authority(grid.text(text, r, c));
        let mut found = 0;
        for r in 1..grid.rows.len() {
            let row = grid.rows[r - 1].len();
            if (0..row).filter(|&c| is_head(r - 1, c)).count() < AUTHORITY_HEADS {
                continue;
            }
            for c in (0..grid.rows[r].len()).filter(|&c| is_mark(grid.text(text, r, c)) && is_head(r - 1, c)) {
                let Some(authority) = status::authorities(grid.text(text, r - 1, c)).into_iter().next() else { continue };
                let mut prov = grid.passage(text, r, c).prov(text, "header.authority-matrix", Method::Cell);
                prov.ranges.extend(grid.passage(text, r - 1, c).all(text));
                self.out.ledger.claim_all(&prov.ranges);
                self.out.body.pledge.authorities.push(Sourced::new(authority.value, prov));
                found += 1;
            }
        }
        found
    }

    /// The one rate that stands under a row of states: it stands under the state that holds.
    fn rate_below_state(&self, grid: &Grid) -> Option<(usize, usize)> {
        let text = self.text;
        let states = |r: usize| (0..grid.rows[r].len()).filter(|&c| self.names.is_state(grid.text(text, r, c))).count();
        let head = (0..grid.rows.len().saturating_sub(1)).find(|&r| states(r) >= STATES_OF_A_HEAD)?;
        let row = head + 1;
        let rated = |c: &usize| {
            let cell = grid.text(text, row, *c);
            cell.ends_with('%') && percent::percent(cell).is_some() && self.names.is_state(grid.text(text, head, *c))
        };
        let mut rates = (0..grid.rows[row].len()).filter(rated);
        let only = rates.next().filter(|_| rates.next().is_none())?;
        let marked = (0..grid.rows[row].len()).any(|c| is_mark(grid.text(text, row, c)) && self.names.is_state(grid.text(text, head, c)));
        (!marked).then_some((row, only))
    }

    /// A rate under the state that it stands for.
    fn rated_state(&mut self, grid: &Grid, r: usize, c: usize) -> usize {
        let text = self.text;
        let Some((row, col)) = self.state_of(grid, r, c) else { return 0 };
        // `이행상황별 이행률` over the states says what the rate is.
        let title = (0..row).rev().find_map(|k| {
            let at = (0..=col).rev().find(|&at| !grid.text(text, k, at).is_empty())?;
            Some(grid.text(text, k, at)).filter(|words| self.names.label_like(words).0.contains(&LabelKey::Progress))
        });
        let title = title.map_or_else(|| grid.passage(text, row, col).text, str::to_owned);
        self.progress(&title, &grid.passage(text, r, c), Method::Cell);
        1
    }

    /// Takes the state above a cell, for which the cell speaks. Where the state stands.
    fn state_of(&mut self, grid: &Grid, r: usize, c: usize) -> Option<(usize, usize)> {
        let text = self.text;
        let (row, col, state) = state_above(self.names, text, grid, r, c)?;
        let label = grid.passage(text, row, col);
        let mut prov = grid.passage(text, r, c).prov(text, "header.status-matrix", Method::Cell);
        prov.ranges.extend(label.all(text));
        self.out.ledger.claim_all(&prov.ranges);
        self.set_state(state, Sourced::new(label.text.clone(), label.prov(text, "header.status-matrix", Method::Cell)), prov);
        Some((row, col))
    }

    /// ○ under a state.
    fn status_matrix(&mut self, grid: &Grid) -> usize {
        let text = self.text;
        for r in 1..grid.rows.len() {
            for c in 0..grid.rows[r].len() {
                if is_mark(grid.text(text, r, c)) && self.state_of(grid, r, c).is_some() {
                    return 1;
                }
            }
        }
        0
    }

    fn set_state(&mut self, state: State, label: Text, prov: Prov) {
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

    /// People of a text. Returns how many.
    fn contacts_of(&mut self, passage: &Passage, method: Method) -> usize {
        let found = people::contacts(&passage.text);
        let mut n = 0;
        for contact in found {
            if contact.value.name.is_none() && contact.value.phone.is_none() {
                continue;
            }
            self.claim_between(passage, contact.outer.clone());
            let role = contact.value.role.map(|r| {
                let mut role = self.leaf_of(passage, r, "header.contact-role", method);
                role.value = squash(&role.value);
                role
            });
            let name = contact.value.name.map(|r| self.leaf_of(passage, r, "header.contact-name", method));
            let phone = contact.value.phone.map(|r| self.leaf_of(passage, r, "header.contact-phone", method));
            self.out.body.pledge.contacts.push(Contact { role, name, phone });
            n += 1;
        }
        n
    }

    /// One label and its value.
    pub(super) fn pair(&mut self, label: &str, value: &Passage, method: Method) {
        if value.is_empty() {
            return;
        }
        let label = without_number(label);
        let text = value.text.clone();
        self.out.labels.push(squash(label));
        let leaf = self.leaf(value, "header.pair", method);
        self.out.body.pledge.header.push(HeaderPair { label: squash(label), value: leaf.clone() });
        if matches!(text.as_str(), "-" | "–" | "―") {
            return;
        }
        let (keys, likeness) = self.names.label_like(label);
        if likeness != Likeness::Exact {
            self.out.likened.extend(leaf.prov.ranges.iter().map(|&range| (range, likeness)));
        }
        for &key in keys {
            self.read_pair(key, label, value, &leaf, method);
        }
        // `구분 : 신규`, `구분 : 신규 / 임기 내 / 예산`: nothing but words of the classes says itself what it is.
        let chosen = ticked_word(&text).unwrap_or(&text);
        if keys.is_empty() && is_table_head(label) && is_classes(chosen) {
            let key = if status::budget(chosen).is_some() { LabelKey::Budget } else { LabelKey::Continuity };
            self.classify(key, label, value, method);
            self.out.likened.extend(leaf.prov.ranges.iter().map(|&range| (range, Likeness::Wording)));
        }
        // `이행상태(이행률) : 추진 중(71%)` names its rate in the label.
        let pledge = &mut self.out.body.pledge;
        if keys.contains(&LabelKey::State)
            && pledge.progress_label.is_none()
            && let Some(percent) = &pledge.progress_percent
            && let Some((_, named)) = label.trim_end_matches([')', '）']).split_once(['(', '（'])
            && self.names.label(named).contains(&LabelKey::Progress)
        {
            pledge.progress_label = Some(Sourced::new(squash(named), percent.prov.clone()));
        }
    }

    fn read_pair(&mut self, key: LabelKey, label: &str, value: &Passage, leaf: &Text, method: Method) {
        let text = self.text;
        let whole = value.text.as_str();
        let prov = |rule: &'static str| value.prov(text, rule, method);
        match key {
            LabelKey::Number => {
                // A count of rows or a sentence is no number.
                let number = pledge_number(whole).map_or(0..whole.len(), |n| n.number);
                if number.len() <= 16 {
                    let leaf = self.leaf_of(value, number, "header.number", method);
                    self.out.body.pledge.number.get_or_insert(leaf);
                }
            }
            LabelKey::Title => {
                if let Some(n) = pledge_number(whole).filter(|n| n.rest < whole.len()) {
                    let number = self.leaf_of(value, n.number, "header.number", method);
                    self.out.body.pledge.number.get_or_insert(number);
                    let title = self.leaf_of(value, n.rest..whole.len(), "header.title", method);
                    self.out.body.pledge.title.get_or_insert(title);
                } else {
                    self.out.body.pledge.title.get_or_insert(with_rule(leaf, "header.title"));
                }
            }
            LabelKey::Category => self.category(value, method),
            LabelKey::Department => {
                // `담당부서 : 하천과 과장 홍나래(☎00-000-0000)`: the people behind the department are no part of its name.
                let person = people::contacts(whole).into_iter().find(|p| p.value.name.is_some() && p.value.phone.is_some());
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
            LabelKey::Contacts => {
                let before = self.out.body.pledge.contacts.len();
                if self.contacts_of(value, method) == 0 {
                    if is_name(whole) {
                        let name = Some(with_rule(leaf, "header.contact-name"));
                        self.out.body.pledge.contacts.push(Contact { role: None, name, phone: None });
                    } else if is_unit_name(whole) {
                        // `담당 : 가온과 나래팀`
                        self.out.body.pledge.department.get_or_insert(with_rule(leaf, "header.department"));
                    } else if is_phone(whole) && before > 0 {
                        // `담당자 : 홍나래⏎연락처 : 00-000-0000`
                        let last = &mut self.out.body.pledge.contacts[before - 1];
                        last.phone.get_or_insert(with_rule(leaf, "header.contact-phone"));
                    }
                }
                // `팀장(연락처) : …`
                let role = label.split(['(', '（']).next().unwrap_or(label).trim();
                if people::is_role(role) && (role == label.trim() || squash(role) != "담당자") {
                    // `담당자 : …` above several people labels them all, and says what one does.
                    let one = self.out.body.pledge.contacts.len() == before + 1;
                    for contact in &mut self.out.body.pledge.contacts[before..] {
                        if contact.role.is_none() && (one || squash(role) != "담당자") {
                            contact.role = Some(Sourced::new(squash(role), prov("header.contact-role")));
                        }
                    }
                }
            }
            LabelKey::State => self.state_pair(value, leaf, method),
            LabelKey::Progress => self.progress(label, value, method),
            LabelKey::Rate => {
                if let Some(found) = percent::first_percent(whole).map(|f| f.value).or_else(|| percent::percent(whole)) {
                    self.out.body.pledge.rates.push(Sourced::new(Rate { name: squash(label), percent: found }, prov("header.rate")));
                }
            }
            LabelKey::Continuity | LabelKey::Term | LabelKey::Horizon | LabelKey::Budget | LabelKey::Completion => {
                self.classify(key, label, value, method)
            }
            LabelKey::Authorities => {
                for found in status::authorities(whole) {
                    let authority = self.value(found.value, value, found.range, "header.authority", method);
                    if !self.out.body.pledge.authorities.iter().any(|a| a.value == authority.value) {
                        self.out.body.pledge.authorities.push(authority);
                    }
                }
            }
            LabelKey::Support => {
                if let Some(support) = status::support(whole) {
                    self.out.body.pledge.central_support.get_or_insert(Sourced::new(support, prov("header.support")));
                }
            }
            LabelKey::Purpose => {
                self.out.body.purpose.get_or_insert_default().push(with_rule(leaf, "header.purpose"));
            }
            LabelKey::Goal => {
                self.out.body.goal.get_or_insert_default().push(with_rule(leaf, "header.goal"));
            }
            LabelKey::Indicators => {
                self.out.body.indicators.get_or_insert_default().push(with_rule(leaf, "header.indicators"));
            }
            // `이행구분 : 정상추진`: no matrix, the state itself.
            LabelKey::StatusMatrix if self.names.is_state(whole) => self.state_pair(value, leaf, method),
            // `추진주체 : 국가·자체` says whose business it is.
            LabelKey::Agencies if !status::authorities(whole).is_empty() => {
                self.read_pair(LabelKey::Authorities, label, value, leaf, method)
            }
            LabelKey::StatusMatrix
            | LabelKey::Cooperating
            | LabelKey::Jurisdiction
            | LabelKey::Period
            | LabelKey::Location
            | LabelKey::TotalCost
            | LabelKey::Agencies
            | LabelKey::Remark => {}
        }
    }

    /// `Ⅰ. 경제`: the numeral apart.
    pub(super) fn category(&mut self, value: &Passage, method: Method) {
        let text = &value.text;
        let cut = text
            .find(|c: char| !(c.is_ascii_digit() || ('Ⅰ'..='Ⅻ').contains(&c) || matches!(c, 'I' | 'V' | 'X' | '-')))
            .filter(|&i| i > 0 && text[i..].starts_with(['.', ' ', ')']))
            .unwrap_or(0);
        // `가. 품격 있는 문화`
        let counted = parse_marker(text, 0).filter(|(mark, _)| matches!(mark.kind, MarkerKind::Ganada | MarkerKind::GanadaParen));
        let cut = counted.map_or(cut, |(mark, _)| mark.range.to_usize().end - 1);
        if cut > 0 {
            let number = self.leaf_of(value, 0..cut, "header.category-number", method);
            self.out.body.pledge.category_number.get_or_insert(number);
        }
        let rest = text[cut..].trim_start_matches(['.', ' ', ')']);
        if rest.is_empty() {
            return;
        }
        let leaf = self.leaf_of(value, text.len() - rest.len()..text.len(), "header.category", method);
        self.out.body.pledge.category.get_or_insert(leaf);
    }

    /// `이행후계속추진(이행률 100%)`: state, and the rate in brackets.
    fn state_pair(&mut self, value: &Passage, leaf: &Text, method: Method) {
        let whole = value.text.as_str();
        if let Some(state) = self.names.state(whole) {
            let prov = value.prov(self.text, "header.state", method);
            self.set_state(state, with_rule(leaf, "header.state"), prov);
            return;
        }
        if self.ticked_state(value, method) || self.box_ticked(value, leaf, method) {
            return;
        }
        // `( ) 완료 (○) 지연`: the bracket before the word.
        if whole.starts_with('(')
            && let Some(word) = ticked_word(whole)
            && let Some(state) = self.names.state(word)
        {
            let at = word.as_ptr() as usize - whole.as_ptr() as usize;
            let part = value.slice(at..at + word.len());
            let label = self.leaf(&part, "header.state-ticked", method);
            let prov = part.prov(self.text, "header.state-ticked", method);
            self.set_state(state, label, prov);
            return;
        }
        // The state before a bracket, a comma or a slash; a rate after it.
        // The longest head that is a state: `완료(지속추진)(이행률 100%)`.
        let mut cuts = whole.char_indices().filter(|(_, c)| matches!(c, '(' | '[' | ',' | '/' | ':')).map(|(i, _)| i);
        let longest = cuts.rfind(|&i| self.names.state(whole[..i].trim_end()).is_some());
        let cut = longest.or_else(|| whole.find(['(', '[', ',', '/', ':'])).unwrap_or(whole.len());
        // `순항 중(정상추진)`: the state in brackets behind words of the report's own.
        let inside = whole[cut..].strip_prefix('(').and_then(|s| s.split(')').next()).filter(|s| self.names.is_state(s));
        if let Some(word) = inside.filter(|_| self.names.state(whole[..cut].trim_end()).is_none())
            && let Some(state) = self.names.state(word)
        {
            let part = value.slice(cut + 1..cut + 1 + word.len());
            let prov = part.prov(self.text, "header.state", method);
            self.set_state(state, with_rule(leaf, "header.state"), prov);
            return;
        }
        let head = whole[..cut].trim_end();
        let mut rest = cut;
        if let Some(state) = self.names.state(head) {
            let part = value.slice(0..head.len());
            let label = self.leaf(&part, "header.state", method);
            let prov = part.prov(self.text, "header.state", method);
            self.set_state(state, label, prov);
        } else {
            rest = 0;
            self.out.body.pledge.state_label.get_or_insert(with_rule(leaf, "header.state-text"));
        }
        if let Some(found) = percent::first_percent(&whole[rest..]) {
            let before = whole[rest..rest + found.range.start].trim_end_matches([' ', ':']);
            let from = before.rfind(['(', '[', ',', '/', ' ']).map_or(0, |i| i + 1);
            let word = &before[from..];
            let word_range = rest + from..rest + before.len();
            let keys = self.names.label(word);
            if word.is_empty() || keys.contains(&LabelKey::Progress) {
                let percent = self.value(found.value, value, rest + found.range.start..rest + found.range.end, "header.progress", method);
                self.out.body.pledge.progress_percent.get_or_insert(percent);
                if !word.is_empty() {
                    let label = self.leaf_of(value, word_range, "header.progress", method);
                    self.out.body.pledge.progress_label.get_or_insert(label);
                }
            } else if keys.contains(&LabelKey::Rate) {
                let rate = Rate { name: squash(word), percent: found.value };
                let rate = self.value(rate, value, word_range.start..rest + found.range.end, "header.rate", method);
                self.out.body.pledge.rates.push(rate);
            }
        }
    }

    /// `미착수( ) 추진중(○) 완료( )`: the state whose bracket is ticked. Two or none ticked give no state.
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
            let part = value.slice(words.clone());
            let label = self.leaf(&part, "header.state-ticked", method);
            let prov = part.prov(self.text, "header.state-ticked", method);
            self.set_state(state, label, prov);
        } else {
            let ranges = value.all(self.text);
            self.say(
                Diagnostic::new(
                    &codes::VALUE_UNREADABLE,
                    format!("\"{whole}\" ticks {} states; one was expected", ticked.len()),
                    format!("'{whole}'에서 표시된 상태가 {}개라 이행상태를 정할 수 없습니다", ticked.len()),
                )
                .field("/pledge/state")
                .at_all(ranges),
            );
        }
        true
    }

    /// `■완료 □정상추진 □보류`, `○완료 ◉정상추진`: the state behind the one mark that is filled.
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

    fn progress(&mut self, label: &str, value: &Passage, method: Method) {
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
                let ranges = value.all(self.text);
                self.say(
                    Diagnostic::new(
                        &codes::VALUE_UNREADABLE,
                        format!("\"{whole}\" under \"{label}\" is no rate"),
                        format!("'{label}'의 '{whole}'을(를) 비율로 읽을 수 없습니다"),
                    )
                    .field("/pledge/progress_percent")
                    .at_all(ranges),
                );
            }
            // `추진정도 : 시기 미도래`
            None if self.names.is_state(whole) => {
                let leaf = self.leaf(value, "header.state", method);
                self.state_pair(value, &leaf, method);
            }
            None => {}
        }
    }

    /// Labels that reports use for one another: the value's words decide.
    fn classify(&mut self, key: LabelKey, label: &str, value: &Passage, method: Method) {
        let ticked = ticked_word(&value.text).or_else(|| word_before_tick(&value.text));
        let whole = ticked.unwrap_or(value.text.as_str());
        let prov = |rule: &'static str| value.prov(self.text, rule, method);
        let pledge = &mut self.out.body.pledge;
        let classes = |pledge: &mut Pledge, words: &str| {
            let (continuity, term, horizon) = (status::continuity(words), status::term(words), status::horizon(words));
            if let Some(v) = continuity {
                pledge.continuity.get_or_insert(Sourced::new(v, prov("header.continuity")));
            }
            if let Some(v) = term {
                pledge.term.get_or_insert(Sourced::new(v, prov("header.term")));
            }
            if let Some(v) = horizon {
                pledge.horizon.get_or_insert(Sourced::new(v, prov("header.horizon")));
            }
            continuity.is_some() || term.is_some() || horizon.is_some()
        };
        let mut read = classes(pledge, whole);
        if key == LabelKey::Budget
            && let Some(v) = status::budget(whole)
        {
            pledge.budget.get_or_insert(Sourced::new(v, prov("header.budget")));
            read = true;
        }
        // Several words in one cell: `신규 · 임기내 · 예산`.
        if !read && whole.chars().count() <= 24 && whole.contains([',', '·', '/', ' ']) {
            // `임기 내` is one word of two.
            let parts = if whole.contains(['/', ',', '·']) { &[',', '·', '/'][..] } else { &[' '][..] };
            for part in whole.split(parts).map(str::trim).filter(|p| !p.is_empty()) {
                let of_class = classes(pledge, part);
                if !of_class && let Some(v) = status::budget(part) {
                    pledge.budget.get_or_insert(Sourced::new(v, prov("header.budget")));
                    read = true;
                }
                read |= of_class;
            }
        }
        // `공약구분 : 문화·체육`: neither new nor continued, but a field of work.
        if key == LabelKey::Continuity && !read && squash(label) == "공약구분" && is_field_of_work(whole) {
            self.category(value, method);
            return;
        }
        if key == LabelKey::Completion {
            let date = dates::whole(whole).or_else(|| dates::first(whole).map(|f| f.value));
            match date {
                Some(found) => {
                    let leaf = Sourced::new(found.span, prov("header.completion"));
                    self.date_fault(found.fault, &leaf, "/pledge/completion".to_owned());
                    self.out.body.pledge.completion.get_or_insert(leaf);
                }
                None if !read && whole.contains(|c: char| c.is_ascii_digit()) => {
                    let ranges = value.all(self.text);
                    self.say(
                        Diagnostic::new(
                            &codes::VALUE_UNREADABLE,
                            format!("\"{whole}\" is no date that could be read"),
                            format!("'{whole}'을(를) 날짜로 읽을 수 없습니다"),
                        )
                        .field("/pledge/completion")
                        .at_all(ranges),
                    );
                }
                None => {}
            }
        }
    }

    /// 기업경제과장 heads 기업경제과.
    fn department_of_head(&mut self) {
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

    /// 사업기간, 총사업비 and 위치 of the header fill the project where the overview has none.
    pub(super) fn header_into_overview(&mut self) {
        let mut period = None;
        let mut location = None;
        let mut cost = None;
        let mut funding = Vec::new();
        let pairs: Vec<(String, Text)> = self.out.body.pledge.header.iter().map(|p| (p.label.clone(), p.value.clone())).collect();
        for (label, value) in pairs {
            let keys = self.names.label(&label);
            // `기간` is of the term or of the project: what it holds says which.
            let spans = keys.contains(&LabelKey::Term) && label == "기간" && dates::first(&value.value).is_some();
            if (keys.contains(&LabelKey::Period) || spans) && period.is_none() {
                period = self.period(&value, "/overview/projects/0/period".to_owned());
            } else if keys.contains(&LabelKey::Location) && location.is_none() {
                location = Some(value);
            } else if keys.contains(&LabelKey::TotalCost) && cost.is_none() {
                (cost, funding) = self.amount(&value);
                cost = cost.or_else(|| in_unit_of_label(&label, &value));
            }
        }
        if period.is_none() && location.is_none() && cost.is_none() {
            return;
        }
        let overview = self.out.body.overview.get_or_insert_default();
        if overview.projects.is_empty() {
            overview.projects.push(Project::default());
        }
        if let [project] = overview.projects.as_mut_slice() {
            project.period = project.period.take().or(period);
            project.location = project.location.take().or(location);
            if project.total_cost.is_none() {
                project.total_cost = cost;
                if project.funding.is_empty() {
                    project.funding = funding;
                }
            }
        }
    }
}

/// `총사업비(백만원)` over `970`: the amount, whose unit its label prints.
fn in_unit_of_label(label: &str, value: &Text) -> Option<Sourced<Money>> {
    let unit = label.split_once('(')?.1.trim_end_matches(')');
    money::Unit::parse(unit)?;
    let money::NumberCell::Number { .. } = money::number_cell(&value.value) else { return None };
    let read = money::first(&format!("{}{unit}", value.value))?.value;
    let mut prov = value.prov.clone();
    prov.rule = "money.unit-of-label";
    Some(Sourced::new(Money { raw: value.value.clone(), ..read }, prov))
}

fn with_rule(leaf: &Text, rule: &'static str) -> Text {
    let mut leaf = leaf.clone();
    leaf.prov.rule = rule;
    leaf
}

/// Whether a text ends as sentences do: `… 추진하고 있습니다.`
fn is_sentence(text: &str) -> bool {
    ["니다.", "니다", "어요.", "해요.", "예요.", "나요", "까요", "나요?", "까요?"].iter().any(|end| text.trim_end().ends_with(end))
}

pub(super) fn is_form(content: &str) -> bool {
    // `… 점검표(2025년 4분기)`
    let key = squash(content.split(['(', '（']).next().unwrap_or(content));
    // `민선8기 가온시 공약사항`: what the page is of.
    if key.chars().count() <= 24 && key.contains("민선") && key.contains("공약") {
        return true;
    }
    if sections::is_form_name(content) || sections::is_place_alone(content) {
        return true;
    }
    // `가온군 군수와의 약속, 이렇게 하고 있습니다`
    if is_sentence(content) && super::speaks_of_pledges(content) {
        return true;
    }
    key.chars().count() <= 24
        && [
            "카드",
            "조서",
            "관리대장",
            "관리표",
            "이행계획서",
            "실천계획서",
            "현황표",
            "추진계획서",
            "현황",
            "보고서",
            "이행상황",
            "추진상황",
            "점검",
            "점검표",
            "점검결과",
            "총괄표",
            "추진실적",
            "이행실적",
            "자료",
            "상황표",
        ]
        .iter()
        .any(|end| key.ends_with(end))
}

/// ○ and what else marks a cell of a matrix.
pub(super) fn is_mark(cell: &str) -> bool {
    matches!(
        cell,
        "○" | "●"
            | "◎"
            | "◯"
            | "O"
            | "o"
            | "V"
            | "v"
            | "√"
            | "✓"
            | "✔"
            | "☑"
            | "■"
            | "ㅇ"
            | "〇"
            | "해당됨"
            | "해당"
            | "★"
            | "▶"
            | "◆"
            | "◉"
            | "⊙"
            | "⬤"
            | "◌"
            | "Ｏ"
    )
}

/// What a cell of a matrix holds where its column does not apply.
pub(super) fn is_no_mark(cell: &str) -> bool {
    matches!(cell, "-" | "–" | "해당안됨" | "해당없음" | "해당 없음" | "해당 안됨" | "×" | "X" | "x" | "✕")
}

/// States side by side that head columns.
const STATES_OF_A_HEAD: usize = 2;

/// The state that heads the column of a mark: the nearest state above it in its own column, else above the merged cell
/// that covers it.
pub(super) fn state_above(names: &Vocabulary, text: &str, grid: &Grid, row: usize, col: usize) -> Option<(usize, usize, State)> {
    for r in (0..row).rev() {
        let cell = grid.text(text, r, col);
        if let Some(state) = names.state(cell) {
            return Some((r, col, state));
        }
        let count = cell.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'.') || is_no_mark(cell);
        if !cell.is_empty() && !count && !is_mark(cell) && names.label(cell).is_empty() {
            // Words that are no state head a column that means none.
            let inner = cell.find('(').and_then(|open| names.state(cell[open + 1..].trim_end_matches(')')));
            return inner.map(|s| (r, col, s));
        }
    }
    for r in (0..row).rev() {
        if let Some(c) = grid.anchor(text, r, col)
            && let Some(state) = names.state(grid.text(text, r, c))
        {
            return Some((r, c, state));
        }
    }
    None
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

/// Words that are values of the header, though labels of the same spelling exist.
fn is_value_word(cell: &str) -> bool {
    thread_local! {
        static WORDS: RefCell<Memo<bool>> = const { RefCell::new(Memo::new()) };
    }
    let is_value = |cell: &str| {
        status::continuity(cell).is_some()
            || status::term(cell).is_some()
            || status::horizon(cell).is_some()
            || matches!(cell, "예산" | "비예산")
    };
    WORDS.with_borrow_mut(|words| words.get(cell, is_value))
}

/// Cells of a table that were read: row and column.
type Used = FxHashSet<(usize, usize)>;

/// Cells side by side that each name one authority, over marks.
const AUTHORITY_HEADS: usize = 2;

/// The cells of a header are asked for many times each.
fn is_authority(cell: &str) -> bool {
    thread_local! {
        static CELLS: RefCell<Memo<bool>> = const { RefCell::new(Memo::new()) };
    }
    CELLS.with_borrow_mut(|cells| cells.get(cell, |cell| status::authorities(cell).len() == 1))
}

/// A field of work is no longer than this, in characters.
const CATEGORY_CHARS: usize = 16;

/// Words that may name a field of work: `자치·소통`, `교육 및 복지`.
fn is_field_of_work(words: &str) -> bool {
    let could = |c: char| crate::text::is_hangul(c) || crate::text::is_middle_dot(c) || matches!(c, ' ' | ',' | '/' | '&');
    (2..=CATEGORY_CHARS).contains(&words.chars().count()) && words.chars().all(could) && words.contains(crate::text::is_hangul)
}

/// `…, 담당자` at the end of a line: the name stands on the next.
fn breaks_after_role(words: &str) -> bool {
    let Some((before, last)) = words.rsplit_once([',', '/']) else { return false };
    !people::phones(before).is_empty() && people::phones(last).is_empty() && people::is_role(last.trim())
}

/// A word that says of what class a pledge is.
pub(super) fn is_class(word: &str) -> bool {
    status::continuity(word).is_some() || status::term(word).is_some() || status::horizon(word).is_some() || status::budget(word).is_some()
}

/// Labels whose values are classes.
pub(super) fn is_classed(key: &LabelKey) -> bool {
    matches!(key, LabelKey::Continuity | LabelKey::Term | LabelKey::Horizon | LabelKey::Budget | LabelKey::Completion)
}

/// Whether a text is nothing but words of the classes of a pledge: `신규`, `계속 / 임기 내 / 예산`.
fn is_classes(text: &str) -> bool {
    text.split([',', '·', '/']).map(str::trim).all(is_class)
}

/// `□신규 ■계속`, `[ ]예산 [√]비예산`: the words behind the one box that is filled.
fn ticked_word(text: &str) -> Option<&str> {
    const EMPTY: [&str; 8] = ["□", "☐", "○", "◯", "[ ]", "[]", "( )", "()"];
    const FILLED: [&str; 20] =
        ["■", "☑", "☒", "▣", "●", "◉", "◎", "✔", "✓", "√", "[√]", "[✓]", "[V]", "[v]", "(○)", "(●)", "(√)", "(V)", "(v)", "(O)"];
    let opens = |rest: &str| {
        let of = |boxes: &[&'static str]| boxes.iter().find(|b| rest.starts_with(**b)).map(|b| b.len());
        of(&FILLED).map(|n| (n, true)).or_else(|| of(&EMPTY).map(|n| (n, false)))
    };
    opens(text)?;
    let mut starts: SmallVec<[(usize, usize, bool); 4]> = SmallVec::new();
    for (i, _) in text.char_indices() {
        // A mark inside a bracket is no box of its own.
        let inside = starts.last().is_some_and(|&(_, end, _)| i < end);
        if !inside && let Some((n, filled)) = opens(&text[i..]) {
            starts.push((i, i + n, filled));
        }
    }
    let mut filled = starts.iter().enumerate().filter(|(_, s)| s.2);
    let (Some((k, &(_, from, _))), None) = (filled.next(), filled.next()) else { return None };
    let to = starts.get(k + 1).map_or(text.len(), |s| s.0);
    (starts.len() >= 2).then(|| text[from..to].trim_matches([' ', ',', '/', '·']))
}

/// `임기내( ), 임기후(○)`: the word before the one bracket that is ticked.
fn word_before_tick(text: &str) -> Option<&str> {
    let mut from = 0;
    let mut boxes = 0;
    let mut ticked: SmallVec<[&str; 2]> = SmallVec::new();
    for (open, _) in text.match_indices('(') {
        let close = open + text[open..].find(')')?;
        let inside = text[open + 1..close].trim();
        // A bracket that holds words is none to tick.
        if inside.chars().any(|c| !is_filled(c) && !matches!(c, '○' | '◯' | 'O' | 'o' | 'V' | 'v')) {
            return None;
        }
        boxes += 1;
        if !inside.is_empty() {
            ticked.push(text[from..open].trim_matches([' ', ',', '/', '·']));
        }
        from = close + 1;
    }
    match ticked.as_slice() {
        [word] if boxes >= 2 && !word.is_empty() => Some(word),
        _ => None,
    }
}

/// Boxes and circles to tick.
fn is_tick_box(c: char) -> bool {
    matches!(c, '□' | '☐' | '○' | '◯') || is_filled(c)
}

fn is_filled(c: char) -> bool {
    matches!(c, '■' | '☑' | '☒' | '▣' | '●' | '◉' | '◎' | '✔' | '✓' | '√')
}

/// `도시과(00-000-0000)`: the phone is not the department's name.
fn without_phone(words: &str) -> usize {
    match words.rfind(['(', '（']) {
        Some(open) if open > 0 && looks_like_phone(&words[open..]) => words[..open].trim_end().len(),
        _ => words.len(),
    }
}

/// Heads of a table of people that are no labels of the header.
fn is_people_head(cell: &str) -> bool {
    cell.len() <= 24
        && matches!(squash(cell).as_str(), "직위" | "직급" | "직책" | "성명" | "이름" | "전화" | "이메일" | "휴대전화" | "직위(급)")
}

/// The role that a cell names, alone or before brackets: `담당팀장`, `팀장(연락처)`.
fn role_in_cell(text: &str, grid: &Grid, row: usize, col: usize) -> Option<Passage> {
    let cell = grid.passage(text, row, col);
    let role = cell.text.split(['(', '（']).next().unwrap_or_default().trim_end().len();
    people::is_role(&cell.text[..role]).then(|| cell.slice(0..role))
}

fn is_department_label(names: &Vocabulary, cell: &str) -> bool {
    names.label(cell).iter().any(|k| matches!(k, LabelKey::Department | LabelKey::Contacts)) && !people::is_role(cell)
}

fn looks_like_phone(cell: &str) -> bool {
    cell.contains('-') && !people::phones(cell).is_empty()
}

/// Where the unit stands in a line that is one in brackets.
fn unit_in_brackets(line: &str) -> Option<std::ops::Range<usize>> {
    let inner = line.trim().strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?.trim();
    is_unit_name(inner).then(|| {
        let at = inner.as_ptr() as usize - line.as_ptr() as usize;
        at..at + inner.len()
    })
}

/// `가온과 나래팀`, `일자리국 청년정책과`: names of units and nothing else.
fn is_unit_name(text: &str) -> bool {
    let unit = |w: &str| {
        w.chars().count() >= 3
            && w.chars().all(crate::text::is_hangul)
            && ["과", "국", "실", "소", "단", "센터", "담당관", "팀", "본부"].iter().any(|end| w.ends_with(end))
    };
    !text.is_empty() && text.split(' ').all(unit)
}

/// A phone number and nothing else.
pub(super) fn is_phone(text: &str) -> bool {
    looks_like_phone(text) && !text.contains(crate::text::is_hangul)
}

fn is_name(text: &str) -> bool {
    let n = text.chars().count();
    (2..=4).contains(&n) && text.chars().all(crate::text::is_hangul)
}

/// Ranges of the cells of a line.
fn cells(text: &str, range: Range) -> Vec<Range> {
    let slice = &text[range.to_usize()];
    let cells = slice.split('\t').map(str::trim).filter(|c| !c.is_empty());
    cells
        .map(|c| {
            let at = range.start as usize + (c.as_ptr() as usize - slice.as_ptr() as usize);
            Range::new(at, at + c.len())
        })
        .collect()
}

/// Ranges of the words of a line.
fn tokens(text: &str, range: Range) -> Vec<Range> {
    let slice = &text[range.to_usize()];
    slice
        .split_whitespace()
        .map(|t| {
            let at = range.start as usize + (t.as_ptr() as usize - slice.as_ptr() as usize);
            Range::new(at, at + t.len())
        })
        .collect()
}

/// How well a value suits a label.
fn suits(key: Option<LabelKey>, value: &str) -> i32 {
    let good = match key {
        Some(LabelKey::Continuity) => status::continuity(value).is_some(),
        Some(LabelKey::Budget) => status::budget(value).is_some(),
        Some(LabelKey::Term) => status::term(value).is_some(),
        Some(LabelKey::Horizon) => status::horizon(value).is_some(),
        Some(LabelKey::Completion) => status::term(value).is_some() || dates::whole(value).is_some(),
        Some(LabelKey::Authorities) => {
            let found = status::authorities(value);
            !found.is_empty() && !value.ends_with(',') && found.last().is_some_and(|f| f.range.end == value.len())
        }
        Some(LabelKey::State) => status::state(value).is_some(),
        Some(LabelKey::Progress | LabelKey::Rate) => percent::percent(value).is_some(),
        Some(LabelKey::Support) => status::support(value).is_some(),
        Some(LabelKey::Number) => pledge_number(value).is_some(),
        Some(LabelKey::Department) => value.ends_with(['과', '관', '실', '단', '국', '소']),
        _ => false,
    };
    if good {
        4
    } else if value.contains(' ') {
        -1
    } else {
        0
    }
}

/// Divides the words of a line of values among its labels so that each suits as well as may be.
fn partition(text: &str, heads: &[(Range, Option<LabelKey>)], tokens: &[Range]) -> Option<Vec<Range>> {
    let (n, m) = (heads.len(), tokens.len());
    // best[i][j]: score of the first i labels over the first j words.
    let mut best = vec![vec![(i32::MIN, 0usize); m + 1]; n + 1];
    best[0][0] = (0, 0);
    for i in 1..=n {
        for j in i..=m - (n - i) {
            for k in (i - 1)..j {
                let (score, _) = best[i - 1][k];
                if score == i32::MIN || j - k > 6 {
                    continue;
                }
                let group = tokens[k].cover(tokens[j - 1]);
                let total = score + suits(heads[i - 1].1, &text[group.to_usize()]);
                if total > best[i][j].0 {
                    best[i][j] = (total, k);
                }
            }
        }
    }
    if best[n][m].0 <= 0 {
        return None;
    }
    let mut out = vec![Range::default(); n];
    let mut j = m;
    for i in (1..=n).rev() {
        let k = best[i][j].1;
        out[i - 1] = tokens[k].cover(tokens[j - 1]);
        j = k;
    }
    Some(out)
}
