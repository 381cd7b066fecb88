//! What an evaluation is told as: one structure, for JSON, text and HTML alike.

use std::collections::BTreeMap;

use serde::Serialize;

use super::calibration::{Calibration, Judged, ReviewCurve};
use super::tally::{Both, Row, rounded};
use super::{Evaluation, IssueTally, section_of};

/// The report.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Over all facts.
    pub overall: Row,
    /// By section.
    pub sections: BTreeMap<String, Row>,
    /// By section and field, as `section.field`.
    pub fields: BTreeMap<String, Row>,
    /// By layout.
    pub layouts: BTreeMap<String, Row>,
    /// By format.
    pub formats: BTreeMap<String, Row>,
    /// Whole records.
    pub records: Records,
    /// Issues.
    pub issues: Issues,
    /// Confidences; none where the run has no evidence.
    pub calibration: Option<Confidences>,
}

/// Counts of whole records.
#[derive(Debug, Serialize)]
pub struct Records {
    /// In gold.
    pub gold: usize,
    /// All of whose facts are right, and none missed.
    pub wholly_right: usize,
    /// That no record answers.
    pub absent: Vec<(String, Option<String>)>,
    /// That answer no gold record.
    pub surplus: Vec<(String, Option<String>)>,
}

/// Issues against what gold expects.
#[derive(Debug, Serialize)]
pub struct Issues {
    /// Raised where expected.
    pub raised: usize,
    /// Expected.
    pub expected: usize,
    /// Raised where they must not be.
    pub false_alarms: usize,
    /// Places where gold says that one must not be.
    pub unexpected: usize,
    /// By name.
    pub names: BTreeMap<String, IssueRow>,
}

/// One issue.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct IssueRow {
    /// Raised where expected.
    pub raised: usize,
    /// Expected.
    pub expected: usize,
    /// Raised where it must not be.
    pub false_alarms: usize,
    /// Places where it must not be.
    pub unexpected: usize,
}

/// How true the confidences are.
#[derive(Debug, Serialize)]
pub struct Confidences {
    /// Over all values.
    pub values: Calibration,
    /// By section.
    pub sections: BTreeMap<String, Calibration>,
    /// By layout.
    pub layouts: BTreeMap<String, Calibration>,
    /// Over records: all key values right.
    pub records: Calibration,
    /// Points of the review curve, for drawing.
    #[serde(skip)]
    pub curve: Vec<(f64, f64)>,
}

impl Report {
    /// Sums up.
    pub fn of(told: &Evaluation) -> Self {
        let mut overall = Both::default();
        let mut sections: BTreeMap<String, Both> = BTreeMap::new();
        for ((section, _), counts) in &told.fields {
            overall.add(*counts);
            sections.entry((*section).to_owned()).or_default().add(*counts);
        }
        Self {
            overall: overall.row(),
            sections: rows(&sections),
            fields: told.fields.iter().map(|((section, field), counts)| (format!("{section}.{field}"), counts.row())).collect(),
            layouts: rows(&told.layouts),
            formats: rows(&told.formats),
            records: Records { gold: told.records, wholly_right: told.perfect, absent: told.absent.clone(), surplus: told.surplus.clone() },
            issues: Issues::of(&told.issues),
            calibration: (!told.values.is_empty()).then(|| Confidences::of(told)),
        }
    }

    /// As a page for a terminal. `misses` is how many faults of each section are named.
    pub fn text(&self, told: &Evaluation, misses: usize) -> String {
        let mut out = String::new();
        table(&mut out, "section", &self.sections, |out, section| {
            for missed in [true, false] {
                let faults = told.faults.iter().filter(|f| f.section == section && f.missed == missed);
                for fault in faults.take(misses) {
                    let word = if missed { "missed" } else { "wrong " };
                    out.push_str(&format!("    {word} {} {}\n", fault.file, fault.fact));
                }
            }
        });
        table(&mut out, "field", &self.fields, |_, _| ());
        table(&mut out, "layout", &self.layouts, |_, _| ());
        table(&mut out, "format", &self.formats, |_, _| ());
        let Records { gold, wholly_right, absent, surplus } = &self.records;
        out.push_str(&format!("\nrecords {gold}, wholly right {wholly_right}, absent {}, surplus {}\n", absent.len(), surplus.len()));
        let Issues { raised, expected, false_alarms, unexpected, names } = &self.issues;
        out.push_str(&format!("issues raised {raised} of {expected} expected, {false_alarms} false alarms in {unexpected} places\n"));
        for (name, row) in names.iter().filter(|(_, r)| r.raised < r.expected || r.false_alarms > 0) {
            out.push_str(&format!(
                "  {name:22} raised {} of {}, false alarms {} in {}\n",
                row.raised, row.expected, row.false_alarms, row.unexpected
            ));
        }
        match &self.calibration {
            Some(confidences) => confidences.text(&mut out),
            None => out.push_str("\nno evidence in this output: confidences were not measured (근거가 없어 신뢰도는 재지 못함)\n"),
        }
        let Row { precision, recall, f1, strict_f1, .. } = self.overall;
        out.push_str(&format!("\noverall P {precision:.4} R {recall:.4} F1 {f1:.4}, strict F1 {strict_f1:.4}\n"));
        out
    }
}

impl Issues {
    fn of(counted: &BTreeMap<String, IssueTally>) -> Self {
        let sum = |part: fn(&IssueTally) -> usize| counted.values().map(part).sum();
        Self {
            raised: sum(|t| t.raised),
            expected: sum(|t| t.expected),
            false_alarms: sum(|t| t.false_alarms),
            unexpected: sum(|t| t.unexpected),
            names: counted
                .iter()
                .map(|(name, t)| {
                    let IssueTally { expected, raised, unexpected, false_alarms } = *t;
                    (name.clone(), IssueRow { raised, expected, false_alarms, unexpected })
                })
                .collect(),
        }
    }
}

impl Confidences {
    fn of(told: &Evaluation) -> Self {
        let all: Vec<Judged> = told.values.iter().map(|v| v.judged).collect();
        let by = |key: &dyn Fn(&super::JudgedValue) -> String| -> BTreeMap<String, Calibration> {
            let mut groups: BTreeMap<String, Vec<Judged>> = BTreeMap::new();
            for value in &told.values {
                groups.entry(key(value)).or_default().push(value.judged);
            }
            groups.into_iter().map(|(name, judged)| (name, Calibration::of(&judged))).collect()
        };
        Self {
            values: Calibration::of(&all),
            sections: by(&|v| section_of(&v.pointer).to_owned()),
            layouts: by(&|v| v.layout.clone()),
            records: Calibration::of(&told.whole_records),
            curve: ReviewCurve::of(&all).points(),
        }
    }

    fn text(&self, out: &mut String) {
        let Calibration { values, wrong, ece, brier, .. } = self.values;
        out.push_str(&format!("\ncalibration over {values} values ({wrong} wrong): ECE {ece:.4}, Brier {brier:.4}\n"));
        out.push_str("  confidence     values   mean   right\n");
        for bin in &self.values.bins {
            out.push_str(&format!("  {:.1} to {:.1}  {:>9}  {:.3}   {:.3}\n", bin.from, bin.to, bin.values, bin.confidence, bin.right));
        }
        let curve: Vec<String> =
            self.values.review_curve.iter().map(|p| format!("{} %: {:.1} %", p.lowest_percent, 100.0 * p.wrong_found)).collect();
        out.push_str(&format!("  lowest-scored share of the values: share of all wrong ones\n    {}\n", curve.join(", ")));
        for (what, groups) in [("section", &self.sections), ("layout", &self.layouts)] {
            out.push_str(&format!("  {what:22}  values   wrong   mean   right    ECE   Brier\n"));
            for (name, c) in groups {
                let right = 1.0 - c.wrong as f64 / c.values.max(1) as f64;
                out.push_str(&format!(
                    "  {name:22} {:>7} {:>7}  {:.3}   {right:.3}  {:.3}   {:.3}\n",
                    c.values, c.wrong, c.mean_confidence, c.ece, c.brier
                ));
            }
        }
        let Calibration { values, wrong, ece, brier, mean_confidence, .. } = self.records;
        let right = rounded(1.0 - wrong as f64 / values.max(1) as f64);
        out.push_str(&format!(
            "  records, all key values right: {values}, mean {mean_confidence:.3}, right {right:.3}, ECE {ece:.4}, Brier {brier:.4}\n"
        ));
    }
}

fn rows(counted: &BTreeMap<String, Both>) -> BTreeMap<String, Row> {
    counted.iter().map(|(name, counts)| (name.clone(), counts.row())).collect()
}

fn table(out: &mut String, what: &str, rows: &BTreeMap<String, Row>, after: impl Fn(&mut String, &str)) {
    out.push_str(&format!("{what:30}     P      R     F1  strict  support   right   wrong  missed\n"));
    for (name, row) in rows {
        let [right, wrong, missed] = row.lenient;
        out.push_str(&format!(
            "{name:30} {:.3}  {:.3}  {:.3}   {:.3}  {:>7} {right:>7} {wrong:>7} {missed:>7}\n",
            row.precision, row.recall, row.f1, row.strict_f1, row.support
        ));
        after(out, name);
    }
    out.push('\n');
}
