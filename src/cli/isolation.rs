//! Worker processes: the options for them, and their hidden verb.
//!
//! Comes in: the bytes of a container. Goes out: what a [worker](crate::worker) read. Text is read in this process, and a run
//! over texts of usual size starts no worker; a heavy one is first [rehearsed](Containers::rehearse) by a worker.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use super::Failure;
use crate::decode::Format;
use crate::decode::structure::{SecondReading, Structured};
use crate::diag::Diagnostic;
use crate::limits::Limits;
use crate::pipeline::{Containers, Settings, convert_bytes};
use crate::worker::{Options, Pool, Service, own_program, serve};

/// The verb that a worker is started with.
pub(super) const VERB: &str = "__worker";

/// Most seconds that `--timeout` takes: a day.
const MOST_SECONDS: u64 = 86_400;
/// Least and most mebibytes that `--max-memory` takes: what a worker needs before it has read anything, and what no machine has.
const MEMORY: std::ops::RangeInclusive<u64> = 64..=16 << 20;

/// The part of a document's time that recognition may take.
const RECOGNITION: (u64, u64) = (3, 4);

/// Bounds on the worker that reads a file.
#[derive(Clone, Debug, Args)]
pub(super) struct Bounds {
    /// Seconds to read one file, 0 for no limit / 파일별 제한 시간(초), 0은 무제한
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "60")]
    pub(super) timeout: u64,

    /// Memory to read one file that is no text of usual size, in MiB, 0 for no limit; Linux only / 파일별 메모리 한도(MiB), 0은 무제한, 리눅스 전용
    #[arg(long, value_name = "MIB", value_parser = mebibytes, default_value = "2048")]
    pub(super) max_memory: u64,

    /// Let the contents of a file make its worker misbehave, to see what follows
    #[arg(long, hide = true)]
    drills: bool,
}

fn seconds(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(seconds @ 0..=MOST_SECONDS) => Ok(seconds),
        _ => Err("a number of seconds from 1 to 86400, or 0 (1~86400초, 0은 무제한)".to_owned()),
    }
}

fn mebibytes(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(number) if number == 0 || MEMORY.contains(&number) => Ok(number),
        _ => Err("a number of MiB from 64 to 16777216, or 0 (64~16777216MiB, 0은 무제한)".to_owned()),
    }
}

/// How else PDF pages are read.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Rereading {
    /// Compare every PDF page with a second reading / PDF 모든 쪽을 두 번 읽어 비교 [default: pages in doubt]
    #[arg(long)]
    pub(super) second_reading: bool,

    /// Recognise PDF pages that are pictures with `tesseract`, if installed / 그림뿐인 PDF 쪽을 tesseract로 문자 인식 [default: off]
    #[arg(long)]
    pub(super) ocr: bool,
}

impl Bounds {
    /// Time for one file.
    pub(super) fn time(&self) -> Option<Duration> {
        (self.timeout > 0).then(|| Duration::from_secs(self.timeout))
    }

    /// The workers of a run; none is started yet.
    pub(super) fn pool(&self, rereading: &Rereading) -> Result<Pool, Failure> {
        let program = own_program().map_err(|e| Failure::Output(format!("cannot tell where this program is: {e}")))?;
        let mut arguments = vec![VERB.to_owned(), "--max-memory".to_owned(), self.max_memory.to_string()];
        if rereading.ocr {
            // What is left is for reading the document itself.
            let seconds = (self.timeout * RECOGNITION.0).div_ceil(RECOGNITION.1);
            arguments.extend(["--recognise".to_owned(), seconds.to_string()]);
        }
        if self.drills {
            arguments.push("--drills".to_owned());
        }
        Ok(Pool::new(Options { program, arguments, timeout: self.time(), max_memory: bytes(self.max_memory) }))
    }
}

/// Mebibytes in bytes; 0 is no bound.
fn bytes(mebibytes: u64) -> Option<u64> {
    (mebibytes > 0).then(|| mebibytes.saturating_mul(1 << 20))
}

impl Containers for Pool {
    fn read(&self, format: Format, bytes: &[u8], limits: &Limits) -> Result<Structured, Diagnostic> {
        Pool::read(self, format, bytes, limits)
    }

    fn rehearse(&self, format: Format, bytes: &[u8], limits: &Limits) -> Result<(), Diagnostic> {
        Pool::rehearse(self, format, bytes, limits)
    }

    fn read_again(&self, bytes: &[u8], limits: &Limits, pages: &[u32]) -> Result<SecondReading, Diagnostic> {
        Pool::read_again(self, bytes, limits, pages)
    }

    fn draw(&self, bytes: &[u8], limits: &Limits, page: u32) -> Option<Vec<u8>> {
        Pool::draw(self, bytes, limits, page).ok().flatten()
    }
}

/// Read documents for another process of this program
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Bound on the memory, in MiB; 0 for none
    #[arg(long, value_name = "MIB", value_parser = mebibytes, default_value = "0")]
    max_memory: u64,

    /// Recognise pages without text, for so many seconds in a document; 0 for as long as it takes
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    recognise: Option<u64>,

    /// Misbehave where a document says so
    #[arg(long)]
    drills: bool,
}

/// Runs the verb: serves until stdin ends.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let recognise = arguments.recognise.map(|seconds| (seconds > 0).then(|| Duration::from_secs(seconds)));
    let rehearse = Some(rehearse as fn(&[u8], &Limits));
    serve(&Service { max_memory: bytes(arguments.max_memory), recognise, drills: arguments.drills, rehearse })
}

/// All stages, with the built-in layout profiles and without corrections: what these change is not what a document costs.
fn rehearse(bytes: &[u8], limits: &Limits) {
    // Whoever asked ends this process at the deadline.
    let settings = Settings { limits: Limits { max_time: None, ..limits.clone() }, ..Settings::default() };
    drop(convert_bytes(bytes, &settings));
}
