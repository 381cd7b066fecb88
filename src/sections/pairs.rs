//! Several labels and their values on one line: `분야: 복지 / 사업구분: 신규`, `[공약번호] 1-1   [공약명] 가온 도서관`.

use std::ops::Range;

use smallvec::SmallVec;

use super::vocabulary::Vocabulary;
use crate::layout::Line;
use crate::text::{Signs, has_double_space};

/// A label and its value, as bytes of the line.
pub type Pair = (Range<usize>, Range<usize>);

/// A label is no longer than this, in bytes.
const LABEL_BYTES: usize = 60;
/// What may stand between a value and the label after it, besides two blanks.
const SEPARATORS: [char; 18] = ['/', '|', ',', ';', '·', '│', '／', '▸', '☞', '◦', '•', '■', '□', '◆', '◈', '▶', '▪', '❍'];

/// Brackets that labels stand in.
const BRACKETS: [char; 5] = ['[', '【', '〔', '<', '〈'];

/// The labels of a line that begins with one, and their values; empty where the line is no such row. One label is enough where
/// it stands in brackets; before a colon there must be two.
pub fn pairs_of_line(names: &Vocabulary, line: &str) -> SmallVec<[Pair; 4]> {
    pairs_by_signs(names, PARTED, line)
}

/// The same for the body of a line that was looked at.
pub(super) fn pairs_in(names: &Vocabulary, line: &Line, body: &str) -> SmallVec<[Pair; 4]> {
    if line.signs.has(PARTED) || body.starts_with(BRACKETS) { pairs_by_signs(names, line.signs, body) } else { SmallVec::new() }
}

/// What a colon may be.
const COLONS: Signs = Signs::COLON.or(Signs::FULL_WIDTH);
/// What a pipe may be.
const PIPES: Signs = Signs::PIPE.or(Signs::BAR);

/// What may part labels from values.
const PARTED: Signs = COLONS.or(PIPES).or(Signs::SYMBOL).or(Signs::OTHER).or(Signs::GAP);

/// The same for a line that holds no other signs than these: each way to part labels from values is tried where its signs are.
fn pairs_by_signs(names: &Vocabulary, signs: Signs, line: &str) -> SmallVec<[Pair; 4]> {
    let mut pairs = SmallVec::new();
    if line.starts_with(BRACKETS) {
        pairs = in_brackets(names, line);
    } else if signs.has(COLONS) {
        pairs = before_colons(names, line);
    }
    if pairs.is_empty() && signs.has(PIPES) && line.len() <= SEGMENTS_BYTES && has_pipe(line) {
        pairs = in_segments(names, line);
        if pairs.is_empty() {
            pairs = in_columns(names, line);
        }
    }
    if pairs.is_empty() && (signs.has(Signs::SYMBOL) || signs.has(Signs::OTHER) && line.as_bytes().contains(&b'=')) {
        pairs = before_arrows(names, line);
    }
    if pairs.is_empty() && signs.has(Signs::GAP) {
        pairs = between_gaps(names, line);
    }
    if pairs.iter().any(|(_, value)| value.is_empty()) {
        pairs.clear();
    }
    pairs
}

fn has_pipe(line: &str) -> bool {
    // The first bytes of both.
    memchr::memchr2_iter(b'|', 0xE2, line.as_bytes()).any(|at| line[at..].starts_with(['|', '│']))
}

fn is_label(names: &Vocabulary, words: &str) -> bool {
    !words.is_empty() && words.len() <= LABEL_BYTES && !names.label_like(words).0.is_empty()
}

/// A label that nobody knows is no longer than this, in characters.
const UNKNOWN_LABEL_CHARS: usize = 12;

fn could_be_label(words: &str) -> bool {
    let n = words.chars().count();
    (2..=UNKNOWN_LABEL_CHARS).contains(&n) && words.chars().all(|c| crate::text::is_hangul(c) || matches!(c, ' ' | '(' | ')' | '%'))
}

/// A range without the blanks and separators at its ends.
fn trimmed(line: &str, range: Range<usize>) -> Range<usize> {
    let part = &line[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    let end = start + part.trim().trim_end_matches(SEPARATORS).trim_end().len();
    start..end.max(start)
}

fn in_brackets(names: &Vocabulary, line: &str) -> SmallVec<[Pair; 4]> {
    let Some(open) = line.chars().next() else { return SmallVec::new() };
    let close = match open {
        '[' => ']',
        '【' => '】',
        '〔' => '〕',
        '〈' => '〉',
        _ => '>',
    };
    // Where each bracket opens, its words, and where it ends.
    let mut heads: SmallVec<[(usize, Range<usize>, usize); 4]> = SmallVec::new();
    let mut at = 0;
    while let Some(found) = line[at..].find(open) {
        let from = at + found + open.len_utf8();
        let Some(length) = line[from..].find(close) else { break };
        if is_label(names, &line[from..from + length]) {
            heads.push((at + found, from..from + length, from + length + close.len_utf8()));
        }
        at = from + length + close.len_utf8();
    }
    if heads.first().is_none_or(|(start, ..)| *start != 0) {
        return SmallVec::new();
    }
    let ends = heads.iter().skip(1).map(|(start, ..)| *start).chain([line.len()]);
    heads
        .iter()
        .zip(ends)
        .map(|((_, label, from), to)| {
            let lead = line[*from..to].trim_start_matches([' ', ':', '：']);
            (label.clone(), trimmed(line, to - lead.len()..to))
        })
        .collect()
}

/// `주무부서 가온과 | 이행률 5%`: each segment begins with a label that the vocabulary knows.
fn in_segments(names: &Vocabulary, line: &str) -> SmallVec<[Pair; 4]> {
    let mut pairs = SmallVec::new();
    for segment in line.split(['|', '│']).map(str::trim).filter(|s| !s.is_empty()) {
        let at = segment.as_ptr() as usize - line.as_ptr() as usize;
        let Some((label, value)) = segment.split_once(' ').filter(|(label, _)| !names.label(label).is_empty()) else {
            return SmallVec::new();
        };
        let from = at + segment.len() - value.trim_start().len();
        pairs.push((at..at + label.len(), from..at + segment.len()));
    }
    if pairs.len() < 2 { SmallVec::new() } else { pairs }
}

/// `분야 | 미래산업   담당부서 | 가온과`: pairs parted by a pipe, side by side with a gap between them.
fn in_columns(names: &Vocabulary, line: &str) -> SmallVec<[Pair; 4]> {
    let mut pairs = SmallVec::new();
    for column in line.split("   ").map(str::trim).filter(|c| !c.is_empty()) {
        let at = column.as_ptr() as usize - line.as_ptr() as usize;
        let Some((label, value)) = column.split_once(['|', '│']) else { return SmallVec::new() };
        let (label, value) = (label.trim(), value.trim());
        if value.contains(['|', '│']) || value.is_empty() || !is_label(names, label) {
            return SmallVec::new();
        }
        let from = at + column.len() - value.len();
        pairs.push((at..at + label.len(), from..at + column.len()));
    }
    if pairs.len() < 2 { SmallVec::new() } else { pairs }
}

/// `번호  3-4    공약명  가온 주차장`, `공약명    가온 주차장`: labels and values in turn, two blanks or more between all of them.
fn between_gaps(names: &Vocabulary, line: &str) -> SmallVec<[Pair; 4]> {
    let mut pairs = SmallVec::new();
    if line.len() > SEGMENTS_BYTES || line.contains('\t') || !has_double_space(line) {
        return pairs;
    }
    let parts: SmallVec<[&str; 12]> = line.split("  ").map(str::trim).filter(|p| !p.is_empty()).collect();
    if parts.is_empty() || !parts.len().is_multiple_of(2) {
        return pairs;
    }
    let range = |part: &str| {
        let at = part.as_ptr() as usize - line.as_ptr() as usize;
        at..at + part.len()
    };
    for pair in parts.chunks_exact(2) {
        // Labels above their values alternate with nothing.
        if names.label(pair[0]).is_empty() || !names.label(pair[1]).is_empty() {
            return SmallVec::new();
        }
        pairs.push((range(pair[0]), range(pair[1])));
    }
    pairs
}

/// Blanks between a value and a label that nobody knows, at least.
const WIDE_GAP: &str = "   ";

/// A row of labels and values is no longer than this, in bytes.
const SEGMENTS_BYTES: usize = 400;

fn before_colons(names: &Vocabulary, line: &str) -> SmallVec<[Pair; 4]> {
    let mut heads: SmallVec<[(usize, Range<usize>, usize); 4]> = SmallVec::new();
    // The first bytes of both; nearly all lines have none or one, and there must be two.
    if memchr::memchr2_iter(b':', 0xEF, line.as_bytes()).nth(1).is_none() {
        return SmallVec::new();
    }
    for (colon, mark) in line.match_indices([':', '：']) {
        let floor = heads.last().map_or(0, |(.., end)| *end);
        let before = &line[floor..colon];
        // Behind the last separator, or two blanks, stands the label.
        let cut = before.rfind(SEPARATORS).map(|i| i + before[i..].chars().next().map_or(1, char::len_utf8));
        let gap = before.trim_end().rfind("  ").map(|i| i + 2);
        // Behind the first pair, a word that is a label ends the value before it: `주무부서 : 가온과 완료예정 : 2026. 12.`
        let word = before.trim_end().rfind(' ').map(|i| i + 1).filter(|&i| !heads.is_empty() && !names.label(&before[i..]).is_empty());
        let from = floor + cut.max(gap).max(word).unwrap_or(0);
        let label = from..colon;
        // The mark of a point may stand before the label: `◦ 분야 : 복지    ◦ 담당부서 : 가온과`.
        let lead = |words: &str| words.len() - words.trim_start_matches([' ', '◦', '○', 'ㅇ', '•', '·', '▪', '▸', '-', '∙']).len();
        let opens = label.start + line[label.clone()].len() - line[label.clone()].trim_start().len();
        let label = label.start + lead(&line[label.clone()])..label.start + line[label].trim_end().len();
        let words = line.get(label.clone()).unwrap_or_default();
        // `구분: 신규 / 임기 내 / 추진상태: …`: what the classes of a pledge are called where nothing else is.
        let classes = || heads.is_empty() && words == "구분" && begins_with_class(&line[colon + mark.len()..]);
        if !is_label(names, words) && !classes() {
            // The first words of the line must be a label.
            if heads.is_empty() {
                return SmallVec::new();
            }
            // What stands behind a slash between blanks and before a colon labels something, too.
            let parted =
                cut.is_some() && before[..cut.unwrap_or(0)].ends_with(['/', '|', '│']) && before[..cut.unwrap_or(0) - 1].ends_with(' ');
            // So does what stands behind a wide gap.
            let apart = gap.is_some_and(|gap| before[..gap].ends_with(WIDE_GAP));
            if !((parted || apart) && could_be_label(words)) {
                continue;
            }
        }
        if heads.is_empty() && opens != 0 {
            return SmallVec::new();
        }
        heads.push((opens, label, colon + mark.len()));
    }
    if heads.len() < 2 {
        return SmallVec::new();
    }
    let ends = heads.iter().skip(1).map(|(start, ..)| *start).chain([line.len()]);
    heads.iter().zip(ends).map(|((_, label, from), to)| (label.clone(), trimmed(line, *from..to))).collect()
}

/// What points from a label to its value.
pub(crate) const ARROWS: [char; 9] = ['▷', '▶', '►', '▸', '→', '⇒', '➔', '➜', '='];

/// `분야 ▷ 안심도시   소관 ▷ 정보과`: an arrow where others print a colon. What stands before each must be a label that is known; an
/// arrow at the front is a mark.
fn before_arrows(names: &Vocabulary, line: &str) -> SmallVec<[Pair; 4]> {
    let mut heads: SmallVec<[(usize, Range<usize>, usize); 4]> = SmallVec::new();
    // The first bytes of all of them.
    if memchr::memchr2_iter(0xE2, b'=', line.as_bytes()).nth(1).is_none() || line.starts_with(ARROWS) {
        return SmallVec::new();
    }
    for (at, arrow) in line.match_indices(ARROWS) {
        let floor = heads.last().map_or(0, |(.., end)| *end);
        let before = line[floor..at].trim_end();
        let gap = before.rfind("  ").map(|i| i + 2);
        let cut = before.rfind(['/', '|', ';']).map(|i| i + 1);
        // Behind the first pair, a word that is a label ends the value before it.
        let word = before.rfind(' ').map(|i| i + 1).filter(|&i| !heads.is_empty() && !names.label(&before[i..]).is_empty());
        let from = floor + gap.max(cut).max(word).unwrap_or(0);
        let opens = from + line[from..at].len() - line[from..at].trim_start().len();
        let label = opens..floor + before.len();
        if opens > label.end || !is_label(names, &line[label.clone()]) || heads.is_empty() != (opens == 0) {
            return SmallVec::new();
        }
        heads.push((opens, label, at + arrow.len()));
    }
    if heads.len() < 2 {
        return SmallVec::new();
    }
    let ends = heads.iter().skip(1).map(|(start, ..)| *start).chain([line.len()]);
    heads.iter().zip(ends).map(|((_, label, from), to)| (label.clone(), trimmed(line, *from..to))).collect()
}

/// Whether a value begins with a word of the classes of a pledge.
fn begins_with_class(value: &str) -> bool {
    use crate::normalize::status;
    let first = value.split(SEPARATORS).next().unwrap_or(value).trim();
    status::continuity(first).is_some() || status::term(first).is_some() || status::budget(first).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Vec<(&str, &str)> {
        pairs_of_line(Vocabulary::general(), line).into_iter().map(|(l, v)| (&line[l], &line[v])).collect()
    }

    #[test]
    fn arrows_stand_for_colons() {
        let pairs = [("분야", "안심도시"), ("담당부서", "정보과")];
        assert_eq!(read("분야 ▷ 안심도시   담당부서 ▷ 정보과"), pairs);
        assert_eq!(read("분야 ▷ 안심도시 담당부서 ▷ 정보과"), pairs);
        assert!(read("설계 ▷ 착공 ▷ 준공").is_empty());
        assert!(read("▷ 분야 안심도시").is_empty());
    }

    #[test]
    fn labels_before_colons_share_a_line() {
        assert_eq!(
            read("분야: 복지 / 사업구분: 계속 / 완료시기: 임기 후"),
            [("분야", "복지"), ("사업구분", "계속"), ("완료시기", "임기 후")]
        );
        assert_eq!(read("담당부서 : 가온과   이행률 : 71%"), [("담당부서", "가온과"), ("이행률", "71%")]);
        assert_eq!(
            read("주관부서: 가온과 / 담당자: 가온과장 나래(☎00-000-0000), 팀장 다온(☎00-000-0000)"),
            [("주관부서", "가온과"), ("담당자", "가온과장 나래(☎00-000-0000), 팀장 다온(☎00-000-0000)")]
        );
    }

    #[test]
    fn a_label_that_nobody_knows_ends_the_value_before_it() {
        assert_eq!(read("담당부서: 가온과 / 정책 갈래: 교육"), [("담당부서", "가온과"), ("정책 갈래", "교육")]);
    }

    #[test]
    fn labels_in_brackets_share_a_line() {
        assert_eq!(read("[공약번호] 1-1   [공약명] 가온 도서관"), [("공약번호", "1-1"), ("공약명", "가온 도서관")]);
        assert_eq!(read("[담당부서] 가온과"), [("담당부서", "가온과")]);
        assert_eq!(read("[추진실적]"), []);
    }

    #[test]
    fn pairs_stand_side_by_side() {
        assert_eq!(read("분야 | 미래산업   담당부서 | 가온과"), [("분야", "미래산업"), ("담당부서", "가온과")]);
        assert_eq!(read("분야 : 복지    ◦ 담당부서 : 가온과"), [("분야", "복지"), ("담당부서", "가온과")]);
    }

    #[test]
    fn segments_begin_with_labels() {
        assert_eq!(
            read("담당부서 가온과 | 추진상태 검토 중 | 이행률 5%"),
            [("담당부서", "가온과"), ("추진상태", "검토 중"), ("이행률", "5%")]
        );
        assert_eq!(read("담당부서 | 가온과"), []);
    }

    #[test]
    fn one_label_or_a_sentence_is_no_row() {
        assert_eq!(read("총사업비 : 100백만원"), []);
        assert_eq!(read("주민 간담회: 14:00 / 장소: 가온동"), []);
    }
}
