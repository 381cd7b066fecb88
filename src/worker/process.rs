//! One worker, as the pool sees it: a child process with three pipes.

use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Instant;

use super::lock;
use super::watchdog::Watchdog;
use super::wire::{self, Answer, HELLO, Head, MOST_HEAD, Reply, Task, encode, read_frame, write_frame};
use crate::decode::Format;
use crate::limits::Limits;

/// What is kept of a worker's stderr: its last bytes.
const TAIL: usize = 4 << 10;

/// How a worker is called in lists of processes.
#[cfg(unix)]
const NAME: &str = "bogoseo";

/// A worker process; killed and waited for when dropped.
pub(super) struct Worker {
    child: Arc<Mutex<Child>>,
    stdin: BufWriter<ChildStdin>,
    stdout: ChildStdout,
    /// Collects the end of stderr; taken when the worker is lost.
    stderr: Option<JoinHandle<Vec<u8>>>,
    greeted: bool,
    /// Documents that it was given.
    pub(super) served: u64,
    /// It was waited for: its number may be another's by now.
    ended: bool,
    /// Memory that it kept after the last one, in bytes.
    pub(super) resident: u64,
}

/// A document, and what is wanted of it.
pub(super) struct Document<'a> {
    pub(super) task: Task,
    pub(super) format: Format,
    pub(super) bytes: &'a [u8],
    pub(super) limits: &'a Limits,
}

/// How a worker was lost.
#[derive(Debug)]
pub(super) enum Lost {
    /// It could not be started.
    Unborn(io::Error),
    /// Its time was over.
    Late,
    /// It ended, with these last words.
    Died(ExitStatus, String),
    /// It wrote what is no answer.
    Garbled(String),
}

impl Worker {
    /// Starts `program` with these arguments.
    pub(super) fn start(program: &Path, arguments: &[String]) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // The path of the program may be one that only the kernel understands; lists of processes show this name.
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            // What it starts is of its group, and ends with it.
            command.arg0(NAME).process_group(0);
        }
        frugal(&mut command);
        let mut child = command.spawn()?;
        let (Some(stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take()) else {
            return Err(io::Error::other("a pipe is missing"));
        };
        widen(&stdin);
        widen(&stdout);
        let stdin = BufWriter::with_capacity(wire::MESSAGE, stdin);
        let mut worker =
            Self { child: Arc::new(Mutex::new(child)), stdin, stdout, stderr: None, greeted: false, ended: false, served: 0, resident: 0 };
        worker.stderr = Some(std::thread::Builder::new().name("stderr".to_owned()).spawn(move || tail(stderr))?);
        Ok(worker)
    }

    /// Has a document read, by the deadline if there is one. After an error the worker is of no use any more.
    pub(super) fn read(&mut self, document: &Document<'_>, deadline: Option<(Instant, &Watchdog)>) -> Result<Reply, Lost> {
        let watch = deadline.map(|(deadline, watchdog)| watchdog.watch(deadline, &self.child));
        self.served += 1;
        let answer = self.exchange(document);
        let late = watch.is_some_and(|watch| watch.end());
        match answer {
            // An answer that crossed the deadline is none either: its worker is dead already.
            _ if late => Err(Lost::Late),
            Ok(answer) => {
                self.resident = answer.resident;
                Ok(answer.reply)
            }
            Err(why) => Err(self.autopsy(&why)),
        }
    }

    fn exchange(&mut self, &Document { ref task, format, bytes, limits }: &Document<'_>) -> io::Result<Answer> {
        let head = encode(&Head { task: task.clone(), format, limits: limits.clone() })?;
        write_frame(&mut self.stdin, &head)?;
        write_frame(&mut self.stdin, bytes)?;
        self.stdin.flush()?;
        if !self.greeted {
            let hello = read_frame(&mut self.stdout, MOST_HEAD)?.ok_or(io::ErrorKind::UnexpectedEof)?;
            if hello != HELLO {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "it is no worker of this program"));
            }
            self.greeted = true;
        }
        let answer = read_frame(&mut self.stdout, wire::most_answer(limits))?.ok_or(io::ErrorKind::UnexpectedEof)?;
        wire::parse(&answer)
    }

    /// Why there was no answer.
    fn autopsy(&mut self, why: &io::Error) -> Lost {
        if why.kind() == io::ErrorKind::InvalidData {
            return Lost::Garbled(why.to_string());
        }
        // The pipes closed, so it has ended or is about to; the status of a process that is ending is not changed by this.
        match self.end() {
            Ok(status) => {
                let tail = self.stderr.take().and_then(|thread| thread.join().ok()).unwrap_or_default();
                Lost::Died(status, String::from_utf8_lossy(&tail).into_owned())
            }
            Err(why) => Lost::Garbled(why.to_string()),
        }
    }

    /// Kills it, if it still lives, and waits for it.
    fn end(&mut self) -> io::Result<ExitStatus> {
        let mut child = lock(&self.child);
        if !std::mem::replace(&mut self.ended, true) {
            kill(&mut child);
        }
        child.wait()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.end();
        if let Some(thread) = self.stderr.take() {
            let _ = thread.join();
        }
    }
}

/// Kills a worker that was not waited for yet, and what it has started.
pub(super) fn kill(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        // An error says that all of it has ended already.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    // Likewise.
    let _ = child.kill();
}

/// Keeps the allocator of a worker from taking memory before it is used: the bound counts what was taken, and the first gigabyte
/// would be taken at once.
fn frugal(command: &mut Command) {
    command.env("MIMALLOC_ARENA_EAGER_COMMIT", "0");
}

/// Bytes that a pipe holds: most documents go through at once, without the two ends waiting for each other.
#[cfg(target_os = "linux")]
const PIPE: usize = 256 << 10;

/// Makes room in a pipe; without it, all goes as well, only slower.
#[cfg(target_os = "linux")]
fn widen(pipe: &impl std::os::fd::AsFd) {
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, PIPE);
}

/// The size of a pipe is what it is.
#[cfg(not(target_os = "linux"))]
fn widen<T>(_pipe: &T) {}

/// The last bytes of a stream.
fn tail(mut stream: ChildStderr) -> Vec<u8> {
    let mut kept = Vec::with_capacity(2 * TAIL);
    let mut piece = [0; 1 << 10];
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        kept.extend_from_slice(&piece[..read]);
        if kept.len() > TAIL {
            kept.drain(..kept.len() - TAIL);
        }
    }
    kept
}
