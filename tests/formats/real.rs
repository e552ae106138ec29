//! Real files, where they are there.

use std::path::{Path, PathBuf};
use std::time::Instant;

use trainmaster::formats::{Mapping, Opened, open};

use super::{first, mapped, options, pack, roles, table};

fn data() -> Option<PathBuf> {
    let set = std::env::var_os("TRAINMASTER_DATA").map(PathBuf::from);
    let folder = set
        .clone()
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"));
    assert!(
        set.is_none() || folder.is_dir(),
        "TRAINMASTER_DATA names no folder: {}",
        folder.display()
    );
    folder.is_dir().then_some(folder)
}

/// File, roles, rows, kind of the tasks.
const REAL: [(&str, &str, usize, &str); 12] = [
    (
        "pandalm/testset-v1.json",
        "id=idx input=input instruction=instruction response_a=response1 response_b=response2",
        999,
        "compare",
    ),
    (
        "xstest/xstest_v2_completions_gpt4.csv",
        XSTEST,
        450,
        "score",
    ),
    (
        "xstest/xstest_v2_completions_llama2new.csv",
        XSTEST,
        450,
        "score",
    ),
    (
        "xstest/xstest_v2_completions_llama2orig.csv",
        XSTEST,
        450,
        "score",
    ),
    (
        "xstest/xstest_v2_completions_mistralguard.csv",
        XSTEST,
        450,
        "score",
    ),
    (
        "xstest/xstest_v2_completions_mistralinstruct.csv",
        XSTEST,
        450,
        "score",
    ),
    (
        "biggen_bench/sample_responses.json",
        "id=id instruction=input model_a=response_model_name reference=reference_answer \
         response_a=response system=system_prompt",
        765,
        "score",
    ),
    (
        "roscoe/roscoe-gsm8k-overall.json",
        "id=id instruction=instance › CONTEXT response_a=instance › GENERATED RESPONSE",
        200,
        "score",
    ),
    (
        "newsroom/newsroom.json",
        "id=id instruction=instance › Source Article response_a=instance › Generated Summary",
        420,
        "score",
    ),
    (
        "hh_rlhf/harmless-base.test.jsonl",
        "response_a=chosen response_b=rejected",
        2312,
        "compare",
    ),
    (
        "arena_hard/v0.1.answer.gpt-4-0314.jsonl",
        "id=uid messages=messages model_a=model",
        500,
        "score",
    ),
    (
        "labelstudio_export/hs_openai_chat_format.jsonl",
        "messages=messages",
        23,
        "score",
    ),
];
const XSTEST: &str = "id=id instruction=prompt response_a=completion";

#[test]
fn real_files_map_by_themselves() {
    let Some(folder) = data() else {
        let names: Vec<&str> = REAL.iter().map(|(name, ..)| *name).collect();
        eprintln!("not run: {}", names.join(", "));
        return;
    };
    for (name, expected, rows, kind) in REAL {
        let bytes = std::fs::read(folder.join(name)).expect(name);
        let start = Instant::now();
        let table = table(name, &bytes);
        let opened = start.elapsed();
        assert_eq!(roles(&table), expected, "{name}");
        let mapped = mapped(&table);
        eprintln!(
            "{name}: {} KB, open {opened:?}, all {:?}",
            bytes.len() / 1024,
            start.elapsed()
        );
        for problem in mapped.problems.iter().take(3) {
            eprintln!("  {problem}");
        }
        assert_eq!(mapped.tasks, rows, "{name}");
        let pack = pack(&mapped);
        let tasks = pack["tasks"].as_array().unwrap();
        assert!(tasks.iter().all(|task| task["kind"] == kind), "{name}");
        let ids: Vec<&str> = tasks
            .iter()
            .filter_map(|task| task["id"].as_str())
            .collect();
        let different: std::collections::HashSet<&&str> = ids.iter().collect();
        assert_eq!(ids.len(), different.len(), "{name}");
        assert!(ids.len() == rows || !expected.starts_with("id="), "{name}");
    }
}

#[test]
fn real_texts_arrive_whole() {
    let Some(folder) = data() else {
        eprintln!("not run: real_texts_arrive_whole");
        return;
    };
    let read = |name: &str| first(&table(name, std::fs::read(folder.join(name)).unwrap()));
    let panda = read("pandalm/testset-v1.json");
    let instruction = panda["instruction"].as_str().unwrap();
    assert!(
        instruction.contains("too wordy") && instruction.contains("\n\nIf you have any questions")
    );
    assert_eq!(panda["meta"]["motivation_app"], "Grammarly");
    let roscoe = read("roscoe/roscoe-gsm8k-overall.json");
    assert!(
        roscoe["instruction"]
            .as_str()
            .unwrap()
            .starts_with("Question: Janet")
    );
    let response = roscoe["responses"][0]["text"].as_str().unwrap();
    assert!(
        response.starts_with("Step 1 - Janet") && response.ends_with("A: 18"),
        "{response}"
    );
    let biggen = std::fs::read(folder.join("biggen_bench/sample_responses.json")).unwrap();
    let pack = pack(&mapped(&table("biggen.json", biggen)));
    let tasks = pack["tasks"].as_array().unwrap();
    let biggen = tasks
        .iter()
        .find(|task| task["id"] == "planning_travel_plan_0")
        .unwrap();
    assert!(
        biggen["system"]
            .as_str()
            .unwrap()
            .starts_with("You are a travel agent")
    );
    assert!(biggen["reference"].as_str().unwrap().starts_with("Day 1"));
    assert_eq!(biggen["responses"][0]["model"], "sample-model");
    assert!(biggen["meta"]["score_rubric"]["criteria"].is_string());
}

#[test]
fn every_real_file_opens_or_says_why() {
    let Some(folder) = data() else {
        eprintln!("not run: every_real_file_opens_or_says_why");
        return;
    };
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let Ok(files) = std::fs::read_dir(entry.path()) else {
            continue;
        };
        for file in files.flatten() {
            let path = file.path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            match open(&name, &std::fs::read(&path).unwrap()) {
                Ok(Opened::Table(table)) => {
                    let mapping = Mapping::guess(&table);
                    let mapped = mapping.apply(&table, &options());
                    let skipped = mapped.problems.iter().filter(|p| p.is_skipped()).count();
                    assert_eq!(mapped.tasks + skipped, table.rows.len());
                    eprintln!(
                        "{name} at “{}”: {} of {} | {} | {:?}",
                        table.at,
                        mapped.tasks,
                        table.rows.len(),
                        roles(&table),
                        mapping.faults(&table)
                    );
                }
                Ok(_) => panic!("{name} is none of our files"),
                Err(error) => eprintln!("{name}: {error} {}", error.hint()),
            }
            seen += 1;
        }
    }
    assert!(seen > 0);
}
