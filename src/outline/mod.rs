//! Lines → points: wrapped lines joined, bullets nested by mark and indentation.
//!
//! In: the lines of one section. Out: a tree of [`Point`]s in reading order. It promises that each line lies in exactly one
//! point. It does not know what a section is about; whether a line is a heading was decided before.

use crate::layout::{Layout, Line, MarkerKind, Passage, Shape};
use crate::text::{any_byte, count_bytes, is_hangul, is_one_of};

/// What a point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointKind {
    /// A line with a mark.
    Bullet,
    /// Text without a mark that starts a section or stands where text is expected.
    Plain,
    /// `※ …` on a line of its own.
    Note,
    /// Text without a mark that stands apart after points: a caption, or the start of something else.
    Loose,
}

/// A point of an outline.
#[derive(Clone, Debug)]
pub struct Point {
    /// Its kind.
    pub kind: PointKind,
    /// Its mark.
    pub marker: Option<MarkerKind>,
    /// Its text.
    pub text: Passage,
    /// Points under it.
    pub points: Vec<Point>,
    /// First line.
    pub line: usize,
}

/// Deepest nesting kept; deeper points become siblings at this depth.
const MAX_DEPTH: usize = 32;
/// A line of at least this share of the text width may have been wrapped, although a blank line follows.
const FULL_LINE_PERCENT: usize = 72;
/// A line before a page border goes on after it only where it is this full: captions stand there, too.
const PAGE_END_PERCENT: usize = 90;
/// Indentation that makes a point of the same mark a child, in display columns.
const CHILD_INDENT: u16 = 2;

struct Entry {
    depth: usize,
    point: Point,
    last_line: usize,
    open_brackets: i32,
}

/// Nests the lines `indices` (in order) of a layout.
pub fn nest(text: &str, layout: &Layout, indices: impl IntoIterator<Item = usize>) -> Vec<Point> {
    let mut tree = Tree::default();
    let mut stack: Vec<(MarkerKind, u16, char)> = Vec::new();
    let mut bullets = false;
    for i in indices {
        layout.deadline.check();
        let line = &layout.lines[i];
        if line.shape == Shape::Rule {
            continue;
        }
        match line.marker {
            Some(marker) if marker.kind == MarkerKind::Note => {
                tree.push(entry(text, line, i, 0, PointKind::Note, Some(marker.kind)));
            }
            Some(marker) => {
                // A bracketed line opens a group: it and what follows are one level apart from what stood before.
                if matches!(marker.kind, MarkerKind::Bracketed(_)) {
                    stack.clear();
                }
                let glyph = text[marker.range.to_usize()].chars().next().unwrap_or(' ');
                let level = |fits: &dyn Fn(u16) -> bool| {
                    stack.iter().rposition(|&(kind, indent, other)| {
                        kind == marker.kind && if glyphs_apart(glyph, other) { line.indent == indent } else { fits(indent) }
                    })
                };
                // The level of this indentation, or the innermost that is deeper.
                let same = level(&|indent| line.indent.abs_diff(indent) < CHILD_INDENT)
                    .or_else(|| level(&|indent| line.indent < indent + CHILD_INDENT));
                match same {
                    Some(level) => stack.truncate(level),
                    None => {
                        while stack
                            .last()
                            .is_some_and(|&(kind, indent, _)| indent > line.indent || (kind == marker.kind && indent >= line.indent))
                        {
                            stack.pop();
                        }
                    }
                }
                bullets = true;
                let depth = stack.len().min(MAX_DEPTH);
                if stack.len() < MAX_DEPTH {
                    stack.push((marker.kind, line.indent, glyph));
                }
                tree.push(entry(text, line, i, depth, PointKind::Bullet, Some(marker.kind)));
            }
            None => {
                let goes_on = |last: &&mut Entry| continues(text, layout, &layout.lines[last.last_line], line, last);
                if let Some(last) = tree.open.last_mut().filter(goes_on) {
                    let space = joined_with_blank(text, layout, &layout.lines[last.last_line], line);
                    last.point.text.push(text, line.body, space);
                    last.last_line = i;
                    last.open_brackets += brackets(&text[line.body.to_usize()]);
                } else {
                    let kind = if bullets { PointKind::Loose } else { PointKind::Plain };
                    tree.push(entry(text, line, i, 0, kind, None));
                }
            }
        }
    }
    tree.finish()
}

/// Whether two marks are different bullets of symbol fonts whose font was lost: one kind stands for all of them, and a level of a list
/// is known by its glyph as by its indentation.
fn glyphs_apart(a: char, b: char) -> bool {
    let left_over = |c: char| matches!(c, 'Ÿ' | '§' | 'þ' | 'ò' | '\u{F020}'..='\u{F0FF}');
    a != b && left_over(a) && left_over(b)
}

fn entry(text: &str, line: &Line, index: usize, depth: usize, kind: PointKind, marker: Option<MarkerKind>) -> Entry {
    let body = &text[line.body.to_usize()];
    Entry {
        depth,
        point: Point { kind, marker, text: Passage::of(text, line.body), points: Vec::new(), line: index },
        last_line: index,
        open_brackets: brackets(body),
    }
}

/// Opening minus closing brackets.
fn brackets(text: &str) -> i32 {
    let bytes = text.as_bytes();
    // The brackets of ASCII, and the first bytes of the wide ones.
    if !any_byte(bytes, |b| is_one_of!(b, b'(', b')', b'[', b']', 0xE3, 0xEF)) {
        return 0;
    }
    if memchr::memchr2(0xE3, 0xEF, bytes).is_none() {
        let opening = count_bytes(bytes, |b| matches!(b, b'(' | b'['));
        return opening as i32 - count_bytes(bytes, |b| matches!(b, b')' | b']')) as i32;
    }
    text.chars()
        .map(|c| match c {
            '(' | '[' | '「' | '（' => 1,
            ')' | ']' | '」' | '）' => -1,
            _ => 0,
        })
        .sum()
}

/// Whether an unmarked line goes on with the text of the line before.
fn continues(text: &str, layout: &Layout, before: &Line, line: &Line, last: &Entry) -> bool {
    if line.shape == Shape::Tabs {
        return false;
    }
    if layout.logical {
        return line.continues;
    }
    if layout.unmarked && last.open_brackets <= 0 && !layout.near_widest(before) {
        return false;
    }
    // A date at the start of each line: a list without marks.
    if last.point.kind == PointKind::Plain && starts_with_date(&last.point.text.text) && starts_with_date(&text[line.body.to_usize()]) {
        return false;
    }
    if line.blanks_before > 0 && is_photo_caption(&text[line.body.to_usize()]) {
        return false;
    }
    // A list of labels without marks (`담당부서 : …`): each line is a point of its own.
    if last.point.kind == PointKind::Plain && is_labelled(&last.point.text.text) && is_labelled(&text[line.body.to_usize()]) {
        return false;
    }
    // An open bracket goes on over one or two lines, not for the rest of the section.
    if last.open_brackets > 0 && line.blanks_before <= 1 && last.point.text.lines < 4 {
        return true;
    }
    if layout.keeps_trailing_blanks && before.trailing_blank && line.blanks_before <= 1 {
        return true;
    }
    if line.after_furniture || line.page_break {
        return page_full(layout, before) && last.point.kind != PointKind::Loose;
    }
    match line.blanks_before {
        0 => last.point.kind != PointKind::Loose || line.indent > 0 || full(layout, before),
        1 if layout.blanks_are_spacing || line.indent > 0 => full(layout, before),
        1 => page_full(layout, before) && last.point.kind == PointKind::Bullet,
        2 => layout.blanks_are_spacing && last.point.kind == PointKind::Bullet && page_full(layout, before),
        _ => false,
    }
}

/// Digits of a year that is written out.
const YEAR_DIGITS: usize = 4;

/// `2022. 9. 15. …`, `'23.6. …`, `2024년 3월 …`: a year, and what parts it from a month.
fn starts_with_date(text: &str) -> bool {
    let text = text.trim_start_matches(['\'', '‘', '’', '`', '(']);
    let digits = text.bytes().take(YEAR_DIGITS + 1).take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].trim_start();
    let month = rest.strip_prefix(['.', '-', '/', '년']).is_some_and(|m| m.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    month && (digits == YEAR_DIGITS && text.starts_with("20") || digits == 2)
}

/// `착공식 행사 사진`, `준공 후 전경`, `도로 포장 현장`, `가온 도서관 개관식`: what is below a picture goes on with nothing.
fn is_photo_caption(text: &str) -> bool {
    let text = text.trim_end();
    ["사진", "전경", "조감도", "투시도", "모습", "장면", "현장"].iter().any(|end| text.ends_with(end)) || names_ceremony(text)
}

/// `개관식`, `협약식`: an event by its last word. Words of manner and of food end alike, and those of news but for `개소식`.
fn names_ceremony(text: &str) -> bool {
    /// The shortest such word, in characters.
    const SHORTEST: usize = 3;
    const OTHERS: [&str; 11] = ["방식", "양식", "형식", "의식", "인식", "지식", "상식", "급식", "음식", "소식", "주식"];
    let word = text.rsplit(' ').next().unwrap_or(text);
    let other = || OTHERS.iter().any(|other| word.ends_with(other)) && !word.ends_with("개소식");
    word.ends_with('식') && word.chars().count() >= SHORTEST && !other()
}

/// A label is no longer than this, in characters.
const LABEL_CHARS: usize = 12;

/// `담당부서 : 문화과`: a short label without digits or full stops, a colon, a value.
fn is_labelled(text: &str) -> bool {
    // No further than a label goes: this is asked of a text for each line that may go on with it.
    let mut characters = 0;
    let end = text.find(|c: char| {
        let is_label = is_hangul(c) || c.is_whitespace() || matches!(c, '·' | '/' | '(' | ')');
        characters += usize::from(!c.is_whitespace());
        !is_label || characters > LABEL_CHARS
    });
    let Some((label, value)) = end.and_then(|end| Some((&text[..end], text[end..].strip_prefix([':', '：'])?))) else { return false };
    let label = label.trim();
    !label.is_empty()
        && label.chars().count() <= LABEL_CHARS
        && !label.contains(|c: char| c.is_whitespace() && c != ' ')
        && !value.trim().is_empty()
}

fn page_full(layout: &Layout, line: &Line) -> bool {
    (line.indent + line.width) as usize * 100 >= layout.text_width as usize * PAGE_END_PERCENT
}

fn full(layout: &Layout, line: &Line) -> bool {
    (line.indent + line.width) as usize * 100 >= layout.text_width as usize * FULL_LINE_PERCENT
}

/// Whether a wrapped line is joined with a blank: Korean wraps in the middle of words, too.
pub fn joined_with_blank(text: &str, layout: &Layout, before: &Line, line: &Line) -> bool {
    if layout.logical {
        return true;
    }
    if layout.keeps_trailing_blanks {
        return before.trailing_blank;
    }
    let last = text[before.body.to_usize()].chars().next_back().unwrap_or(' ');
    let first = text[line.body.to_usize()].chars().next().unwrap_or(' ');
    if !(is_hangul(last) && is_hangul(first)) {
        return !matches!(last, '(' | '[' | '「') && !matches!(first, ')' | ']' | '」' | ',' | '.');
    }
    !(layout.breaks_words && before.indent + before.width + 1 >= layout.text_width)
}

/// Points with depths, made a tree as they come: those that may get further points under them, the last one on top, are open.
#[derive(Default)]
struct Tree {
    roots: Vec<Point>,
    open: Vec<Entry>,
}

impl Tree {
    fn push(&mut self, entry: Entry) {
        self.close(entry.depth);
        self.open.push(entry);
    }

    /// Closes what is as deep as this, or deeper.
    fn close(&mut self, depth: usize) {
        while let Some(done) = self.open.pop_if(|last| last.depth >= depth) {
            let siblings = self.open.last_mut().map_or(&mut self.roots, |parent| &mut parent.point.points);
            siblings.push(done.point);
        }
    }

    fn finish(mut self) -> Vec<Point> {
        self.close(0);
        self.roots
    }
}

impl Point {
    /// The point and all points under it, in reading order.
    pub fn visit<'p>(&'p self, f: &mut dyn FnMut(&'p Point)) {
        f(self);
        for point in &self.points {
            point.visit(f);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> String {
        fn print(points: &[Point], depth: usize, out: &mut String) {
            for p in points {
                out.push_str(&format!("{}{}\n", "  ".repeat(depth), p.text.text));
                print(&p.points, depth + 1, out);
            }
        }
        let layout = Layout::of(text);
        let mut out = String::new();
        print(&nest(text, &layout, 0..layout.lines.len()), 0, &mut out);
        out
    }

    #[test]
    fn labels_without_marks_are_points_of_their_own() {
        let text = "담당부서 : 문화과\n추진상태 : 정상추진 / 이행률 : 61%\n비고 : 가온동과 나래동을 잇는\n도로\n";
        let layout = Layout::of(text);
        let points: Vec<String> = nest(text, &layout, 0..layout.lines.len()).into_iter().map(|p| p.text.text).collect();
        assert_eq!(points, ["담당부서 : 문화과", "추진상태 : 정상추진 / 이행률 : 61%", "비고 : 가온동과 나래동을 잇는 도로"]);
    }

    #[test]
    fn bullets_nest_by_mark_and_indentation() {
        let text = "- 사업 추진\n - ▶ 가\n - ▶ 나\n- 기대효과\n - ▶ 다\n";
        assert_eq!(tree(text), "사업 추진\n  가\n  나\n기대효과\n  다\n");
        let text = "○ 가온 사업\n  ·위    치 : 나래동\n  ·규모 : 총 3층\n   - 지상 : 2층\n○ 다온 사업\n  ·기간 : 연중\n";
        assert_eq!(tree(text), "가온 사업\n  위 치 : 나래동\n  규모 : 총 3층\n    지상 : 2층\n다온 사업\n  기간 : 연중\n");
    }

    #[test]
    fn a_list_of_one_mark_goes_back_to_the_level_of_its_indentation() {
        let text = "- 2022년\n    - 목표 : 설계\n    - 실적 : 설계 완료\n- 2023년\n    - 목표 : 착공\n";
        assert_eq!(tree(text), "2022년\n  목표 : 설계\n  실적 : 설계 완료\n2023년\n  목표 : 착공\n");
    }

    #[test]
    fn bullets_that_lost_their_font_nest_by_glyph() {
        let text = " Ÿ 가온 사업\n  ò 설계\n  ò 착공\n Ÿ 나래 사업\n  ò 준공\n";
        assert_eq!(tree(text), "가온 사업\n  설계\n  착공\n나래 사업\n  준공\n");
    }

    #[test]
    fn a_caption_below_a_full_line_is_none_of_its_words() {
        let text = " - 착공\n - 가온 도서관 설계 공모 당선작 선정과 주민 설명회 개최\n\n가온 도서관 착공식\n\n";
        assert_eq!(tree(text), "착공\n가온 도서관 설계 공모 당선작 선정과 주민 설명회 개최\n가온 도서관 착공식\n");
        let text = " - 착공\n - 가온 도서관 설계 공모 당선작 선정과 주민 설명회 개최\n\n나래 쉼터 개소식\n\n";
        assert_eq!(tree(text), "착공\n가온 도서관 설계 공모 당선작 선정과 주민 설명회 개최\n나래 쉼터 개소식\n");
        let text = " - 착공\n - 가온 도서관 설계 공모 당선작 선정과 주민 설명회 개최\n\n및 시범 운영\n\n";
        assert_eq!(tree(text), "착공\n가온 도서관 설계 공모 당선작 선정과 주민 설명회 개최 및 시범 운영\n");
    }

    #[test]
    fn wrapped_lines_join() {
        let text = "○ 나래동 일원의 역량을  \n\n가온 산업단지와 연계하여 시너지 효과를 높이고, 미래유망 \n\n신사업을 육성\n\n○ 둘째 \n\n○ 셋째 \n\n○ 넷째 \n\n";
        assert!(
            tree(text).starts_with("나래동 일원의 역량을 가온 산업단지와 연계하여 시너지 효과를 높이고, 미래유망 신사업을 육성\n둘째\n"),
            "{}",
            tree(text)
        );
        assert_eq!(tree("○ 사업비 : 7,231백만원(국 2,370, 기금\n\n691, 기타 34)\n"), "사업비 : 7,231백만원(국 2,370, 기금 691, 기타 34)\n");
    }
}
