//! Builds, serves and checks Trainmaster. Nothing to install by hand but rustup.
//!
//! Reading order: [`wasm`] compiles the application, [`page`] and [`styles`] read what stands beside
//! it, [`bundle`] puts all of it into a [`site::Site`], and the three commands [`start`], [`dist`] and
//! [`verify`] serve it, write it and check it.
#![forbid(unsafe_code)]

mod bundle;
mod chromium;
mod dist;
mod page;
mod policy;
mod repo;
mod serve;
mod site;
mod split;
mod start;
mod styles;
mod toolchain;
mod verify;
mod wasm;

use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser};

const HELP: &str = "\
cargo start  [--port N] [--no-open] [--watch] [--release]
    Build the application, serve it on this machine and open the browser.
    --watch    rebuild when a file changes, and reload the page
    --release  the build that is shipped (slower to make, fast to run)

cargo dist   [--out DIR]
    Write the site to dist/, ready for any static host and any path.

cargo verify [--quick] [--only STEP]… [--list]
    Check everything: format, lints, tests, the shipped build in a real browser.
    --quick    everything but the browser
    --only     one step by name; --list shows the names
";

fn main() -> ExitCode {
    // A backtrace means nothing to the person who ran the command: `{:#}` prints the causes in one line.
    match run(Parser::from_env()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut args: Parser) -> Result<()> {
    let command = match args.next()? {
        Some(Arg::Value(name)) => name.to_string_lossy().into_owned(),
        Some(Arg::Long("help") | Arg::Short('h')) | None => {
            print!("{HELP}");
            return Ok(());
        }
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "start" => start::run(&start::Options::parse(args)?),
        "dist" => dist::run(&dist::Options::parse(args)?),
        "verify" => verify::run(&verify::Options::parse(args)?),
        other => bail!("there is no command {other:?}\n\n{HELP}"),
    }
}

/// What an argument that a command does not know becomes: its help, or an error.
fn unknown(arg: Arg<'_>) -> anyhow::Error {
    match arg {
        Arg::Long("help") | Arg::Short('h') => {
            print!("{HELP}");
            std::process::exit(0);
        }
        other => anyhow::anyhow!("{}\n\n{HELP}", other.unexpected()),
    }
}
