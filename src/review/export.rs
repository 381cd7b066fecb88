//! What the page is made of, and the page as one file for machines without network.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use rayon::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::session::Session;
use super::{Error, queue};
use crate::diag::codes;
use crate::model::{Authority, Budget, Continuity, Horizon, Manifesto, State, Term};
use crate::sinks::schema::field_title;

pub(super) const PAGE_HTML: &str = include_str!("assets/page.html");
pub(super) const PAGE_CSS: &str = include_str!("assets/page.css");
pub(super) const PAGE_JS: &str = include_str!("assets/page.js");

/// Sections of the record, and fields of the pledge that a reviewer may fill where the program read nothing.
const FIELDS: [&str; 37] = [
    "/pledge",
    "/purpose",
    "/goal",
    "/goal_in_term",
    "/annual_targets",
    "/indicators",
    "/indicator_values",
    "/overview",
    "/plans",
    "/schedule",
    "/achievements",
    "/assessment",
    "/obstacles",
    "/changes",
    "/investment",
    "/execution",
    "/citizen_engagement",
    "/future_plans",
    "/support_requests",
    "/notes",
    "/captions",
    "/other_sections",
    "/pledge/number",
    "/pledge/title",
    "/pledge/category",
    "/pledge/category_number",
    "/pledge/continuity",
    "/pledge/term",
    "/pledge/horizon",
    "/pledge/budget",
    "/pledge/state",
    "/pledge/state_label",
    "/pledge/manifesto",
    "/pledge/progress_percent",
    "/pledge/progress_label",
    "/pledge/completion",
    "/pledge/department",
];

/// What the page knows from the start: the catalogue, the words of fields that are choices, sums over the folder.
pub(super) fn start(session: &Session) -> Value {
    let catalogue: serde_json::Map<String, Value> = codes::ALL
        .iter()
        .map(|c| {
            let text = json!({
                "code": c.id, "severity": c.severity.word(), "en": c.summary, "ko": c.summary_ko, "hint": c.hint, "hintKo": c.hint_ko,
            });
            (c.name.to_owned(), text)
        })
        .collect();
    macro_rules! words {
        ($kind:ty) => {
            <$kind>::ALL.iter().map(|v| v.word()).collect::<Vec<_>>()
        };
    }
    json!({
        "catalogue": catalogue,
        "facets": queue::FACETS,
        "titles": FIELDS.iter().map(|&f| (f.to_owned(), field_title(f).into())).collect::<serde_json::Map<_, _>>(),
        "choices": {
            "/pledge/continuity": words!(Continuity), "/pledge/term": words!(Term), "/pledge/horizon": words!(Horizon),
            "/pledge/budget": words!(Budget), "/pledge/state": words!(State), "/pledge/manifesto": words!(Manifesto),
            "/pledge/authorities/*": words!(Authority),
        },
        "sums": session.folder.sums(),
        "records": session.folder.entries.len(),
        "out": session.folder.out.file_name().map(|n| n.to_string_lossy()),
        "sources": session.root().is_some(),
        "redacted": session.is_redacted(),
        "version": env!("CARGO_PKG_VERSION"),
    })
}

/// What an exported page has of the pages of PDFs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Pictures of pages on which flagged values stand.
    pub pictures: usize,
    /// Pages that would have made the file too large, or could not be drawn.
    pub left_out: usize,
}

/// Most characters of all pictures together: what browsers open without complaint.
const MOST_PICTURES: usize = 64 << 20;
/// Pages that are drawn at the same time at most.
const AT_ONCE: usize = 8;

/// Writes the page as one file: every flagged record and the part of its source that it covers, pictures of the pages of PDFs on
/// which flagged values stand, and no way out to a network.
///
/// # Errors
/// The file cannot be written.
pub fn export(session: &Session, file: &Path) -> Result<Exported, Error> {
    session.catch_up();
    let written = std::fs::File::create(file).and_then(|f| write(session, &mut BufWriter::new(f)));
    written.map_err(|e| Error::new(file, e))
}

/// Writes the pictures of pages, worst values first.
fn write_pictures(session: &Session, out: &mut impl Write) -> io::Result<Exported> {
    let (mut exported, mut length) = (Exported::default(), 0);
    let pages = session.flagged_pages();
    for some in pages.chunks(AT_ONCE) {
        // Where the room is used up, nothing more is drawn.
        let drawn: Vec<_> = match length < MOST_PICTURES {
            true => some.par_iter().map(|(path, page)| session.picture(path, *page)).collect(),
            false => vec![None; some.len()],
        };
        for ((path, page), png) in some.iter().zip(drawn) {
            let Some(picture) = png.map(|p| base64(&p)).filter(|p| length + p.len() <= MOST_PICTURES) else {
                exported.left_out += 1;
                continue;
            };
            length += picture.len();
            write!(out, "{}{}:\"{picture}\"", if exported.pictures == 0 { "" } else { ",\n" }, inert(&json!(format!("{path}#{page}"))))?;
            exported.pictures += 1;
        }
    }
    Ok(exported)
}

fn write(session: &Session, out: &mut impl Write) -> io::Result<Exported> {
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        digest(PAGE_JS),
        digest(PAGE_CSS)
    );
    let head = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<style>{PAGE_CSS}</style>");
    let (before, after) = split(PAGE_HTML, "<link rel=\"stylesheet\" href=\"page.css\">");
    let (middle, end) = split(after, "<script src=\"page.js\" defer></script>");
    write!(out, "{before}{head}{middle}{end}")?;
    write!(out, "<script type=\"application/json\" id=\"data\">{{\"start\":")?;
    out.write_all(inert(&start(session)).as_bytes())?;
    out.write_all(b",\"items\":")?;
    out.write_all(inert(&json!(session.all_items())).as_bytes())?;
    out.write_all(b",\"views\":{")?;
    let mut first = true;
    for record in session.flagged_records() {
        let Some(view) = session.view(record, true) else { continue };
        write!(out, "{}\"{record}\":", if first { "" } else { ",\n" })?;
        out.write_all(inert(&view).as_bytes())?;
        first = false;
    }
    out.write_all(b"},\"pictures\":{")?;
    let exported = write_pictures(session, out)?;
    write!(out, "}}}}</script>\n<script>{PAGE_JS}</script>\n")?;
    out.flush()?;
    Ok(exported)
}

fn split<'t>(text: &'t str, at: &str) -> (&'t str, &'t str) {
    text.split_once(at).unwrap_or((text, ""))
}

/// JSON that no markup can begin or end in.
fn inert(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// SHA-256 in Base64, as content security policies have it.
fn digest(text: &str) -> String {
    base64(&Sha256::digest(text.as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0u32, |g, &b| g << 8 | u32::from(b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_policy() {
        // The example of the CSP specification.
        assert_eq!(digest("alert('Hello, world.');"), "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
    }

    #[test]
    fn data_cannot_end_its_element() {
        let text = inert(&json!({"a": "</script><script>alert(1)</script>\u{2028}"}));
        assert!(!text.contains('<') && !text.contains('\u{2028}'));
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["a"], "</script><script>alert(1)</script>\u{2028}");
    }

    #[test]
    fn the_page_has_what_the_export_replaces() {
        assert!(PAGE_HTML.contains("<link rel=\"stylesheet\" href=\"page.css\">"));
        assert!(PAGE_HTML.contains("<script src=\"page.js\" defer></script>"));
        for asset in [PAGE_JS, PAGE_CSS] {
            assert!(!asset.contains("</script") && !asset.contains("</style"));
        }
    }
}
