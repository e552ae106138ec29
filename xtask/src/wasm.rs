//! The application as WebAssembly: compiled by cargo, given its JavaScript half by wasm-bindgen,
//! optimised by wasm-opt where that is installed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use wasm_bindgen_cli_support::Bindgen;

use crate::split::{self, Parts};
use crate::{repo, site, toolchain};

/// The two ways to build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Quick to make after a change; large.
    Dev,
    /// What is shipped: small, slow to make.
    Dist,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Dist => "dist",
        }
    }

    /// Flags of the compiler, here and nowhere else: a second place that sets other ones would make cargo
    /// build the world again. They reach the wasm target only (`--target` keeps them from native builds).
    fn flags(self) -> Result<Vec<String>> {
        // Type-erased components compile faster, and parts that are fetched apart share more of them.
        let mut flags = vec!["--cfg=erase_components".to_owned()];
        // What refers to what stays in the module: `split` cuts along it.
        flags.push("-Clink-args=--emit-relocs".to_owned());
        if self == Self::Dist {
            flags.extend(same_paths_everywhere()?);
        }
        Ok(flags)
    }
}

/// What the browser runs.
#[derive(Clone)]
pub struct Program {
    /// The WebAssembly module.
    pub wasm: Vec<u8>,
    /// Its JavaScript half, an ES module.
    pub js: String,
    /// What is fetched later.
    pub parts: Parts,
    /// Scripts that dependencies bring, by their path relative to `js`.
    pub snippets: BTreeMap<String, Vec<u8>>,
    /// What was compiled for it, by cargo's own ids.
    pub crates: BTreeSet<String>,
}

/// Which program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// The application as people use it.
    Plain,
    /// With the faults that tests plant (`src/ui/planted.rs`).
    Planted,
}

impl Variant {
    fn features(self) -> &'static [&'static str] {
        match self {
            Self::Plain => &[],
            Self::Planted => &["--features", "planted"],
        }
    }
}

/// Builds the program, and remembers it as long as cargo does not write a new module: a change of a
/// stylesheet then costs nothing here.
pub struct Compiler {
    profile: Profile,
    variant: Variant,
    last: Option<(SystemTime, Program)>,
}

impl Compiler {
    /// Checks the toolchain, once.
    pub fn new(profile: Profile, variant: Variant) -> Result<Self> {
        toolchain::ensure_target()?;
        toolchain::ensure_same_bindgen()?;
        Ok(Self {
            profile,
            variant,
            last: None,
        })
    }

    /// The program as the sources are now.
    pub fn compile(&mut self) -> Result<Program> {
        let Built { module, crates } = cargo_build(&Binary {
            name: "trainmaster",
            profile: self.profile.name(),
            features: self.variant.features(),
            flags: self.profile.flags()?,
        })?;
        let written = std::fs::metadata(&module)?.modified()?;
        if let Some((at, program)) = &self.last
            && *at == written
        {
            return Ok(program.clone());
        }
        let mut program = bindgen(&module, crates)?;
        if self.profile == Profile::Dist {
            program.wasm = optimise(program.wasm, module.with_extension("opt.wasm").as_path())?;
        }
        self.last = Some((written, program.clone()));
        Ok(program)
    }
}

/// Whether a build like this was made here before, at least in part.
pub fn is_built_before(profile: Profile) -> Result<bool> {
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Dist => "dist",
    };
    let target = repo::target_folder()?;
    Ok(target.join(toolchain::TARGET).join(folder).is_dir())
}

/// A program of the crate, and how it is built.
pub struct Binary<'a> {
    /// Its name.
    pub name: &'a str,
    /// The profile in Cargo.toml.
    pub profile: &'a str,
    /// What cargo is told of features.
    pub features: &'a [&'a str],
    /// Flags of the compiler.
    pub flags: Vec<String>,
}

/// What cargo made.
pub struct Built {
    /// Where the module is.
    pub module: PathBuf,
    /// What was compiled for it, by cargo's own ids; macros and build scripts stay outside.
    pub crates: BTreeSet<String>,
}

/// Builds a program for the browser.
pub fn cargo_build(binary: &Binary) -> Result<Built> {
    let mut cargo = repo::cargo();
    cargo
        .args(["build", "--bin", binary.name])
        .args(["--target", toolchain::TARGET])
        .args(["--profile", binary.profile])
        .args(binary.features)
        // A build that changes Cargo.lock by itself is not the one that was checked.
        .arg("--locked")
        .args(["--message-format", "json-render-diagnostics"])
        .env("CARGO_ENCODED_RUSTFLAGS", binary.flags.join("\u{1f}"))
        .stdout(Stdio::piped());
    let output = cargo
        .spawn()
        .context("cannot run cargo")?
        .wait_with_output()?;
    if !output.status.success() {
        bail!("cargo could not build the application; it says why above");
    }
    built(&String::from_utf8_lossy(&output.stdout))
        .context("cargo did not say where it put the application")
}

/// Reads what cargo says while it builds; it names what was built before as well.
fn built(messages: &str) -> Option<Built> {
    let mut module = None;
    let mut crates = BTreeSet::new();
    for line in messages.lines() {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        if message["reason"] != "compiler-artifact" {
            continue;
        }
        let files = message["filenames"].as_array()?.iter();
        let files = files.filter_map(Value::as_str).map(Path::new);
        // The folder tells what the browser runs from what this machine runs to build it.
        let mut files = files.filter(|file| file.iter().any(|part| part == toolchain::TARGET));
        if message["target"]["kind"][0] == "bin" {
            let found = files.find(|file| file.extension().is_some_and(|kind| kind == "wasm"));
            module = found.map(Path::to_path_buf);
        } else if files.next().is_some() {
            crates.extend(message["package_id"].as_str().map(str::to_owned));
        }
    }
    let module = module?;
    Some(Built { module, crates })
}

/// Cuts the module and makes the JavaScript half. `emit` writes files, so there is a scratch folder beside the module.
fn bindgen(module: &Path, crates: BTreeSet<String>) -> Result<Program> {
    let out = module.with_extension("bindgen");
    if out.exists() {
        std::fs::remove_dir_all(&out)?;
    }
    let cut = split::split(module)?;
    web_module("app")?
        .input_path(cut.main)
        // The parts find what they share by the names that the linker gave.
        .keep_lld_exports(true)
        .generate_output()?
        .emit(&out)?;
    let mut snippets = BTreeMap::new();
    for file in repo::files(&out.join("snippets"))? {
        snippets.insert(repo::link(&out, &file), std::fs::read(&file)?);
    }
    Ok(Program {
        wasm: std::fs::read(out.join("app_bg.wasm"))?,
        js: std::fs::read_to_string(out.join("app.js"))?,
        parts: cut.parts,
        snippets,
        crates,
    })
}

/// How the JavaScript half of a module is made.
pub fn web_module(name: &str) -> Result<Bindgen> {
    let mut bindgen = Bindgen::new();
    bindgen
        .web(true)?
        .out_name(name)
        .typescript(false)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        // Names are hashed later: whoever starts it says where the module is.
        .omit_default_module_path(true);
    Ok(bindgen)
}

/// What rustc turns on by default for this target; wasm-opt must not take them for errors, and must
/// not be given more (`--all-features` makes modules that browsers refuse).
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Older ones write modules that are valid and wrong: they put the functions of one table into the
/// other, and the application fails when it starts (seen with 108).
const OLDEST_WASM_OPT: u32 = 117;

/// Some percent smaller, where wasm-opt is installed. Without it, or when it fails, that is said and
/// the module stays as it is.
fn optimise(wasm: Vec<u8>, scratch: &Path) -> Result<Vec<u8>> {
    let Some(program) = repo::on_path(&["wasm-opt"]) else {
        println!("wasm-opt is not installed; the module is shipped as rustc made it.");
        return Ok(wasm);
    };
    let version = repo::read(repo::command(&program).arg("--version"))?;
    if wasm_opt_version(&version).is_none_or(|number| number < OLDEST_WASM_OPT) {
        println!(
            "{version} is left out: only {OLDEST_WASM_OPT} and newer write what browsers run."
        );
        return Ok(wasm);
    }
    let input = scratch.with_extension("in.wasm");
    std::fs::write(&input, &wasm)?;
    let mut command = repo::command(program);
    command
        .arg("-Oz")
        .args(FEATURES)
        .arg(&input)
        .arg("-o")
        .arg(scratch);
    if let Err(error) = repo::read(&mut command) {
        println!("wasm-opt is left out: {error:#}");
        return Ok(wasm);
    }
    let smaller = std::fs::read(scratch)?;
    let gain = site::brotli(&wasm)?
        .len()
        .saturating_sub(site::brotli(&smaller)?.len());
    println!("{version} saves {gain} bytes of the compressed module.");
    Ok(if gain > 0 { smaller } else { wasm })
}

/// The number in `wasm-opt version 117 (version_117)`.
fn wasm_opt_version(printed: &str) -> Option<u32> {
    printed
        .split_whitespace()
        .find_map(|word| word.parse().ok())
}

/// Panic messages hold paths of source files. Written alike on every machine they make the same bytes,
/// and nobody's home folder is shipped.
pub fn same_paths_everywhere() -> Result<Vec<String>> {
    let sysroot = repo::read(repo::command("rustc").args(["--print", "sysroot"]))?;
    let std_sources = Path::new(&sysroot).join("lib/rustlib/src/rust");
    let registry = cargo_home()?.join("registry").join("src");
    Ok([
        (std_sources, "/rust"),
        (registry, "/crates"),
        (repo::root(), "/trainmaster"),
    ]
    .into_iter()
    .map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()))
    .collect())
}

fn cargo_home() -> Result<PathBuf> {
    if let Some(home) = std::env::var_os("CARGO_HOME") {
        return Ok(home.into());
    }
    let home = std::env::home_dir().context("cannot tell where the home folder is")?;
    Ok(home.join(".cargo"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_is_told_from_what_builds() {
        let line = |kind: &str, id: &str, file: &str| {
            serde_json::json!({
                "reason": "compiler-artifact", "target": { "kind": [kind] }, "package_id": id,
                "filenames": [file],
            })
            .to_string()
        };
        let wasm = "target/wasm32-unknown-unknown/dist";
        let messages = [
            line(
                "lib",
                "registry#leptos",
                &format!("{wasm}/deps/libleptos.rlib"),
            ),
            line(
                "proc-macro",
                "registry#macros",
                "target/dist/deps/libmacros.so",
            ),
            line("lib", "registry#syn", "target/dist/deps/libsyn.rlib"),
            line(
                "bin",
                "path#trainmaster",
                &format!("{wasm}/trainmaster.wasm"),
            ),
            "{\"reason\":\"build-finished\"}".to_owned(),
        ];
        let built = built(&messages.join("\n")).unwrap();
        assert!(built.module.ends_with("trainmaster.wasm"));
        assert_eq!(built.crates, BTreeSet::from(["registry#leptos".to_owned()]));
    }

    #[test]
    fn the_version_of_wasm_opt_is_read() {
        let table = [
            ("wasm-opt version 117 (version_117)", Some(117)),
            ("wasm-opt version 108", Some(108)),
            ("something else", None),
        ];
        for (printed, expected) in table {
            assert_eq!(wasm_opt_version(printed), expected, "{printed}");
        }
    }
}
