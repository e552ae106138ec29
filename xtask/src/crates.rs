//! What the lock files hold, as cargo tells it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use spdx::Expression;

use crate::repo;

/// A package and what its manifest says of it.
pub struct Package {
    /// What cargo calls it everywhere.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licences, as its manifest writes them.
    pub licence: Option<String>,
    /// A file of its own licence.
    pub licence_file: Option<PathBuf>,
    /// Where it comes from; `None` is this repository.
    pub source: Option<String>,
    /// Who made it.
    pub authors: Vec<String>,
    /// Where it is developed.
    pub home: Option<String>,
    /// Where its sources lie on this machine.
    pub folder: PathBuf,
    /// What it asks for: names and versions.
    pub wants: Vec<(String, String)>,
}

impl Package {
    /// Name and version.
    pub fn shown(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    /// Its licences; older manifests write `/` for `OR`.
    pub fn expression(&self) -> Result<Expression> {
        let text = self
            .licence
            .as_deref()
            .with_context(|| format!("{} names no licence", self.shown()))?;
        let read = || {
            let modern = Expression::canonicalize(text)?;
            Expression::parse(modern.as_deref().unwrap_or(text))
        };
        read().with_context(|| format!("the licence of {} cannot be read", self.shown()))
    }
}

/// Every package that the lock file beside a manifest names, sorted by name and version.
pub fn locked(manifest: &Path) -> Result<Vec<Package>> {
    let mut cargo = repo::cargo();
    cargo
        .args(["metadata", "--locked", "--all-features"])
        .args(["--format-version", "1", "--manifest-path"])
        .arg(manifest);
    packages(&serde_json::from_str(&repo::read(&mut cargo)?)?)
}

fn packages(told: &Value) -> Result<Vec<Package>> {
    let listed = told["packages"].as_array();
    let listed = listed.context("cargo metadata names no packages")?;
    let mut packages = listed
        .iter()
        .map(|told| package(told).context("cargo metadata has another shape than expected"))
        .collect::<Result<Vec<_>>>()?;
    packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Ok(packages)
}

fn package(told: &Value) -> Option<Package> {
    let text = |name: &str| told[name].as_str().map(str::to_owned);
    let texts = |of: &Value| -> Option<Vec<String>> {
        let each = of.as_array()?.iter();
        Some(each.filter_map(Value::as_str).map(str::to_owned).collect())
    };
    let folder = Path::new(told["manifest_path"].as_str()?).parent()?;
    let wants = told["dependencies"].as_array()?.iter();
    let want = |told: &Value| {
        let asked = [told["name"].as_str()?, told["req"].as_str()?];
        Some((asked[0].to_owned(), asked[1].to_owned()))
    };
    Some(Package {
        id: text("id")?,
        name: text("name")?,
        version: text("version")?,
        licence: text("license"),
        licence_file: text("license_file").map(|file| folder.join(file)),
        source: text("source"),
        authors: texts(&told["authors"])?,
        home: text("repository").or_else(|| text("homepage")),
        folder: folder.to_owned(),
        wants: wants.filter_map(want).collect(),
    })
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A package for tests.
    pub fn made(name: &str, licence: &str) -> Package {
        Package {
            id: format!("registry#{name}@1.0.0"),
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            licence: Some(licence.to_owned()),
            licence_file: None,
            source: Some("registry+https://github.com/rust-lang/crates.io-index".to_owned()),
            authors: vec!["Ada".to_owned()],
            home: None,
            folder: PathBuf::from("nowhere"),
            wants: Vec::new(),
        }
    }

    #[test]
    fn packages_are_read_as_cargo_tells_them() {
        let told = serde_json::json!({ "packages": [{
            "id": "registry#b@1.0.0", "name": "b", "version": "1.0.0", "license": "MIT/Apache-2.0",
            "license_file": null, "source": "registry", "authors": ["Ada"], "homepage": "https://b",
            "repository": null, "manifest_path": "/crates/b/Cargo.toml",
            "dependencies": [{ "name": "a", "req": "^1" }],
        }] });
        let [read] = &packages(&told).unwrap()[..] else {
            panic!("one package")
        };
        assert_eq!(read.shown(), "b 1.0.0");
        assert_eq!(read.folder, Path::new("/crates/b"));
        assert_eq!(read.home.as_deref(), Some("https://b"));
        assert_eq!(read.wants, [("a".to_owned(), "^1".to_owned())]);
        assert_eq!(read.expression().unwrap().requirements().count(), 2);
    }

    #[test]
    fn another_shape_is_an_error() {
        assert!(packages(&serde_json::json!({})).is_err());
        assert!(packages(&serde_json::json!({ "packages": [{ "name": "a" }] })).is_err());
    }
}
