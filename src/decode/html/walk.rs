//! From the tree of a page to paragraphs and tables.
//!
//! The tree is walked step by step, without recursion. Inline text gathers in the open line of the innermost [`Flow`]; every
//! block element ends the line before it and its own. White space is collapsed as a browser does (CSS Text 4, 4.3).

use ego_tree::NodeRef;
use scraper::{Html, Node};

use super::lists::{self, List};
use super::portal::Portal;
use super::style::{self, Display, Fill, ListStyle, Sheet, Style};
use super::table::{self, Builder};
use super::tree::{self, Step, attr, is_block, is_silent, name};
use crate::decode::container::Budget;
use crate::decode::hangul::glyphs;
use crate::decode::structure::{Block, Kind, Paragraph, Table};
use crate::diag::Diagnostic;

/// Indentation of one list in another, in 1/100 mm.
const LIST_INDENT: u32 = 400;
/// Characters of a link that may lead past the menus.
const SKIP_LINK: usize = 40;

/// The blocks of a page, in the order of the page.
pub fn blocks(page: &Html, budget: &mut Budget<'_>) -> Result<Vec<Block>, Diagnostic> {
    let mut walker = Walker {
        sheet: sheet_of(page),
        portal: Portal::of(page),
        budget,
        scopes: Vec::new(),
        flows: vec![Flow::default()],
        tables: Vec::new(),
        lists: Vec::new(),
    };
    let mut step = Step::first(page.tree.root());
    while let Some(at) = step {
        let descend = match at {
            Step::Enter(node) => match node.value() {
                Node::Text(text) => {
                    walker.text(text);
                    false
                }
                Node::Element(_) => walker.enter(node)?,
                _ => false,
            },
            Step::Leave(node) => {
                if node.value().is_element() {
                    walker.leave();
                }
                true
            }
        };
        step = at.next(descend);
    }
    walker.flush();
    Ok(walker.flows.pop().unwrap_or_default().blocks)
}

fn sheet_of(page: &Html) -> Sheet {
    let mut sheet = Sheet::default();
    for node in page.tree.nodes().filter(|n| name(*n) == "style") {
        for text in node.children().filter_map(|c| c.value().as_text()) {
            sheet.add(text);
        }
    }
    sheet
}

/// What holds inside an open element.
#[derive(Clone, Copy, Debug, Default)]
struct Scope {
    kind: Kind,
    pre: bool,
    bold: bool,
    outline: Option<u8>,
    indent: u32,
    break_after: bool,
    end: End,
}

/// What the end of an element ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum End {
    /// Nothing.
    #[default]
    Inline,
    /// A block.
    Block,
    /// The term of a pair that is one line.
    Term,
    /// Something in the line that is no part of its text.
    Aside,
    /// A table, and the parts of one.
    Table,
    Caption,
    RowGroup,
    Row,
    Cell,
    /// A table that only lays out the page.
    LayoutTable,
    List,
}

/// Where blocks go: the page, a cell, a caption, an aside.
#[derive(Debug, Default)]
struct Flow {
    blocks: Vec<Block>,
    line: Line,
    /// What stood in the line and is no part of its text.
    asides: Vec<Block>,
    /// The mark of the list item whose text is to come, and whether it is a bullet.
    mark: Option<(String, bool)>,
    page_break: bool,
}

/// A paragraph that is being read.
#[derive(Debug, Default)]
struct Line {
    text: String,
    /// White space came that counts if text follows.
    space: bool,
    /// Text that is bold, and text that is not.
    bold: bool,
    plain: bool,
    breaks: bool,
    /// What pictures stand for.
    alternatives: Vec<String>,
}

impl Line {
    fn push(&mut self, text: &str, bold: bool) {
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '\x0c' => self.space = true,
                _ => {
                    if std::mem::take(&mut self.space) && !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                        self.text.push(' ');
                    }
                    self.text.push(c);
                    self.weigh(c, bold);
                }
            }
        }
    }

    fn push_pre(&mut self, text: &str, bold: bool) {
        self.text.push_str(text);
        text.chars().for_each(|c| self.weigh(c, bold));
    }

    fn weigh(&mut self, c: char, bold: bool) {
        if !c.is_whitespace() {
            self.bold |= bold;
            self.plain |= !bold;
        }
    }

    fn push_break(&mut self) {
        self.space = false;
        self.breaks = true;
        self.text.push('\n');
    }

    /// The text, unless there is no line at all.
    fn finish(&mut self) -> Option<String> {
        let mut text = String::new();
        glyphs::push(&mut text, &std::mem::take(&mut self.text));
        // The last line break of a block opens no line.
        text.truncate(text.trim_end_matches('\n').len());
        if text.is_empty() && !self.alternatives.is_empty() {
            text = self.alternatives.join(" ");
        }
        (!text.is_empty() || self.breaks).then_some(text)
    }
}

struct Walker<'w, 'l> {
    sheet: Sheet,
    portal: Portal,
    budget: &'w mut Budget<'l>,
    scopes: Vec<Scope>,
    flows: Vec<Flow>,
    /// The open tables; none for one that only lays out the page.
    tables: Vec<Option<Builder>>,
    lists: Vec<List>,
}

impl Walker<'_, '_> {
    fn scope(&self) -> Scope {
        self.scopes.last().copied().unwrap_or_default()
    }

    fn flow(&mut self) -> &mut Flow {
        if self.flows.is_empty() {
            self.flows.push(Flow::default());
        }
        let last = self.flows.len() - 1;
        &mut self.flows[last]
    }

    fn builder(&mut self) -> Option<&mut Builder> {
        self.tables.last_mut().and_then(Option::as_mut)
    }

    fn text(&mut self, text: &str) {
        let Scope { pre, bold, .. } = self.scope();
        let line = &mut self.flow().line;
        if pre { line.push_pre(text, bold) } else { line.push(text, bold) }
    }

    /// Enters an element; tells whether its content is walked.
    fn enter(&mut self, node: NodeRef<'_, Node>) -> Result<bool, Diagnostic> {
        let (outer, name) = (self.scope(), name(node));
        if is_silent(name) {
            self.scopes.push(Scope { end: End::Inline, break_after: false, ..outer });
            return Ok(false);
        }
        let style = self.sheet.style(node);
        let mut scope = self.inside(outer, node, &style);
        let block = is_block(name) || style.display == Some(Display::Block);
        scope.end = match name {
            "br" => {
                self.flow().line.push_break();
                End::Inline
            }
            "img" => {
                let alternative = attr(node, "alt").map(str::trim).filter(|a| !a.is_empty());
                self.flow().line.alternatives.extend(alternative.map(str::to_owned));
                End::Inline
            }
            "input" => {
                self.input(node, scope.kind);
                End::Inline
            }
            "select" | "textarea" | "button" => self.begin_aside(),
            "option" | "optgroup" => {
                self.option(node);
                End::Inline
            }
            "table" => self.begin_table(node, outer, &mut scope)?,
            "caption" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" if self.builder().is_some() => {
                self.begin_part(node, &style, &mut scope)?
            }
            "ul" | "ol" | "menu" | "dir" => {
                self.flush_as(outer);
                self.lists.push(List::of(node, style.list));
                End::List
            }
            "dt" if lists::pair(node) => {
                self.flush_as(outer);
                End::Term
            }
            "dd" if tree::previous_element(node).is_some_and(lists::pair) => End::Block,
            _ if block => {
                self.flush_as(outer);
                End::Block
            }
            _ if scope.kind != outer.kind => self.begin_aside(),
            _ => End::Inline,
        };
        if name == "li" {
            let mark = self.lists.last_mut().and_then(|list| list.next(node, style.list));
            self.flow().mark = mark;
        }
        if style.break_before == Some(true) {
            self.flow().page_break = true;
        }
        self.scopes.push(scope);
        Ok(true)
    }

    /// What holds inside an element.
    fn inside(&self, outer: Scope, node: NodeRef<'_, Node>, style: &Style) -> Scope {
        let name = name(node);
        let heading = tree::heading(name).or_else(|| aria_heading(node));
        let bold = style.bold.unwrap_or(outer.bold || heading.is_some() || matches!(name, "b" | "strong" | "th"));
        let indent = match name {
            "td" | "th" | "caption" | "body" => 0,
            "ul" | "ol" | "menu" | "dir" => outer.indent + LIST_INDENT,
            "li" => outer.indent,
            _ => outer.indent.saturating_add(style.indent()),
        };
        Scope {
            kind: self.kind(outer.kind, node, style),
            pre: style.pre.unwrap_or(outer.pre || matches!(name, "pre" | "listing" | "xmp" | "plaintext" | "textarea")),
            bold,
            outline: heading.or(outer.outline),
            indent,
            break_after: style.break_after == Some(true),
            end: End::Inline,
        }
    }

    fn kind(&self, outer: Kind, node: NodeRef<'_, Node>, style: &Style) -> Kind {
        let name = name(node);
        // A page that hides itself until its scripts have run is shown.
        let hidden = (style.is_hidden() || attr(node, "hidden").is_some()) && !matches!(name, "html" | "body");
        if outer == Kind::Comment || hidden {
            return Kind::Comment;
        }
        if matches!(name, "select" | "textarea" | "button") || (name == "a" && is_skip_link(node)) {
            return Kind::Portal;
        }
        match self.portal.begins(node) {
            Some(true) => Kind::Portal,
            Some(false) => Kind::Body,
            None => outer,
        }
    }

    fn leave(&mut self) {
        let Some(scope) = self.scopes.last().copied() else { return };
        match scope.end {
            End::Inline | End::Row => {}
            End::Block => self.flush(),
            End::Term => self.end_term(),
            End::Aside => self.end_aside(),
            End::Table => self.end_table(),
            End::Caption => self.end_caption(),
            End::RowGroup => {
                if let Some(builder) = self.builder() {
                    builder.end_group();
                }
            }
            End::Cell => self.end_cell(),
            End::LayoutTable => {
                self.flush();
                self.tables.pop();
            }
            End::List => {
                self.flush();
                self.lists.pop();
            }
        }
        self.scopes.pop();
        if scope.break_after {
            self.flow().page_break = true;
        }
    }

    /// Ends the line in the scope that is open.
    fn flush(&mut self) {
        self.flush_as(self.scope());
    }

    fn flush_as(&mut self, scope: Scope) {
        let flow = self.flow();
        let mut line = std::mem::take(&mut flow.line);
        if let Some(text) = line.finish() {
            let blank = text.trim().is_empty();
            let mark = if blank { None } else { flow.mark.take() };
            let paragraph = Paragraph {
                mark: mark.filter(|(_, bullet)| !bullet || !lists::has_own_mark(&text)).map(|(mark, _)| mark),
                outline: scope.outline.filter(|_| !blank),
                indent: scope.indent,
                bold: line.bold && !line.plain,
                page_break: std::mem::take(&mut flow.page_break),
                kind: scope.kind,
                places: Vec::new(),
                text,
            };
            flow.blocks.push(Block::Paragraph(paragraph));
        }
        flow.blocks.append(&mut flow.asides);
    }

    fn begin_aside(&mut self) -> End {
        self.flows.push(Flow::default());
        End::Aside
    }

    fn end_aside(&mut self) {
        self.flush();
        let aside = self.flows.pop().unwrap_or_default();
        self.flow().asides.extend(aside.blocks);
    }

    /// A pair of a term and its description is one line: `term : description`.
    fn end_term(&mut self) {
        let line = &mut self.flow().line;
        if line.text.ends_with([':', '：']) {
            line.space = true;
        } else {
            line.space = false;
            line.text.push_str(" : ");
        }
    }

    fn input(&mut self, node: NodeRef<'_, Node>, kind: Kind) {
        let shown = matches!(attr(node, "type").unwrap_or("text"), "text" | "submit" | "button" | "reset" | "search");
        let value = attr(node, "value").map(str::trim).unwrap_or("");
        if shown && !value.is_empty() {
            let kind = if kind == Kind::Comment { kind } else { Kind::Portal };
            self.flow().asides.push(Block::Paragraph(Paragraph { kind, ..Paragraph::body(value) }));
        }
    }

    /// The options of a choice are its lines.
    fn option(&mut self, node: NodeRef<'_, Node>) {
        let line = &mut self.flow().line;
        if !line.text.is_empty() {
            line.push_break();
        }
        if let Some(label) = attr(node, "label") {
            line.push(label, false);
        }
    }

    fn begin_table(&mut self, node: NodeRef<'_, Node>, outer: Scope, scope: &mut Scope) -> Result<End, Diagnostic> {
        self.flush_as(outer);
        self.budget.check_table_depth("the page", self.tables.len() + 1)?;
        if table::is_layout(node) {
            self.tables.push(None);
            return Ok(End::LayoutTable);
        }
        scope.outline = None;
        self.tables.push(Some(Builder::new(scope.kind)));
        Ok(End::Table)
    }

    fn begin_part(&mut self, node: NodeRef<'_, Node>, style: &Style, scope: &mut Scope) -> Result<End, Diagnostic> {
        let name = name(node);
        let fill = style.fill.or_else(|| attr(node, "bgcolor").and_then(style::legacy_colour));
        let Some(builder) = self.builder() else { return Ok(End::Inline) };
        // A part that is not shown takes no place in the table.
        if scope.kind == Kind::Comment && builder.kind != Kind::Comment && matches!(name, "td" | "th" | "caption") {
            return Ok(self.begin_aside());
        }
        Ok(match name {
            "caption" => {
                self.flows.push(Flow::default());
                End::Caption
            }
            "tr" => {
                if scope.kind != Kind::Comment || builder.kind == Kind::Comment {
                    builder.begin_row(fill);
                }
                End::Row
            }
            "td" | "th" => {
                builder.begin_cell(node, fill);
                self.budget.take_cell()?;
                self.flows.push(Flow::default());
                End::Cell
            }
            _ => {
                builder.begin_group(name == "thead", fill);
                End::RowGroup
            }
        })
    }

    fn end_cell(&mut self) {
        self.flush();
        let content = self.flows.pop().unwrap_or_default();
        match self.builder() {
            Some(builder) => builder.end_cell(content.blocks),
            None => self.flow().blocks.extend(content.blocks),
        }
    }

    fn end_caption(&mut self) {
        self.flush();
        let content = self.flows.pop().unwrap_or_default();
        for block in content.blocks {
            match (block, self.builder()) {
                (Block::Paragraph(paragraph), Some(builder)) => builder.table.caption.push(paragraph),
                (block, _) => self.flow().blocks.push(block),
            }
        }
    }

    fn end_table(&mut self) {
        let Some(Some(builder)) = self.tables.pop() else { return };
        let flow = self.flow();
        let mut table: Table = builder.finish();
        if table.cells.is_empty() {
            flow.blocks.extend(table.caption.into_iter().map(Block::Paragraph));
        } else {
            table.page_break = std::mem::take(&mut flow.page_break);
            flow.blocks.push(Block::Table(table));
        }
        flow.blocks.append(&mut flow.asides);
    }
}

fn aria_heading(node: NodeRef<'_, Node>) -> Option<u8> {
    let level = attr(node, "aria-level").and_then(|l| l.parse::<u8>().ok()).unwrap_or(2);
    (attr(node, "role") == Some("heading")).then(|| level.clamp(1, 6) - 1)
}

/// Whether a link only leads past the menus (본문 바로가기).
fn is_skip_link(node: NodeRef<'_, Node>) -> bool {
    if !attr(node, "href").is_some_and(|href| href.starts_with('#')) {
        return false;
    }
    let mut text = String::new();
    for part in node.descendants().filter_map(|d| d.value().as_text()) {
        text.push_str(part);
        if text.len() > SKIP_LINK * 3 {
            return false;
        }
    }
    text.contains("바로가기") || text.contains("건너뛰기")
}

/// A background that shades: white does not.
pub fn shade(fill: Option<Fill>) -> Option<[u8; 3]> {
    match fill {
        Some(Fill::Colour(rgb)) if rgb != [255; 3] => Some(rgb),
        _ => None,
    }
}

/// The style of list that a `type` attribute names.
pub fn list_type(value: &str) -> Option<ListStyle> {
    Some(match value {
        "1" => ListStyle::Decimal,
        "a" => ListStyle::LowerAlpha,
        "A" => ListStyle::UpperAlpha,
        "i" => ListStyle::LowerRoman,
        "I" => ListStyle::UpperRoman,
        "none" => ListStyle::None,
        "disc" | "circle" | "square" => ListStyle::Bullet,
        _ => return None,
    })
}
