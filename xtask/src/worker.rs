//! The statistics worker: a second, small program, fetched when it is first asked (`src/worker.rs`).
//!
//! It is always built to be fast, also in development: figures that take a second would take a minute.
//! So `cargo start` makes it only when a browser asks for it.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};

use crate::repo;
use crate::site::{Hashed, Late, Site};
use crate::wasm::{self, Binary, Built, Variant};

/// The script of the worker as it is written, in `public/`.
pub const SCRIPT: &str = "statistics.js";

/// How that names its half that wasm-bindgen makes.
const HALF: &str = "import { initSync, reckon, take } from \"./statistics-half.js\";\n";

/// What its files are called.
const STEM: &str = "statistics";

/// The program, and what it was compiled of.
pub struct Worker {
    /// The whole script of the worker, an ES module.
    js: Vec<u8>,
    /// The WebAssembly module.
    wasm: Vec<u8>,
    /// The packages in it, by cargo's own ids.
    pub crates: BTreeSet<String>,
}

/// The names of its files in the site.
pub struct Names {
    /// The script.
    pub js: Hashed,
    /// The module.
    pub wasm: Hashed,
}

/// Whether a file of the site is of the worker.
pub fn is_worker(name: &str) -> bool {
    name.starts_with("statistics-")
}

/// Two builds at once would write the same files.
static BUILDING: Mutex<()> = Mutex::new(());

/// Builds it.
pub fn build(variant: Variant) -> Result<Worker> {
    let _alone = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
    let features = match variant {
        Variant::Plain => "worker",
        Variant::Planted => "worker,measure",
    };
    let Built { module, crates } = wasm::cargo_build(&Binary {
        name: STEM,
        profile: "worker",
        features: &["--no-default-features", "--features", features],
        flags: wasm::same_paths_everywhere()?,
    })?;
    let out = module.with_extension("bindgen");
    if out.exists() {
        std::fs::remove_dir_all(&out)?;
    }
    wasm::web_module(STEM)?
        .input_path(&module)
        .generate_output()?
        .emit(&out)?;
    let half = std::fs::read_to_string(out.join("statistics.js"))?;
    Ok(Worker {
        js: whole(&source()?, &half)?.into_bytes(),
        wasm: std::fs::read(out.join("statistics_bg.wasm"))?,
        crates,
    })
}

fn source() -> Result<String> {
    let path = repo::root().join("public").join(SCRIPT);
    std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}

/// One script of the two: nothing can check what a worker's script imports.
fn whole(source: &str, half: &str) -> Result<String> {
    if source.matches(HALF).count() != 1 {
        bail!("public/{SCRIPT} has another shape than expected: {HALF:?} is not in it once");
    }
    // What is exported is for other modules; there are none.
    let is_export = |line: &&str| !line.starts_with("export {");
    let half: Vec<&str> = half.lines().filter(is_export).collect();
    let half = half.join("\n").replace("export function ", "function ");
    let whole = source.replace(HALF, &(half + "\n"));
    let is_bound = |line: &&str| line.starts_with("import ") || line.starts_with("export ");
    if let Some(line) = whole.lines().find(is_bound) {
        bail!("the worker's script is not whole, it has the line {line:?}");
    }
    Ok(whole)
}

impl Worker {
    /// Adds it to a site under names with the hashes of its content.
    pub fn add(self, site: &mut Site) -> Names {
        Names {
            js: site.add_hashed(STEM, "js", self.js),
            wasm: site.add_hashed(STEM, "wasm", self.wasm),
        }
    }
}

/// Adds it to a site in development: it is made when it is first asked for, so its names and the page
/// know nothing of its content.
pub fn add_late(site: &mut Site, variant: Variant) -> Names {
    let names = ["js", "wasm"].map(|extension| format!("{STEM}.{extension}"));
    let make = move || {
        println!("The statistics worker is asked for and built …");
        let Worker { js, wasm, .. } = build(variant)?;
        Ok(vec![js, wasm])
    };
    site.add_late(Late::new(names.to_vec(), make));
    let [js, wasm] = names.map(|name| Hashed {
        name,
        integrity: String::new(),
    });
    Names { js, wasm }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_halves_become_one_script() {
        let half = "let wasm;\nexport function take() {}\nexport { initSync, init as default };";
        let whole = whole(&source().unwrap(), half).unwrap();
        assert!(whole.contains("\nfunction take() {}\n"), "{whole}");
        assert!(
            !whole.contains("import {") && !whole.contains("export "),
            "{whole}"
        );
    }

    #[test]
    fn a_script_of_another_shape_is_refused() {
        assert!(whole("", "").is_err());
        let more = "import { more } from \"./snippets/more.js\";";
        assert!(whole(&source().unwrap(), more).is_err());
    }
}
