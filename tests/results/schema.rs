//! The schemas of our files, and what is valid by them.

use std::path::PathBuf;

use trainmaster::formats::schema;

use super::*;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn validator(name: &str) -> jsonschema::Validator {
    let (_, schema) = schema::all()
        .into_iter()
        .find(|(file, _)| *file == name)
        .unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn check(name: &str, file: &Value) {
    let validator = validator(name);
    let faults: Vec<String> = validator
        .iter_errors(file)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// `UPDATE=1` writes them anew.
#[test]
fn the_shipped_schemas_are_those_of_the_types() {
    for (name, schema) in schema::all() {
        let path = folder().join("schema").join(name);
        let fresh = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &fresh).unwrap();
        }
        let shipped = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            shipped, fresh,
            "{name}: run this test with UPDATE=1 and commit"
        );
    }
}

#[test]
fn exports_are_valid() {
    let (workspace, entries, _) = judged();
    for texts in [true, false] {
        let file = serde_json::to_value(export(&workspace, &entries, texts)).unwrap();
        check("results.schema.json", &file);
    }
}

#[test]
fn a_wrong_export_is_not() {
    let (workspace, entries, _) = judged();
    let mut file = serde_json::to_value(export(&workspace, &entries, true)).unwrap();
    file["evaluations"][0]["ratings"]["x"]["right"] = json!("splendid");
    assert!(!validator("results.schema.json").is_valid(&file));
}

#[test]
fn the_sample_packs_are_valid_and_read_without_a_problem() {
    for name in ["support-compare", "instruction-following"] {
        let path = folder().join("packs").join(format!("{name}.json"));
        let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        check("pack.schema.json", &file);
        let read = pack::read(file).unwrap();
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        assert_eq!(read.pack.tasks.len(), 12);
    }
}
