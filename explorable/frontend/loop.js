// The live loop, browser side: one request in flight, the newest value wins, and a movement that has ended is said once.

export const QUIET = 250; // ms without a change, and no finger down, after which a movement has ended
export const LOST = 3000; // ms after which an unanswered request is sent again (a lost connection)
export const AWAY = 2000; // ms after which a reader who wanted to leave the page, and is still here, has stayed

export class Loop {
  constructor(seq = 0, clock = globalThis) {
    Object.assign(this, { seq, clock, state: {}, words: {}, base: 0, inFlight: 0, changed: false, unsaid: false, final: false, held: false, moved: false, leaving: false });
    this.send = () => {};
    this.settled = () => {};
  }

  get busy() {
    return this.held || this.moved || this.changed || this.inFlight > 0;
  }

  // Set fields (texts by name). `final` ends the movement at once: a button, a preset. They stay `words` of the reader's,
  // that no answer overrules, until the server has heard them and the movement has ended.
  set(fields, final = false) {
    Object.assign(this.state, fields);
    Object.assign(this.words, fields);
    this.changed = this.unsaid = true;
    this.final ||= final;
    this.moved = !final;
    this.clock.clearTimeout(this.quiet);
    if (!final) this.quiet = this.clock.setTimeout(() => this.settle(), QUIET);
    this.pump();
  }

  hold() {
    this.held = true;
  }

  release() {
    this.held = false;
    this.clock.clearTimeout(this.quiet);
    if (this.moved) this.settle();
  }

  settle() {
    if (this.held || !this.moved) return;
    this.moved = false;
    this.changed = this.final = true;
    this.pump();
  }

  // Ask for the present state again: all of it (base 0), or only what is new.
  refresh(base = this.base) {
    this.base = base;
    this.changed = true;
    if (!base) this.inFlight = 0;
    this.pump();
  }

  askAgain(after) {
    this.clock.clearTimeout(this.later);
    this.later = this.clock.setTimeout(() => this.refresh(), after);
  }

  // Another page or state was asked for: a word about this one would come too late, and disturb the next. Whoever goes
  // `back` to an earlier state takes no movement along.
  leave(back = false) {
    if (back) {
      this.changed = this.unsaid = this.moved = this.final = false;
      this.words = {};
    }
    this.leaving = true;
    this.clock.clearTimeout(this.away);
    this.away = this.clock.setTimeout(() => this.stay(), AWAY);
  }

  stay() {
    this.leaving = false;
    this.pump();
  }

  pump() {
    if (this.leaving || this.inFlight || !this.changed) return;
    this.inFlight = ++this.seq;
    const event = (this.last = { seq: this.seq, base: this.base, state: { ...this.state }, final: this.final });
    this.changed = this.unsaid = this.final = false;
    this.clock.clearTimeout(this.lost);
    this.lost = this.clock.setTimeout(() => {
      this.again();
      this.pump();
    }, LOST);
    if (event.final) this.settled();
    this.send(event);
  }

  // The last request was lost: it has to be sent once more, with what is true by then.
  again() {
    this.inFlight = 0;
    this.changed = this.unsaid = true;
    this.final ||= this.last.final;
  }

  // An answer is here. A whole scene that knows nothing of the last request comes from a server that never heard it; and
  // whoever was on the way back has arrived with it.
  arrived(seq, version, state, whole = false) {
    this.base = version;
    if (seq < this.inFlight) {
      if (!whole) return;
      this.again();
    }
    this.clock.clearTimeout(this.lost);
    this.inFlight = 0;
    if (whole) this.leaving = false;
    if (!this.unsaid && !this.moved) this.words = {};
    this.state = { ...state, ...this.words };
    this.pump();
  }

  stop() {
    for (const timer of [this.quiet, this.lost, this.later, this.away]) this.clock.clearTimeout(timer);
    this.send = () => {};
  }
}

// A target names a field ("x") or one entry of it ("z.2", "a.0.1"): read it from, or write it into, the texts of a state.
export function read(state, target) {
  const [field, ...at] = target.split(".");
  const text = state[field] ?? "";
  if (at.length === 0) return text;
  if (at.length === 1) return text.split(",")[at[0]];
  return text.split(";")[at[0]]?.split(",")[at[1]];
}

export function write(state, target, value) {
  const [field, ...at] = target.split(".");
  if (at.length === 0) return { [field]: value };
  const text = state[field] ?? "";
  if (at.length === 1) {
    const entries = text.split(",");
    while (entries.length < at[0]) entries.push("0"); // an entry that is not there yet counts as 0
    entries[at[0]] = value;
    return { [field]: entries.join(",") };
  }
  const rows = text.split(";").map((row) => row.split(","));
  if (rows[at[0]]?.[at[1]] === undefined) return {}; // the table has just become smaller
  rows[at[0]][at[1]] = value;
  return { [field]: rows.map((row) => row.join(",")).join(";") };
}
