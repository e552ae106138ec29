// Scoring, editing, finding and keeping: the rest of a rater's day.
import { readFileSync } from "node:fs";
import { type Page } from "@playwright/test";
import { axe, expect, open, openPack, started, test } from "./support";

const SCORE = "#/open?pack=packs/instruction-following.json";
const COMPARE = "#/open?pack=packs/support-compare.json";

const submit = (page: Page) => page.keyboard.press("Control+Enter");

test("a score: ratings, N/A that leaves the sum, submit, next", async ({ page }) => {
  await open(page, SCORE);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  const criteria = await page.getByRole("region", { name: "Rubric" }).getByRole("listitem").count();
  await page.keyboard.press("0");
  await expect(page.getByText(/on \d of \d criteria/)).toBeVisible();
  for (let at = 1; at < criteria; at += 1) await page.keyboard.press("2");
  await expect(page.getByRole("button", { name: /^Submit and next/ })).toBeVisible();
  await submit(page);
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
});

test("an edited evaluation keeps what was submitted before", async ({ page }) => {
  await open(page, COMPARE);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  for (let cell = 0; cell < 10; cell += 1) await page.keyboard.press("3");
  await page.keyboard.press("t");
  await submit(page);
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await page.getByRole("link", { name: "Results" }).click();
  await page.getByRole("table").getByRole("link").first().click();
  await expect(page.getByText("The evaluation is read only.")).toBeVisible();
  await page.getByRole("button", { name: /^Edit/ }).click();
  await page.keyboard.press("t");
  await submit(page);
  // Back to where it began, at the row that it is of.
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Results");
  await expect(page.getByText("Revision 2 saved.")).toBeVisible();
  await expect(page.getByRole("table").getByRole("link").first()).toBeFocused();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export without texts" }).click(),
  ]);
  const results = JSON.parse(readFileSync(await file.path(), "utf8"));
  expect(results.evaluations[0].revision).toBe(2);
  expect(results.evaluations[0].decision).toBe("both_bad");
  expect(results.evaluations[0].history[0].decision).toBe("both_good");
  expect(results.tasks[0].task).toBeUndefined();
});

test("an edit after the answers were shown says beforehand what it will count as", async ({ page }) => {
  const edit = page.getByText("You are changing a submitted evaluation.");
  const late = page.getByText("this revision will be marked as made after that");
  for (const [reveal, isLate] of [["after_submit", true], ["never", false]] as const) {
    await openPack(page, {
      id: reveal, reveal,
      rubrics: [{ title: "Short", criteria: [{ name: "Right" }], rating_scale: ["Poor", "Good"] }],
      tasks: ["One", "Two"].map((title) => ({
        title, instruction: "Say hello.", responses: [{ text: "Hello.", model: "alpha" }],
      })),
    });
    await page.keyboard.press("2");
    await submit(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Two");
    await page.keyboard.press("[");
    await page.keyboard.press("Enter");
    await expect(edit).toBeVisible();
    await expect(late).toHaveCount(isLate ? 1 : 0);
  }
});

test("nothing of the task before is left on the desk, and its words stay its own", async ({ page }) => {
  // The same criterion in both: each box must be the one of the task in sight.
  const note = page.getByRole("textbox", { name: "Note on Accuracy" });
  const openNote = page.getByRole("button", { name: "Note on Accuracy" });
  await open(page, COMPARE);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  for (let cell = 0; cell < 10; cell += 1) await page.keyboard.press("3");
  await page.keyboard.press("t");
  await openNote.click();
  await note.fill("Of the first task.");
  await submit(page);
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await expect(page.getByText("0 of 10 rated")).toBeVisible();
  await expect(page.getByRole("region", { name: "Rubric" }).locator("input:checked")).toHaveCount(0);
  await expect(note).toHaveCount(0);

  await openNote.click();
  await note.fill("Of the second task.");
  await page.keyboard.press("Escape");
  await page.keyboard.press("[");
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  await expect(page.getByRole("region", { name: "Rubric" }).locator("input:checked")).toHaveCount(10);
  await expect(page.getByRole("textbox", { name: /^Note on/ })).toHaveCount(1);
  await expect(note).toHaveValue("Of the first task.");
  await page.keyboard.press("]");
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await expect(note).toHaveValue("Of the second task.");
  // Left in the middle of a word: what was typed belongs to the task it was typed on.
  await note.fill("Of the second task, changed.");
  await page.goBack();
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  await expect(note).toHaveValue("Of the first task.");
  await page.goForward();
  await expect(note).toHaveValue("Of the second task, changed.");
  for (let cell = 0; cell < 10; cell += 1) await page.keyboard.press("3");
  await page.keyboard.press("t");
  await submit(page);
  await expect(page.getByText("Task 3 of 12")).toBeVisible();
  await page.getByRole("link", { name: "Results" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export with texts" }).click(),
  ]);
  const { evaluations } = JSON.parse(readFileSync(await file.path(), "utf8"));
  const pack = JSON.parse(readFileSync("../../packs/support-compare.json", "utf8"));
  const notes = Object.fromEntries(evaluations.map((each: any) => [each.task, Object.values(each.notes)]));
  expect(notes).toEqual({
    [pack.tasks[0].id]: ["Of the first task."],
    [pack.tasks[1].id]: ["Of the second task, changed."],
  });
});

test("results without their pack say that its file is missing, on every list", async ({ page, browser }) => {
  await open(page, COMPARE);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  for (let cell = 0; cell < 10; cell += 1) await page.keyboard.press("3");
  await page.keyboard.press("t");
  await submit(page);
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await page.keyboard.press("s");
  await page.keyboard.press("2");
  await expect(page.getByText("Task 3 of 12")).toBeVisible();
  // The name by which it is found goes to the palette, and the file goes to another browser.
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    (async () => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Command" }).fill("save with texts");
      await page.keyboard.press("Enter");
    })(),
  ]);
  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(new URL("#/results", page.url()).href);
  await started(elsewhere);
  await elsewhere.locator("input[type=file]").first().setInputFiles(await file.path());
  await expect(elsewhere.getByText("1 new evaluation came in.")).toBeVisible();
  for (const screen of ["queue", "packs"]) {
    await elsewhere.evaluate((to) => { location.hash = `#/${to}`; }, screen);
    await expect(elsewhere.getByText("The file of this pack is not here.")).toBeVisible();
    await expect(elsewhere.getByText("1 of – done").first()).toBeVisible();
    await expect(elsewhere.getByText("All 1 done")).toHaveCount(0);
  }
  await elsewhere.evaluate(() => { location.hash = "#/queue?show=skipped"; });
  await expect(elsewhere.getByRole("table").locator("tbody tr")).toHaveCount(1);
  await expect(elsewhere.getByRole("table")).toContainText("its text is in the pack's file");
  await elsewhere.evaluate(() => { location.hash = "#/today"; });
  const figures = elsewhere.getByRole("region", { name: "Figures of today" });
  await expect(figures).toContainText("Still open in this pack–");
  await expect(elsewhere.getByText("1 of – done")).toBeVisible();
  await elsewhere.context().close();
});

test("the queue finds what is flagged, skipped and done", async ({ page }) => {
  await open(page, COMPARE);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  await page.keyboard.press("e");
  await page.getByRole("dialog").getByRole("textbox").fill("The SOP is silent on vouchers.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("s");
  await page.keyboard.press("2");
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  for (const [address, count] of [["flagged", 1], ["skipped", 1], ["done", 0], ["open", 11], ["all", 12]] as const) {
    await page.evaluate((show) => { location.hash = `#/queue?show=${show}`; }, address);
    await expect(page.getByRole("table").locator("tbody tr")).toHaveCount(count);
  }
});

test("where storage is denied the page says so, works, and offers the download", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() { throw new DOMException("denied", "SecurityError"); },
    });
  });
  await open(page, COMPARE);
  await expect(page.getByRole("alert")).toContainText("This browser keeps nothing for this page.");
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  await page.keyboard.press("3");
  await expect(page.getByText("1 of 10 rated")).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download my work now" }).click(),
  ]);
  expect(readFileSync(await file.path(), "utf8")).toContain("rating_given");
  await axe(page);
});

/** Fills what is left of localStorage to the last unit. */
const fill = (page: Page) =>
  page.evaluate(() => {
    let size = 1 << 20;
    for (let at = 0; size > 0; at += 1) {
      try { localStorage.setItem(`fill-${at}`, "x".repeat(size)); } catch { size >>= 1; }
    }
  });

const unfill = (page: Page) =>
  page.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("fill-")) localStorage.removeItem(key);
  });

/** Comes back to the page as it was left, in the same browser. */
async function comeBack(page: Page): Promise<void> {
  const address = page.url();
  await page.goto("about:blank");
  await page.goto(address);
  await started(page);
}

test("where storage is full the work goes to disk, and it is said", async ({ page }) => {
  await open(page, COMPARE);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  await expect(page.getByText("Saved ✓✓")).toBeVisible();
  await fill(page);
  await page.keyboard.press("3");
  await expect(page.getByText("1 of 10 rated")).toBeVisible();
  await expect(page.getByRole("alert")).toContainText("on disk only");
  await comeBack(page);
  await expect(page.getByText("1 of 10 rated")).toBeVisible();
  await unfill(page);
  await page.keyboard.press("4");
  await expect(page.getByText("2 of 10 rated")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("where storage is full and there is no second place nothing is lost and it is said", async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => { throw new DOMException("denied", "SecurityError"); };
  });
  await open(page, COMPARE);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  await fill(page);
  await page.keyboard.press("3");
  await expect(page.getByText("1 of 10 rated")).toBeVisible();
  await expect(page.getByRole("alert").first()).toContainText("Your last changes are only in this tab.");
  await expect(page.getByText("Not saved")).toBeVisible();
  await unfill(page);
  await page.keyboard.press("4");
  await expect(page.getByText("Not saved")).toHaveCount(0);
});

test("where no place takes anything the next task waits, until there is room", async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => { throw new DOMException("denied", "SecurityError"); };
  });
  await open(page, COMPARE);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  for (let cell = 0; cell < 10; cell += 1) await page.keyboard.press("3");
  await page.keyboard.press("t");
  await expect(page.getByText("10 of 10 rated")).toBeVisible();
  await fill(page);
  await page.keyboard.press("1");
  await expect(page.getByText("Not saved")).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("status").filter({ hasText: "the next task has to wait" })).toBeVisible();
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  await unfill(page);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await expect(page.getByText("Not saved")).toHaveCount(0);
});

test("a task that is open in another tab says so, as long as it is", async ({ page, context }) => {
  const said = (at: Page) => at.getByText("This task is open in another tab too.");
  await open(page, COMPARE);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByText("Task 1 of 12")).toBeVisible();
  await expect(said(page)).toBeVisible();
  await expect(said(other)).toBeVisible();
  await other.keyboard.press("]");
  await expect(other.getByText("Task 2 of 12")).toBeVisible();
  await expect(said(page)).toHaveCount(0);
  await expect(said(other)).toHaveCount(0);
  await other.keyboard.press("[");
  await expect(said(page)).toBeVisible();
  await other.close();
  await expect(said(page)).toHaveCount(0);
});

test("an erased store comes back from disk", async ({ page }) => {
  await open(page, COMPARE);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  for (let cell = 0; cell < 3; cell += 1) await page.keyboard.press("3");
  await expect(page.getByText("3 of 10 rated")).toBeVisible();
  await expect(page.getByText("Saved ✓✓")).toBeVisible();
  await page.evaluate(() => localStorage.clear());
  await comeBack(page);
  await expect(page.getByText("3 of 10 rated")).toBeVisible();
});

test("what one tab says, the other shows", async ({ page, context }) => {
  await open(page, COMPARE);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await started(other);
  await expect(other.getByText("0 of 10 rated")).toBeVisible();
  await page.keyboard.press("3");
  await expect(other.getByText("1 of 10 rated")).toBeVisible();
  // The other tab's cursor stays where its rater left it.
  await other.keyboard.press("l");
  await other.keyboard.press("4");
  await expect(page.getByText("2 of 10 rated")).toBeVisible();
});
