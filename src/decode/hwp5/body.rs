//! Paragraphs, tables and what is anchored in them, from the records of a section.
//!
//! In: the unfolded bytes of a section. Out: blocks in reading order. A paragraph's records are its head, its text, and one
//! `CTRL_HEADER` for each control in its text, in their order; the records of a control come behind its head with a higher
//! level. Paragraphs of a cell, caption or box stand behind their `LIST_HEADER` at the same level.
//!
//! Promises: records are walked once, from front to back; nesting is counted against `max_table_depth` (a cell, a box, a
//! note each are one step); cells and paragraphs are counted. Where a file breaks the order, text is kept where it is found.

use super::doc_info::{DocInfo, Head, ParaShape};
use super::record::{Record, Records, tag};
use super::text::{self, Text};
use crate::decode::container::{Budget, over};
use crate::decode::hangul::numbering::{Counters, NumberFormat};
use crate::decode::structure::{Block, Cell, Kind, Paragraph, Table};
use crate::diag::Diagnostic;

/// Most paragraphs of a document. The longest of 760 HWP and HWPX files has under 20,000.
const MOST_PARAGRAPHS: u64 = 2_000_000;

/// Most zones of a table that are looked at. The most seen in a file are 16.
const MOST_ZONES: usize = 256;

/// Counters of outlines are kept apart from those of numberings, which have ids of 16 bits.
const OUTLINE_COUNTERS: u32 = 1 << 16;

/// Kinds of automatic numbers (자동 번호): pages, footnotes, endnotes, pictures, tables, equations.
const AUTO_KINDS: usize = 16;
const AUTO_FOOTNOTE: usize = 1;
const AUTO_ENDNOTE: usize = 2;

/// What reads the sections of a document, one after the other.
#[derive(Debug)]
pub struct Body<'a, 'b> {
    info: &'a DocInfo,
    budget: &'a mut Budget<'b>,
    counters: Counters,
    automatic: [u32; AUTO_KINDS],
    outline: u32,
    paragraphs: u64,
    nesting: usize,
    cells: usize,
    in_note: bool,
    notes: Vec<Block>,
}

/// A paragraph while its controls are read.
#[derive(Default)]
struct Open {
    text: Text,
    mark: Option<String>,
    /// Controls read so far.
    controls: usize,
    /// Text that controls put into the paragraph's, and where.
    inserts: Vec<(usize, String)>,
    before: Vec<Block>,
    after: Vec<Block>,
}

/// A zone of cells with a fill of its own: first row and column, last row and column.
struct Zone {
    from: (u32, u32),
    to: (u32, u32),
    fill: [u8; 3],
}

impl<'a, 'b> Body<'a, 'b> {
    /// For a document with these definitions.
    pub fn new(info: &'a DocInfo, budget: &'a mut Budget<'b>) -> Self {
        Self {
            info,
            budget,
            counters: Counters::default(),
            automatic: [0; AUTO_KINDS],
            outline: 0,
            paragraphs: 0,
            nesting: 0,
            cells: 0,
            in_note: false,
            notes: Vec::new(),
        }
    }

    /// The budget, for parts that are unfolded between the sections.
    pub fn budget(&mut self) -> &mut Budget<'b> {
        self.budget
    }

    /// Reads a section; gives whether its records were whole and in order. Sections after the first begin on a page of their own.
    pub fn section(&mut self, bytes: &[u8], out: &mut Vec<Block>) -> Result<bool, Diagnostic> {
        let mut records = Records::new(bytes);
        let (first, start) = (out.is_empty(), out.len());
        // Everything in a section belongs to a paragraph; zeros that fill up the end are no loss.
        let mut lost = false;
        while let Some(record) = records.peek() {
            if record.tag == tag::PARA_HEADER {
                self.paragraph(&mut records, out)?;
            } else {
                lost |= record.tag != 0;
                records.next();
            }
        }
        if let Some(block) = out.get_mut(start).filter(|_| !first) {
            break_page(block);
        }
        Ok(!records.is_cut() && !lost)
    }

    /// Paragraphs of a cell, box or note, behind their head at `level`.
    fn list(&mut self, records: &mut Records<'_>, level: u16, out: &mut Vec<Block>) -> Result<(), Diagnostic> {
        self.nesting += 1;
        self.budget.check_table_depth("the document", self.nesting)?;
        while let Some(record) = records.peek().filter(|r| r.level >= level) {
            if record.tag == tag::PARA_HEADER {
                self.paragraph(records, out)?;
            } else if record.level == level {
                break;
            } else {
                records.next();
            }
        }
        self.nesting -= 1;
        Ok(())
    }

    fn paragraph(&mut self, records: &mut Records<'_>, out: &mut Vec<Block>) -> Result<(), Diagnostic> {
        let Some(head) = records.next() else { return Ok(()) };
        self.paragraphs += 1;
        if self.paragraphs > MOST_PARAGRAPHS {
            return Err(over("the document", "it has more paragraphs than", "문단 수가", "MOST_PARAGRAPHS", MOST_PARAGRAPHS));
        }
        let shape = self.info.paragraph(head.u16(8).unwrap_or(0));
        let mut open = Open { text: self.text(records, head.level), ..Open::default() };
        self.find_outline(records, head.level);
        open.mark = self.mark(shape);
        while let Some(record) = records.peek().filter(|r| r.level > head.level && r.tag != tag::PARA_HEADER) {
            records.next();
            match record.tag {
                tag::CTRL_HEADER => self.control(records, &record, &mut open)?,
                // A list outside a control is a memo's.
                tag::LIST_HEADER => self.apart(records, record.level, Kind::Comment, &mut open.after)?,
                _ => {}
            }
        }
        let at = out.len();
        open.close(shape, out);
        // Bits of the break before: 1 section, 2 columns, 4 page, 8 column.
        if head.u8(11).unwrap_or(0) & 4 != 0
            && let Some(block) = out.get_mut(at)
        {
            break_page(block);
        }
        if self.cells == 0 && !self.in_note {
            out.append(&mut self.notes);
        }
        Ok(())
    }

    /// The records of a paragraph before its controls.
    fn text(&self, records: &mut Records<'_>, level: u16) -> Text {
        let (mut units, mut shapes): (&[u8], &[u8]) = (&[], &[]);
        while let Some(record) = records.peek().filter(|r| r.level > level) {
            match record.tag {
                tag::PARA_TEXT => units = record.data,
                tag::PARA_CHAR_SHAPE => shapes = record.data,
                tag::PARA_LINE_SEG | tag::PARA_RANGE_TAG => {}
                _ => break,
            }
            records.next();
        }
        text::read(units, shapes, self.info)
    }

    /// A section's definition is the first control of its first paragraph, and names the numbering of the outline.
    fn find_outline(&mut self, records: &Records<'_>, level: u16) {
        let definition = records.peek().filter(|r| r.tag == tag::CTRL_HEADER && r.level > level && name(r) == *b"secd");
        if let Some(id) = definition.and_then(|r| r.u16(18)) {
            self.outline = u32::from(id);
        }
    }

    fn mark(&mut self, shape: ParaShape) -> Option<String> {
        let (id, counters) = match shape.head {
            Head::None => return None,
            Head::Bullet(id) => return self.info.bullet(id).map(str::to_owned),
            Head::Number(id) => (id, id),
            Head::Outline => (self.outline, self.outline | OUTLINE_COUNTERS),
        };
        self.counters.next(counters, self.info.numbering(id)?, usize::from(shape.level))
    }

    /// Reads a control whose head was taken, to its end.
    fn control(&mut self, records: &mut Records<'_>, head: &Record<'_>, open: &mut Open) -> Result<(), Diagnostic> {
        let at = open.next_anchor();
        let mut blocks = Vec::new();
        match &name(head) {
            b"tbl " => self.table(records, head.level, &mut blocks)?,
            b"secd" | b"head" => self.lists(records, head.level, Kind::Header, &mut blocks)?,
            b"foot" => self.lists(records, head.level, Kind::Footer, &mut blocks)?,
            b"tcmt" => self.lists(records, head.level, Kind::Comment, &mut blocks)?,
            b"fn  " | b"en  " => self.note(records, head.level)?,
            b"eqed" => self.equation(records, head.level, at, open, &mut blocks)?,
            b"atno" => self.automatic_number(head, at, open),
            b"nwno" => self.new_number(head),
            b"tcps" => open.inserts.extend(head.string(4).map(|(composed, _)| (at, shown(&composed)))),
            b"tdut" => open.inserts.extend(ruby(head).map(|text| (at, text))),
            _ => self.lists(records, head.level, Kind::Body, &mut blocks)?,
        }
        while records.peek().is_some_and(|r| r.level > head.level) {
            records.next();
        }
        open.put(at, blocks);
        Ok(())
    }

    /// The lists of paragraphs under a control, whatever it is: captions and boxes of drawings, headers, comments.
    fn lists(&mut self, records: &mut Records<'_>, level: u16, kind: Kind, out: &mut Vec<Block>) -> Result<(), Diagnostic> {
        while let Some(record) = records.peek().filter(|r| r.level > level) {
            match record.tag {
                // A paragraph without a head of its list is kept too.
                tag::PARA_HEADER => self.apart(records, record.level, kind, out)?,
                tag::LIST_HEADER => {
                    records.next();
                    self.apart(records, record.level, kind, out)?;
                }
                tag::SHAPE_TEXT_ART => {
                    records.next();
                    out.extend(text_art(&record).map(|text| Block::Paragraph(Paragraph { kind, ..Paragraph::body(text) })));
                }
                _ => {
                    records.next();
                }
            }
        }
        Ok(())
    }

    /// A list of paragraphs of a kind; those in its tables are of that kind, too.
    fn apart(&mut self, records: &mut Records<'_>, level: u16, kind: Kind, out: &mut Vec<Block>) -> Result<(), Diagnostic> {
        if kind == Kind::Body {
            return self.list(records, level, out);
        }
        let mut blocks = Vec::new();
        self.list(records, level, &mut blocks)?;
        set_kind(&mut blocks, kind);
        out.append(&mut blocks);
        Ok(())
    }

    /// A footnote (각주) or endnote (미주) waits until the paragraph or the outermost table it is anchored in has ended.
    fn note(&mut self, records: &mut Records<'_>, level: u16) -> Result<(), Diagnostic> {
        let was_in_note = std::mem::replace(&mut self.in_note, true);
        let mut blocks = Vec::new();
        self.lists(records, level, Kind::Note, &mut blocks)?;
        self.in_note = was_in_note;
        self.notes.append(&mut blocks);
        Ok(())
    }

    fn equation(
        &mut self,
        records: &mut Records<'_>,
        level: u16,
        at: usize,
        open: &mut Open,
        out: &mut Vec<Block>,
    ) -> Result<(), Diagnostic> {
        while let Some(record) = records.peek().filter(|r| r.level > level) {
            if record.tag == tag::LIST_HEADER {
                self.lists(records, level, Kind::Body, out)?;
                continue;
            }
            if record.tag == tag::EQEDIT {
                open.inserts.extend(record.string(4).map(|(script, _)| (at, script)));
            }
            records.next();
        }
        Ok(())
    }

    /// An automatic number stands in the text with what surrounds it; at the start of a note it is the note's mark.
    fn automatic_number(&mut self, head: &Record<'_>, at: usize, open: &mut Open) {
        let attributes = head.u32(4).unwrap_or(0);
        let kind = (attributes & 15) as usize;
        let saved = u32::from(head.u16(8).unwrap_or(0));
        let n = if saved > 0 { saved } else { self.automatic[kind].saturating_add(1) };
        self.automatic[kind] = n;
        let around = |at| head.u16(at).filter(|&c| c >= 32).and_then(|c| char::from_u32(u32::from(c)));
        let format = NumberFormat::from_code((attributes >> 4 & 0xff) as u8);
        let mut text = String::new();
        text.extend(around(12));
        // A sign of the author's choice stands for the number.
        match around(10) {
            Some(sign) => text.push(sign),
            None => text.push_str(&format.render(n)),
        }
        text.extend(around(14));
        let is_notes = matches!(kind, AUTO_FOOTNOTE | AUTO_ENDNOTE);
        if self.in_note && is_notes && open.mark.is_none() && !open.has_text_before(at) {
            open.mark = Some(text);
        } else {
            open.inserts.push((at, text));
        }
    }

    /// Numbers of a kind go on from here (새 번호).
    fn new_number(&mut self, head: &Record<'_>) {
        let kind = (head.u32(4).unwrap_or(0) & 15) as usize;
        self.automatic[kind] = u32::from(head.u16(8).unwrap_or(1)).saturating_sub(1);
    }

    fn table(&mut self, records: &mut Records<'_>, level: u16, out: &mut Vec<Block>) -> Result<(), Diagnostic> {
        let mut table = Table::default();
        let (mut zones, mut begun) = (Vec::new(), false);
        while let Some(record) = records.peek().filter(|r| r.level > level) {
            records.next();
            match record.tag {
                tag::TABLE => {
                    begun = true;
                    table.rows = u32::from(record.u16(4).unwrap_or(0));
                    table.columns = u32::from(record.u16(6).unwrap_or(0));
                    zones = self.zones(&record);
                }
                tag::LIST_HEADER if begun => {
                    let cell = self.cell(records, &record)?;
                    table.cells.push(cell);
                }
                tag::LIST_HEADER => self.caption(records, record.level, &mut table.caption)?,
                _ => {}
            }
        }
        shade(&mut table.cells, &zones);
        table.settle();
        out.push(Block::Table(table));
        Ok(())
    }

    fn caption(&mut self, records: &mut Records<'_>, level: u16, out: &mut Vec<Paragraph>) -> Result<(), Diagnostic> {
        let (mut blocks, mut flat) = (Vec::new(), Vec::new());
        self.cells += 1;
        self.list(records, level, &mut blocks)?;
        self.cells -= 1;
        flatten(blocks, Kind::Body, &mut flat);
        out.extend(flat.into_iter().filter_map(|b| match b {
            Block::Paragraph(paragraph) => Some(paragraph),
            Block::Table(_) => None,
        }));
        Ok(())
    }

    fn cell(&mut self, records: &mut Records<'_>, head: &Record<'_>) -> Result<Cell, Diagnostic> {
        const HEADER_CELL: u32 = 1 << 18;
        self.budget.take_cell()?;
        let number = |at| u32::from(head.u16(at).unwrap_or(0));
        let mut cell = Cell {
            row: number(10),
            column: number(8),
            row_span: number(14),
            column_span: number(12),
            fill: head.u16(32).and_then(|id| self.info.fill(id)),
            header: head.u32(4).unwrap_or(0) & HEADER_CELL != 0,
            blocks: Vec::new(),
        };
        self.cells += 1;
        self.list(records, head.level, &mut cell.blocks)?;
        self.cells -= 1;
        Ok(cell)
    }

    /// Zones stand behind the heights of the rows and the table's own fill.
    fn zones(&self, record: &Record<'_>) -> Vec<Zone> {
        let at = 18 + 2 * usize::from(record.u16(4).unwrap_or(0)) + 2;
        let count = usize::from(record.u16(at).unwrap_or(0)).min(MOST_ZONES);
        let zone = |place: usize| {
            let number = |field: usize| record.u16(at + 2 + 10 * place + 2 * field);
            Some(Zone {
                from: (u32::from(number(1)?), u32::from(number(0)?)),
                to: (u32::from(number(3)?), u32::from(number(2)?)),
                fill: self.info.fill(number(4)?)?,
            })
        };
        (0..count).filter_map(zone).collect()
    }
}

impl Open {
    /// Where the next control stands in the text; its end where the text knows of no more.
    fn next_anchor(&mut self) -> usize {
        let at = self.text.anchors.get(self.controls).copied().unwrap_or(self.text.text.len());
        self.controls += 1;
        at
    }

    fn has_text_before(&self, at: usize) -> bool {
        !self.inserts.is_empty() || self.text.text.find(|c: char| !c.is_whitespace()).is_some_and(|first| first < at)
    }

    /// Objects before any text come before the paragraph, others behind it: words are not torn apart.
    fn put(&mut self, at: usize, blocks: Vec<Block>) {
        if blocks.is_empty() {
            return;
        }
        if self.has_text_before(at) { self.after.extend(blocks) } else { self.before.extend(blocks) }
    }

    fn close(mut self, shape: ParaShape, out: &mut Vec<Block>) {
        let text = self.spliced();
        let objects = !self.before.is_empty() || !self.after.is_empty();
        out.append(&mut self.before);
        if !objects || !text.trim().is_empty() {
            out.push(Block::Paragraph(Paragraph {
                text,
                mark: self.mark,
                outline: (shape.head == Head::Outline).then_some(shape.level),
                indent: shape.indent,
                bold: self.text.bold,
                ..Paragraph::default()
            }));
        }
        out.append(&mut self.after);
    }

    /// The text with what controls put into it.
    fn spliced(&mut self) -> String {
        let text = std::mem::take(&mut self.text.text);
        if self.inserts.is_empty() {
            return text;
        }
        let (mut out, mut done) = (String::with_capacity(text.len()), 0);
        for (at, insert) in &self.inserts {
            // Anchors come in order.
            out.push_str(&text[done..*at]);
            out.push_str(insert);
            done = *at;
        }
        out.push_str(&text[done..]);
        out
    }
}

/// A control's name: four letters, the last first.
fn name(head: &Record<'_>) -> [u8; 4] {
    head.u32(0).unwrap_or(0).to_be_bytes()
}

/// Main text with the small text (덧말) above or below it in brackets.
fn ruby(head: &Record<'_>) -> Option<String> {
    let (main, end) = head.string(4)?;
    let small = head.string(end).map(|(small, _)| small).unwrap_or_default();
    Some(if small.trim().is_empty() { shown(&main) } else { format!("{}({})", shown(&main), shown(&small)) })
}

/// Text of a text art (글맵시), behind the four corners of its shape.
fn text_art(record: &Record<'_>) -> Option<String> {
    let (text, end) = record.string(32)?;
    // The name of its font follows; without one, the place is not the text's.
    record.string(end)?;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    (!text.trim().is_empty() && !text.chars().any(|c| c.is_control() && c != '\n')).then(|| shown(&text))
}

fn shown(text: &str) -> String {
    let mut out = String::new();
    text.chars().for_each(|c| text::push_char(&mut out, c));
    out
}

fn shade(cells: &mut [Cell], zones: &[Zone]) {
    for cell in cells {
        let covers = |z: &&Zone| (z.from.0..=z.to.0).contains(&cell.row) && (z.from.1..=z.to.1).contains(&cell.column);
        if let Some(zone) = zones.iter().rev().find(covers) {
            cell.fill = Some(zone.fill);
        }
    }
}

fn break_page(block: &mut Block) {
    match block {
        Block::Paragraph(paragraph) => paragraph.page_break = true,
        Block::Table(table) => table.page_break = true,
    }
}

/// Makes body paragraphs ones of a kind. A comment in a header stays a comment.
fn set_kind(blocks: &mut [Block], kind: Kind) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) if paragraph.kind == Kind::Body => paragraph.kind = kind,
            Block::Paragraph(_) => {}
            Block::Table(table) => {
                table.caption.iter_mut().filter(|p| p.kind == Kind::Body).for_each(|p| p.kind = kind);
                table.cells.iter_mut().for_each(|cell| set_kind(&mut cell.blocks, kind));
            }
        }
    }
}

/// Paragraphs of a kind from blocks, tables cell by cell.
fn flatten(blocks: Vec<Block>, kind: Kind, out: &mut Vec<Block>) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                // A comment in a header stays a comment.
                let kind = if paragraph.kind == Kind::Body { kind } else { paragraph.kind };
                out.push(Block::Paragraph(Paragraph { kind, ..paragraph }));
            }
            Block::Table(table) => {
                flatten(table.caption.into_iter().map(Block::Paragraph).collect(), kind, out);
                for cell in table.cells {
                    flatten(cell.blocks, kind, out);
                }
            }
        }
    }
}
