//! The mark at the start of a line: bullets and numbering.
//!
//! | example | kind | rule |
//! |---|---|---|
//! | `□ 사업개요`, `ㅁ사업개요` | `Glyph('□')` | boxes, circles, diamonds, arrows; letters that stand in for them |
//! | `- 위치 : …`, `– …`, `-1호 쉼터 개소` | `Dash` | before a digit only where it counts something: `-5`, `-5%`, `-5억원` and `-5월` are none |
//! | ` - ▶ 2022. 9. 7.` | `DashGlyph('▶')` | a dash and an arrow are one mark |
//! | `Ⅰ. 정책목표` | `Roman` | Unicode numerals, or ASCII with a full stop |
//! | `1. 정책목표`, `3) …`, `(2) …`, `①` | `Decimal…` | not before another digit (a date) |
//! | `[1] 정책목표`, `<2> …`, `[하나] …` | `BracketDecimal` | a number of one or two digits, or a counting word, alone in the brackets |
//! | `하나. 추진목적`, `열. 건의사항` | `Decimal` | a number counted in words |
//! | `━━ 목적 ━━`, `◁ 목적 ▷`, `== 목적 ==` | `Glyph('━')` … | the same rule or glyph twice and more, or one that opens and one that closes, around the whole line |
//! | `Q1. 왜 필요한가요?` | `Decimal` | a question counted with its letter |
//! | `가. …`, `가) …`, `(가) …` | `Ganada…` | the 14 counting syllables |
//! | `【집행실적】` | `Bracketed('【')` | brackets around the whole line |
//! | `※ …` | `Note` | |
//! | `▍ 사업개요`, `◐ …`, `✦ …` | `Glyph` of itself | any other block, shape, dingbat or pictograph, before a blank or a word |
//! | `▶▶ 사업개요` | `Glyph('▶')` | an arrow twice before a blank and a word is one mark |
//! | `?? 사업개요`, `\u{FFFD} 사업개요` | `Glyph('?')` | a glyph that the encoding of the text did not have, before a blank |
//! | `Ÿ`, `§`, `þ`, `ò`, U+F0xx | `Glyph('·')` | what symbol fonts leave behind as bullets |

use crate::span::Range;
use crate::text::{bullet, is_ornament};

/// What kind of mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MarkerKind {
    /// A glyph, folded to the one that stands for its kind.
    Glyph(char),
    /// `-` and its variants.
    Dash,
    /// A dash followed by a glyph.
    DashGlyph(char),
    /// `*`.
    Star,
    /// `※`.
    Note,
    /// `Ⅰ.`
    Roman,
    /// `1.`
    Decimal,
    /// `1)`
    DecimalParen,
    /// `(1)`
    ParenDecimal,
    /// `[1]`
    BracketDecimal,
    /// `①`
    Circled,
    /// `가.`
    Ganada,
    /// `가)`
    GanadaParen,
    /// `(가)`
    ParenGanada,
    /// `제1장`
    Chapter,
    /// Brackets around the whole line.
    Bracketed(char),
    /// `##`, with its depth.
    Hash(u8),
}

/// A mark and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The mark itself.
    pub range: Range,
    /// Its kind.
    pub kind: MarkerKind,
    /// The number that it counts (0 for glyphs).
    pub ordinal: u16,
}

impl MarkerKind {
    /// Marks that reports use for headings of sections, and hardly for points.
    pub fn is_heading_class(self) -> bool {
        matches!(
            self,
            MarkerKind::Glyph('□' | '■' | '▣' | '◆' | '◈' | '❏')
                | MarkerKind::Roman
                | MarkerKind::Chapter
                | MarkerKind::Bracketed(_)
                | MarkerKind::Hash(_)
        )
    }

    /// Marks that count.
    pub fn is_numbered(self) -> bool {
        matches!(
            self,
            MarkerKind::Roman
                | MarkerKind::Decimal
                | MarkerKind::DecimalParen
                | MarkerKind::ParenDecimal
                | MarkerKind::BracketDecimal
                | MarkerKind::Circled
                | MarkerKind::Ganada
                | MarkerKind::GanadaParen
                | MarkerKind::ParenGanada
                | MarkerKind::Chapter
        )
    }
}

/// Boxed numbers of Hangul fonts (U+F02B1 = 1 …) and circled ones.
fn circled(c: char) -> Option<u16> {
    let n = c as u32;
    Some(match n {
        0x2460..=0x2473 => n - 0x2460 + 1,
        0x2474..=0x2487 => n - 0x2474 + 1,
        0x2776..=0x277F => n - 0x2776 + 1,
        0x326E..=0x327B => n - 0x326E + 1,
        0xF02B1..=0xF02C4 => n - 0xF02B1 + 1,
        _ => return None,
    } as u16)
}

const GANADA: &str = "가나다라마바사아자차카타파하";

fn ganada(c: char) -> Option<u16> {
    GANADA.chars().position(|g| g == c).map(|i| i as u16 + 1)
}

/// `하나`, `둘` …: numbers that reports of few headings count in words.
fn counting_word(word: &str) -> Option<u16> {
    const WORDS: [&str; 12] = ["하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열하나", "열둘"];
    WORDS.iter().position(|&w| w == word).map(|i| i as u16 + 1)
}

pub(super) fn closing(open: char) -> Option<char> {
    Some(match open {
        '【' => '】',
        '[' => ']',
        '［' => '］',
        '<' => '>',
        '＜' => '＞',
        '〈' => '〉',
        '《' => '》',
        '〔' => '〕',
        '〖' => '〗',
        '≪' => '≫',
        '｢' => '｣',
        '「' => '」',
        '『' => '』',
        _ => return None,
    })
}

fn is_hangul(c: char) -> bool {
    ('\u{AC00}'..='\u{D7A3}').contains(&c)
}

/// A glyph that an encoding did not have leaves at most so many question marks: one for each of its bytes in UTF-8.
const LOST_BYTES: usize = 3;

/// `1호 쉼터`, `3차 점검`: a number that counts something, and no amount or part of a date.
fn counts(text: &str) -> bool {
    /// What is counted in a heading or a point has no more digits.
    const DIGITS: usize = 3;
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let word = text[digits..].chars().next().unwrap_or(' ');
    (1..=DIGITS).contains(&digits)
        && is_hangul(word)
        && !matches!(word, '원' | '십' | '백' | '천' | '만' | '억' | '조' | '년' | '월' | '일' | '시' | '분')
}

/// Longest heading behind a number without a point, in characters.
const SPACED_CHARS: usize = 24;

/// `3  사 업 개 요`: a number, a gap and a few words, on a line of its own.
pub(crate) fn spaced_number(text: &str, at: usize) -> Option<(Marker, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let words = text.get(digits..)?.strip_prefix("  ")?.trim_start();
    let is_word = |c: char| is_hangul(c) || matches!(c, ' ' | '(' | ')' | '·' | 'ㆍ' | '/');
    let fits = (1..=2).contains(&digits) && words.chars().count() <= SPACED_CHARS;
    if !fits || !words.starts_with(is_hangul) || !words.chars().all(is_word) {
        return None;
    }
    let marker = Marker { range: Range::new(at, at + digits), kind: MarkerKind::Decimal, ordinal: text[..digits].parse().ok()? };
    Some((marker, text.len() - words.len()))
}

/// What closes a line that this opens.
fn mirrored(open: char) -> Option<char> {
    Some(match open {
        '◁' => '▷',
        '▷' => '◁',
        '◀' => '▶',
        '▶' => '◀',
        '◤' => '◥',
        '◐' => '◑',
        '«' => '»',
        '☞' => '☜',
        _ => return None,
    })
}

/// Longest heading in a frame, in characters: titles of pledges stand so, too.
const FRAMED_CHARS: usize = 60;

/// Finds the words of a line that rules or glyphs open and close, and the mark that these are.
pub(crate) fn framed_words(text: &str, at: usize) -> Option<(Marker, std::ops::Range<usize>)> {
    let first = text.chars().next()?;
    let last = text.chars().next_back()?;
    let frames = first == last || mirrored(first) == Some(last);
    // A circle twice is a name left out, and so is a star.
    if !frames || is_hangul(first) || matches!(first, '○' | '*' | '#') {
        return None;
    }
    let is_rule = matches!(first, '=' | '~' | '_' | '-' | '─' | '━' | '═' | '▬' | '―' | '—');
    if !is_rule && bullet(first).is_none() {
        return None;
    }
    let inner = text.trim_start_matches(first);
    let opened = text.len() - inner.len();
    let words = inner.trim_end_matches(last);
    let closed = inner.len() - words.len();
    let runs = [(opened, first), (closed, last)].map(|(bytes, c)| bytes / c.len_utf8());
    let enough = if first == last { 2 } else { 1 };
    let trimmed = words.trim();
    let apart = words.starts_with(' ') && words.ends_with(' ');
    let fits = apart && trimmed.starts_with(|c: char| is_hangul(c) || c.is_ascii_digit()) && trimmed.contains(is_hangul);
    if runs.iter().any(|&n| n < enough) || !fits || trimmed.chars().count() > FRAMED_CHARS || trimmed.contains([first, last, '\t']) {
        return None;
    }
    let start = opened + words.len() - words.trim_start().len();
    let marker = Marker { range: Range::new(at, at + opened), kind: MarkerKind::Glyph(bullet(first).unwrap_or(first)), ordinal: 0 };
    Some((marker, start..start + trimmed.len()))
}

/// Finds the mark at the start of `text` (no leading blank), which starts at byte `at` of the document.
/// Returns it with the offset in `text` where the body starts.
pub(crate) fn parse_marker(text: &str, at: usize) -> Option<(Marker, usize)> {
    let mut chars = text.char_indices();
    let (_, first) = chars.next()?;
    let (second_at, second) = chars.next().unwrap_or((text.len(), '\n'));
    // Most lines begin with a word. One that counts has three syllables at most before its point.
    let point_at = |syllables: usize| text.as_bytes().get(syllables * '가'.len_utf8()) == Some(&b'.');
    if is_hangul(first) && first != '제' && !matches!(second, '.' | ')') && !point_at(2) && !point_at(3) {
        return None;
    }
    let make = |kind, ordinal, length: usize| {
        let body = length + crate::text::inner(&text[length..]).start;
        Some((Marker { range: Range::new(at, at + length), kind, ordinal }, body))
    };
    match first {
        '※' | '＊' if first == '※' => return make(MarkerKind::Note, 0, second_at),
        '*' | '＊' if second != '*' && !second.is_ascii_digit() && second != '\n' => return make(MarkerKind::Star, 0, second_at),
        '-' | '–' | '—' | '―' | '−' | '‐' | '‑' | '－' => {
            let rest = &text[second_at..];
            if second == '\n' || second.is_ascii_digit() && !counts(rest) || second == first || second == '|' || second == '\t' {
                return None;
            }
            let inner = rest.trim_start_matches([' ', '\u{A0}']);
            if let Some(glyph) = inner.chars().next().and_then(bullet)
                && glyph != '·'
            {
                let length = text.len() - inner.len() + inner.chars().next().map_or(0, char::len_utf8);
                return make(MarkerKind::DashGlyph(glyph), 0, length);
            }
            if second == ' ' && inner.starts_with(|c: char| c.is_ascii_digit()) && inner.ends_with(['-', '―', '–', '—']) {
                return None;
            }
            return make(MarkerKind::Dash, 0, second_at);
        }
        'ㅇ' | 'ㅁ' if second == ' ' || second == '\u{A0}' || is_hangul(second) || second == '(' || second == '「' => {
            return make(MarkerKind::Glyph(if first == 'ㅇ' { '○' } else { '□' }), 0, second_at);
        }
        'o' | 'O' if second == ' ' && text[second_at..].trim_start().starts_with(|c: char| is_hangul(c) || c == '(') => {
            return make(MarkerKind::Glyph('○'), 0, second_at);
        }
        '?' | '\u{FFFD}' => {
            // One for each byte of the glyph.
            let rest = text.trim_start_matches(first);
            let length = text.len() - rest.len();
            let marks = length / first.len_utf8();
            let words = rest.trim_start();
            // `? 2024. 3. 2. : 착공`, `? '24. 3. 2. 착공`
            let short = words.strip_prefix(crate::text::is_apostrophe).filter(|rest| rest.len() > 2);
            let year = words.len() > 4 && words.starts_with("20") && words.bytes().take(4).all(|b| b.is_ascii_digit())
                || short.is_some_and(|rest| rest.bytes().take(2).all(|b| b.is_ascii_digit()));
            let leads = marks <= LOST_BYTES && rest.starts_with(' ') && (year || words.starts_with(|c| is_hangul(c) || c == '('));
            return if leads { make(MarkerKind::Glyph('?'), 0, length) } else { None };
        }
        '#' => {
            let depth = text.bytes().take_while(|&b| b == b'#').count();
            if depth <= 6 && text[depth..].starts_with(' ') {
                return make(MarkerKind::Hash(depth as u8), 0, depth);
            }
            return None;
        }
        'Ⅰ'..='Ⅻ' | 'ⅰ'..='ⅻ' => {
            let base = if first >= 'ⅰ' { 'ⅰ' } else { 'Ⅰ' };
            let ordinal = (first as u32 - base as u32 + 1) as u16;
            let length = if second == '.' || second == '．' { second_at + second.len_utf8() } else { second_at };
            if second == '-' || second == '–' {
                return None;
            }
            return make(MarkerKind::Roman, ordinal, length);
        }
        'I' | 'V' | 'X' => {
            let letters = text.bytes().take_while(|b| matches!(b, b'I' | b'V' | b'X')).count();
            if letters <= 5 && text[letters..].starts_with(". ") {
                return make(MarkerKind::Roman, roman(&text[..letters]), letters + 1);
            }
            return None;
        }
        '0'..='9' => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 2 {
                return None;
            }
            let ordinal = text[..digits].parse().unwrap_or(0);
            let rest = &text[digits..];
            let after = rest.get(1..).unwrap_or("");
            let next = after.trim_start().chars().next();
            return match rest.chars().next() {
                Some('.') if next.is_some_and(|c| !c.is_ascii_digit() && c != '~' && c != ')') => {
                    make(MarkerKind::Decimal, ordinal, digits + 1)
                }
                Some(')') if next.is_some() => make(MarkerKind::DecimalParen, ordinal, digits + 1),
                _ => None,
            };
        }
        '(' => {
            let inner_end = text.find(')')?;
            let inner = &text[1..inner_end];
            let next = text[inner_end + 1..].trim_start().chars().next();
            if inner.len() <= 2 && !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_digit()) && next.is_some() {
                return make(MarkerKind::ParenDecimal, inner.parse().unwrap_or(0), inner_end + 1);
            }
            let mut letters = inner.chars();
            if let (Some(c), None) = (letters.next(), letters.next())
                && let Some(n) = ganada(c)
                && next.is_some()
            {
                return make(MarkerKind::ParenGanada, n, inner_end + 1);
            }
            return None;
        }
        'Q' => {
            let digits = text[second_at..].bytes().take_while(u8::is_ascii_digit).count();
            let words = text[second_at + digits..].strip_prefix(". ").map(str::trim_start);
            if !(1..=2).contains(&digits) || !words.is_some_and(|w| w.starts_with(is_hangul)) {
                return None;
            }
            return make(MarkerKind::Decimal, text[second_at..second_at + digits].parse().unwrap_or(0), second_at + digits + 1);
        }
        '제' => {
            let digits = text[second_at..].bytes().take_while(u8::is_ascii_digit).count();
            let tail = &text[second_at + digits..];
            if digits > 0 && digits <= 2 && (tail.starts_with('장') || tail.starts_with('절') || tail.starts_with('편')) {
                return make(MarkerKind::Chapter, text[second_at..second_at + digits].parse().unwrap_or(0), second_at + digits + 3);
            }
            return None;
        }
        _ => {}
    }
    // `셋. 사업개요`
    if is_hangul(first)
        && let Some((word, rest)) = text.split_once('.')
        && let Some(n) = counting_word(word)
        && rest.starts_with([' ', '\u{A0}'])
        && rest.trim_start().starts_with(is_hangul)
    {
        return make(MarkerKind::Decimal, n, word.len() + 1);
    }
    if is_hangul(first)
        && let Some(n) = ganada(first)
    {
        let rest = &text[second_at..];
        let after = rest.get(1..).unwrap_or("");
        if rest.starts_with('.') && after.starts_with([' ', '\u{A0}']) {
            return make(MarkerKind::Ganada, n, second_at + 1);
        }
        if rest.starts_with(')') && !after.trim().is_empty() {
            return make(MarkerKind::GanadaParen, n, second_at + 1);
        }
        return None;
    }
    if let Some(n) = circled(first) {
        return make(MarkerKind::Circled, n, second_at);
    }
    if let Some(close) = closing(first) {
        let inner_end = text.find(close)?;
        let inner = text[first.len_utf8()..inner_end].trim();
        let behind = text[inner_end + close.len_utf8()..].trim();
        if (1..=2).contains(&inner.len()) && inner.bytes().all(|b| b.is_ascii_digit()) && behind.starts_with(is_hangul) {
            return make(MarkerKind::BracketDecimal, inner.parse().unwrap_or(0), inner_end + close.len_utf8());
        }
        if let Some(n) = counting_word(inner)
            && behind.starts_with(is_hangul)
        {
            return make(MarkerKind::BracketDecimal, n, inner_end + close.len_utf8());
        }
        // `【연차별 투자계획】 (단위 : 백만원)`: a unit may stand behind the brackets.
        let unit = behind.trim_start_matches(['(', '[', '（']).starts_with("단위") || behind.starts_with('(') && behind.ends_with("원)");
        if (behind.is_empty() || unit) && inner_end > first.len_utf8() {
            return Some((
                Marker { range: Range::new(at, at + first.len_utf8()), kind: MarkerKind::Bracketed(first), ordinal: 0 },
                second_at,
            ));
        }
        return None;
    }
    let glyph = bullet(first)?;
    // cp1252 leftovers are letters too: a bullet only before a blank.
    if matches!(first, 'Ÿ' | '§' | 'þ' | 'ò' | '»' | '≫' | '√') && !second.is_whitespace() {
        return None;
    }
    // Ornaments stand for other things, too (bars of a roadmap, marks in cells): a mark only before a blank or a word.
    if is_ornament(first) && !second.is_whitespace() && !is_hangul(second) {
        return None;
    }
    // An arrow or triangle before a number is a sign (△1,920), not a bullet.
    if matches!(glyph, '△' | '▶' | '·') && second.is_ascii_digit() && glyph == '△' {
        return None;
    }
    if second == '\n' || second == '\t' || second == '|' {
        return None;
    }
    make(MarkerKind::Glyph(glyph), 0, if is_doubled_arrow(text, first) { 2 * second_at } else { second_at })
}

/// `▶▶ 사업개요`: a mark printed twice. Other glyphs stand twice for something else: `○○ 도서관` has no name, `■■` is a bar.
fn is_doubled_arrow(text: &str, first: char) -> bool {
    let rest = text[first.len_utf8()..].strip_prefix(first);
    matches!(bullet(first), Some('▶' | '☞')) && rest.is_some_and(|rest| rest.starts_with(' ') && rest.trim_start().starts_with(is_hangul))
}

fn roman(text: &str) -> u16 {
    let value = |b| match b {
        b'I' => 1,
        b'V' => 5,
        _ => 10,
    };
    let bytes = text.as_bytes();
    let mut sum = 0i32;
    for (i, &b) in bytes.iter().enumerate() {
        let v = value(b);
        sum += if bytes.get(i + 1).is_some_and(|&n| value(n) > v) { -v } else { v };
    }
    sum.max(0) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Option<(MarkerKind, u16, &str)> {
        parse_marker(text, 0).map(|(m, body)| (m.kind, m.ordinal, &text[body..]))
    }

    #[test]
    fn marks_of_real_layouts() {
        use MarkerKind::*;
        assert_eq!(kind("□ 사업개요"), Some((Glyph('□'), 0, "사업개요")));
        assert_eq!(kind("ㅁ사업개요"), Some((Glyph('□'), 0, "사업개요")));
        assert_eq!(kind("- ▶ 2022. 9. 7. 제출"), Some((DashGlyph('▶'), 0, "2022. 9. 7. 제출")));
        assert_eq!(kind("- 위치 : 가온동"), Some((Dash, 0, "위치 : 가온동")));
        assert_eq!(kind("Ⅳ. 연차별 목표"), Some((Roman, 4, "연차별 목표")));
        assert_eq!(kind("IV. 연차별 목표"), Some((Roman, 4, "연차별 목표")));
        assert_eq!(kind("6. 투자계획"), Some((Decimal, 6, "투자계획")));
        assert_eq!(kind("여섯. 투자계획"), Some((Decimal, 6, "투자계획")));
        assert_eq!(kind("다섯 곳. 가온"), None);
        assert_eq!(kind("[4] 성과지표"), Some((BracketDecimal, 4, "성과지표")));
        assert_eq!(kind("<12>성과지표"), Some((BracketDecimal, 12, "성과지표")));
        assert_eq!(kind("[2025] 성과지표"), None);
        assert_eq!(kind("가. 개요"), Some((Ganada, 1, "개요")));
        assert_eq!(kind("【집행실적】"), Some((Bracketed('【'), 0, "집행실적】")));
        assert_eq!(kind("Ÿ 운영"), Some((Glyph('·'), 0, "운영")));
        assert_eq!(kind("-1호 쉼터 개소"), Some((Dash, 0, "1호 쉼터 개소")));
        assert_eq!(kind("-5억원 감액"), None);
        assert_eq!(kind("-5월"), None);
        assert_eq!(kind("?? 사업개요"), Some((Glyph('?'), 0, "사업개요")));
        assert_eq!(kind("? 2024. 3. 2. : 착공"), Some((Glyph('?'), 0, "2024. 3. 2. : 착공")));
        assert_eq!(kind("? '24. 3. 2. 착공"), Some((Glyph('?'), 0, "'24. 3. 2. 착공")));
        assert_eq!(kind("\u{FFFD} 사업개요"), Some((Glyph('?'), 0, "사업개요")));
        assert_eq!(kind("\u{FFFD}\u{FFFD} 2024. 3. 2. : 착공"), Some((Glyph('?'), 0, "2024. 3. 2. : 착공")));
        assert_eq!(kind("\u{FFFD}온 도서관"), None);
        assert_eq!(kind("?"), None);
        assert_eq!(kind("?사업개요"), None);
        assert_eq!(kind("※ 기타"), Some((Note, 0, "기타")));
        assert_eq!(kind("▍ 사업개요"), Some((Glyph('▍'), 0, "사업개요")));
        assert_eq!(kind("✦사업개요"), Some((Glyph('✦'), 0, "사업개요")));
        assert_eq!(kind("▶▶ 향후 일정"), Some((Glyph('▶'), 0, "향후 일정")));
        assert_eq!(kind("○○ 도서관"), Some((Glyph('○'), 0, "○ 도서관")));
    }

    #[test]
    fn lines_in_frames() {
        let framed = |text| framed_words(text, 0).map(|(m, words)| (m.kind, &text[words]));
        assert_eq!(framed("━━ 목적 ━━"), Some((MarkerKind::Glyph('━'), "목적")));
        assert_eq!(framed("◁ 그동안 한 일(실적) ▷"), Some((MarkerKind::Glyph('◁'), "그동안 한 일(실적)")));
        assert_eq!(framed("◆◆ 공약 1. 가온 도서관 ◆◆"), Some((MarkerKind::Glyph('◆'), "공약 1. 가온 도서관")));
        for text in ["○○ 도서관 ○○", "━━━━", "━━", "- 가온 -", "- 12 -", "■■ ■■", "**목적**", "━━ 목적 ━━ 가온 ━━", "가나가"]
        {
            assert_eq!(framed(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_dates_and_words_are_no_marks() {
        for text in [
            "2022. 9. 7. 제출",
            "12.5",
            "-1,920",
            "- 3 -",
            "가온시 사업",
            "[2-7] 둘레길",
            "△1,920",
            "○",
            "-",
            "9. 20. 통보",
            "███",
            "▒▒ 착공",
            "☎ 02",
        ] {
            assert_eq!(kind(text), None, "{text}");
        }
    }
}
