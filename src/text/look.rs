//! One look at a text: what it takes on a screen, and what tells cheaply that it holds no such thing as is looked for.

use super::chars::width;

/// The letters of a text as bits: most words are told by them not to be in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters(u64);

impl Letters {
    /// The letters of words.
    pub const fn of(words: &str) -> Self {
        let (mut set, mut rest) = (0, words.as_bytes());
        while let [byte, behind @ ..] = rest {
            // The last byte of a character holds its last bits, however many bytes it has.
            if !matches!(behind, [0x80..=0xBF, ..]) {
                set |= bit(*byte);
            }
            rest = behind;
        }
        Self(set)
    }

    /// These and others.
    #[inline]
    pub const fn and(self, other: Letters) -> Letters {
        Letters(self.0 | other.0)
    }

    /// Whether a part of such letters may stand in the text.
    #[inline]
    pub const fn may_hold(self, part: Letters) -> bool {
        part.0 & !self.0 == 0
    }
}

const fn bit(last_byte: u8) -> u64 {
    1 << (last_byte & 63)
}

/// Kinds of characters that a text holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs(u16);

impl Signs {
    /// A tab.
    pub const TAB: Signs = Signs(1);
    /// `|`.
    pub const PIPE: Signs = Signs(1 << 1);
    /// `:`.
    pub const COLON: Signs = Signs(1 << 2);
    /// A space.
    pub const SPACE: Signs = Signs(1 << 3);
    /// Two spaces side by side.
    pub const GAP: Signs = Signs(1 << 4);
    /// `0` to `9`.
    pub const DIGIT: Signs = Signs(1 << 5);
    /// A syllable, or a letter or another sign of ASCII, of which no ruling is made.
    pub const WORD: Signs = Signs(1 << 6);
    /// A character whose first byte is E2: arrows, box drawing, shapes, quotes.
    pub const SYMBOL: Signs = Signs(1 << 7);
    /// One whose first byte is EF: full-width forms of ASCII.
    pub const FULL_WIDTH: Signs = Signs(1 << 8);
    /// Another one.
    pub const OTHER: Signs = Signs(1 << 9);
    /// A variant of `|`: `│`, `┃`, `｜`.
    pub const BAR: Signs = Signs(1 << 10);

    /// These and others.
    #[inline]
    pub const fn or(self, other: Signs) -> Signs {
        Signs(self.0 | other.0)
    }

    /// Whether one of these is among them.
    #[inline]
    pub const fn has(self, any: Signs) -> bool {
        self.0 & any.0 != 0
    }
}

/// The sign that each byte of ASCII is.
const ASCII: [Signs; 128] = {
    let mut signs = [Signs::WORD; 128];
    let mut b = 0;
    while b < 128 {
        signs[b] = match b as u8 {
            b'\t' => Signs::TAB,
            b'|' => Signs::PIPE,
            b':' => Signs::COLON,
            b' ' => Signs::SPACE,
            b'0'..=b'9' => Signs::DIGIT.or(Signs::WORD),
            0..b' ' | 0x7F | b'-' | b'=' | b'_' | b'+' => Signs::OTHER,
            _ => Signs::WORD,
        };
        b += 1;
    }
    signs
};

/// From the bit of a space to that of two.
const GAP_BEHIND_SPACE: u32 = Signs::GAP.0.trailing_zeros() - Signs::SPACE.0.trailing_zeros();

/// What one look at a text tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Sum of the [`width`]s.
    pub columns: usize,
    /// Its letters.
    pub letters: Letters,
    /// What kinds of characters it holds.
    pub signs: Signs,
}

impl Look {
    /// Looks at a text.
    pub fn at(s: &str) -> Self {
        let mut rest = s.as_bytes();
        let mut columns = 0;
        let (mut letters, mut signs) = (0, 0);
        // The sign before, where it is a space.
        let mut before = 0;
        loop {
            while let [first @ b' '..=b'~', behind @ ..] = rest {
                let sign = ASCII[usize::from(*first)].0;
                columns += 1;
                letters |= bit(*first);
                signs |= sign | (before & sign) << GAP_BEHIND_SPACE;
                before = sign & Signs::SPACE.0;
                rest = behind;
            }
            // U+AC00 to U+D77F: syllables, as is most of a text.
            while let [0xEB | 0xEC, _, last, behind @ ..]
            | [0xEA, 0xB0..=0xBF, last, behind @ ..]
            | [0xED, 0x80..=0x9D, last, behind @ ..] = rest
            {
                columns += 2;
                letters |= bit(*last);
                signs |= Signs::WORD.0;
                before = 0;
                rest = behind;
            }
            rest = match rest {
                [b' '..=b'~', ..] => continue,
                [] => break,
                [first, ..] => {
                    let c = s[s.len() - rest.len()..].chars().next().unwrap_or('\u{FFFD}');
                    let sign = match (*first, c) {
                        (0..0x80, _) => ASCII[usize::from(*first)],
                        (_, '│' | '┃') => Signs::SYMBOL.or(Signs::BAR),
                        (_, '｜') => Signs::FULL_WIDTH.or(Signs::BAR),
                        (0xE2, _) => Signs::SYMBOL,
                        (0xEF, _) => Signs::FULL_WIDTH,
                        _ => Signs::OTHER,
                    };
                    columns += usize::from(width(c));
                    letters |= bit((c as u32 & 63) as u8);
                    signs |= sign.0;
                    before = 0;
                    &rest[c.len_utf8()..]
                }
            };
        }
        Self { columns, letters: Letters(letters), signs: Signs(signs) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_mixed_line() {
        assert_eq!(Look::at("가나·다 a1○").columns, 2 + 2 + 1 + 2 + 1 + 1 + 1 + 2);
        for c in (0..0x2_0000).filter_map(char::from_u32) {
            assert_eq!(Look::at(c.encode_utf8(&mut [0; 4])).columns, usize::from(width(c)), "{c:?}");
        }
    }

    #[test]
    fn letters_are_the_same_at_one_look_and_of_words() {
        for c in (0..0x11_0000).filter_map(char::from_u32) {
            let mut bytes = [0; 4];
            let text = c.encode_utf8(&mut bytes);
            let letters = Letters::of(text);
            assert_eq!((letters, letters.0), (Look::at(text).letters, 1 << (c as u32 % 64)), "{c:?}");
        }
        let line = Look::at("가온 도서관 건립").letters;
        assert!(line.may_hold(Letters::of("도서관")) && line.may_hold(Letters::of("")) && !line.may_hold(Letters::of("주차장")));
    }

    #[test]
    fn signs_of_a_line() {
        let signs = Look::at("위치 : 가온동 1").signs;
        assert!([Signs::COLON, Signs::SPACE, Signs::DIGIT, Signs::WORD].iter().all(|&s| signs.has(s)));
        let none = [Signs::TAB, Signs::PIPE, Signs::GAP, Signs::SYMBOL, Signs::FULL_WIDTH, Signs::OTHER];
        assert!(!none.iter().any(|&s| signs.has(s)));
        assert!(Look::at("가  나").signs.has(Signs::GAP) && !Look::at("가 나 다").signs.has(Signs::GAP));
        assert!(["│", "┃", "｜"].iter().all(|bar| Look::at(bar).signs.has(Signs::BAR)) && !Look::at("|○：").signs.has(Signs::BAR));
        assert!(
            Look::at("☎").signs.has(Signs::SYMBOL) && Look::at("：").signs.has(Signs::FULL_WIDTH) && Look::at("\t").signs.has(Signs::TAB)
        );
        for rule in ["-----", "━━ ══", "+---+---+", "| : |", "─┼─"] {
            assert!(!Look::at(rule).signs.has(Signs::WORD), "{rule}");
        }
    }
}
