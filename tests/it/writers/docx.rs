//! DOCX: `word/document.xml` and what a package needs.

use super::{Cell, Piece, columns, escaped, placed, zip};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

pub fn write(pieces: &[Piece]) -> Vec<u8> {
    let mut body = String::new();
    for piece in pieces {
        match piece {
            Piece::Line(line) => body += &paragraph(line),
            Piece::Table(rows) => body += &table(rows),
        }
    }
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    zip(&[("[Content_Types].xml", TYPES.as_bytes()), ("_rels/.rels", RELATIONS.as_bytes()), ("word/document.xml", document.as_bytes())])
}

fn paragraph(line: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escaped(line))
}

fn table(rows: &[Vec<Cell>]) -> String {
    let width = columns(rows);
    let mut out = String::from("<w:tbl><w:tblGrid>");
    out += &"<w:gridCol w:w=\"900\"/>".repeat(usize::from(width));
    out += "</w:tblGrid>";
    // Cells that go on from the rows above: first column, columns, rows left.
    let mut open: Vec<(u16, u16, u16)> = Vec::new();
    for row in placed(rows) {
        out += "<w:tr>";
        let mut cells: Vec<(u16, String)> = Vec::new();
        for (at, columns, _) in &open {
            cells.push((*at, format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{columns}\"/><w:vMerge/></w:tcPr><w:p/></w:tc>")));
        }
        open.iter_mut().for_each(|o| o.2 -= 1);
        for (at, cell) in row {
            let merge = if cell.rows > 1 { "<w:vMerge w:val=\"restart\"/>" } else { "" };
            let fill = if cell.shaded { "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"C0D0E0\"/>" } else { "" };
            let lines: String = cell.lines.iter().map(|l| paragraph(l)).collect();
            cells.push((at, format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{}\"/>{merge}{fill}</w:tcPr>{lines}</w:tc>", cell.columns)));
            if cell.rows > 1 {
                open.push((at, cell.columns, cell.rows - 1));
            }
        }
        open.retain(|o| o.2 > 0);
        cells.sort_by_key(|(at, _)| *at);
        out.extend(cells.into_iter().map(|(_, cell)| cell));
        out += "</w:tr>";
    }
    out + "</w:tbl>"
}
