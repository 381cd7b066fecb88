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
    let place = Place::new();
    place.write("in/2-3.txt", report.as_bytes());
    place.write("in/9-9.txt", REPORT.replace("2-3", "9-9").replace("청년창업센터", "빗물 정원").as_bytes());
    assert_eq!(bogoseo(&["convert", "in", "-o", "out", "-q"]).at(&place).run().code, Some(0));
    place
}

fn served(place: Place) -> Review {
    let mut server = Command::new(env!("CARGO_BIN_EXE_bogoseo"))
        .args(["review", "out", "--no-open", "--who", "김하늘"])
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
