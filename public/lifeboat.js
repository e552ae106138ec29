// The way out when the application stopped, or never started: no WebAssembly, nothing fetched, first
// on the page. It hands over everything that is kept in this browser, as it is kept.
//
// After a stop the program's memory may be in any state, so nothing more may be written: the work
// that is kept is whole, and stays so.
(() => {
  const PREFIX = "tm1:";
  /** What stood in open text boxes when the application stopped. */
  const LEFT = "tm1:lifeboat";
  const BOXES = "textarea, input[type=text], input:not([type])";

  let stopped = false;

  if (isInForeignFrame()) {
    document.documentElement.dataset.framed = "foreign";
  }

  addEventListener("error", ({ error }) => {
    if (isOurs(error)) stop(String(error));
  });
  addEventListener("unhandledrejection", ({ reason }) => {
    if (isOurs(reason)) stop(String(reason));
  });

  window.lifeboat = Object.freeze({ stop, download });

  /** A page of another origin around this one could cover it with its own buttons. */
  function isInForeignFrame() {
    if (window.top === window.self) return false;
    try {
      return window.top.location.origin !== location.origin;
    } catch {
      return true;
    }
  }

  function isOurs(error) {
    return typeof WebAssembly === "object" && error instanceof WebAssembly.RuntimeError;
  }

  /** Ends all writing, keeps what stands in text boxes, and says so. Once. */
  function stop(message) {
    if (stopped) return;
    stopped = true;
    const words = openWords();
    keep({ at: new Date().toISOString(), message, words });
    fence();
    // What is on the way into the page is let go first: the panel must be the last word.
    setTimeout(() => show(message, words), 0);
  }

  function openWords() {
    const boxes = [...document.querySelectorAll(BOXES)].filter(({ value }) => value.trim() !== "");
    return boxes.map((box) => ({
      label: box.getAttribute("aria-label") || box.labels?.[0]?.textContent?.trim() || box.name || "Text",
      where: location.hash,
      text: box.value,
    }));
  }

  function keep(left) {
    if (left.words.length === 0) return;
    try {
      localStorage.setItem(LEFT, JSON.stringify(left));
    } catch {
      // They are in the panel and in the download.
    }
  }

  function fence() {
    const refuse = () => {
      throw new DOMException("The application has stopped; nothing more is written.", "InvalidStateError");
    };
    for (const [type, names] of [
      [window.Storage, ["setItem", "removeItem", "clear"]],
      [window.IDBObjectStore, ["put", "add", "delete", "clear", "createIndex"]],
      [window.IDBCursor, ["update", "delete"]],
      [window.IDBFactory, ["deleteDatabase"]],
    ]) {
      for (const name of type ? names : []) type.prototype[name] = refuse;
    }
  }

  /** Every value under our prefix, verified or not. */
  function stored() {
    const lines = [];
    try {
      for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).sort()) {
        lines.push({ key, value: localStorage.getItem(key) });
      }
    } catch (error) {
      lines.push({ key: PREFIX, error: String(error) });
    }
    return lines;
  }

  /** How many evaluations the kept entries tell of. */
  function submitted(lines) {
    const about = (value) => {
      try {
        const { event } = JSON.parse(value.split("|").slice(3).join("|"));
        return event.step === "evaluation_submitted" ? `${event.pack} ${event.task}` : undefined;
      } catch {
        return undefined;
      }
    };
    return new Set(lines.map(({ value }) => about(value ?? "")).filter(Boolean)).size;
  }

  /** Hands everything to the browser as a file: a JSON object a line, as a backup has it. */
  async function download() {
    const words = stopped ? openWords() : [];
    const lines = [...stored(), ...(await mirrored()), ...words.map((word) => ({ words: word }))];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/jsonl" }));
    link.download = `trainmaster-backup-${new Date().toISOString().slice(0, 10)}.jsonl`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  /** What the databases hold beside it; what cannot be read is said in the file. */
  async function mirrored() {
    const lines = [];
    try {
      const names = (await indexedDB.databases()).map(({ name }) => name);
      for (const name of names.filter((each) => each?.startsWith(PREFIX))) {
        lines.push(...(await contents(name)));
      }
    } catch (error) {
      lines.push({ database: PREFIX, error: String(error) });
    }
    return lines;
  }

  /** What is large and cold is kept packed. */
  async function unpacked(value) {
    if (!(value instanceof Uint8Array)) return value;
    try {
      const stream = new Blob([value]).stream().pipeThrough(new DecompressionStream("gzip"));
      return await new Response(stream).text();
    } catch {
      return { packed: Array.from(value) };
    }
  }

  async function contents(name) {
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
        request.onblocked = () => reject(new Error("The database is in use."));
      });
    const database = await done(indexedDB.open(name));
    const lines = [];
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())]);
      for (const [at, key] of keys.entries()) {
        lines.push({ database: name, store, key, value: await unpacked(values[at]) });
      }
    }
    database.close();
    return lines;
  }

  function show(message, words) {
    const lines = stored();
    const count = submitted(lines);
    const safe = count === 1 ? "Your 1 evaluation is safe" : `Your ${count} evaluations are safe`;
    document.title = "Trainmaster stopped";
    const left = words.map(({ label, text }) =>
      element("p", {}, [
        element("label", {}, [label, element("textarea", { class: "input", readonly: "", rows: "4" }, [text])]),
      ]),
    );
    const panel = element("main", { class: "boot-failure", role: "alert", tabindex: "-1" }, [
      element("h1", {}, ["The app stopped"]),
      element("p", {}, [
        `${safe} in this browser. Nothing is written any more until you reload.`,
      ]),
      element("p", { class: "row" }, [
        button("Reload", "primary", () => location.reload()),
        button("Download my work", "", download),
      ]),
      ...(left.length > 0 ? [element("h2", {}, ["What stood in your text boxes"]), ...left] : []),
      element("h2", {}, ["What happened"]),
      element("p", {}, [element("code", {}, [message])]),
    ]);
    document.body.replaceChildren(panel);
    panel.focus();
  }

  function button(label, kind, act) {
    const made = element("button", { type: "button", class: "btn", "data-kind": kind }, [label]);
    made.addEventListener("click", act);
    return made;
  }

  // Text nodes and attributes only: no message can become markup.
  function element(name, attributes, children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }
})();
