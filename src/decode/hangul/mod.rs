//! What HWP, HWPX and HWPML share: numbering formats and private-use glyphs of the Hangul word processor, and the markup that
//! HWPX and HWPML have in common.

pub mod glyphs;
pub mod numbering;
pub mod owpml;
