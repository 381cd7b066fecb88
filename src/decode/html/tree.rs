//! The tree of a page, parsed within bounds.
//!
//! The parser takes any text (WHATWG HTML, 13.2), but a hostile page can make it work without end: each open element costs
//! time at every tag, and formatting elements left open are made anew in every paragraph. So the text goes in piece by piece,
//! and the tree is measured after each.

use ego_tree::NodeRef;
use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::{StrTendril, TendrilSink};
use scraper::{Html, HtmlTreeSink, Node};

use crate::decode::container::{Budget, over};
use crate::diag::{Diagnostic, codes};

/// Bytes that are parsed between two measurements.
const PIECE: usize = 512;
/// Attributes that an element may have: the parser holds each against all before it.
const MOST_ATTRIBUTES: usize = 4_096;
/// Bytes of memory that a node of the tree stands for in the budget.
const NODE_BYTES: u64 = 160;

/// Parses a page.
///
/// Errors: `container-limit` for elements nested deeper than `max_depth`, for too many attributes of one, and for a tree over
/// `max_inflated_bytes`.
pub fn parse(text: &str, budget: &Budget<'_>) -> Result<Html, Diagnostic> {
    if most_attributes(text) > MOST_ATTRIBUTES {
        return Err(too_many_attributes());
    }
    let mut parser = parse_document(HtmlTreeSink::new(Html::new_document()), ParseOpts::default());
    let (mut rest, mut known) = (text, 0);
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(floor_char_boundary(rest, PIECE));
        rest = behind;
        parser.process(StrTendril::from_slice(piece));
        let page = parser.tokenizer.sink.sink.0.borrow();
        known = check(&page, known, budget)?;
    }
    Ok(parser.finish())
}

/// The most attributes that a tag has, by the blanks and strokes outside of quotes; counting ends where it is settled.
fn most_attributes(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut most, mut from) = (0, 0);
    while let Some(open) = memchr::memchr(b'<', &bytes[from..]).map(|at| from + at + 1) {
        from = open;
        if !bytes.get(open).is_some_and(u8::is_ascii_alphabetic) || most > MOST_ATTRIBUTES {
            continue;
        }
        let (mut count, mut quote, mut before) = (0, None, b' ');
        for &b in &bytes[open..] {
            from += 1;
            match (quote, b) {
                (Some(q), _) if b == q => quote = None,
                (Some(_), _) => {}
                (None, b'>') => break,
                (None, b'"' | b'\'') if before == b'=' => quote = Some(b),
                // Of blanks and strokes in a row, the first counts.
                (None, _) if is_between(b) && !is_between(before) => count += 1,
                (None, _) => {}
            }
            if !b.is_ascii_whitespace() || before != b'=' {
                before = b;
            }
        }
        most = most.max(count);
    }
    most
}

fn is_between(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'/'
}

fn too_many_attributes() -> Diagnostic {
    Diagnostic::new(
        &codes::CONTAINER_LIMIT,
        format!("the page: an element has more than {MOST_ATTRIBUTES} attributes; the document was given up"),
        format!("페이지: 요소 하나의 속성이 {MOST_ATTRIBUTES}개를 넘어 문서를 읽지 않았습니다"),
    )
}

/// Checks the nodes that came since the tree had `known`; tells how many it has.
fn check(page: &Html, known: usize, budget: &Budget<'_>) -> Result<usize, Diagnostic> {
    let limits = budget.limits;
    let nodes = page.tree.nodes();
    let count = nodes.len();
    if count as u64 * NODE_BYTES > limits.max_inflated_bytes {
        return Err(over(
            "the page",
            "its elements take more bytes than",
            "요소가 차지하는 크기가",
            "max_inflated_bytes",
            limits.max_inflated_bytes,
        ));
    }
    for node in nodes.rev().take(count.saturating_sub(known)) {
        // Two for the document and `html`.
        budget.check_depth("the page", node.ancestors().take(limits.max_depth + 3).count().saturating_sub(2))?;
    }
    Ok(count)
}

/// The largest place at or before `at` where a character begins, never 0 for a text that is not empty.
fn floor_char_boundary(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at).rev().find(|&i| text.is_char_boundary(i)).filter(|&i| i > 0).unwrap_or(text.len())
}

/// Name of an element, in lower case; empty for what is no element.
pub fn name<'a>(node: NodeRef<'a, Node>) -> &'a str {
    node.value().as_element().map_or("", |e| e.name())
}

/// Attribute of an element.
pub fn attr<'a>(node: NodeRef<'a, Node>, name: &str) -> Option<&'a str> {
    node.value().as_element().and_then(|e| e.attr(name))
}

/// The elements right inside a node.
pub fn elements<'a>(node: NodeRef<'a, Node>) -> impl Iterator<Item = NodeRef<'a, Node>> {
    node.children().filter(|n| n.value().is_element())
}

/// The next element beside a node.
pub fn next_element<'a>(node: NodeRef<'a, Node>) -> Option<NodeRef<'a, Node>> {
    node.next_siblings().find(|n| n.value().is_element())
}

/// The element beside a node, before it.
pub fn previous_element<'a>(node: NodeRef<'a, Node>) -> Option<NodeRef<'a, Node>> {
    node.prev_siblings().find(|n| n.value().is_element())
}

/// Whether the elements break a line before and behind (WHATWG HTML, 15.3.3).
pub fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
    )
}

/// Whether the content of the elements is no text of the page.
pub fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "head"
            | "script"
            | "style"
            | "template"
            | "noscript"
            | "title"
            | "iframe"
            | "object"
            | "embed"
            | "audio"
            | "video"
            | "canvas"
            | "map"
            | "datalist"
            | "noframes"
            | "noembed"
            | "desc"
            | "metadata"
            | "rp"
    )
}

/// The title of the window, white space collapsed.
pub fn title(page: &Html) -> Option<String> {
    let element = page.tree.nodes().find(|n| n.value().as_element().is_some_and(|e| e.name() == "title"))?;
    let text: String = element.children().filter_map(|n| n.value().as_text().map(|t| t.to_string())).collect();
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Level of a heading, from 0.
pub fn heading(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'1'),
        _ => None,
    }
}

/// A step of a walk through a tree, which needs no stack: into a node, or out of it.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// Into a node.
    Enter(NodeRef<'a, Node>),
    /// Out of it.
    Leave(NodeRef<'a, Node>),
}

impl<'a> Step<'a> {
    /// The first step, to the content of `root`.
    pub fn first(root: NodeRef<'a, Node>) -> Option<Self> {
        root.first_child().map(Step::Enter)
    }

    /// The step behind this one; into the content of a node just entered only with `descend`. None at the end of the tree.
    pub fn next(self, descend: bool) -> Option<Self> {
        match self {
            Step::Enter(node) => Some(match node.first_child().filter(|_| descend) {
                Some(child) => Step::Enter(child),
                None => Step::Leave(node),
            }),
            Step::Leave(node) => match node.next_sibling() {
                Some(next) => Some(Step::Enter(next)),
                None => node.parent().filter(|p| p.parent().is_some()).map(Step::Leave),
            },
        }
    }
}
