// Carrying a story with the mouse: within a block, to another, into the issue and out of it.
import { $, $$ } from "./api.js";
import { refresh } from "./live.js";
import { drop, listOf, moveTo, refuseAt, storiesIn, titleOf } from "./moves.js";
import { choose } from "./panels.js";

let dragged = null;

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

export function start() {
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
    moveTo(row, list, from < place ? place - 1 : place, (words, here) => {
      const now = listOf(list.dataset.block) || list;
      refuseAt(now, storiesIn(now)[place] || null, words, here);
    });
  });
  outline.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    outline.classList.remove("dragging");
    $(".left-out").classList.remove("target");
    showPlace(null);
    refresh(); // what changed meanwhile was not drawn
  });
}
