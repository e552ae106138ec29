// Storage in trouble, in a real browser: no room for two, none at all, erased, damaged.
import { readFile } from "node:fs/promises";
import { type Page } from "@playwright/test";
import { expect, leave, openPack, started, test } from "./support";
import { missing, said, stored, Witness } from "./witness";

const PACK = {
  id: "faults",
  title: "In trouble",
  rubrics: [{
    title: "Short", rating_scale: ["Poor", "Fair", "Good"],
    criteria: ["Right", "Kind", "Brief", "Whole"].map((name) => ({ name })),
  }],
  tasks: Array.from({ length: 12 }, (_, at) => ({
    id: `t${at + 1}`, title: `Task ${at + 1}`, kind: "score", instruction: "Say hello.",
    responses: [{ text: "Hello." }],
  })),
};

const word = (page: Page) => page.locator(".save").getByRole("status");
const rationale = (page: Page) => page.getByRole("textbox", { name: "Rationale" });
const rated = (page: Page, count: number) => expect(page.getByText(`${count} of 4 rated`)).toBeVisible();
const onDisk = (page: Page) => expect(word(page)).toHaveText("Saved ✓✓");

/** Opens the pack and gives `count` ratings that are on disk. */
async function rate(page: Page, count: number): Promise<void> {
  await openPack(page, PACK);
  for (let cell = 0; cell < count; cell += 1) await page.keyboard.press("3");
  await rated(page, count);
  await onDisk(page);
}

/** Leaves the application, does something to what it keeps, and comes back. */
async function meanwhile(page: Page, act: () => Promise<void>): Promise<void> {
  const address = page.url();
  await leave(page);
  await act();
  await page.goto(address);
  await started(page);
}

const eraseMirror = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase("tm1:journal");
        request.onsuccess = () => resolve();
        request.onerror = request.onblocked = () => reject(new Error("the mirror is still there"));
      }),
  );

/** Downloads everything that is kept, as text. */
async function everything(page: Page, button: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button }).click(),
  ]);
  return readFile(await file.path(), "utf8");
}

/**
 * Leaves so many units of room and no more. Foreign keys, for another page of the site takes from the same room; and no
 * Latin ones, for how much fits must not depend on the script.
 */
const leaveRoom = (page: Page, units: number) =>
  page.evaluate((units) => {
    localStorage.setItem("other-app:room", "余".repeat(units));
    for (let size = 1 << 20, at = 0; size > 0; at += 1) {
      try { localStorage.setItem(`other-app:${at}`, "余".repeat(size)); } catch { size >>= 1; }
    }
    localStorage.removeItem("other-app:room");
  }, units);

test("words whose draft found no room are not saved until they are a fact, and then on disk", async ({ page }) => {
  await rate(page, 0);
  await leaveRoom(page, 0);
  await rationale(page).fill("Said where there is no room.");
  await expect(word(page)).toHaveText("Not saved");
  await page.keyboard.press("Escape");
  await onDisk(page);
  await expect(page.getByRole("alert")).toContainText("on disk only");
  await page.reload();
  await started(page);
  await expect(rationale(page)).toHaveValue("Said where there is no room.");
});

test("two tabs that race for the last room lose nothing that was shown as saved", async ({ page, context }) => {
  const other = await context.newPage();
  const tabs = [page, other];
  const witnesses = [new Witness(), new Witness()];
  await Promise.all(tabs.map((tab, at) => witnesses[at]!.watch(tab)));
  await rate(page, 0);
  const words = new Map<string, string>();

  /** Writes at length, in three bytes a letter, about every task of this tab's half. */
  const write = async (tab: Page, tasks: number[]) => {
    for (const task of tasks) {
      await tab.goto(`./#/task/faults/t${task}`);
      await expect(tab.getByRole("heading", { level: 1 })).toHaveText(`Task ${task}`);
      const text = `第${task}題。${"評価の理由をここに詳しく書く。".repeat(80)}`;
      await rationale(tab).fill(text);
      await tab.keyboard.press("Escape");
      await expect(word(tab)).toHaveText(/^Saved/);
      words.set(`t${task}`, text);
    }
  };
  // Enough for some of the words.
  await leaveRoom(page, 4_000);
  await Promise.all([write(page, [1, 3, 5, 7, 9, 11]), write(other, [2, 4, 6, 8, 10, 12])]);
  const alerts = await Promise.all(tabs.map((tab) => tab.getByRole("alert").allTextContents()));
  const acknowledged = new Map(witnesses.flatMap((witness) => [...witness.acknowledged(1)]));
  await Promise.all(tabs.map((tab) => tab.reload()));
  await Promise.all(tabs.map(started));

  expect(alerts.join(), "the room was not enough for all").toContain("on disk only");
  expect(missing(acknowledged, await stored(page))).toEqual([]);
  for (const tab of tabs) {
    for (const [task, text] of words) {
      await tab.goto(`./#/task/faults/${task}`);
      await expect(rationale(tab)).toHaveValue(text);
    }
  }
  console.log(`two tabs, no room: ${words.size} long rationales and ${acknowledged.size} entries, 0 lost`);
});

for (const [how, deny] of [
  ["denied", () => { indexedDB.open = () => { throw new DOMException("denied", "SecurityError"); }; }],
  ["missing", () => { Object.defineProperty(window, "indexedDB", { value: undefined }); }],
] as const) {
  test(`where storage is denied and IndexedDB is ${how} the page works in memory, and says so`, async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, "localStorage", {
        get() { throw new DOMException("denied", "SecurityError"); },
      });
    });
    await page.addInitScript(deny);
    await openPack(page, PACK);
    await expect(page.getByRole("alert").first()).toContainText("This browser keeps nothing for this page.");
    await expect(word(page)).toHaveText("Not kept");
    for (let cell = 0; cell < 4; cell += 1) await page.keyboard.press("2");
    await rated(page, 4);
    await rationale(page).fill("Said in memory.");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Task 2");
    await expect(word(page)).toHaveText("Not kept");
    const text = await everything(page, "Download my work now");
    for (const part of ["pack_opened", "rating_given", "Said in memory.", "evaluation_submitted"]) {
      expect(text).toContain(part);
    }
  });
}

test("a store that is erased under an open page comes back with the next step", async ({ page }) => {
  await rate(page, 3);
  await page.evaluate(() => localStorage.clear());
  await page.keyboard.press("3");
  await rated(page, 4);
  await onDisk(page);
  await meanwhile(page, () => eraseMirror(page));
  await rated(page, 4);
  await onDisk(page);
});

test("a mirror that is erased is filled again", async ({ page }) => {
  await rate(page, 3);
  await meanwhile(page, () => eraseMirror(page));
  await rated(page, 3);
  await onDisk(page);
  await meanwhile(page, () => page.evaluate(() => localStorage.clear()));
  await rated(page, 3);
});

test("a store that is erased in both places is a first visit", async ({ page }) => {
  await rate(page, 3);
  await meanwhile(page, async () => {
    await page.evaluate(() => localStorage.clear());
    await eraseMirror(page);
  });
  await expect(page.getByRole("alert")).toHaveCount(0);
  await rate(page, 2);
});

test("an old draft does not take the place of newer words that only the mirror has", async ({ page }) => {
  await rate(page, 0);
  await rationale(page).fill("Half a");
  // What a killed browser left on disk some seconds ago.
  let before: [string, string][] = [];
  const hasDraft = async () => {
    before = await page.evaluate(() => Object.entries(localStorage));
    return before.some(([key]) => key.startsWith("tm1:d:"));
  };
  await expect.poll(hasDraft).toBe(true);
  await rationale(page).fill("Half a sentence, and the rest.");
  await page.keyboard.press("Escape");
  await onDisk(page);
  await meanwhile(page, () =>
    page.evaluate((before) => {
      localStorage.clear();
      for (const [key, value] of before) localStorage.setItem(key, value);
    }, before),
  );
  await onDisk(page);
  await expect(rationale(page)).toHaveValue("Half a sentence, and the rest.");
  expect(said(await stored(page)).get("t1")?.rationale).toBe("Half a sentence, and the rest.");
});

/** Does to four of the ratings what a failing disk does; answers with what stands there now. */
const damage = (page: Page) =>
  page.evaluate(() => {
    const entry = (seq: number) => Object.keys(localStorage).find((key) => key.match(`^tm1:j:.*:${seq}$`))!;
    const [flipped, cut, one, two] = [2, 3, 4, 5].map(entry);
    const value = (key: string) => localStorage.getItem(key)!;
    const flip = (text: string) => {
      const at = text.length - 9;
      return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
    };
    const damaged = new Map([
      [flipped, flip(value(flipped))],
      [cut, value(cut).slice(0, -20)],
      [one, value(two)],
      [two, value(one)],
    ]);
    for (const [key, raw] of damaged) localStorage.setItem(key, raw);
    return [...damaged];
  });

test("damage is told, costs nothing that the mirror has, and stays in every backup", async ({ page }) => {
  await rate(page, 4);
  let damaged: [string, string][] = [];
  await meanwhile(page, async () => { damaged = await damage(page); });
  await expect(page.getByRole("alert")).toContainText("4 stored values do not verify");
  await rated(page, 4);
  const text = await everything(page, "Download everything");
  for (const [, raw] of damaged) expect(text).toContain(JSON.stringify(raw));
});

test("damage without a mirror costs what is damaged, and no more", async ({ page }) => {
  await rate(page, 4);
  await meanwhile(page, async () => {
    await damage(page);
    await eraseMirror(page);
  });
  await expect(page.getByRole("alert")).toContainText("4 stored values do not verify");
  await rated(page, 0);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Task 1");
  for (let cell = 0; cell < 4; cell += 1) await page.keyboard.press("2");
  await rated(page, 4);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Task 2");
  await onDisk(page);
});
