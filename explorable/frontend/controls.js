// Every control by its kind: switches, choices, texts and the badge; what sets a number stands in numbers.js.

import { element, put } from "./inline.js";
import { NUMBER_CHARACTERS, text, typed } from "./scales.js";
import { reconcile } from "./blocks.js";
import { number, player, slider, stepper } from "./numbers.js";

function toggle() {
  const button = element("button", { type: "button", role: "switch", class: "switch" }, element("span", { class: "knob" }), element("span"));
  const hint = element("p", { class: "hint" });
  const made = element("div", { class: "control" }, button, hint);
  return {
    element: made,
    update(node, { loop }) {
      put(button.lastChild, node.label);
      button.setAttribute("aria-checked", String(node.on));
      put(hint, node.hint);
      hint.hidden = !node.hint;
      button.onclick = () => loop.set({ [node.field]: node.on ? "0" : "1" }, true);
    },
  };
}

function choice() {
  const name = element("span", { class: "label", "aria-hidden": "true" });
  const options = element("div", { class: "options", role: "radiogroup" });
  const made = element("div", { class: "control" }, name, options);
  return {
    element: made,
    update(node, { loop }) {
      put(name, node.label);
      options.setAttribute("aria-label", node.label);
      while (options.children.length < node.options.length) options.append(element("button", { type: "button", role: "radio" }));
      while (options.children.length > node.options.length) options.lastChild.remove();
      const chosen = node.options.findIndex(([value]) => value === node.value);
      const pick = (i) => loop.set({ [node.field]: node.options[i][0] }, true);
      node.options.forEach(([, words], i) => {
        const button = options.children[i];
        put(button, words);
        button.setAttribute("aria-checked", String(i === chosen));
        button.tabIndex = i === Math.max(chosen, 0) ? 0 : -1;
        button.onclick = () => pick(i);
        button.onkeydown = (event) => {
          event.stopPropagation();
          const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
          if (!by) return;
          event.preventDefault();
          const next = (i + by + node.options.length) % node.options.length;
          options.children[next].focus();
          pick(next);
        };
      });
    },
  };
}

function menu() {
  const name = element("span", { class: "label", "aria-hidden": "true" });
  const select = element("select");
  const made = element("div", { class: "control" }, name, select);
  let options;
  select.onkeydown = (event) => event.stopPropagation();
  return {
    element: made,
    update(node, { loop }) {
      put(name, node.label);
      select.setAttribute("aria-label", node.label);
      if (JSON.stringify(node.options) !== options) {
        options = JSON.stringify(node.options);
        select.replaceChildren(...node.options.map(([value, words]) => element("option", { value }, words)));
      }
      if (select.value !== node.value) select.value = node.value;
      select.onchange = () => loop.set({ [node.field]: select.value }, true);
    },
  };
}

function buttons() {
  const name = element("span", { class: "label" });
  const list = element("div", { class: "options", role: "group" });
  const made = element("div", { class: "control presets" }, name, list);
  return {
    element: made,
    update(node, { loop }) {
      put(name, node.label);
      name.hidden = !node.label;
      if (node.label) list.setAttribute("aria-label", node.label);
      while (list.children.length < node.buttons.length) list.append(element("button", { type: "button" }));
      while (list.children.length > node.buttons.length) list.lastChild.remove();
      node.buttons.forEach(({ label, set: fields }, i) => {
        const button = list.children[i];
        put(button, label);
        button.onclick = () => loop.set(fields, true);
      });
    },
  };
}

function tokens() {
  const name = element("span", { class: "label", "aria-hidden": "true" });
  const input = element("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  const hint = element("p", { class: "hint" });
  const made = element("div", { class: "control tokens" }, name, input, hint);
  input.onkeydown = (event) => event.stopPropagation();
  return {
    element: made,
    update(node, { loop }) {
      put(name, node.label);
      put(hint, node.hint);
      hint.hidden = !node.hint;
      input.setAttribute("aria-label", node.label);
      input.maxLength = Math.max(300, 21 * node.most); // words of 20 letters, and the spaces
      input.oninput = () => {
        const words = input.value.trim().split(/\s+/).filter(Boolean).slice(0, node.most);
        if (words.length) loop.set({ [node.field]: words.map((word) => [...word].slice(0, 20).join("")).join(" ") });
      };
      if (input.getRootNode().activeElement !== input) input.value = loop.state[node.field] ?? node.value;
    },
  };
}

// A line of text, such as a formula: sent as it is typed.
function line() {
  const name = element("span", { class: "label", "aria-hidden": "true" });
  const input = element("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  const hint = element("p", { class: "hint" });
  const made = element("div", { class: "control tokens" }, name, input, hint);
  input.onkeydown = (event) => event.stopPropagation();
  return {
    element: made,
    update(node, { loop }) {
      put(name, node.label);
      put(hint, node.hint);
      hint.hidden = !node.hint;
      input.setAttribute("aria-label", node.label);
      input.maxLength = node.longest;
      input.oninput = () => {
        const typed = input.value.trim();
        if (typed) loop.set({ [node.field]: typed, ...node.also });
      };
      if (input.getRootNode().activeElement !== input) input.value = loop.state[node.field] ?? node.value;
    },
  };
}

// A question: nothing is sent before the reader commits.
function ask() {
  const name = element("span", { class: "label", "aria-hidden": "true" });
  const input = element("input", { class: "number", type: "text", inputmode: "decimal", autocomplete: "off", maxlength: NUMBER_CHARACTERS });
  const button = element("button", { type: "button" });
  const made = element("div", { class: "control ask" }, name, element("div", { class: "options" }, input, button));
  return {
    element: made,
    update(node, { loop }) {
      put(name, node.label);
      input.setAttribute("aria-label", node.label);
      put(button, node.button);
      const commit = () => {
        const value = typed(input.value);
        input.setCustomValidity(value === undefined ? "Type a number first." : "");
        if (value === undefined) input.reportValidity();
        else loop.set({ [node.field]: text(value) }, true);
      };
      button.onclick = commit;
      input.oninput = () => input.setCustomValidity("");
      input.onkeydown = (event) => {
        event.stopPropagation();
        if (event.key === "Enter") commit();
      };
    },
  };
}

// The badge: small and calm when all is well, impossible to miss when it is not. It opens to the comparison.
function badge() {
  const mark = element("span", { class: "mark", "aria-hidden": "true" });
  const verdict = element("output", { "aria-label": "checked", "aria-live": "off" });
  const detail = element("span", { class: "detail" });
  const inside = element("div", { class: "inside" });
  const title = element("summary", {}, mark, verdict, detail);
  const made = element("details", { class: "badge" }, title, inside);
  return {
    element: made,
    update(node, context) {
      made.dataset.tone = node.tone;
      put(mark, { good: "✓", bad: "✗", wait: "…", none: "–" }[node.tone]);
      put(verdict, node.verdict);
      put(detail, node.detail);
      if (made.open !== node.open && !context.loop.busy) made.open = node.open;
      title.onclick = (event) => {
        event.preventDefault();
        made.open = !made.open;
        const names = new Set((context.loop.state.open ?? "").split(",").filter(Boolean));
        names[made.open ? "add" : "delete"]("check");
        context.loop.set({ open: [...names].sort().join(",") }, true);
      };
      reconcile(inside, node.children, context);
    },
  };
}

export const controls = { slider, number, stepper, switch: toggle, choice, menu, buttons, player, tokens, line, ask, badge };
