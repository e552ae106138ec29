//! Templates written to hang or to fill the memory: each ends in a fault.

use trainmaster::text::facts::{Facts, Side};
use trainmaster::text::rationale::{RATIONALE_CHARACTERS, check, fill};

/// Enough for loops over sides and words.
fn facts() -> Facts {
    Facts {
        title: "Refund".repeat(100),
        sides: vec![Side::default(); 3],
        ..Facts::default()
    }
}

#[test]
fn bombs_are_faults() {
    let long = "x".repeat(30_000);
    let nested = "{% for i in range(1000) %}".repeat(5) + "x" + &"{% endfor %}".repeat(5);
    let empty = "{% for i in range(100000) %}".repeat(3) + &"{% endfor %}".repeat(3);
    let doubled = "{% set a = 'xxxxxxxx' %}".to_owned() + &"{% set a = a ~ a %}".repeat(60);
    let captured =
        "{% set a %}xx{% endset %}".to_owned() + &"{% set a %}{{a}}{{a}}{% endset %}".repeat(60);
    let summed =
        "{% set a = [1, 2] %}".to_owned() + &"{% set a = a + a %}".repeat(60) + "{{ a|length }}";
    let joined = "{% set a = 'xx' %}".to_owned() + &"{% set a = [a, a, a]|join(a) %}".repeat(40);
    let replaced = "{% set a = 'xx' %}".to_owned() + &"{% set a = a|replace('x', a) %}".repeat(40);
    for body in [
        long.as_str(),
        &nested,
        &empty,
        &doubled,
        &captured,
        &summed,
        &joined,
        &replaced,
        &"(".repeat(5_000),
        &("{{ ".to_owned() + &"(".repeat(5_000) + "1" + &")".repeat(5_000) + " }}"),
        &("{{ ".to_owned() + &"[".repeat(9_000) + " }}"),
        &("{{ ".to_owned() + &"not ".repeat(4_000) + "1 }}"),
        &("{{ ".to_owned() + &"-".repeat(9_000) + "1 }}"),
        &("{{ 1".to_owned() + &" + 1".repeat(4_000) + " }}"),
        &("{{ a".to_owned() + &".a".repeat(9_000) + " }}"),
        &("{{ a".to_owned() + &"|upper".repeat(3_000) + " }}"),
        &"{% if 1 %}".repeat(1_500),
        &("{% if 0 %}".to_owned() + &"{% elif 0 %}".repeat(1_500) + "{% endif %}"),
        &"{% set a %}".repeat(1_500),
        &"{% filter upper %}".repeat(1_000),
        &("{{ 1".to_owned() + &" if 1 else 1".repeat(1_500) + " }}"),
        "{% for i in range(1000) %}{% for j in range(1000) %}x{% endfor %}{% endfor %}",
        "{{ 'x' * 1000000000 }}",
        "{{ 'x' * 9223372036854775807 }}",
        "{{ [1] * 1000000000 }}",
        "{{ ('x' * 100000)|length }}{{ 'x' * 25000 }}",
        "{{ 'x'|indent(1000000000) }}",
        "{{ '%1000000000d'|format(1) }}",
        "{{ 10 ** 1000000000 }}",
        "{{ range(100000)|batch(1000000000, 'x') }}",
        "{% macro f(x) %}{{ f(x ~ x) }}{% endmacro %}{{ f('x') }}",
        "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
        "{% for x in [1] recursive %}{{ loop([x]) }}{% endfor %}",
        "{{ range(100000)|map('string')|join('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') }}",
        "{{ range(100000)|sort|reverse|list|sort|unique|list }}",
        "{{ debug() }}{% for i in range(9000) %}{{ debug() }}{% endfor %}",
    ] {
        let start: String = body.chars().take(60).collect();
        match fill(body, &facts()) {
            Err(fault) => assert!(fault.line > 0 && !fault.message.is_empty(), "{start}"),
            Ok(text) => assert!(text.chars().count() <= RATIONALE_CHARACTERS, "{start}"),
        }
    }
    for body in [nested, doubled, captured] {
        assert!(fill(&body, &facts()).is_err());
    }
}

/// Lists that share their parts grow without costing fuel, so they must not come to be.
#[test]
fn lists_cannot_double() {
    for (first, again) in [
        ("{% set a = [1, 2] %}", "{% set a = a + a %}"),
        ("{% set a = [1, 2] %}", "{% set a = a * 2 %}"),
        ("{% set a = [1, 2] %}", "{% set a = [a, a] %}"),
        ("{% set a = [1, 2] %}", "{% set a = (a, a) %}"),
        ("{% set a = [1, 2] %}", "{% set a = a, a %}"),
        ("{% set a = [1, 2] %}", "{% set a = {'x': a, 'y': a} %}"),
        ("{% set a = [1, 2] %}", "{% set a = a|chain(a) %}"),
        ("{% set a = [1, 2] %}", "{% set a = a|zip(a) %}"),
        ("{% set a = [1, 2] %}", "{% set a = [a, a]|sum(start=[]) %}"),
        ("{% set a = [1, 2] %}", "{% set a = dict(x=a, y=a) %}"),
        ("{% set a = [1, 2] %}", "{% set a = namespace(x=a, y=a) %}"),
        (
            "{% set a = [1, 2] %}",
            "{% set a = ['', '']|map('default', a, true) %}",
        ),
        (
            "{% set a = [1, 2] %}",
            "{% set a = ['', '']|map(attribute='x', default=a) %}",
        ),
        (
            "{% set a = [1, 2] %}",
            "{% set a = a + ''|default(a, true) %}",
        ),
        ("{% set a = [1, 2] %}", "{% set a = a + 1|replace(1, a) %}"),
        ("{% set a = [1, 2] %}", "{% set a = (1 if 0 else a) + a %}"),
        ("{% set a = [1, 2] %}", "{% set a = a if 0 else [a, a] %}"),
        ("{% set a = [1, 2] %}", "{% set a = 1 in [a] and [a, a] %}"),
        ("{% set a = [1, 2] %}", "{% set a = not[a, a] %}"),
        ("{# {{ ' #}", "{% set a = [a, a] %}"),
        ("{% raw %}{{ '{% endraw %}", "{% set a = [a, a] %}"),
        ("{{ {'a': '}}'} }}", "{% set a = [a, a] %}"),
        ("{% set do = [1, 2] %}", "{% set do = do + do %}"),
        (
            "{% set recursive = [1, 2] %}",
            "{% set recursive = recursive + recursive %}",
        ),
        ("", "{% for a in [a, a] %}"),
        ("", "{% for a in ((a, a), a) %}"),
        ("", "{% with a = [a, a] %}"),
        ("{% macro f(a) %}", "{{ f([a, a]) }}"),
        ("{% for a in [1] recursive %}", "{{ loop([a, a]) }}"),
    ] {
        assert!(
            check(&(first.to_owned() + &again.repeat(40))).is_err(),
            "{again}"
        );
    }
}
