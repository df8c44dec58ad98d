// Words and formulas: a tree of [tag, properties, children] becomes elements. Only the tags below exist, and whatever a
// reader wrote arrives as text nodes.

const HTML = new Set(["span", "strong", "em", "code", "a", "output", "sub", "sup"]);
const MATH = new Set(
  "math mrow mi mn mo mtext mfrac msup msub msubsup msqrt munder munderover mover mtable mtr mtd".split(" "),
);
const MATHML = "http://www.w3.org/1998/Math/MathML";

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

// Write a text where it is not there yet: writing the same again would make the browser lay out anew.
export function put(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

// Make the children of a parent equal to parts, touching only what differs.
export function patch(parent, parts) {
  parts.forEach((part, i) => {
    const present = parent.childNodes[i];
    if (typeof part === "string") {
      if (present?.nodeType === Node.TEXT_NODE) {
        if (present.data !== part) present.data = part;
      } else swap(parent, present, document.createTextNode(part));
      return;
    }
    const [tag, properties, ...children] = part;
    let target = present;
    if (target?.localName !== tag) swap(parent, present, (target = make(tag)));
    dress(target, properties);
    patch(target, children);
    if (tag === "output") reserve(target);
  });
  while (parent.childNodes.length > parts.length) parent.lastChild.remove();
}

function swap(parent, present, made) {
  if (present) parent.replaceChild(made, present);
  else parent.append(made);
}

function make(tag) {
  if (MATH.has(tag)) return document.createElementNS(MATHML, tag);
  if (!HTML.has(tag)) throw new Error(`There is no word <${tag}> in the vocabulary of texts`);
  return document.createElement(tag);
}

function dress(target, { role, label, value, href, keep }) {
  const name = role ? `c-${role}` : keep ? "keep" : "";
  if ((target.getAttribute("class") ?? "") !== name) target.setAttribute("class", name);
  if (label !== undefined && target.getAttribute("aria-label") !== label) {
    target.setAttribute("aria-label", label);
    target.setAttribute("aria-live", "off");
  }
  if (value === undefined && target.dataset.value !== undefined) {
    delete target.dataset.value;
    target.removeAttribute("title");
  } else if (value !== undefined && target.dataset.value !== value) {
    target.dataset.value = value;
    target.title = value;
  }
  if (href !== undefined) target.setAttribute("href", href.startsWith("/") ? `.${href}` : "#");
}

const NARROW = ".,°⁻⁰¹²³⁴⁵⁶⁷⁸⁹"; // half as wide as a digit
const THIN = "\u202f"; // between groups of three

const GAP = 3; // digits that a number may have room for without need, once a movement has ended

// A number keeps the widest place it needed, so that the words after it do not jump.
function reserve(target, slack = Infinity) {
  if (target.dataset.value === undefined) return; // a word, not a number
  const digits = Number.isFinite(Number(target.dataset.value)) ? [...target.textContent] : []; // "undefined" is a word, too
  const wide = digits.reduce((sum, c) => sum + (NARROW.includes(c) ? 0.5 : c === THIN ? 0.25 : 1), 0);
  const kept = Number(target.dataset.wide ?? 0);
  if (wide > kept || kept - wide >= slack) {
    target.dataset.wide = wide;
    target.style.minWidth = `${wide}ch`;
  }
}

// A movement has ended: a place that a number needed on its way, and that would be a hole in the text now, is given up.
export function relax(root) {
  for (const target of root.querySelectorAll("output[data-wide]")) reserve(target, GAP);
}
