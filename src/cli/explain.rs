//! `bogoseo explain`: what an issue means and what to do about it.

use clap::Args;
use serde_json::{Value, json};

use super::paint::{Color, Paint, Style};
use super::{Failure, paint, print};
use crate::diag::{Code, codes, find};

/// Explain an issue code / 문제 코드 설명
///
/// Takes a code (VA001) or a name (total-mismatch).
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Code or name / 코드 또는 이름
    #[arg(
        value_name = "CODE",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    code: Option<String>,

    /// The whole catalogue, one line a code / 전체 목록 [default: off]
    #[arg(long)]
    all: bool,

    /// As JSON / JSON으로 출력 [default: off]
    #[arg(long)]
    json: bool,

    /// Colour / 색
    #[arg(long, value_enum, default_value = "auto")]
    color: Color,
}

const EXAMPLES: &str = "\
Examples / 사용 예:
  bogoseo explain total-mismatch
  bogoseo explain VA001 --json
  bogoseo explain --all";

/// Runs the verb.
pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let paint = Paint {
        colour: arguments.color.on_stdout(),
    };
    let text = match arguments.code.as_deref() {
        None if arguments.json => {
            let pages: Vec<_> = codes::ALL.iter().map(|c| as_json(c)).collect();
            pretty(&Value::from(pages))
        }
        None => index(paint),
        Some(asked) => {
            let code = find(asked).ok_or_else(|| unknown(asked))?;
            if arguments.json {
                pretty(&as_json(code))
            } else {
                page(code, paint)
            }
        }
    };
    print(text.as_bytes()).map(|()| 0)
}

fn unknown(asked: &str) -> Failure {
    let asked = paint::plain(asked);
    let words: Vec<_> = asked.split('-').filter(|w| w.len() > 2).collect();
    let near = |c: &&&Code| {
        words.iter().any(|w| c.name.contains(w)) || asked.len() > 1 && c.id.starts_with(&asked)
    };
    let near: Vec<_> = codes::ALL.iter().filter(near).map(|c| c.name).collect();
    let hint = if near.is_empty() {
        "see 'bogoseo explain --all'".to_owned()
    } else {
        format!("did you mean {}?", near.join(", "))
    };
    Failure::Usage(format!("there is no code '{asked}'; {hint}"))
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn as_json(code: &Code) -> Value {
    json!({
        "code": code.id,
        "name": code.name,
        "severity": code.severity.word(),
        "summary": code.summary,
        "summary_ko": code.summary_ko,
        "hint": code.hint,
        "hint_ko": code.hint_ko,
        "page": code.page,
    })
}

/// The page of a code, for a terminal.
fn page(code: &Code, paint: Paint) -> String {
    let severity = code.severity;
    let title = format!("{} {}", code.id, code.name);
    let title = paint.paint(Style::Bold, &title);
    let mut out = format!("{title} ({} / {})\n\n", severity.word(), severity.word_ko());
    for line in [code.summary, code.summary_ko, code.hint, code.hint_ko] {
        if !line.is_empty() {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.push('\n');
    for line in code.page.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        match line.strip_prefix("## ") {
            Some(heading) => out.push_str(&paint.paint(Style::Bold, heading)),
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// All codes, one a line.
fn index(paint: Paint) -> String {
    let width = codes::ALL.iter().map(|c| c.name.len()).max().unwrap_or(0);
    let lines = codes::ALL.iter().map(|code| {
        let severity = paint::padded(code.severity.word(), 8);
        let id = paint.paint(Style::Bold, code.id);
        format!(
            "{id}  {:<width$}  {severity}{}\n",
            code.name, code.summary_ko
        )
    });
    lines.collect()
}
