//! Workers that are lost: by the library's pool, and by the program from outside.
//!
//! Documents tell a worker that was started for drills what to do; to the pipeline they are pages of HTML.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use bogoseo::decode::Format;
use bogoseo::decode::structure::{Block, Structured};
use bogoseo::diag::Diagnostic;
use bogoseo::limits::Limits;
use bogoseo::worker::{Options, Pool};
use serde_json::Value;

use crate::cli::{Place, bogoseo};

/// Bound on the memory of the workers here, in MiB.
const MEMORY: u64 = 128;
/// What a loaded machine may take over a deadline.
const SLACK: Duration = Duration::from_secs(30);

fn pool(timeout: Option<Duration>) -> Pool {
    let arguments = ["__worker", "--drills", "--max-memory", &MEMORY.to_string()].map(str::to_owned).to_vec();
    Pool::new(Options { program: PathBuf::from(env!("CARGO_BIN_EXE_bogoseo")), arguments, timeout, max_memory: Some(MEMORY << 20) })
}

fn drill(word: &str) -> Vec<u8> {
    format!("<html>\n<p>누리동 도서관</p>\n<!-- bogoseo-drill:{word} -->\n</html>\n").into_bytes()
}

fn read(pool: &Pool, word: &str) -> Result<Structured, Diagnostic> {
    pool.read(Format::Html, &drill(word), &Limits::default())
}

fn why(pool: &Pool, word: &str) -> (&'static str, String) {
    let why = read(pool, word).unwrap_err();
    (why.code.name, why.message)
}

/// The pool's worker answers; how many were started up to here.
fn still_reads(pool: &Pool) -> u64 {
    let read = read(pool, "echo").unwrap();
    assert_eq!(read.blocks.len(), 4);
    assert!(matches!(&read.blocks[1], Block::Paragraph(p) if p.text == "<p>누리동 도서관</p>"));
    pool.started()
}

#[test]
fn a_worker_is_started_for_the_first_container_and_used_again() {
    let pool = pool(None);
    assert_eq!(pool.started(), 0);
    for _ in 0..40 {
        assert_eq!(still_reads(&pool), 1);
    }
    // 256 documents are enough for one worker.
    for _ in 40..300 {
        still_reads(&pool);
    }
    assert_eq!(pool.started(), 2);
}

#[test]
fn what_a_worker_gives_is_what_the_reader_gives() {
    for format in [Format::Hwp, Format::Hwpx, Format::Docx, Format::Html, Format::Text, Format::ZipEncrypted] {
        let bytes = b"\xd0\xcf\x11\xe0 no document";
        let here = bogoseo::decode::read_container(format, bytes, &Limits::default());
        assert_eq!(pool(None).read(format, bytes, &Limits::default()), here);
    }
}

#[test]
fn large_documents_go_there_and_back() {
    let pool = pool(Some(Duration::from_secs(60)));
    let line = "가온천 정비 1단계 착공 준비\n";
    let mut bytes = b"bogoseo-drill:echo\n".to_vec();
    bytes.extend(line.repeat(100_000).into_bytes());
    let read = pool.read(Format::Html, &bytes, &Limits::default()).unwrap();
    assert_eq!(read.blocks.len(), 100_001);
}

#[test]
fn a_worker_that_hangs_is_killed_at_its_deadline() {
    let pool = pool(Some(Duration::from_secs(2)));
    let begun = Instant::now();
    let (code, message) = why(&pool, "sleep");
    let took = begun.elapsed();
    assert_eq!(code, "file-timeout");
    assert!(message.contains("2 s") && message.contains("--timeout"), "{message}");
    assert!(took >= Duration::from_secs(2) && took < Duration::from_secs(2) + SLACK, "{took:?}");
    // A fresh worker would take as long again.
    assert_eq!(pool.started(), 1);
    // This one has served before: the next file that hangs gets another chance.
    assert_eq!(still_reads(&pool), 2);
    assert_eq!(why(&pool, "sleep").0, "file-timeout");
    assert_eq!(pool.started(), 3);
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_grows_ends_at_its_bound() {
    let pool = pool(None);
    let (code, message) = why(&pool, "grow");
    assert_eq!((code, message.contains("128 MiB")), ("file-memory", true), "{message}");
    assert_eq!(pool.started(), 2);
    assert_eq!(still_reads(&pool), 3);
}

#[test]
fn a_worker_that_dies_is_asked_for_once_more() {
    let pool = pool(None);
    let (code, message) = why(&pool, "abort");
    assert_eq!(code, "file-crashed");
    assert!(message.contains("twice"), "{message}");
    #[cfg(unix)]
    assert!(message.contains("SIGABRT"), "{message}");
    assert_eq!(pool.started(), 2);
    // What an earlier document left behind costs the next one nothing.
    assert_eq!(still_reads(&pool), 3);
    let here = bogoseo::decode::read_container(Format::Html, &drill("abort-when-used"), &Limits::default());
    assert_eq!(read(&pool, "abort-when-used"), here);
    assert_eq!(pool.started(), 4);
}

#[test]
fn an_overflow_of_the_stack_is_told() {
    let (code, message) = why(&pool(None), "overflow");
    assert_eq!(code, "file-crashed");
    #[cfg(unix)]
    assert!(message.contains("stack overflow"), "{message}");
}

#[test]
fn a_panic_is_an_answer() {
    let pool = pool(None);
    still_reads(&pool);
    let (code, message) = why(&pool, "panic");
    assert_eq!((code, message.contains("a drill")), ("file-crashed", true), "{message}");
    assert_eq!(still_reads(&pool), 1);
}

#[test]
fn an_answer_that_is_none_is_a_crash() {
    let pool = pool(Some(Duration::from_secs(60)));
    assert_eq!(why(&pool, "garbage").0, "file-crashed");
    assert_eq!(pool.started(), 2);
    assert_eq!(still_reads(&pool), 3);
    // A program that is no worker at all.
    let other = Options { program: PathBuf::from("/bin/cat"), arguments: Vec::new(), timeout: None, max_memory: None };
    if other.program.exists() {
        assert_eq!(why(&Pool::new(other), "echo").0, "file-crashed");
    }
}

/// Workers that this process has started, alive or not, with the state that the kernel gives.
#[cfg(target_os = "linux")]
fn children(of: u32) -> Vec<(u32, char)> {
    let stats = std::fs::read_dir("/proc").unwrap().filter_map(|e| {
        let entry = e.ok()?;
        let id = entry.file_name().to_str()?.parse::<u32>().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        let mut rest = stat[stat.rfind(')')? + 2..].split(' ');
        let state = rest.next()?.chars().next()?;
        (rest.next()?.parse() == Ok(of)).then_some((id, state))
    });
    stats.collect()
}

/// Waits until a thing is so.
#[cfg(target_os = "linux")]
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < SLACK, "{what}: not after {SLACK:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_worker_outlives_a_parent_that_was_killed() {
    let place = Place::new();
    place.write("a.html", &drill("sleep"));
    let mut parent = std::process::Command::new(env!("CARGO_BIN_EXE_bogoseo"))
        .args(["convert", "a.html", "--drills", "--timeout", "0", "-o", "out"])
        .current_dir(place.path(""))
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    wait_until("a worker is at work", || !children(parent.id()).is_empty());
    let workers: Vec<u32> = children(parent.id()).into_iter().map(|c| c.0).collect();
    assert_eq!(workers.len(), 1);
    parent.kill().unwrap();
    parent.wait().unwrap();
    // Whoever adopts it has to wait for it, so it may stay on as a zombie for a moment; it does no work.
    let ended = |id: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        stat.is_empty() || stat[stat.rfind(')').unwrap()..].starts_with(") Z")
    };
    wait_until("the worker ended", || workers.iter().all(ended));
}

#[cfg(target_os = "linux")]
#[test]
fn workers_killed_from_outside_leave_no_zombies_and_cost_a_file_at_most() {
    let place = Place::new();
    place.write("in/a.html", &drill("sleep"));
    place.write("in/b.txt", "공약번호 3-2\n공 약 명 : 가람천 산책로 조성\n".as_bytes());
    let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_bogoseo"))
        .args(["convert", "in", "--drills", "-j1", "-q", "-o", "out"])
        .current_dir(place.path(""))
        .spawn()
        .unwrap();
    let mut killed: Vec<u32> = Vec::new();
    for _ in 0..2 {
        wait_until("a worker is at work", || children(run.id()).iter().any(|c| !killed.contains(&c.0)));
        let (id, _) = children(run.id()).into_iter().find(|c| !killed.contains(&c.0)).unwrap();
        let status = std::process::Command::new("kill").args(["-9", &id.to_string()]).status().unwrap();
        assert!(status.success());
        killed.push(id);
        wait_until("the dead worker is buried", || !children(run.id()).iter().any(|c| c.0 == id));
    }
    assert_eq!(run.wait().unwrap().code(), Some(1));
    let files = files(&place, "out");
    assert_eq!(files[0], ("a.html".to_owned(), "failed".to_owned(), "file-memory".to_owned()));
    assert_eq!(files[1].0, "b.txt");
    assert_ne!(files[1].1, "failed");
}

fn files(place: &Place, out: &str) -> Vec<(String, String, String)> {
    let manifest: Value = serde_json::from_slice(&std::fs::read(place.path(out).join("manifest.json")).unwrap()).unwrap();
    let word = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    manifest["files"].as_array().unwrap().iter().map(|f| (word(&f["path"]), word(&f["status"]), word(&f["reason"]))).collect()
}

/// A folder in which every kind of loss occurs among files that can be read.
fn battlefield() -> Place {
    let place = Place::new();
    let words = ["abort", "echo", "garbage", "panic", "echo", "overflow", "sleep", "echo", "abort-when-used", "grow"];
    for (i, word) in words.iter().enumerate() {
        place.write(&format!("in/{i}-{word}.html"), &drill(word));
        let report = format!("공약번호 3-{i}\n공 약 명 : 가람천 산책로 조성 {i}\n\n□ 사업개요\n ○ 총사업비 : {i}00백만원\n");
        place.write(&format!("in/{i}.txt"), report.as_bytes());
    }
    place
}

#[test]
fn lost_workers_cost_their_files_and_nothing_else_for_any_number_of_jobs() {
    let place = battlefield();
    let run = |out: &str, jobs: &str| {
        let arguments = ["convert", "in", "--drills", "--timeout", "3", "--max-memory", "128", "-q", "-o", out, "-j", jobs];
        let ran = bogoseo(&arguments).at(&place).run();
        assert_eq!(ran.code, Some(1), "{ran:?}");
        // What workers say does not reach the terminal.
        assert_eq!(ran.stderr, "");
    };
    run("one", "1");
    run("four", "4");
    for name in ["records.jsonl", "evidence.jsonl", "manifest.json", "review.csv", "tables/files.csv"] {
        let [one, four] = ["one", "four"].map(|out| std::fs::read(place.path(out).join(name)).unwrap());
        assert!(one == four, "{name} differs");
    }
    for (path, status, reason) in files(&place, "one") {
        let expected = match path.trim_end_matches(".html").get(2..) {
            _ if path.ends_with(".txt") => {
                assert_ne!(status, "failed", "{path}");
                continue;
            }
            Some("sleep") => "file-timeout",
            Some("grow") if cfg!(target_os = "linux") => "file-memory",
            Some("abort" | "garbage" | "panic" | "overflow") => "file-crashed",
            _ => {
                assert!(!["file-timeout", "file-memory", "file-crashed"].contains(&reason.as_str()), "{path}: {reason}");
                continue;
            }
        };
        assert_eq!((status.as_str(), reason.as_str()), ("failed", expected), "{path}");
    }
}

#[test]
fn the_mark_of_a_drill_means_nothing_by_itself() {
    let place = Place::new();
    place.write("in/a.html", &drill("abort"));
    let ran = bogoseo(&["convert", "in", "-q", "-o", "out"]).at(&place).run();
    assert!(ran.code.is_some(), "{ran:?}");
    assert_ne!(files(&place, "out")[0].2, "file-crashed");
}

#[test]
fn inspect_reads_by_way_of_a_worker() {
    let place = Place::new();
    place.write("a.html", &drill("abort"));
    place.write("b.html", &drill("echo"));
    for arguments in [&["inspect", "a.html", "--drills"][..], &["inspect", "a.html", "--drills", "--stage", "text"]] {
        let ran = bogoseo(arguments).at(&place).run();
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(format!("{}{}", ran.stdout, ran.stderr).contains("file-crashed"), "{ran:?}");
    }
    let ran = bogoseo(&["inspect", "b.html", "--drills", "--stage", "text"]).at(&place).run();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("누리동 도서관"), "{ran:?}");
}

#[test]
fn bounds_are_checked() {
    for (option, value) in
        [("--timeout", "-1"), ("--timeout", "86401"), ("--timeout", "1m"), ("--max-memory", "63"), ("--max-memory", "2G")]
    {
        let ran = bogoseo(&["convert", "a.txt", &format!("{option}={value}")]).run();
        assert_eq!(ran.code, Some(2), "{option} {value}: {ran:?}");
        assert!(ran.stderr.contains(option), "{ran:?}");
    }
}

#[test]
fn a_picture_that_hangs_grows_or_crashes_costs_its_worker_and_nothing_else() {
    let page = crate::pdf::pdf(&[(60, 700, "누리동 도서관")]);
    let pool = pool(Some(Duration::from_secs(8)));
    let drawn = |page: &[u8], number| pool.draw(page, &Limits::default(), number);
    assert!(drawn(&page, 1).unwrap().unwrap().starts_with(b"\x89PNG"));
    assert_eq!(drawn(&page, 2).unwrap(), None);
    for (word, code) in [("sleep", "file-timeout"), ("grow", "file-memory"), ("abort", "file-crashed"), ("overflow", "file-crashed")] {
        let hostile = [page.clone(), format!("% bogoseo-drill:draw-{word}\n").into_bytes()].concat();
        let start = Instant::now();
        assert_eq!(drawn(&hostile, 1).unwrap_err().code.name, code);
        assert!(start.elapsed() < Duration::from_secs(8) + SLACK);
        // It is only drawing that goes wrong with it.
        assert!(pool.read(Format::Pdf, &hostile, &Limits::default()).is_ok());
    }
    assert!(drawn(&page, 1).unwrap().is_some());
}

/// A text that is rehearsed.
fn heavy(word: &str) -> Vec<u8> {
    format!("□ 추진실적\n- bogoseo-drill:rehearse-{word}\n{}", "- 가온\n".repeat(bogoseo::pipeline::HEAVY_ITEMS)).into_bytes()
}

#[test]
fn a_heavy_text_has_a_deadline_and_a_bound() {
    let place = Place::new();
    for word in ["sleep", "grow", "overflow", "nothing"] {
        place.write(&format!("in/{word}.txt"), &heavy(word));
    }
    place.write("in/light.txt", "□ 추진실적\n- bogoseo-drill:rehearse-sleep\n".as_bytes());
    let bounds = ["--drills", "--timeout", "20", "--max-memory", "700"];
    let ran = bogoseo(&[&["convert", "in", "-q", "-o", "out", "-j", "2"][..], &bounds].concat()).at(&place).run();
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""));
    let told: Vec<(String, String)> = files(&place, "out").into_iter().map(|(path, _, reason)| (path, reason)).collect();
    let memory = if cfg!(target_os = "linux") { "file-memory" } else { "" };
    let expected =
        [("grow.txt", memory), ("light.txt", ""), ("nothing.txt", ""), ("overflow.txt", "file-crashed"), ("sleep.txt", "file-timeout")];
    assert_eq!(told, expected.map(|(path, reason)| (path.to_owned(), reason.to_owned())));
    // Without a mark there is no drill.
    let ran = bogoseo(&["convert", "in/sleep.txt", "-q", "-o", "out2"]).at(&place).run();
    assert_eq!(ran.code, Some(0), "{ran:?}");
}
