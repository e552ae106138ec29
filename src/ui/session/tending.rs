//! Tending the two places: what the keeper asks for outside of itself, and what it finds there, in
//! other tabs, and by the clock.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::storage::mirror::{Batch, Job};
use crate::storage::receipt::News;
use crate::storage::rules::Ms;
use crate::storage::{Id, Keeper, Mode, Record, ShelfError, indexed_mirror};

use super::super::{browser, planted};
use super::boot::{entries, recall};
use super::keeping::Occasion;
use super::{Saving, Session};

/// Said to other tabs: there is something new on the shelf.
const NEWS: &str = "news";

/// Does what an occasion asks for.
pub fn tend(session: Session, occasion: Occasion) {
    match occasion {
        Occasion::Begin => session.begin_tending(),
        Occasion::Step => {
            session.run_jobs();
            session.freshen_file();
        }
        Occasion::Changed => session.rescan(),
        Occasion::LookAround => {
            session.rescan();
            session.ask_around();
        }
        Occasion::Leave => session.leave_place(),
        Occasion::Heard(words) if words == NEWS => session.rescan(),
        Occasion::Heard(words) => session.hear_of_place(&words),
        Occasion::BeforeHiding => {
            session.ask(Keeper::look_before_hiding);
            session.write_changes();
        }
    }
}

impl Session {
    /// From now on every entry goes to the second place too, and what is missing in one place
    /// comes back from the other.
    fn begin_tending(self) {
        // What the mirror holds is compared with what was read here.
        recall(self);
        self.books
            .update_value(|books| books.keeper.attach_mirror());
        self.run_jobs();
        spawn_local(self.recall_backups());
    }

    /// Another tab may have written.
    fn rescan(self) {
        self.ask(|keeper, _| keeper.rescan().unwrap_or_default());
    }

    fn run_jobs(self) {
        let jobs = self.books.try_update_value(|books| {
            // Once keeping was stopped nothing goes out any more.
            books.tend?;
            Some(books.keeper.jobs(browser::now_ms()))
        });
        for job in jobs.flatten().unwrap_or_default() {
            match job {
                Job::Mirror(batch) => spawn_local(self.mirror(batch)),
                Job::Seal(batch) => spawn_local(self.seal(batch)),
                Job::ReadMirror => spawn_local(self.read_mirror()),
                Job::Tell => browser::tell_tabs(NEWS),
                Job::LookAgain { after } => {
                    browser::later(after, move || self.ask(Keeper::look));
                }
            }
        }
    }

    async fn mirror(self, Batch { ticket, pairs }: Batch) {
        let end: Result<Vec<String>, ShelfError> = indexed_mirror::hold(&pairs).await;
        planted::at("task");
        self.ask(move |keeper, now| keeper.mirrored(ticket, end, now));
    }

    async fn seal(self, Batch { ticket, pairs }: Batch) {
        let end = indexed_mirror::hold_packed(&pairs).await;
        self.ask(move |keeper, now| keeper.mirrored(ticket, end, now));
    }

    async fn read_mirror(self) {
        let end = indexed_mirror::read().await;
        let is_read = end.is_ok();
        let is_empty = || self.books.with_value(|books| books.history.is_empty());
        let began_empty = is_empty();
        self.ask(move |keeper, now| keeper.mirror_read(end, now));
        if began_empty && !is_empty() {
            self.become_who_worked_here();
        }
        self.show_found();
        // Only now it is certain which packs are removed.
        let may_clear = |saving: &Saving| saving.mode == Mode::Open && saving.found.unknown == 0;
        if is_read && self.saving.with_untracked(may_clear) {
            self.clear_removed().await;
        }
    }

    /// Tells the keeper something, takes up what it found, and does what it asks for then.
    fn ask(self, tell: impl FnOnce(&mut Keeper, Ms) -> News) {
        if self.begins_anew() {
            return;
        }
        let news = self
            .books
            .try_update_value(|books| tell(&mut books.keeper, browser::now_ms()));
        // Nobody may be there any more.
        let Some(news) = news else { return };
        self.take_up_news(news);
        self.report_saving(None);
        self.run_jobs();
    }

    fn take_up_news(self, news: News) {
        let News {
            records,
            lost,
            recovered,
            damaged,
            ..
        } = news;
        self.adopt_lost(&lost);
        if recovered > 0 || !damaged.is_empty() {
            self.saving.update(|saving| {
                saving.found.recovered += recovered;
                saving.found.damaged += damaged.len();
            });
        }
        if records.is_empty() {
            return;
        }
        let (read, unknown) = entries(&records);
        if unknown > 0 {
            self.saving.update(|saving| saving.found.unknown += unknown);
        }
        self.workspace.update(|workspace| {
            self.books.update_value(|books| {
                books.records.extend(records);
                books.history.extend(workspace, read);
            });
        });
        self.settle_in();
        self.freshen_file();
    }

    /// What is in neither place any more is still here.
    fn adopt_lost(self, lost: &[Id]) {
        self.books.update_value(|books| {
            for id in lost {
                let is_it = |record: &&Record| record.id().as_ref() == Ok(id);
                if let Some(record) = books.records.iter().find(is_it).cloned() {
                    books.keeper.adopt(record, browser::now_ms());
                }
            }
        });
    }

    /// A store that was erased has lost who worked here as well: it is who said the last of what
    /// came back.
    fn become_who_worked_here(self) {
        let last = self.last_at_work();
        if let Some(rater) = last.filter(|rater| *rater != self.rater_now()) {
            self.work_as(rater);
        }
    }
}
