// Take a picture along: SVG and PNG as drawn, CSV with the numbers behind it. All of it is made in the browser.

import { element } from "./inline.js";

const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity",
  "font-family", "font-size", "font-style", "font-weight", "text-anchor", "paint-order", "display"];

// The picture with its styles written into it, so that it looks the same anywhere.
export function standalone(picture) {
  const copy = picture.cloneNode(true);
  const originals = picture.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((part, i) => {
    const style = getComputedStyle(originals[i]);
    part.setAttribute("style", KEPT.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
  });
  copy.querySelectorAll(".target, .ring").forEach((part) => part.remove());
  const { width, height } = picture.viewBox.baseVal;
  const paper = getComputedStyle(picture).getPropertyValue("--paper");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  copy.setAttribute("style", `background:${paper}`);
  return new XMLSerializer().serializeToString(copy);
}

const quoted = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

// One line a point: what it belongs to, its number, x and y in maths units. A text never starts a formula.
export function csv(items) {
  const lines = [["item", "index", "x", "y"]];
  const add = (name, points) => points.forEach((at, i) => at && lines.push([name, i, at[0], at[1]]));
  items.forEach((node, i) => {
    const name = `${node.kind} ${i + 1}${node.label ? ` ${node.label}` : ""}`;
    if (node.kind === "path") add(name, node.points);
    if (node.kind === "bars") add(name, node.values.map((value, k) => [k, value]));
    if (node.kind === "cells") node.values.forEach((row, k) => add(`${name} row ${k + 1}`, row.map((value, j) => [j, value])));
    if (node.kind === "arrow") add(name, [node.from, node.to]);
    if (node.kind === "point" || node.kind === "handle") add(name, [node.at]);
  });
  return lines.map((line) => line.map(quoted).join(",")).join("\n");
}

function save(blob, name) {
  const link = element("a", { download: name, href: URL.createObjectURL(blob) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function png(picture) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(picture))}`;
  await image.decode();
  const { width, height } = picture.viewBox.baseVal;
  const canvas = element("canvas", { width: 2 * width, height: 2 * height });
  canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

// A small menu: save this picture as SVG, PNG or CSV.
export function exporter(picture, items, name) {
  const ways = {
    SVG: () => save(new Blob([standalone(picture)], { type: "image/svg+xml" }), `${name()}.svg`),
    PNG: async () => save(await png(picture), `${name()}.png`),
    CSV: () => save(new Blob([csv(items())], { type: "text/csv" }), `${name()}.csv`),
  };
  const buttons = Object.entries(ways).map(([words, act]) => {
    const button = element("button", { type: "button" }, words);
    button.onclick = act;
    return button;
  });
  const made = element("div", { class: "export", role: "group" }, ...buttons);
  made.named = (label) => {
    made.setAttribute("aria-label", `Save the picture “${label}”`);
    buttons.forEach((button) => button.setAttribute("aria-label", `${button.textContent} of ${label}`));
  };
  return made;
}
