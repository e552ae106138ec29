import { writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Page, TestInfo } from "@playwright/test";
import { axe, expect, open, test } from "./support";

const PAIRS = [
  '{"prompt": "Why is the sky blue?", "a": "Scattering.", "b": "It reflects the sea."}',
  '{"prompt": "Cut sho',
  '{"prompt": "Say hello.", "a": "Hello.", "b": "Hi."}',
].join("\n");

/** Brings a file through the file dialog. */
async function bring(page: Page, info: TestInfo, name: string, content: string | Buffer): Promise<void> {
  const path = info.outputPath(name);
  await writeFile(path, content);
  await page.locator("input[type=file]").first().setInputFiles(path);
}

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

test("a table becomes a pack, and what cannot be read is named by its line", async ({ page }, info) => {
  await open(page, "#/open");
  await axe(page);
  await bring(page, info, "pairs.jsonl.gz", gzipSync(PAIRS));
  await expect(heading(page)).toHaveText("pairs.jsonl");
  await expect(heading(page)).toBeFocused();
  await page.getByLabel("Role of a", { exact: true }).selectOption("Response A");
  await page.getByLabel("Role of b", { exact: true }).selectOption("Response B");
  await expect(page.getByText("1 of 3 rows is left out.")).toBeVisible();
  await expect(page.getByRole("region", { name: "List of problems" })).toContainText("Line 2");
  await axe(page);
  await page.getByRole("button", { name: "Open 2 tasks" }).click();
  await expect(heading(page)).toHaveText("Opened");
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/#\/task\//);
});

test("one role belongs to one column", async ({ page }, info) => {
  await open(page, "#/open");
  await bring(page, info, "t.csv", "prompt,response,other\np,r,o\n");
  await page.getByLabel("Role of other").selectOption("Response A");
  await expect(page.getByLabel("Role of response")).toHaveValue("");
  await page.getByLabel("Role of other").selectOption("Not used");
  await expect(page.getByText("No column holds a response")).toBeVisible();
  await expect(page.getByRole("button", { name: "Open 0 tasks" })).toBeDisabled();
});

const WRONG = [
  { name: "photo.png", content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]), says: "an image" },
  { name: "empty.csv", content: "", says: "empty" },
  { name: "cut.json", content: '[{"prompt": "a", "response": "b"}, {"prom', says: "cut off" },
  { name: "latin.csv", content: Buffer.from("prompt,response\ncaf\xe9,b\n", "latin1"), says: "Save the file as UTF-8" },
  { name: "broken.json.gz", content: Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2]), says: "damaged" },
];
for (const { name, content, says } of WRONG) {
  test(`${name} is explained, and what was there stays`, async ({ page }, info) => {
    await open(page, "#/open");
    await page.getByLabel("Or paste it here").fill("still here");
    await bring(page, info, name, content);
    await expect(page.getByRole("alert")).toContainText(says);
    await expect(page.getByLabel("Or paste it here")).toHaveValue("still here");
  });
}

const box = (page: Page) => page.getByLabel("Or paste it here");

/** Pastes a text into the box; it arrives at once, as from a clipboard. */
async function paste(page: Page, text: string): Promise<void> {
  await open(page, "#/open");
  await box(page).focus();
  await page.keyboard.insertText(text);
  await page.keyboard.press("Control+Enter");
}

test("a pasted pack is opened", async ({ page }) => {
  const responses = [{ text: "Hello." }];
  const tasks = [{ instruction: "Say hello.", responses }, { instruction: "Greet.", responses }];
  const pack = { format: "trainmaster/pack", version: 1, title: "Greetings", tasks };
  await paste(page, JSON.stringify(pack, null, 2));
  await expect(heading(page)).toHaveText("Opened");
  await expect(page.getByRole("heading", { level: 2, name: "Greetings" })).toBeVisible();
  await expect(page.getByText("2 tasks are ready to work on.")).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(heading(page)).toHaveText("Say hello.");
});

const TABLES = [
  { what: "JSONL", text: '{"prompt": "Say hello.", "a": "Hello.", "b": "Hi."}\n{"prompt": "Greet.", "a": "Hello.", "b": "Hi."}' },
  { what: "CSV", text: 'prompt,a,b\n"Say hello.",Hello.,Hi.\n"Greet.",Hello.,Hi.' },
];
for (const { what, text } of TABLES) {
  test(`pasted ${what} is mapped and opened`, async ({ page }) => {
    await paste(page, text);
    await expect(page.getByLabel("Role of prompt", { exact: true })).toHaveValue(/instruction/i);
    await page.getByLabel("Role of a", { exact: true }).selectOption("Response A");
    await page.getByLabel("Role of b", { exact: true }).selectOption("Response B");
    await page.getByRole("button", { name: "Open 2 tasks" }).click();
    await expect(page.getByText("2 tasks are ready to work on.")).toBeVisible();
    await page.keyboard.press("Control+Enter");
    await expect(heading(page)).toHaveText("Say hello.");
    await expect(page.getByRole("article", { name: /^Response [AB]$/ })).toHaveCount(2);
  });
}

const WRONG_PASTES = [
  { what: "nothing", text: " ", says: "There is nothing in it." },
  { what: "half a pack", text: '{"format": "trainmaster/pack", "version": 1, "tasks": [{"instru', says: "cut off" },
  { what: "a pack without tasks", text: '{"format": "trainmaster/pack", "version": 1, "tasks": []}', says: "no task that can be read" },
  { what: "a sentence", text: "Dear all, the pack is attached.", says: "no rows" },
];
for (const { what, text, says } of WRONG_PASTES) {
  test(`${what}, pasted, is explained, and what was there stays`, async ({ page }) => {
    await open(page, "#/open?pack=packs/support-compare.json");
    await expect(page).toHaveURL(/#\/task\//);
    await paste(page, text);
    await expect(page.getByRole("alert")).toContainText("The pasted text was not opened.");
    await expect(page.getByRole("alert")).toContainText(says);
    await expect(box(page)).toHaveValue(text);
    await page.goto("./#/queue");
    await expect(page.getByRole("table").locator("tbody tr")).toHaveCount(12);
  });
}

test("a link opens a pack of this site and nothing else", async ({ page }) => {
  await open(page, "#/open?pack=packs/support-compare.json");
  await expect(page).toHaveURL(/#\/task\//);
  for (const path of ["https://example.org/a.json", "//example.org/a.json", "../a.json", "/a.json"]) {
    await page.goto(`./#/open?pack=${encodeURIComponent(path)}`);
    await expect(page.getByRole("alert")).toContainText("outside of this site");
  }
});

test("a rubric alone is a start: one task by hand", async ({ page }) => {
  await open(page, "#/open?start=rubric");
  await expect(heading(page)).toHaveText("Starter rubric");
  await axe(page);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByLabel("Instruction")).toBeFocused();
  await page.getByLabel("Instruction").fill("Say hello.");
  await page.getByLabel("Response", { exact: true }).fill("Hello.");
  await page.getByLabel("Second response").focus();
  await page.reload();
  await expect(page.getByLabel("Response", { exact: true })).toHaveValue("Hello.");
  await page.getByRole("button", { name: "Open this task" }).click();
  await expect(page.getByText("1 task is ready to work on.")).toBeVisible();
});

test("a dropped rubric is chosen for the file that waits", async ({ page }, info) => {
  await open(page, "#/open");
  await bring(page, info, "t.csv", "prompt,response\np,r\n");
  await expect(heading(page)).toHaveText("t.csv");
  const data = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['{"title": "House rubric", "criteria": [{"name": "Tone"}]}'], "house.json"));
    return data;
  });
  await heading(page).dispatchEvent("drop", { dataTransfer: data });
  await expect(page.getByLabel(/^House rubric/)).toBeChecked();
});

test("packs are archived, removed after export, and brought back", async ({ page }) => {
  await open(page, "#/open?pack=packs/support-compare.json");
  await expect(page).toHaveURL(/#\/task\//);
  await page.goto("./#/packs");
  const title = page.getByRole("heading", { level: 2, name: /Customer support/ });
  await expect(title).toContainText("open");
  await axe(page);
  await page.getByRole("button", { name: /^Archive/ }).click();
  await expect(title).toContainText("archived");
  await page.getByRole("button", { name: /^Take back/ }).click();
  await page.getByRole("button", { name: /^Remove …/ }).click();
  await axe(page);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export results and remove" }).click();
  expect((await download).suggestedFilename()).toBe("results-support-compare.json");
  await expect(page.getByText("No pack is open here yet.")).toBeVisible();
  await page.keyboard.press("z");
  await expect(title).toBeVisible();
});
