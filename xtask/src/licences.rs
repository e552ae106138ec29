//! The licences of everything that others wrote and the application is linked with: most of them ask
//! that their text goes where the program goes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use spdx::Expression;

use crate::crates::{self, Package};
use crate::{repo, site};

/// The name of the file in the site.
pub const FILE: &str = "licences.json";

/// How the files begin that say under which licence a package is, in lower case.
const NAMES: [&str; 6] = [
    "licen",
    "copying",
    "copyright",
    "notice",
    "unlicen",
    "third",
];

/// The licences of these packages, which cargo's own ids name, and of Rust's standard library.
pub fn of(ids: &BTreeSet<String>) -> Result<String> {
    let locked = crates::locked(&repo::root().join("Cargo.toml"))?;
    let linked = locked.iter().filter(|package| ids.contains(&package.id));
    let foreign: Vec<&Package> = linked.filter(|package| package.source.is_some()).collect();
    let rust = standard_library()?;
    let file = file(foreign.into_iter().chain([&rust]))?;
    Ok(format!("{file:#}\n"))
}

fn file<'p>(packages: impl Iterator<Item = &'p Package>) -> Result<Value> {
    let mut texts = Texts::default();
    let crates = packages
        .map(|package| row(package, &mut texts))
        .collect::<Result<Vec<_>>>()?;
    Ok(json!({ "crates": crates, "texts": texts.all }))
}

fn row(package: &Package, texts: &mut Texts) -> Result<Value> {
    let expression = package.expression()?;
    let own = own_texts(package)?;
    // Where the package brings no text of its own, those of the licences stand for it.
    let is_general = own.is_empty();
    let found = if is_general {
        general_texts(&expression)
    } else {
        own
    };
    let at: Vec<usize> = found.into_iter().map(|text| texts.place(text)).collect();
    Ok(json!({
        "name": package.name,
        "version": package.version,
        "licence": expression.to_string(),
        "authors": package.authors,
        "home": package.home,
        "general": is_general,
        "texts": at,
    }))
}

/// Texts that stand once each, because most of them are those of many packages.
#[derive(Default)]
struct Texts {
    all: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Texts {
    fn place(&mut self, text: String) -> usize {
        let next = self.all.len();
        let place = *self.places.entry(text.clone()).or_insert(next);
        if place == next {
            self.all.push(text);
        }
        place
    }
}

/// What the package itself says of its licences.
fn own_texts(package: &Package) -> Result<Vec<String>> {
    let mut files = licence_files(&package.folder)?;
    files.extend(package.licence_file.clone());
    files
        .iter()
        .map(|file| {
            let bytes =
                std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            Ok(tidy(&String::from_utf8_lossy(&bytes)))
        })
        .collect()
}

/// The files of a package's root, and of a folder there, whose name says that they are a licence.
fn licence_files(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in folder.read_dir()? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = name.to_lowercase();
        if site::has_extension(&name, "rs") || !NAMES.iter().any(|begin| name.starts_with(begin)) {
            continue;
        }
        if path.is_dir() {
            found.extend(repo::files(&path)?);
        } else {
            found.insert(path);
        }
    }
    Ok(found)
}

/// The texts of the licences as such.
fn general_texts(expression: &Expression) -> Vec<String> {
    let licences = expression.requirements();
    let mut texts: Vec<String> = licences
        .filter_map(|one| one.req.license.id())
        .map(|id| tidy(id.text()))
        .collect();
    texts.dedup();
    texts
}

/// The same text whatever its lines end in.
fn tidy(text: &str) -> String {
    let lines = text.trim_matches('\u{feff}').lines().map(str::trim_end);
    let text = lines.collect::<Vec<_>>().join("\n");
    text.trim_matches('\n').to_owned()
}

/// Linked with every program and named by no lock file.
fn standard_library() -> Result<Package> {
    let told = repo::read(repo::command("rustc").arg("--version"))?;
    let version = told.split(' ').nth(1).context("rustc names no version")?;
    Ok(Package {
        id: String::new(),
        name: "std".to_owned(),
        version: version.to_owned(),
        licence: Some("MIT OR Apache-2.0".to_owned()),
        licence_file: None,
        source: None,
        authors: vec!["The Rust Project contributors".to_owned()],
        home: Some("https://github.com/rust-lang/rust".to_owned()),
        folder: PathBuf::new(),
        wants: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crates::tests::made;

    /// A package whose sources hold these files.
    fn with(name: &str, licence: &str, files: &[(&str, &str)]) -> Package {
        let mut package = made(name, licence);
        let place = format!("xtask-licences-{}-{name}", std::process::id());
        package.folder = std::env::temp_dir().join(place);
        for (file, text) in files {
            let path = package.folder.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        package
    }

    #[test]
    fn texts_are_those_of_the_package_and_stand_once() {
        let a = [
            ("LICENSE-MIT", "\r\nMIT of many  \r\nall\r\n"),
            ("COPYING", "see there"),
            ("src/lib.rs", "no licence"),
            ("license.rs", "no licence"),
        ];
        let b = [("LICENSES/MIT.txt", "MIT of many\nall")];
        let packages = [with("a", "MIT/Apache-2.0", &a), with("b", "MIT", &b)];
        let file = file(packages.iter()).unwrap();
        for package in &packages {
            std::fs::remove_dir_all(&package.folder).unwrap();
        }
        assert_eq!(file["texts"], json!(["see there", "MIT of many\nall"]));
        assert_eq!(file["crates"][0]["texts"], json!([0, 1]));
        assert_eq!(file["crates"][0]["licence"], "MIT OR Apache-2.0");
        assert_eq!(file["crates"][0]["general"], false);
        assert_eq!(file["crates"][1]["texts"], json!([1]));
    }

    #[test]
    fn without_a_text_of_its_own_a_package_has_those_of_its_licences() {
        let file = file([made("a", "MIT OR Apache-2.0")].iter()).unwrap();
        assert_eq!(file["crates"][0]["general"], true);
        let texts = file["texts"].as_array().unwrap();
        let begins = |at: usize, words: &str| texts[at].as_str().unwrap().contains(words);
        assert!(begins(0, "Permission is hereby granted"), "{texts:?}");
        assert!(begins(1, "Apache License"), "{texts:?}");
    }

    #[test]
    fn the_standard_library_is_named_with_its_version() {
        let rust = standard_library().unwrap();
        assert!(rust.version.starts_with("1."), "{}", rust.version);
    }
}
