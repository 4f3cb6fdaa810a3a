// Where everything begins.
import { $, inTurn } from "./api.js";
import * as drag from "./drag.js";
import * as edit from "./edit.js";
import * as frame from "./frame.js";
import * as keys from "./keys.js";
import * as live from "./live.js";
import * as panels from "./panels.js";
import * as words from "./words.js";

// The token has done its work: a cookie has it now, and nobody need read it over a shoulder.
history.replaceState(null, "", "/");

// Pictures that are not online yet are answered from local folders by a service worker.
async function pictures() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/worker.js");
  addEventListener("pagehide", () => navigator.serviceWorker.controller?.postMessage("gone"));
  await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller) return;
  // A page that was loaded past all caches (Ctrl+Shift+R) is never taken over.
  const taken = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
  await Promise.race([taken, new Promise((done) => setTimeout(done, 1500))]);
}

async function start() {
  if (!$("#outline")) {
    live.start(() => location.reload());
    return live.refresh();
  }
  live.start();
  frame.start();
  panels.start();
  edit.start();
  drag.start();
  keys.start();
  words.start();
  // An edit names the revision that is shown: none is sent before it is known.
  await inTurn(() => pictures().catch(() => {}).then(live.refresh));
}
start();
