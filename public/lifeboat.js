// The way out when the application stopped, or never started: no WebAssembly, nothing fetched, first
// on the page. It hands over everything that is kept in this browser, as it is kept.
//
// After a stop the program's memory may be in any state, so nothing more may be written: the work
// that is kept is whole, and stays so.
(() => {
  const PREFIX = "tm1:";
  /** What stood in open text boxes when the application stopped. */
  const LEFT = "tm1:lifeboat";
  const BOXES = ":is(textarea, input[type=text], input:not([type])):not([readonly])";
  /** How many of an earlier stop are kept beside them. */
  const MOST_LEFT = 20;
  const OUT_OF_STACK = /(call stack|recursion)[^]*wasm/;
  /** What the application hears of the whole page; nothing in the panel needs it. */
  const HEARD = [
    "keydown", "pointerdown", "wheel", "dragover", "drop", "focus", "hashchange", "storage", "visibilitychange", "pagehide", "beforeunload",
  ];

  let stopped = false;
  /** Where the words of each box were typed: the address may be ahead of the screen when all stops. */
  const typedOn = new WeakMap();

  if (isInForeignFrame()) {
    document.documentElement.dataset.framed = "foreign";
  }

  addEventListener("error", ({ error }) => {
    if (isOurs(error)) stop(String(error));
  });
  addEventListener("unhandledrejection", ({ reason }) => {
    if (isOurs(reason)) stop(String(reason));
  });

  addEventListener("input", ({ target }) => typedOn.set(target, location.hash), { capture: true });

  // What has stopped is not asked any more: not whether the page may be left either, which it would
  // refuse. Some events of the window reach listeners in the order they were added, so ours are first.
  for (const type of HEARD) {
    addEventListener(type, (event) => { if (stopped) event.stopImmediatePropagation(); }, { capture: true });
  }

  window.lifeboat = Object.freeze({ stop, download, hasStopped: () => stopped });

  /** A page of another origin around this one could cover it with its own buttons. */
  function isInForeignFrame() {
    if (window.top === window.self) return false;
    try {
      return window.top.location.origin !== location.origin;
    } catch {
      return true;
    }
  }

  /** Whether the program failed: it trapped, or it ran out of stack, which browsers name differently. */
  function isOurs(error) {
    if (typeof WebAssembly !== "object") return false;
    return error instanceof WebAssembly.RuntimeError || (error instanceof Error && OUT_OF_STACK.test(`${error} ${error.stack}`));
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
      where: typedOn.get(box) ?? location.hash,
      text: box.value,
    }));
  }

  /** Beside what an earlier stop left and nobody has taken up yet. */
  function keep(left) {
    if (left.words.length === 0) return;
    try {
      const words = [...left.words, ...leftBefore()];
      localStorage.setItem(LEFT, JSON.stringify({ ...left, words }));
    } catch {
      // They are in the panel and in the download.
    }
  }

  function leftBefore() {
    try {
      return JSON.parse(localStorage.getItem(LEFT)).words.slice(0, MOST_LEFT);
    } catch {
      return [];
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
      [window.FileSystemFileHandle, ["createWritable"]],
      [window.FileSystemWritableFileStream, ["write", "close"]],
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

  /** How many evaluations the kept entries tell of, the folded ones with them. */
  function submitted(lines) {
    const entries = lines.flatMap(({ value }) => {
      try {
        const told = JSON.parse(value.split("|").slice(3).join("|"));
        return told.event ? [told] : Object.values(told.entries).flatMap(Object.values);
      } catch {
        return [];
      }
    });
    const done = entries.filter(({ event }) => event?.step === "evaluation_submitted");
    return new Set(done.map(({ event }) => `${event.pack} ${event.task}`)).size;
  }

  /** Hands everything to the browser as a file: a JSON object a line, as a backup has it. */
  async function download() {
    const words = stopped ? openWords() : [];
    const lines = [...stored(), ...(await mirrored()), ...words.map((word) => ({ words: word }))];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(text, { type: "application/jsonl" }));
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

  /** A value as it goes into the file: texts of packs are kept as blobs, what is large and cold is packed. */
  async function readable(value) {
    if (Array.isArray(value) && value.every((part) => part instanceof Blob)) return new Blob(value).text();
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
        const held = { database: name, store, key };
        try {
          lines.push({ ...held, value: await readable(values[at]) });
        } catch (error) {
          lines.push({ ...held, error: String(error) });
        }
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
