//! The view of one file for a human: what the file is, each part of a record with its values and tables, issues under their
//! source lines.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::source::Source;
use super::table_view::{CELL_LINES, Shown, draw, wrap};
use crate::cli::paint::{Paint, Style, cut, grouped, padded, plain};
use crate::diag::Severity;
use crate::model::{Cell, DocumentKind, FundingSource, Grid, Measure, MoneyTable, Pointer, RecordStatus, Sourced, Walk};
use crate::record::{Converted, Evidence, EvidenceLine, Issue, Record, Span};
use crate::score::is_key;
use crate::sinks::review::{field_name, measure_ko};
use crate::sinks::schema::field_title;

/// Columns of a field's name.
const FIELD_COLUMNS: usize = 20;
/// Columns of a value; longer ones are wrapped.
const VALUE_COLUMNS: usize = 76;
/// Columns before a value.
const BEFORE_VALUE: usize = 2 + 4 + 1 + 6 + 2 + FIELD_COLUMNS + 1;

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

/// One line of the view: a value, or the values of one entry of a list.
struct Entry<'e> {
    first: &'e Evidence,
    /// Lowest of its values.
    confidence: f64,
    key: bool,
    values: Vec<String>,
    because: Vec<&'static str>,
}

impl View<'_> {
    fn file(&mut self, converted: &Converted) {
        let Some(first) = converted.records.first() else {
            return;
        };
        let source = &first.source;
        let count = converted.records.len() as u64;
        let _ = writeln!(self.out, "{}", self.paint.paint(Style::Bold, &plain(&source.path)));
        let _ = write!(self.out, "  {} · {}", converted.format.unwrap_or("?"), converted.encoding.unwrap_or("-"));
        let _ = write!(self.out, " · {} bytes", grouped(source.bytes));
        if let Some(document) = &first.document {
            let kind = match document.kind {
                DocumentKind::Card => "공약카드",
                DocumentKind::Book => "공약집",
                DocumentKind::List => "총괄표",
                DocumentKind::Other => "그 밖의 보고서",
            };
            let _ = write!(self.out, " · {kind} {} · 레코드 {}건 records", document.kind.word(), grouped(count));
            let mut facts = Vec::new();
            facts.extend(document.title.as_deref().map(plain));
            facts.extend(document.as_of.as_ref().map(|d| format!("기준일 as of {}", plain(&d.raw))));
            facts.extend(document.administration.as_ref().map(|a| plain(&a.label)));
            if !facts.is_empty() {
                let _ = write!(self.out, "\n  {}", facts.join(" · "));
            }
        }
        self.out.push('\n');
        for part in &converted.front_matter {
            let span = &part.span;
            let _ = writeln!(self.out, "  {} {}", self.paint.paint(Style::Dim, &lines(span)), part.kind);
        }
        for issue in &converted.errors {
            self.issue(issue, None);
        }
    }

    fn record(&mut self, record: &Record, evidence: Option<&EvidenceLine>) {
        let pledge = &record.body.pledge;
        let word = |text: &Option<crate::model::Text>| text.as_ref().map(|t| plain(t)).unwrap_or_default();
        let (style, status) = match record.status {
            RecordStatus::Ok => (Style::Bold, "정상"),
            RecordStatus::Review => (Style::Yellow, "검토"),
            RecordStatus::Failed => (Style::Red, "실패"),
        };
        let title = format!("{} {}", word(&pledge.number), word(&pledge.title));
        let title = match title.trim() {
            "" if record.status == RecordStatus::Failed => "(읽지 못함 not read)",
            "" => "(공약명 없음 no title)",
            title => title,
        };
        let status = format!("{status} {}", record.status.word());
        let _ = writeln!(
            self.out,
            "\n[{}/{}] {}  {} {}",
            record.source.record_index + 1,
            record.source.record_count,
            self.paint.paint(Style::Bold, title),
            self.paint.paint(style, &status),
            confidence(record.confidence),
        );
        let coverage = &record.coverage;
        let mut facts = vec![format!("id {}", record.record_id)];
        facts.extend(record.source.span.as_ref().map(lines));
        facts.extend(record.source.layout.as_deref().map(plain));
        if coverage.characters > 0 {
            facts.push(format!("원문 {}자 중 {}자 반영 characters", coverage.characters, coverage.assigned));
        }
        let _ = writeln!(self.out, "  {}", self.paint.paint(Style::Dim, &facts.join(" · ")));
        self.reasons(record, evidence);
        if let Some(evidence) = evidence {
            self.values(record, evidence);
        }
        if !record.errors.is_empty() {
            self.heading("문제 issues", "");
        }
        for issue in &record.errors {
            self.issue(issue, Some(record));
        }
    }

    /// Why a record needs a look.
    fn reasons(&mut self, record: &Record, evidence: Option<&EvidenceLine>) {
        if record.status != RecordStatus::Review {
            return;
        }
        let errors = record.errors.iter().filter(|e| e.severity == Severity::Error).count();
        let entries = evidence.map_or(&[][..], |e| &e.evidence);
        let doubtful = entries.iter().filter(|e| e.confidence < self.review_below && is_key(&e.pointer)).count();
        let mut why = Vec::new();
        if errors > 0 {
            why.push(format!("오류 {errors}건 errors"));
        }
        if doubtful > 0 {
            why.push(format!("신뢰도 {} 미만 주요 값 {doubtful}개 doubtful key values", self.review_below));
        }
        let why = format!("검토 사유 why: {}", why.join(", "));
        let _ = writeln!(self.out, "  {}", self.paint.paint(Style::Yellow, &why));
    }

    fn heading(&mut self, heading: &str, facts: &str) {
        let heading = self.paint.paint(Style::Bold, heading);
        let facts = if facts.is_empty() { String::new() } else { format!("  {}", self.paint.paint(Style::Dim, facts)) };
        let _ = writeln!(self.out, "\n  {heading}{facts}");
    }

    /// The heading of a part of the record, with the sections of the source that it was read from.
    fn part(&mut self, part: &str, record: &Record) {
        let reports = record.sections.iter().filter(|s| s.kind == part || (part == "other_sections" && s.kind == "other"));
        let facts: Vec<String> = reports
            .map(|s| {
                let line = s.span.as_ref().map(|s| format!("L{} ", s.line)).unwrap_or_default();
                let heading = s.heading.as_deref().map(plain).unwrap_or_default();
                let issues = if s.issues == 0 { String::new() } else { format!(" 문제 {}건", s.issues) };
                format!("{line}{heading} {}{issues}", confidence(s.confidence))
            })
            .collect();
        self.heading(&format!("{} {part}", field_title(&format!("/{part}"))), &facts.join(" · "));
    }

    /// All parts of a record, each with its values, its tables under them.
    fn values(&mut self, record: &Record, evidence: &EvidenceLine) {
        let mut values: HashMap<String, String> = HashMap::new();
        record.body.walk(&mut Pointer::default(), &mut |at, _, value| {
            values.insert(at.as_str().to_owned(), value.show());
        });
        let all = &evidence.evidence;
        let mut shown: Vec<&str> = Vec::new();
        let mut start = 0;
        while let Some(first) = all.get(start) {
            let part = part_of(&first.pointer);
            let count = all[start..].iter().take_while(|e| part_of(&e.pointer) == part).count();
            self.part(part, record);
            self.part_values(part, &all[start..start + count], &values, record);
            self.tables(part, record);
            shown.push(part);
            start += count;
        }
        let empty = record
            .sections
            .iter()
            .filter(|s| !(shown.contains(&s.kind.as_str()) || s.kind == "other" && shown.contains(&"other_sections")));
        let empty: Vec<String> = empty
            .map(|s| {
                let line = s.span.as_ref().map(|s| format!("L{} ", s.line)).unwrap_or_default();
                format!("{line}{}", s.heading.as_deref().map(plain).unwrap_or_default())
            })
            .collect();
        if !empty.is_empty() {
            self.heading("값이 없는 절 sections without values", &empty.join(" · "));
        }
    }

    fn part_values(&mut self, part: &str, evidence: &[Evidence], values: &HashMap<String, String>, record: &Record) {
        let title = field_title(&format!("/{part}"));
        let mut group = String::new();
        let mut project = "";
        let mut told: Vec<&str> = Vec::new();
        let mut start = 0;
        while let Some(first) = evidence.get(start) {
            let prefix = row_prefix(&first.pointer);
            let count = evidence[start..].iter().take_while(|e| row_prefix(&e.pointer) == prefix).count();
            let row = &evidence[start..start + count];
            start += count;
            let doubtful = row.iter().any(|e| e.confidence < self.review_below);
            // The header card is printed below as one text; cells stand in the tables. Doubtful ones are shown here as well.
            if !doubtful && (is_cell(&first.pointer) || is_grid(&first.pointer) || first.pointer.starts_with("/pledge/header/")) {
                continue;
            }
            if let Some(at) = project_of(&first.pointer).filter(|&at| at != project) {
                project = at;
                let projects = record.body.overview.as_ref().map_or(0, |o| o.projects.len());
                if projects > 1 {
                    let _ = writeln!(self.out, "    {}", self.paint.paint(Style::Bold, &field_title(project)));
                }
            }
            // A group is printed once, above its entries.
            let first = row.iter().find(|e| !e.pointer.ends_with("/group")).unwrap_or(first);
            let mut entry = Entry { first, confidence: 1.0, key: false, values: Vec::new(), because: Vec::new() };
            for e in row {
                let value = values.get(&e.pointer).map(|v| plain(v)).unwrap_or_default();
                entry.confidence = entry.confidence.min(e.confidence);
                entry.key |= is_key(&e.pointer);
                if e.confidence < self.review_below {
                    entry.because.extend(e.because.iter().filter(|b| !entry.because.contains(*b)).copied().collect::<Vec<_>>());
                }
                if e.pointer.ends_with("/group") {
                    if value != group {
                        group = value;
                        let _ = writeln!(self.out, "    ▸ {}", cut(&group, VALUE_COLUMNS + 20));
                    }
                } else if !value.is_empty() {
                    entry.values.push(if is_money(&e.pointer) { with_commas(&value) } else { value });
                }
            }
            // Rows of one broken table share their reasons: said once.
            if entry.because == told {
                entry.because.clear();
            } else {
                told.clone_from(&entry.because);
            }
            self.entry(&title, &entry, record);
        }
        let header: Vec<String> = record.body.pledge.header.iter().map(|h| format!("{}={}", plain(&h.label), plain(&h.value))).collect();
        if part == "pledge" && !header.is_empty() {
            let lines = wrap(&header.join(" · "), VALUE_COLUMNS, usize::MAX);
            let name = padded("머리표 header", FIELD_COLUMNS);
            let _ = writeln!(self.out, "  {:4} {:>6}  {name} {}", "", "", lines.join(&format!("\n{:BEFORE_VALUE$}", "")));
        }
    }

    fn entry(&mut self, title: &str, entry: &Entry<'_>, record: &Record) {
        let pointer = entry.first.pointer.as_str();
        let line = entry.first.spans.first().map(|s| format!("L{}", s.line)).unwrap_or_default();
        let depth = pointer.matches("/items/").count();
        let name = if is_cell(pointer) { field_name(&record.body, pointer) } else { field_title(row_prefix(pointer)) };
        let name = plain(&name);
        let name = name.strip_prefix(title).unwrap_or(&name);
        let name = match project_of(pointer) {
            Some(project) => name.strip_prefix(field_title(project).strip_prefix(title).unwrap_or_default()).unwrap_or(name),
            None => name,
        };
        let name = name.trim_start_matches([' ', '›']);
        let name = if depth > 0 { "내용" } else { name };
        let value = format!("{}{}", "  ".repeat(depth.saturating_sub(1)), entry.values.join(if depth > 0 { " : " } else { " · " }));
        let value = wrap(&value, VALUE_COLUMNS, CELL_LINES).join(&format!("\n{:BEFORE_VALUE$}", ""));
        let mut row = format!("  {} {line:>6}  {} {value}", confidence(entry.confidence), padded(&cut(name, FIELD_COLUMNS), FIELD_COLUMNS));
        if !entry.because.is_empty() {
            let _ = write!(row, "  ← {}", entry.because.join("; "));
        }
        let row = match (entry.confidence < self.review_below, entry.key) {
            (true, true) => self.paint.paint(Style::Yellow, &row),
            (true, false) => self.paint.paint(Style::Dim, &row),
            (false, _) => row,
        };
        let _ = writeln!(self.out, "{}", row.trim_end());
    }

    /// The tables of a part.
    fn tables(&mut self, part: &str, record: &Record) {
        let body = &record.body;
        match part {
            "investment" => self.money(body.investment.as_ref()),
            "execution" => self.money(body.execution.as_ref()),
            "overview" => body.overview.iter().flat_map(|o| &o.projects).flat_map(|p| &p.tables).for_each(|g| self.grid(g)),
            "other_sections" => body.other_sections.iter().flat_map(|s| &s.tables).for_each(|g| self.grid(g)),
            _ => {}
        }
    }

    fn money(&mut self, money: Option<&MoneyTable>) {
        let Some(money) = money else { return };
        let mut start = 0;
        while let Some(first) = money.cells.get(start) {
            let same = |c: &Sourced<Cell>| c.table == first.table && c.project == first.project;
            let count = money.cells[start..].iter().take_while(|c| same(c)).count();
            let cells = &money.cells[start..start + count];
            start += count;
            let project = first.project.as_deref().map(plain).unwrap_or_default();
            let unit = money.unit.as_deref().map_or_else(|| "단위 없음 no unit".to_owned(), |u| format!("단위 {}", plain(u)));
            let caption = format!("{project} ({unit})");
            let _ = writeln!(self.out, "    {}", caption.trim_start());
            self.out += &draw(&money_rows(cells), 1, 4);
        }
    }

    fn grid(&mut self, grid: &Grid) {
        let caption = grid.caption.as_ref().map(|t| plain(t)).unwrap_or_default();
        let unit = grid.unit.as_ref().map(|u| format!("(단위 {})", plain(u))).unwrap_or_default();
        let _ = writeln!(self.out, "    표 table {}", format!("{caption} {unit}").trim());
        let rows = grid.header.iter().chain(&grid.rows);
        let rows: Vec<Vec<Shown>> = rows.map(|row| row.iter().map(|c| Shown::new(plain(c))).collect()).collect();
        self.out += &draw(&rows, grid.header.len(), 4);
    }

    fn issue(&mut self, issue: &Issue, record: Option<&Record>) {
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
        let field = issue.pointer.as_deref().map(|p| record.map_or_else(|| field_title(p), |r| field_name(&r.body, p)));
        note("항목", &field.unwrap_or_default());
        if let Some(proof) = &issue.proof {
            let amount = |n: f64| with_commas(&n.to_string());
            let addends: Vec<String> = proof.cells.iter().map(|c| format!("{} {}", c.label, amount(c.number))).collect();
            let sum = match addends.len() {
                0 => format!("계산값 {}", amount(proof.expected)),
                1 => addends.join(""),
                _ => format!("{} = {}", addends.join(" + "), amount(proof.expected)),
            };
            let unit = proof.unit.as_deref().unwrap_or_default();
            note("계산", &format!("{sum} ≠ 인쇄된 값 {} (차이 {} {unit})", amount(proof.found), amount(proof.difference)));
        }
        note("제안", issue.suggestion.as_deref().unwrap_or_default());
        note("조치", issue.hint_ko);
    }
}

/// `L3`, `L3–12`.
fn lines(span: &Span) -> String {
    if span.line == span.line_end { format!("L{}", span.line) } else { format!("L{}–{}", span.line, span.line_end) }
}

/// The top-level key of a pointer.
fn part_of(pointer: &str) -> &str {
    pointer.split('/').nth(1).unwrap_or_default()
}

/// Lists whose entries are shown as one line each.
const LISTS: [&str; 11] = [
    "/achievements/",
    "/plans/",
    "/future_plans/",
    "/annual_targets/",
    "/indicator_values/",
    "/changes/",
    "/support_requests/",
    "/notes/",
    "/schedule/tasks/",
    "/pledge/contacts/",
    "/pledge/rates/",
];

/// What of a pointer is one line of the view: an entry of a list, a label and its text, or the value itself.
fn row_prefix(pointer: &str) -> &str {
    if let Some(list) = LISTS.iter().find(|l| pointer.starts_with(**l)) {
        let end = pointer[list.len()..].find('/').map_or(pointer.len(), |i| list.len() + i);
        return &pointer[..end];
    }
    let item = pointer.strip_suffix("/label").or_else(|| pointer.strip_suffix("/text"));
    item.filter(|p| p.rsplit('/').nth(1) == Some("items")).unwrap_or(pointer)
}

/// The project of the overview that a pointer lies in.
fn project_of(pointer: &str) -> Option<&str> {
    let rest = pointer.strip_prefix("/overview/projects/")?;
    let end = rest.find('/')?;
    Some(&pointer[..pointer.len() - rest.len() + end])
}

/// A cell of a table that is drawn.
fn is_grid(pointer: &str) -> bool {
    let inside = pointer.starts_with("/overview/projects/") || pointer.starts_with("/other_sections/");
    inside && pointer.contains("/tables/")
}

fn is_money(pointer: &str) -> bool {
    pointer.ends_with("/total_cost") || pointer.contains("/funding/") || is_cell(pointer)
}

/// The text with commas between the thousands of its long numbers.
fn with_commas(text: &str) -> String {
    let mut out = String::new();
    let mut digits = String::new();
    let mut fraction = false;
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_digit() && !fraction {
            digits.push(c);
            continue;
        }
        match digits.parse::<u64>() {
            Ok(number) if digits.len() > 3 && !digits.starts_with('0') => out += &grouped(number),
            _ => out += &digits,
        }
        digits.clear();
        fraction = c == '.' || (fraction && c.is_ascii_digit());
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn is_cell(pointer: &str) -> bool {
    pointer.starts_with("/investment/cells/") || pointer.starts_with("/execution/cells/")
}

fn confidence(confidence: f64) -> String {
    format!("{confidence:.2}")
}

/// Cells of one table, back in rows (funding sources) and columns (periods and measures), under a header row.
fn money_rows(cells: &[Sourced<Cell>]) -> Vec<Vec<Shown>> {
    let mut columns: HashMap<(&str, Measure), usize> = HashMap::new();
    let mut sources: HashMap<(FundingSource, &str), usize> = HashMap::new();
    let mut header = vec![Shown::new(String::new())];
    let mut rows: Vec<Vec<Shown>> = Vec::new();
    for cell in cells {
        let (label, measure) = (cell.period_label.as_str(), cell.measure);
        let column = *columns.entry((label, measure)).or_insert_with(|| {
            header.push(Shown::new(format!("{} {}", plain(label), measure_ko(measure)).trim_start().to_owned()));
            header.len() - 1
        });
        let row = *sources.entry((cell.source, &cell.label)).or_insert_with(|| {
            rows.push(vec![Shown::new(plain(&cell.label))]);
            rows.len() - 1
        });
        if rows[row].len() <= column {
            rows[row].resize_with(column + 1, || Shown::new(String::new()));
        }
        rows[row][column] = Shown::new(with_commas(&cell.number.to_string()));
    }
    std::iter::once(header).chain(rows).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostic, codes};
    use crate::model::{Method, Period, Prov};
    use crate::record::{Proof, ProofCell, failed_record, issue_without_place};

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
            raw: smallvec::smallvec!["산책로 조성".to_owned()],
            spans: smallvec::smallvec![span()],
            confidence: 0.4,
            because: vec!["several readings were possible"],
            rule: "test",
            by: "extractor",
        });
        let cell =
            Evidence { pointer: "/investment/cells/0".to_owned(), confidence: 0.97, because: Vec::new(), ..evidence.evidence[0].clone() };
        evidence.evidence.push(cell);
        Converted { records: vec![record], evidence: vec![evidence], ..Converted::default() }
    }

    #[test]
    fn a_file_is_shown_with_its_issues_under_their_lines() {
        let shown = render(&converted(), TEXT, Paint { colour: false }, 0.8);
        for line in [
            "[1/1] 산책로 조성  실패 failed 0.00",
            "  0.40     L2  공약명               산책로 조성  ← several readings were possible",
            "    │      │ 2023 계획 │ 2024 계획 │",
            "    │ 국비 │        60 │           │",
            "    │ 시비 │           │        40 │",
            "    2 | 계   총사업비 100억",
            "      |      ^^^^^^^^",
            "      = 항목: 공약 › 공약명",
            "= 계산: 국비 60 ≠ 인쇄된 값 100 (차이 40 억원)",
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

    #[test]
    fn long_numbers_have_commas_and_fractions_do_not() {
        assert_eq!(with_commas("국비 10000000000"), "국비 10,000,000,000");
        assert_eq!(with_commas("400000000~500000000"), "400,000,000~500,000,000");
        assert_eq!(with_commas("-1920.12345"), "-1,920.12345");
        assert_eq!(with_commas("0012345 12"), "0012345 12");
    }

    #[test]
    fn entries_of_lists_are_one_line() {
        assert_eq!(row_prefix("/achievements/3/date"), "/achievements/3");
        assert_eq!(row_prefix("/pledge/contacts/0/phone"), "/pledge/contacts/0");
        assert_eq!(row_prefix("/overview/projects/0/items/2/items/0/text"), "/overview/projects/0/items/2/items/0");
        assert_eq!(row_prefix("/overview/projects/0/period"), "/overview/projects/0/period");
        assert_eq!(row_prefix("/purpose/0"), "/purpose/0");
        assert_eq!(project_of("/overview/projects/12/period"), Some("/overview/projects/12"));
    }
}
