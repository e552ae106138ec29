//! What the tasks of a pack look like.

use serde_json::{Value, json};
use trainmaster::formats::{Mapping, Role};

use super::{first, mapped, options, pack, table};

#[test]
fn a_pack_as_files_md_has_it() {
    let text = r#"[{"idx":7,"instruction":"Do it","input":"with this","response1":"x",
                    "response2":"",
                    "score":{"a":1},"tags":["t"],"system_prompt":"Be brief.","reference":"ref",
                    "context":["p one","p two"],"title":"T"}]"#;
    let table = table("x.json", text);
    let mapped = mapped(&table);
    assert_eq!(mapped.problems.len(), 1);
    let short = table.hash.short(8);
    assert_eq!(
        pack(&mapped),
        json!({
            "format": "trainmaster/pack", "version": 1,
            "id": format!("straße-co-week-47-{short}"), "title": "Straße & Co, week 47",
            "seed": table.hash,
            "rubrics": [{ "id": "r", "criteria": [{ "name": "Correctness" }] }],
            "tasks": [{
                "id": "7", "kind": "compare", "title": "T", "instruction": "Do it\n\nwith this",
                "system": "Be brief.", "reference": "ref", "tags": ["t"],
                "context": [{ "title": "context 1", "text": "p one" },
                            { "title": "context 2", "text": "p two" }],
                "responses": [{ "id": "a", "text": "x" }, { "id": "b", "text": "" }],
                "meta": { "score": { "a": 1 } }
            }]
        })
    );
}

#[test]
fn rows_without_prompt_or_response_are_reported() {
    let text = "{\"prompt\":\"a\",\"response\":\"b\"}\n{\"prompt\":\"\",\"response\":\"c\"}\n\
                {\"prompt\":\"d\"}\n{\"prompt\":\"e\",\"response\":null}\n\
                {\"prompt\":\"f\",\"response\":\"\"}\n";
    let mapped = mapped(&table("x.jsonl", text));
    assert_eq!(mapped.tasks, 2);
    let said: Vec<String> = mapped.problems.iter().map(ToString::to_string).collect();
    assert!(
        said[0].starts_with("line 2: There is no prompt in “prompt”"),
        "{said:?}"
    );
    assert!(
        said[1].starts_with("line 3: There is no response in “response”"),
        "{said:?}"
    );
    assert!(said[2].starts_with("line 4: "), "{said:?}");
    assert!(
        said[3].starts_with("line 5: A response is an empty text; kept"),
        "{said:?}"
    );
}

#[test]
fn ids_never_repeat() {
    let text = "{\"prompt\":\"a\",\"response\":\"b\"}\n{\"prompt\":\"a\",\"response\":\"b\"}\n";
    let twice = pack(&mapped(&table("x.jsonl", text)));
    assert!(twice["tasks"][0].get("id").is_none());
    let id = twice["tasks"][1]["id"].as_str().unwrap();
    assert!(
        id.starts_with("t-") && id.ends_with("-2") && id.len() == 16,
        "{id}"
    );
    let sheet = table("x.csv", "id,prompt,response\n1,a,b\n1,c,d\n1-2,e,f\n");
    let mut mapping = Mapping::guess(&sheet);
    assert_eq!(mapping.column(Role::Id), None);
    mapping.assign("id", Some(Role::Id));
    let pack = pack(&mapping.apply(&sheet, &options()));
    let ids: Vec<&str> = (0..3)
        .map(|n| pack["tasks"][n]["id"].as_str().unwrap())
        .collect();
    assert_eq!((ids[0], ids[2]), ("1", "1-2"), "given ids stay");
    assert!(ids[1].starts_with("1-") && ids[1].len() == 8, "{ids:?}");
}

#[test]
fn conversations() {
    let chat = include_str!("../fixtures/formats/chat-parts.jsonl");
    let task = first(&table("x.jsonl", chat));
    let system = json!({ "role": "system", "content": "s" });
    let user = json!({ "role": "user", "content": "q" });
    assert_eq!(task["messages"], json!([system, user]));
    assert_eq!(task["responses"], json!([{ "id": "a", "text": "r" }]));
    let shared = r#"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"r"}]}"#;
    assert_eq!(first(&table("x.jsonl", shared))["messages"], json!([user]));
    let open = table("x.jsonl", r#"{"messages":[{"role":"user","content":"q"}]}"#);
    let mapped = Mapping::guess(&open).apply(&open, &options());
    assert!(
        mapped.problems[0]
            .message
            .contains("does not end with an answer")
    );
}

#[test]
fn preferences_as_conversations() {
    let hh = include_str!("../fixtures/formats/hh-rlhf.jsonl");
    let task = first(&table("x.jsonl", hh));
    assert_eq!(task["kind"], "compare");
    assert_eq!(task["messages"].as_array().unwrap().len(), 3);
    assert_eq!(
        task["responses"],
        json!([{"id":"a","text":"good"},{"id":"b","text":"bad"}])
    );
    let gap =
        r#"{"chosen":"\n\nHuman: q\n\n\nAssistant: x","rejected":"\n\nHuman: q\n\n\nAssistant:"}"#;
    assert_eq!(first(&table("x.jsonl", gap))["responses"][1]["text"], "");
    let trl = include_str!("../fixtures/formats/trl-conversational.jsonl");
    let task = first(&table("x.jsonl", trl));
    assert_eq!(task["messages"], json!([{"role":"user","content":"q"}]));
    assert_eq!(task["responses"][1]["text"], "bad");
    let ultra = include_str!("../fixtures/formats/ultrafeedback.jsonl");
    let task = first(&table("x.jsonl", ultra));
    assert_eq!(
        (&task["instruction"], &task["responses"][0]["text"]),
        (&json!("q"), &json!("good"))
    );
    let arena = include_str!("../fixtures/formats/arena.json");
    let task = first(&table("x.json", arena));
    assert_eq!(
        task["responses"],
        json!([{"id":"a","text":"x","model":"gamma"},{"id":"b","text":"y","model":"alpha"}])
    );
    assert_eq!(
        (&task["id"], &task["meta"]),
        (&json!("q3"), &json!({ "winner": "tie" }))
    );
    let kaggle =
        "id,prompt,response_a,response_b\n1,\"[\"\"p\"\"]\",\"[\"\"x\"\"]\",\"[\"\"y\"\"]\"\n";
    let task = first(&table("x.csv", kaggle));
    assert_eq!(
        (&task["instruction"], &task["responses"][0]["text"]),
        (&json!("p"), &json!("x"))
    );
}

#[test]
fn lists_of_responses() {
    let texts = first(&table("x.jsonl", r#"{"prompt":"p","responses":["x","y"]}"#));
    assert_eq!(texts["kind"], "compare");
    let objects = include_str!("../fixtures/formats/completions.jsonl");
    let task = first(&table("x.jsonl", objects));
    assert_eq!(
        task["responses"][0],
        json!({"id":"a","text":"x","model":"m","rating":4})
    );
    let bench =
        r#"{"question_id":1,"prompt":"p","model_id":"m","choices":[{"index":0,"turns":["x"]}]}"#;
    let task = first(&table("x.jsonl", bench));
    assert_eq!(
        task["responses"],
        json!([{"id":"a","text":"x","model":"m","index":0}])
    );
}

#[test]
fn texts_with_headings_come_apart() {
    let row = |n: usize| {
        let text = format!("Do it.\n\n### Instruction:\nAdd {n}.\n\n### Response:\nIt is {n}.");
        json!({ "text": text })
    };
    let rows: Vec<Value> = (0..5).map(row).collect();
    let task = first(&table("x.json", serde_json::to_string(&rows).unwrap()));
    assert_eq!(task["instruction"], "Add 0.");
    assert_eq!(task["responses"][0]["text"], "It is 0.");
}
