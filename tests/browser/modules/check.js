// The least a test needs.
export function equal(got, wanted, why = "") {
  const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${why} got ${a}, wanted ${b}`);
}

export function near(got, wanted, slack = 1e-9) {
  if (!(Math.abs(got - wanted) <= slack * Math.max(1, Math.abs(wanted)))) throw new Error(`got ${got}, wanted ${wanted}`);
}

export function ok(condition, why) {
  if (!condition) throw new Error(why);
}

// A clock that goes only when it is told to.
export class Clock {
  constructor() {
    Object.assign(this, { now: 0, next: 1, timers: new Map() });
    this.setTimeout = (act, after) => {
      this.timers.set(this.next, { at: this.now + after, act });
      return this.next++;
    };
    this.clearTimeout = (id) => this.timers.delete(id);
  }

  go(milliseconds) {
    const end = this.now + milliseconds;
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      const [id, timer] = due;
      this.timers.delete(id);
      this.now = timer.at;
      timer.act();
    }
    this.now = end;
  }
}

// Numbers that look random and are the same in every run.
export function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}
