// The application stops in the middle of things: what is there then, what is kept, and what is offered afterwards.
import { readFileSync } from "node:fs";
import { type Page } from "@playwright/test";
import { PLANTED_URL, SHIPPED_URL, plant } from "./planted";
import { axe, expect, open, openPack, started, test } from "./support";

test.use({ baseURL: PLANTED_URL });

const PROMISED = 1_000; // milliseconds from the panic to the panel

const PACK = {
  id: "stops", title: "Stops",
  rubrics: [{ title: "Short", criteria: [{ name: "Right" }], rating_scale: ["Poor", "Good"] }],
  tasks: ["One", "Two", "Three"].map((title) => ({
    title, instruction: "Say hello.", responses: [{ text: "Hello." }, { text: "Hi." }],
  })),
};

/** A draft has the first words; the others stand in the box alone. */
const FIRST = "What was typed a while ago,";
const LAST = " and what was typed just now.";

const box = (page: Page) => page.getByRole("textbox", { name: "Rationale", exact: true });
const go = (page: Page, hash: string) => page.evaluate((to) => (location.hash = to), hash);
const type = (page: Page, words: string) => page.keyboard.insertText(words);

type Stop = {
  /** The name in src/ui/planted.rs. */
  at: string;
  what: string;
  act(page: Page): Promise<unknown>;
  /** Whether the stop follows the act at once; otherwise something has to come first. */
  direct?: boolean;
};

const escape = (page: Page) => page.keyboard.press("Escape");

const STOPS: Stop[] = [
  { at: "click", what: "a click", direct: true, act: (page) => page.locator("button[data-command=full]").click() },
  { at: "key", what: "a key", direct: true, act: (page) => page.keyboard.press("F8") },
  { at: "abyss", what: "a stack without end", direct: true, act: (page) => page.keyboard.press("F8") },
  { at: "input", what: "a word being typed", direct: true, act: (page) => type(page, " More.") },
  { at: "effect", what: "an effect", act: (page) => go(page, "#/queue") },
  {
    at: "memo", what: "a value being computed", direct: true,
    act: (page) => page.getByRole("radio", { name: "Good" }).first().click({ force: true }),
  },
  { at: "view", what: "a view being made", direct: true, act: (page) => escape(page).then(() => page.keyboard.press("]")) },
  { at: "task", what: "a write to disk that has just ended", act: escape },
  { at: "timer", what: "a timer", act: async () => {} },
  {
    at: "tab", what: "a word of another tab",
    act: (page) => page.evaluate(() => new BroadcastChannel("tm1:tabs").postMessage("news")),
  },
  { at: "before the write", what: "a commit that is not written", direct: true, act: escape },
  { at: "after the write", what: "a commit that is written and not shown", direct: true, act: escape },
  { at: "leave", what: "a screen that is left", act: (page) => go(page, "#/queue") },
  { at: "chunk", what: "a part that was just fetched", act: (page) => go(page, "#/results") },
];

type Watch = {
  /** When the last input, the stop and the panel were. */
  input: number;
  stopped: number;
  panel: number;
  /** What reached a store, and how much of it before the panel. */
  writes: string[];
  atPanel: number;
  /** What localStorage held when the panel came. */
  store: Record<string, string>;
};
type Watched = { watch: Watch };

/** Takes the times, and notes every write that reaches a store: it is first on the page, so it stands below the fence. */
function watch(): void {
  const seen: Watch = { input: 0, stopped: 0, panel: 0, writes: [], atPanel: 0, store: {} };
  (globalThis as unknown as Watched).watch = seen;
  for (const type of ["keydown", "pointerdown", "beforeinput"]) {
    addEventListener(type, () => { if (!seen.stopped) seen.input = performance.now(); }, true);
  }
  const note = (kind: { prototype: any }, names: string[]) => {
    for (const name of names) {
      const native = kind.prototype[name];
      kind.prototype[name] = function (...given: unknown[]) {
        if (this === sessionStorage && given[0] === "planted") seen.stopped = performance.now();
        else seen.writes.push(`${name} ${String(given[0])}`);
        return native.apply(this, given);
      };
    }
  };
  note(Storage, ["removeItem", "setItem", "clear"]);
  note(IDBObjectStore, ["put", "add", "delete", "clear", "createIndex"]);
  note(IDBCursor, ["update", "delete"]);
  note(IDBFactory, ["deleteDatabase"]);
  new MutationObserver(() => {
    if (seen.panel || !document.querySelector(".boot-failure[role=alert]")) return;
    seen.panel = performance.now();
    seen.atPanel = seen.writes.length;
    seen.store = { ...localStorage };
  }).observe(document, { childList: true, subtree: true });
}

const watched = (page: Page) => page.evaluate(() => (globalThis as unknown as Watched).watch);

/** Everything in IndexedDB, a line a row, with the texts of packs as text. */
const onDisk = (page: Page) =>
  page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const lines: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name!));
      for (const store of database.objectStoreNames) {
        const rows = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())]);
        for (const [at, key] of keys.entries()) {
          const isText = Array.isArray(values[at]) && values[at].every((part) => part instanceof Blob);
          const value = isText ? await new Blob(values[at]).text() : values[at];
          lines.push(JSON.stringify({ database: name, store, key, value }));
        }
      }
      database.close();
    }
    return lines.sort();
  });

/** Everything that happens to a page that is left open: keys, timers, other tabs, and its being hidden. */
async function carryOn(page: Page): Promise<void> {
  for (const key of ["3", "t", "z", "]", "Control+Enter"]) await page.keyboard.press(key);
  await page.evaluate(() => {
    new BroadcastChannel("tm1:tabs").postMessage("news");
    for (const type of ["focus", "storage", "pagehide", "hashchange"]) dispatchEvent(new Event(type));
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
  // Longer than every wait of the application: drafts, pauses, second read-backs.
  await page.waitForTimeout(2_500);
}

/** Downloads everything from the panel, line by line. */
async function everything(page: Page): Promise<any[]> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download my work" }).click(),
  ]);
  return readFileSync(await file.path(), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** Submits the first task, and stands on the second with words in a box. */
async function work(page: Page): Promise<void> {
  await openPack(page, PACK);
  await expect(page.getByText("Task 1 of 3")).toBeVisible();
  for (const key of ["2", "2", "t", "Control+Enter"]) await page.keyboard.press(key);
  await expect(page.getByText("Task 2 of 3")).toBeVisible();
  await expect(page.getByText("Saved ✓✓")).toBeVisible();
  await box(page).focus();
  await type(page, FIRST);
}

const times: { what: string; panel: number }[] = [];

test.afterAll(() => {
  if (times.length === 0) return;
  const sorted = times.map(({ panel }) => panel).sort((a, b) => a - b);
  const figures = `median ${sorted[sorted.length >> 1].toFixed(0)} ms, longest ${sorted.at(-1)!.toFixed(0)} ms`;
  console.log(`from a stop to the panel, ${times.length} stops: ${figures}`);
});

/** Waits for the panel, and holds it to its promise. */
async function panel(page: Page, { what, direct }: Stop): Promise<Watch> {
  await expect(page.getByRole("alert")).toContainText("The app stopped");
  const seen = await watched(page);
  const took = seen.panel - (direct ? seen.input : seen.stopped);
  times.push({ what, panel: took });
  expect(seen.stopped, "the stop was the planted one").toBeGreaterThan(0);
  expect(took, "milliseconds until the panel").toBeLessThan(PROMISED);
  return seen;
}

/** Nothing was written since the panel, and everything is in the download. */
async function expectStill(page: Page, seen: Watch): Promise<any[]> {
  const disk = await onDisk(page);
  await carryOn(page);
  const { writes } = await watched(page);
  expect(writes.slice(seen.atPanel), "writes after the panel").toEqual([]);
  expect(await page.evaluate(() => ({ ...localStorage }))).toEqual(seen.store);
  expect(await onDisk(page)).toEqual(disk);

  const lines = await everything(page);
  const kept = lines.filter(({ key, database }) => key && !database);
  expect(Object.fromEntries(kept.map(({ key, value }) => [key, value]))).toEqual(seen.store);
  expect(lines.filter(({ database }) => database).map((line) => JSON.stringify(line)).sort()).toEqual(disk);
  return lines;
}

/** The page starts again, once, and asks nothing on the way. */
async function reload(page: Page): Promise<void> {
  const loads: string[] = [];
  const asked: string[] = [];
  page.on("framenavigated", (frame) => loads.push(frame.url()));
  page.on("dialog", (dialog) => { asked.push(dialog.message()); void dialog.accept(); });
  await page.getByRole("button", { name: "Reload" }).click();
  await expect.poll(() => loads.length).toBe(1);
  await started(page);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await expect(page.getByText("The app stopped", { exact: true })).toHaveCount(0);
  expect(loads, "loads").toHaveLength(1);
  expect(asked, "questions before leaving").toEqual([]);
}

const offered = (page: Page) => page.getByRole("region", { name: "Words from before the app stopped" });

test.describe("the application stops in", () => {
  // One after another in one worker: the times of all stand in one table.
  test.describe.configure({ mode: "default" });
  test.beforeEach(async ({ page, complaints }) => {
    // A stopped program is heard of; that is how the lifeboat hears of it too.
    complaints.expectComplaint(/console: |page error: /);
    await page.addInitScript(watch);
  });

  for (const stop of STOPS) {
    test(stop.what, async ({ page }) => {
      await work(page);
      await plant(page, stop.at);
      await type(page, LAST);
      const words = await box(page).inputValue();
      await stop.act(page);
      const seen = await panel(page, stop);
      await expect(page.getByRole("alert")).toContainText("Your 1 evaluation is safe");
      const lines = await expectStill(page, seen);
      const told = JSON.stringify(lines);
      expect(told).toContain(words.trim());
      await reload(page);

      // Every step that was on the shelf is there, and the words are in their box or are offered.
      const steps = Object.keys(seen.store).filter((key) => key.startsWith("tm1:j:"));
      const after = await page.evaluate(() => Object.keys(localStorage));
      expect(steps.filter((key) => !after.includes(key)), "steps that are gone").toEqual([]);
      await page.goto(PLANTED_URL + "#/queue?show=done");
      await expect(page.getByRole("table").locator("tbody tr")).toHaveCount(1);
      await go(page, "#/queue");
      await page.getByRole("link", { name: "Two" }).click();
      await expect(page.getByText("Task 2 of 3")).toBeVisible();
      const inBox = (await box(page).inputValue()).startsWith(words);
      if (!inBox) await expect(offered(page).getByLabel("Not saved: Rationale")).toHaveValue(words);
      if (inBox) await expect(offered(page)).toHaveCount(0);
    });
  }

  test("an import, half of it done", async ({ page, browser, baseURL }) => {
    const stop = { at: "import", what: "an import", act: async () => {} };
    const elsewhere = await (await browser.newContext({ baseURL })).newPage();
    await work(elsewhere);
    await go(elsewhere, "#/results");
    const [file] = await Promise.all([
      elsewhere.waitForEvent("download"),
      elsewhere.getByRole("button", { name: "Export with texts" }).click(),
    ]);
    const results = { name: "results.json", mimeType: "application/json", buffer: readFileSync(await file.path()) };
    await elsewhere.context().close();

    await open(page, "#/results");
    const bring = () => page.locator("input[type=file]").first().setInputFiles(results);
    await plant(page, stop.at);
    await bring();
    await expectStill(page, await panel(page, stop));
    await reload(page);
    await bring();
    await expect(page.getByRole("status", { name: "Import" })).toContainText("here already");
    await expect(page.getByRole("table").locator("tbody tr")).toHaveCount(1);
  });
});

test("words that are kept nowhere else are offered until they are discarded", async ({ page, context, complaints }) => {
  complaints.expectComplaint(/console: |page error: /);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const parts: string[] = [];
  page.on("request", (request) => { if (/\/part-left-/.test(request.url())) parts.push(request.url()); });
  await work(page);
  await plant(page, "input");
  await type(page, LAST);
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(offered(page).getByRole("textbox")).toHaveValue(FIRST + LAST);
  expect(parts).toHaveLength(1);
  await axe(page);
  await offered(page).getByRole("button", { name: "Copy the words" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(FIRST + LAST);

  // Another stop before they were taken up adds to them.
  await page.evaluate(() => (globalThis as any).lifeboat.stop("once more"));
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(offered(page).getByRole("textbox")).toHaveValue(FIRST + LAST);

  await offered(page).getByRole("link").click();
  await expect(page.getByText("Task 2 of 3")).toBeVisible();
  await offered(page).getByRole("button", { name: "Discard them" }).click();
  await expect(offered(page)).toHaveCount(0);
  expect(await page.evaluate(() => localStorage.getItem("tm1:lifeboat"))).toBeNull();
  parts.length = 0;
  await page.reload();
  await started(page);
  await expect(box(page)).toHaveValue(FIRST);
  await expect(offered(page)).toHaveCount(0);
  expect(parts, "the part is fetched only where there are words").toEqual([]);
});

test("what the key of left words holds is only words, and a broken one asks nothing", async ({ page }) => {
  await open(page);
  const leave = (value: string) => page.evaluate((value) => localStorage.setItem("tm1:lifeboat", value), value);
  await leave('{"words": [{"label": "<b>Note</b>", "where": "javascript:alert(1)", "text": "<img src=x>"}]}');
  await page.reload();
  await expect(offered(page).getByLabel("Not saved: <b>Note</b>")).toHaveValue("<img src=x>");
  await expect(offered(page).getByRole("link")).toHaveCount(0);
  for (const broken of ["", "[]", '{"words": [{"label": 1}]}']) {
    await leave(broken);
    await page.reload();
    await started(page);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(offered(page)).toHaveCount(0);
  }
});

test("evaluations in folded entries count as safe too", async ({ page }) => {
  await open(page);
  await page.evaluate(() => {
    const entry = (task: string) => ({ event: { step: "evaluation_submitted", pack: "p", task } });
    const other = { event: { step: "rating_given" } };
    const folded = { entries: { w1: { 1: entry("a"), 2: entry("b"), 3: other }, w2: { 1: entry("a") } } };
    localStorage.setItem("tm1:s:0", `1|0|0|${JSON.stringify(folded)}`);
    localStorage.setItem("tm1:j:w3:1", `1|0|0|${JSON.stringify(entry("c"))}`);
    (globalThis as any).lifeboat.stop("a test");
  });
  await expect(page.getByRole("alert")).toContainText("Your 3 evaluations are safe");
});

test.describe("what is shipped", () => {
  test.use({ baseURL: SHIPPED_URL });
  test("holds no planted fault", async ({ page, request }) => {
    const names = (text: string) => text.match(/[\w-]+\.(?:js|wasm)/g) ?? [];
    const read = async (name: string) => (await (await request.get(`./${name}`)).body()).toString("latin1");
    const first = names(await read(""));
    const parts = names(await read(first.find((name) => name.startsWith("parts-"))!));
    expect(parts.length).toBeGreaterThan(5);
    for (const name of new Set([...first, ...parts])) expect(await read(name), name).not.toContain("planted");
    await open(page);
    for (const { at } of STOPS) {
      await plant(page, at);
      await page.keyboard.press("F8");
    }
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
});
