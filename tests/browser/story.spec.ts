// One sitting over a pack of every form: back and forth, with words in every box, at the width of half a screen.
import { readFileSync } from "node:fs";
import { type Page } from "@playwright/test";
import { expect, openPack, test } from "./support";

const scale = ["Poor", "Fair", "Good"];
const pair = ["p", "q"];
const task = (id: string, kind: string, responses: string[], rubric: string) => ({
  id, title: `Task ${id}`, kind, rubric, instruction: `Instruction of ${id}. ${"It goes on for a while. ".repeat(20)}`,
  responses: responses.map((response) => ({ id: response, text: `Text of ${response} in ${id}. `.repeat(60) })),
});
const PACK = {
  title: "All forms",
  rubrics: [
    { id: "short", title: "Short", criteria: [{ name: "Right" }], rating_scale: scale },
    { id: "other", title: "Other", criteria: [{ name: "Kind" }, { name: "Brief" }], rating_scale: scale },
  ],
  tasks: [
    task("one", "compare", pair, "short"),
    task("two", "score", ["p"], "short"),
    task("three", "compare", ["p", "q", "r"], "short"),
    task("four", "compare", pair, "other"),
    task("five", "compare", pair, "short"),
  ],
};

const at = async (page: Page, id: string) =>
  expect(page.getByRole("heading", { level: 1 })).toHaveText(`Task ${id}`);
const rationale = (page: Page) => page.getByRole("textbox", { name: "Rationale" });
const reason = (page: Page) => page.getByRole("textbox", { name: "Why both stand" });
const submit = async (page: Page) => {
  // So soon after the last one it would pass for the same press.
  await page.waitForTimeout(350);
  await page.keyboard.press("Control+Enter");
};
const press = async (page: Page, keys: string) => {
  for (const key of keys.split(" ")) await page.keyboard.press(key);
};
/** A new task is read from its beginning. */
const isRead = async (page: Page, id: string) => {
  await at(page, id);
  await expect(page.getByText(`Instruction of ${id}.`).last()).toBeInViewport();
};

test.use({ viewport: { width: 600, height: 800 } });

test("a sitting over every form, back and forth, ends in what was said of each task", async ({ page }) => {
  await openPack(page, PACK);
  await isRead(page, "one");
  await press(page, "3 1 b"); // A Good, B Poor, and B is better all the same
  await reason(page).fill("Reason of one.");
  await rationale(page).fill("Rationale of one.");
  await submit(page);

  await isRead(page, "two");
  await expect(rationale(page)).toHaveValue("");
  await expect(reason(page)).toHaveCount(0);
  await press(page, "2 r");
  await page.keyboard.type("Rationale of two.");
  await page.goBack(); // in the middle of the word, as it were
  await at(page, "one");
  await expect(rationale(page)).toHaveValue("Rationale of one.");
  await expect(reason(page)).toHaveValue("Reason of one.");
  await page.goForward();
  await at(page, "two");
  await expect(rationale(page)).toHaveValue("Rationale of two.");
  await submit(page);

  await isRead(page, "three");
  await press(page, "3 2 1 d 1 2 3");
  await expect(page.getByRole("toolbar", { name: "Task" })).toContainText("3 of 3 rated · A > B > C");
  await rationale(page).fill("Rationale of three.");
  await press(page, "Escape s");
  await page.getByRole("dialog").getByRole("textbox").fill("Not used.");
  await page.goBack();
  await at(page, "two");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.goForward();
  await at(page, "three");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByText("Skipped:")).toHaveCount(0);
  await expect(rationale(page)).toHaveValue("Rationale of three.");
  await submit(page);

  await isRead(page, "four");
  await expect(page.getByRole("group", { name: /^Kind, response/ })).toHaveCount(2);
  await expect(page.getByRole("group", { name: /^Right/ })).toHaveCount(0);
  await press(page, "3 2 3 2 a a n");
  await page.getByRole("textbox", { name: /^Note on/ }).fill("Note of four.");
  await submit(page);

  await isRead(page, "five");
  await press(page, "z"); // the submission of the task before
  await at(page, "four");
  await expect(page.getByText("The evaluation is read only.")).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: /^Note on/ })).toHaveValue("Note of four.");
  await press(page, "Shift+Z");
  await expect(page.getByText("The evaluation is read only.")).toBeVisible();
  await press(page, ".");
  await isRead(page, "five");
  await press(page, "1 1 t");
  await rationale(page).fill("Rationale of five.");
  await submit(page);

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Queue");
  await page.getByRole("link", { name: "Export results" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export with texts" }).click(),
  ]);
  const { evaluations } = JSON.parse(readFileSync(await file.path(), "utf8"));
  const said = Object.fromEntries(evaluations.map((each: any) => {
    const letter = (id: string) => "ABC"[each.shown.indexOf(id)];
    const ratings = Object.fromEntries(
      Object.entries<any>(each.ratings).map(([id, given]) => [letter(id), Object.values(given)]),
    );
    const decision = Array.isArray(each.decision)
      ? each.decision.map((group: string[]) => group.map(letter).join("")).join(">")
      : each.decision?.replace(/^[pq](?=_)/, (id: string) => letter(id)!);
    const words = [each.rationale?.text ?? "", each.override_reason ?? "", ...Object.values(each.notes ?? {})];
    return [each.task, { ratings, decision: decision ?? null, words: words.filter(Boolean) }];
  }));
  expect(said).toEqual({
    one: { ratings: { A: [2], B: [0] }, decision: "B_better", words: ["Rationale of one.", "Reason of one."] },
    two: { ratings: { A: [1] }, decision: null, words: ["Rationale of two."] },
    three: { ratings: { A: [2], B: [1], C: [0] }, decision: "A>B>C", words: ["Rationale of three."] },
    four: { ratings: { A: [2, 2], B: [1, 1] }, decision: "A_much_better", words: ["Note of four."] },
    five: { ratings: { A: [0], B: [0] }, decision: "both_good", words: ["Rationale of five."] },
  });
});
