// The clock of active time stands still when nobody is working. Time is made by hand here.
import { readFileSync } from "node:fs";
import { type Page } from "@playwright/test";
import { expect, test } from "./support";

const SAMPLE = "#/open?pack=packs/support-compare.json";
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

test.beforeEach(async ({ page }) => {
  await page.clock.install();
  // A clock made by hand has no marks, so the start of the application is seen by what it shows.
  await page.goto(`./${SAMPLE}`);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + SECOND);
});

const timer = (page: Page) => page.getByRole("timer", { name: "Active time" });

/** The seconds that the timer shows. */
async function seconds(page: Page): Promise<number> {
  const [minutes, rest] = (await timer(page).textContent())!.split(":");
  return Number(minutes) * 60 + parseInt(rest!, 10);
}

/** Lets the page believe that its tab was left, or is looked at again. */
async function show(page: Page, visible: boolean): Promise<void> {
  await page.evaluate((visible) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => !visible });
    Object.defineProperty(document, "visibilityState", {
      configurable: true,
      get: () => (visible ? "visible" : "hidden"),
    });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, visible);
}

test("after a minute without input active time stands still, and goes on with the next key", async ({ page }) => {
  await page.keyboard.press("j");
  await page.clock.runFor(SECOND);
  const start = await seconds(page);
  await page.clock.runFor(40 * SECOND);
  expect(await seconds(page)).toBe(start + 40);
  await expect(timer(page)).not.toContainText("paused");

  await page.clock.runFor(MINUTE);
  await expect(timer(page)).toContainText("paused");
  const still = await seconds(page);
  // The timer ticks once a second, so what it showed first may be a part of one ahead.
  expect([start + 59, start + 60]).toContain(still);
  await page.clock.runFor(20 * MINUTE);
  expect(await seconds(page)).toBe(still);

  await page.keyboard.press("k");
  await page.clock.runFor(30 * SECOND);
  await expect(timer(page)).not.toContainText("paused");
  expect([still + 29, still + 30]).toContain(await seconds(page));
});

test("while the page is hidden active time stands still", async ({ page }) => {
  await page.keyboard.press("j");
  await page.clock.runFor(10 * SECOND);
  await show(page, false);
  await page.clock.runFor(SECOND);
  await expect(timer(page)).toContainText("paused");
  const still = await seconds(page);
  // Less than the minute after which it would stand still anyway.
  await page.clock.runFor(50 * SECOND);
  expect(await seconds(page)).toBe(still);

  await show(page, true);
  await page.clock.runFor(10 * SECOND);
  await expect(timer(page)).not.toContainText("paused");
  expect([still + 9, still + 10]).toContain(await seconds(page));
});

test("what is submitted is active time, not time that went by", async ({ page }) => {
  for (let cell = 0; cell < 10; cell += 1) {
    await page.keyboard.press("3");
    await page.clock.runFor(5 * SECOND);
  }
  await show(page, false);
  await page.clock.runFor(30 * MINUTE);
  await show(page, true);
  await page.keyboard.press("t");
  await page.clock.runFor(30 * MINUTE);
  const active = await seconds(page);
  await page.clock.resume();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await page.getByRole("link", { name: "Results" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export with texts" }).click(),
  ]);
  const [evaluation] = JSON.parse(readFileSync(await file.path(), "utf8")).evaluations;
  expect(Math.floor(evaluation.active_ms / SECOND)).toBe(active);
  // Ten ratings, and a minute after the decision.
  expect(active).toBeGreaterThanOrEqual(10 * 5 + 60);
  expect(active).toBeLessThan(3 * 60);
});
