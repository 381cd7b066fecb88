//! What a run amounts to, for the person who started it.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use super::batch::Outcome;
use super::paint::{grouped, plain};
use crate::diag;

/// Issues that the summary names.
const MOST_FREQUENT: usize = 10;
/// Slow files that the summary names, and what is slow.
const SLOWEST: usize = 3;
const SLOW_SECONDS: f64 = 1.0;

/// What is said of a run that the user ended before its time.
pub(super) fn interrupted(outcome: &Outcome, inputs: usize, out: &Path) -> String {
    let (done, all) = (grouped(outcome.totals.files_seen), grouped(inputs as u64));
    let out = plain(&out.to_string_lossy());
    format!(
        "interrupted: {done} of {all} files are done and kept in {out}; the same command goes on from there\n\
         중단함: 전체 {all}개 중 {done}개 파일의 결과를 {out}에 보관하였습니다. 같은 명령을 다시 실행하면 이어서 변환합니다"
    )
}

/// The summary as a line for programs.
pub(super) fn json(outcome: &Outcome, seconds: f64, inputs: usize, out: &Path) -> String {
    let totals = &outcome.totals;
    let slowest = outcome.slowest.iter().map(|s| json!({"path": s.path, "seconds": s.seconds}));
    json!({
        "event": if outcome.interrupted { "interrupted" } else { "summary" },
        "files_total": inputs,
        "totals": totals,
        "reused": outcome.reused,
        "seconds": seconds,
        "slowest": slowest.collect::<Vec<_>>(),
        "out": out.to_string_lossy(),
    })
    .to_string()
}

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
    if outcome.reused > 0 {
        let _ = writeln!(text, "그대로 reused {} 파일은 이전 결과와 같아 다시 변환하지 않았습니다", grouped(outcome.reused));
    }
    let mut issues: Vec<_> = totals.issues.iter().collect();
    issues.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    if !issues.is_empty() {
        text.push_str("문제 issues\n");
    }
    for (name, count) in issues.iter().take(MOST_FREQUENT) {
        let (id, summary, hint) = diag::find(name).map_or(("", "", ""), |c| (c.id, c.summary_ko, c.hint_ko));
        let _ = writeln!(text, "  {:>7}  {id} {name}  {summary}\n           조치: {hint}", grouped(**count));
    }
    if let Some((name, _)) = issues.first() {
        if issues.len() > MOST_FREQUENT {
            let _ = writeln!(text, "           … {} more", issues.len() - MOST_FREQUENT);
        }
        let _ = writeln!(text, "  → bogoseo explain {name}");
    }
    for slow in outcome.slowest.iter().filter(|s| s.seconds >= SLOW_SECONDS).take(SLOWEST) {
        let _ = writeln!(text, "느림 slow     {:.1} s  {}", slow.seconds, plain(&slow.path));
    }
    let out = plain(&out.to_string_lossy());
    let _ = write!(text, "결과 output   {out}  ({seconds:.1} s)");
    if totals.review + totals.failed > 0 {
        let review = Path::new(&out).join("review.csv");
        let _ = write!(text, "\n검토 목록     {}", review.display());
    }
    text
}
