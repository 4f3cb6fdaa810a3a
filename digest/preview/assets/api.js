// Asking the server, and what the page knows of the issue.
export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
// What a change has to bring: from the address that the studio printed. This tab keeps it for when it is loaded again.
const token = new URLSearchParams(location.search).get("token") || sessionStorage.getItem("token") || "";
sessionStorage.setItem("token", token);

// What /state has said last.
export const state = { revision: "", print: "" };

export class Refusal extends Error {
  constructor({ error, hint = "", conflict = false }) {
    super(error);
    Object.assign(this, { hint, conflict });
  }
}

async function get(path) {
  const answer = await fetch(path);
  if (answer.status === 403) throw new Refusal({ error: "This studio was started anew.", hint: "Open the address that it has printed." });
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

// Nothing is put in the place of what is under a pressed finger or mouse button: the click would be lost.
let held = null;
document.addEventListener("pointerdown", (event) => { held = event.target; }, true);
function release() {
  held = null;
  document.dispatchEvent(new Event("studio:released"));
}
// The click comes after the button has come up.
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => setTimeout(release), true);
export async function handsOff(element) {
  while (element.contains(held)) await new Promise((done) => document.addEventListener("studio:released", done, { once: true }));
}

export async function post(path, body) {
  const headers = { "Content-Type": "application/json", "X-Digest-Token": token };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const content = (answer.headers.get("content-type") || "").includes("json") ? await answer.json() : null;
  changes += 1;
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

export function complain(problem) {
  say(problem.hint ? `${problem.message} ${problem.hint}` : "The studio does not answer.", true);
}

// A button that cannot be used now keeps the focus: who is there with the keyboard is not thrown out.
export const usable = (button) => button.getAttribute("aria-disabled") !== "true";
export const allow = (button, can) => button.setAttribute("aria-disabled", String(!can));
