//! Sources of funding: their names, and the parts of an amount by source.
//!
//! | example | value | rule |
//! |---|---|---|
//! | `국비` `국` `국고보조금` `균특` `지특` | national | |
//! | `도비` `도` `시도비` `광역비` | provincial | |
//! | `시비` `시` | [`FundingLabel::City`] | [`resolve`]: beside 도비 municipal, beside 구비 or 군비 provincial |
//! | `군비` `구비` `시군구비` `자체` | municipal | |
//! | `지방비` | local | |
//! | `민자` `민간` `BTL` | private | |
//! | `기금` and names that end in it | fund | |
//! | `특별교부세` `특교` `조정교부금` | grant | |
//! | `지방채` | bond | |
//! | `교육청` `교육비` | education | |
//! | `계` `총계` `총사업비` | total | |
//! | `기타` `TP` `LH` `자부담` `융자` | other | |
//! | `국가 지원` `도비 보조금` `영천시 부담금` | who pays | how it pays does not count |

use std::cell::RefCell;

use super::super::Found;
use super::super::scan::{Cursor, closing, is_closing, may_have_digit};
use super::amount::{Decimal, Part, amounts, part};
use super::unit::Unit;
use crate::model::{Funding, FundingSource};
use crate::normalize::jurisdiction;
use crate::text::{self, Memo};

/// What a label of a source of funding says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FundingLabel {
    /// The source.
    Known(FundingSource),
    /// 시비, 시: provincial or municipal, which depends on what stands beside it.
    City,
}

/// The source that a label names; blanks inside do not count. The same few labels stand in all tables, and are asked for at every
/// look at one.
pub fn funding_label(s: &str) -> Option<FundingLabel> {
    thread_local! {
        static LABELS: RefCell<Memo<Option<FundingLabel>>> = const { RefCell::new(Memo::new()) };
    }
    LABELS.with_borrow_mut(|labels| labels.get(s, funding_label_afresh))
}

fn funding_label_afresh(s: &str) -> Option<FundingLabel> {
    /// Longest label, in bytes; longer ones are sentences.
    const LONGEST: usize = 60;
    use FundingSource::*;
    let trimmed = text::trim(s);
    if trimmed.is_empty() || trimmed.len() > LONGEST {
        return None;
    }
    let key = text::keyed(trimmed);
    let key = key.strip_suffix(':').unwrap_or(&key);
    // `기타(LH)`, `국비(균특)`: the bracket says more of the same.
    let stem = match key.find('(') {
        Some(at) if at > 0 && key.ends_with(')') => &key[..at],
        _ => key,
    };
    let stem = stem.trim_matches(['○', '◦', '□', '-', '*']);
    let source = match stem {
        "시비" | "시" | "市" | "市費" | "시자체" => return Some(FundingLabel::City),
        "국비"
        | "국"
        | "국고"
        | "국고보조"
        | "국고보조금"
        | "국가"
        | "國"
        | "國費"
        | "균특"
        | "지특"
        | "균특회계"
        | "지특회계"
        | "국비보조"
        | "국비지원"
        | "국비(균특)"
        | "지역균형발전특별회계"
        | "균형발전특별회계"
        | "균특(국비)"
        | "국비보조금"
        | "국가보조금" => National,
        "도비" | "도" | "道" | "道費" | "시도비" | "시·도비" | "광역비" | "광역시비" | "특별시비" | "도비보조금" | "도비보조" | "광역"
        | "도비지원" | "시도" | "시·도" => Provincial,
        "군비" | "군" | "구비" | "구" | "郡費" | "區費" | "郡" | "區" | "시군비" | "시·군비" | "시군구비" | "시·군·구비" | "자체"
        | "자체재원" | "자체예산" | "자체사업비" | "시군구" | "시·군·구" | "시군" | "자치구비" | "군구비" | "군·구비" | "일반회계" => {
            Municipal
        }
        "지방비" | "지방" | "지방비계" | "지방비소계" => Local,
        "민자" | "민" | "민간" | "민간투자" | "민간자본" | "민자등" | "민간등" | "민간투자비" | "민간자본등" | "민자유치" | "민간부담"
        | "민간투자(BTO)" | "BTO" | "BTL" | "민간자부담" | "민간사업자" => Private,
        "특별교부세"
        | "특교세"
        | "특교"
        | "교부세"
        | "특별조정교부금"
        | "조정교부금"
        | "특조금"
        | "특별교부금"
        | "재정교부금"
        | "교부금"
        | "일반조정교부금"
        | "보통교부세"
        | "지방교부세"
        | "분권교부세"
        | "소방안전교부세" => Grant,
        "지방채" | "지방채발행" | "기채" | "채무" | "지역개발채권" => Bond,
        "교육청" | "교육비" | "교육비특별회계" | "교육청특별회계" | "도교육청" | "시교육청" | "교육지원청" | "교육재정" | "교육청예산" => {
            Education
        }
        "계" | "합계" | "총계" | "소계" | "총사업비" | "총액" | "총합계" | "합" | "사업비" | "총" | "모두" | "전부" | "총사업비계"
        | "예산액" | "총예산" => Total,
        "기타"
        | "그외"
        | "TP"
        | "LH"
        | "SH"
        | "GH"
        | "자부담"
        | "융자"
        | "공공기관"
        | "기타재원"
        | "기타(융자)"
        | "LH공사"
        | "공사"
        | "공단"
        | "대학"
        | "자부담등"
        | "기업"
        | "기업부담"
        | "한국토지주택공사"
        | "테크노파크"
        | "기부금"
        | "후원금"
        | "분담금"
        | "부담금"
        | "특별회계"
        | "기타특별회계"
        | "기관부담"
        | "원인자부담금"
        | "원인자부담"
        | "융자금"
        | "예비비" => Other,
        _ if stem.ends_with("기금") => Fund,
        _ if stem.ends_with("교부세") || stem.ends_with("교부금") => Grant,
        _ if stem.ends_with("지방채") => Bond,
        _ => return payer_and_manner(stem).or_else(|| payer_in_words(stem)),
    };
    Some(FundingLabel::Known(source))
}

/// `나라에서`, `도에서`, `군에서`: who pays, as a sentence says it.
fn payer_in_words(stem: &str) -> Option<FundingLabel> {
    match stem.strip_suffix("에서")? {
        "나라" | "국가" | "정부" => Some(FundingLabel::Known(FundingSource::National)),
        "도" => Some(FundingLabel::Known(FundingSource::Provincial)),
        "시" => Some(FundingLabel::City),
        "군" | "구" => Some(FundingLabel::Known(FundingSource::Municipal)),
        "민간" | "기업" => Some(FundingLabel::Known(FundingSource::Private)),
        _ => None,
    }
}

/// `군비부담`, `도비보조금`, `국가 지원`, `경상북도 지원금`, `영천시 부담`: who pays, said with how.
fn payer_and_manner(stem: &str) -> Option<FundingLabel> {
    const MANNERS: [&str; 11] = ["부담금", "부담액", "부담분", "부담", "보조금", "보조액", "보조", "지원금", "지원액", "지원", "출연금"];
    const PAYERS: [&str; 9] = ["국", "국가", "도", "시", "군", "구", "시군", "민간", "교육청"];
    let (manner, payer) = MANNERS.iter().find_map(|manner| Some((manner, stem.strip_suffix(manner)?)))?;
    // Who bears a cost is a body; what is supported may be anything: 복구 지원, 전시 지원.
    let is_place = || {
        manner.starts_with("부담") && payer.chars().count() > 2 && !payer.ends_with("가구")
            || jurisdiction::resolve(payer, None) != jurisdiction::Resolution::Unknown
    };
    let known = |source| Some(FundingLabel::Known(source));
    match payer {
        "정부" | "중앙정부" => known(FundingSource::National),
        "자치구" => known(FundingSource::Municipal),
        _ if payer.ends_with(['비', '고']) || PAYERS.contains(&payer) => funding_label_afresh(payer),
        _ if jurisdiction::is_province(payer) => known(FundingSource::Provincial),
        _ if payer.ends_with('시') && is_place() => Some(FundingLabel::City),
        _ if payer.ends_with(['군', '구']) && is_place() => known(FundingSource::Municipal),
        _ => None,
    }
}

/// The sources that labels standing beside each other name; a label that is none is `other`.
///
/// 시비 beside 도비 is municipal; beside 구비 or 군비 it is provincial; otherwise the jurisdiction decides (`metropolitan`: the
/// publisher is a metropolitan or provincial government), and where that is unknown it is municipal.
pub fn resolve(labels: &[&str], metropolitan: Option<bool>) -> Vec<FundingSource> {
    let read: Vec<_> = labels.iter().map(|l| funding_label(l)).collect();
    let has = |source| read.contains(&Some(FundingLabel::Known(source)));
    let city = if has(FundingSource::Provincial) {
        FundingSource::Municipal
    } else if has(FundingSource::Municipal) || metropolitan == Some(true) {
        FundingSource::Provincial
    } else {
        FundingSource::Municipal
    };
    read.into_iter()
        .map(|label| match label {
            Some(FundingLabel::Known(source)) => source,
            Some(FundingLabel::City) => city,
            None => FundingSource::Other,
        })
        .collect()
}

/// The parts of an amount by source: `205.6억원(국 158.6, 도 14.1, 시 32.9)`, `국비 100억원, 도비 26.5억원`.
///
/// Totals are no parts. A part without a unit takes the unit of the amount before its bracket, else that of the last part
/// beside it that has one, else `default_unit`; where there is none its `krw` is null. `range` covers label and number.
pub fn funding(s: &str, default_unit: Option<Unit>) -> Vec<Found<Funding>> {
    funding_in(s, default_unit, None)
}

/// A part before its unit is known.
struct RawPart {
    label: std::ops::Range<usize>,
    number: Result<Option<i64>, Decimal>,
    unit: Option<Unit>,
    end: usize,
    /// A label of one letter outside brackets.
    loose: bool,
}

/// [`funding`] of a publisher whose level is known; see [`resolve`].
pub fn funding_in(s: &str, default_unit: Option<Unit>, metropolitan: Option<bool>) -> Vec<Found<Funding>> {
    if !may_have_digit(s) {
        return Vec::new();
    }
    let mut parts: Vec<RawPart> = Vec::new();
    let mut depth = 0usize;
    let mut level = None;
    let mut percents = false;
    let mut cur = Cursor::new(s);
    // A label may start at the start, behind a delimiter, and behind a finished part.
    let mut fresh = true;
    while let Some(c) = cur.peek() {
        if closing(c).is_some() {
            depth += 1;
            fresh = true;
        } else if is_closing(c) {
            depth = depth.saturating_sub(1);
            fresh = false;
        } else if c == '/' || text::is_middle_dot(c) {
            // `시비 2.3 / 구비 4.8` has two parts; in `국·도비 100억원` the dot joins two labels to one number.
            fresh = parts.last().is_some_and(|p| text::trim(&s[p.end..cur.at]).is_empty());
        } else if is_delimiter(c) {
            fresh = true;
        } else if fresh && (text::bullet(c).is_some() || text::is_dash(c) || matches!(c, '*' | '＊' | '※')) && !c.is_alphabetic() {
            // A bullet before the first label.
        } else if fresh && !text::is_blank(c) {
            match raw_part(&mut cur, depth) {
                Some(Ok(part)) => {
                    // `국비 50억원(균특 30억원, …), 시비 …`: what stands deeper splits a part.
                    if depth <= *level.get_or_insert(depth) {
                        parts.push(part);
                    }
                    continue;
                }
                Some(Err(())) => {
                    percents = true;
                    continue;
                }
                None => fresh = false,
            }
        }
        cur.at += c.len_utf8();
    }
    // `시 30억원 지원`: one letter outside brackets is no label, unless it stands in a list of them.
    if parts.len() == 1 && parts[0].loose {
        parts.clear();
    }
    if percents || parts.is_empty() {
        return Vec::new();
    }
    finish(s, parts, default_unit, metropolitan)
}

/// `국비 100억원` at the cursor; `Err` where the number is a rate.
fn raw_part(cur: &mut Cursor, depth: usize) -> Option<Result<RawPart, ()>> {
    let mut next = *cur;
    let label = label(&mut next)?;
    next.blanks();
    next.eat(|c| text::is_colon(c) || c == '=');
    next.blanks();
    next.eat(|c| matches!(c, '약' | '총'));
    next.blanks();
    if !next.peek_digit() {
        return None;
    }
    let loose = depth == 0 && cur.text[label.clone()].chars().count() == 1;
    let read = part(&mut next)?;
    let mut after = next;
    after.blanks();
    if after.eat(|c| matches!(c, '%' | '％')).is_some() {
        *cur = after;
        return Some(Err(()));
    }
    let (number, unit) = match read {
        Part::Sum(sum) => (Ok(sum.krw), sum.unit),
        Part::Plain(number) => match short_unit(&mut next) {
            Some(unit) => {
                let krw = number.times(i128::from(unit.factor()));
                (Ok(krw.and_then(|k| i64::try_from(k).ok())), Some(unit))
            }
            None => {
                // `시 3개소`, `도 2023년`: a counter makes it no amount.
                let counted = next.peek().is_some_and(|c| text::is_hangul(c) || c.is_ascii_alphabetic());
                let delimited = after.peek().is_none_or(|c| is_delimiter(c) || is_closing(c) || closing(c).is_some() || depth > 0);
                if counted || !delimited {
                    return None;
                }
                (Err(number), None)
            }
        },
    };
    *cur = next;
    Some(Ok(RawPart { label, number, unit, end: next.at, loose }))
}

/// `840백만`, `500천`: in a list of parts 원 may be left out.
fn short_unit(cur: &mut Cursor) -> Option<Unit> {
    let mut next = *cur;
    next.blanks();
    let unit = [("백만", Unit::MillionWon), ("천", Unit::ThousandWon), ("만", Unit::TenThousandWon)]
        .into_iter()
        .find_map(|(word, unit)| next.eat_str(word).then_some(unit))?;
    if next.peek().is_some_and(|c| c.is_alphanumeric()) {
        return None;
    }
    *cur = next;
    Some(unit)
}

/// The label at the cursor: a word of the vocabulary, with blanks and one bracket inside, up to the number.
fn label(cur: &mut Cursor) -> Option<std::ops::Range<usize>> {
    /// Longest label looked at, in characters.
    const LONGEST: usize = 24;
    let start = cur.at;
    let mut end = None;
    let mut bracket = false;
    for (i, c) in cur.rest().char_indices().take(LONGEST) {
        let stop = text::digit(c).is_some() || text::is_colon(c) || c == '=';
        if stop || (bracket && is_closing(c)) {
            end = Some(if stop { i } else { i + c.len_utf8() });
            if stop || bracket {
                break;
            }
        }
        if closing(c).is_some() {
            bracket = true;
        } else if is_delimiter(c) && !bracket && !text::is_middle_dot(c) || is_closing(c) {
            return None;
        }
    }
    let raw = &cur.rest()[..end?];
    let word = raw.trim_end_matches(text::is_blank);
    let known = funding_label(word)?;
    if known == FundingLabel::Known(FundingSource::Total) {
        return None;
    }
    cur.at = start + word.len();
    Some(start..cur.at)
}

fn is_delimiter(c: char) -> bool {
    matches!(c, ',' | '/' | '+' | '=' | ';' | '，' | '、' | '＋' | '／' | '|' | '→' | '※') || text::is_middle_dot(c)
}

fn finish(s: &str, parts: Vec<RawPart>, default_unit: Option<Unit>, metropolitan: Option<bool>) -> Vec<Found<Funding>> {
    let labels: Vec<&str> = parts.iter().map(|p| &s[p.label.clone()]).collect();
    let sources = resolve(&labels, metropolitan);
    let needs_unit = parts.iter().any(|p| p.number.is_err());
    let fallback = if needs_unit {
        let head = &s[..parts[0].label.start];
        amounts(head).last().and_then(|(_, unit)| unit).or_else(|| parts.iter().rev().find_map(|p| p.unit)).or(default_unit)
    } else {
        None
    };
    parts
        .iter()
        .zip(labels)
        .zip(sources)
        .map(|((part, label), source)| {
            let krw = match part.number {
                Ok(krw) => krw,
                Err(number) => fallback.and_then(|u| number.times(i128::from(u.factor()))).and_then(|k| i64::try_from(k).ok()),
            };
            Found::plain(Funding { source, label: label.to_owned(), krw }, part.label.start..part.end)
        })
        .collect()
}
