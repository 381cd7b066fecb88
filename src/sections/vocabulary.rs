//! The vocabulary: what sections and labels are called, as data.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::near_names::NearNames;
use super::profile::{Name, ProfileFile};
use super::wording::{Wording, Wordings};
use crate::model::State;
use crate::normalize::money::Unit;
use crate::normalize::status;
use crate::text::{Letters, Memo, any_byte, byte_table, copy_runs, count_bytes, squash};

/// Declares an enumeration whose values have names in profiles.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "each is the key of the record, or the field, of the same name")]
        pub enum $name { $($variant),* }
        impl $name {
            /// The name in a profile.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
            /// What a profile calls by this name.
            pub fn of_name(name: &str) -> Option<Self> {
                match name { $($word => Some(Self::$variant),)* _ => None }
            }
            /// All names, in order.
            pub fn names() -> Vec<&'static str> {
                vec![$($word),*]
            }
        }
    };
}

named! {
    /// What a section is about: the key of the record that it goes to, or a part of one.
    Role {
        Purpose = "purpose",
        Goal = "goal",
        GoalInTerm = "goal_in_term",
        AnnualTargets = "annual_targets",
        Indicators = "indicators",
        Overview = "overview",
        Plans = "plans",
        Schedule = "schedule",
        Achievements = "achievements",
        Assessment = "assessment",
        Strengths = "strengths",
        Weaknesses = "weaknesses",
        Improvements = "improvements",
        Obstacles = "obstacles",
        Problems = "problems",
        Remedies = "remedies",
        Changes = "changes",
        Investment = "investment",
        Execution = "execution",
        CitizenEngagement = "citizen_engagement",
        FuturePlans = "future_plans",
        SupportRequests = "support_requests",
        Promises = "promises",
        People = "people",
        Header = "header",
        Other = "other",
    }
}

impl Role {
    /// The record's key.
    pub fn key(self) -> &'static str {
        match self {
            Role::Purpose => "purpose",
            Role::Goal => "goal",
            Role::GoalInTerm => "goal_in_term",
            Role::AnnualTargets => "annual_targets",
            Role::Indicators => "indicators",
            Role::Overview => "overview",
            Role::Plans => "plans",
            Role::Schedule => "schedule",
            Role::Achievements => "achievements",
            Role::Assessment | Role::Strengths | Role::Weaknesses | Role::Improvements => "assessment",
            Role::Obstacles | Role::Problems | Role::Remedies => "obstacles",
            Role::Changes => "changes",
            Role::Investment => "investment",
            Role::Execution => "execution",
            Role::CitizenEngagement => "citizen_engagement",
            Role::FuturePlans => "future_plans",
            Role::SupportRequests => "support_requests",
            Role::Promises | Role::People | Role::Header => "pledge",
            Role::Other => "other",
        }
    }

    /// Roles that name a part of a section rather than a section.
    pub fn is_part(self) -> bool {
        matches!(self, Role::Strengths | Role::Weaknesses | Role::Improvements | Role::Problems | Role::Remedies | Role::GoalInTerm)
    }

    /// Whether a line that is only this heading, without a mark, may open the section where other headings have marks.
    pub fn floats(self) -> bool {
        matches!(self, Role::Promises | Role::People)
    }
}

named! {
    /// What the value of a label is read as.
    LabelKey {
        Number = "number",
        Title = "title",
        Category = "category",
        Department = "department",
        Cooperating = "cooperating",
        Contacts = "contacts",
        State = "state",
        StatusMatrix = "status_matrix",
        Progress = "progress",
        Rate = "rate",
        Continuity = "continuity",
        Term = "term",
        Horizon = "horizon",
        Budget = "budget",
        Completion = "completion",
        Authorities = "authorities",
        Support = "support",
        Jurisdiction = "jurisdiction",
        Period = "period",
        Location = "location",
        TotalCost = "total_cost",
        Agencies = "agencies",
        Purpose = "purpose",
        Indicators = "indicators",
        Goal = "goal",
        Remark = "remark",
    }
}

/// The names of a profile and of those that it extends, ready to be looked up.
pub struct Vocabulary {
    /// Tells one vocabulary of a process from another.
    id: u32,
    sections: FxHashMap<String, Role>,
    patterns: Vec<(String, String, Role)>,
    labels: FxHashMap<String, u32>,
    /// Fields that a label may name, most usual first.
    label_keys: Vec<SmallVec<[LabelKey; 2]>>,
    states: FxHashMap<String, State>,
    /// The same names, for words that are nearly one.
    near_sections: NearNames<Role>,
    near_labels: NearNames<u32>,
    section_words: Wordings<Role>,
    label_words: Wordings<u32>,
    section_edges: Edges,
    label_edges: Edges,
    /// Longest key that a name of a section stands for, in characters.
    longest: usize,
    /// No text with such a name is longer, in bytes: there may be blanks and brackets in it.
    most_bytes: usize,
    /// No name and no rule speaks of words without syllables.
    of_syllables: bool,
    /// Unit of money tables that print none.
    pub money_unit: Option<Unit>,
}

impl std::fmt::Debug for Vocabulary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Vocabulary({} sections, {} labels)", self.sections.len(), self.labels.len())
    }
}

/// How words were taken for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// They are the name.
    Exact,
    /// A letter or two differ: a typo, or damage.
    Misspelt,
    /// They are no name, but say as much.
    Wording,
}

/// What a `*` stands for is no longer than this: 시민, 구민, 지역주민, 경상남도.
const WILD_CHARS: usize = 6;

/// Numbers the vocabularies of a process.
static NEXT_ID: AtomicU32 = AtomicU32::new(0);

impl Vocabulary {
    /// The names of several profiles, the most general first; a later one's names come before an earlier one's.
    pub fn of(files: &[&ProfileFile]) -> Self {
        let mut sections: FxHashMap<String, Role> = FxHashMap::default();
        let mut patterns: Vec<(String, String, Role)> = Vec::new();
        let (mut longest, mut longest_name) = (0, 0);
        let (mut section_edges, mut label_edges) = (Edges::default(), Edges::default());
        let mut labels: FxHashMap<String, u32> = FxHashMap::default();
        let mut label_keys: Vec<SmallVec<[LabelKey; 2]>> = Vec::new();
        let mut states = FxHashMap::default();
        for file in files {
            let mut own_patterns = Vec::new();
            for (role, name) in in_order(&file.sections) {
                let name = pattern_key(&name.text);
                let length = name.chars().count();
                longest_name = longest_name.max(length);
                longest = longest.max(if name.contains('*') { length + WILD_CHARS } else { length });
                section_edges.add(&name);
                match name.split_once('*') {
                    Some((head, tail)) => own_patterns.push((head.to_owned(), tail.to_owned(), role)),
                    None => drop(sections.insert(name, role)),
                }
            }
            own_patterns.append(&mut patterns);
            patterns = own_patterns;
            // A name that the file gives to several fields has them all; what a parent said of it no longer holds.
            let mut own: FxHashMap<String, SmallVec<[LabelKey; 2]>> = FxHashMap::default();
            for (key, name) in in_order(&file.labels) {
                let name = heading_key(&name.text);
                label_edges.add(&name);
                own.entry(name).or_default().push(key);
            }
            let mut own: Vec<_> = own.into_iter().collect();
            own.sort_unstable();
            for (name, keys) in own {
                let at = label_keys.iter().position(|k| *k == keys).unwrap_or_else(|| {
                    label_keys.push(keys);
                    label_keys.len() - 1
                });
                labels.insert(name, at as u32);
            }
            states.extend(file.states.iter().map(|(state, name)| (squash(&name.text), *state)));
        }
        let label_words = files.iter().rev().flat_map(|f| &f.label_words).map(|rule| {
            let alone = |keys: &SmallVec<[LabelKey; 2]>| keys.as_slice() == [rule.key];
            let at = label_keys.iter().position(alone).unwrap_or_else(|| {
                label_keys.push(smallvec::smallvec![rule.key]);
                label_keys.len() - 1
            });
            Wording::of(rule, at as u32)
        });
        let label_words = Wordings::of(label_words.collect());
        let section_words = files.iter().rev().flat_map(|f| &f.section_words).map(|rule| Wording::of(rule, rule.key));
        let section_words = Wordings::of(section_words.collect());
        let near_sections = NearNames::of(sections.iter().map(|(name, role)| (name.as_str(), *role)));
        let near_labels = NearNames::of(labels.iter().map(|(name, at)| (name.as_str(), *at)));
        let of_syllables = !section_edges.without_syllables
            && !label_edges.without_syllables
            && near_sections.all_of_syllables()
            && near_labels.all_of_syllables()
            && section_words.all_of_syllables()
            && label_words.all_of_syllables();
        Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            near_sections,
            near_labels,
            sections,
            patterns,
            labels,
            label_keys,
            states,
            of_syllables,
            section_words,
            label_words,
            section_edges,
            label_edges,
            longest,
            most_bytes: (longest_name + 12) * 4 + 32,
            money_unit: files.iter().rev().find_map(|f| f.money_unit),
        }
    }

    /// The names that all layouts share.
    pub fn general() -> &'static Vocabulary {
        static GENERAL: LazyLock<Arc<super::profile::Profiles>> = LazyLock::new(super::profile::Profiles::built_in);
        GENERAL.general()
    }

    /// The section that a heading names. Inner spaces do not count; brackets at the end are tried with and without; middle
    /// dots and a trailing colon do not count.
    pub fn section(&self, heading: &str) -> Option<Role> {
        thread_local! {
            static HEADINGS: RefCell<Memo<Option<Role>>> = const { RefCell::new(Memo::new()) };
        }
        if heading.len() > self.most_bytes || !self.section_edges.may_be(heading) {
            return None;
        }
        // The year of a section is no part of its name.
        let most = self.longest + YEAR_SYLLABLES;
        if heading.len() > most * 3 && is_longer(heading, most) {
            return None;
        }
        HEADINGS.with_borrow_mut(|headings| headings.get_of(self.id, heading, |heading| self.section_afresh(heading)))
    }

    fn section_afresh(&self, heading: &str) -> Option<Role> {
        let key = key_of(heading);
        if key.is_empty() {
            return None;
        }
        if let Some(role) = self.lookup(&key) {
            return Some(role);
        }
        // `2024년 추진실적`: the section of one year.
        if let Some(role) = without_year(&key).and_then(|rest| self.lookup(rest)).filter(|&role| role == Role::Achievements) {
            return Some(role);
        }
        let bare = without_brackets(&key)?;
        if bare.is_empty() {
            return None;
        }
        // `왜 추진하나요?(추진목적)`: a question, and in brackets the name of what answers it.
        self.lookup(&bare).or_else(|| self.lookup(in_last_brackets(&key).filter(|_| is_question(&bare))?))
    }

    /// The section that a heading must mean, by its name or else by a name that it nearly is or by its words. For lines that are
    /// headings by their mark; in running text such words mean nothing.
    pub fn section_like(&self, heading: &str) -> Option<(Role, Likeness)> {
        self.section(heading).map(|role| (role, Likeness::Exact)).or_else(|| self.section_nearly(heading))
    }

    /// The same for a heading that is known to be no name.
    pub fn section_nearly(&self, heading: &str) -> Option<(Role, Likeness)> {
        thread_local! {
            static HEADINGS: RefCell<Memo<Option<(Role, Likeness)>>> = const { RefCell::new(Memo::new()) };
        }
        if self.is_no_word(heading) || heading.len() > ASKING_CHARS * 6 || is_longer(heading, longest_like(heading)) {
            return None;
        }
        HEADINGS.with_borrow_mut(|headings| headings.get_of(self.id, heading, |heading| self.section_like_afresh(heading)))
    }

    /// The name in the brackets that words end with: `헤쳐 나갈 방도(대책)`.
    pub fn section_in_brackets(&self, words: &str) -> Option<Role> {
        if !may_have_brackets(words) || words.len() > self.most_bytes {
            return None;
        }
        self.lookup(in_last_brackets(&key_of(words))?)
    }

    /// Whether nothing nearly is or says as much as words: they have no syllable, and no damage that may stand for one.
    fn is_no_word(&self, words: &str) -> bool {
        self.of_syllables && !words.bytes().any(|b| matches!(b, 0xEA..=0xED | b'?' | 0xEF))
    }

    fn section_like_afresh(&self, heading: &str) -> Option<(Role, Likeness)> {
        let key = key_of(heading);
        // `되돌아본 한 해(자체평가)`: the name in brackets says what the words before it mean.
        let inside = without_brackets(&key).filter(|b| !b.is_empty());
        let named = || in_last_brackets(&key).and_then(|inner| self.lookup(inner)).filter(|role| !role.is_part());
        if inside.is_some()
            && let Some(role) = named()
        {
            return Some((role, Likeness::Wording));
        }
        let bare = inside.as_deref().unwrap_or(&key);
        if bare.chars().count() > longest_like(heading) {
            return None;
        }
        let (may_hold, letters) = (self.section_words.may_hold(bare), Letters::of(bare));
        let worded = self.section_words.first(&may_hold, |rule| rule.holds(bare, letters));
        match (self.near_sections.find(bare), worded) {
            // Whole words tell more than letters: 연도별 추진실적 is no misspelt 연도별 추진일정.
            (Some(misspelt), Some(role)) if misspelt != role => Some((role, Likeness::Wording)),
            (Some(role), _) => Some((role, Likeness::Misspelt)),
            (None, role) => role.map(|role| (role, Likeness::Wording)),
        }
    }

    fn lookup(&self, key: &str) -> Option<Role> {
        if let Some(&role) = self.sections.get(key) {
            return Some(role);
        }
        if key.chars().count() > self.longest {
            return None;
        }
        self.patterns.iter().find(|(head, tail, _)| fits(head, tail, key)).map(|&(_, _, role)| role)
    }

    /// The section whose names share most syllables with a heading that nobody claims: a guess for people to judge.
    pub fn most_alike(&self, heading: &str) -> Option<Role> {
        most_alike(heading, self.sections.iter().map(|(name, role)| (name.as_str(), *role)))
    }

    /// The field whose names share most syllables with a label that nobody claims.
    pub fn label_most_alike(&self, label: &str) -> Option<LabelKey> {
        most_alike(label, self.labels.iter().map(|(name, at)| (name.as_str(), self.label_keys[*at as usize][0])))
    }

    /// What a label's value may be read as, most usual reading first; empty for words that are no label.
    pub fn label(&self, label: &str) -> &[LabelKey] {
        thread_local! {
            static LABELS: RefCell<Memo<Option<u32>>> = const { RefCell::new(Memo::new()) };
        }
        if label.len() > 60 || !self.label_edges.may_be(label) {
            return &[];
        }
        let at = LABELS.with_borrow_mut(|labels| labels.get_of(self.id, label, |label| self.label_afresh(label)));
        at.map_or(&[], |at| &self.label_keys[at as usize])
    }

    fn label_afresh(&self, label: &str) -> Option<u32> {
        let key = key_of(label);
        if let Some(&at) = self.labels.get(&*key) {
            return Some(at);
        }
        without_brackets(&key).and_then(|bare| self.labels.get(&bare).copied())
    }

    /// What words that stand where a label stands must mean, by a label that they nearly are or by their words.
    pub fn label_like(&self, label: &str) -> (&[LabelKey], Likeness) {
        thread_local! {
            static LABELS: RefCell<Memo<Option<(u32, Likeness)>>> = const { RefCell::new(Memo::new()) };
        }
        let known = self.label(label);
        if !known.is_empty() || self.is_no_word(label) || label.len() > LIKE_CHARS * 5 || is_longer(label, LABEL_LIKE_CHARS) {
            return (known, Likeness::Exact);
        }
        let found = LABELS.with_borrow_mut(|labels| labels.get_of(self.id, label, |label| self.label_like_afresh(label)));
        found.map_or((&[], Likeness::Exact), |(at, likeness)| (&self.label_keys[at as usize], likeness))
    }

    fn label_like_afresh(&self, label: &str) -> Option<(u32, Likeness)> {
        let key = key_of(label);
        let inside = without_brackets(&key).filter(|b| !b.is_empty());
        let bare = inside.as_deref().unwrap_or(&key);
        if bare.chars().count() > LABEL_LIKE_CHARS {
            return None;
        }
        if let Some(at) = self.near_labels.find(bare) {
            return Some((at, Likeness::Misspelt));
        }
        let mut may_hold = self.label_words.may_hold(bare);
        if inside.is_some() {
            may_hold.iter_mut().zip(self.label_words.may_hold(&key)).for_each(|(bare, whole)| *bare |= whole);
        }
        let (letters, all_letters) = (Letters::of(bare), Letters::of(&key));
        let in_brackets = |rule: &Wording<u32>| inside.is_some() && rule.holds(&key, all_letters);
        let rule = self.label_words.first(&may_hold, |rule| rule.holds(bare, letters) || in_brackets(rule));
        // `맡은 곳(부서)`: the name in brackets says what the words before it mean.
        let named = || self.labels.get(in_last_brackets(&key).filter(|_| inside.is_some())?).copied();
        Some((rule.or_else(named)?, Likeness::Wording))
    }

    /// The state that a word names: what the layout says of it, else what all reports mean by it.
    pub fn state(&self, word: &str) -> Option<State> {
        self.own_state(word).or_else(|| status::state(word))
    }

    /// Whether a cell names a state. The cells of a header are asked for many times each, and are the same few words in every
    /// report.
    pub fn is_state(&self, cell: &str) -> bool {
        thread_local! {
            static WORDS: RefCell<Memo<bool>> = const { RefCell::new(Memo::new()) };
        }
        cell.len() <= STATE_BYTES
            && (WORDS.with_borrow_mut(|words| words.get(cell, |cell| status::state(cell).is_some())) || self.own_state(cell).is_some())
    }

    fn own_state(&self, word: &str) -> Option<State> {
        if self.states.is_empty() || word.len() > STATE_BYTES {
            return None;
        }
        self.states.get(squash(word).as_str()).copied()
    }
}

/// A word that names a state is no longer than this, in bytes.
const STATE_BYTES: usize = 60;
/// A heading that is no name is no longer than this, in characters.
const LIKE_CHARS: usize = 16;
/// The same for a heading that asks: `어려운 점은 무엇이고 어떻게 풀어가나요?`.
const ASKING_CHARS: usize = 24;

fn longest_like(heading: &str) -> usize {
    if is_question(heading) { ASKING_CHARS } else { LIKE_CHARS }
}

/// A label that is no name is no longer than this, in characters.
const LABEL_LIKE_CHARS: usize = 12;

fn fits(head: &str, tail: &str, key: &str) -> bool {
    // Hardly a key ends with the same byte.
    key.len() >= head.len() + tail.len()
        && (tail.is_empty() || key.as_bytes().last() == tail.as_bytes().last())
        && key.starts_with(head)
        && key.ends_with(tail)
        && key[head.len()..key.len() - tail.len()].chars().count() <= WILD_CHARS
}

/// Whether a key is what a name with a `*` stands for.
pub(super) fn fits_pattern(name: &str, key: &str) -> bool {
    name.split_once('*').is_some_and(|(head, tail)| fits(head, tail, key))
}

/// Share of pairs of neighbouring syllables that two names must have in common to be called alike (Dice). By eye on the headings
/// of the corpus: below it, guesses are mostly wrong.
const ALIKE: f32 = 0.34;

/// What the most alike name means; of equals the first by name.
fn most_alike<'n, V: Copy>(words: &str, names: impl Iterator<Item = (&'n str, V)>) -> Option<V> {
    let pairs = |key: &str| {
        let letters: SmallVec<[char; 24]> = key.chars().collect();
        letters.windows(2).map(|w| (w[0], w[1])).collect::<SmallVec<[(char, char); 24]>>()
    };
    let own = pairs(&heading_key(words));
    let alike = |name: &str| {
        let other = pairs(name);
        let shared = own.iter().filter(|p| other.contains(p)).count();
        2.0 * shared as f32 / (own.len() + other.len()).max(1) as f32
    };
    names
        .map(|(name, value)| (alike(name), name, value))
        .filter(|(share, ..)| *share >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(.., value)| value)
}

/// The claims of a file in the order of their keys, so that the order within the file does not matter.
fn in_order<K: Copy + Ord>(claims: &[(K, Name)]) -> Vec<(K, &Name)> {
    let mut claims: Vec<(K, &Name)> = claims.iter().map(|(key, name)| (*key, name)).collect();
    claims.sort_by_key(|(key, _)| *key);
    claims
}

/// Whether words head a column of row names (`구분`, `연도`).
pub fn is_table_head(words: &str) -> bool {
    static HEADS: LazyLock<FxHashSet<String>> =
        LazyLock::new(|| super::profile::Profiles::built_in().table_heads().iter().map(|n| squash(&n.text)).collect());
    thread_local! {
        static SAID: RefCell<Memo<bool>> = const { RefCell::new(Memo::new()) };
    }
    words.len() <= 40 && SAID.with_borrow_mut(|said| said.get(words, |words| HEADS.contains(&squash(words))))
}

/// The known word that a word of a closed list nearly is.
pub fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let distance = |a: &str, b: &str| {
        let b: Vec<char> = b.chars().collect();
        let mut previous: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.chars().enumerate() {
            let mut row = vec![i + 1];
            for (j, &y) in b.iter().enumerate() {
                row.push((previous[j] + usize::from(x != y)).min(previous[j + 1] + 1).min(row[j] + 1));
            }
            previous = row;
        }
        previous[b.len()]
    };
    let most = (word.chars().count() / 3).max(1);
    known.map(|k| (distance(word, k), k)).filter(|(d, _)| *d <= most).min().map(|(_, k)| k)
}

/// The letters that names begin and end with: most text is told by its first two and its last letter to be no name.
#[derive(Debug)]
pub(super) struct Edges {
    /// What names have that begin with a kind of letter.
    by_first: Box<[Edge; Kinds::COUNT]>,
    /// The last letters of names that begin with anything.
    open: Kinds,
    /// There are such names.
    any_open: bool,
    /// The last letters of all.
    lasts: Kinds,
    /// A name has no syllable.
    without_syllables: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Edge {
    seconds: Kinds,
    lasts: Kinds,
}

/// Kinds of letters, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Kinds([u64; 4]);

impl Kinds {
    const ALL: Kinds = Kinds([u64::MAX; 4]);
    const COUNT: usize = 256;

    /// Letters of ASCII are kinds of their own.
    fn at(letter: char) -> u8 {
        if letter.is_ascii() { letter as u8 } else { Self::at_bytes((letter as u32 >> 6) as u8, letter as u8) }
    }

    /// The same for a letter beyond ASCII, by the last bits of its last two bytes.
    #[inline]
    fn at_bytes(a: u8, b: u8) -> u8 {
        0x80 | (a & 1) << 6 | b & 0x3F
    }

    /// The kind of a letter of a name; all where it may be any.
    fn of(letter: Option<char>) -> Self {
        let Some(letter) = letter.filter(|&c| c != '*') else { return Self::ALL };
        let mut kinds = Self::default();
        let at = usize::from(Self::at(letter));
        kinds.0[at / 64] |= 1 << (at % 64);
        kinds
    }

    fn add(&mut self, other: Kinds) {
        self.0.iter_mut().zip(other.0).for_each(|(all, own)| *all |= own);
    }

    #[inline]
    fn has(&self, at: u8) -> bool {
        self.0[usize::from(at / 64)] & 1 << (at % 64) != 0
    }
}

impl Default for Edges {
    fn default() -> Self {
        Self {
            by_first: Box::new([Edge::default(); Kinds::COUNT]),
            open: Kinds::default(),
            any_open: false,
            lasts: Kinds::default(),
            without_syllables: false,
        }
    }
}

impl Edges {
    /// Adds a name as it is compared, which may have a `*`.
    pub(super) fn add(&mut self, name: &str) {
        let mut letters = name.chars();
        let (first, second, lasts) = (letters.next(), letters.next(), Kinds::of(name.chars().next_back()));
        self.lasts.add(lasts);
        self.without_syllables |= !has_syllable(name);
        match first.filter(|&c| c != '*') {
            Some(first) => {
                let edge = &mut self.by_first[usize::from(Kinds::at(first))];
                edge.seconds.add(Kinds::of(second));
                edge.lasts.add(lasts);
            }
            None => {
                self.open.add(lasts);
                self.any_open = true;
            }
        }
    }

    /// Whether words can be a name by their edges. What stands in brackets may count or not, and a number at the front or what is
    /// not compared tells nothing.
    pub(super) fn may_be(&self, words: &str) -> bool {
        // Most words begin and end with a syllable.
        if let ([0xEA..=0xED, a, b, behind @ ..], [.., 0xEA..=0xED, y, z]) = (words.as_bytes(), words.as_bytes()) {
            return self.joins(words, Kinds::at_bytes(*a, *b), behind, Kinds::at_bytes(*y, *z));
        }
        // What is left out or taken off where words are compared.
        let words = match words.as_bytes().last() {
            Some(b' '..b'0' | b':') => words.trim_end_matches([' ', '.', ':', '-', ',', '\'', '"', '*']),
            _ => words,
        };
        let begins_with_syllable = matches!(words.as_bytes().first(), Some(0xEA..=0xED));
        if !begins_with_syllable && !self.without_syllables && !has_syllable(words) {
            return false;
        }
        let last = match words.as_bytes() {
            // `가온 도서관(1층)`: the name is what stands before the brackets, if not all; in those of a question stands another.
            [.., b')'] => {
                let closes = || self.lasts.has(b')');
                return before_brackets(words).is_none_or(|head| self.may_be(head) || closes() || head.contains(['?', '？']));
            }
            [.., b']' | b'>'] => return true,
            [.., last @ b'!'..=b'~'] => *last,
            [.., 0xEA..=0xED, y, z] => Kinds::at_bytes(*y, *z),
            _ => return true,
        };
        // A year may be left out, too.
        let numbered = matches!(words.as_bytes(), [b'0'..=b'9', ..]) && !words.starts_with("20");
        match (if numbered { without_number(words) } else { words }).as_bytes() {
            [0xEA..=0xED, a, b, behind @ ..] => self.joins(words, Kinds::at_bytes(*a, *b), behind, last),
            [first @ b'0'..=b'9', behind @ ..] if numbered => self.joins(words, *first, behind, last),
            _ => self.lasts.has(last) || may_have_brackets(words),
        }
    }

    /// The same for words of which the kinds of the first and the last letter are known, and what stands behind the first.
    #[inline]
    fn joins(&self, words: &str, first: u8, behind: &[u8], last: u8) -> bool {
        let edge = &self.by_first[usize::from(first)];
        let begins = match behind {
            [0xEA..=0xED, a, b, ..] => edge.seconds.has(Kinds::at_bytes(*a, *b)),
            _ => true,
        };
        // A bracket that is not closed takes the end away.
        begins && edge.lasts.has(last) || self.open.has(last) || (begins || self.any_open) && may_have_brackets(words)
    }
}

/// Whether a syllable may stand in words.
fn has_syllable(words: &str) -> bool {
    words.bytes().any(|b| matches!(b, 0xEA..=0xED))
}

/// What stands before the brackets that words end with, where they have no others.
fn before_brackets(words: &str) -> Option<&str> {
    let whole = words.strip_suffix(')')?;
    let (head, inner) = whole.split_at_checked(memchr::memrchr(b'(', whole.as_bytes())?)?;
    (!may_have_brackets(head) && !may_have_brackets(&inner[1..])).then_some(head)
}

/// Whether brackets may stand in words.
fn may_have_brackets(words: &str) -> bool {
    // The first byte of full-width brackets is EF.
    let brackets = byte_table!(b'(' | b')' | b'[' | b']' | b'<' | b'>' | 0xEF);
    words.bytes().any(|b| brackets[usize::from(b)])
}

/// Whether words are longer than so many characters by their syllables alone, of which none is left out where they are compared.
fn is_longer(words: &str, characters: usize) -> bool {
    count_bytes(words.as_bytes(), |b| matches!(b, 0xEA..=0xED)) > characters && !may_have_brackets(words)
}

/// As [`heading_key`], but the `*` of a pattern stays.
pub(super) fn pattern_key(name: &str) -> String {
    name.split('*').map(heading_key).collect::<Vec<_>>().join("*")
}

/// A heading without its number, spaces, trailing colons, middle dots and quotes: the form that the vocabulary is matched in.
pub fn heading_key(heading: &str) -> String {
    key_of(heading).into_owned()
}

/// The same; most labels are their own key.
pub(super) fn key_of(heading: &str) -> Cow<'_, str> {
    const TRAILING: [char; 3] = [':', '.', '-'];
    // The first bytes of all that is left out or written otherwise: blanks, middle dots, quotes, full-width brackets.
    let odd = byte_table!(0..=b' ' | b'*' | b'\'' | b'"' | b',' | 0xC2 | 0xE1 | 0xE2 | 0xE3 | 0xEF);
    let is_odd = |b: u8| odd[usize::from(b)];
    let words = without_number(heading);
    if !words.bytes().any(is_odd) {
        return Cow::Borrowed(words.trim_end_matches(TRAILING));
    }
    let mut key = String::with_capacity(words.len());
    copy_runs(
        &mut key,
        words,
        |b| !is_odd(b),
        |key, c| {
            if let Some(c) = compared(c) {
                key.push(c)
            }
        },
    );
    key.truncate(key.trim_end_matches(TRAILING).len());
    Cow::Owned(key)
}

/// The form that a character of a heading is compared in; none for those that do not count.
fn compared(c: char) -> Option<char> {
    let left_out = c.is_whitespace()
        || crate::text::is_middle_dot(c)
        || matches!(c, '\u{AD}' | '*' | '「' | '」' | '\'' | '"' | '‘' | '’' | '“' | '”' | ',');
    match c {
        _ if left_out => None,
        '（' => Some('('),
        '）' => Some(')'),
        '：' => Some(':'),
        c => Some(c),
    }
}

/// A label of a form without its number: `① 공약명`, `3. 추진실적`, `2) 위치`.
pub fn without_number(label: &str) -> &str {
    let trimmed = label.trim_start();
    let rest = trimmed.trim_start_matches(|c| matches!(c, '①'..='⑳' | '❶'..='❿' | '㉑'..='㉟'));
    if rest.len() < trimmed.len() {
        return if rest.trim_start().is_empty() { label } else { rest };
    }
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    match trimmed.as_bytes().get(digits) {
        Some(b'.' | b')') if (1..=2).contains(&digits) => {
            let rest = trimmed[digits + 1..].trim_start();
            if rest.starts_with(crate::text::is_hangul) { rest } else { label }
        }
        _ => label,
    }
}

/// A key without the year that it begins with (`2024년추진실적`).
fn without_year(key: &str) -> Option<&str> {
    let rest = key.strip_prefix("20")?;
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let year = key.len() - rest.len() == YEAR_DIGITS;
    rest.strip_prefix("년도").or_else(|| rest.strip_prefix('년')).filter(|_| year)
}

/// The year of the section that a heading names: `2024년 추진실적`.
pub fn year_of_heading(heading: &str) -> Option<i32> {
    // Few headings have any digit.
    if !any_byte(heading.as_bytes(), |b| b.is_ascii_digit() | ((b > 0xBF) & !(0xEA..=0xED).contains(&b))) {
        return None;
    }
    let key = heading_key(heading);
    without_year(&key).and_then(|_| key[..YEAR_DIGITS].parse().ok())
}

/// Digits of a year that is written out.
const YEAR_DIGITS: usize = 4;
/// Syllables behind them: 년도.
const YEAR_SYLLABLES: usize = 2;

/// What stands in the brackets at the end of a key.
fn in_last_brackets(key: &str) -> Option<&str> {
    key.strip_suffix([')', ']', '>'])?.rsplit(['(', '[', '<']).next()
}

/// Whether words ask: `왜 추진하나요?`.
pub(super) fn is_question(words: &str) -> bool {
    words.trim_end().ends_with(['?', '？'])
}

/// `사업개요(현황)` → `사업개요`, `정부(경기도)도움필요여부` → `정부도움필요여부`; `None` for a key without brackets.
pub(super) fn without_brackets(key: &str) -> Option<String> {
    let brackets = byte_table!(b'(' | b'[' | b'<' | b')' | b']' | b'>');
    if !key.bytes().any(|b| brackets[usize::from(b)]) {
        return None;
    }
    let mut out = String::with_capacity(key.len());
    let mut depth = 0usize;
    for c in key.chars() {
        match c {
            '(' | '[' | '<' => depth += 1,
            ')' | ']' | '>' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_found_with_spaces_brackets_and_people() {
        let v = Vocabulary::general();
        for (heading, role) in [
            ("사업개요(현황)", Role::Overview),
            ("사 업 개 요", Role::Overview),
            ("정부(경상북도) 도움 필요 여부", Role::SupportRequests),
            ("구민소통 실적 및 계획", Role::CitizenEngagement),
            ("연차별 · 분기별 로드맵", Role::Schedule),
            ("추진계획(일정)", Role::Plans),
            ("추진일정(로드맵)", Role::Schedule),
            ("연차별 추진목표(계획)", Role::AnnualTargets),
            ("쟁점사항 및 해소방안", Role::Obstacles),
        ] {
            assert_eq!(v.section(heading), Some(role), "{heading}");
        }
        assert_eq!(v.section("갈등관리 방안"), None);
    }

    #[test]
    fn no_name_is_lost_by_its_end() {
        let v = Vocabulary::general();
        for name in v.sections.keys().chain(v.labels.keys()) {
            for words in [name.clone(), format!("{name} : "), format!("{name}(가)"), format!("（가）{name}")] {
                assert_eq!(v.section(&words), v.section_afresh(&words), "{words}");
                let afresh = v.label_afresh(&words).map_or(&[][..], |at| &v.label_keys[at as usize]);
                assert_eq!(v.label(&words), afresh, "{words}");
            }
        }
        for (head, tail, role) in &v.patterns {
            assert_eq!(v.section(&format!("{head}가온{tail}")), Some(*role));
        }
    }

    #[test]
    fn every_character_of_a_heading_is_compared_in_its_form() {
        for c in (0..0x1_0000).filter_map(char::from_u32) {
            let kept: String = compared(c).into_iter().collect();
            assert_eq!(heading_key(&format!("가{c}나")), format!("가{kept}나"), "{c:?}");
        }
    }

    #[test]
    fn no_likeness_is_lost_by_length() {
        let v = Vocabulary::general();
        let long = "가".repeat(LIKE_CHARS);
        for words in ["예산의 세부 집행 내역과 현황", "향후 추진 계획(가나다라마바사아자차카타파하)", "1. 지금까지 해온 일", &long]
        {
            let (section, label) = (v.section_like_afresh(words), v.label_like_afresh(words));
            assert_eq!(v.section_like(words), v.section(words).map(|role| (role, Likeness::Exact)).or(section), "{words}");
            assert!(!v.label_like(words).0.is_empty() || label.is_none(), "{words}");
        }
        assert!(
            is_longer(&format!("{long}가"), LIKE_CHARS) && !is_longer(&long, LIKE_CHARS) && !is_longer(&format!("{long}(가)"), LIKE_CHARS)
        );
    }

    #[test]
    fn labels_are_found_with_spaces() {
        assert_eq!(Vocabulary::general().label("위    치"), [LabelKey::Location]);
        assert_eq!(Vocabulary::general().label("담 당 자"), [LabelKey::Contacts]);
        assert!(Vocabulary::general().label("특화분야").is_empty());
    }
}
