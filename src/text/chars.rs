//! Properties of single characters.

/// Ranges of East Asian Width W and F (UAX #11, Unicode 16), unassigned gaps closed.
const WIDE: [(u32, u32); 40] = [
    (0x1100, 0x115F),
    (0x231A, 0x231B),
    (0x2329, 0x232A),
    (0x23E9, 0x23EC),
    (0x23F0, 0x23F0),
    (0x23F3, 0x23F3),
    (0x25FD, 0x25FE),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x267F, 0x267F),
    (0x2693, 0x2693),
    (0x26A1, 0x26A1),
    (0x26AA, 0x26AB),
    (0x26BD, 0x26BE),
    (0x26C4, 0x26C5),
    (0x26CE, 0x26CE),
    (0x26D4, 0x26D4),
    (0x26EA, 0x26EA),
    (0x26F2, 0x26F5),
    (0x26FA, 0x26FD),
    (0x2705, 0x2705),
    (0x270A, 0x270B),
    (0x2728, 0x2728),
    (0x274C, 0x274E),
    (0x2753, 0x2757),
    (0x2795, 0x2797),
    (0x27B0, 0x27BF),
    (0x2B1B, 0x2B1C),
    (0x2B50, 0x2B55),
    (0x2E80, 0x303E),
    (0x3041, 0x4DBF),
    (0x4E00, 0xA4C6),
    (0xA960, 0xA97C),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAD9),
    (0xFE10, 0xFE19),
    (0xFE30, 0xFE6B),
    (0xFF01, 0xFF60),
    (0xFFE0, 0xFFE6),
    (0x1F000, 0x3FFFD),
];

/// Ambiguous symbols that Korean fonts print two columns wide: letter-like and Roman numerals, arrows, operators, circled
/// numbers, box drawing is left out (it is aligned at one column), shapes, telephone and check marks, `※`.
const WIDE_SYMBOLS: [(u32, u32); 9] = [
    (0x203B, 0x203B),
    (0x2103, 0x2103),
    (0x2116, 0x2116),
    (0x2121, 0x2122),
    (0x2153, 0x2182),
    (0x2190, 0x21E7),
    (0x2460, 0x24FF),
    (0x2592, 0x27BF),
    (0x2B00, 0x2B59),
];

fn within(table: &[(u32, u32)], c: u32) -> bool {
    match table.binary_search_by(|&(first, _)| first.cmp(&c)) {
        Ok(_) => true,
        Err(at) => at > 0 && c <= table[at - 1].1,
    }
}

/// Columns that the character takes in a monospaced Korean font: 0, 1 or 2. Middle dots count 1.
#[inline]
pub fn width(c: char) -> u8 {
    match c {
        ' '..='~' => 1,
        '가'..='힣' => 2,
        _ => other_width(c),
    }
}

/// The width of what is neither printable ASCII nor a syllable.
fn other_width(c: char) -> u8 {
    let u = c as u32;
    if u < 0x300 {
        return u8::from(u >= 0x20 && u != 0xAD && !(0x7F..0xA0).contains(&u));
    }
    if is_middle_dot(c) {
        return 1;
    }
    let combining = matches!(u, 0x0300..=0x036F | 0x1160..=0x11FF | 0x200B..=0x200F | 0x20D0..=0x20FF | 0xFE00..=0xFE0F | 0xFEFF);
    if combining {
        0
    } else if within(&WIDE, u) || within(&WIDE_SYMBOLS, u) {
        2
    } else {
        1
    }
}

/// Hangul: syllables, jamo and compatibility jamo (without `ㆍ`, which is used as a middle dot).
pub fn is_hangul(c: char) -> bool {
    matches!(c, '가'..='힣' | '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318C}' | '\u{318E}' | '\u{A960}'..='\u{A97C}' | '\u{D7B0}'..='\u{D7FB}')
}

/// White space, and what prints as nothing: NBSP, the ideographic space, zero-width characters, the soft hyphen, the BOM.
#[inline]
pub fn is_blank(c: char) -> bool {
    !matches!(c, '!'..='~' | '가'..='힣') && is_odd_blank(c)
}

fn is_odd_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{3164}' | '\u{FEFF}')
}

/// The variants of `~` that stand between the ends of a range.
pub fn is_tilde(c: char) -> bool {
    matches!(c, '~' | '∼' | '〜' | '～' | '˜' | '∽' | '⁓' | '\u{223E}' | '\u{0303}')
}

/// The variants of `·`.
pub fn is_middle_dot(c: char) -> bool {
    matches!(c, '·' | '⋅' | 'ㆍ' | '․' | '‧' | '･' | '∙' | '・' | '•' | '\u{119E}' | '\u{2E31}')
}

/// The variants of `-`: hyphens, dashes, the minus sign.
pub fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '\u{2011}' | '‒' | '–' | '—' | '―' | '−' | '－' | '﹣' | '─' | '━' | '\u{2043}')
}

/// The variants of `'`, as they stand before a two-digit year.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’' | '‛' | '′' | '`' | '´' | '＇' | '｀' | 'ʼ')
}

/// Quotation marks, single and double.
pub fn is_quote(c: char) -> bool {
    is_apostrophe(c) || matches!(c, '"' | '“' | '”' | '„' | '‟' | '″' | '＂')
}

/// The variants of `:`.
pub fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：' | '︰' | '﹕' | '∶')
}

/// The value of an ASCII or full-width digit.
pub fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '０'..='９' => Some((c as u32 - '０' as u32) as u8),
        _ => None,
    }
}

/// One character for all its variants: middle dots `·`, tildes `~`, single quotes `'`, double quotes `"`, dashes `-`, colons
/// `:`, full-width ASCII its ASCII, blanks a space. Anything else is itself.
pub fn fold(c: char) -> char {
    match c {
        '\u{21}'..='\u{7E}' if c != '`' => c,
        '가'..='힣' => c,
        _ if is_middle_dot(c) => '·',
        _ if is_tilde(c) => '~',
        _ if is_apostrophe(c) => '\'',
        _ if is_quote(c) => '"',
        _ if is_dash(c) => '-',
        _ if is_colon(c) => ':',
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ if is_blank(c) => ' ',
        _ => c,
    }
}

/// U+FFFD, noncharacters, and private-use characters that are no known symbol glyph.
///
/// Known are the symbol fonts (U+F020–U+F0FF: Symbol, Wingdings, as word processors store them) and the boxed numbers and
/// marks of Korean word-processor fonts (U+F02B0–U+F02EF). U+F000, which PDF producers write for *any* glyph that they
/// could not name, is damage.
pub fn is_damage(c: char) -> bool {
    match c as u32 {
        0xFFFD | 0xFFFE | 0xFFFF | 0xFDD0..=0xFDEF => true,
        0xF020..=0xF0FF | 0xF02B0..=0xF02EF => false,
        0xE000..=0xF8FF | 0xF0000..=0xFFFFD | 0x10_0000..=0x10_FFFD => true,
        _ => false,
    }
}

/// Whether a text holds a damaged character.
pub fn has_damage(text: &str) -> bool {
    // Every one begins with the byte EE or a higher one, which neither ASCII nor Hangul has.
    let may_be = |b: u8| b >= 0xEE;
    let damaged = |at: usize| text[at..].chars().next().is_some_and(is_damage);
    super::any_byte(text.as_bytes(), may_be) && text.bytes().enumerate().any(|(at, b)| may_be(b) && damaged(at))
}

/// Folds a bullet glyph to the one that stands for its kind; `None` where the character is no bullet.
pub fn bullet(c: char) -> Option<char> {
    kind_of_bullet(c).or_else(|| is_ornament(c).then_some(c))
}

fn kind_of_bullet(c: char) -> Option<char> {
    Some(match c {
        '□' | '▢' | '❑' | '❒' | '❏' | '❐' | '☐' | '◻' | '◽' | '▫' | '⬜' => '□',
        '■' | '◼' | '◾' | '▪' | '⬛' => '■',
        '▣' | '◙' | '▤' | '▥' | '▦' | '▩' => '▣',
        '○' | '◯' | '❍' | '◦' | '∘' | '〇' | '⚪' | '⚬' => '○',
        '◎' | '⊙' | '◉' => '◎',
        '●' | '⬤' | '⚫' => '●',
        '◇' | '◊' | '⋄' | '⬦' => '◇',
        '◆' | '❖' | '⬥' | '♦' => '◆',
        '◈' => '◈',
        '▶' | '►' | '▷' | '▸' | '▻' | '‣' | '➤' | '➢' | '▹' | '➔' | '➜' | '➡' | '→' | '⇒' | '⇨' | '↳' | '⟶' | '⮕' | '»' | '≫' | '⇩' => {
            '▶'
        }
        // A hand points to a section whose points have arrows: `☞ 사업개요` over `⇒ 위치 : …`.
        '☞' | '☛' => '☞',
        '△' | '▲' | '▴' | '▵' | '▽' | '▼' => '△',
        '☆' | '★' | '✱' | '✽' | '✻' => '★',
        '✓' | '✔' | '☑' | '√' => '✓',
        '·' | 'ㆍ' | '⋅' | '‧' | '․' | '･' | '∙' | '•' | '・' | '⦁' | '\u{0387}' | '\u{2E33}' => '·',
        // Symbol fonts: the bullets of Wingdings and Symbol as private-use characters, and as the cp1252 characters of their
        // low bytes; those of Hangul fonts beyond the boxed numbers.
        'Ÿ' | '§' | 'þ' | 'ò' | '\u{F020}'..='\u{F0FF}' | '\u{F02C5}'..='\u{F02FF}' | '\u{F03DA}' | '\u{F0090}' | '\u{F0854}' => '·',
        _ => return None,
    })
}

/// Glyphs that no report is known to need but as marks: blocks, shapes, dingbats and pictographs (Unicode 16, by block) that have
/// no kind above. Left out are those that say something: telephones, letters, crosses, ballot boxes and circled numbers.
pub fn is_ornament(c: char) -> bool {
    match c as u32 {
        0x260E..=0x2612 | 0x2706..=0x2709 | 0x2715..=0x2718 | 0x2776..=0x2793 => false,
        0x1F4DE..=0x1F4E0 | 0x1F4E7 | 0x1F4F1..=0x1F4F2 | 0x1F517 => false,
        _ if kind_of_bullet(c).is_some() => false,
        0x2580..=0x26FF | 0x2700..=0x27BF | 0x2900..=0x297F | 0x2B00..=0x2BFF | 0x1F300..=0x1FAFF => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths() {
        for (c, w) in [
            ('가', 2),
            ('A', 1),
            ('Ａ', 2),
            ('○', 2),
            ('※', 2),
            ('①', 2),
            ('Ⅳ', 2),
            ('→', 2),
            ('☎', 2),
            ('㎡', 2),
            ('ㅇ', 2),
            ('「', 2),
            ('·', 1),
            ('ㆍ', 1),
            ('・', 1),
            ('⋅', 1),
            ('’', 1),
            ('…', 1),
            ('│', 1),
            ('\u{ad}', 0),
            ('\u{200b}', 0),
            ('\u{301}', 0),
            ('\n', 0),
            ('道', 2),
        ] {
            assert_eq!(width(c), w, "{c:?}");
        }
    }

    #[test]
    fn tables_are_sorted() {
        for table in [&WIDE[..], &WIDE_SYMBOLS[..]] {
            assert!(table.windows(2).all(|w| w[0].1 < w[1].0));
            assert!(table.iter().all(|r| r.0 <= r.1));
        }
    }

    #[test]
    fn fold_is_idempotent_and_keeps_letters() {
        for c in (0..0x3_0000).filter_map(char::from_u32) {
            assert_eq!(fold(fold(c)), fold(c), "{c:?}");
        }
        for c in "가ㄱ㎡①「」A0道".chars() {
            assert_eq!(fold(c), c);
        }
        for (from, to) in ["·⋅ㆍ․‧･∙・", "~∼〜～˜", "'‘’′`", "\"“”″", "-–—−‑‐－", ":：", "(（"].iter().flat_map(|s| {
            let first = s.chars().next().unwrap();
            s.chars().map(move |c| (c, first))
        }) {
            assert_eq!(fold(from), to, "{from:?}");
        }
    }

    #[test]
    fn damage() {
        for c in ['\u{FFFD}', '\u{F000}', '\u{E001}', '\u{F0854}'] {
            assert!(is_damage(c), "{c:?}");
        }
        for c in ['\u{F0FE}', '\u{F0A7}', '\u{F02B1}', '가', 'Ÿ', '?'] {
            assert!(!is_damage(c), "{c:?}");
        }
        for c in (0..0x11_0000).filter_map(char::from_u32) {
            assert_eq!(has_damage(c.encode_utf8(&mut [0; 4])), is_damage(c), "{c:?}");
        }
    }

    #[test]
    fn hangul_leaves_the_araea_dot_out() {
        assert!(is_hangul('힣') && is_hangul('ㅁ') && !is_hangul('ㆍ') && !is_hangul('道'));
    }
}
