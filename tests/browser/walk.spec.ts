// From task to task, and telling them apart in the queue.
import { expect, open, openPack, test } from "./support";

const responses = [{ text: "Hello." }];
const tasks = [
  { title: "First", instruction: "Say hello." },
  { title: "Second", instruction: "Mark what is unsafe.", kind: "safety" },
  { title: "Third", instruction: "Mark what is wrong.", kind: "annotate" },
  { title: "Fourth", instruction: "Greet." },
].map((task) => ({ ...task, responses }));

test("[ and ] go through tasks that have no workspace yet", async ({ page }) => {
  await openPack(page, { tasks });
  const heading = page.getByRole("heading", { level: 1 });
  for (const [key, title] of [
    ["]", "Second"], ["]", "Third"], ["[", "Second"], ["]", "Third"], ["]", "Fourth"],
    ["Shift+K", "Third"], ["Shift+J", "Fourth"], ["[", "Third"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(heading).toHaveText(title);
  }
  await expect(page.getByText("cannot be worked on in this version yet")).toBeVisible();
  // The next open task is the one after this, not the first of the pack.
  await page.keyboard.press(".");
  await expect(heading).toHaveText("Fourth");
  await page.keyboard.press("]");
  await expect(page.getByText("There is no further task in this direction.")).toBeVisible();
});

test("tasks with one instruction and different inputs are told apart in the queue", async ({ page }) => {
  const inputs = ["The cat sat.", "The dog sat.", "The dog sat."];
  await openPack(page, {
    tasks: inputs.map((input) => ({ instruction: `Shorten it.\n\n${input}`, responses })),
  });
  const titles = [
    "Shorten it. · The cat sat.", "Shorten it. · The dog sat. (1 of 2)", "Shorten it. · The dog sat. (2 of 2)",
  ];
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(titles[0]!);
  await open(page, "#/queue");
  await expect(page.getByRole("table").locator("tbody th")).toHaveText(titles);
});
