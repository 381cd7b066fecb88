//! Number and title of the pledge, and what stands above them.

use smallvec::SmallVec;

use super::Used;
use super::pair::with_rule;
use crate::fields::points::labelled;
use crate::fields::{Reader, is_junk, speaks_of_pledges};
use crate::layout::{Marker, MarkerKind, Passage, Shape};
use crate::model::{Method, Text};
use crate::normalize::{PledgeNumber, dates, pledge_number};
use crate::outline;
use crate::sections::{self, LabelKey, pairs_of_line};
use crate::span::Range;
use crate::tables::Grid;
use crate::text::{is_hangul, squash};

/// Lines of a title at most; more unmarked lines above a header are something else.
const TITLE_LINES: usize = 4;
/// A line that holds the date of the document and nothing else is no longer than this, in characters.
const AS_OF_CHARS: usize = 24;
/// A number is no longer than this, in bytes.
const NUMBER_BYTES: usize = 16;
/// A title is no longer than this, in characters.
const TITLE_CHARS: usize = 160;

/// The name of a form is no longer than this, in characters without blanks.
const FORM_CHARS: usize = 24;
/// Last words of the names of forms.
const FORM_ENDS: [&str; 23] = [
    "점검서",
    "카드",
    "조서",
    "관리대장",
    "관리표",
    "이행계획서",
    "실천계획서",
    "현황표",
    "추진계획서",
    "현황",
    "보고서",
    "이행상황",
    "추진상황",
    "점검",
    "점검표",
    "점검결과",
    "총괄표",
    "추진실적",
    "이행실적",
    "자료",
    "상황표",
    "평가서",
    "살핌표",
];

impl Reader<'_> {
    /// `(2025. 6. 30. 기준)`: a line that says of which day the document is.
    fn is_date_of_document(&self, i: usize) -> bool {
        let content = self.slice(self.line(i).range);
        let Some(found) = dates::as_of(content) else { return false };
        // `민선8기 가온시(2024년 12월 31일 기준)`: the place and its term are those of the document.
        let around = || {
            let words = content[..found.outer.start].trim().trim_end_matches(['·', '/', ',', '|', '-']).trim_end();
            content[found.outer.end..].trim().is_empty() && (words.is_empty() || is_term_and_place(words))
        };
        content.chars().count() <= AS_OF_CHARS || around()
    }

    /// The pledge's number that a line begins with, with its mark or behind it (`■ 1-12. 가온 도서관`), and what it is counted from.
    fn number_of(&self, i: usize) -> Option<(Range, PledgeNumber)> {
        let line = self.line(i);
        let whole = line.unframed();
        let ranges = [whole, Range { start: line.body.start, end: whole.end }];
        // `65) 가온 도로 개설`: what counts sections elsewhere.
        let counted = || {
            // `15  가온 도서관 건립`: a gap where others put a bracket.
            let gapped = |m: &Marker| m.kind == MarkerKind::Decimal && self.slice(m.range).bytes().all(|b| b.is_ascii_digit());
            let marker = line.marker.filter(|m| m.kind == MarkerKind::DecimalParen || gapped(m))?;
            let words = self.slice(line.range);
            let digits = words.bytes().take_while(u8::is_ascii_digit).count();
            let rest = (line.body.start.max(marker.range.end) - line.range.start) as usize;
            (digits > 0 && rest < words.len()).then_some((line.range, PledgeNumber { number: 0..digits, rest }))
        };
        ranges.into_iter().find_map(|range| pledge_number(self.slice(range)).map(|found| (range, found))).or_else(counted)
    }

    /// Whether a line may be one of the title: no point, no row of a table, no label, no sentence.
    fn is_title_line(&self, i: usize) -> bool {
        let line = self.line(i);
        let content = self.slice(line.range);
        let numbered = self.number_of(i).is_some();
        let marked =
            line.marker.is_some_and(|m| !matches!(m.kind, MarkerKind::Bracketed(_) | MarkerKind::Hash(_) | MarkerKind::Glyph('△' | '★')));
        if marked && !numbered {
            // `■ 가온시 공약이행 현황 ■`
            let framed = line.marker.is_some_and(|m| m.kind.is_heading_class());
            return framed && is_form(self.slice(line.body).trim_end_matches(['■', '◆', '□', '◈', '★', '●']).trim_end());
        }
        if line.shape == Shape::Pipes || content.contains('☎') {
            return false;
        }
        if !pairs_of_line(self.names, self.slice(line.body)).is_empty() || !self.pairs_in_turn(i).is_empty() {
            return false;
        }
        if is_form(content) || speaks_of_pledges(content) {
            return true;
        }
        let label = labelled(content).map(|l| &content[l.label]);
        if self.begins_with_label(content) || label.is_some_and(|l| !self.names.label_like(l).0.is_empty()) || is_sentence(content) {
            return false;
        }
        let tokens: Vec<&str> = content.split_whitespace().collect();
        let labels = tokens.iter().filter(|t| !self.names.label(t).is_empty()).count();
        !(labels >= 2 && labels * 2 >= tokens.len())
    }

    /// `공약명 가온 주차장 확충`, `공약분야 걷기 좋은 거리`: a label of a pledge's title, number, field or department, a blank and its value.
    pub(super) fn begins_with_label(&self, content: &str) -> bool {
        /// `공약` and `사업` begin titles, too.
        const LABEL_CHARS: usize = 3;
        let Some((label, value)) = content.split_once(' ') else { return false };
        let of_title = |key: &LabelKey| match key {
            // `공약사업 31 가온 주차장`: the number stands between.
            LabelKey::Title => !value.trim_start().starts_with(|c: char| c.is_ascii_digit()),
            key => matches!(key, LabelKey::Category | LabelKey::Number | LabelKey::Department),
        };
        // `공약명 [3-2] 가온 쉼터`: the number in brackets of its own.
        let value = value.trim_start();
        let numbered = || value.starts_with('[') && pledge_number(value).is_some();
        label.chars().count() >= LABEL_CHARS
            && (value.starts_with(char::is_alphanumeric) || numbered())
            && self.names.label(label).iter().any(of_title)
    }

    /// Tells the lines of the title from those below, where nothing but it stands above (`on_top`). Returns the lines below.
    pub(super) fn below_title(&mut self, run: Vec<usize>, on_top: bool, title: &mut Vec<usize>) -> Vec<usize> {
        let mut rest = Vec::new();
        let mut open = on_top;
        for i in run {
            let on_top = open;
            if on_top && (self.is_date_of_document(i) || is_term_and_place(self.slice(self.line(i).range))) {
                self.claim_line(i);
                continue;
            }
            if !title.is_empty() && self.department_in_brackets(i) {
                continue;
            }
            // `분야 배움이 있는 마을` below the number is another pair.
            let paired = || !rest.is_empty() && self.first_word_labels(i);
            if on_top && self.is_title_line(i) && !paired() {
                title.push(i);
                continue;
            }
            // Between the name of the form and the title may stand the number.
            open = on_top && self.is_number_pair(i) && title.iter().all(|&above| is_form(self.slice(self.line(above).range)));
            rest.push(i);
        }
        rest
    }

    /// Whether the first word of a line is a label.
    fn first_word_labels(&self, i: usize) -> bool {
        let first = self.slice(self.line(i).range).split_whitespace().next();
        first.is_some_and(|word| !self.names.label(word).is_empty())
    }

    /// `공약번호 6-11`, `공약번호 : 6-11`: the label of a number and the number, and nothing else on the line.
    fn is_number_pair(&self, i: usize) -> bool {
        let content = self.slice(self.line(i).range);
        let Some((label, value)) = content.split_once([' ', ':', '：', '\t']) else { return false };
        let value = value.trim_start_matches([' ', ':', '：', '\t']);
        self.names.label(label).first() == Some(&LabelKey::Number) && pledge_number(value).is_some_and(|n| n.rest >= value.len())
    }

    /// Number and title out of the unmarked lines on top.
    pub(super) fn title(&mut self, lines: &[usize]) {
        let (above, lines) = lines.split_at(self.title_from(lines));
        self.above_title(above);
        let Some((&first, rest)) = lines.split_first() else { return };
        let mut passage = self.first_line_of_title(first);
        let mut before = first;
        for &i in rest {
            // `가온군 기획실 | 민선8기 공약 실천계획` below the title of a pledge names the form.
            if self.out.form_title.is_none() && !passage.is_empty() && speaks_of_pledges(self.slice(self.line(i).range)) {
                self.out.form_title = Some(self.leaf(&Passage::of(self.text, self.line(i).range), "header.above", Method::Guessed));
                continue;
            }
            let space = passage.is_empty() || outline::joined_with_blank(self.text, self.layout, self.line(before), self.line(i));
            let body = self.title_alone(self.line(i).body);
            passage.push(self.text, body, space);
            self.claim_mark(i);
            before = i;
        }
        if passage.is_empty() {
            return;
        }
        let known = self.out.body.pledge.title.is_some();
        if !known && passage.text.chars().count() <= TITLE_CHARS {
            self.out.body.pledge.title = Some(self.leaf(&passage, "header.title", Method::Pattern));
            return;
        }
        let leaf = self.leaf(&passage, "header.above", Method::Guessed);
        // `가온시 공약, 어디까지 왔나` above a header that names its title.
        let of_page = passage.text.chars().count() <= FORM_CHARS && speaks_of_pledges(&passage.text);
        if known && (of_page || is_form(&passage.text)) {
            self.out.form_title.get_or_insert(leaf);
        } else {
            self.out.body.captions.push(leaf);
        }
    }

    /// Where the title begins among the lines on top: at the last that prints a number; else below the names of forms and what
    /// ends a page, and not above so many lines that they are no title.
    fn title_from(&self, lines: &[usize]) -> usize {
        if let Some(at) = lines.iter().rposition(|&i| self.number_of(i).is_some()) {
            return at;
        }
        let known = self.out.body.pledge.title.is_some();
        let forms = lines.iter().take_while(|&&i| is_form(self.slice(self.line(i).range))).count();
        // A title that alone is spelled like a form is the title, where there is no other; but no pledge is called after pledges.
        let of_pledges = || lines.iter().all(|&i| speaks_of_pledges(self.slice(self.line(i).range)));
        let forms = if known || forms < lines.len() || of_pledges() { forms } else { 0 };
        let page = lines.iter().rposition(|&i| self.line(i).page_break || self.line(i).after_furniture).unwrap_or(0);
        page.max(forms).max(lines.len().saturating_sub(TITLE_LINES))
    }

    /// The first line of the title, its number read apart.
    fn first_line_of_title(&mut self, first: usize) -> Passage {
        let text = self.text;
        let mut passage = Passage::default();
        self.claim_mark(first);
        let Some((range, found)) = self.number_of(first) else {
            let body = self.title_alone(self.line(first).body);
            passage.push(text, body, false);
            return passage;
        };
        let start = range.start as usize;
        let number = Passage::of(text, Range::new(start + found.number.start, start + found.number.end));
        let leaf = self.leaf(&number, "header.number", Method::Pattern);
        self.out.body.pledge.number.get_or_insert(leaf);
        let rest = Range::new(start + found.rest, range.end as usize);
        self.out.ledger.claim(Range { start: range.start, end: rest.start });
        if !rest.is_empty() {
            let rest = self.title_alone(rest);
            passage.push(text, rest, false);
        }
        passage
    }

    /// A title without what a report puts behind it on its line, which is taken.
    fn title_alone(&mut self, body: Range) -> Range {
        let body = self.without_department(body);
        self.without_state(body)
    }

    /// `가온 도서관 건립 【정상추진, 이행률 51%】`: a title without the state in brackets at the end of its line.
    fn without_state(&mut self, body: Range) -> Range {
        const BRACKETS: [(char, char); 5] = [('【', '】'), ('[', ']'), ('(', ')'), ('〔', '〕'), ('<', '>')];
        let words = self.slice(body);
        let Some((open, close)) = BRACKETS.into_iter().find(|(_, close)| words.ends_with(*close)) else { return body };
        let Some(at) = words.rfind(open).filter(|&at| at > 0) else { return body };
        let inside = &words[at + open.len_utf8()..words.len() - close.len_utf8()];
        let state = inside.split([',', '/', '·', ':']).next().unwrap_or(inside).trim();
        let title = words[..at].trim_end();
        if title.is_empty() || self.out.body.pledge.state.is_some() || !self.names.is_state(state) {
            return body;
        }
        let start = body.start as usize + at + open.len_utf8();
        let value = Passage::of(self.text, Range::new(start, start + inside.len()));
        let leaf = self.leaf(&value, "header.state-text", Method::Pattern);
        self.out.ledger.claim(Range::new(body.start as usize + at, body.end as usize));
        self.state_pair(&value, &leaf, Method::Pattern);
        Range::new(body.start as usize, body.start as usize + title.len())
    }

    /// `가온 도서관 건립    문화과`: a title without the department that a gap parts from it at the end of its line, which is taken.
    fn without_department(&mut self, body: Range) -> Range {
        let words = self.slice(body);
        let Some(gap) = words.rfind("  ") else { return body };
        let unit = words[gap..].trim_start();
        let title = words[..gap].trim_end();
        if title.is_empty() || unit.is_empty() || !super::department::is_unit_name(unit) {
            return body;
        }
        let start = body.end as usize - unit.len();
        let end = body.start as usize + title.len();
        let leaf = self.leaf(&Passage::of(self.text, Range::new(start, body.end as usize)), "header.department", Method::Pattern);
        self.out.body.pledge.department.get_or_insert(leaf);
        Range::new(body.start as usize, end)
    }

    /// Lines above the title: the name of the form, or loose lines.
    fn above_title(&mut self, lines: &[usize]) {
        for &i in lines {
            let passage = Passage::of(self.text, self.line(i).range);
            if is_junk(&passage.text) {
                continue;
            }
            if self.out.form_title.is_some() && sections::is_place_alone(&passage.text) {
                self.claim_line(i);
                continue;
            }
            let leaf = self.leaf(&passage, "header.above", Method::Guessed);
            if self.out.form_title.is_none() {
                self.out.form_title = Some(leaf);
            } else {
                self.out.body.captions.push(leaf);
            }
        }
    }

    /// `공약번호 : 1-2`. A count of rows or a sentence is no number.
    pub(super) fn number_pair(&mut self, value: &Passage, method: Method) {
        let number = pledge_number(&value.text).map_or(0..value.text.len(), |n| n.number);
        if number.len() <= NUMBER_BYTES {
            let leaf = self.leaf_of(value, number, "header.number", method);
            self.out.body.pledge.number.get_or_insert(leaf);
        }
    }

    /// `공약명 : 가온 도서관`, `공약명 : 1-2. 가온 도서관`.
    pub(super) fn title_pair(&mut self, label: &str, value: &Passage, leaf: &Text, method: Method) {
        let whole = value.text.as_str();
        // `공약 3 가온 도서관`: a label that names the pledge, not its name, is followed by its number.
        let counted = || matches!(label, "공약" | "과제" | "공약과제" | "공약사업");
        let behind_label = number_and_title(whole).filter(|_| counted());
        if let Some(n) = behind_label.or_else(|| pledge_number(whole)).filter(|n| n.rest < whole.len()) {
            let number = self.leaf_of(value, n.number, "header.number", method);
            self.out.body.pledge.number.get_or_insert(number);
            let title = self.leaf_of(value, n.rest..whole.len(), "header.title", method);
            self.out.body.pledge.title.get_or_insert(title);
        } else {
            self.out.body.pledge.title.get_or_insert(with_rule(leaf, "header.title"));
        }
    }

    /// `5-5 | 가온 지방정원 조성` over all columns of the first row: the number and the title of the pledge. Returns how many pairs
    /// that gave.
    pub(super) fn title_row(&mut self, grid: &Grid, used: &mut Used) -> usize {
        let text = self.text;
        let Some(row) = grid.rows.first().filter(|_| self.out.body.pledge.title.is_none()) else { return 0 };
        let filled: SmallVec<[usize; 4]> = (0..row.len()).filter(|&c| !grid.text(text, 0, c).is_empty()).collect();
        let (number, title, unit) = match *filled.as_slice() {
            [number, title] => (number, title, None),
            [number, title, unit] if super::department::is_unit_name(grid.text(text, 0, unit)) => (number, title, Some(unit)),
            _ => return 0,
        };
        let (of_number, of_title) = (grid.passage(text, 0, number), grid.passage(text, 0, title));
        let is_number = of_number.text.contains('-') && pledge_number(&of_number.text).is_some_and(|n| n.rest >= of_number.text.len());
        if !is_number || !self.names.label_like(&of_title.text).0.is_empty() || pledge_number(&of_title.text).is_some() {
            return 0;
        }
        let leaf = self.leaf(&of_number, "header.number", Method::Cell);
        self.out.body.pledge.number.get_or_insert(leaf);
        self.out.body.pledge.title = Some(self.leaf(&of_title, "header.title", Method::Cell));
        used.extend([(0, number), (0, title)]);
        // `1-1 | 가온 경로당 확충 | 노인복지과`
        if let Some(unit) = unit {
            let leaf = self.leaf(&grid.passage(text, 0, unit), "header.department", Method::Cell);
            self.out.body.pledge.department.get_or_insert(leaf);
            used.insert((0, unit));
        }
        1
    }
}

/// `민선8기 가온시`, `민선8기 3차년도`: a term of office, and the place or the year of the term behind it.
fn is_term_and_place(words: &str) -> bool {
    let (term, place) = words.find('기').map_or(("", words), |at| words.split_at(at + '기'.len_utf8()));
    let place = place.trim();
    let year =
        place.strip_suffix("차년도").or(place.strip_suffix("년차")).is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()) && !n.is_empty());
    (term.is_empty() || dates::is_term_of_office(term)) && (year || sections::is_place_alone(place))
}

/// `3 가온 도서관`: a number that a blank parts from words.
fn number_and_title(text: &str) -> Option<PledgeNumber> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let words = text[digits..].strip_prefix(' ')?;
    ((1..=3).contains(&digits) && words.contains(is_hangul)).then_some(PledgeNumber { number: 0..digits, rest: digits + 1 })
}

/// Whether a text ends as sentences do: `… 추진하고 있습니다.`
pub(super) fn is_sentence(text: &str) -> bool {
    let text = text.trim_end();
    ["니다.", "니다", "어요.", "해요.", "예요.", "나요", "까요", "나요?", "까요?"].iter().any(|end| text.ends_with(end))
}

/// Whether a line names the form or the page, and no pledge.
pub(in crate::fields) fn is_form(content: &str) -> bool {
    // `[가온시의회 보고자료]`
    let content = content.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(content);
    // `… 점검표(2025년 4분기)`
    let key = squash(content.split(['(', '（']).next().unwrap_or(content));
    let short = key.chars().count() <= FORM_CHARS;
    // `민선8기 가온시 공약사항`: what the page is of.
    short && key.contains("민선") && key.contains("공약")
        || short && FORM_ENDS.iter().any(|end| key.ends_with(end))
        || sections::is_form_name(content)
        || sections::is_place_alone(content)
        // `가온군 군수와의 약속, 이렇게 하고 있습니다`
        || is_sentence(content) && speaks_of_pledges(content)
}
