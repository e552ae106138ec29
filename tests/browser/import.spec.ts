// Large files: the page answers while they are read, and nothing is left of what was cancelled.
import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { once } from "node:events";
import type { Browser, Page, TestInfo } from "@playwright/test";
import { expect, open, test } from "./support";
import { longestTask, watchTasks } from "./tasks";

/** `IMPORT_LINES=1000000` measures what `cargo verify` has no time for. */
const LINES = Number(process.env.IMPORT_LINES ?? 100_000);
const PATIENCE = LINES > 100_000 ? 10 * 60_000 : 60_000;

test.setTimeout(2 * PATIENCE);

/** Writes a table of so many lines; every thousandth is cut off. */
async function lines(info: TestInfo, rows: number): Promise<string> {
  const path = info.outputPath("large.jsonl");
  const out = createWriteStream(path);
  for (let n = 1; n <= rows; n += 1) {
    const row = { id: `row-${n}`, prompt: `What is ${n} and ${n}?`, response: `It is ${2 * n}, as two halves make one.` };
    const line = JSON.stringify(row);
    if (!out.write(`${n % 1000 === 0 ? line.slice(0, -4) : line}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
  return path;
}

type Watched = { long: number[]; memory: WebAssembly.Memory[] };

/** Watches long tasks and the memory of the module from the first moment on. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: Watched = { long: [], memory: [] };
    Object.assign(globalThis, { watched: seen });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.long.push(duration);
    }).observe({ type: "longtask", buffered: true });
    const find = (exports: WebAssembly.Exports) => {
      for (const each of Object.values(exports)) if (each instanceof WebAssembly.Memory) seen.memory.push(each);
    };
    for (const name of ["instantiate", "instantiateStreaming"] as const) {
      const real = WebAssembly[name] as (...args: unknown[]) => Promise<WebAssembly.WebAssemblyInstantiatedSource>;
      Object.assign(WebAssembly, {
        [name]: async (...args: unknown[]) => {
          const made = await real.apply(WebAssembly, args);
          find((made.instance ?? made).exports as WebAssembly.Exports);
          return made;
        },
      });
    }
  });
}

/** Tells the module's memory now and the tasks since the last time; the longest of them, in processor time. */
async function measure(browser: Browser, page: Page, what: string): Promise<number> {
  const held = await longestTask(browser);
  const { long, bytes } = await page.evaluate(() => {
    const { long, memory } = (globalThis as unknown as { watched: Watched }).watched;
    return { long: long.splice(0), bytes: Math.max(0, ...memory.map((each) => each.buffer.byteLength)) };
  });
  const longest = Math.round(Math.max(0, ...long));
  const tasks = `longest task ${longest} ms, ${Math.round(held)} ms of them on a processor, ${long.length} over 50 ms`;
  console.log(`${LINES} lines, ${what}: ${tasks}, memory ${Math.round(bytes / 1e6)} MB`);
  await watchTasks(browser, page);
  return held;
}

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

/** Presses Escape as soon as progress reads so; how many milliseconds later nothing was read any more. */
async function cancelled(page: Page, progress: RegExp, begin: () => Promise<void>): Promise<number> {
  const met = page.evaluate((source) => {
    const read = () => document.querySelector("[aria-label=Reading]")?.textContent ?? "";
    return new Promise<void>((met) => {
      // No timer: what is being read goes before those.
      new MutationObserver((_, seer) => {
        if (!new RegExp(source).test(read())) return;
        seer.disconnect();
        met();
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
      addEventListener("keydown", ({ timeStamp }) => {
        new MutationObserver((_, seer) => {
          if (read()) return;
          seer.disconnect();
          Object.assign(globalThis, { cancelledIn: performance.now() - timeStamp });
        }).observe(document.body, { subtree: true, childList: true });
      }, { once: true, capture: true });
    });
  }, progress.source);
  await begin();
  await met;
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "Reading" })).toBeHidden();
  return page.evaluate(() => Math.round((globalThis as unknown as { cancelledIn: number }).cancelledIn));
}

test("a large file is read, mapped and opened while the page answers", async ({ browser, page }, info) => {
  const path = await lines(info, LINES);
  console.log(`${LINES} lines are ${Math.round((await stat(path)).size / 1e6)} MB`);
  await watch(page);
  await watchTasks(browser, page);
  await open(page, "#/open");
  await measure(browser, page, "before");
  const go = () => page.getByRole("button", { name: /^Open .*tasks/ }).click();
  const bring = () => page.locator("input[type=file]").first().setInputFiles(path);

  // Progress is shown, and it can be left in the middle.
  const left = await cancelled(page, /\d rows, \d+ %/, bring);
  console.log(`cancelled in ${left} ms while rows were found`);
  await expect(heading(page)).toHaveText("Open a file");
  await page.getByLabel("Or paste it here").fill("still here");

  const begun = Date.now();
  const took = (what: string) => console.log(`${what} after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  await bring();
  await expect(heading(page)).toHaveText("large.jsonl", { timeout: PATIENCE });
  took("recognised");
  const bad = Math.floor(LINES / 1000);
  const out = `${bad.toLocaleString("en")} of ${LINES.toLocaleString("en")} rows are left out.`;
  await expect(page.getByText(out)).toBeVisible();
  const recognised = await measure(browser, page, "recognised");

  // Making the pack can be left too; what was said of the columns is still there.
  const all = (LINES - bad).toLocaleString("en");
  const made = await cancelled(page, /Making.*\d tasks?, \d+ %/, go);
  console.log(`cancelled in ${made} ms while tasks were made`);
  await expect(heading(page)).toHaveText("large.jsonl");
  await expect(page.getByRole("button", { name: `Open ${all} tasks` })).toBeEnabled({ timeout: PATIENCE });
  took("counted");
  const mapped = await measure(browser, page, "counted");
  const kept = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  console.log(`databases: ${kept.join(", ")}`);

  const clicked = Date.now();
  await go();
  await expect(heading(page)).toHaveText("Opened", { timeout: PATIENCE });
  console.log(`opened ${((Date.now() - clicked) / 1000).toFixed(1)} s after the click`);
  await expect(page.getByText(`${all} tasks are ready to work on.`)).toBeVisible();
  const opened = await measure(browser, page, "opened");
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/#\/task\//, { timeout: PATIENCE });
  await expect(heading(page)).toHaveText("What is 1 and 1?", { timeout: PATIENCE });
  await measure(browser, page, "first task");
  // What is measured beyond that is told, and nothing promised.
  if (LINES > 100_000) return;
  for (const longest of [recognised, mapped, opened]) {
    expect(longest, "some task was seen").toBeGreaterThan(0);
    expect(longest, "the longest task, ms on a processor").toBeLessThanOrEqual(100);
  }
});
