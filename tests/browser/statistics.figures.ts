// How long statistics take in the worker: needs the build with planted faults as PLANTED_URL.
import { PLANTED_URL } from "./planted";
import { type Reckoner, ask, go, known, ready, sample } from "./reckoner";
import { started, test } from "./support";

test.use({ baseURL: PLANTED_URL });

test("how long statistics take", async ({ page }) => {
  test.skip(PLANTED_URL.startsWith("none"), "needs PLANTED_URL");
  await page.goto("./");
  await started(page);
  const begun = Date.now();
  await ask(page, { Job: known[3].job });
  const cold = Date.now() - begun;

  /** Milliseconds from when the data are made to the answer. */
  const measure = async (what: object): Promise<number> => {
    await ready(page, { Job: { Measure: what } });
    return page.evaluate(async () => {
      const here = globalThis as unknown as Reckoner;
      let made = NaN;
      await here.go(() => (made = performance.now())).answer;
      return performance.now() - made;
    });
  };
  /** The same on the main thread: only the build that is shipped says anything by it. */
  const here = (what: object): Promise<number> =>
    page.evaluate((json) => {
      const { reckonHere } = globalThis as unknown as Reckoner;
      let made = NaN;
      reckonHere(json, () => (made = performance.now()));
      return performance.now() - made;
    }, JSON.stringify({ Job: { Measure: what } }));
  const figures: [string, number[]][] = [["the first small question, with fetching and compiling", [cold]]];
  const repeat = async (name: string, times: number, once: () => Promise<number>) => {
    const all: number[] = [];
    for (let at = 0; at < times; at += 1) all.push(await once());
    figures.push([name, all]);
  };
  await repeat("start of a worker whose program is compiled, with a small question", 7, async () => {
    const { job } = known[3];
    // A cancel ends the worker; the program stays.
    await ready(page, { Job: { Measure: { Alpha: { ratings: 10_000_000 } } } });
    await go(page);
    await page.waitForTimeout(200);
    await page.evaluate(() => (globalThis as unknown as Reckoner).asked.cancel());
    await ready(page, { Job: job });
    return page.evaluate(async () => {
      const here = globalThis as unknown as Reckoner;
      const at = performance.now();
      await here.go(() => {}).answer;
      return performance.now() - at;
    });
  });
  await repeat("a small question to a worker that is there", 7, async () => {
    await ready(page, { Job: known[3].job });
    return page.evaluate(async () => {
      const here = globalThis as unknown as Reckoner;
      const at = performance.now();
      await here.go(() => {}).answer;
      return performance.now() - at;
    });
  });
  const votes = { votes: 100_000, models: 50, replicates: 1000 };
  const jobs: [string, number, object][] = [
    ["alpha of 1,000,000 ratings", 9, { Alpha: { ratings: 1_000_000 } }],
    ["1,000 bootstraps of 100,000 votes, 50 models", 5, { Votes: { ...votes, by_prompt: false } }],
    ["1,000 bootstraps of their 25,000 prompts", 5, { Votes: { ...votes, by_prompt: true } }],
  ];
  for (const [name, times, job] of jobs) await repeat(name, times, () => measure(job));
  await repeat("headline of 6,000 evaluations, 2,000 replicates, from the question to the answer", 5, async () => {
    await ready(page, sample(6000, 2000));
    return page.evaluate(async () => {
      const here = globalThis as unknown as Reckoner;
      const at = performance.now();
      await here.go(() => {}).answer;
      return performance.now() - at;
    });
  });
  // `cargo start --planted --release` makes it as it would be shipped.
  if (process.env.HERE) for (const [name, times, job] of jobs) await repeat(`${name}, on the main thread`, times, () => here(job));
  for (const [name, all] of figures) {
    const sorted = all.map((ms) => Math.round(ms * 10) / 10).sort((a, b) => a - b);
    console.log(`${name}: median ${sorted[all.length >> 1]} ms, ${sorted[0]} to ${sorted.at(-1)}, n = ${all.length}`);
  }
});
