//! Cuts the module along the functions that `src/ui/chunks.rs` marks: what only they reach is fetched
//! when it is needed.
//!
//! It happens before wasm-bindgen, which is then told to leave alone what the parts share.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use wasm_split_cli_support::{Options, transform};

use crate::module;
use crate::site::Site;

/// The script that fetches parts, as the main module and the JavaScript half name it.
const FETCHER: &str = "./__wasm_split.js";

/// The JavaScript half, as the fetcher names it.
const HALF: &str = "./app.js";

/// A module that was cut.
pub struct Cut {
    /// Where the main module is.
    pub main: PathBuf,
    /// What is fetched later.
    pub parts: Parts,
}

/// What is fetched later.
#[derive(Clone)]
pub struct Parts {
    /// The script that fetches.
    fetcher: String,
    /// Modules by their name in it, without the extension.
    modules: BTreeMap<String, Vec<u8>>,
}

/// Cuts a module; the pieces are written to a folder beside it.
pub fn split(module: &Path) -> Result<Cut> {
    let folder = module.with_extension("split");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let main = folder.join("main.wasm");
    let whole = module::without_orphans(&std::fs::read(module)?)?;
    let mut options = Options::new(&whole);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.link_name = FETCHER;
    options.main_module = HALF;
    let written = transform(options)
        .map_err(|error| anyhow!("{error:#}"))
        .context("the module cannot be split")?;
    let mut modules = BTreeMap::new();
    for path in written.split_modules {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        modules.insert(stem.into_owned(), module::bare(&std::fs::read(&path)?)?);
    }
    let fetcher = std::fs::read_to_string(folder.join(FETCHER))?;
    Ok(Cut {
        main,
        parts: Parts { fetcher, modules },
    })
}

/// Whether a file of the site is fetched later.
pub fn is_part(name: &str) -> bool {
    name.starts_with("part-")
}

impl Parts {
    /// Adds the modules to the site, and puts the names they have there into the fetcher.
    pub fn add(self, site: &mut Site) -> Result<String> {
        let mut fetcher = self.fetcher;
        for (stem, bytes) in self.modules {
            let name = stem
                .replace("split_", "part-")
                .replace("chunk_", "part-shared-");
            let file = site.add_hashed(&name, "wasm", bytes);
            fetcher = swap(
                &fetcher,
                &format!("new URL(\"./{stem}.wasm\", import.meta.url)"),
                &format!(
                    "new URL(\"./{}\", import.meta.url), {{ integrity: \"{}\" }}",
                    file.name, file.integrity
                ),
            )?;
        }
        // Hosts that send another type than application/wasm are no reason to fail.
        Ok(fetcher.replace(
            "WebAssembly.instantiateStreaming(src, imports)",
            "src.then((answer) => answer.arrayBuffer()).then((bytes) => WebAssembly.instantiate(bytes, imports))",
        ))
    }
}

/// The two scripts import each other: each is told the other's name, which is of the content of both.
pub fn introduce(half: &str, fetcher: &str, digest: &str) -> Result<(String, String)> {
    let half = swap(
        half,
        &format!("from \"{FETCHER}\""),
        &format!("from \"./parts-{digest}.js\""),
    )?;
    let fetcher = swap(
        fetcher,
        &format!("from \"{HALF}\""),
        &format!("from \"./app-{digest}.js\""),
    )?;
    Ok((half, fetcher))
}

/// Replaces what must stand in a script.
fn swap(script: &str, from: &str, to: &str) -> Result<String> {
    if !script.contains(from) {
        bail!("a script has another shape than expected: {from} is not in it");
    }
    Ok(script.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_know_each_other() {
        let half = "import * as import1 from \"./__wasm_split.js\"\nimports[\"./__wasm_split.js\"] = import1;";
        let (half, fetcher) =
            introduce(half, "import { initSync } from \"./app.js\";", "00").unwrap();
        assert!(half.contains("from \"./parts-00.js\""), "{half}");
        // The name that the module knows stays.
        assert!(half.contains("imports[\"./__wasm_split.js\"]"), "{half}");
        assert!(fetcher.contains("from \"./app-00.js\""), "{fetcher}");
    }

    #[test]
    fn parts_get_names_of_their_content() {
        let parts = Parts {
            fetcher: "fetch(new URL(\"./split_work.wasm\", import.meta.url))".to_owned(),
            modules: BTreeMap::from([("split_work".to_owned(), vec![1])]),
        };
        let mut site = Site::default();
        let fetcher = parts.add(&mut site).unwrap();
        let (name, _) = site.iter().next().unwrap();
        assert!(is_part(name) && crate::site::is_hashed(name), "{name}");
        assert!(fetcher.contains(&format!("\"./{name}\"")), "{fetcher}");
        assert!(fetcher.contains("integrity: \"sha384-"), "{fetcher}");
    }

    #[test]
    fn a_script_of_another_shape_is_refused() {
        assert!(introduce("", "", "00").is_err());
    }
}
