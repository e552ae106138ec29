// The build with the faults that tests plant (src/ui/planted.rs).
import type { Page } from "@playwright/test";

/** Where the build that is shipped stands. */
export const SHIPPED_URL = process.env.BASE_URL!;

/** Where the one with faults stands; playwright.config.ts refuses to start without it. */
export const PLANTED_URL = process.env.PLANTED_URL!;

/** Plants a fault in a page; a panic happens once. */
export const plant = (page: Page, fault: string) =>
  page.evaluate((fault) => sessionStorage.setItem("planted", fault), fault);
