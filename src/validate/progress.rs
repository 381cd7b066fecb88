//! State against rate, and rates against 0–100.

use super::Findings;
use crate::diag::{Diagnostic, codes};
use crate::fields::Extracted;
use crate::model::State;
use crate::text::korean::topic;

/// A pledge that has not begun (시기미도래, 추진전) is at most this far, in percent: some reports count preparations.
const NOT_BEGUN_AT_MOST: f64 = 50.0;

pub(super) fn check(extracted: &Extracted, findings: &mut Findings) {
    let pledge = &extracted.body.pledge;
    let mut range = |pointer: &dyn Fn() -> String, name: &str, percent: f64, prov: &crate::model::Prov| {
        if !(0.0..=100.0).contains(&percent) {
            findings.diagnostics.push(
                Diagnostic::new(
                    &codes::PERCENT_RANGE,
                    format!("{name} is {percent}%, outside 0–100; kept as printed"),
                    format!("{name} {percent}%는 0~100을 벗어납니다. 인쇄된 대로 두었습니다"),
                )
                .field(pointer())
                .at_all(prov.ranges.iter().copied()),
            );
        }
    };
    let label = pledge.progress_label.as_ref().map_or("이행률", |l| l.value.as_str());
    if let Some(p) = &pledge.progress_percent {
        range(&|| "/pledge/progress_percent".to_owned(), label, p.value, &p.prov);
    }
    for (i, r) in pledge.rates.iter().enumerate() {
        range(&|| format!("/pledge/rates/{i}"), &r.name, r.percent, &r.prov);
    }
    for (i, t) in extracted.body.annual_targets.iter().flatten().enumerate() {
        if let Some(p) = &t.cumulative_percent {
            range(&|| format!("/annual_targets/{i}/cumulative_percent"), "누적추진율", p.value, &p.prov);
        }
    }
    let (Some(state), Some(percent)) = (&pledge.state, &pledge.progress_percent) else { return };
    let conflict = match state.value {
        State::Completed | State::CompletedContinuing => percent.value < 100.0,
        State::NotDue | State::NotStarted => percent.value >= NOT_BEGUN_AT_MOST,
        _ => false,
    };
    if conflict {
        let word = pledge.state_label.as_ref().map_or(state.value.word(), |l| l.value.as_str());
        let mut diagnostic = Diagnostic::new(
            &codes::PROGRESS_CONFLICT,
            format!("the state is \"{word}\", but {label} is {}%", percent.value),
            format!("이행 상태는 '{word}'인데 {} {}%입니다", topic(label), percent.value),
        )
        .field("/pledge/progress_percent")
        .at_all(percent.prov.ranges.iter().copied());
        if let Some(&r) = state.prov.ranges.first() {
            diagnostic = diagnostic.related(r, "이행 상태");
        }
        findings.diagnostics.push(diagnostic);
    }
}
