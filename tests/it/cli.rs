//! The program from outside: arguments, exit codes, messages, files.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// An invented report.
pub const REPORT: &str = "\
공약번호 3-2
공 약 명 : 가람천 산책로 조성
담당부서 : 하천과  과장 나도윤(☎031-555-0199)

□ 사업개요
 ○ 사업기간 : 2023. 1. ~ 2026. 6.
 ○ 총사업비 : 120억원(국비 60억원, 시비 60억원)

□ 추진실적
 ○ 2023. 9. 7. : 기본계획 수립
";

/// A temporary folder to run in.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With a folder `in` of reports, and of files that are none.
    pub fn with_reports() -> Self {
        let place = Self::new();
        place.write("in/3-2.txt", REPORT.as_bytes());
        place.write("in/다른 이름.txt", REPORT.as_bytes());
        place.write("in/2권/4-1.txt", REPORT.replace("3-2", "4-1").as_bytes());
        place.write("in/빈 파일.txt", b"");
        place.write("in/~$3-2.docx", b"lock");
        place.write("in/.숨김", b"hidden");
        place.write("in/사진.PNG", b"\x89PNG");
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn manifest(&self, out: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(out).join("manifest.json")).unwrap()).unwrap()
    }

    /// Path, status and reason of every file in the manifest.
    pub fn files(&self, out: &str) -> Vec<(String, String, String)> {
        let word = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let manifest = self.manifest(out);
        let files = manifest["files"].as_array().unwrap().iter();
        files.map(|f| (word(&f["path"]), word(&f["status"]), word(&f["reason"]))).collect()
    }

    pub fn paths(&self, out: &str) -> Vec<String> {
        self.files(out).into_iter().map(|f| f.0).collect()
    }

    pub fn records(&self, out: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.path(out).join("records.jsonl")).unwrap();
        text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    }
}

/// One run of the program.
pub struct Run {
    command: Command,
    stdin: Vec<u8>,
}

pub fn bogoseo(arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogoseo"));
    command.args(arguments).env_remove("COLUMNS").env_remove("NO_COLOR");
    Run { command, stdin: Vec::new() }
}

#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn at(mut self, place: &Place) -> Self {
        self.command.current_dir(place.folder.path());
        self
    }

    /// With one folder to find programs in.
    pub fn path(mut self, folder: &Path) -> Self {
        // What a shell script of a test calls stands in the usual places.
        let usual = if folder.is_dir() { ":/usr/bin:/bin" } else { "" };
        self.command.env("PATH", format!("{}{usual}", folder.display()));
        self
    }

    pub fn stdin(mut self, bytes: &[u8]) -> Self {
        self.stdin = bytes.to_vec();
        self
    }

    /// Starts it with an open standard input.
    pub fn spawn(mut self) -> Child {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.command.spawn().unwrap()
    }

    pub fn run(mut self) -> Ran {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = std::mem::take(&mut self.stdin);
        let writer = std::thread::spawn(move || {
            // A program that does not read its input closes it.
            let _ = stdin.write_all(&input);
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A run as a snapshot: exit code, stdout, stderr.
fn shown(ran: &Ran) -> String {
    format!("exit: {}\n--- stdout\n{}--- stderr\n{}", ran.code.unwrap_or(-1), ran.stdout, ran.stderr)
}

/// Snapshots without what differs between machines and versions.
fn snapshot(name: &str, ran: &Ran) {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"bogoseo \d+\.\d+\.\d+", "bogoseo [version]");
    settings.add_filter(r"\(\d+\.\d s\)", "([time])");
    settings.add_filter(r"os error \d+", "os error [n]");
    settings.add_filter(r"(?m)[ \t]+$", "");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!(name, shown(ran)));
}

#[test]
fn help_of_every_verb() {
    for verb in ["", "convert", "inspect", "review", "explain", "schema"] {
        let mut arguments = vec![verb, "--help"];
        arguments.retain(|a| !a.is_empty());
        let ran = bogoseo(&arguments).run();
        assert_eq!(ran.code, Some(0));
        assert!(ran.stdout.contains("Examples"), "{verb}");
        snapshot(&format!("help-{}", if verb.is_empty() { "main" } else { verb }), &ran);
    }
}

#[test]
fn help_states_every_default() {
    for verb in ["convert", "inspect", "review", "explain", "schema"] {
        let ran = bogoseo(&[verb, "--help"]).run();
        // Each option, from its name to the next one's.
        let options = ran.stdout.split("Options:").nth(1).unwrap();
        for option in options.split("\n  -").skip(1).flat_map(|o| o.split("\n      --")) {
            let tells = ["[default: ", "Print help", "Print version"];
            assert!(tells.iter().any(|t| option.contains(t)), "{verb}: {option}");
        }
    }
}

#[test]
fn wrong_use_exits_with_2_and_says_why() {
    let place = Place::with_reports();
    place.write("letters/a.txt", b"not an output");
    for (name, arguments) in [
        ("no-verb", &[][..]),
        ("no-path", &["convert"]),
        ("no-such-file", &["convert", "없는 파일.txt", "-o", "out"]),
        ("folder-to-stdout", &["convert", "in"]),
        ("several-to-stdout", &["convert", "in/3-2.txt", "in/빈 파일.txt"]),
        ("format-unknown", &["convert", "in", "-o", "out", "--format", "doc"]),
        ("review-below-2", &["convert", "in", "-o", "out", "--review-below", "2"]),
        ("jurisdiction", &["convert", "in", "-o", "out", "--jurisdiction", "가람시"]),
        ("jurisdiction-unknown", &["inspect", "in/3-2.txt", "--jurisdiction", "99999"]),
        ("foreign-folder", &["convert", "in", "-o", "letters"]),
        ("out-is-in", &["convert", "letters", "-o", "letters"]),
        ("csv-to-stdout", &["convert", "in/3-2.txt", "--format", "csv"]),
        ("unknown-code", &["explain", "total-missmatch"]),
        ("unknown-schema", &["schema", "records"]),
        ("json-without-stage", &["inspect", "in/3-2.txt", "--json"]),
        ("inspect-folder", &["inspect", "in"]),
    ] {
        let ran = bogoseo(arguments).at(&place).run();
        assert_eq!(ran.code, Some(2), "{name}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{name}");
        snapshot(&format!("usage-{name}"), &ran);
    }
    assert_eq!(fs::read_dir(place.path("letters")).unwrap().count(), 1);
    assert!(!place.path("out").exists());
}

#[test]
fn explain_gives_pages_and_json() {
    let by_name = bogoseo(&["explain", "total-mismatch"]).run();
    let by_code = bogoseo(&["explain", "va001"]).run();
    assert_eq!((by_name.code, &by_name.stdout), (Some(0), &by_code.stdout));
    assert!(by_name.stdout.contains("VA001 total-mismatch"));
    let all = bogoseo(&["explain", "--all", "--json"]).run();
    let pages: Value = serde_json::from_str(&all.stdout).unwrap();
    assert_eq!(pages.as_array().unwrap().len(), bogoseo::diag::codes::ALL.len());
    let lines = bogoseo(&["explain", "--all"]).run().stdout.lines().count();
    assert!(lines >= bogoseo::diag::codes::ALL.len());
}

#[test]
fn an_output_has_all_its_files_and_the_manifest_every_input() {
    let place = Place::with_reports();
    let ran = bogoseo(&["convert", "in", "-o", "out"]).at(&place).run();
    assert_eq!(ran.code, Some(1), "the empty file fails: {}", ran.stderr);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("bogoseo explain"), "{}", ran.stderr);
    for name in ["records.jsonl", "evidence.jsonl", "review.csv", "manifest.json", "run.json"] {
        assert!(place.path("out").join(name).is_file(), "{name}");
    }
    assert_eq!(fs::read_dir(place.path("out/tables")).unwrap().count(), 17);
    let manifest = place.manifest("out");
    let totals = &manifest["totals"];
    let count = |key: &str| totals[key].as_u64().unwrap();
    assert_eq!(count("files_seen"), 7);
    assert_eq!(count("ok") + count("review") + count("failed") + count("skipped"), 7);
    assert_eq!(count("skipped"), 3);
    let files = place.files("out");
    let paths: Vec<_> = files.iter().map(|f| f.0.as_bytes()).collect();
    assert!(paths.is_sorted());
    let reason = |path: &str| files.iter().find(|f| f.0 == path).unwrap().2.clone();
    assert_eq!(reason("~$3-2.docx"), "lock-file");
    assert_eq!(reason(".숨김"), "hidden");
    assert_eq!(reason("사진.PNG"), "image");
    assert_ne!(reason("빈 파일.txt"), "");
    let leftovers = walkdir::WalkDir::new(place.path("out")).into_iter().map(Result::unwrap);
    let partial = |e: &walkdir::DirEntry| e.file_name().to_string_lossy().ends_with(".partial");
    assert_eq!(leftovers.filter(partial).count(), 0);
}

#[test]
fn records_are_in_order_unique_and_beside_their_evidence() {
    let place = Place::with_reports();
    bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run();
    let records = place.records("out");
    let evidence = fs::read_to_string(place.path("out/evidence.jsonl")).unwrap();
    let order: Vec<_> = records
        .iter()
        .map(|r| {
            let source = &r["source"];
            (source["path"].as_str().unwrap().as_bytes().to_vec(), source["record_index"].as_u64())
        })
        .collect();
    assert!(order.is_sorted());
    let ids: Vec<_> = records.iter().map(|r| r["record_id"].as_str().unwrap()).collect();
    let beside: Vec<String> =
        evidence.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["record_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, beside);
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len());
}

/// Every file of an output but `run.json`, and but what the program keeps for itself.
pub fn outputs(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name();
    files
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file() && e.file_name() != "run.json" && !e.path().starts_with(folder.join(".bogoseo")))
        .map(|e| {
            let name = e.path().strip_prefix(folder).unwrap().to_owned();
            (name, fs::read(e.path()).unwrap())
        })
        .collect()
}

#[test]
fn outputs_are_the_same_whatever_the_jobs_and_from_run_to_run() {
    let place = Place::with_reports();
    for i in 0..150 {
        let text = REPORT.replace("3-2", &format!("5-{}", i % 60));
        place.write(&format!("in/many/{i}.txt"), text.as_bytes());
    }
    for (jobs, out) in [("1", "one"), ("8", "eight"), ("3", "three")] {
        bogoseo(&["convert", "in", "-o", out, "-j", jobs, "-q"]).at(&place).run();
    }
    let one = outputs(&place.path("one"));
    assert_eq!(one.len(), 4 + 17 + usize::from(cfg!(feature = "xlsx")));
    assert!(one == outputs(&place.path("eight")));
    assert!(one == outputs(&place.path("three")));
    bogoseo(&["convert", "in", "-o", "one", "-q"]).at(&place).run();
    assert!(one == outputs(&place.path("one")));
}

#[test]
fn an_output_inside_the_input_is_not_read() {
    let place = Place::with_reports();
    bogoseo(&["convert", "in", "-o", "in/out", "-q"]).at(&place).run();
    let first = place.paths("in/out");
    bogoseo(&["convert", "in", "-o", "in/out", "-q"]).at(&place).run();
    assert_eq!(place.paths("in/out"), first);
    assert_eq!(first.len(), 7);
    let ran = bogoseo(&["convert", "in/out", "-o", "in/out"]).at(&place).run();
    assert_eq!(ran.code, Some(2));
    let ran = bogoseo(&["convert", "in/out/review.csv", "-o", "in/out"]).at(&place).run();
    assert_eq!(ran.code, Some(2));
}

#[test]
fn another_format_leaves_nothing_of_the_earlier_one() {
    let place = Place::with_reports();
    bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run();
    place.write("out/corrections.jsonl", b"{}\n");
    bogoseo(&["convert", "in", "-o", "out", "-q", "--format", "jsonl", "--evidence", "none"]).at(&place).run();
    let names: Vec<_> = outputs(&place.path("out")).into_iter().map(|o| o.0).collect();
    let names: Vec<_> = names.iter().map(|n| n.to_str().unwrap()).collect();
    assert_eq!(names, ["corrections.jsonl", "manifest.json", "records.jsonl", "review.csv"]);
    bogoseo(&["convert", "in", "-o", "out", "-q", "--format", "csv"]).at(&place).run();
    assert!(!place.path("out/records.jsonl").exists());
    assert!(place.path("out/tables/pledges.csv").exists());
}

#[test]
fn an_interrupted_run_can_be_run_again() {
    let place = Place::with_reports();
    bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run();
    let run = fs::read(place.path("out/run.json")).unwrap();
    place.write("again/run.json", &run);
    for name in ["records.jsonl", "tables/pledges.csv", "review.rows", "manifest.files", "tables.xlsx", "pledges.typed"] {
        place.write(&format!("again/{name}.partial"), b"half");
    }
    let arguments = ["convert", "in", "-o", "again", "-q", "--format", "csv"];
    assert_eq!(bogoseo(&arguments).at(&place).run().code, Some(1));
    for (name, _) in outputs(&place.path("again")) {
        assert_ne!(name.extension().unwrap(), "partial", "{}", name.display());
    }
}

#[test]
fn one_file_and_stdin_print_records() {
    let place = Place::with_reports();
    let file = bogoseo(&["convert", "in/3-2.txt"]).at(&place).run();
    let record: Value = serde_json::from_str(file.stdout.trim_end()).unwrap();
    assert_eq!(record["source"]["path"], "3-2.txt");
    let stdin = bogoseo(&["convert", "-"]).stdin(REPORT.as_bytes()).run();
    let record: Value = serde_json::from_str(stdin.stdout.trim_end()).unwrap();
    assert_eq!(record["source"]["path"], "-");
    let dash = bogoseo(&["convert", "in/3-2.txt", "-o", "-"]).at(&place).run();
    assert_eq!(dash.stdout, file.stdout);
    assert!(!place.path("-").exists());
    assert_eq!(bogoseo(&["convert", "in", "-o", "-", "--watch"]).at(&place).run().code, Some(2));
    let inline = bogoseo(&["convert", "in/3-2.txt", "--evidence", "inline"]).at(&place).run();
    let record: Value = serde_json::from_str(inline.stdout.trim_end()).unwrap();
    assert!(record["evidence"].is_array());
    let empty = bogoseo(&["convert", "-"]).run();
    assert_eq!(empty.code, Some(1));
    let record: Value = serde_json::from_str(empty.stdout.trim_end()).unwrap();
    assert_eq!(record["status"], "failed");
}

#[test]
fn arguments_of_one_name_do_not_collide() {
    let place = Place::new();
    place.write("a/r.txt", REPORT.as_bytes());
    place.write("b/r.txt", REPORT.as_bytes());
    place.write("c/r.txt", REPORT.as_bytes());
    bogoseo(&["convert", "a/r.txt", "b/r.txt", "c", "./a/r.txt", "-o", "out", "-q"]).at(&place).run();
    assert_eq!(place.paths("out"), ["a/r.txt", "b/r.txt", "c/r.txt"]);
    bogoseo(&["convert", "a", "-o", "alone", "-q"]).at(&place).run();
    assert_eq!(place.paths("alone"), ["r.txt"]);
}

#[test]
fn a_list_gives_paths_and_what_it_lacks_fails() {
    let place = Place::with_reports();
    let list = "in/3-2.txt\r\n\nin/없음.txt\nin/2권\nin/3-2.txt\n";
    let ran = bogoseo(&["convert", "--files-from", "-", "-o", "out", "-q"]).at(&place).stdin(list.as_bytes()).run();
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert_eq!(place.paths("out"), ["in/2권/4-1.txt", "in/3-2.txt", "in/없음.txt"]);
    assert_eq!(place.files("out")[2].2, "file-unreadable");
}

#[test]
fn a_file_over_the_limit_is_not_read() {
    let place = Place::with_reports();
    let ran = bogoseo(&["convert", "in/3-2.txt", "-o", "out", "--max-bytes", "10", "-q"]).at(&place).run();
    assert_eq!(ran.code, Some(1));
    assert_eq!(place.files("out")[0].2, "file-too-large");
    assert_eq!(place.records("out")[0]["status"], "failed");
}

#[test]
fn fail_fast_accounts_for_what_it_left() {
    let place = Place::new();
    place.write("in/a.png", b"");
    place.write("in/b.txt", b"");
    place.write("in/c.txt", REPORT.as_bytes());
    place.write("in/d.png", b"");
    let ran = bogoseo(&["convert", "in", "-o", "out", "--fail-fast", "-q"]).at(&place).run();
    assert_eq!(ran.code, Some(1));
    let files = place.files("out");
    let status: Vec<_> = files.iter().map(|f| (f.1.as_str(), f.2.as_str())).collect();
    assert_eq!(status[0], ("skipped", "image"));
    assert_eq!(status[1].0, "failed");
    assert_eq!(status[2..], [("skipped", "stopped"), ("skipped", "image")]);
}

#[test]
fn only_skipped_files_do_not_fail() {
    let place = Place::new();
    place.write("in/a.png", b"");
    let ran = bogoseo(&["convert", "in", "-o", "out"]).at(&place).run();
    assert_eq!(ran.code, Some(0));
    snapshot("summary-skipped", &ran);
}

#[test]
fn progress_is_data_where_it_is_asked_for() {
    let place = Place::with_reports();
    let ran = bogoseo(&["convert", "in", "-o", "out", "--progress", "json"]).at(&place).run();
    let events: Vec<Value> = ran.stderr.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let [.., done, summary] = events.as_slice() else { panic!("{}", ran.stderr) };
    assert_eq!((&done["event"], &done["files_done"]), (&Value::from("done"), &Value::from(7)));
    assert_eq!((&summary["event"], &summary["totals"]["files_seen"]), (&Value::from("summary"), &Value::from(7)));
    let ran = bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run();
    assert_eq!(ran.stderr, "");
}

#[test]
fn redaction_reaches_every_file() {
    let place = Place::with_reports();
    bogoseo(&["convert", "in", "-o", "out", "-q", "--redact", "contacts,phones", "--evidence", "inline"]).at(&place).run();
    assert_eq!(place.manifest("out")["options"]["redact"], serde_json::json!(["contacts", "phones"]));
    for (name, bytes) in outputs(&place.path("out")) {
        // A workbook is packed; its parts are looked into where the books are tested.
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("555-0199"), "{}", name.display());
    }
    // What the next run is given is no exception.
    for (name, bytes) in outputs(&place.path("out/.bogoseo")) {
        assert!(!String::from_utf8_lossy(&bytes).contains("555-0199"), "{}", name.display());
    }
}

#[cfg(unix)]
#[test]
fn odd_files_are_reported_and_never_opened() {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    let place = Place::new();
    place.write("in/a.txt", REPORT.as_bytes());
    place.write("elsewhere/b.txt", REPORT.replace("3-2", "9-9").as_bytes());
    let latin = std::ffi::OsStr::from_bytes(b"in/\xb0\xa1.txt");
    fs::write(place.path("").join(latin), REPORT).unwrap();
    symlink("..", place.path("in/up")).unwrap();
    symlink("self", place.path("in/self")).unwrap();
    symlink("../elsewhere", place.path("in/link")).unwrap();
    symlink("../elsewhere", place.path("in/link2")).unwrap();
    symlink("nowhere", place.path("in/broken.txt")).unwrap();
    let fifo = Command::new("mkfifo").arg(place.path("in/pipe")).status().unwrap();
    assert!(fifo.success());
    let ran = bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run();
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let files = place.files("out");
    let reasons: Vec<_> =
        files.iter().filter(|f| f.1 == "skipped" || f.2 == "file-unreadable").map(|f| (f.0.as_str(), f.2.as_str())).collect();
    assert_eq!(
        reasons,
        [("broken.txt", "file-unreadable"), ("link", "already-read"), ("pipe", "special-file"), ("self", "link-loop"), ("up", "link-loop"),]
    );
    let read: Vec<_> = files.iter().map(|f| f.0.as_str()).filter(|p| p.ends_with(".txt")).collect();
    assert_eq!(read, ["%B0%A1.txt", "a.txt", "broken.txt", "link2/b.txt"]);
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_fails_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let place = Place::with_reports();
    place.write("in/닫힘.txt", REPORT.as_bytes());
    place.write("in/닫힌 폴더/a.txt", REPORT.as_bytes());
    let close = |name: &str, mode| fs::set_permissions(place.path(name), fs::Permissions::from_mode(mode)).unwrap();
    close("in/닫힘.txt", 0);
    close("in/닫힌 폴더", 0);
    // The superuser may read everything; there is nothing to test then.
    let allowed = fs::File::open(place.path("in/닫힘.txt")).is_ok();
    let ran = bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run();
    close("in/닫힌 폴더", 0o700);
    assert_eq!(ran.code, Some(1));
    if allowed {
        return;
    }
    let files = place.files("out");
    for name in ["닫힘.txt", "닫힌 폴더"] {
        let file = files.iter().find(|f| f.0 == name).unwrap();
        assert_eq!((file.1.as_str(), file.2.as_str()), ("failed", "file-unreadable"));
    }
}

#[cfg(unix)]
#[test]
fn an_output_that_cannot_be_written_exits_with_3() {
    let place = Place::with_reports();
    let ran = bogoseo(&["convert", "in", "-o", "/proc/bogoseo-out"]).at(&place).run();
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(ran.stderr.contains("cannot write"), "{}", ran.stderr);
}

#[test]
fn a_closed_pipe_is_success() {
    let place = Place::with_reports();
    for arguments in [&["schema"][..], &["explain", "--all"], &["convert", "in/3-2.txt"], &["inspect", "in/3-2.txt"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bogoseo"));
        command.args(arguments).current_dir(place.path(""));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        let code = child.wait().unwrap().code();
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn inspect_prints_the_text_byte_for_byte() {
    let place = Place::new();
    place.write("a.txt", format!("\u{feff}{REPORT}").as_bytes());
    let ran = bogoseo(&["inspect", "a.txt", "--stage", "text"]).at(&place).run();
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), REPORT));
}

#[test]
fn inspect_gives_stages_as_json() {
    let place = Place::with_reports();
    for stage in ["record", "evidence", "issues"] {
        let ran = bogoseo(&["inspect", "in/3-2.txt", "--stage", stage, "--json"]).at(&place).run();
        let value: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert!(value.is_array(), "{stage}");
        assert_eq!(ran.stdout.lines().count(), 1);
    }
}

#[test]
fn inspect_has_colour_only_where_it_is_asked_for() {
    let place = Place::with_reports();
    let plain = bogoseo(&["inspect", "in/3-2.txt"]).at(&place).run();
    assert!(plain.stdout.contains("3-2.txt"));
    assert!(!plain.stdout.contains('\x1b'));
    let colour = bogoseo(&["inspect", "in/3-2.txt", "--color", "always"]).at(&place).run();
    assert!(colour.stdout.contains("\x1b["));
}

/// An invented report with tables of all three kinds.
const TABLES: &str = "\
□ 사업개요
 ○ 위치 : 가람동
   - 규모 : 3층

□ 추진일정
추진내용      2022년  2023년
              상  하  상  하
----------------------------
토지 보상         ●
개장 및 운영          ●  ●

□ 연차별 투자계획
(단위: 백만원)
구분\t계\t2023
국비\t1,200\t1,200

□ 집행실적
| 구분 | 계 |
|---|---|
| 국비 | 900 |
";

#[test]
fn tables_are_printed_as_the_contract_says() {
    let place = Place::new();
    place.write("a.txt", TABLES.as_bytes());
    let ran = bogoseo(&["inspect", "a.txt", "--stage", "tables", "--json"]).at(&place).run();
    let tables: Value = serde_json::from_str(&ran.stdout).unwrap();
    let tables = tables.as_array().unwrap();
    let facts: Vec<_> =
        tables.iter().map(|t| (t["caption"].as_str(), t["unit"].as_str(), t["rows"].as_u64(), t["cols"].as_u64())).collect();
    assert_eq!(
        facts,
        [
            (Some("추진일정"), None, Some(4), Some(5)),
            (Some("연차별 투자계획"), Some("백만원"), Some(2), Some(3)),
            (Some("집행실적"), None, Some(2), Some(2)),
        ]
    );
    let keys: Vec<_> = tables[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["page", "caption", "unit", "rows", "cols", "cells"]);
    let cells = tables[0]["cells"].as_array().unwrap();
    let keys: Vec<_> = cells[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["row", "col", "row_span", "col_span", "text", "fill"]);
    let year = cells.iter().find(|c| c["text"] == "2023년").unwrap();
    assert_eq!((&year["col"], &year["col_span"]), (&Value::from(3), &Value::from(2)));
    // Every place of the grid lies in exactly one cell.
    for table in tables {
        let mut covered = std::collections::BTreeSet::new();
        for cell in table["cells"].as_array().unwrap() {
            let number = |key: &str| cell[key].as_u64().unwrap();
            for col in number("col")..number("col") + number("col_span") {
                assert!(covered.insert((number("row"), col)), "{cell}");
                assert!(col < table["cols"].as_u64().unwrap(), "{cell}");
            }
        }
    }
}

#[test]
fn early_stages_are_shown_for_a_human_and_as_json() {
    let place = Place::new();
    place.write("a.txt", TABLES.as_bytes());
    let show = |stage: &str| bogoseo(&["inspect", "a.txt", "--stage", stage]).at(&place).run().stdout;
    let json = |stage: &str| -> Value {
        let ran = bogoseo(&["inspect", "a.txt", "--stage", stage, "--json"]).at(&place).run();
        serde_json::from_str(&ran.stdout).unwrap()
    };
    assert!(show("tables").contains("  │ 추진내용     │ 2022년  │ 2023년  │\n"), "{}", show("tables"));
    assert!(show("outline").contains("    L5   □ 추진일정  → schedule\n"), "{}", show("outline"));
    assert!(show("outline").contains("    L3       - 규모 : 3층\n"), "{}", show("outline"));
    let layout = json("layout");
    let lines = layout.as_array().unwrap();
    assert_eq!(lines.len(), TABLES.lines().filter(|l| !l.is_empty()).count());
    assert_eq!((&lines[0]["mark"], &lines[0]["line"], &lines[3]["line"]), (&Value::from("□"), &Value::from(1), &Value::from(5)));
    assert_eq!(show("layout").lines().count(), lines.len() + 3);
    let outline = json("outline");
    let roles: Vec<_> = outline["cards"][0]["sections"].as_array().unwrap().iter().map(|s| s["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["overview", "schedule", "investment", "execution"]);
    assert_eq!(outline["heading_class"], "glyph □");
}

#[test]
fn stages_of_an_unreadable_file_fail_and_say_why() {
    let place = Place::new();
    place.write("a.pdf", b"%PDF-1.7\n");
    for stage in ["text", "layout", "outline", "tables"] {
        let ran = bogoseo(&["inspect", "a.pdf", "--stage", stage]).at(&place).run();
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{stage}");
        assert!(ran.stderr.contains("file-unreadable") && ran.stderr.contains("PDF"), "{stage}: {}", ran.stderr);
    }
}
