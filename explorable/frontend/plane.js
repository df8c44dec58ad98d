// A plane: axes, and the marks of items.js on them. Pixels are the picture's own size, so that text never shrinks.

import { element } from "./inline.js";
import { exporter } from "./export.js";
import { draw, svg } from "./items.js";
import { handle } from "./handle.js";
import { write } from "./loop.js";
import { label, logTicks, scale, snap, text, ticks } from "./scales.js";

const MARGIN = { left: 46, right: 14, top: 14, bottom: 34 };
const BARE = { left: 14, right: 14, top: 14, bottom: 14 };
const TALLEST = 0.54; // of the window: beside the words, a picture leaves room for the numbers under it
const NAME = 10; // more room on top where the axis up has a name: there no curve can run through it
const SQUARE = 45; // the least pixels between the lines of a grid: room for a number like −1000
const NARROW = 480; // pixels of width, below which a plane shows less of x where it may

export function plane() {
  const axes = svg("g", { class: "axes", "aria-hidden": "true" });
  const marks = svg("g", { class: "marks" });
  const handles = svg("g", { class: "handles" });
  const picture = svg("svg", { class: "picture", role: "group" }, axes, marks, handles);
  const save = exporter(picture, () => now.children.map((name) => context.get(name)), () => now.label);
  const made = element("div", { class: "plane" }, picture, save);
  const drawn = new Map(); // name -> {node, view}
  let gripped = false; // while a handle is held the axes stay, or a hand at their edge would run away with them
  let now, context, frame = {}, wide = 0; // `wide` is measured when it changes: asking for it would stop the browser

  const room = () => {
    const bare = now.ticks ? MARGIN : BARE;
    const margin = { ...bare, top: bare.top + (now.yLabel ? NAME : 0) };
    const whole = Math.max(200, (wide ||= made.clientWidth) || 480);
    const ends = (whole < NARROW && now.narrow) || now.x;
    const aspect = (now.aspect * (now.x[1] - now.x[0])) / (ends[1] - ends[0]);
    const tallest = innerWidth > 900 ? Math.max(240, TALLEST * innerHeight) : Infinity;
    const inner = Math.min(whole - margin.left - margin.right, now.tall ? Infinity : tallest / aspect);
    const width = inner + margin.left + margin.right;
    return { margin, ends, width, height: now.tall || Math.max(now.least, Math.round(inner * aspect)) + margin.top + margin.bottom };
  };

  const grip = (on) => {
    gripped = on;
    if (!on) paint();
  };

  function layout() {
    if (gripped) return false;
    const { margin, ends, width, height } = room();
    const key = JSON.stringify([width, height, ends, now.y, now.logY, now.ticks, now.xTicks, now.grid, now.xLabel, now.yLabel, now.frame]);
    if (key === frame.key) return false;
    const x = scale(ends, [margin.left, width - margin.right]);
    const y = scale(now.y, [height - margin.bottom, margin.top], now.logY);
    frame = { key, x, y, ends, width, left: margin.left, right: width - margin.right, top: margin.top, bottom: height - margin.bottom };
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    picture.style.aspectRatio = `${width} / ${height}`;
    picture.style.maxWidth = `${width}px`;
    drawAxes(axes, now, frame);
    return true;
  }

  function paint() {
    const names = new Set(now.children);
    for (const [name, item] of drawn) {
      if (names.has(name) && context.get(name).kind === item.node.kind) continue;
      if (item.element.classList.contains("dragging")) gripped = false;
      item.element.remove();
      drawn.delete(name);
    }
    const moved = layout();
    let last = { marks: null, handles: null };
    for (const name of now.children) {
      const node = context.get(name);
      let item = drawn.get(name);
      const fresh = !item;
      if (fresh) {
        const view = node.kind === "handle" ? handle() : { element: svg("g"), update: draw[node.kind] };
        drawn.set(name, (item = { ...view, node: undefined }));
      }
      const parent = node.kind === "handle" ? handles : marks;
      const after = last[node.kind === "handle" ? "handles" : "marks"];
      const place = after ? after.nextSibling : parent.firstChild;
      if (item.element !== place) parent.insertBefore(item.element, place);
      last[node.kind === "handle" ? "handles" : "marks"] = item.element;
      if (moved || item.node !== node) item.update.call(item, node, frame, { ...context, grip, siblings: now.children, prefix: name.slice(0, name.lastIndexOf(".")) });
      item.node = node;
    }
  }

  const resized = new ResizeObserver(() => {
    wide = made.clientWidth;
    if (now && wide) paint();
  });
  resized.observe(made);
  resized.observe(document.documentElement);
  // Which fields a pointer at this place sets, and to what; nothing outside the axes.
  const pointed = (event) => {
    if (!now.click || event.target.closest(".handle")) return undefined;
    const [px, py] = inside(picture, event);
    if (px < frame.left || px > frame.right || py < frame.top || py > frame.bottom) return undefined;
    const place = { x: frame.x.back(px), y: frame.y.back(py) };
    let fields = {};
    for (const [axis, target] of Object.entries(now.click)) {
      const value = text(snap(place[axis], now.clickSnap) + 0);
      fields = { ...fields, ...write({ ...context.loop.state, ...fields }, target, value) };
    }
    return fields;
  };
  picture.onclick = (event) => {
    const fields = pointed(event);
    if (fields) context.loop.set(fields, true);
  };

  return {
    element: made,
    update(node, given) {
      [now, context] = [node, given];
      picture.setAttribute("aria-label", node.label);
      save.named(node.label);
      made.classList.toggle("clickable", Boolean(node.click));
      paint();
    },
  };
}

// Where a pointer is, in the picture's own units.
export function inside(picture, event) {
  const box = picture.getBoundingClientRect();
  const { width, height } = picture.viewBox.baseVal;
  return [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
}

function drawAxes(group, node, frame) {
  const { x, y, ends, left, right, top, bottom } = frame;
  const parts = [];
  const line = (x1, y1, x2, y2, name) => parts.push(svg("line", { x1, y1, x2, y2, class: name }));
  const word = (px, py, words, anchor, name = "tick") =>
    parts.push(svg("text", { x: px, y: py, "text-anchor": anchor, class: name }, words));
  if (node.frame) parts.push(svg("rect", { x: left, y: top, width: right - left, height: bottom - top, class: "frame" }));
  if (node.ticks) {
    // A grid's squares are counted, and are squares where the units are equal: nothing is rounded there.
    const [wide, high] = node.grid
      ? [(right - left) / SQUARE, (bottom - top) / SQUARE]
      : [Math.max(2, Math.round((right - left) / 80)), Math.max(2, Math.round((bottom - top) / 60))];
    for (const t of node.xTicks ? ticks(...ends, wide) : []) {
      if (node.grid) line(x(t), top, x(t), bottom, "grid");
      word(x(t), bottom + 18, label(t), "middle");
    }
    for (const t of node.logY ? logTicks(...node.y, high) : ticks(...node.y, high)) {
      if (node.grid) line(left, y(t), right, y(t), "grid");
      word(left - 8, y(t) + 4, label(t), "end");
    }
  }
  const zeroX = node.xTicks && ends[0] <= 0 && ends[1] >= 0 ? x(0) : left;
  const zeroY = !node.logY && node.y[0] <= 0 && node.y[1] >= 0 ? y(0) : bottom;
  if (node.axes) line(left, zeroY, right, zeroY, "axis");
  if (node.axes) line(zeroX, top, zeroX, bottom, "axis");
  if (node.xLabel) word(right, bottom + (node.ticks ? 32 : 12), node.xLabel, "end", "name");
  if (node.yLabel) word(node.ticks ? 2 : left, top - 10, node.yLabel, "start", "name");
  group.replaceChildren(...parts);
}
