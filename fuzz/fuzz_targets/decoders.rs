//! `cargo fuzz run decoders`, see `Cargo.toml`
#![no_main]

#[path = "../entries.rs"]
#[allow(dead_code, reason = "shared by the targets")]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::decoders(bytes));
