//! Reading containers in processes that may be killed.
//!
//! A container (HWP, HWPX, DOCX, HTML) is taken apart by parsers that anybody's file reaches. Whatever such a file does to
//! them, it costs that file one `failed` record and nothing else: the command line hands its bytes to a worker, which is this
//! same program started with a hidden verb, and waits for the answer with a deadline.
//!
//! Comes in: a [`Format`](crate::decode::Format), bytes, [`Limits`](crate::limits::Limits). Goes out: what
//! [`read_container`](crate::decode::read_container) gives, unless the worker was lost: then `file-timeout`, `file-memory` or
//! `file-crashed`, each saying what happened. Promises:
//! - **A document has a deadline** ([`Options::timeout`]), from the first byte sent to the last byte of the answer; when it
//!   passes, the worker is killed.
//! - **A worker has a bound on its memory** ([`Options::max_memory`]), kept by the kernel where there is `RLIMIT_DATA` (Linux).
//!   Elsewhere the bound is not enforced, and only the budgets of the readers hold.
//! - **A lost worker is asked for once more**: a document whose worker died, ran out of memory or answered nonsense is read again
//!   in a fresh worker, for what earlier documents left behind may have been the cause. One that ran out of time is read again
//!   only if its worker had served others before; a fresh one would take as long again. A panic is an answer like any other: the
//!   worker catches it and stays.
//! - **Nothing is left over**: a killed worker is waited for, and a worker ends by itself as soon as its standard input closes,
//!   busy or not, so that none outlives a parent that was killed.
//! - **What the documents of a run become does not depend on which worker read what**: messages hold no process ids, addresses
//!   or times.
//!
//! A worker also goes through all stages with a document that is heavy, before this process does ([`Pool::rehearse`]): what it
//! made is thrown away, and only its loss counts.
//!
//! Workers are started when the first container comes, one for each thread that asks at the same time; are used again; and are
//! replaced after a number of documents, or when one has kept much memory. A worker writes frames to stdout and nothing else; of
//! what it writes to stderr, the last 4 KB are kept, for the message if it dies.
//!
//! It does not guard against a worker that means harm: workers run with the rights of their user.

mod bound;
mod child;
mod drill;
mod pool;
mod process;
mod watchdog;
mod wire;

pub use child::{Service, serve};
pub use pool::{Options, Pool, own_program};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, also after a panic elsewhere: what is guarded here is whole between any two statements.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
