// What the page showed as saved, known outside of the page, so that a kill cannot take it along.
import type { BrowserContext, Page } from "@playwright/test";

/** Key → JSON of a journal entry. */
export type Entries = Map<string, string>;

/** How safe something was shown to be: one tick survives a killed tab, two survive a killed browser. */
export type Ticks = 1 | 2;

/** What a page tells of itself. */
export type Report = { word: string; fresh: [string, string][]; drafts: [string, string][] };

/** Hears in every frame what the word of saving says, and what the storage holds while it says so. */
export class Witness {
  readonly #ticks = new Map<string, Ticks>();
  readonly #entries: Entries = new Map();
  readonly #words = new Map<string, string>();
  /** Called with each report of something new that is shown as saved. */
  onTick = () => {};

  /** Watches from the next start of the application on: one tab, or all of a browser that has one tab. */
  async watch(tab: Page | BrowserContext): Promise<void> {
    await tab.exposeFunction("tellWitness", (report: Report) => this.hear(report));
    await tab.addInitScript(tellEveryFrame);
  }

  /** Everything that was shown with so many ticks or more. */
  acknowledged(ticks: Ticks): Entries {
    return new Map([...this.#entries].filter(([key]) => (this.#ticks.get(key) ?? 0) >= ticks));
  }

  /** The unfinished words about a task that were kept while the page said that all is saved. */
  words(task: string): string {
    return this.#words.get(task) ?? "";
  }

  /**
   * What had fewer ticks than a kill spares may be gone, and is expected no longer. To be called before the next page
   * speaks: its ticks are about what it found.
   */
  forget(ticks: Ticks): void {
    for (const key of this.#entries.keys()) {
      if ((this.#ticks.get(key) ?? 0) >= ticks) continue;
      this.#entries.delete(key);
      this.#ticks.delete(key);
    }
    // Drafts stand in one place only.
    if (ticks === 2) this.#words.clear();
  }

  /** Takes down what a page told. */
  hear({ word, fresh, drafts }: Report): void {
    for (const [key, value] of fresh) this.#entries.set(key, content(value));
    if (!word.startsWith("Saved")) return;
    const ticks: Ticks = word.includes("✓✓") ? 2 : 1;
    for (const key of this.#entries.keys()) {
      if ((this.#ticks.get(key) ?? 0) < ticks) this.#ticks.set(key, ticks);
    }
    for (const [, value] of drafts) {
      const { on, step } = JSON.parse(content(value));
      this.#words.set(on.task, step.text);
    }
    this.onTick();
  }
}

/** Runs in the page. Only what stands when a frame is painted was shown: between a fact and its word nobody looks. */
export function tellEveryFrame(): void {
  if (!location.protocol.startsWith("http")) return;
  const known = new Set<string>();
  let last = "";
  const look = () => {
    requestAnimationFrame(look);
    const word = document.querySelector(".save [role=status]")?.textContent ?? "";
    const own = (kind: string) => Object.entries(localStorage).filter(([key]) => key.startsWith(`tm1:${kind}:`));
    const fresh = own("j").filter(([key]) => !known.has(key));
    const drafts = own("d");
    const now = JSON.stringify([word, drafts]);
    if (now === last && fresh.length === 0) return;
    last = now;
    for (const [key] of fresh) known.add(key);
    (globalThis as unknown as { tellWitness(report: Report): void }).tellWitness({ word, fresh, drafts });
  };
  requestAnimationFrame(look);
}

/** What is acknowledged and not there, or there as something else. */
export function missing(acknowledged: Entries, there: Entries): string[] {
  return [...acknowledged].filter(([key, json]) => there.get(key) !== json).map(([key]) => key);
}

/** A page, whoever drives it. */
type Evaluates = { evaluate<T>(run: () => Promise<T>): Promise<T> };

/** Every whole entry that this browser holds, in either place, alone or folded. */
export async function stored(page: Evaluates): Promise<Entries> {
  const pairs = await page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const pairs = Object.entries(localStorage) as [string, string][];
    // Opening what is not there would make it, empty and in nobody's form.
    const databases = await indexedDB.databases();
    if (databases.some(({ name }) => name === "tm1:journal")) {
      const mirror = await done(indexedDB.open("tm1:journal"));
      const values = mirror.transaction("values").objectStore("values");
      const [keys, texts] = await Promise.all([done(values.getAllKeys()), done(values.getAll())]);
      keys.forEach((key, at) => pairs.push([String(key), texts[at]]));
      mirror.close();
    }
    return pairs;
  });
  const entries: Entries = new Map();
  for (const [key, value] of pairs) {
    if (key.startsWith("tm1:j:")) entries.set(key, content(value));
    if (!key.startsWith("tm1:s:")) continue;
    for (const [writer, texts] of Object.entries(JSON.parse(content(value)).entries ?? {})) {
      for (const [seq, entry] of Object.entries(texts as object)) {
        entries.set(`tm1:j:${writer}:${seq}`, JSON.stringify(entry));
      }
    }
  }
  return entries;
}

/** The JSON within the frame of a stored value. */
function content(value: string): string {
  return value.split("|").slice(3).join("|");
}

/** What the entries say of a task: the ratings by criterion, the rationale, whether it is submitted. */
export type Said = { ratings: Record<string, number>; rationale: string; submitted: boolean };

/** What the entries say of every task. */
export function said(entries: Entries): Map<string, Said> {
  const tasks = new Map<string, Said>();
  const read = [...entries.values()].map((json) => JSON.parse(json));
  read.sort(({ at: [a, i] }, { at: [b, j] }) => a - b || i - j);
  for (const { event } of read) {
    if (event.what !== "worked") continue;
    const task = tasks.get(event.task) ?? { ratings: {}, rationale: "", submitted: false };
    tasks.set(event.task, task);
    if (event.step === "rating_given") task.ratings[event.criterion] = event.rating;
    if (event.step === "rationale_written") task.rationale = event.text;
    if (event.step === "evaluation_submitted") task.submitted = true;
  }
  return tasks;
}
