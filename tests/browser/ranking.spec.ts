// Ranking more than two responses: by mouse, by keyboard alone, and what is handed over.
import { readFileSync } from "node:fs";
import { type Page } from "@playwright/test";
import { axe, expect, openPack, test } from "./support";

const ids = ["p", "q", "r"];
const PACK = {
  title: "Rankings",
  rubrics: [{ title: "Short", criteria: [{ name: "Right" }], rating_scale: ["Poor", "Fair", "Good"] }],
  tasks: ["First", "Second"].map((title) => ({
    title, kind: "compare", instruction: "Say hello.",
    responses: ids.map((id) => ({ id, text: `Hello from ${id}.` })),
  })),
};

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const place = (page: Page, letter: string, name: string) =>
  page.getByRole("group", { name: `Place of response ${letter}` }).getByRole("radio", { name });
const summary = (page: Page) => page.getByRole("toolbar", { name: "Task" }).getByRole("status");

/** The one evaluation that is handed over. */
async function exported(page: Page): Promise<{ decision: string[][]; shown: string[] }> {
  await page.getByRole("link", { name: "Results" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export with texts" }).click(),
  ]);
  const { evaluations } = JSON.parse(readFileSync(await file.path(), "utf8"));
  expect(evaluations).toHaveLength(1);
  return evaluations[0];
}

/** The ids of groups of letters, as they were shown, each group in the order shown. */
const inIds = (shown: string[], groups: string[]) =>
  groups.map((group) => [...group].map((letter) => shown["ABC".indexOf(letter)]));

test.beforeEach(async ({ page }) => {
  await openPack(page, PACK);
  await expect(heading(page)).toHaveText("First");
});

test("by mouse: a place for each, one taken back, submitted as groups of ids", async ({ page }) => {
  for (const letter of ["A", "B", "C"]) {
    const group = page.getByRole("group", { name: `Right, response ${letter}` });
    await group.getByRole("radio", { name: "Good" }).check({ force: true });
  }
  await place(page, "B", "1st").check({ force: true });
  await place(page, "C", "3rd").check({ force: true });
  await expect(summary(page)).toHaveText("3 of 3 rated · 2 of 3 placed");
  await place(page, "C", "3rd").click({ force: true });
  await expect(place(page, "C", "3rd")).not.toBeChecked();
  await place(page, "C", "2nd").check({ force: true });
  await place(page, "A", "3rd").check({ force: true });
  await expect(summary(page)).toHaveText("3 of 3 rated · B > C > A");
  await axe(page);
  await page.getByRole("button", { name: /^Submit and next/ }).click();
  await expect(heading(page)).toHaveText("Second");
  const { decision, shown } = await exported(page);
  expect(decision).toEqual(inIds(shown, ["B", "C", "A"]));
  expect(shown.toSorted()).toEqual(ids);
});

test("by keyboard alone: D, a digit for each, the same digit is a tie", async ({ page }) => {
  for (const digit of ["2", "3", "2"]) await page.keyboard.press(digit);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Give every response a place.")).toBeVisible();
  // What is missing is where the keys go now.
  for (const digit of ["2", "1", "2"]) await page.keyboard.press(digit);
  await expect(summary(page)).toHaveText("3 of 3 rated · B > A = C");
  await page.keyboard.press("d"); // back to the ratings
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("2");
  await expect(
    page.getByRole("group", { name: "Right, response B" }).getByRole("radio", { name: "Fair" }),
  ).toBeChecked();
  await expect(summary(page)).toHaveText("3 of 3 rated · B > A = C");
  await page.keyboard.press("Control+Enter");
  await expect(heading(page)).toHaveText("Second");
  const { decision, shown } = await exported(page);
  expect(decision.map((group) => group.toSorted())).toEqual(inIds(shown, ["B", "AC"]).map((group) => group.toSorted()));
});

test("places are moved, taken away, undone, and kept while they are not a decision", async ({ page }) => {
  await page.keyboard.press("d");
  await page.keyboard.press("1");
  await page.keyboard.press("3");
  await expect(summary(page)).toHaveText("0 of 3 rated · 2 of 3 placed");
  await page.reload();
  await expect(place(page, "A", "1st")).toBeChecked();
  await expect(place(page, "B", "3rd")).toBeChecked();

  await page.keyboard.press("d"); // to C, the first without a place
  await page.keyboard.press("2");
  await expect(summary(page)).toHaveText("0 of 3 rated · A > C > B");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("+"); // B one place up
  await expect(summary(page)).toHaveText("0 of 3 rated · A > B = C");
  await page.keyboard.press("Backspace");
  await expect(summary(page)).toHaveText("0 of 3 rated · 2 of 3 placed");
  await page.keyboard.press("z");
  await expect(summary(page)).toHaveText("0 of 3 rated · A > B = C");
  await page.keyboard.press("9");
  await expect(page.getByText("Places: 1 is the best, 3 the last, 0 takes one away.")).toBeVisible();
});

test("a ranking that cannot be judged, and keys of pairs that say where to go", async ({ page }) => {
  await page.keyboard.press("a");
  await expect(page.getByText("More than two responses are ranked: D goes to their places.")).toBeVisible();
  const cannot = page.getByRole("button", { name: /^Cannot judge/ });
  await cannot.click();
  await expect(cannot).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("c");
  await expect(cannot).toHaveAttribute("aria-pressed", "false");
  await page.keyboard.press("?");
  const places = page.getByRole("dialog").getByText("Rank more than two: a place for each, 1 is the best");
  await expect(places).toBeVisible();
});
