//! Whole documents, built by hand.

use std::fmt::Write as _;
use std::io::Write as _;

use super::*;
use crate::decode::structure::{self, Block, Kind, Paragraph, Table};
use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A PDF of pages with these content streams. `/K` is a Korean font that is not embedded (code page 949), `/H` is Helvetica.
fn pdf(pages: &[&str]) -> Vec<u8> {
    let streams: Vec<Vec<u8>> = pages.iter().map(|p| format!("<< /Length {} >>\nstream\n{p}\nendstream", p.len()).into_bytes()).collect();
    built(&streams, "")
}

/// A PDF of pages with these content streams, as they stand in the file.
fn built(streams: &[Vec<u8>], page_extra: &str) -> Vec<u8> {
    let first = 6;
    let kids: String = (0..streams.len()).fold(String::new(), |mut all, i| {
        let _ = write!(all, "{} 0 R ", first + 2 * i);
        all
    });
    let mut objects: Vec<Vec<u8>> = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} /MediaBox [0 0 600 800] >>", streams.len()).into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /HYSMyeongJo-Medium /Encoding /KSCms-UHC-H /DescendantFonts [5 0 R] >>".to_vec(),
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HYSMyeongJo-Medium /DW 1000 /W [1 [500 500 500] 1 95 500]
             /CIDSystemInfo << /Registry (Adobe) /Ordering (Korea1) /Supplement 1 >> >>"
            .to_vec(),
    ];
    for (i, stream) in streams.iter().enumerate() {
        let content = first + 2 * i + 1;
        let resources = "<< /Font << /H 3 0 R /K 4 0 R >> >>";
        objects.push(format!("<< /Type /Page /Parent 2 0 R /Contents {content} 0 R /Resources {resources} {page_extra} >>").into_bytes());
        objects.push(stream.clone());
    }
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n", i + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1).bytes());
    out
}

/// Shows a text of Korean letters at a place, from the lower left.
fn shown(text: &str, x: i32, y: i32, size: i32) -> String {
    let (bytes, _, _) = encoding_rs::EUC_KR.encode(text);
    let hex = bytes.iter().fold(String::new(), |mut all, b| {
        let _ = write!(all, "{b:02X}");
        all
    });
    format!("BT /K {size} Tf {x} {y} Td <{hex}> Tj ET\n")
}

/// Strokes a line.
fn stroke(x0: i32, y0: i32, x1: i32, y1: i32) -> String {
    format!("{x0} {y0} m {x1} {y1} l S\n")
}

fn opened(bytes: &[u8]) -> Structured {
    read(bytes, &Limits::default()).unwrap()
}

fn paragraphs(document: &Structured) -> Vec<&Paragraph> {
    structure::paragraphs(&document.blocks).into_iter().filter(|p| !p.text.is_empty()).collect()
}

fn tables(document: &Structured) -> Vec<&Table> {
    structure::tables(&document.blocks)
}

fn cells(table: &Table) -> Vec<(u32, u32, u32, u32, String)> {
    let text = |blocks: &[Block]| match blocks.first() {
        Some(Block::Paragraph(p)) => p.text.clone(),
        _ => String::new(),
    };
    table.cells.iter().map(|c| (c.row, c.column, c.row_span, c.column_span, text(&c.blocks))).collect()
}

/// The table in a cell.
fn tables_of(cell: &structure::Cell) -> &Table {
    cell.blocks.iter().find_map(|b| if let Block::Table(t) = b { Some(t) } else { None }).expect("a table")
}

/// A table of columns at 50, 150 and 250, whose rows of 20 points begin at `top`.
fn grid(top: i32, rows: &[[&str; 2]]) -> String {
    let bottom = top - 20 * rows.len() as i32;
    let mut out = String::new();
    for (i, row) in rows.iter().enumerate() {
        let y = top - 20 * i as i32;
        out += &stroke(50, y, 250, y);
        for (k, text) in row.iter().enumerate() {
            out += &shown(text, 55 + 100 * k as i32, y - 14, 10);
        }
    }
    out += &stroke(50, bottom, 250, bottom);
    for x in [50, 150, 250] {
        out += &stroke(x, bottom, x, top);
    }
    out
}

#[test]
fn lines_are_paragraphs_that_know_their_places() {
    let document = opened(&pdf(&[&shown("누리동 빗물정원 조성", 50, 700, 10), &shown("사업개요", 50, 600, 20)]));
    let found = paragraphs(&document);
    assert_eq!(found[0].text, "누리동 빗물정원 조성");
    let place = found[0].places[0];
    assert_eq!((place.page, place.start, place.end), (1, 0, 29));
    // 800 points high: the baseline is 100 from the top.
    assert!(place.bbox[0] == 50.0 && place.bbox[1] < 100.0 && place.bbox[3] > 100.0 && place.bbox[3] < 105.0, "{place:?}");
    assert_eq!((found[1].text.as_str(), found[1].places[0].page, found[1].page_break), ("사업개요", 2, true));
}

#[test]
fn rulings_make_tables_of_strokes_and_of_thin_areas_alike() {
    let strokes = grid(700, &[["구분", "2024년"], ["국비", "300"]]);
    let areas: String = [700, 680, 660]
        .iter()
        .map(|y| format!("50 {y} 200 0.5 re f\n"))
        .chain([50, 150, 250].iter().map(|x| format!("{x} 660 0.5 40 re f\n")))
        .collect();
    let texts: String = strokes.lines().filter(|l| l.starts_with("BT")).fold(String::new(), |all, l| all + l + "\n");
    let shade = "0.8 g 50 680 200 20 re f 0 g\n";
    for content in [format!("{shade}{strokes}"), format!("{shade}{areas}{texts}")] {
        let document = opened(&pdf(&[&content]));
        let [table] = tables(&document)[..] else { panic!() };
        let expected = [(0, 0, "구분"), (0, 1, "2024년"), (1, 0, "국비"), (1, 1, "300")];
        assert_eq!(cells(table), expected.map(|(row, column, text)| (row, column, 1, 1, text.to_owned())));
        let fills: Vec<bool> = table.cells.iter().map(|c| c.fill == Some([204, 204, 204])).collect();
        assert_eq!(fills, [true, true, false, false]);
    }
}

#[test]
fn a_table_over_two_pages_is_one_and_its_header_stands_once() {
    let first = grid(240, &[["구분", "금액"], ["국비", "300"], ["도비", "200"]]);
    let second = grid(760, &[["구분", "금액"], ["시비", "100"]]);
    let document = opened(&pdf(&[&first, &second]));
    let [table] = tables(&document)[..] else { panic!() };
    let firsts: Vec<String> = cells(table).into_iter().filter(|c| c.1 == 0).map(|c| c.4).collect();
    assert_eq!(firsts, ["구분", "국비", "도비", "시비"]);
    // High on its page, a table does not go on.
    let apart = opened(&pdf(&[&grid(700, &[["구분", "금액"], ["국비", "300"]]), &second]));
    assert_eq!(tables(&apart).len(), 2);
}

#[test]
fn a_header_that_the_page_end_cuts_is_put_together() {
    let shade = |y: i32| format!("0.8 g 50 {y} 200 20 re f 0 g\n");
    // The second column is one above, two below.
    let first = shade(60) + &grid(80, &[["구분", "계획"]]);
    let second = shade(740) + &grid(760, &[["", "집행"], ["국비", "1"]]) + &stroke(200, 760, 200, 720) + &shown("잔액", 205, 746, 10);
    let document = opened(&pdf(&[&first, &second]));
    let [table] = tables(&document)[..] else { panic!() };
    assert_eq!(
        cells(table)[..4],
        [(0, 0, 2, 1, "구분"), (0, 1, 1, 2, "계획"), (1, 1, 1, 1, "집행"), (1, 2, 1, 1, "잔액")].map(|c| (
            c.0,
            c.1,
            c.2,
            c.3,
            c.4.to_owned()
        ))
    );
}

#[test]
fn a_row_that_the_page_end_cuts_goes_on_under_the_header_that_is_printed_again() {
    // The cell at the foot has two lines; on the next page its label is empty.
    let two = |y: i32| shown("누리동 주민설명회", 155, y, 9) + &shown("설계 공모", 155, y - 12, 9);
    let rows = |top: i32, label: &str| {
        grid(top, &[["구분", "내용"]])
            + &stroke(50, top - 60, 250, top - 60)
            + &shown(label, 55, top - 34, 10)
            + &[50, 150, 250].map(|x| stroke(x, top - 60, x, top - 20)).concat()
    };
    let first = rows(140, "실적") + &two(108);
    let second = rows(760, "") + &two(728) + &grid(700, &[["계획", "착공"]]);
    let document = opened(&pdf(&[&first, &second]));
    let [table] = tables(&document)[..] else { panic!() };
    let labels: Vec<(u32, u32, String)> = cells(table).into_iter().filter(|c| c.1 == 0).map(|c| (c.0, c.2, c.4)).collect();
    assert_eq!(labels, [(0, 1, "구분".to_owned()), (1, 1, "실적".to_owned()), (2, 1, "계획".to_owned())]);
}

#[test]
fn a_table_whose_rows_part_its_columns_anew_goes_on_under_its_header() {
    let head = |top: i32| grid(top, &[["구분", "내용"]]);
    // The second column of the row is two, split at a place of its own.
    let row = |top: i32, split: i32, label: &str| {
        grid(top, &[[label, "가"]]) + &stroke(split, top, split, top - 20) + &shown("나", split + 5, top - 14, 10)
    };
    let document = opened(&pdf(&[&(head(100) + &row(80, 200, "국비")), &(head(760) + &row(740, 225, "시비"))]));
    let [table] = tables(&document)[..] else { panic!("{}", tables(&document).len()) };
    let labels: Vec<String> = cells(table).into_iter().filter(|c| c.1 == 0).map(|c| c.4).collect();
    assert_eq!((labels, table.columns), (["구분", "국비", "시비"].map(str::to_owned).to_vec(), 4));
}

#[test]
fn bars_of_a_schedule_colour_their_cells_though_they_are_lower() {
    let bar = "0.2 0.4 0.8 rg 152 684 96 7 re f 0 g\n";
    let document = opened(&pdf(&[&(bar.to_owned() + &grid(720, &[["구분", "2024년"], ["착공", ""], ["준공", ""]]))]));
    let [table] = tables(&document)[..] else { panic!() };
    let fills: Vec<bool> = table.cells.iter().map(|c| c.fill.is_some()).collect();
    assert_eq!(fills, [false, false, false, true, false, false]);
    // Behind text, such an area marks the text.
    let marked = opened(&pdf(&[&(bar.to_owned() + &grid(720, &[["구분", "2024년"], ["착공", "3월"], ["준공", ""]]))]));
    assert!(tables(&marked)[0].cells.iter().all(|c| c.fill.is_none()));
}

#[test]
fn rows_that_only_a_frame_encloses_are_rows() {
    let amounts = [["국비", "100"], ["시비", "20"], ["합계", "120"]];
    let mut page: String =
        [700, 680, 620].map(|y| stroke(50, y, 350, y)).concat() + &[50, 150, 250, 350].map(|x| stroke(x, 620, x, 700)).concat();
    page += &(shown("구분", 55, 686, 10) + &shown("2024", 155, 686, 10) + &shown("2025", 255, 686, 10));
    for (i, [label, amount]) in amounts.iter().enumerate() {
        let y = 664 - 16 * i as i32;
        page += &(shown(label, 55, y, 10) + &shown(amount, 155, y, 10) + &shown(amount, 255, y, 10));
    }
    let document = opened(&pdf(&[&page]));
    let [table] = tables(&document)[..] else { panic!() };
    assert_eq!((table.rows, table.cells.len()), (4, 12));
    assert_eq!(cells(table)[9..].iter().map(|c| c.4.as_str()).collect::<Vec<_>>(), ["합계", "120", "120"]);
}

#[test]
fn turned_pages_are_read_as_they_are_shown() {
    let content = "0 1 -1 0 600 0 cm\n".to_owned() + &shown("누리동", 50, 500, 10);
    let stream = format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()).into_bytes();
    let document = opened(&built(&[stream], "/Rotate 90"));
    let [paragraph] = paragraphs(&document)[..] else { panic!() };
    assert_eq!((paragraph.text.as_str(), paragraph.places[0].bbox[0]), ("누리동", 50.0));
}

#[test]
fn page_numbers_are_furniture() {
    let document = opened(&pdf(&[&(shown("본문", 50, 700, 10) + &shown("- 1 -", 290, 30, 10))]));
    let kinds: Vec<Kind> = paragraphs(&document).iter().map(|p| p.kind).collect();
    assert_eq!(kinds, [Kind::Body, Kind::Footer]);
}

#[test]
fn a_page_that_is_a_picture_is_reported_and_the_others_are_read() {
    let picture = "q 500 0 0 700 50 50 cm\nBI /W 1 /H 1 /CS /G /BPC 8 ID x EI\nQ\n";
    let document = opened(&pdf(&[&shown("본문", 50, 700, 10), picture]));
    let [notice] = &document.notices[..] else { panic!("{:?}", document.notices) };
    assert_eq!(notice.code, "page-no-text");
    assert!(notice.message.contains("page 2 of 2"), "{}", notice.message);
    assert_eq!(paragraphs(&document)[0].text, "본문");
    let alone = read(&pdf(&[picture]), &Limits::default()).unwrap_err();
    assert_eq!(alone.code, &codes::PAGE_NO_TEXT);
}

#[test]
fn bounds_hold() {
    let refused = |bytes: &[u8], limits: Limits| {
        let refusal = read(bytes, &limits).unwrap_err();
        assert_eq!(refusal.code, &codes::CONTAINER_LIMIT);
        refusal.message
    };
    let small = pdf(&[&shown("본문", 50, 700, 10), &shown("본문", 50, 700, 10)]);
    assert!(refused(&small, Limits { max_pages: 1, ..Limits::default() }).contains("max_pages"));
    assert!(refused(&small, Limits { max_glyphs: 3, ..Limits::default() }).contains("max_glyphs"));
    let table = pdf(&[&grid(700, &[["가", "나"], ["다", "라"]])]);
    assert!(refused(&table, Limits { max_cells: 3, ..Limits::default() }).contains("max_cells"));
    assert!(refused(&bomb(1), Limits { max_part_bytes: 1 << 20, ..Limits::default() }).contains("max_part_bytes"));
    assert!(refused(&bomb(1), Limits::default()).contains("max_inflate_ratio"));
    assert!(refused(&bomb(2), Limits { max_part_bytes: 1 << 20, ..Limits::default() }).contains("max_part_bytes"));
}

/// A page whose content unfolds to 8 MiB of blanks, packed so many times.
fn bomb(layers: usize) -> Vec<u8> {
    let mut data = vec![b' '; 8 << 20];
    for _ in 0..layers {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&data).unwrap();
        data = encoder.finish().unwrap();
    }
    let filter = "/FlateDecode ".repeat(layers);
    let mut stream = format!("<< /Length {} /Filter [{filter}] >>\nstream\n", data.len()).into_bytes();
    stream.extend(&data);
    stream.extend(b"\nendstream");
    built(&[stream], "")
}

/// A page whose content unfolds to 7 MiB of blanks by LZW: each code stands for one blank more than the one before.
fn lzw_bomb() -> Vec<u8> {
    let (mut data, mut held, mut bits) = (Vec::new(), 0u32, 0u32);
    let mut put = |code: u32, width: u32| {
        (held, bits) = (held << width | code, bits + width);
        while bits >= 8 {
            bits -= 8;
            data.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    };
    put(256, 9);
    put(32, 9);
    for code in 258..4_094 {
        put(code, u32::BITS - (code + 1).leading_zeros());
    }
    put(257, 12);
    put(0, 8);
    let mut stream = format!("<< /Length {} /Filter /LZWDecode >>\nstream\n", data.len()).into_bytes();
    stream.extend(&data);
    stream.extend(b"\nendstream");
    built(&[stream], "")
}

#[test]
fn lzw_data_is_measured_before_it_is_unfolded() {
    let refused = |limits: Limits| read(&lzw_bomb(), &limits).unwrap_err().message;
    assert!(refused(Limits { max_part_bytes: 1 << 20, ..Limits::default() }).contains("max_part_bytes"));
    assert!(refused(Limits::default()).contains("max_inflate_ratio"));
    assert!(read(&lzw_bomb(), &Limits { max_inflate_ratio: 4_000, ..Limits::default() }).is_ok());
    assert!(
        refused(Limits { max_inflate_ratio: 4_000, max_inflated_bytes: 7_000_000, ..Limits::default() }).contains("max_inflated_bytes")
    );
}

#[test]
fn tables_in_tables_are_bounded() {
    let mut content = String::new();
    for i in 0..34 {
        let (low, high) = (50 + 10 * i, 750 - 10 * i);
        // A frame, and a ruling between its left side and the next frame.
        content += &format!("{low} {low} {0} {0} re S\n", high - low);
        content += &stroke(low + 5, low, low + 5, high);
    }
    let bytes = pdf(&[&(content + &shown("본문", 398, 398, 4))]);
    let refusal = read(&bytes, &Limits { max_table_depth: 8, ..Limits::default() }).unwrap_err();
    assert!(refusal.message.contains("max_table_depth"), "{}", refusal.message);
}

#[test]
fn what_is_no_document_is_refused() {
    for bytes in [&b"%PDF-1.7\n1 0 obj"[..], b"%PDF-1.7\n%%EOF"] {
        assert_eq!(read(bytes, &Limits::default()).unwrap_err().code, &codes::FILE_UNREADABLE);
    }
}

#[test]
fn a_table_in_a_cell_that_touches_its_ruling_is_a_table_of_its_own() {
    let mut page = grid(700, &[["총사업비", ""], ["비고", "없음"]]);
    // In the upper right cell, on its lower ruling.
    for x in [170, 200, 230] {
        page += &stroke(x, 680, x, 690);
    }
    page += &stroke(170, 690, 230, 690);
    page += &stroke(170, 680, 230, 680);
    page += &(shown("30", 178, 682, 8) + &shown("14", 208, 682, 8));
    let document = opened(&pdf(&[&page]));
    let [outer] = &tables(&document)[..] else { panic!("{document:?}") };
    let found = [*outer, tables_of(&outer.cells[1])];
    assert_eq!((found[0].rows, found[0].columns, found[0].cells.len()), (2, 2, 4));
    assert_eq!((found[1].rows, found[1].columns), (1, 2));
}

#[test]
fn running_heads_between_rulings_stay_furniture_and_titles_there_are_tables() {
    let page = |title: &str, n: i32| {
        let bar = |y: i32| stroke(50, y, 550, y) + &stroke(50, y - 20, 550, y - 20);
        bar(780)
            + &shown("한별시 공약", 60, 765, 10)
            + &bar(600 + 30 * n)
            + &shown(title, 60, 585 + 30 * n, 12)
            + &shown("본문", 50, 300, 10)
    };
    let pages = [page("추진 계획", 1), page("재정 계획", 2), page("기대 효과", 3)];
    let document = opened(&pdf(&pages.iter().map(String::as_str).collect::<Vec<_>>()));
    let found: Vec<_> = tables(&document).into_iter().map(cells).collect();
    assert_eq!(found.iter().map(|t| t[0].4.as_str()).collect::<Vec<_>>(), ["추진 계획", "재정 계획", "기대 효과"]);
    let heads = paragraphs(&document).into_iter().filter(|p| p.kind == Kind::Header).count();
    assert_eq!(heads, 3);
}

#[test]
fn a_label_that_the_page_end_cut_goes_on_under_the_repeated_header() {
    let part = |rows: &[&str], label: &str, top: i32| {
        let bottom = top - 20 * (rows.len() as i32 + 1);
        let mut out = stroke(50, top, 250, top) + &stroke(50, top - 20, 250, top - 20) + &stroke(50, bottom, 250, bottom);
        out += &(shown("구분", 55, top - 14, 10) + &shown("내용", 155, top - 14, 10) + &shown(label, 55, top - 34, 10));
        for (i, row) in (0..).zip(rows) {
            out += &(shown(row, 155, top - 34 - 20 * i, 10) + &stroke(150, top - 40 - 20 * i, 250, top - 40 - 20 * i));
        }
        out + &[50, 150, 250].map(|x| stroke(x, bottom, x, top)).concat()
    };
    let document = opened(&pdf(&[&part(&["신청", "조사"], "전달체계", 180), &part(&["결정", "지급"], "", 750)]));
    let [table] = &tables(&document)[..] else { panic!("{document:?}") };
    assert_eq!((table.rows, table.cells.iter().filter(|c| c.column == 0).count()), (5, 2));
    assert_eq!(cells(table)[2], (1, 0, 4, 1, "전달체계".to_owned()));
}
