//! Layout profiles: what a layout calls its sections, labels and states, and how a document is told to be of it.
//!
//! In: TOML files, the built-in ones and the user's. Out: [`Profiles`], which says which profile a document fits and with which
//! [`Vocabulary`] it is read. A profile extends others, in the end always `general`; its own names come first. The choice
//! is by evidence that a document prints; with none that fits, the general profile reads it by wording.
//!
//! Evidence is looked up by name, not profile by profile, so a hundred profiles cost no more than one.

mod fault;
mod file;
mod survey;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use regex::Regex;
use rustc_hash::FxHashMap;

pub use fault::{Fault, FaultKind};
pub use file::{Evidence, Name, ProfileFile, WordRule};
pub use survey::{Claim, Survey, draft, survey};

use super::vocabulary::{Role, Vocabulary, heading_key};
use crate::layout::{Layer, Layout, Line, Shape};

/// The profiles that are compiled in, `general` first.
pub const BUILT_IN: [(&str, &str); 6] = [
    ("general.toml", include_str!("../profiles/general.toml")),
    ("status-matrix-card.toml", include_str!("../profiles/status-matrix-card.toml")),
    ("roman-plan-card.toml", include_str!("../profiles/roman-plan-card.toml")),
    ("management-card.toml", include_str!("../profiles/management-card.toml")),
    ("numbered-report.toml", include_str!("../profiles/numbered-report.toml")),
    ("promise-form-card.toml", include_str!("../profiles/promise-form-card.toml")),
];

/// Name of the profile that all others extend.
pub const GENERAL: &str = "general";

/// A profile, ready for use.
#[derive(Debug)]
pub struct Profile {
    /// Its name, as in `source.layout`.
    pub name: String,
    /// Korean title.
    pub title: String,
    /// Sections that its cards always have, those of its parents included.
    pub required: Vec<Role>,
    /// Its names, those of its parents included.
    pub vocabulary: Arc<Vocabulary>,
    evidence: Vec<(String, Want)>,
    lines: Vec<Regex>,
    /// Hash of its file, in hexadecimal; `None` for the built-in ones.
    pub sha256: Option<String>,
}

/// What a piece of evidence is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Want {
    All,
    Any,
    None,
}

/// What of a profile's evidence a document prints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    /// Evidence that is printed.
    pub found: Vec<String>,
    /// Evidence that must be printed and is not.
    pub missing: Vec<String>,
    /// Evidence that must not be printed and is.
    pub excluded: Vec<String>,
}

impl Fit {
    /// Whether the document is of the layout.
    pub fn fits(&self) -> bool {
        self.missing.is_empty() && self.excluded.is_empty() && !self.found.is_empty()
    }
}

/// All profiles of a run.
#[derive(Debug)]
pub struct Profiles {
    profiles: Vec<Profile>,
    /// Evidence name → the profiles that look for it.
    index: FxHashMap<String, Vec<(u32, u32)>>,
    /// Longest evidence name, in bytes.
    longest: usize,
    general: Arc<Vocabulary>,
}

/// A profile file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadProfile {
    /// Which file.
    pub file: String,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

impl std::fmt::Display for BadProfile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, fault) in self.faults.iter().enumerate() {
            let end = if i + 1 < self.faults.len() { "\n" } else { "" };
            write!(f, "{}:{fault}{end}", self.file)?;
        }
        Ok(())
    }
}

static BUILT_IN_PROFILES: LazyLock<Arc<Profiles>> =
    LazyLock::new(|| Arc::new(Profiles::with(&[]).expect("the built-in profiles are tested to parse")));

impl Profiles {
    /// The profiles that are compiled in.
    pub fn built_in() -> Arc<Profiles> {
        Arc::clone(&BUILT_IN_PROFILES)
    }

    /// The built-in profiles and those of the user, given as file name and text.
    ///
    /// # Errors
    /// A file has a fault, or extends a profile that there is not.
    pub fn with(files: &[(String, String)]) -> Result<Profiles, BadProfile> {
        let built_in = BUILT_IN.iter().map(|(name, text)| (*name, *text, true));
        let own = files.iter().map(|(name, text)| (name.as_str(), text.as_str(), false));
        let mut parsed: Vec<Parsed<'_>> = Vec::new();
        for (name, source, built_in) in built_in.chain(own) {
            let (file, mut faults) = ProfileFile::parse(source);
            if let Some(other) = parsed.iter().find(|p| p.file.name == file.name) {
                let whose = if other.built_in { "a built-in profile" } else { other.path };
                faults.push(Fault::new(
                    FaultKind::NameTaken,
                    source,
                    file.name_at.clone(),
                    format!("the name \"{}\" is taken by {whose}; choose another and extend it", file.name),
                    format!("\"{}\"은(는) 이미 있는 서식 이름입니다. 다른 이름을 쓰고 extends로 이어받으세요", file.name),
                ));
            }
            if !built_in && file.evidence.all.is_empty() && file.evidence.any.is_empty() && file.evidence.lines.is_empty() {
                faults.push(Fault::new(
                    FaultKind::NoEvidence,
                    source,
                    file.name_at.clone(),
                    "[evidence] says nothing that a document of this layout prints, so the profile would never be chosen",
                    "[evidence]에 이 서식의 문서가 늘 쓰는 말이 없어 서식이 선택될 수 없습니다",
                ));
            }
            if !faults.is_empty() {
                return Err(BadProfile { file: name.to_owned(), faults });
            }
            parsed.push(Parsed { path: name, source, file, built_in });
        }
        let by_name: HashMap<&str, usize> = parsed.iter().enumerate().map(|(i, p)| (p.file.name.as_str(), i)).collect();
        let mut profiles = Vec::new();
        for (i, own) in parsed.iter().enumerate() {
            let mut chain = Vec::new();
            lineage(i, &parsed, &by_name, &mut Vec::new(), &mut chain)
                .map_err(|fault| BadProfile { file: own.path.to_owned(), faults: vec![fault] })?;
            let files: Vec<&ProfileFile> = chain.iter().map(|&k| &parsed[k].file).collect();
            let mut required: Vec<Role> = files.iter().flat_map(|f| f.required.iter().copied()).collect();
            required.sort_unstable();
            required.dedup();
            let evidence = &own.file.evidence;
            let wanted = [(&evidence.all, Want::All), (&evidence.any, Want::Any), (&evidence.none, Want::None)];
            profiles.push(Profile {
                name: own.file.name.clone(),
                title: own.file.title.clone(),
                required,
                vocabulary: Arc::new(Vocabulary::of(&files)),
                evidence: wanted.iter().flat_map(|(names, want)| names.iter().map(|n| (heading_key(&n.text), *want))).collect(),
                lines: evidence.lines.iter().map(|(_, e)| e.clone()).collect(),
                sha256: (!own.built_in).then(|| crate::source::sha256_hex(own.source.as_bytes())),
            });
        }
        let mut index: FxHashMap<String, Vec<(u32, u32)>> = FxHashMap::default();
        for (p, profile) in profiles.iter().enumerate() {
            for (e, (name, _)) in profile.evidence.iter().enumerate() {
                index.entry(name.clone()).or_default().push((p as u32, e as u32));
            }
        }
        let longest = index.keys().map(String::len).max().unwrap_or(0);
        let general = Arc::clone(&profiles[0].vocabulary);
        Ok(Self { profiles, index, longest, general })
    }

    /// All profiles, `general` first.
    pub fn all(&self) -> &[Profile] {
        &self.profiles
    }

    /// The names that every layout shares.
    pub fn general(&self) -> &Arc<Vocabulary> {
        &self.general
    }

    /// The profile that a document fits best: the one with the most evidence, the user's before a built-in one, a later one
    /// before an earlier. `None` where none fits.
    pub fn choose(&self, text: &str, layout: &Layout) -> Option<&Profile> {
        self.fits(text, layout)
            .into_iter()
            .enumerate()
            .filter(|(_, fit)| fit.fits())
            .max_by_key(|(i, fit)| (fit.found.len(), self.profiles[*i].sha256.is_some(), *i))
            .map(|(i, _)| &self.profiles[i])
    }

    /// How a document fits each of [`Profiles::all`].
    pub fn fits(&self, text: &str, layout: &Layout) -> Vec<Fit> {
        let mut seen: Vec<u64> = vec![0; self.profiles.len()];
        let mut lines_seen: Vec<u64> = vec![0; self.profiles.len()];
        let with_lines: Vec<usize> = (0..self.profiles.len()).filter(|&i| !self.profiles[i].lines.is_empty()).collect();
        let body = layout.lines.iter().filter(|l| l.layer == Layer::Body).take(EVIDENCE_LINES);
        for line in body {
            names_printed(text, line, self.longest, |name| {
                for &(p, e) in self.index.get(name).into_iter().flatten() {
                    seen[p as usize] |= 1 << e.min(63);
                }
            });
            for &p in &with_lines {
                let content = &text[line.range.to_usize()];
                for (k, expression) in self.profiles[p].lines.iter().enumerate() {
                    if lines_seen[p] & (1 << k.min(63)) == 0 && expression.is_match(content) {
                        lines_seen[p] |= 1 << k.min(63);
                    }
                }
            }
        }
        let fit = |(p, profile): (usize, &Profile)| {
            let mut fit = Fit::default();
            let mut any = None;
            for (e, (name, want)) in profile.evidence.iter().enumerate() {
                let there = seen[p] & (1 << e.min(63)) != 0;
                match (want, there) {
                    (Want::None, true) => fit.excluded.push(name.clone()),
                    (Want::None, false) => {}
                    (_, true) => {
                        any = any.map(|a| a || *want == Want::Any).or(Some(*want == Want::Any));
                        fit.found.push(name.clone());
                    }
                    (Want::All, false) => fit.missing.push(name.clone()),
                    (Want::Any, false) => {}
                }
            }
            let alternatives = || profile.evidence.iter().filter(|(_, w)| *w == Want::Any);
            if any != Some(true) && alternatives().next().is_some() {
                let names: Vec<&str> = alternatives().map(|(n, _)| n.as_str()).collect();
                fit.missing.push(names.join(" | "));
            }
            for (k, expression) in profile.lines.iter().enumerate() {
                let list = if lines_seen[p] & (1 << k.min(63)) != 0 { &mut fit.found } else { &mut fit.missing };
                list.push(expression.as_str().to_owned());
            }
            fit
        };
        self.profiles.iter().enumerate().map(fit).collect()
    }
}

/// Body lines of a document that are looked at for evidence: two hundred cards of a book.
const EVIDENCE_LINES: usize = 8_000;

/// Says every name that a line may print: its words as a whole, a label before a colon, its cells, its words one by one.
fn names_printed(text: &str, line: &Line, longest: usize, mut say: impl FnMut(&str)) {
    let mut name = |words: &str| {
        // Blanks and brackets come off: what is much longer can be none.
        if !words.is_empty() && words.len() <= longest * 2 + 8 {
            let key = heading_key(words);
            if !key.is_empty() && key.len() <= longest {
                say(&key);
            } else if let Some(bare) = super::vocabulary::without_brackets(&key) {
                say(&bare);
            }
        }
    };
    let content = &text[line.range.to_usize()];
    match line.shape {
        Shape::Rule => {}
        Shape::Tabs => content.split('\t').map(str::trim).for_each(name),
        Shape::Pipes => content.split(['|', '│']).map(str::trim).for_each(name),
        Shape::Plain | Shape::Spaced => {
            let body = &text[line.body.to_usize()];
            name(body.trim_end_matches(['】', ']', '>', '〉', '》', '］', '〕']));
            if let Some((label, _)) = body.split_once([':', '：']) {
                name(label);
            }
            if line.marker.is_none() && line.width < WORDS_WIDTH && body.contains(' ') {
                body.split_whitespace().for_each(&mut name);
            }
        }
    }
}

/// A row of labels that a broken table left is no wider, in display columns.
const WORDS_WIDTH: u16 = 120;

struct Parsed<'s> {
    path: &'s str,
    source: &'s str,
    file: ProfileFile,
    built_in: bool,
}

/// The profiles that `at` starts from, the most general first and itself last.
fn lineage(
    at: usize,
    parsed: &[Parsed<'_>],
    by_name: &HashMap<&str, usize>,
    path: &mut Vec<usize>,
    chain: &mut Vec<usize>,
) -> Result<(), Fault> {
    if chain.contains(&at) {
        return Ok(());
    }
    path.push(at);
    let own = &parsed[at];
    for parent in &own.file.extends {
        let Some(&k) = by_name.get(parent.text.as_str()) else {
            let near = super::vocabulary::nearest(&parent.text, by_name.keys().copied());
            let (hint, hint_ko) =
                near.map(|n| (format!("; did you mean \"{n}\"?"), format!(". \"{n}\"을(를) 뜻하나요?"))).unwrap_or_default();
            return Err(Fault::new(
                FaultKind::UnknownParent,
                own.source,
                parent.at.clone(),
                format!("extends \"{}\", which is no profile{hint}", parent.text),
                format!("extends에 적은 \"{}\"(이)라는 서식이 없습니다{hint_ko}", parent.text),
            ));
        };
        if path.contains(&k) {
            return Err(Fault::new(
                FaultKind::UnknownParent,
                own.source,
                parent.at.clone(),
                format!("\"{}\" extends \"{}\", which extends it", own.file.name, parent.text),
                format!("\"{}\"과(와) \"{}\"이(가) 서로를 이어받습니다", own.file.name, parent.text),
            ));
        }
        lineage(k, parsed, by_name, path, chain)?;
    }
    path.pop();
    if at != 0 && !chain.contains(&0) {
        chain.insert(0, 0);
    }
    chain.push(at);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_profiles_have_no_fault() {
        for (name, source) in BUILT_IN {
            let (file, faults) = ProfileFile::parse(source);
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            assert_eq!(faults, Vec::<String>::new(), "{name}");
            assert_eq!(format!("{}.toml", file.name), name);
            assert!(!file.title.is_empty(), "{name}");
        }
        assert!(Profiles::with(&[]).is_ok());
    }
}
