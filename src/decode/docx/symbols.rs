//! Characters of the symbol fonts that Word takes bullets and check marks from.
//!
//! Word writes them with codes of the private use area (U+F000 and the place in the font, ECMA-376 part 1, 17.3.3.30). Those of
//! Wingdings, and of runs whose font is not known, are of [`glyphs`].

use crate::decode::hangul::glyphs;

/// Symbol: place in the font, character.
const SYMBOL: &[(u8, char)] = &[
    (0x2D, '−'),
    (0xA3, '≤'),
    (0xA5, '∞'),
    (0xA8, '♦'),
    (0xAB, '↔'),
    (0xAC, '←'),
    (0xAD, '↑'),
    (0xAE, '→'),
    (0xAF, '↓'),
    (0xB0, '°'),
    (0xB1, '±'),
    (0xB3, '≥'),
    (0xB4, '×'),
    (0xB7, '•'),
    (0xB8, '÷'),
    (0xB9, '≠'),
    (0xBB, '≈'),
    (0xD7, '⋅'),
    (0xDE, '⇒'),
];

/// Appends a text in a font, with codes of symbol fonts as the characters that they show, where that is known.
pub fn push(out: &mut String, font: &str, text: &str) {
    for c in text.chars() {
        let place = (c as u32).checked_sub(0xF000).filter(|_| font == "Symbol").and_then(|p| u8::try_from(p).ok());
        match place.and_then(|place| SYMBOL.iter().find(|e| e.0 == place)) {
            Some((_, shown)) => out.push(*shown),
            None => glyphs::push(out, c.encode_utf8(&mut [0; 4])),
        }
    }
}
