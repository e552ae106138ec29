//! Checking a file: whether results or a backup are as they were written.

use leptos::prelude::*;

use crate::domain::time::Moment;
use crate::formats::belonging::Sifting;
use crate::formats::verify::{Sealed, Standing, Summary, Verified};
use crate::formats::{Opened, Progress, Steps as _, results};
use crate::journal::chain::{Break, Extent, Verdict};
use crate::storage::{Backup, Ending, Record};
use crate::text::figures::{count, many, of};
use crate::ui::app::Tone;
use crate::ui::browser;
use crate::ui::chunks;
use crate::ui::components::brought::ending;
use crate::ui::components::file_button::{Chosen, FileButton};
use crate::ui::live::memo;
use crate::ui::slices::{BackupReading, sliced};

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
    // How far it is, from 0 to 1, while a file is checked.
    let share = RwSignal::new(None::<f64>);
    let turn = StoredValue::new(0_u32);
    let on_file = move |chosen: Result<Chosen, String>| {
        turn.update_value(|turn| *turn += 1);
        let begun = turn.get_value();
        let is_current = move || turn.try_get_value() == Some(begun);
        finding.set(None);
        share.set(Some(0.0));
        leptos::task::spawn_local(async move {
            let goes_on = move |Progress { done, all, .. }| {
                if is_current() {
                    share.set(Some(done as f64 / all.max(1) as f64));
                }
                is_current()
            };
            let found = match chosen {
                Ok(chosen) => find(chosen, goes_on).await,
                Err(why) => Some(Finding::none(why)),
            };
            if is_current() {
                share.set(None);
                finding.set(found);
            }
        });
    };
    let is_checking = memo(move || share.with(Option::is_some));
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
            <Show when=move || is_checking.get()>
                <progress
                    class="progress"
                    max="1"
                    value=move || share.get().unwrap_or_default()
                    aria-label="Checking the file"
                ></progress>
            </Show>
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
                "Every step names the one before it by a checksum, and the file names all it was \
                 written with. So later edits, gaps and damage are seen, unless somebody made \
                 these checksums anew. It proves nothing about who judged or when."
            </p>
        </section>
    }
}

/// What is to be said of a file; nothing where `goes_on` says that nobody wants to know.
async fn find(
    Chosen { name, bytes }: Chosen,
    goes_on: impl Fn(Progress) -> bool + Copy + 'static,
) -> Option<Finding> {
    let Ok(read) = chunks::formats().await else {
        let why = "A part of the app could not be loaded. Try again, or reload.";
        return Some(Finding::none(why));
    };
    Some(match read(name.clone(), bytes, Box::new(goes_on)).await? {
        Ok(Opened::Results(value)) => match results::read(value) {
            Ok(read) => Finding::of(&name, &Verified::results(&read.results)),
            Err(why) => Finding::none(why),
        },
        Ok(Opened::Backup(text)) => {
            let reading = BackupReading::new(&text);
            match sliced(reading, |reading| goes_on(reading.progress())).await? {
                Ok(mut backup) => {
                    let sifting = Sifting::new(std::mem::take(&mut backup.texts));
                    let sifted = sliced(sifting, |sifting| goes_on(sifting.progress())).await?;
                    Finding::of_backup(&name, &backup, sifted.damaged)
                }
                Err(why) => Finding::none(why),
            }
        }
        Ok(_) => Finding::none(format!(
            "“{name}” holds neither results nor a backup of this app; nothing vouches for it."
        )),
        Err(why) => Finding::none(why),
    })
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
                format!("Nothing speaks against “{name}”; whether it is whole cannot be told."),
            ),
        };
        let mut lines = steps(verified);
        lines.extend(evaluations(verified));
        lines.extend(breaks(verified));
        Self { tone, head, lines }
    }

    /// What the end and the chain say of a backup, in which so many texts are not what their names
    /// say.
    pub fn of_backup(name: &str, backup: &Backup, damaged: usize) -> Self {
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
        let damaged = backup.damaged.len() + damaged;
        if damaged > 0 {
            let values = of(damaged, "value in it does", "values in it do");
            finding
                .lines
                .push(format!("{values} not match the checksum."));
        }
        finding
    }
}

/// How many steps there are, and whether all of them.
fn steps(verified: &Verified) -> Vec<String> {
    let sum = |of: fn(&Verdict) -> usize| verified.writers.iter().map(of).sum::<usize>();
    let (all, vouched) = (sum(|writer| writer.entries), sum(|writer| writer.vouched));
    let there = match verified.seal {
        Sealed::Fits => format!(
            "{} there, and no other: all that it was written with.",
            of(all, "step is", "steps are")
        ),
        Sealed::Differs { written } if written != all => format!(
            "It was written with {}, and has {}.",
            many(written, "step"),
            count(all)
        ),
        Sealed::Differs { .. } => "Its steps are not those it was written with.".to_owned(),
        Sealed::Open if all == 0 => "There are no steps in it.".to_owned(),
        Sealed::Open if all == vouched => {
            format!("{} there, as written.", of(all, "step is", "steps are"))
        }
        Sealed::Open => format!(
            "{} of {} are vouched for by a later one.",
            count(vouched),
            many(all, "step")
        ),
    };
    let absent = Some(verified.absent()).filter(|absent| *absent > 0);
    let absent = absent.map(|absent| {
        let steps = of(absent, "other step is", "other steps are");
        match (verified.extent, verified.seal) {
            (Extent::Everything, _) => format!("{steps} missing."),
            (Extent::Part, Sealed::Fits) => format!(
                "{steps} not in it, and were not when it was written: they are about other packs \
                 or by other raters."
            ),
            (Extent::Part, _) => format!(
                "{steps} not in it. Whether one of them belongs to it cannot be told: the file \
                 does not say what it was written with."
            ),
        }
    });
    std::iter::once(there).chain(absent).collect()
}

fn evaluations(verified: &Verified) -> Option<String> {
    let number = |wanted| {
        let standings = verified.evaluations.iter();
        standings
            .filter(|(_, standing)| *standing == wanted)
            .count()
    };
    let (told, differs) = (number(Standing::Told), number(Standing::Differs));
    let (missing, untold) = (number(Standing::Missing), number(Standing::Untold));
    (!verified.evaluations.is_empty()).then(|| {
        let told = of(told, "evaluation is", "evaluations are");
        let mut line = format!("{told} exactly what the steps add up to");
        if differs > 0 {
            line = format!("{line}; {} not", of(differs, "is", "are"));
        }
        if missing > 0 {
            line = format!("{line}; {} missing", of(missing, "is", "are"));
        }
        if untold > 0 {
            line = format!("{line}; of {} no step tells", count(untold));
        }
        format!("{line}.")
    })
}

/// What is not as it was written, by the task it is about.
fn breaks(verified: &Verified) -> Vec<String> {
    let steps = verified.spots.iter().map(|spot| {
        let step = match &spot.task {
            Some(task) => format!("A step on “{}”", verified.called(task)),
            None => "A step".to_owned(),
        };
        match spot.why {
            Break::Twice { .. } => format!("{step} is there twice, with different words."),
            _ if spot.is_there => format!("{step} is not as it was written."),
            Break::Seen { .. } => "Steps of an earlier visit are missing.".to_owned(),
            _ => "The last steps of a visit are missing.".to_owned(),
        }
    });
    let evaluations = verified.evaluations.iter().filter_map(|(key, standing)| {
        let task = verified.called(&key.task);
        match standing {
            Standing::Differs => Some(format!(
                "The evaluation of “{task}” is not what its steps add up to."
            )),
            Standing::Missing => Some(format!("The evaluation of “{task}” is missing.")),
            Standing::Told | Standing::Untold => None,
        }
    });
    let all: Vec<String> = steps.chain(evaluations).collect();
    let more = all.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| format!("… and {} more.", count(more)));
    all.into_iter().take(SHOWN).chain(more).collect()
}

/// Breaks that are shown one by one; the rest is counted.
const SHOWN: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::work::WorkKey;
    use crate::formats::verify::Spot;
    use crate::journal::chain::Heads;

    fn a_file() -> Verified {
        let mut verified = Verified::entries([], &Heads::new());
        verified.extent = Extent::Part;
        verified.writers.push(Verdict {
            writer: "k3xq".to_owned(),
            entries: 4,
            vouched: 4,
            absent: 0,
            broken: None,
        });
        verified.titles.insert("t-1".into(), "Refund".to_owned());
        verified
    }

    /// The headline and the lines after a change.
    fn told(change: impl Fn(&mut Verified)) -> Vec<String> {
        let mut verified = a_file();
        change(&mut verified);
        let Finding { head, lines, .. } = Finding::of("a.json", &verified);
        std::iter::once(head).chain(lines).collect()
    }

    #[test]
    fn a_file_is_told_of_in_words_that_a_rater_knows() {
        let untouched = told(|_| {});
        assert_eq!(
            untouched,
            ["“a.json” is whole.", "4 steps are there, as written."]
        );
        let part = |seal| {
            move |file: &mut Verified| {
                file.writers[0].absent = 2;
                file.seal = seal;
            }
        };
        let sealed = told(part(Sealed::Fits));
        assert_eq!(sealed[0], "“a.json” is whole.");
        assert!(
            sealed[2].starts_with("2 other steps are not in it, and were not"),
            "{sealed:?}"
        );
        let open = told(part(Sealed::Open));
        assert!(
            open[0].ends_with("whether it is whole cannot be told."),
            "{open:?}"
        );
        assert!(
            open[2].contains("Whether one of them belongs to it cannot be told"),
            "{open:?}"
        );
        let fewer = told(part(Sealed::Differs { written: 5 }));
        assert_eq!(fewer[0], "“a.json” was changed.");
        assert_eq!(fewer[1], "It was written with 5 steps, and has 4.");
    }

    #[test]
    fn what_is_wrong_is_named_by_the_task() {
        let broken = told(|file| {
            let mut spot = |task: &str, is_there, why: Break| {
                file.writers[0].broken = Some(why.clone());
                let task = Some(task.into()).filter(|_| is_there);
                file.spots.push(Spot {
                    why,
                    is_there,
                    task,
                });
            };
            spot("t-1", true, Break::Changed { seq: 2, by: 3 });
            spot("t-2", true, Break::Twice { seq: 2 });
            spot("t-2", false, Break::Head { seq: 4 });
            let by = "k3xq".to_owned();
            spot("t-2", false, Break::Seen { seq: 4, by });
            for (task, standing) in [("t-1", Standing::Differs), ("t-2", Standing::Missing)] {
                let key = WorkKey::first(&"p".into(), &task.into());
                file.evaluations.push((key, standing));
            }
        });
        let expected = [
            "“a.json” was changed.",
            "4 steps are there, as written.",
            "0 evaluations are exactly what the steps add up to; 1 is not; 1 is missing.",
            "A step on “Refund” is not as it was written.",
            "A step on “t-2” is there twice, with different words.",
            "The last steps of a visit are missing.",
            "Steps of an earlier visit are missing.",
            "The evaluation of “Refund” is not what its steps add up to.",
            "The evaluation of “t-2” is missing.",
        ];
        assert_eq!(broken, expected);
    }
}
