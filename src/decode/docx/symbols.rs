//! Characters of the symbol fonts that Word takes bullets and check marks from.
//!
//! Word writes them with codes of the private use area (U+F000 and the place in the font, ECMA-376 part 1, 17.3.3.30).

/// Wingdings: place in the font, character.
const WINGDINGS: &[(u8, char)] = &[
    (0x22, '✂'),
    (0x28, '☎'),
    (0x29, '✆'),
    (0x2A, '✉'),
    (0x45, '☜'),
    (0x46, '☞'),
    (0x6C, '●'),
    (0x6D, '❍'),
    (0x6E, '■'),
    (0x6F, '□'),
    (0x71, '❑'),
    (0x72, '❒'),
    (0x73, '⬧'),
    (0x74, '⧫'),
    (0x75, '◆'),
    (0x76, '❖'),
    (0x77, '⬥'),
    (0x9E, '·'),
    (0x9F, '•'),
    (0xA1, '○'),
    (0xA4, '◉'),
    (0xA7, '▪'),
    (0xA8, '◻'),
    (0xAB, '★'),
    (0xD8, '➢'),
    (0xDF, '←'),
    (0xE0, '→'),
    (0xE1, '↑'),
    (0xE2, '↓'),
    (0xE8, '➔'),
    (0xEF, '⇦'),
    (0xF0, '⇨'),
    (0xF1, '⇧'),
    (0xF2, '⇩'),
    (0xFB, '✗'),
    (0xFC, '✓'),
    (0xFD, '☒'),
    (0xFE, '☑'),
];

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

/// The character of a code in a symbol font; the code itself where that is not known.
pub fn character(font: &str, code: char) -> char {
    let Some(place) = place(code) else { return code };
    let find = |table: &[(u8, char)]| table.iter().find(|e| e.0 == place).map(|e| e.1);
    let found = match font {
        "Wingdings" => find(WINGDINGS).or_else(|| circled(place)),
        "Symbol" => find(SYMBOL),
        "" => find(WINGDINGS).or_else(|| find(SYMBOL)),
        _ => None,
    };
    found.unwrap_or(code)
}

/// Place in the font of a code of the private use area.
fn place(code: char) -> Option<u8> {
    match code as u32 {
        code @ 0xF020..=0xF0FF => Some((code - 0xF000) as u8),
        _ => None,
    }
}

/// ⓪ to ⑩ and ⓿ to ❿ of Wingdings.
fn circled(place: u8) -> Option<char> {
    match place {
        0x80 => Some('⓪'),
        0x81..=0x8A => char::from_u32('①' as u32 + u32::from(place - 0x81)),
        0x8B => Some('⓿'),
        0x8C..=0x95 => char::from_u32('❶' as u32 + u32::from(place - 0x8C)),
        _ => None,
    }
}

/// A text in a symbol font.
pub fn text(font: &str, text: &str) -> String {
    text.chars().map(|c| character(font, c)).collect()
}
