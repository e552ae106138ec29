// Every payload in every place where what others wrote is shown: no script runs, nothing is asked of another host.
import type { Page } from "@playwright/test";
import { PLANTED_URL } from "../planted";
import { open } from "../support";
import { MARKUP, payloads, type Payload } from "./payloads";
import * as places from "./places";
import { expect, expectNothing, test } from "./watch";

/** How many payloads stand in one task, where each has a text of its own. */
const BATCH = 20;

test.describe.configure({ timeout: 180_000 });

/** Selectors by the names of places. */
type Places = Record<string, string>;

/** What happens to an element that a person comes near to. */
const TOUCHES = [
  "focus", "focusin", "mouseover", "pointerenter", "toggle", "beforetoggle", "animationstart", "animationend",
  "transitionend", "scroll", "wheel", "copy", "beforeinput", "input", "submit", "slotchange", "finish",
];

/** Opens a pack from a file, and waits until it is taken up. */
async function openFile(page: Page, pack: object): Promise<void> {
  await open(page, "#/open");
  await places.bring(page, "pack.json", pack);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Opened");
}

/** Goes through the tasks of a pack in the page itself, and looks at the places on each. */
async function walk(page: Page, pack: string, firsts: Payload[], shown: Places, raw: Places = {}): Promise<void> {
  await page.evaluate(`globalThis.look = ${places.look.toString()}`);
  await page.evaluate(
    async ({ pack, marks, shown, raw }) => {
      const { look } = globalThis as any;
      const until = async (is: () => unknown) => {
        for (const end = performance.now() + 20_000; !is(); ) {
          if (performance.now() > end) throw new Error(`waited in vain at ${location.hash}`);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      };
      const has = (selector: string, mark: string) => document.querySelector(selector)?.textContent?.includes(mark);
      const view = (at: number) => document.querySelectorAll<HTMLInputElement>("input[name=view]")[at].click();
      for (const [at, mark] of marks.entries()) {
        location.hash = `#/task/${pack}/t${at}`;
        await until(() => has(".workspace", mark));
        // What a criterion says is made when it is first opened.
        for (const fold of document.querySelectorAll<HTMLDetailsElement>("details.checks")) fold.open = true;
        await new Promise((resolve) => setTimeout(resolve, 0));
        look(shown);
        if (Object.keys(raw).length === 0) continue;
        view(1);
        await until(() => document.querySelector("article pre.body"));
        look(raw);
        view(0);
        await until(() => !document.querySelector("article pre.body"));
      }
    },
    { pack, marks: firsts.map(places.mark), shown, raw },
  );
}

/** Every place has shown the whole corpus. */
async function expectShown(page: Page, all: Payload[], names: string[]): Promise<void> {
  const seen = await places.looked(page);
  const missing = Object.fromEntries(names.map((name) => {
    const known = new Set(seen[name]);
    return [name, all.filter(({ n }) => !known.has(n)).map(({ n }) => n)];
  }));
  expect(missing, "payloads that a place did not show").toEqual(Object.fromEntries(names.map((name) => [name, []])));
}

test("in the texts of tasks, rendered and raw", async ({ page, watch, elsewhere }) => {
  const all = payloads(elsewhere.host);
  await openFile(page, places.texts(all, BATCH));
  const firsts = places.batches(all, BATCH).map(([first]) => first);
  await walk(page, "texts", firsts, places.TEXTS, places.RAW);
  await expectShown(page, all, [...Object.keys(places.TEXTS), ...Object.keys(places.RAW)]);
  await expectNothing(page, watch, elsewhere);
});

test("in rubrics", async ({ page, watch, elsewhere }) => {
  const all = payloads(elsewhere.host);
  await openFile(page, places.rubrics(all, BATCH));
  const firsts = places.batches(all, BATCH).map(([first]) => first);
  await walk(page, "rubrics", firsts, places.RUBRICS);
  await expectShown(page, all, Object.keys(places.RUBRICS));
  await expectNothing(page, watch, elsewhere);
});

/** Looks at places as they are now. */
const look = (page: Page, shown: Places) =>
  page.evaluate(`(${places.look.toString()})(${JSON.stringify(shown)})`);

test("in lists", async ({ page, watch, elsewhere }) => {
  const all = payloads(elsewhere.host);
  await openFile(page, places.list(all));
  for (let at = 1, last = ""; ; at += 1) {
    await page.evaluate((to) => { location.hash = to; }, `#/queue?page=${at}`);
    const row = page.locator("table.queue tbody th").first();
    await expect(row).not.toHaveText(last);
    last = (await row.textContent())!;
    await look(page, places.QUEUE);
    if (at * 100 >= all.length) break;
  }
  await expectShown(page, all, Object.keys(places.QUEUE));
  await expectNothing(page, watch, elsewhere);
});

test("in the drawers and dialogs of a pack, and in the list of packs", async ({ page, watch, elsewhere }) => {
  const all = payloads(elsewhere.host);
  await openFile(page, places.drawers(all));
  await page.goto("./#/packs");
  await expect(page.locator("main li h2")).toHaveCount(1);
  await look(page, places.PACKS);
  await page.goto("./#/task/drawers/t0");
  await page.locator("[data-command=sop]").click();
  for (const [tab, shown] of [["sop", places.SOP], ["about", places.ABOUT], ["glossary", places.GLOSSARY]] as const) {
    await page.locator(`#${tab}-tab`).click();
    const more = page.locator("#sop-panel").getByRole("button", { name: "Show more" });
    for (; tab !== "glossary" && (await more.count()) > 0; ) await more.first().click();
    await look(page, shown);
  }
  await page.getByRole("button", { name: "Close the SOP" }).click();

  await page.locator("[data-command=templates], button:has-text('Template')").first().click();
  await expect(page.getByRole("option").first()).toBeVisible();
  await look(page, places.TEMPLATE);
  await page.evaluate(`globalThis.look = ${places.look.toString()}`);
  await page.evaluate(async (filled) => {
    for (const option of document.querySelectorAll<HTMLElement>("dialog [role=option]")) {
      option.click();
      await new Promise((resolve) => setTimeout(resolve, 0));
      (globalThis as any).look(filled);
    }
  }, places.FILLED);
  const shown = { ...places.PACKS, ...places.SOP, ...places.ABOUT, ...places.GLOSSARY, ...places.TEMPLATE };
  await expectShown(page, all, Object.keys(shown));
  await expectShown(page, all.filter((payload) => !places.isTemplate(payload)), Object.keys(places.FILLED));
  await expectNothing(page, watch, elsewhere);
});

test("in files that are opened: names, columns, cells, problems", async ({ page, watch, elsewhere }) => {
  const all = payloads(elsewhere.host);
  const parts = places.batches(all, 180);
  await open(page, "#/open");
  await expect(page.locator(".drop")).toBeVisible();
  for (const batch of parts) {
    const name = places.together(batch);
    // Only a drop brings a file of such a name: the names of real files are narrower.
    await page.evaluate((name) => {
      const data = new DataTransfer();
      data.items.add(new File(["{"], name));
      const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
      document.querySelector(".drop")!.dispatchEvent(drop);
    }, name);
    await expect(page.getByRole("alert")).toContainText(places.mark(batch[0]));
    await look(page, { "file name": "[role=alert]" });
  }
  for (const batch of parts) {
    for (const [file, shown] of [[places.table(batch), places.COLUMNS], [places.wrong(batch), places.PROBLEMS]] as const) {
      // Left and come back to, the screen asks for a file again.
      for (const screen of ["about", "open"]) await page.evaluate((to) => { location.hash = `#/${to}`; }, screen);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Open a file");
      await places.bring(page, "file.json", file);
      await expect(page.locator(Object.values(shown)[0], { hasText: places.mark(batch[0]) }).first()).toBeAttached();
      await look(page, shown);
    }
  }
  await expectShown(page, all, ["file name", ...Object.keys({ ...places.COLUMNS, ...places.PROBLEMS })]);
  await expectNothing(page, watch, elsewhere);
});

test("in results, one's own and those of another rater", async ({ page, watch, elsewhere }) => {
  const all = payloads(elsewhere.host);
  await openFile(page, places.list(all));
  await page.evaluate(() => { location.hash = "#/results"; });
  // Where nothing was said before, the first results are one's own; from then on there is another rater.
  for (const rater of ["r-0000000000000001", "r-0000000000000002"]) {
    await places.bring(page, "results.json", places.results(all, rater, 50));
    await expect(page.getByRole("status", { name: "Import" })).toContainText("came in");
    await look(page, places.IMPORT);
    await page.getByRole("button", { name: "Dismiss" }).click();
  }
  for (const row of await page.getByRole("button", { name: /^Details/ }).all()) {
    await row.click();
    await look(page, places.RESULTS);
  }
  await expectShown(page, all, Object.keys({ ...places.IMPORT, ...places.RESULTS }));
  await expectNothing(page, watch, elsewhere);
});

test.describe("where the renderer makes markup of every text", () => {
  test.use({ baseURL: PLANTED_URL });
  const all = (host: string) => payloads(host).filter(({ group }) => MARKUP.includes(group));

  /** Touches everything that a text became: what waits for a person must not run either. */
  const poke = (touches: string[]) => {
    for (const element of document.querySelectorAll<HTMLElement>("[data-planted] *")) {
      for (const type of touches) {
        element.dispatchEvent(new Event(type, { bubbles: true }));
      }
      // A link to another host is followed by a person, not by a text.
      const link = element.closest("a, area");
      const leaves = link && /^https?:/.test((link as HTMLAnchorElement).protocol ?? "");
      if (!leaves) try { element.click(); } catch { /* no element that can be clicked */ }
    }
  };

  async function render(page: Page, corpus: Payload[]): Promise<void> {
    await page.addInitScript(() => sessionStorage.setItem("planted", "markup"));
    await openFile(page, places.turns(corpus, 100));
    for (const [at, batch] of places.batches(corpus, 100).entries()) {
      await page.evaluate((to) => { location.hash = to; }, `#/task/turns/t${at}`);
      await expect(page.locator("h1")).toContainText(places.mark(batch[0]));
      await expect(page.locator(".turn [data-planted]")).toHaveCount(batch.length);
      await page.evaluate(poke, TOUCHES);
      await page.waitForTimeout(100);
    }
  }

  test("the guard and the policy hold", async ({ page, watch, elsewhere }) => {
    await render(page, all(elsewhere.host));
    await expectNothing(page, watch, elsewhere);
  });

  /** Serves the page with a guard that lets everything pass, and with the content policy or without. */
  async function unguarded(page: Page, policy: boolean): Promise<void> {
    await page.route(PLANTED_URL, async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace(/(<script src="guard-[^"]*") integrity="[^"]*"/, "$1");
      const bare = body.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
      await route.fulfill({ response: answer, body: policy ? body : bare });
    });
    await page.route("**/guard-*.js", (route) =>
      route.fulfill({
        contentType: "text/javascript",
        body: "const x = (x) => x; trustedTypes.createPolicy('default', { createHTML: x, createScript: x, createScriptURL: x });",
      }),
    );
  }

  test("the policy holds where the guard lets everything pass", async ({ page, watch, elsewhere }) => {
    await unguarded(page, true);
    // A refresh leads away from the page, and no policy in a page can forbid that: it is the guard that refuses it.
    await render(page, all(elsewhere.host).filter(({ group }) => group !== "refreshes"));
    await expectNothing(page, watch, elsewhere);
  });

  test("without both the same screen runs them: the tests above can fail", async ({ page, watch, elsewhere }) => {
    await unguarded(page, false);
    await render(page, all(elsewhere.host).filter(({ group }) => group === "handlers").slice(0, 100));
    expect(watch.ran.size).toBeGreaterThan(30);
    await expect.poll(() => elsewhere.arrived.length).toBeGreaterThan(0);
  });
});

test("the corpus bites: in a page without guard and policy most of its markup acts", async ({ page, watch, elsewhere, baseURL }) => {
  const corpus = payloads(elsewhere.host).filter(({ group }) => MARKUP.includes(group));
  const control = new URL("control.html", baseURL).href;
  await page.route(control, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><body></body>" }));
  await page.goto(control);
  for (const batch of places.batches(corpus, 60)) {
    await page.evaluate(async ({ texts, touches }) => {
      const frames = texts.flatMap((text) => [false, true].map((parsed) => {
        const frame = document.createElement("iframe");
        // As a page of its own, and as markup that is set: each runs what the other does not.
        if (parsed) frame.srcdoc = text;
        document.body.append(frame);
        if (!parsed) frame.contentDocument!.body.innerHTML = text;
        return frame;
      }));
      await new Promise((resolve) => setTimeout(resolve, 300));
      for (const frame of frames) {
        for (const element of frame.contentDocument?.querySelectorAll<HTMLElement>("body *") ?? []) {
          if (element.matches("[target]")) element.removeAttribute("target");
          for (const type of touches) {
            element.dispatchEvent(new Event(type, { bubbles: true }));
          }
          try { element.click(); } catch { /* no element that can be clicked */ }
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 400));
      document.body.replaceChildren();
    }, { texts: batch.map(({ text }) => text), touches: TOUCHES });
  }
  const asked = new Set(elsewhere.arrived.map((path) => Number(/(\d+)\D*$/.exec(path)?.[1])));
  const acted = corpus.filter(({ n }) => watch.ran.has(n) || asked.has(n));
  const shares = MARKUP.map((group) => {
    const of = corpus.filter((payload) => payload.group === group);
    return `${group} ${acted.filter((payload) => payload.group === group).length}/${of.length}`;
  });
  console.log(`${acted.length} of ${corpus.length} payloads of markup act in a page without both: ${shares.join(", ")}`);
  console.log(`scripts of ${watch.ran.size}, requests of ${asked.size}`);
  expect(acted.length / corpus.length).toBeGreaterThan(0.5);
});
