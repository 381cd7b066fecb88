//! The card on top: number and title, label/value pairs, the status matrix, the people; and 공약실명제 at the end.
//!
//! A pair is a label of the vocabulary and the cell to its right, or, where that is a label too, the first text under it. So
//! tables of pairs and tables with header rows read alike. The words of a value decide what it is where reports use one label
//! for different things (`완료시기 : 임기내` is a term, `완료시기 : 2025. 12.` a date).
//!
//! A header is read in this order: its lines are told apart into those of the title and the rest; tables and lines give pairs and
//! people; then the title is read, for what stands above it depends on what the pairs gave; last comes the department that
//! only the people's roles name. When all sections are read, `project` hands over what belongs to the overview.
//!
//! | in | stands |
//! |---|---|
//! | `title` | which lines are the title, number and title, names of forms above them |
//! | `lines` | lines of labels and values, points with labels |
//! | `label_row` | a line of labels over a line of values |
//! | `prose` | sentences that speak of the pledge |
//! | `grid` | a table of the header: which cell is what |
//! | `matrix` | states, authorities and classes that head columns of marks or rates |
//! | `marks` | what a mark is, boxes to tick |
//! | `pair` | a label and its value: which field reads it |
//! | `state` | the state and its progress |
//! | `classes` | new or continued, term, horizon, budget, completion; field of work |
//! | `people` | people in lines, the sections that list them |
//! | `people_grid` | people in tables |
//! | `department` | names of units, the department of the people |
//! | `project` | period, place and cost for the overview |

mod classes;
mod department;
mod grid;
mod label_row;
mod lines;
mod marks;
mod matrix;
mod pair;
mod people;
mod people_grid;
mod project;
mod prose;
mod state;
mod title;

pub(super) use classes::{is_class, is_classed};
pub(super) use marks::{is_mark, is_no_mark, ticked};
pub(super) use matrix::state_above;
pub(super) use people::is_phone;
pub(super) use title::is_form;

use rustc_hash::FxHashSet;

use crate::fields::{Content, Reader};
use crate::sections::pairs_of_line;
use crate::tables::{Grid, GridKind};

/// Row and column of a cell.
type At = (usize, usize);
/// Cells of a table that were read.
type Used = FxHashSet<At>;

/// Columns of a table of two pairs a row.
const PAIRED_COLUMNS: usize = 4;

impl<'a> Reader<'a> {
    /// Reads the lines above a card's first section.
    pub(super) fn header_card(&mut self, lines: std::ops::Range<usize>) {
        let (title, rest) = self.title_and_rest(lines);
        for content in rest {
            match content {
                Content::Table(grid, unit) => self.header_table(grid, unit.as_ref()),
                Content::Lines(run) => self.header_lines(&run),
            }
        }
        self.title(&title);
        self.department_of_head();
    }

    /// Tells the lines on top that may be the title from the lines and tables below them.
    fn title_and_rest(&mut self, lines: std::ops::Range<usize>) -> (Vec<usize>, Vec<Content<'a>>) {
        let mut title: Vec<usize> = Vec::new();
        let mut rest: Vec<Content<'a>> = Vec::new();
        for content in self.contents(lines) {
            match content {
                Content::Table(grid, _) if self.rows_are_pairs(grid) => rest.push(Content::Lines(grid.row_lines.clone())),
                Content::Table(grid, _) if rest.is_empty() && self.is_row_of_title(grid) => title.push(grid.row_lines[0]),
                Content::Table(grid, unit) => rest.push(Content::Table(grid, unit)),
                Content::Lines(run) => {
                    let run = self.label_lines(run);
                    let run = self.below_title(run, rest.is_empty(), &mut title);
                    if !run.is_empty() {
                        rest.push(Content::Lines(run));
                    }
                }
            }
        }
        (title, rest)
    }

    /// `주무부서 가온과 | 이행률 5%`: pairs, no cells.
    fn rows_are_pairs(&self, grid: &Grid) -> bool {
        // `담당부서 | 가온과 | 이행률 | 5%`: labels in cells of their own.
        let label_cells = (0..grid.rows.len()).all(|r| !self.names.label(grid.text(self.text, r, 0)).is_empty());
        grid.kind != GridKind::Native
            && !(label_cells && grid.columns >= PAIRED_COLUMNS)
            && grid.row_lines.iter().all(|&i| !pairs_of_line(self.names, self.slice(self.line(i).range)).is_empty())
    }

    /// `4-01⇥9호선 …`: a title line with a tab.
    fn is_row_of_title(&self, grid: &Grid) -> bool {
        grid.rows.len() == 1 && grid.rows[0].len() == 2 && self.names.label(grid.text(self.text, 0, 0)).is_empty()
    }
}
