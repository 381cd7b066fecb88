//! The content of a section: paragraphs, tables, and what is anchored in them.

use super::head::{Head, Heading};
use super::{flag, is_known_case, number, value};
use crate::decode::container::Budget;
use crate::decode::container::xml::{Element, Event, Reader};
use crate::decode::hangul::glyphs;
use crate::decode::hangul::numbering::{Counters, NumberFormat};
use crate::decode::structure::{Block, Cell, Kind, Paragraph, Table};
use crate::diag::Diagnostic;

/// Most zones of a table that are looked at: each is compared with every cell.
const MOST_ZONES: usize = 256;

const NO_BREAK_SPACE: &str = "\u{A0}";
/// The blank of fixed width is as wide as a digit.
const FIXED_SPACE: &str = "\u{2007}";

/// What counts on from section to section.
#[derive(Debug, Default)]
pub struct Counts {
    numbers: Counters,
    /// Numbering of the outline.
    outline: Option<u32>,
}

/// Reads the content of one part.
pub struct Walker<'w, 'a, 'l> {
    xml: &'w mut Reader<'a>,
    budget: &'w mut Budget<'l>,
    head: &'w Head,
    counts: &'w mut Counts,
    part: &'w str,
    table_depth: usize,
    /// Notes, comments, headers and footers that wait for the end of their paragraph, or of the outermost table.
    asides: Vec<Block>,
}

type Done = Result<(), Diagnostic>;

impl<'w, 'a, 'l> Walker<'w, 'a, 'l> {
    /// A walker over a part; its name is for messages.
    pub fn new(xml: &'w mut Reader<'a>, budget: &'w mut Budget<'l>, head: &'w Head, counts: &'w mut Counts, part: &'w str) -> Self {
        Self { xml, budget, head, counts, part, table_depth: 0, asides: Vec::new() }
    }

    /// Appends the content, to the end of the element that began last or of the document.
    ///
    /// Errors: `container-limit`.
    pub fn section(&mut self, out: &mut Vec<Block>) -> Done {
        self.list(Kind::Body, out)
    }

    fn next(&mut self) -> Result<Event<'a>, Diagnostic> {
        self.xml.next(self.budget)
    }

    /// The start of the next child; none at the end of the element. Text between elements is no content.
    fn child(&mut self) -> Result<Option<Element<'a>>, Diagnostic> {
        loop {
            match self.next()? {
                Event::Start(element) => return Ok(Some(element)),
                Event::Text(_) => {}
                Event::End | Event::Done => return Ok(None),
            }
        }
    }

    fn skip(&mut self) -> Done {
        self.xml.skip(self.budget)
    }

    /// Paragraphs, and tables that stand among them, however they are wrapped.
    fn list(&mut self, kind: Kind, out: &mut Vec<Block>) -> Done {
        while let Some(element) = self.child()? {
            match element.name() {
                "p" | "P" => self.paragraph(&element, kind, out)?,
                "tbl" | "TABLE" => self.table(&element, kind, out)?,
                "switch" => self.switch(|walker| walker.list(kind, out))?,
                _ => self.list(kind, out)?,
            }
        }
        Ok(())
    }

    /// One branch of a switch: the first case that is understood, or the default.
    fn switch(&mut self, mut branch: impl FnMut(&mut Self) -> Done) -> Done {
        let mut taken = false;
        while let Some(element) = self.child()? {
            let fits = match element.name() {
                "case" => is_known_case(&element),
                name => name == "default",
            };
            if fits && !taken {
                taken = true;
                branch(self)?;
            } else {
                self.skip()?;
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, element: &Element<'_>, kind: Kind, out: &mut Vec<Block>) -> Done {
        let shape = self.head.shape(number(element, "paraPrIDRef", "ParaShape"), number(element, "styleIDRef", "Style"));
        let mut line = Line { heading: Some(shape.heading), ..Line::default() };
        line.paragraph.kind = kind;
        line.paragraph.indent = shape.indent;
        line.paragraph.page_break = flag(element, "pageBreak", "PageBreak");
        let before = self.asides.len();
        while let Some(child) = self.child()? {
            if matches!(child.name(), "run" | "TEXT") {
                line.run_bold = self.head.is_bold(number(&child, "charPrIDRef", "CharShape"));
                self.items(&mut line)?;
            } else {
                self.item(&child, &mut line)?;
            }
        }
        self.count(&mut line);
        let asides = if self.table_depth == 0 { self.asides.split_off(before) } else { Vec::new() };
        line.finish(asides, out);
        Ok(())
    }

    /// Gives the paragraph its number or bullet, once. The first paragraph of a section names the outline's numbering within
    /// itself, so this waits for its first content.
    fn count(&mut self, line: &mut Line) {
        let Some(heading) = line.heading.take() else {
            return;
        };
        let numbering = match heading {
            Heading::None => return,
            Heading::Bullet { id } => {
                line.paragraph.mark = self.head.bullets.get(&id).cloned();
                return;
            }
            Heading::Number { id, level } => Some((id, level)),
            Heading::Outline { level } => {
                line.paragraph.outline = Some(level);
                self.counts.outline.map(|id| (id, level))
            }
        };
        line.paragraph.mark = numbering.and_then(|(id, level)| {
            let numbering = self.head.numberings.get(&id)?;
            self.counts.numbers.next(id, numbering, usize::from(level))
        });
    }

    /// What stands in a run, in a control or in a drawing.
    fn items(&mut self, line: &mut Line) -> Done {
        while let Some(element) = self.child()? {
            self.item(&element, line)?;
        }
        Ok(())
    }

    fn item(&mut self, element: &Element<'_>, line: &mut Line) -> Done {
        match element.name() {
            "secPr" | "SECDEF" => {
                self.counts.outline = number(element, "outlineShapeIDRef", "OutlineShape").or(self.counts.outline);
                return self.skip();
            }
            "linesegarray" | "colPr" | "COLDEF" => return self.skip(),
            _ => self.count(line),
        }
        match element.name() {
            "t" | "CHAR" => self.text(line),
            "tbl" | "TABLE" => self.object(line, |walker, kind, out| walker.table(element, kind, out)),
            "drawText" | "DRAWTEXT" | "caption" | "CAPTION" | "subList" | "PARALIST" => {
                self.object(line, |walker, kind, out| walker.list(kind, out))
            }
            "header" | "HEADER" => self.aside(Kind::Header, None),
            "footer" | "FOOTER" => self.aside(Kind::Footer, None),
            "footNote" | "FOOTNOTE" | "endNote" | "ENDNOTE" => self.aside(Kind::Note, note_number(element)),
            // Of the fields, memos have paragraphs of their own; the text of others stands behind this start.
            "hiddenComment" | "HIDDENCOMMENT" | "fieldBegin" | "FIELDBEGIN" => self.aside(Kind::Comment, None),
            "switch" => self.switch(|walker| walker.items(line)),
            "textart" | "TEXTART" => {
                let art = value(element, "text", "Text").unwrap_or_default().into_owned();
                line.place(if art.is_empty() { Vec::new() } else { vec![line.block(&art)] });
                self.items(line)
            }
            _ => self.inline(element, line),
        }
    }

    /// What is text of the paragraph, written otherwise than as text; the content of anything else.
    fn inline(&mut self, element: &Element<'_>, line: &mut Line) -> Done {
        match element.name() {
            "autoNum" | "AUTONUM" => return self.auto_number(element, line),
            "script" | "SCRIPT" => {
                let script = self.xml.text(self.budget)?;
                line.push(&script);
                return Ok(());
            }
            "mainText" | "MAINTEXT" => return self.text(line),
            "subText" | "SUBTEXT" => {
                line.push("(");
                self.text(line)?;
                line.push(")");
                return Ok(());
            }
            "compose" => line.push(&element.attribute("composeText").unwrap_or_default()),
            "checkBtn" | "radioBtn" => {
                line.push(if element.attribute("value").is_some_and(|v| v == "CHECKED") { "☑" } else { "☐" });
                line.push(&element.attribute("caption").unwrap_or_default());
            }
            "btn" => line.push(&element.attribute("caption").unwrap_or_default()),
            "comboBox" => line.push(&element.attribute("selectedValue").unwrap_or_default()),
            "edit" => return self.text(line),
            _ => {}
        }
        self.items(line)
    }

    /// Text, with the characters that are elements.
    fn text(&mut self, line: &mut Line) -> Done {
        loop {
            let element = match self.next()? {
                Event::Text(text) => {
                    line.push(&text);
                    continue;
                }
                Event::Start(element) => element,
                Event::End | Event::Done => return Ok(()),
            };
            match element.name() {
                "lineBreak" | "LINEBREAK" => line.push("\n"),
                "tab" | "TAB" => line.push("\t"),
                "nbSpace" | "NBSPACE" => line.push(NO_BREAK_SPACE),
                "fwSpace" | "FWSPACE" => line.push(FIXED_SPACE),
                "hyphen" | "HYPHEN" => line.push("-"),
                "deleteBegin" => line.deleted_from = Some((line.paragraph.text.len(), line.has_text)),
                "deleteEnd" => line.delete(),
                _ => {
                    self.item(&element, line)?;
                    continue;
                }
            }
            self.skip()?;
        }
    }

    /// A number that the word processor made, as it was saved. That of a note is the note's mark.
    fn auto_number(&mut self, element: &Element<'_>, line: &mut Line) -> Done {
        let n = number(element, "num", "Number");
        let of_note = value(element, "numType", "NumberType")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("FOOTNOTE") || kind.eq_ignore_ascii_case("ENDNOTE"));
        let mut shown = n.map(|n| n.to_string()).unwrap_or_default();
        while let Some(child) = self.child()? {
            if let ("autoNumFormat" | "AUTONUMFORMAT", Some(n)) = (child.name(), n) {
                let format = NumberFormat::from_name(&value(&child, "type", "Type").unwrap_or_default());
                let around = |hwpx, hwpml| value(&child, hwpx, hwpml).unwrap_or_default();
                shown = [&around("prefixChar", "PrefixChar"), format.render(n).as_str(), &around("suffixChar", "SuffixChar")].concat();
            }
            self.skip()?;
        }
        if of_note && line.paragraph.kind == Kind::Note && !line.has_text {
            line.paragraph.mark = Some(shown).filter(|s| !s.trim().is_empty());
        } else {
            line.push(&shown);
        }
        Ok(())
    }

    /// Blocks at their place in the paragraph.
    fn object(&mut self, line: &mut Line, read: impl FnOnce(&mut Self, Kind, &mut Vec<Block>) -> Done) -> Done {
        let mut blocks = Vec::new();
        read(self, line.paragraph.kind, &mut blocks)?;
        line.place(blocks);
        Ok(())
    }

    /// What does not stand where it is anchored.
    fn aside(&mut self, kind: Kind, mark: Option<String>) -> Done {
        let mut blocks = Vec::new();
        self.list(kind, &mut blocks)?;
        // Most documents have headers of nothing; a blank line says nothing off the page's flow.
        blocks.retain(|b| !matches!(b, Block::Paragraph(p) if p.text.trim().is_empty()));
        if let (Some(mark), Some(Block::Paragraph(first))) = (mark, blocks.first_mut()) {
            first.mark.get_or_insert(mark);
        }
        self.asides.append(&mut blocks);
        Ok(())
    }

    fn table(&mut self, element: &Element<'_>, kind: Kind, out: &mut Vec<Block>) -> Done {
        self.table_depth += 1;
        self.budget.check_table_depth(self.part, self.table_depth)?;
        let before = self.asides.len();
        let mut grid = Grid::default();
        // Only a bound for a span at the right edge; nothing is made from it.
        grid.table.columns = number(element, "colCnt", "ColCount").unwrap_or(0);
        self.table_parts(&mut grid, kind)?;
        self.table_depth -= 1;
        let table = grid.finish();
        if table.cells.is_empty() {
            out.extend(table.caption.into_iter().map(Block::Paragraph));
        } else {
            out.push(Block::Table(table));
        }
        if self.table_depth == 0 {
            out.extend(self.asides.split_off(before));
        }
        Ok(())
    }

    /// Rows, zones and the caption, however they are wrapped.
    fn table_parts(&mut self, grid: &mut Grid, kind: Kind) -> Done {
        while let Some(element) = self.child()? {
            match element.name() {
                "tr" | "ROW" => {
                    grid.column = 0;
                    self.table_parts(grid, kind)?;
                    grid.row = grid.row.saturating_add(1);
                }
                "tc" | "CELL" => self.cell(&element, grid, kind)?,
                "caption" | "CAPTION" => {
                    let mut blocks = Vec::new();
                    self.list(kind, &mut blocks)?;
                    grid.table.caption.extend(paragraphs(blocks));
                }
                "cellzone" | "CELLZONE" => {
                    grid.zone(&element, self.head);
                    self.skip()?;
                }
                "switch" => self.switch(|walker| walker.table_parts(grid, kind))?,
                _ => self.table_parts(grid, kind)?,
            }
        }
        Ok(())
    }

    fn cell(&mut self, element: &Element<'_>, grid: &mut Grid, kind: Kind) -> Done {
        self.budget.take_cell()?;
        let mut cell = Cell {
            row: grid.row,
            column: grid.column,
            fill: self.head.fill(number(element, "borderFillIDRef", "BorderFill")),
            header: flag(element, "header", "Header"),
            ..Cell::default()
        };
        place(element, &mut cell);
        while let Some(child) = self.child()? {
            match child.name() {
                "p" | "P" => self.paragraph(&child, kind, &mut cell.blocks)?,
                "tbl" | "TABLE" => self.table(&child, kind, &mut cell.blocks)?,
                "switch" => self.switch(|walker| walker.list(kind, &mut cell.blocks))?,
                _ => {
                    place(&child, &mut cell);
                    self.list(kind, &mut cell.blocks)?;
                }
            }
        }
        grid.column = cell.column.saturating_add(cell.column_span.max(1));
        grid.table.cells.push(cell);
        Ok(())
    }
}

/// Takes what an element says of a cell's place: the cell itself in HWPML, `cellAddr` and `cellSpan` in HWPX.
fn place(element: &Element<'_>, cell: &mut Cell) {
    if matches!(element.name(), "cellAddr" | "CELL" | "tc") {
        cell.row = number(element, "rowAddr", "RowAddr").unwrap_or(cell.row);
        cell.column = number(element, "colAddr", "ColAddr").unwrap_or(cell.column);
    }
    if matches!(element.name(), "cellSpan" | "CELL" | "tc") {
        cell.row_span = number(element, "rowSpan", "RowSpan").unwrap_or(cell.row_span);
        cell.column_span = number(element, "colSpan", "ColSpan").unwrap_or(cell.column_span);
    }
}

/// The number of a note with the sign behind it, which is given as its code.
fn note_number(element: &Element<'_>) -> Option<String> {
    let n = number(element, "number", "Number")?;
    let suffix = number(element, "suffixChar", "SuffixChar").and_then(char::from_u32).filter(|&c| c > ' ');
    Some(suffix.map_or_else(|| n.to_string(), |c| format!("{n}{c}")))
}

/// The paragraphs of blocks, those of tables row by row.
fn paragraphs(blocks: Vec<Block>) -> Vec<Paragraph> {
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => out.push(paragraph),
            Block::Table(table) => {
                out.extend(table.caption);
                out.extend(table.cells.into_iter().flat_map(|cell| paragraphs(cell.blocks)));
            }
        }
    }
    out
}

/// A table while it is read.
#[derive(Default)]
struct Grid {
    table: Table,
    /// Where a cell without an address stands.
    row: u32,
    column: u32,
    zones: Vec<Zone>,
}

/// Cells that a border fill covers as one.
struct Zone {
    rows: (u32, u32),
    columns: (u32, u32),
    fill: [u8; 3],
}

impl Grid {
    fn zone(&mut self, element: &Element<'_>, head: &Head) {
        let Some(fill) = head.fill(number(element, "borderFillIDRef", "BorderFill")) else {
            return;
        };
        let at = |hwpx, hwpml| number(element, hwpx, hwpml).unwrap_or(0);
        let rows = (at("startRowAddr", "StartRowAddr"), at("endRowAddr", "EndRowAddr"));
        let columns = (at("startColAddr", "StartColAddr"), at("endColAddr", "EndColAddr"));
        if self.zones.len() < MOST_ZONES {
            self.zones.push(Zone { rows, columns, fill });
        }
    }

    fn finish(mut self) -> Table {
        for cell in &mut self.table.cells {
            let within = |z: &&Zone| (z.rows.0..=z.rows.1).contains(&cell.row) && (z.columns.0..=z.columns.1).contains(&cell.column);
            if let Some(zone) = self.zones.iter().rev().find(within) {
                cell.fill = Some(zone.fill);
            }
        }
        self.table.settle();
        self.table
    }
}

/// A paragraph while it is read, and the objects in it.
#[derive(Default)]
struct Line {
    paragraph: Paragraph,
    /// What stands before it, until it is counted.
    heading: Option<Heading>,
    /// The paragraph has more than blanks.
    has_text: bool,
    /// Some of its text is not bold.
    has_plain: bool,
    run_bold: bool,
    /// Where text begins that was deleted while changes were tracked, and whether there is text before it.
    deleted_from: Option<(usize, bool)>,
    /// Objects before any text, and the others.
    before: Vec<Block>,
    after: Vec<Block>,
}

impl Line {
    fn push(&mut self, text: &str) {
        glyphs::push(&mut self.paragraph.text, text);
        if !text.trim().is_empty() {
            self.has_text = true;
            self.has_plain |= !self.run_bold;
        }
    }

    /// A deletion ends. One that does not end within its paragraph is kept.
    fn delete(&mut self) {
        if let Some((from, has_text)) = self.deleted_from.take() {
            self.paragraph.text.truncate(from);
            self.has_text = has_text;
        }
    }

    /// A paragraph of its own with this text.
    fn block(&self, text: &str) -> Block {
        let mut shown = String::new();
        glyphs::push(&mut shown, text);
        Block::Paragraph(Paragraph { text: shown, kind: self.paragraph.kind, ..Paragraph::default() })
    }

    fn place(&mut self, blocks: Vec<Block>) {
        if self.has_text { self.after.extend(blocks) } else { self.before.extend(blocks) }
    }

    /// Appends the objects before the text, the paragraph, what it refers to, and the other objects. A paragraph of nothing
    /// but objects is none.
    fn finish(mut self, asides: Vec<Block>, out: &mut Vec<Block>) {
        let first = out.len();
        let page_break = self.paragraph.page_break;
        let objects_alone = !self.has_text && !self.before.is_empty();
        self.paragraph.bold = self.has_text && !self.has_plain;
        self.paragraph.page_break = false;
        out.append(&mut self.before);
        if !objects_alone {
            out.push(Block::Paragraph(self.paragraph));
        }
        out.extend(asides);
        out.append(&mut self.after);
        match out.get_mut(first) {
            Some(Block::Paragraph(paragraph)) => paragraph.page_break |= page_break,
            Some(Block::Table(table)) => table.page_break |= page_break,
            None => {}
        }
    }
}
