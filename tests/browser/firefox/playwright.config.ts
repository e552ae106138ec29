import { defineConfig } from "@playwright/test";

if (!process.env.BASE_URL) throw new Error("BASE_URL is not set: see faults.firefox.ts");

export default defineConfig({
  testDir: ".",
  // Not *.spec.ts, which are the tests in Chromium.
  testMatch: "*.firefox.ts",
  workers: 1,
  reporter: "list",
  timeout: 120_000,
  expect: { timeout: 15_000 },
});
