//! A line of labels over the line of their values, both without cells.

use crate::fields::Reader;
use crate::layout::{Passage, Shape};
use crate::model::Method;
use crate::normalize::{dates, percent, pledge_number, status};
use crate::sections::LabelKey;
use crate::span::Range;
use crate::text::squash;

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
pub(super) fn tokens(text: &str, range: Range) -> Vec<Range> {
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
