//! What paragraphs and cells refer to by number: fills, bold, numberings, bullets, paragraph shapes.
//!
//! In: the stream `DocInfo`. Out: a [`DocInfo`]. Ids of character and paragraph shapes count from 0, of fills, numberings and
//! bullets from 1. An id that leads nowhere gives none.

use super::record::{Record, Records, tag};
use super::text::push_char;
use crate::decode::hangul::numbering::{Level, NumberFormat, Numbering};

/// Most definitions of one kind that are kept: ids have 16 bits.
const MOST_DEFINITIONS: usize = 1 << 16;

/// Bytes of a paragraph head (문단 머리) before its text.
const HEAD: usize = 12;
/// Levels in the first part of a numbering, and in the second.
const FIRST_LEVELS: usize = 7;
const MORE_LEVELS: usize = 3;

/// Definitions of a document.
#[derive(Debug, Default)]
pub struct DocInfo {
    fills: Vec<Option<[u8; 3]>>,
    bold: Vec<bool>,
    numberings: Vec<Numbering>,
    bullets: Vec<Option<String>>,
    paragraphs: Vec<ParaShape>,
}

/// What stands before the paragraphs of a shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Head {
    /// Nothing.
    #[default]
    None,
    /// The number of the section's outline (개요).
    Outline,
    /// The number of the numbering with this id.
    Number(u32),
    /// The bullet with this id.
    Bullet(u32),
}

/// A paragraph shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParaShape {
    /// What stands before.
    pub head: Head,
    /// Level of it, from 0.
    pub level: u8,
    /// Left margin in 1/100 mm.
    pub indent: u32,
}

impl DocInfo {
    /// From the bytes of the stream.
    pub fn read(stream: &[u8]) -> Self {
        let mut info = Self::default();
        for record in Records::new(stream) {
            match record.tag {
                tag::BORDER_FILL => keep(&mut info.fills, || fill(&record)),
                tag::CHAR_SHAPE => keep(&mut info.bold, || record.u32(46).unwrap_or(0) & 2 != 0),
                tag::NUMBERING => keep(&mut info.numberings, || numbering(&record)),
                tag::BULLET => keep(&mut info.bullets, || bullet(&record)),
                tag::PARA_SHAPE => keep(&mut info.paragraphs, || para_shape(&record)),
                _ => {}
            }
        }
        info
    }

    /// Colour of a fill.
    pub fn fill(&self, id: u16) -> Option<[u8; 3]> {
        *self.fills.get(usize::from(id).checked_sub(1)?)?
    }

    /// Whether a character shape is bold.
    pub fn is_bold(&self, id: u32) -> bool {
        self.bold.get(id as usize).copied().unwrap_or(false)
    }

    /// A numbering.
    pub fn numbering(&self, id: u32) -> Option<&Numbering> {
        self.numberings.get((id as usize).checked_sub(1)?)
    }

    /// A bullet as it is shown.
    pub fn bullet(&self, id: u32) -> Option<&str> {
        self.bullets.get((id as usize).checked_sub(1)?)?.as_deref()
    }

    /// A paragraph shape; a plain one where there is none.
    pub fn paragraph(&self, id: u16) -> ParaShape {
        self.paragraphs.get(usize::from(id)).copied().unwrap_or_default()
    }
}

fn keep<T>(list: &mut Vec<T>, read: impl FnOnce() -> T) {
    if list.len() < MOST_DEFINITIONS {
        list.push(read());
    }
}

/// A solid fill's face colour; gradients and pictures shade nothing.
fn fill(record: &Record<'_>) -> Option<[u8; 3]> {
    const SOLID: u32 = 1;
    let kind = record.u32(32)?;
    let colour = record.data.get(36..40)?;
    // The fourth byte is set for "no colour".
    (kind & SOLID != 0 && colour[3] == 0).then_some([colour[0], colour[1], colour[2]])
}

fn para_shape(record: &Record<'_>) -> ParaShape {
    let attributes = record.u32(0).unwrap_or(0);
    let id = u32::from(record.u16(30).unwrap_or(0));
    let head = match attributes >> 23 & 3 {
        1 => Head::Outline,
        2 => Head::Number(id),
        3 => Head::Bullet(id),
        _ => Head::None,
    };
    // Levels eight to ten do not fit the attributes; newer versions write the level once more at the end.
    let level = record.u32(54).filter(|&l| l < 10).unwrap_or(attributes >> 25 & 7);
    // Margins are in 1/14400 inch.
    let left = record.u32(4).unwrap_or(0) as i32;
    ParaShape { head, level: level as u8, indent: (i64::from(left.max(0)) * 127 / 720) as u32 }
}

fn numbering(record: &Record<'_>) -> Numbering {
    let mut levels = Vec::new();
    let mut at = level_heads(record, 0, FIRST_LEVELS, &mut levels);
    // The first number of all levels; newer versions have one for each behind it.
    let first = record.u16(at).map(u32::from);
    at += 2;
    for (place, level) in levels.iter_mut().enumerate() {
        level.start = record.u32(at + 4 * place).or(first.filter(|_| place == 0)).filter(|&n| n > 0).unwrap_or(1);
    }
    at += 4 * FIRST_LEVELS;
    let before = levels.len();
    if before == FIRST_LEVELS {
        at = level_heads(record, at, MORE_LEVELS, &mut levels);
        for (place, level) in levels[before..].iter_mut().enumerate() {
            level.start = record.u32(at + 4 * place).filter(|&n| n > 0).unwrap_or(1);
        }
    }
    Numbering { levels }
}

/// Reads up to `count` levels; gives the place behind them.
fn level_heads(record: &Record<'_>, mut at: usize, count: usize, levels: &mut Vec<Level>) -> usize {
    for _ in 0..count {
        let (Some(attributes), Some((template, end))) = (record.u32(at), record.string(at + HEAD)) else { break };
        levels.push(Level { format: NumberFormat::from_code((attributes >> 5 & 0x1f) as u8), template: shown(&template), start: 1 });
        at = end;
    }
    at
}

fn bullet(record: &Record<'_>) -> Option<String> {
    const PICTURE: char = '•';
    let c = char::from_u32(u32::from(record.u16(HEAD)?))?;
    // A bullet that is a picture has no sign of its own.
    let sign = if c == '\u{ffff}' || c < ' ' { PICTURE } else { c };
    Some(shown(sign.encode_utf8(&mut [0; 4]))).filter(|s| !s.trim().is_empty())
}

fn shown(text: &str) -> String {
    let mut out = String::new();
    text.chars().for_each(|c| push_char(&mut out, c));
    out
}
