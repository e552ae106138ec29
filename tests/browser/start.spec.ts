import { axe, expect, open, started, test } from "./support";

test("the application starts under a sub-path", async ({ page }) => {
  await open(page);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("#boot")).toHaveCount(0);
  await axe(page);
});

test("each part of the application is fetched once", async ({ page }) => {
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(request.url()));
  await open(page);
  const parts = fetched.filter((url) => /\.(css|js|wasm)$/.test(url));
  expect(new Set(parts).size).toBe(parts.length);
  expect(parts.filter((url) => /\/app-[^/]*\.wasm$/.test(url))).toHaveLength(1);
});

test("the policy stands before every script", async ({ request }) => {
  const html = await (await request.get("./")).text();
  const policy = html.indexOf("Content-Security-Policy");
  expect(policy).toBeGreaterThan(0);
  expect(policy).toBeLessThan(html.indexOf("<script"));
});

test("an inline script is refused", async ({ page, complaints }) => {
  complaints.expectComplaint(/policy: script-src|console: .*Content Security Policy/);
  await open(page);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.injected = true";
    document.head.append(script);
  });
  expect(await page.evaluate(() => "injected" in globalThis)).toBe(false);
  await expect.poll(() => complaints.seen.join()).toContain("policy: script-src");
});

const failures = [
  { what: "is missing", answer: { status: 404, body: "" }, says: "The server answered 404" },
  { what: "is damaged", answer: { status: 200, contentType: "application/wasm", body: "damaged" }, says: "not the one that belongs to this page" },
];

for (const { what, answer, says } of failures) {
  test(`when the module ${what}, the page says so`, async ({ page, complaints }) => {
    complaints.expectComplaint(/console: /);
    await page.route("**/*.wasm", (route) => route.fulfill(answer));
    await page.goto("./");
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Trainmaster did not start");
    await expect(page.getByRole("alert")).toContainText("Your work is untouched");
    await expect(page.getByRole("alert")).toContainText(says);
    await expect(page.getByRole("button", { name: "Reload" })).toHaveCSS("border-top-style", "solid");
    await expect(page.getByRole("listitem").first()).toHaveCSS("list-style-type", "disc");
    await axe(page);

    await page.unroute("**/*.wasm");
    await page.getByRole("button", { name: "Reload" }).click();
    await started(page);
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
}

test("when the script of the application is missing, the page says so", async ({ page, complaints }) => {
  complaints.expectComplaint(/console: /);
  await page.route("**/app-*.js", (route) => route.fulfill({ status: 404, body: "" }));
  await page.goto("./");
  await expect(page.getByRole("alert")).toContainText("did not start");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });
  test("the page says what it needs", async ({ page }) => {
    await page.goto("./");
    await expect(page.locator("noscript p")).toContainText("needs JavaScript and WebAssembly");
    await expect(page.locator("noscript p")).toBeVisible();
  });
});
