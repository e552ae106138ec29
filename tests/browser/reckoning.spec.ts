// Long statistics run in a worker: the page stays free, follows them and can end them.
//
// No screen asks for them in these tests: the build with planted faults lets the page do it (src/ui/planted/reckon.rs).
import type { Page } from "@playwright/test";
import { PLANTED_URL, SHIPPED_URL } from "./planted";
import { type Reckoner, ask, go, known, outcome, progress, ready, sample } from "./reckoner";
import { expect, started, test } from "./support";
import { longestTask, watchTasks } from "./tasks";

test.use({ baseURL: PLANTED_URL });

const WORKER = /\/statistics[^/]*\.(js|wasm)$/;

/** The application with a first question behind it: the worker is there. */
async function warm(page: Page): Promise<void> {
  await page.goto("./");
  await started(page);
  await ask(page, { Job: known[3].job });
}

/** The same to the last digit that anybody prints: the last bits of a logarithm are each machine's own. */
function expectSame(found: unknown, expected: unknown, at: string): void {
  if (typeof expected === "number") {
    expect(typeof found, at).toBe("number");
    const off = Math.abs((found as number) - expected);
    expect(off, at).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
  } else if (expected !== null && typeof expected === "object") {
    expect(Object.keys(found as object).sort(), at).toEqual(Object.keys(expected).sort());
    for (const [key, value] of Object.entries(expected)) {
      expectSame((found as Record<string, unknown>)[key], value, `${at}.${key}`);
    }
  } else {
    expect(found, at).toBe(expected);
  }
}

test("answers are those of the native library", async ({ page }) => {
  await page.goto("./");
  await started(page);
  for (const { job, answer } of known) {
    expectSame(JSON.parse(await ask(page, { Job: job })), answer, Object.keys(job)[0]);
  }
  expect(page.workers(), "one worker for all of them").toHaveLength(1);
});

test("several questions at once are answered each", async ({ page }) => {
  await page.goto("./");
  await started(page);
  const answers = await page.evaluate(
    (jobs) => Promise.all(jobs.map((json) => (globalThis as unknown as Reckoner).reckon(json)(() => {}).answer)),
    known.map(({ job }) => JSON.stringify({ Job: job })),
  );
  for (const [at, { answer }] of known.entries()) expectSame(JSON.parse(answers[at]), answer, `${at}`);
});

test("while replicates run the page has no long task and a key answers", async ({ browser, page }) => {
  await warm(page);
  // Six thousand evaluations; the board is made on the page, before the clock runs.
  await ready(page, sample(6000, 1_000_000));
  await watchTasks(browser, page);
  await go(page);
  await expect.poll(async () => (await progress(page)).length).toBeGreaterThan(3);
  const longest = await longestTask(browser);
  expect(longest, "some task was seen").toBeGreaterThan(0);
  expect(longest, "the longest task while it is asked and runs, ms on a processor").toBeLessThanOrEqual(50);

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  expect(await outcome(page), "it is still running").toBe("");
});

test("progress rises, and is told no more often than is of use", async ({ page }) => {
  await warm(page);
  await ready(page, sample(6000, 2000));
  await go(page);
  await expect.poll(() => outcome(page), { timeout: 50_000 }).toContain("Headline");
  const told = await progress(page);
  for (const [at, [, done, all]] of told.entries()) {
    expect(done).toBeLessThanOrEqual(all);
    if (at > 0) expect(done).toBeGreaterThan(told[at - 1][1]);
  }
  // What is told while the page is busy comes all at once, so only the number of words says how often they were sent.
  const span = told.at(-1)![0] - told[0][0];
  expect(told.length).toBeLessThan(2 + (span + 500) / 50);
  expect(told.at(-1)![1] / told.at(-1)![2]).toBeGreaterThan(0.5);
});

test("cancelled, it ends at once, nothing comes after, and the next question is answered", async ({ page }) => {
  await warm(page);
  await ready(page, sample(6000, 1_000_000));
  await go(page);
  await expect.poll(async () => (await progress(page)).length).toBeGreaterThan(1);
  const took = await page.evaluate(async () => {
    const here = globalThis as unknown as Reckoner;
    const at = performance.now();
    here.asked.cancel();
    await here.asked.answer.catch(() => {});
    return performance.now() - at;
  });
  console.log(`over ${took.toFixed(1)} ms after the cancel`);
  expect(await outcome(page)).toBe("error: Cancelled.");
  const told = (await progress(page)).length;
  await page.waitForTimeout(400);
  expect((await progress(page)).length, "nothing is told afterwards").toBe(told);

  const { job, answer } = known[0];
  expectSame(JSON.parse(await ask(page, { Job: job })), answer, "after a cancel");
  // Chromium lets a worker that is in the middle of a task go on for two seconds; nobody hears it.
  await expect.poll(() => page.workers().length).toBe(1);
});

test("a question that waits is cancelled without disturbing the one before it", async ({ page }) => {
  await warm(page);
  const [first, second] = await page.evaluate(
    async ([one, other]) => {
      const here = globalThis as unknown as Reckoner;
      const asked = [one, other].map((json) => here.reckon(json)(() => {}));
      asked[1].cancel();
      const outcomes = await Promise.allSettled(asked.map((each) => each.answer));
      return outcomes.map((each) => (each.status === "fulfilled" ? each.value : String(each.reason.message)));
    },
    [known[0].job, known[1].job].map((job) => JSON.stringify({ Job: job })),
  );
  expectSame(JSON.parse(first), known[0].answer, "the first");
  expect(second).toBe("Cancelled.");
});

test("a panic in the worker comes back as an error, and the next question is answered", async ({ page }) => {
  await warm(page);
  const words = await ask(page, { Job: { Measure: "Panic" } });
  expect(words).toContain("error: This could not be worked out: ");
  expect(words).toContain("planted: statistics");
  // The application itself goes on.
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("The app stopped");
  const { job, answer } = known[3];
  expectSame(JSON.parse(await ask(page, { Job: job })), answer, "after a panic");
});

test("a worker without work is ended after a while, and starts again", async ({ page }) => {
  await page.goto("./");
  await started(page);
  await page.clock.install();
  await ask(page, { Job: known[3].job });
  expect(page.workers()).toHaveLength(1);
  await page.clock.runFor(61_000);
  await expect.poll(() => page.workers().length).toBe(0);
  const { job, answer } = known[3];
  expectSame(JSON.parse(await ask(page, { Job: job })), answer, "after a rest");
});

for (const kind of ["js", "wasm"]) {
  test(`where the worker's ${kind} file is missing, that is said in words`, async ({ page, complaints }) => {
    complaints.expectComplaint(/console: /);
    const file = (url: URL) => WORKER.test(url.pathname) && url.pathname.endsWith(kind);
    await page.route(file, (route) => route.fulfill({ status: 404, body: "" }));
    await page.goto("./");
    await started(page);
    const lost = "error: A part of the app could not be loaded. Try again; if it stays, reload the page.";
    expect(await ask(page, { Job: known[0].job })).toBe(lost);
    // After another try it is there.
    await page.unroute(file);
    expect(await ask(page, { Job: known[0].job })).toContain("Headline");
  });

  test(`a worker's ${kind} file of another build is refused`, async ({ page, complaints }) => {
    complaints.expectComplaint(/console: /);
    const file = (url: URL) => WORKER.test(url.pathname) && url.pathname.endsWith(kind);
    const contentType = kind === "js" ? "text/javascript" : "application/wasm";
    await page.route(file, (route) => route.fulfill({ status: 200, contentType, body: "another" }));
    await page.goto("./");
    await started(page);
    expect(await ask(page, { Job: known[0].job })).toContain("could not be loaded");
  });
}

test("what was looked at is what runs, however often a worker starts", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await warm(page);
  const files = asked.filter((url) => WORKER.test(url));
  expect(files).toHaveLength(2);
  // Whoever answers from now on answers something else.
  await page.route(WORKER, (route) => route.fulfill({ contentType: "text/javascript", body: "postMessage({ failed: 'another' })" }));
  await ready(page, sample(6000, 1_000_000));
  await go(page);
  await expect.poll(async () => (await progress(page)).length).toBeGreaterThan(1);
  await page.evaluate(() => (globalThis as unknown as Reckoner).asked.cancel());
  const { job, answer } = known[0];
  expectSame(JSON.parse(await ask(page, { Job: job })), answer, "in a second worker");
  expect(asked.filter((url) => WORKER.test(url))).toEqual(files);
});

test("the worker has the policy of the page", async ({ page, complaints }) => {
  // An import is told of as a request before it is refused.
  complaints.expectComplaint(/console: |request to https:\/\/example\.org\/x\.js/);
  const refused: string[] = [];
  page.on("requestfailed", (request) => refused.push(`${request.url()}: ${request.failure()?.errorText}`));
  await warm(page);
  const [worker] = page.workers();
  const tried = await worker.evaluate(async () => {
    const words = (error: unknown) => `refused: ${(error as Error).name}`;
    const fetched = await fetch("https://example.org/").then(() => "fetched", words);
    const imported = await import("https://example.org/x.js" as string).then(() => "imported", words);
    let evaluated = "";
    try {
      evaluated = (0, eval)("'evaluated'");
    } catch (error) {
      evaluated = words(error);
    }
    return [fetched, imported, evaluated];
  });
  expect(tried).toEqual(["refused: TypeError", "refused: TypeError", "refused: EvalError"]);
  expect(refused).toEqual(["https://example.org/x.js: csp"]);
});

test("the guard lets the page start that worker, and nothing else", async ({ page, complaints }) => {
  complaints.expectComplaint(/policy: (require-trusted-types-for|worker-src)|console: /);
  await page.goto("./");
  await started(page);
  const made = await page.evaluate(() => (globalThis as unknown as { statisticsWorker(): Promise<string> }).statisticsWorker());
  const tried = (url: string) =>
    page.evaluate((url) => {
      const does = (what: () => void) => {
        try {
          what();
          return true;
        } catch {
          return false;
        }
      };
      return {
        worker: does(() => new Worker(url, { type: "module" }).terminate()),
        shared: does(() => new SharedWorker(url)),
        script: does(() => (document.createElement("script").src = url)),
      };
    }, url);
  const nothing = { worker: false, shared: false, script: false };
  expect(await tried(made)).toEqual({ ...nothing, worker: true });
  const named = await page.locator("script[data-worker]").getAttribute("data-worker");
  const other = await page.evaluate(() => URL.createObjectURL(new Blob(["postMessage(1)"], { type: "text/javascript" })));
  for (const url of [`${made}#x`, other, new URL(named!, page.url()).href, new URL("app.js", page.url()).href, "data:text/javascript,1"]) {
    expect(await tried(url), url).toEqual(nothing);
  }
});

test.describe("as it is shipped", () => {
  test.use({ baseURL: SHIPPED_URL });

  test("a first visit fetches nothing of the worker, and the page has no door to it", async ({ page }) => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto("./");
    await started(page);
    await page.waitForLoadState("networkidle");
    expect(asked.filter((url) => WORKER.test(url) || url.includes("/part-reckoning"))).toEqual([]);
    expect(page.workers()).toHaveLength(0);
    expect(await page.evaluate(() => "reckon" in globalThis)).toBe(false);
  });

  test("the worker answers", async ({ page }) => {
    await page.goto("./");
    await started(page);
    const script = page.locator("script[data-worker]");
    for (const name of ["data-worker", "data-module"]) {
      expect(await script.getAttribute(name)).toMatch(/^statistics-[0-9a-f]{16}\.(js|wasm)$/);
      expect(await script.getAttribute(`${name}-integrity`)).toMatch(/^sha384-/);
    }
    // No screen asks yet, so the page is asked to speak to it as the clerk does (src/ui/reckoning/clerk.rs).
    for (const { job, answer } of known) {
      const found = await page.evaluate(async (piece) => {
        const { statisticsWorker } = globalThis as unknown as { statisticsWorker(): Promise<string> };
        const { module } = document.querySelector<HTMLScriptElement>("script[data-module]")!.dataset;
        const worker = new Worker(await statisticsWorker(), { type: "module" });
        const answered = new Promise<string>((resolve) => {
          worker.onmessage = ({ data }) => {
            if (data.answer ?? data.failed) resolve(data.answer ?? data.failed);
          };
        });
        worker.postMessage({ module: await WebAssembly.compile(await (await fetch(module!)).arrayBuffer()) });
        worker.postMessage({ piece, last: true });
        return answered.finally(() => worker.terminate());
      }, JSON.stringify({ Job: job }));
      expectSame(JSON.parse(found), answer, Object.keys(job)[0]);
    }
  });
});
