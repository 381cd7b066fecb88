//! One review of one output: what is open, what has been done, and the next correction.

use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::documents::{Document, Documents};
use super::folder::{FLAGGED, FileHead, Folder};
use super::journal::Journal;
use super::queue::{self, Done, Filter, Item};
use super::{Error, unguessable, view};
use crate::corrections::{Action, Correction, Corrections};
use crate::pipeline::{Containers, Settings, Ties, convert_for_review};
use crate::record::Converted;
use crate::sinks::redact::Redaction;
use crate::sinks::review::flag;

/// How to review.
pub struct Options {
    /// The output folder.
    pub out: PathBuf,
    /// Where its documents are; looked for near the output if not given.
    pub input: Option<PathBuf>,
    /// Name of the reviewer, for the corrections.
    pub who: Option<String>,
    /// Settings of the conversion; options that the manifest names go before them.
    pub settings: Settings,
    /// Reads containers.
    pub containers: Box<dyn Containers + Send>,
    /// The time as RFC 3339.
    pub now: fn() -> String,
}

/// A document and what the pipeline makes of it under the corrections.
pub(super) struct Live {
    pub document: Arc<Document>,
    pub converted: Converted,
    pub ties: Ties,
    /// Before redaction, where there is any.
    plain: Option<Converted>,
    /// Lines of the journal that concern the document.
    version: usize,
}

impl Live {
    pub(super) fn plain(&self) -> &Converted {
        self.plain.as_ref().unwrap_or(&self.converted)
    }
}

/// What the page asks to be written.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// What was done.
    pub action: Action,
    /// The record, by its ordinal in the output.
    pub record: Option<u32>,
    /// The queue item, for what concerns a file as a whole.
    pub item: Option<usize>,
    /// The field.
    pub pointer: Option<String>,
    /// The issue that was looked at.
    pub issue: Option<String>,
    /// What that issue quotes, where it has no field.
    pub raw: Option<Vec<String>>,
    /// The new value.
    #[serde(default)]
    pub new: Value,
    /// A remark.
    pub comment: Option<String>,
    /// First and last character of the selected source text, for a value that was not seen.
    pub selection: Option<(u32, u32)>,
    /// The last correction of this value that the page knows.
    pub seen: Option<String>,
}

/// Why a correction was not written: a status of HTTP, and the reason in English and Korean.
#[derive(Debug)]
pub(super) struct Refusal(pub u16, pub &'static str, pub &'static str);

const UNKNOWN: Refusal = Refusal(404, "there is no such record or value", "해당 레코드나 값이 없습니다");
const NO_SOURCE: Refusal = Refusal(
    409,
    "the source document is missing or has changed; run convert again, or name its folder with --input",
    "원본 문서가 없거나 바뀌었습니다. 다시 변환하거나 --input으로 원본 폴더를 지정하십시오",
);
const CONFLICT: Refusal = Refusal(
    409,
    "somebody else has corrected this value meanwhile; look at it again",
    "그 사이 다른 화면에서 이 값을 수정했습니다. 다시 확인하십시오",
);
const UNFIT: Refusal = Refusal(422, "the field does not take this value", "이 항목에 맞지 않는 값입니다");
const NOT_WRITTEN: Refusal = Refusal(500, "the correction could not be written", "수정 내역을 저장하지 못했습니다");

/// One review.
pub struct Session {
    pub(super) folder: Folder,
    documents: Documents,
    journal: Mutex<Journal>,
    items: Mutex<Vec<Item>>,
    lives: Mutex<Vec<Arc<Live>>>,
    settings: Settings,
    redaction: Redaction,
    containers: Box<dyn Containers + Send>,
    who: Option<String>,
    now: fn() -> String,
    /// What held when the journal had so many lines.
    held: Mutex<(usize, Arc<Corrections>)>,
    /// Documents whose items are still to be compared with their corrections.
    pending: AtomicUsize,
}

/// Documents that are kept converted.
const KEPT: usize = 6;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    /// Opens an output.
    ///
    /// # Errors
    /// The folder is no output, or cannot be read.
    pub fn open(options: Options) -> Result<Self, Error> {
        let Options { out, input, who, mut settings, containers, now } = options;
        let folder = Folder::open(&out)?;
        let told = &folder.manifest.options;
        settings.jurisdiction.clone_from(&told.jurisdiction);
        settings.review_below = told.review_below;
        let redacts = |what: &str| told.redact.iter().any(|r| r == what);
        let redaction = Redaction { contacts: redacts("contacts"), phones: redacts("phones") };
        let documents = Documents::find(input.as_deref(), &out, &folder.manifest);
        let flagged = out.join(FLAGGED);
        let rows = std::fs::File::open(&flagged).map_err(|e| Error::new(&flagged, e))?;
        let mut items = queue::read_rows(BufReader::new(rows), true);
        for item in &mut items {
            item.record = folder.by_id.get(&item.record_id).copied();
        }
        let journal = Journal::open(&out)?;
        let session = Self {
            folder,
            documents,
            journal: Mutex::new(journal),
            items: Mutex::new(items),
            lives: Mutex::default(),
            settings,
            redaction,
            containers,
            who,
            now,
            held: Mutex::default(),
            pending: AtomicUsize::new(0),
        };
        session.pending.store(session.corrected().len(), Ordering::Relaxed);
        Ok(session)
    }

    /// Where the documents are.
    pub fn root(&self) -> Option<&Path> {
        self.documents.root()
    }

    /// What holds, as of what is on the disk.
    fn held(&self) -> Arc<Corrections> {
        let mut journal = lock(&self.journal);
        // What cannot be read now was read before.
        let _ = journal.refresh();
        let mut held = lock(&self.held);
        if held.0 != journal.lines().len() {
            *held = (journal.lines().len(), Arc::new(self.settled(journal.with(None))));
        }
        Arc::clone(&held.1)
    }

    /// The corrections, with those of documents that were renamed since.
    fn settled(&self, mut corrections: Corrections) -> Corrections {
        if !corrections.is_empty() {
            corrections.among(self.folder.manifest.files.iter().map(|f| f.path.as_str()));
        }
        corrections
    }

    /// Lines of the journal that may concern a document.
    fn version(&self, journal: &Journal, path: &str) -> usize {
        journal.lines().iter().filter(|c| c.path == path || self.file(&c.path).is_none()).count()
    }

    fn corrected(&self) -> Vec<String> {
        let mut paths: Vec<String> = lock(&self.journal).lines().iter().map(|c| c.path.clone()).collect();
        paths.sort();
        paths.dedup();
        paths
    }

    /// Compares the items with the corrections that were made before.
    pub(super) fn catch_up(&self) {
        let paths = self.corrected();
        paths.par_iter().for_each(|path| {
            match self.live(path) {
                Some(live) => self.update(path, &live),
                None => self.mark_file_items(path),
            }
            self.pending.fetch_sub(1, Ordering::Relaxed);
        });
        self.pending.store(0, Ordering::Relaxed);
    }

    fn file(&self, path: &str) -> Option<&FileHead> {
        let files = &self.folder.manifest.files;
        files.binary_search_by(|f| f.path.as_bytes().cmp(path.as_bytes())).ok().map(|i| &files[i])
    }

    pub(super) fn document(&self, path: &str) -> Option<Arc<Document>> {
        self.documents.get(self.file(path)?, &self.settings, &*self.containers)
    }

    fn convert(&self, path: &str, document: Arc<Document>, corrections: Arc<Corrections>, version: usize) -> Option<Live> {
        let settings = Settings { path: path.to_owned(), corrections, ..self.settings.clone() };
        let size = document.bytes.len() as u64;
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            convert_for_review(&document.decoded, &document.sha256, size, &settings)
        }));
        let (mut converted, ties) = caught.ok()?.ok()?;
        for record in &mut converted.records {
            let at = (Arc::clone(&record.source.path), record.source.record_index);
            if let Some(&index) = self.folder.by_place.get(&at) {
                record.record_id.clone_from(&self.folder.entries[index as usize].record_id);
            }
        }
        let plain = (!self.redaction.is_none()).then(|| converted.clone());
        self.redaction.apply(&mut converted);
        Some(Live { document, converted, ties, plain, version })
    }

    /// A document under the corrections that hold now.
    pub(super) fn live(&self, path: &str) -> Option<Arc<Live>> {
        let corrections = self.held();
        let version = self.version(&lock(&self.journal), path);
        let is_it = |l: &Arc<Live>| l.version == version && l.converted.records.first().is_some_and(|r| &*r.source.path == path);
        if let Some(live) = lock(&self.lives).iter().find(|l| is_it(l)) {
            return Some(Arc::clone(live));
        }
        let live = Arc::new(self.convert(path, self.document(path)?, corrections, version)?);
        self.keep(path, &live);
        Some(live)
    }

    fn keep(&self, path: &str, live: &Arc<Live>) {
        let mut lives = lock(&self.lives);
        lives.retain(|l| l.converted.records.first().is_none_or(|r| &*r.source.path != path));
        if lives.len() >= KEPT {
            lives.remove(0);
        }
        lives.push(Arc::clone(live));
    }

    /// Brings the items of a document in line with what is raised now.
    fn update(&self, path: &str, live: &Live) {
        let held = self.held();
        let mut items = lock(&self.items);
        for (record, evidence) in live.converted.records.iter().zip(&live.converted.evidence) {
            let at = (Arc::clone(&record.source.path), record.source.record_index);
            let Some(&index) = self.folder.by_place.get(&at) else { continue };
            let rows: Vec<u8> = flag(record, evidence, self.settings.review_below).into_iter().flat_map(|f| f.row).collect();
            let mut raised = queue::read_rows(&rows[..], false);
            let looked_at = |item: &Item| looked_at(item, record.source.record_index, live, &held);
            for item in items.iter_mut().filter(|i| i.record == Some(index)) {
                let same = raised.iter().position(|r| r.key() == item.key());
                item.done = match same {
                    None => Done::Gone,
                    Some(_) if looked_at(item) => Done::Reviewed,
                    Some(_) => Done::No,
                };
                if let Some(k) = same {
                    let now = raised.swap_remove(k);
                    (item.value, item.confidence, item.because) = (now.value, now.confidence, now.because);
                }
            }
            for mut item in raised {
                item.record = Some(index);
                item.done = if looked_at(&item) { Done::Reviewed } else { Done::No };
                items.push(item);
            }
        }
        drop(items);
        self.mark_file_items(path);
    }

    /// Items of a file as a whole are done when somebody said so.
    fn mark_file_items(&self, path: &str) {
        let held = self.held();
        for item in lock(&self.items).iter_mut().filter(|i| i.record.is_none() && &*i.path == path) {
            let accepts = |c: &Correction| {
                c.action == Action::Accept
                    && c.path == path
                    && c.issue.as_deref() == Some(&item.issue)
                    && c.comment.as_deref() == Some(&item.message)
            };
            item.done = if held.all().iter().any(accepts) { Done::Reviewed } else { Done::No };
        }
    }

    /// A page of the queue.
    pub(super) fn queue(&self, filter: &Filter, offset: usize, limit: usize) -> Value {
        let items = lock(&self.items);
        let mut page = queue::page(&self.folder, &items, filter, offset, limit);
        page["all"] = json!(items.iter().filter(|i| i.done != Done::Gone).count());
        page["open"] = json!(items.iter().filter(|i| i.done == Done::No).count());
        page["reviewed"] = json!(items.iter().filter(|i| i.done != Done::No).count());
        page["pending"] = json!(self.pending.load(Ordering::Relaxed));
        page
    }

    /// Ids of the items of a record, as the page gets them.
    fn items_of(&self, record: u32) -> Vec<Value> {
        let items = lock(&self.items);
        let of = items.iter().enumerate().filter(|(_, i)| i.record == Some(record));
        of.map(|(id, item)| queue::to_json(&self.folder, id, item)).collect()
    }

    /// Every record that has an item.
    pub(super) fn flagged_records(&self) -> Vec<u32> {
        let mut all: Vec<u32> = lock(&self.items).iter().filter_map(|i| i.record).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Every item.
    pub(super) fn all_items(&self) -> Vec<Value> {
        let items = lock(&self.items);
        items.iter().enumerate().map(|(id, item)| queue::to_json(&self.folder, id, item)).collect()
    }

    /// A record beside its source.
    pub(super) fn view(&self, record: u32, with_anchors: bool) -> Option<Value> {
        let entry = self.folder.entries.get(record as usize)?;
        let mut view = match self.live(&entry.path) {
            Some(live) => {
                let held = self.held();
                view::of_live(&live, entry.record_index, &held, with_anchors)?
            }
            None => view::of_record(self.folder.record(record).ok()?),
        };
        view["index"] = json!(record);
        view["items"] = json!(self.items_of(record));
        Some(view)
    }

    /// Writes a correction, if it fits.
    pub(super) fn correct(&self, asked: Asked) -> Result<Value, Refusal> {
        let Some(record) = asked.record else { return self.accept_file_item(&asked) };
        let entry = self.folder.entries.get(record as usize).ok_or(UNKNOWN)?;
        let path = &*entry.path;
        let live = self.live(path).ok_or(NO_SOURCE)?;
        let line = self.line(&asked, entry.record_index, &live)?;
        let mut journal = lock(&self.journal);
        journal.refresh().map_err(|_| NOT_WRITTEN)?;
        let version = self.version(&journal, path);
        let latest = view::latest(&live, entry.record_index, asked.pointer.as_deref(), &journal.with(None));
        if version != live.version || (asked.pointer.is_some() && latest != asked.seen) {
            return Err(CONFLICT);
        }
        let held = Arc::new(self.settled(journal.with(Some(line.clone()))));
        let next = self.convert(path, Arc::clone(&live.document), held, version + 1).ok_or(UNFIT)?;
        if !next.ties.applied.iter().any(|a| a.id == line.id) {
            return Err(UNFIT);
        }
        let id = line.id.clone();
        journal.append(line).map_err(|_| NOT_WRITTEN)?;
        drop(journal);
        let next = Arc::new(next);
        self.keep(path, &next);
        self.update(path, &next);
        let mut view = self.view(record, false).ok_or(UNKNOWN)?;
        view["written"] = json!(id);
        Ok(view)
    }

    fn accept_file_item(&self, asked: &Asked) -> Result<Value, Refusal> {
        let item = asked.item.and_then(|i| lock(&self.items).get(i).cloned()).filter(|i| i.record.is_none()).ok_or(UNKNOWN)?;
        let mut line = self.blank(asked.action)?;
        line.path = item.path.to_string();
        line.issue = Some(item.issue.clone());
        line.comment = Some(item.message.clone());
        let id = line.id.clone();
        lock(&self.journal).append(line).map_err(|_| NOT_WRITTEN)?;
        self.mark_file_items(&item.path);
        Ok(json!({"written": id}))
    }

    /// Takes a correction back.
    pub(super) fn undo(&self, id: &str) -> Result<Value, Refusal> {
        let mut journal = lock(&self.journal);
        journal.refresh().map_err(|_| NOT_WRITTEN)?;
        let undone = journal.with(None).all().iter().find(|c| c.id == id).cloned().ok_or(UNKNOWN)?;
        let mut line = self.blank(Action::Undo)?;
        line.undoes = Some(id.to_owned());
        line.path.clone_from(&undone.path);
        line.record_id.clone_from(&undone.record_id);
        line.record_index = undone.record_index;
        line.pledge.clone_from(&undone.pledge);
        journal.append(line).map_err(|_| NOT_WRITTEN)?;
        drop(journal);
        match self.live(&undone.path) {
            Some(live) => self.update(&undone.path, &live),
            None => self.mark_file_items(&undone.path),
        }
        let at = (Arc::from(undone.path.as_str()), undone.record_index);
        let record = self.folder.by_place.get(&at).copied().filter(|_| !undone.record_id.is_empty());
        Ok(record.and_then(|r| self.view(r, false)).unwrap_or_else(|| json!({})))
    }

    fn blank(&self, action: Action) -> Result<Correction, Refusal> {
        Ok(Correction {
            id: unguessable().map_err(|_| NOT_WRITTEN)?,
            action,
            undoes: None,
            path: String::new(),
            record_id: String::new(),
            record_index: 0,
            pledge: Default::default(),
            pointer: None,
            issue: None,
            spans: Vec::new(),
            anchor: Default::default(),
            old: Value::Null,
            new: Value::Null,
            comment: None,
            when: (self.now)(),
            who: self.who.clone(),
        })
    }

    /// The line that says what was asked.
    fn line(&self, asked: &Asked, index: usize, live: &Live) -> Result<Correction, Refusal> {
        let mut line = self.blank(asked.action)?;
        let tied = view::tied(live, index, asked.pointer.as_deref(), asked.selection).ok_or(UNKNOWN)?;
        line.path = tied.path;
        line.record_id = tied.record_id;
        line.record_index = index;
        line.pledge = tied.pledge;
        line.pointer.clone_from(&asked.pointer);
        line.issue = asked.issue.clone().filter(|i| i != queue::DOUBT);
        line.spans = tied.spans;
        line.anchor = tied.anchor;
        if asked.pointer.is_none() {
            line.anchor.raw = asked.raw.clone().unwrap_or_default();
        }
        line.old = tied.old;
        line.new = if asked.action == Action::Change { asked.new.clone() } else { Value::Null };
        line.comment = asked.comment.clone().filter(|c| !c.trim().is_empty());
        Ok(line)
    }
}

/// Whether a reviewer has accepted what an item is about.
fn looked_at(item: &Item, record_index: usize, live: &Live, held: &Corrections) -> bool {
    held.all().iter().any(|c| {
        let Some(applied) = live.ties.applied.iter().find(|a| a.id == c.id && a.record_index == record_index) else { return false };
        if c.action == Action::Comment || c.issue.as_ref().is_some_and(|i| *i != item.issue) {
            return false;
        }
        match (&applied.pointer, &item.pointer) {
            (Some(of), Some(pointer)) => of == pointer,
            (Some(_), None) => false,
            (None, _) => {
                let told = clip(&c.anchor.raw.join(" "));
                c.issue.is_some() && !told.is_empty() && (item.raw.starts_with(&told) || item.message.starts_with(&told))
            }
        }
    })
}

/// As much of a text as `review.csv` has of it.
fn clip(text: &str) -> String {
    const SHOWN: usize = 200;
    text.chars().take(SHOWN).collect()
}
