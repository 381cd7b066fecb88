//! Tables whose columns are aligned by blanks.
//!
//! Tokens are runs of text that two blanks or more part. Columns are what the tokens of the body (and of the lowest header
//! row) cover in display columns: a gap that no row crosses parts two columns. Group headers over several columns are matched
//! to the columns that they stand over.

use super::grid::{Grid, GridCell, GridKind};
use crate::layout::{Layer, Line, Shape};
use crate::span::Range;
use crate::text::width;

struct Token {
    range: Range,
    from: usize,
    to: usize,
}

/// Tokens of a line: text parted by two blanks or more.
fn tokens(text: &str, line: &Line) -> Vec<Token> {
    let slice = &text[line.range.to_usize()];
    let base = line.range.start as usize;
    let mut out: Vec<Token> = Vec::new();
    let mut column = line.indent as usize;
    let mut blanks = 2;
    for (i, c) in slice.char_indices() {
        let w = width(c) as usize;
        if c.is_whitespace() {
            blanks += w.max(1);
        } else {
            let end = i + c.len_utf8();
            match out.last_mut() {
                Some(t) if blanks < 2 => {
                    t.range.end = (base + end) as u32;
                    t.to = column + w;
                }
                _ => out.push(Token { range: Range::new(base + i, base + end), from: column, to: column + w }),
            }
            blanks = 0;
        }
        column += w.max(usize::from(c.is_whitespace()));
    }
    out
}

/// Fewest lines that make an aligned table.
const MIN_ROWS: usize = 2;

/// Columns of an aligned table at most: what shows more is text with gaps. Cells are made for every row and column, so this
/// also bounds the memory that one wide row among many short ones takes.
const MAX_COLUMNS: usize = 128;

/// Reads a run of aligned lines from line `first`. Returns the line after the run (or `first` where there is no table).
pub(super) fn columns(text: &str, lines: &[Line], first: usize, stop: &dyn Fn(usize) -> bool, grids: &mut Vec<Grid>) -> usize {
    // The run: spaced or ruled lines, single cells of wrapped rows between them.
    let mut end = first;
    let mut spaced = 0;
    let mut ruled_at = None;
    let mut rows: Vec<(usize, Vec<Token>)> = Vec::new();
    while end < lines.len() {
        let line = &lines[end];
        if line.layer != Layer::Body {
            end += 1;
            continue;
        }
        if end > first && stop(end) {
            break;
        }
        match line.shape {
            Shape::Rule => {
                if rows.is_empty() && end > first {
                    break;
                }
                if !rows.is_empty() {
                    ruled_at.get_or_insert(rows.len());
                }
            }
            Shape::Spaced => {
                if line.marker.is_some() && ruled_at.is_none() && rows.is_empty() {
                    return first;
                }
                if line.marker.is_some_and(|m| m.kind.is_heading_class())
                    || (ruled_at.is_none() && line.blanks_before > 0 && !rows.is_empty())
                {
                    break;
                }
                spaced += 1;
                rows.push((end, tokens(text, line)));
            }
            Shape::Plain => {
                // One cell alone: only inside a table with a ruling, indented under a column, or a first cell.
                let inside = ruled_at.is_some() && line.marker.is_none() && line.blanks_before == 0 && line.width < 48;
                let alone_row =
                    ruled_at.is_none() && !rows.is_empty() && line.indent > 8 && line.blanks_before == 0 && line.marker.is_none();
                if !(inside || alone_row) {
                    break;
                }
                rows.push((end, tokens(text, line)));
            }
            _ => break,
        }
        end += 1;
    }
    // Plain lines at the end belong to what follows.
    if ruled_at.is_none() {
        while rows.last().is_some_and(|(_, t)| t.len() < 2) {
            if let Some((line, _)) = rows.pop() {
                end = line;
            }
        }
    }
    if rows.len() < MIN_ROWS || spaced < MIN_ROWS || (ruled_at.is_none() && rows.iter().map(|(_, t)| t.len()).max().unwrap_or(0) < 3) {
        return first;
    }
    if rows.iter().any(|(_, t)| t.len() > MAX_COLUMNS) {
        return first;
    }
    let header = ruled_at.unwrap_or_else(|| header_rows(text, &rows)).min(rows.len().saturating_sub(1)).max(1);
    // Occupied display columns of the body and of the lowest header row.
    let right = rows.iter().flat_map(|(_, t)| t.last()).map(|t| t.to).max().unwrap_or(0);
    let mut used = vec![false; right + 1];
    for (_, row) in rows.iter().skip(header - 1) {
        for token in row {
            used[token.from..token.to].iter_mut().for_each(|u| *u = true);
        }
    }
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut i = 0;
    while i < used.len() {
        if used[i] {
            let from = i;
            while i < used.len() && used[i] {
                i += 1;
            }
            spans.push((from, i));
        }
        i += 1;
    }
    // Columns of which only upper header rows know: a first column of labels above a lower header row that leaves it blank.
    for (_, row) in rows.iter().take(header - 1) {
        for token in row {
            if !spans.iter().any(|&(from, to)| token.from < to + 1 && from < token.to + 1) {
                spans.push((token.from, token.to));
            }
        }
    }
    if spans.len() > MAX_COLUMNS {
        return first;
    }
    spans.sort_unstable();
    let mut grid = Grid {
        kind: GridKind::Aligned,
        lines: first..end,
        row_lines: Vec::new(),
        rows: Vec::new(),
        columns: spans.len(),
        ruled_header: ruled_at,
    };
    for (line, row) in &rows {
        let mut cells = vec![GridCell::default(); spans.len()];
        let place = lines[*line].range.start;
        for cell in &mut cells {
            cell.range = Range { start: place, end: place };
            cell.col_span = 1;
        }
        for token in row {
            let over: Vec<usize> = (0..spans.len()).filter(|&c| spans[c].0 < token.to && token.from < spans[c].1).collect();
            let (at, span) = match (over.first(), over.last()) {
                (Some(&a), Some(&b)) => (a, b - a + 1),
                _ => {
                    let middle = (token.from + token.to) / 2;
                    let near = (0..spans.len()).min_by_key(|&c| (spans[c].0 + spans[c].1).abs_diff(2 * middle)).unwrap_or(0);
                    (near, 1)
                }
            };
            let cell = &mut cells[at];
            if cell.range.is_empty() {
                cell.range = token.range;
            } else {
                cell.range = cell.range.cover(token.range);
            }
            cell.col_span = span as u16;
        }
        grid.row_lines.push(*line);
        grid.rows.push(cells);
    }
    // Group headers cover the columns up to the next group header.
    for r in 0..header.saturating_sub(1) {
        let filled: Vec<usize> = (0..grid.columns).filter(|&c| !grid.rows[r][c].range.is_empty()).collect();
        for (k, &c) in filled.iter().enumerate() {
            let until = filled.get(k + 1).copied().unwrap_or(grid.columns);
            if k > 0 || !grid.rows[header - 1][c].range.is_empty() {
                grid.rows[r][c].col_span = (until - c) as u16;
            }
        }
    }
    grid.ruled_header = Some(header);
    grids.push(grid);
    end
}

/// Header rows where no ruling parts them from the body: the leading rows without a number in a cell of its own.
fn header_rows(text: &str, rows: &[(usize, Vec<Token>)]) -> usize {
    let numeric = |t: &Token| {
        let s = &text[t.range.to_usize()];
        s.bytes().any(|b| b.is_ascii_digit())
            && s.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.' || b == b'-')
            && !(s.len() == 4 && s.starts_with("20"))
    };
    rows.iter().position(|(_, row)| row.iter().any(numeric)).unwrap_or(1).clamp(1, 3)
}
