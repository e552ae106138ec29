// Kills in the middle of work, by SIGKILL: no handler runs, nothing is written any more.
//
// What was shown with one tick survives the process that draws the page; what was shown with two survives the browser.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { expect, leave, openPack, started, test } from "./support";
import { missing, said, stored, type Ticks, Witness } from "./witness";

/** The kills of a run follow from it, as far as the machine keeps time; a failed run can be had again. */
const SEED = Number(process.env.KILLS_SEED ?? Date.now() % 1_000_000);

const CRITERIA = ["right", "kind", "brief", "whole"];
const PACK = {
  id: "kills",
  title: "Work under fire",
  rubrics: [{
    title: "Short", rating_scale: ["Poor", "Fair", "Good"],
    criteria: CRITERIA.map((id) => ({ id, name: id })),
  }],
  tasks: Array.from({ length: 200 }, (_, at) => ({
    id: `t${at + 1}`, title: `Task ${at + 1}`, kind: "score", instruction: "Say hello.",
    responses: [{ text: "Hello." }],
  })),
};

/** Where in the work the fuse is lit. */
const MOMENTS = ["rating", "typing", "submit", "tick"] as const;
type Moment = (typeof MOMENTS)[number];

/** Numbers below `limit` that look like chance and are the same for the same seed (mulberry32). */
function chance(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const rationale = (page: Page) => page.getByRole("textbox", { name: "Rationale" });
const readOnly = (page: Page) => page.getByText("The evaluation is read only.");

/** Rates, explains and submits a task by keyboard; `at` hears of every moment before its key goes out. */
async function finish(page: Page, pick: (limit: number) => number, at: (moment: Moment) => void): Promise<void> {
  if (await readOnly(page).isVisible()) await page.keyboard.press(".");
  const title = (await heading(page).textContent())!;
  for (const _ of CRITERIA) {
    at("rating");
    await page.keyboard.press(String(1 + pick(3)));
  }
  await page.keyboard.press("r");
  await page.keyboard.press("Control+End");
  for (const letter of ` Ξ ${pick(1_000_000)} 評価`.padEnd(24, "… so it is")) {
    at("typing");
    await page.keyboard.insertText(letter);
    await page.waitForTimeout(10 + pick(30));
  }
  at("submit");
  await page.keyboard.press("Control+Enter");
  await expect(heading(page)).not.toHaveText(title);
}

/** A browser with a profile of its own, and a rater in it whose work is seen from outside. */
class Sitting {
  readonly witness = new Witness();
  context!: BrowserContext;
  page!: Page;
  #renderer = 0;

  constructor(private readonly profile: string) {}

  async launch(): Promise<void> {
    this.context = await chromium.launchPersistentContext(this.profile);
    await this.witness.watch(this.context);
    this.page = this.context.pages()[0]!;
  }

  /** Goes to a page, and takes note which process draws it: the one that has most to do meanwhile. */
  async visit(go: (page: Page) => Promise<void>): Promise<void> {
    const before = new Map((await this.#processes()).map(({ id, cpuTime }) => [id, cpuTime]));
    await go(this.page);
    const work = ({ id, cpuTime }: { id: number; cpuTime: number }) => cpuTime - (before.get(id) ?? 0);
    const renderers = (await this.#processes()).filter(({ type }) => type === "renderer");
    this.#renderer = renderers.sort((a, b) => work(b) - work(a))[0]!.id;
  }

  async #processes() {
    const session = await this.context.browser()!.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    await session.detach();
    return processInfo;
  }

  /** Works until a kill at a moment that chance picks, and comes back to the same address. */
  async workUntilKilled(ticks: Ticks, moment: Moment, pick: (limit: number) => number): Promise<void> {
    const { page, context } = this;
    const hit = ticks === 1 ? [this.#renderer] : (await this.#processes()).map(({ id }) => id);
    const fire = () => hit.forEach((id) => process.kill(id, "SIGKILL"));
    const gone = ticks === 1 ? page.waitForEvent("crash") : context.waitForEvent("close");
    let left = 1 + pick(moment === "submit" ? 2 : 8);
    const at = (now: Moment) => {
      if (now === moment && --left === 0) setTimeout(fire, pick(40));
    };
    this.witness.onTick = () => at("tick");
    // Nobody works on after the kill; before it nothing may fail.
    const working = (async () => {
      for (;;) await finish(page, pick, at);
    })().catch((error) => {
      if (left > 0) throw error;
    });
    await Promise.race([gone, working.then(() => gone)]);
    this.witness.onTick = () => {};
    this.witness.forget(ticks);
    const address = page.url();
    if (ticks === 2) {
      await context.close();
      await this.launch();
    } else {
      this.page = await context.newPage();
      await page.close();
    }
    await this.visit(async (page) => {
      await page.goto(address);
      await started(page);
    });
  }

  /** What was shown with so many ticks and is gone. */
  async lost(ticks: Ticks): Promise<string[]> {
    return missing(this.witness.acknowledged(ticks), await stored(this.page));
  }

  /** What is kept of the task must be on the screen, and no less of its words than were shown as saved. */
  async showsWhatIsKept(): Promise<void> {
    const { page, witness } = this;
    await expect(page.locator(".workspace")).toBeVisible();
    const there = await stored(page);
    const task = page.url().split("/").at(-1)!;
    const { ratings, rationale: words } = said(there).get(task) ?? { ratings: {}, rationale: "" };
    for (const criterion of CRITERIA) {
      const chosen = page.getByRole("group", { name: new RegExp(`^${criterion}`) }).locator("input:checked");
      const rating = ratings[criterion];
      await expect(chosen, criterion).toHaveCount(rating === undefined ? 0 : 1);
      if (rating !== undefined) await expect(chosen).toHaveAccessibleName(["Poor", "Fair", "Good"][rating]!);
    }
    await expect(rationale(page)).toHaveValue(words);
    expect(words.startsWith(witness.words(task)), "unfinished words are kept").toBe(true);
  }
}

const sitting = test.extend<{ sitting: Sitting }>({
  sitting: async ({}, use) => {
    const profile = await mkdtemp(join(tmpdir(), "trainmaster-"));
    const sitting = new Sitting(profile);
    await sitting.launch();
    await use(sitting);
    await sitting.context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 9 });
  },
});

/** The evaluations that the application hands over, by task. */
async function results(page: Page): Promise<Record<string, any>> {
  await page.getByRole("link", { name: "Results" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export with texts" }).click(),
  ]);
  const { evaluations } = JSON.parse(await readFile(await file.path(), "utf8"));
  return Object.fromEntries(evaluations.map((each: any) => [each.task, each]));
}

for (const [what, ticks, kills] of [["renderer", 1, 26], ["browser", 2, 6]] as const) {
  sitting(`after ${kills} kills of the ${what} everything with ${ticks} of two ticks is there`, async ({ sitting }) => {
    test.slow(); // as many starts of the page as kills, and more
    const pick = chance(SEED + ticks);
    await sitting.visit((page) => openPack(page, PACK));
    let compared = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const moment = MOMENTS[kill % MOMENTS.length]!;
      await sitting.workUntilKilled(ticks, moment, pick);
      compared += sitting.witness.acknowledged(ticks).size;
      expect(await sitting.lost(ticks), `lost by kill ${kill + 1}, at ${moment}, seed ${SEED}`).toEqual([]);
      await sitting.showsWhatIsKept();
    }
    const entries = sitting.witness.acknowledged(ticks);
    const submitted = [...said(entries)].filter(([, { submitted }]) => submitted).map(([task]) => task);
    await finish(sitting.page, pick, () => {}); // as if nothing had been
    const kept = said(await stored(sitting.page));
    const evaluations = await results(sitting.page);
    for (const task of submitted) {
      const { ratings, rationale } = kept.get(task)!;
      expect(Object.values(evaluations[task].ratings), task).toEqual([ratings]);
      expect(evaluations[task].rationale.text, task).toBe(rationale);
    }
    console.log(
      `${kills} kills of the ${what}, seed ${SEED}: ${entries.size} entries acknowledged, ` +
      `${submitted.length} submissions among them; ${compared} comparisons, 0 lost`,
    );
  });
}

sitting("an acknowledged entry that is in neither place is missed, by test and page", async ({ sitting }) => {
  const { page, witness } = sitting;
  await openPack(page, PACK);
  for (const key of ["1", "2", "3"]) await page.keyboard.press(key);
  await expect.poll(() => witness.acknowledged(2).size).toBe(4); // the pack and the ratings
  const address = page.url();
  // The application would bring back what it still knows: it must not be there.
  await leave(page);
  expect(missing(witness.acknowledged(2), await stored(page))).toEqual([]);
  const victim = [...witness.acknowledged(2).keys()].find((key) => key.endsWith(":3"))!;
  await page.evaluate(async (key) => {
    localStorage.removeItem(key);
    await new Promise((resolve) => {
      indexedDB.open("tm1:journal").onsuccess = ({ target }) => {
        const mirror = (target as IDBOpenDBRequest).result;
        const change = mirror.transaction("values", "readwrite");
        change.objectStore("values").delete(key);
        change.oncomplete = resolve;
        mirror.close();
      };
    });
  }, victim);
  expect(missing(witness.acknowledged(2), await stored(page))).toEqual([victim]);
  await page.goto(address);
  await started(page);
  await expect(page.getByRole("alert")).toContainText("1 entry is missing");
  expect(missing(witness.acknowledged(1), await stored(page))).toEqual([victim]);
});
