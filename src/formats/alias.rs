//! What people call their columns. Names are compared without case, spaces and punctuation.

use super::sections::MARK;

/// Names of the task's identifier, the best first.
pub(super) const ID: &[&str] = &[
    "id",
    "uid",
    "uuid",
    "taskid",
    "itemid",
    "questionid",
    "promptid",
    "exampleid",
    "sampleid",
    "rowid",
    "instanceid",
    "conversationid",
    "customid",
    "qid",
    "idx",
    "index",
    "key",
    "docid",
];

/// Names of the prompt. Words that also name other things (source, context) come last.
pub(super) const INSTRUCTION: &[&str] = &[
    "instruction",
    "instructions",
    "prompt",
    "prompttext",
    "userprompt",
    "question",
    "questiontext",
    "query",
    "userquery",
    "userinput",
    "usermessage",
    "userrequest",
    "inputprompt",
    "input",
    "inputs",
    "inputtext",
    "request",
    "problem",
    "problemstatement",
    "goal",
    "behavior",
    "forbiddenprompt",
    "turns",
    "promptraw",
    "questionfulltext",
    "user",
    "human",
    "task",
    "taskdescription",
    "scenario",
    "scenarioprompt",
    "post",
    "history",
    "source",
    "sourcetext",
    "src",
    "sourcearticle",
    "article",
    "document",
    "passage",
    "premise",
    "text",
    "context",
    "sourcedocument",
];

/// Names of the text that belongs under the instruction.
pub(super) const INPUT: &[&str] = &["input", "inputs", "inputtext", "instructioninput"];

/// Names of the system prompt.
pub(super) const SYSTEM: &[&str] = &[
    "systemprompt",
    "systemmessage",
    "systeminstruction",
    "system",
    "sysprompt",
];

/// Names of what the response is based on.
pub(super) const CONTEXT: &[&str] = &[
    "context",
    "contexts",
    "passages",
    "passage",
    "documents",
    "document",
    "retrievedcontexts",
    "retrievedcontext",
    "retrievalcontext",
    "background",
    "evidence",
    "knowledge",
    "source",
    "sourcedocument",
    "sourcearticle",
    "article",
];

/// Names of the reference answer. Plain `answer` counts only where it is not the response.
pub(super) const REFERENCE: &[&str] = &[
    "reference",
    "referenceanswer",
    "referenceresponse",
    "references",
    "refanswer",
    "gold",
    "goldanswer",
    "goldenanswer",
    "goldresponse",
    "ideal",
    "idealanswer",
    "idealresponse",
    "idealcompletion",
    "groundtruth",
    "expected",
    "expectedanswer",
    "expectedoutput",
    "expectedresponse",
    "correctanswer",
    "bestanswer",
    "modelreference",
    "target",
    "answer",
    "solution",
    "ref",
];

/// Names of the one response.
pub(super) const RESPONSE: &[&str] = &[
    "response",
    "responsetext",
    "completion",
    "output",
    "outputtext",
    "modeloutput",
    "modelresponse",
    "modelanswer",
    "modelcompletion",
    "llmresponse",
    "llmoutput",
    "llmanswer",
    "airesponse",
    "aianswer",
    "assistantresponse",
    "assistantmessage",
    "botresponse",
    "chatbotresponse",
    "actualoutput",
    "actualresponse",
    "generatedresponse",
    "generatedanswer",
    "generatedtext",
    "generatedoutput",
    "generatedsummary",
    "generatedreview",
    "generation",
    "generated",
    "prediction",
    "predicted",
    "hypothesis",
    "candidate",
    "reply",
    "assistant",
    "continuation",
    "answer",
    "solution",
    "summary",
    "translation",
    "mt",
    "result",
    "text",
];

/// Names of a list of responses.
pub(super) const RESPONSES: &[&str] = &[
    "responses",
    "completions",
    "outputs",
    "answers",
    "candidates",
    "generations",
    "choices",
    "modeloutputs",
    "modelresponses",
    "predictions",
    "filteredresps",
    "summaries",
    "response",
    "completion",
    "output",
];

/// Names of the one model.
pub(super) const MODEL: &[&str] = &[
    "model",
    "modelname",
    "modelid",
    "generator",
    "responsemodel",
    "responsemodelname",
    "generatormodel",
    "llm",
    "engine",
    "system",
    "modelused",
];

/// Names of the title.
pub(super) const TITLE: &[&str] = &["title", "heading", "headline", "subjectline"];

/// Names of the tags.
pub(super) const TAGS: &[&str] = &["tags", "tag", "category", "categories", "topic", "domain"];

/// Names of a conversation.
pub(super) const MESSAGES: &[&str] = &[
    "messages",
    "conversation",
    "conversations",
    "chat",
    "dialogue",
    "dialog",
    "chathistory",
    "prompt",
    "inputmessages",
];

/// Pairs that carry their meaning in full.
pub(super) const PAIRS: &[(&str, &str)] = &[
    ("chosen", "rejected"),
    ("preferred", "rejected"),
    ("preferred", "dispreferred"),
    ("preferred", "nonpreferred"),
    ("preferredoutput", "nonpreferredoutput"),
    ("chosenresponse", "rejectedresponse"),
    ("accepted", "rejected"),
    ("better", "worse"),
    ("baseline", "candidate"),
    ("control", "treatment"),
];

/// Words that two columns share, with a sign for the side behind or before them.
pub(super) const BASES: &[&str] = &[
    "response",
    "responsetext",
    "output",
    "outputtext",
    "completion",
    "answer",
    "modelresponse",
    "modeloutput",
    "modelanswer",
    "assistant",
    "conversation",
    "messages",
    "generation",
    "generated",
    "generatedtext",
    "candidate",
    "reply",
    "prediction",
    "hypothesis",
    "hyp",
    "summary",
    "translation",
    "text",
    "humanref",
    "solution",
    "option",
    "result",
    "message",
    "chat",
    "model",
    "system",
];

/// Words for the models of two columns.
pub(super) const MODEL_BASES: &[&str] = &[
    "model",
    "modelname",
    "modelid",
    "generator",
    "responsemodel",
    "responsemodelname",
    "system",
    "systemname",
    "llm",
    "engine",
];

/// Signs for the two sides.
pub(super) const SIDES: &[(&str, &str)] = &[
    ("a", "b"),
    ("0", "1"),
    ("1", "2"),
    ("left", "right"),
    ("one", "two"),
    ("first", "second"),
    ("x", "y"),
    ("j", "k"),
    ("modela", "modelb"),
    ("model1", "model2"),
    ("chosen", "rejected"),
    ("baseline", "candidate"),
];

/// Ends of column names that say something about a response and are none.
const ABOUT: &[&str] = &[
    "model",
    "modelname",
    "modelid",
    "id",
    "time",
    "timestamp",
    "date",
    "length",
    "len",
    "tokens",
    "score",
    "scores",
    "rating",
    "label",
    "type",
    "format",
    "lang",
    "language",
    "url",
    "latency",
    "cost",
    "source",
    "quality",
    "count",
    "words",
    "status",
    "reason",
    "feedback",
    "category",
    "correct",
    "relevance",
    "accuracy",
    "critique",
    "comment",
    "rationale",
    "harm",
    "refusal",
];

/// A name without case, spaces and punctuation.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The last part of a path: the innermost member, or the heading of a section.
pub(super) fn last(path: &str) -> &str {
    match path.rsplit_once(MARK) {
        Some((_, heading)) => heading,
        None => path.rsplit('.').next().unwrap_or(path),
    }
}

/// Whether these names tell prompts and responses apart: where rows are looked for in JSON.
pub(super) fn tells<'k>(names: impl Iterator<Item = &'k str>) -> bool {
    let names: Vec<String> = names.map(plain).collect();
    let any = |list: &[&str]| names.iter().any(|name| list.contains(&name.as_str()));
    let paired = pair(PAIRS, BASES, |name| names.iter().any(|n| n == name)).is_some();
    let prompt = any(INSTRUCTION);
    let answer = any(RESPONSE) || any(RESPONSES);
    let two = names.iter().filter(|n| {
        let n = n.as_str();
        INSTRUCTION.contains(&n) || RESPONSE.contains(&n) || RESPONSES.contains(&n)
    });
    let chat = MESSAGES.get(..5).is_some_and(any);
    let both = prompt && (paired || answer && two.count() >= 2);
    let preference = PAIRS.iter().any(|(a, b)| any(&[*a]) && any(&[*b]));
    chat || both || preference || (paired && any(ID))
}

/// Whether a name is among the usual ones for prompt or response.
pub(super) fn is_known(name: &str) -> bool {
    let name = plain(name);
    let name = name.as_str();
    INSTRUCTION.contains(&name) || RESPONSE.contains(&name) || RESPONSES.contains(&name)
}

/// The two names of a pair that are both there.
pub(super) fn pair(
    whole: &[(&str, &str)],
    bases: &[&str],
    there: impl Fn(&str) -> bool,
) -> Option<(String, String)> {
    if let Some((a, b)) = whole.iter().find(|(a, b)| there(a) && there(b)) {
        return Some(((*a).to_owned(), (*b).to_owned()));
    }
    bases.iter().find_map(|base| {
        SIDES.iter().find_map(|(a, b)| {
            let behind = (format!("{base}{a}"), format!("{base}{b}"));
            let before = (format!("{a}{base}"), format!("{b}{base}"));
            [behind, before]
                .into_iter()
                .find(|(a, b)| there(a) && there(b))
        })
    })
}

/// For `response_claude` or `claude response`: the shared word and the rest of the name.
pub(super) fn family(path: &str) -> Option<(&'static str, &str)> {
    const WORDS: &[&str] = &[
        "response",
        "responses",
        "output",
        "outputs",
        "answer",
        "answers",
        "completion",
        "completions",
        "prediction",
        "generation",
        "summary",
        "translation",
    ];
    let cut = |c: char| matches!(c, '_' | '-' | ' ' | '.' | ':' | '/');
    let word = |part: &str| WORDS.iter().copied().find(|word| *word == plain(part));
    let named = |rest: &&str| !rest.is_empty() && !ABOUT.contains(&plain(rest).as_str());
    let clean = |rest| str::trim_matches(rest, |c: char| cut(c) || matches!(c, '(' | ')'));
    let (head, tail) = path.split_once(cut)?;
    if let Some(word) = word(head) {
        return Some((word, clean(tail))).filter(|(_, rest)| named(rest));
    }
    let (head, tail) = path.rsplit_once(cut)?;
    Some((word(tail)?, clean(head))).filter(|(_, rest)| named(rest))
}
