// Figures, not checks: how long keeping the work takes in this browser on this machine.
// `BASE_URL=… CHROMIUM_PATH=… npx playwright test -c figures.config.ts`
import { defineConfig } from "@playwright/test";
import "./figures.env";
import checks from "./playwright.config";

export default defineConfig({ ...checks, testMatch: "*.figures.ts", workers: 1, retries: 0, timeout: 300_000 });
