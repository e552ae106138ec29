//! `cargo start`: from a fresh clone to the application in a browser.

use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser};

use crate::bundle::{self, Statistics};
use crate::serve::{self, Serving};
use crate::site::Site;
use crate::wasm::{self, Compiler, Profile, Variant};
use crate::{repo, worker};

/// What is watched: everything the site is made of.
const WATCHED: [&str; 8] = [
    "src",
    "style",
    "public",
    "packs",
    "schema",
    "index.html",
    "Cargo.toml",
    "Cargo.lock",
];

/// How often file times are looked at; a look costs a few milliseconds.
const LOOK: Duration = Duration::from_millis(400);

/// The options of the command.
pub struct Options {
    port: u16,
    open: bool,
    watch: bool,
    profile: Profile,
    variant: Variant,
}

impl Options {
    /// Reads the rest of the command line.
    pub fn parse(mut args: Parser) -> Result<Self> {
        let mut options = Self {
            port: 8080,
            open: true,
            watch: false,
            profile: Profile::Dev,
            variant: Variant::Plain,
        };
        while let Some(arg) = args.next()? {
            match arg {
                Arg::Long("port") => options.port = port(&args.value()?.to_string_lossy())?,
                Arg::Long("no-open") => options.open = false,
                Arg::Long("watch") => options.watch = true,
                Arg::Long("release") => options.profile = Profile::Dist,
                Arg::Long("planted") => options.variant = Variant::Planted,
                other => return Err(crate::unknown("start", other)),
            }
        }
        Ok(options)
    }
}

fn port(value: &str) -> Result<u16> {
    let number = value.parse().ok();
    number.with_context(|| format!("--port takes a number from 0 to 65535, not {value:?}"))
}

/// Builds, serves, opens the browser; stays until it is ended.
pub fn run(options: &Options) -> Result<()> {
    println!("Building the application …");
    if !wasm::is_built_before(options.profile)? {
        println!("The first time it downloads and compiles for two to five minutes.");
    }
    let began = Instant::now();
    let mut compiler = Compiler::new(options.profile, options.variant)?;
    let mut known = fingerprint()?;
    let site = build(&mut compiler, options)?;
    println!("Built in {:.1} s.", began.elapsed().as_secs_f64());

    let serving = listen(&site, options.port)?;
    println!(
        "\n  Trainmaster is at {}\n  Ctrl+C ends it.\n",
        serving.url()
    );
    if options.open && has_browser() {
        let opened = open::that_detached(serving.url());
        if let Err(error) = opened {
            println!("The browser did not open by itself ({error}); go to the address above.");
        }
    }
    loop {
        std::thread::sleep(LOOK);
        if !options.watch {
            continue;
        }
        let now = fingerprint()?;
        if now != known {
            known = now;
            rebuild(&mut compiler, options, &serving);
        }
    }
}

fn build(compiler: &mut Compiler, options: &Options) -> Result<Site> {
    let program = compiler.compile()?;
    let statistics = match options.profile {
        Profile::Dev => Statistics::Late(options.variant),
        Profile::Dist => Statistics::Here(worker::build(options.variant)?),
    };
    let mut site = bundle::site(program, statistics, options.watch)?;
    match options.profile {
        Profile::Dev => site.compress_fast()?,
        Profile::Dist => site.compress_well()?,
    }
    Ok(site)
}

/// A failed build leaves the last good one in place: the page stays usable while the error is mended.
fn rebuild(compiler: &mut Compiler, options: &Options, serving: &Serving) {
    let began = Instant::now();
    match build(compiler, options) {
        Ok(mut site) => {
            // The page reloads with every build: what is made late has no part in the site's version.
            site.add("dev/built", format!("{began:?}"));
            serving.replace(site);
            println!("Rebuilt in {:.1} s.", began.elapsed().as_secs_f64());
        }
        Err(error) => println!("Not rebuilt, the last version stays: {error:#}"),
    }
}

/// How many ports are tried.
const PORTS: u16 = 20;

/// Takes the port, or one of the next.
fn listen(site: &Site, wanted: u16) -> Result<Serving> {
    let last = wanted.saturating_add(PORTS - 1);
    for port in wanted..=last {
        match Serving::start(site.clone(), port, "/") {
            Ok(serving) => {
                if port != wanted {
                    println!(
                        "Port {wanted} is taken, so this is port {port}. A browser keeps work by \
                         address: what was done under the other port is not seen here."
                    );
                }
                return Ok(serving);
            }
            Err(error) if serve::is_taken(&error) => {}
            Err(error) => {
                return Err(error).with_context(|| format!("cannot serve on port {port}"));
            }
        }
    }
    bail!("every port from {wanted} to {last} is taken; choose another with --port")
}

/// Whether a browser could show up: not on a build machine, and not without a display.
fn has_browser() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let display = !cfg!(target_os = "linux")
        || set("DISPLAY")
        || set("WAYLAND_DISPLAY")
        || set("WSL_DISTRO_NAME");
    display && !set("CI") && !set("SSH_CONNECTION")
}

/// The newest write and the number of watched files: one of them changes with every edit, and with
/// every file that comes or goes.
fn fingerprint() -> Result<(Option<SystemTime>, usize)> {
    let mut newest = None;
    let mut count = 0;
    for name in WATCHED {
        let path = repo::root().join(name);
        let files = if path.is_file() {
            vec![path]
        } else {
            repo::files(&path)?
        };
        for file in files {
            // An editor may replace a file while we look: then the next look sees it.
            let written = file.metadata().and_then(|data| data.modified()).ok();
            newest = newest.max(written);
            count += 1;
        }
    }
    Ok((newest, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_a_number_or_told_what_it_is() {
        assert_eq!(port("0").unwrap(), 0);
        assert_eq!(port("65535").unwrap(), 65535);
        for wrong in ["x", "70000", "-1", "", "8080 "] {
            let message = port(wrong).unwrap_err().to_string();
            let expected = format!("--port takes a number from 0 to 65535, not \"{wrong}\"");
            assert_eq!(message, expected);
        }
    }

    #[test]
    fn the_last_port_of_all_can_be_served_on() {
        // It may be taken on this machine; what counts is that it is tried.
        match listen(&Site::default(), u16::MAX) {
            Ok(serving) => assert!(serving.url().contains("65535")),
            Err(error) => assert!(error.to_string().contains("from 65535 to 65535"), "{error}"),
        }
    }
}
