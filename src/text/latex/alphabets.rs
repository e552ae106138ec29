//! The letters of mathematical fonts: MathML has no fonts, Unicode has a letter for each.
//!
//! The blocks are those of “Mathematical Alphanumeric Symbols” (U+1D400 to U+1D7FF); letters that
//! Unicode had before are where they were (`HOLES`).

use pulldown_latex::event::Font;

/// Where the letters of one font begin.
struct Alphabet {
    upper: u32,
    lower: u32,
    digits: Option<u32>,
    /// Capital and small Greek.
    greek: Option<(u32, u32)>,
}

const fn latin(upper: u32, lower: u32) -> Alphabet {
    Alphabet {
        upper,
        lower,
        digits: None,
        greek: None,
    }
}

impl Alphabet {
    const fn digits(self, zero: u32) -> Self {
        Self {
            digits: Some(zero),
            ..self
        }
    }

    const fn greek(self, upper: u32, lower: u32) -> Self {
        Self {
            greek: Some((upper, lower)),
            ..self
        }
    }
}

/// Places in the blocks that are empty, and the letters that stand in for them.
const HOLES: [(u32, char); 24] = [
    (0x1D455, 'ℎ'),
    (0x1D49D, 'ℬ'),
    (0x1D4A0, 'ℰ'),
    (0x1D4A1, 'ℱ'),
    (0x1D4A3, 'ℋ'),
    (0x1D4A4, 'ℐ'),
    (0x1D4A7, 'ℒ'),
    (0x1D4A8, 'ℳ'),
    (0x1D4AD, 'ℛ'),
    (0x1D4BA, 'ℯ'),
    (0x1D4BC, 'ℊ'),
    (0x1D4C4, 'ℴ'),
    (0x1D506, 'ℭ'),
    (0x1D50B, 'ℌ'),
    (0x1D50C, 'ℑ'),
    (0x1D515, 'ℜ'),
    (0x1D51D, 'ℨ'),
    (0x1D53A, 'ℂ'),
    (0x1D53F, 'ℍ'),
    (0x1D545, 'ℕ'),
    (0x1D547, 'ℙ'),
    (0x1D548, 'ℚ'),
    (0x1D549, 'ℝ'),
    (0x1D551, 'ℤ'),
];

fn alphabet(font: Font) -> Option<Alphabet> {
    Some(match font {
        Font::UpRight => return None,
        Font::Bold => latin(0x1D400, 0x1D41A)
            .digits(0x1D7CE)
            .greek(0x1D6A8, 0x1D6C2),
        Font::Italic => latin(0x1D434, 0x1D44E).greek(0x1D6E2, 0x1D6FC),
        Font::BoldItalic => latin(0x1D468, 0x1D482).greek(0x1D71C, 0x1D736),
        // Capital Greek stands upright by itself.
        Font::BoldSymbol => latin(0x1D468, 0x1D482)
            .digits(0x1D7CE)
            .greek(0x1D6A8, 0x1D736),
        Font::Script => latin(0x1D49C, 0x1D4B6),
        Font::BoldScript => latin(0x1D4D0, 0x1D4EA),
        Font::Fraktur => latin(0x1D504, 0x1D51E),
        Font::BoldFraktur => latin(0x1D56C, 0x1D586),
        // Unicode has five slanted letters of this kind; the others stand upright.
        Font::DoubleStruck | Font::DoubleStruckItalic => latin(0x1D538, 0x1D552).digits(0x1D7D8),
        Font::SansSerif => latin(0x1D5A0, 0x1D5BA).digits(0x1D7E2),
        Font::BoldSansSerif => latin(0x1D5D4, 0x1D5EE)
            .digits(0x1D7EC)
            .greek(0x1D756, 0x1D770),
        Font::SansSerifItalic => latin(0x1D608, 0x1D622),
        Font::SansSerifBoldItalic => latin(0x1D63C, 0x1D656).greek(0x1D790, 0x1D7AA),
        Font::Monospace => latin(0x1D670, 0x1D68A).digits(0x1D7F6),
    })
}

/// The letter in a font; itself where the font has none.
pub(super) fn letter(font: Font, plain: char) -> char {
    let Some(alphabet) = alphabet(font) else {
        return plain;
    };
    let greek = |(upper, lower)| match plain {
        'Α'..='Ω' => Some((upper, 'Α')),
        'α'..='ω' => Some((lower, 'α')),
        _ => None,
    };
    let place = match plain {
        'A'..='Z' => Some((alphabet.upper, 'A')),
        'a'..='z' => Some((alphabet.lower, 'a')),
        '0'..='9' => alphabet.digits.map(|zero| (zero, '0')),
        _ => alphabet.greek.and_then(greek),
    };
    let Some((base, first)) = place else {
        return plain;
    };
    let code = base + (u32::from(plain) - u32::from(first));
    let hole = HOLES.iter().find(|(place, _)| *place == code);
    match hole {
        Some((_, letter)) => *letter,
        None => char::from_u32(code).unwrap_or(plain),
    }
}
