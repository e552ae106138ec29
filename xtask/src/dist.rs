//! `cargo dist`: the site for any static host.

use std::path::PathBuf;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser};

use crate::bundle::{self, Statistics};
use crate::site::{Site, has_extension};
use crate::wasm::{Compiler, Profile, Variant};
use crate::{repo, split, worker};

/// The options of the command.
pub struct Options {
    out: PathBuf,
}

impl Options {
    /// Reads the rest of the command line.
    pub fn parse(mut args: Parser) -> Result<Self> {
        let mut out = folder();
        while let Some(arg) = args.next()? {
            match arg {
                Arg::Long("out") => out = std::path::absolute(args.value()?)?,
                other => return Err(crate::unknown("dist", other)),
            }
        }
        Ok(Self { out })
    }
}

/// Where the site is written when nothing else is said.
pub fn folder() -> PathBuf {
    repo::root().join("dist")
}

/// Builds and writes the site, and says how large it is.
pub fn run(options: &Options) -> Result<()> {
    may_replace(&options.out)?;
    let mut site = bundle::site(
        Compiler::new(Profile::Dist, Variant::Plain)?.compile()?,
        Statistics::Here(worker::build(Variant::Plain)?),
        false,
    )?;
    site.compress_well()?;
    site.write(&options.out)?;
    print!("{}", table(&site));
    println!(
        "\nWritten to {}; copy it to any static host, under any path.",
        options.out.display()
    );
    Ok(())
}

/// Builds and writes the site to the usual folder.
pub fn build() -> Result<()> {
    run(&Options { out: folder() })
}

/// The folder is emptied first, so it must be ours or new.
fn may_replace(out: &std::path::Path) -> Result<()> {
    let empty = !out.exists() || repo::files(out)?.is_empty();
    let ours = Site::read(out)?
        .get("index.html")
        .is_some_and(|html| String::from_utf8_lossy(html).contains("<title>Trainmaster"));
    if empty || (ours && out != repo::root()) {
        return Ok(());
    }
    bail!(
        "{} holds other files and would be emptied; name another folder",
        out.display()
    )
}

/// Every file with its size as it is and as it travels, what a first visit costs, and what is fetched
/// later.
fn table(site: &Site) -> String {
    let mut rows = vec![row("file", "raw", "gzip", "brotli")];
    let (mut later, mut asked) = (Vec::new(), Vec::new());
    let (mut visit, mut parts, mut statistics) = (0, 0, 0);
    for (name, bytes) in site.iter() {
        if has_extension(name, "br") || has_extension(name, "gz") {
            continue;
        }
        let packed = |extension: &str| site.get(&format!("{name}.{extension}")).map(<[u8]>::len);
        let shown = |size: Option<usize>| size.map_or("-".to_owned(), thousands);
        let raw = thousands(bytes.len());
        let line = row(name, &raw, &shown(packed("gz")), &shown(packed("br")));
        let travels = packed("br").unwrap_or(bytes.len());
        if split::is_part(name) {
            later.push(line);
            parts += travels;
            continue;
        }
        if worker::is_worker(name) {
            asked.push(line);
            statistics += travels;
            continue;
        }
        rows.push(line);
        if ["html", "css", "js", "wasm"]
            .iter()
            .any(|kind| has_extension(name, kind))
        {
            visit += travels;
        }
    }
    rows.push(row(
        "first visit: html + css + js + wasm",
        "",
        "",
        &thousands(visit),
    ));
    rows.extend(later);
    rows.push(row("fetched later, all parts", "", "", &thousands(parts)));
    rows.extend(asked);
    rows.push(row(
        "statistics worker, when first asked: js + wasm",
        "",
        "",
        &thousands(statistics),
    ));
    rows.concat()
}

fn row(name: &str, raw: &str, gzip: &str, brotli: &str) -> String {
    format!("{name:<44}{raw:>11}{gzip:>11}{brotli:>11}\n")
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(String::from_utf8_lossy)
        .collect();
    groups.join(" ")
}
