//! Pages of a PDF as pictures.

/// Page `number`, from 1, as a PNG; none if there is no such page or it cannot be drawn.
pub(super) fn png(_bytes: &[u8], _number: usize) -> Option<Vec<u8>> {
    None
}
