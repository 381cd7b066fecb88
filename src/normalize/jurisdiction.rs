//! 시도 and 시군구: names, codes, and the administration (민선 n기).
//!
//! In: a name, or a title, cover line or running head. Out: [`Resolution`] and [`Place`]. The code table (법정동 codes, five
//! digits; live and abolished units, without the wards of undivided cities) is part of the program. Promises: a name that
//! several units share is never given a code without its 시도. Does not: look for places in body text by itself, nor read
//! the level of an invented name otherwise than by its last syllable.
//!
//! | example | value | rule |
//! |---|---|---|
//! | `안양시` `경기도 안양시` | 안양시, 41170 | |
//! | `서울특별시 중구` `서울 중구` | 중구, 11140 | the 시도 decides |
//! | `중구` `고성군` `광주시` | ambiguous | several 시도 have it; 광주시 is also short for 광주광역시 |
//! | `부산시` `경기` `강원도` | 26000, 41000, 51000 | short and former names of 시도 |
//! | `민선8기 솔빛구 공약실천계획서` `가온시장 공약사업` | 솔빛구, 가온시, no code | unknown names right before or after such words |
//! | `민선8기` `민선 제8기` | 8 | [`administration`] |

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::Found;
use super::scan::Cursor;
use crate::model::{Administration, JurisdictionLevel};
use crate::text;

/// A municipality or province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Short name as printed: `안양시`.
    pub name: String,
    /// Five digits; none where the name is ambiguous or not in the code table.
    pub code: Option<&'static str>,
    /// Province or municipality.
    pub level: JurisdictionLevel,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// One place.
    Unique {
        /// Short name.
        name: &'static str,
        /// Five digits.
        code: &'static str,
        /// Province or municipality.
        level: JurisdictionLevel,
    },
    /// Several places have the name.
    Ambiguous,
    /// No place of the code table has it.
    Unknown,
}

/// A row of the code table.
#[derive(Debug)]
struct Unit {
    code: &'static str,
    /// `경기도 안양시` without the 시도.
    short: &'static str,
    level: JurisdictionLevel,
    /// Two digits of the code: the 시도, former codes mapped to the present ones.
    province: &'static str,
    live: bool,
}

struct Table {
    units: Vec<Unit>,
    by_name: HashMap<&'static str, Vec<usize>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut units = Vec::new();
    for line in include_str!("jurisdictions.tsv").lines().skip(1) {
        let mut columns = line.split('\t');
        let (Some(code), Some(name), Some(level), Some(status)) = (columns.next(), columns.next(), columns.next(), columns.next()) else {
            continue;
        };
        units.push(Unit {
            code,
            short: name.rsplit(' ').next().unwrap_or(name),
            level: match level {
                "province" => JurisdictionLevel::Province,
                _ => JurisdictionLevel::Municipality,
            },
            province: present_province(&code[..2]),
            live: status == "live",
        });
    }
    let mut by_name: HashMap<&'static str, Vec<usize>> = HashMap::new();
    for (i, unit) in units.iter().enumerate() {
        by_name.entry(unit.short).or_default().push(i);
    }
    Table { units, by_name }
});

/// Codes of 시도 that were renamed or raised, by what they are today.
fn present_province(code: &'static str) -> &'static str {
    match code {
        "21" => "26",
        "22" => "27",
        "23" => "28",
        "24" => "29",
        "25" => "30",
        "42" => "51",
        "45" => "52",
        "49" => "50",
        other => other,
    }
}

/// Names of the 시도 beside those of the table, with their two digits.
const PROVINCE_NAMES: [(&str, &[&str]); 17] = [
    ("11", &["서울", "서울시", "서울특별시"]),
    ("26", &["부산", "부산시", "부산광역시", "부산직할시"]),
    ("27", &["대구", "대구시", "대구광역시", "대구직할시"]),
    ("28", &["인천", "인천시", "인천광역시", "인천직할시"]),
    ("29", &["광주", "광주광역시", "광주직할시"]),
    ("30", &["대전", "대전시", "대전광역시", "대전직할시"]),
    ("31", &["울산", "울산시", "울산광역시"]),
    ("36", &["세종", "세종시", "세종특별자치시"]),
    ("41", &["경기", "경기도"]),
    ("43", &["충북", "충청북도"]),
    ("44", &["충남", "충청남도"]),
    ("46", &["전남", "전라남도"]),
    ("47", &["경북", "경상북도"]),
    ("48", &["경남", "경상남도"]),
    ("50", &["제주", "제주도", "제주특별자치도"]),
    ("51", &["강원", "강원도", "강원특별자치도"]),
    ("52", &["전북", "전라북도", "전북특별자치도"]),
];

/// The two digits of a 시도 by any of its names.
fn province_code(name: &str) -> Option<&'static str> {
    PROVINCE_NAMES.iter().find(|(_, names)| names.contains(&name)).map(|&(code, _)| code)
}

/// Whether a name is one of a 시도 (with its suffix, so that `광주` or `경기` alone are not).
pub(super) fn is_province(name: &str) -> bool {
    province_code(name).is_some() && name.ends_with(['시', '도'])
}

fn province_unit(code: &str) -> Option<&'static Unit> {
    TABLE.units.iter().find(|u| u.live && u.level == JurisdictionLevel::Province && u.code.starts_with(code))
}

fn unique(unit: &'static Unit) -> Resolution {
    Resolution::Unique { name: unit.short, code: unit.code, level: unit.level }
}

/// Looks a name up: `안양시`, `경기도 안양시`, `중구` with a hint of its 시도 (by any of its names, or a code). A name without its
/// suffix (`안양`) is found where one unit alone fits.
pub fn resolve(name: &str, province_hint: Option<&str>) -> Resolution {
    /// No unit's full name is longer, in bytes.
    const LONGEST: usize = 80;
    let name = text::trim(name);
    if name.is_empty() || name.len() > LONGEST {
        return Resolution::Unknown;
    }
    let mut words = name.split(text::is_blank).filter(|w| !w.is_empty());
    let last = words.next_back().unwrap_or(name);
    let hint = words.rev().find_map(province_code).or_else(|| province_hint.and_then(hinted));
    resolve_word(last, hint)
}

/// A hint as two digits.
fn hinted(hint: &str) -> Option<&'static str> {
    let hint = text::trim(hint);
    province_code(hint).or_else(|| {
        let digits = hint.get(..2)?;
        PROVINCE_NAMES.iter().find(|(code, _)| *code == digits).map(|&(code, _)| code)
    })
}

fn resolve_word(word: &str, hint: Option<&str>) -> Resolution {
    // 광주시 is the city in 경기도, and what some call 광주광역시.
    if word == "광주시" && hint.is_none() {
        return Resolution::Ambiguous;
    }
    if let Some(unit) = province_code(word).and_then(province_unit)
        && hint.is_none_or(|h| unit.code.starts_with(h))
    {
        return unique(unit);
    }
    match candidates(word, hint) {
        Resolution::Unknown => {}
        found => return found,
    }
    // `경기도안양시`.
    for (code, names) in PROVINCE_NAMES {
        for full in names.iter().filter(|n| n.ends_with(['시', '도'])) {
            if let Some(rest) = word.strip_prefix(full).filter(|r| !r.is_empty()) {
                return candidates(rest, Some(code));
            }
        }
    }
    if word.chars().count() < 2 || word.ends_with(['시', '군', '구', '도']) {
        return Resolution::Unknown;
    }
    let mut found = Resolution::Unknown;
    for suffix in ["시", "군", "구"] {
        match (candidates(&format!("{word}{suffix}"), hint), &found) {
            (Resolution::Unknown, _) => {}
            (one, Resolution::Unknown) => found = one,
            _ => return Resolution::Ambiguous,
        }
    }
    found
}

/// Live units first; abolished ones only where no live one has the name.
fn candidates(word: &str, hint: Option<&str>) -> Resolution {
    let Some(indices) = TABLE.by_name.get(word) else {
        return Resolution::Unknown;
    };
    for live in [true, false] {
        let mut fitting = indices.iter().map(|&i| &TABLE.units[i]).filter(|u| u.live == live && hint.is_none_or(|h| u.province == h));
        if let Some(first) = fitting.next() {
            return if fitting.next().is_none() { unique(first) } else { Resolution::Ambiguous };
        }
    }
    Resolution::Unknown
}

/// Looks a code up.
pub fn by_code(code: &str) -> Option<Place> {
    TABLE.units.iter().find(|u| u.code == code).map(|unit| Place { name: unit.short.to_owned(), code: Some(unit.code), level: unit.level })
}

/// What may follow a place's name in the same word: its head, its office, a particle.
const TAILS: [&str; 21] = [
    "",
    "장",
    "청",
    "청장",
    "수",
    "지사",
    "시장",
    "시청",
    "의",
    "는",
    "은",
    "와",
    "과",
    "에",
    "에서",
    "가",
    "이",
    "로",
    "청장실",
    "장실",
    "청사",
];

/// Words before or after which an unknown name is taken for a place.
const MARKERS: [&str; 12] =
    ["공약", "민선", "매니페스토", "시정", "군정", "구정", "도정", "주요업무", "업무계획", "민선기", "주민배심", "이행평가"];

/// Words that end like a place and are none.
const NO_PLACES: [&str; 62] = [
    "도시",
    "연구",
    "지구",
    "기구",
    "도구",
    "요구",
    "인구",
    "출구",
    "입구",
    "항구",
    "철도",
    "제도",
    "정도",
    "속도",
    "지도",
    "용도",
    "고도",
    "수도",
    "궤도",
    "태도",
    "온도",
    "강도",
    "빈도",
    "밀도",
    "연도",
    "전년도",
    "당해연도",
    "년도",
    "임시",
    "상시",
    "수시",
    "즉시",
    "일시",
    "동시",
    "표시",
    "전시",
    "지시",
    "제시",
    "실시",
    "출시",
    "다시",
    "반드시",
    "역시",
    "해군",
    "공군",
    "육군",
    "국군",
    "직군",
    "장군",
    "학군",
    "신도시",
    "혁신도시",
    "스마트도시",
    "특구",
    "경제특구",
    "연구개발특구",
    "자치구",
    "선거구",
    "투표구",
    "문화도시",
    "관광도시",
    "친화도시",
];

/// Places named in a title, on a cover, in a running head: the units of the code table wherever they stand as words, and
/// unknown names beside 공약 or 민선. `range` is the short name, `outer` includes the 시도 before it. In order of appearance.
pub fn find(s: &str) -> Vec<Found<Place>> {
    let words: Vec<Range<usize>> = words(s).collect();
    let mut found: Vec<Found<Place>> = Vec::new();
    let mut province: Option<(Range<usize>, &'static str)> = None;
    for (i, range) in words.iter().enumerate() {
        let word = &s[range.clone()];
        let Some(name) = place_name(word) else {
            // `서울 중구`: a short name counts only as the 시도 of the next word.
            province = province_code(word).map(|code| (range.clone(), code));
            continue;
        };
        let near = province.take().filter(|(r, _)| text::trim(&s[r.end..range.start]).is_empty());
        let end = range.start + name.len();
        let start = near.as_ref().map_or(range.start, |(r, _)| r.start);
        let hint = near.as_ref().map(|&(_, code)| code);
        let place = match resolve_word(name, hint) {
            Resolution::Unique { name: short, code, level } => {
                if level == JurisdictionLevel::Province {
                    province = Some((range.start..end, present_province(&code[..2])));
                }
                // `경기도안양시` is printed as one word; its short name is what counts.
                let printed = if name.ends_with(short) { short } else { name };
                Some((printed.to_owned(), Some(code), level))
            }
            Resolution::Ambiguous => Some((name.to_owned(), None, JurisdictionLevel::Municipality)),
            Resolution::Unknown => {
                let marked =
                    |j: Option<usize>| j.and_then(|j| words.get(j)).is_some_and(|r| MARKERS.iter().any(|m| s[r.clone()].starts_with(m)));
                let beside = marked(i.checked_sub(1)) || marked(Some(i + 1));
                (beside && name.chars().count() >= 3 && !NO_PLACES.contains(&name)).then(|| {
                    let level = match name.ends_with('도') || name.ends_with("광역시") || name.ends_with("특별시") {
                        true => JurisdictionLevel::Province,
                        false => JurisdictionLevel::Municipality,
                    };
                    (name.to_owned(), None, level)
                })
            }
        };
        if let Some((name, code, level)) = place {
            // The 시도 before a municipality is part of the municipality's name.
            if near.is_some()
                && found
                    .last()
                    .is_some_and(|f| f.value.level == JurisdictionLevel::Province && f.range.end <= range.start && f.outer.start == start)
            {
                found.pop();
            }
            found.push(Found { range: end - name.len()..end, outer: start..end, value: Place { name, code, level } });
        }
    }
    found
}

/// Runs of Hangul.
fn words(s: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + s[at..].find(text::is_hangul)?;
        let len = s[start..].find(|c| !text::is_hangul(c)).unwrap_or(s.len() - start);
        at = start + len;
        Some(start..at)
    })
}

/// The place's name at the start of a word: `안양시장` → `안양시`, `솔빛구청장` → `솔빛구`.
fn place_name(word: &str) -> Option<&str> {
    /// No unit's name is longer, in characters, with its 시도.
    const LONGEST: usize = 14;
    let mut best = None;
    for (i, c) in word.char_indices().take(LONGEST).skip(1) {
        let end = i + c.len_utf8();
        if !matches!(c, '시' | '군' | '구' | '도') || !TAILS.contains(&&word[end..]) {
            continue;
        }
        let name = &word[..end];
        let known = !matches!(resolve_word(name, None), Resolution::Unknown);
        // The longest known name wins (`대구시`), else the longest that can be one.
        match best {
            Some((_, true)) if !known => {}
            _ => best = Some((name, known)),
        }
    }
    best.map(|(name, _)| name)
}

/// `민선8기`, `민선 제8기`.
pub fn administration(s: &str) -> Option<Found<Administration>> {
    for (at, word) in s.match_indices("민선") {
        let mut cur = Cursor::at(s, at + word.len());
        cur.blanks();
        let _ = cur.eat_str("제");
        cur.blanks();
        let Some(digits) = cur.digits().filter(|d| d.len <= 2 && d.value > 0) else {
            continue;
        };
        cur.blanks();
        if !cur.eat_str("기") {
            continue;
        }
        let range = at..cur.at;
        return Some(Found::plain(Administration { term: digits.value as i32, label: s[range.clone()].to_owned() }, range));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(name: &str, hint: Option<&str>) -> Option<&'static str> {
        match resolve(name, hint) {
            Resolution::Unique { code, .. } => Some(code),
            _ => None,
        }
    }

    #[test]
    fn names() {
        for (name, hint, expected) in [
            ("안양시", None, "41170"),
            ("경기도 안양시", None, "41170"),
            ("경기도안양시", None, "41170"),
            ("안양", None, "41170"),
            ("서울특별시 중구", None, "11140"),
            ("서울 중구", None, "11140"),
            ("중구", Some("서울시"), "11140"),
            ("중구", Some("26000"), "26110"),
            ("광주시", Some("경기"), "41610"),
            ("경기도", None, "41000"),
            ("부산시", None, "26000"),
            ("서울특별시", None, "11000"),
            ("세종특별자치시", None, "36110"),
            ("강원도", None, "51000"),
            ("강원도 춘천시", None, "51110"),
            ("제주시", None, "50110"),
            ("해남군", None, "46820"),
        ] {
            assert_eq!(code(name, hint), Some(expected), "{name}");
        }
        for name in ["중구", "동구", "고성군", "광주시"] {
            assert_eq!(resolve(name, None), Resolution::Ambiguous, "{name}");
        }
        for name in ["", "솔빛구", "구", "도시", "민선8기"] {
            assert_eq!(resolve(name, None), Resolution::Unknown, "{name}");
        }
        assert_eq!(by_code("41170").unwrap().name, "안양시");
        assert_eq!(by_code("99999"), None);
    }

    #[test]
    fn titles() {
        let own = |t: &str| {
            find(t)
                .into_iter()
                .map(|f| {
                    assert_eq!(&t[f.range.clone()], f.value.name, "{t}");
                    (f.value.name, f.value.code)
                })
                .collect::<Vec<_>>()
        };
        let place = |n: &str, c: Option<&'static str>| vec![(n.to_owned(), c)];
        for (text, expected) in [
            ("민선8기 솔빛구 공약실천계획서", place("솔빛구", None)),
            ("가온시장 공약사업 이행현황", place("가온시", None)),
            ("들빛군 공약이행 보고서(2024년 4분기)", place("들빛군", None)),
            ("경기도 안양시", place("안양시", Some("41170"))),
            ("안양시 공약사업 실천계획", place("안양시", Some("41170"))),
            ("안산시장 공약", place("안산시", Some("41270"))),
            ("서울특별시 중구", place("중구", Some("11140"))),
            ("서울 중구청장 공약", place("중구", Some("11140"))),
            ("중구 공약사업", place("중구", None)),
            ("경기도지사 공약실천계획", place("경기도", Some("41000"))),
            ("대구시 공약", place("대구시", Some("27000"))),
            ("민선8기 구청장 공약사업 이행현황", vec![]),
            ("시장 공약사업", vec![]),
            ("스마트도시 공약", vec![]),
            ("도시재생 뉴딜사업 활성화", vec![]),
            ("철도 공약", vec![]),
            ("보고서", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(own(text), expected, "{text}");
        }
        let found = find("경기도 안양시 공약");
        assert_eq!(found[0].outer.start, 0);
    }

    #[test]
    fn administrations() {
        for (text, term, label) in [("민선8기 공약", 8, "민선8기"), ("민선 8기", 8, "민선 8기"), ("(민선 제9기)", 9, "민선 제9기")]
        {
            let found = administration(text).unwrap();
            assert_eq!((found.value.term, found.value.label.as_str()), (term, label));
        }
        for text in ["", "민선", "민선 시장", "8기"] {
            assert_eq!(administration(text), None, "{text}");
        }
    }

    #[test]
    fn every_live_unit_is_found_by_its_full_name() {
        for unit in TABLE.units.iter().filter(|u| u.live && u.level == JurisdictionLevel::Municipality) {
            assert_eq!(code(unit.short, Some(unit.code)), Some(unit.code), "{}", unit.short);
        }
        assert_eq!(TABLE.units.iter().filter(|u| u.live && u.level == JurisdictionLevel::Province).count(), 17);
    }

    proptest! {
        #[test]
        fn never_panics(s in "[가-힣 시군구도민선8기공약서울경기()0-9]{0,30}") {
            for found in find(&s) {
                prop_assert_eq!(&s[found.range.clone()], found.value.name.as_str());
                prop_assert!(found.outer.start <= found.range.start);
            }
            let _ = (resolve(&s, None), administration(&s));
        }
    }
}
