//! What is taken out of WebAssembly modules before they are shipped.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use wasm_encoder::{ExportSection, Module, RawSection};
use wasmparser::{Export, ExportSectionReader, Parser, Payload};

/// A module without its custom sections: names and notes for tools, nothing a browser needs.
pub fn bare(module: &[u8]) -> Result<Vec<u8>> {
    rewrite(module, |payload, _| {
        Ok(match payload {
            Payload::CustomSection(_) => Section::Gone,
            _ => Section::Same,
        })
    })
}

/// A module without the functions that could be fetched later and that nobody asks for. The splitter
/// would keep them, with all they reach, for the first load.
pub fn without_orphans(module: &[u8]) -> Result<Vec<u8>> {
    let mut asked = BTreeSet::new();
    rewrite(module, |payload, out| {
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.clone().into_imports() {
                    asked.extend(split_point(import?.name, "import").map(str::to_owned));
                }
            }
            Payload::ExportSection(exports) => {
                let is_wanted = |export: &Export| {
                    let point = split_point(export.name, "export");
                    let is_orphan = point.is_some_and(|point| !asked.contains(point));
                    if is_orphan {
                        println!("Nobody asks for {}: it is not in the site.", export.name);
                    }
                    !is_orphan
                };
                out.section(&only(exports, is_wanted)?);
                return Ok(Section::Gone);
            }
            _ => {}
        }
        Ok(Section::Same)
    })
}

/// Of the name of a function that can be fetched later, what its two sides have in common, its
/// number: `__wasm_split_00part00_export_` and `…import_` before 32 digits and its own name.
fn split_point<'n>(name: &'n str, side: &str) -> Option<&'n str> {
    let (_, rest) = name.strip_prefix("__wasm_split_00")?.split_once("00_")?;
    let number = rest.strip_prefix(side)?.strip_prefix('_')?.get(..32)?;
    let is_number = number.bytes().all(|c| c.is_ascii_hexdigit());
    is_number.then_some(number)
}

/// What becomes of a section.
enum Section {
    Same,
    /// It is left out, or something was written in its place.
    Gone,
}

/// Copies a module section by section, byte by byte where it stays.
fn rewrite(
    module: &[u8],
    mut becomes: impl FnMut(&Payload, &mut Module) -> Result<Section>,
) -> Result<Vec<u8>> {
    let mut out = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the module cannot be read")?;
        let Some((id, range)) = payload.as_section() else {
            continue;
        };
        if let Section::Same = becomes(&payload, &mut out)? {
            let data = &module[usize::try_from(range.start)?..usize::try_from(range.end)?];
            out.section(&RawSection { id, data });
        }
    }
    Ok(out.finish())
}

fn only(
    exports: &ExportSectionReader,
    is_wanted: impl Fn(&Export) -> bool,
) -> Result<ExportSection> {
    let mut kept = ExportSection::new();
    for export in exports.clone() {
        let export = export?;
        if is_wanted(&export) {
            kept.export(export.name, export.kind.into(), export.index);
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{CustomSection, EntityType, ExportKind, ImportSection, TypeSection};

    use super::*;

    fn name(part: &str, side: &str, number: u32) -> String {
        format!("__wasm_split_00{part}00_{side}_{number:032x}_{part}")
    }

    fn module(with_notes: bool, exports: &[&str]) -> Vec<u8> {
        let mut out = Module::new();
        let (mut types, mut imports, mut exported) =
            <(TypeSection, ImportSection, ExportSection)>::default();
        types.ty().function([], []);
        imports.import("later", &name("work", "import", 1), EntityType::Function(0));
        for name in exports {
            exported.export(name, ExportKind::Func, 0);
        }
        out.section(&types).section(&imports).section(&exported);
        if with_notes {
            out.section(&CustomSection {
                name: "name".into(),
                data: (&[7][..]).into(),
            });
        }
        out.finish()
    }

    #[test]
    fn custom_sections_are_dropped() {
        let with = module(true, &["main"]);
        assert_eq!(bare(&with).unwrap(), module(false, &["main"]));
        assert!(bare(&with[..with.len() - 1]).is_err());
    }

    #[test]
    fn what_nobody_asks_for_is_not_kept_for_later() {
        let (asked, orphan) = (name("work", "export", 1), name("idle", "export", 2));
        // Only looks like one.
        let other = "my00_export_1";
        let all = module(true, &["main", &asked, &orphan, other]);
        let left = module(true, &["main", &asked, other]);
        assert_eq!(without_orphans(&all).unwrap(), left);
    }
}
