//! The only module that knows the order of the stages.
//!
//! Bytes → decode → layout → headings → tables → cards → fields → validate → score → record. A panic anywhere becomes the
//! file's one failed record.

mod readings;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::corrections::{self, Anchor, Applied, Corrections, Identity};
use crate::decode::structure::{SecondReading, Structured};
use crate::decode::{self, Decoded, Format};
use crate::diag::{Diagnostic, codes, crashed, panic_text};
use crate::fields::{self, Context, Extracted};
use crate::layout::{Layer, Layout};
use crate::limits::{Deadline, Limits, Overdue};
use crate::model::{
    Administration, Document, DocumentKind, Doubt, Jurisdiction, JurisdictionBasis, JurisdictionLevel, Method, Prov, Sourced,
};
use crate::normalize::{dates, jurisdiction};
use crate::record::assemble::{FileFacts, Locator, assemble, text_hash};
use crate::record::{Converted, FrontMatter, Source, failed_record};
use crate::score::{self, Circumstances};
use crate::sections::{self, Profile, Profiles, Role, Structure, Vocabulary};
use crate::source::sha256_hex;
use crate::span::Range;
use crate::tables::{self, Grid};
use crate::text::count_bytes;
use crate::validate::{self, Findings};
use readings::Readings;

/// Options of a conversion, resolved.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Path that the records carry as `source.path`.
    pub path: String,
    /// Code of the jurisdiction, where the user gives one.
    pub jurisdiction: Option<String>,
    /// A key value under this confidence sends its record to review.
    pub review_below: f64,
    /// Budgets.
    pub limits: Limits,
    /// Layout profiles.
    pub profiles: Arc<Profiles>,
    /// Whether every page of a PDF is read a second time by another reader; else only pages in doubt are.
    pub second_reading: bool,
    /// What reviewers have said.
    pub corrections: Arc<Corrections>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            path: "-".to_owned(),
            jurisdiction: None,
            review_below: 0.8,
            limits: Limits::default(),
            profiles: Profiles::built_in(),
            second_reading: false,
            corrections: Arc::default(),
        }
    }
}

/// Takes containers apart: within this process, or in one that may be killed.
pub trait Containers: Sync {
    /// The content of a document of a container format, or why there is none.
    fn read(&self, format: Format, bytes: &[u8], limits: &Limits) -> Result<Structured, Diagnostic>;

    /// Whether a document that is heavy ([`HEAVY_BYTES`], [`HEAVY_ITEMS`]) may be taken through the stages within this process;
    /// an error is what its record says instead. Where documents are taken apart by processes that may be killed, one of them
    /// takes it through the stages beforehand.
    fn rehearse(&self, _format: Format, _bytes: &[u8], _limits: &Limits) -> Result<(), Diagnostic> {
        Ok(())
    }

    /// What an independent reader finds on pages of a PDF; on all of them where none is named. An error is the loss of that
    /// reading alone.
    fn read_again(&self, bytes: &[u8], limits: &Limits, pages: &[u32]) -> Result<SecondReading, Diagnostic> {
        Ok(decode::pdf::read_again(bytes, limits, pages))
    }

    /// A page of a PDF, from 1, as a PNG; none where it cannot be drawn. Nothing is drawn but in a process that may be killed.
    fn draw(&self, _bytes: &[u8], _limits: &Limits, _page: u32) -> Option<Vec<u8>> {
        None
    }
}

/// Takes containers apart within this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct InProcess;

impl Containers for InProcess {
    fn read(&self, format: Format, bytes: &[u8], limits: &Limits) -> Result<Structured, Diagnostic> {
        decode::read_container(format, bytes, limits)
    }
}

/// Converts one document, without any file system.
///
/// Every document gives at least one record; one that cannot be read gives one of status `failed` that says why.
pub fn convert_bytes(bytes: &[u8], settings: &Settings) -> Converted {
    convert_with(bytes, settings, &InProcess)
}

/// Decodes one document, containers by way of `containers`.
pub fn decode_with(bytes: &[u8], limits: &Limits, containers: &dyn Containers) -> Result<Decoded, Diagnostic> {
    decode::decode_as(decode::sniff_format(bytes), bytes, limits, |format, bytes, limits| containers.read(format, bytes, limits))
}

/// A document is heavy with so many bytes of text: a book of a thousand cards.
pub const HEAVY_BYTES: usize = 4 << 20;
/// A document is heavy with so many lines and cells. Each was measured at up to 5 KB with all that the stages make of
/// it.
pub const HEAVY_ITEMS: usize = 100_000;

/// Whether the stages may need much time or memory for a text.
fn is_heavy(text: &str) -> bool {
    let items = || count_bytes(text.as_bytes(), |b| matches!(b, b'\n' | b'\r' | b'\x0c' | b'\t' | b'|'));
    text.len() > HEAVY_BYTES || text.len() > HEAVY_ITEMS && items() > HEAVY_ITEMS
}

/// Converts one document like [`convert_bytes`], containers by way of `containers`.
pub fn convert_with(bytes: &[u8], settings: &Settings, containers: &dyn Containers) -> Converted {
    let sha256 = sha256_hex(bytes);
    let format = decode::sniff_format(bytes);
    let fail = |diagnostic: &Diagnostic| {
        let (record, evidence) =
            failed_record(&settings.path, &sha256, bytes.len() as u64, Some(format.name()), crate::record::issue_without_place(diagnostic));
        Converted { records: vec![record], evidence: vec![evidence], format: Some(format.name()), ..Converted::default() }
    };
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let read = |format, bytes: &[u8], limits: &Limits| containers.read(format, bytes, limits);
        let mut decoded = decode::decode_as(format, bytes, &settings.limits, read)?;
        decoded.diagnostics.extend(misnamed(&settings.path, format));
        if is_heavy(decoded.text()) {
            containers.rehearse(format, bytes, &settings.limits)?;
        }
        let again = |pages: &[u32]| containers.read_again(bytes, &settings.limits, pages);
        stages(Deadline::within(settings.limits.max_time), &decoded, &sha256, bytes.len() as u64, settings, Some(&again), None)
    }));
    match caught {
        Ok(Ok(converted)) => converted,
        Ok(Err(diagnostic)) => fail(&diagnostic),
        Err(why) if why.is::<Overdue>() => fail(&Overdue::diagnostic(settings.limits.max_time.unwrap_or_default())),
        Err(panic) => fail(&crashed(panic_text(panic.as_ref()))),
    }
}

/// Whether the name of a file promises another format than it has.
fn misnamed(path: &str, format: Format) -> Option<Diagnostic> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (_, extension) = name.rsplit_once('.')?;
    let promised = Format::of_extension(extension)?;
    let name = format.name();
    (!promised.contains(&name)).then(|| {
        Diagnostic::new(
            &codes::EXTENSION_MISMATCH,
            format!("the name ends in .{extension}, the content is {name}; read as {name}"),
            format!("확장자는 .{extension}이지만 내용은 {name} 형식이어서 {name}(으)로 읽었습니다"),
        )
    })
}

/// The lines, headings and tables of a text, for `inspect` and for the cards.
#[derive(Debug)]
pub struct Read {
    /// Name of the layout profile that the text fits.
    pub profile: Option<String>,
    /// What the profile, or else the general one, calls sections and labels.
    pub names: Arc<Vocabulary>,
    /// Lines.
    pub layout: Layout,
    /// Headings.
    pub headings: sections::Headings,
    /// Tables.
    pub grids: Vec<Grid>,
    /// Where the text shows more table cells than are read ([`Limits::max_text_cells`]).
    pub beyond: Vec<Range>,
}

/// Runs the stages that need no vocabulary of fields.
pub fn read_layout(decoded: &Decoded, profiles: &Profiles, limits: &Limits) -> Read {
    read_layout_until(Deadline::default(), decoded, profiles, limits)
}

/// The same; unwinds with [`Overdue`] when the deadline passes.
fn read_layout_until(deadline: Deadline, decoded: &Decoded, profiles: &Profiles, limits: &Limits) -> Read {
    let text = decoded.text();
    let native = decoded.native.as_ref();
    let mut layout = native.map_or_else(|| Layout::of(text), |native| Layout::of_native(text, native));
    layout.deadline = deadline;
    deadline.check();
    let profile = profiles.choose(text, &layout);
    let names = Arc::clone(profile.map_or_else(|| profiles.general(), Profile::vocabulary));
    let mut headings = sections::find_headings(&names, text, &layout);
    sections::unfold(text, native, &mut layout, &mut headings);
    let is_heading = |i: usize| headings.list.binary_search_by_key(&i, |h| h.line).is_ok();
    let tables::Found { grids, beyond } = tables::find_within(text, native, &layout, &is_heading, limits.max_text_cells);
    Read { profile: profile.map(|p| p.name.clone()), names, layout, headings, grids, beyond }
}

/// The names that a document prints, for those who write layout profiles.
#[derive(Debug)]
pub struct NamesPrinted {
    /// Headings with their lines of the decoded text, from 1; each words once.
    pub headings: Vec<(usize, String)>,
    /// Labels of the header cards likewise.
    pub labels: Vec<(usize, String)>,
    /// How it fits each profile, in the order of [`Profiles::all`].
    pub fits: Vec<sections::profile::Fit>,
    /// The profile that it is read with.
    pub profile: Option<String>,
}

/// Reads the headings and labels of a document.
pub fn names_printed(decoded: &Decoded, profiles: &Profiles, limits: &Limits) -> NamesPrinted {
    let text = decoded.text();
    let Read { profile, names, layout, headings, grids, .. } = read_layout(decoded, profiles, limits);
    let structure = sections::structure(&names, text, &layout, &headings, limits.max_records);
    let line_of = |at: u32| text[..at as usize].matches('\n').count() + 1;
    let add = |list: &mut Vec<(usize, String)>, at: u32, words: &str| {
        if !words.is_empty() && !list.iter().any(|(_, w)| w == words) {
            list.push((line_of(at), words.to_owned()));
        }
    };
    let (mut found, mut labels) = (Vec::new(), Vec::new());
    for heading in &headings.list {
        add(&mut found, heading.title.start, text[heading.title.to_usize()].trim());
    }
    for card in &structure.cards {
        let context = Context { metropolitan: None, solver_steps: limits.solver_steps };
        let read = fields::read(&names, text, &layout, &grids, card, context);
        for pair in &read.body.pledge.header {
            add(&mut labels, pair.value.prov.start(), &pair.label);
        }
    }
    NamesPrinted { headings: found, labels, fits: profiles.fits(text, &layout), profile }
}

/// A second reading of pages of the document.
type Again<'a> = dyn Fn(&[u32]) -> Result<SecondReading, Diagnostic> + 'a;

/// What a reviewer needs to know besides the records.
#[derive(Debug, Default)]
pub struct Ties {
    /// For each record, the anchor of each of its values, in the order of the evidence.
    pub anchors: Vec<Vec<Anchor>>,
    /// For each record, number and title as the program read them.
    pub identities: Vec<Identity>,
    /// For each record, its part of the text.
    pub ranges: Vec<Range>,
    /// For each record, the part of the text in which its values have their surroundings.
    pub surfaces: Vec<Range>,
    /// The lines of the text, furniture left out: where a card may begin.
    pub lines: Vec<Range>,
    /// Each record is a row of a table: no card begins or ends anywhere.
    pub is_list: bool,
    /// The corrections that fit.
    pub applied: Vec<Applied>,
}

/// Converts a document that has been decoded, and tells by what its values are known to corrections.
pub fn convert_for_review(decoded: &Decoded, sha256: &str, bytes: u64, settings: &Settings) -> Result<(Converted, Ties), Diagnostic> {
    let mut ties = Ties::default();
    let converted = stages(Deadline::default(), decoded, sha256, bytes, settings, None, Some(&mut ties))?;
    Ok((converted, ties))
}

/// All stages behind decoding; unwinds with [`Overdue`] when the deadline passes. Without `again` no page is read a second time.
fn stages(
    deadline: Deadline,
    decoded: &Decoded,
    sha256: &str,
    bytes: u64,
    settings: &Settings,
    again: Option<&Again<'_>>,
    mut ties: Option<&mut Ties>,
) -> Result<Converted, Diagnostic> {
    let text = decoded.text();
    let profiles = &settings.profiles;
    let Read { profile, names, layout, headings, grids, beyond } = read_layout_until(deadline, decoded, profiles, &settings.limits);
    let profile = profile.and_then(|name| profiles.all().iter().find(|p| p.name == name));
    let mut list = fields::find_list(&names, text, &layout, &grids);
    let too_many = list.as_mut().map_or_else(Vec::new, |list| list.rows.split_off(settings.limits.max_records.min(list.rows.len())));
    let (structure, borders) = match &list {
        Some(_) => (Structure::default(), corrections::in_list(&settings.path, &settings.corrections)),
        None => {
            let mut cut = sections::cut(&names, text, &layout, &headings, settings.limits.max_records);
            let borders = corrections::recut(text, &settings.path, &layout, &mut cut, &settings.corrections);
            (sections::sections_of(text, &layout, &headings, cut), borders)
        }
    };
    let about = about(text, &layout, &structure, list.as_ref(), settings);
    let context = Context { metropolitan: about.metropolitan, solver_steps: settings.limits.solver_steps };
    let mut cards: Vec<Extracted> = match &list {
        Some(list) => list.rows.iter().map(|row| fields::read_list_row(&names, text, &layout, &grids, list, row, context)).collect(),
        None => structure.cards.iter().map(|card| fields::read(&names, text, &layout, &grids, card, context)).collect(),
    };
    deadline.check();
    if cards.is_empty() || cards.iter().all(|c| c.ledger.range().is_empty()) {
        return Err(Diagnostic::new(
            &codes::FILE_EMPTY,
            "the file holds no text besides page numbers and menus",
            "쪽 번호나 메뉴 외에 내용이 없습니다",
        ));
    }
    if let [card] = cards.as_slice()
        && decoded.native.is_none()
        && is_nothing(card)
    {
        return Err(Diagnostic::new(
            &codes::NOT_A_REPORT,
            "no title, heading, label or table of a report was found in the text; nothing was read",
            "본문에서 보고서의 제목, 절, 항목, 표를 하나도 찾지 못해 읽지 않았습니다",
        ));
    }
    let kind = match (&list, cards.len()) {
        (Some(_), _) => DocumentKind::List,
        (None, 1) if is_other(&cards[0]) => DocumentKind::Other,
        (None, 1) => DocumentKind::Card,
        _ => DocumentKind::Book,
    };
    if kind == DocumentKind::Other {
        fields::keep_loose_text(&mut cards[0]);
    }
    let title = about
        .title
        .clone()
        .or_else(|| cards.first().filter(|_| cards.len() == 1).and_then(|c| c.form_title.as_ref()).map(|t| t.value.clone()));
    let document = Document { title, as_of: about.as_of.clone(), administration: about.administration.clone(), kind };
    for card in &mut cards {
        card.body.pledge.jurisdiction = about.jurisdiction.clone();
    }
    let mut file_diagnostics: Vec<Diagnostic> = decoded.diagnostics.clone();
    let mut by_card: Vec<Vec<Diagnostic>> = vec![Vec::new(); cards.len()];
    let ids: Vec<String> = cards.iter().map(|card| record_id(text, &layout, card)).collect();
    if let Some(ties) = &mut ties {
        ties.identities = cards.iter().map(corrections::identity).collect();
        ties.ranges = cards.iter().map(|card| card.ledger.range()).collect();
        ties.surfaces = ties.ranges.iter().enumerate().map(|(i, &own)| borders.surface(i, own)).collect();
        ties.is_list = list.is_some();
        ties.lines = layout.lines.iter().filter(|l| l.layer == Layer::Body).map(|l| l.range).collect();
    }
    let mut corrected = corrections::apply(text, &settings.path, &mut cards, &ids, &settings.corrections, &borders);
    corrected.append(borders.outcome);
    for (record, diagnostic) in corrected.stale {
        record.map_or(&mut file_diagnostics, |i| &mut by_card[i]).push(diagnostic);
    }
    let mut shared: BTreeMap<Option<usize>, Vec<Range>> = BTreeMap::new();
    for range in beyond {
        deadline.check();
        shared.entry(cards.iter().position(|card| card.ledger.range().contains(range))).or_default().push(range);
    }
    for (card, places) in shared {
        card.map_or(&mut file_diagnostics, |i| &mut by_card[i]).push(too_many_cells(text, &places, &settings.limits));
    }
    file_diagnostics.extend(too_many_rows(text, &too_many, &settings.limits));
    for (i, d) in validate::duplicate_pledges(&cards).into_iter().chain(validate::missing_in_book(&cards, profile)) {
        by_card[i].push(d);
    }
    if let Some(list) = &list {
        file_diagnostics.extend(validate::list_totals(text, &grids, list));
    }
    // What is missing of a damaged document may belong to any record; it follows the last one that was read.
    if let Some(last) = by_card.last_mut() {
        last.extend(decoded.diagnostics.iter().filter(|d| d.code == &codes::DOCUMENT_INCOMPLETE).cloned());
    }
    let contents: Vec<Range> =
        structure.fronts.iter().filter(|f| f.kind == "contents").flat_map(|f| f.lines.clone()).map(|i| layout.lines[i].range).collect();
    file_diagnostics.extend(validate::contents_against_records(text, &contents, &cards));
    let mut summaries = Vec::new();
    if kind == DocumentKind::Book {
        let fronts: Vec<std::ops::Range<usize>> = structure.fronts.iter().map(|f| f.lines.clone()).collect();
        summaries = validate::summary_tables(&names, text, &layout, &grids, &fronts);
        file_diagnostics.extend(validate::summaries_against_records(&names, text, &layout, &grids, &fronts, &cards));
    }

    for card in &mut cards {
        card.layout = profile.map(|p| p.name.clone());
    }
    let check = |card| {
        deadline.check();
        validate::check(text, card, profile)
    };
    let findings: Vec<Findings> = cards.iter().map(check).collect();
    let noticed = findings.iter().flat_map(|f| &f.diagnostics).chain(&file_diagnostics);
    let mut readings = Readings::default();
    if let Some(again) = again
        && let Some(pages) = readings::wanted(decoded, settings.second_reading, noticed)
    {
        readings = Readings::of(decoded, &pages, again(&pages));
        let ranges: Vec<Range> = cards.iter().map(|c| c.ledger.range()).collect();
        for (card, difference) in readings.differences(decoded, &ranges) {
            match card {
                Some(card) => by_card[card].push(difference),
                None => file_diagnostics.push(difference),
            }
        }
        file_diagnostics.extend(readings.unread(decoded.native.as_ref()));
    }

    let locator = Locator::new(decoded);
    let count = cards.len();
    let path: std::sync::Arc<str> = settings.path.as_str().into();
    let sha256: std::sync::Arc<str> = sha256.into();
    let guessed_encoding = decoded.diagnostics.iter().any(|d| d.code == &codes::ENCODING_UNCERTAIN);
    let mut converted = Converted { format: Some(decoded.format), encoding: decoded.encoding, ..Converted::default() };
    if let Some(ties) = &mut ties {
        ties.applied = corrected.applied;
        ties.anchors = cards.iter().zip(&ties.surfaces).map(|(card, &part)| corrections::anchors(text, card, part)).collect();
    }
    converted.front_matter = front_matter(&locator, &layout, &structure, &summaries, list.as_ref());
    let doubtful: Vec<bool> = (0..count).map(|i| structure.cards.get(i).is_some_and(|c| c.doubtful)).collect();
    // What was needed to read the cards makes room for what they become: in a text of short lines it is as much again.
    drop((layout, headings, grids, structure, list));
    for (i, ((mut card, findings), record_id)) in cards.into_iter().zip(findings).zip(ids).enumerate() {
        deadline.check();
        let doubtful = doubtful[i];
        readings.mark(decoded.native.as_ref(), &mut card.body);
        let circumstances = Circumstances { doubtful_borders: doubtful, guessed_encoding, among_several: count > 1 };
        let scores = score::score(text, &mut card, &findings, circumstances);
        let mut diagnostics = std::mem::take(&mut card.diagnostics);
        diagnostics.extend(findings.diagnostics);
        diagnostics.append(&mut by_card[i]);
        if doubtful && count > 1 {
            diagnostics.push(
                Diagnostic::new(
                    &codes::BOUNDARY_UNCERTAIN,
                    "where this card begins was told by the order of its sections alone",
                    "절의 순서만으로 공약 카드의 시작을 정했습니다",
                )
                .at(Range { start: card.ledger.range().start, end: card.ledger.range().start }),
            );
        }
        let source = Source {
            path: path.clone(),
            sha256: sha256.clone(),
            bytes,
            format: Some(decoded.format),
            encoding: decoded.encoding,
            record_index: i,
            record_count: count,
            span: None,
            layout: None,
        };
        let facts = FileFacts { source, document: Some(document.clone()), record_id };
        let (record, evidence) = assemble(&locator, card, diagnostics, &facts, scores, settings.review_below);
        converted.records.push(record);
        converted.evidence.push(evidence);
    }
    converted.errors = file_diagnostics.into_iter().map(|d| locator.issue(d)).collect();
    Ok(converted)
}

/// Characters that an issue shows of a row, and places that it names.
const SHOWN_OF_ROW: usize = 80;
const SHOWN_PLACES: usize = 20;

/// The beginning of rows.
fn beginning(text: &str, rows: Range) -> Range {
    let start = rows.start as usize;
    let end = text[rows.to_usize()].char_indices().nth(SHOWN_OF_ROW).map_or(rows.end as usize, |(at, _)| start + at);
    Range::new(start, end)
}

/// Rows that are text since they have more cells than are left.
fn too_many_cells(text: &str, places: &[Range], limits: &Limits) -> Diagnostic {
    let (most, count) = (limits.max_text_cells, places.len());
    Diagnostic::new(
        &codes::TABLE_LIMIT,
        format!("the tables of the file have more than {most} cells; rows that went over it, in {count} places, are kept as text"),
        format!("파일에 있는 표의 칸이 {most}개를 넘어, 넘친 행({count}곳)은 표로 읽지 않고 글로 남겼습니다"),
    )
    .at_all(places.iter().take(SHOWN_PLACES).map(|&rows| beginning(text, rows)))
}

/// Rows of a list that gave no records.
fn too_many_rows(text: &str, rows: &[fields::ListRow], limits: &Limits) -> Option<Diagnostic> {
    let (most, rest) = (limits.max_records, rows.len());
    let diagnostic = Diagnostic::new(
        &codes::TABLE_LIMIT,
        format!("the list has more than {most} rows; the last {rest} gave no records"),
        format!("목록이 {most}행을 넘어, 마지막 {rest}행은 레코드로 만들지 않았습니다"),
    );
    Some(diagnostic.at(beginning(text, rows.first()?.range)))
}

/// Hash of the lines of a card, page numbers and running heads left out.
fn record_id(text: &str, layout: &Layout, card: &Extracted) -> String {
    let own = card.ledger.range();
    let first = layout.lines.partition_point(|l| l.range.start < own.start);
    let body = layout.lines[first..].iter().take_while(|l| l.range.start < own.end).filter(|l| l.layer == Layer::Body);
    text_hash(body.map(|l| &text[l.range.to_usize()]))
}

/// A document of another kind: no header card (one of contacts alone is none) and hardly a section that pledge reports have.
fn is_other(card: &Extracted) -> bool {
    let pledge = &card.body.pledge;
    let known = card.sections.iter().filter(|s| s.role != Role::Other).count();
    let classified = pledge.number.is_some()
        || !pledge.promises.is_empty()
        || pledge.category.is_some()
        || pledge.state_label.is_some()
        || pledge.progress_percent.is_some()
        || pledge.continuity.is_some()
        || pledge.term.is_some()
        || pledge.budget.is_some();
    !classified && known < 2 && (pledge.header.is_empty() || pledge.title.is_none())
}

/// Text without anything that a report of any kind has.
fn is_nothing(card: &Extracted) -> bool {
    is_other(card)
        && card.sections.is_empty()
        && card.body.pledge.title.is_none()
        && card.body.investment.is_none()
        && card.body.other_sections.is_empty()
}

/// What a file says of itself outside its cards.
#[derive(Default)]
struct About {
    title: Option<String>,
    as_of: Option<crate::model::DateSpan>,
    administration: Option<Administration>,
    jurisdiction: Option<Sourced<Jurisdiction>>,
    metropolitan: Option<bool>,
}

impl About {
    /// Takes over a place as the publisher.
    fn publisher(&mut self, place: jurisdiction::Place, basis: JurisdictionBasis, prov: Prov) {
        self.metropolitan = metropolitan(&place.name, place.level);
        let value = Jurisdiction { name: place.name, code: place.code.map(str::to_owned), level: Some(place.level), basis };
        self.jurisdiction = Some(Sourced::new(value, prov));
    }
}

/// Words beside which a portal names its owner, or the administration whose pledges it shows.
const PORTAL_OWNERS: [&str; 7] = ["누리집", "홈페이지", "ⓒ", "©", "COPYRIGHT", "Copyright", "민선"];

/// Lines of a list's preface, a cover or a card's head that are looked at.
const ABOUT_LINES: usize = 12;

fn about(text: &str, layout: &Layout, structure: &Structure, list: Option<&fields::ListTable>, settings: &Settings) -> About {
    let mut about = About::default();
    let mut lines: Vec<usize> = Vec::new();
    lines.extend((0..layout.lines.len()).filter(|&i| layout.lines[i].layer == Layer::RunningHead).take(3));
    for front in structure.fronts.iter().filter(|f| matches!(f.kind, "cover" | "preface")) {
        lines.extend(sections::body_lines(layout, front.lines.clone()).take(ABOUT_LINES));
    }
    if let Some(list) = list {
        let first = list.rows.first().map_or(0, |r| r.range.start);
        let head: Vec<usize> = (0..layout.lines.len()).take_while(|&i| layout.lines[i].range.start < first).take(ABOUT_LINES).collect();
        about.title = head
            .iter()
            .map(|&i| &layout.lines[i])
            .find(|l| l.layer == Layer::Body && !text[l.range.to_usize()].contains('\t'))
            .map(|l| text[l.body.to_usize()].to_owned());
        lines.extend(head);
    } else if structure.cards.len() > 1 {
        about.title = structure
            .fronts
            .iter()
            .find(|f| f.kind == "cover")
            .and_then(|f| sections::body_lines(layout, f.lines.clone()).next())
            .map(|i| text[layout.lines[i].body.to_usize()].to_owned());
    } else if let Some(card) = structure.cards.first() {
        // Above a header: the title and what stands around it. A pledge's own title names no publisher by itself.
        let head = sections::body_lines(layout, card.header.clone()).take(ABOUT_LINES);
        lines.extend(head.filter(|&i| {
            let content = &text[layout.lines[i].range.to_usize()];
            dates::as_of(content).is_some() || content.contains("민선") || fields::names_publisher(content)
        }));
    }
    // The head and the foot of a portal tell whose it is; its menus do not.
    lines.extend((0..layout.lines.len()).filter(|&i| {
        let content = &text[layout.lines[i].range.to_usize()];
        layout.lines[i].layer == Layer::Portal
            && (PORTAL_OWNERS.iter().any(|word| content.contains(word)) || sections::is_place_alone(content))
    }));
    for &i in &lines {
        let content = &text[layout.lines[i].range.to_usize()];
        let range = layout.lines[i].range;
        if about.as_of.is_none() {
            about.as_of = dates::as_of(content).map(|f| f.value);
        }
        if about.administration.is_none() {
            about.administration = jurisdiction::administration(content).map(|f| f.value);
        }
        if about.jurisdiction.is_none()
            && let Some(found) = jurisdiction::find(content).into_iter().next_back()
        {
            let at = Range::new(range.start as usize + found.range.start, range.start as usize + found.range.end);
            let place = found.value;
            let basis = JurisdictionBasis::Document;
            about.publisher(place, basis, Prov::new([at], "document.jurisdiction", Method::Pattern));
        }
    }
    if let Some(code) = &settings.jurisdiction
        && let Some(place) = jurisdiction::by_code(code)
    {
        let basis = JurisdictionBasis::Option;
        about.publisher(place, basis, Prov::new([], "option.jurisdiction", Method::Labelled));
    }
    if about.jurisdiction.is_none()
        && let Some(found) = settings.path.rsplit('/').flat_map(jurisdiction::find).find(|f| f.value.code.is_some())
    {
        let place = found.value;
        let basis = JurisdictionBasis::Path;
        let mut prov = Prov::new([], "path.jurisdiction", Method::Pattern);
        prov.doubts.add(Doubt::NearMatch);
        about.publisher(place, basis, prov);
    }
    about
}

/// Whether the publisher is a province or a metropolitan city: its 시비 is the upper government's.
fn metropolitan(name: &str, level: JurisdictionLevel) -> Option<bool> {
    match level {
        JurisdictionLevel::Province => Some(true),
        JurisdictionLevel::Municipality if name.ends_with('시') || name.ends_with('군') => Some(false),
        JurisdictionLevel::Municipality => None,
    }
}

/// Parts of the file that are no record, in order.
fn front_matter(
    locator: &Locator<'_>,
    layout: &Layout,
    structure: &Structure,
    summaries: &[std::ops::Range<usize>],
    list: Option<&fields::ListTable>,
) -> Vec<FrontMatter> {
    let mut out: Vec<(Range, &'static str)> = Vec::new();
    for line in &layout.lines {
        let kind = match line.layer {
            Layer::Body => continue,
            Layer::PageNumber => "page_number",
            Layer::RunningHead => "running_head",
            Layer::Portal => "portal",
            Layer::Comment => "comment",
        };
        out.push((line.range, kind));
    }
    let mut part = |lines: std::ops::Range<usize>, kind| {
        let mut body = sections::body_lines(layout, lines);
        if let Some(first) = body.next() {
            let last = body.last().unwrap_or(first);
            out.push((layout.lines[first].range.cover(layout.lines[last].range), kind));
        }
    };
    for front in &structure.fronts {
        // A summary table parts what stands around it.
        let mut from = front.lines.start;
        for table in summaries.iter().filter(|t| front.lines.start <= t.start && t.end <= front.lines.end) {
            part(from..table.start, front.kind);
            part(table.clone(), "summary");
            from = table.end;
        }
        part(from..front.lines.end, front.kind);
    }
    if let Some(list) = list {
        let mut at = 0;
        for line in layout.lines.iter().filter(|l| l.layer == Layer::Body) {
            while list.rows.get(at).is_some_and(|r| r.range.end <= line.range.start) {
                at += 1;
            }
            if list.rows.get(at).is_none_or(|r| r.range.start > line.range.start) {
                out.push((line.range, if at == 0 { "preface" } else { "group" }));
            }
        }
    }
    out.sort_unstable();
    out.into_iter().map(|(range, kind)| FrontMatter { kind, span: locator.span(range) }).collect()
}
