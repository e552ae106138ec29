//! Statistics: golden vectors (one test a family, named after it), laws, and figures that others
//! published of data that is public.

#![allow(clippy::expect_used, clippy::unwrap_used)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    clippy::many_single_char_names,
    clippy::similar_names
)]

mod agreement;
mod board;
mod edges;
mod general;
mod jobs;
mod judge;
mod laws;
mod limits;
mod one_rater;
mod pairwise;
mod pairwise_laws;
mod pairwise_models;
mod pairwise_odd;
mod pairwise_plans;
mod pairwise_ranking;
mod pairwise_spread;
mod pairwise_style;
mod pairwise_symmetry;
mod quality;
mod quiet;
mod raters;
mod real;
mod real_pairwise;
mod rubric;
mod sampling;
mod scores;
mod symmetry;
mod trust;
mod vectors;
mod votes;

#[test]
fn every_family_has_a_test() {
    let source = [
        include_str!("agreement.rs"),
        include_str!("general.rs"),
        include_str!("judge.rs"),
        include_str!("pairwise.rs"),
        include_str!("quality.rs"),
        include_str!("rubric.rs"),
        include_str!("sampling.rs"),
    ];
    let missing: Vec<String> = vectors::families()
        .into_iter()
        .filter(|family| {
            let test = format!("#[test]\nfn vectors_{family}() {{");
            !source.iter().any(|source| source.contains(&test))
        })
        .collect();
    assert!(
        missing.is_empty(),
        "no test runs the vectors of {missing:?}"
    );
}
