// How long the page's own thread is held, in milliseconds that it had a processor: a busy machine makes any task long.
import type { Browser, Page } from "@playwright/test";

type Traced = { name: string; pid: number; tid: number; tdur?: number; args: { name?: string } };

/** Watches tasks from now on. */
export async function watchTasks(browser: Browser, page: Page): Promise<void> {
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
}

/** The longest task of the page's own thread since then. */
export async function longestTask(browser: Browser): Promise<number> {
  const events: Traced[] = JSON.parse((await browser.stopTracing()).toString()).traceEvents;
  const isPage = ({ name, args }: Traced) => name === "thread_name" && args.name === "CrRendererMain";
  const threads = new Set(events.filter(isPage).map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = events.filter(({ name, pid, tid }) => name === "RunTask" && threads.has(`${pid} ${tid}`));
  return tasks.reduce((longest, { tdur }) => Math.max(longest, (tdur ?? 0) / 1000), 0);
}
