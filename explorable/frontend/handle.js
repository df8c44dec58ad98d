// A handle: a disc that a pointer drags and arrow keys move. It follows the hand at once; the rest of the picture follows
// as soon as the server has answered.

import { read, write } from "./loop.js";
import { along, clamp, clean, snap, text, typed } from "./scales.js";
import { inside } from "./plane.js";
import { svg } from "./items.js";

const AXES = ["x", "y"];

// A number as ARIA reads it: without an exponent.
const decimal = (value) => Number(value).toLocaleString("en", { useGrouping: false, maximumFractionDigits: 20 });

export function handle() {
  const target = svg("circle", { r: 22, class: "target" });
  const ring = svg("circle", { r: 17, class: "ring" });
  const disc = svg("circle", { r: 12, class: "disc" });
  const g = svg("g", { class: "handle", role: "slider", tabindex: 0 }, target, ring, disc);
  const state = { dragging: false };

  const place = ([x, y]) => {
    const [px, py] = [state.frame.x(x), state.frame.y(y)];
    state.shown = [x, y];
    g.setAttribute("transform", `translate(${clamp(px, -1e5, 1e5).toFixed(2)} ${clamp(py, -1e5, 1e5).toFixed(2)})`);
  };

  // Move to a place in maths units: snapped, kept in range, and only along the axes this handle sets.
  const move = (wanted) => {
    const { node, context } = state;
    const next = [...state.shown];
    let fields = {};
    AXES.forEach((axis, i) => {
      const field = node.sets[axis];
      if (!field) return;
      const value = clean(clamp(snap(wanted[i] - node.origin[i], node.snap), ...node[`${axis}Range`]));
      next[i] = node.origin[i] + value;
      fields = { ...fields, ...write({ ...context.loop.state, ...fields }, field, text(value)) };
    });
    if (node.along) next[1] = along(context.get(`${context.prefix}.${node.along}`)?.points ?? [], next[0]) ?? next[1];
    place(next);
    context.loop.set(fields);
  };

  g.onpointerdown = (event) => {
    if (event.button) return;
    event.preventDefault();
    g.setPointerCapture(event.pointerId);
    g.focus({ preventScroll: true });
    const [px, py] = inside(g.ownerSVGElement, event);
    const [hx, hy] = [state.frame.x(state.shown[0]), state.frame.y(state.shown[1])];
    state.dragging = { dx: hx - px, dy: hy - py };
    g.classList.add("dragging");
    state.context.grip(true);
    state.context.loop.hold();
  };
  g.onpointermove = (event) => {
    if (!state.dragging) return;
    const [px, py] = inside(g.ownerSVGElement, event);
    move([state.frame.x.back(px + state.dragging.dx), state.frame.y.back(py + state.dragging.dy)]);
  };
  g.onpointerup = g.onpointercancel = () => {
    if (!state.dragging) return;
    state.dragging = false;
    g.classList.remove("dragging");
    state.context.loop.release();
    state.context.grip(false);
  };
  g.onkeydown = (event) => {
    event.stopPropagation();
    const { node, context } = state;
    const by = node.snap * (event.shiftKey ? 10 : 1);
    const flat = node.sets.x && !node.sets.y;
    const [dx, dy] = {
      ArrowRight: node.sets.x ? [by, 0] : [0, by],
      ArrowLeft: node.sets.x ? [-by, 0] : [0, -by],
      ArrowUp: flat ? [by, 0] : [0, by],
      ArrowDown: flat ? [-by, 0] : [0, -by],
      PageUp: flat ? [10 * by, 0] : [0, 10 * by],
      PageDown: flat ? [-10 * by, 0] : [0, -10 * by],
    }[event.key] ?? [];
    if (dx === undefined) return;
    event.preventDefault();
    const from = AXES.map((axis, i) => {
      const value = typed((node.sets[axis] && read(context.loop.state, node.sets[axis])) || "");
      return value === undefined ? state.shown[i] : node.origin[i] + value;
    });
    move([from[0] + dx, from[1] + dy]);
  };

  return {
    element: g,
    update(node, frame, context) {
      Object.assign(state, { node, frame, context });
      g.setAttribute("class", `handle c-${node.role}${node.ghost ? " ghost" : ""}${state.dragging ? " dragging" : ""}`);
      const main = node.sets.y && !node.sets.x ? 1 : 0;
      const range = node[main ? "yRange" : "xRange"];
      const values = {
        "aria-label": node.label,
        "aria-valuenow": decimal(clean(node.at[main] - node.origin[main])),
        "aria-valuemin": decimal(range[0]),
        "aria-valuemax": decimal(range[1]),
        "aria-valuetext": node.said || node.at.map((value) => text(value)).join(", "),
        "aria-orientation": main ? "vertical" : "horizontal",
      };
      for (const [name, value] of Object.entries(values)) g.setAttribute(name, value);
      if (state.dragging) place(state.shown);
      else place(node.at);
    },
  };
}
