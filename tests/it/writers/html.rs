//! HTML.

use super::{Cell, Piece, escaped};

pub fn write(pieces: &[Piece]) -> Vec<u8> {
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"ko\"><head><meta charset=\"utf-8\"><title>공약</title></head><body>\n");
    for piece in pieces {
        match piece {
            Piece::Line(line) => out += &format!("<p>{}</p>\n", escaped(line)),
            Piece::Table(rows) => out += &table(rows),
        }
    }
    (out + "</body></html>\n").into_bytes()
}

fn table(rows: &[Vec<Cell>]) -> String {
    let mut out = String::from("<table border=\"1\">");
    for row in rows {
        out += "<tr>";
        for cell in row {
            let fill = if cell.shaded { " style=\"background-color:#c0d0e0\"" } else { "" };
            let lines: Vec<String> = cell.lines.iter().map(|l| escaped(l)).collect();
            out += &format!("<td colspan=\"{}\" rowspan=\"{}\"{fill}>{}</td>", cell.columns, cell.rows, lines.join("<br>"));
        }
        out += "</tr>";
    }
    out + "</table>\n"
}
