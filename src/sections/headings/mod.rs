//! Which lines are headings.
//!
//! A report marks its section headings in one way: a box, a roman numeral, a number, nothing at all. The way that carries the
//! most section names of the vocabulary is the report's *heading class*; then every line of that class is a heading, known or
//! not. Brackets (`【집행실적】`) and a few names below other marks are headings inside a section.
//!
//! | step | in |
//! |---|---|
//! | lines that may be headings, and what their words name | `candidates` |
//! | which class heads the sections | `votes` |
//! | which candidates are headings, in order, by what was taken before | `choice` |

mod candidates;
mod choice;
mod votes;

use super::vocabulary::{Likeness, Role, Vocabulary};
use crate::decode::Native;
use crate::layout::{Layer, Layout, Line, MarkerKind, Shape};
use crate::span::Range;
use crate::text::split_at_colon;

/// How a report marks its headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HeadingClass {
    /// A mark.
    Marked(MarkerKind),
    /// A line of its own without a mark.
    Bare,
    /// The first cell of a line, the text in the second.
    FirstCell,
}

/// A heading.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Its line.
    pub line: usize,
    /// What it names; `None` for a heading that the vocabulary does not know.
    pub role: Option<Role>,
    /// How its words were taken for the name.
    pub likeness: Likeness,
    /// Its words.
    pub title: Range,
    /// Text of the section on the same line, after the heading's cell.
    pub rest: Option<Range>,
    /// Inside a section.
    pub inner: bool,
    /// The first cell of a form's row, which may go on below.
    pub form: bool,
}

/// All headings of a file.
#[derive(Clone, Debug, Default)]
pub struct Headings {
    /// In order of their lines.
    pub list: Vec<Heading>,
    /// The heading class.
    pub class: Option<HeadingClass>,
}

/// A heading is no longer than this, in display columns.
const HEADING_WIDTH: u16 = 56;
/// A heading without a mark is no longer than this.
const BARE_WIDTH: u16 = 40;
/// A heading without a mark that is no known name is no longer than this.
const NEAR_BARE_WIDTH: u16 = 26;

/// Finds the headings of a layout.
pub fn find(names: &Vocabulary, text: &str, layout: &Layout) -> Headings {
    let (candidates, mut votes) = candidates::find(names, text, layout);
    for vote in &mut votes {
        vote.recurs = votes::recurs(text, &layout.lines, &candidates, vote.class);
    }
    choice::choose(names, text, layout, candidates, &votes)
}

/// Gives the text beside a heading's cell (`최종목표⇥○ …`) a line of its own, so that it is read as every other line of the
/// section is, with its mark.
pub fn unfold(text: &str, native: Option<&Native>, layout: &mut Layout, headings: &mut Headings) {
    let mut added = 0;
    for k in 0..headings.list.len() {
        layout.deadline.check();
        // The first row of `추진목표 | 최종 목표 | …` has two headings.
        let shared = headings.list.get(k + 1).is_some_and(|next| next.line == headings.list[k].line);
        let heading = &mut headings.list[k];
        heading.line += added;
        if let Some(rest) = heading.rest.take() {
            if heading.form {
                let lines = layout.split_row(text, native, heading.line, rest);
                added += lines;
                let mut next = heading.line + lines + 1;
                while let Some(rows) = layout.row_goes_on(text, native, next).filter(|_| !shared) {
                    next += rows;
                    added += rows - 1;
                }
                continue;
            }
            let lines = layout.split(text, native, heading.line, rest.start as usize);
            added += lines;
            let mut next = heading.line + lines + 1;
            while layout.goes_on(text, next) {
                next += 1;
            }
        }
    }
}

/// How a line would mark a heading; `None` where it cannot be one.
fn class_of(line: &Line) -> Option<HeadingClass> {
    Some(match line.marker.map(|m| m.kind) {
        // A row of a form, its label numbered: `⑧ 최종목표`.
        Some(kind) if kind.is_numbered() && line.shape == Shape::Tabs => HeadingClass::FirstCell,
        Some(MarkerKind::Note | MarkerKind::Star) => return None,
        Some(kind) => HeadingClass::Marked(kind),
        None if line.shape == Shape::Tabs => HeadingClass::FirstCell,
        None if line.shape == Shape::Plain || line.shape == Shape::Spaced => HeadingClass::Bare,
        None => return None,
    })
}

/// Whether a colon stands in words outside brackets (a heading may end with `(단위 : 백만원)`).
fn has_colon(words: &str) -> bool {
    split_at_colon(words).is_some_and(|(before, _)| !before.contains(['(', '（', '[']))
}

/// Whether a point that may be a heading has nothing on its line but its words, and something under it.
fn leads_on(text: &str, lines: &[Line], i: usize) -> bool {
    let line = &lines[i];
    let mut below = lines[i + 1..].iter().filter(|l| l.layer == Layer::Body).peekable();
    // Right above a unit stands what the amounts are of, also where the table below has a cell a line.
    if below.peek().is_some_and(|l| is_unit(text, l)) && lines[i].marker.is_none() {
        return !text[lines[i].body.to_usize()].contains(':');
    }
    let Some(next) = below.find(|l| !is_unit(text, l)) else { return false };
    // `연도별 재원 계획` over `두 사업을 더한 금액` and its unit: what heads the tables heads the names of all of them.
    if line.marker.is_none() && next.marker.is_none() && next.shape == Shape::Plain && below.peek().is_some_and(|l| is_unit(text, l)) {
        return !text[line.body.to_usize()].contains(':') && next.width <= NEAR_BARE_WIDTH;
    }
    let deeper = next.indent > line.indent || next.marker.map(|m| m.kind) != line.marker.map(|m| m.kind);
    let mut spaced = || line.shape == Shape::Plain && next.shape == Shape::Spaced && below.next().is_some_and(|l| l.shape == Shape::Spaced);
    (deeper || is_row(next) || spaced()) && !text[line.body.to_usize()].contains(':')
}

/// Whether a line is the unit of the amounts below it.
fn is_unit(text: &str, line: &Line) -> bool {
    let words = &text[line.range.to_usize()];
    words.starts_with(['(', '[', '（', '※', '단']) && crate::normalize::money::unit_note(words).is_some()
}

/// Whether a line shows itself as a row of a table.
fn is_row(line: &Line) -> bool {
    matches!(line.shape, Shape::Tabs | Shape::Pipes | Shape::Commas | Shape::Rule)
}

/// Whether a line that is no row stands right above a table, or above its unit.
fn stands_over_table(text: &str, lines: &[Line], i: usize) -> bool {
    let next = lines[i + 1..].iter().find(|l| l.layer == Layer::Body && !is_unit(text, l));
    lines[i].native.is_none() && !is_row(&lines[i]) && next.is_some_and(|l| is_row(l) || l.native.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(text: &str) -> Vec<(String, Option<Role>)> {
        let layout = Layout::of(text);
        find(Vocabulary::general(), text, &layout).list.iter().map(|h| (text[h.title.to_usize()].to_owned(), h.role)).collect()
    }

    #[test]
    fn the_class_with_most_names_heads_the_sections() {
        let text = "□ 사업개요\n- 위치 : 가온동\n□ 갈등관리 방안\n- 면담\n□ 추진실적\n- 2022. 1. 3. 착공\n【집행실적】\n";
        use Role::*;
        assert_eq!(
            titles(text),
            [
                ("사업개요".to_owned(), Some(Overview)),
                ("갈등관리 방안".to_owned(), None),
                ("추진실적".to_owned(), Some(Achievements)),
                ("집행실적".to_owned(), Some(Execution)),
            ]
        );
    }

    #[test]
    fn numbers_count_on() {
        let text = "16. 나래 둘레길\n1. 정책목표\nㅇ 가\n2. 사업개요\nㅇ 나\n3. 홍보 전략\nㅇ 다\n";
        use Role::*;
        assert_eq!(
            titles(text),
            [("정책목표".to_owned(), Some(Goal)), ("사업개요".to_owned(), Some(Overview)), ("홍보 전략".to_owned(), None)]
        );
    }

    #[test]
    fn rows_of_a_form_are_sections() {
        let text =
            "최종목표\t○ 가온동 주민의 안전\n추진실적\t2023. 3. 착공\n○ 준공\n투자계획\n(단위 : 백만원)\n구분\t계\t2023년\n계\t30\t30\n";
        let mut layout = Layout::of(text);
        let mut headings = find(Vocabulary::general(), text, &layout);
        unfold(text, None, &mut layout, &mut headings);
        let found: Vec<_> = headings.list.iter().map(|h| (h.line, &text[h.title.to_usize()], h.rest)).collect();
        assert_eq!(found, [(0, "최종목표", None), (2, "추진실적", None), (5, "투자계획", None)]);
        assert_eq!(&text[layout.lines[1].body.to_usize()], "가온동 주민의 안전");
    }

    #[test]
    fn the_title_of_the_next_card_counts_on_by_chance() {
        let text = "1. 정책목표\nㅇ 가\n2. 사업개요\nㅇ 나\n\n3. 나래 공원 조성\nㅇ 소관부서: 녹지과\n1. 정책목표\nㅇ 다\n";
        let found: Vec<_> = titles(text).into_iter().map(|t| t.0).collect();
        assert_eq!(found, ["정책목표", "사업개요", "정책목표"]);
    }

    #[test]
    fn chapters_divide_a_book_and_head_no_section() {
        let text = "제1장 세부 실천계획\n1-1 가온 도서관\n□ 사업목표\n○ 가\n□ 추진실적\n○ 나\n";
        let found: Vec<_> = titles(text).into_iter().map(|t| t.0).collect();
        assert_eq!(found, ["사업목표", "추진실적"]);
    }

    #[test]
    fn a_heading_stands_right_above_a_table() {
        let text = "최종목표\t○ 가\n추진실적\t○ 나\n투자계획\n구분\t계\t2022년\t2023년\t2024년\n계\t3\t1\t1\t1\n";
        assert_eq!(titles(text).len(), 3);
    }

    #[test]
    fn round_brackets_head_parts() {
        let text = "□ 쟁점사항 및 해소방안\n(쟁점사항)\n - 가\n(해소방안)\n - 나\n(가온동 일원)\n□ 추진실적\n- 다\n";
        let found: Vec<_> = titles(text).into_iter().map(|t| t.0).collect();
        assert_eq!(found, ["쟁점사항 및 해소방안", "쟁점사항", "해소방안", "추진실적"]);
    }

    #[test]
    fn a_heading_stands_above_a_period() {
        let text = "공약목표\n○ 가\n사업현황\n○ 추진기간: 2020. 9. ~ 2026. 6.\n추진상황\n○ 나\n";
        assert_eq!(titles(text).len(), 3);
    }

    #[test]
    fn boxes_to_tick_are_no_headings() {
        assert_eq!(titles("□ 사업개요\n- 근거\n□ 법령 □ 시행령 ☑ 조례\n□ 추진실적\n").len(), 2);
    }
}
