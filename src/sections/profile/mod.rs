//! Layout profiles: what a layout calls its sections, labels and states, and how a document is told to be of it.
//!
//! In: TOML files, the built-in ones and the user's. Out: [`Profiles`], which says which profile a document fits and with which
//! [`Vocabulary`] it is read. A profile extends others, in the end always `general`; its own names come first. The choice
//! is by evidence that a document prints; with none that fits, the general profile reads it by wording.
//!
//! Evidence is looked up by name, and the expressions of all profiles in one pass, not profile by profile; a vocabulary is made
//! when a document is first read with it. So a hundred profiles cost little more than one.

mod fault;
mod file;
mod survey;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock};

use regex::{RegexSet, RegexSetBuilder};
use rustc_hash::FxHashMap;

pub use fault::{Fault, FaultKind};
pub use file::{Evidence, Name, ProfileFile, WordRule};
pub use survey::{Claim, Survey, draft, survey};

use super::vocabulary::{Edges, Role, Vocabulary, heading_key, key_of};
use crate::layout::{Layer, Layout, Line, Shape};
use crate::text::{Letters, Signs, inner, split_at_colon, words};

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
    /// The files that its names are of, the most general first.
    lineage: Vec<Arc<ProfileFile>>,
    /// Made of them when it is first asked for: a run meets few of its layouts.
    vocabulary: OnceLock<Arc<Vocabulary>>,
    evidence: Vec<(String, Want)>,
    /// Expressions that lines must match.
    lines: Vec<String>,
    /// Hash of its file, in hexadecimal; `None` for the built-in ones.
    pub sha256: Option<String>,
}

impl Profile {
    /// Its names, those of its parents included.
    pub fn vocabulary(&self) -> &Arc<Vocabulary> {
        self.vocabulary.get_or_init(|| {
            let files: Vec<&ProfileFile> = self.lineage.iter().map(Arc::as_ref).collect();
            Arc::new(Vocabulary::of(&files))
        })
    }
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
    /// What evidence names begin and end with.
    edges: Edges,
    /// The letters of each evidence name: most lines are told by theirs to print none.
    letters: Vec<Letters>,
    /// The expressions of all profiles, looked for in one pass.
    expressions: RegexSet,
    /// Of each expression: the profile, and which of its own it is.
    owners: Vec<(u32, u32)>,
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
        Self::of(built_in.chain(files.iter().map(|(name, text)| (name.as_str(), text.as_str(), false))))
    }

    /// One profile alone, built in or not: file name and text of one that extends no other.
    ///
    /// # Errors
    /// The file has a fault, or extends a profile.
    pub fn alone(name: &str, text: &str) -> Result<Profiles, BadProfile> {
        Self::of(std::iter::once((name, text, true)))
    }

    fn of<'a>(files: impl Iterator<Item = (&'a str, &'a str, bool)>) -> Result<Profiles, BadProfile> {
        let mut parsed: Vec<Parsed<'_>> = Vec::new();
        for (name, source, built_in) in files {
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
            parsed.push(Parsed { path: name, source, file: Arc::new(file), built_in });
        }
        let by_name: HashMap<&str, usize> = parsed.iter().enumerate().map(|(i, p)| (p.file.name.as_str(), i)).collect();
        let mut profiles = Vec::new();
        for (i, own) in parsed.iter().enumerate() {
            let mut chain = Vec::new();
            lineage(i, &parsed, &by_name, &mut Vec::new(), &mut chain)
                .map_err(|fault| BadProfile { file: own.path.to_owned(), faults: vec![fault] })?;
            let lineage: Vec<Arc<ProfileFile>> = chain.iter().map(|&k| Arc::clone(&parsed[k].file)).collect();
            let mut required: Vec<Role> = lineage.iter().flat_map(|f| f.required.iter().copied()).collect();
            required.sort_unstable();
            required.dedup();
            let evidence = &own.file.evidence;
            let wanted = [(&evidence.all, Want::All), (&evidence.any, Want::Any), (&evidence.none, Want::None)];
            profiles.push(Profile {
                name: own.file.name.clone(),
                title: own.file.title.clone(),
                required,
                lineage,
                vocabulary: OnceLock::new(),
                evidence: wanted.iter().flat_map(|(names, want)| names.iter().map(|n| (heading_key(&n.text), *want))).collect(),
                lines: evidence.lines.iter().map(|(_, e)| e.as_str().to_owned()).collect(),
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
        let mut edges = Edges::default();
        profiles.iter().flat_map(|p| &p.evidence).for_each(|(name, _)| edges.add(name));
        // Brackets and colons are compared in another form than a line may print.
        let letters = index.keys().map(|name| Letters::of(&name.replace(['(', ')', ':'], ""))).collect();
        let mut owners = Vec::new();
        for (p, profile) in profiles.iter().enumerate() {
            owners.extend((0..profile.lines.len()).map(|k| (p as u32, k as u32)));
        }
        let expressions = RegexSetBuilder::new(profiles.iter().flat_map(|p| &p.lines))
            .size_limit(EXPRESSION_BYTES * (owners.len() + 1))
            .build()
            .expect("each of them was read by itself, within its share of the bound");
        Ok(Self { profiles, index, longest, edges, letters, expressions, owners })
    }

    /// All profiles, `general` first.
    pub fn all(&self) -> &[Profile] {
        &self.profiles
    }

    /// The names that every layout shares.
    pub fn general(&self) -> &Arc<Vocabulary> {
        self.profiles[0].vocabulary()
    }

    /// First cells of header rows, which the general profile alone has.
    pub(super) fn table_heads(&self) -> &[Name] {
        self.profiles[0].lineage.first().map_or(&[], |general| &general.table_heads)
    }

    /// The profile that a document fits best: the one with the most evidence, the user's before a built-in one, a later one
    /// before an earlier. `None` where none fits.
    pub fn choose(&self, text: &str, layout: &Layout) -> Option<&Profile> {
        let seen = self.seen(text, layout);
        // A profile of whose evidence nothing is printed does not fit; so it is with all but a few of many.
        let candidates = (0..self.profiles.len()).filter(|&p| seen.names[p] != 0 || seen.lines[p] != 0);
        candidates
            .map(|p| (p, self.fit(p, &seen)))
            .filter(|(_, fit)| fit.fits())
            .max_by_key(|(p, fit)| (fit.found.len(), self.profiles[*p].sha256.is_some(), *p))
            .map(|(p, _)| &self.profiles[p])
    }

    /// How a document fits each of [`Profiles::all`].
    pub fn fits(&self, text: &str, layout: &Layout) -> Vec<Fit> {
        let seen = self.seen(text, layout);
        (0..self.profiles.len()).map(|p| self.fit(p, &seen)).collect()
    }

    /// Looks for the evidence of all profiles at once.
    fn seen(&self, text: &str, layout: &Layout) -> Seen {
        let mut seen = Seen { names: vec![0; self.profiles.len()], lines: vec![0; self.profiles.len()] };
        let may_be = |words: &str| self.edges.may_be(words);
        for line in layout.lines.iter().filter(|l| l.layer == Layer::Body).take(EVIDENCE_LINES) {
            if self.letters.iter().any(|&name| line.letters.may_hold(name)) {
                names_printed(text, line, self.longest, may_be, |name| {
                    for &(p, e) in self.index.get(name).into_iter().flatten() {
                        seen.names[p as usize] |= bit(e as usize);
                    }
                });
            }
            let content = &text[line.range.to_usize()];
            if !self.owners.is_empty() && self.expressions.is_match(content) {
                for at in self.expressions.matches(content) {
                    let (p, k) = self.owners[at];
                    seen.lines[p as usize] |= bit(k as usize);
                }
            }
        }
        seen
    }

    /// What of a profile's evidence was seen.
    fn fit(&self, p: usize, seen: &Seen) -> Fit {
        let profile = &self.profiles[p];
        let mut fit = Fit::default();
        let mut any = false;
        for (e, (name, want)) in profile.evidence.iter().enumerate() {
            let there = seen.names[p] & bit(e) != 0;
            match (want, there) {
                (Want::None, true) => fit.excluded.push(name.clone()),
                (Want::None, false) => {}
                (_, true) => {
                    any |= *want == Want::Any;
                    fit.found.push(name.clone());
                }
                (Want::All, false) => fit.missing.push(name.clone()),
                (Want::Any, false) => {}
            }
        }
        let alternatives = || profile.evidence.iter().filter(|(_, w)| *w == Want::Any);
        if !any && alternatives().next().is_some() {
            let names: Vec<&str> = alternatives().map(|(n, _)| n.as_str()).collect();
            fit.missing.push(names.join(" | "));
        }
        for (k, expression) in profile.lines.iter().enumerate() {
            let list = if seen.lines[p] & bit(k) != 0 { &mut fit.found } else { &mut fit.missing };
            list.push(expression.clone());
        }
        fit
    }
}

/// What of each profile's evidence a document prints, as bits.
struct Seen {
    names: Vec<u64>,
    lines: Vec<u64>,
}

/// The bit of a piece of evidence; those beyond the last share it.
fn bit(at: usize) -> u64 {
    1 << at.min(63)
}

/// What an expression may come to in memory, as a rule of the crate that reads it.
const EXPRESSION_BYTES: usize = 10 << 20;
/// Body lines of a document that are looked at for evidence: two hundred cards of a book.
const EVIDENCE_LINES: usize = 8_000;

/// Says every name that a line may print: its words as a whole, a label before a colon, its cells, its words one by one; but
/// for words that are too long or that `may_be` rules out.
fn names_printed(text: &str, line: &Line, longest: usize, may_be: impl Fn(&str) -> bool, mut say: impl FnMut(&str)) {
    let mut name = |words: &str| {
        // Blanks and brackets come off: what is much longer can be none.
        if !words.is_empty() && words.len() <= longest * 2 + 8 && may_be(words) {
            let key = key_of(words);
            if !key.is_empty() && key.len() <= longest {
                say(&key);
            } else if let Some(bare) = super::vocabulary::without_brackets(&key) {
                say(&bare);
            }
        }
    };
    let content = &text[line.range.to_usize()];
    match line.shape {
        Shape::Rule | Shape::Commas => {}
        Shape::Tabs => {
            let mut from = 0;
            for at in memchr::memchr_iter(b'\t', content.as_bytes()).chain([content.len()]) {
                let cell = &content[from..at];
                name(&cell[inner(cell)]);
                from = at + 1;
            }
        }
        Shape::Pipes => content.split(['|', '│']).map(str::trim).for_each(name),
        Shape::Plain | Shape::Spaced => {
            let body = &text[line.body.to_usize()];
            name(body.trim_end_matches(['】', ']', '>', '〉', '》', '］', '〕']));
            if line.signs.has(Signs::COLON.or(Signs::FULL_WIDTH))
                && let Some((label, _)) = split_at_colon(body)
            {
                name(label);
            }
            if line.marker.is_none() && line.width < WORDS_WIDTH && line.signs.has(Signs::SPACE) && body.contains(' ') {
                words(body).for_each(&mut name);
            }
        }
    }
}

/// A row of labels that a broken table left is no wider, in display columns.
const WORDS_WIDTH: u16 = 120;

struct Parsed<'s> {
    path: &'s str,
    source: &'s str,
    file: Arc<ProfileFile>,
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
    fn the_evidence_of_many_profiles_is_told_apart() {
        let profile = |i: usize| {
            let evidence = format!("all = [\"가온{i}부서\"]\nlines = ['^서식 {i}호$', '나래']");
            (format!("{i}.toml"), format!("name = \"p{i}\"\nextends = \"general\"\n[evidence]\n{evidence}\n"))
        };
        let files: Vec<(String, String)> = (0..20).map(profile).collect();
        let profiles = Profiles::with(&files).unwrap();
        let text = "서식 7호\n서식 3호\n나래 도서관\n가온7부서 : 다온과\n가온4 부서\t라온과\n";
        let layout = Layout::of(text);
        assert_eq!(profiles.choose(text, &layout).map(|p| p.name.as_str()), Some("p7"));
        let fits = profiles.fits(text, &layout);
        let fit = |name: &str| &fits[profiles.all().iter().position(|p| p.name == name).unwrap()];
        assert_eq!(fit("p7").found, ["가온7부서", "^서식 7호$", "나래"]);
        assert_eq!(
            (&fit("p3").found, &fit("p3").missing),
            (&vec!["^서식 3호$".to_owned(), "나래".to_owned()], &vec!["가온3부서".to_owned()])
        );
        assert_eq!(fit("p4").missing, ["^서식 4호$"]);
        assert!(!fit("p0").fits() && fit("p0").found == ["나래"]);
        let none = "다온\n";
        assert!(profiles.choose(none, &Layout::of(none)).is_none());
    }

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
