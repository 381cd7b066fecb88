//! Lines of the header that are no table: labels and values on one line or two, points with labels, people.

use smallvec::SmallVec;

use super::classes::is_value_word;
use super::label_row::tokens;
use super::marks::ticked_word;
use super::title::{is_form, is_sentence};
use crate::fields::points::{labelled, unpadded};
use crate::fields::{Reader, SectionFound, is_junk};
use crate::layout::{Passage, Shape};
use crate::model::Method;
use crate::normalize::people;
use crate::outline::{Point, PointKind};
use crate::sections::{ARROWS, LabelKey, Role, pairs_of_line};
use crate::span::Range;
use crate::text::squash;

/// A line that is only a label is no longer than this, in characters.
const LABEL_LINE_CHARS: usize = 12;
/// Lines one below the other that begin with labels and a blank, at least: two may be prose that begins so.
const BLANK_PAIRS: usize = 3;
/// A label before a colon is shorter than this, in bytes.
const LABEL_BYTES: usize = 60;

impl Reader<'_> {
    /// One cell a line: a line that is only a label, and its value on the next; a role, and its person on the next. Returns the
    /// other lines.
    pub(super) fn label_lines(&mut self, run: Vec<usize>) -> Vec<usize> {
        // One label alone is no table of pairs.
        if run.iter().filter(|&&i| self.is_label_line(i)).count() < 2 {
            return run;
        }
        let found = self.find_label_lines(&run);
        for (role, person) in found.people {
            let before = self.out.body.pledge.contacts.len();
            let passage = Passage::of(self.text, self.line(person).range);
            if self.contacts_of(&passage, Method::Labelled) > 0 {
                self.claim_line(person);
                self.role_of(before, &Passage::of(self.text, self.line(role).range), Method::Labelled);
            }
        }
        for (label, values) in found.pairs {
            self.claim_line(label);
            let label = self.slice(self.line(label).range);
            for value in values {
                let passage = Passage::of(self.text, self.line(value).range);
                self.pair(label, &passage, Method::Labelled);
            }
        }
        found.rest
    }

    /// Which lines of a run are labels and values, roles and people.
    fn find_label_lines(&self, run: &[usize]) -> LabelLines {
        let mut found = LabelLines::default();
        let words = |i: usize| self.slice(self.line(i).range);
        let mut k = 0;
        while k < run.len() {
            let line = run[k];
            let next = run.get(k + 1).copied();
            // `가온과장⏎홍나래 (00-000-0000)`; 담당자 is a role among roles.
            let is_role = |role: &str| people::is_role(role) && (squash(role) != "담당자" || !found.people.is_empty());
            if self.could_be_label(line).is_some_and(is_role)
                && let Some(person) = next.filter(|&i| !people::phones(words(i)).is_empty() && !people::is_role(words(i)))
            {
                found.people.push((line, person));
                k += 2;
                continue;
            }
            // Right behind a pair its words may also come near to a label.
            let behind_pair = k > 0 && found.ends_with(run[k - 1]);
            let is_label = self.is_label_line(line) || self.is_near_label_line(line) && (behind_pair || self.labels_in_turn(&run[k..]));
            // `사업성격⏎□ 신규 ■ 계속`: a box to tick is no mark of a point.
            let is_value = |i: usize| self.line(i).marker.is_none() || ticked_word(words(i)).is_some();
            let Some(value) = next.filter(|&i| is_label && !self.is_label_line(i) && is_value(i)) else {
                found.rest.push(line);
                k += 1;
                continue;
            };
            // People stand one a line under their label.
            let is_person = |i: usize| words(i).contains('☎');
            let more = if is_person(value) { run[k + 2..].iter().take_while(|&&i| is_person(i)).count() } else { 0 };
            found.pairs.push((line, run[k + 1..k + 2 + more].to_vec()));
            k += 2 + more;
        }
        found
    }

    /// A line of few words without a mark or a digit, and no value that is spelled like a label.
    fn could_be_label(&self, i: usize) -> Option<&str> {
        let line = self.line(i);
        let content = self.slice(line.range);
        let could = line.marker.is_none()
            && line.shape == Shape::Plain
            && content.chars().count() <= LABEL_LINE_CHARS
            && !is_value_word(content)
            && !content.contains(|c: char| c.is_ascii_digit());
        could.then_some(content)
    }

    fn is_label_line(&self, i: usize) -> bool {
        self.could_be_label(i).is_some_and(|content| !self.names.label(content).is_empty())
    }

    fn is_near_label_line(&self, i: usize) -> bool {
        self.could_be_label(i).is_some_and(|content| !self.names.label_like(content).0.is_empty())
    }

    /// Whether the line after the next is a label as the first one nearly is, and the one between them is none.
    fn labels_in_turn(&self, run: &[usize]) -> bool {
        let &[_, value, label, ..] = run else { return false };
        self.line(value).marker.is_none() && !self.is_near_label_line(value) && self.is_near_label_line(label)
    }

    /// Lines of the header that are no table: rows of labels and values, points with labels, people.
    pub(super) fn header_lines(&mut self, run: &[usize]) {
        let mut points = Vec::new();
        let mut k = 0;
        while k < run.len() {
            let line = run[k];
            let next = run.get(k + 1).copied();
            let in_turn = self.pairs_in_turn(line);
            let below_each_other = self.blank_pairs(&run[k..]);
            k += 1;
            if !in_turn.is_empty() {
                self.take_pairs(line, in_turn);
            } else if below_each_other.len() >= BLANK_PAIRS {
                k += below_each_other.len() - 1;
                for (line, pair) in below_each_other {
                    self.take_pairs(line, [pair]);
                }
            } else if self.colon_line(line, next) || self.row_of_pairs(line) {
                for point in self.nest(&[line]) {
                    self.header_point(&point);
                }
            } else if next.is_some_and(|next| self.label_row(line, next)) {
                k += 1;
            } else if self.gap_pairs(line) {
                continue;
            } else if let Some(pair) = self.gap_pair(line).or_else(|| self.blank_pair(line, next)) {
                self.take_pairs(line, [pair]);
            } else {
                points.push(line);
            }
        }
        for point in self.nest(&points) {
            if point.kind == PointKind::Note {
                self.note(&point, Role::Header);
            } else {
                self.header_point(&point);
            }
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
    pub(super) fn take_pairs(&mut self, i: usize, pairs: impl IntoIterator<Item = (Range, Range)>) {
        self.claim_line(i);
        for (label, value) in pairs {
            let label = self.slice(label).to_owned();
            self.pair(&label, &Passage::of(self.text, value), Method::Labelled);
        }
    }

    /// `공약분야 나래로운 복지 담당부서 가온과`: labels and values in turn, a blank between all of them; every label is a name.
    pub(super) fn pairs_in_turn(&self, i: usize) -> SmallVec<[(Range, Range); 4]> {
        /// Two syllables may be the last word of a value (`복지 분야`).
        const LABEL_CHARS: usize = 3;
        let mut pairs: SmallVec<[(Range, Range); 4]> = SmallVec::new();
        let line = self.line(i);
        let content = self.slice(line.range);
        if line.marker.is_some() || line.shape != Shape::Plain || content.contains([':', '：', '☎', '|']) {
            return pairs;
        }
        let known = |word: &str| !is_value_word(word) && !self.names.label(word).is_empty();
        // `약속번호 1-8 약속명 가온 쉼터`: what a report calls number and title by words of its own.
        let of_title = |key: &LabelKey| matches!(key, LabelKey::Number | LabelKey::Title);
        let near = |word: &str| !is_value_word(word) && word.ends_with(['호', '명']) && self.names.label_like(word).0.iter().any(of_title);
        for word in tokens(self.text, line.range) {
            let words = self.slice(word);
            let label = if words.chars().count() >= LABEL_CHARS { known(words) || near(words) } else { pairs.is_empty() && known(words) };
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

    /// `분야 걷기 좋은 거리⏎담당부서 가온과⏎추진율 40%`: lines one below the other, each a label that the vocabulary knows, a blank and its
    /// value, and no label twice.
    fn blank_pairs(&self, run: &[usize]) -> Vec<(usize, (Range, Range))> {
        let mut pairs: Vec<(usize, (Range, Range))> = Vec::new();
        for &i in run {
            let line = self.line(i);
            let content = self.slice(line.range);
            let plain = line.marker.is_none() && line.shape == Shape::Plain;
            let known = |label: &str| !label.ends_with([':', '：']) && !is_value_word(label) && !self.names.label(label).is_empty();
            let again = |label: &str| pairs.iter().any(|&(_, (l, _))| self.slice(l) == label);
            let valued = |value: &str| !value.trim().is_empty() && !value.trim_start().starts_with([':', '：']);
            let fits = |(label, value): &(&str, &str)| known(label) && !again(label) && valued(value);
            let of_words = || self.label_of_words(content).map(|end| content.split_at(end));
            let cut = content.split_once(' ').filter(fits).or_else(|| of_words().filter(fits)).filter(|_| plain);
            let Some((label, value)) = cut else { break };
            let (start, end) = (line.range.start as usize, line.range.end as usize);
            let pair = (Range::new(start, start + label.len()), Range::new(end - value.trim_start().len(), end));
            pairs.push((i, pair));
        }
        pairs
    }

    /// `분야=복지; 부서=가온과`: a row of labels and values without a mark, which goes on with nothing above it.
    fn row_of_pairs(&self, i: usize) -> bool {
        let line = self.line(i);
        line.marker.is_none() && line.shape == Shape::Plain && !pairs_of_line(self.names, self.slice(line.body)).is_empty()
    }

    /// `이행상태: 정상추진` over another such line: a line of its own, though text without marks may go on from line to line.
    fn colon_line(&self, i: usize, next: Option<usize>) -> bool {
        let label = |i: usize| {
            let line = self.line(i);
            let content = self.slice(line.range);
            let cut = labelled(content).filter(|l| line.marker.is_none() && line.shape == Shape::Plain && !l.text.is_empty())?;
            let words = &content[cut.label];
            (words.chars().count() <= LABEL_LINE_CHARS).then_some(words)
        };
        let known = label(i).is_some_and(|words| !self.names.label_like(words).0.is_empty());
        known && next.is_none_or(|next| label(next).is_some() || self.line(next).blanks_before > 0)
    }

    /// A point of the header and those below it: pairs, a label and its value, or what a line without a label is.
    pub(super) fn header_point(&mut self, point: &Point) {
        if is_junk(&point.text.text) {
            return;
        }
        self.claim_mark(point.line);
        let text = &point.text.text;
        if let Some(role) = self.list_headed(point) {
            let range = self.line(point.line).range;
            self.claim_line(point.line);
            self.out.sections.push(SectionFound { role, heading: Some(point.text.clone()), range });
            for child in &point.points {
                self.list_point(role, child);
            }
            return;
        }
        let pairs = pairs_of_line(self.names, text);
        if pairs.is_empty() {
            self.labelled_point(point);
        } else {
            self.claim_between(&point.text, 0..text.len());
        }
        for (label, value) in pairs {
            let label = unpadded(self.names, &text[label]);
            self.pair(&label, &point.text.slice(value), Method::Labelled);
        }
        for child in &point.points {
            self.header_point(child);
        }
    }

    /// `◇ 공약사항` over points of its own, among labels with the same mark: the section of the texts below it.
    fn list_headed(&self, point: &Point) -> Option<Role> {
        let texts = |role: &Role| matches!(role, Role::Promises | Role::Purpose | Role::Goal | Role::GoalInTerm);
        self.names.section(&point.text.text).filter(texts).filter(|_| point.marker.is_some() && !point.points.is_empty())
    }

    /// `추진부서 : 가온과`, whatever the label; a point without one.
    fn labelled_point(&mut self, point: &Point) {
        let text = &point.text.text;
        match labelled(text).filter(|l| !l.text.is_empty() && l.label.len() < LABEL_BYTES) {
            // `가온과장 : 홍나래 (☎…)`: who does what, not a label of the header.
            Some(l) if self.person_of_role(point, &l) => {}
            Some(l) => {
                let label = unpadded(self.names, &text[l.label]);
                self.claim_between(&point.text, 0..l.text.start);
                let value = point.text.slice(l.text);
                self.pair(&label, &value, Method::Labelled);
            }
            None => self.person_or_caption(&point.text),
        }
    }

    /// A line without a colon: a label and, behind the first blank, its value; people; prose; or nothing of the header.
    pub(super) fn person_or_caption(&mut self, passage: &Passage) {
        let text = &passage.text;
        let label = text.split(' ').next().unwrap_or("");
        let value = text[label.len()..].trim_start();
        let at = text.len() - value.len();
        let (keys, _) = self.names.label_like(label);
        if let Some((label, at)) = self.arrowed(text) {
            self.pair_at(passage, label, at);
        } else if self.heads_people(text) {
            self.out.ledger.claim_all(&passage.all(self.text));
        } else if !value.is_empty() && keys.contains(&LabelKey::Department) && !value.contains('☎') {
            self.pair_at(passage, label, at);
        } else if !self.begins_with_label(text) && self.contacts_of(passage, Method::Pattern) > 0 {
            let ranges = passage.all(self.text);
            self.out.ledger.claim_all(&ranges);
        } else if !value.is_empty() && !keys.is_empty() && !is_form(text) {
            self.pair_at(passage, label, at);
        } else if let Some(end) = self.label_of_words(text) {
            let at = text.len() - text[end..].trim_start().len();
            self.pair_at(passage, &text[..end], at);
        } else if !is_sentence(text) || !self.prose(passage) {
            let leaf = self.leaf(passage, "header.loose", Method::Guessed);
            self.out.body.captions.push(leaf);
        }
    }

    /// `이끄는 부서 → 가온과`: a label that is known, and where its value begins behind an arrow.
    fn arrowed<'t>(&self, text: &'t str) -> Option<(&'t str, usize)> {
        let (label, value) = text.split_once(ARROWS)?;
        let known = !self.names.label_like(label.trim()).0.is_empty();
        (known && !value.trim().is_empty() && !value.contains(ARROWS)).then(|| (label.trim(), text.len() - value.trim_start().len()))
    }

    /// Where a label of several words ends that a short line begins with: `중앙정부 도움 필요(재정)`. The longest that is a name.
    fn label_of_words(&self, text: &str) -> Option<usize> {
        /// Words of such a line at most: the label's two or three, and the value.
        const WORDS: usize = 5;
        if text.split(' ').count() > WORDS || !self.names.label(text).is_empty() {
            return None;
        }
        let named = |end: &usize| text[..*end].trim_end().contains(' ') && !self.names.label(&text[..*end]).is_empty();
        text.rmatch_indices(' ').map(|(end, _)| end).find(named)
    }

    /// `직위 성명 전화번호 담당업무`: the heads of a table of people, whose lines follow.
    fn heads_people(&self, text: &str) -> bool {
        /// Heads of a table of people: a name and a phone, and what the person is.
        const HEADS: usize = 3;
        text.split(' ').count() >= HEADS && text.split(' ').all(|word| self.is_head_of_people(word))
    }

    /// A label at the beginning of a passage, and its value from a place on.
    fn pair_at(&mut self, passage: &Passage, label: &str, at: usize) {
        self.claim_between(passage, 0..at);
        self.pair(label, &passage.slice(at..passage.text.len()), Method::Labelled);
    }
}

/// Lines of a run that stand one cell a line.
#[derive(Default)]
struct LabelLines {
    /// Labels, each with the lines of its value.
    pairs: Vec<(usize, Vec<usize>)>,
    /// Roles, each with the line of its person.
    people: Vec<(usize, usize)>,
    /// What is neither.
    rest: Vec<usize>,
}

impl LabelLines {
    /// Whether a line is the last of the last pair or person.
    fn ends_with(&self, line: usize) -> bool {
        let of_pair = self.pairs.last().and_then(|(_, values)| values.last());
        let of_person = self.people.last().map(|(_, person)| person);
        of_pair == Some(&line) || of_person == Some(&line)
    }
}
