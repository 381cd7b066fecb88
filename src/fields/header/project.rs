//! What the header says of the project, for the overview.

use crate::fields::Reader;
use crate::model::{HeaderPair, Money, Project, Sourced, Text};
use crate::normalize::{dates, money};
use crate::sections::LabelKey;

impl Reader<'_> {
    /// 사업기간, 총사업비 and 위치 of the header fill the project where the overview has none.
    pub(in crate::fields) fn header_into_overview(&mut self) {
        let mut period = None;
        let mut location = None;
        let mut cost = None;
        let mut funding = Vec::new();
        let header = std::mem::take(&mut self.out.body.pledge.header);
        for HeaderPair { label, value } in &header {
            let keys = self.names.label(label);
            // `기간` is of the term or of the project: what it holds says which.
            let spans = keys.contains(&LabelKey::Term) && label == "기간" && dates::first(&value.value).is_some();
            if (keys.contains(&LabelKey::Period) || spans) && period.is_none() {
                period = self.period(value, "/overview/projects/0/period".to_owned());
            } else if keys.contains(&LabelKey::Location) && location.is_none() {
                location = Some(value.clone());
            } else if keys.contains(&LabelKey::TotalCost) && cost.is_none() {
                (cost, funding) = self.amount(value);
                cost = cost.or_else(|| in_unit_of_label(label, value));
            }
        }
        self.out.body.pledge.header = header;
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
