//! Where cards begin, as reviewers have said.
//!
//! Comes in: the lines of a document cut into cards, and its corrections. Goes out: the lines cut anew, and what each of these
//! cards was before ([`Kin`]): values that were corrected in a card are looked for in what became of it. The place of a border is
//! its line in its surroundings, unique in the document or in the record that was split; one border is drawn after the other,
//! in the order in which reviewers said so. A border that is already as a reviewer wanted it is as good as drawn.

use super::anchor::{Anchor, Identity, Surface, collapsed};
use super::apply::{Applied, Outcome};
use super::{Action, Correction, Corrections};
use crate::diag::{Diagnostic, codes};
use crate::layout::{Layer, Layout};
use crate::record::assemble::text_hash;
use crate::sections::Cut;
use crate::span::Range;

/// A card that a reviewer has split or joined to another.
#[derive(Clone, Debug)]
pub(super) struct Kin {
    pub record_id: String,
    /// Number and title, where the correction names them.
    pub pledge: Identity,
    pub range: Range,
}

/// What came of the borders that reviewers have drawn.
#[derive(Debug, Default)]
pub struct Borders {
    /// Those that fit, and those that do not.
    pub outcome: Outcome,
    /// For each card, the cards that it was made of; none for a card as the program cut it.
    kin: Vec<Vec<Kin>>,
}

impl Borders {
    pub(super) fn kin(&self, card: usize) -> &[Kin] {
        self.kin.get(card).map_or(&[], Vec::as_slice)
    }

    /// The text in which the values of a card have their surroundings: that of all cards that it was part of.
    pub fn surface(&self, card: usize, own: Range) -> Range {
        self.kin(card).iter().fold(own, |all, kin| all.cover(kin.range))
    }
}

/// Why a border cannot be drawn.
#[derive(Clone, Copy)]
enum Misfit {
    NoPlace,
    Several,
    Outside,
    First,
    List,
}

impl Misfit {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Misfit::NoPlace => ("its line or what stands around it has changed", "그 줄이나 앞뒤 글이 바뀌었습니다"),
            Misfit::Several => ("it fits more than one place", "들어맞는 자리가 둘 이상입니다"),
            Misfit::Outside => ("its line is not inside a card", "그 줄이 공약 카드 안에 있지 않습니다"),
            Misfit::First => ("no card is before it", "앞에 공약 카드가 없습니다"),
            Misfit::List => ("the file is read as a table with one pledge a row", "한 행이 한 공약인 표로 읽은 파일입니다"),
        }
    }
}

/// The hash of a card's lines, page numbers and running heads left out: its record's identity.
fn hash(text: &str, layout: &Layout, lines: &std::ops::Range<usize>) -> String {
    let body = layout.lines[lines.clone()].iter().filter(|l| l.layer == Layer::Body);
    text_hash(body.map(|l| &text[l.range.to_usize()]))
}

fn range(layout: &Layout, lines: &std::ops::Range<usize>) -> Range {
    Range { start: layout.lines[lines.start].range.start, end: layout.lines[lines.end - 1].range.end }
}

/// Draws the borders that reviewers want in the document at `path`.
pub fn recut(text: &str, path: &str, layout: &Layout, cut: &mut Cut, corrections: &Corrections) -> Borders {
    let mut borders = Borders::default();
    let wanted = corrections.borders(path);
    if wanted.is_empty() {
        return borders;
    }
    let surface = Surface::new(text, Range::new(0, text.len()));
    borders.kin = vec![Vec::new(); cut.cards.len()];
    let mut drawn: Vec<(&Correction, usize)> = Vec::new();
    for (correction, own) in wanted {
        let made = place(text, layout, &surface, cut, &borders, correction, own).and_then(|line| {
            match correction.action {
                Action::Split => split(text, layout, cut, &mut borders, correction, line),
                _ => merge(text, layout, cut, &mut borders, correction, line),
            }
            .map(|()| line)
        });
        match made {
            Ok(line) => drawn.push((correction, line)),
            Err(why) if own => borders.outcome.stale.push((None, stale(correction, why))),
            Err(_) => {}
        }
    }
    let index = |line: usize| cut.cards.iter().position(|(lines, _)| lines.contains(&line));
    let applied = drawn
        .into_iter()
        .filter_map(|(correction, line)| Some(Applied { id: correction.id.clone(), record_index: index(line)?, pointer: None }));
    borders.outcome.applied = applied.collect();
    borders
}

/// What becomes of borders in a document that has none.
pub fn in_list(path: &str, corrections: &Corrections) -> Borders {
    let own = corrections.borders(path).into_iter().filter(|(_, own)| *own);
    let stale = own.map(|(correction, _)| (None, stale(correction, Misfit::List))).collect();
    Borders { outcome: Outcome { stale, ..Outcome::default() }, kin: Vec::new() }
}

/// The line at which a border is wanted.
fn place(
    text: &str,
    layout: &Layout,
    surface: &Surface,
    cut: &Cut,
    borders: &Borders,
    correction: &Correction,
    own: bool,
) -> Result<usize, Misfit> {
    let of_record = |line: &usize| {
        let Some(k) = cut.cards.iter().position(|(lines, _)| lines.contains(line)) else { return false };
        let known = borders.kin(k).iter().any(|kin| kin.record_id == correction.record_id);
        known || hash(text, layout, &cut.cards[k].0) == correction.record_id
    };
    let at = |range: Range| layout.lines.iter().position(|l| l.layer == Layer::Body && l.range.end > range.start);
    let mut found: Vec<usize> = surface.places(&correction.anchor).into_iter().filter_map(at).collect();
    if !own || found.len() > 1 {
        found.retain(of_record);
    }
    match found.as_slice() {
        [] => Err(Misfit::NoPlace),
        [line] => Ok(*line),
        _ => Err(Misfit::Several),
    }
}

/// What a card is called before a border of it is changed.
fn kin_of(text: &str, layout: &Layout, lines: &std::ops::Range<usize>, meant: Option<&Correction>) -> Vec<Kin> {
    let (range, record_id) = (range(layout, lines), hash(text, layout, lines));
    let pledge = meant.map(|c| c.pledge.clone()).unwrap_or_default();
    // The record as it was when the reviewer saw it, if its text has changed since.
    let seen = meant.filter(|c| c.record_id != record_id).map(|c| c.record_id.clone());
    [Some(record_id), seen].into_iter().flatten().map(|record_id| Kin { record_id, pledge: pledge.clone(), range }).collect()
}

fn split(text: &str, layout: &Layout, cut: &mut Cut, borders: &mut Borders, correction: &Correction, line: usize) -> Result<(), Misfit> {
    let k = cut.cards.iter().position(|(lines, _)| lines.contains(&line)).ok_or(Misfit::Outside)?;
    let kin = kin_of(text, layout, &cut.cards[k].0, Some(correction));
    let cards = cut.cards.len();
    cut.split(line);
    if cut.cards.len() > cards {
        borders.kin[k].extend(kin);
        let both = borders.kin[k].clone();
        borders.kin.insert(k + 1, both);
    }
    Ok(())
}

fn merge(text: &str, layout: &Layout, cut: &mut Cut, borders: &mut Borders, correction: &Correction, line: usize) -> Result<(), Misfit> {
    let k = cut.cards.iter().position(|(lines, _)| lines.contains(&line)).ok_or(Misfit::Outside)?;
    if first_body(layout, &cut.cards[k].0) != Some(line) {
        // No card begins there: nothing parts the two.
        return Ok(());
    }
    let before = k.checked_sub(1).ok_or(Misfit::First)?;
    let kin = kin_of(text, layout, &cut.cards[before].0, None).into_iter().chain(kin_of(text, layout, &cut.cards[k].0, Some(correction)));
    let kin: Vec<Kin> = kin.collect();
    let start = cut.cards[k].0.start;
    cut.merge(start);
    let joined = borders.kin.remove(k);
    borders.kin[before].extend(joined.into_iter().chain(kin));
    Ok(())
}

fn first_body(layout: &Layout, lines: &std::ops::Range<usize>) -> Option<usize> {
    lines.clone().find(|&i| layout.lines[i].layer == Layer::Body)
}

/// The anchor of a line of a document.
pub fn line_anchor(text: &str, line: Range) -> Anchor {
    super::anchor::selected(text, Range::new(0, text.len()), line)
}

fn stale(correction: &Correction, why: Misfit) -> Diagnostic {
    let (why, why_ko) = why.words();
    let raw = collapsed(&correction.anchor.raw.join(" "));
    let (what, what_ko) = match correction.action {
        Action::Split => ("split", "나누기"),
        _ => ("merge", "합치기"),
    };
    Diagnostic::new(
        &codes::CORRECTION_STALE,
        format!("a reviewer's {what} of a card at '{raw}' ({}) was not applied: {why}", correction.when),
        format!("검토자의 카드 {what_ko}(‘{raw}’, {})를 적용하지 않았습니다: {why_ko}", correction.when),
    )
}
