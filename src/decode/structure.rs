//! What a container holds: paragraphs and tables in reading order, before they are one text.
//!
//! The readers of HWP, HWPX, HWPML, DOCX and HTML end here. A [`Structured`] knows nothing of pages, fonts and sizes beyond
//! what tells structure; what typography alone shows (bold, indentation) is kept as data for the stages after.
//!
//! Text here is the author's: numbers and bullets that the word processor makes are in [`Paragraph::mark`], apart from it.
//! Private-use glyphs are mapped already, where their picture is known. Paragraphs of furniture, notes and comments stand
//! where they are anchored, each with its [`Kind`].

use std::cell::Cell as Counter;

use serde::{Deserialize, Deserializer, Serialize};

/// A document of a container format.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Structured {
    /// The content, in reading order.
    pub blocks: Vec<Block>,
    /// Character encoding, where the format leaves it open (HTML); WHATWG label.
    pub encoding: Option<String>,
    /// What was noticed: parts that could not be read, a doubtful encoding.
    pub notices: Vec<Notice>,
    /// Pages whose characters were read with doubt: some have no Unicode, or many were painted again on their places.
    pub doubtful_pages: Vec<u32>,
}

/// What an independent reader found on pages, for comparison with the content.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SecondReading {
    /// The pages that were asked for, in order.
    pub pages: Vec<PageText>,
}

/// The characters of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageText {
    /// Page, from 1.
    pub page: u32,
    /// Its characters in the order of painting, blanks as they come; none where it could not be read.
    pub text: Option<String>,
}

/// Something noticed while reading, by the name of its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Name of the code, as `document-incomplete`.
    pub code: String,
    /// One line of English that stands alone.
    pub message: String,
    /// The same in Korean.
    pub message_ko: String,
}

/// A piece of the content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

/// What a paragraph is to the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The text itself.
    #[default]
    Body,
    /// Printed at the head of every page.
    Header,
    /// Printed at the foot of every page.
    Footer,
    /// A footnote or endnote; stands behind the paragraph (or the outermost table) that refers to it.
    Note,
    /// A comment (메모, 숨은 설명) that is not printed.
    Comment,
    /// Menus, polls and footers of a web page.
    Portal,
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Paragraph {
    /// The author's text; forced line breaks are `\n`, tabs `\t`.
    pub text: String,
    /// The number or bullet that the word processor puts before it, as shown: `1.`, `가)`, `○`. Never empty.
    pub mark: Option<String>,
    /// Level of a heading of the document's outline, from 0.
    pub outline: Option<u8>,
    /// Steps of indentation that the numbering or the left margin give, in 1/100 mm.
    pub indent: u32,
    /// All of its text is bold.
    pub bold: bool,
    /// A page break before.
    pub page_break: bool,
    /// What it is to the page.
    pub kind: Kind,
    /// Where its text is printed, line by line, in formats that have pages.
    pub places: Vec<Place>,
}

/// Where a part of a text is printed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// First byte of the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Page, from 1.
    pub page: u32,
    /// Its box on the page: x0, y0, x1, y1 in points from the top left.
    pub bbox: [f32; 4],
    /// For text that was recognised in a picture: how certain of it the recogniser was, in percent.
    pub certainty: Option<u8>,
}

impl Paragraph {
    /// A paragraph of the body.
    pub fn body(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Its cells in the order of rows, then columns; each merged cell once, at its first row and column. Cells do not overlap
    /// ([`Table::settle`]).
    pub cells: Vec<Cell>,
    /// Rows.
    pub rows: u32,
    /// Columns.
    pub columns: u32,
    /// Its caption.
    pub caption: Vec<Paragraph>,
    /// A page break before.
    pub page_break: bool,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// First row, from 0.
    pub row: u32,
    /// First column, from 0.
    pub column: u32,
    /// Rows that it covers, at least 1.
    pub row_span: u32,
    /// Columns that it covers, at least 1.
    pub column_span: u32,
    /// Colour of its shading, RGB, with zones of the table applied; none for no shading.
    pub fill: Option<[u8; 3]>,
    /// Declared a header cell.
    pub header: bool,
    /// Its content: paragraphs and nested tables in their order.
    #[serde(deserialize_with = "nested")]
    pub blocks: Vec<Block>,
}

impl Structured {
    /// Adds a notice.
    pub fn notice(&mut self, code: &'static crate::diag::Code, message: impl Into<String>, message_ko: impl Into<String>) {
        self.notices.push(Notice { code: code.name.to_owned(), message: message.into(), message_ko: message_ko.into() });
    }
}

impl Table {
    /// Brings cells whose file contradicts itself into order: sorts them, cuts spans down to what is free, moves a cell whose
    /// place is taken to the next free one, and sets `rows` and `columns` to what the cells cover. On entry they are what the
    /// file declares, or 0: merged cells may reach as far (or as far as they say), where that is not absurd. Nothing is allocated from a span or a count
    /// that the file declares; no cell and no text is lost.
    pub fn settle(&mut self) {
        self.cells.sort_by_key(|c| (c.row, c.column));
        let end = |last: Option<u32>, declared: u32| {
            let least = last.map_or(0, |l| l.saturating_add(1));
            declared.clamp(least, least.saturating_add(MOST_SPAN))
        };
        let reach = |declared: u32, reach: u32| if declared == 0 { reach } else { declared };
        let row_reach = self.cells.iter().map(|c| c.row.saturating_add(c.row_span)).max().unwrap_or(0);
        let column_reach = self.cells.iter().map(|c| c.column.saturating_add(c.column_span)).max().unwrap_or(0);
        let rows = end(self.cells.last().map(|c| c.row), reach(self.rows, row_reach));
        let columns = end(self.cells.iter().map(|c| c.column).max(), reach(self.columns, column_reach));
        // Merged cells of the rows above, by their first column: first column, end column, end row.
        let mut open: Vec<(u32, u32, u32)> = Vec::new();
        let mut begun: Vec<(u32, u32, u32)> = Vec::new();
        let mut row_now = None;
        // The next of `open` to come, and the end of what stands in the row so far.
        let (mut next, mut row_end) = (0, 0);
        for cell in &mut self.cells {
            if row_now != Some(cell.row) {
                row_now = Some(cell.row);
                open.append(&mut begun);
                open.retain(|o| o.2 > cell.row);
                open.sort_unstable();
                (next, row_end) = (0, 0);
            }
            let mut at = cell.column.max(row_end);
            while let Some(&(_, to, _)) = open.get(next).filter(|o| o.0 <= at) {
                at = at.max(to);
                next += 1;
            }
            let free = open.get(next).map_or(u32::MAX, |o| o.0 - at);
            cell.column = at;
            cell.column_span = cell.column_span.clamp(1, free.min(columns.saturating_sub(at).max(1)));
            cell.row_span = cell.row_span.clamp(1, rows.saturating_sub(cell.row).max(1));
            row_end = at.saturating_add(cell.column_span);
            if cell.row_span > 1 {
                begun.push((at, row_end, cell.row + cell.row_span));
            }
        }
        self.rows = self.cells.iter().map(|c| c.row.saturating_add(c.row_span)).max().unwrap_or(0);
        self.columns = self.cells.iter().map(|c| c.column.saturating_add(c.column_span)).max().unwrap_or(0);
    }
}

/// Deepest nesting of cells that is read back from its serialized form; the readers stop well before.
const DEEPEST: usize = 256;

thread_local! {
    /// Cells that the value which is being read back lies in.
    static DEPTH: Counter<usize> = const { Counter::new(0) };
}

/// A level of nesting; left when dropped, whatever happens within.
struct Level;

impl Level {
    fn enter() -> Option<Self> {
        let depth = DEPTH.get();
        (depth < DEEPEST).then(|| {
            DEPTH.set(depth + 1);
            Level
        })
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

/// Reads back the blocks of a cell. Bytes that claim cells in cells without end must not cost the stack.
fn nested<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<Block>, D::Error> {
    let Some(_level) = Level::enter() else {
        return Err(serde::de::Error::custom("cells are nested too deep"));
    };
    Vec::deserialize(source)
}

/// Rows or columns that merged cells at the edge may reach past the last that a cell begins at.
const MOST_SPAN: u32 = 1 << 10;

/// The paragraphs among blocks, for tests.
#[cfg(test)]
pub fn paragraphs(blocks: &[Block]) -> Vec<&Paragraph> {
    let found = blocks.iter().filter_map(|b| match b {
        Block::Paragraph(p) => Some(p),
        Block::Table(_) => None,
    });
    found.collect()
}

/// The tables among blocks, for tests.
#[cfg(test)]
pub fn tables(blocks: &[Block]) -> Vec<&Table> {
    let found = blocks.iter().filter_map(|b| match b {
        Block::Table(t) => Some(t),
        Block::Paragraph(_) => None,
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(row: u32, column: u32, row_span: u32, column_span: u32) -> Cell {
        Cell { row, column, row_span, column_span, ..Cell::default() }
    }

    fn settled(cells: &[(u32, u32, u32, u32)]) -> Vec<(u32, u32, u32, u32)> {
        let cells = cells.iter().map(|&(a, b, c, d)| cell(a, b, c, d)).collect();
        let mut table = Table { cells, rows: u32::MAX, columns: u32::MAX, ..Table::default() };
        table.settle();
        table.cells.iter().map(|c| (c.row, c.column, c.row_span, c.column_span)).collect()
    }

    #[test]
    fn a_sound_table_stays() {
        let cells = [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)];
        assert_eq!(settled(&cells), cells);
    }

    #[test]
    fn spans_and_counts_that_lie_cost_nothing() {
        let far = 8 + MOST_SPAN;
        assert_eq!(settled(&[(0, 0, u32::MAX, 1), (0, 1, 1, 1), (7, 1, 1, 1)]), [(0, 0, far, 1), (0, 1, 1, 1), (7, 1, 1, 1)]);
        assert_eq!(settled(&[(0, 0, 1, u32::MAX)])[0].3, 1 + MOST_SPAN);
        assert_eq!(settled(&[(u32::MAX, u32::MAX, 2, 2)]), [(u32::MAX, u32::MAX, 1, 1)]);
    }

    #[test]
    fn nesting_is_read_back_to_a_depth_only() {
        let nest = |depth| {
            let mut blocks = Vec::new();
            for _ in 0..depth {
                let table = Table { cells: vec![Cell { blocks, ..cell(0, 0, 1, 1) }], rows: 1, columns: 1, ..Table::default() };
                blocks = vec![Block::Table(table)];
            }
            Structured { blocks, ..Structured::default() }
        };
        let back = |depth| serde_json::from_value::<Structured>(serde_json::to_value(nest(depth)).unwrap());
        assert_eq!(back(40).unwrap(), nest(40));
        // JSON has a limit of its own, so the depth is set instead of built.
        DEPTH.set(DEEPEST - 10);
        assert!(back(10).is_ok());
        assert!(back(11).is_err());
        assert_eq!(DEPTH.get(), DEEPEST - 10);
    }

    #[test]
    fn rows_that_no_cell_begins_in_are_rows() {
        let cells = [(0, 0, 2, 1), (0, 1, 2, 1), (2, 0, 1, 2)];
        assert_eq!(settled(&cells), cells);
    }

    #[test]
    fn cells_on_the_same_place_move_on() {
        assert_eq!(settled(&[(0, 0, 1, 1), (0, 0, 1, 1)]), [(0, 0, 1, 1), (0, 1, 1, 1)]);
        assert_eq!(settled(&[(0, 0, 2, 1), (1, 0, 1, 1)]), [(0, 0, 2, 1), (1, 1, 1, 1)]);
    }
}
