// The address of what is on screen: the query holds what differs from an untouched page, and the version of the app.

const KEPT = new Set(["embed", "embed_options"]); // what Streamlit keeps in an address for itself

// The present address with another query; untouched, to the letter, where it says the same already.
function withQuery(fields) {
  const present = [...new URLSearchParams(location.search)];
  const wanted = [...present.filter(([name]) => KEPT.has(name)), ...Object.entries(fields)];
  const said = (pairs) => JSON.stringify(Object.entries(Object.fromEntries(pairs)).sort());
  if (said(present) === said(wanted)) return location.href;
  const query = String(new URLSearchParams(wanted));
  return location.origin + location.pathname + (query && `?${query}`);
}

// A late word about a state that was left may stand in the address by now: the scene says which address it answers.
export function correct({ topic, address }) {
  const word = location.pathname.split("/").at(-1);
  if (topic !== (word || "home")) return;
  const wanted = withQuery(address);
  if (wanted !== location.href) history.replaceState(history.state, "", wanted);
}

// The address of a state, also while a hand or a run is still moving it and the address bar waits for its end.
export function addressOf(state, untouched) {
  const changed = Object.entries(state).filter(([name, text]) => text !== untouched[name]);
  return withQuery(Object.fromEntries(changed.length ? [...changed, ["app", untouched.app]] : []));
}
