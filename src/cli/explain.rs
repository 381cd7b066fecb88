//! `bogoseo explain`: what an issue means and what to do about it.

use clap::Args;
use serde::Serialize;

use super::paint::{self, Color};
use super::{Failure, print};
use crate::diag::render::{CodePage, all_pages, render_index, render_page};
use crate::diag::{Code, codes, find};

/// Explain an issue code / 문제 코드 설명
///
/// Takes a code (VA001) or a name (total-mismatch).
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Code or name / 코드 또는 이름
    #[arg(value_name = "CODE", required_unless_present = "all", conflicts_with = "all")]
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
    let colour = arguments.color.on_stdout();
    let text = match arguments.code.as_deref() {
        None if arguments.json => pretty(&all_pages()),
        None => render_index(colour),
        Some(asked) => {
            let code = find(asked).ok_or_else(|| unknown(asked))?;
            if arguments.json { pretty(&CodePage::from(code)) } else { render_page(code, colour) }
        }
    };
    print(text.as_bytes()).map(|()| 0)
}

fn unknown(asked: &str) -> Failure {
    let asked = paint::plain(asked);
    let words: Vec<_> = asked.split('-').filter(|w| w.len() > 2).collect();
    let near = |c: &&&Code| words.iter().any(|w| c.name.contains(w)) || asked.len() > 1 && c.id.starts_with(&asked);
    let near: Vec<_> = codes::ALL.iter().filter(near).map(|c| c.name).collect();
    let hint = if near.is_empty() { "see 'bogoseo explain --all'".to_owned() } else { format!("did you mean {}?", near.join(", ")) };
    Failure::Usage(format!("there is no code '{asked}'; {hint} (그런 문제 코드가 없습니다)"))
}

fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("pages have string keys");
    text.push('\n');
    text
}
