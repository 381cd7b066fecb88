use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::decode::structure::{Block, Kind, Paragraph, Table};

const HEAD: &str = r##"
<hh:borderFill id="1"><hh:leftBorder type="NONE"/></hh:borderFill>
<hh:borderFill id="2"><hc:fillBrush><hc:winBrush faceColor="#D9E2F3" hatchColor="#FF000000" alpha="0"/></hc:fillBrush></hh:borderFill>
<hh:borderFill id="3"><hc:fillBrush><hc:winBrush faceColor="none"/></hc:fillBrush></hh:borderFill>
<hh:borderFill id="4"><hc:fillBrush><hc:winBrush faceColor="#FFFFFFFF"/></hc:fillBrush><hc:fillBrush><hc:winBrush faceColor="#FF00FF00"/></hc:fillBrush></hh:borderFill>
<hh:charPr id="0"/><hh:charPr id="1"><hh:bold/></hh:charPr>
<hh:numbering id="1" start="0">
  <hh:paraHead start="1" level="1" numFormat="DIGIT">^1.</hh:paraHead>
  <hh:paraHead start="1" level="2" numFormat="HANGUL_SYLLABLE">^2)</hh:paraHead>
</hh:numbering>
<hh:numbering id="2" start="0"><hh:paraHead start="3" level="1" numFormat="ROMAN_CAPITAL">제^1장</hh:paraHead></hh:numbering>
<hh:bullet id="1" char="&#xF06C;" useImage="0"><hh:paraHead level="0"/></hh:bullet>
<hh:paraPr id="0"><hh:heading type="NONE" idRef="0" level="0"/></hh:paraPr>
<hh:paraPr id="1"><hh:heading type="NUMBER" idRef="1" level="0"/></hh:paraPr>
<hh:paraPr id="2"><hh:heading type="NUMBER" idRef="1" level="1"/></hh:paraPr>
<hh:paraPr id="3"><hh:heading type="BULLET" idRef="1" level="0"/></hh:paraPr>
<hh:paraPr id="4"><hh:heading type="OUTLINE" idRef="0" level="0"/></hh:paraPr>
<hh:paraPr id="5"><hh:margin><hc:intent value="0"/><hc:left value="7200" unit="HWPUNIT"/></hh:margin></hh:paraPr>
<hh:paraPr id="6">
  <hp:switch>
    <hp:case hp:required-namespace="http://www.hancom.co.kr/hwpml/2016/paragraph"><hh:heading type="OUTLINE" idRef="0" level="8"/></hp:case>
    <hp:default><hh:heading type="NUMBER" idRef="1" level="0"/></hp:default>
  </hp:switch>
  <hp:switch>
    <hp:case hp:required-namespace="http://www.hancom.co.kr/hwpml/2016/HwpUnitChar"><hh:margin><hc:left value="7200"/></hh:margin></hp:case>
    <hp:default><hh:margin><hc:left value="14400"/></hh:margin></hp:default>
  </hp:switch>
</hh:paraPr>
<hh:style id="9" type="PARA" paraPrIDRef="3"/>"##;

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn section(body: &str) -> String {
    format!(r#"<?xml version="1.0" encoding="UTF-8"?><hs:sec xmlns:hs="s" xmlns:hp="p">{body}</hs:sec>"#)
}

fn head() -> String {
    format!(r#"<hh:head xmlns:hh="h"><hh:refList>{HEAD}</hh:refList></hh:head>"#)
}

fn document(body: &str) -> Vec<u8> {
    package(&[("Contents/header.xml", &head()), ("Contents/section0.xml", &section(body))])
}

fn blocks(body: &str) -> Vec<Block> {
    let read = read(&document(body), &Limits::default()).unwrap();
    assert_eq!(read.notices, []);
    read.blocks
}

fn p(text: &str) -> String {
    format!(r#"<hp:p paraPrIDRef="0"><hp:run charPrIDRef="0"><hp:t>{text}</hp:t></hp:run></hp:p>"#)
}

fn shaped(shape: u32, text: &str) -> String {
    p(text).replace(r#"paraPrIDRef="0""#, &format!(r#"paraPrIDRef="{shape}""#))
}

fn tc(row: u32, column: u32, spans: (u32, u32), fill: u32, content: &str) -> String {
    format!(
        r#"<hp:tc header="0" borderFillIDRef="{fill}"><hp:subList>{content}</hp:subList><hp:cellAddr colAddr="{column}" rowAddr="{row}"/><hp:cellSpan colSpan="{}" rowSpan="{}"/></hp:tc>"#,
        spans.1, spans.0
    )
}

fn tbl(rows: &[&[String]]) -> String {
    let rows: String = rows.iter().map(|cells| format!("<hp:tr>{}</hp:tr>", cells.concat())).collect();
    format!(r#"<hp:tbl rowCnt="4000000000" colCnt="3">{rows}</hp:tbl>"#)
}

fn in_run(content: &str) -> String {
    format!("<hp:p><hp:run>{content}</hp:run></hp:p>")
}

fn paragraph(block: &Block) -> &Paragraph {
    match block {
        Block::Paragraph(paragraph) => paragraph,
        Block::Table(table) => panic!("{table:?}"),
    }
}

fn table(block: &Block) -> &Table {
    match block {
        Block::Table(table) => table,
        Block::Paragraph(paragraph) => panic!("{paragraph:?}"),
    }
}

/// One line: texts of paragraphs, the cells of a table between brackets.
fn line(blocks: &[Block]) -> String {
    let shown = |block: &Block| match block {
        Block::Paragraph(p) => format!("{}{}", p.mark.as_ref().map(|m| format!("({m})")).unwrap_or_default(), p.text),
        Block::Table(t) => format!("[{}]", t.cells.iter().map(|c| line(&c.blocks)).collect::<Vec<_>>().join("|")),
    };
    blocks.iter().map(shown).collect::<Vec<_>>().join("/")
}

#[test]
fn text_is_the_authors_with_its_special_characters() {
    let t = "앞 &lt;R&amp;D&gt;<hp:lineBreak/>뒤<hp:tab width=\"1\"/>A<hp:nbSpace/>B<hp:fwSpace/>C<hp:hyphen/>D\
             <hp:markpenBegin color=\"#FFFF00\"/>형광<hp:markpenEnd/> &#xF06C; ";
    assert_eq!(line(&blocks(&p(t))), "앞 <R&D>\n뒤\tA\u{A0}B\u{2007}C-D형광 ● ");
}

#[test]
fn marks_stand_apart_from_text_and_count_on() {
    let body = [shaped(1, "가"), shaped(2, "나"), shaped(2, "다"), shaped(1, "라"), shaped(2, "마"), shaped(3, "바"), p("사")].concat();
    assert_eq!(line(&blocks(&body)), "(1.)가/(가))나/(나))다/(2.)라/(가))마/(●)바/사");
}

#[test]
fn a_style_gives_the_shape_where_the_paragraph_has_none() {
    assert_eq!(line(&blocks(r#"<hp:p styleIDRef="9"><hp:run><hp:t>가</hp:t></hp:run></hp:p>"#)), "(●)가");
}

#[test]
fn the_outline_is_numbered_as_its_section_says() {
    let first = r#"<hp:p paraPrIDRef="4"><hp:run><hp:secPr outlineShapeIDRef="2"><hp:p/></hp:secPr><hp:t>총론</hp:t></hp:run></hp:p>"#;
    let read = blocks(&[first, &shaped(4, "각론")].concat());
    assert_eq!(line(&read), "(제III장)총론/(제IV장)각론");
    assert_eq!(paragraph(&read[1]).outline, Some(0));
}

#[test]
fn a_switch_gives_one_of_its_branches() {
    let read = blocks(&[shaped(5, "가"), shaped(6, "나")].concat());
    assert_eq!((paragraph(&read[0]).indent, paragraph(&read[1]).indent), (1270, 2540));
    assert_eq!((paragraph(&read[1]).outline, &paragraph(&read[1]).mark), (Some(8), &None));
    let chart = r#"<hp:switch><hp:case hp:required-namespace="urn:unknown"><hp:t>가</hp:t></hp:case><hp:default><hp:t>나</hp:t></hp:default></hp:switch>"#;
    assert_eq!(line(&blocks(&in_run(chart))), "나");
}

#[test]
fn a_paragraph_is_bold_where_all_its_text_is() {
    let runs = |second: u32, text: &str| {
        format!(
            r#"<hp:p><hp:run charPrIDRef="1"><hp:t>가</hp:t></hp:run><hp:run charPrIDRef="{second}"><hp:t>{text}</hp:t></hp:run></hp:p>"#
        )
    };
    let read = blocks(&[runs(1, "나"), runs(0, "나"), runs(0, " "), p("")].concat());
    assert_eq!(read.iter().map(|b| paragraph(b).bold).collect::<Vec<_>>(), [true, false, true, false]);
}

#[test]
fn tables_have_spans_fills_header_cells_and_captions() {
    let rows: [&[String]; 2] = [
        &[tc(0, 0, (2, 1), 2, &p("구분")), tc(0, 1, (1, 2), 3, &p("예산"))],
        &[tc(1, 1, (1, 1), 4, &p("국비")), tc(1, 2, (1, 1), 1, &p("도비"))],
    ];
    let caption = format!("<hp:caption><hp:subList>{}</hp:subList></hp:caption>", p("(단위: 억원)"));
    let markup = tbl(&rows).replacen("<hp:tr>", &format!("{caption}<hp:tr>"), 1).replacen("header=\"0\"", "header=\"1\"", 1);
    let read = blocks(&in_run(&markup));
    let table = table(&read[0]);
    let cells: Vec<_> = table.cells.iter().map(|c| (c.row, c.column, c.row_span, c.column_span, c.fill, c.header)).collect();
    assert_eq!(
        cells,
        [
            (0, 0, 2, 1, Some([0xD9, 0xE2, 0xF3]), true),
            (0, 1, 1, 2, None, false),
            (1, 1, 1, 1, Some([0, 255, 0]), false),
            (1, 2, 1, 1, None, false)
        ]
    );
    assert_eq!((table.rows, table.columns, table.caption[0].text.as_str()), (2, 3, "(단위: 억원)"));
    assert_eq!(line(&read), "[구분|예산|국비|도비]");
}

#[test]
fn a_zone_colours_the_cells_that_it_covers() {
    let cells: Vec<String> = (0..3).map(|column| tc(0, column, (1, 1), 1, &p("가"))).collect();
    let zones = r#"<hp:cellzoneList><hp:cellzone startRowAddr="0" startColAddr="1" endRowAddr="0" endColAddr="4294967295" borderFillIDRef="2"/><hp:cellzone startRowAddr="0" startColAddr="0" endRowAddr="0" endColAddr="0" borderFillIDRef="3"/></hp:cellzoneList>"#;
    let read = blocks(&in_run(&tbl(&[&cells]).replacen("<hp:tr>", &format!("{zones}<hp:tr>"), 1)));
    let blue = Some([0xD9, 0xE2, 0xF3]);
    assert_eq!(table(&read[0]).cells.iter().map(|c| c.fill).collect::<Vec<_>>(), [None, blue, blue]);
}

#[test]
fn objects_stand_at_their_place() {
    let inner = in_run(&tbl(&[&[tc(0, 0, (1, 1), 1, &p("속"))]]));
    let outer = tbl(&[&[tc(0, 0, (1, 1), 1, &[p("앞"), inner, p("뒤")].concat())]]);
    assert_eq!(line(&blocks(&in_run(&outer))), "[앞/[속]/뒤]");
    let small = tbl(&[&[tc(0, 0, (1, 1), 1, &p("칸"))]]);
    let text_box =
        format!("<hp:container><hp:rect><hp:drawText><hp:subList>{}</hp:subList></hp:drawText></hp:rect></hp:container>", p("글상자"));
    assert_eq!(line(&blocks(&in_run(&format!("<hp:t> </hp:t>{small}<hp:t>글</hp:t>{text_box}<hp:t>자</hp:t>")))), "[칸]/ 글자/글상자");
    assert_eq!(line(&blocks(&[p("가"), p(""), small, p("나")].concat())), "가//[칸]/나");
}

#[test]
fn cells_without_addresses_follow_one_another() {
    let markup = format!(
        "<hp:tbl><hp:tr><hp:tc>{}</hp:tc><hp:tc>{}</hp:tc></hp:tr><hp:tr><hp:tc>{}</hp:tc></hp:tr></hp:tbl>",
        p("가"),
        p("나"),
        p("다")
    );
    let read = blocks(&markup);
    let places: Vec<_> = table(&read[0]).cells.iter().map(|c| (c.row, c.column)).collect();
    assert_eq!((places.as_slice(), line(&read).as_str()), (&[(0, 0), (0, 1), (1, 0)][..], "[가|나|다]"));
}

#[test]
fn notes_comments_and_furniture_stand_apart_behind_their_anchor() {
    let aside = |name: &str, content: &str| format!("<hp:ctrl><hp:{name}><hp:subList>{content}</hp:subList></hp:{name}></hp:ctrl>");
    let number = r#"<hp:p><hp:run><hp:ctrl><hp:autoNum num="2" numType="FOOTNOTE"><hp:autoNumFormat type="CIRCLED_DIGIT" suffixChar=")"/></hp:autoNum></hp:ctrl><hp:t> 출처</hp:t></hp:run></hp:p>"#;
    let memo = format!(
        r#"<hp:ctrl><hp:fieldBegin type="MEMO"><hp:parameters><hp:stringParam>x</hp:stringParam></hp:parameters><hp:subList>{}</hp:subList></hp:fieldBegin></hp:ctrl>"#,
        p("메모")
    );
    let body = in_run(
        &[
            aside("header", &p("머리말")),
            "<hp:t>본문</hp:t>".into(),
            aside("footNote", number),
            memo,
            aside("hiddenComment", &p("숨은 설명")),
        ]
        .concat(),
    );
    let read = blocks(&[body, p("다음")].concat());
    assert_eq!(line(&read), "본문/머리말/(②))출처/메모/숨은 설명/다음".replace("출처", " 출처"));
    let kinds: Vec<Kind> = read.iter().map(|b| paragraph(b).kind).collect();
    assert_eq!(kinds, [Kind::Body, Kind::Header, Kind::Note, Kind::Comment, Kind::Comment, Kind::Body]);

    let noted = in_run(&format!(
        r#"<hp:t>칸</hp:t><hp:ctrl><hp:endNote number="3" suffixChar="41"><hp:subList>{}</hp:subList></hp:endNote></hp:ctrl>"#,
        p("미주")
    ));
    let nested = in_run(&tbl(&[&[tc(0, 0, (1, 1), 1, &noted)]]));
    assert_eq!(line(&blocks(&in_run(&tbl(&[&[tc(0, 0, (1, 1), 1, &nested)]])))), "[[칸]]/(3))미주");
}

#[test]
fn equations_numbers_and_overlaid_characters_are_text() {
    let run = r#"<hp:t>식 </hp:t><hp:equation><hp:shapeComment>수식입니다</hp:shapeComment><hp:script>a over b</hp:script></hp:equation><hp:t> 표 </hp:t><hp:ctrl><hp:autoNum num="4" numType="TABLE"><hp:autoNumFormat type="DIGIT" suffixChar=""/></hp:autoNum></hp:ctrl><hp:compose composeText="갑"/><hp:checkBtn caption="해당" value="CHECKED"/>"#;
    assert_eq!(line(&blocks(&in_run(run))), "식 a over b 표 4갑☑해당");
}

#[test]
fn tracked_deletions_are_out_and_insertions_in() {
    let t = r#"한별시 <hp:deleteBegin Id="1"/>옛 <hp:deleteEnd Id="1"/><hp:insertBegin Id="2"/>새 <hp:insertEnd Id="2"/>계획"#;
    assert_eq!(line(&blocks(&p(t))), "한별시 새 계획");
    assert_eq!(line(&blocks(&p("가<hp:deleteBegin/>나"))), "가나", "a deletion without an end is kept");
}

#[test]
fn page_breaks_are_on_what_comes_first() {
    let broken = |content: &str| format!(r#"<hp:p pageBreak="1"><hp:run>{content}</hp:run></hp:p>"#);
    let small = tbl(&[&[tc(0, 0, (1, 1), 1, &p("칸"))]]);
    let read = blocks(&[broken("<hp:t>가</hp:t>"), broken(&small)].concat());
    assert!(paragraph(&read[0]).page_break && table(&read[1]).page_break);
}

#[test]
fn sections_are_found_under_any_name_and_read_in_order() {
    let parts: Vec<(String, String)> =
        [10, 2, 0].iter().map(|n| (format!("CONTENTS\\Section{n}.xml"), section(&p(&format!("구역 {n}"))))).collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(line(&read(&package(&parts), &Limits::default()).unwrap().blocks), "구역 0/구역 2/구역 10");
}

#[test]
fn what_is_damaged_is_read_as_far_as_it_goes() {
    let whole = section(&[p("가"), p("나")].concat());
    let cut = &whole[..whole.rfind("나").unwrap() + "나".len()];
    let package_of = |first: &str, second: &str| package(&[("Contents/section0.xml", first), ("Contents/section1.xml", second)]);
    let read_parts = read(&package_of(cut, &section(&p("다"))), &Limits::default()).unwrap();
    assert_eq!(line(&read_parts.blocks), "가/나/다");
    assert_eq!(read_parts.notices.len(), 1);
    assert!(read_parts.notices[0].code == "document-incomplete" && read_parts.notices[0].message.contains("section 1 of 2"));
    let lost = read(&package_of("\u{1}\u{2}no markup", &whole), &Limits::default()).unwrap();
    assert_eq!((line(&lost.blocks).as_str(), lost.notices.len()), ("가/나", 1));
    assert_eq!(read(&package_of("", "nothing"), &Limits::default()).unwrap_err().code, &codes::FILE_UNREADABLE);
    assert_eq!(read(b"PK", &Limits::default()).unwrap_err().code, &codes::FILE_UNREADABLE);
}

#[test]
fn sections_that_are_missing_are_noticed() {
    let package_file = r#"<opf:package><opf:manifest><opf:item href="Contents/section0.xml"/><opf:item href="Contents/section1.xml"/></opf:manifest></opf:package>"#;
    let bytes = package(&[("Contents/content.hpf", package_file), ("Contents/section0.xml", &section(&p("가")))]);
    let read_whole = read(&bytes, &Limits::default()).unwrap();
    assert!(read_whole.notices[0].message.contains("section1.xml"), "{:?}", read_whole.notices);
    let intact = document(&p("가"));
    let directory = intact.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let salvaged = read(&intact[..directory], &Limits::default()).unwrap();
    assert_eq!((line(&salvaged.blocks).as_str(), salvaged.notices.len()), ("가", 1));
}

#[test]
fn encrypted_parts_are_not_read() {
    let manifest =
        r#"<odf:manifest><odf:file-entry full-path="Contents/section0.xml"><odf:encryption-data/></odf:file-entry></odf:manifest>"#;
    let bytes = package(&[("META-INF/manifest.xml", manifest), ("Contents/section0.xml", &section(&p("가")))]);
    assert_eq!(read(&bytes, &Limits::default()).unwrap_err().code, &codes::FILE_ENCRYPTED);
}

#[test]
fn counts_and_spans_that_lie_cost_nothing() {
    let cells = [tc(0, 0, (4_000_000_000, 65_535), 1, &p("가")), tc(4_000_000_000, 4_000_000_000, (1, 1), 1, &p("나"))];
    let read = blocks(&in_run(&tbl(&[&cells])));
    assert_eq!(line(&read), "[가|나]");
    assert_eq!(table(&read[0]).rows, 4_000_000_001);
}

#[test]
fn entities_are_not_expanded() {
    let bomb = r#"<!DOCTYPE s [<!ENTITY a "가가가가가가가가"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>"#;
    let xml = format!("{bomb}<hs:sec>{}</hs:sec>", p("&b;"));
    let read = read(&package(&[("Contents/section0.xml", &xml)]), &Limits::default()).unwrap();
    assert_eq!(line(&read.blocks), "&b;");
}

#[test]
fn depth_cells_and_bytes_are_bounded() {
    let nested = |depth: usize| {
        let open = r#"<hp:tbl><hp:tr><hp:tc><hp:p><hp:run>"#.repeat(depth);
        document(&in_run(&[open, "</hp:run></hp:p></hp:tc></hp:tr></hp:tbl>".repeat(depth)].concat()))
    };
    let refused = |bytes: &[u8], limits: &Limits, name: &str| {
        let refusal = read(bytes, limits).unwrap_err();
        assert!(refusal.code == &codes::CONTAINER_LIMIT && refusal.message.contains(name), "{}", refusal.message);
    };
    let limits = Limits::default();
    refused(&nested(20_000), &limits, "max_table_depth");
    assert!(read(&nested(limits.max_table_depth), &limits).is_ok());
    refused(&document(&"<hp:x>".repeat(20_000)), &limits, "max_depth");
    for wrapper in ["<hp:rect>", "<hp:ctrl><hp:footNote><hp:p><hp:run>", "<hp:drawText><hp:p><hp:run>", "<hp:t>", "<hp:switch><hp:default>"]
    {
        refused(&document(&format!("<hp:p><hp:run>{}", wrapper.repeat(600))), &limits, "max_depth");
    }
    let cells: Vec<String> = (0..50).map(|column| tc(0, column, (1, 1), 1, "")).collect();
    refused(&document(&in_run(&tbl(&[&cells]))), &Limits { max_cells: 49, ..Limits::default() }, "max_cells");
    let bomb = document(&p(&"가".repeat(2 << 20)));
    assert!(bomb.len() < 1 << 16);
    refused(&bomb, &Limits { max_part_bytes: 1 << 20, ..Limits::default() }, "max_part_bytes");
    refused(&bomb, &Limits { max_inflate_ratio: 20, ..Limits::default() }, "max_inflate_ratio");
}

#[test]
fn any_bytes_are_answered() {
    let intact = document(&[p("가"), in_run(&tbl(&[&[tc(0, 0, (1, 1), 2, &p("나"))]])), shaped(1, "다")].concat());
    for at in (0..intact.len()).step_by(3) {
        let mut hurt = intact.clone();
        hurt[at] ^= 0x41;
        for bytes in [&hurt[..], &intact[..at]] {
            if let Ok(document) = read(bytes, &Limits::default()) {
                assert!(!document.blocks.is_empty());
            }
        }
    }
}
