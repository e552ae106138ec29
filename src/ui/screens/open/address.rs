//! Which addresses a link may open: files below the application, nothing else.

use thiserror::Error;

/// The address does not stay below the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("This link points outside of this site.")]
pub struct Elsewhere;

/// The address, where it is one of the application's own files: relative, without a scheme, a host,
/// a query, or a step up.
///
/// # Errors
/// When it is anything else.
pub fn own(path: &str) -> Result<&str, Elsewhere> {
    let odd = |c: char| c.is_control() || matches!(c, ':' | '\\' | '%' | '?' | '#');
    let step = |part: &str| part.trim().is_empty() || part.trim_matches('.').is_empty();
    if path.contains(odd) || path.split('/').any(step) {
        return Err(Elsewhere);
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_the_application_are_opened() {
        let check = |path: &str, fine: bool| assert_eq!(own(path).is_ok(), fine, "{path}");
        check("packs/support-compare.json", true);
        check("packs/week 47/ünïcode.json", true);
        check("a.jsonl.gz", true);
        check("", false);
        check("https://example.org/a.json", false);
        check("//example.org/a.json", false);
        check("/a.json", false);
        check("../a.json", false);
        check("packs/../../a.json", false);
        check("packs/./a.json", false);
        check("packs/%2e%2e/a.json", false);
        check("\\\\example.org\\a.json", false);
        check("data:text/plain,x", false);
        check("javascript:alert(1)", false);
        check("packs/a.json?x=1", false);
        check("pa\tcks/a.json", false);
    }
}
