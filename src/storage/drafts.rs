//! Drafts: what stands in an open text box and is not committed yet.

use crate::domain::work::WorkKey;

use super::frame;
use super::keeper::Keeper;
use super::keys::{Key, Writer};
use super::receipt::Why;
use super::shelf::ShelfError;

/// What every draft's key starts with.
const DRAFTS: &str = "tm1:d:";

/// The draft of one text box in one page load.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Draft {
    /// What it is a draft of: a [`draft_name`], or a task's id alone as earlier builds wrote it.
    pub task: String,
    /// The page load that typed it; a draft of another one may belong to a tab still open.
    pub writer: Writer,
    /// What was typed, as the caller put it.
    pub json: String,
}

impl Draft {
    /// Whether it is about a task, whichever of its text boxes it stood in.
    pub fn is_about(&self, on: &WorkKey) -> bool {
        let what = self.task.split(':').next().unwrap_or_default();
        self.task == draft_name(what, on)
    }
}

/// What to call a draft about a task: the packs of one browser may have tasks of the same id.
///
/// Colons in `what` and in the pack are escaped, so that no two names are the same.
pub fn draft_name(what: &str, on: &WorkKey) -> String {
    let plain = |text: &str| text.replace('%', "%25").replace(':', "%3A");
    format!("{}:{}:{}", plain(what), plain(on.pack.as_str()), on.task)
}

impl Keeper {
    /// Keeps what was typed for `task`, in place of this page load's earlier draft of it.
    ///
    /// Once a second is enough; the caller holds back.
    ///
    /// # Errors
    ///
    /// [`Why`] the draft is not kept; what was kept before may still be there.
    pub fn put_draft(&mut self, task: &str, json: &str) -> Result<(), Why> {
        let key = Key::Draft {
            task: task.to_owned(),
            writer: self.writer().clone(),
        };
        self.replace(&key, json)
    }

    /// Forgets this page load's draft for `task`, once its content is committed.
    ///
    /// # Errors
    ///
    /// [`Why`] it is still there.
    pub fn remove_draft(&mut self, task: &str) -> Result<(), Why> {
        let key = Key::Draft {
            task: task.to_owned(),
            writer: self.writer().clone(),
        };
        self.forget(&key)
    }

    /// Forgets a draft found by [`drafts`](Self::drafts) or at load, also of another page load,
    /// once its content is taken over.
    ///
    /// # Errors
    ///
    /// [`Why`] it is still there.
    pub fn discard_draft(&mut self, draft: &Draft) -> Result<(), Why> {
        let key = Key::Draft {
            task: draft.task.clone(),
            writer: draft.writer.clone(),
        };
        self.forget(&key)
    }

    /// The whole drafts of all page loads, by task and writer; damaged ones are told of at load.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] where the storage cannot be read.
    pub fn drafts(&self) -> Result<Vec<Draft>, ShelfError> {
        let mut drafts = Vec::new();
        for text in self.shelf().keys(DRAFTS)? {
            let Ok(Key::Draft { task, writer }) = Key::parse(&text) else {
                continue;
            };
            let Some(raw) = self.shelf().get(&text)? else {
                continue;
            };
            if let Ok(json) = frame::decode(&text, &raw) {
                drafts.push(Draft {
                    task,
                    writer,
                    json: json.to_owned(),
                });
            }
        }
        drafts.sort();
        Ok(drafts)
    }
}
