//! Two editions of the same reports: which pledges appeared and vanished, what changed in the others, and what should not have.
//!
//! Comes in: the records of both editions with their evidence, as JSON. Goes out: a [`Difference`].
//!
//! Pledges are matched as a whole, not one by one: of all assignments the one whose pairs are most alike together ([`mod@assign`]).
//! Alike are pledges by key, number, title (by syllables and letters), category, department and cost. What a matched pair says
//! is compared leaf by leaf ([`mod@leaves`]): a name on both sides is a change, lists without names are paired by what they say.
//!
//! A difference of white space, of dashes or of middle dots is none.

pub mod assign;
pub mod html;
pub mod leaves;
pub mod likeness;

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde_json::Value;

use self::assign::assign;
use self::leaves::{Leaf, leaves};
use self::likeness::Shape;
use crate::eval::Found;

/// Weight of the likeness of two titles, from 0 to 1.
const TITLE: f64 = 2.0;
/// Weight of an equal `pledge_key`.
const KEY: f64 = 0.8;
/// Weight of an equal number where no keys tell.
const NUMBER: f64 = 0.5;
/// Weight of an equal department.
const DEPARTMENT: f64 = 0.3;
/// Weight of an equal category.
const CATEGORY: f64 = 0.2;
/// Weight of an equal total cost.
const COST: f64 = 0.5;
/// Pairs that are less alike are two pledges. An equal key alone (0.8) is not enough: numbers are given anew.
const SAME_PLEDGE: f64 = 1.25;
/// Share of a part's title that must come from the whole's.
const PART_OF: f64 = 0.6;
/// Texts of a list that are less alike are two texts.
const SAME_TEXT: f64 = 0.6;
/// The same where the dates differ, too: a series of meetings is no change.
const SAME_TEXT_OTHER_DATE: f64 = 0.85;

/// Where one side of a change stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The value as a reader sees it.
    pub value: String,
    /// JSON Pointer in the record.
    pub pointer: String,
    /// File.
    pub path: String,
    /// Line of the source.
    pub line: Option<u64>,
    /// Page of the source.
    pub page: Option<u64>,
    /// Offsets of the source text: start and end.
    pub span: Option<[u64; 2]>,
    /// The source text.
    pub raw: String,
}

/// What became of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// On both sides, but not the same.
    Changed,
    /// In the new edition alone.
    Added,
    /// In the old edition alone.
    Removed,
}

/// What should not happen between editions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alarm {
    /// The rate is lower than it was.
    ProgressFell,
    /// Less was executed than before.
    ExecutedFell,
    /// It was completed, and is no longer.
    StateRegressed,
    /// Something that was done is no longer told.
    AchievementVanished,
    /// Something that was done was done on another day.
    AchievementRedated,
    /// The total cost is another one.
    CostMoved,
    /// The time of completion is another one.
    CompletionMoved,
}

impl Alarm {
    /// What it means, in Korean and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Alarm::ProgressFell => ("이행률이 낮아짐", "the rate fell"),
            Alarm::ExecutedFell => ("집행액이 줄어듦", "executed money fell"),
            Alarm::StateRegressed => ("완료였던 공약이 완료가 아님", "completed before, no longer now"),
            Alarm::AchievementVanished => ("추진실적이 사라짐", "an achievement disappeared"),
            Alarm::AchievementRedated => ("추진실적의 날짜가 바뀜", "the date of an achievement changed"),
            Alarm::CostMoved => ("총사업비가 바뀜", "the total cost moved"),
            Alarm::CompletionMoved => ("완료시기가 바뀜", "the time of completion moved"),
        }
    }
}

/// A field that is not the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Key of the record that it is in.
    pub section: &'static str,
    /// Which field of it.
    pub field: String,
    /// What became of it.
    pub kind: Kind,
    /// Before.
    pub old: Option<Side>,
    /// After.
    pub new: Option<Side>,
    /// Why it should not have happened.
    pub alarm: Option<Alarm>,
}

/// What a pledge is known by.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PledgeName {
    /// File.
    pub path: String,
    /// Identity of the record.
    pub record_id: String,
    /// Number.
    pub number: Option<String>,
    /// Title.
    pub title: Option<String>,
}

/// A pledge of both editions.
#[derive(Clone, Debug, Serialize)]
pub struct Pair {
    /// In the old one.
    pub old: PledgeName,
    /// In the new one.
    pub new: PledgeName,
    /// Whether its title is another one.
    pub renamed: bool,
    /// Whether its number is another one.
    pub renumbered: bool,
    /// What is not the same, in the order of the record.
    pub changes: Vec<Change>,
}

/// One pledge that became several.
#[derive(Clone, Debug, Serialize)]
pub struct Split {
    /// The one.
    pub old: PledgeName,
    /// The several.
    pub new: Vec<PledgeName>,
}

/// Two editions compared.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Difference {
    /// Pledges of the old edition.
    pub old_pledges: usize,
    /// Pledges of the new edition.
    pub new_pledges: usize,
    /// Pledges of both, in the order of the old edition.
    pub pairs: Vec<Pair>,
    /// Pledges of the new edition alone.
    pub appeared: Vec<PledgeName>,
    /// Pledges of the old edition alone.
    pub vanished: Vec<PledgeName>,
    /// Pledges that became several. The parts are in no other list, but for one that is the pair of the whole.
    pub split: Vec<Split>,
}

impl Difference {
    /// Compares two editions.
    pub fn of(old: &[Found], new: &[Found]) -> Self {
        let (old, new) = (pledges(old), pledges(new));
        let (was, is): (Vec<Known<'_>>, Vec<Known<'_>>) =
            (old.iter().map(|f| Known::of(f)).collect(), new.iter().map(|f| Known::of(f)).collect());
        let mut worth = Vec::new();
        for (i, a) in was.iter().enumerate() {
            for (j, b) in is.iter().enumerate() {
                let likeness = a.likeness(b);
                if likeness >= SAME_PLEDGE {
                    worth.push((i, j, likeness));
                }
            }
        }
        let matched = assign(was.len(), is.len(), &worth);
        let new_of: BTreeMap<usize, usize> = matched.iter().copied().collect();
        let taken: BTreeMap<usize, usize> = matched.iter().map(|&(i, j)| (j, i)).collect();
        let mut open: Vec<usize> = (0..is.len()).filter(|j| !taken.contains_key(j)).collect();
        let mut out = Self { old_pledges: was.len(), new_pledges: is.len(), ..Self::default() };
        for (i, whole) in was.iter().enumerate() {
            let pair = new_of.get(&i).copied();
            // A pledge that is what it was has not been divided.
            if pair.is_some_and(|j| is[j].title.form == whole.title.form && is[j].cost == whole.cost) {
                continue;
            }
            let mut parts: Vec<usize> = open.iter().copied().filter(|&j| is[j].is_part_of(whole)).collect();
            if parts.len() + usize::from(pair.is_some()) < 2 {
                continue;
            }
            open.retain(|j| !parts.contains(j));
            parts.extend(pair);
            parts.sort_unstable();
            out.split.push(Split { old: whole.name(), new: parts.iter().map(|&j| is[j].name()).collect() });
        }
        let divided = |name: &PledgeName| out.split.iter().any(|s| s.old == *name);
        out.vanished = (0..was.len()).filter(|i| !new_of.contains_key(i)).map(|i| was[i].name()).filter(|n| !divided(n)).collect();
        out.appeared = open.iter().map(|&j| is[j].name()).collect();
        out.pairs = matched.iter().map(|&(i, j)| pair(&was[i], &is[j])).collect();
        out
    }

    /// How many of the matched pledges have another title.
    pub fn renamed(&self) -> usize {
        self.pairs.iter().filter(|p| p.renamed).count()
    }

    /// What should not have happened: pledge and change.
    pub fn alarms(&self) -> impl Iterator<Item = (&Pair, &Change, Alarm)> {
        self.pairs.iter().flat_map(|p| p.changes.iter().filter_map(move |c| Some((p, c, c.alarm?))))
    }
}

/// Records that are pledges: a file that failed says nothing.
fn pledges(found: &[Found]) -> Vec<&Found> {
    found.iter().filter(|f| f.record["status"] != "failed").collect()
}

/// A record with what it is matched by.
struct Known<'r> {
    found: &'r Found,
    title: Shape,
    key: Option<&'r str>,
    number: Option<String>,
    category: String,
    department: String,
    cost: Option<i64>,
}

impl<'r> Known<'r> {
    fn of(found: &'r Found) -> Self {
        let record = &found.record;
        let pledge = &record["pledge"];
        let form = |key: &str| Shape::of(pledge[key].as_str().unwrap_or_default()).form;
        Self {
            found,
            title: Shape::of(pledge["title"].as_str().unwrap_or_default()),
            key: record["pledge_key"].as_str(),
            number: pledge["number"].as_str().map(|n| n.split_whitespace().collect()),
            category: form("category"),
            department: form("department"),
            cost: cost(record),
        }
    }

    fn likeness(&self, other: &Self) -> f64 {
        let same = |a: &str, b: &str| !a.is_empty() && a == b;
        let identity = match (self.key, other.key) {
            (Some(a), Some(b)) => KEY * f64::from(u8::from(a == b)),
            _ if self.number.is_some() && self.number == other.number => NUMBER,
            _ => 0.0,
        };
        let weighed = |weight: f64, holds: bool| if holds { weight } else { 0.0 };
        TITLE * self.title.likeness(&other.title)
            + identity
            + weighed(CATEGORY, same(&self.category, &other.category))
            + weighed(DEPARTMENT, same(&self.department, &other.department))
            + weighed(COST, self.cost.is_some() && self.cost == other.cost)
    }

    /// Whether this may be a part of a pledge of the old edition: numbered under it, or named after it in the same hands.
    fn is_part_of(&self, whole: &Self) -> bool {
        let under = |n: &str, of: &str| n.strip_prefix(of).is_some_and(|rest| rest.starts_with(['-', '.', '(', '①', '②', '③', '④', '⑤']));
        let numbered = self.number.as_deref().is_some_and(|n| whole.number.as_deref().is_some_and(|of| under(n, of)));
        let same_hands = self.department == whole.department || (!self.category.is_empty() && self.category == whole.category);
        let named = whole.title.contained_in(&self.title) >= PART_OF || self.title.contained_in(&whole.title) >= PART_OF;
        (numbered && self.title.likeness(&whole.title) > 0.0) || (named && same_hands)
    }

    fn name(&self) -> PledgeName {
        let record = &self.found.record;
        let word = |value: &Value| value.as_str().map(str::to_owned);
        PledgeName {
            path: word(&record["source"]["path"]).unwrap_or_default(),
            record_id: word(&record["record_id"]).unwrap_or_default(),
            number: word(&record["pledge"]["number"]),
            title: word(&record["pledge"]["title"]),
        }
    }
}

/// 총사업비: what the overview says, or the grand total of the investment table.
fn cost(record: &Value) -> Option<i64> {
    let projects = record["overview"]["projects"].as_array().into_iter().flatten();
    let stated: Vec<i64> = projects.filter_map(|p| p["total_cost"]["krw"].as_i64()).collect();
    if !stated.is_empty() {
        return Some(stated.iter().fold(0, |sum, krw| i64::saturating_add(sum, *krw)));
    }
    let cells = record["investment"]["cells"].as_array()?;
    cells.iter().find(|c| c["source"] == "total" && c["period"] == "total").and_then(|c| c["krw"].as_i64())
}

fn pair(old: &Known<'_>, new: &Known<'_>) -> Pair {
    Pair {
        old: old.name(),
        new: new.name(),
        renamed: old.title.form != new.title.form,
        renumbered: old.number != new.number,
        changes: changes(old.found, new.found),
    }
}

/// Places of the leaves of one name on both sides.
type OldAndNew = (Vec<usize>, Vec<usize>);

/// What two records of one pledge do not say alike.
fn changes(old: &Found, new: &Found) -> Vec<Change> {
    let (was, is) = (Sides::of(old), Sides::of(new));
    let mut order: Vec<(&'static str, &str)> = Vec::new();
    let mut groups: HashMap<(&'static str, &str), OldAndNew> = HashMap::new();
    for (side, leaves) in [(0, &was.leaves), (1, &is.leaves)] {
        for (i, leaf) in leaves.iter().enumerate() {
            let key = (leaf.section, leaf.name.as_str());
            let group = groups.entry(key).or_insert_with(|| {
                order.push(key);
                Default::default()
            });
            if side == 0 { group.0.push(i) } else { group.1.push(i) }
        }
    }
    let mut out = Vec::new();
    for key in order {
        let (left, right) = &groups[&key];
        for (a, b) in aligned(&was, left, &is, right) {
            let alarm = alarm(a.map(|i| &was.leaves[i]), b.map(|j| &is.leaves[j]));
            let kind = match (a, b) {
                (Some(_), Some(_)) => Kind::Changed,
                (None, _) => Kind::Added,
                (_, None) => Kind::Removed,
            };
            let (section, field) = (key.0, key.1.to_owned());
            out.push(Change { section, field, kind, old: a.map(|i| was.side(i)), new: b.map(|j| is.side(j)), alarm });
        }
    }
    // Sections in the order of their first leaf, old edition first.
    let mut sections: Vec<&'static str> = Vec::new();
    out.iter().for_each(|c| {
        if !sections.contains(&c.section) {
            sections.push(c.section);
        }
    });
    out.sort_by_key(|c| sections.iter().position(|s| *s == c.section));
    out
}

/// The leaves of one side and where they stand.
struct Sides<'r> {
    found: &'r Found,
    leaves: Vec<Leaf>,
    shapes: Vec<Shape>,
    evidence: HashMap<&'r str, &'r Value>,
}

impl<'r> Sides<'r> {
    fn of(found: &'r Found) -> Self {
        let leaves = leaves(&found.record);
        let shapes = leaves.iter().map(|l| Shape::of(&l.text)).collect();
        let entries = found.evidence.iter().flatten();
        let evidence = entries.filter_map(|e| Some((e["pointer"].as_str()?, e))).collect();
        Self { found, leaves, shapes, evidence }
    }

    fn side(&self, at: usize) -> Side {
        let leaf = &self.leaves[at];
        // A list of bars or of cells stands under the pointer of its first; a value of several parts under its own.
        let entry = self.evidence.get(leaf.pointer.as_str());
        let span = entry.map(|e| &e["spans"][0]);
        let number = |key: &str| span.and_then(|s| s[key].as_u64());
        let raw = entry.and_then(|e| e["raw"].as_array()).into_iter().flatten().filter_map(Value::as_str);
        Side {
            value: leaf.shown.clone(),
            pointer: leaf.pointer.clone(),
            path: self.found.record["source"]["path"].as_str().unwrap_or_default().to_owned(),
            line: number("line"),
            page: number("page"),
            span: number("start").zip(number("end")).map(|(a, b)| [a, b]),
            raw: raw.collect::<Vec<_>>().join(" "),
        }
    }
}

/// Pairs the leaves of one name. What is equal on both sides is left out.
fn aligned(was: &Sides<'_>, left: &[usize], is: &Sides<'_>, right: &[usize]) -> Vec<(Option<usize>, Option<usize>)> {
    let same = |i: usize, j: usize| was.shapes[i].form == is.shapes[j].form && was.leaves[i].date == is.leaves[j].date;
    let mut right: Vec<usize> = right.to_vec();
    let mut left: Vec<usize> = left.to_vec();
    left.retain(|&i| match right.iter().position(|&j| same(i, j)) {
        Some(at) => {
            right.remove(at);
            false
        }
        None => true,
    });
    let named = |sides: &Sides<'_>, list: &[usize]| list.iter().all(|&i| !sides.leaves[i].listed);
    if let ([i], [j]) = (left.as_slice(), right.as_slice())
        && named(was, &left)
        && named(is, &right)
    {
        return vec![(Some(*i), Some(*j))];
    }
    let mut worth = Vec::new();
    for (a, &i) in left.iter().enumerate() {
        for (b, &j) in right.iter().enumerate() {
            let likeness = was.shapes[i].likeness(&is.shapes[j]);
            let dated_alike = was.leaves[i].date == is.leaves[j].date;
            if likeness >= if dated_alike { SAME_TEXT } else { SAME_TEXT_OTHER_DATE } {
                worth.push((a, b, likeness + f64::from(u8::from(dated_alike))));
            }
        }
    }
    let pairs = assign(left.len(), right.len(), &worth);
    let (mut used_left, mut used_right) = (vec![None; left.len()], vec![false; right.len()]);
    for (a, b) in pairs {
        used_left[a] = Some(b);
        used_right[b] = true;
    }
    let kept = left.iter().zip(used_left).map(|(&i, b)| (Some(i), b.map(|b| right[b])));
    let added = right.iter().zip(&used_right).filter(|(_, used)| !**used).map(|(&j, _)| (None, Some(j)));
    kept.chain(added).collect()
}

/// Whether a change is one that should not happen.
fn alarm(old: Option<&Leaf>, new: Option<&Leaf>) -> Option<Alarm> {
    let leaf = old.or(new)?;
    let number = |leaf: Option<&Leaf>| leaf.and_then(|l| l.shown.parse::<f64>().ok());
    let fell = || number(old).zip(number(new)).is_some_and(|(was, is)| is < was);
    let both = old.is_some() && new.is_some();
    let field = leaf.name.rsplit(" › ").next().unwrap_or_default();
    match (leaf.section, field) {
        ("pledge", "progress_percent") => fell().then_some(Alarm::ProgressFell),
        ("pledge", "state") => {
            let done = |leaf: Option<&Leaf>| leaf.is_some_and(|l| l.shown.starts_with("completed"));
            (both && done(old) && !done(new)).then_some(Alarm::StateRegressed)
        }
        ("pledge", "completion") | ("overview", "period") => both.then_some(Alarm::CompletionMoved),
        ("achievements", _) if new.is_none() => Some(Alarm::AchievementVanished),
        ("achievements", _) => {
            let dates = old.zip(new).is_some_and(|(a, b)| a.date.is_some() && a.date != b.date);
            dates.then_some(Alarm::AchievementRedated)
        }
        ("overview" | "investment", "total_cost") => both.then_some(Alarm::CostMoved),
        ("investment" | "execution", cells) if cells.starts_with("cells ") && cells.ends_with(" executed") => {
            fell().then_some(Alarm::ExecutedFell)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
