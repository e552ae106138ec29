//! The raters who share this browser.

use leptos::prelude::*;

use crate::domain::id::RaterId;
use crate::journal::check::Refusal;
use crate::journal::event::Event;

use super::super::browser;
use super::Session;
use super::boot::RATER;

/// The setting that names the raters of this browser; whoever works in it is one of them.
pub(super) const PROFILES: &str = "raters";

impl Session {
    /// The raters who share this browser: who was added, who works now, and whoever has done
    /// something here. Nobody whose work is here is ever out of reach.
    pub fn profiles(self) -> Vec<RaterId> {
        let mut all = self.setting::<Vec<RaterId>>(PROFILES, Vec::new());
        let worked = self.books.with_value(|books| {
            let authors = books
                .history
                .authors(|writer| !books.keeper.is_adopted(writer));
            authors.into_iter().cloned().collect::<Vec<_>>()
        });
        for rater in worked.into_iter().chain([self.rater()]) {
            if !all.contains(&rater) {
                all.push(rater);
            }
        }
        all
    }

    /// Who of those who share this browser goes by a name, however it is cased.
    pub fn named(self, name: &str) -> Option<RaterId> {
        let wanted = name.trim().to_lowercase();
        let profiles = untrack(|| self.profiles());
        self.now(|workspace| {
            let is_wanted = |rater: &RaterId| {
                let known = workspace.name(rater);
                known.is_some_and(|known| known.trim().to_lowercase() == wanted)
            };
            profiles.into_iter().find(is_wanted)
        })
    }

    /// Who works now, where several raters share this browser.
    pub fn one_of_several(self) -> Option<RaterId> {
        let added = self.setting::<Vec<RaterId>>(PROFILES, Vec::new());
        let rater = self.rater();
        (added.len() > 1).then_some(rater)
    }

    /// Raters of another browser work here too from now on, each when chosen.
    pub(super) fn add_profiles(self, raters: impl IntoIterator<Item = RaterId>) {
        let added = self.setting::<Vec<RaterId>>(PROFILES, Vec::new());
        let mut all = untrack(|| self.profiles());
        for rater in raters {
            if !all.contains(&rater) {
                all.push(rater);
            }
        }
        if all != added {
            self.set_setting(PROFILES, &all);
        }
    }

    /// Goes on as another rater. What was done stays whose it is.
    pub fn work_as(self, rater: RaterId) {
        self.settle();
        self.set_setting(RATER, &rater);
        self.rater.set(rater);
        self.report_steps();
    }

    /// Makes room for another rater, and goes on as that one.
    ///
    /// # Errors
    /// Says why the name cannot be; nothing has changed then.
    pub fn add_profile(self, name: &str) -> Result<(), Refusal> {
        let named = Event::RaterNamed {
            name: name.to_owned(),
        };
        self.check(&named)?;
        let rater = RaterId::random(browser::random());
        let mut all = untrack(|| self.profiles());
        all.push(rater.clone());
        self.set_setting(PROFILES, &all);
        self.work_as(rater);
        self.dispatch(named)?;
        Ok(())
    }
}
