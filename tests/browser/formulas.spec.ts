// Formulas: fetched when the first one is shown, drawn as MathML, harmless whatever they say.
import type { Page } from "@playwright/test";
import { axe, expect, openPack, test } from "./support";

const PART = /\/part-formulas-[^/]*\.wasm$/;

/** A pack of one task whose one response has this text. */
const pack = (text: string) => ({
  id: "formulas", title: "Formulas",
  tasks: [{ title: "One", kind: "score", instruction: "Solve it.", responses: [{ id: "r", text }] }],
});

/** The part that reads LaTeX, each time it is asked for. */
function parts(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (PART.test(request.url())) asked.push(request.url());
  });
  return asked;
}

test("a formula is drawn where it stands, and its part is fetched once", async ({ page }) => {
  const asked = parts(page);
  await openPack(page, pack("So $x_1$ and\n\n\\[\ny = \\sqrt{2}\n- 1\n\\]\n\nor $$z$$ for $5 to $10."));
  await expect(page.locator("math")).toHaveCount(3);
  await expect(page.locator("math[display=block]")).toHaveCount(2);
  const spaces = await page.locator("math, math *").evaluateAll((all) => all.map((each) => each.namespaceURI));
  expect(new Set(spaces)).toEqual(new Set(["http://www.w3.org/1998/Math/MathML"]));
  await expect(page.getByText("for $5 to $10.")).toBeVisible();
  // A root whose sign the font lacks would be a number without a root.
  const root = await page.locator("msqrt").evaluate((sign) => sign.getBoundingClientRect().width);
  const inside = await page.locator("msqrt > *").evaluate((number) => number.getBoundingClientRect().width);
  expect(root).toBeGreaterThan(inside * 1.3);
  expect(asked).toHaveLength(1);
  await axe(page);
});

test("a text without formulas does not fetch the part", async ({ page }) => {
  const asked = parts(page);
  await openPack(page, pack("From $5 to $10, and `\\(code\\)`."));
  await expect(page.getByText("From $5 to $10")).toBeVisible();
  expect(asked).toEqual([]);
});

test("a formula whose part does not arrive stays as it was written", async ({ page, complaints }) => {
  complaints.expectComplaint(/console: /);
  await page.route(PART, (route) => route.fulfill({ status: 404, body: "" }));
  await openPack(page, pack("So $x_1 + y_2$."));
  await expect(page.getByText("x_1 + y_2")).toBeVisible();
  await expect(page.locator("math")).toHaveCount(0);
});

test("the deepest formulas leave the application standing", async ({ page }) => {
  const chains = ["\\sqrt", "\\frac1", "\\hat", "\\overset1", "\\mathrm", "\\not", "\\binom1", "\\textcolor{red}"];
  const nested = "{x^".repeat(36) + "1" + "}".repeat(36);
  const texts = [...chains.map((link) => `$${link.repeat(249)} x$`), `$${nested}$`, `$${"{".repeat(5_000)}$`];
  await openPack(page, pack(`${texts.join("\n\n")}\n\nThe end, $x$.`));
  await expect(page.locator("math").last()).toHaveText("x");
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
});

test("a footnote and its mark lead to each other", async ({ page }) => {
  await openPack(page, pack("A claim[^a].\n\n[^a]: Its source."));
  const address = page.url();
  const mark = page.getByRole("button", { name: "Footnote a", exact: true });
  const back = page.getByRole("button", { name: "Footnote a, back to its mark" });
  await mark.click();
  await expect(page.locator(".footnotes [tabindex]")).toBeFocused();
  await back.click();
  await expect(mark).toBeFocused();
  expect(page.url()).toBe(address);
});
