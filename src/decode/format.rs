//! What a file is, by its content. Names and extensions are not asked.
//!
//! In: the bytes. Out: a [`Format`]. Containers are told by their magic numbers and by the names of their entries; what is
//! written in markup is told by its first tag, in any encoding that keeps ASCII (UTF-16 included). What no rule knows is
//! [`Format::Text`]: whether that text can be read is for [`decode`](super::decode) to find out.
//!
//! Nothing is inflated or parsed beyond the names in a ZIP directory, so the cost is linear in the input whatever it claims
//! of itself.

use memchr::memmem;

use crate::diag::{Code, Diagnostic, codes};

/// Declares the formats: wire name, name in messages (English, Korean), and what this build does with it.
macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $called:literal, $called_ko:literal, $way:ident;)*) => {
        /// What a file is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[non_exhaustive]
        pub enum Format { $($(#[$doc])* $variant),* }
        impl Format {
            /// All formats that are told apart.
            pub const ALL: &'static [Format] = &[$(Format::$variant),*];

            /// The word on the wire (`source.format`).
            pub fn name(self) -> &'static str {
                match self { $(Format::$variant => $name),* }
            }

            fn called(self) -> (&'static str, &'static str) {
                match self { $(Format::$variant => ($called, $called_ko)),* }
            }

            fn way(self) -> Way {
                match self { $(Format::$variant => Way::$way),* }
            }
        }
    };
}

/// What is to be done about a file of a format that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// It is read.
    Read,
    /// A document: its own program can save it as text.
    SaveAsText,
    /// It has to be opened with a password or rights first.
    Unlock,
    /// It holds other files.
    Unpack,
    /// It holds no text at all.
    Recognise,
    /// Text in an encoding that is not supported.
    Reencode,
    /// It is no document.
    Nothing,
}

formats! {
    /// Plain text.
    Text = "text", "plain text", "텍스트", Read;
    /// HWP 5: an OLE2 container.
    Hwp = "hwp", "an HWP 5 document", "한글(HWP) 문서", Read;
    /// HWP 5 with a password.
    HwpEncrypted = "hwp", "an HWP 5 document with a password", "암호가 걸린 한글(HWP) 문서", Unlock;
    /// HWP 3 and older.
    Hwp3 = "hwp3", "an HWP 3 document", "한글 3.x(HWP) 문서", SaveAsText;
    /// HWPX (OWPML, KS X 6101): a ZIP container.
    Hwpx = "hwpx", "an HWPX document", "한글(HWPX) 문서", Read;
    /// HWPML: HWP as one XML file.
    Hwpml = "hwpml", "an HWPML document", "HWPML 문서", Read;
    /// PDF.
    Pdf = "pdf", "a PDF document", "PDF 문서", Read;
    /// PDF with encryption.
    PdfEncrypted = "pdf", "an encrypted PDF document", "암호화된 PDF 문서", Read;
    /// Word.
    Docx = "docx", "a Word document (DOCX)", "워드(DOCX) 문서", Read;
    /// Excel.
    Xlsx = "xlsx", "an Excel workbook (XLSX)", "엑셀(XLSX) 문서", SaveAsText;
    /// PowerPoint.
    Pptx = "pptx", "a PowerPoint presentation (PPTX)", "파워포인트(PPTX) 문서", SaveAsText;
    /// OpenDocument of any kind.
    OpenDocument = "odf", "an OpenDocument file", "OpenDocument 문서", SaveAsText;
    /// Word 97–2003.
    Doc = "doc", "a Word 97-2003 document (DOC)", "워드 97-2003(DOC) 문서", SaveAsText;
    /// Excel 97–2003.
    Xls = "xls", "an Excel 97-2003 workbook (XLS)", "엑셀 97-2003(XLS) 문서", SaveAsText;
    /// PowerPoint 97–2003.
    Ppt = "ppt", "a PowerPoint 97-2003 presentation (PPT)", "파워포인트 97-2003(PPT) 문서", SaveAsText;
    /// Word, Excel or PowerPoint with a password: OOXML inside OLE2.
    OfficeEncrypted = "ooxml", "an Office document with a password", "암호가 걸린 오피스 문서", Unlock;
    /// Another OLE2 container.
    Ole = "ole", "an OLE2 container of unknown content", "내용을 알 수 없는 OLE2 파일", SaveAsText;
    /// A container of document security software (Softcamp, Fasoo, NASCA).
    Drm = "drm", "a document locked by document security software (DRM)", "문서보안(DRM)이 걸린 문서", Unlock;
    /// HTML.
    Html = "html", "an HTML page", "웹 페이지(HTML)", Read;
    /// A web page saved as one MIME file.
    Mhtml = "mhtml", "a web page saved as MHTML", "웹 보관 파일(MHTML)", Read;
    /// XML of another kind.
    Xml = "xml", "an XML file", "XML 파일", SaveAsText;
    /// RTF.
    Rtf = "rtf", "an RTF document", "RTF 문서", SaveAsText;
    /// UTF-32.
    Utf32 = "text", "text in UTF-32", "UTF-32 텍스트", Reencode;
    /// ISO-2022-KR.
    Iso2022Kr = "text", "text in ISO-2022-KR", "ISO-2022-KR 텍스트", Reencode;
    /// A ZIP archive.
    Zip = "zip", "a ZIP archive", "ZIP 압축 파일", Unpack;
    /// A ZIP archive with a password.
    ZipEncrypted = "zip", "a ZIP archive with a password", "암호가 걸린 ZIP 압축 파일", Unlock;
    /// Another archive or compressed file.
    Archive = "archive", "a compressed file", "압축 파일", Unpack;
    /// A picture.
    Image = "image", "a picture", "그림 파일", Recognise;
    /// Sound or film.
    Media = "media", "a sound or video file", "음성·영상 파일", Nothing;
    /// A program.
    Executable = "executable", "a program", "실행 파일", Nothing;
    /// A database.
    Database = "database", "a database file", "데이터베이스 파일", Nothing;
}

impl Format {
    /// Whether the document is packed in a container or in markup, so that [`read_container`](super::read_container) has to
    /// take it apart.
    pub fn is_container(self) -> bool {
        matches!(
            self,
            Format::Hwp | Format::Hwpx | Format::Hwpml | Format::Docx | Format::Html | Format::Mhtml | Format::Pdf | Format::PdfEncrypted
        )
    }

    /// The formats that the extension of a file name promises, as [`name`](Self::name) says them; `None` for extensions that
    /// promise nothing.
    pub fn of_extension(extension: &str) -> Option<&'static [&'static str]> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "hwp" => &["hwp", "hwp3"],
            "hwpx" => &["hwpx"],
            "hml" => &["hwpml"],
            "pdf" => &["pdf"],
            "docx" => &["docx"],
            "doc" => &["doc"],
            "htm" | "html" => &["html"],
            "mht" | "mhtml" => &["mhtml"],
            "txt" | "md" => &["text"],
            "rtf" => &["rtf"],
            _ => return None,
        })
    }

    /// Why a document of this format is not read, and the way out; `None` for what is read.
    pub fn refusal(self) -> Option<Diagnostic> {
        let (called, called_ko) = self.called();
        let (code, rest, rest_ko): (&'static Code, _, _) = match self.way() {
            Way::Read => return None,
            Way::SaveAsText => (
                &codes::FILE_UNREADABLE,
                "this format is not read; save the document as HWPX, DOCX or text (.txt) in the program that made it",
                "읽지 않는 형식이므로 문서를 만든 프로그램에서 HWPX, DOCX 또는 텍스트(.txt)로 저장해 주십시오",
            ),
            Way::Unlock => (
                &codes::FILE_ENCRYPTED,
                "it was not opened; remove the protection or save an open copy as text (.txt)",
                "열지 않았으므로 보호를 해제하거나 텍스트(.txt) 사본으로 저장해 주십시오",
            ),
            Way::Unpack => {
                (&codes::FILE_UNREADABLE, "it was not unpacked; extract its files first", "풀지 않았으므로 먼저 압축을 풀어 주십시오")
            }
            Way::Recognise => (
                &codes::FILE_UNREADABLE,
                "it holds no text; run it through character recognition (OCR) first",
                "글자가 들어 있지 않으므로 먼저 문자 인식(OCR)을 거쳐 주십시오",
            ),
            Way::Reencode => (
                &codes::FILE_UNREADABLE,
                "this encoding is not supported; save the text as UTF-8",
                "지원하지 않는 인코딩이므로 UTF-8로 저장해 주십시오",
            ),
            Way::Nothing => (&codes::NOT_A_REPORT, "it is no document and was not read", "문서가 아니므로 읽지 않았습니다"),
        };
        Some(Diagnostic::new(code, format!("found {called}; {rest}"), format!("{called_ko}입니다. {rest_ko}")))
    }
}

/// What the bytes are.
pub fn sniff_format(bytes: &[u8]) -> Format {
    sniff_magic(bytes).or_else(|| sniff_markup(bytes)).unwrap_or(Format::Text)
}

/// Formats that a few bytes at the front give away.
const MAGIC: &[(&[u8], Format)] = &[
    (b"HWP Document File V", Format::Hwp3),
    (b"\x9b DRMONE", Format::Drm),
    (b"SCDSA00", Format::Drm),
    (b"<## NASCA DRM FILE", Format::Drm),
    (b"{\\rtf", Format::Rtf),
    (b"\x89PNG\r\n\x1a\n", Format::Image),
    (b"\xff\xd8\xff", Format::Image),
    (b"GIF87a", Format::Image),
    (b"GIF89a", Format::Image),
    (b"II*\0", Format::Image),
    (b"MM\0*", Format::Image),
    (b"\x1f\x8b\x08", Format::Archive),
    (b"7z\xbc\xaf\x27\x1c", Format::Archive),
    (b"Rar!\x1a\x07", Format::Archive),
    (b"BZh91AY&SY", Format::Archive),
    (b"\xfd7zXZ\0", Format::Archive),
    (b"\x28\xb5\x2f\xfd", Format::Archive),
    (b"ALZ\x01", Format::Archive),
    (b"EGGA\0\x01", Format::Archive),
    (b"\x7fELF", Format::Executable),
    (b"SQLite format 3\0", Format::Database),
    (b"\xff\xfe\0\0", Format::Utf32),
    (b"\0\0\xfe\xff", Format::Utf32),
    (b"\x1b$)C", Format::Iso2022Kr),
];

/// A PDF header may stand behind other bytes, up to here (ISO 32000-1, annex H, implementation note 13).
const PDF_HEADER_WITHIN: usize = 1024;

fn sniff_magic(bytes: &[u8]) -> Option<Format> {
    if let Some((_, format)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(*format);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Some(ole_content(bytes));
    }
    if [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|m| bytes.starts_with(*m)) {
        return Some(zip_content(bytes));
    }
    if is_pdf(bytes) {
        return Some(pdf_kind(bytes));
    }
    match (bytes.get(..4), bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"RIFF"), _, Some(b"WEBP")) => Some(Format::Image),
        (Some(b"RIFF"), _, Some(b"WAVE" | b"AVI ")) => Some(Format::Media),
        (_, Some(b"ftyp"), Some(b"heic" | b"mif1" | b"avif")) => Some(Format::Image),
        (_, Some(b"ftyp"), Some(_)) => Some(Format::Media),
        _ if is_bitmap(bytes) => Some(Format::Image),
        _ if is_dos_program(bytes) => Some(Format::Executable),
        _ if bytes.starts_with(b"ID3") && bytes.get(3).is_some_and(|&v| v < 8) => Some(Format::Media),
        _ => None,
    }
}

/// `BM` and a file size that is true: the two letters alone may begin a text.
fn is_bitmap(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BM") && le32(bytes, 2) == Some(bytes.len() as u32) && le32(bytes, 6) == Some(0)
}

/// `MZ` and the header that it promises.
fn is_dos_program(bytes: &[u8]) -> bool {
    bytes.starts_with(b"MZ")
        && le32(bytes, 0x3c)
            .and_then(|at| bytes.get(at as usize..))
            .is_some_and(|header| header.starts_with(b"PE\0\0") || header.starts_with(b"NE"))
}

/// `%PDF-1.` at the front; behind other bytes only where the end of the file has the end mark too, since a text may mention
/// the header.
fn is_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(PDF_HEADER_WITHIN)];
    match memmem::find(head, b"%PDF-") {
        Some(0) => true,
        Some(_) => {
            let tail = &bytes[bytes.len().saturating_sub(PDF_HEADER_WITHIN)..];
            memmem::find(tail, b"%%EOF").is_some()
        }
        None => false,
    }
}

fn pdf_kind(bytes: &[u8]) -> Format {
    let encrypted = memmem::find_iter(bytes, b"/Encrypt")
        .any(|at| bytes.get(at + b"/Encrypt".len()).is_some_and(|b| b.is_ascii_whitespace() || b.is_ascii_digit() || *b == b'<'));
    if encrypted { Format::PdfEncrypted } else { Format::Pdf }
}

/// What an OLE2 container holds, by the names in its directory (UTF-16LE) and by the signature of the HWP file header.
fn ole_content(bytes: &[u8]) -> Format {
    // HWP 5.0 format, 3.2.1: signature (32 bytes), version (4), properties (4); bit 1 = password.
    if let Some(at) = memmem::find(bytes, b"HWP Document File\0") {
        return match le32(bytes, at + 36) {
            Some(properties) if properties & 2 != 0 => Format::HwpEncrypted,
            _ => Format::Hwp,
        };
    }
    let streams = [
        ("EncryptedPackage", Format::OfficeEncrypted),
        ("WordDocument", Format::Doc),
        ("Workbook", Format::Xls),
        ("PowerPoint Document", Format::Ppt),
    ];
    streams
        .into_iter()
        .find(|(name, _)| {
            let name: Vec<u8> = name.bytes().flat_map(|b| [b, 0]).collect();
            memmem::find(bytes, &name).is_some()
        })
        .map_or(Format::Ole, |(_, format)| format)
}

/// What a ZIP holds, by the names in its central directory, or by its first entry where the directory is lost.
fn zip_content(bytes: &[u8]) -> Format {
    let entries = ZipNames::new(bytes);
    let mut found = None;
    let mut encrypted = false;
    for (name, flags) in entries {
        encrypted |= flags & 1 != 0;
        // Some writers part folders by back-slashes, and case is anyone's guess.
        let name: Vec<u8> = name.iter().map(|b| if *b == b'\\' { b'/' } else { b.to_ascii_lowercase() }).collect();
        let format = match name.as_slice() {
            b"mimetype" if memmem::find(&bytes[..bytes.len().min(128)], b"application/hwp+zip").is_some() => Format::Hwpx,
            b"mimetype" if memmem::find(&bytes[..bytes.len().min(128)], b"vnd.oasis.opendocument").is_some() => Format::OpenDocument,
            b"contents/content.hpf" | b"contents/section0.xml" | b"contents/header.xml" => Format::Hwpx,
            b"word/document.xml" => Format::Docx,
            b"xl/workbook.xml" | b"xl/workbook.bin" => Format::Xlsx,
            b"ppt/presentation.xml" => Format::Pptx,
            _ => continue,
        };
        found = Some(format);
        break;
    }
    match found {
        Some(format) => format,
        None if encrypted => Format::ZipEncrypted,
        None => Format::Zip,
    }
}

/// Names and flags of the entries of a ZIP (APPNOTE 4.3.7 and 4.3.12).
struct ZipNames<'a> {
    bytes: &'a [u8],
    at: usize,
    central: bool,
}

impl<'a> ZipNames<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        // End of central directory: 22 bytes and a comment of at most 65,535.
        let from = bytes.len().saturating_sub(22 + 65_535);
        let directory = memmem::rfind(&bytes[from..], b"PK\x05\x06")
            .and_then(|end| le32(bytes, from + end + 16))
            .map(|at| at as usize)
            .filter(|&at| bytes.get(at..).is_some_and(|b| b.starts_with(b"PK\x01\x02")));
        Self { bytes, at: directory.unwrap_or(0), central: directory.is_some() }
    }
}

impl<'a> Iterator for ZipNames<'a> {
    type Item = (&'a [u8], u16);

    fn next(&mut self) -> Option<Self::Item> {
        let (magic, flags, lengths, header) = if self.central { (b"PK\x01\x02", 8, 28, 46) } else { (b"PK\x03\x04", 6, 26, 30) };
        let entry = self.bytes.get(self.at..)?;
        if !entry.starts_with(magic) {
            return None;
        }
        let flags = le16(entry, flags)?;
        let name_len = usize::from(le16(entry, lengths)?);
        let extra_len = usize::from(le16(entry, lengths + 2)?);
        let name = entry.get(header..header + name_len)?;
        self.at += header + name_len + extra_len;
        self.at += if self.central { usize::from(le16(entry, 32)?) } else { le32(entry, 18)? as usize };
        Some((name, flags))
    }
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// How far markup is looked for: portals put comments and blank lines before the first tag.
const MARKUP_WITHIN: usize = 16 << 10;

/// Tags that only HTML begins with.
const PAGE_TAGS: &[&str] = &["html", "head", "body", "title", "meta", "link", "script", "style"];

/// Tags that a piece of a page begins with. A text may begin with one too, so the end is asked as well.
const FRAGMENT_TAGS: &[&str] =
    &["article", "br", "center", "div", "font", "form", "h1", "h2", "h3", "h4", "main", "ol", "p", "section", "span", "table", "ul"];

fn sniff_markup(bytes: &[u8]) -> Option<Format> {
    // Markup begins with `<`, mail with one of its fields; most texts with neither.
    let mut front = bytes.iter().filter(|b| !matches!(b, 0 | 0x0b | 0xef | 0xbb | 0xbf | 0xff | 0xfe) && !b.is_ascii_whitespace());
    if !front.next().is_some_and(|b| matches!(b, b'<' | b'm' | b'M' | b'f' | b'F' | b'c' | b'C')) {
        return None;
    }
    let head = ascii_skeleton(&bytes[..bytes.len().min(MARKUP_WITHIN)]);
    if is_mhtml(&head) {
        return Some(Format::Mhtml);
    }
    let mut rest = head.trim_start();
    let mut xml = false;
    while let Some((inside, end)) =
        [("<?", "?>"), ("<!--", "-->")].into_iter().find_map(|(open, close)| Some((rest.strip_prefix(open)?, close)))
    {
        xml |= end == "?>" && inside.starts_with("xml");
        let Some((_, after)) = inside.split_once(end) else {
            break;
        };
        rest = after.trim_start();
    }
    let tag = first_tag(rest);
    if xml && tag == "hwpml" {
        Some(Format::Hwpml)
    } else if is_doctype_html(rest) || PAGE_TAGS.contains(&&*tag) {
        Some(Format::Html)
    } else if xml {
        Some(Format::Xml)
    } else if FRAGMENT_TAGS.contains(&&*tag) && ends_with_tag(bytes) {
        Some(Format::Html)
    } else {
        None
    }
}

/// The ASCII of a text in any encoding that has ASCII as such: byte order marks and the zero bytes of UTF-16 are left out, and
/// each other byte becomes a character that is no markup.
fn ascii_skeleton(bytes: &[u8]) -> String {
    let bytes = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"].into_iter().find_map(|mark| bytes.strip_prefix(mark)).unwrap_or(bytes);
    bytes.iter().filter(|&&b| b != 0).map(|&b| if b.is_ascii() { char::from(b) } else { '\u{1a}' }).collect()
}

/// The name of the tag that the text begins with, in lower case; empty where it begins with none.
fn first_tag(text: &str) -> String {
    let Some(inside) = text.strip_prefix('<') else {
        return String::new();
    };
    let len = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
    let closed = inside[len..].starts_with(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/');
    if closed { inside[..len].to_ascii_lowercase() } else { String::new() }
}

fn is_doctype_html(text: &str) -> bool {
    let Some(head) = text.get(..9) else {
        return false;
    };
    head.eq_ignore_ascii_case("<!doctype") && text[9..].trim_start().get(..4).is_some_and(|name| name.eq_ignore_ascii_case("html"))
}

fn ends_with_tag(bytes: &[u8]) -> bool {
    bytes.iter().rev().find(|b| **b != 0 && !b.is_ascii_whitespace()).is_some_and(|&b| b == b'>')
}

fn is_mhtml(head: &str) -> bool {
    let lower = head.get(..2048).unwrap_or(head).to_ascii_lowercase();
    let mail = ["mime-version:", "from:", "content-type:"].iter().any(|field| lower.starts_with(field));
    mail && lower.contains("mime-version:") && lower.contains("multipart/related")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniff(bytes: impl AsRef<[u8]>) -> Format {
        sniff_format(bytes.as_ref())
    }

    /// A ZIP with one stored, empty entry of each name, with its directory.
    fn zip(names: &[&str], flags: u16) -> Vec<u8> {
        let mut file = Vec::new();
        let mut directory = Vec::new();
        for name in names {
            let mut local = b"PK\x03\x04\x14\0".to_vec();
            local.extend(flags.to_le_bytes());
            local.extend([0; 18]);
            local.extend((name.len() as u16).to_le_bytes());
            local.extend([0, 0]);
            local.extend(name.as_bytes());
            directory.extend(b"PK\x01\x02\x14\0\x14\0");
            directory.extend(flags.to_le_bytes());
            directory.extend([0; 18]);
            directory.extend((name.len() as u16).to_le_bytes());
            directory.extend([0; 16]);
            directory.extend(name.as_bytes());
            file.extend(local);
        }
        let at = file.len() as u32;
        file.extend(&directory);
        file.extend(b"PK\x05\x06");
        file.extend([0; 12]);
        file.extend(at.to_le_bytes());
        file.extend([0, 0]);
        file
    }

    fn ole(content: &[u8]) -> Vec<u8> {
        let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        file.resize(512, 0);
        file.extend(content);
        file
    }

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn containers_by_magic_and_content() {
        let mut hwp = b"HWP Document File".to_vec();
        hwp.resize(32, 0);
        hwp.extend([0, 0, 0, 5, 1, 0, 0, 0]);
        assert_eq!(sniff(ole(&hwp)), Format::Hwp);
        hwp[36] = 3;
        assert_eq!(sniff(ole(&hwp)), Format::HwpEncrypted);
        assert_eq!(sniff(ole(&utf16le("WordDocument"))), Format::Doc);
        assert_eq!(sniff(ole(&utf16le("EncryptedPackage"))), Format::OfficeEncrypted);
        assert_eq!(sniff(ole(b"")), Format::Ole);
        assert_eq!(sniff(b"HWP Document File V3.00 \x1a\x01\x02"), Format::Hwp3);
        assert_eq!(sniff(b"%PDF-1.7\n%%EOF"), Format::Pdf);
        assert_eq!(sniff(b"\n\n%PDF-1.7\n%%EOF"), Format::Pdf);
        assert_eq!(sniff(b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>"), Format::PdfEncrypted);
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n\0\0"), Format::Image);
        assert_eq!(sniff(b"\x1f\x8b\x08\0\0"), Format::Archive);
        assert_eq!(sniff(b"\x7fELF\x02\x01"), Format::Executable);
        assert_eq!(sniff(b"SCDSA004\0\0\x01"), Format::Drm);
        assert_eq!(sniff(b"\x9b DRMONE  This Document"), Format::Drm);
    }

    #[test]
    fn zips_by_their_entries() {
        assert_eq!(sniff(zip(&["version.xml", "Contents/section0.xml"], 0)), Format::Hwpx);
        assert_eq!(sniff(zip(&["_rels/.rels", "word/document.xml"], 0)), Format::Docx);
        assert_eq!(sniff(zip(&["xl/workbook.xml"], 0)), Format::Xlsx);
        assert_eq!(sniff(zip(&["1-1.txt"], 0)), Format::Zip);
        assert_eq!(sniff(zip(&["1-1.txt"], 1)), Format::ZipEncrypted);
        assert_eq!(sniff(zip(&[], 0)), Format::Zip);
        let mut hwpx = zip(&["mimetype"], 0);
        hwpx.splice(38..38, *b"application/hwp+zip");
        assert_eq!(sniff(&hwpx), Format::Hwpx);
        let truncated = zip(&["word/document.xml", "x"], 0);
        assert_eq!(sniff(&truncated[..60]), Format::Docx);
    }

    #[test]
    fn markup_by_its_first_tag() {
        assert_eq!(sniff("<!DOCTYPE html>\n<html>"), Format::Html);
        assert_eq!(sniff("\u{feff}\n<HTML lang=\"ko\">"), Format::Html);
        assert_eq!(sniff("<?xml version=\"1.0\"?><!-- x --><html>"), Format::Html);
        assert_eq!(sniff(utf16le("<!doctype HTML><p>공약")), Format::Html);
        assert_eq!(sniff("<table>\n<tr><td>공약</td></tr>\n</table>\n"), Format::Html);
        assert_eq!(sniff("<?xml version=\"1.0\"?>\n<HWPML Version=\"2.8\">"), Format::Hwpml);
        assert_eq!(sniff("<?xml version=\"1.0\"?>\n<root/>"), Format::Xml);
        assert_eq!(sniff("From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;"), Format::Mhtml);
    }

    #[test]
    fn texts_that_resemble_other_formats_stay_texts() {
        for text in [
            "",
            "BMW 전기버스 도입\n",
            "MZ세대 창업 지원\n",
            "PK 공동협력 사업\n",
            "GIF 제작 교육\n",
            "공약 1-1 <html> 태그 교육\n",
            "<표 1> 연차별 투자계획\n",
            "<table> 은 표를 뜻한다\n",
            "<p>입력란 안내\n",
            "< 사업개요 >\n",
            "%PDF 변환\n",
            "1-1\n홍보자료(%PDF-1.4 형식) 제작\n",
            "ID3 태그 교육\n",
            "EGG 체험관 조성\n",
        ] {
            assert_eq!(sniff(text), Format::Text, "{text:?}");
        }
    }

    #[test]
    fn every_format_that_is_not_read_is_refused_with_a_way_out() {
        for &format in Format::ALL {
            let refusal = format.refusal();
            assert_eq!(refusal.is_none(), format == Format::Text || format.is_container());
            let Some(refusal) = refusal else { continue };
            assert!(refusal.message.starts_with("found "), "{}", refusal.message);
            assert!(!refusal.message.ends_with('.') && !refusal.message_ko.ends_with('.'));
            assert_eq!(refusal.code.severity, crate::diag::Severity::Error);
        }
        let code = |f: Format| f.refusal().map(|d| d.code.name);
        assert_eq!(code(Format::Hwp3), Some("file-unreadable"));
        assert_eq!(code(Format::HwpEncrypted), Some("file-encrypted"));
        assert_eq!(code(Format::Drm), Some("file-encrypted"));
        assert_eq!(code(Format::Executable), Some("not-a-report"));
    }
}
