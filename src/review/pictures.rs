//! Pages of PDFs as pictures, drawn by a worker and kept for a while: the next value is often on the same page.

use std::sync::{Arc, Mutex, PoisonError};

use crate::limits::Limits;
use crate::pipeline::Containers;

use super::documents::Document;

/// Pictures that are kept; one of a page is half a megabyte.
const KEPT: usize = 16;

/// A page, and its picture; none where it could not be drawn, which is not tried again and again.
struct Drawn {
    sha256: String,
    page: u32,
    png: Option<Arc<[u8]>>,
}

/// The pictures that were drawn last.
#[derive(Default)]
pub(super) struct Pictures {
    kept: Mutex<Vec<Drawn>>,
}

impl Pictures {
    /// A page of a document as a PNG.
    pub(super) fn get(&self, document: &Document, page: u32, limits: &Limits, containers: &dyn Containers) -> Option<Arc<[u8]>> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(drawn) = kept().iter().find(|d| d.page == page && d.sha256 == document.sha256) {
            return drawn.png.clone();
        }
        let png: Option<Arc<[u8]>> = containers.draw(&document.bytes, limits, page).map(Into::into);
        let mut kept = kept();
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(Drawn { sha256: document.sha256.clone(), page, png: png.clone() });
        png
    }
}
