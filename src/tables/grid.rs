//! Grids, and the reading of tables with delimiters.

use std::borrow::Cow;

use super::Budget;
use crate::layout::{Layer, Line, Passage, Shape, parse_marker};
use crate::span::Range;
use crate::text::{commas, squash, squashed};

/// What showed the cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridKind {
    /// Tabs.
    Tabs,
    /// Pipes.
    Pipes,
    /// Commas.
    Commas,
    /// Columns aligned by blanks.
    Aligned,
    /// Cells one a line, told apart by what they hold.
    Stacked,
    /// The format itself: cells, merged cells and fills are known.
    Native,
}

/// Whether a place of a grid belongs to a merged cell that begins elsewhere. Only native tables say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Covered {
    /// A cell begins here, as far as is known.
    #[default]
    No,
    /// Of the same row.
    FromLeft,
    /// Of a row above.
    FromAbove,
}

/// A cell: where its text stands. Empty cells have an empty range at their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct GridCell {
    /// Its text, without blanks at both ends.
    pub range: Range,
    /// Columns that it covers (aligned tables show this for group headers; delimited ones do not); 0 where it is covered.
    pub col_span: u16,
    /// Rows that it covers, where that is known.
    pub row_span: u16,
    /// Colour of its shading, RGB, where that is known.
    pub fill: Option<[u8; 3]>,
    /// Whether it belongs to a merged cell that begins elsewhere.
    pub covered: Covered,
}

impl GridCell {
    /// A cell that covers one column.
    pub fn new(range: Range) -> Self {
        Self { range, col_span: 1, row_span: 1, ..Self::default() }
    }
}

/// A table whose cells are known.
#[derive(Clone, Debug)]
pub struct Grid {
    /// What showed the cells.
    pub kind: GridKind,
    /// First line and one past the last, as indices into the layout.
    pub lines: std::ops::Range<usize>,
    /// Line of each row.
    pub row_lines: Vec<usize>,
    /// Rows of cells; rows may be shorter than `columns`.
    pub rows: Vec<Vec<GridCell>>,
    /// Number of columns of the widest row that repeats.
    pub columns: usize,
    /// Rows above a ruling, where there is one.
    pub ruled_header: Option<usize>,
}

/// Rows of heads above another that are looked at: tables of the corpora have three at most.
const HEAD_ROWS: usize = 3;
/// Rows between a cell and what names it. Headers have some dozens; the bound keeps a column of ten thousand empty cells from being
/// searched for each of them.
const FARTHEST: usize = 1_000;

impl Grid {
    /// Text of a cell; empty where the row is short.
    #[inline]
    pub fn text<'t>(&self, text: &'t str, row: usize, col: usize) -> &'t str {
        self.rows.get(row).and_then(|r| r.get(col)).map_or("", |c| &text[c.range.to_usize()])
    }

    /// Range of a cell.
    pub fn range(&self, row: usize, col: usize) -> Option<Range> {
        self.rows.get(row).and_then(|r| r.get(col)).map(|c| c.range)
    }

    /// A cell as a passage.
    pub fn passage(&self, text: &str, row: usize, col: usize) -> Passage {
        self.range(row, col).map_or_else(Passage::default, |r| Passage::of(text, r))
    }

    /// The paragraphs of a cell; the whole cell where its paragraphs are not known apart.
    pub fn passages(&self, text: &str, row: usize, col: usize) -> Vec<Passage> {
        let Some(range) = self.range(row, col) else { return Vec::new() };
        let slice = &text[range.to_usize()];
        if !slice.contains('\n') {
            let whole = Passage::of(text, range);
            return if whole.is_empty() { Vec::new() } else { vec![whole] };
        }
        let mut at = range.start as usize;
        let mut out = Vec::new();
        for line in slice.split('\n') {
            let passage = Passage::of(text, Range::new(at, at + line.len()));
            if !passage.is_empty() {
                out.push(passage);
            }
            at += line.len() + 1;
        }
        out
    }

    /// Whether a row prints the heads of the first one again, as where a table goes on over a page.
    pub fn repeats_head(&self, text: &str, row: usize) -> bool {
        row > 0 && self.filled(row) >= 2 && (0..self.columns).all(|c| self.text(text, row, c) == self.text(text, 0, c))
    }

    /// Spaces removed, the cell's text as a key.
    pub fn key<'t>(&self, text: &'t str, row: usize, col: usize) -> Cow<'t, str> {
        squashed(self.text(text, row, col))
    }

    /// The column of a row whose text covers `col` as a merged header: the cell itself, or the nearest one to the left with
    /// text, for empties to the right of a text are what a merged cell leaves.
    pub fn anchor(&self, text: &str, row: usize, col: usize) -> Option<usize> {
        if !self.text(text, row, col).is_empty() {
            return Some(col);
        }
        let cells = self.rows.get(row)?;
        if self.kind == GridKind::Native {
            return match cells.get(col)?.covered {
                Covered::FromLeft => (0..col).rev().find(|&c| cells[c].covered == Covered::No),
                Covered::No | Covered::FromAbove => None,
            };
        }
        (0..col.min(cells.len())).rev().find(|&c| !self.text(text, row, c).is_empty()).filter(|&c| {
            let span = cells[c].col_span as usize;
            span <= 1 || c + span > col || self.kind != GridKind::Aligned
        })
    }

    /// As [`anchor`](Self::anchor), for a row of several that head the columns: where a head of a row above begins between the lower
    /// head and `col`, the lower one ends there, and the blank belongs to the upper one, which goes on downwards.
    pub fn head_anchor(&self, text: &str, row: usize, col: usize) -> Option<usize> {
        let begins_above =
            |from: usize| (row.saturating_sub(HEAD_ROWS)..row).any(|above| (from + 1..=col).any(|c| !self.text(text, above, c).is_empty()));
        self.anchor(text, row, col).filter(|&at| !begins_above(at))
    }

    /// What heads a column of `rows` rows of heads: the lowest text among them, as [`Self::key`].
    pub fn head_key<'t>(&self, text: &'t str, rows: usize, col: usize) -> Cow<'t, str> {
        (0..rows).rev().map(|r| self.key(text, r, col)).find(|key| !key.is_empty()).unwrap_or_default()
    }

    /// Row and column of every cell, in reading order.
    pub fn places(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.rows.iter().enumerate().flat_map(|(r, row)| (0..row.len()).map(move |c| (r, c)))
    }

    /// The row of the nearest text above a cell, in its column, a thousand rows away at most.
    pub fn above(&self, text: &str, row: usize, col: usize) -> Option<usize> {
        (0..row).rev().take(FARTHEST).find(|&r| !self.text(text, r, col).is_empty())
    }

    /// The row of the nearest text below a cell, in its column, a thousand rows away at most.
    pub fn below(&self, text: &str, row: usize, col: usize) -> Option<usize> {
        (row + 1..self.rows.len()).take(FARTHEST).find(|&r| !self.text(text, r, col).is_empty())
    }

    /// The column of the nearest text left of a cell, in its row.
    pub fn left_of(&self, text: &str, row: usize, col: usize) -> Option<usize> {
        (0..col).rev().find(|&c| !self.text(text, row, c).is_empty())
    }

    /// The column of the nearest text right of a cell, in its row.
    pub fn right_of(&self, text: &str, row: usize, col: usize) -> Option<usize> {
        (col + 1..self.rows[row].len()).find(|&c| !self.text(text, row, c).is_empty())
    }

    /// Row and column at which the cell that covers a place begins: the place itself but for merged cells of native tables.
    pub fn owner(&self, row: usize, col: usize) -> (usize, usize) {
        let covered = |r: usize, c: usize| self.rows.get(r).and_then(|x| x.get(c)).map_or(Covered::No, |x| x.covered);
        let (mut r, mut c) = (row, col);
        while r > 0 && covered(r, c) == Covered::FromAbove {
            r -= 1;
        }
        while c > 0 && covered(r, c) == Covered::FromLeft {
            c -= 1;
        }
        (r, c)
    }

    /// Whether the row has no text at all.
    pub fn is_blank_row(&self, row: usize) -> bool {
        self.rows[row].iter().all(|c| c.range.is_empty())
    }

    /// Cells with text in a row.
    pub fn filled(&self, row: usize) -> usize {
        self.rows[row].iter().filter(|c| !c.range.is_empty()).count()
    }
}

/// Trims blanks off a range.
pub(super) fn trimmed(text: &str, start: usize, end: usize) -> Range {
    let inner = crate::text::inner(&text[start..end]);
    Range::new(start + inner.start, start + inner.end)
}

fn is_pipe(c: char) -> bool {
    matches!(c, '|' | '│' | '┃' | '｜')
}

/// Whether pipes stand before the first and after the last cells of a table as its frame. A row whose first cell is empty
/// begins with a pipe too, so that only pipes before every row are a frame; a frame's right side may be missing in a few rows.
fn frame(text: &str, lines: &[Line], first: usize) -> (bool, bool) {
    let (mut rows, mut left, mut right) = (0, 0, 0);
    let table = lines[first..].iter().take_while(|l| matches!(l.shape, Shape::Pipes | Shape::Rule));
    for line in table.filter(|l| l.shape == Shape::Pipes).take(FRAME_ROWS) {
        let row = &text[line.range.to_usize()];
        rows += 1;
        left += usize::from(row.starts_with(is_pipe));
        right += usize::from(row.ends_with(is_pipe));
    }
    let framed = left == rows;
    (framed, right == rows || framed && right * 2 > rows)
}

/// Rows that are looked at for a frame.
const FRAME_ROWS: usize = 64;

/// How many delimiters a line has.
fn delimiters(text: &str, line: &Line, kind: GridKind) -> usize {
    let slice = &text[line.range.to_usize()];
    match kind {
        GridKind::Tabs => crate::text::count_bytes(slice.as_bytes(), |b| b == b'\t'),
        GridKind::Commas => commas(slice).count(),
        _ => slice.matches(is_pipe).count(),
    }
}

/// The cells of a line, of which there are `most` at most.
fn split(text: &str, line: &Line, kind: GridKind, frame: (bool, bool), most: usize) -> Vec<GridCell> {
    let (mut start, mut end) = (line.range.start as usize, line.range.end as usize);
    if kind == GridKind::Pipes {
        let slice = &text[start..end];
        if let Some(first) = slice.chars().next().filter(|&c| frame.0 && is_pipe(c)) {
            start += first.len_utf8();
        }
        let slice = &text[start..end];
        if let Some(last) = slice.chars().next_back().filter(|&c| frame.1 && is_pipe(c)) {
            end -= last.len_utf8();
        }
    }
    let slice = &text[start..end];
    let mut cells = Vec::with_capacity(most);
    let mut from = 0;
    // The cell that a delimiter ends, and where the next begins behind it.
    let mut end_cell = |to: usize, behind: usize| {
        let cell = trimmed(text, start + from, start + to);
        cells.push(GridCell::new(if kind == GridKind::Pipes { cell } else { unquoted(text, cell) }));
        from = behind;
    };
    match kind {
        // Cells are too short for a vectorised search to pay.
        GridKind::Tabs => slice.bytes().enumerate().filter(|&(_, b)| b == b'\t').for_each(|(i, _)| end_cell(i, i + 1)),
        GridKind::Commas => commas(slice).for_each(|i| end_cell(i, i + 1)),
        _ => slice.char_indices().filter(|&(_, c)| is_pipe(c)).for_each(|(i, c)| end_cell(i, i + c.len_utf8())),
    }
    end_cell(slice.len(), slice.len());
    cells
}

/// A cell of several lines, or with a comma in it, without the quotes that a spreadsheet puts around it.
fn unquoted(text: &str, cell: Range) -> Range {
    let inner = text[cell.to_usize()].strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
    match inner.filter(|inner| inner.contains(['\n', ','])) {
        Some(_) => Range { start: cell.start + 1, end: cell.end - 1 },
        None => cell,
    }
}

/// Reads a run of lines with delimiters from line `first`. Returns the line after the run.
pub(super) fn delimited(
    text: &str,
    lines: &[Line],
    first: usize,
    kind: GridKind,
    stop: &dyn Fn(usize) -> bool,
    budget: &mut Budget,
    grids: &mut Vec<Grid>,
) -> usize {
    let shape = match kind {
        GridKind::Tabs => Shape::Tabs,
        GridKind::Commas => Shape::Commas,
        _ => Shape::Pipes,
    };
    let mut grid = Grid { kind, lines: first..first, row_lines: Vec::new(), rows: Vec::new(), columns: 0, ruled_header: None };
    let frame = if kind == GridKind::Pipes { frame(text, lines, first) } else { (false, false) };
    let mut rulings: Vec<usize> = Vec::new();
    let mut i = first;
    while i < lines.len() {
        let line = &lines[i];
        if line.layer != Layer::Body {
            i += 1;
            continue;
        }
        if i > first && (stop(i) || line.native.is_some()) {
            break;
        }
        if line.shape == Shape::Rule && kind == GridKind::Pipes && !grid.rows.is_empty() && line.blanks_before == 0 {
            rulings.push(grid.rows.len());
            i += 1;
            continue;
        }
        if line.shape != shape {
            if kind == GridKind::Tabs && goes_on_in_cell(text, line, &grid) {
                if let Some(cell) = grid.rows.last_mut().and_then(|row| row.last_mut()) {
                    cell.range = Range { start: cell.range.start, end: line.range.end };
                }
                i += 1;
                grid.lines.end = i;
                continue;
            }
            break;
        }
        let most = delimiters(text, line, kind) + 1;
        if !budget.take(most, lines, i) {
            break;
        }
        let cells = split(text, line, kind, frame, most);
        if i > first && line.blanks_before > 0 && !line.after_furniture && !continues(text, &grid, &cells) {
            break;
        }
        grid.row_lines.push(i);
        grid.rows.push(cells);
        i += 1;
        grid.lines.end = i;
    }
    if grid.rows.is_empty() {
        return first;
    }
    if frame == (true, true) {
        spread_merged(text, lines, budget, &mut grid);
    }
    grid.columns = usual_columns(&grid.rows);
    grid.ruled_header = ruled_header(rulings, grid.rows.len());
    grids.push(grid);
    i
}

/// Rows above the first of the `rulings`, each given as the number of rows above it. Where every row is ruled, that tells nothing: of two
/// rows of heads, the first is ruled as well.
fn ruled_header(mut rulings: Vec<usize>, rows: usize) -> Option<usize> {
    rulings.retain(|&above| above < rows);
    rulings.dedup();
    let all = rulings.len() > 1 && rulings.len() + 1 == rows;
    rulings.first().copied().filter(|_| !all)
}

/// Widths that a drawn line may have on the page: one display column, or two where its font is East Asian.
const PIPE_WIDTHS: [usize; 2] = [1, 2];

/// Display columns by which pipes of one column may differ from row to row.
const PIPE_SLACK: usize = 1;

/// In a table drawn with lines a cell over several columns shows by its pipes, which stand right below those of other rows: its row gets
/// empty cells for what it covers (`│ 재원       │ 2023 │` above `│ 국비 │ 계획 │ 10 │`). A row whose pipes stand elsewhere stays as it is.
fn spread_merged(text: &str, lines: &[Line], budget: &mut Budget, grid: &mut Grid) {
    let widest = grid.rows.iter().map(Vec::len).max().unwrap_or(0);
    let missing: usize = grid.rows.iter().map(|r| widest - r.len()).sum();
    // Without them the rows are as they are printed.
    let Some(left) = budget.left.checked_sub(missing).filter(|_| missing > 0) else { return };
    budget.left = left;
    // Where the pipes between the cells of a row stand.
    let pipes = |row: usize, pipe: usize| -> Vec<usize> {
        let line = &lines[grid.row_lines[row]];
        let mut column = line.indent as usize;
        let mut found = Vec::with_capacity(widest + 1);
        for c in text[line.range.to_usize()].chars() {
            if is_pipe(c) {
                found.push(column);
                column += pipe;
            } else {
                column += crate::text::width(c) as usize;
            }
        }
        found.pop();
        found.drain(..found.len().min(1));
        found
    };
    let Some(full) = grid.rows.iter().position(|r| r.len() == widest) else { return };
    let bases = PIPE_WIDTHS.map(|pipe| pipes(full, pipe));
    // For each short row, the column that each of its cells begins in.
    let mut begins: Vec<(usize, Vec<usize>)> = Vec::new();
    for row in (0..grid.rows.len()).filter(|&r| grid.rows[r].len() < widest) {
        let fit = PIPE_WIDTHS.into_iter().zip(&bases).find_map(|(pipe, base)| {
            let mut columns = vec![0];
            for at in pipes(row, pipe) {
                let below = base.iter().position(|&b| b.abs_diff(at) <= PIPE_SLACK)? + 1;
                (columns.last() < Some(&below)).then(|| columns.push(below))?;
            }
            (columns.len() == grid.rows[row].len()).then_some(columns)
        });
        begins.extend(fit.map(|columns| (row, columns)));
    }
    for (row, columns) in begins {
        let mut spread = Vec::with_capacity(widest);
        for (k, mut cell) in std::mem::take(&mut grid.rows[row]).into_iter().enumerate() {
            let until = columns.get(k + 1).copied().unwrap_or(widest);
            cell.col_span = (until - columns[k]) as u16;
            let behind = GridCell::new(Range { start: cell.range.end, end: cell.range.end });
            spread.push(cell);
            spread.resize(until, behind);
        }
        grid.rows[row] = spread;
    }
}

/// `- 건축허가 승인` below `2024년⇥- 철거공사 완료`: a further paragraph of the last cell, told by the mark that its first one has, too.
fn goes_on_in_cell(text: &str, line: &Line, grid: &Grid) -> bool {
    let last = grid.rows.last().filter(|row| grid.rows.len() > 1 && row.len() > 1).and_then(|row| row.last());
    line.shape == Shape::Plain
        && line.blanks_before == 0
        && line.marker.zip(last).is_some_and(|(marker, cell)| {
            let cell = &text[cell.range.to_usize()];
            parse_marker(cell, 0).is_some_and(|(first, _)| first.kind == marker.kind)
        })
}

/// Whether a row after a blank line goes on with the table: as many cells, and no words of a header in its first cell.
fn continues(text: &str, grid: &Grid, cells: &[GridCell]) -> bool {
    let Some(last) = grid.rows.last() else { return false };
    let first = squash(&text[cells[0].range.to_usize()]);
    let header_again = grid.rows.len() > 1 && first == squash(&text[grid.rows[0][0].range.to_usize()]) && !first.is_empty();
    last.len() == cells.len() && cells.len() >= 3 && !header_again
}

/// Number of cells that most rows have (the larger one among equals).
fn usual_columns(rows: &[Vec<GridCell>]) -> usize {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for row in rows {
        match counts.iter_mut().find(|(n, _)| *n == row.len()) {
            Some((_, k)) => *k += 1,
            None => counts.push((row.len(), 1)),
        }
    }
    counts.into_iter().max_by_key(|&(n, k)| (k, n)).map_or(0, |(n, _)| n)
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use crate::layout::Layout;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let layout = Layout::of(text);
        let grids = find(text, None, &layout, &|_| false);
        let cells = |r: usize| grids[0].rows[r].iter().map(|c| text[c.range.to_usize()].to_owned()).collect();
        (0..grids[0].rows.len()).map(cells).collect()
    }

    #[test]
    fn a_pipe_at_the_start_of_a_row_parts_off_an_empty_cell() {
        let text = "구분 | 일자 | 추진내용\n홍보 | 2022. 8. 27. | 안내문 발송\n | 2022. 9. 6. | 설명회\n합계 |  | \n";
        assert_eq!(
            rows(text),
            [["구분", "일자", "추진내용"], ["홍보", "2022. 8. 27.", "안내문 발송"], ["", "2022. 9. 6.", "설명회"], ["합계", "", ""]]
        );
    }

    #[test]
    fn a_cell_over_several_columns_shows_by_its_pipes() {
        let text = "│ 재원          │ 2023년 │ 2024년 │\n│ 국비   │ 계획 │     10 │     20 │\n│        │ 확보 │      5 │     20 │\n";
        assert_eq!(rows(text), [["재원", "", "2023년", "2024년"], ["국비", "계획", "10", "20"], ["", "확보", "5", "20"]]);
        // Without columns that stand below each other nothing is known of merged cells.
        assert_eq!(rows("| 구분항목 | 계 |\n| 국비 | 3,000,000 | 5 |\n| 도비 | 1 | 2 |\n")[0], ["구분항목", "계"]);
    }

    #[test]
    fn pipes_around_every_row_are_a_frame() {
        assert_eq!(rows("| 구분 | 계 |\n|---|---|\n| 국비 | 30 |\n"), [["구분", "계"], ["국비", "30"]]);
    }
}
