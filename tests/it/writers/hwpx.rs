//! HWPX: a header with two border fills, and one section.

use super::{Cell, Piece, columns, escaped, placed, zip};

const SPACES: &str = r#"xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" xmlns:hc="http://www.hancom.co.kr/hwpml/2011/core" xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head""#;

pub fn write(pieces: &[Piece]) -> Vec<u8> {
    package(pieces, &[])
}

/// A document whose second section is cut off in the middle.
pub fn damaged(pieces: &[Piece]) -> Vec<u8> {
    package(pieces, &[("Contents/section1.xml", b"<hs:sec><hp:p><hp:run><hp:t>\xff\xfe broken <")])
}

fn package(pieces: &[Piece], more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = String::new();
    for piece in pieces {
        match piece {
            Piece::Line(line) => body += &paragraph(&format!("<hp:t>{}</hp:t>", escaped(line))),
            Piece::Table(rows) => body += &paragraph(&table(rows)),
        }
    }
    let header = format!(
        r##"<?xml version="1.0" encoding="UTF-8"?><hh:head {SPACES} version="1.4" secCnt="1"><hh:refList><hh:borderFills itemCnt="2"><hh:borderFill id="1"/><hh:borderFill id="2"><hc:fillBrush><hc:winBrush faceColor="#C0D0E0" hatchColor="#000000" alpha="0"/></hc:fillBrush></hh:borderFill></hh:borderFills></hh:refList></hh:head>"##
    );
    let section = format!(r#"<?xml version="1.0" encoding="UTF-8"?><hs:sec {SPACES}>{body}</hs:sec>"#);
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("mimetype", b"application/hwp+zip"),
        ("Contents/content.hpf", b"<opf:package xmlns:opf=\"http://www.idpf.org/2007/opf/\"/>"),
        ("Contents/header.xml", header.as_bytes()),
        ("Contents/section0.xml", section.as_bytes()),
    ];
    parts.extend(more);
    zip(&parts)
}

fn paragraph(inner: &str) -> String {
    format!(r#"<hp:p paraPrIDRef="0" styleIDRef="0" pageBreak="0"><hp:run charPrIDRef="0">{inner}</hp:run></hp:p>"#)
}

fn table(rows: &[Vec<Cell>]) -> String {
    let mut out = format!(r#"<hp:tbl rowCnt="{}" colCnt="{}" borderFillIDRef="1">"#, rows.len(), columns(rows));
    for (r, row) in placed(rows).into_iter().enumerate() {
        out += "<hp:tr>";
        for (at, cell) in row {
            let lines: String = cell.lines.iter().map(|l| paragraph(&format!("<hp:t>{}</hp:t>", escaped(l)))).collect();
            out += &format!(
                r#"<hp:tc header="0" borderFillIDRef="{}"><hp:subList>{lines}</hp:subList><hp:cellAddr colAddr="{at}" rowAddr="{r}"/><hp:cellSpan colSpan="{}" rowSpan="{}"/></hp:tc>"#,
                if cell.shaded { 2 } else { 1 },
                cell.columns,
                cell.rows
            );
        }
        out += "</hp:tr>";
    }
    out + "</hp:tbl>"
}
