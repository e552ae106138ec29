//! A Chromium for the browser tests: found, or installed where that needs no question.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::repo;

/// Names it has on PATH.
const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Places where macOS and Windows put it, outside of PATH.
const PLACES: [&str; 4] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
];

/// The browser to test with.
pub fn ensure() -> Result<PathBuf> {
    if let Some(found) = named()? {
        return Ok(found);
    }
    if let Some(found) = installed() {
        return Ok(found);
    }
    install()?;
    installed().context("Chromium was installed but is not on PATH")
}

/// A path in `CHROME` or `CHROMIUM` is a wish, and a wrong one is not passed over.
fn named() -> Result<Option<PathBuf>> {
    for variable in ["CHROME", "CHROMIUM"] {
        if let Some(path) = std::env::var_os(variable).map(PathBuf::from) {
            if !path.is_file() {
                bail!("{variable} names {}, which is not a file", path.display());
            }
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn installed() -> Option<PathBuf> {
    repo::on_path(&NAMES).or_else(|| PLACES.iter().map(PathBuf::from).find(|path| path.is_file()))
}

fn install() -> Result<()> {
    let Some(prefix) = may_install() else {
        bail!(
            "the browser tests need Chromium or Chrome, and none was found: install it (on Debian: \
             `sudo apt-get install chromium`) or name its path in the variable CHROME; \
             `cargo verify --quick` checks everything else"
        );
    };
    println!("Chromium is missing: installing it with apt-get …");
    let apt = |args: &[&str]| {
        let mut words = prefix
            .iter()
            .copied()
            .chain(["apt-get"])
            .chain(args.iter().copied());
        let mut command = repo::command(words.next().unwrap_or("apt-get"));
        repo::run(command.args(words).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update", "-qq"])?;
    apt(&[
        "install",
        "-y",
        "-qq",
        "--no-install-recommends",
        "chromium",
    ])
    .context("Chromium could not be installed; install it by hand, or name its path in CHROME")
}

/// What to put before `apt-get` where it runs without a question; `None` where it does not.
fn may_install() -> Option<&'static [&'static str]> {
    repo::on_path(&["apt-get"])?;
    if repo::read(repo::command("id").arg("-u")).is_ok_and(|id| id == "0") {
        return Some(&[]);
    }
    let sudo = repo::read(repo::command("sudo").args(["-n", "true"])).is_ok();
    sudo.then_some(&["sudo", "-n"])
}
