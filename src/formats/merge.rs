//! Results come in: what of a file is new here, and what has to be kept of it.
//!
//! Nothing that is said here gives way to a file. Journal entries join the journal as they stand;
//! whatever no entry tells of becomes facts for the caller to keep. What only other tools
//! understand is kept as the file that is read last has it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;

use crate::domain::evaluation::Evaluation;
use crate::domain::extras::{Extra, Extras};
use crate::domain::hash::ContentHash;
use crate::domain::id::{RaterId, WriterId};
use crate::domain::pack::Pack;
use crate::domain::rubric::Rubric;
use crate::domain::work::{Work, WorkKey};
use crate::domain::workspace::{OpenPack, Place as Stands, Workspace};
use crate::journal::entry::{Entry, EntryId, Scope, stamp};
use crate::journal::event::{Event, Step};
use crate::journal::history::History;

use super::pack;
use super::problem::{Place, Problem};
use super::results::{EntryLine, PackLine, Partial, Results};
use super::steps::Steps as _;

/// Keeps a journal entry verbatim, or says why it cannot be kept.
pub type Keep<'a> = &'a mut dyn FnMut(&EntryLine) -> Result<(), String>;

/// Kept texts by hash; nothing for one that cannot be read.
pub type KeptTexts = BTreeMap<ContentHash, Option<String>>;

/// What is here before the file comes in.
pub struct Here<'a> {
    /// The state.
    pub workspace: &'a mut Workspace,
    /// The journal.
    pub history: &'a mut History,
    /// Who works in this browser.
    pub me: &'a RaterId,
    /// The kept texts of the packs that the file is about, by hash; nothing for one that is kept
    /// and cannot be read.
    pub texts: &'a KeptTexts,
}

/// What the caller has to do about a file.
#[derive(Debug, Default)]
pub struct Merged {
    /// Who works in this browser from now on, where that is another.
    pub becomes: Option<RaterId>,
    /// Facts to keep, each with its author, in this order.
    pub events: Vec<(RaterId, Event)>,
    /// Texts to keep and to put at hand, after the facts.
    pub packs: Vec<Filled>,
    /// Rubrics to keep; they are at hand.
    pub rubrics: Vec<Arc<Rubric>>,
    /// What was wrong in the file, or does not fit what is here.
    pub problems: Vec<Problem>,
    /// Evaluations that were new here.
    pub new: usize,
    /// Evaluations that were here already.
    pub known: usize,
}

/// A pack whose texts a file brought.
#[derive(Clone, Debug)]
pub struct Filled {
    /// The pack.
    pub pack: Arc<Pack>,
    /// Its text, to be kept under its hash.
    pub json: String,
}

/// Merges a file into what is here.
pub fn merge(here: Here<'_>, results: &Results, keep: Keep<'_>) -> Merged {
    let Here {
        workspace,
        history,
        me,
        texts,
    } = here;
    let mut merged = Merged {
        becomes: becomes(workspace, me, results),
        ..Merged::default()
    };
    let told = results.evaluations.iter();
    let was_here: Vec<bool> = told
        .map(|evaluation| Told::of(results, evaluation).is_here(workspace, history))
        .collect();
    let entries = merged.entries(workspace, history, results, keep);
    history.extend(workspace, entries);
    for rubric in results.rubrics.iter().filter_map(|line| line.rubric().ok()) {
        workspace.keep_rubric(Arc::clone(&rubric));
        merged.rubrics.push(rubric);
    }
    let mut seen = BTreeSet::new();
    for line in &results.packs {
        if seen.insert(&line.id) {
            merged.pack(workspace, results, line, texts, me);
        }
    }
    merged.name(workspace, results);
    merged.extras(workspace, results);
    let mut seen = BTreeSet::new();
    for (row, (evaluation, was_here)) in (1..).zip(results.evaluations.iter().zip(was_here)) {
        let told = Told::of(results, evaluation);
        if seen.insert((told.rater.clone(), told.key.clone())) {
            merged.evaluation(workspace, history, &told, Place::Row(row), was_here);
        } else {
            let why = format!(
                "the evaluation of “{}” is in the file twice",
                evaluation.task
            );
            let hint = "the first one was taken";
            merged
                .problems
                .push(Problem::skipped(Place::Row(row), why, hint));
        }
    }
    merged
}

/// A browser without work of its own takes over whoever the file is by: the same person on
/// another device stays the same rater.
fn becomes(workspace: &Workspace, me: &RaterId, results: &Results) -> Option<RaterId> {
    let theirs = &results.rater.id;
    let is_by = |e: &Evaluation| e.rater.as_ref().is_none_or(|rater| rater == theirs);
    let has_work = |rater| workspace.works(rater).any(|(_, work)| work.is_real());
    let adopts =
        theirs != me && results.evaluations.iter().any(is_by) && !workspace.raters().any(has_work);
    adopts.then(|| theirs.clone())
}

/// Who wrote a stored entry, also of a kind that this build does not know.
pub fn author(json: &str) -> Option<RaterId> {
    #[derive(Deserialize)]
    struct Author {
        by: RaterId,
    }
    let Author { by } = serde_json::from_str(json).ok()?;
    Some(by)
}

impl Merged {
    /// The entries to fold; all that are taken are kept.
    fn entries(
        &mut self,
        workspace: &Workspace,
        history: &History,
        results: &Results,
        keep: Keep<'_>,
    ) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut foreign = 0;
        for (row, line) in (1..).zip(&results.journal.entries) {
            let EntryLine {
                writer,
                seq,
                entry: json,
            } = line;
            let id = EntryId(WriterId::from(writer.as_str()), *seq);
            let place = Place::Row(row);
            let name = format!("the journal entry {id}");
            let Some(by) = author(json) else {
                let hint = "it is left out; export the results again";
                self.problems.push(Problem::skipped(
                    place,
                    format!("{name} cannot be read"),
                    hint,
                ));
                continue;
            };
            // A kind of a newer version is kept as it stands.
            let entry = Entry::from_json(id.clone(), json).ok();
            if let Some(known) = history.get(&id) {
                if entry.as_ref() != Some(&**known) {
                    let why = format!("{name} differs from the one that is here");
                    let hint = "the one that is here stays";
                    self.problems.push(Problem::skipped(place, why, hint));
                }
                continue;
            }
            if stamp(json).is_some_and(|at| !at.leaves_room()) {
                let why = format!("{name} has a time that no clock gives");
                let hint = "it is left out; the evaluations are taken from the file itself";
                self.problems.push(Problem::skipped(place, why, hint));
                continue;
            }
            if by != results.rater.id || entry.as_ref().is_some_and(speaks_for_another) {
                foreign += 1;
                continue;
            }
            // Which packs are open here, and in which version, is not for a file to say.
            let about = entry.as_ref().map(Entry::scope);
            if matches!(&about, Some(Scope::Pack(pack)) if workspace.pack(pack).is_some()) {
                continue;
            }
            match keep(line) {
                Ok(()) => entries.extend(entry),
                Err(why) => {
                    let why = format!("{name} is left out: {why}");
                    let hint = "the evaluations are taken from the file itself";
                    self.problems.push(Problem::skipped(place, why, hint));
                }
            }
        }
        if foreign > 0 {
            let why = format!("{foreign} journal entries are not by the rater of the file");
            let hint = "they are left out: everybody's work comes in with their own file";
            self.problems.push(Problem::skipped(Place::File, why, hint));
        }
        entries
    }

    /// Where the pack is not here, the judged tasks stand in for it; a later file adds to them.
    fn pack(
        &mut self,
        workspace: &Workspace,
        results: &Results,
        line: &PackLine,
        texts: &KeptTexts,
        me: &RaterId,
    ) {
        let open = workspace.pack(&line.id);
        let stands = open.filter(|open| open.place != Stands::Removed);
        if stands.is_some_and(|open| open.stub.hash != line.hash || has_all_texts(open)) {
            return;
        }
        let kept = match texts.get(&line.hash) {
            // It may be all of it, and must not give way to a part.
            Some(None) => return self.unreadable(line),
            Some(Some(json)) => Some(json),
            None => None,
        };
        let json = match kept.map(|json| (json, Partial::kept(json))) {
            // All of it is kept.
            Some((json, None)) if stands.is_none() => Some(json.clone()),
            Some((_, None)) => None,
            Some((json, Some(part))) => {
                let more = Partial::of(results, line).and_then(|new| part.extended(new));
                let json = || stands.is_none().then(|| json.clone());
                more.map(|more| more.into_value().to_string()).or_else(json)
            }
            None if stands.is_some_and(|open| open.loaded.is_some()) => None,
            None => results.partial_pack(line).map(|pack| pack.to_string()),
        };
        let Some(json) = json else {
            return;
        };
        let title = &line.title;
        match pack::Reading::new(json.clone().into()).finish() {
            // It has changed where it is kept.
            Ok(read) if read.pack.stub.hash != line.hash => self.unreadable(line),
            Ok(read) if read.pack.stub.id != line.id => self.problems.push(Problem::skipped(
                Place::File,
                format!("the texts of “{title}” are those of another pack"),
                "the evaluations are here; open the file of the pack to see its texts",
            )),
            Ok(read) => {
                self.problems
                    .extend(read.problems.into_iter().map(|problem| Problem {
                        message: format!("in the pack “{title}”: {}", problem.message),
                        ..problem
                    }));
                let stub = &read.pack.stub;
                let opens = stands
                    .is_none_or(|open| open.place == Stands::Desk && open.stub.tasks < stub.tasks);
                if opens {
                    let by = self.becomes.as_ref().unwrap_or(me).clone();
                    self.events.push((by, Event::PackOpened(stub.clone())));
                }
                let pack = Arc::new(read.pack);
                self.packs.push(Filled { pack, json });
            }
            Err(why) => self.problems.push(Problem::skipped(
                Place::File,
                format!("the texts of “{title}” cannot be shown: {why}"),
                "the evaluations are here; open the file of the pack to see its texts",
            )),
        }
    }

    /// Says that the kept texts of a pack cannot be used; they stay as they are.
    fn unreadable(&mut self, line: &PackLine) {
        self.problems.push(Problem::skipped(
            Place::File,
            format!("the kept texts of “{}” cannot be read", line.title),
            "the evaluations are here; open the file of the pack to see its texts",
        ));
    }

    /// The rater's name, where no entry tells it.
    fn name(&mut self, workspace: &Workspace, results: &Results) {
        let rater = &results.rater;
        let name = rater.name.trim();
        if !name.is_empty() && workspace.name(&rater.id).is_none() {
            let name = name.to_owned();
            self.events
                .push((rater.id.clone(), Event::RaterNamed { name }));
        }
    }

    /// What the file says beyond what this version understands, where that is not here yet.
    fn extras(&mut self, workspace: &Workspace, results: &Results) {
        let rater = &results.rater.id;
        let nothing = Extras::default();
        for pack in results.about() {
            let known = workspace.extras(rater, pack).unwrap_or(&nothing);
            let told = results.extras(pack).into_iter();
            let extras: Vec<Extra> = told.filter_map(|extra| known.news(extra)).collect();
            if !extras.is_empty() {
                let pack = pack.clone();
                self.events
                    .push((rater.clone(), Event::ExtrasRead { pack, extras }));
            }
        }
    }

    fn evaluation(
        &mut self,
        workspace: &Workspace,
        history: &History,
        told: &Told<'_>,
        place: Place,
        was_here: bool,
    ) {
        let Told {
            evaluation,
            rater,
            key,
        } = told;
        let nothing = Work::default();
        let work = workspace.work(rater, key).unwrap_or(&nothing);
        let stands = work.has_submission(evaluation.submitted_at);
        if told.is_submitted_in(history) && !stands {
            // It was taken back here.
            self.known += 1;
            return;
        }
        let is_newer = work.revision() < evaluation.revisions();
        let mut with = work.clone();
        with.carry(&evaluation.work_of(rater));
        if is_newer || with != *work {
            let evaluation = Evaluation {
                rater: Some(rater.clone()),
                ..(*evaluation).clone()
            };
            let event = Event::EvaluationImported(Box::new(evaluation));
            self.events.push((rater.clone(), event));
        }
        if !is_newer && !stands {
            let why = format!(
                "the evaluation of “{}” is another one here",
                evaluation.task
            );
            let hint = "the one that is here stays: it was submitted as often or more often";
            self.problems.push(Problem::skipped(place, why, hint));
        }
        if was_here || !(is_newer || stands) {
            self.known += 1;
        } else {
            self.new += 1;
        }
    }
}

/// Whether an entry is about the work of somebody other than its author.
fn speaks_for_another(entry: &Entry) -> bool {
    matches!(entry.scope(), Scope::Work(rater, _) if rater != entry.by)
}

/// Whether the texts of a pack are at hand, and not only those of judged tasks.
fn has_all_texts(open: &OpenPack) -> bool {
    open.loaded.as_ref().is_some_and(|pack| !pack.partial)
}

/// What an evaluation of a file is about.
struct Told<'a> {
    evaluation: &'a Evaluation,
    rater: RaterId,
    key: WorkKey,
}

impl<'a> Told<'a> {
    fn of(results: &Results, evaluation: &'a Evaluation) -> Self {
        let rater = evaluation.rater.as_ref().unwrap_or(&results.rater.id);
        Self {
            evaluation,
            rater: rater.clone(),
            key: evaluation.key(),
        }
    }

    fn is_here(&self, workspace: &Workspace, history: &History) -> bool {
        let at = self.evaluation.submitted_at;
        let work = workspace.work(&self.rater, &self.key);
        work.is_some_and(|work| work.has_submission(at)) || self.is_submitted_in(history)
    }

    /// Whether the journal tells of this submission, undone or not.
    fn is_submitted_in(&self, history: &History) -> bool {
        let submits = |event: &Event| {
            let Event::Worked { step, .. } = event else {
                return false;
            };
            matches!(step, Step::EvaluationSubmitted { .. })
        };
        history
            .about(&self.rater, &self.key)
            .any(|entry| submits(&entry.event) && entry.when.ms == self.evaluation.submitted_at.ms)
    }
}
