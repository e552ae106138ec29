//! The browser: the only place that says `window()`.
//!
//! Everything here is a small wish of the application with a plain type; what the browser may
//! refuse comes back as an `Option` or does nothing.

mod bytes;
mod clock;
mod file;
mod outgoing;
mod room;
mod worker;

use leptos::ev::EventDescriptor;
use leptos::prelude::{document, on_cleanup, window, window_event_listener};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    BroadcastChannel, DragEvent, Element, Event, File, FocusOptions, HtmlDialogElement,
    HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, MessageEvent,
    MouseEvent, RequestCache, RequestInit, Response,
};

pub use bytes::{BytesError, Heard, Pieces, fetch};
pub use clock::{local_day, local_time, now, now_ms, steady_ms, stopwatch, zone};
pub use file::{FileError, FileHandle, can_keep_file, choose_file};
pub use outgoing::{Outgoing, download, download_file};
pub use room::{Estimate, Promise, Requests, ask_promise, estimate, is_safari, promise, requests};
pub use worker::{Program, Word, Worker};

/// Random bytes, fit for ids.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = window()
        .crypto()
        .is_ok_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        // No secret hangs on ids: they only have to differ.
        for byte in &mut bytes {
            *byte = chance();
        }
    }
    bytes
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "below 256 and not negative"
)]
fn chance() -> u8 {
    (js_sys::Math::random() * 256.0) as u8
}

/// The address after `#`.
pub fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Goes to a hash address; a new entry of the browser's history. The page is not told of it:
/// setting the hash would load the same page once more inside the browser, in the middle of a key.
pub fn go(hash: &str) {
    let _ = window()
        .history()
        .and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(hash)));
}

/// Changes the hash address without a new entry of the browser's history.
pub fn replace(hash: &str) {
    let _ = window()
        .history()
        .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(hash)));
}

/// The page's title.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// Which build the page is of, as it says itself.
pub fn build() -> Option<String> {
    let meta = document().query_selector("meta[name=build]").ok()??;
    meta.get_attribute("content")
}

/// Which build the server has now; nothing where it does not answer.
pub async fn published_build() -> Option<String> {
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoStore);
    let page = window().fetch_with_str_and_init("./", &options);
    let page: Response = JsFuture::from(page).await.ok()?.dyn_into().ok()?;
    let text = JsFuture::from(page.text().ok()?).await.ok()?.as_string()?;
    let (_, rest) = text.split_once("name=\"build\" content=\"")?;
    let (build, _) = rest.split_once('"')?;
    Some(build.to_owned())
}

/// Gives the page to the lifeboat: the application has stopped.
pub fn stop(message: &str) {
    lifeboat("stop", message);
}

/// Whether the application has stopped: nothing is heard any more then.
pub fn has_stopped() -> bool {
    lifeboat("hasStopped", "").is_truthy()
}

fn lifeboat(name: &str, word: &str) -> JsValue {
    let boat = js_sys::Reflect::get(&window(), &"lifeboat".into()).unwrap_or_default();
    let does = js_sys::Reflect::get(&boat, &name.into()).unwrap_or_default();
    let does = does.dyn_into::<js_sys::Function>().ok();
    does.and_then(|does| does.call1(&boat, &word.into()).ok())
        .unwrap_or_default()
}

/// The fault that a test asks this tab for; see [`super::planted`].
#[cfg(feature = "planted")]
pub fn planted() -> Option<String> {
    let storage = window().session_storage().ok()??;
    storage.get_item("planted").ok()?
}

/// Forgets the fault that a test asked for: it happens once.
#[cfg(feature = "planted")]
pub fn forget_planted() {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.remove_item("planted");
    }
}

/// Loads the page again: the newest version of it.
pub fn reload() {
    let _ = window().location().reload();
}

/// The width and height of the window, CSS pixels; nothing of it where the browser does not say.
pub fn window_size() -> (f64, f64) {
    let (width, height) = (window().inner_width(), window().inner_height());
    let pixels = |side: JsValue| side.as_f64().unwrap_or_default();
    (width.map_or(0.0, pixels), height.map_or(0.0, pixels))
}

/// Whether the page is out of sight.
pub fn hidden() -> bool {
    document().hidden()
}

/// Moves the focus to the first element that matches, and brings it into view.
pub fn focus(selector: &str) {
    if let Some(element) = element(selector) {
        let _ = element.focus();
    }
}

/// Moves the focus from a text to the screen, which stays as it is scrolled.
pub fn leave_text() {
    if let Some(main) = element("#main") {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = main.focus_with_options(&options);
    }
}

/// Moves the focus to the first element that matches, unless something on the page has it.
pub fn focus_if_lost(selector: &str) {
    let has_focus = document()
        .active_element()
        .is_some_and(|active| active.tag_name() != "BODY");
    if !has_focus {
        focus(selector);
    }
}

/// Takes the focus away from whatever has it.
pub fn blur() {
    if let Some(active) = document()
        .active_element()
        .and_then(|a| a.dyn_into::<HtmlElement>().ok())
    {
        let _ = active.blur();
    }
}

/// Scrolls the first element that matches into view, as little as needed.
pub fn reveal(selector: &str) {
    if let Some(element) = element(selector) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Scrolls a row sideways until one of its things is seen whole, and nothing around it.
pub fn reveal_in_row(row: &str, thing: &str) {
    let (Some(row), Some(thing)) = (element(row), element(thing)) else {
        return;
    };
    let (room, it) = (
        row.get_bounding_client_rect(),
        thing.get_bounding_client_rect(),
    );
    let by = if it.left() < room.left() {
        it.left() - room.left()
    } else {
        (it.right() - room.right()).max(0.0)
    };
    row.scroll_by_with_x_and_y(by, 0.0);
}

/// Opens a dialog: over everything, or beside the page.
pub fn show_dialog(dialog: &HtmlDialogElement, modal: bool) {
    if dialog.open() {
        return;
    }
    if modal {
        let _ = dialog.show_modal();
    } else {
        dialog.show();
    }
}

/// Closes a dialog; the browser gives the focus back to what had it before.
pub fn close_dialog(dialog: &HtmlDialogElement) {
    if dialog.open() {
        dialog.close();
    }
}

/// Whether a press on a dialog was beside it, on the backdrop.
pub fn is_backdrop(event: &MouseEvent) -> bool {
    let Some(element) = event
        .current_target()
        .and_then(|t| t.dyn_into::<Element>().ok())
    else {
        return false;
    };
    let on_dialog = event.target().as_ref() == Some(element.as_ref());
    let edges = element.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    let inside =
        (edges.left()..=edges.right()).contains(&x) && (edges.top()..=edges.bottom()).contains(&y);
    on_dialog && !inside
}

fn element(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

/// Whether a dialog stands over the page that nothing else can be reached under.
pub fn is_modal_open() -> bool {
    matches!(document().query_selector("dialog:modal"), Ok(Some(_)))
}

/// Scrolls by a share of what is seen: everything that matches the first selector under which
/// something can be scrolled.
pub fn scroll(selectors: &[&str], by: f64) {
    for selector in selectors {
        let Ok(found) = document().query_selector_all(selector) else {
            continue;
        };
        let elements = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok());
        let scrollable: Vec<Element> = elements
            .filter(|element: &Element| element.scroll_height() > element.client_height() + 1)
            .collect();
        for element in &scrollable {
            element.scroll_by_with_x_and_y(0.0, by * f64::from(element.client_height()));
        }
        if !scrollable.is_empty() {
            return;
        }
    }
}

/// Shows the page from its beginning, with what scrolls in it and stays.
pub fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
    for selector in [".work", ".criteria"] {
        if let Ok(Some(element)) = document().query_selector(selector) {
            element.set_scroll_top(0);
        }
    }
}

/// Puts the mark of a group of radio buttons on the one at a place, or on none.
pub fn check_radio(group: &str, at: Option<usize>) {
    let Ok(radios) = document().query_selector_all(&format!("input[name=\"{group}\"]")) else {
        return;
    };
    for place in 0..radios.length() {
        let radio = radios.item(place).and_then(|node| node.dyn_into().ok());
        if let Some(radio) = radio as Option<HtmlInputElement> {
            radio.set_checked(Some(place as usize) == at);
        }
    }
}

/// Takes the focus away from what matches.
pub fn blur_in(selector: &str) {
    let inside = document()
        .active_element()
        .is_some_and(|active| matches!(active.closest(selector), Ok(Some(_))));
    if inside {
        blur();
    }
}

/// Puts a text on the clipboard, then says whether that worked.
pub fn copy_then(text: &str, then: impl FnOnce(bool) + 'static) {
    let navigator = window().navigator();
    // A page that is not served securely has none.
    let has_one = js_sys::Reflect::get(&navigator, &"clipboard".into())
        .is_ok_and(|clipboard| clipboard.is_truthy());
    if !has_one {
        then(false);
        return;
    }
    let writing = navigator.clipboard().write_text(text);
    leptos::task::spawn_local(async move {
        let written = wasm_bindgen_futures::JsFuture::from(writing).await;
        then(written.is_ok());
    });
}

/// Runs something later.
pub fn later(ms: u64, run: impl FnOnce() + 'static) {
    leptos::prelude::set_timeout(run, std::time::Duration::from_millis(ms));
}

thread_local! {
    /// The channel to the other tabs of this page; none where the browser has none.
    static TABS: Option<BroadcastChannel> = BroadcastChannel::new("tm1:tabs").ok();
}

/// Tells the other tabs of this page something; that it does not arrive does no harm.
pub fn tell_tabs(words: &str) {
    TABS.with(|tabs| {
        if let Some(tabs) = tabs {
            let _ = tabs.post_message(&words.into());
        }
    });
}

/// Hears what the other tabs of this page tell.
pub fn hear_tabs(hear: impl Fn(String) + 'static) {
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(words) = event.data().as_string() {
            hear(words);
        }
    });
    TABS.with(|tabs| {
        if let Some(tabs) = tabs {
            tabs.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        }
    });
    // It is heard as long as the page lives.
    heard.forget();
}

/// Runs something again and again, as long as the page lives.
pub fn every(ms: u64, run: impl Fn() + 'static) {
    leptos::prelude::set_interval(run, std::time::Duration::from_millis(ms));
}

/// Sets or removes the colour scheme the rater chose; `None` follows the system.
pub fn set_theme(theme: Option<&str>) {
    let Some(root) = document().document_element() else {
        return;
    };
    let _ = match theme {
        Some(theme) => root.set_attribute("data-theme", theme),
        None => root.remove_attribute("data-theme"),
    };
}

/// Hears an event anywhere on the page for as long as the current screen is shown.
pub fn while_here<E>(event: E, heard: impl Fn(E::EventType) + 'static)
where
    E: EventDescriptor + 'static,
    E::EventType: JsCast,
{
    let handle = window_event_listener(event, heard);
    on_cleanup(move || handle.remove());
}

/// Whether an event comes from where a person writes or chooses: keys belong to it then.
pub fn is_typing(event: &Event) -> bool {
    event.target().is_some_and(|target| {
        target.has_type::<HtmlTextAreaElement>()
            || target.has_type::<HtmlSelectElement>()
            || target
                .dyn_ref::<HtmlInputElement>()
                .is_some_and(|input| !matches!(&*input.type_(), "file" | "radio" | "checkbox"))
    })
}

/// Clicks the first element that matches: the file dialog opens for a key this way.
pub fn click(selector: &str) -> bool {
    let element = element(selector);
    if let Some(element) = &element {
        element.click();
    }
    element.is_some()
}

/// Does something with the first element that matches, at once or as soon as it is there: a screen
/// may be on its way. After some seconds nobody waits for it any more.
pub fn when_there(selector: &'static str, run: fn(&str)) {
    wait_for(selector, run, 100);
}

fn wait_for(selector: &'static str, run: fn(&str), tries: u8) {
    if element(selector).is_some() {
        run(selector);
    } else if tries > 0 {
        later(50, move || wait_for(selector, run, tries - 1));
    }
}

/// The files just chosen in a file input, which is emptied so that the same file can be chosen
/// again.
pub fn chosen_files(event: &Event) -> Vec<File> {
    let input = event.target().and_then(|target| target.dyn_into().ok());
    let Some(input): Option<HtmlInputElement> = input else {
        return Vec::new();
    };
    let files = list(input.files());
    input.set_value("");
    files
}

/// What was dropped: files, or a text dragged from another page.
pub fn dropped(event: &DragEvent) -> (Vec<File>, String) {
    let Some(data) = event.data_transfer() else {
        return (Vec::new(), String::new());
    };
    let text = data.get_data("text/plain").unwrap_or_default();
    (list(data.files()), text)
}

fn list(files: Option<web_sys::FileList>) -> Vec<File> {
    let Some(files) = files else {
        return Vec::new();
    };
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}

/// Waits.
pub async fn wait(ms: u64) {
    let then = js_sys::Promise::new(&mut |resolve, _| {
        later(ms, move || {
            let _ = resolve.call0(&JsValue::NULL);
        });
    });
    let _ = JsFuture::from(then).await;
}

/// Lets the browser answer keys and clicks before the next stretch of work.
pub async fn breathe() {
    let scheduler = js_sys::Reflect::get(&window(), &"scheduler".into()).unwrap_or_default();
    let pause = js_sys::Reflect::get(&scheduler, &"yield".into()).unwrap_or_default();
    let pause = pause.dyn_into::<js_sys::Function>().ok();
    let promise: Option<js_sys::Promise> =
        pause.and_then(|pause| pause.call0(&scheduler).ok()?.dyn_into().ok());
    match promise {
        Some(promise) => {
            let _ = JsFuture::from(promise).await;
        }
        // No timer: a tab out of sight would wait a second for each.
        None => turn().await,
    }
}

/// Waits for the browser to take up the next message.
async fn turn() {
    let Ok(channel) = web_sys::MessageChannel::new() else {
        return wait(0).await;
    };
    let heard =
        js_sys::Promise::new(&mut |resolve, _| channel.port1().set_onmessage(Some(&resolve)));
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        let _ = JsFuture::from(heard).await;
    }
    channel.port1().close();
}

/// Lets the browser paint what has changed before the next long stretch of work.
pub async fn paint() {
    // Two frames; a timer, because frames stand still in a tab that is out of sight.
    wait(34).await;
}
