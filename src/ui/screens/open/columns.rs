//! The columns of a table, each with the choice of what it is.

use leptos::prelude::*;

use crate::formats::{Column, Kind, Pick, Role, Table};
use crate::ui::live::memo;

use super::draft::role_title;
use super::map::{is_use, sample};
use super::opening::Opening;
use crate::text::figures::count;

/// The table of columns.
#[component]
pub fn Columns(opening: Opening) -> impl IntoView {
    // The rows of this list change with the file, never with what is chosen in them.
    let columns = memo(move || {
        opening.sheet.with(|sheet| {
            let Some(sheet) = sheet else {
                return Vec::new();
            };
            let table = &sheet.table;
            let guessed = opening
                .mapping
                .with_untracked(|mapping| mapping.picks().to_vec());
            let mut columns = table.columns.clone();
            let unlisted = guessed
                .iter()
                .filter(|pick| table.column(&pick.column).is_none());
            columns.extend(unlisted.map(|pick| nested(table, pick)));
            columns
                .into_iter()
                .map(|column| (table.rows.len(), column))
                .collect()
        })
    });
    view! {
        <section class="card" aria-label="Columns">
            <div class="scroll">
                <table class="table mapping">
                    <thead>
                        <tr>
                            <th scope="col">"Column"</th>
                            <th scope="col">"Example"</th>
                            <th scope="col" data-align="end">"Filled"</th>
                            <th scope="col">"Role"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || {
                            columns
                                .get()
                                .into_iter()
                                .map(|(rows, column)| view! { <OneColumn opening rows column/> })
                                .collect_view()
                        }}
                    </tbody>
                </table>
            </div>
        </section>
    }
}

/// A cell that has a role and no column of its own: an object, or the key of a row.
fn nested(table: &Table, pick: &Pick) -> Column {
    let cells: Vec<String> = table
        .head
        .iter()
        .filter_map(|row| table.cell(row, &pick.column))
        .filter(|cell| !cell.is_null())
        .map(|cell| cell.to_string())
        .collect();
    Column {
        path: pick.column.clone(),
        sample: cells.first().cloned().unwrap_or_default(),
        filled: cells.len(),
        kind: Kind::Nested,
    }
}

#[component]
fn OneColumn(opening: Opening, rows: usize, column: Column) -> impl IntoView {
    let path = column.path.clone();
    let pick = memo(move || {
        let mapping = opening.mapping.read();
        mapping
            .picks()
            .iter()
            .find(|pick| pick.column == path)
            .cloned()
    });
    let role = memo(move || pick.with(|pick| pick.as_ref().map(|pick| pick.role)));
    let why = move || {
        pick.with(|pick| {
            let pick = pick.as_ref().filter(|pick| is_use(Some(pick.role)))?;
            Some(pick.why.text())
        })
    };
    let path = column.path.clone();
    let assign = move |name: String| {
        let role = Role::ALL.into_iter().find(|role| role.name() == name);
        opening.assign(&path, role);
    };
    let label = format!("Role of {}", column.path);
    let filled = format!("{}/{}", count(column.filled), count(rows));
    let options = Role::ALL
        .into_iter()
        .filter(|role| *role != Role::Ignore)
        .map(|choice| {
            view! {
                <option value=choice.name() prop:selected=move || role.get() == Some(choice)>
                    {role_title(choice)}
                </option>
            }
        });
    view! {
        <tr data-state=move || (!is_use(role.get())).then_some("unused")>
            <th scope="row"><code>{column.path.clone()}</code></th>
            <td><span class="sample"><bdi>{sample(column.kind, &column.sample)}</bdi></span></td>
            <td data-align="end" data-wrap="no">{filled}</td>
            <td>
                <select
                    class="input"
                    aria-label=label
                    title=why
                    on:change:target=move |event| assign(event.target().value())
                >
                    <option value="" prop:selected=move || !is_use(role.get())>"Not used"</option>
                    {options.collect_view()}
                </select>
            </td>
        </tr>
    }
}
