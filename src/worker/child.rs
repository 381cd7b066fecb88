//! The worker's own side: documents from stdin, answers to stdout.
//!
//! The main thread reads requests and a second one answers them. So the end of stdin is seen at once, also while a document is
//! being read, and ends the process: no worker outlives its parent. (The kernel's signal on the death of a parent would not
//! do: it follows the thread that started the worker, not the process.)

use std::io::{self, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use super::wire::{self, Answer, HELLO, Head, MOST_HEAD, Reply, Task, encode, read_frame, write_frame};
use super::{bound, drill};
use crate::decode::pdf::{Recogniser, png, read_again};
use crate::decode::read_container_with;
use crate::diag::{Diagnostic, codes, panic_text};
use crate::limits::Limits;

/// Stack of the thread that reads documents, in bytes: as much as the main thread usually has.
const STACK: usize = 8 << 20;

/// How a worker serves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Service {
    /// Bound on its memory in bytes, where there is one.
    pub max_memory: Option<u64>,
    /// Whether pages without text are recognised, and for how long in a document: `Some(None)` is for as long as it takes.
    pub recognise: Option<Option<Duration>>,
    /// Whether documents may tell it to misbehave.
    pub drills: bool,
    /// Takes a document through all stages, for its cost alone.
    pub rehearse: Option<fn(&[u8], &Limits)>,
}

/// A document to be read.
struct Request {
    head: Head,
    bytes: Vec<u8>,
}

/// Serves until standard input ends.
pub fn serve(service: &Service) -> ExitCode {
    // A panic is answered with its text; a trace of it would reach nobody, and take the memory of the debug information.
    std::panic::set_hook(Box::new(|_| {}));
    let bounded = service.max_memory.map_or(Ok(()), bound::set);
    match bounded.and_then(|()| receive(*service)) {
        Ok(()) => {
            if service.recognise.is_some() {
                end_group();
            }
            ExitCode::SUCCESS
        }
        Err(why) => {
            let _ = writeln!(io::stderr(), "the worker ended: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Hands requests to the thread that answers them.
fn receive(service: Service) -> io::Result<()> {
    let (sender, receiver) = sync_channel::<Request>(1);
    std::thread::Builder::new().name("reader".to_owned()).stack_size(STACK).spawn(move || {
        let caught = catch_unwind(AssertUnwindSafe(|| answer_all(&receiver, service)));
        match caught.unwrap_or_else(|panic| Err(io::Error::other(panic_text(panic.as_ref()).to_owned()))) {
            Ok(()) => {}
            Err(why) => end(&why),
        }
    })?;
    let mut stdin = io::stdin().lock();
    while let Some(head) = read_frame(&mut stdin, MOST_HEAD)? {
        let head: Head = wire::parse(&head)?;
        let Some(bytes) = read_frame(&mut stdin, head.limits.max_bytes)? else { break };
        if sender.send(Request { head, bytes }).is_err() {
            break;
        }
    }
    Ok(())
}

/// Ends the recognition that may be at work, with the whole group: nobody waits for it any more.
#[cfg(unix)]
fn end_group() {
    let own = rustix::process::getpid();
    if rustix::process::getpgrp() == own {
        let _ = rustix::process::kill_process_group(own, rustix::process::Signal::KILL);
    }
}

/// Recognition that may be at work ends by itself with its page.
#[cfg(not(unix))]
fn end_group() {}

/// Ends the process: a worker that cannot answer must not keep its parent waiting.
#[expect(clippy::exit, reason = "the main thread waits for stdin and cannot be told")]
fn end(why: &io::Error) {
    let _ = writeln!(io::stderr(), "the worker cannot answer: {why}");
    std::process::exit(1);
}

fn answer_all(requests: &Receiver<Request>, service: Service) -> io::Result<()> {
    let mut stdout = BufWriter::with_capacity(wire::MESSAGE, own_stdout()?);
    let recogniser = service.recognise.map(Recogniser::new);
    write_frame(&mut stdout, HELLO)?;
    stdout.flush()?;
    for (served, request) in (0..).zip(requests) {
        let most = wire::most_answer(&request.head.limits);
        let reply = catch_unwind(AssertUnwindSafe(|| read(&request, service, recogniser.as_ref(), served)));
        let reply = reply.unwrap_or_else(|panic| Reply::Panicked(panic_text(panic.as_ref()).to_owned()));
        drop(request);
        let mut answer = Answer { reply, resident: bound::resident() };
        let mut payload = encode(&answer)?;
        if payload.len() as u64 > most {
            answer.reply = Reply::from(Err(too_large(most)));
            payload = encode(&answer)?;
        }
        write_frame(&mut stdout, &payload)?;
        stdout.flush()?;
    }
    Ok(())
}

/// Standard output without the line buffer of the library, which would cut answers at line ends.
#[cfg(unix)]
fn own_stdout() -> io::Result<impl Write> {
    use std::os::fd::AsFd;
    Ok(std::fs::File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// Standard output.
#[cfg(not(unix))]
fn own_stdout() -> io::Result<impl Write> {
    Ok(io::stdout())
}

fn read(request: &Request, service: Service, recogniser: Option<&Recogniser>, served: u64) -> Reply {
    let Head { task, format, limits } = &request.head;
    let drilled = if service.drills { drill::run(&request.bytes, task, served) } else { None };
    match task {
        Task::Content => Reply::from(drilled.map_or_else(|| read_container_with(*format, &request.bytes, limits, recogniser), Ok)),
        Task::Again(pages) => Reply::ReadAgain(read_again(&request.bytes, limits, pages)),
        Task::Draw(page) => Reply::Drawn(png(&request.bytes, *page)),
        Task::Rehearse => {
            if let Some(rehearse) = service.rehearse {
                rehearse(&request.bytes, limits);
            }
            Reply::Rehearsed
        }
    }
}

fn too_large(most: u64) -> Diagnostic {
    Diagnostic::new(
        &codes::CONTAINER_LIMIT,
        format!("what was read takes more than {most} bytes; the document was given up"),
        format!("읽은 내용이 한도 {most}바이트를 넘어 문서를 읽지 않았습니다"),
    )
}
