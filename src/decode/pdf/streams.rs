//! Whether the packed streams of a file unfold within the limits, before anything is interpreted.
//!
//! The interpreter unfolds a stream whole, whatever its size. So every stream of the file that begins like zlib data is
//! unfolded here first, without keeping it; zlib data within zlib data as well, to two layers. Pictures are left out: they are never unfolded.
//! LZW data is measured by the lengths that its codes stand for. Streams of encrypted files are measured when they are open
//! ([`check_open`]). What remains to the worker's bound on memory: run lengths, which unfold 64-fold at most, and rarer filters
//! around those measured.

use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::object::{Name, Object};
use hayro_syntax::{Filter, Pdf};
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
    let (mut after, mut looked) = (0, 0);
    for at in memmem::find_iter(bytes, b"stream") {
        let start = at + b"stream".len();
        if at < after || bytes[..at].ends_with(b"end") {
            continue;
        }
        let start = start + bytes[start..].iter().take(2).take_while(|b| matches!(b, b'\r' | b'\n')).count();
        if is_lzw(&bytes[at.saturating_sub(DICTIONARY).max(after)..at]) {
            if looked <= bytes.len().saturating_mul(MOST_LOOKS) {
                looked += measure_lzw(&bytes[start..], budget)?;
            }
            continue;
        }
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

/// Measures the streams of an open file that was encrypted.
///
/// Errors: as for [`check`].
pub fn check_open(pdf: &Pdf, budget: &mut Budget<'_>) -> Result<(), Diagnostic> {
    for object in pdf.objects() {
        let Object::Stream(stream) = object else { continue };
        if stream.dict().get::<Name<'_>>("Subtype").is_some_and(|n| n.as_ref() == b"Image") {
            continue;
        }
        let data = stream.raw_data();
        match stream.filters().first() {
            Some(Filter::FlateDecode) if is_zlib(&data) => drop(measure(&data, budget)?),
            Some(Filter::LzwDecode) => drop(measure_lzw(&data, budget)?),
            _ => {}
        }
    }
    Ok(())
}

fn is_picture(before: &[u8]) -> bool {
    memmem::find(own(before), b"/Image").is_some()
}

/// Whether LZW is the first filter of a stream, and the stream is no picture.
fn is_lzw(before: &[u8]) -> bool {
    let own = own(before);
    let filter = memmem::find(own, b"/Filter").map(|i| &own[i + b"/Filter".len()..]);
    let first = filter.map(|f| f.trim_ascii_start()).map(|f| f.strip_prefix(b"[").unwrap_or(f).trim_ascii_start());
    first.is_some_and(|f| f.starts_with(b"/LZWDecode") || f.starts_with(b"/LZW ")) && memmem::find(own, b"/Image").is_none()
}

/// The dictionary before a stream.
fn own(before: &[u8]) -> &[u8] {
    memmem::rfind(before, b" obj").map_or(before, |i| &before[i..])
}

/// Codes of LZW data: the one that clears the table, the one that ends the data, and the most that the table holds
/// (ISO 32000-1, 7.4.4).
const CLEAR: usize = 256;
const END: usize = 257;
const MOST_CODES: usize = 4_096;

/// LZW data is measured up to its end, which may be missing: the bytes of a file are looked at no more often.
const MOST_LOOKS: usize = 8;

/// How many bytes LZW data unfolds to, without unfolding it: a code stands for the bytes of the one before and one more. Gives
/// the bytes that were looked at.
fn measure_lzw(packed: &[u8], budget: &mut Budget<'_>) -> Result<usize, Diagnostic> {
    let mut lengths: Vec<u64> = Vec::with_capacity(MOST_CODES);
    let reset = |lengths: &mut Vec<u64>| {
        lengths.clear();
        lengths.resize(CLEAR, 1);
        lengths.resize(END + 1, 0);
    };
    reset(&mut lengths);
    let (mut held, mut bits, mut total, mut before, mut looked) = (0u32, 0u32, 0u64, None::<u64>, 0);
    for &byte in packed {
        looked += 1;
        (held, bits) = (held << 8 | u32::from(byte), bits + 8);
        // Codes grow one early, but for files that say otherwise: those unfold to about as much.
        let width = match lengths.len() + 1 {
            ..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        if bits < width {
            continue;
        }
        bits -= width;
        let code = (held >> bits) as usize;
        held &= (1 << bits) - 1;
        if code == END {
            break;
        }
        if code == CLEAR {
            reset(&mut lengths);
            before = None;
            continue;
        }
        // The next code to come stands for what was before, and its first byte again.
        let Some(length) = lengths.get(code).copied().or(before.map(|b| b + 1)) else { break };
        if let Some(b) = before.filter(|_| lengths.len() < MOST_CODES) {
            lengths.push(b + 1);
        }
        before = Some(length);
        total += length;
        within(total, looked, budget)?;
    }
    budget.take_inflated("a stream of the PDF", total)?;
    Ok(looked)
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
