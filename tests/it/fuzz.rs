//! The entry points of the fuzzer over disturbed fixtures, with a fixed seed: what it would try first.

use crate::cli::REPORT;
use crate::golden;
use crate::writers::{Piece, cell, docx, html, hwp5, hwpx, pdf};

#[path = "../../fuzz/entries.rs"]
mod entries;

/// Rounds for each input.
const ROUNDS: u64 = 60;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }
}

/// A few bits turned, bytes left out, doubled, or set to what stands elsewhere.
fn disturbed(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=dice.roll(4) {
        if out.is_empty() {
            break;
        }
        let at = dice.roll(out.len());
        let some = 1 + dice.roll(40.min(out.len() - at));
        match dice.roll(6) {
            0 => out[at] ^= 1 << dice.roll(8),
            1 => drop(out.drain(at..at + some)),
            2 => {
                let again = out[at..at + some].repeat(1 + dice.roll(8));
                out.splice(at..at, again);
            }
            3 => {
                let from = dice.roll(out.len() - some + 1);
                out.copy_within(from..from + some, at);
            }
            4 => out[at..at + some].fill([0, 0xff, b' ', b'\n', b'9'][dice.roll(5)]),
            _ => out.truncate(at),
        }
    }
    out
}

fn over(inputs: &[Vec<u8>], rounds: u64, entry: fn(&[u8])) {
    for (i, bytes) in inputs.iter().enumerate() {
        entry(bytes);
        let mut dice = Dice(i as u64 + 1);
        for _ in 0..rounds {
            entry(&disturbed(bytes, &mut dice));
        }
    }
}

fn texts() -> Vec<Vec<u8>> {
    let read = |name: String| std::fs::read(golden::reports().join(format!("{name}.txt"))).unwrap();
    let mut out: Vec<Vec<u8>> = golden::names().into_iter().map(read).collect();
    out.push(REPORT.as_bytes().to_vec());
    out
}

/// Values of every kind, one a line.
const VALUES: &str = "1,234\n△1,920\n77.7\n0.05\n(85%)\n100％\n2023. 5. 7.\n2022-01-01\n'24. 3. ~ '26. 12.\n120억원(국비 60억원, 시비 60억원)\n☎031-555-0199\n과장 나도윤\n공약 2-7 둘레길\nIII-①-1 도로\n(단위: 백만원)\n";

/// The values together, and each alone.
fn lines() -> Vec<Vec<u8>> {
    std::iter::once(VALUES).chain(VALUES.lines()).map(|line| line.as_bytes().to_vec()).collect()
}

/// A small document in every format.
fn documents() -> Vec<Vec<u8>> {
    let row = || vec![cell("국비"), cell("30")];
    let card = [Piece::Line("□ 사업개요"), Piece::Line(" ○ 위치 : 누리동"), Piece::Table(vec![row(), row()])];
    let page = pdf::write(&[(60, 700, "□ 사업개요"), (60, 680, "○ 위치 : 누리동")]);
    vec![hwp5::write(&card), hwpx::write(&card), docx::write(&card), html::write(&card), page, REPORT.as_bytes().to_vec()]
}

/// `BOGOSEO_SEEDS` names a folder that gets what a fuzzer starts from: a folder for each target.
#[test]
fn seeds_are_documents_lines_and_reports() {
    let targets = [("decoders", documents()), ("outline", texts()), ("tables", texts()), ("normalizers", lines())];
    assert!(targets.iter().all(|(_, seeds)| !seeds.is_empty()));
    let Some(place) = std::env::var_os("BOGOSEO_SEEDS").map(std::path::PathBuf::from) else {
        return;
    };
    for (target, seeds) in targets {
        std::fs::create_dir_all(place.join(target)).unwrap();
        for (i, bytes) in seeds.iter().enumerate() {
            std::fs::write(place.join(target).join(format!("seed-{i:02}")), bytes).unwrap();
        }
    }
}

#[test]
fn disturbed_documents_are_decoded_or_refused() {
    over(&documents(), 5 * ROUNDS, entries::decoders);
}

#[test]
fn disturbed_texts_have_an_outline() {
    over(&texts(), ROUNDS / 4, entries::outline);
}

/// Found by the fuzzer: a control character takes no column, and its cell was put behind one that stands right of it.
#[test]
fn cells_of_a_control_character_stand_in_order() {
    let blanks = |n| " ".repeat(n);
    let text = format!(
        "▶ 투자계획\n  가. 재원별\n{}\0{}(단위 : 백만원)\n재원  합계   2023년  2024년  2025년  2026년\n\
         계    4,400   1,100   1,100   1,100   1,100\n국비  2,200     550     550     550     550\n\
         군비  2,200     550     550     550   5500000000가나다라마바",
        blanks(36),
        blanks(19)
    );
    entries::tables(text.as_bytes());
}

#[test]
fn disturbed_texts_have_tables() {
    over(&texts(), ROUNDS / 4, entries::tables);
}

#[test]
fn disturbed_lines_are_normalized() {
    over(&[VALUES.as_bytes().to_vec()], 40 * ROUNDS, entries::normalizers);
    over(&texts(), ROUNDS / 4, entries::normalizers);
}
