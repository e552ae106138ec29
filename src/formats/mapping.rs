//! Which column feeds what.

use thiserror::Error;

use super::chat;
use super::guess;
use super::table::{Kind, Table};

/// What a column is used for. All but [`Role::Ignore`] belong to one column at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The task's identifier.
    Id,
    /// The prompt.
    Instruction,
    /// Text appended to the instruction after a blank line.
    Input,
    /// The system prompt.
    System,
    /// What the response is based on.
    Context,
    /// The reference answer.
    Reference,
    /// The response, or the first of two.
    ResponseA,
    /// The second response.
    ResponseB,
    /// A list with all responses of the task.
    Responses,
    /// The model of the response, or of the first.
    ModelA,
    /// The model of the second response.
    ModelB,
    /// A short title.
    Title,
    /// Tags.
    Tags,
    /// A conversation; its last answer is the response when no column holds one.
    Messages,
    /// Left out of the pack.
    Ignore,
}

impl Role {
    /// Every role in the order of the screen.
    pub const ALL: [Self; 15] = [
        Self::Id,
        Self::Instruction,
        Self::Input,
        Self::Messages,
        Self::System,
        Self::Context,
        Self::Reference,
        Self::ResponseA,
        Self::ResponseB,
        Self::Responses,
        Self::ModelA,
        Self::ModelB,
        Self::Title,
        Self::Tags,
        Self::Ignore,
    ];

    /// The role's name for identifiers: lower case, underscores.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Instruction => "instruction",
            Self::Input => "input",
            Self::System => "system",
            Self::Context => "context",
            Self::Reference => "reference",
            Self::ResponseA => "response_a",
            Self::ResponseB => "response_b",
            Self::Responses => "responses",
            Self::ModelA => "model_a",
            Self::ModelB => "model_b",
            Self::Title => "title",
            Self::Tags => "tags",
            Self::Messages => "messages",
            Self::Ignore => "ignore",
        }
    }
}

/// Why a column was picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Its name is one of the usual ones.
    Name,
    /// The innermost part of its path is.
    Nested,
    /// It is the section of a text under such a heading.
    Heading,
    /// Its name and others' share a word, and the rest is taken for the model.
    Family,
    /// It holds what the role needs.
    Content,
    /// The person said so.
    Chosen,
}

impl Why {
    /// For the screen, after the column's name.
    pub fn text(self) -> &'static str {
        match self {
            Self::Name => "by its name",
            Self::Nested => "by its name, inside another column",
            Self::Heading => "by a heading inside the text",
            Self::Family => "by the word it shares with others; the rest names the model",
            Self::Content => "by what it holds",
            Self::Chosen => "chosen",
        }
    }
}

/// One column in its role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// What for.
    pub role: Role,
    /// The column's path.
    pub column: String,
    /// Why it was picked.
    pub why: Why,
    /// The model's name where the column's own name tells it.
    pub model: Option<String>,
}

/// What keeps a mapping from giving tasks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// No prompt.
    #[error("No column holds the prompt. Choose the column with the prompt.")]
    NoInstruction,
    /// No response.
    #[error(
        "No column holds a response: these are prompts only. Choose the column with the response, \
         or add the models' responses to the file."
    )]
    NoResponse,
    /// A second response without a first.
    #[error("“{column}” is the second response and there is no first. Choose the column with it.")]
    NoFirst {
        /// The column of the second response.
        column: String,
    },
    /// A chosen column is not in this file.
    #[error("There is no column “{column}” in this file. Choose another for the {}.", role.name())]
    NoColumn {
        /// The missing column.
        column: String,
        /// What it was for.
        role: Role,
    },
    /// A column that must be filled is empty in every row.
    #[error("“{column}” is empty in every row. Choose another column for the {}.", role.name())]
    EmptyColumn {
        /// The empty column.
        column: String,
        /// What it was for.
        role: Role,
    },
}

/// Which column feeds what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    picks: Vec<Pick>,
}

impl Mapping {
    /// What the names and contents of the columns suggest; every pick says why.
    pub fn guess(table: &Table) -> Self {
        Self {
            picks: guess::picks(table),
        }
    }

    /// The columns in use.
    pub fn picks(&self) -> &[Pick] {
        &self.picks
    }

    /// The column in a role; for [`Role::Ignore`] the first.
    pub fn column(&self, role: Role) -> Option<&str> {
        self.pick(role).map(|pick| pick.column.as_str())
    }

    /// The role of a column.
    pub fn role(&self, column: &str) -> Option<Role> {
        self.picks
            .iter()
            .find(|pick| pick.column == column)
            .map(|pick| pick.role)
    }

    /// The pick for a role.
    pub fn pick(&self, role: Role) -> Option<&Pick> {
        self.picks.iter().find(|pick| pick.role == role)
    }

    /// Gives a column a role, or none. The column that had the role before loses it.
    pub fn assign(&mut self, column: &str, role: Option<Role>) {
        self.picks.retain(|pick| {
            pick.column != column && (Some(pick.role) != role || role == Some(Role::Ignore))
        });
        if let Some(role) = role {
            let column = column.to_owned();
            self.picks.push(Pick {
                role,
                column,
                why: Why::Chosen,
                model: None,
            });
        }
    }

    /// What is missing before tasks can come out.
    pub fn faults(&self, table: &Table) -> Vec<Fault> {
        let mut faults = Vec::new();
        for Pick { role, column, .. } in &self.picks {
            if *role != Role::Ignore && table.column(column).is_none() && !cells(table, column) {
                faults.push(Fault::NoColumn {
                    column: column.clone(),
                    role: *role,
                });
            }
        }
        let talk = |role| self.column(role).is_some_and(|c| is_talk(table, c));
        let has = |role| self.column(role).is_some();
        let answers = [Role::ResponseA, Role::ResponseB, Role::Responses];
        let prompts = [Role::Instruction, Role::Input, Role::Messages];
        if !prompts.into_iter().any(has) && !answers.into_iter().any(talk) {
            faults.push(Fault::NoInstruction);
        }
        if !answers.into_iter().any(has) && !has(Role::Messages) && !talk(Role::Instruction) {
            faults.push(Fault::NoResponse);
        }
        if let (Some(second), false) = (
            self.column(Role::ResponseB),
            has(Role::ResponseA) || has(Role::Responses),
        ) {
            faults.push(Fault::NoFirst {
                column: second.to_owned(),
            });
        }
        for roles in [prompts, answers] {
            // One empty side is a model that never answered; nothing on any side is no data.
            let picked = roles.into_iter().filter_map(|role| {
                let column = self.column(role).and_then(|path| table.column(path))?;
                Some((role, column))
            });
            let picked: Vec<_> = picked.collect();
            if let Some((role, column)) = picked.first()
                && picked.iter().all(|(_, column)| column.kind == Kind::Empty)
            {
                faults.push(Fault::EmptyColumn {
                    column: column.path.clone(),
                    role: *role,
                });
            }
        }
        faults
    }
}

/// Whether the first rows have the cell; objects have no column of their own and can be chosen
/// still.
fn cells(table: &Table, path: &str) -> bool {
    table.head.iter().any(|row| table.cell(row, path).is_some())
}

/// Whether a column holds conversations.
pub(super) fn is_talk(table: &Table, path: &str) -> bool {
    match table.column(path).map(|column| column.kind) {
        Some(Kind::Conversation) => true,
        Some(Kind::Mixed) => {
            let cell = |row| table.cell(row, path);
            table
                .head
                .iter()
                .take(20)
                .filter_map(cell)
                .any(|cell| chat::turns(&cell).is_some())
        }
        _ => false,
    }
}
