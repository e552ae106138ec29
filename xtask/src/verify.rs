//! `cargo verify`: everything that must hold, in order, the quick things first.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser, ValueExt};

use crate::bundle::{self, Statistics};
use crate::serve::Serving;
use crate::site::Site;
use crate::wasm::{Compiler, Profile, Variant};
use crate::{chromium, dist, repo, supply, worker};

/// The dist must not care where it stands, so the tests put it under a path like this one.
const SUB_PATH: &str = "/some/sub/path/";

/// Where the build with planted faults stands, for the tests alone.
const PLANTED_PATH: &str = "/planted/";

/// The oldest Node that runs the browser tests.
const NODE: u32 = 20;

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn() -> Result<()>,
}

const STEPS: [Step; 9] = [
    Step {
        name: "format",
        what: "every file is formatted",
        run: format,
    },
    Step {
        name: "rules",
        what: "the house rules of tests/architecture.rs",
        run: rules,
    },
    Step {
        name: "supply",
        what: "licences, versions and sources of what others wrote",
        run: supply::check,
    },
    Step {
        name: "lints",
        what: "no warnings: with the interface, without it, with planted faults, the worker",
        run: lints,
    },
    Step {
        name: "xtask",
        what: "tests of the build itself",
        run: xtask,
    },
    Step {
        name: "core",
        what: "tests without the interface",
        run: core,
    },
    Step {
        name: "screens",
        what: "tests with the interface, natively",
        run: screens,
    },
    Step {
        name: "dist",
        what: "the build that is shipped",
        run: dist::build,
    },
    Step {
        name: "browser",
        what: "the shipped build in Chromium",
        run: browser,
    },
];

/// The options of the command.
pub struct Options {
    quick: bool,
    only: Vec<String>,
    list: bool,
}

impl Options {
    /// Reads the rest of the command line.
    pub fn parse(mut args: Parser) -> Result<Self> {
        let mut options = Self {
            quick: false,
            only: Vec::new(),
            list: false,
        };
        while let Some(arg) = args.next()? {
            match arg {
                Arg::Long("quick") => options.quick = true,
                Arg::Long("list") => options.list = true,
                Arg::Long("only") => options.only.push(args.value()?.string()?),
                other => return Err(crate::unknown("verify", other)),
            }
        }
        for name in &options.only {
            if !STEPS.iter().any(|step| step.name == name) {
                let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
                bail!(
                    "there is no step {name:?}; the steps are {}",
                    names.join(", ")
                );
            }
        }
        Ok(options)
    }

    fn wants(&self, step: &Step) -> bool {
        let named = self.only.is_empty() || self.only.iter().any(|name| name == step.name);
        named && !(self.quick && step.name == "browser")
    }
}

/// Runs the steps, stops at the first that fails, and says what ran and what did not.
pub fn run(options: &Options) -> Result<()> {
    if options.list {
        for step in &STEPS {
            println!("{:<10}{}", step.name, step.what);
        }
        return Ok(());
    }
    let mut done: Vec<(&str, Duration)> = Vec::new();
    let wanted: Vec<&Step> = STEPS.iter().filter(|step| options.wants(step)).collect();
    if wanted.is_empty() {
        bail!("--quick leaves the browser out, so there is nothing to do");
    }
    for step in &wanted {
        println!("\n── {} · {} ──", step.name, step.what);
        let began = Instant::now();
        let result = (step.run)();
        done.push((step.name, began.elapsed()));
        if let Err(error) = result {
            summary(&done, false);
            return Err(error.context(format!("step {} failed", step.name)));
        }
    }
    summary(&done, true);
    let left = STEPS.len() - wanted.len();
    if left > 0 {
        println!("{left} of {} steps were not asked for.", STEPS.len());
    }
    Ok(())
}

fn summary(done: &[(&str, Duration)], passed: bool) {
    println!("\n── summary ──");
    for (index, (name, time)) in done.iter().enumerate() {
        let failed = !passed && index + 1 == done.len();
        let word = if failed { "FAILED" } else { "passed" };
        println!("{name:<10}{word}{:>8.1} s", time.as_secs_f64());
    }
    let failed = usize::from(!passed);
    println!("steps: {} passed, {failed} failed", done.len() - failed);
}

fn format() -> Result<()> {
    cargo("fmt --check")?;
    cargo("fmt --check --manifest-path xtask/Cargo.toml")
}

/// Part of `core` too; here first and compiled by itself, which is possible because it uses nothing
/// but std: cargo would build every dependency before it, and a line that is too long is told in
/// seconds now.
fn rules() -> Result<()> {
    let folder = repo::target_folder()?.join("rules");
    std::fs::create_dir_all(&folder)?;
    let program = folder.join("architecture");
    let mut rustc = repo::command("rustc");
    rustc
        .args(["--edition=2024", "--test", "tests/architecture.rs", "-o"])
        .arg(&program)
        .env("CARGO_MANIFEST_DIR", repo::root());
    repo::run(&mut rustc)?;
    repo::run(&mut repo::command(program))
}

fn lints() -> Result<()> {
    cargo("clippy --locked --all-targets -- -D warnings")?;
    cargo("clippy --locked --all-targets --no-default-features -- -D warnings")?;
    cargo("clippy --locked --all-targets --features planted -- -D warnings")?;
    cargo("clippy --locked --no-default-features --features worker -- -D warnings")?;
    cargo("clippy --locked --no-default-features --features worker,measure -- -D warnings")?;
    cargo("clippy --locked --all-targets --manifest-path xtask/Cargo.toml -- -D warnings")
}

fn xtask() -> Result<()> {
    cargo("test --locked --manifest-path xtask/Cargo.toml")
}

fn core() -> Result<()> {
    cargo("test --locked --no-default-features --features schema")
}

fn screens() -> Result<()> {
    cargo("test --locked --features ssr,schema")
}

fn browser() -> Result<()> {
    let site = Site::read(&dist::folder())?;
    if site.get("index.html").is_none() {
        bail!("there is no dist/ to test; `cargo dist` makes it");
    }
    check_node()?;
    let chromium = chromium::ensure()?;
    let shown = repo::read(Command::new(&chromium).arg("--version")).unwrap_or_default();
    println!("{} ({shown})", chromium.display());
    install_packages()?;
    let serving = Serving::start(site, 0, SUB_PATH)?;
    let planted = Serving::start(planted()?, 0, PLANTED_PATH)?;
    repo::run(
        in_tests("npx", "--no-install playwright test")
            .env("CHROMIUM_PATH", chromium)
            .env("BASE_URL", serving.url())
            .env("PLANTED_URL", planted.url()),
    )
}

/// The application with the faults that tests plant (`src/ui/planted.rs`): in memory only, so that it
/// cannot be shipped by mistake.
fn planted() -> Result<Site> {
    let began = Instant::now();
    let site = bundle::site(
        Compiler::new(Profile::Dev, Variant::Planted)?.compile()?,
        Statistics::Here(worker::build(Variant::Planted)?),
        false,
    )?;
    println!(
        "The build with planted faults took {:.1} s.",
        began.elapsed().as_secs_f64()
    );
    Ok(site)
}

fn check_node() -> Result<()> {
    let advice = format!(
        "the browser tests need Node {NODE} or newer with npm (https://nodejs.org, or your system's \
         packages nodejs and npm); `cargo verify --quick` checks everything else"
    );
    let version =
        repo::read(repo::command("node").arg("--version")).with_context(|| advice.clone())?;
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|text| text.parse().ok());
    if major.is_none_or(|major: u32| major < NODE) {
        bail!("this is Node {version}: {advice}");
    }
    repo::read(&mut in_tests("npm", "--version")).context(advice)?;
    Ok(())
}

/// npm's own lock file decides; browsers are not downloaded, ours is the system's.
fn install_packages() -> Result<()> {
    repo::run(
        in_tests("npm", "ci --no-audit --no-fund --loglevel=error")
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    )
    .context("the packages of tests/browser could not be installed")
}

fn cargo(args: &str) -> Result<()> {
    repo::run(repo::cargo().args(args.split(' ')))
}

fn in_tests(program: &str, args: &str) -> Command {
    // On Windows npm and npx are scripts.
    let program = if cfg!(windows) {
        format!("{program}.cmd")
    } else {
        program.to_owned()
    };
    let mut command = repo::command(program);
    command
        .args(args.split(' '))
        .current_dir(repo::root().join("tests/browser"));
    command
}
