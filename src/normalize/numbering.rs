//! A pledge's number before its title.
//!
//! | example | number | rest |
//! |---|---|---|
//! | `7-1` | `7-1` | |
//! | `4-01⇥9호선 …` | `4-01` | `9호선 …` |
//! | `공약 93 시민대학` | `93` | `시민대학` |
//! | `[2-7] 둘레길`, `[공약 2-7] 둘레길` | `2-7` | `둘레길` |
//! | `16. 나눔길` | `16` | `나눔길` |
//! | `공약 16호 나눔길` | `16` | `나눔길` |
//! | `III-①-1 도로` | `III-①-1` | `도로` |
//! | `2022보령 …`, `3기 신도시`, `1-2단계 구간` | none | |

use std::ops::Range;

/// A number and where the title starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PledgeNumber {
    /// The number's bytes.
    pub number: Range<usize>,
    /// First byte of the title.
    pub rest: usize,
}

const WORDS: [&str; 15] = [
    "공약사업",
    "공약사항",
    "공약번호",
    "관리번호",
    "세부공약",
    "공약과제",
    "실천과제",
    "세부과제",
    "이행과제",
    "추진과제",
    "과제번호",
    "공약",
    "과제",
    "연번",
    "약속",
];

fn in_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '–' | '‑') || ('①'..='⑳').contains(&c) || ('Ⅰ'..='Ⅻ').contains(&c)
}

/// Reads the number at the start of a line, if there is one.
pub fn pledge_number(line: &str) -> Option<PledgeNumber> {
    let start = line.len() - line.trim_start().len();
    // Brackets, numbers, and the first syllables of the words: nothing else begins one.
    let begins = |c: char| {
        matches!(c, '공' | '관' | '세' | '실' | '이' | '추' | '과' | '연' | '약' | 'I' | 'V' | 'X')
            || matches!(c, '[' | '【' | '<' | '〔' | '《' | '(')
            || in_number(c)
    };
    if !line[start..].starts_with(begins) {
        return None;
    }
    let mut at = start;
    let mut worded = false;
    for word in WORDS {
        if let Some(rest) = line[at..].strip_prefix(word) {
            let trimmed = rest.trim_start_matches([' ', ':', '\t', '.', '№']);
            let trimmed = trimmed.strip_prefix("제").filter(|t| t.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(trimmed);
            if trimmed.starts_with(|c: char| c.is_ascii_digit()) {
                at = line.len() - trimmed.len();
                worded = true;
            }
            break;
        }
    }
    let open = line[at..].chars().next()?;
    let close = match open {
        '[' => Some(']'),
        '【' => Some('】'),
        '<' => Some('>'),
        '〔' => Some('〕'),
        '《' => Some('》'),
        '(' => Some(')'),
        _ => None,
    };
    let mut from = at + close.map_or(0, |_| open.len_utf8());
    // `[공약 2-3] …`
    if close.is_some()
        && let Some(rest) = WORDS.iter().find_map(|w| line[from..].strip_prefix(w))
    {
        let trimmed = rest.trim_start_matches([' ', ':', '.']);
        if trimmed.starts_with(|c: char| c.is_ascii_digit()) {
            from = line.len() - trimmed.len();
        }
    }
    // `【 4-11 】 …`
    if close.is_some() {
        from = line.len() - line[from..].trim_start_matches(' ').len();
    }
    let inner = &line[from..];
    // Roman letters count only before a hyphen: III-①-1.
    let letters = inner.bytes().take_while(|b| matches!(b, b'I' | b'V' | b'X')).count();
    let letters = if letters > 0 && inner[letters..].starts_with('-') { letters } else { 0 };
    let mut end = letters + inner[letters..].find(|c| !in_number(c)).unwrap_or(inner.len() - letters);
    end = inner[..end].trim_end_matches(['-', '–', '‑']).len();
    let number = &inner[..end];
    if number.is_empty() || number.len() > 16 || !number.contains(|c: char| c.is_ascii_digit() || ('①'..='⑳').contains(&c)) {
        return None;
    }
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let hyphened = number.contains(['-', '–', '‑']);
    if !hyphened && digits > 3 || number.starts_with(['-', '–', '‑']) || number.split(['-', '–', '‑']).any(|p| p.is_empty() || p.len() > 4)
    {
        return None;
    }
    let mut rest = &inner[end..];
    if let Some(close) = close {
        rest = rest.trim_start_matches(' ').strip_prefix(close)?;
    } else {
        // `공약 16호`, but not `공약 3호선 연장`.
        if worded && let Some(behind) = rest.strip_prefix('호').filter(|r| !r.starts_with(|c: char| !c.is_whitespace())) {
            rest = behind;
        }
        // What follows must part the number from the title.
        let next = rest.chars().next();
        let dotted = rest.starts_with('.') && rest[1..].starts_with([' ', '\t', '\u{A0}']);
        let dotted_tight = rest.starts_with('.') && (hyphened || worded) && !rest[1..].starts_with(|c: char| c.is_ascii_digit());
        let parted = next.is_none_or(|c| c.is_whitespace()) && (hyphened || worded || rest.starts_with('\t') || rest.trim().is_empty());
        if dotted || dotted_tight || rest.starts_with(')') && worded {
            rest = &rest[1..];
        } else if !parted {
            return None;
        }
    }
    let title = rest.trim_start_matches([' ', '\t', '\u{A0}', ':', '.']);
    Some(PledgeNumber { number: from..from + end, rest: line.len() - title.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_real_layouts() {
        for (line, number, title) in [
            ("7-1", "7-1", ""),
            ("4-01\t나래선 조기 착공", "4-01", "나래선 조기 착공"),
            ("공약 93 시민대학 내실화", "93", "시민대학 내실화"),
            ("[2-7] 도심 속 둘레길", "2-7", "도심 속 둘레길"),
            ("【 4-11 】 다온 가공센터", "4-11", "다온 가공센터"),
            ("[공약 2-3] 다온 체육관", "2-3", "다온 체육관"),
            ("과제 1-3. 다온 체육관", "1-3", "다온 체육관"),
            ("공약 16호 나눔길", "16", "나눔길"),
            ("공약 16호", "16", ""),
            ("16. 가온 무장애 나눔길", "16", "가온 무장애 나눔길"),
            ("《63》 가온 귀갓길", "63", "가온 귀갓길"),
            ("III-①-1 가온로 확장", "III-①-1", "가온로 확장"),
            ("4-07-1 가온선", "4-07-1", "가온선"),
            ("26", "26", ""),
        ] {
            let found = pledge_number(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((&line[found.number.clone()], &line[found.rest..]), (number, title));
        }
    }

    #[test]
    fn other_numbers_are_none() {
        for line in [
            "2022가온해양박람회",
            "3기 신도시",
            "1-2단계 구간",
            "2022. 9. 7. 제출",
            "1,740 백만원",
            "- 1 -",
            "12 개소 설치",
            "공약 3호선 연장",
        ] {
            assert_eq!(pledge_number(line), None, "{line}");
        }
    }
}
