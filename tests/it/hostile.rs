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
