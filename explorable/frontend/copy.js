// A button that copies a text, and says so for a moment.

import { element } from "./inline.js";

const SAID = 1500; // ms

export function copier(words, text, look = {}) {
  const made = element("button", { type: "button", ...look }, words);
  made.onclick = async () => {
    await copy(text());
    made.textContent = "Copied";
    setTimeout(() => (made.textContent = words), SAID);
  };
  return made;
}

// Browsers keep the clipboard from a page that came by plain HTTP, as from a laptop in the room: there the old way is left.
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const box = element("textarea", { style: "position: fixed; opacity: 0" });
  box.value = text;
  const before = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
  document.body.append(box);
  box.select();
  document.execCommand("copy");
  box.remove();
  before?.focus();
}
