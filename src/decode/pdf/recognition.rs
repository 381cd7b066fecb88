//! Text out of pictures, by the program `tesseract`.
//!
//! In: a page that holds no text. Out: the glyphs that `tesseract` sees on a picture of the page, each with the certainty of
//! its word, and the rulings of the picture; from there on the page is read like any other. The page is rendered here, its
//! rulings are taken out (they would be read as letters), and the picture goes to `tesseract` by its standard input: no file
//! is written, no shell is called, and a name that a document chose is never an argument.
//!
//! A document has [`Recogniser::deadline`] for all of its pages; a `tesseract` that is not done by then is killed, and the
//! pages that are left stay unread. The program is asked for once; where it or its Korean data is missing, [`Missed`] says so.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_interpret::InterpreterSettings;
use hayro_syntax::page::Page;

use super::device::{Glyph, Text};
use super::geometry::Area;
use super::picture::Picture;
use super::{Missed, Seen, unicode};

/// The program, found where the system finds programs.
const PROGRAM: &str = "tesseract";
/// Its languages: Korean, with the Latin letters that Korean reports hold.
const LANGUAGES: &str = "kor+eng";
/// How it lays a page out: as one column of lines of any size. It finds no blocks of its own: of a page of tables, that finds a
/// third of the letters and this nearly all. Columns and cells are found here.
const LAYOUT: &str = "4";
/// Resolution that it was trained for, in dots an inch.
const RESOLUTION: f32 = 300.0;
/// Points in an inch.
const INCH: f32 = 72.0;
/// Most pixels of a picture; larger pages are rendered coarser.
const MOST_PIXELS: f32 = 24e6;
/// Most bytes of its answer that are read: a dense page has 200 KB.
const MOST_ANSWER: u64 = 16 << 20;
/// Time to ask for its languages.
const ASKING: Duration = Duration::from_secs(20);
/// A letter's ink is this part of the font size.
const INK: f32 = 0.88;
/// A gap of so many em is a blank: words of Korean come in pieces that touch.
const BLANK: f32 = 0.2;
/// The descent, as a part of the font size.
const DESCENT: f32 = 0.14;

/// Reads pictures.
#[derive(Debug)]
pub struct Recogniser {
    budget: Option<Duration>,
    ready: OnceLock<Result<(), Missed>>,
}

impl Recogniser {
    /// One that takes at most so long for a document.
    pub fn new(budget: Option<Duration>) -> Self {
        Self { budget, ready: OnceLock::new() }
    }

    /// When a document that is begun now has to be done.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.budget.and_then(|budget| Instant::now().checked_add(budget))
    }

    /// Recognises a page.
    pub(super) fn page<'a>(&self, page: &'a Page<'a>, area: Area, deadline: Option<Instant>) -> Result<Seen, Missed> {
        if deadline.is_some_and(|d| d <= Instant::now()) {
            return Err(Missed::Late);
        }
        (*self.ready.get_or_init(ask))?;
        let mut picture = render(page, area)?;
        let rules = picture.take_rules();
        let scale = picture.scale;
        let resolution = (scale * INCH).round().to_string();
        let arguments = ["stdin", "stdout", "-l", LANGUAGES, "--dpi", &resolution, "--psm", LAYOUT, "tsv"];
        let answer = run(&arguments, picture.pgm(), deadline)?;
        let glyphs = glyphs(&answer, scale);
        if glyphs.is_empty() { Err(Missed::Nothing) } else { Ok(Seen { glyphs, rules }) }
    }
}

/// Whether the program is there, with its Korean data.
fn ask() -> Result<(), Missed> {
    let answer = run(&["--list-langs"], Vec::new(), Instant::now().checked_add(ASKING))?;
    if answer.lines().any(|line| line.trim() == "kor") { Ok(()) } else { Err(Missed::NoKorean) }
}

/// Runs the program over some input; gives what it writes.
fn run(arguments: &[&str], input: Vec<u8>, deadline: Option<Instant>) -> Result<String, Missed> {
    let mut command = Command::new(PROGRAM);
    // Pages of other files are recognised at the same time; its own threads would fight over the processors.
    command.args(arguments).env("OMP_THREAD_LIMIT", "1").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let spawned = command.spawn();
    let mut child =
        Running(spawned.map_err(|e| if e.kind() == std::io::ErrorKind::NotFound { Missed::NoProgram } else { Missed::Failed })?);
    let (Some(mut stdin), Some(stdout)) = (child.0.stdin.take(), child.0.stdout.take()) else { return Err(Missed::Failed) };
    // It may fail before it has read all: what it answers tells.
    let write = std::thread::Builder::new().spawn(move || drop(stdin.write_all(&input)));
    let (sender, receiver) = channel();
    let read = std::thread::Builder::new().spawn(move || {
        let mut answer = Vec::new();
        let done = stdout.take(MOST_ANSWER).read_to_end(&mut answer);
        // Nobody waits any more when the time is over.
        let _ = sender.send(done.map(|_| answer));
    });
    if write.is_err() || read.is_err() {
        return Err(Missed::Failed);
    }
    let answer = match deadline {
        Some(deadline) => receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())).map_err(|_| Missed::Late)?,
        None => receiver.recv().map_err(|_| Missed::Failed)?,
    };
    let ended = child.0.wait().map_err(|_| Missed::Failed)?;
    let answer = answer.map_err(|_| Missed::Failed)?;
    if ended.success() { String::from_utf8(answer).map_err(|_| Missed::Failed) } else { Err(Missed::Failed) }
}

/// A program at work; killed and waited for when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Errors say that it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn render<'a>(page: &'a Page<'a>, area: Area) -> Result<Picture, Missed> {
    let scale = (RESOLUTION / INCH).min((MOST_PIXELS / area.size().max(1.0)).sqrt());
    if area.width().max(area.height()) * scale >= f32::from(u16::MAX) {
        return Err(Missed::Failed);
    }
    let settings = InterpreterSettings { cmap_resolver: Arc::new(unicode::predefined), ..InterpreterSettings::default() };
    let pixmap = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixels = hayro::render(page, &RenderCache::new(), &settings, &RenderSettings::default(), &pixmap);
    // By the weights of Rec. 601.
    let grey = |r: u8, g: u8, b: u8| ((u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114) / 1000) as u8;
    let dots = pixels.data().iter().map(|p| grey(p.r, p.g, p.b)).collect();
    Picture::new(usize::from(pixels.width()), usize::from(pixels.height()), dots, scale).ok_or(Missed::Failed)
}

/// A word as the program gives it, in pixels.
struct Word<'t> {
    /// Block, paragraph and line.
    line: [&'t str; 3],
    x: (f32, f32),
    y: (f32, f32),
    certainty: u8,
    text: &'t str,
}

/// The words of a table of its kind: level, page, block, paragraph, line, word, left, top, width, height, certainty, text.
fn words(answer: &str) -> impl Iterator<Item = Word<'_>> {
    answer.lines().filter_map(|row| {
        let cells: Vec<&str> = row.splitn(12, '\t').collect();
        let [level, _, block, paragraph, line, _, left, top, width, height, certainty, text] = cells[..] else { return None };
        let number = |s: &str| s.parse::<f32>().ok().filter(|n| n.is_finite());
        let (left, top, width, height) = (number(left)?, number(top)?, number(width)?, number(height)?);
        let certainty = number(certainty)?;
        let text = text.trim();
        (level == "5" && !text.is_empty() && certainty >= 0.0).then_some(Word {
            line: [block, paragraph, line],
            x: (left, left + width),
            y: (top, top + height),
            certainty: certainty.min(100.0) as u8,
            text,
        })
    })
}

/// The letters of an answer, on the page.
fn glyphs(answer: &str, scale: f32) -> Vec<Glyph> {
    let words: Vec<Word<'_>> = words(answer).collect();
    let mut out = Vec::new();
    for line in words.chunk_by(|a, b| a.line == b.line) {
        let mut heights: Vec<f32> = line.iter().map(|w| w.y.1 - w.y.0).collect();
        let size = super::geometry::median(&mut heights) / scale / INK;
        for (i, word) in line.iter().enumerate() {
            // A blank is as wide as what it parts lies apart.
            if let Some(before) = i.checked_sub(1).map(|i| &line[i])
                && word.x.0 - before.x.1 >= size * scale * BLANK
            {
                letters(" ", (before.x.1 / scale, word.x.0 / scale), middle(word, scale), size, word.certainty, &mut out);
            }
            letters(word.text, (word.x.0 / scale, word.x.1 / scale), middle(word, scale), size, word.certainty, &mut out);
        }
    }
    out
}

fn middle(word: &Word<'_>, scale: f32) -> f32 {
    (word.y.0 + word.y.1) / 2.0 / scale
}

/// Shares the width of a word out among its letters.
fn letters(text: &str, (x0, x1): (f32, f32), middle: f32, size: f32, certainty: u8, out: &mut Vec<Glyph>) {
    let width = |c: char| f32::from(crate::text::width(c).max(1));
    let whole: f32 = text.chars().map(width).sum();
    let mut at = x0;
    for c in text.chars() {
        let end = at + (x1 - x0) * width(c) / whole;
        let area = Area::new(at, middle - size / 2.0, end, middle + size / 2.0);
        if area.is_sound() && size > 0.0 {
            let baseline = area.y1 - size * DESCENT;
            out.push(Glyph { text: Text::One(c), area, baseline, size, turn: 0, bold: false, certainty: Some(certainty) });
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::{lines, paints_blanks};
    use super::*;

    const ANSWER: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
        1\t1\t0\t0\t0\t0\t0\t0\t2480\t3508\t-1\t\n\
        5\t1\t1\t1\t1\t1\t400\t300\t160\t40\t96.5\t사업개요\n\
        5\t1\t1\t1\t1\t2\t600\t301\t80\t38\t61.0\t2023\n\
        5\t1\t1\t1\t2\t1\t400\t380\t80\t40\t90\t나래\n\
        5\t1\t1\t1\t3\t1\tx\t380\t80\t40\t90\t가온\n";

    #[test]
    fn words_become_letters_that_lines_are_made_of() {
        let glyphs = glyphs(ANSWER, 4.0);
        let all: Vec<&Glyph> = glyphs.iter().collect();
        let lines = lines(&all, paints_blanks(&glyphs));
        assert_eq!(lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(), ["사업개요 2023", "나래"]);
        assert_eq!((lines[0].area.x0, lines[0].area.x1), (100.0, 170.0));
        let certainties: Vec<Option<u8>> = lines[0].stops.iter().map(|s| s.certainty).collect();
        assert_eq!(certainties[..4], [Some(96); 4]);
        assert_eq!(certainties[4..], [Some(61); 4]);
    }

    #[test]
    fn an_answer_that_is_none_gives_no_letters() {
        for answer in ["", "\t\t\t", "5\t1\t1\t1\t1\t1\tNaN\t0\t0\t0\t9\ta", "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t-1\ta"] {
            assert!(glyphs(answer, 4.0).is_empty(), "{answer:?}");
        }
    }
}
