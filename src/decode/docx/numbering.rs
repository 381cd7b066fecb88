//! Numbers and bullets of paragraphs (ECMA-376 part 1, 17.9).
//!
//! Numberings that share their definition share their count, as in Word; one that sets a start of its own begins anew.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::styles::{Styles, hundredths_of_mm, number, value};
use super::symbols;
use crate::decode::container::Budget;
use crate::decode::container::xml::{Event, Reader};
use crate::decode::hangul::numbering::{Counters, Level as Shown, MOST_LEVELS, NumberFormat, Numbering as Levels};
use crate::diag::Diagnostic;

/// Numberings that may lead to another by the name of a style.
const MOST_LINKS: usize = 4;

#[derive(Clone, Debug, Default)]
struct Level {
    shown: Shown,
    bullet: bool,
    font: String,
    style: Option<String>,
    indent: Option<u32>,
}

#[derive(Clone, Debug, Default)]
struct Definition {
    levels: Vec<Level>,
    /// The levels again, as the counters take them.
    shown: Levels,
    /// Style whose numbering stands for this one.
    link: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct Instance {
    definition: u32,
    /// Levels with a start of their own.
    starts: Vec<(usize, u32)>,
    /// Levels with a definition of their own.
    levels: Vec<(usize, Level)>,
}

/// The numberings of a document, and how far each has counted.
#[derive(Debug, Default)]
pub struct Numbering {
    definitions: FxHashMap<u32, Definition>,
    instances: FxHashMap<u32, Instance>,
    counters: Counters,
    /// Instances and levels that have begun with their own start.
    begun: FxHashSet<(u32, usize)>,
}

/// The mark of a paragraph, and how far its level is indented.
#[derive(Debug, Default)]
pub struct Mark {
    /// The number or bullet.
    pub text: Option<String>,
    /// Indentation in 1/100 mm.
    pub indent: Option<u32>,
}

impl Numbering {
    /// Reads the part of the numberings.
    pub fn read(text: &str, budget: &Budget<'_>) -> Result<Self, Diagnostic> {
        let mut numbering = Self::default();
        let mut reader = Reader::new(text, "numbering.xml");
        loop {
            match reader.next(budget)? {
                Event::Start(element) if element.name() == "abstractNum" => {
                    let id = number(&element, "abstractNumId");
                    let definition = read_definition(&mut reader, budget)?;
                    numbering.definitions.extend(id.map(|id| (id, definition)));
                }
                Event::Start(element) if element.name() == "num" => {
                    let id = number(&element, "numId");
                    let instance = read_instance(&mut reader, budget)?;
                    numbering.instances.extend(id.map(|id| (id, instance)));
                }
                Event::Done => break,
                _ => {}
            }
        }
        numbering.own_levels();
        Ok(numbering)
    }

    /// Instances with levels of their own get a definition of their own.
    fn own_levels(&mut self) {
        let mut free = self.definitions.keys().max().map_or(0, |m| m.saturating_add(1));
        let mut ids: Vec<u32> = self.instances.iter().filter(|i| !i.1.levels.is_empty()).map(|i| *i.0).collect();
        ids.sort_unstable();
        for id in ids {
            let Some(instance) = self.instances.get_mut(&id) else { continue };
            let mut definition = self.definitions.get(&instance.definition).cloned().unwrap_or_default();
            for (at, level) in instance.levels.drain(..) {
                put(&mut definition.levels, at, level);
            }
            definition.shown.levels = definition.levels.iter().map(|l| l.shown.clone()).collect();
            self.definitions.insert(free, definition);
            instance.definition = free;
            free = free.saturating_add(1);
        }
    }

    /// Counts a paragraph and gives its mark. Without a level, the one that is tied to the style, or the first.
    pub fn next(&mut self, id: u32, level: Option<usize>, style: Option<&str>, styles: &Styles) -> Mark {
        let Some((id, definition_id)) = self.resolve(id, styles) else { return Mark::default() };
        let (Some(instance), Some(definition)) = (self.instances.get(&id), self.definitions.get(&definition_id)) else {
            return Mark::default();
        };
        let tied = || style.and_then(|s| definition.levels.iter().position(|l| l.style.as_deref() == Some(s)));
        let at = level.or_else(tied).unwrap_or(0);
        let Some(level) = definition.levels.get(at) else { return Mark::default() };
        if level.bullet {
            let mut text = String::new();
            symbols::push(&mut text, &level.font, &level.shown.template);
            return Mark { text: Some(text).filter(|t| !t.trim().is_empty()), indent: level.indent };
        }
        for &(start_level, start) in instance.starts.iter().filter(|s| s.0 <= at) {
            if self.begun.insert((id, start_level)) {
                self.counters.restart(definition_id, start_level, start);
            }
        }
        Mark { text: self.counters.next(definition_id, &definition.shown, at), indent: level.indent }
    }

    /// The numbering and the definition that an id leads to, through styles.
    fn resolve(&self, id: u32, styles: &Styles) -> Option<(u32, u32)> {
        let mut id = id;
        for _ in 0..MOST_LINKS {
            let instance = self.instances.get(&id)?;
            let definition = self.definitions.get(&instance.definition)?;
            match &definition.link {
                Some(link) if definition.levels.is_empty() => id = styles.get(Some(link)).numbering?,
                _ => return Some((id, instance.definition)),
            }
        }
        None
    }
}

/// Puts a level at its place; places past the last level that a numbering has are passed over.
fn put(levels: &mut Vec<Level>, at: usize, level: Level) {
    if at >= MOST_LEVELS {
        return;
    }
    if levels.len() <= at {
        levels.resize_with(at + 1, Level::default);
    }
    levels[at] = level;
}

fn read_definition(reader: &mut Reader<'_>, budget: &Budget<'_>) -> Result<Definition, Diagnostic> {
    let mut definition = Definition::default();
    let outside = reader.depth() - 1;
    while reader.depth() > outside {
        match reader.next(budget)? {
            Event::Start(element) => match element.name() {
                "lvl" => {
                    let at = number(&element, "ilvl").unwrap_or(0) as usize;
                    let level = read_level(reader, at, budget)?;
                    put(&mut definition.levels, at, level);
                }
                "numStyleLink" => definition.link = value(&element).map(Cow::into_owned),
                _ => {}
            },
            Event::Done => break,
            _ => {}
        }
    }
    definition.shown.levels = definition.levels.iter().map(|l| l.shown.clone()).collect();
    Ok(definition)
}

fn read_instance(reader: &mut Reader<'_>, budget: &Budget<'_>) -> Result<Instance, Diagnostic> {
    let (mut instance, mut at) = (Instance::default(), 0);
    let outside = reader.depth() - 1;
    while reader.depth() > outside {
        match reader.next(budget)? {
            Event::Start(element) => match element.name() {
                "abstractNumId" => instance.definition = number(&element, "val").unwrap_or(0),
                "lvlOverride" => at = number(&element, "ilvl").unwrap_or(0) as usize,
                "startOverride" => instance.starts.extend(number(&element, "val").map(|start| (at, start))),
                "lvl" => {
                    let level = read_level(reader, at, budget)?;
                    instance.levels.push((at, level));
                }
                _ => {}
            },
            Event::Done => break,
            _ => {}
        }
    }
    instance.starts.truncate(MOST_LEVELS);
    instance.levels.truncate(MOST_LEVELS);
    Ok(instance)
}

fn read_level(reader: &mut Reader<'_>, at: usize, budget: &Budget<'_>) -> Result<Level, Diagnostic> {
    let mut level = Level::default();
    let (mut format, mut template) = (String::new(), String::new());
    let outside = reader.depth() - 1;
    while reader.depth() > outside {
        match reader.next(budget)? {
            Event::Start(element) => match element.name() {
                "start" => level.shown.start = number(&element, "val").unwrap_or(0),
                "numFmt" => format = value(&element).unwrap_or_default().into_owned(),
                "lvlText" => template = value(&element).unwrap_or_default().into_owned(),
                "pStyle" => level.style = value(&element).map(Cow::into_owned),
                "ind" => level.indent = number(&element, "left").or_else(|| number(&element, "start")).map(hundredths_of_mm),
                "rFonts" => level.font = element.attribute("ascii").or_else(|| element.attribute("hAnsi")).unwrap_or_default().into_owned(),
                _ => {}
            },
            Event::Done => break,
            _ => {}
        }
    }
    level.bullet = format == "bullet";
    level.shown.format = number_format(&format);
    let own = format!("%{}", at + 1);
    level.shown.template = match format.as_str() {
        "bullet" => template,
        "none" => template.replace(&own, "").replace('%', "^"),
        _ => template.replace('%', "^"),
    };
    Ok(level)
}

/// Formats of numbers by their names (17.18.59); digits for those that no report uses.
fn number_format(name: &str) -> NumberFormat {
    match name {
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => NumberFormat::CircledDigit,
        "upperRoman" => NumberFormat::RomanCapital,
        "lowerRoman" => NumberFormat::RomanSmall,
        "upperLetter" => NumberFormat::LatinCapital,
        "lowerLetter" => NumberFormat::LatinSmall,
        "ganada" => NumberFormat::HangulSyllable,
        "chosung" => NumberFormat::HangulJamo,
        "koreanDigital" | "koreanCounting" | "koreanLegal" => NumberFormat::HangulPhonetic,
        "ideographDigital" | "koreanDigital2" | "japaneseCounting" | "chineseCounting" | "taiwaneseCounting" => NumberFormat::Ideograph,
        "ideographEnclosedCircle" => NumberFormat::CircledIdeograph,
        "ideographTraditional" => NumberFormat::DecagonCircleHanja,
        "chicago" => NumberFormat::Symbol,
        _ => NumberFormat::Digit,
    }
}
