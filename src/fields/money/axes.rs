//! What the words at the edges of a money table stand for.
//!
//! | word | stands for |
//! |---|---|
//! | `2022년`, `2026.6`, `기투자`, `임기후` | a period |
//! | `국비`, `도비`, `시비`, `민자` | a source |
//! | `계획`, `확보`, `집행`, `당초`, `변경` | a measure |
//! | `계`, `합계`, `총계`, `소계` | the total of whatever its neighbours are |
//! | `구분`, `재원별` | nothing |

use std::cell::RefCell;

use smallvec::{SmallVec, smallvec};

use super::caption::{Told, told};
use crate::model::{Measure, Period};
use crate::normalize::dates::{PeriodLabel, period_label};
use crate::normalize::money::{FundingLabel, NumberCell, funding_label, number_cell};
use crate::sections::is_table_head;
use crate::tables::Grid;
use crate::text::{Memo, any_byte, begins_blank, squashed};

/// What a word stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Axis {
    Period(PeriodLabel),
    Source,
    Measure(Measure),
    Total,
    Head,
    Text,
}

/// Longest label, in bytes.
const LABEL_BYTES: usize = 90;

/// What a word stands for. The same words stand at the edges of all tables, and are asked for at every look at one.
pub(super) fn classify(word: &str) -> Axis {
    thread_local! {
        static WORDS: RefCell<Memo<Axis>> = const { RefCell::new(Memo::new()) };
    }
    if word.is_empty() || word.len() > LABEL_BYTES {
        return Axis::Text;
    }
    // Numbers differ from table to table, and are no words.
    if word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')) {
        return period_label(word).map_or(Axis::Text, Axis::Period);
    }
    WORDS.with_borrow_mut(|words| words.get(word, classify_afresh))
}

fn classify_afresh(word: &str) -> Axis {
    let key = squashed(word);
    let bare = key.split(['(', '[']).next().unwrap_or("");
    let key = if bare.is_empty() { &*key } else { bare };
    if let Some(measure) = measure(key) {
        return Axis::Measure(measure);
    }
    if let Some(year) = this_year(word) {
        return Axis::Period(year);
    }
    if matches!(key, "계" | "합계" | "총계" | "소계" | "총합계" | "누계" | "총액" | "총사업비" | "총투자액" | "합" | "모두" | "전부")
    {
        return Axis::Total;
    }
    if totals_money(key) {
        return Axis::Total;
    }
    if is_table_head(key) || matches!(key, "재" | "원" | "별" | "재원별" | "재원" | "연도" | "연도별" | "재원구분" | "비고")
    {
        return Axis::Head;
    }
    if let Some(found) = funding_label(key) {
        // A label such as 합계 is a source's total; all other labels name a source.
        return match found {
            FundingLabel::Known(crate::model::FundingSource::Total) => Axis::Total,
            _ => Axis::Source,
        };
    }
    match period_label(key) {
        Some(label) if label.period == Period::Total => Axis::Total,
        Some(label) => Axis::Period(label),
        // `당초 투자계획` at an edge; words of 확보 and 집행 may be those of a task.
        None => match told(key) {
            Told::One(measure @ (Measure::Initial | Measure::Revised)) => Axis::Measure(measure),
            _ => Axis::Text,
        },
    }
}

/// `당해연도(2025년)`, `올해(’25)`: a year, said with which.
fn this_year(word: &str) -> Option<PeriodLabel> {
    let (outer, inner) = word.trim().strip_suffix(')')?.split_once('(')?;
    let this = matches!(&*squashed(outer), "당해연도" | "당해년도" | "당해" | "당년도" | "금년" | "금년도" | "올해" | "현년도");
    period_label(inner).filter(|label| this && label.period == Period::Year)
}

/// `소요액 계`, `사업비 합계`, `총 투자액`: the total, said with what it is the total of.
fn totals_money(key: &str) -> bool {
    const AMOUNTS: [&str; 8] = ["소요액", "사업비", "예산", "예산액", "금액", "투자액", "투자비", "재원"];
    let of = |rest: &str| AMOUNTS.contains(&rest);
    ["합계", "총계", "소계", "계"].iter().any(|total| key.strip_suffix(total).is_some_and(of)) || key.strip_prefix('총').is_some_and(of)
}

fn measure(key: &str) -> Option<Measure> {
    Some(match key {
        "계획" | "계획액" | "투자계획" | "예산계획" | "당초계획액" | "계획(A)" | "투자계획액" => Measure::Planned,
        "당초" | "변경전" | "당초계획" | "당초예산" | "본예산" | "본예산액" => Measure::Initial,
        "변경" | "변경후" | "변경계획" | "변경예산" | "최종" | "최종예산" | "조정" => Measure::Revised,
        "확보" | "확보액" | "확보실적" | "예산확보" | "확보예산" | "예산액" | "편성" | "편성액" | "예산현액" | "확보현황" => {
            Measure::Secured
        }
        "집행" | "집행액" | "집행실적" | "지출" | "지출액" | "투자실적" | "예산집행" | "실집행" | "집행현황" => {
            Measure::Executed
        }
        _ => return None,
    })
}

/// The parts of words that stand for two or three things at once: `계획 국비`, `2023년 도비`, `국비(집행)`, and for one besides words that
/// stand for nothing: `재원별 계획액`. Empty where the words as they are stand for one thing, or for none. Found in tables of which the two
/// rows of heads were written as one.
pub(super) fn parts(words: &str) -> SmallVec<[std::ops::Range<usize>; 3]> {
    const MOST: usize = 3;
    if !any_byte(words.as_bytes(), |b| begins_blank(b) | (b == b'(')) {
        return SmallVec::new();
    }
    let mut found = in_brackets(words).unwrap_or_default();
    if found.is_empty() && words.contains(char::is_whitespace) && classify(words) == Axis::Text {
        let start = |part: &str| part.as_ptr() as usize - words.as_ptr() as usize;
        found = words.split_whitespace().take(MOST + 1).map(|part| start(part)..start(part) + part.len()).collect();
    }
    let kind = |axis: Axis| std::mem::discriminant(&axis);
    if found.len() > MOST {
        return SmallVec::new();
    }
    found.retain(|part| classify(&words[part.clone()]) != Axis::Head);
    let axes: SmallVec<[Axis; 3]> = found.iter().map(|part| classify(&words[part.clone()])).collect();
    let differ = axes.iter().enumerate().all(|(i, a)| axes[..i].iter().all(|b| kind(*a) != kind(*b)));
    if differ && !axes.contains(&Axis::Text) { found } else { SmallVec::new() }
}

/// `국비(집행)`, `2023년(확보)`, `계획(국비)`: of the two, one is a measure.
fn in_brackets(words: &str) -> Option<SmallVec<[std::ops::Range<usize>; 3]>> {
    let open = words.find('(')?;
    let close = words.strip_suffix(')')?.len();
    let inner = words.get(open + 1..close)?;
    let outer = words[..open].trim_end();
    let pair = (classify(outer), classify(inner));
    let one_measures =
        matches!(pair, (Axis::Period(_) | Axis::Source | Axis::Total, Axis::Measure(_)) | (Axis::Measure(_), Axis::Source | Axis::Total));
    one_measures.then(|| smallvec![0..outer.len(), open + 1..close])
}

/// Whether words head what is to be done in a year, beside what it costs: `추진목표`, `추진내용`.
pub(in crate::fields) fn is_task(word: &str) -> bool {
    if word.len() > LABEL_BYTES || !matches!(classify(word), Axis::Text | Axis::Head) {
        return false;
    }
    let key = squashed(word);
    key.ends_with("목표") || matches!(&*key, "추진계획" | "추진내용" | "사업내용" | "주요내용" | "세부내용" | "추진사항")
}

/// Whether words at an edge stand for a period, a payer, a measure or a total.
pub(in crate::fields) fn is_edge(word: &str) -> bool {
    matches!(classify(word), Axis::Period(_) | Axis::Source | Axis::Measure(_) | Axis::Total)
}

/// Whether a word is what a measure is called.
pub(in crate::fields) fn is_measure(word: &str) -> bool {
    matches!(classify(word), Axis::Measure(_))
}

/// Whether two sources or more stand at an edge of a grid.
pub fn has_sources(text: &str, grid: &Grid) -> bool {
    let down = (0..grid.rows.len()).filter(|&r| classify(grid.text(text, r, 0)) == Axis::Source).count();
    let across = (0..grid.columns).filter(|&c| classify(grid.text(text, 0, c)) == Axis::Source).count();
    down.max(across) >= 2
}

fn names_measure(text: &str, grid: &Grid, mut test: impl FnMut(Measure) -> bool) -> bool {
    /// Rows and columns at the edges.
    const EDGE: usize = 2;
    let mut is_named = |words: &str| matches!(classify(words), Axis::Measure(measure) if test(measure));
    let edges = grid.rows.iter().enumerate().flat_map(|(r, row)| if r < EDGE { &row[..] } else { &row[..row.len().min(EDGE)] });
    edges.filter(|cell| !cell.range.is_empty()).any(|cell| {
        let words = &text[cell.range.to_usize()];
        is_named(words) || parts(words).into_iter().any(|part| is_named(&words[part]))
    })
}

/// Whether the edges of a grid name planned amounts, or the cost of the whole beside what was spent of it.
pub fn plans(text: &str, grid: &Grid) -> bool {
    let mut executed = false;
    let planned = names_measure(text, grid, |measure| {
        executed |= measure == Measure::Executed;
        measure == Measure::Planned
    });
    planned || executed && names_cost(text, grid)
}

/// Whether a head of a grid is a word of the cost of the whole.
fn names_cost(text: &str, grid: &Grid) -> bool {
    (0..grid.rows.len().min(2)).any(|r| {
        (0..grid.rows[r].len()).any(|c| {
            let key = grid.key(text, r, c);
            matches!(key.split(['(', '[']).next(), Some("총사업비" | "사업비" | "총투자액" | "총예산" | "총예산액" | "소요예산"))
        })
    })
}

/// Whether the edges of a grid name any measure.
pub(super) fn measures(text: &str, grid: &Grid) -> bool {
    names_measure(text, grid, |_| true)
}

/// Whether a grid is a money table: sources at one edge and numbers inside, or years at one edge and a word of cost.
pub fn looks_like_money(text: &str, grid: &Grid) -> bool {
    let mut sources = 0;
    let mut periods = 0;
    let mut numbers = 0;
    for r in 0..grid.rows.len() {
        for c in 0..grid.rows[r].len() {
            let cell = grid.text(text, r, c);
            if cell.is_empty() {
                continue;
            }
            if r <= 1 || c <= 1 {
                match classify(cell) {
                    Axis::Source => sources += 1,
                    Axis::Period(_) => periods += 1,
                    _ => {}
                }
            }
            if r > 0 && c > 0 && matches!(number_cell(cell), NumberCell::Number { .. }) {
                numbers += 1;
            }
        }
    }
    numbers >= 1 && (sources >= 2 || (sources >= 1 && periods >= 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_at_the_edges() {
        assert_eq!(classify("계"), Axis::Total);
        assert_eq!(classify("국 비"), Axis::Source);
        assert_eq!(classify("확보"), Axis::Measure(Measure::Secured));
        assert_eq!(classify("구    분"), Axis::Head);
        assert!(matches!(classify("2026.6"), Axis::Period(p) if p.period == Period::Year && p.year == Some(2026)));
        assert!(matches!(classify("임기 후"), Axis::Period(p) if p.period == Period::AfterTerm));
        assert!(matches!(classify("당해연도(2025년)"), Axis::Period(p) if p.period == Period::Year && p.year == Some(2025)));
        assert!(["소요액 계", "사업비 합계", "총 투자액"].iter().all(|words| classify(words) == Axis::Total));
        assert_eq!(classify("가온 도서관 건립"), Axis::Text);
    }
}
