//! Active time on the open task.

use leptos::prelude::*;

use crate::journal::event::Step;
use crate::ui::app::App;
use crate::ui::browser;

use super::Desk;

impl Desk {
    /// Input: the clock of active time runs.
    pub fn touch(self) {
        self.clock
            .try_update_value(|clock| clock.touch(browser::steady_ms()));
    }

    /// The page went out of sight: the clock stands still.
    pub fn hide(self, app: App) {
        self.clock
            .try_update_value(|clock| clock.hide(browser::steady_ms()));
        self.bank(app);
    }

    /// Active milliseconds on this task, and whether the clock stands still.
    pub fn clock(self) -> (u64, bool) {
        let now = browser::steady_ms();
        self.clock
            .try_with_value(|clock| (clock.spent(now), clock.paused(now)))
            .unwrap_or_default()
    }

    /// Keeps the active time since it was last kept.
    pub fn bank(self, app: App) {
        let Some(on) = self.key().try_get_untracked() else {
            return;
        };
        let kept = self.now(app, |_, work| work.active_ms);
        let ms = self.clock().0.saturating_sub(kept);
        // A glance of less than a second is not work, and not worth an entry.
        if ms >= 1_000 {
            // It is refused where nothing can be done on the task, and then no work was.
            let _ = app.session.step(&on, Step::TimeSpent { ms });
        }
    }
}
