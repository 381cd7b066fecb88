//! What is fuzzed: each function takes any bytes and panics where a promise is broken.
//!
//! The targets of cargo-fuzz call these, and so do the tests of the project (`tests/it/fuzz.rs`), which disturb the fixtures
//! with a fixed seed: a promise is stated once.

use bogoseo::decode::{self, Decoded};
use bogoseo::limits::Limits;
use bogoseo::normalize::money::{self, NumberCell};
use bogoseo::normalize::{Found, dates, jurisdiction, people, percent, pledge_number, status};
use bogoseo::outline::{self, Point};
use bogoseo::pipeline::read_layout;

/// Bounds small enough that an input of a fuzzer is done at once.
fn limits() -> Limits {
    Limits {
        max_bytes: 1 << 20,
        max_part_bytes: 4 << 20,
        max_inflated_bytes: 8 << 20,
        max_cells: 100_000,
        max_pages: 100,
        max_glyphs: 200_000,
        ..Limits::default()
    }
}

fn text_of(bytes: &[u8]) -> Decoded {
    let text = String::from_utf8_lossy(bytes).into_owned();
    Decoded::from_text("text", None, text, Vec::new())
}

/// Any bytes are a document or a reason why not; positions lead back to whole characters of the source.
pub fn decoders(bytes: &[u8]) {
    let Ok(decoded) = decode::decode(bytes, &limits()) else {
        return;
    };
    let (text, source) = (decoded.text(), decoded.source_text());
    for (at, c) in text.char_indices().step_by(text.len() / 256 + 1) {
        let range = bogoseo::span::Range { start: at as u32, end: (at + c.len_utf8()) as u32 };
        let back = decoded.to_source(range).to_usize();
        assert!(source.get(back.clone()).is_some(), "{range:?} leads to {back:?}");
    }
    if let Some(native) = &decoded.native {
        for table in &native.tables {
            for cell in &table.cells {
                let _ = native.cell_text(text, cell);
            }
        }
    }
}

/// Points stand in the order of their lines, and no deeper than the readers after them may follow.
pub fn outline(bytes: &[u8]) {
    let decoded = text_of(bytes);
    let read = read_layout(&decoded, &bogoseo::sections::Profiles::built_in(), &Limits::default());
    let points = outline::nest(decoded.text(), &read.layout, 0..read.layout.lines.len());
    let mut line = 0;
    preorder(&points, 0, &mut |point, depth| {
        assert!(point.line >= line && depth < 64, "line {} behind {line}, depth {depth}", point.line);
        line = point.line;
    });
}

fn preorder(points: &[Point], depth: usize, visit: &mut impl FnMut(&Point, usize)) {
    for point in points {
        visit(point, depth);
        preorder(&point.points, depth + 1, visit);
    }
}

/// Cells of a row are in order and apart, and hold whole characters.
pub fn tables(bytes: &[u8]) {
    let decoded = text_of(bytes);
    let text = decoded.text();
    for grid in read_layout(&decoded, &bogoseo::sections::Profiles::built_in(), &Limits::default()).grids {
        assert!(grid.lines.start < grid.lines.end);
        assert_eq!(grid.rows.len(), grid.row_lines.len());
        for row in &grid.rows {
            let mut end = 0;
            for cell in row.iter().map(|cell| cell.range.to_usize()).filter(|range| !range.is_empty()) {
                assert!(text.get(cell.clone()).is_some() && cell.start >= end, "{cell:?} behind {end}");
                end = cell.end;
            }
        }
    }
}

/// What is found stands where it is said to; what is printed in the plainest way is read as the same again.
pub fn normalizers(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for line in text.lines().take(64) {
        normalize(line);
    }
}

fn normalize(s: &str) {
    numbers(s);
    dates(s);
    places(s, &people::phones(s));
    places(s, &people::contacts(s));
    places(s, &jurisdiction::find(s));
    places(s, &status::authorities(s));
    places(s, &money::funding(s, None));
    places(s, money::first(s).as_slice());
    places(s, dates::first(s).as_slice());
    places(s, dates::leading(s).as_slice());
    places(s, percent::first_percent(s).as_slice());
    for range in people::personal_data(s).chain(dates::scan_invalid(s)) {
        assert!(s.get(range.clone()).is_some(), "{range:?} of {s:?}");
    }
    let _ = (money::unit_note(s), money::funding_label(s), dates::period_label(s), status::state(s), status::support(s));
    if let Some(found) = pledge_number(s) {
        assert!(s.get(found.number.clone()).is_some() && s.get(found.rest..).is_some(), "{found:?} of {s:?}");
        let number = &s[found.number];
        if let Some(again) = pledge_number(number) {
            assert_eq!(&number[again.number], number, "of {s:?}");
        }
    }
}

fn places<T>(s: &str, found: &[Found<T>]) {
    for Found { range, outer, .. } in found {
        assert!(s.get(range.clone()).is_some() && s.get(outer.clone()).is_some(), "{range:?}, {outer:?} of {s:?}");
    }
}

fn numbers(s: &str) {
    if let NumberCell::Number { mantissa, decimals, unit: None, .. } = money::number_cell(s) {
        let digits = format!("{:0width$}", mantissa.unsigned_abs(), width = usize::from(decimals) + 1);
        let (whole, rest) = digits.split_at(digits.len() - usize::from(decimals));
        let point = if decimals > 0 { "." } else { "" };
        let printed = format!("{}{whole}{point}{rest}", if mantissa < 0 { "-" } else { "" });
        match money::number_cell(&printed) {
            NumberCell::Number { mantissa: again, decimals: and, unit: None, .. } => {
                assert_eq!((again, and), (mantissa, decimals), "{s:?} printed as {printed:?}");
            }
            other => panic!("{s:?} printed as {printed:?} is {other:?}"),
        }
    }
    if let Some(rate) = percent::percent(s).filter(|rate| rate.abs() < 1e9) {
        let printed = format!("{rate}%");
        assert_eq!(percent::percent(&printed), Some(rate), "{s:?} printed as {printed:?}");
    }
}

fn dates(s: &str) {
    // Days alone: seasons and open ends have no plain way to be printed.
    let Some(edtf) = dates::whole(s).and_then(|read| read.span.edtf).filter(|edtf| edtf.len() == "2022-01-01".len()) else {
        return;
    };
    if edtf.bytes().all(|b| b.is_ascii_digit() || b == b'-') && edtf.bytes().filter(|&b| b == b'-').count() == 2 {
        assert_eq!(dates::whole(&edtf).and_then(|read| read.span.edtf), Some(edtf), "of {s:?}");
    }
}
