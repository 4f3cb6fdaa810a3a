// The editor's hand: moving, retelling, swapping. Every change is one request; what is refused says so there.
import { $, $$, allow, inTurn, post, say, state, usable } from "./api.js";
import { refresh } from "./live.js";
import { choose, refuse, rowOf, saved } from "./panels.js";

// Do `what`; when it is refused, the reason is told by `refuse`, by default as a message.
export function edit(what, told = {}) {
  return editNext(() => what, told);
}

// The same with what `next` says when its turn has come: what is quick goes on from where the last one ended.
function editNext(next, told = {}) {
  return act("/edits", () => { const what = next(); return what && { edit: what }; }, told);
}

// `before` is called when the server has taken it, before the page is brought up to date.
export function act(path, body, told = {}) {
  return inTurn(async () => {
    const { refuse: tell = null, before = null } = told;
    const sent = typeof body === "function" ? body() : body;
    if (!sent) return false;
    try {
      Object.assign(state, await post(path, { ...sent, shown: state.revision }));
      if (told.done) say(told.done);
      before?.();
      await refresh();
      return true;
    } catch (refusal) {
      const told = refusal.hint ? `${refusal.message}. ${refusal.hint}` : refusal.message;
      if (refusal.conflict) await refresh();
      if (refusal.conflict || !tell) say(told, true);
      else tell(told);
      return false;
    }
  });
}

const holding = () => $$("#outline .rows[data-block]").filter((list) => $(".story", list) || list.closest(".group:not(.plain)"));
export const storiesIn = (list) => $$(":scope > .story", list);
export const titleOf = (row) => row.dataset.title || $(".title", row).textContent;

export function moveTo(row, list, place, tell = null) {
  const story = { story: row.dataset.story, title: titleOf(row) };
  return edit({ action: "move", ...story, block: list.dataset.block, place }, { refuse: tell || refuseBeneath(row), done: placed(list, place) });
}

const placed = (list, place) => `Number ${place + 1} in ${$("h3 span", list.closest(".group"))?.textContent || list.dataset.block}.`;

// One place up or down, from block to block.
export function moveBy(row, step) {
  const told = { refuse: refuseBeneath(row) };
  return editNext(() => {
    const now = rowOf(`story ${row.dataset.story}`);
    const list = now?.closest(".rows");
    if (!list?.dataset.block) return null;
    const [stories, lists] = [storiesIn(list), holding()];
    const at = stories.indexOf(now);
    const next = stories[at + step] ? list : lists[lists.indexOf(list) + step];
    if (!next) { say(step > 0 ? "It is the last story." : "It is the first story."); return null; }
    const place = next === list ? at + step : step > 0 ? 0 : storiesIn(next).length;
    told.done = placed(next, place);
    return { action: "move", story: now.dataset.story, title: titleOf(now), block: next.dataset.block, place };
  }, told);
}

// `undo` or `redo`.
export function turnBack(which) {
  return act(`/${which}`, {}, { done: which === "undo" ? "Taken back." : "Done again." });
}

export function drop(row) {
  if (row.classList.contains("out")) return;
  // Who took it out with the keyboard goes on with the one that comes after it.
  const picks = $$("#outline .pick");
  const after = picks[picks.indexOf($(".pick", row)) + 1];
  const before = () => row.contains(document.activeElement) && after.focus({ preventScroll: true });
  return edit({ action: "drop", story: row.dataset.story, title: titleOf(row) }, { refuse: refuseBeneath(row), done: "Taken out.", before });
}

// The reason stands where the thing was put.
function refuseBeneath(row) {
  return (words) => {
    const now = rowOf(`story ${row.dataset.story}`) || row; // the outline may have been filled anew
    refuseAt(now.parentElement, now.nextElementSibling, words);
  };
}

export function refuseAt(list, before, words) {
  for (const old of $$("#outline .refused")) old.remove();
  const told = Object.assign(document.createElement("li"), { className: "refused", textContent: words });
  told.setAttribute("role", "alert");
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
  close.addEventListener("click", () => told.remove());
  told.append(" ", close);
  list.insertBefore(told, before);
  told.scrollIntoView({ block: "nearest" });
}

function onDetails(event) {
  const button = event.target.closest("button");
  if (!button) return;
  const form = button.closest(".form, [data-slot]");
  if (!form) return;
  const { story, title, slot, note } = form.dataset;
  const told = { refuse };
  const about = { story, title };
  const data = button.dataset;
  if (data.fill) edit({ action: "fill", slot, name: data.fill, creative: Number(data.creative) }, told);
  else if (data.do === "clear") edit({ action: "clear", slot }, told);
  else if (data.do === "place" || data.do === "pin") {
    const option = $("#place").selectedOptions[0];
    const row = rowOf(`story ${story}`);
    if (data.do === "place" ? !option : !row) return refuse("There is no place for it.");
    const place = data.do === "pin" ? { block: row.dataset.block, place: Number(row.dataset.place) } : { block: option.dataset.block, place: target(option, row) };
    edit({ action: "move", ...about, ...place }, { ...told, done: data.do === "pin" ? "It stays here when the issue is planned again." : "" });
  } else if (data.do === "free") edit({ action: "free", ...about }, { ...told, done: "The next plan decides where it stands." });
  else if (data.do === "drop") edit({ action: "drop", ...about }, { ...told, done: "Taken out." });
  else if (data.picture) usePicture(form, about, { url: data.picture, alt: data.alt }, told);
  else if (data.do === "no-picture") usePicture(form, about, null, told);
  else if (data.do === "picture") {
    const url = $("#picture-url").value || $("[data-picture][aria-pressed=true]", form)?.dataset.picture || "";
    usePicture(form, about, { url, alt: $("#picture-alt").value }, told);
  }
  else if (data.do === "note") saveNote(form, note, told);
}

// Once for what is written: leaving the field saves it, and so does the button, which is where one goes from it.
function saveNote(form, block, told) {
  const field = $("#note-text", form);
  const text = field.value;
  if (text === field.defaultValue || text === field.dataset.sent) return;
  field.dataset.sent = text;
  const before = () => saved([field], text);
  edit({ action: "note", block, text }, { ...told, before, done: "The note is saved." }).then((done) => done || delete field.dataset.sent);
}

function usePicture(form, about, image, told) {
  edit({ action: "picture", ...about, image }, { ...told, before: () => saved($$("input, textarea", form)) });
}

// "Before the fifth" is the fourth place for who stands above it.
function target(option, row) {
  const place = Number(option.value);
  const above = row?.dataset.block === option.dataset.block && Number(row.dataset.place) < place;
  return above ? place - 1 : place;
}

function onChange(event) {
  const field = event.target;
  if (field.dataset.word) {
    field.dataset.unsaved = "yes"; // what is written stays there until it is saved or refused
    const settled = () => delete field.dataset.unsaved;
    const back = (words) => { settled(); say(words, true); field.value = state[field.dataset.word]; };
    edit({ action: "word", field: field.dataset.word, text: field.value }, { refuse: back, before: settled });
  } else if (field.id === "note-text") {
    const form = field.closest(".form");
    saveNote(form, form.dataset.note, { refuse });
  } else if (field.id === "place") {
    $("[data-do=place]", field.closest(".form")).disabled = false;
  } else if (field.dataset.retell) {
    const form = field.closest(".form");
    const text = field.value;
    const before = () => saved([field], text);
    const back = (words) => { field.value = field.defaultValue; refuse(words); };
    edit({ action: "retell", story: form.dataset.story, title: form.dataset.title, field: field.dataset.retell, text }, { refuse: back, before });
  }
}

export function start() {
  $("#outline").addEventListener("click", (event) => {
    const tool = event.target.closest(".row-tools button");
    const row = event.target.closest("[data-story], [data-slot], [data-block]");
    if (!row) return;
    if (tool) {
      if (tool.dataset.do === "up") moveBy(row, -1);
      else if (tool.dataset.do === "down") moveBy(row, 1);
      else if (tool.dataset.do === "drop") drop(row);
      else choose(`story ${row.dataset.story}`).then(() => $("#place")?.focus());
    } else if (event.target.closest(".pick")) {
      const { story, slot, block } = row.dataset;
      choose(story ? `story ${story}` : slot ? `slot ${slot}` : `block ${block}`);
    }
  });
  $("#panel-details").addEventListener("click", onDetails);
  document.addEventListener("change", onChange);
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches?.("input[data-word], input[data-retell]")) return;
    if (event.key === "Enter") {
      if (field.dataset.unsaved) onChange({ target: field }); // it was a conflict before, and is meant all the same
      field.blur();
    }
    if (event.key === "Escape") { delete field.dataset.unsaved; field.value = field.dataset.word ? state[field.dataset.word] : field.defaultValue; field.blur(); }
  });
  for (const button of [$("#undo"), $("#redo")]) button.addEventListener("click", () => usable(button) && turnBack(button.id));
  document.addEventListener("click", (event) => {
    const button = event.target;
    if ((button.id !== "plan" && button.id !== "plan-now") || !usable(button)) return;
    allow(button, false);
    say("Planning …");
    act("/plan", {}, { done: "Planned again. Your changes are kept." }).then(() => allow(button, true));
  });
  document.addEventListener("input", (event) => event.target.id === "left-search" && filter(event.target.value));
}

export function filter(words) {
  const wanted = words.trim().toLowerCase();
  const rows = $$("#left > .row");
  for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  const none = $("#left-none");
  if (none) none.hidden = rows.some((row) => !row.hidden);
}
