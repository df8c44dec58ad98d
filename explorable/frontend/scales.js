// Pure geometry: numbers to pixels and back, round ticks, snapping. No DOM.

// A scale maps [low, high] to [from, to]; a logarithmic one maps decades evenly.
export function scale([low, high], [from, to], log = false) {
  const f = log ? Math.log10 : (v) => v;
  const [a, b] = [f(low) / 2, f(high) / 2]; // between the largest numbers there are, the whole of the span overflows
  const span = b - a || 1;
  const forward = (value) => from + ((f(value) / 2 - a) / span) * (to - from);
  forward.back = (pixel) => {
    const v = 2 * (a + ((pixel - from) / (to - from || 1)) * span);
    return log ? 10 ** v : v;
  };
  return forward;
}

// Round values between low and high, about `count` of them, at steps of 1, 2 or 5 times a power of ten.
export function ticks(low, high, count = 6) {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [low];
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 5, 10].find((m) => m * power >= raw * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => clean((first + i) * step));
}

export function logTicks(low, high, count = 6) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / count));
  const out = [];
  for (let k = first; k <= last; k += every) out.push(10 ** k);
  return out;
}

// Remove the dust of binary arithmetic: 0.30000000000000004 becomes 0.3.
export function clean(value) {
  return Number(value.toPrecision(12));
}

export function snap(value, step) {
  return step > 0 ? clean(Math.round(value / step) * step) : value;
}

export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

export function significant(value, digits) {
  return Number(value.toPrecision(digits));
}

// The shortest text of a number that JavaScript and Python both read back exactly.
export function text(value) {
  return String(value).replace("e+", "e");
}

const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

// A number at a tick: short, with a real minus sign.
export function label(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e5) return String(clean(value)).replace("-", "−");
  const [mantissa, exponent] = value.toExponential(2).split("e");
  const power = [...String(Number(exponent))].map((c) => SUPERSCRIPT[c]).join("");
  const m = Number(mantissa);
  const head = m === 1 ? "" : m === -1 ? "−" : `${String(m).replace("-", "−")}·`;
  return `${head}10${power}`;
}

// What of the stroke from a to b lies in a square of so many pixels about the corner: cut, never bent. Else null.
export function within(a, b, far) {
  if (Math.abs(a[0]) <= far && Math.abs(a[1]) <= far && Math.abs(b[0]) <= far && Math.abs(b[1]) <= far) return [a, b];
  if (Math.hypot(...a) > Math.hypot(...b)) return within(b, a, far)?.reverse() ?? null; // exact at the nearer end
  const [near, beyond] = [a, b].map((end) => end.map((v) => clamp(v, -1e200, 1e200)));
  const way = near.map((v, i) => beyond[i] - v || Number.MIN_VALUE);
  let [from, to] = [0, 1];
  for (const i of [0, 1]) {
    const sides = [-far, far].map((side) => (side - near[i]) / way[i]);
    from = Math.max(from, Math.min(...sides));
    to = Math.min(to, Math.max(...sides));
  }
  return from <= to ? [from, to].map((share) => near.map((v, i) => v + share * way[i])) : null;
}

// The y of a polyline at x, so that a handle can slide along a curve.
export function along(points, x) {
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (!a || !b || x < Math.min(a[0], b[0]) || x > Math.max(a[0], b[0])) continue;
    const t = b[0] === a[0] ? 0 : (x - a[0]) / (b[0] - a[0]);
    return a[1] + t * (b[1] - a[1]);
  }
  return undefined;
}

// A slider's track: positions 0..steps to values and back. "log0" is logarithmic, and its left end is exactly zero.
// "whole" runs over whole numbers, one by one at first and then by about a percent.
export function track({ low, high, step, scale: kind, digits }) {
  if (kind === "linear") {
    const steps = Math.round((high - low) / step);
    return {
      steps,
      value: (position) => clean(low + position * step),
      position: (value) => clamp((value - low) / step, 0, steps),
    };
  }
  if (kind === "whole") {
    const values = [low];
    while (values.at(-1) < high) values.push(Math.min(high, values.at(-1) + Math.max(1, Math.round(Math.abs(values.at(-1)) / 60))));
    const after = (value) => values.findIndex((v) => v >= value);
    return {
      steps: values.length - 1,
      value: (position) => values[Math.round(position)],
      position: (value) => (value > high ? values.length - 1 : Math.max(0, after(value))),
    };
  }
  const steps = 600;
  const zero = kind === "log0" ? 1 : 0;
  const s = scale([low, high], [zero, steps], true);
  return {
    steps,
    value: (position) => (zero && position <= 0 ? 0 : clamp(significant(s.back(position), digits), low, high)),
    position: (value) => (value <= 0 ? 0 : clamp(s(value), zero, steps)),
  };
}

export const NUMBER_CHARACTERS = 64; // that a typed number may have, as in mathcore/limits.py
const NUMBER = /^\s*[+\-−]?(\d+\.?\d*|\.\d+)([eE][+\-−]?\d+)?\s*$/;

// What a reader typed as a number, or undefined. The server reads the same form and has the last word.
export function typed(raw) {
  if (raw.trim().length > NUMBER_CHARACTERS || !NUMBER.test(raw)) return undefined;
  const value = Number(raw.trim().replace(/−/g, "-"));
  return Number.isFinite(value) ? value : undefined;
}
