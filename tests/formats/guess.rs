//! Which column is taken for what.

use serde_json::json;
use trainmaster::formats::{Fault, Mapping, Role, Why};

use super::{header, options, roles, table};

#[test]
fn names_that_people_use() {
    let check = |names: &str, expected: &str| assert_eq!(header(names), expected, "{names}");
    check(
        "instruction,output,generator",
        "instruction=instruction model_a=generator response_a=output",
    );
    check("input,output", "instruction=input response_a=output");
    check(
        "instruction,input,output",
        "input=input instruction=instruction response_a=output",
    );
    check(
        "prompt,completion",
        "instruction=prompt response_a=completion",
    );
    check("question,answer", "instruction=question response_a=answer");
    check(
        "question,answer,prediction",
        "instruction=question reference=answer response_a=prediction",
    );
    check(
        "Query,LLM Response,Ideal",
        "instruction=Query reference=Ideal response_a=LLM Response",
    );
    check(
        "prompt,chosen,rejected",
        "instruction=prompt response_a=chosen response_b=rejected",
    );
    check(
        "idx,instruction,input,response1,response2",
        "id=idx input=input instruction=instruction response_a=response1 response_b=response2",
    );
    check(
        "prompt,response_0,response_1",
        "instruction=prompt response_a=response_0 response_b=response_1",
    );
    check(
        "input_text,output_text_a,output_text_b",
        "instruction=input_text response_a=output_text_a response_b=output_text_b",
    );
    check(
        "prompt,model_a,model_b,response_a,response_b",
        "instruction=prompt model_a=model_a model_b=model_b response_a=response_a \
         response_b=response_b",
    );
    check(
        "instruction,output_1,generator_1,output_2,generator_2",
        "instruction=instruction model_a=generator_1 model_b=generator_2 response_a=output_1 \
         response_b=output_2",
    );
    check(
        "source,hypothesis,reference",
        "instruction=source reference=reference response_a=hypothesis",
    );
    check(
        "context,generated",
        "instruction=context response_a=generated",
    );
    check(
        "context,question,response",
        "context=context instruction=question response_a=response",
    );
    check(
        "user_prompt,system_prompt,reference_answer,response",
        "instruction=user_prompt reference=reference_answer response_a=response \
         system=system_prompt",
    );
    check(
        "input,actual_output,expected_output",
        "instruction=input reference=expected_output response_a=actual_output",
    );
    check(
        "question,response_gpt,response_claude",
        "instruction=question response_a=response_gpt response_b=response_claude",
    );
    check(
        "question,GPT-4 answer,Claude answer",
        "instruction=question response_a=GPT-4 answer response_b=Claude answer",
    );
    check("article,summary", "instruction=article response_a=summary");
    check("prompt,text", "instruction=prompt response_a=text");
}

#[test]
fn each_pick_says_why() {
    let nested = table(
        "x.json",
        r#"[{"data":{"prompt":"a b","answer_a":"c","answer_b":"d"}}]"#,
    );
    let mapping = Mapping::guess(&nested);
    assert_eq!(mapping.pick(Role::Instruction).unwrap().why, Why::Nested);
    assert_eq!(mapping.column(Role::ResponseB), Some("data.answer_b"));
    let both = table(
        "x.json",
        r#"[{"doc":{"prompt":"n"},"query":"q","response":"r"}]"#,
    );
    assert_eq!(
        Mapping::guess(&both).column(Role::Instruction),
        Some("query")
    );
}

#[test]
fn the_system_column_is_a_prompt_or_a_model() {
    let model = table("x.csv", "prompt,system,response\na,gpt-4,b\nc,claude,d\n");
    assert_eq!(
        roles(&model),
        "instruction=prompt model_a=system response_a=response"
    );
    let prompt = table(
        "x.csv",
        "prompt,system,response\na,You are kind.,b\nc,You are kind.,d\n",
    );
    assert_eq!(
        roles(&prompt),
        "instruction=prompt response_a=response system=system"
    );
}

#[test]
fn an_input_that_the_prompt_repeats_is_not_appended() {
    let text = "prompt,input,output\nTranslate: cat,cat,Katze\nTranslate: dog,dog,Hund\n";
    assert_eq!(
        roles(&table("x.csv", text)),
        "instruction=prompt response_a=output"
    );
}

#[test]
fn prompts_without_responses_are_said_to_be_that() {
    let prompts = table("x.csv", "id,prompt,category\n1,a b,x\n2,c d,y\n");
    let mapping = Mapping::guess(&prompts);
    assert_eq!(mapping.faults(&prompts), [Fault::NoResponse]);
    let mapped = mapping.apply(&prompts, &options());
    assert_eq!((mapped.tasks, mapped.problems.len()), (0, 2));
    let votes = table("x.csv", "model_a,model_b,winner\ngpt,claude,model_a\n");
    let faults = Mapping::guess(&votes).faults(&votes);
    assert_eq!(faults, [Fault::NoInstruction, Fault::NoResponse]);
}

#[test]
fn a_person_can_choose_otherwise() {
    let sheet = table("x.csv", "a,b,c\nwhy,because,x\n");
    let mut mapping = Mapping::guess(&sheet);
    assert_eq!(mapping.faults(&sheet).len(), 2);
    mapping.assign("a", Some(Role::Instruction));
    mapping.assign("b", Some(Role::ResponseA));
    mapping.assign("c", Some(Role::Ignore));
    assert_eq!(mapping.faults(&sheet), []);
    let preview = mapping.preview(&sheet, 5);
    let responses = json!([{ "id": "a", "text": "because" }]);
    let task = json!({ "kind": "score", "instruction": "why", "responses": responses });
    assert_eq!(preview.tasks, [task]);
    mapping.assign("c", Some(Role::ResponseA));
    assert_eq!(
        (mapping.role("b"), mapping.role("c")),
        (None, Some(Role::ResponseA))
    );
    mapping.assign("gone", Some(Role::Id));
    assert!(matches!(
        mapping.faults(&sheet)[..],
        [Fault::NoColumn { .. }]
    ));
}
