// Asking the server, and what the page knows of the issue.
export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const token = $("meta[name=token]").content;

// What /state has said last.
export const state = { revision: "", print: "" };

export class Refusal extends Error {
  constructor({ error, hint = "", conflict = false }) {
    super(error);
    Object.assign(this, { hint, conflict });
  }
}

export async function fragment(path) {
  const answer = await fetch(path);
  return answer.text();
}

export async function read(path) {
  const answer = await fetch(path);
  if (answer.status === 403) throw new Refusal({ error: "This studio was started anew.", hint: "Open the address that it has printed." });
  return answer.json();
}

export async function post(path, body) {
  const headers = { "Content-Type": "application/json", "X-Digest-Token": token };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const content = (answer.headers.get("content-type") || "").includes("json") ? await answer.json() : null;
  if (!answer.ok) throw new Refusal(content || { error: "The studio did not take this.", hint: "Load the page again." });
  return content;
}

// One thing after the other: an edit names the revision that the one before it has made.
let turn = Promise.resolve();
export function inTurn(act) {
  const mine = turn.then(act);
  turn = mine.catch(() => {});
  return mine;
}

let fading;
export function say(words, bad = false) {
  const toast = $("#toast");
  toast.textContent = words;
  toast.className = bad ? "shown bad" : "shown";
  clearTimeout(fading);
  fading = setTimeout(() => { toast.className = ""; }, bad ? 9000 : 3500);
}
