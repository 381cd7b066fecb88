//! A structured document as one text, and where in it everything stands.
//!
//! In: the blocks of a container ([`Structured`]). Out: the decoded text that spans refer to, and its [`Native`] structure:
//! which ranges are paragraphs, which are the cells of which table.
//!
//! How it is laid out: a paragraph is a line (more where it has forced line breaks), its automatic number or bullet before it
//! with a blank between; an empty paragraph is an empty line. A row of a table begins a line; its cells are parted by tabs,
//! and paragraphs within a cell by line ends, so that a long cell reads as it does on paper. A merged cell stands once, where
//! it begins. Nothing reads this text back to find cells: the structure says where they are.
//!
//! Every character of the blocks is in the text, in their order; what is added is marks, tabs and line ends.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::structure::{Block, Cell, Kind, Paragraph, Place, Structured, Table};
use super::{Decoded, Original, nfc};
use crate::diag::Diagnostic;
use crate::span::Range;

/// The structure of a text that came out of a container.
#[derive(Clone, Debug, Default)]
pub struct Native {
    /// The content, in reading order.
    pub blocks: Vec<NativeBlock>,
    /// Its paragraphs, those of cells included, in the order of the text.
    pub paragraphs: Vec<NativeParagraph>,
    /// Its tables, nested ones behind those that hold them, in the order of the text.
    pub tables: Vec<NativeTable>,
    /// Where the text is printed, line by line, in the order of the text; empty for formats without pages. Ranges are those of
    /// the whole text.
    pub places: Vec<Place>,
    /// Pages whose characters were read with doubt.
    pub doubtful_pages: Vec<u32>,
}

/// A piece of the content, as an index into [`Native`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NativeBlock {
    /// Index of a paragraph.
    Paragraph(usize),
    /// Index of a table.
    Table(usize),
}

/// A paragraph in the text.
#[derive(Clone, Copy, Debug)]
pub struct NativeParagraph {
    /// Mark and text.
    pub range: Range,
    /// The author's text alone.
    pub text: Range,
    /// Level of a heading of the document's outline, from 0.
    pub outline: Option<u8>,
    /// Indentation, in 1/100 mm.
    pub indent: u32,
    /// All of its text is bold.
    pub bold: bool,
    /// A page break before.
    pub page_break: bool,
    /// What it is to the page.
    pub kind: Kind,
}

/// A table in the text.
#[derive(Clone, Debug)]
pub struct NativeTable {
    /// All of its rows.
    pub range: Range,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Its cells in the order of rows, then columns; each merged cell once.
    pub cells: Vec<NativeCell>,
    /// Its caption: indices of paragraphs, which stand before it.
    pub caption: std::ops::Range<usize>,
    /// Stands in a cell of another table.
    pub nested: bool,
    /// A page break before.
    pub page_break: bool,
}

/// A cell in the text.
#[derive(Clone, Debug)]
pub struct NativeCell {
    /// Its content.
    pub range: Range,
    /// First row, from 0.
    pub row: usize,
    /// First column, from 0.
    pub column: usize,
    /// Rows that it covers.
    pub row_span: usize,
    /// Columns that it covers.
    pub column_span: usize,
    /// Colour of its shading, RGB.
    pub fill: Option<[u8; 3]>,
    /// Declared a header cell.
    pub header: bool,
    /// Its content.
    pub blocks: Vec<NativeBlock>,
}

impl NativeTable {
    /// The cells of a row that begin in it.
    pub fn row(&self, row: usize) -> &[NativeCell] {
        let from = self.cells.partition_point(|c| c.row < row);
        let to = self.cells.partition_point(|c| c.row <= row);
        &self.cells[from..to]
    }
}

impl Native {
    /// The printed lines, or parts of lines, that a range of the text touches.
    pub fn places_of(&self, range: Range) -> impl Iterator<Item = &Place> {
        let first = self.places.partition_point(|p| p.end <= range.start);
        self.places[first..].iter().take_while(move |p| p.start < range.end)
    }

    /// Page and box of a range of the text: what is printed of it on the first page that has any. Within a line, widths are
    /// shared out as the characters are wide.
    pub fn place(&self, text: &str, range: Range) -> Option<(u32, [f32; 4])> {
        let mut out: Option<(u32, [f32; 4])> = None;
        for place in self.places_of(range) {
            let part = part_of(text, place, range);
            match &mut out {
                None => out = Some((place.page, part)),
                Some((page, whole)) if *page == place.page => {
                    *whole = [whole[0].min(part[0]), whole[1].min(part[1]), whole[2].max(part[2]), whole[3].max(part[3])];
                }
                Some(_) => break,
            }
        }
        out
    }

    /// The author's text of a cell: its paragraphs on lines of their own, without automatic marks and without the tables that
    /// are nested in it.
    pub fn cell_text(&self, text: &str, cell: &NativeCell) -> String {
        let mut out = String::new();
        let mut first = true;
        for block in &cell.blocks {
            if let NativeBlock::Paragraph(i) = block {
                if !first {
                    out.push('\n');
                }
                first = false;
                out.push_str(&text[self.paragraphs[*i].text.to_usize()]);
            }
        }
        out.truncate(out.trim_end().len());
        out
    }
}

/// The part of a printed line that a range covers.
fn part_of(text: &str, place: &Place, range: Range) -> [f32; 4] {
    let [x0, y0, x1, y1] = place.bbox;
    let (start, end) = (place.start as usize, place.end as usize);
    let (from, to) = ((range.start as usize).max(start), (range.end as usize).min(end));
    let width = |a: usize, b: usize| text.get(a..b).map_or(0, |t| t.chars().map(|c| u32::from(crate::text::width(c))).sum::<u32>());
    let whole = width(start, end);
    if whole == 0 || y1 - y0 > x1 - x0 {
        return place.bbox;
    }
    let at = |part: u32| x0 + (x1 - x0) * part as f32 / whole as f32;
    [at(width(start, from)), y0, at(width(start, to)), y1]
}

impl Decoded {
    /// A document from the blocks that its reader found.
    pub fn from_structured(format: &'static str, document: Structured) -> Self {
        let mut diagnostics = Vec::with_capacity(document.notices.len());
        for notice in document.notices {
            if let Some(code) = crate::diag::find(&notice.code) {
                diagnostics.push(Diagnostic::new(code, notice.message, notice.message_ko));
            }
        }
        let encoding = document.encoding.as_deref().and_then(|e| encoding_rs::Encoding::for_label(e.as_bytes())).map(|e| e.name());
        let mut flow = Flow::default();
        let blocks = flow.blocks(&document.blocks, false);
        flow.native.blocks = blocks;
        flow.native.doubtful_pages = document.doubtful_pages;
        let Flow { source, text, native, .. } = flow;
        // Conjoining jamo (옛한글) may be composed, and mostly are as they should be already.
        let Some(source) = source.filter(|source| *source != text) else {
            return Self { format, encoding, text, original: None, native: Some(native), diagnostics };
        };
        match nfc::normalize(&source) {
            Some((whole, map)) if whole == text => {
                Self { format, encoding, text, original: Some(Original { text: source, map }), native: Some(native), diagnostics }
            }
            // Pieces between line ends and tabs compose alone as they do together; should they not, the text is what counts.
            _ => Self::from_text(format, encoding, source, diagnostics),
        }
    }
}

#[derive(Default)]
struct Flow {
    text: String,
    /// The text before NFC, from the first piece on where it differs.
    source: Option<String>,
    native: Native,
}

impl Flow {
    fn put(&mut self, piece: &str) {
        if is_nfc_quick(piece.chars()) == IsNormalized::Yes {
            self.text.push_str(piece);
            if let Some(source) = &mut self.source {
                source.push_str(piece);
            }
        } else {
            let source = self.source.get_or_insert_with(|| self.text.clone());
            source.push_str(piece);
            self.text.extend(piece.nfc());
        }
    }

    fn line_end(&mut self) {
        self.put("\n");
    }

    fn blocks(&mut self, blocks: &[Block], nested: bool) -> Vec<NativeBlock> {
        let mut out = Vec::with_capacity(blocks.len());
        for (i, block) in blocks.iter().enumerate() {
            // In a cell, line ends stand between blocks (a table brings its own); elsewhere behind each.
            if nested && i > 0 && matches!(blocks[i - 1], Block::Paragraph(_)) {
                self.line_end();
            }
            match block {
                Block::Paragraph(paragraph) => {
                    out.push(NativeBlock::Paragraph(self.paragraph(paragraph)));
                    if !nested {
                        self.line_end();
                    }
                }
                Block::Table(table) => {
                    let index = self.table(table, nested, &mut out);
                    out.push(NativeBlock::Table(index));
                }
            }
        }
        out
    }

    fn paragraph(&mut self, paragraph: &Paragraph) -> usize {
        let start = self.text.len();
        if let Some(mark) = &paragraph.mark {
            self.put(mark);
            if !paragraph.text.is_empty() {
                self.put(" ");
            }
        }
        let text = self.text.len();
        self.put(&paragraph.text);
        let end = self.text.len();
        self.places(paragraph, text);
        self.native.paragraphs.push(NativeParagraph {
            range: Range::new(start, end),
            text: Range::new(text, end),
            outline: paragraph.outline,
            indent: paragraph.indent,
            bold: paragraph.bold,
            page_break: paragraph.page_break,
            kind: paragraph.kind,
        });
        self.native.paragraphs.len() - 1
    }

    /// Moves the places of a paragraph to where its text begins. Text that NFC changes has them by the length that it had.
    fn places(&mut self, paragraph: &Paragraph, start: usize) {
        let length = self.text.len() - start;
        let composed = length != paragraph.text.len();
        let moved = |at: u32| match paragraph.text.get(..at as usize) {
            Some(head) if composed => start + head.nfc().map(char::len_utf8).sum::<usize>().min(length),
            Some(head) => start + head.len(),
            None => start + length,
        };
        for place in &paragraph.places {
            self.native.places.push(Place { start: moved(place.start) as u32, end: moved(place.end) as u32, ..*place });
        }
    }

    /// Adds a table behind its caption.
    fn table(&mut self, table: &Table, nested: bool, out: &mut Vec<NativeBlock>) -> usize {
        let first = self.native.paragraphs.len();
        for paragraph in &table.caption {
            let paragraph = self.paragraph(paragraph);
            out.push(NativeBlock::Paragraph(paragraph));
            self.line_end();
        }
        let caption = first..self.native.paragraphs.len();
        let start = self.text.len();
        let index = self.native.tables.len();
        self.native.tables.push(NativeTable {
            range: Range::new(start, start),
            rows: table.rows as usize,
            columns: table.columns as usize,
            cells: Vec::new(),
            caption,
            nested,
            page_break: table.page_break,
        });
        let mut cells: Vec<NativeCell> = Vec::with_capacity(table.cells.len());
        let mut row = None;
        for cell in &table.cells {
            if row == Some(cell.row) {
                self.put("\t");
            } else if row.is_some() {
                self.line_end();
            }
            row = Some(cell.row);
            let cell = self.cell(cell);
            cells.push(cell);
        }
        if row.is_some() {
            self.line_end();
        }
        let table = &mut self.native.tables[index];
        table.cells = cells;
        table.range = Range::new(start, self.text.len());
        index
    }

    fn cell(&mut self, cell: &Cell) -> NativeCell {
        let start = self.text.len();
        let blocks = self.blocks(&cell.blocks, true);
        NativeCell {
            range: Range::new(start, self.text.len()),
            row: cell.row as usize,
            column: cell.column as usize,
            row_span: cell.row_span as usize,
            column_span: cell.column_span as usize,
            fill: cell.fill,
            header: cell.header,
            blocks,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(Paragraph::body(text))
    }

    fn cell(row: u32, column: u32, blocks: Vec<Block>) -> Cell {
        Cell { row, column, row_span: 1, column_span: 1, blocks, ..Cell::default() }
    }

    fn decoded(blocks: Vec<Block>) -> Decoded {
        Decoded::from_structured("hwpx", Structured { blocks, ..Structured::default() })
    }

    fn table(cells: Vec<Cell>) -> Block {
        let mut table = Table { cells, ..Table::default() };
        table.settle();
        Block::Table(table)
    }

    #[test]
    fn paragraphs_are_lines_with_their_mark_before_them() {
        let heading = Paragraph { mark: Some("1.".to_owned()), outline: Some(0), ..Paragraph::body("사업개요") };
        let read = decoded(vec![Block::Paragraph(heading), paragraph(""), paragraph("위치 : 누리동")]);
        assert_eq!(read.text(), "1. 사업개요\n\n위치 : 누리동\n");
        let native = read.native.as_ref().unwrap();
        assert_eq!(&read.text()[native.paragraphs[0].text.to_usize()], "사업개요");
        assert_eq!(&read.text()[native.paragraphs[0].range.to_usize()], "1. 사업개요");
    }

    #[test]
    fn rows_are_lines_and_cells_stand_between_tabs() {
        let inner = table(vec![cell(0, 0, vec![paragraph("가")]), cell(0, 1, vec![paragraph("나")])]);
        let read = decoded(vec![table(vec![
            cell(0, 0, vec![paragraph("추진실적")]),
            cell(0, 1, vec![paragraph("착공"), paragraph("준공"), inner]),
            cell(1, 0, vec![paragraph("비고")]),
        ])]);
        assert_eq!(read.text(), "추진실적\t착공\n준공\n가\t나\n\n비고\n");
        let native = read.native.as_ref().unwrap();
        assert_eq!(native.cell_text(read.text(), &native.tables[0].cells[1]), "착공\n준공");
        assert_eq!((native.tables.len(), native.tables[1].nested), (2, true));
        assert_eq!(native.tables[0].row(1).len(), 1);
    }

    #[test]
    fn old_hangul_that_nothing_composes_keeps_its_structure() {
        let read = decoded(vec![table(vec![cell(0, 0, vec![paragraph("\u{1112}\u{119e}\u{11ab}글")]), cell(0, 1, vec![paragraph("30")])])]);
        assert_eq!(read.text(), "\u{1112}\u{119e}\u{11ab}글\t30\n");
        assert!(!read.has_offset_map());
        assert_eq!(read.native.map(|n| n.tables.len()), Some(1));
    }

    #[test]
    fn jamo_are_composed_and_ranges_are_those_of_the_composed_text() {
        use unicode_normalization::UnicodeNormalization;
        let nfd: String = "누리동".nfd().collect();
        let read = decoded(vec![paragraph("앞"), paragraph(&nfd), paragraph("뒤")]);
        assert_eq!(read.text(), "앞\n누리동\n뒤\n");
        assert_eq!(read.source_text(), format!("앞\n{nfd}\n뒤\n"));
        let native = read.native.as_ref().unwrap();
        let at = native.paragraphs[2].range;
        assert_eq!(&read.text()[at.to_usize()], "뒤");
        assert_eq!(&read.source_text()[read.to_source(at).to_usize()], "뒤");
    }
}
