//! How likely a character is in a Korean report.
//!
//! In: a character. Out: its cost in bits, the negative binary logarithm of its share. Costs of independent characters add up,
//! so the reading of some bytes that costs least is the likeliest one, and the difference of two costs is the weight of
//! evidence between two readings: 16 bits are odds of 65,536 to 1.
//!
//! The shares are rounded from running Korean text: about half of the characters are syllables, nearly all of these from some
//! three hundred, and a fifth is white space. They need no more care than that, because wrong readings are off by ten bits a
//! character.

use std::sync::LazyLock;

/// Cost of a byte or code unit that the encoding does not allow.
pub const ERROR_BITS: u32 = 24;

/// Syllables that make up most of a report: particles, endings, and the vocabulary of local government. Repetitions do no harm.
const FREQUENT: &str = "\
이다의는에을가고지하한로사기자인도리은를시대정어아부수스일서해그들나전상장구제보공주원과비개안성경조연유계관업획실적추진년월예산총국군민\
생만여소용동우모무선재교육설센터확충건립강화운영협약체결치위회내외간단중심역량참복문관광농림통환노애청창통녹천하차버철택생발투집행자타합분반완료\
상률금면위각별명호층미백억말초순또및등까었았습니으면래된될될수있없것년도할함함으음임형평방법령규칙례식품질술신기능력활용률증감축촉지급입출출자료\
서식본점변구역처치리목표향후최종임년차체제도민관학교급식당터널로길거점특화단지산책둘레숲물놀이터어린집보육출산가족돌봄요양병의료건강센취약계층\
저소득탄소중립에너태양전환경미세먼쓰레배출하수처리상수도급수불편해결민원실무교육훈련양홍보실태조사용역착공준공설계보상협토론간담회의견렴결과";

/// Costs of the 11,172 syllables.
static SYLLABLES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut bits = vec![RARE_SYLLABLE; 0xd7a4 - 0xac00];
    let mut mark = |c: char, cost: u8| {
        if let Some(slot) = (c as usize).checked_sub(0xac00).and_then(|i| bits.get_mut(i)) {
            *slot = cost;
        }
    };
    // KS X 1001 has the 2,350 syllables that are in use, in rows 16 to 40.
    for row in 0xb0..=0xc8 {
        for cell in 0xa1..=0xfe {
            let bytes = [row, cell];
            let (text, _) = encoding_rs::EUC_KR.decode_without_bom_handling(&bytes);
            text.chars().for_each(|c| mark(c, USED_SYLLABLE));
        }
    }
    FREQUENT.chars().for_each(|c| mark(c, FREQUENT_SYLLABLE));
    bits
});

const FREQUENT_SYLLABLE: u8 = 8;
const USED_SYLLABLE: u8 = 12;
const RARE_SYLLABLE: u8 = 20;

/// Bits that a character costs.
#[inline]
pub fn bits(c: char) -> u32 {
    match c {
        ..='\x7f' => u32::from(ASCII[c as usize]),
        '가'..='힣' => u32::from(SYLLABLES[c as usize - 0xac00]),
        c => other_bits(c),
    }
}

/// Costs of ASCII.
static ASCII: [u8; 128] = {
    let mut bits = [0; 128];
    let mut at = 0;
    while at < bits.len() {
        bits[at] = other_bits(at as u8 as char) as u8;
        at += 1;
    }
    bits
};

const fn other_bits(c: char) -> u32 {
    match c {
        ' ' => 3,
        '\n' | '\t' | '\r' => 5,
        '0'..='9' => 6,
        '\x0c' => 9,
        '\0'..='\x1f' | '\x7f' => 22,
        'a'..='z' => 8,
        'A'..='Z' => 9,
        '!'..='~' => 7,
        '\u{1100}'..='\u{11ff}' => 7,
        '·' => 9,
        '\u{80}'..='\u{9f}' => 22,
        '\u{a0}'..='\u{ff}' => 12,
        '\u{100}'..='\u{58f}' => 14,
        '\u{590}'..='\u{10ff}' => 16,
        '\u{1e00}'..='\u{1fff}' => 16,
        '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' => 11,
        '\u{20a0}'..='\u{27bf}' | '\u{3130}'..='\u{318f}' | '\u{3200}'..='\u{33ff}' => 12,
        '\u{ff01}'..='\u{ffef}' => 12,
        '\u{fffd}' => 14,
        '\u{3040}'..='\u{30ff}' => 16,
        '\u{4e00}'..='\u{9fff}' => 18,
        '\u{f900}'..='\u{faff}' => 19,
        // HWP's own glyphs.
        '\u{e000}'..='\u{f8ff}' => 20,
        '\u{f0000}'..='\u{ffffd}' | '\u{1f000}'..='\u{1faff}' => 18,
        '\u{fffe}' | '\u{ffff}' => 26,
        _ => 23,
    }
}

/// Whether the character is a precomposed syllable.
pub fn is_syllable(c: char) -> bool {
    matches!(c, '가'..='힣')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_in_use_cost_less_than_others() {
        assert_eq!(bits('공'), 8);
        assert_eq!(bits('뷔'), 12);
        assert_eq!(bits('뷁'), 20);
        let used = ('가'..='힣').filter(|c| bits(*c) < 20).count();
        assert_eq!(used, 2_350);
    }
}
