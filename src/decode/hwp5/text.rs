//! The text of one paragraph, with the places where controls stand in it.
//!
//! In: `PARA_TEXT` (UTF-16 with control codes below 32) and `PARA_CHAR_SHAPE`. Out: a [`Text`]. Codes of controls take eight
//! units, the others one; a code whose units are cut off ends the text.

use super::doc_info::DocInfo;
use super::record::{u16_at, u32_at};
use crate::decode::hangul::glyphs;

/// Units of 16 bits that the code of a control takes.
const CONTROL_UNITS: usize = 8;

/// Text of a paragraph.
#[derive(Debug, Default)]
pub struct Text {
    /// The characters.
    pub text: String,
    /// Where each control stands in it that has a record of its own (bytes), in order.
    pub anchors: Vec<usize>,
    /// All that is not blank is bold.
    pub bold: bool,
}

/// Reads a paragraph's text.
pub fn read(units: &[u8], shapes: &[u8], info: &DocInfo) -> Text {
    let mut out = Text { text: String::with_capacity(units.len()), ..Text::default() };
    let mut shape = ShapeAt { shapes, run: 0, bold: false };
    let (mut plain, mut any) = (false, false);
    let mut at = 0;
    while let Some(unit) = u16_at(units, 2 * at) {
        let length = match unit {
            1..=9 | 11 | 12 | 14..=23 => CONTROL_UNITS,
            0xd800..=0xdbff if u16_at(units, 2 * at + 2).is_some_and(|low| (0xdc00..=0xdfff).contains(&low)) => 2,
            _ => 1,
        };
        match unit {
            1..=3 | 11 | 12 | 14..=18 | 21..=23 => out.anchors.push(out.text.len()),
            _ => {
                if let Some(c) = character(unit, units, at) {
                    push_char(&mut out.text, c);
                    if !c.is_whitespace() {
                        any = true;
                        plain |= !shape.is_bold(at, info);
                    }
                }
            }
        }
        at += length;
    }
    out.bold = any && !plain;
    out
}

fn character(unit: u16, units: &[u8], at: usize) -> Option<char> {
    match unit {
        9 => Some('\t'),
        10 => Some('\n'),
        24 => Some('-'),
        // A blank that keeps words together, and one of fixed width.
        30 => Some('\u{a0}'),
        31 => Some('\u{2007}'),
        0..=31 => None,
        _ => {
            let pair = [unit, u16_at(units, 2 * at + 2).unwrap_or(0)];
            char::decode_utf16(pair).next().map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        }
    }
}

/// Adds a character as it is shown: a glyph of the private-use area by what it pictures, where that is known.
pub fn push_char(out: &mut String, c: char) {
    match glyphs::map(c) {
        Some(shown) => out.push_str(shown),
        None => out.push(c),
    }
}

/// Walks the runs of character shapes along the text.
struct ShapeAt<'a> {
    shapes: &'a [u8],
    run: usize,
    bold: bool,
}

impl ShapeAt<'_> {
    fn is_bold(&mut self, at: usize, info: &DocInfo) -> bool {
        while let Some(begin) = u32_at(self.shapes, 8 * self.run).filter(|&b| b as usize <= at) {
            let _ = begin;
            self.bold = u32_at(self.shapes, 8 * self.run + 4).is_some_and(|id| info.is_bold(id));
            self.run += 1;
        }
        self.bold
    }
}
