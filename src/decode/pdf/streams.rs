//! Whether the packed streams of a file unfold within the limits, before anything is interpreted.
//!
//! The interpreter unfolds a stream whole, whatever its size. So every stream of the file that begins like zlib data is
//! unfolded here first, without keeping it; zlib data within zlib data as well, to two layers. Pictures are left out: they are never unfolded.
//! Streams of encrypted files, and those of rarer filters (LZW, run lengths), are not measured: the worker's bound on memory
//! holds them.

use std::io::Read;

use flate2::read::ZlibDecoder;
use memchr::memmem;

use crate::decode::container::{Budget, over};
use crate::diag::Diagnostic;
use crate::limits::RATIO_FREE_BYTES;

/// A dictionary before a stream is looked for within so many bytes.
const DICTIONARY: usize = 2_048;
/// Bytes unfolded at a time.
const STEP: usize = 64 << 10;

/// Measures all streams of a file.
///
/// Errors: `container-limit` over the bytes of a part, the bytes in all, or the ratio.
pub fn check(bytes: &[u8], budget: &mut Budget<'_>) -> Result<(), Diagnostic> {
    let mut after = 0;
    for at in memmem::find_iter(bytes, b"stream") {
        let start = at + b"stream".len();
        if at < after || bytes[..at].ends_with(b"end") {
            continue;
        }
        let start = start + bytes[start..].iter().take(2).take_while(|b| matches!(b, b'\r' | b'\n')).count();
        if !is_zlib(&bytes[start..]) || is_picture(&bytes[at.saturating_sub(DICTIONARY).max(after)..at]) {
            continue;
        }
        after = start + measure(&bytes[start..], budget)?;
    }
    Ok(())
}

/// The two bytes that begin zlib data (RFC 1950, 2.2).
fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [cmf, flags, ..] if cmf & 0x0f == 8 && cmf >> 4 <= 7 && (u16::from(*cmf) << 8 | u16::from(*flags)) % 31 == 0)
}

fn is_picture(before: &[u8]) -> bool {
    let own = memmem::rfind(before, b" obj").map_or(before, |i| &before[i..]);
    memmem::find(own, b"/Image").is_some()
}

/// Unfolds one stream and forgets it; gives the packed bytes that it took.
fn measure(packed: &[u8], budget: &mut Budget<'_>) -> Result<usize, Diagnostic> {
    let mut decoder = ZlibDecoder::new(packed);
    let mut head = [0; 2];
    let nested = decoder.read_exact(&mut head).is_ok() && is_zlib(&head);
    let mut total = head.len() as u64;
    total = count(&mut decoder, total, packed.len(), budget)?;
    let used = decoder.total_in() as usize;
    within(total, used, budget)?;
    budget.take_inflated("a stream of the PDF", total)?;
    if nested {
        let used = used.min(packed.len());
        let inner = count(&mut ZlibDecoder::new(ZlibDecoder::new(&packed[..used])), 0, used, budget)?;
        budget.take_inflated("a stream of the PDF", inner)?;
    }
    Ok(used)
}

fn count(reader: &mut impl Read, mut total: u64, packed: usize, budget: &Budget<'_>) -> Result<u64, Diagnostic> {
    let mut step = vec![0; STEP];
    while let Ok(n) = reader.read(&mut step) {
        total += n as u64;
        if n == 0 {
            break;
        }
        within(total, packed, budget)?;
    }
    Ok(total)
}

fn within(total: u64, packed: usize, budget: &Budget<'_>) -> Result<(), Diagnostic> {
    let limits = budget.limits;
    if total > limits.max_part_bytes {
        return Err(over("a stream of the PDF", "it unfolds to more bytes than", "풀린 크기가", "max_part_bytes", limits.max_part_bytes));
    }
    if total > (packed as u64).saturating_mul(limits.max_inflate_ratio).max(RATIO_FREE_BYTES) {
        return Err(over(
            "a stream of the PDF",
            "its bytes unfold by a factor of more than",
            "압축이 풀리는 배율이",
            "max_inflate_ratio",
            limits.max_inflate_ratio,
        ));
    }
    Ok(())
}
