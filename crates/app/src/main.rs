//! The one binary. Errors of a command end here, as a sentence on the terminal.

use std::process::ExitCode;

/// A page is hundreds of small strings: the system's allocator took a third of its time (decision 0008).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match wasl::cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wasl: {error:#}");
            ExitCode::FAILURE
        }
    }
}
