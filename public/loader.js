// Starts the application, or says honestly why it did not start.
//
// The page names the files in data attributes of this script's element, because their names carry
// the hash of their content.

const script = document.querySelector("script[data-wasm]");

start().catch((error) => {
  console.error(error);
  showFailure(error);
});

async function start() {
  if (document.documentElement.dataset.framed) {
    throw new Error("Another site shows this page inside of its own. Open it in a tab of its own.");
  }
  if (typeof WebAssembly !== "object") {
    throw new Error("This browser has no WebAssembly, or it is turned off.");
  }
  const { js, wasm, wasmIntegrity } = script.dataset;
  // Both are asked for at once: neither needs the other to arrive.
  const [app, module] = await Promise.all([
    import(new URL(js, document.baseURI).href),
    load(new URL(wasm, document.baseURI), wasmIntegrity),
  ]);
  // The JavaScript half compiles the module while it loads, or afterwards where the host sends
  // another type than application/wasm.
  await app.default({ module_or_path: module });
  document.getElementById("boot")?.remove();
  performance.mark("app-started");
}

async function load(url, integrity) {
  try {
    return await fetch(url, { integrity, credentials: "same-origin" });
  } catch (error) {
    throw new Error(await explain(url), { cause: error });
  }
}

// A browser says "failed to fetch" for a missing file, a changed one and a lost connection alike:
// a second question tells them apart.
async function explain(url) {
  try {
    const { ok, status } = await fetch(url, { method: "HEAD", cache: "no-store" });
    return ok
      ? `The file ${url.pathname} arrived, but it is not the one that belongs to this page.`
      : `The server answered ${status} for ${url.pathname}.`;
  } catch {
    return "The connection to the server failed.";
  }
}

function showFailure(error) {
  document.title = "Trainmaster did not start";
  const message = element("div", { class: "boot-failure", role: "alert" }, [
    element("h1", {}, ["Trainmaster did not start"]),
    element("p", {}, [
      "A part of the application could not be loaded or run. ",
      "Your work is untouched: what is stored in this browser stays as it is.",
    ]),
    element("h2", {}, ["What you can try"]),
    element("ul", {}, [
      element("li", {}, [
        "Reload the page: the connection may have failed for a moment, ",
        "or a new version has just been published.",
      ]),
      element("li", {}, [
        "Update the browser. Trainmaster runs in the last two versions of Chromium browsers ",
        "(Chrome, Edge) and of Firefox, in Firefox ESR, and in Safari 17.5 or newer.",
      ]),
      element("li", {}, [
        "Turn off extensions or settings that block scripts or WebAssembly for this page.",
      ]),
    ]),
    element("p", { class: "row" }, [
      button("Reload", "primary", () => location.reload()),
      button("Download my work", "", () => window.lifeboat?.download()),
    ]),
    element("h2", {}, ["What happened"]),
    element("p", {}, [element("code", {}, [describe(error)])]),
  ]);
  document.body.replaceChildren(element("main", {}, [message]));
}

function describe(error) {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
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
