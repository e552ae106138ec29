//! A button that asks for a file.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A file that was chosen.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Asks for a file and hands over its bytes, or why they cannot be read.
#[component]
pub fn FileButton(
    /// The words on the button.
    label: &'static str,
    /// What it is called in `data-part`.
    #[prop(default = "import")]
    part: &'static str,
    /// Which files are offered first.
    accept: &'static str,
    /// Takes the file.
    #[prop(into)]
    on_file: Callback<Result<Chosen, String>>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let ask = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let take = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        if let Some(file) = file {
            leptos::task::spawn_local(async move { on_file.run(read(file).await) });
        }
        // The same file can be chosen again.
        input.set_value("");
    };
    view! {
        <button type="button" class="btn" data-part=part on:click=ask>{label}</button>
        <input
            type="file"
            hidden=true
            accept=accept
            node_ref=input
            on:change=take
            aria-label=label
        />
    }
}

async fn read(file: web_sys::File) -> Result<Chosen, String> {
    let name = file.name();
    match JsFuture::from(file.array_buffer()).await {
        Ok(buffer) => Ok(Chosen {
            name,
            bytes: js_sys::Uint8Array::new(&buffer).to_vec(),
        }),
        Err(_) => Err(format!(
            "The browser could not read “{name}”. Is it still there?"
        )),
    }
}
