// The frame: which part of the email is shown, how wide, how near, in which colours.
import { $, $$, SILENT, newest, say } from "./api.js";
import { feel } from "./hand.js";
import { forget, watch } from "./places.js";

const system = matchMedia("(prefers-color-scheme: dark)");
export const view = { part: "email", width: innerWidth > 760 ? 600 : 375, zoom: "fit", dark: system.matches, images: true, client: "", stage: "after", reader: null };
const glass = $("#glass");
const canvas = $("#canvas");
const handle = $("#handle");
const RENDERED = ["email", "web"];
let shown = null;
let waiting = null;
const loading = newest();
export const scale = { now: 1 };

function query(parameters) {
  const reader = view.reader;
  if (reader && view.part !== "web") {
    parameters.set("reader", reader.address);
    for (const [name, value] of Object.entries(reader.fields)) parameters.set(`field.${name}`, value);
  }
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

export function address() {
  const parameters = new URLSearchParams();
  if (RENDERED.includes(view.part) && !view.images) parameters.set("images", "off");
  if (view.part === "source") parameters.set("stage", view.stage);
  const path = view.part === "email" && view.client ? `/simulate/${view.client}` : `/${view.part}`;
  return path + query(parameters);
}

// The new page is loaded behind the old one and takes its place when it is there: nothing flickers, nothing jumps.
export function show() {
  const next = document.createElement("iframe");
  next.title = $(`#part-${view.part}`).textContent;
  next.sandbox = "allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads";
  next.className = "waiting";
  paint(next);
  const what = address();
  next.src = what;
  waiting?.remove();
  waiting = next;
  glass.append(next);
  return loading(ready(next), () => swap(next, what));
}

function swap(next, what) {
  waiting = null;
  if (!next.contentDocument) { // the browser's own page about an address that does not answer
    next.remove();
    return say("The studio does not answer.", SILENT);
  }
  unbar(next);
  const from = shown && shown.what.split("?")[0] === what.split("?")[0] ? shown.frame.contentWindow : null;
  if (from) next.contentWindow.scrollTo(from.scrollX, from.scrollY);
  const focused = shown && document.activeElement === shown.frame;
  shown?.frame.remove();
  shown = { frame: next, what };
  next.className = "";
  if (focused) next.focus({ preventScroll: true });
  document.body.dataset.shown = what;
  forget();
  if (RENDERED.includes(view.part)) watch(next, scale);
  feel(next.contentDocument);
  next.contentDocument.addEventListener("keydown", (event) => {
    document.dispatchEvent(new CustomEvent("studio:key", { detail: event }));
  });
  document.dispatchEvent(new Event("studio:shown"));
}

// A page in a frame prefers what the frame's element is set to: the email's own dark mode, whatever the desk has.
function paint(frame) {
  if (RENDERED.includes(view.part)) frame.style.colorScheme = view.dark ? "dark" : "light";
}

// On Windows and Linux a scroll bar takes 15 pixels of the width that was asked for; a mail program's is outside the email.
function unbar(frame) {
  if (RENDERED.includes(view.part)) frame.contentDocument.documentElement.style.scrollbarWidth = "none";
}

// When all of it is there, or soon after its words are: one slow picture keeps nobody waiting. One that has been taken
// away again is told as well, or somebody would wait for it for ever.
function ready(frame) {
  return new Promise((done) => {
    frame.addEventListener("load", done, { once: true });
    const look = () => {
      const page = frame.contentDocument;
      if (!frame.isConnected) return done();
      if (page && page.URL !== "about:blank" && page.readyState !== "loading") setTimeout(done, 60);
      else setTimeout(look, 20);
    };
    look();
  });
}

export function arrange() {
  const [room, other] = [canvas.clientWidth - 32, $("#beside")]; // within its padding
  const free = room - 2 - (other.hidden || getComputedStyle(canvas).display === "block" ? 0 : room / 2 + 8);
  const rendered = RENDERED.includes(view.part);
  const width = rendered ? view.width : Math.max(320, free);
  scale.now = !rendered ? 1 : view.zoom === "fit" ? Math.min(1, free / width) : Number(view.zoom);
  const height = Math.max(280, canvas.clientHeight - 30);
  const style = { width: `${width}px`, height: `${Math.round(height / scale.now)}px`, transform: `scale(${scale.now})` };
  Object.assign(glass.style, style);
  compare(rendered ? width : view.width, height);
  Object.assign($("#sheet").style, { width: `${Math.round(width * scale.now)}px`, height: `${height}px` });
  handle.hidden = !rendered;
  handle.setAttribute("aria-valuenow", width);
  handle.setAttribute("aria-valuetext", `${width} pixels`);
  $("#measure").textContent = rendered ? `${width} px · ${Math.round(scale.now * 100)} %` : "";
  document.dispatchEvent(new Event("studio:arranged"));
}

// An earlier issue is as wide and as near as the email that it stands beside; another page takes the room that it has.
function compare(width, height) {
  const [box, frame] = [$("#beside"), $("#beside-frame")];
  const issue = frame.getAttribute("src")?.startsWith("/earlier/");
  const high = Math.round((height - 44) / scale.now);
  Object.assign(box.style, issue ? { flex: "none", width: `${Math.round(width * scale.now)}px` } : { flex: "", width: "" });
  Object.assign(frame.style, issue ? { flex: "none", width: `${width}px`, height: `${high}px`, transform: `scale(${scale.now})` } : { flex: "", width: "", height: "", transform: "" });
}

function press(group, chosen) {
  for (const button of $$("button", group)) button.setAttribute("aria-pressed", String(chosen(button)));
}

export function choosePart(part) {
  view.part = part;
  for (const tab of $$("#parts [role=tab]")) {
    const on = tab.dataset.part === part;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
  }
  canvas.setAttribute("aria-labelledby", `part-${part}`);
  const rendered = RENDERED.includes(part);
  $("#widths").hidden = $("#looks").hidden = $("#zoom").parentElement.hidden = !rendered;
  $("#client").parentElement.hidden = part !== "email";
  $("#stages").hidden = part !== "source";
  tellSimulated();
  arrange();
  return show();
}

export function chooseWidth(width) {
  view.width = Math.round(Math.min(1200, Math.max(280, width)));
  press($("#widths"), (button) => Number(button.dataset.width) === view.width);
  arrange();
}

export function chooseZoom(zoom) {
  view.zoom = zoom;
  $("#zoom").value = zoom;
  arrange();
}

export function toggle(what) {
  if (what === "dark") { system.onchange = null; return darken(!view.dark); }
  view[what] = !view[what];
  $(`#${what}`).setAttribute("aria-pressed", String(view[what]));
  show();
}

function darken(dark) {
  view.dark = dark;
  $("#dark").setAttribute("aria-pressed", String(dark));
  for (const frame of [shown?.frame, waiting]) if (frame) paint(frame);
}

export function chooseClient(key) {
  view.client = key;
  $("#client").value = key;
  tellSimulated();
  return show();
}

function tellSimulated() {
  const option = $("#client").selectedOptions[0];
  const told = view.part === "email" && view.client;
  $("#simulated").hidden = !told;
  $("#simulated").textContent = told ? `A simulation of ${option.textContent}. ${option.dataset.limits}` : "";
}

export function chooseReader(reader) {
  view.reader = reader;
  $("#shown-to").textContent = reader ? `as ${reader.fields.name || reader.address} gets it` : "";
  $("#shown-to").title = $("#shown-to").textContent;
  return show();
}

export async function beside(path, name) {
  $("#beside").hidden = !path;
  if (path) {
    $("#beside-name").textContent = name;
    $("#beside-frame").src = path;
  }
  arrange();
  if (path) $("#beside").scrollIntoView({ block: "nearest" }); // on a phone it is far from the button
}

export function start() {
  $("#parts").addEventListener("click", (event) => event.target.dataset.part && choosePart(event.target.dataset.part));
  $("#widths").addEventListener("click", (event) => event.target.dataset.width && chooseWidth(Number(event.target.dataset.width)));
  $("#zoom").addEventListener("change", (event) => chooseZoom(event.target.value));
  $("#dark").addEventListener("click", () => toggle("dark"));
  $("#images").addEventListener("click", () => toggle("images"));
  $("#client").addEventListener("change", (event) => chooseClient(event.target.value));
  $("#beside-close").addEventListener("click", () => beside(""));
  $("#stages").addEventListener("click", (event) => {
    if (!event.target.dataset.stage) return;
    view.stage = event.target.dataset.stage;
    press($("#stages"), (button) => button.dataset.stage === view.stage);
    show();
  });
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    const from = { x: event.clientX, width: view.width };
    const pull = (move) => chooseWidth(from.width + (move.clientX - from.x) / scale.now);
    handle.addEventListener("pointermove", pull);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", pull), { once: true });
  });
  handle.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -10, ArrowRight: 10, PageDown: -100, PageUp: 100, Home: -Infinity, End: Infinity }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    chooseWidth(view.width + step);
  });
  chooseWidth(view.width);
  // As the machine is, until somebody says otherwise.
  darken(view.dark);
  system.onchange = () => darken(system.matches);
  new ResizeObserver(arrange).observe(canvas);
}
