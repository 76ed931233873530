//! The one binary. Errors of a command end here, as a sentence on the terminal.

use std::process::ExitCode;

fn main() -> ExitCode {
    match wasl::cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wasl: {error:#}");
            ExitCode::FAILURE
        }
    }
}
