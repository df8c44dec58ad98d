import { AWAY, LOST, Loop, QUIET, read, write } from "/frontend/loop.js";
import { Clock, equal, ok, random } from "./check.js";

function loop() {
  const clock = new Clock();
  const made = new Loop(0, clock);
  const sent = [];
  made.send = (event) => sent.push(event);
  let version = 0;
  const answer = (state = sent.at(-1).state) => made.arrived(sent.at(-1).seq, ++version, state);
  return { clock, made, sent, answer };
}

export default {
  "keeps one request in flight, and the newest value wins"() {
    const { made, sent, answer } = loop();
    for (let x = 0; x < 10; x++) made.set({ x: String(x) });
    equal(sent.map((event) => event.state.x), ["0"]);
    answer();
    equal(sent.map((event) => event.state.x), ["0", "9"]);
    answer();
    equal(sent.length, 2);
  },

  "says once that a movement has ended, when it has been quiet"() {
    const { clock, made, sent, answer } = loop();
    made.set({ x: "1" });
    answer();
    clock.go(QUIET - 1);
    equal(sent.map((event) => event.final), [false]);
    clock.go(1);
    equal(sent.map((event) => event.final), [false, true]);
    answer();
    clock.go(10 * QUIET);
    equal(sent.length, 2);
    equal(made.busy, false);
  },

  "does not end a movement while a finger is down, and ends it when the finger is lifted"() {
    const { clock, made, sent, answer } = loop();
    made.hold();
    made.set({ x: "1" });
    answer();
    clock.go(10 * QUIET);
    equal(sent.length, 1);
    made.release();
    equal(sent.at(-1).final, true);
    answer();
    clock.go(10 * QUIET);
    equal(sent.length, 2);
  },

  "a finger that moved nothing says nothing"() {
    const { clock, made, sent } = loop();
    made.hold();
    made.release();
    clock.go(LOST);
    equal(sent, []);
  },

  "the end of a movement waits for its turn and is not lost"() {
    const { made, sent, answer } = loop();
    made.hold();
    made.set({ x: "1" });
    made.set({ x: "2" });
    made.release();
    equal(sent.length, 1);
    answer();
    equal(sent.at(-1), { seq: 2, base: 1, state: { x: "2" }, final: true });
  },

  "a button ends its movement at once"() {
    const { clock, made, sent, answer } = loop();
    made.set({ x: "1" }, true);
    equal(sent, [{ seq: 1, base: 0, state: { x: "1" }, final: true }]);
    answer();
    clock.go(10 * QUIET);
    equal(sent.length, 1);
  },

  "sends a lost request again, with the newest state, and still says that the movement had ended"() {
    const { clock, made, sent, answer } = loop();
    made.set({ x: "1" }, true);
    clock.go(LOST);
    equal(sent.length, 2);
    equal([sent[1].seq, sent[1].final], [2, true]);
    made.set({ x: "2" });
    clock.go(LOST);
    equal(sent[2].state.x, "2");
    equal(sent[2].final, true);
    answer();
    clock.go(10 * LOST);
    equal(made.busy, false);
  },

  "an answer to an older request changes nothing but the version it holds"() {
    const { clock, made, sent } = loop();
    made.set({ x: "1" });
    clock.go(LOST);
    made.arrived(1, 7, { x: "old" });
    equal([made.base, made.inFlight, made.state.x], [7, 2, "1"]);
    made.arrived(2, 8, { x: "1" });
    equal(made.inFlight, 0);
    equal(sent.at(-1).base, 0);
  },

  "a whole scene that knows nothing of a request makes it ask again at once"() {
    const { clock, made, sent } = loop();
    made.set({ x: "1" }, true);
    made.arrived(0, 5, { x: "0" }, true);
    equal(sent.map(({ seq, base, final, state }) => [seq, base, final, state.x]), [[1, 0, true, "1"], [2, 5, true, "1"]]);
    made.arrived(2, 6, { x: "1" });
    clock.go(10 * LOST);
    equal(sent.length, 2);
  },

  "a late answer never moves a hand back"() {
    const { made, answer } = loop();
    made.set({ x: "1" });
    made.set({ x: "2" });
    answer({ x: "1", y: "5" });
    equal(made.state, { x: "2", y: "5" });
  },

  "what the server says counts when no hand is moving"() {
    const { made, answer } = loop();
    made.set({ x: "nonsense" }, true);
    answer({ x: "3" });
    equal(made.state, { x: "3" });
  },

  "says nothing more once another page was asked for"() {
    const { clock, made, sent, answer } = loop();
    made.set({ x: "1" });
    answer();
    made.leave();
    clock.go(QUIET + 1);
    equal(sent.length, 1);
    clock.go(AWAY);
    equal(sent.at(-1), { seq: 2, base: 1, state: { x: "1" }, final: true }, "whoever is still here has stayed:");
  },

  "does not carry a movement over to the state the reader went back to"() {
    const { clock, made, sent, answer } = loop();
    made.set({ x: "1" });
    answer();
    made.set({ x: "2" });
    answer();
    made.leave(true);
    made.arrived(0, 9, { x: "0" });
    equal(made.state, { x: "0" });
    clock.go(10 * LOST);
    equal(sent.length, 2);
    made.set({ x: "3" });
    equal(sent.at(-1).state.x, "3");
  },

  "asks again about the state the reader went back to, not about the one that was left"() {
    for (const waiting of [false, true]) {
      const { clock, made, sent, answer } = loop();
      made.set({ x: "2" }, true);
      answer();
      made.refresh(); // PyTorch is still loading, and a question about it is on its way
      if (!waiting) answer();
      made.leave(true);
      made.refresh();
      made.arrived(0, 9, { x: "0" }, true);
      clock.go(QUIET);
      equal([sent.at(-1).base, sent.at(-1).state], [9, { x: "0" }], waiting ? "not answered yet:" : "answered:");
    }
  },

  "what a hand does on the way back belongs to the state the reader went back to"() {
    const { clock, made, sent, answer } = loop();
    made.set({ x: "2" }, true);
    answer();
    made.leave(true);
    made.set({ y: "7" }, true);
    made.arrived(0, 9, { x: "0", y: "0" }, true);
    clock.go(QUIET);
    equal([sent.at(-1).base, sent.at(-1).state], [9, { x: "0", y: "7" }]);
  },

  "what the server did not take over is not on the reader's mind any more, even while a question is due"() {
    const { made, answer } = loop();
    made.set({ x: "2" }, true);
    made.refresh();
    answer({ x: "1" });
    equal(made.state, { x: "1" });
  },

  "says nothing on the way back until it has arrived, or for a while"() {
    for (const arrives of [true, false]) {
      const { clock, made, sent } = loop();
      made.leave(true);
      made.set({ x: "2" }, true);
      clock.go(AWAY - 1);
      equal(sent, []);
      if (arrives) made.arrived(0, 5, { x: "0", y: "0" }, true);
      else clock.go(1);
      equal(sent.map(({ base, state }) => [base, state]), [arrives ? [5, { x: "2", y: "0" }] : [0, { x: "2" }]]);
    }
  },

  "asks for all of a scene when it holds none"() {
    const { made, sent, answer } = loop();
    made.set({ x: "1" }, true);
    answer();
    made.refresh(0);
    equal([sent.at(-1).base, sent.at(-1).final], [0, false]);
  },

  "asks again later, once"() {
    const { clock, made, sent, answer } = loop();
    made.askAgain(300);
    made.askAgain(300);
    clock.go(299);
    equal(sent.length, 0);
    clock.go(1);
    equal(sent.length, 1);
    answer({});
    clock.go(5000);
    equal(sent.length, 1);
  },

  "is silent once it is stopped"() {
    const { clock, made, sent } = loop();
    made.set({ x: "1" });
    made.stop();
    clock.go(10 * LOST);
    made.set({ x: "2" });
    equal(sent.length, 1);
  },

  "whatever happens, the last value arrives and is said to be final"() {
    for (let seed = 0; seed < 200; seed++) {
      const { clock, made, sent, answer } = loop();
      const draw = random(seed);
      let newest;
      let open = 0;
      for (let i = 0; i < 60; i++) {
        const what = Math.floor(draw() * 6);
        if (what < 2) made.set({ x: (newest = String(i)) }, what === 1);
        if (what === 2) made.hold();
        if (what === 3) made.release();
        if (what === 4) clock.go(draw() * 2 * QUIET);
        if (what === 5 && made.inFlight && draw() < 0.7) answer();
        ok(made.seq - open <= sent.length, "a number without a request");
      }
      made.release();
      for (let i = 0; i < 20 && (made.busy || made.inFlight); i++) {
        clock.go(LOST);
        if (made.inFlight) answer();
      }
      equal(made.busy, false, `seed ${seed}:`);
      if (newest === undefined) continue;
      equal(sent.at(-1).state.x, newest, `seed ${seed}:`);
      const lastChange = sent.findIndex((event) => event.state.x === newest);
      ok(sent.slice(lastChange).some((event) => event.final), `seed ${seed}: never said to be final`);
    }
  },

  "reads and writes a field, an entry of a list, an entry of a matrix"() {
    const state = { x: "1", z: "1,2,3", a: "1,2;3,4" };
    equal(["x", "z.1", "a.1.0", "b", "a.7.7", "z.9"].map((target) => read(state, target) ?? null), ["1", "2", "3", "", null, null]);
    equal(write(state, "x", "9"), { x: "9" });
    equal(write(state, "z.2", "9"), { z: "1,2,9" });
    equal(write(state, "a.0.1", "9"), { a: "1,9;3,4" });
    for (const gone of ["a.2.0", "a.0.2", "b.0.1"]) equal(write(state, gone, "9"), {}); // the table has just become smaller
  },
};
