//! The model check: random schedules, and a kill after every operation of each.

mod audit;
mod blob;
pub mod chance;
mod witness;
mod world;

use audit::Counted;
use world::{Kind, Lie, World};

/// Schedules of each kind of browser.
const SCHEDULES: u64 = 1_300;
const STEPS: usize = 150;

/// Runs one schedule; gives what it went through, and what was lost.
fn run(kind: Kind, seed: u64) -> (Counted, Vec<String>) {
    let mut world = World::new(kind, seed);
    world.run(STEPS);
    let losses = world.audit.losses.take();
    (world.audit.counted.get(), losses)
}

fn check(name: &str, kind: Kind) -> Counted {
    let mut all = Counted::default();
    let known = known_seeds(name);
    for seed in known.into_iter().chain(0..SCHEDULES) {
        let (counted, losses) = run(kind, seed);
        assert!(
            losses.is_empty(),
            "{name} {seed} (a line for seeds.txt): {losses:#?}"
        );
        all.add(&counted);
    }
    println!("{name}: {all:?}");
    all
}

/// Seeds that once found something, run first for ever.
fn known_seeds(name: &str) -> Vec<u64> {
    let lines = include_str!("../seeds.txt").lines();
    let lines = lines.filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let seeds = lines.filter_map(|line| line.split_once(' ').filter(|(of, _)| *of == name));
    seeds
        .map(|(_, seed)| seed.trim().parse().unwrap())
        .collect()
}

#[test]
fn ample() {
    let kind = Kind::default();
    let counted = check("ample", kind);
    assert!(counted.kill_points > 300_000 && counted.seals > 100);
    assert_eq!((counted.excused, counted.vanished), (0, 0));
}

#[test]
fn full() {
    let kind = Kind {
        is_full: true,
        ..Kind::default()
    };
    let counted = check("full", kind);
    assert!(counted.kill_points > 300_000);
    assert_eq!((counted.excused, counted.vanished), (0, 0));
}

#[test]
fn stale() {
    let kind = Kind {
        is_stale: true,
        ..Kind::default()
    };
    let counted = check("stale", kind);
    assert!(counted.kill_points > 300_000);
}

#[test]
fn stale_and_full() {
    let kind = Kind {
        is_stale: true,
        is_full: true,
        ..Kind::default()
    };
    let counted = check("stale-full", kind);
    assert!(counted.kill_points > 300_000 && counted.excused > 0 && counted.vanished > 0);
}

#[test]
fn writes_that_are_dropped_without_a_word_cost_nothing() {
    let kind = Kind {
        drops: Some(5),
        ..Kind::default()
    };
    (0..200).for_each(|seed| assert_eq!(run(kind, seed).1, [""; 0], "seed {seed}"));
}

/// The check can fail: it tells on a design that keeps everything under one key.
#[test]
fn one_blob_for_everything_loses_work_as_soon_as_there_are_two_tabs() {
    let losses = |tabs| {
        (0..20)
            .map(|seed| blob::run(tabs, seed).len())
            .collect::<Vec<_>>()
    };
    assert!(losses(1).iter().all(|count| *count == 0));
    assert!(losses(2).iter().all(|count| *count > 0), "{:?}", losses(2));
}

/// The check can fail: with one step of the protocol made up, it does.
#[test]
fn a_protocol_that_skips_a_step_is_caught() {
    let check = |lie, drops, expected: &str| {
        let kind = Kind {
            lie: Some(lie),
            drops,
            ..Kind::default()
        };
        let losses: Vec<String> = (0..50).flat_map(|seed| run(kind, seed).1).collect();
        assert!(
            losses.iter().any(|loss| loss.contains(expected)),
            "{lie:?}: {losses:#?}"
        );
    };
    check(
        Lie::NoReadBack,
        Some(5),
        "got one tick, and nothing holds it",
    );
    check(
        Lie::MirrorBeforeItHolds,
        None,
        "got two ticks, and the mirror does not hold it",
    );
    check(Lie::MirrorBeforeItHolds, None, "was the last to hold it");
}
