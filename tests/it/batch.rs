//! Runs that are cut short, and runs over what earlier ones left: each ends with the output of a run from scratch.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;

use crate::cli::{Place, REPORT, bogoseo, outputs};
use crate::writers::{Piece, hwpx};

/// A folder of reports, some of them equal, some in a container, one that cannot be read.
fn reports(count: usize) -> Place {
    let place = Place::new();
    for i in 0..count {
        let text = REPORT.replace("3-2", &format!("{}-{}", i % 7 + 1, i % 61));
        place.write(&format!("in/{}/{i:05}.txt", i % 3), text.as_bytes());
    }
    for i in 0..count.min(8) {
        let card = [Piece::Line("□ 사업개요"), Piece::Line(" ○ 위치 : 누리동")];
        place.write(&format!("in/문서/{i}.hwpx"), &hwpx::write(&card));
    }
    place.write("in/빈 파일.txt", b"");
    place.write("in/사진.png", b"\x89PNG");
    place
}

fn reused(place: &Place, out: &str) -> u64 {
    let run: Value = serde_json::from_slice(&fs::read(place.path(out).join("run.json")).unwrap()).unwrap();
    run["reused"].as_u64().unwrap()
}

fn convert(place: &Place, out: &str, more: &[&str]) {
    let ran = bogoseo(&[&["convert", "in", "-o", out, "-q"], more].concat()).at(place).run();
    assert_eq!(ran.code, Some(1), "the empty file fails: {}", ran.stderr);
}

/// The output in `out` is that of a run from scratch.
fn assert_as_new(place: &Place, out: &str, more: &[&str]) {
    let _ = fs::remove_dir_all(place.path("new"));
    convert(place, "new", more);
    same(&place.path(out), &place.path("new"));
}

fn same(one: &Path, other: &Path) {
    let (one, other) = (outputs(one), outputs(other));
    let names = |o: &[(PathBuf, Vec<u8>)]| o.iter().map(|o| o.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    for ((name, one), (_, other)) in one.iter().zip(&other) {
        assert!(one == other, "{} differs", name.display());
    }
}

/// When each output was written.
fn times(out: &Path) -> Vec<SystemTime> {
    outputs(out).iter().map(|(name, _)| fs::metadata(out.join(name)).unwrap().modified().unwrap()).collect()
}

fn set_modified(path: &Path, at: SystemTime) {
    File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
}

#[test]
fn what_is_done_is_not_done_again() {
    let place = reports(40);
    let seen = 50;
    convert(&place, "out", &[]);
    let first = times(&place.path("out"));
    convert(&place, "out", &[]);
    assert_eq!(reused(&place, "out"), seen);
    assert_eq!(times(&place.path("out")), first, "nothing was written");

    // A new file takes the first place among equal ones, one changes, one goes.
    place.write("in/0/00000 새것.txt", REPORT.replace("3-2", "1-0").as_bytes());
    place.write("in/1/00001.txt", REPORT.replace("3-2", "9-9").as_bytes());
    fs::remove_file(place.path("in/0/00000.txt")).unwrap();
    convert(&place, "out", &[]);
    assert!(reused(&place, "out") >= seen - 6, "{}", reused(&place, "out"));
    assert_as_new(&place, "out", &[]);

    convert(&place, "out", &["--force"]);
    assert_eq!(reused(&place, "out"), 0);
    assert_as_new(&place, "out", &[]);
    convert(&place, "out", &["--redact", "phones"]);
    assert_eq!(reused(&place, "out"), 0, "other options give other records");
    assert_as_new(&place, "out", &["--redact", "phones"]);
}

#[test]
fn size_and_time_stand_for_the_content_unless_it_is_to_be_verified() {
    let place = reports(5);
    let long_ago = SystemTime::now() - Duration::from_secs(3_600);
    let path = place.path("in/0/00000.txt");
    set_modified(&path, long_ago);
    convert(&place, "out", &[]);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("120억원", "130억원")).unwrap();
    set_modified(&path, long_ago);
    convert(&place, "out", &[]);
    assert_eq!(reused(&place, "out"), 12);
    convert(&place, "out", &["--verify"]);
    assert_eq!(reused(&place, "out"), 11);
    assert_as_new(&place, "out", &[]);
    // A new time alone is no change.
    set_modified(&path, SystemTime::now());
    convert(&place, "out", &[]);
    assert_eq!(reused(&place, "out"), 12);
    // Nor is the content taken from a time as young as the run.
    fs::write(&path, text).unwrap();
    convert(&place, "out", &[]);
    assert_eq!(reused(&place, "out"), 11);
}

#[test]
fn an_output_that_somebody_changed_is_made_again() {
    let place = reports(40);
    convert(&place, "out", &[]);
    let table = place.path("out/tables/pledges.csv");
    let mut bytes = fs::read(&table).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&table, bytes).unwrap();
    convert(&place, "out", &[]);
    assert_as_new(&place, "out", &[]);
    fs::remove_file(place.path("out/review.csv")).unwrap();
    convert(&place, "out", &[]);
    assert_as_new(&place, "out", &[]);
    fs::remove_file(place.path("out/records.jsonl")).unwrap();
    convert(&place, "out", &[]);
    assert_as_new(&place, "out", &[]);
}

/// Starts a run that waits for its standard input behind the reports: `!` comes before `-`.
fn waiting(place: &Place, more: &[&str]) -> Child {
    let child = bogoseo(&[&["convert", "!in", "-", "-o", "out", "-j", "1"], more].concat()).at(place).spawn();
    let journal = place.path("out/.bogoseo/1/journal");
    let started = Instant::now();
    // The journal is written when some files are done.
    while fs::metadata(&journal).map_or(0, |m| m.len()) < 10_000 {
        assert!(started.elapsed() < Duration::from_secs(60), "no journal");
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

fn before_stdin() -> Place {
    let place = Place::new();
    for i in 0..100 {
        place.write(&format!("!in/{i:05}.txt"), REPORT.replace("3-2", &format!("1-{}", i % 61)).as_bytes());
    }
    place
}

fn with_stdin(place: &Place, out: &str, more: &[&str]) {
    let ran = bogoseo(&[&["convert", "!in", "-", "-o", out, "-q"], more].concat()).at(place).stdin(REPORT.as_bytes()).run();
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
}

#[test]
fn a_second_run_into_the_same_folder_is_refused() {
    let place = before_stdin();
    let mut first = waiting(&place, &[]);
    let ran = bogoseo(&["convert", "!in", "-o", "out"]).at(&place).run();
    assert_eq!(ran.code, Some(4), "{}", ran.stderr);
    let id = first.id().to_string();
    assert!(ran.stderr.contains(&format!("process id {id}")) && ran.stderr.contains(&format!("프로세스 {id}")), "{}", ran.stderr);
    // What a dead process held is free.
    first.kill().unwrap();
    first.wait().unwrap();
    with_stdin(&place, "out", &[]);
    with_stdin(&place, "new", &[]);
    same(&place.path("out"), &place.path("new"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_is_done_and_the_next_run_goes_on() {
    let place = before_stdin();
    let mut child = waiting(&place, &[]);
    let told = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    std::thread::sleep(Duration::from_millis(200));
    // Where it had not yet come so far, nobody reads it.
    let _ = child.stdin.take().unwrap().write_all(REPORT.as_bytes());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    let done = stderr.split_once("interrupted: ").and_then(|(_, rest)| rest.split_once(" of 101")).map(|(done, _)| done.parse::<u64>());
    let Some(Ok(done @ 32..=100)) = done else { panic!("{stderr}") };
    assert!(stderr.contains(&format!("101개 중 {done}개")), "{stderr}");
    assert!(!place.path("out/records.jsonl").exists());
    with_stdin(&place, "out", &[]);
    assert_eq!(reused(&place, "out"), done);
    with_stdin(&place, "new", &[]);
    same(&place.path("out"), &place.path("new"));
    assert!(!place.path("out/.bogoseo/1").exists(), "nothing is left of the interrupted run");
}

/// Names in the program's own folder.
#[cfg(all(feature = "xlsx", feature = "parquet", feature = "sqlite"))]
fn own(place: &Place) -> Vec<String> {
    let entries = fs::read_dir(place.path("out/.bogoseo")).unwrap();
    entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
}

#[cfg(all(feature = "xlsx", feature = "parquet", feature = "sqlite"))]
#[test]
fn books_are_made_of_what_interrupted_and_earlier_runs_read() {
    const ALL: [&str; 2] = ["--format", "jsonl,csv,xlsx,parquet,sqlite"];
    let place = before_stdin();
    let mut child = waiting(&place, &ALL);
    child.kill().unwrap();
    child.wait().unwrap();
    with_stdin(&place, "out", &ALL);
    assert!(reused(&place, "out") >= 32, "{}", reused(&place, "out"));
    with_stdin(&place, "new", &ALL);
    same(&place.path("out"), &place.path("new"));
    let names: Vec<PathBuf> = outputs(&place.path("out")).into_iter().map(|(name, _)| name).collect();
    for name in ["tables.xlsx", "tables.sqlite", "tables/pledges.parquet"] {
        assert!(names.contains(&PathBuf::from(name)), "{name}");
    }

    // Only what comes from the standard input is read again.
    fs::write(place.path("out/tables.sqlite"), "").unwrap();
    with_stdin(&place, "out", &ALL);
    assert_eq!(reused(&place, "out"), 100);
    same(&place.path("out"), &place.path("new"));

    place.write("!in/00007.txt", REPORT.replace("120억원", "777억원").as_bytes());
    fs::remove_file(place.path("!in/00009.txt")).unwrap();
    with_stdin(&place, "out", &ALL);
    assert!(reused(&place, "out") > 90, "{}", reused(&place, "out"));
    fs::remove_dir_all(place.path("new")).unwrap();
    with_stdin(&place, "new", &ALL);
    same(&place.path("out"), &place.path("new"));
}

#[cfg(all(feature = "xlsx", feature = "parquet", feature = "sqlite"))]
#[test]
fn books_are_written_again_only_where_one_was_touched() {
    const ALL: [&str; 2] = ["--format", "jsonl,csv,xlsx,parquet,sqlite"];
    let place = reports(10);
    convert(&place, "out", &ALL);
    let first = times(&place.path("out"));
    convert(&place, "out", &ALL);
    assert_eq!(times(&place.path("out")), first, "nothing was written");
    fs::write(place.path("out/tables.sqlite"), "").unwrap();
    convert(&place, "out", &ALL);
    assert_ne!(times(&place.path("out")), first);
    assert_as_new(&place, "out", &ALL);
}

#[cfg(all(feature = "xlsx", feature = "parquet", feature = "sqlite"))]
#[test]
fn of_other_formats_nothing_stays() {
    let place = reports(10);
    convert(&place, "out", &["--format", "csv,parquet,sqlite"]);
    convert(&place, "out", &["--format", "xlsx"]);
    let names = |place: &Place| outputs(&place.path("out")).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let expected: Vec<PathBuf> = ["manifest.json", "review.csv", "tables.xlsx"].map(PathBuf::from).to_vec();
    assert_eq!(names(&place), expected);
    assert_as_new(&place, "out", &["--format", "xlsx"]);
    assert!(own(&place).contains(&"pledges.typed".to_owned()));
    convert(&place, "out", &["--format", "jsonl"]);
    assert!(!place.path("out/tables.xlsx").exists());
    assert!(!own(&place).iter().any(|name| name.ends_with(".typed")), "{:?}", own(&place));
}

#[test]
fn what_was_read_with_other_profiles_is_read_again() {
    let place = reports(5);
    let profile = "name = \"nuri\"\ntitle = \"누리시\"\nextends = \"general\"\n[evidence]\nall = [\"이행률\"]\n";
    convert(&place, "out", &[]);
    place.write("누리.toml", profile.as_bytes());
    convert(&place, "out", &["--profile", "누리.toml"]);
    assert_eq!(reused(&place, "out"), 0);
    convert(&place, "out", &["--profile", "누리.toml"]);
    assert_eq!(reused(&place, "out"), 12);
    place.write("누리.toml", format!("{profile}# 고침\n").as_bytes());
    convert(&place, "out", &["--profile", "누리.toml"]);
    assert_eq!(reused(&place, "out"), 0);
    convert(&place, "out", &["--profile", "누리.toml", "--second-reading"]);
    assert_eq!(reused(&place, "out"), 0);
    convert(&place, "out", &["--profile", "누리.toml", "--second-reading", "--ocr"]);
    assert_eq!(reused(&place, "out"), 0);
    assert_as_new(&place, "out", &["--profile", "누리.toml", "--second-reading", "--ocr"]);
}

/// Numbers that are the same in every run of the test.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below.max(1)
    }
}

#[test]
fn what_a_crash_of_the_machine_tears_is_done_again() {
    let place = before_stdin();
    let mut child = waiting(&place, &[]);
    // Behind the third window.
    std::thread::sleep(Duration::from_millis(300));
    child.kill().unwrap();
    child.wait().unwrap();
    with_stdin(&place, "new", &[]);
    let left: Vec<(PathBuf, Vec<u8>)> = walkdir::WalkDir::new(place.path("out/.bogoseo"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file())
        .map(|e| (e.path().to_owned(), fs::read(e.path()).unwrap()))
        .collect();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for round in 0..12 {
        fs::remove_dir_all(place.path("out")).unwrap();
        for (path, bytes) in &left {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        // Every third round hurts the journal; the others any file.
        let files: Vec<&(PathBuf, Vec<u8>)> = left.iter().filter(|f| round % 3 != 0 || f.0.ends_with("journal")).collect();
        let (path, bytes) = files[dice.roll(files.len() as u64) as usize];
        let at = dice.roll(bytes.len() as u64) as usize;
        match dice.roll(3) {
            0 => fs::write(path, &bytes[..at]).unwrap(),
            1 if !bytes.is_empty() => {
                let mut bytes = bytes.clone();
                bytes[at] ^= 0x10;
                fs::write(path, bytes).unwrap();
            }
            _ => {
                let mut bytes = bytes[..at].to_vec();
                bytes.extend([0; 4096]);
                fs::write(path, bytes).unwrap();
            }
        }
        with_stdin(&place, "out", &[]);
        same(&place.path("out"), &place.path("new"));
    }
}

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

/// `BOGOSEO_KILLS` and `BOGOSEO_KILL_FILES` make it longer.
#[test]
fn a_run_that_is_killed_again_and_again_ends_as_if_it_was_not() {
    let (kills, files) = (number("BOGOSEO_KILLS", 12), number("BOGOSEO_KILL_FILES", 300));
    let place = reports(files);
    let started = Instant::now();
    convert(&place, "new", &["-j", "2"]);
    let usual = started.elapsed().as_micros() as u64;
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let mut done = 0;
    let mut force = false;
    while done < kills {
        let mut arguments = vec!["convert", "in", "-o", "out", "-q", "-j", "2"];
        arguments.extend(force.then_some("--force"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_bogoseo"))
            .args(arguments)
            .current_dir(place.path(""))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(dice.roll(usual)));
        child.kill().unwrap();
        let code = child.wait().unwrap().code();
        if code.is_none() {
            done += 1;
            force = false;
            continue;
        }
        // It was done before it could be killed. The next one starts over, beside a complete output or without.
        assert_eq!(code, Some(1));
        same(&place.path("out"), &place.path("new"));
        force = dice.roll(2) == 0;
        if !force {
            fs::remove_dir_all(place.path("out")).unwrap();
        }
    }
    convert(&place, "out", &["-j", "2"]);
    same(&place.path("out"), &place.path("new"));
    let leftovers = fs::read_dir(place.path("out/.bogoseo")).unwrap().map(|e| e.unwrap().file_name());
    let runs = leftovers.filter(|name| name.to_str().unwrap().parse::<u32>().is_ok()).count();
    assert_eq!(runs, 0, "nothing is left of the runs that were killed");
}

#[cfg(unix)]
#[test]
fn a_full_disk_costs_nothing_of_an_earlier_output() {
    let place = reports(10);
    convert(&place, "out", &[]);
    let before = outputs(&place.path("out"));
    for i in 0..400 {
        place.write(&format!("in/9/{i}.txt"), REPORT.replace("3-2", &format!("8-{i}")).as_bytes());
    }
    // A bound on the size of a file stands for the end of the disk: a write fails in the middle of a run.
    let script = "trap '' XFSZ; ulimit -f 1500; exec \"$0\" convert in -o out -q -j 1";
    let ran = Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_bogoseo")]).current_dir(place.path("")).output().unwrap();
    let stderr = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("cannot write"), "{stderr}");
    assert!(outputs(&place.path("out")) == before);
    convert(&place, "out", &[]);
    assert!(reused(&place, "out") > 50, "what was written before is taken over: {}", reused(&place, "out"));
    assert_as_new(&place, "out", &[]);
}

/// With each bound another file is the first that has no room: rows, records, the workbook. Each run goes on where the one
/// before stopped.
#[cfg(unix)]
#[test]
fn a_first_run_on_a_full_disk_goes_on_where_there_is_room() {
    let place = reports(120);
    let formats = ["--format", "jsonl,csv,xlsx"];
    convert(&place, "new", &formats);
    let mut refused = 0;
    for blocks in [8, 60, 200, 500, 900] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" convert in -o out -q -j 1 --format jsonl,csv,xlsx");
        let ran = Command::new("sh").args(["-c", &script, env!("CARGO_BIN_EXE_bogoseo")]).current_dir(place.path("")).output().unwrap();
        let stderr = String::from_utf8(ran.stderr).unwrap();
        if ran.status.code() == Some(3) {
            refused += 1;
            assert!(stderr.contains("cannot write") && !stderr.contains("Os {"), "{stderr}");
            assert!(!place.path("out/manifest.json").exists(), "what is not complete is not shown as if it were");
        }
    }
    assert!(refused >= 2, "{refused}");
    convert(&place, "out", &formats);
    same(&place.path("out"), &place.path("new"));
}

#[test]
fn a_folder_of_an_interrupted_first_run_is_ours() {
    let place = before_stdin();
    let mut child = waiting(&place, &[]);
    child.kill().unwrap();
    child.wait().unwrap();
    fs::remove_file(place.path("out/run.json")).unwrap();
    with_stdin(&place, "out", &[]);
}

#[cfg(unix)]
#[test]
fn a_watched_folder_is_converted_as_it_changes() {
    let place = reports(5);
    let child = bogoseo(&["convert", "in", "-o", "in/out", "-q", "--watch"]).at(&place).spawn();
    let waits_for = |what: &str, done: &dyn Fn() -> bool| {
        let started = Instant::now();
        while !done() {
            assert!(started.elapsed() < Duration::from_secs(60), "{what}");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    let has = |text: &str| fs::read_to_string(place.path("in/out/records.jsonl")).is_ok_and(|t| t.contains(text));
    waits_for("the first run", &|| has("00004.txt"));
    place.write("in/새/새것.txt", REPORT.replace("3-2", "6-6").as_bytes());
    waits_for("a new file", &|| has("새것.txt"));
    fs::write(place.path("in/새/새것.txt"), REPORT.replace("120억원", "777억원")).unwrap();
    waits_for("a changed file", &|| has("777억원"));
    fs::remove_file(place.path("in/새/새것.txt")).unwrap();
    waits_for("a file that is gone", &|| !has("새것.txt"));
    // Nothing happens where nothing changes, though the output lies in the input.
    std::thread::sleep(Duration::from_millis(1_500));
    let before = times(&place.path("in/out"));
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!(times(&place.path("in/out")), before);
    let told = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(130), &b""[..]));
    fs::rename(place.path("in/out"), place.path("out")).unwrap();
    assert_as_new(&place, "out", &[]);
}
