// The editor's hand: retelling, swapping, planning. Every change is one request; what is refused says so there.
import { $, $$, REFUSED, SILENT, allow, hush, inTurn, post, say, spoken, state, usable } from "./api.js";
import { still } from "./hand.js";
import { refresh } from "./live.js";
import { drop, listOf, moveBy, moveTo, storiesIn } from "./moves.js";
import { choose, refusing, rowOf, taken } from "./panels.js";
import { isField, putBack, refused, saved, send, unsaved } from "./words.js";

// Do `what`; when it is refused, the reason is told by `refuse`, by default as a message.
export function edit(what, told) {
  return act("/edits", { edit: what }, told);
}

// `body` may be made when its turn has come; none, and nothing is done. `before` is called when the server has taken it,
// before the page is brought up to date.
export function act(path, body, told = {}) {
  hush();
  return inTurn(async () => {
    const sent = typeof body === "function" ? body() : body;
    if (!sent) return false;
    try {
      const { told: also = [], ...now } = await post(path, { ...sent, shown: state.revision });
      Object.assign(state, now);
      hush(SILENT);
      told.before?.();
      const words = [told.done, ...also].filter(Boolean).join(" ");
      if (words) say(words);
      await refresh();
      return true;
    } catch (problem) {
      const words = spoken(problem);
      hush(SILENT);
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

// Once for what is written: leaving a field saves it, and so does the button that one goes to from it. What is written on
// until that is answered is saved after it.
export async function save(field) {
  const wish = wishOf(field);
  const sent = send(field);
  if (!sent) return;
  await act("/edits", () => ({ edit: wish, was: sent.was }), {
    always: true,
    before: () => { saved(field, sent); taken(); },
    refuse: (words, { now = null }) => refused(field, sent, now === null ? words : "Somebody else changed this meanwhile, and yours is not saved. Theirs:", now),
    done: field.id === "note-text" ? "The note is saved." : "",
  });
}

function onDetails(event) {
  const button = event.target.closest("button");
  const form = button?.closest(".form, [data-slot]");
  if (!form || !usable(button)) return;
  const asked = decide(button.dataset, form, { refuse: refusing() });
  if (!asked) return;
  allow(button, false); // twice is not meant
  asked.finally(() => allow(button, true));
}

// What a button of the details is for; what can be asked for anew before it is answered gives nothing to wait for.
function decide(data, form, told) {
  const { story, title, slot } = form.dataset;
  const about = { story, title };
  if (data.fill) return edit({ action: "fill", slot, name: data.fill, creative: Number(data.creative) }, told);
  if (data.do === "clear") return edit({ action: "clear", slot }, told);
  if (data.do === "place") return moveFromList(story, told.refuse);
  if (data.do === "pin") return pin(story, about, told.refuse);
  if (data.do === "free") return edit({ action: "free", ...about }, { ...told, done: "The next plan decides where it stands." });
  if (data.do === "drop") return edit({ action: "drop", ...about }, { ...told, done: "Taken out." });
  if (data.do === "note") save($("#note-text", form));
  else if (data.picture) usePicture(form, about, { url: data.picture, alt: data.alt }, told.refuse);
  else if (data.do === "no-picture") usePicture(form, about, null, told.refuse);
  else if (data.do === "picture") {
    const url = $("#picture-url").value || $("[data-picture][aria-pressed=true]", form)?.dataset.picture || "";
    usePicture(form, about, { url, alt: $("#picture-alt").value }, told.refuse);
  }
  return null;
}

// The list says before which story: its number may be another one by now.
async function moveFromList(story, refuse) {
  const option = $("#place").selectedOptions[0];
  const [row, list] = [rowOf(`story ${story}`), listOf(option?.dataset.block)];
  if (!row || !list) return refuse("There is no place for it.");
  const stories = storiesIn(list);
  const at = stories.findIndex((each) => each.dataset.story === option.dataset.before);
  if (at < 0 && option.dataset.before) return refuse("Something else stands there now: choose the place again.");
  const others = stories.slice(0, at < 0 ? undefined : at).filter((each) => each !== row);
  return moveTo(row, list, others.length, refuse);
}

async function pin(story, about, refuse) {
  const row = rowOf(`story ${story}`);
  const list = row?.closest(".rows[data-block]");
  if (!list) return refuse("There is no place for it.");
  const place = { block: list.dataset.block, place: storiesIn(list).indexOf(row) };
  return edit({ action: "move", ...about, ...place }, { refuse, done: "It stays here when the issue is planned again." });
}

// What is written beside the picture until it is answered is still to be saved.
function usePicture(form, about, image, refuse) {
  const fields = $$(".pictures input", form).map((field) => [field, field.value]);
  const before = () => {
    for (const [field, value] of fields) field.defaultValue = value;
    for (const each of $$("[data-picture]", form)) each.setAttribute("aria-pressed", String(each.dataset.picture === image?.url));
    taken();
  };
  return edit({ action: "picture", ...about, image }, { refuse, before });
}

function onOutline(event) {
  const tool = event.target.closest(".row-tools button");
  const row = event.target.closest("[data-story], [data-slot], [data-block]");
  if (!row) return;
  const { story, slot, block } = row.dataset;
  if (tool?.dataset.do === "up") moveBy(row, -1);
  else if (tool?.dataset.do === "down") moveBy(row, 1);
  else if (tool?.dataset.do === "drop") drop(row);
  else if (tool) {
    const here = still();
    choose(`story ${story}`).then(() => here() && $(tool.dataset.do === "edit" ? "#panel-details [data-retell]" : "#place")?.focus());
  }
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
  const asked = act("/plan", {}, { done: "Planned again. Your changes are kept." });
  say("Planning …");
  await asked;
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
