//! The page over HTTP: on loopback alone, under an address that nobody can guess, for requests of the page itself.

use std::io::{self, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread;

use serde_json::{Value, json};
use tiny_http::{Header, Method, Request, Response, Server};

use super::queue::{Filter, PAGE};
use super::session::{Asked, Refusal, Session};
use super::{export, unguessable};

/// Requests that are answered at the same time.
const THREADS: usize = 4;
/// Largest body that is read.
const MAX_BODY: u64 = 1 << 20;
/// What the page may load: itself, and pictures that it got from here.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A server that runs.
pub struct Serving {
    server: Arc<Server>,
    threads: Vec<thread::JoinHandle<()>>,
    /// Where the page is.
    pub address: String,
}

impl Serving {
    /// Serves until the process ends.
    pub fn wait(self) {
        for thread in self.threads {
            let _ = thread.join();
        }
        self.server.unblock();
    }
}

/// What may be asked, and by whom.
struct Door {
    token: String,
    port: u16,
    session: Arc<Session>,
}

/// Serves a session on loopback, on a free port unless one is named.
///
/// # Errors
/// The port cannot be had.
pub fn serve(session: Arc<Session>, port: Option<u16>) -> io::Result<Serving> {
    let server = Server::http((Ipv4Addr::LOCALHOST, port.unwrap_or(0))).map_err(|e| io::Error::other(e.to_string()))?;
    let server = Arc::new(server);
    let port = server.server_addr().to_ip().map(|a: SocketAddr| a.port()).ok_or(io::ErrorKind::AddrNotAvailable)?;
    let token = unguessable()?;
    let address = format!("http://127.0.0.1:{port}/{token}/");
    let door = Arc::new(Door { token, port, session: Arc::clone(&session) });
    let mut threads = vec![thread::spawn(move || session.catch_up())];
    for _ in 0..THREADS {
        let (server, door) = (Arc::clone(&server), Arc::clone(&door));
        threads.push(thread::spawn(move || {
            while let Ok(request) = server.recv() {
                door.answer(request);
            }
        }));
    }
    Ok(Serving { server, threads, address })
}

/// An answer: status, type, body.
struct Answer(u16, &'static str, Vec<u8>);

impl Answer {
    fn json(status: u16, value: &Value) -> Self {
        Self(status, "application/json", value.to_string().into_bytes())
    }

    fn none(status: u16) -> Self {
        Self(status, "text/plain; charset=utf-8", Vec::new())
    }
}

impl From<Result<Value, Refusal>> for Answer {
    fn from(result: Result<Value, Refusal>) -> Self {
        match result {
            Ok(value) => Answer::json(200, &value),
            Err(Refusal(status, en, ko)) => Answer::json(status, &json!({"en": en, "ko": ko})),
        }
    }
}

impl Door {
    fn answer(&self, mut request: Request) {
        // A request that crashes the program must not take the page down with it.
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.route(&mut request)));
        let Answer(status, kind, body) = caught.unwrap_or_else(|_| Answer::none(500));
        let mut response = Response::from_data(body).with_status_code(status).with_chunked_threshold(usize::MAX);
        let headers = [
            ("Content-Type", kind),
            ("Content-Security-Policy", POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ];
        for (name, value) in headers {
            if let Ok(header) = Header::from_bytes(name, value) {
                response.add_header(header);
            }
        }
        // Who asked may have gone.
        let _ = request.respond(response);
    }

    fn route(&self, request: &mut Request) -> Answer {
        let header = |request: &Request, name: &'static str| {
            request.headers().iter().find(|h| h.field.equiv(name)).map(|h| h.value.as_str().to_owned())
        };
        let hosts = [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)];
        if !header(request, "Host").is_some_and(|h| hosts.contains(&h)) {
            return Answer::none(421);
        }
        let origin = header(request, "Origin");
        let ours = |origin: &str| origin.strip_prefix("http://").is_some_and(|o| hosts.iter().any(|h| h == o));
        if origin.as_deref().is_some_and(|o| !ours(o)) {
            return Answer::none(403);
        }
        let url = request.url().to_owned();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        let Some((token, path)) = path.strip_prefix('/').and_then(|p| p.split_once('/')) else { return Answer::none(404) };
        if !same(token, &self.token) {
            return Answer::none(404);
        }
        let asked = |name: &str| parameter(query, name);
        let number = |name: &str| asked(name).and_then(|v| v.parse::<usize>().ok());
        let session = &self.session;
        match (request.method(), path) {
            (Method::Get, "") => Answer(200, "text/html; charset=utf-8", export::PAGE_HTML.into()),
            (Method::Get, "page.js") => Answer(200, "text/javascript; charset=utf-8", export::PAGE_JS.into()),
            (Method::Get, "page.css") => Answer(200, "text/css; charset=utf-8", export::PAGE_CSS.into()),
            (Method::Get, "api/start") => Answer::json(200, &export::start(session)),
            (Method::Get, "api/queue") => {
                let filter = Filter::new(asked);
                Answer::json(200, &session.queue(&filter, number("offset").unwrap_or(0), number("limit").unwrap_or(PAGE)))
            }
            (Method::Get, "api/record") => match number("index").and_then(|i| session.view(u32::try_from(i).ok()?, false)) {
                Some(view) => Answer::json(200, &view),
                None => Answer::none(404),
            },
            (Method::Get, "api/page") => {
                let path = number("index").and_then(|i| session.path_of(u32::try_from(i).ok()?));
                let page = number("page").and_then(|n| u32::try_from(n).ok());
                let png = path.zip(page).and_then(|(path, page)| session.picture(&path, page));
                png.map_or_else(|| Answer::none(404), |png| Answer(200, "image/png", png.to_vec()))
            }
            (Method::Post, "api/correct" | "api/undo") => {
                let json = header(request, "Content-Type").is_some_and(|t| t.starts_with("application/json"));
                if origin.is_none() || !json {
                    return Answer::none(403);
                }
                let mut body = Vec::new();
                if request.as_reader().take(MAX_BODY).read_to_end(&mut body).is_err() {
                    return Answer::none(400);
                }
                if path == "api/undo" {
                    let id = serde_json::from_slice::<Value>(&body).ok();
                    let id = id.as_ref().and_then(|v| v["id"].as_str());
                    return id.map_or_else(|| Answer::none(400), |id| session.undo(id).into());
                }
                match serde_json::from_slice::<Asked>(&body) {
                    Ok(asked) => session.correct(asked).into(),
                    Err(_) => Answer::none(400),
                }
            }
            _ => Answer::none(404),
        }
    }
}

/// Whether two texts are equal, in a time that does not tell where they differ.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |all, (x, y)| all | (x ^ y)) == 0
}

/// A parameter of a query, decoded.
fn parameter(query: &str, name: &str) -> Option<String> {
    let (_, value) = query.split('&').filter_map(|p| p.split_once('=')).find(|(n, _)| *n == name)?;
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(b) = rest.next() {
        bytes.push(match b {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|d| char::from(d).to_digit(16));
                (digit()? * 16 + digit()?) as u8
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded() {
        assert_eq!(parameter("a=1&q=%EA%B0%80+b", "q").as_deref(), Some("가 b"));
        assert_eq!(parameter("q=%zz", "q"), None);
        assert_eq!(parameter("q=%FF", "q"), None);
        assert_eq!(parameter("", "q"), None);
    }

    #[test]
    fn tokens_are_compared_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", "a"));
    }
}
