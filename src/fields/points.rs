//! Points with labels: `위    치 : 가온동`, `(쟁점사항) …`.

use crate::layout::Passage;
use crate::sections::Vocabulary;

/// A label is no longer than this, in characters.
const LABEL_CHARS: usize = 32;

/// A label and the text after it, as byte ranges of the passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Labelled {
    pub label: std::ops::Range<usize>,
    pub text: std::ops::Range<usize>,
}

/// Splits `label : text` at the first colon that stands outside brackets and parts no digits (14:00, 1:1), or `label ▷ text` at
/// the arrow.
pub(crate) fn labelled(text: &str) -> Option<Labelled> {
    // The first bytes of what ends a label.
    memchr::memchr3(b':', 0xEF, 0xE2, text.as_bytes())?;
    let mut depth = 0i32;
    let mut previous = ' ';
    for (count, (i, c)) in text.char_indices().enumerate() {
        match c {
            '(' | '[' | '「' | '（' => depth += 1,
            ')' | ']' | '」' | '）' => depth -= 1,
            '▷' | '▶' | '▸' | '►' if depth <= 0 && previous == ' ' && text[i + c.len_utf8()..].starts_with(' ') => {
                let (label, value) = (text[..i].trim_end(), &text[i + c.len_utf8()..]);
                let lead = value.len() - value.trim_start().len();
                return (!label.is_empty()).then_some(Labelled { label: 0..label.len(), text: i + c.len_utf8() + lead..text.len() });
            }
            ':' | '：' if depth <= 0 => {
                let after = i + c.len_utf8();
                let next = text[after..].chars().next().unwrap_or(' ');
                if previous.is_ascii_digit() && next.is_ascii_digit() || next == '/' {
                    return None;
                }
                let label = text[..i].trim_end();
                if label.is_empty() {
                    return None;
                }
                let value = &text[after..];
                let lead = value.len() - value.trim_start().len();
                return Some(Labelled { label: 0..label.len(), text: after + lead..text.len() });
            }
            _ => {}
        }
        if count > LABEL_CHARS {
            return None;
        }
        previous = c;
    }
    None
}

/// A label without the blanks that pad it: `위 치` → `위치`, `사 업 비` → `사업비`; blanks between words stay.
pub(crate) fn unpadded(names: &Vocabulary, label: &str) -> String {
    let single = label.split(' ').all(|w| w.chars().count() <= 1);
    if single || (!names.label(label).is_empty() && label.split(' ').any(|w| w.chars().count() <= 1)) {
        return crate::text::squash(label);
    }
    label.to_owned()
}

/// `(쟁점사항) 시공사 선정 유찰` → the words in the bracket, and the rest.
pub(crate) fn bracketed(text: &str) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let open = text.chars().next()?;
    let close = match open {
        '(' => ')',
        '[' => ']',
        '<' => '>',
        '【' => '】',
        '〔' => '〕',
        '（' => '）',
        _ => return None,
    };
    // The bracket that closes the first: brackets inside belong to the words.
    let mut depth = 0;
    for (i, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                let rest = i + c.len_utf8();
                let tail = &text[rest..];
                let skip = tail.len() - tail.trim_start_matches([' ', ':', '：']).len();
                return Some((open.len_utf8()..i, rest + skip..text.len()));
            }
        }
    }
    None
}

/// The passage's text after a label, and the label.
pub(crate) fn split(passage: &Passage) -> (Option<std::ops::Range<usize>>, std::ops::Range<usize>) {
    match labelled(&passage.text) {
        Some(l) => (Some(l.label), l.text),
        None => (None, 0..passage.text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_end_at_the_first_colon() {
        let split = |t: &'static str| labelled(t).map(|l| (&t[l.label], &t[l.text]));
        assert_eq!(split("위 치 : 가온동"), Some(("위 치", "가온동")));
        assert_eq!(split("기초지원 (기초/동일) : 10백만원"), Some(("기초지원 (기초/동일)", "10백만원")));
        assert_eq!(split("기술이전: 10건"), Some(("기술이전", "10건")));
        assert_eq!(split("진행상황 ▷ 정상 이행(38%)"), Some(("진행상황", "정상 이행(38%)")));
        assert_eq!(split("14:00 개최"), None);
        assert_eq!(split("가온동 일원"), None);
        assert_eq!(unpadded(Vocabulary::general(), "사 업 비"), "사업비");
        assert_eq!(unpadded(Vocabulary::general(), "가온센터 총사업비"), "가온센터 총사업비");
    }

    #[test]
    fn brackets_lead() {
        assert_eq!(bracketed("(산림청) 지정"), Some((1.."(산림청".len(), "(산림청) ".len().."(산림청) 지정".len())));
        assert_eq!(bracketed("가(나) 다"), None);
    }
}
