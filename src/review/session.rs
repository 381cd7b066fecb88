//! One review of one output: what is open, what has been done, and the next correction.

use std::collections::{HashMap, HashSet};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::documents::{Document, Documents};
use super::folder::{Entry, FLAGGED, FileHead, Folder, Records};
use super::journal::Journal;
use super::pictures::Pictures;
use super::queue::{self, Done, Filter, Item};
use super::{Error, unguessable, view};
use crate::corrections::{Action, Correction, Corrections};
use crate::pipeline::{Containers, Settings, Ties, convert_for_review};
use crate::record::{Converted, Record};
use crate::sinks::redact::{Cover, Redaction};
use crate::sinks::review::flag;
use crate::span::Range;

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
    /// For each record, the number that the page knows it by.
    pub numbers: Vec<u32>,
    /// Ordinals of the records by number; records that were joined since the run have one.
    index_of: HashMap<u32, usize>,
    /// Before redaction, where there is any.
    plain: Option<Converted>,
    /// What of the document's own text is not to be seen.
    pub cover: Cover,
    /// Lines of the journal that concern the document.
    version: usize,
}

impl Live {
    pub(super) fn plain(&self) -> &Converted {
        self.plain.as_ref().unwrap_or(&self.converted)
    }

    /// Whether a value, or the text that it comes from, was removed from the output.
    pub(super) fn is_removed(&self, index: usize, pointer: &str) -> bool {
        let raw = |converted: &Converted| {
            let entries = converted.evidence.get(index).map(|e| e.evidence.as_slice()).unwrap_or_default();
            entries.iter().find(|e| e.pointer == pointer).map(|e| e.raw.clone())
        };
        self.plain.as_ref().is_some_and(|plain| self.cover.hides(pointer) || raw(plain) != raw(&self.converted))
    }

    /// The ordinal of a record in the document.
    fn index(&self, record: u32) -> Option<usize> {
        self.index_of.get(&record).copied()
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
    /// A character of the line at which a card is to be split.
    pub at: Option<u32>,
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
const NO_BORDER: Refusal = Refusal(422, "no card can begin there", "그 줄에서는 카드를 나눌 수 없습니다");
const NOTHING_BEFORE: Refusal = Refusal(422, "no card is before this one", "앞에 합칠 카드가 없습니다");
const IS_LIST: Refusal = Refusal(
    422,
    "each record of this file is a row of a table; rows are not split or joined",
    "이 파일은 표의 한 행이 한 공약이어서 나누거나 합칠 수 없습니다",
);
const REMOVED: Refusal = Refusal(
    422,
    "this was removed from the output (--redact) and cannot be corrected here",
    "--redact로 지운 값이어서 이 화면에서 고칠 수 없습니다",
);
const NOT_WRITTEN: Refusal = Refusal(500, "the correction could not be written", "수정 내역을 저장하지 못했습니다");

/// One review.
pub struct Session {
    pub(super) folder: Folder,
    documents: Documents,
    journal: Mutex<Journal>,
    items: Mutex<Vec<Item>>,
    /// Records that are not in the output: parts of cards that were split since.
    more: Mutex<Vec<Entry>>,
    lives: Mutex<Vec<Arc<Live>>>,
    settings: Settings,
    redaction: Redaction,
    containers: Box<dyn Containers + Send>,
    pictures: Pictures,
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
            more: Mutex::default(),
            lives: Mutex::default(),
            settings,
            redaction,
            containers,
            pictures: Pictures::default(),
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

    /// Whether something was removed from the output; it is not shown in the sources either.
    pub fn is_redacted(&self) -> bool {
        !self.redaction.is_none()
    }

    /// Pages of PDFs on which flagged values stand, worst first.
    pub(super) fn flagged_pages(&self) -> Vec<(Arc<str>, u32)> {
        let mut seen = HashSet::new();
        let items = lock(&self.items);
        let flagged = items.iter().filter(|i| i.done != Done::Gone);
        let pages = flagged.filter_map(|i| Some((Arc::clone(&i.path), i.page?)));
        pages.filter(|page| seen.insert(page.clone())).collect()
    }

    /// A page of a PDF, from 1, as a PNG; none where it shows what was removed from the output.
    pub(super) fn picture(&self, path: &str, page: u32) -> Option<Arc<[u8]>> {
        if self.is_redacted() {
            return None;
        }
        let document = self.document(path).filter(|d| d.decoded.format == "pdf")?;
        self.pictures.get(&document, page, &self.settings.limits, &*self.containers)
    }

    fn document(&self, path: &str) -> Option<Arc<Document>> {
        self.documents.get(self.file(path)?, &self.settings, &*self.containers)
    }

    fn convert(&self, path: &str, document: Arc<Document>, corrections: Arc<Corrections>, version: usize) -> Option<Live> {
        let settings = Settings { path: path.to_owned(), corrections, ..self.settings.clone() };
        let size = document.bytes.len() as u64;
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            convert_for_review(&document.decoded, &document.sha256, size, &settings)
        }));
        let (mut converted, ties) = caught.ok()?.ok()?;
        let cover = self.redaction.cover(&converted);
        let plain = (!self.redaction.is_none()).then(|| converted.clone());
        self.redaction.apply(&mut converted);
        let (numbers, index_of) = self.numbers(path, &converted.records);
        for (record, &number) in converted.records.iter_mut().zip(&numbers) {
            if let Some(entry) = self.folder.entries.get(number as usize).filter(|e| plain_id(&e.record_id) == record.record_id) {
                record.record_id.clone_from(&entry.record_id);
            }
        }
        Some(Live { document, converted, ties, numbers, index_of, plain, cover, version })
    }

    /// The numbers of a document's records, and the other way round. Records of the output are known by their texts; between
    /// those, cards that were split or joined since the run follow one another.
    fn numbers(&self, path: &str, records: &[Record]) -> (Vec<u32>, HashMap<u32, usize>) {
        let path: Arc<str> = path.into();
        let known = |k: usize| self.folder.by_place.get(&(Arc::clone(&path), k)).copied();
        let known: Vec<u32> = (0..).map_while(known).collect();
        let same = |number: u32, record: &Record| plain_id(&self.folder.entries[number as usize].record_id) == record.record_id;
        let mut numbers: Vec<Option<u32>> = vec![None; records.len()];
        let mut index_of = HashMap::new();
        // From here on, records and known numbers are without a counterpart.
        let (mut record, mut number) = (0, 0);
        for end in 0..=records.len() {
            let counterpart = match records.get(end) {
                Some(r) => (number..known.len()).find(|&k| same(known[k], r)),
                None => Some(known.len()),
            };
            let Some(stop) = counterpart else { continue };
            for (t, &left) in known[number..stop].iter().enumerate() {
                let at = record + t;
                if at < end {
                    numbers[at] = Some(left);
                }
                if record < end {
                    index_of.insert(left, at.min(end - 1));
                }
            }
            if end < records.len() {
                numbers[end] = Some(known[stop]);
            }
            (record, number) = (end + 1, stop + 1);
        }
        let numbers: Vec<u32> = numbers.into_iter().zip(records).map(|(n, r)| n.unwrap_or_else(|| self.number_of_new(r))).collect();
        index_of.extend(numbers.iter().enumerate().map(|(i, &n)| (n, i)));
        (numbers, index_of)
    }

    /// The number of a record that is not in the output.
    fn number_of_new(&self, record: &Record) -> u32 {
        let mut more = lock(&self.more);
        let is_it =
            |e: &Entry| e.path == record.source.path && e.record_id == record.record_id && e.record_index == record.source.record_index;
        let at = more.iter().position(is_it).unwrap_or_else(|| {
            more.push(Entry::of(record));
            more.len() - 1
        });
        (self.folder.entries.len() + at) as u32
    }

    pub(super) fn path_of(&self, record: u32) -> Option<Arc<str>> {
        let entry = self.folder.entries.get(record as usize).map(|e| Arc::clone(&e.path));
        entry.or_else(|| Records { of_run: &self.folder.entries, more: &lock(&self.more) }.get(record).map(|e| Arc::clone(&e.path)))
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
        // A card that is now part of another one, or whole again.
        for item in items.iter_mut().filter(|i| &*i.path == path && i.record.is_some_and(|r| !live.numbers.contains(&r))) {
            item.done = Done::Gone;
        }
        for ((record, evidence), &index) in live.converted.records.iter().zip(&live.converted.evidence).zip(&live.numbers) {
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
        let mut page = queue::page(self.records(&lock(&self.more)), &items, filter, offset, limit);
        page["all"] = json!(items.iter().filter(|i| i.done != Done::Gone).count());
        page["open"] = json!(items.iter().filter(|i| i.done == Done::No).count());
        page["reviewed"] = json!(items.iter().filter(|i| i.done != Done::No).count());
        page["pending"] = json!(self.pending.load(Ordering::Relaxed));
        page
    }

    /// Ids of the items of a record, as the page gets them.
    fn items_of(&self, record: u32) -> Vec<Value> {
        let (items, more) = (lock(&self.items), lock(&self.more));
        let of = items.iter().enumerate().filter(|(_, i)| i.record == Some(record));
        of.map(|(id, item)| queue::to_json(self.records(&more), id, item)).collect()
    }

    fn records<'a>(&'a self, more: &'a [Entry]) -> Records<'a> {
        Records { of_run: &self.folder.entries, more }
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
        let (items, more) = (lock(&self.items), lock(&self.more));
        items.iter().enumerate().map(|(id, item)| queue::to_json(self.records(&more), id, item)).collect()
    }

    /// A record beside its source.
    pub(super) fn view(&self, record: u32, with_anchors: bool) -> Option<Value> {
        let mut view = match self.live(&self.path_of(record)?) {
            Some(live) => {
                let held = self.held();
                view::of_live(&live, live.index(record)?, &held, with_anchors)?
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
        let path = &*self.path_of(record).ok_or(UNKNOWN)?;
        let live = self.live(path).ok_or(NO_SOURCE)?;
        let index = live.index(record).ok_or(UNKNOWN)?;
        let line = self.line(&asked, index, &live)?;
        let mut journal = lock(&self.journal);
        journal.refresh().map_err(|_| NOT_WRITTEN)?;
        let version = self.version(&journal, path);
        let latest = view::latest(&live, index, asked.pointer.as_deref(), &journal.with(None));
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
        // A card that was joined to the one before it is shown as part of that.
        let joined = next.ties.applied.iter().find(|a| a.id == id && asked.action == Action::Merge);
        let record = joined.and_then(|a| next.numbers.get(a.record_index)).copied().unwrap_or(record);
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
        let live = self.live(&undone.path);
        match &live {
            Some(live) => self.update(&undone.path, live),
            None => self.mark_file_items(&undone.path),
        }
        let record = live.filter(|_| !undone.record_id.is_empty()).and_then(|live| {
            // Its place may have changed with the borders of cards before it.
            let is_it = |i: &usize| live.plain().evidence[*i].record_id == undone.record_id;
            let mut of_text = (0..live.numbers.len()).filter(is_it);
            let first = of_text.next();
            let at = if first.is_none() || of_text.any(|i| i == undone.record_index) { undone.record_index } else { first? };
            live.numbers.get(at).copied()
        });
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
        let pointer = asked.pointer.as_deref().filter(|_| !asked.action.is_border());
        let tied = view::tied(live, index, pointer, asked.selection).ok_or(UNKNOWN)?;
        line.path = tied.path;
        line.record_id = tied.record_id;
        line.record_index = index;
        line.pledge = tied.pledge;
        if asked.action.is_border() {
            let border = border(asked, index, live)?;
            (line.anchor, line.spans) = view::border(live, border);
            line.anchor = view::uncovered(&line.anchor, &live.cover).ok_or(REMOVED)?;
            line.comment = asked.comment.clone().filter(|c| !c.trim().is_empty());
            return Ok(line);
        }
        line.pointer.clone_from(&asked.pointer);
        line.issue = asked.issue.clone().filter(|i| i != queue::DOUBT);
        line.spans = tied.spans;
        if pointer.is_some_and(|p| live.is_removed(index, p)) {
            return Err(REMOVED);
        }
        line.anchor = view::uncovered(&tied.anchor, &live.cover).ok_or(REMOVED)?;
        if asked.pointer.is_none() {
            line.anchor.raw = asked.raw.clone().unwrap_or_default();
        }
        line.old = tied.old;
        line.new = if asked.action == Action::Change { asked.new.clone() } else { Value::Null };
        line.comment = asked.comment.clone().filter(|c| !c.trim().is_empty());
        Ok(line)
    }
}

/// The line at which the border of a card is to be drawn or removed.
fn border(asked: &Asked, index: usize, live: &Live) -> Result<Range, Refusal> {
    if live.ties.is_list {
        return Err(IS_LIST);
    }
    let own = live.ties.ranges[index];
    let inside = |r: &&Range| own.start <= r.start && r.end <= own.end;
    let mut lines = live.ties.lines.iter().filter(inside);
    let first = *lines.next().ok_or(UNKNOWN)?;
    match asked.action {
        Action::Merge if index > 0 => Ok(first),
        Action::Merge => Err(NOTHING_BEFORE),
        _ => {
            let at = asked.at.and_then(|at| view::place(live, index, at)).ok_or(NO_BORDER)?;
            lines.find(|r| r.end as usize > at).copied().filter(|_| at >= first.end as usize).ok_or(NO_BORDER)
        }
    }
}

/// The hash in a record's identity, without the ordinal among equal texts.
fn plain_id(record_id: &str) -> &str {
    record_id.split_once('-').map_or(record_id, |(hash, _)| hash)
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
