// The editor's hand: dragging, moving, retelling, swapping. Every change is one request; what is refused says so there.
import { $, $$, inTurn, post, say, state } from "./api.js";
import { refresh } from "./live.js";
import { choose, refuse, rowOf, saved } from "./panels.js";

let dragged = null;

// Do `what`; when it is refused, the reason is told by `refuse`, by default as a message.
export function edit(what, told = {}) {
  return editNext(() => what, told);
}

// The same with what `next` says when its turn has come: what is quick goes on from where the last one ended.
function editNext(next, told = {}) {
  return act("/edits", () => { const what = next(); return what && { edit: what }; }, told);
}

// `before` is called when the server has taken it, before the page is brought up to date.
export function act(path, body, { refuse: tell = null, done = "", before = null } = {}) {
  return inTurn(async () => {
    const sent = typeof body === "function" ? body() : body;
    if (!sent) return false;
    try {
      Object.assign(state, await post(path, { ...sent, shown: state.revision }));
      if (done) say(done);
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
const storiesIn = (list) => $$(":scope > .story", list);
const titleOf = (row) => row.dataset.title || $(".title", row).textContent;

export function moveTo(row, list, place, tell = null) {
  const story = { story: row.dataset.story, title: titleOf(row) };
  return edit({ action: "move", ...story, block: list.dataset.block, place }, { refuse: tell || refuseBeneath(row) });
}

// One place up or down, from block to block.
export function moveBy(row, step) {
  return editNext(() => {
    const now = rowOf(`story ${row.dataset.story}`);
    const list = now?.closest(".rows");
    if (!list?.dataset.block) return null;
    const [stories, lists] = [storiesIn(list), holding()];
    const at = stories.indexOf(now);
    const next = stories[at + step] ? list : lists[lists.indexOf(list) + step];
    if (!next) { say(step > 0 ? "It is the last story." : "It is the first story."); return null; }
    const place = next === list ? at + step : step > 0 ? 0 : storiesIn(next).length;
    return { action: "move", story: now.dataset.story, title: titleOf(now), block: next.dataset.block, place };
  }, { refuse: refuseBeneath(row) });
}

export function drop(row) {
  if (row.classList.contains("out")) return;
  return edit({ action: "drop", story: row.dataset.story, title: titleOf(row) }, { refuse: refuseBeneath(row), done: "Taken out." });
}

// The reason stands where the thing was put.
function refuseBeneath(row) {
  return (words) => {
    const now = rowOf(`story ${row.dataset.story}`) || row; // the outline may have been filled anew
    refuseAt(now.parentElement, now.nextElementSibling, words);
  };
}

function refuseAt(list, before, words) {
  for (const old of $$("#outline .refused")) old.remove();
  const told = Object.assign(document.createElement("li"), { className: "refused", textContent: words });
  told.setAttribute("role", "alert");
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
  close.addEventListener("click", () => told.remove());
  told.append(" ", close);
  list.insertBefore(told, before);
  told.scrollIntoView({ block: "nearest" });
}

// Where in `list` a thing would come to stand at the height `y`.
function placeAt(list, y) {
  const stories = storiesIn(list);
  const at = stories.findIndex((row) => y < row.getBoundingClientRect().top + row.offsetHeight / 2);
  return at < 0 ? stories.length : at;
}

function showPlace(list, place) {
  for (const row of $$("#outline .over, #outline .under")) row.classList.remove("over", "under");
  if (!list) return;
  const stories = storiesIn(list);
  if (stories[place]) stories[place].classList.add("over");
  else stories.at(-1)?.classList.add("under");
}

function startDragging() {
  const outline = $("#outline");
  outline.addEventListener("dragstart", (event) => {
    const row = event.target.closest?.(".story");
    if (!row || document.body.classList.contains("frozen")) return event.preventDefault();
    dragged = row;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", titleOf(row));
    row.classList.add("dragged");
    outline.classList.add("dragging");
  });
  outline.addEventListener("dragover", (event) => {
    if (!dragged) return;
    const list = event.target.closest(".group:not(.plain)")?.querySelector(".rows[data-block]");
    const out = event.target.closest(".left-out");
    $(".left-out").classList.toggle("target", Boolean(out) && !dragged.classList.contains("out"));
    if (!list && !out) return showPlace(null);
    event.preventDefault();
    showPlace(list, list ? placeAt(list, event.clientY) : 0);
  });
  outline.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const row = dragged;
    const list = event.target.closest(".group:not(.plain)")?.querySelector(".rows[data-block]");
    if (!list) return event.target.closest(".left-out") ? drop(row) : null;
    const place = placeAt(list, event.clientY);
    const from = row.parentElement === list ? storiesIn(list).indexOf(row) : Infinity;
    if (from === place || from === place - 1) return;
    choose(`story ${row.dataset.story}`);
    moveTo(row, list, from < place ? place - 1 : place, (words) => {
      const now = $$("#outline .rows[data-block]").find((each) => each.dataset.block === list.dataset.block) || list;
      refuseAt(now, storiesIn(now)[place] || null, words);
    });
  });
  outline.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    outline.classList.remove("dragging");
    $(".left-out").classList.remove("target");
    showPlace(null);
  });
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
  const before = () => { field.defaultValue = text; };
  edit({ action: "note", block, text }, { ...told, before, done: "The note is saved." }).then((done) => done || delete field.dataset.sent);
}

function usePicture(form, about, image, told) {
  edit({ action: "picture", ...about, image }, { ...told, before: () => saved(form) });
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
    const before = () => { field.defaultValue = text; };
    const back = (words) => { field.value = field.defaultValue; refuse(words); };
    edit({ action: "retell", story: form.dataset.story, title: form.dataset.title, field: field.dataset.retell, text }, { refuse: back, before });
  }
}

export function start() {
  startDragging();
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
  $("#undo").addEventListener("click", () => act("/undo", {}));
  $("#redo").addEventListener("click", () => act("/redo", {}));
  document.addEventListener("click", (event) => {
    if (event.target.id !== "plan" && event.target.id !== "plan-now") return;
    say("Planning …");
    act("/plan", {}, { done: "Planned again. Your changes are kept." });
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
