//! Removes people's names and phone numbers before anything is written.
//!
//! Comes in: what a file gave, and which kinds of data are to go. Goes out: the same with [`MASK`] in their place, in the
//! fields, the evidence, the issues (messages, raw texts, notes, proofs), the header pairs and every other text.
//!
//! Three nets, since a name in one field is often also in a caption or a note:
//! 1. the fields themselves (`pledge.contacts`), and whatever evidence or issue points at them;
//! 2. place: any raw text whose span overlaps a removed value loses exactly the overlapping characters;
//! 3. text: the removed names wherever they occur in the record, and everything that has the form of a phone number or a
//!    resident registration number.
//!
//! What it cannot know: a name that stands in body text alone and in no contact. Offsets and hashes stay, so that the
//! records still point into the original; who has the original can read the names there.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::model::{Body, Pointer, Walk};
use crate::record::{Converted, Evidence, EvidenceLine, Issue, Record, Span};

/// What stands in place of a removed text.
pub const MASK: &str = "[삭제]";

/// Digits from which a phone number is one wherever it stands; a shorter one (an extension such as 2100) is also a
/// year, a count or an amount, and is removed only at the contact's own place.
const PHONE_DIGITS: usize = 7;

/// Shortest name that is removed wherever it occurs, even inside a word; a two-syllable name is also the start of
/// ordinary words and must stand alone.
const NAME_ANYWHERE: usize = 3;

/// What is to be removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    /// Names and numbers of the people in charge.
    pub contacts: bool,
    /// Phone numbers, wherever they stand.
    pub phones: bool,
}

/// Domestic phone numbers, and the nationwide ones (1588-0000); digits may be full width.
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?:\+?82[-‐–—－.)]\s?\d{1,2}|\(?\b[0０]\d{1,2})[-‐–—－.)]\s?\d{3,4}[-‐–—－.]\s?\d{4}\b|\b01[016789]\d{7,8}\b|\b1[5-9]\d{2}[-‐–—－]\d{4}\b",
    )
});

/// Resident registration numbers: six digits of a birth date, then seven that begin with 1 to 8.
static RESIDENT: LazyLock<Regex> = LazyLock::new(|| compiled(r"\b\d{6}\s?[-‐–—－]\s?[1-8１-８][\d*]{6}"));

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is a constant that a test compiles")
}

impl Redaction {
    /// Whether there is anything to do.
    pub fn is_none(self) -> bool {
        !self.contacts && !self.phones
    }

    /// Removes it from all that a file gave.
    pub fn apply(self, converted: &mut Converted) {
        if self.is_none() {
            return;
        }
        let mut of_file = Secrets::default();
        for (i, record) in converted.records.iter_mut().enumerate() {
            let evidence = converted.evidence.get_mut(i);
            let secrets = Secrets::of(self, &record.body, evidence.as_deref());
            self.record(record, evidence, &secrets);
            of_file.words.extend(secrets.words);
            of_file.places.extend(secrets.places);
        }
        of_file.words.sort();
        of_file.words.dedup();
        for issue in &mut converted.errors {
            self.issue(issue, &of_file);
        }
    }

    fn record(self, record: &mut Record, evidence: Option<&mut EvidenceLine>, secrets: &Secrets) {
        let mut touched = Vec::new();
        if let Some(line) = evidence {
            for entry in &mut line.evidence {
                if self.evidence(entry, secrets) {
                    touched.push(entry.pointer.clone());
                }
            }
        }
        touched.sort();
        for contact in &mut record.body.pledge.contacts {
            let name = contact.name.as_mut().filter(|_| self.contacts);
            for text in name.into_iter().chain(contact.phone.as_mut()) {
                text.value = MASK.to_owned();
            }
        }
        record.body.edit_texts(&mut Pointer::default(), &mut |at, text| {
            let here = touched.binary_search_by(|p| p.as_str().cmp(at.as_str())).is_ok();
            self.text(text, secrets, here);
        });
        for pair in &mut record.body.pledge.header {
            self.text(&mut pair.label, secrets, false);
        }
        if let Some(title) = record.document.as_mut().and_then(|d| d.title.as_mut()) {
            self.text(title, secrets, false);
        }
        for heading in record.sections.iter_mut().filter_map(|s| s.heading.as_mut()) {
            self.text(heading, secrets, false);
        }
        for issue in &mut record.errors {
            self.issue(issue, secrets);
        }
    }

    /// Whether the entry's place overlaps a removed value.
    fn evidence(self, entry: &mut Evidence, secrets: &Secrets) -> bool {
        if self.is_secret(&entry.pointer) {
            entry.raw.iter_mut().for_each(|raw| *raw = MASK.to_owned());
            return false;
        }
        let here = self.raws(&mut entry.raw, &entry.spans, secrets);
        for raw in &mut entry.raw {
            self.text(raw, secrets, here);
        }
        here
    }

    fn issue(self, issue: &mut Issue, secrets: &Secrets) {
        let secret = issue.pointer.as_deref().is_some_and(|p| self.is_secret(p));
        let here = if secret {
            issue.raw.iter_mut().for_each(|raw| *raw = MASK.to_owned());
            true
        } else {
            self.raws(&mut issue.raw, &issue.spans, secrets)
        };
        let proof = issue.proof.iter_mut().flat_map(|p| &mut p.cells);
        let texts = [&mut issue.message, &mut issue.message_ko]
            .into_iter()
            .chain(&mut issue.raw)
            .chain(&mut issue.suggestion)
            .chain(issue.related.iter_mut().map(|r| &mut r.note))
            .chain(proof.map(|c| &mut c.label));
        for text in texts {
            self.text(text, secrets, here);
        }
    }

    fn is_secret(self, pointer: &str) -> bool {
        pointer.starts_with("/pledge/contacts/") && (pointer.ends_with("/phone") || self.contacts && pointer.ends_with("/name"))
    }

    /// Cuts removed places out of raw texts; whether there was any.
    fn raws(self, raws: &mut [String], spans: &[Span], secrets: &Secrets) -> bool {
        let mut any = false;
        for (raw, span) in raws.iter_mut().zip(spans) {
            any |= secrets.cut(raw, span);
        }
        any
    }

    fn text(self, text: &mut String, secrets: &Secrets, here: bool) {
        for word in &secrets.words {
            if text.contains(word.text.as_str()) && (here || word.anywhere) {
                *text = text.replace(word.text.as_str(), MASK);
            } else if !word.short_number && text.contains(word.text.as_str()) {
                *text = replace_alone(text, &word.text);
            }
        }
        if self.phones {
            mask_all(text, &PHONE);
        }
        mask_all(text, &RESIDENT);
    }
}

/// What is not to be seen of a document's own text, where that is shown beside its records.
#[derive(Debug, Default)]
pub struct Cover {
    redaction: Redaction,
    secrets: Secrets,
}

/// A character that is not to be seen.
const COVERED: char = '█';

impl Redaction {
    /// The cover for the text of a document whose records, before anything was removed, are these.
    pub fn cover(self, converted: &Converted) -> Cover {
        let mut secrets = Secrets::default();
        for (i, record) in converted.records.iter().enumerate() {
            let of_record = Secrets::of(self, &record.body, converted.evidence.get(i));
            secrets.words.extend(of_record.words);
            secrets.places.extend(of_record.places);
        }
        secrets.words.sort_by(|a, b| b.text.len().cmp(&a.text.len()).then_with(|| a.cmp(b)));
        secrets.words.dedup();
        secrets.places.sort_unstable();
        Cover { redaction: self, secrets }
    }
}

impl Cover {
    /// Whether a value must not be seen at all.
    pub fn hides(&self, pointer: &str) -> bool {
        self.redaction.is_secret(pointer)
    }

    /// A piece of the source text, which begins at a character of it: what is to be removed is covered, and nothing moves.
    pub fn over(&self, text: &str, start: u32) -> String {
        let hidden = self.hidden(text, Some(start));
        text.char_indices().map(|(i, c)| if hidden.iter().any(|h| h.contains(&i)) { COVERED } else { c }).collect()
    }

    /// A text whose place is not known, with what is to be removed covered.
    pub fn over_words(&self, text: &str) -> String {
        let hidden = self.hidden(text, None);
        text.char_indices().map(|(i, c)| if hidden.iter().any(|h| h.contains(&i)) { COVERED } else { c }).collect()
    }

    /// Whether nothing is to be removed.
    pub fn is_none(&self) -> bool {
        self.redaction.is_none()
    }

    /// The end of a text from which on nothing in it is to be removed.
    pub fn clean_end<'t>(&self, text: &'t str) -> &'t str {
        let from = self.hidden(text, None).iter().map(|h| h.end).max().unwrap_or(0);
        &text[from..]
    }

    /// The beginning of a text up to what is to be removed.
    pub fn clean_start<'t>(&self, text: &'t str) -> &'t str {
        let to = self.hidden(text, None).iter().map(|h| h.start).min().unwrap_or(text.len());
        &text[..to]
    }

    /// Ranges of a text that are to be removed; by place too, where it is known. Of a text whose place is not known, a short word
    /// goes wherever it stands.
    fn hidden(&self, text: &str, start: Option<u32>) -> Vec<std::ops::Range<usize>> {
        if self.redaction.is_none() {
            return Vec::new();
        }
        let mut out: Vec<std::ops::Range<usize>> = Vec::new();
        for word in &self.secrets.words {
            for (at, found) in text.match_indices(word.text.as_str()) {
                let end = at + found.len();
                let alone = !text[..at].ends_with(char::is_alphanumeric) && !text[end..].starts_with(char::is_alphanumeric);
                if word.anywhere || start.is_none() || (alone && !word.short_number) {
                    out.push(at..end);
                }
            }
        }
        for pattern in [&PHONE, &RESIDENT].into_iter().skip(usize::from(!self.redaction.phones)) {
            out.extend(pattern.find_iter(text).map(|m| m.range()));
        }
        let Some(start) = start else { return out };
        let end = start + text.chars().count() as u32;
        let byte = |character: u32| text.char_indices().nth((character.max(start) - start) as usize).map_or(text.len(), |(i, _)| i);
        let overlapping = self.secrets.places.iter().filter(|&&(from, to)| from < end && start < to);
        out.extend(overlapping.map(|&(from, to)| byte(from)..byte(to)));
        out
    }
}

/// A removed value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    text: String,
    /// Removed wherever it occurs, even inside a word.
    anywhere: bool,
    /// A number too short to be removed away from its place.
    short_number: bool,
}

/// What is removed from one record: the values, and their places in the decoded text.
#[derive(Debug, Default)]
struct Secrets {
    words: Vec<Word>,
    places: Vec<(u32, u32)>,
}

impl Secrets {
    fn of(redaction: Redaction, body: &Body, evidence: Option<&EvidenceLine>) -> Self {
        let mut words = Vec::new();
        for contact in &body.pledge.contacts {
            if let Some(name) = contact.name.as_ref().filter(|_| redaction.contacts) {
                let length = name.chars().count();
                if length > 1 {
                    words.push(Word { text: name.value.clone(), anywhere: length >= NAME_ANYWHERE, short_number: false });
                }
            }
            if let Some(phone) = contact.phone.as_ref().filter(|p| !p.is_empty()) {
                let digits = phone.chars().filter(char::is_ascii_digit).count();
                words.push(Word { text: phone.value.clone(), anywhere: digits >= PHONE_DIGITS, short_number: digits < PHONE_DIGITS });
            }
        }
        // The longest first, so that a name within a longer one leaves no rest of it.
        words.sort_by(|a, b| b.text.len().cmp(&a.text.len()).then_with(|| a.cmp(b)));
        words.dedup();
        let mut places: Vec<_> = evidence
            .iter()
            .flat_map(|line| &line.evidence)
            .filter(|e| redaction.is_secret(&e.pointer))
            .flat_map(|e| &e.spans)
            .map(|s| (s.start, s.end))
            .collect();
        places.sort_unstable();
        Self { words, places }
    }

    /// Replaces the characters of `raw` that stand at a removed place.
    fn cut(&self, raw: &mut String, span: &Span) -> bool {
        let overlaps = |&&(start, end): &&(u32, u32)| start < span.end && span.start < end;
        let mut places = self.places.iter().filter(overlaps).peekable();
        if places.peek().is_none() {
            return false;
        }
        let length = raw.chars().count();
        if length != span.end.saturating_sub(span.start) as usize {
            *raw = MASK.to_owned();
            return true;
        }
        let mut keep = vec![true; length];
        for &(start, end) in places {
            let from = start.saturating_sub(span.start) as usize;
            let to = (end.min(span.end) - span.start) as usize;
            keep[from..to].fill(false);
        }
        let mut out = String::with_capacity(raw.len());
        let mut masked = false;
        for (character, keep) in raw.chars().zip(keep) {
            if keep {
                out.push(character);
            } else if !masked {
                out.push_str(MASK);
            }
            masked = !keep;
        }
        *raw = out;
        true
    }
}

fn mask_all(text: &mut String, pattern: &Regex) {
    if let std::borrow::Cow::Owned(masked) = pattern.replace_all(text, |_: &Captures<'_>| MASK) {
        *text = masked;
    }
}

/// Replaces a word where no letter or digit stands before or after it.
fn replace_alone(text: &str, word: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    while let Some(at) = rest.find(word) {
        let end = at + word.len();
        let previous = rest[..at].chars().next_back().or(before);
        let alone = !previous.is_some_and(char::is_alphanumeric) && !rest[end..].starts_with(char::is_alphanumeric);
        out.push_str(&rest[..at]);
        out.push_str(if alone { MASK } else { word });
        before = word.chars().next_back();
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_covered_text_keeps_its_places() {
        let secrets = Secrets {
            words: vec![
                Word { text: "김하늘".into(), anywhere: true, short_number: false },
                Word { text: "2100".into(), anywhere: false, short_number: true },
            ],
            places: vec![(10, 14)],
        };
        let cover = Cover { redaction: Redaction { contacts: true, phones: true }, secrets };
        // The extension goes where it stands, not where the same digits are a year or an amount.
        assert_eq!(cover.over("담당 김하늘 ☎ 2100, 2100명", 1), "담당 ███ ☎ ████, 2100명");
        assert_eq!(cover.over("전화 031-8045-2100", 40), "전화 █████████████");
        assert_eq!(cover.clean_end("담당 김하늘 ☎ 2100 시비"), " 시비");
        assert_eq!(cover.clean_start("국비 500 (김하늘)"), "국비 500 (");
        assert!(cover.hides("/pledge/contacts/0/name") && !cover.hides("/pledge/title"));
        assert_eq!(Cover::default().over("김하늘 031-8045-2100", 0), "김하늘 031-8045-2100");
    }

    #[test]
    fn phone_numbers_are_known_by_their_form() {
        for text in [
            "031-8045-2100",
            "☎ 02-123-4567",
            "010-1234-5678",
            "01012345678",
            "(041)930-1234",
            "+82-31-8045-2100",
            "1588-1234",
            "０３１-８０４５-２１００",
        ] {
            let mut masked = text.to_owned();
            mask_all(&mut masked, &PHONE);
            assert!(masked.contains(MASK), "{text} → {masked}");
            assert!(!masked.chars().any(char::is_numeric), "{text} → {masked}");
        }
        for text in ["2022-2026", "2023. 11. 30.", "1,234,567", "제2023-1234호", "2023-11-30", "7-1"] {
            let mut masked = text.to_owned();
            mask_all(&mut masked, &PHONE);
            assert_eq!(masked, text);
        }
    }

    #[test]
    fn resident_numbers_go() {
        let mut text = "800101-1234567".to_owned();
        mask_all(&mut text, &RESIDENT);
        assert_eq!(text, MASK);
    }

    #[test]
    fn short_names_must_stand_alone() {
        assert_eq!(replace_alone("이주 과장, 이주민 지원, 이주", "이주"), "[삭제] 과장, 이주민 지원, [삭제]");
    }

    #[test]
    fn a_place_is_cut_exactly() {
        let secrets = Secrets { words: Vec::new(), places: vec![(13, 16)] };
        let span = Span {
            start: 10,
            end: 20,
            line: 1,
            col: 11,
            line_end: 1,
            col_end: 21,
            page: None,
            bbox: None,
            table: None,
            row: None,
            cell_col: None,
        };
        let mut raw = "과장 홍길동 (2100)".chars().take(10).collect::<String>();
        assert!(secrets.cut(&mut raw, &span));
        assert_eq!(raw, "과장 [삭제] (21");
    }

    #[test]
    fn leaves_and_texts_agree() {
        // Every leaf that is a plain text is reached by edit_texts, so nothing escapes redaction.
        let mut body = Body::default();
        body.pledge.title = Some(crate::model::Sourced::new("제목".into(), Default::default()));
        let mut read = Vec::new();
        body.walk(&mut Pointer::default(), &mut |at, _, _| read.push(at.as_str().to_owned()));
        let mut edited = Vec::new();
        body.edit_texts(&mut Pointer::default(), &mut |at, _| edited.push(at.as_str().to_owned()));
        assert_eq!(read, edited);
    }
}
