//! Numbers that the word processor makes: their formats, and the counters behind them.
//!
//! In: a numbering (문단 번호) with the format, template and start of each level, as HWP 5 (`HWPTAG_NUMBERING`, table 43 of
//! the format's description) and OWPML (`hh:numbering`, `hh:paraHead`) define it, and the levels of the paragraphs in their
//! order. Out: the mark of each paragraph as it is shown, such as `1.`, `가)`, `1.2.1`.
//!
//! Promises: linear in the length of the template; any level, start and number is answered. Where a format has no sign for a
//! number (⑳ is the last of the circled digits that the word processor shows) the number is shown in digits.
//!
//! It does not know styles or outlines: who asks names the numbering by its id.

use rustc_hash::FxHashMap;

/// Most levels of a numbering.
pub const MOST_LEVELS: usize = 10;

/// Longest mark in characters that a template may give.
const LONGEST_MARK: usize = 256;

/// How a number is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NumberFormat {
    /// 1, 2, 3
    #[default]
    Digit,
    /// ①, ②, ③
    CircledDigit,
    /// I, II, III
    RomanCapital,
    /// i, ii, iii
    RomanSmall,
    /// A, B, C
    LatinCapital,
    /// a, b, c
    LatinSmall,
    /// Ⓐ, Ⓑ, Ⓒ
    CircledLatinCapital,
    /// ⓐ, ⓑ, ⓒ
    CircledLatinSmall,
    /// 가, 나, 다
    HangulSyllable,
    /// ㉮, ㉯, ㉰
    CircledHangulSyllable,
    /// ㄱ, ㄴ, ㄷ
    HangulJamo,
    /// ㉠, ㉡, ㉢
    CircledHangulJamo,
    /// 일, 이, 삼
    HangulPhonetic,
    /// 一, 二, 三
    Ideograph,
    /// ㊀, ㊁, ㊂
    CircledIdeograph,
    /// 갑, 을, 병
    DecagonCircle,
    /// 甲, 乙, 丙
    DecagonCircleHanja,
    /// Four signs in turn: *, †, ‡, §
    Symbol,
}

/// Formats in the order of their codes in HWP 5.
const BY_CODE: [NumberFormat; 17] = [
    NumberFormat::Digit,
    NumberFormat::CircledDigit,
    NumberFormat::RomanCapital,
    NumberFormat::RomanSmall,
    NumberFormat::LatinCapital,
    NumberFormat::LatinSmall,
    NumberFormat::CircledLatinCapital,
    NumberFormat::CircledLatinSmall,
    NumberFormat::HangulSyllable,
    NumberFormat::CircledHangulSyllable,
    NumberFormat::HangulJamo,
    NumberFormat::CircledHangulJamo,
    NumberFormat::HangulPhonetic,
    NumberFormat::Ideograph,
    NumberFormat::CircledIdeograph,
    NumberFormat::DecagonCircle,
    NumberFormat::DecagonCircleHanja,
];

/// Names of the formats in the same order, as OWPML and HWPML write them but for case and low lines.
const NAMES: [&str; 17] = [
    "DIGIT",
    "CIRCLEDDIGIT",
    "ROMANCAPITAL",
    "ROMANSMALL",
    "LATINCAPITAL",
    "LATINSMALL",
    "CIRCLEDLATINCAPITAL",
    "CIRCLEDLATINSMALL",
    "HANGULSYLLABLE",
    "CIRCLEDHANGULSYLLABLE",
    "HANGULJAMO",
    "CIRCLEDHANGULJAMO",
    "HANGULPHONETIC",
    "IDEOGRAPH",
    "CIRCLEDIDEOGRAPH",
    "DECAGONCIRCLE",
    "DECAGONCIRCLEHANJA",
];

const SYLLABLES: &str = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호\
                         구누두루무부수우주추쿠투푸후그느드르므브스으즈츠크트프흐기니디리미비시이지치키티피히";
const JAMO: &str = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ";
const STEMS: &str = "갑을병정무기경신임계";
const STEMS_HANJA: &str = "甲乙丙丁戊己庚辛壬癸";
const SYMBOLS: &str = "*†‡§";

impl NumberFormat {
    /// The format of a code of HWP 5; digits for a code without a meaning.
    pub fn from_code(code: u8) -> Self {
        match code {
            0x80 | 0x81 => Self::Symbol,
            _ => BY_CODE.get(usize::from(code)).copied().unwrap_or_default(),
        }
    }

    /// The format of a name of OWPML (`HANGUL_SYLLABLE`) or HWPML (`HangulSyllable`); digits for a name without a meaning.
    pub fn from_name(name: &str) -> Self {
        let plain: String = name.chars().filter(|c| c.is_ascii_alphabetic()).take(32).map(|c| c.to_ascii_uppercase()).collect();
        if plain == "SYMBOL" || plain == "USERCHAR" {
            return Self::Symbol;
        }
        NAMES.iter().position(|n| *n == plain).map_or(Self::Digit, |at| BY_CODE[at])
    }

    /// The number as it is shown.
    pub fn render(self, n: u32) -> String {
        let sign = match self {
            Self::Digit => None,
            Self::CircledDigit => from(n, '①', 20),
            Self::RomanCapital => return roman(n).unwrap_or_else(|| n.to_string()),
            Self::RomanSmall => return roman(n).map_or_else(|| n.to_string(), |r| r.to_ascii_lowercase()),
            Self::LatinCapital => return latin(n, b'A'),
            Self::LatinSmall => return latin(n, b'a'),
            Self::CircledLatinCapital => from(n, 'Ⓐ', 26),
            Self::CircledLatinSmall => from(n, 'ⓐ', 26),
            Self::HangulSyllable => nth(SYLLABLES, n),
            Self::CircledHangulSyllable => from(n, '㉮', 14),
            Self::HangulJamo => nth(JAMO, n),
            Self::CircledHangulJamo => from(n, '㉠', 14),
            Self::HangulPhonetic => return by_tens(n, "일이삼사오육칠팔구", "십백천"),
            Self::Ideograph => return by_tens(n, "一二三四五六七八九", "十百千"),
            Self::CircledIdeograph => from(n, '㊀', 10),
            Self::DecagonCircle => nth(STEMS, n),
            Self::DecagonCircleHanja => nth(STEMS_HANJA, n),
            Self::Symbol => nth(SYMBOLS, n.saturating_sub(1) % 4 + 1),
        };
        sign.map_or_else(|| n.to_string(), String::from)
    }
}

/// The `n`th sign from `first`, of `count` in a row.
fn from(n: u32, first: char, count: u32) -> Option<char> {
    (1..=count).contains(&n).then(|| char::from_u32(first as u32 + n - 1)).flatten()
}

fn nth(signs: &str, n: u32) -> Option<char> {
    signs.chars().nth((n as usize).checked_sub(1)?)
}

/// Roman numerals reach 3999.
fn roman(n: u32) -> Option<String> {
    const PARTS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..4000).contains(&n) {
        return None;
    }
    let (mut left, mut out) = (n, String::new());
    for (value, sign) in PARTS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    Some(out)
}

/// A to Z, then AA, AB and so on.
fn latin(n: u32, first: u8) -> String {
    if n == 0 {
        return n.to_string();
    }
    let (mut left, mut letters) = (n, Vec::new());
    while left > 0 {
        left -= 1;
        letters.push(char::from(first + (left % 26) as u8));
        left /= 26;
    }
    letters.iter().rev().collect()
}

/// Numbers in words to 9999: 십일, 二十三.
fn by_tens(n: u32, units: &str, tens: &str) -> String {
    if !(1..10_000).contains(&n) {
        return n.to_string();
    }
    let mut out = String::new();
    for (power, value) in [(3, 1000), (2, 100), (1, 10), (0, 1)] {
        let digit = n / value % 10;
        // One ten is 십, not 일십.
        if digit > 1 || (digit == 1 && power == 0) {
            out.extend(nth(units, digit));
        }
        if digit > 0 {
            out.extend(nth(tens, power));
        }
    }
    out
}

/// A level of a numbering.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// How its number is written.
    pub format: NumberFormat,
    /// What is shown: `^1` to `^9` stand for the number of that level in that level's own format (`^:` for the tenth), `^n`
    /// for the numbers of all levels to this one with dots between, `^N` the same with a dot at the end.
    pub template: String,
    /// Its first number.
    pub start: u32,
}

/// A numbering.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbering {
    /// Its levels, at most [`MOST_LEVELS`].
    pub levels: Vec<Level>,
}

/// How far each numbering of a document has counted.
#[derive(Clone, Debug, Default)]
pub struct Counters {
    by_id: FxHashMap<u32, [Option<u32>; MOST_LEVELS]>,
}

impl Counters {
    /// Counts one paragraph of a level (from 0) and gives its mark; none where the level shows none.
    ///
    /// The levels below begin anew. A level entered without those above it counts them from their start, once.
    pub fn next(&mut self, id: u32, numbering: &Numbering, level: usize) -> Option<String> {
        let shown = numbering.levels.get(level).filter(|_| level < MOST_LEVELS)?;
        let counts = self.by_id.entry(id).or_default();
        for (count, above) in counts.iter_mut().zip(&numbering.levels).take(level) {
            count.get_or_insert(above.start);
        }
        counts[level] = Some(counts[level].map_or(shown.start, |n| n.saturating_add(1)));
        counts[level + 1..].fill(None);
        let mark = render(numbering, level, counts);
        (!mark.trim().is_empty()).then_some(mark)
    }

    /// The next paragraph of a level (from 0) has the number `n`, whatever was counted.
    pub fn restart(&mut self, id: u32, level: usize, n: u32) {
        let counts = self.by_id.entry(id).or_default();
        if let Some(count) = counts.get_mut(level) {
            // Counting from nothing gives the start, so a number before the first is kept only where there is one.
            *count = n.checked_sub(1);
        }
    }
}

fn render(numbering: &Numbering, level: usize, counts: &[Option<u32>; MOST_LEVELS]) -> String {
    let number = |at: usize| {
        let of = numbering.levels.get(at)?;
        Some(of.format.render(counts.get(at).copied().flatten().unwrap_or(of.start)))
    };
    let path = || (0..=level).filter_map(number).collect::<Vec<_>>().join(".");
    let mut out = String::new();
    let mut chars = numbering.levels[level].template.chars().take(LONGEST_MARK).peekable();
    while let Some(c) = chars.next() {
        let Some(&code) = chars.peek().filter(|_| c == '^') else {
            out.push(c);
            continue;
        };
        match code {
            '1'..=':' => out.extend(number(code as usize - '1' as usize)),
            'n' => out.push_str(&path()),
            'N' => out.extend([path().as_str(), "."]),
            _ => {
                out.push(c);
                continue;
            }
        }
        chars.next();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(format: NumberFormat, template: &str) -> Level {
        Level { format, template: template.to_owned(), start: 1 }
    }

    fn numbering() -> Numbering {
        Numbering {
            levels: vec![
                level(NumberFormat::Digit, "^1."),
                level(NumberFormat::HangulSyllable, "^2."),
                level(NumberFormat::Digit, "^1-^2-^3)"),
                level(NumberFormat::Digit, ""),
                level(NumberFormat::Digit, "^n"),
            ],
        }
    }

    fn marks(levels: &[usize]) -> Vec<String> {
        let (mut counters, numbering) = (Counters::default(), numbering());
        levels.iter().map(|&l| counters.next(7, &numbering, l).unwrap_or_default()).collect()
    }

    #[test]
    fn each_format_writes_its_own_signs() {
        let cases = [
            (NumberFormat::CircledDigit, 20, "⑳"),
            (NumberFormat::CircledDigit, 21, "21"),
            (NumberFormat::RomanCapital, 1994, "MCMXCIV"),
            (NumberFormat::RomanSmall, 4, "iv"),
            (NumberFormat::RomanSmall, 4000, "4000"),
            (NumberFormat::LatinSmall, 26, "z"),
            (NumberFormat::LatinCapital, 28, "AB"),
            (NumberFormat::CircledLatinSmall, 26, "ⓩ"),
            (NumberFormat::CircledLatinCapital, 26, "Ⓩ"),
            (NumberFormat::HangulSyllable, 14, "하"),
            (NumberFormat::HangulSyllable, 16, "너"),
            (NumberFormat::HangulSyllable, 84, "히"),
            (NumberFormat::HangulSyllable, 85, "85"),
            (NumberFormat::CircledHangulSyllable, 14, "㉻"),
            (NumberFormat::CircledHangulJamo, 14, "㉭"),
            (NumberFormat::HangulJamo, 3, "ㄷ"),
            (NumberFormat::HangulPhonetic, 11, "십일"),
            (NumberFormat::HangulPhonetic, 2345, "이천삼백사십오"),
            (NumberFormat::Ideograph, 20, "二十"),
            (NumberFormat::CircledIdeograph, 10, "㊉"),
            (NumberFormat::DecagonCircle, 10, "계"),
            (NumberFormat::DecagonCircleHanja, 1, "甲"),
            (NumberFormat::Symbol, 6, "†"),
            (NumberFormat::Digit, u32::MAX, "4294967295"),
        ];
        for (format, n, shown) in cases {
            assert_eq!(format.render(n), shown);
        }
    }

    #[test]
    fn any_format_writes_any_number() {
        for code in 0..=u8::MAX {
            for n in [0, 1, 15, 27, 100, 9_999, 10_000, u32::MAX] {
                assert!(!NumberFormat::from_code(code).render(n).is_empty());
            }
        }
    }

    #[test]
    fn names_and_codes_agree() {
        assert_eq!(NumberFormat::from_name("CIRCLED_HANGUL_SYLLABLE"), NumberFormat::from_code(9));
        assert_eq!(NumberFormat::from_name("HangulJamo"), NumberFormat::from_code(10));
        assert_eq!(NumberFormat::from_name("DECAGON_CIRCLE_HANJA"), NumberFormat::from_code(16));
        assert_eq!(NumberFormat::from_name("USER_CHAR"), NumberFormat::from_code(0x81));
        assert_eq!(NumberFormat::from_name("none of them"), NumberFormat::Digit);
    }

    #[test]
    fn a_level_above_begins_those_below_anew() {
        assert_eq!(marks(&[0, 1, 1, 2, 0, 1]), ["1.", "가.", "나.", "1-나-1)", "2.", "가."]);
    }

    #[test]
    fn a_level_without_those_above_counts_them_from_their_start() {
        assert_eq!(marks(&[2, 2, 0]), ["1-가-1)", "1-가-2)", "2."]);
    }

    #[test]
    fn a_level_without_a_template_counts_and_shows_nothing() {
        assert_eq!(marks(&[3, 3, 4, 9]), ["", "", "1.가.1.2.1", ""]);
    }

    #[test]
    fn numberings_count_apart_and_from_their_start() {
        let (mut counters, mut other) = (Counters::default(), numbering());
        other.levels[0].start = 5;
        assert_eq!(counters.next(1, &numbering(), 0).unwrap(), "1.");
        assert_eq!(counters.next(2, &other, 0).unwrap(), "5.");
        assert_eq!(counters.next(2, &other, 0).unwrap(), "6.");
        counters.restart(1, 0, 9);
        assert_eq!(counters.next(1, &numbering(), 0).unwrap(), "9.");
    }

    #[test]
    fn a_template_may_hold_any_text() {
        let mut counters = Counters::default();
        for template in ["^", "^^1", "^x", "제^1조^", "^9", "^:"] {
            let odd = Numbering { levels: vec![level(NumberFormat::Digit, template)] };
            counters.next(3, &odd, 0);
        }
        let odd = Numbering { levels: vec![level(NumberFormat::Digit, "제^1조^")] };
        assert_eq!(Counters::default().next(3, &odd, 0).unwrap(), "제1조^");
    }
}
