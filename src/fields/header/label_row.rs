//! A line of labels over the line of their values, both without cells: where a value ends is decided by what its label may hold.

use crate::fields::Reader;
use crate::layout::{Passage, Shape};
use crate::model::Method;
use crate::normalize::{dates, percent, pledge_number, status};
use crate::sections::LabelKey;
use crate::span::Range;
use crate::text::squash;

/// Labels on a line at most; a line of one word is none of labels.
const MOST_LABELS: usize = 12;
/// Words on the line of values at most.
const MOST_WORDS: usize = 40;
/// Words of one value at most.
const WORDS_OF_VALUE: usize = 6;

/// A label of a line of labels: where it stands, and what it means where that is known.
type Head = (Range, Option<LabelKey>);

impl Reader<'_> {
    /// A line of labels and the line of their values: `사업구분 예산구분 완료시기` over `계속 예산 임기 내`. Where the values end
    /// is decided by what each label may hold.
    pub(super) fn label_row(&mut self, labels: usize, values: usize) -> bool {
        let text = self.text;
        let (label_line, value_line) = (self.line(labels), self.line(values));
        if label_line.marker.is_some() || value_line.marker.is_some() || value_line.shape == Shape::Rule {
            return false;
        }
        // Where both lines keep their tabs, these say where a value ends.
        let tabbed = label_line.shape == Shape::Tabs && value_line.shape == Shape::Tabs;
        let tokens = if tabbed { cells } else { tokens };
        let label_tokens = tokens(text, label_line.range);
        if label_tokens.len() < 2 || label_tokens.len() > MOST_LABELS {
            return false;
        }
        let heads = self.joined_labels(&label_tokens);
        let known = heads.iter().filter(|(_, k)| k.is_some()).count();
        if known < 2 || known * 3 < heads.len() * 2 {
            return false;
        }
        let value_tokens = tokens(text, value_line.range);
        if value_tokens.len() < heads.len() || value_tokens.len() > MOST_WORDS {
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

    /// The labels of a line of words, and what they mean: words (`중앙정부 도움 필요성`) are joined where the vocabulary knows them
    /// joined.
    fn joined_labels(&self, words: &[Range]) -> Vec<Head> {
        let mut heads: Vec<Head> = Vec::new();
        let mut k = 0;
        while k < words.len() {
            let joined = |n: usize| words.get(k + n - 1).map(|last| words[k].cover(*last));
            let known = |n: usize| Some((n, self.names.label(self.slice(joined(n)?)).first().copied()?));
            let found = [3, 2, 1].into_iter().find_map(known);
            let taken = found.map_or(1, |(n, _)| n);
            heads.push((words[k].cover(words[k + taken - 1]), found.map(|(_, key)| key)));
            k += taken;
        }
        heads
    }
}

/// Ranges of the cells of a line.
fn cells(text: &str, range: Range) -> Vec<Range> {
    let line = &text[range.to_usize()];
    places(range, line, line.split('\t').map(str::trim).filter(|c| !c.is_empty()))
}

/// Ranges of the words of a line.
pub(super) fn tokens(text: &str, range: Range) -> Vec<Range> {
    let line = &text[range.to_usize()];
    places(range, line, line.split_whitespace())
}

/// Where parts of a line stand.
fn places<'t>(range: Range, line: &str, parts: impl Iterator<Item = &'t str>) -> Vec<Range> {
    let place = |part: &str| {
        let at = range.start as usize + (part.as_ptr() as usize - line.as_ptr() as usize);
        Range::new(at, at + part.len())
    };
    parts.map(place).collect()
}

/// What a value that suits a label scores; no other scores more.
const SUITS: i32 = 4;

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
        SUITS
    } else if value.contains(' ') {
        -1
    } else {
        0
    }
}

/// Divides the words of a line of values among its labels so that each suits as well as may be.
fn partition(text: &str, heads: &[Head], tokens: &[Range]) -> Option<Vec<Range>> {
    let (n, m) = (heads.len(), tokens.len());
    // best[i][j]: score of the first i labels over the first j words.
    let mut best = vec![vec![(i32::MIN, 0usize); m + 1]; n + 1];
    best[0][0] = (0, 0);
    for i in 1..=n {
        for j in i..=m - (n - i) {
            for k in (i - 1)..j {
                let (score, _) = best[i - 1][k];
                if score == i32::MIN || j - k > WORDS_OF_VALUE || score + SUITS <= best[i][j].0 {
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
