// What has to be in sight, on screens of several sizes.
import { type Page } from "@playwright/test";
import { expect, open, openPack, test } from "./support";

const COMPARE = "#/open?pack=packs/support-compare.json";
const sentence = "A paragraph of an answer that goes on for a while, with detail after detail. ";
const long = Array(6).fill(sentence.repeat(5)).join("\n\n");

const RANKING = {
  title: "Rankings",
  rubrics: [{ title: "Short", criteria: [{ name: "Right" }], rating_scale: ["Poor", "Fair", "Good"] }],
  tasks: [{
    title: "First", kind: "compare", instruction: "Say hello.",
    responses: ["p", "q", "r"].map((id) => ({ id, text: long })),
  }],
};

const openSample = async (page: Page) => {
  await open(page, COMPARE);
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
};
const summary = (page: Page) => page.getByRole("toolbar", { name: "Task" }).getByRole("status");
const card = (page: Page, letter: string) => page.getByRole("article", { name: `Response ${letter}` });
/** How much of what an element holds is below its edge. */
const hidden = (page: Page, selector: string) =>
  page.locator(selector).evaluate((element) => element.scrollHeight - element.clientHeight);
const height = async (page: Page, selector: string) => (await page.locator(selector).boundingBox())!.height;
const press = async (page: Page, keys: string) => {
  for (const key of keys.split(" ")) await page.keyboard.press(key);
};

test.describe("on a wide screen", () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  test("three responses stand side by side in cards of one size", async ({ page }) => {
    await openPack(page, RANKING);
    const boxes = await Promise.all(["A", "B", "C"].map((letter) => card(page, letter).boundingBox()));
    for (const box of boxes) {
      expect(Math.abs(box!.width - boxes[0]!.width)).toBeLessThan(2);
      expect(box!.y).toBe(boxes[0]!.y);
      expect(box!.height).toBeGreaterThan(200);
    }
    for (const letter of ["A", "B", "C"]) await expect(card(page, letter)).toBeInViewport({ ratio: 0.99 });
  });
});

test.describe("on a small laptop", () => {
  test.use({ viewport: { width: 1024, height: 768 } });

  test("the response at the cursor comes into sight", async ({ page }) => {
    await openPack(page, RANKING);
    await press(page, "l l");
    await expect(card(page, "C")).toBeInViewport({ ratio: 0.98 });
    await press(page, "h h");
    await expect(card(page, "A")).toBeInViewport({ ratio: 0.98 });
    await press(page, "d 1 2");
    await expect(card(page, "C")).toBeInViewport({ ratio: 0.98 });
  });

  test("a ranking against the ratings names the pairs and asks why", async ({ page }) => {
    await openPack(page, RANKING);
    await press(page, "1 2 1 d 1 3 2"); // A Poor, B Fair, C Poor; and A > C > B
    const notice = page.getByText(/The rubric has B ahead of A by 0\.50 and B ahead of C by 0\.50, the ranking says A > C > B/);
    await expect(notice).toBeVisible();
    await expect(summary(page)).toHaveText("3 of 3 rated · A > C > B · ratings disagree");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("textbox", { name: "Why both stand" })).toBeFocused();
    await page.keyboard.type("The rubric misses the tone.");
    await page.keyboard.press("Control+Enter");
    await expect(page).not.toHaveURL(/#\/task\//);
  });

  test("the instruction stays whole and the responses readable, whatever is written", async ({ page }) => {
    await openSample(page);
    expect(await hidden(page, ".prompt > .prose")).toBeLessThanOrEqual(1);
    await press(page, "4 2 4 2 4 2 4 2 4 2 b");
    await expect(page.getByText("The ratings disagree.")).toBeVisible();
    expect(await hidden(page, ".prompt > .prose")).toBeLessThanOrEqual(1);
    expect(await height(page, ".resp:first-child")).toBeGreaterThan(120);
    const before = await height(page, ".rationale textarea");
    await page.getByRole("textbox", { name: "Rationale" }).fill(long);
    expect(await height(page, ".rationale textarea")).toBeLessThan(before + 80);
    expect(await hidden(page, ".rationale textarea")).toBeGreaterThan(100);
    expect(await hidden(page, ".prompt > .prose")).toBeLessThanOrEqual(1);
    expect(await height(page, ".resp:first-child")).toBeGreaterThan(120);
  });

  test("a long instruction takes a third, fades at its edge and scrolls", async ({ page }) => {
    await openPack(page, { ...RANKING, tasks: [{ ...RANKING.tasks[0]!, instruction: long }] });
    expect(await hidden(page, ".prompt > .prose")).toBeGreaterThan(100);
    expect(await height(page, ".prompt")).toBeLessThan(768 * 0.36);
    const mask = () => page.locator(".prompt > .prose").evaluate((prose) => getComputedStyle(prose).maskSize);
    const atTop = await mask();
    await page.locator(".prompt > .prose").evaluate((prose) => { prose.scrollTop = prose.scrollHeight; });
    await expect.poll(mask).not.toBe(atTop);
  });
});

test.describe("at 200 % zoom", () => {
  test.use({ viewport: { width: 720, height: 450 } });

  test("the foot of the template dialog is in reach", async ({ page }) => {
    await openSample(page);
    await press(page, "a Shift+R");
    await expect(page.getByRole("dialog").getByRole("button", { name: /Insert/ })).toBeInViewport({ ratio: 1 });
  });

  test("a decision by key comes into sight", async ({ page }) => {
    await openSample(page);
    const scale = page.getByRole("group", { name: /^Decision/ });
    await expect(scale).not.toBeInViewport();
    await page.keyboard.press("a");
    await expect(scale).toBeInViewport();
    await press(page, "4 2 4 2 4 2 4 2 4 2 b");
    await expect(summary(page)).toContainText("ratings disagree");
  });
});

test.describe("by touch", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("nothing is said of keys, but on their sheet", async ({ page }) => {
    await openSample(page);
    await expect(page.getByText("again for strength")).toBeHidden();
    await openPack(page, RANKING);
    await expect(page.getByText("for the best")).toBeHidden();
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog").locator("kbd").first()).toBeVisible();
  });
});
