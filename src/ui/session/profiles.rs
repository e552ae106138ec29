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
    /// The raters who share this browser, in the order in which they came; whoever works now is one
    /// of them.
    pub fn profiles(self) -> Vec<RaterId> {
        let now = self.rater();
        let mut all = self.setting::<Vec<RaterId>>(PROFILES, Vec::new());
        if !all.contains(&now) {
            all.push(now);
        }
        all
    }

    /// Raters of another browser work here too from now on, each when chosen.
    pub(super) fn add_profiles(self, raters: impl IntoIterator<Item = RaterId>) {
        let mut all = untrack(|| self.profiles());
        let known = all.len();
        for rater in raters {
            if !all.contains(&rater) {
                all.push(rater);
            }
        }
        if all.len() > known {
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
