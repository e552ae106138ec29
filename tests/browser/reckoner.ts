// Asks for statistics from the page of the build with planted faults (src/ui/planted/reckon.rs).
import { readFileSync } from "node:fs";
import { type Page } from "@playwright/test";
import { expect } from "./support";

/** Questions and the answers that the native library gives to them (tests/stats/jobs.rs). */
export const known: { job: object; answer: object }[] = JSON.parse(
  readFileSync(new URL("../fixtures/statistics.json", import.meta.url), "utf8"),
);

type Asked = { answer: Promise<string>; cancel(): void };
type Go = (told: (done: number, all: number) => void) => Asked;
export type Reckoner = {
  reckon(json: string): Go;
  reckonHere(json: string, told: () => void): string;
  /** What a test keeps in the page. */
  go: Go;
  asked: Asked;
  outcome: string;
  progress: [at: number, done: number, all: number][];
};

export const ready = (page: Page, wish: object) =>
  page.evaluate((json) => {
    const here = globalThis as unknown as Reckoner;
    here.go = here.reckon(json);
  }, JSON.stringify(wish));

/** Asks what was made ready, in place of what was asked before; what is told and what comes of it is noted in the page. */
export const go = (page: Page) =>
  page.evaluate(() => {
    const here = globalThis as unknown as Reckoner;
    const told: Reckoner["progress"] = [];
    [here.outcome, here.progress] = ["", told];
    const asked = here.go((done, all) => void told.push([performance.now(), done, all]));
    const note = (words: string) => {
      if (here.asked === asked) here.outcome = words;
    };
    here.asked = asked;
    asked.answer.then(note, (error) => note(`error: ${error.message}`));
  });

export const outcome = (page: Page) => page.evaluate(() => (globalThis as unknown as Reckoner).outcome);
export const progress = (page: Page) => page.evaluate(() => (globalThis as unknown as Reckoner).progress);

export async function ask(page: Page, wish: object): Promise<string> {
  await ready(page, wish);
  await go(page);
  await expect.poll(() => outcome(page), { timeout: 50_000 }).not.toBe("");
  return outcome(page);
}

/** Replicates of a board of so many evaluations, about. */
export const sample = (evaluations: number, replicates: number) => ({
  Sample: {
    plan: { raters: 6, models: 5, tasks: Math.round(evaluations / 30), overlap: 3, gold: 0, repeats: 0, seed: 1, defect: null },
    draws: { replicates, seed: 1 },
  },
});
