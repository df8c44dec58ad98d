import { along, clamp, clean, label, logTicks, scale, significant, snap, text, ticks, track, typed, within } from "/frontend/scales.js";
import { equal, near, ok, random } from "./check.js";

export default {
  "a scale and its way back"() {
    const draw = random(1);
    for (let i = 0; i < 300; i++) {
      const low = (draw() - 0.5) * 10 ** (12 * draw() - 6);
      const high = low + 10 ** (12 * draw() - 6);
      const there = scale([low, high], [46, 466]);
      near(there(low), 46);
      near(there(high), 466);
      const value = low + draw() * (high - low);
      ok(Math.abs(there.back(there(value)) - value) <= 1e-9 * (high - low + Math.abs(value)), "not the same place");
    }
    const log = scale([1e-6, 1e3], [0, 90], true);
    near(log(1), 60);
    near(log.back(60), 1);
    equal(scale([2, 2], [0, 10])(2), 0);
  },

  "a scale between the largest numbers there are"() {
    const there = scale([-1.5e308, 1.5e308], [100, 0]);
    equal([-1.5e308, 0, 1.5e308].map(there), [100, 50, 0]);
    equal([100, 50, 0].map(there.back), [-1.5e308, 0, 1.5e308]);
  },

  "ticks are round, in order and inside"() {
    equal(ticks(0, 10, 5), [0, 2, 4, 6, 8, 10]);
    equal(ticks(-1, 1, 4), [-1, -0.5, 0, 0.5, 1]);
    equal(ticks(0, 0.3, 3), [0, 0.1, 0.2, 0.3]);
    equal(ticks(5, 5), [5]);
    equal(ticks(0, Infinity), [0]);
    const draw = random(2);
    for (let i = 0; i < 300; i++) {
      const low = (draw() - 0.5) * 10 ** (8 * draw() - 4);
      const high = low + 10 ** (8 * draw() - 4);
      const found = ticks(low, high, 6);
      ok(found.length <= 13, `${found.length} ticks`);
      ok(found.every((t, k) => t >= low - 1e-6 * (high - low) && t <= high + 1e-6 * (high - low) && (k === 0 || t > found[k - 1])), "order");
    }
  },

  "ticks of a logarithmic axis are powers of ten"() {
    equal(logTicks(1e-3, 1e3, 10), [0.001, 0.01, 0.1, 1, 10, 100, 1000]);
    ok(logTicks(1e-300, 1e300, 6).length <= 8, "too many");
  },

  "a stroke that leaves the picture is cut, and keeps its direction"() {
    equal(within([1, 2], [3, 4], 10), [[1, 2], [3, 4]]);
    equal(within([0, 0], [40, 20], 10), [[0, 0], [10, 5]]);
    equal(within([40, 20], [0, 0], 10), [[10, 5], [0, 0]]);
    equal(within([-40, -20], [40, 20], 10), [[-10, -5], [10, 5]]);
    equal(within([5, -1e300], [5, 3], 10), [[5, -10], [5, 3]]);
    equal(within([0, 0], [1e308, Infinity], 10), [[0, 0], [10, 10]]);
    equal(within([30, 0], [0, 31], 10), null);
    equal(within([11, -5], [11, 5], 10), null);
    equal(within([9, 0], [9, 20], 10), [[9, 0], [9, 10]]);
    equal(within([0, NaN], [1, 1], 10), null);
    const draw = random(4);
    for (let i = 0; i < 500; i++) {
      const [a, b] = [0, 1].map(() => [0, 1].map(() => (draw() - 0.5) * 10 ** (9 * draw())));
      const [ux, uy] = [b[0] - a[0], b[1] - a[1]];
      const length = Math.hypot(ux, uy);
      for (const [px, py] of within(a, b, 100) ?? []) {
        ok(Math.abs(px) < 100 + 1e-6 && Math.abs(py) < 100 + 1e-6, "outside");
        ok(Math.abs(((px - a[0]) * uy - (py - a[1]) * ux) / length) < 1e-5, "beside the line");
      }
    }
  },

  "snapping leaves no dust"() {
    equal(snap(0.1 + 0.2, 0.1), 0.3);
    equal(snap(1.234, 0.05), 1.25);
    equal(snap(1.234, 0), 1.234);
    equal(clean(0.1 + 0.2), 0.3);
    equal(clamp(5, 0, 2), 2);
    equal(significant(0.012345, 2), 0.012);
  },

  "labels at ticks are short"() {
    equal([0, -2, 0.5, 100000, 1e-7, -1e6, 2.5e8, 1e-3].map(label), ["0", "−2", "0.5", "10⁵", "10⁻⁷", "−10⁶", "2.5·10⁸", "0.001"]);
  },

  "a handle slides along a curve, and not where there is none"() {
    const curve = [[0, 0], [1, 2], null, [2, 0], [3, 1]];
    equal([0.5, 1, 2.5].map((x) => along(curve, x)), [1, 2, 0.5]);
    equal([-1, 1.5, 4].map((x) => along(curve, x) ?? null), [null, null, null]);
    equal(along([[1, 1], [1, 5]], 1), 1);
  },

  "every position of a track is a value that comes back to it"() {
    for (const [low, high, step] of [[0, 1, 0.01], [-5, 5, 0.05], [0, 200, 1], [0.1, 0.7, 0.1]]) {
      const way = track({ low, high, step, scale: "linear" });
      for (let at = 0; at <= way.steps; at++) near(way.position(way.value(at)), at, 1e-6);
      near(way.value(way.steps), high);
    }
    for (const scale of ["log", "log0"]) {
      const way = track({ low: 1e-4, high: 10, scale, digits: 3 });
      equal(way.value(way.steps), 10);
      equal(way.value(0), scale === "log0" ? 0 : 1e-4);
      for (let at = 2; at <= way.steps; at += 7) ok(Math.abs(way.position(way.value(at)) - at) < 1, `${at}`);
      equal(way.position(0), 0);
    }
  },

  "a track of whole numbers has only whole numbers, one by one at first"() {
    for (const [low, high] of [[0, 2000], [1, 64], [1, 200]]) {
      const way = track({ low, high, scale: "whole" });
      const values = Array.from({ length: way.steps + 1 }, (_, at) => way.value(at));
      ok(values.every(Number.isInteger), "whole");
      equal(values.slice(0, 5), [0, 1, 2, 3, 4].map((i) => low + i));
      equal(values.at(-1), high);
      values.forEach((value, at) => equal(way.position(value), at));
      equal(way.position(high + 1), way.steps);
    }
  },

  "what JavaScript writes, it reads back exactly"() {
    const draw = random(3);
    for (let i = 0; i < 500; i++) {
      const value = (draw() - 0.5) * 10 ** Math.floor(24 * draw() - 12);
      equal(typed(text(value)), value);
    }
    equal(text(1e21), "1e21");
    equal(typed("−2"), -2);
    equal(typed("1e999") ?? null, null);
  },
};
