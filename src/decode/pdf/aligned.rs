//! Tables without rulings: cells that stand below each other.
//!
//! In: the pieces of a page, in order. Out: the same, with runs of lines whose words stand in columns made tables. A run is a
//! table only where enough of its lines agree in their columns; a list of labels with one value each is none. Lines of a page
//! set in two columns of text stay lines, the left column before the right one.

use super::device::Fill;
use super::geometry::{Area, nearest};
use super::lines::{Line, Stop};
use super::sheets::{Piece, Ruled, RuledCell};
use crate::decode::structure::Kind;

/// A gap that parts columns, in em.
const COLUMN_GAP: f32 = 1.4;
/// Lines with so many columns, at least, that make a table: with three columns or more, and with two.
const ROWS: usize = 3;
const ROWS_OF_PAIRS: usize = 5;
/// Lines of a table are no farther apart, in em.
const FARTHEST: f32 = 4.0;
/// This part of the lines must have their words in distinct columns.
const AGREE: f32 = 0.8;
/// Columns of running text are at least so wide, in em, and so many lines long.
const PROSE_WIDTH: f32 = 14.0;
const PROSE_LINES: usize = 5;
/// Columns of a table at most.
const MOST_COLUMNS: usize = 64;

/// A stretch of a line without a wide gap.
#[derive(Clone, Debug)]
struct Word {
    stops: std::ops::Range<usize>,
    x: (f32, f32),
}

/// Makes runs of aligned lines tables.
pub fn tables(pieces: Vec<Piece>, fills: &[Fill]) -> Vec<Piece> {
    let mut out = Vec::with_capacity(pieces.len());
    let mut run: Vec<Line> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Line(line, Kind::Body) if line.turn == 0 => {
                if run.last().is_some_and(|last| line.baseline - last.baseline > last.size.max(line.size) * FARTHEST) {
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
    let words: Vec<Vec<Word>> = lines.iter().map(words).collect();
    let mut at = 0;
    while at < lines.len() {
        // From a line with columns to the last one of an unbroken series.
        let end = at + words[at..].iter().take_while(|w| w.len() > 1).count();
        if let Some(columns) = (end > at).then(|| columns(&words[at..end])).flatten() {
            if is_prose(&lines[at..end], &columns) {
                out.extend(halves(&lines[at..end], &words[at..end], &columns));
            } else {
                out.push(Piece::Table(table(&lines[at..end], &words[at..end], &columns, fills)));
            }
        } else {
            let end = end.max(at + 1);
            out.extend(lines[at..end].iter().cloned().map(|l| Piece::Line(l, Kind::Body)));
        }
        at = end.max(at + 1);
    }
}

fn words(line: &Line) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for (i, stop) in line.stops.iter().enumerate() {
        match out.last_mut() {
            Some(word) if stop.from - word.x.1 < line.size * COLUMN_GAP => {
                word.stops.end = i + 1;
                word.x.1 = word.x.1.max(stop.to);
            }
            _ => out.push(Word { stops: i..i + 1, x: (stop.from, stop.to) }),
        }
    }
    out
}

/// The columns that lines have in common, as stretches of x; `None` where they do not agree.
fn columns(rows: &[Vec<Word>]) -> Option<Vec<(f32, f32)>> {
    let most = rows.iter().map(Vec::len).max().filter(|&m| m <= MOST_COLUMNS)?;
    if rows.len() < if most > 2 { ROWS } else { ROWS_OF_PAIRS } {
        return None;
    }
    // Lines with the most words tell the columns; others may have cells that span some.
    let full: Vec<&Vec<Word>> = rows.iter().filter(|r| r.len() == most).collect();
    if full.len() * 2 < rows.len() {
        return None;
    }
    let mut spans: Vec<(f32, f32)> = full.iter().flat_map(|r| r.iter().map(|w| w.x)).collect();
    spans.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut columns: Vec<(f32, f32)> = Vec::new();
    for span in spans {
        match columns.last_mut() {
            Some(last) if span.0 < last.1 => last.1 = last.1.max(span.1),
            _ => columns.push(span),
        }
    }
    let distinct = |row: &&Vec<Word>| row.windows(2).all(|p| reach(&columns, &p[0]).1 < reach(&columns, &p[1]).0);
    let agree = rows.iter().filter(distinct).count();
    (columns.len() == most && agree as f32 >= rows.len() as f32 * AGREE).then_some(columns)
}

/// First and last column that a word touches; the nearest, if none.
fn reach(columns: &[(f32, f32)], word: &Word) -> (usize, usize) {
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

/// Two columns of running text.
fn is_prose(lines: &[Line], columns: &[(f32, f32)]) -> bool {
    let wide = |c: &(f32, f32)| c.1 - c.0 >= lines[0].size * PROSE_WIDTH;
    columns.len() == 2 && lines.len() >= PROSE_LINES && columns.iter().all(wide)
}

/// The left parts of the lines, then the right ones.
fn halves(lines: &[Line], words: &[Vec<Word>], columns: &[(f32, f32)]) -> Vec<Piece> {
    let mut out = Vec::new();
    for column in 0..columns.len() {
        for (line, row) in lines.iter().zip(words) {
            let own = row.iter().filter(|w| reach(columns, w).0 == column);
            out.extend(own.map(|w| Piece::Line(part(line, w), Kind::Body)));
        }
    }
    out
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

fn table(lines: &[Line], words: &[Vec<Word>], columns: &[(f32, f32)], fills: &[Fill]) -> Ruled {
    let area = lines.iter().map(|l| l.area).reduce(Area::cover).unwrap_or_default();
    let mut xs = vec![area.x0];
    xs.extend(columns.windows(2).map(|p| (p[0].1 + p[1].0) / 2.0));
    xs.push(area.x1);
    let mut cells: Vec<RuledCell> = Vec::new();
    for (row, (line, words)) in lines.iter().zip(words).enumerate() {
        let mut next = 0;
        for word in words {
            let (first, last) = reach(columns, word);
            let first = first.max(next).min(columns.len() - 1);
            let last = last.max(first);
            empty(&mut cells, row, next..first, &xs, line, fills);
            let mut cell = cell(row, first..last + 1, &xs, line, fills);
            cell.pieces.push(Piece::Line(part(line, word), Kind::Body));
            if next > first {
                // Two words in one column: both stay in it.
                if let Some(before) = cells.last_mut() {
                    before.pieces.append(&mut cell.pieces);
                }
            } else {
                cells.push(cell);
            }
            next = last + 1;
        }
        empty(&mut cells, row, next..columns.len(), &xs, line, fills);
    }
    Ruled { area, xs, rows: lines.len(), cells }
}

fn empty(cells: &mut Vec<RuledCell>, row: usize, columns: std::ops::Range<usize>, xs: &[f32], line: &Line, fills: &[Fill]) {
    cells.extend(columns.map(|c| cell(row, c..c + 1, xs, line, fills)));
}

fn cell(row: usize, columns: std::ops::Range<usize>, xs: &[f32], line: &Line, fills: &[Fill]) -> RuledCell {
    let area = Area::new(xs[columns.start], line.area.y0, xs[columns.end], line.area.y1);
    let fill = fills.iter().rev().find(|f| f.area.holds(area.centre())).map(|f| f.colour).filter(|&c| !super::device::is_white(c));
    RuledCell { row, column: columns.start, rows: 1, columns: columns.len(), area, fill, pieces: Vec::new() }
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
    fn two_columns_of_text_are_read_one_after_the_other() {
        let left = "한별시 누리동 빗물정원 조성 사업";
        let right = "새봄군 나래동 작은도서관 건립 사업";
        let row: &[(&str, f32)] = &[(left, 40.0), (right, 300.0)];
        let found = tables(pieces(&[row; 6]), &[]);
        let text = |i: usize| match &found[i] {
            Piece::Line(line, _) => line.text.as_str(),
            Piece::Table(_) => "",
        };
        assert_eq!((found.len(), text(5), text(6)), (12, left, right));
    }
}
