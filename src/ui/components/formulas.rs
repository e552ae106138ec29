//! What draws formulas, fetched when the first one stands in a text.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::text::math::{Form, Math, Typeset};
use crate::ui::chunks;

/// What draws formulas.
#[derive(Clone, Copy)]
pub struct Kit {
    /// Reads LaTeX.
    pub typeset: Typeset,
    /// Makes elements of what was read; the text is for those who cannot see them.
    pub draw: fn(&Math, Form, String) -> AnyView,
}

/// Whether what draws formulas is here. One for the whole application, so that a text shown later
/// has its formulas at once.
#[derive(Clone, Copy)]
pub struct Formulas {
    kit: RwSignal<Option<Kit>>,
    asked: StoredValue<bool>,
}

impl Formulas {
    /// For the components below the current one; fetched when it is asked for.
    pub fn provide() {
        Self::provide_with(None);
    }

    /// The same, with what draws formulas at hand.
    pub fn provide_with(kit: Option<Kit>) {
        provide_context(Self {
            kit: RwSignal::new(kit),
            asked: StoredValue::new(kit.is_some()),
        });
    }

    /// That of the application; none where a component stands alone.
    pub(super) fn here() -> Option<Self> {
        use_context()
    }

    /// What draws formulas, if it is here.
    pub(super) fn kit(self) -> Option<Kit> {
        self.kit.get()
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
                Ok(kit) => self.kit.set(Some(kit)),
                Err(_) => self.asked.set_value(false),
            }
        });
    }
}
