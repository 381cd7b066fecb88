//! One label and its value: what the label means decides which field reads it.

use super::classes::is_classes;
use super::department::{is_unit_name, without_phone};
use super::marks::ticked_word;
use super::people::{is_name, is_phone};
use crate::fields::Reader;
use crate::layout::Passage;
use crate::model::{Contact, HeaderPair, Method, Rate, Sourced, Text};
use crate::normalize::{people, percent, pledge_number, status};
use crate::sections::vocabulary::without_number;
use crate::sections::{LabelKey, Likeness, is_table_head};
use crate::text::squash;

impl Reader<'_> {
    /// One label and its value.
    pub(in crate::fields) fn pair(&mut self, label: &str, value: &Passage, method: Method) {
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
}

pub(super) fn with_rule(leaf: &Text, rule: &'static str) -> Text {
    let mut leaf = leaf.clone();
    leaf.prov.rule = rule;
    leaf
}
