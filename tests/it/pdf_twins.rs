//! Documents of the corpus that are there as PDF and as HWP or HWPX: do both say the same, and in the same cells?
//!
//! A PDF shows less of a table than its original knows: cells that nothing parts from each other are one to the eye, and what has no
//! ruling is no table. So a table is compared twice: cell by cell, and in what is printed of it, where rows and columns that only
//! empty cells part are no more, a note's number may stand behind the text, and characters for private use say nothing. Where
//! both differ, the reason was looked up on the page, and stands in [`TWINS`].

use std::collections::{BTreeMap, BTreeSet};

use bogoseo::decode::{self, Decoded, Native, NativeBlock, NativeCell, NativeTable};
use bogoseo::limits::Limits;
use unicode_normalization::UnicodeNormalization;

use crate::corpus;

/// Why a table of the original cannot be told from its page, or is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// Neither rulings nor shading are around it, nor between its cells.
    Unruled,
    /// Its rows or columns have text that no ruling parts; the cells around are right.
    NothingParts,
    /// Boxes, arrows and lines: an organisation chart, a flow of boxes, which its original laid out by a table.
    Drawing,
    /// Boxes so far apart that they are tables of their own.
    BoxesApart,
}

use Reason::{BoxesApart, Drawing, NothingParts, Unruled};

/// Tables that differ, by their number, and why.
type Known = &'static [(usize, Reason)];

/// Documents: the PDF, its original, and the tables of the original (by their number, of those that have text) that differ.
const TWINS: &[(&str, &str, Known)] = &[
    // A title that is underlined, on each page.
    ("fiscal_stat_2010_01", "hwp", &[(0, Unruled), (2, Unruled), (4, Unruled), (6, Unruled), (8, Unruled), (10, Unruled)]),
    ("green_remodel_notice", "hwp", &[]),
    // Two organisation charts; a page of boxes with room between them.
    ("moel_upmubogo_2025", "hwpx", &[(2, Drawing), (3, Drawing), (11, BoxesApart)]),
    // Times beside their label; a title over its lead in one box; names, ranks and telephones without rulings; a page of boxes.
    ("mois_press_20251202", "hwpx", &[(1, Unruled), (2, NothingParts), (4, NothingParts), (7, Drawing), (8, BoxesApart)]),
    // The heading of the contents, in their frame; amounts side by side in a box; boxes; two ways through boxes.
    ("nikl_upmu_2022", "hwp", &[(1, NothingParts), (2, Unruled), (13, NothingParts), (14, Unruled), (15, BoxesApart), (43, Drawing)]),
    ("seoul_opengov_36388711_youth_office", "hwpx", &[]),
];

/// Tables that are equal cell by cell, and filled cells at their place: no fewer than were measured.
const EQUAL: usize = 116;
const AT_PLACE: usize = 1_376;

/// A cell: row, column, rows, columns, text.
type Cell = (usize, usize, usize, usize, String);

/// A table as its cells.
#[derive(Clone, Debug)]
struct Grid {
    cells: Vec<Cell>,
    nested: bool,
}

/// How a table is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    /// Cell by cell.
    Equal,
    /// In what is printed.
    AsPrinted,
    /// But for a row above or below the rulings, as for the unit or the source: it is text there.
    ButOuterRows,
    /// Not.
    Otherwise,
}

impl Grid {
    fn filled(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|c| !c.4.is_empty())
    }

    fn texts(&self) -> BTreeMap<&str, usize> {
        let mut out = BTreeMap::new();
        self.filled().for_each(|c| *out.entry(c.4.as_str()).or_default() += 1);
        out
    }

    /// The filled cells on the rows and columns that they part themselves.
    fn printed(&self) -> Vec<Cell> {
        let edges = |of: fn(&Cell) -> (usize, usize)| -> Vec<usize> {
            let all: BTreeSet<usize> = self.filled().flat_map(|c| [of(c).0, of(c).0 + of(c).1]).collect();
            all.into_iter().collect()
        };
        let (rows, columns) = (edges(|c| (c.0, c.2)), edges(|c| (c.1, c.3)));
        let at = |edges: &[usize], from: usize, count: usize| {
            let place = |v: usize| edges.partition_point(|&e| e < v);
            (place(from), place(from + count) - place(from))
        };
        let cell = |c: &Cell| {
            let ((row, height), (column, width)) = (at(&rows, c.0, c.2), at(&columns, c.1, c.3));
            (row, column, height, width, c.4.clone())
        };
        self.filled().map(cell).collect()
    }

    /// Without so many rows at its head and foot; none where a cell reaches beyond them.
    fn without(&self, head: usize, foot: usize) -> Option<Grid> {
        let rows = self.cells.iter().map(|c| c.0 + c.2).max()?;
        let end = rows.checked_sub(foot).filter(|&e| e > head)?;
        let within = |c: &&Cell| c.0 >= head && c.0 + c.2 <= end;
        let apart = self.cells.iter().all(|c| within(&c) || c.0 + c.2 <= head || c.0 >= end);
        apart.then(|| Grid { cells: self.cells.iter().filter(within).cloned().collect(), nested: self.nested })
    }

    fn compare(&self, pdf: &Grid) -> Found {
        if self.cells == pdf.cells {
            return Found::Equal;
        }
        let same = |own: &Grid| {
            let (a, b) = (own.printed(), pdf.printed());
            let place = |c: &Cell| (c.0, c.1, c.2, c.3);
            a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| place(a) == place(b) && is_printed(&a.4, &b.4))
        };
        if same(self) {
            return Found::AsPrinted;
        }
        let outer = [(1, 0), (0, 1), (1, 1)];
        let but_outer = outer.iter().any(|&(head, foot)| self.without(head, foot).is_some_and(|g| same(&g)));
        if but_outer { Found::ButOuterRows } else { Found::Otherwise }
    }

    /// Cells whose text stands at the same row and column.
    fn at_their_place(&self, pdf: &Grid) -> usize {
        let its: BTreeMap<(usize, usize), &str> = pdf.cells.iter().map(|c| ((c.0, c.1), c.4.as_str())).collect();
        self.filled().filter(|c| its.get(&(c.0, c.1)).is_some_and(|t| is_printed(&c.4, t))).count()
    }
}

/// Whether a text is printed as another one says: a note's number may stand behind it.
fn is_printed(text: &str, printed: &str) -> bool {
    let note = |rest: &str| rest.strip_suffix(')').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    text == printed || printed.strip_prefix(text).is_some_and(note)
}

/// A text without blanks and without characters for private use, compatibility forms (as ㆍ, for which there are two) as one.
fn plain(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace() && !matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)).collect()
}

fn read(folder: &std::path::Path, name: &str) -> Decoded {
    let bytes = std::fs::read(folder.join("real").join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    decode::decode(&bytes, &Limits::default()).unwrap_or_else(|d| panic!("{name}: {}", d.message))
}

/// The tables that have text. Numbers and bullets that the word processor makes are of the text, as they are printed.
fn grids(decoded: &Decoded) -> Vec<Grid> {
    let native = decoded.native.as_ref().unwrap();
    let grid = |t: &NativeTable| Grid { cells: t.cells.iter().map(|c| cell(decoded, native, c)).collect(), nested: t.nested };
    native.tables.iter().map(grid).filter(|g| g.filled().next().is_some()).collect()
}

fn cell(decoded: &Decoded, native: &Native, cell: &NativeCell) -> Cell {
    let mut text = String::new();
    for block in &cell.blocks {
        if let NativeBlock::Paragraph(i) = block {
            text.push_str(&decoded.text()[native.paragraphs[*i].range.to_usize()]);
        }
    }
    (cell.row, cell.column, cell.row_span, cell.column_span, plain(&text))
}

/// For each table of the original that of the PDF, the most alike first; none is taken twice.
fn matched(own: &[Grid], pdf: &[Grid]) -> Vec<Option<usize>> {
    let mut pairs = Vec::new();
    for (i, a) in own.iter().enumerate() {
        for (j, b) in pdf.iter().enumerate() {
            let (texts, its) = (a.texts(), b.texts());
            let common: usize = texts.iter().map(|(t, &n)| its.get(t).map_or(0, |&m| n.min(m))).sum();
            // Where the same stands in two tables, the order of both tells.
            let apart = (i * pdf.len()).abs_diff(j * own.len());
            let found = a.compare(b);
            if common > 0 || found < Found::Otherwise {
                pairs.push((found, usize::MAX - a.at_their_place(b), usize::MAX - common, apart, i, j));
            }
        }
    }
    pairs.sort_unstable();
    let (mut out, mut taken) = (vec![None; own.len()], BTreeSet::new());
    for (.., i, j) in pairs {
        if out[i].is_none() && taken.insert(j) {
            out[i] = Some(j);
        }
    }
    out
}

/// Hangul syllables of a text.
fn hangul(text: &str) -> BTreeMap<char, usize> {
    let mut out = BTreeMap::new();
    text.chars().filter(|c| matches!(c, '가'..='힣')).for_each(|c| *out.entry(c).or_default() += 1);
    out
}

#[test]
fn pdfs_say_what_their_originals_say_in_the_same_cells() {
    let Some(folder) = corpus::folder("pdfs_say_what_their_originals_say_in_the_same_cells") else { return };
    let mut counts: BTreeMap<Found, usize> = BTreeMap::new();
    let mut reasons: BTreeMap<Reason, usize> = BTreeMap::new();
    let (mut at_place, mut filled) = (0, 0);
    let mut unexplained = Vec::new();
    for (name, extension, known) in TWINS {
        let (own, pdf) = (read(&folder, &format!("{name}.{extension}")), read(&folder, &format!("{name}.pdf")));
        let (letters, its) = (hangul(own.text()), hangul(pdf.text()));
        let all: usize = letters.values().sum();
        let common: usize = letters.iter().map(|(c, &n)| its.get(c).map_or(0, |&m| n.min(m))).sum();
        assert!(common * 100 >= all * 99, "{name}: {common} of {all} syllables");
        let (own, pdf) = (grids(&own), grids(&pdf));
        println!("{name}: {} of {all} syllables; {} tables, {} in the PDF", common, own.len(), pdf.len());
        for (i, (grid, at)) in own.iter().zip(matched(&own, &pdf)).enumerate() {
            filled += grid.filled().count();
            let found = at.map_or(Found::Otherwise, |j| grid.compare(&pdf[j]));
            let there = at.map_or(0, |j| grid.at_their_place(&pdf[j]));
            at_place += there;
            *counts.entry(found).or_default() += 1;
            let known = known.iter().find(|k| k.0 == i).map(|k| k.1);
            if found == Found::Otherwise {
                match known {
                    Some(reason) => *reasons.entry(reason).or_default() += 1,
                    None => unexplained.push((*name, i)),
                }
            } else {
                assert_eq!(known, None, "{name}, table {i} is right");
            }
            if found != Found::Equal {
                println!("  table {i}: {found:?}, {there} of {} cells at their place, {known:?}", grid.filled().count());
            }
        }
    }
    println!("{counts:?}; of those that differ {reasons:?}; {at_place} of {filled} filled cells at their place");
    assert_eq!(unexplained, [], "no reason is known for these");
    assert!(counts[&Found::Equal] >= EQUAL && at_place >= AT_PLACE, "{counts:?}, {at_place}");
}
