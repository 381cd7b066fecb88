//! DOCX: documents of Word and of programs that write its format.
//!
//! In: the bytes of a DOCX file. Out: a [`Structured`] with its paragraphs and tables in the order of the document; headers
//! stand before the body, footers behind it, notes and comments behind the paragraph (or the outermost table) that refers to
//! them.
//!
//! Promises: all text that is printed is there, once: text boxes, content controls, results of fields, insertions of tracked
//! changes. Deletions and field codes are left out; hidden text is a comment. Parts that are damaged are read as far as they
//! go, and a notice says so.
//!
//! It does not lay out pages, and knows no picture, chart, diagram, or document that is embedded.
//!
//! Clauses: ECMA-376 part 1 (transitional and strict; names are compared without their namespace) 17.2 to 17.13, part 2
//! (packages), part 3 (alternate content).
//!
//! Known lies: cells that go on with nothing above them; rows with more or fewer columns than the grid; text boxes written
//! twice, as a choice and as its fallback; `auto` for no colour; parts that are not where they usually are.

mod body;
mod numbering;
mod shading;
mod styles;
mod symbols;
mod table;

#[cfg(test)]
mod tests;

use body::{Around, Notes, Part};
use numbering::Numbering;
use styles::Styles;

use super::container::xml::{self, Event, Reader};
use super::container::zip::Archive;
use super::container::{Budget, Inflated};
use super::structure::{Block, Kind, Structured};
use crate::diag::{Diagnostic, codes};
use crate::limits::Limits;

/// Where Word puts the body.
const USUAL_BODY: &str = "word/document.xml";

/// Reads a document.
///
/// Errors: `file-unreadable` where there is no body or nothing in it, `file-encrypted`, `container-limit`.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Structured, Diagnostic> {
    let mut package = Package::open(bytes, limits)?;
    let body_name = package.body_name()?;
    let relations = package.relations(&body_name)?;
    let mut around = package.around(&relations)?;
    let headers = package.furniture(&relations, "header", Kind::Header, &mut around)?;
    let footers = package.furniture(&relations, "footer", Kind::Footer, &mut around)?;
    let Some(text) = package.part(&body_name)? else { return Err(unreadable("it has no body", "본문이 없어")) };
    let part = body::read(&text, &body_name, Kind::Body, &mut around, &mut package.budget)?;
    if part.damaged {
        package.damaged.push(body_name);
    }
    if part.blocks.is_empty() {
        return Err(unreadable("its body is empty or damaged from the start", "본문이 비었거나 처음부터 손상되어"));
    }
    let mut out = Structured { blocks: headers, ..Structured::default() };
    out.blocks.extend(part.blocks);
    out.blocks.extend(footers);
    package.report(&mut out);
    Ok(out)
}

fn unreadable(why: &str, why_ko: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::FILE_UNREADABLE,
        format!("the Word document could not be read: {why}"),
        format!("워드 문서의 {why_ko} 읽지 못하였습니다"),
    )
}

/// The parts of a file.
struct Package<'a, 'l> {
    archive: Archive<'a>,
    budget: Budget<'l>,
    /// Parts that are damaged.
    damaged: Vec<String>,
}

/// A relation of a part to another.
struct Relation {
    kind: String,
    target: String,
}

impl<'a, 'l> Package<'a, 'l> {
    fn open(bytes: &'a [u8], limits: &'l Limits) -> Result<Self, Diagnostic> {
        let budget = Budget::new(limits);
        let archive = Archive::open(bytes, &budget)?;
        Ok(Self { archive, budget, damaged: Vec::new() })
    }

    /// The text of a part, as far as it is sound.
    fn part(&mut self, name: &str) -> Result<Option<String>, Diagnostic> {
        let Some(index) = self.archive.find(name) else { return Ok(None) };
        let (bytes, whole) = match self.archive.read(index, &mut self.budget)? {
            Inflated::Whole(bytes) => (bytes, true),
            Inflated::Damaged(bytes) => (bytes, false),
        };
        let text = xml::decode(&bytes);
        if !whole || text.damaged {
            self.damaged.push(name.to_owned());
        }
        Ok(Some(text.text.into_owned()))
    }

    /// Where the body is: where the package says, or else where it usually is.
    fn body_name(&mut self) -> Result<String, Diagnostic> {
        let relations = self.relations("")?;
        let named = relations.into_iter().find(|r| r.kind == "officeDocument").map(|r| r.target);
        Ok(named.filter(|n| self.archive.find(n).is_some()).unwrap_or_else(|| USUAL_BODY.to_owned()))
    }

    /// The relations of a part; of the package for the empty name.
    fn relations(&mut self, of: &str) -> Result<Vec<Relation>, Diagnostic> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let name = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let Some(text) = self.part(&name)? else { return Ok(Vec::new()) };
        let mut reader = Reader::new(&text, &name);
        let mut relations = Vec::new();
        loop {
            match reader.next(&self.budget)? {
                Event::Start(element) if element.name() == "Relationship" => {
                    let kind = element.attribute("Type").unwrap_or_default();
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    let target = resolve(folder, &element.attribute("Target").unwrap_or_default());
                    relations.push(Relation { kind, target });
                }
                Event::Done => return Ok(relations),
                _ => {}
            }
        }
    }

    /// Styles, numberings, notes and comments.
    fn around(&mut self, relations: &[Relation]) -> Result<Around, Diagnostic> {
        let mut around = Around::default();
        if let Some(text) = self.related(relations, "styles")? {
            around.styles = Styles::read(&text, &self.budget)?;
        }
        if let Some(text) = self.related(relations, "numbering")? {
            around.numbering = Numbering::read(&text, &self.budget)?;
        }
        around.footnotes = self.notes(relations, "footnotes", Kind::Note, &mut around)?;
        around.endnotes = self.notes(relations, "endnotes", Kind::Note, &mut around)?;
        around.comments = self.notes(relations, "comments", Kind::Comment, &mut around)?;
        Ok(around)
    }

    fn related(&mut self, relations: &[Relation], kind: &str) -> Result<Option<String>, Diagnostic> {
        match relations.iter().find(|r| r.kind == kind) {
            Some(relation) => self.part(&relation.target),
            None => Ok(None),
        }
    }

    fn notes(&mut self, relations: &[Relation], which: &str, kind: Kind, around: &mut Around) -> Result<Notes, Diagnostic> {
        let Some(text) = self.related(relations, which)? else { return Ok(Notes::default()) };
        Ok(self.walk(&text, which, kind, around)?.notes)
    }

    /// Headers or footers that have text, each part once.
    fn furniture(&mut self, relations: &[Relation], which: &str, kind: Kind, around: &mut Around) -> Result<Vec<Block>, Diagnostic> {
        let mut targets: Vec<&str> = relations.iter().filter(|r| r.kind == which).map(|r| r.target.as_str()).collect();
        targets.sort_unstable();
        targets.dedup();
        let mut blocks = Vec::new();
        for target in targets {
            if let Some(text) = self.part(target)? {
                blocks.extend(self.walk(&text, target, kind, around)?.blocks.into_iter().filter(is_not_blank));
            }
        }
        Ok(blocks)
    }

    fn walk(&mut self, text: &str, name: &str, kind: Kind, around: &mut Around) -> Result<Part, Diagnostic> {
        let part = body::read(text, name, kind, around, &mut self.budget)?;
        if part.damaged {
            self.damaged.push(name.to_owned());
        }
        Ok(part)
    }

    /// Says what was damaged.
    fn report(&mut self, out: &mut Structured) {
        self.damaged.dedup();
        if self.archive.is_salvaged() {
            out.notice(
                &codes::DOCUMENT_INCOMPLETE,
                "the directory of the package is lost or wrong; the parts that could be found were read",
                "문서 묶음의 목록이 없거나 잘못되어 찾을 수 있는 부분만 읽었습니다",
            );
        }
        for name in &self.damaged {
            out.notices.push(crate::decode::structure::Notice {
                code: codes::DOCUMENT_INCOMPLETE.name.to_owned(),
                message: format!("{name} is damaged; it was read as far as it goes"),
                message_ko: format!("{name}이(가) 손상되어 읽을 수 있는 곳까지만 읽었습니다"),
            });
        }
    }
}

fn is_not_blank(block: &Block) -> bool {
    match block {
        Block::Paragraph(paragraph) => !paragraph.text.trim().is_empty(),
        Block::Table(_) => true,
    }
}

/// The path of a target, from the folder of the part that names it.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(step),
        }
    }
    parts.join("/")
}
