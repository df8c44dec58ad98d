// Undo and redo of the reader's changes, and a link to what is on screen: buttons, and Ctrl+Z, Ctrl+Shift+Z.

import { addressOf } from "./address.js";
import { copier } from "./copy.js";
import { element } from "./inline.js";

export class History {
  constructor() {
    this.states = [];
    this.at = -1;
  }

  // Note a state that stands; one that is already the present one is not noted twice.
  note(state) {
    const text = JSON.stringify(state);
    if (this.states[this.at] === text) return;
    this.states = [...this.states.slice(0, this.at + 1), text].slice(-100);
    this.at = this.states.length - 1;
  }

  move(by) {
    const to = this.at + by;
    if (to < 0 || to >= this.states.length) return undefined;
    this.at = to;
    return JSON.parse(this.states[to]);
  }
}

export function tools(page) {
  const history = new History();
  const button = (words, act) => {
    const made = element("button", { type: "button" }, words);
    made.onclick = act;
    return made;
  };
  const go = (by) => {
    const state = history.move(by);
    if (state) page.loop.set(state, true);
    show();
  };
  const undo = button("Undo", () => go(-1));
  const redo = button("Redo", () => go(1));
  const link = copier("Copy link", () => addressOf(page.loop.state, page.untouched));
  const show = () => {
    undo.disabled = history.at <= 0;
    redo.disabled = history.at >= history.states.length - 1;
  };
  const pressed = (event) => {
    const command = event.ctrlKey || event.metaKey;
    if (!command && ["r", "c"].includes(event.key)) event.stopPropagation(); // Streamlit's own keys
    if (!command || event.key.toLowerCase() !== "z") return;
    if (event.composedPath()[0]?.matches?.("input[type=text]")) return;
    event.preventDefault();
    go(event.shiftKey ? 1 : -1);
  };
  page.root.addEventListener("keydown", pressed, true); // before a control takes the key for itself
  const made = element("div", { class: "tools", role: "group", "aria-label": "This page" }, undo, redo, link);
  made.note = (state) => {
    history.note(state);
    show();
  };
  return made;
}
