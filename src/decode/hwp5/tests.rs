//! Documents are built record by record; their names and numbers are invented.

use std::io::{Cursor, Write};

use super::record::tag;
use super::record::tests::record;
use super::*;
use crate::decode::structure::{Cell, Kind, Paragraph, paragraphs, tables};

const ANCHOR: u16 = 11;
const NOTE: u16 = 17;
const AUTO: u16 = 18;

fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// The eight units of a control in the text.
fn anchor(code: u16) -> Vec<u16> {
    vec![code, 0, 0, 0, 0, 0, 0, code]
}

/// A paragraph of a shape with a break before, and the records of its controls.
fn para_of(level: u16, shape: u16, broken: u8, text: &[u16], controls: &[Vec<u8>]) -> Vec<u8> {
    let mut head = vec![0; 22];
    head[8..10].copy_from_slice(&shape.to_le_bytes());
    head[11] = broken;
    let text: Vec<u8> = text.iter().chain(&[13]).flat_map(|u| u.to_le_bytes()).collect();
    [record(tag::PARA_HEADER, level, &head), record(tag::PARA_TEXT, level + 1, &text), controls.concat()].concat()
}

fn para(level: u16, text: &str) -> Vec<u8> {
    para_of(level, 0, 0, &units(text), &[])
}

fn with(level: u16, before: &str, code: u16, after: &str, control: Vec<u8>) -> Vec<u8> {
    para_of(level, 0, 0, &[units(before), anchor(code), units(after)].concat(), &[control])
}

fn control(level: u16, name: &[u8; 4], data: &[u8], rest: &[Vec<u8>]) -> Vec<u8> {
    let mut head: Vec<u8> = name.iter().rev().copied().collect();
    head.extend(data);
    [record(tag::CTRL_HEADER, level, &head), rest.concat()].concat()
}

fn words(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

fn list(level: u16, paragraphs: &[Vec<u8>]) -> Vec<u8> {
    [record(tag::LIST_HEADER, level, &[0; 8]), paragraphs.concat()].concat()
}

/// A cell: row, column, row span, column span, fill.
fn cell(level: u16, at: [u16; 5], paragraphs: &[Vec<u8>]) -> Vec<u8> {
    let mut head = words(&[1, 0, 0, 0, at[1], at[0], at[3], at[2]]);
    head.resize(32, 0);
    head.extend(at[4].to_le_bytes());
    [record(tag::LIST_HEADER, level, &head), paragraphs.concat()].concat()
}

/// A table of so many rows; zones as first column, first row, last column, last row, fill.
fn table(level: u16, rows: u16, zones: &[[u16; 5]], cells: &[Vec<u8>]) -> Vec<u8> {
    let mut head = words(&[0, 0, rows, 2, 0, 0, 0, 0, 0]);
    head.extend(words(&vec![1; usize::from(rows.min(100))]));
    head.extend(words(&[0, zones.len() as u16]));
    zones.iter().for_each(|z| head.extend(words(z)));
    control(level, b"tbl ", &[0; 40], &[record(tag::TABLE, level + 1, &head), cells.concat()])
}

fn one_cell(level: u16, paragraphs: &[Vec<u8>]) -> Vec<u8> {
    table(level, 1, &[], &[cell(level + 1, [0, 0, 1, 1, 0], paragraphs)])
}

fn fill(colour: u32) -> Vec<u8> {
    let mut data = vec![0; 32];
    data.extend(1u32.to_le_bytes());
    data.extend(colour.to_le_bytes());
    record(tag::BORDER_FILL, 1, &data)
}

fn para_shape(attributes: u32, left: u32, id: u16) -> Vec<u8> {
    let mut data = attributes.to_le_bytes().to_vec();
    data.extend(left.to_le_bytes());
    data.resize(30, 0);
    data.extend(id.to_le_bytes());
    record(tag::PARA_SHAPE, 1, &data)
}

/// A numbering with the formats and templates of its levels.
fn numbering(levels: &[(u32, &str)]) -> Vec<u8> {
    let mut data = Vec::new();
    for at in 0..7 {
        let (format, template) = levels.get(at).copied().unwrap_or((0, ""));
        data.extend((format << 5).to_le_bytes());
        data.extend([0; 8]);
        let template = units(template);
        data.extend((template.len() as u16).to_le_bytes());
        data.extend(words(&template));
    }
    data.extend([1, 0]);
    record(tag::NUMBERING, 1, &data)
}

fn bullet(sign: char) -> Vec<u8> {
    let mut data = vec![0; 12];
    data.extend(words(&[sign as u16]));
    record(tag::BULLET, 1, &data)
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A compound file of streams.
fn compound(streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (path, bytes) in streams {
        if let Some((storage, _)) = path[1..].split_once('/') {
            file.create_storage_all(format!("/{storage}")).unwrap();
        }
        file.create_stream(path).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn file_header(flags: u32) -> Vec<u8> {
    let mut header = SIGNATURE.to_vec();
    header.resize(36, 0);
    header.extend(flags.to_le_bytes());
    header.resize(256, 0);
    header
}

fn definitions(records: &[Vec<u8>]) -> Vec<u8> {
    [record(tag::DOCUMENT_PROPERTIES, 0, &[0; 26]), records.concat()].concat()
}

fn file(info: &[Vec<u8>], section: &[Vec<u8>]) -> Vec<u8> {
    compound(&[
        ("/FileHeader", file_header(1)),
        ("/DocInfo", deflate(&definitions(info))),
        ("/BodyText/Section0", deflate(&section.concat())),
    ])
}

fn read_all(bytes: &[u8]) -> Structured {
    read(bytes, &Limits::default()).unwrap()
}

fn refused(bytes: &[u8]) -> &'static str {
    read(bytes, &Limits::default()).unwrap_err().code.name
}

fn blocks(section: &[Vec<u8>]) -> Vec<Block> {
    let document = read_all(&file(&[], section));
    assert!(document.notices.is_empty(), "{:?}", document.notices);
    document.blocks
}

fn texts(blocks: &[Block]) -> Vec<&str> {
    paragraphs(blocks).iter().map(|p| p.text.as_str()).collect()
}

/// What the blocks are, in order: the texts of paragraphs, `[…]` for tables.
fn order(blocks: &[Block]) -> String {
    let piece = |b: &Block| match b {
        Block::Paragraph(p) => p.text.clone(),
        Block::Table(t) => format!("[{}]", t.cells.iter().map(|c| order(&c.blocks)).collect::<Vec<_>>().join("|")),
    };
    blocks.iter().map(piece).collect::<Vec<_>>().join(" / ")
}

#[test]
fn paragraphs_come_in_order_and_empty_ones_stay() {
    let empty = record(tag::PARA_HEADER, 0, &[0; 22]);
    let section = [para(0, "한별시 공약 실천계획"), empty, para(0, "  누리동  ")];
    assert_eq!(texts(&blocks(&section)), ["한별시 공약 실천계획", "", "  누리동  "]);
}

#[test]
fn codes_in_the_text_are_the_characters_that_they_stand_for() {
    let text = [&[0xac00, 10, 9, 0, 0, 0, 0, 0, 0, 9, 24, 30, 31, 4, 0, 0, 0, 0, 0, 0, 4][..], &units("𠀀나")].concat();
    let section = para_of(0, 0, 0, &text, &[]);
    assert_eq!(texts(&blocks(&[section])), ["가\n\t-\u{a0}\u{2007}𠀀나"]);
    // A control whose units are cut off, and half a character.
    let section = para_of(0, 0, 0, &[0xac00, 0xd800, 11], &[]);
    assert_eq!(texts(&blocks(&[section])), ["가\u{fffd}"]);
}

#[test]
fn tables_have_their_spans_and_nested_ones_their_place() {
    let inner = with(2, "", ANCHOR, "", one_cell(3, &[para(4, "안")]));
    let cells = [
        cell(2, [0, 0, 2, 1, 0], &[para(2, "앞"), inner, para(2, "뒤")]),
        cell(2, [0, 1, 1, 1, 0], &[para(2, "예산")]),
        cell(2, [1, 1, 1, 1, 0], &[para(2, "12억")]),
    ];
    let blocks = blocks(&[with(0, "", ANCHOR, "", table(1, 2, &[], &cells)), para(0, "끝")]);
    assert_eq!(order(&blocks), "[앞 / [안] / 뒤|예산|12억] / 끝");
    let table = tables(&blocks)[0];
    let places: Vec<_> = table.cells.iter().map(|c: &Cell| (c.row, c.column, c.row_span, c.column_span)).collect();
    assert_eq!(places, [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)]);
    assert_eq!((table.rows, table.columns), (2, 2));
}

#[test]
fn objects_do_not_tear_words_apart() {
    let object = || one_cell(1, &[para(2, "표")]);
    assert_eq!(order(&blocks(&[with(0, "", ANCHOR, "본문", object())])), "[표] / 본문");
    assert_eq!(order(&blocks(&[with(0, "본", ANCHOR, "문", object())])), "본문 / [표]");
    assert_eq!(order(&blocks(&[with(0, " ", ANCHOR, " ", object())])), "[표]");
}

#[test]
fn fills_are_solid_colours_and_zones_colour_their_cells() {
    let info = [fill(0x00_33_22_11), fill(u32::MAX), fill(0x00_00_00_ff)];
    let cells = [
        cell(2, [0, 0, 1, 1, 1], &[para(2, "가")]),
        cell(2, [0, 1, 1, 1, 2], &[para(2, "나")]),
        cell(2, [1, 0, 1, 1, 9], &[para(2, "다")]),
        cell(2, [1, 1, 1, 1, 2], &[para(2, "라")]),
    ];
    // The zone is column 1, row 1; the second has no fill.
    let zones = [[1, 1, 1, 1, 3], [0, 0, 1, 1, 2]];
    let document = read_all(&file(&info, &[with(0, "", ANCHOR, "", table(1, 2, &zones, &cells))]));
    let fills: Vec<_> = tables(&document.blocks)[0].cells.iter().map(|c| c.fill).collect();
    assert_eq!(fills, [Some([0x11, 0x22, 0x33]), None, None, Some([0xff, 0, 0])]);
}

#[test]
fn numbers_and_bullets_are_marks_apart_from_the_text() {
    let info = [
        numbering(&[(0, "^1."), (8, "^2)")]),
        // The bullet of a symbol font.
        bullet('\u{f06c}'),
        para_shape(0, 0, 0),
        para_shape(1 << 23, 0, 0),
        para_shape(2 << 23 | 1 << 25, 2000, 1),
        para_shape(3 << 23, 0, 1),
    ];
    let section_definition = control(1, b"secd", &[&[0; 14][..], &[1, 0]].concat(), &[]);
    let section = [
        para_of(0, 1, 0, &[anchor(2), units("개요")].concat(), &[section_definition]),
        para_of(0, 2, 0, &units("세부"), &[]),
        para_of(0, 3, 0, &units("항목"), &[]),
        para_of(0, 1, 0, &units("다음"), &[]),
        para_of(0, 0, 0, &units("본문"), &[]),
    ];
    let document = read_all(&file(&info, &section));
    let marks: Vec<_> = paragraphs(&document.blocks).iter().map(|p| (p.mark.as_deref(), p.outline, p.indent)).collect();
    assert_eq!(
        marks,
        [(Some("1."), Some(0), 0), (Some("가)"), None, 352), (Some("●"), None, 0), (Some("2."), Some(0), 0), (None, None, 0)]
    );
}

#[test]
fn bold_is_all_of_the_text() {
    let shape = |attributes: u32| {
        let mut data = vec![0; 46];
        data.extend(attributes.to_le_bytes());
        record(tag::CHAR_SHAPE, 1, &data)
    };
    let runs = |runs: &[u32]| record(tag::PARA_CHAR_SHAPE, 1, &runs.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<_>>());
    let section = [
        para_of(0, 0, 0, &units("굵게"), &[runs(&[0, 1])]),
        para_of(0, 0, 0, &units("굵게만"), &[runs(&[0, 1, 2, 0])]),
        para_of(0, 0, 0, &units("굵게 "), &[runs(&[0, 1, 2, 0])]),
        para_of(0, 0, 0, &units(" "), &[runs(&[0, 1])]),
    ];
    let document = read_all(&file(&[shape(0), shape(2)], &section));
    assert_eq!(paragraphs(&document.blocks).iter().map(|p| p.bold).collect::<Vec<_>>(), [true, false, true, false]);
}

/// A footnote with its number and text.
fn footnote(level: u16, number: u16, text: &str) -> Vec<u8> {
    let auto = control(level + 2, b"atno", &words(&[1, 0, number, 0, 0, u16::from(b')')]), &[]);
    let inside = para_of(level + 1, 0, 0, &[anchor(AUTO), units(text)].concat(), &[auto]);
    control(level, b"fn  ", &[0; 8], &[list(level + 1, &[inside])])
}

#[test]
fn notes_stand_behind_their_paragraph_or_the_outermost_table() {
    let cell_with_note = with(2, "칸", NOTE, "", footnote(3, 2, " 둘째"));
    let blocks = blocks(&[
        with(0, "앞", NOTE, "뒤", footnote(1, 1, " 첫째")),
        with(0, "", ANCHOR, "", one_cell(1, &[cell_with_note])),
        para(0, "끝"),
    ]);
    assert_eq!(order(&blocks), "앞뒤 /  첫째 / [칸] /  둘째 / 끝");
    let notes: Vec<_> = paragraphs(&blocks).into_iter().filter(|p| p.kind == Kind::Note).collect();
    assert_eq!(notes.iter().map(|p| p.mark.as_deref()).collect::<Vec<_>>(), [Some("1)"), Some("2)")]);
}

#[test]
fn automatic_numbers_stand_in_the_text() {
    // Kind 4 is tables; the number 0 was not saved, so it is counted, from the new number on.
    let number = |n: u16| control(1, b"atno", &words(&[4, 0, n, 0, 0, 0]), &[]);
    let new = control(1, b"nwno", &words(&[4, 0, 7]), &[]);
    let blocks =
        blocks(&[with(0, "<표 ", AUTO, "> 예산", number(3)), with(0, "", 21, "", new), with(0, "<표 ", AUTO, "> 인력", number(0))]);
    assert_eq!(texts(&blocks), ["<표 3> 예산", "", "<표 7> 인력"]);
}

#[test]
fn furniture_and_comments_have_their_kind() {
    let box_in_header = with(2, "", ANCHOR, "", one_cell(3, &[para(4, "새봄군")]));
    let section = [
        with(0, "본문", 16, "", control(1, b"head", &[0; 8], &[list(2, &[box_in_header])])),
        with(0, "", 16, "본문", control(1, b"foot", &[0; 8], &[list(2, &[para(2, "- 1 -")])])),
        with(0, "본문", 15, "", control(1, b"tcmt", &[], &[list(2, &[para(2, "확인 요망")])])),
    ];
    let blocks = blocks(&section);
    let Block::Table(boxed) = &blocks[1] else { panic!("{:?}", blocks[1]) };
    assert_eq!(
        paragraphs(&boxed.cells[0].blocks).iter().map(|p| (p.text.as_str(), p.kind)).collect::<Vec<_>>(),
        [("새봄군", Kind::Header)]
    );
    let kinds: Vec<_> = paragraphs(&blocks).iter().map(|p| (p.text.as_str(), p.kind)).collect();
    let body = ("본문", Kind::Body);
    assert_eq!(kinds, [body, ("- 1 -", Kind::Footer), body, body, ("확인 요망", Kind::Comment)]);
}

#[test]
fn boxes_captions_equations_and_composed_letters_keep_their_text() {
    let boxed = control(1, b"gso ", &[0; 40], &[record(76, 2, &[0; 40]), list(3, &[para(3, "상자")]), record(79, 3, &[0; 8])]);
    let captioned = control(
        1,
        b"tbl ",
        &[0; 40],
        &[
            list(2, &[para(2, "<표> 예산")]),
            record(tag::TABLE, 2, &words(&[0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0])),
            cell(2, [0, 0, 1, 1, 0], &[para(2, "3억")]),
        ],
    );
    let mut script = words(&[0, 0, 3]);
    script.extend(words(&units("a+b")));
    let equation = control(1, b"eqed", &[0; 40], &[record(tag::EQEDIT, 2, &script)]);
    let composed = control(1, b"tcps", &[words(&[1]), words(&units("①"))].concat(), &[]);
    let blocks = blocks(&[
        with(0, "", ANCHOR, "", boxed),
        with(0, "", ANCHOR, "", captioned),
        with(0, "식 ", ANCHOR, " 임", equation),
        with(0, "", 23, " 공약", composed),
    ]);
    assert_eq!(order(&blocks), "상자 / [3억] / 식 a+b 임 / ① 공약");
    assert_eq!(tables(&blocks)[0].caption, [Paragraph::body("<표> 예산")]);
}

#[test]
fn pages_break_before_paragraphs_tables_and_sections() {
    let table = para_of(0, 0, 4, &anchor(ANCHOR), &[one_cell(1, &[para(2, "표")])]);
    let first = [para_of(0, 0, 3, &units("처음"), &[]), para_of(0, 0, 4, &units("새 쪽"), &[]), table].concat();
    let document = read_all(&compound(&[
        ("/FileHeader", file_header(0)),
        ("/DocInfo", definitions(&[])),
        ("/BodyText/Section0", first),
        ("/BodyText/Section1", para(0, "새 구역")),
    ]));
    let breaks = document.blocks.iter().map(|b| match b {
        Block::Paragraph(p) => p.page_break,
        Block::Table(t) => t.page_break,
    });
    assert_eq!(breaks.collect::<Vec<_>>(), [false, true, true, true]);
}

#[test]
fn sections_come_by_their_numbers_and_names_in_any_case() {
    let document = read_all(&compound(&[
        ("/fileheader", file_header(0)),
        ("/DOCINFO", definitions(&[])),
        ("/bodytext/section10", para(0, "열")),
        ("/bodytext/SECTION9", para(0, "아홉")),
        ("/bodytext/Section0", para(0, "영")),
    ]));
    assert_eq!(texts(&document.blocks), ["영", "아홉", "열"]);
}

#[test]
fn distribution_documents_give_their_text_and_not_the_stub() {
    let plain = para(0, "새봄군 보도자료");
    let document = read_all(&compound(&[
        ("/FileHeader", file_header(1 | 4)),
        ("/DocInfo", deflate(&definitions(&[]))),
        ("/BodyText/Section0", deflate(&para(0, "상위 버전의 배포용 문서입니다"))),
        ("/ViewText/Section0", distribution::tests::scramble(&deflate(&plain), 0x0bad_cafe)),
    ]));
    assert_eq!(texts(&document.blocks), ["새봄군 보도자료"]);
}

#[test]
fn streams_of_zlib_and_streams_that_are_not_compressed_are_told() {
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zlib.write_all(&para(0, "둘")).unwrap();
    let document = read_all(&compound(&[
        ("/FileHeader", file_header(1)),
        ("/DocInfo", definitions(&[])),
        ("/BodyText/Section0", para(0, "하나")),
        ("/BodyText/Section1", zlib.finish().unwrap()),
    ]));
    assert_eq!(texts(&document.blocks), ["하나", "둘"]);
    assert!(document.notices.is_empty(), "{:?}", document.notices);
}

#[test]
fn locked_foreign_and_broken_files_are_refused() {
    assert_eq!(refused(&compound(&[("/FileHeader", file_header(1 | 2)), ("/BodyText/Section0", para(0, "가"))])), "file-encrypted");
    assert_eq!(refused(&compound(&[("/FileHeader", file_header(1 | 16)), ("/BodyText/Section0", vec![0xee; 64])])), "file-encrypted");
    assert_eq!(refused(&compound(&[("/WordDocument", vec![0; 64])])), "file-unreadable");
    assert_eq!(refused(&compound(&[("/FileHeader", file_header(1)), ("/BodyText/Section0", vec![0xee; 64])])), "file-unreadable");
    assert_eq!(refused(&compound(&[("/FileHeader", file_header(1))])), "file-unreadable");
    assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "file-unreadable");
    assert_eq!(refused(b""), "file-unreadable");
}

#[test]
fn a_damaged_section_keeps_what_came_before_and_says_so() {
    let lines: Vec<u8> = (0..3_000).flat_map(|n| para(0, &format!("공약 {n} 누리동 {}", n * 7_919 % 1_009))).collect();
    let mut packed = deflate(&lines);
    let half = packed.len() / 2;
    packed[half..half + 40].fill(0xff);
    let document = read_all(&compound(&[
        ("/FileHeader", file_header(1)),
        ("/DocInfo", deflate(&definitions(&[]))),
        ("/BodyText/Section0", packed),
        ("/BodyText/Section1", deflate(&para(0, "다음 구역"))),
    ]));
    assert!((100..3_000).contains(&document.blocks.len()), "{}", document.blocks.len());
    assert_eq!(texts(&document.blocks).last(), Some(&"다음 구역"));
    let [notice] = &document.notices[..] else { panic!("{:?}", document.notices) };
    assert_eq!(notice.code, "document-incomplete");
    assert!(notice.message.contains("section 1 of 2"), "{}", notice.message);
}

#[test]
fn records_that_belong_to_no_paragraph_are_not_passed_over_in_silence() {
    let stray = record(81, 0, &words(&units("본문")));
    let kept = read_all(&file(&[], &[para(0, "앞"), stray.clone()]));
    assert_eq!((texts(&kept.blocks), kept.notices.len()), (vec!["앞"], 1));
    assert_eq!(refused(&file(&[], &[para(0, ""), stray])), "file-unreadable");
    assert_eq!(read_all(&file(&[], &[para(0, "앞"), vec![0; 16]])).notices, []);
}

#[test]
fn definitions_that_are_lost_do_not_lose_the_text() {
    let document = read_all(&compound(&[("/FileHeader", file_header(0)), ("/BodyText/Section0", para(0, "본문"))]));
    assert_eq!(texts(&document.blocks), ["본문"]);
    assert_eq!(document.notices.len(), 1);
}

/// Tables in tables, as deep as levels reach and deeper.
fn nested_tables(count: u16) -> Vec<u8> {
    let mut out = Vec::new();
    for depth in 0..count {
        let level = (2 * depth).min(1_000);
        out.extend(para_of(level, 0, 0, &anchor(ANCHOR), &[]));
        out.extend(one_cell(level + 1, &[]));
    }
    out
}

#[test]
fn hostile_counts_depths_and_sizes_reach_their_limits() {
    assert_eq!(refused(&file(&[], &[nested_tables(20_000)])), "container-limit");
    assert_eq!(order(&blocks(&[nested_tables(3)])), "[[[]]]");
    let bomb = vec![0; 8 << 20];
    assert_eq!(refused(&file(&[], &[para(0, "가"), bomb])), "container-limit");
    let cells: Vec<_> = (0..50).map(|n| cell(2, [n, 0, 1, 1, 0], &[])).collect();
    let many = file(&[], &[with(0, "", ANCHOR, "", table(1, 50, &[], &cells))]);
    let limits = Limits { max_cells: 49, ..Limits::default() };
    assert_eq!(read(&many, &limits).unwrap_err().code.name, "container-limit");
    let spans = [cell(2, [0, 0, u16::MAX, u16::MAX, 0], &[para(2, "가")]), cell(2, [0, 0, 1, 1, 0], &[para(2, "나")])];
    let table_of_spans = blocks(&[with(0, "", ANCHOR, "", table(1, u16::MAX, &[], &spans))]);
    assert_eq!(tables(&table_of_spans)[0].cells.len(), 2);
}

#[test]
fn a_sector_in_two_chains_is_read_leniently() {
    let lines: Vec<u8> = (0..400).flat_map(|n| para(0, &format!("한별시 공약 {n}"))).collect();
    let mut bytes = compound(&[("/FileHeader", file_header(0)), ("/DocInfo", definitions(&[])), ("/BodyText/Section0", lines)]);
    let shift = u32::from(record::u16_at(&bytes, 30).unwrap());
    let fat = ((u32_at(&bytes, 76).unwrap() as usize) + 1) << shift;
    // A free entry of the allocation table points to where a chain goes already.
    let target = (0..).find(|&at| u32_at(&bytes, fat + 4 * at).is_some_and(|next| next > 1 && next < 0xffff_0000)).unwrap();
    let next = u32_at(&bytes, fat + 4 * target).unwrap();
    let free = (0..).find(|&at| u32_at(&bytes, fat + 4 * at) == Some(u32::MAX)).unwrap_or(0);
    bytes[fat + 4 * free..fat + 4 * free + 4].copy_from_slice(&next.to_le_bytes());
    assert!(cfb::CompoundFile::open(Cursor::new(&bytes[..])).is_err());
    assert_eq!(read_all(&bytes).blocks.len(), 400);
}

#[test]
fn chains_that_run_in_a_circle_end() {
    let lines: Vec<u8> = (0..400).flat_map(|n| para(0, &format!("한별시 공약 {n}"))).collect();
    let sound = compound(&[("/FileHeader", file_header(0)), ("/DocInfo", definitions(&[])), ("/BodyText/Section0", lines)]);
    let shift = u32::from(record::u16_at(&sound, 30).unwrap());
    let fat = ((u32_at(&sound, 76).unwrap() as usize) + 1) << shift;
    for at in 0..40 {
        let mut bytes = sound.clone();
        bytes[fat + 4 * at..fat + 4 * at + 4].copy_from_slice(&(at as u32).to_le_bytes());
        if let Ok(document) = read(&bytes, &Limits::default()) {
            assert!(document.blocks.len() <= 400);
        }
    }
}

#[test]
fn any_change_of_a_byte_gives_an_answer() {
    let sound = file(&[fill(7), numbering(&[(8, "^1.")])], &[with(0, "가", ANCHOR, "나", one_cell(1, &[para(2, "표")]))]);
    for at in (0..sound.len()).step_by(5) {
        for value in [0xff, sound[at] ^ 1] {
            let mut bytes = sound.clone();
            bytes[at] = value;
            if let Ok(document) = read(&bytes, &Limits::default()) {
                assert!(!document.blocks.is_empty());
            }
        }
    }
}
