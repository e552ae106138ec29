// The corpus itself: how large it is, what classes it has, and that each payload tells of itself.
import { expect, test } from "@playwright/test";
import { payloads } from "./payloads";

const HOST = "127.0.0.1:9";

test("the corpus is large, has every class, and no two payloads are the same", () => {
  const all = payloads(HOST);
  const sizes = new Map<string, number>();
  for (const { group } of all) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  console.log(`${all.length} payloads: ${[...sizes].map(([group, size]) => `${group} ${size}`).join(", ")}`);
  expect(all.length).toBeGreaterThanOrEqual(1_500);
  expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
  for (const [group, size] of sizes) expect(size, group).toBeGreaterThanOrEqual(15);
});

test("no placeholder is left over", () => {
  for (const { n, text } of payloads(HOST)) expect(text, `payload ${n}`).not.toMatch(/\b(JS|URL|HOST|ENTITIES|BASE64|AT)\b/);
});
