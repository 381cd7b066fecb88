//! Lists: the marks of their items, and pairs of a term and its description.

use ego_tree::NodeRef;
use scraper::Node;

use super::style::ListStyle;
use super::tree::{attr, elements, is_block, name, next_element, previous_element};
use super::walk::list_type;
use crate::decode::hangul::numbering::NumberFormat;

/// What stands for any bullet: the shape is the browser's, not the author's.
const BULLET: &str = "-";
/// Signs that an author puts at the front of an item.
const OWN_MARKS: &str = "-–—−‐·•∙ㆍ･○●◦∘□■▪▫◇◆▶▷►▸☞※*＊△▲▽▼◈◎⊙❍➀➁➂①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮㉮㉯㉰㉱㉲(（<[【〔";
/// Syllables that number items.
const SYLLABLES: &str = "가나다라마바사아자차카타파하";
/// Nodes that a pair of term and description may have, to be one line.
const SMALL_PAIR: usize = 64;

/// An open list.
#[derive(Debug)]
pub struct List {
    style: ListStyle,
    next: i64,
    step: i64,
}

impl List {
    /// A list; `styled` is what the styles say of its marks.
    pub fn of(node: NodeRef<'_, Node>, styled: Option<ListStyle>) -> Self {
        let ordered = name(node) == "ol";
        let plain = if ordered { ListStyle::Decimal } else { ListStyle::Bullet };
        let style = styled.or_else(|| attr(node, "type").and_then(list_type)).unwrap_or(plain);
        let reversed = ordered && attr(node, "reversed").is_some();
        let start = attr(node, "start").and_then(|s| s.trim().parse().ok());
        let first = || if reversed { elements(node).filter(|e| name(*e) == "li").count() as i64 } else { 1 };
        Self { style, next: start.unwrap_or_else(first), step: if reversed { -1 } else { 1 } }
    }

    /// The mark of the next item, and whether it is a bullet.
    pub fn next(&mut self, item: NodeRef<'_, Node>, styled: Option<ListStyle>) -> Option<(String, bool)> {
        if let Some(value) = attr(item, "value").and_then(|v| v.trim().parse().ok()) {
            self.next = value;
        }
        let number = self.next;
        self.next = self.next.saturating_add(self.step);
        let style = styled.or_else(|| attr(item, "type").and_then(list_type)).unwrap_or(self.style);
        match style {
            ListStyle::None => None,
            ListStyle::Bullet => Some((BULLET.to_owned(), true)),
            _ => Some((format!("{}.", numeral(style, number)), false)),
        }
    }
}

/// A number as a list writes it; in digits where the style has no such number.
fn numeral(style: ListStyle, number: i64) -> String {
    let format = match style {
        ListStyle::LowerAlpha => NumberFormat::LatinSmall,
        ListStyle::UpperAlpha => NumberFormat::LatinCapital,
        ListStyle::LowerRoman => NumberFormat::RomanSmall,
        ListStyle::UpperRoman => NumberFormat::RomanCapital,
        ListStyle::Hangul => NumberFormat::HangulSyllable,
        ListStyle::Consonant => NumberFormat::HangulJamo,
        _ => NumberFormat::Digit,
    };
    u32::try_from(number).map_or_else(|_| number.to_string(), |n| format.render(n))
}

/// Whether the text begins with a bullet or number that its author wrote.
pub fn has_own_mark(text: &str) -> bool {
    let text = text.trim_start();
    let Some(first) = text.chars().next() else { return false };
    let number = text.chars().take_while(char::is_ascii_digit).count();
    let behind = |skip: usize| text.chars().nth(skip).is_some_and(|c| matches!(c, '.' | ')'));
    OWN_MARKS.contains(first) || ((1..=2).contains(&number) && behind(number)) || (SYLLABLES.contains(first) && behind(1))
}

/// Whether a `dt` and the `dd` behind it are one pair that reads as one line.
pub fn pair(term: NodeRef<'_, Node>) -> bool {
    let is = |node: Option<NodeRef<'_, Node>>, tag| node.is_some_and(|n| name(n) == tag);
    let Some(description) = next_element(term).filter(|n| name(*n) == "dd") else { return false };
    name(term) == "dt"
        && !is(previous_element(term), "dt")
        && !is(next_element(description), "dd")
        && is_inline(term)
        && is_inline(description)
}

fn is_inline(node: NodeRef<'_, Node>) -> bool {
    let mut inside = node.descendants().skip(1);
    inside.by_ref().take(SMALL_PAIR).all(|n| !is_block(name(n))) && inside.next().is_none()
}
