// Kept entries made by hand: one rating, again and again, about other tasks.
import { readFileSync } from "node:fs";
import { type Page } from "@playwright/test";
import { expect, open } from "./support";

/** Fills the browser with copies of one rating, by the way of a backup. */
export async function fillWithRatings(page: Page, count: number): Promise<void> {
  await open(page, "#/open?pack=packs/support-compare.json");
  await expect(page.getByText("Task 1 of 12")).toBeVisible();
  await page.keyboard.press("3");
  await expect(page.getByText("1 of 10 rated")).toBeVisible();
  await page.evaluate(() => (location.hash = "#/data"));
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download a backup" }).click(),
  ]);
  const told = readFileSync(await file.path(), "utf8").split("\n").find((text) => text.includes("rating_given"))!;
  const json: string = JSON.parse(told).value.split("|").slice(3).join("|");
  // A dozen about each task, as a rater has them.
  const about = (task: number) => json.replace(/"task":"[^"]*"/, `"task":"x-${task}"`);
  const lines = Array.from({ length: count }, (_, at) =>
    line(`copy${at % 7}`, Math.floor(at / 7) + 1, about(Math.floor(at / 12))),
  );
  const buffer = Buffer.from(`${lines.join("\n")}\n`);
  await page.locator("[data-part=restore] + input")
    .setInputFiles({ name: "much.jsonl", mimeType: "application/jsonl", buffer });
  const came = `${count.toLocaleString("en")} steps came back.`;
  await expect(page.getByRole("status", { name: "Import" })).toContainText(came, { timeout: 60_000 });
}

/** A kept entry as a backup has it. */
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
