// Moving stories: by keys, by drag, from a list. Wherever one goes, the email and the outline follow it.
import { $, $$, REFUSED, say, state } from "./api.js";
import { act, edit } from "./edit.js";
import { refresh } from "./live.js";
import { choose, chosen, rowOf } from "./panels.js";
import { mark } from "./places.js";

const outline = () => $("#outline");
const holding = () => $$("#outline .rows[data-block]").filter((list) => $(".story", list) || list.closest(".group:not(.plain)"));
export const storiesIn = (list) => $$(":scope > .story:not(.going)", list);
export const titleOf = (row) => row.dataset.title || $(".title", row).textContent;
const listOf = (block) => $$("#outline .rows[data-block]").find((each) => each.dataset.block === block);
const placed = (block, place) => `Number ${place + 1} in ${$("h3 span", listOf(block)?.closest(".group"))?.textContent || block}.`;

export async function follow(story) {
  const thing = `story ${story}`;
  if (chosen.thing !== thing) await choose(thing);
  else mark(thing);
  rowOf(thing)?.scrollIntoView({ block: "nearest" });
}

export async function moveTo(row, block, place, refuse) {
  const { story } = row.dataset;
  const done = await edit({ action: "move", story, title: titleOf(row), block, place }, { refuse: refuse || refuseBeneath(story), done: placed(block, place) });
  if (done) await follow(story);
}

// One place up or down, from block to block. The row goes there at once, and the server is told where it has come to
// when it can be: keys that are pressed until then are one move.
const waiting = new Set();
export function moveBy(row, step) {
  const list = row.closest(".rows");
  if (!list?.dataset.block || row.classList.contains("going")) return;
  const [stories, lists] = [storiesIn(list), holding()];
  const next = stories[stories.indexOf(row) + step];
  const other = lists[lists.indexOf(list) + step];
  if (!next && !other) return say(step > 0 ? "It is the last story." : "It is the first story.");
  const focus = row.contains(document.activeElement) ? document.activeElement : null;
  if (next && step > 0) next.after(row);
  else if (next) next.before(row);
  else if (step > 0) other.prepend(row);
  else other.append(row);
  row.classList.add("pending");
  outline().classList.add("carrying");
  focus?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  say("Moving …");
  if (!waiting.has(row.dataset.story)) carry(row.dataset.story);
}

async function carry(story) {
  waiting.add(story);
  const told = { refuse: refuseBeneath(story), before: settle };
  const done = await act("/edits", () => {
    waiting.delete(story);
    const row = rowOf(`story ${story}`);
    const list = row?.closest(".rows[data-block]");
    if (!list) return null;
    const [block, place] = [list.dataset.block, storiesIn(list).indexOf(row)];
    told.done = placed(block, place);
    return { edit: { action: "move", story, title: titleOf(row), block, place } };
  }, told);
  if (!done && outline().matches(".carrying")) await redraw();
  else if (!waiting.size) await follow(story);
}

// The rows stand where the server has them, unless there is more to come.
function settle() {
  if (!waiting.size) outline().classList.remove("carrying");
}

async function redraw() {
  settle();
  state.drawn = "";
  await refresh();
}

export async function drop(row) {
  if (row.matches(".out, .going")) return;
  const { story } = row.dataset;
  // Who took it out with the keyboard goes on with the one that comes after it.
  const picks = $$("#outline .pick").filter((pick) => pick.checkVisibility());
  if (row.contains(document.activeElement)) picks[picks.indexOf($(".pick", row)) + 1]?.focus({ preventScroll: true });
  row.classList.add("going");
  const done = await edit({ action: "drop", story, title: titleOf(row) }, { refuse: refuseBeneath(story), done: "Taken out." });
  if (!done) rowOf(`story ${story}`)?.classList.remove("going");
}

// The reason stands where the thing was put.
function refuseBeneath(story) {
  return async (words) => {
    await redraw();
    const now = rowOf(`story ${story}`);
    if (now) refuseAt(now.parentElement, now.nextElementSibling, words);
    else say(words, REFUSED);
  };
}

export function refuseAt(list, before, words) {
  for (const old of $$("#outline .refused")) old.remove();
  const item = Object.assign(document.createElement("li"), { className: "refused" });
  const told = Object.assign(document.createElement("p"), { role: "alert", textContent: words });
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
  close.addEventListener("click", () => item.remove());
  item.append(told, close);
  list.insertBefore(item, before);
  item.scrollIntoView({ block: "nearest" });
}
