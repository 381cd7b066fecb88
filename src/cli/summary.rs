//! What a run amounts to, for the person who started it.

use std::fmt::Write as _;
use std::path::Path;

use super::batch::Outcome;
use super::paint::{grouped, plain};
use crate::diag;

/// Issues that the summary names.
const MOST_FREQUENT: usize = 10;

/// The summary of a run into a folder: counts by status, the most frequent issues, where to look next.
pub(super) fn text(outcome: &Outcome, seconds: f64, out: &Path) -> String {
    let totals = &outcome.totals;
    let records = &totals.records;
    let mut text = String::new();
    let _ = writeln!(
        text,
        "파일 files    {} = 정상 ok {} + 검토 review {} + 실패 failed {} + 제외 skipped {}",
        grouped(totals.files_seen),
        grouped(totals.ok),
        grouped(totals.review),
        grouped(totals.failed),
        grouped(totals.skipped),
    );
    let _ = writeln!(
        text,
        "공약 records  {} = 정상 ok {} + 검토 review {} + 실패 failed {}",
        grouped(records.total),
        grouped(records.ok),
        grouped(records.review),
        grouped(records.failed),
    );
    let mut issues: Vec<_> = totals.issues.iter().collect();
    issues.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    if !issues.is_empty() {
        text.push_str("문제 issues\n");
    }
    for (name, count) in issues.iter().take(MOST_FREQUENT) {
        let (id, summary) = diag::find(name).map_or(("", ""), |c| (c.id, c.summary_ko));
        let _ = writeln!(text, "  {:>7}  {id} {name}  {summary}", grouped(**count));
    }
    if let Some((name, _)) = issues.first() {
        if issues.len() > MOST_FREQUENT {
            let _ = writeln!(text, "           … {} more", issues.len() - MOST_FREQUENT);
        }
        let _ = writeln!(text, "  → bogoseo explain {name}");
    }
    let out = plain(&out.to_string_lossy());
    let _ = write!(text, "결과 output   {out}  ({seconds:.1} s)");
    if totals.review + totals.failed > 0 {
        let review = Path::new(&out).join("review.csv");
        let _ = write!(text, "\n검토 목록     {}", review.display());
    }
    text
}
