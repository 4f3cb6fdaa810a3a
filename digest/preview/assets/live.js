// Staying up to date: when a file changes, what is shown follows; nothing that is open, chosen or half written is lost.
import { $, $$, allow, complain, fragment, read, say, sentence, state } from "./api.js";
import { filter } from "./edit.js";
import { show } from "./frame.js";
import { handsOff } from "./hand.js";
import { countFindings, refreshPanel, showChosen } from "./panels.js";
import { renew } from "./places.js";
import * as written from "./words.js";

let running = null;
let next = null;

// One at a time; who comes in between waits for one that begins after it.
export function refresh() {
  if (running) return (next ??= running.then(() => { next = null; return refresh(); }));
  running = update().catch(complain).finally(() => { running = null; });
  return running;
}

async function update() {
  const now = await read("/state");
  if (now.issue && !$("#outline")) return location.reload(); // it came back while this page was on its way
  const [changed, redrawn] = [now.revision !== state.drawn, now.print !== state.print];
  Object.assign(state, now);
  changedOnly("trouble", now.trouble, tellTrouble);
  allowPlan(now);
  if (!now.issue) return;
  changedOnly("outdated", now.trouble ? [] : now.outdated, tellOutdated); // a plan would fail, too
  words(now);
  allow($("#undo"), now.undo);
  allow($("#redo"), now.redo);
  document.body.classList.toggle("frozen", now.frozen);
  for (const each of $$("[data-word]")) each.disabled = now.frozen;
  $("#gone").hidden = !now.frozen;
  for (const status of $$(".status")) Object.assign(status, { textContent: now.standing }).dataset.status = now.status;
  tellStanding(now);
  const drawing = redrawn ? show() : null;
  if (changed || state.drawn === undefined) await redrawOutline(now);
  await drawing;
  follow(redrawn || changed);
}

// The panels come after the email, and nothing waits for them.
let following = Promise.resolve();
function follow(count) {
  following = following.then(() => refreshPanel()).then(() => count && countFindings()).catch(() => {});
}

async function redrawOutline(now) {
  const outline = $("#outline");
  const content = await fragment("/panel/outline");
  await handsOff(outline);
  if (outline.matches(".dragging, .carrying")) return; // it is done when the story has been let go
  state.drawn = now.revision;
  const focus = outline.contains(document.activeElement) ? document.activeElement : null;
  const [name, does] = [focus?.id, focus?.dataset.do];
  const searched = $("#left-search")?.value || "";
  const [from, to] = [focus?.selectionStart, focus?.selectionEnd];
  const side = outline.closest(".side");
  const top = side.scrollTop;
  outline.innerHTML = content;
  showChosen();
  side.scrollTop = top;
  if (searched) { $("#left-search").value = searched; filter(searched); }
  if (name) document.getElementById(name)?.focus({ preventScroll: true });
  else if (does) ($(`.row-tools [data-do=${does}]`) || $(".pick[aria-pressed=true]"))?.focus({ preventScroll: true });
  if (name === "left-search") $("#left-search")?.setSelectionRange(from, to);
  renew();
}

function words(now) {
  for (const field of $$("[data-word]")) written.renew(field, now[field.dataset.word]);
  document.title = `${now.subject} · digest`;
}

function allowPlan(now) {
  const button = $("#plan");
  if (!button) return;
  const why = !now.issue ? "The issue cannot be read now, so that it cannot be planned" : now.frozen ? "Mails of this issue have left" : "";
  button.disabled = Boolean(now.frozen);
  allow(button, !why);
  button.title = why || "Collect and decide anew; your changes are kept";
}

// What says the same as before is not said again, and keeps the focus.
const said = {};
function changedOnly(name, content, tellIt) {
  const now = JSON.stringify(content);
  if (said[name] === now) return;
  said[name] = now;
  tellIt(content);
}

function tellTrouble(trouble) {
  const box = $("#trouble");
  box.hidden = !trouble;
  box.replaceChildren();
  if (!trouble) return;
  const add = (tag, text, name = "") => box.appendChild(Object.assign(document.createElement(tag), { textContent: text, className: name }));
  add("strong", trouble.where ? `${trouble.where}: ${trouble.message}` : trouble.message);
  if (trouble.hint) add("p", "").append(...sentence(trouble.hint).split("`").map((words, at) => (at % 2 ? Object.assign(document.createElement("code"), { textContent: words }) : words)));
  if (trouble.lines.length) {
    const excerpt = add("ol", "", "excerpt");
    for (const line of trouble.lines) {
      const item = Object.assign(document.createElement("li"), { value: line.number, className: line.wrong ? "wrong" : "" });
      item.append(Object.assign(document.createElement("code"), { textContent: line.text || " " }));
      excerpt.append(item);
    }
  }
  add("p", state.print || (!state.issue && $("#outline")) ? "Beneath is the last that could be shown." : "It shows as soon as this is mended.", "small");
}

function tellStanding(now) {
  const box = $("#standing");
  const held = now.standing === "on hold" && `On hold${now.hold ? `: ${now.hold}` : ""}; \`digest approve ${now.issue}\` lets it go.`;
  const tried = now.standing === "tried" && "It went to the outbox only: nobody was mailed.";
  changedOnly("standing", held || tried || "", (words) => { box.textContent = words; });
  box.hidden = !box.textContent;
}

function tellOutdated(files) {
  const box = $("#outdated");
  box.hidden = !files.length;
  box.replaceChildren();
  if (!files.length) return;
  box.append(`${files.join(", ")} changed after this issue was planned, so that it does not show here yet. `);
  box.append(Object.assign(document.createElement("button"), { id: "plan-now", type: "button", textContent: "Plan again" }));
  box.append(" takes it in, as digest plan --replan does; your changes are kept.");
}

let events = null;
let again = null;
let lost = false;
function listen(onChange) {
  events?.close();
  clearTimeout(again);
  const mine = new EventSource("/events");
  events = mine;
  mine.addEventListener("change", onChange);
  mine.addEventListener("open", () => {
    if (!lost) return;
    lost = false;
    tellLost("");
    say("The studio is back.");
    onChange();
  });
  mine.addEventListener("error", async () => {
    lost = true;
    if (mine.readyState === EventSource.CLOSED) again = setTimeout(() => document.hidden || listen(onChange), 2000);
    tellLost(await wasStartedAnew() ? "anew" : "ended");
  });
}

// Whether another studio answers here, which does not know this page.
async function wasStartedAnew() {
  try {
    return (await fetch("/state")).status === 403;
  } catch {
    return false;
  }
}

function tellLost(how) {
  const box = $("#lost");
  const kept = written.anyUnsaved() ? "; your words are kept here" : "";
  const told = {
    "": "",
    ended: `The studio has ended${kept}. Start digest preview again with --port ${location.port}${kept ? ", then save" : ""}.`,
    anew: `The studio was started anew${kept}: open the address that it has printed, and this page goes on.`,
  }[lost ? how : ""];
  box.hidden = !told;
  if (box.textContent !== told) box.textContent = told;
}

export function start(onChange = refresh) {
  if (!document.hidden) listen(onChange);
  document.addEventListener("studio:anew", () => listen(onChange));
  // A browser has six connections to a host: a page that nobody sees must not hold one.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(again);
    if (document.hidden) return events?.close();
    listen(onChange);
    onChange();
  });
}
