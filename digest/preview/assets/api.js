// Asking the server, and what the page knows of the issue.
export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
// What a change has to bring: from the address that the studio printed. This tab keeps it for when it is loaded again.
let token = new URLSearchParams(location.search).get("token") || sessionStorage.getItem("token") || "";
sessionStorage.setItem("token", token);
// A studio that was started again prints another one: a page that is opened with it tells those that were there before.
const channel = new BroadcastChannel("digest");
if (location.search) channel.postMessage(token);
channel.addEventListener("message", ({ data }) => {
  token = data;
  sessionStorage.setItem("token", token);
  document.dispatchEvent(new Event("studio:anew"));
});

// What /state has said last.
export const state = { revision: "", print: "" };

export class Refusal extends Error {
  constructor({ error, where = "", hint = "", conflict = false, now = null }) {
    super(error);
    Object.assign(this, { where, hint, conflict, now });
  }
}

const ANEW = { error: "The studio was started anew.", hint: "Open the address that it has printed, and this page goes on." };

// Browsers have words of their own for a server that is not there, which help nobody.
async function ask(path, options = {}) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Refusal({ error: "The studio does not answer.", hint: "Look whether digest preview still runs in its terminal." });
  }
}

async function get(path) {
  const answer = await ask(path);
  if (answer.status === 403) throw new Refusal(ANEW);
  return answer;
}

// A piece of the page, or what the studio has to say of why it cannot be made.
export async function fragment(path) {
  const answer = await get(path);
  if (!(answer.headers.get("content-type") || "").includes("html")) throw new Refusal({ error: "The studio could not make this.", hint: "Its terminal says why." });
  return answer.text();
}

// What was asked before a change was answered knows nothing of the change: it is asked again.
let changes = 0;
export async function read(path) {
  for (;;) {
    const before = changes;
    const answer = await get(path);
    const content = await answer.json();
    if (before === changes) return content;
  }
}

// Several are asked one after the other: an answer that comes late is passed over, and who waited for it waits for the
// newest.
export function newest() {
  let last = null;
  return (asked, use) => {
    const mine = asked.then(
      (answer) => (last === mine ? use(answer) : last),
      (problem) => { if (last === mine) throw problem; return last; },
    );
    last = mine;
    return mine;
  };
}

export async function post(path, body) {
  const headers = { "Content-Type": "application/json", "X-Digest-Token": token };
  const answer = await ask(path, { method: "POST", headers, body: JSON.stringify(body) });
  const content = (answer.headers.get("content-type") || "").includes("json") ? await answer.json() : null;
  changes += 1;
  if (answer.status === 403) throw new Refusal(ANEW);
  if (!answer.ok) throw new Refusal(content || { error: "The studio did not take this.", hint: "Load the page again." });
  return content;
}

// One thing after the other: an edit names the revision that the one before it has made.
let turn = Promise.resolve();
export const turns = { asked: 0 };
export function inTurn(act) {
  turns.asked += 1;
  const mine = turn.then(act);
  turn = mine.catch(() => {});
  return mine;
}

// A message stays until its time is over: only one that is as grave takes its place. Whoever does something new has read it.
export const [FINE, SILENT, REFUSED] = [0, 1, 2];
let fading;
let grave = FINE;
export function say(words, gravity = FINE) {
  if (gravity < grave) return;
  const toast = $("#toast");
  toast.textContent = words;
  toast.className = gravity ? "shown bad" : "shown";
  grave = gravity;
  clearTimeout(fading);
  fading = setTimeout(() => hush(), gravity ? 9000 : Math.max(3500, words.length * 60));
}

// Take the message away, unless it is graver than `gravity`.
export function hush(gravity = REFUSED) {
  if (grave > gravity) return;
  $("#toast").className = "";
  grave = FINE;
}

export const sentence = (words) => words && words[0].toUpperCase() + words.slice(1) + (/[.!?…]["”]?$/.test(words) ? "" : ".");
export function spoken({ message, where = "", hint = "" }) {
  const words = [message, hint].map(sentence).filter(Boolean).join(" ");
  return where ? `${where.split("/").pop()}: ${words}` : words;
}

export function complain(problem) {
  say(problem instanceof Refusal ? spoken(problem) : "This page has a fault: load it again.", SILENT);
}

// A button that cannot be used now keeps the focus: who is there with the keyboard is not thrown out.
export const usable = (button) => button.getAttribute("aria-disabled") !== "true";
export const allow = (button, can) => button.setAttribute("aria-disabled", String(!can));
