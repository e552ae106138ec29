// What hands do to a keyboard and a mouse, and what must not come of it.
import { expect, open, test } from "./support";

const SAMPLE = "#/open?pack=packs/support-compare.json";

test.beforeEach(async ({ page }) => {
  await open(page, SAMPLE);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
});

const cell = (page: import("@playwright/test").Page, criterion: string, side: string) =>
  page.getByRole("group", { name: `${criterion}, response ${side}` });

test("digits rate where the focus is", async ({ page }) => {
  await cell(page, "Tone", "B").getByRole("radio", { name: "Poor" }).focus();
  await page.keyboard.press("4");
  await expect(cell(page, "Tone", "B").getByRole("radio", { name: "Excellent" })).toBeChecked();
  await expect(cell(page, "Accuracy", "A").getByRole("radio", { name: "Excellent" })).not.toBeChecked();
});

test("a key that is held down rates once", async ({ page }) => {
  await page.keyboard.down("3");
  for (let repeat = 0; repeat < 8; repeat += 1) await page.keyboard.down("3");
  await page.keyboard.up("3");
  await expect(page.getByText("1 of 10 rated")).toBeVisible();
});

test("a digit beyond the levels says which there are", async ({ page }) => {
  await page.keyboard.press("7");
  await expect(page.getByText(/1 Poor, 2 Fair, 3 Good, 4 Excellent, 0 N\/A/)).toBeVisible();
  await expect(page.getByText("0 of 10 rated")).toBeVisible();
});

test("clicking what is chosen takes it back", async ({ page }) => {
  const good = cell(page, "Accuracy", "A").getByRole("radio", { name: "Good" });
  await good.click();
  await expect(page.getByText("1 of 10 rated")).toBeVisible();
  await good.click();
  await expect(page.getByText("0 of 10 rated")).toBeVisible();
  const better = page.getByRole("group", { name: /^Decision/ }).getByRole("radio", { name: "A much better" });
  await better.click();
  await expect(page.getByText("0 of 10 rated · A much better")).toBeVisible();
  await better.click();
  await expect(page.getByText("0 of 10 rated", { exact: true })).toBeVisible();
});

test("an arrow key after a click moves the cursor and not the rating", async ({ page }) => {
  await cell(page, "Accuracy", "A").getByRole("radio", { name: "Good" }).click();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await expect(cell(page, "Accuracy", "A").getByRole("radio", { name: "Good" })).toBeChecked();
});

test("Ctrl Z takes an inserted template back", async ({ page }) => {
  await page.keyboard.press("a");
  await page.keyboard.press("Shift+R");
  await page.getByRole("dialog").getByRole("button", { name: /Insert/ }).click();
  const rationale = page.getByRole("textbox", { name: "Rationale" });
  await expect(rationale).not.toHaveValue("");
  await rationale.press("Control+z");
  await expect(rationale).toHaveValue("");
});

test("the words of the edge-case dialog survive a reload", async ({ page }) => {
  await page.keyboard.press("e");
  await page.getByRole("dialog").getByRole("textbox").fill("The SOP is silent on vouchers.");
  await page.reload();
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  await page.keyboard.press("e");
  await expect(page.getByRole("dialog").getByRole("textbox")).toHaveValue("The SOP is silent on vouchers.");
});

test("Space scrolls both responses", async ({ page }) => {
  await page.keyboard.press("Space");
  const tops = () => page.locator(".resp > .body").evaluateAll((all) => all.map((one) => one.scrollTop));
  await expect.poll(async () => Math.max(...(await tops()))).toBeGreaterThan(0);
});

test("a submitted task says why a key does nothing", async ({ page }) => {
  for (let at = 0; at < 10; at += 1) await page.keyboard.press("3");
  await page.keyboard.press("t");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await page.keyboard.press("[");
  await expect(page.getByText("The evaluation is read only.")).toBeVisible();
  await page.keyboard.press("1");
  await expect(page.getByText(/Enter opens it/)).toBeVisible();
});

const said = (page: import("@playwright/test").Page) =>
  page.getByRole("region", { name: "Rubric" }).locator("p[role=status]");

test("what a key did is said, and where the keys go now", async ({ page }) => {
  for (const [key, words] of [
    ["3", "Accuracy, A: Good. Now Accuracy, B"],
    ["x", "Accuracy, A: Good. Now Accuracy, check 1 of 3, B"],
    ["1", "Check 1 of 3, B: met. Now Accuracy, check 2 of 3, B"],
    ["2", "Check 2 of 3, B: not met. Now Accuracy, check 3 of 3, B"],
    ["a", "Decision: A better."],
    ["a", "Decision: A much better."],
    ["t", "Decision: both good."],
    ["Shift+A", "Accuracy: A better."],
    ["Shift+A", "Accuracy: taken back."],
  ] as const) {
    await page.keyboard.press(key);
    await expect(said(page)).toContainText(words);
  }
});

test("cannot judge leaves the focus, so that the same key takes it back", async ({ page }) => {
  await page.keyboard.press("c");
  await expect(page.getByText("0 of 10 rated · cannot judge")).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByText("0 of 10 rated", { exact: true })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Rationale" })).toHaveValue("");
});

test("Esc leaves a text for the work", async ({ page }) => {
  await page.keyboard.press("r");
  await page.keyboard.press("Escape");
  await expect(page.locator("#main")).toBeFocused();
  await page.keyboard.press("3");
  await expect(page.getByText("1 of 10 rated")).toBeVisible();
});

test("a template with nothing to say says what is still to do", async ({ page }) => {
  const dialog = page.getByRole("dialog");
  await page.keyboard.press("Shift+R");
  await expect(dialog).toContainText("Nothing is rated or decided yet");
  await page.keyboard.press("Escape");
  await page.keyboard.press("3");
  await page.keyboard.press("Shift+R");
  await expect(dialog).toContainText("Still to do: Accuracy for B");
  await expect(dialog).not.toContainText("Nothing is rated");
});

test("the palette finds what is meant, by other words too", async ({ page }) => {
  const palette = page.getByRole("dialog", { name: "Commands" });
  const run = async (query: string) => {
    await page.keyboard.press("Control+k");
    await palette.getByRole("combobox").fill(query);
    await page.keyboard.press("Enter");
    await expect(palette).toHaveCount(0);
  };
  await run("night");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await run("filter skipped");
  await expect(page).toHaveURL(/#\/queue\?show=skipped/);
  for (let at = 0; at < 2; at += 1) {
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox")).toBeFocused();
    await page.keyboard.press("Escape");
    await page.evaluate(() => { location.hash = "#/today"; });
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Today");
  }
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog").getByText("Search the queue")).toBeVisible();
});

test("what was said goes with its screen; what the change has to say stays", async ({ page }) => {
  const toast = page.locator(".toast");
  await page.keyboard.press("7");
  await expect(toast).toContainText("1 Poor");
  await page.keyboard.press("q");
  await expect(toast).toHaveCount(0);
  await page.goBack();
  for (let at = 0; at < 10; at += 1) await page.keyboard.press("3");
  await page.keyboard.press("t");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await expect(toast).toContainText("Submitted.");
  await toast.getByRole("button", { name: /^Undo/ }).click();
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  await expect(toast).toContainText("Undid");
});

test("what is skipped comes back with the first rating", async ({ page }) => {
  await page.keyboard.press("s");
  await page.keyboard.press("1");
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await page.keyboard.press("[");
  await expect(page.getByText("Skipped:")).toBeVisible();
  await page.keyboard.press("3");
  await expect(page.getByText("Skipped:")).toHaveCount(0);
});
