//! Figures as people read them: counts, durations, scores.

/// A whole number with its thousands apart: 2,431.
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things with their name: “1 task”, “2,431 tasks”.
pub fn of(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A count of things whose plural is regular: “1 task”, “999 tasks”.
pub fn many(n: usize, thing: &str) -> String {
    of(n, thing, &format!("{thing}s"))
}

/// A number of bytes, rounded as a file manager does.
pub fn size(bytes: usize) -> String {
    room(bytes as f64)
}

/// As [`size`], of more bytes than the memory of a page can count.
pub fn room(bytes: f64) -> String {
    const UNIT: f64 = 1_000.0;
    const LAST: f64 = 999.5;
    if bytes < UNIT {
        return format!("{bytes:.0} bytes");
    }
    let (value, unit) = match bytes / UNIT {
        kilo if kilo < LAST => (kilo, "KB"),
        kilo if kilo / UNIT < LAST => (kilo / UNIT, "MB"),
        kilo => (kilo / UNIT / UNIT, "GB"),
    };
    if value < 9.95 {
        format!("{value:.1} {unit}")
    } else {
        format!("{value:.0} {unit}")
    }
}

/// A duration in a column of a table: 3:01, 1:04:09.
pub fn clock(ms: u64) -> String {
    let seconds = ms / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// A duration in words, as fine as it is worth: 41 s, 3 min 41 s, 1 h 04 min, 98 h.
pub fn spell(ms: u64) -> String {
    let seconds = ms / 1000;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{rest} s"),
        (0, 1..10) if rest > 0 => format!("{minutes} min {rest:02} s"),
        (0, _) => format!("{minutes} min"),
        (1..10, 1..) => format!("{hours} h {minutes:02} min"),
        _ => format!("{hours} h"),
    }
}

/// A score in 0..1 with two places: 0.94.
pub fn score(value: f64) -> String {
    format!("{value:.2}")
}

/// A share in whole percent; nothing of nothing is none.
pub fn percent(part: usize, whole: usize) -> Option<String> {
    (whole > 0).then(|| format!("{:.0} %", part as f64 * 100.0 / whole as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_440_000, "1,440,000"),
        ] {
            assert_eq!(count(number), text);
        }
        assert_eq!(of(1, "task", "tasks"), "1 task");
        assert_eq!(of(2_000, "task", "tasks"), "2,000 tasks");
        assert_eq!(many(1, "task"), "1 task");
        assert_eq!(many(0, "row"), "0 rows");
    }

    #[test]
    fn sizes_are_rounded_as_file_managers_do() {
        assert_eq!(size(12), "12 bytes");
        assert_eq!(size(84_321), "84 KB");
        assert_eq!(size(4_130_000), "4.1 MB");
        assert_eq!(size(112_000_000), "112 MB");
        assert_eq!(size(999_700), "1.0 MB");
    }

    #[test]
    fn durations_read_well() {
        let check = |seconds: u64, in_a_table: &str, in_words: &str| {
            assert_eq!(clock(seconds * 1000 + 999), in_a_table);
            assert_eq!(spell(seconds * 1000 + 999), in_words);
        };
        check(0, "0:00", "0 s");
        check(41, "0:41", "41 s");
        check(120, "2:00", "2 min");
        check(221, "3:41", "3 min 41 s");
        check(3_599, "59:59", "59 min");
        check(3_849, "1:04:09", "1 h 04 min");
        check(7_200, "2:00:00", "2 h");
        check(352_900, "98:01:40", "98 h");
    }

    #[test]
    fn shares_of_nothing_are_none() {
        assert_eq!(percent(9, 14).as_deref(), Some("64 %"));
        assert_eq!(percent(0, 0), None);
    }
}
