//! HWPX (OWPML, KS X 6101): the Hangul word processor's format of XML parts in a ZIP archive.
//!
//! In: the bytes of a document. Out: a [`Structured`] of its sections in their order. Read are `Contents/header.xml` for the
//! definitions, `Contents/section0.xml` and on for the content, `META-INF/manifest.xml` for encryption and
//! `Contents/content.hpf` for sections that should be there; the markup is that of [`owpml`](super::hangul::owpml).
//!
//! Promises: what is sound in a damaged document is read, with a notice; a document of which nothing can be read is an
//! error, and an encrypted one says so.
//!
//! It does not read master pages (바탕쪽), charts, scripts or the preview; it opens nothing with a password.
//!
//! Known lies: back-slashes in the names of parts, other cases than the specification's, a package without `header.xml`,
//! sections out of order in the archive.

use super::container::xml::{self, Event, Reader};
use super::container::zip::Archive;
use super::container::{Budget, Inflated};
use super::hangul::owpml::{Counts, Head, Walker};
use super::structure::Structured;
use crate::diag::{Diagnostic, codes};
use crate::limits::Limits;

/// Reads a document.
///
/// Errors: `file-unreadable`, `file-encrypted`, `container-limit`.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Structured, Diagnostic> {
    let mut budget = Budget::new(limits);
    let mut archive = Archive::open(bytes, &budget)?;
    refuse_encrypted(&mut archive, &mut budget)?;
    let mut document = Structured::default();
    let head = read_head(&mut archive, &mut budget, &mut document)?;
    let sections = sections(&archive);
    let mut counts = Counts::default();
    for (place, section) in sections.iter().enumerate() {
        let before = document.blocks.len();
        let part = part(&mut archive, section.index, &mut budget)?;
        let text = xml::decode(&part.bytes);
        let mut reader = Reader::new(&text.text, &section.name);
        Walker::new(&mut reader, &mut budget, &head, &mut counts, &section.name).section(&mut document.blocks)?;
        let found = document.blocks.len() - before;
        if part.damaged || text.damaged || reader.is_damaged() || found == 0 {
            let (nth, all, name) = (place + 1, sections.len(), &section.name);
            document.notice(
                &codes::DOCUMENT_INCOMPLETE,
                format!("section {nth} of {all} ({name}) is damaged; kept the {found} paragraphs and tables that were read"),
                format!("구역 {all}개 가운데 {nth}번째({name})가 손상되어, 읽은 문단과 표 {found}개만 남겼습니다"),
            );
        }
    }
    if document.blocks.is_empty() {
        return Err(unreadable(sections.len()));
    }
    note_missing(&mut archive, &mut budget, &sections, &mut document)?;
    Ok(document)
}

/// The bytes of a part, and whether some are missing.
struct Part {
    bytes: Vec<u8>,
    damaged: bool,
}

fn part(archive: &mut Archive<'_>, index: usize, budget: &mut Budget<'_>) -> Result<Part, Diagnostic> {
    Ok(match archive.read(index, budget)? {
        Inflated::Whole(bytes) => Part { bytes, damaged: false },
        Inflated::Damaged(bytes) => Part { bytes, damaged: true },
    })
}

/// A part with content.
#[derive(Debug)]
struct Section {
    number: u32,
    index: usize,
    name: String,
}

/// The sections in their order, each number once; one in `Contents` goes before its like elsewhere.
fn sections(archive: &Archive<'_>) -> Vec<Section> {
    let named = archive.names().enumerate();
    let mut sections: Vec<Section> =
        named.filter_map(|(index, name)| Some(Section { number: section_number(name)?, index, name: name.to_owned() })).collect();
    sections.sort_by_key(|s| (s.number, !s.name.to_ascii_lowercase().contains("contents")));
    sections.dedup_by_key(|s| s.number);
    sections
}

/// The number in `Contents/section12.xml`, whatever the case and the slashes.
fn section_number(path: &str) -> Option<u32> {
    let name = path.rsplit(['/', '\\']).next()?.to_ascii_lowercase();
    name.strip_prefix("section")?.strip_suffix(".xml")?.parse().ok()
}

/// Parts are encrypted one by one in an archive that itself is open (ODF 1.2 part 3, 4.8).
fn refuse_encrypted(archive: &mut Archive<'_>, budget: &mut Budget<'_>) -> Result<(), Diagnostic> {
    let Some(index) = archive.find("META-INF/manifest.xml") else {
        return Ok(());
    };
    let manifest = part(archive, index, budget)?;
    let text = xml::decode(&manifest.bytes);
    let mut reader = Reader::new(&text.text, "META-INF/manifest.xml");
    loop {
        match reader.next(budget)? {
            Event::Start(element) if element.name() == "encryption-data" => {
                return Err(Diagnostic::new(
                    &codes::FILE_ENCRYPTED,
                    "the parts of the HWPX document are encrypted, it needs a password; it was not read",
                    "HWPX 문서의 내용이 암호화되어 있어(암호 필요) 읽지 않았습니다",
                ));
            }
            Event::Done => return Ok(()),
            _ => {}
        }
    }
}

/// The definitions; none are a document's right.
fn read_head(archive: &mut Archive<'_>, budget: &mut Budget<'_>, document: &mut Structured) -> Result<Head, Diagnostic> {
    let mut head = Head::default();
    let Some(index) = archive.find("Contents/header.xml") else {
        return Ok(head);
    };
    let part = part(archive, index, budget)?;
    let text = xml::decode(&part.bytes);
    let mut reader = Reader::new(&text.text, "Contents/header.xml");
    head.read(&mut reader, budget)?;
    if part.damaged || text.damaged || reader.is_damaged() {
        document.notice(
            &codes::DOCUMENT_INCOMPLETE,
            "the definitions (Contents/header.xml) are damaged; numbers, bullets and shading of the text may be missing",
            "정의 부분(Contents/header.xml)이 손상되어 번호, 글머리표, 음영이 빠졌을 수 있습니다",
        );
    }
    Ok(head)
}

/// Adds a notice for sections that the package names and does not hold, or that may be cut off with the archive's directory.
fn note_missing(
    archive: &mut Archive<'_>,
    budget: &mut Budget<'_>,
    sections: &[Section],
    document: &mut Structured,
) -> Result<(), Diagnostic> {
    let mut missing = Vec::new();
    if let Some(index) = archive.find("Contents/content.hpf") {
        let package = part(archive, index, budget)?;
        let text = xml::decode(&package.bytes);
        let mut reader = Reader::new(&text.text, "Contents/content.hpf");
        loop {
            match reader.next(budget)? {
                Event::Start(element) if element.name() == "item" => {
                    let named = element.attribute("href").and_then(|href| section_number(&href));
                    missing.extend(named.filter(|n| sections.binary_search_by_key(n, |s| s.number).is_err()));
                }
                Event::Done => break,
                _ => {}
            }
        }
    }
    if let Some(first) = missing.first() {
        let count = missing.len();
        document.notice(
            &codes::DOCUMENT_INCOMPLETE,
            format!("{count} sections that the package names are not in it (first section{first}.xml); kept the {} others", sections.len()),
            format!("문서 꾸러미에 적힌 구역 {count}개(section{first}.xml 등)가 없어, 나머지 {}개만 읽었습니다", sections.len()),
        );
    } else if archive.is_salvaged() {
        document.notice(
            &codes::DOCUMENT_INCOMPLETE,
            format!("the archive's directory is lost; kept the {} sections that were found without it", sections.len()),
            format!("압축 파일의 목록이 손상되어, 목록 없이 찾은 구역 {}개만 읽었습니다", sections.len()),
        );
    }
    Ok(())
}

fn unreadable(sections: usize) -> Diagnostic {
    let (found, found_ko) = match sections {
        0 => ("no section".to_owned(), "본문 구역이 없습니다".to_owned()),
        n => (format!("{n} sections, but no paragraph in them"), format!("본문 구역 {n}개에 문단이 하나도 없습니다")),
    };
    Diagnostic::new(&codes::FILE_UNREADABLE, format!("the HWPX package has {found}; nothing was read"), format!("HWPX 문서에 {found_ko}"))
}

#[cfg(test)]
mod tests;
