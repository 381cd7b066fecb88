//! What a row can be written to.

/// Takes the cells of rows. The method that writes a cell is named for the column's declared kind.
pub(super) trait Cells {
    /// Source text.
    fn text<'a>(&mut self, value: impl Into<Option<&'a str>>);
    /// A value of any kind, shown as text.
    fn value<'a>(&mut self, value: impl Into<Option<&'a str>>);
    /// Words of the contract, identities and names of this program.
    fn code<'a>(&mut self, value: impl Into<Option<&'a str>>);
    /// A day.
    fn date<'a>(&mut self, value: impl Into<Option<&'a str>>);
    /// A whole number.
    fn integer(&mut self, value: impl Into<Option<i64>>);
    /// A number, printed as the shortest text that reads back as the same number.
    fn number(&mut self, value: impl Into<Option<f64>>);
    /// A yes or no.
    fn boolean(&mut self, value: impl Into<Option<bool>>);
}
