//! From the elements of a part (the body, a header, the notes) to paragraphs and tables.
//!
//! The elements come as a flat stream; what is open stands on a stack of [`End`]s, so that nothing recurses.

use rustc_hash::FxHashMap;

use super::numbering::Numbering;
use super::shading;
use super::styles::{Properties, Styles, is_on, number, value};
use super::symbols;
use super::table::{Builder, Merge};
use crate::decode::container::Budget;
use crate::decode::container::xml::{Element, Event, Reader};
use crate::decode::hangul::glyphs;
use crate::decode::structure::{Block, Kind, Paragraph};
use crate::diag::Diagnostic;

/// Notes or comments by their ids.
pub type Notes = FxHashMap<String, Vec<Block>>;

/// What a document says beside its body.
#[derive(Debug, Default)]
pub struct Around {
    /// Styles.
    pub styles: Styles,
    /// Numberings.
    pub numbering: Numbering,
    /// Footnotes, endnotes and comments that were not referred to yet.
    pub footnotes: Notes,
    /// See `footnotes`.
    pub endnotes: Notes,
    /// See `footnotes`.
    pub comments: Notes,
}

/// What a part holds.
#[derive(Debug, Default)]
pub struct Part {
    /// Its blocks; those of notes and comments where it has ids.
    pub blocks: Vec<Block>,
    /// The notes or comments of a part that holds such.
    pub notes: Notes,
    /// It was not well-formed.
    pub damaged: bool,
}

/// Reads a part.
pub fn read(text: &str, name: &str, kind: Kind, around: &mut Around, budget: &mut Budget<'_>) -> Result<Part, Diagnostic> {
    let mut reader = Reader::new(text, name);
    let mut walker = Walker {
        around,
        kind,
        ends: Vec::new(),
        flows: vec![Flow::default()],
        tables: Vec::new(),
        choices: Vec::new(),
        behind: Vec::new(),
        notes: Notes::default(),
        section_start: 0,
        section: false,
    };
    loop {
        match reader.next(budget)? {
            Event::Start(element) => walker.start(&element, &mut reader, budget, name)?,
            Event::End => walker.end(),
            Event::Text(_) => {}
            Event::Done => break,
        }
    }
    let mut blocks = walker.flows.pop().unwrap_or_default().blocks;
    blocks.append(&mut walker.behind);
    Ok(Part { blocks, notes: walker.notes, damaged: reader.is_damaged() })
}

/// What the end of an element ends.
#[derive(Clone, Debug, PartialEq, Eq)]
enum End {
    Nothing,
    Paragraph,
    Run,
    /// Content with paragraphs of its own inside a paragraph.
    Box,
    Table,
    Cell,
    Alternate,
    /// A note or comment with its id.
    Note(String),
}

/// Where blocks go.
#[derive(Debug, Default)]
struct Flow {
    blocks: Vec<Block>,
    paragraph: Option<Open>,
    page_break: bool,
}

/// A paragraph that is being read.
#[derive(Debug, Default)]
struct Open {
    properties: Properties,
    text: String,
    hidden: String,
    run: Properties,
    in_run: bool,
    /// Text that is bold, and text that is not.
    bold: bool,
    plain: bool,
    page_break: bool,
    /// A page break came behind the text.
    broken: bool,
    /// Objects that came before any text, and behind some.
    before: Vec<Block>,
    objects: Vec<Block>,
}

impl Open {
    fn push(&mut self, text: &str, styled_bold: bool) {
        if self.run.hidden == Some(true) {
            self.hidden.push_str(text);
            return;
        }
        if std::mem::take(&mut self.broken) {
            self.text.push('\n');
        }
        glyphs::push(&mut self.text, text);
        if !text.trim().is_empty() {
            let bold = self.run.bold.unwrap_or(styled_bold);
            self.bold |= bold;
            self.plain |= !bold;
        }
    }

    fn add_objects(&mut self, blocks: Vec<Block>) {
        if self.text.is_empty() { self.before.extend(blocks) } else { self.objects.extend(blocks) }
    }
}

struct Walker<'a> {
    around: &'a mut Around,
    kind: Kind,
    ends: Vec<End>,
    flows: Vec<Flow>,
    tables: Vec<Builder>,
    /// Whether the first choice of each open alternative was taken.
    choices: Vec<bool>,
    /// Notes and comments that wait for the end of the paragraph or the outermost table.
    behind: Vec<Block>,
    notes: Notes,
    /// Where the section begins; set before the end of one is known.
    section_start: usize,
    /// A section ends with the open paragraph.
    section: bool,
}

impl Walker<'_> {
    fn flow(&mut self) -> &mut Flow {
        if self.flows.is_empty() {
            self.flows.push(Flow::default());
        }
        let last = self.flows.len() - 1;
        &mut self.flows[last]
    }

    fn open(&mut self) -> Option<&mut Open> {
        self.flow().paragraph.as_mut()
    }

    fn start(&mut self, element: &Element<'_>, reader: &mut Reader<'_>, budget: &mut Budget<'_>, part: &str) -> Result<(), Diagnostic> {
        let end = match element.name() {
            // What was deleted or stood elsewhere, field codes, and what was so before a change.
            "del" | "moveFrom" | "delText" | "instrText" | "delInstrText" | "sdtPr" | "sdtEndPr" | "rt" | "tblGrid" | "pPrChange"
            | "rPrChange" | "tblPrChange" | "tcPrChange" | "trPrChange" | "sectPrChange" | "tblPrExChange" | "numberingChange" => {
                return reader.skip(budget);
            }
            "AlternateContent" => {
                self.choices.push(false);
                End::Alternate
            }
            "Choice" | "Fallback" => match self.choices.last_mut() {
                Some(taken) if *taken => return reader.skip(budget),
                taken => {
                    taken.into_iter().for_each(|t| *t = true);
                    End::Nothing
                }
            },
            "t" => {
                let text = reader.text(budget)?;
                self.push(&text);
                return Ok(());
            }
            "p" => self.begin_paragraph(),
            "pPr" => {
                self.paragraph_properties(reader, budget)?;
                return Ok(());
            }
            "r" => {
                if let Some(open) = self.open() {
                    (open.run, open.in_run) = (Properties::default(), true);
                }
                End::Run
            }
            "rPr" => {
                self.run_properties(reader, budget)?;
                return Ok(());
            }
            "txbxContent" => {
                self.flows.push(Flow::default());
                End::Box
            }
            "tbl" => {
                budget.check_table_depth(part, self.tables.len() + 1)?;
                self.tables.push(Builder::default());
                End::Table
            }
            "tr" | "tblPr" | "trPr" | "tcPr" if !self.tables.is_empty() => {
                self.table_part(element, reader, budget)?;
                if element.name() != "tr" {
                    return Ok(());
                }
                End::Nothing
            }
            "tc" if !self.tables.is_empty() => {
                budget.take_cell()?;
                if let Some(builder) = self.tables.last_mut() {
                    builder.begin_cell();
                }
                self.flows.push(Flow::default());
                End::Cell
            }
            "footnote" | "endnote" | "comment" => {
                self.flows.push(Flow::default());
                End::Note(note_id(element))
            }
            "sectPr" => {
                self.section(reader, budget)?;
                return Ok(());
            }
            _ => {
                self.run_content(element);
                End::Nothing
            }
        };
        self.ends.push(end);
        Ok(())
    }

    fn end(&mut self) {
        match self.ends.pop() {
            Some(End::Paragraph) => self.end_paragraph(),
            Some(End::Run) => {
                if let Some(open) = self.open() {
                    (open.run, open.in_run) = (Properties::default(), false);
                }
            }
            Some(End::Box) => {
                let blocks = self.end_flow();
                self.place(blocks);
            }
            Some(End::Cell) => {
                let blocks = self.end_flow();
                match self.tables.last_mut() {
                    Some(builder) => builder.end_cell(blocks),
                    None => self.place(blocks),
                }
            }
            Some(End::Table) => self.end_table(),
            Some(End::Alternate) => {
                self.choices.pop();
            }
            Some(End::Note(id)) => {
                let blocks = self.end_flow();
                if !id.is_empty() {
                    self.notes.insert(id, blocks);
                }
            }
            Some(End::Nothing) | None => {}
        }
    }

    /// Ends a flow, with the paragraph that is open in it.
    fn end_flow(&mut self) -> Vec<Block> {
        self.end_paragraph();
        self.flows.pop().unwrap_or_default().blocks
    }

    /// Puts objects where they stand: in the open paragraph, or between the paragraphs.
    fn place(&mut self, blocks: Vec<Block>) {
        let flow = self.flow();
        match &mut flow.paragraph {
            Some(open) => open.add_objects(blocks),
            None => flow.blocks.extend(blocks),
        }
        self.release();
    }

    /// Puts notes and comments behind the paragraph or table that has ended, unless it is within another.
    fn release(&mut self) {
        if self.flows.len() == 1 && self.tables.is_empty() && self.flows[0].paragraph.is_none() {
            let behind = std::mem::take(&mut self.behind);
            self.flows[0].blocks.extend(behind);
        }
    }

    fn push(&mut self, text: &str) {
        let styles = &self.around.styles;
        let Some(open) = self.flows.last_mut().and_then(|f| f.paragraph.as_mut()) else { return };
        let by_character = styles.get(open.run.style.as_deref());
        let bold = by_character.bold.or_else(|| styles.paragraph(open.properties.style.as_deref()).bold);
        open.run.hidden = open.run.hidden.or(by_character.hidden);
        open.push(text, bold.unwrap_or(false));
    }

    fn run_content(&mut self, element: &Element<'_>) {
        if !self.open().is_some_and(|o| o.in_run) {
            return;
        }
        match element.name() {
            "tab" | "ptab" => self.push("\t"),
            "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "softHyphen" => self.push("\u{ad}"),
            "br" => match element.attribute("type").as_deref() {
                Some("page") => self.page_break(),
                Some("column") => {}
                _ => self.push("\n"),
            },
            "sym" => {
                let code = element.attribute("char").and_then(|c| u32::from_str_radix(&c, 16).ok()).and_then(char::from_u32);
                let font = element.attribute("font").unwrap_or_default().into_owned();
                if let Some(code) = code {
                    let mut shown = String::new();
                    symbols::push(&mut shown, &font, code.encode_utf8(&mut [0; 4]));
                    self.push(&shown);
                }
            }
            "footnoteReference" => self.refer(element, |around| &mut around.footnotes),
            "endnoteReference" => self.refer(element, |around| &mut around.endnotes),
            "commentReference" => self.refer(element, |around| &mut around.comments),
            _ => {}
        }
    }

    /// Takes the note or comment that is referred to; each is there once.
    fn refer(&mut self, element: &Element<'_>, of: fn(&mut Around) -> &mut Notes) {
        if let Some(blocks) = element.attribute("id").and_then(|id| of(self.around).remove(&*id)) {
            self.behind.extend(blocks);
        }
    }

    fn page_break(&mut self) {
        let Some(open) = self.open() else { return };
        if open.text.is_empty() {
            open.page_break = true;
        } else {
            open.broken = true;
        }
    }

    fn begin_paragraph(&mut self) -> End {
        // A paragraph in a paragraph is content of a drawing.
        if self.flow().paragraph.is_some() {
            self.flows.push(Flow { paragraph: Some(Open::default()), ..Flow::default() });
            return End::Box;
        }
        self.flow().paragraph = Some(Open::default());
        End::Paragraph
    }

    fn paragraph_properties(&mut self, reader: &mut Reader<'_>, budget: &Budget<'_>) -> Result<(), Diagnostic> {
        let mut properties = Properties::default();
        let mut section = false;
        let outside = reader.depth() - 1;
        while reader.depth() > outside {
            match reader.next(budget)? {
                Event::Start(element) => match element.name() {
                    // The properties of the mark at the end are not those of the text.
                    "rPr" | "pPrChange" => reader.skip(budget)?,
                    "sectPr" => {
                        section = true;
                        self.section(reader, budget)?;
                    }
                    _ => {
                        properties.take(&element);
                    }
                },
                Event::Done => break,
                _ => {}
            }
        }
        if section {
            self.section = true;
        }
        if let Some(open) = self.open() {
            open.properties = properties;
        }
        Ok(())
    }

    fn run_properties(&mut self, reader: &mut Reader<'_>, budget: &Budget<'_>) -> Result<(), Diagnostic> {
        let mut properties = Properties::default();
        let outside = reader.depth() - 1;
        while reader.depth() > outside {
            match reader.next(budget)? {
                Event::Start(element) if element.name() == "rPrChange" => reader.skip(budget)?,
                Event::Start(element) => {
                    properties.take(&element);
                }
                Event::Done => break,
                _ => {}
            }
        }
        if let Some(open) = self.open()
            && open.in_run
        {
            open.run = properties;
        }
        Ok(())
    }

    /// The end of a section: its type says whether it began on a new page.
    fn section(&mut self, reader: &mut Reader<'_>, budget: &Budget<'_>) -> Result<(), Diagnostic> {
        let mut continuous = false;
        let outside = reader.depth() - 1;
        while reader.depth() > outside {
            match reader.next(budget)? {
                Event::Start(element) if element.name() == "sectPrChange" => reader.skip(budget)?,
                Event::Start(element) if element.name() == "type" => continuous = value(&element).is_some_and(|v| v == "continuous"),
                Event::Done => break,
                _ => {}
            }
        }
        let start = self.section_start;
        if start == 0 || continuous {
            return Ok(());
        }
        match self.flows.first_mut().and_then(|f| f.blocks.get_mut(start)) {
            Some(Block::Paragraph(paragraph)) => paragraph.page_break = true,
            Some(Block::Table(table)) => table.page_break = true,
            // The section is the open paragraph alone.
            None => {
                if let Some(flow) = self.flows.first_mut() {
                    flow.page_break = true;
                }
            }
        }
        Ok(())
    }

    fn end_paragraph(&mut self) {
        let kind = self.kind;
        let Some(open) = self.flow().paragraph.take() else { return };
        let style = open.properties.style.clone();
        let by_style = self.around.styles.paragraph(style.as_deref());
        let id = open.properties.numbering.or(by_style.numbering).filter(|&id| id != 0);
        // A level of the style counts only where the numbering is the style's.
        let level = open.properties.level.or(if open.properties.numbering.is_none() { by_style.level } else { None });
        let around = &mut *self.around;
        let mark = id.map(|id| around.numbering.next(id, level, style.as_deref(), &around.styles)).unwrap_or_default();
        let indent = open.properties.indent.or(mark.indent).or(by_style.indent).unwrap_or(0);
        let flow = self.flow();
        let page_break = open.page_break
            | open.properties.page_break.or(by_style.page_break).unwrap_or(false)
            | std::mem::replace(&mut flow.page_break, open.broken);
        let only_objects = !(open.before.is_empty() && open.objects.is_empty()) && open.text.trim().is_empty();
        flow.blocks.extend(open.before);
        if !only_objects {
            flow.blocks.push(Block::Paragraph(Paragraph {
                outline: open
                    .properties
                    .outline
                    .map_or(by_style.heading(), |_| open.properties.heading())
                    .filter(|_| !open.text.is_empty()),
                text: open.text,
                mark: mark.text,
                indent,
                bold: open.bold && !open.plain,
                page_break,
                kind,
                places: Vec::new(),
            }));
        }
        flow.blocks.extend(open.objects);
        if !open.hidden.trim().is_empty() {
            flow.blocks.push(Block::Paragraph(Paragraph { kind: Kind::Comment, ..Paragraph::body(open.hidden) }));
        }
        self.release();
        if std::mem::take(&mut self.section) {
            self.section_start = self.flows.first().map_or(0, |f| f.blocks.len());
        }
    }

    fn table_part(&mut self, element: &Element<'_>, reader: &mut Reader<'_>, budget: &Budget<'_>) -> Result<(), Diagnostic> {
        let styles = &self.around.styles;
        let Some(builder) = self.tables.last_mut() else { return Ok(()) };
        if element.name() == "tr" {
            builder.begin_row();
            return Ok(());
        }
        let mut first_row = false;
        let outside = reader.depth() - 1;
        while reader.depth() > outside {
            match reader.next(budget)? {
                Event::Start(element) => match element.name() {
                    "tblPrChange" | "trPrChange" | "tcPrChange" => reader.skip(budget)?,
                    "tblStyle" => {
                        let style = styles.get(value(&element).as_deref());
                        (builder.shade, builder.first_row) = (style.shade.flatten(), style.first_row);
                    }
                    "tblLook" => first_row = shows_first_row(&element),
                    "gridBefore" => builder.skip(number(&element, "val").unwrap_or(0)),
                    "tblHeader" => builder.header = is_on(&element),
                    "del" => builder.deleted = true,
                    name => {
                        if let Some(cell) = builder.cell() {
                            match name {
                                "gridSpan" => cell.span = number(&element, "val").unwrap_or(1),
                                "vMerge" => cell.vertical = merge(&element),
                                "hMerge" => cell.horizontal = merge(&element),
                                "shd" => cell.shade = shading::of(&element),
                                _ => {}
                            }
                        }
                    }
                },
                Event::Done => break,
                _ => {}
            }
        }
        if element.name() == "tblPr" && !first_row {
            builder.first_row = None;
        }
        Ok(())
    }

    fn end_table(&mut self) {
        let Some(mut builder) = self.tables.pop() else { return };
        let flow = self.flow();
        if flow.paragraph.is_none() {
            builder.page_break = std::mem::take(&mut flow.page_break);
        }
        let table = builder.finish();
        let blocks = if table.cells.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
        self.place(blocks);
    }
}

/// The id of a note; none for the lines that part notes from the text.
fn note_id(element: &Element<'_>) -> String {
    let separates = element.attribute("type").is_some_and(|t| t != "normal");
    if separates { String::new() } else { element.attribute("id").unwrap_or_default().into_owned() }
}

fn merge(element: &Element<'_>) -> Merge {
    if value(element).is_some_and(|v| v == "restart") { Merge::Restart } else { Merge::Continue }
}

/// Whether a table shows the first row of its style (17.4.55).
fn shows_first_row(element: &Element<'_>) -> bool {
    let named = element.attribute("firstRow").map(|v| v == "1" || v == "true");
    let by_bits = || value(element).and_then(|v| u32::from_str_radix(&v, 16).ok()).is_some_and(|bits| bits & 0x20 != 0);
    named.unwrap_or_else(by_bits)
}
