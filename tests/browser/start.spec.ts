import { type Page } from "@playwright/test";
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

/** Puts a script with its text into the page, as markup that slipped through would. */
const inject = (page: Page) =>
  page.evaluate(() => {
    const script = document.createElement("script");
    try {
      script.textContent = "globalThis.injected = true";
    } catch {
      // Refused before it is a script.
    }
    document.head.append(script);
  });

test("text does not become a script", async ({ page, complaints }) => {
  complaints.expectComplaint(/policy: require-trusted-types-for|console: /);
  await open(page);
  await inject(page);
  expect(await page.evaluate(() => "injected" in globalThis)).toBe(false);
  await expect.poll(() => complaints.seen.join()).toContain("policy: require-trusted-types-for");
});

test("where a browser knows no Trusted Types, the policy refuses inline scripts by itself", async ({ page, complaints }) => {
  complaints.expectComplaint(/policy: script-src|console: .*Content Security Policy/);
  await page.route("./", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace("; require-trusted-types-for 'script'; trusted-types default", "");
    await route.fulfill({ response: answer, body });
  });
  await open(page);
  await inject(page);
  expect(await page.evaluate(() => "injected" in globalThis)).toBe(false);
  await expect.poll(() => complaints.seen.join()).toContain("policy: script-src");
});

test("markup passes the guard only if it is of the kinds that the application writes", async ({ page, complaints }) => {
  complaints.expectComplaint(/policy: require-trusted-types-for|console: /);
  await open(page);
  const passes = (html: string) =>
    page.evaluate((markup) => {
      const box = document.createElement("div");
      try {
        box.innerHTML = markup;
        return true;
      } catch {
        return false;
      }
    }, html);
  for (const html of ["", "words & more", "<b>bold</b>", '<kbd aria-hidden="true">1</kbd>', "<!>", '<a href="#/queue">Queue</a>']) {
    expect(await passes(html), html).toBe(true);
  }
  for (const html of [
    "<script>1</script>", "<img src=x>", '<img src="x" onerror="1">', "<svg><script>1</script></svg>", '<b onclick="1">x</b>',
    '<a href="https://example.org">x</a>', '<a href="javascript:1">x</a>', '<p style="x">x</p>', "<iframe></iframe>", "<b", "<B>x</B>",
    '<form action="x"></form>', "<style>*{}</style>", '<link rel="x">', '<meta http-equiv="refresh">', '<base href="x">', "<math><mi>x</mi></math>",
    '<button formaction="x">x</button>', "<!-- x --><script>1</script>", "<template><b>x</b></template>", '<svg><use href="#x"></use></svg>',
  ]) {
    expect(await passes(html), html).toBe(false);
  }
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
