//! The classes of a pledge (new or continued, term, horizon, budget), the date of its completion, and its field of work.
//!
//! Reports use the labels of the classes for one another, so the words of the value decide.

use std::cell::RefCell;

use super::marks::{ticked_word, word_before_tick};
use crate::fields::Reader;
use crate::layout::{MarkerKind, Passage, parse_marker};
use crate::model::{Budget, Continuity, Horizon, Method, Sourced, Term};
use crate::normalize::{dates, status};
use crate::sections::LabelKey;
use crate::text::{Memo, squash};

/// A value that is nothing but words of classes is no longer than this, in characters.
const CLASSES_CHARS: usize = 24;
/// A field of work is no longer than this, in characters.
const CATEGORY_CHARS: usize = 16;

impl Reader<'_> {
    /// The field of work: `Ⅰ. 경제`, the numeral apart.
    pub(in crate::fields) fn category(&mut self, value: &Passage, method: Method) {
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

    /// Labels that reports use for one another: the value's words decide.
    pub(super) fn classify(&mut self, key: LabelKey, label: &str, value: &Passage, method: Method) {
        let ticked = ticked_word(&value.text).or_else(|| word_before_tick(&value.text));
        let words = ticked.unwrap_or(value.text.as_str());
        let mut read = self.class_in(words, value, method);
        if key == LabelKey::Budget {
            read |= self.budget_in(words, value, method);
        }
        if !read {
            read = self.classes_in(words, value, method);
        }
        // `공약구분 : 문화·체육`: neither new nor continued, but a field of work.
        if key == LabelKey::Continuity && !read && squash(label) == "공약구분" && is_field_of_work(words) {
            self.category(value, method);
        } else if key == LabelKey::Completion {
            self.completion(words, read, value, method);
        }
    }

    /// `신규 · 임기내 · 예산`: several words in one cell. Whether any of them is a class.
    fn classes_in(&mut self, words: &str, value: &Passage, method: Method) -> bool {
        if words.chars().count() > CLASSES_CHARS || !words.contains([',', '·', '/', ' ']) {
            return false;
        }
        // `임기 내` is one word of two.
        let parts = if words.contains(['/', ',', '·']) { &[',', '·', '/'][..] } else { &[' '][..] };
        let mut read = false;
        for part in words.split(parts).map(str::trim).filter(|p| !p.is_empty()) {
            read |= self.class_in(part, value, method) || self.budget_in(part, value, method);
        }
        read
    }

    /// New or continued, within the term or after it, short or long: what a word of a value says. Whether it says any.
    fn class_in(&mut self, word: &str, value: &Passage, method: Method) -> bool {
        let prov = |rule: &'static str| value.prov(self.text, rule, method);
        let pledge = &mut self.out.body.pledge;
        let Classes { continuity, term, horizon, .. } = Classes::of(word);
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
    }

    /// 예산 or 비예산. Whether a word says either.
    fn budget_in(&mut self, word: &str, value: &Passage, method: Method) -> bool {
        let Some(budget) = Classes::of(word).budget else { return false };
        let prov = value.prov(self.text, "header.budget", method);
        self.out.body.pledge.budget.get_or_insert(Sourced::new(budget, prov));
        true
    }

    /// `완료시기 : 2025. 12.`: the date, where the label's value is no class.
    fn completion(&mut self, words: &str, is_class: bool, value: &Passage, method: Method) {
        match dates::whole(words).or_else(|| dates::first(words).map(|f| f.value)) {
            Some(found) => {
                let leaf = Sourced::new(found.span, value.prov(self.text, "header.completion", method));
                self.date_fault(found.fault, &leaf, || "/pledge/completion".to_owned());
                self.out.body.pledge.completion.get_or_insert(leaf);
            }
            None if !is_class && words.contains(|c: char| c.is_ascii_digit()) => self.unreadable(
                "/pledge/completion",
                value.all(self.text),
                format!("\"{words}\" is no date that could be read"),
                format!("'{words}'을(를) 날짜로 읽을 수 없습니다"),
            ),
            None => {}
        }
    }
}

/// What a word says of the classes of a pledge.
#[derive(Clone, Copy)]
struct Classes {
    continuity: Option<Continuity>,
    term: Option<Term>,
    horizon: Option<Horizon>,
    budget: Option<Budget>,
}

impl Classes {
    /// The cells of a header are asked for several times each.
    fn of(word: &str) -> Self {
        thread_local! {
            static WORDS: RefCell<Memo<Classes>> = const { RefCell::new(Memo::new()) };
        }
        let afresh = |word: &str| Self {
            continuity: status::continuity(word),
            term: status::term(word),
            horizon: status::horizon(word),
            budget: status::budget(word),
        };
        WORDS.with_borrow_mut(|words| words.get(word, afresh))
    }
}

/// Words that are values of the header, though labels of the same spelling exist.
pub(super) fn is_value_word(cell: &str) -> bool {
    let Classes { continuity, term, horizon, .. } = Classes::of(cell);
    continuity.is_some() || term.is_some() || horizon.is_some() || matches!(cell, "예산" | "비예산")
}

/// Words that may name a field of work: `자치·소통`, `교육 및 복지`.
fn is_field_of_work(words: &str) -> bool {
    let could = |c: char| crate::text::is_hangul(c) || crate::text::is_middle_dot(c) || matches!(c, ' ' | ',' | '/' | '&');
    (2..=CATEGORY_CHARS).contains(&words.chars().count()) && words.chars().all(could) && words.contains(crate::text::is_hangul)
}

/// A word that says of what class a pledge is.
pub(in crate::fields) fn is_class(word: &str) -> bool {
    let Classes { continuity, term, horizon, budget } = Classes::of(word);
    continuity.is_some() || term.is_some() || horizon.is_some() || budget.is_some()
}

/// Labels whose values are classes.
pub(in crate::fields) fn is_classed(key: &LabelKey) -> bool {
    matches!(key, LabelKey::Continuity | LabelKey::Term | LabelKey::Horizon | LabelKey::Budget | LabelKey::Completion)
}

/// Whether a text is nothing but words of the classes of a pledge: `신규`, `계속 / 임기 내 / 예산`.
pub(super) fn is_classes(text: &str) -> bool {
    text.split([',', '·', '/']).map(str::trim).all(is_class)
}
