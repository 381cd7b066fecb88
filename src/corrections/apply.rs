//! Corrections onto the cards of a document.

use std::collections::BTreeMap;

use serde_json::Value;

use super::anchor::{Identity, Leaf, Surface, collapsed, field, identity, is_index, leaves};
use super::borders::{Borders, Kin};
use super::{Action, Correction, Corrections};
use crate::diag::{Diagnostic, codes};
use crate::fields::Extracted;
use crate::model::{Edit, Method, Prov, Put, Target, Walk};
use crate::span::Range;

/// A correction that found its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Of the line.
    pub id: String,
    /// Ordinal of the record in its file.
    pub record_index: usize,
    /// The value's pointer before values that are not in the source were taken out.
    pub pointer: Option<String>,
}

/// What came of the corrections of a document.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Those that fit.
    pub applied: Vec<Applied>,
    /// Those that do not, with the record that they are about where it can be told.
    pub stale: Vec<(Option<usize>, Diagnostic)>,
}

impl Outcome {
    /// Takes over another's.
    pub fn append(&mut self, other: Outcome) {
        self.applied.extend(other.applied);
        self.stale.extend(other.stale);
    }
}

/// A card as it was before any correction.
struct Before {
    record_id: String,
    identity: Identity,
    surface: Surface,
    leaves: Vec<Leaf>,
    body: Value,
    /// The card's own text.
    range: Range,
    /// What it was before reviewers changed its borders.
    kin: Vec<Kin>,
}

impl Before {
    /// Whether values at these ranges may be those of a correction: one that was made on a part of the card is about that part.
    fn holds(&self, correction: &Correction, ranges: &[Range]) -> bool {
        if self.kin.is_empty() {
            return true;
        }
        let inside = |whole: Range| ranges.iter().all(|r| whole.start <= r.start && r.end <= whole.end);
        let mut parts = self.kin.iter().filter(|k| k.record_id == correction.record_id).peekable();
        inside(self.range) && (self.record_id == correction.record_id || parts.peek().is_none() || parts.any(|k| inside(k.range)))
    }
}

/// Applies what the corrections say of the document at `path` to its cards. `ids` are the hashes of their texts.
pub fn apply(text: &str, path: &str, cards: &mut [Extracted], ids: &[String], corrections: &Corrections, borders: &Borders) -> Outcome {
    let mut outcome = Outcome::default();
    let wanted = corrections.of(path);
    if wanted.is_empty() {
        return outcome;
    }
    let is_of = |c: &Correction, own: bool, identity: &Identity, id: &str, kin: &[Kin]| {
        c.record_id == id
            || (own && c.pledge.is_same(identity))
            || kin.iter().any(|k| k.record_id == c.record_id || (own && c.pledge.is_same(&k.pledge)))
    };
    let before: Vec<Option<Before>> = cards
        .iter()
        .zip(ids)
        .enumerate()
        .map(|(i, (card, id))| {
            let (identity, kin, range) = (identity(card), borders.kin(i), card.ledger.range());
            wanted.iter().any(|(c, own)| is_of(c, *own, &identity, id, kin)).then(|| Before {
                record_id: id.clone(),
                identity,
                surface: Surface::new(text, borders.surface(i, range)),
                leaves: leaves(card),
                body: serde_json::to_value(&card.body).unwrap_or_default(),
                range,
                kin: kin.to_vec(),
            })
        })
        .collect();
    // By card and pointer, so that a later correction of a value meets the earlier one.
    let mut edits: Edits<'_> = BTreeMap::new();
    for (correction, own) in &wanted {
        let own = *own;
        let records: Vec<usize> = (0..before.len())
            .filter(|&i| before[i].as_ref().is_some_and(|b| is_of(correction, own, &b.identity, &b.record_id, &b.kin)))
            .collect();
        let found = place(text, correction, &before, &records).or_else(|why| added(correction, &before, &records, &edits).ok_or(why));
        match found {
            Ok(found) => {
                outcome.applied.push(Applied {
                    id: correction.id.clone(),
                    record_index: found.0,
                    pointer: found.1.clone().map(|p| p.pointer),
                });
                if let (index, Some(at)) = found {
                    let added = at.pointer.split('/').any(|k| k == "-");
                    // What is added to the end of a list goes there in the order of the text; edits are made from the last on.
                    let place = if added { at.ranges.first().map_or(0, |r| u32::MAX - r.start) } else { 0 };
                    edits.entry((index, Key(at.pointer), place)).or_default().add(correction, at.ranges);
                }
            }
            Err(why) if own && correction.action != Action::Comment && correction.pointer.is_some() => {
                let record = match records.as_slice() {
                    [one] => Some(*one),
                    _ => None,
                };
                outcome.stale.push((record, stale(correction, why)));
            }
            Err(_) => {}
        }
    }
    carry_out(&edits, cards, &before, &mut outcome);
    outcome
}

/// What is to be done: by card, pointer, and for additions to a list the place in the text.
type Edits<'c> = BTreeMap<(usize, Key, u32), Wish<'c>>;

/// Where a correction belongs.
#[derive(Clone)]
struct At {
    pointer: String,
    ranges: Vec<Range>,
}

/// Why a correction fits nowhere.
#[derive(Clone, Copy)]
enum Misfit {
    NoRecord,
    NoPlace,
    Several,
    Refused,
}

impl Misfit {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Misfit::NoRecord => ("the pledge is no longer in the file", "해당 공약이 파일에 없습니다"),
            Misfit::NoPlace => ("its text or what stands around it has changed", "원문이나 그 앞뒤가 바뀌었습니다"),
            Misfit::Several => ("it fits more than one place", "들어맞는 자리가 둘 이상입니다"),
            Misfit::Refused => ("the field does not take its value", "항목에 맞지 않는 값입니다"),
        }
    }
}

/// The record and the value that a correction is about.
fn place(text: &str, correction: &Correction, before: &[Option<Before>], records: &[usize]) -> Result<(usize, Option<At>), Misfit> {
    if records.is_empty() {
        return Err(Misfit::NoRecord);
    }
    let Some(pointer) = &correction.pointer else {
        return only(correction, before, records.iter().map(|&i| (i, None)).collect());
    };
    let wanted = field(pointer);
    let raw: Vec<String> = correction.anchor.raw.iter().map(|r| collapsed(r)).collect();
    let mut found: Vec<(usize, Option<At>)> = Vec::new();
    for &i in records {
        let Some(card) = &before[i] else { continue };
        let is_it = |leaf: &&Leaf| {
            if leaf.field != wanted || leaf.nth != correction.anchor.nth || leaf.ranges.len() != raw.len() {
                return false;
            }
            if raw.is_empty() {
                return leaf.pointer == *pointer && card.body.pointer(pointer) == Some(&correction.old);
            }
            let same = leaf.ranges.iter().zip(&raw).all(|(r, raw)| collapsed(&text[r.to_usize()]) == *raw);
            same && card.holds(correction, &leaf.ranges) && card.surface.fits(&leaf.ranges, &correction.anchor)
        };
        let at = |leaf: &Leaf| At { pointer: leaf.pointer.clone(), ranges: leaf.ranges.to_vec() };
        let known = found.len();
        found.extend(card.leaves.iter().filter(is_it).map(|leaf| (i, Some(at(leaf)))));
        // A value that the program did not see: its text is looked for.
        if found.len() == known && correction.old.is_null() {
            let range = card.surface.find(&correction.anchor).filter(|&r| card.holds(correction, &[r]));
            found.extend(range.map(|r| (i, Some(At { pointer: pointer.clone(), ranges: vec![r] }))));
        }
    }
    only(correction, before, found)
}

/// The value that an earlier correction put where the program read none.
fn added(correction: &Correction, before: &[Option<Before>], records: &[usize], edits: &Edits<'_>) -> Option<(usize, Option<At>)> {
    let wanted = field(correction.pointer.as_deref()?);
    records.iter().find_map(|&i| {
        let range = before[i].as_ref()?.surface.find(&correction.anchor)?;
        let is_it = |((index, Key(pointer), _), wish): &(&(usize, Key, u32), &Wish<'_>)| {
            *index == i && field(pointer) == wanted && wish.ranges == [range]
        };
        let ((_, Key(pointer), _), _) = edits.iter().find(is_it)?;
        Some((i, Some(At { pointer: pointer.clone(), ranges: vec![range] })))
    })
}

/// The one that is left, or the one in the very record.
fn only(correction: &Correction, before: &[Option<Before>], mut found: Vec<(usize, Option<At>)>) -> Result<(usize, Option<At>), Misfit> {
    if found.len() > 1 {
        let same = |i: usize| before[i].as_ref().is_some_and(|b| b.record_id == correction.record_id);
        if found.iter().any(|(i, _)| same(*i)) {
            found.retain(|(i, _)| same(*i));
        }
        // Records of one text differ in nothing but their place.
        let first = found[0].0;
        if found.iter().any(|(i, _)| *i != first) && found.iter().any(|(i, _)| *i == correction.record_index) {
            found.retain(|(i, _)| *i == correction.record_index);
        }
    }
    match found.len() {
        0 => Err(Misfit::NoPlace),
        1 => Ok(found.remove(0)),
        _ => Err(Misfit::Several),
    }
}

/// A pointer whose indexes are in order of number.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key(String);

impl Key {
    fn parts(&self) -> impl Iterator<Item = (usize, &str)> {
        // Of numbers the longer is the larger.
        self.0.split('/').map(|k| (if is_index(k) { k.len() } else { 0 }, k))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.parts().cmp(other.parts())
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// What is to become of one value.
#[derive(Default)]
struct Wish<'c> {
    change: Option<&'c Correction>,
    accepted: bool,
    gone: Option<&'c Correction>,
    ranges: Vec<Range>,
}

impl<'c> Wish<'c> {
    fn add(&mut self, correction: &'c Correction, ranges: Vec<Range>) {
        self.ranges = ranges;
        match correction.action {
            Action::Accept => self.accepted = true,
            Action::Change => (self.change, self.gone) = (Some(correction), None),
            Action::NotInSource => (self.change, self.gone) = (None, Some(correction)),
            Action::Comment | Action::Undo | Action::Split | Action::Merge => {}
        }
    }
}

fn carry_out(edits: &Edits<'_>, cards: &mut [Extracted], before: &[Option<Before>], outcome: &mut Outcome) {
    // From the last value to the first: taking one out moves only those behind it.
    for ((index, Key(pointer), _), wish) in edits.iter().rev() {
        let (Some(card), Some(was)) = (cards.get_mut(*index), before.get(*index).and_then(Option::as_ref)) else { continue };
        let value;
        let (target, rule, cause) = match (wish.gone, wish.change) {
            (Some(c), _) if is_grid_cell(pointer) => {
                value = Value::from("");
                (Target::Value(&value), "review.not-in-source", Some(c))
            }
            // Added and taken out again.
            (Some(_), _) if was.body.pointer(pointer).is_none_or(Value::is_null) => continue,
            (Some(c), _) => (Target::Nothing, "review.not-in-source", Some(c)),
            (None, Some(c)) => {
                value = merged(was.body.pointer(pointer), &c.old, &c.new);
                (Target::Value(&value), "review.changed", Some(c))
            }
            (None, None) if wish.accepted => (Target::Kept, "review.accepted", None),
            (None, None) => continue,
        };
        let mut edit = Edit { to: target, prov: Prov::new(wish.ranges.iter().copied(), rule, Method::Reviewed), removed: None };
        let path: Vec<&str> = pointer.split('/').skip(1).collect();
        if card.body.put(&path, &mut edit) == Put::Refused {
            if let Some(c) = cause {
                outcome.applied.retain(|a| a.id != c.id);
                outcome.stale.push((Some(*index), stale(c, Misfit::Refused)));
            }
            continue;
        }
        card.ledger.claim_all(&wish.ranges);
        // What the reader of the field complained of is settled.
        card.diagnostics.retain(|d| d.pointer.as_deref() != Some(pointer));
        if let Some(length) = edit.removed {
            move_up(card, &path, path.len() - length);
        }
    }
}

/// Cells of a table stay in their columns.
fn is_grid_cell(pointer: &str) -> bool {
    field(pointer).ends_with("/rows/*/*") || field(pointer).ends_with("/header/*/*")
}

/// The reviewer's value where the program's reading has changed since in other respects: of a value with several parts (the
/// cell of a money table, with its row and column), only what the reviewer changed.
fn merged(now: Option<&Value>, old: &Value, new: &Value) -> Value {
    let (Some(Value::Object(now)), Value::Object(old), Value::Object(new)) = (now, old, new) else { return new.clone() };
    // Parts of a date or of an amount mean something only together.
    if new.contains_key("raw") || now == old {
        return Value::Object(new.clone());
    }
    let mut out = now.clone();
    for (key, value) in new.iter().filter(|(key, value)| old.get(*key) != Some(value)) {
        out.insert(key.clone(), value.clone());
    }
    Value::Object(out)
}

/// The elements behind one that was taken out have moved up: so do the pointers of what was said of them.
fn move_up(card: &mut Extracted, path: &[&str], depth: usize) {
    let prefix = format!("/{}", path[..depth].join("/"));
    let Ok(removed) = path[depth].parse::<usize>() else { return };
    card.diagnostics.retain_mut(|d| {
        let Some(rest) = d.pointer.as_deref().and_then(|p| p.strip_prefix(&prefix)).and_then(|r| r.strip_prefix('/')) else { return true };
        let (index, tail) = rest.split_once('/').map_or((rest, None), |(i, t)| (i, Some(t)));
        let Ok(index) = index.parse::<usize>() else { return true };
        if index > removed {
            let tail = tail.map(|t| format!("/{t}")).unwrap_or_default();
            d.pointer = Some(format!("{prefix}/{}{tail}", index - 1));
        }
        index != removed
    });
}

fn stale(correction: &Correction, why: Misfit) -> Diagnostic {
    let (why, why_ko) = why.words();
    let pointer = correction.pointer.as_deref().unwrap_or_default();
    let raw = collapsed(&correction.anchor.raw.join(" "));
    let pledge = correction.pledge.number.as_deref().or(correction.pledge.title.as_deref()).unwrap_or(&correction.record_id);
    Diagnostic::new(
        &codes::CORRECTION_STALE,
        format!("a reviewer's correction of {pointer} ('{raw}', pledge {pledge}, {}) was not applied: {why}", correction.when),
        format!("검토자의 수정({pointer}, ‘{raw}’, 공약 {pledge}, {})을 적용하지 않았습니다: {why_ko}", correction.when),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_was_changed_is_taken_over() {
        let old = json!({"label": "국비", "year": 2023, "number": 10.0});
        let new = json!({"label": "국비", "year": 2023, "number": 12.0});
        let now = json!({"label": "국비", "year": 2024, "number": 10.0});
        assert_eq!(merged(Some(&now), &old, &new), json!({"label": "국비", "year": 2024, "number": 12.0}));
        let date = json!({"from": "2023-01-01", "raw": "2023"});
        assert_eq!(merged(Some(&json!({"from": null, "to": 1})), &old, &date), date);
    }

    #[test]
    fn pointers_are_in_order_of_their_numbers() {
        let mut keys: Vec<Key> = ["/a/10", "/a/9/b", "/a/9", "/a/100/c"].map(|k| Key(k.to_owned())).into();
        keys.sort();
        assert_eq!(keys.iter().map(|k| k.0.as_str()).collect::<Vec<_>>(), ["/a/9", "/a/9/b", "/a/10", "/a/100/c"]);
    }
}
