//! Inputs made to be slow, large or deep: each is converted to the end, keeps its words, and says what it must.
//!
//! No test looks at a clock. One that runs on a small stack fails where recursion follows the input; one of a quadratic stage
//! is large enough that the run would not end in minutes.

use bogoseo::model::RecordStatus;
use bogoseo::record::Converted;
use bogoseo::{Settings, convert_bytes};

fn convert(text: &str) -> Converted {
    convert_bytes(text.as_bytes(), &Settings::default())
}

fn issues(converted: &Converted, name: &str) -> usize {
    converted.records.iter().flat_map(|r| &r.errors).filter(|e| e.name == name).count()
}

fn usable(converted: &Converted) {
    assert!(!converted.records.is_empty());
    for record in &converted.records {
        assert_ne!(record.status, RecordStatus::Failed, "{:?}", record.errors.first().map(|e| &e.message));
    }
}

/// Lines, each made of its number.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|i| line(i) + "\n").collect()
}

#[test]
fn unknown_headings_by_the_ten_thousand() {
    let count = 50_000;
    let converted = convert(&format!("□ 사업개요\n- 위치 : 가온동\n{}", lines(count, |i| format!("□ 제목 {i}"))));
    usable(&converted);
    assert_eq!(converted.records[0].sections.len(), count + 1);
    assert_eq!(issues(&converted, "section-unknown"), count);
    assert!(converted.records[0].sections[1..].iter().all(|s| s.issues == 1));
}

#[test]
fn points_nest_no_deeper_than_the_stack_allows() {
    let text = format!("□ 추진실적\n{}", lines(2_000, |i| format!("{}{} 항목 {i}", " ".repeat(i), ["-", "○", "·", "▶"][i % 4])));
    // A recursion as deep as the input would need megabytes.
    let converted = std::thread::Builder::new().stack_size(512 << 10).spawn(move || convert(&text)).unwrap().join().unwrap();
    usable(&converted);
    let found = converted.records[0].body.achievements.as_ref().unwrap();
    assert!(found.iter().any(|a| a.text.value == "항목 1999"));
}

#[test]
fn loose_lines_without_any_bullet() {
    let count = 100_000;
    let converted = convert(&format!("□ 추진실적\n{}", lines(count, |i| format!("가온 {i}\n\n"))));
    usable(&converted);
    let coverage = &converted.records[0].coverage;
    assert_eq!(coverage.assigned, coverage.characters);
}

#[test]
fn money_table_of_many_rows() {
    let rows = 10_000;
    let head = "□ 연차별 투자계획 (단위: 백만원)\n구분\t계\t2022\t2023\n";
    let converted = convert(&format!("{head}{}", lines(rows, |i| format!("사업{i}\t{}\t{i}\t1", i + 1 + 100 * usize::from(i == 77)))));
    usable(&converted);
    let table = converted.records[0].body.investment.as_ref().unwrap();
    assert_eq!(table.cells.len(), rows * 3);
    assert_eq!(issues(&converted, "period-total-mismatch"), 1);
}

#[test]
fn one_wide_row_among_short_ones_takes_no_memory_for_all() {
    // As a dense table each would have 2 × 10^9 cells.
    let wide = |gap: &str| (0..40_000).map(|i| format!("{i}{gap}")).collect::<String>();
    let short = lines(50_000, |i| format!("국비\t{i}\t1"));
    usable(&convert(&format!("□ 연차별 투자계획 (단위: 백만원)\n구분\t{}\n{short}", wide("\t"))));
    let short = lines(50_000, |i| format!("국비   {i}   1"));
    usable(&convert(&format!("□ 추진일정\n구분   {}\n{short}", wide("   "))));
}

#[test]
fn numbers_without_a_table_in_a_money_section() {
    let text = format!("□ 연차별 투자계획 (단위: 백만원)\n구분\n계\n2022\n2023\n국비\n{}", lines(20_000, |i| (i % 997).to_string()));
    usable(&convert(&text));
}

#[test]
fn page_breaks_and_numbers_after_a_long_text() {
    let text = format!("□ 추진실적\n{}{}", lines(50_000, |i| format!("- 가온 {i}")), "가온\n7\u{c}".repeat(50_000));
    let converted = convert(&text);
    usable(&converted);
    assert!(converted.front_matter.iter().filter(|f| f.kind == "page_number").count() > 10_000);
}

#[test]
fn one_line_of_one_sign() {
    for sign in ["(", "|", "\t", "【", "**", "1,", "~", "2022. 1. ", "【가】", "○ ", "10억원 ", "1\u{c}", "‘", "가 : "] {
        let text = format!("가온{}나래", sign.repeat(200_000 / sign.len()));
        let converted = convert(&text);
        // One sign again and again is no report; what is not said to be one is taken whole.
        assert_eq!(converted.records.len(), 1, "{sign:?}");
        let record = &converted.records[0];
        if record.status == RecordStatus::Failed {
            assert_eq!(record.errors[0].name, "not-a-report", "{sign:?}");
        } else {
            assert_eq!(record.source.span.as_ref().unwrap().start, 0, "{sign:?}");
        }
    }
}

#[test]
fn lines_wrapped_without_end_are_one_text() {
    // More lines than 16 bits count.
    let converted = convert(&format!("□ 사업목적\n○ 가온\n{}", lines(70_000, |i| format!("나래 {i}"))));
    usable(&converted);
    let coverage = &converted.records[0].coverage;
    assert_eq!(coverage.assigned, coverage.characters);
}

#[test]
fn a_line_wider_than_16_bits_count() {
    let line = "가나다라 ".repeat(20_000);
    let converted = convert(&format!("{}□ 사업목적\n○ {line}\n{line}\n", " ".repeat(80_000)));
    usable(&converted);
}

#[test]
fn a_book_of_one_card_again_and_again() {
    let card = "1-1\n\n가온 도서관 건립\n\n사업구분\t이행구분\t이행률\n신규\t정상\t50%\n\n□ 사업개요\n- 위치 : 가온동\n\n□ 추진실적\n- 2022. 1. 3. 착공\n\n";
    let converted = convert(&card.repeat(2_000));
    usable(&converted);
    assert_eq!(converted.records.len(), 2_000);
    assert_eq!(issues(&converted, "pledge-duplicate"), 1_999);
}

#[test]
fn equal_headings_by_the_hundred_thousand() {
    let count = 100_000;
    for between in ["", "가\t나\n"] {
        let converted = convert(&format!("□ 사업개요\n- 위치 : 가온동\n{}", format!("□ 제목\n{between}").repeat(count)));
        usable(&converted);
        let coverage = &converted.records[0].coverage;
        assert_eq!(coverage.assigned, coverage.characters);
    }
}

#[test]
fn short_lines_by_the_ten_thousand() {
    for line in
        ["가", "1", "50%", "1,234", "가|나", "가   나", "가   나   다", "2022. 1. 3.", "- 2022. 1. 3. 착공", "|", "1-1", "위치 : 가온"]
    {
        let converted = convert(&format!("□ 추진실적\n{}", format!("{line}\n").repeat(30_000)));
        assert!(!converted.records.is_empty(), "{line}");
        for record in &converted.records {
            assert_eq!(record.coverage.assigned, record.coverage.characters, "{line}");
        }
    }
}

/// Converts with room for so many cells.
fn with_cells(text: &str, max_text_cells: usize) -> Converted {
    let limits = bogoseo::limits::Limits { max_text_cells, ..Default::default() };
    convert_bytes(text.as_bytes(), &Settings { limits, ..Settings::default() })
}

#[test]
fn cells_beyond_the_limit_stay_text_and_are_named() {
    let head = "□ 연차별 투자계획 (단위: 백만원)\n";
    for (table, row) in [
        ("구분\t계\t2023\t2024\n국비\t30\t10\t20\n", "도비\t3\t1\t2\n"),
        ("구분 | 계 | 2023 | 2024\n국비 | 30 | 10 | 20\n", "도비 | 3 | 1 | 2\n"),
    ] {
        let text = format!("{head}{table}{}", row.repeat(20));
        let all = convert(&text);
        assert_eq!(issues(&all, "table-limit"), 0);
        let cut = with_cells(&text, 4 * 12);
        usable(&cut);
        let record = &cut.records[0];
        assert_eq!(record.status, RecordStatus::Review);
        let limit: Vec<_> = record.errors.iter().filter(|e| e.name == "table-limit").collect();
        let [limit] = limit.as_slice() else { panic!("{:?}", record.errors) };
        assert_eq!(limit.spans[0].line, 1 + 12 + 1);
        assert!(limit.message.contains("48 cells") && limit.message_ko.contains("48개"), "{limit:?}");
        assert!(limit.raw[0].starts_with(row.trim()), "{limit:?}");
        assert_eq!(record.coverage.assigned, record.coverage.characters, "nothing is lost");
        let cells = |converted: &Converted| converted.records[0].body.investment.as_ref().unwrap().cells.len();
        assert!(cells(&cut) > 0 && cells(&cut) < cells(&all), "{} of {}", cells(&cut), cells(&all));
    }
}

#[test]
fn a_list_over_the_limit_says_what_it_left() {
    let row = |i: usize| format!("{i}\t가온 도서관 {i} 건립\t정상추진\t{}%\t문화과\n", i % 100);
    let text = format!("연번\t공약명\t추진상황\t이행률\t담당부서\n{}", (1..=40).map(row).collect::<String>());
    let read = |max_records| {
        let limits = bogoseo::limits::Limits { max_records, ..Default::default() };
        convert_bytes(text.as_bytes(), &Settings { limits, ..Settings::default() })
    };
    assert!(read(40).errors.iter().all(|e| e.name != "table-limit"));
    let cut = read(30);
    assert_eq!(cut.records.len(), 30);
    let [limit] = cut.errors.iter().filter(|e| e.name == "table-limit").collect::<Vec<_>>()[..] else { panic!("{:?}", cut.errors) };
    assert!(limit.message.contains("last 10 gave no records"), "{limit:?}");
    assert_eq!(limit.spans[0].line, 32);
    assert!(cut.front_matter.iter().filter(|f| f.span.line >= 32).count() >= 10, "the rows are named");
}

#[test]
fn a_line_of_a_million_cells_is_text() {
    for sign in ["1\t", "|", "| "] {
        let converted = convert(&format!("□ 추진실적\n- 가온\n{}\n", sign.repeat(1_000_000)));
        usable(&converted);
        let record = &converted.records[0];
        assert_eq!(issues(&converted, "table-limit"), 1, "{sign:?}");
        assert_eq!(record.coverage.assigned, record.coverage.characters, "{sign:?}");
    }
}

#[test]
fn a_wide_row_in_a_frame_does_not_widen_all_others() {
    // As rows of the same width they would have 2 × 10^9 cells.
    let wide = format!("|{}\n", "가|".repeat(40_000));
    usable(&convert(&format!("□ 추진일정\n{wide}{}", "|가|나|\n".repeat(50_000))));
}

#[test]
fn rows_of_two_columns_are_not_read_again_from_every_line() {
    let wide = "가   ".repeat(200);
    for row in ["가   나\n", &format!("{wide}\n가   나   다\n")] {
        usable(&convert(&format!("□ 추진실적\n{}", row.repeat(200_000 / row.len()))));
    }
}

#[test]
fn one_line_of_fifty_megabytes() {
    for (word, bytes) in [("가나다 ", 50 << 20), ("1,234 ", 2 << 20), ("2022. 1. 3. ", 2 << 20)] {
        let converted = convert(&format!("□ 추진실적\n- {}\n", word.repeat(bytes / word.len())));
        usable(&converted);
        let coverage = &converted.records[0].coverage;
        assert_eq!(coverage.assigned, coverage.characters, "{word:?}");
    }
}

/// Found by the fuzzer: where the people were named behind the last section, their place was counted from the end of the line.
#[test]
fn people_at_the_end_of_a_line_that_goes_on_with_blanks() {
    for end in ["", " ", "\t", " \t \t", "\u{14}\0", "\0", "\u{a0}", "\u{200b}", "\t2024\t\t2025\t", " 7 \0 \t"] {
        for open in ["", "[", "【"] {
            let close = match open {
                "" => " : ",
                "[" => "] ",
                _ => "】 ",
            };
            let before = "□ 추진실적\n- 2023. 5. 가온 도서관 설계를 마쳤습니다\n".repeat(4);
            usable(&convert(&format!("{before}{open}담당자{close}권나래 ☎ 700-3110{end}\n- 4 -\n")));
        }
    }
    let hurt = b"\n\xea\xb3\x84 1,860 180 260 -\n\n\xeb\x8b\xb4\xeb\x8b\xb9\xec\x9e\x90 :\x14\0\0\xea\xb6\x8c\xeb\x8f\x84 \xe2\x98\x8e 700-31\0 \0 \x007\0 \x20\xac \t2024\t\t2025\t\n\t\xea\xb3\x84\xed\x9a\x8d\t200\t250\n\n- 4 -\n";
    let converted = convert_bytes(hurt, &Settings::default());
    assert!(converted.records.iter().flat_map(|r| &r.errors).all(|e| e.name != "file-crashed"));
}

/// A share that stood on two lines, or between two blanks, quoted the whole line as its source: a megabyte, ten thousand times.
#[test]
fn shares_of_a_cost_quote_themselves_alone() {
    let count = 20_000;
    let share = |i: usize| format!("국비  {i}억원,  ");
    let wrapped = |i: usize| format!("국비\n   {i}억원, ");
    for shares in [(1..count).map(share).collect::<String>(), (1..count).map(wrapped).collect()] {
        let converted = convert(&format!("□ 사업개요\n ○ 총사업비 : 9억원({shares}\n"));
        usable(&converted);
        let funding: Vec<_> = converted.evidence[0].evidence.iter().filter(|e| e.rule == "money.funding").collect();
        assert_eq!(funding.len(), count - 1);
        for (i, evidence) in funding.iter().enumerate() {
            let quoted: String = evidence.raw.iter().map(String::as_str).flat_map(str::split_whitespace).collect();
            assert_eq!(quoted, format!("국비{}억원", i + 1));
        }
    }
    let names: String = (1..count).map(|i| format!("가온{i}시,  ")).collect();
    let converted = convert(&format!("□ 사업개요\n ○ 시행주체 : {names}\n"));
    let agencies: Vec<_> = converted.evidence[0].evidence.iter().filter(|e| e.rule == "overview.agency").collect();
    assert_eq!((agencies.len(), agencies[1].raw[0].as_str()), (count - 1, "가온2시"));
}

/// Cells already read were looked for in a list, and columns of empty cells gone through again for each cell.
#[test]
fn header_tables_of_many_rows() {
    let count = 40_000;
    for row in ["담당부서\t정책과\n", "\t홍나래\t☎ 02-123-4567\n", "\t\t\t담당부서\n"] {
        usable(&convert(&format!("공약 이행 보고서\n\n1-1\n\n가온 도서관 건립\n\n담당자\t성명\t전화\n{}", row.repeat(count))));
    }
}

/// The time is far under what any of these takes, and over what none of the stages looks at.
#[test]
fn a_deadline_holds_for_texts_read_in_this_process() {
    let limits = bogoseo::limits::Limits { max_time: Some(std::time::Duration::from_millis(2)), ..Default::default() };
    let settings = Settings { limits, path: "가.txt".to_owned(), ..Settings::default() };
    let card = "1-1\n\n가온 도서관 건립\n\n담당부서\t정책과\n□ 사업개요\n- 위치 : 가온동\n";
    for part in ["□ 제목\n", "□ 추진실적\n- 2022. 1. 3. 착공\n", "가\t나\t다\n", "가   나   다\n", "|가|나|\n", "가온\n", card]
    {
        let text = part.repeat(600_000 / part.len());
        let converted = convert_bytes(text.as_bytes(), &settings);
        let [record] = converted.records.as_slice() else { panic!("{part}: {} records", converted.records.len()) };
        assert_eq!((record.status, record.errors[0].name), (RecordStatus::Failed, "file-timeout"), "{part}");
        assert!(record.errors[0].message.contains("0.002 s"), "{}", record.errors[0].message);
        assert_eq!(record.source.bytes, text.len() as u64, "{part}");
    }
    usable(&convert_bytes(card.as_bytes(), &Settings { limits: bogoseo::limits::Limits::default(), ..settings }));
}
