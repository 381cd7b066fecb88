//! Which elements of a page are the portal around the report: menus, polls, footers.
//!
//! Evidence goes before words. The element that promises the content (`main`, `article`, `#content`, …) and holds most of the
//! tables and headings is the content, and everything outside of it is the portal. Where no element promises that, elements
//! are of the portal by name, role, or the words of their id and classes, but never one that holds most of the content.
//! Inside the content only menus by element or role, and small boxes by their words (a poll, buttons to share), are the
//! portal. Nothing is dropped: the kind of a paragraph says where it was.

use ego_tree::{NodeId, NodeRef};
use rustc_hash::FxHashSet;
use scraper::{Html, Node};

use super::tree::{self, attr, is_silent, name};

/// An element that holds this share of the evidence, in percent, holds the content.
const MOST_PERCENT: u64 = 70;
/// Characters that a box inside the content may have, to be of the portal by its words alone.
const SMALL_BOX: u64 = 600;

/// Words of an id or a class that promise the content.
const CONTENT_WORDS: &[&str] = &["content", "contents", "cont", "container", "main", "article", "contentarea", "subcontent"];
/// Words of an id or a class that tell the portal.
const PORTAL_WORDS: &[&str] = &[
    "tnb",
    "fnb",
    "nav",
    "navi",
    "navigation",
    "menu",
    "submenu",
    "sitemap",
    "footer",
    "foot",
    "header",
    "quick",
    "quickmenu",
    "banner",
    "copyright",
    "family",
    "familysite",
    "login",
    "search",
    "popup",
    "utility",
    "util",
    "aside",
    "sidebar",
    "manager",
    "charge",
];
/// Words that tell the portal, and inside the content a small box of it.
const BOX_WORDS: &[&str] = &[
    "satisfaction",
    "satisfy",
    "만족도",
    "research",
    "share",
    "sns",
    "breadcrumb",
    "breadcrumbs",
    "location",
    "skip",
    "skipnav",
    "print",
    "paging",
    "pagination",
    "lnb",
    "snb",
    "gnb",
    "toolbar",
    "kogl",
    "ccl",
];

/// What an element holds.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    tables: u64,
    headings: u64,
    characters: u64,
}

impl Evidence {
    fn add(&mut self, other: Evidence) {
        self.tables += other.tables;
        self.headings += other.headings;
        self.characters += other.characters;
    }

    /// Tables weigh most: menus have headings too, and much text.
    fn weight(&self) -> u64 {
        self.tables * 4_000 + self.headings * 400 + self.characters
    }
}

/// What was found out about a page.
#[derive(Debug, Default)]
pub struct Portal {
    /// The element that holds the content, where one promises to.
    content: Option<NodeId>,
    /// Elements of the portal, outermost or not.
    elements: FxHashSet<NodeId>,
}

/// A candidate with its evidence.
struct Candidate<'a> {
    node: NodeRef<'a, Node>,
    evidence: Evidence,
    depth: usize,
}

impl Portal {
    /// Looks through a page.
    pub fn of(page: &Html) -> Self {
        let (total, candidates) = weigh(page);
        let holds_most = |c: &Candidate<'_>| c.evidence.weight() * 100 >= total.weight() * MOST_PERCENT;
        let content = candidates
            .iter()
            .filter(|c| total.weight() > 0 && promises_content(c.node) && holds_most(c))
            .max_by_key(|c| c.depth)
            .map(|c| c.node);
        let mut portal = Self { content: content.map(|c| c.id()), elements: FxHashSet::default() };
        for candidate in &candidates {
            let inside = content.is_some_and(|c| candidate.node.ancestors().any(|a| a.id() == c.id()));
            let is_portal = if inside { is_box(candidate) } else { is_chrome(candidate.node) && !holds_most(candidate) };
            if is_portal {
                portal.elements.insert(candidate.node.id());
            }
        }
        portal
    }

    /// Whether an element begins the portal, where its parent is not of it. `None`: as its parent.
    pub fn begins(&self, node: NodeRef<'_, Node>) -> Option<bool> {
        if self.content == Some(node.id()) {
            return Some(false);
        }
        if self.elements.contains(&node.id()) {
            return Some(true);
        }
        // Everything is outside until the content begins.
        (self.content.is_some() && name(node) == "body").then_some(true)
    }
}

/// The evidence of the whole page, and of each element that promises something.
fn weigh(page: &Html) -> (Evidence, Vec<Candidate<'_>>) {
    let mut candidates = Vec::new();
    let mut open = vec![Evidence::default()];
    let mut step = tree::Step::first(page.tree.root());
    while let Some(at) = step {
        let descend = match at {
            tree::Step::Enter(node) => {
                open.push(own_evidence(node));
                !is_silent(name(node))
            }
            tree::Step::Leave(node) => {
                let done = open.pop().unwrap_or_default();
                if node.value().is_element() && (promises_content(node) || is_chrome(node)) {
                    candidates.push(Candidate { node, evidence: done, depth: open.len() });
                }
                if let Some(parent) = open.last_mut() {
                    parent.add(done);
                }
                true
            }
        };
        step = at.next(descend);
    }
    (open.pop().unwrap_or_default(), candidates)
}

fn own_evidence(node: NodeRef<'_, Node>) -> Evidence {
    match node.value() {
        Node::Text(text) => Evidence { characters: text.chars().filter(|c| !c.is_whitespace()).count() as u64, ..Evidence::default() },
        Node::Element(element) => Evidence {
            tables: u64::from(element.name() == "table"),
            headings: u64::from(tree::heading(element.name()).is_some()),
            characters: 0,
        },
        _ => Evidence::default(),
    }
}

fn promises_content(node: NodeRef<'_, Node>) -> bool {
    matches!(name(node), "main" | "article") || attr(node, "role") == Some("main") || has_word(node, CONTENT_WORDS)
}

fn is_chrome(node: NodeRef<'_, Node>) -> bool {
    matches!(name(node), "nav" | "aside" | "header" | "footer")
        || matches!(attr(node, "role"), Some("navigation" | "banner" | "contentinfo" | "search" | "complementary"))
        || (may_be_box(name(node)) && (has_word(node, PORTAL_WORDS) || has_word(node, BOX_WORDS)))
}

/// Whether an element inside the content is of the portal all the same.
fn is_box(candidate: &Candidate<'_>) -> bool {
    let node = candidate.node;
    let by_element = matches!(name(node), "nav" | "aside") || matches!(attr(node, "role"), Some("navigation" | "search" | "complementary"));
    let small = candidate.evidence.tables == 0 && candidate.evidence.characters <= SMALL_BOX;
    small && (by_element || (may_be_box(name(node)) && has_word(node, BOX_WORDS)))
}

/// Words of a class tell a box of the page only on elements that are boxes, not on tables, cells and lines of text.
fn may_be_box(name: &str) -> bool {
    matches!(name, "div" | "section" | "ul" | "ol" | "dl" | "form" | "fieldset" | "header" | "footer" | "nav" | "aside")
}

fn has_word(node: NodeRef<'_, Node>, words: &[&str]) -> bool {
    let Some(element) = node.value().as_element() else { return false };
    let id = element.id().into_iter();
    id.chain(element.attr("class")).any(|names| words_of(names).any(|word| words.contains(&word.as_str())))
}

/// The words of an id or of classes: `subContent_wrap` has `sub`, `content`, `wrap`, and `subcontent`.
fn words_of(names: &str) -> impl Iterator<Item = String> {
    names.split(|c: char| !c.is_alphanumeric()).flat_map(|run| {
        let mut words = vec![run.to_lowercase()];
        let mut start = 0;
        for (at, c) in run.char_indices().skip(1) {
            if c.is_uppercase() || (c.is_ascii_digit() && !run[start..at].ends_with(|d: char| d.is_ascii_digit())) {
                words.push(run[start..at].to_lowercase());
                start = at;
            }
        }
        if start > 0 {
            words.push(run[start..].to_lowercase());
        }
        words
    })
}
