//! Text that a spreadsheet gave: cells between tabs, the empty ones at the end of each row as well, and a cell of several lines in
//! quotes.
//!
//! | copied | read as |
//! |---|---|
//! | `1. 정책목표⇥⇥⇥⇥` | a line of text |
//! | `담당자⇥"과장 홍나래⏎주무관 홍다온"⇥⇥⇥` | one row, whose second cell has two lines |

/// Rows that make a sheet, at least.
const ROWS: usize = 8;
/// A quoted cell is no longer than this, in bytes: a quote that nothing closes is a sign of inches or of speech.
const QUOTED_BYTES: usize = 2_000;

/// Whether half of the lines that are not blank end with the tabs of empty cells.
pub(super) fn is_sheet(text: &str) -> bool {
    if memchr::memchr(b'\t', text.as_bytes()).is_none() {
        return false;
    }
    let (mut rows, mut all) = (0, 0);
    for line in text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()) {
        all += 1;
        rows += usize::from(line.ends_with('\t'));
    }
    rows >= ROWS && rows * 2 >= all
}

/// Where the row ends whose first line is `text[at..end]`: with the line on which its last quoted cell ends.
pub(super) fn row_end(text: &str, at: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    let opens = |i: usize| bytes[i] == b'"' && (i == at || bytes[i - 1] == b'\t');
    let closes = |i: usize| bytes[i] == b'"' && bytes.get(i + 1).is_none_or(|b| matches!(b, b'\t' | b'\n' | b'\r' | 0x0c));
    let mut i = at;
    let mut stop = end;
    while i < stop {
        if opens(i) {
            let limit = bytes.len().min(i + QUOTED_BYTES);
            let Some(close) = (i + 1..limit).find(|&k| closes(k)) else { return end };
            i = close;
            if close >= stop {
                stop = memchr::memchr3(b'\n', b'\r', 0x0c, &bytes[close..]).map_or(bytes.len(), |k| close + k);
            }
        }
        i += 1;
    }
    stop
}

/// The lines of a row that is one cell, without the quotes around it, as ranges of the row; none where it has several cells.
pub(super) fn lines_of_cell(row: &str) -> Option<Vec<std::ops::Range<usize>>> {
    if row.contains('\t') {
        return None;
    }
    let inner = row.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).filter(|inner| inner.contains('\n')).unwrap_or(row);
    let mut from = usize::from(inner.len() < row.len());
    let lines = inner.split('\n').map(|line| {
        let found = from..from + line.trim_end_matches('\r').len();
        from += line.len() + 1;
        found
    });
    Some(lines.filter(|line| !row[line.clone()].trim().is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{Layout, Shape};

    #[test]
    fn rows_of_a_sheet() {
        let text = "사업 현황\t\t\n1. 목표\t\t\n- 가온 정비\t\t\n- 나래 개방\t\t\n2. 추진실적\t\t\n날짜\t내용\t\n2022. 3.\t\"설계\n착공\"\t\n2023. 4.\t준공\t\n3. 담당\t\t\n부서\t가온과\t과장\n";
        let layout = Layout::of(text);
        let lines: Vec<_> = layout.lines.iter().map(|l| (&text[l.range.to_usize()], l.shape == Shape::Tabs)).collect();
        assert_eq!(lines[1], ("1. 목표", false));
        assert_eq!(lines[6], ("2022. 3.\t\"설계\n착공\"", true));
        assert_eq!(lines[8], ("3. 담당", false));
        assert_eq!(layout.lines.len(), 10);
    }

    #[test]
    fn a_quote_that_nothing_closes_is_no_cell() {
        let text = "가\t\"나\n".to_owned() + &"다\t\n".repeat(8);
        assert_eq!(Layout::of(&text).lines.len(), 9);
    }
}
