//! What only a pack may say that was made here from results: that it stands for another.

use std::sync::Arc;

use serde::de::IgnoredAny;

use super::pack_text::PackText;
use super::walk::{Met, Walk};

/// What only packs say that were made here from results.
pub(super) const CLAIMS: [&str; 2] = ["partial_of", "rubric_ids"];

/// The text of a pack without what it claims to be a part of.
pub(super) fn unclaimed(text: &PackText) -> PackText {
    let parts = [Arc::new(text.whole())];
    let mut kept = String::with_capacity(parts[0].len());
    let mut walk = Walk::default();
    loop {
        let start = walk.done();
        // It was walked through before; a task may be JSON and still not be read.
        let Ok(Met::Member(name)) = walk.next(&parts) else {
            break;
        };
        if walk.value::<IgnoredAny>(&parts).is_err() {
            break;
        }
        let member = parts[0].get(start..walk.done()).unwrap_or_default();
        let member = member.trim_start();
        let member = member.strip_prefix(['{', ',']).unwrap_or(member);
        if !CLAIMS.contains(&name.as_str()) {
            kept.push(if kept.is_empty() { '{' } else { ',' });
            kept.push_str(member);
        }
    }
    kept.push('}');
    kept.into()
}

#[cfg(test)]
mod tests {
    use crate::formats::pack::{FORMAT, Reading};
    use crate::formats::steps::Steps;

    #[test]
    fn a_claim_is_cut_out_of_the_text_and_the_rest_stays_as_it_is() {
        let task = r#"{ "instruction": "i", "responses": [{ "text": "a" }] }"#;
        let half = r#"{ "instruction": "\ud83d", "responses": [] }"#;
        let rest = format!(r#""format":"{FORMAT}", "version":1 ,"tasks":[{half},{task}]"#);
        for claim in [
            r#""partial_of": "sha256:0""#,
            r#""rubric_ids": [{"a": ","}]"#,
        ] {
            for text in [
                format!("{{ {claim} ,{rest}}}"),
                format!("{{{rest}, {claim}}}"),
            ] {
                let read = Reading::brought(text.into()).finish().unwrap();
                let kept = read.text.whole();
                assert!(!kept.contains("partial") && kept.contains(half), "{kept}");
                let again = Reading::new(kept.into()).finish().unwrap();
                assert_eq!(again.pack, read.pack);
            }
        }
    }
}
