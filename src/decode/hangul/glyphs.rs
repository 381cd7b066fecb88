//! Private-use glyphs of symbol fonts, as the characters that they show.
//!
//! In: a character of a private-use area. Out: what it shows, where that is certain.
//!
//! Word processors keep a character of a symbol font as U+F000 plus its code in the font. The fonts are Wingdings and Symbol;
//! codes that are letters or punctuation in Symbol are mapped only where documents use them as the bullets of Wingdings.
//! Nothing is guessed: the boxed numbers of Hangul fonts (U+F02B0 and on), which have no character of their own, and old
//! Hangul (옛한글) in the private use of Hanyang fonts, beyond the one syllable that documents of today still write, stay as
//! they are. The stages after know the former, and report the latter as damaged.

/// What a private-use character shows; none where it is unknown, and for every other character.
pub fn map(c: char) -> Option<&'static str> {
    match c {
        '\u{F020}'..='\u{F0FF}' => symbol(c as u32 as u8),
        // 한 with arae-a, as in the name of the word processor.
        '\u{F53A}' => Some("\u{1112}\u{119E}\u{11AB}"),
        _ => None,
    }
}

/// Appends text with its known private-use glyphs mapped.
pub fn push(out: &mut String, text: &str) {
    // U+E000 begins with this byte in UTF-8; nothing private stands before it.
    if text.bytes().all(|b| b < 0xEE) {
        out.push_str(text);
        return;
    }
    for c in text.chars() {
        match map(c) {
            Some(shown) => out.push_str(shown),
            None => out.push(c),
        }
    }
}

/// Codes of Wingdings, and of Symbol where Wingdings has no bullet there.
fn symbol(code: u8) -> Option<&'static str> {
    const CIRCLED: [&str; 11] = ["⓪", "①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩"];
    const CIRCLED_BLACK: [&str; 11] = ["⓿", "❶", "❷", "❸", "❹", "❺", "❻", "❼", "❽", "❾", "❿"];
    Some(match code {
        0x20 => " ",
        0x46 => "☞",
        0x6C => "●",
        0x6D => "❍",
        0x6E => "■",
        0x6F => "□",
        0x70 => "❐",
        0x71 => "❑",
        0x72 => "❒",
        0x73 => "⬧",
        0x74 => "⧫",
        0x75 => "◆",
        0x76 => "❖",
        0x77 => "⬥",
        0x78 => "⌧",
        0x80..=0x8A => CIRCLED[usize::from(code - 0x80)],
        0x8B..=0x95 => CIRCLED_BLACK[usize::from(code - 0x8B)],
        0x9E => "·",
        0x9F => "•",
        0xA1 => "○",
        0xA4 => "◉",
        0xA5 => "◎",
        0xA7 => "▪",
        0xA8 => "◻",
        0xAA => "✦",
        0xAB => "★",
        0xB5 => "✪",
        0xB6 => "✰",
        // Symbol: in Wingdings a clock.
        0xB7 => "•",
        0xD8 => "➢",
        0xDF => "←",
        0xE0 => "→",
        0xE1 => "↑",
        0xE2 => "↓",
        0xE8 => "➔",
        0xEF => "⇦",
        0xF0 => "⇨",
        0xF1 => "⇧",
        0xF2 => "⇩",
        0xFB => "✗",
        0xFC => "✓",
        0xFD => "☒",
        0xFE => "☑",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_of_symbol_fonts_are_mapped() {
        for (private, shown) in
            [('\u{F06C}', "●"), ('\u{F0A7}', "▪"), ('\u{F0FE}', "☑"), ('\u{F08C}', "❶"), ('\u{F095}', "❿"), ('\u{F08A}', "⑩")]
        {
            assert_eq!(map(private), Some(shown));
        }
    }

    #[test]
    fn what_is_unknown_stays() {
        for c in ['가', '●', '\u{F000}', '\u{F02B1}', '\u{E0BC}', '\u{F041}'] {
            assert_eq!(map(c), None, "{c:?}");
        }
    }

    #[test]
    fn text_keeps_all_but_the_glyphs() {
        let mut out = String::from("앞 ");
        push(&mut out, "\u{F06C} 한별시 \u{F02B1}🙂");
        push(&mut out, "누리동\u{F53A}");
        assert_eq!(out, "앞 ● 한별시 \u{F02B1}🙂누리동\u{1112}\u{119E}\u{11AB}");
    }
}
