// Much work in little room: what is old is folded, packed and moved to disk, and all of it is there after a reload.
import { type Page } from "@playwright/test";
import { fillWithRatings } from "./entries";
import { expect, test } from "./support";

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
  await fillWithRatings(page, 6_000);

  // Nothing is deleted before it is proven elsewhere; all of that takes its time.
  await expect.poll(async () => (await places(page)).packed, { timeout: 90_000 }).toBeGreaterThan(3);
  await expect.poll(async () => (await places(page)).units, { timeout: 90_000 }).toBeLessThan(720_000);
  expect((await places(page)).stubs).toBeGreaterThan(0);
  const before = await entries(page).textContent();

  await page.reload();
  await expect(entries(page)).toHaveText(before!, { timeout: 30_000 });
  await expect(page.getByRole("alert")).toHaveCount(0);
});
