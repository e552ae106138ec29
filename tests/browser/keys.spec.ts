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

test("what is skipped comes back with the first rating", async ({ page }) => {
  await page.keyboard.press("s");
  await page.keyboard.press("1");
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await page.keyboard.press("[");
  await expect(page.getByText("Skipped:")).toBeVisible();
  await page.keyboard.press("3");
  await expect(page.getByText("Skipped:")).toHaveCount(0);
});
