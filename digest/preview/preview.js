// The toolbar: which part is shown, how wide, and reloading when a file changes. Scroll position is kept.
"use strict";
const frame = document.querySelector("iframe");
let view = "email";

function show() {
  const at = frame.contentWindow ? frame.contentWindow.scrollY : 0;
  frame.onload = () => frame.contentWindow.scrollTo(0, at);
  frame.src = `/${view}?${Date.now()}`;
}

function press(button) {
  for (const other of button.parentElement.children) other.setAttribute("aria-pressed", String(other === button));
}

for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", () => {
    press(button);
    if (button.dataset.width) frame.dataset.width = button.dataset.width;
    if (button.dataset.view) { view = button.dataset.view; show(); }
  });
}

new EventSource("/events").addEventListener("change", show);

// Pictures that are not online yet are answered from local folders by a service worker, so that the bytes of the
// email stay as they will be sent.
async function start() {
  if ("serviceWorker" in navigator) {
    await navigator.serviceWorker.register("/worker.js");
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
    }
  }
  show();
}
start().catch(show);
