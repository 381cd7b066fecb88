//! Text, as a word processor exports it: cells between tabs, merged cells as empties.

use super::{Piece, columns, placed};

pub fn write(pieces: &[Piece]) -> Vec<u8> {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Line(line) => out += &format!("{line}\n"),
            Piece::Table(rows) => {
                let width = usize::from(columns(rows));
                for row in placed(rows) {
                    let mut cells = vec![String::new(); width];
                    for (at, cell) in row {
                        cells[usize::from(at)] = cell.lines.join(" ");
                    }
                    out += &(cells.join("\t") + "\n");
                }
                out.push('\n');
            }
        }
    }
    out.into_bytes()
}
