//! Where one card ends and the next begins.
//!
//! A card begins with its title and a *header*: lines that print labels of the header card (`주관부서`, `이행구분`, `공약번호` …)
//! before its first section. Where such lines come again after sections, another card begins; its title is found by walking
//! back over the unmarked lines above. Files without headers are split where the order of their sections starts over.

use super::Front;
use super::chapters::chapter_name;
use super::headings::Headings;
use super::pairs::{pairs_in, pairs_of_line};
use super::vocabulary::{LabelKey, Likeness, Role, Vocabulary};
use crate::layout::{Layer, Layout, Line, MarkerKind, Shape};
use crate::text::{Signs, squash};

/// Lines of a title at most.
const TITLE_LINES: usize = 4;
/// Lines between two header lines of one card at most.
const HEADER_GAP: usize = 6;

type CardRanges = Vec<(std::ops::Range<usize>, bool)>;

/// Splits the lines into cards, and the rest.
pub(super) fn split(names: &Vocabulary, text: &str, layout: &Layout, headings: &Headings, max_cards: usize) -> (CardRanges, Vec<Front>) {
    let lines = &layout.lines;
    let first_body = lines.iter().position(|l| l.layer == Layer::Body).unwrap_or(0);
    let end = lines.len();
    let mut starts: Vec<(usize, bool)> = Vec::new();
    let clusters = header_clusters(names, text, lines, headings);
    for &at in &clusters {
        layout.deadline.check();
        let floor = starts.last().map_or(first_body, |&(s, _)| s + 1);
        starts.push((title_start(names, text, lines, headings, at, floor), false));
    }
    if starts.len() <= 1 {
        let restarts = restarts(names, text, lines, headings, starts.first().map(|s| s.0));
        if restarts.len() > 1 {
            starts = restarts;
        }
    }
    starts.truncate(max_cards.max(1));
    if starts.len() <= 1 {
        return ((first_body..end).is_empty().then(Vec::new).unwrap_or_else(|| vec![(first_body..end, false)]), Vec::new());
    }
    let mut cards = Vec::new();
    let mut fronts = Vec::new();
    if starts[0].0 > first_body {
        fronts.extend(front_matter(text, lines, first_body..starts[0].0));
    }
    for k in 0..starts.len() {
        layout.deadline.check();
        let (start, doubtful) = starts[k];
        let mut stop = starts.get(k + 1).map_or(end, |s| s.0);
        if k + 1 < starts.len() {
            let divider = divider_start(text, layout, headings, start, stop);
            if divider < stop {
                fronts.push(Front { kind: "divider", lines: divider..stop });
                stop = divider;
            }
        } else if let Some(annex) = annex_start(text, lines, headings, start, stop) {
            fronts.push(Front { kind: "annex", lines: annex..stop });
            stop = annex;
        }
        cards.push((start..stop, doubtful));
    }
    (cards, fronts)
}

const HEADER_KEYS: [LabelKey; 14] = [
    LabelKey::Number,
    LabelKey::Title,
    LabelKey::Category,
    LabelKey::Department,
    LabelKey::State,
    LabelKey::StatusMatrix,
    LabelKey::Progress,
    LabelKey::Continuity,
    LabelKey::Term,
    LabelKey::Horizon,
    LabelKey::Budget,
    LabelKey::Completion,
    LabelKey::Authorities,
    LabelKey::Support,
];

fn header_label<'n>(names: &'n Vocabulary, words: &str) -> Option<&'n LabelKey> {
    names.label(words).first().filter(|k| HEADER_KEYS.contains(k))
}

/// Labels of a header card that make a row of labels one.
const HEADER_ROW_LABELS: usize = 3;

/// What labels of a header card a line prints.
#[derive(Clone, Copy, Default)]
struct Strength {
    /// How many.
    labels: usize,
    /// One of them tells a header by itself.
    telling: bool,
    /// One of them is of the pledge itself, not of its people: 공약실명제 prints departments too.
    of_pledge: bool,
    /// One of them is of its number or its title.
    names_it: bool,
}

impl Strength {
    fn add(&mut self, key: Option<&LabelKey>, telling: &[LabelKey]) {
        let Some(key) = key else { return };
        self.labels += usize::from(HEADER_KEYS.contains(key));
        self.telling |= telling.contains(key);
        self.names_it |= matches!(key, LabelKey::Number | LabelKey::Title);
        self.of_pledge |= HEADER_KEYS.contains(key) && !matches!(key, LabelKey::Department | LabelKey::Title | LabelKey::Number);
    }
}

/// Labels that tell a header by themselves.
const TELLING: [LabelKey; 4] = [LabelKey::Title, LabelKey::Department, LabelKey::StatusMatrix, LabelKey::Number];
/// The same on a line of its own, where a number is not enough.
const TELLING_ALONE: [LabelKey; 3] = [LabelKey::Title, LabelKey::Department, LabelKey::StatusMatrix];

/// `번호  공약명  주무부서  쪽`: the head of a table of contents.
fn heads_contents(content: &str) -> bool {
    let row = content.trim_end_matches(['|', '│', ' ', '\t']);
    if !row.ends_with(['쪽', '수', '면', '지', 'e']) {
        return false;
    }
    let last = row.rsplit([' ', '\t', '|', '│']).next();
    matches!(last, Some("쪽" | "쪽수" | "면" | "면수" | "페이지" | "Page" | "page"))
}

/// Rows that a number counts on over, at least, below the head of a list.
const COUNTED_ROWS: usize = 3;

/// `번호 | 세부사업 | 맡은 부서` over rows that are counted: the parts of a project or several pledges, and no header of one.
fn heads_counted_rows(text: &str, lines: &[Line], i: usize) -> bool {
    if !matches!(lines[i].shape, Shape::Tabs | Shape::Pipes) {
        return false;
    }
    let number = |line: &Line| {
        let content = text[line.range.to_usize()].trim_start_matches(['|', '│', ' ']);
        content.split(['\t', '|', '│']).next()?.trim().trim_end_matches('.').parse::<u32>().ok()
    };
    let rows = lines[i + 1..].iter().filter(|l| l.layer == Layer::Body && l.shape != Shape::Rule).take(COUNTED_ROWS);
    let first = rows.clone().next().and_then(number);
    first.is_some() && rows.clone().count() == COUNTED_ROWS && rows.enumerate().all(|(k, l)| number(l) == first.map(|n| n + k as u32))
}

/// Words at the head of a table of amounts that are labels of a header elsewhere (`사업명 | 재원 | 2024년`), at most.
const TABLE_LABELS: usize = 2;

/// What labels of a header a line prints that is not the head of a table of contents.
fn header_strength(names: &Vocabulary, text: &str, line: &Line) -> Strength {
    let strength = labels_printed(names, text, line);
    // Hardly a line prints any.
    if strength.labels > 0 && heads_contents(&text[line.range.to_usize()]) { Strength::default() } else { strength }
}

fn labels_printed(names: &Vocabulary, text: &str, line: &Line) -> Strength {
    let content = &text[line.range.to_usize()];
    let mut strength = Strength::default();
    match line.shape {
        Shape::Tabs | Shape::Pipes => {
            let (mut cells, mut years) = (0, 0);
            for cell in crate::text::cells(content) {
                let cell = &cell[crate::text::inner(cell)];
                years += usize::from(begins_with_year(cell));
                if cell.is_empty() || cell.len() >= 60 {
                    continue;
                }
                cells += 1;
                strength.add(names.label(cell).first(), &TELLING);
            }
            if strength.labels == 0 && line.shape == Shape::Pipes {
                for (label, _) in pairs_of_line(names, content) {
                    strength.add(names.label(&content[label]).first(), &TELLING);
                }
                return strength;
            }
            // `재원 | 2024년 | 2025년 | 계` heads a table of amounts.
            if strength.labels <= TABLE_LABELS && years >= 2 {
                return Strength::default();
            }
            // A row of little else than labels is a header, whatever they are.
            strength.telling |= strength.labels >= HEADER_ROW_LABELS && strength.labels * 3 >= cells * 2;
        }
        Shape::Rule => {}
        _ => {
            let body = &text[line.body.to_usize()];
            let pairs = pairs_in(names, line, body);
            if !pairs.is_empty() {
                for (label, _) in &pairs {
                    strength.add(names.label_like(&body[label.clone()]).0.first(), &TELLING);
                }
                strength.telling |= strength.labels >= HEADER_ROW_LABELS;
                return strength;
            }
            if line.signs.has(Signs::COLON)
                && let Some((label, value)) = body.split_once(':')
                && label.len() < 40
                && !value.trim().is_empty()
                && let Some(key) = names.label(label).first()
            {
                strength.add(Some(key), &TELLING);
            } else if line.marker.is_none()
                && line.width <= 24
                && let Some(key) = header_label(names, body)
            {
                strength.add(Some(key), &TELLING_ALONE);
            } else if line.marker.is_none() && line.width < 100 {
                return words_strength(names, body);
            }
        }
    }
    strength
}

/// `2024년`, `2022~2023년`: a column of a year.
fn begins_with_year(cell: &str) -> bool {
    matches!(cell.as_bytes(), [b'2', b'0', b'0'..=b'9', b'0'..=b'9', behind @ ..] if behind.first() != Some(&b'.'))
}

/// The strength of a line of words: labels side by side, or one and its value.
fn words_strength(names: &Vocabulary, body: &str) -> Strength {
    let mut words = crate::text::words(body);
    let (Some(first), Some(second)) = (words.next(), words.next()) else { return Strength::default() };
    let mut strength = Strength::default();
    let Some(third) = words.next() else {
        strength.add(header_label(names, first), &[]);
        return strength;
    };
    // Two of three are labels, or it is no row of labels. Most lines are told by their first words to be none.
    let blanks = crate::text::blanks(body);
    let (mut count, mut other) = (0, 0);
    for word in [first, second, third].into_iter().chain(words) {
        let label = header_label(names, word);
        strength.add(label, &[]);
        count += 1;
        other += usize::from(label.is_none());
        if other * 3 > blanks + 1 {
            return Strength::default();
        }
    }
    if other * 3 > count {
        return Strength::default();
    }
    strength.telling = strength.labels >= HEADER_ROW_LABELS;
    if strength.telling { strength } else { Strength::default() }
}

/// Lines of labels close to each other.
#[derive(Clone, Copy)]
struct Run {
    first: usize,
    last: usize,
    /// How many labels.
    labels: usize,
    /// One of them tells a header by itself.
    telling: bool,
    /// They are no labels of people.
    sure: bool,
}

impl Run {
    fn and(self, line: usize, strength: Strength) -> Self {
        Self {
            last: line,
            labels: self.labels + strength.labels,
            telling: self.telling || strength.telling,
            sure: self.sure || strength.of_pledge,
            ..self
        }
    }
}

/// The first line of each header, in order.
fn header_clusters(names: &Vocabulary, text: &str, lines: &[Line], headings: &Headings) -> Vec<usize> {
    let mut clusters: Vec<usize> = Vec::new();
    let mut next_heading = 0;
    // Headings since the last cluster; the role of the heading above.
    let mut sections_since = 1;
    let mut above: Option<Role> = None;
    let mut run: Option<Run> = None;
    let mut open = false;
    // A numbered title stands below the last heading.
    let mut titled = false;
    // The line above is the title of a pledge by its words.
    let mut title_above = false;
    for (i, line) in lines.iter().enumerate() {
        if line.layer != Layer::Body {
            continue;
        }
        let is_heading = headings.list.get(next_heading).is_some_and(|h| h.line == i);
        if is_heading {
            above = headings.list[next_heading].role.or(Some(Role::Other));
            if above != Some(Role::Header) {
                sections_since += 1;
                open = false;
            }
            run = None;
            titled = false;
            title_above = false;
            next_heading += 1;
            continue;
        }
        if open {
            continue;
        }
        let below_title = std::mem::replace(&mut title_above, titles_a_pledge(text, line));
        let mut strength = header_strength(names, text, line);
        if strength.labels > 0 && heads_counted_rows(text, lines, i) {
            strength = Strength::default();
        }
        strength.telling |= below_title && strength.of_pledge;
        let Strength { labels, of_pledge, names_it, .. } = strength;
        titled |= line.shape == Shape::Plain && line.blanks_before > 0 && is_numbered_title(&text[line.range.to_usize()]);
        // 공약실명제 prints labels too (추진부서, 담당자): after it, another card's header begins with its title, a label of the
        // pledge, or the label of its number or title and further down one of the pledge.
        let sure = above != Some(Role::People) || titled || of_pledge && labels >= 2 || labels >= HEADER_ROW_LABELS;
        if labels == 0 || run.is_none() && !sure && !names_it {
            continue;
        }
        // What stands above the title of a pledge is of another table: a survey of all of them.
        let open_run = run.filter(|run| i - run.last <= HEADER_GAP && !below_title);
        let so_far = open_run.unwrap_or(Run { first: i, last: i, labels: 0, telling: false, sure });
        let now = so_far.and(i, strength);
        run = Some(now);
        if now.telling && now.labels >= 2 && now.sure && sections_since > 0 {
            clusters.push(now.first);
            sections_since = 0;
            run = None;
            open = true;
        }
    }
    clusters
}

/// `7-1`, `4-07-1`, `III-①-1`, `26`: a pledge's number alone.
fn is_number_line(content: &str) -> bool {
    let content = content.trim();
    content.len() <= 14
        && content.contains(|c: char| c.is_ascii_digit() || ('①'..='⑳').contains(&c))
        && content.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, '-' | '–' | '.' | 'I' | 'V' | 'X') || ('①'..='⑳').contains(&c) || ('Ⅰ'..='Ⅻ').contains(&c)
        })
        && (content.contains('-') || content.len() <= 3)
}

/// Whether a line starts with a pledge's number and goes on with its title: `공약 93 …`, `[2-7] …`, `1-2 …`, `16. …`.
fn is_numbered_title(content: &str) -> bool {
    crate::normalize::pledge_number(content).is_some_and(|n| !content[n.rest..].trim().is_empty())
}

/// `약속 3 가온 도서관 건립`: a number that is said to be that of a pledge, and its title. Labels right below it are of its header.
fn titles_a_pledge(text: &str, line: &Line) -> bool {
    const PLEDGES: [&str; 2] = ["약속", "공약"];
    let content = &text[line.unframed().to_usize()];
    line.shape == Shape::Plain
        && PLEDGES.iter().any(|word| content.starts_with(word))
        && is_numbered_title(content)
        && !has_leaders(content)
}

/// `1-1 가온 도서관 건립`: a pledge of a chapter, on the page that divides it from the one before.
pub(super) fn lists_a_pledge(content: &str) -> bool {
    let content = content.trim();
    crate::normalize::pledge_number(content)
        .is_some_and(|n| content[n.number.clone()].contains(['-', '–']) && !content[n.rest..].trim().is_empty())
}

/// The first line of a title that ends a page: `2-1 제목`, or the number and the title on lines of their own.
fn title_before_page(text: &str, lines: &[Line], headings: &Headings, header: usize, floor: usize) -> Option<usize> {
    let body_before = |end: usize| lines[floor..end].iter().rposition(|l| l.layer == Layer::Body).map(|i| floor + i);
    let content = |i: usize| &text[lines[i].range.to_usize()];
    let title = body_before(header)?;
    let plain = matches!(lines[title].shape, Shape::Plain | Shape::Spaced)
        && headings.list.binary_search_by_key(&title, |h| h.line).is_err()
        && lines[title].blanks_before > 0
        && lines[title].marker.is_none()
        && !has_leaders(content(title));
    if !plain {
        return None;
    }
    if is_numbered_title(content(title)) {
        return Some(title);
    }
    body_before(title).filter(|&number| is_number_line(content(number)) && !lines[title].page_break)
}

/// Walks back from a header to the first line of its card's title.
fn title_start(names: &Vocabulary, text: &str, lines: &[Line], headings: &Headings, header: usize, floor: usize) -> usize {
    let mut start = header;
    // A page ends between the title and its header.
    if lines[header].page_break
        && let Some(title) = title_before_page(text, lines, headings, header, floor)
    {
        return title;
    }
    if lines[header].page_break || lines[header].after_furniture && lines[header].blanks_before > 0 && header == floor {
        return start;
    }
    let mut taken = 0;
    let mut k = header;
    while k > floor && taken < TITLE_LINES {
        // A break above the line that was taken last ends the walk.
        if lines[start].page_break && start != header {
            break;
        }
        if start == header && lines[header].page_break {
            break;
        }
        k -= 1;
        let line = &lines[k];
        if line.layer != Layer::Body {
            if taken > 0 || line.layer == Layer::Portal {
                break;
            }
            continue;
        }
        let content = &text[line.unframed().to_usize()];
        let heading = headings.list.binary_search_by_key(&k, |h| h.line).ok().and_then(|h| headings.list[h].role);
        if heading.is_some_and(|r| r != Role::Header) || matches!(line.shape, Shape::Pipes | Shape::Rule) {
            break;
        }
        let numbered = is_numbered_title(content);
        if is_divider(content)
            || counts_pledges(content.trim())
            || has_leaders(content)
            || content.contains('☎')
            || header_strength(names, text, line).labels > 0 && !numbered
        {
            break;
        }
        if line.shape == Shape::Tabs && (!numbered || ends_with_page(content)) {
            break;
        }
        // `▶ 목적 : …` above `▶ 담당부서 : …`: a label that reports print elsewhere, too, is of the header by its mark.
        if line.marker.is_some() && line.marker.map(|m| m.kind) == lines[header].marker.map(|m| m.kind) && is_pair(names, text, line) {
            start = k;
            continue;
        }
        let bullet = line.marker.is_some_and(|m| !matches!(m.kind, MarkerKind::Decimal | MarkerKind::Bracketed(_) | MarkerKind::Hash(_)));
        if bullet && !numbered || line.width > 120 {
            break;
        }
        start = k;
        taken += 1;
        if is_number_line(content) || numbered || is_form_title(content) {
            break;
        }
        if line.blanks_before >= 2 && taken > 0 && !lines[k.saturating_sub(1)].range.is_empty() && !number_above(text, lines, k, floor) {
            break;
        }
    }
    start
}

/// `1⇥가온 도서관⇥문화과⇥12`: a row of the contents.
fn ends_with_page(row: &str) -> bool {
    row.rsplit('\t').next().is_some_and(|page| !page.trim().is_empty() && page.trim().bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a line is a label that the vocabulary knows, a colon and a value.
fn is_pair(names: &Vocabulary, text: &str, line: &Line) -> bool {
    let body = &text[line.body.to_usize()];
    body.split_once([':', '：']).is_some_and(|(label, value)| !value.trim().is_empty() && !names.label(label).is_empty())
}

/// Whether a line is the chapter that a card's number counts from: `2. 나래 경제` above `[2-1] …`.
pub(super) fn heads_number(text: &str, chapter: &Line, title: &Line) -> bool {
    let content = text[title.range.to_usize()].trim_start();
    let Some(number) = crate::normalize::pledge_number(content) else { return false };
    let first = content[number.number].split(['-', '–']).next().and_then(|n| n.parse::<u16>().ok());
    chapter.width <= CHAPTER_WIDTH
        && matches!(chapter.shape, Shape::Plain | Shape::Spaced)
        && chapter
            .marker
            .is_some_and(|m| matches!(m.kind, MarkerKind::Decimal | MarkerKind::Roman | MarkerKind::Chapter) && first == Some(m.ordinal))
        && !text[chapter.body.to_usize()].contains([':', '：'])
}

/// The name of a chapter is no longer than this, in display columns.
const CHAPTER_WIDTH: u16 = 60;

/// Whether the line above is a pledge's number: blank lines do not part it from its title.
fn number_above(text: &str, lines: &[Line], k: usize, floor: usize) -> bool {
    k > floor && lines[k - 1].layer == Layer::Body && is_number_line(&text[lines[k - 1].range.to_usize()])
}

/// `1. 경제·일자리 분야`, `총 4개 사업`: a page between two chapters.
pub(super) fn is_divider(content: &str) -> bool {
    let key = squash(content);
    let counts = key.starts_with('총')
        && key.chars().count() <= 12
        && ["사업", "과제", "공약", "건"].iter().any(|end| key.ends_with(end))
        && key.bytes().any(|b| b.is_ascii_digit());
    counts || key.ends_with("분야") && key.chars().count() <= 24
}

/// Dots that lead to a page number: a line of the contents.
fn has_leaders(content: &str) -> bool {
    ["····", "....", "……", "‥‥", "‧‧‧‧", "ㆍㆍㆍㆍ", "…………"].iter().any(|dots| content.contains(dots))
}

/// `공약사업 관리카드`: the name of a form.
pub(super) fn is_form_title(content: &str) -> bool {
    let key = squash(content);
    let short = key.chars().count() <= 20;
    short && ["카드", "조서", "관리대장", "이행계획서", "실천계획서", "현황표", "추진계획서"].iter().any(|end| key.ends_with(end))
        || super::form_title::is_composed(content)
}

/// Cards without headers: where the order of sections starts over.
fn restarts(names: &Vocabulary, text: &str, lines: &[Line], headings: &Headings, first_start: Option<usize>) -> Vec<(usize, bool)> {
    let mut starts = Vec::new();
    let mut seen = 0u32;
    let first = headings.list.iter().find(|h| h.role.is_some() && !h.inner);
    let Some(first) = first else { return starts };
    let mut previous = 0;
    for heading in headings.list.iter().filter(|h| !h.inner) {
        let Some(role) = heading.role else { continue };
        let bit = 1u32 << role as u32;
        // A heading that only means the same as the first (`사업개요` after `기본사항`) begins no card.
        let title = |h: &super::headings::Heading| squash(&text[h.title.to_usize()]);
        let again = Some(role) == first.role && (heading.likeness == Likeness::Exact || title(heading) == title(first));
        if (seen & bit != 0 && again && seen.count_ones() >= 2) || heading.line == first.line {
            let floor =
                if heading.line == first.line { lines.iter().position(|l| l.layer == Layer::Body).unwrap_or(0) } else { previous + 1 };
            let start = if heading.line == first.line && first_start.is_some() {
                first_start.unwrap_or(0)
            } else {
                let start = title_start(names, text, lines, headings, heading.line, floor);
                let above = || numbered_title_above(text, lines, headings, heading.line, floor);
                if start == heading.line { above().unwrap_or(start) } else { start }
            };
            // Without a title above it, a repeated heading is a repeated heading.
            if starts.is_empty() || start < heading.line {
                starts.push((start, true));
                seen = 0;
            }
        }
        seen |= bit;
        // People under a label stand in the header of the next card.
        if !matches!(role, Role::People | Role::Header) {
            previous = heading.line;
        }
    }
    starts
}

/// Lines of a header whose labels nobody knows, at most, between its title and the first heading.
const UNKNOWN_HEADER: usize = 12;

/// The numbered title (`공약사업 31 가온 주차장`) above lines of a header that prints no known label.
fn numbered_title_above(text: &str, lines: &[Line], headings: &Headings, heading: usize, floor: usize) -> Option<usize> {
    let body = (floor..heading).rev().filter(|&k| lines[k].layer == Layer::Body).take(UNKNOWN_HEADER);
    for k in body {
        let line = &lines[k];
        // People under a label are of the header as well.
        let heading = headings.list.binary_search_by_key(&k, |h| h.line).ok().map(|h| &headings.list[h]).filter(|h| !h.inner);
        if heading.and_then(|h| h.role).is_some_and(|role| !matches!(role, Role::People | Role::Header)) {
            return None;
        }
        let content = text[line.range.to_usize()].trim();
        let unmarked = line.marker.is_none_or(|m| matches!(m.kind, MarkerKind::Decimal | MarkerKind::Bracketed(_)));
        if unmarked
            && line.shape == Shape::Plain
            && !content.contains(':')
            && crate::normalize::pledge_number(content).is_some_and(|n| n.rest < content.len())
        {
            return Some(k);
        }
    }
    None
}

/// Where the divider before the next card begins, looking back from `stop`.
fn divider_start(text: &str, layout: &Layout, headings: &Headings, start: usize, stop: usize) -> usize {
    let lines = &layout.lines;
    let mut from = stop;
    let mut k = stop;
    let mut divider = false;
    let mut counted = false;
    while k > start + 1 && stop - k < 8 {
        k -= 1;
        let line = &lines[k];
        if line.layer != Layer::Body {
            continue;
        }
        let content = text[line.range.to_usize()].trim();
        let heading = headings.list.binary_search_by_key(&k, |h| h.line).ok().map(|h| headings.list[h].role);
        if heading.flatten().is_some() || matches!(line.shape, Shape::Tabs | Shape::Pipes) {
            break;
        }
        let chapter =
            line.marker.is_some_and(|m| matches!(m.kind, MarkerKind::Chapter)) || content.ends_with("분야") && is_divider(content);
        let plain = line.marker.is_none_or(|m| matches!(m.kind, MarkerKind::Decimal | MarkerKind::Roman | MarkerKind::Chapter));
        if !plain || line.width > 60 {
            break;
        }
        if counted
            || chapter
            || chapter_name(text, layout, k).is_some()
            || lines.get(stop).is_some_and(|title| heads_number(text, line, title))
        {
            divider = true;
            from = k;
            break;
        }
        // `3. 복지·건강⏎(총 3건)`: what a count of pledges stands below names their field.
        counted = counts_pledges(content);
        if line.page_break {
            // A page of its own with unmarked short lines only.
            divider = true;
            from = k;
            break;
        }
    }
    if divider { from } else { stop }
}

/// `(총 3건)`, `(5개 사업)`: how many pledges a part of a book has, alone on its line.
fn counts_pledges(content: &str) -> bool {
    let inner = content.strip_prefix(['(', '[']).and_then(|c| c.strip_suffix([')', ']']));
    let count = inner.map(|i| i.trim().strip_prefix('총').unwrap_or(i).trim_start());
    let digits = |c: &str| c.bytes().take_while(u8::is_ascii_digit).count();
    count.is_some_and(|c| {
        (1..=3).contains(&digits(c))
            && matches!(c[digits(c)..].trim(), "건" | "개" | "개 사업" | "개 과제" | "개 공약" | "개사업" | "개과제")
    })
}

/// The head of an annex is no longer than this, in characters.
const ANNEX_CHARS: usize = 20;

/// Where an annex begins behind the last card of a book: `붙임`, `부록 1. 추진체계` on a line of its own, and no section behind it.
fn annex_start(text: &str, lines: &[Line], headings: &Headings, start: usize, stop: usize) -> Option<usize> {
    let last = headings.list.iter().rev().find(|h| h.line < stop && h.role.is_some()).map_or(start, |h| h.line);
    (last + 1..stop).find(|&i| {
        let line = &lines[i];
        let key = squash(&text[line.body.to_usize()]);
        line.layer == Layer::Body
            && (line.page_break || line.blanks_before > 0 || line.after_furniture)
            && line.marker.is_none_or(|m| matches!(m.kind, MarkerKind::Bracketed(_) | MarkerKind::Chapter))
            && key.chars().count() <= ANNEX_CHARS
            && ["붙임", "부록", "별첨"].iter().any(|word| key.starts_with(word))
            && !key.contains(':')
    })
}

/// Cover, contents and preface of a book.
fn front_matter(text: &str, lines: &[Line], range: std::ops::Range<usize>) -> Vec<Front> {
    let mut fronts: Vec<Front> = Vec::new();
    let is_contents = |l: &Line| {
        let content = &text[l.range.to_usize()];
        let key = squash(content);
        matches!(key.as_str(), "목차" | "차례" | "CONTENTS" | "Contents" | "순서") || has_leaders(content)
    };
    let contents_from = range.clone().find(|&i| lines[i].layer == Layer::Body && is_contents(&lines[i]));
    let contents_to = range.clone().rev().find(|&i| lines[i].layer == Layer::Body && is_contents(&lines[i])).map(|i| i + 1);
    match (contents_from, contents_to) {
        (Some(from), Some(to)) => {
            if from > range.start {
                fronts.push(Front { kind: "cover", lines: range.start..from });
            }
            // A contents page without dots goes on to the next page break.
            let to = (to..range.end).find(|&i| lines[i].page_break).unwrap_or(if to == from + 1 { range.end } else { to });
            fronts.push(Front { kind: "contents", lines: from..to });
            if to < range.end {
                fronts.push(Front { kind: "divider", lines: to..range.end });
            }
        }
        _ => fronts.push(Front { kind: "cover", lines: range }),
    }
    fronts
}

#[cfg(test)]
mod tests {
    use super::super::{headings, structure};
    use super::*;

    fn spans(text: &str) -> Vec<String> {
        let layout = Layout::of(text);
        let headings = headings::find(Vocabulary::general(), text, &layout);
        let structure = structure(Vocabulary::general(), text, &layout, &headings, 100);
        structure.cards.iter().map(|c| text[layout.lines[c.lines.start].range.to_usize()].to_owned()).collect()
    }

    const CARD: &str = "사업구분\t이행구분\t이행률\n신규\t정상\t50%\n\n□ 사업개요\n- 위치 : 가온동\n\n□ 추진실적\n- 2022. 1. 3. 착공\n\n";

    #[test]
    fn cards_begin_with_their_number() {
        let text = format!("1-1\n\n가온 도서관 건립\n\n{CARD}\n1-2\n\n나래 공원 조성\n\n{CARD}");
        assert_eq!(spans(&text), ["1-1", "1-2"]);
    }

    #[test]
    fn one_card_takes_all_lines() {
        assert_eq!(spans(&format!("표지\n\n1-1\n\n가온 도서관 건립\n\n{CARD}")), ["표지"]);
    }

    #[test]
    fn a_page_may_end_between_title_and_header() {
        let text = format!("1-1 가온 도서관 건립\n\n{CARD}\n\n1-2 나래 공원 조성\n\n- 2 -\n\u{c}\n{CARD}");
        assert_eq!(spans(&text), ["1-1 가온 도서관 건립", "1-2 나래 공원 조성"]);
    }

    #[test]
    fn a_page_may_end_below_a_number_and_a_title_on_lines_of_their_own() {
        let text =
            format!("1-1\n\n가온 도서관 건립\n\n{CARD}\n\n제2장\n\n세부 실천계획\n\n\n1-2\n\n나래 공원 조성\n\n\n- 10 -\n\u{c}\n{CARD}");
        assert_eq!(spans(&text), ["1-1", "1-2"]);
    }

    #[test]
    fn people_at_the_end_start_no_card() {
        let text = "가온 도서관\n사업구분 예산구분 완료시기\n계속 예산 임기내\nⅠ. 정책목표\n○ 가\nⅡ. 사업개요\n○ 나\n공약실명제\n추진부서 문화과\n과  장 김하나 ☎ 481-3520\n담당자 이두리 ☎ 481-3521\n";
        assert_eq!(spans(text).len(), 1);
    }
}
