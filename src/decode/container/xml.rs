//! XML as a balanced stream of elements and text.
//!
//! In: the bytes of one XML document ([`decode`]), then its text ([`Reader`]). Out: [`Event`]s: an element begins, text, an
//! element ends, the document is done. Followed are XML 1.0 (5th edition), 2.4 character data, 2.11 line ends, 4.1
//! references, appendix F for the encoding; names without their namespace prefix.
//!
//! Promises: every [`Event::Start`] has its [`Event::End`], whatever the document does, and [`Event::Done`] comes last and
//! again for ever: a reader needs no name to know which element ends. An empty element is a start and an end. The five
//! predefined entities and numeric references are resolved, in text and in attributes; any other stays as it is written.
//! A document type is skipped: nothing that it declares is expanded or fetched. Elements nested deeper than
//! [`Limits::max_depth`](crate::limits::Limits::max_depth) are an error.
//!
//! It does not validate. A document that is not well-formed is read as far as it can be, and [`Reader::is_damaged`] tells.
//!
//! Known lies: UTF-8 is declared and the bytes are another encoding, end tags are missing or crossed at the place where a
//! part was cut off, `&` stands for itself.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;
use quick_xml::events::{BytesStart, Event as Raw};

use super::Budget;
use crate::diag::Diagnostic;

/// The declaration stands within these first bytes.
const DECLARATION_WITHIN: usize = 256;
/// Longest reference that is looked at: `&#x0010FFFF;` has 12 bytes.
const LONGEST_REFERENCE: usize = 32;

/// The text of an XML document.
#[derive(Debug)]
pub struct Text<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// Bytes that are no characters of the encoding were replaced.
    pub damaged: bool,
}

/// Reads the bytes in the encoding that a byte order mark, the first bytes or the declaration tell; UTF-8 otherwise.
pub fn decode(bytes: &[u8]) -> Text<'_> {
    let encoding = match bytes {
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        _ => declared(bytes),
    };
    // A byte order mark goes before what was declared.
    let (text, _, damaged) = encoding.decode(bytes);
    Text { text, damaged }
}

fn declared(bytes: &[u8]) -> &'static Encoding {
    let head = &bytes[..bytes.len().min(DECLARATION_WITHIN)];
    let label = head
        .starts_with(b"<?xml")
        .then(|| memchr(b'>', head).map(|end| &head[..end]))
        .flatten()
        .and_then(|declaration| Some(&declaration[memchr::memmem::find(declaration, b"encoding")? + "encoding".len()..]))
        .and_then(|rest| rest.split(|b| matches!(b, b'"' | b'\'')).nth(1));
    // A declaration that can be read byte by byte is not in UTF-16.
    label.and_then(Encoding::for_label).filter(|e| e.is_ascii_compatible()).unwrap_or(UTF_8)
}

/// A piece of the document.
#[derive(Debug)]
pub enum Event<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// Text, with its references resolved; one run of text may come in several pieces.
    Text(Cow<'a, str>),
    /// The element that began last, and has not ended, ends.
    End,
    /// The document ends.
    Done,
}

/// The start of an element.
#[derive(Debug)]
pub struct Element<'a> {
    tag: BytesStart<'a>,
}

impl Element<'_> {
    /// Its name without the prefix.
    pub fn name(&self) -> &str {
        self.tag.local_name().into_inner()
    }

    /// The value of the attribute with this name, whatever its prefix, with references resolved.
    pub fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        self.either(name, name)
    }

    /// The value of the first attribute that has one of two names. References are resolved in that one alone: an element of a
    /// word processor has a dozen attributes, of which one is wanted.
    pub fn either(&self, one: &str, other: &str) -> Option<Cow<'_, str>> {
        let mut attributes = self.tag.attributes();
        attributes.with_checks(false);
        let found = attributes.flatten().find(|a| {
            let name = a.key.local_name().into_inner();
            name == one || name == other
        });
        found.map(|a| resolved(a.value))
    }

    /// Its attributes: names without the prefix, values with references resolved.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let mut attributes = self.tag.attributes();
        attributes.with_checks(false);
        attributes.flatten().map(|attribute| (attribute.key.local_name().into_inner(), resolved(attribute.value)))
    }
}

fn resolved(value: Cow<'_, str>) -> Cow<'_, str> {
    match value {
        Cow::Borrowed(raw) => unescape(raw),
        Cow::Owned(raw) => Cow::Owned(unescape(&raw).into_owned()),
    }
}

/// The stream of events.
pub struct Reader<'a> {
    raw: quick_xml::Reader<&'a [u8]>,
    part: &'a str,
    /// Names of the open elements, one behind the other, and where each begins.
    names: String,
    open: Vec<usize>,
    /// Ends to give before reading on.
    pending: usize,
    done: bool,
    damaged: bool,
}

impl<'a> Reader<'a> {
    /// Reads the text of a part; its name is for messages.
    pub fn new(text: &'a str, part: &'a str) -> Self {
        let mut raw = quick_xml::Reader::from_str(text);
        let config = raw.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        Self { raw, part, names: String::new(), open: Vec::new(), pending: 0, done: false, damaged: false }
    }

    /// Whether something so far was not well-formed: tags crossed, missing or cut off.
    pub fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// Open elements.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// The next event.
    ///
    /// Errors: `container-limit` for elements nested too deep.
    #[allow(clippy::should_implement_trait, reason = "an iterator cannot be given a budget")]
    pub fn next(&mut self, budget: &Budget<'_>) -> Result<Event<'a>, Diagnostic> {
        loop {
            if self.pending > 0 {
                self.pending -= 1;
                self.close();
                return Ok(Event::End);
            }
            if self.done {
                return Ok(Event::Done);
            }
            match self.raw.read_event() {
                Ok(Raw::Start(tag)) => return self.begin(tag, budget),
                Ok(Raw::Empty(tag)) => {
                    self.pending = 1;
                    return self.begin(tag, budget);
                }
                Ok(Raw::End(tag)) => self.end(tag.local_name().into_inner()),
                Ok(Raw::Text(text)) => return Ok(Event::Text(text.xml10_content())),
                Ok(Raw::CData(text)) => return Ok(Event::Text(text.xml10_content())),
                Ok(Raw::GeneralRef(reference)) => return Ok(Event::Text(reference_text(&reference).into())),
                Ok(Raw::Eof) => self.finish(!self.open.is_empty()),
                Ok(Raw::Comment(_) | Raw::Decl(_) | Raw::PI(_) | Raw::DocType(_)) => {}
                Err(_) => self.finish(true),
            }
        }
    }

    /// Skips to the end of the element that began last.
    pub fn skip(&mut self, budget: &Budget<'_>) -> Result<(), Diagnostic> {
        let outside = self.open.len().saturating_sub(1);
        while self.open.len() > outside {
            if matches!(self.next(budget)?, Event::Done) {
                break;
            }
        }
        Ok(())
    }

    /// The text of the element that began last, to its end; elements within it are passed over, their text kept.
    pub fn text(&mut self, budget: &Budget<'_>) -> Result<String, Diagnostic> {
        let outside = self.open.len().saturating_sub(1);
        let mut text = String::new();
        while self.open.len() > outside {
            match self.next(budget)? {
                Event::Text(piece) => text.push_str(&piece),
                Event::Done => break,
                Event::Start(_) | Event::End => {}
            }
        }
        Ok(text)
    }

    fn begin(&mut self, tag: BytesStart<'a>, budget: &Budget<'_>) -> Result<Event<'a>, Diagnostic> {
        budget.check_depth(self.part, self.open.len() + 1)?;
        self.open.push(self.names.len());
        self.names.push_str(tag.local_name().into_inner());
        Ok(Event::Start(Element { tag }))
    }

    fn close(&mut self) {
        if let Some(start) = self.open.pop() {
            self.names.truncate(start);
        }
    }

    /// An end tag ends the innermost open element of its name and all within that; one that ends nothing is passed over.
    fn end(&mut self, name: &str) {
        let mut to = self.names.len();
        for (up, &from) in self.open.iter().rev().enumerate() {
            if self.names.get(from..to) == Some(name) {
                self.pending = up + 1;
                self.damaged |= up > 0;
                return;
            }
            to = from;
        }
        self.damaged = true;
    }

    fn finish(&mut self, damaged: bool) {
        self.pending = self.open.len();
        self.damaged |= damaged;
        self.done = true;
    }
}

/// A value with its references resolved.
fn unescape(raw: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', raw.as_bytes()) else {
        return Cow::Borrowed(raw);
    };
    let mut out = String::with_capacity(raw.len());
    out.push_str(&raw[..first]);
    let mut rest = &raw[first..];
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.bytes().take(LONGEST_REFERENCE).position(|b| b == b';') {
            Some(end) => {
                out.push_str(&reference_text(&rest[..end]));
                rest = &rest[end + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What a reference stands for; the reference itself where that is not known.
fn reference_text(name: &str) -> String {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).filter(|&c| c != '\0');
    let resolved = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => match name.strip_prefix('#') {
            Some(digits) => match digits.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => number(hexadecimal, 16),
                None => number(digits, 10),
            },
            None => None,
        },
    };
    resolved.map_or_else(|| format!("&{name};"), String::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;
    use crate::limits::Limits;

    /// The events as one line: `<name attribute=value>`, text, `</>`; `!` where damage was met.
    fn events(xml: &str) -> String {
        let limits = Limits::default();
        let budget = Budget::new(&limits);
        let mut reader = Reader::new(xml, "part.xml");
        let mut out = String::new();
        loop {
            match reader.next(&budget).unwrap() {
                Event::Start(element) => {
                    out.push_str(&format!("<{}", element.name()));
                    element.attributes().for_each(|(name, value)| out.push_str(&format!(" {name}={value}")));
                    out.push('>');
                }
                Event::Text(text) => out.push_str(&text),
                Event::End => out.push_str("</>"),
                Event::Done => break,
            }
        }
        assert!(matches!(reader.next(&budget), Ok(Event::Done)));
        out + if reader.is_damaged() { "!" } else { "" }
    }

    #[test]
    fn prefixes_go_and_empty_elements_end() {
        assert_eq!(
            events(r#"<?xml version="1.0"?><hp:p xmlns:hp="u" hp:id="1"><hp:t>가</hp:t><br/></hp:p>"#),
            "<p hp=u id=1><t>가</><br></></>"
        );
    }

    #[test]
    fn references_are_resolved_once_and_others_stay() {
        assert_eq!(events("<t>&lt;&amp;lt;&#44032;&#xAC01;&nbsp;&#0;&#xD800;</t>"), "<t><&lt;가각&nbsp;&#0;&#xD800;</>");
        assert_eq!(events(r#"<t a="&lt;b&gt; &amp;amp; &#44032; &what; &"/>"#), "<t a=<b> &amp; 가 &what; &></>");
        assert_eq!(events("<t>R&D <![CDATA[<가&amp;>]]></t>"), "<t>R&D <가&amp;></>");
    }

    #[test]
    fn a_document_type_expands_nothing() {
        let bomb = r#"<!DOCTYPE a [<!ENTITY b "한별시"><!ENTITY c "&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]><a>&c;&d;</a>"#;
        assert_eq!(events(bomb), "<a>&c;&d;</>");
    }

    #[test]
    fn tags_are_balanced_whatever_comes() {
        assert_eq!(events("<a><b><c>가</b>나</a>"), "<a><b><c>가</></>나</>!");
        assert_eq!(events("<a></x>가</a></a>"), "<a>가</>!");
        assert_eq!(events("<a><b>가"), "<a><b>가</></>!");
        assert_eq!(events("<a><b>가</b><c at"), "<a><b>가</></>!");
        assert_eq!(events("가 나"), "가 나");
        assert_eq!(events(""), "");
    }

    #[test]
    fn the_same_name_within_itself_is_counted() {
        assert_eq!(events("<p><p>가</p>나</p>"), "<p><p>가</>나</>");
    }

    #[test]
    fn nesting_is_bounded() {
        let limits = Limits { max_depth: 50, ..Limits::default() };
        let budget = Budget::new(&limits);
        let deep = "<a>".repeat(51);
        let mut reader = Reader::new(&deep, "part.xml");
        for _ in 0..50 {
            assert!(matches!(reader.next(&budget), Ok(Event::Start(_))));
        }
        let refusal = reader.next(&budget).unwrap_err();
        assert_eq!(refusal.code, &codes::CONTAINER_LIMIT);
        assert!(refusal.message.starts_with("part.xml") && refusal.message.contains("max_depth"));
    }

    #[test]
    fn skip_and_text_stop_with_their_element() {
        let limits = Limits::default();
        let budget = Budget::new(&limits);
        let mut reader = Reader::new("<a><b><b>가</b>나</b><c>다<d>라</d></c>마</a>", "part.xml");
        assert!(matches!(reader.next(&budget), Ok(Event::Start(_))));
        assert!(matches!(reader.next(&budget), Ok(Event::Start(_))));
        reader.skip(&budget).unwrap();
        assert!(matches!(reader.next(&budget), Ok(Event::Start(e)) if e.name() == "c"));
        assert_eq!(reader.text(&budget).unwrap(), "다라");
        assert!(matches!(reader.next(&budget), Ok(Event::Text(t)) if t == "마"));
        let mut empty = Reader::new("<a><b/>가</a>", "part.xml");
        assert!(matches!(empty.next(&budget), Ok(Event::Start(_))));
        assert!(matches!(empty.next(&budget), Ok(Event::Start(_))));
        empty.skip(&budget).unwrap();
        assert!(matches!(empty.next(&budget), Ok(Event::Text(t)) if t == "가"));
    }

    #[test]
    fn encodings() {
        let xml = "<a>한별시</a>";
        let utf16 = |mark: bool, big: bool| -> Vec<u8> {
            let units = mark.then_some(0xFEFF).into_iter().chain(xml.encode_utf16());
            units.flat_map(|u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        let mut euc_kr = b"<?xml version='1.0' encoding='EUC-KR'?>".to_vec();
        euc_kr.extend_from_slice(&encoding_rs::EUC_KR.encode(xml).0);
        let documents = [
            xml.as_bytes().to_vec(),
            format!("\u{FEFF}{xml}").into_bytes(),
            utf16(true, false),
            utf16(true, true),
            utf16(false, false),
            utf16(false, true),
            euc_kr,
            format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?>{xml}").into_bytes(),
        ];
        for bytes in documents {
            let decoded = decode(&bytes);
            assert!(decoded.text.ends_with(xml) && !decoded.text.starts_with('\u{FEFF}') && !decoded.damaged, "{decoded:?}");
        }
        assert!(decode(b"<a>\xFF\xFE</a>").damaged);
    }
}
