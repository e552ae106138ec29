//! Builds, serves and checks Trainmaster. Nothing to install by hand but rustup.
//!
//! Reading order: [`wasm`] compiles the application and [`worker`] the one that counts beside it,
//! [`page`] and [`styles`] read what stands beside them, [`bundle`] puts all of it into a
//! [`site::Site`], and the three commands [`start`], [`dist`] and [`verify`] serve it, write it and
//! check it.
#![forbid(unsafe_code)]

mod bundle;
mod chromium;
mod crates;
mod dist;
mod licences;
mod module;
mod page;
mod policy;
mod repo;
mod serve;
mod site;
mod split;
mod start;
mod styles;
mod supply;
mod toolchain;
mod verify;
mod wasm;
mod worker;

use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser};

/// What each command says of itself.
const HELP: [(&str, &str); 3] = [
    (
        "start",
        "\
cargo start  [--port N] [--no-open] [--watch] [--release] [--planted]
    Build the application, serve it on this machine and open the browser.
    --port     the port to serve on (8080); where it is taken, one of the next
    --no-open  leave the browser alone
    --watch    rebuild when a file changes, and reload the page
    --release  the build that is shipped (slower to make, fast to run)
    --planted  with the faults that tests plant (src/ui/planted.rs), to run the browser tests by hand
",
    ),
    (
        "dist",
        "\
cargo dist   [--out DIR]
    Write the site, ready for any static host and any path.
    --out      where to (dist/)
",
    ),
    (
        "verify",
        "\
cargo verify [--quick] [--only STEP]… [--list]
    Check everything: format, lints, tests, the shipped build in a real browser.
    --quick    everything but the browser
    --only     one step by name; --list shows the names
",
    ),
];

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
            print!("{}", help(None));
            return Ok(());
        }
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "start" => start::run(&start::Options::parse(args)?),
        "dist" => dist::run(&dist::Options::parse(args)?),
        "verify" => verify::run(&verify::Options::parse(args)?),
        other => bail!("there is no command {other:?}\n\n{}", help(None)),
    }
}

/// What a command says of itself, or what all of them do.
fn help(command: Option<&str>) -> String {
    let wanted = |name: &str| command.is_none_or(|command| command == name);
    let paragraphs = HELP.iter().filter(|(name, _)| wanted(name));
    let paragraphs: Vec<&str> = paragraphs.map(|(_, words)| *words).collect();
    paragraphs.join("\n")
}

/// What an argument that a command does not know becomes: its help, or an error.
fn unknown(command: &str, arg: Arg<'_>) -> anyhow::Error {
    let help = help(Some(command));
    match arg {
        Arg::Long("help") | Arg::Short('h') => {
            print!("{help}");
            std::process::exit(0);
        }
        other => anyhow::anyhow!("{}\n\n{help}", other.unexpected()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_has_its_own_paragraph() {
        for (name, words) in HELP {
            assert!(words.starts_with(&format!("cargo {name} ")), "{words}");
            assert_eq!(help(Some(name)), words);
        }
        assert_eq!(help(None).matches("\ncargo ").count(), HELP.len() - 1);
    }
}
