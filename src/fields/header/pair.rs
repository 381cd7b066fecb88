//! One label and its value: what the label means decides which field reads it.

use smallvec::SmallVec;

use super::classes::is_classes;
use super::marks::ticked_word;
use crate::fields::Reader;
use crate::layout::Passage;
use crate::model::{HeaderPair, Method, Rate, Sourced, Text};
use crate::normalize::{percent, status};
use crate::sections::vocabulary::without_number;
use crate::sections::{LabelKey, Likeness, is_table_head};
use crate::text::squash;

impl Reader<'_> {
    /// One label and its value: kept as printed, and read by all that the label may mean.
    pub(in crate::fields) fn pair(&mut self, label: &str, value: &Passage, method: Method) {
        if value.is_empty() {
            return;
        }
        let label = without_number(label).trim_end_matches([':', '：', ' ']);
        let text = value.text.as_str();
        let key = squash(label);
        self.out.labels.push(key.clone());
        let leaf = self.leaf(value, "header.pair", method);
        self.out.body.pledge.header.push(HeaderPair { label: key, value: leaf.clone() });
        if matches!(text, "-" | "–" | "―") {
            return;
        }
        let (keys, likeness) = self.names.label_like(label);
        if likeness != Likeness::Exact {
            self.out.likened.extend(leaf.prov.ranges.iter().map(|&range| (range, likeness)));
        }
        let apart = self.names_and_values(label, value);
        for &key in keys.iter().filter(|_| apart.is_empty()) {
            self.read_pair(key, label, value, &leaf, method);
        }
        for (name, part) in apart {
            let leaf = self.leaf(&part, "header.pair", method);
            for &key in self.names.label_like(name).0 {
                self.read_pair(key, name, &part, &leaf, method);
            }
        }
        // `구분 : 신규`, `구분 : 신규 / 임기 내 / 예산`: nothing but words of the classes says itself what it is.
        let chosen = ticked_word(text).unwrap_or(text);
        if keys.is_empty() && is_table_head(label) && is_classes(chosen) {
            let key = if status::budget(chosen).is_some() { LabelKey::Budget } else { LabelKey::Continuity };
            self.classify(key, label, value, method);
            self.out.likened.extend(leaf.prov.ranges.iter().map(|&range| (range, Likeness::Wording)));
        }
        // `단계 : 이행 후 계속`: elsewhere 단계 counts phases, but a state is one.
        if keys.is_empty() && squash(label) == "단계" && self.names.is_state(text) {
            self.read_pair(LabelKey::State, label, value, &leaf, method);
            self.out.likened.extend(leaf.prov.ranges.iter().map(|&range| (range, Likeness::Wording)));
        }
        if keys.contains(&LabelKey::State) {
            self.rate_named_in_label(label);
        }
    }

    /// `이행률 / 재정확보율 : 42% / 75%`: several labels with a slash between, and as many values in the same order, each a rate where
    /// its label is of one. Empty where they are no such.
    fn names_and_values<'l>(&self, label: &'l str, value: &Passage) -> SmallVec<[(&'l str, Passage); 2]> {
        let mut out = SmallVec::new();
        if !label.contains('/') || !self.names.label(label).is_empty() || label.matches('/').count() != value.text.matches('/').count() {
            return out;
        }
        let mut from = 0;
        for (name, part) in label.split('/').zip(value.text.split('/')) {
            let keys = self.names.label_like(name.trim()).0;
            let is_rate = matches!(keys.first(), Some(LabelKey::Progress | LabelKey::Rate));
            if keys.is_empty() || is_rate != percent::percent(part.trim()).is_some() {
                return SmallVec::new();
            }
            let start = from + part.len() - part.trim_start().len();
            out.push((name.trim(), value.slice(start..start + part.trim().len())));
            from += part.len() + 1;
        }
        out
    }

    /// `이행상태(이행률) : 추진 중(71%)` names its rate in the label.
    fn rate_named_in_label(&mut self, label: &str) {
        let pledge = &mut self.out.body.pledge;
        if pledge.progress_label.is_none()
            && let Some(percent) = &pledge.progress_percent
            && let Some((_, named)) = label.trim_end_matches([')', '）']).split_once(['(', '（'])
            && self.names.label(named).contains(&LabelKey::Progress)
        {
            pledge.progress_label = Some(Sourced::new(squash(named), percent.prov.clone()));
        }
    }

    /// Reads a value as that of one of its label's meanings.
    fn read_pair(&mut self, key: LabelKey, label: &str, value: &Passage, leaf: &Text, method: Method) {
        let text = self.text;
        let whole = value.text.as_str();
        let prov = |rule: &'static str| value.prov(text, rule, method);
        match key {
            LabelKey::Number => self.number_pair(value, method),
            LabelKey::Title => self.title_pair(label, value, leaf, method),
            LabelKey::Category => self.category(value, method),
            LabelKey::Department => self.department_pair(value, leaf, method),
            LabelKey::Contacts => self.contacts_pair(label, value, leaf, method),
            // `추진구분 : 계속`: no state, but what the pledge is.
            LabelKey::State if is_classes(whole) && self.names.state(whole).is_none() => {
                self.classify(LabelKey::Continuity, label, value, method)
            }
            LabelKey::State => self.state_pair(value, leaf, method),
            LabelKey::Progress => self.progress(label, value, method),
            LabelKey::Rate => {
                if let Some(found) = percent::first_percent(whole).map(|f| f.value).or_else(|| percent::percent(whole)) {
                    self.out.body.pledge.rates.push(Sourced::new(Rate { name: name_of_rate(label), percent: found }, prov("header.rate")));
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
            // `추진시기 : 중기`: how long it takes, not from when to when.
            LabelKey::Period if status::horizon(whole).is_some() => self.classify(LabelKey::Horizon, label, value, method),
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
}

/// `재정집행률(%)`: the unit in brackets says how the number is printed, and is no part of the rate's name.
fn name_of_rate(label: &str) -> String {
    let name = squash(label);
    let unit = ["(%)", "[%]", "（%）", "(퍼센트)"].iter().find_map(|unit| name.strip_suffix(unit));
    unit.unwrap_or(&name).to_owned()
}

/// A leaf that a further rule takes.
pub(super) fn with_rule(leaf: &Text, rule: &'static str) -> Text {
    let mut leaf = leaf.clone();
    leaf.prov.rule = rule;
    leaf
}
