// The faults of storage in Firefox. Playwright cannot drive Firefox as systems ship it, so Puppeteer does, over
// WebDriver BiDi; and since not every machine has it, this is no step of `cargo verify`. With dist/ served somewhere:
//
//     (cd .. && npm ci) && npm ci
//     BASE_URL=http://127.0.0.1:8080/ FIREFOX_PATH=/usr/bin/firefox-esr npm test
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test as base, expect } from "@playwright/test";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { missing, said, stored, tellEveryFrame, type Report, Witness } from "../witness";

const BASE = process.env.BASE_URL!;
const KILLS = 6;
const CRITERIA = 4;
const PACK = {
  format: "trainmaster/pack",
  version: 1,
  id: "fire",
  title: "Fire",
  rubrics: [{
    title: "Short", rating_scale: ["Poor", "Fair", "Good"],
    criteria: ["Right", "Kind", "Brief", "Whole"].map((name) => ({ name })),
  }],
  tasks: Array.from({ length: 60 }, (_, at) => ({
    id: `t${at + 1}`, title: `Task ${at + 1}`, kind: "score", instruction: "Say hello.",
    responses: [{ text: "Hello." }],
  })),
};

/** As quiet as a browser gets, also after it was killed. */
const PREFERENCES = {
  "browser.sessionstore.resume_from_crash": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.startup.max_resumed_crashes": -1,
};

/** A Firefox on a profile. Puppeteer's own start would put the profile back as it was, while the next one uses it. */
class Firefox {
  private constructor(private readonly process: ChildProcess, readonly driver: Browser) {}

  static async launch(profile: string): Promise<Firefox> {
    const line = ([name, value]: [string, unknown]) => `user_pref("${name}", ${JSON.stringify(value)});\n`;
    await writeFile(join(profile, "user.js"), Object.entries(PREFERENCES).map(line));
    const program = process.env.FIREFOX_PATH ?? "/usr/bin/firefox-esr";
    const args = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"];
    // A group of its own, so that all that it starts can be killed with it.
    const child = spawn(program, args, { detached: true, stdio: ["ignore", "ignore", "pipe"] });
    const address = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", () => reject(new Error(`${program} ended before it could be driven`)));
      createInterface(child.stderr!).on("line", (line) => {
        const found = /WebDriver BiDi listening on (.*)/.exec(line);
        if (found) resolve(`${found[1]}/session`);
      });
    });
    const driver = await puppeteer.connect({ browserWSEndpoint: address, protocol: "webDriverBiDi" });
    return new Firefox(child, driver);
  }

  get gone(): Promise<void> {
    return new Promise((resolve) => {
      if (this.process.exitCode !== null || this.process.signalCode !== null) resolve();
      this.process.once("exit", () => resolve());
    });
  }

  kill(): void {
    process.kill(-this.process.pid!, "SIGKILL");
  }

  /** Lets it end in its own time; what is killed already has. */
  async close(): Promise<void> {
    const { gone } = this;
    await this.driver.close().catch(() => {});
    await gone;
  }
}

const test = base.extend<{ launch: () => Promise<Firefox> }>({
  /** Starts Firefox on the profile of the test. */
  launch: async ({}, use) => {
    const profile = await mkdtemp(join(tmpdir(), "trainmaster-"));
    const started: Firefox[] = [];
    await use(async () => {
      started.push(await Firefox.launch(profile));
      return started.at(-1)!;
    });
    await Promise.all(started.map((firefox) => firefox.close()));
    await rm(profile, { recursive: true, force: true, maxRetries: 9 });
  },
});

const text = (page: Page, selector: string) =>
  page.evaluate((at) => document.querySelector(at)?.textContent ?? "", selector);
const shows = (page: Page, selector: string, expected: string | RegExp) =>
  expect.poll(() => text(page, selector), `${selector} of the page`).toMatch(expected);
const heading = (page: Page, expected: string) => shows(page, "h1", new RegExp(`^${expected}$`));
const word = (page: Page, expected: string) => shows(page, ".save [role=status]", new RegExp(`^${expected}$`));
const rated = (page: Page, count: number) => shows(page, "main", `${count} of ${CRITERIA} rated`);

async function open(page: Page, hash = ""): Promise<void> {
  await page.goto(new URL(hash, BASE).href);
  await started(page);
}

async function started(page: Page): Promise<void> {
  const marks = () => page.evaluate(() => performance.getEntriesByName("app-started").length);
  await expect.poll(marks, "the application starts").toBe(1);
}

async function submit(page: Page): Promise<void> {
  await page.keyboard.down("Control");
  await page.keyboard.press("Enter");
  await page.keyboard.up("Control");
}

async function openPack(page: Page): Promise<void> {
  await open(page, "#/open");
  await page.waitForSelector("textarea");
  await page.focus("textarea");
  await page.evaluate((pack) => document.execCommand("insertText", false, pack), JSON.stringify(PACK));
  await submit(page);
  await heading(page, "Opened");
  await submit(page);
  await heading(page, "Task 1");
}

async function rate(page: Page, count: number): Promise<void> {
  for (let cell = 0; cell < count; cell += 1) await page.keyboard.press("3");
  await rated(page, count);
}

/** Rates and submits the task in sight, and waits for the next. */
async function finish(page: Page, task: number): Promise<void> {
  await rate(page, CRITERIA);
  await page.keyboard.press("r");
  await page.keyboard.type(`Said of ${task}: 評価. `);
  // So soon after the last one it would pass for the same press.
  await new Promise((resolve) => setTimeout(resolve, 350));
  await submit(page);
  await heading(page, `Task ${task + 1}`);
}

test("what is submitted is there after a reload, and after a new start", async ({ launch }) => {
  let browser = await launch();
  let page = await browser.driver.newPage();
  await openPack(page);
  for (const task of [1, 2, 3]) await finish(page, task);
  await rate(page, 2);
  await word(page, "Saved ✓✓");
  const address = page.url();
  const isThere = async () => {
    await heading(page, "Task 4");
    await rated(page, 2);
    const tasks = said(await stored(page));
    for (const task of [1, 2, 3]) {
      const { submitted, rationale, ratings } = tasks.get(`t${task}`)!;
      expect([submitted, rationale, Object.values(ratings)]).toEqual([true, `Said of ${task}: 評価. `, [2, 2, 2, 2]]);
    }
  };
  await isThere();
  await page.reload();
  await started(page);
  await isThere();
  await browser.close();
  browser = await launch();
  page = await browser.driver.newPage();
  await page.goto(address);
  await started(page);
  await isThere();
  await page.evaluate(() => { location.hash = "#/queue?show=done"; });
  await expect.poll(() => page.$$eval("tbody tr", (rows) => rows.length)).toBe(3);
});

test("what one tab says, the other shows", async ({ launch }) => {
  const browser = await launch();
  const page = await browser.driver.newPage();
  await openPack(page);
  const other = await browser.driver.newPage();
  await other.goto(page.url());
  await started(other);
  await page.bringToFront();
  await rate(page, 1);
  await rated(other, 1);
  await other.bringToFront();
  await other.keyboard.press("j");
  await other.keyboard.press("2");
  await rated(page, 2);
});

test("where storage is full the work goes to disk, it is said, and it comes back", async ({ launch }) => {
  const browser = await launch();
  const page = await browser.driver.newPage();
  await openPack(page);
  await word(page, "Saved ✓✓");
  const room = async (letter: string) =>
    page.evaluate((letter) => {
      let units = 0;
      for (let size = 1 << 20, at = 0; size > 0; at += 1) {
        const key = `fill-${at}`;
        try {
          localStorage.setItem(key, letter.repeat(size));
          units += key.length + size;
        } catch { size >>= 1; }
      }
      return units;
    }, letter);
  const empty = () =>
    page.evaluate(() => {
      for (const key of Object.keys(localStorage)) if (key.startsWith("fill-")) localStorage.removeItem(key);
    });
  const narrow = await room("x");
  await empty();
  const wide = await room("評");
  console.log(`room beside the work: ${narrow} units of x, ${wide} of 評`);
  await page.keyboard.press("3");
  await rated(page, 1);
  await shows(page, "[role=alert]", "on disk only");
  await page.keyboard.press("r");
  await page.keyboard.type("Said where there is no room. 評価");
  await page.keyboard.press("Escape");
  await word(page, "Saved ✓✓");
  await page.reload();
  await started(page);
  await rated(page, 1);
  expect(await page.$eval("textarea", (box) => (box as HTMLTextAreaElement).value)).toContain("no room. 評価");
  await empty();
  await page.keyboard.press("3");
  await rated(page, 2);
  await expect.poll(() => page.$$eval("[role=alert]", (alerts) => alerts.length)).toBe(0);
});

test(`after ${KILLS} kills of the browser everything with two ticks is there`, async ({ launch }) => {
  const witness = new Witness();
  const visit = async (go: (page: Page) => Promise<void>) => {
    const browser = await launch();
    const page = await browser.driver.newPage();
    await page.exposeFunction("tellWitness", (report: Report) => witness.hear(report));
    await page.evaluateOnNewDocument(tellEveryFrame);
    await go(page);
    return { browser, page };
  };
  let { browser, page } = await visit(openPack);
  let compared = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { gone } = browser;
    let isKilled = false;
    const enough = witness.acknowledged(2).size + 3 + kill;
    witness.onTick = () => {
      if (witness.acknowledged(2).size < enough) return;
      witness.onTick = () => {};
      isKilled = true;
      setTimeout(() => browser.kill(), 5 * kill);
    };
    const working = (async () => {
      for (let task = Number(page.url().split("/t").at(-1)); ; task += 1) await finish(page, task);
    })();
    // Nobody works on after the kill; before it nothing may fail.
    const ended = working.catch((error) => {
      if (!isKilled) throw error;
    });
    await Promise.race([gone, ended.then(() => gone)]);
    const address = page.url();
    witness.forget(2);
    ({ browser, page } = await visit(async (page) => {
      await page.goto(address);
      await started(page);
    }));
    const acknowledged = witness.acknowledged(2);
    const there = await stored(page);
    expect(missing(acknowledged, there), `lost by kill ${kill + 1}`).toEqual([]);
    compared += acknowledged.size;
    const { ratings } = said(there).get(address.split("/").at(-1)!) ?? { ratings: {} };
    await rated(page, Object.keys(ratings).length);
  }
  const { size } = witness.acknowledged(2);
  console.log(`${KILLS} kills of Firefox: ${size} entries acknowledged, ${compared} comparisons, 0 lost`);
});
