// Whole jobs, as a rater does them.
import { readFileSync } from "node:fs";
import { type Page } from "@playwright/test";
import { axe, expect, open, started, test } from "./support";

const SAMPLE = "#/open?pack=packs/support-compare.json";

async function openSample(page: Page): Promise<void> {
  await open(page, SAMPLE);
  await expect(page.getByRole("region", { name: "Rubric" })).toBeVisible();
}

/** Rates both responses on every criterion: A Excellent, B Poor. */
async function rateByMouse(page: Page): Promise<void> {
  for (const group of await page.getByRole("group", { name: /, response A$/ }).all()) {
    await group.getByRole("radio", { name: "Excellent" }).check({ force: true });
  }
  for (const group of await page.getByRole("group", { name: /, response B$/ }).all()) {
    await group.getByRole("radio", { name: "Fair" }).check({ force: true });
  }
}

async function download(page: Page, start: () => Promise<void>): Promise<Record<string, any>> {
  const [file] = await Promise.all([page.waitForEvent("download"), start()]);
  return JSON.parse(readFileSync(await file.path(), "utf8"));
}

test("by mouse: open, rate, compare, explain, submit, reload, export, import again", async ({ page, browser }) => {
  await openSample(page);
  const title = await page.getByRole("heading", { level: 1 }).textContent();
  await rateByMouse(page);
  await expect(page.getByRole("status", { name: "Scores" })).toContainText("1.00 ✓ pass");
  await page.getByRole("group", { name: /^Decision/ }).getByRole("radio", { name: "A much better" }).check({ force: true });
  await page.getByRole("button", { name: /^Template/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: /Insert/ }).click();
  const rationale = page.getByRole("textbox", { name: "Rationale" });
  await expect(rationale).toHaveValue(/A is much better/);
  await rationale.press("End");
  await rationale.pressSequentially(" Seen by hand.");
  await page.getByRole("button", { name: /^Submit and next/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(title!);
  const second = await page.getByRole("heading", { level: 1 }).textContent();
  await page.keyboard.press("3");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(second!);
  await expect(page.getByRole("group", { name: /, response A$/ }).first().getByRole("radio", { name: "Good" })).toBeChecked();

  await page.getByRole("link", { name: "Results" }).click();
  const exported = await download(page, () => page.getByRole("button", { name: /Export with texts/ }).first().click());
  expect(exported.format).toBe("trainmaster/results");
  expect(exported.app, "the version and the build").toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{16}$/);
  expect(exported.evaluations).toHaveLength(1);
  expect(exported.evaluations[0].rationale.text).toContain("Seen by hand.");
  expect(exported.evaluations[0].decision).toMatch(/_much_better$/);
  expect(exported.evaluations[0].decision.startsWith(exported.evaluations[0].shown[0])).toBe(true);

  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(page.url());
  await started(elsewhere);
  await elsewhere.locator("input[type=file]").first().setInputFiles({
    name: "results.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(exported)),
  });
  await expect(elsewhere.getByRole("table").getByText(title!)).toBeVisible();
  const again = await download(elsewhere, () => elsewhere.getByRole("button", { name: /Export with texts/ }).first().click());
  for (const file of [exported, again]) delete file.exported_at;
  expect(again.evaluations).toEqual(exported.evaluations);
  expect(again.tasks).toEqual(exported.tasks);
  expect(again.rater).toEqual(exported.rater);
  await elsewhere.context().close();
});

test("by keyboard alone: from the first visit to the second task", async ({ page }) => {
  await open(page, "#/today");
  await page.keyboard.press("Tab"); // the skip link
  await page.keyboard.press("Enter");
  const sample = page.locator("a[href$='support-compare.json']");
  for (let step = 0; step < 12 && !(await sample.evaluate((link) => link === document.activeElement)); step += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  for (let cell = 0; cell < 10; cell += 1) await page.keyboard.press(cell % 2 === 0 ? "4" : "2");
  await page.keyboard.press("x"); // the checks of the last criterion
  await page.keyboard.press("1");
  await page.keyboard.press("a");
  await page.keyboard.press("a");
  await page.keyboard.press("r");
  await page.keyboard.type("A answers; B does not. jkxab 1 2 3");
  await page.keyboard.press("Escape");
  await expect(page.getByText("10 of 10 rated · A much better")).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await page.keyboard.press("z"); // across the submission
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Rationale" })).toHaveValue("A answers; B does not. jkxab 1 2 3");
  await page.keyboard.press("Shift+Z");
  await expect(page.getByText("The evaluation is read only.")).toBeVisible();
});

test("keys never fire while typing", async ({ page }) => {
  await openSample(page);
  await page.keyboard.press("r");
  await page.keyboard.type("abt123xsez?");
  await expect(page.getByText("0 of 10 rated")).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("an unfinished task is not submitted and says what is missing", async ({ page }) => {
  await openSample(page);
  await page.keyboard.press("4");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(/Not rated yet: .* for B/)).toBeVisible();
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
});

test("ratings against the decision ask for a reason", async ({ page }) => {
  await openSample(page);
  await rateByMouse(page);
  await page.keyboard.press("b");
  await expect(page.getByText(/The rubric has A ahead by/)).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  await page.getByRole("textbox", { name: "Why both stand" }).fill("The rubric misses the tone of the greeting.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
});

test("model names stay hidden while the work is blind", async ({ page }) => {
  await openSample(page);
  await expect(page.getByText("blind").first()).toBeVisible();
  const words = await page.locator("main").textContent();
  const pack = JSON.parse(readFileSync("../../packs/support-compare.json", "utf8"));
  for (const task of pack.tasks) for (const response of task.responses) expect(words).not.toContain(response.model);
});

test("what is typed survives a closed tab", async ({ page, context }) => {
  await openSample(page);
  await page.keyboard.press("r");
  await page.keyboard.type("Half a sen");
  await page.waitForTimeout(1100);
  await page.keyboard.type("t");
  const address = page.url();
  await page.close({ runBeforeUnload: false });
  const back = await context.newPage();
  await back.goto(address);
  await started(back);
  await expect(back.getByRole("textbox", { name: "Rationale" })).toHaveValue(/^Half a sen/);
});

for (const [name, address] of [
  ["today", "#/today"], ["open", "#/open"], ["queue", "#/queue"], ["results", "#/results"],
  ["packs", "#/packs"], ["data", "#/data"], ["nowhere", "#/nowhere"],
] as const) {
  test(`axe finds nothing on ${name}, empty and full`, async ({ page }) => {
    await open(page, address);
    await axe(page);
    await openSample(page);
    await rateByMouse(page);
    await page.keyboard.press("a");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByText("Task 2 of 12")).toBeVisible();
    await page.evaluate((hash) => { location.hash = hash; }, address);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await axe(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await axe(page);
  });
}

test("axe finds nothing in the workspace and its dialogs", async ({ page }) => {
  test.slow(); // seventeen runs of axe
  await openSample(page);
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await axe(page);
    for (const key of ["?", "Control+k", "g", "e", "s", "Shift+R"]) {
      await page.keyboard.press(key);
      await expect(page.getByRole("dialog")).toBeVisible();
      await axe(page);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
    }
    await page.keyboard.press("v");
    await axe(page);
    await page.keyboard.press("v");
  }
  await open(page, "#/open?pack=packs/instruction-following.json");
  await expect(page.getByText("Score", { exact: true })).toBeVisible();
  await axe(page);
});
