// A matrix: entries that can be typed or dragged, or results that can be hovered and focused.

import { element, put } from "./inline.js";
import { numberInput } from "./numbers.js";

export function matrix() {
  const name = element("span", { class: "name", "aria-hidden": "true" });
  const body = element("tbody");
  const grid = element("table", { class: "entries" }, body);
  const made = element("div", { class: "matrix", role: "group" }, name, grid);
  const cells = new Map(); // "row.column" -> {td, entry}
  let shape = "";

  function build(node) {
    const [m, n] = [node.texts.length, node.texts[0]?.length ?? 0];
    const wanted = [m, n, Boolean(node.field), node.rows.length > 0, node.columns.length > 0].join();
    if (wanted === shape) return;
    shape = wanted;
    cells.clear();
    const head = node.columns.length ? [element("tr", { class: "names" }, ...(node.rows.length ? [element("td")] : []), ...node.texts[0].map(() => element("th", { scope: "col" })))] : [];
    const rows = node.texts.map((row, i) => {
      const line = element("tr", {}, ...(node.rows.length ? [element("th", { scope: "row" })] : []));
      row.forEach((_, j) => {
        const entry = node.field ? numberInput() : { element: element("output", { "aria-live": "off" }) };
        const td = element("td", { class: "entry" }, entry.element);
        cells.set(`${i}.${j}`, { td, entry });
        line.append(td);
      });
      return line;
    });
    body.replaceChildren(...head, ...rows);
  }

  function update(node, { loop }) {
    build(node);
    made.className = `matrix k-${node.role}${node.small ? " small" : ""}${node.small && node.texts.length > 6 ? " tiny" : ""}`;
    made.setAttribute("aria-label", node.label);
    // One without entries to stop at can be wider than its place, and is scrolled with the arrow keys.
    if (node.field || Object.keys(node.pick).length) made.removeAttribute("tabindex");
    else made.tabIndex = 0;
    put(name, node.name);
    name.hidden = !node.name;
    for (const [i, th] of [...body.querySelectorAll("th[scope=col]")].entries()) put(th, node.columns[i]);
    for (const [i, th] of [...body.querySelectorAll("th[scope=row]")].entries()) put(th, node.rows[i]);
    node.texts.forEach((row, i) => row.forEach((text, j) => fill(node, loop, i, j, text)));
  }

  function fill(node, loop, i, j, text) {
    const { td, entry } = cells.get(`${i}.${j}`);
    const label = `${node.label} row ${i + 1} column ${j + 1}`;
    const { row, column } = node.marked;
    const inRow = row === undefined || row === i;
    const inColumn = column === undefined || column === j;
    td.classList.toggle("marked", (row !== undefined || column !== undefined) && inRow && inColumn);
    td.classList.toggle("now", node.now[0] === i && node.now[1] === j);
    if (node.shades.length) td.style.setProperty("--shade", node.shades[i][j]);
    td.classList.toggle("shaded", node.shades.length > 0);
    td.classList.toggle("below", Boolean(node.signed) && node.values[i][j].startsWith("-"));
    if (node.field) {
      entry.update({ ...node, label, field: `${node.field}.${i}.${j}`, value: Number(node.values[i][j]) }, { loop });
      return;
    }
    const out = entry.element;
    put(out, text);
    if (out.dataset.value !== node.values[i][j]) out.dataset.value = out.title = node.values[i][j];
    out.setAttribute("aria-label", label);
    const pick = () => {
      const wanted = {};
      if (node.pick.row) wanted[node.pick.row] = String(i);
      if (node.pick.column) wanted[node.pick.column] = String(j);
      if (Object.entries(wanted).some(([key, value]) => loop.state[key] !== value)) loop.set(wanted);
    };
    const picks = Object.keys(node.pick).length > 0;
    td.onpointerenter = td.onpointerdown = out.onfocus = picks ? pick : null;
    if (!picks) return;
    out.tabIndex = 0;
    out.onkeydown = (event) => {
      event.stopPropagation();
      const [di, dj] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
      const next = cells.get(`${i + di}.${j + dj}`);
      if (!next) return;
      event.preventDefault();
      next.entry.element.focus();
    };
  }

  return { element: made, update };
}
