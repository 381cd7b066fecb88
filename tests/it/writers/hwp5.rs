//! HWP 5.0: a compound file with `FileHeader`, `DocInfo` and one section, not compressed.
//!
//! Records as in the published format (한글문서파일형식 5.0): a header of 32 bits (tag 10, level 10, size 12), then the data.

use std::io::{Cursor, Write as _};

use super::{Cell, Piece, columns, placed};

const BORDER_FILL: u32 = 20;
const PARA_HEADER: u32 = 66;
const PARA_TEXT: u32 = 67;
const CTRL_HEADER: u32 = 71;
const LIST_HEADER: u32 = 72;
const TABLE: u32 = 77;

pub fn write(pieces: &[Piece]) -> Vec<u8> {
    let mut section = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Line(line) => paragraph(&mut section, 0, line),
            Piece::Table(rows) => table(&mut section, rows),
        }
    }
    let mut header = b"HWP Document File".to_vec();
    header.resize(32, 0);
    header.extend([0, 0, 0, 5]);
    header.resize(256, 0);
    let mut info = Vec::new();
    record(&mut info, BORDER_FILL, 0, &border_fill(None));
    record(&mut info, BORDER_FILL, 0, &border_fill(Some([0xc0, 0xd0, 0xe0])));
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_storage("/BodyText").unwrap();
    for (name, bytes) in [("/FileHeader", &header), ("/DocInfo", &info), ("/BodyText/Section0", &section)] {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn record(out: &mut Vec<u8>, tag: u32, level: u32, data: &[u8]) {
    let size = (data.len() as u32).min(0xfff);
    out.extend((tag | level << 10 | size << 20).to_le_bytes());
    if size == 0xfff {
        out.extend((data.len() as u32).to_le_bytes());
    }
    out.extend(data);
}

fn border_fill(fill: Option<[u8; 3]>) -> Vec<u8> {
    let mut out = vec![0; 32];
    match fill {
        Some([r, g, b]) => {
            out.extend(1u32.to_le_bytes());
            out.extend([r, g, b, 0]);
            out.extend([0; 8]);
        }
        None => out.extend(0u32.to_le_bytes()),
    }
    out
}

fn paragraph_header(out: &mut Vec<u8>, level: u32, characters: usize) {
    let mut data = (characters as u32).to_le_bytes().to_vec();
    data.extend([0; 20]);
    record(out, PARA_HEADER, level, &data);
}

fn paragraph(out: &mut Vec<u8>, level: u32, text: &str) {
    let units: Vec<u16> = text.encode_utf16().chain([13]).collect();
    paragraph_header(out, level, units.len());
    if units.len() > 1 {
        record(out, PARA_TEXT, level + 1, &units.iter().flat_map(|u| u.to_le_bytes()).collect::<Vec<_>>());
    }
}

/// A paragraph that holds a table.
fn table(out: &mut Vec<u8>, rows: &[Vec<Cell>]) {
    paragraph_header(out, 0, 9);
    let mut text: Vec<u16> = vec![11, 0x6c20, 0x7462, 0, 0, 0, 0, 11, 13];
    (text[1], text[2]) = (0x6c20, 0x7462);
    record(out, PARA_TEXT, 1, &text.iter().flat_map(|u| u.to_le_bytes()).collect::<Vec<_>>());
    let mut control = b" lbt".to_vec();
    control.extend([0; 40]);
    record(out, CTRL_HEADER, 1, &control);
    let mut data = vec![0; 4];
    data.extend((rows.len() as u16).to_le_bytes());
    data.extend(columns(rows).to_le_bytes());
    data.extend([0; 10]);
    rows.iter().for_each(|row| data.extend((row.len() as u16).to_le_bytes()));
    data.extend(1u16.to_le_bytes());
    data.extend(0u16.to_le_bytes());
    record(out, TABLE, 2, &data);
    for (r, row) in placed(rows).into_iter().enumerate() {
        for (at, cell) in row {
            let mut data = (cell.lines.len() as u32).to_le_bytes().to_vec();
            data.extend([0; 4]);
            for number in [at, r as u16, cell.columns, cell.rows] {
                data.extend(number.to_le_bytes());
            }
            data.extend([0; 16]);
            data.extend(if cell.shaded { 2u16 } else { 1 }.to_le_bytes());
            data.extend([0; 13]);
            record(out, LIST_HEADER, 2, &data);
            cell.lines.iter().for_each(|line| paragraph(out, 2, line));
        }
    }
}
