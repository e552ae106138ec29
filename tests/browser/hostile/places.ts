// Every place where the application shows what others wrote, and the files that bring the corpus there.
//
// A mark, the number between two signs, follows each payload: a place has shown it when its mark is seen there.
import type { Page } from "@playwright/test";
import type { Payload } from "./payloads";

export const mark = ({ n }: Payload) => `¶${n}¶`;

/** One payload as a text of its own. */
export const alone = (payload: Payload) => `${payload.text}\n\n${mark(payload)}`;

/** Several as one text, where a thing has one text only. */
export const together = (batch: Payload[]) => batch.map(alone).join("\n\n");

export function batches(all: Payload[], size: number): Payload[][] {
  const parts: Payload[][] = [];
  for (let at = 0; at < all.length; at += size) parts.push(all.slice(at, at + size));
  return parts;
}

const PACK = { format: "trainmaster/pack", version: 1, blind: false };
const SHORT = { id: "short", title: "Short", criteria: [{ name: "Right" }], rating_scale: ["Poor", "Good"] };
const taskId = (at: number) => `t${at}`;

/** Tasks that hold a batch each, in every text that a task has. */
export const texts = (all: Payload[], size: number) => ({
  ...PACK, id: "texts", title: "Texts", rubrics: [SHORT],
  tasks: batches(all, size).map((batch, at) => ({
    id: taskId(at), kind: "compare", title: together(batch), intent: together(batch), instruction: together(batch),
    system: together(batch), reference: together(batch),
    messages: batch.map((payload) => ({ role: alone(payload), content: alone(payload) })),
    context: batch.map((payload) => ({ title: alone(payload), text: alone(payload) })),
    responses: batch.map((payload) => ({ id: `r${payload.n}`, text: alone(payload), model: alone(payload) })),
  })),
});

/** The same, with nothing but one text a payload: for many on one screen. */
export const turns = (all: Payload[], size: number) => ({
  ...PACK, id: "turns", title: "Turns", rubrics: [SHORT],
  tasks: batches(all, size).map((batch, at) => ({
    id: taskId(at), kind: "score", title: mark(batch[0]), responses: [{ id: "r", text: "x" }],
    messages: batch.map(({ text }) => ({ role: "user", content: text })),
  })),
});

/** Where a task of that pack shows what, by selector. */
export const TEXTS: Record<string, string> = {
  "task title": ".workspace h1",
  "intent": ".workspace .head .chip",
  "instruction": "[aria-label='Text of the instruction']",
  "system prompt": "[aria-label='System prompt']",
  "reference answer": "[aria-label='Reference answer']",
  "turn": ".turn .prose, .turn [data-planted]",
  "role of a turn": ".turn .caps",
  "context": ".folds details .prose",
  "title of a context": ".folds summary",
  "response": "article .body.prose",
  "model name": "article header .chip",
};
export const RAW = { "response, raw": "article pre.body" };

/** A rubric a batch: everything its author may say. */
export const rubrics = (all: Payload[], size: number) => ({
  ...PACK, id: "rubrics", title: "Rubrics",
  rubrics: batches(all, size).map((batch, at) => ({
    id: `rubric${at}`, title: together(batch),
    criteria: batch.map((payload) => ({
      id: `c${payload.n}`, name: alone(payload), about: alone(payload), checks: [alone(payload)],
      levels: [alone(payload), `${alone(payload)} again`], scores: [0, 1],
      level_descriptions: [alone(payload), alone(payload)], examples: [alone(payload)],
      counter_examples: [alone(payload)],
    })),
  })),
  tasks: batches(all, size).map((_, at) => ({ id: taskId(at), kind: "score", title: `Task ${at}`, instruction: "x", rubric: `rubric${at}`, responses: [{ id: "r", text: "x" }] })),
});

export const RUBRICS: Record<string, string> = {
  "criterion": ".crit h3",
  "what a criterion is about": ".crit .checks p",
  "level": ".crit dl.meanings dt",
  "level on its button": ".crit .seg label, .crit label",
  "meaning of a level": ".crit dl.meanings dd",
  "check": ".crit .checks li > span:last-child",
};

/** A task a payload, for lists. */
export const list = (all: Payload[]) => ({
  ...PACK, id: "list", title: "List", rubrics: [SHORT],
  tasks: all.map((payload) => ({
    id: `t${payload.n}`, kind: "score", title: alone(payload), instruction: "x", tags: [alone(payload)],
    responses: [{ id: "r", text: "x" }],
  })),
});

export const QUEUE: Record<string, string> = {
  "task in the queue": "table.queue tbody th",
  "tag in the queue": "table.queue tbody .chip",
};

/** What a pack brings beside its tasks. */
export const drawers = (all: Payload[]) => ({
  ...PACK, id: "drawers", title: together(all), sop: together(all), about: together(all), rubrics: [SHORT],
  glossary: all.map((payload) => ({ term: alone(payload), meaning: alone(payload) })),
  templates: batches(all, 50).map((batch, at) => ({
    id: taskId(at), title: together(batch), body: together(batch.filter((payload) => !isTemplate(payload))),
  })).concat(all.filter(isTemplate).map((payload) => ({ id: `p${payload.n}`, title: alone(payload), body: alone(payload) }))),
  tasks: [{ id: "t0", kind: "score", title: "One", instruction: "x", responses: [{ id: "r", text: "x" }] }],
});

export const SOP = {
  "standard procedure": "#sop-panel",
  "pack title over the drawer": "dialog .title h2",
  "pack title beside a task": ".workspace .head .dots bdi",
};
export const ABOUT = { "what a pack is about": "#sop-panel" };
export const GLOSSARY = { "term": "dl.terms dt", "meaning of a term": "dl.terms dd" };
export const TEMPLATE = { "template": "dialog [role=option]" };
export const FILLED = { "template, filled": "dialog [aria-label=Preview]" };
export const PACKS = { "pack in the list": "main li h2", "pack on a button": "main li button" };

/** Whether the template engine would take a text for more than words. */
export const isTemplate = ({ text }: Payload) => /\{[{%#]/.test(text);

/** A table whose columns and cells are payloads; of a cell the beginning is shown. */
export const table = (batch: Payload[]) =>
  JSON.stringify([Object.fromEntries(batch.map((payload) => [alone(payload), `${mark(payload)} ${payload.text}`]))]);
export const COLUMNS = { "column": "tbody th code", "cell": "tbody .sample" };

/** Tasks that are wrong about something that they name. */
export const wrong = (batch: Payload[]) => ({
  ...PACK, id: "wrong", title: "Wrong", rubrics: [SHORT],
  tasks: [{}, ...batch.map((payload) => ({ rubric: alone(payload) }))].map((said, at) => ({
    id: taskId(at), kind: "score", title: "x", instruction: "x", responses: [{ id: "r", text: "x" }], ...said,
  })),
});
export const PROBLEMS = { "problem": "[aria-label='List of problems'] li" };

const HASH = "0".repeat(64);

/** What somebody has said about the tasks of `list`: a rationale holds a batch, the first of which names it. */
export const results = (all: Payload[], rater: string, size: number) => ({
  format: "trainmaster/results", version: 1, exported_at: "2026-01-01T00:00:00Z",
  rater: { id: rater, name: together(all) },
  packs: [{ id: "list", hash: HASH, title: together(all) }],
  evaluations: batches(all, size).map((batch) => ({
    pack: "list", task: `t${batch[0].n}`, task_hash: HASH, kind: "score", rubric: HASH,
    submitted_at: "2026-01-01T00:00:00Z", revision: 1, ratings: {}, shown: ["r"],
    rationale: { text: together(batch) }, notes: { right: together(batch) }, tags: [together(batch)],
  })),
});
export const IMPORT = { "rater": "[aria-label=Import]" };
export const RESULTS = { "rationale": "blockquote.prose" };

/** Brings a file through the file dialog of the screen. */
export const bring = (page: Page, name: string, value: object | string) =>
  page.locator("input[type=file]").first().setInputFiles({
    name, mimeType: "application/json", buffer: Buffer.from(typeof value === "string" ? value : JSON.stringify(value)),
  });

/** The marks that places of the page show now; `steps` runs in the page and says when to look. */
export type Looked = Record<string, number[]>;

/** In the page: what every place shows, added to what it showed before. */
export function look(places: Record<string, string>): void {
  const all = ((globalThis as any).looked ??= {}) as Record<string, Set<number>>;
  for (const [place, selector] of Object.entries(places)) {
    const known = (all[place] ??= new Set());
    for (const element of document.querySelectorAll(selector)) {
      const words = [element.textContent, element.getAttribute("title"), element.getAttribute("aria-label"), (element as HTMLInputElement).value];
      for (const [, n] of words.join(" ").matchAll(/¶(\d+)¶/g)) known.add(Number(n));
    }
  }
}

/** What was seen until now. */
export const looked = (page: Page): Promise<Looked> =>
  page.evaluate(() => Object.fromEntries(Object.entries((globalThis as any).looked ?? {}).map(([place, seen]) => [place, [...(seen as Set<number>)]])));
