//! What comes from elsewhere: under which licences, in how many versions, from where.
//!
//! The rules are in deny.toml and in the words of cargo-deny, so that it can be used as well. The
//! three that need nothing but the lock files are checked here: building cargo-deny takes four
//! minutes. What is known to be vulnerable is asked of cargo-deny where that is installed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};
use toml::{Table, Value};

use crate::crates::{self, Package};
use crate::repo;

/// What may be used.
#[derive(Debug, PartialEq)]
struct Rules {
    licences: BTreeSet<String>,
    registries: BTreeSet<String>,
}

/// Checks both lock files.
pub fn check() -> Result<()> {
    let root = repo::root();
    let text = std::fs::read_to_string(root.join("deny.toml")).context("cannot read deny.toml")?;
    let rules = Rules::parse(&text).context("deny.toml")?;
    for manifest in ["Cargo.toml", "xtask/Cargo.toml"] {
        let manifest = root.join(manifest);
        let packages = crates::locked(&manifest)?;
        let shown = repo::link(&root, &manifest);
        let faults = rules.faults(&packages);
        if !faults.is_empty() {
            bail!(
                "{shown}, by the rules of deny.toml:\n  {}",
                faults.join("\n  ")
            );
        }
        println!(
            "{shown}: {} packages, each as deny.toml wants it",
            packages.len()
        );
        let twice = twice(&packages);
        if !twice.is_empty() {
            println!("  in more than one version: {}", twice.join("; "));
        }
    }
    vulnerable(&root)
}

impl Rules {
    fn parse(text: &str) -> Result<Self> {
        let table: Table = text.parse()?;
        refuse_unknown(&table)?;
        Ok(Self {
            licences: words(&table, "licenses", "allow")?,
            registries: words(&table, "sources", "allow-registry")?,
        })
    }

    fn faults(&self, packages: &[Package]) -> Vec<String> {
        packages
            .iter()
            .flat_map(|package| self.faults_of(package))
            .collect()
    }

    fn faults_of(&self, package: &Package) -> Vec<String> {
        let mut faults = Vec::new();
        let shown = package.shown();
        match package.expression() {
            Err(error) => faults.push(format!("{error:#}")),
            Ok(licence) if !licence.evaluate(|one| self.licences.contains(&one.to_string())) => {
                faults.push(format!("{shown} is under {licence}, which is not allowed"));
            }
            Ok(_) => {}
        }
        if let Some(source) = &package.source
            && !self
                .registries
                .contains(source.trim_start_matches("registry+"))
        {
            faults.push(format!("{shown} comes from {source}"));
        }
        let any = package.wants.iter().filter(|(_, version)| version == "*");
        faults.extend(any.map(|(name, _)| format!("{shown} takes any version of {name}")));
        faults
    }
}

/// What deny.toml may say: section, key, and the one value that is checked here.
const KNOWN: [(&str, &str, &str); 7] = [
    ("graph", "all-features", "true"),
    ("licenses", "allow", LIST),
    ("bans", "multiple-versions", "warn"),
    ("bans", "wildcards", "deny"),
    ("sources", "unknown-registry", "deny"),
    ("sources", "unknown-git", "deny"),
    ("sources", "allow-registry", LIST),
];

const LIST: &str = "[…]";

/// Nobody shall believe that a rule holds which nothing checks.
fn refuse_unknown(table: &Table) -> Result<()> {
    for (section, keys) in table {
        let keys = keys.as_table().context("every key stands in a section")?;
        for (key, value) in keys {
            let known = KNOWN.iter().find(|(s, k, _)| s == section && k == key);
            let (.., expected) =
                known.with_context(|| format!("xtask does not check [{section}] {key}"))?;
            let said = match value {
                Value::Array(_) => LIST,
                Value::Boolean(true) => "true",
                Value::String(word) => word,
                _ => "",
            };
            if said != *expected {
                bail!("xtask checks [{section}] {key} = {expected} only");
            }
        }
    }
    Ok(())
}

fn words(table: &Table, section: &str, key: &str) -> Result<BTreeSet<String>> {
    let list = table.get(section).and_then(|section| section.get(key));
    let list = list.and_then(Value::as_array);
    let list = list.with_context(|| format!("[{section}] {key} must be a list"))?;
    list.iter()
        .map(|word| word.as_str().map(str::to_owned))
        .collect::<Option<_>>()
        .with_context(|| format!("[{section}] {key} must be a list of words"))
}

/// What is there in more than one version: larger, and no fault.
fn twice(packages: &[Package]) -> Vec<String> {
    let mut versions = BTreeMap::<&str, Vec<&str>>::new();
    for package in packages {
        versions
            .entry(&package.name)
            .or_default()
            .push(&package.version);
    }
    let twice = versions
        .into_iter()
        .filter(|(_, versions)| versions.len() > 1);
    twice
        .map(|(name, versions)| format!("{name} {}", versions.join(", ")))
        .collect()
}

/// Asks cargo-deny, where it is installed, for what is known to be vulnerable. Without it, and
/// without a way to its database, that is said and nothing else is to be blamed for it.
fn vulnerable(root: &Path) -> Result<()> {
    let Some(deny) = repo::on_path(&["cargo-deny"]) else {
        println!(
            "Not run: known vulnerabilities. That takes cargo-deny (`cargo install --locked \
             cargo-deny`, some minutes) and a way to github.com."
        );
        return Ok(());
    };
    if let Err(error) = repo::read(repo::command(&deny).args(["fetch", "db"])) {
        let why = format!("{error:#}");
        let why = why.lines().last().unwrap_or_default();
        println!("Not run: known vulnerabilities. Their database is out of reach: {why}");
        return Ok(());
    }
    for manifest in ["Cargo.toml", "xtask/Cargo.toml"] {
        let mut deny = repo::command(&deny);
        deny.arg("--manifest-path").arg(root.join(manifest));
        deny.args(["--config", "deny.toml", "--offline", "--locked"]);
        repo::run(deny.args(["check", "advisories"]))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crates::tests::made;

    const RULES: &str = "
[licenses]
allow = [\"MIT\", \"Apache-2.0 WITH LLVM-exception\"]
[sources]
allow-registry = [\"https://github.com/rust-lang/crates.io-index\"]
";

    fn faults(package: &Package) -> Vec<String> {
        Rules::parse(RULES).unwrap().faults_of(package)
    }

    #[test]
    fn the_rules_of_this_repository_can_be_read() {
        let text = std::fs::read_to_string(repo::root().join("deny.toml")).unwrap();
        let rules = Rules::parse(&text).unwrap();
        assert!(rules.licences.contains("MIT"));
        assert_eq!(rules.registries.len(), 1);
    }

    #[test]
    fn a_licence_is_allowed_or_named() {
        for fine in [
            "MIT",
            "MIT/GPL-3.0-only",
            "GPL-3.0-only OR MIT",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert_eq!(faults(&made("a", fine)), [""; 0], "{fine}");
        }
        for wrong in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "Apache-2.0"] {
            let expected = format!("a 1.0.0 is under {wrong}, which is not allowed");
            assert_eq!(faults(&made("a", wrong)), [expected]);
        }
        let mut none = made("a", "");
        none.licence = None;
        assert_eq!(faults(&none), ["a 1.0.0 names no licence"]);
        assert!(faults(&made("a", "do what you want"))[0].contains("cannot be read"));
    }

    #[test]
    fn sources_and_open_versions_are_named() {
        let mut package = made("a", "MIT");
        package.source = Some("git+https://example.org/a".to_owned());
        package.wants = vec![
            ("b".to_owned(), "*".to_owned()),
            ("c".to_owned(), "^1".to_owned()),
        ];
        assert_eq!(
            faults(&package),
            [
                "a 1.0.0 comes from git+https://example.org/a",
                "a 1.0.0 takes any version of b"
            ]
        );
        package.source = None;
        package.wants.clear();
        assert_eq!(faults(&package), [""; 0]);
    }

    #[test]
    fn what_is_there_twice_is_told_with_its_versions() {
        let mut newer = made("a", "MIT");
        newer.version = "2.0.0".to_owned();
        assert_eq!(
            twice(&[made("a", "MIT"), newer, made("b", "MIT")]),
            ["a 1.0.0, 2.0.0"]
        );
    }

    #[test]
    fn a_rule_that_is_not_checked_is_refused() {
        for wrong in [
            "[bans]\ndeny = [\"openssl\"]",
            "[bans]\nmultiple-versions = \"deny\"",
            "[advisories]\nyanked = \"deny\"",
            "allow = []",
            "[licenses]\nallow = \"MIT\"",
        ] {
            assert!(Rules::parse(wrong).is_err(), "{wrong}");
        }
    }
}
