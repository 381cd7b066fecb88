//! `run.json`: how the run went. The one output that differs from run to run.
//!
//! It is written when a run starts (`finished` null) and again when it ends, so an interrupted run's folder is still known
//! as an output of this program.

use schemars::JsonSchema;
use serde::Serialize;

use super::manifest::Tool;

/// A file that took long.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "오래 걸린 파일")]
pub struct SlowFile {
    /// Which.
    #[schemars(title = "파일")]
    pub path: String,
    /// How long.
    #[schemars(title = "초")]
    pub seconds: f64,
}

/// Where it ran.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "기기")]
pub struct Machine {
    /// Operating system.
    #[schemars(title = "운영체제")]
    pub os: &'static str,
    /// Processor architecture.
    #[schemars(title = "아키텍처")]
    pub arch: &'static str,
    /// Processors that the program may use.
    #[schemars(title = "프로세서 수")]
    pub processors: usize,
}

impl Machine {
    /// This one.
    pub fn this() -> Self {
        Self {
            os: std::env::consts::OS,
            arch: std::env::consts::ARCH,
            processors: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// The file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "실행 기록")]
pub struct Run {
    /// Who wrote it.
    #[schemars(title = "프로그램")]
    pub tool: Tool,
    /// When it began, UTC.
    #[schemars(title = "시작 시각")]
    pub started: String,
    /// When it ended; null while it runs and after an interruption.
    #[schemars(title = "종료 시각")]
    pub finished: Option<String>,
    /// How long it took.
    #[schemars(title = "걸린 시간(초)")]
    pub seconds: f64,
    /// Files converted at the same time.
    #[schemars(title = "동시 작업 수")]
    pub jobs: usize,
    /// Files seen.
    #[schemars(title = "파일 수")]
    pub files: u64,
    /// Files that an earlier run had done and that were as they were.
    #[schemars(title = "다시 변환하지 않은 파일 수")]
    pub reused: u64,
    /// Records written.
    #[schemars(title = "레코드 수")]
    pub records: u64,
    /// Bytes read.
    #[schemars(title = "읽은 바이트")]
    pub bytes: u64,
    /// Files a second.
    #[schemars(title = "초당 파일")]
    pub files_per_second: f64,
    /// Records a second.
    #[schemars(title = "초당 레코드")]
    pub records_per_second: f64,
    /// Bytes a second.
    #[schemars(title = "초당 바이트")]
    pub bytes_per_second: f64,
    /// The slowest files, the slowest first.
    #[schemars(title = "오래 걸린 파일")]
    pub slowest: Vec<SlowFile>,
    /// Where it ran.
    #[schemars(title = "기기")]
    pub machine: Machine,
}

impl Run {
    /// The run as a file.
    pub fn to_json(&self) -> Vec<u8> {
        let mut out = serde_json::to_vec_pretty(self).expect("wire types have string keys");
        out.push(b'\n');
        out
    }
}
