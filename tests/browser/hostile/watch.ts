// Sees whatever a payload achieves: scripts that run, requests that arrive elsewhere, windows, dialogs, downloads.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { test as base, expect, type Page } from "@playwright/test";

/** A server of somebody else: it answers whatever is asked, and remembers who asked. */
export type Elsewhere = {
  /** Its host and port. */
  host: string;
  /** The paths that were asked for. */
  arrived: string[];
};

/** What it answers: by each kind of file one that tells that it is in use. */
function answer(path: string): { type: string; body: string } {
  const n = Number(/\d+$/.exec(path)?.[0] ?? 0);
  const tell = `try{top.__hit(${n})}catch{}top.postMessage(${n},'*')`;
  switch (path.split("/")[1]) {
    case "js": return { type: "text/javascript", body: tell };
    case "css": return { type: "text/css", body: "*{}" };
    case "html": return { type: "text/html", body: `<script>${tell}</script>` };
    case "svg": return { type: "image/svg+xml", body: `<svg xmlns="http://www.w3.org/2000/svg" id="x"><script>${tell}</script></svg>` };
    default: return { type: "image/gif", body: "GIF89a" };
  }
}

function serve(arrived: string[]): Promise<Server> {
  const server = createServer((request, response) => {
    arrived.push(request.url ?? "");
    const { type, body } = answer(request.url ?? "");
    response.writeHead(200, { "content-type": type, "access-control-allow-origin": "*" });
    response.end(body);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** In every frame, before anything else: whatever a script calls to show itself ends in `__hit` of this process. */
function listen(): void {
  const all = globalThis as any;
  const tell = (n: unknown) => all.top.postMessage(Number(n), "*");
  if (all.top === all) addEventListener("message", ({ data }) => { if (typeof data === "number") all.__hit(data); });
  for (const name of ["alert", "confirm", "prompt", "print"]) all[name] = tell;
}

export type Watch = {
  /** What a page must not do, and did: popups, dialogs, downloads, navigations, answers from elsewhere. */
  seen: string[];
  /** The payloads whose scripts ran. */
  ran: Set<number>;
};

export const test = base.extend<{ watch: Watch }, { elsewhere: Elsewhere }>({
  elsewhere: [
    async ({}, use) => {
      const arrived: string[] = [];
      const server = await serve(arrived);
      await use({ host: `127.0.0.1:${(server.address() as AddressInfo).port}`, arrived });
      server.closeAllConnections();
      server.close();
    },
    { scope: "worker" },
  ],
  watch: async ({ context, page, elsewhere, baseURL }, use) => {
    elsewhere.arrived.length = 0;
    const seen: string[] = [];
    const ran = new Set<number>();
    await context.exposeFunction("__hit", (n: unknown) => void ran.add(Number(n)));
    await context.addInitScript(listen);
    const ours = new URL(baseURL!).origin;
    context.on("page", (popup) => { if (popup !== page) seen.push(`window ${popup.url()}`); });
    context.on("dialog", (dialog) => { seen.push(`dialog ${dialog.message()}`); void dialog.dismiss(); });
    context.on("serviceworker", (worker) => seen.push(`service worker ${worker.url()}`));
    context.on("response", (response) => {
      const { protocol, origin } = new URL(response.url());
      if (protocol.startsWith("http") && origin !== ours) seen.push(`answer from ${response.url()}`);
    });
    page.on("download", (download) => seen.push(`download ${download.url()}`));
    page.on("framenavigated", (frame) => {
      if (frame === page.mainFrame() && frame.url() !== "about:blank" && !frame.url().startsWith(ours)) seen.push(`navigation to ${frame.url()}`);
    });
    await use({ seen, ran });
  },
});

/** No script ran, nothing arrived elsewhere, and nothing was opened, asked, fetched or left. */
export async function expectNothing(page: Page, watch: Watch, elsewhere: Elsewhere): Promise<void> {
  // What was asked for late arrives late.
  await page.waitForTimeout(500);
  expect([...watch.ran], "scripts that ran").toEqual([]);
  expect(elsewhere.arrived, "requests that arrived elsewhere").toEqual([]);
  expect(watch.seen, "what the page did that it must not do").toEqual([]);
}

export { expect };
