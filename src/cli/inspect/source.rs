//! The source text that spans refer to, and the part of it that an issue points at.

use crate::cli::paint::{self, Paint, Style, char_width};
use crate::diag::Diagnostic;
use crate::limits::Limits;
use crate::pipeline::{Containers, decode_with};
use crate::record::Span;
use crate::span::TextIndex;

/// Columns of source text that are shown of a line.
const COLUMNS: usize = 100;
/// Columns before the place of an issue, where its line is longer than that.
const BEFORE: usize = 30;

/// The decoded text, or why there is none.
pub(super) fn text(bytes: &[u8], limits: &Limits, containers: &dyn Containers) -> Result<String, String> {
    match decode_with(bytes, limits, containers) {
        Ok(decoded) => Ok(decoded.source_text().to_owned()),
        Err(why) => Err(refused(&why)),
    }
}

/// Why a document has no text, in both languages.
pub(super) fn refused(why: &Diagnostic) -> String {
    let (english, korean) = (paint::plain(&why.message), paint::plain(&why.message_ko));
    format!("{} {}: {korean} ({english})", why.code.id, why.code.name)
}

/// The source text with its lines.
pub(super) struct Source<'a> {
    text: &'a str,
    index: TextIndex,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, index: TextIndex::new(text) }
    }

    fn line(&self, line: u32) -> &'a str {
        let start = self.index.line_start(line) as usize;
        let end = if (line as usize) < self.index.lines() { self.index.line_start(line + 1) as usize } else { self.text.len() };
        self.text[start..end].trim_end_matches(['\n', '\r', '\x0c'])
    }

    /// The byte of the line at which a character of the text stands.
    fn byte_in_line(&self, line: u32, character: u32) -> usize {
        let start = self.index.line_start(line) as usize;
        let content = self.line(line);
        // The count of characters grows with the byte, so the byte is found by halving, however long the line.
        let (mut low, mut high) = (0, content.len());
        while low < high {
            let middle = (low + high) / 2;
            if self.index.scalar_offset((start + middle) as u32) < character {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        while !content.is_char_boundary(low) {
            low += 1;
        }
        low
    }

    /// The line of a span's start with the span underlined, between a gutter of `gutter` columns and a note.
    pub(super) fn underlined(&self, span: &Span, note: &str, gutter: usize, style: Style, paint: Paint) -> String {
        let at = self.byte_in_line(span.line, span.start);
        let length = span.end.saturating_sub(span.start) as usize;
        let (shown, marks) = excerpt(self.line(span.line), at, length);
        let bar = paint.paint(Style::Blue, "|");
        let number = paint.paint(Style::Blue, &format!("{:>gutter$}", span.line));
        let more = match span.line_end.saturating_sub(span.line) {
            0 => String::new(),
            lines => format!(" …+{lines} lines"),
        };
        let note = if note.is_empty() { more } else { format!(" {note}{more}") };
        let marks = paint.paint(style, &format!("{}{note}", marks.trim_end()));
        format!("{number} {bar} {shown}\n{:>gutter$} {bar} {marks}\n", "")
    }
}

/// The part of a line around byte `at`, and marks under `length` characters from there. Only that part is read: a line
/// may be the whole file.
fn excerpt(line: &str, at: usize, length: usize) -> (String, String) {
    let mut start = at;
    let mut before = 0;
    for (i, character) in line[..at].char_indices().rev() {
        before += char_width(paint::shown(character));
        if before > COLUMNS - BEFORE {
            break;
        }
        start = i;
    }
    if start > 0 {
        // The line does not fit: a few characters before the place are enough.
        let kept = line[..at].char_indices().rev().take(BEFORE / 2);
        start = kept.last().map_or(at, |(i, _)| i);
    }
    let mut shown = String::new();
    let mut marks = String::new();
    if start > 0 {
        shown.push('…');
        marks.push(' ');
    }
    let mut used = shown.chars().count();
    let mut marked = 0;
    for (i, character) in line[start..].char_indices() {
        let character = paint::shown(character);
        let wide = char_width(character);
        if used + wide > COLUMNS {
            shown.push('…');
            break;
        }
        used += wide;
        shown.push(character);
        let inside = start + i >= at && marked < length;
        marked += usize::from(inside);
        marks.push_str(&if inside { "^" } else { " " }.repeat(wide));
    }
    if !marks.contains('^') {
        marks.push('^');
    }
    (shown, marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_under_wide_characters() {
        let (shown, marks) = excerpt("총사업비 100억", "총사업비 ".len(), 3);
        assert_eq!(shown, "총사업비 100억");
        assert_eq!(marks.trim_end(), "         ^^^");
        let (_, marks) = excerpt("총사업비 100억", 0, 4);
        assert_eq!(marks.trim_end(), "^^^^^^^^");
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let line = format!("{}여기{}", "가".repeat(10_000), "나".repeat(10_000));
        let (shown, marks) = excerpt(&line, 30_000, 2);
        assert!(shown.starts_with('…') && shown.ends_with('…'));
        assert!(paint::width(&shown) <= COLUMNS + 1);
        let at = marks.find('^').unwrap();
        assert_eq!(paint::width(&shown[..shown.find("여기").unwrap()]), at);
    }

    #[test]
    fn an_empty_place_still_has_a_mark() {
        assert_eq!(excerpt("", 0, 1), (String::new(), "^".to_owned()));
    }

    #[test]
    fn a_place_is_found_by_its_character() {
        let source = Source::new("첫 줄\n둘째 줄입니다");
        assert_eq!(source.byte_in_line(2, 4), 0);
        assert_eq!(source.byte_in_line(2, 7), "둘째 ".len());
        assert_eq!(source.byte_in_line(2, 99), "둘째 줄입니다".len());
    }

    #[test]
    fn lines_end_where_the_index_says() {
        let source = Source::new("가\r\n나\n\x0c다");
        assert_eq!(source.line(1), "가");
        assert_eq!(source.line(2), "나");
        assert_eq!(source.line(4), "다");
    }
}
