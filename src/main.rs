//! The program: arguments in, exit code out. Everything else is in [`bogoseo::cli`].

use std::process::ExitCode;

/// A card is read into some two thousand small strings; the system's allocator takes a sixth of the whole time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    bogoseo::cli::main()
}
