//! 시민소통 실적 및 계획: counts by channel, and text.

use super::{Content, Reader, UnitLine};
use crate::diag::{Diagnostic, codes};
use crate::layout::Passage;
use crate::model::{ChannelCount, Method, Prov, Sourced};
use crate::normalize::money::{NumberCell, number_cell};
use crate::outline::PointKind;
use crate::sections::Role;
use crate::tables::Grid;

/// What counts of a channel are called.
const COUNTS: [&str; 9] = ["건수", "횟수", "실적", "인원", "인원수", "횟수(회)", "건수(건)", "실적(건)", "실적(회)"];

impl Reader<'_> {
    pub(super) fn engagement(&mut self, inline: Option<Passage>, lines: std::ops::Range<usize>) {
        self.out.body.citizen_engagement.get_or_insert_default();
        if let Some(passage) = inline {
            let text = self.leaf(&passage, "engagement.inline", Method::Labelled);
            self.out.body.citizen_engagement.get_or_insert_default().items.push(text);
        }
        let unit = self.section_unit(lines.clone());
        for content in self.contents(lines) {
            match content {
                Content::Table(grid, table_unit) => {
                    let unit = table_unit.or(unit.clone());
                    if !self.channel_table(grid, unit.as_ref()) {
                        self.keep_table(grid, unit.as_ref());
                    }
                }
                Content::Lines(run) => {
                    let run = self.flat_channels(run, unit.as_ref());
                    let points = self.nest(&run);
                    for point in self.set_apart(points, Role::CitizenEngagement) {
                        point.visit(&mut |p| {
                            if p.kind != PointKind::Note && !super::is_junk(&p.text.text) {
                                self.claim_mark(p.line);
                                let text = self.leaf(&p.text, "engagement.item", Method::Heading);
                                self.out.body.citizen_engagement.get_or_insert_default().items.push(text);
                            }
                        });
                    }
                }
            }
        }
    }

    fn section_unit(&self, lines: std::ops::Range<usize>) -> Option<UnitLine> {
        crate::sections::body_lines(self.layout, lines).find_map(|i| {
            let line = self.line(i);
            let note = self.unit_line(line)?;
            let start = line.range.start as usize;
            Some(UnitLine { range: crate::span::Range::new(start + note.range.start, start + note.range.end), note })
        })
    }

    fn set_unit(&mut self, unit: Option<&UnitLine>) {
        if let Some(unit) = unit {
            self.out.body.citizen_engagement.get_or_insert_default().unit.get_or_insert_with(|| unit.note.label.clone());
            self.out.ledger.claim(unit.range);
        }
    }

    /// `소통방법 | 건수`: a channel a row, its count beside it.
    fn channels_down(&mut self, grid: &Grid, unit: Option<&UnitLine>) -> bool {
        let text = self.text;
        if grid.columns != 2 || grid.rows.len() < 3 || !COUNTS.contains(&&*grid.key(text, 0, 1)) {
            return false;
        }
        for r in 1..grid.rows.len() {
            let (channel, cell) = (grid.passage(text, r, 0), grid.passage(text, r, 1));
            if !channel.is_empty() {
                self.channel(&channel, &cell, Method::Cell);
            }
        }
        self.set_unit(unit);
        self.claim_cells(grid);
        true
    }

    /// Channels in a row, their counts in the row under it.
    fn channel_table(&mut self, grid: &Grid, unit: Option<&UnitLine>) -> bool {
        if self.channels_down(grid, unit) {
            return true;
        }
        let text = self.text;
        // `구분 | 간담회 | …` over `횟수 | 3 | …`: the first column names the rows.
        let named =
            grid.rows.len() > 1 && crate::sections::is_table_head(grid.text(text, 0, 0)) && COUNTS.contains(&&*grid.key(text, 1, 0));
        let first = usize::from(named);
        let count_like = |r: usize| {
            (first..grid.rows[r].len()).all(|c| {
                !matches!(number_cell(grid.text(text, r, c)), NumberCell::Unreadable) || grid.text(text, r, c).ends_with(['회', '건', '명'])
            })
        };
        let Some(counts) = (1..grid.rows.len()).find(|&r| count_like(r)) else { return false };
        let names = counts - 1;
        for c in first..grid.columns.max(grid.rows[counts].len()) {
            let channel = grid.passage(text, names, c);
            if channel.is_empty() {
                continue;
            }
            let cell = grid.passage(text, counts, c);
            self.channel(&channel, &cell, Method::Cell);
        }
        self.set_unit(unit);
        for row in &grid.rows[..=counts] {
            for cell in row {
                self.out.ledger.claim(cell.range);
            }
        }
        self.claim_grid(grid);
        true
    }

    fn channel(&mut self, channel: &Passage, cell: &Passage, method: Method) {
        let trimmed = cell.text.trim_end_matches(['회', '건', '명', ' ']);
        let count = match number_cell(trimmed) {
            NumberCell::Blank => Some(0),
            NumberCell::Number { mantissa, decimals: 0, .. } => Some(mantissa),
            _ => None,
        };
        let mut ranges = channel.all(self.text);
        ranges.extend(cell.all(self.text));
        self.out.ledger.claim_all(&ranges);
        let engagement = self.out.body.citizen_engagement.get_or_insert_default();
        let index = engagement.counts.len();
        engagement.counts.push(Sourced::new(
            ChannelCount { channel: channel.text.clone(), count },
            Prov { ranges: ranges.clone(), rule: "engagement.count", method, ..Prov::default() },
        ));
        if count.is_none() {
            self.say(
                Diagnostic::new(
                    &codes::CELL_UNREADABLE,
                    format!("\"{}\" under \"{}\" is no count", cell.text, channel.text),
                    format!("'{}' 칸의 '{}'을(를) 횟수로 읽을 수 없습니다", channel.text, cell.text),
                )
                .field(format!("/citizen_engagement/counts/{index}"))
                .at_all(ranges),
            );
        }
    }

    /// `간담회⏎설문조사⏎3⏎-`: channels one a line, then as many counts one a line, and nothing else unless a head stands before each
    /// half; points may follow. Returns the lines that are neither.
    fn stacked_channels(&mut self, run: Vec<usize>, unit: Option<&UnitLine>) -> Vec<usize> {
        /// One word and one number may be a point over the number of a page.
        const CHANNELS: usize = 2;
        let words = |i: usize| self.slice(self.line(i).range);
        let is_count = |i: usize| !matches!(number_cell(words(i)), NumberCell::Unreadable);
        let cells = run.iter().take_while(|&&i| self.line(i).marker.is_none() || is_count(i)).count();
        let (run, points) = run.split_at(cells);
        let counts = run.iter().rev().take_while(|&&i| is_count(i)).count();
        let names = run.len() - counts;
        let headed = names == counts + 2
            && crate::sections::is_table_head(words(run[0]))
            && COUNTS.contains(&&*crate::text::squashed(words(run[names - 1])));
        let names = if headed { 1..names - 1 } else { 0..names };
        let plain = |&i: &usize| self.line(i).marker.is_none() && !is_count(i);
        if counts < CHANNELS || names.len() != counts || !run[names.clone()].iter().all(plain) {
            return [run, points].concat();
        }
        for (&name, &count) in run[names].iter().zip(&run[run.len() - counts..]) {
            let (channel, cell) = (Passage::of(self.text, self.line(name).range), Passage::of(self.text, self.line(count).range));
            self.channel(&channel, &cell, Method::Counted);
        }
        self.set_unit(unit);
        run.iter().for_each(|&i| self.claim_line(i));
        points.to_vec()
    }

    /// Channels one a line or all in one, and a line of as many counts. Returns the lines that are neither.
    fn flat_channels(&mut self, run: Vec<usize>, unit: Option<&UnitLine>) -> Vec<usize> {
        let counts_at = run.iter().position(|&i| {
            let line = self.line(i);
            let tokens: Vec<&str> = self.slice(line.range).split_whitespace().collect();
            line.marker.is_none() && tokens.len() >= 3 && tokens.iter().all(|t| !matches!(number_cell(t), NumberCell::Unreadable))
        });
        let Some(at) = counts_at else { return self.stacked_channels(run, unit) };
        let tokens = self.words_of(run[at]);
        // `간담회 설문조사 언론보도` over `3 2 5`
        if let Some(above) = at.checked_sub(1).map(|k| run[k]).filter(|&i| self.line(i).marker.is_none())
            && let channels = self.words_of(above)
            && channels.len() == tokens.len()
        {
            for (&channel, &token) in channels.iter().zip(&tokens) {
                self.channel(&Passage::of(self.text, channel), &Passage::of(self.text, token), Method::Counted);
            }
            self.set_unit(unit);
            return run.into_iter().enumerate().filter(|(k, _)| *k + 1 != at && *k != at).map(|(_, i)| i).collect();
        }
        let names: Vec<usize> = run[..at]
            .iter()
            .rev()
            .copied()
            .take(tokens.len())
            .filter(|&i| self.line(i).marker.is_none() && self.unit_line(self.line(i)).is_none())
            .collect();
        if names.len() != tokens.len() {
            return run;
        }
        for (&name, &token) in names.iter().rev().zip(&tokens) {
            let channel = Passage::of(self.text, self.line(name).body);
            let cell = Passage::of(self.text, token);
            self.channel(&channel, &cell, Method::Counted);
        }
        self.set_unit(unit);
        let first = at - names.len();
        run.into_iter().enumerate().filter(|(k, _)| *k < first || *k > at).map(|(_, i)| i).collect()
    }
}
