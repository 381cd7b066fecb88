//! Shading (ECMA-376 part 1, 17.3.5, `w:shd`).

use crate::decode::container::xml::Element;

/// What a shading says: a colour, or that there is none.
pub type Shade = Option<[u8; 3]>;

/// The shading that an element gives; none where it says nothing that can be read.
///
/// A pattern is the mixture of its two colours: `pct15` is 15 parts of the foreground on the background.
pub fn of(element: &Element<'_>) -> Option<Shade> {
    let pattern = element.attribute("val").unwrap_or_default();
    let behind = element.attribute("fill").and_then(|c| colour(&c));
    let front = element.attribute("color").and_then(|c| colour(&c)).unwrap_or([0; 3]);
    let share = match &*pattern {
        "nil" => return Some(None),
        "solid" => 100,
        _ => pattern.strip_prefix("pct").and_then(|p| p.parse::<u32>().ok()).unwrap_or(0).min(100),
    };
    if share == 0 {
        return Some(behind.filter(|&c| c != [255; 3]));
    }
    let behind = behind.unwrap_or([255; 3]);
    let mix = |at: usize| ((u32::from(front[at]) * share + u32::from(behind[at]) * (100 - share)) / 100) as u8;
    Some(Some([mix(0), mix(1), mix(2)]).filter(|&c| c != [255; 3]))
}

/// Six hexadecimal digits; `auto` is no colour.
fn colour(text: &str) -> Option<[u8; 3]> {
    let text = text.trim_start_matches('#');
    if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(text, 16).ok()?;
    Some([(value >> 16) as u8, (value >> 8) as u8, value as u8])
}
