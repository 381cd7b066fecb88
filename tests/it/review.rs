//! The review page, in a real browser (headless Chromium over the DevTools protocol) and over plain HTTP.
//!
//! Without a browser in PATH the tests that need one say so and do nothing; `BOGOSEO_BROWSER_REQUIRED=1` makes that a failure.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use crate::cli::{Place, bogoseo};
use crate::corrections::REPORT;

/// Longest time that something on the page may take.
const PATIENCE: Duration = Duration::from_secs(30);
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A process that ends with its test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A converted folder and its review page.
struct Review {
    place: Place,
    _server: Process,
    address: String,
}

fn converted(report: &str) -> Place {
    converted_with(report, &[])
}

fn converted_with(report: &str, arguments: &[&str]) -> Place {
    let place = Place::new();
    place.write("in/2-3.txt", report.as_bytes());
    place.write("in/9-9.txt", REPORT.replace("2-3", "9-9").replace("청년창업센터", "빗물 정원").as_bytes());
    assert_eq!(bogoseo(&[&["convert", "in", "-o", "out", "-q"], arguments].concat()).at(&place).run().code, Some(0));
    place
}

fn served(place: Place) -> Review {
    served_with(place, &[])
}

fn served_with(place: Place, arguments: &[&str]) -> Review {
    let mut server = Command::new(env!("CARGO_BIN_EXE_bogoseo"))
        .args(["review", "out", "--no-open", "--who", "김하늘"])
        .args(arguments)
        .current_dir(place.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut address).unwrap();
    Review { place, _server: Process(server), address: address.trim().to_owned() }
}

fn lines(place: &Place) -> Vec<Value> {
    let text = std::fs::read_to_string(place.path("out/corrections.jsonl")).unwrap_or_default();
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn records(place: &Place) -> String {
    std::fs::read_to_string(place.path("out/records.jsonl")).unwrap()
}

// ---- a browser ----

fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).flat_map(|folder| NAMES.map(|n| folder.join(n))).find(|p| p.is_file());
    if found.is_none() {
        assert!(std::env::var_os("BOGOSEO_BROWSER_REQUIRED").is_none(), "no browser in PATH");
        eprintln!("\n*** SKIPPED: no Chromium in PATH; the review page was NOT tested in a browser (apt-get install chromium) ***\n");
    }
    found
}

/// One page of a headless browser.
struct Page {
    socket: WebSocket<TcpStream>,
    session: String,
    last: u64,
    _browser: Process,
    _profile: tempfile::TempDir,
}

impl Page {
    fn open(url: &str) -> Option<Self> {
        let program = browser()?;
        let profile = tempfile::tempdir().unwrap();
        let mut child = Command::new(program)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
            .args(["--remote-debugging-port=0", "--window-size=1280,900"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let told = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let listening =
            told.into_iter().find_map(|l| l.strip_prefix("DevTools listening on ").map(str::to_owned)).expect("the browser starts");
        let host = listening.strip_prefix("ws://").unwrap().split('/').next().unwrap();
        let stream = TcpStream::connect(host).unwrap();
        let (socket, _) = tungstenite::client(listening.as_str(), stream).unwrap();
        let mut page = Self { socket, session: String::new(), last: 0, _browser: Process(child), _profile: profile };
        let target = page.call("Target.createTarget", json!({"url": "about:blank"}))["targetId"].clone();
        let session = page.call("Target.attachToTarget", json!({"targetId": target, "flatten": true}))["sessionId"].clone();
        page.session = session.as_str().unwrap().to_owned();
        page.call("Page.enable", json!({}));
        page.call("Page.navigate", json!({"url": url}));
        page.until("document.querySelector('#items [aria-current=\"true\"]')");
        Some(page)
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": params});
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.socket.send(Message::text(message.to_string())).unwrap();
        loop {
            let Message::Text(text) = self.socket.read().unwrap() else { continue };
            let answer: Value = serde_json::from_str(&text).unwrap();
            if answer["id"] == json!(self.last) {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].clone();
            }
        }
    }

    fn eval(&mut self, script: &str) -> Value {
        let result = self.call("Runtime.evaluate", json!({"expression": script, "returnByValue": true, "awaitPromise": true}));
        assert!(result["exceptionDetails"].is_null(), "{script}: {result}");
        result["result"]["value"].clone()
    }

    fn text(&mut self, script: &str) -> String {
        self.eval(script).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a condition of the page holds.
    fn until(&mut self, condition: &str) {
        let start = Instant::now();
        while self.eval(&format!("Boolean({condition})")) != json!(true) {
            assert!(start.elapsed() < PATIENCE, "never: {condition}; the page says {}", self.text("document.body.innerText"));
            sleep(Duration::from_millis(50));
        }
    }

    fn press(&mut self, key: &str) {
        let text = if key == "Enter" { "\r" } else { key };
        self.call("Input.dispatchKeyEvent", json!({"type": "keyDown", "key": key, "text": text}));
        self.call("Input.dispatchKeyEvent", json!({"type": "keyUp", "key": key}));
    }

    /// The pointer of the money cell that shows a number.
    fn cell(&mut self, shown: &str) -> String {
        let script = format!("[...document.querySelectorAll('td .leaf')].find(l => l.textContent === '{shown}').dataset.pointer");
        self.text(&script)
    }

    fn class(pointer: &str) -> String {
        format!("document.querySelector('.leaf[data-pointer=\"{pointer}\"]').className")
    }

    /// Chooses a value and changes it by keyboard and dialog.
    fn change(&mut self, pointer: &str, value: &str) {
        self.eval(&format!("document.querySelector('.leaf[data-pointer=\"{pointer}\"]').click()"));
        self.press("e");
        self.until("document.getElementById('edit').open");
        self.eval(&format!("document.getElementById('in-value').value = '{value}'; document.getElementById('edit-save').click()"));
        self.until("!document.getElementById('edit').open");
    }

    fn left(&mut self) -> String {
        self.text("document.getElementById('left').textContent")
    }
}

#[test]
fn a_money_value_is_corrected_and_kept() {
    let review = served(converted(REPORT));
    let Some(mut page) = Page::open(&review.address) else { return };
    // Narrow the queue down to one kind of issue and one file.
    let all = page.eval("document.querySelectorAll('#items button').length").as_u64().unwrap();
    page.eval(
        "(() => { const f = document.getElementById('facet-issue'); f.value = 'total-mismatch'; f.dispatchEvent(new Event('change')); })()",
    );
    page.until("document.querySelectorAll('#items button').length === 2");
    assert!(all > 2);
    page.eval("(() => { const f = document.getElementById('facet-file'); f.value = '2-3.txt'; f.dispatchEvent(new Event('change')); })()");
    page.until(
        "document.querySelectorAll('#items button').length === 1 && document.querySelector('#record h2').textContent.startsWith('2-3')",
    );
    // The value in hand is marked in the source.
    assert_eq!(page.text("document.querySelector('mark.current').textContent"), "900");
    assert_eq!(page.text("document.querySelector('td.marked').textContent"), "900");
    let total = page.text("document.querySelector('.leaf[aria-pressed=\"true\"]').dataset.pointer");
    let wrong = page.cell("600");
    assert!(page.text(&Page::class(&total)).contains("bad"));
    assert!(page.text(&format!("document.querySelector('.leaf[data-pointer=\"{total}\"]').title")).contains("1,000"));
    // The sum turns green, and red again, and green.
    page.change(&wrong, "500");
    page.until(&format!("{}.includes('sum-ok')", Page::class(&total)));
    assert!(page.text(&Page::class(&wrong)).contains("reviewed"));
    assert_eq!(lines(&review.place).len(), 1);
    page.press("u");
    page.until(&format!("{}.includes('bad')", Page::class(&total)));
    page.change(&wrong, "500");
    page.until(&format!("{}.includes('sum-ok')", Page::class(&total)));
    let left = page.left();
    // It is kept.
    page.call("Page.reload", json!({}));
    sleep(Duration::from_millis(300));
    page.until(&format!("document.getElementById('left')?.textContent === '{left}'"));
    let made = lines(&review.place);
    let actions: Vec<_> = made.iter().map(|l| l["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["change", "undo", "change"]);
    assert_eq!((made[2]["who"].as_str(), made[2]["raw"][0].as_str()), (Some("김하늘"), Some("600")));
    for line in &made {
        assert_eq!(crate::schema::violations("correction", line), [""; 0]);
    }
    // The next conversion applies it, to this record alone.
    bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&review.place).run();
    let records = records(&review.place);
    let of: Vec<&str> = records.lines().collect();
    assert!(!of[0].contains("total-mismatch") && of[1].contains("total-mismatch"));
}

#[test]
fn the_queue_is_worked_through_with_the_keyboard() {
    let review = served(converted(REPORT));
    let Some(mut page) = Page::open(&review.address) else { return };
    let first = page.text("document.querySelector('#items [aria-current=\"true\"]').dataset.item");
    page.press("j");
    page.until(&format!("document.querySelector('#items [aria-current=\"true\"]').dataset.item !== '{first}'"));
    page.press("k");
    page.until(&format!("document.querySelector('#items [aria-current=\"true\"]').dataset.item === '{first}'"));
    page.press("Enter");
    page.until("document.getElementById('left').textContent.startsWith('1 ')");
    page.until(&format!("document.querySelector('#items [aria-current=\"true\"]').dataset.item !== '{first}'"));
    let line = lines(&review.place).remove(0);
    assert_eq!((line["action"].as_str(), line["issue"].as_str()), (Some("accept"), Some("total-mismatch")));
    page.press("u");
    page.until("document.getElementById('left').textContent.startsWith('0 ')");
    page.press("/");
    page.until("document.activeElement.id === 'search'");
    page.press("?");
    assert_eq!(page.eval("document.getElementById('help').open"), json!(false));
    page.eval("document.activeElement.blur()");
    page.press("?");
    page.until("document.getElementById('help').open");
    page.eval("document.getElementById('help').close(); document.getElementById('lang').click()");
    assert_eq!(page.text("document.documentElement.lang"), "en");
    page.press("d");
    page.until("!document.getElementById('dashboard').hidden && document.querySelectorAll('.chart button').length > 0");
}

/// A report in which the program takes two cards for one.
fn two_in_one() -> String {
    REPORT.to_owned() + "\n누리동 빗물 정원 조성\n\n□ 추진실적\n ○ 2024. 5. 6. : 착공\n"
}

#[test]
fn a_card_is_split_and_joined_again() {
    let report = two_in_one();
    let line = report.lines().position(|l| l.starts_with("누리동 빗물")).unwrap() + 1;
    let review = served(converted(&report));
    let Some(mut page) = Page::open(&review.address) else { return };
    page.eval("(() => { const f = document.getElementById('facet-file'); f.value = '2-3.txt'; f.dispatchEvent(new Event('change')); })()");
    let titled = |title: &str| format!("document.querySelector('#record h2').textContent.includes('{title}')");
    page.until(&titled("청년창업센터"));
    assert_eq!(page.eval("document.getElementById('go-after')"), Value::Null);
    // By keyboard, with the lines around in sight.
    page.press("s");
    page.until("document.getElementById('edit').open");
    page.eval(&format!(
        "(() => {{ const n = document.getElementById('in-line'); n.value = {line}; n.dispatchEvent(new Event('input')); }})()"
    ));
    assert_eq!(page.text("document.querySelector('#edit .cut .tx').textContent"), "누리동 빗물 정원 조성");
    page.eval("document.getElementById('edit-save').click()");
    page.until("!document.getElementById('edit').open");
    page.until(&titled("빗물 정원"));
    page.until("document.querySelectorAll('#record .timeline li').length === 1");
    assert!(page.text("document.getElementById('go-before').textContent").contains("2-3"));
    page.eval("document.getElementById('go-before').click()");
    page.until(&titled("청년창업센터"));
    page.until("document.querySelectorAll('#record .timeline li').length === 2");
    // Values of the new record are corrected like any others.
    page.eval("document.getElementById('go-after').click()");
    page.until(&titled("빗물 정원"));
    page.change("/achievements/0/text", "첫 삽");
    page.until("document.querySelector('.leaf[data-pointer=\"/achievements/0/text\"]').textContent === '첫 삽'");
    page.press("u");
    page.until("document.querySelector('.leaf[data-pointer=\"/achievements/0/text\"]').textContent === '착공'");
    page.press("u");
    page.until(&titled("청년창업센터"));
    page.until("document.querySelectorAll('#record .timeline li').length === 3 && !document.getElementById('go-after')");
    // By a click on the number of the line, then joined again, then parted for good.
    page.eval(&format!("[...document.querySelectorAll('#source .no')].find(n => n.textContent === '{line}').click()"));
    page.until("document.getElementById('edit').open");
    assert_eq!(page.eval("Number(document.getElementById('in-line').value)"), json!(line));
    page.eval("document.getElementById('edit-save').click()");
    page.until("!document.getElementById('edit').open");
    page.until(&titled("빗물 정원"));
    page.press("m");
    page.until("document.getElementById('edit').open");
    page.eval("document.getElementById('edit-save').click()");
    page.until("!document.getElementById('edit').open");
    page.until(&titled("청년창업센터"));
    page.until("document.querySelectorAll('#record .timeline li').length === 3");
    page.press("u");
    page.until("document.getElementById('go-before') || document.getElementById('go-after')");
    let made = lines(&review.place);
    let actions: Vec<_> = made.iter().map(|l| l["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["split", "change", "undo", "undo", "split", "merge", "undo"]);
    for line in &made {
        assert_eq!(crate::schema::violations("correction", line), [""; 0]);
    }
    bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&review.place).run();
    assert_eq!(records(&review.place).lines().count(), 3);
}

#[test]
fn records_that_a_split_makes_are_counted_in_the_queue() {
    // A threshold that the values of a new half do not reach.
    let review = served(converted_with(&two_in_one(), &["--review-below", "0.99"]));
    let address = &review.address;
    let path = |name: &str| format!("/{}/{name}", address.trim_end_matches('/').rsplit('/').next().unwrap());
    let origin = format!("http://{}", address.strip_prefix("http://").unwrap().split('/').next().unwrap());
    let headers = [("Content-Type", "application/json"), ("Origin", origin.as_str())];
    let send = |asked: &Value| ask(address, "POST", &path("api/correct"), &headers, &asked.to_string());
    let get = |name: &str| serde_json::from_str::<Value>(&ask(address, "GET", &path(name), &[], "").2).unwrap();
    let of_new = |queue: &Value| queue["items"].as_array().unwrap().iter().filter(|i| i["record"] == 2).count();
    let before = get("api/queue");
    assert_eq!(of_new(&before), 0);
    let report = two_in_one();
    let at = report.split("누리동 빗물").next().unwrap().chars().count();
    // Not where the card begins, not outside it, and not before the first.
    for (asked, status) in [
        (json!({"action": "split", "record": 0, "at": 0}), 422),
        (json!({"action": "split", "record": 0}), 422),
        (json!({"action": "split", "record": 0, "at": 4_000_000}), 422),
        (json!({"action": "merge", "record": 0}), 422),
    ] {
        assert_eq!(send(&asked).0, status, "{asked}");
    }
    let (status, _, body) = send(&json!({"action": "split", "record": 0, "at": at}));
    assert_eq!(status, 200, "{body}");
    let half: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((&half["after"]["index"], half["record"]["source"]["record_count"].as_u64()), (&json!(2), Some(2)));
    let after = get("api/queue");
    assert!(of_new(&after) > 0, "{after}");
    // The record of the other file is still the same.
    assert_eq!(get("api/record?index=1")["record"]["pledge"]["number"], "9-9");
    let (status, _, body) = ask(address, "POST", &path("api/undo"), &headers, &json!({"id": half["written"]}).to_string());
    assert_eq!((status, serde_json::from_str::<Value>(&body).unwrap()["index"].as_u64()), (200, Some(0)));
    assert_eq!(get("api/queue")["total"], before["total"]);
    // A page that was opened before somebody else's split finds its way.
    assert_eq!(ask(address, "GET", &path("api/record?index=2"), &[], "").0, 404);
}

/// A report whose every text is markup.
fn hostile() -> String {
    REPORT
        .replace("청년창업센터 조성", "<script>window.pwned=1</script>")
        .replace("설계 공모", "<img src=x onerror=\"window.pwned=2\">")
        .replace("일자리정책과", "</script><svg onload=window.pwned=3>")
}

#[test]
fn a_report_of_markup_does_nothing() {
    let review = served(converted(&hostile()));
    let file = review.place.path("offline.html");
    assert_eq!(bogoseo(&["review", "out", "--export", "offline.html"]).at(&review.place).run().code, Some(0));
    for address in [review.address.clone(), format!("file://{}", file.display())] {
        let Some(mut page) = Page::open(&address) else { return };
        page.until("document.querySelector('#record')?.textContent.includes('window.pwned=1')");
        assert!(page.eval("document.querySelector('#record').textContent.includes('onerror')").as_bool().unwrap());
        sleep(Duration::from_millis(200));
        assert_eq!(page.text("typeof window.pwned"), "undefined");
        assert_eq!(page.eval("document.querySelectorAll('#review script, #review img').length"), json!(0));
    }
}

#[test]
fn the_offline_file_saves_corrections_for_the_next_conversion() {
    let place = converted(REPORT);
    let ran = bogoseo(&["review", "out", "--export", "offline.html"]).at(&place).run();
    assert_eq!(ran.code, Some(0));
    assert!(ran.stderr.contains("holds the sources"));
    let Some(mut page) = Page::open(&format!("file://{}", place.path("offline.html").display())) else { return };
    assert!(page.text("document.getElementById('notice').textContent").contains("원문이 들어 있습니다"));
    page.until("document.querySelector('.leaf[aria-pressed=\"true\"]')");
    let total = page.text("document.querySelector('.leaf[aria-pressed=\"true\"]').dataset.pointer");
    let wrong = page.cell("600");
    page.change(&wrong, "500");
    page.until(&format!("{}.includes('sum-ok')", Page::class(&total)));
    page.press("u");
    page.until(&format!("{}.includes('bad')", Page::class(&total)));
    page.change(&wrong, "500");
    let folder = tempfile::tempdir().unwrap();
    page.call("Page.setDownloadBehavior", json!({"behavior": "allow", "downloadPath": folder.path()}));
    page.eval("document.getElementById('save').click()");
    let saved = folder.path().join("corrections.jsonl");
    let start = Instant::now();
    while !saved.exists() {
        assert!(start.elapsed() < PATIENCE, "nothing was saved");
        sleep(Duration::from_millis(50));
    }
    std::fs::copy(saved, place.path("out/corrections.jsonl")).unwrap();
    for line in lines(&place) {
        assert_eq!(crate::schema::violations("correction", &line), [""; 0]);
    }
    bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run();
    assert!(!records(&place).lines().next().unwrap().contains("total-mismatch"));
}

// ---- pages of PDFs, and what was removed ----

/// A pledge with a sum that does not hold, as a PDF.
fn paper() -> Vec<u8> {
    let lines = REPORT.lines().filter(|l| !l.is_empty()).enumerate();
    let mut placed = Vec::new();
    for (i, line) in lines {
        for (k, cell) in line.split('\t').enumerate() {
            placed.push((60 + 80 * k as u32, 740 - 18 * i as u32, cell));
        }
    }
    crate::pdf::pdf(&placed)
}

#[test]
fn a_page_that_cannot_be_drawn_does_not_end_the_server() {
    let place = Place::new();
    place.write("in/a.pdf", &[paper(), b"% bogoseo-drill:draw-abort\n".to_vec()].concat());
    place.write("in/b.pdf", &paper());
    assert_eq!(bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run().code, Some(0));
    let review = served_with(place, &["--drills", "--timeout", "20"]);
    let token = review.address.trim_end_matches('/').rsplit('/').next().unwrap().to_owned();
    let status =
        |record: usize, page: usize| ask(&review.address, "GET", &format!("/{token}/api/page?index={record}&page={page}"), &[], "").0;
    assert_eq!([status(0, 1), status(0, 1), status(1, 1), status(1, 2), status(1, 0)], [404, 404, 200, 404, 404]);
}

#[test]
fn the_offline_file_has_the_pages_of_flagged_values() {
    let place = Place::new();
    place.write("in/a.pdf", &paper());
    assert_eq!(bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run().code, Some(0));
    assert_eq!(bogoseo(&["review", "out", "--export", "offline.html"]).at(&place).run().code, Some(0));
    let text = std::fs::read_to_string(place.path("offline.html")).unwrap();
    assert!(text.contains("\"a.pdf#1\":\"iVBORw0KGgo"));
    let Some(mut page) = Page::open(&format!("file://{}", place.path("offline.html").display())) else { return };
    page.until("document.querySelector('.page img')?.naturalWidth > 500 && document.querySelector('.page .box')");
}

/// A pledge whose people are named in its header, its table and a note.
const PEOPLE: &str = "\
공약번호 : 2-3
공약명 : 누리동 청년창업센터 조성
담당부서 : 일자리정책과
과  장 : 박누리 (☎ 031-555-2100)
담당자 : 이가온 (☎ 2101)

□ 추진실적
 ○ 2023. 4. 5. : 설계 공모 (문의 박누리, 010-5555-1234)

□ 연차별 투자계획
(단위: 백만원)
구분\t계\t2023\t2024
계\t1,900\t900\t900
국비\t1,500\t500\t600
";

#[test]
fn what_was_removed_from_the_output_is_not_in_the_page() {
    let place = Place::new();
    place.write("in/2-3.txt", PEOPLE.as_bytes());
    assert_eq!(bogoseo(&["convert", "in", "-o", "out", "-q", "--redact", "contacts,phones"]).at(&place).run().code, Some(0));
    assert!(!records(&place).contains("박누리"));
    let ran = bogoseo(&["review", "out", "--export", "offline.html"]).at(&place).run();
    assert_eq!((ran.code, ran.stderr.contains("--redact")), (Some(0), true), "{}", ran.stderr);
    let text = std::fs::read_to_string(place.path("offline.html")).unwrap();
    assert!(text.contains("설계 공모 (문의 ███") && text.contains("일자리정책과"));
    let review = served(place);
    let path = |name: &str| format!("/{}/{name}", review.address.trim_end_matches('/').rsplit('/').next().unwrap());
    let (_, _, view) = ask(&review.address, "GET", &path("api/record?index=0"), &[], "");
    for secret in ["박누리", "이가온", "555-2100", "2101)", "5555-1234"] {
        assert!(!text.contains(secret), "the file has {secret}");
        assert!(!view.contains(secret), "the page has {secret}");
    }
    // Nor do corrections quote it: what stands beside it has shorter surroundings, and it cannot be corrected itself.
    let origin = format!("http://{}", review.address.strip_prefix("http://").unwrap().split('/').next().unwrap());
    let headers = [("Content-Type", "application/json"), ("Origin", origin.as_str())];
    let send = |asked: &Value| ask(&review.address, "POST", &path("api/correct"), &headers, &asked.to_string());
    let department = json!({"action": "change", "record": 0, "pointer": "/pledge/department", "new": "정책과"});
    let (status, _, body) = send(&department);
    assert_eq!(status, 200, "{body}");
    let people: Value = serde_json::from_str(&view).unwrap();
    assert!(!people["record"]["pledge"]["contacts"].as_array().unwrap().is_empty());
    assert_eq!(send(&json!({"action": "accept", "record": 0, "pointer": "/pledge/contacts/0/name"})).0, 422);
    let written = std::fs::read_to_string(review.place.path("out/corrections.jsonl")).unwrap();
    for secret in ["박누리", "이가온", "2100", "2101"] {
        assert!(!written.contains(secret), "{written}");
    }
    assert_eq!(bogoseo(&["convert", "in", "-o", "out", "-q", "--redact", "contacts,phones"]).at(&review.place).run().code, Some(0));
    assert!(records(&review.place).contains("정책과") && !records(&review.place).contains("correction-stale"));
}

// ---- for everybody ----

/// Text that is visible and has too little contrast to what is behind it, by WCAG 2.1, AA: `ratio text`.
const FAINT: &str = r#"(() => {
    const parse = (css) => { const n = css.match(/[\d.]+/g)?.map(Number) || [0, 0, 0, 0]; return [n[0], n[1], n[2], n.length > 3 ? n[3] : 1]; };
    const over = (top, ground) => [0, 1, 2].map((i) => top[i] * top[3] + ground[i] * (1 - top[3]));
    const light = (c) => { const l = c.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
    const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
    const seen = new Map();
    const check = (element, color, text) => {
        if (element.closest(":disabled") || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return;
        const box = element.getBoundingClientRect();
        if (box.width < 2 || box.height < 2) return;
        let [ground, opacity] = [[255, 255, 255], 1];
        const path = [];
        for (let e = element; e; e = e.parentElement) path.unshift(e);
        for (const e of path) {
            const style = getComputedStyle(e);
            opacity *= Number(style.opacity);
            const own = parse(style.backgroundColor);
            ground = over([...own.slice(0, 3), own[3] * opacity], ground);
        }
        const style = getComputedStyle(element);
        const ink = parse(color);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const r = ratio(over([...ink.slice(0, 3), ink[3] * opacity], ground), ground);
        if (r < (large ? 3 : 4.5)) seen.set(`${r.toFixed(2)} <${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> ${text.trim().slice(0, 30)}`, r);
    };
    const walk = document.createTreeWalker(document.querySelector("dialog[open]") || document.body, NodeFilter.SHOW_TEXT);
    let checked = 0;
    while (walk.nextNode()) {
        const element = walk.currentNode.parentElement;
        if (!walk.currentNode.data.trim() || ["SCRIPT", "STYLE", "OPTION"].includes(element.tagName)) continue;
        checked += 1;
        check(element, element instanceof SVGElement ? getComputedStyle(element).fill : getComputedStyle(element).color, walk.currentNode.data);
    }
    for (const input of document.querySelectorAll("input[placeholder]")) check(input, getComputedStyle(input, "::placeholder").color, input.placeholder);
    return JSON.stringify([checked, [...seen.keys()]]);
})()"#;

#[test]
fn all_text_can_be_read() {
    let review = served(converted(&two_in_one()));
    let Some(mut page) = Page::open(&review.address) else { return };
    page.eval("document.getElementById('facets').open = true");
    // Also a value that was looked at, one that is struck, and one that was changed.
    page.press("Enter");
    page.until("document.getElementById('left').textContent.startsWith('1 ')");
    page.eval("document.getElementById('with-done').click()");
    page.until("document.querySelector('#items button.finished')");
    let wrong = page.cell("600");
    page.eval(&format!("document.querySelector('.leaf[data-pointer=\"{wrong}\"]').click()"));
    page.press("x");
    page.until("document.querySelector('.leaf.struck')");
    page.until("getComputedStyle(document.getElementById('toast')).opacity === '0'");
    let mut faint: Vec<String> = Vec::new();
    for theme in ["light", "dark"] {
        page.until(&format!("document.documentElement.dataset.theme === '{theme}' || document.getElementById('theme').click()"));
        for language in ["ko", "en"] {
            page.until(&format!("document.documentElement.lang === '{language}' || document.getElementById('lang').click()"));
            for state in ["record", "value", "help", "edit", "dashboard"] {
                page.eval(match state {
                    "record" => "document.querySelector('#items button').click()",
                    "value" => "document.querySelector('.leaf.flagged, .leaf.bad').click()",
                    "help" => "document.getElementById('help-open').click()",
                    "edit" => "document.getElementById('help').close(); document.getElementById('do-change').click()",
                    _ => "document.getElementById('edit').close(); document.getElementById('tab-dashboard').click()",
                });
                sleep(Duration::from_millis(400));
                let told: (usize, Vec<String>) = serde_json::from_str(&page.text(FAINT)).unwrap();
                assert!(told.0 > 5, "{state}: {} texts", told.0);
                faint.extend(told.1.into_iter().map(|t| format!("{theme} {language} {state}: {t}")));
            }
            page.eval("document.getElementById('tab-review').click()");
        }
    }
    assert!(faint.is_empty(), "{}", faint.join("\n"));
}

/// Roles of what a person operates.
const CONTROLS: [&str; 10] =
    ["button", "link", "textbox", "searchbox", "checkbox", "combobox", "spinbutton", "DisclosureTriangle", "menuitem", "Date"];

/// Role, name and value of what assistive technology gets to see.
fn accessible(page: &mut Page) -> Vec<(String, String, Value)> {
    let tree = page.call("Accessibility.getFullAXTree", json!({}));
    let text = |node: &Value, of: &str| node[of]["value"].as_str().unwrap_or_default().to_owned();
    let nodes = tree["nodes"].as_array().unwrap().iter().filter(|n| n["ignored"] != json!(true));
    nodes.map(|n| (text(n, "role"), text(n, "name"), n["properties"].clone())).collect()
}

#[test]
fn the_page_is_used_without_eyes_and_without_a_mouse() {
    let review = served(converted(&two_in_one()));
    let Some(mut page) = Page::open(&review.address) else { return };
    page.call("Accessibility.enable", json!({}));
    page.eval("document.getElementById('facets').open = true");
    let nameless = |page: &mut Page, state: &str| {
        let nodes = accessible(page);
        let controls: Vec<_> = nodes.iter().filter(|(role, ..)| CONTROLS.contains(&role.as_str())).collect();
        assert!(!controls.is_empty(), "{state}");
        for (role, name, _) in controls {
            assert!(!name.trim().is_empty(), "{state}: a {role} has no name");
        }
        nodes
    };
    let nodes = nameless(&mut page, "record");
    let has = |role: &str| nodes.iter().any(|(r, ..)| r == role);
    for landmark in ["banner", "navigation", "main", "complementary", "search", "status", "heading", "list"] {
        assert!(has(landmark), "no {landmark}");
    }
    for name in ["레코드", "원문"] {
        assert!(nodes.iter().any(|(r, n, _)| r == "region" && n == name), "no region {name}");
    }
    // No level of heading is left out on the way down.
    let levels: Vec<u64> = nodes
        .iter()
        .filter(|(r, ..)| r == "heading")
        .filter_map(|(.., p)| p.as_array()?.iter().find(|p| p["name"] == "level")?["value"]["value"].as_u64())
        .collect();
    assert_eq!(levels[0], 1);
    assert!(levels.windows(2).all(|w| w[1] <= w[0] + 1), "{levels:?}");
    // The tabulator reaches everything that can be operated.
    let visible = "e.checkVisibility() && !e.disabled && e.tabIndex >= 0 && !(e.closest('details:not([open])') && e.tagName !== 'SUMMARY')";
    page.eval(&format!(
        "window.wanted = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter((e) => {visible}); window.reached = new Set(); document.activeElement.blur()"
    ));
    let wanted = page.eval("wanted.length").as_u64().unwrap();
    for _ in 0..wanted + 40 {
        for kind in ["rawKeyDown", "keyUp"] {
            page.call("Input.dispatchKeyEvent", json!({"type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}));
        }
        page.eval("reached.add(document.activeElement)");
    }
    let missed = page.text("wanted.filter((e) => !reached.has(e)).map((e) => e.outerHTML.slice(0, 120)).join('\\n')");
    assert_eq!(missed, "");
    // What is in focus is drawn with an outline.
    page.eval("document.querySelector('#items button').focus()");
    assert_ne!(page.text("getComputedStyle(document.querySelector('#items button:focus')).outlineStyle"), "none");
    // What was done is said.
    page.eval("document.querySelector('#items button').click()");
    page.press("Enter");
    page.until("document.getElementById('toast').textContent === '저장했습니다'");
    assert!(accessible(&mut page).iter().any(|(role, ..)| role == "status"));
    assert_eq!(page.text("document.getElementById('toast').getAttribute('aria-live')"), "polite");
    // Dialogs, and the other page.
    for (state, script) in [
        ("help", "document.getElementById('help-open').click()"),
        ("split", "document.getElementById('help').close(); document.getElementById('do-split').click()"),
        ("comment", "document.getElementById('edit').close(); document.getElementById('do-comment').click()"),
        ("dashboard", "document.getElementById('edit').close(); document.getElementById('tab-dashboard').click()"),
    ] {
        page.eval(script);
        let nodes = nameless(&mut page, state);
        if state != "dashboard" {
            assert!(nodes.iter().any(|(r, n, _)| r == "dialog" && !n.is_empty()), "{state}: a dialog without a name");
        }
    }
}

// ---- plain HTTP ----

/// Status, head and body of an answer.
fn ask(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String, String) {
    let host = address.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    if !headers.iter().any(|(n, _)| *n == "Host") {
        request += &format!("Host: {host}\r\n");
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    write!(stream, "{request}\r\n{body}").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), head.to_owned(), body.to_owned())
}

#[test]
fn nothing_but_the_page_is_reachable() {
    let review = served(converted(REPORT));
    let address = &review.address;
    let host = address.strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
    let token = address.trim_end_matches('/').rsplit('/').next().unwrap().to_owned();
    assert!(host.starts_with("127.0.0.1:") && token.len() == 32);
    let get = |path: &str, headers: &[(&str, &str)]| ask(address, "GET", path, headers, "").0;
    let inside = |path: &str| format!("/{token}/{path}");
    assert_eq!(get(&inside(""), &[]), 200);
    for path in ["/", "/api/start", "/page.js", &format!("/{}/", "0".repeat(32)), &format!("/{token}")] {
        assert_eq!(get(path, &[]), 404, "{path}");
    }
    for path in
        ["../../../etc/hostname", "%2e%2e/in/2-3.txt", "in/2-3.txt", "records.jsonl", "api/record?index=99", "api/page?index=0&page=1"]
    {
        assert_eq!(get(&inside(path), &[]), 404, "{path}");
    }
    assert_eq!(get(&inside(""), &[("Host", "bogoseo.example")]), 421);
    assert_eq!(get(&inside("api/start"), &[("Origin", "http://bogoseo.example")]), 403);
    let ours = format!("http://{host}");
    let kind = ("Content-Type", "application/json");
    let post = |headers: &[(&str, &str)]| ask(address, "POST", &inside("api/undo"), headers, "{\"id\":\"x\"}").0;
    assert_eq!(post(&[kind]), 403);
    assert_eq!(post(&[kind, ("Origin", "null")]), 403);
    assert_eq!(post(&[("Origin", &ours), ("Content-Type", "text/plain")]), 403);
    assert_eq!(post(&[kind, ("Origin", &ours)]), 404);
    let (_, head, _) = ask(address, "GET", &inside(""), &[], "");
    assert!(head.contains("default-src 'none'") && head.contains("no-referrer") && head.contains("nosniff"), "{head}");
    assert!(lines(&review.place).is_empty());
}

#[test]
fn two_pages_do_not_overwrite_each_other() {
    let review = served(converted(REPORT));
    let address = &review.address;
    let path = |name: &str| format!("/{}/{name}", address.trim_end_matches('/').rsplit('/').next().unwrap());
    let origin = format!("http://{}", address.strip_prefix("http://").unwrap().split('/').next().unwrap());
    let headers = [("Content-Type", "application/json"), ("Origin", origin.as_str())];
    let send = |asked: &Value| ask(address, "POST", &path("api/correct"), &headers, &asked.to_string());
    let asked = json!({"action": "change", "record": 0, "pointer": "/pledge/department", "new": "정책과", "seen": null});
    let (status, _, body) = send(&asked);
    assert_eq!(status, 200, "{body}");
    let written: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(written["record"]["pledge"]["department"], "정책과");
    // The other page has not seen the first correction.
    assert_eq!(send(&asked).0, 409);
    let mut knowing = asked.clone();
    knowing["seen"] = written["written"].clone();
    knowing["new"] = json!("기획과");
    assert_eq!(send(&knowing).0, 200);
    // What the field does not take, and what is not there.
    let state = json!({"action": "change", "record": 0, "pointer": "/pledge/state", "new": "no such", "selection": [0, 4]});
    assert_eq!(send(&state).0, 422);
    assert_eq!(send(&json!({"action": "accept", "record": 0, "pointer": "/no/such"})).0, 404);
    assert_eq!(lines(&review.place).len(), 2);
    // A value that the program did not see, from selected text.
    let mut state = state;
    state["new"] = json!("on_track");
    let (status, _, body) = send(&state);
    assert_eq!(status, 200, "{body}");
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["record"]["pledge"]["state"], "on_track");
    assert_eq!(lines(&review.place)[2]["raw"], json!(["공약번호"]));
}

#[test]
fn without_its_sources_an_output_can_only_be_read() {
    let place = converted(REPORT);
    std::fs::rename(place.path("in/2-3.txt"), place.path("in/다른 이름.txt")).unwrap();
    let review = served(place);
    let token = review.address.trim_end_matches('/').rsplit('/').next().unwrap().to_owned();
    let (status, _, body) = ask(&review.address, "GET", &format!("/{token}/api/record?index=0"), &[], "");
    let view: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &view["source"], view["record"]["pledge"]["number"].as_str()), (200, &Value::Null, Some("2-3")));
    assert!(Path::new(&review.place.path("out/records.jsonl")).exists());
}

#[test]
fn a_folder_that_is_no_output_is_refused() {
    let place = Place::new();
    place.write("out/letter.txt", b"x");
    let ran = bogoseo(&["review", "out", "--no-open"]).at(&place).run();
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("manifest.json"), "{}", ran.stderr);
}

// ---- figures ----

/// A line of the kernel's report on a process, in KiB.
fn kernel_says(pid: u32, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix(name)).unwrap_or_default();
    line.trim_matches([':', ' ', '\t', 'k', 'B']).parse().unwrap_or_default()
}

/// Prints how long the page of a large output takes. To measure the program as it is shipped:
///
/// ```sh
/// cargo build --release
/// BOGOSEO_REVIEW_OUT=out BOGOSEO_REVIEW_PROGRAM=target/release/bogoseo \
///     cargo test --test it review::figures -- --ignored --nocapture
/// ```
#[test]
#[ignore = "measures; BOGOSEO_REVIEW_OUT names the output"]
fn figures_of_an_output() {
    let out = std::env::var_os("BOGOSEO_REVIEW_OUT").expect("BOGOSEO_REVIEW_OUT names an output of convert");
    let program = std::env::var_os("BOGOSEO_REVIEW_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_bogoseo").into());
    let start = Instant::now();
    let mut server =
        Command::new(program).arg("review").arg(out).arg("--no-open").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut address).unwrap();
    eprintln!("server ready             {:6} ms", start.elapsed().as_millis());
    let server = Process(server);
    let Some(mut page) = Page::open(address.trim()) else { return };
    eprintln!("records, flagged         {}", page.text("document.getElementById('left').textContent"));
    page.until("performance.getEntriesByName('record').length");
    for name in ["first-paint", "first-contentful-paint", "queue", "record"] {
        let at = page.eval(&format!("performance.getEntriesByName('{name}')[0]?.startTime")).as_f64().unwrap_or(f64::NAN);
        eprintln!("{name:24} {at:6.0} ms");
    }
    // From the key to the frame that shows the next value with its source.
    let step = "(async () => {
        const current = () => document.querySelector('#items [aria-current=\"true\"]')?.dataset.item;
        const [was, start] = [current(), performance.now()];
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
        while (current() === was && performance.now() - start < 5000) await new Promise((done) => setTimeout(done));
        const done = performance.now();
        await new Promise((shown) => requestAnimationFrame(() => setTimeout(shown)));
        return [done - start, performance.now() - start];
    })()";
    let heap = |page: &mut Page| {
        page.call("HeapProfiler.collectGarbage", json!({}));
        let metrics = page.call("Performance.getMetrics", json!({}));
        let of = |name: &str| metrics["metrics"].as_array().unwrap().iter().find(|m| m["name"] == name).unwrap()["value"].as_f64().unwrap();
        (of("JSHeapUsedSize") / 1e6, of("Nodes"))
    };
    page.call("Performance.enable", json!({}));
    let (megabytes, nodes) = heap(&mut page);
    eprintln!("heap, nodes at first     {megabytes:6.1} MB {nodes}");
    for (name, steps, pause) in [("next, key held down", 60, 0), ("next, read for 0.3 s", 40, 300), ("next, up to the 600th", 500, 0)] {
        let mut times: Vec<(f64, f64)> = Vec::new();
        for _ in 0..steps {
            let taken = page.eval(step);
            times.push((taken[0].as_f64().unwrap(), taken[1].as_f64().unwrap()));
            sleep(Duration::from_millis(pause));
        }
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        eprintln!(
            "{name:24} median {:.0} ms ({:.0} until painted), 95 of 100 {:.0} ms, worst {:.0} ms",
            at(0.5).0,
            at(0.5).1,
            at(0.95).0,
            at(1.0).0
        );
    }
    let (megabytes, nodes) = heap(&mut page);
    eprintln!("heap, nodes after 600    {megabytes:6.1} MB {nodes}");
    let search = "(async () => { const start = performance.now(); const s = document.getElementById('search'); s.value = '공원'; s.dispatchEvent(new Event('input'));
        const was = document.getElementById('count').textContent; while (document.getElementById('count').textContent === was && performance.now() - start < 5000) await new Promise((d) => setTimeout(d)); return performance.now() - start; })()";
    eprintln!("search, with its 200 ms  {:6.0} ms", page.eval(search).as_f64().unwrap());
    eprintln!("server, at most          {:6} MB", kernel_says(server.0.id(), "VmHWM") / 1024);
}
