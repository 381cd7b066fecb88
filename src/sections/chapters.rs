//! Fields of work that divide a book or a list: `Ⅰ. 보육·교육 분야`, `□ 복지 분야(5건)`, `실천분야 2⏎공원·산림`.
//!
//! A pledge below such a line is of that field, where its own card does not say otherwise.

use crate::layout::{Layer, Layout, Shape};
use crate::span::Range;

/// A field's name is no longer than this, in characters.
const NAME_CHARS: usize = 20;
/// What may stand before `분야` in the words for a numbered chapter.
const KINDS: [&str; 6] = ["", "실천", "공약", "정책", "추진", "이행"];
const FIELD: &str = "분야";

/// The field that a line names: its words without number, count and `분야`. Of a line that is only a number (`실천분야 2`) the
/// next line is the name.
pub fn chapter_name(text: &str, layout: &Layout, line: usize) -> Option<Range> {
    let here = &layout.lines[line];
    if here.layer != Layer::Body || matches!(here.shape, Shape::Tabs | Shape::Pipes | Shape::Rule) {
        return None;
    }
    let body = &text[here.body.to_usize()];
    if let Some(rest) = numbered(body) {
        let name = rest.trim_start_matches(['.', ' ', ':', ')']);
        if !name.is_empty() {
            return name_in(text, here.body, name);
        }
        let next = layout.lines.get(line + 1).filter(|l| l.layer == Layer::Body && l.shape == Shape::Plain && l.marker.is_none())?;
        return name_in(text, next.body, &text[next.body.to_usize()]);
    }
    let name = without_count(body).strip_suffix(FIELD)?.trim_end();
    let name = name.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '.' | ' ' | ')' | '-' | '제' | '장' | '부' | '편') && !name.starts_with(crate::text::is_hangul)
    });
    let name = name.trim_start_matches(|c: char| ('Ⅰ'..='Ⅻ').contains(&c) || matches!(c, '.' | ' '));
    name_in(text, here.body, name)
}

/// What follows `실천분야 2`.
fn numbered(body: &str) -> Option<&str> {
    KINDS.iter().find_map(|kind| {
        let rest = body.strip_prefix(kind)?.trim_start().strip_prefix(FIELD)?.trim_start();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&digits).then(|| &rest[digits..])
    })
}

/// `복지 분야(5건)` without its count.
fn without_count(body: &str) -> &str {
    let body = body.trim_end();
    let Some(open) = body.rfind(['(', '[']).filter(|_| body.ends_with([')', ']'])) else { return body };
    let inner = &body[open + 1..body.len() - 1];
    if inner.bytes().any(|b| b.is_ascii_digit()) { body[..open].trim_end() } else { body }
}

fn name_in(text: &str, line: Range, name: &str) -> Option<Range> {
    let letters =
        name.chars().all(|c| crate::text::is_hangul(c) || crate::text::is_middle_dot(c) || c.is_ascii_uppercase() || " ,/&".contains(c));
    let fits = (2..=NAME_CHARS).contains(&name.chars().count()) && letters && name.contains(crate::text::is_hangul);
    let start = line.start as usize + text[line.to_usize()].find(name)?;
    fits.then(|| Range::new(start, start + name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_name_fields_of_work() {
        for (line, name) in [
            ("Ⅰ. 보육·교육 분야", Some("보육·교육")),
            ("□ 복지 분야(5건)", Some("복지")),
            ("실천분야 2\n공원·산림", Some("공원·산림")),
            ("실천분야 1. 균형발전", Some("균형발전")),
            ("생활SOC 분야", Some("생활SOC")),
            ("분야", None),
            ("- 도비 30 분야", None),
            ("관련 분야의 전문가 자문", None),
        ] {
            let layout = Layout::of(line);
            assert_eq!(chapter_name(line, &layout, 0).map(|r| &line[r.to_usize()]), name, "{line}");
        }
    }
}
