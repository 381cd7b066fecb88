//! JSON of the wire types, without a blank.
//!
//! Comes in: a value of the wire, as [`Json`]. Goes out: the bytes that `serde_json` writes for it (tests hold the two
//! together), appended to a buffer, in a fraction of the time: nearly all of a record are keys and short texts that need no
//! escape, and amounts and probabilities of few digits. What is not of that kind goes to `serde_json`.

use std::sync::Arc;

use serde::Serialize;

use crate::model::Sourced;

/// A value of the wire that appends itself.
pub(super) trait Json {
    /// Appends the value.
    fn write(&self, out: &mut Vec<u8>);
}

/// Appends a string; one that needs no escape, as nearly all do, is copied whole.
pub(super) fn write_text(out: &mut Vec<u8>, text: &str) {
    if needs_escape(text.as_bytes()) {
        return write_slowly(out, text);
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

/// Appends what stands between the quotes of a string that is known to need no escape: a pointer, a word of the program's own.
pub(super) fn write_plain(out: &mut Vec<u8>, text: &str) {
    debug_assert!(!needs_escape(text.as_bytes()), "{text}");
    out.extend_from_slice(text.as_bytes());
}

/// Whether a string holds control characters, quotes or backslashes. Nearly no string has any, so that no step asks.
fn needs_escape(bytes: &[u8]) -> bool {
    const WIDE: usize = 16;
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    let (chunks, _) = bytes.as_chunks::<WIDE>();
    if let Some(last) = bytes.last_chunk::<WIDE>() {
        let mut any = [0; WIDE];
        // By index: a step of all sixteen bytes at once.
        let mut look = |chunk: &[u8; WIDE]| {
            for i in 0..WIDE {
                any[i] |= u8::from(chunk[i] < 0x20) | u8::from(chunk[i] == b'"') | u8::from(chunk[i] == b'\\');
            }
        };
        chunks.iter().for_each(&mut look);
        look(last);
        return any != [0; WIDE];
    }
    // The high bit of the first byte that is ASCII and becomes negative where that much is taken from it.
    let odd = |word: u64| {
        let (quote, slash) = (word ^ (ONES * u64::from(b'"')), word ^ (ONES * u64::from(b'\\')));
        (word.wrapping_sub(ONES * 0x20) | quote.wrapping_sub(ONES) | slash.wrapping_sub(ONES)) & !word & HIGHS
    };
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return (odd(u64::from_ne_bytes(*first)) | odd(u64::from_ne_bytes(*last))) != 0;
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return odd(u64::from(u32::from_ne_bytes(*first)) << 32 | u64::from(u32::from_ne_bytes(*last))) != 0;
    }
    bytes.iter().any(|&b| b < 0x20 || b == b'"' || b == b'\\')
}

/// The three digits of every number under a thousand, and how many of them are zeros that stand before it.
static DIGITS: [[u8; 4]; 1_000] = {
    let mut digits = [[0; 4]; 1_000];
    let mut n = 0;
    while n < 1_000 {
        let zeros = (n < 100) as u8 + (n < 10) as u8;
        digits[n] = [b'0' + (n / 100) as u8, b'0' + (n / 10 % 10) as u8, b'0' + (n % 10) as u8, zeros];
        n += 1;
    }
    digits
};

/// A number under a thousand: its digits at the front of four bytes, and how many there are.
fn digits_below_1000(number: u64) -> ([u8; 4], usize) {
    let digits = DIGITS[(number % 1_000) as usize];
    let zeros = digits[3];
    ((u32::from_le_bytes(digits) >> (8 * u32::from(zeros))).to_le_bytes(), 3 - usize::from(zeros))
}

/// Appends a whole number.
fn write_integer(out: &mut Vec<u8>, mut number: u64) {
    if number < 1_000 {
        // What is behind the digits is cut off: four bytes are copied faster than one to three.
        let (digits, length) = digits_below_1000(number);
        out.extend_from_slice(&digits);
        return out.truncate(out.len() - (digits.len() - length));
    }
    // Three digits at a time from behind; the largest number has twenty.
    let mut bytes = [0; 21];
    let mut at = bytes.len();
    let zeros = loop {
        let [a, b, c, zeros] = DIGITS[(number % 1_000) as usize];
        at -= 3;
        bytes[at..][..3].copy_from_slice(&[a, b, c]);
        number /= 1_000;
        if number == 0 {
            break zeros;
        }
    };
    out.extend_from_slice(&bytes[at + usize::from(zeros)..]);
}

/// The most bytes of [`Pieces`]: the nine keys of a span without a box, and as many numbers.
const ROOM: usize = 192;

/// Short pieces that are put together before they are appended at once: of each, the length is known where it is copied, and
/// nobody has to ask whether the output has room for it.
pub(super) struct Pieces {
    bytes: [u8; ROOM],
    length: usize,
}

impl Pieces {
    pub(super) fn new() -> Self {
        Self { bytes: [0; ROOM], length: 0 }
    }

    #[inline(always)]
    pub(super) fn put<const N: usize>(&mut self, piece: &[u8; N]) {
        *self.bytes[self.length..].first_chunk_mut().expect("pieces have room") = *piece;
        self.length += N;
    }

    /// A key, with what stands beside it, and its number.
    #[inline(always)]
    pub(super) fn number<const N: usize>(&mut self, key: &[u8; N], number: u32) {
        self.put(key);
        self.digits(number);
    }

    #[inline]
    fn digits(&mut self, number: u32) {
        if number >= 1_000 {
            return self.thousands(number);
        }
        // What is behind the digits is overwritten.
        let (digits, length) = digits_below_1000(u64::from(number));
        self.put(&digits);
        self.length -= digits.len() - length;
    }

    fn thousands(&mut self, number: u32) {
        self.digits(number / 1_000);
        let [a, b, c, _] = DIGITS[number as usize % 1_000];
        self.put(&[a, b, c]);
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.bytes[..self.length]);
    }
}

/// Decimal places that are written by hand.
const PLACES: f64 = 10_000.0;
/// Numbers under this, with that many places, have no more than fifteen digits: no two of them are one `f64`, so that the
/// shortest decimal that is read back as the number is the one with its places.
const FEW_DIGITS: f64 = 1e11;

/// Appends a number as the shortest decimal that is read back as the same; `null` for what is no number.
pub(super) fn write_float(out: &mut Vec<u8>, number: f64) {
    // Most are amounts without places.
    let whole = number as i64;
    if number.abs() < FEW_DIGITS && whole as f64 == number && (whole != 0 || number.is_sign_positive()) {
        whole.write(out);
        return out.extend_from_slice(b".0");
    }
    let scaled = number.abs() * PLACES;
    // Signed, which is converted in one step.
    let steps = scaled as i64;
    let short = number.abs() < FEW_DIGITS && (steps >= 10 || steps == 0) && steps as f64 == scaled && scaled / PLACES == number.abs();
    if !short {
        return write_slowly(out, &number);
    }
    if number.is_sign_negative() {
        out.push(b'-');
    }
    let (whole, fraction) = (steps as u64 / PLACES as u64, steps as u64 % PLACES as u64);
    write_integer(out, whole);
    let [a, b, c, _] = DIGITS[(fraction / 10) as usize];
    out.extend_from_slice(&[b'.', a, b, c, b'0' + (fraction % 10) as u8]);
    // At least one place is written.
    let zeros = usize::from(fraction % 10 == 0) + usize::from(fraction % 100 == 0) + usize::from(fraction % 1_000 == 0);
    out.truncate(out.len() - zeros);
}

fn write_slowly<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    serde_json::to_writer(out, value).expect("texts and numbers have JSON and memory takes every byte");
}

impl Json for str {
    fn write(&self, out: &mut Vec<u8>) {
        write_text(out, self);
    }
}

impl Json for String {
    fn write(&self, out: &mut Vec<u8>) {
        write_text(out, self);
    }
}

impl Json for f64 {
    fn write(&self, out: &mut Vec<u8>) {
        write_float(out, *self);
    }
}

impl Json for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

impl Json for i64 {
    fn write(&self, out: &mut Vec<u8>) {
        if *self < 0 {
            out.push(b'-');
        }
        write_integer(out, self.unsigned_abs());
    }
}

impl Json for i32 {
    fn write(&self, out: &mut Vec<u8>) {
        i64::from(*self).write(out);
    }
}

impl Json for u64 {
    fn write(&self, out: &mut Vec<u8>) {
        write_integer(out, *self);
    }
}

impl Json for u16 {
    fn write(&self, out: &mut Vec<u8>) {
        write_integer(out, u64::from(*self));
    }
}

impl Json for usize {
    fn write(&self, out: &mut Vec<u8>) {
        write_integer(out, *self as u64);
    }
}

impl<T: Json + ?Sized> Json for &T {
    fn write(&self, out: &mut Vec<u8>) {
        (**self).write(out);
    }
}

impl<T: Json + ?Sized> Json for Arc<T> {
    fn write(&self, out: &mut Vec<u8>) {
        (**self).write(out);
    }
}

impl<T: Json> Json for Sourced<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.value.write(out);
    }
}

impl<T: Json> Json for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.write(out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl<T: Json> Json for [T] {
    fn write(&self, out: &mut Vec<u8>) {
        write_list(out, self, |out, item| item.write(out));
    }
}

impl<T: Json> Json for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.as_slice().write(out);
    }
}

/// Appends a list.
pub(super) fn write_list<'t, T>(out: &mut Vec<u8>, list: &'t [T], mut write: impl FnMut(&mut Vec<u8>, &'t T)) {
    let Some((first, rest)) = list.split_first() else { return out.extend_from_slice(b"[]") };
    out.push(b'[');
    write(out, first);
    for item in rest {
        out.push(b',');
        write(out, item);
    }
    out.push(b']');
}

/// Appends keys and the values of the variables of their names, a comma before each.
macro_rules! write_keys {
    ($out:ident: $($field:ident),* $(,)?) => { $(
        $out.extend_from_slice(concat!(",\"", stringify!($field), "\":").as_bytes());
        $crate::sinks::json::Json::write($field, $out);
    )* };
}
pub(super) use write_keys;

/// Appends an object of the keys that `write` appends, a comma before each.
#[inline(always)]
pub(super) fn write_object(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    write(out);
    // The first comma makes room for the brace.
    out[start] = b'{';
    out.push(b'}');
}

/// Implements [`Json`] for structs, of which it names all fields in the order of the wire.
macro_rules! objects {
    ($($name:ident { $($field:ident),* $(,)? })*) => { $(
        impl $crate::sinks::json::Json for $name {
            fn write(&self, out: &mut Vec<u8>) {
                // Without `..`: a field that is added to the type must be added here.
                let $name { $($field),* } = self;
                $crate::sinks::json::write_object(out, |out| {
                    $crate::sinks::json::write_keys!(out: $($field),*);
                });
            }
        }
    )* };
}
pub(super) use objects;

/// Implements [`Json`] for enumerations of words.
macro_rules! words {
    ($($name:ident),* $(,)?) => { $(
        impl $crate::sinks::json::Json for $name {
            fn write(&self, out: &mut Vec<u8>) {
                out.push(b'"');
                $crate::sinks::json::write_plain(out, self.word());
                out.push(b'"');
            }
        }
    )* };
}
pub(super) use words;

#[cfg(test)]
mod tests {
    use super::*;

    struct Inner {
        list: Vec<Option<&'static str>>,
        empty: Vec<u64>,
    }

    objects! { Inner { list, empty } }

    fn written<T: Json + ?Sized>(value: &T) -> String {
        let mut out = Vec::new();
        value.write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn objects_and_lists() {
        let value =
            vec![Inner { list: vec![Some("가"), None, Some("\"")], empty: Vec::new() }, Inner { list: Vec::new(), empty: vec![1, 20] }];
        assert_eq!(written(&value), r#"[{"list":["가",null,"\""],"empty":[]},{"list":[],"empty":[1,20]}]"#);
        assert_eq!(written(&Vec::<Inner>::new()), "[]");
    }

    #[test]
    fn numbers_are_written_as_serde_json_does() {
        let few = (0..=20_000).map(|n| f64::from(n) / 10_000.0);
        let steps = (0..400).map(|n| 1.37f64.powi(n - 150));
        let odd = [f64::NAN, f64::INFINITY, f64::MAX, f64::MIN_POSITIVE, 0.1 + 0.2, 1e11, 99_999_999_999.999_9, 1e15, 1e16, 1e21, -0.0];
        let whole = [1.0, 10.0, 620.0, 1_240.5, 99_999_999_999.0, 123_456_789.012_5, 0.000_1, 0.000_9, 0.001, 0.000_05];
        for number in few.chain(steps).chain(odd).chain(whole).flat_map(|n| [n, -n]) {
            assert_eq!(written(&number), serde_json::to_string(&number).unwrap());
        }
        for number in [0, 9, 10, 99, 100, 907, 999, 1_000, 5_306, 9_999, 10_000, 120_340, 1_000_000, u64::MAX] {
            assert_eq!(written(&number), number.to_string());
            assert_eq!(written(&number.cast_signed()), number.cast_signed().to_string());
        }
    }

    #[test]
    fn escapes_are_seen_at_every_place() {
        for length in 0..40 {
            for at in 0..length {
                for c in (0..0x100u32).filter_map(char::from_u32) {
                    let text: String = (0..length).map(|i| if i == at { c } else { '가' }).collect();
                    assert_eq!(written(&text), serde_json::to_string(&text).unwrap());
                    let text: String = (0..length).map(|i| if i == at { c } else { ' ' }).collect();
                    assert_eq!(written(&text), serde_json::to_string(&text).unwrap());
                }
            }
        }
    }
}
