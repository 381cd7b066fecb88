//! Records and the manifest's entries as bytes, piece by piece: what a worker does to a file that has its ids.

use super::reading::Done;
use super::{EvidenceMode, Plan};
use crate::record::{EvidenceLine, Record};
use crate::sinks::folder::Piece;
use crate::sinks::journal::{Identity, Key};
use crate::sinks::jsonl;
use crate::sinks::manifest::{FileEntry, Totals};
use crate::sinks::review::{flag, flag_file};
use crate::sinks::tables::{Forms, TableRows};

/// Records that one task turns into text: the text of a large book is not held as a whole beside its records, and several
/// workers share it.
const RECORDS_PER_PIECE: usize = 64;
/// Room that a record and its evidence take in the output, as a first guess.
const RECORD_BYTES: usize = 20 << 10;
const EVIDENCE_BYTES: usize = 44 << 10;
/// Memory of a record and of each of its values until they are text: with its rows, a card of 3.7 KB with 166 values was
/// measured at eighty times its text.
const RECORD_MEMORY: u64 = 8 << 10;
const VALUE_MEMORY: u64 = 1_800;

/// Some records of a file, in order; nothing of another file, so that an earlier run's part of an output can be told from the
/// next one's.
pub(super) struct Batch {
    records: Vec<Record>,
    evidence: Vec<EvidenceLine>,
    /// With the last records of the file.
    end: Option<End>,
}

/// What the manifest and the journal say of a file.
pub(super) struct End {
    pub(super) entry: FileEntry,
    pub(super) key: Key,
    pub(super) identities: Vec<Identity>,
    pub(super) seconds: f64,
}

/// A batch as text.
pub(super) struct Written {
    pub(super) piece: Piece,
    /// What the records come to.
    pub(super) totals: Totals,
    pub(super) end: Option<End>,
}

/// Memory that records and their evidence take.
pub(super) fn memory(evidence: &[EvidenceLine]) -> u64 {
    evidence.iter().map(|line| RECORD_MEMORY + line.evidence.len() as u64 * VALUE_MEMORY).sum()
}

/// The batches of a file, at least one.
pub(super) fn batches(done: Done) -> impl Iterator<Item = Batch> {
    let Done { entry, converted, seconds, key, identities } = done;
    let (mut records, mut evidence) = (converted.records.into_iter(), converted.evidence.into_iter());
    let mut end = Some(End { entry, key, identities, seconds });
    std::iter::from_fn(move || {
        end.as_ref()?;
        let batch = Batch {
            records: records.by_ref().take(RECORDS_PER_PIECE).collect(),
            evidence: evidence.by_ref().take(RECORDS_PER_PIECE).collect(),
            end: None,
        };
        let end = if records.len() == 0 { end.take() } else { None };
        Some(Batch { end, ..batch })
    })
}

impl Batch {
    /// Memory that it takes.
    pub(super) fn memory(&self) -> u64 {
        memory(&self.evidence)
    }

    /// Turns it into text.
    pub(super) fn write(self, plan: &Plan) -> Written {
        let Self { records, evidence, end } = self;
        let mut totals = Totals::default();
        // Room for usual records: growing a buffer by doubling would copy and map it anew several times.
        let room = |wanted: bool, bytes| Vec::with_capacity(if wanted { records.len() * bytes } else { 0 });
        let mut out = Piece {
            records: room(plan.records, RECORD_BYTES),
            evidence: room(plan.evidence == EvidenceMode::File, EVIDENCE_BYTES),
            ..Piece::default()
        };
        let forms = Forms { csv: plan.tables, typed: !plan.books.is_empty() };
        let mut rows = (forms.csv || forms.typed).then(|| TableRows::new(forms));
        for (record, evidence) in records.iter().zip(&evidence) {
            if plan.records {
                let inline = plan.evidence == EvidenceMode::Inline;
                let inline = inline.then_some(evidence.evidence.as_slice());
                jsonl::write_record(&mut out.records, record, inline);
            }
            if plan.evidence == EvidenceMode::File {
                jsonl::write_evidence(&mut out.evidence, evidence);
            }
            if let Some(rows) = &mut rows {
                rows.add_record(record, evidence, plan.settings.review_below);
            }
            if plan.review {
                out.flagged.extend(flag(record, evidence, plan.settings.review_below));
            }
            totals.count_record(record);
        }
        if let Some(End { entry, .. }) = &end {
            if let Some(rows) = &mut rows {
                rows.add_file(entry);
            }
            if plan.review {
                let issues = entry.errors.iter();
                out.flagged.extend(issues.filter_map(|issue| flag_file(&entry.path, issue)));
            }
            totals.count(entry);
        }
        out.tables = rows.map(TableRows::into_bytes).unwrap_or_default();
        Written { piece: out, totals, end }
    }
}

impl Written {
    /// Memory that it takes.
    pub(super) fn memory(&self) -> u64 {
        let Piece { records, evidence, tables, flagged } = &self.piece;
        let rows = tables.csv.iter().chain(&tables.typed).map(Vec::len).sum::<usize>();
        let flagged = flagged.iter().map(|f| f.row.len() + f.typed.len()).sum::<usize>();
        (records.len() + evidence.len() + rows + flagged) as u64
    }
}
