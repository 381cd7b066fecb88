//! A second reading of pages, by an independent reader (`pdf-extract`), to hold the first one against.
//!
//! In: the bytes of a PDF that [`super::read`] has read, and pages. Out: for each page its characters in the order of painting,
//! or that it could not be read. It shares no code with the first reading: neither the parser of objects, nor the interpreter,
//! nor the maps of fonts. Its places and its blanks are not used; they are known to be wrong in forms and with some widths.
//!
//! The reader panics on what it does not know (Korean encodings without a map to Unicode among them): that page then has no
//! second reading. Two things that would take the whole process are mended in the document before: forms that draw themselves,
//! and pages that are their own ancestors. Pictures are emptied, for they would be taken for content.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Dictionary, Document, MediaBox, Object, ObjectId, OutputDev, OutputError, Transform, output_doc_page};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::decode::structure::{PageText, SecondReading};
use crate::limits::Limits;

/// Most steps from a page to the root of the tree of pages.
const MOST_ANCESTORS: usize = 64;
/// The same character so close, in em, was painted twice.
const DOUBLED: f64 = 0.17;

/// Reads pages anew; all of them where none is named.
pub fn read(bytes: &[u8], limits: &Limits, pages: &[u32]) -> SecondReading {
    let opened = catch_unwind(AssertUnwindSafe(|| open(bytes)));
    let document = opened.unwrap_or_default();
    let known: Vec<u32> = document.as_ref().map(|d| d.get_pages().into_keys().collect()).unwrap_or_default();
    let wanted = if pages.is_empty() { known.as_slice() } else { pages };
    let mut left = limits.max_glyphs;
    let mut text = |number: u32| {
        let document = document.as_ref().filter(|d| is_rooted(d, number))?;
        let mut taker = Taker { left, ..Taker::default() };
        let done = catch_unwind(AssertUnwindSafe(|| output_doc_page(document, &mut taker, number)));
        left = taker.left;
        matches!(done, Ok(Ok(()))).then_some(taker.text)
    };
    SecondReading { pages: wanted.iter().map(|&page| PageText { page, text: text(page) }).collect() }
}

/// The document, without what its reader does not survive.
fn open(bytes: &[u8]) -> Option<Document> {
    let mut document = Document::load_mem(bytes).ok()?;
    if document.is_encrypted() {
        document.decrypt("").ok()?;
    }
    let circular = circular_forms(&mut document);
    for (id, object) in &mut document.objects {
        if let Object::Stream(stream) = object
            && (is(&stream.dict, b"Subtype", b"Image") || circular.contains(id))
        {
            stream.dict.remove(b"Filter");
            stream.content.clear();
        }
    }
    Some(document)
}

fn is(dictionary: &Dictionary, key: &[u8], name: &[u8]) -> bool {
    dictionary.get(key).and_then(Object::as_name).is_ok_and(|n| n == name)
}

/// Forms that lead back to themselves. A form without resources of its own takes over those of whoever draws it, so it may
/// draw anything: such forms get empty ones.
fn circular_forms(document: &mut Document) -> FxHashSet<ObjectId> {
    for object in document.objects.values_mut() {
        if let Object::Stream(stream) = object
            && is(&stream.dict, b"Subtype", b"Form")
            && !stream.dict.has(b"Resources")
        {
            stream.dict.set("Resources", Object::Dictionary(Dictionary::new()));
        }
    }
    let draws: FxHashMap<ObjectId, Vec<ObjectId>> = document.objects.keys().map(|&id| (id, drawn(document, id))).collect();
    let mut ids: Vec<ObjectId> = draws.keys().copied().collect();
    ids.sort_unstable();
    ids.into_iter().filter(|&id| leads_to(&draws, id)).collect()
}

/// The forms that a form may draw.
fn drawn(document: &Document, id: ObjectId) -> Vec<ObjectId> {
    let inner = || {
        let stream = document.objects.get(&id)?.as_stream().ok()?;
        let resources = document.dereference(stream.dict.get(b"Resources").ok()?).ok()?.1.as_dict().ok()?;
        let forms = document.dereference(resources.get(b"XObject").ok()?).ok()?.1.as_dict().ok()?;
        Some(forms.iter().filter_map(|(_, form)| form.as_reference().ok()).collect())
    };
    inner().unwrap_or_default()
}

fn leads_to(draws: &FxHashMap<ObjectId, Vec<ObjectId>>, from: ObjectId) -> bool {
    let mut seen = FxHashSet::default();
    let mut open = draws.get(&from).cloned().unwrap_or_default();
    while let Some(id) = open.pop() {
        if id == from {
            return true;
        }
        if seen.insert(id) {
            open.extend(draws.get(&id).into_iter().flatten());
        }
    }
    false
}

/// Whether the ancestors of a page come to an end.
fn is_rooted(document: &Document, number: u32) -> bool {
    let mut id = document.get_pages().get(&number).copied();
    for _ in 0..MOST_ANCESTORS {
        let Some(now) = id else { return true };
        let dictionary = document.get_dictionary(now);
        id = dictionary.and_then(|d| d.get(b"Parent")).and_then(Object::as_reference).ok();
    }
    false
}

/// Takes the characters of a page down, once each where one was painted again on its place.
#[derive(Default)]
struct Taker {
    text: String,
    left: usize,
    /// Where each character was painted, by what it is and by squares of the page.
    seen: FxHashMap<(u64, i32, i32), (f64, f64)>,
}

impl OutputDev for Taker {
    fn begin_page(&mut self, _: u32, _: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(&mut self, at: &Transform, _: f64, _: f64, size: f64, text: &str) -> Result<(), OutputError> {
        self.left = self.left.checked_sub(1).ok_or(OutputError::FormatError(std::fmt::Error))?;
        // The narrower of the two directions: condensed digits stand close.
        let scale = at.m11.hypot(at.m12).min(at.m21.hypot(at.m22));
        let near = (size.abs() * scale * DOUBLED).max(0.01);
        let (x, y) = ((at.m31 / near).floor() as i32, (at.m32 / near).floor() as i32);
        let what = text.chars().fold(0, |all: u64, c| all.wrapping_mul(0x11_0000).wrapping_add(u64::from(c) + 1));
        let is_here = |&(u, v): &(f64, f64)| (u - at.m31).abs() < near && (v - at.m32).abs() < near;
        let beside = |i, j| self.seen.get(&(what, x.saturating_add(i), y.saturating_add(j))).is_some_and(is_here);
        if !(-1..=1).any(|i| (-1..=1).any(|j| beside(i, j))) {
            self.seen.insert((what, x, y), (at.m31, at.m32));
            self.text.push_str(text);
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}
