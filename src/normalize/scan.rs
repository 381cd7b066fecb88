//! A cursor over one line: the reading primitives that the parsers share.

use std::ops::Range;

use crate::text;

/// Most blanks that may stand inside one value. Tables typeset as text pad with some ten; more is another column.
pub(super) const MAX_GAP: usize = 16;

/// Signs of units of dates, in Hangul and in Hanja.
pub(super) const YEAR: [char; 2] = ['년', '年'];
pub(super) const MONTH: [char; 2] = ['월', '月'];
pub(super) const DAY: [char; 2] = ['일', '日'];

/// A position in a line. Cheap to copy: parsers try a form on a copy and adopt it when it fits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

/// A run of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digits {
    /// The number, saturating.
    pub(super) value: u64,
    /// How many digits.
    pub(super) len: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn at(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<char> {
        match self.text.as_bytes().get(self.at)? {
            b if b.is_ascii() => Some(char::from(*b)),
            _ => self.rest().chars().next(),
        }
    }

    /// Whether the next byte shows that no blank follows: printable ASCII, or the first of a syllable.
    fn is_before_text(&self) -> bool {
        matches!(self.text.as_bytes().get(self.at), Some(b'!'..=b'~' | 0xEA..=0xED))
    }

    /// The character before the cursor.
    pub(super) fn before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    pub(super) fn is_end(&self) -> bool {
        self.at >= self.text.len()
    }

    #[inline]
    pub(super) fn eat(&mut self, want: impl Fn(char) -> bool) -> Option<char> {
        let c = self.peek().filter(|&c| want(c))?;
        self.at += c.len_utf8();
        Some(c)
    }

    #[inline]
    pub(super) fn eat_str(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// Eats the sign of a unit of dates, in Hangul or Hanja.
    pub(super) fn eat_unit(&mut self, unit: [char; 2]) -> bool {
        self.eat(|c| unit.contains(&c)).is_some()
    }

    /// Skips up to [`MAX_GAP`] blanks; how many.
    #[inline]
    pub(super) fn blanks(&mut self) -> usize {
        let mut n = 0;
        while n < MAX_GAP && !self.is_before_text() && self.eat(text::is_blank).is_some() {
            n += 1;
        }
        n
    }

    /// Skips all blanks.
    pub(super) fn all_blanks(&mut self) {
        while !self.is_before_text() && self.eat(text::is_blank).is_some() {}
    }

    pub(super) fn peek_digit(&self) -> bool {
        self.peek().is_some_and(|c| text::digit(c).is_some())
    }

    /// A run of digits, ASCII or full-width.
    pub(super) fn digits(&mut self) -> Option<Digits> {
        let mut value = 0u64;
        let mut len = 0;
        let bytes = self.text.as_bytes();
        for &b in bytes[self.at..].iter().take_while(|b| b.is_ascii_digit()) {
            value = value.saturating_mul(10).saturating_add(u64::from(b - b'0'));
            len += 1;
        }
        self.at += len;
        // All other digits begin with the same byte.
        while bytes.get(self.at) == Some(&FULL_WIDTH)
            && let Some((c, d)) = self.peek().and_then(|c| Some((c, text::digit(c)?)))
        {
            value = value.saturating_mul(10).saturating_add(u64::from(d));
            len += 1;
            self.at += c.len_utf8();
        }
        (len > 0).then_some(Digits { value, len })
    }

    pub(super) fn since(&self, start: usize) -> Range<usize> {
        start..self.at
    }
}

/// The first byte of full-width digits, and of other characters of three bytes.
const FULL_WIDTH: u8 = 0xEF;

/// Whether a digit may stand in a text; no date and no amount is without one.
pub(super) fn may_have_digit(s: &str) -> bool {
    text::any_byte(s.as_bytes(), |b| b.is_ascii_digit() | (b == FULL_WIDTH))
}

/// Where the first digit from a place on stands.
pub(super) fn next_digit(s: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += s.as_bytes()[at..].iter().position(|&b| b.is_ascii_digit() || b == FULL_WIDTH)?;
        if s[at..].starts_with(|c| text::digit(c).is_some()) {
            return Some(at);
        }
        at += 3;
    }
}

/// The closing bracket of an opening one.
pub(super) fn closing(open: char) -> Option<char> {
    Some(match open {
        '(' => ')',
        '（' => '）',
        '[' => ']',
        '［' => '］',
        '〔' => '〕',
        '【' => '】',
        '<' => '>',
        '〈' => '〉',
        '《' => '》',
        '{' => '}',
        _ => return None,
    })
}

/// Whether the character closes a bracket.
pub(super) fn is_closing(c: char) -> bool {
    matches!(c, ')' | '）' | ']' | '］' | '〕' | '】' | '>' | '〉' | '》' | '}')
}

/// The range of `s` without blanks at both ends, offset by `base`.
pub(super) fn trimmed(s: &str, base: usize) -> Range<usize> {
    let head = s.len() - s.trim_start_matches(text::is_blank).len();
    let body = text::trim(s).len();
    base + head..base + head + body
}
