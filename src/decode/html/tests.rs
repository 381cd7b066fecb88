use encoding_rs::EUC_KR;

use super::*;
use crate::decode::structure::{self, Kind, Paragraph, Table};

fn page(html: &str) -> Structured {
    read(html.as_bytes(), &Limits::default()).unwrap()
}

fn paragraphs(out: &Structured) -> Vec<&Paragraph> {
    structure::paragraphs(&out.blocks)
}

fn tables(out: &Structured) -> Vec<&Table> {
    structure::tables(&out.blocks)
}

fn texts(html: &str) -> Vec<String> {
    paragraphs(&page(html)).iter().map(|p| p.text.clone()).collect()
}

/// Texts of one kind.
fn of_kind(out: &Structured, kind: Kind) -> Vec<&str> {
    paragraphs(out).iter().filter(|p| p.kind == kind).map(|p| p.text.as_str()).collect()
}

/// `row,column,rows,columns text` of each cell.
fn grid(html: &str) -> Vec<String> {
    let out = page(html);
    tables(&out)[0]
        .cells
        .iter()
        .map(|c| format!("{},{},{},{} {}", c.row, c.column, c.row_span, c.column_span, cell_text(&c.blocks)))
        .collect()
}

fn cell_text(blocks: &[Block]) -> String {
    let text = |b: &Block| match b {
        Block::Paragraph(p) => p.text.clone(),
        Block::Table(t) => format!("[{}]", t.cells.iter().map(|c| cell_text(&c.blocks)).collect::<String>()),
    };
    blocks.iter().map(text).collect::<Vec<_>>().join("|")
}

fn error(html: &str) -> &'static str {
    read(html.as_bytes(), &Limits::default()).unwrap_err().code.name
}

#[test]
fn white_space_is_collapsed_as_a_browser_does() {
    assert_eq!(texts("<p>  한별시 \n  <b> 공약 </b>\t사업  </p>"), ["한별시 공약 사업"]);
    assert_eq!(texts("<p>가&nbsp;&nbsp;나 <br>  다</p>"), ["가\u{a0}\u{a0}나 \n다".replace(" \n", "\n")]);
    assert_eq!(texts("<pre>가  나\n\t다</pre>"), ["가  나\n\t다"]);
    assert_eq!(texts("<p>&#xF06C; 가</p>"), ["● 가"]);
    assert_eq!(texts("<div>앞<p>가운데</p>뒤</div>"), ["앞", "가운데", "뒤"]);
}

#[test]
fn line_breaks_make_lines_and_blank_paragraphs() {
    assert_eq!(texts("<p>가<br>나<br></p><p><br></p><p></p>다"), ["가\n나", "", "다"]);
}

#[test]
fn headings_have_levels_and_bold_text_is_bold() {
    let out = page("<h1>제목</h1><h3>소제목</h3><p><b>굵게</b></p><p><b>반만</b> 굵게</p>");
    let seen: Vec<_> = paragraphs(&out).iter().map(|p| (p.outline, p.bold)).collect();
    assert_eq!(seen, [(Some(0), true), (Some(2), true), (None, true), (None, false)]);
}

#[test]
fn lists_have_marks_by_their_type_and_depth() {
    let out = page(
        "<ol type=a start=3><li>가<ul><li>나</li></ul></li><li value=7>다</li></ol><ol reversed><li>라<li>마</ol>\
         <ul><li>○ 바</li><li>2023. 4. 사</li></ul><ul style='list-style:none'><li>아</li></ul>",
    );
    let seen: Vec<_> = paragraphs(&out).iter().map(|p| (p.mark.as_deref().unwrap_or(""), p.text.as_str(), p.indent)).collect();
    assert_eq!(
        seen,
        [
            ("c.", "가", 400),
            ("-", "나", 800),
            ("g.", "다", 400),
            ("2.", "라", 400),
            ("1.", "마", 400),
            ("", "○ 바", 400),
            ("-", "2023. 4. 사", 400),
            ("", "아", 400),
        ]
    );
}

#[test]
fn a_term_and_its_description_are_one_line() {
    assert_eq!(
        texts("<dl><dt>사업기간</dt>\n<dd>2023. 4. ~ 2025. 12.</dd><dt>위치 :</dt><dd>누리동</dd></dl>"),
        ["사업기간 : 2023. 4. ~ 2025. 12.", "위치 : 누리동"]
    );
    assert_eq!(texts("<dl><dt>내용</dt><dd>하나</dd><dd>둘</dd></dl>"), ["내용", "하나", "둘"]);
    assert_eq!(texts("<dl><dt>내용</dt><dd><p>하나</p></dd></dl>"), ["내용", "하나"]);
}

#[test]
fn spans_are_those_of_the_file_and_of_the_row_group() {
    assert_eq!(
        grid("<table><tr><td rowspan=2>가<td colspan=2>나<tr><td>다<td>라<tr><td rowspan=0>마<td>바<td>사<tr><td>아<td>자</table>"),
        ["0,0,2,1 가", "0,1,1,2 나", "1,1,1,1 다", "1,2,1,1 라", "2,0,2,1 마", "2,1,1,1 바", "2,2,1,1 사", "3,1,1,1 아", "3,2,1,1 자"]
    );
    assert_eq!(grid("<table><thead><tr><td rowspan=9>가</thead><tbody><tr><td>나</tbody></table>"), ["0,0,1,1 가", "1,0,1,1 나"]);
}

#[test]
fn rows_that_no_cell_begins_in_are_rows() {
    assert_eq!(
        grid("<table><tr><td rowspan=2>가<td rowspan=2>나<tr></tr><tr><td>다<td>라</table>"),
        ["0,0,2,1 가", "0,1,2,1 나", "2,0,1,1 다", "2,1,1,1 라"]
    );
}

#[test]
fn spans_that_lie_are_bounded() {
    assert_eq!(grid("<table><tr><td colspan=4000000000 rowspan=4000000000>가<td>나</table>")[0], "0,0,1,1000 가");
}

#[test]
fn shading_comes_from_attributes_styles_and_rules() {
    let out = page(
        "<style><!-- /* 표 */ TD.on, .sum { background : #D9D9D9 } #t td { background-color: rgb(1,2,3) }\
         @media print { td { background: red } } .deep > .x .y { background: blue } --></style>\
         <table bgcolor=#999999><tr><td class=on>1<td bgcolor=FFFF00>2<td style='background-color:#abc'>3<td>4<td bgcolor=white>5\
         <tr bgcolor=silver><td>6<td bgcolor=#FFFFFF>7<td style='background:transparent'>8</table>\
         <table id=t><tr><td>9<td style='background:url(x.png) #010101 no-repeat'>10</table>",
    );
    let fills: Vec<_> = tables(&out).iter().flat_map(|t| t.cells.iter().map(|c| c.fill)).collect();
    assert_eq!(
        fills,
        [
            Some([0xd9; 3]),
            Some([255, 255, 0]),
            Some([0xaa, 0xbb, 0xcc]),
            None,
            None,
            Some([0xc0; 3]),
            None,
            Some([0xc0; 3]),
            Some([1, 2, 3]),
            Some([1; 3]),
        ]
    );
}

#[test]
fn heads_and_captions_are_kept() {
    let out = page("<table><caption>연차별 투자계획</caption><thead><tr><td>구분</thead><tr><th>국비<td>620</table>");
    let table = tables(&out)[0];
    assert_eq!(table.caption[0].text, "연차별 투자계획");
    assert_eq!(table.cells.iter().map(|c| c.header).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn tables_in_tables_stay_and_layout_tables_go() {
    assert_eq!(grid("<table><tr><td>가<td>나<tr><td>다<td>라<table><tr><td>1<td>2</table>마</table>")[3], "1,1,1,1 라|[12]|마");
    let out = page("<table><tr><td><h2>제목</h2><table><tr><td>가<td>나</table></td></tr><tr><td>끝</table>");
    assert_eq!(paragraphs(&out).iter().map(|p| p.text.as_str()).collect::<Vec<_>>(), ["제목", "끝"]);
    assert_eq!(tables(&out)[0].cells.len(), 2);
}

#[test]
fn what_is_around_the_content_is_of_the_portal() {
    let out = page(
        "<body><a href='#body'>본문 바로가기</a><header><h1>한별시</h1></header><nav><ul><li>시정소식</ul></nav>\
         <div id=content><h2>새봄 공약</h2><p>사업개요</p><table><tr><th>구분<td>계</table>\
         <div class=satisfaction>이 페이지에 만족하십니까? <input type=radio>매우만족<button>확인</button></div></div>\
         <footer>한별시 누리로 1</footer></body>",
    );
    assert_eq!(of_kind(&out, Kind::Body), ["새봄 공약", "사업개요"]);
    assert_eq!(
        of_kind(&out, Kind::Portal),
        ["본문 바로가기", "한별시", "시정소식", "이 페이지에 만족하십니까? 매우만족", "확인", "한별시 누리로 1"]
    );
}

#[test]
fn words_of_a_class_do_not_outweigh_the_content() {
    let out = page("<body><div class=print-header><h2>새봄 공약</h2><table><tr><td>가<td>나</table><p>본문</p></div></body>");
    assert_eq!(of_kind(&out, Kind::Body), ["새봄 공약", "본문"]);
    let out = page("<p>본문이 여기에 있습니다 그리고 메뉴보다 깁니다</p><div class='lnbWrap'>하위메뉴</div>");
    assert_eq!(of_kind(&out, Kind::Portal), ["하위메뉴"]);
}

#[test]
fn what_is_not_shown_is_a_comment_apart_from_the_text() {
    let out =
        page("<style>.off{display:none}</style><p>앞<span class=off>숨김</span>뒤</p><div hidden>다른</div><script>var x = '글';</script>");
    assert_eq!(of_kind(&out, Kind::Body), ["앞뒤"]);
    assert_eq!(of_kind(&out, Kind::Comment), ["숨김", "다른"]);
    assert_eq!(grid("<table><tr><td>가<td style='display:none'>숨김<td>나</table>"), ["0,0,1,1 가", "0,1,1,1 나"]);
}

#[test]
fn choices_and_fields_of_forms_are_of_the_portal() {
    let out = page("<p>연도 <select><option>2023년<option>2024년</select> 실적<input value='검색'></p>");
    assert_eq!(of_kind(&out, Kind::Body), ["연도 실적"]);
    assert_eq!(of_kind(&out, Kind::Portal), ["2023년\n2024년", "검색"]);
}

#[test]
fn a_picture_that_stands_alone_is_what_it_stands_for() {
    assert_eq!(
        grid("<table><tr><td>상태<td><img alt='정상추진'><td><img alt='아이콘'>완료</table>")[1..],
        ["0,1,1,1 정상추진", "0,2,1,1 완료"]
    );
}

#[test]
fn page_breaks_come_before_the_next_block() {
    let out = page("<style>.pb{page-break-after:always}</style><p>가</p><div class=pb></div><p>나</p><p style='break-before:page'>다</p>");
    assert_eq!(paragraphs(&out).iter().map(|p| p.page_break).collect::<Vec<_>>(), [false, true, true]);
}

/// As the Hangul word processor saves web pages.
const SAVED: &str = "<HTML><HEAD><META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=euc-kr\">\
    <STYLE type=\"text/css\"><!--P.HStyle0 {style-name:\"바탕글\"; margin-left:0.0pt; line-height:160%;}--></STYLE></HEAD><BODY>\
    <P CLASS=HStyle0 STYLE='margin-left:10.0pt;'><SPAN STYLE='font-size:15.0pt;font-weight:\"bold\"'>2-3 새봄군 도서관</SPAN></P>\
    <P CLASS=HStyle0><SPAN><BR></SPAN></P><TABLE border=\"1\"><TR><TD valign=\"middle\" bgcolor=\"#e5e5e5\"><P CLASS=HStyle0>\
    <SPAN>구분</SPAN></P></TD><TD><P CLASS=HStyle0>국비</P><P>시비</P></TD></TR></TABLE></BODY></HTML>";

#[test]
fn pages_saved_by_a_word_processor_are_read_in_their_encoding() {
    let out = read(&EUC_KR.encode(SAVED).0, &Limits::default()).unwrap();
    assert_eq!(out.encoding.as_deref(), Some("EUC-KR"));
    assert!(out.notices.is_empty());
    let seen: Vec<_> = paragraphs(&out).iter().map(|p| (p.text.as_str(), p.bold, p.indent)).collect();
    assert_eq!(seen, [("2-3 새봄군 도서관", true, 352), ("", false, 0)]);
    assert_eq!(tables(&out)[0].cells[0].fill, Some([0xe5; 3]));
    assert_eq!(cell_text(&tables(&out)[0].cells[1].blocks), "국비|시비");
}

#[test]
fn the_content_outweighs_what_the_page_declares() {
    let out = page(SAVED);
    assert_eq!((out.encoding.as_deref(), out.notices.len()), (Some("UTF-8"), 0));
    let out = read(&EUC_KR.encode(&SAVED.replace("euc-kr", "utf-8")).0, &Limits::default()).unwrap();
    assert_eq!((out.encoding.as_deref(), paragraphs(&out)[0].text.as_str()), (Some("EUC-KR"), "2-3 새봄군 도서관"));
}

#[test]
fn a_declared_encoding_settles_a_doubt() {
    let bytes = |meta: &str| [format!("<meta charset={meta}><p>caf").as_bytes(), b"\xe9 2024</p>"].concat();
    assert!(read(&bytes("utf-8"), &Limits::default()).unwrap().notices.is_empty());
    let out = read(&bytes("x-unknown"), &Limits::default()).unwrap();
    assert_eq!(out.notices[0].code, "encoding-uncertain");
}

#[test]
fn a_page_saved_as_mime_is_read_in_any_coding() {
    let plain = "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\"; boundary=\"=_b\"\r\n\r\n--=_b\r\n\
        Content-Type: image/png\r\n\r\nPNG\r\n--=_b\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\
        Content-Transfer-Encoding: CODING\r\n\r\nBODY\r\n--=_b--\r\n";
    for (coding, body) in [
        ("quoted-printable", "<p class=3Dx>=EA=B3=B5=\r\n=EC=95=BD 100=25</p>"),
        ("base64", "PHAgY2xhc3M9eD7qs7Xs\r\nlb0gMTAwJTwvcD4="),
        ("8bit", "<p class=x>공약 100%</p>"),
    ] {
        let out = read_mhtml(plain.replace("CODING", coding).replace("BODY", body).as_bytes(), &Limits::default()).unwrap();
        assert_eq!(paragraphs(&out)[0].text, "공약 100%", "{coding}");
    }
    assert_eq!(read_mhtml(b"MIME-Version: 1.0\r\n\r\nx", &Limits::default()).unwrap_err().code.name, "file-unreadable");
}

#[test]
fn a_page_without_text_is_an_error() {
    for html in ["<html><body></body></html>", "<script>document.write('공약')</script>", "<p>&nbsp;</p>"] {
        assert_eq!(error(html), "file-unreadable", "{html}");
    }
}

#[test]
fn deep_pages_are_given_up_in_time() {
    assert_eq!(error(&"<div>".repeat(100_000)), "container-limit");
    assert_eq!(error(&"<table><tr><td>".repeat(20_000)), "container-limit");
    assert_eq!(error(&format!("{}글", "<b><i><font>".repeat(20_000))), "container-limit");
    let limits = Limits { max_table_depth: 2, ..Limits::default() };
    let nested = |depth: usize| "<table><tr><td>가<td>나<tr><td>".repeat(depth);
    assert!(read(nested(2).as_bytes(), &limits).is_ok());
    assert!(read(nested(3).as_bytes(), &limits).unwrap_err().message.contains("max_table_depth"));
}

#[test]
fn formatting_that_multiplies_is_given_up() {
    let open: String = (0..400).map(|i| format!("<b id={i}>")).collect();
    let limits = Limits { max_inflated_bytes: 8 << 20, ..Limits::default() };
    let html = format!("<div>{open}</div>{}", "<p>가".repeat(4_000));
    assert!(read(html.as_bytes(), &limits).unwrap_err().message.contains("max_inflated_bytes"));
}

#[test]
fn elements_of_many_attributes_are_given_up() {
    let many: String = (0..60_000).map(|i| format!(" a{i}")).collect();
    assert_eq!(error(&format!("<p{many}>글</p>")), "container-limit");
    assert_eq!(texts(&format!("<p title = '{many}' class=\"{many}\">글</p>")), ["글"]);
}

#[test]
fn cells_are_counted() {
    let limits = Limits { max_cells: 3, ..Limits::default() };
    assert!(read(b"<table><tr><td>1<td>2<td>3</table>", &limits).is_ok());
    assert!(read(b"<table><tr><td>1<td>2<td>3<td>4</table>", &limits).unwrap_err().message.contains("max_cells"));
}

#[test]
fn pages_that_end_anywhere_are_read() {
    let whole = "<style>td.on{background:#eee}</style><div id=content><ul><li>가</ul><dl><dt>나<dd>다</dl><table><caption>라</caption>\
        <tr><td class=on rowspan=2>마<td hidden>바</table><select><option>사</select></div>";
    let places: Vec<usize> = whole.char_indices().map(|(at, _)| at).collect();
    for at in places {
        if let Err(error) = read(&whole.as_bytes()[..at], &Limits::default()) {
            assert_eq!(error.code.name, "file-unreadable");
        }
    }
}

#[test]
fn parts_of_tables_where_no_table_can_be_are_text() {
    assert_eq!(texts("<svg><td>가</td><tr>나</tr></svg><p>다</p>").concat(), "가나다");
    assert_eq!(grid("<table><tr><td>가<svg><td>나</td></svg></table>").len(), 2);
}
