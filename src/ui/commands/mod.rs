//! Every action of the rater, once: its name, its keys, when it is possible, what it does.
//!
//! Buttons, keys, the palette and the help sheet all read this table.

mod places;
mod table;

use super::app::App;

pub use table::commands;

/// One action.
pub struct Command {
    /// Its name in the code and in tests.
    pub id: &'static str,
    /// Its name on a button.
    pub label: &'static str,
    /// What it does, in the help sheet and the palette.
    pub title: &'static str,
    /// Other words that find it in the palette.
    pub words: &'static str,
    /// Where the help sheet lists it.
    pub group: Group,
    /// Its keys, any of them; see [`Key::matches`].
    pub keys: &'static [Key],
    /// Whether it can be done now.
    pub enabled: fn(App) -> bool,
    /// Does it; the argument is the digit that was pressed, for commands with digits.
    pub run: fn(App, u8),
}

impl Command {
    /// Whether holding its key down does it again and again.
    pub fn may_repeat(&self) -> bool {
        self.group == Group::Read
            || matches!(
                self.id,
                "next-criterion"
                    | "previous-criterion"
                    | "other-side-left"
                    | "other-side-right"
                    | "next-task"
                    | "previous-task"
                    | "undo"
                    | "redo"
            )
    }

    /// Whether it needs the digit that was pressed, and so can only be run by a key.
    pub fn needs_digit(&self) -> bool {
        self.keys.iter().any(|key| key.name == DIGIT)
    }

    /// Whether its names and other words, with the name of its group, have every word of `query`,
    /// in any order.
    pub fn matches(&self, query: &str) -> bool {
        let group = Group::EACH.iter().find(|(group, _)| *group == self.group);
        let group = group.map_or("", |(_, name)| name);
        let Self {
            label,
            title,
            words,
            ..
        } = self;
        let name = format!("{label} {title} {words} {group}").to_lowercase();
        query
            .to_lowercase()
            .split_whitespace()
            .all(|word| name.contains(word))
    }
}

/// The parts of the help sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Everywhere.
    Anywhere,
    /// Going from place to place.
    Go,
    /// Reading the texts.
    Read,
    /// Rating a response.
    Rate,
    /// Deciding and explaining.
    Decide,
    /// The task as a whole.
    Task,
}

impl Group {
    /// The groups in the order of the help sheet, with their headings.
    pub const EACH: [(Self, &'static str); 6] = [
        (Self::Rate, "Rate"),
        (Self::Decide, "Decide and explain"),
        (Self::Read, "Read"),
        (Self::Task, "The task"),
        (Self::Go, "Go to"),
        (Self::Anywhere, "Anywhere"),
    ];
}

/// One key, as the keyboard's own layout names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// `KeyboardEvent.key`, lower case; `0-9` stands for any digit.
    pub name: &'static str,
    /// Whether Ctrl (or Command) is held.
    pub ctrl: bool,
    /// Whether Shift is held; signs that need it on some layouts (`?`) do not care.
    pub shift: bool,
}

const fn key(name: &'static str) -> Key {
    Key {
        name,
        ctrl: false,
        shift: false,
    }
}

const fn shift(name: &'static str) -> Key {
    Key {
        name,
        ctrl: false,
        shift: true,
    }
}

const fn ctrl(name: &'static str) -> Key {
    Key {
        name,
        ctrl: true,
        shift: false,
    }
}

/// Any digit.
const DIGIT: &str = "0-9";

/// A key that was pressed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pressed {
    /// `KeyboardEvent.key`.
    pub name: String,
    /// Whether Ctrl or Command was held.
    pub ctrl: bool,
    /// Whether Shift was held.
    pub shift: bool,
    /// Whether Alt was held; no command uses it, it belongs to the browser and to typing.
    pub alt: bool,
}

impl Pressed {
    /// Whether it is the key that takes back typing, or does it again.
    pub fn is_undo(&self) -> bool {
        let name = self.name.to_lowercase();
        self.ctrl && !self.alt && matches!(name.as_str(), "z" | "y")
    }
}

/// What has the focus while a key is pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// Nothing that wants keys.
    #[default]
    Page,
    /// A text is being typed: plain keys belong to it.
    Text,
    /// A choice that moves with the arrow keys.
    Choice,
    /// A button or link: Enter and Space belong to it.
    Button,
}

impl Key {
    /// Whether this key was pressed, and which digit.
    pub fn matches(self, pressed: &Pressed) -> Option<u8> {
        if pressed.alt || pressed.ctrl != self.ctrl {
            return None;
        }
        if self.name == DIGIT {
            // Shift does not matter: some layouts need it for digits.
            return pressed.name.parse().ok().filter(|digit: &u8| *digit <= 9);
        }
        let name = pressed.name.to_lowercase();
        let is_sign = self.name != " "
            && self.name.chars().count() == 1
            && !self.name.chars().all(char::is_alphanumeric);
        (name == self.name && (is_sign || pressed.shift == self.shift)).then_some(0)
    }

    /// Its name on a key cap.
    pub fn cap(self) -> String {
        let name = match self.name {
            "enter" => "↵".to_owned(),
            "arrowup" => "↑".to_owned(),
            "arrowdown" => "↓".to_owned(),
            "arrowleft" => "←".to_owned(),
            "arrowright" => "→".to_owned(),
            "escape" => "Esc".to_owned(),
            " " => "Space".to_owned(),
            "pagedown" => "Page ↓".to_owned(),
            "pageup" => "Page ↑".to_owned(),
            "backspace" => "⌫".to_owned(),
            "delete" => "Del".to_owned(),
            DIGIT => "1–9".to_owned(),
            name => name.to_uppercase(),
        };
        match (self.ctrl, self.shift) {
            (true, false) => format!("Ctrl {name}"),
            (true, true) => format!("Ctrl Shift {name}"),
            (false, true) => format!("Shift {name}"),
            (false, false) => name,
        }
    }

    /// Whether it may be pressed while something else has the focus.
    fn free(self, focus: Focus) -> bool {
        match focus {
            Focus::Page => true,
            // Ctrl Z and Ctrl Y undo typing while typing.
            Focus::Text => self.ctrl && !matches!(self.name, "z" | "y"),
            Focus::Choice => !self.name.starts_with("arrow") && self.name != " ",
            Focus::Button => !matches!(self.name, "enter" | " ") || self.ctrl,
        }
    }
}

/// The command for a pressed key, with the digit; `None` when no key of the table matches, when
/// what has the focus wants it, or when the command cannot be done now.
pub fn find(app: App, pressed: &Pressed, focus: Focus) -> Option<(&'static Command, u8)> {
    commands().find_map(|command| {
        let mut keys = command.keys.iter().filter(|key| key.free(focus));
        let digit = keys.find_map(|key| key.matches(pressed))?;
        (command.enabled)(app).then_some((command, digit))
    })
}

/// Whether the key belongs to a command that judges, whether or not it can be done now.
pub fn is_judging(pressed: &Pressed, focus: Focus) -> bool {
    commands()
        .filter(|command| matches!(command.group, Group::Rate | Group::Decide))
        .flat_map(|command| command.keys)
        .any(|key| key.free(focus) && key.matches(pressed).is_some())
}

/// The command of this id.
pub fn command(id: &str) -> Option<&'static Command> {
    commands().find(|command| command.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(text: &str) -> Pressed {
        let mut pressed = Pressed::default();
        for part in text.split('+') {
            match part {
                "Ctrl" => pressed.ctrl = true,
                "Shift" => pressed.shift = true,
                "Alt" => pressed.alt = true,
                name => name.clone_into(&mut pressed.name),
            }
        }
        pressed
    }

    #[test]
    fn keys_match_what_was_pressed() {
        let check = |key: Key, pressed: &str, expected: Option<u8>| {
            assert_eq!(
                key.matches(&press(pressed)),
                expected,
                "{key:?} and {pressed}"
            );
        };
        check(key("j"), "j", Some(0));
        check(key("j"), "J", Some(0)); // caps lock
        check(key("j"), "Shift+J", None);
        check(shift("j"), "Shift+J", Some(0));
        check(key("j"), "Ctrl+j", None);
        check(key("j"), "Alt+j", None);
        check(ctrl("enter"), "Ctrl+Enter", Some(0));
        check(key("?"), "Shift+?", Some(0));
        check(key("?"), "?", Some(0));
        check(key(DIGIT), "7", Some(7));
        check(key(DIGIT), "0", Some(0));
        check(key(DIGIT), "12", None);
    }

    #[test]
    fn typing_keeps_its_keys() {
        let check = |key: Key, focus: Focus, expected: bool| {
            assert_eq!(key.free(focus), expected, "{key:?} in {focus:?}");
        };
        check(key("a"), Focus::Text, false);
        check(key("backspace"), Focus::Text, false);
        check(ctrl("z"), Focus::Text, false);
        check(ctrl("enter"), Focus::Text, true);
        check(ctrl("k"), Focus::Text, true);
        check(key("arrowdown"), Focus::Choice, false);
        check(key("j"), Focus::Choice, true);
        check(key("enter"), Focus::Button, false);
        check(key("a"), Focus::Button, true);
    }

    #[test]
    fn keys_that_judge_are_told_from_the_others() {
        let check = |pressed: &str, focus: Focus, expected: bool| {
            assert_eq!(is_judging(&press(pressed), focus), expected, "{pressed}");
        };
        for key in ["3", "a", "t", "b", "d", "c", "Shift+A"] {
            check(key, Focus::Page, true);
            check(key, Focus::Choice, true);
            check(key, Focus::Text, false);
        }
        for key in ["Shift+D", "Ctrl+d", "]", "q"] {
            check(key, Focus::Page, false);
        }
    }

    #[test]
    fn commands_are_found_by_words_in_any_order() {
        let check = |query: &str, id: &str, expected: bool| {
            let found = command(id).unwrap().matches(query);
            assert_eq!(found, expected, "{query} and {id}");
        };
        check("", "submit", true);
        check("next sub", "submit", true);
        check("TASK submit", "submit", true);
        check("submit later", "submit", false);
        check("go today", "today", true);
        check("save", "export", true);
        check("save", "export-bare", true);
        check("save", "download", true);
        check("export texts", "export", true);
        check("filter skipped", "queue-skipped", true);
        check("dark", "dark", true);
        check("dark", "light", false);
        check("find", "search", true);
        assert!(command("rate").unwrap().needs_digit());
        assert!(!command("submit").unwrap().needs_digit());
    }

    #[test]
    fn no_two_commands_share_a_key_or_an_id() {
        for (at, command) in commands().enumerate() {
            for other in commands().skip(at + 1) {
                assert_ne!(command.id, other.id);
                for key in command.keys {
                    assert!(!other.keys.contains(key), "{} and {}", command.id, other.id);
                }
            }
        }
    }
}
