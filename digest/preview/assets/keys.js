// Keyboard shortcuts, everywhere but where somebody writes.
import { $, $$ } from "./api.js";
import { turnBack } from "./edit.js";
import { chooseClient, choosePart, chooseWidth, chooseZoom, toggle, view } from "./frame.js";
import { drop, moveBy } from "./moves.js";
import { openPanel } from "./panels.js";

const PARTS = ["email", "text", "web", "source", "message"];
const PANELS = { d: "details", k: "checks", n: "inbox", r: "reader", a: "archive", s: "sponsors" };
const ZOOMS = ["0.5", "0.75", "1", "1.25", "1.5"];
let going = 0;

const writing = (element) => element.matches?.("input, textarea, select, [contenteditable]");

function zoom(step) {
  const now = view.zoom === "fit" ? 2 : ZOOMS.indexOf(view.zoom);
  chooseZoom(ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, now + step))]);
}

function nextClient() {
  const options = $$("#client option");
  chooseClient(options[(options.findIndex((each) => each.value === view.client) + 1) % options.length].value);
}

const SIMPLE = {
  p: () => chooseWidth(375),
  t: () => chooseWidth(600),
  w: () => chooseWidth(800),
  d: () => toggle("dark"),
  i: () => toggle("images"),
  c: nextClient,
  "+": () => zoom(1),
  "=": () => zoom(1),
  "-": () => zoom(-1),
  0: () => chooseZoom("fit"),
  "?": () => $("#keys").showModal(),
  "/": () => $("#left-search")?.focus(),
  e: () => ($("#panel-details [data-retell], #note-text") || $("#subject")).focus(),
};

// In the outline: arrows walk, with Alt they carry the story along.
function inOutline(event) {
  const row = event.target.closest("#outline .row, #outline .group");
  if (!row) return false;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step && event.altKey) { if (row.matches(".story:not(.out)")) moveBy(row, step); return true; }
  if (step) {
    const picks = $$("#outline .pick").filter((each) => each.checkVisibility());
    picks[picks.indexOf(event.target.closest(".row, .group").querySelector(".pick")) + step]?.focus();
    return true;
  }
  if (event.key === "Delete" && row.matches(".story:not(.out)")) { drop(row); return true; }
  return false;
}

function press(event) {
  if (event.defaultPrevented || $("#keys").open) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !writing(event.target)) {
    event.preventDefault();
    turnBack(event.shiftKey ? "redo" : "undo");
    return;
  }
  if (writing(event.target) || event.ctrlKey || event.metaKey) return;
  if (inOutline(event)) return event.preventDefault();
  if (event.altKey || !single()) return;
  const key = event.key.toLowerCase();
  const act_ = Date.now() - going < 1500 && PANELS[key] ? () => { openPanel(PANELS[key]); $(`#tab-${PANELS[key]}`).focus(); } : SIMPLE[key];
  going = key === "g" ? Date.now() : 0;
  if (act_) { event.preventDefault(); act_(); }
  else if (PARTS[Number(key) - 1]) choosePart(PARTS[Number(key) - 1]);
}

// Whoever speaks to the machine, or has an unsteady hand, can do without them (WCAG 2.1.4).
const SINGLE = "digest-single-keys";
const single = () => localStorage.getItem(SINGLE) !== "off";

export function start() {
  const box = $("#single-keys");
  box.checked = single();
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(SINGLE) : localStorage.setItem(SINGLE, "off")));
  document.addEventListener("keydown", press);
  document.addEventListener("studio:key", (event) => press(event.detail));
  $("#help").addEventListener("click", () => $("#keys").showModal());
}
