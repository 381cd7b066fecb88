//! JSON of the wire types, without a blank.
//!
//! Comes in: any value that serde can walk. Goes out: the bytes that `serde_json` writes for it (a test holds the two
//! together), appended to a buffer, in a fraction of the time: nearly all of a record are keys and short texts that need no
//! escape, and amounts and probabilities of few digits. What is not of that kind goes to `serde_json`.
//!
//! Keys of maps are strings; a key of another kind is an error, as no wire type has one.

use serde::Serialize;
use serde::ser::{self, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct};
use serde::ser::{Error as _, SerializeTupleVariant};
use serde_json::Error;

/// Appends a value.
pub(super) fn write_value<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    value.serialize(Writer { out }).expect("wire types have string keys and memory takes every byte");
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

/// Whether a string holds control characters, quotes or backslashes; eight bytes are looked at in one step.
fn needs_escape(bytes: &[u8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    // The high bit of the first byte that is ASCII and becomes negative where that much is taken from it.
    let odd = |word: u64| {
        let (quote, slash) = (word ^ (ONES * u64::from(b'"')), word ^ (ONES * u64::from(b'\\')));
        (word.wrapping_sub(ONES * 0x20) | quote.wrapping_sub(ONES) | slash.wrapping_sub(ONES)) & !word & HIGHS
    };
    if let Some(last) = bytes.last_chunk() {
        // Nearly no string has any, so that no step asks.
        let mut any = odd(u64::from_ne_bytes(*last));
        let mut rest = bytes;
        while let Some((word, behind)) = rest.split_first_chunk() {
            any |= odd(u64::from_ne_bytes(*word));
            rest = behind;
        }
        return any != 0;
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
fn write_integer(out: &mut Vec<u8>, number: u64) {
    if number >= 1_000 {
        write_integer(out, number / 1_000);
        let [a, b, c, _] = DIGITS[(number % 1_000) as usize];
        return out.extend_from_slice(&[a, b, c]);
    }
    // What is behind the digits is cut off: four bytes are copied faster than one to three.
    let (digits, length) = digits_below_1000(number);
    out.extend_from_slice(&digits);
    out.truncate(out.len() - (digits.len() - length));
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
        self.bytes[self.length..][..N].copy_from_slice(piece);
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

/// Writes one value.
struct Writer<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> Writer<'a> {
    /// A list or an object that `open` begins and `close` ends.
    fn open(self, open: &[u8], close: &'static [u8]) -> Items<'a> {
        self.out.extend_from_slice(open);
        Items { out: self.out, close, any: false }
    }

    /// The same as the one value of an enum's variant.
    fn open_variant(self, variant: &str, open: &[u8], close: &'static [u8]) -> Items<'a> {
        self.out.push(b'{');
        write_text(self.out, variant);
        self.out.push(b':');
        self.open(open, close)
    }

    fn signed(self, number: i64) -> Result<(), Error> {
        if number < 0 {
            self.out.push(b'-');
        }
        write_integer(self.out, number.unsigned_abs());
        Ok(())
    }

    fn unsigned(self, number: u64) -> Result<(), Error> {
        write_integer(self.out, number);
        Ok(())
    }
}

impl<'a> ser::Serializer for Writer<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Items<'a>;
    type SerializeTuple = Items<'a>;
    type SerializeTupleStruct = Items<'a>;
    type SerializeTupleVariant = Items<'a>;
    type SerializeMap = Items<'a>;
    type SerializeStruct = Items<'a>;
    type SerializeStructVariant = Items<'a>;

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }
    fn serialize_i8(self, value: i8) -> Result<(), Error> {
        self.signed(i64::from(value))
    }
    fn serialize_i16(self, value: i16) -> Result<(), Error> {
        self.signed(i64::from(value))
    }
    fn serialize_i32(self, value: i32) -> Result<(), Error> {
        self.signed(i64::from(value))
    }
    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        self.signed(value)
    }
    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.unsigned(u64::from(value))
    }
    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.unsigned(u64::from(value))
    }
    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.unsigned(u64::from(value))
    }
    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        self.unsigned(value)
    }
    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        write_slowly(self.out, &value);
        Ok(())
    }
    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        write_float(self.out, value);
        Ok(())
    }
    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, value: &str) -> Result<(), Error> {
        write_text(self.out, value);
        Ok(())
    }
    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        self.collect_seq(value)
    }
    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), Error> {
        self.out.extend_from_slice(b"null");
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.out.push(b'"');
        write_plain(self.out, variant);
        self.out.push(b'"');
        Ok(())
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let mut object = self.open(b"{", b"}");
        object.entry(variant, value)?;
        object.finish()
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'a>, Error> {
        Ok(self.open(b"[", b"]"))
    }
    fn serialize_tuple(self, _: usize) -> Result<Items<'a>, Error> {
        Ok(self.open(b"[", b"]"))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items<'a>, Error> {
        Ok(self.open(b"[", b"]"))
    }
    fn serialize_tuple_variant(self, _: &'static str, _: u32, variant: &'static str, _: usize) -> Result<Items<'a>, Error> {
        Ok(self.open_variant(variant, b"[", b"]}"))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Items<'a>, Error> {
        Ok(self.open(b"{", b"}"))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Items<'a>, Error> {
        Ok(self.open(b"{", b"}"))
    }
    fn serialize_struct_variant(self, _: &'static str, _: u32, variant: &'static str, _: usize) -> Result<Items<'a>, Error> {
        Ok(self.open_variant(variant, b"{", b"}}"))
    }
}

/// Writes the items of a list or the entries of an object.
struct Items<'a> {
    out: &'a mut Vec<u8>,
    close: &'static [u8],
    any: bool,
}

impl Items<'_> {
    fn comma(&mut self) {
        if self.any {
            self.out.push(b',');
        }
        self.any = true;
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.comma();
        value.serialize(Writer { out: self.out })
    }

    /// The key of a type's field, which needs no escape, and its value. Where it is inlined, the length of the key is known, and it
    /// is copied in a few instructions.
    #[inline(always)]
    fn entry<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.out.extend_from_slice(if self.any { b",\"" } else { b"\"" });
        self.any = true;
        write_plain(self.out, key);
        self.out.extend_from_slice(b"\":");
        value.serialize(Writer { out: self.out })
    }

    fn finish(self) -> Result<(), Error> {
        self.out.extend_from_slice(self.close);
        Ok(())
    }
}

impl SerializeMap for Items<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.comma();
        let start = self.out.len();
        key.serialize(Writer { out: self.out })?;
        if self.out.get(start) == Some(&b'"') { Ok(()) } else { Err(Error::custom("the key of a map is no string")) }
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.out.push(b':');
        value.serialize(Writer { out: self.out })
    }
    fn end(self) -> Result<(), Error> {
        self.finish()
    }
}

/// Implements a kind of list: `method` appends an item.
macro_rules! list {
    ($($kind:ident :: $method:ident),*) => { $(
        impl $kind for Items<'_> {
            type Ok = ();
            type Error = Error;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.item(value)
            }
            fn end(self) -> Result<(), Error> {
                self.finish()
            }
        }
    )* };
}
list!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);

/// Implements a kind of object with keys that the type names.
macro_rules! object {
    ($($kind:ident),*) => { $(
        impl $kind for Items<'_> {
            type Ok = ();
            type Error = Error;
            #[inline(always)]
            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
                self.entry(key, value)
            }
            fn end(self) -> Result<(), Error> {
                self.finish()
            }
        }
    )* };
}
object!(SerializeStruct, SerializeStructVariant);

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Serialize)]
    enum Kind {
        Unit,
        New(u8),
        Pair(i64, char),
        Named { a: Option<f32>, b: () },
    }

    #[derive(Serialize)]
    struct Inner {
        list: Vec<Kind>,
        map: BTreeMap<String, (bool, u64)>,
    }

    #[derive(Serialize)]
    struct Outer {
        text: &'static str,
        none: Option<u8>,
        #[serde(skip_serializing_if = "Option::is_none")]
        left_out: Option<u8>,
        #[serde(flatten)]
        inner: Inner,
        empty: Vec<u8>,
    }

    fn written<T: Serialize + ?Sized>(value: &T) -> String {
        let mut out = Vec::new();
        write_value(&mut out, value);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_kind_of_value_is_written_as_serde_json_does() {
        let value = Outer {
            text: "따옴표 \" 역사선 \\ 제어 \u{1}\t\u{7f}\n",
            none: None,
            left_out: None,
            inner: Inner {
                list: vec![Kind::Unit, Kind::New(7), Kind::Pair(i64::MIN, '"'), Kind::Named { a: Some(0.1), b: () }],
                map: [("가".to_owned(), (true, u64::MAX)), ("나".to_owned(), (false, 0))].into(),
            },
            empty: Vec::new(),
        };
        assert_eq!(written(&value), serde_json::to_string(&value).unwrap());
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
        for number in [0, 9, 10, 99, 100, 907, 999, 1_000, 5_306, 9_999, 10_000, 120_340, u64::MAX] {
            assert_eq!(written(&number), number.to_string());
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

    #[test]
    fn a_key_that_is_no_string_is_refused() {
        let map: BTreeMap<u8, u8> = [(1, 2)].into();
        assert!(map.serialize(Writer { out: &mut Vec::new() }).is_err());
    }
}
