//! What a reader noticed about a file, line by line.

use std::collections::HashMap;

use leptos::prelude::*;

use crate::formats::{Place, Problem};

use super::super::app::{App, Tone};
use super::super::browser;
use super::super::live::memo;
use crate::text::figures::{count, many};

/// How many problems are shown; the copied list has all of them.
const SHOWN: usize = 200;

/// How many of the places with the same problem are named.
const NAMED: usize = 12;

/// The list with its summary; nothing where there is nothing to tell.
#[component]
pub fn Problems(
    /// What was noticed.
    #[prop(into)]
    problems: Signal<Vec<Problem>>,
    /// How many rows the file has, those that were left out included; 0 where rows mean nothing.
    #[prop(into)]
    rows: Signal<usize>,
) -> impl IntoView {
    let app = App::here();
    let copy = move |_| {
        let lines: Vec<String> =
            problems.with_untracked(|problems| problems.iter().map(ToString::to_string).collect());
        browser::copy_then(&lines.join("\n"), |_| {});
        app.say(Tone::Clear, "The list is on the clipboard.");
    };
    let left_out =
        move || problems.with(|problems| problems.iter().filter(|p| p.is_skipped()).count());
    let tone = move || if left_out() > 0 { "caution" } else { "plain" };
    let summary = move || summary(left_out(), rows.get(), problems.with(Vec::len));
    let groups = memo(move || problems.with(|problems| Group::all(problems)));
    let more = move || groups.with(Vec::len).saturating_sub(SHOWN);
    let list = move || {
        view! {
            <div class="problems" tabindex="0" role="region" aria-label="List of problems">
                <ul>
                    {move || {
                        groups.with(|all| all.iter().take(SHOWN).map(line).collect_view())
                    }} <Show when=move || { more() > 0 }>
                        <li>
                            <span></span>
                            <span>{move || format!("and {} more", count(more()))}</span>
                            <span>"“Copy the list” copies all of them."</span>
                        </li>
                    </Show>
                </ul>
            </div>
        }
    };
    let head = move || {
        let (what, rest) = summary();
        view! {
            <p>
                <b>{what}</b>
                " "
                {rest}
            </p>
        }
    };
    // Notes that cost nothing stay folded; what was left out is shown.
    view! {
        <Show when=move || problems.with(|problems| !problems.is_empty())>
            <section class="card" aria-label="Problems">
                <div class="notice" data-tone=tone>
                    {head}
                    <button type="button" class="btn" data-size="small" on:click=copy>
                        "Copy the list"
                    </button>
                </div>
                <Show
                    when=move || { left_out() > 0 }
                    fallback=move || {
                        view! {
                            <details class="noted">
                                <summary>"Show the notes"</summary>
                                {list}
                            </details>
                        }
                    }
                >
                    {list}
                </Show>
            </section>
        </Show>
    }
}

/// The same words about several places.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    first: Problem,
    places: Vec<Place>,
}

impl Group {
    /// Problems by their words, in the order in which they were first noticed.
    fn all(problems: &[Problem]) -> Vec<Self> {
        let mut known = HashMap::new();
        let mut groups: Vec<Self> = Vec::new();
        for problem in problems {
            let words = (problem.is_skipped(), &problem.message, &problem.hint);
            let at = *known.entry(words).or_insert_with(|| {
                groups.push(Self {
                    first: problem.clone(),
                    places: Vec::new(),
                });
                groups.len() - 1
            });
            groups[at].places.push(problem.place);
        }
        groups
    }

    /// How many places: “Row 19”, “54 rows”.
    fn tally(&self) -> String {
        let many = |what| many(self.places.len(), what);
        match (self.places.as_slice(), self.first.place) {
            (_, Place::File) => "File".to_owned(),
            ([_], Place::Line(n)) => format!("Line {}", count(n)),
            ([_], Place::Row(n)) => format!("Row {}", count(n)),
            (_, Place::Line(_)) => many("line"),
            (_, Place::Row(_)) => many("row"),
        }
    }

    /// Which places, where there are several: “Rows 19, 20, 26 and 51 more”.
    fn which(&self) -> Option<String> {
        let numbers = self.places.iter().filter_map(|place| match place {
            Place::Line(n) | Place::Row(n) => Some(count(*n)),
            Place::File => None,
        });
        let named: Vec<String> = numbers.take(NAMED).collect();
        if self.places.len() < 2 || named.is_empty() {
            return None;
        }
        let what = match self.first.place {
            Place::Line(_) => "Lines",
            _ => "Rows",
        };
        let rest = match self.places.len() - named.len() {
            0 => String::new(),
            rest => format!(" and {} more", count(rest)),
        };
        Some(format!("{what} {}{rest}.", named.join(", ")))
    }
}

fn summary(left_out: usize, rows: usize, all: usize) -> (String, String) {
    if left_out == 0 {
        let rest = "Nothing was left out.".to_owned();
        return (format!("{} about this file.", many(all, "note")), rest);
    }
    let verb = if left_out == 1 { "is" } else { "are" };
    if rows == 0 {
        let what = format!("{} {verb} left out.", many(left_out, "row"));
        return (what, String::new());
    }
    let (out, rows_in_words) = (count(left_out), many(rows, "row"));
    let what = format!("{out} of {rows_in_words} {verb} left out.");
    let rest = match rows.saturating_sub(left_out) {
        0 => String::new(),
        1 => "The other one is fine.".to_owned(),
        good => format!("The other {} are fine.", count(good)),
    };
    (what, rest)
}

fn line(group: &Group) -> impl IntoView + use<> {
    view! {
        <li>
            <span class="num">{group.tally()}</span>
            <span dir="auto">{group.first.message.clone()}</span>
            <span class="num">
                {group.first.hint.clone()} {group.which().map(|which| format!(" {which}"))}
            </span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_stand_once() {
        let note = |row| Problem::note(Place::Row(row), "Empty.", "Look.");
        let mut problems = vec![Problem::skipped(Place::Line(4), "Broken.", "Mend.")];
        problems.extend((1..=20).map(note));
        let groups = Group::all(&problems);
        let said: Vec<_> = groups.iter().map(|g| (g.tally(), g.which())).collect();
        let rows = "Rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 8 more.".to_owned();
        assert_eq!(
            said,
            [
                ("Line 4".to_owned(), None),
                ("20 rows".to_owned(), Some(rows))
            ]
        );
    }
}
