//! One task, typed or pasted by hand.

use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::rubric::Rubric;

use super::super::super::browser;
use super::draft::{Lacks, TypedTask};
use super::opening::Opening;

/// Under which name the words are kept until they become a task.
const KEPT: &str = "typed-task";

/// The form; what stands in it survives a reload.
#[component]
pub fn TypedTaskForm(opening: Opening, rubric: Signal<Option<Arc<Rubric>>>) -> impl IntoView {
    let session = opening.app().session;
    let typed = RwSignal::new(session.setting(KEPT, TypedTask::default()));
    let lacks = RwSignal::new(None::<Lacks>);
    let keep = move |_| session.set_setting(KEPT, &typed.get_untracked());
    let kept_until = Callback::new(move |()| {
        session.set_setting(KEPT, &TypedTask::default());
    });
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(rubric) = rubric.get_untracked() else {
            return;
        };
        match typed.with_untracked(|typed| typed.pack(&rubric)) {
            Ok(pack) => opening.open_made(pack, kept_until),
            Err(what) => {
                lacks.set(Some(what));
                browser::focus(match what {
                    Lacks::Instruction => "#typed-instruction",
                    Lacks::Response => "#typed-response",
                });
            }
        }
    };
    let hint = move |mine: Lacks| {
        move || {
            lacks
                .get()
                .filter(|lacks| *lacks == mine)
                .map(|lacks| lacks.to_string())
        }
    };
    let is = move |mine: Lacks| move || (lacks.get() == Some(mine)).then_some("true");
    let tone = move |mine: Lacks| move || (lacks.get() == Some(mine)).then_some("stop");
    let put = move |set: fn(&mut TypedTask, String), text: String| {
        typed.update(|typed| set(typed, text));
        lacks.set(None);
    };
    view! {
        <form class="stack" on:submit=open on:change=keep>
            <div class="field" data-tone=tone(Lacks::Instruction)>
                <label for="typed-instruction">"Instruction"</label>
                <textarea
                    class="input"
                    id="typed-instruction"
                    dir="auto"
                    aria-invalid=is(Lacks::Instruction)
                    aria-describedby="typed-instruction-hint"
                    prop:value=move || typed.with(|typed| typed.instruction.clone())
                    on:input:target=move |event| {
                        put(|typed, text| typed.instruction = text, event.target().value());
                    }
                ></textarea>
                <p class="hint" id="typed-instruction-hint">{hint(Lacks::Instruction)}</p>
            </div>
            <div class="field" data-tone=tone(Lacks::Response)>
                <label for="typed-response">"Response"</label>
                <textarea
                    class="input"
                    id="typed-response"
                    dir="auto"
                    aria-invalid=is(Lacks::Response)
                    aria-describedby="typed-response-hint"
                    prop:value=move || typed.with(|typed| typed.response.clone())
                    on:input:target=move |event| {
                        put(|typed, text| typed.response = text, event.target().value());
                    }
                ></textarea>
                <p class="hint" id="typed-response-hint">{hint(Lacks::Response)}</p>
            </div>
            <div class="field">
                <label for="typed-second">"Second response, to compare (optional)"</label>
                <textarea
                    class="input"
                    id="typed-second"
                    dir="auto"
                    prop:value=move || typed.with(|typed| typed.second.clone())
                    on:input:target=move |event| {
                        put(|typed, text| typed.second = text, event.target().value());
                    }
                ></textarea>
            </div>
            <div class="row">
                <button type="submit" class="btn" data-kind="primary" data-part="go-on">
                    "Open this task " <kbd>"Ctrl ↵"</kbd>
                </button>
            </div>
        </form>
    }
}
