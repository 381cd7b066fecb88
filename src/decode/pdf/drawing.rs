//! Pages of a PDF as pictures.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

/// Pixels for a point, as the page's script has it.
const SCALE: f32 = 1.5;
/// Most pixels of a picture; a poster is not drawn.
const MOST_PIXELS: f32 = 24e6;
/// Page `number`, from 1, as a PNG; none if there is no such page, or it is too large. A hostile page may take any time and memory:
/// this is for a process that may be killed.
pub fn png(bytes: &[u8], number: u32) -> Option<Vec<u8>> {
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    let page = pdf.pages().get(number.checked_sub(1)? as usize)?;
    let (width, height) = page.render_dimensions();
    if width * height * SCALE * SCALE > MOST_PIXELS {
        return None;
    }
    let pixels = PixmapSettings { x_scale: SCALE, y_scale: SCALE, bg_color: WHITE };
    let picture = render(page, &RenderCache::new(), &InterpreterSettings::default(), &RenderSettings::default(), &pixels);
    encode(u32::from(picture.width()), u32::from(picture.height()), picture.data_as_u8_slice())
}

/// A PNG of eight-bit RGB out of opaque RGBA.
fn encode(width: u32, height: u32, rgba: &[u8]) -> Option<Vec<u8>> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    let mut row = Vec::with_capacity(width as usize * 3 + 1);
    for line in rgba.chunks_exact(width as usize * 4) {
        row.clear();
        // No filter.
        row.push(0);
        row.extend(line.chunks_exact(4).flat_map(|p| &p[..3]));
        packed.write_all(&row).ok()?;
    }
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    // Eight bits, RGB, the one compression, the one filter method, not interlaced.
    head.extend([8, 2, 0, 0, 0]);
    for (kind, data) in [(b"IHDR", head), (b"IDAT", packed.finish().ok()?), (b"IEND", Vec::new())] {
        let mut crc = Crc::new();
        crc.update(kind);
        crc.update(&data);
        out.extend((data.len() as u32).to_be_bytes());
        out.extend(kind);
        out.extend(&data);
        out.extend(crc.sum().to_be_bytes());
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_a_png() {
        let png = encode(2, 1, &[255, 0, 0, 255, 0, 0, 255, 255]).unwrap();
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x01\x08\x02"));
        // The check of an empty IEND is the same in every PNG.
        assert!(png.ends_with(b"\0\0\0\0IEND\xaeB`\x82"));
    }

    #[test]
    fn what_is_no_pdf_has_no_picture() {
        assert_eq!(png(b"no pdf", 1), None);
        assert_eq!(png(b"no pdf", 0), None);
    }
}
