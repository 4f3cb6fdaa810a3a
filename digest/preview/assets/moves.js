// Moving stories: by keys, by drag, from a list. Wherever one goes, the email and the outline follow it.
import { $, $$, REFUSED, say, state, turns } from "./api.js";
import { act } from "./edit.js";
import { still } from "./hand.js";
import { refresh } from "./live.js";
import { choose, chosen, rowOf } from "./panels.js";
import { mark } from "./places.js";

const outline = () => $("#outline");
const holding = () => $$("#outline .rows[data-block]").filter((list) => $(".story", list) || list.closest(".group:not(.plain)"));
export const storiesIn = (list) => $$(":scope > .story:not(.going)", list);
export const titleOf = (row) => row.dataset.title || $(".title", row).textContent;
export const listOf = (block) => $$("#outline .rows[data-block]").find((each) => each.dataset.block === block);
const placed = (block, place) => `Number ${place + 1} in ${$("h3 span", listOf(block)?.closest(".group"))?.textContent || block}.`;

async function follow(story) {
  const thing = `story ${story}`;
  if (chosen.thing !== thing) await choose(thing);
  else mark(thing);
  rowOf(thing)?.scrollIntoView({ block: "nearest" });
}

// The row goes there at once; among the stories of `list`, without it, it is number `place`, from 0.
export function moveTo(row, list, place, refuse) {
  const others = storiesIn(list).filter((each) => each !== row);
  // A lead is one story: the one before goes where the new one comes from, or to the top of the next block.
  const former = "one" in list.dataset ? others : [];
  if (row.matches(".out")) holding().find((each) => each !== list && storiesIn(each).length)?.prepend(...former);
  else row.before(...former);
  if (former.length || !others.length) list.prepend(row);
  else if (others[place]) others[place].before(row);
  else others.at(-1).after(row);
  row.classList.add("pending");
  row.classList.remove("out");
  return carry(row, refuse);
}

// One place up or down, from block to block.
export function moveBy(row, step) {
  const list = row.closest(".rows");
  if (!list?.dataset.block || row.classList.contains("going")) return;
  const [stories, lists] = [storiesIn(list), holding()];
  const [at, other] = [stories.indexOf(row) + step, lists[lists.indexOf(list) + step]];
  if (!stories[at] && !other) return say(step > 0 ? "It is the last story." : "It is the first story.");
  const focus = row.contains(document.activeElement) ? document.activeElement : null;
  if (stories[at]) moveTo(row, list, at);
  else moveTo(row, other, step > 0 ? 0 : storiesIn(other).length);
  focus?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  say("Moving …");
}

// The server is told where a row has come to when it can be; keys that are pressed until then are one move.
let last = null;
async function carry(row, refuse) {
  const [list, { story }] = [row.parentElement, row.dataset];
  const now = { block: list.dataset.block, place: storiesIn(list).indexOf(row), here: still() };
  if (last?.story === story && last.turn === turns.asked) return Object.assign(last, now);
  const mine = { story, ...now };
  const told = { refuse: (words) => (refuse || refuseBeneath(story))(words, mine.here) };
  const asked = change(() => {
    if (last === mine) last = null;
    told.done = placed(mine.block, mine.place);
    return { edit: { action: "move", story, title: titleOf(row), block: mine.block, place: mine.place } };
  }, told);
  mine.turn = turns.asked;
  last = mine;
  if (await asked && mine.here()) await follow(story);
}

// What changes the outline is seen there at once, and it is drawn anew when the last of these has been answered.
let underWay = 0;
async function change(body, told) {
  underWay += 1;
  outline().classList.add("carrying");
  let over = false;
  const end = () => {
    underWay -= over ? 0 : 1;
    over = true;
    if (!underWay) outline().classList.remove("carrying");
  };
  const { refuse } = told;
  const done = await act("/edits", body, Object.assign(told, { before: end, refuse: (words) => { end(); return redraw().then(() => refuse(words)); } }));
  if (over) return done;
  end();
  await redraw();
  return done;
}

async function redraw() {
  state.drawn = "";
  await refresh();
}

export async function drop(row) {
  if (row.matches(".out, .going")) return;
  const [{ story }, here] = [row.dataset, still()];
  // Who took it out with the keyboard goes on with the one that comes after it.
  const picks = $$("#outline .pick").filter((pick) => pick.checkVisibility());
  if (row.contains(document.activeElement)) picks[picks.indexOf($(".pick", row)) + 1]?.focus({ preventScroll: true });
  row.classList.add("going");
  const what = { action: "drop", story, title: titleOf(row) };
  await change({ edit: what }, { refuse: (words) => refuseBeneath(story)(words, here), done: "Taken out." });
}

// The reason stands where the thing was put.
function refuseBeneath(story) {
  return (words, here) => {
    const now = rowOf(`story ${story}`);
    if (now) refuseAt(now.parentElement, now.nextElementSibling, words, here);
    else say(words, REFUSED);
  };
}

// Who has done something else meanwhile is told, and not led there.
export function refuseAt(list, before, words, here) {
  for (const old of $$("#outline .refused")) old.remove();
  const item = Object.assign(document.createElement("li"), { className: "refused" });
  const told = Object.assign(document.createElement("p"), { role: "alert", textContent: words });
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
  close.addEventListener("click", () => item.remove());
  item.append(told, close);
  list.insertBefore(item, before);
  if (here()) item.scrollIntoView({ block: "nearest" });
  else say(words, REFUSED);
}
