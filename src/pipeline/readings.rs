//! How sure the characters themselves are: second readings of pages, and text that was recognised in pictures.
//!
//! In: a document with pages, its cards and what was noticed. Out: which pages want a second reading; marks in the provenance
//! of values whose pages were read twice, or recognised; diagnostics. No value is changed: the first reading stands.

use std::collections::{BTreeMap, BTreeSet};

use crate::decode::readings::{Verdict, compare};
use crate::decode::structure::SecondReading;
use crate::decode::{Decoded, Native};
use crate::diag::{Diagnostic, Severity, codes};
use crate::model::{Body, Doubt, Prov, Walk};
use crate::span::Range;

/// Words that an issue points at.
const SHOWN_WORDS: usize = 20;
/// Words that a message quotes.
const QUOTED_WORDS: usize = 3;
/// Pages that a message names.
const NAMED_PAGES: usize = 20;

/// Pages that want a second reading: `Some` of none is all of them.
///
/// They are those that were read with doubt, and those with numbers whose sum fails; all of them where the user wants it.
pub(super) fn wanted<'d>(decoded: &Decoded, all: bool, noticed: impl Iterator<Item = &'d Diagnostic>) -> Option<Vec<u32>> {
    let native = decoded.native.as_ref().filter(|n| !n.places.is_empty())?;
    if all {
        return Some(Vec::new());
    }
    let mut pages: BTreeSet<u32> = native.doubtful_pages.iter().copied().collect();
    for diagnostic in noticed.filter(|d| d.code.severity != Severity::Info) {
        let Some(proof) = &diagnostic.proof else { continue };
        for range in proof.cells.iter().filter_map(|c| c.range).chain(diagnostic.ranges.iter().copied()) {
            pages.extend(native.places_of(range).filter(|p| p.certainty.is_none()).map(|p| p.page));
        }
    }
    (!pages.is_empty()).then(|| pages.into_iter().collect())
}

/// What is known of the characters of a document.
#[derive(Debug, Default)]
pub(super) struct Readings {
    verdicts: BTreeMap<u32, Verdict>,
    /// Why there was no second reading at all.
    lost: Option<&'static str>,
}

impl Readings {
    /// Of a second reading, or of the loss of it.
    pub(super) fn of(decoded: &Decoded, pages: &[u32], second: Result<SecondReading, Diagnostic>) -> Self {
        match second {
            Ok(second) => Self { verdicts: compare(decoded, &second).into_iter().collect(), lost: None },
            Err(why) => Self { verdicts: pages.iter().map(|&page| (page, Verdict::Unread)).collect(), lost: Some(why.code.name) },
        }
    }

    /// Marks the values of a card.
    pub(super) fn mark(&self, native: Option<&Native>, body: &mut Body) {
        let Some(native) = native.filter(|n| !self.verdicts.is_empty() || n.places.iter().any(|p| p.certainty.is_some())) else { return };
        body.walk_mut(&mut |prov| self.mark_value(native, prov));
    }

    fn mark_value(&self, native: &Native, prov: &mut Prov) {
        let (mut agree, mut differ) = (!prov.ranges.is_empty(), false);
        for &range in &prov.ranges {
            for place in native.places_of(range) {
                if let Some(certainty) = place.certainty {
                    prov.doubts.add(Doubt::Recognised);
                    prov.certainty = Some(prov.certainty.map_or(certainty, |c| c.min(certainty)));
                }
                let verdict = self.verdicts.get(&place.page);
                agree &= verdict == Some(&Verdict::Agree);
                if let Some(Verdict::Differ { words, .. }) = verdict {
                    differ |= words.iter().any(|w| w.start < range.end && range.start < w.end);
                }
            }
        }
        if differ {
            prov.doubts.add(Doubt::ReadingsDiffer);
        }
        prov.doubts.agreed = agree && native.places_of(prov.ranges.first().copied().unwrap_or_default()).next().is_some();
    }

    /// What differs, page by page; and which of `cards` it concerns, if any.
    pub(super) fn differences(&self, decoded: &Decoded, cards: &[Range]) -> Vec<(Option<usize>, Diagnostic)> {
        let card = |range: &Range| cards.iter().position(|c| c.start <= range.start && range.start < c.end);
        let mut out = Vec::new();
        for (page, verdict) in &self.verdicts {
            let Verdict::Differ { words, missing, extra } = verdict else { continue };
            let mut shared: BTreeMap<Option<usize>, Vec<Range>> = BTreeMap::new();
            for word in words {
                shared.entry(card(word)).or_default().push(*word);
            }
            if words.is_empty() {
                let first = decoded.native.iter().flat_map(|n| &n.places).find(|p| p.page == *page);
                let first = first.map(|p| Range { start: p.start, end: p.end });
                shared.insert(first.as_ref().and_then(card), Vec::new());
            }
            out.extend(shared.into_iter().map(|(card, words)| (card, difference(&decoded.text, *page, &words, (*missing, *extra)))));
        }
        out
    }

    /// Pages that have no second reading, as one notice of the file.
    pub(super) fn unread(&self, native: Option<&Native>) -> Option<Diagnostic> {
        let typed: BTreeSet<u32> = native?.places.iter().filter(|p| p.certainty.is_none()).map(|p| p.page).collect();
        let pages: Vec<u32> = self.verdicts.iter().filter(|(p, v)| **v == Verdict::Unread && typed.contains(p)).map(|(p, _)| *p).collect();
        if pages.is_empty() && self.lost.is_none() {
            return None;
        }
        let (why, why_ko) = match self.lost {
            Some(code) => {
                (format!("the process of the second reader was lost ({code})"), format!("다른 판독기의 프로세스가 중단되었습니다({code})"))
            }
            None => ("the second reader could not read them".to_owned(), "다른 판독기가 읽지 못하였습니다".to_owned()),
        };
        let (list, list_ko) = if pages.is_empty() { ("all pages".to_owned(), "전체 쪽".to_owned()) } else { named(&pages) };
        Some(Diagnostic::new(
            &codes::NO_SECOND_READING,
            format!("no second reading of {list}: {why}; the first one stands alone"),
            format!("{list_ko}을 두 번째로 읽어 비교하지 못하였습니다. {why_ko}. 첫 번째로 읽은 결과는 그대로입니다"),
        ))
    }
}

fn difference(text: &str, page: u32, words: &[Range], (missing, extra): (usize, usize)) -> Diagnostic {
    let quoted: Vec<String> = words.iter().take(QUOTED_WORDS).map(|w| format!("‘{}’", &text[w.to_usize()])).collect();
    let quoted = quoted.join(", ");
    let (what, what_ko) = if words.is_empty() && missing > 0 {
        (format!("the second has {missing} characters less"), format!("두 번째로 읽은 쪽에 글자가 {missing}자 모자랍니다"))
    } else if words.is_empty() {
        (format!("the second has {extra} characters more"), format!("두 번째로 읽은 쪽에 글자가 {extra}자 더 있습니다"))
    } else {
        let count = words.len();
        (format!("{count} words are not in the second, as {quoted}"), format!("{quoted} 등 {count}곳이 두 번째로 읽은 결과에 없습니다"))
    };
    Diagnostic::new(
        &codes::READINGS_DIFFER,
        format!("two readings of page {page} differ: {what}; kept the first"),
        format!("{page}쪽을 두 가지로 읽은 결과가 다릅니다. {what_ko}. 첫 번째로 읽은 대로 두었습니다"),
    )
    .at_all(words.iter().take(SHOWN_WORDS).copied())
}

fn named(pages: &[u32]) -> (String, String) {
    let list: Vec<String> = pages.iter().take(NAMED_PAGES).map(u32::to_string).collect();
    let rest = pages.len().saturating_sub(NAMED_PAGES);
    let more = if rest == 0 { String::new() } else { format!(" (+{rest})") };
    let list = list.join(", ");
    (format!("page {list}{more}"), format!("{list}쪽{more}"))
}
