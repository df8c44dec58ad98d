// A text whose words are as dark as they are heard; one of them is chosen, by pointer, finger or arrow keys.

import { element, put } from "./inline.js";

const STEP = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

export function passage() {
  const made = element("div", { class: "passage", role: "radiogroup" });
  return {
    element: made,
    update(node, { loop }) {
      made.setAttribute("aria-label", node.label);
      const choose = (i) => loop.set({ [node.field]: String(i) }, true);
      while (made.children.length < node.words.length) made.append(element("button", { type: "button", role: "radio" }, element("span", { class: "word" }), element("span", { class: "under" })));
      while (made.children.length > node.words.length) made.lastChild.remove();
      node.words.forEach((word, i) => {
        const button = made.children[i];
        put(button.firstChild, word);
        put(button.lastChild, node.under[i]);
        button.className = `k-${i === node.chosen ? "first" : i === node.other ? "second" : "text"}`;
        button.style.setProperty("--shade", node.shades[i]);
        button.setAttribute("aria-checked", String(i === node.chosen));
        button.setAttribute("aria-label", `${word}, word ${i + 1} of ${node.words.length}, ${node.under[i]}`);
        button.tabIndex = i === node.chosen ? 0 : -1;
        button.disabled = !node.field;
        button.onclick = () => choose(i);
        button.onkeydown = (event) => {
          event.stopPropagation();
          const by = STEP[event.key];
          if (!by) return;
          event.preventDefault();
          const next = Math.max(0, Math.min(node.words.length - 1, i + by));
          made.children[next].focus();
          choose(next);
        };
      });
    },
  };
}
