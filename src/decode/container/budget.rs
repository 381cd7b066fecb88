//! Inflating within bounds, and the words for a bound that was reached.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

use crate::diag::{Diagnostic, codes};
use crate::limits::{Limits, RATIO_FREE_BYTES};

/// What is left of a document's budgets while it is read.
#[derive(Debug)]
pub struct Budget<'a> {
    /// The bounds.
    pub limits: &'a Limits,
    inflated: u64,
    cells: usize,
}

impl<'a> Budget<'a> {
    /// A fresh budget.
    pub fn new(limits: &'a Limits) -> Self {
        Self { limits, inflated: 0, cells: 0 }
    }

    /// Takes the bytes that a part unfolded to.
    pub fn take_inflated(&mut self, part: &str, bytes: u64) -> Result<(), Diagnostic> {
        self.inflated = self.inflated.saturating_add(bytes);
        if self.inflated > self.limits.max_inflated_bytes {
            return Err(over(
                part,
                "the parts unfold to more bytes in all than",
                "풀린 크기의 합계가",
                "max_inflated_bytes",
                self.limits.max_inflated_bytes,
            ));
        }
        Ok(())
    }

    /// Takes one table cell.
    pub fn take_cell(&mut self) -> Result<(), Diagnostic> {
        self.cells += 1;
        if self.cells > self.limits.max_cells {
            return Err(over("the document", "it has more table cells than", "표의 칸 수가", "max_cells", self.limits.max_cells as u64));
        }
        Ok(())
    }

    /// Checks a depth of nesting of elements or records.
    pub fn check_depth(&self, part: &str, depth: usize) -> Result<(), Diagnostic> {
        if depth > self.limits.max_depth {
            return Err(over(part, "elements are nested deeper than", "요소의 중첩 깊이가", "max_depth", self.limits.max_depth as u64));
        }
        Ok(())
    }

    /// Checks a depth of nesting of tables in tables.
    pub fn check_table_depth(&self, part: &str, depth: usize) -> Result<(), Diagnostic> {
        if depth > self.limits.max_table_depth {
            return Err(over(
                part,
                "tables are nested deeper than",
                "표의 중첩 깊이가",
                "max_table_depth",
                self.limits.max_table_depth as u64,
            ));
        }
        Ok(())
    }

    /// Checks the number of entries of a container.
    pub fn check_entries(&self, count: usize) -> Result<(), Diagnostic> {
        if count > self.limits.max_entries {
            return Err(over("the container", "it has more entries than", "항목 수가", "max_entries", self.limits.max_entries as u64));
        }
        Ok(())
    }
}

/// Why a part did not unfold.
#[derive(Debug)]
pub enum Inflated {
    /// All of it.
    Whole(Vec<u8>),
    /// What came before the damage.
    Damaged(Vec<u8>),
}

/// Unfolds a deflate stream (raw, or with the header of zlib), as far as it is sound.
///
/// Errors: `container-limit` over the bytes of a part, the bytes in all, or the ratio.
pub fn inflate(budget: &mut Budget<'_>, part: &str, bytes: &[u8], zlib: bool) -> Result<Inflated, Diagnostic> {
    if zlib {
        drain(budget, part, bytes.len(), ZlibDecoder::new(bytes))
    } else {
        drain(budget, part, bytes.len(), DeflateDecoder::new(bytes))
    }
}

/// Bytes that markup unfolds to for a byte; room for them is made at once, up to a bound, so that they are not moved.
const USUAL_RATIO: usize = 12;
const MOST_AT_ONCE: usize = 16 << 20;

/// Reads a stream that unfolds `packed` bytes to its end, within the budget.
pub fn drain(budget: &mut Budget<'_>, part: &str, packed: usize, mut stream: impl Read) -> Result<Inflated, Diagnostic> {
    let limits = budget.limits;
    let by_ratio = (packed as u64).saturating_mul(limits.max_inflate_ratio).max(RATIO_FREE_BYTES);
    let most = limits.max_part_bytes.min(by_ratio);
    let mut out = Vec::with_capacity((packed.saturating_mul(USUAL_RATIO)).min(MOST_AT_ONCE));
    let read = stream.by_ref().take(most + 1).read_to_end(&mut out);
    if out.len() as u64 > most {
        return Err(if by_ratio < limits.max_part_bytes {
            over(part, "its bytes unfold by a factor of more than", "압축이 풀리는 배율이", "max_inflate_ratio", limits.max_inflate_ratio)
        } else {
            over(part, "it unfolds to more bytes than", "풀린 크기가", "max_part_bytes", limits.max_part_bytes)
        });
    }
    budget.take_inflated(part, out.len() as u64)?;
    Ok(if read.is_ok() { Inflated::Whole(out) } else { Inflated::Damaged(out) })
}

/// A bound that was reached, by its name in [`Limits`].
pub fn over(part: &str, what: &str, what_ko: &str, limit: &str, most: u64) -> Diagnostic {
    Diagnostic::new(
        &codes::CONTAINER_LIMIT,
        format!("{part}: {what} {most} ({limit}); the document was given up"),
        format!("{part}: {what_ko} 한도 {most}({limit})을 넘어 문서를 읽지 않았습니다"),
    )
}
