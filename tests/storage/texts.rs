//! The texts of packs come and go in pieces, and not a character is lost between two.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use trainmaster::domain::hash::ContentHash;
use trainmaster::domain::id::RaterId;
use trainmaster::domain::time::Moment;
use trainmaster::formats::Steps as _;
use trainmaster::formats::belonging::{Sifted, Sifting};
use trainmaster::storage::backup::{About, Scribe};
use trainmaster::storage::backup_reading::Reading;
use trainmaster::storage::packs::PIECE;

use super::*;

/// Runs what never waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("memory does not wait"),
    }
}

/// A text of more than two pieces, in which characters of every length stand where one may end.
fn long() -> String {
    let mut text = String::from("{\"tasks\":[\"");
    while text.len() < 2 * PIECE + PIECE / 2 {
        text.push_str("añ€🎉\\n\\\"\u{2028}");
    }
    text + "\"]}"
}

#[test]
fn a_piece_is_short_and_ends_between_two_characters() {
    for text in ["", "a", "é", &long(), &long()[1..], &long()[2..]] {
        let all: Vec<&str> = pieces(text).collect();
        assert_eq!(all.concat(), text);
        assert!(all.iter().all(|piece| piece.len() <= PIECE));
        assert_eq!(all.len(), text.len().div_ceil(PIECE));
    }
}

#[test]
fn a_text_comes_back_cut_where_it_was_cut() {
    let shelf = PackShelf::in_memory(PackError::Denied);
    let parts = [
        "{\"tasks\":[".to_owned(),
        long(),
        String::new(),
        "]}".into(),
    ];
    let mut letter = shelf.letter();
    for part in &parts {
        pieces(part).for_each(|piece| letter.add(piece));
        letter.cut();
    }
    now(shelf.put_letter("sha256:a", letter)).unwrap();
    let read = now(shelf.get("sha256:a")).unwrap().unwrap();
    let read: Vec<&str> = read.iter().map(|part| part.as_str()).collect();
    assert_eq!(read, parts);
    let bytes: u64 = parts.iter().map(|part| part.len() as u64).sum();
    assert_eq!(now(shelf.list()).unwrap()[0].bytes, bytes);

    // Piece by piece it is the same.
    let mut kept = now(shelf.find("sha256:a")).unwrap().unwrap();
    let mut again = vec![String::new()];
    while let Some(Piece { text, is_last }) = now(kept.next()).unwrap() {
        assert!(text.len() <= PIECE);
        again.last_mut().unwrap().push_str(&text);
        if is_last {
            again.push(String::new());
        }
    }
    assert_eq!(again.pop().as_deref(), Some(""));
    assert_eq!(again, parts);
    assert!(now(shelf.find("sha256:b")).unwrap().is_none());
}

#[test]
fn what_was_not_cut_is_kept_too() {
    let shelf = PackShelf::in_memory(PackError::Denied);
    let mut letter = shelf.letter();
    letter.add("{");
    letter.add("}");
    now(shelf.put_letter("sha256:a", letter)).unwrap();
    assert_eq!(
        now(shelf.get("sha256:a")),
        Ok(Some(vec!["{}".to_owned().into()]))
    );
}

/// A backup of one text that comes in such pieces.
fn backup(name: &str, pieces: &[&str]) -> String {
    let about = About {
        app: "0.1.0".into(),
        made_at: Moment::default(),
        rater: RaterId::from("r-ada"),
        name: "Ada".into(),
    };
    let mut file = String::new();
    let mut to = |part: String| {
        assert!(part.len() <= 8 * PIECE, "no part is long");
        file.push_str(&part);
    };
    let mut scribe = Scribe::new(&about, &mut to);
    let mut copying = scribe.text(name);
    for piece in pieces {
        copying.add(piece);
    }
    copying.end();
    assert_eq!(scribe.end(), 0);
    file
}

#[test]
fn a_text_stands_in_a_backup_verbatim_however_it_came() {
    let text = long().replace("\\n", "\\t ");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let name = ContentHash::of(&value).to_string();
    let whole = backup(&name, &[&text]);
    let line = format!(
        "{{\"database\":\"tm1:packs\",\"store\":\"texts\",\"key\":\"{name}\",\"value\":{}}}",
        serde_json::to_string(&text).unwrap()
    );
    assert!(whole.lines().nth(1) == Some(&line), "one line of JSON");
    let in_pieces: Vec<&str> = pieces(&text).collect();
    assert!(backup(&name, &in_pieces) == whole, "the same file");
    let short = &text[..400];
    let mut edges = short.char_indices().map(|(at, _)| at);
    assert!(edges.all(|at: usize| {
        let (one, other) = short.split_at(at);
        backup(&name, &[one, other]) == backup(&name, &[short])
    }));

    let read = Backup::read(&whole).unwrap();
    assert_eq!(read.ending, Ending::Whole);
    assert!(sifted(&read) == (vec![(name, text)], 0));
}

/// The texts of a backup that belong under their names, and how many do not.
fn sifted(backup: &Backup) -> (Vec<(String, String)>, usize) {
    let Sifted { texts, damaged } = Sifting::new(backup.texts.clone()).finish();
    let texts = texts.into_iter();
    let texts = texts.map(|(name, found)| (name, found.text.whole()));
    (texts.collect(), damaged)
}

/// A text as long as [`long`] in which there is no place without an escape.
fn all_escapes() -> String {
    format!("[\"{}\"]", "\\n\\\"".repeat(PIECE / 2))
}

#[test]
fn a_long_line_is_read_in_steps_and_like_any_other() {
    // What is nothing but escapes is read at once, and no less right.
    for (text, at_least) in [(long().replace("\\n", ""), 3), (all_escapes(), 1)] {
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let name = ContentHash::of(&value).to_string();
        let file = backup(&name, &[&text]);
        let mut reading = Reading::default();
        let mut steps = 1;
        while reading.step(&file).unwrap() {
            steps += 1;
        }
        assert!(steps >= at_least, "{steps} steps");
        let read = reading.end().unwrap();
        assert_eq!(read.ending, Ending::Whole);
        let here = || vec![(name.clone(), text.clone())];
        assert!(sifted(&read) == (here(), 0));

        let end = file.trim_end().rfind('\n').unwrap();
        for cut in [end - 1, end - 2, end - 3, end - PIECE, end - PIECE - 1] {
            let cut = &file[..file.floor_char_boundary(cut)];
            let read = Backup::read(cut).unwrap();
            assert_eq!((read.strange, read.ending), (vec![2], Ending::Missing));
        }
        let mid = file.floor_char_boundary(end - PIECE);
        for bad in ["\"", "\\", "\u{1}", "x\",\"value\":\"", "\n"] {
            let (before, behind) = file.split_at(mid);
            let read = Backup::read(&format!("{before}{bad}{behind}")).unwrap();
            assert_eq!(read.ending, Ending::Changed, "{bad:?}");
            let (texts, damaged) = sifted(&read);
            assert!(texts.is_empty(), "{bad:?}");
            assert!(read.strange.len() + damaged > 0, "{bad:?}");
        }
        let other = file.replacen(&name, "sha256:0", 1);
        let read = Backup::read(&other).unwrap();
        assert!(sifted(&read) == (Vec::new(), 1));
        // As the lifeboat has it: no header, no end.
        let line = file.lines().nth(1).unwrap();
        let read = Backup::read(line).unwrap();
        assert!(sifted(&read) == (here(), 0) && read.strange.is_empty());
    }
}
