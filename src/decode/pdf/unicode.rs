//! What character a glyph is.
//!
//! In: a glyph of the interpreter. Out: its characters, or U+FFFD where the file does not say; nothing is guessed from shapes.
//!
//! In this order: the font's ToUnicode map or glyph names (the interpreter's part); else, for a composite font, its encoding
//! CMap to the character of its collection (ISO 32000-1, 9.10.2), which the interpreter does only for fonts that are not
//! embedded. Korean fonts of old typesetters come embedded, with `KSCms-UHC-H` and the like, and without ToUnicode.
//!
//! Last, the Unicode map of the embedded program itself. Subsets whose codes their producer made up get no character from an
//! encoding.
//!
//! Known lies of the format: blanks that are mapped to control characters (U+0001), ideographs that are mapped to the radicals
//! which look the same, ligatures as one character, pictures of Wingdings as the letters of their keys.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use hayro_interpret::font::Glyph as Shown;
use hayro_interpret::hayro_cmap::{self, BfString, CMap, CMapName, CharacterCollection, CidFamily};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use rustc_hash::{FxHashMap, FxHasher};
use skrifa::MetadataProvider;
use unicode_normalization::UnicodeNormalization;

use super::device::Text;
use crate::decode::hangul::glyphs;

/// A predefined CMap by its name. Those of UCS-2 lack characters that files use all the same, and whose two bytes would then be
/// taken for one: those of UTF-16 have them, and agree in all others.
pub fn predefined(name: CMapName<'_>) -> Option<&'static [u8]> {
    hayro_cmap::load_embedded(match name {
        CMapName::UniKsUcs2H => CMapName::UniKsUtf16H,
        CMapName::UniKsUcs2V => CMapName::UniKsUtf16V,
        other => other,
    })
}

/// What the file does not say.
pub const UNKNOWN: Text = Text::One(char::REPLACEMENT_CHARACTER);

/// Where the characters of a symbol font are, as word processors keep them.
const SYMBOLS: u32 = 0xF000;

/// Weights from here on are bold (semi-bold; OpenType, OS/2 `usWeightClass`).
const BOLD: u32 = 600;

/// The fonts of a document, as far as their characters go.
pub struct Alphabet<'a> {
    pdf: &'a Pdf,
    /// Embedded fonts without a map of their own, by what their program is; made when the first glyph needs it.
    unmapped: Option<FxHashMap<u64, Arc<Unmapped>>>,
    /// By the interpreter's key of a font program.
    by_key: FxHashMap<u128, Option<Arc<Unmapped>>>,
    bold: FxHashMap<u128, bool>,
    symbols: FxHashMap<u128, bool>,
}

/// What is left to an embedded font without a map to Unicode.
struct Unmapped {
    /// The collection of a composite font.
    collection: Option<Collection>,
    /// A subset whose codes are of its producer's making: what encodings say of them is not so.
    arbitrary: bool,
    /// What the program itself says: its glyphs → characters.
    own: FxHashMap<u32, char>,
}

/// How the codes of a composite font become characters.
struct Collection {
    encoding: CMap,
    /// Codes are UTF-16 themselves.
    utf16: bool,
    /// Character identifiers of the collection → characters.
    characters: Option<CMap>,
}

impl<'a> Alphabet<'a> {
    /// Of a document.
    pub fn new(pdf: &'a Pdf) -> Self {
        Self { pdf, unmapped: None, by_key: FxHashMap::default(), bold: FxHashMap::default(), symbols: FxHashMap::default() }
    }

    /// The characters of a glyph.
    pub fn text(&mut self, shown: &Shown<'_>) -> Text {
        let unmapped = self.unmapped(shown);
        let said = shown.as_unicode().map(text_of).filter(|t| *t != UNKNOWN && unmapped.as_ref().is_none_or(|u| !u.arbitrary));
        let text = said.or_else(|| unmapped?.text(shown)).unwrap_or(UNKNOWN);
        match text {
            Text::One(c) if matches!(c, '!'..='ÿ') && self.is_symbols(shown) => plain(char::from_u32(SYMBOLS + c as u32).unwrap_or(c)),
            other => other,
        }
    }

    /// Whether a glyph is of a font of pictures, whose letters are no letters.
    fn is_symbols(&mut self, shown: &Shown<'_>) -> bool {
        let Shown::Outline(glyph) = shown else { return false };
        let Some(font) = glyph.font_data() else { return false };
        *self.symbols.entry(font.cache_key).or_insert_with(|| {
            let name = font.postscript_name.as_deref().unwrap_or("");
            let name = name.rsplit('+').next().unwrap_or(name).to_ascii_lowercase();
            // The second and the third have other pictures.
            matches!(name.as_str(), "wingdings" | "wingdings-regular")
        })
    }

    /// Whether a glyph is of a bold face. Unknown is not bold.
    pub fn is_bold(&mut self, shown: &Shown<'_>) -> bool {
        let Shown::Outline(glyph) = shown else { return false };
        let Some(font) = glyph.font_data() else { return false };
        *self.bold.entry(font.cache_key).or_insert_with(|| {
            let name = font.postscript_name.as_deref().unwrap_or("").to_ascii_lowercase();
            font.weight.is_some_and(|w| (BOLD..=1000).contains(&w)) || ["bold", "heavy", "black"].iter().any(|w| name.contains(w))
        })
    }

    /// What is known of the font of a glyph, if it is one without a map.
    fn unmapped(&mut self, shown: &Shown<'_>) -> Option<Arc<Unmapped>> {
        let Shown::Outline(glyph) = shown else { return None };
        let pdf = self.pdf;
        let all = self.unmapped.get_or_insert_with(|| unmapped(pdf));
        if all.is_empty() {
            return None;
        }
        let font = glyph.font_data()?;
        self.by_key.entry(font.cache_key).or_insert_with(|| all.get(&hash(font.data.as_ref().as_ref())).cloned()).clone()
    }
}

impl Unmapped {
    /// Of a font dictionary; `None` where the font has a map, or an encoding that can be trusted.
    fn of(font: &Dict<'_>) -> Option<(u64, Self)> {
        if font.contains_key("ToUnicode") {
            return None;
        }
        let subtype = font.get::<Name<'_>>("Subtype")?;
        let (descriptor, collection, arbitrary) = match subtype.as_ref() {
            b"Type0" => {
                let descendant = font.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
                (descendant.get::<Dict<'_>>("FontDescriptor")?, Collection::of(font), false)
            }
            b"TrueType" if !font.contains_key("Encoding") && is_subset(font) => (font.get::<Dict<'_>>("FontDescriptor")?, None, true),
            _ => return None,
        };
        let stream = ["FontFile2", "FontFile3", "FontFile"].iter().find_map(|key| descriptor.get::<Stream<'_>>(key))?;
        let program = stream.decoded_data().ok()?;
        Some((hash(&program), Self { collection, arbitrary, own: own_characters(&program) }))
    }

    fn text(&self, shown: &Shown<'_>) -> Option<Text> {
        let Shown::Outline(glyph) = shown else { return None };
        let by_collection = self.collection.as_ref().and_then(|c| c.text(glyph.char_code()));
        let own = || self.own.get(&glyph.glyph_id().to_u32()).map(|&c| plain(c)).filter(|t| *t != UNKNOWN);
        by_collection.or_else(own)
    }
}

/// `ABCDEF+Name` (ISO 32000-1, 9.6.4).
fn is_subset(font: &Dict<'_>) -> bool {
    let name = font.get::<Name<'_>>("BaseFont");
    name.is_some_and(|n| n.as_ref().get(..7).is_some_and(|head| head.ends_with(b"+") && head[..6].iter().all(u8::is_ascii_uppercase)))
}

/// The Unicode map of a TrueType or OpenType program, turned round; the first of several characters of a glyph.
fn own_characters(program: &[u8]) -> FxHashMap<u32, char> {
    let mut out = FxHashMap::default();
    let Ok(font) = skrifa::FontRef::new(program) else { return out };
    let map = font.charmap();
    if map.is_symbol() {
        return out;
    }
    for (code, glyph) in map.mappings() {
        if let Some(c) = char::from_u32(code).filter(|&c| !matches!(c, '\u{E000}'..='\u{F8FF}') && !c.is_control()) {
            out.entry(glyph.to_u32()).or_insert(c);
        }
    }
    out
}

impl Collection {
    /// Of a composite font (ISO 32000-1, 9.7.6).
    fn of(font: &Dict<'_>) -> Option<Self> {
        let descendant = font.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
        let resolve = predefined;
        let (encoding, name) = match font.get::<Object<'_>>("Encoding")? {
            Object::Name(name) => {
                let encoding = match CMapName::from_bytes(name.as_ref()) {
                    CMapName::IdentityH => CMap::identity_h(),
                    CMapName::IdentityV => CMap::identity_v(),
                    other => CMap::parse(predefined(other)?, resolve)?,
                };
                (encoding, String::from_utf8_lossy(name.as_ref()).into_owned())
            }
            Object::Stream(stream) => (CMap::parse(&stream.decoded_data().ok()?, resolve)?, String::new()),
            _ => return None,
        };
        let named = encoding.metadata().character_collection.clone().filter(|c| c.family != CidFamily::AdobeIdentity);
        let family = named.or_else(|| declared(&descendant)).map(|c| c.family);
        let characters = family.and_then(|f| CMap::parse(predefined(f.ucs2_cmap()?)?, resolve));
        let utf16 = name.starts_with("Uni") && (name.contains("-UCS2-") || name.contains("-UTF16-"));
        (utf16 || characters.is_some()).then_some(Self { encoding, utf16, characters })
    }

    fn text(&self, code: u32) -> Option<Text> {
        if self.utf16 {
            let units = [(code >> 16) as u16, code as u16];
            let units = if units[0] == 0 { &units[1..] } else { &units[..] };
            let text: String = char::decode_utf16(units.iter().copied()).collect::<Result<_, _>>().ok()?;
            return Some(text_of(BfString::String(text)));
        }
        let cid = (1..=4).find_map(|bytes| self.encoding.lookup_cid_code(code, bytes))?;
        let text = text_of(self.characters.as_ref()?.lookup_bf_string(cid)?);
        (text != UNKNOWN).then_some(text)
    }
}

fn declared(descendant: &Dict<'_>) -> Option<CharacterCollection> {
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let (registry, ordering) = (info.get::<PdfString<'_>>("Registry")?, info.get::<PdfString<'_>>("Ordering")?);
    Some(CharacterCollection { family: CidFamily::from_registry_ordering(registry.as_ref(), ordering.as_ref()), supplement: 0 })
}

/// All embedded fonts without a map, by their program.
fn unmapped(pdf: &Pdf) -> FxHashMap<u64, Arc<Unmapped>> {
    let mut out = FxHashMap::default();
    for object in pdf.objects() {
        let Object::Dict(font) = object else { continue };
        if let Some((program, font)) = Unmapped::of(&font) {
            out.insert(program, Arc::new(font));
        }
    }
    out
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// The characters of a map's entry as a text has them.
fn text_of(said: BfString) -> Text {
    match said {
        BfString::Char(c) => plain(c),
        BfString::String(s) => {
            let mut out = String::with_capacity(s.len());
            s.chars().for_each(|c| plain(c).push_to(&mut out));
            let mut chars = out.chars();
            match (chars.next(), chars.next()) {
                (None, _) => UNKNOWN,
                (Some(c), None) => Text::One(c),
                _ => Text::More(out.into()),
            }
        }
    }
}

fn plain(c: char) -> Text {
    match c {
        '\0' | '\u{FFFE}' | '\u{FFFF}' => UNKNOWN,
        '\u{AD}' => Text::One('-'),
        _ if c.is_control() => Text::One(' '),
        // Radicals and presentation forms: what they stand for.
        '\u{2E80}'..='\u{2FDF}' | '\u{FB00}'..='\u{FB06}' => {
            let full: String = c.nfkc().collect();
            let mut chars = full.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) => Text::One(c),
                _ => Text::More(full.into()),
            }
        }
        '\u{E000}'..='\u{F8FF}' => match glyphs::map(c) {
            Some(shown) => {
                let mut chars = shown.chars();
                match (chars.next(), chars.next()) {
                    (Some(c), None) => Text::One(c),
                    _ => Text::More(shown.into()),
                }
            }
            None => Text::One(c),
        },
        c => Text::One(c),
    }
}
