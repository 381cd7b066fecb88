//! A value and where it came from.

use std::borrow::Cow;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::Value;
use smallvec::SmallVec;

use crate::span::{CellRef, Range};

/// How a value was found, from the surest to the least sure. It is the first piece of evidence that `score` weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Method {
    /// A cell whose row and column are printed as such (tabs, pipes, a native grid).
    Cell,
    /// The value beside or under a label that the vocabulary knows.
    Labelled,
    /// Text under a heading that the vocabulary knows.
    #[default]
    Heading,
    /// Recognized by its form (a date at the start of a line, a phone number).
    Pattern,
    /// A cell placed by the alignment of its characters.
    Aligned,
    /// A cell placed by arithmetic: the only assignment that satisfies the sums.
    Solved,
    /// Follows from another value (the department from its head's title, the manifesto class from the state).
    Derived,
    /// Read out of a broken table by counting cells.
    Counted,
    /// A choice among several readings.
    Guessed,
    /// Accepted or entered by a person who looked at the source.
    Reviewed,
}

/// A reason that lowers the confidence of a value. The words for it are in `score`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Doubt {
    /// The text holds U+FFFD or other damage.
    Damaged,
    /// Joined out of wrapped lines.
    Joined,
    /// The label or heading is misspelt or damaged, or the name was taken from the file's path.
    NearMatch,
    /// The label or heading is no known name; its words say what it is.
    Reworded,
    /// A printed sum that the value takes part in does not add up.
    SumBroken,
    /// The columns of its row are not certain.
    ColumnUncertain,
    /// The value contradicts another one.
    Conflict,
    /// No unit is printed.
    NoUnit,
    /// The value is outside what is plausible.
    Implausible,
    /// Where the record begins or ends is not certain.
    Boundary,
    /// Several readings were possible.
    Ambiguous,
    /// The encoding of the file was guessed.
    Encoding,
    /// Its section has issues of reading.
    SectionIssue,
    /// Another reader reads its characters otherwise.
    ReadingsDiffer,
    /// Its characters were recognised in a picture.
    Recognised,
    /// Some text of its section went nowhere.
    SectionLost,
    /// Another cell of its table breaks a printed sum.
    NeighbourBroken,
    /// Sums of its table are printed, and none could be checked.
    Unproven,
    /// Some text of its record went nowhere.
    TextLost,
    /// Much text of its record went nowhere.
    TextLostMuch,
    /// Its record has a heading that no parser knows.
    UnknownHeading,
    /// Most headings of its record are unknown.
    MostlyUnknown,
    /// No layout profile matched.
    NoLayout,
    /// The record has no title, or one that does not look like one.
    NoIdentity,
    /// One record of several in a file has neither a title nor a number that could be one.
    Nameless,
    /// The record has lines that belong to no section.
    LooseText,
    /// The record's header has values without a label.
    LooseHeader,
    /// Sections that every report has are not among those found.
    MissingCore,
    /// A section occurs more than once, as where several cards were taken for one.
    RepeatedSections,
    /// The record has hardly any of the values that a header card states.
    NoHeader,
    /// The record has an error of reading.
    RecordError,
    /// Hardly any section of the record is known.
    FewSections,
    /// Its brackets do not match.
    Unbalanced,
    /// It does not look like a value of its kind.
    OddForm,
    /// Several values of its section do not look like values of their kind.
    SectionOdd,
    /// Many values of its record do not look like values of their kind.
    RecordOdd,
    /// It cannot be a value of its kind: a name of a field, a unit where a thing is named, a number without digits.
    WrongKind,
    /// It looks like several values, or a table, run together.
    RunTogether,
    /// Another value, unlike this one, is given for the same thing.
    Twice,
    /// Of the sums that its table prints, more are broken than hold.
    MostlyBroken,
    /// Its row and column name no payer that is known, so that it was taken for what all pay.
    PayerUnknown,
    /// The name of its row was taken for that of a project because it names no payer that is known; no head and no overview says so.
    ProjectGuessed,
    /// Its list is longer than such lists are, as where another one ran into it.
    TooMany,
    /// Its assessment names nothing to improve, as where the heading of that part was not seen.
    OneSided,
}

/// A set of [`Doubt`]s, and whether arithmetic confirms the value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    bits: u64,
    /// A printed sum that the value takes part in adds up.
    pub confirmed: bool,
    /// Another reader reads the characters of its pages in the same way.
    pub agreed: bool,
}

impl Doubts {
    /// Adds a doubt.
    pub fn add(&mut self, doubt: Doubt) {
        self.bits |= 1 << doubt as u8;
    }

    /// Those that hold.
    pub fn of(doubts: impl IntoIterator<Item = (bool, Doubt)>) -> Self {
        let mut out = Self::default();
        doubts.into_iter().filter(|d| d.0).for_each(|d| out.add(d.1));
        out
    }

    /// Adds the doubts of another set.
    pub fn add_all(&mut self, others: Doubts) {
        self.bits |= others.bits;
    }

    /// The doubts that are in another set as well.
    #[must_use]
    pub fn common(self, others: Doubts) -> Self {
        Self { bits: self.bits & others.bits, ..self }
    }

    /// Whether the doubt is there.
    pub fn has(self, doubt: Doubt) -> bool {
        self.bits & (1 << doubt as u8) != 0
    }

    /// The doubts as a set of bits, in the order of [`Doubt`].
    pub fn bits(self) -> u64 {
        self.bits
    }

    /// Whether there is no doubt at all.
    pub fn is_empty(self) -> bool {
        self.bits == 0
    }
}

/// Where a value came from and how: all that its line of evidence says.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Prov {
    /// The source text, in order; several for wrapped lines and split cells.
    pub ranges: SmallVec<[Range; 1]>,
    /// The table cell, where the value is one.
    pub cell: Option<CellRef>,
    /// What read it, as `module.rule`.
    pub rule: &'static str,
    /// How it was found.
    pub method: Method,
    /// Evidence against, and for.
    pub doubts: Doubts,
    /// For characters that were recognised in a picture: how certain the recogniser was of the least certain word, in percent.
    pub certainty: Option<u8>,
    /// Probability that the value is right; 0 until `score` has run.
    pub confidence: f32,
}

impl Prov {
    /// Provenance from ranges.
    pub fn new(ranges: impl IntoIterator<Item = Range>, rule: &'static str, method: Method) -> Self {
        Self { ranges: ranges.into_iter().collect(), rule, method, ..Self::default() }
    }

    /// The same with a table cell.
    #[must_use]
    pub fn in_cell(mut self, cell: CellRef) -> Self {
        self.cell = Some(cell);
        self
    }

    /// The same with one more doubt.
    #[must_use]
    pub fn doubting(mut self, doubt: Doubt) -> Self {
        self.doubts.add(doubt);
        self
    }

    /// Start of the first range, for sorting and for messages.
    pub fn start(&self) -> u32 {
        self.ranges.first().map_or(0, |r| r.start)
    }
}

/// A value with its provenance. Serializes as the value alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Sourced<T> {
    /// The value as the record has it.
    pub value: T,
    /// Where it came from.
    pub prov: Prov,
}

impl<T> Sourced<T> {
    /// Pairs a value with its provenance.
    pub fn new(value: T, prov: Prov) -> Self {
        Self { value, prov }
    }

    /// Another value of the same provenance.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced { value: f(self.value), prov: self.prov }
    }

    /// Another value from the same place.
    pub fn with<U>(&self, value: U) -> Sourced<U> {
        Sourced { value, prov: self.prov.clone() }
    }
}

impl<T> Deref for Sourced<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// A text leaf: NFC, lines joined, white space collapsed.
pub type Text = Sourced<String>;

impl<T: Serialize> Serialize for Sourced<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Sourced<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A JSON Pointer (RFC 6901) under construction.
#[derive(Debug, Default, Clone)]
pub struct Pointer {
    path: String,
}

impl Pointer {
    /// The pointer's text.
    pub fn as_str(&self) -> &str {
        &self.path
    }

    /// Runs `f` one step deeper: `step` is a key behind its `/`. Keys of this contract hold neither `~` nor `/`.
    #[inline(always)]
    pub fn key(&mut self, step: &'static str, f: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(step);
        f(self);
        self.path.truncate(length);
    }

    /// Runs `f` one index deeper.
    pub fn index(&mut self, index: usize, f: impl FnOnce(&mut Self)) {
        const FIRST: [&str; 10] = ["/0", "/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9"];
        let length = self.path.len();
        match FIRST.get(index) {
            Some(step) => self.path.push_str(step),
            None => {
                self.path.push('/');
                push_decimal(&mut self.path, index);
            }
        }
        f(self);
        self.path.truncate(length);
    }
}

/// Appends a number's digits; a record has thousands of indices, and the formatting machinery takes longer than all keys.
fn push_decimal(out: &mut String, number: usize) {
    if number >= 10 {
        push_decimal(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// A leaf's value for human eyes (the review table, `inspect`).
pub trait Show {
    /// One line of text.
    fn show(&self) -> String;
    /// Gives `edit` every text of the value that the source wrote. Values without text (numbers, codes) have none.
    fn edit_text(&mut self, _edit: &mut dyn FnMut(&mut String)) {}
    /// The text, where the value is one and nothing else.
    fn as_text(&self) -> Option<&str> {
        None
    }
}

/// Visitor of the provenance of leaves, which may be changed.
pub type VisitMut<'f> = dyn FnMut(&mut Prov) + 'f;
/// Visitor of the texts of leaves.
pub type EditText<'f> = dyn FnMut(&Pointer, &mut String) + 'f;
/// Visitor of leaves.
pub type Visit<'f> = dyn FnMut(&Pointer, &Prov, &dyn Show) + 'f;

/// What a reviewer has done to a leaf.
#[derive(Debug)]
pub struct Edit<'e> {
    /// What becomes of its value.
    pub to: Target<'e>,
    /// Where the value comes from, for a leaf that was not there.
    pub prov: Prov,
    /// Length of the path from the list on that an element was removed from.
    pub removed: Option<usize>,
}

/// What becomes of a leaf.
#[derive(Clone, Copy, Debug)]
pub enum Target<'e> {
    /// Its value is right.
    Kept,
    /// Its value is this one, as the wire has it.
    Value(&'e Value),
    /// It is not in the source.
    Nothing,
}

/// What came of an [`Edit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is done.
    Done,
    /// There is no such place, or the value does not fit it.
    Refused,
    /// Whatever holds the leaf has to remove it.
    Remove,
}

/// Visits every leaf with its JSON Pointer, in the order of the wire.
pub trait Walk {
    /// Visits for reading.
    fn walk(&self, at: &mut Pointer, visit: &mut Visit<'_>);
    /// Visits for changing provenance (scoring), or where nothing but provenance is wanted: nobody makes pointers.
    fn walk_mut(&mut self, visit: &mut VisitMut<'_>);
    /// Visits the texts of leaves for changing them (redaction).
    fn edit_texts(&mut self, at: &mut Pointer, edit: &mut EditText<'_>);
    /// Whether there is no leaf here for sure: nobody needs to go there, as with most fields of most records.
    fn is_vacant(&self) -> bool {
        false
    }
    /// Changes the leaf at `path`, the keys of its pointer from here on.
    fn put(&mut self, path: &[&str], edit: &mut Edit<'_>) -> Put;
    /// What the edit makes where nothing was.
    fn fresh(_path: &[&str], _edit: &Edit<'_>) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }
}

impl<T: Show + DeserializeOwned> Walk for Sourced<T> {
    fn walk(&self, at: &mut Pointer, visit: &mut Visit<'_>) {
        visit(at, &self.prov, &self.value);
    }
    fn walk_mut(&mut self, visit: &mut VisitMut<'_>) {
        visit(&mut self.prov);
    }
    fn edit_texts(&mut self, at: &mut Pointer, edit: &mut EditText<'_>) {
        self.value.edit_text(&mut |text| edit(at, text));
    }
    fn put(&mut self, path: &[&str], edit: &mut Edit<'_>) -> Put {
        match edit.to {
            _ if !path.is_empty() => return Put::Refused,
            Target::Nothing => return Put::Remove,
            Target::Kept => {}
            Target::Value(value) => match T::deserialize(value) {
                Ok(value) => self.value = value,
                Err(_) => return Put::Refused,
            },
        }
        self.prov.rule = edit.prov.rule;
        self.prov.method = edit.prov.method;
        Put::Done
    }
    fn fresh(path: &[&str], edit: &Edit<'_>) -> Option<Self> {
        match edit.to {
            Target::Value(value) if path.is_empty() => Some(Self { value: T::deserialize(value).ok()?, prov: edit.prov.clone() }),
            _ => None,
        }
    }
}

impl<T: Walk> Walk for Option<T> {
    fn walk(&self, at: &mut Pointer, visit: &mut Visit<'_>) {
        if let Some(inner) = self {
            inner.walk(at, visit);
        }
    }
    fn walk_mut(&mut self, visit: &mut VisitMut<'_>) {
        if let Some(inner) = self {
            inner.walk_mut(visit);
        }
    }
    fn edit_texts(&mut self, at: &mut Pointer, edit: &mut EditText<'_>) {
        if let Some(inner) = self {
            inner.edit_texts(at, edit);
        }
    }
    fn is_vacant(&self) -> bool {
        self.as_ref().is_none_or(Walk::is_vacant)
    }
    fn put(&mut self, path: &[&str], edit: &mut Edit<'_>) -> Put {
        match self {
            Some(inner) => match inner.put(path, edit) {
                Put::Remove => *self = None,
                other => return other,
            },
            None => match T::fresh(path, edit) {
                Some(inner) => *self = Some(inner),
                None => return Put::Refused,
            },
        }
        Put::Done
    }
    fn fresh(path: &[&str], edit: &Edit<'_>) -> Option<Self> {
        T::fresh(path, edit).map(Some)
    }
}

impl<T: Walk> Walk for Vec<T> {
    fn walk(&self, at: &mut Pointer, visit: &mut Visit<'_>) {
        for (i, inner) in self.iter().enumerate() {
            at.index(i, |at| inner.walk(at, visit));
        }
    }
    fn walk_mut(&mut self, visit: &mut VisitMut<'_>) {
        self.iter_mut().for_each(|inner| inner.walk_mut(visit));
    }
    fn edit_texts(&mut self, at: &mut Pointer, edit: &mut EditText<'_>) {
        for (i, inner) in self.iter_mut().enumerate() {
            at.index(i, |at| inner.edit_texts(at, edit));
        }
    }
    fn is_vacant(&self) -> bool {
        self.is_empty()
    }
    fn put(&mut self, path: &[&str], edit: &mut Edit<'_>) -> Put {
        let Some((index, rest)) = path.split_first() else { return Put::Refused };
        let index = if *index == "-" { Some(self.len()) } else { index.parse().ok() };
        let Some(index) = index.filter(|&i| i <= self.len()) else { return Put::Refused };
        match self.get_mut(index) {
            Some(inner) => match inner.put(rest, edit) {
                Put::Remove => {
                    self.remove(index);
                    edit.removed = Some(path.len());
                    Put::Done
                }
                other => other,
            },
            None => match T::fresh(rest, edit) {
                Some(inner) => {
                    self.push(inner);
                    Put::Done
                }
                None => Put::Refused,
            },
        }
    }
    fn fresh(path: &[&str], edit: &Edit<'_>) -> Option<Self> {
        let (index, rest) = path.split_first()?;
        let first = matches!(*index, "0" | "-");
        if first { T::fresh(rest, edit).map(|inner| vec![inner]) } else { None }
    }
}

/// Implements [`Walk`] for a struct over the named fields (those that hold leaves).
macro_rules! walk {
    ($($name:ident { $($field:ident),* $(,)? })*) => { $(
        impl $crate::model::Walk for $name {
            fn walk(&self, at: &mut $crate::model::Pointer, visit: &mut $crate::model::sourced::Visit<'_>) {
                $( if !$crate::model::Walk::is_vacant(&self.$field) {
                    at.key(concat!("/", stringify!($field)), |at| self.$field.walk(at, visit));
                } )*
            }
            fn walk_mut(&mut self, visit: &mut $crate::model::sourced::VisitMut<'_>) {
                $( self.$field.walk_mut(visit); )*
            }
            fn edit_texts(&mut self, at: &mut $crate::model::Pointer, edit: &mut $crate::model::sourced::EditText<'_>) {
                $( if !$crate::model::Walk::is_vacant(&self.$field) {
                    at.key(concat!("/", stringify!($field)), |at| self.$field.edit_texts(at, edit));
                } )*
            }
            fn put(&mut self, path: &[&str], edit: &mut $crate::model::Edit<'_>) -> $crate::model::Put {
                let Some((key, rest)) = path.split_first() else { return $crate::model::Put::Refused };
                $( if *key == stringify!($field) {
                    return self.$field.put(rest, edit);
                } )*
                $crate::model::Put::Refused
            }
        }
    )* };
}
pub(crate) use walk;
