//! What HWP, HWPX and HWPML share: numbering formats and private-use glyphs of the Hangul word processor.

pub mod glyphs;
pub mod numbering;
