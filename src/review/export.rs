//! What the page is made of, and the page as one file for machines without network.

use std::io::{self, BufWriter, Write};
use std::path::Path;

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
        "version": env!("CARGO_PKG_VERSION"),
    })
}

/// Writes the page as one file: every flagged record and the part of its source that it covers, and no way out to a network.
///
/// # Errors
/// The file cannot be written.
pub fn export(session: &Session, file: &Path) -> Result<(), Error> {
    session.catch_up();
    let written = std::fs::File::create(file).and_then(|f| write(session, &mut BufWriter::new(f)));
    written.map_err(|e| Error::new(file, e))
}

fn write(session: &Session, out: &mut impl Write) -> io::Result<()> {
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
    write!(out, "}}}}</script>\n<script>{PAGE_JS}</script>\n")?;
    out.flush()
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
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes = Sha256::digest(text.as_bytes());
    let mut out = String::new();
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
