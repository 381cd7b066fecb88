use super::*;
use crate::decode::structure::{Block, Kind};

const HEAD: &str = r#"<HEAD><MAPPINGTABLE>
<BORDERFILL Id="1"><FILLBRUSH><WINDOWBRUSH FaceColor="4294967295"/></FILLBRUSH></BORDERFILL>
<BORDERFILL Id="2"><FILLBRUSH><WINDOWBRUSH FaceColor="65535"/></FILLBRUSH></BORDERFILL>
<CHARSHAPE Id="1"><BOLD/></CHARSHAPE>
<NUMBERING Id="1"><PARAHEAD Level="1" NumFormat="HangulSyllable" Start="1">^1.</PARAHEAD></NUMBERING>
<PARASHAPE Id="1" HeadingType="Number" Heading="1" Level="0"><PARAMARGIN Left="14400"/></PARASHAPE>
<PARASHAPE Id="2" HeadingType="Outline" Level="0"/>
</MAPPINGTABLE></HEAD>"#;

fn document(body: &str) -> String {
    format!(
        "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?><HWPML Version=\"2.91\">{HEAD}<BODY><SECTION>{body}</SECTION></BODY><TAIL><P><TEXT><CHAR>꼬리</CHAR></TEXT></P></TAIL></HWPML>"
    )
}

fn blocks(body: &str) -> Vec<Block> {
    read(document(body).as_bytes(), &Limits::default()).unwrap().blocks
}

fn p(text: &str) -> String {
    format!("<P><TEXT CharShape=\"1\"><CHAR>{text}</CHAR></TEXT></P>")
}

#[test]
fn paragraphs_have_text_marks_and_shape() {
    let body = r#"<P ParaShape="1" PageBreak="true"><TEXT CharShape="1"><CHAR>가<TAB/>나<LINEBREAK/>다</CHAR></TEXT></P><P ParaShape="1"><TEXT><CHAR/></TEXT></P><P ParaShape="2"><TEXT><SECDEF OutlineShape="1"/><CHAR>라</CHAR></TEXT></P>"#;
    let read = blocks(body);
    let [Block::Paragraph(first), Block::Paragraph(second), Block::Paragraph(third)] = &read[..] else { panic!("{read:?}") };
    assert_eq!((first.text.as_str(), first.mark.as_deref(), first.indent), ("가\t나\n다", Some("가."), 2540));
    assert!(first.bold && first.page_break && !second.bold && !second.page_break);
    assert_eq!((second.mark.as_deref(), third.mark.as_deref(), third.outline), (Some("나."), Some("다."), Some(0)));
}

#[test]
fn tables_have_spans_and_fills() {
    let cell = |row, column, span, fill, text: &str| {
        format!(
            r#"<CELL RowAddr="{row}" ColAddr="{column}" RowSpan="1" ColSpan="{span}" BorderFill="{fill}" Header="true"><PARALIST>{}</PARALIST></CELL>"#,
            p(text)
        )
    };
    let caption = format!("<SHAPEOBJECT><CAPTION><PARALIST>{}</PARALIST></CAPTION></SHAPEOBJECT>", p("표 제목"));
    let rows = format!("<ROW>{}</ROW><ROW>{}{}</ROW>", cell(0, 0, 2, 2, "가"), cell(1, 0, 1, 1, "나"), cell(1, 1, 1, 1, "다"));
    let read = blocks(&format!(r#"<P><TEXT><TABLE RowCount="2" ColCount="2">{caption}{rows}</TABLE><CHAR>뒤</CHAR></TEXT></P>"#));
    let [Block::Table(table), Block::Paragraph(after)] = &read[..] else { panic!("{read:?}") };
    let cells: Vec<_> = table.cells.iter().map(|c| (c.row, c.column, c.row_span, c.column_span, c.fill, c.header)).collect();
    assert_eq!(cells, [(0, 0, 1, 2, Some([255, 255, 0]), true), (1, 0, 1, 1, None, true), (1, 1, 1, 1, None, true)]);
    assert_eq!((table.caption[0].text.as_str(), after.text.as_str()), ("표 제목", "뒤"));
}

#[test]
fn notes_and_text_boxes() {
    let body = format!(
        "<P><TEXT><RECTANGLE><DRAWINGOBJECT><DRAWTEXT><PARALIST>{}</PARALIST></DRAWTEXT></DRAWINGOBJECT></RECTANGLE><CHAR>본문</CHAR><FOOTNOTE><PARALIST>{}</PARALIST></FOOTNOTE></TEXT></P>",
        p("글상자"),
        p("각주")
    );
    let read = blocks(&body);
    let shown: Vec<_> =
        read.iter().map(|b| if let Block::Paragraph(p) = b { (p.text.as_str(), p.kind) } else { panic!("{b:?}") }).collect();
    assert_eq!(shown, [("글상자", Kind::Body), ("본문", Kind::Body), ("각주", Kind::Note)]);
}

#[test]
fn what_breaks_off_is_read_as_far_as_it_goes() {
    let whole = document(&[p("가"), p("나")].concat());
    let cut = &whole[..whole.find("나").unwrap() + "나".len()];
    let read_cut = read(cut.as_bytes(), &Limits::default()).unwrap();
    assert_eq!((read_cut.blocks.len(), read_cut.notices.len()), (2, 1));
    assert_eq!(read(b"<HWPML><HEAD/></HWPML>", &Limits::default()).unwrap_err().code, &codes::FILE_UNREADABLE);
}

#[test]
fn nesting_is_bounded() {
    let deep = "<TABLE><ROW><CELL><PARALIST><P><TEXT>".repeat(20_000);
    assert_eq!(read(document(&deep).as_bytes(), &Limits::default()).unwrap_err().code, &codes::CONTAINER_LIMIT);
}
