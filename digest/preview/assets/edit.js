// The editor's hand: retelling, swapping, planning. Every change is one request; what is refused says so there.
import { $, $$, REFUSED, allow, hush, inTurn, post, say, spoken, state, usable } from "./api.js";
import { refresh } from "./live.js";
import { drop, moveBy, moveTo } from "./moves.js";
import { choose, refuse, rowOf, taken } from "./panels.js";
import { isField, putBack, refused, saved, tell, unsaved } from "./words.js";

// Do `what`; when it is refused, the reason is told by `refuse`, by default as a message.
export function edit(what, { was, ...told } = {}) {
  return act("/edits", { edit: what, ...(was === undefined ? {} : { was }) }, told);
}

// `body` may be made when its turn has come; none, and nothing is done. `before` is called when the server has taken it,
// before the page is brought up to date.
export function act(path, body, told = {}) {
  return inTurn(async () => {
    const sent = typeof body === "function" ? body() : body;
    if (!sent) return false;
    try {
      const { told: also = [], ...now } = await post(path, { ...sent, shown: state.revision });
      Object.assign(state, now);
      const words = [told.done, ...also].filter(Boolean).join(" ");
      hush();
      if (words) say(words);
      told.before?.();
      await refresh();
      return true;
    } catch (problem) {
      const words = spoken(problem);
      hush();
      if (problem.conflict || !told.refuse) say(words, REFUSED);
      if (problem.conflict) await refresh();
      if (!problem.conflict || told.always) await told.refuse?.(words, problem);
      return false;
    }
  });
}

// `undo` or `redo`.
export function turnBack(which) {
  return act(`/${which}`, {}, { done: which === "undo" ? "Taken back." : "Done again." });
}

// What each field changes, as the server calls it.
function wishOf(field) {
  const { story, title, note } = field.closest(".form")?.dataset || {};
  if (field.dataset.word) return { action: "word", field: field.dataset.word, text: field.value };
  if (field.dataset.retell) return { action: "retell", story, title, field: field.dataset.retell, text: field.value };
  return { action: "note", block: note, text: field.value };
}

// Once for what is written: leaving a field saves it, and so does the button that one goes to from it.
const sending = new WeakMap();
export async function save(field) {
  const text = field.value;
  if (!unsaved(field) || sending.get(field) === text) return;
  sending.set(field, text);
  tell(field, { sign: "Saving …" });
  await edit(wishOf(field), {
    was: field.defaultValue,
    always: true,
    before: () => { saved(field, text); taken(); },
    refuse: (words, { now = null }) => refused(field, now === null ? words : "Somebody else changed this meanwhile, and yours is not saved. Theirs:", now),
    done: field.id === "note-text" ? "The note is saved." : "",
  });
  sending.delete(field);
}

function onDetails(event) {
  const button = event.target.closest("button");
  const form = button?.closest(".form, [data-slot]");
  if (!form || !usable(button)) return;
  const { story, title, slot } = form.dataset;
  const about = { story, title };
  const data = button.dataset;
  if (data.fill) edit({ action: "fill", slot, name: data.fill, creative: Number(data.creative) }, { refuse });
  else if (data.do === "clear") edit({ action: "clear", slot }, { refuse });
  else if (data.do === "place") moveFromList(story);
  else if (data.do === "pin") pin(story, about);
  else if (data.do === "free") edit({ action: "free", ...about }, { refuse, done: "The next plan decides where it stands." });
  else if (data.do === "drop") edit({ action: "drop", ...about }, { refuse, done: "Taken out." });
  else if (data.picture) usePicture(form, about, { url: data.picture, alt: data.alt });
  else if (data.do === "no-picture") usePicture(form, about, null);
  else if (data.do === "picture") {
    const url = $("#picture-url").value || $("[data-picture][aria-pressed=true]", form)?.dataset.picture || "";
    usePicture(form, about, { url, alt: $("#picture-alt").value });
  } else if (data.do === "note") save($("#note-text", form));
}

function moveFromList(story) {
  const option = $("#place").selectedOptions[0];
  const row = rowOf(`story ${story}`);
  if (!option || !row) return refuse("There is no place for it.");
  return moveTo(row, option.dataset.block, target(option, row), refuse);
}

function pin(story, about) {
  const row = rowOf(`story ${story}`);
  if (!row) return refuse("There is no place for it.");
  const place = { block: row.dataset.block, place: Number(row.dataset.place) };
  return edit({ action: "move", ...about, ...place }, { refuse, done: "It stays here when the issue is planned again." });
}

function usePicture(form, about, image) {
  const fields = $$(".pictures input", form);
  const before = () => { for (const field of fields) field.defaultValue = field.value; taken(); };
  return edit({ action: "picture", ...about, image }, { refuse, before });
}

// "Before the fifth" is the fourth place for who stands above it.
function target(option, row) {
  const place = Number(option.value);
  const above = row.dataset.block === option.dataset.block && Number(row.dataset.place) < place;
  return above ? place - 1 : place;
}

function onOutline(event) {
  const tool = event.target.closest(".row-tools button");
  const row = event.target.closest("[data-story], [data-slot], [data-block]");
  if (!row) return;
  const { story, slot, block } = row.dataset;
  if (tool?.dataset.do === "up") moveBy(row, -1);
  else if (tool?.dataset.do === "down") moveBy(row, 1);
  else if (tool?.dataset.do === "drop") drop(row);
  else if (tool) choose(`story ${story}`).then(() => $(tool.dataset.do === "edit" ? "#panel-details [data-retell]" : "#place")?.focus());
  else if (event.target.closest(".pick")) choose(story ? `story ${story}` : slot ? `slot ${slot}` : `block ${block}`);
}

function onKey(event) {
  const field = event.target;
  if (!isField(field) || event.isComposing) return;
  if (event.key === "Enter" && field.matches("input, .line")) {
    event.preventDefault();
    save(field); // it may have been refused before, and is meant all the same
    field.blur();
  } else if (event.key === "Escape" && unsaved(field) && field.id !== "note-text") { // a note is too long to be lost by one key
    putBack(field);
    if (field.matches("input, .line")) field.blur();
  }
}

async function planAgain(button) {
  if (!usable(button)) return;
  allow(button, false);
  say("Planning …");
  await act("/plan", {}, { done: "Planned again. Your changes are kept." });
  allow(button, Boolean(state.issue));
}

export function start() {
  $("#outline").addEventListener("click", onOutline);
  $("#panel-details").addEventListener("click", onDetails);
  document.addEventListener("change", ({ target: field }) => {
    if (isField(field)) save(field);
    else if (field.id === "place") $("[data-do=place]", field.closest(".form")).disabled = false;
  });
  document.addEventListener("keydown", onKey);
  document.addEventListener("studio:save", (event) => save(event.detail));
  for (const button of [$("#undo"), $("#redo")]) button.addEventListener("click", () => usable(button) && turnBack(button.id));
  document.addEventListener("click", ({ target }) => (target.id === "plan" || target.id === "plan-now") && planAgain(target));
  document.addEventListener("input", (event) => event.target.id === "left-search" && filter(event.target.value));
}

export function filter(words) {
  const wanted = words.trim().toLowerCase();
  const rows = $$("#left > .row");
  for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  const none = $("#left-none");
  if (none) none.hidden = rows.some((row) => !row.hidden);
}
