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
pub(super) use marks::{is_mark, is_no_mark};
pub(super) use matrix::state_above;
pub(super) use people::is_phone;
pub(super) use title::is_form;

use crate::fields::{Content, Reader};
use crate::layout::Passage;
use crate::model::Method;
use crate::sections::pairs_of_line;
use crate::span::Range;
use crate::tables::GridKind;
use department::unit_in_brackets;

impl Reader<'_> {
    pub(super) fn header_card(&mut self, lines: std::ops::Range<usize>) {
        let mut title_lines: Vec<usize> = Vec::new();
        let mut done_title = false;
        let contents = self.contents(lines);
        let mut deferred: Vec<Content<'_>> = Vec::new();
        for content in contents {
            match content {
                // `주무부서 가온과 | 이행률 5%`: pairs, no cells.
                Content::Table(grid, _)
                    if grid.kind != GridKind::Native
                        && grid.row_lines.iter().all(|&i| !pairs_of_line(self.names, self.slice(self.line(i).range)).is_empty()) =>
                {
                    done_title = true;
                    deferred.push(Content::Lines(grid.row_lines.clone()));
                }
                Content::Table(grid, unit) => {
                    // `4-01⇥9호선 …`: a title line with a tab.
                    if !done_title
                        && grid.rows.len() == 1
                        && grid.rows[0].len() == 2
                        && self.names.label(grid.text(self.text, 0, 0)).is_empty()
                    {
                        title_lines.push(grid.row_lines[0]);
                        continue;
                    }
                    done_title = true;
                    deferred.push(Content::Table(grid, unit));
                }
                Content::Lines(run) => {
                    let mut rest = Vec::new();
                    let run = self.label_lines(run);
                    for i in run {
                        if !done_title && self.is_date_of_document(i) {
                            self.claim_line(i);
                        } else if let Some(inside) = unit_in_brackets(self.slice(self.line(i).range)).filter(|_| !title_lines.is_empty()) {
                            // `(일자리국 청년정책과)` below a title.
                            self.claim_line(i);
                            let start = self.line(i).range.start as usize + inside.start;
                            let passage = Passage::of(self.text, Range::new(start, start + inside.len()));
                            let leaf = self.leaf(&passage, "header.department", Method::Pattern);
                            self.out.body.pledge.department.get_or_insert(leaf);
                        } else if !done_title && self.is_title_line(i) {
                            title_lines.push(i);
                        } else {
                            done_title = true;
                            rest.push(i);
                        }
                    }
                    if !rest.is_empty() {
                        deferred.push(Content::Lines(rest));
                    }
                }
            }
        }
        for content in deferred {
            match content {
                Content::Table(grid, unit) => {
                    if self.header_grid(grid) == 0 {
                        self.keep_table(grid, unit.as_ref());
                    }
                }
                Content::Lines(run) => self.header_lines(&run),
            }
        }
        self.title(&title_lines);
        self.department_of_head();
    }
}
