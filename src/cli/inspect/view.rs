//! The view of one file for a human: sections, values with confidence, money tables, issues under their source lines.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::source::Source;
use crate::cli::paint::{Paint, Style, cut, grouped, padded, plain, width};
use crate::diag::Severity;
use crate::model::{Cell, FundingSource, Grid, Measure, MoneyTable, Pointer, RecordStatus, Sourced, Walk};
use crate::record::{Converted, EvidenceLine, Issue, Record};
use crate::score::is_key;
use crate::sinks::schema::field_title;

/// Columns of a field's name.
const FIELD_COLUMNS: usize = 44;
/// Columns of a value.
const VALUE_COLUMNS: usize = 60;
/// Columns of a table cell.
const CELL_COLUMNS: usize = 24;

/// The whole view.
pub(super) fn render(converted: &Converted, text: &str, paint: Paint, review_below: f64) -> String {
    let mut view = View { out: String::new(), source: Source::new(text), paint, review_below };
    view.file(converted);
    for (i, record) in converted.records.iter().enumerate() {
        view.record(record, converted.evidence.get(i));
    }
    view.out
}

struct View<'a> {
    out: String,
    source: Source<'a>,
    paint: Paint,
    review_below: f64,
}

impl View<'_> {
    fn file(&mut self, converted: &Converted) {
        let Some(first) = converted.records.first() else {
            return;
        };
        let source = &first.source;
        let title = self.paint.paint(Style::Bold, &plain(&source.path));
        let _ = writeln!(
            self.out,
            "{title}  {} · {} · {} bytes · {} records",
            converted.format.unwrap_or("?"),
            converted.encoding.unwrap_or("-"),
            grouped(source.bytes),
            grouped(converted.records.len() as u64),
        );
        if let Some(document) = &first.document {
            let title = document.title.as_deref().map(plain).unwrap_or_default();
            let _ = writeln!(self.out, "  {}  {title}", document.kind.word());
        }
        for part in &converted.front_matter {
            let span = &part.span;
            let _ = writeln!(self.out, "  L{}–{}  {}", span.line, span.line_end, part.kind);
        }
        for issue in &converted.errors {
            self.issue(issue);
        }
    }

    fn record(&mut self, record: &Record, evidence: Option<&EvidenceLine>) {
        let pledge = &record.body.pledge;
        let word = |text: &Option<crate::model::Text>| text.as_ref().map(|t| plain(t)).unwrap_or_default();
        let status = match record.status {
            RecordStatus::Ok => Style::Bold,
            RecordStatus::Review => Style::Yellow,
            RecordStatus::Failed => Style::Red,
        };
        let title = format!("{} {}", word(&pledge.number), word(&pledge.title));
        let _ = writeln!(
            self.out,
            "\n[{}/{}] {}  {} {}",
            record.source.record_index + 1,
            record.source.record_count,
            self.paint.paint(Style::Bold, title.trim()),
            self.paint.paint(status, record.status.word()),
            confidence(record.confidence),
        );
        let coverage = &record.coverage;
        let _ = write!(self.out, "  id {}", record.record_id);
        if let Some(span) = &record.source.span {
            let _ = write!(self.out, " · L{}–{}", span.line, span.line_end);
        }
        if let Some(layout) = &record.source.layout {
            let _ = write!(self.out, " · {layout}");
        }
        let _ = writeln!(self.out, " · {}/{} characters", coverage.assigned, coverage.characters);
        self.sections(record);
        if let Some(evidence) = evidence {
            self.values(record, evidence);
        }
        self.tables(record);
        if !record.errors.is_empty() {
            self.heading("문제 issues");
        }
        for issue in &record.errors {
            self.issue(issue);
        }
    }

    fn heading(&mut self, heading: &str) {
        let heading = self.paint.paint(Style::Bold, heading);
        let _ = writeln!(self.out, "\n  {heading}");
    }

    fn sections(&mut self, record: &Record) {
        if record.sections.is_empty() {
            return;
        }
        self.heading("절 sections");
        for section in &record.sections {
            let line = section.span.as_ref().map(|s| format!("L{}", s.line)).unwrap_or_default();
            let issues = match section.issues {
                0 => String::new(),
                n => format!("  {n} issues"),
            };
            let _ = writeln!(
                self.out,
                "  {} {line:>6}  {} {}{issues}",
                confidence(section.confidence),
                padded(&section.kind, 20),
                section.heading.as_deref().map(plain).unwrap_or_default(),
            );
        }
    }

    fn values(&mut self, record: &Record, evidence: &EvidenceLine) {
        let mut values: HashMap<String, String> = HashMap::new();
        record.body.walk(&mut Pointer::default(), &mut |at, _, value| {
            values.insert(at.as_str().to_owned(), value.show());
        });
        self.heading("값 values");
        for entry in &evidence.evidence {
            let doubtful = entry.confidence < self.review_below;
            // Cells of money tables stand in the tables below, the doubtful ones here as well.
            if is_cell(&entry.pointer) && !doubtful {
                continue;
            }
            let value = values.get(&entry.pointer).map(String::as_str).unwrap_or_default();
            let line = entry.spans.first().map(|s| format!("L{}", s.line)).unwrap_or_default();
            let mut row = format!(
                "  {} {line:>6}  {} {}",
                confidence(entry.confidence),
                padded(&cut(&field_title(&entry.pointer), FIELD_COLUMNS), FIELD_COLUMNS),
                cut(value, VALUE_COLUMNS),
            );
            if !entry.because.is_empty() {
                let _ = write!(row, "  ({})", entry.because.join("; "));
            }
            let row = match (doubtful, is_key(&entry.pointer)) {
                (true, true) => self.paint.paint(Style::Yellow, &row),
                (true, false) => self.paint.paint(Style::Dim, &row),
                (false, _) => row,
            };
            let _ = writeln!(self.out, "{row}");
        }
    }

    fn tables(&mut self, record: &Record) {
        let body = &record.body;
        for (name, money) in [("투자계획 investment", &body.investment), ("집행실적 execution", &body.execution)] {
            if let Some(money) = money.as_ref().filter(|m| !m.cells.is_empty()) {
                self.money(name, money);
            }
        }
        let projects = body.overview.iter().flat_map(|o| &o.projects);
        let others = body.other_sections.iter().flat_map(|s| &s.tables);
        for grid in projects.flat_map(|p| &p.tables).chain(others) {
            self.grid(grid);
        }
    }

    fn money(&mut self, name: &str, money: &MoneyTable) {
        let mut start = 0;
        while let Some(first) = money.cells.get(start) {
            let same = |c: &Sourced<Cell>| c.table == first.table && c.project == first.project;
            let count = money.cells[start..].iter().take_while(|c| same(c)).count();
            let cells = &money.cells[start..start + count];
            start += count;
            let project = first.project.as_deref().map(plain).unwrap_or_default();
            let unit = money.unit.as_deref().map(plain).unwrap_or_default();
            self.heading(&format!("{name}  {project} ({unit})"));
            let rows = money_rows(cells);
            self.rows(&rows);
        }
    }

    fn grid(&mut self, grid: &Grid) {
        let caption = grid.caption.as_ref().map(|t| plain(t)).unwrap_or_default();
        self.heading(&format!("표 table  {caption}"));
        let rows: Vec<Vec<String>> = grid.header.iter().chain(&grid.rows).map(|row| row.iter().map(|c| plain(c)).collect()).collect();
        self.rows(&rows);
    }

    fn rows(&mut self, rows: &[Vec<String>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |c: usize| {
            let cells = rows.iter().filter_map(|r| r.get(c));
            cells.map(|t| width(t)).max().unwrap_or(0).min(CELL_COLUMNS)
        };
        let widths: Vec<_> = (0..columns).map(widest).collect();
        for row in rows {
            let cells = row.iter().zip(&widths).map(|(text, &w)| padded(&cut(text, w), w));
            let line = cells.collect::<Vec<_>>().join(" │ ");
            let _ = writeln!(self.out, "    {}", line.trim_end());
        }
    }

    fn issue(&mut self, issue: &Issue) {
        let style = match issue.severity {
            Severity::Error => Style::Red,
            Severity::Warning => Style::Yellow,
            Severity::Info => Style::Blue,
        };
        let paint = self.paint;
        let severity = format!("{}[{}]", issue.severity.word_ko(), issue.code);
        let _ = writeln!(
            self.out,
            "  {} {}: {}",
            paint.paint(style, &severity),
            paint.paint(Style::Bold, issue.name),
            plain(&issue.message_ko),
        );
        let lines = issue.spans.iter().chain(issue.related.iter().map(|r| &r.span)).map(|s| s.line);
        let gutter = lines.max().map_or(1, |line| line.to_string().len()) + 4;
        let bar = paint.paint(Style::Blue, "|");
        for (i, span) in issue.spans.iter().enumerate() {
            if i == 0 {
                let arrow = paint.paint(Style::Blue, "-->");
                let _ = writeln!(self.out, "{:>gutter$}{arrow} L{}:{}", "", span.line, span.col);
                let _ = writeln!(self.out, "{:>gutter$} {bar}", "");
            }
            self.out += &self.source.underlined(span, "", gutter, style, paint);
        }
        for related in &issue.related {
            let note = plain(&related.note);
            self.out += &self.source.underlined(&related.span, &note, gutter, Style::Blue, paint);
        }
        let mut note = |label: &str, text: &str| {
            if !text.is_empty() {
                let _ = writeln!(self.out, "{:>gutter$} = {label}: {}", "", plain(text));
            }
        };
        note("항목", &issue.pointer.as_deref().map(field_title).unwrap_or_default());
        if let Some(proof) = &issue.proof {
            let addends = proof.cells.iter().map(|c| format!("{} {}", c.label, c.number));
            let addends = addends.collect::<Vec<_>>().join(" + ");
            let sum = format!("= {}, 인쇄된 값 {}, 차이 {}", proof.expected, proof.found, proof.difference);
            note("계산", &format!("{addends} {sum} {}", proof.unit.as_deref().unwrap_or_default()));
        }
        note("제안", issue.suggestion.as_deref().unwrap_or_default());
        note("조치", issue.hint_ko);
    }
}

fn is_cell(pointer: &str) -> bool {
    pointer.starts_with("/investment/cells/") || pointer.starts_with("/execution/cells/")
}

fn confidence(confidence: f64) -> String {
    format!("{confidence:.2}")
}

/// Cells of one table, back in rows (funding sources) and columns (periods and measures).
fn money_rows(cells: &[Sourced<Cell>]) -> Vec<Vec<String>> {
    let mut columns: HashMap<(&str, Measure), usize> = HashMap::new();
    let mut sources: HashMap<(FundingSource, &str), usize> = HashMap::new();
    let mut header = vec![String::new()];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for cell in cells {
        let (label, measure) = (cell.period_label.as_str(), cell.measure);
        let column = *columns.entry((label, measure)).or_insert_with(|| {
            header.push(format!("{} {}", plain(label), measure.word()));
            header.len() - 1
        });
        let row = *sources.entry((cell.source, &cell.label)).or_insert_with(|| {
            rows.push(vec![plain(&cell.label)]);
            rows.len() - 1
        });
        if rows[row].len() <= column {
            rows[row].resize(column + 1, String::new());
        }
        rows[row][column] = cell.number.to_string();
    }
    std::iter::once(header).chain(rows).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostic, codes};
    use crate::model::{Method, Period, Prov};
    use crate::record::{Evidence, Proof, ProofCell, Span, failed_record, issue_without_place};

    const TEXT: &str = "공약번호 3-2\n계 \t 총사업비 100억\n";

    /// `총사업비`, on the second line.
    fn span() -> Span {
        Span {
            start: 13,
            end: 17,
            line: 2,
            col: 5,
            line_end: 2,
            col_end: 9,
            page: None,
            bbox: None,
            table: None,
            row: None,
            cell_col: None,
        }
    }

    fn money() -> MoneyTable {
        let cell = |label: &str, year, number| {
            let cell = Cell {
                table: 0,
                project: None,
                source: FundingSource::National,
                label: label.to_owned(),
                period: Period::Year,
                year: Some(year),
                year_to: None,
                period_label: year.to_string(),
                measure: Measure::Planned,
                subtotal: false,
                number,
                krw: None,
            };
            Sourced::new(cell, Prov::new([], "test", Method::Cell))
        };
        MoneyTable {
            unit: Some("억원".to_owned()),
            cells: vec![cell("국비", 2023, 60.0), cell("시비", 2024, 40.0)],
            ..MoneyTable::default()
        }
    }

    fn converted() -> Converted {
        let diagnostic = Diagnostic::new(&codes::COST_CONFLICT, "differ", "총사업비가 다릅니다").field("/pledge/title");
        let mut issue = issue_without_place(&diagnostic);
        issue.spans.push(span());
        issue.proof = Some(Proof {
            cells: vec![ProofCell { pointer: None, label: "국비".to_owned(), number: 60.0, span: None }],
            expected: 60.0,
            found: 100.0,
            difference: 40.0,
            unit: Some("억원".to_owned()),
        });
        let (mut record, mut evidence) = failed_record("a\x1b[2J.txt", "", 1_000, None, issue);
        let title = Sourced::new("산책로 조성".to_owned(), Prov::default());
        record.body.pledge.title = Some(title);
        record.body.investment = Some(money());
        evidence.evidence.push(Evidence {
            pointer: "/pledge/title".to_owned(),
            raw: vec!["산책로 조성".to_owned()],
            spans: vec![span()],
            confidence: 0.4,
            because: vec!["several readings were possible"],
            rule: "test",
            by: "extractor",
        });
        Converted { records: vec![record], evidence: vec![evidence], ..Converted::default() }
    }

    #[test]
    fn a_file_is_shown_with_its_issues_under_their_lines() {
        let shown = render(&converted(), TEXT, Paint { colour: false }, 0.8);
        for line in [
            "[1/1] 산책로 조성  failed 0.00",
            "  0.40     L2  공약 › 공약명",
            "         │ 2023 planned │ 2024 planned",
            "    국비 │ 60\n",
            "    시비 │              │ 40",
            "    2 | 계   총사업비 100억",
            "      |      ^^^^^^^^",
            "      = 항목: 공약 › 공약명",
            "= 계산: 국비 60 = 60, 인쇄된 값 100, 차이 40 억원",
        ] {
            assert!(shown.contains(line), "{line}\n---\n{shown}");
        }
        assert!(!shown.contains('\x1b'));
    }

    #[test]
    fn colour_changes_no_text() {
        let plain = render(&converted(), TEXT, Paint { colour: false }, 0.8);
        let mut colour = render(&converted(), TEXT, Paint { colour: true }, 0.8);
        for code in ["1", "2", "0", "1;31", "1;33", "1;34"] {
            colour = colour.replace(&format!("\x1b[{code}m"), "");
        }
        assert_eq!(colour, plain);
    }
}
