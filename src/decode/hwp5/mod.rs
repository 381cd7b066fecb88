//! HWP 5 (한글 문서): the binary format of the Hangul word processor since 2002.
//!
//! In: the bytes of a file. Out: a [`Structured`], or the [`Diagnostic`] that says why the document cannot be read. The way
//! follows the publisher's description of the format (한글 문서 파일 구조 5.0, revision 1.3): a compound file (MS-CFB) with the
//! streams `FileHeader`, `DocInfo` and `BodyText/Section0`, 1, …, each but the first a raw deflate stream of records.
//! Distribution documents (배포용 문서) hold their sections scrambled in `ViewText`. Other streams (pictures, scripts,
//! history) are not read.
//!
//! Promises: any bytes give an answer, without a panic and within [`Limits`]; sections come in the order of their numbers;
//! text is the author's, numbers and bullets of paragraphs are marks; what is damaged is said (`document-incomplete`), and what
//! came before the damage is kept.
//!
//! It does not open documents with a password, lays nothing out (the number of a page is the one that was saved), and takes
//! text that change tracking (변경 추적) marks as deleted for text.
//!
//! Known lies of the format: record sizes past the end of their stream; row, column and span counts that cells contradict;
//! names of streams in another case; compound files with a sector in two chains; the stub "상위 버전의 배포용 문서" in `BodyText`
//! of a distribution document; the flag for compression on streams that are zlib's, or not compressed.

mod body;
mod chains;
mod compound;
mod distribution;
mod doc_info;
mod record;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;

use crate::decode::container::{Budget, Inflated, inflate};
use crate::decode::structure::{Block, Structured};
use crate::diag::{Diagnostic, codes};
use crate::limits::Limits;
use body::Body;
use compound::Compound;
use doc_info::DocInfo;
use record::{Records, tag, u32_at};

/// First bytes of the stream `FileHeader`.
const SIGNATURE: &[u8] = b"HWP Document File";

/// Properties of a document, from `FileHeader`.
#[derive(Clone, Copy, Debug)]
struct Flags(u32);

impl Flags {
    fn compressed(self) -> bool {
        self.0 & 1 != 0
    }

    fn password(self) -> bool {
        self.0 & 2 != 0
    }

    fn distribution(self) -> bool {
        self.0 & 4 != 0
    }

    /// Document security (DRM), or encryption with a certificate.
    fn secured(self) -> bool {
        const DRM: u32 = 1 << 4;
        const CERTIFICATE: u32 = 1 << 8;
        const CERTIFICATE_DRM: u32 = 1 << 10;
        self.0 & (DRM | CERTIFICATE | CERTIFICATE_DRM) != 0
    }
}

/// Reads a document.
///
/// Errors: `file-unreadable` for bytes that are no HWP 5 document, or one of which nothing can be read; `file-encrypted` for
/// one with a password or document security; `container-limit` beyond the limits.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Structured, Diagnostic> {
    let mut budget = Budget::new(limits);
    let mut compound = Compound::open(bytes, &budget)?.ok_or_else(|| {
        unreadable("the file is damaged: its table of contents is not to be found", "파일이 손상되어 내부 목록을 찾지 못하였습니다")
    })?;
    let flags = flags(&mut compound)?;
    if flags.password() {
        return Err(encrypted("the document needs a password; it was not read", "문서에 암호가 설정되어 있어 읽지 않았습니다"));
    }
    let mut document = Structured::default();
    let info = doc_info(&mut compound, &mut budget, flags, &mut document)?;
    let sections = sections(&compound, flags);
    let mut reader = Body::new(&info, &mut budget);
    let mut damaged = false;
    for (place, path) in sections.iter().enumerate() {
        let part = section(&mut compound, reader.budget(), flags, path)?;
        let whole = reader.section(part.bytes(), &mut document.blocks)?;
        if !whole || !part.whole {
            damaged = true;
            incomplete_section(&mut document, place + 1, sections.len(), path, part.bytes().len());
        }
    }
    if document.blocks.is_empty() || (damaged && document.blocks.iter().all(is_blank)) {
        return Err(nothing(flags, sections.len()));
    }
    Ok(document)
}

fn is_blank(block: &Block) -> bool {
    matches!(block, Block::Paragraph(paragraph) if paragraph.text.trim().is_empty())
}

/// A section as it was read.
struct Part {
    bytes: Vec<u8>,
    whole: bool,
}

impl Part {
    fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

fn flags(compound: &mut Compound<'_>) -> Result<Flags, Diagnostic> {
    let header = compound.read("FileHeader").map(stored).filter(|(bytes, _)| bytes.starts_with(SIGNATURE));
    let flags = header.and_then(|(bytes, _)| u32_at(&bytes, 36));
    flags.map(Flags).ok_or_else(|| {
        unreadable("the compound file holds no HWP 5 document; it was not read", "복합 파일 안에 한글(HWP) 문서가 없어 읽지 않았습니다")
    })
}

/// Definitions; without them the text is read all the same.
fn doc_info(compound: &mut Compound<'_>, budget: &mut Budget<'_>, flags: Flags, document: &mut Structured) -> Result<DocInfo, Diagnostic> {
    let (bytes, whole) = match compound.read("DocInfo") {
        Some(stream) => {
            let (packed, whole) = stored(stream);
            let (bytes, unfolded) = unfold(budget, "DocInfo", Cow::Owned(packed), flags, tag::DOCUMENT_PROPERTIES)?;
            (bytes, whole && unfolded)
        }
        None => (Vec::new(), false),
    };
    if !whole {
        document.notice(
            &codes::DOCUMENT_INCOMPLETE,
            "the definitions (DocInfo) are damaged: numbers, bullets or shading may be missing; the text was kept",
            "문서 정보(DocInfo)가 손상되어 번호·글머리표·음영이 빠졌을 수 있습니다. 본문은 읽었습니다",
        );
    }
    Ok(DocInfo::read(&bytes))
}

/// Paths of the sections in the order of their numbers.
fn sections(compound: &Compound<'_>, flags: Flags) -> Vec<String> {
    let of = |storage: &str| {
        let mut found: Vec<(u32, String)> = compound.paths.iter().filter_map(|p| Some((section_number(p, storage)?, p.clone()))).collect();
        found.sort();
        found.into_iter().map(|(_, path)| path).collect::<Vec<_>>()
    };
    // `BodyText` of a distribution document is a stub for old programs.
    let scrambled = if flags.distribution() { of("viewtext/section") } else { Vec::new() };
    if scrambled.is_empty() { of("bodytext/section") } else { scrambled }
}

fn section_number(path: &str, prefix: &str) -> Option<u32> {
    path.to_lowercase().strip_prefix(prefix)?.parse().ok()
}

fn section(compound: &mut Compound<'_>, budget: &mut Budget<'_>, flags: Flags, path: &str) -> Result<Part, Diagnostic> {
    let Some(stream) = compound.read(path) else { return Ok(Part { bytes: Vec::new(), whole: false }) };
    let (packed, whole) = stored(stream);
    let plain = if flags.distribution() { distribution::unscramble(&packed) } else { None };
    let (bytes, unfolded) = unfold(budget, path, plain.map_or(Cow::Borrowed(&packed[..]), Cow::Owned), flags, tag::PARA_HEADER)?;
    Ok(Part { bytes, whole: whole && unfolded })
}

/// Unfolds a stream that should begin with a record of tag `first`; with whether it was whole. Programs other than the
/// publisher's write streams of zlib, or set the flag and compress nothing: both are told by what they begin with.
fn unfold(budget: &mut Budget<'_>, part: &str, packed: Cow<'_, [u8]>, flags: Flags, first: u16) -> Result<(Vec<u8>, bool), Diagnostic> {
    let begins = |bytes: &[u8]| Records::new(bytes).next().is_some_and(|r| r.level == 0 && r.tag == first);
    if flags.compressed() {
        let raw = stored(inflate(budget, part, &packed, false)?);
        if raw.1 || begins(&raw.0) {
            return Ok(raw);
        }
        let zlib = stored(inflate(budget, part, &packed, true)?);
        if begins(&zlib.0) {
            return Ok(zlib);
        }
        if !begins(&packed) {
            return Ok(raw);
        }
    }
    budget.take_inflated(part, packed.len() as u64)?;
    Ok((packed.into_owned(), true))
}

fn stored(read: Inflated) -> (Vec<u8>, bool) {
    match read {
        Inflated::Whole(bytes) => (bytes, true),
        Inflated::Damaged(bytes) => (bytes, false),
    }
}

fn incomplete_section(document: &mut Structured, place: usize, count: usize, path: &str, bytes: usize) {
    document.notice(
        &codes::DOCUMENT_INCOMPLETE,
        format!("section {place} of {count} ({path}) is damaged; kept what was read of its {bytes} bytes"),
        format!("구역 {count}개 중 {place}번째({path})가 손상되어, {bytes}바이트 가운데 읽은 부분만 남겼습니다"),
    );
}

fn nothing(flags: Flags, sections: usize) -> Diagnostic {
    if flags.secured() {
        return encrypted(
            "the document is locked by document security (DRM) or a certificate; nothing of it could be read",
            "문서보안(DRM)이나 인증서로 암호화되어 있어 읽지 못하였습니다",
        );
    }
    Diagnostic::new(
        &codes::FILE_UNREADABLE,
        format!("the document is damaged: none of its {sections} sections could be read"),
        format!("문서가 손상되어 구역 {sections}개 가운데 하나도 읽지 못하였습니다"),
    )
}

fn encrypted(message: &str, message_ko: &str) -> Diagnostic {
    Diagnostic::new(&codes::FILE_ENCRYPTED, message, message_ko)
}

fn unreadable(message: &str, message_ko: &str) -> Diagnostic {
    Diagnostic::new(&codes::FILE_UNREADABLE, message, message_ko)
}
