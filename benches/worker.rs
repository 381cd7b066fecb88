//! What it costs to read a container in a worker: there and back, and starting one.
#![allow(missing_docs, reason = "a bench")]

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use bogoseo::decode::Format;
use bogoseo::limits::Limits;
use bogoseo::worker::{Options, Pool};
use criterion::{Criterion, criterion_group, criterion_main};

/// A document of this many bytes, each line of which comes back as a paragraph.
fn document(bytes: usize) -> Vec<u8> {
    let mut out = b"bogoseo-drill:echo\n".to_vec();
    while out.len() < bytes {
        out.extend("가온천 정비 1단계 착공 준비 및 관계기관 협의 완료 후 추진\n".as_bytes());
    }
    out
}

fn pool() -> Pool {
    Pool::new(Options {
        program: PathBuf::from(env!("CARGO_BIN_EXE_bogoseo")),
        arguments: ["__worker", "--drills", "--max-memory", "2048"].map(str::to_owned).to_vec(),
        timeout: Some(Duration::from_secs(60)),
        max_memory: Some(2048 << 20),
    })
}

fn round_trips(c: &mut Criterion) {
    let mut group = c.benchmark_group("worker");
    let (pool, limits) = (pool(), Limits::default());
    for kilobytes in [1, 100, 1_000] {
        let document = document(kilobytes * 1_000);
        group.bench_function(format!("{kilobytes}_kB"), |b| b.iter(|| black_box(pool.read(Format::Html, &document, &limits))));
    }
    group.finish();
}

fn start(c: &mut Criterion) {
    let limits = Limits::default();
    c.bench_function("worker/start_read_end", |b| b.iter(|| black_box(pool().read(Format::Html, b"none", &limits))));
}

criterion_group!(benches, round_trips, start);
criterion_main!(benches);
