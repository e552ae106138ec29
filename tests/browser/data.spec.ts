// The Data screen: what is stored, how it is saved, and the way out.
import { readFileSync } from "node:fs";
import { type Page } from "@playwright/test";
import { expect, open, test } from "./support";

const SAMPLE = "#/open?pack=packs/support-compare.json";

/** Opens the sample and gives `count` ratings. */
async function rate(page: Page, count: number): Promise<void> {
  await open(page, SAMPLE);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  for (let cell = 0; cell < count; cell += 1) await page.keyboard.press("3");
  await expect(page.getByText(`${count} of 10 rated`)).toBeVisible();
}

async function goTo(page: Page, screen: string): Promise<void> {
  await page.evaluate((to) => (location.hash = `#/${to}`), screen);
}

const saving = (page: Page) => page.getByRole("region", { name: "Saving" });

/** The cells of a row of “What is stored”: how many there are, and where they are kept. */
const stored = (page: Page, what: string) =>
  page.getByRole("region", { name: "What is stored" })
    .getByRole("row", { name: new RegExp(`^${what}`) })
    .getByRole("cell");

const entries = async (page: Page) => Number(await stored(page, "Journal entries").first().textContent());

/** Downloads everything, line by line. */
async function everything(page: Page): Promise<{ key: string; value: string; unsaved?: boolean }[]> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download everything" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^trainmaster-backup-\d{4}-\d{2}-\d{2}\.jsonl$/);
  const text = readFileSync(await file.path(), "utf8");
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** Fills the storage to the last character, or makes room again. */
async function fill(page: Page, full: boolean): Promise<void> {
  await page.evaluate((full) => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("fill-")) localStorage.removeItem(key);
    for (let size = full ? 1 << 20 : 0, at = 0; size > 0; at += 1) {
      try { localStorage.setItem(`fill-${at}`, "x".repeat(size)); } catch { size >>= 1; }
    }
  }, full);
}

test("it counts what is stored, and a step more is a step more", async ({ page }) => {
  await open(page, "#/data");
  await expect(stored(page, "Packs")).toHaveText(["0", "this browser"]);
  await rate(page, 10);
  await goTo(page, "data");
  await expect(saving(page)).toContainText("Everything is saved in this browser.");
  await expect(stored(page, "Packs")).toHaveText(["1", "this browser"]);
  await expect(stored(page, "Evaluations")).toHaveText(["0", "this browser"]);
  const before = await entries(page);
  expect(before).toBeGreaterThanOrEqual(11); // the pack and ten ratings
  await expect(page.getByRole("region", { name: "Room" })).toContainText(/[1-9][\d,\s]* of [\d,\s]+ characters used/);

  await page.goBack();
  await page.keyboard.press("t");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await goTo(page, "data");
  await expect(stored(page, "Evaluations")).toHaveText(["1", "this browser"]);
  expect(await entries(page)).toBeGreaterThanOrEqual(before + 2);
});

test("the download holds every entry as it is stored", async ({ page }) => {
  await rate(page, 4);
  await goTo(page, "data");
  const lines = await everything(page);
  const kept = await page.evaluate(() =>
    Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith("tm1:"))),
  );
  expect(Object.fromEntries(lines.map(({ key, value }) => [key, value]))).toEqual(kept);
  expect(lines.filter(({ value }) => value.includes("rating_given"))).toHaveLength(4);
  expect(lines.filter(({ unsaved }) => unsaved)).toEqual([]);
});

test("what no longer fits is counted, downloaded, and saved once there is room", async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => { throw new DOMException("denied", "SecurityError"); };
  });
  await rate(page, 1);
  await fill(page, true);
  await page.keyboard.press("4");
  await expect(page.getByText("2 of 10 rated")).toBeVisible();
  await goTo(page, "data");
  // The rating, and where the machine is slow the time that was spent on it.
  await expect(saving(page)).toContainText(/(1 step is|2 steps are) not saved\./);
  await expect(stored(page, "Journal entries").last()).toHaveText(/^this browser; [12] steps? in this tab only$/);
  const unsaved = (await everything(page)).filter((line) => line.unsaved);
  expect(unsaved.filter(({ value }) => value.includes("rating_given"))).toHaveLength(1);

  await fill(page, false);
  await saving(page).getByRole("button", { name: "Try again" }).click();
  await expect(saving(page)).toContainText("Everything is saved in this browser.");
  await expect(stored(page, "Journal entries").last()).toHaveText("this browser");
  expect((await everything(page)).filter((line) => line.unsaved)).toEqual([]);
});

test("where storage is denied it says that nothing is kept, and hands over all there is", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() { throw new DOMException("denied", "SecurityError"); },
    });
  });
  await rate(page, 2);
  await goTo(page, "data");
  await expect(saving(page)).toContainText("Nothing is saved in this browser.");
  await expect(stored(page, "Journal entries").last()).toHaveText("this tab only");
  expect((await everything(page)).filter(({ value }) => value.includes("rating_given"))).toHaveLength(2);
});

test("name and colours are kept", async ({ page }) => {
  await open(page, "#/data");
  const name = page.getByLabel("Your name in exports");
  await name.fill("Ada");
  await name.press("Tab");
  await page.getByRole("radio", { name: "Dark" }).check({ force: true });
  await page.reload();
  await expect(name).toHaveValue("Ada");
  await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
