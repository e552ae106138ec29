// The application comes in parts: the first load is the main module alone, the rest is fetched when it is
// needed, or a moment before.
import type { Page } from "@playwright/test";
import { axe, expect, open, test } from "./support";

const PARTS = /\/part-[^/]*\.wasm$/;
const isPart = (url: string) => PARTS.test(url);

/** The modules that the page asks for, as they are asked for. */
function modules(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith(".wasm")) asked.push(request.url());
  });
  return asked;
}

test("the first load fetches the main module alone", async ({ page }) => {
  const asked = modules(page);
  let atStart: string[] | undefined;
  await page.exposeFunction("startedNow", () => {
    atStart ??= [...asked];
  });
  await page.addInitScript(() => {
    const mark = performance.mark.bind(performance);
    performance.mark = (name, options) => {
      if (name === "app-started") void (globalThis as unknown as { startedNow(): void }).startedNow();
      return mark(name, options);
    };
  });
  await open(page);
  await expect.poll(() => atStart?.length).toBe(1);
  expect(atStart!.filter(isPart)).toEqual([]);
});

test("the workspace is fetched before it is asked for", async ({ page }) => {
  const asked = modules(page);
  await open(page);
  await expect.poll(() => asked.some((url) => url.includes("/part-work-"))).toBe(true);
});

test("each part is fetched once, however often its screens are shown", async ({ page, baseURL }) => {
  const asked = modules(page);
  await open(page);
  for (const round of [1, 2]) {
    for (const screen of ["queue", "results", "packs", "data", "about", "open"]) {
      await page.evaluate((to) => (location.hash = `#/${to}`), screen);
      await expect(page.locator("main h1"), `${screen}, round ${round}`).toBeVisible();
      await expect(page.getByText("Loading…")).toHaveCount(0);
    }
  }
  expect(asked.filter(isPart).length).toBeGreaterThan(1);
  expect(new Set(asked).size).toBe(asked.length);
  for (const url of asked) expect(url.startsWith(baseURL!), url).toBe(true);
});

test("a part that is missing says so, and is there after another try", async ({ page, complaints }) => {
  complaints.expectComplaint(/console: /);
  await page.route(PARTS, (route) => route.fulfill({ status: 404, body: "" }));
  await open(page, "#/data");
  const alert = page.locator("main").getByRole("alert");
  await expect(alert).toContainText("could not be loaded");
  await expect(alert.getByRole("button", { name: "Reload" })).toBeVisible();
  // The rest of the application still stands.
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await axe(page);

  await page.unroute(PARTS);
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Data" })).toBeVisible();
  await expect(alert).toHaveCount(0);
});

test("a tab that stayed open while a new version was published says so", async ({ page, complaints }) => {
  complaints.expectComplaint(/console: /);
  await page.route(PARTS, (route) => route.fulfill({ status: 404, body: "" }));
  await open(page);
  await page.route(/\/$/, async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace(/(name="build" content=")[^"]*/, "$1another");
    return route.fulfill({ response: answer, body });
  });
  await page.evaluate(() => (location.hash = "#/data"));
  const alert = page.locator("main").getByRole("alert");
  await expect(alert).toContainText("A new version of the app was published. Reload to get it.");
});

test("a reload brings the part too", async ({ page, complaints }) => {
  complaints.expectComplaint(/console: /);
  await page.route(PARTS, (route) => route.fulfill({ status: 404, body: "" }));
  await open(page, "#/data");
  await expect(page.getByText("could not be loaded")).toBeVisible();
  await page.unroute(PARTS);
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Data" })).toBeVisible();
});

test("a dialog that is missing says so and can be closed", async ({ page, complaints }) => {
  complaints.expectComplaint(/console: /);
  await page.route(PARTS, (route) => route.fulfill({ status: 404, body: "" }));
  await open(page);
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("could not be loaded");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  await page.unroute(PARTS);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
});

test("a part of another version is refused", async ({ page, complaints }) => {
  complaints.expectComplaint(/console: /);
  await page.route(PARTS, (route) =>
    route.fulfill({ status: 200, contentType: "application/wasm", body: "another" }),
  );
  await open(page, "#/data");
  await expect(page.getByText("could not be loaded")).toBeVisible();
});
