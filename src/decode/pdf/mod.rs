//! PDF: what a page paints → paragraphs and tables.
//!
//! In: the bytes of a PDF. Out: a [`Structured`] whose paragraphs know their pages and places (`Place`). A PDF has no
//! paragraphs and no tables; it paints glyphs, lines and areas. The way back:
//!
//! 1. `streams`: do the packed streams unfold within the limits?
//! 2. `device`: what each page paints, interpreted by `hayro`; `unicode`: which characters the glyphs are.
//! 3. `sheets`: `rulings` make lattices of cells; every glyph goes to its cell or to the page; `lines` are made there.
//! 4. `furniture`: running heads and page numbers.
//! 5. `document`: lines become `paragraphs`; both, and tables, go on over page ends.
//!
//! Promises: no glyph that has a character is lost, and none is made up; a page that holds text without characters, or
//! nothing but a picture, is reported with its number (`page-no-text`); the empty user password is tried, no other. Pages are
//! read as they are shown, their rotation applied.
//!
//! It does not recognise text in pictures, does not read forms' values that no appearance shows, comments or attachments,
//! and knows no tagged structure: what producers write there is not reliable.
//!
//! Followed: ISO 32000-1, 8 and 9 (by the interpreter), 9.10.2 (to Unicode).

mod aligned;
mod device;
mod document;
mod furniture;
mod geometry;
mod lines;
mod marks;
mod paragraphs;
mod rulings;
mod sheets;
mod streams;
mod unicode;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hayro_interpret::kurbo::Rect;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, RenderContent, TransformExt, interpret_page};
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::container::{Budget, over};
use super::structure::Structured;
use crate::diag::{Diagnostic, codes};
use crate::limits::Limits;
use device::{Marks, Taker};
use geometry::Area;
use sheets::Sheet;
use unicode::Alphabet;

/// A page is reported where at least this part of its glyphs has no character.
const UNKNOWN_PERCENT: usize = 20;
/// A page without text is scanned when pictures cover this part of it.
const SCANNED: f32 = 0.3;
/// A page without text is text in outlines when it has so many.
const OUTLINED: usize = 300;
/// Page numbers that a message names.
const NAMED_PAGES: usize = 20;

/// Reads a document.
///
/// Errors: `file-encrypted` where the empty password does not open it; `file-unreadable` where it has no page that can be
/// read; `page-no-text` where no page has text; `container-limit` over the limits.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Structured, Diagnostic> {
    let mut budget = Budget::new(limits);
    streams::check(bytes, &mut budget)?;
    // The interpreter is not ours: whatever a file does to it, it is that file's loss alone.
    let opened = catch_unwind(AssertUnwindSafe(|| Pdf::new(Arc::new(bytes.to_vec()))));
    let pdf = match opened {
        Ok(Ok(pdf)) => pdf,
        Ok(Err(LoadPdfError::Decryption(why))) => return Err(locked(why)),
        Ok(Err(LoadPdfError::Invalid)) | Err(_) => {
            return Err(unreadable("its objects do not form a document", "개체 구조가 올바르지 않습니다"));
        }
    };
    let pages = catch_unwind(AssertUnwindSafe(|| pdf.pages().len())).unwrap_or(0);
    if pages == 0 {
        return Err(unreadable("it has no pages", "쪽이 하나도 없습니다"));
    }
    if pages > limits.max_pages {
        return Err(over("the document", "it has more pages than", "쪽수가", "max_pages", limits.max_pages as u64));
    }
    let mut reading = Reading { alphabet: Alphabet::new(&pdf), left: limits.max_glyphs, ..Reading::new(&pdf) };
    let mut sheets = Vec::with_capacity(pages);
    for number in 1..=pages {
        if let Some(sheet) = reading.page(number, &mut budget)? {
            sheets.push(sheet);
        }
    }
    furniture::mark(&mut sheets);
    let mut document = document::assemble(&sheets);
    reading.report(&mut document, pages)?;
    Ok(document)
}

/// The pages of a document, as they are read.
struct Reading<'a> {
    pdf: &'a Pdf,
    cache: InterpreterCache<'a>,
    alphabet: Alphabet<'a>,
    /// Glyphs and rulings that may still come.
    left: usize,
    /// Pages on which the interpreter failed.
    damaged: Vec<usize>,
    /// Pages whose glyphs have no characters, with how many of how many.
    unmapped: Vec<usize>,
    /// Pages that are pictures.
    scanned: Vec<usize>,
    /// Whether any page had text.
    text: bool,
}

impl<'a> Reading<'a> {
    fn new(pdf: &'a Pdf) -> Self {
        Self {
            pdf,
            cache: InterpreterCache::new(),
            alphabet: Alphabet::new(pdf),
            left: 0,
            damaged: Vec::new(),
            unmapped: Vec::new(),
            scanned: Vec::new(),
            text: false,
        }
    }

    /// A page by its number, from 1; `None` where it cannot be read.
    fn page(&mut self, number: usize, budget: &mut Budget<'_>) -> Result<Option<Sheet>, Diagnostic> {
        let pdf = self.pdf;
        let taken = catch_unwind(AssertUnwindSafe(|| {
            let page = &pdf.pages()[number - 1];
            let (width, height) = page.render_dimensions();
            let area = Area::new(0.0, 0.0, width, height);
            (area, self.marks(page, area))
        }));
        let Ok((area, mut marks)) = taken else {
            self.damaged.push(number);
            return Ok(None);
        };
        if marks.over {
            let most = budget.limits.max_glyphs as u64;
            return Err(over("the pages", "they paint more glyphs and lines than", "글자와 선의 수가", "max_glyphs", most));
        }
        self.left -= (marks.glyphs.len() + marks.rules.len() + marks.fills.len()).min(self.left);
        self.judge(number, area, &mut marks);
        sheets::sheet(number as u32, area, &marks, budget).map(Some)
    }

    fn marks(&mut self, page: &Page<'a>, area: Area) -> Marks {
        let settings = InterpreterSettings {
            render_content: RenderContent::all(),
            cmap_resolver: Arc::new(unicode::predefined),
            ..InterpreterSettings::default()
        };
        let bounds = Rect::new(0.0, 0.0, f64::from(area.x1), f64::from(area.y1));
        let mut context = Context::new(page.initial_transform(true).to_kurbo(), bounds, &self.cache, self.pdf.xref(), settings);
        let mut taker = Taker::new(area, &mut self.alphabet, self.left);
        interpret_page(page, &mut context, &mut taker);
        taker.finish()
    }

    /// Notes a page whose text the file does not hold; where no glyph has a character, there is nothing
    /// to keep.
    fn judge(&mut self, number: usize, area: Area, marks: &mut Marks) {
        let painted = marks.glyphs.iter().filter(|g| !g.text.is_blank()).count();
        self.text |= painted > marks.unknown;
        if marks.unknown * 100 > painted * UNKNOWN_PERCENT {
            self.unmapped.push(number);
            marks.glyphs.retain(|g| g.text != unicode::UNKNOWN || painted > marks.unknown);
        } else if painted == 0 && (marks.pictures >= area.size() * SCANNED || marks.shapes >= OUTLINED) {
            self.scanned.push(number);
        }
    }

    /// Says what is missing.
    ///
    /// Errors: `file-unreadable` or `page-no-text` where nothing was read.
    fn report(&self, document: &mut Structured, pages: usize) -> Result<(), Diagnostic> {
        if self.damaged.len() == pages {
            return Err(unreadable("none of its pages can be interpreted", "읽을 수 있는 쪽이 없습니다"));
        }
        if !self.damaged.is_empty() {
            let list = list(&self.damaged);
            document.notice(
                &codes::DOCUMENT_INCOMPLETE,
                format!("the content of page {list} of {pages} is damaged; the other pages were kept"),
                format!("전체 {pages}쪽 가운데 {list}쪽의 내용이 손상되어 나머지 쪽만 읽었습니다"),
            );
        }
        let missing: Vec<Diagnostic> = [
            (
                &self.unmapped,
                "their fonts do not say which characters the glyphs are; such glyphs are U+FFFD where the page has others, else left out",
                "글꼴에 문자 정보가 없어 그 글자를 읽지 못하고 U+FFFD로 두거나 뺐습니다",
            ),
            (&self.scanned, "pictures without text; they were not read", "글자 정보가 없는 그림이어서 읽지 못하였습니다"),
        ]
        .into_iter()
        .filter(|(pages, ..)| !pages.is_empty())
        .map(|(found, what, what_ko)| {
            let list = list(found);
            Diagnostic::new(
                &codes::PAGE_NO_TEXT,
                format!("no text on page {list} of {pages}: {what}"),
                format!("전체 {pages}쪽 가운데 {list}쪽: {what_ko}"),
            )
        })
        .collect();
        for diagnostic in missing {
            if !self.text {
                return Err(diagnostic);
            }
            document.notice(&codes::PAGE_NO_TEXT, diagnostic.message, diagnostic.message_ko);
        }
        Ok(())
    }
}

/// `1, 2, 3 and 40 more`.
fn list(pages: &[usize]) -> String {
    let named: Vec<String> = pages.iter().take(NAMED_PAGES).map(usize::to_string).collect();
    let rest = pages.len().saturating_sub(NAMED_PAGES);
    if rest == 0 { named.join(", ") } else { format!("{} (+{rest})", named.join(", ")) }
}

fn locked(why: DecryptionError) -> Diagnostic {
    match why {
        DecryptionError::PasswordProtected => Diagnostic::new(
            &codes::FILE_ENCRYPTED,
            "the document needs a password; none was tried",
            "암호가 필요한 문서이므로 열지 않았습니다",
        ),
        _ => Diagnostic::new(
            &codes::FILE_ENCRYPTED,
            "the document is encrypted in a way that is not read; it was not opened",
            "지원하지 않는 방식으로 암호화된 문서이므로 열지 않았습니다",
        ),
    }
}

fn unreadable(what: &str, what_ko: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::FILE_UNREADABLE,
        format!("the PDF cannot be read: {what}; save it anew, or save the original as HWPX, DOCX or text"),
        format!("PDF를 읽을 수 없습니다: {what_ko}. 다시 저장하거나 원본을 HWPX, DOCX, 텍스트로 저장해 주십시오"),
    )
}

#[cfg(test)]
mod tests;
