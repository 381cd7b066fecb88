//! Unicode normalization form C, with the way back.
//!
//! In: a text as it was decoded. Out: nothing where it is in NFC already (nearly every file), else its NFC and an
//! [`OffsetMap`] from the bytes of the one to the bytes of the other. The real cases are Hangul spelt in jamo (NFD, as macOS
//! writes it) and the compatibility ideographs that KS X 1001 has for Hanja with two readings (金 as U+F90A).
//!
//! Promises: the result equals Unicode's NFC of the whole text (UAX #15); the map is exact at the borders of normalization
//! *segments*, pieces whose NFC does not depend on their surroundings; time is linear, and the map takes 8 bytes for a
//! segment that changes its length and none for the rest.
//!
//! It never uses NFKC: ㎡ and ① stay. A segment over [`LONGEST_SEGMENT`] stays as it is: no script stacks that many marks, and
//! sorting them would take memory and time out of proportion.

use unicode_normalization::char::{canonical_combining_class, decompose_canonical};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};

use crate::span::Range;

/// From byte offsets of a text in NFC to those of the text before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    /// Starts of pieces, both ascending, first one at 0. In a piece whose two lengths are equal offsets correspond one to
    /// one; a piece whose lengths differ is one segment and corresponds as a whole.
    pieces: Vec<Piece>,
    /// Lengths of the two texts.
    end: Piece,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Piece {
    nfc: u32,
    source: u32,
}

impl OffsetMap {
    /// The range of the source that the range of the NFC text came from, widened to whole segments.
    ///
    /// Monotone at both ends. An empty range gives an empty one; what lies behind the text is taken for its end.
    pub fn to_source(&self, range: Range) -> Range {
        let start = self.piece_of(range.start).map_or(self.end.source, |at| {
            let (piece, next) = at;
            if is_linear(piece, next) { piece.source + (range.start - piece.nfc) } else { piece.source }
        });
        if range.is_empty() {
            return Range { start, end: start };
        }
        let end = self.piece_of(range.end - 1).map_or(self.end.source, |at| {
            let (piece, next) = at;
            if is_linear(piece, next) { piece.source + (range.end - piece.nfc) } else { next.source }
        });
        Range { start, end }
    }

    /// Number of pieces.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Whether the map is of an empty text.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The piece that holds a byte of the NFC text, and the start of the next.
    fn piece_of(&self, nfc: u32) -> Option<(Piece, Piece)> {
        if nfc >= self.end.nfc {
            return None;
        }
        let next = self.pieces.partition_point(|p| p.nfc <= nfc);
        let piece = *self.pieces.get(next.checked_sub(1)?)?;
        Some((piece, self.pieces.get(next).copied().unwrap_or(self.end)))
    }

    /// Adds a piece that is `nfc` and `source` bytes long; neighbours that correspond one to one become one.
    fn push(&mut self, nfc: usize, source: usize) {
        let linear = nfc == source;
        let after_linear = self.pieces.last().is_some_and(|last| is_linear(*last, self.end));
        if !(linear && after_linear) {
            self.pieces.push(self.end);
        }
        self.end.nfc += nfc as u32;
        self.end.source += source as u32;
    }
}

fn is_linear(piece: Piece, next: Piece) -> bool {
    next.nfc - piece.nfc == next.source - piece.source
}

/// Bytes of the longest segment that is normalized: a hundred times the 30 marks of the Stream-Safe Text Format (UAX #15, 13).
pub const LONGEST_SEGMENT: usize = 8 << 10;

/// The NFC of a text and the map back, or `None` where the text is in NFC.
pub fn normalize(source: &str) -> Option<(String, OffsetMap)> {
    if is_plain(source.as_bytes()) {
        return None;
    }
    let mut segments = Segments { source, at: 0 }.filter(|s| is_changed(&source[s.clone()]));
    let first = segments.next()?;
    let mut text = String::with_capacity(source.len());
    let mut map = OffsetMap::default();
    let mut copied = 0;
    for segment in std::iter::once(first).chain(segments) {
        if copied < segment.start {
            map.push(segment.start - copied, segment.start - copied);
            text.push_str(&source[copied..segment.start]);
        }
        let before = text.len();
        match compose_syllable(source[segment.clone()].as_bytes()) {
            Some(syllable) => text.push(syllable),
            None => text.extend(source[segment.clone()].nfc()),
        }
        map.push(text.len() - before, segment.len());
        copied = segment.end;
    }
    if copied < source.len() {
        map.push(source.len() - copied, source.len() - copied);
        text.push_str(&source[copied..]);
    }
    text.shrink_to_fit();
    map.pieces.shrink_to_fit();
    Some((text, map))
}

/// Whether each character of a text is known to stay as it is, whatever stands beside it: ASCII, syllables, and most of the
/// characters that reports have besides. Most of the bytes are looked at without a branch, many in one step.
fn is_plain(bytes: &[u8]) -> bool {
    // U+0300–U+1FFF; U+A000–U+ABFF; U+D780–U+D7FF; all beyond the basic plane.
    let odd = |a: u8, b: u8| (0xCC..=0xE1).contains(&a) | (a >= 0xF0) | (a == 0xEA) & (b < 0xB0) | (a == 0xED) & (b > 0x9D);
    let next = bytes.get(1..).unwrap_or_default();
    if bytes.iter().zip(next).fold(0, |any, (&a, &b)| any | u8::from(odd(a, b))) != 0 {
        return false;
    }
    memchr::memchr3_iter(0xE2, 0xE3, 0xEF, bytes).all(|at| match bytes[at..] {
        // Without U+2000, U+2001, U+20C0–U+213F, U+2300–U+233F, U+2800–U+2FFF
        [0xE2, 0x80, c, ..] => c >= 0x82,
        [0xE2, b, ..] => matches!(b, 0x81 | 0x82 | 0x85..=0x8B | 0x8D..=0x9F),
        _ => stable_len(&bytes[at..]) > 0,
    })
}

fn is_changed(segment: &str) -> bool {
    compose_syllable(segment.as_bytes()).is_some() || (segment.len() <= LONGEST_SEGMENT && !is_nfc(segment))
}

/// The syllable that two or three conjoining jamo are, and nothing else (Unicode 3.12). What the tables would say too, much
/// faster: files in NFD are made of nothing else.
fn compose_syllable(jamo: &[u8]) -> Option<char> {
    let (lead, vowel, tail) = match *jamo {
        [0xe1, 0x84, lead @ 0x80..=0x92, 0xe1, 0x85, vowel @ 0xa1..=0xb5] => (lead, vowel, 0),
        [0xe1, 0x84, lead @ 0x80..=0x92, 0xe1, 0x85, vowel @ 0xa1..=0xb5, 0xe1, row @ 0x86..=0x87, cell @ 0x80..=0xbf] => {
            let jamo = 0x1000 + (u32::from(row) - 0x80) * 64 + u32::from(cell) - 0x80;
            let tail = jamo.checked_sub(0x11a7).filter(|t| (1..=27).contains(t))?;
            (lead, vowel, tail)
        }
        _ => return None,
    };
    let block = (u32::from(lead) - 0x80) * 21 + u32::from(vowel) - 0xa1;
    char::from_u32(0xac00 + block * 28 + tail)
}

/// Length of the conjoining jamo at the front that are a segment for sure: followed by nothing, by another leading jamo, or
/// by a character that never joins.
fn jamo_segment_len(bytes: &[u8]) -> Option<usize> {
    [9, 6].into_iter().find(|&len| {
        let ends = || match &bytes[len..] {
            [] | [0xe1, 0x84, ..] => true,
            rest => stable_len(rest) > 0,
        };
        bytes.len() >= len && compose_syllable(&bytes[..len]).is_some() && ends()
    })
}

/// The segments of a text that may not be in NFC, in order.
struct Segments<'a> {
    source: &'a str,
    at: usize,
}

impl Iterator for Segments<'_> {
    type Item = std::ops::Range<usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.source.as_bytes();
        // Start of the last character before which a segment may begin.
        let mut start = self.at;
        let mut at = self.at;
        while at < bytes.len() {
            let (last, end) = plain_run(bytes, at);
            if end > at {
                start = last;
                at = end;
                continue;
            }
            let stable = stable_len(&bytes[at..]);
            if stable > 0 {
                start = at;
                at += stable;
                continue;
            }
            if let Some(len) = jamo_segment_len(&bytes[at..]) {
                self.at = at + len;
                return Some(at..self.at);
            }
            let c = self.source[at..].chars().next()?;
            if begins_segment(c) {
                start = at;
            }
            at += c.len_utf8();
            if is_nfc_quick(std::iter::once(c)) != IsNormalized::Yes || canonical_combining_class(c) != 0 {
                let end = at + segment_rest(&self.source[at..]);
                self.at = end;
                return Some(start..end);
            }
        }
        self.at = at;
        None
    }
}

/// Bytes up to the next character that begins a segment.
fn segment_rest(text: &str) -> usize {
    text.char_indices().find(|(at, c)| stable_len(&text.as_bytes()[*at..]) > 0 || begins_segment(*c)).map_or(text.len(), |(at, _)| at)
}

/// Whether NFC never joins or reorders anything across the place before `c` (UAX #15, 9.1).
fn begins_segment(c: char) -> bool {
    let stands_alone = |c: char| canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
    if stands_alone(c) {
        return true;
    }
    if is_nfc_quick(std::iter::once(c)) != IsNormalized::No {
        return false;
    }
    let mut first = None;
    decompose_canonical(c, |d| {
        first.get_or_insert(d);
    });
    first.is_some_and(stands_alone)
}

/// The run of ASCII and syllables from `at` on, which most of a text is: where its last character starts, and its end.
fn plain_run(bytes: &[u8], at: usize) -> (usize, usize) {
    let (mut last, mut end) = (at, at);
    while let Some(&first) = bytes.get(end) {
        let len = match first {
            ..=0x7f => 1,
            // U+AC00–U+D77F
            0xeb | 0xec => 3,
            0xea if bytes.get(end + 1) >= Some(&0xb0) => 3,
            0xed if bytes.get(end + 1) <= Some(&0x9d) => 3,
            _ => break,
        };
        last = end;
        end += len;
    }
    (last, end)
}

/// Length of the character at the front where its first bytes show that it is in NFC, begins a segment, and belongs to the
/// blocks that Korean text is made of; 0 where the tables have to be asked.
fn stable_len(bytes: &[u8]) -> usize {
    match *bytes {
        [..=0x7f, ..] => 1,
        // U+0080–U+02FF
        [0xc2..=0xcb, _, ..] => 2,
        // U+2002–U+203F, U+2500–U+27BF without the canonical singletons of the blocks between
        [0xe2, 0x80, 0x82..=0xbf, ..] | [0xe2, 0x94..=0x9e, _, ..] => 3,
        // U+3000–U+3029, U+3130–U+318F, U+3200–U+3FFF
        [0xe3, 0x80, ..=0xa9, ..] | [0xe3, 0x84, 0xb0..=0xbf, ..] | [0xe3, 0x85 | 0x86, _, ..] | [0xe3, 0x88..=0xbf, _, ..] => 3,
        // U+4000–U+9FFF
        [0xe4..=0xe9, _, _, ..] => 3,
        // U+AC00–U+D7A3
        [0xea, 0xb0..=0xbf, _, ..] | [0xeb | 0xec, _, _, ..] | [0xed, ..=0x9d, _, ..] | [0xed, 0x9e, ..=0xa3, ..] => 3,
        // U+E000–U+F8FF, U+FF00–U+FFFF
        [0xee, _, _, ..] | [0xef, ..=0xa3, _, ..] | [0xef, 0xbc..=0xbf, _, ..] => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn nfc(text: &str) -> String {
        text.nfc().collect()
    }

    fn nfd(text: &str) -> String {
        text.nfd().collect()
    }

    #[test]
    fn what_is_plain_stays() {
        for c in (0..0x11_0000).filter_map(char::from_u32) {
            let stays = canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
            if stays {
                continue;
            }
            for text in [c.to_string(), format!("{c}a"), format!("가{c}나")] {
                assert!(!is_plain(text.as_bytes()), "{c:?}");
            }
        }
        for before in 0..40 {
            assert!(!is_plain(format!("{}\u{301}", "a".repeat(before)).as_bytes()), "{before}");
        }
        for text in ["", "a", "가", "○ 계획 (2024. 1.) Ⅰ ① → ㎡ ※ ‘가’ “나” ～：", "·"] {
            assert!(is_plain(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_text_in_nfc_costs_nothing() {
        for text in ["", "공약 1-1 ㎡ ① □ ○ 「조례」 café 金", "\u{f02b1}\u{fffd}"] {
            assert_eq!(normalize(text), None, "{text:?}");
        }
    }

    #[test]
    fn syllables_spelt_in_jamo_map_as_a_whole() {
        let source = nfd("가 각ㄱ");
        let (text, map) = normalize(&source).unwrap();
        assert_eq!(text, "가 각ㄱ");
        assert_eq!(map.to_source(Range::new(0, 3)), Range::new(0, 6));
        assert_eq!(map.to_source(Range::new(3, 4)), Range::new(6, 7));
        assert_eq!(map.to_source(Range::new(4, 7)), Range::new(7, 16));
        assert_eq!(map.to_source(Range::new(7, 10)), Range::new(16, 19));
        assert_eq!(map.to_source(Range::new(4, 4)), Range::new(7, 7));
        assert_eq!(map.to_source(Range::new(10, 99)), Range::new(19, 19));
    }

    #[test]
    fn all_syllables_compose() {
        for c in '가'..='힣' {
            let jamo = nfd(&c.to_string());
            assert_eq!(compose_syllable(jamo.as_bytes()), Some(c));
            assert_eq!(normalize(&jamo).unwrap().0, c.to_string());
        }
        // Old Hangul does not compose.
        assert_eq!(normalize("\u{1112}\u{119e}\u{11ab}"), None);
        assert_eq!(compose_syllable("\u{1100}\u{1161}\u{11a7}".as_bytes()), None);
    }

    #[test]
    fn a_heap_of_marks_is_left_alone() {
        let heap = "\u{301}\u{323}".repeat(LONGEST_SEGMENT);
        assert_eq!(normalize(&heap), None);
        let (text, _) = normalize(&format!("{heap}{}", nfd("가"))).unwrap();
        assert_eq!(text, format!("{heap}가"));
    }

    #[test]
    fn compatibility_ideographs_keep_their_place() {
        let source = "이 \u{f90a}원";
        let (text, map) = normalize(source).unwrap();
        assert_eq!(text, "이 金원");
        let at = text.find('金').unwrap();
        assert_eq!(map.to_source(Range::new(at, at + 3)), Range::new(at, at + 3));
        assert_eq!(map.len(), 1, "{map:?}");
    }

    #[test]
    fn a_syllable_joins_the_jamo_behind_it() {
        // U+AC00 and a final consonant compose although the syllable alone is in NFC.
        let (text, map) = normalize("가\u{11a8}").unwrap();
        assert_eq!(text, "각");
        assert_eq!(map.to_source(Range::new(0, 3)), Range::new(0, 6));
    }

    #[test]
    fn fast_path_agrees_with_the_tables() {
        for c in '\0'..=char::MAX {
            let mut buffer = [0; 4];
            let encoded = c.encode_utf8(&mut buffer);
            let len = stable_len(encoded.as_bytes());
            if len > 0 {
                assert_eq!(len, c.len_utf8(), "{c:?}");
                assert_eq!(canonical_combining_class(c), 0, "{c:?}");
                assert_eq!(is_nfc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
            }
        }
    }

    /// Text rich in what normalization changes.
    fn text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            "[가-힣 0-9a-z]{1,4}",
            "[가-힣]{1,3}".prop_map(|s| nfd(&s)),
            "[\u{1100}-\u{1112}\u{1161}-\u{1175}\u{11a8}-\u{11c2}]{1,4}",
            "[a\u{300}\u{301}\u{323}\u{327}\u{340}\u{344}\u{345}\u{212b}\u{958}\u{f90a}\u{2f81a}]{1,5}",
            "[かは\u{3099}\u{309a}]{1,3}",
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn equals_unicode_nfc(source in text()) {
            let text = normalize(&source).map_or_else(|| source.clone(), |(text, _)| text);
            prop_assert_eq!(text, nfc(&source));
        }

        #[test]
        fn ranges_map_back(source in text()) {
            let Some((text, map)) = normalize(&source) else { return Ok(()) };
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let whole = map.to_source(Range::new(0, text.len()));
            prop_assert_eq!(whole, Range::new(0, source.len()));
            let mut last = Range::default();
            for window in places.windows(2) {
                let range = map.to_source(Range::new(window[0], window[1]));
                prop_assert!(range.start >= last.start && range.end >= last.end);
                prop_assert!(range.start <= last.end, "nothing is left out");
                last = range;
            }
        }

        #[test]
        fn whole_pieces_normalize_to_their_own(source in text()) {
            let Some((text, map)) = normalize(&source) else { return Ok(()) };
            let starts: Vec<Piece> = map.pieces.iter().copied().chain([map.end]).collect();
            for pair in starts.windows(2) {
                let range = Range { start: pair[0].nfc, end: pair[1].nfc };
                let raw = &source[map.to_source(range).to_usize()];
                prop_assert_eq!(nfc(raw), &text[range.to_usize()]);
            }
        }
    }
}
