//! What others wrote, as About lists it.

use std::sync::Arc;

use leptos::prelude::*;
use trainmaster::ui::screens::about::{Licences, Others};

use super::html::page;

#[test]
fn each_package_stands_with_its_version_and_licence() {
    // As xtask writes it; see xtask/src/licences.rs.
    let file = r#"{ "crates": [
        { "name": "leptos", "version": "0.8.23", "licence": "MIT", "authors": ["Greg <g@x>"],
          "home": null, "general": true, "texts": [0] },
        { "name": "csv", "version": "1.4.0", "licence": "Unlicense OR MIT", "authors": [],
          "home": "https://csv", "general": false, "texts": [1, 0] }
    ], "texts": ["Permission is hereby granted", "This is free"] }"#;
    let licences: Arc<Licences> = Arc::new(serde_json::from_str(file).unwrap());
    let page = page(move || view! { <Others licences /> });
    let words = "2 packages are linked into this app";
    assert!(page.text.contains(words), "{}", page.text);
    for line in ["leptos 0.8.23 MIT", "csv 1.4.0 Unlicense OR MIT"] {
        assert!(page.text.contains(line), "{}", page.text);
    }
    assert_eq!(page.each("summary").count(), 2);
    // Texts come when they are asked for.
    assert!(!page.text.contains("Permission"), "{}", page.text);
}
