// Controls of a number that report while they move. What they show is the loop's state, so a late answer never moves a
// hand back.

import { element, put } from "./inline.js";
import { read, write } from "./loop.js";
import { NUMBER_CHARACTERS, clamp, snap, text, track, typed } from "./scales.js";

// The value a control shows: what the reader just set, else what the server computed.
const current = (node, loop) => typed(read(loop.state, node.field) ?? "") ?? node.value;

const set = (loop, target, value, final, also) => loop.set({ ...write(loop.state, target, value), ...also }, final);

const display = (value) => text(value).replace("-", "−");

// A number that can be typed, stepped with the arrow keys, or dragged sideways.
export function numberInput() {
  const input = element("input", {
    class: "number", type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", maxlength: NUMBER_CHARACTERS,
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

export function number() {
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

export function slider() {
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
export function stepper() {
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

const SPEEDS = [["2", "2 steps a second"], ["8", "8 steps a second"], ["30", "30 steps a second"]];

// Step, ten steps, play, speed, reset. Playing goes one step at a time as fast as the chosen speed and the loop allow.
export function player() {
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
