// A table as a picture: cells as dark as their entries are large, and a cursor that goes from cell to cell.

import { inside } from "./plane.js";
import { svg } from "./items.js";

const SHADES = 24; // as many as an eye tells apart; all cells of one shade are a single path
const NAMED = 10.5; // pixels between rows, or columns, from which on each of them is named

const STEPS = {
  ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0],
  PageDown: [10, 0], PageUp: [-10, 0], Home: [0, -1e6], End: [0, 1e6],
};

// Where the cells lie: the corner of the first, and how wide and high each is.
function grid({ x, y }) {
  const [wide, high] = [x(1) - x(0), y(1) - y(0)];
  return { left: x(0) - wide / 2, top: y(0) - high / 2, wide, high };
}

// Which shade an entry has, from -SHADES to SHADES; one that is missing has none.
export function shade(value, full) {
  if (value === null || !(full > 0)) return 0;
  return Math.round(SHADES * Math.max(-1, Math.min(1, value / full)));
}

export function cells(node, frame) {
  const { left, top, wide, high } = grid(frame);
  const gap = Math.min(wide, high) > 9 ? 1 : 0.5;
  const boxes = new Map();
  node.values.forEach((row, i) => row.forEach((value, j) => {
    const k = shade(value, node.full);
    if (!k) return;
    const box = `M${(left + j * wide).toFixed(1)} ${(top + i * high).toFixed(1)}h${(wide - gap).toFixed(1)}v${(high - gap).toFixed(1)}h${(gap - wide).toFixed(1)}z`;
    boxes.set(k, (boxes.get(k) ?? "") + box);
  }));
  const size = { width: node.values[0].length * wide - gap, height: node.values.length * high - gap };
  const shaded = [...boxes].map(([k, d]) => {
    const path = svg("path", { d, class: `c-${k < 0 ? node.below : node.role}` });
    path.style.fillOpacity = (Math.abs(k) / SHADES).toFixed(3);
    return path;
  });
  this.element.setAttribute("class", `cells c-${node.role}`);
  this.element.replaceChildren(svg("rect", { x: left, y: top, ...size, class: "frame" }), ...shaded);
}

// The cursor names the rows and columns, frames those in hand, and follows a pointer, a finger or the arrow keys.
export function cursor(node, frame, { loop }) {
  const g = this.element;
  const { left, top, wide, high } = grid(frame);
  const [rows, columns] = [node.rows.length, node.columns.length];
  const go = (row, column) => {
    const at = { row: Math.max(0, Math.min(rows - 1, row)), column: Math.max(0, Math.min(columns - 1, column)) };
    const wanted = Object.fromEntries(Object.entries(node.pick).map(([way, field]) => [field, String(at[way])]));
    if (Object.entries(wanted).some(([field, text]) => loop.state[field] !== text)) loop.set(wanted);
  };
  const point = (event) => {
    const [px, py] = inside(g.ownerSVGElement, event);
    go(Math.floor((py - top) / high), Math.floor((px - left) / wide));
  };
  const area = svg("rect", { x: left, y: top, width: columns * wide, height: rows * high, class: "area" });
  area.onpointerdown = (event) => {
    g.focus({ preventScroll: true });
    point(event);
  };
  area.onpointermove = point;
  g.onkeydown = (event) => {
    const [down, right] = STEPS[event.key] ?? [];
    if (down === undefined) return;
    event.stopPropagation();
    event.preventDefault();
    const now = (way) => Number(loop.state[node.pick[way]] ?? node[way]);
    go(Math.min(rows - 1, now("row")) + down, Math.min(columns - 1, now("column")) + right);
  };
  const band = (x, y, width, height, name) => svg("rect", { x, y, width, height, class: name });
  const said = {
    class: "cursor", role: "slider", tabindex: 0, "aria-label": node.label, "aria-valuetext": node.said,
    "aria-valuemin": 1, "aria-valuemax": rows * columns, "aria-valuenow": node.row * columns + node.column + 1,
  };
  for (const [name, value] of Object.entries(said)) g.setAttribute(name, value);
  g.replaceChildren(
    ...names(node, frame, { left, top, wide, high }),
    band(left - 1, top + node.row * high - 1, columns * wide + 1, high + 1, "band"),
    band(left + node.column * wide - 1, top - 1, wide + 1, rows * high + 1, "band"),
    band(left + node.column * wide - 2, top + node.row * high - 2, wide + 3, high + 3, "cell"),
    area,
  );
}

// Rows are named at the left and columns on top; where there is no room, only those in hand.
function names(node, frame, { left, top, wide, high }) {
  const word = (x, y, text, chosen, role, size, room, attributes = {}) => {
    const most = Math.max(2, Math.floor(room / (0.55 * size)));
    const short = [...text].length <= most ? text : `${[...text].slice(0, most - 1).join("")}…`;
    const made = svg("text", { x, y, class: `edge c-${chosen ? role : "muted"}${chosen ? " chosen" : ""}`, ...attributes }, short);
    made.style.fontSize = `${size}px`;
    return made;
  };
  const shown = (i, chosen, room) => i === chosen || (room >= NAMED && Math.abs(i - chosen) * room >= 12);
  const size = (chosen, room) => (chosen ? 13 : Math.min(13, 0.9 * room));
  const above = top - frame.top;
  return [
    ...node.rows.map((name, i) => shown(i, node.row, high) &&
      word(left - 7, frame.y(i) + 4, name, i === node.row, node.roles[0], size(i === node.row, high), left - frame.left, { "text-anchor": "end" })),
    ...node.columns.map((name, j) => {
      if (!shown(j, node.column, wide)) return false;
      const [chosen, x, y] = [j === node.column, frame.x(j), top - 6];
      if (wide >= NAMED) return word(x + 4, y, name, chosen, node.roles[1], size(chosen, wide), 1.1 * above, { transform: `rotate(-60 ${x + 4} ${y})` });
      const side = x - frame.left < 60 ? "start" : frame.right - x < 60 ? "end" : "middle";
      return word(x, y, name, chosen, node.roles[1], 13, 120, { "text-anchor": side });
    }),
  ].filter(Boolean);
}
