//! Unicode facts that every stage needs: how wide a character prints, which characters are variants of one another, what is
//! Hangul, what is damage, what is a bullet.
//!
//! In: characters and `&str`. Out: properties of them, or a folded copy. Every function is total and linear. Nothing here
//! knows a field or a format, moves a position, or decides what a mark *means*: `·` is a middle dot here, whether it opens a
//! list item or joins two words is for `outline` to say.
//!
//! | function | example | value |
//! |---|---|---|
//! | [`width`] | `가` · `○` · `·` · `a` | 2 · 2 · 1 · 1 |
//! | [`fold`] | `’` `∼` `ㆍ` `–` `１` | `'` `~` `·` `-` `1` |
//! | [`squash`] | `사 업  비` | `사업비` |
//! | [`is_damage`] | U+FFFD, U+E001 | true |
//!
//! Widths follow UAX #11; of the *ambiguous* characters the symbols (shapes, arrows, circled and Roman numerals, `※`) count
//! 2, as KS X 1001 fonts print them and as Korean tables in plain text are aligned, the punctuation (middle dots, quotes,
//! dashes, ellipsis) counts 1.

mod chars;
pub mod korean;
mod look;
mod memo;

pub use chars::{
    bullet, digit, fold, has_damage, is_apostrophe, is_blank, is_colon, is_damage, is_dash, is_hangul, is_middle_dot, is_ornament,
    is_quote, is_tilde, width,
};

pub use look::{Letters, Look, Signs};
pub use memo::Memo;

/// Of each byte, whether it is one of those that a pattern names: where nearly every byte is plain, one load tells.
macro_rules! byte_table {
    ($pattern:pat) => {{
        static TABLE: [bool; 256] = {
            let mut table = [false; 256];
            let mut byte = 0;
            while byte < 256 {
                table[byte] = matches!(byte as u8, $pattern);
                byte += 1;
            }
            table
        };
        &TABLE
    }};
}
pub(crate) use byte_table;

/// The text without any white space; NBSP, the ideographic space, zero-width characters and the soft hyphen count as such.
pub fn squash(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    copy_runs(
        &mut out,
        s,
        |b| !begins_blank(b),
        |out, c| {
            if !is_blank(c) {
                out.push(c);
            }
        },
    );
    out
}

/// As [`squash`]; borrowed where the bytes alone show that there is nothing to remove, as in most cells.
pub fn squashed(s: &str) -> std::borrow::Cow<'_, str> {
    if any_byte(s.as_bytes(), begins_blank) { squash(s).into() } else { s.into() }
}

/// Copies a text: runs of plain bytes as they are, every character that begins with another byte by way of `odd`. All bytes of
/// characters but the first must be plain.
pub fn copy_runs(out: &mut String, s: &str, is_plain: impl Fn(u8) -> bool, mut odd: impl FnMut(&mut String, char)) {
    let (mut from, mut at) = (0, 0);
    while let Some(&b) = s.as_bytes().get(at) {
        if is_plain(b) {
            at += 1;
            continue;
        }
        out.push_str(&s[from..at]);
        let Some(c) = s[at..].chars().next() else { break };
        odd(out, c);
        at += c.len_utf8();
        from = at;
    }
    out.push_str(&s[from..]);
}

/// The text with every character [`fold`]ed and white space removed: what vocabularies are compared by.
pub fn key(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    out.extend(s.chars().filter(|&c| !is_blank(c)).map(fold));
    out
}

/// As [`key`]; borrowed where the bytes alone show that there is nothing to change, as in most cells.
pub fn keyed(s: &str) -> std::borrow::Cow<'_, str> {
    // Printable ASCII, and characters of U+A000 to U+DFFF, Hangul among them, of which none is a blank or a variant.
    let is_plain = |b: u8| ((b'!'..=b'~').contains(&b) | (0x80..=0xBF).contains(&b) | (0xEA..=0xED).contains(&b)) & (b != b'`');
    if any_byte(s.as_bytes(), |b| !is_plain(b)) { key(s).into() } else { s.into() }
}

/// Whether two spaces stand side by side.
pub fn has_double_space(s: &str) -> bool {
    let bytes = s.as_bytes();
    let next = bytes.get(1..).unwrap_or_default();
    let (pieces, rest) = next.as_chunks::<PIECE>();
    let (before, _) = bytes.as_chunks::<PIECE>();
    let both = |at: usize| any_of::<PIECE>(|i| (pieces[at][i] == b' ') & (before[at][i] == b' '));
    let last = &bytes[pieces.len() * PIECE..];
    (0..pieces.len()).any(both) || (0..rest.len()).any(|i| rest[i] == b' ' && last[i] == b' ')
}

/// Bytes that are looked at together.
const PIECE: usize = 16;
/// The same of shorter texts.
const HALF: usize = PIECE / 2;

/// Whether any byte is of a kind. A look at a whole piece is as fast as one at a few bytes, if `is` does not branch: `|`, no `||`.
#[inline]
pub fn any_byte(bytes: &[u8], is: impl Fn(u8) -> bool) -> bool {
    // What is left behind the pieces, or is shorter than one, is the end of a piece of its own.
    if let Some(last) = bytes.last_chunk::<PIECE>() {
        let any = |piece: &[u8; PIECE]| any_of::<PIECE>(|i| is(piece[i]));
        return bytes.as_chunks().0.iter().any(any) || any(last);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<HALF>(), bytes.last_chunk::<HALF>()) {
        return any_of::<HALF>(|i| is(first[i]) | is(last[i]));
    }
    bytes.iter().any(|&b| is(b))
}

/// Whether something is so at any place of a piece.
#[inline]
fn any_of<const N: usize>(is: impl Fn(usize) -> bool) -> bool {
    let mut said = [0u8; N];
    for i in 0..N {
        said[i] = u8::from(is(i));
    }
    said != [0; N]
}

/// Whether a byte is one of some, without a branch.
macro_rules! is_one_of {
    ($byte:expr, $($of:expr),+) => {
        false $(| ($byte == $of))+
    };
}
pub(crate) use is_one_of;

/// Whether a byte is the first of some blank, or of characters beside them: U+0085, U+00A0, U+00AD; U+1680; U+2000 to U+2060; U+3000,
/// U+3164; U+FEFF.
#[inline]
pub fn begins_blank(b: u8) -> bool {
    (b <= b' ') | (b.wrapping_sub(0xE1) < 3) | is_one_of!(b, 0xC2, 0xEF)
}

/// How many bytes are of a kind. Counts of one byte, over pieces that do not overflow them, are many times as fast as wide ones.
pub fn count_bytes(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    /// The most that does not overflow and is whole vectors.
    const PIECE: usize = 224;
    bytes.chunks(PIECE).map(|piece| usize::from(piece.iter().map(|&b| u8::from(is(b))).sum::<u8>())).sum()
}

/// The cells of a row: what tabs and pipes part.
pub fn cells(row: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(row);
    // The first bytes of all. Cells are too short for a search by vectors to gain anything.
    let parts = byte_table!(b'\t' | b'|' | 0xE2);
    std::iter::from_fn(move || {
        let whole = rest?;
        let mut places = whole.bytes().enumerate().filter(|(_, b)| parts[usize::from(*b)]);
        let parted = places.find_map(|(at, _)| Some((&whole[..at], whole[at..].strip_prefix(['\t', '|', '│'])?)));
        rest = parted.map(|(_, rest)| rest);
        Some(parted.map_or(whole, |(cell, _)| cell))
    })
}

/// Where the commas between the cells of a row stand; those in quotes are of a cell.
pub fn commas(row: &str) -> impl Iterator<Item = usize> + '_ {
    let mut quoted = false;
    row.bytes().enumerate().filter_map(move |(i, b)| {
        quoted ^= b == b'"';
        (b == b',' && !quoted).then_some(i)
    })
}

/// The words of a text: what white space parts, as [`str::split_whitespace`] has it, told by bytes.
pub fn words(s: &str) -> impl Iterator<Item = &str> {
    let mut rest = s;
    // White space of ASCII, and the first bytes of all other.
    let blanks = byte_table!(b'\t'..=b'\r' | b' ' | 0xC2 | 0xE1..=0xE3);
    std::iter::from_fn(move || {
        // One space, as a rule, and then a word.
        let spaces = rest.bytes().take_while(|&b| b == b' ').count();
        rest = &rest[spaces..];
        rest = if matches!(rest.as_bytes(), [b'!'..=b'~' | 0xEA..=0xED, ..]) { rest } else { rest.trim_start() };
        let places = rest.bytes().enumerate().filter(|(_, b)| blanks[usize::from(*b)]);
        let is_blank = |&at: &usize| rest.as_bytes()[at] < 0x80 || rest[at..].starts_with(char::is_whitespace);
        let end = places.map(|(at, _)| at).find(is_blank).unwrap_or(rest.len());
        let word;
        (word, rest) = rest.split_at(end);
        (!word.is_empty()).then_some(word)
    })
}

/// As many characters of white space as may part the words of a text at most.
pub fn blanks(s: &str) -> usize {
    count_bytes(s.as_bytes(), |b| matches!(b, b'\t'..=b'\r' | b' ' | 0xC2 | 0xE1..=0xE3))
}

/// What stands before the first `:` or `：`, and what behind it.
pub fn split_at_colon(s: &str) -> Option<(&str, &str)> {
    // The first bytes of both.
    let mut places = memchr::memchr2_iter(b':', 0xEF, s.as_bytes());
    places.find_map(|at| Some((&s[..at], s[at..].strip_prefix([':', '：'])?)))
}

/// The text without white space at both ends, in the sense of [`is_blank`].
pub fn trim(s: &str) -> &str {
    // Most texts begin and end with a sign of ASCII or a syllable, of which the first byte is EB or EC as a rule.
    if let ([b'!'..=b'~' | 0xEB | 0xEC, ..], [.., b'!'..=b'~'] | [.., 0xEB | 0xEC, _, _]) = (s.as_bytes(), s.as_bytes()) {
        return s;
    }
    s.trim_matches(is_blank)
}

/// Where a text begins behind white space and ends before it, as [`str::trim`] has it; in a few steps for most texts.
pub fn inner(s: &str) -> std::ops::Range<usize> {
    // Printable ASCII and syllables are no white space. The first byte of a syllable is the third from its end.
    let start = match s.as_bytes() {
        [] | [b'!'..=b'~' | 0xEA..=0xED, ..] => 0,
        _ => s.len() - s.trim_start().len(),
    };
    let end = match s.as_bytes() {
        [] | [.., b'!'..=b'~'] | [.., 0xEA..=0xED, _, _] => s.len(),
        _ => start + s[start..].trim_end().len(),
    };
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squash_removes_every_blank() {
        assert_eq!(squash(" 사\u{a0}업\u{3000} 기\u{ad}간\t\u{feff}"), "사업기간");
        assert_eq!(squash(""), "");
        for c in (0..0x1_0000).filter_map(char::from_u32) {
            let kept = if is_blank(c) { String::new() } else { c.to_string() };
            assert_eq!(squash(&format!("가{c}나")), format!("가{kept}나"), "{c:?}");
            assert_eq!(squashed(&format!("가{c}나")), format!("가{kept}나"), "{c:?}");
        }
    }

    #[test]
    fn key_folds_and_squashes() {
        assert_eq!(key("（단 위：％）"), "(단위:%)");
    }

    #[test]
    fn what_is_plain_is_its_own_key() {
        for c in (0..0x3_0000).filter_map(char::from_u32) {
            let text = format!("가{c}1");
            assert_eq!(keyed(&text), key(&text), "{c:?}");
        }
    }

    #[test]
    fn long_runs_are_counted_whole() {
        for length in [0, 1, 254, 255, 256, 1_000] {
            assert_eq!(count_bytes(&vec![b'a'; length], |b| b == b'a'), length);
        }
    }

    #[test]
    fn cells_are_what_stands_between_tabs_and_pipes() {
        for row in ["가\t나|다 │ ─ 라", "", "\t", "| 가 |", "가"] {
            assert!(cells(row).eq(row.split(['\t', '|', '│'])), "{row}");
        }
    }

    #[test]
    fn words_are_what_white_space_parts() {
        for text in ["", "  ", "가온 도서관", " 가\u{3000}나\u{a0}다 ", "○ 가\t나\u{2003}", "ㅇ·가 ☎"] {
            assert!(words(text).eq(text.split_whitespace()), "{text:?}");
        }
    }

    #[test]
    fn the_first_colon_parts() {
        assert_eq!(split_at_colon("위치 : 가온: 나"), Some(("위치 ", " 가온: 나")));
        assert_eq!(split_at_colon("（위치）：가온:"), Some(("（위치）", "가온:")));
        assert_eq!((split_at_colon("위치；가온"), split_at_colon(":"), split_at_colon("")), (None, Some(("", "")), None));
    }

    #[test]
    fn double_spaces() {
        for (text, double) in [("", false), (" ", false), ("  ", true), ("가 나 다", false), ("가 나  ", true), ("\t\t", false)] {
            assert_eq!(has_double_space(text), double, "{text:?}");
        }
    }

    #[test]
    fn the_inner_text_has_no_white_space_at_its_ends() {
        for text in ["", " ", "가", "가나 ", " 가", "\u{3000}a\u{a0}", "○ 가 ○", "\t1\t", "\u{ad}가\u{200b}"] {
            assert_eq!(&text[inner(text)], text.trim(), "{text:?}");
        }
        assert_eq!(inner("   "), 3..3);
    }

    #[test]
    fn trim_knows_the_odd_blanks() {
        assert_eq!(trim("\u{3000}\u{a0} 값 \u{ad}"), "값");
    }
}
