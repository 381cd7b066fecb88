//! Tables whose cells stand one a line: `연도⏎계획⏎2022년⏎설계⏎2023년⏎착공`.
//!
//! Years or dates that come again after every so many lines show how many columns there were. Money tables have a reader of
//! their own, which knows sums.

use super::Reader;
use super::header::is_phone;
use super::lists::{ChangeSlot, change_slot};
use smallvec::SmallVec;

use crate::diag::{Diagnostic, codes};
use crate::layout::Shape;
use crate::normalize::dates;
use crate::normalize::money::{NumberCell, number_cell};
use crate::span::Range;
use crate::tables::{Grid, GridCell, GridKind};
use crate::text::is_dash;

/// Columns of a table at most; in wider ones of the corpus a line holds several cells.
const MOST_COLUMNS: usize = 6;
/// Columns of a table of indicators at most: name, unit, baseline, and two values for each year of a term and the year after.
const MOST_INDICATOR_COLUMNS: usize = 13;
/// Columns of a table of amounts at most: the payer, the total, before, each year of a term and after, and a remark.
const MOST_MONEY_COLUMNS: usize = 12;
/// A cell that stands on a line of its own is no wider than this, in display columns: two thirds of a line of text.
const CELL_WIDTH: u16 = 52;
/// Rows below the heads at least: fewer repeat by chance.
const FEWEST_ROWS: usize = 2;

impl Reader<'_> {
    /// The table that all lines of a run are the cells of, row by row.
    pub(super) fn stacked(&self, run: &[usize]) -> Option<Grid> {
        let plain = |&i: &usize| {
            let line = self.line(i);
            line.shape == Shape::Plain && (line.marker.is_none() || self.slice(line.range) == "-")
        };
        let dated = |i: usize| {
            let cell = self.slice(self.line(i).range);
            dates::period_label(cell).is_some_and(|p| p.year.is_some()) || dates::whole(cell).is_some()
        };
        if run.len() < 2 * (FEWEST_ROWS + 1) || !run.iter().all(plain) || dated(run[0]) {
            return None;
        }
        let mut fitting = (2..=MOST_COLUMNS.min(run.len() / (FEWEST_ROWS + 1))).filter(|&columns| {
            run.len().is_multiple_of(columns) && run.iter().enumerate().all(|(k, &i)| k < columns || dated(i) == k.is_multiple_of(columns))
        });
        let columns = fitting.next()?;
        Some(self.stack(run, columns))
    }

    /// `직위⏎과장⏎팀장⏎성명⏎…⏎전화⏎…`: rows of roles, names and phones one cell a line, as long as each other. How many cells a row has.
    fn people_in_columns(&self, run: &[usize]) -> Option<usize> {
        let words = |i: usize| self.slice(self.line(i).range);
        let phones = run.iter().position(|&i| is_phone(words(i)))?;
        let columns = run.len() - phones + 1;
        let heads = |k: usize| self.line(run[k]).marker.is_none() && self.is_head_of_people(words(run[k]));
        let fits = phones > 0
            && (2..=MOST_COLUMNS).contains(&columns)
            && run.len().is_multiple_of(columns)
            && run.len() > columns
            && (0..run.len()).step_by(columns).all(heads)
            && run[phones..].iter().all(|&i| is_phone(words(i)));
        fits.then_some(columns)
    }

    /// `연도⏎월⏎추진내용⏎2023년⏎5월⏎착공⏎7월⏎준공`: a table one cell a line that lost its empty cells, or those that a merged cell
    /// above covers. Where the columns before the last are of years, months or dates, each cell says which one it is of.
    pub(super) fn stacked_with_gaps(&self, run: &[usize]) -> Option<Grid> {
        let words = |i: usize| self.slice(self.line(i).range);
        let plain = |&i: &usize| self.is_cell(i);
        let kinds: Vec<Kind> = run.iter().map_while(|&i| Kind::of_head(words(i))).collect();
        let columns = kinds.len() + 1;
        if kinds.is_empty() || columns > MOST_COLUMNS || run.len() < columns + FEWEST_ROWS || !run.iter().all(plain) {
            return None;
        }
        // The head of the column of texts.
        Some(run[kinds.len()]).filter(|&i| Kind::of_cell(words(i)).is_none())?;
        let empty = |i: usize| GridCell::new(Range::new(self.line(i).range.start as usize, self.line(i).range.start as usize));
        let mut rows: Vec<(usize, Vec<GridCell>)> =
            vec![(run[0], run[..columns].iter().map(|&i| GridCell::new(self.line(i).range)).collect())];
        let mut open: Option<(usize, Vec<GridCell>)> = None;
        for &i in &run[columns..] {
            let at = match Kind::of_cell(words(i)) {
                Some(kind) => kinds.iter().position(|k| *k == kind)?,
                None => kinds.len(),
            };
            let (first, mut cells) = open.take().unwrap_or((i, Vec::new()));
            // A cell of a column that the row has passed would begin a row before the last one has its text.
            if cells.len() > at {
                return None;
            }
            cells.resize_with(at, || empty(i));
            cells.push(GridCell::new(self.line(i).range));
            if at == kinds.len() {
                rows.push((first, cells));
            } else {
                open = Some((first, cells));
            }
        }
        // Each row ends with its text, and the first one says all that those below it go on with.
        let whole = rows.get(1).is_some_and(|(_, cells)| cells.iter().all(|c| !c.range.is_empty()));
        (open.is_none() && whole && rows.len() > FEWEST_ROWS).then(|| self.grid_of(run, columns, rows))
    }

    /// `연도⏎목표⏎실적⏎2023년⏎설계⏎설계 완료⏎2024년⏎착공`: years, what was meant and what was done, one cell a line. The years to come
    /// have no results, and a cell without text leaves no line: from some year on all rows are one cell short, and none before.
    pub(super) fn stacked_with_years_to_come(&self, run: &[usize]) -> Option<Grid> {
        /// A year, what was meant, what was done.
        const FEWEST_COLUMNS: usize = 3;
        let words = |i: usize| self.slice(self.line(i).range);
        let is_year = |i: usize| Kind::of_cell(words(i)) == Some(Kind::Year);
        let plain = |&i: &usize| self.is_cell_or_dash(i);
        if !run.iter().all(plain) || Kind::of_head(words(*run.first()?)) != Some(Kind::Year) {
            return None;
        }
        let columns = run.iter().position(|&i| is_year(i)).filter(|n| (FEWEST_COLUMNS..=MOST_COLUMNS).contains(n))?;
        let rows: Vec<&[usize]> = run[columns..].chunk_by(|_, &next| !is_year(next)).collect();
        let whole = rows.iter().take_while(|row| row.len() == columns).count();
        let year = |row: &[usize]| dates::period_label(words(row[0])).and_then(|p| p.year);
        let fits = ["실적", "결과", "성과"].iter().any(|end| words(run[columns - 1]).ends_with(end))
            && whole > 0
            && whole < rows.len()
            && rows[whole..].iter().all(|row| row.len() + 1 == columns)
            && rows.windows(2).all(|pair| year(pair[0]) < year(pair[1]));
        let cells = |row: &[usize]| {
            let end = self.line(row[row.len() - 1]).range.end as usize;
            let mut cells: Vec<GridCell> = row.iter().map(|&i| GridCell::new(self.line(i).range)).collect();
            cells.resize_with(columns, || GridCell::new(Range::new(end, end)));
            (row[0], cells)
        };
        fits.then(|| self.grid_of(run, columns, [&run[..columns]].into_iter().chain(rows).map(cells).collect()))
    }

    /// `연도 목표⏎2023년 설계⏎2024년 착공`: rows of two cells whose borders became blanks. The head says that times stand first;
    /// behind the time, the rest of a line is the text.
    pub(super) fn rows_by_blanks(&self, run: &[usize]) -> Option<Grid> {
        let (&head, rows) = run.split_first()?;
        let plain = |&i: &usize| self.is_row(i);
        if rows.len() < FEWEST_ROWS || !run.iter().all(plain) {
            return None;
        }
        let cut = |i: usize, at: usize| {
            let range = self.line(i).range;
            let start = range.start as usize;
            let text = self.slice(range);
            let rest = text[at..].trim_start();
            let first = Range::new(start, start + text[..at].trim_end().len());
            (!rest.is_empty())
                .then(|| vec![GridCell::new(first), GridCell::new(Range::new(start + text.len() - rest.len(), range.end as usize))])
        };
        let head_words = self.slice(self.line(head).range);
        let (first, second) = head_words.split_once(char::is_whitespace)?;
        // `연도 추진목표 누적진도율`
        let (words, rated) = match second.rsplit_once(char::is_whitespace) {
            Some((words, rate)) if rate.ends_with(['율', '률']) => (words, true),
            _ => (second, false),
        };
        Kind::of_head(first).filter(|_| crate::sections::is_table_head(words) || self.names.section(words).is_some())?;
        let mut cells = vec![(head, cut(head, first.len())?)];
        for &i in rows {
            let row = self.slice(self.line(i).range);
            // `2022 설계`: a year that is printed as a number alone.
            let year = || row.split_once(char::is_whitespace).map(|(year, _)| year).filter(|year| Kind::of_cell(year) == Some(Kind::Year));
            let end = dates::leading(row).map(|found| found.outer.end).or_else(|| year().map(str::len))?;
            cells.push((i, cut(i, end)?));
        }
        if rated {
            for (at, (_, row)) in cells.iter_mut().enumerate() {
                let (words, rate) = self.slice(row.pop()?.range).rsplit_once(char::is_whitespace)?;
                (at == 0 || rate.ends_with('%') && words.parse::<f64>().is_err()).then_some(())?;
                let start = words.as_ptr() as usize - self.text.as_ptr() as usize;
                let end = rate.as_ptr() as usize - self.text.as_ptr() as usize;
                row.push(GridCell::new(Range::new(start, start + words.trim_end().len())));
                row.push(GridCell::new(Range::new(end, end + rate.len())));
            }
        }
        Some(self.grid_of(run, 2 + usize::from(rated), cells))
    }

    /// `추진내용 추진시기⏎기본 설계 2023. 4. ~ 2023. 9.`: rows of what is done and when whose borders became blanks. The head says that
    /// times stand last; before the time, the rest of a line is what is done.
    pub(super) fn times_by_blanks(&self, run: &[usize]) -> Option<Grid> {
        /// Words of a time at most: `2023. 4. 1. ~ 2023. 9. 30.`
        const TIME_WORDS: usize = 7;
        let (&head, rows) = run.split_first()?;
        if rows.len() < FEWEST_ROWS || !run.iter().all(|&i| self.is_row(i)) {
            return None;
        }
        let heads = self.words_of(head);
        let &[_, time] = heads.as_slice() else { return None };
        heads_periods(self.slice(time)).then_some(())?;
        let mut cells = vec![(head, heads.iter().copied().map(GridCell::new).collect())];
        for &i in rows {
            let words = self.words_of(i);
            let last = words.last()?;
            let from = words.len().saturating_sub(TIME_WORDS).max(1);
            let time = (from..words.len()).find(|&k| dates::whole(self.slice(words[k].cover(*last))).is_some())?;
            cells.push((i, vec![GridCell::new(words[0].cover(words[time - 1])), GridCell::new(words[time].cover(*last))]));
        }
        Some(self.grid_of(run, heads.len(), cells))
    }

    /// `추진내용⏎추진시기⏎기본 설계⏎2023. 4. ~ 2023. 9.⏎…`: the same, one cell a line.
    pub(super) fn stacked_times(&self, run: &[usize]) -> Option<Grid> {
        let words = |i: usize| self.slice(self.line(i).range);
        let timed = |i: usize| dates::whole(words(i)).is_some();
        let fits = run.len() >= 2 * (FEWEST_ROWS + 1)
            && run.len().is_multiple_of(2)
            && run.iter().all(|&i| self.is_cell(i))
            && heads_periods(words(run[1]))
            && run[2..].chunks_exact(2).all(|row| !timed(row[0]) && timed(row[1]));
        fits.then(|| self.stack(run, 2))
    }

    /// `연도 목표 실적⏎2023년 설계 설계 완료⏎2024년 착공 -`: targets and results whose borders became blanks. A row is cut where
    /// the words of its target come again, or before a dash at its end.
    pub(super) fn sides_by_blanks(&self, run: &[usize]) -> Option<Grid> {
        let (&head, rows) = run.split_first()?;
        let plain = |&i: &usize| self.is_row(i);
        if rows.len() < FEWEST_ROWS || !run.iter().all(plain) {
            return None;
        }
        let heads = self.words_of(head);
        let &[first, targets, results] = heads.as_slice() else { return None };
        Kind::of_head(self.slice(first)).filter(|_| super::targets::heads_both_sides(self.slice(targets), self.slice(results)))?;
        let mut cells = vec![(head, heads.iter().copied().map(GridCell::new).collect())];
        for &i in rows {
            let words = self.words_of(i);
            let (&year, sides) = words.split_first()?;
            let year_text = self.slice(year);
            dates::leading(year_text).filter(|found| found.outer.end == year_text.len())?;
            let cut = self.second_side(sides)?;
            let side = |part: &[Range]| Some(GridCell::new(Range::new(part.first()?.start as usize, part.last()?.end as usize)));
            cells.push((i, vec![GridCell::new(year), side(&sides[..cut])?, side(&sides[cut..])?]));
        }
        Some(self.grid_of(run, heads.len(), cells))
    }

    /// The word that the second side begins with: the dash at the end, or where the words of the first come again.
    fn second_side(&self, words: &[Range]) -> Option<usize> {
        let slice = |r: &Range| self.slice(*r);
        let last = words.len().checked_sub(1)?;
        if last > 0 && super::is_nothing(slice(&words[last])) {
            return Some(last);
        }
        let again = |&k: &usize| (0..k).all(|at| slice(&words[at]) == slice(&words[k + at]));
        (1..=words.len() / 2).rev().find(again)
    }

    /// `지표⏎단위⏎기준값⏎2025년 목표⏎이용률⏎%⏎18⏎20`: a table of indicators one cell a line. As many cells in each row as there are
    /// heads, and numbers under those of values, and under those alone.
    pub(super) fn stacked_indicators(&self, run: &[usize]) -> Option<Grid> {
        let words = |i: usize| self.slice(self.line(i).range);
        let plain = |&i: &usize| self.is_cell_or_dash(i);
        let of_value = |i: usize| ["기준", "목표", "실적", "달성", "현재", "현황"].iter().any(|w| words(i).contains(w));
        let is_number = |i: usize| {
            let cell = words(i);
            cell.contains(|c: char| c.is_ascii_digit() || is_dash(c))
                && !matches!(number_cell(cell.trim_end_matches('%')), NumberCell::Unreadable)
        };
        if !run.iter().all(plain) || !run.first().is_some_and(|&i| words(i).contains("지표")) {
            return None;
        }
        let names = run.iter().take_while(|&&i| !of_value(i)).count();
        let heads = names + run[names..].iter().take_while(|&&i| of_value(i) && !is_number(i)).count();
        let fits = heads > names
            && heads <= MOST_INDICATOR_COLUMNS
            && run.len() > heads
            && run.len().is_multiple_of(heads)
            && run[heads..].iter().enumerate().all(|(k, &i)| is_number(i) == (k % heads >= names));
        fits.then(|| self.stack(run, heads))
    }

    /// `지표명 단위 2023년 2024년⏎목표 실적 목표 실적⏎숲길 길이 km 1 2 3 -`: a table of indicators whose borders became blanks. Numbers at
    /// the end of a row, as many as there are heads of values, and before them the unit and the name.
    pub(super) fn indicators_by_blanks(&self, run: &[usize]) -> Option<Grid> {
        let plain = |&i: &usize| self.is_row(i);
        if run.len() < 2 || !run.iter().all(plain) {
            return None;
        }
        let heads = self.words_of(run[0]);
        let (&[name, unit], years) = heads.split_first_chunk::<2>()?;
        if !self.slice(name).contains("지표") || self.slice(unit) != "단위" {
            return None;
        }
        let years = self.heads_of_years(years).filter(|years| !years.is_empty())?;
        let below = self.words_of(run[1]);
        let two = below.iter().all(|r| is_measure(self.slice(*r))) && below.len().is_multiple_of(years.len());
        let values = if two { below.len() } else { years.len() };
        let each = values / years.len();
        let empty = |at: Range| GridCell::new(Range::new(at.start as usize, at.start as usize));
        let mut first = vec![GridCell::new(name), GridCell::new(unit)];
        for head in years {
            first.push(GridCell::new(head));
            first.extend((1..each).map(|_| empty(head)));
        }
        let mut rows = vec![(run[0], first)];
        if two {
            rows.push((run[1], [empty(below[0]); 2].into_iter().chain(below.iter().map(|r| GridCell::new(*r))).collect()));
        }
        for &i in &run[1 + usize::from(two)..] {
            let cells = self.words_of(i);
            let (of_name, of_values) = cells.split_at_checked(cells.len().checked_sub(values)?)?;
            let (of_unit, of_name) = of_name.split_last()?;
            let number = |r: &Range| !matches!(number_cell(self.slice(*r).trim_end_matches('%')), NumberCell::Unreadable);
            if !of_values.iter().all(number) || number(of_unit) {
                return None;
            }
            let label = of_name.first()?.cover(*of_name.last()?);
            rows.push((i, [label, *of_unit].iter().chain(of_values).map(|r| GridCell::new(*r)).collect()));
        }
        (rows.len() > 1 + usize::from(two)).then(|| self.grid_of(run, values + 2, rows))
    }

    /// The heads of columns out of the words of a line: `2023년 2024년`, or `2023년 목표 2024년 목표`, two words a column.
    fn heads_of_years(&self, words: &[Range]) -> Option<Vec<Range>> {
        let year = |r: Range| dates::period_label(self.slice(r)).is_some_and(|p| p.year.is_some());
        let with_measure = |pair: &[Range]| match *pair {
            [head, measure] if year(head) && is_measure(self.slice(measure)) => Some(head.cover(measure)),
            _ => None,
        };
        let measured = || words.chunks(2).map(with_measure).collect();
        if words.iter().all(|&r| year(r)) { Some(words.to_vec()) } else { measured() }
    }

    /// `건의부처⏎건의내용⏎가온부⏎국비 지원⏎…`: a table of two columns one cell a line, whose first column names offices of the state.
    pub(super) fn stacked_pairs(&self, run: &[usize]) -> Option<Grid> {
        let words = |i: usize| self.slice(self.line(i).range);
        let plain = |&i: &usize| self.is_cell(i);
        let office = |i: usize| words(i).ends_with(['부', '처', '청', '원', '단', '사', '회', '도', '시']) && !words(i).contains(' ');
        let fits = run.len() >= 4 && run.len().is_multiple_of(2) && run.iter().all(plain);
        (fits && run.chunks_exact(2).skip(1).all(|pair| office(pair[0]) && !office(pair[1]))).then(|| self.stack(run, 2))
    }

    /// The table that all lines of a run are the cells of, with a column a year: what names the rows, the years, then row after row
    /// of a name and a cell a year. A cell that was blank leaves no line, so that the count comes out only where there was none.
    pub(super) fn stacked_years(&self, run: &[usize]) -> Option<Grid> {
        /// Columns that name a row: a group and an item.
        const NAMES: usize = 2;
        /// Years that make a head.
        const YEARS: usize = 2;
        let plain = |&i: &usize| self.is_cell_or_dash(i);
        if run.len() < 2 * (YEARS + 1) || !run.iter().all(plain) {
            return None;
        }
        let year = |i: usize| dates::period_label(self.slice(self.line(i).range)).and_then(|p| p.year);
        let names = run.iter().position(|&i| year(i).is_some()).filter(|n| (1..=NAMES).contains(n))?;
        let years = run[names..].iter().take_while(|&&i| year(i).is_some()).count();
        let rising = run[names..names + years].windows(2).all(|w| year(w[0]) < year(w[1]));
        let columns = names + years;
        let body = &run[columns..];
        let fits = years >= YEARS && rising && !body.is_empty() && body.len().is_multiple_of(columns);
        (fits && body.iter().all(|&i| year(i).is_none())).then(|| self.stack(run, columns))
    }

    /// `재원⏎계⏎2024년⏎근거⏎국비⏎30⏎30⏎추경⏎…`: a table of amounts one cell a line, with a column of words among those of numbers. How
    /// many lines it is, and the table: rows of as many cells as there is one number for that fits the heads.
    pub(super) fn stacked_money(&self, run: &[usize]) -> Option<(usize, Grid)> {
        let words = |i: usize| self.slice(self.line(i).range);
        let plain = |i: usize| self.is_cell_or_dash(i);
        let &first = run.first()?;
        if !plain(first) || !crate::sections::is_table_head(words(first).split('(').next().unwrap_or_default()) {
            return None;
        }
        let count = 1 + run[1..].iter().take_while(|&&i| plain(i) && self.line(i).blanks_before == 0).count();
        let run = &run[..count];
        let is_axis = |i: usize| super::money::is_edge(words(i));
        let fits = |columns: usize| {
            let (heads, body) = run.split_at(columns);
            let amounts = heads[1..].iter().filter(|&&i| is_axis(i)).count();
            // Where all columns are of amounts the numbers tell them, unless the words of a head (`돈의 출처`) would pass for several.
            let worded = || words(heads[0]).contains(' ');
            amounts >= FEWEST_ROWS
                && (amounts + 1 < columns || worded())
                && body.chunks(columns).all(|row| {
                    is_axis(row[0])
                        && row[1..].iter().zip(&heads[1..]).all(|(&i, &head)| match number_cell(words(i)) {
                            NumberCell::Number { .. } => is_axis(head),
                            NumberCell::Blank => true,
                            NumberCell::Unreadable => !is_axis(head),
                        })
                })
        };
        let most = MOST_MONEY_COLUMNS.min(count / (FEWEST_ROWS + 1));
        let mut fitting = (3..=most).filter(|&columns| count.is_multiple_of(columns) && fits(columns));
        match (fitting.next(), fitting.next()) {
            (Some(columns), None) => Some((count, self.stack(run, columns))),
            (None, _) => self.stacked_measures(run).map(|grid| (count, grid)),
            _ => None,
        }
    }

    /// `연도⏎계⏎도비⏎부서⏎계획⏎집행⏎계획⏎집행⏎2024년⏎30⏎20⏎…`: the same with two rows of heads. The same measures come again for each
    /// head of amounts, a head of words has none below it, and each row has a number for each measure and words under words.
    fn stacked_measures(&self, run: &[usize]) -> Option<Grid> {
        let words = |i: usize| self.slice(self.line(i).range);
        let is_axis = |i: usize| super::money::is_edge(words(i));
        let is_measure = |i: usize| super::money::is_measure(words(i));
        let upper = run.iter().position(|&i| is_measure(i))?;
        let lower = run[upper..].iter().take_while(|&&i| is_measure(i)).count();
        let (heads, measures, body) = (&run[1..upper], &run[upper..upper + lower], &run[upper + lower..]);
        let over = heads.iter().filter(|&&i| is_axis(i)).count();
        let each = lower.checked_div(over).filter(|each| *each >= 2 && each * over == lower)?;
        let again = measures.chunks(each).all(|group| group.iter().zip(measures).all(|(&a, &b)| words(a) == words(b)));
        let spans: Vec<usize> = heads.iter().map(|&i| if is_axis(i) { each } else { 1 }).collect();
        let columns = 1 + spans.iter().sum::<usize>();
        // Whether each column behind the first holds amounts.
        let amounts: Vec<bool> = heads.iter().zip(&spans).flat_map(|(&i, &span)| (0..span).map(move |_| is_axis(i))).collect();
        let fits_row = |row: &[usize]| {
            is_axis(row[0])
                && row[1..].iter().zip(&amounts).all(|(&i, &amount)| match number_cell(words(i)) {
                    NumberCell::Number { .. } => amount,
                    NumberCell::Blank => true,
                    NumberCell::Unreadable => !amount,
                })
        };
        let counted = amounts.contains(&false) && !body.is_empty() && body.len().is_multiple_of(columns);
        if !again || over < FEWEST_ROWS || !counted || !body.chunks(columns).all(fits_row) {
            return None;
        }
        let cell = |i: usize| GridCell::new(self.line(i).range);
        let empty = |i: usize| GridCell::new(Range::new(self.line(i).range.start as usize, self.line(i).range.start as usize));
        let mut first = vec![cell(run[0])];
        let mut second = vec![empty(run[upper])];
        let mut below = measures.iter();
        for (&head, &span) in heads.iter().zip(&spans) {
            first.push(cell(head));
            first.extend((1..span).map(|_| empty(head)));
            second
                .extend((0..span).map(|_| if is_axis(head) { below.next().map(|&i| cell(i)) } else { None }.unwrap_or(empty(run[upper]))));
        }
        let rows = body.chunks(columns).map(|row| (row[0], row.iter().map(|&i| cell(i)).collect()));
        Some(self.grid_of(run, columns, [(run[0], first), (run[upper], second)].into_iter().chain(rows).collect()))
    }

    /// `어려운 점⏎해결방안⏎사유지 매입 지연⏎임차로 전환⏎…`: a table of two columns one cell a line, under heads that two different parts are
    /// called. No line below them is such a head.
    pub(super) fn stacked_parts<P: PartialEq>(&self, run: &[usize], part: impl Fn(&str) -> Option<P>) -> Option<Grid> {
        let words = |i: usize| self.slice(self.line(i).range);
        let (&[first, second], body) = run.split_first_chunk::<2>()?;
        let heads = (part(words(first))?, part(words(second))?);
        let cells = run.iter().all(|&i| self.is_cell_or_dash(i) && self.line(i).width <= CELL_WIDTH);
        let fits = heads.0 != heads.1 && cells && !body.is_empty();
        (fits && body.len().is_multiple_of(2) && body.iter().all(|&i| self.names.section(words(i)).is_none())).then(|| self.stack(run, 2))
    }

    /// `연도 월일 추진내용⏎2024년 3. 2. 측량⏎9. 7. 착공`: rows of a year, a day and a text whose borders became blanks. A year that is not
    /// printed again is that of the row above.
    pub(super) fn days_under_years(&self, run: &[usize]) -> Option<Grid> {
        let (&head, rows) = run.split_first()?;
        if rows.len() < FEWEST_ROWS || !run.iter().all(|&i| self.is_row(i)) {
            return None;
        }
        let (&[year_head, day_head], text_head) = self.words_of(head).split_first_chunk::<2>().map(|(a, b)| (a, b.to_vec()))?;
        if !heads_years(self.slice(year_head)) || !heads_days(&crate::text::squash(self.slice(day_head))) {
            return None;
        }
        let text_head = text_head.first()?.cover(*text_head.last()?);
        let mut cells = vec![(head, [year_head, day_head, text_head].map(GridCell::new).into())];
        let mut year = None;
        for &i in rows {
            let range = self.line(i).range;
            let (start, whole) = (range.start as usize, self.slice(range));
            let (first, rest) = whole.split_once(char::is_whitespace)?;
            let printed = (Kind::of_cell(first) == Some(Kind::Year)).then_some(first);
            year = printed.and_then(|first| dates::period_label(first)?.year).or(year);
            let rest = printed.map_or(whole, |_| rest.trim_start());
            let at = range.end as usize - rest.len();
            let day = dates::leading_in_year(rest, year?).filter(|found| found.range.start == 0 && found.outer.end < rest.len())?;
            let year_cell = Range::new(start, start + printed.map_or(0, str::len));
            let day_cell = Range::new(at, at + day.range.end);
            cells.push((i, [year_cell, day_cell, Range::new(at + day.outer.end, range.end as usize)].map(GridCell::new).into()));
        }
        Some(self.grid_of(run, 3, cells))
    }

    /// A table of people one cell a line: heads for names and phones, then row after row with the phone at its place.
    pub(super) fn stacked_people(&self, run: &[usize]) -> Option<Grid> {
        let words = |i: usize| self.slice(self.line(i).range);
        // `구분` before `성명` heads the roles; elsewhere it heads other things as well.
        let is_head = |k: usize, i: usize| self.is_head_of_people(words(i)) || k == 0 && words(i) == "구분";
        let heads = run.iter().enumerate().take_while(|&(k, &i)| self.line(i).marker.is_none() && is_head(k, i)).count();
        if let Some(columns) = self.people_in_columns(run) {
            return Some(self.stack(run, columns));
        }
        let columns = (2..=heads.min(MOST_COLUMNS)).find(|&n| {
            run.len() > n
                && run.len().is_multiple_of(n)
                && (1..n).any(|phone| {
                    run.iter().enumerate().skip(n).all(|(k, &i)| is_phone(words(i)) == (k % n == phone) && self.line(i).marker.is_none())
                })
        })?;
        Some(self.stack(run, columns))
    }

    /// `변경일⏎변경내용⏎변경사유⏎2024. 3. 5.⏎…`: changes one cell a line, with dates under the head of dates and nowhere else.
    pub(super) fn stacked_changes(&self, run: &[usize]) -> Option<Grid> {
        let words = |i: usize| self.slice(self.line(i).range);
        let heads: SmallVec<[ChangeSlot; 8]> = run.iter().map_while(|&i| change_slot(words(i))).collect();
        let (columns, when) = (heads.len(), heads.iter().position(|slot| *slot == ChangeSlot::Date)?);
        let dated = |i: usize| dates::whole(words(i)).is_some();
        let fits = (2..=MOST_COLUMNS).contains(&columns)
            && run.len() > columns
            && run.len().is_multiple_of(columns)
            && run.iter().all(|&i| self.line(i).marker.is_none() && self.line(i).shape == Shape::Plain)
            && run.iter().enumerate().skip(columns).all(|(k, &i)| dated(i) == (k % columns == when));
        fits.then(|| self.stack(run, columns))
    }

    /// Lines that are cells of a table of times and texts which no reader could put together: they are kept as they stand, and an
    /// issue says so. As one long text they would be a wrong value. Whether the lines were such.
    pub(super) fn keep_unread_cells(&mut self, run: &[usize], key: &str) -> bool {
        let words = |i: usize| self.slice(self.line(i).range);
        let plain = |&i: &usize| self.is_row(i) && self.line(i).width <= CELL_WIDTH;
        let is_head = |words: &str| {
            let (first, second) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
            Kind::of_head(words).is_some() || Kind::of_head(first).is_some() && crate::sections::is_table_head(second.trim())
        };
        let timed = |i: usize| Kind::of_cell(words(i)).is_some() || dates::leading(words(i)).is_some();
        let cells = run.first().is_some_and(|&head| is_head(words(head)))
            && run.iter().all(plain)
            && run.iter().filter(|&&i| timed(i)).count() >= FEWEST_ROWS;
        if cells {
            self.keep_cells(run, key);
        }
        cells
    }

    /// Keeps lines that are cells of a table whose columns no rule can tell, and says so.
    pub(super) fn keep_cells(&mut self, run: &[usize], key: &str) {
        let ranges: Vec<Range> = run.iter().map(|&i| self.line(i).range).collect();
        let grid = self.stack(run, 1);
        self.keep_table(&grid, None);
        self.say(
            Diagnostic::new(
                &codes::TABLE_SHAPE,
                format!("{} lines are cells of a table whose columns could not be told; they are kept as they stand", run.len()),
                format!("표의 칸 {}개를 열에 맞추지 못해 원문 그대로 두었습니다", run.len()),
            )
            .field(format!("/{key}"))
            .at_all(ranges),
        );
    }

    /// Whether a line may be a cell by itself: no mark, and nothing that parts it.
    fn is_cell(&self, line: usize) -> bool {
        self.line(line).shape == Shape::Plain && self.line(line).marker.is_none()
    }

    /// The same, or a dash, which is a cell without a value and no mark.
    fn is_cell_or_dash(&self, line: usize) -> bool {
        self.is_cell(line) || self.line(line).shape == Shape::Plain && self.slice(self.line(line).range) == "-"
    }

    /// Whether a line may be a row whose borders became blanks.
    fn is_row(&self, line: usize) -> bool {
        matches!(self.line(line).shape, Shape::Plain | Shape::Spaced) && self.line(line).marker.is_none()
    }

    /// The lines of a run as the cells of a table of so many columns.
    fn stack(&self, run: &[usize], columns: usize) -> Grid {
        let rows = run.chunks(columns).map(|row| (row[0], row.iter().map(|&i| GridCell::new(self.line(i).range)).collect()));
        self.grid_of(run, columns, rows.collect())
    }

    /// A table of rows, each with its first line.
    fn grid_of(&self, run: &[usize], columns: usize, rows: Vec<(usize, Vec<GridCell>)>) -> Grid {
        let first = run.first().copied().unwrap_or(0);
        let (row_lines, rows) = rows.into_iter().unzip();
        Grid {
            kind: GridKind::Stacked,
            lines: first..run.last().map_or(first, |last| last + 1),
            row_lines,
            rows,
            columns,
            ruled_header: None,
        }
    }
}

/// Whether words head a column of years.
pub(super) fn heads_years(words: &str) -> bool {
    Kind::of_head(words) == Some(Kind::Year)
}

/// Whether words head a column of dates.
pub(super) fn heads_dates(words: &str) -> bool {
    Kind::of_head(words) == Some(Kind::Date)
}

/// Whether words head a column of times that something takes: `추진시기`, `추진기간`, `일정`.
fn heads_periods(words: &str) -> bool {
    let key = crate::text::squash(words);
    heads_dates(words) || ["기간", "시기", "일정"].iter().any(|end| key.ends_with(end))
}

/// Whether a key heads a column of days whose year stands in another one.
pub(super) fn heads_days(key: &str) -> bool {
    matches!(key, "월일" | "월·일" | "월/일" | "월.일" | "월" | "일자" | "시기" | "월별")
}

/// What a column of times holds.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Year,
    Month,
    Date,
}

impl Kind {
    fn of_head(words: &str) -> Option<Self> {
        Some(match crate::text::squash(words).as_str() {
            "연도" | "년도" | "연도별" | "해" => Self::Year,
            "월" | "월별" => Self::Month,
            "일자" | "일시" | "날짜" | "시기" | "추진일" | "추진일자" | "추진시기" | "연월" | "연월일" => {
                Self::Date
            }
            _ => return None,
        })
    }

    fn of_cell(words: &str) -> Option<Self> {
        let month = words.strip_suffix('월').and_then(|n| n.trim().parse::<u8>().ok()).is_some_and(|n| (1..=12).contains(&n));
        if month {
            return Some(Self::Month);
        }
        let year = dates::period_label(words).is_some_and(|p| p.year.is_some() && !words.contains(['월', '.']));
        if year { Some(Self::Year) } else { dates::whole(words).filter(|d| d.span.from.is_some()).map(|_| Self::Date) }
    }
}

/// What indicators call the two sides of a value.
fn is_measure(words: &str) -> bool {
    matches!(words, "목표" | "목표값" | "실적" | "실적값" | "달성")
}
