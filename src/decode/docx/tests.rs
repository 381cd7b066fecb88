use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;
use crate::decode::structure::{self, Paragraph, Table};

fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const KINDS: [&str; 7] = ["styles", "numbering", "footnotes", "endnotes", "comments", "header", "footer"];

/// A document of a body and other parts, each by its kind.
fn docx(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let body = format!("<w:document xmlns:w='urn:w'><w:body>{body}</w:body></w:document>");
    let relations: String = KINDS
        .iter()
        .map(|kind| {
            format!("<Relationship Id='{kind}' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/{kind}' Target='{kind}.xml'/>")
        })
        .collect();
    let relations = format!("<Relationships>{relations}</Relationships>");
    let package = "<Relationships><Relationship Type='x/officeDocument' Target='/word/document.xml'/></Relationships>";
    let named: Vec<(String, String)> =
        parts.iter().map(|(kind, inside)| (format!("word/{kind}.xml"), format!("<w:{kind}>{inside}</w:{kind}>"))).collect();
    let mut entries = vec![("_rels/.rels", package), ("word/document.xml", &body), ("word/_rels/document.xml.rels", &relations)];
    entries.extend(named.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    zip(&entries)
}

fn document(body: &str, parts: &[(&str, &str)]) -> Structured {
    read(&docx(body, parts), &Limits::default()).unwrap()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// The blocks, each in short: `text`, `[table]`, `kind:text`.
fn short(blocks: &[Block]) -> Vec<String> {
    let one = |b: &Block| match b {
        Block::Paragraph(Paragraph { text, kind: Kind::Body, .. }) => text.clone(),
        Block::Paragraph(Paragraph { text, kind, .. }) => format!("{kind:?}:{text}"),
        Block::Table(t) => format!("[{}]", t.cells.iter().map(|c| short(&c.blocks).join("/")).collect::<Vec<_>>().join(",")),
    };
    blocks.iter().map(one).collect()
}

fn shorts(body: &str) -> Vec<String> {
    short(&document(body, &[]).blocks)
}

fn paragraphs(out: &Structured) -> Vec<&Paragraph> {
    structure::paragraphs(&out.blocks)
}

fn table(body: &str) -> Table {
    match document(body, &[]).blocks.into_iter().next() {
        Some(Block::Table(table)) => table,
        other => panic!("{other:?}"),
    }
}

fn grid(body: &str) -> Vec<(u32, u32, u32, u32)> {
    table(body).cells.iter().map(|c| (c.row, c.column, c.row_span, c.column_span)).collect()
}

fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

#[test]
fn runs_are_one_text_with_tabs_breaks_and_signs() {
    let body = "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>한별</w:t><w:tab/><w:t xml:space='preserve'> 시</w:t><w:br/>\
        <w:t>2023</w:t><w:noBreakHyphen/><w:t>4 &amp; 5</w:t><w:sym w:font='Wingdings' w:char='F06E'/></w:r></w:p><w:p/>";
    assert_eq!(shorts(body), ["한별\t 시\n2023-4 & 5■", ""]);
}

#[test]
fn tracked_changes_show_what_is_there_now() {
    let body = "<w:p><w:r><w:t>가</w:t></w:r><w:del><w:r><w:delText>나</w:delText><w:t>나</w:t></w:r></w:del><w:ins><w:r><w:t>다</w:t></w:r></w:ins>\
        <w:moveFrom><w:r><w:t>라</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>마</w:t></w:r></w:moveTo></w:p>";
    assert_eq!(shorts(body), ["가다마"]);
    let row = |properties: &str, text: &str| format!("<w:tr><w:trPr>{properties}</w:trPr>{}</w:tr>", tc("", text));
    assert_eq!(shorts(&format!("<w:tbl>{}{}</w:tbl>", row("<w:del/>", "가"), row("<w:ins/>", "나"))), ["[나]"]);
}

#[test]
fn content_of_controls_fields_and_links_is_text_and_codes_are_not() {
    let body = format!(
        "<w:sdt><w:sdtPr><w:t>x</w:t></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt><w:p><w:hyperlink><w:r><w:t>나</w:t></w:r></w:hyperlink>\
         <w:r><w:instrText>PAGE</w:instrText></w:r><w:smartTag><w:r><w:t>다</w:t></w:r></w:smartTag><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>",
        p("가")
    );
    assert_eq!(shorts(&body), ["가", "나다x"]);
}

#[test]
fn text_boxes_come_once_and_do_not_split_the_text() {
    let boxed = |text: &str| format!("<wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>", p(text));
    let body = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:posOffset>12</wp:posOffset>{}</w:drawing></mc:Choice><mc:Fallback>{}</mc:Fallback>\
         </mc:AlternateContent><w:t>앞</w:t></w:r><w:r>{}<w:t>뒤</w:t></w:r></w:p><w:p><w:r>{}</w:r></w:p>",
        boxed("상자"),
        boxed("상자"),
        boxed("가운데"),
        boxed("홀로")
    );
    assert_eq!(shorts(&body), ["상자", "앞뒤", "가운데", "홀로"]);
}

#[test]
fn merged_cells_are_one() {
    let restart = "<w:vMerge w:val='restart'/>";
    let rows = [
        tc("<w:gridSpan w:val='2'/><w:vMerge w:val='restart'/>", "가") + &tc("", "나"),
        tc("<w:gridSpan w:val='2'/><w:vMerge/>", "") + &tc(restart, "다"),
        tc("", "라") + &tc("", "마") + &tc("<w:vMerge w:val='continue'/>", ""),
        "<w:trPr><w:gridBefore w:val='1'/></w:trPr>".to_owned() + &tc("", "바") + &tc("<w:vMerge/>", "숨은"),
    ];
    let body = format!("<w:tbl>{}</w:tbl>", rows.map(|r| format!("<w:tr>{r}</w:tr>")).concat());
    assert_eq!(grid(&body), [(0, 0, 2, 2), (0, 2, 1, 1), (1, 2, 3, 1), (2, 0, 1, 1), (2, 1, 1, 1), (3, 1, 1, 1)]);
    assert_eq!(short(&table(&body).cells[2].blocks), ["다", "Comment:숨은"]);
}

#[test]
fn a_row_of_nothing_but_continued_cells_is_a_row() {
    let restart = tc("<w:vMerge w:val='restart'/>", "가");
    let rows = [restart.clone() + &restart, tc("<w:vMerge/>", "").repeat(2), tc("", "나") + &tc("", "다")];
    let body = format!("<w:tbl>{}</w:tbl>", rows.map(|r| format!("<w:tr>{r}</w:tr>")).concat());
    assert_eq!(grid(&body), [(0, 0, 2, 1), (0, 1, 2, 1), (2, 0, 1, 1), (2, 1, 1, 1)]);
}

#[test]
fn shading_is_a_colour_a_pattern_or_nothing() {
    let shades = [
        ("clear", "auto", "D9D9D9", Some([0xd9; 3])),
        ("clear", "auto", "auto", None),
        ("clear", "auto", "FFFFFF", None),
        ("solid", "FF0000", "FFFFFF", Some([255, 0, 0])),
        ("pct50", "auto", "auto", Some([127; 3])),
        ("nil", "auto", "D9D9D9", None),
    ];
    let cells: String =
        shades.iter().map(|(v, c, f, _)| tc(&format!("<w:shd w:val='{v}' w:color='{c}' w:fill='{f}' w:themeFill='x'/>"), "가")).collect();
    let found: Vec<_> = table(&format!("<w:tbl><w:tr>{cells}</w:tr></w:tbl>")).cells.iter().map(|c| c.fill).collect();
    assert_eq!(found, shades.map(|s| s.3));
}

#[test]
fn shading_of_a_table_style_is_the_shading_of_its_cells() {
    let styles = "<w:style w:styleId='base'><w:tcPr><w:shd w:fill='EEEEEE'/></w:tcPr></w:style><w:style w:styleId='t'><w:basedOn w:val='base'/>\
        <w:tblStylePr w:type='firstRow'><w:rPr><w:b/></w:rPr><w:tcPr><w:shd w:fill='111111'/></w:tcPr></w:tblStylePr></w:style>";
    let rows = format!("<w:tr>{}</w:tr><w:tr>{}{}</w:tr>", tc("", "가"), tc("", "나"), tc("<w:shd w:val='clear' w:fill='auto'/>", "다"));
    let fills = |look: &str| {
        let body = format!("<w:tbl><w:tblPr><w:tblStyle w:val='t'/><w:tblLook w:val='{look}'/></w:tblPr>{rows}</w:tbl>");
        let Some(Block::Table(table)) = document(&body, &[("styles", styles)]).blocks.into_iter().next() else { panic!() };
        table.cells.iter().map(|c| c.fill).collect::<Vec<_>>()
    };
    assert_eq!(fills("04A0"), [Some([0x11; 3]), Some([0xee; 3]), None]);
    assert_eq!(fills("0480"), [Some([0xee; 3]), Some([0xee; 3]), None]);
}

#[test]
fn tables_in_cells_stay_and_the_paragraph_that_has_to_follow_goes() {
    let inner = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", tc("", "안"));
    let body = format!("<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc>{}{inner}<w:p/></w:tc></w:tr></w:tbl>", p("밖"));
    assert_eq!(shorts(&body), ["[밖/[안]]"]);
    assert!(table(&body).cells[0].header);
}

const NUMBERING: &str = "<w:abstractNum w:abstractNumId='0'>\
    <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/><w:pPr><w:ind w:left='567'/></w:pPr></w:lvl>\
    <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='ganada'/><w:pStyle w:val='sub'/><w:lvlText w:val='%1-%2)'/></w:lvl>\
    <w:lvl w:ilvl='2'><w:start w:val='3'/><w:numFmt w:val='decimalEnclosedCircle'/><w:lvlText w:val='%3'/></w:lvl>\
    <w:lvl w:ilvl='3'><w:numFmt w:val='bullet'/><w:lvlText w:val='&#xF06C;'/><w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr></w:lvl>\
    </w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>\
    <w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='7'/></w:lvlOverride></w:num>";

#[test]
fn numbers_and_bullets_are_marks_apart_from_the_text() {
    let item = |id: u32, level: &str| {
        format!("<w:p><w:pPr><w:numPr>{level}<w:numId w:val='{id}'/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>")
    };
    let level = |n: u32| format!("<w:ilvl w:val='{n}'/>");
    let styled = "<w:p><w:pPr><w:pStyle w:val='sub'/></w:pPr></w:p>";
    let body = [item(1, ""), item(1, &level(1)), item(1, &level(2)), item(1, &level(3)), item(1, &level(0)), styled.into(), item(0, "")]
        .concat()
        + &item(2, "")
        + &item(2, "")
        + &item(9, "");
    let styles = "<w:style w:styleId='sub'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>";
    let out = document(&body, &[("numbering", NUMBERING), ("styles", styles)]);
    let marks: Vec<_> = paragraphs(&out).iter().map(|p| p.mark.as_deref().unwrap_or("")).collect();
    assert_eq!(marks, ["1.", "1-가)", "③", "●", "2.", "2-가)", "", "7.", "8.", ""]);
    assert_eq!(paragraphs(&out)[0].indent, 1000);
}

#[test]
fn headings_and_bold_text_come_from_styles_too() {
    let styles = "<w:style w:type='paragraph' w:default='1' w:styleId='n'/><w:style w:styleId='1'><w:name w:val='heading 2'/><w:rPr><w:b/></w:rPr></w:style>\
        <w:style w:styleId='2'><w:basedOn w:val='1'/><w:pPr><w:outlineLvl w:val='4'/></w:pPr></w:style><w:style w:styleId='a'><w:basedOn w:val='a'/></w:style>";
    let styled = |style: &str, more: &str, run: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val='{style}'/>{more}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>x</w:t></w:r></w:p>")
    };
    let body = styled("1", "", "")
        + &styled("2", "", "<w:b w:val='0'/>")
        + &styled("1", "<w:outlineLvl w:val='9'/>", "")
        + &styled("a", "", "<w:b/>");
    let out = document(&body, &[("styles", styles)]);
    let seen: Vec<_> = paragraphs(&out).iter().map(|p| (p.outline, p.bold)).collect();
    assert_eq!(seen, [(Some(1), true), (Some(4), false), (None, true), (None, true)]);
}

#[test]
fn notes_and_comments_stand_behind_what_refers_to_them() {
    let note = |tag: &str, id: u32, text: &str| format!("<w:{tag} w:id='{id}'>{}</w:{tag}>", p(text));
    let notes = "<w:footnote w:type='separator' w:id='0'><w:p/></w:footnote>".to_owned()
        + &note("footnote", 2, "각주")
        + &note("footnote", 3, "표 각주");
    let refer = |id: u32| format!("<w:p><w:r><w:t>글</w:t><w:footnoteReference w:id='{id}'/></w:r></w:p>");
    let body = format!(
        "{}<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl><w:p><w:r><w:t>끝</w:t><w:commentReference w:id='5'/><w:endnoteReference w:id='1'/></w:r></w:p>{}",
        refer(2),
        refer(3),
        p("뒤")
    );
    let parts = [("footnotes", notes), ("endnotes", note("endnote", 1, "미주")), ("comments", note("comment", 5, "메모"))];
    let parts = parts.each_ref().map(|(kind, text)| (*kind, text.as_str()));
    assert_eq!(
        short(&document(&body, &parts).blocks),
        ["글", "Note:각주", "[글]", "Note:표 각주", "끝", "Comment:메모", "Note:미주", "뒤"]
    );
}

#[test]
fn headers_come_first_and_footers_last_once() {
    let out = document(&p("글"), &[("header", &p("한별시")), ("footer", &(p("- 1 -") + "<w:p/>"))]);
    assert_eq!(short(&out.blocks), ["Header:한별시", "글", "Footer:- 1 -"]);
}

#[test]
fn hidden_text_is_a_comment() {
    let body = "<w:p><w:r><w:t>앞</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>숨김</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>뒤</w:t></w:r></w:p>";
    assert_eq!(shorts(body), ["앞뒤", "Comment:숨김"]);
}

#[test]
fn page_breaks_come_before_what_follows_them() {
    let page = "<w:br w:type='page'/>";
    let body = format!(
        "<w:p><w:r><w:lastRenderedPageBreak/><w:t>1</w:t>{page}</w:r></w:p>{}<w:p><w:pPr><w:pageBreakBefore/></w:pPr></w:p>\
         <w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>4</w:t></w:r></w:p>{}<w:sectPr><w:type w:val='nextPage'/></w:sectPr>",
        p("2"),
        p("5")
    );
    let out = document(&body, &[]);
    assert_eq!(paragraphs(&out).iter().map(|p| p.page_break).collect::<Vec<_>>(), [false, true, true, false, true]);
}

fn error(bytes: &[u8], limits: &Limits) -> Diagnostic {
    read(bytes, limits).unwrap_err()
}

#[test]
fn a_file_without_a_body_is_an_error() {
    for bytes in [zip(&[("word/styles.xml", "<w:styles/>")]), docx("", &[]), zip(&[]), b"PK\x03\x04".to_vec()] {
        assert_eq!(error(&bytes, &Limits::default()).code.name, "file-unreadable");
    }
}

#[test]
fn a_file_that_is_cut_off_gives_what_is_left_and_says_so() {
    let whole = docx(&(p("앞") + &p("뒤")), &[]);
    let end = whole.windows(6).position(|w| w == "뒤".as_bytes().iter().chain(b"</w").copied().collect::<Vec<_>>()).unwrap();
    let out = read(&whole[..end], &Limits::default()).unwrap();
    assert_eq!(short(&out.blocks)[0], "앞");
    assert!(out.notices.iter().any(|n| n.code == "document-incomplete"));
    for at in 0..whole.len() {
        if let Err(error) = read(&whole[..at], &Limits::default()) {
            assert_eq!(error.code.name, "file-unreadable");
        }
    }
}

#[test]
fn hostile_documents_are_given_up() {
    let deep = |open: &str, close: &str, n: usize| docx(&(open.repeat(n) + &p("글") + &close.repeat(n)), &[]);
    let limits = Limits::default();
    assert_eq!(error(&deep("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 20_000), &limits).code.name, "container-limit");
    assert_eq!(error(&deep("<w:sdt>", "</w:sdt>", 100_000), &limits).code.name, "container-limit");
    let few = Limits { max_table_depth: 2, ..Limits::default() };
    assert!(read(&deep("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 2), &few).is_ok());
    assert!(error(&deep("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 3), &few).message.contains("max_table_depth"));
    let cells = docx(&format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", tc("", "").repeat(5)), &[]);
    assert!(error(&cells, &Limits { max_cells: 4, ..Limits::default() }).message.contains("max_cells"));
}

#[test]
fn numbers_that_lie_cost_nothing() {
    let wide = tc("<w:gridSpan w:val='4000000000'/>", "가") + &tc("<w:vMerge/><w:hMerge/>", "나");
    let body = format!("<w:tbl><w:tr><w:trPr><w:gridBefore w:val='4000000000'/></w:trPr>{wide}</w:tr></w:tbl>");
    assert_eq!(table(&body).cells.len(), 1);
    let item = "<w:p><w:pPr><w:ind w:left='4294967295'/><w:numPr><w:ilvl w:val='4294967295'/><w:numId w:val='1'/></w:numPr></w:pPr></w:p>";
    let out = document(&(item.to_owned() + &p("글")), &[("numbering", &NUMBERING.replace("w:ilvl='3'", "w:ilvl='4294967295'"))]);
    assert_eq!(paragraphs(&out)[0].mark, None);
    let styles = "<w:style w:styleId='n'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>";
    let linked = "<w:abstractNum w:abstractNumId='0'><w:numStyleLink w:val='n'/></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>";
    let body = "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>글</w:t></w:r></w:p>";
    assert_eq!(paragraphs(&document(body, &[("numbering", linked), ("styles", styles)]))[0].mark, None);
}

#[test]
fn one_note_referred_to_often_is_there_once() {
    let body = format!("<w:p><w:r><w:t>글</w:t>{}</w:r></w:p>", "<w:footnoteReference w:id='1'/>".repeat(1_000));
    let note = format!("<w:footnote w:id='1'>{}</w:footnote>", p("각주"));
    assert_eq!(document(&body, &[("footnotes", &note)]).blocks.len(), 2);
}

#[test]
fn drawings_with_paragraphs_of_their_own_do_not_lose_text() {
    let body = "<w:p><w:r><w:t>앞</w:t><w:drawing><a:p><a:r><a:t>그림</a:t></a:r></a:p></w:drawing><w:t>뒤</w:t></w:r></w:p>";
    assert_eq!(shorts(body), ["앞뒤", "그림"]);
}
