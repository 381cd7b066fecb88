//! What marks a cell of a matrix, and boxes to tick.

use smallvec::SmallVec;

/// ○ and what else marks a cell of a matrix.
pub(in crate::fields) fn is_mark(cell: &str) -> bool {
    matches!(
        cell,
        "○" | "●"
            | "◎"
            | "◯"
            | "O"
            | "o"
            | "V"
            | "v"
            | "√"
            | "✓"
            | "✔"
            | "☑"
            | "■"
            | "ㅇ"
            | "〇"
            | "해당됨"
            | "해당"
            | "★"
            | "▶"
            | "◆"
            | "◉"
            | "⊙"
            | "⬤"
            | "◌"
            | "Ｏ"
    )
}

/// What a cell of a matrix holds where its column does not apply.
pub(in crate::fields) fn is_no_mark(cell: &str) -> bool {
    matches!(cell, "-" | "–" | "해당안됨" | "해당없음" | "해당 없음" | "해당 안됨" | "×" | "X" | "x" | "✕")
}

/// The one word of several that is ticked, whether its box stands before or behind it.
pub(in crate::fields) fn ticked(text: &str) -> Option<&str> {
    ticked_word(text.trim_start()).or_else(|| word_before_tick(text))
}

/// `□신규 ■계속`, `[ ]예산 [√]비예산`: the words behind the one box that is filled.
pub(super) fn ticked_word(text: &str) -> Option<&str> {
    const EMPTY: [&str; 9] = ["□", "☐", "○", "◯", "[ ]", "[]", "( )", "()", "¨"];
    const FILLED: [&str; 22] =
        ["þ", "ý", "■", "☑", "☒", "▣", "●", "◉", "◎", "✔", "✓", "√", "[√]", "[✓]", "[V]", "[v]", "(○)", "(●)", "(√)", "(V)", "(v)", "(O)"];
    let opens = |rest: &str| {
        // The first bytes of all of them, but for those of words.
        if !matches!(rest.as_bytes().first(), Some(b'(' | b'[' | 0xC2 | 0xC3 | 0xE2)) {
            return None;
        }
        let of = |boxes: &[&'static str]| boxes.iter().find(|b| rest.starts_with(**b)).map(|b| b.len());
        of(&FILLED).map(|n| (n, true)).or_else(|| of(&EMPTY).map(|n| (n, false)))
    };
    opens(text)?;
    let mut starts: SmallVec<[(usize, usize, bool); 4]> = SmallVec::new();
    for (i, _) in text.char_indices() {
        // A mark inside a bracket is no box of its own.
        let inside = starts.last().is_some_and(|&(_, end, _)| i < end);
        if !inside && let Some((n, filled)) = opens(&text[i..]) {
            starts.push((i, i + n, filled));
        }
    }
    let mut filled = starts.iter().enumerate().filter(|(_, s)| s.2);
    let (Some((k, &(_, from, _))), None) = (filled.next(), filled.next()) else { return None };
    let to = starts.get(k + 1).map_or(text.len(), |s| s.0);
    (starts.len() >= 2).then(|| text[from..to].trim_matches([' ', ',', '/', '·']))
}

/// `임기내( ), 임기후(○)`: the word before the one bracket that is ticked.
pub(super) fn word_before_tick(text: &str) -> Option<&str> {
    let mut from = 0;
    let mut boxes = 0;
    let mut ticked: SmallVec<[&str; 2]> = SmallVec::new();
    for (open, _) in text.match_indices('(') {
        let close = open + text[open..].find(')')?;
        let inside = text[open + 1..close].trim();
        // A bracket that holds words is none to tick.
        if inside.chars().any(|c| !is_filled(c) && !matches!(c, '○' | '◯' | 'O' | 'o' | 'V' | 'v')) {
            return None;
        }
        boxes += 1;
        if !inside.is_empty() {
            ticked.push(text[from..open].trim_matches([' ', ',', '/', '·']));
        }
        from = close + 1;
    }
    match ticked.as_slice() {
        [word] if boxes >= 2 && !word.is_empty() => Some(word),
        _ => None,
    }
}

/// Boxes and circles to tick; `¨` and `þ` are what a symbol font's empty and ticked box leave behind in plain text.
pub(super) fn is_tick_box(c: char) -> bool {
    matches!(c, '□' | '☐' | '○' | '◯' | '¨') || is_filled(c)
}

pub(super) fn is_filled(c: char) -> bool {
    matches!(c, '■' | '☑' | '☒' | '▣' | '●' | '◉' | '◎' | '✔' | '✓' | '√' | 'þ' | 'ý')
}
