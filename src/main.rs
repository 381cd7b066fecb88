//! The program: arguments in, exit code out. Everything else is in [`bogoseo::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    bogoseo::cli::main()
}
