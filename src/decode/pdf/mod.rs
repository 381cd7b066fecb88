//! PDF: what a page paints → paragraphs and tables.
//!
//! In: the bytes of a PDF. Out: a [`Structured`] whose paragraphs know their pages and places (`Place`). A PDF has no
//! paragraphs and no tables; it paints glyphs, lines and areas. The way back:
//!
//! 1. `streams`: do the packed streams unfold within the limits?
//! 2. `device`: what each page paints, interpreted by `hayro`, rulings of `dots` among it; `unicode`: which characters the glyphs are.
//! 3. `sheets`: `rulings` make lattices of cells, `titles` those of boxes with titles, `bands` parts rows by level rulings and
//!    shading, `unruled` rows without a ruling between them, `aligned` tables without any; every glyph goes to its cell or to the
//!    page; `lines` are made there, in the order of the page's `columns` of text.
//! 4. `furniture`: running heads and page numbers; then `bars`, titles between two rulings, are tables of one cell.
//! 5. `document`: lines become `paragraphs`, wraps told by the document's own words (`lexicon`); both, and tables, go on over page ends.
//!
//! Promises: no glyph that has a character is lost, and none is made up; a page that holds text without characters, or
//! nothing but a picture, is reported with its number (`page-no-text`); the empty user password is tried, no other. Pages are
//! read as they are shown, their rotation applied. Pages read with doubt are named, for a second reading ([`read_again`]).
//! With a [`Recogniser`], pages without text are recognised instead (`recognition`), and reported as such.
//!
//! It does not read forms' values that no appearance shows, comments or attachments,
//! and knows no tagged structure: what producers write there is not reliable.
//!
//! Followed: ISO 32000-1, 8 and 9 (by the interpreter), 9.10.2 (to Unicode).

mod aligned;
mod bands;
mod bars;
mod columns;
mod device;
mod document;
mod dots;
#[cfg(feature = "ocr")]
mod drawing;
mod furniture;
mod geometry;
mod lexicon;
mod lines;
mod marks;
mod paragraphs;
#[cfg(feature = "ocr")]
mod picture;
#[cfg(feature = "ocr")]
mod recognition;
mod rulings;
mod second;
mod sheets;
mod streams;
mod titles;
mod unicode;
mod unruled;

#[cfg(feature = "ocr")]
pub use drawing::png;
#[cfg(feature = "ocr")]
pub use recognition::Recogniser;
pub use second::read as read_again;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use hayro_interpret::kurbo::Rect;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, RenderContent, TransformExt, interpret_page};
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::container::{Budget, over};
use super::structure::Structured;
use crate::diag::{Diagnostic, codes};
use crate::limits::Limits;
use device::{Glyph, Marks, Rule, Taker, Text};
use geometry::Area;
use sheets::Sheet;
use unicode::Alphabet;

/// A page is reported where at least this part of its glyphs has no character.
const UNKNOWN_PERCENT: usize = 20;
/// A page without text is scanned when pictures cover this part of it.
const SCANNED: f32 = 0.3;
/// A page without text is text in outlines when it has so many.
const OUTLINED: usize = 300;
/// A page is read with doubt where this part of its glyphs was painted again.
const AGAIN_PERCENT: usize = 20;
/// Page numbers that a message names.
const NAMED_PAGES: usize = 20;

/// Reads a document.
///
/// Errors: `file-encrypted` where the empty password does not open it; `file-unreadable` where it has no page that can be
/// read; `page-no-text` where no page has text; `container-limit` over the limits.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Structured, Diagnostic> {
    read_with(bytes, limits, None)
}

/// Reads a document; pages without text through `recogniser`, if there is one.
///
/// Errors: as for [`read`].
pub fn read_with(bytes: &[u8], limits: &Limits, recogniser: Option<&Recogniser>) -> Result<Structured, Diagnostic> {
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
    if is_encrypted(bytes) {
        catch_unwind(AssertUnwindSafe(|| streams::check_open(&pdf, &mut budget))).unwrap_or(Ok(()))?;
    }
    let pages = catch_unwind(AssertUnwindSafe(|| pdf.pages().len())).unwrap_or(0);
    if pages == 0 {
        return Err(unreadable("it has no pages", "쪽이 하나도 없습니다"));
    }
    if pages > limits.max_pages {
        return Err(over("the document", "it has more pages than", "쪽수가", "max_pages", limits.max_pages as u64));
    }
    let mut reading = Reading { alphabet: Alphabet::new(&pdf), left: limits.max_glyphs, ..Reading::new(&pdf, recogniser) };
    let mut sheets = Vec::with_capacity(pages);
    for number in 1..=pages {
        if let Some(sheet) = reading.page(number, &mut budget)? {
            sheets.push(sheet);
        }
    }
    furniture::mark(&mut sheets);
    sheets.iter_mut().for_each(bars::frame);
    let mut document = document::assemble(&sheets);
    reading.report(&mut document, pages)?;
    Ok(document)
}

/// Whether a file may be encrypted.
fn is_encrypted(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"/Encrypt").is_some()
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
    /// Pages that were read with doubt.
    doubtful: Vec<u32>,
    /// Reads pages without text, until then.
    recogniser: Option<(&'a Recogniser, Option<Instant>)>,
    /// Pages that it read, with the mean certainty of their letters.
    recognised: Vec<(usize, u32)>,
    /// Why it read no more.
    missed: Option<Missed>,
    /// Whether any page had text.
    text: bool,
}

impl<'a> Reading<'a> {
    fn new(pdf: &'a Pdf, recogniser: Option<&'a Recogniser>) -> Self {
        Self {
            pdf,
            cache: InterpreterCache::new(),
            alphabet: Alphabet::new(pdf),
            left: 0,
            damaged: Vec::new(),
            unmapped: Vec::new(),
            scanned: Vec::new(),
            doubtful: Vec::new(),
            recogniser: recogniser.map(|r| (r, r.deadline())),
            recognised: Vec::new(),
            missed: None,
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

    /// Notes a page whose text the file does not hold, unless it is recognised; where no glyph has a character, there is
    /// nothing to keep.
    fn judge(&mut self, number: usize, area: Area, marks: &mut Marks) {
        unsay_wide_letters(marks);
        let painted = marks.glyphs.iter().filter(|g| !g.text.is_blank()).count();
        let unmapped = marks.unknown * 100 > painted * UNKNOWN_PERCENT;
        let scanned = painted == 0 && (marks.pictures >= area.size() * SCANNED || marks.shapes >= OUTLINED);
        if (unmapped || scanned) && self.recognise(number, area, marks) {
            return;
        }
        self.text |= painted > marks.unknown;
        if marks.unknown > 0 || painted_again(&marks.glyphs) * 100 > painted * AGAIN_PERCENT {
            self.doubtful.push(number as u32);
        }
        if unmapped {
            self.unmapped.push(number);
            marks.glyphs.retain(|g| g.text != unicode::UNKNOWN || painted > marks.unknown);
        } else if scanned {
            self.scanned.push(number);
        }
    }

    /// Puts what the recogniser sees on a page in the place of its glyphs; whether it saw anything.
    fn recognise(&mut self, number: usize, area: Area, marks: &mut Marks) -> bool {
        let Some((recogniser, deadline)) = self.recogniser else { return false };
        let pdf = self.pdf;
        let seen = catch_unwind(AssertUnwindSafe(|| recogniser.page(&pdf.pages()[number - 1], area, deadline)));
        match seen.unwrap_or(Err(Missed::Failed)) {
            Ok(seen) => {
                let sum: u32 = seen.glyphs.iter().filter_map(|g| g.certainty).map(u32::from).sum();
                self.recognised.push((number, sum / seen.glyphs.len().max(1) as u32));
                marks.glyphs = seen.glyphs;
                marks.rules.extend(seen.rules);
                marks.unknown = 0;
                self.text = true;
                true
            }
            Err(missed) => {
                self.missed.get_or_insert(missed);
                false
            }
        }
    }

    /// Says what is missing.
    ///
    /// Errors: `file-unreadable` or `page-no-text` where nothing was read.
    fn report(&self, document: &mut Structured, pages: usize) -> Result<(), Diagnostic> {
        document.doubtful_pages.clone_from(&self.doubtful);
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
        if !self.recognised.is_empty() {
            let named: Vec<usize> = self.recognised.iter().map(|r| r.0).collect();
            let (list, least) = (list(&named), self.recognised.iter().map(|r| r.1).min().unwrap_or(0));
            document.notice(
                &codes::PAGE_RECOGNISED,
                format!("page {list} of {pages} holds no text; it was recognised in the picture (tesseract, certainty from {least} %)"),
                format!(
                    "전체 {pages}쪽 가운데 {list}쪽은 글자 정보가 없어 그림에서 문자를 인식하였습니다(tesseract, 확신도 {least}% 이상)"
                ),
            );
        }
        let (missed, missed_ko) = self.missed.map_or(("", ""), Missed::words);
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
                format!("no text on page {list} of {pages}: {what}{missed}"),
                format!("전체 {pages}쪽 가운데 {list}쪽: {what_ko}{missed_ko}"),
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

/// Letters of Western Europe that are as wide as the page's Hangul are not what they are said to be: converters that cut a font down
/// have written the map of its glyphs wrong. From so many on, nothing that the map says of its block is believed.
const WIDE_LETTERS: usize = 3;
/// Widths that differ by less are the same, in em.
const SAME_WIDTH: f32 = 0.02;

/// Takes back what a wrong map said of glyphs.
fn unsay_wide_letters(marks: &mut Marks) {
    let width = |g: &Glyph| {
        let along = if g.turn.is_multiple_of(2) { g.area.width() } else { g.area.height() };
        along / g.size.max(1.0)
    };
    let of = |range: std::ops::RangeInclusive<char>| move |g: &&Glyph| matches!(g.text, Text::One(c) if range.contains(&c));
    if !marks.glyphs.iter().any(|g| of('À'..='ÿ')(&g)) {
        return;
    }
    let mut hangul: Vec<f32> = marks.glyphs.iter().filter(of('가'..='힣')).map(width).collect();
    let usual = geometry::median(&mut hangul);
    let wide = |g: &Glyph| usual > 0.0 && (width(g) - usual).abs() < SAME_WIDTH;
    // Of these, Korean fonts have wide forms (KS X 1001).
    let has_wide_form = |g: &&Glyph| matches!(g.text, Text::One('Æ' | 'Ð' | 'Ø' | 'Þ' | 'ß' | 'æ' | 'ð' | 'ø' | 'þ' | '×' | '÷'));
    if marks.glyphs.iter().filter(of('À'..='ÿ')).filter(|g| wide(g) && !has_wide_form(g)).count() < WIDE_LETTERS {
        return;
    }
    for glyph in &mut marks.glyphs {
        if of('\u{A1}'..='ÿ')(&&*glyph) && wide(glyph) {
            glyph.text = unicode::UNKNOWN;
            marks.unknown += 1;
        }
    }
}

/// Glyphs that were painted on the place of the same glyph.
fn painted_again(glyphs: &[Glyph]) -> usize {
    let mut places: Vec<(u32, u32, u32)> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        if let Text::One(c) = glyph.text
            && !c.is_whitespace()
        {
            // In halves of a point: what is drawn twice for a bold look lies within.
            places.push((u32::from(c), (glyph.area.x0 * 2.0).round() as u32, (glyph.baseline * 2.0).round() as u32));
        }
    }
    let all = places.len();
    places.sort_unstable();
    places.dedup();
    all - places.len()
}

/// Reads nothing: this build recognises no text in pictures.
#[cfg(not(feature = "ocr"))]
#[derive(Debug)]
pub enum Recogniser {}

#[cfg(not(feature = "ocr"))]
impl Recogniser {
    fn deadline(&self) -> Option<Instant> {
        match *self {}
    }

    fn page(&self, _: &Page<'_>, _: Area, _: Option<Instant>) -> Result<Seen, Missed> {
        match *self {}
    }
}

/// Why a page was not recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "ocr"), allow(dead_code, reason = "without a recogniser none of them happens"))]
enum Missed {
    /// There is no `tesseract`.
    NoProgram,
    /// It has no Korean data.
    NoKorean,
    /// The time was over.
    Late,
    /// It, or the renderer, failed.
    Failed,
    /// It saw no text.
    Nothing,
}

impl Missed {
    /// The end of a message, in English and in Korean.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoProgram => {
                ("; the program tesseract, which --ocr needs, was not found", ". --ocr에 필요한 tesseract 프로그램이 없습니다")
            }
            Self::NoKorean => ("; tesseract has no Korean data (kor), which --ocr needs", ". tesseract에 한국어 데이터(kor)가 없습니다"),
            Self::Late => {
                ("; there was no time left to recognise them (--timeout)", ". 제한 시간(--timeout)이 지나 문자를 인식하지 못하였습니다")
            }
            Self::Failed => ("; tesseract failed on them", ". tesseract가 처리하지 못하였습니다"),
            Self::Nothing => ("; tesseract saw no text on them", ". tesseract가 글자를 찾지 못하였습니다"),
        }
    }
}

/// What was seen on a page.
#[derive(Debug)]
struct Seen {
    /// Its letters, with the certainty of their words.
    glyphs: Vec<Glyph>,
    /// Its rulings.
    rules: Vec<Rule>,
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
