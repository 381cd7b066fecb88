//! What makes record ids unique: the order of the output.

use std::collections::HashMap;
use std::sync::Arc;

use super::reading::Done;
use crate::diag::{Diagnostic, codes};
use crate::model::RecordStatus;
use crate::record::{EvidenceLine, Record, issue_without_place};
use crate::sinks::journal::{Entry, Identity};

/// Where a text was first seen, and how often since.
struct Seen {
    path: Arc<str>,
    record_index: usize,
    count: usize,
}

/// Makes record ids unique in the order of the output, and marks records whose text occurred before.
#[derive(Default)]
pub(super) struct Ids {
    seen: HashMap<String, Seen>,
}

impl Ids {
    /// The identity of the next record.
    pub(super) fn place(&mut self, base: &str, path: &Arc<str>, record_index: usize) -> Identity {
        let base = base.to_owned();
        let Some(seen) = self.seen.get_mut(&base) else {
            self.seen.insert(base.clone(), Seen { path: Arc::clone(path), record_index, count: 1 });
            return Identity { base, ordinal: 1, first: None };
        };
        seen.count += 1;
        Identity { base, ordinal: seen.count, first: Some((seen.path.to_string(), seen.record_index)) }
    }

    /// The identities of the records of a file that an earlier run read.
    pub(super) fn place_all(&mut self, entry: &Entry) -> Vec<Identity> {
        let path: Arc<str> = Arc::from(entry.path.as_str());
        entry.records.iter().enumerate().map(|(i, record)| self.place(&record.base, &path, i)).collect()
    }

    /// Forgets the records that were placed last.
    pub(super) fn take_back<'b>(&mut self, bases: impl IntoIterator<Item = &'b str>) {
        for base in bases {
            if let Some(seen) = self.seen.get_mut(base) {
                seen.count -= 1;
                if seen.count == 0 {
                    self.seen.remove(base);
                }
            }
        }
    }

    /// Gives the records of the next file their identities.
    pub(super) fn assign(&mut self, done: &mut Done) {
        let records = done.converted.records.iter();
        let identities = records.map(|r| self.place(&r.record_id, &r.source.path, r.source.record_index)).collect();
        done.adopt(identities);
    }
}

impl Done {
    /// Whether its records are those that were given these identities.
    pub(super) fn is_of(&self, identities: &[Identity]) -> bool {
        let records = &self.converted.records;
        records.len() == identities.len() && records.iter().zip(identities).all(|(r, i)| r.record_id == i.base)
    }

    /// Takes on the identities of its records.
    pub(super) fn adopt(&mut self, identities: Vec<Identity>) {
        let converted = &mut self.converted;
        for ((record, evidence), identity) in converted.records.iter_mut().zip(&mut converted.evidence).zip(&identities) {
            identify(record, evidence, identity);
        }
        self.entry.first_record = converted.records.first().map(|r| r.record_id.clone());
        self.identities = identities;
    }
}

/// Gives a record its id, and says of which other one it repeats the text.
fn identify(record: &mut Record, evidence: &mut EvidenceLine, identity: &Identity) {
    let Some((path, index)) = &identity.first else { return };
    record.record_id = format!("{}-{}", record.record_id, identity.ordinal);
    evidence.record_id.clone_from(&record.record_id);
    if record.status != RecordStatus::Failed {
        let ordinal = index + 1;
        let diagnostic = Diagnostic::new(
            &codes::DUPLICATE_RECORD,
            format!("the same text was already read as record {ordinal} of {path}"),
            format!("{path}의 {ordinal}번째 레코드와 원문이 같습니다"),
        );
        // An info: it belongs after all that is more severe.
        record.errors.push(issue_without_place(&diagnostic));
    }
}

#[cfg(test)]
mod tests {
    use super::super::reading::unreadable;
    use super::*;
    use crate::cli::inputs::{Action, Input, Skip};
    use crate::record::{Converted, failed_record};

    fn record(id: &str, path: &str) -> Done {
        let issue = issue_without_place(&unreadable("x"));
        let (mut record, mut evidence) = failed_record(path, "", 0, None, issue);
        record.status = RecordStatus::Ok;
        record.errors.clear();
        record.record_id = id.to_owned();
        evidence.record_id = id.to_owned();
        let input = Input { path: Arc::from(path), action: Action::Stdin, bytes: None, stamp: None };
        let mut done = Done::skipped(&input, Skip::Image);
        done.converted = Converted { records: vec![record], evidence: vec![evidence], ..Converted::default() };
        done
    }

    #[test]
    fn equal_texts_get_ordinals_and_name_the_first_place() {
        let mut ids = Ids::default();
        let mut all = [record("a", "1.txt"), record("a", "2.txt"), record("b", "3.txt"), record("a", "4.txt")];
        for done in &mut all {
            ids.assign(done);
        }
        let names: Vec<_> = all.iter().map(|d| d.converted.records[0].record_id.as_str()).collect();
        assert_eq!(names, ["a", "a-2", "b", "a-3"]);
        assert_eq!(all[3].converted.evidence[0].record_id, "a-3");
        assert_eq!(all[3].identities[0].first, Some(("1.txt".to_owned(), 0)));
        assert!(all[0].converted.records[0].errors.is_empty());
        let issue = &all[3].converted.records[0].errors[0];
        assert_eq!(issue.name, "duplicate-record");
        assert!(issue.message.contains("1.txt"));
    }
}
