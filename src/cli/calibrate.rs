//! `bogoseo calibrate`: fits the confidences. Behind the feature of its name.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use rayon::prelude::*;

use super::eval::{gold_files, write};
use super::{Failure, paint, print, reason_ko};
use crate::calibrate::{Known, Shown, Source, Verdict, cross, forget, parameters};
use crate::eval::calibration::Calibration;
use crate::score::DOUBTS;
use crate::score::model::{Model, Parameters};
use crate::sections::Profiles;

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

    /// Times that each document is read with part of the names forgotten
    #[arg(long, value_name = "N", default_value = "8")]
    forgetful: usize,

    /// Seed of the damage
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,

    /// Where the parameters go
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,

    /// Where a list of all values of the folders to judge goes: document, place, truth, confidence, rule, doubts
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
}

/// Sections with fewer values are not judged one by one.
const JUDGED_SECTION: usize = 300;

/// Runs the verb.
pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let mut layouts: BTreeMap<String, Shown> = BTreeMap::new();
    for folder in &arguments.fit {
        for (layout, shown) in shown(&sources(folder)?, arguments.forms, arguments.forgetful, arguments.seed) {
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
    doubts(&mut out, &layouts);
    let mut list = String::new();
    let mut together = Verdict::default();
    for folder in &arguments.judge {
        let mut verdict = Verdict::default();
        for (layout, shown) in shown(&sources(folder)?, 0, 0, 0) {
            if arguments.list.is_some() {
                list_values(&mut list, &fitted, &shown);
            }
            let one = Verdict::of(&fitted, &shown);
            line(&mut out, &format!("layout {layout}, not in the fit"), &one.calibration());
            verdict.add(one);
        }
        told(&mut out, &paint::plain(&folder.to_string_lossy()), &verdict);
        together.add(verdict);
    }
    if arguments.judge.len() > 1 {
        told(&mut out, "all of these together", &together);
    }
    if let Some(path) = &arguments.list {
        write(path, &list)?;
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

/// One line a value, parted by tabs.
fn list_values(out: &mut String, fitted: &Parameters, shown: &Shown) {
    let model = Model::new(fitted);
    for Known { document, pointer, evidence, right, .. } in &shown.values {
        let set = evidence.set();
        let doubts: Vec<&str> = DOUBTS.iter().filter(|(doubt, ..)| set.has(*doubt)).map(|(_, name, _)| *name).collect();
        let (p, rule) = (model.of_evidence(evidence), evidence.rule);
        out.push_str(&format!("{document}\t{pointer}\t{right}\t{p:.4}\t{rule}\t{}\n", doubts.join(",")));
    }
}

/// How often values with each doubt were right, over all of the fit and in the layouts that have most of them.
fn doubts(out: &mut String, layouts: &BTreeMap<String, Shown>) {
    for (doubt, name, _) in DOUBTS {
        let count = |shown: &Shown| {
            let of = shown.values.iter().filter(|v| v.evidence.set().has(doubt));
            of.fold([0u32; 2], |[right, wrong], v| [right + u32::from(v.right), wrong + u32::from(!v.right)])
        };
        let mut each: Vec<(&str, [u32; 2])> = layouts.iter().map(|(layout, shown)| (layout.as_str(), count(shown))).collect();
        each.retain(|(_, [right, wrong])| right + wrong > 0);
        each.sort_by_key(|(layout, [right, wrong])| (u32::MAX - (right + wrong), *layout));
        let [right, wrong] = each.iter().fold([0; 2], |[r, w], (_, [right, wrong])| [r + right, w + wrong]);
        out.push_str(&format!("  doubt {name}: {right} right, {wrong} wrong, in {} layouts:", each.len()));
        each.iter().take(LAYOUTS_TOLD).for_each(|(layout, [right, wrong])| out.push_str(&format!(" {layout} {right}/{wrong}")));
        out.push('\n');
    }
}

/// Layouts that are told of each doubt.
const LAYOUTS_TOLD: usize = 8;

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

/// Profiles with part of their names forgotten, to choose from.
const FORGETFUL: usize = 24;

/// What documents show as they are, in damaged forms, and read with part of the names forgotten, by layout.
fn shown(sources: &[Source], forms: usize, forgetful: usize, seed: u64) -> BTreeMap<String, Shown> {
    let known = Profiles::built_in();
    let few: Vec<Arc<Profiles>> = (0..FORGETFUL.min(forgetful * sources.len())).map(|k| forget::forgetful(seed + k as u64)).collect();
    let mut all: Vec<(&str, Source, &Arc<Profiles>)> = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        all.push((source.layout(), source.clone(), &known));
        all.extend((0..forms).filter_map(|n| Some((source.layout(), source.damaged(seed, n)?, &known))));
        all.extend((0..forgetful).map(|n| (source.layout(), source.clone(), &few[(at * forgetful + n) % few.len()])));
    }
    let found: Vec<(&str, Shown)> = all.par_iter().map(|(layout, source, profiles)| (*layout, Shown::of(source, profiles))).collect();
    let mut out: BTreeMap<String, Shown> = BTreeMap::new();
    for (layout, one) in found {
        out.entry(layout.to_owned()).or_default().add(one);
    }
    out
}
