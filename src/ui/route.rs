//! Typed addresses: what can be shared by link. `parse` and `href` are inverses.

use std::fmt::Write as _;

use crate::domain::id::{PackId, TaskId};

/// Where the rater is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// What is due, or the first visit.
    #[default]
    Today,
    /// Opening packs and files, perhaps one of the app's own.
    Open {
        /// A pack's address below the app, such as `packs/support-compare.json`.
        pack: Option<String>,
    },
    /// Starting from the starter rubric: one task by hand, or a data file to rate by it.
    StartRubric,
    /// Every task.
    Queue(QueueView),
    /// The workspace.
    Task {
        /// The pack.
        pack: PackId,
        /// The task.
        task: TaskId,
    },
    /// What was submitted.
    Results,
    /// The packs of this browser.
    Packs,
    /// What is stored.
    Data,
    /// What the application is, and what others wrote of it.
    About,
    /// An address that means nothing here.
    Unknown(String),
}

/// What the queue shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueView {
    /// Which tasks.
    pub filter: Filter,
    /// Words to look for.
    pub words: String,
    /// Which page, from 0.
    pub page: usize,
}

/// Which tasks the queue shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Not submitted and not skipped.
    Open,
    /// Submitted.
    Done,
    /// Put aside.
    Skipped,
    /// Marked as edge cases.
    Flagged,
}

impl Filter {
    /// Every filter, in the order of the buttons.
    pub const EACH: [Self; 5] = [
        Self::All,
        Self::Open,
        Self::Done,
        Self::Skipped,
        Self::Flagged,
    ];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Open => "open",
            Self::Done => "done",
            Self::Skipped => "skipped",
            Self::Flagged => "flagged",
        }
    }

    fn parse(name: &str) -> Self {
        Self::EACH
            .into_iter()
            .find(|filter| filter.name() == name)
            .unwrap_or_default()
    }
}

impl Route {
    /// Reads an address, with or without its `#`.
    pub fn parse(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_start_matches('/');
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<String> = path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(decode)
            .collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match parts[..] {
            [] | ["today"] => Self::Today,
            ["open"] if value(query, "start").as_deref() == Some("rubric") => Self::StartRubric,
            ["open"] => Self::Open {
                pack: value(query, "pack"),
            },
            ["queue"] => Self::Queue(QueueView {
                filter: Filter::parse(&value(query, "show").unwrap_or_default()),
                words: value(query, "words").unwrap_or_default(),
                page: value(query, "page")
                    .and_then(|page| page.parse::<usize>().ok())
                    .map_or(0, |page| page.saturating_sub(1)),
            }),
            ["task", pack, task] => Self::Task {
                pack: pack.into(),
                task: task.into(),
            },
            ["results"] => Self::Results,
            ["packs"] => Self::Packs,
            ["data"] => Self::Data,
            ["about"] => Self::About,
            _ => Self::Unknown(hash.to_owned()),
        }
    }

    /// The address, with its `#`.
    pub fn href(&self) -> String {
        match self {
            Self::Today => "#/today".to_owned(),
            Self::Open { pack: None } => "#/open".to_owned(),
            Self::Open { pack: Some(pack) } => format!("#/open?pack={}", encode(pack, "/")),
            Self::StartRubric => "#/open?start=rubric".to_owned(),
            Self::Queue(view) => view.href(),
            Self::Task { pack, task } => {
                format!(
                    "#/task/{}/{}",
                    encode(pack.as_str(), ""),
                    encode(task.as_str(), "")
                )
            }
            Self::Results => "#/results".to_owned(),
            Self::Packs => "#/packs".to_owned(),
            Self::Data => "#/data".to_owned(),
            Self::About => "#/about".to_owned(),
            // What came from elsewhere is no address of another kind.
            Self::Unknown(hash) => format!("#{}", hash.trim_start_matches('#')),
        }
    }

    /// Its name in the page's title; a task has a name of its own.
    pub fn title(&self) -> Option<&'static str> {
        Some(match self {
            Self::Today => "Today",
            Self::Open { .. } | Self::StartRubric => "Open",
            Self::Queue(_) => "Queue",
            Self::Task { .. } => return None,
            Self::Results => "Results",
            Self::Packs => "Packs",
            Self::Data => "Data",
            Self::About => "About",
            Self::Unknown(_) => "Not found",
        })
    }
}

impl QueueView {
    fn href(&self) -> String {
        let mut href = "#/queue".to_owned();
        let mut add = |name: &str, value: &str| {
            let mark = if href.contains('?') { '&' } else { '?' };
            // Writing to a string cannot fail.
            let _ = write!(href, "{mark}{name}={value}");
        };
        if self.filter != Filter::All {
            add("show", self.filter.name());
        }
        if !self.words.is_empty() {
            add("words", &encode(&self.words, ""));
        }
        if self.page > 0 {
            add("page", &(self.page + 1).to_string());
        }
        href
    }
}

fn value(query: &str, name: &str) -> Option<String> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| decode(value))
        .filter(|value| !value.is_empty())
}

/// Percent-encodes everything but letters, digits and `-_.~` and what `keep` adds.
fn encode(text: &str, keep: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric()
            || b"-_.~".contains(&byte)
            || keep.as_bytes().contains(&byte)
        {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Undoes [`encode`]; what is no valid encoding is kept as it stands.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        decoded.push(escaped.unwrap_or(bytes[at]));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_routes_are_inverses() {
        let check = |href: &str, route: Route| {
            assert_eq!(Route::parse(href), route, "{href}");
            assert_eq!(route.href(), href);
        };
        let queue = |filter, words: &str, page| {
            Route::Queue(QueueView {
                filter,
                words: words.into(),
                page,
            })
        };
        check("#/today", Route::Today);
        check("#/open", Route::Open { pack: None });
        check(
            "#/open?pack=packs/a.json",
            Route::Open {
                pack: Some("packs/a.json".into()),
            },
        );
        check("#/open?start=rubric", Route::StartRubric);
        check("#/queue", queue(Filter::All, "", 0));
        check(
            "#/queue?show=skipped&words=a%20%26b&page=3",
            queue(Filter::Skipped, "a &b", 2),
        );
        check(
            "#/task/p%2F1/t%20%C3%A9",
            Route::Task {
                pack: "p/1".into(),
                task: "t é".into(),
            },
        );
        check("#/results", Route::Results);
        check("#/packs", Route::Packs);
        check("#/data", Route::Data);
        check("#/about", Route::About);
        check(
            "#/nowhere/at/all",
            Route::Unknown("#/nowhere/at/all".into()),
        );
    }

    #[test]
    fn no_route_leads_out_of_the_page() {
        for foreign in ["javascript:alert(1)", "//example.org", "##x", ""] {
            let href = Route::parse(foreign).href();
            assert!(href.starts_with('#'), "{foreign}: {href}");
        }
    }

    #[test]
    fn odd_addresses_mean_something_or_say_so() {
        for (hash, route) in [
            ("", Route::Today),
            ("#", Route::Today),
            ("#/", Route::Today),
            (
                "#/queue?page=zero&show=x",
                Route::Queue(QueueView::default()),
            ),
            ("#/task/only", Route::Unknown("#/task/only".into())),
            (
                "#/task/a/%zz%",
                Route::Task {
                    pack: "a".into(),
                    task: "%zz%".into(),
                },
            ),
        ] {
            assert_eq!(Route::parse(hash), route, "{hash}");
        }
    }
}
