//! The command line: one module a verb.
//!
//! Comes in: arguments. Goes out: data on stdout, everything else on stderr, and an exit code (0 done, 1 some file failed,
//! 2 wrong use, 3 the output could not be written, 4 another run holds the output folder, 130 interrupted). A closed pipe is success: who stopped reading has what they wanted.
//!
//! Nothing here knows how a report is read; it finds files, hands their bytes to [`convert_with`](crate::pipeline::convert_with) and puts the
//! results in order.

mod archive;
mod batch;
#[cfg(feature = "calibrate")]
mod calibrate;
mod convert;
mod diff;
mod eval;
mod explain;
mod inputs;
mod inspect;
mod interrupt;
mod isolation;
mod layouts;
mod paint;
mod profile;
mod progress;
mod resume;
#[cfg(feature = "review")]
mod review;
mod schema;
mod summary;
mod watch;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Korean government pledge reports into normalized records.
///
/// 공약 이행 보고서를 정규화된 JSON 레코드로 바꿉니다. 값마다 신뢰도와 원문 위치가, 읽지 못한 것과 서로 맞지 않는 것마다 문제 코드가 붙습니다.
#[derive(Debug, Parser)]
#[command(name = "bogoseo", version, propagate_version = true, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLES: &str = "\
Examples / 사용 예:
  bogoseo convert reports/ -o out        convert a folder / 폴더 전체 변환
  bogoseo inspect reports/7-1.txt        look at one report / 보고서 하나 살펴보기
  bogoseo review out                     look at flagged values / 검토 화면
  bogoseo explain total-mismatch         what an issue means / 문제 코드 설명

Exit codes / 종료 코드: 0 done, 1 some file failed, 2 wrong use, 3 the output could not be written,
4 another run holds the output folder, 130 interrupted";

#[derive(Debug, Subcommand)]
enum Verb {
    Convert(convert::Arguments),
    Inspect(inspect::Arguments),
    #[cfg(feature = "review")]
    Review(review::Arguments),
    Explain(explain::Arguments),
    Eval(eval::Arguments),
    Diff(diff::Arguments),
    Schema(schema::Arguments),
    #[cfg(feature = "calibrate")]
    #[command(hide = true)]
    Calibrate(calibrate::Arguments),
    Profile(profile::Arguments),
    #[command(name = isolation::VERB, hide = true)]
    Worker(isolation::Arguments),
}

/// Why a verb ends before its time.
#[derive(Debug)]
enum Failure {
    /// The arguments cannot be meant that way.
    Usage(String),
    /// The output could not be written.
    Output(String),
    /// Another run writes into the output folder.
    Held(String),
    /// Nobody reads stdout any more.
    ClosedPipe,
}

impl From<crate::sinks::folder::WriteError> for Failure {
    fn from(failed: crate::sinks::folder::WriteError) -> Self {
        let path = paint::plain(&failed.path.to_string_lossy());
        Failure::Output(format!("cannot write {path}: {} ({})", failed.error, reason_ko(&failed.error)))
    }
}

/// Some file failed; each is in the output.
const SOME_FAILED: u8 = 1;
/// The arguments cannot be meant that way.
const WRONG_USE: u8 = 2;
/// The output could not be written.
const NOT_WRITTEN: u8 = 3;

/// Another run holds the output folder.
const HELD: u8 = 4;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(message) => {
            // A closed stdout or stderr leaves nobody to tell.
            let _ = message.print();
            return ExitCode::from(if message.use_stderr() { WRONG_USE } else { 0 });
        }
    };
    let result = match cli.verb {
        Verb::Convert(arguments) => convert::run(&arguments),
        Verb::Inspect(arguments) => inspect::run(&arguments),
        #[cfg(feature = "review")]
        Verb::Review(arguments) => review::run(&arguments),
        Verb::Explain(arguments) => explain::run(&arguments),
        Verb::Eval(arguments) => eval::run(&arguments),
        Verb::Diff(arguments) => diff::run(&arguments),
        Verb::Schema(arguments) => schema::run(&arguments),
        #[cfg(feature = "calibrate")]
        Verb::Calibrate(arguments) => calibrate::run(&arguments),
        Verb::Profile(arguments) => profile::run(&arguments),
        Verb::Worker(arguments) => return isolation::run(&arguments),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Err(Failure::Usage(message)) => {
            say(&format!("error: {message}\n\nFor more information, try '--help'."));
            ExitCode::from(WRONG_USE)
        }
        Err(Failure::Output(message)) => {
            say(&format!("error: {message}"));
            ExitCode::from(NOT_WRITTEN)
        }
        Err(Failure::Held(message)) => {
            say(&format!("error: {message}"));
            ExitCode::from(HELD)
        }
    }
}

/// Why the system refused a file, in Korean.
fn reason_ko(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "파일이나 폴더가 없습니다",
        io::ErrorKind::PermissionDenied => "권한이 없습니다",
        io::ErrorKind::StorageFull => "저장 공간이 부족합니다",
        io::ErrorKind::IsADirectory => "파일이 아니라 폴더입니다",
        io::ErrorKind::NotADirectory => "경로의 일부가 폴더가 아닙니다",
        io::ErrorKind::ReadOnlyFilesystem => "읽기 전용 위치입니다",
        _ => "운영 체제가 거부했습니다",
    }
}

/// A line for the user, on stderr.
fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Data on stdout.
fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
    written.map_err(|e| stdout_failure(&e))
}

fn stdout_failure(error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        Failure::ClosedPipe
    } else {
        Failure::Output(format!("cannot write to stdout: {error} ({})", reason_ko(error)))
    }
}
