//! `bogoseo inspect`: one file, for a human, or one stage of its processing, for a program.
//!
//! Comes in: a file. Goes out: by default what was found, value by value, and each issue under the source line that it
//! points at; with `--stage`, what one stage gave.

mod source;
mod stages;
mod table_view;
mod view;

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::batch::convert_caught;
use super::inputs::STDIN;
use super::isolation::{Bounds, Rereading};
use super::layouts::ProfileChoice;
use super::paint::{self, Color, Paint};
use super::{Failure, SOME_FAILED, print, reason_ko, say};
use crate::limits::Limits;
use crate::model::RecordStatus;
use crate::pipeline::{Containers, Settings, decode_with};
use crate::record::Converted;
use stages::Stages;

/// Look at one file / 파일 하나 살펴보기
///
/// Shows what was found in a file, part by part, each value with its line and confidence, and each issue under the source line
/// that it points at.
///
/// 찾은 값과 신뢰도, 원문 줄 아래에 표시한 문제를 보여 줍니다.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The file, or `-` for stdin / 파일, `-`는 표준입력
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// What one stage gave, instead of the view / 단계별 결과 [default: the view for humans]
    #[arg(long, value_enum)]
    stage: Option<Stage>,

    /// As JSON; needs --stage / JSON으로 출력 [default: off]
    #[arg(long, requires = "stage")]
    json: bool,

    /// Colour / 색
    #[arg(long, value_enum, default_value = "auto")]
    color: Color,

    /// Five-digit code of the jurisdiction / 행정구역 코드 [default: read from the report]
    #[arg(long, value_name = "CODE", value_parser = super::convert::jurisdiction)]
    jurisdiction: Option<String>,

    /// Show key values under this confidence as doubtful, 0 to 1 / 검토 기준 신뢰도
    #[arg(long, value_name = "P", value_parser = super::convert::probability, default_value = "0.8")]
    review_below: f64,

    #[command(flatten)]
    layouts: ProfileChoice,

    #[command(flatten)]
    bounds: Bounds,

    #[command(flatten)]
    rereading: Rereading,
}

const EXAMPLES: &str = "\
Examples / 사용 예:
  bogoseo inspect 7-1.txt
  bogoseo inspect 7-1.txt --stage outline
  bogoseo inspect 7-1.txt --stage tables --json
  bogoseo inspect 7-1.txt --stage issues --json";

/// A stage of the processing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// The decoded text that spans refer to, byte for byte
    Text,
    /// Lines with their layer, shape, mark and indentation
    Layout,
    /// Cards, headings with their role, bullets
    Outline,
    /// Tables, in reading order
    Tables,
    /// The records
    Record,
    /// The evidence of each value
    Evidence,
    /// The issues, of the records and of the file
    Issues,
}

/// Runs the verb.
pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let (bytes, name) = read(arguments)?;
    let settings = Settings {
        path: name,
        jurisdiction: arguments.jurisdiction.clone(),
        review_below: arguments.review_below,
        profiles: arguments.layouts.load(std::iter::once(arguments.file.as_path()))?,
        second_reading: arguments.rereading.second_reading,
        limits: Limits { max_time: arguments.bounds.time(), ..Limits::default() },
        ..Settings::default()
    };
    let containers = arguments.bounds.pool(&arguments.rereading)?;
    match arguments.stage {
        Some(Stage::Text) => return text(&bytes, &settings.limits, &containers),
        Some(stage @ (Stage::Layout | Stage::Outline | Stage::Tables)) => {
            return early(stage, &bytes, &settings, arguments, &containers);
        }
        Some(Stage::Record | Stage::Evidence | Stage::Issues) | None => {}
    }
    let converted = convert_caught(&bytes, &settings, &containers);
    let records = &converted.records;
    let shown = match arguments.stage {
        Some(Stage::Evidence) => json_lines(&converted.evidence, arguments.json),
        Some(Stage::Issues) => {
            let of_records = records.iter().flat_map(|r| &r.errors);
            let issues: Vec<_> = converted.errors.iter().chain(of_records).collect();
            json_lines(&issues, arguments.json)
        }
        Some(_) => json_lines(records, arguments.json),
        None => {
            let text = if exit_code(&converted) == 0 {
                source::text(&bytes, &settings.limits, &containers).unwrap_or_default()
            } else {
                // What failed has no text, and would take as long again to fail.
                String::new()
            };
            let paint = Paint { colour: arguments.color.on_stdout() };
            view::render(&converted, &text, paint, arguments.review_below)
        }
    };
    print(shown.as_bytes())?;
    Ok(exit_code(&converted))
}

fn read(arguments: &Arguments) -> Result<(Vec<u8>, String), Failure> {
    let limit = Limits::default().max_bytes;
    let mut bytes = Vec::new();
    let path = &arguments.file;
    let (read, name) = if path.as_os_str() == STDIN {
        let stdin = std::io::stdin().lock();
        (stdin.take(limit + 1).read_to_end(&mut bytes), STDIN.to_owned())
    } else {
        let regular = std::fs::metadata(path).map(|m| m.is_file());
        let read = match regular {
            Ok(true) => File::open(path).and_then(|f| f.take(limit + 1).read_to_end(&mut bytes)),
            Ok(false) if path.is_dir() => {
                let shown = paint::plain(&path.to_string_lossy());
                return Err(Failure::Usage(format!(
                    "{shown} is a folder; inspect shows one file, convert reads folders (폴더입니다. 파일 하나를 지정하거나 convert를 쓰십시오)"
                )));
            }
            Ok(false) => Err(std::io::Error::other("not a regular file")),
            Err(error) => Err(error),
        };
        let name = path.file_name().unwrap_or(path.as_os_str());
        (read, name.to_string_lossy().into_owned())
    };
    let shown = paint::plain(&path.to_string_lossy());
    read.map_err(|e| Failure::Usage(format!("cannot read {shown}: {e} ({})", reason_ko(&e))))?;
    if bytes.len() as u64 > limit {
        return Err(Failure::Usage(format!("{shown} has more than {limit} bytes (파일이 한도보다 큽니다)")));
    }
    Ok((bytes, name))
}

fn exit_code(converted: &Converted) -> u8 {
    let failed = |r: &crate::record::Record| r.status == RecordStatus::Failed;
    u8::from(converted.records.iter().any(failed)) * SOME_FAILED
}

/// The decoded text, and nothing else.
fn text(bytes: &[u8], limits: &Limits, containers: &dyn Containers) -> Result<u8, Failure> {
    match source::text(bytes, limits, containers) {
        Ok(text) => print(text.as_bytes()).map(|()| 0),
        Err(reason) => {
            say(&reason);
            Ok(SOME_FAILED)
        }
    }
}

/// A stage before the fields.
fn early(stage: Stage, bytes: &[u8], settings: &Settings, arguments: &Arguments, containers: &dyn Containers) -> Result<u8, Failure> {
    let decoded = match decode_with(bytes, &settings.limits, containers) {
        Ok(decoded) => decoded,
        Err(why) => {
            say(&source::refused(&why));
            return Ok(SOME_FAILED);
        }
    };
    let stages = Stages::new(&decoded, settings, Paint { colour: arguments.color.on_stdout() });
    let shown = match stage {
        Stage::Layout => stages.layout(arguments.json),
        Stage::Outline => stages.outline(arguments.json, &settings.limits),
        _ => stages.tables(arguments.json),
    };
    print(shown.as_bytes())?;
    Ok(0)
}

/// One indented document for people, or with `--json` one compact array.
fn json_lines<T: Serialize>(values: &[T], compact: bool) -> String {
    let text = if compact { serde_json::to_string(values) } else { serde_json::to_string_pretty(values) };
    let mut text = text.expect("wire types have string keys");
    text.push('\n');
    text
}
