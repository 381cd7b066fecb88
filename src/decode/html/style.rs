//! What of the styles tells structure: shading, what is not shown, bold, page breaks, margins, list marks.
//!
//! In: the `<style>` elements of a page, and the `style` attributes. Out: a [`Style`] for an element. Read are rules for a
//! compound selector (`td.on`, `#total`, `.a.b`), alone or under one other (`table.money th`, `.list > li`), outside of `@`
//! blocks, by specificity and order (CSS Cascading 4, 6.1). Other selectors match nothing; style sheets beside the page are
//! not there to be read.

use ego_tree::NodeRef;
use rustc_hash::FxHashMap;
use scraper::Node;

/// Rules that are kept of a page.
const MOST_RULES: usize = 4_096;
/// Elements that are held against selectors in all; after that rules match nothing.
const MOST_STEPS: u64 = 40_000_000;

/// What the styles say of an element. `None` where they say nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Colour of the background.
    pub fill: Option<Fill>,
    /// How it is shown.
    pub display: Option<Display>,
    /// Not visible.
    pub invisible: Option<bool>,
    /// Bold.
    pub bold: Option<bool>,
    /// White space is kept.
    pub pre: Option<bool>,
    /// Mark of list items.
    pub list: Option<ListStyle>,
    /// A page break before.
    pub break_before: Option<bool>,
    /// A page break behind.
    pub break_after: Option<bool>,
    /// Left margin and padding, in 1/100 mm.
    pub margin: Option<i32>,
    /// The same of the padding.
    pub padding: Option<i32>,
}

/// A background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// What is behind shows.
    Transparent,
    /// A colour.
    Colour([u8; 3]),
}

/// The ways of being shown that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Display {
    /// Not at all.
    None,
    /// With line breaks before and behind.
    Block,
    /// Within the line.
    Inline,
}

/// Marks of list items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStyle {
    /// None.
    None,
    /// A bullet.
    Bullet,
    /// 1. 2. 3.
    Decimal,
    /// a. b. c.
    LowerAlpha,
    /// A. B. C.
    UpperAlpha,
    /// i. ii. iii.
    LowerRoman,
    /// I. II. III.
    UpperRoman,
    /// 가. 나. 다.
    Hangul,
    /// ㄱ. ㄴ. ㄷ.
    Consonant,
}

impl Style {
    /// The declarations of a `style` attribute or of a rule.
    pub fn of(declarations: &str) -> Self {
        let mut style = Self::default();
        for declaration in declarations.split(';') {
            if let Some((property, value)) = declaration.split_once(':') {
                let value = value.trim().trim_end_matches("!important").trim().to_ascii_lowercase();
                style.declare(&property.trim().to_ascii_lowercase(), &value);
            }
        }
        style
    }

    fn declare(&mut self, property: &str, value: &str) {
        match property {
            "background" => self.fill = Some(value.split_whitespace().find_map(colour).unwrap_or(Fill::Transparent)),
            "background-color" => self.fill = colour(value).or(self.fill),
            "display" => self.display = Some(display(value)),
            "visibility" => self.invisible = Some(value == "hidden" || value == "collapse"),
            "font-weight" => self.bold = bold(value).or(self.bold),
            "white-space" => self.pre = Some(matches!(value, "pre" | "pre-wrap" | "pre-line" | "break-spaces")),
            "list-style" | "list-style-type" => self.list = value.split_whitespace().find_map(list_style).or(self.list),
            "page-break-before" | "break-before" => self.break_before = Some(breaks(value)),
            "page-break-after" | "break-after" => self.break_after = Some(breaks(value)),
            "margin-left" | "margin-inline-start" => self.margin = length(value),
            "padding-left" | "padding-inline-start" => self.padding = length(value),
            "margin" => self.margin = left_of(value),
            "padding" => self.padding = left_of(value),
            _ => {}
        }
    }

    /// What `over` says goes before what stands here.
    fn overlay(&mut self, over: &Style) {
        self.fill = over.fill.or(self.fill);
        self.display = over.display.or(self.display);
        self.invisible = over.invisible.or(self.invisible);
        self.bold = over.bold.or(self.bold);
        self.pre = over.pre.or(self.pre);
        self.list = over.list.or(self.list);
        self.break_before = over.break_before.or(self.break_before);
        self.break_after = over.break_after.or(self.break_after);
        self.margin = over.margin.or(self.margin);
        self.padding = over.padding.or(self.padding);
    }

    /// Whether the element is not shown.
    pub fn is_hidden(&self) -> bool {
        self.display == Some(Display::None) || self.invisible == Some(true)
    }

    /// Left margin and padding together, in 1/100 mm.
    pub fn indent(&self) -> u32 {
        let sum = i64::from(self.margin.unwrap_or(0)) + i64::from(self.padding.unwrap_or(0));
        sum.clamp(0, i64::from(MOST_INDENT)) as u32
    }
}

/// A margin over half a metre is none.
const MOST_INDENT: u32 = 50_000;

fn display(value: &str) -> Display {
    match value {
        "none" => Display::None,
        _ if value.starts_with("inline") || value == "contents" => Display::Inline,
        _ => Display::Block,
    }
}

fn bold(value: &str) -> Option<bool> {
    // The Hangul word processor writes the word in quotes.
    let value = value.trim_matches(['"', '\'']);
    match value {
        "bold" | "bolder" => Some(true),
        "normal" | "lighter" => Some(false),
        _ => value.parse::<u16>().ok().map(|weight| weight >= 600),
    }
}

fn breaks(value: &str) -> bool {
    matches!(value, "always" | "page" | "left" | "right" | "recto" | "verso")
}

fn list_style(value: &str) -> Option<ListStyle> {
    Some(match value {
        "none" => ListStyle::None,
        "disc" | "circle" | "square" => ListStyle::Bullet,
        "decimal" | "decimal-leading-zero" => ListStyle::Decimal,
        "lower-alpha" | "lower-latin" => ListStyle::LowerAlpha,
        "upper-alpha" | "upper-latin" => ListStyle::UpperAlpha,
        "lower-roman" => ListStyle::LowerRoman,
        "upper-roman" => ListStyle::UpperRoman,
        "hangul" => ListStyle::Hangul,
        "hangul-consonant" => ListStyle::Consonant,
        _ => return None,
    })
}

/// A length in 1/100 mm; a letter height (em) counts as 16 px.
fn length(value: &str) -> Option<i32> {
    let unit_at = value.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(value.len());
    let number: f32 = value[..unit_at].trim().parse().ok()?;
    let unit = match &value[unit_at..] {
        "px" | "" => 26.458,
        "pt" => 35.278,
        "mm" => 100.0,
        "cm" => 1_000.0,
        "in" => 2_540.0,
        "em" | "rem" => 423.3,
        _ => return None,
    };
    // A cast of floats saturates.
    Some((number * unit) as i32)
}

/// The left one of the lengths of `margin` and `padding`.
fn left_of(value: &str) -> Option<i32> {
    let mut sides = value.split_whitespace();
    let (first, second, _, fourth) = (sides.next(), sides.next(), sides.next(), sides.next());
    length(fourth.or(second).or(first)?)
}

/// A colour of CSS (CSS Color 4), as far as pages of offices use them.
pub fn colour(value: &str) -> Option<Fill> {
    let value = value.trim().trim_end_matches("!important").trim();
    if let Some(hex) = value.strip_prefix('#') {
        return hex_colour(hex);
    }
    if let Some(inside) = value.strip_prefix("rgba(").or_else(|| value.strip_prefix("rgb(")) {
        return rgb_colour(inside.trim_end_matches(')'));
    }
    match value {
        "transparent" | "none" | "initial" | "unset" | "inherit" => Some(Fill::Transparent),
        _ => NAMED.iter().find(|n| n.0 == value).map(|n| Fill::Colour([(n.1 >> 16) as u8, (n.1 >> 8) as u8, n.1 as u8])),
    }
}

/// A colour of the `bgcolor` attribute, which may lack its number sign.
pub fn legacy_colour(value: &str) -> Option<Fill> {
    let value = value.trim().to_ascii_lowercase();
    colour(&value).or_else(|| hex_colour(&value))
}

fn hex_colour(hex: &str) -> Option<Fill> {
    if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let short = |i: usize| u8::from_str_radix(&hex[i..=i], 16).ok().map(|v| v * 17);
    let long = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).ok();
    let (rgb, alpha) = match hex.len() {
        3 => ([short(0)?, short(1)?, short(2)?], 255),
        4 => ([short(0)?, short(1)?, short(2)?], short(3)?),
        6 => ([long(0)?, long(2)?, long(4)?], 255),
        8 => ([long(0)?, long(2)?, long(4)?], long(6)?),
        _ => return None,
    };
    Some(if alpha == 0 { Fill::Transparent } else { Fill::Colour(rgb) })
}

fn rgb_colour(inside: &str) -> Option<Fill> {
    let mut parts = inside.split([',', ' ', '/']).filter(|p| !p.is_empty());
    let mut channel = || {
        let part = parts.next()?;
        let value = match part.strip_suffix('%') {
            Some(percent) => percent.parse::<f32>().ok()? * 2.55,
            None => part.parse().ok()?,
        };
        Some(value as u8)
    };
    let rgb = [channel()?, channel()?, channel()?];
    let clear = parts.next().and_then(|a| a.trim_end_matches('%').parse::<f32>().ok()).is_some_and(|a| a == 0.0);
    Some(if clear { Fill::Transparent } else { Fill::Colour(rgb) })
}

/// Names of colours that serve as shading.
const NAMED: &[(&str, u32)] = &[
    ("white", 0xffffff),
    ("black", 0x000000),
    ("gray", 0x808080),
    ("grey", 0x808080),
    ("silver", 0xc0c0c0),
    ("lightgray", 0xd3d3d3),
    ("lightgrey", 0xd3d3d3),
    ("darkgray", 0xa9a9a9),
    ("darkgrey", 0xa9a9a9),
    ("dimgray", 0x696969),
    ("gainsboro", 0xdcdcdc),
    ("whitesmoke", 0xf5f5f5),
    ("snow", 0xfffafa),
    ("ivory", 0xfffff0),
    ("beige", 0xf5f5dc),
    ("red", 0xff0000),
    ("maroon", 0x800000),
    ("orange", 0xffa500),
    ("gold", 0xffd700),
    ("yellow", 0xffff00),
    ("lightyellow", 0xffffe0),
    ("khaki", 0xf0e68c),
    ("olive", 0x808000),
    ("lime", 0x00ff00),
    ("green", 0x008000),
    ("lightgreen", 0x90ee90),
    ("palegreen", 0x98fb98),
    ("aqua", 0x00ffff),
    ("cyan", 0x00ffff),
    ("lightcyan", 0xe0ffff),
    ("teal", 0x008080),
    ("blue", 0x0000ff),
    ("navy", 0x000080),
    ("skyblue", 0x87ceeb),
    ("lightskyblue", 0x87cefa),
    ("lightblue", 0xadd8e6),
    ("powderblue", 0xb0e0e6),
    ("aliceblue", 0xf0f8ff),
    ("lavender", 0xe6e6fa),
    ("steelblue", 0x4682b4),
    ("lightsteelblue", 0xb0c4de),
    ("cornflowerblue", 0x6495ed),
    ("dodgerblue", 0x1e90ff),
    ("royalblue", 0x4169e1),
    ("purple", 0x800080),
    ("fuchsia", 0xff00ff),
    ("magenta", 0xff00ff),
    ("pink", 0xffc0cb),
    ("lightpink", 0xffb6c1),
    ("mistyrose", 0xffe4e1),
    ("salmon", 0xfa8072),
    ("coral", 0xff7f50),
    ("tomato", 0xff6347),
    ("wheat", 0xf5deb3),
    ("tan", 0xd2b48c),
];

/// `tag#id.class`, all of which have to fit.
#[derive(Clone, Debug, Default)]
struct Compound {
    tag: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
}

impl Compound {
    fn parse(text: &str) -> Option<Self> {
        let mut compound = Self::default();
        let mut rest = text;
        while !rest.is_empty() {
            let (sign, name) = match rest.as_bytes()[0] {
                b'.' | b'#' => rest.split_at(1),
                _ => ("", rest),
            };
            let end = name.find(['.', '#']).unwrap_or(name.len());
            let word = &name[..end];
            let sound = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
            match sign {
                _ if word == "*" && sign.is_empty() => {}
                _ if !sound => return None,
                "." => compound.classes.push(word.to_owned()),
                "#" => compound.id = Some(word.to_owned()),
                _ => compound.tag = Some(word.to_ascii_lowercase()),
            }
            rest = &name[end..];
        }
        Some(compound)
    }

    fn fits(&self, node: NodeRef<'_, Node>) -> bool {
        let Some(element) = node.value().as_element() else { return false };
        self.tag.as_deref().is_none_or(|tag| tag == element.name())
            && self.id.as_deref().is_none_or(|id| element.id() == Some(id))
            && self.classes.iter().all(|class| element.classes().any(|c| c == class))
    }

    fn specificity(&self) -> u32 {
        u32::from(self.id.is_some()) * 10_000 + self.classes.len().min(99) as u32 * 100 + u32::from(self.tag.is_some())
    }

    /// The word that finds the rule: the class, the id or the tag.
    fn key(&self) -> String {
        match (&self.id, self.classes.first(), &self.tag) {
            (Some(id), _, _) => format!("#{id}"),
            (_, Some(class), _) => format!(".{class}"),
            (_, _, Some(tag)) => tag.clone(),
            _ => "*".to_owned(),
        }
    }
}

#[derive(Clone, Debug)]
struct Rule {
    under: Option<Compound>,
    /// Whether `under` has to be the parent.
    child: bool,
    last: Compound,
    order: (u32, usize),
    style: Style,
}

/// The rules of a page.
#[derive(Debug, Default)]
pub struct Sheet {
    rules: Vec<Rule>,
    by_key: FxHashMap<String, Vec<usize>>,
    steps: u64,
}

impl Sheet {
    /// Adds the rules of a `<style>` element.
    pub fn add(&mut self, css: &str) {
        let css = without_comments(css);
        let mut rest = css.as_str();
        while let Some(open) = rest.find('{') {
            // A statement without a block (`@charset "utf-8";`) may stand before the selector.
            let head = rest[..open].rsplit(';').next().unwrap_or("").trim();
            let inside = &rest[open + 1..];
            let end = if head.starts_with('@') { block_end(inside) } else { inside.find('}').unwrap_or(inside.len()) };
            if !head.starts_with('@') {
                self.add_rule(head, &inside[..end]);
            }
            rest = inside.get(end + 1..).unwrap_or("");
        }
    }

    fn add_rule(&mut self, selectors: &str, declarations: &str) {
        let style = Style::of(declarations);
        if style == Style::default() {
            return;
        }
        for selector in selectors.split(',') {
            if self.rules.len() == MOST_RULES {
                return;
            }
            if let Some(mut rule) = parse_selector(selector, style) {
                rule.order.1 = self.rules.len();
                self.by_key.entry(rule.last.key()).or_default().push(self.rules.len());
                self.rules.push(rule);
            }
        }
    }

    /// The style of an element: its rules, then its own attribute.
    pub fn style(&mut self, node: NodeRef<'_, Node>) -> Style {
        let mut style = Style::default();
        let Some(element) = node.value().as_element() else { return style };
        if !self.rules.is_empty() {
            let mut found: Vec<usize> = Vec::new();
            let mut look = |key: &str| found.extend(self.by_key.get(key).into_iter().flatten());
            look("*");
            look(element.name());
            element.classes().for_each(|c| look(&format!(".{c}")));
            if let Some(id) = element.id() {
                look(&format!("#{id}"));
            }
            found.retain(|&i| self.fits(i, node));
            found.sort_unstable_by_key(|&i| self.rules[i].order);
            found.iter().for_each(|&i| style.overlay(&self.rules[i].style));
        }
        if let Some(own) = element.attr("style") {
            style.overlay(&Style::of(own));
        }
        style
    }

    fn fits(&mut self, rule: usize, node: NodeRef<'_, Node>) -> bool {
        let rule = &self.rules[rule];
        self.steps += 1;
        if self.steps > MOST_STEPS || !rule.last.fits(node) {
            return false;
        }
        let Some(under) = &rule.under else { return true };
        let most = if rule.child { 1 } else { usize::MAX };
        for ancestor in node.ancestors().take(most) {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return false;
            }
            if under.fits(ancestor) {
                return true;
            }
        }
        false
    }
}

fn parse_selector(selector: &str, style: Style) -> Option<Rule> {
    let spaced = selector.replace('>', " > ");
    let parts: Vec<&str> = spaced.split_whitespace().collect();
    let (under, child, last) = match parts[..] {
        [last] => (None, false, last),
        [under, ">", last] => (Some(under), true, last),
        [under, last] => (Some(under), false, last),
        _ => return None,
    };
    let last = Compound::parse(last)?;
    let under = match under {
        Some(under) => Some(Compound::parse(under)?),
        None => None,
    };
    let specificity = last.specificity() + under.as_ref().map_or(0, Compound::specificity);
    Some(Rule { under, child, last, order: (specificity, 0), style })
}

/// Where the block ends that `text` begins in, with the blocks in it.
fn block_end(text: &str) -> usize {
    let mut depth = 1;
    for (at, b) in text.bytes().enumerate() {
        match b {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The rules without comments, and without the marks of an HTML comment that old pages hide them in.
fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        rest = rest[start + 2..].find("*/").map_or("", |end| &rest[start + 2 + end + 2..]);
    }
    out.push_str(rest);
    out.replace("<!--", "").replace("-->", "")
}
