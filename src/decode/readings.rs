//! Two readings of the same pages, held against each other.
//!
//! In: a document whose text has places on pages, and what an independent reader found there ([`SecondReading`]). Out: for each
//! page a [`Verdict`]. Compared are syllables of Hangul and digits alone: blanks, marks and signs are set differently by
//! any two readers. The order is that of painting in the one and that of reading in the other, so each word of the text is
//! looked for anywhere on the page; a short number is found nearly anywhere, so the characters are counted too, both ways.
//!
//! A page of which the second reading has less than half is no contradiction but no second reading: it lacks maps of fonts
//! that the first one has.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::Decoded;
use super::structure::SecondReading;
use crate::span::Range;
use crate::text::is_hangul;

/// Characters that the second reading may have more: numbers of pages outside of the paper, hidden text.
const FEW: usize = 12;
/// And beyond these, as a part of the page's.
const EXTRA_PERCENT: usize = 5;
/// A second reading has at least this part of a page's characters.
const READ_PERCENT: usize = 50;

/// What two readings say of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The same.
    Agree,
    /// Not the same.
    Differ {
        /// Words of the text that the second reading has not.
        words: Vec<Range>,
        /// Characters that the second reading has less often.
        missing: usize,
        /// Characters that only the second reading has.
        extra: usize,
    },
    /// There is no second reading of it.
    Unread,
}

/// Holds a text against a second reading; pages in their order.
pub fn compare(decoded: &Decoded, second: &SecondReading) -> Vec<(u32, Verdict)> {
    let mut words: FxHashMap<u32, Vec<Range>> = FxHashMap::default();
    for place in decoded.native.iter().flat_map(|n| &n.places) {
        let text = decoded.text.get(place.start as usize..place.end as usize).unwrap_or_default();
        let mut at = place.start as usize;
        for word in text.split_inclusive(char::is_whitespace) {
            let bare = word.trim_end();
            if bare.chars().any(counts) {
                words.entry(place.page).or_default().push(Range::new(at, at + bare.len()));
            }
            at += word.len();
        }
    }
    let verdict = |page: u32, text: &Option<String>| match text {
        Some(theirs) => judge(&decoded.text, words.get(&page).map_or(&[][..], Vec::as_slice), theirs),
        None => Verdict::Unread,
    };
    second.pages.iter().map(|p| (p.page, verdict(p.page, &p.text))).collect()
}

fn judge(text: &str, words: &[Range], theirs: &str) -> Verdict {
    let theirs: String = theirs.nfc().filter(|&c| counts(c)).collect();
    let mut left = counted(theirs.chars());
    let (mut ours, mut shared) = (0, 0);
    for c in words.iter().flat_map(|w| text[w.to_usize()].chars()).filter(|&c| counts(c)) {
        ours += 1;
        if let Some(n @ 1..) = left.get_mut(&c) {
            *n -= 1;
            shared += 1;
        }
    }
    if shared * 100 < ours * READ_PERCENT {
        return Verdict::Unread;
    }
    let extra: usize = left.into_values().sum();
    let lacking = words.iter().copied().filter(|w| !has(&theirs, &text[w.to_usize()]));
    let (words, missing): (Vec<Range>, usize) = (lacking.collect(), ours - shared);
    let same = words.is_empty() && missing == 0 && extra <= FEW + ours * EXTRA_PERCENT / 100;
    if same { Verdict::Agree } else { Verdict::Differ { words, missing, extra } }
}

/// Whether a reading has a word: whole, or its numbers and its syllables apart.
fn has(theirs: &str, word: &str) -> bool {
    let bare: String = word.chars().filter(|&c| counts(c)).collect();
    if bare.contains(char::REPLACEMENT_CHARACTER) {
        return false;
    }
    theirs.contains(&bare) || {
        let mut rest = bare.as_str();
        std::iter::from_fn(|| {
            let digits = rest.chars().next()?.is_ascii_digit();
            let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
            let (run, behind) = rest.split_at(end);
            rest = behind;
            Some(run)
        })
        .all(|run| theirs.contains(run))
    }
}

/// What is compared. A character that could not be read counts: nothing agrees with it.
fn counts(c: char) -> bool {
    is_hangul(c) || c.is_ascii_digit() || c == char::REPLACEMENT_CHARACTER
}

fn counted(characters: impl Iterator<Item = char>) -> FxHashMap<char, usize> {
    let mut out = FxHashMap::default();
    for c in characters.filter(|&c| c != char::REPLACEMENT_CHARACTER) {
        *out.entry(c).or_default() += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::structure::{Block, PageText, Paragraph, Place, Structured};

    /// A document with a line a page.
    fn decoded(pages: &[&str]) -> Decoded {
        let blocks = pages.iter().zip(1..).map(|(text, page)| {
            let place = Place { start: 0, end: text.len() as u32, page, bbox: [0.0; 4], certainty: None };
            Block::Paragraph(Paragraph { places: vec![place], ..Paragraph::body(*text) })
        });
        Decoded::from_structured("pdf", Structured { blocks: blocks.collect(), ..Structured::default() })
    }

    fn verdicts(ours: &[&str], theirs: &[Option<&str>]) -> Vec<Verdict> {
        let pages = theirs.iter().zip(1..).map(|(text, page)| PageText { page, text: text.map(str::to_owned) });
        compare(&decoded(ours), &SecondReading { pages: pages.collect() }).into_iter().map(|(_, v)| v).collect()
    }

    #[test]
    fn blanks_signs_and_order_do_not_matter() {
        let ours = "○ 총사업비 : 1,234백만원 (국비 600)";
        assert_eq!(verdicts(&[ours], &[Some("국비600총 사업 비:1234 백만원")]), [Verdict::Agree]);
        // The unit in another font, painted apart.
        assert_eq!(verdicts(&[ours], &[Some("백만원국비600총사업비1,234")]), [Verdict::Agree]);
    }

    #[test]
    fn a_digit_that_differs_is_told_with_its_word() {
        let ours = "○ 총사업비 : 1,234백만원";
        let [Verdict::Differ { words, .. }] = &verdicts(&[ours], &[Some("총사업비1,284백만원")])[..] else { panic!() };
        assert_eq!(words.iter().map(|w| &ours[w.to_usize()]).collect::<Vec<_>>(), ["1,234백만원"]);
        // The same digits in another order are another number.
        assert!(matches!(verdicts(&[ours], &[Some("총사업비1,243백만원")])[..], [Verdict::Differ { .. }]));
    }

    #[test]
    fn characters_without_unicode_agree_with_nothing() {
        let [Verdict::Differ { words, .. }] = &verdicts(&["사업기간 202\u{fffd}년"], &[Some("사업기간2023년")])[..] else {
            panic!()
        };
        assert_eq!(words.len(), 1);
        // Nor with each other.
        assert!(matches!(verdicts(&["사업기간 202\u{fffd}년"], &[Some("사업기간202\u{fffd}년")])[..], [Verdict::Differ { .. }]));
    }

    #[test]
    fn a_digit_alone_is_missed_though_the_page_has_others() {
        let found = verdicts(&["국비 3 도비 13"], &[Some("국비8도비13")]);
        assert_eq!(found, [Verdict::Differ { words: Vec::new(), missing: 1, extra: 1 }]);
    }

    #[test]
    fn text_that_only_the_other_has_is_a_difference_when_it_is_much() {
        let line = "나래구 빗물정원 조성";
        assert_eq!(verdicts(&[line], &[Some("나래구빗물정원조성- 12 -")]), [Verdict::Agree]);
        let much = format!("{line}{}", "국비 100 도비 200 ".repeat(3));
        assert_eq!(verdicts(&[line], &[Some(&much)]), [Verdict::Differ { words: Vec::new(), missing: 0, extra: 30 - 9 + 9 }]);
    }

    #[test]
    fn a_page_that_the_other_cannot_read_is_no_contradiction() {
        let ours = ["누리동 도서관 2023", "가온천 정비"];
        assert_eq!(verdicts(&ours, &[Some("\u{fffd}\u{fffd}20"), None]), [Verdict::Unread, Verdict::Unread]);
    }
}
