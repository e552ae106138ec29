//! The tables of what cannot be seen, range by range.

use std::ops::RangeInclusive;

use trainmaster::text::invisible::{View, split};

/// `Default_Ignorable_Code_Point` of Unicode 17, `DerivedCoreProperties.txt`.
const IGNORABLE: &[RangeInclusive<u32>] = &[
    0xAD..=0xAD,
    0x34F..=0x34F,
    0x61C..=0x61C,
    0x115F..=0x1160,
    0x17B4..=0x17B5,
    0x180B..=0x180F,
    0x200B..=0x200F,
    0x202A..=0x202E,
    0x2060..=0x206F,
    0x3164..=0x3164,
    0xFE00..=0xFE0F,
    0xFEFF..=0xFEFF,
    0xFFA0..=0xFFA0,
    0xFFF0..=0xFFF8,
    0x1BCA0..=0x1BCA3,
    0x1D173..=0x1D17A,
    0xE0000..=0xE0FFF,
];

/// Other characters without ink, line ends and tabs aside.
const OTHERS: &[RangeInclusive<u32>] = &[
    // C0 and C1 controls
    0x0..=0x8,
    0xB..=0x1F,
    0x7F..=0x9F,
    // line and paragraph separators, annotation, object, hieroglyph joiners
    0x2028..=0x2029,
    0xFFF9..=0xFFFC,
    0x13430..=0x1343F,
    // no characters
    0xFDD0..=0xFDEF,
    0xFFFE..=0xFFFF,
    0x1FFFE..=0x1FFFF,
    0x0010_FFFE..=0x0010_FFFF,
    // blanks
    0x2800..=0x2800,
    0x1D159..=0x1D159,
];

/// Spaces that look like another.
const SPACES: &[RangeInclusive<u32>] = &[
    0xA0..=0xA0,
    0x1680..=0x1680,
    0x2000..=0x200A,
    0x202F..=0x202F,
    0x205F..=0x205F,
];

/// The characters of some tables, each after a letter.
fn each(tables: &[&[RangeInclusive<u32>]]) -> impl Iterator<Item = String> {
    let codes = tables.concat().into_iter().flatten();
    codes
        .filter_map(char::from_u32)
        .map(|character| format!("a{character}b"))
}

fn chips(text: &str, view: View) -> usize {
    let runs = split(text, view);
    runs.iter().filter(|run| run.chip.is_some()).count()
}

#[test]
fn every_invisible_character_is_a_chip() {
    for text in each(&[IGNORABLE, OTHERS]) {
        for view in [View::Raw, View::Rendered] {
            assert_eq!(chips(&text, view), 1, "{}", text.escape_unicode());
        }
    }
    for text in each(&[SPACES]) {
        assert_eq!(chips(&text, View::Raw), 1, "{}", text.escape_unicode());
        assert_eq!(chips(&text, View::Rendered), 0, "{}", text.escape_unicode());
    }
}

#[test]
fn writing_has_no_chips() {
    for text in [
        "Plain ASCII, tabs\tand\nline ends\r\n",
        "Grüße, façade, Việt Nam",
        "日本語の文章。\u{3000}全角",
        "한국어 문장",
        "العربية مع أرقام ١٢٣",
        "עִבְרִית",
        "हिन्दी में",
        "ภาษาไทย",
        "∑ ∫ √ ≠ 𝔸 ℝ ½ € ™ ©",
        "😀 🇩🇪 👍🏽",
    ] {
        assert_eq!(chips(text, View::Rendered), 0, "{text}");
        let crlf = usize::from(text.contains('\r'));
        assert_eq!(chips(text, View::Raw), crlf, "{text}");
    }
}
