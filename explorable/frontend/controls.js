// Controls that report while they move. What they show is the loop's state, so a late answer never moves a hand back.

import { element, put } from "./inline.js";
import { read, write } from "./loop.js";
import { clamp, snap, text, track, typed } from "./scales.js";
import { reconcile } from "./blocks.js";

// The value a control shows: what the reader just set, else what the server computed.
const current = (node, loop) => typed(read(loop.state, node.field) ?? "") ?? node.value;

const set = (loop, target, value, final, also) => loop.set({ ...write(loop.state, target, value), ...also }, final);

const display = (value) => text(value).replace("-", "−");

// A number that can be typed, stepped with the arrow keys, or dragged sideways.
export function numberInput() {
  const input = element("input", {
    class: "number", type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", maxlength: 40,
  });
  let now, loop, drag;
  const commit = (value, final = false) => {
    const kept = clamp(value, now.low, now.high);
    input.value = display(kept);
    if (kept !== current(now, loop)) set(loop, now.field, text(kept), final, now.also);
  };
  const complain = (words) => {
    input.setCustomValidity(words);
    input.reportValidity();
    setTimeout(() => input.setCustomValidity(""), 4000);
  };
  const entered = () => {
    const value = typed(input.value);
    if (value === undefined) {
      complain(`“${input.value}” is not a number; ${display(current(now, loop))} is kept.`);
      input.value = display(current(now, loop));
    } else {
      if (value < now.low || value > now.high) complain(`This goes from ${display(now.low)} to ${display(now.high)}.`);
      commit(value);
    }
  };
  input.onchange = entered;
  input.onkeydown = (event) => {
    event.stopPropagation();
    const direction = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (event.key === "Enter") entered();
    if (!direction) return;
    event.preventDefault();
    const step = now.step * direction * (event.shiftKey ? 10 : 1);
    commit(snap((typed(input.value) ?? current(now, loop)) + step, now.step));
  };
  input.onpointerdown = (event) => {
    drag = { x: event.clientX, from: current(now, loop), moved: false, id: event.pointerId };
  };
  input.onpointermove = (event) => {
    if (!drag || drag.id !== event.pointerId) return;
    const by = event.clientX - drag.x;
    if (!drag.moved && (Math.abs(by) < 4 || document.activeElement === input || input.getRootNode().activeElement === input && drag.focused)) return;
    if (!drag.moved) {
      drag.moved = true;
      input.setPointerCapture(event.pointerId);
      input.blur();
      loop.hold();
    }
    event.preventDefault();
    commit(snap(drag.from + Math.round(by / 4) * now.step, now.step));
  };
  input.onpointerup = input.onpointercancel = () => {
    if (drag?.moved) loop.release();
    drag = undefined;
  };
  return {
    element: input,
    update(node, context) {
      now = node;
      loop = context.loop;
      input.setAttribute("aria-label", node.label);
      input.disabled = Boolean(node.locked);
      const editing = input.getRootNode().activeElement === input;
      if (!editing) input.value = display(current(node, loop));
    },
  };
}

function number() {
  const name = element("span", { class: "label", "aria-hidden": "true" });
  const field = numberInput();
  const made = element("div", { class: "control" }, name, field.element);
  return {
    element: made,
    update(node, context) {
      made.className = `control k-${node.role}`;
      put(name, node.label);
      field.update(node, context);
    },
  };
}

function slider() {
  const name = element("span", { class: "label", "aria-hidden": "true" });
  const range = element("input", { type: "range" });
  const marks = element("div", { class: "marks" });
  const field = numberInput();
  const hint = element("p", { class: "hint" });
  const made = element("div", {}, element("div", { class: "head" }, name, field.element), range, marks, hint);
  let now, loop, way;
  range.oninput = () => {
    set(loop, now.field, text(way.value(Number(range.value))), false, now.also);
    show();
  };
  range.onpointerdown = () => loop.hold();
  range.onpointerup = range.onpointercancel = () => loop.release();
  range.onkeydown = (event) => event.stopPropagation();
  const mark = (placed) => {
    marks.dataset.placed = placed;
    marks.hidden = now.marks.length === 0;
    const wide = marks.clientWidth || 480;
    let taken = -1; // where the word before ends; one that would stand in its place stands lower
    marks.replaceChildren(...now.marks.map(([at, word]) => {
      const share = way.position(at) / way.steps;
      const half = (3.8 * word.length) / wide; // of the track, about
      const edge = share < half ? "start" : share > 1 - half ? "end" : "middle";
      const from = edge === "start" ? share : edge === "end" ? share - 2 * half : share - half;
      const low = from < taken;
      if (!low) taken = from + 2 * half;
      const made = element("span", { class: `mark ${edge}${low ? " low" : ""}` }, word);
      made.style.setProperty("--share", share);
      return made;
    }));
  };
  let width = 0;
  new ResizeObserver(() => {
    if (width === (width = marks.clientWidth) || !width) return;
    mark(marks.dataset.placed);
  }).observe(marks);
  const show = () => {
    const value = current(now, loop);
    const spoken = `${display(value)}${now.unit}`;
    const place = String(way.position(value));
    if (range.value !== place) range.value = place;
    range.style.setProperty("--share", way.position(value) / way.steps);
    range.setAttribute("aria-valuetext", spoken);
  };
  return {
    element: made,
    update(node, context) {
      if (now?.low !== node.low || now?.high !== node.high || now?.step !== node.step || now?.scale !== node.scale) {
        way = track(node);
        range.min = 0;
        range.max = way.steps;
        range.step = ["linear", "whole"].includes(node.scale) ? 1 : "any";
      }
      [now, loop] = [node, context.loop];
      made.className = `control slider k-${node.role}`;
      put(name, node.label);
      range.setAttribute("aria-label", node.label);
      put(hint, node.hint);
      hint.hidden = !node.hint;
      const placed = JSON.stringify([node.marks, node.low, node.high, node.scale]);
      if (placed !== marks.dataset.placed) mark(placed);
      field.update({ ...node, label: `${node.label} as a number`, step: node.scale === "whole" ? 1 : node.scale === "linear" ? node.step : 10 ** Math.floor(Math.log10(Math.max(current(node, loop), 1e-9)) - 1) }, context);
      show();
    },
  };
}

// A small whole number between two buttons; what each button sets was worked out by the server.
function stepper() {
  const name = element("span", { class: "label", "aria-hidden": "true" });
  const value = element("span", { class: "value", role: "spinbutton", tabindex: 0 });
  const [less, more] = ["−", "+"].map((sign) => element("button", { type: "button", tabindex: -1 }, sign));
  const made = element("div", {}, name, element("div", { class: "ends" }, less, value, more));
  let now, loop;
  const go = (fields) => fields && loop.set(fields, true);
  less.onclick = () => go(now.less);
  more.onclick = () => go(now.more);
  value.onkeydown = (event) => {
    event.stopPropagation();
    const fields = { ArrowUp: now.more, ArrowRight: now.more, ArrowDown: now.less, ArrowLeft: now.less }[event.key];
    if (fields === undefined) return;
    event.preventDefault();
    go(fields);
  };
  return {
    element: made,
    update(node, context) {
      [now, loop] = [node, context.loop];
      made.className = `control stepper k-${node.role}`;
      put(name, node.label);
      put(value, String(node.value));
      const said = { "aria-label": node.label, "aria-valuenow": node.value, "aria-valuemin": node.low, "aria-valuemax": node.high };
      for (const [key, words] of Object.entries(said)) value.setAttribute(key, words);
      less.setAttribute("aria-label", `${node.label}: one less`);
      more.setAttribute("aria-label", `${node.label}: one more`);
      less.disabled = !node.less;
      more.disabled = !node.more;
    },
  };
}

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

const SPEEDS = [["2", "2 steps a second"], ["8", "8 steps a second"], ["30", "30 steps a second"]];

// Step, ten steps, play, speed, reset. Playing goes one step at a time as fast as the chosen speed and the loop allow.
function player() {
  const [one, ten, play, reset] = ["Step", "Step ×10", "Play", "Reset"].map((words) => element("button", { type: "button" }, words));
  const speed = element("select", { "aria-label": "Speed" }, ...SPEEDS.map(([value, words]) => element("option", { value }, words)));
  speed.value = "8";
  speed.onkeydown = (event) => event.stopPropagation();
  const made = element("div", { class: "control player", role: "group" }, one, ten, play, speed, reset);
  let now, loop, timer;
  const at = () => current(now, loop);
  const go = (to, final) => set(loop, now.field, text(clamp(to, 0, now.high)), final);
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "Play";
  };
  const tick = () => {
    if (!made.isConnected || at() >= now.high) return stop();
    if (!loop.inFlight) go(at() + 1);
  };
  one.onclick = () => go(at() + 1);
  ten.onclick = () => go(at() + 10);
  reset.onclick = () => {
    stop();
    set(loop, now.field, "0", true, now.reset);
  };
  const start = () => {
    if (at() >= now.high) go(0);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return go(now.high, true);
    clearInterval(timer);
    timer = setInterval(tick, 1000 / Number(speed.value));
    play.textContent = "Pause";
  };
  play.onclick = () => (timer ? stop() : start());
  speed.onchange = () => timer && start();
  return {
    element: made,
    update(node, context) {
      [now, loop] = [node, context.loop];
      made.setAttribute("aria-label", node.label);
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
  const input = element("input", { class: "number", type: "text", inputmode: "decimal", autocomplete: "off", maxlength: 40 });
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
