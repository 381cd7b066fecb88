//! The documents that the output was made of: found under the input root, and nowhere else, and decoded on demand.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::folder::{FileHead, ManifestHead};
use crate::decode::Decoded;
use crate::pipeline::{Containers, Settings, decode_with, read_layout};
use crate::record::assemble::Locator;
use crate::source::sha256_hex;
use crate::span::{Range, TextIndex};
use crate::tables::{Covered, Grid};

/// Documents that are kept decoded.
const KEPT: usize = 6;
/// Files of the manifest that are looked for to tell whether a folder is the input root.
const PROBES: usize = 3;
/// Folders beside the output that are tried as input root.
const NEIGHBOURS: usize = 200;

/// A document as the page needs it.
pub(super) struct Document {
    pub bytes: Vec<u8>,
    pub sha256: String,
    pub decoded: Decoded,
    pub index: TextIndex,
    /// The tables, with the place of each cell.
    grids: Vec<(u32, u32, Value)>,
}

impl Document {
    /// The byte at which a character of the source text begins.
    pub(super) fn byte_of(&self, character: u32) -> usize {
        let text = self.decoded.source_text();
        let (mut low, mut high) = (0, text.len());
        while low < high {
            let middle = (low + high) / 2;
            if self.index.scalar_offset(middle as u32) < character {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        while !text.is_char_boundary(low) {
            low += 1;
        }
        low
    }

    /// The tables that begin between two characters of the source text.
    pub(super) fn grids(&self, from: u32, to: u32) -> Vec<&Value> {
        self.grids.iter().filter(|(start, end, _)| *start < to && *end > from).map(|(_, _, grid)| grid).collect()
    }
}

/// The way to the documents.
pub(super) struct Documents {
    root: Option<PathBuf>,
    kept: Mutex<Vec<(String, Arc<Document>)>>,
}

impl Documents {
    /// Looks for the input root: the folder that was named, or one near the output that holds the manifest's files.
    pub(super) fn find(named: Option<&Path>, out: &Path, manifest: &ManifestHead) -> Self {
        let named = named.map(Path::to_owned);
        let root = match named {
            Some(root) => fs::canonicalize(root).ok(),
            None => near(out).into_iter().find(|folder| holds(folder, &manifest.files)),
        };
        Self { root, kept: Mutex::default() }
    }

    /// The input root.
    pub(super) fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// A document of the output, if it is there and still the same.
    pub(super) fn get(&self, file: &FileHead, settings: &Settings, containers: &dyn Containers) -> Option<Arc<Document>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = kept.iter().position(|(path, _)| *path == file.path) {
            let entry = kept.remove(at);
            let document = Arc::clone(&entry.1);
            kept.push(entry);
            return Some(document);
        }
        drop(kept);
        let path = inside(self.root.as_deref()?, &file.path)?;
        let mut bytes = Vec::new();
        File::open(path).ok()?.take(settings.limits.max_bytes).read_to_end(&mut bytes).ok()?;
        let sha256 = sha256_hex(&bytes);
        if file.sha256.as_ref() != Some(&sha256) {
            return None;
        }
        let decoded = decode_with(&bytes, &settings.limits, containers).ok()?;
        let grids = grids(&decoded, settings);
        let index = TextIndex::new(decoded.source_text());
        let document = Arc::new(Document { bytes, sha256, decoded, index, grids });
        kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((file.path.clone(), Arc::clone(&document)));
        Some(document)
    }
}

/// The file at a path of the manifest, if it lies under the root, links followed.
fn inside(root: &Path, path: &str) -> Option<PathBuf> {
    let plain = Path::new(path).components().all(|c| matches!(c, Component::Normal(_)));
    let real = fs::canonicalize(root.join(path)).ok()?;
    (plain && real.starts_with(root) && real.is_file()).then_some(real)
}

fn holds(root: &Path, files: &[FileHead]) -> bool {
    let mut probes = files.iter().filter(|f| f.sha256.is_some()).take(PROBES).peekable();
    let same = |f: &FileHead| {
        let size = inside(root, &f.path).and_then(|p| fs::metadata(p).ok()).map(|m| m.len());
        size.is_some() && size == f.bytes
    };
    probes.peek().is_some() && probes.all(same)
}

/// Folders in which an output's documents usually are.
fn near(out: &Path) -> Vec<PathBuf> {
    let parent = fs::canonicalize(out).ok().and_then(|o| o.parent().map(Path::to_owned));
    let here = std::env::current_dir().and_then(fs::canonicalize).ok();
    let mut found: Vec<PathBuf> = here.into_iter().chain(parent).collect();
    found.dedup();
    for folder in found.clone() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        let mut below: Vec<PathBuf> = entries.take(NEIGHBOURS).flatten().map(|e| e.path()).filter(|p| p.is_dir()).collect();
        below.sort();
        found.extend(below.into_iter().filter_map(|p| fs::canonicalize(p).ok()));
    }
    found
}

fn grids(decoded: &Decoded, settings: &Settings) -> Vec<(u32, u32, Value)> {
    let read = read_layout(decoded, &settings.profiles, &settings.limits);
    let locator = Locator::new(decoded);
    let place = |range: Range| {
        let span = locator.span(range);
        (span.start, span.end)
    };
    let grid = |grid: &Grid| {
        let mut cells = Vec::new();
        let mut whole: Option<Range> = None;
        for (r, row) in grid.rows.iter().enumerate() {
            for (c, cell) in row.iter().enumerate().filter(|(_, cell)| cell.covered == Covered::No) {
                let (start, end) = place(cell.range);
                whole = Some(whole.map_or(cell.range, |w| w.cover(cell.range)));
                let spans = (cell.row_span.max(1), cell.col_span.max(1));
                cells.push(json!([r, c, spans.0, spans.1, start, end, locator.raw(cell.range)]));
            }
        }
        let (start, end) = place(whole.unwrap_or_default());
        (start, end, json!({"start": start, "end": end, "rows": grid.rows.len(), "cells": cells}))
    };
    read.grids.iter().map(grid).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leaves_the_root() {
        let place = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(place.path()).unwrap().join("in");
        fs::create_dir(&root).unwrap();
        fs::write(root.join("a.txt"), "a").unwrap();
        fs::write(root.parent().unwrap().join("secret.txt"), "s").unwrap();
        assert!(inside(&root, "a.txt").is_some());
        for path in ["../secret.txt", "x/../../secret.txt", "/etc/hostname", "", ".", "b.txt"] {
            assert!(inside(&root, path).is_none(), "{path}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(root.parent().unwrap().join("secret.txt"), root.join("link.txt")).unwrap();
            assert!(inside(&root, "link.txt").is_none());
        }
    }
}
