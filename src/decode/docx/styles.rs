//! What the styles of a document give its paragraphs, runs and tables (ECMA-376 part 1, 17.7).

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::shading::{self, Shade};
use crate::decode::container::Budget;
use crate::decode::container::xml::{Element, Event, Reader};
use crate::diag::Diagnostic;

/// Styles that a style may be based on, one on the other.
const MOST_BASES: usize = 32;
/// Level of the outline that means body text.
const BODY_LEVEL: u8 = 9;

/// Properties that may be set or left open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Properties {
    /// Style of the paragraph, the run or the table.
    pub style: Option<String>,
    /// Level of the outline; 9 for none.
    pub outline: Option<u8>,
    /// Numbering; 0 for none.
    pub numbering: Option<u32>,
    /// Level of the numbering.
    pub level: Option<usize>,
    /// Left indentation in 1/100 mm.
    pub indent: Option<u32>,
    /// A page break before.
    pub page_break: Option<bool>,
    /// Bold.
    pub bold: Option<bool>,
    /// Hidden.
    pub hidden: Option<bool>,
    /// Shading of cells.
    pub shade: Option<Shade>,
    /// Shading of cells in the first row.
    pub first_row: Option<Shade>,
}

impl Properties {
    /// Takes an element of `pPr`, `rPr` or `tcPr`; whether it was one that counts.
    pub fn take(&mut self, element: &Element<'_>) -> bool {
        match element.name() {
            "pStyle" | "rStyle" | "tblStyle" => self.style = value(element).map(Cow::into_owned),
            "outlineLvl" => self.outline = number(element, "val").and_then(|n| u8::try_from(n).ok()),
            "numId" => self.numbering = number(element, "val"),
            "ilvl" => self.level = number(element, "val").map(|n| n as usize),
            "ind" => self.indent = number(element, "left").or_else(|| number(element, "start")).map(hundredths_of_mm),
            "pageBreakBefore" => self.page_break = Some(is_on(element)),
            "b" => self.bold = Some(is_on(element)),
            "vanish" => self.hidden = Some(is_on(element)),
            _ => return false,
        }
        true
    }

    /// Fills what is open from a style that is based on.
    fn fill_from(&mut self, base: &Self) {
        self.outline = self.outline.or(base.outline);
        if self.numbering.is_none() {
            self.numbering = base.numbering;
        }
        self.level = self.level.or(base.level);
        self.indent = self.indent.or(base.indent);
        self.page_break = self.page_break.or(base.page_break);
        self.bold = self.bold.or(base.bold);
        self.hidden = self.hidden.or(base.hidden);
        self.shade = self.shade.or(base.shade);
        self.first_row = self.first_row.or(base.first_row);
    }

    /// Level of a heading, from 0.
    pub fn heading(&self) -> Option<u8> {
        self.outline.filter(|&level| level < BODY_LEVEL)
    }
}

/// The styles by their ids.
#[derive(Debug, Default)]
pub struct Styles {
    by_id: FxHashMap<String, (Properties, Option<String>)>,
    default_paragraph: Option<String>,
}

impl Styles {
    /// Reads the part of the styles.
    pub fn read(text: &str, budget: &Budget<'_>) -> Result<Self, Diagnostic> {
        let mut styles = Self::default();
        let mut reader = Reader::new(text, "styles.xml");
        loop {
            match reader.next(budget)? {
                Event::Start(element) if element.name() == "style" => {
                    let id = element.attribute("styleId").unwrap_or_default().into_owned();
                    let is_default = element.attribute("default").is_some_and(|d| d == "1" || d == "true");
                    if is_default && element.attribute("type").is_some_and(|t| t == "paragraph") {
                        styles.default_paragraph = Some(id.clone());
                    }
                    let style = read_style(&mut reader, budget)?;
                    styles.by_id.insert(id, style);
                }
                Event::Done => return Ok(styles),
                _ => {}
            }
        }
    }

    /// What a style gives, with the styles that it is based on.
    pub fn get(&self, id: Option<&str>) -> Properties {
        let mut sum = Properties::default();
        let mut next = id;
        for _ in 0..MOST_BASES {
            let Some((style, base)) = next.and_then(|id| self.by_id.get(id)) else { break };
            sum.fill_from(style);
            next = base.as_deref();
        }
        sum
    }

    /// What the style of a paragraph gives.
    pub fn paragraph(&self, id: Option<&str>) -> Properties {
        self.get(id.or(self.default_paragraph.as_deref()))
    }
}

fn read_style(reader: &mut Reader<'_>, budget: &Budget<'_>) -> Result<(Properties, Option<String>), Diagnostic> {
    let (mut style, mut base, mut heading) = (Properties::default(), None, None);
    // The part of a table that the properties at hand are for; none for the whole.
    let mut part: Option<(String, usize)> = None;
    let outside = reader.depth() - 1;
    while reader.depth() > outside {
        match reader.next(budget)? {
            Event::Start(element) => match element.name() {
                "basedOn" => base = value(&element).map(Cow::into_owned),
                "name" => heading = value(&element).and_then(|name| heading_of(&name)),
                "tblStylePr" => {
                    let which = element.attribute("type").unwrap_or_default().into_owned();
                    part = Some((which, reader.depth()));
                }
                "shd" => {
                    let shade = shading::of(&element);
                    match &part {
                        None => style.shade = shade,
                        Some((which, _)) if which == "firstRow" => style.first_row = shade,
                        Some(_) => {}
                    }
                }
                _ if part.is_none() => {
                    style.take(&element);
                }
                _ => {}
            },
            Event::End if part.as_ref().is_some_and(|p| reader.depth() < p.1) => part = None,
            Event::Done => break,
            _ => {}
        }
    }
    style.outline = style.outline.or(heading);
    Ok((style, base))
}

/// Level of a heading by the name of its style, which is the same in every language of Word.
fn heading_of(name: &str) -> Option<u8> {
    let level = name.to_ascii_lowercase().strip_prefix("heading ")?.parse::<u8>().ok()?;
    (1..=9).contains(&level).then(|| level - 1)
}

/// The attribute `val`.
pub fn value<'e>(element: &'e Element<'_>) -> Option<Cow<'e, str>> {
    element.attribute("val")
}

/// A number in an attribute; negative ones are none.
pub fn number(element: &Element<'_>, name: &str) -> Option<u32> {
    element.attribute(name)?.trim().parse().ok()
}

/// Whether a property that is on or off is on: it is, unless it says that it is off.
pub fn is_on(element: &Element<'_>) -> bool {
    !value(element).is_some_and(|v| matches!(&*v, "0" | "false" | "off" | "none"))
}

/// Twentieths of a point in 1/100 mm.
pub fn hundredths_of_mm(twips: u32) -> u32 {
    (u64::from(twips) * 254 / 144).min(u64::from(u32::MAX)) as u32
}
