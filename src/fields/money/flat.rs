//! Money tables of which the text shows no cells: text of a PDF (one row a line, blanks between), and one cell a line.
//!
//! The words of the table are read as one stream: heads and periods up to the first row's label, then rows, each a label and
//! the numbers after it. Columns are counted, not seen: a row with as many numbers as columns is certain, others are solved.

use smallvec::SmallVec;

use super::axes::{Axis, classify};
use super::matrix::{Entry, Matrix, Row, Slot, is_beside, is_part_of_local, is_remark};
use crate::fields::{Reader, UnitLine};
use crate::layout::{Layer, Shape};
use crate::model::{FundingSource, Method};
use crate::normalize::dates::period_label;
use crate::normalize::money::{FundingLabel, NumberCell, funding_label, number_cell, unit_note};
use crate::sections::Role;
use crate::span::Range;
use crate::tables::{Grid, GridCell, GridKind};

/// A word of the header, and its line.
#[derive(Clone, Copy, Debug)]
struct Head {
    range: Range,
    axis: Axis,
    line: usize,
}

#[derive(Clone, Copy, Debug)]
struct Token {
    range: Range,
    line: usize,
}

impl Reader<'_> {
    /// Reads the flattened tables among the lines of a money section. Returns the lines that are prose, those before and behind a
    /// table apart: what stands below it is no point of what stands above.
    pub(super) fn flat_money(&mut self, role: Role, run: Vec<usize>, units: &[UnitLine], heading_unit: Option<String>) -> Vec<Vec<usize>> {
        let mut parts = Vec::new();
        let mut rest = Vec::with_capacity(run.len());
        let mut k = 0;
        while k < run.len() {
            if let Some((count, grid)) = self.stacked_money(&run[k..]) {
                self.project_of_flat_table(run[k], !parts.is_empty());
                let start = self.line(run[k]).range.start;
                let unit = self.unit_in_grid(&grid).or_else(|| units.iter().rev().find(|u| u.range.end <= start).cloned());
                if self.money_grid(role, &grid, unit.as_ref(), heading_unit.clone()) {
                    parts.push(std::mem::take(&mut rest));
                    k += count;
                    self.behind_flat_table = run[k - 1] + 1;
                    continue;
                }
            }
            if !self.starts_table(&run, k) {
                rest.push(run[k]);
                k += 1;
                continue;
            }
            let end = self.table_end(&run, k);
            let lines = run[k..end].to_vec();
            match self.flat_matrices(&lines) {
                Some(matrices) => {
                    self.project_of_flat_table(lines[0], !parts.is_empty());
                    let start = self.line(lines[0]).range.start;
                    let unit = units.iter().rev().find(|u| u.range.end <= start).cloned();
                    let unit = unit.or_else(|| self.unit_in_head(lines[0]));
                    // What is no amount is kept with the whole table.
                    if matrices.iter().any(|matrix| matrix.rates) {
                        let printed = self.printed(&lines);
                        self.keep_table(&printed, unit.as_ref());
                    }
                    for mut matrix in matrices {
                        self.part_pairs(&mut matrix, lines[0]);
                        self.fill(role, &mut matrix, lines[0], unit.as_ref(), heading_unit.clone());
                    }
                    for &i in &lines {
                        self.claim_line(i);
                    }
                    parts.push(std::mem::take(&mut rest));
                    self.behind_flat_table = lines.last().map_or(0, |last| last + 1);
                }
                None => rest.extend(&lines),
            }
            k = end;
        }
        parts.push(rest);
        parts.retain(|part| !part.is_empty());
        parts
    }

    /// Lines as rows of the words that they print.
    fn printed(&self, lines: &[usize]) -> Grid {
        let rows: Vec<Vec<GridCell>> = lines.iter().map(|&line| self.words_of(line).into_iter().map(GridCell::new).collect()).collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let end = lines.last().map_or(0, |last| last + 1);
        Grid { kind: GridKind::Aligned, lines: lines[0]..end, row_lines: lines.to_vec(), rows, columns, ruled_header: None }
    }

    /// Which project a table is of: the one that stands right above it. A further table (`again`) is of none where none does.
    fn project_of_flat_table(&mut self, first: usize, again: bool) {
        let named = self.project_above(first);
        if named.is_some() || again {
            self.money_project = named;
        }
    }

    /// The table that lines are of, or its bands where it was folded and they cannot be put side by side.
    fn flat_matrices(&self, lines: &[usize]) -> Option<Vec<Matrix>> {
        let bands = self.bands_of_lines(lines);
        let parts: Vec<&[usize]> = if bands.is_empty() { vec![lines] } else { bands.iter().map(Vec::as_slice).collect() };
        let matrices = parts.iter().map(|part| build(self.text, &self.tokens_of(part))).collect::<Option<Vec<_>>>()?;
        Some(super::folded::joined(self.text, matrices))
    }

    /// `구분(백만원) 2022 2023 …`: the unit beside the first word of a table.
    fn unit_in_head(&self, line: usize) -> Option<UnitLine> {
        let row = self.line(line).range;
        let content = self.slice(row);
        let end = content.find(')')? + 1;
        let note = unit_note(&content[..end]).filter(|n| n.unit.is_some())?;
        let start = row.start as usize;
        Some(UnitLine { range: Range::new(start + note.range.start, start + note.range.end), note })
    }

    fn plain(&self, i: usize) -> bool {
        let line = self.line(i);
        line.layer == Layer::Body && line.marker.is_none() && !matches!(line.shape, Shape::Tabs | Shape::Pipes) && line.width < 400
    }

    /// A line that heads a table: a head word with periods or sources after it, on its line or on the lines that follow.
    pub(super) fn starts_table(&self, run: &[usize], k: usize) -> bool {
        if !self.plain(run[k]) {
            return false;
        }
        let content = self.slice(self.line(run[k]).range);
        let (mut heads, mut axes, mut other) = (0, 0, 0);
        for token in content.split_whitespace().take(24) {
            match classify(token) {
                Axis::Head => heads += 1,
                Axis::Period(_) | Axis::Source | Axis::Measure(_) | Axis::Total => axes += 1,
                Axis::Text => other += 1,
            }
        }
        // `연도 재원별 투자액 비고` over the sources.
        if heads >= 2 && other <= 1 && axes == 0 && run.get(k + 1).is_some_and(|&next| self.only_axes(next)) {
            return true;
        }
        if other > axes {
            return false;
        }
        if axes >= 3 {
            return true;
        }
        // `연도 계획 집행` over `계 도비 시비 계 도비 시비`: the first of two rows of heads.
        if other == 0 && axes >= 2 && run.get(k + 1).is_some_and(|&next| self.only_axes(next)) {
            return true;
        }
        // `연도 재원 투자계획 집행액` over `총계 합계 7,019 4,777`: a number below each head that is none of a row's label.
        if other == 0 && heads >= 1 && axes >= 2 && run.get(k + 1).is_some_and(|&next| self.row_of_numbers(next, axes)) {
            return true;
        }
        // One cell a line: heads and axes over the next lines.
        let single = |i: usize| self.plain(i) && !matches!(classify(self.slice(self.line(i).range)), Axis::Text);
        heads + axes >= 1 && run[k..].iter().take(6).filter(|&&i| single(i)).count() >= 4
    }

    /// Whether a line has words that head columns, three at least, and no others.
    fn only_axes(&self, i: usize) -> bool {
        let words = || self.slice(self.line(i).range).split_whitespace();
        self.plain(i)
            && self.line(i).blanks_before == 0
            && words().count() >= 3
            && words().all(|w| matches!(classify(w), Axis::Period(_) | Axis::Source | Axis::Measure(_) | Axis::Total))
    }

    /// Whether a line is a label of words of a table, and so many numbers behind it.
    fn row_of_numbers(&self, i: usize, numbers: usize) -> bool {
        let words: SmallVec<[&str; 8]> = self.slice(self.line(i).range).split_whitespace().collect();
        let Some(label) = words.len().checked_sub(numbers).filter(|&label| label > 0) else { return false };
        self.plain(i)
            && self.line(i).blanks_before == 0
            && words[..label].iter().all(|w| !matches!(classify(w), Axis::Text | Axis::Head))
            && words[label..].iter().all(|w| number_like(w))
    }

    /// The line after the table: the first that is no row of words of a table.
    fn table_end(&self, run: &[usize], k: usize) -> usize {
        let mut end = k;
        while end < run.len() && self.plain(run[end]) {
            let content = self.slice(self.line(run[end]).range);
            // `특별조정⏎교부금 1,647 256`: the label of a row over two lines.
            let next = run.get(end + 1).filter(|&&next| self.plain(next)).map(|&next| self.slice(self.line(next).range));
            if next.is_some_and(|next| broken_label(content, next)) {
                end += 2;
                continue;
            }
            // `향 후`, one cell a line: known as a whole.
            if classify(content) != Axis::Text {
                end += 1;
                continue;
            }
            let mut numbers = 0;
            let mut words = 0;
            let mut text = 0;
            for token in content.split_whitespace() {
                if number_like(token) {
                    numbers += 1;
                } else if classify(token) == Axis::Text {
                    text += 1;
                } else {
                    words += 1;
                }
            }
            // A row may begin with words that stand for nothing (a project's name); prose has no run of numbers.
            let row = numbers >= 2 && text <= 6
                || text == 0 && numbers + words > 0
                || text <= 1 && text <= words && words > 0
                || text <= 2 && words >= 3;
            if !row {
                break;
            }
            end += 1;
        }
        end.max(k + 1)
    }

    fn tokens_of(&self, lines: &[usize]) -> Vec<Token> {
        lines.iter().flat_map(|&line| self.words_of(line).into_iter().map(move |range| Token { range, line })).collect()
    }
}

/// Whether a line of one word and the first word of the next, with numbers behind it, are the name of a payer that neither is alone.
fn broken_label(line: &str, next: &str) -> bool {
    let mut words = next.split_whitespace();
    let Some(first) = words.next().filter(|_| words.next().is_some_and(number_like)) else { return false };
    !line.trim().contains(char::is_whitespace)
        && classify(line.trim()) == Axis::Text
        && classify(&format!("{}{first}", line.trim())) == Axis::Source
}

/// A number, a dash, or what was one (`1O,l0`, `3?0`, `###`).
fn number_like(token: &str) -> bool {
    match number_cell(token) {
        NumberCell::Number { .. } | NumberCell::Blank => true,
        NumberCell::Unreadable => {
            token.bytes().all(|b| b == b'#') && !token.is_empty()
                || token.bytes().all(|b| b.is_ascii_digit() || b",.?OolISB#-".contains(&b))
                    && token.bytes().any(|b| b.is_ascii_digit())
                    && classify(token) == Axis::Text
        }
    }
}

/// Words that make a label at most.
const LABEL_WORDS: usize = 3;

/// Reads a stream of words into a matrix.
fn build(text: &str, tokens: &[Token]) -> Option<Matrix> {
    let word = |t: &Token| &text[t.range.to_usize()];
    let is_number = |i: usize| tokens.get(i).is_some_and(|t| number_like(word(t)) && period_label(word(t)).is_none());
    // Words of a label are joined where the whole is known and its parts are not (`임기 후`).
    let joined = |i: usize| -> (Range, usize, Axis) {
        let own = classify(word(&tokens[i]));
        // `특별조정⏎교부금`
        if let Some(next) = tokens.get(i + 1).filter(|next| next.line != tokens[i].line)
            && own == Axis::Text
            && is_number(i + 2)
            && i.checked_sub(1).is_none_or(|before| tokens[before].line != tokens[i].line)
            && broken_label(word(&tokens[i]), &format!("{} {}", word(next), word(&tokens[i + 2])))
        {
            return (tokens[i].range.cover(next.range), 2, Axis::Source);
        }
        // No label holds a number.
        let number = (i..tokens.len().min(i + LABEL_WORDS)).find(|&k| number_like(word(&tokens[k])));
        for n in (2..=LABEL_WORDS).rev().filter(|n| number.is_none_or(|k| k >= i + n)) {
            if i + n <= tokens.len() && tokens[i].line == tokens[i + n - 1].line {
                let range = tokens[i].range.cover(tokens[i + n - 1].range);
                let axis = classify(&text[range.to_usize()]);
                let parts_known = || (i..i + n).all(|k| !matches!(classify(word(&tokens[k])), Axis::Text));
                // `임기내 소계` or `총 계` on a line of its own is one cell, though both words head columns.
                let spaced_out = || (i..i + n).all(|k| word(&tokens[k]).chars().count() == 1);
                let alone = || {
                    (matches!(axis, Axis::Period(_)) || spaced_out())
                        && i.checked_sub(1).is_none_or(|before| tokens[before].line != tokens[i].line)
                        && tokens.get(i + n).is_none_or(|next| next.line != tokens[i].line)
                };
                if axis != Axis::Text && (!parts_known() || alone()) {
                    return (range, n, axis);
                }
            }
        }
        (tokens[i].range, 1, own)
    };
    // The header: up to the label before the first number.
    let first_number = (0..tokens.len()).find(|&i| is_number(i) && !matches!(classify(word(&tokens[i])), Axis::Period(_)))?;
    let mut heads: Vec<Head> = Vec::new();
    let mut i = 0;
    // The label of the first row: the words on the number's own line, or the line before it.
    let line_start = |at: usize| tokens[..at].iter().rposition(|t| t.line != tokens[at].line).map_or(0, |before| before + 1);
    let mut label_start = line_start(first_number);
    if label_start == first_number {
        // `변경 전` on a line of its own.
        label_start = line_start(first_number.checked_sub(1)?);
        // `시비` + `계획`, or `확보액` + `소계`: two words of a label, one a line.
        if label_start > 0 {
            let before = classify(word(&tokens[label_start - 1]));
            let last = classify(&text[tokens[label_start].range.cover(tokens[first_number - 1].range).to_usize()]);
            let is_payer = |axis: Axis| matches!(axis, Axis::Source | Axis::Total);
            let measures_in_head = || tokens[..label_start - 1].iter().any(|t| matches!(classify(word(t)), Axis::Measure(_)));
            let measure_last = matches!(last, Axis::Measure(_)) && is_payer(before);
            let measure_first = matches!(before, Axis::Measure(_)) && is_payer(last);
            if (measure_last || measure_first && heads_block(text, tokens, label_start - 1)) && !measures_in_head() {
                label_start -= 1;
            }
        }
    }
    while i < label_start {
        let (range, n, axis) = joined(i);
        match axis {
            Axis::Head => {}
            Axis::Text if heads.is_empty() || is_remark(&text[range.to_usize()]) => {}
            axis => heads.push(Head { range, axis, line: tokens[i].line }),
        }
        i += n.max(1);
    }
    // Vertical letters (재/원/별) may have been cut in two by the label rule above; heads hold no text of one letter.
    heads.retain(|h| h.axis != Axis::Text || text[h.range.to_usize()].chars().count() > 1);
    // A last column of remarks: what stands behind the numbers of a row is no label of the next.
    let ends_line = |k: usize| tokens.get(k + 1).is_none_or(|next| next.line != tokens[k].line);
    let remarks = (0..label_start).any(|k| is_remark(word(&tokens[k])) && ends_line(k));
    let widest = most_in_a_row(label_start..tokens.len(), is_number);
    let nested = || nested(text, &heads, widest).or_else(|| nested(text, &heads, widest.checked_sub(1).filter(|_| remarks)?));
    let numbers = |range: std::ops::Range<usize>| rows_of_numbers(text, &tokens[range]);
    let beneath = || beneath_one(text, &heads, &numbers(label_start..tokens.len()));
    let mut columns = nested().or_else(beneath).or_else(|| columns(text, &heads, widest))?;
    for (index, column) in columns.iter_mut().enumerate() {
        column.index = index + 1;
    }
    // Rows.
    let mut rows: Vec<Row> = Vec::new();
    let mut i = label_start;
    let mut above: Vec<Range> = Vec::new();
    let mut block: Option<Range> = None;
    let mut years = YearBlock::default();
    while i < tokens.len() {
        // The heads again, where the table goes on over a page.
        let again = |k: usize| {
            word(&tokens[k]) == word(&tokens[i + k]) && (tokens[k].line == tokens[0].line) == (tokens[i + k].line == tokens[i].line)
        };
        if label_start > 0 && i + label_start < tokens.len() && (0..label_start).all(again) {
            i += label_start;
            continue;
        }
        let mut words: Vec<Range> = Vec::new();
        // A year may be a label (years down); after a label it is a number.
        let ends_label = |i: usize, labelled: bool| {
            number_like(word(&tokens[i])) && !matches!(classify(word(&tokens[i])), Axis::Period(_)) || labelled && is_number(i)
        };
        while i < tokens.len() && !ends_label(i, !words.is_empty()) {
            let (range, n, axis) = joined(i);
            let single = text[range.to_usize()].chars().count() == 1;
            let vertical = single && matches!(&text[range.to_usize()], "재" | "원" | "별");
            if !(vertical || axis == Axis::Head) {
                words.push(range);
            }
            i += n.max(1);
        }
        let mut values = Vec::new();
        while i < tokens.len() && number_like(word(&tokens[i])) {
            // A year that begins the next row of a table of years down.
            let starts_row = values.len() >= columns.len() && matches!(classify(word(&tokens[i])), Axis::Period(_));
            let new_line_year = !values.is_empty()
                && i > 0
                && tokens[i].line != tokens[i - 1].line
                && matches!(classify(word(&tokens[i])), Axis::Period(_))
                && columns.iter().all(|c| c.words.iter().all(|w| !matches!(classify(&text[w.to_usize()]), Axis::Period(_))));
            if starts_row || new_line_year {
                break;
            }
            values.push(tokens[i].range);
            i += 1;
        }
        if values.is_empty() {
            break;
        }
        if remarks && values.len() >= columns.len() {
            let last = tokens[i - 1].line;
            // A remark of which there is none is a dash.
            if values.len() == columns.len() + 1 && matches!(number_cell(word(&tokens[i - 1])), NumberCell::Blank) {
                values.pop();
            }
            i += tokens[i..].iter().take_while(|t| t.line == last).count();
        }
        // A measure that heads a block of rows (`확보액 소계`, `국비`, `도비`) is theirs down to the next.
        let axis_of = |r: &Range| classify(&text[r.to_usize()]);
        match words.as_slice() {
            [first, second] if matches!(axis_of(first), Axis::Measure(_)) && matches!(axis_of(second), Axis::Source | Axis::Total) => {
                block = Some(*first);
            }
            [only] if matches!(axis_of(only), Axis::Source | Axis::Total) => words.splice(0..0, block).for_each(drop),
            [only] if block.is_some() && matches!(axis_of(only), Axis::Measure(_)) => {
                block = Some(*only);
                above.clear();
            }
            _ => block = None,
        }
        years.lead(text, &mut words);
        // A measure alone goes on with the source above.
        if words.len() == 1 && matches!(classify(&text[words[0].to_usize()]), Axis::Measure(_)) && above.len() == 2 {
            words.insert(0, above[0]);
        }
        if words.is_empty() {
            // Numbers without a label: more than the row above can hold.
            if let Some(last) = rows.last_mut() {
                last.tokens.extend(values);
                last.certain = false;
            }
            continue;
        }
        above.clone_from(&words);
        let certain = values.len() == columns.len();
        let slots = (0..columns.len()).map(|c| values.get(c).map_or(Slot::Empty, |&v| Slot::Token(v))).collect();
        let index = rows.len() + 1;
        let entry = Entry { index, words, ..Entry::default() };
        if is_beside(text, &entry) {
            continue;
        }
        rows.push(Row { index, entry, slots, tokens: values, certain, solved: false });
    }
    if rows.is_empty() {
        return None;
    }
    // A last column of 비고 is empty: where all rows are one short, it is no column.
    let mut matrix = Matrix {
        columns,
        rows,
        method: Method::Counted,
        rates: false,
        tasks: false,
        projects: false,
        projects_guessed: false,
        corner: None,
    };
    matrix.leave_out(|column| is_beside(text, column));
    matrix.interpret(text);
    matrix.is_money().then_some(matrix)
}

/// `2024년 계 …` over `국비 …`, `도비 …`: the period that heads a block of rows is theirs down to the next.
#[derive(Default)]
struct YearBlock {
    period: Option<Range>,
    /// The block has its total, so that a further one is of the table.
    totalled: bool,
}

impl YearBlock {
    /// Puts the period of the block before the words of a row that has none.
    fn lead(&mut self, text: &str, words: &mut Vec<Range>) {
        let axis = |r: &Range| classify(&text[r.to_usize()]);
        match words.as_slice() {
            [first, second]
                if matches!(axis(first), Axis::Period(_) | Axis::Total) && matches!(axis(second), Axis::Source | Axis::Total) =>
            {
                *self = Self { period: Some(*first), totalled: axis(second) == Axis::Total };
            }
            [only] if axis(only) == Axis::Source || axis(only) == Axis::Total && !self.totalled => {
                self.totalled |= axis(only) == Axis::Total;
                words.splice(0..0, self.period).for_each(drop);
            }
            _ => *self = Self::default(),
        }
    }
}

/// Whether the measure at `at`, right before the label of the first row, heads a block of rows and is no column: another measure
/// stands as it does further down, before a payer with numbers behind it.
fn heads_block(text: &str, tokens: &[Token], at: usize) -> bool {
    let axis = |i: usize| tokens.get(i).map(|t| classify(&text[t.range.to_usize()]));
    let number = |i: usize| tokens.get(i).is_some_and(|t| number_like(&text[t.range.to_usize()]));
    (at + 3..tokens.len()).any(|i| {
        matches!(axis(i), Some(Axis::Measure(_)))
            && matches!(axis(i + 1), Some(Axis::Source | Axis::Total))
            && number(i - 1)
            && number(i + 2)
    })
}

/// `계획 집행` over `계 도비 시비 계 도비 시비`: the same columns under each measure.
fn sources_under(text: &str, measures: &[Range], others: &[Range]) -> Option<Vec<Entry>> {
    if !others.len().is_multiple_of(measures.len()) {
        return None;
    }
    let each = others.len() / measures.len();
    let word = |r: &Range| &text[r.to_usize()];
    let again = others.chunks(each).all(|group| group.iter().zip(others).all(|(a, b)| word(a) == word(b)));
    again.then(|| {
        let entry = |(i, &other): (usize, &Range)| Entry { words: vec![other, measures[i / each]], ..Entry::default() };
        others.iter().enumerate().map(entry).collect()
    })
}

/// `2023년 2024년 합계` over `국비 시비 계 국비 시비 계 국비 시비 계`: the same heads under each head of the line above, where the rows
/// have as many numbers (`widest`) as there are lower heads. One more number is that of a total with no heads below it.
fn nested(text: &str, heads: &[Head], widest: usize) -> Option<Vec<Entry>> {
    let first = heads.first()?.line;
    let (upper, lower): (Vec<&Head>, Vec<&Head>) = heads.iter().filter(|h| h.axis != Axis::Text).partition(|h| h.line == first);
    if lower.iter().any(|h| h.line != lower[0].line) {
        return None;
    }
    let mut totals = upper.iter().enumerate().filter(|(_, h)| h.axis == Axis::Total).map(|(k, _)| k);
    let alone =
        if widest == lower.len() { None } else { Some(totals.next().filter(|_| widest == lower.len() + 1 && totals.next().is_none())?) };
    let over = upper.len() - usize::from(alone.is_some());
    if over == 0 || lower.len() < 2 * over || !lower.len().is_multiple_of(over) {
        return None;
    }
    let each = lower.len() / over;
    let word = |h: &Head| &text[h.range.to_usize()];
    if !lower.chunks(each).all(|group| group.iter().zip(&lower).all(|(a, b)| word(a) == word(b))) {
        return None;
    }
    let mut groups = lower.chunks(each);
    let mut out = Vec::with_capacity(widest);
    for (k, head) in upper.iter().enumerate() {
        if Some(k) == alone {
            out.push(Entry { words: vec![head.range], ..Entry::default() });
        } else {
            out.extend(groups.next()?.iter().map(|below| Entry { words: vec![head.range, below.range], ..Entry::default() }));
        }
    }
    Some(out)
}

/// The numbers that end each line.
fn rows_of_numbers(text: &str, tokens: &[Token]) -> Vec<Vec<f64>> {
    let mut rows: Vec<(usize, Vec<f64>)> = Vec::new();
    for token in tokens {
        let value = match number_cell(&text[token.range.to_usize()]) {
            NumberCell::Number { value, .. } if period_label(&text[token.range.to_usize()]).is_none() => Some(value),
            NumberCell::Blank => Some(0.0),
            _ => None,
        };
        match (rows.last_mut(), value) {
            (Some((line, row)), Some(value)) if *line == token.line => row.push(value),
            (_, Some(value)) => rows.push((token.line, vec![value])),
            _ => {}
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

/// `총계 기투자 임기내 임기후` over `소계 2024년 2025년`: the lower heads all stand under one head of the line above, and in its place. Which
/// one, the sums say: 소계 is the sum of the heads beside it in every row that has all its numbers, and only where the heads stand
/// rightly.
fn beneath_one(text: &str, heads: &[Head], rows: &[Vec<f64>]) -> Option<Vec<Entry>> {
    /// Rows with a sum that prove a place; one may fit by chance.
    const FEWEST_SUMS: usize = 2;
    let first = heads.first()?.line;
    let (upper, lower): (Vec<&Head>, Vec<&Head>) = heads.iter().partition(|h| h.line == first);
    let of_columns = |h: &&Head| matches!(h.axis, Axis::Source | Axis::Total | Axis::Period(_));
    let sum = lower.iter().position(|h| h.axis == Axis::Total)?;
    if lower.len() < 3
        || lower.iter().any(|h| h.line != lower[0].line || !of_columns(h))
        || lower.iter().filter(|h| h.axis == Axis::Total).count() > 1
        || !upper.iter().all(|h| of_columns(h) || matches!(h.axis, Axis::Measure(_)))
    {
        return None;
    }
    let width = upper.len() - 1 + lower.len();
    // A remark may be a dash, which reads as a number.
    let full: Vec<&[f64]> = rows.iter().filter(|r| r.len() == width || r.len() == width + 1).map(|r| &r[..width]).collect();
    let adds_up = |at: usize, row: &[f64]| {
        let parts: f64 = row[at..at + lower.len()].iter().enumerate().filter(|(k, _)| *k != sum).map(|(_, v)| v).sum();
        (row[at + sum] - parts).abs() < 1e-6
    };
    let proven =
        |at: usize| full.iter().all(|row| adds_up(at, row)) && full.iter().filter(|row| row[at + sum] != 0.0).count() >= FEWEST_SUMS;
    let label = |h: &Head| funding_label(&text[h.range.to_usize()]);
    let splits_local = |at: usize| {
        matches!(label(upper[at]), Some(FundingLabel::Known(FundingSource::Local)))
            && lower.iter().all(|h| h.axis == Axis::Total || label(h).is_some_and(is_part_of_local))
    };
    let places: Vec<usize> = (0..upper.len()).filter(|&at| of_columns(&upper[at]) && proven(at)).collect();
    // The whole is 국비 and 지방비 as 지방비 is 도비 and 군비, so that the sums alone may leave two places.
    let place = match places.as_slice() {
        [only] => *only,
        several => *several.iter().find(|&&at| splits_local(at))?,
    };
    let mut out = Vec::with_capacity(width);
    for (k, head) in upper.iter().enumerate() {
        if k == place {
            out.extend(lower.iter().map(|below| Entry { words: vec![head.range, below.range], ..Entry::default() }));
        } else {
            out.push(Entry { words: vec![head.range], ..Entry::default() });
        }
    }
    Some(out)
}

/// The longest run of numbers among tokens.
fn most_in_a_row(tokens: std::ops::Range<usize>, is_number: impl Fn(usize) -> bool) -> usize {
    let (mut most, mut run) = (0, 0);
    for i in tokens {
        run = if is_number(i) { run + 1 } else { 0 };
        most = most.max(run);
    }
    most
}

/// Columns of a header: one a period or source; where measures follow, each period has as many. Where the rows have as many
/// numbers as there are heads (`widest`), each head is a column of its own.
fn columns(text: &str, heads: &[Head], widest: usize) -> Option<Vec<Entry>> {
    let measures: Vec<Range> = heads.iter().filter(|h| matches!(h.axis, Axis::Measure(_))).map(|h| h.range).collect();
    let others: Vec<Range> = heads.iter().filter(|h| !matches!(h.axis, Axis::Measure(_) | Axis::Text)).map(|h| h.range).collect();
    let alone = |h: &Head| Entry { words: vec![h.range], ..Entry::default() };
    // `연도 재원 계획 확보 집행 확보율` over years and payers: each head is a column, those of rates among them.
    let known = heads.iter().all(|h| h.axis != Axis::Text || is_beside(text, &alone(h)));
    if widest == heads.len() && known && (others.is_empty() && measures.len() > 1 || heads.iter().any(|h| h.axis == Axis::Text)) {
        return Some(heads.iter().map(alone).collect());
    }
    if others.is_empty() {
        return None;
    }
    if measures.is_empty() {
        return Some(others.into_iter().map(|r| Entry { words: vec![r], ..Entry::default() }).collect());
    }
    if widest == measures.len() + others.len() {
        let own = heads.iter().filter(|h| h.axis != Axis::Text);
        return Some(own.map(|h| Entry { words: vec![h.range], ..Entry::default() }).collect());
    }
    if !measures.len().is_multiple_of(others.len()) {
        return sources_under(text, &measures, &others);
    }
    let each = measures.len() / others.len();
    Some(measures.iter().enumerate().map(|(i, &m)| Entry { words: vec![others[i / each], m], ..Entry::default() }).collect())
}
