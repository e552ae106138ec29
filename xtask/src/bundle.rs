//! Puts the site together: the page, the program, the stylesheets and everything that is copied.

use anyhow::{Context, Result};

use crate::licences;
use crate::page::{self, Page, Parts};
use crate::repo;
use crate::site::{self, Site};
use crate::split;
use crate::styles;
use crate::wasm::{Program, Variant};
use crate::worker::{self, Worker};

/// Folders that are shipped under their own names, where they exist.
const COPIED: [&str; 2] = ["packs", "schema"];

/// The scripts that stand before everything: the guard of the page, and the way out.
const FIRST: [&str; 2] = ["guard.js", "lifeboat.js"];

/// The script that starts the application.
const LOADER: &str = "loader.js";

/// Asks for the version of the site and reloads the page when it changes.
const RELOAD: &str = include_str!("reload.js");

/// What becomes of the statistics worker.
pub enum Statistics {
    /// It is in the site.
    Here(Worker),
    /// It is made when it is asked for.
    Late(Variant),
}

/// The site around a program, not yet compressed. `reload` adds what `cargo start --watch` needs.
pub fn site(program: Program, statistics: Statistics, reload: bool) -> Result<Site> {
    let root = repo::root();
    let source =
        std::fs::read_to_string(root.join("index.html")).context("cannot read index.html")?;
    let page = Page::parse(&source)?;
    let css = styles::read(&root, &page.stylesheets())?;
    let script = |name: &str| {
        let path = root.join("public").join(name);
        std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };

    let mut site = Site::default();
    let mut crates = program.crates;
    let worker = match statistics {
        Statistics::Here(mut worker) => {
            crates.append(&mut worker.crates);
            worker.add(&mut site)
        }
        // All it is compiled of, the application is as well.
        Statistics::Late(variant) => worker::add_late(&mut site, variant),
    };
    let fetcher = program.parts.add(&mut site)?;
    let digest = site::digest(&[program.js.as_bytes(), fetcher.as_bytes()]);
    let (js, fetcher) = split::introduce(&program.js, &fetcher, &digest)?;
    let mut first = Vec::new();
    for name in FIRST {
        let stem = name.trim_end_matches(".js");
        first.push(site.add_hashed(stem, "js", script(name)?));
    }
    let parts = Parts {
        first,
        css: site.add_hashed("style", "css", css.into_bytes()),
        loader: site.add_hashed("loader", "js", script(LOADER)?),
        js: site.add_as(&format!("app-{digest}.js"), js.into_bytes()),
        fetcher: site.add_as(&format!("parts-{digest}.js"), fetcher.into_bytes()),
        wasm: site.add_hashed("app", "wasm", program.wasm),
        worker,
        reload,
    };
    for (name, script) in program.snippets {
        site.add(name, script);
    }
    let named = [&FIRST[..], &[LOADER, worker::SCRIPT]].concat();
    site.add_folder(&root.join("public"), "", &named)?;
    for folder in COPIED {
        site.add_folder(&root.join(folder), &format!("{folder}/"), &[])?;
    }
    site.add(licences::FILE, licences::of(&crates)?);
    add_page(&mut site, &page.render(&parts)?)?;
    if reload {
        site.add("dev/reload.js", RELOAD);
        let version = site.version();
        site.add("dev/version", version);
    }
    Ok(site)
}

/// Adds the page and names in it the build: the digest of all files, and of the page without that name.
fn add_page(site: &mut Site, page: &str) -> Result<()> {
    site.add("index.html", page);
    let build = site.version();
    site.add("index.html", page::with_build(page, &build)?);
    Ok(())
}
