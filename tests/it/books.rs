//! The tables as workbook, database and Parquet files: read back by other programs' readers, they hold the rows of the CSV.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use bogoseo::sinks::books::Format;
use bogoseo::sinks::tables::{Kind, REVIEW, TABLES, Table, guard};
use calamine::{Data, Reader as _, Xlsx, open_workbook};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::cli::{Place, bogoseo};

const ALL: &str = "jsonl,csv,xlsx,parquet,sqlite";

/// Texts that formats like to take for something else, in an invented report.
const AWKWARD: &str = "\
공약번호 7-1
공 약 명 : =1+1 가람천 & <산책로> _x0041_ 조성
담당부서 : 하천과  과장 나도윤(☎031-555-0199)
이행률 : 72.5%

□ 사업개요
 ○ 사업기간 : 2023. 1. ~ 2026. 6.
 ○ 총사업비 : 120억원(국비 60억원, 시비 60억원)

□ 추진실적
 ○ 2023. 9. 7. : 기본계획 수립, 담당자 나도윤(031-555-0199)

□ 공약변경
 ○ 변경일 : 2024. 5. 3.
 ○ 변경사유 : -5% 감액, 사업비 조정

□ 참고사항
 - +82로 시작하는 글
 - 1/2, 3-4, 007, 1e5
";

/// An output of the fixtures and of awkward texts.
fn converted(arguments: &[&str]) -> Place {
    let place = Place::new();
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/reports")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "txt") {
            place.write(&format!("in/{}", path.file_name().unwrap().to_string_lossy()), &fs::read(&path).unwrap());
        }
    }
    place.write("in/7-1.txt", AWKWARD.as_bytes());
    place.write("in/빈 파일.txt", b"");
    place.write("in/사진.png", b"\x89PNG");
    let ran = bogoseo(&[&["convert", "in", "-o", "out", "-q"], arguments].concat()).at(&place).run();
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    place
}

type Rows = Vec<Vec<String>>;

fn csv_rows(out: &Path, table: &Table) -> Rows {
    let name = if table.name == REVIEW.name { "review.csv".to_owned() } else { format!("tables/{}.csv", table.name) };
    let text = fs::read_to_string(out.join(name)).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The text as CSV has it: guarded where it is a text of the source.
fn text(kind: Kind, value: &str) -> String {
    if kind == Kind::Text { guard(value).into_owned() } else { value.to_owned() }
}

fn parquet_rows(out: &Path, table: &Table) -> Rows {
    let reader = SerializedFileReader::new(File::open(out.join(format!("tables/{}.parquet", table.name))).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| {
        let row = row.unwrap();
        let columns = row.get_column_iter().zip(table.columns);
        let cells = columns.map(|((name, field), column)| {
            assert_eq!(name, column.name);
            match (field, column.kind) {
                (Field::Null, _) => String::new(),
                (Field::Str(value), kind @ (Kind::Text | Kind::Code)) => text(kind, value),
                (Field::Long(value), Kind::Integer) => value.to_string(),
                (Field::Double(value), Kind::Number) => value.to_string(),
                (Field::Bool(value), Kind::Boolean) => value.to_string(),
                (Field::Date(days), Kind::Date) => date(i64::from(*days)),
                other => panic!("{}.{name}: {other:?}", table.name),
            }
        });
        cells.collect()
    })
    .collect()
}

/// A day after 1970-01-01, found by counting.
fn date(days: i64) -> String {
    let leap = |y: i64| (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    let (mut year, mut rest) = (1970, days);
    while rest < 0 {
        year -= 1;
        rest += if leap(year) { 366 } else { 365 };
    }
    while rest >= if leap(year) { 366 } else { 365 } {
        rest -= if leap(year) { 366 } else { 365 };
        year += 1;
    }
    let february = if leap(year) { 29 } else { 28 };
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if rest < length {
            break;
        }
        rest -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", rest + 1)
}

fn database(out: &Path) -> Connection {
    Connection::open_with_flags(out.join("tables.sqlite"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

fn sqlite_rows(out: &Path, table: &Table) -> Rows {
    let connection = database(out);
    let mut statement = connection.prepare(&format!("SELECT * FROM \"{}\" ORDER BY id", table.name)).unwrap();
    let names: Vec<String> = statement.column_names().skip(1).map(str::to_owned).collect();
    assert_eq!(names, table.columns.iter().map(|c| c.name).collect::<Vec<_>>());
    let rows = statement.query_map([], |row| {
        let cells = table.columns.iter().enumerate().map(|(i, column)| match (row.get_ref(i + 1).unwrap(), column.kind) {
            (ValueRef::Null, _) => String::new(),
            (ValueRef::Text(value), kind) => text(kind, std::str::from_utf8(value).unwrap()),
            (ValueRef::Integer(value), Kind::Boolean) => (value == 1).to_string(),
            (ValueRef::Integer(value), Kind::Integer) => value.to_string(),
            (ValueRef::Real(value), Kind::Number) => value.to_string(),
            other => panic!("{}.{}: {other:?}", table.name, column.name),
        });
        Ok(cells.collect())
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn xlsx_rows(out: &Path, table: &Table) -> Rows {
    let mut book: Xlsx<_> = open_workbook(out.join("tables.xlsx")).unwrap();
    let range = book.worksheet_range(table.title).unwrap();
    let mut rows = range.rows();
    let header: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
    for (title, column) in header.iter().zip(table.columns) {
        assert!(title.starts_with(column.title), "{title}");
    }
    rows.map(|row| {
        let cells = row.iter().zip(table.columns).map(|(cell, column)| match (cell, column.kind) {
            (Data::Empty, _) => String::new(),
            (Data::String(value), kind @ (Kind::Text | Kind::Code)) => text(kind, value),
            (Data::Float(value), Kind::Integer) => (*value as i64).to_string(),
            (Data::Float(value), Kind::Number) => value.to_string(),
            (Data::Bool(value), Kind::Boolean) => value.to_string(),
            // Excel counts days from 1899-12-30.
            (Data::DateTime(value), Kind::Date) => date(value.as_f64() as i64 - 25_569),
            other => panic!("{}.{}: {other:?}", table.name, column.name),
        });
        cells.collect()
    })
    .collect()
}

fn assert_same(format: &str, table: &Table, expected: &Rows, found: &Rows) {
    assert_eq!(found.len(), expected.len(), "{format} {}", table.name);
    for (i, (expected, found)) in expected.iter().zip(found).enumerate() {
        assert_eq!(found, expected, "{format} {} row {i}", table.name);
    }
}

#[test]
fn every_format_holds_the_rows_of_the_csv() {
    let place = converted(&["--format", ALL]);
    let out = place.path("out");
    for table in TABLES {
        let expected = csv_rows(&out, table);
        assert!(!expected.is_empty(), "{}", table.name);
        assert_same("parquet", table, &expected, &parquet_rows(&out, table));
        assert_same("sqlite", table, &expected, &sqlite_rows(&out, table));
        assert_same("xlsx", table, &expected, &xlsx_rows(&out, table));
    }
    // JSON Lines hold records, not tables: what both say of a record agrees.
    let records = fs::read_to_string(out.join("records.jsonl")).unwrap();
    let records: Vec<serde_json::Value> = records.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let pledges = sqlite_rows(&out, TABLES[0]);
    assert_eq!(pledges.len(), records.len());
    let mut money: BTreeMap<String, usize> = BTreeMap::new();
    let investment = TABLES.iter().find(|t| t.name == "investment").unwrap();
    for row in sqlite_rows(&out, investment) {
        *money.entry(row[0].clone()).or_default() += usize::from(row[6] == "table");
    }
    let at = |name: &str| TABLES[0].columns.iter().position(|c| c.name == name).unwrap();
    for (row, record) in pledges.iter().zip(&records) {
        let word = |pointer: &str| record.pointer(pointer).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        assert_eq!(row[at("record_id")], word("/record_id"));
        assert_eq!(row[at("status")], word("/status"));
        assert_eq!(row[at("title")], guard(&word("/pledge/title")));
        let cells = |section: &str| record.pointer(&format!("/{section}/cells")).and_then(|c| c.as_array()).map_or(0, Vec::len);
        assert_eq!(money.get(&word("/record_id")).copied().unwrap_or(0), cells("investment") + cells("execution"));
    }
}

#[test]
fn the_review_list_comes_first_and_is_that_of_the_csv() {
    let place = converted(&["--format", "xlsx,sqlite", "--review-below", "0.99"]);
    let out = place.path("out");
    let expected = csv_rows(&out, &REVIEW);
    assert!(expected.len() > 20);
    assert_same("sqlite", &REVIEW, &expected, &sqlite_rows(&out, &REVIEW));
    let field = REVIEW.columns.iter().position(|c| c.name == "field").unwrap();
    let mut found = xlsx_rows(&out, &REVIEW);
    for (row, expected) in found.iter_mut().zip(&expected) {
        // What concerns the record as a whole has no field; in the workbook its link needs a text.
        if expected[field].is_empty() && row[field] == "(공약 전체)" {
            row[field].clear();
        }
    }
    assert_same("xlsx", &REVIEW, &expected, &found);
    let book: Xlsx<_> = open_workbook(out.join("tables.xlsx")).unwrap();
    let titles: Vec<&str> = [REVIEW.title, "안내"].into_iter().chain(TABLES.iter().map(|t| t.title)).collect();
    assert_eq!(book.sheet_names(), titles);
}

#[test]
fn each_format_can_be_had_alone() {
    for format in Format::ALL {
        let place = converted(&["--format", format.word()]);
        let mut expected: Vec<String> = format.files();
        expected.extend(["manifest.json", "review.csv", "run.json"].map(str::to_owned));
        expected.sort();
        let files = walkdir::WalkDir::new(place.path("out")).into_iter().map(Result::unwrap);
        let files = files.filter(|e| e.file_type().is_file());
        let mut found: Vec<String> =
            files.map(|e| e.path().strip_prefix(place.path("out")).unwrap().to_str().unwrap().replace('\\', "/")).collect();
        // What the next run goes on from is no output.
        found.retain(|f| !f.starts_with(".bogoseo/"));
        found.sort();
        assert_eq!(found, expected);
    }
}

#[test]
fn books_have_the_same_bytes_whatever_the_jobs() {
    let one = converted(&["--format", ALL, "-j", "1"]);
    let many = converted(&["--format", ALL, "-j", "5"]);
    for format in Format::ALL {
        for name in format.files() {
            let bytes = |place: &Place| fs::read(place.path("out").join(&name)).unwrap();
            assert!(bytes(&one) == bytes(&many), "{name}");
        }
    }
}

/// Every part of a workbook, unpacked.
fn parts(out: &Path) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(File::open(out.join("tables.xlsx")).unwrap()).unwrap();
    let count = archive.len();
    (0..count)
        .map(|i| {
            let mut entry = archive.by_index(i).unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            (entry.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn flagged_cells_are_coloured_and_carry_the_message() {
    let place = converted(&["--format", "csv,xlsx"]);
    let out = place.path("out");
    let errors = TABLES.iter().find(|t| t.name == "errors").unwrap();
    let at = |name: &str| errors.columns.iter().position(|c| c.name == name).unwrap();
    let rows = csv_rows(&out, errors);
    let mismatch = rows.iter().find(|r| r[at("name")] == "total-mismatch" && r[at("pointer")].starts_with("/investment/cells/")).unwrap();
    let parts = parts(&out);
    let comments = parts.iter().find(|(name, text)| name.contains("comments") && text.contains(&mismatch[at("message_ko")]));
    let comments = comments.expect("a note with the message").1;
    // The note stands at the cell of the amount, in a row of the same record, and the list of what to review links to it.
    let before = &comments[..comments.find(&mismatch[at("message_ko")]).unwrap()];
    let cell = before.rsplit("ref=\"").next().unwrap().split('"').next().unwrap();
    let investment = TABLES.iter().find(|t| t.name == "investment").unwrap();
    let column = investment.columns.iter().position(|c| c.name == "krw").unwrap();
    let letters: String = cell.chars().take_while(char::is_ascii_alphabetic).collect();
    assert_eq!(letters, char::from(b'A' + column as u8).to_string());
    let row: usize = cell[letters.len()..].parse().unwrap();
    assert_eq!(csv_rows(&out, investment)[row - 2][0], mismatch[at("record_id")]);
    let review = &parts["xl/worksheets/sheet1.xml"];
    assert!(review.contains(&format!("location=\"'{}'!{cell}\"", investment.title)), "{cell}");
    // Its format is one of the two with an error's colour.
    let sheet =
        parts.iter().find(|(name, text)| name.starts_with("xl/worksheets/sheet") && text.contains(&format!("<c r=\"{cell}\" s=\"")));
    assert!(sheet.is_some() && parts["xl/styles.xml"].contains("FFFFC7CE"));
}

#[test]
fn redaction_reaches_the_bytes_of_every_book() {
    let secrets = ["문가온", "서다온", "031-555-0199"];
    let bytes = |place: &Place| -> Vec<(&'static str, String)> {
        let out = place.path("out");
        let lossy = |path: &Path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        let parquet = TABLES.iter().flat_map(|t| parquet_rows(&out, t)).flatten().collect::<Vec<_>>().join("\n");
        // Pages are compressed; statistics and dictionaries of the footers are not.
        let raw: String = Format::Parquet.files().iter().map(|name| lossy(&out.join(name))).collect();
        vec![("xlsx", parts(&out).into_values().collect()), ("parquet", parquet + &raw), ("sqlite", lossy(&out.join("tables.sqlite")))]
    };
    let plain = converted(&["--format", "xlsx,parquet,sqlite"]);
    let redacted = converted(&["--format", "xlsx,parquet,sqlite", "--redact", "contacts,phones"]);
    for ((format, before), (_, after)) in bytes(&plain).into_iter().zip(bytes(&redacted)) {
        for secret in secrets {
            assert!(before.contains(secret), "{format} {secret}");
            assert!(!after.contains(secret), "{format} {secret}");
        }
    }
}

#[test]
fn the_database_answers_usual_questions() {
    let place = converted(&["--format", "sqlite"]);
    let connection = database(&place.path("out"));
    let one = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    let mut views = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name").unwrap();
    let views: Vec<String> = views.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(views.len(), 7);
    for view in views {
        assert!(one(&format!("SELECT count(*) FROM {view}")) > 0, "{view}");
    }
    assert_eq!(
        one("SELECT sum(total_cost) FROM cost_by_municipality"),
        one("SELECT sum(total_cost) FROM projects WHERE total_cost_recurrence IS NULL")
    );
    assert_eq!(one("SELECT sum(pledges) FROM pledges_by_state"), one("SELECT count(*) FROM pledges WHERE status <> 'failed'"));
    assert_eq!(one("SELECT count(*) FROM flagged"), one("SELECT count(*) FROM review"));
    // Figures of the fixtures, read by eye.
    let columns = "planned, secured, executed, executed_percent_of_plan";
    let row = |year: i32| {
        let sql = format!("SELECT {columns} FROM plan_secured_executed WHERE title = '달빛골 어린이 생태도서관 건립' AND year = {year}");
        connection.query_row(&sql, [], |row| {
            let amount = |i| row.get::<_, Option<i64>>(i);
            Ok(([amount(0)?, amount(1)?, amount(2)?], row.get::<_, Option<f64>>(3)?))
        })
    };
    let billions = |tenths: i64| Some(tenths * 100_000_000);
    assert_eq!(row(2024).unwrap(), ([billions(37), billions(37), billions(35)], Some(94.6)));
    assert_eq!(row(2025).unwrap(), ([billions(38), None, None], None));
    assert_eq!(one("SELECT total_cost FROM cost_by_department WHERE department = '해양관광과'"), 1_500_000_000);
    let budget = "SELECT krw FROM budget_by_year_source WHERE jurisdiction = '노을시' AND year = 2024 AND measure = 'planned'";
    for (source, expected) in [("national", 100_000_000), ("provincial", 150_000_000), ("municipal", 760_000_000)] {
        assert_eq!(one(&format!("{budget} AND source = '{source}'")), expected, "{source}");
    }
    assert_eq!(one("SELECT count(*) FROM achievements_by_year WHERE year = 2024 AND title = '어르신 무료 셔틀 운행'"), 1);
    assert!(one("SELECT count(*) FROM search WHERE search MATCH '산책로'") > 0);
    assert_eq!(one("SELECT count(*) FROM search WHERE search MATCH '\"청년창업센터\"' AND source = 'pledges'"), 1);
    assert_eq!(one("SELECT count(*) FROM search WHERE search MATCH '\"무료 셔틀 운행\"' AND source <> 'pledges'"), 0);
    assert!(one("SELECT count(*) FROM search WHERE text LIKE '%기본계획%' AND source = 'achievements'") > 0);
}
