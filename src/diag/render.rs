//! The pages of the catalogue, for eyes and for programs.
//!
//! In comes a [`Code`], out goes text: [`render_page`] for a terminal, [`render_index`] for the whole catalogue, [`CodePage`] for
//! JSON. Promises: the same words in every form, English and Korean; without `colour` no escape sequence; lines are never
//! re-wrapped, so that examples keep their columns. It does not print, page or look at the terminal.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Code, Severity};
use crate::diag::codes;

/// What a terminal is told to begin and end a style with; all empty without colour.
struct Style {
    bold: &'static str,
    dim: &'static str,
    severity: [&'static str; 3],
    reset: &'static str,
}

const PLAIN: Style = Style { bold: "", dim: "", severity: ["", "", ""], reset: "" };

const ANSI: Style = Style { bold: "\x1b[1m", dim: "\x1b[2m", severity: ["\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m"], reset: "\x1b[0m" };

impl Style {
    fn of(colour: bool) -> &'static Style {
        if colour { &ANSI } else { &PLAIN }
    }

    fn severity(&self, severity: Severity) -> &'static str {
        match severity {
            Severity::Error => self.severity[0],
            Severity::Warning => self.severity[1],
            Severity::Info => self.severity[2],
        }
    }
}

/// The page of a code for a terminal: a title line such as `VA001 total-mismatch (error / 오류)`, the two summaries, then the
/// page.
///
/// Headings are bold with `colour` and underlined by dashes without; examples are indented by four spaces in both. The text ends
/// with a line break.
pub fn render_page(code: &Code, colour: bool) -> String {
    let style = Style::of(colour);
    let mut out = format!(
        "{}{} {}{} ({} / {})\n{}\n{}\n\n",
        style.severity(code.severity),
        code.id,
        code.name,
        style.reset,
        code.severity.word(),
        code.severity.word_ko(),
        code.summary,
        code.summary_ko,
    );
    let mut in_example = false;
    for line in code.page_text().lines() {
        if line.starts_with("```") {
            in_example = !in_example;
        } else if in_example && !line.is_empty() {
            push_styled(&mut out, style, style.dim, &format!("    {line}"));
        } else if let Some(heading) = line.strip_prefix("## ") {
            push_styled(&mut out, style, style.bold, heading);
            if !colour {
                out.push_str(&"-".repeat(display_width(heading)));
                out.push('\n');
            }
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// One line of the catalogue for each code, with both summaries, grouped by the stage that raises it.
pub fn render_index(colour: bool) -> String {
    let style = Style::of(colour);
    let name_width = codes::ALL.iter().map(|c| c.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    let mut stage = "";
    for code in codes::ALL {
        if !stage.is_empty() && stage != &code.id[..2] {
            out.push('\n');
        }
        stage = &code.id[..2];
        out.push_str(&format!(
            "{}{} {:name_width$}{}  {:7}  {}\n{:indent$}{}{}{}\n",
            style.severity(code.severity),
            code.id,
            code.name,
            style.reset,
            code.severity.word(),
            code.summary,
            "",
            style.dim,
            code.summary_ko,
            style.reset,
            indent = code.id.len() + 1 + name_width + 11,
        ));
    }
    out
}

fn push_styled(out: &mut String, style: &Style, begin: &str, text: &str) {
    out.push_str(begin);
    out.push_str(text);
    if !begin.is_empty() {
        out.push_str(style.reset);
    }
    out.push('\n');
}

/// Columns that a heading takes on a terminal; headings hold ASCII and Hangul syllables only.
fn display_width(heading: &str) -> usize {
    heading.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// A code and its page, as `explain --json` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "문제 코드")]
pub struct CodePage {
    /// `VA001`.
    #[schemars(title = "코드")]
    pub code: &'static str,
    /// `total-mismatch`.
    #[schemars(title = "이름")]
    pub name: &'static str,
    /// Severity of every occurrence.
    #[schemars(title = "심각도")]
    pub severity: Severity,
    /// What it means, in one line of English.
    #[schemars(title = "요약(영문)")]
    pub summary: &'static str,
    /// What it means, in one line of Korean.
    #[schemars(title = "요약")]
    pub summary_ko: &'static str,
    /// What to do, in English.
    #[schemars(title = "조치(영문)")]
    pub hint: &'static str,
    /// What to do, in Korean.
    #[schemars(title = "조치")]
    pub hint_ko: &'static str,
    /// The page: Markdown, English and then Korean.
    #[schemars(title = "설명")]
    pub page: String,
}

impl From<&Code> for CodePage {
    fn from(code: &Code) -> Self {
        Self {
            code: code.id,
            name: code.name,
            severity: code.severity,
            summary: code.summary,
            summary_ko: code.summary_ko,
            hint: code.hint,
            hint_ko: code.hint_ko,
            page: code.page_text(),
        }
    }
}

/// The whole catalogue, for `explain --all --json`.
pub fn all_pages() -> Vec<CodePage> {
    codes::ALL.iter().map(|&code| code.into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::find;

    #[test]
    fn a_page_begins_with_its_title_and_both_summaries() {
        let code = &codes::TOTAL_MISMATCH;
        let page = render_page(code, false);
        let mut lines = page.lines();
        assert_eq!(lines.next(), Some("VA001 total-mismatch (error / 오류)"));
        assert_eq!(lines.next(), Some(code.summary));
        assert_eq!(lines.next(), Some(code.summary_ko));
    }

    #[test]
    fn plain_headings_are_underlined_to_their_width() {
        let page = render_page(&codes::MARKS_LOST, false);
        assert!(page.contains("\nWhat it means\n-------------\n"));
        assert!(page.contains("\n한국어 설명\n-----------\n"));
        assert!(!page.contains("## ") && !page.contains("```"));
    }

    #[test]
    fn pages_have_no_double_blank_lines_and_no_trailing_spaces() {
        for &code in codes::ALL {
            let page = render_page(code, false);
            assert!(!page.contains("\n\n\n"), "{}", code.id);
            assert!(!page.contains(" \n"), "{}", code.id);
            assert!(page.ends_with('\n') && !page.ends_with("\n\n"), "{}", code.id);
        }
    }

    #[test]
    fn examples_are_indented_as_they_stand() {
        let page = render_page(&codes::TOTAL_MISMATCH, false);
        assert!(page.contains("\n    (단위: 백만원)\n"));
        assert!(page.contains("\n    국비    2,000    1,000    1,000\n"));
    }

    #[test]
    fn escapes_come_with_colour_only_and_are_closed() {
        for &code in codes::ALL {
            assert!(!render_page(code, false).contains('\x1b'), "{}", code.id);
            for line in render_page(code, true).lines() {
                assert_eq!(line.matches('\x1b').count(), 2 * line.matches("\x1b[0m").count(), "{}: {line}", code.id);
            }
        }
        assert!(!render_index(false).contains('\x1b'));
        assert!(render_index(true).contains("\x1b[1;31mIN001"));
    }

    #[test]
    fn colour_changes_no_word() {
        let strip = |text: &str| {
            let mut text = text.to_owned();
            for escape in [ANSI.bold, ANSI.dim, ANSI.reset].into_iter().chain(ANSI.severity) {
                text = text.replace(escape, "");
            }
            text
        };
        assert_eq!(strip(&render_index(true)), render_index(false));
        for &code in codes::ALL {
            let plain: Vec<String> =
                render_page(code, false).lines().filter(|l| l.is_empty() || l.bytes().any(|b| b != b'-')).map(str::to_owned).collect();
            let coloured: Vec<String> = strip(&render_page(code, true)).lines().map(str::to_owned).collect();
            assert_eq!(coloured, plain, "{}", code.id);
        }
    }

    #[test]
    fn the_index_has_every_code_once() {
        let index = render_index(false);
        for &code in codes::ALL {
            let title = format!("{} {} ", code.id, code.name);
            assert_eq!(index.lines().filter(|l| l.starts_with(&title)).count(), 1);
            assert!(index.contains(code.summary_ko), "{}", code.id);
        }
    }

    #[test]
    fn json_has_the_same_words() {
        let pages = all_pages();
        assert_eq!(pages.len(), codes::ALL.len());
        let json = serde_json::to_value(&pages).unwrap();
        for entry in json.as_array().unwrap() {
            let code = find(entry["code"].as_str().unwrap()).unwrap();
            assert_eq!(entry["name"], code.name);
            assert_eq!(entry["severity"], code.severity.word());
            assert_eq!(entry["summary"], code.summary);
            assert_eq!(entry["summary_ko"], code.summary_ko);
            assert_eq!(entry["hint"], code.hint);
            assert_eq!(entry["hint_ko"], code.hint_ko);
            assert_eq!(entry["page"], code.page_text());
        }
    }
}
