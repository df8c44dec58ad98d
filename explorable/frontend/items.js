// The marks a plane can carry. Each is a function (node, frame) called on its own <g>, and draws it anew.

import { cells, cursor } from "./heat.js";
import { within } from "./scales.js";

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const FAR = 1e5; // pixels: beyond this a mark is off every screen, and numbers this large make browsers slow

const near = (value) => Math.max(-FAR, Math.min(FAR, value));

function d(points, { x, y }) {
  let out = "";
  let before, pen;
  for (const point of points) {
    const at = point && [x(point[0]), y(point[1])];
    const stroke = at && before && within(before, at, FAR);
    if (stroke) {
      const [from, to] = stroke.map(([px, py]) => `${px.toFixed(2)} ${py.toFixed(2)}`);
      out += stroke[0] === pen ? `L${to}` : `M${from}L${to}`;
      pen = stroke[1];
    }
    before = at;
  }
  return out;
}

// A window that hides whatever lies outside the axes; inside it the coordinates stay the picture's own.
const clipped = ({ left, right, top, bottom }, ...children) => {
  const [width, height] = [right - left, bottom - top];
  return svg("svg", { x: left, y: top, width, height, viewBox: `${left} ${top} ${width} ${height}`, class: "window" }, ...children);
};

const LETTER = 8; // pixels, about: measuring would stop the browser
const FRINGE = 24; // pixels: a name whose mark is in the picture begins no farther outside

// Where a word stands that would else run out of the picture; the name of what is outside stays there.
function inward(x, anchor, word, width, each = 1.2 * LETTER) {
  if (x < -FRINGE || x > width + FRINGE) return x;
  const wide = word.length * each;
  const before = { start: 0, middle: wide / 2, end: wide }[anchor];
  return Math.max(before, Math.min(width - wide + before, x));
}

const name = (x, y, anchor, word, width) => words(inward(x, anchor, word, width), y, anchor, word);

const words = (x, y, anchor, content, name = "note") => svg("text", { x, y, "text-anchor": anchor, class: name }, content);

function path(node, frame) {
  const g = this.element;
  g.setAttribute("class", `path c-${node.role}${node.dash ? " dash" : ""}${node.fill ? " fill" : ""}`);
  const { x, y } = frame;
  const inside = node.fill ? { x: (value) => near(x(value)), y: (value) => near(y(value)) } : frame; // an area stays closed
  const line = svg("path", { d: d(node.points, inside) });
  line.style.strokeWidth = node.width;
  const dots = node.dots
    ? node.points.filter(Boolean).map(([px, py]) => svg("circle", { cx: near(x(px)), cy: near(y(py)), r: node.dots }))
    : [];
  g.replaceChildren(clipped(frame, line, ...dots));
}

// Separate strokes, as a flat list of x and y: two points each.
function strokes(numbers, frame) {
  let path = "";
  for (let k = 0; k < numbers.length; k += 4) {
    path += d([[numbers[k], numbers[k + 1]], [numbers[k + 2], numbers[k + 3]]], frame);
  }
  return path;
}

function contours(node, frame) {
  const g = this.element;
  g.setAttribute("class", `contours c-${node.role}`);
  const count = node.levels.length;
  g.replaceChildren(
    clipped(frame, ...node.levels.map((numbers, i) => {
      const line = svg("path", { d: strokes(numbers, frame) });
      line.style.opacity = 0.25 + (0.5 * (count - i)) / count;
      return line;
    })),
  );
}

function arrow(node, { x, y, width }) {
  const g = this.element;
  g.setAttribute("class", `arrow c-${node.role}${node.dash ? " dash" : ""}`);
  const shown = within(...[node.from, node.to].map((end) => [x(end[0]), y(end[1])]), FAR);
  if (!shown) return g.replaceChildren();
  const [[x1, y1], [x2, y2]] = shown;
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < 0.5) return g.replaceChildren(svg("circle", { cx: x1, cy: y1, r: node.width }));
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const head = Math.min(4.2 * node.width, length);
  const half = head * 0.42;
  const [bx, by] = [x2 - ux * head, y2 - uy * head];
  const shaft = svg("line", { x1, y1, x2: bx + ux, y2: by + uy });
  shaft.style.strokeWidth = node.width;
  const tip = svg("path", { class: "tip", d: `M${x2} ${y2}L${bx - uy * half} ${by + ux * half}L${bx + uy * half} ${by - ux * half}Z` });
  const parts = [shaft, tip];
  if (node.label && node.small) {
    const anchor = ux > 0.35 ? "start" : ux < -0.35 ? "end" : "middle";
    parts.push(name(x2 + ux * 20, y2 + uy * 22 + 5, anchor, node.label, width));
  } else if (node.label) parts.push(words(x2 + ux * 24 - uy * 4, y2 + uy * 24 + 5, "middle", node.label, "symbol"));
  g.replaceChildren(...parts);
}

function point(node, { x, y, width }) {
  const [px, py] = [near(x(node.at[0])), near(y(node.at[1]))];
  const g = this.element;
  g.setAttribute("class", `point c-${node.role}${node.hollow ? " hollow" : ""}`);
  const dot = svg("circle", { cx: px, cy: py, r: node.radius });
  g.replaceChildren(dot, ...(node.label ? [name(px + node.radius + 6, py - 8, "start", node.label, width)] : []));
}

function note(node, { x, y, left, right, width }) {
  const side = Math.max(left, Math.min(right, x(node.at[0]))) + node.dx; // beyond a side of the picture: at that side
  const place = node.inside ? inward(side, node.anchor, node.text, width) : side;
  this.element.setAttribute("class", `c-${node.role}`);
  this.element.replaceChildren(words(place, near(y(node.at[1])) + node.dy, node.anchor, node.text));
}

function arc(node, { x, y }) {
  const steps = 32;
  const start = Math.atan2(node.first[1], node.first[0]);
  let turn = Math.atan2(node.second[1], node.second[0]) - start;
  if (turn > Math.PI) turn -= 2 * Math.PI;
  if (turn < -Math.PI) turn += 2 * Math.PI;
  const at = (share, r = node.radius) => {
    const angle = start + turn * share;
    return [x(node.center[0] + r * Math.cos(angle)), y(node.center[1] + r * Math.sin(angle))];
  };
  const points = Array.from({ length: steps + 1 }, (_, i) => at(i / steps));
  const g = this.element;
  g.setAttribute("class", `path c-${node.role}`);
  const line = svg("path", { d: `M${points.map(([px, py]) => `${px.toFixed(2)} ${py.toFixed(2)}`).join("L")}` });
  line.style.strokeWidth = 2;
  const [lx, ly] = at(0.5, node.radius * 1.35);
  g.replaceChildren(line, ...(node.label ? [words(lx, ly + 5, "middle", node.label, "symbol")] : []));
}

function bars(node, frame) {
  const { x, y, bottom, top, left, right } = frame;
  const half = Math.max(1, ((x(1) - x(0)) * node.width) / 2);
  const zero = y(node.base);
  const held = node.gap > 8; // a handle stands at the end of each bar
  const parts = [];
  node.values.forEach((value, i) => {
    const center = x(i + node.shift);
    const role = node.roles[i] ?? node.role;
    if (value !== null) {
      const end = Math.max(top - 20, Math.min(bottom + 20, near(y(value))));
      parts.push(svg("rect", { x: center - half, width: 2 * half, y: Math.min(zero, end), height: Math.max(Math.abs(end - zero), 0.75), class: `c-${role}` }));
      const text = node.texts[i] ?? "";
      let beyond = end + (value < node.base ? node.gap + 10 : -node.gap);
      // Where there is no room beyond the handle, the text goes to its other side.
      if (held && beyond < top + 12) beyond = end + node.gap + 10;
      if (held && beyond > bottom - 4) beyond = end - node.gap;
      if (text && text.length * 6.5 < x(1) - x(0)) parts.push(words(center, Math.max(top + 12, Math.min(bottom - 4, beyond)), "middle", text, "value"));
    }
    if (node.labels[i]) parts.push(words(center, bottom + (held ? 26 : 18), "middle", fit(node.labels[i], ((right - left) / node.values.length) * 0.95), "tick"));
  });
  this.element.setAttribute("class", "bars");
  this.element.replaceChildren(...parts);
}

// An arch from one word to another, or a loop on one: how strongly the first listens to the second is its width.
function arch(node, { x, y, top }) {
  const [x1, x2, base] = [x(node.from), x(node.to), y(node.base)];
  const room = base - top;
  const g = this.element;
  g.setAttribute("class", `arch c-${node.role}`);
  const loop = x1 === x2;
  const high = loop ? 0.95 * room : Math.min(room, 0.35 * room + 0.4 * Math.abs(x2 - x1)) * 1.3;
  const [ax, bx, sx, ex] = loop ? [x1 - 62, x1 + 62, x1 - 9, x1 + 9] : [x1, x2, x1, x2];
  const line = svg("path", { d: `M${sx} ${base - 8}C${ax} ${base - high} ${bx} ${base - high} ${ex} ${base - 8}` });
  line.style.strokeWidth = node.width;
  const half = 4 + node.width / 2;
  const head = svg("path", { class: "tip", d: `M${ex} ${base + 6}L${ex - half} ${base - half - 3}L${ex + half} ${base - half - 3}Z` });
  g.replaceChildren(line, head);
}

// A line of words at 0, 1, 2 ..., each with a few small words under it. Where the places are narrow, every second word
// stands lower.
function sentence(node, { x, y, bottom, width }) {
  const place = Math.abs(x(1) - x(0));
  const longest = Math.max(...node.words.map((word) => [...word].length)) * 10 + 10;
  const two = longest > place && node.words.length > 1;
  const room = (two ? 2 : 1) * place * 0.8;
  const each = Math.max(...node.words.map((word) => [...word].length)) * 8 > room ? 6.6 : 8; // pixels of a letter
  const parts = [];
  node.words.forEach((word, i) => {
    const low = two && i % 2 ? 34 : 0;
    const name = `word c-${node.roles[i]}${i === node.chosen ? " chosen" : ""}`;
    const said = fit(word, room, each);
    const at = inward(x(i), "middle", said, width, 1.4 * each); // a chosen word is bold
    const shown = svg("text", { x: at, y: y(node.base) + 32 + low, "text-anchor": "middle", class: name }, said);
    if (each < 8) shown.style.fontSize = "0.88rem";
    parts.push(shown);
    if (node.under[i]) parts.push(svg("text", { x: x(i), y: Math.min(bottom + 10, y(node.base) + 50 + low), "text-anchor": "middle", class: `under c-${node.roles[i] === "muted" ? "muted" : node.role}` }, node.under[i]));
  });
  this.element.setAttribute("class", "sentence");
  this.element.replaceChildren(...parts);
}

// Cut a word that is wider than its place.
function fit(word, pixels, each = LETTER) {
  const most = Math.max(1, Math.floor(pixels / each));
  if (word.length <= most) return word;
  return most < 4 ? word.slice(0, most) : `${word.slice(0, most - 1)}…`;
}

export const draw = { path, contours, arrow, point, note, arc, bars, arch, sentence, cells, cursor };
