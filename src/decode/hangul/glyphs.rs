//! Private-use glyphs.
