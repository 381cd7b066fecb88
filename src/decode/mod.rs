//! From bytes to text, by content alone.
//!
//! In: the bytes of one document. Out: a [`Decoded`], or the [`Diagnostic`] that says why the document cannot be read. The way
//! is always the same: what is the file ([`sniff_format`]), which encoding is it in ([`encoding`]), what is its text in NFC
//! and how do positions in it lead back ([`nfc`]).
//!
//! Promises: any bytes give an answer, in linear time and without a panic; nothing is guessed in silence (a doubtful encoding
//! raises `encoding-uncertain`); a byte order mark is no part of the text, every other character is, line ends included;
//! [`Decoded::to_source`] leads every range of the text to whole characters of the text before NFC, which is what spans on
//! the wire refer to.
//!
//! It does not repair: bytes that the encoding does not allow become U+FFFD, and text that was decoded wrongly before it was
//! saved stays as it is ([`looks_like_mojibake`] tells it). It does not know headings, tables or fields.
//!
//! Encodings: UTF-8, CP949, UTF-16 in both byte orders. Johab, ISO-2022-KR and UTF-32 are not read. Documents that are no
//! plain text are recognised, and refused with the way out.
#![allow(clippy::result_large_err, reason = "the error is a document's only diagnostic: one for a file, never on a hot path")]

pub mod container;
pub mod docx;
pub mod encoding;
mod flow;
mod format;
pub mod hangul;
pub mod html;
pub mod hwp5;
pub mod hwpml;
pub mod hwpx;
mod likelihood;
mod mojibake;
pub mod nfc;
pub mod pdf;
pub mod readings;
pub mod structure;

pub use flow::{Native, NativeBlock, NativeCell, NativeParagraph, NativeTable};
pub use format::{Format, sniff_format};
pub use mojibake::looks_like_mojibake;
pub use structure::Kind;

use crate::diag::{Diagnostic, codes};
use crate::limits::Limits;
use crate::span::Range;
use encoding::{Detected, Encoding, EncodingDoubt, detect_encoding, sure_text};
use nfc::OffsetMap;
use pdf::Recogniser;
use structure::Structured;

/// A document's text.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// What the file is, as `source.format` says it.
    pub format: &'static str,
    /// WHATWG label of the encoding; none where the format has its own.
    pub encoding: Option<&'static str>,
    /// The text in NFC, which the stages read.
    pub text: String,
    /// The text before NFC, where it differs.
    pub original: Option<Original>,
    /// Paragraphs and tables, where the format has them.
    pub native: Option<Native>,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
}

/// A text before NFC, and the way back to it.
#[derive(Clone, Debug)]
pub struct Original {
    /// The text as it was decoded.
    pub text: String,
    /// From the text in NFC to this one.
    pub map: OffsetMap,
}

impl Decoded {
    /// A document from its text, as a reader of any format found it.
    pub fn from_text(format: &'static str, encoding: Option<&'static str>, source_text: String, diagnostics: Vec<Diagnostic>) -> Self {
        let (text, original) = match nfc::normalize(&source_text) {
            Some((text, map)) => (text, Some(Original { text: source_text, map })),
            None => (source_text, None),
        };
        Self { format, encoding, text, original, native: None, diagnostics }
    }

    /// The text that the stages read, in NFC.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text that spans refer to: as decoded, before NFC.
    pub fn source_text(&self) -> &str {
        self.original.as_ref().map_or(&self.text, |o| &o.text)
    }

    /// Byte range of [`text`](Self::text) → byte range of [`source_text`](Self::source_text), widened to whole characters and
    /// to whole groups of characters that NFC makes one of. Ranges that end behind the text end with it.
    pub fn to_source(&self, range: Range) -> Range {
        let source = self.source_text();
        let range = match &self.original {
            Some(original) => original.map.to_source(range),
            None => range,
        };
        let end = ceil_char_boundary(source, range.end as usize);
        let start = floor_char_boundary(source, range.start as usize);
        if range.is_empty() { Range::new(start, start) } else { Range::new(start, end) }
    }

    /// Whether the two texts differ, so that ranges have to be led back.
    pub fn has_offset_map(&self) -> bool {
        self.original.is_some()
    }
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil_char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Decodes one document.
///
/// Errors: `file-empty` for no bytes or nothing but blanks; `file-too-large` over [`Limits::max_bytes`], or over the 4 GiB of
/// text that positions can reach; `file-unreadable` for a document or archive of another format, with the way out;
/// `file-encrypted` for a locked one; `not-a-report` for programs, recordings and bytes that are no text.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, Diagnostic> {
    decode_as(sniff_format(bytes), bytes, limits, read_container)
}

/// Decodes one document of a format that is known ([`sniff_format`]); `read` takes containers apart.
///
/// Errors: as for [`decode`].
pub fn decode_as(
    format: Format,
    bytes: &[u8],
    limits: &Limits,
    read: impl FnOnce(Format, &[u8], &Limits) -> Result<Structured, Diagnostic>,
) -> Result<Decoded, Diagnostic> {
    if bytes.len() as u64 > limits.max_bytes {
        return Err(too_large(bytes.len() as u64, limits.max_bytes));
    }
    if bytes.iter().all(|&b| is_blank(char::from(b))) {
        return Err(empty(bytes.len()));
    }
    if format.is_container() {
        return Ok(Decoded::from_structured(format.name(), read(format, bytes, limits)?));
    }
    if let Some(refusal) = format.refusal() {
        return Err(refusal);
    }
    // Nearly every text file: read once, and nothing to be found out.
    let (text, encoding, doubt) = match sure_text(bytes) {
        Some(text) => (text.to_owned(), Encoding::Utf8, None),
        None => {
            let detected = detect_encoding(bytes);
            if detected.noise {
                return Err(noise());
            }
            let (encoding, doubt) = (detected.encoding, uncertain(&detected));
            (detected.into_text(bytes), encoding, doubt)
        }
    };
    if text.chars().all(is_blank) {
        return Err(empty(bytes.len()));
    }
    if u32::try_from(text.len()).is_err() {
        return Err(too_large(text.len() as u64, u64::from(u32::MAX)));
    }
    Ok(Decoded::from_text(format.name(), Some(encoding.label()), text, doubt.into_iter().collect()))
}

/// Takes a document of a container format apart ([`Format::is_container`]).
///
/// Errors: `file-unreadable`, `file-encrypted` or `container-limit` of the format's reader; for a format without a reader, why it
/// is not read.
pub fn read_container(format: Format, bytes: &[u8], limits: &Limits) -> Result<Structured, Diagnostic> {
    read_container_with(format, bytes, limits, None)
}

/// Takes a document of a container format apart like [`read_container`]; pages without text through `recogniser`, if there is
/// one.
pub fn read_container_with(
    format: Format,
    bytes: &[u8],
    limits: &Limits,
    recogniser: Option<&Recogniser>,
) -> Result<Structured, Diagnostic> {
    match format {
        Format::Hwp => hwp5::read(bytes, limits),
        Format::Hwpx => hwpx::read(bytes, limits),
        Format::Hwpml => hwpml::read(bytes, limits),
        Format::Docx => docx::read(bytes, limits),
        Format::Html => html::read(bytes, limits),
        Format::Mhtml => html::read_mhtml(bytes, limits),
        Format::Pdf | Format::PdfEncrypted => pdf::read_with(bytes, limits, recogniser),
        other => Err(other.refusal().unwrap_or_else(|| {
            let name = other.name();
            Diagnostic::new(
                &codes::FILE_UNREADABLE,
                format!("found {name}, which is no container; it was not taken apart"),
                format!("{name} 형식은 여러 부분으로 된 문서가 아니므로 풀어 읽지 않았습니다"),
            )
        })),
    }
}

/// White space, and what stands for nothing: NUL padding, the end mark of DOS, zero-width space, byte order mark.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\0' | '\x1a' | '\u{200b}' | '\u{feff}')
}

fn empty(size: usize) -> Diagnostic {
    let (found, found_ko) = if size == 0 {
        ("the file has no bytes".to_owned(), "파일에 내용이 없습니다".to_owned())
    } else {
        (format!("the {size} bytes of the file are nothing but blanks"), format!("파일 {size}바이트가 모두 빈칸입니다"))
    };
    Diagnostic::new(&codes::FILE_EMPTY, found, found_ko)
}

fn too_large(size: u64, most: u64) -> Diagnostic {
    Diagnostic::new(
        &codes::FILE_TOO_LARGE,
        format!("the document has {size} bytes, over the limit of {most}; it was not read"),
        format!("문서 크기가 {size}바이트로 한도 {most}바이트를 넘어 읽지 않았습니다"),
    )
}

fn noise() -> Diagnostic {
    Diagnostic::new(
        &codes::NOT_A_REPORT,
        "the bytes are neither text nor a known document format; they were not read",
        "텍스트도 아니고 알려진 문서 형식도 아니므로 읽지 않았습니다",
    )
}

fn uncertain(detected: &Detected) -> Option<Diagnostic> {
    let read = detected.encoding.label();
    let (message, message_ko) = match detected.doubt? {
        EncodingDoubt::Close(other) => {
            let other = other.label();
            (
                format!("the encoding may be {read} or {other}; read as {read}"),
                format!("인코딩이 {read}인지 {other}인지 확실하지 않아 {read}(으)로 읽었습니다"),
            )
        }
        EncodingDoubt::Damaged(other) => {
            let other = other.label();
            (
                format!("much of the text is invalid in {read}, and more so in {other}; read as {read}"),
                format!("{read}에도 {other}에도 맞지 않는 곳이 많아 {read}(으)로 읽었습니다"),
            )
        }
        EncodingDoubt::Unlikely(other) => {
            let other = other.label();
            (
                format!("the text is unlikely to be Korean in {read}, and more so in {other}; read as {read}"),
                format!("{read}로도 {other}로도 한국어로 보기 어려워 {read}(으)로 읽었습니다"),
            )
        }
        EncodingDoubt::Mark(other) => {
            let other = other.label();
            (
                format!("the file begins with the mark of {other} but holds {read}; read as {read}"),
                format!("{other} 표시로 시작하지만 내용은 {read}이므로 {read}(으)로 읽었습니다"),
            )
        }
    };
    Some(Diagnostic::new(&codes::ENCODING_UNCERTAIN, message, message_ko))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    const REPORT: &str = "2-4 나래구 빗물정원 조성\n□ 사업개요\n ○ 사업기간 : 2023. 4. ~ 2025. 12.\n";

    fn read(bytes: impl AsRef<[u8]>) -> Decoded {
        decode(bytes.as_ref(), &Limits::default()).unwrap()
    }

    fn refused(bytes: impl AsRef<[u8]>) -> &'static str {
        decode(bytes.as_ref(), &Limits::default()).unwrap_err().code.name
    }

    #[test]
    fn a_sound_file_gives_its_text_and_nothing_else() {
        let decoded = read(REPORT);
        assert_eq!(decoded.text(), REPORT);
        assert_eq!(decoded.source_text(), REPORT);
        assert_eq!((decoded.format, decoded.encoding), ("text", Some("UTF-8")));
        assert!(!decoded.has_offset_map());
        assert!(decoded.diagnostics.is_empty());
        assert_eq!(decoded.to_source(Range::new(4, 7)), Range::new(4, 7));
    }

    #[test]
    fn a_mark_is_no_part_of_the_text() {
        assert_eq!(read(format!("\u{feff}{REPORT}")).text(), REPORT);
        let mut utf16 = b"\xfe\xff".to_vec();
        utf16.extend(REPORT.encode_utf16().flat_map(u16::to_be_bytes));
        let decoded = read(utf16);
        assert_eq!((decoded.text(), decoded.encoding), (REPORT, Some("UTF-16BE")));
    }

    #[test]
    fn line_ends_and_odd_characters_stay() {
        let text = "공약\r\n사업\r계\x0c면적\u{a0}3㎡ ①\u{f02b1}\u{200b}.";
        assert_eq!(read(text).text(), text);
    }

    #[test]
    fn jamo_are_composed_and_lead_back() {
        let source: String = REPORT.nfd().collect();
        let decoded = read(&source);
        assert_eq!(decoded.text(), REPORT);
        assert_eq!(decoded.source_text(), source);
        let at = REPORT.find("빗물").unwrap();
        let raw = &source[decoded.to_source(Range::new(at, at + 6)).to_usize()];
        assert_eq!(raw.nfc().collect::<String>(), "빗물");
        // A range that cuts a syllable is widened to it.
        assert_eq!(decoded.to_source(Range::new(at + 1, at + 2)), decoded.to_source(Range::new(at, at + 3)));
    }

    #[test]
    fn files_without_content_are_empty() {
        for bytes in
            [&b""[..], b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe \0\n\0", b"\0\0\0\0", "\u{3000}\u{feff}\n".as_bytes()]
        {
            assert_eq!(refused(bytes), "file-empty", "{bytes:?}");
        }
    }

    #[test]
    fn other_formats_and_noise_are_refused() {
        assert_eq!(refused(b"%PDF-1.7\n1 0 obj"), "file-unreadable");
        assert_eq!(refused("<html><body></body></html>"), "file-unreadable");
        assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "file-unreadable");
        assert_eq!(refused(b"SCDSA002\0\0"), "file-encrypted");
        assert_eq!(refused(b"\x7fELF\x02\x01\x01"), "not-a-report");
        assert_eq!(refused([0xff; 64]), "not-a-report");
        assert_eq!(refused("공\0약\0사\0업\0".repeat(9)), "not-a-report");
    }

    #[test]
    fn the_limit_holds_without_a_file_too() {
        let limits = Limits { max_bytes: 8, ..Limits::default() };
        assert!(decode(b"12345678", &limits).is_ok());
        let error = decode(b"123456789", &limits).unwrap_err();
        assert_eq!(error.code.name, "file-too-large");
    }

    #[test]
    fn doubt_is_said_once_and_names_both_encodings() {
        let decoded = read(b"caf\xe9 2024\n");
        let [doubt] = &decoded.diagnostics[..] else { panic!("{:?}", decoded.diagnostics) };
        assert_eq!(doubt.code.name, "encoding-uncertain");
        for label in ["UTF-8", "EUC-KR"] {
            assert!(doubt.message.contains(label) && doubt.message_ko.contains(label));
        }
    }

    #[test]
    fn mojibake_is_kept() {
        let text = "\u{b0}\u{f8}\u{be}\u{e0} \u{bb}\u{e7}\u{be}\u{f7}\n".repeat(4);
        let decoded = read(&text);
        assert_eq!(decoded.text(), text);
        assert!(looks_like_mojibake(decoded.text()));
    }

    /// Text as it may stand in a file, with characters that NFC changes.
    fn any_text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[가-힣0-9 \n]{0,40}".prop_map(|s| s.nfd().collect()),
            "[가-힣\u{1161}\u{11a8}\u{301}\u{323}\u{f90a}a]{0,20}",
        ]
    }

    proptest! {
        #[test]
        fn any_bytes_give_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..4_000)) {
            if let Ok(decoded) = decode(&bytes, &Limits::default()) {
                let whole = decoded.to_source(Range::new(0, decoded.text().len()));
                prop_assert_eq!(whole.to_usize(), 0..decoded.source_text().len());
            }
        }

        #[test]
        fn ranges_lead_back_to_whole_characters(source in any_text(), cut in any::<(prop::sample::Index, prop::sample::Index)>()) {
            let decoded = Decoded::from_text("text", None, source.clone(), Vec::new());
            let places: Vec<usize> = decoded.text().char_indices().map(|(at, _)| at).chain([decoded.text().len()]).collect();
            let (a, b) = (places[cut.0.index(places.len())], places[cut.1.index(places.len())]);
            let range = Range::new(a.min(b), a.max(b));
            let led = decoded.to_source(range);
            prop_assert!(source.get(led.to_usize()).is_some());
            prop_assert_eq!(led.is_empty(), range.is_empty());
            let nothing_changes = source.nfc().collect::<String>() == source;
            prop_assert_eq!(!decoded.has_offset_map(), nothing_changes);
            if nothing_changes {
                prop_assert_eq!(led, range);
            }
            let wider = decoded.to_source(Range { start: 0, end: range.end });
            prop_assert!(wider.contains(led));
        }

        #[test]
        fn utf8_text_is_read_as_it_is(text in "[가-힣]{4}[가-힣0-9 a-z\n·○]{0,80}") {
            let decoded = decode(text.as_bytes(), &Limits::default()).unwrap();
            prop_assert_eq!(decoded.encoding, Some("UTF-8"));
            prop_assert_eq!(decoded.text(), text);
        }
    }
}
