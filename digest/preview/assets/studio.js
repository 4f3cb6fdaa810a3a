// Where everything begins.
import { $, $$ } from "./api.js";
import * as edit from "./edit.js";
import * as frame from "./frame.js";
import * as keys from "./keys.js";
import * as live from "./live.js";
import * as panels from "./panels.js";

// The token has done its work: a cookie has it now, and nobody need read it over a shoulder.
history.replaceState(null, "", "/");

// Pictures that are not online yet are answered from local folders by a service worker.
async function pictures() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/worker.js");
  await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller) return;
  await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
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
  keys.start();
  for (const field of $$("[data-word]")) live.count(field);
  await pictures().catch(() => {});
  await live.refresh();
}
start();
