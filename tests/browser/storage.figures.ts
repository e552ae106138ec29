// What keeping costs with 3,000 entries there: a commit, the second tick, a start.
import { type Page } from "@playwright/test";
import { fillWithRatings } from "./entries";
import { expect, test } from "./support";

type Times = { commits: number[]; ticks: number[] };

function spread(name: string, all: number[]): void {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(2);
  console.log(`${name}: n ${all.length}, median ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} ms`);
}

/** From the first call of a commit to its read-back, and from there to the second tick in sight. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const times: Times = { commits: [], ticks: [] };
    Object.assign(window, { times });
    const { getItem, setItem } = Storage.prototype;
    let began = 0;
    let written = "";
    let kept = 0;
    Storage.prototype.getItem = function (key) {
      if (key === "tm1:meta") began = performance.now();
      const value = getItem.call(this, key);
      if (key === written) {
        kept = performance.now();
        times.commits.push(kept - began);
        written = "";
      }
      return value;
    };
    Storage.prototype.setItem = function (key, value) {
      setItem.call(this, key, value);
      if (key.startsWith("tm1:j:")) written = key;
    };
    new MutationObserver(() => {
      if (kept > 0 && document.querySelector(".save")?.textContent?.includes("✓✓")) {
        times.ticks.push(performance.now() - kept);
        kept = 0;
      }
    }).observe(document.querySelector(".save")!, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}

test("keeping with 3,000 entries", async ({ page }) => {
  await fillWithRatings(page, 3_000);
  await expect(page.getByText("Saved ✓✓")).toBeVisible();
  await page.goBack();
  await watch(page);
  for (let round = 0; round < 200; round += 1) {
    await page.keyboard.press(String(1 + (round % 4)));
    await page.keyboard.press("k");
    await page.waitForTimeout(120);
  }
  const times = await page.evaluate(() => (window as unknown as { times: Times }).times);
  spread("commit, steps 2 to 4", times.commits);
  spread("from one tick to two in sight", times.ticks);
});

test("a start with 3,000 entries", async ({ page }) => {
  await fillWithRatings(page, 3_000);
  await expect(page.getByText("Saved ✓✓")).toBeVisible();
  await page.addInitScript(() => {
    const { getItem } = Storage.prototype;
    Storage.prototype.getItem = function (key) {
      if (key.startsWith("tm1:j:") || key.startsWith("tm1:s:")) {
        if (performance.getEntriesByName("first-read").length === 0) performance.mark("first-read");
      }
      return getItem.call(this, key);
    };
    new MutationObserver(() => {
      if (document.querySelector("main h1") && performance.getEntriesByName("shown").length === 0) performance.mark("shown");
    }).observe(document, { subtree: true, childList: true });
  });
  const loads: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    loads.push(await page.evaluate(() => {
      const at = (name: string) => performance.getEntriesByName(name)[0]!.startTime;
      return at("shown") - at("first-read");
    }));
  }
  spread("from the first entry read to the screen", loads);
});
