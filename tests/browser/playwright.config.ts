import { defineConfig } from "@playwright/test";

// `cargo verify` serves dist/ and says where; nothing else starts them.
const baseURL = process.env.BASE_URL;
if (!baseURL) throw new Error("BASE_URL is not set: `cargo verify --only browser` sets it");
// The build with the faults that tests plant; without it those tests would prove nothing.
if (!process.env.PLANTED_URL) throw new Error("PLANTED_URL is not set: `cargo verify --only browser` sets it");

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  forbidOnly: !!process.env.CI,
  // A machine that is busy building can starve a browser; what passes only then is reported as flaky.
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  fullyParallel: true,
  reporter: "list",
  // Machines that build are slow now and then; a wait that is long enough costs nothing when all is well.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL,
    browserName: "chromium",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Chromium keeps pages that a test hands out itself from servers of this machine. The hostile tests must see
        // what our own policy refuses, not what Chromium does.
        "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets",
      ],
    },
  },
});
