//! Definitions that paragraphs and cells refer to: fills, bold, headings, indentation, numberings, bullets.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{is_known_case, number, value};
use crate::decode::container::Budget;
use crate::decode::container::xml::{Element, Event, Reader};
use crate::decode::hangul::glyphs;
use crate::decode::hangul::numbering::{Level, MOST_LEVELS, NumberFormat, Numbering};
use crate::diag::Diagnostic;

/// Units of length in an inch (HWPUNIT), and 1/100 mm in an inch.
const UNITS_IN_INCH: u64 = 7200;
const HUNDREDTHS_IN_INCH: u64 = 2540;

/// What the definitions of a document say.
#[derive(Debug, Default)]
pub struct Head {
    fills: FxHashMap<u32, [u8; 3]>,
    bold: FxHashSet<u32>,
    shapes: FxHashMap<u32, ParaShape>,
    styles: FxHashMap<u32, u32>,
    pub(super) numberings: FxHashMap<u32, Numbering>,
    pub(super) bullets: FxHashMap<u32, String>,
}

/// What a paragraph's shape says of structure.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ParaShape {
    pub(super) heading: Heading,
    /// Left margin in 1/100 mm.
    pub(super) indent: u32,
}

/// What stands before a paragraph.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Heading {
    #[default]
    None,
    /// A number of the section's outline.
    Outline { level: u8 },
    /// A number of a numbering.
    Number { id: u32, level: u8 },
    /// A bullet.
    Bullet { id: u32 },
}

impl Head {
    /// Reads definitions to the end of the element that began last, or of the document.
    pub fn read(&mut self, xml: &mut Reader<'_>, budget: &Budget<'_>) -> Result<(), Diagnostic> {
        let outside = xml.depth().saturating_sub(1);
        loop {
            match xml.next(budget)? {
                Event::Start(element) => self.definition(&element, xml, budget)?,
                Event::End if xml.depth() <= outside => return Ok(()),
                Event::Done => return Ok(()),
                Event::Text(_) | Event::End => {}
            }
        }
    }

    /// One definition to its end; of any other element only the start.
    fn definition(&mut self, element: &Element<'_>, xml: &mut Reader<'_>, budget: &Budget<'_>) -> Result<(), Diagnostic> {
        let Some(id) = number(element, "id", "Id") else {
            return Ok(());
        };
        match element.name() {
            "borderFill" | "BORDERFILL" => {
                let fill = read_fill(xml, budget)?;
                self.fills.extend(fill.map(|fill| (id, fill)));
            }
            "charPr" | "CHARSHAPE" => {
                let bold = has_bold(xml, budget)?;
                self.bold.extend(bold.then_some(id));
            }
            "paraPr" | "PARASHAPE" => {
                self.shapes.insert(id, read_shape(element, xml, budget)?);
            }
            "numbering" | "NUMBERING" => {
                self.numberings.insert(id, read_numbering(xml, budget)?);
            }
            "bullet" | "BULLET" => {
                let mut shown = String::new();
                glyphs::push(&mut shown, &value(element, "char", "Char").unwrap_or_default());
                if !shown.trim().is_empty() {
                    self.bullets.insert(id, shown);
                }
            }
            "style" | "STYLE" => {
                if let Some(shape) = number(element, "paraPrIDRef", "ParaShape") {
                    self.styles.insert(id, shape);
                }
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn fill(&self, id: Option<u32>) -> Option<[u8; 3]> {
        self.fills.get(&id?).copied()
    }

    pub(super) fn is_bold(&self, id: Option<u32>) -> bool {
        id.is_some_and(|id| self.bold.contains(&id))
    }

    /// The shape of a paragraph: its own, or that of its style.
    pub(super) fn shape(&self, own: Option<u32>, style: Option<u32>) -> ParaShape {
        own.or_else(|| self.styles.get(&style?).copied()).and_then(|id| self.shapes.get(&id)).copied().unwrap_or_default()
    }
}

/// Calls for the start of every element within the one that began last.
fn each_within(xml: &mut Reader<'_>, budget: &Budget<'_>, mut what: impl FnMut(&Element<'_>)) -> Result<(), Diagnostic> {
    let outside = xml.depth().saturating_sub(1);
    while xml.depth() > outside {
        match xml.next(budget)? {
            Event::Start(element) => what(&element),
            Event::Done => break,
            Event::Text(_) | Event::End => {}
        }
    }
    Ok(())
}

/// The first solid colour of a border fill.
fn read_fill(xml: &mut Reader<'_>, budget: &Budget<'_>) -> Result<Option<[u8; 3]>, Diagnostic> {
    let mut fill = None;
    each_within(xml, budget, |element| {
        if matches!(element.name(), "winBrush" | "WINDOWBRUSH") {
            fill = fill.or_else(|| colour(&value(element, "faceColor", "FaceColor")?));
        }
    })?;
    Ok(fill)
}

fn has_bold(xml: &mut Reader<'_>, budget: &Budget<'_>) -> Result<bool, Diagnostic> {
    let mut bold = false;
    each_within(xml, budget, |element| bold |= matches!(element.name(), "bold" | "BOLD"))?;
    Ok(bold)
}

/// A colour: `#RRGGBB`, `#AARRGGBB`, or a decimal COLORREF (red in the lowest byte) as in HWPML.
fn colour(text: &str) -> Option<[u8; 3]> {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix('#') {
        let rgb = u32::from_str_radix(digits, 16).ok().filter(|_| matches!(digits.len(), 6 | 8))?;
        let [_, red, green, blue] = rgb.to_be_bytes();
        return (rgb != u32::MAX).then_some([red, green, blue]);
    }
    let [red, green, blue, _] = text.parse().ok().filter(|&c: &u32| c != u32::MAX)?.to_le_bytes();
    Some([red, green, blue])
}

fn read_shape(element: &Element<'_>, xml: &mut Reader<'_>, budget: &Budget<'_>) -> Result<ParaShape, Diagnostic> {
    let mut shape = ParaShape::default();
    if let Some(kind) = element.attribute("HeadingType") {
        shape.heading =
            heading(&kind, element.attribute("Heading").and_then(|id| id.trim().parse().ok()), number(element, "level", "Level"));
    }
    shape_part(&mut shape, MARGIN_DOUBLED, xml, budget)?;
    Ok(shape)
}

/// Margins are twice what they say, or just that.
const MARGIN_DOUBLED: u64 = 2;
const MARGIN_TRUE: u64 = 1;

/// The children of a paragraph shape, to the end of the element that began last.
fn shape_part(shape: &mut ParaShape, scale: u64, xml: &mut Reader<'_>, budget: &Budget<'_>) -> Result<(), Diagnostic> {
    let mut chosen = false;
    loop {
        let element = match xml.next(budget)? {
            Event::Start(element) => element,
            Event::Text(_) => continue,
            Event::End | Event::Done => return Ok(()),
        };
        match element.name() {
            "case" if chosen || !is_known_case(&element) => xml.skip(budget)?,
            "default" if chosen => xml.skip(budget)?,
            "case" => {
                chosen = true;
                let unit = element.attribute("required-namespace").is_some_and(|n| n.ends_with("HwpUnitChar"));
                shape_part(shape, if unit { MARGIN_TRUE } else { scale }, xml, budget)?;
            }
            name => {
                match name {
                    "heading" => {
                        shape.heading = heading(
                            &value(&element, "type", "Type").unwrap_or_default(),
                            number(&element, "idRef", "IdRef"),
                            number(&element, "level", "Level"),
                        );
                    }
                    "left" => shape.indent = indent(number(&element, "value", "Value"), scale),
                    "PARAMARGIN" => shape.indent = indent(number(&element, "left", "Left"), scale),
                    _ => {}
                }
                shape_part(shape, scale, xml, budget)?;
            }
        }
    }
}

/// A margin in 1/100 mm; one to the left of the text's edge is none.
fn indent(units: Option<u32>, scale: u64) -> u32 {
    (u64::from(units.unwrap_or(0)) * HUNDREDTHS_IN_INCH / (UNITS_IN_INCH * scale)) as u32
}

fn heading(kind: &str, id: Option<u32>, level: Option<u32>) -> Heading {
    let level = level.unwrap_or(0).min(MOST_LEVELS as u32 - 1) as u8;
    match (kind.to_ascii_uppercase().as_str(), id) {
        ("OUTLINE", _) => Heading::Outline { level },
        ("NUMBER", Some(id)) => Heading::Number { id, level },
        ("BULLET", Some(id)) => Heading::Bullet { id },
        _ => Heading::None,
    }
}

fn read_numbering(xml: &mut Reader<'_>, budget: &Budget<'_>) -> Result<Numbering, Diagnostic> {
    let mut numbering = Numbering::default();
    loop {
        let element = match xml.next(budget)? {
            Event::Start(element) => element,
            Event::Text(_) => continue,
            Event::End | Event::Done => return Ok(numbering),
        };
        let place = number(&element, "level", "Level").and_then(|level| (level as usize).checked_sub(1));
        let format = NumberFormat::from_name(&value(&element, "numFormat", "NumFormat").unwrap_or_default());
        let start = number(&element, "start", "Start").unwrap_or(1);
        let mut template = String::new();
        glyphs::push(&mut template, &xml.text(budget)?);
        if let Some(place) = place.filter(|&p| p < MOST_LEVELS) {
            if numbering.levels.len() <= place {
                numbering.levels.resize_with(place + 1, Level::default);
            }
            numbering.levels[place] = Level { format, template, start };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours() {
        for (text, expected) in [
            ("#D9E2F3", Some([0xD9, 0xE2, 0xF3])),
            ("#FFD9E2F3", Some([0xD9, 0xE2, 0xF3])),
            ("#FFFFFF", Some([255; 3])),
            ("#FFFFFFFF", None),
            ("none", None),
            ("", None),
            ("#12345", None),
            ("4294967295", None),
            ("255", Some([255, 0, 0])),
        ] {
            assert_eq!(colour(text), expected, "{text}");
        }
    }
}
