//! The columns of prompt, responses and the rest, guessed from names first and contents second.

use std::collections::HashMap;

use super::alias::{self, plain};
use super::answers;
use super::mapping::{Pick, Role, Why};
use super::sections::MARK;
use super::table::{Column, KEY, Kind, Table};

/// The picks for a table.
pub(super) fn picks(table: &Table) -> Vec<Pick> {
    let mut guess = Guess::new(table);
    guess.responses();
    guess.prompt();
    guess.companions();
    guess.picks
}

struct Guess<'t> {
    table: &'t Table,
    /// Columns by plain name: on top, inside others, under headings.
    names: [HashMap<String, &'t Column>; 3],
    picks: Vec<Pick>,
}

impl<'t> Guess<'t> {
    fn new(table: &'t Table) -> Self {
        let mut names: [HashMap<String, &'t Column>; 3] = Default::default();
        let [top, nested, headed] = &mut names;
        for column in &table.columns {
            let path = column.path.as_str();
            // A text that holds prompt and response under headings is neither by itself.
            if path == KEY || (plain(alias::last(path)) == "text" && divided(table, path)) {
                continue;
            }
            if path.contains(MARK) {
                headed.entry(plain(alias::last(path))).or_insert(column);
            } else if table.head.iter().any(|row| row.value.contains_key(path)) {
                top.entry(plain(path)).or_insert(column);
            } else {
                nested.entry(plain(alias::last(path))).or_insert(column);
                nested.entry(plain(path)).or_insert(column);
            }
        }
        Self {
            table,
            names,
            picks: Vec::new(),
        }
    }

    fn free(&self, column: &Column) -> bool {
        self.picks.iter().all(|pick| pick.column != column.path)
    }

    fn has(&self, role: Role) -> bool {
        self.picks.iter().any(|pick| pick.role == role)
    }

    fn take(&mut self, role: Role, column: &str, why: Why) {
        self.picks.push(Pick {
            role,
            column: column.to_owned(),
            why,
            model: None,
        });
    }

    /// The first free column with one of the names that `fits`; names on top go before all others.
    fn find(&self, names: &[&str], fits: impl Fn(&Column) -> bool) -> Option<(&'t Column, Why)> {
        self.names
            .iter()
            .zip([Why::Name, Why::Nested, Why::Heading])
            .find_map(|(known, why)| {
                let known = names.iter().filter_map(|name| known.get(*name).copied());
                known
                    .into_iter()
                    .find(|c| self.free(c) && fits(c))
                    .map(|c| (c, why))
            })
    }

    fn pick(&mut self, role: Role, names: &[&str], fits: impl Fn(&Column) -> bool) -> bool {
        let found = self.find(names, fits);
        if let Some((column, why)) = found {
            self.take(role, &column.path, why);
        }
        found.is_some()
    }

    fn pair(
        &self,
        whole: &[(&str, &str)],
        bases: &[&str],
    ) -> Option<(&'t Column, &'t Column, Why)> {
        let whys = [Why::Name, Why::Nested, Why::Heading];
        self.names.iter().zip(whys).find_map(|(known, why)| {
            let there = |name: &str| known.get(name).is_some_and(|c| self.free(c));
            let (a, b) = alias::pair(whole, bases, there)?;
            Some((*known.get(&a)?, *known.get(&b)?, why))
        })
    }

    fn responses(&mut self) {
        if let Some((a, b, why)) = self.pair(alias::PAIRS, alias::BASES)
            && (says(a) || says(b))
            && !(self.are_names(a) && self.are_names(b))
        {
            self.take(Role::ResponseA, &a.path, why);
            self.take(Role::ResponseB, &b.path, why);
            return;
        }
        let listed = |c: &Column| {
            matches!(c.kind, Kind::List | Kind::Nested) && self.holds_responses(&c.path)
        };
        if let Some((column, why)) = self.find(alias::RESPONSES, listed) {
            self.take(Role::Responses, &column.path, why);
            return;
        }
        let on_top = self
            .find(alias::RESPONSE, says)
            .filter(|(_, why)| *why == Why::Name);
        if on_top.is_none() && self.family() {
            return;
        }
        // A text alone is as likely the prompt; it is the response only beside a prompt.
        let bare = |c: &Column| plain(alias::last(&c.path)) == "text";
        let prompted = self
            .find(alias::INSTRUCTION, |c| says(c) && !bare(c))
            .is_some();
        self.pick(Role::ResponseA, alias::RESPONSE, |c| {
            says(c) && (prompted || !bare(c))
        });
    }

    /// `response_gpt`, `response_claude`: the shared word says what, the rest says whose.
    fn family(&mut self) -> bool {
        let mut found: Vec<(&str, &str, &Column)> = Vec::new();
        for column in self
            .table
            .columns
            .iter()
            .filter(|c| says(c) && c.kind != Kind::Number)
        {
            if let Some((word, model)) = alias::family(&column.path) {
                found.push((word, model, column));
            }
        }
        let Some(word) = found.first().map(|(word, _, _)| *word) else {
            return false;
        };
        found.retain(|(other, _, column)| *other == word && self.free(column));
        let [(_, first, a), (_, second, b), ..] = found.as_slice() else {
            return false;
        };
        for (role, column, model) in [(Role::ResponseA, a, first), (Role::ResponseB, b, second)] {
            let (column, model) = (column.path.clone(), Some((*model).to_owned()));
            self.picks.push(Pick {
                role,
                column,
                why: Why::Family,
                model,
            });
        }
        true
    }

    fn prompt(&mut self) {
        let answered = self.has(Role::ResponseA) || self.has(Role::Responses);
        let talk = |c: &Column| c.kind == Kind::Conversation;
        let spoken = self.picks.iter().any(|pick| {
            self.table
                .column(&pick.column)
                .is_some_and(|c| c.kind == Kind::Conversation)
        });
        let text =
            |c: &Column| says(c) && !talk(c) && !matches!(c.kind, Kind::Number | Kind::Nested);
        // Whole conversations bring their prompt; a column called source or text would replace it.
        let names = if spoken {
            alias::INSTRUCTION.get(..13)
        } else {
            Some(alias::INSTRUCTION)
        };
        let worded = self.find(names.unwrap_or_default(), text);
        let chat = self.find(alias::MESSAGES, talk).or_else(|| self.any(talk));
        match (worded, chat) {
            (Some((column, why)), chat) if answered || chat.is_none() => {
                self.take(Role::Instruction, &column.path, why);
                self.input(column);
            }
            (_, Some((column, why))) => self.take(Role::Messages, &column.path, why),
            _ => {}
        }
    }

    /// A free column found by what it holds.
    fn any(&self, fits: impl Fn(&Column) -> bool) -> Option<(&'t Column, Why)> {
        let mut columns = self.table.columns.iter();
        columns
            .find(|c| self.free(c) && fits(c))
            .map(|c| (c, Why::Content))
    }

    /// An input beside the instruction, unless the instruction already contains it.
    fn input(&mut self, instruction: &Column) {
        let Some((column, why)) = self.find(alias::INPUT, |c| says(c) && c.kind != Kind::Number)
        else {
            return;
        };
        let within = |row| {
            let whole = self.table.cell(row, &instruction.path)?;
            let part = self.table.cell(row, &column.path)?;
            let part = part
                .as_str()
                .filter(|part| !part.trim().is_empty())?
                .to_owned();
            Some(whole.as_str()?.contains(part.trim()))
        };
        let seen: Vec<bool> = self.table.head.iter().filter_map(within).collect();
        if seen.is_empty() || !seen.iter().all(|within| *within) {
            self.take(Role::Input, &column.path, why);
        }
    }

    fn companions(&mut self) {
        self.id();
        let two = self.has(Role::ResponseB);
        if two {
            let whole = [
                ("chosenmodel", "rejectedmodel"),
                ("modelchosen", "modelrejected"),
            ];
            let named = self.picks.iter().any(|pick| pick.model.is_some());
            if let (false, Some((a, b, why))) = (named, self.pair(&whole, alias::MODEL_BASES)) {
                self.take(Role::ModelA, &a.path, why);
                self.take(Role::ModelB, &b.path, why);
            }
        } else {
            let table = self.table;
            let name = |c: &Column| {
                matches!(c.kind, Kind::Text | Kind::Number)
                    && (plain(&c.path) != "system" || names_only(table, &c.path))
            };
            self.pick(Role::ModelA, alias::MODEL, name);
        }
        let table = self.table;
        let prose = |c: &Column| c.kind == Kind::Text && !names_only(table, &c.path);
        self.pick(Role::System, alias::SYSTEM, prose);
        self.pick(Role::Reference, alias::REFERENCE, says);
        // A column called source beside a prompt is as often the name of a data set as a text.
        let passage =
            |c: &Column| says(c) && c.kind != Kind::Number && (c.kind != Kind::Text || prose(c));
        self.pick(Role::Context, alias::CONTEXT, passage);
        let short = |c: &Column| matches!(c.kind, Kind::Text | Kind::List);
        self.pick(Role::Title, alias::TITLE, |c| c.kind == Kind::Text);
        self.pick(Role::Tags, alias::TAGS, short);
    }

    /// The identifier: a column that never repeats, else the key of the row.
    fn id(&mut self) {
        let table = self.table;
        let fits = |c: &Column| {
            matches!(c.kind, Kind::Text | Kind::Number | Kind::Mixed)
                && table.distinct.contains(&c.path)
        };
        if !self.pick(Role::Id, alias::ID, fits) && table.column(KEY).is_some() {
            self.take(Role::Id, KEY, Why::Content);
        }
    }

    /// Whether both sides are only names, as in a table of votes between models.
    fn are_names(&self, column: &Column) -> bool {
        let base = plain(alias::last(&column.path));
        let about = base.starts_with("model") || base.starts_with("system");
        about && column.kind == Kind::Text && names_only(self.table, &column.path)
    }

    /// Whether the items of a list are texts or hold one.
    fn holds_responses(&self, path: &str) -> bool {
        let cells = self
            .table
            .head
            .iter()
            .filter_map(|row| self.table.cell(row, path));
        let mut any = false;
        for cell in cells {
            let Some(items) = cell.as_array() else {
                continue;
            };
            any |= !items.is_empty();
            if !items.iter().all(|item| answers::item(item).is_some()) {
                return false;
            }
        }
        any
    }
}

/// Whether a column can hold what a person reads.
fn says(column: &Column) -> bool {
    !matches!(column.kind, Kind::Empty | Kind::YesNo)
}

/// Whether prompt and response stand under headings in the texts of a column.
fn divided(table: &Table, path: &str) -> bool {
    let parts = || {
        table
            .columns
            .iter()
            .filter_map(|c| c.path.strip_prefix(path)?.strip_prefix(MARK))
    };
    let any = |names: &[&str]| parts().any(|part| names.contains(&plain(part).as_str()));
    any(alias::INSTRUCTION) && any(alias::RESPONSE)
}

/// Whether all first values are short and without spaces: names, not sentences.
fn names_only(table: &Table, path: &str) -> bool {
    let cells = table.head.iter().filter_map(|row| table.cell(row, path));
    let mut texts = cells.filter_map(|cell| cell.as_str().map(|text| text.trim().to_owned()));
    texts.all(|text| text.chars().count() <= 64 && !text.contains(char::is_whitespace))
}
