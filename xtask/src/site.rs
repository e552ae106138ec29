//! A site in memory: names and bytes. Served as it is, or written to a folder.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256, Sha384};

use crate::repo;

/// Files by their link relative to the page, sorted.
#[derive(Clone, Default)]
pub struct Site {
    files: BTreeMap<String, Vec<u8>>,
    late: Option<Late>,
}

impl Site {
    /// Reads a folder that [`Site::write`] made.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut site = Self::default();
        for path in repo::files(folder)? {
            site.add(repo::link(folder, &path), read(&path)?);
        }
        Ok(site)
    }

    /// Replaces the folder by this site.
    pub fn write(&self, folder: &Path) -> Result<()> {
        if folder.exists() {
            std::fs::remove_dir_all(folder)
                .with_context(|| format!("cannot replace {}", folder.display()))?;
        }
        for (name, bytes) in &self.files {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(&path, bytes)
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(())
    }

    /// Adds a file under a fixed name.
    pub fn add(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(name.into(), bytes.into());
    }

    /// Adds files that are made when one of them is first asked for, in place of such files that
    /// were added before.
    pub fn add_late(&mut self, late: Late) {
        self.late = Some(late);
    }

    /// What makes a file that is not there yet.
    pub fn late(&self, name: &str) -> Option<Late> {
        let late = self.late.as_ref()?;
        late.place(name).map(|_| late.clone())
    }

    /// Adds a file whose name changes with its content, and returns that name: it can be cached forever.
    pub fn add_hashed(&mut self, stem: &str, extension: &str, bytes: Vec<u8>) -> Hashed {
        let digest = digest(&[&bytes]);
        self.add_as(&format!("{stem}-{digest}.{extension}"), bytes)
    }

    /// Adds a file under a name that has a [`digest`] in it.
    pub fn add_as(&mut self, name: &str, bytes: Vec<u8>) -> Hashed {
        let name = name.to_owned();
        let integrity = integrity(&bytes);
        self.add(&name, bytes);
        Hashed { name, integrity }
    }

    /// Adds every file of a folder under `prefix`.
    pub fn add_folder(&mut self, folder: &Path, prefix: &str, skip: &[&str]) -> Result<()> {
        for path in repo::files(folder)? {
            let name = repo::link(folder, &path);
            if !skip.contains(&name.as_str()) {
                self.add(format!("{prefix}{name}"), read(&path)?);
            }
        }
        Ok(())
    }

    /// Puts a quickly made `.gz` beside what is text or code: in development the browser then measures
    /// something near the shipped site.
    pub fn compress_fast(&mut self) -> Result<()> {
        for (name, bytes) in self.compressible() {
            self.add(format!("{name}.gz"), gzip(&bytes, Compression::fast())?);
        }
        Ok(())
    }

    /// Puts `.br` and `.gz` beside what is text or code, as small as they get.
    pub fn compress_well(&mut self) -> Result<()> {
        for (name, bytes) in self.compressible() {
            self.add(format!("{name}.br"), brotli(&bytes)?);
            self.add(format!("{name}.gz"), gzip(&bytes, Compression::best())?);
        }
        Ok(())
    }

    fn compressible(&self) -> Vec<(String, Vec<u8>)> {
        let kinds = [
            "html",
            "css",
            "js",
            "wasm",
            "json",
            "jsonl",
            "svg",
            "txt",
            "webmanifest",
        ];
        self.files
            .iter()
            .filter(|(name, _)| kinds.iter().any(|kind| has_extension(name, kind)))
            .map(|(name, bytes)| (name.clone(), bytes.clone()))
            .collect()
    }

    /// The bytes of a file.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// Names and bytes, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// Changes when any file changes.
    pub fn version(&self) -> String {
        let mut digest = Sha256::new();
        for (name, bytes) in self.iter() {
            digest.update(Sha256::digest(name));
            digest.update(Sha256::digest(bytes));
        }
        hex(&digest.finalize()[..8])
    }
}

/// Files that are made when one of them is first asked for, all at once. They are no part of a site
/// that is written or hashed.
#[derive(Clone)]
pub struct Late {
    names: Vec<String>,
    make: Arc<dyn Fn() -> Result<Vec<Vec<u8>>> + Send + Sync>,
    made: Arc<Mutex<Option<Vec<Vec<u8>>>>>,
}

impl Late {
    /// Of these names, and what makes their contents in the same order.
    pub fn new(
        names: Vec<String>,
        make: impl Fn() -> Result<Vec<Vec<u8>>> + Send + Sync + 'static,
    ) -> Self {
        Self {
            names,
            make: Arc::new(make),
            made: Arc::default(),
        }
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// A file of them. Whoever asks while they are made waits; what failed is tried again.
    pub fn get(&self, name: &str) -> Result<Vec<u8>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let files = match made.take() {
            Some(files) => files,
            None => (self.make)()?,
        };
        let at = self.place(name).context("there is no such file")?;
        let file = files.get(at).context("it was not made")?.clone();
        *made = Some(files);
        Ok(file)
    }
}

/// A file that was added under a name with its hash.
pub struct Hashed {
    /// The link to it.
    pub name: String,
    /// The value of an `integrity` attribute.
    pub integrity: String,
}

/// What contents are known by in names.
pub fn digest(contents: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for content in contents {
        digest.update(content);
    }
    hex(&digest.finalize()[..8])
}

/// Whether a name made by [`Site::add_hashed`] says that its content never changes.
pub fn is_hashed(name: &str) -> bool {
    let stem = name
        .rsplit('/')
        .next()
        .and_then(|file| file.split('.').next());
    stem.and_then(|stem| stem.rsplit_once('-'))
        .is_some_and(|(_, digest)| {
            digest.len() == 16 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

/// Whether a link ends in this extension.
pub fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|found| found == extension)
}

/// Brotli at its best quality.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out)
}

/// Gzip without a time in it: the same bytes make the same file.
pub fn gzip(bytes: &[u8], level: Compression) -> Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), level);
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names_are_recognised() {
        let mut site = Site::default();
        let file = site.add_hashed("app", "js", b"1".to_vec());
        assert!(is_hashed(&file.name), "{}", file.name);
        for name in [
            "index.html",
            "packs/side-by-side.json",
            "loader.js",
            "a-0123.js",
        ] {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn late_files_are_made_once_when_they_are_asked_for() {
        let made = Arc::new(Mutex::new(0));
        let count = Arc::clone(&made);
        let late = Late::new(vec!["a.js".to_owned(), "a.wasm".to_owned()], move || {
            *count.lock().unwrap() += 1;
            Ok(vec![b"1".to_vec(), b"2".to_vec()])
        });
        let mut site = Site::default();
        let before = site.version();
        site.add_late(late);
        assert_eq!(site.version(), before);
        assert!(site.late("b.js").is_none() && site.get("a.js").is_none());
        assert_eq!(*made.lock().unwrap(), 0);
        assert_eq!(site.late("a.js").unwrap().get("a.js").unwrap(), b"1");
        assert_eq!(site.late("a.wasm").unwrap().get("a.wasm").unwrap(), b"2");
        assert_eq!(*made.lock().unwrap(), 1);
    }

    #[test]
    fn the_same_files_make_the_same_site() {
        let build = || {
            let mut site = Site::default();
            site.add("a.json", *b"{}");
            site.compress_well().unwrap();
            site
        };
        assert_eq!(build().version(), build().version());
        assert_eq!(build().iter().count(), 3);
    }

    #[test]
    fn integrity_is_what_browsers_compute() {
        assert_eq!(
            integrity(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO",
        );
    }
}
