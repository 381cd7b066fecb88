//! Text on a terminal: colour, display width, and nothing that a document could use to control the terminal.

use std::io::IsTerminal;

use clap::ValueEnum;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Whether stdout gets colour.
    pub(super) fn on_stdout(self) -> bool {
        match self {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let asked_not = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
                !asked_not && std::io::stdout().is_terminal()
            }
        }
    }
}

/// An ANSI style.
#[derive(Clone, Copy, Debug)]
pub(super) enum Style {
    Bold,
    Dim,
    Red,
    Yellow,
    Blue,
}

/// Puts styles around texts, or does not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    pub(super) colour: bool,
}

impl Paint {
    pub(super) fn paint(self, style: Style, text: &str) -> String {
        if !self.colour {
            return text.to_owned();
        }
        let code = match style {
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Red => "1;31",
            Style::Yellow => "1;33",
            Style::Blue => "1;34",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}

/// The text without control characters (escape sequences, line ends, tabs), one column or character each.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(shown).collect()
}

/// A character as it is shown: white space as a blank, other control and direction characters as `�`.
pub(super) fn shown(character: char) -> char {
    match character {
        '\t' | '\n' | '\r' | '\x0c' | '\x0b' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
        c if c.is_control() => '\u{fffd}',
        // Bidirectional overrides reorder what stands beside them.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => '\u{fffd}',
        c => c,
    }
}

/// Columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Columns that a character takes.
pub(super) fn char_width(character: char) -> usize {
    character.width().unwrap_or(0)
}

/// The text cut to `columns`, with `…` where something is missing.
pub(super) fn cut(text: &str, columns: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    let mut characters = text.chars().map(shown).peekable();
    while let Some(character) = characters.next() {
        let wide = char_width(character);
        let room = if characters.peek().is_some() { columns.saturating_sub(1) } else { columns };
        if used + wide > room {
            out.push('…');
            break;
        }
        out.push(character);
        used += wide;
    }
    out
}

/// The text followed by blanks up to `columns`.
pub(super) fn padded(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(blanks))
}

/// A number with a comma between thousands.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_cannot_control_the_terminal() {
        assert_eq!(plain("a\x1b[31m\tb\u{202e}"), "a\u{fffd}[31m b\u{fffd}");
    }

    #[test]
    fn hangul_takes_two_columns() {
        assert_eq!(width("공약 7-1"), 8);
        assert_eq!(cut("공약이행", 5), "공약…");
        assert_eq!(cut("공약이행", 8), "공약이행");
        assert_eq!(padded("공약", 6), "공약  ");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
