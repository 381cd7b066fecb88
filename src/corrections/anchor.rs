//! Where a value stands, told by the text itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::fields::Extracted;
use crate::model::{Pointer, Walk};
use crate::span::Range;
use crate::text::squash;

/// Characters before and after a value that are kept at least, where the pledge has so many.
const SURROUNDINGS: usize = 40;
/// Places of one text that are told apart by their records.
const MOST_PLACES: usize = 64;

/// A place in the text of a pledge. White space counts as one blank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "원문 자리")]
pub struct Anchor {
    /// The raw text, piece by piece; empty for a value that stands nowhere in the text.
    #[serde(default)]
    #[schemars(title = "원문")]
    pub raw: Vec<String>,
    /// What stands before it.
    #[serde(default)]
    #[schemars(title = "앞 글")]
    pub before: String,
    /// What stands after it.
    #[serde(default)]
    #[schemars(title = "뒤 글")]
    pub after: String,
    /// Ordinal among the values of this field that the same text gives, from 0 (a merged cell gives several).
    #[serde(default)]
    #[schemars(title = "같은 자리 순번")]
    pub nth: usize,
}

/// Number and title of a pledge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "공약 식별")]
pub struct Identity {
    /// 공약번호.
    #[serde(default)]
    #[schemars(title = "공약번호")]
    pub number: Option<String>,
    /// 공약명.
    #[serde(default)]
    #[schemars(title = "공약명")]
    pub title: Option<String>,
}

impl Identity {
    /// Whether both name one pledge, white space aside.
    pub fn is_same(&self, other: &Identity) -> bool {
        let key = |text: &Option<String>| text.as_deref().map(squash);
        (self.number.is_some() || self.title.is_some()) && key(&self.number) == key(&other.number) && key(&self.title) == key(&other.title)
    }
}

/// Number and title of a card.
pub fn identity(card: &Extracted) -> Identity {
    let text = |t: &Option<crate::model::Text>| t.as_ref().map(|t| t.value.clone());
    Identity { number: text(&card.body.pledge.number), title: text(&card.body.pledge.title) }
}

/// The text of a pledge with each run of white space as one blank, and the way there.
#[derive(Debug)]
pub struct Surface {
    text: String,
    /// Place in `text` of each byte of the pledge, and of its end.
    at: Vec<u32>,
    start: usize,
}

impl Surface {
    /// Of the part of a text that is a pledge.
    pub fn new(text: &str, range: Range) -> Self {
        let own = &text[range.to_usize()];
        let mut out = String::with_capacity(own.len());
        let mut at = Vec::with_capacity(own.len() + 1);
        for c in own.chars() {
            let here = out.len() as u32;
            let blank = c.is_whitespace();
            if !blank || !out.ends_with(' ') {
                out.push(if blank { ' ' } else { c });
            }
            at.extend(std::iter::repeat_n(here, c.len_utf8()));
        }
        at.push(out.len() as u32);
        Self { text: out, at, start: range.start as usize }
    }

    fn place(&self, byte: u32) -> usize {
        let inside = (byte as usize).saturating_sub(self.start).min(self.at.len() - 1);
        self.at[inside] as usize
    }

    /// The text before and behind some ranges.
    fn around(&self, ranges: &[Range]) -> Option<(&str, &str)> {
        let from = self.place(ranges.iter().map(|r| r.start).min()?);
        let to = self.place(ranges.iter().map(|r| r.end).max()?);
        Some((&self.text[..from], &self.text[to.max(from)..]))
    }

    /// Whether ranges stand in these surroundings.
    pub(super) fn fits(&self, ranges: &[Range], anchor: &Anchor) -> bool {
        self.around(ranges).is_some_and(|(before, after)| before.ends_with(&anchor.before) && after.starts_with(&anchor.after))
    }

    /// The surroundings of ranges: as long as it takes for them to occur once.
    fn anchor(&self, raw: Vec<String>, ranges: &[Range], nth: usize) -> Anchor {
        let Some((before, after)) = self.around(ranges) else { return Anchor { raw, nth, ..Anchor::default() } };
        let inner = &self.text[before.len()..self.text.len() - after.len()];
        let mut length = SURROUNDINGS;
        loop {
            let (head, tail) = (last(before, length), first(after, length));
            let whole = head.len() == before.len() && tail.len() == after.len();
            if whole || occurs_once(&self.text, &format!("{head}{inner}{tail}")) {
                return Anchor { raw, before: head.to_owned(), after: tail.to_owned(), nth };
            }
            length *= 2;
        }
    }

    /// Where a text that gives no value yet stands; none if it is not there, or more than once.
    pub(super) fn find(&self, anchor: &Anchor) -> Option<Range> {
        match self.places(anchor).as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Everywhere that a text stands in its surroundings, as far as it matters whether that is once.
    pub(super) fn places(&self, anchor: &Anchor) -> Vec<Range> {
        let raw = collapsed(&anchor.raw.join(" "));
        let pattern = format!("{}{raw}{}", anchor.before, anchor.after);
        if raw.trim().is_empty() {
            return Vec::new();
        }
        let byte = |place: usize| self.at.partition_point(|&p| (p as usize) < place);
        let range = |found: usize| {
            let from = found + anchor.before.len();
            Range::new(self.start + byte(from), self.start + byte(from + raw.len()))
        };
        occurrences(&self.text, &pattern).take(MOST_PLACES).map(range).collect()
    }
}

/// The anchor of a stretch of a pledge's text.
pub fn selected(text: &str, card: Range, range: Range) -> Anchor {
    let raw = vec![text[range.to_usize()].to_owned()];
    Surface::new(text, card).anchor(raw, &[range], 0)
}

fn occurs_once(text: &str, pattern: &str) -> bool {
    occurrences(text, pattern).take(2).count() == 1
}

/// Where a pattern stands in a text; occurrences may overlap.
fn occurrences<'t>(text: &'t str, pattern: &str) -> impl Iterator<Item = usize> + use<'t> {
    let finder = memchr::memmem::Finder::new(pattern).into_owned();
    let mut from = 0;
    std::iter::from_fn(move || {
        let found = from + finder.find(text.as_bytes().get(from..)?)?;
        from = found + 1;
        Some(found)
    })
}

pub(super) fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_whitespace() {
            true if out.ends_with(' ') => {}
            true => out.push(' '),
            false => out.push(c),
        }
    }
    out
}

/// The last `n` characters.
fn last(text: &str, n: usize) -> &str {
    let from = text.char_indices().rev().take(n).last().map_or(text.len(), |(i, _)| i);
    &text[from..]
}

/// The first `n` characters.
fn first(text: &str, n: usize) -> &str {
    let to = text.char_indices().nth(n).map_or(text.len(), |(i, _)| i);
    &text[..to]
}

/// The pointer with `*` for its indexes.
pub(super) fn field(pointer: &str) -> String {
    let keys = pointer.split('/').map(|k| if is_index(k) { "*" } else { k });
    keys.collect::<Vec<_>>().join("/")
}

pub(super) fn is_index(key: &str) -> bool {
    key == "-" || (!key.is_empty() && key.bytes().all(|b| b.is_ascii_digit()))
}

/// A value of a card, as far as matching goes.
#[derive(Debug)]
pub(super) struct Leaf {
    pub pointer: String,
    pub field: String,
    pub ranges: SmallVec<[Range; 1]>,
    pub nth: usize,
}

/// The values of a card, in the order of the record.
pub(super) fn leaves(card: &Extracted) -> Vec<Leaf> {
    let mut out: Vec<Leaf> = Vec::new();
    let mut seen: std::collections::HashMap<(String, SmallVec<[Range; 1]>), usize> = std::collections::HashMap::new();
    card.body.walk(&mut Pointer::default(), &mut |at, prov, _| {
        let field = field(at.as_str());
        let nth = seen.entry((field.clone(), prov.ranges.clone())).or_default();
        out.push(Leaf { pointer: at.as_str().to_owned(), field, ranges: prov.ranges.clone(), nth: *nth });
        *nth += 1;
    });
    out
}

/// The anchor of each value of a card, in the order of its evidence, within a part of the text.
pub fn anchors(text: &str, card: &Extracted, part: Range) -> Vec<Anchor> {
    let surface = Surface::new(text, part);
    let anchor = |leaf: Leaf| {
        let raw = leaf.ranges.iter().map(|r| text[r.to_usize()].to_owned()).collect();
        surface.anchor(raw, &leaf.ranges, leaf.nth)
    };
    leaves(card).into_iter().map(anchor).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, needle: &str, nth: usize) -> Range {
        let (start, _) = text.match_indices(needle).nth(nth).unwrap();
        Range::new(start, start + needle.len())
    }

    #[test]
    fn equal_numbers_side_by_side_have_different_places() {
        let text = format!("구분 {} 끝", "0 ".repeat(200));
        let card = Range::new(0, text.len());
        let all: Vec<Anchor> = (0..200).map(|i| selected(&text, card, at(&text, "0", i))).collect();
        let surface = Surface::new(&text, card);
        for (i, anchor) in all.iter().enumerate() {
            let fitting: Vec<usize> = (0..200).filter(|&k| surface.fits(&[at(&text, "0", k)], anchor)).collect();
            assert_eq!(fitting, [i]);
        }
    }

    #[test]
    fn wrapping_and_padding_do_not_matter() {
        let before = "□ 투자계획\n 국비   100  200\n";
        let after = "□ 투자계획\r\n\r\n국비 100\n200";
        let anchor = selected(before, Range::new(0, before.len()), at(before, "200", 0));
        let surface = Surface::new(after, Range::new(0, after.len()));
        assert_eq!(surface.find(&Anchor { after: String::new(), ..anchor }), Some(at(after, "200", 0)));
    }

    #[test]
    fn a_text_that_stands_twice_is_not_found() {
        let text = "가 10 나 가 10 나";
        let surface = Surface::new(text, Range::new(0, text.len()));
        let anchor = Anchor { raw: vec!["10".into()], before: "가 ".into(), after: " 나".into(), nth: 0 };
        assert_eq!(surface.find(&anchor), None);
        assert_eq!(surface.find(&Anchor { before: "나 가 ".into(), ..anchor }), Some(at(text, "10", 1)));
    }

    #[test]
    fn a_field_has_no_index() {
        assert_eq!(field("/overview/projects/12/period"), "/overview/projects/*/period");
        assert_eq!(field("/investment/cells/-"), "/investment/cells/*");
        assert_eq!(field("/pledge/number"), "/pledge/number");
    }

    #[test]
    fn a_pledge_is_known_by_number_and_title() {
        let one = Identity { number: Some("7-1".into()), title: Some("가람 도서관".into()) };
        assert!(one.is_same(&Identity { title: Some("가람도서관".into()), ..one.clone() }));
        assert!(!one.is_same(&Identity { number: Some("7-2".into()), ..one.clone() }));
        assert!(!Identity::default().is_same(&Identity::default()));
    }
}
