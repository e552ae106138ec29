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
                    asked.insert(import?.name.replace("00_import_", "00_export_"));
                }
            }
            Payload::ExportSection(exports) => {
                let is_wanted = |export: &Export| {
                    !export.name.contains("00_export_") || asked.contains(export.name)
                };
                out.section(&only(exports, is_wanted)?);
                return Ok(Section::Gone);
            }
            _ => {}
        }
        Ok(Section::Same)
    })
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

    fn module(with_notes: bool, exports: &[&str]) -> Vec<u8> {
        let mut out = Module::new();
        let (mut types, mut imports, mut exported) =
            <(TypeSection, ImportSection, ExportSection)>::default();
        types.ty().function([], []);
        imports.import(
            "later",
            "__wasm_split_00work00_import_1",
            EntityType::Function(0),
        );
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
        let [asked, orphan] =
            ["work00_export_1", "idle00_export_2"].map(|name| format!("__wasm_split_00{name}"));
        let all = module(true, &["main", &asked, &orphan]);
        assert_eq!(
            without_orphans(&all).unwrap(),
            module(true, &["main", &asked])
        );
    }
}
