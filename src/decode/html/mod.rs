//! HTML: pages of offices' portals, pages saved by word processors, and MHTML.
//!
//! In: the bytes of a page. Out: a [`Structured`] with its paragraphs and tables in the order of the page.
//!
//! Promises: all text that a page shows is there, once; what is around the report (menus, forms, polls, footers) is of
//! [`Kind::Portal`], what is not shown is of [`Kind::Comment`].
//! Tables that only lay out the page are unwrapped in place. The encoding is the one that the content is in, whatever `<meta>`
//! says.
//!
//! It runs no script, loads nothing, and does not know style sheets beside the page. Pictures have no text, except that the
//! alternative text of one that stands alone in its line is the line.
//!
//! Clauses: WHATWG HTML 13.2 (parsing, by html5ever), 4.9.12 (tables), 15.3 (rendering); CSS 2.2 for what a style declares;
//! RFC 2557, 2045, 2046 (MHTML).
//!
//! Known lies: `charset=euc-kr` on UTF-8 and the other way round; `charset=euc-kr` for what is CP949; tables for layout;
//! `bgcolor` of a table for its border lines, which is therefore no shading; `th` without any head; white as a shading.

mod lists;
mod mhtml;
mod portal;
mod style;
mod table;
mod tree;
mod walk;

#[cfg(test)]
mod tests;

pub use mhtml::read_mhtml;

use encoding_rs::Encoding as Codec;
use memchr::memmem;

use super::container::Budget;
use super::encoding::{Encoding, EncodingDoubt, detect_encoding};
use super::structure::{Block, Kind, Paragraph, Structured};
use crate::diag::{Diagnostic, codes};
use crate::limits::Limits;

/// Bytes at the front of a page that may name its encoding. WHATWG has 1,024; pages of portals have scripts before.
const META_WITHIN: usize = 8_192;

/// Reads a page.
///
/// Errors: `file-unreadable` for a page without text, `container-limit` for one beyond [`Limits`].
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Structured, Diagnostic> {
    read_page(bytes, declared_encoding(bytes), limits)
}

/// Reads a page that is said to be in an encoding.
fn read_page(bytes: &[u8], declared: Option<&'static Codec>, limits: &Limits) -> Result<Structured, Diagnostic> {
    let mut out = Structured::default();
    let text = decode(bytes, declared, &mut out)?;
    let mut budget = Budget::new(limits);
    let page = tree::parse(&text, &budget)?;
    out.blocks = walk::blocks(&page, &mut budget)?;
    // The title of the window: printed at the head of every page, and often the only place that names the publisher.
    if let Some(title) = tree::title(&page) {
        out.blocks.insert(0, Block::Paragraph(Paragraph { kind: Kind::Header, ..Paragraph::body(title) }));
    }
    if !out.blocks.iter().any(has_text) {
        return Err(Diagnostic::new(
            &codes::FILE_UNREADABLE,
            "the page has no text of its own (its content may be loaded by scripts or frames); nothing was read",
            "페이지 자체에 글이 없어(스크립트나 프레임으로 불러오는 내용일 수 있습니다) 읽지 못하였습니다",
        ));
    }
    Ok(out)
}

fn has_text(block: &Block) -> bool {
    match block {
        Block::Paragraph(paragraph) => paragraph.kind != Kind::Header && paragraph.text.chars().any(|c| !c.is_whitespace()),
        Block::Table(table) => !table.cells.is_empty(),
    }
}

/// The text of a page: the content says in which encoding; what the page declares settles a doubt.
fn decode(bytes: &[u8], declared: Option<&'static Codec>, out: &mut Structured) -> Result<String, Diagnostic> {
    let detected = detect_encoding(bytes);
    if detected.noise {
        return Err(Diagnostic::new(
            &codes::FILE_UNREADABLE,
            "the bytes of the page are no text in any encoding; nothing was read",
            "페이지가 어떤 인코딩으로도 글이 아니므로 읽지 못하였습니다",
        ));
    }
    let names = |encoding: Encoding| declared.is_some_and(|d| d.name() == encoding.label());
    let encoding = match detected.doubt {
        Some(EncodingDoubt::Close(other)) if names(other) => other,
        _ => detected.encoding,
    };
    if !names(encoding)
        && let Some(doubt) = super::uncertain(&detected)
    {
        out.notice(&codes::ENCODING_UNCERTAIN, doubt.message, doubt.message_ko);
    }
    out.encoding = Some(encoding.label().to_owned());
    Ok(encoding.decode(&bytes[detected.mark..]))
}

/// The encoding that a page declares in `<meta charset>` or `<meta http-equiv>`.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Codec> {
    let head = bytes[..bytes.len().min(META_WITHIN)].to_ascii_lowercase();
    let at = memmem::find(&head, b"charset")? + b"charset".len();
    let label: Vec<u8> = head[at..]
        .iter()
        .copied()
        .skip_while(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\''))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .collect();
    Codec::for_label(&label)
}
