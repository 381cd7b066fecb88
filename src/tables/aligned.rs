//! Tables whose columns are aligned by blanks.
//!
//! Tokens are runs of text that two blanks or more part. Columns are what the tokens of the body (and of the lowest header
//! row) cover in display columns: a gap that no row crosses parts two columns. Group headers over several columns are matched
//! to the columns that they stand over.

use super::Budget;
use super::grid::{Grid, GridCell, GridKind};
use crate::layout::{Layer, Line, MarkerKind, Shape};
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
    join_padded(text, &mut out);
    out
}

/// A word of two syllables is padded to no more than this, in display columns.
const PADDED: usize = 10;

/// `합  계`, `국  비`: the first word of a row, padded to the width of the others, is one token.
fn join_padded(text: &str, tokens: &mut Vec<Token>) {
    let syllable = |t: &Token| {
        let mut chars = text[t.range.to_usize()].chars();
        chars.next().is_some_and(crate::text::is_hangul) && chars.next().is_none()
    };
    if let [first, second, third, ..] = tokens.as_slice()
        && syllable(first)
        && syllable(second)
        && !syllable(third)
        && second.to - first.from <= PADDED
        && third.from - second.to > second.from - first.to
    {
        let second = tokens.remove(1);
        tokens[0].range.end = second.range.end;
        tokens[0].to = second.to;
    }
}

/// Fewest lines that make an aligned table.
const MIN_ROWS: usize = 2;

/// Fewest columns that blanks alone make, without a ruling.
const MIN_COLUMNS: usize = 3;

/// Columns of an aligned table at most: what shows more is text with gaps. Cells are made for every row and column, so this
/// also bounds the memory that one wide row among many short ones takes.
const MAX_COLUMNS: usize = 128;

/// Whether a numbered line in a table heads a group of its rows (`Ⅰ. 나래 경제 (4개 과제)`): the row right below it has about
/// the columns of the row right above.
fn heads_rows(text: &str, lines: &[Line], at: usize, above: usize) -> bool {
    let line = &lines[at];
    let next = lines[at + 1..].iter().find(|l| l.layer == Layer::Body);
    line.blanks_before == 0
        && line.width <= GROUP_WIDTH
        && line.marker.is_some_and(|m| m.kind.is_numbered())
        && next.is_some_and(|l| {
            l.shape == Shape::Spaced && l.blanks_before == 0 && above >= GROUPED_COLUMNS && tokens(text, l).len() >= GROUPED_COLUMNS
        })
}

/// Rows above that show where the columns of a table begin.
const COLUMN_REACH: usize = 8;

/// Whether one text alone begins where the texts of a column do, other than the first: a row of which the other cells are empty.
fn under_column(row: &[Token], above: &[(usize, Vec<Token>)]) -> bool {
    let [only] = row else { return false };
    let begins = |(_, row): &(usize, Vec<Token>)| row.iter().skip(1).any(|token| token.from == only.from);
    only.from > 1 && above.iter().rev().take(COLUMN_REACH).filter(|row| begins(row)).count() >= MIN_ROWS
}

/// The head of a group of rows is no wider than this, in display columns.
const GROUP_WIDTH: u16 = 48;
/// Columns of a table whose rows are grouped by lines of their own.
const GROUPED_COLUMNS: usize = 4;

/// Reads a run of aligned lines from line `first`. Returns the line after the run (or `first` where there is no table).
pub(super) fn columns(
    text: &str,
    lines: &[Line],
    first: usize,
    stop: &dyn Fn(usize) -> bool,
    budget: &mut Budget,
    grids: &mut Vec<Grid>,
) -> usize {
    // The run: spaced or ruled lines, single cells of wrapped rows between them.
    let mut end = first;
    let mut spaced = 0;
    let mut ruled_at = None;
    // Rows that head a group, whose first text may stand over several columns.
    let mut groups: Vec<usize> = Vec::new();
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
                // `Ⅰ. 나래 복지    2    -    3` among the rows of a list: a group of them, with its counts.
                let cells = tokens(text, line);
                let counts = rows.len() >= MIN_ROWS
                    && line.blanks_before == 0
                    && cells.len() >= GROUPED_COLUMNS
                    && line.marker.is_some_and(|m| m.kind.is_numbered())
                    && cells[1..].iter().all(|t| text[t.range.to_usize()].chars().all(|c| c.is_ascii_digit() || crate::text::is_dash(c)));
                if !counts && line.marker.is_some_and(|m| m.kind.is_heading_class())
                    || (ruled_at.is_none() && line.blanks_before > 0 && !rows.is_empty())
                {
                    break;
                }
                spaced += 1;
                if counts {
                    groups.push(end);
                }
                rows.push((end, cells));
            }
            Shape::Plain => {
                // One cell alone: only inside a table with a ruling, indented under a column, or a first cell.
                let inside = ruled_at.is_some() && line.marker.is_none() && line.blanks_before == 0 && line.width < 48;
                // `●      35%` below states: what looks like a bullet is the mark in a cell.
                let marks = line.marker.is_none_or(|m| {
                    matches!(m.kind, MarkerKind::Glyph('○' | '●')) && text[m.range.end as usize..line.range.end as usize].starts_with("  ")
                });
                // The same in the first column: nothing but a rate follows.
                let rated = line.marker.is_some() && marks && is_rate(text[line.body.to_usize()].trim());
                let indented = line.indent > 8 || rated || under_column(&tokens(text, line), &rows);
                let alone_row = ruled_at.is_none() && !rows.is_empty() && indented && line.blanks_before == 0 && marks;
                let group_row = rows.last().is_some_and(|(_, above)| heads_rows(text, lines, end, above.len()));
                if !(inside || alone_row || group_row) {
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
        while let Some((last, above)) = rows.split_last()
            && last.1.len() < 2
            && !(lines[last.0].marker.is_none() && above.last().is_some_and(|(_, t)| t.len() > 1) && under_column(&last.1, above))
        {
            end = last.0;
            rows.pop();
        }
    }
    let below_marks = spaced + 1 == MIN_ROWS && rows.iter().any(|(i, _)| lines[*i].shape == Shape::Plain && lines[*i].marker.is_some());
    if rows.len() < MIN_ROWS || spaced < MIN_ROWS && !below_marks {
        return first;
    }
    // Where the rest of a run is no table for the same reason, nobody looks at it again.
    if ruled_at.is_none() && rows.iter().all(|(_, t)| t.len() < MIN_COLUMNS) && !two_columns(text, lines, &rows) {
        return end;
    }
    if let Some((wide, _)) = rows.iter().rev().find(|(_, t)| t.len() > MAX_COLUMNS) {
        return wide + 1;
    }
    let header = ruled_at.unwrap_or_else(|| header_rows(text, &rows)).min(rows.len().saturating_sub(1)).max(1);
    // Occupied display columns of the body and of the lowest header row.
    let right = rows.iter().flat_map(|(_, t)| t.last()).map(|t| t.to).max().unwrap_or(0);
    let mut used = vec![false; right + 1];
    // A row of one text may stand over several columns (a group of rows), and shows none.
    for (_, row) in rows.iter().skip(header - 1).filter(|(i, row)| row.len() > 1 && !groups.contains(i)) {
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
    if spans.len() > MAX_COLUMNS || !budget.take(rows.len() * spans.len(), lines, first) {
        return end;
    }
    spans.sort_unstable();
    if ruled_at.is_none()
        && let Some(mut counted) = counted(text, &rows).filter(|counted| counted.columns >= spans.len())
    {
        if counted.columns == spans.len() {
            counted.heads = counted.heads.max(header);
        }
        if !budget.take(rows.len() * counted.columns, lines, first) {
            return end;
        }
        let grid = by_count(first..end, &rows, counted);
        if in_order(&grid) {
            grids.push(grid);
        }
        return end;
    }
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
    for r in 0..header.saturating_sub(1) {
        spread_groups(&mut grid, &rows[r].1, r, header - 1, &spans);
    }
    grid.ruled_header = Some(header);
    if in_order(&grid) {
        grids.push(grid);
    }
    end
}

/// Rows whose cells are told by counting: two blanks part them and nothing aligns.
#[derive(Clone, Copy)]
struct Counted {
    columns: usize,
    /// Rows of heads.
    heads: usize,
}

/// How many cells rows have, where as many as the others or, without the name that the rows above share, one less:
/// `합계  소계  1,141  444` over `국비  5  2`. A first row may head several columns with each of its cells but the first, over a second
/// one that names the columns.
fn counted(text: &str, rows: &[(usize, Vec<Token>)]) -> Option<Counted> {
    let columns = rows.iter().map(|(_, row)| row.len()).max()?;
    let full = rows.iter().filter(|(_, row)| row.len() == columns).count();
    let two = columns == 2 && full == rows.len() && rows.len() >= TWO_COLUMN_ROWS;
    let enough = two || columns >= if rows.len() < COUNTED_ROWS { COUNTED_CELLS } else { MIN_COLUMNS };
    // The years over their halves.
    let over = |(_, row): &(usize, Vec<Token>)| row.len() >= 2 && row.len() < columns && (columns - 1).is_multiple_of(row.len() - 1);
    let parted = rows.len() > 2 && over(&rows[0]) && rows[1].1.len() + 1 == columns;
    let heads = 1 + usize::from(parted);
    let is_amount = |t: &Token| text[t.range.to_usize()].bytes().all(|b| b.is_ascii_digit() || b",.-".contains(&b));
    // Where a name and a payer stand before the amounts; elsewhere an amount is left out.
    let named = rows[heads..].iter().filter(|(_, row)| row.len() == columns).all(|(_, row)| !is_amount(&row[1]));
    let shares_name = |row: &[Token]| columns >= COUNTED_CELLS && named && row.len() + 1 == columns && row[1..].iter().all(is_amount);
    let fits = |k: usize| rows[k].1.len() == columns || k > heads && shares_name(&rows[k].1);
    (enough && full >= MIN_ROWS && (heads - 1..rows.len()).all(|k| parted && k < heads || fits(k))).then_some(Counted { columns, heads })
}

/// Rows of as many cells, at least, before the cells are counted.
const COUNTED_ROWS: usize = 3;
/// Cells of two rows of as many, at least.
const COUNTED_CELLS: usize = 4;

/// The table of such rows: their cells in order, behind an empty one where the name of the rows above is left out.
fn by_count(range: std::ops::Range<usize>, rows: &[(usize, Vec<Token>)], Counted { columns, heads }: Counted) -> Grid {
    let empty = |at: u32| GridCell::new(Range { start: at, end: at });
    let cells = |(k, (_, row)): (usize, &(usize, Vec<Token>))| {
        let mut cells: Vec<GridCell> = Vec::with_capacity(columns);
        let each = if k + 1 < heads { (columns - 1) / (row.len() - 1) } else { 1 };
        if row.len() + 1 == columns && each == 1 {
            cells.push(empty(row[0].range.start));
        }
        for token in row {
            let span = if cells.is_empty() { 1 } else { each };
            cells.push(GridCell { col_span: span as u16, ..GridCell::new(token.range) });
            cells.extend((1..span).map(|_| empty(token.range.end)));
        }
        cells
    };
    Grid {
        kind: GridKind::Aligned,
        lines: range,
        row_lines: rows.iter().map(|(line, _)| *line).collect(),
        rows: rows.iter().enumerate().map(cells).collect(),
        columns,
        ruled_header: Some(heads),
    }
}

/// Whether the cells of each row stand in the order of their columns. Control characters, which take no column, can be put before
/// what stands left of them (found by the fuzzer); such lines stay text.
fn in_order(grid: &Grid) -> bool {
    grid.rows.iter().all(|row| {
        let mut filled = row.iter().map(|cell| cell.range).filter(|range| !range.is_empty());
        let mut end = 0;
        filled.all(|range| std::mem::replace(&mut end, range.end) <= range.start)
    })
}

/// Rows of a table of two columns without rulings, at least: fewer lines have their gap at one place by chance.
const TWO_COLUMN_ROWS: usize = 3;
/// A cell of its head is no longer than this, in characters.
const TWO_COLUMN_HEAD: usize = 8;

/// Whether rows are a table of two columns: a head of short words, and in all rows two cells of which the second begin at one place, or
/// the first are dates (`2023. 4.  착공`).
fn two_columns(text: &str, lines: &[Line], rows: &[(usize, Vec<Token>)]) -> bool {
    let Some([first, second]) = rows.first().map(|(_, t)| t.as_slice()) else { return false };
    let head = |t: &Token| {
        let words = &text[t.range.to_usize()];
        words.chars().count() <= TWO_COLUMN_HEAD && words.chars().all(|c| crate::text::is_hangul(c) || matches!(c, ' ' | '/' | '·'))
    };
    let is_date = |t: &Token| text[t.range.to_usize()].starts_with(|c: char| c.is_ascii_digit() || crate::text::is_apostrophe(c));
    let aligned = rows.iter().all(|(_, t)| t.get(1).is_some_and(|t| t.from == second.from));
    rows.len() >= TWO_COLUMN_ROWS
        && head(first)
        && head(second)
        && rows.iter().all(|(i, t)| t.len() == 2 && lines[*i].marker.is_none())
        && (aligned || rows[1..].iter().all(|(_, t)| is_date(&t[0])))
}

/// More columns than this are not searched for the best grouping.
const MAX_GROUPED: usize = 64;

/// Gives every group header of row `row` the run of columns that it stands over best. Group headers stand over the left end
/// or over the middle of their columns; the one that explains the whole row better is taken.
fn spread_groups(grid: &mut Grid, tokens: &[Token], row: usize, lowest: usize, spans: &[(usize, usize)]) {
    let leaves: Vec<usize> = (0..grid.columns).filter(|&c| !grid.rows[lowest][c].range.is_empty()).collect();
    let groups: Vec<usize> = leaves.iter().copied().filter(|&c| !grid.rows[row][c].range.is_empty()).collect();
    let Some(&first) = groups.first() else { return };
    if leaves.len() > MAX_GROUPED || groups.len() > leaves.len() {
        return;
    }
    let place = |col: usize| {
        let range = grid.rows[row][col].range;
        let inside = |t: &&Token| range.start <= t.range.start && t.range.end <= range.end;
        let from = tokens.iter().find(inside).map_or(spans[col].0, |t| t.from);
        let to = tokens.iter().rev().find(inside).map_or(spans[col].1, |t| t.to);
        (from, to)
    };
    let places: Vec<(usize, usize)> = groups.iter().map(|&c| place(c)).collect();
    // Doubled, so that a middle is a whole number.
    let left = |g: usize, a: usize, _: usize| (2 * places[g].0).abs_diff(2 * spans[leaves[a]].0);
    let middle = |g: usize, a: usize, b: usize| (places[g].0 + places[g].1).abs_diff(spans[leaves[a]].0 + spans[leaves[b]].1);
    // A column of row names at the left may stand outside of all groups.
    let outside = usize::from(leaves[0] == 0);
    let by_left = best_runs(groups.len(), leaves.len(), outside, &left);
    let by_middle = best_runs(groups.len(), leaves.len(), outside, &middle);
    let (_, starts) = if by_middle.0 < by_left.0 { by_middle } else { by_left };
    // An empty cell stands at the start of its line, before the row's first text.
    let line_start = tokens.first().map_or(0, |t| t.range.start);
    let blank = GridCell::new(Range { start: line_start, end: line_start });
    let cells: Vec<GridCell> = groups.iter().map(|&c| std::mem::replace(&mut grid.rows[row][c], blank)).collect();
    for (g, cell) in cells.into_iter().enumerate() {
        let from = starts.get(g).map_or(first, |&a| leaves[a]);
        let until = starts.get(g + 1).map_or(grid.columns, |&a| leaves[a]);
        grid.rows[row][from] = GridCell { col_span: (until - from) as u16, ..GridCell::new(cell.range) };
    }
}

/// Cuts `columns` columns into `groups` runs at the least cost, where `cost(g, a, b)` is that of run `a..=b` for group `g`.
/// The first run starts at column `outside` at the latest. Returns the cost and where each run starts.
fn best_runs(groups: usize, columns: usize, outside: usize, cost: &dyn Fn(usize, usize, usize) -> usize) -> (usize, Vec<usize>) {
    // best[a] for the groups from `g` on: least cost when group `g` starts at `a`, and where the next one starts.
    let mut after: Vec<(usize, usize)> = Vec::new();
    let mut next_starts: Vec<Vec<usize>> = Vec::new();
    for g in (0..groups).rev() {
        let mut best = vec![(usize::MAX, columns); columns];
        for (a, slot) in best.iter_mut().enumerate() {
            if g + 1 == groups {
                *slot = (cost(g, a, columns - 1), columns);
                continue;
            }
            for next in a + 1..columns {
                let rest = after[next].0;
                if rest != usize::MAX && rest + cost(g, a, next - 1) < slot.0 {
                    *slot = (rest + cost(g, a, next - 1), next);
                }
            }
        }
        next_starts.push(best.iter().map(|b| b.1).collect());
        after = best;
    }
    next_starts.reverse();
    let Some((mut at, total)) = after.iter().map(|b| b.0).take(outside + 1).enumerate().min_by_key(|&(a, c)| (c, a)) else {
        return (0, Vec::new());
    };
    let mut starts = Vec::with_capacity(groups);
    for nexts in &next_starts {
        starts.push(at);
        at = nexts.get(at).copied().unwrap_or(columns);
    }
    (total, starts)
}

/// Header rows where no ruling parts them from the body: the leading rows without a number in a cell of its own.
fn header_rows(text: &str, rows: &[(usize, Vec<Token>)]) -> usize {
    let numeric = |t: &Token| {
        let s = &text[t.range.to_usize()];
        s.bytes().any(|b| b.is_ascii_digit())
            && s.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.' || b == b'-')
            && !(s.len() == 4 && s.starts_with("20"))
    };
    // `상  하  상  하` below the years: more cells than years, none in the column of the names.
    let parts = rows.len() > 2 && matches!((rows[0].1.first(), rows[1].1.first()), (Some(name), Some(part)) if part.from >= name.to);
    if parts && rows[1].1.len() >= rows[0].1.len() && rows[1].1.iter().all(|t| is_part_of_year(&text[t.range.to_usize()])) {
        return 2;
    }
    // `완료  지연` below `이행 후  이행 중`, over a row of marks and rates: the marks are the body.
    if let Some(marks) = rows.iter().take(4).position(|(_, row)| row.iter().all(|t| is_mark_or_rate(&text[t.range.to_usize()]))) {
        return marks.clamp(1, 3);
    }
    rows.iter().position(|(_, row)| row.iter().any(numeric)).unwrap_or(1).clamp(1, 3)
}

/// `○`, `20%`: what stands below the states of a matrix.
fn is_mark_or_rate(cell: &str) -> bool {
    let mut chars = cell.chars();
    let mark = matches!((chars.next(), chars.next()), (Some('○' | '●' | '◎' | '■' | '◯' | '√' | '✓' | '✔' | 'V' | 'v'), None));
    mark || is_rate(cell)
}

fn is_rate(cell: &str) -> bool {
    cell.strip_suffix('%').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

/// `상`, `하반기`, `3`, `4분기`, `11월`: words for a part of a year.
fn is_part_of_year(words: &str) -> bool {
    let number = words.trim_end_matches("분기").trim_end_matches('월');
    matches!(words, "상" | "하" | "상반기" | "하반기" | "1/4" | "2/4" | "3/4" | "4/4")
        || (1..=2).contains(&number.len()) && number.parse::<u8>().is_ok_and(|n| (1..=12).contains(&n))
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use crate::layout::Layout;

    /// The group header over each column of the second row.
    fn groups(text: &str) -> Vec<(String, String)> {
        let layout = Layout::of(text);
        let grids = find(text, None, &layout, &|_| false);
        let grid = &grids[0];
        (0..grid.columns)
            .filter(|&c| !grid.text(text, 1, c).is_empty())
            .map(|c| (grid.anchor(text, 0, c).map_or("", |a| grid.text(text, 0, a)).to_owned(), grid.text(text, 1, c).to_owned()))
            .collect()
    }

    fn named(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect()
    }

    #[test]
    fn group_headers_stand_over_the_middle_of_their_columns() {
        let text = "연도              계획                          집행\n      계         도비     시비       계         도비     시비\n----------------------------------------------------------------\n총계  2,256,600  653,200  1,603,400  1,195,800  480,800  715,000\n2022    743,000  314,300    428,700    432,500  314,300  118,200\n";
        let expected = [("계획", "계"), ("계획", "도비"), ("계획", "시비"), ("집행", "계"), ("집행", "도비"), ("집행", "시비")];
        assert_eq!(groups(text), named(&expected));
    }

    #[test]
    fn a_row_of_one_text_joins_no_columns() {
        let text = "번호  공약사항          이행률  담당부서\n----------------------------------------\n생태환경 분야(2건)\n1-1   나래천 산책로         36  공원과\n1-2   가온 수변공원         40  환경과\n";
        let layout = Layout::of(text);
        let grids = find(text, None, &layout, &|_| false);
        assert_eq!(grids[0].columns, 4);
        assert_eq!(grids[0].text(text, 1, 0), "생태환경 분야(2건)");
        assert_eq!(grids[0].text(text, 2, 1), "나래천 산책로");
    }

    #[test]
    fn group_headers_stand_over_the_left_of_their_columns() {
        let text = "구분  2022년          2023년\n      계획   확보     계획   확보\n--------------------------------\n국비  1,000  1,000    2,000  1,500\n시비    300    300      700    700\n";
        assert_eq!(groups(text), named(&[("2022년", "계획"), ("2022년", "확보"), ("2023년", "계획"), ("2023년", "확보")]));
    }
}
