// What every test of the browser shares: import `test` and `expect` from here.
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

type Complaints = {
  /** Everything the page did that it must not do. */
  readonly seen: string[];
  /** Says that a test provokes complaints that match; every other one still fails it. */
  expectComplaint(pattern: RegExp): void;
};

export const test = base.extend<{ complaints: Complaints }>({
  // Runs for every test: nothing leaves the origin, nothing is refused by the policy, nothing fails silently.
  complaints: [
    async ({ context, baseURL }, use) => {
      const seen: string[] = [];
      const expected: RegExp[] = [];
      const origin = new URL(baseURL!).origin;

      context.on("request", (request) => {
        const { protocol, origin: asked } = new URL(request.url());
        const local = protocol === "data:" || protocol === "blob:" || asked === origin;
        if (!local) seen.push(`request to ${request.url()}`);
      });
      context.on("console", (message) => {
        if (message.type() === "error") seen.push(`console: ${message.text()}`);
      });
      context.on("weberror", (error) => seen.push(`page error: ${error.error().message}`));
      await context.exposeFunction("reportViolation", (text: string) => seen.push(text));
      await context.addInitScript(() => {
        addEventListener("securitypolicyviolation", (event) => {
          const report = (globalThis as unknown as { reportViolation(text: string): void }).reportViolation;
          report(`policy: ${event.violatedDirective} refused ${event.blockedURI}`);
        });
      });

      await use({ seen, expectComplaint: (pattern) => void expected.push(pattern) });

      const surprises = seen.filter((text) => !expected.some((pattern) => pattern.test(text)));
      expect(surprises, "what the page did that it must not do").toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens a screen of the application (`""` is the first) and waits until it has started. */
export async function open(page: Page, hash = ""): Promise<void> {
  await page.goto(hash ? `./${hash}` : "./");
  await started(page);
}

/** Waits until the application has started; the page that says why it did not is not a start. */
export async function started(page: Page): Promise<void> {
  const marks = () => page.evaluate(() => performance.getEntriesByName("app-started").length);
  await expect.poll(marks, "the application starts").toBe(1);
}

/** Opens a pack that is pasted, and goes to its first open task. */
export async function openPack(page: Page, pack: object): Promise<void> {
  await open(page, "#/open");
  await page.getByLabel("Or paste it here").focus();
  await page.keyboard.insertText(JSON.stringify({ format: "trainmaster/pack", version: 1, ...pack }));
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Opened");
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/#\/task\//);
  // A key before the screen stands would be lost.
  await expect(page.locator(".workspace, .empty").first()).toBeVisible();
}

/** Goes to a page of the same site without the application: what it keeps can be touched there unseen. */
export async function leave(page: Page): Promise<void> {
  const elsewhere = "**/elsewhere";
  const body = '<!doctype html><link rel="icon" href="data:,"><title>Elsewhere</title>';
  await page.route(elsewhere, (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto("./elsewhere");
  await page.unroute(elsewhere);
}

/** Expects no violation of accessibility rules on the page as it is now. */
export async function axe(page: Page): Promise<void> {
  // A screen may still be on its way.
  await expect(page.locator("h1").first()).toBeVisible();
  // Colours on their way from one scheme to the other are no colours of ours. What follows a scroll never ends.
  await page.evaluate(() => {
    const running = document.getAnimations().filter(({ timeline }) => timeline === document.timeline);
    return Promise.allSettled(running.map((each) => each.finished));
  });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map((node) => node.target) }));
  expect(found, "accessibility violations").toEqual([]);
}

export { expect };
