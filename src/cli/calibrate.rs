//! `bogoseo calibrate`: fits the confidences. Behind the feature of its name.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;

use super::eval::{gold_files, write};
use super::{Failure, paint, print, reason_ko};
use crate::calibrate::{Shown, Source, Verdict, cross, parameters};
use crate::eval::calibration::Calibration;
use crate::score::model::Parameters;

/// Fit the confidences to documents with gold
///
/// Each folder holds documents (in `files/`, or beside `gold/`) and their `*.gold.json`. Texts are also converted in damaged
/// forms. Each layout is judged by a fit on the others; the folders of --judge by the fit on all of --fit.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folders to fit on
    #[arg(long, value_name = "DIR", required = true, num_args = 1..)]
    fit: Vec<PathBuf>,

    /// Folders to judge on; nothing of them goes into the fit
    #[arg(long, value_name = "DIR", num_args = 1..)]
    judge: Vec<PathBuf>,

    /// Damaged forms of each text
    #[arg(long, value_name = "N", default_value = "2")]
    forms: usize,

    /// Seed of the damage
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,

    /// Where the parameters go
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

/// Sections with fewer values are not judged one by one.
const JUDGED_SECTION: usize = 300;

/// Runs the verb.
pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let mut layouts: BTreeMap<String, Shown> = BTreeMap::new();
    for folder in &arguments.fit {
        for (layout, shown) in shown(&sources(folder)?, arguments.forms, arguments.seed) {
            layouts.entry(layout).or_default().add(shown);
        }
    }
    let unseen = cross(&layouts);
    let fitted = parameters(&layouts, &unseen);
    let mut out = String::new();
    let mut all = Verdict::default();
    for (layout, verdict) in &unseen {
        line(&mut out, &format!("layout {layout}, fitted on the others"), &verdict.calibration());
        all.add(verdict.clone());
    }
    told(&mut out, "layouts held back", &all);
    for folder in &arguments.judge {
        let mut verdict = Verdict::default();
        for (layout, shown) in shown(&sources(folder)?, 0, 0) {
            let one = Verdict::of(&fitted, &shown);
            line(&mut out, &format!("layout {layout}, not in the fit"), &one.calibration());
            verdict.add(one);
        }
        told(&mut out, &paint::plain(&folder.to_string_lossy()), &verdict);
    }
    if let Some(path) = &arguments.write {
        write(path, &toml(&fitted))?;
    }
    print(out.as_bytes()).map(|()| 0)
}

fn toml(parameters: &Parameters) -> String {
    let body = toml::to_string(parameters).expect("parameters have string keys");
    format!("# Written by `bogoseo calibrate`; see the documentation of `score::model`. Do not edit.\n{body}")
}

fn line(out: &mut String, name: &str, c: &Calibration) {
    let right = 1.0 - c.wrong as f64 / c.values.max(1) as f64;
    out.push_str(&format!(
        "| {name} | {} | {} | {:.3} | {right:.3} | {:.3} | {:.3} | {:.0} % |\n",
        c.values,
        c.wrong,
        c.mean_confidence,
        c.ece,
        c.brier,
        100.0 * c.wrong_found(10).unwrap_or_default()
    ));
}

fn told(out: &mut String, name: &str, verdict: &Verdict) {
    let all = verdict.calibration();
    line(out, &format!("**{name}**"), &all);
    for (section, c) in verdict.sections().iter().filter(|(_, c)| c.values > JUDGED_SECTION) {
        line(out, &format!("… {section}"), c);
    }
    line(out, "… records (all key values)", &Calibration::of(&verdict.records));
    for bin in &all.bins {
        out.push_str(&format!(
            "  {:.1} to {:.1}: {:>7} values, mean {:.3}, right {:.3}\n",
            bin.from, bin.to, bin.values, bin.confidence, bin.right
        ));
    }
}

/// The documents of a folder that have gold.
fn sources(folder: &Path) -> Result<Vec<Source>, Failure> {
    let mut out = Vec::new();
    for gold in gold_files(folder)? {
        let places = [folder.join("files").join(&gold.name), folder.join(&gold.name)];
        let Some(path) = places.iter().find(|p| p.is_file()) else { continue };
        let bytes = fs::read(path).map_err(|e| {
            let shown = paint::plain(&path.to_string_lossy());
            Failure::Usage(format!("cannot read {shown}: {e} ({})", reason_ko(&e)))
        })?;
        out.push(Source { name: gold.name, bytes, gold: gold.records });
    }
    Ok(out)
}

/// What documents and their damaged forms show, by layout.
fn shown(sources: &[Source], forms: usize, seed: u64) -> BTreeMap<String, Shown> {
    let all: Vec<(&str, Source)> = sources
        .iter()
        .flat_map(|s| {
            std::iter::once(Some(s.clone())).chain((0..forms).map(move |n| s.damaged(seed, n))).flatten().map(|d| (s.layout(), d))
        })
        .collect();
    let found: Vec<(&str, Shown)> = all.par_iter().map(|(layout, source)| (*layout, Shown::of(source))).collect();
    let mut out: BTreeMap<String, Shown> = BTreeMap::new();
    for (layout, one) in found {
        out.entry(layout.to_owned()).or_default().add(one);
    }
    out
}
