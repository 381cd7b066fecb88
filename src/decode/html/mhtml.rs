//! Web pages saved as one MIME file (RFC 2557).
//!
//! The first part of type `text/html` is the page; the parts beside it are pictures and styles.

use encoding_rs::Encoding as Codec;
use memchr::memmem;

use super::read_page;
use crate::decode::structure::Structured;
use crate::diag::{Diagnostic, codes};
use crate::limits::Limits;

/// Multipart bodies in multipart bodies.
const MOST_NESTING: usize = 8;

/// Reads a page that was saved as MHTML.
///
/// Errors: `file-unreadable` where no part is a page, and those of [`read`](super::read).
pub fn read_mhtml(bytes: &[u8], limits: &Limits) -> Result<Structured, Diagnostic> {
    let Some(page) = find_page(bytes, MOST_NESTING) else {
        return Err(Diagnostic::new(
            &codes::FILE_UNREADABLE,
            "no part of the MHTML file is a page; nothing was read",
            "MHTML 파일 안에 웹 페이지가 없어 읽지 못하였습니다",
        ));
    };
    let declared = page.charset.as_deref().and_then(|label| Codec::for_label(label.as_bytes()));
    read_page(&page.bytes, declared.or_else(|| super::declared_encoding(&page.bytes)), limits)
}

struct Page {
    bytes: Vec<u8>,
    charset: Option<String>,
}

/// The first page of an entity: itself, or one of its parts.
fn find_page(entity: &[u8], nesting: usize) -> Option<Page> {
    let (head, body) = split_head(entity);
    let fields = Fields::of(head);
    let kind = fields.value("content-type").unwrap_or("text/plain");
    let kind_word = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if kind_word == "text/html" || kind_word == "application/xhtml+xml" {
        let coding = fields.value("content-transfer-encoding").unwrap_or("").trim().to_ascii_lowercase();
        let bytes = match coding.as_str() {
            "quoted-printable" => quoted_printable(body),
            "base64" => base64(body),
            _ => body.to_vec(),
        };
        return Some(Page { bytes, charset: parameter(kind, "charset") });
    }
    if !kind_word.starts_with("multipart/") || nesting == 0 {
        return None;
    }
    let boundary = format!("--{}", parameter(kind, "boundary")?);
    parts(body, boundary.as_bytes()).find_map(|part| find_page(part, nesting - 1))
}

/// The header fields, and what is behind the first empty line.
fn split_head(entity: &[u8]) -> (&[u8], &[u8]) {
    let entity = entity.trim_ascii_start();
    let unix = memmem::find(entity, b"\n\n").map(|at| (at, at + 2));
    let dos = memmem::find(entity, b"\r\n\r\n").map(|at| (at, at + 4));
    match [unix, dos].into_iter().flatten().min() {
        Some((end, start)) => (&entity[..end], &entity[start..]),
        None => (entity, &[]),
    }
}

/// Header fields, unfolded.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn of(head: &[u8]) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in String::from_utf8_lossy(head).lines() {
            if line.starts_with([' ', '\t']) {
                if let Some(last) = fields.last_mut() {
                    last.1.push(' ');
                    last.1.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Self(fields)
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|f| f.0 == name).map(|f| f.1.as_str())
    }
}

/// A parameter of a field: `charset="euc-kr"`.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// The parts between lines that begin with the boundary; the last one may lack its end.
fn parts<'a>(body: &'a [u8], boundary: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut starts: Vec<usize> = memmem::find_iter(body, boundary).filter(|&at| at == 0 || body[at - 1] == b'\n').collect();
    starts.push(body.len());
    (0..starts.len() - 1).map(move |i| &body[starts[i] + boundary.len()..starts[i + 1]])
}

/// RFC 2045, 6.7. What is no sound escape stays as it is.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        let escape = &rest[at + 1..];
        let hex = escape.get(..2).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        let length = match (hex, escape) {
            (Some(byte), _) => {
                out.push(byte);
                2
            }
            (None, [b'\r', b'\n', ..]) => 2,
            (None, [b'\n', ..]) => 1,
            _ => {
                out.push(b'=');
                0
            }
        };
        rest = &escape[length..];
    }
    out.extend_from_slice(rest);
    out
}

/// RFC 2045, 6.8. Characters outside of the alphabet are passed over.
fn base64(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for &b in body {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}
