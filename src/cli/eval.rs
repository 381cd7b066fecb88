//! `bogoseo eval`: records of a run against gold records.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;
use walkdir::WalkDir;

use super::convert::probability;
use super::{Failure, SOME_FAILED, paint, print, reason_ko};
use crate::eval::report::Report;
use crate::eval::{Evaluation, Found, GoldFile, html};
use crate::score::is_key;

/// Score records against gold records / 정답과 비교한 정확도와 신뢰도
///
/// Precision, recall and F1 of every section and field, by layout and by format; issues raised and false alarms; and whether
/// confidences are true: reliability table, calibration error, and how many of the wrong values are found by looking at the
/// lowest-scored ones first. GOLD holds *.gold.json, each one record or a list of the records of one file.
///
/// 정답 레코드와 비교하여 절·항목별 정밀도와 재현율, 문제 탐지, 신뢰도의 정확성을 보여줍니다.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Folder with *.gold.json / 정답 폴더
    #[arg(value_name = "GOLD")]
    gold: PathBuf,

    /// An output folder of convert, or its records.jsonl / convert의 결과 폴더
    #[arg(value_name = "OUT")]
    out: PathBuf,

    /// As JSON / JSON으로 출력 [default: off]
    #[arg(long)]
    json: bool,

    /// Also write a page with diagrams / 도표가 있는 HTML 보고서 파일 [default: none]
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Faults named under each section / 절마다 보일 오류 수
    #[arg(long, value_name = "N", default_value = "0")]
    misses: usize,

    /// Exit with 1 where the overall F1 is lower / F1이 이보다 낮으면 종료 코드 1
    #[arg(long, value_name = "F1", value_parser = probability, default_value = "0")]
    min: f64,
}

const EXAMPLES: &str = "\
Examples / 사용 예:
  bogoseo convert reports/ -o out && bogoseo eval gold/ out
  bogoseo eval gold/ out --html report.html
  bogoseo eval gold/ out --json | jq .calibration.values.ece";

/// Runs the verb.
pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let gold = gold_files(&arguments.gold)?;
    let found = found(&arguments.out)?;
    let told = Evaluation::of(&gold, &found, is_key);
    let report = Report::of(&told);
    if let Some(path) = &arguments.html {
        write(path, &html::page(&report))?;
    }
    let text = if arguments.json {
        let mut text = serde_json::to_string_pretty(&report).expect("the report has string keys");
        text.push('\n');
        text
    } else {
        report.text(&told, arguments.misses).lines().flat_map(|line| [paint::plain(line), "\n".to_owned()]).collect()
    };
    print(text.as_bytes())?;
    Ok(if report.overall.f1 < arguments.min { SOME_FAILED } else { 0 })
}

/// Every `*.gold.json` under a folder, in the order of their paths.
pub(super) fn gold_files(folder: &Path) -> Result<Vec<GoldFile>, Failure> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.map_err(|e| Failure::Usage(format!("cannot read {}", paint::plain(&e.to_string()))))?;
        if entry.file_type().is_file() && entry.file_name().to_string_lossy().ends_with(".gold.json") {
            paths.push(entry.into_path());
        }
    }
    paths.sort();
    if paths.is_empty() {
        let shown = paint::plain(&folder.to_string_lossy());
        return Err(Failure::Usage(format!("{shown} holds no *.gold.json (정답 파일이 없습니다)")));
    }
    paths
        .iter()
        .map(|path| {
            let gold = serde_json::from_slice(&read(path)?).ok().and_then(GoldFile::from_json);
            gold.ok_or_else(|| {
                let shown = paint::plain(&path.to_string_lossy());
                Failure::Usage(format!("{shown} is no gold: it needs records with source.path (정답 형식이 아닙니다)"))
            })
        })
        .collect()
}

/// The records of an output folder or of a records file, each with its evidence where there is any: in the record itself, or in
/// `evidence.jsonl` beside it.
pub(super) fn found(out: &Path) -> Result<Vec<Found>, Failure> {
    let records_path = if out.is_dir() { out.join("records.jsonl") } else { out.to_owned() };
    let beside = records_path.with_file_name("evidence.jsonl");
    let mut evidence: HashMap<String, Vec<Value>> = HashMap::new();
    if beside != records_path && beside.is_file() {
        for line in lines(&beside)? {
            if let Value::Object(mut line) = line
                && let (Some(Value::String(id)), Some(Value::Array(entries))) = (line.remove("record_id"), line.remove("evidence"))
            {
                evidence.insert(id, entries);
            }
        }
    }
    let records = lines(&records_path)?.into_iter().map(|mut record| {
        let inline = record.as_object_mut().and_then(|o| o.remove("evidence"));
        let id = record["record_id"].as_str().unwrap_or_default();
        let evidence = match inline {
            Some(Value::Array(entries)) => Some(entries),
            _ => evidence.remove(id),
        };
        Found { record, evidence }
    });
    Ok(records.collect())
}

fn lines(path: &Path) -> Result<Vec<Value>, Failure> {
    let bytes = read(path)?;
    let lines = bytes.split(|b| *b == b'\n').filter(|l| !l.trim_ascii().is_empty());
    lines
        .enumerate()
        .map(|(i, line)| {
            serde_json::from_slice(line).map_err(|e| {
                let shown = paint::plain(&path.to_string_lossy());
                Failure::Usage(format!("{shown}, line {}: no JSON: {e} (JSON이 아닙니다)", i + 1))
            })
        })
        .collect()
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|e| {
        let shown = paint::plain(&path.to_string_lossy());
        Failure::Usage(format!("cannot read {shown}: {e} ({})", reason_ko(&e)))
    })
}

/// Writes a report file.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|e| {
        let shown = paint::plain(&path.to_string_lossy());
        Failure::Output(format!("cannot write {shown}: {e} ({})", reason_ko(&e)))
    })
}
