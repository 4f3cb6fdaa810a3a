// The panels on the right, and what is chosen.
import { $, $$, REFUSED, complain, fragment, newest, say, spoken, state } from "./api.js";
import { beside, chooseReader, choosePart, view } from "./frame.js";
import { handsOff, still } from "./hand.js";
import { mark, unmark } from "./places.js";
import { search, sendTest, takeReader, typedReader } from "./readers.js";
import { restore } from "./words.js";

export const chosen = { thing: "" };
let open = "details";

export function openPanel(key) {
  open = key;
  for (const tab of $$("#tabs [role=tab]")) {
    const on = tab.dataset.panel === key;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    $(`#panel-${tab.dataset.panel}`).hidden = !on;
  }
  return refreshPanel();
}

// What somebody writes in is left alone.
function busy(panel) {
  return $$("input, textarea", panel).some((field) => field.value !== field.defaultValue);
}

// What was written is saved: no reason any more to leave a panel as it is.
export function taken() {
  for (const is of Object.values(filled)) is.content = "";
}

const fills = {};
const filled = {}; // by panel: what it was filled with, and from where
function fill(key, path) {
  const panel = $(`#panel-${key}`);
  const is = (filled[key] ??= { path: "", content: "" });
  const written = () => is.path === path && busy(panel);
  if (written()) return Promise.resolve();
  const asked = fragment(path).then((content) => handsOff(panel).then(() => content));
  return (fills[key] ??= newest())(asked, (content) => {
    if (written() || (is.path === path && is.content === content)) return;
    replace(panel, content, is.path === path);
    Object.assign(is, { path, content });
    tellRefusal();
  }).catch((problem) => {
    complain(problem);
    if (is.path === path || panel.hidden) return;
    // What stands there is about something else.
    replace(panel, "<h2></h2>", false);
    panel.append(Object.assign(document.createElement("p"), { className: "bad", textContent: spoken(problem) }));
    $("h2", panel).textContent = (chosen.thing && rowOf(chosen.thing)?.textContent.trim().split("\n")[0]) || "Not here yet";
    Object.assign(is, { path, content: "" });
  });
}

// Fill a panel anew; what was unfolded, and who was where in it, stays if it is about the same as before.
function replace(panel, content, same) {
  const focus = panel.contains(document.activeElement) ? document.activeElement : null;
  const [top, name] = [panel.scrollTop, focus && nameOf(focus)];
  const [from, to] = [focus?.selectionStart, focus?.selectionEnd];
  const place = same && $("#place", panel)?.selectedOptions[0];
  const unfolded = $$("details[open] > summary", panel).map((each) => each.textContent);
  panel.innerHTML = content;
  restore(panel);
  for (const each of $$("details > summary", panel)) each.parentElement.open = unfolded.includes(each.textContent);
  if (place && !place.defaultSelected) keepPlace(place.dataset);
  panel.scrollTop = same ? top : 0;
  if (!focus) return;
  const now = $$("button, input, textarea, select, summary, a[href]", panel).find((each) => nameOf(each) === name);
  (now || panel).focus({ preventScroll: true });
  if (now && Number.isInteger(from)) now.setSelectionRange(from, to);
}

// The place that somebody has chosen, by what stands there.
function keepPlace({ block, before }) {
  const option = $$("#place option").find((each) => each.dataset.block === block && each.dataset.before === before);
  if (!option) return;
  option.selected = true;
  $("[data-do=place]").disabled = false;
}

// What tells one thing in a panel from another, before and after it was filled.
function nameOf(element) {
  const data = Object.entries(element.dataset).filter(([name]) => name !== "sent");
  return JSON.stringify([element.tagName, element.id, data, element.id || data.length ? "" : element.textContent]);
}

// Why something in the details could not be: it stays there until something changes or something else is chosen.
// Who has gone elsewhere until it is known is told all the same.
let refusal = null;
export function refusing() {
  const { thing } = chosen;
  return (words) => {
    refusal = { words, revision: state.revision, thing };
    if (!tellRefusal()) say(words, REFUSED);
  };
}

// Whether it is seen.
function tellRefusal() {
  const place = $("#panel-details .refusal");
  const holds = refusal && refusal.revision === state.revision && refusal.thing === chosen.thing;
  if (!place || !holds) return false;
  place.textContent = refusal.words;
  place.hidden = false;
  return place.checkVisibility();
}

export async function refreshPanel() {
  if (open === "details") await fill("details", `/panel/details${parameters()}`);
  else if (open !== "reader") await fill(open, `/panel/${open}`);
  else await search();
}

// The number of findings stands on the tab, whatever panel is open.
export async function countFindings() {
  await fill("checks", "/panel/checks");
  const counts = $("#counts")?.dataset;
  if (!counts) return;
  const sum = Number(counts.errors) + Number(counts.warnings);
  const tab = $("#tab-checks");
  tab.textContent = sum ? `Checks ${sum}` : "Checks";
  tab.dataset.level = Number(counts.errors) ? "error" : sum ? "warning" : "";
}

function parameters() {
  const [kind, name] = [chosen.thing.split(" ")[0], chosen.thing.slice(chosen.thing.indexOf(" ") + 1)];
  return chosen.thing ? `?${kind}=${encodeURIComponent(name)}` : "";
}

export function rowOf(thing) {
  const [kind, name] = [thing.split(" ")[0], thing.slice(thing.indexOf(" ") + 1)];
  return $$(`#outline [data-${kind}]`).find((row) => row.dataset[kind] === name && $(":scope > .pick", row)) || null;
}

// Mark it in the outline as chosen, and give a story its tools.
export function showChosen() {
  for (const pick of $$("#outline .pick")) pick.setAttribute("aria-pressed", "false");
  for (const tools of $$("#outline .row-tools")) tools.remove();
  const row = chosen.thing && rowOf(chosen.thing);
  if (!row) return;
  $(":scope > .pick", row).setAttribute("aria-pressed", "true");
  if (row.classList.contains("story") && !document.body.classList.contains("frozen")) {
    const tools = $("#story-tools").content.cloneNode(true);
    tools.firstElementChild.setAttribute("aria-label", $(".title", row).textContent);
    for (const button of $$("button", tools)) button.hidden = row.classList.contains("out") && button.dataset.do !== "move";
    if (row.classList.contains("out")) $("[data-do=move]", tools).textContent = "Put it in…";
    row.append(tools);
  }
}

export async function choose(thing, { from = "outline" } = {}) {
  chosen.thing = thing;
  showChosen();
  if (thing) mark(thing, from !== "email");
  else unmark();
  if (from === "email") rowOf(thing)?.scrollIntoView({ block: "nearest" });
  await openPanel("details");
}

// Findings say where they are by file, line and words.
function goTo(where) {
  $("#stage").scrollIntoView({ block: "nearest" });
  const here = still();
  const words = where.match(/“(.*?)”?$/)?.[1];
  const file = where.split(/[: ]/)[0];
  if (where.includes("subject") || where.includes("preheader")) $(where.includes("subject") ? "#subject" : "#preheader")?.focus();
  else if (file === "email.txt") choosePart("text");
  else if (file === "message.eml") choosePart("message");
  else if (words && view.part === "email" && mark(`words ${words}`)) return;
  else if (words && view.part !== "email") choosePart("email").then(() => here() && mark(`words ${words}`));
  else say(`It is in ${where}.`);
}

export function start() {
  $("#tabs").addEventListener("click", (event) => event.target.dataset.panel && openPanel(event.target.dataset.panel));
  for (const list of [$("#tabs"), $("#parts")]) {
    list.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      const tabs = $$("[role=tab]", list);
      const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
      next.focus();
      next.click();
      event.stopPropagation();
    });
  }
  $(".side.right").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const data = button.dataset;
    if (data.where !== undefined) goTo(data.where);
    else if (data.show) choose(`story ${data.show}`);
    else if (data.earlier) beside(`/earlier/${data.earlier}`, `${data.earlier}, web version`);
    else if (data.report !== undefined) beside("/report", "Sponsor report");
    else if (data.reader) {
      takeReader(data.reader, JSON.parse(data.fields));
      chooseReader(typedReader());
    } else if (button.id === "reader-show") {
      const reader = typedReader();
      takeReader(reader.address, reader.fields);
      $("#field-name").value = $("#field-value").value = "";
      chooseReader(reader);
    } else if (button.id === "reader-nobody") {
      takeReader("", {});
      chooseReader(null);
    } else if (button.id === "test-send") sendTest(button);
  });
  $("#test-to").addEventListener("keydown", (event) => event.key === "Enter" && sendTest($("#test-send")));
  $("#test-to").addEventListener("input", () => $("#test-said").replaceChildren());
  let later;
  $("#reader-search").addEventListener("input", () => { clearTimeout(later); later = setTimeout(search, 150); });
  document.addEventListener("studio:hit", (event) => choose(event.detail, { from: "email" }));
  openPanel("details");
}
