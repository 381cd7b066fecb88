//! The mark that a line begins with: a bullet or a number.
//!
//! Tells no more than where a paragraph may begin; what a mark means, later stages tell.

/// A mark at the start of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// May as well be text: a number or a dash.
    pub weak: bool,
    /// Where the text behind it begins, in bytes.
    pub body: usize,
}

/// Digits of a number that is a mark, at most.
const DIGITS: usize = 3;

/// The mark of a line.
pub fn mark(line: &str) -> Option<Mark> {
    let first = line.chars().next()?;
    let behind = |at: usize| at + (line[at..].len() - line[at..].trim_start().len());
    let blank_at = |at: usize| line[at..].starts_with(char::is_whitespace) || line.len() == at;
    let after = first.len_utf8();
    if is_bullet(first) || matches!(first, '①'..='⓿' | '❶'..='➓' | 'Ⅰ'..='ⅿ' | '㉠'..='㉻') {
        return Some(Mark { weak: false, body: behind(after) });
    }
    if (crate::text::is_dash(first) || matches!(first, '·' | 'ㆍ' | '*' | '†' | 'ㅇ' | 'ㅁ' | 'o' | '∙' | '‧' | '․')) && blank_at(after)
    {
        return Some(Mark { weak: crate::text::is_dash(first), body: behind(after) });
    }
    if matches!(first, '·' | 'ㆍ' | '∙' | '‧') {
        return Some(Mark { weak: true, body: after });
    }
    if matches!(first, '【' | '<' | '〈' | '[' | '《') {
        return Some(Mark { weak: true, body: 0 });
    }
    number(line).map(|(weak, end)| Mark { weak, body: behind(end) })
}

/// Shapes that are bullets; and glyphs of symbol fonts without a character of their own.
fn is_bullet(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21FF}' | '\u{25A0}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '※' | '•' | '\u{E000}'..='\u{F8FF}')
        || ('\u{F0000}'..='\u{FFFFD}').contains(&c)
}

/// `1.`, `1)`, `(1)`, `1-2.`, `가.`, `가)`, `(가)`: whether it may be text, and where it ends.
fn number(line: &str) -> Option<(bool, usize)> {
    let (open, rest) = line.strip_prefix('(').map_or((0, line), |rest| (1, rest));
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let count = if digits > 0 { digits } else { rest.chars().next().filter(|c| ORDER.contains(c))?.len_utf8() };
    if digits > DIGITS {
        return None;
    }
    let part = rest[count..].strip_prefix('-').map_or(0, |r| r.bytes().take_while(u8::is_ascii_digit).count());
    let count = if digits > 0 && part > 0 { count + 1 + part } else { count };
    let closed = if open == 1 { rest[count..].starts_with(')') } else { rest[count..].starts_with(['.', ')']) };
    let end = open + count + 1;
    // `3.5` is a number, `3. 5.` may be a date.
    let goes_on = line.get(end..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | ')')));
    (closed && !goes_on).then_some((digits > 0, end))
}

/// Syllables that count.
const ORDER: [char; 14] = ['가', '나', '다', '라', '마', '바', '사', '아', '자', '차', '카', '타', '파', '하'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_and_numbers_are_marks() {
        for (line, weak, body) in [
            ("○ 위치", false, 4),
            ("□사업개요", false, 3),
            ("① 위치", false, 4),
            ("Ⅱ. 개요", false, 3),
            ("가. 개요", false, 5),
            ("(나) 개요", false, 6),
            ("1. 개요", true, 3),
            ("2) 개요", true, 3),
            ("1-2. 개요", true, 5),
            ("(3) 개요", true, 4),
            ("- 개요", true, 2),
        ] {
            assert_eq!(mark(line), Some(Mark { weak, body }), "{line}");
        }
    }

    #[test]
    fn text_is_no_mark() {
        for line in ["사업개요", "2024. 3.", "3.5억원", "(국비 300)", "가온동", "자체", "-3.5", "옥상", ""] {
            assert_eq!(mark(line), None, "{line}");
        }
    }
}
