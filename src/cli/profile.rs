//! `bogoseo profile`: checks a layout profile, shows what it claims of a document, drafts one for a layout that is not known.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::isolation::{Bounds, Rereading};
use super::paint::{self, Color, Paint, Style};
use super::{Failure, SOME_FAILED, layouts, print};
use crate::limits::Limits;
use crate::pipeline::{self, NamesPrinted};
use crate::sections::Vocabulary;
use crate::sections::profile::{self, Claim, Fault, ProfileFile, Profiles, Survey};
use crate::source;

/// Check, explain or draft a layout profile / 서식 파일 점검, 설명, 초안
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLES: &str = "\
Examples / 사용 예:
  bogoseo profile new 가온시-1.hwpx > gaon.toml     a first draft / 초안 만들기
  bogoseo profile lint gaon.toml                   what is wrong with it / 점검
  bogoseo profile explain gaon.toml 가온시-1.hwpx   what it claims / 무엇이 맞고 무엇이 빠졌는지
  bogoseo convert 가온시/ -o out --profile gaon.toml";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Check profiles; exit code 1 if one has a fault / 서식 파일 점검, 잘못이 있으면 종료 코드 1
    Lint {
        /// Profiles (TOML) / 서식 파일
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// As JSON / JSON으로 출력 [default: off]
        #[arg(long)]
        json: bool,
    },
    /// What a profile claims of a document, and what nobody does / 문서에서 서식이 알아본 것과 아무도 모르는 것
    Explain {
        /// Profile (TOML) / 서식 파일
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Document / 문서
        #[arg(value_name = "INPUT")]
        input: PathBuf,
        /// As JSON / JSON으로 출력 [default: off]
        #[arg(long)]
        json: bool,
        /// Colour / 색
        #[arg(long, value_enum, default_value = "auto")]
        color: Color,
        #[command(flatten)]
        bounds: Bounds,
    },
    /// A first draft for the layout of a document, on stdout / 문서의 서식 초안을 표준 출력으로
    New {
        /// Document / 문서
        #[arg(value_name = "INPUT")]
        input: PathBuf,
        #[command(flatten)]
        bounds: Bounds,
    },
}

/// Runs the verb.
pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    match &arguments.verb {
        Verb::Lint { files, json } => lint(files, *json),
        Verb::Explain { file, input, json, color, bounds } => explain(file, input, *json, *color, bounds),
        Verb::New { input, bounds } => new(input, bounds),
    }
}

/// What `lint` says of one file.
#[derive(Debug, Serialize)]
struct Linted {
    file: String,
    name: String,
    sections: usize,
    labels: usize,
    faults: Vec<Fault>,
}

fn lint(files: &[PathBuf], json: bool) -> Result<u8, Failure> {
    let sources = layouts::texts(files)?;
    let mut all: Vec<Linted> = sources
        .iter()
        .map(|(path, text)| {
            let (file, faults) = ProfileFile::parse(text);
            Linted { file: path.clone(), name: file.name, sections: file.sections.len(), labels: file.labels.len(), faults }
        })
        .collect();
    // Names and parents are looked at together, once each file can be read.
    if all.iter().all(|l| l.faults.is_empty())
        && let Err(bad) = Profiles::with(&sources)
        && let Some(linted) = all.iter_mut().find(|l| l.file == bad.file)
    {
        linted.faults = bad.faults;
    }
    let faulty = all.iter().any(|l| !l.faults.is_empty());
    let shown = if json {
        lines(&all)
    } else {
        let mut out = String::new();
        for linted in &all {
            for fault in &linted.faults {
                out.push_str(&format!("{}:{fault}\n", linted.file));
            }
            if linted.faults.is_empty() {
                out.push_str(&format!(
                    "{}: 이상 없음 no fault ({}: 제목 sections {}, 항목 labels {})\n",
                    linted.file, linted.name, linted.sections, linted.labels
                ));
            }
        }
        out
    };
    print(shown.as_bytes())?;
    Ok(if faulty { SOME_FAILED } else { 0 })
}

fn lines<T: Serialize>(values: &[T]) -> String {
    values.iter().map(|v| serde_json::to_string(v).expect("keys are strings") + "\n").collect()
}

fn look(input: &Path, bounds: &Bounds, profiles: &Profiles) -> Result<NamesPrinted, Failure> {
    let shown = paint::plain(&input.to_string_lossy());
    let refused = |d: crate::diag::Diagnostic| Failure::Usage(format!("{shown}: {} ({})", d.message, d.message_ko));
    let limits = Limits::default();
    let document = source::read(input, &shown, &limits).map_err(refused)?;
    let containers = bounds.pool(&Rereading::default())?;
    let decoded = pipeline::decode_with(&document.bytes, &limits, &containers).map_err(refused)?;
    Ok(pipeline::names_printed(&decoded, profiles, &limits))
}

/// What `explain` says.
#[derive(Serialize)]
struct Explained<'a> {
    profile: &'a str,
    chosen: Option<&'a str>,
    fits: bool,
    found: &'a [String],
    missing: &'a [String],
    excluded: &'a [String],
    #[serde(flatten)]
    survey: &'a Survey,
}

fn explain(file: &Path, input: &Path, json: bool, color: Color, bounds: &Bounds) -> Result<u8, Failure> {
    let sources = layouts::texts(std::slice::from_ref(&file.to_path_buf()))?;
    let profiles = layouts::with(&sources)?;
    let [(shown_file, text)] = sources.as_slice() else { return Ok(0) };
    let (own, _) = ProfileFile::parse(text);
    let seen = look(input, bounds, &profiles)?;
    let at = profiles.all().iter().position(|p| p.name == own.name).unwrap_or(0);
    let names = profiles.all()[at].vocabulary();
    let survey = profile::survey(names, Some((&own, text)), &seen.headings, &seen.labels);
    let fit = &seen.fits[at];
    if json {
        let explained = Explained {
            profile: &own.name,
            chosen: seen.profile.as_deref(),
            fits: fit.fits(),
            found: &fit.found,
            missing: &fit.missing,
            excluded: &fit.excluded,
            survey: &survey,
        };
        return print(lines(&[explained]).as_bytes()).map(|()| 0);
    }
    let paint = Paint { colour: color.on_stdout() };
    let mut out = String::new();
    let plain = |words: &[String]| paint::plain(&words.join(", "));
    out.push_str(&format!("서식 profile   {} ({shown_file})\n", own.name));
    let verdict = if fit.fits() { "맞음 fits" } else { "맞지 않음 does not fit" };
    out.push_str(&format!("이 문서 document   {verdict}\n"));
    for (title, words) in
        [("있는 근거 found", &fit.found), ("없는 근거 missing", &fit.missing), ("있으면 안 되는 근거 excluded", &fit.excluded)]
    {
        if !words.is_empty() {
            out.push_str(&format!("  {title}: {}\n", plain(words)));
        }
    }
    out.push_str(&format!("선택된 서식 chosen   {}\n\n", seen.profile.as_deref().unwrap_or("없음 none (general)")));
    for (title, claims) in [("제목 headings", &survey.headings), ("머리 표의 항목 labels", &survey.labels)] {
        let nobody = claims.iter().filter(|c| c.meaning.is_none()).count();
        out.push_str(&format!("{} ({}, 아무도 모름 unclaimed {nobody})\n", paint.paint(Style::Bold, title), claims.len()));
        for claim in claims {
            out.push_str(&line(claim, shown_file, paint));
        }
        out.push('\n');
    }
    if !survey.unused.is_empty() {
        out.push_str(&format!("이 문서에 없는 이름 names not printed here: {}\n", plain(&survey.unused)));
    }
    print(out.as_bytes()).map(|()| 0)
}

/// `  L12  추진배경 및 목적 → purpose   gaon.toml:8`.
fn line(claim: &Claim, file: &str, paint: Paint) -> String {
    let words = paint::plain(&claim.words);
    let head = format!("  L{:<5}{words}", claim.line);
    match (claim.meaning, claim.by, claim.profile_line) {
        (Some(meaning), _, Some(line)) => format!("{head} → {}   {file}:{line}\n", paint.paint(Style::Bold, meaning)),
        (Some(meaning), Some("misspelt"), None) => format!("{head} → {}   비슷한 이름 nearly a name\n", paint.paint(Style::Bold, meaning)),
        (Some(meaning), Some("wording"), None) => format!("{head} → {}   낱말로 판단 by its wording\n", paint.paint(Style::Bold, meaning)),
        (Some(meaning), ..) => format!("{head} → {}   이어받은 서식 inherited\n", paint.paint(Style::Bold, meaning)),
        (None, ..) => {
            let guess = claim.guess.map(|g| format!(", 비슷한 것 most alike: {g}")).unwrap_or_default();
            format!("{head} → {}{guess}\n", paint.paint(Style::Red, "아무도 모름 nobody"))
        }
    }
}

fn new(input: &Path, bounds: &Bounds) -> Result<u8, Failure> {
    let profiles = Profiles::built_in();
    let seen = look(input, bounds, &profiles)?;
    let survey = profile::survey(Vocabulary::general(), None, &seen.headings, &seen.labels);
    let stem = input.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let name: String = paint::plain(&stem).split_whitespace().collect::<Vec<_>>().join("-");
    let name = if name.is_empty() { "my-layout".to_owned() } else { name };
    print(profile::draft(&name, &survey).as_bytes()).map(|()| 0)
}
