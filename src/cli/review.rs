//! `bogoseo review`: the review page of an output, over loopback or as one file.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::SystemTime;

use clap::Args;

use super::convert::timestamp;
use super::isolation::Bounds;
use super::layouts::ProfileChoice;
use super::{Failure, paint, print, say};
use crate::pipeline::Settings;
use crate::review::{Options, Session, export, serve};

/// Review flagged values beside their source / 검토할 값을 원문과 나란히 확인
///
/// Serves a page on this machine alone and opens it in the browser: flagged values, worst first, beside their source.
/// Corrections are appended to OUT/corrections.jsonl; every later convert into OUT applies them.
///
/// 이 컴퓨터에서만 열리는 검토 화면을 띄웁니다. 수정 내역은 OUT/corrections.jsonl에 쌓이고, 다음 변환부터 적용됩니다.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Output folder of convert / convert의 결과 폴더
    #[arg(value_name = "OUT")]
    out: PathBuf,

    /// Port on loopback / 포트 번호 [default: a free one]
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,

    /// Print the address only / 브라우저를 열지 않고 주소만 표시 [default: off]
    #[arg(long)]
    no_open: bool,

    /// Write the page as one file that needs no network; it holds the sources / 폐쇄망용 단일 파일로 저장(원문 포함) [default: none]
    #[arg(long, value_name = "FILE.html", conflicts_with_all = ["port", "no_open"])]
    export: Option<PathBuf>,

    /// Name of the reviewer, for the corrections / 검토자 이름 [default: none]
    #[arg(long, value_name = "NAME")]
    who: Option<String>,

    /// Folder that the reports were converted from / 원본 폴더 [default: looked for beside OUT]
    #[arg(long, value_name = "ROOT")]
    input: Option<PathBuf>,

    #[command(flatten)]
    layouts: ProfileChoice,

    #[command(flatten)]
    bounds: Bounds,
}

const EXAMPLES: &str = "\
Examples / 사용 예:
  bogoseo review out
  bogoseo review out --input reports/ --who 김하늘
  bogoseo review out --export 검토.html";

/// Runs the verb: serves until the process is ended.
pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let profiles = arguments.layouts.load(arguments.input.iter().map(PathBuf::as_path))?;
    let options = Options {
        out: arguments.out.clone(),
        input: arguments.input.clone(),
        who: arguments.who.clone(),
        settings: Settings { profiles, ..Settings::default() },
        containers: Box::new(arguments.bounds.pool(&super::isolation::Rereading::default())?),
        now: || timestamp(SystemTime::now()),
    };
    let session = Session::open(options).map_err(|e| {
        let shown = paint::plain(&e.to_string());
        Failure::Usage(format!("this is no output of convert that can be reviewed: {shown} (검토할 수 있는 convert 결과 폴더가 아닙니다)"))
    })?;
    match session.root() {
        Some(root) => say(&format!("원본 폴더 sources: {}", paint::plain(&root.to_string_lossy()))),
        None => say(
            "원본 폴더를 찾지 못해 보기만 할 수 있습니다. --input으로 지정하십시오 (sources not found: read only; name them with --input)",
        ),
    }
    if let Some(file) = &arguments.export {
        let exported = export(&session, file).map_err(|e| Failure::Output(format!("cannot write {}", paint::plain(&e.to_string()))))?;
        let shown = paint::plain(&file.to_string_lossy());
        say(&format!("{shown}: 원문이 들어 있는 파일입니다 (this file holds the sources)"));
        if session.is_redacted() {
            say("--redact로 지운 이름과 번호는 원문에서도 가렸습니다. 본문에만 있는 이름은 남을 수 있습니다 \
                 (what --redact removed is covered in the sources, too; a name that stands in body text alone may remain)");
        } else if exported.left_out > 0 {
            say(&format!(
                "PDF {}쪽의 그림은 크기 한도를 넘거나 그릴 수 없어 넣지 않았습니다 (pictures of {} PDF pages were left out)",
                exported.left_out, exported.left_out
            ));
        }
        return Ok(0);
    }
    let serving =
        serve(Arc::new(session), arguments.port).map_err(|e| Failure::Output(format!("cannot serve: {e} ({})", super::reason_ko(&e))))?;
    print(format!("{}\n", serving.address).as_bytes())?;
    if !arguments.no_open {
        open(&serving.address);
    }
    say("Ctrl+C로 끝냅니다 (Ctrl+C ends it)");
    serving.wait();
    Ok(0)
}

/// Opens the address in the user's browser; where that fails, the address has been printed.
fn open(address: &str) {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("rundll32", &["url.dll,FileProtocolHandler"]),
        _ => ("xdg-open", &[]),
    };
    let quiet = Command::new(program).args(arguments).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if quiet.is_err() {
        say("브라우저를 열지 못했습니다. 위 주소를 여십시오 (open the address above)");
    }
}
