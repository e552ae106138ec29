//! Checking a file: whether results or a backup are as they were written.

use leptos::prelude::*;

use crate::domain::time::Moment;
use crate::formats::verify::{Standing, Summary, Verified};
use crate::formats::{Opened, results};
use crate::storage::{Backup, Ending, Record};
use crate::text::figures::{count, many, of};
use crate::ui::app::Tone;
use crate::ui::browser;
use crate::ui::chunks;
use crate::ui::components::brought::ending;
use crate::ui::components::file_button::{Chosen, FileButton};

/// What was found out about a file.
#[derive(Clone, Debug)]
pub struct Finding {
    tone: Tone,
    head: String,
    lines: Vec<String>,
}

/// Asks for a file and says whether it is as it was written; nothing is brought in.
#[component]
pub fn Check() -> impl IntoView {
    let finding = RwSignal::new(None::<Finding>);
    let on_file = move |chosen: Result<Chosen, String>| {
        leptos::task::spawn_local(async move {
            let found = match chosen {
                Ok(chosen) => find(chosen).await,
                Err(why) => Finding::none(why),
            };
            finding.try_set(Some(found));
        });
    };
    view! {
        <section class="card told" data-pad aria-label="Check a file">
            <div class="row">
                <h2>"Is this file as it was written?"</h2>
                <span class="push"></span>
                <FileButton
                    label="Check a file…"
                    part="check"
                    accept=".json,.jsonl,application/json"
                    on_file
                />
            </div>
            <div role="status">{move || finding.get().map(|Finding { tone, head, lines }| {
                let lines = lines.into_iter().map(|line| view! { <li>{line}</li> });
                view! {
                    <div class="notice" data-tone=tone.name()>
                        <div class="finding">
                            <p><b>{head}</b></p>
                            <ul>{lines.collect_view()}</ul>
                        </div>
                    </div>
                }
            })}</div>
            <p class="small muted">
                "Every step names the one before it by a checksum. So later edits, gaps and \
                 damage are seen, unless somebody wrote everything after them anew. It proves \
                 nothing about who judged or when, and not that nothing is missing at the end."
            </p>
        </section>
    }
}

async fn find(Chosen { name, bytes }: Chosen) -> Finding {
    let Ok(read) = chunks::formats().await else {
        return Finding::none("A part of the app could not be loaded. Try again, or reload.");
    };
    match read(&name, &bytes) {
        Ok(Opened::Results(value)) => match results::read(value) {
            Ok(read) => Finding::of(&name, &Verified::results(&read.results)),
            Err(why) => Finding::none(why),
        },
        Ok(Opened::Backup(text)) => match Backup::read(&text) {
            Ok(backup) => Finding::of_backup(&name, &backup),
            Err(why) => Finding::none(why),
        },
        Ok(_) => Finding::none(format!(
            "“{name}” holds neither results nor a backup of this app; nothing vouches for it."
        )),
        Err(why) => Finding::none(why),
    }
}

impl Finding {
    fn none(why: impl ToString) -> Self {
        Self {
            tone: Tone::Stop,
            head: "It could not be checked.".to_owned(),
            lines: vec![why.to_string()],
        }
    }

    /// What the chain says of results.
    pub fn of(name: &str, verified: &Verified) -> Self {
        let summary = verified.summary();
        let (tone, head) = match summary {
            Summary::Whole => (Tone::Clear, format!("“{name}” is whole.")),
            Summary::Broken => (Tone::Stop, format!("“{name}” was changed.")),
            Summary::Unknown => (
                Tone::Caution,
                format!("Nothing speaks against “{name}”, and not all of it is vouched for."),
            ),
        };
        let mut lines = vec![entries(verified)];
        lines.extend(evaluations(verified));
        lines.extend(breaks(verified));
        Self { tone, head, lines }
    }

    /// What the end and the chain say of a backup.
    pub fn of_backup(name: &str, backup: &Backup) -> Self {
        let told = backup.records.iter().map(Record::told);
        let verified = Verified::entries(told, &backup.heads);
        let mut finding = Self::of(name, &verified);
        match backup.ending {
            Ending::Changed => {
                finding.tone = Tone::Stop;
                finding.head = format!("“{name}” was changed.");
            }
            Ending::Missing if finding.tone != Tone::Stop => {
                finding.tone = Tone::Caution;
                finding.head = format!("“{name}” is not complete.");
            }
            // Every byte is as it was written, also where older entries have no chain.
            Ending::Whole if verified.summary() != Summary::Broken => {
                finding.tone = Tone::Clear;
                finding.head = format!("“{name}” is whole.");
            }
            _ => {}
        }
        finding
            .lines
            .extend(ending(backup.ending).map(str::to_owned));
        if let Some(at) = &backup.made_at {
            let at = Moment::parse(at).map_or_else(|| at.clone(), browser::local_time);
            finding
                .lines
                .push(format!("It says that it was made {at}."));
        }
        if !backup.damaged.is_empty() {
            let values = of(backup.damaged.len(), "value in it does", "values in it do");
            finding
                .lines
                .push(format!("{values} not match the checksum."));
        }
        finding
    }
}

fn entries(verified: &Verified) -> String {
    let sum = |of: fn(&crate::journal::chain::Verdict) -> usize| {
        verified.writers.iter().map(of).sum::<usize>()
    };
    let (all, vouched) = (sum(|writer| writer.entries), sum(|writer| writer.vouched));
    let sittings = many(verified.writers.len(), "sitting");
    match all {
        0 => "There are no journal entries in it.".to_owned(),
        all if all == vouched => format!("All {} of {sittings} are vouched for.", of_steps(all)),
        all => format!(
            "{} of {} of {sittings} are vouched for by a later one.",
            count(vouched),
            of_steps(all)
        ),
    }
}

fn of_steps(steps: usize) -> String {
    of(steps, "step", "steps")
}

fn evaluations(verified: &Verified) -> Option<String> {
    let number = |wanted| {
        let standings = verified.evaluations.iter();
        standings
            .filter(|(_, standing)| *standing == wanted)
            .count()
    };
    let (told, differs, untold) = (
        number(Standing::Told),
        number(Standing::Differs),
        number(Standing::Untold),
    );
    (told + differs + untold > 0).then(|| {
        let told = of(told, "evaluation is", "evaluations are");
        let mut line = format!("{told} exactly what the steps add up to");
        if differs > 0 {
            line = format!("{line}; {} not", of(differs, "is", "are"));
        }
        if untold > 0 {
            line = format!("{line}; of {} no step tells", count(untold));
        }
        format!("{line}.")
    })
}

/// Where it breaks, sitting by sitting, and which evaluations differ.
fn breaks(verified: &Verified) -> Vec<String> {
    let writers = verified.writers.iter().filter_map(|writer| {
        let broken = writer.broken.as_ref()?;
        Some(format!("Sitting “{}”: {broken}.", writer.writer))
    });
    let evaluations = verified.evaluations.iter();
    let differs = evaluations.filter(|(_, standing)| *standing == Standing::Differs);
    let differs = differs.map(|(key, _)| {
        format!(
            "The evaluation of “{}” is not what its steps add up to.",
            key.task
        )
    });
    let all: Vec<String> = writers.chain(differs).collect();
    let more = all.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| format!("… and {more} more."));
    all.into_iter().take(SHOWN).chain(more).collect()
}

/// Breaks that are shown one by one; the rest is counted.
const SHOWN: usize = 12;
