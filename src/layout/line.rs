//! Lines and what typography says about them.

use smallvec::SmallVec;

use super::furniture;
use super::marker::{Marker, MarkerKind, framed_words, parse_marker, spaced_number};
use super::native::NativeRow;
use super::sheet;
use crate::decode::Native;
use crate::limits::Deadline;
use crate::span::Range;
use crate::text::{Letters, Look, Signs, commas, has_double_space, inner as inner_text, is_dash, is_hangul, width};

/// Whether a line is part of the report or of the page around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The report.
    Body,
    /// `- 12 -`.
    PageNumber,
    /// Text that stands on every page.
    RunningHead,
    /// Menus, polls and footers of a web page.
    Portal,
    /// Comments (메모, 숨은 설명) of a word processor, which are not printed.
    Comment,
}

/// Shape of a line as a row of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Running text.
    Plain,
    /// Cells between tabs.
    Tabs,
    /// Cells between `|` or `│`.
    Pipes,
    /// Cells between commas, those with a comma in quotes.
    Commas,
    /// Cells between two blanks or more.
    Spaced,
    /// A ruling of dashes.
    Rule,
}

/// A non-blank line.
#[derive(Clone, Debug)]
pub struct Line {
    /// Without the line end and without blanks at both ends (tabs at the ends are cells, and stay).
    pub range: Range,
    /// After the mark, and without the bold signs of Markdown.
    pub body: Range,
    /// Display columns before the text.
    pub indent: u16,
    /// Display columns of the text.
    pub width: u16,
    /// The letters of the text.
    pub letters: Letters,
    /// What kinds of characters the text holds.
    pub signs: Signs,
    /// Whether blanks stood before the line end: the line was wrapped after a word.
    pub trailing_blank: bool,
    /// Blank lines before.
    pub blanks_before: u8,
    /// A form feed before.
    pub page_break: bool,
    /// Furniture between the previous body line and this one.
    pub after_furniture: bool,
    /// Body or furniture.
    pub layer: Layer,
    /// The mark at its start.
    pub marker: Option<Marker>,
    /// The line was set in bold.
    pub bold: bool,
    /// Shape as a row of a table.
    pub shape: Shape,
    /// Goes on with the paragraph of the line before, after a forced line break.
    pub continues: bool,
    /// The row of a native table that the line is.
    pub native: Option<NativeRow>,
}

impl Line {
    /// The line without a frame of glyphs around it (`◆◆ 공약 1. 가온 도서관 ◆◆`).
    pub fn unframed(&self) -> Range {
        let framed = matches!(self.marker, Some(Marker { kind: MarkerKind::Glyph(_), .. })) && self.body.end < self.range.end;
        if framed { self.body } else { self.range }
    }
}

/// All lines of a document.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The non-blank lines, in order.
    pub lines: Vec<Line>,
    /// Lines are whole paragraphs as the author typed them: none is wrapped.
    pub logical: bool,
    /// Lines keep the blank at which they were wrapped: where it is missing, a word was broken.
    pub keeps_trailing_blanks: bool,
    /// Wrapped lines are filled to the last column: words were cut anywhere.
    pub breaks_words: bool,
    /// Blank lines stand between almost all lines, and so mean nothing.
    pub blanks_are_spacing: bool,
    /// No line has a mark, and too few are as wide as the widest for lines to wrap there: each is a point of its own.
    pub unmarked: bool,
    /// Display columns of the widest line of running text.
    pub widest: u16,
    /// Display columns of the widest lines of running text (95th percentile).
    pub text_width: u16,
    /// Until when the stages may go over the lines: all of them have the layout at hand.
    pub deadline: Deadline,
}

/// A line longer than this many bytes that holds several marks is a report on one line, and is split before them.
const FLAT_LINE_BYTES: usize = 600;
/// A line of a card is about as long, blank ones included.
const USUAL_LINE_BYTES: usize = 48;
/// Lines that room is made for before they are read.
const FEW_LINES: usize = 1 << 10;
/// Wrapped lines that tell how a document wraps.
const FEW_WRAPS: usize = 3;
/// Lines of text of which some would have wrapped, if any did: a card has about twice as many.
const UNMARKED_LINES: usize = 10;
/// Where lines wrap between words, most of those that do end within a word of the widest.
const NEAR_WIDEST_PERCENT: u32 = 90;
/// Display columns are counted up to here, so that sums of a few of them fit.
const WIDEST: usize = 1 << 14;
/// Marks that such a line must hold.
const FLAT_LINE_MARKS: usize = 3;

impl Layout {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        let mut layout = Self { lines: Vec::with_capacity((text.len() / USUAL_LINE_BYTES).min(FEW_LINES)), ..Self::default() };
        let mut blanks = 0u8;
        let mut page_break = false;
        let bytes = text.as_bytes();
        let of_sheet = sheet::is_sheet(text);
        let mut at = 0;
        while at < bytes.len() {
            let mut end = memchr::memchr3(b'\n', b'\r', 0x0c, &bytes[at..]).map_or(bytes.len(), |i| at + i);
            if of_sheet {
                end = sheet::row_end(text, at, end);
            }
            let slice = &text[at..end];
            if slice.chars().all(char::is_whitespace) {
                if !(end < bytes.len() && bytes[end] == 0x0c && at == end) {
                    blanks = blanks.saturating_add(1);
                }
            } else {
                if of_sheet {
                    layout.push_row_of_sheet(text, at, end, blanks, page_break);
                } else {
                    layout.push_physical(text, at, end, blanks, page_break);
                }
                blanks = 0;
                page_break = false;
            }
            if end < bytes.len() {
                page_break |= bytes[end] == 0x0c;
                at = end + if bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n') { 2 } else { 1 };
            } else {
                at = end;
            }
        }
        layout.finish(text);
        layout
    }

    /// What can only be told of all lines together.
    pub(super) fn finish(&mut self, text: &str) {
        pair_tables(text, &mut self.lines);
        comma_tables(text, &mut self.lines);
        lone_marks(&mut self.lines);
        lone_numbers(text, &mut self.lines);
        padded_numbers(text, &mut self.lines);
        numbers_below(text, &mut self.lines);
        self.measure();
        furniture::mark(text, &mut self.lines);
    }

    /// Splits line `index` at byte `at` of the text: what stands after it becomes a line of its own, with its own mark; the
    /// cell of a native table becomes the lines of what is in it. Returns how many lines were added.
    pub fn split(&mut self, text: &str, native: Option<&Native>, index: usize, at: usize) -> usize {
        let whole = &self.lines[index];
        let (start, end) = (whole.range.start as usize, whole.range.end as usize);
        let head = text[start..at].trim_end().len();
        let lead = text[at..end].len() - text[at..end].trim_start().len();
        let mut first = line(text, start, start + head, whole.blanks_before, whole.page_break, false);
        first.indent = whole.indent;
        first.after_furniture = whole.after_furniture;
        first.layer = whole.layer;
        let cells = whole.native.zip(native).map(|(row, native)| Self::lines_of_cells(text, native, row, at));
        let rest = match cells {
            Some(lines) => lines,
            None => {
                let mut second = line(text, at + lead, end, 0, false, false);
                second.trailing_blank = whole.trailing_blank;
                second.layer = whole.layer;
                vec![second]
            }
        };
        let added = rest.len();
        self.lines[index] = first;
        self.lines.splice(index + 1..index + 1, rest);
        added
    }

    /// The same for a row of a form whose first cell names a section: several cells behind it are a row of a table of their own.
    pub fn split_row(&mut self, text: &str, native: Option<&Native>, index: usize, rest: Range) -> usize {
        let cells = &text[rest.to_usize()];
        // A cell of several paragraphs is not parted from its table.
        let of_native = self.lines[index].native.is_some();
        if of_native && (!cells.contains('\t') || cells.contains(['\n', '\r'])) {
            return self.split(text, native, index, rest.start as usize);
        }
        let whole = self.lines[index].clone();
        let head = text[whole.range.start as usize..rest.start as usize].trim_end().len();
        let start = whole.range.start as usize;
        let mut first = line(text, start, start + head, whole.blanks_before, whole.page_break, false);
        first.after_furniture = whole.after_furniture;
        first.indent = whole.indent;
        first.layer = whole.layer;
        let mut second = line(text, rest.start as usize, rest.end as usize, 0, false, cells.contains('\t'));
        second.layer = whole.layer;
        self.lines[index] = first;
        self.lines.insert(index + 1, second);
        1
    }

    /// Reads a row of a form under the cell that names its section without that cell. Returns how many lines it gives: `None`
    /// for a row that is none such.
    pub fn row_goes_on(&mut self, text: &str, native: Option<&Native>, index: usize) -> Option<usize> {
        let whole = self.lines.get(index).filter(|l| l.layer == Layer::Body)?.clone();
        let content = &text[whole.range.to_usize()];
        let lead = content.len() - content.trim_start().len();
        if whole.native.map_or(0, |n| n.column as usize) + content[..lead].matches('\t').count() == 0 {
            return None;
        }
        let (start, cells) = (whole.range.start as usize + lead, content.trim());
        if cells.contains(['\n', '\r']) {
            if cells.contains('\t') {
                return Some(1);
            }
            let rest = whole.native.zip(native).map(|(row, native)| Self::lines_of_cells(text, native, row, start))?;
            let count = rest.len();
            self.lines.splice(index..=index, rest);
            return Some(count);
        }
        // A cell of its own is no line that wraps.
        let blanks = whole.blanks_before.max(u8::from(!cells.contains('\t')));
        let mut row = line(text, start, start + cells.len(), blanks, whole.page_break, cells.contains('\t'));
        row.after_furniture = whole.after_furniture;
        row.layer = whole.layer;
        self.lines[index] = row;
        Some(1)
    }

    /// Reads a row with an empty first cell (`⇥- 가온`) as the text of the cell above goes on: a line with its own mark. Whether it is
    /// such a row.
    pub fn goes_on(&mut self, text: &str, index: usize) -> bool {
        let Some(whole) = self.lines.get(index).filter(|l| l.native.is_none() && l.layer == Layer::Body) else { return false };
        let content = &text[whole.range.to_usize()];
        let Some(rest) = content.strip_prefix('\t').filter(|rest| !rest.trim().is_empty() && !rest.trim().contains('\t')) else {
            return false;
        };
        let start = whole.range.end as usize - rest.len();
        let mut plain = line(text, start, whole.range.end as usize, whole.blanks_before, whole.page_break, false);
        plain.trailing_blank = whole.trailing_blank;
        plain.after_furniture = whole.after_furniture;
        self.lines[index] = plain;
        true
    }

    /// A row of a sheet without the empty cells at its end; where it is one cell, the lines of that, but for `2026⇥⇥⇥` among other rows.
    fn push_row_of_sheet(&mut self, text: &str, start: usize, end: usize, blanks: u8, page_break: bool) {
        let row = text[start..end].trim_end_matches('\t');
        let below_row = blanks == 0 && self.lines.last().is_some_and(|l| l.shape == Shape::Tabs);
        let of_table = below_row && row.starts_with(|c: char| c.is_ascii_digit()) && parse_marker(row, start).is_none();
        let Some(lines) = sheet::lines_of_cell(row).filter(|_| !of_table) else {
            return self.push_physical(text, start, start + row.len(), blanks, page_break);
        };
        let (mut blanks, mut page_break) = (blanks, page_break);
        for line in lines {
            self.push_physical(text, start + line.start, start + line.end, blanks, page_break);
            (blanks, page_break) = (0, false);
        }
    }

    fn push_physical(&mut self, text: &str, start: usize, end: usize, blanks: u8, page_break: bool) {
        if end - start <= FLAT_LINE_BYTES {
            self.push_piece(text, start, end, blanks, page_break);
            return;
        }
        let (mut blanks, mut page_break) = (blanks, page_break);
        for piece in pieces(text, start, end) {
            self.push_piece(text, piece.start, piece.end, blanks, page_break);
            blanks = 0;
            page_break = false;
        }
    }

    fn push_piece(&mut self, text: &str, start: usize, end: usize, blanks: u8, page_break: bool) {
        let in_table = blanks == 0 && self.lines.last().is_some_and(|l| l.shape == Shape::Tabs);
        self.lines.push(line(text, start, end, blanks, page_break, in_table));
    }

    /// Whether a line is about as wide as the widest, so that its text may go on below it.
    pub fn near_widest(&self, line: &Line) -> bool {
        u32::from(line.indent + line.width) * 100 >= u32::from(self.widest) * NEAR_WIDEST_PERCENT
    }

    /// Properties of the document as a whole.
    fn measure(&mut self) {
        let total = self.lines.len();
        let spaced = self.lines.iter().skip(1).filter(|l| l.blanks_before > 0).count();
        self.blanks_are_spacing = total > 8 && spaced * 10 > total * 6;
        let prose = |l: &&Line| matches!(l.shape, Shape::Plain);
        let trailing = self.lines.iter().filter(prose).filter(|l| l.trailing_blank).count();
        self.keeps_trailing_blanks = trailing >= 3 && trailing * 20 > total;
        let mut widths: Vec<u16> = self.lines.iter().filter(prose).map(|l| l.indent + l.width).collect();
        if !widths.is_empty() {
            let rank = (widths.len() - 1) * 95 / 100;
            let (_, value, _) = widths.select_nth_unstable(rank);
            self.text_width = *value;
        }
        let marked = self.lines.iter().any(|l| l.marker.is_some_and(|m| !m.kind.is_numbered() && m.kind != MarkerKind::Note));
        self.widest = self.lines.iter().filter(prose).map(|l| l.indent + l.width).max().unwrap_or(0);
        let wide = || self.lines.iter().filter(prose).filter(|l| self.near_widest(l)).count();
        self.unmarked = !marked && widths.len() >= UNMARKED_LINES && wide() < FEW_WRAPS;
        // Lines that unmarked text follows are wrapped; where nearly all of them are full, wrapping heeded no words.
        let wrapped = |w: &&[Line]| {
            w[0].shape == Shape::Plain
                && w[1].shape == Shape::Plain
                && w[1].marker.is_none()
                && w[1].blanks_before <= 1
                && w[0].indent + w[0].width >= self.text_width / 2
        };
        let (mut all, mut full) = (0, 0);
        for pair in self.lines.windows(2).filter(|w| wrapped(w)) {
            all += 1;
            full += usize::from(pair[0].indent + pair[0].width + 1 >= self.text_width);
        }
        self.breaks_words = all >= FEW_WRAPS && full * 5 >= all * 4;
    }
}

/// The lines that a physical line makes: itself, or the pieces of a whole report on one line; none is blank.
pub(super) fn pieces(text: &str, start: usize, end: usize) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let cuts = if end - start > FLAT_LINE_BYTES { flat_cuts(&text[start..end]) } else { Vec::new() };
    let mut from = start;
    cuts.into_iter().map(move |c| start + c).chain([end]).filter_map(move |cut| {
        let piece = from..cut;
        from = cut;
        (!text[piece.clone()].chars().all(char::is_whitespace)).then_some(piece)
    })
}

/// Where a report on one line is to be split: before a box, a circle, a bracketed heading, a dash between blanks.
fn flat_cuts(text: &str) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut strong = 0;
    let mut previous = '\n';
    let mut before = '\n';
    for (i, c) in text.char_indices() {
        if previous == ' ' {
            let box_mark = matches!(c, '□' | '■' | '▣' | '◆' | '◈' | '○' | '●' | '◦' | '❍' | '◇' | '【' | '※' | 'Ⅰ'..='Ⅻ');
            let next = text[i + c.len_utf8()..].chars().next().unwrap_or(' ');
            let dash = matches!(c, '-' | '▶' | '·' | 'ㆍ') && next == ' ' && !before.is_ascii_digit();
            let circle = matches!(c, 'ㅇ' | 'ㅁ') && next == ' ';
            // A mark between two cells of a matrix (○ before a rate) is a cell.
            let cell = matches!(c, '○' | '●' | '■') && next == ' ' && is_rate_ahead(&text[i + c.len_utf8()..]);
            if (box_mark && !cell && next != '\n') || dash || circle {
                strong += usize::from(box_mark || circle);
                cuts.push(i);
            }
        }
        before = if c == ' ' { before } else { c };
        previous = c;
    }
    if strong >= FLAT_LINE_MARKS { cuts } else { Vec::new() }
}

/// Rows of two cells without a frame have one pipe each (`일자 | 추진내용`): a lone one may be text, adjacent ones are a table.
fn pair_tables(text: &str, lines: &mut [Line]) {
    let is_pair = |l: &Line| {
        let one = |content: &str| {
            content
                .split_once(['|', '│'])
                .is_some_and(|(a, b)| !a.trim().is_empty() && !b.trim().is_empty() && a.ends_with(' ') && b.starts_with(' '))
        };
        l.signs.has(Signs::PIPE.or(Signs::BAR))
            && matches!(l.shape, Shape::Plain | Shape::Spaced)
            && l.marker.is_none()
            && one(&text[l.range.to_usize()])
    };
    let mut i = 0;
    while i < lines.len() {
        let start = i;
        while i < lines.len() && (i == start || lines[i].blanks_before == 0) && is_pair(&lines[i]) {
            i += 1;
        }
        if i - start >= 2 {
            lines[start..i].iter_mut().for_each(|l| l.shape = Shape::Pipes);
        }
        i = i.max(start + 1);
    }
}

/// A cell of the head of a table between commas is no longer than this, in characters.
const COMMA_HEAD: usize = 12;

/// `연도,할 일,한 일` over rows of as many cells: a table between commas. In prose a blank follows them, and in numbers a digit stands on
/// either side.
fn comma_tables(text: &str, lines: &mut [Line]) {
    let plain = |l: &Line| l.native.is_none() && l.layer == Layer::Body && matches!(l.shape, Shape::Plain | Shape::Spaced);
    let content = |l: &Line| &text[l.range.to_usize()];
    let is_head = |l: &Line| {
        let words = content(l);
        let cell = |cell: &str| cell == cell.trim() && (1..=COMMA_HEAD).contains(&cell.chars().count());
        let names = || words.split(',').filter(|cell| cell.starts_with(is_hangul)).count();
        plain(l) && l.marker.is_none() && words.contains(',') && words.split(',').all(cell) && names() >= 2
    };
    let mut i = 0;
    while i < lines.len() {
        let first = i;
        i += 1;
        if !is_head(&lines[first]) {
            continue;
        }
        let columns = commas(content(&lines[first])).count();
        while i < lines.len() && lines[i].blanks_before == 0 && plain(&lines[i]) && commas(content(&lines[i])).count() == columns {
            i += 1;
        }
        if i - first >= 2 {
            for line in &mut lines[first..i] {
                line.shape = Shape::Commas;
                // `22. 11. 18.,공모`: a number of the first cell is no mark.
                line.marker = None;
                line.body = line.range;
            }
        }
    }
}

/// Whether a line may be the title below the number of a heading.
fn is_title_below(l: &Line) -> bool {
    l.blanks_before == 0 && !l.page_break && l.marker.is_none() && l.shape == Shape::Plain && l.width <= BOXED_WIDTH && l.native.is_none()
}

/// Each number and the title below it become one line.
fn join_titles(lines: &mut Vec<Line>, numbers: &[usize]) {
    for &i in numbers {
        let title = lines[i + 1].clone();
        let number = &mut lines[i];
        number.range.end = title.range.end;
        number.body = title.body;
        number.width = number.width.saturating_add(title.width);
        number.letters = number.letters.and(title.letters);
        number.signs = number.signs.or(title.signs);
        number.trailing_blank = title.trailing_blank;
        number.bold |= title.bold;
    }
    let mut at = 0..;
    lines.retain(|_| at.next().and_then(|i: usize| i.checked_sub(1)).is_none_or(|above| numbers.binary_search(&above).is_err()));
}

/// A heading whose number stands in a line of its own above it (`Ⅱ⏎핵심목표`), as cells of a box become lines: one line with its mark.
fn lone_marks(lines: &mut Vec<Line>) {
    let is_number = |l: &Line| l.body.is_empty() && l.native.is_none() && l.marker.is_some_and(|m| m.kind == MarkerKind::Roman);
    let heads = |pair: &[Line]| is_number(&pair[0]) && is_title_below(&pair[1]);
    let numbers: SmallVec<[usize; 16]> = lines.windows(2).enumerate().filter(|(_, pair)| heads(pair)).map(|(i, _)| i).collect();
    if !numbers.is_empty() {
        join_titles(lines, &numbers);
    }
}

/// Lone numbers with points below them before numbers count headings.
const ABOVE_POINTS: usize = 2;

/// `1⏎추진목적⏎ ○ …⏎2⏎사업개요`: the same with plain numbers, where they count up through the document, no two titles are alike and
/// points stand below some. Numbers of rows have no points below them, and those of pages stand above what goes on.
fn lone_numbers(text: &str, lines: &mut Vec<Line>) {
    let number = |l: &Line| {
        let digits = &text[l.range.to_usize()];
        let plain = l.native.is_none() && l.marker.is_none() && digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse::<u16>().ok())?
    };
    let title = |i: usize| &text[lines[i].range.to_usize()];
    let mut counted: SmallVec<[usize; 16]> = SmallVec::new();
    let mut above_points = 0;
    // No point stands below the last number yet.
    let mut bare = false;
    for (i, pair) in lines.windows(2).enumerate() {
        if bare && pair[0].marker.is_some_and(|m| !m.kind.is_heading_class()) {
            above_points += 1;
            bare = false;
        }
        let counts_on = number(&pair[0]).is_some_and(|n| usize::from(n) == counted.len() + 1);
        if counts_on && is_title_below(&pair[1]) && title(i + 1).starts_with(is_hangul) {
            counted.push(i);
            bare = true;
        }
    }
    if counted.len() < COUNTED_HEADINGS || above_points < ABOVE_POINTS {
        return;
    }
    let titles: std::collections::HashSet<&str> = counted.iter().map(|&i| title(i + 1)).collect();
    if titles.len() == counted.len() {
        for (ordinal, &i) in (1..).zip(&counted) {
            lines[i].marker = Some(Marker { range: lines[i].range, kind: MarkerKind::Decimal, ordinal });
        }
        join_titles(lines, &counted);
    }
}

/// `01 사업개요`, `02 추진실적`, … `10 건의사항`: numbers of two digits without a point head sections where they count up from 01.
/// Alone such a number may be an amount.
fn padded_numbers(text: &str, lines: &mut [Line]) {
    let number = |l: &Line| {
        let plain = l.marker.is_none() && matches!(l.shape, Shape::Plain | Shape::Spaced) && l.width <= BOXED_WIDTH;
        if !plain || !l.signs.has(Signs::DIGIT) {
            return None;
        }
        let content = &text[l.range.to_usize()];
        let (digits, words) = content.split_at_checked(2)?;
        let words = words.strip_prefix([' ', '\u{A0}'])?.trim_start();
        (digits.bytes().all(|b| b.is_ascii_digit()) && words.starts_with(is_hangul))
            .then(|| Some((digits.parse::<u16>().ok()?, content.len() - words.len())))?
    };
    let mut counted: SmallVec<[(usize, usize); 16]> = SmallVec::new();
    let mut runs: SmallVec<[usize; 4]> = SmallVec::new();
    let mut next = 1;
    for (i, line) in lines.iter().enumerate() {
        let Some((n, body)) = number(line) else { continue };
        if n == 1 && next != 1 {
            runs.push(counted.len());
            next = 1;
        }
        if n == next {
            counted.push((i, body));
            next += 1;
        }
    }
    runs.push(counted.len());
    let mut from = 0;
    for to in runs {
        for (ordinal, &(i, body)) in (1..).zip(&counted[from..to]).take_while(|_| to - from >= COUNTED_HEADINGS) {
            let line = &mut lines[i];
            let start = line.range.start as usize;
            line.marker = Some(Marker { range: Range::new(start, start + 2), kind: MarkerKind::Decimal, ordinal });
            line.body.start = (start + body) as u32;
        }
        from = to;
    }
}

/// `1. 목표⏎1-1. 30곳 정비⏎1-2. 20곳 개방`: numbers below that of the heading count its points. Elsewhere such a number is that of a
/// pledge.
fn numbers_below(text: &str, lines: &mut [Line]) {
    let mut counted: SmallVec<[(usize, u16, usize); 16]> = SmallVec::new();
    let mut above = 0;
    let mut next = 0;
    for (i, line) in lines.iter().enumerate() {
        if let Some(mark) = line.marker.filter(|m| m.kind == MarkerKind::Decimal) {
            (above, next) = (mark.ordinal, 1);
        } else if let Some((n, length)) = number_below(&text[line.range.to_usize()], above).filter(|&(n, _)| n == next) {
            counted.push((i, n, length));
            next += 1;
        } else {
            next = 0;
        }
    }
    if counted.len() < COUNTED_HEADINGS {
        return;
    }
    for (i, ordinal, length) in counted {
        let line = &mut lines[i];
        let start = line.range.start as usize;
        let body = &text[start + length..line.range.end as usize];
        line.marker = Some(Marker { range: Range::new(start, start + length), kind: MarkerKind::DecimalParen, ordinal });
        line.body.start = (start + length + body.len() - body.trim_start().len()) as u32;
    }
}

/// The second number of `2-1. 기간` below the heading of this number, and how long both are.
fn number_below(content: &str, above: u16) -> Option<(u16, usize)> {
    if !content.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (first, rest) = content.split_once('-')?;
    let (second, words) = rest.split_once(". ")?;
    let is_number = |s: &str| (1..=2).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    let fits = is_number(first) && is_number(second) && first.parse() == Ok(above) && words.trim_start().starts_with(is_hangul);
    fits.then(|| Some((second.parse().ok()?, first.len() + second.len() + 2)))?
}

/// Numbers that count up before they are taken for those of headings.
const COUNTED_HEADINGS: usize = 3;

/// A heading in a box of its own is no wider than this.
const BOXED_WIDTH: u16 = 40;

/// `100% 2023년`: a number with a percent sign begins the text.
fn is_rate_ahead(text: &str) -> bool {
    let text = text.trim_start();
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    number.len() < text.len() && number.trim_start().starts_with(['%', '％'])
}

/// Where the text of a physical line begins and ends: without the blanks around it, of which a tab is none.
fn without_margins(full: &str) -> (usize, usize) {
    let blank = |c: char| c.is_whitespace() && c != '\t' || matches!(c, '\u{FEFF}' | '\u{200B}');
    // Nearly all margins are spaces: behind them stands ASCII, a syllable, or a bullet, whose first bytes tell it from blanks.
    let spaces = full.bytes().take_while(|&b| b == b' ').count();
    let lead = match &full.as_bytes()[spaces..] {
        [b'!'..=b'~' | 0xEA..=0xED, ..] | [0xE2, 0x82..=0xBF, ..] | [0xE3, 0x81..=0xBF, ..] => spaces,
        _ => full.len() - full.trim_start_matches(blank).len(),
    };
    let tail = match full.as_bytes() {
        [.., b'!'..=b'~'] | [.., 0xEA..=0xED, _, _] => full.len(),
        _ => full.trim_end_matches(blank).len(),
    };
    (lead, tail.max(lead))
}

pub(super) fn line(text: &str, start: usize, end: usize, blanks_before: u8, page_break: bool, in_table: bool) -> Line {
    let full = &text[start..end];
    let (mut lead, mut tail) = without_margins(full);
    let trailing_blank = tail < full.len();
    let mut look = Look::at(&full[lead..tail]);
    // One tab before the only text is indentation, but for a row of a table with an empty first cell.
    if look.signs.has(Signs::TAB) && !in_table && full.matches('\t').count() == 1 && !full.ends_with('\t') {
        let trimmed = full.trim();
        if !trimmed.contains('\t') {
            lead = full.len() - full.trim_start().len();
            tail = lead + trimmed.len();
            look = Look::at(trimmed);
        }
    }
    let content = &full[lead..tail];
    let indent: usize = full[..lead].chars().map(|c| if c == '\t' { 4 } else { width(c) as usize }).sum();
    let range = Range::new(start + lead, start + tail);
    let mut body_start = 0;
    let mut bold = false;
    let mut marker = None;
    let mut inner = content;
    let is_bold = |words: &str| words.as_bytes().starts_with(b"**");
    if is_bold(inner) {
        bold = true;
        body_start += 2;
        inner = &inner[2..];
    }
    let spaced = |at: usize| if blanks_before > 0 { spaced_number(inner, at) } else { None };
    let at = range.start as usize + body_start;
    let mut body_end = content.len();
    if let Some((found, words)) = framed_words(inner, at) {
        marker = Some(found);
        body_end = body_start + words.end;
        body_start += words.start;
        inner = &content[body_start..body_end];
    } else if let Some((found, after)) = parse_marker(inner, at).or_else(|| spaced(at)) {
        marker = Some(found);
        body_start += after;
        inner = &content[body_start..];
    }
    if is_bold(inner) {
        bold = true;
        body_start += 2;
        inner = &inner[2..];
    }
    if bold && let Some(rest) = inner.trim_end().strip_suffix("**") {
        body_end = body_start + rest.len();
    }
    if let Some(Marker { kind: MarkerKind::Bracketed(open), .. }) = marker {
        let last = content[body_start..body_end].trim_end();
        // Behind the brackets nothing stands, or a unit.
        let close = super::marker::closing(open).and_then(|close| last.find(close));
        body_end = body_start + close.unwrap_or(last.len() - last.chars().next_back().map_or(0, char::len_utf8));
    }
    let words = inner_text(&content[body_start..body_end.max(body_start)]);
    let body_at = range.start as usize + body_start;
    let body = Range::new(body_at + words.start, body_at + words.end);
    Line {
        range,
        body,
        indent: indent.min(WIDEST) as u16,
        width: look.columns.min(WIDEST) as u16,
        letters: look.letters,
        signs: look.signs,
        trailing_blank,
        blanks_before,
        page_break,
        after_furniture: false,
        layer: Layer::Body,
        marker,
        bold,
        shape: shape(content, &content[body_start..], look.signs),
        continues: false,
        native: None,
    }
}

fn shape(content: &str, body: &str, held: Signs) -> Shape {
    if held.has(Signs::TAB) {
        return Shape::Tabs;
    }
    let mut signs = 0;
    let rule = !held.has(Signs::WORD)
        && content.chars().all(|c| {
            let sign = is_dash(c) || matches!(c, '=' | '_' | '─' | '━' | '═' | '┈' | '┄');
            signs += usize::from(sign);
            sign || matches!(
                c,
                ' ' | '|'
                    | '+'
                    | ':'
                    | '┼'
                    | '├'
                    | '┤'
                    | '┬'
                    | '┴'
                    | '┌'
                    | '┐'
                    | '└'
                    | '┘'
                    | '┏'
                    | '┓'
                    | '┗'
                    | '┛'
                    | '┯'
                    | '┷'
                    | '┿'
                    | '╋'
                    | '│'
                    | '┃'
            )
        });
    // Single dashes far apart are the empty cells of a row.
    let cells = || content.split_whitespace().count() >= 2 && content.split_whitespace().all(|w| w.chars().count() == 1);
    if rule && signs >= 3 && !cells() {
        return Shape::Rule;
    }
    if held.has(Signs::PIPE.or(Signs::BAR)) {
        // The first bytes of pipes: hardly a line has many.
        let places = memchr::memchr3_iter(b'|', 0xE2, 0xEF, content.as_bytes());
        let pipes = places.filter(|&at| content[at..].starts_with(['|', '│', '┃', '｜'])).count();
        if pipes >= 2 || (pipes == 1 && content.trim_end().ends_with('|')) {
            return Shape::Pipes;
        }
    }
    if held.has(Signs::GAP) && has_double_space(&body[inner_text(body)]) {
        return Shape::Spaced;
    }
    Shape::Plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_marks_and_surroundings() {
        let text = "\n7-1\n\n□ **최종목표**\n\n - ▶ 가온 \n\u{c}구분\t계\n-----\n";
        let layout = Layout::of(text);
        let body = |i: usize| &text[layout.lines[i].body.to_usize()];
        assert_eq!((body(0), body(1), body(2)), ("7-1", "최종목표", "가온"));
        assert!(layout.lines[1].bold && layout.lines[2].trailing_blank && layout.lines[3].page_break);
        assert_eq!(layout.lines[2].indent, 1);
        assert_eq!(layout.lines[3].shape, Shape::Tabs);
        assert_eq!(layout.lines[4].shape, Shape::Rule);
        assert_eq!(layout.lines[1].blanks_before, 1);
    }

    #[test]
    fn a_report_on_one_line_is_split_before_its_marks() {
        let text = format!("제목 {} □ 사업개요 ○ 위치 : 가온동 - 규모 : 3층 □ 추진실적 - 완료", "가 ".repeat(200));
        let layout = Layout::of(&text);
        let bodies: Vec<_> = layout.lines[1..].iter().map(|l| &text[l.body.to_usize()]).collect();
        assert_eq!(bodies, ["사업개요", "위치 : 가온동", "규모 : 3층", "추진실적", "완료"]);
    }

    #[test]
    fn numbers_without_a_point_are_marks_where_they_count_up() {
        let layout = Layout::of("제목\n\n01 사업개요\n ○ 위치\n02 추진실적\n ○ 착공\n03 향후계획\n\n10 개소 설치\n");
        let ordinals: Vec<_> = layout.lines.iter().filter_map(|l| l.marker.filter(|m| m.kind == MarkerKind::Decimal)).collect();
        assert_eq!(ordinals.iter().map(|m| m.ordinal).collect::<Vec<_>>(), [1, 2, 3]);
        // A lone number may be an amount.
        assert!(Layout::of("제목\n\n01 사업개요\n10 개소 설치\n").lines.iter().all(|l| l.marker.is_none()));
    }

    #[test]
    fn a_circle_before_a_date_is_a_bullet_and_before_a_rate_a_cell() {
        let text = format!("제목 {} 신규 예산 ○ 100% □ 추진실적 ○ 2023. 3. 착공 □ 향후계획 ○ 2025년 준공", "가 ".repeat(200));
        let layout = Layout::of(&text);
        let bodies: Vec<_> = layout.lines[1..].iter().map(|l| &text[l.body.to_usize()]).collect();
        assert_eq!(bodies, ["추진실적", "2023. 3. 착공", "향후계획", "2025년 준공"]);
        assert!(text[layout.lines[0].body.to_usize()].ends_with("○ 100%"));
    }

    #[test]
    fn adjacent_pairs_are_a_table() {
        let text = "일자 | 추진내용\n2022. 8. | 강사 모집\n\n가온 | 나래\n\n끝\n";
        let shapes: Vec<_> = Layout::of(text).lines.iter().map(|l| l.shape).collect();
        assert_eq!(shapes, [Shape::Pipes, Shape::Pipes, Shape::Plain, Shape::Plain]);
    }

    #[test]
    fn a_line_is_split_at_a_cell() {
        let text = "최종목표\t○ 가온동 주민의 안전\n- 나래\n";
        let mut layout = Layout::of(text);
        let at = text.find('○').unwrap_or(0);
        layout.split(text, None, 0, at);
        let bodies: Vec<_> = layout.lines.iter().map(|l| &text[l.body.to_usize()]).collect();
        assert_eq!(bodies, ["최종목표", "가온동 주민의 안전", "나래"]);
        assert_eq!(layout.lines[1].marker.map(|m| m.kind), Some(MarkerKind::Glyph('○')));
    }
}
