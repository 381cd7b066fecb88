//! `tables.xlsx`: the tables as a workbook, made for reading in Excel.
//!
//! Sheets, in order: what to review, worst first; a guide to the other sheets; one sheet for each table. Headers are the
//! Korean titles with their units; they are frozen and carry filters. Texts are texts (`7-1` stays `7-1`, `=1` is no
//! formula), amounts are numbers with separators, days are dates. A cell with something to look at is coloured; the worst
//! [`Bounds::noted`] of them also carry the message as a note, and a link from the list of what to review.
//!
//! Excel's limits: rows beyond the last one go on in a sheet `… (2)`; a text longer than a cell is cut, and stands whole, in
//! pieces, in a sheet of its own. Worksheets lie in files without names until the workbook is put together, so memory grows
//! with the notes and links alone, whose number is bounded.

use std::collections::HashMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, IntoExcelData, Note, Url, Workbook, Worksheet,
    XlsxError, utility,
};

use super::Spool;
use crate::diag::{Severity, panic_text};
use crate::sinks::manifest::Tool;
use crate::sinks::tables::typed::{Cell, Mark};
use crate::sinks::tables::{Column, Kind, REVIEW, TABLES, Table};

/// What a workbook may hold.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    /// Rows of a sheet, the header included.
    rows: u32,
    /// UTF-16 units of a cell.
    characters: usize,
    /// Flagged values that get a note and a link. The two are held in memory until the workbook is saved, at nine kilobytes
    /// a value.
    noted: usize,
}

impl Bounds {
    /// Excel's own ("Excel specifications and limits").
    pub(super) const EXCEL: Self = Self { rows: 1_048_576, characters: 32_767, noted: 5_000 };
}

const FONT: &str = "맑은 고딕";
const FONT_SIZE: f64 = 10.0;
const HEADER_FILL: Color = Color::RGB(0xD9_E1_F2);
const WARNING_FILL: Color = Color::RGB(0xFF_EB_9C);
const ERROR_FILL: Color = Color::RGB(0xFF_C7_CE);

/// Rows that decide how wide a column is.
const WIDTH_ROWS: usize = 200;
/// Narrowest and widest column, in digits.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=60;
/// Room for the button of the filter, in digits.
const FILTER_WIDTH: usize = 3;
/// Columns that identify a row rather than say something; they are kept narrow.
const NARROW: &[&str] = &["record_id", "path", "pointer", "sha256"];
const NARROW_WIDTH: usize = 14;

/// Largest whole number that Excel shows with all its digits (it keeps 15); a larger one becomes a text.
const WHOLE: i64 = 999_999_999_999_999;
/// First year of Excel's calendar that has no gap before it: it takes 1900 for a leap year.
const FIRST_YEAR: u16 = 1901;
/// Characters of a note.
const NOTE_CHARACTERS: usize = 1_000;
/// Whom Excel names for a note in its status bar.
const NOTE_AUTHOR: &str = "bogoseo";
/// Notes are smaller than cells, as Excel's own are.
const NOTE_FONT_SIZE: f64 = 9.0;
/// Characters of a line of a note, its width and the height of a line in pixels.
const NOTE_LINE: usize = 24;
const NOTE_WIDTH: u32 = 320;
const NOTE_LINE_HEIGHT: u32 = 18;

/// Number of the paper size.
const A4: u8 = 9;
/// Characters of columns that a printed page is wide: at this width A4 on its side shows [`FONT_SIZE`] at two thirds, which can
/// still be read. In full size a sheet of a dozen columns fell apart into strips of two or three.
const PAGE_CHARACTERS: usize = 180;

const GUIDE: &str = "안내";
const LONG_TEXTS: &str = "긴 글";

/// Writes the workbook.
pub(super) fn write(spool: Spool<'_>, path: &Path, bounds: Bounds) -> io::Result<()> {
    // The crate panics where a file of a worksheet cannot be written.
    let written = catch_unwind(AssertUnwindSafe(|| Book::new(spool, path, bounds)?.write(path)));
    written.unwrap_or_else(|panic| Err(of_panic(panic_text(panic.as_ref()))))
}

/// The error that a panic of the crate quotes (`… file: Os { code: 28, kind: StorageFull, …`), so that a full disk is told in
/// the same words whatever was being written.
fn of_panic(text: &str) -> io::Error {
    let code = text.split_once("Os { code: ").and_then(|(_, rest)| rest.split_once(','));
    code.and_then(|(code, _)| code.parse().ok()).map_or_else(|| io::Error::other(text.to_owned()), io::Error::from_raw_os_error)
}

/// How a value looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Text,
    Whole,
    Amount,
    Fraction,
    Confidence,
    Day,
    Boolean,
    Link,
}

const LOOKS: [(Look, &str); 8] = [
    (Look::Text, "@"),
    (Look::Whole, "0"),
    (Look::Amount, "#,##0"),
    (Look::Fraction, "#,##0.0####"),
    (Look::Confidence, "0.000"),
    (Look::Day, "yyyy-mm-dd"),
    (Look::Boolean, "General"),
    (Look::Link, "@"),
];

/// The columns of the sheets that are no tables.
const LISTED: [Look; 4] = [Look::Text, Look::Text, Look::Amount, Look::Text];

/// Whether there is something to look at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tint {
    None,
    Warning,
    Error,
}

/// The formats of all cells.
struct Formats {
    header: Format,
    /// Over numbers and days, which stand at the right of their column.
    header_right: Format,
    /// For each look, without tint, as a warning, as an error.
    cells: Vec<[Format; 3]>,
}

impl Formats {
    fn new() -> Self {
        let base = Format::new().set_font_name(FONT).set_font_size(FONT_SIZE).set_align(FormatAlign::Top);
        let cells = LOOKS.map(|(look, number)| {
            let mut plain = base.clone().set_num_format(number);
            if look == Look::Link {
                plain = plain.set_font_color(Color::RGB(0x05_63_C1)).set_underline(rust_xlsxwriter::FormatUnderline::Single);
            }
            let tinted = |fill| plain.clone().set_background_color(fill);
            [plain.clone(), tinted(WARNING_FILL), tinted(ERROR_FILL)]
        });
        let header = base.set_bold().set_background_color(HEADER_FILL).set_border_bottom(FormatBorder::Thin);
        let header_right = header.clone().set_align(FormatAlign::Right);
        Self { header, header_right, cells: cells.into() }
    }

    /// For a cell of a column; none for what the column itself says, which costs the crate no comparison of formats.
    fn of_cell(&self, usual: Look, look: Look, tint: Tint) -> Option<&Format> {
        (look != usual || tint != Tint::None).then(|| self.of(look, tint))
    }

    /// For the title of a column.
    fn of_title(&self, look: Look) -> &Format {
        match look {
            Look::Text | Look::Link | Look::Boolean => &self.header,
            Look::Whole | Look::Amount | Look::Fraction | Look::Confidence | Look::Day => &self.header_right,
        }
    }

    fn of(&self, look: Look, tint: Tint) -> &Format {
        let at = LOOKS.iter().position(|(l, _)| *l == look).unwrap_or_default();
        &self.cells[at][tint as usize]
    }
}

/// A cell of the workbook.
#[derive(Clone)]
struct Place {
    sheet: String,
    cell: String,
}

/// The sheets of one table under construction.
struct Sheets {
    title: String,
    header: Vec<String>,
    widths: Vec<usize>,
    /// How most values of the columns look.
    looks: Vec<Look>,
    done: Vec<Worksheet>,
    sheet: Worksheet,
    /// Next row.
    row: u32,
    rows: u64,
}

struct Book<'a> {
    spool: Spool<'a>,
    bounds: Bounds,
    workbook: Workbook,
    formats: Formats,
    /// The worst flagged values, and where they are once that is known.
    noted: HashMap<String, Option<Place>>,
    /// Coloured cells without a note.
    without_note: u64,
    /// Texts that no cell holds.
    long: Option<Sheets>,
    cut: u64,
}

impl<'a> Book<'a> {
    fn new(spool: Spool<'a>, path: &Path, bounds: Bounds) -> io::Result<Self> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(path.parent().unwrap_or(path)).map_err(failed)?;
        let tool = Tool::this();
        // Not the moment of the run: equal rows give equal bytes.
        let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
        let properties = DocProperties::new().set_title("공약 보고서 변환 결과").set_author(format!("{} {}", tool.name, tool.version));
        workbook.set_properties(&properties.set_creation_datetime(&created));
        let mut noted = HashMap::new();
        let mut rows = spool.open(&REVIEW)?;
        while let Some(row) = rows.next_row()?
            && noted.len() < bounds.noted
        {
            let text = |name| REVIEW.columns.iter().position(|c| c.name == name).map_or("", |i| text_of(row.cells[i]));
            if !text("record_id").is_empty() {
                noted.insert(key(text("record_id"), text("pointer")), None);
            }
        }
        Ok(Self { spool, bounds, workbook, formats: Formats::new(), noted, without_note: 0, long: None, cut: 0 })
    }

    fn write(mut self, path: &Path) -> io::Result<()> {
        let mut tables = Vec::new();
        for table in TABLES {
            tables.push(self.table(table)?);
        }
        let review = self.table(&REVIEW)?;
        let guide = self.guide(&review, &tables)?;
        let long = self.long.take();
        let sheets = [review, guide].into_iter().chain(tables).chain(long);
        for sheet in sheets.flat_map(Sheets::into_worksheets) {
            self.workbook.push_worksheet(sheet);
        }
        self.workbook.save(path).map_err(failed)?;
        Ok(())
    }

    fn table(&mut self, table: &Table) -> io::Result<Sheets> {
        let header = table.columns.iter().map(header_title).collect();
        let looks = table.columns.iter().map(usual_look).collect();
        let widths = self.widths(table)?;
        let mut sheets = self.sheets(table.title, header, widths, looks)?;
        let mut rows = self.spool.open(table)?;
        while let Some(row) = rows.next_row()? {
            let at = self.row(&mut sheets)?;
            for (i, (column, cell)) in table.columns.iter().zip(&row.cells).enumerate() {
                let tint = tint(&row.marks, i);
                match (table.name == REVIEW.name, column.name) {
                    (true, "field") => self.link(&mut sheets, (at, i), table, &row.cells)?,
                    (true, "severity") => self.cell(&mut sheets, (at, i), column, *cell, severity_tint(*cell))?,
                    _ => self.cell(&mut sheets, (at, i), column, *cell, tint)?,
                }
            }
            self.notes(&mut sheets, at, &row.marks, text_of(row.cells[0]))?;
        }
        self.end(&mut sheets)?;
        Ok(sheets)
    }

    /// How wide the columns are: as wide as what the first rows hold, within bounds.
    fn widths(&self, table: &Table) -> io::Result<Vec<usize>> {
        let mut widths: Vec<usize> = table.columns.iter().map(|c| width(&header_title(c)) + FILTER_WIDTH).collect();
        let mut rows = self.spool.open(table)?;
        for _ in 0..WIDTH_ROWS {
            let Some(row) = rows.next_row()? else {
                break;
            };
            for ((widest, column), cell) in widths.iter_mut().zip(table.columns).zip(row.cells) {
                let needed = match cell {
                    _ if NARROW.contains(&column.name) => NARROW_WIDTH,
                    Cell::Text(text) => width(text),
                    // Separators: one for three digits.
                    Cell::Integer(number) => number.to_string().len() * 4 / 3 + 1,
                    Cell::Day(_) => 11,
                    _ => 0,
                };
                *widest = needed.max(*widest);
            }
        }
        Ok(widths.into_iter().map(|w| w.clamp(*WIDTHS.start(), *WIDTHS.end())).collect())
    }

    fn sheets(&mut self, title: &str, header: Vec<String>, widths: Vec<usize>, looks: Vec<Look>) -> io::Result<Sheets> {
        let sheet = self.workbook.new_worksheet_with_constant_memory().map_err(failed)?;
        let mut sheets = Sheets { title: title.to_owned(), header, widths, looks, done: Vec::new(), sheet, row: 0, rows: 0 };
        self.start(&mut sheets)?;
        Ok(sheets)
    }

    /// Name, columns and header of a sheet.
    fn start(&self, sheets: &mut Sheets) -> io::Result<()> {
        let name = sheets.name();
        let Sheets { sheet, header, widths, looks, .. } = sheets;
        sheet.set_name(name).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        sheet.set_landscape().set_paper_size(A4).set_repeat_rows(0, 0).map_err(failed)?;
        let pages = widths.iter().sum::<usize>().div_ceil(PAGE_CHARACTERS);
        sheet.set_print_fit_to_pages(u16::try_from(pages).unwrap_or(u16::MAX), 0);
        for (i, title) in header.iter().enumerate() {
            let column = i as u16;
            sheet.set_column_width(column, widths[i] as f64).map_err(failed)?;
            // A text that a person types over stays a text.
            sheet.set_column_format(column, self.formats.of(looks[i], Tint::None)).map_err(failed)?;
            sheet.write_string_with_format(0, column, title, self.formats.of_title(looks[i])).map_err(failed)?;
        }
        sheets.row = 1;
        Ok(())
    }

    /// The next row; a new sheet where this one is full.
    fn row(&mut self, sheets: &mut Sheets) -> io::Result<u32> {
        if sheets.row == self.bounds.rows {
            self.end(sheets)?;
            let sheet = self.workbook.new_worksheet_with_constant_memory().map_err(failed)?;
            sheets.done.push(std::mem::replace(&mut sheets.sheet, sheet));
            self.start(sheets)?;
        }
        let row = sheets.row;
        sheets.row += 1;
        sheets.rows += 1;
        Ok(row)
    }

    /// What is known of a sheet only when it has its rows.
    fn end(&self, sheets: &mut Sheets) -> io::Result<()> {
        let (last_row, last_column) = (sheets.row - 1, sheets.header.len() as u16 - 1);
        sheets.sheet.autofilter(0, 0, last_row, last_column).map_err(failed)?;
        // No green corners: numbers that are texts are so on purpose.
        sheets.sheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText).map_err(failed)?;
        Ok(())
    }

    fn cell(&mut self, sheets: &mut Sheets, at: (u32, usize), column: &Column, cell: Cell<'_>, tint: Tint) -> io::Result<()> {
        let (row, col) = (at.0, at.1 as u16);
        let look = look(column, cell);
        let Sheets { sheet, looks, .. } = sheets;
        let format = self.formats.of_cell(looks[at.1], look, tint);
        match cell {
            Cell::Empty if tint == Tint::None => Ok(()),
            Cell::Empty => sheet.write_blank(row, col, self.formats.of(look, tint)).map(drop).map_err(failed),
            Cell::Text(text) => self.text(sheets, at, text, look, tint),
            Cell::Integer(number) if number.abs() > WHOLE => put(sheet, (row, col), number.to_string(), format),
            Cell::Integer(number) => put(sheet, (row, col), number as f64, format),
            Cell::Number(number) => put(sheet, (row, col), number, format),
            Cell::Boolean(value) => put(sheet, (row, col), value, format),
            Cell::Day(day) if day.year < FIRST_YEAR => put(sheet, (row, col), day.to_string(), format),
            Cell::Day(day) => {
                let date = ExcelDateTime::from_ymd(day.year, day.month, day.day).map_err(failed)?;
                put(sheet, (row, col), &date, format)
            }
        }
    }

    fn text(&mut self, sheets: &mut Sheets, at: (u32, usize), text: &str, look: Look, tint: Tint) -> io::Result<()> {
        let (row, col) = (at.0, at.1 as u16);
        let shown = match fits(text, self.bounds.characters) {
            true => None,
            false => Some(self.long_text(sheets, at, text)?),
        };
        let shown = shown.as_deref().unwrap_or(text);
        let format = self.formats.of_cell(sheets.looks[at.1], look, tint);
        put(&mut sheets.sheet, (row, col), shown, format)
    }

    /// Puts the whole of a text into the sheet of long texts; gives its start, with a word on where the rest is.
    fn long_text(&mut self, sheets: &Sheets, at: (u32, usize), text: &str) -> io::Result<String> {
        let mut long = match self.long.take() {
            Some(long) => long,
            None => {
                let header = ["시트", "칸", "조각", "내용"].map(str::to_owned).to_vec();
                self.sheets(LONG_TEXTS, header, vec![20, 10, 8, *WIDTHS.end()], LISTED.to_vec())?
            }
        };
        let cell = utility::row_col_to_cell(at.0, at.1 as u16);
        let mut first = None;
        for (i, piece) in pieces(text, self.bounds.characters).into_iter().enumerate() {
            let row = self.row(&mut long)?;
            first.get_or_insert_with(|| Place { sheet: long.name(), cell: utility::row_col_to_cell(row, 3) });
            let formats = &self.formats;
            let plain = formats.of(Look::Text, Tint::None);
            let sheet = &mut long.sheet;
            sheet.write_string_with_format(row, 0, sheets.name(), plain).map_err(failed)?;
            sheet.write_string_with_format(row, 1, &cell, plain).map_err(failed)?;
            sheet.write_number_with_format(row, 2, (i + 1) as f64, formats.of(Look::Whole, Tint::None)).map_err(failed)?;
            sheet.write_string_with_format(row, 3, piece, plain).map_err(failed)?;
        }
        self.long = Some(long);
        self.cut += 1;
        let whole = first.map_or_else(String::new, |p| format!("… [잘림: 전체는 '{}' 시트 {}부터]", p.sheet, p.cell));
        let room = self.bounds.characters - whole.encode_utf16().count();
        let start = pieces(text, room).into_iter().next().unwrap_or_default();
        Ok(format!("{start}{whole}"))
    }

    /// Notes on the marked cells of a row.
    fn notes(&mut self, sheets: &mut Sheets, row: u32, marks: &[Mark], record_id: &str) -> io::Result<()> {
        for (i, mark) in marks.iter().enumerate() {
            let place = Place { sheet: sheets.name(), cell: utility::row_col_to_cell(row, mark.column) };
            match self.noted.get_mut(&key(record_id, &mark.pointer)) {
                Some(known) => known.get_or_insert(place),
                None => {
                    self.without_note += 1;
                    continue;
                }
            };
            let of_cell = || marks.iter().enumerate().filter(|(_, m)| m.column == mark.column);
            if of_cell().any(|(j, m)| j < i && self.noted.contains_key(&key(record_id, &m.pointer))) {
                continue;
            }
            let messages: Vec<&str> = of_cell().map(|(_, m)| m.message.as_str()).collect();
            let text = clipped(&messages.join("\n"), NOTE_CHARACTERS);
            let lines: usize = text.lines().map(|line| line.chars().count() / NOTE_LINE + 1).sum();
            let note = Note::new(text)
                .set_author(NOTE_AUTHOR)
                .add_author_prefix(false)
                .set_font_name(FONT)
                .set_font_size(NOTE_FONT_SIZE)
                .set_width(NOTE_WIDTH)
                .set_height((lines as u32 + 1) * NOTE_LINE_HEIGHT);
            sheets.sheet.insert_note(row, mark.column, &note).map_err(failed)?;
        }
        Ok(())
    }

    /// The name of a flagged value, as a link to its cell.
    fn link(&mut self, sheets: &mut Sheets, at: (u32, usize), table: &Table, cells: &[Cell<'_>]) -> io::Result<()> {
        let of = |name| table.columns.iter().position(|c| c.name == name).map_or("", |i| text_of(cells[i]));
        let place = self.noted.get(&key(of("record_id"), of("pointer"))).cloned().flatten();
        let Some(Place { sheet, cell }) = place else {
            return self.cell(sheets, at, &table.columns[at.1], cells[at.1], Tint::None);
        };
        // An issue of the record as a whole has no field; its link still has to be seen.
        let text = if of("field").is_empty() { "(공약 전체)" } else { of("field") };
        let url = Url::new(format!("internal:'{sheet}'!{cell}")).set_text(clipped(text, self.bounds.characters));
        let format = self.formats.of(Look::Link, Tint::None);
        sheets.sheet.write_url_with_format(at.0, at.1 as u16, url, format).map_err(failed)?;
        Ok(())
    }

    /// What the sheets are, and what was left out of them.
    fn guide(&mut self, review: &Sheets, tables: &[Sheets]) -> io::Result<Sheets> {
        let header = ["시트", "표 이름", "행 수", "설명"].map(str::to_owned).to_vec();
        let mut out = self.sheets(GUIDE, header, vec![24, 20, 10, *WIDTHS.end()], LISTED.to_vec())?;
        let listed = std::iter::once((review, &REVIEW)).chain(tables.iter().zip(TABLES.iter().copied()));
        let mut lines: Vec<(String, &str, Option<u64>, String)> = Vec::new();
        for (sheets, table) in listed {
            let text = match sheets.done.len() {
                0 => table.about.to_owned(),
                more => format!("{} 행이 많아 시트 {}개로 나누었습니다.", table.about, more + 1),
            };
            lines.push((sheets.title.clone(), table.name, Some(sheets.rows), text));
        }
        let mut say = |what: &str, text: String| lines.push((what.to_owned(), "", None, text));
        say("붉은 칸", "오류가 있는 값입니다. 칸의 메모에 설명이 있습니다.".to_owned());
        say("노란 칸", "주의할 값이거나 신뢰도가 검토 기준보다 낮은 값입니다.".to_owned());
        say("금액", "단위가 (원)인 열은 모두 원 단위입니다.".to_owned());
        say("빈칸", "원문에 없는 값입니다. 원문에 있으나 읽지 못한 값은 ‘검토할 값’ 시트에 있습니다.".to_owned());
        if self.without_note > 0 {
            let (worst, rest) = (self.bounds.noted, self.without_note);
            say(
                "메모",
                format!(
                    "메모와 바로가기는 가장 급한 {worst}건에만 있습니다. 나머지 {rest}건은 색만 칠했으며 설명은 ‘문제’ 시트에 있습니다."
                ),
            );
        }
        if self.cut > 0 {
            let (characters, cut) = (self.bounds.characters, self.cut);
            say("긴 글", format!("한 칸에 담을 수 있는 길이({characters}자)를 넘는 글 {cut}건을 ‘{LONG_TEXTS}’ 시트에 나누어 실었습니다."));
        }
        for (title, name, rows, text) in lines {
            let row = self.row(&mut out)?;
            let plain = self.formats.of(Look::Text, Tint::None);
            let tint = match title.as_str() {
                "붉은 칸" => Tint::Error,
                "노란 칸" => Tint::Warning,
                _ => Tint::None,
            };
            let sheet = &mut out.sheet;
            sheet.write_string_with_format(row, 0, &title, self.formats.of(Look::Text, tint)).map_err(failed)?;
            sheet.write_string_with_format(row, 1, name, plain).map_err(failed)?;
            if let Some(rows) = rows {
                sheet.write_number_with_format(row, 2, rows as f64, self.formats.of(Look::Amount, Tint::None)).map_err(failed)?;
            }
            sheet.write_string_with_format(row, 3, text, plain).map_err(failed)?;
        }
        self.end(&mut out)?;
        Ok(out)
    }
}

impl Sheets {
    /// Name of the sheet under construction.
    fn name(&self) -> String {
        match self.done.len() {
            0 => self.title.clone(),
            before => format!("{} ({})", self.title, before + 1),
        }
    }

    fn into_worksheets(self) -> impl Iterator<Item = Worksheet> {
        self.done.into_iter().chain([self.sheet])
    }
}

/// The title of a column with its unit.
fn header_title(column: &Column) -> String {
    match column.unit {
        "" => column.title.to_owned(),
        "KRW" => format!("{} (원)", column.title),
        "byte" => format!("{} (바이트)", column.title),
        unit => format!("{} ({unit})", column.title),
    }
}

fn look(column: &Column, cell: Cell<'_>) -> Look {
    match cell {
        Cell::Text(_) => Look::Text,
        Cell::Integer(number) if number.abs() > WHOLE => Look::Text,
        // Years and ordinals have no unit, and no separators.
        Cell::Integer(_) if column.unit.is_empty() => Look::Whole,
        Cell::Integer(_) => Look::Amount,
        Cell::Number(_) if column.name == "confidence" => Look::Confidence,
        Cell::Number(number) if number.fract() == 0.0 => Look::Amount,
        Cell::Number(_) => Look::Fraction,
        Cell::Boolean(_) => Look::Boolean,
        Cell::Day(day) if day.year < FIRST_YEAR => Look::Text,
        Cell::Day(_) => Look::Day,
        Cell::Empty => usual_look(column),
    }
}

/// How most values of a column look.
fn usual_look(column: &Column) -> Look {
    match column.kind {
        Kind::Text | Kind::Code => Look::Text,
        Kind::Date => Look::Day,
        Kind::Integer if column.unit.is_empty() => Look::Whole,
        Kind::Number if column.name == "confidence" => Look::Confidence,
        Kind::Integer | Kind::Number => Look::Amount,
        Kind::Boolean => Look::Boolean,
    }
}

/// Writes a value; without a format, in that of its column.
fn put(sheet: &mut Worksheet, at: (u32, u16), value: impl IntoExcelData, format: Option<&Format>) -> io::Result<()> {
    let written = match format {
        Some(format) => sheet.write_with_format(at.0, at.1, value, format),
        None => sheet.write(at.0, at.1, value),
    };
    written.map(drop).map_err(failed)
}

fn tint(marks: &[Mark], column: usize) -> Tint {
    let of_cell = marks.iter().filter(|m| usize::from(m.column) == column);
    of_cell.map(|m| if m.error { Tint::Error } else { Tint::Warning }).max().unwrap_or(Tint::None)
}

fn severity_tint(cell: Cell<'_>) -> Tint {
    match text_of(cell) {
        word if word == Severity::Error.word_ko() => Tint::Error,
        word if word == Severity::Warning.word_ko() => Tint::Warning,
        _ => Tint::None,
    }
}

fn text_of(cell: Cell<'_>) -> &str {
    match cell {
        Cell::Text(text) => text,
        _ => "",
    }
}

/// A flagged value.
fn key(record_id: &str, pointer: &str) -> String {
    format!("{record_id}{pointer}")
}

/// How wide a text is, in digits: a syllable takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn fits(text: &str, characters: usize) -> bool {
    text.len() <= characters || text.encode_utf16().count() <= characters
}

/// The text in pieces of at most so many UTF-16 units.
fn pieces(text: &str, characters: usize) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut length) = (0, 0);
    for (at, c) in text.char_indices() {
        if length + c.len_utf16() > characters {
            out.push(&text[start..at]);
            (start, length) = (at, 0);
        }
        length += c.len_utf16();
    }
    out.push(&text[start..]);
    out
}

/// The start of a text, with `…` where more follows.
fn clipped(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some(_) => {
            let end = text.char_indices().nth(characters - 1).map_or(0, |(at, _)| at);
            format!("{}…", &text[..end])
        }
        None => text.to_owned(),
    }
}

fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader as _, Xlsx, open_workbook};

    use super::*;
    use crate::sinks::books::tests::spool;
    use crate::sinks::tables::TEXTS;

    /// The sheet's cells below the header.
    fn cells(path: &Path, sheet: &str) -> Vec<Vec<Data>> {
        let mut book: Xlsx<_> = open_workbook(path).unwrap();
        let range = book.worksheet_range(sheet).unwrap();
        range.rows().skip(1).map(<[Data]>::to_vec).collect()
    }

    fn written(texts: &[&str], bounds: Bounds) -> (tempfile::TempDir, std::path::PathBuf) {
        let place = spool(texts);
        let path = place.path().join("tables.xlsx");
        write(Spool::new(place.path()), &path, bounds).unwrap();
        (place, path)
    }

    const TEXT: usize = 9;

    #[cfg(unix)]
    #[test]
    fn a_full_disk_is_told_as_one() {
        let error = of_panic("Couldn't write to xml file: Os { code: 28, kind: StorageFull, message: \"No space left on device\" }");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert_eq!(of_panic("index out of bounds").to_string(), "index out of bounds");
    }

    #[test]
    fn rows_beyond_the_last_go_on_in_another_sheet() {
        let texts: Vec<String> = (0..7).map(|i| format!("글 {i}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (_place, path) = written(&texts, Bounds { rows: 4, ..Bounds::EXCEL });
        let mut found = Vec::new();
        for (sheet, rows) in [("글", 3), ("글 (2)", 3), ("글 (3)", 1)] {
            let cells = cells(&path, sheet);
            assert_eq!(cells.len(), rows, "{sheet}");
            found.extend(cells.into_iter().map(|row| row[TEXT].to_string()));
        }
        assert_eq!(found, texts);
        // So does the guide itself.
        let book: Xlsx<_> = open_workbook(&path).unwrap();
        let guides = book.sheet_names().into_iter().filter(|name| name.starts_with(GUIDE));
        let guide: Vec<Vec<Data>> = guides.flat_map(|name| cells(&path, &name)).collect();
        let line = guide.iter().find(|row| row[1] == Data::String("texts".to_owned())).unwrap();
        assert!(line[3].to_string().contains("시트 3개"));
        assert_eq!(line[2], Data::Float(7.0));
    }

    #[test]
    fn a_text_that_no_cell_holds_stands_whole_in_a_sheet_of_its_own() {
        let long: String = ('가'..='힣').chain(['𠀀'; 9]).take(1_003).collect();
        let (_place, path) = written(&["짧다", &long], Bounds { characters: 100, ..Bounds::EXCEL });
        let shown = cells(&path, "글")[1][TEXT].to_string();
        assert!(shown.encode_utf16().count() <= 100);
        assert!(shown.ends_with("… [잘림: 전체는 '긴 글' 시트 D2부터]"), "{shown}");
        assert!(long.starts_with(shown.split('…').next().unwrap()));
        let pieces = cells(&path, LONG_TEXTS);
        assert_eq!(pieces.len(), 11);
        assert_eq!((pieces[0][0].to_string(), pieces[0][1].to_string()), ("글".to_owned(), "J3".to_owned()));
        let whole: String = pieces.iter().map(|row| row[3].to_string()).collect();
        assert_eq!(whole, long);
    }

    #[test]
    fn texts_stay_what_they_are() {
        let texts = ["7-1", "=1+1", "007", "1e5", "2024-03", "a\u{1}b\u{b}", "_x0041_", " 앞뒤 ", "두\n줄", "\u{ffff}", "-"];
        let (_place, path) = written(&texts, Bounds::EXCEL);
        for (row, text) in cells(&path, "글").iter().zip(texts) {
            assert_eq!(row[TEXT], Data::String(text.to_owned()));
        }
    }

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(pieces("가나다", 2), ["가나", "다"]);
        assert_eq!(pieces("가𠀀다", 2), ["가", "𠀀", "다"]);
        assert_eq!(pieces("", 2), [""]);
        assert!(fits("𠀀", 4) && fits("가나", 2) && !fits("𠀀가가가가", 5));
        assert_eq!((clipped("가나다", 3), clipped("가나다라", 3)), ("가나다".to_owned(), "가나…".to_owned()));
    }

    #[test]
    fn numbers_look_like_what_they_are() {
        let column = |name| TEXTS.columns.iter().chain(TABLES.iter().flat_map(|t| t.columns)).find(|c| c.name == name).unwrap();
        for (name, cell, expected) in [
            ("krw", Cell::Integer(12_000), Look::Amount),
            ("krw", Cell::Integer(WHOLE + 1), Look::Text),
            ("year", Cell::Integer(2024), Look::Whole),
            ("confidence", Cell::Number(1.0), Look::Confidence),
            ("printed_number", Cell::Number(-10.5), Look::Fraction),
            ("printed_number", Cell::Number(3_200.0), Look::Amount),
        ] {
            assert!(look(column(name), cell) == expected, "{name} {cell:?}");
        }
    }
}
