//! What waits for the shelf: in the order in which it came, and found by its name.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::Id;
use super::receipt::Pending;

/// The entries that the shelf does not hold yet. An import into a full store brings thousands, and
/// for each of as many others somebody asks whether it is among them.
#[derive(Default)]
pub(super) struct Waiting {
    all: Vec<Pending>,
    /// Where in `all` they stand.
    at: BTreeMap<Id, usize>,
}

impl Waiting {
    /// One more; of an entry that waits already only why is new.
    pub fn push(&mut self, pending: Pending) {
        let Ok(id) = pending.record.id() else {
            // Only what has a name is ever offered to the shelf.
            return;
        };
        let known = self.at.get(&id).and_then(|at| self.all.get_mut(*at));
        if let Some(known) = known.filter(|known| known.record == pending.record) {
            known.why = pending.why;
        } else {
            self.at.insert(id, self.all.len());
            self.all.push(pending);
        }
    }

    /// The entry of this name; of two with different words the later.
    pub fn get(&self, id: &Id) -> Option<&Pending> {
        self.all.get(*self.at.get(id)?)
    }

    /// All of them, the oldest first.
    pub fn all(&self) -> &[Pending] {
        &self.all
    }

    /// The same, to be offered again.
    pub fn all_mut(&mut self) -> &mut [Pending] {
        &mut self.all
    }

    /// Lets go of those at these places.
    pub fn leave(&mut self, places: &BTreeSet<usize>) {
        if places.is_empty() {
            return;
        }
        self.at.clear();
        let all = std::mem::take(&mut self.all).into_iter().enumerate();
        let rest = all.filter(|(at, _)| !places.contains(at));
        rest.for_each(|(_, pending)| self.push(pending));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::load::Record;
    use crate::storage::receipt::Why;

    fn pending(seq: u32, json: &str) -> Pending {
        Pending {
            record: Record {
                writer: "w1".to_owned(),
                seq,
                json: json.to_owned(),
            },
            why: Why::Mismatch,
        }
    }

    #[test]
    fn it_keeps_the_order_and_knows_the_names() {
        let mut waiting = Waiting::default();
        for (seq, json) in [(3, "c"), (1, "a"), (2, "b"), (1, "a"), (2, "other")] {
            waiting.push(pending(seq, json));
        }
        let order = |waiting: &Waiting| -> Vec<String> {
            let all = waiting.all().iter();
            all.map(|pending| pending.record.json.clone()).collect()
        };
        let named = |waiting: &Waiting, seq| {
            let id = pending(seq, "").record.id().ok()?;
            waiting.get(&id).map(|found| found.record.json.clone())
        };
        assert_eq!(order(&waiting), ["c", "a", "b", "other"]);
        assert_eq!(named(&waiting, 2).as_deref(), Some("other"));
        waiting.leave(&[0, 3].into());
        assert_eq!(order(&waiting), ["a", "b"]);
        let found = [1, 2, 3].map(|seq| named(&waiting, seq));
        assert_eq!(found, [Some("a".to_owned()), Some("b".to_owned()), None]);
    }
}
