// What the editor writes: it stays in its field until it is saved, whatever comes between, and each field says how it
// stands. What is not saved outlives a reload, and the choice of something else.
import { $, $$, say } from "./api.js";

const FIELDS = "[data-word], [data-retell], #note-text";
const STORE = "digest-unsaved";
const kept = read(); // by name of a field: the words that are not saved, and those that they are to replace
const sending = new Map(); // by name of a field: what is on its way to the server, in turn
const fates = new Map(); // by name of a field: what stands beside it

export const unsaved = (field) => field.value !== field.defaultValue;
export const anyUnsaved = () => Object.keys(kept).length > 0;
export const fieldsIn = (element) => $$(FIELDS, element);
export const isField = (element) => Boolean(element.matches?.(FIELDS));

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE)) || {};
  } catch {
    return {};
  }
}

function write() {
  try {
    sessionStorage.setItem(STORE, JSON.stringify(kept));
  } catch { /* the words stay in the page: only a reload would lose them */ }
}

// The same for a field before and after its panel was filled.
function nameOf(field) {
  const { story = "", note = "" } = field.closest(".form")?.dataset || {};
  return JSON.stringify([$(".groups").dataset.issue, field.dataset.word || field.dataset.retell || "note", story || note]);
}

// Somebody writes, or what is written has been put back.
export function written(field) {
  const name = nameOf(field);
  if (unsaved(field) || sending.has(name)) kept[name] = { text: field.value, was: field.defaultValue };
  else delete kept[name];
  write();
  fit(field);
  count(field);
}

// What is written in `field` goes to the server: `text`, and `was`, what it replaces. None if it is there, or on its way.
export function send(field) {
  const name = nameOf(field);
  const before = sending.get(name) || [];
  if (field.value === (before.at(-1)?.text ?? field.defaultValue)) return null;
  const sent = { text: field.value, was: field.defaultValue };
  sending.set(name, [...before, sent]);
  tell(field, { sign: "Saving …" });
  return sent;
}

// The server has taken what was sent: what is written in the field beyond it is still to be saved.
export function saved(field, sent) {
  const more = answered(field, sent);
  for (const later of more) later.was = sent.text;
  stands(field, sent.text);
  tell(field, { sign: more.length ? "Saving …" : kept[nameOf(field)] ? "Not saved" : "Saved" });
}

// The server would not have it: it stays, with the reason. `now` is what somebody else has written there meanwhile.
export function refused(field, sent, reason, now = null) {
  answered(field, sent);
  if (now !== null) stands(field, now);
  tell(field, { sign: "Not saved", reason, now });
}

function answered(field, sent) {
  const more = sending.get(nameOf(field)).filter((each) => each !== sent);
  if (more.length) sending.set(nameOf(field), more);
  else sending.delete(nameOf(field));
  return more;
}

// What the issue says in the place of a field, which may have come anew since and have other words in it.
function stands(field, text) {
  const own = kept[nameOf(field)];
  if (own?.text === text) delete kept[nameOf(field)];
  else if (own) own.was = text;
  write();
  for (const each of new Set([field, inPage(field)])) if (each) each.defaultValue = text;
}

const inPage = (field) => (field.isConnected ? field : fieldsIn(document).find((each) => nameOf(each) === nameOf(field)));

export function putBack(field) {
  field.value = field.defaultValue;
  written(field);
  tell(field, null);
}

// What the field says in the issue now; what somebody writes there is left alone.
export function renew(field, text) {
  if (unsaved(field) || sending.has(nameOf(field))) return;
  const [from, to] = [field.selectionStart, field.selectionEnd];
  if (field.value !== text) {
    field.value = text;
    if (document.activeElement === field) field.setSelectionRange(from, to);
  }
  field.defaultValue = text;
  fit(field);
  count(field);
}

// Fields that have just come: what was not saved is written in them again.
export function restore(within) {
  for (const field of fieldsIn(within)) {
    const own = kept[nameOf(field)];
    if (own) {
      field.value = own.text;
      field.defaultValue = own.was;
    }
    fit(field);
    count(field);
    show(field, fates.get(nameOf(field)) || (own ? { sign: "Not saved" } : null));
  }
}

export function tell(field, fate) {
  if (fate) fates.set(nameOf(field), fate);
  else fates.delete(nameOf(field));
  const now = inPage(field);
  if (now) show(now, fate);
}

function show(field, fate) {
  const place = field.closest(".word, label");
  let box = place.matches(".word") ? $(".fate", place) : place.nextElementSibling?.matches(".fate") && place.nextElementSibling;
  if (!box) {
    if (!fate) return;
    box = Object.assign(document.createElement("div"), { className: "fate" });
    if (place.matches(".word")) place.append(box);
    else place.after(box);
    box.append(Object.assign(document.createElement("span"), { className: "sign", role: "status" }));
  }
  const sign = $(".sign", box);
  if (sign.textContent !== (fate?.sign || "")) sign.textContent = fate?.sign || "";
  box.classList.toggle("unsaved", fate?.sign === "Not saved");
  for (const old of $$(".reason, button", box)) old.remove();
  field.setAttribute("aria-invalid", String(Boolean(fate?.reason)));
  if (fate?.reason) explain(field, box, fate);
}

function explain(field, box, { reason, now }) {
  const told = Object.assign(document.createElement("p"), { className: "reason", role: "alert", textContent: reason });
  if (now !== null && now !== undefined) {
    told.append(" ", Object.assign(document.createElement("q"), { textContent: now || "(nothing)" }));
  }
  const back = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: now === null ? "Put back" : "Take theirs" });
  back.addEventListener("click", () => { putBack(field); field.focus(); });
  const again = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: now === null ? "Save again" : "Save mine" });
  again.addEventListener("click", () => document.dispatchEvent(new CustomEvent("studio:save", { detail: field })));
  box.append(told, again, back);
}

export function count(field) {
  const told = field.id && $(`#${field.id}-count`);
  if (!told) return;
  const most = Number(told.dataset.most);
  const has = [...field.value.trim()].length;
  told.textContent = `${has} of ${most}`;
  told.classList.toggle("over", has > most);
}

// As high as its words, where the browser does not do it by itself (Firefox).
function fit(field) {
  if (!field.matches("textarea.line") || CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

function onInput({ target }) {
  if (!isField(target)) return;
  if (target.matches(".line") && /[\r\n]/.test(target.value)) target.value = target.value.replace(/\s*[\r\n]+\s*/g, " ");
  written(target);
  const last = sending.get(nameOf(target))?.at(-1)?.text;
  if (target.value === last) tell(target, { sign: "Saving …" });
  else tell(target, unsaved(target) || last !== undefined ? { sign: "Not saved" } : null);
}

export function start() {
  document.addEventListener("input", onInput);
  addEventListener("beforeunload", (event) => anyUnsaved() && event.preventDefault());
  restore(document);
  if (anyUnsaved()) say("There are words that are not saved yet: they are where you wrote them.");
}
