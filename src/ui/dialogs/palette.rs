//! Every action by name.

use leptos::prelude::*;

use crate::ui::app::App;
use crate::ui::commands::{Command, Group, commands};
use crate::ui::components::{Modal, Sheet};
use crate::ui::live::memo;

use super::picker::{Choice, Picker, Row};

/// The command palette.
#[component]
pub(super) fn Palette(
    /// Called once it is closed.
    close: Callback<()>,
) -> impl IntoView {
    let app = App::here();
    let sheet = Sheet::new();
    let query = RwSignal::new(String::new());
    let at = RwSignal::new(0);
    let choices = memo(move || query.with(|query| found(app, query)));
    let choose = Callback::new(move |choice: Choice| {
        let Some(command) = commands().nth(choice.index) else {
            return;
        };
        // First the focus goes back, then the command may move it, or open another dialog.
        sheet.close();
        app.dialog.set(None);
        (command.run)(app, 0);
    });
    view! {
        <Modal sheet label="Commands" class="dialog palette" on_close=close>
            <Picker label="Command" placeholder="What do you want to do?" id="commands"
                query at choices choose/>
        </Modal>
    }
}

/// The commands that have every word; those that can be done now come first.
fn found(app: App, query: &str) -> Vec<Row> {
    let offered = |command: &Command| !command.needs_digit() && command.id != "palette";
    let all = commands().enumerate();
    let mut rows: Vec<Row> = all
        .filter(|(_, command)| offered(command) && command.matches(query))
        .map(|(index, command)| Row(choice(app, index, command)))
        .collect();
    rows.sort_by_key(|Row(choice)| !choice.enabled);
    rows
}

fn choice(app: App, index: usize, command: &Command) -> Choice {
    let group = Group::EACH
        .iter()
        .find(|(group, _)| *group == command.group);
    let enabled = (command.enabled)(app);
    let place = group.map_or("", |(_, name)| name);
    Choice {
        index,
        title: command.title.to_owned(),
        aside: if enabled { place } else { "not possible now" }.to_owned(),
        keys: command.keys,
        digit: None,
        enabled,
    }
}
