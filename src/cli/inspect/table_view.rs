//! Tables on a terminal: boxes whose columns fit Korean text, merged cells included.

use unicode_width::UnicodeWidthChar;

use crate::cli::paint::{padded, width};

/// Widest cell, in columns; longer texts are wrapped.
const CELL_COLUMNS: usize = 30;
/// Most lines of one cell; what follows is cut.
pub(super) const CELL_LINES: usize = 6;

/// Widest table that is drawn; real ones have some forty columns.
const DRAWN_COLUMNS: usize = 256;

/// A cell to draw.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    /// One line of text, without control characters.
    pub(super) text: String,
    /// Columns that it covers.
    pub(super) columns: usize,
}

impl Shown {
    pub(super) fn new(text: String) -> Self {
        Self { text, columns: 1 }
    }
}

/// Draws rows with a frame, a line under the first `header` rows, and `indent` blanks before each line.
pub(super) fn draw(rows: &[Vec<Shown>], header: usize, indent: usize) -> String {
    let columns = rows.iter().map(|r| r.iter().map(|c| c.columns).sum::<usize>()).max().unwrap_or(0);
    if columns == 0 {
        return String::new();
    }
    if columns > DRAWN_COLUMNS {
        return format!("{}({columns}열 columns: 너무 넓어 그리지 않습니다, too wide to draw; --json)\n", " ".repeat(indent));
    }
    let widths = widths(rows, columns);
    let mut out = String::new();
    let margin = " ".repeat(indent);
    let edges: Vec<Vec<bool>> = rows.iter().map(|r| edges(r, columns)).collect();
    let none = vec![false; columns + 1];
    let ruling = |above: &[bool], below: &[bool], ends: (char, char)| {
        let mut line = format!("{margin}{}", ends.0);
        for c in 0..columns {
            line.push_str(&"─".repeat(widths[c] + 2));
            line.push(match (c + 1 == columns, above[c + 1], below[c + 1]) {
                (true, ..) => ends.1,
                (_, true, true) => '┼',
                (_, true, false) => '┴',
                (_, false, true) => '┬',
                (_, false, false) => '─',
            });
        }
        line.push('\n');
        line
    };
    for (r, row) in rows.iter().enumerate() {
        if r == 0 {
            out += &ruling(&none, &edges[r], ('┌', '┐'));
        } else if r == header {
            out += &ruling(&edges[r - 1], &edges[r], ('├', '┤'));
        }
        let mut cells: Vec<(usize, Vec<String>)> = Vec::new();
        let mut at = 0;
        for cell in row {
            let room = span_width(&widths, at, cell.columns);
            cells.push((room, wrap(&cell.text, room, CELL_LINES)));
            at += cell.columns;
        }
        while at < columns {
            cells.push((widths[at], vec![String::new()]));
            at += 1;
        }
        let height = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(1);
        for k in 0..height {
            out += &margin;
            for (room, lines) in &cells {
                let text = lines.get(k).map_or("", String::as_str);
                let text = if r >= header && is_number(text) {
                    format!("{}{text}", " ".repeat(room.saturating_sub(width(text))))
                } else {
                    padded(text, *room)
                };
                out += &format!("│ {text} ");
            }
            out += "│\n";
        }
    }
    if let Some(last) = edges.last() {
        out += &ruling(last, &none, ('└', '┘'));
    }
    out
}

/// Widths of the columns: cells of one column first, then what merged cells need besides.
fn widths(rows: &[Vec<Shown>], columns: usize) -> Vec<usize> {
    let mut widths = vec![1; columns];
    for merged in [false, true] {
        for row in rows {
            let mut at = 0;
            for cell in row {
                let wanted = width(&cell.text).min(CELL_COLUMNS);
                if cell.columns == 1 && !merged {
                    widths[at] = widths[at].max(wanted);
                } else if cell.columns > 1 && merged {
                    let missing = wanted.saturating_sub(span_width(&widths, at, cell.columns));
                    widths[at] += missing;
                }
                at += cell.columns;
            }
        }
    }
    widths
}

/// Columns between the borders of a cell over `count` columns.
fn span_width(widths: &[usize], at: usize, count: usize) -> usize {
    let end = (at + count).min(widths.len());
    widths[at..end].iter().sum::<usize>() + 3 * (end - at).saturating_sub(1)
}

/// Where a row has a border: before column `i`, and after the last.
fn edges(row: &[Shown], columns: usize) -> Vec<bool> {
    let mut edges = vec![false; columns + 1];
    let mut at = 0;
    edges[0] = true;
    for cell in row {
        at += cell.columns;
        edges[at] = true;
    }
    edges[at..].fill(true);
    edges
}

/// A text in lines of at most `room` columns, cut after `most` lines.
pub(super) fn wrap(text: &str, room: usize, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide > room && used > 0 {
            if lines.len() == most {
                if let Some(last) = lines.last_mut() {
                    last.pop();
                    last.push('…');
                }
                break;
            }
            lines.push(String::new());
            used = 0;
            if c == ' ' {
                continue;
            }
        }
        if let Some(last) = lines.last_mut() {
            last.push(c);
        }
        used += wide;
    }
    lines
}

fn is_number(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '%' | '△' | '▲' | '(' | ')' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(&str, usize)]) -> Vec<Shown> {
        cells.iter().map(|&(text, columns)| Shown { text: text.to_owned(), columns }).collect()
    }

    #[test]
    fn columns_fit_hangul_and_numbers_stand_right() {
        let drawn = draw(&[row(&[("구분", 1), ("2023", 1)]), row(&[("국비", 1), ("1,000", 1)]), row(&[("시비", 1), ("5", 1)])], 1, 0);
        let expected = "\
┌──────┬───────┐
│ 구분 │ 2023  │
├──────┼───────┤
│ 국비 │ 1,000 │
│ 시비 │     5 │
└──────┴───────┘
";
        assert_eq!(drawn, expected);
    }

    #[test]
    fn merged_cells_have_no_border_inside() {
        let drawn =
            draw(&[row(&[("", 1), ("연도별", 2)]), row(&[("구분", 1), ("2023", 1), ("2024", 1)]), row(&[("계", 1), ("1", 1)])], 1, 0);
        let expected = "\
┌──────┬─────────────┐
│      │ 연도별      │
├──────┼──────┬──────┤
│ 구분 │ 2023 │ 2024 │
│ 계   │    1 │      │
└──────┴──────┴──────┘
";
        // The first rows are the header alone: numbers below it stand right.
        assert_eq!(drawn, expected);
    }

    #[test]
    fn long_cells_wrap_between_the_columns_and_end() {
        let lines = wrap(&"가".repeat(20), 30, CELL_LINES);
        assert_eq!(lines.iter().map(|l| width(l)).collect::<Vec<_>>(), [30, 10]);
        let lines = wrap(&"가".repeat(1_000), 30, CELL_LINES);
        assert_eq!(lines.len(), CELL_LINES);
        assert!(lines[CELL_LINES - 1].ends_with('…') && lines.iter().all(|l| width(l) <= 30));
        assert_eq!(wrap("", 3, CELL_LINES), [""]);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(draw(&[], 1, 0), "");
        assert_eq!(draw(&[Vec::new()], 1, 0), "");
    }
}
