// The one component of the app: it draws scenes and reports what a hand, a finger or a key does. It computes no maths.
// Streamlit calls the default export again whenever data changes, on the same element, without cleanup in between.

import { correct } from "./address.js";
import { reconcile } from "./blocks.js";
import { presenter } from "./classroom.js";
import { tools } from "./history.js";
import { relax } from "./inline.js";
import { Loop } from "./loop.js";

const pages = new WeakMap();
let loading = true;

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".explorable");
  let page = pages.get(root);
  if (!page) pages.set(root, (page = open(root, data)));
  page.loop.send = (event) => setStateValue("event", event);
  if (data.untouched) page.untouched = data.untouched;
  receive(page, data);
  if (data.address && !loading) correct(data);
  catchUp();
  return () => {
    if (!root.isConnected) page.close();
  };
}

// A reader who went a step back while the document was loading: Streamlit did not listen yet, so it is told again.
function catchUp() {
  const [asked, stands] = [performance.getEntriesByType("navigation")[0].name, location.href].map((url) => url.split("#")[0]);
  if (loading && asked !== stands) dispatchEvent(new PopStateEvent("popstate"));
  loading = false;
}

function open(root, data) {
  const page = { root, loop: new Loop(data.seq), nodes: new Map(), version: 0, regions: {}, speaks: false };
  page.notices = root.appendChild(document.createElement("div"));
  page.notices.className = "notices";
  page.notices.setAttribute("role", "status");
  for (const name of ["stage", "controls", "words"]) {
    page.regions[name] = root.appendChild(document.createElement("section"));
    page.regions[name].className = name;
  }
  page.regions.stage.setAttribute("aria-label", "Picture");
  page.regions.controls.setAttribute("aria-label", "Controls");
  page.regions.words.setAttribute("aria-label", "Words");
  page.tools = root.appendChild(tools(page));
  page.spoken = root.appendChild(document.createElement("div"));
  page.spoken.className = "spoken";
  page.spoken.setAttribute("aria-live", "polite");
  root.onclick = follow;
  page.loop.settled = () => (page.speaks = true);
  // A hand that lets go anywhere has let go, even of something that is no longer there.
  const letGo = () => page.loop.held && page.loop.release();
  for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, letGo);
  const leave = (event) => {
    const link = event.composedPath().find((part) => part.localName === "a");
    if (link && link.origin === location.origin && link.pathname !== location.pathname && plain(event)) page.loop.leave();
  };
  const back = () => location.hash || page.loop.leave(true); // to a place on this page Streamlit goes without the server
  document.addEventListener("click", leave, true);
  window.addEventListener("popstate", back, true);
  page.presenter = presenter(page);
  page.close = () => {
    page.loop.stop();
    page.presenter.close();
    document.removeEventListener("click", leave, true);
    window.removeEventListener("popstate", back, true);
    for (const name of ["pointerup", "pointercancel"]) window.removeEventListener(name, letGo);
  };
  return page;
}

const plain = (event) => !(event.button || event.ctrlKey || event.metaKey || event.shiftKey);

// A link to another page goes the way of Streamlit's own navigation, without loading everything again.
function follow(event) {
  const link = event.composedPath().find((part) => part.localName === "a");
  if (!link || link.search || !plain(event)) return;
  const twin = [...document.querySelectorAll("a")].find((other) => other.pathname === link.pathname);
  if (!twin) return;
  event.preventDefault();
  twin.click();
}

function receive(page, data) {
  if (data.version === page.version) return; // called again for a new theme: nothing to draw
  if (data.base && data.base !== page.version) return page.loop.refresh(0); // a change to a scene we do not hold
  if (!data.base) page.nodes.clear();
  for (const [name, node] of Object.entries(data.nodes)) page.nodes.set(name, node);
  page.version = data.version;
  page.loop.arrived(data.seq, data.version, data.state, !data.base);
  const context = { get: (name) => page.nodes.get(name), loop: page.loop };
  for (const [name, element] of Object.entries(page.regions)) reconcile(element, page.nodes.get(name).children, context);
  say(page.notices, data.notices);
  page.presenter.update(data.state, page.loop.state.present === "1");
  if (!page.loop.busy) page.tools.note(data.state);
  if (page.speaks && !page.loop.busy) settle(page);
  if (data.again) page.loop.askAgain(data.again);
}

function say(element, sentences) {
  if (element.textContent === sentences.join("")) return;
  element.replaceChildren(
    ...sentences.map((sentence) => {
      const line = document.createElement("p");
      line.textContent = sentence;
      return line;
    }),
  );
}

// A movement has ended: a screen reader hears the numbers now, once, not sixty times a second.
function settle(page) {
  page.speaks = false;
  relax(page.root);
  const outputs = [...page.root.querySelectorAll(".readouts output")].slice(0, 6);
  page.spoken.textContent = outputs.map((o) => `${o.getAttribute("aria-label")} ${o.textContent}`).join(", ");
}
