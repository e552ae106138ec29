// The statistics worker: takes a question in pieces, says how far it is, and answers once.
//
// The page hands over the module, compiled: the worker fetches nothing. After a failure the program may be in any
// state; the page ends this worker then and starts another one for the next question.
import { initSync, reckon, take } from "./statistics-half.js";

/** How long the page is left alone between two words about progress, milliseconds. */
const PAUSE = 50;

let memory;

addEventListener("message", ({ data }) => {
  try {
    if (data.module) {
      ({ memory } = initSync({ module: data.module }));
      postMessage({ ready: true });
      return;
    }
    take(data.piece);
    if (data.last) postMessage({ answer: reckon(teller()), bytes: memory.buffer.byteLength });
  } catch (error) {
    postMessage({ failed: String(error?.message ?? error) });
  }
});

addEventListener("messageerror", () => postMessage({ failed: "a message could not be read" }));

/** Tells the page how far it is: at once, at the end, and between them no more often than it can use. */
function teller() {
  let told = -Infinity;
  return (done, all) => {
    const now = performance.now();
    if (done < all && now - told < PAUSE) return;
    told = now;
    postMessage({ done, all });
  };
}
