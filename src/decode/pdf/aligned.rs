//! Tables without rulings: cells that stand below each other.
//!
//! In: the pieces of a page, in order. Out: the same, with runs of lines whose words stand in columns made tables. A run is a
//! table only where enough of its lines agree in their columns; a list of labels with one value each is none. Cells of several
//! lines are put together where the distances of the lines tell the rows.

use super::device::Fill;
use super::geometry::{Area, nearest};
use super::lines::{Line, Stop};
use super::sheets::{Piece, Ruled, RuledCell};
use crate::decode::structure::Kind;

/// A gap that parts columns, in em.
pub const COLUMN_GAP: f32 = 1.4;
/// Lines with so many columns, at least, that make a table: with three columns or more, and with two.
const ROWS: usize = 3;
const ROWS_OF_PAIRS: usize = 5;
/// Lines of a table are no farther apart, in em.
const FARTHEST: f32 = 4.0;
/// This part of the lines must have their words in distinct columns.
const AGREE: f32 = 0.8;
/// Columns of a table at most.
const MOST_COLUMNS: usize = 64;
/// Columns of a table whose cells have several lines, at least.
const GROUPED_COLUMNS: usize = 3;
/// Lines of one cell between two lines of several cells, at most.
const MOST_WRAPPED: usize = 4;
/// Distances of lines that are tried, at most.
const MOST_DISTANCES: usize = 24;

/// A stretch of a line without a wide gap.
#[derive(Clone, Debug)]
pub struct Word {
    /// Its glyphs.
    pub stops: std::ops::Range<usize>,
    /// Where it begins and ends.
    pub x: (f32, f32),
}

/// Makes runs of aligned lines tables.
pub fn tables(pieces: Vec<Piece>, fills: &[Fill]) -> Vec<Piece> {
    let mut out = Vec::with_capacity(pieces.len());
    let mut run: Vec<Line> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Line(line, Kind::Body) if line.turn == 0 => {
                let apart = |last: &Line| line.baseline - last.baseline > last.size.max(line.size) * FARTHEST || line.column != last.column;
                if run.last().is_some_and(apart) {
                    settle(&mut out, std::mem::take(&mut run), fills);
                }
                run.push(line);
            }
            other => {
                settle(&mut out, std::mem::take(&mut run), fills);
                out.push(other);
            }
        }
    }
    settle(&mut out, run, fills);
    out
}

/// Puts a run of lines out: as it is, but for the tables in it.
fn settle(out: &mut Vec<Piece>, lines: Vec<Line>, fills: &[Fill]) {
    let words: Vec<Vec<Word>> = lines.iter().map(|l| words(l, COLUMN_GAP)).collect();
    let mut at = 0;
    while at < lines.len() {
        // From a line with columns to the last one of an unbroken series.
        let end = at + words[at..].iter().take_while(|w| w.len() > 1).count();
        if let Some((end, table)) = (end > at).then(|| grouped(&lines, &words, at, end, fills)).flatten() {
            out.push(Piece::Table(table));
            at = end;
            continue;
        }
        if let Some(columns) = (end > at).then(|| columns(&words[at..end], ROWS)).flatten() {
            let rows: Vec<Vec<usize>> = (at..end).map(|i| vec![i]).collect();
            out.push(Piece::Table(table(&lines, &words, &rows, &columns, fills)));
        } else {
            let end = end.max(at + 1);
            out.extend(lines[at..end].iter().cloned().map(|l| Piece::Line(l, Kind::Body)));
        }
        at = end.max(at + 1);
    }
}

/// The words of a line: what no gap of so many em parts.
pub fn words(line: &Line, gap: f32) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for (i, stop) in line.stops.iter().enumerate() {
        match out.last_mut() {
            Some(word) if stop.from - word.x.1 < line.size * gap => {
                word.stops.end = i + 1;
                word.x.1 = word.x.1.max(stop.to);
            }
            _ => out.push(Word { stops: i..i + 1, x: (stop.from, stop.to) }),
        }
    }
    out
}

/// The columns that rows have in common, as stretches of x; `None` where they do not agree. With two columns, more rows are
/// asked for than `least`, but for ruled rows, which may be two.
pub fn columns(rows: &[Vec<Word>], least: usize) -> Option<Vec<(f32, f32)>> {
    // The number of words that most rows have; other rows may have cells that span some columns, or are empty.
    let mut counts: Vec<usize> = rows.iter().map(Vec::len).filter(|&n| n > 1).collect();
    counts.sort_unstable();
    let most = counts.chunk_by(|a, b| a == b).max_by_key(|run| (run.len(), run[0])).map(|run| run[0])?;
    let enough = if most > 2 || least < ROWS { least } else { ROWS_OF_PAIRS };
    if most > MOST_COLUMNS || rows.len() < enough {
        return None;
    }
    let full: Vec<&Vec<Word>> = rows.iter().filter(|r| r.len() == most).collect();
    if full.len() * 2 < rows.len() {
        return None;
    }
    // Their words go by number, so that a column may be set to the left in one row and to the right in another.
    let over = |k: usize| full.iter().map(|r| r[k].x).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let columns: Vec<(f32, f32)> = (0..most).filter_map(over).collect();
    let parted = columns.windows(2).all(|p| p[0].1 <= p[1].0);
    let distinct = |row: &&Vec<Word>| row.windows(2).all(|p| reach(&columns, &p[0]).1 < reach(&columns, &p[1]).0);
    let agree = rows.iter().filter(distinct).count();
    (parted && agree as f32 >= rows.len() as f32 * AGREE).then_some(columns)
}

/// A table whose cells have several lines, that begins with line `at`; where it ends. Lines are of one row where the distance
/// to the line before is small; which distances are, is tried from the smallest on: each row must then have its columns.
fn grouped(lines: &[Line], words: &[Vec<Word>], at: usize, end: usize, fills: &[Fill]) -> Option<(usize, Ruled)> {
    if words[at].len() < GROUPED_COLUMNS {
        return None;
    }
    // Single words may stand between rows, if more rows follow.
    let mut last = end;
    let mut end = end;
    while last < lines.len() && last - end <= MOST_WRAPPED {
        last += 1;
        if words[last - 1].len() > 1 {
            end = last;
        }
    }
    let rows = end - at;
    if rows < GROUPED_COLUMNS || words[at..end].iter().all(|w| w.len() > 1) {
        return None;
    }
    let space = |i: usize| lines[i].area.y0 - lines[i - 1].area.y1;
    let mut spaces: Vec<f32> = (at + 1..end).map(space).collect();
    spaces.sort_unstable_by(f32::total_cmp);
    spaces.dedup_by(|a, b| (*a - *b).abs() < EVEN);
    for tight in spaces.iter().take(MOST_DISTANCES).map(|s| s + EVEN) {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for i in at..end {
            match groups.last_mut() {
                Some(group) if space(i) <= tight => group.push(i),
                _ => groups.push(vec![i]),
            }
        }
        // What is left of the last row.
        let rest = (end..lines.len()).take(MOST_WRAPPED).take_while(|&i| words[i].len() == 1 && space(i) <= tight);
        let rest: Vec<usize> = rest.collect();
        let close = rest.last().map_or(end, |&i| i + 1);
        if let Some(group) = groups.last_mut() {
            group.extend(rest);
        }
        let laid: Vec<Vec<Word>> = groups.iter().map(|g| over(g.iter().flat_map(|&i| words[i].iter().cloned()))).collect();
        let Some(columns) = columns(&laid, ROWS).filter(|c| c.len() >= GROUPED_COLUMNS) else { continue };
        // Each row has its own label, and a line on its own is in one column.
        let begins = |row: &Vec<Word>| row.len() > 1 && reach(&columns, &row[0]).0 == 0;
        let alone = |i: &usize| {
            words[*i].iter().all(|w| {
                let (a, b) = reach(&columns, w);
                a == b
            })
        };
        if laid.iter().all(begins) && groups.iter().skip(1).flatten().all(alone) {
            return Some((close, table(lines, words, &groups, &columns, fills)));
        }
    }
    None
}

/// Distances that differ by less are the same, in points.
const EVEN: f32 = 0.6;

/// Words laid over each other.
fn over(all: impl Iterator<Item = Word>) -> Vec<Word> {
    let mut all: Vec<Word> = all.collect();
    all.sort_unstable_by(|a, b| a.x.0.total_cmp(&b.x.0));
    let mut out: Vec<Word> = Vec::new();
    for word in all {
        match out.last_mut() {
            Some(before) if word.x.0 < before.x.1 => before.x.1 = before.x.1.max(word.x.1),
            _ => out.push(word),
        }
    }
    out
}

/// First and last column that a word touches; the nearest, if none.
pub fn reach(columns: &[(f32, f32)], word: &Word) -> (usize, usize) {
    let touched = |c: &(f32, f32)| c.0 < word.x.1 && word.x.0 < c.1;
    match (columns.iter().position(touched), columns.iter().rposition(touched)) {
        (Some(first), Some(last)) => (first, last),
        _ => {
            let middles: Vec<f32> = columns.iter().map(|c| (c.0 + c.1) / 2.0).collect();
            let at = nearest(&middles, (word.x.0 + word.x.1) / 2.0);
            (at, at)
        }
    }
}

/// A word as a line of its own.
fn part(line: &Line, word: &Word) -> Line {
    let stops = &line.stops[word.stops.clone()];
    let start = stops.first().map_or(0, |s| s.at);
    let end = line.stops.get(word.stops.end).map_or(line.text.len(), |s| s.at as usize);
    let text = line.text[start as usize..end].trim_end().to_owned();
    let area = Area { x0: word.x.0, x1: word.x.1, ..line.area };
    let stops = stops.iter().map(|s| Stop { at: s.at - start, ..*s }).collect();
    Line { text, area, stops, trailing_blank: false, ..line.clone() }
}

/// The table that groups of lines are, a row each.
fn table(lines: &[Line], words: &[Vec<Word>], rows: &[Vec<usize>], columns: &[(f32, f32)], fills: &[Fill]) -> Ruled {
    let areas = |row: &[usize]| row.iter().map(|&i| lines[i].area).reduce(Area::cover).unwrap_or_default();
    let area = rows.iter().map(|row| areas(row)).reduce(Area::cover).unwrap_or_default();
    let mut xs = vec![area.x0.min(columns[0].0)];
    xs.extend(columns.windows(2).map(|p| (p[0].1 + p[1].0) / 2.0));
    xs.push(area.x1.max(columns[columns.len() - 1].1));
    let mut cells: Vec<RuledCell> = Vec::new();
    for (row, group) in rows.iter().enumerate() {
        let own = areas(group);
        // Words by the columns they reach; what is in one column of a line is one part.
        let mut parts: Vec<(usize, usize, Line)> = Vec::new();
        for &i in group {
            let mut joined: Vec<(usize, usize, Word)> = Vec::new();
            for word in &words[i] {
                let (first, last) = reach(columns, word);
                match joined.last_mut() {
                    Some(before) if first <= before.1 => {
                        before.1 = before.1.max(last);
                        before.2.stops.end = word.stops.end;
                        before.2.x.1 = word.x.1;
                    }
                    _ => joined.push((first, last, word.clone())),
                }
            }
            parts.extend(joined.into_iter().map(|(first, last, word)| (first, last, part(&lines[i], &word))));
        }
        parts.sort_by_key(|p| p.0);
        let mut next = 0;
        for (first, last, line) in parts {
            match cells.last_mut().filter(|c| c.row == row && first < c.column + c.columns) {
                Some(cell) => {
                    let more = (last + 1).saturating_sub(cell.column + cell.columns);
                    cell.columns += more;
                    next += more;
                    cell.pieces.push(Piece::Line(line, Kind::Body));
                }
                None => {
                    cells.extend((next..first).map(|c| cell(row, c..c + 1, columns, own, fills)));
                    let mut cell = cell(row, first..last + 1, columns, own, fills);
                    cell.pieces.push(Piece::Line(line, Kind::Body));
                    cells.push(cell);
                    next = last + 1;
                }
            }
        }
        cells.extend((next..columns.len()).map(|c| cell(row, c..c + 1, columns, own, fills)));
    }
    Ruled { area, xs, rows: rows.len(), cells }
}

/// A cell of some columns; it is as wide as what stands in them, for that is how far its lines were filled.
fn cell(row: usize, own: std::ops::Range<usize>, columns: &[(f32, f32)], line: Area, fills: &[Fill]) -> RuledCell {
    let area = Area::new(columns[own.start].0, line.y0, columns[own.end - 1].1, line.y1);
    RuledCell { row, column: own.start, rows: 1, columns: own.len(), area, fill: fill_at(fills, area.centre()), pieces: Vec::new() }
}

/// The colour of what is painted last at a place, unless it is white.
pub fn fill_at(fills: &[Fill], at: (f32, f32)) -> Option<[u8; 3]> {
    fills.iter().rev().find(|f| f.area.holds(at)).map(|f| f.colour).filter(|&c| !super::device::is_white(c))
}

#[cfg(test)]
mod tests {
    use super::super::lines::{lines, typed};
    use super::*;

    fn pieces(rows: &[&[(&str, f32)]]) -> Vec<Piece> {
        let mut glyphs = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            for (text, x) in *row {
                glyphs.extend(typed(text, *x, 100.0 + 16.0 * i as f32, 10.0));
            }
        }
        let all: Vec<_> = glyphs.iter().collect();
        lines(&all, true).into_iter().map(|l| Piece::Line(l, Kind::Body)).collect()
    }

    fn texts(table: &Ruled) -> Vec<(usize, usize, usize, String)> {
        let text = |c: &RuledCell| match c.pieces.first() {
            Some(Piece::Line(line, _)) => line.text.clone(),
            _ => String::new(),
        };
        table.cells.iter().map(|c| (c.row, c.column, c.columns, text(c))).collect()
    }

    #[test]
    fn words_below_each_other_are_columns() {
        let found = tables(
            pieces(&[
                &[("구분", 50.0), ("2024년", 150.0), ("2025년", 250.0)],
                &[("국비", 50.0), ("1,200", 155.0), ("300", 260.0)],
                &[("시비", 50.0), ("80", 165.0), ("1,020", 255.0)],
            ]),
            &[],
        );
        let [Piece::Table(table)] = &found[..] else { panic!("{found:?}") };
        assert_eq!((table.rows, table.xs.len()), (3, 4));
        assert_eq!(texts(table)[4], (1, 1, 1, "1,200".to_owned()));
    }

    #[test]
    fn a_word_over_several_columns_spans_them() {
        let found = tables(
            pieces(&[
                &[("구분", 50.0), ("연도별 투자계획 합계액", 150.0)],
                &[("국비", 50.0), ("1,200", 150.0), ("300", 240.0)],
                &[("시비", 50.0), ("80", 150.0), ("20", 240.0)],
                &[("군비", 50.0), ("10", 150.0), ("30", 240.0)],
            ]),
            &[],
        );
        let [Piece::Table(table)] = &found[..] else { panic!("{found:?}") };
        assert_eq!(texts(table)[1], (0, 1, 2, "연도별 투자계획 합계액".to_owned()));
    }

    #[test]
    fn a_few_labels_with_values_are_no_table() {
        let found = tables(pieces(&[&[("담당부서", 50.0), ("문화과", 150.0)], &[("전화", 50.0), ("1234", 150.0)]]), &[]);
        assert!(found.iter().all(|p| matches!(p, Piece::Line(..))));
    }

    #[test]
    fn columns_may_be_set_to_the_left_in_one_row_and_to_the_right_in_others() {
        let found = tables(
            pieces(&[
                &[("구분", 50.0), ("2024", 150.0), ("2025", 250.0)],
                &[("국비", 50.0), ("1", 190.0), ("3", 290.0)],
                &[("시비", 50.0), ("8", 190.0), ("2", 290.0)],
            ]),
            &[],
        );
        let [Piece::Table(table)] = &found[..] else { panic!("{found:?}") };
        assert_eq!((table.rows, table.xs.len()), (3, 4));
    }

    #[test]
    fn cells_of_several_lines_are_of_one_row() {
        let mut glyphs = Vec::new();
        let rows: [(f32, &[(&str, f32)]); 8] = [
            (100.0, &[("번호", 50.0), ("공약명", 100.0), ("예산", 250.0)]),
            (124.0, &[("1", 50.0), ("누리동 빗물정원", 100.0), ("300", 250.0)]),
            (136.0, &[("조성 및 운영", 100.0)]),
            (160.0, &[("2", 50.0), ("도서관", 100.0), ("1,200", 250.0)]),
            (184.0, &[("3", 50.0), ("나래동 작은도서관", 100.0), ("40", 250.0)]),
            (196.0, &[("건립 및 운영과", 100.0)]),
            (208.0, &[("독서 모임", 100.0)]),
            (260.0, &[("끝", 50.0)]),
        ];
        for (y, row) in rows {
            for (text, x) in row {
                glyphs.extend(typed(text, *x, y, 10.0));
            }
        }
        let all: Vec<_> = glyphs.iter().collect();
        let found = tables(lines(&all, true).into_iter().map(|l| Piece::Line(l, Kind::Body)).collect(), &[]);
        let [Piece::Table(table), Piece::Line(..)] = &found[..] else { panic!("{found:?}") };
        assert_eq!((table.rows, table.cells.len()), (4, 12));
        assert_eq!(table.cells[10].pieces.len(), 3);
    }
}
