// For a class: controls that are fixed, a link to hand out, and the presenter's view with its keys.

import { copier } from "./copy.js";
import { element, put } from "./inline.js";

// Make everything in a control that takes input deaf, or let it hear again.
export function fix(control, fixed) {
  control.toggleAttribute("data-fixed", fixed);
  control.title = fixed ? "Fixed for this class" : "";
  for (const part of control.querySelectorAll("input, button, select")) part.disabled = fixed;
}

// A link made from a query: its text, and a button that copies it; or the few words that put the page into another one.
export function link() {
  const name = element("span", { class: "label" });
  const text = element("code");
  const copy = copier("Copy", () => text.textContent, { class: "copy" });
  const made = element("div", { class: "control link" }, name, element("div", { class: "code" }, element("pre", { tabindex: 0, role: "region" }, text), copy));
  return {
    element: made,
    update(node) {
      put(name, node.label);
      copy.setAttribute("aria-label", `Copy: ${node.label}`);
      text.parentElement.setAttribute("aria-label", node.label);
      const page = location.origin + location.pathname;
      const query = [node.query, node.frame && "embed=true"].filter(Boolean).join("&");
      const address = page + (query && `?${query}`);
      const title = document.title.replaceAll('"', "");
      put(text, node.frame ? `<iframe src="${address.replaceAll("&", "&amp;")}" title="${title}" width="100%" height="900"></iframe>` : address);
    },
  };
}

let presenting = false; // from page to page

const KEYS = { PageDown: 1, PageUp: -1 };
const FREE_KEYS = { ArrowRight: 1, ArrowLeft: -1, " ": 1 }; // where no control has the focus

// The presenter's view: large type, nothing but the page, and keys that go through its tour and on to the next page.
export function presenter(page) {
  const root = document.documentElement;
  const leave = () => {
    presenting = false;
    show();
    page.loop.set({ present: "0" }, true);
  };
  const show = () => {
    root.toggleAttribute("data-present", presenting);
    page.root.classList.toggle("present", presenting);
  };
  const buttons = () => [...page.nodes.values()].flatMap((node) => node.buttons ?? []);
  const step = (by) => {
    const to = String(Number(page.loop.state.tour ?? 0) + by);
    const next = buttons().find(({ set }) => set.tour === to);
    if (next && to !== "0") return page.loop.set(next.set, true);
    const ways = [...document.querySelectorAll("[data-testid=stPageLink-NavLink]")];
    ways.find((way) => way.textContent.includes(by > 0 ? "Next:" : "Before:"))?.click();
  };
  const pressed = (event) => {
    if (!presenting || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") return leave();
    const by = KEYS[event.key] ?? (event.composedPath()[0] === document.body ? FREE_KEYS[event.key] : undefined);
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    step(by);
  };
  document.addEventListener("keydown", pressed, true);
  root.toggleAttribute("data-embed", new URLSearchParams(location.search).get("embed") === "true");
  return {
    // What is drawn, and what was asked for last: an answer to an earlier wish may only now be here.
    update(state, asked) {
      if (page.asked === undefined && presenting && !asked) page.loop.set({ present: "1" }, true);
      else if (page.asked !== asked) presenting = asked;
      page.asked = asked;
      show();
      if (presenting && state.tour !== page.toured && state.tour > 0) {
        const leave = [...page.root.querySelectorAll(".card button")].find((one) => one.textContent === "Leave the tour");
        leave?.closest(".card").scrollIntoView({ block: "center" });
      }
      page.toured = state.tour;
    },
    close() {
      document.removeEventListener("keydown", pressed, true); // the view stays: the next page is shown like this one
    },
  };
}
