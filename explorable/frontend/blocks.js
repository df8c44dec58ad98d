// Blocks: what a page is made of. Each kind has a maker that returns {element, update(node, context)}.

import { copier } from "./copy.js";
import { element, patch, put } from "./inline.js";
import { controls } from "./controls.js";
import { fix, link } from "./classroom.js";
import { matrix } from "./matrix.js";
import { passage } from "./passage.js";
import { plane } from "./plane.js";

const REACHED = "button:not(:disabled), input:not(:disabled), select, summary, a[href], [tabindex='0']";
const held = new WeakMap(); // element -> Map(name -> view)

export function reconcile(parent, names, context) {
  const before = held.get(parent) ?? new Map();
  const after = new Map();
  for (const name of names) {
    const node = context.get(name);
    let view = before.get(name);
    if (view?.kind !== node.kind) view = { kind: node.kind, ...makers[node.kind]() };
    if (view.node !== node || node.children) view.update(node, context);
    if (node.locked || view.node?.locked) fix(view.element, Boolean(node.locked));
    view.node = node;
    after.set(name, view);
  }
  // What is gone leaves first, so that what stays need not be moved: an element that is moved loses the focus.
  const focused = parent.getRootNode().activeElement;
  let heir = -1;
  for (const [name, view] of before) {
    if (after.get(name) === view) continue;
    if (focused && view.element.contains(focused)) heir = [...parent.children].indexOf(view.element);
    view.element.remove();
  }
  let place = parent.firstChild;
  for (const view of after.values()) {
    if (place === view.element) place = place.nextSibling;
    else parent.insertBefore(view.element, place);
  }
  held.set(parent, after);
  // Whoever had the focus on something that is gone finds it on what stands there now.
  if (heir >= 0 && !focused.isConnected) parent.children[Math.min(heir, parent.children.length - 1)]?.querySelector(REACHED)?.focus();
}

const words = (tag, name) => () => {
  const made = element(tag, name ? { class: name } : {});
  return { element: made, update: (node) => patch(made, node.inline) };
};

const group = (name) => () => {
  const made = element("div", { class: name });
  return { element: made, update: (node, context) => reconcile(made, node.children, context) };
};

function card() {
  const made = element("div", { class: "card" });
  return {
    element: made,
    update(node, context) {
      made.className = `card k-${node.tone}`;
      reconcile(made, node.children, context);
    },
  };
}

function formula() {
  const made = element("div", { class: "formula", role: "group", tabindex: 0 });
  return {
    element: made,
    update(node) {
      made.setAttribute("aria-label", node.label);
      patch(made, node.inline);
    },
  };
}

function list() {
  const made = element("ul");
  return {
    element: made,
    update(node) {
      while (made.children.length < node.items.length) made.append(element("li"));
      while (made.children.length > node.items.length) made.lastChild.remove();
      node.items.forEach((item, i) => patch(made.children[i], item));
    },
  };
}

const isNode = (cell) => typeof cell[0] === "string" && typeof cell[1] === "object" && !Array.isArray(cell[1]);

function table() {
  const head = element("tr");
  const body = element("tbody");
  const made = element("table", { class: "table" }, element("thead", {}, head), body);
  const wrap = element("div", { class: "scroll", tabindex: 0, role: "region" }, made);
  const fill = (row, cells, tag, attributes) => {
    while (row.children.length < cells.length) row.append(element(tag, attributes));
    while (row.children.length > cells.length) row.lastChild.remove();
    cells.forEach((cell, i) => {
      const kind = cell === "" ? "td" : tag; // a column without a name has no header
      if (row.children[i].localName !== kind) row.children[i].replaceWith(element(kind, cell === "" ? {} : attributes));
      patch(row.children[i], typeof cell === "string" || isNode(cell) ? [cell] : cell);
    });
  };
  return {
    element: wrap,
    update(node) {
      wrap.setAttribute("aria-label", node.label);
      fill(head, node.head, "th", { scope: "col" });
      while (body.children.length < node.rows.length) body.append(element("tr"));
      while (body.children.length > node.rows.length) body.lastChild.remove();
      node.rows.forEach((row, i) => fill(body.children[i], row, "td", {}));
    },
  };
}

function doors() {
  const made = element("ol", { class: "doors" });
  return {
    element: made,
    update(node) {
      made.setAttribute("aria-label", node.label);
      made.replaceChildren(
        ...node.items.map(({ href, title, text, foot }) =>
          element("li", {}, element("a", { href: `.${href}` }, title), element("p", {}, text), element("p", { class: "hint" }, foot)),
        ),
      );
    },
  };
}

function readouts() {
  const made = element("div", { class: "readouts" });
  return {
    element: made,
    update(node) {
      while (made.children.length < node.items.length) {
        made.append(element("div", {}, element("span", { class: "name", "aria-hidden": "true" }), element("span")));
      }
      while (made.children.length > node.items.length) made.lastChild.remove();
      node.items.forEach((item, i) => {
        const [name, value] = made.children[i].children;
        put(name, item[1].label);
        patch(value, [item]);
      });
    },
  };
}

function code() {
  const text = element("code");
  const button = copier("Copy", () => text.textContent, { class: "copy" });
  const made = element("div", { class: "code" }, element("pre", { tabindex: 0, role: "region" }, text), button);
  return {
    element: made,
    update(node) {
      made.firstChild.setAttribute("aria-label", node.label);
      button.setAttribute("aria-label", `Copy ${node.label}`);
      put(text, node.text);
    },
  };
}

function panel() {
  const title = element("summary");
  const inside = element("div", { class: "inside" });
  const made = element("details", { class: "panel" }, title, inside);
  let now;
  return {
    element: made,
    update(node, context) {
      now = node;
      if (node.tone) made.dataset.tone = node.tone;
      put(title, node.title);
      if (made.open !== node.open && !context.loop.busy) made.open = node.open;
      title.onclick = (event) => {
        event.preventDefault();
        made.open = !made.open;
        const names = new Set((context.loop.state.open ?? "").split(",").filter(Boolean));
        names[made.open ? "add" : "delete"](now.name);
        context.loop.set({ open: [...names].sort().join(",") }, true);
      };
      reconcile(inside, node.children, context);
    },
  };
}

// A product laid out by hand: A on the left, B on top, C where they cross. The cells share the width there is.
function corner() {
  const grid = element("div", { class: "grid" });
  const made = element("div", { class: "corner" }, grid);
  return {
    element: made,
    update(node, context) {
      made.style.setProperty("--columns", node.columns);
      made.style.setProperty("--widest", node.widest);
      made.classList.toggle("many", node.columns > 6);
      reconcile(grid, node.children, context);
    },
  };
}

const makers = {
  corner,
  p: words("p"),
  h2: words("h2"),
  alarm: words("p", "alarm"),
  group: group("group"),
  row: group("row"),
  columns: group("columns"),
  card,
  formula,
  list,
  table,
  readouts,
  doors,
  code,
  panel,
  link,
  plane,
  passage,
  matrix,
  ...controls,
};
