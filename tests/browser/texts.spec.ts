// The texts of packs on disk: as blobs, in pieces, and as earlier builds kept them.
import { readFileSync, writeFileSync } from "node:fs";
import { type Browser, type Page } from "@playwright/test";
import { expect, leave, open, openPack, test } from "./support";

/** `PACK_MB=100` measures what `cargo verify` has no time for. */
const MB = Number(process.env.PACK_MB ?? 6);
const PATIENCE = MB > 20 ? 10 * 60_000 : 60_000;

const PACK = {
  id: "kept", title: "Kept",
  tasks: ["One", "Two"].map((title) => ({
    title, instruction: `Say “hello” – ${title}. 🚂\n\tC:\\new`, responses: [{ text: "Hello." }, { text: "Hí." }],
  })),
};

/** What is kept: under which hash, in which form, and the text. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open("tm1:packs"));
    const store = database.transaction("texts").objectStore("texts");
    const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    database.close();
    const texts = values.map(async (value, at) => {
      const isBlobs = Array.isArray(value) && value.every((part) => part instanceof Blob);
      const text = isBlobs ? await new Blob(value).text() : String(value);
      return { hash: String(keys[at]), parts: isBlobs ? value.length : 0, text };
    });
    return Promise.all(texts);
  });

/** The one that is a pack: rubrics are kept beside it. */
const keptPack = async (page: Page) => (await kept(page)).find(({ text }) => text.includes('"tasks"'))!;

/** Puts a string in the place of what is kept, as earlier builds had it. */
const putString = (page: Page, hash: string, text: string) =>
  page.evaluate(async ([hash, text]) => {
    const request = indexedDB.open("tm1:packs");
    await new Promise((opened) => (request.onsuccess = opened));
    const writing = request.result.transaction("texts", "readwrite");
    writing.objectStore("texts").put(text, hash);
    await new Promise((done) => (writing.oncomplete = done));
    request.result.close();
  }, [hash, text]);

const first = (page: Page) => page.getByText("Say “hello” – One. 🚂");

async function download(page: Page, act: () => Promise<unknown>) {
  const [file] = await Promise.all([page.waitForEvent("download", { timeout: PATIENCE }), act()]);
  return file.path();
}

const texts = (path: string): { key: string; value: string }[] =>
  readFileSync(path, "utf8").trimEnd().split("\n").filter((line) => line.startsWith('{"database":"tm1:packs","store":"texts"'))
    .map((line) => JSON.parse(line));

/** Another browser, as far as storage goes. */
async function elsewhere(browser: Browser, baseURL: string): Promise<Page> {
  const context = await browser.newContext({ baseURL });
  return context.newPage();
}

const goTo = (page: Page, screen: string) => page.evaluate((to) => (location.hash = `#/${to}`), screen);

const backup = async (page: Page) => {
  await goTo(page, "data");
  return download(page, () => page.getByRole("button", { name: "Download a backup" }).last().click());
};

test("a text is kept as blobs, and stands in every way out as it was kept", async ({ page, browser, baseURL }) => {
  await openPack(page, PACK);
  const address = page.url();
  const all = await kept(page);
  expect(all.every(({ parts }) => parts > 0), "blobs").toBe(true);
  const { hash, text } = await keptPack(page);
  expect(JSON.parse(text).tasks[0].instruction).toBe(PACK.tasks[0]!.instruction);

  await page.reload();
  await expect(first(page)).toBeVisible();
  const path = await backup(page);
  const told = texts(path).map(({ key, value }) => ({ hash: key, text: value }));
  expect(told).toEqual(all.map(({ hash, text }) => ({ hash, text })));

  // Without the application too.
  type Lifeboat = { lifeboat: { download(): Promise<void> } };
  const raw = await download(page, () => page.evaluate(() => (globalThis as unknown as Lifeboat).lifeboat.download()));
  expect(texts(raw).map(({ key, value }) => ({ hash: key, text: value }))).toEqual(told);

  for (const file of [path, raw]) {
    const other = await elsewhere(browser, baseURL!);
    await open(other, "#/data");
    await other.locator("[data-part=restore] + input").setInputFiles(file);
    await expect(other.getByRole("status", { name: "Import" })).toContainText(/\d+ steps? came back\./);
    expect(await keptPack(other)).toEqual({ hash, text, parts: 1 });
    await open(other, new URL(address).hash);
    await other.reload();
    await expect(first(other)).toBeVisible();
    await other.context().close();
  }
});

test("a string that an earlier build kept is still read", async ({ page }) => {
  await openPack(page, PACK);
  const address = page.url();
  await leave(page);
  const { hash, text } = await keptPack(page);
  await putString(page, hash, text);
  await page.goto(address);
  await expect(first(page)).toBeVisible();
  const path = await backup(page);
  expect(texts(path).find(({ key }) => key === hash)?.value).toBe(text);
});

test("a text that has changed where it is kept is not used, and opening its file again heals it", async ({ page }) => {
  await openPack(page, PACK);
  const address = page.url();
  await page.keyboard.press("3");
  await leave(page);
  const { hash, text } = await keptPack(page);
  for (const bad of [text.replace("Hello.", "Hallo."), text.slice(0, -9), "", "{}"]) {
    await putString(page, hash, bad);
    await page.goto(address);
    await expect(page.getByText(/Open its file again/).first()).toBeVisible();
    await expect(first(page)).toBeHidden();
    await leave(page);
  }
  await openPack(page, PACK);
  await expect(first(page)).toBeVisible();
  expect((await keptPack(page)).text).toBe(text);
});

test("where the browser takes no blobs a text is kept as a string", async ({ page }) => {
  await page.addInitScript(() => {
    const native = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (value: unknown, key?: IDBValidKey) {
      if (Array.isArray(value)) throw new DOMException("no blobs here", "DataCloneError");
      return native.call(this, value, key);
    };
  });
  await openPack(page, PACK);
  const { text, parts } = await keptPack(page);
  expect(parts).toBe(0);
  expect(JSON.parse(text).id).toBe("kept");
  await page.reload();
  await expect(first(page)).toBeVisible();
});

/** Another build has been here: the texts stand in a database of this version. */
const putBuild = (page: Page, version: number, hash: string, text: string) =>
  page.evaluate(async ([version, hash, text]) => {
    const done = (request: IDBRequest) => new Promise((resolve) => (request.onsuccess = resolve));
    await done(indexedDB.deleteDatabase("tm1:packs"));
    const request = indexedDB.open("tm1:packs", version);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("texts").put(text, hash);
      request.result.createObjectStore("sizes").put(text.length, hash);
    };
    await done(request);
    request.result.close();
  }, [version, hash, text] as const);

const goBy = async (page: Page, screen: string) => {
  await goTo(page, screen);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
};

test("the texts of an earlier build are taken over, and that build cannot write over those of this one", async ({ page }) => {
  await openPack(page, PACK);
  const address = page.url();
  await leave(page);
  const { hash, text } = await keptPack(page);
  await putBuild(page, 1, hash, text);
  await page.goto(address);
  await expect(first(page)).toBeVisible();
  expect((await kept(page)).map(({ hash, text }) => ({ hash, text }))).toEqual([{ hash, text }]);
  const opened = await page.evaluate(() => new Promise<string>((told) => {
    const request = indexedDB.open("tm1:packs", 1);
    request.onsuccess = () => told("opened");
    request.onerror = () => told(request.error!.name);
  }));
  expect(opened).toBe("VersionError");
});

test("where a newer build keeps the texts it says so, and touches none", async ({ page }) => {
  await openPack(page, PACK);
  const address = page.url();
  await leave(page);
  const { hash } = await keptPack(page);
  await putBuild(page, 99, hash, "of a later form");
  await page.goto(address);
  await expect(page.getByText(/Open its file again/).first()).toBeVisible();
  await goBy(page, "data");
  await expect(page.getByRole("region", { name: "What is stored" })).toContainText("A newer version of the app keeps the packs");
  expect((await kept(page)).map(({ text }) => text)).toEqual(["of a later form"]);
});

test("a backup heals a text that has changed where it is kept, and leaves a good one alone", async ({ page }) => {
  await openPack(page, PACK);
  const address = page.url();
  const file = await backup(page);
  const { hash, text } = await keptPack(page);
  const restore = async (said: RegExp) => {
    await open(page, "#/data");
    await page.locator("[data-part=restore] + input").setInputFiles(file);
    await expect(page.getByRole("status", { name: "Import" })).toContainText(said);
  };
  await restore(/Nothing was missing here\./);
  for (const bad of [text.replace("Hello.", "Hallo."), text.slice(0, -9)]) {
    await leave(page);
    await putString(page, hash, bad);
    await restore(/1 text came back\./);
    expect((await keptPack(page)).text).toBe(text);
  }
  await page.goto(address);
  await expect(first(page)).toBeVisible();
});

test("a rubric of any length and a pack with half a character come back, and a check says they are whole", async ({ page, browser, baseURL }) => {
  const about = "What counts, in full. ".repeat(30_000);
  const rubrics = [{ id: "r", title: "Long", about, criteria: [{ name: "Right", id: "c" }] }];
  const half = '{"id":"half","instruction":"\\ud83d","responses":[{"text":"x"}]}';
  const tasks = PACK.tasks.map((task) => JSON.stringify(task)).concat(half);
  const text = `{"format":"trainmaster/pack","version":1,"id":"kept","rubrics":${JSON.stringify(rubrics)},"tasks":[${tasks}]}`;
  await open(page, "#/open");
  await page.locator("input[type=file]").first().setInputFiles({ name: "half.json", mimeType: "", buffer: Buffer.from(text) });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Opened");
  const file = await backup(page);
  const all = await kept(page);
  expect(all.length).toBe(2);
  expect(Math.min(...all.map(({ text }) => text.length))).toBeGreaterThan(1 << 19);

  const other = await elsewhere(browser, baseURL!);
  await open(other, "#/data");
  await other.locator("[data-part=check] + input").setInputFiles(file);
  const check = other.getByRole("region", { name: "Check a file" }).getByRole("status");
  await expect(check).toContainText("is whole.");
  await expect(check).not.toContainText("not match");
  await other.locator("[data-part=restore] + input").setInputFiles(file);
  const report = other.getByRole("status", { name: "Import" });
  await expect(report).toContainText(/came back\./);
  await expect(report).not.toContainText("cannot be read");
  const texts = (all: { hash: string; text: string }[]) => all.map(({ hash, text }) => ({ hash, text }));
  expect(texts(await kept(other))).toEqual(texts(all));
  await other.context().close();
});

test("a text that cannot be read while results come in does not give way to a part of it", async ({ page }) => {
  // Reading fails while the page says so, as when the disk does.
  await page.addInitScript(() => {
    const native = IDBObjectStore.prototype.get;
    IDBObjectStore.prototype.get = function (key) {
      if (this.name === "texts" && sessionStorage.getItem("unreadable")) throw new DOMException("the disk", "UnknownError");
      return native.call(this, key);
    };
  });
  const [rubric, responses] = [{ id: "r", criteria: [{ name: "Right", id: "c" }] }, [{ id: "x", text: "Hello." }]];
  const tasks = PACK.tasks.map((task) => ({ ...task, responses }));
  await openPack(page, { ...PACK, rubrics: [rubric], tasks });
  const whole = await keptPack(page);
  await page.keyboard.press("3");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Two");
  await goBy(page, "results");
  const results = await download(page, () => page.getByRole("button", { name: "Export with texts" }).click());

  await page.evaluate(() => sessionStorage.setItem("unreadable", "1"));
  await page.goto("./#/data");
  await page.reload();
  await page.locator("[data-part=import] + input").setInputFiles(results);
  await expect(page.getByRole("status", { name: "Import" })).toContainText("the kept texts of “Kept” cannot be read");
  expect(await keptPack(page)).toEqual(whole);
});

test.describe("a pack whose opening is cancelled while it is written", () => {
  /** Presses Cancel as soon as something is about to be kept, or the third piece is handed over. */
  const cancelAt = (page: Page, when: "kept" | "handed over") =>
    page.evaluate((when) => {
      const cancel = () => [...document.querySelectorAll("button")].find((each) => each.textContent?.startsWith("Cancel"))!.click();
      const seen = { puts: 0, pieces: 0 };
      Object.assign(globalThis, { seen });
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (value: unknown, key?: IDBValidKey) {
        if (this.name === "texts" && (seen.puts += 1) === 1 && when === "kept") cancel();
        return put.call(this, value, key);
      };
      globalThis.Blob = new Proxy(Blob, {
        construct(blob, given) {
          if (given[0]?.[0] instanceof Uint8Array && (seen.pieces += 1) === 3 && when === "handed over") cancel();
          return Reflect.construct(blob, given);
        },
      });
    }, when);
  const seen = (page: Page) => page.evaluate(() => (globalThis as unknown as { seen: { puts: number; pieces: number } }).seen);

  const answer = "Two halves make one. ".repeat(500);
  const tasks = Array.from({ length: 300 }, (_, n) => ({ title: `No. ${n}`, instruction: "Say.", responses: [{ text: answer }] }));
  const pack = { format: "trainmaster/pack", version: 1, id: "large", title: "Large", tasks };
  const file = { name: "large.json", mimeType: "", buffer: Buffer.from(JSON.stringify(pack)) };
  const bring = (page: Page) => page.locator("input[type=file]").first().setInputFiles(file);
  const isCancelled = async (page: Page) => {
    await expect(page.getByRole("region", { name: "Reading" })).toBeHidden();
    await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Opened");
  };

  test("leaves the text that was kept before, also where nothing read it", async ({ page }) => {
    await open(page, "#/open");
    await bring(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Opened");
    // Another is on the desk, so that after a new start nobody reads the large one.
    await leave(page);
    await openPack(page, PACK);
    const before = await kept(page);
    await leave(page);
    await open(page, "#/open");
    await cancelAt(page, "kept");
    await bring(page);
    await expect.poll(async () => (await seen(page)).puts).toBeGreaterThan(0);
    await isCancelled(page);
    await page.waitForTimeout(1_000);
    expect(await kept(page)).toEqual(before);
  });

  test("is not written on", async ({ page }) => {
    await open(page, "#/open");
    await cancelAt(page, "handed over");
    await bring(page);
    await expect.poll(async () => (await seen(page)).pieces).toBeGreaterThan(2);
    await isCancelled(page);
    await page.waitForTimeout(1_000);
    expect(await seen(page)).toEqual({ puts: 0, pieces: 3 });
    expect(await kept(page)).toEqual([]);
  });
});

type Watched = { long: number[] };

test.describe("a large pack", () => {
  // A machine that is busy stops the page in the middle of a slice.
  test.describe.configure({ retries: 2 });
  test.setTimeout(2 * PATIENCE);

  /** Watches long tasks. */
  const watch = (page: Page) =>
    page.addInitScript(() => {
      const seen: Watched = { long: [] };
      Object.assign(globalThis, { watched: seen });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) seen.long.push(duration);
      }).observe({ type: "longtask", buffered: true });
    });

  test("is kept, read, backed up and brought back while the page answers", async ({ page, browser, baseURL }, info) => {
    await watch(page);
    const measure = async (what: string, page: Page) => {
      const long = await page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched.long.splice(0));
      console.log(`${what}: longest task ${Math.max(0, ...long)} ms, ${long.length} over 50 ms`);
      return long;
    };
    const answer = "Two halves make one – 🚂 \"quoted\", and a\nline. ".repeat(40);
    const row = (n: number) => `${JSON.stringify({ id: `row-${n}`, prompt: `What is ${n}?`, response: answer })}\n`;
    const count = Math.floor((MB * 1_000_000) / Buffer.byteLength(row(1000)));
    const buffer = Buffer.from(Array.from({ length: count }, (_, n) => row(n)).join(""));
    const path = info.outputPath("large.jsonl");
    writeFileSync(path, buffer);

    await open(page, "#/open");
    await page.locator("input[type=file]").first().setInputFiles(path);
    await page.getByRole("button", { name: /^Open .*tasks/ }).click({ timeout: PATIENCE });
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Opened", { timeout: PATIENCE });
    await measure("opened and kept", page);
    expect((await keptPack(page)).parts).toBeGreaterThan(MB / 2);

    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("What is 0?", { timeout: PATIENCE });
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("What is 0?", { timeout: PATIENCE });
    await measure("read again", page);

    await goTo(page, "data");
    await expect(page.getByRole("button", { name: "Download a backup" }).last()).toBeVisible();
    await measure("the screen", page);
    const file = await backup(page);
    const long = await measure("backed up", page);
    expect(long.filter((each) => each > 200), "tasks over 200 ms").toEqual([]);

    await page.locator("[data-part=check] + input").setInputFiles(file);
    const check = page.getByRole("region", { name: "Check a file" });
    await expect(check.getByRole("progressbar", { name: "Checking the file" })).toBeVisible();
    await expect(check.getByRole("status")).toContainText("is whole.", { timeout: PATIENCE });
    await expect(check.getByRole("progressbar")).toBeHidden();
    const checked = await measure("checked", page);
    expect(checked.filter((each) => each > 200), "tasks over 200 ms").toEqual([]);

    const other = await elsewhere(browser, baseURL!);
    await watch(other);
    await open(other, "#/open");
    await other.locator("input[type=file]").first().setInputFiles(file);
    await expect(other.getByRole("heading", { level: 1 })).toHaveText("Opened", { timeout: PATIENCE });
    await measure("brought back", other);
    const [there, here] = [await keptPack(other), await keptPack(page)];
    expect(there.hash).toBe(here.hash);
    expect(there.text === here.text, "the same text").toBe(true);
    await other.context().close();
  });
});
