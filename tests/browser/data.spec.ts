// The Data screen: what is stored, how it is saved, and the way out.
import { readFileSync } from "node:fs";
import { type Browser, type Page } from "@playwright/test";
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

/** Downloads a backup; its path. */
async function backup(page: Page): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download a backup" }).last().click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^trainmaster-backup-\d{4}-\d{2}-\d{2}\.jsonl$/);
  return file.path();
}

const lines = (path: string) =>
  readFileSync(path, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));

/** What a backup holds of the browser's storage, line by line. */
async function everything(page: Page): Promise<{ key: string; value: string; unsaved?: boolean }[]> {
  return lines(await backup(page)).filter(({ key, database }) => key && !database);
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
  await expect(stored(page, "Packs")).toHaveText(["0", "0 bytes", "this browser"]);
  await rate(page, 10);
  await goTo(page, "data");
  await expect(saving(page)).toContainText("Everything is saved in this browser.");
  await expect(stored(page, "Packs")).toHaveText(["1", /^\d+ KB$/, "this browser"]);
  await expect(stored(page, "Evaluations")).toHaveText(["0", "in the journal", "this browser"]);
  const before = await entries(page);
  expect(before).toBeGreaterThanOrEqual(11); // the pack and ten ratings
  await expect(page.getByRole("region", { name: "Room" })).toContainText(/[1-9][\d,\s]* of [\d,\s]+ characters used/);

  await page.goBack();
  await page.keyboard.press("t");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await goTo(page, "data");
  await expect(stored(page, "Evaluations")).toHaveText(["1", "in the journal", "this browser"]);
  expect(await entries(page)).toBeGreaterThanOrEqual(before + 2);
});

test("the download holds every entry as it is stored", async ({ page }) => {
  await rate(page, 4);
  await goTo(page, "data");
  const lines = await everything(page);
  const kept = await page.evaluate(() =>
    Object.fromEntries(
      Object.entries(localStorage)
        // Written after the backup was: when it was.
        .filter(([key]) => key.startsWith("tm1:") && key !== "tm1:set:backup"),
    ),
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
  // By hand, unless it was tried again by itself already.
  await saving(page).getByRole("button", { name: "Try again" }).click({ timeout: 2_000 }).catch(() => {});
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

/** Another browser, as far as storage goes. */
async function elsewhere(browser: Browser, baseURL: string): Promise<Page> {
  const context = await browser.newContext({ baseURL });
  return context.newPage();
}

async function restore(page: Page, path: string): Promise<void> {
  await page.locator("[data-part=restore] + input").setInputFiles(path);
}

const report = (page: Page) => page.getByRole("status", { name: "Import" });

test("a backup comes back in another browser, once, and whole", async ({ page, browser, baseURL }) => {
  await rate(page, 10);
  await page.keyboard.press("t");
  await page.keyboard.insertText("Both are polite.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await goTo(page, "data");
  const name = page.getByLabel("Your name in exports");
  await name.fill("Ada");
  await name.press("Tab");
  const id = await page.locator("#rater-name + .hint").textContent();
  const path = await backup(page);
  await expect(page.getByRole("region", { name: "Backup" })).toContainText("Nothing has happened since.");

  const other = await elsewhere(browser, baseURL!);
  await open(other, "#/data");
  await restore(other, path);
  await expect(report(other)).toContainText(/\d+ steps came back\./);
  await expect(report(other)).toContainText("You continue as the person who made it.");
  await expect(report(other).locator(".notice")).toHaveAttribute("data-tone", "clear");
  await expect(other.getByLabel("Your name in exports")).toHaveValue("Ada");
  await expect(other.locator("#rater-name + .hint")).toHaveText(id!);
  await expect(stored(other, "Evaluations").first()).toHaveText("1");
  await restore(other, path);
  await expect(report(other)).toContainText("Nothing was missing here.");
  await other.reload();
  await goTo(other, "queue");
  await expect(other.getByRole("row")).toHaveCount(13);
  await goTo(other, "results");
  await expect(other.getByRole("row")).toHaveCount(2);
  await other.context().close();
});

test("a file says whether it is as it was written", async ({ page }) => {
  await rate(page, 10);
  await goTo(page, "data");
  const path = await backup(page);
  const text = readFileSync(path, "utf8");
  const area = page.getByRole("region", { name: "Check a file" });
  const check = async (name: string, content: string, said: RegExp) => {
    const buffer = Buffer.from(content);
    await page.locator("[data-part=check] + input").setInputFiles({ name, mimeType: "", buffer });
    await expect(area.getByRole("status")).toContainText(said);
  };
  await check("whole.jsonl", text, /“whole.jsonl” is whole\./);
  await check("changed.jsonl", text.replace(/"key":"tm1:set:rater"/, '"key":"tm1:set:other"'), /was changed\./);
  await check("cut.jsonl", text.slice(0, -200), /has no end/);
  await check("mine.json", '{"prompt":"a","response":"b"}', /nothing vouches for it/);
});

test("a backup file is kept up to date by itself, also after a reload", async ({ page }) => {
  // A file of the page's own stands for one of the person: choosing one is the browser's dialog.
  await page.addInitScript(() => {
    Object.assign(window, {
      showSaveFilePicker: async ({ suggestedName }: { suggestedName: string }) =>
        (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true }),
    });
  });
  const kept = () =>
    page.evaluate(async () => {
      const texts: string[] = [];
      const folder = await navigator.storage.getDirectory();
      for await (const handle of (folder as unknown as { values(): AsyncIterable<FileSystemFileHandle> }).values()) {
        texts.push(await (await handle.getFile()).text());
      }
      return texts.join("");
    });
  await rate(page, 3);
  await goTo(page, "data");
  await page.getByRole("button", { name: "Keep a backup file up to date…" }).click();
  const area = page.getByRole("region", { name: "Backup" });
  await expect(area).toContainText("is kept up to date");
  await expect.poll(async () => (await kept()).split("rating_given").length - 1).toBeGreaterThanOrEqual(3);
  await page.goBack();
  await page.keyboard.press("4");
  await expect.poll(async () => (await kept()).trimEnd().split("\n").at(-1)).toContain('"end"');
  const ratings = async () => new Set((await kept()).match(/tm1:j:[^"]+","value":"[^"]*(?:\\.[^"]*)*rating_given/g)).size;
  await expect.poll(ratings).toBe(4);
  await page.reload();
  await expect(page.getByText("4 of 10 rated")).toBeVisible();
  await page.keyboard.press("2");
  await expect.poll(ratings).toBe(5);
  await goTo(page, "data");
  await page.getByRole("button", { name: "Stop keeping it" }).click();
  await expect(page.getByRole("button", { name: "Keep a backup file up to date…" })).toBeVisible();
});

test("nothing went anywhere else, as the browser itself counts it", async ({ page }) => {
  await rate(page, 1);
  await goTo(page, "data");
  const area = page.getByRole("region", { name: "Requests" });
  await expect(area.getByRole("status")).toHaveText(
    /^[1-9]\d* requests since the page was opened, for the app's own files\. None went anywhere else\.$/,
  );
});

test("erasing asks for a backup first, and leaves nothing in any tab", async ({ page, context }) => {
  await rate(page, 4);
  const second = await context.newPage();
  await open(second, "#/");
  await page.evaluate(() => localStorage.setItem("foreign", "stays"));
  await goTo(page, "data");
  await page.getByRole("button", { name: "Erase everything here…" }).click();
  const dialog = page.getByRole("dialog", { name: "Erase everything" });
  const erase = dialog.getByRole("button", { name: "Erase everything" });
  await expect(erase).toBeDisabled();
  await backup(page);
  await expect(dialog).toContainText("The last backup holds everything.");
  await erase.click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("The workbench for people");
  await expect(second.getByRole("heading", { level: 1 })).toContainText("The workbench for people");
  // Every key of both places, but what a first visit writes and the mark of when it was.
  const left = () =>
    page.evaluate(async () => {
      const keys = Object.keys(localStorage).filter((key) => !/^tm1:(meta|set:(rater|erased))$/.test(key));
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      for (const { name } of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name!));
        for (const store of database.objectStoreNames) {
          keys.push(...(await done(database.transaction(store).objectStore(store).getAllKeys())).map(String));
        }
        database.close();
      }
      return keys;
    });
  await expect.poll(left).toEqual(["foreign"]);
  await second.reload();
  await expect(second.getByRole("heading", { level: 1 })).toContainText("The workbench for people");
  await expect.poll(left).toEqual(["foreign"]);
  await goTo(page, "data");
  await expect(stored(page, "Journal entries").first()).toHaveText("0");
});

test("two raters share a browser, each with work of their own", async ({ page }) => {
  await rate(page, 2);
  await goTo(page, "data");
  const another = page.getByLabel("Name of another rater");
  await another.fill("Bo");
  await another.press("Enter");
  await expect(page.getByLabel("Your name in exports")).toHaveValue("Bo");
  await page.goBack();
  await expect(page.getByText("0 of 10 rated")).toBeVisible();
  await page.keyboard.press("2");
  await expect(page.getByText("1 of 10 rated")).toBeVisible();
  await goTo(page, "data");
  await page.getByRole("radio", { name: /Without a name/ }).check();
  await page.goBack();
  await expect(page.getByText("2 of 10 rated")).toBeVisible();
  await page.reload();
  await expect(page.getByText("2 of 10 rated")).toBeVisible();
});

test("a name is never empty, and two of one name are asked about", async ({ page }) => {
  await open(page, "#/data");
  const name = page.getByLabel("Your name in exports");
  await name.fill("Ada");
  await name.press("Tab");
  await expect(page.getByText("Your name stands in exports from now on.")).toBeVisible();
  await name.fill("  ");
  await name.press("Tab");
  await expect(page.getByText("A name is needed: yours is still Ada.")).toBeVisible();
  await expect(name).toHaveValue("Ada");

  const another = page.getByLabel("Name of another rater");
  const raters = page.getByRole("group", { name: "Who works here now" }).getByRole("radio");
  const add = async (typed: string) => {
    await another.fill(typed);
    await another.press("Enter");
  };
  await add("Bo");
  await expect(name).toHaveValue("Bo");
  await add("ada ");
  await expect(page.getByText("There is a rater called ada here already.")).toBeVisible();
  await expect(raters).toHaveCount(2);
  await page.getByRole("button", { name: "Work as ada" }).click();
  await expect(name).toHaveValue("Ada");
  await expect(raters).toHaveCount(2);
  await expect(another).toHaveValue("");

  await add("Bo");
  await page.getByRole("button", { name: "Add another Bo" }).click();
  await expect(raters).toHaveCount(3);
});

test("it says whose evaluations are counted", async ({ page }) => {
  await rate(page, 10);
  await page.keyboard.press("t");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Task 2 of 12")).toBeVisible();
  await goTo(page, "data");
  const row = page.getByRole("region", { name: "What is stored" }).getByRole("row", { name: /^Evaluations/ });
  await expect(row).not.toContainText("of every rater here");
  const another = page.getByLabel("Name of another rater");
  await another.fill("Bo");
  await another.press("Enter");
  await expect(row).toContainText("of every rater here, 0 of them yours");
});

test("what is said stands in a place that was there before", async ({ page }) => {
  await open(page, "#/data");
  const places = page.locator("[role=status], [role=alert]");
  await expect(page.getByRole("heading", { name: "Data" })).toBeVisible();
  await places.evaluateAll((all) => all.forEach((place) => place.setAttribute("data-was-there", "")));
  const buffer = Buffer.from("");
  const file = { name: "empty.jsonl", mimeType: "", buffer };
  await page.locator("[data-part=restore] + input").setInputFiles(file);
  await expect(report(page)).toContainText("The file is empty");
  await page.locator("[data-part=check] + input").setInputFiles(file);
  await expect(page.getByRole("region", { name: "Check a file" })).toContainText("It could not be checked.");
  const another = page.getByLabel("Name of another rater");
  for (const name of ["Bo", "Bo"]) {
    await another.fill(name);
    await another.press("Enter");
  }
  await expect(page.getByText("There is a rater called Bo here already.")).toBeVisible();
  const isNew = (all: Element[]) => all.filter((place) => !place.hasAttribute("data-was-there")).map((place) => place.outerHTML);
  expect(await places.evaluateAll(isNew)).toEqual([]);
});

test("the work of every rater is in reach after a restore, and it is said who works", async ({ page, browser, baseURL }) => {
  await rate(page, 1);
  await goTo(page, "data");
  const name = page.getByLabel("Your name in exports");
  await name.fill("Ada");
  await name.press("Tab");
  const another = page.getByLabel("Name of another rater");
  await another.fill("Bo");
  await another.press("Enter");
  await expect(page.getByRole("link", { name: "Works here now: Bo" })).toBeVisible();
  const path = await backup(page);

  const other = await elsewhere(browser, baseURL!);
  await open(other, "#/data");
  await restore(other, path);
  await expect(report(other)).toContainText("steps came back.");
  await other.reload();
  await other.getByRole("radio", { name: /Ada/ }).check();
  await expect(other.getByLabel("Your name in exports")).toHaveValue("Ada");
  await expect(other.getByRole("link", { name: "Works here now: Ada" })).toBeVisible();
  await other.context().close();
});

test("a file that is no backup says what it is", async ({ page }) => {
  await open(page, "#/data");
  const bring = async (name: string, content: string, said: RegExp) => {
    const buffer = Buffer.from(content);
    await page.locator("[data-part=restore] + input").setInputFiles({ name, mimeType: "", buffer });
    await expect(report(page)).toContainText(said);
  };
  await bring("empty.jsonl", "", /“empty.jsonl”: The file is empty\./);
  await bring("pack.json", '{"format":"trainmaster/pack","version":1,"tasks":[]}', /is a pack/);
  await bring("table.jsonl", '{"prompt":"a","response":"b"}', /holds neither results nor a backup/);
});

test("words of an open box come back as an offer, and not as a fact", async ({ page, browser, baseURL }) => {
  await rate(page, 1);
  await page.keyboard.press("r");
  await page.keyboard.insertText("Half a thou");
  // Typed and not yet a fact: that takes a pause.
  const path = await page.evaluate(async () => {
    const drafted = () => Object.entries(localStorage).filter(([key]) => key.startsWith("tm1:"));
    while (!drafted().some(([, value]) => value.includes("Half a thou"))) await new Promise((soon) => setTimeout(soon, 20));
    return drafted().filter(([key]) => !/^tm1:j:/.test(key) || !localStorage.getItem(key)!.includes("Half"))
      .map(([key, value]) => `${JSON.stringify({ key, value })}\n`).join("");
  });
  const other = await elsewhere(browser, baseURL!);
  await open(other, "#/data");
  await other.locator("[data-part=restore] + input")
    .setInputFiles({ name: "open.jsonl", mimeType: "", buffer: Buffer.from(path) });
  await expect(report(other)).toContainText("1 text of open boxes will be offered when you reload.");
  await other.reload();
  const offer = other.getByRole("region", { name: "Words from before the app stopped" });
  await expect(offer.getByRole("textbox")).toHaveValue("Half a thou");
  await other.context().close();

  // Where the box was written to its end since, a draft of before is no news.
  await page.keyboard.insertText("ght, now whole.");
  await page.keyboard.press("Escape");
  await goTo(page, "data");
  await page.locator("[data-part=restore] + input")
    .setInputFiles({ name: "open.jsonl", mimeType: "", buffer: Buffer.from(path) });
  await expect(report(page)).toContainText("Nothing was missing here.");
  await expect(report(page)).not.toContainText("of open boxes");
});
