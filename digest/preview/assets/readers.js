// Who gets the issue: a reader to see it as, and colleagues for a test.
import { $, $$, allow, complain, fragment, newest, post, spoken, usable } from "./api.js";
import { handsOff, still } from "./hand.js";

const searches = newest();
let listed = "";
export function search() {
  const words = encodeURIComponent($("#reader-search").value);
  const list = $("#readers");
  const asked = fragment(`/panel/readers?words=${words}`).then((content) => handsOff(list).then(() => content));
  return searches(asked, (content) => {
    if (content === listed) return; // somebody may be in it with the keyboard
    listed = list.innerHTML = content;
    const [found, more] = [$$("button", list).length, $("ul ~ p", list)];
    $("#readers-told").textContent = more ? `More than ${found} readers found.` : found === 1 ? "One reader found." : `${found || "No"} readers found.`;
  }).catch(complain);
}

export function takeReader(address, fields) {
  $("#reader-address").value = address;
  const list = $("#reader-fields");
  list.replaceChildren();
  for (const [name, value] of Object.entries(fields)) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    Object.assign(input, { value, autocomplete: "off" });
    input.dataset.field = name;
    label.append(`${name} `, input);
    list.append(label);
  }
}

export function typedReader() {
  const fields = Object.fromEntries($$("[data-field]").map((input) => [input.dataset.field, input.value]));
  const name = $("#field-name").value.trim().toLowerCase();
  if (name) fields[name] = $("#field-value").value;
  return { address: $("#reader-address").value.trim() || "reader@example.com", fields };
}

export async function sendTest(button) {
  if (!usable(button)) return;
  const addresses = $("#test-to").value.split(/[\s,;]+/).filter(Boolean);
  allow(button, false);
  const here = still();
  const said = $("#test-said");
  try {
    const { submissions } = await post("/test", { addresses, fields: typedReader().fields });
    said.replaceChildren(...submissions.map(({ address, state, reply }) => Object.assign(document.createElement("p"), { textContent: `${address}: ${state}${reply ? ` (${reply})` : ""}`, className: state === "accepted" ? "good" : "bad" })));
  } catch (refusal) {
    said.replaceChildren(Object.assign(document.createElement("p"), { textContent: spoken(refusal), className: "bad" }));
  }
  allow(button, true);
  if (here()) said.scrollIntoView({ block: "nearest" });
}
