// The About screen: which build this is, and the licences of what it is made of.
import { axe, expect, open, test } from "./support";

test("Data leads to the version, the build and the licences", async ({ page }) => {
  await open(page, "#/data");
  await page.getByRole("link", { name: "About this app" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "About" })).toBeVisible();
  const build = await page.locator("meta[name=build]").getAttribute("content");
  expect(build).toMatch(/^[0-9a-f]{16}$/);
  const version = page.getByRole("region", { name: "This version" });
  await expect(version).toContainText(build!);
  await expect(version).toContainText("MIT or Apache-2.0");

  const others = page.getByRole("region", { name: "What others wrote" });
  const leptos = others.getByRole("listitem").filter({ hasText: /^leptos 0\.8/ });
  await expect(leptos).toHaveCount(1);
  await expect(others.getByRole("listitem").filter({ hasText: /^std 1\./ })).toHaveCount(1);
  await expect(leptos.locator("pre")).toHaveCount(0);
  await leptos.locator("summary").click();
  await expect(leptos.locator("pre").first()).toContainText("Permission is hereby granted");
  await axe(page);
});

test("the licences hold what is linked, each with a text", async ({ request }) => {
  const { crates, texts } = await (await request.get("./licences.json")).json();
  const names = crates.map(({ name }: { name: string }) => name);
  for (const linked of ["serde_json", "pulldown-cmark", "wasm-bindgen", "leptos"]) expect(names).toContain(linked);
  // What only builds, or only tests, is not in it.
  for (const tool of ["leptos_macro", "proptest", "jsonschema", "trainmaster"]) expect(names).not.toContain(tool);
  for (const { name, texts: at } of crates) {
    expect(at.length, name).toBeGreaterThan(0);
    for (const place of at) expect(texts[place].trim(), name).not.toBe("");
  }
});

test("the licences are fetched when they are asked for, and asked for again", async ({ page, complaints }) => {
  complaints.expectComplaint(/console: /);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.route("**/licences.json", (route) => route.fulfill({ status: 404, body: "" }));
  await open(page, "#/data");
  expect(asked.filter((url) => url.endsWith("licences.json"))).toEqual([]);
  await page.evaluate(() => (location.hash = "#/about"));
  const alert = page.locator("main").getByRole("alert");
  await expect(alert).toContainText("The server answered 404");

  await page.unroute("**/licences.json");
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("region", { name: "What others wrote" })).toBeVisible();
  await expect(alert).toHaveCount(0);
});
