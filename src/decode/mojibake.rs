//! Text that was decoded wrongly, and saved so.
//!
//! In: a piece of decoded text. Out: whether reading it back into bytes and decoding these rightly gives Korean. Known kinds:
//!
//! | was | read as | looks like |
//! |---|---|---|
//! | CP949 | Latin-1, Windows-1252 | `°ø¾à` (공약) |
//! | UTF-8 | Windows-1252 | `ê³µì•½` (공약) |
//! | UTF-8 | CP949 | `怨듭빟` (공약) |
//! | UTF-8 with U+FFFD | CP949 | `占쏙옙` |
//!
//! It only tells. The text is never decoded anew: what the file says is what spans point at, and a repair is a guess.

use encoding_rs::{EUC_KR, WINDOWS_1252};

use super::likelihood::{bits, is_syllable};

/// Syllables that have to come out before a piece is called damaged. Two can come of accented letters by chance.
const ENOUGH_SYLLABLES: usize = 3;
/// Mean bits that a syllable that came out may cost: Korean costs 8 to 10, syllables drawn at random from KS X 1001 12.
const KOREAN_BITS: u32 = 11;

/// Whether the text is Korean that was decoded with the wrong encoding and saved. Linear; quick for text that is not.
pub fn looks_like_mojibake(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    if text.contains("占쏙옙") {
        return true;
    }
    let mut western = Tally::default();
    for run in runs(text, is_western) {
        let bytes = western_bytes(run);
        match korean_of(&bytes) {
            Some((syllables, cost)) => western.accept(syllables, cost),
            None if run.chars().nth(1).is_some() => western.refused += run.chars().count(),
            None => {}
        }
    }
    let mut hanja = Tally::default();
    for run in runs(text, |c| !c.is_ascii()) {
        let Some(start) = run.find(is_hanja) else {
            continue;
        };
        let (bytes, _, _) = EUC_KR.encode(&run[start..]);
        let valid = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        if let Some((syllables, cost)) = syllables_of(valid) {
            hanja.accept(syllables, cost);
        }
    }
    western.is_korean() || hanja.is_korean()
}

/// What came out of the runs of a text.
#[derive(Default)]
struct Tally {
    syllables: usize,
    bits: u32,
    refused: usize,
}

impl Tally {
    fn accept(&mut self, syllables: usize, bits: u32) {
        self.syllables += syllables;
        self.bits = self.bits.saturating_add(bits);
    }

    fn is_korean(&self) -> bool {
        self.syllables >= ENOUGH_SYLLABLES
            && self.syllables * 2 > self.refused
            && u64::from(self.bits) <= u64::from(KOREAN_BITS) * self.syllables as u64
    }
}

/// Longest pieces whose characters all satisfy a condition.
fn runs(text: &str, belongs: fn(char) -> bool) -> impl Iterator<Item = &str> {
    text.split(move |c| !belongs(c)).filter(|run| !run.is_empty())
}

/// Characters that bytes over 0x7F become in Windows-1252, and those that two of them become where a lenient decoder takes
/// them for UTF-8.
fn is_western(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{7ff}') || is_windows_1252(c)
}

/// What Windows-1252 has beyond Latin-1.
fn is_windows_1252(c: char) -> bool {
    matches!(c, '€' | '‚' | '„' | '…' | '†' | '‡' | '‰' | '‹' | '‘' | '’' | '“' | '”' | '•' | '–' | '—' | '™' | '›')
}

fn western_bytes(run: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(run.len());
    for c in run.chars() {
        let mut buffer = [0; 4];
        let encoded = c.encode_utf8(&mut buffer);
        match c {
            '\u{80}'..='\u{ff}' => bytes.push(c as u32 as u8),
            _ => match WINDOWS_1252.encode(encoded) {
                (byte, _, false) => bytes.extend_from_slice(&byte),
                _ => bytes.extend_from_slice(encoded.as_bytes()),
            },
        }
    }
    bytes
}

/// Syllables and their cost, where the bytes are nothing but Korean in UTF-8 or CP949.
fn korean_of(bytes: &[u8]) -> Option<(usize, u32)> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Some(found) = syllables_of(text)
    {
        return Some(found);
    }
    let text = EUC_KR.decode_without_bom_handling_and_without_replacement(bytes)?;
    syllables_of(&text)
}

/// Number of syllables and their cost, where there are some beside nothing but marks.
fn syllables_of(text: &str) -> Option<(usize, u32)> {
    let (mut count, mut cost) = (0, 0u32);
    for c in text.chars() {
        if is_syllable(c) {
            count += 1;
            cost = cost.saturating_add(bits(c));
        } else if c.is_alphabetic() || c.is_control() {
            return None;
        }
    }
    (count > 0).then_some((count, cost))
}

fn is_hanja(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "1-1 나래구 마을도서관 야간 개방 추진";

    fn cp949_as_latin1(text: &str) -> String {
        EUC_KR.encode(text).0.iter().map(|&b| char::from(b)).collect()
    }

    #[test]
    fn the_known_kinds() {
        assert!(looks_like_mojibake(&cp949_as_latin1(REPORT)));
        let bytes = EUC_KR.encode(REPORT).0.into_owned();
        assert!(looks_like_mojibake(&WINDOWS_1252.decode(&bytes).0));
        assert!(looks_like_mojibake(&WINDOWS_1252.decode(REPORT.as_bytes()).0));
        assert!(looks_like_mojibake(&EUC_KR.decode(REPORT.as_bytes()).0));
        assert!(looks_like_mojibake("담당 占쏙옙占쏙옙"));
    }

    #[test]
    fn pairs_that_a_lenient_decoder_took_for_utf8() {
        let mixed = "\u{c0}\u{339}\u{f8} \u{b0}\u{f8}\u{b8}\u{f0}";
        assert!(looks_like_mojibake(mixed), "{mixed}");
    }

    #[test]
    fn in_the_middle_of_sound_text() {
        let text = format!("{REPORT}\n{}\n{REPORT}", cp949_as_latin1("사업 추진 실적"));
        assert!(looks_like_mojibake(&text));
    }

    #[test]
    fn sound_text_is_let_alone() {
        for text in [
            "",
            REPORT,
            "plain ascii",
            "□ 사업개요 ○ 면적 3,200㎡ · 25°C ±3 ½ × 2",
            "café São Tomé über naïve Ærø",
            "道 市 完了 大韓民國 金融 李 年 不動産",
            "大韓民國憲法 第一條 主權은 國民에게 있고",
            "Привет Ελληνικά これは日本語です",
            "------ ······ °°°°°° ××××",
            "“따옴표” ‘작은’ … – — • ™ €",
            "\u{fffd}\u{fffd}\u{fffd}",
            "þ 조례 þ 규칙 §3 ¶ «인용»",
        ] {
            assert!(!looks_like_mojibake(text), "{text}");
        }
    }

    #[test]
    fn long_text_is_quick() {
        assert!(!looks_like_mojibake(&"é".repeat(1 << 20)));
        assert!(!looks_like_mojibake(&"漢字".repeat(1 << 20)));
    }
}
