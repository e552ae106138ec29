//! What must be there before the application can be built for the browser.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::repo;

/// What the application is compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Both lock files, to compare the two halves of wasm-bindgen.
const OWN_LOCK: &str = include_str!("../Cargo.lock");

/// Adds the WebAssembly target where it is missing.
///
/// rust-toolchain.toml names it, but rustup adds it by itself only when it installs the toolchain.
pub fn ensure_target() -> Result<()> {
    let libdir =
        repo::read(repo::command("rustc").args(["--print", "target-libdir", "--target", TARGET]))
            .context("cannot ask rustc for its targets; is Rust installed? See https://rustup.rs")?;
    if Path::new(&libdir).is_dir() {
        return Ok(());
    }
    println!("Adding the {TARGET} target to this toolchain (once) …");
    repo::run(repo::command("rustup").args(["target", "add", TARGET])).with_context(|| {
        format!(
            "this Rust cannot build for the browser and the {TARGET} target could not be added; \
             install rustup from https://rustup.rs, or the package of your system that brings \
             Rust's standard library for {TARGET}"
        )
    })
}

/// The application's wasm-bindgen and the half of it in this program speak a private format: they must
/// be the same version.
pub fn ensure_same_bindgen() -> Result<()> {
    let path = repo::root().join("Cargo.lock");
    let lock = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    same_bindgen(&lock, OWN_LOCK)
}

fn same_bindgen(app: &str, own: &str) -> Result<()> {
    let app = locked(app, "wasm-bindgen").context("Cargo.lock does not name wasm-bindgen")?;
    let own = locked(own, "wasm-bindgen-cli-support")
        .context("xtask/Cargo.lock does not name wasm-bindgen-cli-support")?;
    if app != own {
        bail!(
            "the application uses wasm-bindgen {app} and xtask uses wasm-bindgen-cli-support {own}; \
             name the same version in Cargo.toml and xtask/Cargo.toml (with `=`)"
        );
    }
    Ok(())
}

/// The version a lock file holds of a package.
fn locked<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let name = format!("name = \"{package}\"");
    let after = lock.lines().skip_while(|line| *line != name).nth(1)?;
    after.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_halves_of_wasm_bindgen_have_one_version() {
        ensure_same_bindgen().unwrap();
    }

    #[test]
    fn a_difference_is_named_with_both_versions() {
        let app = "name = \"wasm-bindgen\"\nversion = \"0.2.1\"";
        let own = "name = \"wasm-bindgen-cli-support\"\nversion = \"0.2.2\"";
        let message = same_bindgen(app, own).unwrap_err().to_string();
        assert!(
            message.contains("0.2.1") && message.contains("0.2.2"),
            "{message}"
        );
    }
}
