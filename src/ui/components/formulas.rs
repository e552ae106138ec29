//! The reader of LaTeX, fetched when the first formula stands in a text.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::text::math::Typeset;
use crate::ui::chunks;

/// Whether the reader of LaTeX is here. One for the whole application, so that a text shown later
/// has its formulas at once.
#[derive(Clone, Copy)]
pub struct Formulas {
    typeset: RwSignal<Option<Typeset>>,
    asked: StoredValue<bool>,
}

impl Formulas {
    /// For the components below the current one; fetched when it is asked for.
    pub fn provide() {
        Self::provide_with(None);
    }

    /// The same, with the reader at hand.
    pub fn provide_with(typeset: Option<Typeset>) {
        provide_context(Self {
            typeset: RwSignal::new(typeset),
            asked: StoredValue::new(typeset.is_some()),
        });
    }

    /// That of the application; none where a component stands alone.
    pub(super) fn here() -> Option<Self> {
        use_context()
    }

    /// The reader, if it is here.
    pub(super) fn typeset(self) -> Option<Typeset> {
        self.typeset.get()
    }

    /// Fetches it, once. Where it does not arrive formulas stay as they were written, and the next
    /// text with a formula asks again.
    pub(super) fn ask(self) {
        if self.asked.get_value() {
            return;
        }
        self.asked.set_value(true);
        spawn_local(async move {
            match chunks::formulas().await {
                Ok(typeset) => self.typeset.set(Some(typeset)),
                Err(_) => self.asked.set_value(false),
            }
        });
    }
}
