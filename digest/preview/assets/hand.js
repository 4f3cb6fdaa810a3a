// The editor's hand: what it holds, and whether it has gone on. Whatever is answered late asks here before it chooses,
// scrolls or takes the focus.
const KEPT = ["Alt", "AltGraph", "Control", "Meta", "Shift"]; // pressed for something that is still to come
let moves = 0;

// She has done something: what was begun before is no longer the last.
export function goOn() {
  moves += 1;
}

// A question for later: whether the editor has done nothing else since now.
export function still() {
  const now = moves;
  return () => now === moves;
}

// Notice what she does in `page`: this one, or one in a frame.
export function feel(page) {
  for (const kind of ["pointerdown", "click", "input", "wheel", "touchmove"]) page.addEventListener(kind, goOn, { capture: true, passive: true });
  page.addEventListener("keydown", ({ key }) => KEPT.includes(key) || goOn(), true);
}
feel(document);

// Nothing is put in the place of what is under a pressed finger or mouse button: the click would be lost.
let held = null;
document.addEventListener("pointerdown", ({ button, target }) => { held = button ? null : target; }, true);
function release() {
  held = null;
  document.dispatchEvent(new Event("studio:released"));
}
// The click comes after the button has come up. When a menu is open, or the mouse is above a frame, nobody tells of it.
for (const end of ["pointerup", "pointercancel", "contextmenu"]) document.addEventListener(end, () => setTimeout(release), true);
document.addEventListener("pointermove", ({ buttons }) => held && !buttons && release(), true);
addEventListener("blur", release);
export async function handsOff(element) {
  while (element.contains(held)) await new Promise((done) => document.addEventListener("studio:released", done, { once: true }));
}
