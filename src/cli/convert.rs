//! `bogoseo convert`: files and folders into an output folder, or one document to stdout.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use clap::{Args, ValueEnum};

use super::batch::{self, Destination, EvidenceMode, Outcome, Plan};
use super::inputs::{self, Input, Request, STDIN};
use super::interrupt::{INTERRUPTED, Interrupt};
use super::isolation::{Bounds, Rereading};
use super::layouts::ProfileChoice;
use super::progress::{Mode, Progress};
use super::{Failure, SOME_FAILED, paint, resume, say, stdout_failure, summary, watch};
use crate::corrections::{BadLine, Corrections};
use crate::decode::pdf::Recogniser;
use crate::limits::Limits;
use crate::pipeline::Settings;
use crate::score::model::Model;
use crate::sections::{Profile, Profiles};
use crate::sinks::books;
use crate::sinks::earlier::{Earlier, Found};
use crate::sinks::folder::{self, FolderState, Note, OutFolder, Piece, Start, Wanted};
use crate::sinks::journal::{Entry, Key};
use crate::sinks::lock::{Lock, Refused};
use crate::sinks::manifest::{FileEntry, Options, ProfileUsed, Tool, Totals};
use crate::sinks::redact::Redaction;
use crate::sinks::run::{Machine, Run, SlowFile};

/// Convert reports into records / 보고서를 레코드로 변환
///
/// Reads files and folders (recursively) and writes records, evidence, tables and a list of what to review into OUT.
/// With one file or `-` (stdin) and no -o, the records go to stdout as JSON Lines.
///
/// 파일과 폴더(하위 폴더 포함)를 읽어 레코드, 근거, 표(CSV, XLSX), 검토 목록을 OUT에 씁니다.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Files, folders, .zip archives, patterns, or `-` for stdin / 파일, 폴더, ZIP, `*` 양식, `-`는 표준입력
    #[arg(value_name = "PATH", required_unless_present = "files_from")]
    paths: Vec<PathBuf>,

    /// Output folder: new, empty, or an earlier output / 결과 폴더 [default: none; records go to stdout, as with -]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Output formats, comma separated: jsonl, csv, xlsx, parquet, sqlite / 출력 형식
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = format, default_value = DEFAULT_FORMATS)]
    format: Vec<Format>,

    /// Where the evidence of each value goes / 값의 근거를 쓸 곳
    #[arg(long, value_enum, default_value = "file")]
    evidence: EvidenceChoice,

    /// Files converted at the same time / 동시 작업 수 [default: the number of processors]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,

    /// Five-digit code of the jurisdiction of all inputs / 행정구역 코드 [default: read from each report]
    #[arg(long, value_name = "CODE", value_parser = jurisdiction)]
    jurisdiction: Option<String>,

    /// Flag key values under this confidence, 0 to 1 / 이 신뢰도보다 낮은 핵심 값을 검토 대상으로
    #[arg(long, value_name = "P", value_parser = probability, default_value = "0.8")]
    review_below: f64,

    /// Flag as little as needed to catch this share of the wrong key values, 0 to 1 / 틀린 핵심 값 중 이 비율을 찾을 만큼만 검토 대상으로 [default: none]
    #[arg(long, value_name = "RECALL", value_parser = probability, conflicts_with = "review_below")]
    review_for: Option<f64>,

    /// Remove from every output, comma separated: contacts, phones / 삭제할 개인정보 [default: nothing]
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_enum)]
    redact: Vec<Redacted>,

    /// Largest file that is read, in bytes (K, M, G allowed) / 파일 크기 한도
    #[arg(long, value_name = "BYTES", value_parser = bytes, default_value = "256M")]
    max_bytes: u64,

    #[command(flatten)]
    layouts: ProfileChoice,

    #[command(flatten)]
    bounds: Bounds,

    #[command(flatten)]
    rereading: Rereading,

    /// Read more paths from a list, one a line or separated by NUL; `-` for stdin / 경로 목록 파일 [default: none]
    #[arg(long, value_name = "LIST")]
    files_from: Option<PathBuf>,

    /// Stop at the first file that fails / 첫 실패에서 중단 [default: go on]
    #[arg(long)]
    fail_fast: bool,

    /// Convert everything anew / 이전 결과를 무시하고 모두 다시 변환 [default: only what is new or changed]
    #[arg(long)]
    force: bool,

    /// Hash files whose size and time did not change, too / 모든 파일을 내용으로 확인 [default: off]
    #[arg(long, conflicts_with = "force")]
    verify: bool,

    /// Go on converting what appears or changes, until Ctrl-C / 새 파일과 바뀐 파일을 계속 변환(Ctrl-C로 종료) [default: off]
    #[arg(long, requires = "out")]
    watch: bool,

    /// Progress on stderr / 진행 표시 [default: bar on a terminal, plain elsewhere]
    #[arg(long, value_enum)]
    progress: Option<Mode>,

    /// No progress and no summary / 진행·요약 표시 안 함 [default: off]
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,

    /// Name every file that is not ok / 정상이 아닌 파일을 모두 표시 [default: off]
    #[arg(short, long)]
    verbose: bool,
}

const EXAMPLES: &str = "\
Examples / 사용 예:
  bogoseo convert reports/ -o out
  bogoseo convert reports/ minutes.txt -o out --redact contacts,phones
  find . -name '*.txt' | bogoseo convert --files-from - -o out
  bogoseo convert reports/ -o out --watch
  bogoseo convert 7-1.txt | jq .pledge.title
  cat 7-1.txt | bogoseo convert -

OUT/: records.jsonl, evidence.jsonl, tables/*.csv, tables.xlsx, review.csv, manifest.json, run.json;
with --format also tables/*.parquet, tables.sqlite

A run into an earlier OUT, finished or not, converts only what is new or changed, and ends as a run from scratch would.
OUT/을 다시 지정하면(중단된 경우 포함) 새로 생기거나 바뀐 파일만 변환합니다. 결과는 처음부터 변환한 것과 같습니다.";

const DEFAULT_FORMATS: &str = if cfg!(feature = "xlsx") { "jsonl,csv,xlsx" } else { "jsonl,csv" };

/// A format of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Jsonl,
    Csv,
    Book(books::Format),
}

impl Format {
    fn word(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::Book(book) => book.word(),
        }
    }

    /// In the order of the contract.
    fn all() -> impl Iterator<Item = Self> {
        [Format::Jsonl, Format::Csv].into_iter().chain(books::Format::ALL.map(Format::Book))
    }
}

fn format(word: &str) -> Result<Format, String> {
    let word = word.trim();
    match Format::all().find(|f| f.word() == word) {
        Some(Format::Book(book)) if !book.is_built() => {
            Err(format!("this build was made without the feature `{word}` (이 빌드에는 `{word}` 기능이 들어 있지 않습니다)"))
        }
        Some(format) => Ok(format),
        None => Err("formats are jsonl, csv, xlsx, parquet and sqlite (형식은 jsonl, csv, xlsx, parquet, sqlite입니다)".to_owned()),
    }
}

/// Where the evidence goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum EvidenceChoice {
    /// evidence.jsonl, beside the records
    File,
    /// In each record, under the key `evidence`
    Inline,
    /// Nowhere
    None,
}

/// What is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Redacted {
    /// Names and numbers of the people in charge
    Contacts,
    /// Every phone number
    Phones,
}

/// A code that the pipeline knows: one that it does not know would have no effect.
pub(super) fn jurisdiction(code: &str) -> Result<String, String> {
    if code.len() != 5 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err("a jurisdiction code has five digits, as 41170 (행정구역 코드는 41170처럼 다섯 자리 숫자입니다)".to_owned());
    }
    match crate::normalize::jurisdiction::by_code(code) {
        Some(_) => Ok(code.to_owned()),
        None => Err("no province, city, county or district has this code (이 코드의 시·도, 시·군·구가 없습니다)".to_owned()),
    }
}

pub(super) fn probability(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("a number from 0 to 1 (0부터 1 사이의 수)".to_owned()),
    }
}

fn bytes(text: &str) -> Result<u64, String> {
    let (digits, shift) = match text.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (&text[..at], 10),
        Some((at, 'm' | 'M')) => (&text[..at], 20),
        Some((at, 'g' | 'G')) => (&text[..at], 30),
        _ => (text, 0),
    };
    let number = digits.parse::<u64>().ok().and_then(|n| n.checked_mul(1 << shift));
    // A decoded text is addressed with 32 bits.
    match number {
        Some(n @ 1..=0xffff_ffff) => Ok(n),
        _ => Err("a number of bytes from 1 to 4294967295, as 1000000 or 256M (바이트 수, 예: 256M)".to_owned()),
    }
}

/// Runs the verb.
pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let started = (Instant::now(), SystemTime::now());
    if !arguments.verbose {
        // A panic is reported as a record of its file; its trace would only tear the progress bar.
        std::panic::set_hook(Box::new(|_| {}));
    }
    match &arguments.out {
        // `-` is stdout wherever a name is asked for; a folder of this name is `./-`.
        Some(out) if out.as_os_str() == "-" && arguments.watch => {
            Err(Failure::Usage("--watch needs an output folder: -o OUT (--watch에는 결과 폴더 -o OUT이 필요합니다)".to_owned()))
        }
        Some(out) if out.as_os_str() != "-" => into_folder(arguments, out, started),
        _ => to_stdout(arguments),
    }
}

fn plan(arguments: &Arguments) -> Result<Plan, Failure> {
    let formats = &arguments.format;
    let records = formats.contains(&Format::Jsonl);
    let wanted = |what| arguments.redact.contains(&what);
    Ok(Plan {
        settings: Settings {
            jurisdiction: arguments.jurisdiction.clone(),
            review_below: review_below(arguments),
            profiles: profiles(arguments)?,
            limits: Limits { max_bytes: arguments.max_bytes, max_time: arguments.bounds.time(), ..Limits::default() },
            second_reading: arguments.rereading.second_reading,
            ..Settings::default()
        },
        redaction: Redaction { contacts: wanted(Redacted::Contacts), phones: wanted(Redacted::Phones) },
        evidence: match arguments.evidence {
            EvidenceChoice::File if records => EvidenceMode::File,
            EvidenceChoice::Inline if records => EvidenceMode::Inline,
            _ => EvidenceMode::None,
        },
        records,
        tables: formats.contains(&Format::Csv),
        books: books::Format::ALL.into_iter().filter(|book| formats.contains(&Format::Book(*book))).collect(),
        review: true,
        jobs: arguments.jobs.map_or_else(default_jobs, usize::from),
        fail_fast: arguments.fail_fast,
        containers: arguments.bounds.pool(&arguments.rereading)?,
        interrupt: Interrupt::default(),
    })
}

fn profiles(arguments: &Arguments) -> Result<Arc<Profiles>, Failure> {
    arguments.layouts.load(arguments.paths.iter().map(PathBuf::as_path))
}

/// The threshold as it was given, or the one that keeps the promise.
fn review_below(arguments: &Arguments) -> f64 {
    arguments.review_for.map_or(arguments.review_below, |recall| Model::fitted().review_below(recall))
}

fn default_jobs() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn options(arguments: &Arguments, plan: &Plan) -> Options {
    let mut redact = arguments.redact.clone();
    redact.sort();
    redact.dedup();
    let formats = Format::all().filter(|f| arguments.format.contains(f));
    Options {
        format: formats.map(Format::word).collect(),
        evidence: match plan.evidence {
            EvidenceMode::File => "file",
            EvidenceMode::Inline => "inline",
            EvidenceMode::None => "none",
        },
        jurisdiction: arguments.jurisdiction.clone(),
        review_below: plan.settings.review_below,
        redact: redact
            .into_iter()
            .map(|r| match r {
                Redacted::Contacts => "contacts",
                Redacted::Phones => "phones",
            })
            .collect(),
        profiles: plan.settings.profiles.all().iter().filter_map(profile_used).collect(),
        max_bytes: arguments.max_bytes,
        timeout: arguments.bounds.timeout,
        max_memory: arguments.bounds.max_memory,
        fail_fast: arguments.fail_fast,
        second_reading: arguments.rereading.second_reading,
        ocr: arguments.rereading.ocr,
    }
}

fn profile_used(profile: &Profile) -> Option<ProfileUsed> {
    Some(ProfileUsed { name: profile.name.clone(), sha256: profile.sha256.clone()? })
}

fn find_inputs(arguments: &Arguments) -> Result<Vec<Input>, Failure> {
    let stdin = |path: &PathBuf| path.as_os_str() == STDIN;
    if arguments.files_from.as_ref().is_some_and(stdin) && arguments.paths.iter().any(stdin) {
        return Err(Failure::Usage(
            "stdin cannot be both a list of files and a document (표준입력은 목록과 문서 중 하나로만 쓸 수 있습니다)".to_owned(),
        ));
    }
    if arguments.watch && (arguments.paths.iter().any(stdin) || arguments.files_from.as_ref().is_some_and(stdin)) {
        return Err(Failure::Usage("--watch cannot read stdin again (--watch에서는 표준입력을 쓸 수 없습니다)".to_owned()));
    }
    inputs::collect(&Request {
        paths: &arguments.paths,
        files_from: arguments.files_from.as_deref(),
        out: arguments.out.as_deref(),
        max_bytes: arguments.max_bytes,
    })
}

fn to_stdout(arguments: &Arguments) -> Result<u8, Failure> {
    let single = arguments.files_from.is_none() && arguments.paths.len() == 1;
    if !single || arguments.paths.iter().any(|p| p.is_dir()) {
        return Err(Failure::Usage(
            "several inputs or a folder need an output folder: add -o OUT (입력이 여럿이거나 폴더이면 -o OUT이 필요합니다)".to_owned(),
        ));
    }
    if !arguments.format.contains(&Format::Jsonl) {
        return Err(Failure::Usage("only jsonl goes to stdout; add -o OUT for tables (표는 -o OUT이 있어야 쓸 수 있습니다)".to_owned()));
    }
    let inputs = find_inputs(arguments)?;
    let mut plan = plan(arguments)?;
    plan.tables = false;
    plan.books.clear();
    plan.review = false;
    if plan.evidence == EvidenceMode::File {
        plan.evidence = EvidenceMode::None;
    }
    let mode = arguments.progress.unwrap_or(Mode::None);
    let mode = if arguments.quiet { Mode::None } else { mode };
    let progress = Progress::new(mode, inputs.len(), arguments.verbose);
    let mut destination = Stdout { failures: !arguments.quiet };
    let none = vec![None; inputs.len()];
    let threads = batch::threads(plan.jobs)?;
    let outcome = threads.install(|| batch::run(&inputs, &none, &plan, &progress, &mut destination))?;
    progress.finish();
    Ok(exit_code(&outcome.totals))
}

/// Records on stdout.
struct Stdout {
    /// Whether failures are named on stderr.
    failures: bool,
}

impl Destination for Stdout {
    fn piece(&mut self, piece: &Piece) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(&piece.records).and_then(|()| stdout.flush());
        written.map_err(|e| stdout_failure(&e))
    }

    fn file(&mut self, entry: &FileEntry, _note: Note) -> Result<(), Failure> {
        if let (true, Some(reason)) = (self.failures, entry.reason) {
            let path = paint::plain(&entry.path);
            let korean = paint::plain(entry.reason_ko.as_deref().unwrap_or_default());
            say(&format!("{path}: {} {reason}: {korean}", entry.status.word()));
        }
        Ok(())
    }
}

fn into_folder(arguments: &Arguments, out: &Path, started: (Instant, SystemTime)) -> Result<u8, Failure> {
    let interrupt = Interrupt::listen();
    check_folder(out)?;
    let inputs = find_inputs(arguments)?;
    let mut plan = Plan { interrupt: interrupt.clone(), ..plan(arguments)? };
    let _lock = lock(out)?;
    plan.settings.corrections = Arc::new(corrections_of(out, &inputs, arguments.quiet)?);
    if !arguments.watch {
        return convert_into(arguments, out, &plan, &inputs, started, Turn::Only);
    }
    let again = |is_again: bool| match is_again {
        false => convert_into(arguments, out, &plan, &inputs, started, Turn::Only),
        true => {
            let started = (Instant::now(), SystemTime::now());
            match profiles(arguments) {
                Ok(profiles) => plan.settings.profiles = profiles,
                // Somebody is at work on it; the next change is soon.
                Err(Failure::Usage(message)) => {
                    say(&format!("error: {message}"));
                    return Ok(0);
                }
                Err(failure) => return Err(failure),
            }
            let inputs = find_inputs(arguments)?;
            // Those that fit no input were told of when the watch began.
            plan.settings.corrections = Arc::new(corrections_of(out, &inputs, true)?);
            convert_into(arguments, out, &plan, &inputs, started, Turn::Again)
        }
    };
    let watched: Vec<PathBuf> = arguments.paths.iter().chain(&arguments.layouts.files).cloned().collect();
    watch::run(&watched, out, &interrupt, arguments.quiet, again)
}

/// Whether a run stands alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Only,
    /// Under `--watch`, after another: what changed nothing is not told of, and `--force` was heeded the first time.
    Again,
}

fn check_folder(out: &Path) -> Result<(), Failure> {
    let shown = paint::plain(&out.to_string_lossy());
    match folder::state(out) {
        Ok(FolderState::Free | FolderState::EarlierOutput) => Ok(()),
        Ok(FolderState::Foreign) => Err(Failure::Usage(format!(
            "{shown} is neither empty nor an earlier output; nothing was written (비어 있거나 이전 결과 폴더가 아니어서 쓰지 않았습니다)"
        ))),
        Err(error) => Err(Failure::Output(format!("cannot read {shown}: {error} ({})", super::reason_ko(&error)))),
    }
}

fn lock(out: &Path) -> Result<Lock, Failure> {
    Lock::take(out).map_err(|refused| match refused {
        Refused::Failed(failed) => failed.into(),
        Refused::Held(id) => {
            let shown = paint::plain(&out.to_string_lossy());
            let (by, by_ko) = match id {
                Some(id) => (format!("the run with process id {id}"), format!("다른 실행(프로세스 {id})이")),
                None => ("another run".to_owned(), "다른 실행이".to_owned()),
            };
            Failure::Held(format!("{by} is writing to {shown}; nothing was done ({by_ko} 결과 폴더를 쓰고 있어 시작하지 않았습니다)"))
        }
    })
}

/// What decides what the files give, and so what of an earlier run may be taken over.
fn fingerprint(options: &Options, corrections: &[u8]) -> String {
    let profiles = serde_json::to_vec(&options.profiles).expect("profiles have string keys");
    // Another `tesseract` recognises otherwise, and none may be there another time.
    let ocr = if options.ocr { Recogniser::installed() } else { String::new() };
    let second_reading = [u8::from(options.second_reading)];
    let options = serde_json::to_vec(options).expect("options have string keys");
    // A program that cannot read itself takes nothing over, not even from itself.
    let program = resume::program().unwrap_or_else(|| format!("{:?}", SystemTime::now()));
    resume::fingerprint(&[
        ("program", program.as_bytes()),
        ("options", &options),
        ("profiles", &profiles),
        ("second_reading", &second_reading),
        ("ocr", ocr.as_bytes()),
        ("corrections", corrections),
    ])
}

/// One run over the inputs, into a folder that no other run writes to.
fn convert_into(
    arguments: &Arguments,
    out: &Path,
    plan: &Plan,
    inputs: &[Input],
    started: (Instant, SystemTime),
    turn: Turn,
) -> Result<u8, Failure> {
    folder::settle(out)?;
    let wanted =
        Wanted { records: plan.records, evidence: plan.evidence == EvidenceMode::File, tables: plan.tables, books: plan.books.clone() };
    let options = options(arguments, plan);
    // One that cannot be read was refused when the corrections were.
    let corrections = std::fs::read(out.join(crate::corrections::FILE_NAME)).unwrap_or_default();
    let fingerprint = fingerprint(&options, &corrections);
    let mut earlier = match arguments.force && turn == Turn::Only {
        true => Earlier::ignored(out),
        false => Earlier::open(out, &fingerprint, &wanted.streams()),
    };
    let threads = batch::threads(plan.jobs)?;
    let limit = plan.settings.limits.max_bytes;
    let found = threads.install(|| resume::survey(inputs, &mut earlier, arguments.verify, limit));
    let whole = earlier.is_whole(&found) && !arguments.verify;
    if whole && turn == Turn::Again {
        return Ok(0);
    }
    let mut run = Run {
        tool: Tool::this(),
        started: timestamp(started.1),
        finished: None,
        seconds: 0.0,
        jobs: plan.jobs,
        files: inputs.len() as u64,
        reused: 0,
        records: 0,
        bytes: 0,
        files_per_second: 0.0,
        records_per_second: 0.0,
        bytes_per_second: 0.0,
        slowest: Vec::new(),
        machine: Machine::this(),
    };
    let mode = arguments.progress.unwrap_or_else(Mode::for_stderr);
    let mode = if arguments.quiet { Mode::None } else { mode };
    let progress = Progress::new(mode, inputs.len(), arguments.verbose);
    let mut kept = None;
    let outcome = if whole {
        reused(&mut earlier, &found)
    } else {
        earlier.tidy(&found);
        let lead = earlier.lead(&found);
        let folder = OutFolder::create(out, wanted, Start { fingerprint: &fingerprint, lead, began: started.1 }, &run)?;
        let mut destination = IntoFolder { folder, earlier };
        let outcome = threads.install(|| batch::run(inputs, &found, plan, &progress, &mut destination))?;
        kept = Some(destination.folder);
        outcome
    };
    progress.finish();
    if outcome.interrupted {
        if !arguments.quiet {
            say(&match mode {
                Mode::Json => summary::json(&outcome, started.0.elapsed().as_secs_f64(), inputs.len(), out),
                _ => summary::interrupted(&outcome, inputs.len(), out),
            });
        }
        return Ok(INTERRUPTED);
    }
    let Outcome { totals, bytes, reused, .. } = &outcome;
    let seconds = started.0.elapsed().as_secs_f64();
    let rate = |count: u64| rounded(count as f64 / seconds.max(1e-9));
    run.finished = Some(timestamp(SystemTime::now()));
    run.seconds = rounded(seconds);
    run.reused = *reused;
    run.records = totals.records.total;
    run.bytes = *bytes;
    run.files_per_second = rate(run.files);
    run.records_per_second = rate(run.records);
    run.bytes_per_second = rate(run.bytes);
    let slowest = outcome.slowest.iter();
    run.slowest = slowest.map(|s| SlowFile { seconds: rounded(s.seconds), ..s.clone() }).collect();
    match kept {
        Some(folder) => threads.install(|| folder.finish(&options, totals, &run))?,
        None => folder::unchanged(out, &run, started.1)?,
    }
    if !arguments.quiet {
        say(&match mode {
            Mode::Json => summary::json(&outcome, seconds, inputs.len(), out),
            _ => summary::text(&outcome, seconds, out),
        });
    }
    Ok(exit_code(totals))
}

/// What reviewers said of an earlier output in this folder.
fn corrections_of(out: &Path, inputs: &[Input], quiet: bool) -> Result<Corrections, Failure> {
    let path = out.join(crate::corrections::FILE_NAME);
    let text = match std::fs::read(&path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Corrections::default()),
        Err(error) => {
            let shown = paint::plain(&path.to_string_lossy());
            return Err(Failure::Output(format!("cannot read {shown}: {error} ({})", super::reason_ko(&error))));
        }
    };
    let (mut corrections, bad) = Corrections::parse(&text);
    let elsewhere = corrections.among(inputs.iter().map(|i| &*i.path));
    if !quiet {
        let name = crate::corrections::FILE_NAME;
        for BadLine { line, reason } in bad {
            say(&format!("{name}:{line}: not a correction, left out: {} (수정 내역이 아닌 줄이어서 건너뜁니다)", paint::plain(&reason)));
        }
        if elsewhere > 0 {
            say(&format!(
                "{name}: {elsewhere} corrections are of files that are not among the inputs (입력에 없는 파일의 수정 {elsewhere}건)"
            ));
        }
    }
    Ok(corrections)
}

/// What a run amounts to whose output is there already.
fn reused(earlier: &mut Earlier, found: &[Option<Found>]) -> Outcome {
    let mut outcome = Outcome::default();
    for entry in found.iter().flatten().filter_map(|found| earlier.entry(*found)) {
        outcome.totals.add(&entry.brief.totals);
        outcome.bytes += entry.brief.bytes;
        outcome.reused += 1;
    }
    outcome
}

/// An output folder, and what earlier runs left in it.
struct IntoFolder {
    folder: OutFolder,
    earlier: Earlier,
}

impl Destination for IntoFolder {
    fn piece(&mut self, piece: &Piece) -> Result<(), Failure> {
        Ok(self.folder.append(piece)?)
    }

    fn file(&mut self, entry: &FileEntry, note: Note) -> Result<(), Failure> {
        Ok(self.folder.append_file(entry, note)?)
    }

    fn known(&mut self, found: Found) -> Option<Entry> {
        self.earlier.entry(found)
    }

    fn reuse(&mut self, found: Found, entry: &Entry, key: Key) -> Result<bool, Failure> {
        Ok(self.folder.reuse(&mut self.earlier, found, entry, key)?)
    }

    fn commit(&mut self) -> Result<(), Failure> {
        Ok(self.folder.commit()?)
    }
}

fn exit_code(totals: &Totals) -> u8 {
    if totals.failed > 0 { SOME_FAILED } else { 0 }
}

/// To a thousandth.
fn rounded(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}

/// A moment as RFC 3339, in UTC.
pub(super) fn timestamp(moment: SystemTime) -> String {
    const DAY: u64 = 86_400;
    let seconds = moment.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let (year, month, day) = civil(seconds / DAY);
    let rest = seconds % DAY;
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The Gregorian date of a day after 1970-01-01, counted in years that begin in March so that leap days come last.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (year + era * 400 + next, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn formats_that_are_not_built_name_their_feature() {
        for book in books::Format::ALL {
            match format(book.word()) {
                Ok(found) => assert!(book.is_built() && found == Format::Book(book)),
                Err(error) => assert!(!book.is_built() && error.contains(&format!("feature `{}`", book.word()))),
            }
        }
        assert_eq!(format(" csv "), Ok(Format::Csv));
        assert!(format("doc").is_err());
    }

    #[test]
    fn sizes_have_suffixes() {
        assert_eq!(bytes("256M"), Ok(256 << 20));
        assert_eq!(bytes("1k"), Ok(1024));
        assert_eq!(bytes("17"), Ok(17));
        for wrong in ["", "M", "0", "-1", "8G", "1.5M", "가"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn moments_are_dates() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
        ] {
            assert_eq!(timestamp(UNIX_EPOCH + Duration::from_secs(seconds)), expected);
        }
    }
}
