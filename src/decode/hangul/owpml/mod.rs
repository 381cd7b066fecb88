//! The markup of HWPX and HWPML: definitions ([`Head`]) and the content of sections ([`Walker`]).
//!
//! HWPX (OWPML, KS X 6101) grew out of HWPML 2.x: the same elements under new names (`P` became `hp:p`, `CHAR` `hp:t`,
//! `PARALIST` `hp:subList`), some attributes moved into elements of their own. As no name means different things in the two,
//! one reader knows both vocabularies; the names of HWPX come first wherever both are given.
//!
//! Promises: the author's text exactly, in reading order; no text is lost but what is drawn by a program of its own (charts,
//! OLE objects), names of pictures, and master pages; the time is linear in the markup.
//!
//! Known lies: margins are stored doubled except where an `hp:case` for `HwpUnitChar` says so; `hp:switch` gives one thing
//! twice; a fill is `none` as a word, as `#FFFFFFFF` or as 4294967295; tables stand outside of paragraphs, and cells without
//! addresses, in files of other programs; fill brushes come twice.

mod body;
mod head;

pub use body::{Counts, Walker};
pub use head::Head;

use std::borrow::Cow;

use crate::decode::container::xml::Element;

/// The value of an attribute that has a name in each vocabulary.
fn value<'e>(element: &'e Element<'_>, hwpx: &str, hwpml: &str) -> Option<Cow<'e, str>> {
    element.either(hwpx, hwpml)
}

/// The same as a number; none where it is none.
fn number(element: &Element<'_>, hwpx: &str, hwpml: &str) -> Option<u32> {
    value(element, hwpx, hwpml)?.trim().parse().ok()
}

/// The same as yes or no.
fn flag(element: &Element<'_>, hwpx: &str, hwpml: &str) -> bool {
    value(element, hwpx, hwpml).is_some_and(|v| matches!(v.trim(), "1" | "true" | "True" | "TRUE"))
}

/// Whether the case of an `hp:switch` is one that this reader understands.
fn is_known_case(element: &Element<'_>) -> bool {
    const KNOWN: [&str; 3] = ["HwpUnitChar", "paragraph", "ooxmlchart"];
    element
        .attribute("required-namespace")
        .and_then(|namespace| Some(KNOWN.contains(&namespace.strip_prefix("http://www.hancom.co.kr/hwpml/2016/")?)))
        .unwrap_or(false)
}
