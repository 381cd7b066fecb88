//! The classes of a pledge (new or continued, term, horizon, budget), the date of its completion, and its field of work.
//!
//! Reports use the labels of the classes for one another, so the words of the value decide.

use std::cell::RefCell;

use super::marks::{ticked_word, word_before_tick};
use crate::diag::{Diagnostic, codes};
use crate::fields::Reader;
use crate::layout::{MarkerKind, Passage, parse_marker};
use crate::model::{Method, Pledge, Sourced};
use crate::normalize::{dates, status};
use crate::sections::LabelKey;
use crate::text::{Memo, squash};

/// A field of work is no longer than this, in characters.
const CATEGORY_CHARS: usize = 16;

impl Reader<'_> {
    /// `Ⅰ. 경제`: the numeral apart.
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
}

/// Words that are values of the header, though labels of the same spelling exist.
pub(super) fn is_value_word(cell: &str) -> bool {
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

/// Words that may name a field of work: `자치·소통`, `교육 및 복지`.
fn is_field_of_work(words: &str) -> bool {
    let could = |c: char| crate::text::is_hangul(c) || crate::text::is_middle_dot(c) || matches!(c, ' ' | ',' | '/' | '&');
    (2..=CATEGORY_CHARS).contains(&words.chars().count()) && words.chars().all(could) && words.contains(crate::text::is_hangul)
}

/// A word that says of what class a pledge is.
pub(in crate::fields) fn is_class(word: &str) -> bool {
    status::continuity(word).is_some() || status::term(word).is_some() || status::horizon(word).is_some() || status::budget(word).is_some()
}

/// Labels whose values are classes.
pub(in crate::fields) fn is_classed(key: &LabelKey) -> bool {
    matches!(key, LabelKey::Continuity | LabelKey::Term | LabelKey::Horizon | LabelKey::Budget | LabelKey::Completion)
}

/// Whether a text is nothing but words of the classes of a pledge: `신규`, `계속 / 임기 내 / 예산`.
pub(super) fn is_classes(text: &str) -> bool {
    text.split([',', '·', '/']).map(str::trim).all(is_class)
}
