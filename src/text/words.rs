//! Words, characters and reading time, the way a reader counts them.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

/// Silent reading of prose in a spaced script.
const WORDS_A_MINUTE: f64 = 230.0;
/// Silent reading of Chinese and Japanese.
const CHARACTERS_A_MINUTE: f64 = 500.0;
/// Letters to a word in scripts that write words without spaces and need a dictionary to split.
const LETTERS_A_WORD: usize = 5;

/// How long a text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// Words. Each Chinese or Japanese character is one; in Thai, Lao, Khmer and Burmese, which
    /// have no spaces, five letters are.
    pub words: usize,
    /// Of these, the Chinese and Japanese characters, which are read faster than words.
    pub ideographs: usize,
    /// What a reader would call characters, spaces included.
    pub characters: usize,
}

impl Length {
    /// Whole seconds to read it once: 230 words, or 500 Chinese or Japanese characters, a minute.
    pub fn reading_seconds(self) -> usize {
        let spaced = (self.words - self.ideographs) as f64 / WORDS_A_MINUTE;
        let unspaced = self.ideographs as f64 / CHARACTERS_A_MINUTE;
        // Not negative and far below 2^32: the text is in memory.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let seconds = ((spaced + unspaced) * 60.0).ceil() as usize;
        seconds
    }
}

/// Measures `text` by the Unicode word and character boundaries.
pub fn measure(text: &str) -> Length {
    let (mut spaced, mut ideographs, mut dictionary) = (0, 0, 0);
    for word in text.unicode_words() {
        let (mut cjk, mut southeast) = (0, 0);
        for letter in word.chars() {
            match letter {
                _ if is_cjk(letter) => cjk += 1,
                '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' => {
                    southeast += 1;
                }
                _ => {}
            }
        }
        ideographs += cjk;
        dictionary += southeast;
        spaced += usize::from(cjk + southeast == 0);
    }
    Length {
        words: spaced + ideographs + dictionary.div_ceil(LETTERS_A_WORD),
        ideographs,
        characters: text.graphemes(true).count(),
    }
}

/// Han, kana and bopomofo. Korean is written with spaces and counts as words.
fn is_cjk(letter: char) -> bool {
    matches!(letter,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{312F}' | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9D}' | '\u{20000}'..='\u{3FFFF}')
}

/// The first line with anything on it, trimmed and cut to `most` characters.
pub fn first_line(text: &str, most: usize) -> Cow<'_, str> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    cut(line.unwrap_or_default(), most)
}

/// `text` in at most `most` characters as a reader counts them, the last an ellipsis if it was cut.
/// Cut between words where there is a space in the last third.
pub fn cut(text: &str, most: usize) -> Cow<'_, str> {
    let mut ends = text.grapheme_indices(true).skip(most.saturating_sub(1));
    let (Some((end, _)), Some(_)) = (ends.next(), ends.next()) else {
        let fits = most > 0 || text.is_empty();
        return Cow::Borrowed(if fits { text } else { "" });
    };
    if most == 0 {
        return Cow::Borrowed("");
    }
    let head = &text[..end];
    let between = head
        .rfind(char::is_whitespace)
        .filter(|&space| space * 3 >= end * 2);
    let whole = if text[end..].starts_with(char::is_whitespace) {
        end
    } else {
        between.unwrap_or(end)
    };
    Cow::Owned(format!("{}…", head[..whole].trim_end()))
}
