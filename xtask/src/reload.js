// Development only: reloads the page when `cargo start --watch` has built a new version.
const endpoint = new URL("version", import.meta.url);
let shown;

async function look() {
  try {
    const answer = await fetch(endpoint, { cache: "no-store" });
    const version = answer.ok ? await answer.text() : shown;
    if (shown !== undefined && version !== shown) location.reload();
    shown = version;
  } catch {
    // The server is away for a moment, or for good; the page stays as it is.
  }
}

look();
setInterval(look, 700);
