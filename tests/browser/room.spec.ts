// Much work in little room: what is old is folded, packed and moved to disk, and all of it is there after a reload.
import { readFileSync } from "node:fs";
import { type Page } from "@playwright/test";
import { expect, open, test } from "./support";

const SAMPLE = "#/open?pack=packs/support-compare.json";

/** A kept entry as a backup has it; the same words under another name are another entry. */
function line(writer: string, seq: number, json: string): string {
  const key = `tm1:j:${writer}:${seq}`;
  return JSON.stringify({ key, value: `1|${crc32c(`${key}\0${json}`)}|${json.length}|${json}` });
}

function crc32c(text: string): string {
  let crc = ~0;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (~crc >>> 0).toString(16).padStart(8, "0");
}

/** What the two places hold, by kind. */
const places = (page: Page) =>
  page.evaluate(async () => {
    const here = Object.entries(localStorage).filter(([key]) => key.startsWith("tm1:"));
    const request = indexedDB.open("tm1:journal");
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const rows = database.transaction("values").objectStore("values").getAll();
    const values = await new Promise<unknown[]>((resolve) => (rows.onsuccess = () => resolve(rows.result)));
    database.close();
    return {
      units: here.reduce((sum, [key, value]) => sum + key.length + value.length, 0),
      stubs: here.filter(([, value]) => value.includes('"sealed"')).length,
      packed: values.filter((value) => value instanceof Uint8Array).length,
    };
  });

const entries = (page: Page) =>
  page.getByRole("region", { name: "What is stored" }).getByRole("row", { name: /^Journal entries/ })
    .getByRole("cell").first();

test("six thousand entries are folded and packed onto disk, and come back", async ({ page }) => {
  test.setTimeout(180_000);
  await open(page, SAMPLE);
  await page.keyboard.press("3");
  await expect(page.getByText("1 of 10 rated")).toBeVisible();
  await page.evaluate(() => (location.hash = "#/data"));
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download a backup" }).click(),
  ]);
  const told = readFileSync(await file.path(), "utf8").split("\n").find((text) => text.includes("rating_given"))!;
  const json: string = JSON.parse(told).value.split("|").slice(3).join("|");
  const lines = Array.from({ length: 6_000 }, (_, at) => line(`copy${at % 7}`, Math.floor(at / 7) + 1, json));
  const buffer = Buffer.from(`${lines.join("\n")}\n`);
  await page.locator("[data-part=restore] + input")
    .setInputFiles({ name: "much.jsonl", mimeType: "application/jsonl", buffer });
  await expect(page.getByRole("status", { name: "Import" })).toContainText("6,000 steps came back.", { timeout: 60_000 });

  // Nothing is deleted before it is proven elsewhere; all of that takes its time.
  await expect.poll(async () => (await places(page)).packed, { timeout: 90_000 }).toBeGreaterThan(3);
  await expect.poll(async () => (await places(page)).units, { timeout: 90_000 }).toBeLessThan(720_000);
  expect((await places(page)).stubs).toBeGreaterThan(0);
  const before = await entries(page).textContent();

  await page.reload();
  await expect(entries(page)).toHaveText(before!, { timeout: 30_000 });
  await expect(page.getByRole("alert")).toHaveCount(0);
});
