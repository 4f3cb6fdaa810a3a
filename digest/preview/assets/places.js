// Where things of the issue stand in the shown email, and the other way round.
import { $, $$ } from "./api.js";

let page = null; // { frame, scale, homes: element → the things that have links inside it, and how many }
let marked = null;
let gliding = false; // whether the email is on its way to what is marked

export function forget() {
  page = null;
  hide();
}

// Addresses of stories and ads carry campaign parameters in the email.
function plain(url) {
  try {
    const parsed = new URL(url);
    for (const name of [...parsed.searchParams.keys()]) if (name.startsWith("utm_")) parsed.searchParams.delete(name);
    return parsed.href;
  } catch {
    return url;
  }
}

function known() {
  const found = new Map();
  for (const row of $$("#outline [data-url]")) found.set(plain(row.dataset.url), row.dataset.story ? `story ${row.dataset.story}` : `slot ${row.dataset.slot}`);
  return found;
}

export function watch(frame, scale) {
  page = { frame, scale, homes: null };
  const inside = frame.contentDocument;
  inside.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && !(event.ctrlKey || event.metaKey)) event.preventDefault();
    const thing = thingAt(event.target);
    if (thing) document.dispatchEvent(new CustomEvent("studio:hit", { detail: thing }));
  });
  frame.contentWindow.addEventListener("scroll", place, { passive: true });
  frame.contentWindow.addEventListener("resize", place);
  frame.contentWindow.addEventListener("scrollend", () => { gliding = false; });
  if (marked) mark(marked, gliding);
}

function homes() {
  if (page.homes) return page.homes;
  const things = known();
  page.homes = new Map();
  for (const link of $$("a[href]", page.frame.contentDocument)) {
    const thing = things.get(plain(link.href));
    for (let at = link; thing && at; at = at.parentElement) {
      if (!page.homes.has(at)) page.homes.set(at, new Map());
      page.homes.get(at).set(thing, (page.homes.get(at).get(thing) || 0) + 1);
    }
  }
  return page.homes;
}

// The outline was filled anew.
export function renew() {
  if (page) page.homes = null;
}

function thingAt(element) {
  for (let at = element; at; at = at.parentElement) {
    const things = homes().get(at);
    if (things?.size > 1) return null;
    for (const block of $$("#outline [data-words]")) if (at.textContent.includes(block.dataset.words)) return `block ${block.dataset.block}`;
    if (things) return [...things.keys()][0];
  }
  return null;
}

// The largest element that has links of this thing only, and the most of them: a note may link to a story as well.
function elementOf(thing) {
  let [found, links] = [null, 0];
  for (const [element, things] of homes()) {
    const here = things.size === 1 ? things.get(thing) || 0 : 0;
    if (here > links || (here && here === links && element.contains(found))) [found, links] = [element, here];
  }
  return found;
}

// All of the block that begins with `element`: as far around it as nothing else stands.
function wholeOf(element, name) {
  const others = $$("#outline [data-words]").filter((each) => each.dataset.block !== name).map((each) => each.dataset.words);
  const holdsOther = (box) => others.some((words) => box.textContent.includes(words)) || [...(homes().get(box)?.keys() || [])].some((thing) => box.contains(elementOf(thing)));
  let whole = element;
  while (whole?.parentElement && whole.parentElement !== page.frame.contentDocument.body && !holdsOther(whole.parentElement)) whole = whole.parentElement;
  return whole;
}

export function elementWith(words) {
  const wanted = words.replace(/\s+/g, " ").trim();
  let found = null;
  const walker = page.frame.contentDocument.createTreeWalker(page.frame.contentDocument.body, NodeFilter.SHOW_ELEMENT);
  while (wanted && walker.nextNode()) {
    const element = walker.currentNode;
    const said = (element.textContent || "").replace(/\s+/g, " ").trim() || element.alt || element.getAttribute("src") || "";
    if (said.startsWith(wanted) || (!found && said.includes(wanted) && said.length < wanted.length + 400)) found = element;
  }
  return found;
}

// Show where `thing` stands: `story ID`, `slot NAME`, `block NAME`, `words …`.
export function mark(thing, scroll = true) {
  marked = thing;
  if (!page) return false;
  const [kind, name] = [thing.split(" ")[0], thing.slice(thing.indexOf(" ") + 1)];
  const block = kind === "block" && $$("#outline [data-words]").find((each) => each.dataset.block === name);
  const element = kind === "words" ? elementWith(name) : block ? wholeOf(elementWith(block.dataset.words), name) : elementOf(thing);
  page.element = element;
  if (element && scroll) {
    const box = element.getBoundingClientRect();
    const high = page.frame.contentWindow.innerHeight;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const away = box.top < 0 || box.bottom > high;
    gliding = away && !calm && "onscrollend" in window; // else nobody would say when it has come there
    if (away) page.frame.contentWindow.scrollBy({ top: box.top - Math.max(40, (high - box.height) / 3), behavior: calm ? "instant" : "smooth" });
  }
  place();
  if (element) {
    const glow = $("#glow");
    glow.classList.remove("flash");
    void glow.offsetWidth; // so that the animation starts anew
    glow.classList.add("flash");
  }
  return Boolean(element);
}

export function unmark() {
  marked = null;
  if (page) page.element = null;
  hide();
}

function hide() {
  const glow = $("#glow");
  if (glow) glow.hidden = true;
}

function place() {
  const glow = $("#glow");
  const element = page?.element;
  if (!element || !element.isConnected) return hide();
  const box = element.getBoundingClientRect();
  const by = page.scale.now;
  glow.hidden = false;
  Object.assign(glow.style, { top: `${box.top * by - 4}px`, left: `${box.left * by - 8}px`, width: `${box.width * by + 16}px`, height: `${box.height * by + 8}px` });
}

document.addEventListener("studio:arranged", place);
