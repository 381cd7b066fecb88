//! Which encoding a text is in.
//!
//! In: bytes that are no container. Out: the encoding whose reading of the bytes is the likeliest Korean report, with what
//! speaks for and against it. Every candidate reads the same sample and the cheapest reading wins (see
//! `likelihood`); no encoding is tried before another. So a UTF-8 file with some broken sequences stays
//! UTF-8, a CP949 file with some broken bytes stays CP949, and UTF-16 is found without a byte order mark.
//!
//! Candidates: UTF-8, CP949 (what WHATWG labels `EUC-KR`), UTF-16LE, UTF-16BE. Johab (KS X 1001 annex 3) is not among them:
//! its files come out as unlikely text, and as doubtful.

use encoding_rs::{EUC_KR, Encoding as Codec, UTF_16BE, UTF_16LE};

use super::likelihood::{ERROR_BITS, bits};
use crate::text::count_bytes;

/// An encoding that a text can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// CP949, also called UHC: a superset of EUC-KR.
    Cp949,
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
}

impl Encoding {
    /// The candidates.
    pub const ALL: [Encoding; 4] = [Encoding::Utf8, Encoding::Cp949, Encoding::Utf16Le, Encoding::Utf16Be];

    /// WHATWG label.
    pub fn label(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Cp949 => "EUC-KR",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
        }
    }

    /// The text of the bytes; what the encoding does not allow becomes U+FFFD.
    pub fn decode(self, bytes: &[u8]) -> String {
        let codec: &'static Codec = match self {
            Encoding::Utf8 => {
                return match std::str::from_utf8(bytes) {
                    Ok(text) => text.to_owned(),
                    Err(_) => String::from_utf8_lossy(bytes).into_owned(),
                };
            }
            Encoding::Cp949 => EUC_KR,
            Encoding::Utf16Le => UTF_16LE,
            Encoding::Utf16Be => UTF_16BE,
        };
        let mut text = codec.decode_without_bom_handling(bytes).0.into_owned();
        text.shrink_to_fit();
        text
    }

    /// Bits that the encoding costs before anything is read: how rare its files are. UTF-16 without a mark is rare enough to
    /// need a few characters of evidence.
    fn prior_bits(self) -> u64 {
        match self {
            Encoding::Utf8 => 0,
            Encoding::Cp949 => 2,
            Encoding::Utf16Le => 12,
            Encoding::Utf16Be => 16,
        }
    }
}

/// The encoding found, and how sure that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Detected {
    /// The likeliest encoding.
    pub encoding: Encoding,
    /// Length of the byte order mark, which is no part of the text.
    pub mark: usize,
    /// What makes it doubtful.
    pub doubt: Option<EncodingDoubt>,
    /// Whether the bytes are no text in any of the candidates.
    pub noise: bool,
    /// The text, where finding the encoding took reading all of it.
    text: Option<String>,
}

impl Detected {
    /// The text of the bytes that this was found for.
    pub fn into_text(self, bytes: &[u8]) -> String {
        self.text.unwrap_or_else(|| self.encoding.decode(&bytes[self.mark..]))
    }
}

/// Why an encoding is doubtful.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodingDoubt {
    /// Another encoding reads the bytes nearly as well.
    Close(Encoding),
    /// Too much of the text is not allowed in the encoding; the other one is the next best.
    Damaged(Encoding),
    /// The text that comes out is unlikely to be Korean; the other encoding is the next best.
    Unlikely(Encoding),
    /// The file begins with the byte order mark of the other encoding.
    Mark(Encoding),
}

/// Two readings that differ by less are too close to call: odds of 65,536 to 1.
const CLOSE_BITS: u64 = 16;
/// What a UTF-8 byte order mark weighs: two syllables of CP949 behind it outweigh it.
const MARK_BITS: u64 = 48;
/// Errors among the characters beyond ASCII, in percent, that make an encoding doubtful. Below that it is plain damage.
const DAMAGED_PERCENT: usize = 10;
/// Errors that are needed for doubt, so that one character cut off at the end of a short text does not raise it.
const DAMAGED_ERRORS: usize = 3;
/// Mean bits a character beyond ASCII over which a text is unlikely to be Korean. Reports cost 8.3 to 8.7, and no line of one
/// more than this; Chinese or Japanese read as CP949 costs 12.6 to 20, Johab 18.
const UNLIKELY_BITS: u64 = 12;
/// Characters beyond ASCII that are needed to say so.
const UNLIKELY_CHARACTERS: usize = 8;
/// Mean bits a character over which nothing is taken for UTF-16 without a mark, since any pair of bytes is some character.
const UTF16_BITS: u64 = 14;
/// The same with a mark, for noise that happens to begin with one: random pairs cost 19, a text of nothing but Hanja 18.
const UTF16_MARKED_BITS: u64 = 18;
/// Errors and control characters, in percent of all characters, from which bytes are noise. Random bytes have 38 as CP949.
const NOISE_PERCENT: usize = 25;
/// NUL characters, in percent of all characters, from which bytes are noise.
const NUL_PERCENT: usize = 1;

/// Finds the encoding.
pub fn detect_encoding(bytes: &[u8]) -> Detected {
    let fixed = |encoding, mark| {
        let sample = sample(&bytes[mark..]);
        let reading = Reading::of(encoding, &sample);
        let noise = reading.is_noise() || reading.is_dearer_than(UTF16_MARKED_BITS);
        Detected { encoding, mark, doubt: None, noise, text: reading.into_text_of(&sample, &bytes[mark..]) }
    };
    if bytes.starts_with(b"\xff\xfe") {
        return fixed(Encoding::Utf16Le, 2);
    }
    if bytes.starts_with(b"\xfe\xff") {
        return fixed(Encoding::Utf16Be, 2);
    }
    let mark = if bytes.starts_with(UTF8_MARK) { UTF8_MARK.len() } else { 0 };
    let body = &bytes[mark..];
    if is_plain_ascii(body) {
        let noise = Reading::of(Encoding::Utf8, &sample(body)).is_noise();
        return Detected { encoding: Encoding::Utf8, mark, doubt: None, noise, text: None };
    }
    if sure_text(bytes).is_some() {
        return Detected { encoding: Encoding::Utf8, mark, doubt: None, noise: false, text: None };
    }
    detect_by_content(body, mark)
}

/// The byte order mark of UTF-8.
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
/// Hangul syllables that make valid UTF-8 sure to be UTF-8: each is three bytes that fit, which CP949 text meets by chance once
/// in many thousand.
const SURE_SYLLABLES: usize = 24;
/// Longest text that is looked at whole for that.
const SURE_BYTES: usize = 1 << 20;

/// The text of bytes that are UTF-8 beyond doubt, without their mark: valid, with Hangul for most of what is not ASCII, and without
/// control characters.
pub fn sure_text(bytes: &[u8]) -> Option<&str> {
    let bytes = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
    if bytes.len() > SURE_BYTES {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let hangul = count_bytes(bytes, |b| matches!(b, 0xEA..=0xED));
    let leads = count_bytes(bytes, |b| b >= 0xC2);
    let control = |b: u8| b <= 0x1F && !matches!(b, b'\t' | b'\n' | 0x0C | b'\r') || b == 0x7F;
    let controls = bytes.iter().fold(false, |any, &b| any | control(b));
    (hangul >= SURE_SYLLABLES && hangul > (leads - hangul) * 2 && !controls).then_some(text)
}

/// A UTF-16 text of this many bytes holds a blank, a digit or a line end.
const NO_ZERO_BYTES: usize = 1024;

fn is_plain_ascii(bytes: &[u8]) -> bool {
    Codec::ascii_valid_up_to(bytes) == bytes.len() && memchr::memchr(0, bytes).is_none()
}

fn detect_by_content(body: &[u8], mark: usize) -> Detected {
    let sample = sample(body);
    let cost = |reading: &Reading| {
        let against = mark > 0 && reading.encoding != Encoding::Utf8;
        reading.bits + reading.encoding.prior_bits() + if against { MARK_BITS } else { 0 }
    };
    // Blanks, digits and line ends of UTF-16 have a zero byte each: a text of some length without any is none.
    let no_utf16 = body.len() >= NO_ZERO_BYTES && memchr::memchr(0, body).is_none();
    let mut readings: Vec<Reading> = if mark > 0 || no_utf16 {
        let cp949 = Reading::of(Encoding::Cp949, &sample);
        // Of two readings, the dearer one need not be read to its end to be known as such.
        let utf8 = Reading::of_up_to(Encoding::Utf8, &sample, cost(&cp949) + CLOSE_BITS);
        vec![utf8, cp949]
    } else {
        Encoding::ALL.into_iter().map(|e| Reading::of(e, &sample)).filter(Reading::is_possible).collect()
    };
    // Stable, so that equals keep the order of the candidates.
    readings.sort_by_key(cost);
    // UTF-8 and CP949 are always possible.
    let (best, next) = (&readings[0], &readings[1]);
    let doubt = if mark > 0 && best.encoding != Encoding::Utf8 {
        Some(EncodingDoubt::Mark(Encoding::Utf8))
    } else if cost(next) - cost(best) < CLOSE_BITS {
        Some(EncodingDoubt::Close(next.encoding))
    } else if best.is_damaged() {
        Some(EncodingDoubt::Damaged(next.encoding))
    } else if best.is_unlikely() {
        Some(EncodingDoubt::Unlikely(next.encoding))
    } else {
        None
    };
    let best = readings.swap_remove(0);
    Detected { encoding: best.encoding, mark, doubt, noise: best.is_noise(), text: best.into_text_of(&sample, body) }
}

/// What a candidate makes of the sample.
#[derive(Clone, Debug)]
struct Reading {
    encoding: Encoding,
    bits: u64,
    characters: usize,
    /// Characters beyond ASCII, and what they cost.
    wide: usize,
    wide_bits: u64,
    errors: usize,
    controls: usize,
    nuls: usize,
    /// What was decoded last, where reading took that.
    text: Option<String>,
}

impl Reading {
    fn of(encoding: Encoding, sample: &[&[u8]]) -> Self {
        Self::of_up_to(encoding, sample, u64::MAX)
    }

    /// As [`of`](Self::of), but a reading of UTF-8 that costs more than `most` may be left there.
    fn of_up_to(encoding: Encoding, sample: &[&[u8]], most: u64) -> Self {
        let mut reading = Self { encoding, bits: 0, characters: 0, wide: 0, wide_bits: 0, errors: 0, controls: 0, nuls: 0, text: None };
        for window in sample {
            reading.read(window, most);
        }
        reading
    }

    fn read(&mut self, bytes: &[u8], most: u64) {
        match self.encoding {
            Encoding::Utf8 => {
                for chunk in bytes.utf8_chunks() {
                    if self.bits > most {
                        return;
                    }
                    self.add_all(chunk.valid(), Some);
                    if !chunk.invalid().is_empty() {
                        self.add(None);
                    }
                }
            }
            Encoding::Cp949 => {
                // CP949 has no U+FFFD of its own.
                let text = Encoding::Cp949.decode(bytes);
                self.add_all(&text, |c| Some(c).filter(|&c| c != '\u{fffd}'));
                self.text = Some(text);
            }
            Encoding::Utf16Le => self.read_utf16(bytes, u16::from_le_bytes),
            Encoding::Utf16Be => self.read_utf16(bytes, u16::from_be_bytes),
        }
    }

    /// The text of bytes of which this is what a sample says, where the sample is all of them and reading took decoding it.
    fn into_text_of(self, sample: &[&[u8]], bytes: &[u8]) -> Option<String> {
        let whole = sample.iter().map(|window| window.len()).sum::<usize>() == bytes.len();
        self.text.filter(|_| whole)
    }

    fn read_utf16(&mut self, bytes: &[u8], unit: fn([u8; 2]) -> u16) {
        let text = self.encoding.decode(bytes);
        // U+FFFD may stand for an error, or for itself.
        if !text.contains('\u{FFFD}') {
            self.add_all(&text, Some);
            self.text = Some(text);
            return;
        }
        let pairs = bytes.chunks_exact(2);
        let odd = !pairs.remainder().is_empty();
        char::decode_utf16(pairs.map(|p| unit([p[0], p[1]]))).for_each(|c| self.add(c.ok()));
        if odd {
            self.add(None);
        }
    }

    /// Adds the characters of a text; what each beyond ASCII and syllables stands for is what `read` says.
    fn add_all(&mut self, text: &str, read: impl Fn(char) -> Option<char>) {
        let (mut ascii, mut ascii_bits, mut syllables, mut syllable_bits) = (0, 0, 0, 0);
        for c in text.chars() {
            match c {
                // Most of a text.
                ' '..='~' => {
                    ascii += 1;
                    ascii_bits += u64::from(bits(c));
                }
                '가'..='힣' => {
                    syllables += 1;
                    syllable_bits += u64::from(bits(c));
                }
                c => self.add(read(c)),
            }
        }
        self.characters += ascii + syllables;
        self.bits += ascii_bits + syllable_bits;
        self.wide += syllables;
        self.wide_bits += syllable_bits;
    }

    /// Adds a character, or what the encoding does not allow.
    fn add(&mut self, c: Option<char>) {
        let cost = u64::from(c.map_or(ERROR_BITS, bits));
        self.bits += cost;
        self.characters += 1;
        self.count(c);
        if c.is_none_or(|c| !c.is_ascii()) {
            self.wide += 1;
            self.wide_bits += cost;
        }
    }

    /// Counts what no text is made of.
    fn count(&mut self, c: Option<char>) {
        match c {
            None => self.errors += 1,
            Some('\0') => self.nuls += 1,
            Some('\t' | '\n' | '\x0b' | '\x0c' | '\r' | '\x1a') => {}
            Some('\u{fffe}' | '\u{ffff}') => self.controls += 1,
            Some(c) if c.is_control() => self.controls += 1,
            Some(_) => {}
        }
    }

    /// Whether a character costs more than so many bits, in the mean.
    fn is_dearer_than(&self, bits: u64) -> bool {
        self.bits > bits * self.characters as u64
    }

    /// Nearly any bytes are some UTF-16, so it has to be good text to be a candidate at all.
    fn is_possible(&self) -> bool {
        match self.encoding {
            Encoding::Utf8 | Encoding::Cp949 => true,
            Encoding::Utf16Le | Encoding::Utf16Be => !self.is_dearer_than(UTF16_BITS),
        }
    }

    fn is_damaged(&self) -> bool {
        self.errors >= DAMAGED_ERRORS && self.errors * 100 > self.wide * DAMAGED_PERCENT
    }

    /// UTF-8 without errors is UTF-8 in whatever language.
    fn is_unlikely(&self) -> bool {
        let sure = self.encoding == Encoding::Utf8 && self.errors == 0;
        !sure && self.wide >= UNLIKELY_CHARACTERS && self.wide_bits > UNLIKELY_BITS * self.wide as u64
    }

    fn is_noise(&self) -> bool {
        let over = |count: usize, percent: usize| count * 100 > self.characters * percent;
        over(self.errors + self.controls + self.nuls, NOISE_PERCENT) || over(self.nuls, NUL_PERCENT)
    }
}

/// Windows that a large file is sampled in, and their size in bytes. A quarter of a mebibyte settles any encoding; files up to
/// that size are read whole.
const WINDOWS: usize = 64;
const WINDOW: usize = 4 << 10;
/// How far a window looks for a place where a character begins for sure.
const SYNC_WITHIN: usize = 512;

/// Windows evenly over the bytes, each moved on to the next byte beyond ASCII: a file may have its only Hangul at the end.
/// All begin at even offsets.
fn sample(bytes: &[u8]) -> Vec<&[u8]> {
    if bytes.len() <= WINDOWS * WINDOW {
        return vec![bytes];
    }
    let mut windows = Vec::with_capacity(WINDOWS);
    let mut free = 0;
    // Where the stretch of ASCII ends that was scanned last, so that none is scanned twice.
    let mut ascii_end = 0;
    for i in 0..WINDOWS {
        let at = (bytes.len() / WINDOWS * i).max(free);
        if at >= bytes.len() {
            break;
        }
        if ascii_end <= at {
            ascii_end = at + Codec::ascii_valid_up_to(&bytes[at..]);
        }
        let start = match ascii_end - at {
            // Nothing beyond ASCII follows; NULs may.
            _ if ascii_end == bytes.len() => at,
            // In the middle of something: no trail byte of CP949 is under 0x40.
            0 => bytes[at..].iter().take(SYNC_WITHIN).position(|&b| b < 0x40).map_or(at, |skip| at + skip),
            ascii => at + ascii - 1,
        };
        let start = start & !1;
        let end = (start + WINDOW).min(bytes.len());
        windows.push(&bytes[start..end]);
        free = end;
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REPORT: &str = "3-2 마을도서관 야간 개방\r\n□ 사업개요\r\n ○ 사업기간 : 2023. 4. ~ 2025. 12.\r\n\
        ○ 총사업비 : 1,240백만원(국비 620, 시비 620)\r\n\t계\t620\t620\r\n";

    fn cp949(text: &str) -> Vec<u8> {
        EUC_KR.encode(text).0.into_owned()
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
        match encoding {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Cp949 => cp949(text),
            Encoding::Utf16Le => utf16(text, u16::to_le_bytes),
            Encoding::Utf16Be => utf16(text, u16::to_be_bytes),
        }
    }

    #[test]
    fn all_candidates_without_a_mark() {
        for encoding in Encoding::ALL {
            let bytes = encoded(REPORT, encoding);
            let found = detect_encoding(&bytes);
            assert_eq!(found.encoding, encoding);
            assert_eq!((found.doubt, found.noise), (None, false), "{encoding:?}");
            assert_eq!(encoding.decode(&bytes), REPORT);
        }
    }

    #[test]
    fn a_few_characters_are_enough() {
        for text in ["공약", "1-1 나래구", "추진실적\n", "도로", "· 교육"] {
            for encoding in Encoding::ALL {
                // Four bytes of UTF-16 without a mark are no evidence.
                if matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be) && text.chars().count() < 5 {
                    continue;
                }
                let found = detect_encoding(&encoded(text, encoding));
                assert_eq!(found.encoding, encoding, "{text:?}");
                assert!(!found.noise);
            }
        }
    }

    #[test]
    fn marks_are_counted_and_settle_utf16() {
        let mut bytes = b"\xff\xfe".to_vec();
        bytes.extend(utf16("A", u16::to_le_bytes));
        let found = detect_encoding(&bytes);
        assert_eq!((found.encoding, found.mark), (Encoding::Utf16Le, 2));
        assert!(!found.noise);
        let found = detect_encoding("\u{feff}공약".as_bytes());
        assert_eq!((found.encoding, found.mark, found.doubt), (Encoding::Utf8, 3, None));
    }

    #[test]
    fn a_wrong_mark_is_overruled_and_doubted() {
        let mut bytes = b"\xef\xbb\xbf".to_vec();
        bytes.extend(cp949(REPORT));
        let found = detect_encoding(&bytes);
        assert_eq!(found.encoding, Encoding::Cp949);
        assert_eq!(found.doubt, Some(EncodingDoubt::Mark(Encoding::Utf8)));
    }

    #[test]
    fn damage_does_not_change_the_encoding() {
        for encoding in [Encoding::Utf8, Encoding::Cp949] {
            let mut bytes = encoded(&REPORT.repeat(4), encoding);
            for at in [20, 90, 200, 300] {
                bytes[at] = 0xff;
            }
            let found = detect_encoding(&bytes);
            assert_eq!((found.encoding, found.doubt), (encoding, None));
            assert!(encoding.decode(&bytes).contains('\u{fffd}'));
        }
    }

    #[test]
    fn ascii_is_utf8_also_where_its_pairs_are_hanja() {
        let found = detect_encoding(b"this app can break");
        assert_eq!((found.encoding, found.doubt), (Encoding::Utf8, None));
    }

    #[test]
    fn ascii_in_utf16_is_found() {
        let bytes = utf16("R&D 2024 : 1,200\n", u16::to_le_bytes);
        assert_eq!(detect_encoding(&bytes).encoding, Encoding::Utf16Le);
    }

    #[test]
    fn one_odd_byte_in_ascii_is_doubtful() {
        let found = detect_encoding(b"caf\xe9 2024\n");
        assert_eq!(found.encoding, Encoding::Utf8);
        assert_eq!(found.doubt, Some(EncodingDoubt::Close(Encoding::Cp949)));
    }

    #[test]
    fn half_utf8_half_cp949_is_doubtful() {
        let mut bytes = REPORT.as_bytes().to_vec();
        bytes.extend(cp949(REPORT));
        assert!(detect_encoding(&bytes).doubt.is_some());
    }

    #[test]
    fn text_full_of_replacement_characters_stays_utf8() {
        let found = detect_encoding("1-1 \u{fffd}\u{fffd}\u{fffd} \u{fffd}\u{fffd}\n".repeat(20).as_bytes());
        assert_eq!((found.encoding, found.noise), (Encoding::Utf8, false));
    }

    #[test]
    fn text_of_another_language_in_utf8_is_not_doubtful() {
        let found = detect_encoding("これは報告書です。日本語の文章。".as_bytes());
        assert_eq!((found.encoding, found.doubt), (Encoding::Utf8, None));
    }

    #[test]
    fn double_byte_text_that_is_not_korean_is_doubtful() {
        // Johab for 공약 사업 … has lead bytes over the whole range; GBK stands in for it here.
        let (bytes, _, _) = encoding_rs::GBK.encode("政府工作报告提出今年发展主要预期目标和重点任务");
        assert!(detect_encoding(&bytes).doubt.is_some());
    }

    #[test]
    fn noise_is_noise() {
        let mut state = 1u32;
        let random: Vec<u8> = (0..20_000)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        assert!(detect_encoding(&random).noise);
        let mut marked = b"\xff\xfe".to_vec();
        marked.extend(&random);
        assert!(detect_encoding(&marked).noise);
        assert!(detect_encoding(&[0xff; 400]).noise);
        let ridden: Vec<u8> = REPORT.bytes().flat_map(|b| [b, 0, 0]).collect();
        assert!(detect_encoding(&ridden).noise);
        assert!(detect_encoding("공\0약\0사업".as_bytes()).noise);
        assert!(!detect_encoding(REPORT.as_bytes()).noise);
    }

    #[test]
    fn the_only_hangul_at_the_end_of_a_large_file_counts() {
        let mut text = "0123456789 abcdefghij\n".repeat(40_000);
        text.push_str("공약");
        for encoding in [Encoding::Utf8, Encoding::Cp949, Encoding::Utf16Be] {
            assert_eq!(detect_encoding(&encoded(&text, encoding)).encoding, encoding);
        }
    }

    #[test]
    fn one_long_line_is_sampled_in_step() {
        let text = "나래구마을도서관야간개방추진계획".repeat(20_000);
        for encoding in Encoding::ALL {
            let found = detect_encoding(&encoded(&text, encoding));
            assert_eq!((found.encoding, found.noise), (encoding, false));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_by_any_encoding(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
            let found = detect_encoding(&bytes);
            for encoding in Encoding::ALL {
                let text = encoding.decode(&bytes[found.mark..]);
                prop_assert!(text.len() <= bytes.len() * 3 + 3);
            }
        }
    }
}
