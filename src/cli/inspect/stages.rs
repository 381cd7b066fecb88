//! What the stages before the fields gave: lines, headings and points, tables; for a human or as JSON.
//!
//! Comes in: the decoded text. Goes out: one text for stdout. Positions are those of the wire: lines and columns from 1 in
//! the text that `--stage text` prints.

use std::fmt::Write as _;

use serde::Serialize;

use super::table_view::{self, Shown};
use crate::cli::paint::{Paint, Style, cut, padded, plain, width};
use crate::decode::{Decoded, Native, NativeCell, NativeTable};
use crate::fields;
use crate::layout::{Layer, Layout, Line, Marker, MarkerKind, Shape};
use crate::limits::Limits;
use crate::normalize::money::unit_note;
use crate::outline::{self, Point, PointKind};
use crate::pipeline::{self, Read, Settings};
use crate::record::assemble::Locator;
use crate::sections::{self, Card, HeadingClass, Role};
use crate::span::Range;
use crate::tables::{Grid, GridKind};

/// Columns of a line's text in the layout view.
const TEXT_COLUMNS: usize = 72;
/// Columns of a point's text in the outline view.
const POINT_COLUMNS: usize = 88;

/// A document read up to its tables.
pub(super) struct Stages<'a> {
    decoded: &'a Decoded,
    text: &'a str,
    locator: Locator<'a>,
    read: Read,
    paint: Paint,
}

impl<'a> Stages<'a> {
    pub(super) fn new(decoded: &'a Decoded, settings: &Settings, paint: Paint) -> Self {
        let text = decoded.text();
        Self {
            decoded,
            text,
            locator: Locator::new(decoded),
            read: pipeline::read_layout(decoded, &settings.profiles, &settings.limits),
            paint,
        }
    }

    /// Each line with what typography says about it.
    pub(super) fn layout(&self, json: bool) -> String {
        let lines = &self.read.layout.lines;
        if json {
            return to_json(&lines.iter().map(|l| self.line_facts(l)).collect::<Vec<_>>());
        }
        let layout = &self.read.layout;
        let mut out = format!(
            "본문 폭 text width {} · 줄 바꿈 공백 보존 keeps trailing blanks {} · 빈 줄은 간격 blanks are spacing {}\n\n",
            layout.text_width,
            yes(layout.keeps_trailing_blanks),
            yes(layout.blanks_are_spacing),
        );
        let head = format!(
            "{} {} {} {} {} {} {}",
            padded("줄 line", 9),
            padded("빈 줄", 5),
            padded("층 layer", 12),
            padded("모양 shape", 10),
            padded("표지 mark", 20),
            padded("들여쓰기", 8),
            "본문 text"
        );
        let _ = writeln!(out, "{}", self.paint.paint(Style::Bold, &head));
        for line in lines {
            let facts = self.line_facts(line);
            let mark = match (&facts.mark, facts.mark_kind) {
                (Some(mark), Some(kind)) => format!("{} {kind}", plain(mark)),
                _ => String::new(),
            };
            let place = match facts.col {
                1 => format!("L{}", facts.line),
                col if usize::from(line.indent) + 1 == col as usize => format!("L{}", facts.line),
                col => format!("L{}:{col}", facts.line),
            };
            let mut flags = String::new();
            if line.page_break {
                flags.push_str(" ⤓쪽");
            }
            if line.bold {
                flags.push_str(" **굵게");
            }
            let text = cut(&facts.text.replace('\t', "⇥"), TEXT_COLUMNS);
            let row = format!(
                "{} {:>5} {} {} {} {:>8} {text}{flags}",
                padded(&place, 9),
                if line.blanks_before == 0 { String::new() } else { line.blanks_before.to_string() },
                padded(facts.layer, 12),
                padded(facts.shape, 10),
                padded(&mark, 20),
                line.indent,
            );
            let row = if line.layer == Layer::Body { row } else { self.paint.paint(Style::Dim, &row) };
            let _ = writeln!(out, "{row}");
        }
        out
    }

    fn line_facts(&self, line: &Line) -> LineFacts<'a> {
        let span = self.locator.span(line.range);
        LineFacts {
            line: span.line,
            col: span.col,
            start: span.start,
            end: span.end,
            layer: layer_word(line.layer),
            shape: shape_word(line.shape),
            mark: line.marker.map(|m| &self.text[m.range.to_usize()]),
            mark_kind: line.marker.map(|m| mark_word(m.kind)),
            ordinal: line.marker.map(|m| m.ordinal).filter(|&n| n > 0),
            indent: line.indent,
            width: line.width,
            blanks_before: line.blanks_before,
            page_break: line.page_break,
            bold: line.bold,
            text: &self.text[line.range.to_usize()],
        }
    }

    /// The tables, in reading order.
    pub(super) fn tables(&self, json: bool) -> String {
        let found = self.found_tables();
        if json {
            return to_json(&found.iter().map(|f| &f.table).collect::<Vec<_>>());
        }
        if found.is_empty() {
            return "표가 없습니다 (no tables)\n".to_owned();
        }
        let mut out = String::new();
        for (i, FoundTable { table, range, how, header }) in found.iter().enumerate() {
            let mut head = format!("표 table {}", i + 1);
            if let Some(caption) = &table.caption {
                let _ = write!(head, "  {}", plain(caption));
            }
            let _ = write!(out, "{}{}", if i == 0 { "" } else { "\n" }, self.paint.paint(Style::Bold, &head));
            let span = self.locator.span(*range);
            let (from, to) = (span.line, span.line_end);
            let _ = writeln!(
                out,
                "  L{from}–{to} · {}행 rows × {}열 cols · {how} · 단위 unit {}",
                table.rows,
                table.cols,
                table.unit.as_deref().unwrap_or("-")
            );
            out += &table_view::draw(&shown_rows(table), *header, 2);
        }
        out
    }

    /// Native tables, nested ones and those that only frame text included, and grids that the text shows.
    fn found_tables(&self) -> Vec<FoundTable> {
        let native = self.decoded.native.as_ref();
        let mut found: Vec<FoundTable> = Vec::new();
        if let Some(native) = native {
            found.extend(native.tables.iter().filter(|t| !t.cells.is_empty()).map(|t| self.native_table(native, t)));
        }
        found.extend(self.read.grids.iter().filter(|g| g.kind != GridKind::Native).map(|g| self.grid_table(g)));
        found.sort_by_key(|f| f.range.start);
        found
    }

    fn native_table(&self, native: &Native, table: &NativeTable) -> FoundTable {
        let cell = |c: &NativeCell| TableCell {
            row: c.row,
            col: c.column,
            row_span: c.row_span,
            col_span: c.column_span,
            text: native.cell_text(self.text, c),
            fill: c.fill.map(|[r, g, b]| format!("#{r:02X}{g:02X}{b:02X}")),
        };
        let cells: Vec<TableCell> = table.cells.iter().map(cell).collect();
        let caption = table.caption.clone().map(|i| self.text[native.paragraphs[i].range.to_usize()].trim().to_owned());
        let caption = Some(caption.collect::<Vec<_>>().join(" ")).filter(|c| !c.is_empty());
        let first = self.read.layout.lines.partition_point(|l| l.range.start < table.range.start);
        let (above, unit) = if table.nested { (None, None) } else { self.above(first) };
        let unit = caption.as_deref().and_then(unit_note).map(|n| n.label).or(unit);
        let unit = unit.or_else(|| cells.iter().take_while(|c| c.row == 0).find_map(|c| unit_note(&c.text)).map(|n| n.label));
        let header = table.row(0).iter().map(|c| c.row_span).max().unwrap_or(1).min(table.rows);
        let page = native.place(self.text, table.range).map(|p| p.0);
        let table_facts = Table { page, caption: caption.or(above), unit, rows: table.rows, cols: table.columns, cells };
        FoundTable { table: table_facts, range: table.range, how: "문서의 표 native", header }
    }

    fn grid_lines(&self, grid: &Grid) -> (u32, u32) {
        let span = self.locator.span(self.grid_range(grid));
        (span.line, span.line_end)
    }

    /// From the first row of a grid to its last.
    fn grid_range(&self, grid: &Grid) -> Range {
        let line = |i: Option<&usize>| i.and_then(|&i| self.read.layout.lines.get(i)).map(|l| l.range).unwrap_or_default();
        line(grid.row_lines.first()).cover(line(grid.row_lines.last()))
    }

    fn grid_table(&self, grid: &Grid) -> FoundTable {
        let how = match grid.kind {
            GridKind::Tabs => "탭 tabs",
            GridKind::Pipes => "세로줄 pipes",
            GridKind::Commas => "쉼표 commas",
            GridKind::Aligned => "정렬 aligned",
            GridKind::Stacked => "한 줄 한 칸 stacked",
            GridKind::Native => "문서의 표 native",
        };
        FoundTable { table: self.table(grid), range: self.grid_range(grid), how, header: grid.ruled_header.unwrap_or(1) }
    }

    fn table(&self, grid: &Grid) -> Table {
        let cols = grid.rows.iter().map(Vec::len).max().unwrap_or(0).max(grid.columns);
        let mut cells = Vec::new();
        for (r, row) in grid.rows.iter().enumerate() {
            let mut c = 0;
            while c < row.len() {
                // A merged cell ends where the next text begins: cells never overlap.
                let wanted = (row[c].col_span as usize).clamp(1, row.len() - c);
                let free = row[c + 1..c + wanted].iter().take_while(|n| n.range.is_empty()).count();
                let text = crate::layout::Passage::of(self.text, row[c].range).text;
                cells.push(TableCell { row: r, col: c, row_span: 1, col_span: free + 1, text, fill: None });
                c += free + 1;
            }
        }
        let (caption, unit) = self.above(grid.lines.start);
        let unit = unit.or_else(|| self.unit_inside(grid));
        Table { page: None, caption, unit, rows: grid.rows.len(), cols, cells }
    }

    /// The heading or bracketed line directly above a table, and the unit note between them.
    fn above(&self, first: usize) -> (Option<String>, Option<String>) {
        let lines = &self.read.layout.lines;
        let mut unit = None;
        for i in (0..first).rev().filter(|&i| lines[i].layer == Layer::Body) {
            let line = &lines[i];
            let body = &self.text[line.body.to_usize()];
            let is_heading = self.read.headings.list.binary_search_by_key(&i, |h| h.line).is_ok();
            let note = unit_note(body).filter(|_| body.contains("단위") || body.len() < 24);
            if unit.is_none()
                && !is_heading
                && let Some(note) = note
            {
                unit = Some(note.label);
                continue;
            }
            let bracketed = line.marker.is_some_and(|m| matches!(m.kind, MarkerKind::Bracketed(_)));
            let caption = (is_heading || bracketed).then(|| body.trim().to_owned());
            if unit.is_none() && caption.is_some() {
                unit = unit_note(body).map(|n| n.label);
            }
            return (caption, unit);
        }
        (None, unit)
    }

    /// A unit note in a header cell.
    fn unit_inside(&self, grid: &Grid) -> Option<String> {
        let header = grid.ruled_header.unwrap_or(1).max(1);
        let cells = grid.rows.iter().take(header).flatten();
        cells.filter_map(|c| unit_note(&self.text[c.range.to_usize()])).map(|n| n.label).next()
    }

    /// Cards, headings and points.
    pub(super) fn outline(&self, json: bool, limits: &Limits) -> String {
        let Read { names, layout, headings, grids, .. } = &self.read;
        let list = fields::find_list(names, self.text, layout, grids);
        let structure = match &list {
            Some(_) => sections::Structure::default(),
            None => sections::structure(names, self.text, layout, headings, limits.max_records),
        };
        let outline = Outline {
            heading_class: headings.class.map(class_word),
            list_rows: list.as_ref().map(|l| l.rows.len()),
            fronts: structure.fronts.iter().filter_map(|f| self.part(f.kind, f.lines.clone())).collect(),
            cards: structure.cards.iter().map(|c| self.card(layout, c)).collect(),
        };
        if json { to_json(&outline) } else { self.outline_view(&outline) }
    }

    fn part(&self, kind: &'static str, lines: std::ops::Range<usize>) -> Option<Part> {
        let mut body = sections::body_lines(&self.read.layout, lines);
        let first = body.next()?;
        let last = body.last().unwrap_or(first);
        Some(Part { kind, line: self.line_number(first), line_end: self.line_number(last) })
    }

    fn line_number(&self, line: usize) -> u32 {
        self.read.layout.lines.get(line).map_or(0, |l| self.locator.span(l.range).line)
    }

    fn card(&self, layout: &Layout, card: &Card) -> CardOutline {
        let mut sections = Vec::new();
        if !card.header.is_empty() {
            sections.push(self.section(layout, "header", None, false, card.header.start, card.header.clone(), None));
        }
        for section in &card.sections {
            let role = section.heading.role.unwrap_or(Role::Other);
            let title = self.text[section.heading.title.to_usize()].to_owned();
            sections.push(self.section(
                layout,
                role.key(),
                Some(title),
                section.heading.inner,
                section.heading.line,
                section.lines.clone(),
                section.heading.rest,
            ));
        }
        let last = sections::body_lines(layout, card.lines.clone()).last().unwrap_or(card.lines.start);
        CardOutline { line: self.line_number(card.lines.start), line_end: self.line_number(last), doubtful: card.doubtful, sections }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of a section, header cards included")]
    fn section(
        &self,
        layout: &Layout,
        role: &'static str,
        heading: Option<String>,
        inner: bool,
        at: usize,
        lines: std::ops::Range<usize>,
        rest: Option<Range>,
    ) -> SectionOutline {
        let grids = &self.read.grids;
        let first = grids.partition_point(|g| g.lines.start < lines.start);
        let inside: Vec<usize> = (first..grids.len()).take_while(|&g| grids[g].lines.start < lines.end).collect();
        let in_table = |i: usize| inside.iter().any(|&g| grids[g].lines.contains(&i));
        let plain_lines = sections::body_lines(layout, lines).filter(|&i| !in_table(i));
        let mark = heading.is_some().then(|| layout.lines[at].marker).flatten();
        let points = outline::nest(self.text, layout, plain_lines).iter().map(|p| self.point(p)).collect();
        SectionOutline {
            role,
            heading,
            mark: mark.map(|m| self.mark_text(m)),
            inner,
            line: self.line_number(at),
            rest: rest.map(|r| self.text[r.to_usize()].to_owned()),
            tables: inside,
            points,
        }
    }

    fn mark_text(&self, mark: Marker) -> String {
        self.text[mark.range.to_usize()].to_owned()
    }

    fn point(&self, point: &Point) -> PointOutline {
        PointOutline {
            kind: match point.kind {
                PointKind::Bullet => "bullet",
                PointKind::Plain => "plain",
                PointKind::Note => "note",
                PointKind::Loose => "loose",
            },
            mark: self.read.layout.lines[point.line].marker.map(|m| self.mark_text(m)),
            line: self.line_number(point.line),
            text: point.text.text.clone(),
            points: point.points.iter().map(|p| self.point(p)).collect(),
        }
    }

    fn outline_view(&self, outline: &Outline) -> String {
        let mut out = format!("제목 표시 방식 heading class: {}\n", outline.heading_class.as_deref().unwrap_or("-"));
        if let Some(rows) = outline.list_rows {
            let _ = writeln!(out, "목록 list: {rows}행 rows (--stage tables 참조)");
        }
        for part in &outline.fronts {
            let _ = writeln!(out, "L{}–{}  {}", part.line, part.line_end, part.kind);
        }
        let count = outline.cards.len();
        for (i, card) in outline.cards.iter().enumerate() {
            let doubt = if card.doubtful { "  경계 불확실 (boundary uncertain)" } else { "" };
            let title = format!("카드 card {}/{count}", i + 1);
            let _ = writeln!(out, "\n{}  L{}–{}{doubt}", self.paint.paint(Style::Bold, &title), card.line, card.line_end);
            for section in &card.sections {
                self.section_view(&mut out, section);
            }
        }
        out
    }

    fn section_view(&self, out: &mut String, section: &SectionOutline) {
        let indent = if section.inner { "    " } else { "  " };
        let title = match (&section.mark, &section.heading) {
            (Some(mark), Some(heading)) => format!("{} {}", plain(mark), plain(heading)),
            (None, Some(heading)) => plain(heading),
            _ => "(머리 header)".to_owned(),
        };
        let role = format!("→ {}", section.role);
        let role = if section.role == "other" { self.paint.paint(Style::Yellow, &role) } else { self.paint.paint(Style::Blue, &role) };
        let _ = writeln!(
            out,
            "{:>6} {indent}{}  {role}",
            format!("L{}", section.line),
            self.paint.paint(Style::Bold, &cut(&title, POINT_COLUMNS))
        );
        if let Some(rest) = &section.rest {
            let _ = writeln!(out, "{:6} {indent}  {}", "", cut(rest, POINT_COLUMNS));
        }
        for point in &section.points {
            self.point_view(out, point, indent.len() + 2);
        }
        for &table in &section.tables {
            let grid = &self.read.grids[table];
            let (from, to) = self.grid_lines(grid);
            let line = format!("▦ 표 table {} ({}×{}, L{from}–{to})", table + 1, grid.rows.len(), grid.columns);
            let _ = writeln!(out, "{:>6} {indent}  {}", format!("L{from}"), self.paint.paint(Style::Dim, &line));
        }
    }

    fn point_view(&self, out: &mut String, point: &PointOutline, indent: usize) {
        let mark = point.mark.as_deref().map(plain).unwrap_or_else(|| "·".to_owned());
        let kind = match point.kind {
            "bullet" => "",
            "plain" => "  [글 plain]",
            "note" => "  [주 note]",
            _ => "  [따로 loose]",
        };
        let text = cut(&point.text, POINT_COLUMNS.saturating_sub(indent));
        let _ = writeln!(out, "{:>6} {:indent$}{mark} {text}{}", format!("L{}", point.line), "", self.paint.paint(Style::Dim, kind));
        for child in &point.points {
            self.point_view(out, child, indent + width(&mark).max(1) + 1);
        }
    }
}

/// A table and how it is drawn.
struct FoundTable {
    table: Table,
    range: Range,
    /// What showed the cells.
    how: &'static str,
    /// Header rows.
    header: usize,
}

/// The cells of each row, with a blank one where a cell of a row above reaches down. A cell that is only shaded shows it.
fn shown_rows(table: &Table) -> Vec<Vec<Shown>> {
    let mut rows: Vec<Vec<Shown>> = Vec::new();
    let mut at = 0;
    let gap = |rows: &mut Vec<Vec<Shown>>, at: usize, to: usize| {
        if let Some(row) = rows.last_mut().filter(|_| to > at) {
            row.push(Shown { text: String::new(), columns: to - at });
        }
    };
    let mut number = None;
    for cell in &table.cells {
        if number != Some(cell.row) {
            gap(&mut rows, at, table.cols);
            number = Some(cell.row);
            rows.push(Vec::new());
            at = 0;
        }
        gap(&mut rows, at, cell.col);
        let text = if cell.text.is_empty() && cell.fill.is_some() { "▒▒".to_owned() } else { plain(&cell.text) };
        if let Some(row) = rows.last_mut() {
            row.push(Shown { text, columns: cell.col_span });
        }
        at = cell.col + cell.col_span;
    }
    gap(&mut rows, at, table.cols);
    rows
}

fn to_json<T: Serialize>(value: &T) -> String {
    let mut text = serde_json::to_string(value).expect("strings, numbers and lists alone");
    text.push('\n');
    text
}

fn yes(value: bool) -> &'static str {
    if value { "예 yes" } else { "아니요 no" }
}

/// A line of `--stage layout --json`.
#[derive(Serialize)]
struct LineFacts<'a> {
    line: u32,
    col: u32,
    start: u32,
    end: u32,
    layer: &'static str,
    shape: &'static str,
    mark: Option<&'a str>,
    mark_kind: Option<&'static str>,
    ordinal: Option<u16>,
    indent: u16,
    width: u16,
    blanks_before: u8,
    page_break: bool,
    bold: bool,
    text: &'a str,
}

/// A table of `--stage tables --json`.
#[derive(Serialize)]
struct Table {
    /// Its first page, in formats that have pages.
    page: Option<u32>,
    caption: Option<String>,
    unit: Option<String>,
    rows: usize,
    cols: usize,
    cells: Vec<TableCell>,
}

#[derive(Serialize)]
struct TableCell {
    row: usize,
    col: usize,
    row_span: usize,
    col_span: usize,
    text: String,
    /// Text has no shading.
    fill: Option<String>,
}

/// `--stage outline --json`.
#[derive(Serialize)]
struct Outline {
    heading_class: Option<String>,
    /// Rows of the list, where the file is one; it has no cards then.
    list_rows: Option<usize>,
    fronts: Vec<Part>,
    cards: Vec<CardOutline>,
}

#[derive(Serialize)]
struct Part {
    kind: &'static str,
    line: u32,
    line_end: u32,
}

#[derive(Serialize)]
struct CardOutline {
    line: u32,
    line_end: u32,
    doubtful: bool,
    sections: Vec<SectionOutline>,
}

#[derive(Serialize)]
struct SectionOutline {
    role: &'static str,
    heading: Option<String>,
    mark: Option<String>,
    inner: bool,
    line: u32,
    /// Text on the heading's own line.
    rest: Option<String>,
    /// Indices into `--stage tables --json`.
    tables: Vec<usize>,
    points: Vec<PointOutline>,
}

#[derive(Serialize)]
struct PointOutline {
    kind: &'static str,
    mark: Option<String>,
    line: u32,
    text: String,
    points: Vec<PointOutline>,
}

fn layer_word(layer: Layer) -> &'static str {
    match layer {
        Layer::Body => "body",
        Layer::PageNumber => "page_number",
        Layer::RunningHead => "running_head",
        Layer::Portal => "portal",
        Layer::Comment => "comment",
    }
}

fn shape_word(shape: Shape) -> &'static str {
    match shape {
        Shape::Plain => "plain",
        Shape::Tabs => "tabs",
        Shape::Pipes => "pipes",
        Shape::Commas => "commas",
        Shape::Spaced => "spaced",
        Shape::Rule => "rule",
    }
}

fn mark_word(kind: MarkerKind) -> &'static str {
    match kind {
        MarkerKind::Glyph(_) => "glyph",
        MarkerKind::Dash => "dash",
        MarkerKind::DashGlyph(_) => "dash_glyph",
        MarkerKind::Star => "star",
        MarkerKind::Note => "note",
        MarkerKind::Roman => "roman",
        MarkerKind::Decimal => "decimal",
        MarkerKind::DecimalParen => "decimal_paren",
        MarkerKind::ParenDecimal => "paren_decimal",
        MarkerKind::BracketDecimal => "bracket_decimal",
        MarkerKind::Circled => "circled",
        MarkerKind::Ganada => "ganada",
        MarkerKind::GanadaParen => "ganada_paren",
        MarkerKind::ParenGanada => "paren_ganada",
        MarkerKind::Chapter => "chapter",
        MarkerKind::Bracketed(_) => "bracketed",
        MarkerKind::Hash(_) => "hash",
    }
}

/// A heading class in words: the mark, or how headings stand without one.
fn class_word(class: HeadingClass) -> String {
    match class {
        HeadingClass::Marked(MarkerKind::Glyph(c) | MarkerKind::DashGlyph(c)) => format!("glyph {c}"),
        HeadingClass::Marked(MarkerKind::Bracketed(c)) => format!("bracketed {c}"),
        HeadingClass::Marked(kind) => mark_word(kind).to_owned(),
        HeadingClass::Bare => "bare".to_owned(),
        HeadingClass::FirstCell => "first_cell".to_owned(),
    }
}
