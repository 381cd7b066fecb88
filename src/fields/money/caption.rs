//! What the words around a money table say its numbers are: 당초, 변경, 확보.
//!
//! | words | told |
//! |---|---|
//! | `당초 투자계획`, `투자계획(당초)`, `변경 전` | 당초 |
//! | `나. 변경 투자계획`, `변경 후`, `수정계획` | 변경 |
//! | `재원 확보실적` | 확보 |
//! | `☑당초 □변경` | what is ticked |
//! | `당초·변경 투자계획` | several: the table has to say |
//! | `확보계획`, `투자계획`, `국비 추가 확보` | nothing |

use super::CAPTION_CHARS;
use super::axes::{Axis, classify};
use crate::diag::{Diagnostic, codes};
use crate::fields::Reader;
use crate::fields::header::ticked;
use crate::layout::{Layer, Line, Passage};
use crate::model::{Cell, Measure, Sourced};
use crate::normalize::dates::period_label;
use crate::normalize::money::{self as amounts, NumberCell, number_cell};
use crate::span::Range;
use crate::text::{squash, squashed};

/// What words say of the measure of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Nothing.
    Nothing,
    /// This measure.
    One(Measure),
    /// More than one: the words alone do not tell which.
    Several,
}

/// Words of a measure among those of a caption. A longer word stands before the one that it holds.
pub(super) const WORDS: [(&str, Measure); 11] = [
    ("변경전", Measure::Initial),
    ("변경후", Measure::Revised),
    ("당초", Measure::Initial),
    ("최초", Measure::Initial),
    ("기정", Measure::Initial),
    ("변경", Measure::Revised),
    ("수정", Measure::Revised),
    ("경정", Measure::Revised),
    ("확보", Measure::Secured),
    ("집행", Measure::Executed),
    ("지출", Measure::Executed),
];

/// Words that captions of money tables are made of, besides those of a measure.
const KINDS: [&str; 24] = [
    "연도별",
    "연차별",
    "재원별",
    "사업별",
    "재원",
    "재정",
    "예산",
    "투자",
    "사업비",
    "소요",
    "조달",
    "투입",
    "계획",
    "현황",
    "실적",
    "내역",
    "기준",
    "총괄",
    "금액",
    "규모",
    "추경",
    "국비",
    "및",
    "표",
];

/// What the words of a caption tell. Words that no caption is made of make it a sentence or a name, which tells nothing unless it
/// ends as captions do.
pub(super) fn told(words: &str) -> Told {
    if !has_measure(&squashed(words)) {
        return Told::Nothing;
    }
    let numbers = || words.split_whitespace().any(|w| number_cell(w) != NumberCell::Unreadable && period_label(w).is_none());
    if words.len() > 3 * CAPTION_CHARS || words.contains(':') || numbers() {
        return Told::Nothing;
    }
    let words = squash(ticked(words).unwrap_or(words));
    if words.chars().count() > CAPTION_CHARS {
        return Told::Nothing;
    }
    let mut found: Vec<Measure> = Vec::new();
    let mut rest = words.clone();
    for (word, measure) in WORDS {
        if rest.contains(word) {
            rest = rest.replace(word, " ");
            found.push(measure);
        }
    }
    // What is planned to be secured or spent is planned.
    let plans = ["계획", "투자", "소요", "조달", "필요"].iter().any(|w| rest.contains(w));
    let versions = found.iter().any(|m| matches!(m, Measure::Initial | Measure::Revised));
    found.retain(|m| matches!(m, Measure::Initial | Measure::Revised) || !plans && !versions);
    found.dedup();
    let ends_as_caption = ["계획", "현황", "실적", "내역"].iter().any(|end| words.trim_end_matches([')', ']', '>', '】']).ends_with(end));
    if !(ends_as_caption || only_kinds(rest)) {
        return Told::Nothing;
    }
    match found.as_slice() {
        // 집행 has a field of its own, and a rule for what goes there.
        [] | [Measure::Executed] => Told::Nothing,
        [one] => Told::One(*one),
        [Measure::Secured, Measure::Executed] => Told::Nothing,
        _ => Told::Several,
    }
}

/// Whether one of the words stands among those of a caption.
fn has_measure(words: &str) -> bool {
    let begins = |c: char| matches!(c, '변' | '당' | '최' | '기' | '수' | '경' | '확' | '집' | '지');
    words.char_indices().any(|(at, c)| begins(c) && WORDS.iter().any(|(word, _)| words[at..].starts_with(word)))
}

/// Whether nothing is left of words when those that captions are made of are taken away: years, ordinals and brackets do not count.
fn only_kinds(mut rest: String) -> bool {
    for kind in KINDS {
        if rest.contains(kind) {
            rest = rest.replace(kind, " ");
        }
    }
    !rest.chars().any(|c| c.is_alphabetic() && !matches!(c, '년' | '도' | '차' | '제' | '회' | '안' | '액' | '분' | '월' | '일'))
}

/// Lines above the table that begins on line `first` which may say what it is: its caption, a unit, a line between.
pub(super) fn near_above<'r>(reader: &'r Reader<'_>, first: usize) -> impl Iterator<Item = &'r Line> {
    const REACH: usize = 3;
    let above = (reader.money_from.min(first)..first).rev().filter(|&i| reader.line(i).layer == Layer::Body).take(REACH);
    above.take_while(|&i| !reader.in_grid(i)).map(|i| reader.line(i))
}

/// Words without the unit that stands among them.
fn without_unit(words: &str) -> String {
    amounts::unit_note(words).map_or_else(|| words.to_owned(), |n| format!("{} {}", &words[..n.range.start], &words[n.range.end..]))
}

impl Reader<'_> {
    /// What the numbers of a table are, where its edges do not say: its corner, the lines right above it, the heading of its section.
    /// `None` where nothing tells, or several things are told; the latter is said.
    pub(super) fn told_measure(&mut self, key: &str, corner: Option<Range>, first: usize, silent: bool) -> Option<Measure> {
        if let Some(corner) = corner
            && let Axis::Measure(measure) = classify(self.slice(corner))
        {
            return Some(measure);
        }
        let (told, at) = self.told_above(first);
        match told {
            Told::One(measure) => return Some(measure),
            Told::Several if !silent => {
                let words = at.map_or(self.money_title.as_str(), |r| self.slice(r)).trim().to_owned();
                self.say(
                    Diagnostic::new(
                        &codes::MEASURE_UNCLEAR,
                        format!("\"{words}\" names several measures and the table names none; its numbers are kept as planned"),
                        format!("'{words}'에 구분이 여러 가지이나 표에는 없어 계획으로 두었습니다"),
                    )
                    .field(format!("/{key}/cells"))
                    .at_all(at),
                );
            }
            _ => {}
        }
        None
    }

    /// What the captions above a table tell, the nearest first, then the heading of the section.
    fn told_above(&self, first: usize) -> (Told, Option<Range>) {
        for line in near_above(self, first) {
            // `☑당초 □변경`: the first box is no mark of the line.
            let whole = Passage::of(self.text, line.range).text;
            let words = if ticked(&whole).is_some() { whole } else { Passage::of(self.text, line.body).text };
            let bare = without_unit(&words);
            let told = told(&bare);
            if told != Told::Nothing {
                return (told, Some(line.body));
            }
            // Above a unit on a line of its own the caption may stand; above other words it is not the table's.
            if bare == words {
                break;
            }
        }
        // 확보 in the heading of a section (`예산 확보 현황`) names a field of reports, whose tables are of plans as often; where the
        // plans stand in a section above, it sets its tables against them.
        match told(&without_unit(&self.money_title)) {
            told @ (Told::One(Measure::Initial | Measure::Revised) | Told::Several) => (told, None),
            told @ Told::One(Measure::Secured) if self.planned_above() => (told, None),
            _ => (Told::Nothing, None),
        }
    }

    /// Whether an earlier section gave planned amounts.
    fn planned_above(&self) -> bool {
        let from = self.line(self.money_from).range.start;
        let planned = |c: &&Sourced<Cell>| c.value.measure == Measure::Planned;
        let cells = self.out.body.investment.iter().flat_map(|table| &table.cells);
        cells.filter(planned).any(|c| c.prov.ranges.first().is_some_and(|r| r.start < from))
    }

    /// Whether a line is of a table.
    fn in_grid(&self, line: usize) -> bool {
        let at = self.grids.partition_point(|g| g.lines.start <= line);
        at.checked_sub(1).is_some_and(|k| self.grids[k].lines.contains(&line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_measure_is_lost_by_its_beginning() {
        assert!(WORDS.iter().all(|(word, _)| has_measure(word)));
    }

    #[test]
    fn captions_tell_the_measure() {
        use Measure::{Initial, Revised, Secured};
        for (words, expected) in [
            ("당초 투자계획", Told::One(Initial)),
            ("투자계획(당초)", Told::One(Initial)),
            ("변경 전", Told::One(Initial)),
            ("변경 후", Told::One(Revised)),
            ("2차 변경 투자계획", Told::One(Revised)),
            ("하천 정비 변경 계획", Told::One(Revised)),
            ("재원 확보실적", Told::One(Secured)),
            ("확보 현황", Told::One(Secured)),
            ("☑당초 □변경", Told::One(Initial)),
            ("□ 당초  ■ 변경", Told::One(Revised)),
            ("당초( ), 변경(○)", Told::One(Revised)),
            ("당초·변경 투자계획", Told::Several),
            ("확보계획", Told::Nothing),
            ("투자계획", Told::Nothing),
            ("국비 추가 확보", Told::Nothing),
            ("부지를 변경하여 추진", Told::Nothing),
            ("변경 1,930 670", Told::Nothing),
            ("확보 및 집행 현황", Told::Nothing),
        ] {
            assert_eq!(told(words), expected, "{words}");
        }
    }
}
